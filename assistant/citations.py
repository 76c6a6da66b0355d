"""Makes citations from offsets and verifies, before anything is shown, that every statement stands in its quotes.

Invariants held here: ``text[c.start:c.end] == c.quote`` for every citation; every statement carries one, and (in the
extractive mode) is one of its quotes or a contiguous trim of one; every figure in a statement stands in a cited quote.
"""

from __future__ import annotations

from collections.abc import Callable

from assistant.quantities import quantities
from assistant.schema import Citation, Document, Reply


def cite(number: int, document: Document, start: int, end: int) -> Citation:
    """A citation of ``document.text[start:end]``.

    Raises:
        ValueError: the span is empty or lies outside the text.
    """
    if not 0 <= start < end <= len(document.text):
        raise ValueError(f"{document.id}: no text at {start} to {end} (the text has {len(document.text)} characters)")
    block = document.block_at(start)
    metadata = document.metadata
    return Citation(
        number=number,
        document=document.id,
        title=metadata.title,
        quote=document.text[start:end],
        start=start,
        end=end,
        publisher=metadata.publisher,
        published=metadata.published,
        date_inferred="published" in metadata.inferred,
        status=metadata.status,
        url=metadata.url,
        heading=" > ".join(block.headings) if block else "",
    )


def problems(reply: Reply, document: Callable[[str], Document]) -> list[str]:
    """What is wrong with the citations of a reply, a line each; empty when every one of them holds.

    Args:
        document: gives the stored document of an id; a ``KeyError`` counts as a problem.
    """
    found: list[str] = []
    by_number: dict[int, Citation] = {}
    for position, citation in enumerate(reply.citations, start=1):
        by_number[citation.number] = citation
        if citation.number != position:
            found.append(f"citation {citation.number} stands at place {position}")
        try:
            text = document(citation.document).text
        except KeyError:
            found.append(f"citation {citation.number} names a document that is not indexed: {citation.document}")
            continue
        if not citation.quote or text[citation.start : citation.end] != citation.quote:
            found.append(f"citation {citation.number}: the quote does not stand at its offsets in {citation.document}")
    for related in reply.related:
        try:
            if document(related.document).text[related.start : related.end] != related.quote:
                found.append(f"related passage: the quote does not stand at its offsets in {related.document}")
        except KeyError:
            found.append(f"related passage names a document that is not indexed: {related.document}")
    cited: set[int] = set()
    for index, statement in enumerate(reply.statements):
        if not statement.citations:
            found.append(f"statement {index} has no citation")
            continue
        unknown = [n for n in statement.citations if n not in by_number]
        if unknown:
            found.append(f"statement {index} cites {unknown}, which do not exist")
            continue
        cited.update(statement.citations)
        quotes = [by_number[n].quote for n in statement.citations]
        if reply.mode == "extractive" and not any(statement.text in quote for quote in quotes):
            found.append(f"statement {index} is not in the words of its citation")
        if not figures_stand(statement.text, quotes):
            found.append(f"statement {index} holds a figure that its citations do not")
    if cited != set(by_number) and reply.statements:
        found.append("a citation is not used by any statement")
    pointed = (value.statement for conflict in reply.conflicts for value in conflict.values)
    found.extend(
        f"a differing value points at statement {index}, which does not exist"
        for index in pointed
        if not 0 <= index < len(reply.statements)
    )
    return found


def figures_stand(text: str, quotes: list[str]) -> bool:
    """Whether every figure of ``text`` has an equal one (same kind, value and unit) in one of the quotes."""
    known = {(q.kind, q.value, q.unit) for quote in quotes for q in quantities(quote)}
    return all((q.kind, q.value, q.unit) in known for q in quantities(text))
