"""Finds where documents give different values for the same thing, so that the answer can show each and choose none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from assistant import posts
from assistant.composing.comparing import (
    ALMOST_SAME,
    figures_differ,
    holds,
    in_common_of,
    likely,
    of_one_scope,
    on_one_subject,
    other_times,
    surely,
)
from assistant.composing.counting import counted_alike, counts_what_is_asked, may_count
from assistant.composing.directions import opposite_ways
from assistant.composing.moments import ages_differ, days_differ, places_differ, times_differ
from assistant.composing.values import Kind, Value, as_written, kind_of, sums, value_of
from assistant.dates import times_of_day
from assistant.names import alike, names
from assistant.quantities import quantities
from assistant.questions import Claim, QuestionForm, Wanted, analyse
from assistant.schema import Document, ScoredSentence
from assistant.text import content_terms, fold

_ALL, _MOST, _MUCH_LESS, _HALF, _MUCH = 0.95, 0.7, 0.6, 0.5, 0.4  # shares of the question's words
_APART = 400  # characters between sentences of one document that do not go on with each other
_FOR_WHAT = re.compile(r"\s(?:for|of|with|by|among|between)\s")


def differing(
    form: QuestionForm, accepted: Sequence[ScoredSentence], documents: dict[str, Document], as_of: date
) -> tuple[Value, ...]:
    """The differing values that documents give as the answer, in time order; empty when they agree or there is but one.

    Two values differ when they stand in different documents, answer the same kind of question about the same thing,
    neither can be a rounding or bound of the other, and the sentences do not speak of different times.
    """
    if form.claim is not None:
        return _against(form.claim, form, accepted, documents, as_of)
    ways = opposite_ways(form, accepted, documents, as_of)
    if ways:
        return _in_time_order(ways)
    kind = kind_of(form)
    if kind is Kind.DATE and _tells_hours(accepted):
        kind = Kind.TIME
    if kind is None:
        return ()
    given = (value_of(kind, form, sentence, documents[sentence.document], as_of) for sentence in accepted)
    values = [value for value in given if value is not None]
    if any(counts_what_is_asked(value, form) for value in values):
        values = [value for value in values if may_count(value, form)]
    return _in_time_order(_at_odds(kind, form, values))


def _tells_hours(accepted: Sequence[ScoredSentence]) -> bool:
    """Whether "when" is answered by a time of day, and no date: "When is the helpline open?"."""
    best = max(accepted, key=lambda s: s.score, default=None)
    return best is not None and best.answer is None and bool(times_of_day(best.text))


def of_the_sum(form: QuestionForm, sentence: ScoredSentence, best: ScoredSentence) -> bool:
    """Whether a sentence tells of the very sum that the question asks about, and holds half as much of it as the best one."""
    asked, held = (s.features.get("own_coverage", 0.0) for s in (best, sentence))
    return 2 * held >= asked and any(f.agrees_with(q) for f in sums(form) for q in quantities(sentence.text))


def restates(sentence: ScoredSentence, best: ScoredSentence) -> bool:
    """Whether a sentence of another document that may answer has most of the best one's words: the same thing told again."""
    usable = sentence.features.get("kind", 0.0) and not sentence.features.get("unsupported", 0.0)
    if sentence.document == best.document or not usable or not holds(sentence, _HALF):
        return False
    return in_common_of(sentence.text, best.text) >= ALMOST_SAME


def _against(
    claim: Claim, form: QuestionForm, accepted: Sequence[ScoredSentence], documents: dict[str, Document], as_of: date
) -> tuple[Value, ...]:
    """What is claimed, where a document gives it, and what others give for the same thing; empty where none differs."""
    if claim.figure is None:
        values = differing(analyse(claim.question), accepted, documents, as_of)
        return values if any(_is_claimed(claim, value) for value in values) else ()
    claimed = claim.figure
    given: list[Value] = []
    for sentence in accepted:
        found = [q for q in quantities(sentence.text) if (q.kind, q.unit) == (claimed.kind, claimed.unit)]
        if found:
            quantity = next((q for q in found if q.agrees_with(claimed)), found[0])
            document = documents[sentence.document]
            given.append(Value(as_written(quantity, sentence.text), sentence, document, as_of, quantity))
    values = _in_time_order(_at_odds(Kind.FIGURE, form, given))
    borne_out = any(value.quantity is not None and value.quantity.agrees_with(claimed) for value in values)
    return values if borne_out else ()


