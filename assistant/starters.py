"""Turns documents into a few questions to start with, each built on a name or figure they hold and tried before it is offered.

Knows nothing of how answers are made; whether a question is answered is asked of the caller.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from assistant.names import names
from assistant.quantities import quantities
from assistant.schema import BlockKind, Document
from assistant.text import fold

MOST = 4
_TRIES = 12

_SPOKE = re.compile(r"\s+(?:said|says|warned|told|called|announced|argued|urged|welcomed|added)\b")
_IS_DEFINED = re.compile(r"\(([A-Z]{2,8})\)")


def propose(documents: Iterable[Document], answered: Callable[[str], bool]) -> tuple[str, ...]:
    """Up to four questions, of different kinds and documents where possible, that ``answered`` says are answered."""
    offered: list[str] = []
    tried = 0
    kinds = [list(kind) for kind in zip(*(_candidates(d) for d in documents), strict=True)] or []
    for column in _interleaved(kinds):
        if len(offered) == MOST or tried == _TRIES:
            break
        if any(fold(column) == fold(o) for o in offered):
            continue
        tried += 1
        if answered(column):
            offered.append(column)
    return tuple(offered)


def _interleaved(kinds: list[list[str | None]]) -> Iterator[str]:
    """A question of each kind in turn, each time from the next document."""
    longest = max((len(k) for k in kinds), default=0)
    for round_ in range(longest):
        for shift, kind in enumerate(kinds):
            question = kind[(round_ + shift) % len(kind)]
            if question:
                yield question


def _candidates(document: Document) -> tuple[str | None, str | None, str | None]:
    """For one document a question about a sum of money, about what somebody said, and about a body's name."""
    text = document.text
    body = [b for b in document.blocks if b.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)]
    money = next((q for b in body for q in quantities(text[b.start : b.end]) if q.kind == "money"), None)
    speaker = next(
        (
            n.text
            for b in body
            for n in names(text[b.start : b.end])
            if n.kind == "person" and len(n.text.split()) > 1 and _SPOKE.match(text, b.start + n.end)
        ),
        None,
    )
    short = _IS_DEFINED.search(text)
    return (
        f"What is the {money.text} for?" if money else None,
        f"What did {speaker} say?" if speaker else None,
        f"What does {short.group(1)} stand for?" if short else None,
    )
