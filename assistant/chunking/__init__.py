"""Turns a document into passages: contiguous stretches of its text that follow its blocks, headings and sentences.

A passage never crosses a heading or a piece of furniture, and never breaks a sentence that fits into one. Knows
nothing of models: the caller counts the word pieces. :class:`PassageParser` is the same as a LlamaIndex node parser.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from assistant.schema import Block, BlockKind, Document, Passage
from assistant.settings import Settings
from assistant.text import sentences

if TYPE_CHECKING:
    from assistant.chunking.llama import PassageParser

__all__ = ["PassageParser", "embedding_text", "paragraphs", "passages"]

_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_TITLE_CHARS = 120
_TRAIL_CHARS = 160
_LONG_SENTENCE = 2
"""A sentence up to this many times the passage size stays whole, in a passage of its own."""


def passages(document: Document, count_tokens: Callable[[str], int], settings: Settings) -> list[Passage]:
    """The passages of a document, in order; the same document and settings give the same passages and ids.

    Every block but headings and furniture is covered; headings become passages only where a document has nothing else.
    """
    found = []
    for section in _sections(document.blocks):
        units = [unit for block in section for unit in _units(document.text, block, count_tokens, settings)]
        for first, last in _packed(units, settings.passage_tokens, settings.overlap_sentences):
            chosen = units[first:last]
            start, end = chosen[0].start, chosen[-1].end
            text = document.text[start:end]
            spans = tuple((unit.start, unit.end) for unit in chosen)
            identity = _identity(document.id, start, end, text)
            found.append(Passage(identity, document.id, start, end, text, section[0].headings, spans))
    return found


def embedding_text(passage: Passage, title: str) -> tuple[str, int]:
    """The text that is embedded and searched for a passage, and where the passage begins in it.

    The title and the heading trail come first: they often hold the very words that a passage leaves out. Both are
    capped; of a long trail the innermost headings stay.
    """
    trail = " > ".join(heading for heading in passage.headings if heading != title)
    if len(trail) > _TRAIL_CHARS:
        trail = "…" + trail[-_TRAIL_CHARS:]
    before = "".join(f"{line}\n" for line in (title[:_TITLE_CHARS].strip(), trail) if line)
    return before + passage.text, len(before)


def paragraphs(text: str) -> tuple[Block, ...]:
    """The blocks of a plain text: what stands between blank lines."""
    blocks, start = [], 0
    for end, following in [*((m.start(), m.end()) for m in _BLANK_LINE.finditer(text)), (len(text), len(text))]:
        piece = text[start:end]
        if piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            blocks.append(Block(BlockKind.PARAGRAPH, first, start + len(piece.rstrip())))
        start = following
    return tuple(blocks)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or a part of one that is too long: what passages are packed from."""

    start: int
    end: int
    tokens: int


def _sections(blocks: Sequence[Block]) -> list[list[Block]]:
    """Runs of blocks that may share a passage."""
    outside = {BlockKind.HEADING, BlockKind.FURNITURE}
    if all(block.kind in outside for block in blocks):
        outside = {BlockKind.FURNITURE}
    numbered, number = [], 0
    for block in blocks:
        number += block.kind in outside
        if block.kind not in outside:
            numbered.append(((number, block.headings), block))
    return [[block for _, block in run] for _, run in groupby(numbered, key=lambda pair: pair[0])]


def _units(text: str, block: Block, count_tokens: Callable[[str], int], settings: Settings) -> Iterator[_Unit]:
    whole = text[block.start : block.end]
    spans = [(0, len(whole))] if block.kind is BlockKind.TABLE_ROW else sentences(whole)
    for start, end in spans:
        tokens = count_tokens(whole[start:end])
        if tokens <= _LONG_SENTENCE * settings.passage_tokens:
            yield _Unit(block.start + start, block.start + end, tokens)
        else:
            for first, last, size in _pieces(whole[start:end], count_tokens, settings.passage_tokens):
                yield _Unit(block.start + start + first, block.start + start + last, size)


def _pieces(text: str, count_tokens: Callable[[str], int], limit: int) -> Iterator[tuple[int, int, int]]:
    """Stretches of whole words with at most ``limit`` tokens; a word longer than that is one stretch."""
    start = end = total = 0
    for match in re.finditer(r"\S+", text):
        tokens = count_tokens(match.group())
        if total and total + tokens > limit:
            yield start, end, total
            start, total = match.start(), 0
        end, total = match.end(), total + tokens
    if end > start:
        yield start, end, total


def _packed(units: Sequence[_Unit], limit: int, overlap: int) -> Iterator[tuple[int, int]]:
    """Ranges of units, each at most ``limit`` tokens or one unit, that begin with up to ``overlap`` units of the last one."""
    first = last = 0
    while last < len(units):
        new, total = last, sum(unit.tokens for unit in units[first:last])
        while last < len(units) and (total + units[last].tokens <= limit or last == first):
            total += units[last].tokens
            last += 1
        if last == new:  # the repeated sentences leave no room for the next one
            first += 1
            continue
        yield first, last
        first = max(last - overlap, first + 1)


def _identity(document: str, start: int, end: int, text: str) -> str:
    return hashlib.blake2b(f"{document}\0{start}\0{end}\0{text}".encode(), digest_size=12).hexdigest()


def __getattr__(name: str) -> Any:
    if name == "PassageParser":
        from assistant.chunking.llama import PassageParser

        return PassageParser
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
