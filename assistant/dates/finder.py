"""Turns a text into its date mentions: single dates, parts of them ("early 2018"), ranges and open ranges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from assistant.dates.calendar import OPEN_END, OPEN_START, Days, months, months_back, third
from assistant.dates.wording import (
    DASH,
    DAY,
    MONTH,
    NUMBER_WORD,
    READERS,
    SEASON,
    SEASONS,
    WEEKDAY,
    day_of,
    month_of,
    pattern,
)
from assistant.schema import DateRange


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text: ``text[start:end]`` is what was read, ``range`` the days it means."""

    range: DateRange
    start: int
    end: int


def find_dates(text: str, today: date) -> list[DateMention]:
    """Every date in the text, in order, none overlapping; where two readings fit, the longer construction wins.

    Relative wording ("last year") is counted from ``today``. Never raises: what leads outside the calendar is no date.
    """
    return list(_find_dates(text, today))


@lru_cache(maxsize=1024)
def _find_dates(text: str, today: date) -> tuple[DateMention, ...]:
    found: list[DateMention] = []
    at = 0
    while start := _START.search(text, at):
        at = start.start()
        reading = _expression(text, at, today)
        if reading is None:
            at = max(start.end(), at + 1)
            continue
        days, end = reading
        found.append(DateMention(DateRange(*days, text[at:end]), at, end))
        at = end
    return tuple(found)


_Reading = tuple[Days, int]
"""The days and the offset at which the wording ends."""

_WORDS = (
    r"the|first|second|third|fourth|final|last|past|previous|this|current|next|coming|early|mid|late|beginning|start|"
    r"middle|end|between|from|before|prior|pre|after|post|since|until|till|up|by|no|on|in|year|twelve|financial|fiscal|"
    r"tax|academic|school|fy|q[1-4]|h[12]|yesterday|today|tomorrow|an?|few"
)
_START = pattern(rf"(?<![^\W_])(?:\d+|(?:{_WORDS}|{NUMBER_WORD}|{SEASON}|{MONTH}|{WEEKDAY})(?![^\W0-9_]))")

_PART = pattern(
    r"(?:(?P<a>early|mid|late)(?:\s*-\s*|\s+)(?:in\s+)?|(?:the\s+)?(?P<b>beginning|start|middle|end)\s+of\s+)(?:the\s+)?"
)
_PARTS = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}
_YEAR_ENDING = pattern(
    r"(?:the\s+)?(?:(?:financial\s+)?year|12\s+months|twelve\s+months)\s+(?:ending|ended|to|up\s+to)\s+"
    r"(?:in\s+|on\s+)?(?:the\s+end\s+of\s+)?"
)
_OPEN = pattern(
    r"(?P<word>(?:on|in)\s+or\s+before|(?:on|in)\s+or\s+after|before|prior\s+to|pre|after|post|since|until|till|"
    r"up\s+(?:to|until|till)|by|no\s+later\s+than)(?:\s*-\s*|\s+)(?:the\s+)?(?:end\s+of\s+(?:the\s+)?)?(?:year\s+)?"
)
_ONWARDS = pattern(r"\s+(?:onwards?|and\s+(?:after|later))\b")
_PAIR = pattern(r"(?P<word>between|from)\s+(?:the\s+)?")
_JOIN = {
    "between": pattern(rf"\s+and\s+(?:the\s+)?|\s*{DASH}\s*"),
    "from": pattern(rf"\s*{DASH}\s*|\s+(?:up\s+)?(?:to|until|till|through)\s+(?:the\s+)?"),
}
# "March" in "March to June 2019", "3 September" in "3 September to 5 October 2018": borrow the year of what follows.
_YEARLESS = pattern(
    rf"(?:{WEEKDAY},?\s+)?(?P<day>{DAY})\s+(?:of\s+)?(?P<month>{MONTH})|"
    rf"(?P<month_first>{MONTH})(?:\s+(?P<day_after>{DAY})(?!\d))?|(?P<season>{SEASON})\b"
)
_LISTED = pattern(
    rf"(?P<month>{MONTH})(?=(?:\s*,\s*{MONTH})*\s*,?\s+(?:and|or)\s+(?P<last>{MONTH})\s+(?:of\s+)?(?P<year>\d{{4}})(?!\d))"
)
_OUTSIDE = (ValueError, OverflowError, KeyError, IndexError, StopIteration)


def _expression(text: str, at: int, today: date) -> _Reading | None:
    for read in (_open, _pair, _onwards, _listed):
        try:
            reading = read(text, at, today)
        except _OUTSIDE:
            continue
        if reading and reading[0][0] <= reading[0][1]:
            return reading
    return None


