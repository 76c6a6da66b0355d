"""Turns a reply into text to paste elsewhere: the answer, then its numbered references with the quoted words.

The two forms differ only in how a stretch of text is made safe for the reader's program.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from assistant.rendering.arrangement import (
    cautions,
    closing,
    conflict_heading,
    declined,
    laid_out,
    missing,
    opening,
    readings,
    related_heading,
    statements_heading,
    suggestions_heading,
)
from assistant.rendering.wording import CAUTION, MISSING, READING, one_line, source_details, web_address, when
from assistant.schema import Card, Related, Reply, Statement

# Everything that could begin a Markdown construct inside a line, and what could at its beginning: a heading, a list
# item, a rule or an underline.
_SPECIAL = re.compile(r"[\\`*_\[\]<>~|]|&(?=#?\w)")
_OPENING = re.compile(r"^(?:(\d{1,9})([.)])(?=\s|$)|([-+#=]))")


def to_markdown(reply: Reply) -> str:
    """The reply as Markdown in which nothing that a document says can become a link, an image or a heading."""
    return _export(reply, _markdown)


def to_text(reply: Reply) -> str:
    """The reply as plain text."""
    return _export(reply, one_line)


def _markdown(text: str) -> str:
    escaped = _SPECIAL.sub(r"\\\g<0>", one_line(text))
    return _OPENING.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", escaped)


def _export(reply: Reply, safe: Callable[[str], str]) -> str:
    parts = [safe(reply.query.question)]
    words = opening(reply)
    if words and declined(reply):
        parts.append(safe(words))
    if reply.card:
        parts.append(_card(reply.card, safe))
    if reply.query.rewritten:
        parts.append(f"{READING}: {safe(reply.query.text)}")
    parts += [safe(reading) for reading in readings(reply.query)]
    parts += _notes(reply, safe, of_sources=False)
    if words and not declined(reply):
        parts.append(safe(words))
    parts += _statements(reply, safe)
    for conflict in reply.conflicts:
        values = [f"{safe(when(v.date))}: {safe(v.value)} {_markers(v.citations)}" for v in conflict.values]
        parts.append(_list(safe(conflict_heading(reply, conflict)), values))
    if lacking := closing(reply):
        parts.append(safe(lacking))
    if unanswered := missing(reply):
        parts.append(_list(MISSING, map(safe, unanswered)))
    parts += _notes(reply, safe, of_sources=True)
    if reply.related:
        parts.append(_list(related_heading(reply), (_passage(related, safe) for related in reply.related)))
    if reply.suggestions:
        parts.append(_list(suggestions_heading(reply), map(safe, reply.suggestions)))
    if reply.citations:
        parts.append("\n".join(["Sources:", "", *_references(reply, safe), "", CAUTION]))
    return "\n\n".join(parts) + "\n"


def _list(heading: str, items: Iterable[str]) -> str:
    return "\n".join([f"{heading}:", "", *(f"- {item}" for item in items)])


def _card(card: Card, safe: Callable[[str], str]) -> str:
    contacts = [f"- {safe(c.name)}: {safe(c.detail)}" for c in card.contacts]
    return "\n".join([safe(card.title), "", *contacts, "", f"Last checked {safe(when(card.last_checked))}"])


def _notes(reply: Reply, safe: Callable[[str], str], *, of_sources: bool) -> list[str]:
    return [f"Note: {safe(w.text)}" for w in cautions(reply, of_sources=of_sources)]


def _statements(reply: Reply, safe: Callable[[str], str]) -> list[str]:
    def marked(statement: Statement) -> str:
        return f"{safe(statement.text)} {_markers(statement.citations)}"

    paragraph, items = laid_out(reply)
    heading = statements_heading(reply)
    parts = [f"{heading}:"] if heading else []
    if paragraph:
        parts.append(" ".join(map(marked, paragraph)))
    if items:
        parts.append("\n".join(f"- {marked(statement)}" for statement in items))
    return parts


def _markers(numbers: Iterable[int]) -> str:
    return "".join(f"[{number}]" for number in numbers)


def _passage(related: Related, safe: Callable[[str], str]) -> str:
    return (
        f"{', '.join(map(safe, (related.title, *source_details(related, after_title=True))))}: “{safe(related.quote)}”"
    )


def _references(reply: Reply, safe: Callable[[str], str]) -> list[str]:
    lines = []
    for c in reply.citations:
        about = ", ".join(safe(part) for part in (c.title, *source_details(c, after_title=True), c.heading) if part)
        address = web_address(c.url)
        lines.append(f"{c.number}. {about}: “{safe(c.quote)}”" + (f" {safe(address)}" if address else ""))
    return lines
