"""Reads in what time a figure comes about: "400 people a month", "4,760 arrests in six months"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from assistant.quantities import NUMBER_WORDS, Quantity

DAYS = {"day": 1, "night": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 91, "year": 365, "decade": 3650}
"""How many days a stretch of time counts for; months and years in round figures."""
_UNIT = rf"(?P<unit>{'|'.join(DAYS)})"
_EACH = re.compile(
    rf"^(?:\s+(?!a\b|an\b|in\b|and\b|or\b|to\b)[\w’'-]+){{0,3}}?\s+(?P<words>(?:an?|per|each|every)\s+{_UNIT})\b",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    rf"\b(?:in|over|within|during)\s+(?:the\s+)?(?:(?:last|past|first|previous|next)\s+)?(?:only\s+|just\s+)?"
    rf"(?P<number>an?|\d{{1,2}}|{'|'.join(NUMBER_WORDS)})\s+{_UNIT}s?\b",
    re.IGNORECASE,
)
_SAME = Decimal("1.15")  # one pace over the other, up to which both can be the same in round figures


@dataclass(frozen=True, slots=True)
class Pace:
    """How much comes about in how many days, whether that is said of every such stretch of time ("a month"), and the words for it."""

    amount: Decimal
    days: int
    every: bool
    words: str

    def agrees_with(self, other: Pace) -> bool:
        """Whether both can be the same pace, in round figures."""
        less, more = sorted((self.amount / self.days, other.amount / other.days))
        return more <= _SAME * less


def pace(quantity: Quantity, sentence: str) -> Pace | None:
    """The pace that a figure of a sentence gives; None where no time, or more than one, is said of it."""
    if quantity.kind not in ("count", "money") or not quantity.value:
        return None
    after = sentence[quantity.end :]
    each = _EACH.match(after)
    if each:
        return Pace(quantity.value, DAYS[each["unit"].casefold()], every=True, words=each["words"])
    within = list(_WITHIN.finditer(sentence))
    if len(within) != 1:
        return None
    number = within[0]["number"].casefold()
    many = int(number) if number.isdigit() else NUMBER_WORDS.get(number, 1)
    days = max(many, 1) * DAYS[within[0]["unit"].casefold()]
    return Pace(quantity.value, days, every=False, words=within[0][0])
