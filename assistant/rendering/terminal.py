"""Turns a reply into lines for a person at a terminal: card, reading, answer, sources, and what is missing or differs.

No text of a document reaches the terminal as control codes or as Rich markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.rendering.wording import (
    CAUTION,
    DIFFER,
    LIST_FROM,
    MISSING,
    READING,
    RELATED,
    SUGGESTIONS,
    by_document,
    cited,
    covers,
    message,
    missing,
    one_line,
    related_title,
    source_details,
    web_address,
    when,
)
from assistant.schema import Card, Conflict, Reply

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

_WIDEST = 100  # columns; longer lines are hard to read


def to_terminal(reply: Reply, console: Console) -> None:
    """Print the reply on ``console``."""
    screen = _Screen(console)
    if reply.card:
        _card(screen, reply.card)
    if reply.query.rewritten:
        screen.paragraph(f"{READING}: {one_line(reply.query.text)}", style="dim")
    for warning in reply.warnings:
        screen.paragraph(f"Note: {one_line(warning.text)}", style="yellow")
    if words := message(reply):
        screen.paragraph(words)
    _statements(screen, reply)
    for conflict in reply.conflicts:
        _conflict(screen, reply, conflict)
    screen.items(MISSING, missing(reply))
    _sources(screen, reply)
    _related(screen, reply)
    screen.items(SUGGESTIONS, reply.suggestions)
    if coverage := covers(reply):
        screen.paragraph(coverage, style="dim")
    if reply.statements:
        screen.paragraph(CAUTION, style="dim")


class _Screen:
    """A console with the few shapes that a reply is made of; a blank line stands between any two of them."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._width = min(console.width, _WIDEST)
        self._started = False

    def paragraph(self, text: str | Text, style: str = "") -> None:
        """One wrapped paragraph."""
        self.gap()
        self.line(text, style=style)

    def heading(self, text: str) -> None:
        """A heading; what follows stands directly under it."""
        self.gap()
        self.line(text, style="bold")

    def items(self, heading: str, texts: tuple[str, ...]) -> None:
        """A bulleted list under a heading; nothing where there are no texts."""
        if texts:
            self.heading(heading)
            for text in texts:
                self.line(one_line(text), bullet="-")

    def gap(self) -> None:
        """A blank line, unless this is the first line."""
        if self._started:
            self._console.print()

    def line(self, text: str | Text, *, bullet: str = "", style: str = "") -> None:
        """One wrapped line, hanging after its bullet."""
        from rich.table import Table
        from rich.text import Text

        body = Text(text, style=style) if isinstance(text, str) else text
        if not bullet:
            return self.show(body)
        row = Table.grid(padding=(0, 1, 0, 0))
        row.add_column(no_wrap=True, min_width=len(bullet) + 1, justify="right")
        row.add_column(overflow="fold")
        row.add_row(Text(bullet), body)
        return self.show(row)

    def show(self, what: RenderableType) -> None:
        """Anything Rich can print, in the reading width."""
        self._started = True
        self._console.print(what, width=self._width, highlight=False, soft_wrap=False)


def _statements(screen: _Screen, reply: Reply) -> None:
    from rich.text import Text

    texts = []
    for statement in reply.statements:
        words = one_line(statement.text)
        text = Text(words)
        short = one_line(reply.short_answer or "")
        if short and (at := words.find(short)) >= 0:
            text.stylize("bold", at, at + len(short))
        text.append(" " + "".join(f"[{n}]" for n in statement.citations), style="cyan")
        texts.append(text)
    if len(texts) >= LIST_FROM:
        screen.gap()
        for text in texts:
            screen.line(text, bullet="-")
    elif texts:
        screen.paragraph(Text(" ").join(texts))


def _conflict(screen: _Screen, reply: Reply, conflict: Conflict) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    screen.heading(f"{DIFFER}: {one_line(conflict.about)}")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in ("Date", "Value", "Source"):
        table.add_column(column, overflow="fold")
    for value in conflict.values:
        sources = [f"[{c.number}] {one_line(c.publisher or c.title)}" for c in cited(reply, value.citations)]
        table.add_row(Text(when(value.date)), Text(one_line(value.value)), Text("\n".join(sources)))
    screen.show(table)


def _sources(screen: _Screen, reply: Reply) -> None:
    from rich.text import Text

    for group in by_document(reply.citations):
        first = group[0]
        screen.heading(one_line(first.title))
        screen.line(" · ".join(source_details(first)), style="dim")
        for citation in group:
            text = Text(f"{one_line(citation.heading)}: " if citation.heading else "", style="dim")
            text.append(f"“{one_line(citation.quote)}”", style="not dim")
            screen.line(text, bullet=f"[{citation.number}]")
        if address := web_address(first.url):
            screen.line(address, style="dim")


def _related(screen: _Screen, reply: Reply) -> None:
    from rich.text import Text

    if not reply.related:
        return
    screen.heading(RELATED)
    for related in reply.related:
        text = Text(related_title(related))
        text.append(f"\n“{one_line(related.quote)}”", style="dim")
        screen.line(text, bullet="-")


def _card(screen: _Screen, card: Card) -> None:
    from rich.text import Text

    screen.heading(one_line(card.title))
    for contact in card.contacts:
        text = Text(one_line(contact.name), style="bold")
        text.append(f": {one_line(contact.detail)}", style="not bold")
        if address := web_address(contact.url):
            text.append(f" {address}", style="not bold dim")
        screen.line(text, bullet="-")
    screen.line(f"Last checked {when(card.last_checked)}", style="dim")
