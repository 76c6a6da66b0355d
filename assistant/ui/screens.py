"""Turns a question or a click into the HTML of the part of the page that changes.

Checks both here: what a browser sends is not to be trusted. Writes nothing to disk, and no question to a log. Knows no
Gradio.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from assistant.rendering.arrangement import related_heading
from assistant.schema import AssistantError, Message
from assistant.settings import Settings
from assistant.text import normalise
from assistant.ui.evidence import excerpt
from assistant.ui.markup import render, source_label
from assistant.ui.session import Answering, Session, Turn

_log = logging.getLogger(__name__)

_EMPTY = "Type a question first."
_TROUBLE = "Try again; if it keeps happening, “assistant doctor” in a terminal says what is wrong."
_LOST = "This source cannot be opened any more: the document has gone from the folder, or the chat was restarted."


class Screens:
    """What each control of the page shows."""

    def __init__(self, assistant: Answering, settings: Settings) -> None:
        self._assistant = assistant
        self._limit = settings.max_question_chars
        self._corpus = settings.corpus

    def conversation(self, session: Session) -> str:
        """The chat so far; at the start, how to begin."""
        turns = session.turns
        values: dict[str, object] = {"turns": turns, "total": 0, "trouble": None}
        try:
            total = len(self._assistant.documents())
            values |= {"total": total, **({} if turns else self._greeting(total))}
        except Exception as error:
            values["trouble"] = _explain(error)
        return render("conversation.html", **values)

    def settled(self, session: Session) -> Iterator[str]:
        """The chat, again and again until it has not changed since it was last taken.

        Results of clicks that overlap reach the page in any order; so the one that ends last shows the newest state.
        """
        shown = None
        while shown != session.changes:
            shown = session.changes
            yield self.conversation(session)

    def _greeting(self, total: int) -> dict[str, object]:
        if not total:
            from assistant.formats import SUPPORTED

            failed = len(self._assistant.failed())
            return {"failed": failed, "corpus": str(self._corpus), "endings": sorted(SUPPORTED)}
        return {"coverage": self._assistant.coverage(), "starters": self._starters()}

    def _starters(self) -> tuple[str, ...]:
        try:
            return self._assistant.starters()[:4]
        except AssistantError:
            raise
        except Exception as error:
            _explain(error)
            return ()  # the page is of use without them

    def check(self, question: object) -> tuple[str, str | None]:
        """The question as it will be asked, and what is wrong with it, if anything."""
        text = normalise(question).strip() if isinstance(question, str) else ""
        if not text:
            return "", _EMPTY
        if len(text) > self._limit:
            return text, f"That is {len(text) - self._limit:,} characters too long; the limit is {self._limit:,}."
        return text, None

    def answer(self, number: int, session: Session) -> None:
        """Answer a turn of the session; a failure becomes a turn that says so, in words."""
        session.answer(number, self._turn)

    def _turn(self, question: str, history: tuple[Message, ...]) -> Turn:
        try:
            turn = Turn(question, self._assistant.ask(question, history))
            render("conversation.html", turns={0: turn}, total=0, trouble=None)  # what cannot be shown is a failure too
        except Exception as error:
            return Turn(question, failure=_explain(error))
        return turn

    def source(self, wanted: object, session: Session) -> str:
        """The panel for what a click asked for: a citation, a related passage or a whole document."""
        opened = session.panel()
        try:
            kicker, id, quote, start = _wanted(wanted, session)
            document = self._assistant.document(id)
        except (KeyError, IndexError, TypeError, ValueError, AssistantError):
            return render("lost.html", view="lost", opened=opened, reason=_LOST)
        return render(
            "source.html",
            view="source",
            opened=opened,
            kicker=kicker,
            document=document,
            quote=quote,
            excerpt=excerpt(document, quote, start),
        )

    def documents(self, session: Session) -> str:
        """The panel with the list of documents, failed files first."""
        opened = session.panel()
        try:
            documents, failed = self._assistant.documents(), self._assistant.failed()
            coverage = self._assistant.coverage()
        except Exception as error:
            return render("lost.html", view="lost", opened=opened, reason=_explain(error))
        return render(
            "documents.html", view="documents", opened=opened, documents=documents, failed=failed, coverage=coverage
        )


def _wanted(data: object, session: Session) -> tuple[str, str, str, int]:
    """Kicker, document id, quote and its start for the data of a click.

    Raises:
        KeyError, IndexError, TypeError, ValueError: the click names nothing that this session has.
    """
    if not isinstance(data, dict):
        raise ValueError("no data")
    if "document" in data:
        return "Document", str(data["document"]), "", 0
    number = int(data["turn"])
    reply = session.turns[number].reply
    if reply is None:
        raise KeyError(number)
    if "related" in data:
        related = reply.related[abs(int(data["related"]))]
        return related_heading(reply), related.document, related.quote, related.start
    citation = {c.number: c for c in reply.citations}[int(data["number"])]
    return source_label(citation).partition(":")[0], citation.document, citation.quote, citation.start


def _explain(error: Exception) -> str:
    """What a person is told of a failure: the engine's own messages as they are, anything else in fixed words."""
    if isinstance(error, AssistantError):
        return str(error)
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "?" if trace is None else f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
    # The message of a foreign error may quote the question, so only its kind and place are logged.
    _log.error("%s in %s", type(error).__name__, place)
    return _TROUBLE
