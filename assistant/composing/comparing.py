"""Tells whether two values can be set against each other: of one subject, one scope, one event, and not the same in other words."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from assistant.composing.counting import counted_alike, counts_what_is_asked, of_other_kinds
from assistant.composing.pace import DAYS, pace
from assistant.composing.values import Kind, Value
from assistant.dates import find_dates, overlaps
from assistant.names import names
from assistant.opposites import opposed
from assistant.quantities import Quantity, quantities
from assistant.questions import QuestionForm
from assistant.schema import Document, ScoredSentence
from assistant.text import content_terms, fold, shared, words

ALMOST_SAME, _SAME_THING, _RELATED = 0.7, 0.5, 0.25
"""Shares of content terms (figures left out) that two sentences have in common: where that alone shows that they tell of one
thing, where the question asks for a figure, and where both sentences also answer it."""
_MAY, _LIKELY, _SURE, _CERTAIN = 0.3, 0.5, 0.9, 0.95  # scores
_MOST, _HALF = 0.7, 0.5  # shares of the question's words
_AS_CLOSE = 0.65  # share of the other sentence's share of the question's words
_TITLES = 0.34  # share of the shorter title's words
_TIMES = 3
_FEW = 3  # terms that a sentence without more is reckoned to have: one word in common makes nothing the same
_ROUNDED = Decimal(1)  # percentage points between a share in words and one in figures
_IN_A_DAY = {"second": Decimal(1) / 86_400, "minute": Decimal(1) / 1_440, "hour": Decimal(1) / 24}
_LONG = Decimal("0.1")  # share by which a time in months and one in weeks may differ
_UNITS = frozenset("percent cent pound million thousand billion hour day week month year".split())
_PLACED = re.compile(r"\b(?:in|across|throughout)\s+(?:the\s+)?$", re.IGNORECASE)
_WHOLE = frozenset("uk u.k united kingdom great britain".split())
_RATE = re.compile(
    r"^\s+(?:(?:an?|per|each|every|in a)\s+)(?:hour|day|night|week|month|quarter|year|head|person|pupil|child|home|household|family)\b|^\s+(?:each|apiece)\b",
    re.IGNORECASE,
)
_YOU = re.compile(r"You (?:will|would|must|should|may|can|have|are)\b")
_BY_OR_TO = re.compile(
    r"\b(?P<way>by|to)\s+(?:(?:about|around|nearly|almost|over|more than|less than|some|only|just)\s+)?$", re.IGNORECASE
)
_SO_FAR = re.compile(r"\b(?:so far|to date|already)\b", re.IGNORECASE)
_HOPED = re.compile(
    r"\b(?:targets?|goals?|aim(?:s|ed|ing)?|hop(?:es|ed|ing)|ambition|appeal(?:s|ed|ing)? for)\b", re.IGNORECASE
)
_THAN_HOPED = re.compile(
    r"\b(?:fewer|less|more|lower|higher|better|worse|short|below|above|beyond)\b[^,;.]*?\b(?:hop|target|aim|goal|plan|expect)\w*",
    re.IGNORECASE,
)
"""What sets what came about beside what was hoped for."""
_OUGHT = re.compile(r"\b(?:should|ought to|recommend\w*)\b[^,;.]{0,40}$", re.IGNORECASE)
_ALLOWS = re.compile(
    r"\b(?:should|ought|must|can|may|will|shall|need(?:s|ed)?|have to|has to|no more than|at most|up to|limit\w*|rules?|entitled)\b",
    re.IGNORECASE,
)
_WAS = re.compile(r"\b(?:had|was|were|has|have|got|came|stood|stands)\b", re.IGNORECASE)
_COMING = re.compile(rf"{_HOPED.pattern}|\b(?:will|shall|would|(?:is|are|was|were) to)\b", re.IGNORECASE)
"""What makes a figure one that is wanted, not one that came about; one that ought to be, that may be, or was; and one that is
still to come."""
_NOT = re.compile(
    r"\b(?:not|never|no longer|neither)\b(?!.* (?:until|till)\b|[^.;]* (?:more|less|fewer|longer|later|earlier) than\b)",
    re.IGNORECASE,
)
"""A denial; "not until October" tells of October, "must not work more than ten hours" of ten."""
_OF_EACH = re.compile(
    r"\b(?:[Ee]ach|[Ee]very)\s+(?!(?:other|day|night|week|fortnight|month|quarter|year|decade)\b)[a-z][^,;:.]*$"
)
"""What makes a figure one of each of several: "each counsellor has five schools"."""
_SEVERAL = re.compile(
    r"\b(?i:the|both|all|its|their|our) (?P<number>two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) (?:[\w-]+ ){0,3}?"
    r"(?P<thing>(?!(?:second|minute|hour|day|week|month|term|quarter|year|time)s\b)[a-z][\w-]{2,}?)s\b(?! (?:a|per|each) )"
)
_NEAR = 30  # characters before and after a value in which a denial, or a word for a group, is of it


def likely(*sentences: ScoredSentence) -> bool:
    """Whether each answers as likely as not."""
    return all(sentence.score >= _LIKELY for sentence in sentences)


def surely(*sentences: ScoredSentence) -> bool:
    """Whether each answers almost certainly."""
    return all(sentence.score >= _SURE for sentence in sentences)


def holds(sentence: ScoredSentence, share: float) -> bool:
    """Whether a sentence holds this share of the question's words."""
    return sentence.features.get("own_coverage", 0.0) >= share


