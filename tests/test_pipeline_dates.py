"""Times, days to answer as of, and documents that no longer hold, through the whole pipeline over a planted folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from planted import front, planted

from assistant.pipeline import Assistant
from assistant.schema import ReplyStatus, Status, UsageError

FILES = {
    "plan-2015.md": front(
        "The council will spend £4 million on flood walls along the River Aln. Each ward has two flood wardens.",
        title="Flood plan for Alnbridge: the first edition",
        published="2015",
        status="superseded",
    ),
    "announcement.md": front(
        "Councillor Mary Webb announced 12 new pumping stations for the town. They will cost £9 million.",
        title="New pumping stations for Alnbridge",
        published="2018-09-03",
    ),
    "report.md": front(
        "The river rose above its banks 14 times in 2018-19. Between March and June 2019 volunteers filled 3,400 "
        "sandbags. In autumn 2020 the wardens trained 65 volunteers.",
        title="Flood report",
        published="2020-12",
    ),
    "strategy.md": front(
        "The town's 140 flood wardens will be given radios. Last year 31 homes were flooded.",
        title="Council publishes the Alnbridge Flood Strategy",
        published="2021-01",
    ),
    "homes.md": front("Some 52 homes in Alnbridge lie in the area most at risk.", title="Homes", published="2019"),
    "museum.md": front("The museum holds 70 photographs of the great flood.", title="Notes on a museum"),
    "ferry.md": front(
        "The ferry carries 300 passengers a day across the Aln.",
        title="Ferry timetable",
        published="2017-05-01",
        status="withdrawn",
    ),
}


@pytest.fixture(scope="module")
def flood(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return planted(tmp_path_factory.mktemp("flood"), FILES)


def said(assistant: Assistant, question: str, as_of: date | None = None) -> str | None:
    return assistant.ask(question, as_of=as_of).answer


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("How many pumping stations were announced in September 2018?", "12"),
        ("How many pumping stations were announced in autumn 2018?", "12"),
        ("How many pumping stations were announced in 2018?", "12"),
        ("How often did the river rise above its banks in 2018-19?", "14 times"),
        ("How many sandbags were filled between March and June 2019?", "3,400"),
        ("How many volunteers did the wardens train last autumn?", "65"),
        ("How many homes were flooded in 2020?", "31"),
        ("How many homes were flooded last year?", "31"),
        ("How many homes were at risk in 2019?", "52"),
    ],
)
def test_a_time_is_matched_with_the_words_first_and_the_documents_date_second(
    flood: Assistant, question: str, figure: str
) -> None:
    assert figure in (said(flood, question) or "")


@pytest.mark.parametrize(
    "question",
    [
        "How many pumping stations were announced in October 2018?",
        "How many sandbags were filled between August and October 2019?",
        "How many homes were flooded in 2021?",
        "How often did the river rise above its banks in 2010-11?",
        "How many homes were at risk after the strategy?",
    ],
)
def test_another_time_is_not_answered_with_the_nearest_figure(flood: Assistant, question: str) -> None:
    assert said(flood, question) is None


def test_last_year_is_counted_from_the_day_it_is_asked_and_from_the_day_it_was_written(tmp_path: Path) -> None:
    later = planted(tmp_path, {"a.md": front("Last year 31 homes were flooded.", title="Report", published="2015-02")})
    assert said(later, "How many homes were flooded last year?") is None
    assert "31" in (said(later, "How many homes were flooded last year?", date(2015, 6, 1)) or "")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How many pumping stations were announced in September 2018?", "published 3 September 2018"),
        ("How many homes were at risk in 2019?", "published 2019"),
        ("How many homes were flooded in 2020?", "“Last year” is counted from the document's own date, January 2021"),
    ],
)
def test_an_answer_says_which_date_it_goes_by_where_its_words_do_not(
    flood: Assistant, question: str, words: str
) -> None:
    assert words in (flood.ask(question).message or "")


def test_news_that_gives_no_date_is_dated_by_its_document(flood: Assistant) -> None:
    reply = flood.ask("When were the new pumping stations announced?")
    assert [s.text for s in reply.statements] == [
        "Councillor Mary Webb announced 12 new pumping stations for the town."
    ]
    assert "published 3 September 2018" in (reply.message or "")


def test_an_answer_with_a_date_of_its_own_needs_no_more_words(flood: Assistant) -> None:
    assert flood.ask("How many sandbags were filled between March and June 2019?").message is None


def test_an_event_that_the_documents_date_is_read_as_a_bound(flood: Assistant) -> None:
    reply = flood.ask("How many homes were at risk before the strategy?")
    (read,) = reply.query.dates
    assert (read.text, read.end) == ("before the strategy", date(2020, 12, 31))
    assert "52" in (reply.answer or "")


@pytest.mark.parametrize(
    "question", ["before the", "How many before the coronation?", "after the after the after", "?"]
)
def test_an_event_that_nothing_dates_is_passed_over(flood: Assistant, question: str) -> None:
    assert flood.ask(question).query.dates == ()


def test_as_of_a_day_only_what_was_surely_out_by_then_counts(flood: Assistant) -> None:
    question = "How many homes are in the area most at risk?"
    assert said(flood, question, date(2019, 6, 30)) is None  # "2019" may be December
    assert "52" in (said(flood, question, date(2019, 12, 31)) or "")
    coverage = flood.ask(question, as_of=date(2019, 6, 30)).coverage
    assert (coverage.documents, coverage.undated) == (3, 0)


def test_undated_documents_are_left_out_as_of_a_day_and_named(flood: Assistant) -> None:
    question = "How many photographs does the museum hold?"
    assert "70" in (said(flood, question) or "")
    for day in (date(2021, 3, 1), date(2001, 1, 1)):
        reply = flood.ask(question, as_of=day)
        assert reply.status is ReplyStatus.ABSTAINED
        assert [(w.code, w.text) for w in reply.warnings] == [
            ("undated", "“Notes on a museum” is undated and was left out.")
        ]
    assert flood.ask("How many homes are most at risk?").warnings == ()


@pytest.mark.parametrize(
    ("question", "id", "status"),
    [
        ("How much will be spent on flood walls along the Aln?", "plan-2015", Status.SUPERSEDED),
        ("How many passengers a day does the ferry carry?", "ferry", Status.WITHDRAWN),
    ],
)
def test_what_no_longer_holds_is_labelled_and_never_the_only_basis(
    flood: Assistant, question: str, id: str, status: Status
) -> None:
    reply = flood.ask(question)
    assert reply.status is ReplyStatus.ABSTAINED
    assert (reply.related[0].document, reply.related[0].status) == (id, status)
    assert status in [w.code for w in reply.warnings]
    asked_for = flood.ask(question, documents=[id])
    assert asked_for.status is ReplyStatus.ANSWERED
    assert [c.status for c in asked_for.citations] == [status]
    assert status in [w.code for w in asked_for.warnings]


@pytest.mark.parametrize(
    "question",
    [
        "According to the Ferry Timetable, how many passengers a day does the ferry carry?",
        "how many passengers a day does the ferry carry in the ferry timetable",
        "How much does “Flood plan for Alnbridge” say will be spent on flood walls?",
        "How much will be spent on flood walls by the flood plan for Alnbridge: the first edition?",
    ],
)
def test_a_question_that_names_the_document_is_answered_from_it_with_the_label(flood: Assistant, question: str) -> None:
    reply = flood.ask(question)
    assert reply.status is ReplyStatus.ANSWERED
    assert {c.status for c in reply.citations} <= {Status.SUPERSEDED, Status.WITHDRAWN}
    assert reply.warnings


def test_a_current_document_is_preferred_to_the_one_it_replaced(tmp_path: Path) -> None:
    menu = planted(
        tmp_path,
        {
            "old.md": front("A school lunch costs £2.10.", title="Prices", published="2019-09-01", status="superseded"),
            "new.md": front("A school lunch costs £2.55.", title="Prices", published="2020-09-01"),
        },
    )
    reply = menu.ask("How much does a school lunch cost?")
    assert reply.answer == "A school lunch costs £2.55. [1]"
    assert reply.conflicts == ()
    before = menu.ask("How much does a school lunch cost?", as_of=date(2020, 1, 1))
    assert before.status is ReplyStatus.ABSTAINED
    assert before.related[0].status is Status.SUPERSEDED


@pytest.mark.parametrize("name", ["old", "old.md", "Prices for 2019", "prices for 2019"])
def test_a_document_may_say_which_one_it_supersedes(tmp_path: Path, name: str) -> None:
    menu = planted(
        tmp_path,
        {
            "old.md": front(
                "A school lunch costs £2.10. The kitchen employs 14 cooks.", title="Prices for 2019", published="2019"
            ),
            "new.md": front("A school lunch costs £2.55.", title="Prices", published="2020-09-01", supersedes=name),
        },
    )
    assert {d.id: d.metadata.status for d in menu.documents()} == {"new": Status.CURRENT, "old": Status.SUPERSEDED}
    assert menu.ask("How much does a school lunch cost?").answer == "A school lunch costs £2.55. [1]"
    stale = menu.ask("How many cooks does the kitchen employ?")
    assert stale.status is ReplyStatus.ABSTAINED
    assert stale.related[0].status is Status.SUPERSEDED


def test_a_withdrawn_document_supersedes_nothing_and_none_supersedes_itself(tmp_path: Path) -> None:
    menu = planted(
        tmp_path,
        {
            "old.md": front("A school lunch costs £2.10.", title="Prices", supersedes="old"),
            "new.md": front("Lunch is free.", title="Free", status="withdrawn", supersedes="old"),
        },
    )
    assert menu.document("old").metadata.status is Status.CURRENT


def test_values_whose_dates_overlap_have_no_order(tmp_path: Path) -> None:
    towns = planted(
        tmp_path,
        {
            "a.md": front("The library in Marlow lends 4,000 books a year.", title="One", published="2019"),
            "b.md": front("The library in Marlow lends 9,000 books a year.", title="Two", published="2019-06"),
        },
    )
    reply = towns.ask("How many books a year does the library in Marlow lend?")
    assert [v.value for v in reply.conflicts[0].values] == ["4,000 a year", "9,000 a year"]
    assert "which is newest cannot be told" in (reply.message or "")
    assert "oldest first" not in (reply.message or "")


def test_suggestions_are_tried_without_suggesting_more(tmp_path: Path) -> None:
    sums = planted(
        tmp_path,
        {
            "a.md": front("£5 million was announced to do that. £9 million was announced for it all.", title="A"),
            "b.md": front("£20 million was announced to do this and more.", title="B"),
        },
    )
    reply = sums.ask("How much was announced?")
    assert all(sums.ask(s).status is ReplyStatus.ANSWERED for s in reply.suggestions)


def test_a_document_that_is_not_indexed_is_named(flood: Assistant) -> None:
    with pytest.raises(UsageError, match="No document 'nosuch' is indexed"):
        flood.ask("How many homes were flooded?", documents=["nosuch"])
