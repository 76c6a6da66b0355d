"""The options that every command shares, turned into settings.

Knows nothing of the commands. Settings are imported only when a command runs, so that ``--help`` stays quick.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.schema import UsageError

if TYPE_CHECKING:
    from assistant.settings import Settings

CorpusOption = Annotated[
    Path | None, typer.Option("--corpus", metavar="DIR", help="Folder of documents.", show_default=False)
]
IndexOption = Annotated[
    Path | None,
    typer.Option("--index", metavar="DIR", help="Folder the index is kept in.", show_default=False),
]


@dataclass(frozen=True, slots=True)
class Places:
    """The folders named before the command, as in ``assistant --corpus DIR ask ...``."""

    corpus: Path | None = None
    index: Path | None = None

    def arguments(self) -> list[str]:
        """The same folders as command-line words, for a command that another package adds."""
        words: list[str] = []
        for name, folder in (("--corpus", self.corpus), ("--index", self.index)):
            words += [name, str(folder)] if folder is not None else []
        return words


def settings_for(
    ctx: typer.Context | None, corpus: Path | None = None, index: Path | None = None, **others: object
) -> Settings:
    """Settings in force for a command: its own options first, then those named before it, then the usual sources.

    Raises:
        UsageError: a value is out of range.
    """
    from assistant.settings import load_settings

    before = ctx.obj if ctx is not None and isinstance(ctx.obj, Places) else Places()
    return load_settings(corpus=corpus or before.corpus, index=index or before.index, **others)


def day(text: str | None) -> date | None:
    """The last day of an ISO day, year-month or year.

    Raises:
        UsageError: the text is none of these.
    """
    if text is None:
        return None
    from assistant.dates import published_range

    try:
        return published_range(text.strip()).end
    except ValueError:
        raise UsageError(f"--as-of: found {text!r}, expected a date such as 2018-09-30, 2018-09 or 2018.") from None
