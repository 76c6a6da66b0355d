"""Measures the reader on held-out questions, public and invented: does the best sentence answer, and can it tell what no sentence answers?

    python -m evals.reading --sets DIR --more DIR [--only SET] [--limit N]

Each question is read with its own passage, so that retrieval plays no part. Beside the trained reader, in the same run:
the cosine of question and sentence, the share of the question's words (weighted by rarity) that the sentence and what
stands around it hold, and an equal mix of both. Questions and passages are of articles that training held out. The last row
is the reader less the best of the others, with its 95 % bootstrap interval, clustered by passage.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.dates import find_dates
from assistant.embedding import Encoder, load_embedding
from assistant.reading import Reader, Source
from assistant.relevance import load_relevance
from assistant.schema import Block, BlockKind, Document, Evidence, Metadata, Passage, Query, Reading, ScoredSentence
from assistant.settings import load_settings
from assistant.text import terms
from evals.metrics.abstention import auroc
from evals.metrics.bootstrap import Rows, gain_with_interval
from evals.training.examples import Example, load
from evals.training.policy import SOURCE, load_policy

_TODAY = date(2020, 1, 1)
_THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
_WAYS: dict[str, Callable[[ScoredSentence], float]] = {
    "cosine": lambda s: s.features["cosine"],
    "words": lambda s: s.features["near_coverage"],
    "cosine and words, equally": lambda s: s.features["cosine"] + s.features["near_coverage"],
    "reader": lambda s: s.score,
}
_OURS = "reader"


def main(arguments: Sequence[str] | None = None) -> int:
    """Reads the held-out questions and prints the tables."""
    parser = argparse.ArgumentParser(prog="python -m evals.reading", description=__doc__)
    parser.add_argument("--sets", type=Path, required=True, help="folder of question sets")
    parser.add_argument("--more", type=Path, required=True, help="folder of further SQuAD files")
    parser.add_argument("--only", help="one set of them, such as squad2_dev")
    parser.add_argument("--limit", type=int, default=1500, help="most questions")
    given = parser.parse_args(arguments)
    examples = [
        e for e in (*load(given.sets, given.more), *load_policy()) if e.held_out and given.only in (None, e.source)
    ]
    examples = examples[:: max(1, len(examples) // given.limit)]
    readings = read_all(examples)
    print(compared(examples, readings))
    if any(e.source == SOURCE for e in examples):
        print()
        print(thresholds(examples, readings))
    return 0


def compared(examples: Sequence[Example], readings: Sequence[Reading]) -> str:
    """A Markdown table: a row for each way of choosing, a pair of columns for each kind of set."""
    sets = sorted({e.source for e in examples})
    judged = [s for s in sets if {e.answerable for e in examples if e.source == s} == {True, False}]
    heads = [*sets, *(f"AUROC, {s}" for s in judged)]
    lines = [f"| way | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|"]
    counts = [sum(e.source == s and e.answerable for e in examples) for s in sets]
    lines.append(f"| questions | {' | '.join(map(str, counts))} |{' |' * len(judged)}")
    of = {s: [(e, r) for e, r in zip(examples, readings, strict=True) if e.source == s] for s in sets}
    found = [[_hits([p for p in of[s] if p[0].answerable]) for s in sets], [_areas(of[s]) for s in judged]]
    cells = [column for kind in found for column in kind]
    lines += [f"| {way} | {' | '.join(f'{column(way):.3f}' for column, _ in cells)} |" for way in _WAYS]
    lines.append(f"| {_OURS} less the best other | {' | '.join(gain for _, gain in cells)} |")
    return "\n".join(lines)


def thresholds(examples: Sequence[Example], readings: Sequence[Reading]) -> str:
    """A Markdown table: what each threshold answers of what can and cannot be answered, on the invented documents."""
    lines = ["| threshold | answerable refused | answered although not answerable |", "|---|---|---|"]
    pairs = [(e, r.confidence) for e, r in zip(examples, readings, strict=True) if e.source == SOURCE]
    for threshold in _THRESHOLDS:
        refused = [c < threshold for e, c in pairs if e.answerable]
        answered = [c >= threshold for e, c in pairs if not e.answerable]
        lines.append(f"| {threshold} | {np.mean(refused):.3f} | {np.mean(answered):.3f} |")
    return "\n".join(lines)


def read_all(examples: Sequence[Example]) -> list[Reading]:
    """What the engine's reader makes of each question when it is given the question's own passage."""
    settings = load_settings()
    embedding, scorer = load_embedding(settings), load_relevance(settings)
    counts = Counter(term for e in examples for term in set(terms(e.text)))
    rarity = {t: math.log(1 + (len(examples) - n + 0.5) / (n + 0.5)) for t, n in counts.items()}
    rarest = math.log(1 + (len(examples) + 0.5) / 0.5)
    found = []
    for example in examples:
        document, passage = _document(example)
        vector = embedding.embed_query(example.question)
        states = _states(embedding, document, passage)
        source = Source(
            sentence_vectors=lambda _, states=states: states[1],  # type: ignore[misc]
            document=lambda _, document=document: document,  # type: ignore[misc]
            idf=lambda term: rarity.get(term, rarest),
        )
        dates = tuple(m.range for m in find_dates(example.question, _TODAY))
        query = Query(example.question, example.question, _TODAY, dates=dates)
        reader = Reader(source, scorer, careful=len(example.sentences))
        found.append(reader.read(query, vector, [Evidence(passage, 1.0, float(vector @ states[0]), 1.0)]))
    return found


def _document(example: Example) -> tuple[Document, Passage]:
    block = Block(BlockKind.PARAGRAPH, 0, len(example.text))
    document = Document("d", "d.txt", example.text, Metadata(example.title), (block,), "")
    return document, Passage("p", "d", 0, len(example.text), example.text, (), example.spans)


def _states(
    embedding: Encoder, document: Document, passage: Passage
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    head = f"{document.metadata.title}\n" if document.metadata.title else ""
    spans = [(start + len(head), end + len(head)) for start, end in passage.sentences]
    return embedding.embed_with_spans([head + passage.text], [spans])[0]


_Read = Sequence[tuple[Example, Reading]]
_Column = tuple[Callable[[str], float], str]
"""The figure of each way, and the reader's less the best other's with its interval."""


def _hits(read: _Read) -> _Column:
    """How often the best sentence answers."""
    hits = {
        name: np.array([_label(e, max(r.sentences, key=way)) != 0 for e, r in read], dtype=np.float64)
        for name, way in _WAYS.items()
    }
    return _column(read, lambda name, rows: float(hits[name][rows].mean()) if len(rows) else 0.0)


def _label(example: Example, sentence: ScoredSentence) -> int:
    return example.labels[next(i for i, (start, _) in enumerate(example.spans) if start == sentence.start)]


def _areas(read: _Read) -> _Column:
    """How well the best score tells what can be answered."""
    best = {
        name: np.array([max(way(s) for s in r.sentences) for _, r in read], dtype=np.float64)
        for name, way in _WAYS.items()
    }
    right = np.array([e.answerable for e, _ in read], dtype=np.bool_)
    return _column(read, lambda name, rows: auroc(best[name][rows], right[rows]))


def _column(read: _Read, figure: Callable[[str, Rows], float | None]) -> _Column:
    every = np.arange(len(read), dtype=np.intp)
    rival = max((name for name in _WAYS if name != _OURS), key=lambda name: figure(name, every) or 0.0)
    gain = gain_with_interval(figure, _OURS, rival, [e.text for e, _ in read])
    return lambda name: figure(name, every) or 0.0, gain


if __name__ == "__main__":
    raise SystemExit(main())
