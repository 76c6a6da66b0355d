"""Chooses, from the scored sentences, the few that answer: best first, no fact twice, lists whole, a source more where one agrees."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant import posts
from assistant.names import alike
from assistant.opposites import MOVED
from assistant.quantities import quantities
from assistant.questions import QuestionForm, Wanted
from assistant.schema import Reading, ScoredSentence
from assistant.text import content_terms, fold, reasons, shared

_SAME = 0.6  # share of the shorter sentence's content terms that another must hold to state the same fact
_MOST_SOURCES = 3
_COMPARES = re.compile(
    r"\b(?:compar\w*|versus|vs|differ\w*|chang\w*|than|between .+ and|from .+ to|then and now|before and after|in the past|used to|both)\b",
    re.IGNORECASE,
)
_MOVED = re.compile(rf"\b(?:{MOVED}|chang\w*|doubl\w*|trebl\w*|tripl\w*|halv\w*)\b", re.IGNORECASE)
"""What asks how a figure moved; a sentence that does not say so gives one of two figures."""
_MOVED_TO = re.compile(
    rf"^(?:By|In|Since|But|That|This|It|The (?:figure|number|sum|total|amount))\b.{{0,60}}\b{MOVED} to\b"
)
_CORRECTS = re.compile(
    r"(?:The (?:right|correct|true|actual|revised) (?:figure|number|sum|total|date|name|amount|title)s? (?:is|was|are|were)\b|(?:It|This|That|They) should (?:be|have)\b|"
    r"(?:This|That|It) (?:is|was) (?:wrong|incorrect|an error|a mistake)\b)"
)
_DENIES = re.compile(r"\b(?:not|no|never|nor|without|cannot|\w+n['’]t)\b", re.IGNORECASE)
_AND = re.compile(r"\band\b", re.IGNORECASE)
_MARKS = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may(?= \d)|june|july|august|september|october|november|december|"
    r"\d+(?!m\b|bn\b|k\b|mn\b|tn\b|st\b|nd\b|rd\b|th\b)[a-z]+)\b",
    re.IGNORECASE,
)
"""Days of the week, months, and figures with a unit behind them (20mph)."""
_INCLUDES = re.compile(
    r"(?:They|These|Those|This|It) (?:\w+ )?(?:includes?|included|range[sd]?|consists?|comprises?)\b|Among (?:them|these) (?:are|were|is|was)\b"
)
_MOST_ITEMS = 8
_RESTATED = 0.75  # share of a question's words at which a sentence says it again
_BESIDE = 2  # most characters between two sentences that stand side by side
_MEASURED = frozenset({"money", "count", "percent", "ratio"})


@dataclass(frozen=True, slots=True)
class Point:
    """One statement to be: the sentence that makes it, and others that state the same fact elsewhere."""

    sentence: ScoredSentence
    agreeing: tuple[ScoredSentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """What the answer will say, and the parts of the question that nothing answers."""

    points: tuple[Point, ...]
    missing: tuple[str, ...] = ()


def select(
    form: QuestionForm,
    whole: Reading,
    parts: Sequence[tuple[str, Reading]],
    *,
    threshold: float,
    most: int,
    keep: float,
    given: Mapping[str, tuple[Point, ...]] | None = None,
) -> Selection:
    """The points of the answer.

    Args:
        whole: reading of the whole question; parts: of each part, where it has several.
        threshold: least score that answers; keep: least share of the best one's odds that a further sentence needs.
        most: most points of an answer that is not a list.
        given: the points of parts that are answered already: a split, a list.
    """
    if parts:
        return _by_part(whole, parts, threshold, most, keep, given or {})
    accepted = [s for s in whole.sentences if s.score >= threshold]
    if not accepted:
        return Selection(())
    if form.is_list:
        return Selection(_listed(form, accepted, keep))
    best = accepted[0]
    moved = bool(_MOVED.search(form.text)) and not _MOVED.search(best.text)
    compares = moved or bool(_COMPARES.search(form.text))
    if compares:
        keep /= 2  # a comparison needs both its sides, and one of them answers it worse
    enough = [s for s in accepted if s is best or (as_sure(s, best, keep) and not _adds_nothing(s))]
    if enough[0].features.get("cell"):  # a table has it in the very row and column asked for
        enough = [s for s in enough if s.features.get("cell")]
    if (
        form.wanted[0] is Wanted.DATE and best.answer is None
    ):  # another undated sentence of the same document adds no date
        enough = [s for s in enough if s is best or s.answer or s.document != best.document]
    if posts.held_by(form.post, enough[0].text):  # others, who hold other posts, do not answer
        enough = [s for s in enough if posts.held_by(form.post, s.text)]
    enough[1:1] = [s for s in whole.sentences if s not in enough and _moves_on(best, s)]
    if form.wanted[0] in (Wanted.OPEN, Wanted.DEFINITION):
        enough[1:1] = [s for s in whole.sentences if s not in enough and _goes_on_listing(best, s)]
    if compares or _AND.search(form.text):
        asked = None if compares else set(form.terms)
        enough += [s for s in whole.sentences if s not in enough and _other_side(accepted[0], s, asked)]
    if form.asks_reason and not reasons(enough[0].text):
        enough[1:1] = [s for s in whole.sentences if s not in enough and _gives_reason(enough[0], s)]
    return Selection(_distinct(enough)[:most])


def as_sure(sentence: ScoredSentence, best: ScoredSentence, share: float) -> bool:
    """Whether a sentence's odds of answering are at least this share of the best one's.

    Odds, not probabilities: beside a sentence that answers at .99 one at .6 says little, beside one at .3 one at .1 may be right.
    """
    return sentence.score * (1.0 - best.score) >= share * best.score * (1.0 - sentence.score)


def _adds_nothing(sentence: ScoredSentence) -> bool:
    """Whether a sentence only announces what follows it, or is a row of a table in which what is asked about is not known."""
    row = sentence.features.get("row") and not sentence.features.get("cell")
    return bool(row) or sentence.text.rstrip().endswith(":")


def _gives_reason(one: ScoredSentence, other: ScoredSentence) -> bool:
    """Whether a sentence follows right on another and gives a reason; after one that only says again what is asked, it need not
    say so in so many words.
    """
    follows = one.document == other.document and 0 <= other.start - one.end <= _BESIDE
    return (
        follows
        and not other.text.rstrip().endswith("?")
        and (reasons(other.text) or one.features.get("own_coverage", 0.0) >= _RESTATED)
    )


def _moves_on(one: ScoredSentence, other: ScoredSentence) -> bool:
    """Whether a sentence follows right on another and says what its figure has come to: "By 2021 it had dropped to £640,000",
    "The right figure is 31".
    """
    if one.document != other.document or not 0 <= other.start - one.end <= _BESIDE:
        return False
    kinds = [{q.kind for q in quantities(s.text)} & _MEASURED for s in (one, other)]
    return bool(_CORRECTS.match(other.text)) or (bool(kinds[0] & kinds[1]) and bool(_MOVED_TO.search(other.text)))


def _goes_on_listing(one: ScoredSentence, other: ScoredSentence) -> bool:
    """Whether a sentence follows right on another and says what there is of what that tells: "They include ..."."""
    follows = one.document == other.document and 0 <= other.start - one.end <= _BESIDE
    return follows and bool(_INCLUDES.match(other.text))


def _other_side(one: ScoredSentence, other: ScoredSentence, asked: set[str] | None) -> bool:
    """Whether a sentence stands right beside another and gives a figure of the same kind: what was, and what is.

    Of the words asked about, where they are given, it must hold some that the other lacks: calls "and visits".
    """
    if (
        _adds_nothing(other)
        or one.document != other.document
        or max(one.start, other.start) - min(one.end, other.end) > _BESIDE
    ):
        return False
    kinds = [{q.kind for q in quantities(s.text)} & _MEASURED for s in (one, other)]
    if asked is None or not kinds[0] & kinds[1]:
        return bool(kinds[0] & kinds[1])
    held = [asked & set(content_terms(s.text)) for s in (one, other)]
    return bool(held[1] - held[0])


def _by_part(
    whole: Reading,
    parts: Sequence[tuple[str, Reading]],
    threshold: float,
    most: int,
    keep: float,
    given: Mapping[str, tuple[Point, ...]],
) -> Selection:
    """The best sentence of each part, in the order asked; where parts share theirs, the next best of the whole question too."""
    chosen: list[ScoredSentence] = []
    missing: list[str] = []
    for text, reading in parts:
        if text in given:
            chosen.extend(point.sentence for point in given[text])
            continue
        best = next((s for s in reading.sentences if s.score >= threshold), None)
        if best is None:
            missing.append(text)
        else:
            chosen.append(best)
    if chosen and not given:
        places = {(s.document, s.start) for s in chosen}
        further = [
            s
            for s in whole.sentences
            if s.score >= threshold
            and as_sure(s, whole.sentences[0], keep / 2)  # another is wanted, and may answer worse
            and not any(same_fact(c, s) for c in chosen)
        ]
        chosen += further[: len(chosen) - len(places)]
    most = max(most, len(parts)) + sum(len(points) - 1 for points in given.values())
    return Selection(_distinct(chosen)[:most], tuple(missing) if chosen else ())


def _listed(form: QuestionForm, accepted: Sequence[ScoredSentence], keep: float) -> tuple[Point, ...]:
    """The items of a list, in the order of their document: the best sentence's document gives the list."""
    best = accepted[0]
    items = [s for s in accepted if s.document == best.document and as_sure(s, best, keep)]
    points = _distinct(items)[: max(form.size or 0, _MOST_ITEMS)]
    return tuple(sorted(points, key=lambda p: p.sentence.start))


