"""Turns one way of writing a date into its first and last day: a table of patterns, each with its reader.

A bare four-digit number counts as a year when it looks like one: 1800 to 2099 (from 1000 after "in", "since" and the
like), not part of an amount, a longer number or a label ("£2018", "1,572", "section 2018", "more than 2018"), and
not directly before a counted noun ("2018 people"), unless "in", "during" or "since" stands before it ("in 2018
people were ...").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from assistant.dates.calendar import Days, months, nearest, trailing, week

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_WEEKDAYS = "mon tue wed thu fri sat sun".split()
_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_NUMBERS = {word: n for n, word in enumerate(_NUMBER_WORDS, start=1)} | {"a": 1, "an": 1, "couple of": 2, "few": 3}

MONTH = (
    r"(?:january|jan|february|feb|march|mar|april|apr|may|june|jun|july|jul|august|aug|september|sept|sep|october|oct|"
    r"november|nov|december|dec)\b\.?"
)
SEASON = r"(?:spring|summer|autumn|winter|fall)"
WEEKDAY = r"(?:monday|mon|tuesday|tues|tue|wednesday|weds|wed|thursday|thurs|thur|thu|friday|fri|saturday|sat|sunday|sun)\b\.?"
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
DASH = r"[-\u2010-\u2015]"
NUMBER_WORD = "(?:" + "|".join(_NUMBER_WORDS) + ")"
_ON_WEEKDAY = rf"(?:{WEEKDAY},?\s+(?:the\s+)?)?"
_YEAR = r"(?P<year>\d{4}|(?:this|last|next)\s+year)"
_OF_YEAR = rf"(?:\s*,\s*|\s+(?:of\s+|in\s+)?){_YEAR}"
_NUMBER = rf"(?P<number>\d{{1,3}}|(?:a\s+)?couple\s+of|(?:a\s+)?few|{NUMBER_WORD})"
_UNIT = r"(?P<unit>year|month|week|day|decade)s?"

_Match = re.Match[str]


def pattern(source: str) -> re.Pattern[str]:
    """Compiled without regard to case; outside a set, ``\\d`` means an ASCII digit, for ``int`` and years are ASCII."""
    return re.compile(source.replace(r"\d", "[0-9]"), re.IGNORECASE)


_IS_MONTH = pattern(MONTH)


def month_of(text: str) -> int:
    """1 to 12 for a month's name or its short form."""
    return MONTHS.index(text[:3].lower()) + 1


def day_of(text: str) -> int:
    """The number in "3", "3rd"."""
    return int(text.rstrip("stndrhSTNDRH"))


def _year_of(text: str, today: date) -> int:
    if text[0].isdecimal():
        return int(text)
    return today.year + {"this": 0, "last": -1, "next": 1}[text.split()[0].lower()]


def _number_of(text: str) -> int:
    """A count in digits or words; zero is refused, for it spans nothing."""
    word = re.sub(r"^a (?=couple|few)", "", " ".join(text.lower().split()))
    number = int(word) if word.isdecimal() else _NUMBERS[word]
    if number < 1:
        raise ValueError("a span of no time")
    return number


def _iso_day(m: _Match, today: date) -> Days:
    day = date(int(m["y"]), int(m["m"]), int(m["d"]))
    return day, day


def _numeric_day(m: _Match, today: date) -> Days:
    """Day first; month first only where that is the one possible reading (9/13/2018)."""
    first, second, year = int(m["a"]), int(m["b"]), int(m["y"])
    if len(m["y"]) == 2:
        year += 2000 if year <= today.year % 100 + 10 else 1900
    day = date(year, second, first) if second <= 12 else date(year, first, second)
    return day, day


def _written_day(m: _Match, today: date) -> Days:
    day = date(_year_of(m["year"], today), month_of(m["month"]), day_of(m["day"]))
    return day, day


def _days_in_month(m: _Match, today: date) -> Days:
    year, month = _year_of(m["year"], today), month_of(m["month"])
    return date(year, month, day_of(m["day"])), date(year, month, day_of(m["last"]))


def _short_pair(m: _Match, today: date) -> Days:
    """The financial year of two years in a row, both cut short: "23/24"."""
    first, second = int(m["first"]), int(m["second"])
    if (first + 1) % 100 != second:
        raise ValueError("not a pair of years")
    year = today.year - today.year % 100 + first
    year -= 100 if year > today.year + 10 else 0
    return date(year, 4, 1), date(year + 1, 3, 31)


def _year_pair(m: _Match, today: date) -> Days:
    first, second, kind = int(m["a"]), int(m["b"]), (m["kind"] or "").lower()
    short = len(m["b"]) == 2
    if short:
        if m["dash"] == "-" and not kind and 1 <= second <= 12 and second != (first + 1) % 100:
            return months(first, second)
        second += first - first % 100 + (100 if second < first % 100 else 0)
    if not first < second <= first + 100 or (m["dash"] == "/" and second != first + 1):
        raise ValueError("not a pair of years")
    if kind.startswith(("aca", "sch")):
        return date(first, 9, 1), date(second, 8, 31)
    if kind.startswith("tax"):
        return date(first, 4, 6), date(second, 4, 5)
    if kind or (short and second == first + 1):
        return date(first, 4, 1), date(second, 3, 31)
    return date(first, 1, 1), date(second, 12, 31)


