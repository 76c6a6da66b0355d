"""Follow-ups become questions that stand alone; questions that stand alone are left alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.context import blended_vector, weighted_terms
from assistant.conversation import Titles, bound, continued, interpret
from assistant.conversation.leaning import context
from assistant.conversation.phrases import phrases
from assistant.schema import DateRange, DocumentInfo, Message, Metadata, Passage, Query, Role

TODAY = date(2026, 11, 22)


def conversation(*lines: str) -> list[Message]:
    """Messages from lines; an agent's begins with ">"."""
    return [Message(Role.AGENT, x[1:].strip()) if x.startswith(">") else Message(Role.USER, x) for x in lines]


def read(question: str, *lines: str) -> Query:
    return interpret(question, conversation(*lines), as_of=TODAY, as_of_given=False, documents=())


@pytest.mark.parametrize(
    ("before", "question", "reading"),
    [
        ("How many referrals did the NCA get in 2017?", "and in 2016?", "How many referrals did the NCA get in 2016?"),
        ("How many referrals did the NCA get in 2017?", "2016?", "How many referrals did the NCA get in 2016?"),
        (
            "How many referrals did the NCA get in 2017?",
            "what about 2016-17?",
            "How many referrals did the NCA get in 2016-17?",
        ),
        ("How many referrals did the NCA get?", "and last year?", "How many referrals did the NCA get last year?"),
        ("How many sites were found in 2017?", "and before 2015?", "How many sites were found before 2015?"),
        ("How many people were helped?", "and between March and June 2019?", None),
    ],
)
def test_a_date_replaces_the_date_of_the_question_before(before: str, question: str, reading: str | None) -> None:
    expected = reading or "How many people were helped between March and June 2019?"
    assert read(question, before).text == expected
    assert read(question, before).rewritten


@pytest.mark.parametrize(
    ("before", "question", "reading"),
    [
        ("Who resigned as Minister for Coasts?", "And who took over?", "Who took over as Minister for Coasts?"),
        ("When did Ann Poe leave the trust?", "Who took over?", "Who took over from Ann Poe?"),
        (
            "How many children were groomed in England?",
            "what about Scotland?",
            "How many children were groomed in Scotland?",
        ),
        (
            "How many children were groomed in England?",
            "and in Scotland?",
            "How many children were groomed in Scotland?",
        ),
        ("How many children were groomed?", "in Scotland?", "How many children were groomed in Scotland?"),
        ("What did Facebook promise to do?", "And Google?", "What did Google promise to do?"),
        ("What was the £2.6m for?", "and the £600,000?", "What was the £600,000 for?"),
        ("What is the definition of neglect?", "and of grooming?", "What is the definition of grooming?"),
        ("What was the £2.6m for?", "over what period?", "What was the £2.6m for, and over what period?"),
    ],
)
def test_a_fragment_takes_the_place_of_its_like(before: str, question: str, reading: str) -> None:
    assert read(question, before).text == reading


@pytest.mark.parametrize(
    ("before", "question", "reading"),
    [
        ("Did the government announce a new strategy?", "when?", "When did the government announce a new strategy?"),
        ("Why did the Home Secretary go to the NCA?", "when?", "When did the Home Secretary go to the NCA?"),
        ("when was the strategy published", "by whom", "By whom was the strategy published?"),
        ("How many children were abused?", "why?", "How many children were abused, and why?"),
        ("Who announced the £2.6m?", "And when exactly?", "Who announced the £2.6m, and when?"),
    ],
)
def test_a_question_word_alone_asks_again(before: str, question: str, reading: str) -> None:
    assert read(question, before).text == reading


