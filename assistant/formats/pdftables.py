"""Finds the tables among the lines of a page, by what stands below what, and gives their cells row by row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.formats.pagelayout import Line

BULLET = re.compile(r"(?:[•·▪◦‣●○■□➢✓\uf0b7\uf0a7*–—-]|o)\s+(?=\S)|[•▪◦‣●■\uf0b7\uf0a7](?=\w)")
"""What a list item begins with; its mark and its words may be two segments, and are no table."""

LEADER = re.compile(r"(?:\.\s?){4,}\s*\d{1,4}$")
"""How a line of a table of contents ends."""


def table_length(lines: Sequence[Line], start: int) -> int:
    """How many lines from ``start`` on are rows of a table: at least three of two cells or two of three, in line below each other."""
    if len(lines[start].cells) < 2 or _is_no_row(lines[start]):
        return 0
    end = start + 1
    while (
        end < len(lines)
        and lines[end].region == lines[start].region
        and lines[end - 1].y - lines[end].y < 4 * lines[end].size
    ):
        line = lines[end]
        if _is_no_row(line) or not _in_columns(lines[start:end], line):
            break
        is_last = end + 1 >= len(lines) or len(lines[end + 1].cells) < 2
        if len(line.cells) == 1 and is_last and line.x0 <= lines[start].x0 + line.size:
            break  # the paragraph after the table; farther to the right it is the rest of a cell
        end += 1
    rows = [line for line in lines[start:end] if len(line.cells) >= 2]
    wide = sum(1 for line in rows if len(line.cells) >= 3)
    return end - start if len(rows) >= 3 or wide >= 2 else 0


def _is_no_row(line: Line) -> bool:
    return BULLET.match(line.text) is not None or LEADER.search(line.text) is not None


def _columns(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """The stretch that each column covers, from the lines with most cells."""
    most = max(len(line.cells) for line in lines)
    full = [line.cells for line in lines if len(line.cells) == most]
    return [(min(cells[c].x0 for cells in full), max(cells[c].x1 for cells in full)) for c in range(most)]


def _in_columns(rows: Sequence[Line], line: Line) -> bool:
    """Whether each cell stands below just one column of the rows, or each column above one cell."""
    columns = _columns(rows)
    if len(line.cells) > len(columns):
        columns, cells = _columns([line]), [(c.x0, c.x1) for c in rows[-1].cells]
        return len(rows) == 1 and all(_below(columns, cell) is not None for cell in cells)
    places = [_below(columns, (cell.x0, cell.x1)) for cell in line.cells]
    return None not in places and len(set(places)) == len(places)


def _below(columns: Sequence[tuple[float, float]], cell: tuple[float, float]) -> int | None:
    """The one column that a cell overlaps, or is nearest to."""
    over = [c for c, (x0, x1) in enumerate(columns) if cell[0] < x1 and cell[1] > x0]
    if len(over) == 1:
        return over[0]
    if over:
        return None
    return min(range(len(columns)), key=lambda c: max(columns[c][0] - cell[1], cell[0] - columns[c][1]))


def table_cells(lines: Sequence[Line]) -> list[list[str]]:
    """The lines of a table as rows of cells, one for each column; a cell set in several lines is put together."""
    columns = _columns(lines)
    grid: list[list[str]] = []
    for line in lines:
        row = [""] * len(columns)
        for cell in line.cells:
            place = _below(columns, (cell.x0, cell.x1))
            index = place if place is not None else 0
            row[index] = f"{row[index]} {cell.text}".strip()
        if len(line.cells) == 1 and not row[0] and grid:
            grid[-1] = [f"{a} {b}".strip() for a, b in zip(grid[-1], row, strict=True)]  # a cell goes on
        else:
            grid.append(row)
    return grid
