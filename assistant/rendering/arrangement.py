"""Decides what of a reply is shown, in which order and under which heading; every rendering asks here.

Quotes and values come from documents, so what is made of them passes ``one_line`` on its way to a screen.
"""

from __future__ import annotations

import re

from assistant.dates import OPEN_END, OPEN_START, describe_published
from assistant.rendering.wording import one_line
from assistant.schema import (
    Caution,
    Completeness,
    Conflict,
    DateRange,
    Query,
    Reason,
    Reply,
    ReplyStatus,
    Statement,
    Status,
)

DIFFER = "The documents differ"
INSTEAD = "What the documents say"
RELATED = "Related, but not an answer"
OUTDATED = "From documents that are no longer current"
CANDIDATES = "It could mean"
SUGGESTIONS = "You could ask"
NARROWER = "Ask one of these"
COVERED = "Covered here"
NO_ANSWER = "The documents do not answer this."
_LIST_FROM = 4  # statements; fewer read better as a paragraph
_OF_SOURCES = {"superseded", "withdrawn", "inferred_date", "undated"}
_NOT_FOR_WANT_OF_DOCUMENTS = {Reason.AMBIGUOUS, Reason.EMPTY, Reason.TOO_LONG, Reason.UNSAFE}
_YEAR = re.compile(r"\b[0-9]{4}\b")
_CUSTOM = re.compile(  # 2018-19, 3/9/2018
    r"(?<![-/.0-9])(?:[0-9]{4} ?[-/\u2010-\u2015] ?[0-9]{2}|[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{4})(?![-/.]?[0-9])"
)


def readings(query: Query) -> tuple[str, ...]:
    """How the days of a question were read, where its own words leave that open, and what was left out for its day."""
    found = [f"“{one_line(d.text)}” is read as {_days(d)}." for d in query.dates if _open_to_reading(d)]
    if query.as_of_given:
        found.append(f"Only what was published by {describe_published(query.as_of.isoformat())} is used.")
    return tuple(found)


def _open_to_reading(days: DateRange) -> bool:
    """Whether the words lean on today ("last autumn") or on custom ("2018-19", "3/9/2018")."""
    return bool(days.text) and (_YEAR.search(days.text) is None or _CUSTOM.search(days.text) is not None)


def _days(days: DateRange) -> str:
    first, last = (describe_published(day.isoformat()) for day in (days.start, days.end))
    if days.start == OPEN_START:
        return f"up to {last}"
    if days.end == OPEN_END:
        return f"{first} or later"
    if first == last:
        return first
    if days.start.year == days.end.year:
        first = first.removesuffix(f" {days.start.year}")
    return f"{first} to {last}"


def message(reply: Reply) -> str | None:
    """The assistant's own words; an abstention that brings none still says what it is."""
    if reply.message:
        return one_line(reply.message)
    return NO_ANSWER if reply.status is ReplyStatus.ABSTAINED else None


def opening(reply: Reply) -> str | None:
    """The message, where it stands before the answer: everywhere but over an answer in part, which comes first."""
    return None if _in_part(reply) else message(reply)


def closing(reply: Reply) -> str | None:
    """The message, where it says after the answer what the answer lacks."""
    return message(reply) if _in_part(reply) else None


def _in_part(reply: Reply) -> bool:
    return reply.completeness is Completeness.PARTIAL and bool(reply.statements) and bool(reply.missing)


def declined(reply: Reply) -> bool:
    """Whether the request was refused; then that is said before the card, and else the card comes first."""
    return reply.reason is Reason.UNSAFE


def missing(reply: Reply) -> tuple[str, ...]:
    """The parts of the question that are not covered, without those that the message names already."""
    said = (message(reply) or "").casefold()
    return tuple(part for part in map(one_line, reply.missing) if part.casefold() not in said)


def cautions(reply: Reply, *, of_sources: bool) -> tuple[Caution, ...]:
    """The warnings about the sources, which stand after the answer, or the others, which stand before it."""
    return tuple(w for w in reply.warnings if (w.code in _OF_SOURCES) is of_sources)


def laid_out(reply: Reply) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    """The statements that read as a paragraph, and after them those that read as a list."""
    statements = reply.statements
    announced = len(statements) > 2 and not reply.conflicts and one_line(statements[0].text).endswith(":")
    if announced:
        return statements[:1], statements[1:]
    return ((), statements) if reply.conflicts or len(statements) >= _LIST_FROM else (statements, ())


def statements_heading(reply: Reply) -> str | None:
    """What stands over the statements where they do not answer: the question took something for granted."""
    return INSTEAD if reply.reason is Reason.FALSE_PREMISE and reply.statements else None


def conflict_heading(reply: Reply, conflict: Conflict) -> str:
    """What differs, unless that is the question itself."""
    about = one_line(conflict.about)
    asked = {one_line(text).casefold() for text in (reply.query.text, reply.query.question)}
    return DIFFER if not about or about.casefold() in asked else f"{DIFFER}: {about}"


def related_heading(reply: Reply) -> str:
    """What the passages beside an answer are: what the question may mean, what no longer holds, or what is only near."""
    if reply.reason is Reason.AMBIGUOUS:
        return CANDIDATES
    return RELATED if any(r.status is Status.CURRENT for r in reply.related) else OUTDATED


def suggestions_heading(reply: Reply) -> str:
    """What the suggested questions are: a choice to make, or where to go on."""
    return NARROWER if reply.reason is Reason.AMBIGUOUS else SUGGESTIONS


def covers(reply: Reply) -> str | None:
    """What the documents do cover, where a reader is left with nothing for want of documents, and is not told."""
    left = reply.status is ReplyStatus.ABSTAINED and not reply.statements
    wanting = left and reply.reason not in _NOT_FOR_WANT_OF_DOCUMENTS
    coverage = one_line(reply.coverage.text)
    told = coverage.rstrip(".") in (message(reply) or "")
    return f"{COVERED}: {coverage}" if wanting and coverage and not told else None