def on_one_subject(form: QuestionForm, a: Value, b: Value) -> bool:
    """Whether two values are of one subject: the question names it, its words stand with both, their titles share words, or
    a name of several words with which one document opens stands in the other.

    Of many documents some always hold a figure of the kind asked about, whatever they are about.
    """
    if form.names or all(v.sentence.features.get("near_coverage", 0.0) >= _MOST for v in (a, b)):
        return True
    titles = (_content(v.document.metadata.title) for v in (a, b))
    return shared(*titles) >= _TITLES or bool(
        _names_at_opening(a.document) & _names(b.document) or _names(a.document) & _names_at_opening(b.document)
    )


@lru_cache(maxsize=256)
def _names(document: Document) -> frozenset[str]:
    """The names of several words that a document and its title hold, people and posts left out."""
    return _of_several_words(f"{document.metadata.title}. {document.text}")


@lru_cache(maxsize=256)
def _names_at_opening(document: Document) -> frozenset[str]:
    """The same of its title and first words."""
    return _of_several_words(f"{document.metadata.title}. {document.opening}")


def _of_several_words(text: str) -> frozenset[str]:
    return frozenset(fold(n.text) for n in names(text) if " " in n.text and n.kind not in ("person", "role"))


def of_one_scope(form: QuestionForm, a: Value, b: Value) -> bool:
    """Whether neither value is of a place, group or step of its own."""
    if opposed(around(a), around(b)):
        return False
    mine, theirs = _places(a), _places(b)
    asked = _said(form.text)
    for places, other in ((mine, b), (theirs, a)):
        if any(place - asked and not place & _said(other.document.text) for place in places):
            return False
    return not mine or not theirs or any(p & q for p in mine for q in theirs)


def _said(text: str) -> frozenset[str]:
    return frozenset(fold(w.text) for w in words(text))


def _places(value: Value) -> list[frozenset[str]]:
    """The words of each name that says where a sentence's fact holds ("in Leeds"), the whole country left out."""
    text = value.sentence.text
    placed = [_said(n.text) for n in names(text) if n.kind != "person" and _PLACED.search(text[: n.start])]
    return [place for place in placed if not _WHOLE & place]