@pytest.mark.parametrize(
    ("lines", "question", "reading"),
    [
        (["What is the IWF?"], "who is its chief executive?", "who is the IWF's chief executive?"),
        (["Who is Susie Hargreaves?"], "what did she say?", "what did Susie Hargreaves say?"),
        (["What was the £2.6m for?"], "who gets it?", "who gets the £2.6m?"),
        (["when was the strategy published"], "who published it", "who published the strategy"),
        (
            ["What are mammals?", "What are their traits?"],
            "How many legs do they have?",
            "How many legs do mammals have?",
        ),
        (["Who was Ching Shih?", "Who was Anne Bonny?"], "What was she known for?", "What was Anne Bonny known for?"),
        (["What is CSE?"], "how many victims?", "how many victims of CSE?"),
        (["What are the five demands?"], "what is the third one?", "what is the third of the five demands?"),
        (["Why is Boise called a city?"], "How did it get its name?", "How did Boise get its name?"),
        (["What is Project Arachnid?"], "tell me more", "tell me more about Project Arachnid"),
    ],
)
def test_pronouns_are_named_by_the_questions_before(lines: list[str], question: str, reading: str) -> None:
    assert read(question, *lines).text == reading


def test_that_money_is_the_sum_in_the_answer() -> None:
    lines = (
        "How much was announced in September 2018?",
        "> The Home Secretary announced £21.5 million for police [1].",
    )
    assert read("how much of that goes to law enforcement?", *lines).text == (
        "how much of the £21.5 million goes to law enforcement?"
    )


def test_its_is_the_body_that_the_answer_named() -> None:
    lines = ("Which charity runs the Stop It Now helpline?", "> It is run by the Lucy Faithfull Foundation [1].")
    assert read("who is its chief executive?", *lines).text == "who is Lucy Faithfull Foundation's chief executive?"


def test_the_other_one_is_the_other_of_the_pair_in_the_answer() -> None:
    lines = ("How much does Barnardo's get?", "> The money goes to Barnardo's and Victim Support [1].")
    assert read("and the other one?", *lines).text == "How much does Victim Support get?"


def test_pronouns_are_followed_through_several_turns() -> None:
    lines = ("What is the IWF?", "who is its chief executive?", "and when was it founded?")
    assert "IWF" in read("how many staff does it have?", *lines).text


@pytest.mark.parametrize(
    "question",
    [
        "How many children live in the UK?",
        "Who is the chief executive of the Lucy Faithfull Foundation?",
        "What is mortadella and where is it from?",
        "Did Anne Bonny regret her piracy?",
        "Is it raining?",
        "Does it make sense to report abuse?",
        "Is it true that grooming is a crime?",
        "Which breeds are there that are calm?",
        "thanks",
        "IWF disguised websites 2017",
        "Are there any benefits of milk?",
    ],
)
def test_a_question_that_stands_alone_is_left_to_the_letter(question: str) -> None:
    query = read(question, "What did Sajid Javid say about live streaming?", "> He said it was vile [1].")
    assert query.text == question
    assert not query.rewritten


def test_what_something_is_asked_to_be_is_no_part_of_it() -> None:
    before = ("Until when can groups apply to the Safe Steps fund?", "> Groups have until 30 June 2022 to apply [1].")
    assert read("When is the helpline open?", *before).text == "When is the helpline open?"
    assert read("When is the helpline open on Fridays?", *before).text == "When is the helpline open on Fridays?"


def test_without_history_nothing_is_rewritten() -> None:
    assert read("and in 2016?").text == "and in 2016?"
    assert read("who is its chief executive?").context == ()


def test_the_query_carries_dates_documents_and_the_day() -> None:
    query = interpret("and in 2016?", conversation("How many in 2017?"), as_of=TODAY, as_of_given=True, documents=["a"])
    assert query.question == "and in 2016?"
    assert (query.as_of, query.as_of_given, query.documents) == (TODAY, True, ("a",))
    assert [(d.text, d.start) for d in query.dates] == [("2016", date(2016, 1, 1))]


def test_the_same_conversation_reads_the_same() -> None:
    lines = ("What is the IWF?", "> A charity.", "who is its chief executive?", "> Susie Hargreaves.")
    assert read("when did she start?", *lines) == read("when did she start?", *lines)


_LINE = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            "and what about it its they the other one when why how much of that did Boise get £2m in 2016 2017? who ? . 's ’ "
            "these Stop It Now there tell me more for Scotland types".split(" ")
        ),
        max_size=10,
    ).map(" ".join),
)


