"""Reads the row of a table as cells: looks up the one a question asks for, and the row with the most or the least.

A row stands in the text as ``Parish: Marden; Homes at risk: 41``. How its words go together is known, so nothing need be guessed
from their nearness.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

from assistant.dates import contains, find_dates, times_of_day
from assistant.quantities import quantities
from assistant.questions import FIGURES, QuestionForm, Wanted
from assistant.questions.words import QUESTION_WORD
from assistant.reading.candidates import opening
from assistant.schema import Block, BlockKind, DateRange, Document
from assistant.text import content_terms, fold

Span = tuple[int, int]
Place = tuple[str, int]
"""A document's id and the offset at which a row begins in it."""

_NAMED = 0.5  # share of a header's content terms that a question names its column by
_REST = 1 / 3  # share of a question's other terms that stand around a table of its subject
_LABEL = 2  # characters of a value that only names its row: the A of "Option A"
_EXTREME = re.compile(
    r"\b(?<!\bat )(?:(?P<price>(?P<dear>most expensive|dearest|costliest)|least expensive|cheapest)|"
    r"(?P<figure>(?P<high>highest|largest|biggest|greatest|maximum)|lowest|smallest|fewest|minimum)|"
    r"(?P<more>most|longest|oldest)|least|shortest|youngest)\b(?: (?P<sum>money|cash|funding)\b)?(?! (?:of|recent\w*|important\w*|likely|common\w*|often)\b)",
    re.IGNORECASE,
)
_ASKING = re.compile(rf"{QUESTION_WORD}\b", re.IGNORECASE)
_WHOLE = re.compile(r"\b(?:total|all|overall|average|mean|sum)\b", re.IGNORECASE)
_NUMBERS = re.compile(
    r"(?:\b(?:(?P<under>under|below|younger than)|(?P<over>over|above|older than)) (?:the age of |age )?)?(?P<number>\d+)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b(?P<hour>[01]?\d|2[0-3])[.:](?P<minute>[0-5]\d)\b(?! ?[ap]\.?m\b)")
_BOUNDS = re.compile(r"(?P<low>\d+)\s*(?:-|–|to|and)\s*(?P<high>\d+)")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a row under its column's header, which is empty where it has none; where the value stands in the row."""

    header: str
    value: str
    start: int

    @property
    def span(self) -> Span:
        """Where the value stands in the row."""
        return self.start, self.start + len(self.value)

    @property
    def number(self) -> Decimal | None:
        """The figure that the value is; None where it is none, or several."""
        found = quantities(self.value)
        return found[0].value if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its block, and its cells in order."""

    block: Block
    cells: tuple[Cell, ...]

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers of its cells; rows of one table have the same."""
        return tuple(cell.header for cell in self.cells)


def cells(row: str) -> tuple[Cell, ...]:
    """The cells of a row, in order."""
    found, at = [], 0
    for part in row.split("; "):
        header, colon, value = part.partition(": ")
        found.append(Cell(header, value, at + len(header) + 2) if colon else Cell("", part, at))
        at += len(part) + 2
    return tuple(found)


def given(
    form: QuestionForm, dates: Sequence[DateRange], today: date, places: Sequence[tuple[Document, int]]
) -> dict[Place, Span | None]:
    """Where, in each row, the value stands that the question asks for; None where another row of its table has it, or the
    row tells of something else.

    Args:
        dates: times that the question names; today: the day from which "last year" counts.
        places: sentences, by document and offset; those that are no rows, or whose table does not have it, are left out.
    """
    found: dict[Place, Span] = {}
    tables: dict[Place, list[Place]] = {}
    others: set[Place] = set()
    for document, start in places:
        row = _row_at(document, start)
        if row is None:
            continue
        place = document.id, start
        table = _table(document, row)
        tables.setdefault((document.id, table[0].block.start), []).append(place)
        most = _most(form, document, table)
        if most is None:
            span = _looked_up(form, dates, document, row, today)
        else:
            span = most[1] if most[0].block == row.block else None
        if span is not None:
            found[place] = span
        elif most is None and _tells_of_another(form, row):
            others.add(place)
    decided = {
        place: found.get(place) for table in tables.values() if any(p in found for p in table) for place in table
    }
    return decided | dict.fromkeys(others - decided.keys())


