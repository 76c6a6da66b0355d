"""Turns a query into the passages that may answer it, each scored by meaning and by words on scales that do not move.

Meaning is the mean of two cosines with the question: the passage's, and its best sentence's, because a passage often
answers in one sentence among many. Words is BM25 as a share of what a passage could reach that held every word of
the question. Neither is rescaled to the other results, so a question whose words nobody uses leans on meaning by
itself, and scores of different questions can be compared. (Min-max scaling, z-scores and reciprocal ranks did worse on
every public set tried; the table stands in docs/decisions.)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.context import blended_vector, weighted_terms
from assistant.dates import OPEN_END, OPEN_START, contains, out_by, published_range
from assistant.lexical import PAIR_WEIGHT
from assistant.retrieval.choosing import choose
from assistant.schema import DocumentInfo, Evidence, Passage, Query, UsageError
from assistant.settings import Settings
from assistant.text import is_stop, terms

Vector = NDArray[np.float32]

_SURROUNDED = 3  # passages, best first, whose neighbours are read too

_AROUND = 5
_TIMELY = 0.05  # what a document's being of the time asked about counts


class Embedder(Protocol):
    """What retrieval needs of an embedding model."""

    def embed_query(self, text: str) -> Vector:
        """The unit vector of a question."""


class Store(Protocol):
    """What retrieval needs of an index: one generation of it, by row."""

    @property
    def documents(self) -> Mapping[str, DocumentInfo]:
        """The documents by id."""

    @property
    def passages(self) -> Sequence[Passage]:
        """The passages by row."""

    def dense(self, vector: Vector, k: int, documents: Collection[str] | None = None) -> list[tuple[int, float]]:
        """The nearest rows with their cosines."""

    def lexical(
        self, terms: Iterable[str], k: int, documents: Collection[str] | None = None
    ) -> list[tuple[int, float]]:
        """The rows with the highest BM25, all above 0; a mapping gives each term its weight."""

    def word_scores(self, terms: Iterable[str], rows: Sequence[int]) -> list[float]:
        """BM25 of some rows."""

    def row(self, passage: str) -> int:
        """The row of a passage, by its id."""

    def vector(self, row: int) -> Vector:
        """The unit vector of a passage."""

    def sentence_vectors(self, row: int) -> Vector:
        """The unit vectors of its sentences."""

    def idf(self, term: str) -> float:
        """How rare a term is."""


class Retriever:
    """Hybrid retrieval over one snapshot of the index."""

    def __init__(self, snapshot: Store, embedding: Embedder, settings: Settings) -> None:
        self._snapshot = snapshot
        self._embedding = embedding
        self._settings = settings

    def search(self, query: Query) -> list[Evidence]:
        """The best passages for a query, best first, ties by row.

        Raises:
            UsageError: the query names a document that is not indexed.
        """
        allowed = self.allowed(query)
        ranked = self._ranked(query, allowed)
        chosen = choose(
            ((score, self._snapshot.passages[row], (cosine, words)) for row, score, cosine, words in ranked),
            self._settings.top_k,
            self._settings.per_document,
        )
        return [Evidence(passage, score, cosine, words) for score, passage, (cosine, words) in chosen]

    def around(self, query: Query, evidence: Sequence[Evidence]) -> list[Evidence]:
        """The passages before and after the best ones, and those that open documents of the time asked about, where they are not
        among the evidence anyhow: who "she" is, and what she said next, may stand there in none of the question's words.
        """
        passages, known = self._snapshot.passages, {e.passage.id for e in evidence}
        found: dict[str, Evidence] = {}
        for best in evidence[:_SURROUNDED]:
            at = self._snapshot.row(best.passage.id)
            for row in (r for r in range(at - _AROUND, at + _AROUND + 1) if r != at):
                if 0 <= row < len(passages) and passages[row].document == best.passage.document:
                    found.setdefault(passages[row].id, Evidence(passages[row], 0.0, 0.0, 0.0))
        timely = self._of_the_time_asked(query)
        near = dict.fromkeys(e.passage.document for e in evidence)
        for document in [d for d in (*near, *sorted(timely - near.keys())) if d in timely][:_SURROUNDED]:
            opening = passages[self._openings[document]]
            found.setdefault(opening.id, Evidence(opening, 0.0, 0.0, 0.0))
        return [one for id, one in found.items() if id not in known]

    def rank(self, query: Query) -> list[tuple[int, float]]:
        """All candidates by row with their scores, best first: what :meth:`search` chooses from, for evals."""
        return [(row, score) for row, score, _, _ in self._ranked(query, self.allowed(query))]

    def _ranked(self, query: Query, allowed: set[str] | None) -> list[tuple[int, float, float, float]]:
        """Row, score, cosine and BM25 of each candidate: whatever one of the two searches finds, scored by both."""
        snapshot, many = self._snapshot, self._settings.candidates
        vector = blended_vector(query, self._embedding.embed_query)
        wanted = weighted_terms(query) if query.context else terms(query.text)
        cosines = dict(snapshot.dense(vector, many, allowed))
        words = dict(snapshot.lexical(wanted, many, allowed))
        rows = sorted({*cosines, *words})
        # By words alone a passage found by meaning may be far down, and still they count.
        others = [row for row in rows if row not in words]
        words.update(zip(others, snapshot.word_scores(wanted, others), strict=True))
        most = (1 + PAIR_WEIGHT) * self._idf(wanted)
        share = self._settings.dense_weight
        timely = self._of_the_time_asked(query)
        ranked = []
        for row in rows:
            cosine = cosines[row] if row in cosines else float(snapshot.vector(row) @ vector)
            sentences = snapshot.sentence_vectors(row)
            best = float((sentences @ vector).max()) if len(sentences) else cosine
            bm25 = words[row]
            meaning = min(max((cosine + best) / 2, 0.0), 1.0)
            score = share * meaning + (1 - share) * (min(bm25 / most, 1.0) if most > 0 else 0.0)
            score += _TIMELY if snapshot.passages[row].document in timely else 0.0
            ranked.append((row, score, cosine, bm25))
        return sorted(ranked, key=lambda candidate: (-candidate[1], candidate[0]))

    @cached_property
    def _openings(self) -> dict[str, int]:
        """The row of each document's first passage."""
        rows = reversed(list(enumerate(self._snapshot.passages)))
        return {passage.document: row for row, passage in rows}

    def _of_the_time_asked(self, query: Query) -> set[str]:
        """Ids of the documents published in a time that the query names: what was announced then need not say when."""
        times = [asked for asked in query.dates if asked.start != OPEN_START and asked.end != OPEN_END]
        if not times:
            return set()
        out = ((id, info.metadata.published) for id, info in self._snapshot.documents.items())
        return {id for id, day in out if day and any(contains(asked, published_range(day)) for asked in times)}

    def _idf(self, wanted: Iterable[str]) -> float:
        """What the words of the question weigh together: near the most that BM25 can give a passage that has them all."""
        weights = dict(wanted) if isinstance(wanted, Mapping) else dict.fromkeys(wanted, 1.0)
        content = [term for term in weights if not is_stop(term)] or list(weights)
        return sum(weights[term] * self._snapshot.idf(term) for term in content)

    def allowed(self, query: Query) -> set[str] | None:
        """Ids that the query may be answered from; None where that is all.

        Raises:
            UsageError: the query names a document that is not indexed.
        """
        if not query.documents and not query.as_of_given:
            return None
        documents = self._snapshot.documents
        unknown = [id for id in query.documents if id not in documents]
        if unknown:
            raise UsageError(f"No document {unknown[0]!r} is indexed. “assistant documents” lists the ids.")
        allowed = set(query.documents) or set(documents)
        if query.as_of_given:
            allowed = {id for id in allowed if out_by(documents[id].metadata.published, query.as_of)}
        return None if len(allowed) == len(documents) else allowed
