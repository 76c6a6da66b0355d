"""Turns readings into a reply: statements word for word, their citations, differing values, or a plain abstention."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.composing import splitting as split
from assistant.composing import wording
from assistant.composing.abstaining import abstain, ask_which, not_borne_out
from assistant.composing.ambiguity import meanings
from assistant.composing.citing import cautions, quoted
from assistant.composing.dating import dating
from assistant.composing.differing import contradicting, differing, lesser, of_the_sum, restates
from assistant.composing.directions import opposite_ways
from assistant.composing.holders import present
from assistant.composing.listing import announcing, items, listed
from assistant.composing.quotations import whole
from assistant.composing.selecting import Point, Selection, as_sure, select
from assistant.composing.values import Value
from assistant.questions import FIGURES, QuestionForm, Wanted, analyse
from assistant.schema import (
    Completeness,
    Conflict,
    ConflictValue,
    Coverage,
    Document,
    Query,
    Reading,
    Reply,
    ReplyStatus,
    ScoredSentence,
    Status,
)
from assistant.text import leans

_AT_ODDS = 0.25  # share of the threshold that a sentence needs to be set against one that answers
_LIKELY = 0.5
_ADDS_UP = 0.95  # confidence in parts that add up to the sum asked about, to the penny


@dataclass(frozen=True, slots=True)
class Composer:
    """Composes replies. Holds settings only.

    Attributes:
        threshold: least confidence that is answered.
        keep: least share of the best sentence's odds that a further sentence needs.
        most: most statements of an answer that is not a list.
        document: gives the stored document of an id.
    """

    threshold: float
    keep: float
    most: int
    document: Callable[[str], Document]

    def compose(
        self,
        query: Query,
        form: QuestionForm,
        whole: Reading,
        parts: Sequence[tuple[str, Reading]],
        covered: Coverage,
        unclaimed: Reading | None = None,
    ) -> Reply:
        """The reply to a query, from the reading of the whole question, of each of its parts, and without what it claims."""
        readings = [whole, *(reading for _, reading in parts), *([unclaimed] if unclaimed else [])]
        documents = {s.document: self.document(s.document) for r in readings for s in r.sentences}
        usable = present(form, self._usable(query, whole, documents), self.threshold)
        parts = [(text, self._usable(query, reading, documents)) for text, reading in parts]
        accepted = [s for s in usable.sentences if s.score >= self.threshold]
        candidates = () if parts or form.is_list else meanings(form, query, accepted)
        if candidates:
            return ask_which(query, form, candidates, documents)
        claims = self._usable(query, unclaimed, documents).sentences if unclaimed else ()
        named = form.claim is not None and form.claim.figure is None
        near = self._near(form, claims if named else [*usable.sentences, *claims])
        values = (opposite_ways if parts else differing)(form, near, documents, query.as_of)
        if values:
            return self._differ(query, [(query.text, values)], documents, usable.confidence)
        instead = None if parts else contradicting(form, claims, accepted, documents, query.as_of)
        if instead is not None and form.claim is not None and instead.score >= self.threshold:
            return not_borne_out(query, (form.claim.said,), instead, documents, usable.confidence)
        announced = [(text, self._announced(analyse(text), reading, documents)) for text, reading in parts]
        selection = (None if parts else self._announced(form, usable, documents)) or select(
            form,
            usable,
            parts,
            threshold=self.threshold,
            most=self.most,
            keep=self.keep,
            given={text: found.points for text, found in announced if found},
        )
        if not selection.points and parts:  # no part is answered alone, the question as a whole may be
            parts = ()
            selection = select(form, usable, (), threshold=self.threshold, most=self.most, keep=self.keep)
        at_odds = self._parts_at_odds(query, usable, parts, documents)
        if at_odds and not selection.missing:
            return self._differ(query, at_odds, documents, usable.confidence, selection.points)
        if not selection.points:
            return abstain(query, form, whole, usable, documents, covered, self.threshold)
        statements, citations = quoted(_introduced(selection.points, documents), documents)
        best = selection.points[0].sentence
        if form.is_list or parts:
            best = max((p.sentence for p in selection.points), key=lambda s: s.score)
        when = form.wanted[0] is Wanted.DATE and not parts
        typed = dict(zip(form.parts, form.clauses, strict=True))
        missing = tuple(typed.get(part, part) for part in selection.missing)
        return Reply(
            query=query,
            status=ReplyStatus.ANSWERED,
            completeness=Completeness.PARTIAL if missing else Completeness.FULL,
            message=wording.partial(missing)
            if missing
            else dating(query, citations, best.short_answer if when else None, when=when),
            short_answer=None if form.is_list or parts else best.short_answer,
            statements=statements,
            citations=citations,
            missing=missing,
            warnings=cautions(query, citations),
            confidence=max(usable.confidence, best.score),
        )

    def _parts_at_odds(
        self, query: Query, whole: Reading, parts: Sequence[tuple[str, Reading]], documents: dict[str, Document]
    ) -> list[tuple[str, tuple[Value, ...]]]:
        """The parts to which documents give different answers, each with those; every one likely answers the whole question too,
        which says more than a part of it.
        """
        found = []
        fits = {(s.document, s.start) for s in whole.sentences if s.score >= _LIKELY}
        for text, reading in parts:
            form = analyse(text)
            values = differing(form, self._near(form, reading.sentences), documents, query.as_of)
            if values and all((v.sentence.document, v.sentence.start) in fits for v in values):
                found.append((text, values))
        return found

    def _near(self, form: QuestionForm, sentences: Sequence[ScoredSentence]) -> list[ScoredSentence]:
        """The sentences that may be set against one that answers: nearly as sure, of the very sum that is asked about, or in much the
        same words.
        """
        best = max(sentences, key=lambda s: s.score, default=None)
        if best is None or best.score < self.threshold:
            return []
        sure = [s for s in sentences if s.score >= _AT_ODDS * self.threshold and not lesser(form, s, best)]
        others = (s for s in sentences if s not in sure)
        return [*sure, *(s for s in others if of_the_sum(form, s, best) or restates(s, best))]

    def _announced(self, form: QuestionForm, reading: Reading, documents: dict[str, Document]) -> Selection | None:
        """A whole list or split, where the question asks for one and the evidence announces it or adds it up."""
        for id in () if reading.unsupported else dict.fromkeys(s.document for s in reading.sentences):
            found = split.parts(form, documents[id])
            if found:
                return Selection(tuple(Point(_sentence(documents[id], *span, _ADDS_UP)) for span in found))
        if not reading.sentences or reading.sentences[0].score < self.threshold:
            return None
        best = reading.sentences[0]
        steps = listed(best.start, documents[best.document]) if best.features.get("replies") else []
        if len(steps) > 1:  # the page asks the very question over a list
            return Selection(tuple(Point(_sentence(documents[best.document], *span, best.score)) for span in steps))
        if len(steps := self._rest_of_list(form, reading, documents)) > 1:
            return Selection(tuple(Point(_sentence(documents[best.document], *span, best.score)) for span in steps))
        item = None if form.is_list else self._item_asked_for(form, reading, documents)
        if item is not None:
            return Selection((Point(item),))
        tried = reading.sentences if form.is_list else self._announcing(form, reading, documents)
        for sentence in tried:
            if sentence.score < self.threshold or not as_sure(sentence, reading.sentences[0], self.keep):
                break
            text = documents[sentence.document].text
            opening = announcing(sentence.start, documents[sentence.document])
            if opening is not None:  # an item: its list is announced before it
                start, end = opening
                sentence = replace(sentence, start=start, end=end, text=text[start:end], answer=None, context=None)
            spans = items(form, sentence, documents[sentence.document])
            if len(spans) > 1:
                points = [
                    replace(sentence, start=s, end=e, text=text[s:e], answer=None, context=None) for s, e in spans
                ]
                return Selection((Point(sentence), *(Point(item) for item in points)))
        return None

    def _rest_of_list(
        self, form: QuestionForm, reading: Reading, documents: dict[str, Document]
    ) -> list[tuple[int, int]]:
        """The list, of which most items answer a question that asks for no figure, date or person; empty where there is none."""
        best = reading.sentences[0]
        if form.wanted[0] not in (Wanted.OPEN, Wanted.DEFINITION, Wanted.LIST):
            return []
        spans = listed(best.start, documents[best.document])
        sure = [s for s in reading.sentences if s.score >= self.threshold and as_sure(s, best, self.keep)]
        answering = sum(s.document == best.document and (s.start, s.end) in spans for s in sure)
        return spans if answering > 1 and 2 * answering > len(spans) else []

    def _item_asked_for(
        self, form: QuestionForm, reading: Reading, documents: dict[str, Document]
    ) -> ScoredSentence | None:
        """The item that holds most of a question for a date or figure, where the best sentence only announces its list: "By March we
        will:".
        """
        best = reading.sentences[0]
        if not best.text.rstrip().endswith(":") or form.wanted[0] not in (*FIGURES, Wanted.DATE):
            return None
        spans = items(form, best, documents[best.document])
        found = [s for s in reading.sentences if s.document == best.document and (s.start, s.end) in spans]
        held = max(found, key=lambda s: s.features.get("own_coverage", 0.0), default=None)
        if held is None or not held.features.get("own_coverage"):
            return None
        return replace(held, score=best.score, context=(best.start, best.end), answer=None)

    def _announcing(
        self, form: QuestionForm, reading: Reading, documents: dict[str, Document]
    ) -> tuple[ScoredSentence, ...]:
        """The best sentence, or the one that announces the list it is an item of, where the answer is that list: only "councils
        must do five things:" announces a list that was not asked for.
        """
        best = reading.sentences[0]
        if best.text.rstrip().endswith(":"):
            return (best,)
        if form.wanted[0] in FIGURES or form.wanted[0] in (Wanted.DATE, Wanted.YES_NO):
            return ()
        span = announcing(best.start, documents[best.document])
        found = (s for s in reading.sentences if (s.document, s.start, s.end) == (best.document, *(span or ())))
        return tuple(replace(s, score=best.score) for s in found if s.score >= self.threshold)

    def _usable(self, query: Query, reading: Reading, documents: dict[str, Document]) -> Reading:
        """The reading without documents that no longer hold, unless the question names them."""
        kept = tuple(
            s
            for s in reading.sentences
            if documents[s.document].metadata.status is Status.CURRENT or s.document in (*query.documents, *query.named)
        )
        if kept[:1] == reading.sentences[:1]:
            return replace(reading, sentences=kept)
        return Reading(kept, kept[0].score if kept else 0.0)

    def _differ(
        self,
        query: Query,
        at_odds: Sequence[tuple[str, Sequence[Value]]],
        documents: dict[str, Document],
        confidence: float,
        others: Sequence[Point] = (),
    ) -> Reply:
        """The values that differ, of the whole question or of each of some parts, with what answers the others."""
        every = [value for _, values in at_odds for value in values]
        told = {(value.sentence.document, value.sentence.start) for value in every}
        points = [point for point in others if (point.sentence.document, point.sentence.start) not in told]
        points += [Point(v.sentence if leans(v.sentence.text) else replace(v.sentence, context=None)) for v in every]
        statements, citations = quoted(points, documents)
        by_start = {(c.document, c.start): c.number for c in citations}
        conflicts = []
        for subject, values in at_odds:
            shown = []
            for value in values:
                number = by_start[value.sentence.document, value.sentence.start]
                index = next(i for i, s in enumerate(statements) if number in s.citations)
                shown.append(ConflictValue(value.shown, value.published, index, (number,)))
            conflicts.append(Conflict(subject, tuple(shown)))
        return Reply(
            query=query,
            status=ReplyStatus.ANSWERED,
            completeness=Completeness.FULL,
            message=wording.differ(
                [v.published for v in at_odds[0][1]],
                figures=all(v.quantity is not None for v in every),
                documents=len({v.document.id for v in every}),
            ),
            statements=statements,
            citations=citations,
            conflicts=tuple(conflicts),
            warnings=cautions(query, citations),
            confidence=max(confidence, *(value.sentence.score for value in every)),
        )


def _introduced(points: Sequence[Point], documents: dict[str, Document]) -> list[Point]:
    """The points, with whole quotations; those that are items and no sentences of their own with what announces their list."""
    found = []
    for point in points:
        sentence = whole(point.sentence, documents[point.sentence.document])
        point = replace(point, sentence=sentence)
        if sentence.context is None and sentence.text[:1].islower():
            context = announcing(sentence.start, documents[sentence.document])
            point = replace(point, sentence=replace(sentence, context=context))
        found.append(point)
    return found


def _sentence(document: Document, start: int, end: int, score: float) -> ScoredSentence:
    """A sentence that stands in the answer for what announces it or adds up, and as surely."""
    return ScoredSentence(document.id, start, end, document.text[start:end], score)