def contradicting(
    form: QuestionForm,
    openly: Sequence[ScoredSentence],
    accepted: Sequence[ScoredSentence],
    documents: dict[str, Document],
    as_of: date,
) -> ScoredSentence | None:
    """The sentence that surely gives another holder or recipient than the one claimed, where no sentence speaks of that one.

    Args:
        openly: the sentences that answer the open question; accepted: those that answer it as it was put.
    """
    claim = form.claim
    if claim is None or claim.figure is not None or not openly or not surely(openly[0]):
        return None
    asked = analyse(claim.question)
    kind = kind_of(asked)
    value = value_of(kind, asked, openly[0], documents[openly[0].document], as_of) if kind else None
    said = set(content_terms(claim.said))
    telling = [s for s in accepted if 2 * len(set(asked.terms) & set(content_terms(s.text))) >= len(asked.terms)]
    if value is None or any(said & set(content_terms(s.text)) for s in (*telling, openly[0])):
        return None
    if posts.alone(claim.said) or _may_speak_for(claim.said, value):
        return None
    return value.sentence


def _may_speak_for(said: str, value: Value) -> bool:
    """Whether one of what is claimed and what is told is a person and the other a body, and the document tells of both: what Mr
    Jones said, the agency may be said to have said.
    """
    told = [n for n in names(value.sentence.text) if n.text in value.text or value.text in n.text]
    people = [any(n.kind == "person" for n in found) for found in (names(f"by {said}"), told)]
    return people[0] != people[1] and fold(said) in fold(value.document.text)


def _is_claimed(claim: Claim, value: Value) -> bool:
    """Whether a value is the one claimed: a name like it, or in a sentence that holds every word of it."""
    said = set(content_terms(claim.said))
    return alike(claim.said, value.text) or (bool(said) and said <= set(content_terms(value.sentence.text)))


def _at_odds(kind: Kind, form: QuestionForm, given: Iterable[Value]) -> list[Value]:
    """The values that differ from every one kept before them; of two spellings of a name the usual one."""
    values: list[Value] = []
    known = list(given)
    for value in known:
        if all(_differs(kind, form, value, other) and not _gives_both(value, other, known) for other in values):
            values.append(value)
    return [_as_usual(value, known) for value in values] if kind is Kind.HOLDER else values


def _gives_both(one: Value, other: Value, given: Sequence[Value]) -> bool:
    """Whether the document of either of two figures or ages gives the other too: it tells of two things, as the other may."""
    return any(
        v.document.id == mine.document.id != theirs.document.id and _says_again(v, theirs)
        for mine, theirs in ((one, other), (other, one))
        for v in given
    )


def _says_again(one: Value, other: Value) -> bool:
    """Whether a value is another's in another document: the same age, or the same figure in much the same sentence."""
    if one.ages and other.ages:
        return one.ages == other.ages
    if one.quantity is None or other.quantity is None or not one.quantity.agrees_with(other.quantity):
        return False
    return in_common_of(one.sentence.text, other.sentence.text) >= ALMOST_SAME


def _as_usual(value: Value, given: Sequence[Value]) -> Value:
    """The first of the values of one person or body in the surname that most of them have."""
    same = [other for other in given if alike(value.text, other.text)]
    last = Counter(other.text.split()[-1] for other in same)
    most = max(last.values())
    return next(other for other in same if last[other.text.split()[-1]] == most) if most > 1 else value


def _in_time_order(values: Sequence[Value]) -> tuple[Value, ...]:
    """The values, oldest first; empty where there is but one."""
    return tuple(sorted(values, key=_when)) if len(values) > 1 else ()


def lesser(form: QuestionForm, sentence: ScoredSentence, best: ScoredSentence) -> bool:
    """Whether the best sentence says all that is asked about, and this one much less: its figure is of something wider."""
    whole, mine = (s.features.get("own_coverage", 0.0) for s in (best, sentence))
    less = whole >= _ALL and mine < _MUCH_LESS * whole and not surely(sentence)
    return less and kind_of(form) is Kind.FIGURE


def _differs(kind: Kind, form: QuestionForm, a: Value, b: Value) -> bool:
    if a.document.id == b.document.id and not (kind is Kind.FIGURE and _told_apart(form, a, b)):
        return False
    if kind not in (Kind.DATE, Kind.TIME) and other_times(a, b):
        return False
    if (a.quantity or a.days or a.times or a.ages) and not of_one_scope(form, a, b):
        return False
    if (a.quantity or a.times or a.ages) and _of_another(form, a, b):
        return False
    if kind is Kind.TIME:
        return times_differ(form, a, b)
    if kind is Kind.AGE:
        return ages_differ(form, a, b)
    if kind is Kind.PLACE:
        return places_differ(form, a, b)
    if a.quantity is not None and b.quantity is not None:
        return figures_differ(kind, form, a, b, a.quantity, b.quantity)
    if a.days is not None and b.days is not None:
        return days_differ(form, a, b, a.days, b.days)
    if kind is Kind.POST:
        return posts.passing(a.text) == posts.passing(b.text) and not posts.same_post(a.text, b.text)
    if kind is Kind.GIFT:
        whom = Wanted.PERSON in form.wanted or Wanted.BODY in form.wanted
        answers = whom or all(likely(s) or holds(s, _MUCH) for s in (a.sentence, b.sentence))
        return answers and _shares_figure(a, b, form) and not _says_alike(a, b)
    if alike(a.text, b.text) or not form.post.holder:
        return False
    if any(_followed(a.text, b.text, v.sentence.text) for v in (a, b)) or _somebody_of(a, b) or _somebody_of(b, a):
        return False
    post = form.post.post
    if post and all(posts.holds(v.text, post, v.sentence.text) for v in (a, b)):
        return True
    if _both_name(form, a, b) and likely(a.sentence, b.sentence):
        return True
    return on_one_subject(form, a, b) and (_both_hold(form, a, b) or surely(a.sentence, b.sentence))


