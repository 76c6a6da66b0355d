"""Finds times of day ("8.30am", "10 o'clock", "9.00 to 17.00") and days of the week in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TIME = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[.:](?P<minute>\d\d))? ?(?:(?P<half>[ap])\.?m\b|(?P<even>o['’]clock)\b)|\b(?P<bare>\d{1,2})[.:](?P<past>\d\d)(?= (?:to|until)\b)"
    r"|\b(?P<word>noon|midday|midnight)\b",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b(?P<day>mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?P<week>week(?:day|end)s?)\b", re.IGNORECASE
)
_RECURS = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:s\b| ?(?:to|until|till|through|[-–—]) ?\w+day)|\bweek(?:day|end)s?\b",
    re.IGNORECASE,
)
TO = re.compile(r"\s*(?:to|until|till|through to|[-–—])\s*", re.IGNORECASE)
"""What joins the ends of a stretch of days or hours."""
WEEK = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
_NOON = 12 * 60


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time of day as written, with its place in the text, in minutes from midnight."""

    start: int
    end: int
    minutes: int


def times_of_day(text: str) -> list[TimeOfDay]:
    """The times of day that a text names, in order."""
    found = []
    for match in _TIME.finditer(text):
        if match["word"]:
            minutes = 0 if match["word"].casefold() == "midnight" else _NOON
        else:
            hour, minute = int(match["hour"] or match["bare"]), int(match["minute"] or match["past"] or 0)
            if hour > 24 or minute > 59:
                continue
            afternoon = (match["half"] or "").casefold() == "p"
            minutes = (hour % 12 if match["half"] else hour) * 60 + minute + (_NOON if afternoon else 0)
        found.append(TimeOfDay(*match.span(), minutes))
    return found


def days_of_week(text: str) -> frozenset[str]:
    """The days of the week that a text names, those between two of them too: "Monday to Friday", "at weekends"."""
    found: set[str] = set()
    last: tuple[int, str] | None = None
    for match in _DAY.finditer(text):
        if match["week"]:
            found.update(WEEK[5:] if match["week"].casefold().startswith("weekend") else WEEK[:5])
            continue
        day = match["day"].casefold()
        if last and TO.fullmatch(text[last[0] : match.start()]):
            found.update(WEEK[WEEK.index(last[1]) : WEEK.index(day)])
        found.add(day)
        last = match.end(), day
    return frozenset(found)


def of_each_week(text: str) -> bool:
    """Whether a text tells of days that come round: "on Fridays", "Monday to Friday", "9am to 5pm"."""
    return bool(_RECURS.search(text)) or len(times_of_day(text)) > 1
