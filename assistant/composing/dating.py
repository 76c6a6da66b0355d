"""Says which date an answer goes by, where the question asks about a time and the quoted words alone do not show it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.composing import wording
from assistant.dates import DateMention, overlaps, published_range, times_of_day, told_dates
from assistant.schema import Citation, Query

_YEAR = re.compile(r"\d{4}|\d[-/]\d\d\b")


def dating(query: Query, citations: Sequence[Citation], answer: str | None, *, when: bool = False) -> str | None:
    """One sentence for the first citation that needs one; None where the question asks for no time or the quotes give it.

    A quote gives a time by a date of its own with figures ("in 2017"). "Last year" and "31 May" give it from its document's
    date; a quote without any, or about another time (what was said in 2021 about 2020), goes by that date itself.

    Args:
        answer: the date that answers, where the question asks for one. when: whether it asks for one.
    """
    if not query.dates and answer:
        return _undated_year(answer, citations)
    if not query.dates:
        return _by_document(citations[0], query.as_of) if when and citations else None
    times = [(citation, _met(query, citation)) for citation in citations]
    told = {citation.document for citation, met in times if any(_with_year(m) for m in met)}
    for citation, met in times:
        if citation.published is None or citation.document in told:
            continue
        if met:
            return wording.counted_from(met[0].range.text, citation.published)
        if any(overlaps(published_range(citation.published), asked) for asked in query.dates):
            return wording.by_publication(citation.published, inferred=citation.date_inferred)
    return None


def _by_document(citation: Citation, today: date) -> str | None:
    """That the date asked for is the document's, where the first quote gives neither date nor time of day."""
    quote = citation.quote
    if not citation.published or told_dates(quote, citation.published, today) or times_of_day(quote):
        return None
    return wording.by_publication(citation.published, inferred=citation.date_inferred)


def _undated_year(answer: str, citations: Sequence[Citation]) -> str | None:
    """What the year of the date that answers is to be counted from, where its words do not give it."""
    for citation in citations:
        if citation.published and answer in citation.quote and not _YEAR.search(answer):
            return wording.counted_from(answer, citation.published)
    return None


def _met(query: Query, citation: Citation) -> list[DateMention]:
    """The times in a quote that meet one asked about; none where its document has no date to count from."""
    if citation.published is None:
        return []
    mentions = told_dates(citation.quote, citation.published, query.as_of)
    return [m for m in mentions if any(overlaps(m.range, asked) for asked in query.dates)]


def _with_year(mention: DateMention) -> bool:
    return bool(_YEAR.search(mention.range.text))
