"""An ``Assistant`` turned into what ``ask``, ``chat`` and ``documents`` write on stdout.

The assistant is handed in, so that tests can hand in one that they can compute.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import BinaryIO, Protocol

from assistant.cli.batch import answer_lines, encode
from assistant.cli.terminal import document_lines, output, say
from assistant.rendering import to_dict, to_terminal
from assistant.schema import (
    AssistantError,
    Coverage,
    Document,
    DocumentInfo,
    FailedFile,
    Message,
    Reply,
    Role,
    UsageError,
)


class Answers(Protocol):
    """What these commands need of the engine."""

    def ask(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        as_of: date | None = None,
        documents: Sequence[str] = (),
    ) -> Reply:
        """Reply to a question."""

    def documents(self) -> tuple[DocumentInfo, ...]:
        """The indexed documents."""

    def failed(self) -> tuple[FailedFile, ...]:
        """The files that were not indexed."""

    def document(self, key: str, /) -> Document:
        """One document with its text."""

    def coverage(self) -> Coverage:
        """What the documents cover."""


def ask_once(
    assistant: Answers, question: str, *, as_of: date | None, documents: Sequence[str], as_json: bool
) -> Reply:
    """Answer one question on stdout, for people or as one JSON object."""
    check_ids(assistant, documents)
    reply = assistant.ask(question, as_of=as_of, documents=documents)
    if as_json:
        write_json(to_dict(reply))
    else:
        to_terminal(reply, output())
    return reply


def ask_batch(assistant: Answers, source: Path, target: Path, *, as_of: date | None, documents: Sequence[str]) -> int:
    """Answer a file of questions, ``-`` being stdin and stdout, and return how many lines failed.

    Raises:
        UsageError: a file cannot be opened, or both are the same.
        IndexMissingError: there is no index; said once, before any line.
    """
    check_ids(assistant, documents)
    if str(source) != "-" and target.exists() and source.exists() and target.samefile(source):
        raise UsageError(f"--output: {target} is the file of questions itself; name another one.")
    with _reading(source) as lines, _writing(target) as out:
        failures = answer_lines(
            lines,
            out,
            lambda question, history: assistant.ask(question, history, as_of=as_of, documents=documents),
            to_dict,
        )
    if failures:
        say(f"assistant: {failures} of the lines failed; each says why in its `error`.")
    return failures


@contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise UsageError(f"--batch: {path} cannot be read ({error.strerror}); expected a file of JSON lines.") from None
    with file:
        yield file


@contextmanager
def _writing(path: Path) -> Iterator[BinaryIO]:
    if str(path) == "-":
        yield sys.stdout.buffer
        return
    try:
        file = path.open("wb")
    except OSError as error:
        raise UsageError(f"--output: {path} cannot be written ({error.strerror}).") from None
    with file:
        yield file


def check_ids(assistant: Answers, ids: Sequence[str]) -> None:
    """Do nothing if every id is that of an indexed document.

    Raises:
        UsageError: one is not; the message offers those that are spelt nearly so.
        IndexMissingError: there is no index.
    """
    known = [document.id for document in assistant.documents()]
    for key in ids:
        if key not in known:
            near = get_close_matches(key, known)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise UsageError(f"no indexed document is called {key!r}.{hint} `assistant documents` lists them.")


def converse(assistant: Answers) -> None:
    """Answer the lines of stdin until it ends; a prompt is shown only in a terminal."""
    console, history = output(), list[Message]()
    assistant.documents()  # without an index, say so before the first question
    for question in _questions():
        try:
            reply = assistant.ask(question, tuple(history))
        except AssistantError as error:
            say(f"assistant: {error}")
            continue
        if history and not sys.stdin.isatty():  # where no prompt stands between two replies
            console.print()
        to_terminal(reply, console)
        if reply.card is not None:
            continue  # of a call for help nothing is handed on
        history += [Message(Role.USER, question), Message(Role.AGENT, reply.answer or reply.message or "")]


def _questions() -> Iterator[str]:
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    if interactive:
        import readline  # noqa: F401 - gives input() its line editing

        say("Ask a question; Ctrl-D ends the conversation.")
    while True:
        try:
            question = input("\n> " if interactive else "")
        except EOFError:
            if interactive:
                print()
            return
        if question.strip():
            yield question


def list_documents(assistant: Answers, *, as_json: bool) -> None:
    """Write the list of documents and of the files that failed."""
    documents, failed = assistant.documents(), assistant.failed()
    if not as_json:
        print(document_lines(documents, failed))
        return
    record: dict[str, object] = {
        "documents": [
            {
                "id": d.id,
                "path": d.path,
                "title": d.metadata.title,
                "publisher": d.metadata.publisher,
                "author": d.metadata.author,
                "published": d.metadata.published,
                "url": d.metadata.url,
                "licence": d.metadata.licence,
                "status": d.metadata.status,
                "supersedes": d.metadata.supersedes,
                "inferred": sorted(d.metadata.inferred),
                "passages": d.passages,
                "characters": d.characters,
            }
            for d in documents
        ],
        "failed": [{"path": f.path, "reason": f.reason, "message": f.message} for f in failed],
    }
    write_json(record)


def write_json(record: dict[str, object]) -> None:
    """Write one indented JSON object on stdout, in UTF-8 whatever the locale."""
    sys.stdout.flush()
    sys.stdout.buffer.write(encode(record, indent=2))
    sys.stdout.buffer.flush()


def write_text(assistant: Answers, key: str) -> None:
    """Write exactly the stored text of a document as UTF-8: the text that offsets refer to."""
    check_ids(assistant, [key])
    sys.stdout.buffer.write(assistant.document(key).text.encode())
    sys.stdout.buffer.flush()
