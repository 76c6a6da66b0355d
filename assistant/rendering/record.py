"""Turns a reply into the JSON object that ``--json``, batches, the API and exports share.

Fields are only ever added; their order is the contract's.
"""

from __future__ import annotations

from assistant.schema import Card, Citation, Conflict, Coverage, Query, Related, Reply


def to_dict(reply: Reply, id: str | None = None) -> dict[str, object]:
    """The reply as plain JSON types; with an ``id``, that comes first.

    ``confidence`` is rounded to four digits: beyond them it depends on the processor.
    """
    return {
        **({} if id is None else {"id": id}),
        "question": reply.query.question,
        "query": _query(reply.query),
        "status": str(reply.status),
        "reason": None if reply.reason is None else str(reply.reason),
        "completeness": str(reply.completeness),
        "message": reply.message,
        "answer": reply.answer,
        "short_answer": reply.short_answer,
        "statements": [{"text": s.text, "citations": list(s.citations)} for s in reply.statements],
        "missing": list(reply.missing),
        "suggestions": list(reply.suggestions),
        "citations": [_citation(c) for c in reply.citations],
        "conflicts": [_conflict(c) for c in reply.conflicts],
        "related": [_related(r) for r in reply.related],
        "coverage": _coverage(reply.coverage),
        "warnings": [{"code": w.code, "text": w.text} for w in reply.warnings],
        "card": None if reply.card is None else _card(reply.card),
        "confidence": round(reply.confidence, 4),
        "generation": reply.generation,
        "models": dict(reply.models),
        "mode": reply.mode,
        "timings_ms": dict(reply.timings_ms),
    }


def _query(query: Query) -> dict[str, object]:
    return {
        "text": query.text,
        "rewritten": query.rewritten,
        "as_of": query.as_of.isoformat(),
        "dates": [{"text": d.text, "start": d.start.isoformat(), "end": d.end.isoformat()} for d in query.dates],
        "documents": list(query.documents),
    }


def _citation(citation: Citation) -> dict[str, object]:
    return {
        "number": citation.number,
        "document": citation.document,
        "title": citation.title,
        "publisher": citation.publisher,
        "published": citation.published,
        "date_inferred": citation.date_inferred,
        "status": str(citation.status),
        "url": citation.url,
        "heading": citation.heading,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
    }


def _conflict(conflict: Conflict) -> dict[str, object]:
    return {
        "about": conflict.about,
        "values": [
            {"value": v.value, "date": v.date, "statement": v.statement, "citations": list(v.citations)}
            for v in conflict.values
        ],
    }


def _related(related: Related) -> dict[str, object]:
    return {
        "document": related.document,
        "title": related.title,
        "quote": related.quote,
        "start": related.start,
        "end": related.end,
        "publisher": related.publisher,
        "published": related.published,
        "date_inferred": related.date_inferred,
        "status": str(related.status),
    }


def _coverage(coverage: Coverage) -> dict[str, object]:
    return {
        "documents": coverage.documents,
        "undated": coverage.undated,
        "from": coverage.first,
        "to": coverage.last,
        "text": coverage.text,
    }


def _card(card: Card) -> dict[str, object]:
    return {
        "title": card.title,
        "contacts": [{"name": c.name, "detail": c.detail, "url": c.url} for c in card.contacts],
        "last_checked": card.last_checked,
    }
