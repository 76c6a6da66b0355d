"""Turns a folder of documents into its index: one scan of the folder, one update of what changed."""

from __future__ import annotations

from collections.abc import Callable

from assistant import corpus
from assistant.index import Embedder, Index
from assistant.schema import IndexReport, Progress
from assistant.settings import Settings


def update_index(
    settings: Settings,
    *,
    embedding: Embedder | None = None,
    rebuild: bool = False,
    allow_shrink: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> IndexReport:
    """Brings the index of ``settings.corpus`` in step with the folder.

    The folder is read while other writers are kept out: who scans last also writes last.

    Args:
        embedding: a stand-in for the model that the settings name.

    Raises:
        UsageError: the corpus is not a folder, or the index belongs to another one.
        CorpusShrunkError, IndexLockedError, IndexDamagedError, AssistantError: as ``Index.update``.
    """
    folder = settings.corpus.expanduser()
    if not folder.is_dir():
        corpus.scan(folder, settings)  # says what is wrong, before an index folder is made for nothing
    index = Index(settings, embedding)
    with index.writing():
        sources, failed = corpus.scan(folder, settings)
        return index.update(
            sources,
            lambda source: corpus.load(folder, source, settings),
            failed,
            corpus=folder,
            rebuild=rebuild,
            allow_shrink=allow_shrink,
            progress=progress,
        )
