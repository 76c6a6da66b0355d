"""Turns a query into evidence: passages found by meaning and by words, their scores fused, no document crowding out the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.dates import published_range
from assistant.index import Snapshot
from assistant.schema import Evidence, Query, UsageError
from assistant.settings import Settings
from assistant.text import terms

Vector = NDArray[np.float32]


class Embedder(Protocol):
    """What retrieval needs of an embedding model."""

    def embed_query(self, text: str) -> Vector:
        """The unit vector of a question."""


class Retriever:
    """Hybrid retrieval over one snapshot."""

    def __init__(self, snapshot: Snapshot, embedding: Embedder, settings: Settings) -> None:
        self._snapshot = snapshot
        self._embedding = embedding
        self._settings = settings

    def search(self, query: Query) -> list[Evidence]:
        """The best passages for a query, best first.

        Raises:
            UsageError: the query names a document that is not indexed.
        """
        allowed = self._allowed(query)
        vector = self._embedding.embed_query(query.text)
        wanted = terms(query.text)
        many = self._settings.candidates
        dense = dict(self._snapshot.dense(vector, many, allowed))
        lexical = dict(self._snapshot.lexical(wanted, many, allowed))
        rows = sorted({*dense, *lexical})
        if not rows:
            return []
        cosines = [dense[r] if r in dense else float(self._snapshot.vector(r) @ vector) for r in rows]
        words = [lexical.get(r, 0.0) for r in rows]
        share = self._settings.dense_weight
        fused = share * _scaled(cosines) + (1 - share) * _scaled(words)
        order = sorted(range(len(rows)), key=lambda i: (-fused[i], rows[i]))
        found: list[Evidence] = []
        of_document: Counter[str] = Counter()
        for i in order:
            passage = self._snapshot.passages[rows[i]]
            if of_document[passage.document] < self._settings.per_document:
                of_document[passage.document] += 1
                found.append(Evidence(passage, float(fused[i]), cosines[i], words[i]))
            if len(found) == self._settings.top_k:
                break
        return found

    def _allowed(self, query: Query) -> set[str] | None:
        """Ids that the query may be answered from; None where that is all."""
        documents = self._snapshot.documents
        unknown = [id for id in query.documents if id not in documents]
        if unknown:
            raise UsageError(f"No document {unknown[0]!r} is indexed. “assistant documents” lists the ids.")
        allowed = set(query.documents) or set(documents)
        if query.as_of_given:
            allowed = {
                id
                for id in allowed
                if (published := documents[id].metadata.published) and published_range(published).end <= query.as_of
            }
        return None if len(allowed) == len(documents) else allowed


def _scaled(scores: Sequence[float]) -> NDArray[np.float64]:
    """Min-max scaling into [0, 1]; all zero where there is no difference."""
    array = np.array(scores, dtype=np.float64)
    width = array.max() - array.min()
    return (array - array.min()) / width if width > 0 else np.zeros_like(array)
