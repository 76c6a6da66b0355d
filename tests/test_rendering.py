"""What leaves the engine: the JSON contract, the terminal, and text to paste."""

from __future__ import annotations

import dataclasses
import io
import json
from collections.abc import Callable
from datetime import date
from html import escape

import pytest
from fake_assistant import (
    ABOUT,
    ARABIC,
    ATTACK,
    DIARIED,
    FERRIES,
    LAST_YEAR,
    MONEY,
    NO_THIRD,
    TODAY,
    TOLD,
    abstained,
    ambiguous,
    announced,
    answered,
    attacked,
    cite,
    declined,
    differing,
    listed,
    named,
    outdated,
    partial,
    personal,
    right_to_left,
    several,
    signposted,
    supposed,
)
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.console import Console

from assistant.dates import OPEN_END, OPEN_START
from assistant.rendering import to_dict, to_markdown, to_terminal, to_text
from assistant.rendering.export import _markdown
from assistant.rendering.wording import one_line, source_details, web_address, when
from assistant.schema import DateRange, Query, Reply, ReplyStatus

QUERY = Query("How much?", "How much?", TODAY)
STATES = (
    answered,
    partial,
    named,
    several,
    personal,
    differing,
    listed,
    announced,
    abstained,
    supposed,
    outdated,
    ambiguous,
    signposted,
    declined,
    attacked,
    right_to_left,
)


def terminal(reply: Reply, *, width: int = 80, colours: bool = False) -> str:
    out = io.StringIO()
    to_terminal(
        reply, Console(file=out, width=width, force_terminal=colours, color_system="standard" if colours else None)
    )
    return out.getvalue()


def flat(text: str) -> str:
    return " ".join(text.split())


# --- the JSON contract --------------------------------------------------------------------------------------------


def test_the_fields_and_their_order_are_the_contract() -> None:
    assert (
        list(to_dict(answered(QUERY)))
        == (
            "question query status reason completeness message answer short_answer statements missing suggestions citations "
            "conflicts related coverage warnings card confidence generation models mode timings_ms"
        ).split()
    )
    assert list(to_dict(answered(QUERY), "q7"))[:2] == ["id", "question"]


def test_an_answer_in_full() -> None:
    query = Query(
        "and when?",
        "When is the ferry due?",
        date(2020, 1, 2),
        as_of_given=True,
        rewritten=True,
        dates=(DateRange(date(2018, 9, 1), date(2018, 9, 30), "September 2018"),),
        documents=("transport/ferry-review",),
    )
    record = to_dict(answered(query), "1")
    assert record["id"] == "1"
    assert record["question"] == "and when?"
    assert record["query"] == {
        "text": "When is the ferry due?",
        "rewritten": True,
        "as_of": "2020-01-02",
        "dates": [{"text": "September 2018", "start": "2018-09-01", "end": "2018-09-30"}],
        "documents": ["transport/ferry-review"],
    }
    assert (record["status"], record["reason"], record["completeness"]) == ("answered", None, "full")
    assert record["answer"] == f"{MONEY} [1] The first is due in spring 2021. [2]"
    assert record["statements"] == [
        {"text": MONEY, "citations": [1]},
        {"text": "The first is due in spring 2021.", "citations": [2]},
    ]
    assert record["confidence"] == 0.9346
    assert record["coverage"] == {
        "documents": 6,
        "undated": 2,
        "from": "2017",
        "to": "2020-02",
        "text": "6 documents, 2017 to February 2020, 2 undated.",
    }
    citations = record["citations"]
    assert isinstance(citations, list)
    assert list(citations[0]) == (
        "number document title publisher published date_inferred status url heading quote start end".split()
    )
    assert citations[0]["quote"] == MONEY
    assert citations[0]["status"] == "current"


def test_differing_values_keep_their_order_and_citations() -> None:
    record = to_dict(differing(QUERY))
    assert record["conflicts"] == [
        {
            "about": "passengers on the northern route",
            "values": [
                {"value": "75,000", "date": "2017", "statement": 0, "citations": [1]},
                {"value": "82,109", "date": "2019-04", "statement": 1, "citations": [2]},
            ],
        }
    ]
    assert record["warnings"] == [{"code": "superseded", "text": "Passenger estimate has been superseded."}]