def figures_differ(kind: Kind, form: QuestionForm, a: Value, b: Value, one: Quantity, other: Quantity) -> bool:
    """Whether two figures are of one thing and cannot both be right.

    They are of one thing where their sentences have most words in common, or fewer and both surely answer the question.
    """
    paces = pace(one, a.sentence.text), pace(other, b.sentence.text)
    if paces[0] and paces[1] and (paces[0].every or paces[1].every):
        if paces[0].agrees_with(paces[1]) or (one.kind, one.unit) != (other.kind, other.unit):
            return False
    elif (
        any(p and p.every and p.days < DAYS["year"] for p in paces)
        or not _comparable(a, b, one, other)
        or _agree(one, other)
    ):
        return False
    if of_other_kinds(form, a, b) or _of_several(a, b) or _of_several(b, a):
        return False
    if any(f.kind == "year" for f in form.figures) and (_stated(one, b) or _stated(other, a)):
        return False
    if _adds_up(one, b) or _adds_up(other, a):
        return False
    counts_alike = False
    if one.kind == "count":
        alike = counted_alike(a, b, one, other)
        if alike is False:
            return False
        counts_alike = bool(alike)
    in_common = in_common_of(a.sentence.text, b.sentence.text)
    if kind is Kind.MEASURE:
        if in_common >= ALMOST_SAME or (in_common >= _SAME_THING and likely(a.sentence, b.sentence)):
            return True
        related = in_common >= _RELATED and on_one_subject(form, a, b) and _of_one_size(one, other)
        return related and likely(a.sentence, b.sentence) and _as_close(a, b)
    if in_common >= _SAME_THING:
        return True
    same_time = _of_the_time_asked(form, a, b)
    if same_time and in_common >= _RELATED and surely(a.sentence, b.sentence):
        return True
    if not on_one_subject(form, a, b):
        return False
    counts_asked = counts_alike and counts_what_is_asked(a, form)
    if (counts_asked or same_time) and surely(a.sentence, b.sentence):
        return True
    if counts_asked and same_time and holds(a.sentence, _HALF) and holds(b.sentence, _HALF):
        return True
    if counts_asked and counts_what_is_asked(b, form) and _named_in_both(form, a, b) and _may_both_answer(a, b):
        return True
    if one.kind != "duration" and min(a.sentence.score, b.sentence.score) >= _CERTAIN:
        return True
    answers = all(likely(s) or holds(s, _MOST) for s in (a.sentence, b.sentence))
    return (
        in_common >= _RELATED
        and answers
        and (_as_close(a, b) or (likely(a.sentence, b.sentence) and _of_one_size(one, other)))
    )


def _named_in_both(form: QuestionForm, a: Value, b: Value) -> bool:
    """Whether the question names something of which both values' documents tell."""
    asked = {term for name in form.names for term in content_terms(name.text)}
    return bool(asked) and all(asked <= set(content_terms(v.about)) for v in (a, b))


def _may_both_answer(*values: Value) -> bool:
    return all(value.sentence.score >= _MAY for value in values)


def _of_several(a: Value, b: Value) -> bool:
    """Whether one sentence tells of several of what the other tells of one: "the two homes cost", "the home cost"."""
    told = b.sentence.text
    for several in _SEVERAL.finditer(a.sentence.text):
        one = several["thing"]
        if several["number"] != a.text and re.search(
            rf"\b(?:the|an?|one|this) (?:\w+ ){{0,3}}{one}\b", told, re.IGNORECASE
        ):
            return not re.search(rf"\b{one}s\b", told, re.IGNORECASE)
    return False


def _of_the_time_asked(form: QuestionForm, a: Value, b: Value) -> bool:
    """Whether the question names a time that both sentences name: "by 2020"."""
    asked, mine, theirs = (
        {(m.range.start, m.range.end) for m in dates}
        for dates in (find_dates(form.text, a.as_of), a.dates(a.sentence.text), b.dates(b.sentence.text))
    )
    return bool(asked & mine & theirs)


def _comparable(a: Value, b: Value, one: Quantity, other: Quantity) -> bool:
    """Whether two figures are of one kind and told in one way: both a rate or neither, both a change or neither."""
    alike = (one.kind, one.unit) == (other.kind, other.unit) or one.kind == other.kind == "duration"
    if not alike and (_share(one) is None or _share(other) is None):
        return False
    texts = a.sentence.text, b.sentence.text
    if _rate(texts[0], one) != _rate(texts[1], other):
        return False
    ways = [_BY_OR_TO.search(text[: q.start]) for text, q in zip(texts, (one, other), strict=True)]
    if ways[0] and ways[1] and ways[0]["way"].casefold() != ways[1]["way"].casefold():
        return False
    if bool(_SO_FAR.search(around(a))) != bool(_SO_FAR.search(around(b))):
        return False
    if any(
        _HOPED.search(around(x)) and not _COMING.search(_THAN_HOPED.sub("", y.sentence.text))
        for x, y in ((a, b), (b, a))
    ):
        return False
    told = [(texts[0], one, texts[1]), (texts[1], other, texts[0])]
    if any(_OUGHT.search(x[: q.start]) and _WAS.search(y) and not _ALLOWS.search(y) for x, q, y in told):
        return False  # "should have no more than 250 families each", "had 480 families"
    return denied(a) == denied(b)


