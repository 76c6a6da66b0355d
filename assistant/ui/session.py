"""One conversation in one browser tab: its turns, and how they are read by the engine. Lives in that tab's state only.

Knows nothing of Gradio or HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class Session:
    """The turns so far, and how often the panel was filled (so that opening a source twice is seen as a change)."""

    turns: tuple[Turn, ...] = ()
    opened: int = 0

    def history(self) -> tuple[Message, ...]:
        """The conversation as the engine reads it; turns without a reply are left out."""
        return tuple(
            message
            for turn in self.turns[-_REMEMBERED:]
            if turn.reply is not None
            for message in (
                Message(Role.USER, turn.question),
                Message(Role.AGENT, turn.reply.answer or turn.reply.message or ""),
            )
        )

    def with_turn(self, turn: Turn) -> Session:
        """The session with one more turn."""
        return replace(self, turns=(*self.turns, turn))

    def with_panel(self) -> Session:
        """The session after the panel was filled once more."""
        return replace(self, opened=self.opened + 1)
