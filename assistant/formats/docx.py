"""Turns a Word document into text: headings, paragraphs, list items and table rows in order, as they would print."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from assistant.formats.parsed import RAISED, Draft, Limits, TextBuilder
from assistant.formats.tables import rows_as_text
from assistant.schema import BlockKind, DocumentError, FailureReason

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_MOST_PARTS = 10_000
_MOST_UNPACKED_MB = 300
_MOST_TEXT_MB = 60  # of XML in one part; its tree takes some ten times that
_HIGHEST_RATIO = 150  # text packs ten times, pictures not at all; a bomb a thousand times
_SMALL_MB = 10  # below this the ratio does not matter

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_LEFT_OUT = frozenset(
    {f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "tblPr")} | {_FALLBACK}
)
_OFF = frozenset({"0", "false", "off", "none"})
_HEADING_STYLE = re.compile(r"heading (\d)", re.IGNORECASE)
_TERMINAL = re.compile(r"[.!?…:;,][\"'”’)\]]*$")
_BOLD_LEVEL = 12  # below every heading by style
_BOLD_HEADING_WORDS = 14
_TEMPLATE_AUTHORS = frozenset(
    {"python-docx", "microsoft office user", "user", "admin", "administrator", "author", "owner", "unknown"}
)
_TEMPLATE_MADE = date(2013, 12, 23)  # the day in every document that python-docx makes, whoever is its author


def parse_docx(data: bytes, limits: Limits) -> Draft:
    """The draft of a Word document.

    Raises:
        DocumentError: encrypted, no Word document, damaged, or a small file that unpacks to a huge one.
    """
    _refuse_dangerous(data)
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]

    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
    except (PackageNotFoundError, XMLSyntaxError, KeyError, ValueError, AttributeError, zipfile.BadZipFile, OSError):
        raise DocumentError(
            FailureReason.UNREADABLE, "it is not a Word document, or is damaged; open it in Word and save it again"
        ) from None
    builder = TextBuilder(limits.text_chars)
    _Walk(document, builder).blocks(body)
    draft = builder.draft()
    return builder.draft(found=_found(document, bool(draft.pieces) and draft.pieces[0].kind is BlockKind.HEADING))


def _refuse_dangerous(data: bytes) -> None:
    """Look at the outside before anything is unpacked."""
    if data.startswith(_OLE_MAGIC):
        if _ENCRYPTED_PACKAGE in data:
            raise DocumentError(FailureReason.ENCRYPTED, "it needs a password; save a copy without one")
        raise DocumentError(
            FailureReason.UNREADABLE, "it is an old Word file (.doc) under a new name; save it as .docx"
        )
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise DocumentError(
            FailureReason.UNREADABLE, "it is not a Word document, or is damaged; open it in Word and save it again"
        ) from None
    if any(entry.flag_bits & 1 for entry in entries):
        raise DocumentError(FailureReason.ENCRYPTED, "it needs a password; save a copy without one")
    total = sum(entry.file_size for entry in entries)
    ratio = total / max(1, len(data))
    largest_text = max((entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels"))), default=0)
    mb = 1024 * 1024
    if (
        len(entries) > _MOST_PARTS
        or total > _MOST_UNPACKED_MB * mb
        or largest_text > _MOST_TEXT_MB * mb
        or (ratio > _HIGHEST_RATIO and total > _SMALL_MB * mb)
    ):
        raise DocumentError(
            FailureReason.TOO_LARGE,
            f"it unpacks to {total / mb:,.0f} MB in {len(entries):,} parts, {ratio:,.0f} times its size; split it, or take pictures out",
        )


def _found(document: WordDocument, begins_with_heading: bool) -> dict[str, str]:
    """The file's own properties. A template's title and date are no better than none."""
    properties = document.core_properties
    author = (properties.author or "").strip()
    is_template = author.lower() == "python-docx"
    created = properties.created
    if created is not None and created.date() == _TEMPLATE_MADE:
        created = None
    found = {
        "title": "" if begins_with_heading or is_template else (properties.title or "").strip(),
        "author": "" if author.lower() in _TEMPLATE_AUTHORS or "@" in author else author,
        "created": created.date().isoformat() if created is not None and not is_template else "",
    }
    return {name: value for name, value in found.items() if value}


class _Walk:
    """Goes through the body in order. Reads the XML itself: content controls, insertions and text boxes are text too."""

    def __init__(self, document: WordDocument, builder: TextBuilder) -> None:
        self._styles = _styles(document)
        self._builder = builder
        self._below_title = 0  # the document's title stands above its first headings

    def blocks(self, parent: Any) -> None:
        for element in parent:
            if element.tag == f"{_W}p":
                self._paragraph(element)
            elif element.tag == f"{_W}tbl":
                self._table(element)
            elif element.tag in (
                f"{_W}sdt",
                f"{_W}sdtContent",
                f"{_W}ins",
                f"{_W}moveTo",
                f"{_W}customXml",
                f"{_W}smartTag",
            ):
                self.blocks(element)

    def _paragraph(self, paragraph: Any) -> None:
        boxes: list[Any] = []
        text = paragraph_text(paragraph, boxes)
        names = self._style_names(paragraph)
        level = self._level(paragraph, names)
        if level:
            self._builder.add(BlockKind.HEADING, text, level=level)
        elif _is_list_item(paragraph, names):
            self._builder.add(BlockKind.LIST_ITEM, text, marker="•")
        elif _is_bold_label(paragraph, text):
            self._builder.add(BlockKind.HEADING, text, level=_BOLD_LEVEL)
        elif any(name.startswith("toc ") for name in names):
            self._builder.add(BlockKind.FURNITURE, text)
        else:
            self._builder.add(BlockKind.PARAGRAPH, text)
        for box in boxes:
            self.blocks(box)

    def _style_names(self, paragraph: Any) -> list[str]:
        """Name of the paragraph's style and of those it is based on, in lower case."""
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        identifier = style.get(f"{_W}val") if style is not None else None
        names: list[str] = []
        while identifier in self._styles and len(names) < 10:
            name, identifier = self._styles[identifier]
            names.append(name)
        return names

    def _level(self, paragraph: Any, names: list[str]) -> int:
        for name in names:
            if name == "title":
                self._below_title = 1
                return 1
            match = _HEADING_STYLE.match(name)
            if match:
                return max(1, int(match[1])) + self._below_title
        outline = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
        value = outline.get(f"{_W}val") if outline is not None else ""
        return int(value) + 1 + self._below_title if value and value.isdigit() and int(value) < 9 else 0

    def _table(self, table: Any) -> None:
        grid: list[list[str]] = []
        headers = 0
        for number, row in enumerate(_rows(table)):
            marked = row.find(f"{_W}trPr/{_W}tblHeader")
            if marked is not None and marked.get(f"{_W}val") not in _OFF and headers == number:
                headers += 1
            line: list[str] = []
            for cell in _cells(row):
                text = _cell_text(cell)
                merged = cell.find(f"{_W}tcPr/{_W}vMerge")
                if merged is not None and merged.get(f"{_W}val") != "restart" and grid and len(line) < len(grid[-1]):
                    text = grid[-1][len(line)]
                span = cell.find(f"{_W}tcPr/{_W}gridSpan")
                width = span.get(f"{_W}val") if span is not None else "1"
                line += [text] * (min(50, int(width)) if width and width.isdigit() else 1)
            grid.append(line)
        if all(len(line) <= 1 for line in grid):
            for row in _rows(table):  # a frame around text
                for cell in _cells(row):
                    self.blocks(cell)
            return
        for text in rows_as_text(grid, headers or None):
            self._builder.add(BlockKind.TABLE_ROW, text)


