"""How a reader does on held-out articles and groups, while it is trained."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from assistant.relevance import Pair
from evals.metrics.abstention import auroc
from evals.training.batches import encode, log_odds
from evals.training.examples import Example, overlap
from evals.training.policy import SOURCE


def judge(network: Any, examples: Sequence[Example]) -> None:
    """Prints how often the best sentence answers, and how well the best score tells what can be answered at all."""
    places = [(i, j) for i, e in enumerate(examples) for j in range(len(e.sentences))]
    pairs = [Pair(e.question, e.title, e.leading(j), e.sentences[j]) for i, j in places for e in [examples[i]]]
    scores = log_odds(network, encode(pairs))
    best: dict[int, tuple[float, int]] = {}
    for (i, j), score in zip(places, scores.tolist(), strict=True):
        best[i] = max(best.get(i, (-np.inf, -1)), (score, j))
    answerable = [i for i, e in enumerate(examples) if e.answerable]
    hits = sum(examples[i].labels[best[i][1]] != 0 for i in answerable)
    words = sum(e.labels[_most_overlapping(e)] != 0 for e in (examples[i] for i in answerable))
    print(
        f"held out: best sentence answers {hits / len(answerable):.3f} (most shared words {words / len(answerable):.3f}) "
        f"of {len(answerable)}"
    )
    for source in ("squad2_dev", SOURCE):
        theirs = [i for i, e in enumerate(examples) if e.source == source]
        told = [i for i in theirs if examples[i].answerable]
        if told and len(told) < len(theirs):
            area = auroc(
                np.array([best[i][0] for i in theirs], dtype=np.float64),
                np.array([examples[i].answerable for i in theirs], dtype=np.bool_),
            )
            right = sum(examples[i].labels[best[i][1]] != 0 for i in told)
            print(
                f"  {source}: best sentence answers {right / len(told):.3f} of {len(told)}; AUROC of answerable against "
                f"look-alikes {area:.3f} of {len(theirs)}"
            )


def _most_overlapping(example: Example) -> int:
    return max(range(len(example.sentences)), key=lambda j: overlap(example.question, example.sentences[j]))
