"""Tells whether two dates, times of day, ages or places of one thing cannot both be right."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from assistant.composing.comparing import denied, holds, in_common_of, likely, on_one_subject, surely
from assistant.composing.values import Value
from assistant.dates import OPEN_START, days_of_week, overlaps
from assistant.names import alike
from assistant.questions import QuestionForm
from assistant.schema import DateRange
from assistant.text import content_terms, fold

_CLAUSE = re.compile(r"[,;:]\s")
_PUT_OFF = re.compile(
    r"\b(?:put (?:off|back)|postponed|delayed|moved|pushed back|deferred|rescheduled)\b|\b(?:not|n['’]t|only)\b.* (?:until|till)\b",
    re.IGNORECASE,
)
"""What makes "until March" mean March itself."""
_EVENTS = tuple(
    frozenset(group.split())
    for group in (
        "announc unveil reveal promis pledg propos",
        "begin began begun start launch open underway roll",
        "publish releas",
        "end clos finish expir stop shut",
        "pass approv agre",
        "elect vote result",
    )
)
"""Stems of words for what happens at a date: one is no date of another."""
_NEAR = timedelta(days=45)  # within which two deadlines may be one
_HALF, _SOME = 0.4, 0.25  # shares of the question's words, and of the words of one of two sentences


def days_differ(form: QuestionForm, a: Value, b: Value, one: DateRange, other: DateRange) -> bool:
    """Whether two dates of one event do not meet; "by March" meets any day before it, but no other deadline."""
    if not likely(a.sentence, b.sentence) or denied(a) or denied(b):
        return False
    asked, first, second = _event(form.text), _event_of(a), _event_of(b)
    if (first and second and not first & second) or any(asked and e and not asked & e for e in (first, second)):
        return False
    ranges = []
    for value, days in ((a, one), (b, other)):
        if days.start == OPEN_START and _PUT_OFF.search(value.sentence.text):
            days = replace(days, start=days.end)  # "has been put off until March"
        ranges.append(days)
    if all(days.start == OPEN_START for days in ranges):
        return abs(one.end - other.end) > _NEAR and on_one_subject(form, a, b)
    return not overlaps(*ranges) and on_one_subject(form, a, b)


def _event_of(value: Value) -> set[int]:
    """The events told of beside a value, between its commas; else those of its sentence."""
    text = value.sentence.text
    at = text.find(value.text)
    before, after = text[:at], text[at + len(value.text) :]
    return _event(_CLAUSE.split(before)[-1] + value.text + _CLAUSE.split(after)[0]) or _event(text)


def _event(text: str) -> set[int]:
    """Which events a text tells of, by their place among the known ones."""
    said = set(content_terms(text.replace("under way", "underway")))
    return {place for place, stems in enumerate(_EVENTS) if said & stems}


def times_differ(form: QuestionForm, a: Value, b: Value) -> bool:
    """Whether two times of day are at odds: neither sentence is of other days of the week than the question or the other."""
    if a.time is None or b.time is None or a.time.minutes == b.time.minutes or not likely(a.sentence, b.sentence):
        return False
    asked, mine, theirs = (days_of_week(text) for text in (form.text, a.sentence.text, b.sentence.text))
    if asked and not (asked & mine and asked & theirs):
        return False
    return mine == theirs or (bool(mine & theirs) and on_one_subject(form, a, b))


def ages_differ(form: QuestionForm, a: Value, b: Value) -> bool:
    """Whether two age groups are at odds: both give a lowest or a highest age, and not the same ("under 19" is up to 18)."""
    if a.ages is None or b.ages is None or not surely(a.sentence, b.sentence) or not on_one_subject(form, a, b):
        return False
    return any(x is not None and y is not None and x != y for x, y in zip(a.ages, b.ages, strict=True))


def places_differ(form: QuestionForm, a: Value, b: Value) -> bool:
    """Whether two places are at odds: neither is said to be in the other, and both sentences surely answer."""
    if alike(a.text, b.text) or not surely(a.sentence, b.sentence) or denied(a) or denied(b):
        return False
    if not all(holds(v.sentence, _HALF) for v in (a, b)):
        return False
    if not on_one_subject(form, a, b) and in_common_of(a.sentence.text, b.sentence.text) < _SOME:
        return False
    return not any(fold(x.text) in fold(y.document.text) for x, y in ((a, b), (b, a)))
