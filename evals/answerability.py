"""Measures knowing and choosing beside plain baselines: folders of question sets -> Markdown tables, in one run each.

``python -m evals.answerability DIR... [--limit N] [--seed S] [--cache DIR] [--unseen]`` asks the engine over each set's whole
index, and takes from the same evidence what simple ways would have said:

* does anything answer? AUROC of the engine's confidence, of the top cosine, of the top BM25 as a share of the question's
  idf sum, and of the mean of both;
* which sentence answers? Whether the first sentence holds a gold answer (containment), the engine's beside that of the
  mean of cosine and term coverage; where gold sentences are marked, F1 of the cited ones beside the best one to three of
  that mix. Here nothing is refused.

``--unseen`` keeps only questions on articles that the reader never learned from. The last column is the engine less the
best baseline, with its paired 95 % bootstrap interval, clustered by article; of three articles or fewer, by document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from assistant.embedding import load_embedding
from assistant.index import Index
from assistant.pipeline import Assistant, Trace
from assistant.questions import analyse
from assistant.schema import AssistantError, ScoredSentence
from assistant.settings import Settings, load_settings
from evals.bench.corpus import default_cache, indexed
from evals.bench.measuring import cited_sentences
from evals.bench.sets import Question, QuestionSet, read_set
from evals.metrics.abstention import auroc
from evals.metrics.bootstrap import enough, gain_with_interval
from evals.metrics.sentences import agreement
from evals.metrics.spans import containment
from evals.report.markdown import table
from evals.training.examples import held_out

Column = NDArray[np.float64]
_TODAY = date(2026, 1, 1)
_ENGINE = "engine"
_COSINE, _WORDS, _MIX = "top cosine", "BM25 / idf sum", "mean of both"
_SENTENCE = "mean of cosine and coverage"


@dataclass(frozen=True)
class Measured:
    """One question: what each way says of being answerable, and how each way's sentences do where gold is known."""

    question: Question
    confidence: Mapping[str, float]
    contained: Mapping[str, float]
    agreed: Mapping[str, float]


def ask(questions: QuestionSet, settings: Settings) -> list[Measured]:
    """Every question put to the engine with its threshold off."""
    embedding = load_embedding(settings)
    assistant = Assistant(settings.model_copy(update={"threshold": 0.0}), embedding=embedding, today=_TODAY)
    with Index(settings, embedding).open() as snapshot:
        return [
            measured(question, assistant.trace(question.question, question.history), snapshot.idf)
            for question in questions.questions
        ]


def measured(question: Question, trace: Trace, idf: Callable[[str], float]) -> Measured:
    """What the engine and the baselines make of one question."""
    reading = trace.reading.sentences if trace.reading else ()
    terms = analyse(trace.query.text).terms
    most = sum(idf(term) for term in terms) or 1.0
    cosine = max((e.cosine for e in trace.evidence), default=0.0)
    words = max((e.bm25 for e in trace.evidence), default=0.0) / most
    plain = sorted(reading, key=lambda s: -_plain(s))
    contained, agreed = {}, {}
    if question.answers and question.answerable is not False and reading:
        contained = {
            _ENGINE: containment(reading[0].text, question.answers) or 0.0,
            _SENTENCE: containment(plain[0].text, question.answers) or 0.0,
        }
    if question.sentences and question.answerable is not False:
        cited = {f"{_SENTENCE}, best {n}": [s.text for s in plain[:n]] for n in (1, 2, 3)}
        for way, given in {_ENGINE: cited_sentences(trace.reply), **cited}.items():
            found = agreement(given, question.sentences)
            agreed[way] = found.f1 if found else 0.0
    confidence = trace.reading.confidence if trace.reading else 0.0
    said = {_COSINE: cosine, _WORDS: words, _MIX: (cosine + words) / 2, _ENGINE: confidence}
    return Measured(question, said, contained, agreed)


