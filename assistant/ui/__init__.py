"""A chat beside an evidence panel, in the browser: ``build`` makes the page, ``serve`` puts it on an address.

The only place that imports Gradio, and only when one of the two is called.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from assistant.ui.session import Answering

if TYPE_CHECKING:
    import gradio as gr

    from assistant.settings import Settings

__all__ = ["Answering", "build", "serve"]


def build(assistant: Answering, settings: Settings) -> gr.Blocks:
    """The page for one assistant; nothing is served yet."""
    _keep_gradio_quiet()
    from assistant.ui.page import build_page

    return build_page(assistant, settings)


def serve(settings: Settings) -> None:
    """Serve the assistant until Ctrl-C.

    Raises:
        UsageError: the address is not allowed or cannot be listened on.
    """
    _keep_gradio_quiet()
    from assistant.pipeline import Assistant
    from assistant.ui.server import run

    run(Assistant(settings), settings)


def _keep_gradio_quiet() -> None:
    """Gradio reads this when it is imported; without it, it calls two hosts on the network."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
