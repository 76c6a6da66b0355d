"""The words that every rendering of a reply shares: how a source, a date or a state is named.

Titles, publishers and values come from documents, so each passes ``one_line`` on its way to a screen.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from assistant.dates import describe_published
from assistant.schema import Citation, Document, DocumentInfo, Reason, Related, Reply, ReplyStatus, Status
from assistant.text import normalise

CAUTION = "An answer can be incomplete or out of date. Check the source."
READING = "Reading this as"
DIFFER = "The documents differ"
MISSING = "Not covered by the documents"
RELATED = "Related, does not answer"
SUGGESTIONS = "You could ask"
LIST_FROM = 4  # statements; fewer read better as a paragraph
NO_ANSWER = "The documents do not answer this."


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


def status_label(status: Status) -> str | None:
    """A word for a document that no longer holds; None for a current one."""
    return None if status is Status.CURRENT else str(status)


def related_title(related: Related) -> str:
    """The title of a nearby passage's document, labelled where it no longer holds."""
    label = status_label(related.status)
    return one_line(f"{related.title} ({label})" if label else related.title)


def source_details(source: Citation | Document | DocumentInfo) -> tuple[str, ...]:
    """Publisher, date and status of a source: those that it has, safe to show."""
    if isinstance(source, Citation):
        publisher, published, inferred, status = source.publisher, source.published, source.date_inferred, source.status
    else:
        about = source.metadata
        publisher, published, status = about.publisher, about.published, about.status
        inferred = "published" in about.inferred
    parts = (publisher, when(published, inferred=inferred), status_label(status))
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


def by_document(citations: Iterable[Citation]) -> list[list[Citation]]:
    """Citations of one document together, documents in the order in which they are first cited."""
    groups: dict[str, list[Citation]] = {}
    for citation in citations:
        groups.setdefault(citation.document, []).append(citation)
    return list(groups.values())


def message(reply: Reply) -> str | None:
    """The assistant's own words; an abstention that brings none still says what it is."""
    if reply.message:
        return one_line(reply.message)
    return NO_ANSWER if reply.status is ReplyStatus.ABSTAINED else None


def missing(reply: Reply) -> tuple[str, ...]:
    """The parts of the question that are not covered, without those that the message names already."""
    said = (message(reply) or "").casefold()
    return tuple(part for part in map(one_line, reply.missing) if part.casefold() not in said)


def covers(reply: Reply) -> str | None:
    """What the documents do cover, where a reader is left without an answer for want of documents, and is not told."""
    wanting = reply.status is ReplyStatus.ABSTAINED and reply.reason not in _NOT_FOR_WANT_OF_DOCUMENTS
    coverage = one_line(reply.coverage.text)
    told = coverage.rstrip(".") in (message(reply) or "")
    return coverage if wanting and coverage and not told else None


_NOT_FOR_WANT_OF_DOCUMENTS = {Reason.AMBIGUOUS, Reason.EMPTY, Reason.TOO_LONG, Reason.UNSAFE}


def cited(reply: Reply, numbers: tuple[int, ...]) -> list[Citation]:
    """The citations with these numbers, in order."""
    return [citation for citation in reply.citations if citation.number in numbers]
