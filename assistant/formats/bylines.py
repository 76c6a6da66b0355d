"""Finds who wrote an article and when: the by-line and dateline at its top, the day of a meeting, the line at its foot, the copyright line.

Reads only whole lines that are nothing but a name or a date; a date inside prose says when something happened, not when it
was published.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.formats.stating import is_published

_MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep"
        "|october oct|november nov|december dec".split("|"),
        start=1,
    )
    for name in names.split()
}
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?:19|20)\d{2}"
_DATE = re.compile(
    rf"(?<![\w/.-])(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH}),?\s+(?P<year>{_YEAR})"
    rf"|(?P<us_month>{_MONTH})\s+(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<us_year>{_YEAR})"
    rf"|(?P<only_month>{_MONTH}),?\s+(?P<only_year>{_YEAR})"
    rf"|(?P<iso>{_YEAR}-\d{{2}}(?:-\d{{2}})?)(?:T[\d:.+Z-]*)?"
    rf"|(?P<first>\d{{1,2}})[/.](?P<second>\d{{1,2}})[/.](?P<short_year>{_YEAR}))(?![\w/-])",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?:\bat\s+)?\b\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:[ap]\.?m\.?)?(?:\s*(?:gmt|bst|utc))?(?!\w)", re.IGNORECASE
)
_LABELS = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thurs?|fri|sat|sun"
    r"|first|last|published|posted|updated|modified|issued|released|created|reviewed|dated?|on|at|in|online)\b\.?",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"\b(?:updated|modified|reviewed)\b", re.IGNORECASE)
_MARKS = re.compile(r"[\s,:;|·•/()\[\]–—-]+")
_BY = re.compile(r"^(?:by|written by|author|words|report by|posted by|reporter)\b:?\s+", re.IGNORECASE)
_NAME_WORD = r"[A-ZÀ-ÖØ-Þ][\w’'-]*\.?"
_NAME = rf"{_NAME_WORD}(?:\s+(?:(?:de|van|von|der|al|bin|ben|du|la|le)\s+)*{_NAME_WORD}){{1,3}}"
_NAMES = re.compile(rf"{_NAME}(?:(?:,|\s+and|\s*&)\s+{_NAME})*")
_ROLE = re.compile(
    r"\s*(?:,|\||–|—|-)\s+(?:[^,]*\b(?:editor|correspondent|reporter|writer|analyst|columnist|staff|chief|journalist)\b.*|(?-i:[a-z]).*)$",
    re.IGNORECASE,
)
_BODY_WORD = (
    r"(?:advertiser|agency|alliance|assembly|association|authority|bank|board|bulletin|bureau|centre|charity|chronicle|church|club|coalition"
    r"|collective|college|commission\w*|committee|constabulary|council|courier|court|daily|department|desk|directorate|echo|examiner|express"
    r"|federation|force|forum|foundation|fund|gazette|government|group|herald|hospital|inspectorate|institute|journal|magazine|mail|mercury"
    r"|ministry|mirror|network|news|observer|office|online|parliament|partnership|police|post|press|school|service|services|society|standard"
    r"|star|telegraph|the|times|today|tribune|trust|union|university|weekly)"
)
"""Words in the names of organisations and papers, and not of people."""
_NOT_A_PERSON = re.compile(
    rf"\b(?:{_BODY_WORD}|act|advice|annual|briefing|edition|guidance|guide|handbook|home|minutes|newsletter|notice|plan|policy|procedure"
    r"|project|protocol|release|report|review|section|staff|statement|strategy|summary|team|update|version|volume)\b",
    re.IGNORECASE,
)
_BODY = re.compile(rf"(?i:\b{_BODY_WORD}\b)|\b[A-Z]{{2,}}\b|\b\w+\.[A-Za-z]{{2,}}\b")
_CAPITALISED = re.compile(r"(?!\d)[A-Z0-9][\w&’'.-]*(?:,?\s(?:[A-Z0-9][\w&’'.-]*|of|for|the|and|in|on|&)){0,9}")
_BETWEEN = re.compile(r"\s*[·•|–—]\s*|\s-\s")
"""What stands between a publisher and a date on a line of their own."""
_TOP_LINES = 15
_BYLINE_LINES = 4
_SHORT_LINE = 16  # words
_OF_ANOTHER_DAY = re.compile(
    r"\b(?:next|review\w*|due|until|deadline|expir\w*|born|from|before|after)\b", re.IGNORECASE
)
_IN_FORCE = re.compile(
    r"\b(?:approved|adopted|agreed|ratified|issued|published|released|effective|in force)\b[^.;:]{0,50}$",
    re.IGNORECASE,
)
"""What a document says of itself before a date."""
_MET = re.compile(
    r"^(?!.*\b(?:next|last|previous|matters arising)\b)(?:\W*|.{0,60}\s)(?:meeting|minutes)\b(?:[^.;:]{0,90}\b(?:on|of|held)\b|,| [–—-])?:?\s*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s*)?$",
    re.IGNORECASE,
)
"""What stands before the day of a meeting in its minutes."""
_PUBLISHED_BY = re.compile(r"^(?:published|issued|produced|released|prepared) by (?:the )?", re.IGNORECASE)
_KIND = re.compile(
    r"(?:press|news|media) (?:release|notice|statement)|(?:annual )?report(?: to [A-Z]\w+)?|statement|briefing|guidance|newsletter|notice",
    re.IGNORECASE,
)
_AT_THE_FOOT = re.compile(
    r"(?:(?:this (?:[\w-]+ ){1,2}|the (?:notice|policy|guidance|page|document|plan|strategy) )(?:was|is|has been) )?(?:last )?(?:changed|updated|revised|amended|published|issued|approved|adopted|agreed|reviewed)"
    r"(?: by [^,.;]{2,50})?(?: on| in)?:?\s*$",
    re.IGNORECASE,
)
_OWNER_AND_DATE = re.compile(rf"{_CAPITALISED.pattern}, (?:(?i:{_KIND.pattern}), )?(?i:{_DATE.pattern})\.?")
"""A line of an owner and a date, and nothing else: "House of Commons, 4 July 2024"."""
_FOOT_LINES = 4
_NEW_LINE = re.compile(r"\. [A-Z]")
_LONG_LINE = 30  # words of the longest line that says when a meeting was
_SIGNED = re.compile(
    rf"\.?\s*(?:(?:by|By|from) )?{_NAME}(?: (?:reports|writes|in [A-Z]\w+))?\.?|\.\s*[Cc]heck against delivery\.?"
)
_PLACE_BEFORE = re.compile(r"[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+){0,3}(?:, [A-Z][\w’'. -]+)?(?:,| [(–—-]|:) ?")
_DASH_AFTER = re.compile(r"\)?(?: \([^()]{2,20}\))?(?:\s*[–—:]|\s+-)\s+[\w\"“‘']")
_LONGEST_LINE = 120


@dataclass(frozen=True, slots=True)
class TopMatter:
    """What the top of an article says about itself.

    Attributes:
        lines: which of the given lines are by-lines or datelines and nothing else.
    """

    lines: frozenset[int] = field(default_factory=frozenset)
    published: str | None = None
    author: str | None = None
    publisher: str | None = None


def top_matter(lines: Sequence[str]) -> TopMatter:
    """By-line and dateline among the first lines of an article; the first line is its title and never one of them.

    Where several lines further down are bare dates too, they head the sections of a diary and say nothing about it.
    """
    dated: dict[int, tuple[str, bool, str | None]] = {}
    publisher = None
    for number, line in enumerate(lines[:_TOP_LINES]):
        owner, rest = _owned(line) if 0 < number <= _BYLINE_LINES else (None, line)
        read = _dateline(rest)
        if read:
            dated[number] = read
            publisher = publisher or owner
    if sum(1 for line in lines[_TOP_LINES:] if _dateline(line)) >= 2 or len(dated) > 3:
        dated, publisher = {}, None
    found = set(dated) if len(lines) > 1 else set()
    author = next((by for _, _, by in dated.values() if by), None)
    for number, line in enumerate(lines[1:_TOP_LINES], start=1):
        if number in dated:
            continue
        beside = [dated[n][0] for n in (number - 1, number + 1) if n in dated]
        if not beside and number > _BYLINE_LINES:
            continue  # farther down it says who wrote the book that is spoken of
        name = _byline(line, bare=any(len(day) == 10 for day in beside))
        if name:
            found.add(number)
            author = author or name
    if not dated:
        top = lines[1 : _BYLINE_LINES + 1]
        published = next((day for line in top if (day := _dated_at_its_end(line))), None)
        published = published or next((day for line in lines[: _BYLINE_LINES + 1] if (day := _day_met(line))), None)
        published = published or next((day for line in lines[:_TOP_LINES] if (day := _dated_as_wired(line))), None)
        published = published or next((day for line in lines[-_FOOT_LINES:] if (day := _dated_at_the_foot(line))), None)
        publisher = next((body for line in top if (body := _publisher_before_date(line))), None)
        found.update(n for n, line in enumerate(top, start=1) if _OWNER_AND_DATE.fullmatch(line.strip()))
        return TopMatter(frozenset(found), published, author, publisher)
    dates = sorted(
        dated.items(), key=lambda item: (item[1][1], item[0])
    )  # an update counts only where nothing else is said
    return TopMatter(frozenset(found), dates[0][1][0] if dates else None, author, publisher)


def _owned(line: str) -> tuple[str | None, str]:
    """The publisher among the few parts of a line, where it is told as a body's or a paper's name is, and the rest of the line:
    "Harbour Council · 14 March 2022".
    """
    parts = _BETWEEN.split(line.strip())
    for part in parts if 1 < len(parts) <= 3 else ():
        written = _CAPITALISED.fullmatch(part) and _BODY.search(part)
        if written and not _DATE.search(part) and not _LABELS.fullmatch(part):
            return part, " · ".join(other for other in parts if other != part)
    return None, line


def _dated_at_its_end(line: str) -> str | None:
    """The date under the title that ends a short line, or what it says of itself: "Harbour Trust briefing, 5 September 2024",
    "The Courier, 5 October 2023. Ann Poe reports.", "Version 4. Approved by the board on 14 February 2023."
    """
    for match in _DATE.finditer(line):
        before, after = line[: match.start()].rstrip(), line[match.end() :]
        sentence = re.split(r"(?<=[.;|])\s", before)[-1]
        if _OF_ANOTHER_DAY.search(sentence) or len(line.split()) > _SHORT_LINE:
            continue
        owned = bool(_CAPITALISED.match(sentence) and _BODY.search(sentence.split(",")[0]))
        ends = (
            not after.strip()
            or _SIGNED.fullmatch(after)
            or _IN_FORCE.search(sentence)
            or (owned and _NEW_LINE.match(after))
        )
        if ends and (before.endswith((",", "-", "–", "—", "|", ":", "·", "•")) or _IN_FORCE.search(sentence)):
            return _iso(match)
    return None


def _day_met(line: str) -> str | None:
    """The day of the meeting of which a line at the top says that these are the minutes: "Meeting of 11 March 2025, Town Hall"."""
    date = _DATE.search(line)
    if date is None or len(line.split()) > _LONG_LINE or not _MET.match(line[: date.start()]):
        return None
    return _iso(date)


def _dated_at_the_foot(line: str) -> str | None:
    """The date that the last lines of a document give for it: "This notice was last changed on 9 January 2025."."""
    date = _DATE.search(line)
    if date is None or line[date.end() :].strip(" .") or not _AT_THE_FOOT.match(line[: date.start()]):
        return None
    return _iso(date)


def _publisher_before_date(line: str) -> str | None:
    """The publisher that a short line gives with the date: "Published by Harbour Trust, May 2024", "Harbour Council, press release,
    14 May 2024".
    """
    date = _DATE.search(line)
    if date is None or len(line.split()) > _SHORT_LINE:
        return None
    before, after = line[: date.start()], line[date.end() :]
    if after.strip(" .") and not _NEW_LINE.match(after):
        return None
    name, _, kind = _PUBLISHED_BY.sub("", re.sub(r"[\s,:]+(?:on|in)?\s*$", "", before, flags=re.IGNORECASE)).partition(
        ", "
    )
    named = _CAPITALISED.fullmatch(name) and _BODY.search(name)
    return name if named and (not kind or _KIND.fullmatch(kind)) else None


def _dated_as_wired(line: str) -> str | None:
    """The date with which a report opens after its place: "LEEDS, 14 March 2024 - The city ...", "Leeds (14 March 2024): ..."."""
    date = _DATE.search(line)
    if date is None or not _PLACE_BEFORE.fullmatch(line[: date.start()]) or not _DASH_AFTER.match(line, date.end()):
        return None
    return _iso(date)


def _dateline(line: str) -> tuple[str, bool, str | None] | None:
    """Date, whether it is that of an update, and author, when the line holds nothing else."""
    if len(line) > _LONGEST_LINE:
        return None
    match = _DATE.search(line)
    if not match:
        return None
    published = _iso(match)
    if published is None:
        return None
    # A second date ("updated 5 May 2019") may follow; the first is the one that counts.
    rest = _LABELS.sub(" ", _TIME.sub(" ", _DATE.sub(" ", line)))
    rest = _MARKS.sub(" ", rest).strip(" .")
    updated = bool(_UPDATED.search(line[: match.start()]))
    if not rest:
        return published, updated, None
    author = _byline(rest, bare=False)
    return (published, updated, author) if author else None


def read_date(text: str) -> str | None:
    """The first date in ``text`` as an ISO day or month; None where there is none."""
    match = _DATE.search(text)
    return _iso(match) if match else None


def _iso(match: re.Match[str]) -> str | None:
    part = match.groupdict()
    if part["iso"]:
        return part["iso"] if is_published(part["iso"]) else None
    if part["only_month"]:
        return f"{part['only_year']}-{_month(part['only_month']):02}"
    if part["first"]:
        day, month, year = int(part["first"]), int(part["second"]), part["short_year"]
        if day <= 12 and month <= 12 and day != month:
            return str(year)  # 03/04/2018 is March or April; the year is what is certain
        if month > 12:
            day, month = month, day
    else:
        day = int(part["day"] or part["us_day"])
        month = _month(part["month"] or part["us_month"])
        year = part["year"] or part["us_year"]
    iso = f"{year}-{month:02}-{day:02}"
    return iso if is_published(iso) else None


def _month(name: str) -> int:
    return _MONTHS[name.rstrip(".").lower()]


def _byline(line: str, *, bare: bool) -> str | None:
    """The names on a line that is a by-line; without "By" only where ``bare`` names are expected."""
    if len(line) > _LONGEST_LINE:
        return None
    match = _BY.match(line)
    if not match and not bare:
        return None
    names = line[match.end() :] if match else line
    if match:
        names = _ROLE.sub("", names)
    if _NAMES.fullmatch(names) and not _NOT_A_PERSON.search(names):
        return names
    return None


_OWNER_FIRST = re.compile(
    rf"(?:copyright\s*)?(?:©|\(c\))?\s*(?:copyright\s*)?(?P<owner>[^\d©(][^\d©]{{1,80}}?)[\s,.]*(?P<year>{_YEAR})(?!\s*[-–/]\s*\d)",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    rf"(?:copyright\s*)?(?:©|\(c\))?\s*(?:copyright\s*)?(?P<year>{_YEAR})(?!\s*[-–/]\s*\d)[\s,:]*(?P<owner>[^.|©]{{2,80}}?)?"
    r"(?=[.|]|,?\s*all rights|$)",
    re.IGNORECASE,
)


def copyright_notice(line: str) -> tuple[str | None, str | None]:
    """Owner and year of a line that is a copyright notice; a range of years says nothing about this document."""
    match = _YEAR_FIRST.match(line) or _OWNER_FIRST.match(line)
    if not match:
        return None, None
    owner = re.split(r",?\s*all rights", match["owner"] or "", flags=re.IGNORECASE)[0].strip(" ,.;:-–|")
    if not owner or owner.lower().startswith("crown") or not any(c.isupper() for c in owner):
        return None, match["year"]
    return owner, match["year"]