def _open(text: str, at: int, today: date) -> _Reading | None:
    """ "Before 2018", "since September 2018", "by the end of March 2019"."""
    opening = _OPEN.match(text, at)
    single = _single(text, opening.end(), today) if opening else None
    if opening is None or single is None:
        return None
    (start, end), stop = single
    word = " ".join(opening["word"].lower().split())
    if word in ("after", "post"):
        return (end + timedelta(days=1), OPEN_END), stop
    if word.endswith("after"):
        return (start, OPEN_END), stop
    if word == "since":
        return (start, today if start <= today else OPEN_END), stop
    if word in ("before", "prior to", "pre"):
        return (OPEN_START, start - timedelta(days=1)), stop
    return (OPEN_START, end), stop


def _pair(text: str, at: int, today: date) -> _Reading | None:
    """ "Between March and June 2019", "from October 2018 to March 2019", "2016 to 2017"."""
    opening = _PAIR.match(text, at)
    join = _JOIN[opening["word"].lower() if opening else "from"]
    first_at = opening.end() if opening else at
    first = _single(text, first_at, today)
    if first and (joined := join.match(text, first[1])) and (last := _single(text, joined.end(), today, joined=True)):
        if first[0][0] <= last[0][0]:
            return (first[0][0], max(first[0][1], last[0][1])), last[1]
        return None
    bare = _YEARLESS.match(text, first_at)
    if bare and _bounded(text, first_at, bare.end()) and (joined := join.match(text, bare.end())):
        last = _single(text, joined.end(), today, joined=True)
        if last:
            return (_with_year_of(bare.groupdict(), last[0][0]), last[0][1]), last[1]
    return None


def _with_year_of(bare: dict[str, str | None], before: date) -> date:
    """First day of a month, day or season without a year: the last one that begins by ``before``."""
    month = SEASONS[bare["season"].lower()] if bare["season"] else month_of(bare["month"] or bare["month_first"] or "")
    day = day_of(bare["day"] or bare["day_after"] or "1")
    same_year = date(before.year, month, day)
    return same_year if same_year <= before else date(before.year - 1, month, day)


def _onwards(text: str, at: int, today: date) -> _Reading | None:
    """A single date; "2018 onwards" and "from 2018 onwards" are open."""
    opening = _PAIR.match(text, at)
    if opening and opening["word"].lower() == "between":
        return None
    single = _single(text, opening.end() if opening else at, today)
    if single and (more := _ONWARDS.match(text, single[1])):
        return (single[0][0], OPEN_END), more.end()
    return None if opening else single


def _listed(text: str, at: int, today: date) -> _Reading | None:
    """ "May" in "May and June 2019"."""
    listed = _LISTED.match(text, at)
    if not listed:
        return None
    month, last, year = month_of(listed["month"]), month_of(listed["last"]), int(listed["year"])
    return months(year if month <= last else year - 1, month), listed.end()


def _single(text: str, at: int, today: date, *, joined: bool = False) -> _Reading | None:
    """One date that starts at ``at``, or a part of one, or the year that ends with one.

    ``joined`` says that what stands before is the range's own dash and no concern.
    """
    if (ending := _YEAR_ENDING.match(text, at)) and (inner := _single(text, ending.end(), today)):
        last = inner[0][1]
        return (months_back(last + timedelta(days=1), 12), last), inner[1]
    if (part := _PART.match(text, at)) and (inner := _single(text, part.end(), today)):
        return third(inner[0], _PARTS[(part["a"] or part["b"]).lower()]), inner[1]
    for form, reader in READERS:
        match = form.match(text, at)
        if match and _bounded(text, at, match.end(), joined=joined):
            try:
                days = reader(match, today)
            except _OUTSIDE:
                continue
            if days[0] <= days[1]:
                return days, match.end()
    return None


def _bounded(text: str, start: int, end: int, *, joined: bool = False) -> bool:
    """Whether a reading is no piece of a longer number, amount, code, address or word."""
    before = "" if joined else text[max(0, start - 1) : start]
    further = text[max(0, start - 2) : max(0, start - 1)]
    if before and (before.isalnum() or before in "_£$€¥#@+=\\"):
        return False
    if before and before in ".,:/" and further.isdigit():
        return False
    # A hyphen joins codes ("AB-2018"), but also "mid-2018" and the other words that may open a date.
    if before in ("/", "-") and further.isalnum() and not _HYPHENATED.search(text[max(0, start - 6) : start]):
        return False
    if not text[end - 1].isdigit():
        return True
    after, beyond = text[end : end + 1], text[end + 1 : end + 2]
    if after in (".", ",", ":", "/", "-"):
        return not beyond.isdigit()
    return not after or not (after.isalnum() or after in "%_@£") or _CLOCK.match(text, end) is not None


_HYPHENATED = pattern(r"\b(?:early|mid|late|pre|post)-$")
_CLOCK = pattern(r"T\d\d:")
