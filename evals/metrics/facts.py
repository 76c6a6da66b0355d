"""Decides whether a text states a fact, whichever of its accepted wordings and spellings of a figure it uses.

Text and wording are cut into the same tokens, and a fact is stated when the tokens of one wording stand in the text
next to each other, in order. Figures are compared by value (£23.6m = £23.6 million, 40 % = two in five,
three = 3), words by their folded form (case, dashes, quotation marks and possessive endings made alike). Tokens are
whole, so "10" is not stated by "100", by "10 per cent" or by "£10".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.quantities import Quantity, quantities
from assistant.text import fold, words

_POSSESSIVE = re.compile(r"'s$|(?<=s)'$")


def tokens(text: str) -> list[str]:
    """The text as tokens for comparing: figures by value, words folded, punctuation dropped."""
    found: list[str] = []
    position = 0
    for quantity in quantities(text):
        if quantity.start < position:
            continue
        found += _words(text[position : quantity.start])
        found += _figure(quantity)
        position = quantity.end
    return found + _words(text[position:])


def states(text: str, wording: str) -> bool:
    """Whether the tokens of ``wording`` stand next to each other, in order, in ``text``; an empty wording never does."""
    return _within(tokens(wording), tokens(text))


def stated_wording(text: str, fact: Sequence[str]) -> str | None:
    """The first accepted wording of a fact that the text states; None where it states none."""
    stated = tokens(text)
    return next((wording for wording in fact if _within(tokens(wording), stated)), None)


def fact_recall(text: str, facts: Sequence[Sequence[str]]) -> float | None:
    """Share of the facts that the text states, as nugget recall in TREC QA (Voorhees 2003): stated / expected.

    Returns:
        A share in [0, 1]; None where no fact is expected.
    """
    if not facts:
        return None
    return sum(stated_wording(text, fact) is not None for fact in facts) / len(facts)


def _words(text: str) -> list[str]:
    return [_POSSESSIVE.sub("", fold(word.text)) for word in words(text)]


def _figure(quantity: Quantity) -> list[str]:
    if quantity.kind == "money":
        return [f"{quantity.unit} {_plain(quantity.value)}"]
    if quantity.kind == "percent":
        return [f"share {_plain(quantity.value / 100)}" if quantity.unit == "%" else f"points {_plain(quantity.value)}"]
    if quantity.kind == "ratio":
        return [f"share {_plain(quantity.value)}"]
    if quantity.kind == "ordinal":
        return [f"place {_plain(quantity.value)}"]
    if quantity.kind == "duration":
        return [_plain(quantity.value), quantity.unit]
    return [_plain(quantity.value)]


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _within(part: Sequence[str], whole: Sequence[str]) -> bool:
    size = len(part)
    return size > 0 and any(whole[i : i + size] == part for i in range(len(whole) - size + 1))
