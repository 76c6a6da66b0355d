"""Turns a query and its evidence into scored sentences and one confidence that they answer.

Two looks: a cheap one (the words and meaning the question and a sentence share) keeps the most promising sentences; a
careful one, the scorer, reads question and sentence together. The scorer is a callable, so another can take its place.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from assistant.questions import QuestionForm, Wanted, analyse
from assistant.reading.candidates import Candidate, Vector, candidates
from assistant.reading.spans import answers_kind, short_answer
from assistant.reading.support import unsupported
from assistant.reading.weights import Weights
from assistant.relevance import Pair
from assistant.schema import Document, Evidence, Query, Reading, ScoredSentence

Scorer = Callable[[Sequence[Pair]], npt.NDArray[np.float32]]
"""Log-odds, shape (n,), that each sentence answers its question."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader needs of an index: sentence vectors, documents, rarity of terms and words of a document."""

    sentence_vectors: Callable[[Evidence], Vector]
    document: Callable[[str], Document]
    idf: Callable[[str], float]
    document_terms: Callable[[str], frozenset[str]]


class Reader:
    """Reads evidence. Holds no state between questions."""

    def __init__(self, source: Source, scorer: Scorer, weights: Weights, *, careful: int = 16) -> None:
        """
        Args:
            careful: how many sentences the scorer reads; the rest keep their cheap score and never answer.
        """
        self._source = source
        self._scorer = scorer
        self._weights = weights
        self._careful = careful

    def read(self, query: Query, vector: Vector, evidence: Sequence[Evidence]) -> Reading:
        """The sentences that may answer, best first, with the confidence of the best.

        Args:
            vector: of the query text, shape (d,), of unit length.
        """
        if not evidence:
            return Reading((), 0.0)
        form = analyse(query.text)
        documents = {e.passage.document: self._source.document(e.passage.document) for e in evidence}
        found = candidates(evidence, vector, self._source.sentence_vectors, documents)
        weight = self._term_weights(form)
        found.sort(key=lambda c: (-self._cheap(c, weight), c.document, c.start))
        chosen = found[: self._careful]
        scored = self._score(form, query, chosen, documents, weight)
        if not scored:
            return Reading((), 0.0, ())
        best = scored[0]
        missing = self._missing(form, query, best, chosen, documents)
        return Reading(tuple(scored), best.score, missing)

    def _term_weights(self, form: QuestionForm) -> dict[str, float]:
        return {term: self._source.idf(term) for term in form.terms}

    def _cheap(self, candidate: Candidate, weight: Mapping[str, float]) -> float:
        return 0.5 * _coverage(candidate.near, weight) + 0.5 * candidate.cosine

    def _score(
        self,
        form: QuestionForm,
        query: Query,
        chosen: Sequence[Candidate],
        documents: Mapping[str, Document],
        weight: Mapping[str, float],
    ) -> list[ScoredSentence]:
        logits = self._scorer([Pair(form.text, c.title, c.before_text, c.text) for c in chosen])
        scored = []
        for candidate, logit in zip(chosen, logits, strict=True):
            missing = unsupported(
                form, query.dates, candidate, documents[candidate.document], self._source.document_terms, query.as_of
            )
            features = self._features(form, query.as_of, candidate, float(logit), weight, len(missing))
            span, _ = short_answer(form, candidate.text, query.as_of)
            scored.append(
                ScoredSentence(
                    document=candidate.document,
                    start=candidate.start,
                    end=candidate.end,
                    text=candidate.text,
                    score=self._probability(features),
                    features=features,
                    answer=(candidate.start + span[0], candidate.start + span[1]) if span else None,
                    context=candidate.before if candidate.leans else None,
                )
            )
        scored.sort(key=lambda s: (-s.score, s.document, s.start))
        return scored

    def _features(
        self,
        form: QuestionForm,
        today: date,
        candidate: Candidate,
        logit: float,
        weight: Mapping[str, float],
        missing: int,
    ) -> dict[str, float]:
        return {
            "scorer": logit,
            "own_coverage": _coverage(candidate.own, weight),
            "near_coverage": _coverage(candidate.near, weight),
            "cosine": candidate.cosine,
            "passage_cosine": candidate.passage_cosine,
            "kind": float(answers_kind(form, candidate.text, today)),
            "typed": float(form.wanted[0] not in (Wanted.OPEN, Wanted.YES_NO, Wanted.LIST)),
            "unsupported": float(missing > 0),
        }

    def _probability(self, features: Mapping[str, float]) -> float:
        total = self._weights.bias + sum(self._weights.features.get(k, 0.0) * v for k, v in features.items())
        return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total)))), 6)

    def _missing(
        self,
        form: QuestionForm,
        query: Query,
        best: ScoredSentence,
        chosen: Sequence[Candidate],
        documents: Mapping[str, Document],
    ) -> tuple[str, ...]:
        """What the best sentence does not bear out; empty when it bears out everything the question names."""
        candidate = next(c for c in chosen if (c.document, c.start) == (best.document, best.start))
        return unsupported(
            form, query.dates, candidate, documents[best.document], self._source.document_terms, query.as_of
        )


def _coverage(present: frozenset[str], weight: Mapping[str, float]) -> float:
    """Share of the question's terms, weighted by rarity, that are present; in [0, 1]."""
    total = sum(weight.values())
    return sum(w for term, w in weight.items() if term in present) / total if total > 0 else 0.0