@given(st.lists(_LINE, max_size=6), _LINE)
def test_any_conversation_can_be_read(lines: list[str], question: str) -> None:
    query = interpret(question, [Message(Role.USER, x) for x in lines], as_of=TODAY, as_of_given=False, documents=())
    assert query.rewritten == (query.text != question)
    assert all(0 < weight <= 1 for _, weight in query.context)


# --- conversations about other subjects --------------------------------------------------------------------------------

_CONVERSATIONS = Path(__file__).parent / "data" / "conversations"


def _conversations(half: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((_CONVERSATIONS / f"{half}.yaml").read_text(encoding="utf-8"))
    return found


def _as_expected(case: dict[str, Any]) -> bool:
    reading = read(case["question"], *case["history"]).text
    if case.get("alone"):
        return bool(reading == case["question"])
    low = reading.lower()
    return all(held.lower() in low for held in case["holds"]) and not any(
        lacked.lower() in low for lacked in case.get("lacks", ())
    )


# Of 36 each. The reading was changed with the first half in view, never with the second; both hold the same kinds.
@pytest.mark.parametrize(("half", "least"), [("tuned", 36), ("held_out", 32)])
def test_most_conversations_about_other_subjects_are_read_as_expected(half: str, least: int) -> None:
    cases = _conversations(half)
    wrong = [case["id"] for case in cases if not _as_expected(case)]
    assert len(cases) == 36
    assert len(cases) - len(wrong) >= least, wrong


# --- what a question leans on -----------------------------------------------------------------------------------------


def test_nearer_lines_and_the_first_question_weigh_more() -> None:
    lines = conversation("alpha beta", "> gamma delta", "epsilon zeta", "> eta theta", "iota kappa")
    weights = dict(context("and it?", lines))
    assert weights["alpha beta"] == pytest.approx(0.8 * weights["iota kappa"])
    assert weights["alpha beta"] > weights["epsilon zeta"] > weights["gamma delta"] > 0


def test_a_long_answer_never_outweighs_the_cap() -> None:
    lines = conversation("one", "> " + " ".join(f"word{n}" for n in range(100)))
    weights = dict(context("and it?", lines))
    total = sum(w * len(t.split()) for t, w in weights.items())
    assert total == pytest.approx(6, abs=0.1)


def test_a_change_of_subject_leans_on_the_past_less() -> None:
    lines = conversation("How many websites were disguised in 2017?", "> " + " ".join(f"word{n}" for n in range(60)))
    leaning = sum(w for _, w in context("why is it so?", lines))
    fresh = sum(w for _, w in context("Which countries grow coffee beans organically today?", lines))
    assert fresh == pytest.approx(leaning * 4 / 6, rel=0.05)


def test_a_talk_in_which_the_agent_asked_back_is_leaned_on_more() -> None:
    told = "> " + " ".join(f"word{n}" for n in range(60))
    plain = sum(w for _, w in context("and it?", conversation("How do I renew?", told)))
    asked = sum(w for _, w in context("and it?", conversation("How do I renew?", f"{told}?")))
    assert asked == pytest.approx(plain * 14 / 6, rel=0.05)


def test_words_of_the_question_weigh_one_and_earlier_words_less() -> None:
    query = read("why are they hidden?", "What did the minister say?", "> He spoke of disguised pages.")
    weights = weighted_terms(query)
    assert weights["hide"] == 1.0
    assert 0 < weights["disguis"] < 1.0


def test_the_blend_is_a_unit_vector_nearer_to_the_question() -> None:
    vectors = {"question": np.array([1, 0], dtype=np.float32), "earlier": np.array([0, 1], dtype=np.float32)}
    plain = Query("question", "question", TODAY)
    leaning = Query("question", "question", TODAY, context=(("earlier", 0.5),))
    assert blended_vector(plain, vectors.__getitem__).tolist() == [1, 0]
    # (1, 1.4 * 0.5) / sqrt(1 + 0.49)
    assert blended_vector(leaning, vectors.__getitem__) == pytest.approx([0.819232, 0.573462], abs=1e-5)


# --- noun phrases -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the evidence for the Bronze Age collapse?", ["evidence", "Bronze Age collapse"]),
        ("Tell me about lung cancer.", ["lung cancer"]),
        ("How many arrests are made each month?", ["arrests", "month"]),
        ("Which charity runs the Stop It Now helpline?", ["charity", "Stop It Now helpline"]),
        ("How do sexual and asexual reproduction affect it?", ["sexual", "asexual reproduction"]),
    ],
)
def test_noun_phrases_are_found_without_their_articles(question: str, expected: list[str]) -> None:
    assert [p.text for p in phrases(question)] == expected


