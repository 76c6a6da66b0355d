"""Finds where documents give different values for the same thing, so that the answer can show each and choose none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from assistant.dates import find_dates, overlaps, published_range
from assistant.quantities import Quantity, quantities
from assistant.questions import FIGURES, QuestionForm, Wanted
from assistant.schema import Document, ScoredSentence
from assistant.text import content_terms, fold, words

_SAME_THING = 0.5  # share of content terms (figures left out) that two sentences about one thing have in common
_ALIKE = 80  # how alike (of 100) two spellings of one name are
_ALL, _MUCH_LESS = 0.95, 0.6  # shares of the question's words
_UNITS = frozenset(
    "percent per pound million thousand billion about around nearly almost least estim figur number".split()
)
_HOLDERS = (Wanted.PERSON, Wanted.BODY)
_RECEIVES = re.compile(
    r"\b(?:gets?|got|getting|receiv\w*|benefit\w*|go(?:es|ing)?|went|for|to|given|shared?|recipients?|beneficiar\w*|pocket\w*)\b",
    re.IGNORECASE,
)
_GIVEN_TO = re.compile(
    r"\b(?:to|for|by|with)\s+(?P<what>(?:an?|the|its|their|some|two|three|four|five|six|several|\d+)\s+[\w’'-]+(?:\s+(?!that\b|which\b|who\b|to\b|for\b|over\b|in\b|run\b)[\w’'-]+){0,4})"
)
_PART_OF = re.compile(r"\b(?:of|from|out of|part of) (?:the|this|that|these|those) $", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a sentence gives: as written, and the document date it stands with."""

    text: str
    sentence: ScoredSentence
    published: str | None


def differing(
    form: QuestionForm, accepted: Sequence[ScoredSentence], documents: dict[str, Document]
) -> tuple[Value, ...]:
    """The differing values that documents give as the answer, in time order; empty when they agree or there is but one.

    Two values differ when they stand in different documents, answer the same kind of question about the same thing,
    neither can be a rounding or bound of the other, and the sentences do not speak of different times.
    """
    first = next(w for w in form.wanted if w is not Wanted.LIST)
    if form.claimed is not None:
        return _against(form.claimed, form, accepted, documents)
    anchored = bool(_sums(form))
    shared_out = anchored and bool(_RECEIVES.search(form.text))
    if first not in FIGURES and ((anchored and not shared_out) or (not anchored and first not in _HOLDERS)):
        return ()
    given = (
        _value(sentence, documents[sentence.document], figure=first in FIGURES, shared_out=shared_out)
        for sentence in accepted
        if not (shared_out and _tells_of_a_part(sentence, form))
    )
    values = _at_odds((value for value in given if value is not None), form)
    return _in_time_order(values)


def of_the_sum(form: QuestionForm, sentence: ScoredSentence, best: ScoredSentence) -> bool:
    """Whether a sentence tells of the very sum that the question asks about, and holds half as much of it as the best one."""
    asked, held = (s.features.get("own_coverage", 0.0) for s in (best, sentence))
    sums = _sums(form)
    return 2 * held >= asked and any(f.agrees_with(q) for f in sums for q in quantities(sentence.text))


def _tells_of_a_part(sentence: ScoredSentence, form: QuestionForm) -> bool:
    """Whether a sentence gives a part of the sum asked about to somebody: "Of the £600,000, a project gets £163,000"."""
    held = [q for q in quantities(sentence.text) if any(q.agrees_with(f) for f in _sums(form))]
    return bool(held) and all(_PART_OF.search(sentence.text[: q.start]) for q in held)


def _sums(form: QuestionForm) -> list[Quantity]:
    return [f for f in form.figures if f.kind == "money" or (f.kind == "count" and f.scaled)]


def _against(
    claimed: Quantity, form: QuestionForm, accepted: Sequence[ScoredSentence], documents: dict[str, Document]
) -> tuple[Value, ...]:
    """The claimed figure where a document gives it, and what others give for the same thing; empty where none differs."""
    given: list[tuple[Value, Quantity | None]] = []
    for sentence in accepted:
        alike = [q for q in quantities(sentence.text) if (q.kind, q.unit) == (claimed.kind, claimed.unit)]
        if alike:
            quantity = next((q for q in alike if q.agrees_with(claimed)), alike[0])
            given.append((Value(quantity.text, sentence, documents[sentence.document].metadata.published), quantity))
    values = _at_odds(given, form)
    borne_out = any(quantity is not None and quantity.agrees_with(claimed) for _, quantity in values)
    return _in_time_order(values) if borne_out else ()


