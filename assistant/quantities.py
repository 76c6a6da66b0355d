"""Finds the figures in a text and gives each its value: £21.5m = £21.5 million = 21,500,000 pounds.

Knows nothing of dates beyond telling a year (1900 to 2099, written bare) from a count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

NUMBER_WORDS: dict[str, int] = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
SCALES: dict[str, int] = {
    "hundred": 100, "thousand": 1_000, "k": 1_000, "million": 1_000_000, "m": 1_000_000, "mn": 1_000_000,
    "billion": 1_000_000_000, "bn": 1_000_000_000, "trillion": 1_000_000_000_000, "tn": 1_000_000_000_000,
}  # fmt: skip
_CURRENCY = {"£": "GBP", "$": "USD", "€": "EUR", "pound": "GBP", "pounds": "GBP", "dollar": "USD", "dollars": "USD",
             "euro": "EUR", "euros": "EUR", "pence": "GBP", "p": "GBP"}  # fmt: skip
_FRACTIONS = {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5,
              "sixth": 6, "sixths": 6, "tenth": 10, "tenths": 10}  # fmt: skip
_DURATIONS = ("second", "minute", "hour", "day", "week", "fortnight", "month", "year", "decade")
_MONTHS = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"

_WORDS = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_SCALE = "hundred|thousand|million|billion|trillion|mn|bn|tn|k|m"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_UNDER_HUNDRED = rf"(?:(?:{_TENS})(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine)\b)?|(?:{_WORDS}))"
_UNDER_THOUSAND = (
    rf"(?:{_UNDER_HUNDRED}|an?(?=\s+(?:hundred|thousand|million|billion)\b))"
    rf"(?:\s+hundred\b(?:\s+and)?\s+{_UNDER_HUNDRED}\b)?"
)
_SPELLED = rf"{_UNDER_THOUSAND}(?:(?:\s+hundred)?\s+(?:thousand|million|billion)(?:\s+and|,)?\s+{_UNDER_THOUSAND}\b)*"
"""A number in words as far as its last word that is no scale: "two thousand five" of "two thousand five hundred"."""
_NUMBER = (
    r"(?P<figure>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|(?P<word>{_SPELLED}|half\s+a(?=\s+(?:million|billion)))"
)
_QUANTITY = re.compile(
    rf"(?<![\w.,])(?P<bound>(?:more|less|fewer|greater)\s+than|over|above|under|below|at\s+least|at\s+most|up\s+to|no\s+more\s+than|around|about|"
    rf"nearly|almost|approximately|approx\.?|roughly|some|an\s+estimated|circa|c\.|~)?\s*(?<![\w.])(?P<core>(?P<sign>[£$€])?\s?(?:{_NUMBER})"
    rf"(?P<scale>(?:[\s-]?(?:{_SCALE})\b)*)"
    rf"(?P<unit>\s?%|\s+per\s?cent\b(?:age\s+points?)?|\s+percent(?:age\s+points?)?\b|\s+(?:pounds?|dollars?|euros?|pence)\b|"
    rf"\s+(?:in|out\s+of)\s+(?:every\s+)?(?P<whole>(?!(?:19|20)\d\d\b)\d+|{_WORDS})\b(?!\s*[%£]|\s+(?:{_SCALE}|per)\b)|"
    rf"[\s-]+(?P<fraction>thirds?|quarters?|fifths?|sixths?|tenths?|half|halves)\b|"
    r"(?:[\s-]+(?:working|school|calendar|business|consecutive|clear|full)(?=[\s-]+(?:hour|day|week|month)s?\b))?"
    rf"[\s-]*(?P<duration>{'|'.join(_DURATIONS)})s?\b|(?P<ordinal>st|nd|rd|th)\b)?)(?![\w])",
    re.IGNORECASE,
)
_WORDED = re.compile(
    rf"\b(?:(?P<dozens>half a|an?|{_WORDS}|\d+) dozen\b|half an? (?P<halved>hour|day|year)\b|(?:an?|one) (?P<unit>{'|'.join(_DURATIONS)}) and a half\b"
    rf"|(?<=\bwithin )(?:an?) (?P<one>hour|day|week|fortnight|month|year)\b"
    rf"|(?P<wholes>{_WORDS}|\d+) and a half (?P<units>{'|'.join(_DURATIONS)})s?\b)",
    re.IGNORECASE,
)
"""Numbers told by halves and dozens: "an hour and a half", "a dozen"."""
_BARE_FRACTION = re.compile(
    r"\b(?P<bound>nearly|almost|over|more\s+than|about|around|less\s+than|under)?\s*(?P<core>(?:a|one)[\s-]+(?P<fraction>third|quarter|fifth|sixth|tenth)\b|half\b(?!\s+a\b))",
    re.IGNORECASE,
)
_OF_A_GROUP = re.compile(
    rf"(?P<bound>nearly|almost|over|more\s+than|about|around|less\s+than|fewer\s+than|only|just)?\s*(?<![\w-])(?<!\bno )(?P<core>(?P<part>one|two|three|four|five|six|seven|eight|nine)"
    rf"\s+(?:(?!(?:and|or|in|of|to|{_SCALE})\b)[a-z’'-]+\s+){{1,2}}(?:in|out\s+of)\s+(?:every\s+)?(?P<whole>\d{{1,3}}(?![\d,.]\d)|{_UNDER_HUNDRED}))\b"
    rf"(?!\s*[%£]|\s+(?:{_SCALE}|per|{'|'.join(_DURATIONS)})s?\b)(?P<next>\s+[a-z]+)?(?P<then>\s+[a-z]+)?",
    re.IGNORECASE,
)
"""A share with what is shared in its middle: "one child in three"."""
_VERBS = frozenset("has is was does goes says gets needs wants lives leaves stays reports misses".split())
_OPENS_OBJECT = frozenset("a an the it its his her their no to that this from for with".split())
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY_OF_MONTH = re.compile(rf"\s*(?:of\s+)?(?:{_MONTHS})\b", re.IGNORECASE)
_MONTH_BEFORE = re.compile(rf"(?:{_MONTHS})\.?\s*$", re.IGNORECASE)


_CLAUSE_NUMBER = re.compile(
    r"^\s*\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+(?=[\"“‘'(]?[A-Z])(?![MBT]illion|Thousand|Per)", re.MULTILINE
)
"""The number of a clause at the start of its line: "8.1 Membership stood at 2,316"."""
_ROUGHLY, _BEYOND = Decimal("0.1"), Decimal("0.25")
"""How far, as a share of it, a figure may lie from "about" and from "more than" or "less than" another that stands for it."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure in a text.

    Attributes:
        kind: ``money``, ``percent``, ``count``, ``ratio``, ``duration``, ``ordinal``, ``year`` or ``day`` (of a month).
        value: in the base unit (pounds, per cent, things, a fraction of one, the named unit of time).
        unit: ``GBP``, ``%``, ``month``...; empty for a count.
        bound: ``more``, ``less``, ``about`` or empty for an exact figure.
        scaled: whether a scale word or letter (million, m) was folded into the value.
        text, start, end: the figure as written, without its bound.
    """

    kind: str
    value: Decimal
    unit: str
    bound: str
    scaled: bool
    text: str
    start: int
    end: int

    @property
    def approximate(self) -> bool:
        """Whether the figure is given as a bound or an estimate."""
        return bool(self.bound)

    def agrees_with(self, other: Quantity) -> bool:
        """Whether the two can be the same figure: equal values, or one a bound or rounding that the other satisfies."""
        if self.kind != other.kind or self.unit != other.unit:
            return False
        if self.value == other.value:
            return True
        if not (self.approximate or other.approximate):
            return False
        rounded, exact = (self, other) if self.approximate else (other, self)
        if rounded.bound == "more" and exact.value < rounded.value:
            return False
        if rounded.bound == "less" and exact.value > rounded.value:
            return False
        share = _ROUGHLY if rounded.bound == "about" else _BEYOND
        return abs(exact.value - rounded.value) <= min(_step(rounded.value), share * abs(rounded.value))


def _step(value: Decimal) -> Decimal:
    """One unit of the last significant digit of a rounded figure: 82,000 may stand for anything within 1,000."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(0)