@given(st.text(max_size=200))
def test_phrases_lie_in_the_text(text: str) -> None:
    for phrase in phrases(text):
        assert text[phrase.start : phrase.end].endswith(phrase.text)


# --- events and titles ------------------------------------------------------------------------------------------------


def info(id: str, title: str, published: str | None = None) -> DocumentInfo:
    return DocumentInfo(id, f"{id}.md", Metadata(title, published=published), 1, 1)


DATED = [
    info("strategy", "Council publishes the Alnbridge Flood Strategy", "2021-01"),
    info("preview", "Mayor to announce a bus strategy", "2019"),
    info("pier", "New pier opens in Cromer", "2017-06-01"),
]


@pytest.mark.parametrize(
    ("question", "text", "start", "end"),
    [
        ("How many before the strategy?", "before the strategy", date.min, date(2020, 12, 31)),
        ("How many until the Flood Strategy came out?", "until the Flood Strategy", date.min, date(2021, 1, 31)),
        ("How many since the publication of the strategy", "since the publication of the strategy",
         date(2021, 2, 1), date.max),
        ("What was said after the pier opened?", "after the pier", date(2017, 6, 2), date.max),
    ],
)  # fmt: skip
def test_an_event_is_dated_by_the_title_that_tells_of_it(question: str, text: str, start: date, end: date) -> None:
    assert bound(question, DATED, [], date(2022, 1, 1)) == DateRange(start, end, text)


@pytest.mark.parametrize(
    "question",
    ["How many before the flood?", "before the bus", "before the council", "before the 2018 strategy", "after the", ""],
)  # fmt: skip
def test_an_event_that_no_title_tells_of_has_no_date(question: str) -> None:
    assert bound(question, DATED, [], date(2022, 1, 1)) is None


def test_an_event_is_dated_by_a_sentence_with_one_date_and_not_by_sentences_that_disagree() -> None:
    def passage(text: str) -> Passage:
        return Passage("p", "pier", 5, 5 + len(text), text, (), ((5, 5 + len(text)),))

    one = passage("The bridge was opened on 3 March 2016.")
    other = passage("The bridge opened in 2012.")
    found = bound("How many crossed before the bridge?", DATED, [one], date(2022, 1, 1))
    assert found is not None
    assert found.end == date(2016, 3, 2)
    assert bound("How many crossed before the bridge?", DATED, [one, other], date(2022, 1, 1)) is None


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("What does the annual report 2015 say?", ("report-2015",)),
        ("What does the Annual Report say?", ()),  # two share it
        ("What is in 'Charter'?", ("charter",)),
        ("What is in the charter?", ()),
        ("What does the Bus Plan say?", ("plan",)),
        ("What does the Bus Plan for Marlow say?", ("marlow",)),
        ("What does the plan for the bus say?", ()),
    ],
)
def test_a_document_is_named_by_its_whole_title_in_the_question(question: str, ids: tuple[str, ...]) -> None:
    documents = [
        info("report-2015", "Annual report 2015"),
        info("a", "Annual report: east"),
        info("b", "Annual report: west"),
        info("charter", "The Charter"),
        info("plan", "Bus plan"),
        info("marlow", "Bus plan for Marlow"),
    ]
    assert Titles(documents).named(question) == ids


def test_a_sum_has_no_chief_executive() -> None:
    lines = ("How much was announced?", "> An extra £23.6 million was announced for buses.")
    assert read("who is its chief executive?", *lines).text == "who is its chief executive?"
    assert "£23.6 million" in read("what is its purpose?", *lines).text


