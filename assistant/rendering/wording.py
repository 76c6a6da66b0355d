"""The words that every rendering of a reply shares: how a source, a date or a state is named.

Titles, publishers and values come from documents, so each passes ``one_line`` on its way to a screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from assistant.dates import describe_published
from assistant.schema import Citation, Document, DocumentInfo, Related, Reply, Status
from assistant.text import normalise

CAUTION = "An answer can be incomplete or out of date. Check the source."
READING = "Reading this as"
MISSING = "Not covered by the documents"


def one_line(text: str) -> str:
    """Text without line breaks, control, bidi or invisible characters."""
    return " ".join(normalise(text).split())


def when(published: str | None, *, inferred: bool = False) -> str:
    """A publication date for people; one that is no ISO date is shown as it stands."""
    try:
        words = describe_published(published)
    except ValueError:
        words = one_line(published or "")
    return f"{words} (date inferred)" if inferred and published else words


def dated(published: str | None, *, inferred: bool = False) -> str:
    """As ``when``, saying what the date is: "published 3 September 2018"; "undated"."""
    words = when(published, inferred=inferred)
    return f"published {words}" if published else words


def status_label(status: Status) -> str | None:
    """A word for a document that no longer holds; None for a current one."""
    return None if status is Status.CURRENT else str(status)


def source_details(
    source: Citation | Related | Document | DocumentInfo, *, after_title: bool = False
) -> tuple[str, ...]:
    """Publisher, date of publication and status of a source: those that it has, safe to show.

    The first begins with a capital unless it follows the title on one line.
    """
    if isinstance(source, Citation | Related):
        publisher, published, inferred, status = source.publisher, source.published, source.date_inferred, source.status
    else:
        about = source.metadata
        publisher, published, status = about.publisher, about.published, about.status
        inferred = "published" in about.inferred
    date = dated(published, inferred=inferred)
    parts = (publisher, date if publisher or after_title else date[:1].upper() + date[1:], status_label(status))
    return tuple(one_line(part) for part in parts if part)


def web_address(url: str | None) -> str | None:
    """The address if a reader may follow it: http or https, with a host; else None."""
    if not url:
        return None
    try:
        parts = urlsplit(one_line(url))
    except ValueError:
        return None
    return parts.geturl() if parts.scheme in ("http", "https") and parts.hostname else None


def short_address(url: str) -> str:
    """A web address as it is read out: without its scheme, ``www.`` and a last slash."""
    return re.sub(r"^https?://(?:www\.)?", "", url).removesuffix("/")


def by_document(citations: Iterable[Citation]) -> list[list[Citation]]:
    """Citations of one document together, documents in the order in which they are first cited."""
    groups: dict[str, list[Citation]] = {}
    for citation in citations:
        groups.setdefault(citation.document, []).append(citation)
    return list(groups.values())


def cited(reply: Reply, numbers: tuple[int, ...]) -> list[Citation]:
    """The citations with these numbers, in order."""
    return [citation for citation in reply.citations if citation.number in numbers]
