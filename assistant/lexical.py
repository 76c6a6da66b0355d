"""Turns the search terms of passages into a BM25 index of words and word pairs, and a question's terms into ranked rows.

A pair is two words of content that follow each other, whatever little words stand between: "section 47", "head of
policing". Pairs bring the passage with the very phrase before those that hold the same words scattered about.

Built by bm25s and stored in its files; read with numpy alone, because importing bm25s takes longer than a search.
Terms come from :func:`assistant.text.terms`, so that nothing (one-letter words, "£2.6m") is lost to a second tokenizer.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.text import is_stop

K1 = 0.9
B = 0.4
PAIR_WEIGHT = 0.4
"""What a pair counts beside a word; this and the two above were chosen together on public question sets."""

_DATA, _INDICES, _INDPTR = "data.csc.index.npy", "indices.csc.index.npy", "indptr.csc.index.npy"
_VOCABULARY, _PARAMETERS, _PAIRS = "vocab.index.json", "params.index.json", "pairs"


@dataclass(frozen=True, eq=False)
class Postings:
    """BM25 scores, compressed by column; a column is a word or a pair, a row a passage."""

    data: NDArray[np.float32]
    indices: NDArray[np.int32]
    indptr: NDArray[np.integer[Any]]

    @classmethod
    def build(cls, passages: Sequence[Sequence[int]], columns: int) -> Postings:
        """The scores of passages given as the numbers of their columns."""
        if not columns:  # bm25s cannot index nothing
            return cls(np.zeros(0, np.float32), np.zeros(0, np.int32), np.zeros(1, np.int32))
        import bm25s

        built = bm25s.BM25(method="lucene", k1=K1, b=B)
        built.index((passages, {column: column for column in range(columns)}), False, show_progress=False)
        return cls(built.scores["data"], built.scores["indices"], built.scores["indptr"])

    def add(self, column: int, weight: float, total: NDArray[np.float32]) -> None:
        """Adds a column's scores to ``total`` (rows,)."""
        start, end = self.indptr[column], self.indptr[column + 1]
        total[self.indices[start:end]] += np.float32(weight) * self.data[start:end]

    def rows_of(self, column: int) -> int:
        """In how many rows a column occurs."""
        return int(self.indptr[column + 1] - self.indptr[column])

    def save(self, folder: Path) -> None:
        """Writes the arrays as bm25s does."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, array in ((_DATA, self.data), (_INDICES, self.indices), (_INDPTR, self.indptr)):
            np.save(folder / name, array, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, columns: int) -> Postings:
        """Opens the arrays; they stay on disk until they are needed."""
        loaded = cls(
            *(np.load(folder / name, mmap_mode="r", allow_pickle=False) for name in (_DATA, _INDICES, _INDPTR))
        )
        size = len(loaded.data)
        if len(loaded.indptr) != columns + 1 or len(loaded.indices) != size or int(loaded.indptr[-1]) != size:
            raise ValueError(f"{folder}: the files of the word index do not fit together")
        return loaded


@dataclass(frozen=True, eq=False)
class LexicalIndex:
    """What BM25 says of every passage to any question; a row is a passage's position.

    A score is the sum over the question's distinct words, and its distinct pairs with ``PAIR_WEIGHT``, of
    ``idf * tf / (tf + k1 * (1 - b + b * length / mean length))``, as in Lucene (Kamphuis et al., ECIR 2020). Stop words
    of a question count only where it has nothing else.

    Attributes:
        vocabulary: column of each word.
        hashes: sorted crc32 of the pairs, one a column; a table of their words would take more room than all the rest.
    """

    size: int
    vocabulary: Mapping[str, int]
    words: Postings
    hashes: NDArray[np.uint32]
    pairs: Postings

    @classmethod
    def build(cls, passages: Sequence[Sequence[str]]) -> LexicalIndex:
        """The index of passages given as their terms, in order."""
        vocabulary: dict[str, int] = {}
        words = [[vocabulary.setdefault(term, len(vocabulary)) for term in terms] for terms in passages]
        pairs = [np.array(_pairs(terms), dtype=np.uint32) for terms in passages]
        hashes = np.unique(np.concatenate(pairs)) if pairs else np.zeros(0, np.uint32)
        columns = [np.searchsorted(hashes, found).tolist() for found in pairs]
        return cls(
            len(passages),
            vocabulary,
            Postings.build(words, len(vocabulary)),
            hashes,
            Postings.build(columns, len(hashes)),
        )

    def scores(self, terms: Iterable[str]) -> NDArray[np.float32]:
        """The score (size,) of every row for a question's terms, in order; 0 where no term occurs.

        Args:
            terms: a mapping gives each its weight; only those of full weight (1) make pairs.
        """
        asked = list(terms)
        weights = dict(terms) if isinstance(terms, Mapping) else dict.fromkeys(asked, 1.0)
        asked = [term for term in asked if weights[term] == 1.0]
        content = [term for term in weights if not is_stop(term)] or list(weights)
        total = np.zeros(self.size, dtype=np.float32)
        for column, weight in sorted((self.vocabulary[t], weights[t]) for t in content if t in self.vocabulary):
            self.words.add(column, weight, total)
        wanted = np.array(sorted(set(_pairs(asked))), dtype=np.uint32)
        places = np.searchsorted(self.hashes, wanted)
        for place, pair in zip(places.tolist(), wanted, strict=True):
            if place < len(self.hashes) and self.hashes[place] == pair:
                self.pairs.add(place, PAIR_WEIGHT, total)
        return total

    def search(
        self, terms: Iterable[str], k: int, allowed_rows: Collection[int] | None = None
    ) -> list[tuple[int, float]]:
        """The best ``k`` rows with their scores, best first, ties by row; never a row without a term of the question.

        ``terms`` are those of :meth:`scores`.
        """
        scores = self.scores(terms)
        if allowed_rows is not None:
            rows = np.unique(np.fromiter(allowed_rows, dtype=np.int64, count=len(allowed_rows)))
            rows = rows[scores[rows] > 0]
        else:
            rows = np.flatnonzero(scores > 0)
        if k < 1 or not len(rows):
            return []
        if k < len(rows):
            least = np.partition(scores[rows], len(rows) - k)[len(rows) - k]
            rows = rows[scores[rows] >= least]
        order = np.argsort(-scores[rows], kind="stable")[:k]
        return [(int(row), float(scores[row])) for row in rows[order]]

    def idf(self, term: str) -> float:
        """Inverse document frequency, ``ln(1 + (N - n + .5) / (n + .5))``; the highest for a term nobody uses."""
        column = self.vocabulary.get(term)
        found = 0 if column is None else self.words.rows_of(column)
        return math.log(1 + (self.size - found + 0.5) / (found + 0.5))

    def save(self, folder: Path) -> None:
        """Writes into ``folder``, which is made if need be; its own files are those that ``bm25s.BM25.load`` reads."""
        self.words.save(folder)
        self.pairs.save(folder / _PAIRS)
        np.save(folder / _PAIRS / "hashes.npy", self.hashes, allow_pickle=False)
        parameters = {"k1": K1, "b": B, "delta": 0.5, "method": "lucene", "idf_method": "lucene", "dtype": "float32"}
        parameters |= {"int_dtype": "int32", "num_docs": self.size, "version": "0.3", "backend": "numpy"}
        for name, value in ((_VOCABULARY, self.vocabulary), (_PARAMETERS, parameters)):
            (folder / name).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """The index that :meth:`save` wrote; its arrays stay on disk until they are needed.

        Raises:
            OSError, ValueError, KeyError: a file is missing or damaged.
        """
        vocabulary = json.loads((folder / _VOCABULARY).read_text(encoding="utf-8"))
        size = int(json.loads((folder / _PARAMETERS).read_text(encoding="utf-8"))["num_docs"])
        hashes = np.load(folder / _PAIRS / "hashes.npy", mmap_mode="r", allow_pickle=False)
        words, pairs = Postings.load(folder, len(vocabulary)), Postings.load(folder / _PAIRS, len(hashes))
        return cls(size, vocabulary, words, hashes, pairs)


def _pairs(terms: Sequence[str]) -> list[int]:
    content = [term for term in terms if not is_stop(term)]
    return [zlib.crc32(f"{first} {second}".encode()) for first, second in zip(content, content[1:], strict=False)]
