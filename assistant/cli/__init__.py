"""Words on the command line turned into work done, results on stdout and an exit status.

0 done or answered · 1 something failed · 2 wrong usage · 3 abstained or signposted · 130 interrupted.
Everything heavy is imported inside the command that needs it, so that ``--help`` comes at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import CorpusOption, IndexOption, Places, day, settings_for
from assistant.cli.plugins import add_commands
from assistant.schema import AssistantError, UsageError

FAILED, USAGE, ABSTAINED, INTERRUPTED, BROKEN_PIPE = 1, 2, 3, 130, 141

app = typer.Typer(
    name="assistant",
    help="Answers questions from a folder of documents, in their own words, with sources.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command named in ``sys.argv`` and exit with its status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit status; messages for people go to stderr without a traceback."""
    from assistant.cli.terminal import say

    add_commands(app)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that lacks a character still gets the rest
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            app(list(arguments), prog_name="assistant")
        finally:
            sys.stdout.flush()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except UsageError as error:
        say(f"assistant: {error}")
        return USAGE
    except AssistantError as error:
        say(f"assistant: {error}")
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left; the interpreter must not fail on flushing the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    return 0


def _version(wanted: bool) -> None:
    if wanted:
        from assistant import __version__

        print(f"assistant {__version__}")
        raise typer.Exit


@app.callback()
def _start(
    ctx: typer.Context,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    ctx.obj = Places(corpus, index)


@app.command()
def index(
    ctx: typer.Context,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Read and embed every document again.")] = False,
    allow_shrink: Annotated[
        bool, typer.Option("--allow-shrink", help="Go on although most documents have left the folder.")
    ] = False,
) -> None:
    """Read the documents and make them ready for questions; only what changed is read again."""
    from assistant.cli.terminal import index_summary, progress_display, say
    from assistant.indexing import update_index

    settings = settings_for(ctx, corpus, index)
    with progress_display() as progress:
        report = update_index(settings, rebuild=rebuild, allow_shrink=allow_shrink, progress=progress)
    print(index_summary(report))
    if report.documents == 0:
        say(
            f"assistant: no document could be read in {settings.corpus.resolve()}. "
            "Put .md, .txt, .html, .pdf or .docx files there and run `assistant index` again."
        )
        raise typer.Exit(FAILED)


@app.command()
def ask(
    ctx: typer.Context,
    question: Annotated[str | None, typer.Argument(help="The question, in quotes.", show_default=False)] = None,
    json: Annotated[bool, typer.Option("--json", help="Write the reply as JSON.")] = False,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Only what was published by then.", show_default=False),
    ] = None,
    document: Annotated[
        list[str] | None,
        typer.Option("--document", metavar="ID", help="Answer from this document; repeatable.", show_default=False),
    ] = None,
    batch: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Questions as JSON lines; - is stdin.", show_default=False),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Replies to the batch as JSON lines; by default stdout.", show_default=False),
    ] = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Answer a question, or a file of questions."""
    if (question is None) == (batch is None):
        found = "neither" if question is None else "both"
        raise UsageError(f'expected a question, as in `assistant ask "Who runs it?"`, or --batch FILE; found {found}.')
    if output is not None and batch is None:
        raise UsageError("--output goes with --batch; a single reply is written to stdout.")
    limit, settings = day(as_of), settings_for(ctx, corpus, index)
    from assistant.cli.answering import ask_batch, ask_once
    from assistant.pipeline import Assistant

    assistant = Assistant(settings)
    if question is not None:
        reply = ask_once(assistant, question, as_of=limit, documents=document or (), as_json=json)
        raise typer.Exit(0 if reply.status == "answered" else ABSTAINED)
    if batch is not None and ask_batch(assistant, batch, output or Path("-"), as_of=limit, documents=document or ()):
        raise typer.Exit(FAILED)


@app.command()
def chat(ctx: typer.Context, corpus: CorpusOption = None, index: IndexOption = None) -> None:
    """Ask one question after another; the earlier ones are kept in mind. Ctrl-D ends it."""
    from assistant.cli.answering import converse
    from assistant.pipeline import Assistant

    converse(Assistant(settings_for(ctx, corpus, index)))


@app.command()
def serve(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", show_default="7860")] = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Open the assistant in the browser of this machine."""
    settings = settings_for(ctx, corpus, index, host=host, port=port)
    from assistant import ui

    ui.serve(settings)


@app.command()
def documents(
    ctx: typer.Context,
    text: Annotated[
        str | None,
        typer.Option("--text", metavar="ID", help="Write the stored text of one document.", show_default=False),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Write the list as JSON.")] = False,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """List the indexed documents, and the files that could not be read with the reason."""
    from assistant.cli.answering import list_documents, write_text
    from assistant.pipeline import Assistant

    assistant = Assistant(settings_for(ctx, corpus, index))
    if text is not None:
        write_text(assistant, text)
    else:
        list_documents(assistant, as_json=json)


@app.command()
def doctor(
    ctx: typer.Context,
    repair: Annotated[bool, typer.Option("--repair", help="Mend the index first.")] = False,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Check the installation, the model, the index, the disk and the settings."""
    from assistant.cli.checks import Verdict, examine, mend
    from assistant.cli.terminal import printable, progress_display, say

    settings = settings_for(ctx, corpus, index)
    if repair:
        try:
            with progress_display() as progress:
                say(mend(settings, progress))
        except AssistantError as error:  # what is wrong stands in the findings as well
            say(f"assistant: {error}")
    problems = 0
    for finding in examine(settings):
        problems += finding.verdict is Verdict.PROBLEM
        print(printable(f"{finding.verdict:<8} {finding.text}"), flush=True)
    raise typer.Exit(FAILED if problems else 0)
