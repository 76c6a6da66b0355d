"""Turns a PDF page into segments: words set side by side in one style, with their place on the page.

The only module that speaks to PDFium's raw interface. Coordinates are in points, ``y`` upwards.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# What PDFium gives for a hyphen that divides a word at the end of a line; it leaves the line end itself out.
_BREAKING_HYPHENS = "\x02\ufffe"
LINE_END_HYPHENS = f"{_BREAKING_HYPHENS}\u00ad-\u2010"
"""Characters that may stand for a word's division."""
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_WIDE_GAP = 1.2  # of the type size: no space between words is that wide, the space between table cells is
_FONT_NAME_BYTES = 128
_BOLD_WEIGHT = 600
_TILT = 0.05


@dataclass(frozen=True, slots=True)
class Segment:
    """Words on one line, without a wide gap between them."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page; ``segments`` in the order in which they were drawn. Tilted text (watermarks, margin notes) is left out."""

    width: float
    height: float
    segments: tuple[Segment, ...]


def read_page(page: Any) -> Page:
    """The segments of a ``pypdfium2.PdfPage``. A page that is turned is read as it was drawn, without places."""
    text_page = page.get_textpage()
    try:
        width, height = page.get_size()
        if page.get_rotation():
            return Page(width, height, tuple(_unplaced(text_page, width, height)))
        return Page(width, height, tuple(_segments(text_page.raw)))
    finally:
        text_page.close()


def _unplaced(text_page: Any, width: float, height: float) -> Iterator[Segment]:
    lines = [line for line in text_page.get_text_range().translate(_LIGATURES).splitlines() if line.strip()]
    step = height / (len(lines) + 1)
    for number, line in enumerate(lines, start=1):
        yield Segment(line.strip(), 0.1 * width, 0.9 * width, height - number * step, 10.0, False)


def _segments(text_page: Any) -> Iterator[Segment]:
    import pypdfium2.raw as pdfium

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    box = tuple(ctypes.byref(value) for value in (left, right, bottom, top))
    letters: list[str] = []
    styled = 0  # index of the letter whose style counts: the third, as a bullet and its space may be set larger
    last = 0
    x0 = x1 = 0.0
    size = 10.0

    def done() -> Iterator[Segment]:
        text = "".join(letters).translate(_LIGATURES).strip()
        letters.clear()
        if text:
            style = _style(pdfium, text_page, styled, last)
            if style is not None:
                yield Segment(text, x0, x1, *style)

    for index in range(pdfium.FPDFText_CountChars(text_page)):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if code in (10, 13):
            yield from done()
            continue
        letter = chr(code) if code < 0x110000 else "\ufffd"
        if letter.isspace():
            if letters:
                letters.append(" ")
            continue
        if not pdfium.FPDFText_GetCharBox(text_page, index, *box):
            continue
        if letters and (left.value - x1 > _WIDE_GAP * size or _jumps_back(letter, x1 - left.value, size)):
            yield from done()
        if not letters:
            styled, x0, x1 = index, left.value, right.value
            size = _type_size(pdfium, text_page, index)
        letters.append(letter)
        last = index
        if len(letters) == 3:
            styled = index
        x1 = max(x1, right.value)
        if letter in _BREAKING_HYPHENS:
            yield from done()
    yield from done()


def _jumps_back(letter: str, distance: float, size: float) -> bool:
    """Whether a letter begins another line or drawing; in scripts written from right to left every letter goes back."""
    return distance > _WIDE_GAP * size and unicodedata.bidirectional(letter) not in ("R", "AL")


def _matrix(pdfium: Any, text_page: Any, index: int) -> Any:
    matrix = pdfium.FS_MATRIX()
    return (
        matrix
        if pdfium.FPDFText_GetMatrix(text_page, index, ctypes.byref(matrix))
        else pdfium.FS_MATRIX(1, 0, 0, 1, 0, 0)
    )


def _type_size(pdfium: Any, text_page: Any, index: int) -> float:
    """Size as seen on the page: many producers set type of size 1 and scale it."""
    matrix = _matrix(pdfium, text_page, index)
    return max(0.1, float(pdfium.FPDFText_GetFontSize(text_page, index)) * math.hypot(matrix.c, matrix.d))


def _style(pdfium: Any, text_page: Any, index: int, last: int) -> tuple[float, float, bool] | None:
    """Base line, size and whether the type is bold to the last letter; None for tilted text."""
    matrix = _matrix(pdfium, text_page, index)
    if abs(matrix.b) > _TILT * abs(matrix.a):
        return None
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text_page, index, ctypes.byref(x), ctypes.byref(y))
    bold = _is_bold(pdfium, text_page, index) and _is_bold(pdfium, text_page, last)
    return y.value, _type_size(pdfium, text_page, index), bold


def _is_bold(pdfium: Any, text_page: Any, index: int) -> bool:
    if pdfium.FPDFText_GetFontWeight(text_page, index) >= _BOLD_WEIGHT:
        return True
    name = ctypes.create_string_buffer(_FONT_NAME_BYTES)
    flags = ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(text_page, index, name, _FONT_NAME_BYTES, ctypes.byref(flags))
    font = name.value.decode("utf-8", "replace").lower() if 0 < length <= _FONT_NAME_BYTES else ""
    return any(word in font for word in ("bold", "black", "heavy"))
