"""Puts the documents of a question set into an index of their own, in a cache folder, and keeps it.

The texts go through the real index, chunking and embedding; only reading files is left out, as there are none. What is
there already is not embedded again, also after a run that was stopped half way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import platformdirs

from assistant.cli.terminal import progress_display, say
from assistant.embedding import load_embedding
from assistant.index import Index
from assistant.schema import (
    Block,
    BlockKind,
    Document,
    DocumentError,
    FailureReason,
    IndexReport,
    Metadata,
    Progress,
    SourceFile,
    UsageError,
)
from assistant.settings import Settings
from assistant.text import normalise
from evals.bench.sets import QuestionSet, Text

_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*", re.UNICODE)


def default_cache() -> Path:
    """Where indexes of question sets are kept unless another folder is named."""
    return Path(platformdirs.user_cache_dir("docs-assistant", appauthor=False)) / "bench"


def bench_settings(settings: Settings, questions: QuestionSet, cache: Path) -> Settings:
    """Settings that point at the set's own index.

    Raises:
        UsageError: the cache lies inside the repository, where it could be committed.
    """
    folder = cache.expanduser().resolve()
    repository = Path(__file__).resolve().parents[2]
    if folder.is_relative_to(repository) and (repository / ".git").exists():
        raise UsageError(f"--cache: found {folder}, inside the repository; expected a folder outside it.")
    key = sha256("\0".join(document.id for document in questions.documents).encode()).hexdigest()[:8]
    home = folder / f"{questions.name}-{key}"
    return settings.model_copy(update={"corpus": home / "corpus", "index": home / "index"})


def index_set(
    settings: Settings, questions: QuestionSet, progress: Callable[[Progress], None] | None = None
) -> IndexReport:
    """Index the set's documents, doing only what is not done yet."""
    settings.corpus.mkdir(parents=True, exist_ok=True)
    texts = {document.id: document for document in questions.documents}
    sources = [SourceFile(text.id, f"{text.id}.txt", _digest(text)) for text in texts.values()]
    index = Index(settings, load_embedding(settings))
    return index.update(
        sources,
        lambda source: document_of(texts[source.id]),
        corpus=settings.corpus,
        allow_shrink=True,
        progress=progress,
    )


def indexed(questions: QuestionSet, settings: Settings, cache: Path) -> Settings:
    """Settings that point at the set's own index, brought up to date; says which set it is.

    Raises:
        UsageError: the cache lies inside the repository.
    """
    here = bench_settings(settings, questions, cache)
    say(described(questions))
    with progress_display() as show:
        index_set(here, questions, show)
    return here


def described(questions: QuestionSet) -> str:
    """A set's name and size, in words."""
    return f"{questions.name}: {len(questions.questions)} of {questions.total} questions, {len(questions.documents)} documents"


def document_of(text: Text) -> Document:
    """A document of a set as the index takes it: normalised, in paragraphs.

    Raises:
        DocumentError: it holds no text.
    """
    stored = normalise(text.text)
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, match.start(), match.start() + len(match.group().rstrip()))
        for match in _PARAGRAPH.finditer(stored)
    )
    if not blocks:
        raise DocumentError(FailureReason.EMPTY, f"{text.id}: holds no text.")
    metadata = Metadata(normalise(text.title) or text.id, published=text.published, url=text.url)
    return Document(text.id, f"{text.id}.txt", stored, metadata, blocks, _digest(text))


def _digest(text: Text) -> str:
    return sha256(repr(text).encode()).hexdigest()
