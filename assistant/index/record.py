"""The record: one SQLite file with all that indexing found out, from which every generation is built.

Parsed documents, their passages and the vectors of their texts are kept as they are made, so that a killed run goes on
where it stopped; none of them counts until ``commit`` lists it, in one transaction. Documents are kept by id, path and
digest, passages by document and chunking, vectors by model and by a hash of what was embedded.

Knows nothing of Chroma, generations or models.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.index.codec import (
    dump,
    dump_blocks,
    dump_failed,
    dump_metadata,
    dump_spans,
    load_blocks,
    load_failed,
    load_metadata,
    load_spans,
)
from assistant.index.faults import REBUILD, REPAIR, damaged
from assistant.index.tables import connect, transaction
from assistant.schema import Document, FailedFile, FailureReason, Passage

# What these say of a file depends on its bytes alone, so it need not be parsed again to hear the same.
_LASTING = {FailureReason.EMPTY, FailureReason.SCANNED, FailureReason.ENCRYPTED, FailureReason.METADATA}


@dataclass(frozen=True, slots=True)
class Listing:
    """What counts as indexed.

    Attributes:
        documents: keys in the record, in order of id.
        chunking: fingerprint of how passages were made (fingerprints.py).
    """

    corpus: str
    model: str
    chunking: str
    documents: tuple[int, ...]
    failed: tuple[FailedFile, ...]


@dataclass(frozen=True, slots=True)
class Vectors:
    """What was embedded for one passage: its vector (dimension,) float32, its sentences' (n, dimension) float16."""

    passage: np.ndarray
    sentences: np.ndarray


