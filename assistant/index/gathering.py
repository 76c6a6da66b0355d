"""Turns the files of a corpus into documents, passages and vectors in the record, doing only what is not there yet.

Each step keeps what it made as it goes, so that a run that is killed costs at most its last batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import numpy as np

from assistant.index.fingerprints import vector_key
from assistant.index.record import Record, Vectors
from assistant.schema import Document, DocumentError, FailedFile, ModelError, Passage, Progress, SourceFile
from assistant.settings import Settings

Report = Callable[[Progress], None]

BATCH = 64
"""Texts embedded between two commits, one to three seconds of work."""
WINDOW = 4096
"""Texts sorted by length before they are put into batches, so that those of a batch cost alike."""


class Embedder(Protocol):
    """What indexing needs of a model; ``assistant.embedding`` has the real one."""

    @property
    def model_id(self) -> str:
        """Names the model and all that changes its vectors."""

    def count_tokens(self, text: str) -> int:
        """Word pieces of a text."""

    def embed_with_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]
    ) -> list[tuple[np.ndarray, np.ndarray]]:
        """Of each text its vector (dimension,), and those (n_spans, dimension) of its spans."""


def read(
    record: Record, sources: Sequence[SourceFile], load: Callable[[SourceFile], Document], report: Report
) -> tuple[list[int], list[FailedFile]]:
    """Parses the files whose bytes are new; the keys of all documents in the order of ``sources``, and what failed."""
    keys, failed = [], []
    unknown = [source for source in sources if record.find(source.id, source.path, source.digest) is None]
    done = 0
    if unknown:
        report(Progress("reading", 0, len(unknown)))
    with record.saving() as save:
        for source in sources:
            key = record.find(source.id, source.path, source.digest)
            if key is None:
                outcome = record.failure(source.path, source.digest) or _load(source, load)
                if isinstance(outcome, FailedFile):
                    record.add_failure(source.digest, outcome)
                    failed.append(outcome)
                else:
                    key = record.add(outcome)
                save()
                done += 1
                report(Progress("reading", done, len(unknown)))
            if key is not None:
                keys.append(key)
    return keys, failed


def _load(source: SourceFile, load: Callable[[SourceFile], Document]) -> Document | FailedFile:
    try:
        document = load(source)
    except DocumentError as error:
        return FailedFile(source.path, error.reason, str(error))
    if (document.id, document.path) != (source.id, source.path):
        raise ValueError(f"{source.path} was loaded as {document.path} with id {document.id}, expected {source.id}")
    return document


def cut(record: Record, keys: Sequence[int], chunking: str, embedding: Embedder, settings: Settings) -> None:
    """Makes the passages of documents that have none under this chunking."""
    todo = [key for key in keys if not record.is_chunked(key, chunking)]
    for start in range(0, len(todo), BATCH):
        with record.transaction():
            for key in todo[start : start + BATCH]:
                _cut(record, key, chunking, embedding, settings)


def _cut(record: Record, key: int, chunking: str, embedding: Embedder, settings: Settings) -> None:
    from assistant.chunking import passages

    document = record.document(key)
    found = passages(document, embedding.count_tokens, settings)
    vectors = [vector_key(*_embedded(passage, document)) for passage in found]
    record.add_passages(key, chunking, found, vectors)


def _embedded(passage: Passage, document: Document) -> tuple[str, list[tuple[int, int]]]:
    """The text to embed for a passage, and its sentences' spans in it."""
    from assistant.chunking import embedding_text

    text, begin = embedding_text(passage, document.metadata.title)
    shift = begin - passage.start
    return text, [(start + shift, end + shift) for start, end in passage.sentences]


def embed(record: Record, keys: Sequence[int], chunking: str, embedding: Embedder, report: Report) -> None:
    """Embeds the texts that have no vectors of this model yet, the same text once, and keeps each batch at once.

    Raises:
        ModelError: the model gives something else than finite vectors of the expected number.
    """
    model = embedding.model_id
    wanted = {vector for key in keys for _, vector in record.passage_keys(key, chunking)}
    missing = {vector for vector in wanted if not record.has_vector(model, vector)}
    total = len(missing)
    if not missing:
        return
    report(Progress("embedding", 0, total))
    done = 0
    for window in _windows(record, keys, chunking, missing):
        for start in range(0, len(window), BATCH):
            batch = window[start : start + BATCH]
            made = embedding.embed_with_spans([text for _, text, _ in batch], [spans for _, _, spans in batch])
            record.add_vectors(
                model,
                [(vector, _sound(model, found, spans)) for (vector, _, spans), found in zip(batch, made, strict=True)],
            )
            done += len(batch)
            report(Progress("embedding", done, total))


def _windows(
    record: Record, keys: Sequence[int], chunking: str, missing: set[bytes]
) -> Iterator[list[tuple[bytes, str, list[tuple[int, int]]]]]:
    window: list[tuple[bytes, str, list[tuple[int, int]]]] = []
    for key in keys:
        if any(vector in missing for _, vector in record.passage_keys(key, chunking)):
            document = record.document(key)
            for passage, vector in record.passages(key, chunking, document):
                if vector in missing:
                    missing.discard(vector)
                    window.append((vector, *_embedded(passage, document)))
        if len(window) >= WINDOW:
            yield sorted(window, key=lambda item: len(item[1]))
            window = []
    if window:
        yield sorted(window, key=lambda item: len(item[1]))


def _sound(model: str, found: tuple[np.ndarray, np.ndarray], spans: Sequence[tuple[int, int]]) -> Vectors:
    passage, sentences = np.asarray(found[0]), np.asarray(found[1])
    if passage.ndim != 1 or sentences.shape != (len(spans), passage.size):
        raise ModelError(
            f"{model} gave vectors of the shapes {passage.shape} and {sentences.shape} for a text of {len(spans)} "
            "sentences. Name another model with ASSISTANT_MODEL_DIR."
        )
    if not (np.isfinite(passage).all() and np.isfinite(sentences).all()):
        raise ModelError(f"{model} gave vectors that are no numbers. Name another model with ASSISTANT_MODEL_DIR.")
    return Vectors(passage, sentences)
