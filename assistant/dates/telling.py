"""Reads the dates of a dated text, those without a year too: "on 31 May" is counted from the day the text was published."""

from __future__ import annotations

import re
from datetime import date

from assistant.dates.calendar import OPEN_END, OPEN_START, Days, months, months_back, published_range
from assistant.dates.finder import DateMention, find_dates
from assistant.dates.wording import DAY, WEEKDAY, day_of, month_of
from assistant.schema import DateRange

_MONTH = (
    r"(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)\b|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_LEAD = r"(?:in|by|from|since|until|till|during|before|after|of|to|and|between|for)"
_YEARLESS = re.compile(
    rf"(?<![\w£$€.,/-])(?:(?i:{WEEKDAY},?\s+(?:the\s+)?))?(?:(?P<day>{DAY})\s+(?:of\s+)?(?P<month>{_MONTH})|"
    rf"(?P<month_first>{_MONTH})\s+(?P<day_after>{DAY})(?![\d,.:]))|"
    rf"(?<=\b)(?i:{_LEAD})\s+(?:(?i:early|late|mid|the (?:start|end|middle) of)[ -])?(?P<alone>{_MONTH})(?!\s+\d)"
)
_AHEAD = re.compile(
    r"\b(?:will|shall|would|due|plans?|planned|hopes?|expects?|expected|is to|are to|to be|next|coming)\b[^;]*$",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"\b(?:since|last|ago)\b[^;,]*$", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:(?!speed|hundred|indeed|exceed|proceed|succeed|breed)[a-z]{3,}ed|was|were|had|has|began|came|fell|found|gave|grew|held|left|lost|made|met|rose|sent|took|told|went|won)\b[^;]*$",
    re.IGNORECASE,
)
_YEAR_ON = re.compile(
    r"(?<!\bon )(?<!\bthan )(?<!\bover )(?<!\bas )(?<!\bin )\b(?:a|one|the) year (?:earlier|before|previously)\b"
    r"(?! (?:last|that|it|this)\b)",
    re.IGNORECASE,
)
"""The time of a figure beside another's, but not what that is only measured against ("up 2 on a year earlier")."""
_SENTENCE_ENDS = re.compile(r"[.!?][\"'”’)]*\s")
_A_YEAR = 300  # days; a text that is dated no nearer counts its dates in that year


def told_dates(text: str, published: str | None, today: date) -> list[DateMention]:
    """Every date in the text of a document, in order, none overlapping.

    Args:
        published: the document's date, from which "last year" and days and months without a year are counted; where there is none,
            the former are counted from ``today`` and the latter are no dates.
    """
    if not published:
        return _with_year_before(text, find_dates(text, today))
    written = published_range(published)
    found = find_dates(text, written.end)
    for match in _YEARLESS.finditer(text):
        start = match.start("alone") if match["alone"] else match.start()
        if any(m.start < match.end() and start < m.end for m in found):
            continue
        days = _nearest(match, written, text[: match.start()] + match[0])
        if days is not None:
            found.append(DateMention(DateRange(*days, text[start : match.end()]), start, match.end()))
    return _with_year_before(text, sorted(found, key=lambda mention: mention.start))


def _with_year_before(text: str, found: list[DateMention]) -> list[DateMention]:
    """The dates, and those that are told as a year before another of the same sentence: "311 in March 2024; a year earlier 274"."""
    more = []
    for match in _YEAR_ON.finditer(text):
        known = [m for m in found if m.end <= match.start() and not _SENTENCE_ENDS.search(text[m.end : match.start()])]
        if not known or any(m.start < match.end() and match.start() < m.end for m in found):
            continue
        days = known[-1].range
        if OPEN_START not in (days.start, days.end) and OPEN_END not in (days.start, days.end):
            then = DateRange(months_back(days.start, 12), months_back(days.end, 12), match.group())
            more.append(DateMention(then, *match.span()))
    return sorted([*found, *more], key=lambda mention: mention.start) if more else found


def _nearest(match: re.Match[str], written: DateRange, before: str) -> Days | None:
    """The days meant: the next ones where the words look ahead, the last ones where they look back, else the nearest."""
    years = range(written.end.year - 1, written.end.year + 2)
    if (written.end - written.start).days > _A_YEAR:
        years = range(written.end.year, written.end.year + 1)
    possible = [days for year in years if (days := _in_year(match, year)) is not None]
    if _AHEAD.search(before) and not _BEHIND.search(before):
        possible = [days for days in possible if days[1] >= written.start] or possible
    elif _BEHIND.search(before) or _PAST.search(before):
        possible = [days for days in possible if days[0] <= written.end] or possible
    return min(possible, key=lambda days: abs((days[0] - written.end).days), default=None)


def _in_year(match: re.Match[str], year: int) -> Days | None:
    month = month_of(match["month"] or match["month_first"] or match["alone"])
    if match["alone"]:
        return months(year, month)
    try:
        day = date(year, month, day_of(match["day"] or match["day_after"]))
    except ValueError:
        return None
    return day, day
