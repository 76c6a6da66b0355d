"""One conversation in one browser tab: its turns, and how the engine is told of them. Lives in that tab's state only.

Knows nothing of Gradio or HTML.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from assistant.schema import Coverage, Document, DocumentInfo, FailedFile, Message, Reply, Role

_REMEMBERED = 20  # turns that the engine is told of; nobody refers back further


class Answering(Protocol):
    """What the screens need of the engine."""

    def ask(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        as_of: date | None = None,
        documents: Sequence[str] = (),
    ) -> Reply:
        """Reply to a question."""

    def documents(self) -> tuple[DocumentInfo, ...]:
        """The indexed documents."""

    def failed(self) -> tuple[FailedFile, ...]:
        """The files that were not indexed."""

    def document(self, id: str) -> Document:
        """One document with its text."""

    def coverage(self) -> Coverage:
        """What the documents cover."""

    def starters(self) -> tuple[str, ...]:
        """Questions that the documents answer."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its reply, or with why there is none; neither while the answer is being looked for."""

    question: str
    reply: Reply | None = None
    failure: str | None = None


class Session:
    """The turns of one tab, each under a number that is never used again.

    The one object here that changes: what happens in a tab overlaps (a new chat, or the next question, while an answer
    is under way), and each must see what the others did. Safe to share between threads.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._answering = threading.Lock()
        self._turns: dict[int, Turn] = {}
        self._numbers = 0
        self._opened = 0
        self._changes = 0

    @property
    def turns(self) -> dict[int, Turn]:
        """The turns by number, oldest first."""
        with self._guard:
            return dict(self._turns)

    @property
    def changes(self) -> int:
        """How often the turns have changed."""
        return self._changes

    def begin(self, question: str) -> int | None:
        """The number of a new turn, under way from now; None where that very question is under way (a double click)."""
        with self._guard:
            last = next(reversed(self._turns.values()), None)
            if last == Turn(question):
                return None
            self._numbers += 1
            self._turns[self._numbers] = Turn(question)
            self._changes += 1
            return self._numbers

    def answer(self, number: int, reply: Callable[[str, tuple[Message, ...]], Turn]) -> None:
        """Have a turn answered, after those before it; nothing where a new chat has dropped it."""
        with self._answering:
            turns = self.turns
            if number not in turns:
                return
            turn = reply(turns[number].question, _history(turns, number))
            with self._guard:
                if number in self._turns:
                    self._turns[number] = turn
                    self._changes += 1

    def restart(self) -> None:
        """Forget all turns; what is under way is dropped when it comes."""
        with self._guard:
            self._turns.clear()
            self._changes += 1

    def panel(self) -> int:
        """A number for each time the panel is filled, so that opening a source twice is seen as a change."""
        with self._guard:
            self._opened += 1
            return self._opened


def _history(turns: dict[int, Turn], number: int) -> tuple[Message, ...]:
    """The turns before one, as the engine reads them; those without a reply, and calls for help, are left out."""
    told = [turn for n, turn in turns.items() if n < number and turn.reply is not None and turn.reply.card is None]
    return tuple(
        message
        for turn in told[-_REMEMBERED:]
        if turn.reply is not None
        for message in (
            Message(Role.USER, turn.question),
            Message(Role.AGENT, turn.reply.answer or turn.reply.message or ""),
        )
    )
