"""Tells that a sentence has something else in the place of what a question asks about: what was spent on buses, asked about
trams.

"Spending on agency workers was £4.6 million" shares most words with "How much was spent on residential care?" and answers another
question. Only what stands after the same word and the same preposition is compared, so nothing is said of sentences that are
built otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from assistant.reading.candidates import Candidate
from assistant.text import content_terms, is_stop, words

_GOVERNED = re.compile(r"\b(?P<head>[a-z]{3,}) (?P<link>on|of|for|to|against) (?=[a-z])", re.IGNORECASE)
_WORDS = 4  # of what is governed, articles left out


class Slot(NamedTuple):
    """A word, the preposition after it, and the terms of what they govern, with it as written."""

    head: str
    link: str
    terms: frozenset[str]
    written: str


def something_else(question: str, candidate: Candidate) -> str | None:
    """What a question asks about, as typed, where a sentence has only other things in its place; None where it does not."""
    told = list(slots(candidate.text))
    near = candidate.near
    for asked in slots(question):
        alike = [slot for slot in told if (slot.head, slot.link) == (asked.head, asked.link)]
        if alike and not any(slot.terms & asked.terms for slot in alike) and not asked.terms & near:
            return asked.written
    return None


@lru_cache(maxsize=1024)
def _slots(text: str) -> tuple[Slot, ...]:
    found = []
    for match in _GOVERNED.finditer(text):
        head = content_terms(match["head"])
        governed: list[tuple[str, int, int]] = []
        last = match.end()
        for word in words(text[match.end() :]):
            start, end = word.start + match.end(), word.end + match.end()
            if text[last:start].strip() or len(governed) == _WORDS:
                break
            terms = content_terms(word.text)
            if not terms or is_stop(terms[0]) or word.text[0].isdigit():
                if governed:
                    break
                last = end
                continue
            governed.append((terms[0], start, end))
            last = end
        if head and governed:
            written = text[governed[0][1] : governed[-1][2]]
            found.append(Slot(head[0], match["link"].casefold(), frozenset(term for term, _, _ in governed), written))
    return tuple(found)


def slots(text: str) -> Iterator[Slot]:
    """Each word of a text that governs something by a preposition."""
    yield from _slots(text)
