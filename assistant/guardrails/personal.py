"""Finds personal data in a question and puts a label in its place.

What counts: telephone numbers, NHS numbers (by check digit), National Insurance numbers, e-mail addresses, dates of
birth, full postcodes, and a person's name beside something that makes it a case (an age, a date of birth, "my pupil").
Freephone numbers belong to organisations and are left alone; so is a name on its own, for most are ministers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import phonenumbers

from assistant.dates import find_dates


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Something personal in a text: what it is, in words ("NHS number"), and its offsets."""

    what: str
    start: int
    end: int


def personal_data(text: str) -> list[PersonalData]:
    """Everything personal in the text, in order, none overlapping; of two readings the more certain one is kept."""
    found: list[PersonalData] = []
    for what, find in _FINDERS:
        _keep(found, (PersonalData(what, start, end) for start, end in find(text)))
    _keep(found, _names(text, tuple(found)))
    return sorted(found, key=lambda item: item.start)


def _keep(found: list[PersonalData], more: Iterable[PersonalData]) -> None:
    for item in more:
        if all(item.end <= other.start or other.end <= item.start for other in found):
            found.append(item)


def redact(text: str, found: list[PersonalData]) -> str:
    """The text with ``[NHS number]`` and the like in place of what was found."""
    for item in reversed(found):
        text = f"{text[: item.start]}[{item.what}]{text[item.end :]}"
    return text


# --- numbers with a published form ---------------------------------------------------------------------------------

_TEN_DIGITS = re.compile(r"(?<![\w.,£$€])[0-9]{3}(?P<gap>[ -]?)[0-9]{3}(?P=gap)[0-9]{4}(?![\w%]|[.,][0-9])")


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits carry the right check digit: weights 10 to 2, modulus 11 (NHS Data Dictionary)."""
    if not re.fullmatch("[0-9]{10}", digits):
        return False
    check = 11 - sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    return check != 10 and check % 11 == int(digits[9])


def _nhs_numbers(text: str) -> Iterator[tuple[int, int]]:
    for match in _TEN_DIGITS.finditer(text):
        digits = re.sub("[ -]", "", match[0])
        if is_nhs_number(digits) and len(set(digits)) > 1:
            yield match.span()


# HMRC, National Insurance Manual NIM39110: which letters and prefixes are never used, and the suffix A to D.
_NINO = re.compile(
    r"(?<![A-Za-z0-9])(?!BG|GB|NK|KN|TN|NT|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z]"
    r"(?P<gap>[ -]?)[0-9]{2}(?P=gap)[0-9]{2}(?P=gap)[0-9]{2}(?P=gap)[A-D](?![A-Za-z0-9])",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+'-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])")
# The shape of a UK postcode (BS 7666); lower case only with its space, and never where it reads as an ordinal ("2nd").
_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9£$€])(?:"
    r"(?:GIR ?0AA|(?:[A-PR-UWYZ][0-9][0-9A-HJKPSTUW]?|[A-PR-UWYZ][A-HK-Y][0-9][0-9ABEHMNPRVWXY]?) ?[0-9][ABD-HJLNP-UW-Z]{2})"
    r"|(?:[a-pr-uwyz][0-9][0-9a-hjkpstuw]?|[a-pr-uwyz][a-hk-y][0-9][0-9abehmnprvwxy]?) (?!1st|2nd|3rd|[4-90]th)[0-9][abd-hjlnp-uw-z]{2}"
    r")(?![A-Za-z0-9])"
)


def _pattern_finder(pattern: re.Pattern[str]) -> Callable[[str], Iterator[tuple[int, int]]]:
    return lambda text: (match.span() for match in pattern.finditer(text))


_PHONE_LIKE = re.compile(r"(?<![\w.,£$€/-])(?:\+|00|\(?0)[0-9() .-]{8,20}[0-9](?!\w|[.,][0-9]|%)")


def _phone_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Personal telephone numbers; figures such as 110,000 neither begin with 0 or + nor hold commas."""
    dates = [(m.start, m.end) for m in find_dates(text, _ANY_DAY)]
    for like in _PHONE_LIKE.finditer(text):
        if any(start < like.end() and like.start() < end for start, end in dates):
            continue
        for match in phonenumbers.PhoneNumberMatcher(like[0], "GB", leniency=phonenumbers.Leniency.POSSIBLE):
            kind = phonenumbers.number_type(match.number)
            if kind not in (phonenumbers.PhoneNumberType.TOLL_FREE, phonenumbers.PhoneNumberType.SHARED_COST):
                yield like.start() + match.start, like.start() + match.end


