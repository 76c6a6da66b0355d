"""Small documents, sentences and readings for the tests of answering; everything computed in the open."""

from __future__ import annotations

from datetime import date

from assistant.questions import analyse
from assistant.reading.spans import short_answer
from assistant.schema import Block, BlockKind, Document, Metadata, Query, Reading, ScoredSentence, Status
from assistant.text import sentences

TODAY = date(2021, 6, 1)


def document(
    id: str,
    text: str,
    *,
    published: str | None = "2018-09-03",
    status: Status = Status.CURRENT,
    title: str | None = None,
) -> Document:
    """A document of one paragraph a line."""
    blocks, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Block(BlockKind.PARAGRAPH, at, at + len(line), ("Top",)))
        at += len(line) + 1
    metadata = Metadata(title or id.title(), publisher="The Gazette", published=published, status=status)
    return Document(id, f"{id}.txt", text, metadata, tuple(blocks), "0")


def query(text: str, **fields: object) -> Query:
    """A stand-alone question asked on ``TODAY``."""
    return Query(text, text, TODAY, **fields)  # type: ignore[arg-type]


def scored(question: str, source: Document, wording: str, score: float, *, leans: bool = False) -> ScoredSentence:
    """The sentence of the document that holds ``wording``, with a score."""
    spans = sentences(source.text)
    place = next(i for i, (s, e) in enumerate(spans) if wording in source.text[s:e])
    start, end = spans[place]
    text = source.text[start:end]
    span, _ = short_answer(analyse(question), text, TODAY, source.metadata.published)
    return ScoredSentence(
        source.id,
        start,
        end,
        text,
        score,
        answer=(start + span[0], start + span[1]) if span else None,
        context=spans[place - 1] if leans else None,
    )


def reading(*found: ScoredSentence, unsupported: tuple[str, ...] = ()) -> Reading:
    """A reading of these sentences, best first."""
    best = sorted(found, key=lambda s: -s.score)
    return Reading(tuple(best), best[0].score if best else 0.0, unsupported)
