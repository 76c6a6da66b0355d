"""Tells whether two figures are of one thing and at odds: 640 mentors and 515, but not three in four and 75 per cent."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.composing.values import Kind, Value
from assistant.dates import find_dates, overlaps, published_range
from assistant.quantities import Quantity, quantities
from assistant.questions import QuestionForm
from assistant.schema import ScoredSentence
from assistant.text import content_terms, fold, words

_ALMOST_SAME, _SAME_THING, _RELATED = 0.7, 0.5, 0.25
"""Shares of content terms (figures left out) that two sentences have in common: where that alone shows that they tell of one
thing, where the question asks for a figure, and where both sentences also answer it."""
_LIKELY, _SURE = 0.5, 0.9  # scores
_MOST = 0.7  # share of the question's words
_TITLES = 0.34  # share of the shorter title's words
_AS_CLOSE = 0.65  # share of the other sentence's share of the question's words
_ROUNDED = Decimal(1)  # percentage points between a share in words and one in figures
_LONGEST = 4  # content words of a noun phrase
_MORE = frozenset("more other further new of the".split())
_PEOPLE = frozenset("people person individu child children kid youngster pupil student teenag".split())
_HOW_MANY = re.compile(r"\b(?:how many|number of)\b", re.IGNORECASE)
_UNITS = frozenset("percent per cent pound million thousand billion hour day week month year".split())


def likely(*sentences: ScoredSentence) -> bool:
    """Whether each answers as likely as not."""
    return all(sentence.score >= _LIKELY for sentence in sentences)


def surely(*sentences: ScoredSentence) -> bool:
    """Whether each answers almost certainly."""
    return all(sentence.score >= _SURE for sentence in sentences)


def holds(sentence: ScoredSentence, share: float) -> bool:
    """Whether a sentence holds this share of the question's words."""
    return sentence.features.get("own_coverage", 0.0) >= share


def figures_differ(kind: Kind, form: QuestionForm, a: Value, b: Value, one: Quantity, other: Quantity) -> bool:
    """Whether two figures are of one thing and cannot both be right.

    They are of one thing where their sentences have most words in common, or fewer and both surely answer the question.
    """
    if not _comparable(one, other) or _agree(one, other) or _other_times(a, b):
        return False
    if _adds_up(one, b) or _adds_up(other, a):
        return False
    counts_alike = False
    if one.kind == "count":
        counted = _counted(a, one), _counted(b, other)
        counts_alike = bool(counted[0] & counted[1])
        if all(counted) and not counts_alike:
            return False
    shared = _in_common(a.sentence.text, b.sentence.text)
    if kind is Kind.MEASURE:
        return shared >= _ALMOST_SAME or (shared >= _SAME_THING and likely(a.sentence, b.sentence))
    if shared >= _SAME_THING:
        return True
    if not on_one_subject(form, a, b):
        return False
    if counts_alike and counts_what_is_asked(a, form) and surely(a.sentence, b.sentence):
        return True
    answers = all(likely(s) or holds(s, _MOST) for s in (a.sentence, b.sentence))
    return shared >= _RELATED and answers and _as_close(a, b)


def on_one_subject(form: QuestionForm, a: Value, b: Value) -> bool:
    """Whether two values are of one subject: the question names it, its words stand with both, or their titles share words.

    Of many documents some always hold a figure of the kind asked about, whatever they are about.
    """
    if form.names or all(v.sentence.features.get("near_coverage", 0.0) >= _MOST for v in (a, b)):
        return True
    return _in_common(a.title, b.title) >= _TITLES


def may_count(value: Value, form: QuestionForm) -> bool:
    """Whether a count may be of what the question asks the number of: not 8 forces, where it asks how many drivers."""
    asked = _HOW_MANY.search(form.text)
    if asked is None or value.quantity is None or value.quantity.kind != "count":
        return True
    counted = _counted(value, value.quantity)
    return not counted or bool(counted & _noun_phrase(form.text[asked.end() :]))


def counts_what_is_asked(value: Value, form: QuestionForm) -> bool:
    """Whether a figure surely counts what the question asks the number of: 640 mentors, where it asks how many mentors."""
    asked = _HOW_MANY.search(form.text)
    if asked is None or value.quantity is None:
        return False
    return bool(_counted(value, value.quantity) & _noun_phrase(form.text[asked.end() :]))


def _comparable(one: Quantity, other: Quantity) -> bool:
    return (one.kind, one.unit) == (other.kind, other.unit) or (_share(one) is not None and _share(other) is not None)


def _agree(one: Quantity, other: Quantity) -> bool:
    """Whether two figures can be the same, a share in words and one per cent among them: three in four, 75 per cent."""
    if one.kind == other.kind:
        return one.agrees_with(other)
    shares = _share(one), _share(other)
    return shares[0] is not None and shares[1] is not None and abs(shares[0] - shares[1]) <= _ROUNDED


def _share(quantity: Quantity) -> Decimal | None:
    """A share in per cent."""
    if quantity.kind == "ratio":
        return quantity.value * 100
    return quantity.value if (quantity.kind, quantity.unit) == ("percent", "%") else None


def _as_close(a: Value, b: Value) -> bool:
    """Whether the sentences hold about as much of the question as each other."""
    less, more = sorted(v.sentence.features.get("own_coverage", 0.0) for v in (a, b))
    return less >= _AS_CLOSE * more


def _adds_up(total: Quantity, value: Value) -> bool:
    """Whether the figures of a value's sentence add up to the total: £48m is £30m and £18m."""
    parts = [q.value for q in quantities(value.sentence.text) if (q.kind, q.unit) == (total.kind, total.unit)]
    return len(parts) > 1 and sum(parts) == total.value


def _in_common(one: str, other: str) -> float:
    """Share of the shorter sentence's content terms, figures and their units left out, that the other holds."""
    a, b = ({t for t in content_terms(text) if not t[0].isdigit()} - _UNITS for text in (one, other))
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _counted(value: Value, quantity: Quantity) -> frozenset[str]:
    """What a figure counts; empty where it ends its clause ("1,164 on 31 March")."""
    return _noun_phrase(value.sentence.text[quantity.end :])


def _noun_phrase(text: str) -> frozenset[str]:
    """The content terms that a text opens with, up to the first small word or mark."""
    found: list[str] = []
    last = 0
    for word in words(text):
        if text[last : word.start].strip() or len(found) == _LONGEST:
            break
        last = word.end
        term = content_terms(word.text)
        if term:
            found.extend("people" if t in _PEOPLE else t for t in term)
        elif found or fold(word.text) not in _MORE:
            break
    return frozenset(found)


def _other_times(a: Value, b: Value) -> bool:
    """Whether both sentences name their own time and the times do not meet: 110,000 in 2004 and 18.4 million since."""
    times = []
    for value in (a, b):
        written = published_range(value.published).end if value.published else None
        if written is None:
            return False
        times.append([m.range for m in find_dates(value.sentence.text, written)])
    return bool(times[0] and times[1]) and not any(overlaps(x, y) for x in times[0] for y in times[1])