_ANY_DAY = date(2000, 1, 1)  # only whole written days matter here, and those do not depend on today
_BIRTH = re.compile(
    r"\b(?:born(?: on)?|dob|d\.o\.b\.?|date of birth|birth ?date|birthday)\b[^0-9A-Za-z]{0,3}(?:is |was |of |on )?",
    re.I,
)


def _birth_dates(text: str) -> Iterator[tuple[int, int]]:
    """Whole days after "born" or "date of birth"; a year alone tells nobody apart."""
    days = [m for m in find_dates(text, _ANY_DAY) if m.range.start == m.range.end]
    for birth in _BIRTH.finditer(text):
        yield from ((m.start, m.end) for m in days if 0 <= m.start - birth.end() <= 3)


_FINDERS: tuple[tuple[str, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
    ("e-mail address", _pattern_finder(_EMAIL)),
    ("National Insurance number", _pattern_finder(_NINO)),
    ("NHS number", _nhs_numbers),
    ("date of birth", _birth_dates),
    ("telephone number", _phone_numbers),
    ("postcode", _pattern_finder(_POSTCODE)),
)

# --- names of people in a case -------------------------------------------------------------------------------------

_NAME = r"(?<![\w-])[A-Z][a-z'’-]+(?: (?:[A-Z][a-z]*[.]? )?[A-Z][A-Za-z'’-]+)?"
_AGE = (
    r"(?:, ?(?:aged? )?[0-9]{1,2}(?=[,;.)]|$)| \((?:aged? )?[0-9]{1,2}\)|,? aged [0-9]{1,2}\b|,? (?:who )?is [0-9]{1,2}(?=[,;.) ]|$)"
    r"|,? (?:an? )?[0-9]{1,2}[ -]years?[ -]old\b)"
)
_CASE_BEFORE = (
    r"\b(?:[Mm]y|[Oo]ur|[Aa]|[Tt]he|[Hh]is|[Hh]er) (?:[a-z0-9-]+ )?(?:pupil|student|patient|client|foster child|child|"
    r"daughter|son|niece|nephew|neighbour|victim|service user|tenant)(?:,| called| named|:)? "
)
_CALLED = r"\b(?:pupil|student|patient|client|child|boy|girl|daughter|son|man|woman|victim|he|she) (?:is |was )?(?:called|named) "
_NAMED = (
    re.compile(rf"(?P<name>{_NAME}){_AGE}"),
    re.compile(rf"{_CASE_BEFORE}(?P<name>{_NAME})"),
    re.compile(rf"{_CALLED}(?P<name>{_NAME})"),
    re.compile(rf"\b[Mm]y name(?: is|'s|’s) (?P<name>{_NAME})"),
    re.compile(rf"\b(?:[Cc]ase (?:of|number|no\.?|ref(?:erence)?)[ :]+(?:[A-Z0-9/-]+[ ,:]+)?)(?P<name>{_NAME})"),
    re.compile(
        rf"(?P<name>{_NAME})(?:,? (?:lives|who lives|living) (?:at|in)\b|,? (?:who )?(?:attends|goes to) |,? of [0-9]{{1,3}} [A-Z])"
    ),
)
# What begins a question or a sentence is no name, nor is a month, a weekday or a body.
_NO_NAME = frozenset(
    "who what when where which why how is are was were do does did has have had can could should would will may must "
    "the a an in on at by for from of and or if my our his her their its this that these those there here it he she "
    "they we you i tell show give find list explain section chapter page part article figure table annex paragraph year "
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec monday tuesday wednesday "
    "thursday friday saturday sunday between since before after until during about around over under only just some "
    "children child girls boys people men women victims adults pupils students keeping working act bill home office "
    "ministry department police force council agency foundation trust committee commission service court parliament "
    "scotland england wales britain london facebook google microsoft instagram snapchat childline nspcc".split()
)


def _names(text: str, identifiers: tuple[PersonalData, ...]) -> Iterator[PersonalData]:
    for pattern in _NAMED:
        for match in pattern.finditer(text):
            start, end = match.span("name")
            first, _, rest = text[start:end].partition(" ")
            if first.lower() in _NO_NAME and rest and rest.split()[0].lower() not in _NO_NAME:
                start += len(first) + 1
            elif first.lower() in _NO_NAME or (rest and rest.split()[-1].lower() in _NO_NAME):
                continue
            yield PersonalData("name", start, end)
    # Two capitalised words close before an identifier ("Jane Doe, NHS number 943 476 5919").
    for item in identifiers:
        for match in re.finditer(r"[A-Z][a-z'’-]+ [A-Z][a-z'’-]+", text[max(0, item.start - 60) : item.start]):
            start = max(0, item.start - 60) + match.start()
            if not {word.lower() for word in match[0].split()} & (_NO_NAME | {"insurance", "national", "nhs"}):
                yield PersonalData("name", start, start + len(match[0]))
