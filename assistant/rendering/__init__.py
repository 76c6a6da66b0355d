"""Turns a reply into what leaves the engine: the JSON object, text for a terminal, Markdown and plain text to paste.

Pure: reads nothing, and changes no word of what the reply quotes. Knows nothing of Gradio.
"""

from assistant.rendering.export import to_markdown, to_text
from assistant.rendering.record import to_dict
from assistant.rendering.terminal import to_terminal

__all__ = ["to_dict", "to_markdown", "to_terminal", "to_text"]
