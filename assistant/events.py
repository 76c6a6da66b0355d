"""Tells what happens at a date that a text names, so that the day something opens is not taken for its deadline."""

from __future__ import annotations

import re

from assistant.text import content_terms

_EVENTS = tuple(
    frozenset(content_terms(group))
    for group in (
        "announce announced unveil unveiled reveal revealed promise promised pledge pledged propose proposed",
        "begin began begun start started launch launched open opened opening underway roll",
        "publish published release released",
        "end ended ending close closes closed closing finish finished expire expired stop stopped shut shuts",
        "pass passed approve approved agree agreed",
        "elect elected vote voted result",
    )
)
"""Terms for what happens at a date: one is no date of another."""
BEGIN, END = 1, 3
_DEADLINE = re.compile(
    r"\b(?:deadlines?|cut-?off|closing dates?|last (?:day|date|chance)|latest (?:day|date)|no later than|(?:until|till) (?:when|what (?:date|day))|by (?:when|what (?:date|day)) (?:must|should|can|may)\b|how long (?:do|have|has|is there)\b.* to\b)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:]\s")


def deadline_in(text: str) -> bool:
    """Whether a text speaks of a last day for something."""
    return bool(_DEADLINE.search(text))


def events_in(text: str) -> frozenset[int]:
    """Which events a text tells of, by their place among the known ones; a deadline is an end."""
    if deadline_in(text):
        return frozenset((END,))
    said = set(content_terms(text.replace("under way", "underway")))
    return frozenset(place for place, stems in enumerate(_EVENTS) if said & stems)


def events_at(text: str, start: int, end: int) -> frozenset[int]:
    """The events told of beside a date, between its commas."""
    return events_in(f"{_CLAUSE.split(text[:start])[-1]}{text[start:end]}{_CLAUSE.split(text[end:])[0]}")


def at_odds(asked: frozenset[int], told: frozenset[int]) -> bool:
    """Whether the start of something is told where its end is asked for, or the end where the start is."""
    return asked | told == {BEGIN, END} and len(asked) == len(told) == 1