def _written_month(m: _Match, today: date) -> Days:
    return months(_year_of(m["year"], today), month_of(m["month"]))


def _written_season(m: _Match, today: date) -> Days:
    return months(_year_of(m["year"], today), SEASONS[m["season"].lower()], 3)


_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}


def _part_of_year(m: _Match, today: date) -> Days:
    """Quarters and halves of a calendar year."""
    length = 3 if m["part"].lower().startswith("q") else 6
    which, count = m["which"].lower(), 12 // length
    number = count if which in ("last", "final") else int(which) if which.isdecimal() else _ORDINALS[which]
    if number > count:
        raise ValueError("no such part of a year")
    return months(_year_of(m["year"], today), (number - 1) * length + 1, length)


def _months_of_year(m: _Match, today: date) -> Days:
    number = _number_of(m["number"])
    if number > 12:
        raise ValueError("a year has twelve months")
    return months(_year_of(m["year"], today), 1 if m["which"].lower() == "first" else 13 - number, number)


def _decade(m: _Match, today: date) -> Days:
    return months(int(m["y"]), 1, 120)


def _near_unit(m: _Match, today: date) -> Days:
    """ "Last year", "this month", "next autumn", "last September", "last Friday"; "the last year" is twelve months."""
    word, unit = m["which"].lower(), m["unit"].lower()
    step = {"this": 0, "current": 0, "next": 1, "coming": 1}.get(word, -1)
    if unit in ("year", "month", "decade") and step and (unit == "decade" or word == "past" or m["the"]):
        return trailing(1, unit, step, today)
    if unit == "decade":
        return months(today.year - today.year % 10, 1, 120)
    if unit == "year":
        return months(today.year + step, 1, 12)
    if unit == "month":
        return months(today.year, today.month + step)
    if unit == "week":
        return week(today + timedelta(days=7 * step))
    if unit == "quarter":
        return months(today.year, (today.month - 1) // 3 * 3 + 1 + 3 * step, 3)
    around = range(-2, 3)
    if unit in SEASONS:
        return nearest([months(today.year + n, SEASONS[unit], 3) for n in around], step, today)
    if _IS_MONTH.fullmatch(unit):
        return nearest([months(today.year + n, month_of(unit)) for n in around], step, today)
    monday = today - timedelta(days=today.weekday())
    days = [monday + timedelta(days=7 * n + _WEEKDAYS.index(unit[:3])) for n in around]
    return nearest([(day, day) for day in days], step, today)


def _several_units(m: _Match, today: date) -> Days:
    step = 1 if m["which"].lower() in ("next", "coming") else -1
    return trailing(_number_of(m["number"]), m["unit"].lower(), step, today)


def _ago(m: _Match, today: date) -> Days:
    """Only as exact as the unit: "five years ago" is a calendar year, "two months ago" a month."""
    unit = m["unit"].lower()
    then = trailing(_number_of(m["number"]), unit, -1, today)[0]
    if unit in ("year", "decade"):
        return months(then.year, 1, 12)
    return months(then.year, then.month) if unit == "month" else week(then) if unit == "week" else (then, then)


def _this_day(m: _Match, today: date) -> Days:
    day = today + timedelta(days={"yesterday": -1, "today": 0, "tomorrow": 1}[m[0].lower()])
    return day, day


def _bare_year(m: _Match, today: date) -> Days:
    year, after = int(m[0]), m.string[m.end() : m.end() + 40]
    before = m.string[max(0, m.start() - 40) : m.start()]
    placed = _PLACED.search(before)
    if not (1800 <= year <= 2099 or (year >= 1000 and placed)):
        raise ValueError("not a likely year")
    if _COUNTED.match(after) and not (placed and placed["strong"] and year % 100):
        raise ValueError("a count")
    if _LABEL.search(before) or _AMOUNT.search(before) or _MORE_DIGITS.match(after):
        raise ValueError("a label, an amount or a telephone number")
    return months(year, 1, 12)


_PLACED = pattern(r"\b(?:(?P<strong>in|since|during)|year|until|before|after|circa|c\.)\s+(?:the\s+year\s+)?$")
# Only words that make a number a count in any corpus: "report" or "figures" would forbid "the 2018 report".
_COUNTED = pattern(
    r"\s+(?:million|billion|thousand|trillion|m|bn|k|people|persons|children|men|women|girls|boys|adults|pupils|"
    r"students|staff|officers|victims|offenders|survivors|families|households|patients|users|cases|images|videos|"
    r"websites|pages|words|pounds|pence|dollars|euros|times|hours|minutes|days|weeks|months|years|metres|miles|km|"
    r"per\s?cent|percent|hits|calls|of\s+(?:them|these|those))\b"
)
_LABEL = pattern(
    r"(?:\b(?:sections?|sect|pages?|paragraph|para|article|clause|schedule|chapter|room|row|number|no|item|reference|"
    r"ref|id|code|version|model|isbn|tel|telephone|phone|fax|ext|extension|pp|p|ss|s)\b\.?\s*|#\s*)$"
)
_AMOUNT = pattern(
    r"(?:[£$€¥]\s*|\d[ \u00a0]|\b(?:more|fewer|less|greater|other|rather)\s+than\s+|\bat\s+(?:least|most)\s+|"
    r"\b(?:nearly|almost|approximately|exactly|exceeding|some|roughly)\s+)$"
)
_MORE_DIGITS = pattern(rf"\s\d{{3,}}(?![0-9,]|\s*{DASH})")

Reader = Callable[[_Match, date], Days]
"""First and last day of a match, given today; raises where the match is no date after all."""

READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (pattern(r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{2})(?P=s)(?P<d>\d{2})(?!\d)"), _iso_day),
    (pattern(r"(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4})\b"), _numeric_day),
    (pattern(r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{2})\b"), _numeric_day),
    (
        pattern(
            rf"{_ON_WEEKDAY}(?P<day>{DAY})\s*(?:{DASH}|to)\s*(?P<last>{DAY})\s+(?:of\s+)?(?P<month>{MONTH}){_OF_YEAR}"
        ),
        _days_in_month,
    ),
    (pattern(rf"(?P<month>{MONTH})\s+(?P<day>{DAY})\s*(?:{DASH}|to)\s*(?P<last>{DAY}){_OF_YEAR}"), _days_in_month),
    (pattern(rf"{_ON_WEEKDAY}(?P<day>{DAY})\s+(?:of\s+)?(?P<month>{MONTH}){_OF_YEAR}"), _written_day),
    (pattern(rf"{_ON_WEEKDAY}(?P<month>{MONTH})\s+(?:the\s+)?(?P<day>{DAY}){_OF_YEAR}"), _written_day),
    (
        pattern(
            r"(?P<kind>(?:financial|fiscal|tax|academic|school)\s+years?(?:\s+of)?\s+|FY\s?)?"
            rf"(?P<a>\d{{4}})\s?(?P<dash>{DASH}|/)\s?(?P<b>\d{{4}}|\d{{2}})(?!\s?[-/]\d)"
        ),
        _year_pair,
    ),
    (pattern(rf"(?<![0-9/.-])(?P<first>\d{{2}})/(?P<second>\d{{2}})(?![0-9/%]|\s+{MONTH})"), _short_pair),
    (pattern(rf"(?P<month>{MONTH}){_OF_YEAR}"), _written_month),
    (pattern(rf"(?P<season>{SEASON})(?:\s+of|\s+in)?\s+{_YEAR}(?:[-/\u2013]\d{{2}})?"), _written_season),
    (
        pattern(
            r"(?:the\s+)?(?P<which>first|second|third|fourth|last|final|1st|2nd|3rd|4th)\s+(?P<part>quarter|half)"
            rf"{_OF_YEAR}"
        ),
        _part_of_year,
    ),
    (pattern(rf"(?P<part>[QH])(?P<which>[1-4]){_OF_YEAR}"), _part_of_year),
    (pattern(r"(?P<year>\d{4})\s+(?P<part>[QH])(?P<which>[1-4])\b"), _part_of_year),
    (pattern(rf"(?:the\s+)?(?P<which>first|last|final)\s+{_NUMBER}\s+months\s+of\s+{_YEAR}"), _months_of_year),
    (pattern(r"(?:the\s+)?(?P<y>\d{3}0)['’]?s\b"), _decade),
    (
        pattern(rf"(?:the\s+)?(?P<which>last|past|previous|next|coming)\s+{_NUMBER}\s+{_UNIT}\b(?!\s+of\b)"),
        _several_units,
    ),
    (
        pattern(
            r"(?<!\bits )(?<!\btheir )(?<!\bhis )(?<!\bher )(?<!['’]s )(?P<the>the\s+)?(?P<which>last|past|previous|this|current|next|coming)\s+"
            rf"(?P<unit>year|month|week|quarter|decade|{SEASON}|{MONTH}|{WEEKDAY})(?!\w)"
        ),
        _near_unit,
    ),
    (pattern(rf"(?P<number>\d{{1,3}}|an?|a\s+couple\s+of|a\s+few|{NUMBER_WORD})\s+{_UNIT}\s+ago\b"), _ago),
    (pattern(r"(?:yesterday|today|tomorrow)(?!\w)"), _this_day),
    (pattern(r"\d{4}"), _bare_year),
)
"""Tried in order; the more specific way of writing stands first."""
