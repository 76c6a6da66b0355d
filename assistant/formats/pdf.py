"""Turns a PDF into text: columns in reading order, headings by their type, table rows, without running heads and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from assistant.formats.pagelayout import Line, reading_order
from assistant.formats.parsed import Draft, Limits, TextBuilder
from assistant.formats.pdfpage import LINE_END_HYPHENS, Page, Segment, read_page
from assistant.formats.pdftables import BULLET, LEADER, table_cells, table_length
from assistant.formats.tables import rows_as_text
from assistant.schema import BlockKind, DocumentError, FailureReason

_MOST_PAGES = 2_000
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.?)?\s*[-–—|]?\s*\d{1,4}\s*[-–—|]?(?:\s*(?:of|/)\s*\d{1,4})?|[ivxl]{1,7}", re.IGNORECASE
)
_FEW_PAGES = 5
_MARGIN = 0.1  # of the page's height: where running heads and feet stand
_NUMBER = re.compile(r"(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)])\s+(?=\S)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TERMINAL = re.compile(r"[.!?…:;][\"'”’)\]]*$")
_HEADING_SIZE = 1.12  # times the size of the body type
_HEADING_WORDS = 25
_BOLD_HEADING_WORDS = 14
_PARAGRAPH_GAP = 1.3  # times the usual distance of two lines
_INDENT = 0.8  # of the type size
_HEADING_GAP = 1.5  # times the type size: lines of one heading stand no farther apart
_DEEPEST_LEVEL = 5
_JUNK_TITLE = re.compile(r"(?:microsoft (?:word|powerpoint|excel)|untitled|document\d*|slide 1|\(anonymous\)|.*\.(?:docx?|pdf|indd|qxd|pptx?|xlsx?|odt|rtf|tmp))\b.*", re.IGNORECASE)  # fmt: skip
_JUNK_AUTHOR = re.compile(
    r"(?:\(?anonymous\)?|user|admin(?:istrator)?|owner|author|unknown|microsoft.*|.*@.*|[a-z]+\d+)", re.IGNORECASE
)
_CREATED = re.compile(r"D:(\d{4})(\d{2})(\d{2})")


def parse_pdf(data: bytes, limits: Limits) -> Draft:
    """The draft of a PDF.

    Raises:
        DocumentError: encrypted, damaged, too many pages, without text (scanned), or with text that is no letters.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise DocumentError(FailureReason.ENCRYPTED, "it needs a password; save a copy without one") from None
        raise DocumentError(
            FailureReason.UNREADABLE, "it is not a PDF, or is damaged; open it and save it again"
        ) from None
    if len(document) > _MOST_PAGES:
        raise DocumentError(
            FailureReason.TOO_LARGE, f"it has {len(document):,} pages; at most {_MOST_PAGES:,} are read; split it"
        )
    pages = list(_pages(document, limits))
    _refuse_without_letters(pages)
    properties = document.get_metadata_dict(skip_empty=True)
    builder = TextBuilder(limits.text_chars)
    _compose(_without_running_lines(pages), builder)
    draft = builder.draft()
    first_page = " ".join(segment.text for segment in pages[0].segments) if pages else ""
    return builder.draft(found=_found(properties, draft, first_page))


def _pages(document: Any, limits: Limits) -> Iterator[Page]:
    import pypdfium2

    letters = 0
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            raise DocumentError(
                FailureReason.UNREADABLE, f"page {number + 1} is damaged; open it and save it again"
            ) from None
        read = read_page(page)
        page.close()
        letters += sum(len(segment.text) for segment in read.segments)
        if letters > limits.text_chars:
            raise DocumentError(
                FailureReason.TOO_LARGE, f"its text is longer than {limits.text_chars:,} characters; split the file"
            )
        yield read


def _refuse_without_letters(pages: Sequence[Page]) -> None:
    text = "".join(segment.text for page in pages for segment in page.segments)
    if not text:
        raise DocumentError(
            FailureReason.SCANNED, "it holds pictures of pages and no text; run text recognition (OCR) over it first"
        )
    unknown = sum(1 for c in text if c == "\ufffd" or "\ue000" <= c <= "\uf8ff")
    if unknown > 0.3 * len(text):
        raise DocumentError(
            FailureReason.UNREADABLE,
            "its type does not say which letters it shows; export it again, or run OCR over it",
        )