def _bound(text: str | None) -> str:
    if not text:
        return ""
    low = " ".join(text.casefold().split())
    if low in ("more than", "greater than", "over", "above", "at least"):
        return "more"
    if low in ("only", "just"):
        return ""
    if low in ("less than", "fewer than", "under", "below", "at most", "up to", "no more than"):
        return "less"
    return "about"


def _word_value(phrase: str) -> Decimal:
    """The value of a number in words: "two thousand five hundred and one" is 2,501."""
    total, current = Decimal(0), Decimal(0)
    for part in re.split(r"[\s,-]+", phrase.casefold()):
        if part == "half":
            current = Decimal("0.5")
        elif part == "hundred":
            current = (current or Decimal(1)) * SCALES[part]
        elif part in SCALES:
            total += (current or Decimal(1)) * SCALES[part]
            current = Decimal(0)
        elif part in NUMBER_WORDS:
            current += NUMBER_WORDS[part]
    return total + current


def _number(word: str) -> Decimal:
    return Decimal(word) if word.isdigit() else _word_value(word)


def quantities(text: str) -> list[Quantity]:
    """The figures of ``text`` in order, each with its value; overlapping readings are resolved to the longest."""
    return list(_quantities(text))


@lru_cache(maxsize=1024)
def _quantities(text: str) -> tuple[Quantity, ...]:
    found: list[Quantity] = []
    numbered = [m.span() for m in _CLAUSE_NUMBER.finditer(text)]
    for match in _QUANTITY.finditer(text):
        quantity = _read(text, match)
        if quantity is not None and not any(s <= quantity.start < e for s, e in numbered):
            found.append(quantity)
    taken = [(q.start, q.end) for q in found]
    for match in _BARE_FRACTION.finditer(text):
        start, end = match.span("core")
        if any(s < end and start < e for s, e in taken):
            continue
        value = Decimal(1) / _FRACTIONS[(match.group("fraction") or "half").casefold()]
        found.append(Quantity("ratio", value, "", _bound(match.group("bound")), False, text[start:end], start, end))
    for match in _OF_A_GROUP.finditer(text):
        part, whole = _number(match["part"]), _number(match["whole"])
        start, end = match.span("core")
        if part < whole and not _counts_groups(match):
            found = [q for q in found if not (q.start < end and start < q.end)]
            found.append(
                Quantity("ratio", part / whole, "", _bound(match["bound"]), False, text[start:end], start, end)
            )
    for match in _WORDED.finditer(text):
        start, end = match.span()
        found = [q for q in found if not (q.start < end and start < q.end)]
        found.append(_worded(match))
    return tuple(sorted(found, key=lambda q: q.start))