def _rate(text: str, quantity: Quantity) -> str | None:
    """Of what a figure is told: "a month", "a head", of each of several, of the reader; None where it is told of the whole."""
    after = _RATE.match(text[quantity.end :])
    if after and after[0].split()[0] not in ("each", "apiece"):
        return " ".join(after[0].split()).casefold()
    if quantity.kind == "count" and _YOU.match(text):
        return "you"
    of_each = quantity.kind != "duration" and _OF_EACH.search(text[: quantity.start])
    return "each" if after or of_each else None


def around(value: Value) -> str:
    """The words just before and after a value."""
    text = value.sentence.text
    at = text.find(value.text)
    return text[max(0, at - _NEAR) : at + len(value.text) + _NEAR]


def denied(value: Value) -> bool:
    """Whether the words beside a value deny it."""
    return bool(_NOT.search(around(value)))


def _agree(one: Quantity, other: Quantity) -> bool:
    """Whether two figures can be the same: three in four and 75 per cent, four months and 18 weeks, £1,000 and up to £2,500."""
    if one.kind == other.kind == "duration" and one.unit != other.unit:
        lengths = [q.value * _length(q.unit) for q in (one, other)]
        return abs(lengths[0] - lengths[1]) <= _LONG * max(lengths)
    if one.kind == other.kind:
        for most, exact in ((one, other), (other, one)):
            if most.bound == "less" and not exact.approximate and exact.value <= most.value:
                return True
        return one.agrees_with(other)
    shares = _share(one), _share(other)
    return shares[0] is not None and shares[1] is not None and abs(shares[0] - shares[1]) <= _ROUNDED


def _of_one_size(one: Quantity, other: Quantity) -> bool:
    """Whether neither of two figures is more than three times the other: of one thing they seldom are."""
    sizes = sorted(q.value * (_length(q.unit) if q.kind == "duration" else 1) for q in (one, other))
    return sizes[1] <= _TIMES * sizes[0]


def _length(unit: str) -> Decimal:
    """The days of a unit of time."""
    return _IN_A_DAY.get(unit, Decimal(DAYS.get(unit, 0)))


def _share(quantity: Quantity) -> Decimal | None:
    """A share in per cent."""
    if quantity.kind == "ratio":
        return quantity.value * 100
    return quantity.value if (quantity.kind, quantity.unit) == ("percent", "%") else None


def _stated(quantity: Quantity, value: Value) -> bool:
    """Whether a value's sentence states this figure too: "rose from 8,200 in 2018 to 9,000 in 2019", asked about one year."""
    return any(q.agrees_with(quantity) for q in quantities(value.sentence.text))


def _as_close(a: Value, b: Value) -> bool:
    """Whether the sentences hold about as much of the question as each other."""
    less, more = sorted(v.sentence.features.get("own_coverage", 0.0) for v in (a, b))
    return less >= _AS_CLOSE * more


def _adds_up(total: Quantity, value: Value) -> bool:
    """Whether the figures of a value's sentence add up to the total: £48m is £30m and £18m."""
    parts = [q.value for q in quantities(value.sentence.text) if (q.kind, q.unit) == (total.kind, total.unit)]
    return total.kind in ("money", "count") and len(parts) > 1 and sum(parts) == total.value


def in_common_of(one: str, other: str) -> float:
    """Share of the shorter text's content terms, figures and their units left out, that the other holds."""
    a, b = _content(one), _content(other)
    return min(shared(a, b), len(a & b) / _FEW)


def _content(text: str) -> set[str]:
    """The content terms of a text, figures and their units left out."""
    return {t for t in content_terms(text) if not t[0].isdigit()} - _UNITS


def other_times(a: Value, b: Value) -> bool:
    """Whether both sentences name their own time and the times do not meet: 110,000 in 2004 and 18.4 million since."""
    times = [[m.range for m in v.dates(v.sentence.text)] for v in (a, b)]
    return bool(times[0] and times[1]) and not any(overlaps(x, y) for x in times[0] for y in times[1])
