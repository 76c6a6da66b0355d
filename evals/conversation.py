"""Measures how follow-ups are read and found: folders of conversations -> a Markdown table.

``python -m evals.conversation [--meaning] DIR...`` takes sets in the formats of ``assistant eval bench``. Sets with gold rewrites
give token F1 of the reading, of the question left alone and of the question with the one before; sets with documents
give hit@5 for the last turn, the last two, all of them, and the query as it is made. The search is BM25 over the
engine's own passages; ``--meaning`` adds the embedding and the fusion of both (minutes).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from assistant.chunking import embedding_text, passages
from assistant.context import blended_vector, weighted_terms
from assistant.conversation import interpret
from assistant.embedding import load_embedding
from assistant.lexical import LexicalIndex
from assistant.schema import AssistantError, DocumentError, Query, Role
from assistant.settings import Settings, load_settings
from assistant.text import terms
from evals.bench.corpus import document_of
from evals.bench.sets import Question, QuestionSet, read_set
from evals.metrics import ranking, spans
from evals.metrics.bootstrap import mean_with_interval

_TODAY = date(2026, 1, 1)
_OURS = "as read"
_HITS = 5
Vector = NDArray[np.float32]
Ways = Mapping[str, Callable[[Question], Query]]


# --- ways to make a query of a conversation -------------------------------------------------------------------------


def _read(question: Question) -> Query:
    return interpret(question.question, question.history, as_of=_TODAY, as_of_given=False, documents=())


def _joined(earlier: int | None) -> Callable[[Question], Query]:
    """The last ``earlier`` user turns (all of them where None) and the question as one text."""

    def make(question: Question) -> Query:
        said = [message.text for message in question.history if message.role is Role.USER]
        kept = said if earlier is None else said[len(said) - min(earlier, len(said)) :]
        return Query(question.question, "\n".join([*kept, question.question]), _TODAY)

    return make


def _reading_only(question: Question) -> Query:
    query = _read(question)
    return Query(query.question, query.text, _TODAY)


WAYS: Ways = {
    "last turn": _joined(0),
    "last two": _joined(1),
    "all turns": _joined(None),
    "reading alone": _reading_only,
    _OURS: _read,
}


# --- sets with gold rewrites ----------------------------------------------------------------------------------------


def rewriting(questions: QuestionSet) -> list[str]:
    """A table of token F1 against the gold rewrites (SQuAD normalisation), and how often the plain is left alone."""
    readings = {
        "left alone": _joined(0),
        "with the turn before": _joined(1),
        _OURS: _read,
    }
    lines = [
        f"### {questions.name}: reading, {len(questions.questions)} turns",
        "",
        "| query | token F1 | F1 where a rewrite is needed | plain ones left alone |",
        "|---|---|---|---|",
    ]
    for name, make in readings.items():
        texts = [make(question).text for question in questions.questions]
        scores = [spans.token_f1(t, [q.rewrite]) or 0.0 for t, q in zip(texts, questions.questions, strict=True)]
        needed = [spans.squad_tokens(q.question) != spans.squad_tokens(q.rewrite) for q in questions.questions]
        kept = [
            spans.squad_tokens(text) == spans.squad_tokens(q.question)
            for text, q, need in zip(texts, questions.questions, needed, strict=True)
            if not need
        ]
        need_scores = [score for score, need in zip(scores, needed, strict=True) if need]
        lines.append(f"| {name} | {np.mean(scores):.3f} | {np.mean(need_scores):.3f} | {np.mean(kept):.3f} |")
    return [*lines, ""]


# --- sets with documents ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Passages:
    """The passages of a set: the document of each, and the searches over them."""

    documents: tuple[str, ...]
    lexical: LexicalIndex
    vectors: Vector | None

    def words(self, query: Query) -> Vector:
        """BM25 (n,) of every passage, each term by its weight."""
        return self.lexical.scores(weighted_terms(query) if query.context else terms(query.text))

    def hit(self, scores: Vector, gold: Sequence[str]) -> float:
        """Whether a gold document is among the first five; a document stands where its best passage does."""
        order = [self.documents[i] for i in np.argsort(-scores, kind="stable")]
        first = list(dict.fromkeys(order[: 50 * _HITS]))
        return ranking.hit_at([document in gold for document in first], _HITS)


def _passages(questions: QuestionSet, settings: Settings, embed: Callable[[Sequence[str]], Vector] | None) -> _Passages:
    owners: list[str] = []
    texts: list[str] = []
    for text in questions.documents:
        try:
            document = document_of(text)
        except DocumentError:
            continue
        for passage in passages(document, lambda words: len(words.split()) * 4 // 3, settings):
            owners.append(document.id)
            texts.append(embedding_text(passage, document.metadata.title)[0])
    vectors = embed(texts) if embed else None
    return _Passages(tuple(owners), LexicalIndex.build([terms(text) for text in texts]), vectors)


def finding(questions: QuestionSet, settings: Settings, *, meaning: bool) -> list[str]:
    """A table of hit@5 by words, and with ``meaning`` by the embedding and by both, each scaled to [0, 1] and added."""
    model = load_embedding(settings) if meaning else None
    store = _passages(questions, settings, model.embed_passages if model else None)
    asked = [q for q in questions.questions if q.documents and q.answerable is not False]
    clusters = [q.cluster or q.id for q in asked]
    embed = lru_cache(maxsize=8192)(model.embed_query) if model else None
    hits: dict[tuple[str, str], list[float]] = {}
    for name, make in WAYS.items():
        for question in asked:
            query = make(question)
            words = store.words(query)
            hits.setdefault((name, "words"), []).append(store.hit(words, question.documents))
            if embed is not None and store.vectors is not None:
                cosines = store.vectors @ blended_vector(query, embed)
                both = _scaled(words) + _scaled(cosines)
                hits.setdefault((name, "meaning"), []).append(store.hit(cosines, question.documents))
                hits.setdefault((name, "both"), []).append(store.hit(both, question.documents))
    searches = list(dict.fromkeys(search for _, search in hits))
    lines = [
        f"### {questions.name}: hit@{_HITS}, {len(asked)} turns, {len(questions.documents)} documents",
        "",
        f"| query | {' | '.join(searches)} |",
        f"|---|{'---|' * len(searches)}",
    ]
    lines += [f"| {name} | {' | '.join(f'{np.mean(hits[name, s]):.3f}' for s in searches)} |" for name in WAYS]
    gains = [_gain({name: hits[name, search] for name in WAYS}, clusters) for search in searches]
    return [*lines, f"| gain on the best of the first three (95 % interval) | {' | '.join(gains)} |", ""]


def _scaled(scores: Vector) -> Vector:
    low, high = float(scores.min()), float(scores.max())
    return (scores - low) / (high - low) if high > low else np.zeros_like(scores)


def _gain(hits: Mapping[str, Sequence[float]], clusters: Sequence[str]) -> str:
    """Ours less the best plain way, with an interval by bootstrap over the clusters."""
    best = max(list(hits)[:3], key=lambda name: float(np.mean(hits[name])))
    difference = np.array(hits[_OURS]) - np.array(hits[best])
    return f"{mean_with_interval(difference, clusters)} on {best}"


def report(folders: Sequence[Path], settings: Settings, *, meaning: bool) -> str:
    """The tables of all sets, as Markdown.

    Raises:
        UsageError: a folder holds no question set.
    """
    lines: list[str] = []
    for folder in folders:
        questions = read_set(folder)
        lines += finding(questions, settings, meaning=meaning) if questions.documents else rewriting(questions)
    return "\n".join(lines)


def main(
    folders: Annotated[list[Path], typer.Argument(help="Folders of conversations.")],
    meaning: Annotated[bool, typer.Option(help="Also search by meaning, and by both.")] = False,
) -> None:
    """Measure how follow-ups are read and found."""
    try:
        typer.echo(report(folders, load_settings(), meaning=meaning))
    except AssistantError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


if __name__ == "__main__":
    typer.run(main)
