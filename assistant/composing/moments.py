"""Tells whether two dates, times of day, ages or places of one thing cannot both be right."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from assistant.composing.comparing import denied, holds, in_common_of, likely, on_one_subject, surely
from assistant.composing.values import Value
from assistant.dates import OPEN_START, days_of_week, overlaps
from assistant.events import END, events_at, events_in
from assistant.names import alike
from assistant.questions import QuestionForm
from assistant.schema import DateRange
from assistant.text import fold, leans

_PUT_OFF = re.compile(
    r"\b(?:put (?:off|back)|postponed|delayed|moved|pushed back|deferred|rescheduled)\b|\b(?:not|n['’]t|only)\b.* (?:until|till)\b",
    re.IGNORECASE,
)
"""What makes "until March" mean March itself."""
_DAY = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?\b(?!,\d)")
_NEAR = timedelta(days=45)  # within which two deadlines may be one
_HALF, _SOME, _SAME_THING, _ALMOST_SAME = (
    0.4,
    0.25,
    0.6,
    0.7,
)  # shares of the question's words, and of the words of one of two sentences


_LITTLE = 0.15  # share of the question's words that a date about the same thing stands with


def days_differ(form: QuestionForm, a: Value, b: Value, one: DateRange, other: DateRange) -> bool:
    """Whether two dates of one event do not meet; "by March" meets any day before it, but no other deadline."""
    if not likely(a.sentence, b.sentence) or denied(a) or denied(b):
        return False
    asked, first, second = events_in(form.text), _event_of(a), _event_of(b)
    if (first and second and not first & second) or any(asked and e and not asked & e for e in (first, second)):
        return False
    of_one = on_one_subject(form, a, b) or in_common_of(a.sentence.text, b.sentence.text) >= _SAME_THING
    if in_common_of(a.sentence.text, b.sentence.text) < _SOME:
        of_one = of_one and all(
            v.sentence.features.get("own_coverage", 1.0) >= _LITTLE or leans(v.sentence.text) for v in (a, b)
        )
    if asked == {END}:
        return of_one and not overlaps(_last(one), _last(other))
    ranges = []
    for value, days in ((a, one), (b, other)):
        if days.start == OPEN_START and _PUT_OFF.search(value.sentence.text):
            days = replace(days, start=days.end)  # "has been put off until March"
        ranges.append(days)
    if all(days.start == OPEN_START for days in ranges):
        return of_one and abs(one.end - other.end) > _NEAR
    return of_one and not overlaps(*ranges)


def _last(days: DateRange) -> DateRange:
    """The last day of "until 30 June", the month of "by June"."""
    if days.start != OPEN_START:
        return days
    return replace(days, start=days.end if _DAY.search(days.text) else days.end.replace(day=1))


def _event_of(value: Value) -> frozenset[int]:
    """The events told of beside a value, else in its sentence."""
    text = value.sentence.text
    at = text.find(value.text)
    return events_at(text, at, at + len(value.text)) or events_in(text)


def times_differ(form: QuestionForm, a: Value, b: Value) -> bool:
    """Whether two times of day, or hours, are at odds: neither is of other days of the week than the question or the other."""
    mine, theirs = ([time.minutes for time in value.times] for value in (a, b))
    if all(one == other for one, other in zip(mine, theirs, strict=False)):
        return False
    if not likely(a.sentence, b.sentence) and in_common_of(a.sentence.text, b.sentence.text) < _ALMOST_SAME:
        return False
    asked, here, there = (days_of_week(text) for text in (form.text, a.sentence.text, b.sentence.text))
    if asked and not (asked & here and asked & there):
        return False
    return here == there or (bool(here & there) and on_one_subject(form, a, b))


def ages_differ(form: QuestionForm, a: Value, b: Value) -> bool:
    """Whether two age groups are at odds: both give a lowest or a highest age, and not the same ("under 19" is up to 18)."""
    if a.ages is None or b.ages is None or not surely(a.sentence, b.sentence):
        return False
    if not on_one_subject(form, a, b) and in_common_of(a.sentence.text, b.sentence.text) < _SAME_THING:
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
