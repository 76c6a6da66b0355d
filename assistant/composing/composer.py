"""Turns readings into a reply: statements word for word, their citations, differing values, or a plain abstention."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.citations import cite
from assistant.composing import splitting as split
from assistant.composing import wording
from assistant.composing.ambiguity import meanings, narrower
from assistant.composing.dating import dating
from assistant.composing.differing import Value, differing
from assistant.composing.listing import items
from assistant.composing.premise import false_premise
from assistant.composing.selecting import Point, Selection, select
from assistant.questions import FIGURES, QuestionForm
from assistant.schema import (
    Caution,
    Citation,
    Completeness,
    Conflict,
    ConflictValue,
    Coverage,
    Document,
    Query,
    Reading,
    Reason,
    Related,
    Reply,
    ReplyStatus,
    ScoredSentence,
    Statement,
    Status,
)

_MOST_RELATED = 3
_ADDS_UP = 0.95  # confidence in parts that add up to the sum asked about, to the penny


@dataclass(frozen=True, slots=True)
class Composer:
    """Composes replies. Holds settings only.

    Attributes:
        threshold: least confidence that is answered.
        keep: least share of the best sentence's score that a further sentence needs.
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
    ) -> Reply:
        """The reply to a query, from the reading of the whole question and of each of its parts."""
        readings = [whole, *(reading for _, reading in parts)]
        documents = {s.document: self.document(s.document) for r in readings for s in r.sentences}
        usable = self._usable(query, whole, documents)
        parts = [(text, self._usable(query, reading, documents)) for text, reading in parts]
        accepted = [s for s in usable.sentences if s.score >= self.threshold]
        candidates = () if parts or form.is_list else meanings(form, query, accepted)
        if candidates:
            return self._ask_which(query, form, candidates, documents)
        values = () if parts else differing(form, accepted, documents)
        if values:
            return self._differ(query, form, values, documents, whole.confidence)
        selection = self._announced(form, usable, documents) or select(
            form, usable, parts, threshold=self.threshold, most=self.most, keep=self.keep
        )
        if not selection.points:
            return self._abstain(query, form, whole, usable, documents, covered)
        statements, citations = self._statements(selection.points, documents)
        best = selection.points[0].sentence
        if form.is_list or parts:
            best = max((p.sentence for p in selection.points), key=lambda s: s.score)
        return Reply(
            query=query,
            status=ReplyStatus.ANSWERED,
            completeness=Completeness.PARTIAL if selection.missing else Completeness.FULL,
            message=wording.partial(selection.missing) if selection.missing else dating(query, citations),
            short_answer=None if form.is_list or parts else _short(best),
            statements=statements,
            citations=citations,
            missing=selection.missing,
            warnings=_cautions(query, citations),
            confidence=max(whole.confidence, best.score),
        )

    def _announced(self, form: QuestionForm, reading: Reading, documents: dict[str, Document]) -> Selection | None:
        """A whole list or split, where the question asks for one and the evidence announces it or adds it up."""
        for document in documents.values():
            found = split.parts(form, document)
            if found:
                return Selection(tuple(Point(_sentence(document, *span, _ADDS_UP)) for span in found))
        if not form.is_list or not reading.sentences or reading.sentences[0].score < self.threshold:
            return None
        for sentence in reading.sentences:
            if sentence.score < max(self.threshold, self.keep * reading.sentences[0].score):
                break
            spans = items(form, sentence, documents[sentence.document])
            if len(spans) > 1:
                text = documents[sentence.document].text
                listed = [
                    replace(sentence, start=s, end=e, text=text[s:e], answer=None, context=None) for s, e in spans
                ]
                return Selection((Point(sentence), *(Point(item) for item in listed)))
        return None

    def _usable(self, query: Query, reading: Reading, documents: dict[str, Document]) -> Reading:
        """The reading without documents that no longer hold, unless the question names them."""
        kept = tuple(
            s
            for s in reading.sentences
            if documents[s.document].metadata.status is Status.CURRENT or s.document in (*query.documents, *query.named)
        )
        return replace(reading, sentences=kept)

    def _differ(
        self,
        query: Query,
        form: QuestionForm,
        values: Sequence[Value],
        documents: dict[str, Document],
        confidence: float,
    ) -> Reply:
        points = [Point(v.sentence) for v in values]
        statements, citations = self._statements(points, documents)
        by_start = {(c.document, c.start): c.number for c in citations}
        shown = []
        for value in values:
            number = next(
                n
                for (doc, start), n in by_start.items()
                if doc == value.sentence.document and start == value.sentence.start
            )
            index = next(i for i, s in enumerate(statements) if number in s.citations)
            shown.append(ConflictValue(value.text, value.published, index, (number,)))
        return Reply(
            query=query,
            status=ReplyStatus.ANSWERED,
            completeness=Completeness.FULL,
            message=wording.differ([v.published for v in values], figures=form.wanted[0] in FIGURES),
            statements=statements,
            citations=citations,
            conflicts=(Conflict(query.text, tuple(shown)),),
            warnings=_cautions(query, citations),
            confidence=confidence,
        )

    def _ask_which(
        self,
        query: Query,
        form: QuestionForm,
        candidates: Sequence[ScoredSentence],
        documents: dict[str, Document],
    ) -> Reply:
        """The several things a bare question may mean, oldest first, with a narrower question for each."""
        ordered = sorted(candidates, key=lambda s: (documents[s.document].metadata.published or "9999", s.document))
        suggestions = [narrower(form, s) for s in ordered]
        return Reply(
            query=query,
            status=ReplyStatus.ABSTAINED,
            reason=Reason.AMBIGUOUS,
            message=wording.which(len(ordered)),
            suggestions=tuple(dict.fromkeys(s for s in suggestions if s)),
            related=tuple(_related(s, documents[s.document]) for s in ordered),
            confidence=candidates[0].score,
        )

    def _abstain(
        self,
        query: Query,
        form: QuestionForm,
        whole: Reading,
        usable: Reading,
        documents: dict[str, Document],
        covered: Coverage,
    ) -> Reply:
        stale = [s for s in whole.sentences if s.score >= self.threshold and s not in usable.sentences]
        if stale:
            titles = tuple(dict.fromkeys(documents[s.document].metadata.title for s in stale))
            message = wording.no_longer_current(titles)
            warnings = tuple(
                Caution(
                    str(documents[s.document].metadata.status),
                    f"{documents[s.document].metadata.title}: {documents[s.document].metadata.status}",
                )
                for s in {s.document: s for s in stale}.values()
            )
            return self._abstention(query, Reason.NOT_FOUND, message, stale, documents, whole.confidence, warnings)
        premise = false_premise(form, usable, documents)
        if premise is not None:
            statements, citations = self._statements([Point(premise.instead)], documents)
            return Reply(
                query=query,
                status=ReplyStatus.ABSTAINED,
                reason=Reason.FALSE_PREMISE,
                message=wording.not_borne_out(premise.words),
                statements=statements,
                citations=citations,
                warnings=_cautions(query, citations),
                confidence=whole.confidence,
            )
        message = wording.not_found(whole.unsupported, covered)
        return self._abstention(query, Reason.NOT_FOUND, message, whole.sentences, documents, whole.confidence)

    def _abstention(
        self,
        query: Query,
        reason: Reason,
        message: str,
        nearest: Sequence[ScoredSentence],
        documents: dict[str, Document],
        confidence: float,
        warnings: tuple[Caution, ...] = (),
    ) -> Reply:
        related = tuple(_related(s, documents[s.document]) for s in nearest[:_MOST_RELATED])
        return Reply(
            query=query,
            status=ReplyStatus.ABSTAINED,
            reason=reason,
            message=message,
            related=related,
            warnings=warnings,
            confidence=confidence,
        )

    def _statements(
        self, points: Sequence[Point], documents: dict[str, Document]
    ) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
        """Statements with their citations, numbered in order of appearance; what a sentence leans on comes before it."""
        citations: list[Citation] = []
        numbers: dict[tuple[str, int, int], int] = {}
        statements: list[Statement] = []

        def number(document: str, start: int, end: int) -> int:
            key = (document, start, end)
            if key not in numbers:
                numbers[key] = len(citations) + 1
                citations.append(cite(numbers[key], documents[document], start, end))
            return numbers[key]

        said: set[tuple[str, int, int]] = set()
        for point in points:
            sentence = point.sentence
            spans = (
                [sentence.context, (sentence.start, sentence.end)]
                if sentence.context
                else [(sentence.start, sentence.end)]
            )
            for span in spans:
                if span is None or (sentence.document, *span) in said:
                    continue
                said.add((sentence.document, *span))
                cited = [number(sentence.document, *span)]
                if span == (sentence.start, sentence.end):
                    cited.extend(number(a.document, a.start, a.end) for a in point.agreeing)
                statements.append(Statement(documents[sentence.document].text[span[0] : span[1]], tuple(cited)))
        return tuple(statements), tuple(citations)