def test_an_abstention_has_null_for_what_it_lacks() -> None:
    record = to_dict(abstained(QUERY))
    assert (record["status"], record["reason"], record["completeness"]) == ("abstained", "not_found", "none")
    assert record["answer"] is record["short_answer"] is record["card"] is None
    assert record["statements"] == record["citations"] == []
    related = record["related"]
    assert isinstance(related, list)
    assert list(related[0]) == ("document title quote start end publisher published date_inferred status".split())


def test_a_signpost_carries_its_card() -> None:
    card = to_dict(signposted(QUERY))["card"]
    assert isinstance(card, dict)
    assert card["contacts"][0] == {"name": "Coastguard", "detail": "999 or 112", "url": None}
    assert (card["title"], card["last_checked"]) == ("Help now", "2026-10-01")


@pytest.mark.parametrize("state", STATES)
def test_every_reply_is_plain_json_with_each_character_kept(state: Callable[[Query], Reply]) -> None:
    record = to_dict(state(QUERY))
    assert json.loads(json.dumps(record, ensure_ascii=False, allow_nan=False)) == record


# --- the terminal -------------------------------------------------------------------------------------------------


def test_the_answer_comes_first_and_its_sources_are_numbered() -> None:
    lines = terminal(answered(QUERY)).splitlines()
    assert flat(" ".join(lines[:2])).startswith(f"{MONEY} [1] The first is due in spring 2021. [2]")
    text = flat(" ".join(lines))
    assert "Review of island ferry services Harbour Authority · published 12 April 2019 [1][2] quoted above" in text
    assert text.count("https://harbour.example/reviews/ferries?year=2019&part=1") == 1
    assert text.endswith("Check the source.")


def test_a_list_has_one_line_for_each_item() -> None:
    lines = [flat(line) for line in terminal(listed(QUERY)).splitlines()]
    assert lines[2:4] == ["- £3m goes to the northern route. [3]", "- £1.2m goes to the southern route. [4]"]


def test_a_partial_answer_names_the_missing_part() -> None:
    assert "Not covered by the documents - who will build them" in flat(terminal(partial(QUERY)))


def test_differing_values_stand_in_a_table_with_date_and_source() -> None:
    rows = [flat(line) for line in terminal(differing(QUERY)).splitlines()]
    assert "The documents differ: passengers on the northern route" in rows
    assert "Published Value Source" in rows
    assert "2017 75,000 [1] Islands Council" in rows
    assert "April 2019 82,109 [2] Harbour Authority" in rows
    assert "Islands Council · published 2017 (date inferred) · superseded" in rows
    assert "Note: Passenger estimate has been superseded." in rows
    assert rows.index(f"- {ABOUT} [1]") < rows.index("2017 75,000 [1] Islands Council")


def test_what_differs_is_named_only_where_it_is_not_the_question_itself() -> None:
    asked = differing(Query("How many?", "Passengers on the Northern route", TODAY))
    assert "The documents differ\nPublished" in terminal(asked)


def test_an_abstention_says_so_and_labels_what_is_near() -> None:
    text = flat(terminal(abstained(QUERY)))
    assert text.startswith("The documents do not say anything about trains.")
    assert (
        "Related, but not an answer - Review of island ferry services Harbour Authority · published 12 April 2019 "
        "“£3m goes to the northern route.”"
    ) in text
    assert "Not covered" not in text  # the message names it
    assert "You could ask - How much will be spent on ferries?" in text
    assert text.endswith("Covered here: 6 documents, 2017 to February 2020, 2 undated.")
    assert "Check the source" not in text


def test_an_abstention_without_words_of_its_own_still_says_what_it_is() -> None:
    assert terminal(Reply(QUERY, ReplyStatus.ABSTAINED)) == "The documents do not answer this.\n"


def test_a_quote_is_repeated_under_its_source_only_where_the_answer_has_other_words() -> None:
    text = flat(terminal(several(QUERY)))
    assert text.startswith(f"{MONEY} [1][2][3]")
    assert text.count(MONEY) == 1
    assert f"Quay News · published 3 April 2019 [2] “{TOLD}”" in text
    assert f"Harbour Friends · undated · withdrawn [3] “{DIARIED}”" in text
    assert "[1]–[4] quoted above, from “Money”" in terminal(listed(QUERY))