def _at_odds(given: Iterable[tuple[Value, Quantity | None]], form: QuestionForm) -> list[tuple[Value, Quantity | None]]:
    """The values that differ from every one kept before them."""
    values: list[tuple[Value, Quantity | None]] = []
    for value in given:
        if all(_differs(value, other, form) for other in values):
            values.append(value)
    return values


def _in_time_order(values: Sequence[tuple[Value, Quantity | None]]) -> tuple[Value, ...]:
    """The values, oldest first; empty where there is but one."""
    return tuple(sorted((value for value, _ in values), key=_when)) if len(values) > 1 else ()


def lesser(sentence: ScoredSentence, best: ScoredSentence) -> bool:
    """Whether the best sentence says all that is asked about, and this one much less: its value is of something wider."""
    whole, mine = (s.features.get("own_coverage", 0.0) for s in (best, sentence))
    return whole >= _ALL and mine < _MUCH_LESS * whole


def _value(
    sentence: ScoredSentence, document: Document, *, figure: bool, shared_out: bool
) -> tuple[Value, Quantity | None] | None:
    text = sentence.short_answer
    described = None if figure or not shared_out else _GIVEN_TO.search(sentence.text)
    if described:  # a sum is given to "three organisations", whoever gives it
        return Value(described["what"], sentence, document.metadata.published), None
    if sentence.answer is None or text is None:
        return None
    quantity = None
    if figure:
        start = sentence.answer[0] - sentence.start
        quantity = next((q for q in quantities(sentence.text) if q.start == start), None)
        if quantity is None:
            return None
    return Value(text, sentence, document.metadata.published), quantity


def _differs(one: tuple[Value, Quantity | None], other: tuple[Value, Quantity | None], form: QuestionForm) -> bool:
    (a, qa), (b, qb) = one, other
    if a.sentence.document == b.sentence.document:
        return False
    if qa is not None and qb is not None:
        if qa.kind != qb.kind or qa.unit != qb.unit or qa.agrees_with(qb):
            return False
        if qa.kind == "count" and not _counted(a, qa) & _counted(b, qb):
            return False
    elif _names_alike(a, b) or _names_alike(b, a):
        return False
    else:  # one sum said to go to two places, or one post held by two people
        return _shares_figure(a, b, form) or _both_hold(form, a, b)
    return _same_thing(a.sentence.text, b.sentence.text) and not _other_times(a, b)


def _same_thing(one: str, other: str) -> bool:
    a, b = ({t for t in content_terms(text) if not t[0].isdigit()} for text in (one, other))
    return bool(a and b) and len(a & b) / min(len(a), len(b)) >= _SAME_THING


def _names_alike(one: Value, other: Value) -> bool:
    """Whether the other's sentence holds this value, give or take a letter in its last word (Javed, Javid)."""
    said = [fold(w.text) for w in words(other.sentence.text)]
    last = [fold(w.text) for w in words(one.text)][-1:]
    return fold(one.text) in fold(other.sentence.text) or any(ratio(last[0], w) >= _ALIKE for w in said if last)


def _both_hold(form: QuestionForm, a: Value, b: Value) -> bool:
    """Whether both sentences hold every term of the question."""
    asked = set(form.terms)
    return bool(asked) and all(asked <= set(content_terms(v.sentence.text)) for v in (a, b))


def _counted(value: Value, quantity: Quantity) -> set[str]:
    """What a figure counts: the first content words after it."""
    return set(content_terms(value.sentence.text[quantity.end :])[:2])


def _shares_figure(a: Value, b: Value, form: QuestionForm) -> bool:
    """Whether both sentences hold a figure that the question names: the one thing they say different things of."""
    return any(
        all(any(figure.agrees_with(q) for q in quantities(v.sentence.text)) for v in (a, b))
        for figure in form.figures
        if figure.kind not in ("year", "day")
    )


def _other_times(a: Value, b: Value) -> bool:
    """Whether both sentences name their own time and the times do not meet: 110,000 in 2004 and 18.4 million since."""
    times = []
    for value in (a, b):
        written = published_range(value.published).end if value.published else None
        if written is None:
            return False
        times.append([m.range for m in find_dates(value.sentence.text, written)])
    return bool(times[0] and times[1]) and not any(overlaps(x, y) for x in times[0] for y in times[1])


def _when(value: Value) -> tuple[str, str, int]:
    return value.published or "9999", value.sentence.document, value.sentence.start