def _distinct(sentences: Sequence[ScoredSentence]) -> tuple[Point, ...]:
    points: list[Point] = []
    for sentence in sentences:
        for position, point in enumerate(points):
            if same_fact(point.sentence, sentence):
                cited = {point.sentence.document, *(a.document for a in point.agreeing)}
                if sentence.document not in cited and len(cited) < _MOST_SOURCES:
                    points[position] = Point(point.sentence, (*point.agreeing, sentence))
                break
        else:
            points.append(Point(sentence))
    return tuple(points)


def same_fact(one: ScoredSentence, other: ScoredSentence) -> bool:
    """Whether two sentences say the same: their words largely shared, no figure, day or short answer of either at odds with
    the other's, and not one of them denied by the other.
    """
    if (one.document, one.start) == (other.document, other.start):
        return True
    a, b = set(content_terms(one.text)), set(content_terms(other.text))
    if shared(a, b) < _SAME:
        return False
    if bool(_DENIES.search(one.text)) != bool(_DENIES.search(other.text)):
        return False
    marks = [{fold(m.group()) for m in _MARKS.finditer(s.text)} for s in (one, other)]
    if marks[0] - marks[1] and marks[1] - marks[0]:
        return False
    if one.short_answer and other.short_answer and not _answer_alike(one.short_answer, other.short_answer):
        return False
    figures = quantities(one.text), quantities(other.text)
    few, many = sorted(figures, key=len)
    return all(any(f.agrees_with(g) for g in many) for f in few)


def _answer_alike(one: str, other: str) -> bool:
    """Whether two short answers can be the same: figures that agree, or names of one person or body."""
    a, b = quantities(one), quantities(other)
    if a and b and {a[0].kind, b[0].kind} <= _MEASURED | {"duration"}:
        return a[0].kind != b[0].kind or a[0].agrees_with(b[0])
    if any(character.isdigit() for character in one + other):
        return bool(set(content_terms(one)) & set(content_terms(other)))
    return alike(one, other)