def _plain(sentence: ScoredSentence) -> float:
    return sentence.features["cosine"] + sentence.features["near_coverage"]


def report(name: str, found: Sequence[Measured]) -> str:
    """The tables of one set; those for which it says enough."""
    parts = [f"### {name}: {len(found)} questions"]
    known = [m for m in found if m.question.answerable is not None]
    right = np.array([bool(m.question.answerable) for m in known], dtype=np.bool_)
    if right.any() and not right.all():
        columns = _columns(known, [m.confidence for m in known])
        rows = compared(columns, known, lambda c, chosen: auroc(c[chosen], right[chosen]))
        counts = f"{right.sum()} answerable, {(~right).sum()} not"
        parts.append(f"Does anything answer? AUROC ({counts})\n\n{rows}")
    holding = [(m, m.contained) for m in found if m.contained]
    citing = [(m, m.agreed) for m in found if m.agreed]
    for heading, several in (
        ("Does the first sentence hold the answer? Containment", holding),
        ("Are the right sentences cited? F1", citing),
    ):
        if several:
            judged = [m for m, _ in several]
            columns = _columns(judged, [values for _, values in several])
            rows = compared(columns, judged, lambda c, chosen: float(c[chosen].mean()))
            parts.append(f"{heading} ({len(judged)} questions)\n\n{rows}")
    return "\n\n".join(parts) + "\n"


def compared(
    columns: Mapping[str, Column],
    judged: Sequence[Measured],
    figure: Callable[[Column, NDArray[np.intp]], float | None],
) -> str:
    """A row of figures, and the engine less the best baseline with its interval."""
    everything = np.arange(len(judged), dtype=np.intp)
    figures = {way: figure(values, everything) or 0.0 for way, values in columns.items()}
    best = max((way for way in columns if way != _ENGINE), key=figures.__getitem__)
    gain = gain_with_interval(
        lambda way, chosen: figure(columns[way], chosen), _ENGINE, best, _clusters([m.question for m in judged])
    )
    return table([*columns, f"engine less {best}"], [[*(f"{v:.3f}" for v in figures.values()), gain]])


def _clusters(asked: Sequence[Question]) -> list[str]:
    """The article of each question, or where there are too few articles to draw from, its document."""
    articles = [q.cluster or q.id for q in asked]
    return articles if enough(articles) else [next(iter(q.documents), q.id) for q in asked]


def _columns(judged: Sequence[Measured], values: Sequence[Mapping[str, float]]) -> dict[str, Column]:
    ways = [*(way for way in values[0] if way != _ENGINE), _ENGINE]
    return {way: np.array([v[way] for v in values], dtype=np.float64) for way in ways if judged}


def measure(folder: Path, settings: Settings, cache: Path, limit: int | None, seed: int, *, unseen: bool) -> str:
    """The tables of one set.

    Raises:
        UsageError: the folder holds no question set with documents.
    """
    whole = read_set(folder)
    asked = tuple(q for q in whole.questions if not unseen or held_out(whole.name, q.cluster))
    questions = QuestionSet(whole.name, asked, whole.documents, len(asked)).sample(limit, seed)
    return report(whole.name, ask(questions, indexed(questions, settings, cache)))


def main(
    folders: Annotated[list[Path], typer.Argument(help="Folders of question sets.")],
    limit: Annotated[int | None, typer.Option(help="At most so many questions of each set.")] = None,
    seed: Annotated[int, typer.Option(help="Draws them.")] = 0,
    cache: Annotated[Path | None, typer.Option(help="Where indexes are kept.", show_default="the user's cache")] = None,
    unseen: Annotated[bool, typer.Option(help="Only articles the reader never learned from.")] = False,
) -> None:
    """Measure knowing and choosing beside plain baselines."""
    try:
        for folder in folders:
            typer.echo(measure(folder, load_settings(), cache or default_cache(), limit, seed, unseen=unseen))
    except AssistantError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


if __name__ == "__main__":
    typer.run(main)