def _found(properties: dict[str, str], draft: Draft, first_page: str) -> dict[str, str]:
    """What the file's properties say, as far as it can be believed.

    The title property is often that of a template: it counts where the first page shows it, or shows no heading.
    """
    title = " ".join(properties.get("Title", "").split())
    shown = bool(title) and _letters(title) in _letters(first_page)
    begins_with_heading = bool(draft.pieces) and draft.pieces[0].kind is BlockKind.HEADING
    author = properties.get("Author", "").strip()
    created = _CREATED.match(properties.get("CreationDate", ""))
    found = {
        "title": title if not _JUNK_TITLE.fullmatch(title) and (shown or not begins_with_heading) else "",
        "author": "" if _JUNK_AUTHOR.fullmatch(author) else author,
        "created": f"{created[1]}-{created[2]}-{created[3]}" if created else "",
    }
    return {name: value for name, value in found.items() if value}


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


# --- running heads ------------------------------------------------------------------------------------------------


def _without_running_lines(pages: Sequence[Page]) -> list[list[Line]]:
    """Each page's lines in reading order, less page numbers and what stands in the same margin of many pages."""
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({_running_key(page, s) for s in page.segments if _in_margin(page, s)})
    least = 2 if len(pages) <= _FEW_PAGES else 3  # a chapter's running head may stand on few of many pages

    def stays(page: Page, segment: Segment) -> bool:
        if not _in_margin(page, segment):
            return True
        return not _PAGE_NUMBER.fullmatch(segment.text) and seen[_running_key(page, segment)] < least

    return [reading_order([s for s in page.segments if stays(page, s)]) for page in pages]


def _in_margin(page: Page, segment: Segment) -> bool:
    return not _MARGIN * page.height < segment.y < (1 - _MARGIN) * page.height


def _running_key(page: Page, segment: Segment) -> tuple[str, int]:
    """The same for a line that differs only in its numbers and stands at nearly the same height."""
    return re.sub(r"\d+", "#", segment.text), round(20 * segment.y / max(1.0, page.height))


# --- paragraphs ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Type:
    """The document's ordinary type: size of the body, distance of its lines, sizes of headings from the largest down."""

    body: float
    leading: float
    sizes: tuple[float, ...]

    def level(self, line: Line) -> int:
        """Depth of the heading that a line is part of; 0 where it is none."""
        words = len(line.text.split())
        if words > _HEADING_WORDS or not any(c.isalpha() for c in line.text):
            return 0
        if line.size >= _HEADING_SIZE * self.body:
            return min(_DEEPEST_LEVEL, 1 + self.sizes.index(_rounded(line.size)))
        is_label = words <= _BOLD_HEADING_WORDS and not _TERMINAL.search(line.text) and line.size >= 0.95 * self.body
        return min(_DEEPEST_LEVEL, 1 + len(self.sizes)) if line.bold and is_label else 0


def _rounded(size: float) -> float:
    return round(2 * size) / 2


def _type(pages: Sequence[Sequence[Line]]) -> _Type:
    lines = [line for page in pages for line in page]
    letters: Counter[float] = Counter()
    for line in lines:
        letters[_rounded(line.size)] += len(line.text)
    body = max(letters.items(), key=lambda item: item[1])[0] if letters else 10.0
    gaps = [
        a.y - b.y
        for page in pages
        for a, b in zip(page, page[1:], strict=False)
        if a.region == b.region and 0 < a.y - b.y < 3 * body
    ]
    larger = sorted({_rounded(line.size) for line in lines if line.size >= _HEADING_SIZE * body}, reverse=True)
    return _Type(body, median(gaps) if gaps else 1.2 * body, tuple(larger))