def _worded(match: re.Match[str]) -> Quantity:
    """A length of time with a half, or dozens."""
    number = (match["dozens"] or match["wholes"] or "").casefold()
    whole = Decimal(1) if number in ("", "a", "an") else Decimal("0.5") if number == "half a" else _number(number)
    kind, value, unit = "duration", whole + Decimal("0.5"), match["unit"] or match["units"] or match["halved"]
    if match["one"]:
        value, unit = Decimal(1), match["one"]
    if match["dozens"]:
        kind, value, unit = "count", 12 * whole, ""
    elif match["halved"]:
        value = Decimal("0.5")
    return Quantity(kind, value, (unit or "").casefold(), "", False, match[0], *match.span())


def _counts_groups(match: re.Match[str]) -> bool:
    """Whether what follows is what the second number counts ("one school in 12 areas"), so that the two make no share."""
    following, then = ((match[name] or "").strip().casefold() for name in ("next", "then"))
    plural = following.endswith("s") and following not in _VERBS and not following.endswith("ss")
    return plural and then not in _OPENS_OBJECT


def _read(text: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span("core")
    figure, word = match.group("figure"), match.group("word")
    scales = re.findall(_SCALE, match.group("scale") or "", re.IGNORECASE)
    if scales == ["m"] and not figure:
        return None
    if figure:
        value = Decimal(figure.replace(",", ""))
        for scale in scales:
            value *= SCALES[scale.casefold()]
    else:
        value = _word_value(" ".join([word or "", *scales]))
    bound = _bound(match.group("bound"))
    unit_text = (match.group("unit") or "").strip(" -").casefold()
    sign = match.group("sign")

    def made(kind: str, value: Decimal, unit: str = "") -> Quantity:
        return Quantity(kind, value, unit, bound, bool(scales), text[start:end], start, end)

    if sign or unit_text in _CURRENCY:
        if unit_text == "pence":
            value /= 100
        return made("money", value, _CURRENCY[sign or unit_text])
    if unit_text.startswith(("%", "per")):
        return made("percent", value, "point" if "point" in unit_text else "%")
    if match.group("whole"):
        whole = _number(match.group("whole"))
        if whole and value < whole:
            return made("ratio", value / whole)
        end = match.start("unit")
        return Quantity("count", value, "", bound, bool(scales), text[start:end], start, end)
    if match.group("fraction"):
        return made("ratio", value / _FRACTIONS[match.group("fraction").casefold()])
    if match.group("duration"):
        return made("duration", value, match.group("duration").casefold())
    if figure and not scales and (_DAY_OF_MONTH.match(text, end) or _follows_month(text, start)) and value <= 31:
        return made("day", value)
    if match.group("ordinal"):
        return made("ordinal", value)
    if figure and not scales and _YEAR.fullmatch(figure):
        return made("year", value)
    return made("count", value)


def _follows_month(text: str, start: int) -> bool:
    return bool(_MONTH_BEFORE.search(text[max(0, start - 12) : start]))
