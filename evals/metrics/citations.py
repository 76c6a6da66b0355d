"""Judges citations against the stored text and against gold quotes, by characters.

A gold quote counts as cited when the citations together cover at least half of its characters. A citation counts as
right when it covers half of a gold quote, or when half of its own characters stand in one, so that a citation
of one sentence out of a longer gold quote is not called wrong. Where a gold quote stands in its document more than
once, any of its places will do.

Precision and recall follow ALCE (Gao et al. 2023, section 3) with gold spans in place of a judge model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.schema import Citation, Related

HALF = 0.5


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document's stored text, end exclusive."""

    document: str
    start: int
    end: int


Quoted = Citation | Related
"""Words shown with the place they were taken from."""

Places = Sequence[Span]
"""The places where one gold quote stands: at least one, mostly exactly one."""


def places(document: str, text: str, quote: str) -> tuple[Span, ...]:
    """Every place where the quote stands in the text of its document, in order."""
    found: list[Span] = []
    at = text.find(quote) if quote else -1
    while at >= 0:
        found.append(Span(document, at, at + len(quote)))
        at = text.find(quote, at + 1)
    return tuple(found)


def covered(span: Span, by: Sequence[Span]) -> float:
    """Share of the characters of ``span`` that stand in at least one of ``by``."""
    inside = sorted(
        (max(span.start, s.start), min(span.end, s.end)) for s in by if s.document == span.document and s.end > s.start
    )
    total, reached = 0, span.start
    for start, end in inside:
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total / (span.end - span.start)


def holds(gold: Places, by: Sequence[Span]) -> bool:
    """Whether half of the gold quote's characters, at one of its places, stand in ``by`` taken together."""
    return any(covered(place, by) >= HALF for place in gold)


def is_right(citation: Span, golds: Sequence[Places]) -> bool:
    """Whether the citation covers half of a gold quote, or half of the citation stands in one."""
    return any(
        covered(place, [citation]) >= HALF or covered(citation, [place]) >= HALF for gold in golds for place in gold
    )


def span(citation: Citation) -> Span:
    """Where a citation says it stands."""
    return Span(citation.document, citation.start, citation.end)


def is_valid(citation: Quoted, texts: Mapping[str, str]) -> bool:
    """Whether the quote stands at its offsets in its document: ``text[start:end] == quote``, and is not empty."""
    text = texts.get(citation.document)
    return (
        text is not None
        and 0 <= citation.start < citation.end <= len(text)
        and text[citation.start : citation.end] == citation.quote
    )


def citation_validity(citations: Sequence[Quoted], texts: Mapping[str, str]) -> float | None:
    """Share of the citations that are valid; None without citations."""
    if not citations:
        return None
    return sum(is_valid(citation, texts) for citation in citations) / len(citations)


def citation_precision(citations: Sequence[Span], golds: Sequence[Places]) -> float | None:
    """Right citations / citations; None without citations or without gold quotes."""
    if not citations or not golds:
        return None
    return sum(is_right(citation, golds) for citation in citations) / len(citations)


def citation_recall(citations: Sequence[Span], golds: Sequence[Places]) -> float | None:
    """Gold quotes that are cited / gold quotes; None without gold quotes."""
    if not golds:
        return None
    return sum(holds(gold, citations) for gold in golds) / len(golds)
