"""Finds the items of a list in a document: what follows the sentence that announces them."""

from __future__ import annotations

import re
from itertools import groupby

from assistant.quantities import quantities
from assistant.questions import QuestionForm
from assistant.schema import Block, BlockKind, Document, ScoredSentence
from assistant.text import sentences_within

_MOST = 10
_ANNOUNCED = re.compile(
    r"\b(?:areas|actions|steps|measures|things|ways|demands|points|aims|goals|priorities|commitments|recommendations|reasons|changes|"
    r"groups|parts|principles|proposals|powers|requirements|conditions|duties|stages|themes|objectives|pillars|rules|tests|signs)\b",
    re.IGNORECASE,
)


_FIRST = re.compile(r"[\"“‘']?(?:First(?:ly)?\b(?:,| of all\b)|The first (?:is|was|concerns)\b)")
_IN_TURN = re.compile(
    r"[\"“‘']?(?:(?:First|Second|Third|Fourth|Fifth|Sixth|Last|Final)(?:ly)?,|The (?:first|second|third|fourth|fifth|sixth|last) (?:is|was|concerns)\b)"
)


def items(form: QuestionForm, announcing: ScoredSentence, document: Document) -> list[tuple[int, int]]:
    """Spans of the items that a sentence announces, in order; empty where it announces none.

    A sentence announces a list when it ends with a colon, when list items follow it, or when it counts what is to come
    ("in five areas"). The items are the list items that follow, else the sentences after it, up to the number it or the
    question gives, within its paragraph (after a colon, within its section).
    """
    size = form.size or _count(announcing.text)
    colon = announcing.text.rstrip().endswith(":")
    following = [b for b in document.blocks if b.start >= announcing.end]
    bullets = []
    for block in following:
        if block.kind is not BlockKind.LIST_ITEM:
            break
        bullets.append((block.start, block.end))
    own = document.block_at(announcing.start)
    if own is not None and own.kind is BlockKind.LIST_ITEM and not colon:
        return []  # one item does not announce the next
    ends_block = own is not None and not document.text[announcing.end : own.end].strip()
    if bullets and ends_block:
        return bullets[: max(size or 0, _MOST)]
    if own is None:
        return []
    found = [span for span in sentences_within(document.text, own.start, own.end) if span[0] >= announcing.end]
    in_turn = bool(found) and bool(_FIRST.match(document.text, found[0][0]))
    if not (colon or (size and (in_turn or _ANNOUNCED.search(announcing.text)))):
        return []
    if colon and size:
        for block in following:
            if block.kind is BlockKind.HEADING or len(found) >= size or block.headings != own.headings:
                break
            if block.kind is not BlockKind.FURNITURE and block.start >= own.end:
                found += sentences_within(document.text, block.start, block.end)
    return found[: size or _MOST]


def listed(start: int, document: Document) -> list[tuple[int, int]]:
    """Spans of the items of the list with the one at ``start``; empty where there stands none."""
    blocks = [block for block in document.blocks if block.kind is not BlockKind.FURNITURE]
    for is_item, group in groupby(blocks, key=lambda block: block.kind is BlockKind.LIST_ITEM):
        spans = [(block.start, block.end) for block in group]
        if is_item and any(first == start for first, _ in spans):
            return spans[:_MOST]
    return []


def announcing(start: int, document: Document) -> tuple[int, int] | None:
    """The sentence that announces the list with an item at ``start``; None where none does.

    It ends with a colon before list items, or it counts what "First, ...", "Second, ..." then tell in its paragraph.
    """
    own = document.block_at(start)
    if own is not None and own.kind is BlockKind.PARAGRAPH and _IN_TURN.match(document.text, start):
        return _counting(start, own, document)
    blocks = [b for b in document.blocks if b.start <= start and b.kind is not BlockKind.FURNITURE]
    if not blocks or blocks[-1].kind is not BlockKind.LIST_ITEM:
        return None
    before = next((b for b in reversed(blocks) if b.kind is not BlockKind.LIST_ITEM), None)
    if before is None or before.kind is not BlockKind.PARAGRAPH:
        return None
    span = sentences_within(document.text, before.start, before.end)[-1]
    return span if document.text[slice(*span)].endswith(":") else None


def _counting(start: int, block: Block, document: Document) -> tuple[int, int] | None:
    """The sentence before the first of those that tell one thing after another, where it counts them."""
    spans = sentences_within(document.text, block.start, block.end)
    first = next((n for n, (s, _) in enumerate(spans) if _FIRST.match(document.text, s)), None)
    if not first or spans[first][0] > start:
        return None
    before = spans[first - 1]
    return before if _count(document.text[slice(*before)]) else None


def _count(text: str) -> int | None:
    return next((int(q.value) for q in quantities(text) if q.kind == "count" and 2 <= q.value <= _MOST), None)