def test_warnings_about_sources_follow_the_answer_and_those_about_the_question_lead() -> None:
    lines = terminal(several(QUERY)).splitlines()
    assert lines[2:4] == ["Note: “Harbour diary” is withdrawn.", "Note: “Harbour diary” is undated."]
    assert terminal(personal(QUERY)).startswith("Note: Your question seems to hold personal data (telephone number).")


def test_an_answer_in_part_comes_before_the_message_that_names_what_it_lacks() -> None:
    lines = terminal(named(QUERY)).splitlines()
    assert lines[:3] == [f"{MONEY} [1]", "", "The documents do not answer this part: “who will build them”."]
    assert "Not covered" not in terminal(named(QUERY))


def test_a_false_premise_is_followed_by_what_the_documents_say() -> None:
    text = flat(terminal(supposed(QUERY)))
    assert text.startswith(
        f"The documents do not say that the authority will buy a third ferry. What the documents say {NO_THIRD} [1] "
    )
    assert "Quay News · published 3 April 2019 [1] quoted above" in text
    assert "Covered here" not in text


def test_what_a_question_may_mean_is_listed_with_its_sources_and_narrower_questions() -> None:
    text = flat(terminal(ambiguous(QUERY)))
    assert text.startswith(
        f"This could mean several things. Which one do you mean? It could mean - “{MONEY}” "
        "Review of island ferry services Harbour Authority · published 12 April 2019 - “£3m"
    )
    assert "Passenger estimate Islands Council · published 2017 (date inferred) · superseded Ask one of these" in text
    assert text.endswith(
        "Ask one of these - How much will be spent on ferries? - How many people use the northern route?"
    )
    assert "not an answer" not in text


def test_passages_that_no_longer_hold_stand_under_a_heading_that_says_so() -> None:
    text = flat(terminal(outdated(QUERY)))
    assert "From documents that are no longer current - Passenger estimate" in text
    assert "superseded “About 75,000" in text
    assert "not an answer" not in text


def test_a_refusal_is_said_before_the_card() -> None:
    text = flat(terminal(declined(QUERY)))
    assert text.startswith("This assistant does not help anybody to sink a ferry. Help now - Coastguard")


def test_a_list_stands_under_the_sentence_that_announces_it() -> None:
    lines = terminal(announced(QUERY)).splitlines()
    assert lines[:3] == [
        "The money goes to two routes: [1]",
        " - £3m goes to the northern route. [2]",
        " - £1.2m goes to the southern route. [3]",
    ]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (LAST_YEAR, "“last year” is read as 1 January to 31 December 2025."),
        (
            DateRange(date(2018, 4, 1), date(2019, 3, 31), "2018-19"),
            "“2018-19” is read as 1 April 2018 to 31 March 2019.",
        ),
        (DateRange(date(2018, 9, 3), date(2018, 9, 3), "3/9/2018"), "“3/9/2018” is read as 3 September 2018."),
        (DateRange(date(2026, 11, 21), date(2026, 11, 21), "yesterday"), "“yesterday” is read as 21 November 2026."),
        (
            DateRange(OPEN_START, date(2025, 12, 31), "before this year"),
            "“before this year” is read as up to 31 December 2025.",
        ),
        (
            DateRange(date(2026, 1, 1), OPEN_END, "after last year"),
            "“after last year” is read as 1 January 2026 or later.",
        ),
        (DateRange(date(2018, 9, 1), date(2018, 9, 30), "September 2018"), ""),
        (DateRange(date(2018, 9, 3), date(2018, 9, 3), "2018-09-03"), ""),
    ],
)
def test_days_that_depend_on_today_or_on_custom_are_spelled_out(days: DateRange, words: str) -> None:
    assert terminal(answered(dataclasses.replace(QUERY, dates=(days,)))).startswith(words or MONEY[:20])


def test_the_day_that_an_answer_looks_back_from_is_named() -> None:
    query = dataclasses.replace(QUERY, as_of=date(2019, 1, 1), as_of_given=True)
    assert terminal(answered(query)).startswith("Only what was published by 1 January 2019 is used.")


def test_what_is_covered_is_said_once() -> None:
    said = dataclasses.replace(abstained(QUERY), message="Nothing. 6 documents, 2017 to February 2020, 2 undated.")
    assert flat(terminal(said)).count("6 documents") == 1
    assert "6 documents" not in terminal(ambiguous(QUERY))


