"""Turns chosen sentences into statements with verified citations, and says what is to be known of their documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.citations import cite
from assistant.composing.selecting import Point
from assistant.schema import Caution, Citation, Document, Query, Related, ScoredSentence, Statement, Status


def quoted(
    points: Sequence[Point], documents: Mapping[str, Document]
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
            [sentence.context, (sentence.start, sentence.end)] if sentence.context else [(sentence.start, sentence.end)]
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


def related(sentence: ScoredSentence, document: Document) -> Related:
    """A passage that is shown without answering."""
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


def cautions(query: Query, citations: Sequence[Citation]) -> tuple[Caution, ...]:
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
