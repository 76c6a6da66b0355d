"""Puts another time into the frame of the question before: "and in 2016?", "and the year before?"."""

from __future__ import annotations

import re
from datetime import date

from assistant.conversation.mentions import Read, Turn
from assistant.dates import DateMention, find_dates

NEIGHBOUR = re.compile(
    r"^(?:(?:what|how) about\s+)?(?:in\s+)?(?:the (?:year )?(?P<step>before|after|previous|following|next)(?: (?:that|year|one))?|(?:a|one) year (?P<later>earlier|later))$",
    re.IGNORECASE,
)
_ANY_YEAR = re.compile(r"(?P<lead>\D*)(?P<year>\d{4})(?:(?P<mark>[-–/])(?P<end>\d{4}|\d\d))?")
_YEAR_AT_END = re.compile(r"(?<!\d)(?:19|20)\d\d$")
_FIRST = 300  # characters of an answer in which its main date stands
_PART_OF_YEAR = re.compile(
    r"(?:early|mid|late|(?:the )?(?:start|end|beginning|middle) of)[\s-]+(?:in\s+)?\d{4}", re.IGNORECASE
)
LEADING = (
    "of|about|in|for|by|from|to|at|on|with|among|during|since|before|after|between|under|over|within|outside|without"
)
_LEADS = re.compile(rf"(?:{LEADING})\s", re.IGNORECASE)


def only_date(text: str, start: int, end: int) -> bool:
    """Whether a text holds nothing but a date, with what leads to it."""
    around = (text[:start] + " " + text[end:]).strip(" ,?.").lower()
    return around in ("", "in", "for", "during", "on", "at", "by", "the", "in the", "of", "as of", "around", "about")


def with_date(frame: str, fragment: str, today: date) -> str:
    """The frame with another date in the place of its last one, or behind it where it has none."""
    dates = find_dates(frame, today)
    if not dates:
        lead = (
            ""
            if _LEADS.match(fragment) or (find_dates(fragment, today)[0].start == 0 and not fragment[0].isdigit())
            else "in "
        )
        return f"{frame} {lead}{fragment}?"
    last = dates[-1]
    new = find_dates(fragment, today)[0].range.text
    before = frame[: last.start]
    replaced = frame[last.start : last.end]
    if re.fullmatch(r"\d{4}", new):
        if _PART_OF_YEAR.fullmatch(replaced):
            return f"{before}{replaced[:-4]}{new}{frame[last.end :]}?"
        if re.search(r"\bin\s", replaced, re.IGNORECASE) and not re.search(r"\bin\s+$", before, re.IGNORECASE):
            new = f"in {new}"
    if re.search(r"\b(?:in|on|at|by|during|since)\s+$", before, re.IGNORECASE) and new.split()[0].lower() in (
        "before",
        "after",
        "since",
        "until",
        "by",
        "between",
        "from",
        "last",
        "this",
        "next",
    ):
        before = re.sub(r"\b\w+\s+$", "", before)
    return f"{before}{new}{frame[last.end :]}?"


def neighbour_year(frame: str, step: str, turn: Turn, today: date) -> Read | None:
    """ "And the year before?" after a question about 2017, or answered for 2017, asks about 2016, after one about 2022-23 about
    2021-22.
    """
    by = -1 if step in ("before", "previous", "earlier") else 1
    years = _years(frame, today)
    if years:
        last, match = years[-1]
        return Read(f"{frame[: last.start]}{_stepped(match, by)}{frame[last.end :]}?", turn.topics)
    told = [year for m in find_dates(turn.answer[:_FIRST], today) if (year := _YEAR_AT_END.search(m.range.text))]
    return Read(f"{frame} in {int(told[0][0]) + by}?", turn.topics) if told else None


def _years(text: str, today: date) -> list[tuple[DateMention, re.Match[str]]]:
    """The years, and years that span two, among the dates of a text."""
    return [(d, m) for d in find_dates(text, today) if (m := _ANY_YEAR.fullmatch(d.range.text))]


def _stepped(year: re.Match[str], by: int) -> str:
    """A year, or one that spans two, so many years later."""
    end = ""
    if year["end"]:
        end = f"{year['mark']}{(int(year['end']) + by) % 10 ** len(year['end']):0{len(year['end'])}}"
    return f"{year['lead']}{int(year['year']) + by}{end}"
