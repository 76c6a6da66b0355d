"""Turns a plain text file into its text and the paragraphs, list items and headings that its lines form.

Paragraphs may be separated by blank lines or by single line ends, and hard-wrapped lines belong together: which of them holds
is read off the file itself. The lines of one paragraph are put together, so that "Ann" at the end of one and "Poe" at the start
of the next are one name; nothing else of the text is changed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.formats.encoding import decode
from assistant.formats.lineforms import is_label_line
from assistant.formats.parsed import Draft, Limits, Piece, too_long
from assistant.formats.stating import split_front_matter
from assistant.schema import BlockKind
from assistant.text import normalise

_BULLET = re.compile(r"[ \t]*(?:[•·▪◦‣●○■□➢✓*–—-]|o(?=[ \t]{2,}))[ \t]+(?=\S)")
_NUMBER = re.compile(r"[ \t]*(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)]|\d{1,2}(?:\.\d{1,2})+\.?)[ \t]+(?=\S)")
_RULE = re.compile(r"[ \t]*(?:[-=_*#~+][ \t]?){3,}")
_UNDERLINE = re.compile(r"[ \t]*(={3,}|-{3,}|~{3,})[ \t]*")
_HASHES = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_SECTION_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.?[ \t]+[A-Z]")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’)\]]*[ \t]*$")
_WRAP = re.compile(r"[ \t]*\n[ \t]*")
_BROKEN_WORD = re.compile(r"[^\W_]-(?=\s)")
_SUSPENDED = re.compile(r"(?:and|or|to|nor)\b")
"""What follows a hyphen that ends its word: "short- and long-term"."""
_SIGN_OFF = re.compile(
    r"(?:yours|kind|best|warm|many|with)\b.{0,30}\b(?:faithfully|sincerely|truly|ever|regards|wishes|thanks)[,.]?",
    re.IGNORECASE,
)
_SIGNATORY = re.compile(r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Cllr|Professor)\.? )?[A-Z][\w’'-]+(?: [A-Z][\w’'.-]*){1,3}")
_TERMINAL = re.compile(r"[.!?…;,][\"'”’)\]]*$")
_WRAP_LEAST, _WRAP_MOST = 40, 110  # a hard-wrapped file is wrapped at a width between these
_RAGGED = 3  # characters by which a full line may fall short of the width
_OVER = 10  # characters by which a line may be longer than the width at which most were wrapped
_MOSTLY = 0.75  # share of the width from which on a line of a wrapped file that ends within a sentence was broken
_HEADING_WORDS, _HEADING_CHARS = 16, 120
_TITLE_WORDS, _TITLE_CHARS = 30, 200


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the file: offsets without surrounding white space, and whether a blank line stands in front."""

    start: int
    end: int
    indent: int
    after_blank: bool


def parse_plain(data: bytes, limits: Limits) -> Draft:
    """The draft of a plain text file; headings are left to ``recognise_headings``."""
    stated, text = split_front_matter(normalise(decode(data)))
    text = text.strip("\n")
    if len(text) > limits.text_chars:
        raise too_long(limits.text_chars)
    text, pieces = _unwrapped(text, tuple(_pieces(text)))
    return Draft(text, pieces, stated=stated, plain=True, scraped=True)


def _rows(text: str) -> list[_Row]:
    rows: list[_Row] = []
    offset, blank = 0, True
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            indent = len(line) - len(line.lstrip())
            rows.append(_Row(offset + indent, offset + indent + len(stripped), indent, blank))
        blank = not stripped
        offset += len(line) + 1
    return rows


def _pieces(text: str) -> Iterator[Piece]:
    rows = _rows(text)
    width = _wrap_width(text, rows)
    n = 0
    while n < len(rows):
        row = rows[n]
        line = text[row.start : row.end]
        if _RULE.fullmatch(line):
            n += 1
            continue
        if n + 1 < len(rows) and not rows[n + 1].after_blank:
            underline = _UNDERLINE.fullmatch(text[rows[n + 1].start : rows[n + 1].end])
            if underline and len(line) <= _TITLE_CHARS:
                yield Piece(BlockKind.HEADING, row.start, row.end, 1 if underline[1][0] == "=" else 2)
                n += 2
                continue
        hashes = _HASHES.match(line)
        if hashes:
            yield Piece(BlockKind.HEADING, row.start + hashes.end(), row.end, len(hashes[1]))
            n += 1
            continue
        marker = _marker(text, rows, n)
        last = n
        while last + 1 < len(rows) and (
            _continues(text, rows, last, width) or (marker and _hangs(text, rows, last + 1, row.indent))
        ):
            last += 1
        kind = BlockKind.LIST_ITEM if marker else BlockKind.PARAGRAPH
        yield Piece(kind, row.start + marker, rows[last].end)
        n = last + 1


def _unwrapped(text: str, pieces: Sequence[Piece]) -> tuple[str, tuple[Piece, ...]]:
    """The text with each piece on one line, and the pieces where they then stand."""
    parts: list[str] = []
    found: list[Piece] = []
    length, done = 0, 0
    for piece in pieces:
        between, line = text[done : piece.start], _WRAP.sub(_joint, text[piece.start : piece.end])
        start = length + len(between)
        parts += [between, line]
        length, done = start + len(line), piece.end
        found.append(replace(piece, start=start, end=length))
    return "".join([*parts, text[done:]]), tuple(found)


def _joint(wrap: re.Match[str]) -> str:
    """What stands between two lines put together: nothing after a word that was broken at its hyphen."""
    broken = _BROKEN_WORD.match(wrap.string, max(0, wrap.start() - 2))
    return "" if broken and not _SUSPENDED.match(wrap.string, wrap.end()) else " "


