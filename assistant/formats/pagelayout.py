"""Turns the segments of a page into lines in reading order: columns one after the other, table cells side by side.

Knows nothing of PDF: segments have a place, a size and words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from assistant.formats.pdfpage import Segment

_SAME_LINE = 0.4  # of the type size
_COLUMN_LINES = 5  # fewer lines beside each other are no columns of prose
_COLUMN_WORDS = 3
_COLUMN_FILL = 0.6  # of the column's width; table cells and short labels leave more of it empty
_GUTTER_STEP = 2.0  # points
_DEEPEST_SPLIT = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line in reading order.

    Attributes:
        cells: its segments from left to right; prose has one.
        region: number of the column or band it stands in, unique on its page.
        left, right: edges of that region.
    """

    cells: tuple[Segment, ...]
    region: int
    left: float
    right: float

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(cell.text for cell in self.cells)

    @property
    def x0(self) -> float:
        """Left edge of its words."""
        return self.cells[0].x0

    @property
    def x1(self) -> float:
        """Right edge of its words."""
        return self.cells[-1].x1

    @property
    def y(self) -> float:
        """Base line."""
        return self.cells[0].y

    @property
    def size(self) -> float:
        """Type size of most of it; a bullet may be larger."""
        return max(self.cells, key=lambda cell: len(cell.text)).size

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(cell.bold for cell in self.cells)


def reading_order(segments: Sequence[Segment]) -> list[Line]:
    """The lines of one page, in the order in which a person reads them."""
    lines: list[Line] = []
    for region, rows in enumerate(_regions(_rows(segments), 0)):
        left = min(s.x0 for row in rows for s in row)
        right = max(s.x1 for row in rows for s in row)
        lines += [Line(tuple(row), region, left, right) for row in rows]
    return lines


Row = list[Segment]


def _rows(segments: Sequence[Segment]) -> list[Row]:
    """Segments on one base line together, from the top of the page down, each row from left to right."""
    rows: list[Row] = []
    for segment in sorted(segments, key=lambda s: (-s.y, s.x0)):
        if rows and abs(rows[-1][0].y - segment.y) <= _SAME_LINE * min(rows[-1][0].size, segment.size):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    for row in rows:
        row.sort(key=lambda s: s.x0)
    return rows


def _regions(rows: list[Row], depth: int) -> Iterator[list[Row]]:
    """The rows cut into regions that are read one after the other."""
    gutter = _gutter(rows) if depth < _DEEPEST_SPLIT else None
    if gutter is None:
        if rows:
            yield rows
        return
    for is_across, band in _bands(rows, gutter):
        left = [[s for s in row if s.x1 <= gutter] for row in band]
        right = [[s for s in row if s.x1 > gutter] for row in band]
        if is_across or not any(left) or not any(right):
            yield band
            continue
        for side in (left, right):
            yield from _regions([row for row in side if row], depth + 1)


def _bands(rows: list[Row], gutter: float) -> Iterator[tuple[bool, list[Row]]]:
    """Runs of rows that lie across the gutter (titles over both columns), and runs of rows that do not."""
    band: list[Row] = []
    band_across = False
    for row in rows:
        across = any(s.x0 < gutter < s.x1 for s in row)
        if band and across != band_across:
            yield band_across, band
            band = []
        band_across = across
        band.append(row)
    if band:
        yield band_across, band


def _gutter(rows: list[Row]) -> float | None:
    """Where the white strip between two columns of prose lies; None where there are no columns."""
    if len(rows) < _COLUMN_LINES:
        return None
    start, end = min(r[0].x0 for r in rows), max(s.x1 for r in rows for s in r)
    best: tuple[float, float] | None = None
    segments = [s for row in rows for s in row]
    x = start + 0.15 * (end - start)
    while x < end - 0.15 * (end - start):
        score = _gutter_score(segments, x)
        if best is None or score > best[0]:
            best = (score, x)
        x += _GUTTER_STEP
    if best is None or best[0] <= 0:
        return None
    gutter = best[1]
    sides = [[s for s in row if s.x1 <= gutter] for row in rows], [[s for s in row if s.x0 >= gutter] for row in rows]
    return gutter if all(_holds_columns([row for row in side if row]) for side in sides) else None


def _holds_columns(rows: list[Row]) -> bool:
    """Whether one side of a gutter is a column of prose, or several."""
    return _is_prose([s for row in rows for s in row]) or _gutter(rows) is not None


def _gutter_score(segments: Sequence[Segment], x: float) -> float:
    """How many lines stand on the weaker side, less what lies across (a few titles are allowed for)."""
    left = sum(1 for s in segments if s.x1 <= x)
    right = sum(1 for s in segments if s.x0 >= x)
    across = len(segments) - left - right
    return min(left, right) - _COLUMN_LINES + 0.5 - across


def _is_prose(segments: Sequence[Segment]) -> bool:
    """Whether lines fill their column with words, as prose does and the cells of a table do not."""
    if len(segments) < _COLUMN_LINES:
        return False
    width = max(s.x1 for s in segments) - min(s.x0 for s in segments)
    return (
        median(len(s.text.split()) for s in segments) >= _COLUMN_WORDS
        and median((s.x1 - s.x0) / max(1.0, width) for s in segments) >= _COLUMN_FILL
    )
