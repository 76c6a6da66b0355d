"""Wires the screens to Gradio: which control calls what, and which part of the page its result replaces.

The conversation lives in the session of one tab (``gr.State``) and nowhere else.
"""

# No postponed annotations here: Gradio looks up the types of the functions below, and ``gr`` is local to build_page.
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from assistant.settings import Settings
from assistant.ui.markup import render
from assistant.ui.screens import Screens
from assistant.ui.session import Answering, Session

if TYPE_CHECKING:
    import gradio as gr

# Read when Gradio is imported or a page is made. Without the first it calls two hosts; without the others it loads
# pandas to sum up its own timings after every click, over the last 10,000 of them.
_QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",
}

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


def build_page(assistant: Answering, settings: Settings) -> "gr.Blocks":
    """The page: header, chat and composer on one side, the evidence panel on the other."""
    os.environ.update(_QUIET)
    import gradio as gr

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
            state = state or Session()
            clicked = event._data if isinstance(event._data, dict) else {}
            asked, wrong = screens.check(clicked.get("text", text))
            if wrong:
                yield gr.skip(), gr.skip(), gr.skip(), render("notice.html", text=wrong)
            elif (number := state.begin(asked)) is not None:
                yield screens.conversation(state), state, "", ""
                screens.answer(number, state)
                for shown in screens.settled(state):
                    yield shown, state, gr.skip(), gr.skip()

        def open_source(state: Session | None, event: gr.EventData) -> str:
            return screens.source(event._data, state or Session())

        def list_documents(state: Session | None) -> str:
            return screens.documents(state or Session())

        def start(state: Session | None) -> tuple[Any, ...]:
            state = state or Session()
            state.restart()
            return screens.conversation(state), state, screens.documents(state), "", ""

        # "multiple": nothing is ignored while an answer is under way; the session puts things in order.
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "trigger_mode": "multiple"}
        gr.on(
            [question.submit, send.click, chat.submit],
            ask,
            [question, session],
            [chat, session, question, notice],
            **quiet,
        )
        for source in (chat, panel):
            source.select(open_source, session, panel, **quiet)
        for source in (header, chat):
            source.click(list_documents, session, panel, **quiet)
        for event in (page.load, header.clear):
            event(start, session, [chat, session, panel, question, notice], **quiet)
    page.queue(max_size=64, default_concurrency_limit=4, api_open=False)
    return page