def is_row(document: Document, start: int) -> bool:
    """Whether what begins at an offset of a document is the row of a table."""
    return _row_at(document, start) is not None


def extreme(form: QuestionForm, document: Document, start: int) -> int | None:
    """Where the row begins that has the most, or the least, of what the question asks about, in the table with a row at
    ``start``; None where there is no table, or where question or table do not decide it.
    """
    row = _row_at(document, start) if _EXTREME.search(form.text) else None
    most = _most(form, document, _table(document, row)) if row else None
    return most[0].block.start if most else None


def _row_at(document: Document, start: int) -> Row | None:
    block = document.block_at(start)
    return _row(document, block) if block else None


def _row(document: Document, block: Block) -> Row | None:
    if block.kind is not BlockKind.TABLE_ROW:
        return None
    return Row(block, cells(document.text[block.start : block.end]))


def _table(document: Document, row: Row) -> tuple[Row, ...]:
    """The rows that stand together with one, itself among them, under the same headers."""
    return _tables(document)[row.block.start]


@lru_cache(maxsize=256)
def _tables(document: Document) -> dict[int, tuple[Row, ...]]:
    """The tables of a document, each by where every one of its rows begins."""
    rows = (_row(document, block) for block in document.blocks if block.kind is not BlockKind.FURNITURE)
    tables = (tuple(row for row in group if row) for _, group in groupby(rows, key=lambda row: row and row.headers))
    return {row.block.start: table for table in tables for row in table}


def _looked_up(
    form: QuestionForm, dates: Sequence[DateRange], document: Document, row: Row, today: date
) -> Span | None:
    """Where a row gives what the question asks for: the value under the header that it names, in the row that it names."""
    asked = set(form.terms)
    keys = [cell for cell in row.cells if _is_named(cell, form, dates, today)]
    best: tuple[int, float] = (0, 0.0)
    answer = None
    for cell in row.cells:
        verbatim = bool(_ASKING.match(cell.header)) and fold(cell.header) in fold(form.text)
        share = 1.0 if verbatim else _share(cell.header, asked)
        others = [key for key in keys if key is not cell]
        if share < _NAMED or cell in keys or not others or not (verbatim or _fits(form, cell)):
            continue
        header = set(content_terms(cell.header))
        said = header.union(*(content_terms(f"{key.header} {key.value}") for key in others))
        rank = len(header & asked), share
        if rank > best and _is_about(asked - said, document, row):
            best, answer = rank, cell
    return answer.span if answer else None


def _tells_of_another(form: QuestionForm, row: Row) -> bool:
    """Whether a row of a table with the very column asked for ("Where") holds nothing that the question names."""
    asks = [cell for cell in row.cells if _ASKING.fullmatch(cell.header) and fold(cell.header) in fold(form.text)]
    said = (term for cell in row.cells if cell not in asks for term in content_terms(cell.value))
    return bool(asks) and not set(said) & set(form.terms)


def _fits(form: QuestionForm, cell: Cell) -> bool:
    """Whether the value can be of the kind asked for."""
    return form.wanted[0] not in FIGURES or cell.number is not None