def _compose(pages: Sequence[Sequence[Line]], builder: TextBuilder) -> None:
    """Add the document's blocks. A paragraph goes on over the end of a column or page where its sentence does."""
    kind_of_type = _type(pages)
    vocabulary = _vocabulary(pages)
    pending: list[Line] = []

    def finish() -> None:
        if pending:
            _add_paragraph(builder, pending, kind_of_type, vocabulary)
            pending.clear()

    for page in pages:
        n = 0
        while n < len(page):
            length = table_length(page, n)
            if length:
                finish()
                for row in rows_as_text(table_cells(page[n : n + length])):
                    builder.add(BlockKind.TABLE_ROW, row)
                n += length
                continue
            line = page[n]
            if pending and not _goes_on(pending, line, page[n - 1] if n else None, kind_of_type):
                finish()
            pending.append(line)
            n += 1
    finish()


def _vocabulary(pages: Sequence[Sequence[Line]]) -> set[str]:
    """The whole words of the document, in lower case; not the halves of those that a line's end divides."""
    words: set[str] = set()
    for page in pages:
        divided = False
        for line in page:
            found = [word.lower() for word in _WORD.findall(line.text)]
            found = found[1:] if divided else found
            divided = line.text[-1] in LINE_END_HYPHENS
            words.update(found[:-1] if divided else found)
    return words


def _goes_on(pending: Sequence[Line], line: Line, above: Line | None, kind: _Type) -> bool:
    """Whether a line belongs to the paragraph before it."""
    last = pending[-1]
    if kind.level(last) != kind.level(line) or abs(last.size - line.size) > 0.1 * kind.body:
        return False
    if BULLET.match(line.text) or _NUMBER.match(line.text) or LEADER.search(line.text) or LEADER.search(last.text):
        return False
    ended = bool(_TERMINAL.search(last.text))
    if above is not last or line.region != last.region:  # the paragraph's last line stands in another column or page
        return not kind.level(line) and not ended and (line.text[0].islower() or last.text[-1] in LINE_END_HYPHENS)
    if kind.level(line):
        return 0 < last.y - line.y <= _HEADING_GAP * line.size
    if not 0 < last.y - line.y <= _PARAGRAPH_GAP * kind.leading:
        return False
    is_item = bool(BULLET.match(pending[0].text) or _NUMBER.match(pending[0].text))
    indented = line.x0 - last.x0 > _INDENT * line.size and not (is_item and len(pending) == 1)
    letter = (line.x1 - line.x0) / len(line.text)
    had_room = last.x1 + letter * (2 + len(line.text.split(maxsplit=1)[0])) < last.right
    return not (ended and (indented or had_room))


def _add_paragraph(builder: TextBuilder, lines: Sequence[Line], kind: _Type, vocabulary: set[str]) -> None:
    text = lines[0].text
    for line in lines[1:]:
        text = _joined(text, line.text, vocabulary)
    text = text.replace("\x02", "-").replace("\ufffe", "-")
    if LEADER.search(text):
        builder.add(BlockKind.FURNITURE, text)  # a line of a table of contents
        return
    level = kind.level(lines[0])
    marker = BULLET.match(text) or (_NUMBER.match(text) if not level else None)
    if level:
        builder.add(BlockKind.HEADING, text, level=level)
    elif marker:
        builder.add(BlockKind.LIST_ITEM, text[marker.end() :], marker="•" if BULLET.match(text) else marker[0].strip())
    else:
        builder.add(BlockKind.PARAGRAPH, text)


def _joined(before: str, after: str, vocabulary: set[str]) -> str:
    """Two lines as one; a word divided at the line's end becomes whole, a hyphen of its own ("long-term") stays."""
    if before[-1] not in LINE_END_HYPHENS or len(before) < 2 or not before[-2].isalpha() or not after[0].isalpha():
        return f"{before} {after}"
    first = re.search(r"[^\W\d_]+$", before[:-1])
    second = re.match(r"[^\W\d_]+", after)
    if first is None or second is None:
        return f"{before}{after}"
    head, tail = first[0].lower(), second[0].lower()
    own_hyphen = f"{head}-{tail}" in vocabulary or (head + tail not in vocabulary and {head, tail} <= vocabulary)
    if after[0].isupper() or own_hyphen:
        return f"{before[:-1]}-{after}"
    return f"{before[:-1]}{after}"
