"""Turns a reply into lines for a person at a terminal: card, reading, answer, sources, and what is missing or differs.

No text of a document reaches the terminal as control codes or as Rich markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import groupby
from typing import TYPE_CHECKING

from assistant.rendering.arrangement import (
    cautions,
    closing,
    conflict_heading,
    covers,
    declined,
    laid_out,
    missing,
    opening,
    readings,
    related_heading,
    statements_heading,
    suggestions_heading,
)
from assistant.rendering.wording import (
    CAUTION,
    MISSING,
    READING,
    by_document,
    cited,
    one_line,
    source_details,
    web_address,
    when,
)
from assistant.schema import Card, Citation, Conflict, Reason, Reply, Statement

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

_WIDEST = 100  # columns; longer lines are hard to read


def to_terminal(reply: Reply, console: Console) -> None:
    """Print the reply on ``console``."""
    screen = _Screen(console)
    words = opening(reply)
    if words and declined(reply):
        screen.paragraph(words)
    if reply.card:
        _card(screen, reply.card)
    _reading(screen, reply)
    _notes(screen, reply, of_sources=False)
    if words and not declined(reply):
        screen.paragraph(words)
    _statements(screen, reply)
    for conflict in reply.conflicts:
        _conflict(screen, reply, conflict)
    if lacking := closing(reply):
        screen.paragraph(lacking, style="yellow")
    screen.items(MISSING, missing(reply))
    _notes(screen, reply, of_sources=True)
    _sources(screen, reply)
    _related(screen, reply)
    screen.items(suggestions_heading(reply), reply.suggestions)
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
        from rich.text import Text

        body = Text(text, style=style) if isinstance(text, str) else text
        first = f" {bullet} " if bullet else ""
        for place, part in enumerate(body.wrap(self._console, self._width - len(first), overflow="fold")):
            part.rstrip()
            self.show(Text.assemble(" " * len(first) if place else first, part))

    def show(self, what: RenderableType) -> None:
        """Anything Rich can print, in the reading width."""
        self._started = True
        self._console.print(what, width=self._width, highlight=False, soft_wrap=False)


def _reading(screen: _Screen, reply: Reply) -> None:
    lines = [f"{READING}: {one_line(reply.query.text)}"] if reply.query.rewritten else []
    lines += readings(reply.query)
    if lines:
        screen.gap()
        for line in lines:
            screen.line(line, style="dim")


def _notes(screen: _Screen, reply: Reply, *, of_sources: bool) -> None:
    if warnings := cautions(reply, of_sources=of_sources):
        screen.gap()
        for warning in warnings:
            screen.line(f"Note: {one_line(warning.text)}", style="yellow")


def _statements(screen: _Screen, reply: Reply) -> None:
    from rich.text import Text

    paragraph, items = laid_out(reply)
    if heading := statements_heading(reply):
        screen.heading(heading)
    elif reply.statements:
        screen.gap()
    if paragraph:
        screen.line(Text(" ").join(_marked(statement, reply) for statement in paragraph))
    for statement in items:
        screen.line(_marked(statement, reply), bullet="-")


def _marked(statement: Statement, reply: Reply) -> Text:
    from rich.text import Text

    words, short = one_line(statement.text), one_line(reply.short_answer or "")
    text = Text(words)
    if short and (at := words.find(short)) >= 0:
        text.stylize("bold", at, at + len(short))
    return text.append(" " + _markers(statement.citations), style="cyan")


def _markers(numbers: Sequence[int]) -> str:
    return "".join(f"[{number}]" for number in numbers)


def _conflict(screen: _Screen, reply: Reply, conflict: Conflict) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    screen.heading(conflict_heading(reply, conflict))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in ("Published", "Value", "Source"):
        table.add_column(column, overflow="fold")
    for value in conflict.values:
        sources = [f"[{c.number}] {one_line(c.publisher or c.title)}" for c in cited(reply, value.citations)]
        table.add_row(Text(when(value.date)), Text(one_line(value.value)), Text("\n".join(sources)))
    screen.show(table)


def _sources(screen: _Screen, reply: Reply) -> None:
    """Each source with its quotes; those that stand above, word for word, are not repeated."""
    from rich.text import Text

    said = {one_line(statement.text) for statement in reply.statements}
    for group in by_document(reply.citations):
        first = group[0]
        screen.heading(one_line(first.title))
        screen.line(" · ".join(source_details(first)), style="dim")
        for heading, above, citations in _together(group, said):
            text = Text(f"{heading}: " if heading and not above else "", style="dim")
            if above:
                text.append("quoted above" + (f", from “{heading}”" if heading else ""))
            else:
                text.append(f"“{one_line(citations[0].quote)}”", style="not dim")
            numbers = [c.number for c in citations]
            run = len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1))
            screen.line(text, bullet=f"[{numbers[0]}]–[{numbers[-1]}]" if run else _markers(numbers))
        if address := web_address(first.url):
            screen.line(address, style="dim")


def _together(group: Sequence[Citation], said: Set[str]) -> Iterator[tuple[str, bool, list[Citation]]]:
    """Citations of one document, one by one, but neighbours under one heading that only repeat what is said together."""
    for (heading, above), found in groupby(group, lambda c: (one_line(c.heading), one_line(c.quote) in said)):
        citations = list(found)
        yield from [(heading, True, citations)] if above else [(heading, False, [c]) for c in citations]


def _related(screen: _Screen, reply: Reply) -> None:
    """The passages beside an answer: of what the question may mean, the words come first; of what is near, the source."""
    from rich.text import Text

    if not reply.related:
        return
    screen.heading(related_heading(reply))
    for related in reply.related:
        quote = Text(f"“{one_line(related.quote)}”")
        about = [Text(one_line(related.title)), Text(" · ".join(source_details(related)), style="dim")]
        lines = [quote, *about] if reply.reason is Reason.AMBIGUOUS else [*about, quote]
        screen.line(Text("\n").join(lines), bullet="-")


def _card(screen: _Screen, card: Card) -> None:
    from rich.text import Text

    screen.heading(one_line(card.title))
    for contact in card.contacts:
        text = Text(one_line(contact.name), style="bold")
        text.append(f"\n{one_line(contact.detail)}", style="not bold")
        if address := web_address(contact.url):
            text.append(f"\n{address}", style="not bold dim")
        screen.line(text, bullet="-")
    screen.line(f"Last checked {when(card.last_checked)}", style="dim")
