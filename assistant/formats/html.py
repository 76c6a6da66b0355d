"""Turns a web page into its article: what a reader sees, in order, without menus, banners, forms and hidden text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.formats.encoding import decode
from assistant.formats.hidden import HiddenElements
from assistant.formats.pagehead import page_metadata
from assistant.formats.pageparts import PageFurniture
from assistant.formats.parsed import RAISED, Draft, Limits, TextBuilder
from assistant.formats.tables import rows_as_text
from assistant.schema import BlockKind, DocumentError, FailureReason

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
# Elements whose depth costs the HTML parser a look at every open element: 30,000 deep takes a second, 200,000 minutes.
_CONTAINER = re.compile(
    r"<(/?)(?:div|section|article|main|ul|ol|dl|blockquote|form|fieldset|header|footer|nav|aside|center|details|figure|address|pre|dir|menu)\b",
    re.IGNORECASE,
)
_DEEPEST = 30_000

_SKIPPED = frozenset(
    "script style noscript template svg math iframe object embed applet canvas audio video picture img map button input select"
    " textarea label datalist nav aside footer dialog head title link meta del s strike menu".split()
)
_BLOCKS = frozenset(
    "address article blockquote body caption center dd details dir div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 h6"
    " header hgroup hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_MAX_SPAN = 50
_MAX_CELLS = 200_000
_LONG_CELL_WORDS = 60
_MAIN_SHARE = 0.2


def parse_html(data: bytes, limits: Limits) -> Draft:
    """The draft of a web page; what its head says about it is in ``found``.

    Raises:
        DocumentError: its elements are nested too deep to be a page.
    """
    from selectolax.lexbor import LexborHTMLParser

    declared = _CHARSET.search(data, 0, 4096) or _XML_CHARSET.match(data)
    source = decode(data, declared[1].decode("ascii") if declared else None)
    _refuse_deep_nesting(source)
    page = LexborHTMLParser(source)
    builder = TextBuilder(limits.text_chars)
    found = page_metadata(page)
    _add_visible(builder, page, whole=False)
    return builder.draft(found=found, scraped=True)


def add_fragment(builder: TextBuilder, source: str) -> None:
    """Add the blocks of a piece of HTML that stands in another format."""
    from selectolax.lexbor import LexborHTMLParser

    _refuse_deep_nesting(source)
    _add_visible(builder, LexborHTMLParser(source), whole=True)


def _add_visible(builder: TextBuilder, page: LexborHTMLParser, *, whole: bool) -> None:
    hidden = HiddenElements(page)
    page.strip_tags(
        ["script", "style", "noscript", "template"]
    )  # or they would count where lengths of text are compared
    if page.body is not None:
        _Walk(builder, page, page.body if whole else _main_content(page, page.body), hidden).run()


def _refuse_deep_nesting(source: str) -> None:
    depth = deepest = 0
    for match in _CONTAINER.finditer(source):
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    if deepest > _DEEPEST:
        raise DocumentError(
            FailureReason.UNREADABLE, f"its elements are nested {deepest:,} deep; at most {_DEEPEST:,} can be read"
        )


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _main_content(page: LexborHTMLParser, body: LexborNode) -> LexborNode:
    """The page's ``main`` element, or its only article, where that holds a good part of the text; else the body."""
    whole = len(body.text(deep=True))
    for selector in ("main", "[role=main]", "article"):
        candidates = page.css(selector)
        if len(candidates) == 1 and len(candidates[0].text(deep=True)) >= _MAIN_SHARE * whole:
            return candidates[0]
    return body


