"""Turns one generation into everything a question needs: texts, vectors, words; read-only and safe between threads.

A snapshot holds its generation (``Lease``) until it is closed or forgotten, so it answers from the same documents
however many generations come after it. Nothing is computed at a question that could be stored.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import weakref
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, wraps
from pathlib import Path
from types import MappingProxyType
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from assistant.index.arrays import Arrays
from assistant.index.collection import Collection as ChromaCollection
from assistant.index.contents import Contents, Passages
from assistant.index.examination import LEAST_RECALL
from assistant.index.faults import damaged
from assistant.index.folder import Folder, Lease
from assistant.index.manifest import Manifest, changed_files, missing_files
from assistant.index.succession import standing, succeeded
from assistant.lexical import LexicalIndex
from assistant.schema import Document, DocumentInfo, Evidence, FailedFile, IndexDamagedError, Passage

Vector = NDArray[np.float32]

EXACT_ROWS = 1000
"""Up to so many passages, and wherever a search is restricted, every vector is compared.

At 384 dimensions that takes 0.05 ms for 1,000 vectors and 1 to 3 ms for 20,000. Chroma takes 0.7 and 2.3 ms, 20 to 170 ms
with a filter, over a second and 70 MB to be imported and opened, and may leave passages out (docs/decisions/0006-store.md).
"""

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")


def _read(
    method: Callable[Concatenate[Snapshot, _Given], _Found],
) -> Callable[Concatenate[Snapshot, _Given], _Found]:
    """Gives what goes wrong while the generation's files are read a message with the next step."""

    @wraps(method)
    def reading(self: Snapshot, *args: _Given.args, **options: _Given.kwargs) -> _Found:
        if not self.close.alive:
            raise ValueError(f"generation {self.generation} was closed")
        try:
            return method(self, *args, **options)
        except (sqlite3.Error, json.JSONDecodeError) as error:
            raise damaged(f"{self._folder / 'contents.sqlite'} cannot be read ({error})") from error

    return cast("Callable[Concatenate[Snapshot, _Given], _Found]", reading)


