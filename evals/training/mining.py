"""Finds wrong sentences that the reader takes for answers: invented questions -> pairs to learn from, as a file.

    python -m evals.training.mining --out mined.json

In use the reader judges sentences of every document that an index holds, also of documents about something else; within a
question's own two documents it never meets those. So each question to learn from is put to the sentences of all the
invented documents that are learned from, and those that the shipped reader ranks highest are kept, unless they are so
like an answer, or so like the question, that they may well answer it (Xiong et al. 2020, "Approximate nearest neighbor
negative contrastive learning", mine in the same way; Qu et al. 2020, "RocketQA", drop likely answers).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import load_embedding
from assistant.reading import Scorer
from assistant.relevance import Pair, load_relevance
from assistant.settings import load_settings
from assistant.text import terms
from evals.training.examples import Example
from evals.training.pairs import LabelledPair
from evals.training.policy import load_policy

_LOOKED_AT, _OWN = 12, 6  # sentences of other groups, and of the question's own, that the reader judges
_MEANING, _WORDS = 0.6, 0.4  # weights of the look that chooses them, as in use
_LEAST = -3.0  # log-odds from which the reader counts as taken in
_KEPT = 3  # most pairs that one question gives
_SAME = 0.62  # cosine with an answer, or the question, from which a sentence may well answer too


class Embedder(Protocol):
    """What is needed of an encoder."""

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """The unit vector (d,) of a question."""

    def embed_with_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]
    ) -> Sequence[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """For each text its unit vector (d,) and those of its spans (n_spans, d)."""


@dataclass(frozen=True, slots=True)
class Mined:
    """A wrong sentence for a question, with the reader's log-odds that it answers."""

    question: str
    title: str
    before: str
    sentence: str
    score: float


@dataclass(frozen=True)
class _Sentences:
    """The sentences of all documents: where each stands, and its unit vector (n, d)."""

    documents: Sequence[Example]
    places: Sequence[tuple[int, int]]
    vectors: NDArray[np.float32]
    groups: NDArray[np.str_]
    holding: dict[str, NDArray[np.intp]]

    def text(self, at: int) -> str:
        document, i = self.places[at]
        return self.documents[document].sentences[i]


def mine(
    examples: Sequence[Example], share: float, encoder: Embedder, reader: Scorer, seed: int = 7
) -> Iterator[Mined]:
    """The pairs of a share of the questions, each with its highest-ranked wrong sentences."""
    asked: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for example in examples:
        asked[example.group, example.question].append(example)
    chosen = random.Random(seed).sample(sorted(asked), int(len(asked) * share))
    print(f"{len(chosen)} questions of {len(asked)}", file=sys.stderr)
    documents = list({(e.group, e.title, e.sentences): e for e in examples}.values())
    everything = _sentences(documents, encoder)
    rare = {word: float(np.log(len(everything.places) / len(held))) for word, held in everything.holding.items()}
    for group, question in chosen:
        vector = encoder.embed_query(question)
        cosines = everything.vectors @ vector
        weights = {word: rare[word] for word in set(terms(question)) if word in rare}
        shared = np.zeros_like(cosines)
        for word, weight in weights.items():
            shared[everything.holding[word]] += weight
        look = (_MEANING * cosines + _WORDS * shared / (sum(weights.values()) or 1.0)).astype(np.float32)
        right = {s for e in asked[group, question] for s, label in zip(e.sentences, e.labels, strict=True) if label}
        own = everything.groups == group
        found = [*_best(look, ~own, _LOOKED_AT), *_best(look, own, _OWN + len(right))]
        answers = [int(at) for at in np.flatnonzero(own) if everything.text(int(at)) in right]
        wrong = [at for at in found if at not in answers]
        alike = (everything.vectors[wrong] @ everything.vectors[answers].T).max(axis=1) if answers else cosines[wrong]
        pairs = [_pair(question, everything, at) for at in wrong]
        taken = [
            Mined(p.question, p.title, p.before, p.sentence, round(float(score), 2))
            for at, p, score, like in zip(wrong, pairs, reader(pairs), alike, strict=True)
            if score >= _LEAST and (own[at] or max(like, cosines[at]) < _SAME)
        ]
        yield from sorted(taken, key=lambda mined: -mined.score)[:_KEPT]


def _best(look: NDArray[np.float32], where: NDArray[np.bool_], most: int) -> list[int]:
    order = np.argsort(np.where(where, -look, np.inf))[:most]
    return [int(at) for at in order if where[at]]


def _pair(question: str, everything: _Sentences, at: int) -> Pair:
    document, i = everything.places[at]
    example = everything.documents[document]
    return Pair(question, example.title, example.leading(i), example.sentences[i])


def _sentences(documents: Sequence[Example], encoder: Embedder) -> _Sentences:
    vectors = [
        of_sentences
        for _, of_sentences in encoder.embed_with_spans([d.text for d in documents], [d.spans for d in documents])
    ]
    places = [(d, i) for d, document in enumerate(documents) for i in range(len(document.sentences))]
    holding: dict[str, list[int]] = defaultdict(list)
    for at, (d, i) in enumerate(places):
        for word in set(terms(documents[d].sentences[i])):
            holding[word].append(at)
    return _Sentences(
        documents,
        places,
        np.concatenate(vectors),
        np.array([documents[d].group for d, _ in places]),
        {word: np.array(held, dtype=np.intp) for word, held in holding.items()},
    )


def load_mined(path: Path) -> list[LabelledPair]:
    """The pairs of a file that this module wrote."""
    found = (Mined(**stated) for stated in json.loads(path.read_text(encoding="utf-8")))
    return [LabelledPair(m.question, m.title, m.before, m.sentence, 0.0) for m in found]


def main(arguments: Sequence[str] | None = None) -> int:
    """Mines and writes a list of pairs."""
    parser = argparse.ArgumentParser(prog="python -m evals.training.mining", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="where the pairs go (.json)")
    parser.add_argument("--share", type=float, default=1.0, help="share of the questions that are put (default: 1)")
    given = parser.parse_args(arguments)
    settings = load_settings()
    learned = [example for example in load_policy() if not example.held_out]
    pairs = mine(learned, given.share, load_embedding(settings), load_relevance(settings))
    found = [asdict(pair) for pair in pairs]
    given.out.write_text(json.dumps(found, ensure_ascii=False, indent=0), encoding="utf-8")
    print(f"{len(found)} pairs written to {given.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
