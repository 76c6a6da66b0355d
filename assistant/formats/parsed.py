"""Turns the pieces that a parser finds into one text with exact offsets: the draft that every format hands on.

Knows nothing of files, processes or any particular format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.schema import Block, BlockKind, DocumentError, FailureReason
from assistant.text import normalise

RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
"""Digits set above the line, which would otherwise run into the number before them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one parse may take; plain numbers, so that they travel to the child process as they are.

    Attributes:
        seconds: of processor time; by the clock it is a few times as much.
        memory_mb: MiB of address space.
        file_mb: MiB of the file.
        text_chars: characters of its text.
    """

    seconds: float
    memory_mb: int
    file_mb: float
    text_chars: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """One file as text.

    Attributes:
        text: the stored text; ``normalise(text) == text``.
        metadata: fields stated in the file's front matter; ``inferred`` among them names fields its writer inferred.
        inferred: fields read off the file otherwise (tags, properties, a dateline, its name); never overlaps ``metadata``.
    """

    text: str
    blocks: tuple[Block, ...]
    metadata: Mapping[str, str]
    inferred: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with its role. ``level`` is a heading's depth, 1 outermost, and 0 for everything else."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """What a format's parser hands on.

    Attributes:
        stated: front matter.
        found: metadata the format itself carries (HTML meta tags, PDF and docx properties).
        plain: whether headings are not marked up in this format and have yet to be recognised.
        scraped: whether the text may be a page as a browser showed it, with menus and link lists around the article.
    """

    text: str
    pieces: tuple[Piece, ...]
    stated: Mapping[str, str] = field(default_factory=dict)
    found: Mapping[str, str] = field(default_factory=dict)
    plain: bool = False
    scraped: bool = False


class TextBuilder:
    """Puts pieces one after the other: normalised, white space collapsed, list items and table rows a line apart.

    Raises:
        DocumentError: the text grows beyond ``max_chars``.
    """

    def __init__(self, max_chars: int) -> None:
        self._max_chars = max_chars
        self._parts: list[str] = []
        self._length = 0
        self._pieces: list[Piece] = []

    def add(self, kind: BlockKind, raw: str, *, level: int = 0, marker: str = "", keep_lines: bool = False) -> None:
        """Append a piece; empty ones are left out.

        Args:
            marker: bullet or number in front of a list item: in the text, outside the piece, so that no quote begins with it.
            keep_lines: keep line breaks and inner spacing (program listings).
        """
        text = normalise(raw)
        text = text.strip() if keep_lines else " ".join(text.split())
        if not text:
            return
        lead = self._gap(kind) + (f"{' '.join(normalise(marker).split())} " if marker else "")
        start = self._length + len(lead)
        self._parts += [lead, text]
        self._length = start + len(text)
        self._pieces.append(Piece(kind, start, self._length, level))
        if self._length > self._max_chars:
            raise too_long(self._max_chars)

    def _gap(self, kind: BlockKind) -> str:
        if not self._pieces:
            return ""
        together = kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW) and self._pieces[-1].kind is kind
        return "\n" if together else "\n\n"

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces so far."""
        return tuple(self._pieces)

    def draft(
        self, *, stated: Mapping[str, str] | None = None, found: Mapping[str, str] | None = None, scraped: bool = False
    ) -> Draft:
        """The whole as a draft."""
        return Draft("".join(self._parts), self.pieces, stated or {}, found or {}, scraped=scraped)


def too_long(max_chars: int) -> DocumentError:
    """The error for a text beyond the limit."""
    return DocumentError(
        FailureReason.TOO_LARGE,
        f"its text is longer than {max_chars:,} characters; split the file or raise ASSISTANT_MAX_TEXT_CHARS",
    )


def with_trails(pieces: tuple[Piece, ...], text: str) -> tuple[Block, ...]:
    """Blocks with their heading trails, outermost first; a heading's own trail holds only the headings above it."""
    open_headings: list[tuple[int, str]] = []
    blocks = []
    for piece in pieces:
        if piece.kind is BlockKind.HEADING:
            while open_headings and open_headings[-1][0] >= piece.level:
                open_headings.pop()
        blocks.append(Block(piece.kind, piece.start, piece.end, tuple(words for _, words in open_headings)))
        if piece.kind is BlockKind.HEADING:
            open_headings.append((piece.level, " ".join(text[piece.start : piece.end].split())))
    return tuple(blocks)
