"""Turns a generation on disk into what is wrong with it: everything is read back and compared, counts are not believed.

Chroma may say it has 2,000 passages and find 1,001 of them, so each vector is fetched and a sample is searched for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.index.arrays import Arrays
from assistant.index.collection import Collection
from assistant.index.contents import Contents
from assistant.index.manifest import Manifest, changed_files, missing_files
from assistant.schema import AssistantError

SAMPLE = 100
NEAREST = 10
LEAST_RECALL = 0.99
"""Share of the true nearest passages below which readers scan all vectors instead of asking Chroma."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found.

    Attributes:
        problems: nothing if the generation is sound; one that comes with a next step ends in a full stop.
        recall: share of the true ten nearest passages that Chroma found for a sample of passages; 1 without any.
    """

    problems: tuple[str, ...]
    recall: float = 1.0


def examine(folder: Path, manifest: Manifest) -> Examination:
    """Reads a whole generation back and compares it with its manifest."""
    altered = tuple(missing_files(folder, manifest)) or tuple(changed_files(folder, manifest))
    if altered:
        return Examination(altered)  # what reads the files takes them to be whole: Chroma dies of a damaged one
    try:
        problems, ids, vectors = _files(folder, manifest)
    except (sqlite3.Error, OSError, ValueError, KeyError, TypeError) as error:
        return Examination((f"{folder} cannot be read ({type(error).__name__}: {error})",))
    if problems or not ids:
        return Examination(tuple(problems))
    try:
        return _collection(folder, manifest, ids, vectors)
    except AssistantError as error:
        return Examination((str(error),))


def _files(folder: Path, manifest: Manifest) -> tuple[list[str], list[str], np.ndarray]:
    contents = Contents(folder / "contents.sqlite")
    try:
        problems = list(contents.unsound())
        ids, documents = contents.ids(), len(contents.spans())
    finally:
        contents.close()
    if (documents, len(ids)) != (manifest.documents, manifest.passages):
        expected = f"{manifest.documents} and {manifest.passages}"
        problems.append(f"{folder} holds {documents} documents and {len(ids)} passages, expected {expected}")
    arrays = Arrays(folder)
    problems += [*_arrays(folder, manifest, arrays), *_words(folder, manifest)]
    return problems, ids, arrays.vectors


def _arrays(folder: Path, manifest: Manifest, arrays: Arrays) -> Iterator[str]:
    found = (arrays.vectors.shape, arrays.sentences.shape, arrays.sentence_rows.shape)
    expected = (
        (manifest.passages, manifest.dimension),
        (manifest.sentences, manifest.dimension),
        (manifest.passages + 1,),
    )
    if found != expected:
        yield f"{folder}: the vectors have the shapes {found}, expected {expected}"
    elif not (np.isfinite(arrays.vectors).all() and np.isfinite(arrays.sentences).all()):
        yield f"{folder}: there are vectors that are no numbers"


def _words(folder: Path, manifest: Manifest) -> Iterator[str]:
    from assistant.lexical import LexicalIndex

    size = LexicalIndex.load(folder / "bm25").size
    if size != manifest.passages:
        yield f"{folder / 'bm25'} holds {size} passages, expected {manifest.passages}"


def _collection(folder: Path, manifest: Manifest, ids: list[str], vectors: np.ndarray) -> Examination:
    where = manifest.server or str(folder / "chroma")
    row_of = {id: row for row, id in enumerate(ids)}
    collection = Collection.open(folder / "chroma", manifest.server, manifest.collection)
    try:
        reached = set()
        for found, theirs in collection.vectors():
            unknown = [id for id in found if id not in row_of]
            if unknown:
                return Examination((f"{where} holds passages of another generation, such as {unknown[0]}",))
            rows = [row_of[id] for id in found]
            reached.update(rows)
            if theirs.shape != (len(rows), manifest.dimension) or not np.allclose(theirs, vectors[rows], atol=1e-5):
                return Examination((f"{where} holds other vectors than vectors.npy",))
        if len(reached) != len(ids):
            return Examination((f"only {len(reached)} of {len(ids)} passages can be reached in {where}",))
        recall = _recall(collection, row_of, vectors)
    finally:
        collection.close()
    if manifest.recall >= LEAST_RECALL > recall:
        text = f"searching {where} finds {recall:.0%} of the nearest passages, expected {LEAST_RECALL:.0%}"
        return Examination((text,), recall)
    return Examination((), recall)


def _recall(collection: Collection, row_of: dict[str, int], vectors: np.ndarray) -> float:
    """The recall of a sample, or 0 where a passage is not among the three nearest to itself.

    Passages with equal vectors stand for each other: what counts is how near a found passage is, not which one it is.
    """
    sample = np.unique(np.linspace(0, len(vectors) - 1, SAMPLE).astype(int))
    nearest = min(NEAREST, len(vectors))
    found = collection.search(vectors[sample], nearest)
    shares = []
    for row, ids in zip(sample, found, strict=True):
        exact = vectors @ vectors[row]
        least = np.partition(exact, -nearest)[-nearest]
        cosines = np.array([exact[row_of[id]] for id in ids])
        if not len(cosines) or cosines[:3].max() < exact[row] - 1e-4:
            return 0.0
        shares.append(float((cosines >= least - 1e-5).mean() * len(cosines) / nearest))
    return float(np.mean(shares))
