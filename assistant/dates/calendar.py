"""Turns years, months and lengths of time into first and last days; reads and describes publication dates."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from assistant.schema import DateRange

OPEN_START = date.min
OPEN_END = date.max

Days = tuple[date, date]
"""First and last day, both included."""


def published_range(published: str) -> DateRange:
    """The days a stated publication date may mean: ``2018-09-03``, ``2018-09`` or ``2018``.

    Raises:
        ValueError: it is none of the three, or no such day exists.
    """
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", published):
        raise ValueError(f"a publication date is 2018, 2018-09 or 2018-09-03, not {published!r}")
    parts = [int(part) for part in published.split("-")]
    start = date(*parts, *[1] * (3 - len(parts)))
    end = (months(start.year, 1, 12)[1], months(start.year, start.month)[1], start)[len(parts) - 1]
    return DateRange(start, end, published)


def describe_published(published: str | None) -> str:
    """How a person writes it: "3 September 2018", "September 2018", "2018"; "undated" for None.

    Raises:
        ValueError: as ``published_range``.
    """
    if published is None:
        return "undated"
    start = published_range(published).start
    parts = published.count("-")
    month = _MONTH_NAMES[start.month - 1]
    return (f"{start.year}", f"{month} {start.year}", f"{start.day} {month} {start.year}")[parts]


def out_by(published: str | None, day: date) -> bool:
    """Whether something was surely published by a day: its whole range ends by then, and it has one."""
    return published is not None and published_range(published).end <= day


def overlaps(a: DateRange, b: DateRange) -> bool:
    """Whether the two share a day; then neither is before the other."""
    return a.start <= b.end and b.start <= a.end


def contains(a: DateRange, b: DateRange) -> bool:
    """Whether every day of ``b`` is in ``a``."""
    return a.start <= b.start and b.end <= a.end


# Not calendar.month_name: that follows the machine's locale.
_MONTH_NAMES = "January February March April May June July August September October November December".split()

# --- arithmetic; all of it raises ValueError or OverflowError outside the calendar ---------------------------------


def months(year: int, month: int, count: int = 1) -> Days:
    """``count`` whole months from ``month`` (1 is January; may run past 12 or below 1)."""
    first, last = year * 12 + month - 1, year * 12 + month - 2 + count
    year_end, month_end = last // 12, last % 12 + 1
    return date(first // 12, first % 12 + 1, 1), date(year_end, month_end, calendar.monthrange(year_end, month_end)[1])


def months_back(day: date, count: int) -> date:
    """The same day ``count`` months earlier (later where negative); the month's last day where there is none."""
    start, end = months(day.year, day.month - count)
    return start.replace(day=min(day.day, end.day))


def week(day: date) -> Days:
    """Monday to Sunday around ``day``."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def third(days: Days, which: int) -> Days:
    """First (0), middle (1) or last (2) third: in whole months where they divide, else in days."""
    start, end = days
    count = (end.year - start.year) * 12 + end.month - start.month + 1
    if start.day == 1 and end == months(end.year, end.month)[1] and count % 3 == 0:
        return months(start.year, start.month + which * count // 3, count // 3)
    length = ((end - start).days + 1) // 3
    first = start + timedelta(days=which * length)
    return first, end if which == 2 else first + timedelta(days=max(length - 1, 0))


def nearest(candidates: list[Days], step: int, today: date) -> Days:
    """Of candidates in time order: the last one over before today (-1), the one under way or else next (0), the
    first still to begin (1)."""
    if step < 0:
        return [days for days in candidates if days[1] < today][-1]
    if step > 0:
        return next(days for days in candidates if days[0] > today)
    return next(days for days in candidates if days[1] >= today)


def trailing(number: int, unit: str, step: int, today: date) -> Days:
    """``number`` days, weeks, months, years or decades up to today (``step`` -1) or from today on (1)."""
    if unit in ("day", "week"):
        other = today + timedelta(days=step * number * (7 if unit == "week" else 1))
    else:
        other = months_back(today, -step * number * {"month": 1, "year": 12, "decade": 120}[unit])
    return (other, today) if step < 0 else (today, other)
