"""Turns the draft of any format into the parsed document: furniture marked, headings trailed, metadata inferred."""

from __future__ import annotations

from assistant.formats.furniture import mark
from assistant.formats.inferring import infer
from assistant.formats.parsed import Draft, Parsed, with_trails
from assistant.formats.plain import recognise_headings
from assistant.schema import DocumentError, FailureReason


def finish(draft: Draft, stem: str) -> Parsed:
    """The parsed document.

    Args:
        stem: the file's name without its ending; what may be told from it is inferred.

    Raises:
        DocumentError: there is no text in it.
    """
    if not draft.pieces:
        raise DocumentError(FailureReason.EMPTY, "it holds no text; remove it or add its text")
    pieces = mark(draft.text, draft.pieces, scraped=draft.scraped)
    if draft.plain:
        pieces = recognise_headings(draft.text, pieces)
    inferred = infer(draft.text, pieces, draft.found, stem)
    return Parsed(
        draft.text,
        with_trails(pieces, draft.text),
        dict(draft.stated),
        {name: value for name, value in inferred.items() if name not in draft.stated},
    )
