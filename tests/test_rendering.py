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
    ATTACK,
    MONEY,
    TODAY,
    abstained,
    ambiguous,
    answered,
    attacked,
    differing,
    listed,
    partial,
    signposted,
)
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.console import Console

from assistant.rendering import to_dict, to_markdown, to_terminal, to_text
from assistant.rendering.export import _markdown
from assistant.rendering.wording import one_line, web_address, when
from assistant.schema import DateRange, Query, Reply, ReplyStatus

QUERY = Query("How much?", "How much?", TODAY)
STATES = (answered, partial, differing, listed, abstained, ambiguous, signposted, attacked)


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
        "documents": 4,
        "undated": 1,
        "from": "2017",
        "to": "2020-02",
        "text": "4 documents, 2017 to February 2020, 1 undated.",
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
    assert list(related[0]) == ["document", "title", "quote", "start", "end", "publisher", "published", "status"]


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
    assert f"Review of island ferry services Harbour Authority · 12 April 2019 [1] Money: “{MONEY}” [2] Money:" in text
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
    assert "2017 75,000 [1] Islands Council" in rows
    assert "April 2019 82,109 [2] Harbour Authority" in rows
    assert any("Islands Council · 2017 (date inferred) · superseded" in row for row in rows)
    assert "Note: Passenger estimate has been superseded." in rows


def test_an_abstention_says_so_and_labels_what_is_near() -> None:
    text = flat(terminal(abstained(QUERY)))
    assert text.startswith("The documents do not say anything about trains.")
    assert "Related, does not answer - Review of island ferry services “£3m goes to the northern route.”" in text
    assert "Not covered" not in text  # the message names it
    assert "You could ask - How much will be spent on ferries?" in text
    assert text.endswith("4 documents, 2017 to February 2020, 1 undated.")
    assert "Check the source" not in text


def test_an_abstention_without_words_of_its_own_still_says_what_it_is() -> None:
    assert terminal(Reply(QUERY, ReplyStatus.ABSTAINED)) == "The documents do not answer this.\n"


def test_what_is_covered_is_said_once() -> None:
    said = dataclasses.replace(abstained(QUERY), message="Nothing. 4 documents, 2017 to February 2020, 1 undated.")
    assert flat(terminal(said)).count("4 documents") == 1
    assert "4 documents" not in terminal(ambiguous(QUERY))


def test_the_card_comes_before_everything_else() -> None:
    text = flat(terminal(signposted(QUERY)))
    assert text.startswith("Help now - Coastguard: 999 or 112 - Harbour office: 01632 960 000 https://")
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


def test_no_line_is_wider_than_the_terminal() -> None:
    for state in STATES:
        assert max(len(line) for line in terminal(state(QUERY), width=40).splitlines()) <= 40


def test_the_short_answer_stands_out_in_colour_terminals() -> None:
    assert "\x1b[1m£4.2m\x1b[0m" in terminal(answered(QUERY), colours=True)


# --- to paste -----------------------------------------------------------------------------------------------------


def test_the_pasted_answer_ends_in_numbered_references() -> None:
    lines = to_text(answered(QUERY)).splitlines()
    assert lines[2] == f"{MONEY} [1] The first is due in spring 2021. [2]"
    assert lines[4] == "Sources:"
    assert lines[6] == (
        f"1. Review of island ferry services, Harbour Authority, 12 April 2019, Money: “{MONEY}” "
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


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//no.scheme", "http://", "ftp://a.b/c", "http://[x", "", None]
)
def test_only_web_addresses_are_shown(url: str | None) -> None:
    assert web_address(url) is None
    assert web_address("HTTPS://a.example/x?y=1") == "https://a.example/x?y=1"
