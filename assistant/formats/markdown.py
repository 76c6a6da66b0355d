"""Turns Markdown into the text a reader would read: headings, paragraphs, list items and table rows without their marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from assistant.formats.encoding import decode
from assistant.formats.lineforms import is_label_line
from assistant.formats.parsed import Draft, Limits, TextBuilder
from assistant.formats.stating import split_front_matter
from assistant.formats.tables import rows_as_text
from assistant.schema import BlockKind
from assistant.text import normalise

if TYPE_CHECKING:
    from markdown_it.token import Token

_DEEPEST_NESTING = 100  # the library's own limit of 20 drops what lies deeper
_HEADING_ANCHOR = re.compile(r"\s*\{[#.][^{}]*\}$")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:?")
_SILENT = frozenset({"s_open", "s_close"})


def parse_markdown(data: bytes, limits: Limits) -> Draft:
    """The draft of a Markdown file."""
    from markdown_it import MarkdownIt

    stated, body = split_front_matter(normalise(decode(data)))
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST_NESTING}).enable(["table", "strikethrough"])
    builder = TextBuilder(limits.text_chars)
    _Walk(builder).blocks(parser.parse(body))
    return builder.draft(stated=stated)


class _Walk:
    """Goes through the block tokens in order, with the list it stands in and the table it collects."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._heading = 0
        self._lists = 0
        self._marker = ""
        self._cells: list[list[str]] = []
        self._header_rows = 0
        self._in_cell = False

    def blocks(self, tokens: Iterable[Token]) -> None:
        """Add every block; token types without a method here carry no words of their own."""
        for token in tokens:
            step = getattr(self, f"_{token.type}", None)
            if step is not None:
                step(token)

    def _inline(self, token: Token) -> None:
        text = inline_text(token.children or [])
        if self._in_cell:
            self._cells[-1][-1] = text
        elif self._heading:
            self._builder.add(BlockKind.HEADING, _HEADING_ANCHOR.sub("", text), level=self._heading)
        elif self._lists:
            self._builder.add(BlockKind.LIST_ITEM, text, marker=self._marker)
            self._marker = ""
        else:
            lines = text.split("\n")
            for piece in lines if len(lines) > 1 and all(is_label_line(line) for line in lines) else [text]:
                self._builder.add(BlockKind.PARAGRAPH, piece)

    def _heading_open(self, token: Token) -> None:
        self._heading = int(token.tag[1:])

    def _heading_close(self, token: Token) -> None:
        self._heading = 0

    def _bullet_list_open(self, token: Token) -> None:
        self._lists += 1

    def _bullet_list_close(self, token: Token) -> None:
        self._lists -= 1

    _ordered_list_open, _ordered_list_close = _bullet_list_open, _bullet_list_close

    def _list_item_open(self, token: Token) -> None:
        self._marker = f"{token.info}{token.markup}" if token.info else "•"

    def _table_open(self, token: Token) -> None:
        self._cells, self._header_rows = [], 0

    def _thead_close(self, token: Token) -> None:
        self._header_rows = len(self._cells)

    def _tr_open(self, token: Token) -> None:
        self._cells.append([])

    def _td_open(self, token: Token) -> None:
        self._cells[-1].append("")
        self._in_cell = True

    def _td_close(self, token: Token) -> None:
        self._in_cell = False

    _th_open, _th_close = _td_open, _td_close

    def _table_close(self, token: Token) -> None:
        headers = self._header_rows if any(any(row) for row in self._cells[: self._header_rows]) else None
        for row in rows_as_text(self._cells, headers):
            self._builder.add(BlockKind.TABLE_ROW, row)
        self._cells = []

    def _fence(self, token: Token) -> None:
        self._builder.add(BlockKind.PARAGRAPH, token.content, keep_lines=True)

    _code_block = _fence

    def _html_block(self, token: Token) -> None:
        from assistant.formats.html import add_fragment

        add_fragment(self._builder, token.content)


def inline_text(tokens: Sequence[Token]) -> str:
    """The words of inline tokens: emphasis, links and images lose their marks; struck words and pictures are left out."""
    parts: list[str] = []
    struck = 0
    for token in tokens:
        if token.type in _SILENT:
            struck += token.nesting
        elif struck:
            continue
        elif token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type == "html_inline" and re.match(r"<(?:br|wbr)\b", token.content, re.IGNORECASE):
            parts.append("\n" if token.content[1:3].lower() == "br" else "")
    return _FOOTNOTE.sub("", "".join(parts))
