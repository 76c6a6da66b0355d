"""Chooses the evidence among ranked passages: no document and no copied text may take all the places.

A copy is a passage of another document with nearly the same words and the same figures. Some copies are worth keeping,
since an answer may cite several documents for one fact; all of them would leave no room for anything else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from assistant.schema import Passage

_Extra = TypeVar("_Extra")
_Ranked = tuple[float, Passage, _Extra]

_SAME = 0.8
"""Share of the distinct words of two passages that both have (Jaccard), from which on one is a copy of the other."""
_COPIES = 2
_COPY_SHARE = 3
"""Copies of one passage, and one place in how many may hold a copy."""


@dataclass
class _Group:
    """A chosen passage with those like it."""

    words: frozenset[str]
    figures: frozenset[str]
    documents: set[str] = field(default_factory=set)


def choose(ranked: Iterable[_Ranked[_Extra]], places: int, per_document: int) -> list[_Ranked[_Extra]]:
    """The passages that get a place, still best first.

    Args:
        ranked: score, passage and whatever belongs to it, best first; read no further than needed.
        places: most passages chosen.
        per_document: most passages of one document.
    """
    chosen: list[_Ranked[_Extra]] = []
    groups: list[_Group] = []
    of_document: Counter[str] = Counter()
    copies = 0
    for score, passage, extra in ranked:
        if of_document[passage.document] >= per_document:
            continue
        words = frozenset(passage.text.casefold().split())
        figures = frozenset(word for word in words if any(map(str.isdigit, word)))
        group = next((g for g in groups if g.figures == figures and _alike(g.words, words)), None)
        if group is None:
            groups.append(_Group(words, figures, {passage.document}))
        else:
            if passage.document in group.documents or len(group.documents) > _COPIES or copies >= places // _COPY_SHARE:
                continue
            group.documents.add(passage.document)
            copies += 1
        of_document[passage.document] += 1
        chosen.append((score, passage, extra))
        if len(chosen) == places:
            break
    return chosen


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    smaller, larger = sorted((len(one), len(other)))
    if smaller < _SAME * larger:
        return False
    both = len(one & other)
    return both >= _SAME * (smaller + larger - both)