class Snapshot:
    """The documents of one generation.

    Attributes:
        generation: id of the generation.
        corpus: folder the documents came from.
        passages: all passages; the position of one is its row.
    """

    def __init__(self, folder: Folder, manifest: Manifest, lease: Lease) -> None:
        """Opens a generation and takes its lease over, for good or until this fails.

        Raises:
            IndexDamagedError: a file is missing or damaged.
        """
        self.generation = manifest.generation
        self.corpus = Path(manifest.corpus)
        self._root = folder
        self._manifest = manifest
        self._folder = folder.generation(manifest.generation)
        self._opening = threading.Lock()
        held: list[Callable[[], None]] = [lease.release]
        self._held = held
        # Runs at close(), when nobody holds the snapshot any more, or at exit; it must not hold the snapshot itself.
        self.close = weakref.finalize(self, _release, held)
        try:
            for problem in missing_files(self._folder, manifest):
                raise damaged(problem)
            self._contents = Contents(self._folder / "contents.sqlite")
            held.append(self._contents.close)
            self._spans = self._contents.spans()
            self._arrays = Arrays(self._folder)
            self._words = LexicalIndex.load(self._folder / "bm25")
        except IndexDamagedError:
            self.close()
            raise
        except (sqlite3.Error, OSError, ValueError, KeyError, TypeError, EOFError) as error:
            self.close()
            raise damaged(f"{self._folder} cannot be read ({type(error).__name__}: {error})") from error
        self.passages: Sequence[Passage] = Passages(self._contents, manifest.passages)

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def is_current(self) -> bool:
        """Whether this is still the generation that should answer; one small read, cheap enough for every question."""
        return self._root.is_current(self.generation)

    # --- documents and passages -----------------------------------------------------------------------------------

    @cached_property
    def documents(self) -> Mapping[str, DocumentInfo]:
        """Everything about each document but its text, by id, in order of id; one that another supersedes is marked so."""
        succeeded = self._succeeded
        return MappingProxyType(
            {id: replace(d, metadata=standing(d.metadata, succeeded=id in succeeded)) for id, d in self._stated.items()}
        )

    @cached_property
    def _stated(self) -> dict[str, DocumentInfo]:
        """The documents as their files say."""
        return self._infos()

    @cached_property
    def _succeeded(self) -> frozenset[str]:
        return succeeded(self._stated.values())

    @cached_property
    def failed(self) -> tuple[FailedFile, ...]:
        """The files that could not be indexed, by path."""
        return self._failed()

    @_read
    def _infos(self) -> dict[str, DocumentInfo]:
        return self._contents.infos()

    @_read
    def _failed(self) -> tuple[FailedFile, ...]:
        return self._contents.failed()

    @_read
    def document(self, id: str) -> Document:
        """A document with its text.

        Raises:
            KeyError: it is not indexed.
        """
        found = self._contents.document(id)
        return replace(found, metadata=standing(found.metadata, succeeded=id in self._succeeded))

    @cached_property
    def _rows_by_id(self) -> dict[str, int]:
        return {id: row for row, id in enumerate(self._contents.ids())}

    @_read
    def row(self, passage: str) -> int:
        """The row of a passage, by its id.

        Raises:
            KeyError: there is none of this id.
        """
        return self._rows_by_id[passage]

    # --- vectors --------------------------------------------------------------------------------------------------

    def vector(self, row: int) -> Vector:
        """The unit vector (dimension,) of a passage."""
        return np.array(self._arrays.vectors[self._checked(row)], dtype=np.float32)

    def sentence_vectors(self, row: int) -> Vector:
        """The unit vectors (sentences, dimension) of a passage's sentences, in their order; to three digits."""
        row = self._checked(row)
        first, last = self._arrays.sentence_rows[row : row + 2]
        return np.asarray(self._arrays.sentences[first:last], dtype=np.float32)

    def sentence_vectors_of(self, evidence: Evidence) -> Vector:
        """``sentence_vectors`` of the passage of some evidence."""
        return self.sentence_vectors(self.row(evidence.passage.id))

    def _checked(self, row: int) -> int:
        if not 0 <= row < self._manifest.passages:
            raise IndexError(f"row {row} of {self._manifest.passages} passages")
        return int(row)

    # --- searching ------------------------------------------------------------------------------------------------

    @_read
    def dense(self, vector: Vector, k: int, documents: Collection[str] | None = None) -> list[tuple[int, float]]:
        """The ``k`` passages nearest to a vector (dimension,) with their cosines, best first, ties by row.

        Chroma names the candidates and the cosines are computed from the vectors, so either way gives the same figures,
        but for the last digit. A search among some documents, or in a small generation, compares every vector instead: exact, and faster.

        Raises:
            ValueError: the vector is of another length.
            IndexDamagedError: Chroma does not find what it should.
        """
        rows = self._rows(documents)
        size = self._manifest.passages if rows is None else len(rows)
        k = min(k, size)
        if k < 1:
            return []
        vector = np.asarray(vector, dtype=np.float32).reshape(-1)
        if vector.shape != (self._manifest.dimension,):
            raise ValueError(f"a vector of length {len(vector)}, expected {self._manifest.dimension}")
        norm = float(np.linalg.norm(vector))
        vector = vector / norm if norm > 0 else vector
        if rows is None and size > EXACT_ROWS and self._manifest.recall >= LEAST_RECALL:
            found = self._nearest(vector, k)
            rows = found if len(found) == k else None  # HNSW gives up early at times: then compare them all
        vectors = self._arrays.vectors
        if rows is None:
            return _best(vectors @ vector, None, k)
        # Taking many rows out of the file costs more than comparing those in between as well.
        cosines = vectors[rows] @ vector if 4 * len(rows) < len(vectors) else (vectors @ vector)[rows]
        return _best(cosines, rows, k)

    def _nearest(self, vector: Vector, k: int) -> NDArray[np.int64]:
        (ids,) = self._chroma.search(vector[np.newaxis], k)
        try:
            return np.array(sorted(self._rows_by_id[id] for id in ids), dtype=np.int64)
        except KeyError as error:
            raise damaged(f"Chroma finds a passage that generation {self.generation} does not have ({error})") from None

    @property
    def _chroma(self) -> ChromaCollection:
        with self._opening:
            return self._open_chroma

    @cached_property
    def _open_chroma(self) -> ChromaCollection:
        manifest = self._manifest
        for problem in changed_files(self._folder, manifest, "chroma/"):
            raise damaged(problem)  # Chroma would answer wrongly from it, or take the whole process down
        collection = ChromaCollection.open(self._folder / "chroma", manifest.server, manifest.collection)
        try:
            count, nearest = collection.count(), min(10, manifest.passages)
            # A lost HNSW folder leaves the count right and gives one row to any question, without an error.
            rows = np.linspace(0, manifest.passages - 1, 3).astype(int)
            least = min(len(ids) for ids in collection.search(self._arrays.vectors[rows], nearest))
            if (count, least) != (manifest.passages, nearest):
                found = f"holds {count} passages and finds {least} of the nearest {nearest}"
                raise damaged(f"Chroma {found}, expected {manifest.passages} and {nearest}")
        except BaseException:
            collection.close()
            raise
        self._held.append(collection.close)
        return collection

    @_read
    def lexical(
        self, terms: Iterable[str], k: int, documents: Collection[str] | None = None
    ) -> list[tuple[int, float]]:
        """The ``k`` passages with the highest BM25 scores, all above 0, best first, ties by row."""
        return self._words.search(terms, k, cast("Collection[int] | None", self._rows(documents)))

    @_read
    def word_scores(self, terms: Iterable[str], rows: Sequence[int]) -> list[float]:
        """The BM25 scores of some rows, 0 where no term occurs: of passages that were found by meaning."""
        return [float(score) for score in self._words.scores(terms)[np.asarray(rows, dtype=np.int64)]]

    def idf(self, term: str) -> float:
        """How rare a term is among the passages; the highest for one that none of them has."""
        return self._words.idf(term)

    def _rows(self, documents: Collection[str] | None) -> NDArray[np.int64] | None:
        if documents is None:
            return None
        spans = [self._spans[id] for id in sorted(set(documents)) if id in self._spans]
        parts = [np.arange(span.start, span.stop, dtype=np.int64) for span in spans]
        return np.sort(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.int64)


def _best(cosines: np.ndarray, rows: NDArray[np.int64] | None, k: int) -> list[tuple[int, float]]:
    candidates = np.arange(len(cosines))
    if k < len(cosines):
        least = np.partition(cosines, len(cosines) - k)[len(cosines) - k]
        candidates = np.flatnonzero(cosines >= least)
    order = candidates[np.argsort(-cosines[candidates], kind="stable")][:k]
    return [(int(i if rows is None else rows[i]), float(cosines[i])) for i in order]


def _release(held: list[Callable[[], Any]]) -> None:
    for release in reversed(held):
        release()
    held.clear()
