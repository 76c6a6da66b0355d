"""Finds where documents say the opposite of one comparison: more than before, and fewer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.composing.comparing import on_one_subject, surely
from assistant.composing.values import Value
from assistant.questions import QuestionForm
from assistant.schema import Document, ScoredSentence

_MORE = r"(?:more|higher|greater|larger|bigger|longer|better|faster|dearer|older)"
_LESS = r"(?:fewer|less|lower|smaller|shorter|worse|slower|cheaper|younger)"
_COMPARES = re.compile(rf"\b(?:{_MORE}|{_LESS})\b.*\bthan\b", re.IGNORECASE)
_WAYS = tuple(
    re.compile(rf"\b(?:[0-9][0-9,.]* ?(?:per cent |% )?)?(?<!no ){way}\b(?: [\w-]+){{0,3}}? than\b", re.IGNORECASE)
    for way in (_MORE, _LESS)
)
_WISHED = re.compile(r"\b(?:hoped|planned|expected|wanted|aimed|target\w*|the number hoped)\b", re.IGNORECASE)
_HELD = 0.4  # share of the question's words


def opposite_ways(
    form: QuestionForm, accepted: Sequence[ScoredSentence], documents: dict[str, Document], as_of: date
) -> tuple[Value, ...]:
    """What two documents say the other way round of the comparison that a question makes, most certain first; empty where they
    agree, or do not surely answer.
    """
    if not _COMPARES.search(form.text):
        return ()
    found: list[tuple[int, Value]] = []
    for sentence in accepted:
        ways = [way for way, pattern in enumerate(_WAYS) if pattern.search(sentence.text)]
        if len(ways) == 1 and surely(sentence) and sentence.features.get("own_coverage", 0.0) >= _HELD:
            match = _WAYS[ways[0]].search(sentence.text)
            if match and not _WISHED.search(sentence.text[match.end() :][:30]):
                found.append((ways[0], Value(match[0], sentence, documents[sentence.document], as_of)))
    for way, value in found[:1]:
        for other, rival in found[1:]:
            apart = value.document.id != rival.document.id
            if other != way and apart and on_one_subject(form, value, rival):
                return value, rival
    return ()
