"""What people see in a terminal: safe text, a progress bar, a list of documents.

Text from documents and file names never reaches the terminal as control codes.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assistant.schema import DocumentInfo, FailedFile, IndexReport, Progress

if TYPE_CHECKING:
    from rich.console import Console

STAGES = {"reading": "Reading documents", "embedding": "Embedding passages", "writing": "Writing the index"}
_LONG = 500  # units of a stage; shorter ones are over before a second line would help


def printable(text: str) -> str:
    """Text with control, bidi and unpaired surrogate characters replaced by U+FFFD; line ends, tabs and joiners stay."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _hidden(character) else character for character in text)


def _hidden(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs"} and character not in "\n\t\u200c\u200d"


def say(message: str) -> None:
    """Write a message for the person, on stderr."""
    print(printable(message), file=sys.stderr, flush=True)


def output() -> Console:
    """A console on stdout that takes text as it is: no markup, no emoji codes, no guessed colours."""
    from rich.console import Console

    return Console(markup=False, emoji=False, highlight=False)


@contextmanager
def progress_display() -> Iterator[Callable[[Progress], None]]:
    """Yields a callback for a long job: a bar on stderr in a terminal, else a line for each stage and each tenth."""
    if not sys.stderr.isatty():
        yield _few_lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, TaskID] = {}

        def show(progress: Progress) -> None:
            if progress.stage not in tasks:
                tasks[progress.stage] = bars.add_task(_label(progress.stage), total=progress.total)
            bars.update(tasks[progress.stage], completed=progress.done, total=progress.total)

        yield show


def _few_lines() -> Callable[[Progress], None]:
    """For logs and pipes: a line where a stage begins and, where it is long, one for each tenth of it."""
    told: dict[str, int] = {}

    def show(progress: Progress) -> None:
        tenth = 10 * progress.done // max(progress.total, 1)
        if progress.stage not in told:
            say(f"{_label(progress.stage)} ({progress.total:,})")
        elif tenth > told[progress.stage] and progress.total >= _LONG:
            say(f"{_label(progress.stage)}: {tenth * 10} %")
        told[progress.stage] = max(tenth, told.get(progress.stage, 0))

    return show


def _label(stage: str) -> str:
    return STAGES.get(stage, stage.capitalize())


def index_summary(report: IndexReport) -> str:
    """What an index run did, for stdout: one line, then one for each file that could not be read."""
    changes = ", ".join(
        f"{len(paths)} {name}"
        for name, paths in (
            ("new", report.added),
            ("changed", report.updated),
            ("removed", report.removed),
            ("unchanged", report.unchanged),
        )
        if paths
    )
    lines = [
        f"{counted(report.documents, 'document')}, {counted(report.passages, 'passage')}"
        f"{f' ({changes})' if changes else ''} in {report.seconds:.1f} s.",
        *failure_lines(report.failed),
    ]
    return printable("\n".join(lines))


def failure_lines(failed: Sequence[FailedFile]) -> list[str]:
    """A heading and one line for each file that was not indexed; nothing where there is none."""
    if not failed:
        return []
    return [f"{counted(len(failed), 'file')} not indexed:", *(f"  {f.path}: {f.message}" for f in failed)]


def counted(number: int, noun: str) -> str:
    """``1 document``, ``2,000 documents``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def document_lines(documents: Sequence[DocumentInfo], failed: Sequence[FailedFile]) -> str:
    """The list of documents for people: id, then what is known about it; inferred fields are marked."""
    from assistant.dates import describe_published

    lines = [f"{counted(len(documents), 'document')}:" if documents else "No documents are indexed."]
    for document in documents:
        about = document.metadata
        known = [about.title, about.publisher or "unknown publisher", describe_published(about.published)]
        if about.status != "current":
            known.append(str(about.status))
        if about.inferred:
            known.append(f"inferred: {', '.join(sorted(about.inferred))}")
        lines += [f"  {document.id}", f"      {' · '.join(known)} · {counted(document.passages, 'passage')}"]
    return printable("\n".join([*lines, *failure_lines(failed)]))
