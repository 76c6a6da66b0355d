"""Tells which words of a question the evidence does not bear out: a place, name, year or figure that stands nowhere near.

The nearest sentence to a question about Scotland may well be about England; what such a question names must be found
in the sentence, the words around it or its document before the sentence may answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from assistant.dates import WEEK, days_of_week, of_each_week, times_of_day
from assistant.events import events_in
from assistant.opposites import opposed
from assistant.posts import held_elsewhere, of_another_kind
from assistant.quantities import Quantity, quantities
from assistant.questions import FIGURES, QuestionForm, Wanted
from assistant.reading.candidates import Candidate, opening
from assistant.reading.naming import (
    NOWHERE,
    Places,
    is_another,
    is_elsewhere,
    is_somebody_else,
    is_under_another,
    name_stands,
)
from assistant.reading.timing import date_stands
from assistant.schema import DateRange, Document
from assistant.text import fold, stem

_COMMON = re.compile(r"(?:GP|MP|TV|ID|CV|HR|PR|DIY|FAQ|PM|CEO|VIP)s?")
"""Letters that are words of their own, names of nothing, and may be said otherwise: "a doctor", "chief executive"."""
_LEANING = re.compile(r"\b(?:previous|preceding|following|same|that|earlier|later|next)\b", re.IGNORECASE)
"""Marks dates that lean on another date of the question ("the previous year") and cannot be read alone."""
_COMPARES = re.compile(
    r"\b(?:compar\w*|versus|vs|differ\w*|chang\w*|than|between|both|ris(?:e|en)|rose|fall|fell|fallen|grow\w*|grew|increas\w*|drop\w*|went|gone|go)\b",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\b(?:and|vs|versus|or|than|to|against|with|from)\b", re.IGNORECASE)
_STEP = (
    r"(?:year|quarter|half|month|week|round|phase|wave|stage|trial|pilot|report|review|survey|edition|meeting|term|season|street|strategy|plan|fund|"
    r"grant|instalment|tranche)"
)
_IN_ORDER = re.compile(
    rf"\b(?P<place>first|second|third|fourth|fifth|sixth|final)\s+(?:\w+\s+)?(?P<what>{_STEP})s?\b|"
    rf"\b(?P<step>{_STEP})\s+(?P<number>one|two|three|four|five|six|[1-6])\b|"
    r"\b(?P<way>next|coming|last|previous|latest)\s+(?:\w+\s+)?(?P<event>meeting|report|review|survey|inspection|assessment|election|round|session|"
    r"hearing|visit)s?\b",
    re.IGNORECASE,
)
_NEXT_LABEL = re.compile(
    r"(?:date of (?:the )?)?(?:next|last|previous|latest)\s+(?:\w+\s+)?(?P<event>\w+)\s*:", re.IGNORECASE
)
_ORDINALS = dict(
    zip("first second third fourth fifth sixth one two three four five six".split(), "123456" * 2, strict=True)
) | {"coming": "next", "previous": "last", "latest": "last"}
_OLD = re.compile(r"[\s-]*olds?\b", re.IGNORECASE)


def unsupported(
    form: QuestionForm,
    dates: Sequence[DateRange],
    candidate: Candidate,
    document: Document,
    today: date,
    places: Places = NOWHERE,
) -> tuple[str, ...]:
    """The names, dates and figures of the question, as typed, that this sentence and its document do not bear out.

    A name is borne out by the names of the sentence's document (or an acronym of one there); a figure, by an equal
    one in the document; a date, by a date in the sentence, else around it, else by the document's own date or text.

    Args:
        places: those that the evidence tells of.
    """
    missing = [
        name.text
        for name in form.names
        if not _COMMON.fullmatch(name.text) and not name_stands(name, form.text, document)
    ]
    for figure in form.figures:
        if figure.kind in ("year", "day", "ordinal") or (figure.kind in ("count", "duration") and figure.value < 13):
            continue
        if any(figure.text in asked.text for asked in dates):
            continue  # the 17 of "2016-17"
        if _OLD.match(form.text[figure.end :]):
            figure = replace(figure, kind="count", unit="")  # "17-year-olds" may be "aged 16 to 17"
        if not any(figure.agrees_with(other) or _bare(figure, other) for other in _figures(document)):
            missing.append(figure.text)
    missing.extend(
        name.text
        for name in form.names
        if is_another(name, candidate, document)
        or is_elsewhere(name, candidate, document, places)
        or is_somebody_else(name, form, candidate)
        or is_under_another(name, candidate, document)
    )
    hours = len(times_of_day(candidate.text)) > 1  # "open from 9am to 5pm" says when it closes
    told = f"{candidate.before_text} {candidate.text}" if candidate.leans else candidate.text
    missing.extend(word for word in opposed(form.text, told) if not (hours and events_in(word)))
    missing.extend(another_in_order(form.text, candidate.text))
    missing.extend(other_days(form.text, candidate.text))
    missing.extend(held_elsewhere(form.post, candidate.text))
    missing.extend(of_another_kind(form.post, candidate.text, candidate.near | opening(document)))
    times = [asked for asked in dates if not _LEANING.search(asked.text) and fold(asked.text) != "today"]
    untold = [asked.text for asked in times if not date_stands(asked, form, candidate, document, today)]
    if len(untold) == len(times) or not _sets_side_by_side(form, times):
        missing.extend(untold)
    return tuple(dict.fromkeys(m for m in missing if m))


def _sets_side_by_side(form: QuestionForm, times: Sequence[DateRange]) -> bool:
    """Whether a question compares what was at two times ("in 2018 and in 2021"), of which a sentence tells one."""
    places = sorted(form.text.find(asked.text) for asked in times)
    if len(places) < 2 or form.wanted[0] not in (*FIGURES, Wanted.YES_NO) or not _COMPARES.search(form.text):
        return False
    return bool(_JOINED.search(form.text[places[0] : places[-1]]))


def _bare(figure: Quantity, other: Quantity) -> bool:
    """Whether a figure typed without its sign ("2.6m") is a sum of money in the document."""
    return figure.kind == "count" and other.kind == "money" and figure.value == other.value


def other_days(question: str, sentence: str) -> list[str]:
    """The days of the week that a question names, where the sentence tells of others only: Saturday, "open on weekdays"."""
    asked, told = (days_of_week(text) for text in (question, sentence))
    others = asked and told and not asked & told and of_each_week(sentence)
    return [f"{day.capitalize()}day" for day in WEEK if day in asked] if others else []


def another_in_order(question: str, sentence: str) -> list[str]:
    """What the question asks of by its place in an order ("second year", "phase two", "last meeting"), where the sentence tells
    of another of them only.
    """
    found = []
    said = {_step(match) for match in _IN_ORDER.finditer(sentence)}
    label = _NEXT_LABEL.match(sentence)
    for match in _IN_ORDER.finditer(question):
        place, what = _step(match)
        places = {other for other, step in said if step == what}
        other = (
            label and label["event"] and stem(fold(label["event"])) != what
        )  # "Next review: May", asked for the next meeting
        if (places and place not in places) or (match["way"] and other):
            found.append(match.group())
    return found


def _step(match: re.Match[str]) -> tuple[str, str]:
    """The place in the order, and of what."""
    place = (match["place"] or match["number"] or match["way"]).casefold()
    return _ORDINALS.get(place, place), stem(fold(match["what"] or match["step"] or match["event"]))


@lru_cache(maxsize=512)
def _figures(document: Document) -> tuple[Quantity, ...]:
    """The figures of a document."""
    return tuple(quantities(document.text))
