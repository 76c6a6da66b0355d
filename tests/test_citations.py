"""Citations are made from offsets and checked before anything is shown."""

from dataclasses import replace

import pytest
from answering import document, query
from hypothesis import given
from hypothesis import strategies as st

from assistant.citations import cite, figures_stand, problems
from assistant.schema import Reply, ReplyStatus, Statement

SOURCE = document("grants", "The council gave £2.6m to refuges. It will pay over 18 months.")
FIRST = (0, 34)


def reply(text: str = "The council gave £2.6m to refuges.") -> Reply:
    return Reply(
        query("How much?"),
        ReplyStatus.ANSWERED,
        statements=(Statement(text, (1,)),),
        citations=(cite(1, SOURCE, *FIRST),),
    )


def lookup(id: str) -> object:
    return {"grants": SOURCE}[id]


def check(made: Reply) -> list[str]:
    return problems(made, lookup)  # type: ignore[arg-type]


def test_a_sound_reply_has_no_problems() -> None:
    assert check(reply()) == []
    assert check(reply("gave £2.6m to refuges")) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"quote": "The council gave £2.7m to refuges."}, "does not stand"),
        ({"start": 1}, "does not stand"),
        ({"document": "other"}, "not indexed"),
        ({"number": 2}, "stands at place"),
    ],
)
def test_an_altered_citation_is_noticed(change: dict[str, object], said: str) -> None:
    made = reply()
    made = replace(made, citations=(replace(made.citations[0], **change),))
    assert any(said in problem for problem in check(made))


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (Statement("The council gave £2.6m to refuges.", ()), "no citation"),
        (Statement("The council gave £2.6m to refuges.", (7,)), "do not exist"),
        (Statement("The council was generous.", (1,)), "not in the words"),
        (Statement("The council gave £3m.", (1,)), "a figure"),
    ],
)
def test_an_altered_statement_is_noticed(statement: Statement, said: str) -> None:
    assert any(said in problem for problem in check(replace(reply(), statements=(statement,))))


def test_an_empty_or_outlying_span_cannot_be_cited() -> None:
    for start, end in ((5, 5), (-1, 4), (0, len(SOURCE.text) + 1)):
        with pytest.raises(ValueError, match="no text"):
            cite(1, SOURCE, start, end)


def test_a_figure_in_other_words_stands() -> None:
    assert figures_stand("It was £21,500,000.", ["a sum of £21.5 million"])
    assert not figures_stand("It was £21.4 million.", ["a sum of £21.5 million"])
    assert not figures_stand("It rose 24 per cent.", ["24 people came"])


@given(st.integers(0, 60), st.integers(1, 62))
def test_every_citation_made_holds_its_words(start: int, end: int) -> None:
    if 0 <= start < end <= len(SOURCE.text):
        made = cite(1, SOURCE, start, end)
        assert SOURCE.text[made.start : made.end] == made.quote
