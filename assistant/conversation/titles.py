"""Finds the documents that a question names by their titles ("What did the Flood Plan 2015 say?").

Knows titles only. A title counts where its words stand together in the question, in their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.schema import DocumentInfo
from assistant.text import STOP_WORDS, fold, words

_SUBTITLE = re.compile(r"\s*(?:[:|]|\s[-\u2013\u2014])\s+")
_LEAST_WORDS = 2
"""Of a title that stands in a question without quotation marks: "Report" alone names nothing."""
_QUOTES = "\"'\u2018\u2019\u201c\u201d"

_Words = tuple[str, ...]


class Titles:
    """The titles of some documents, each under its words; made once, looked up for every question."""

    def __init__(self, documents: Iterable[DocumentInfo]) -> None:
        owners: dict[_Words, set[str]] = {}
        for document in documents:
            for title in _forms(document.metadata.title):
                owners.setdefault(title, set()).add(document.id)
        self._owner = {title: next(iter(ids)) for title, ids in owners.items() if len(ids) == 1}
        self._lengths = sorted({len(title) for title in self._owner})

    def named(self, question: str) -> tuple[str, ...]:
        """Ids of the documents whose title, or title without its subtitle, stands in the question; sorted.

        A title inside a longer one that stands there too does not count, nor does one that several documents share.
        """
        asked = words(question)
        folded = tuple(fold(word.text) for word in asked)
        found: list[tuple[int, int, str]] = []
        for length in self._lengths:
            for start in range(len(folded) - length + 1):
                owner = self._owner.get(folded[start : start + length])
                if owner is not None and (length >= _LEAST_WORDS or _quoted(question, asked[start].start)):
                    found.append((start, start + length, owner))
        kept = {
            id
            for start, end, id in found
            if not any(s <= start and end <= e and e - s > end - start for s, e, _ in found)
        }
        return tuple(sorted(kept))


def _quoted(question: str, start: int) -> bool:
    return start > 0 and question[start - 1] in _QUOTES


def _forms(title: str) -> frozenset[_Words]:
    """The title's words, with and without its subtitle, without a leading article; those with something to tell."""
    forms = set()
    for text in (title, _SUBTITLE.split(title)[0]):
        parts = tuple(fold(w.text) for w in words(text))
        if parts and parts[0] in ("the", "a", "an"):
            parts = parts[1:]
        if any(part not in STOP_WORDS for part in parts):
            forms.add(parts)
    return frozenset(forms)
