"""Rows of tables: the cell a question names by its column and row, and the row with the most or the least."""

from datetime import date

import pytest
from answering import TODAY, document

from assistant.dates import find_dates
from assistant.questions import analyse
from assistant.reading.rows import cells, extreme, given
from assistant.schema import Block, BlockKind, Document

LOANS = (
    "Branch: Elmet; Opened: 1998; Loans: 41,000; Cost a year: £60,000",
    "Branch: Tong; Opened: 2004; Loans: 18,500; Cost a year: £75,000",
    "Branch: Calder; Opened: 2011; Loans: 9,300; Cost a year: £52,000",
    "Branch: All branches; Opened: ; Loans: 68,800; Cost a year: £187,000",
)
AGES = ("Age of rider: 5 to 10; Weekly fare: £3", "Age of rider: 11 to 15; Weekly fare: £5")
KINDS = (
    "Kind: Letters; How often: thrice a year; Who decides: both families",
    "Kind: Calls; How often: twice a year; Who decides: the panel",
)
YEARS = ("Year: 2021/22; Asked: 120; Turned away: 31", "Year: 2022/23; Asked: 140; Turned away: 12")


def table(*rows: str) -> Document:
    """A document whose rows stand after a line on the libraries of Wharfe, or the buses."""
    text = "\n".join(["The libraries and buses of Wharfe.", *rows])
    blocks, at = [], 0
    for line in text.split("\n"):
        kind = BlockKind.TABLE_ROW if at else BlockKind.PARAGRAPH
        blocks.append(Block(kind, at, at + len(line), ()))
        at += len(line) + 1
    plain = document("wharfe", text)
    return Document(plain.id, plain.path, text, plain.metadata, tuple(blocks), "0")


def looked_up(question: str, *rows: str) -> list[str | None]:
    """What each row is found to give; None where it gives nothing or another row of its table does."""
    source = table(*rows)
    starts = [block.start for block in source.blocks]
    dates = [mention.range for mention in find_dates(question, TODAY)]
    found = given(analyse(question), dates, TODAY, [(source, start) for start in starts])
    rows_at = [(start, found.get((source.id, start))) for start in starts[1:]]
    return [source.text[start + span[0] : start + span[1]] if span else None for start, span in rows_at]


def test_a_row_is_read_as_headers_and_values() -> None:
    row = LOANS[0]
    assert [(c.header, c.value) for c in cells(row)] == [
        ("Branch", "Elmet"),
        ("Opened", "1998"),
        ("Loans", "41,000"),
        ("Cost a year", "£60,000"),
    ]
    assert all(row[slice(*cell.span)] == cell.value for cell in cells(row))


@pytest.mark.parametrize(
    ("question", "rows", "values"),
    [
        ("How many loans did Tong have?", LOANS, [None, "18,500", None, None]),
        ("What does the Elmet branch cost a year?", LOANS, ["£60,000", None, None, None]),
        ("What is the weekly fare for a rider of 12?", AGES, [None, "£5"]),
        ("What is the weekly fare for riders under 11?", AGES, ["£3", None]),
        ("What is the weekly fare for riders over 10?", AGES, [None, "£5"]),
        ("How many were turned away in 2022/23?", YEARS, [None, "12"]),
        ("How many were turned away in 2019/20?", YEARS, [None, None]),
        ("How many loans did Ripon have?", LOANS, [None, None, None, None]),
        ("How often can children have calls?", KINDS, [None, "twice a year"]),
        ("Who decides on letters?", KINDS, ["both families", None]),
        ("How many staff does Tong have?", LOANS, [None, None, None, None]),
    ],
)
def test_a_cell_is_found_by_its_column_and_row(question: str, rows: tuple[str, ...], values: list[str | None]) -> None:
    assert looked_up(question, *rows) == values


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which branch has the most loans?", "Elmet"),
        ("Which branch has the fewest loans?", "Calder"),
        ("What is the highest number of loans?", "41,000"),
        ("Which branch is the dearest?", "Tong"),
        ("Which branch is the cheapest?", "Calder"),
        ("Which branch is most admired?", None),
        ("Which branch lends the most?", None),
        ("Which branch gets the most money?", "Tong"),
    ],
)
def test_the_row_with_the_most_or_least_is_found_and_totals_are_no_rows_of_their_own(
    question: str, answer: str | None
) -> None:
    assert [value for value in looked_up(question, *LOANS) if value] == ([answer] if answer else [])


def test_where_two_rows_share_first_place_neither_is_chosen() -> None:
    source = table("Branch: Elmet; Loans: 40", "Branch: Tong; Loans: 40")
    assert extreme(analyse("Which branch has the most loans?"), source, source.blocks[1].start) is None


def test_a_question_about_another_subject_finds_no_cell() -> None:
    assert looked_up("How many loans of pianos for concert halls did Tong have?", *LOANS) == [None] * 4


def test_prose_is_no_table() -> None:
    source = document("prose", "Branch: Elmet; Loans: 40")
    assert given(analyse("How many loans did Elmet have?"), (), date(2021, 1, 1), [(source, 0)]) == {}


def test_a_row_may_be_named_by_a_letter() -> None:
    rows = ("Option: A; Cost: £4,000; Riders: 90", "Option: B; Cost: £38,000; Riders: 400")
    assert looked_up("What does Option A cost?", *rows) == ["£4,000", None]
    assert looked_up("What does a tram cost?", *rows) == [None, None]


DAY = (
    "Time: 9.30; What: Coffee; Where: Foyer",
    "Time: 15.00; What: New buses; Where: Main hall",
)


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("What is on at 3pm?", [None, "New buses"]),
        ("What is on at 9.30?", ["Coffee", None]),
        ("Where is the coffee?", ["Foyer", None]),
    ],
)
def test_a_row_may_be_named_by_its_time(question: str, values: list[str | None]) -> None:
    assert looked_up(question, *DAY) == values


def test_a_row_with_nothing_of_the_question_does_not_answer_by_its_header() -> None:
    source = table(*DAY)
    starts = [block.start for block in source.blocks]
    found = given(analyse("Where is the office of Wharfe?"), (), TODAY, [(source, start) for start in starts])
    assert list(found.values()) == [None, None]