@dataclass(slots=True)
class _Place:
    """What words collected here become. ``marker`` is used up by the first of them."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    marker: str = ""
    label: str = ""
    keep_lines: bool = False


class _Walk:
    """Goes through the visible elements in order and adds their blocks. Keeps its own stack: pages may be nested deep."""

    def __init__(self, builder: TextBuilder, page: LexborHTMLParser, root: LexborNode, hidden: HiddenElements) -> None:
        self._builder = builder
        self._hidden = hidden
        self._around = PageFurniture(page, root)
        self._root = root
        self._words: list[str] = []
        self._term = ""

    def run(self) -> None:
        """Add every block below the root."""
        outer = _Place()
        # A node to visit, a place that ends, or words that an element adds; last in, first out.
        stack: list[tuple[LexborNode | str | None, _Place]] = [(self._root, outer)]
        while stack:
            item, place = stack.pop()
            if item is None:
                self._flush(place)
            elif isinstance(item, str):
                self._words.append(item)
            elif item.is_text_node:
                self._words.append(item.text_content or "")
            elif item.is_element_node and not self._is_left_out(item):
                self._enter(item, place, stack)
        self._flush(outer)
        if self._term:
            self._builder.add(BlockKind.PARAGRAPH, self._term)

    def _is_left_out(self, node: LexborNode) -> bool:
        return node.tag in _SKIPPED or node in self._hidden or node in self._around

    def _enter(self, node: LexborNode, place: _Place, stack: list[tuple[LexborNode | str | None, _Place]]) -> None:
        tag = node.tag or ""
        if tag == "br":
            if place.keep_lines or not (self._words and self._words[-1] == "\n"):
                self._words.append("\n")
            else:
                self._flush(place)  # an empty line made of two breaks
            return
        if tag == "sup" and self._raised(node):
            return
        if tag in _BLOCKS:
            self._flush(place)
            if tag == "table" and _is_data(node):
                self._table(node)
                return
            place = _inner_place(node, place)
            stack.append((None, place))
        if tag == "q":
            stack.append(("”", place))
        stack.extend((child, place) for child in reversed(list(_children(node))))
        if tag == "q":
            stack.append(("“", place))

    def _raised(self, node: LexborNode) -> bool:
        """A note's number is left out; a power or unit keeps its place above the line (10⁶ is not 106)."""
        text = node.text(deep=True).strip()
        if _REFERENCE.fullmatch(text) and node.css_first("a[href^='#']") is not None:
            return True
        if not re.fullmatch(r"[-−+]?\d{1,3}", text):
            return False
        self._words.append(text.translate(RAISED))
        return True

    def _flush(self, place: _Place) -> None:
        text = "".join(self._words)
        self._words.clear()
        if not text.strip():
            return
        if place.label == "dt":
            self._term = " ".join([self._term, *text.split()]).strip()
            return
        if place.label == "dd" and self._term:
            text = f"{self._term.rstrip(':')}: {text}"
        elif self._term:
            self._builder.add(BlockKind.PARAGRAPH, self._term)
        self._term = ""
        self._builder.add(place.kind, text, level=place.level, marker=place.marker, keep_lines=place.keep_lines)
        place.marker = ""

    def _table(self, table: LexborNode) -> None:
        caption = table.css_first("caption")
        if caption is not None and not self._is_left_out(caption):
            self._builder.add(BlockKind.PARAGRAPH, self._visible_text(caption))
        rows = [row for row in table.css("tr") if not self._is_left_out(row)]
        grid, headers = self._grid(rows)
        has_headers = table.css_first("th") is not None
        for text in rows_as_text(grid, headers if headers or has_headers else None):
            self._builder.add(BlockKind.TABLE_ROW, text)

    def _grid(self, rows: list[LexborNode]) -> tuple[list[list[str]], int]:
        """Cells with the merged ones repeated in all their places, and the number of header rows on top."""
        grid: list[list[str]] = []
        covered: dict[tuple[int, int], str] = {}
        headers, cells = 0, 0
        for r, row in enumerate(rows):
            line: list[str] = []
            nodes = [c for c in _children(row) if c.tag in ("td", "th") and not self._is_left_out(c)]
            in_head = row.parent is not None and row.parent.tag == "thead"
            if headers == r and nodes and (in_head or all(c.tag == "th" for c in nodes)):
                headers += 1
            for cell in nodes:
                while (r, len(line)) in covered:
                    line.append(covered.pop((r, len(line))))
                text = self._visible_text(cell)
                across, down = _span(cell, "colspan"), _span(cell, "rowspan")
                cells += across * down
                if cells > _MAX_CELLS:
                    raise DocumentError(
                        FailureReason.TOO_LARGE, f"a table has more than {_MAX_CELLS:,} cells; split the file"
                    )
                for below in range(1, down):
                    for beside in range(across):
                        covered[r + below, len(line) + beside] = text
                line += [text] * across
            while (r, len(line)) in covered:
                line.append(covered.pop((r, len(line))))
            grid.append(line)
        return grid, headers

    def _visible_text(self, node: LexborNode) -> str:
        parts: list[str] = []
        stack = [node]
        while stack:
            current = stack.pop()
            if current.is_text_node:
                parts.append(current.text_content or "")
            elif current.is_element_node and (current is node or not self._is_left_out(current)):
                if current.tag in _BLOCKS or current.tag == "br":
                    parts.append(" ")
                stack.extend(reversed(list(_children(current))))
        return " ".join("".join(parts).split())


_REFERENCE = re.compile(r"\[?(?:\d{1,3}|[a-z]|note \d+)\]?")


def _inner_place(node: LexborNode, place: _Place) -> _Place:
    tag = node.tag or ""
    if re.fullmatch("h[1-6]", tag):
        return _Place(BlockKind.HEADING, level=int(tag[1]))
    if tag == "li":
        return _Place(BlockKind.LIST_ITEM, marker=_item_marker(node))
    if tag in ("dt", "dd"):
        return _Place(BlockKind.LIST_ITEM, label=tag)
    if tag == "pre":
        return _Place(place.kind, keep_lines=True)
    if tag in ("table", "article", "section", "main", "body"):
        return _Place()
    return place


def _item_marker(node: LexborNode) -> str:
    parent = node.parent
    if parent is None or parent.tag != "ol":
        return "•"
    value = node.attributes.get("value") or ""
    if value.isdigit() and len(value) < 6:
        return f"{value}."
    start = parent.attributes.get("start") or ""
    number = int(start) if start.isdigit() and len(start) < 6 else 1
    before = node.prev
    while before is not None:
        number += before.tag == "li"
        before = before.prev
    return f"{number}."


def _span(cell: LexborNode, name: str) -> int:
    value = (cell.attributes.get(name) or "").strip()
    return min(_MAX_SPAN, max(1, int(value))) if value.isdigit() and len(value) < 6 else 1


def _is_data(table: LexborNode) -> bool:
    """Whether a table holds figures or facts in rows, rather than the layout of a page."""
    if (table.attributes.get("role") or "").lower() in ("presentation", "none") or table.css_first(
        "table table"
    ) is not None:
        return False
    if table.css_first("th, thead, caption") is not None:
        return True
    rows = table.css("tr")
    if len(rows) < 2 or table.css_first("h1, h2, h3, h4, ul, ol") is not None:
        return False
    widths = [sum(1 for c in _children(row) if c.tag == "td") for row in rows]
    longest = max((len(cell.text(deep=True).split()) for cell in table.css("td")), default=0)
    return sum(1 for width in widths if width >= 2) * 2 >= len(rows) and longest <= _LONG_CELL_WORDS
