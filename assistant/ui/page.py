"""Wires the screens to the engine: which control calls what, and which part of the page its result replaces.

Every question and every click is checked here again: what a browser sends is not to be trusted. State lives in the
session of one tab (``gr.State``) and nowhere else; nothing is written to disk, and no question reaches a log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.schema import AssistantError
from assistant.settings import Settings
from assistant.text import normalise
from assistant.ui.evidence import excerpt
from assistant.ui.markup import render, source_label
from assistant.ui.session import Answering, Session, Turn

_log = logging.getLogger(__name__)

_EMPTY = "Type a question first."
_TROUBLE = "Ask again; if it keeps happening, “assistant doctor” in a terminal says what is wrong."
_LOST = "This source cannot be opened any more: the document has gone from the folder, or the chat was restarted."


class Screens:
    """What each control of the page does; returns HTML and the session after it. Knows no Gradio."""

    def __init__(self, assistant: Answering, settings: Settings) -> None:
        self._assistant = assistant
        self._limit = settings.max_question_chars
        self._corpus = settings.corpus

    def conversation(self, session: Session, pending: str | None = None) -> str:
        """The chat so far, with a question that is being answered last; at the start, how to begin."""
        turns = session.turns if pending is None else (*session.turns, Turn(pending))
        values: dict[str, object] = {"turns": turns, "total": 0, "trouble": None}
        try:
            total = len(self._assistant.documents())
            values |= {"total": total, **({} if turns else self._greeting(total))}
        except Exception as error:
            values["trouble"] = _explain(error)
        return render("conversation.html", **values)

    def _greeting(self, total: int) -> dict[str, object]:
        if not total:
            from assistant.formats import SUPPORTED

            failed = len(self._assistant.failed())
            return {"failed": failed, "corpus": str(self._corpus), "endings": sorted(SUPPORTED)}
        return {"coverage": self._assistant.coverage(), "starters": self._assistant.starters()[:4]}

    def check(self, question: object) -> tuple[str, str | None]:
        """The question as it will be asked, and what is wrong with it, if anything."""
        text = normalise(question).strip() if isinstance(question, str) else ""
        if not text:
            return "", _EMPTY
        if len(text) > self._limit:
            return text, f"That is {len(text) - self._limit:,} characters too long; the limit is {self._limit:,}."
        return text, None

    def answer(self, question: str, session: Session) -> tuple[str, Session]:
        """The chat and the session with this question answered; a failure becomes a turn that says so, in words."""
        try:
            answered = session.with_turn(Turn(question, self._assistant.ask(question, session.history())))
            return self.conversation(answered), answered
        except Exception as error:
            failed = session.with_turn(Turn(question, failure=_explain(error)))
            return self.conversation(failed), failed

    def source(self, wanted: object, session: Session) -> str:
        """The panel for what a click asked for: a citation, a related passage or a whole document."""
        opened = session.opened
        try:
            kicker, id, quote, start = _wanted(wanted, session)
            document = self._assistant.document(id)
        except (KeyError, IndexError, ValueError, AssistantError):
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
        opened = session.opened
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
        KeyError, IndexError, ValueError: the click names nothing that this session has.
    """
    if not isinstance(data, dict):
        raise ValueError("no data")
    if "document" in data:
        return "Document", str(data["document"]), "", 0
    number = int(data["turn"])
    reply = session.turns[number].reply if number >= 0 else None
    if reply is None:
        raise KeyError(number)
    if "related" in data:
        related = reply.related[abs(int(data["related"]))]
        return "Related, does not answer", related.document, related.quote, related.start
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


# What a click inside a part of the page sends: the control says what it does in ``data-do`` and brings its data along.
_ON_LOAD = """
const sends = {open: (data) => trigger('select', data), ask: (data) => trigger('submit', data),
               documents: (data) => trigger('click', data), fresh: (data) => trigger('clear', data)};
element.addEventListener('click', (event) => {
  const control = event.target.closest('[data-do]');
  if (control) sends[control.dataset.do]({...control.dataset});
});
watch('value', () => document.dispatchEvent(new CustomEvent('assistant:shown', {detail: element})));
"""


def build_page(assistant: Answering, settings: Settings) -> gr.Blocks:
    """The page: header, chat and composer on one side, the evidence panel on the other."""
    screens = Screens(assistant, settings)

    def part(elem_id: str, value: str | Callable[[], str] = "") -> gr.HTML:
        return gr.HTML(value, elem_id=elem_id, js_on_load=_ON_LOAD, apply_default_css=False)

    page = gr.Blocks(title="Document assistant", analytics_enabled=False, fill_width=True)
    with page:
        # None, not Session(): Gradio sends an initial value to every browser.
        session = gr.State(None, time_to_live=8 * 3600)
        header = part("header", render("header.html"))
        with gr.Row(elem_id="layout"):
            with gr.Column(elem_id="chat"):
                chat = part("conversation")
                with gr.Row(elem_id="composer"):
                    question = gr.Textbox(
                        label="Your question",
                        placeholder="Ask about these documents",
                        lines=1,
                        max_lines=6,
                        elem_id="question",
                        autofocus=True,
                        container=False,
                    )
                    send = gr.Button("Ask", variant="primary", elem_id="send", scale=0)
                notice = part("notices")
                part("hints", render("counter.html", limit=settings.max_question_chars))
            with gr.Column(elem_id="evidence"):
                panel = part("source")

        def ask(text: str, state: Session | None, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
            clicked = event._data if isinstance(event._data, dict) else {}
            state = state or Session()
            asked, wrong = screens.check(clicked.get("text", text))
            if wrong:
                yield gr.skip(), gr.skip(), gr.skip(), render("notice.html", text=wrong)
                return
            yield screens.conversation(state, pending=asked), gr.skip(), "", ""
            shown, state = screens.answer(asked, state)
            yield shown, state, gr.skip(), ""

        def open_source(state: Session | None, event: gr.EventData) -> tuple[str, Session]:
            state = (state or Session()).with_panel()
            return screens.source(event._data, state), state

        def list_documents(state: Session | None) -> tuple[str, Session]:
            state = (state or Session()).with_panel()
            return screens.documents(state), state

        def start_again() -> tuple[Any, ...]:
            return screens.conversation(Session()), Session(), screens.documents(Session()), "", ""

        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        page.load(start_again, None, [chat, session, panel, question, notice], **quiet)
        gr.on(
            [question.submit, send.click, chat.submit],
            ask,
            [question, session],
            [chat, session, question, notice],
            trigger_mode="once",
            **quiet,
        )
        for source in (chat, panel):
            source.select(open_source, session, [panel, session], trigger_mode="multiple", **quiet)
        for source in (header, chat):
            source.click(list_documents, session, [panel, session], **quiet)
        header.clear(start_again, None, [chat, session, panel, question, notice], **quiet)
    page.queue(max_size=64, default_concurrency_limit=4, api_open=False)
    return page