def test_a_thing_that_tells_itself_is_not_made_a_persons() -> None:
    assert (
        read("How much is the grant?", "Who is Ann Poe?", "> Ann Poe is a minister.").text == "How much is the grant?"
    )


@pytest.mark.parametrize(
    ("question", "history", "reading"),
    [
        ("who pays?", ["What is the Tram Fund?"], "The Tram Fund: who pays?"),
        (
            "what about spending?",
            ["What was the Tram Trust's total income in 2020?"],
            "What was the Tram Trust's spending in 2020?",
        ),
        ("and now?", ["How long do riders wait?", "Six weeks. [1]"], "How long do riders wait now?"),
        (
            "who was it before?",
            ["Who is the director of the Tram Trust?"],
            "Who was the director of the Tram Trust before?",
        ),
        (
            "and the year before?",
            ["How many riders were there?", "It had 412 riders on 30 June 2023. [1]"],
            "How many riders were there in 2022?",
        ),
        ("how much did that cost?", ["How many riders took the tram in 2019?"], "how much did that cost?"),
        ("how much does that cost?", ["What is the Tram Fund?", "It helps. [1]"], "how much does the Tram Fund cost?"),
        (
            "does that include children?",
            ["What is the Tram Fund?", "It helps. [1]"],
            "does the Tram Fund include children?",
        ),
        (
            "who voted against it?",
            [
                "Who is the director?",
                "Ann Poe. [1]",
                "What is her number?",
                "12. [1]",
                "How much did the filter cost?",
                "£9. [1]",
            ],
            "who voted against the filter?",
        ),
        ("and last time?", ["What is the school's grade?", "Good. [1]"], "What is the school's grade last time?"),
        ("until when?", ["Who pays for the tram?", "The bank. [1]"], "Who pays for the tram, and until when?"),
        (
            "how many visits did it have?",
            ["Who manages Hill House?", "Ann Poe. [1]", "What about Penn Street?", "Ann Poe. [1]"],
            "how many visits did Penn Street have?",
        ),
        (
            "is it free?",
            ["What is the Tram Fund?", "It helps. [1]", "who pays for it?", "The Hill Bank pays. [1]"],
            "is the Tram Fund free?",
        ),
        ("why that one?", ["Which depot will shut in May?"], "Which depot will shut in May, and why?"),
        ("who is that meant to help?", ["Is the city changing any rule?", "The city will change Tom's Law. [1]"], None),
    ],
)
def test_bare_questions_take_what_was_spoken_of(question: str, history: list[str], reading: str | None) -> None:
    roles = (Role.USER, Role.AGENT)
    said = [Message(roles[i % 2], text) for i, text in enumerate(history)]
    read = interpret(question, said, as_of=TODAY, as_of_given=False, documents=()).text
    assert read == (reading or "who is Tom's Law meant to help?")


def test_a_later_clause_takes_its_nouns_from_the_first() -> None:
    asked = continued("what was it sold for?", "How many rooms did the old tram depot have?", TODAY)
    assert asked == "what was the old tram depot sold for?"


@pytest.mark.parametrize(
    ("lines", "question", "reading"),
    [
        (["How much is the fare for level 3 riders?"], "and level 2?", "How much is the fare for level 2 riders?"),
        (["When does the Riders Fund close?"], "and round two?", "When does the Riders Fund close for round two?"),
        (["How much will the tram depots cost?"], "why did it go up?", "why did the cost of the tram depots go up?"),
        (["How many drivers are on strike?"], "why did it rise?", "why did the number of drivers on strike rise?"),
        (
            ["How much will the tram depots cost?", "> They will cost £3.9m."],
            "who runs them?",
            "who runs the tram depots?",
        ),
        (["Who runs the tram depots?"], "when did the first one open?", "when did the first of the tram depots open?"),
        (["How many people took part in the study?", "How long did men wait?"], "who paid for it?", "who paid for the study?"),
    ],
)  # fmt: skip
def test_numbered_things_and_what_goes_up_are_told_apart_from_sums_and_people(
    lines: list[str], question: str, reading: str
) -> None:
    assert read(question, *lines).text == reading
