"""Turns a parsed text into the metadata it does not state: title, author, publisher, date; what it cannot tell stays unknown.

A file's modification time is no source: it says when somebody copied it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.formats.bylines import copyright_notice, top_matter
from assistant.formats.filenames import named_date, named_title
from assistant.formats.lineforms import is_copyright
from assistant.formats.mailhead import mail_head
from assistant.formats.parsed import Piece
from assistant.formats.stating import is_published, is_web_address
from assistant.schema import BlockKind
from assistant.text import normalise, sentences

_MAX_TITLE_CHARS = 150
_LAST_LINES = 8
_FEW_WORDS, _SHORT_LINE = 5, 12  # words
_MARK = re.compile(r"[.?!:](?:\s|$)")
_SAYS_LITTLE = re.compile(
    r"[A-Z0-9&'’ -]+|(?:press|news|media) release|(?:report|minutes|notice|briefing|policy|speech|agenda|statement|newsletter)|"
    r"(?:[A-Z][\w’'-]*|of|for|the|and|&| )*\b(?:Council|Trust|Charity|Foundation|Society|Board|Committee|Association|Department|Agency|Partnership|Group)",
)
"""An owner, or a kind of document."""


def infer(text: str, pieces: Sequence[Piece], found: Mapping[str, str], stem: str) -> dict[str, str]:
    """Every field that can be told, whether or not the file states it.

    Args:
        found: what the format carries; ``created`` is the day the file was made, the weakest kind of date.
        stem: the file's name without its ending.
    """
    lines = [" ".join(text[p.start : p.end].split()) for p in pieces]
    top = top_matter(lines)
    mail = mail_head(lines)
    owner, year = _owner(lines)
    created = found.get("created", "")
    if year and not created.startswith(year):
        created = year  # the file was made again later
    fields = {
        "title": _clean(found.get("title"))
        or (mail and _shortened(mail.subject))
        or _heading(pieces, lines)
        or named_title(stem)
        or _opening(pieces, lines)
        or stem,
        "author": _clean(found.get("author")) or (mail and mail.sender) or top.author,
        "publisher": _clean(found.get("publisher")) or top.publisher or owner,
        "published": next(
            (
                d
                for d in (found.get("published"), mail and mail.sent, top.published, named_date(stem), created)
                if d and is_published(d)
            ),
            None,
        ),
        "url": found["url"] if is_web_address(found.get("url", "")) else None,
    }
    return {name: value for name, value in fields.items() if value}


def _clean(value: str | None) -> str | None:
    text = " ".join(normalise(value or "").split())
    return _shortened(text) or None


def _heading(pieces: Sequence[Piece], lines: Sequence[str]) -> str | None:
    """The heading the text begins with, or else its only heading of the first level."""
    content = [n for n, p in enumerate(pieces) if p.kind is not BlockKind.FURNITURE]
    if content and pieces[content[0]].kind is BlockKind.HEADING:
        return _shortened(_with_the_next(content, pieces, lines))
    top = [n for n in content if pieces[n].kind is BlockKind.HEADING and pieces[n].level == 1]
    return _shortened(lines[top[0]]) if len(top) == 1 else None


def _with_the_next(content: Sequence[int], pieces: Sequence[Piece], lines: Sequence[str]) -> str:
    """The heading the text begins with, and the line under it where the first is only an owner or a kind of document."""
    first = lines[content[0]]
    if len(content) < 2 or len(first.split()) > _FEW_WORDS or first.rstrip()[-1:] in ".?!:":
        return first
    below = pieces[content[1]]
    line = lines[content[1]].rstrip(".")
    says = below.kind is BlockKind.HEADING or len(line.split()) <= _SHORT_LINE
    if not says or not _SAYS_LITTLE.fullmatch(first) or not line[:1].isupper() or _MARK.search(line):
        return first
    return f"{first}: {line}"


def _opening(pieces: Sequence[Piece], lines: Sequence[str]) -> str | None:
    """The first sentence, for a file whose name says nothing."""
    first = next((n for n, p in enumerate(pieces) if p.kind is not BlockKind.FURNITURE), None)
    if first is None:
        return None
    start, end = sentences(lines[first])[0]
    return _shortened(lines[first][start:end].rstrip("."))


def _owner(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """Owner and year of the copyright line at the end, or else at the top."""
    for line in [*reversed(lines[-_LAST_LINES:]), *lines[:_LAST_LINES]]:
        if is_copyright(line):
            owner, year = copyright_notice(line)
            if owner or year:
                return owner, year
    return None, None


def _shortened(text: str) -> str:
    if len(text) <= _MAX_TITLE_CHARS:
        return text
    return text[:_MAX_TITLE_CHARS].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"