def test_the_card_comes_before_everything_else() -> None:
    text = flat(terminal(signposted(QUERY)))
    assert text.startswith("Help now - Coastguard 999 or 112 - Harbour office 01632 960 000 https://")
    assert "Last checked 1 October 2026" in text
    assert text.index("Last checked") < text.index("Note: Your question seems to hold a telephone number.")


def test_a_rewritten_question_is_shown() -> None:
    query = dataclasses.replace(QUERY, text="How much for ferries?", rewritten=True)
    assert terminal(answered(query)).startswith("Reading this as: How much for ferries?")


def test_no_control_code_or_markup_of_a_document_reaches_the_terminal() -> None:
    shown = terminal(attacked(QUERY))
    assert not {c for c in shown if ord(c) < 32 and c != "\n"}
    assert ATTACK in flat(shown)
    bracketed = dataclasses.replace(partial(QUERY), message="[bold]not markup[/bold] [/] :smile:")
    assert "[bold]not markup[/bold] [/] :smile:" in terminal(bracketed)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("width", [40, 80])
def test_no_line_is_wider_than_the_terminal(state: Callable[[Query], Reply], width: int) -> None:
    assert max(len(line) for line in terminal(state(QUERY), width=width).splitlines()) <= width


def test_the_short_answer_stands_out_in_colour_terminals() -> None:
    assert "\x1b[1m£4.2m\x1b[0m" in terminal(answered(QUERY), colours=True)


# --- to paste -----------------------------------------------------------------------------------------------------


def test_the_pasted_answer_ends_in_numbered_references() -> None:
    lines = to_text(answered(QUERY)).splitlines()
    assert lines[2] == f"{MONEY} [1] The first is due in spring 2021. [2]"
    assert lines[4] == "Sources:"
    assert lines[6] == (
        f"1. Review of island ferry services, Harbour Authority, published 12 April 2019, Money: “{MONEY}” "
        "https://harbour.example/reviews/ferries?year=2019&part=1"
    )


@pytest.mark.parametrize("state", STATES)
def test_nothing_in_a_document_becomes_markup_in_markdown(state: Callable[[Query], Reply]) -> None:
    html = MarkdownIt("commonmark").enable("strikethrough").enable("table").render(to_markdown(state(QUERY)))
    for tag in ("<img", "<a ", "<script", "<h1", "<h2", "<em", "<strong", "<code", "<del", "<table", "<hr"):
        assert tag not in html


@given(st.text(alphabet=st.sampled_from("a1 -+#=>*_`[]()<>!&;|~\\.:$\n\x1b£é"), min_size=1, max_size=40))
def test_escaped_markdown_renders_as_the_text_itself(text: str) -> None:
    html = MarkdownIt("commonmark").enable("strikethrough").enable("table").render(_markdown(text))
    shown = escape(one_line(text), quote=False)
    assert html.strip() == (f"<p>{shown}</p>" if shown else "")


@pytest.mark.parametrize("state", STATES)
def test_both_forms_to_paste_hold_every_statement_and_part(state: Callable[[Query], Reply]) -> None:
    reply = state(QUERY)
    text = to_text(reply)
    for statement in reply.statements:
        assert one_line(statement.text) in text
    for part in (*reply.missing, *reply.suggestions, *(r.quote for r in reply.related)):
        assert one_line(part) in text


# --- words --------------------------------------------------------------------------------------------------------


def test_dates_are_written_out_and_inferred_ones_marked() -> None:
    assert when("2018-09-03") == "3 September 2018"
    assert when("2018", inferred=True) == "2018 (date inferred)"
    assert when(None, inferred=True) == "undated"
    assert when("odd\x1b date") == "odd date"


def test_details_begin_with_a_capital_whether_or_not_the_publisher_is_known() -> None:
    assert source_details(FERRIES) == ("Harbour Authority", "published 12 April 2019")
    assert source_details(ARABIC) == ("Undated",)
    unnamed = dataclasses.replace(cite(1, FERRIES, MONEY), publisher=None)
    assert source_details(unnamed) == ("Published 12 April 2019",)
    assert source_details(unnamed, after_title=True) == ("published 12 April 2019",)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//no.scheme", "http://", "ftp://a.b/c", "http://[x", "", None]
)
def test_only_web_addresses_are_shown(url: str | None) -> None:
    assert web_address(url) is None
    assert web_address("HTTPS://a.example/x?y=1") == "https://a.example/x?y=1"
