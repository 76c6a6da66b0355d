"""Turns a reply into text to paste elsewhere: the answer, then its numbered references with the quoted words.

The two forms differ only in how a stretch of text is made safe for the reader's program.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.rendering.wording import (
    CAUTION,
    DIFFER,
    MISSING,
    READING,
    RELATED,
    SUGGESTIONS,
    message,
    missing,
    one_line,
    related_title,
    source_details,
    web_address,
    when,
)
from assistant.schema import Reply

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
    if reply.query.rewritten:
        parts.append(f"{READING}: {safe(reply.query.text)}")
    if reply.card:
        contacts = [f"- {safe(c.name)}: {safe(c.detail)}" for c in reply.card.contacts]
        checked = f"Last checked {safe(when(reply.card.last_checked))}"
        parts.append("\n".join([safe(reply.card.title), "", *contacts, "", checked]))
    parts += [f"Note: {safe(w.text)}" for w in reply.warnings]
    if words := message(reply):
        parts.append(safe(words))
    if reply.statements:
        marked = (f"{safe(s.text)} {''.join(f'[{n}]' for n in s.citations)}" for s in reply.statements)
        parts.append(" ".join(marked))
    for conflict in reply.conflicts:
        values = [
            f"- {safe(when(v.date))}: {safe(v.value)} {''.join(f'[{n}]' for n in v.citations)}" for v in conflict.values
        ]
        parts.append("\n".join([f"{DIFFER}: {safe(conflict.about)}", "", *values]))
    for heading, texts in ((MISSING, missing(reply)), (SUGGESTIONS, reply.suggestions)):
        if texts:
            parts.append("\n".join([f"{heading}:", "", *(f"- {safe(t)}" for t in texts)]))
    if reply.related:
        related = [f"- {safe(related_title(r))}: “{safe(r.quote)}”" for r in reply.related]
        parts.append("\n".join([f"{RELATED}:", "", *related]))
    if reply.citations:
        parts.append("\n".join(["Sources:", "", *_references(reply, safe), "", CAUTION]))
    return "\n\n".join(parts) + "\n"


def _references(reply: Reply, safe: Callable[[str], str]) -> list[str]:
    lines = []
    for c in reply.citations:
        about = ", ".join(safe(part) for part in (c.title, *source_details(c), c.heading) if part)
        address = web_address(c.url)
        lines.append(f"{c.number}. {about}: “{safe(c.quote)}”" + (f" {safe(address)}" if address else ""))
    return lines
