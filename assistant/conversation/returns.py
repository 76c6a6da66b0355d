"""Puts in full what a question returns to by a word of it: "that year", "the scheme"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.conversation.mentions import Mention, Read, Turn
from assistant.conversation.phrases import phrases, tokens
from assistant.dates import find_dates

_THAT_YEAR = re.compile(r"\b(?:(?P<lead>in|during|by|for|since|until) )?(?:that|the same) year\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")


def name_in_full(question: str, past: Sequence[Turn], spoken: Sequence[Mention], today: date) -> Read:
    """The question with the year and the things of the talk that it points to by "that year" and "the scheme"."""
    text = _with_year(question, past[-1], today) if past else question
    if not re.search(r"\bthe\b", text, re.IGNORECASE):
        return Read(text)
    topics: list[str] = []
    words = tokens(text)
    for phrase in reversed(phrases(text)):
        if " " in phrase.text or not phrase.definite or text[phrase.start : phrase.start + 4].lower() != "the ":
            continue
        after = next((word for word in words if word.start >= phrase.end), None)
        if phrase.generic or (after is not None and after.tag not in "VU.FSP") or (after and after.low in _MODIFYING):
            continue
        full = next((m for m in spoken if _ends_with(m.text, phrase.head) and m.text.lower() not in text.lower()), None)
        if full is not None:
            name = re.sub(r"^the\s+", "", full.text, flags=re.IGNORECASE)
            text = f"{text[: phrase.end - len(phrase.text)]}{name}{text[phrase.end :]}"
            topics.append(name)
    return Read(text, tuple(topics))


# "The fund of the council", "the fund for carers" says itself which fund it is.
_MODIFYING = frozenset("of for about between against on with that which who".split())


def _with_year(question: str, turn: Turn, today: date) -> str:
    pointing = _THAT_YEAR.search(question)
    if pointing is None or _YEAR.search(question):
        return question
    asked = [d.range.text for d in find_dates(turn.reading, today)]
    years = _YEAR.findall(" ".join(asked)) or list(dict.fromkeys(_YEAR.findall(turn.answer)))
    if len(years) != 1:
        return question
    return f"{question[: pointing.start()]}{pointing['lead'] or 'in'} {years[0]}{question[pointing.end() :]}"


def _ends_with(full: str, head: str) -> bool:
    words = re.sub(r"^the\s+", "", full.lower()).split()
    return len(words) > 1 and words[-1] == head