def _told_apart(form: QuestionForm, a: Value, b: Value) -> bool:
    """Whether two sentences of one document stand apart, hold much of the question and answer it almost certainly."""
    if _opening_name(form, a) != _opening_name(form, b):
        return False
    if abs(a.sentence.start - b.sentence.start) <= _APART or not likely(a.sentence, b.sentence):
        return False
    if (
        not surely(max(a.sentence, b.sentence, key=lambda s: s.score))
        or a.quantity is None
        or b.quantity is None
        or "duration" in (a.quantity.kind, b.quantity.kind)
    ):
        return False
    share = _HALF if counts_what_is_asked(a, form) and counts_what_is_asked(b, form) else _MOST
    if surely(a.sentence, b.sentence) and all(holds(v.sentence, share) for v in (a, b)):
        return True
    return in_common_of(a.sentence.text, b.sentence.text) >= _HALF and bool(counted_alike(a, b, a.quantity, b.quantity))


def _opening_name(form: QuestionForm, value: Value) -> str | None:
    """The name that a value's sentence opens with, where the question does not hold it: whose value it is."""
    text = value.sentence.text
    first = next((n.text for n in names(text) if n.start == 0 and " " in n.text), None)
    return first if first and not set(content_terms(first)) <= set(form.terms) else None


def _of_another(form: QuestionForm, a: Value, b: Value) -> bool:
    """Whether only one of two sentences is read with what the question names, and the other names something else instead."""
    for name in form.names:
        asked = set(content_terms(name.text))
        near = [asked <= set(content_terms(v.about)) for v in (a, b)]
        other = b if near[0] else a
        if (
            asked
            and near[0] != near[1]
            and any(
                n.kind != "person" and not set(content_terms(n.text)) & set(form.terms)
                for n in names(other.sentence.text)
            )
        ):
            return True
    return False


def _followed(one: str, other: str, sentence: str) -> bool:
    """Whether a sentence says that one of two people followed the other."""
    return any(
        (alike(one, new) and alike(other, old)) or (alike(other, new) and alike(one, old))
        for new, old in posts.followed(sentence)
    )


def _somebody_of(person: Value, body: Value) -> bool:
    """Whether one value is a person and the other a body of which that person's document tells too: its chief executive, it may be."""
    kinds = {n.text: n.kind for n in (*names(person.sentence.text), *names(body.sentence.text))}
    apart = kinds.get(person.text) == "person" and kinds.get(body.text) in ("body", "acronym", "")
    return apart and fold(body.text) in fold(person.document.text)


def _says_alike(a: Value, b: Value) -> bool:
    """Whether two values have a word in common before what they are for ("adverts for carers", "more adverts"), or one
    sentence holds the other's value.
    """
    heads = [set(content_terms(_FOR_WHAT.split(v.text)[0])) for v in (a, b)]
    return bool(heads[0] & heads[1]) or any(fold(v.text) in fold(w.sentence.text) for v, w in ((a, b), (b, a)))


def _both_hold(form: QuestionForm, a: Value, b: Value) -> bool:
    """Whether both sentences hold every term of the question."""
    asked = set(form.terms)
    return bool(asked) and all(asked <= set(content_terms(v.sentence.text)) for v in (a, b))


def _both_name(form: QuestionForm, a: Value, b: Value) -> bool:
    """Whether the question names something, and both sentences name all of it."""
    asked = {term for name in form.names for term in content_terms(name.text)}
    return bool(asked) and all(asked <= set(content_terms(v.sentence.text)) for v in (a, b))


def _shares_figure(a: Value, b: Value, form: QuestionForm) -> bool:
    """Whether both sentences hold a figure that the question names, or one sum where it names none: the one thing they say
    different things of.
    """
    if not any(figure.kind not in ("year", "day") for figure in form.figures):
        mine, theirs = ([q for q in quantities(v.sentence.text) if q.kind == "money"] for v in (a, b))
        return any(one.agrees_with(other) for one in mine for other in theirs)
    return any(
        all(any(figure.agrees_with(q) for q in quantities(v.sentence.text)) for v in (a, b))
        for figure in form.figures
        if figure.kind not in ("year", "day")
    )


def _when(value: Value) -> tuple[str, str, int]:
    return value.published or "9999", value.sentence.document, value.sentence.start
