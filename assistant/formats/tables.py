"""Turns the cells of a table into one line a row, each value with its column's header: ``Region: North; 2018: 12``.

So a figure can be quoted together with its row and column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_YEAR = re.compile(r"(?:19|20)\d{2}(?:\s*[-–/]\s*\d{2,4})?")
_MAX_HEADER_WORDS = 12


def rows_as_text(grid: Sequence[Sequence[str]], header_rows: int | None = None) -> list[str]:
    """The rows below the header, in order; rows without a word are left out.

    Args:
        grid: cells, row by row; a merged cell is repeated in every place it covers. Rows may differ in length.
        header_rows: how many rows at the top are headers; None where the format does not say.
    """
    cells = [[" ".join(cell.split()) for cell in row] for row in grid]
    cells = [row for row in cells if any(row)]
    if not cells:
        return []
    count = _guessed_header_rows(cells) if header_rows is None else min(header_rows, len(cells))
    if count == len(cells):
        return [_joined(_distinct(row)) for row in cells]
    if count == 0 and all(len(_distinct(row)) <= 2 for row in cells):
        return [_pair(row) for row in cells]
    headers = _headers(cells[:count])
    return [_row(row, headers) for row in cells[count:]]


def _headers(rows: Sequence[Sequence[str]]) -> list[str]:
    """One header a column; where several rows stack up, their different words from the top down."""
    width = max((len(row) for row in rows), default=0)
    return [" ".join(_distinct([row[c] for row in rows if c < len(row)])).rstrip(":") for c in range(width)]


def _row(row: Sequence[str], headers: Sequence[str]) -> str:
    if len(set(filter(None, row))) == 1 and len(row) > 1 and (row.count(row[0]) == len(row) or not any(row[1:])):
        return next(filter(None, row))  # one cell across the table: the name of a group of rows
    parts = []
    for column, value in enumerate(row):
        header = headers[column] if column < len(headers) else ""
        if value:
            parts.append(f"{header}: {value}" if header and header != value else value)
    return _joined(_distinct(parts))


def _pair(row: Sequence[str]) -> str:
    values = _distinct(row)
    return f"{values[0].rstrip(':')}: {values[1]}" if len(values) == 2 else values[0]


def _joined(parts: Sequence[str]) -> str:
    return "; ".join(parts)


def _distinct(values: Sequence[str]) -> list[str]:
    """The values that are not empty, each once where it is repeated side by side."""
    kept: list[str] = []
    for value in values:
        if value and (not kept or kept[-1] != value):
            kept.append(value)
    return kept


def _guessed_header_rows(cells: Sequence[Sequence[str]]) -> int:
    """1 where the first row reads as headers: labels, no figures but years, over rows that differ in kind."""
    first, body = cells[0], cells[1:]
    if not body or len(first) < 2 or not all(first[1:]) or len(set(first)) < len(first):
        return 0
    if any(_is_figure(cell) or len(cell.split()) > _MAX_HEADER_WORDS for cell in first):
        return 0
    if len(first) > 2:
        return 1
    figures = sum(1 for row in body if len(row) > 1 and _is_figure(row[1], years=True))
    return 1 if figures * 2 > len(body) and not _is_figure(first[1], years=True) else 0


def _is_figure(cell: str, *, years: bool = False) -> bool:
    if not re.search(r"\d", cell) or (_YEAR.fullmatch(cell) and not years):
        return False
    return len(re.findall(r"[^\W\d_]", cell)) <= 12 and bool(re.match(r"[^\w]*\d|\w{0,3}\s?[£$€]?\d", cell))
