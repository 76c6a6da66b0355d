"""Finds how a sum is split: sentences of one document whose amounts add up to the sum that the question names."""

from __future__ import annotations

import re
from itertools import combinations

from assistant.quantities import Quantity, quantities
from assistant.questions import QuestionForm
from assistant.schema import BlockKind, Document
from assistant.text import sentences_within

_SPLIT = re.compile(
    r"\b(?:split|divid\w*|break\w* ?down|broken down|made up|shared? (?:out|between|among\w*)|allocat\w*|apportion\w*|distribut\w*|consist\w*)\b",
    re.IGNORECASE,
)
_MOST_AMOUNTS = 12  # a document with more sums is not searched: chance sums would be found
_MOST_PARTS = 4

Span = tuple[int, int]


def parts(form: QuestionForm, document: Document) -> list[Span]:
    """Spans of the sentences that give the parts, in order; empty where the question asks no split or none adds up.

    The parts are two to four different amounts, smaller than the sum, that add up to it exactly.
    """
    total = next((f for f in form.figures if f.kind == "money" or f.scaled), None)
    if total is None or not _SPLIT.search(form.text):
        return []
    amounts: dict[str, tuple[Quantity, Span]] = {}
    named = False
    for span in _sentences(document):
        for amount in quantities(document.text[slice(*span)]):
            if amount.kind == "money" and amount.value == total.value:
                named = True
            elif amount.kind == "money" and amount.value < total.value:
                amounts.setdefault(str(amount.value), (amount, span))
    if not named or len(amounts) > _MOST_AMOUNTS:
        return []
    for count in range(2, _MOST_PARTS + 1):
        for chosen in combinations(amounts.values(), count):
            if sum(amount.value for amount, _ in chosen) == total.value:
                return sorted({span for _, span in chosen})
    return []


def _sentences(document: Document) -> list[Span]:
    return [
        span
        for block in document.blocks
        if block.kind not in (BlockKind.FURNITURE, BlockKind.HEADING)
        for span in sentences_within(document.text, block.start, block.end)
    ]
