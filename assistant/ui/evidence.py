"""Turns a document and a quote into the paragraphs, lists and headings that the panel shows, the quote marked in them.

The marked parts of the pieces, put together, are the quoted characters of the text: no more, no fewer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assistant.schema import Block, BlockKind, Document

_MOST = 200_000  # characters shown of one document; a browser lays out more only slowly
_MARKER = 8  # most characters of what numbers a list item


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text, inside the quote or outside it."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A block as the panel shows it.

    Attributes:
        level: counts from 0 for the outermost heading.
        marker: number or letter in front of a list item ("2."); empty where a bullet will do.
    """

    kind: BlockKind
    parts: tuple[Part, ...]
    level: int = 0
    marker: str = ""


class Place(StrEnum):
    """Where a quote stands in the document as it is now."""

    EXACT = "exact"
    MOVED = "moved"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What the panel shows of a document.

    Attributes:
        place: whether the quote stands where it was cited; MOVED and GONE say that the document has changed.
        whole: whether all of the document is shown.
    """

    pieces: tuple[Piece, ...]
    place: Place = Place.EXACT
    whole: bool = True


def excerpt(document: Document, quote: str = "", start: int = 0) -> Excerpt:
    """The document with ``quote`` marked; of a very long document the part around it."""
    at = start if document.text[start : start + len(quote)] == quote else document.text.find(quote)
    place = Place.EXACT if at == start else Place.MOVED if at >= 0 else Place.GONE
    mark = (at, at + len(quote)) if quote and at >= 0 else (0, 0)
    first = max(0, mark[0] - _MOST // 2)
    shown = (first, max(first + _MOST, mark[1]))
    blocks = [(b, marker) for b, marker in _blocks(document) if b.end > shown[0] and b.start < shown[1]]
    pieces = tuple(Piece(b.kind, _parts(document.text, b, mark), len(b.headings), marker) for b, marker in blocks)
    return Excerpt(pieces, place, whole=shown[0] == 0 and shown[1] >= len(document.text))


def _blocks(document: Document) -> Iterator[tuple[Block, str]]:
    """The blocks, each with its marker, and as paragraphs whatever text stands in none, so that no word is ever left out."""
    end = 0
    for block in (*document.blocks, Block(BlockKind.PARAGRAPH, len(document.text), len(document.text))):
        gap = document.text[end : block.start]
        cut = gap.rfind("\n") + 1
        line = gap[cut:].strip()
        is_marker = block.kind is BlockKind.LIST_ITEM and len(line) <= _MARKER
        rest = gap[:cut] if is_marker else gap
        if rest.strip():
            left = end + len(rest) - len(rest.lstrip())
            yield Block(BlockKind.PARAGRAPH, left, left + len(rest.strip())), ""
        if block.start < block.end:
            yield block, line if is_marker and any(map(str.isalnum, line)) else ""
        end = block.end


def _parts(text: str, block: Block, mark: tuple[int, int]) -> tuple[Part, ...]:
    start = min(max(mark[0], block.start), block.end)
    end = min(max(mark[1], start), block.end)
    parts = (Part(text[block.start : start]), Part(text[start:end], marked=True), Part(text[end : block.end]))
    return tuple(part for part in parts if part.text)
