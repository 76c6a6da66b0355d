"""A chat beside an evidence panel, in the browser: ``build`` makes the page, ``serve`` puts it on an address.

The only place that imports Gradio, and only when one of the two is called: the import writes probes to the disk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.ui.session import Answering

if TYPE_CHECKING:
    import gradio as gr

    from assistant.settings import Settings

__all__ = ["Answering", "build", "serve"]


def build(assistant: Answering, settings: Settings) -> gr.Blocks:
    """The page for one assistant; nothing is served yet."""
    from assistant.ui.page import build_page

    return build_page(assistant, settings)


def serve(settings: Settings) -> None:
    """Serve the assistant until Ctrl-C.

    Raises:
        UsageError: the address is not allowed or cannot be listened on.
    """
    from assistant.pipeline import Assistant
    from assistant.ui.server import run

    run(Assistant(settings), settings)