def _is_named(cell: Cell, form: QuestionForm, dates: Sequence[DateRange], today: date) -> bool:
    """Whether the question names a value: its words, its time, or a number within its bounds ("16 to 17")."""
    clock = _CLOCK.fullmatch(cell.value.strip())
    if clock:
        return _minutes(clock) in _times(form.text)
    mentions = find_dates(cell.value, today)
    if mentions:
        return any(contains(asked, m.range) or contains(m.range, asked) for asked in dates for m in mentions)
    bounds = _BOUNDS.fullmatch(cell.value.strip())
    if bounds:
        typed = (_meant(match) for match in _NUMBERS.finditer(form.text))
        return any(int(bounds["low"]) <= number <= int(bounds["high"]) for number in typed)
    if cell.header and len(cell.value) <= _LABEL:
        return bool(re.search(rf"\b{re.escape(cell.header)}s? {re.escape(cell.value)}\b", form.text, re.IGNORECASE))
    terms = set(content_terms(cell.value)).difference(content_terms(cell.header))
    return bool(terms) and cell.number is None and terms <= set(form.terms)


def _minutes(clock: re.Match[str]) -> int:
    """A time by the clock, in minutes from midnight."""
    return 60 * int(clock["hour"]) + int(clock["minute"])


def _times(text: str) -> set[int]:
    """The times of day that a text names, also as a clock shows them, in minutes from midnight."""
    return {time.minutes for time in times_of_day(text)} | {_minutes(clock) for clock in _CLOCK.finditer(text)}


def _meant(match: re.Match[str]) -> int:
    """A whole number that is typed; the one next to it where it is a bound ("under 5")."""
    return int(match["number"]) - bool(match["under"]) + bool(match["over"])


def _most(form: QuestionForm, document: Document, table: Sequence[Row]) -> tuple[Row, Span] | None:
    """The row with the most, or least, of what the question asks about, and where in it the answer stands."""
    asks = _EXTREME.search(form.text)
    if asks is None:
        return None
    parts = [row for row in table if not _WHOLE.search(row.cells[0].value)]
    column = _column(form, asks, parts)
    if column is None or not parts:
        return None
    said = content_terms(" ".join([asks[0], asks["sum"] or "", *parts[0].headers]))
    if not _is_about(set(form.terms).difference(said), document, parts[0]):
        return None
    held = [(cell.number, row, cell) for row in parts for cell in row.cells if cell.header == column]
    numbers = [number for number, _, _ in held if number is not None]
    best = (max if asks["dear"] or asks["high"] or asks["more"] else min)(numbers, default=None)
    first = [(row, cell) for number, row, cell in held if number is not None and number == best]
    if len(first) != 1 or len(numbers) < 2:
        return None
    row, cell = first[0]
    wants_figure = form.wanted[0] in FIGURES and Wanted.LIST not in form.wanted
    return row, (cell if wants_figure else row.cells[0]).span


def _is_about(rest: set[str], document: Document, row: Row) -> bool:
    """Whether enough of what else a question names, one word aside, stands with a table: in title and headings, or where its
    document opens.
    """
    around = opening(document).union(content_terms(" ".join(row.block.headings)))
    rest = {term for term in rest if not term[0].isdigit()}  # times and figures are looked for by their own rules
    return len(rest & around) >= _REST * (len(rest) - 1)


def _column(form: QuestionForm, asks: re.Match[str], rows: Sequence[Row]) -> str | None:
    """The header of the column of figures that the question names; else the only one that it can mean."""
    figures = [cell for row in rows for cell in row.cells[1:] if cell.number is not None]
    headers = list(dict.fromkeys(cell.header for cell in figures))
    asked = set(form.terms)
    named = [h for h in headers if _share(h, asked) >= _NAMED]
    ranks = [(len(asked.intersection(content_terms(h))), _share(h, asked)) for h in named]
    if ranks and ranks.count(max(ranks)) == 1:
        return named[ranks.index(max(ranks))]
    if asks["price"] or asks["sum"]:
        headers = list(dict.fromkeys(c.header for c in figures if quantities(c.value)[0].kind == "money"))
    elif not asks["figure"]:
        return None
    return headers[0] if len(headers) == 1 else None


def _share(header: str, asked: set[str]) -> float:
    """The share of a header's content terms that are asked about."""
    named = set(content_terms(header))
    return len(named & asked) / len(named) if named else 0.0
