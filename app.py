"""Starts the assistant in the browser: settings in, index brought up to date, page out.

The same as ``assistant index`` and ``assistant serve``, for those who look for an ``app.py``. Settings are read from
``ASSISTANT_*`` variables and ``assistant.toml``.
"""

from __future__ import annotations

import sys

from assistant.cli.terminal import index_summary, progress_display, say
from assistant.schema import AssistantError, UsageError
from assistant.settings import Settings, load_settings


def main() -> int:
    """Index what changed, then serve until Ctrl-C; returns the exit status."""
    try:
        settings = load_settings()
        update(settings)
        from assistant import ui

        ui.serve(settings)
    except UsageError as error:
        say(f"assistant: {error}")
        return 2
    except AssistantError as error:
        say(f"assistant: {error}")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def update(settings: Settings) -> None:
    """Bring the index up to date; where that fails, say so and go on with the index there is.

    Raises:
        UsageError: there is no such folder, or the index belongs to another one.
    """
    from assistant.indexing import update_index

    try:
        with progress_display() as progress:
            report = update_index(settings, progress=progress)
        say(index_summary(report))
    except UsageError:
        raise
    except AssistantError as error:
        say(f"assistant: {error}")


if __name__ == "__main__":
    sys.exit(main())
