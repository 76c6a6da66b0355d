"""Finds what the documents say instead, where a question takes for granted what they do not bear out.

"Why did the fund close?", "Did the minister refuse?": such a question is not answered, and not merely refused either; the
reply quotes the nearest thing that the documents do say of the same people and bodies.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.names import Name
from assistant.questions import QuestionForm, Wanted
from assistant.schema import Document, Reading, ScoredSentence
from assistant.text import fold, is_stop, located_terms, terms, words

_SHARED = 0.3  # least share of the question's words, by rarity, that what is said instead must hold
_ASKED_WHETHER = frozenset("true correct right fact case".split())  # "is it true that ..."
_TAKES_FOR_GRANTED = re.compile(
    r"^(?:so |and |but )?when (?:did|was|were|has|have|had|does|do|is|are)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Premise:
    """What a question takes for granted and the documents do not bear out, and the sentence that says otherwise."""

    words: tuple[str, ...]
    instead: ScoredSentence


def false_premise(form: QuestionForm, reading: Reading, documents: Mapping[str, Document]) -> Premise | None:
    """The premise that nothing bears out, of a question of why, when or yes and no; None for another question.

    Either the nearest sentence that shares most of the question's words speaks of another person, body, figure or the
    opposite, or one about what the question names is there while the documents never use the question's own word for
    what happened.
    """
    if form.wanted[0] not in (Wanted.REASON, Wanted.YES_NO) and not _TAKES_FOR_GRANTED.match(form.text):
        return None
    near = [s for s in reading.sentences if s.features.get("own_coverage", 0.0) >= _SHARED]
    if not near:
        return None
    best = near[0]
    if reading.unsupported and best.features.get("unsupported"):
        return Premise(reading.unsupported, best)
    unknown = _never_said(form, reading, documents)
    named = [s for s in near if any(_holds(s.text, name) for name in form.names)]
    if not unknown or not named:
        return None
    return Premise(unknown, named[0])


def _never_said(form: QuestionForm, reading: Reading, documents: Mapping[str, Document]) -> tuple[str, ...]:
    """Words of the question, names aside, that none of the documents read uses in any form."""
    said = {term for id in {s.document for s in reading.sentences} for term in terms(documents[id].text)}
    spans = [(name.start, name.start + len(name.text)) for name in form.names]
    unknown = []
    for term, start, end in located_terms(form.text):
        inside = any(start < stop and end > begin for begin, stop in spans)
        if not inside and not is_stop(term) and term not in said and term not in _ASKED_WHETHER and term.isalpha():
            unknown.append(form.text[start:end])
    return tuple(dict.fromkeys(unknown))


def _holds(text: str, name: Name) -> bool:
    """Whether the sentence holds a word of the name."""
    said = {_bare(w.text) for w in words(text)}
    return any(_bare(w.text) in said for w in words(name.text) if not is_stop(fold(w.text)))


def _bare(word: str) -> str:
    return fold(word).removesuffix("'s")