def _styles(document: WordDocument) -> dict[str, tuple[str, str | None]]:
    styles = {}
    for style in document.styles.element.findall(f"{_W}style"):
        name, base = style.find(f"{_W}name"), style.find(f"{_W}basedOn")
        based_on = base.get(f"{_W}val") if base is not None else None
        styles[style.get(f"{_W}styleId")] = ((name.get(f"{_W}val") if name is not None else "").lower(), based_on)
    return styles


def _rows(table: Any) -> Iterator[Any]:
    for element in table:
        if element.tag == f"{_W}tr":
            yield element
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"):
            yield from _rows(element)


def _cells(row: Any) -> Iterator[Any]:
    for element in row:
        if element.tag == f"{_W}tc":
            yield element
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent"):
            yield from _cells(element)


def _cell_text(cell: Any) -> str:
    return " ".join(filter(None, (paragraph_text(p, []).strip() for p in cell.iter(f"{_W}p"))))


def paragraph_text(paragraph: Any, boxes: list[Any]) -> str:
    """The words of a paragraph as they would print: no deletions, no hidden runs; its text boxes are put in ``boxes``."""
    parts: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        tag = element.tag
        if not isinstance(tag, str) or tag in _LEFT_OUT:
            continue
        if tag == f"{_W}txbxContent":
            boxes.append(element)
        elif tag in (f"{_W}t", _MATH_TEXT):
            parts.append(element.text or "")
        elif tag in (f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}ptab"):
            parts.append(" ")
        elif tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif tag == f"{_W}r":
            properties = element.find(f"{_W}rPr")
            if properties is not None and _is_on(properties.find(f"{_W}vanish")):
                continue
            raised = properties.find(f"{_W}vertAlign") if properties is not None else None
            text = "".join(t.text or "" for t in element.findall(f"{_W}t"))
            if (
                raised is not None
                and raised.get(f"{_W}val") == "superscript"
                and re.fullmatch(r"[-−+]?\d{1,3}", text.strip())
            ):
                parts.append(text.strip().translate(RAISED))
                continue
            stack.extend(reversed(element))
        else:
            stack.extend(reversed(element))
    return "".join(parts)


def _is_on(flag: Any) -> bool:
    return flag is not None and flag.get(f"{_W}val") not in _OFF


def _is_list_item(paragraph: Any, names: list[str]) -> bool:
    numbering = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
    if numbering is not None:
        return bool(numbering.get(f"{_W}val") != "0")
    return any(name.startswith(("list bullet", "list number")) for name in names)


def _is_bold_label(paragraph: Any, text: str) -> bool:
    """All of it bold, short and no sentence: a heading that somebody made by hand."""
    if not 0 < len(text.split()) <= _BOLD_HEADING_WORDS or _TERMINAL.search(text.strip()):
        return False
    runs = [r for r in paragraph.iter(f"{_W}r") if any((t.text or "").strip() for t in r.findall(f"{_W}t"))]
    return bool(runs) and all(_is_on(r.find(f"{_W}rPr/{_W}b")) for r in runs)