def _sentence(document: Document, start: int, end: int, score: float) -> ScoredSentence:
    """A sentence that stands in the answer for what announces it or adds up, and as surely."""
    return ScoredSentence(document.id, start, end, document.text[start:end], score)


def _related(sentence: ScoredSentence, document: Document) -> Related:
    metadata = document.metadata
    return Related(
        document.id,
        metadata.title,
        sentence.text,
        sentence.start,
        sentence.end,
        metadata.publisher,
        metadata.published,
        "published" in metadata.inferred,
        metadata.status,
    )


def _short(sentence: ScoredSentence) -> str | None:
    if sentence.answer is None:
        return None
    start, end = sentence.answer
    return sentence.text[start - sentence.start : end - sentence.start]


def _cautions(query: Query, citations: Sequence[Citation]) -> tuple[Caution, ...]:
    """Warnings about the cited documents: no longer current; where the question is one of time, undated or dated by guess."""
    timed = bool(query.dates) or query.as_of_given
    found: list[Caution] = []
    for citation in {c.document: c for c in citations}.values():
        if citation.status is not Status.CURRENT:
            found.append(Caution(str(citation.status), f"“{citation.title}” is {citation.status}."))
        if timed and citation.published is None:
            found.append(Caution("undated", f"“{citation.title}” is undated."))
        elif timed and citation.date_inferred:
            found.append(Caution("inferred_date", f"The date of “{citation.title}” was inferred from the document."))
    return tuple(found)
