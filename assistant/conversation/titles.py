"""Finds the documents that a question names by their titles ("What did the Flood Plan 2015 say?").

Knows titles only. A title counts where its words stand together in the question, in their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.schema import DocumentInfo
from assistant.text import STOP_WORDS, fold, words

_SUBTITLE = re.compile(r"\s*(?:[:|]|\s[-\u2013\u2014])\s+")
_LEAST_WORDS = 2
"""Of a title that stands in a question without quotation marks: "Report" alone names nothing."""
_QUOTES = "\"'\u2018\u2019\u201c\u201d"

_Words = tuple[str, ...]


def named(question: str, documents: Iterable[DocumentInfo]) -> tuple[str, ...]:
    """Ids of the documents whose title, or title without its subtitle, stands in the question; sorted.

    A title inside a longer one that stands there too does not count, nor does one that several documents share.
    """
    asked = [
        (fold(w.text), question[max(0, w.start - 1) : w.start] in _QUOTES and w.start > 0) for w in words(question)
    ]
    owners: dict[_Words, set[str]] = {}
    for document in documents:
        for title in _forms(document.metadata.title):
            owners.setdefault(title, set()).add(document.id)
    found: list[tuple[int, int, str]] = []
    for title, ids in owners.items():
        for start in range(len(asked) - len(title) + 1) if len(ids) == 1 else ():
            together = tuple(word for word, _ in asked[start : start + len(title)]) == title
            if together and (len(title) >= _LEAST_WORDS or asked[start][1]):
                found.append((start, start + len(title), next(iter(ids))))
    kept = {
        id for start, end, id in found if not any(s <= start and end <= e and e - s > end - start for s, e, _ in found)
    }
    return tuple(sorted(kept))


@lru_cache(maxsize=100_000)
def _forms(title: str) -> frozenset[_Words]:
    """Kept, since every question is held against every title: the title's words, with and without its subtitle, without a leading article; those with something to tell."""
    forms = set()
    for text in (title, _SUBTITLE.split(title)[0]):
        parts = tuple(fold(w.text) for w in words(text))
        if parts and parts[0] in ("the", "a", "an"):
            parts = parts[1:]
        if any(part not in STOP_WORDS for part in parts):
            forms.add(parts)
    return frozenset(forms)