class Record:
    """An open record; use as a context manager. One at a time may write, which ``Folder.writing`` sees to."""

    def __init__(self, path: Path, *, fresh: bool = False, read_only: bool = False) -> None:
        """Opens the record as ``tables.connect`` does, with the same errors."""
        self.path = path
        self._db = connect(path, fresh=fresh, read_only=read_only)

    def __enter__(self) -> Record:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def transaction(self) -> AbstractContextManager[None]:
        """All that is kept inside, or none of it; inside another one, part of that."""
        return transaction(self._db)

    @contextmanager
    def saving(self) -> Iterator[Callable[[], None]]:
        """Commits what is kept inside every two seconds, when the yielded call comes round, and at the end however it ends.

        A commit waits some 10 ms for the disk, more than a small file takes to parse.
        """
        begun = time.monotonic()
        self._db.execute("BEGIN IMMEDIATE")

        def tick() -> None:
            nonlocal begun
            if time.monotonic() - begun > 2:
                self._db.execute("COMMIT")
                self._db.execute("BEGIN IMMEDIATE")
                begun = time.monotonic()

        try:
            yield tick
        finally:
            if self._db.in_transaction:
                self._db.execute("COMMIT")

    # --- facts ----------------------------------------------------------------------------------------------------

    def fact(self, name: str) -> str | None:
        """A single remembered value."""
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def remember(self, name: str, value: str) -> None:
        """Keeps a single value, at once."""
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    # --- documents ------------------------------------------------------------------------------------------------

    def find(self, id: str, path: str, digest: str) -> int | None:
        """The key of a document that was parsed before, from the same bytes."""
        row = self._db.execute(
            "SELECT key FROM documents WHERE id = ? AND path = ? AND digest = ?", (id, path, digest)
        ).fetchone()
        return None if row is None else int(row[0])

    def add(self, document: Document) -> int:
        """Keeps a parsed document; its key."""
        key = self.find(document.id, document.path, document.digest)
        if key is not None:
            return key
        row = self._db.execute(
            "INSERT INTO documents (id, path, digest, metadata, blocks, text) VALUES (?, ?, ?, ?, ?, ?) RETURNING key",
            (
                document.id,
                document.path,
                document.digest,
                dump_metadata(document.metadata),
                dump_blocks(document.blocks),
                document.text,
            ),
        ).fetchone()
        return int(row[0])

    def document(self, key: int) -> Document:
        """The document under a key."""
        row = self._db.execute(
            "SELECT id, path, text, metadata, blocks, digest FROM documents WHERE key = ?", (key,)
        ).fetchone()
        if row is None:
            raise damaged(f"{self.path} lists a document that it does not hold", REBUILD)
        return Document(row[0], row[1], row[2], load_metadata(row[3]), load_blocks(row[4]), row[5])

    def identity(self, key: int) -> tuple[str, str, str]:
        """Id, path and digest of the document under a key."""
        id, path, digest = self._db.execute("SELECT id, path, digest FROM documents WHERE key = ?", (key,)).fetchone()
        return id, path, digest

    def failure(self, path: str, digest: str) -> FailedFile | None:
        """How a file failed before, where the same bytes can only fail again."""
        row = self._db.execute("SELECT failed FROM failures WHERE path = ? AND digest = ?", (path, digest)).fetchone()
        return None if row is None else load_failed(row[0])

    def add_failure(self, digest: str, failed: FailedFile) -> None:
        """Keeps how a file failed, where its bytes are to blame."""
        if failed.reason in _LASTING:
            row = (failed.path, digest, dump_failed(failed))
            self._db.execute("INSERT OR REPLACE INTO failures VALUES (?, ?, ?)", row)

    # --- passages -------------------------------------------------------------------------------------------------

    def is_chunked(self, key: int, chunking: str) -> bool:
        """Whether the document's passages under this chunking are kept."""
        query = "SELECT 1 FROM chunked WHERE document = ? AND chunking = ?"
        return self._db.execute(query, (key, chunking)).fetchone() is not None

    def add_passages(self, key: int, chunking: str, passages: Sequence[Passage], vectors: Sequence[bytes]) -> None:
        """Keeps a document's passages, each with the key of its vector, all or none."""
        rows = [
            (key, chunking, i, p.id, p.start, p.end, dump(p.headings), dump_spans(p.sentences), vector)
            for i, (p, vector) in enumerate(zip(passages, vectors, strict=True))
        ]
        with self.transaction():
            self._db.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
            self._db.execute("INSERT INTO chunked VALUES (?, ?)", (key, chunking))

    def passages(self, key: int, chunking: str, document: Document) -> list[tuple[Passage, bytes]]:
        """A document's passages in order, each with the key of its vector."""
        rows = self._db.execute(
            'SELECT id, start, "end", headings, sentences, vector FROM passages '
            "WHERE document = ? AND chunking = ? ORDER BY position",
            (key, chunking),
        )
        return [
            (
                Passage(
                    id, document.id, start, end, document.text[start:end], tuple(json.loads(trail)), load_spans(spans)
                ),
                vector,
            )
            for id, start, end, trail, spans, vector in rows
        ]

    def passage_keys(self, key: int, chunking: str) -> list[tuple[str, bytes]]:
        """Ids and vector keys of a document's passages in order."""
        query = "SELECT id, vector FROM passages WHERE document = ? AND chunking = ? ORDER BY position"
        return self._db.execute(query, (key, chunking)).fetchall()

    # --- vectors --------------------------------------------------------------------------------------------------

    def has_vector(self, model: str, key: bytes) -> bool:
        """Whether this was embedded by this model before."""
        query = "SELECT 1 FROM vectors WHERE model = ? AND key = ?"
        return self._db.execute(query, (model, key)).fetchone() is not None

    def add_vectors(self, model: str, vectors: Iterable[tuple[bytes, Vectors]]) -> None:
        """Keeps a batch of vectors, all or none, before the next batch is begun."""
        rows = [
            (model, key, v.passage.astype("<f4").tobytes(), v.sentences.astype("<f2").tobytes()) for key, v in vectors
        ]
        with self.transaction():
            self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)", rows)

    def vectors(self, model: str, key: bytes) -> Vectors:
        """What was embedded under this key.

        Raises:
            IndexDamagedError: it is not there.
        """
        query = "SELECT passage, sentences FROM vectors WHERE model = ? AND key = ?"
        row = self._db.execute(query, (model, key)).fetchone()
        if row is None:
            raise damaged(f"{self.path} lacks the vectors of a passage")
        passage = np.frombuffer(row[0], "<f4")
        return Vectors(passage, np.frombuffer(row[1], "<f2").reshape(-1, passage.size))

    def lacks_vectors(self, key: int, listing: Listing) -> bool:
        """Whether a listed document has passages that are not embedded."""
        vectors = (vector for _, vector in self.passage_keys(key, listing.chunking))
        return not all(self.has_vector(listing.model, vector) for vector in vectors)

    # --- what counts ----------------------------------------------------------------------------------------------

    def commit(self, listing: Listing) -> None:
        """Makes this what counts as indexed, in one transaction."""
        facts = {"corpus": listing.corpus, "model": listing.model, "chunking": listing.chunking}
        facts["failed"] = dump([dump_failed(failed) for failed in listing.failed])
        with self.transaction():
            self._db.execute("DELETE FROM listed")
            self._db.executemany("INSERT INTO listed VALUES (?, ?)", enumerate(listing.documents))
            self._db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", facts.items())

    def listing(self) -> Listing | None:
        """What counts as indexed; None before the first commit."""
        corpus, model, chunking, failed = (self.fact(name) for name in ("corpus", "model", "chunking", "failed"))
        if corpus is None or model is None or chunking is None or failed is None:
            return None
        documents = tuple(key for (key,) in self._db.execute("SELECT document FROM listed ORDER BY position"))
        return Listing(corpus, model, chunking, documents, tuple(map(load_failed, json.loads(failed))))

    def prune(self, sources: Iterable[tuple[str, str]]) -> None:
        """Forgets, and overwrites, what is not listed, and failures of other files than ``sources`` (path, digest)."""
        listing = self.listing()
        if listing is None:
            return
        failures = [(digest, failed) for path, digest in sources if (failed := self.failure(path, digest))]
        with self.transaction():
            self._db.execute("DELETE FROM documents WHERE key NOT IN (SELECT document FROM listed)")
            self._db.execute("DELETE FROM passages WHERE chunking <> ?", (listing.chunking,))
            self._db.execute("DELETE FROM chunked WHERE chunking <> ?", (listing.chunking,))
            self._db.execute(
                "DELETE FROM vectors WHERE model <> ? OR key NOT IN (SELECT vector FROM passages)", (listing.model,)
            )
            self._db.execute("DELETE FROM failures")
            for digest, failed in failures:
                self.add_failure(digest, failed)

    # --- examination ----------------------------------------------------------------------------------------------

    def problems(self) -> Iterator[str]:
        """What does not hold together in the file itself, one sentence each."""
        for (found,) in self._db.execute("PRAGMA integrity_check(5)"):
            if found != "ok":
                yield f"{self.path}: {found}. {REBUILD}"
        listing = self.listing()
        if listing is None:
            return
        for key in listing.documents:
            document = self.document(key)
            if not self.is_chunked(key, listing.chunking):
                yield f"{self.path}: the passages of {document.path} are missing. {REBUILD}"
            if self.lacks_vectors(key, listing):
                yield f"{self.path}: vectors of {document.path} are missing. {REPAIR}"