def _marker(text: str, rows: Sequence[_Row], n: int) -> int:
    """Length of the bullet or number in front of a list item; 0 for anything else.

    A number makes an item only beside its neighbour in the list: "2. Results" alone is a heading, "3 May" a date.
    """
    line = text[rows[n].start : rows[n].end]
    bullet = _BULLET.match(line)
    if bullet:
        return bullet.end()
    number = _NUMBER.match(line)
    if not number:
        return 0
    beside = (rows[m] for m in (n - 1, n + 1) if 0 <= m < len(rows))
    if any(_NUMBER.match(text[r.start : r.end]) for r in beside):
        return number.end()
    return 0


def _wrap_width(text: str, rows: Sequence[_Row]) -> int | None:
    """The width at which the file's lines were wrapped; None where a line is a paragraph.

    Of wrapped lines many stop within a sentence because the next word did not fit. The width is the one at which most do; longer
    lines, which were left as they are (an item, an address), say nothing of it.
    """
    followed = {n: _fits_at(text, rows, n) for n in range(len(rows) - 1) if not rows[n + 1].after_blank}
    broken: Counter[int] = Counter()
    for n, fits in followed.items():
        if not _SENTENCE_END.search(text[rows[n].start : rows[n].end]):
            broken.update(w for w in fits if _WRAP_LEAST <= w <= _WRAP_MOST)
    width = max(broken, key=lambda w: (broken[w], -w), default=0)
    within = sum(fits.start <= width for fits in followed.values())
    return width if broken[width] >= max(2, 0.4 * within) else None


def _fits_at(text: str, rows: Sequence[_Row], n: int) -> range:
    """The widths at which line ``n`` fits and is full: with the first word of the next line it would reach the margin, or nearly."""
    length = rows[n].end - rows[n].start + rows[n].indent
    following = text[rows[n + 1].start : rows[n + 1].end].split(maxsplit=1)[0]
    return range(length, length + 1 + len(following) + _RAGGED)


def _continues(text: str, rows: Sequence[_Row], n: int, width: int | None) -> bool:
    """Whether the next line goes on with the paragraph of line ``n``."""
    following = rows[n + 1]
    if following.after_blank or _marker(text, rows, n + 1):
        return False
    line, after = text[rows[n].start : rows[n].end], text[following.start : following.end]
    if _RULE.fullmatch(after) or _HASHES.match(after) or (is_label_line(line) and is_label_line(after)):
        return False
    if n and _SIGN_OFF.fullmatch(text[rows[n - 1].start : rows[n - 1].end]) and _SIGNATORY.fullmatch(line):
        return True  # name and post of whoever signs
    if width is not None:
        open_ended = rows[n].end - rows[n].start >= _MOSTLY * width and not _SENTENCE_END.search(line)
        fits = _fits_at(text, rows, n)
        if open_ended or fits.start - _OVER <= width < fits.stop:
            return True
    return after[0].islower() and not _SENTENCE_END.search(line)


def _hangs(text: str, rows: Sequence[_Row], n: int, indent: int) -> bool:
    """Whether line ``n`` is set in under a list item that begins at ``indent``."""
    return not rows[n].after_blank and rows[n].indent > indent and not _marker(text, rows, n)


_LABELLED = re.compile(r"[A-Z][\w’'-]*(?: [\w’'-]+){0,3}: +[A-Z£$€][\w’'-]*(?: [\w’'-]+){0,5}$")
"""A label with its value: "Overall judgement: Requires improvement"."""
_NUMBERED = re.compile(
    r"(?:part|section|chapter|appendix|annex|schedule|item|step|stage|phase|theme|priority|aim|goal|objective|question|case study)\b",
    re.IGNORECASE,
)


def recognise_headings(text: str, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Paragraphs that are the title (first, no sentence) or a heading (short, no sentence, over a sentence or a list).

    A short line among other short lines is no heading: it may be an address or a list of figures, and stays quotable.
    """
    lines = [text[p.start : p.end] for p in pieces]
    content = [n for n, p in enumerate(pieces) if p.kind is not BlockKind.FURNITURE]
    result = list(pieces)
    previous: int | None = None
    for n, following in zip(content, [*content[1:], None], strict=True):
        piece = pieces[n]
        level = 0
        if piece.kind is BlockKind.PARAGRAPH and following is not None:
            if previous is None:
                level = 1 if _may_head(lines[n], _TITLE_WORDS, _TITLE_CHARS) else 0
            elif (
                _may_head(lines[n], _HEADING_WORDS, _HEADING_CHARS)
                and not (_LABELLED.match(lines[n]) and not _NUMBERED.match(lines[n]))
                and (_is_prose(lines[following]) or pieces[following].kind is BlockKind.LIST_ITEM)
                and (_is_prose(lines[previous]) or result[previous].kind is not BlockKind.PARAGRAPH)
            ):
                number = _SECTION_NUMBER.match(lines[n])
                level = 2 + (number[1].count(".") if number else 0)
        if level:
            result[n] = replace(piece, kind=BlockKind.HEADING, level=level)
        previous = n
    return tuple(result)


def _may_head(line: str, words: int, chars: int) -> bool:
    if len(line) > chars or "\n" in line or len(line.split()) > words:
        return False
    first = line.lstrip("\"'“‘(")[:1]
    if not (first.isupper() or first.isdigit()) or re.search(r":\s*\S*\d", line):
        return False
    return not _TERMINAL.search(line) and not line.endswith(":")


def _is_prose(line: str) -> bool:
    count = len(line.split())
    return count >= 20 or (count >= 4 and bool(re.search(r"[.!?…:;,][\"'”’)\]]*$", line)))
