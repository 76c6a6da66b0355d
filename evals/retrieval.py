"""Measures finding alone: folders of question sets -> a Markdown table of what words, meaning and their fusions find.

``python -m evals.retrieval DIR... [--limit N] [--seed S] [--cache DIR]`` takes sets in the formats of ``assistant eval
--bench`` and keeps their indexes in the same cache. A question is put as it stands, without the turns before it. A
document's rank is its best passage's. All rows of a table come from one run over one index.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Protocol, TypeAlias

import numpy as np
import typer
from numpy.typing import NDArray

from assistant.chunking import embedding_text
from assistant.embedding import Encoder, load_embedding
from assistant.index import Index, Snapshot
from assistant.lexical import LexicalIndex
from assistant.retrieval import Retriever
from assistant.schema import AssistantError, Query
from assistant.settings import Settings, load_settings
from assistant.text import content_terms, terms
from evals.bench.corpus import default_cache, indexed
from evals.bench.sets import QuestionSet, read_set
from evals.metrics.bootstrap import mean_with_interval
from evals.metrics.ranking import hit_at, ndcg_at, reciprocal_rank
from evals.report.markdown import table

Scores: TypeAlias = NDArray[np.float64]
"""One score a passage, by row; minus infinity where it is not found."""

WORDS, MEANING, SHIPPED = "BM25", "MiniLM", "shipped"
MEASURES = ("hit@1", "hit@5", "MRR@10", "nDCG@10")
_TODAY = date(2026, 1, 1)
_DEEP = 1000


@dataclass(frozen=True)
class Found:
    """What one way of searching finds of a set: ``values`` (questions, measures)."""

    way: str
    values: NDArray[np.float64]


class Searcher(Protocol):
    """What is evaluated: scores of every way for a question, over passages whose documents are known."""

    @property
    def documents(self) -> Sequence[str]:
        """The document of each passage, by row."""

    def search(self, question: str) -> Mapping[str, Scores]:
        """The scores of every way for a question."""


class Ways:
    """All the ways of searching, over the passages of one snapshot."""

    def __init__(self, snapshot: Snapshot, embedding: Encoder, settings: Settings) -> None:
        self.documents = [passage.document for passage in snapshot.passages]
        titles = {id: info.metadata.title for id, info in snapshot.documents.items()}
        texts = (embedding_text(passage, titles[passage.document])[0] for passage in snapshot.passages)
        self._words = LexicalIndex.build([terms(text) for text in texts])
        self._vectors = np.stack([snapshot.vector(row) for row in range(len(self.documents))])
        self._embedding = embedding
        self._candidates = settings.candidates
        # Not only what search() keeps: documents are ranked down to the tenth.
        self._retriever = Retriever(snapshot, embedding, settings)

    def search(self, question: str) -> Mapping[str, Scores]:
        """The scores of every way for a question."""
        words, meaning = (
            self._bm25(question),
            (self._vectors @ self._embedding.embed_query(question)).astype(np.float64),
        )
        rows = np.union1d(_best(words, self._candidates), _best(meaning, self._candidates))
        shipped = self._nothing()
        for row, score in self._retriever.rank(Query(question, question, _TODAY)):
            shipped[row] = score
        return {
            WORDS: words,
            MEANING: meaning,
            "ranks (RRF)": self._fused(rows, words, meaning, _reciprocal_ranks),
            "min-max": self._fused(rows, words, meaning, _min_max),
            "z-score": self._fused(rows, words, meaning, _z_score),
            SHIPPED: shipped,
        }

    def _nothing(self) -> Scores:
        return np.full(len(self.documents), -np.inf)

    def _bm25(self, question: str) -> Scores:
        """BM25 over words alone, as everybody has it."""
        total = np.zeros(len(self.documents), dtype=np.float32)
        for term in dict.fromkeys(content_terms(question) or terms(question)):
            if term in self._words.vocabulary:
                self._words.words.add(self._words.vocabulary[term], 1.0, total)
        return np.where(total > 0, total, -np.inf).astype(np.float64)

    def _fused(
        self, rows: NDArray[np.int64], words: Scores, meaning: Scores, scale: Callable[[Scores], Scores]
    ) -> Scores:
        fused = self._nothing()
        fused[rows] = scale(np.maximum(words[rows], 0.0)) + scale(meaning[rows])
        return fused


def _best(scores: Scores, k: int) -> NDArray[np.int64]:
    order = np.argsort(-scores, kind="stable")[:k]
    return order[np.isfinite(scores[order])]


def _min_max(scores: Scores) -> Scores:
    width = float(np.ptp(scores)) if len(scores) else 0.0
    return (scores - scores.min()) / width if width > 0 else np.zeros_like(scores)


def _z_score(scores: Scores) -> Scores:
    deviation = float(scores.std()) if len(scores) else 0.0
    return (scores - scores.mean()) / deviation if deviation > 0 else np.zeros_like(scores)


def _reciprocal_ranks(scores: Scores) -> Scores:
    """1 / (60 + rank) (Cormack et al. 2009)."""
    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    found: Scores = 1 / (60 + ranks)
    return found


def evaluate(questions: QuestionSet, searcher: Searcher) -> list[Found]:
    """Every way over every question that has a gold document."""
    values: dict[str, list[tuple[float, ...]]] = {}
    for question in questions.questions:
        gold = set(question.documents)
        for way, scores in searcher.search(question.question).items():
            order = dict.fromkeys(searcher.documents[row] for row in _best(scores, _DEEP))
            relevant = [document in gold for document in order][:10]
            ndcg = ndcg_at(relevant, 10, len(gold)) or 0.0
            measured = (hit_at(relevant, 1), hit_at(relevant, 5), reciprocal_rank(relevant, 10), ndcg)
            values.setdefault(way, []).append(measured)
    return [Found(way, np.array(rows)) for way, rows in values.items()]


def gains(found: Sequence[Found], clusters: Sequence[str]) -> list[str]:
    """For each measure, the shipped way less the better of words and meaning, with a 95 % bootstrap interval."""
    by_way = {ways.way: ways.values for ways in found}
    cells = []
    for column in range(len(MEASURES)):
        best = max((WORDS, MEANING), key=lambda way: float(by_way[way][:, column].mean()))
        cells.append(mean_with_interval(by_way[SHIPPED][:, column] - by_way[best][:, column], clusters))
    return cells


def measure(folder: Path, settings: Settings, cache: Path, limit: int | None, seed: int) -> str:
    """The table of one set.

    Raises:
        UsageError: the folder holds no question set with documents.
    """
    whole = read_set(folder)
    asked = tuple(q for q in whole.questions if q.documents and q.answerable is not False)
    questions = QuestionSet(whole.name, asked, whole.documents, len(asked)).sample(limit, seed)
    here = indexed(questions, settings, cache)
    embedding = load_embedding(here)
    with Index(here, embedding).open() as snapshot:
        found = evaluate(questions, Ways(snapshot, embedding, here))
        size = len(snapshot.passages)
    rows = [[way.way, *(f"{value:.3f}" for value in way.values.mean(axis=0))] for way in found]
    rows.append(["gain on the better one", *gains(found, [q.cluster or q.id for q in questions.questions])])
    head = f"### {whole.name}: {len(questions.questions)} questions, {len(whole.documents)} documents, {size} passages"
    return f"{head}\n\n{table(['search', *MEASURES], rows)}\n"


def main(
    folders: Annotated[list[Path], typer.Argument(help="Folders of question sets.")],
    limit: Annotated[int | None, typer.Option(help="At most so many questions of each set.")] = None,
    seed: Annotated[int, typer.Option(help="Draws them.")] = 0,
    cache: Annotated[Path | None, typer.Option(help="Where indexes are kept.", show_default="the user's cache")] = None,
) -> None:
    """Measure how well documents are found."""
    try:
        for folder in folders:
            typer.echo(measure(folder, load_settings(), cache or default_cache(), limit, seed))
    except AssistantError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


if __name__ == "__main__":
    typer.run(main)
