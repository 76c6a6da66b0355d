"""Says which date an answer goes by, where the question asks about a time and the quoted words alone do not show it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.composing import wording
from assistant.dates import find_dates, overlaps, published_range
from assistant.schema import Citation, Query


def dating(query: Query, citations: Sequence[Citation]) -> str | None:
    """One sentence for the first citation that needs one; None where the question has no time or the quotes give it.

    A quote gives a time by a date of its own with figures ("in 2017"). "Last year" gives it from its document's date;
    a quote without any, or about another time (what was said in 2021 about 2020), goes by that date itself.
    """
    if not query.dates:
        return None
    for citation in citations:
        if citation.published is None:
            continue
        published = published_range(citation.published)
        mentions = find_dates(citation.quote, published.end)
        met = [m for m in mentions if any(overlaps(m.range, asked) for asked in query.dates)]
        relative = next((m for m in met if not any(c.isdigit() for c in m.range.text)), None)
        if relative is not None:
            return wording.counted_from(relative.range.text, citation.published)
        if not met and any(overlaps(published, asked) for asked in query.dates):
            return wording.by_publication(citation.published, inferred=citation.date_inferred)
    return None
