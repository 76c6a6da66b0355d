"""What both trainings start from: the options that name it, the pairs to learn from and the questions held out."""

from __future__ import annotations

import argparse
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.torch import load_file

from assistant.embedding import minilm
from evals.training.examples import Example, load
from evals.training.mining import load_mined
from evals.training.pairs import Pairs
from evals.training.policy import load_policy
from evals.training.rewording import Sisters, words_of


@dataclass(frozen=True, slots=True)
class Material:
    """Pairs to learn from, examples held out (shuffled), and the weights of all-MiniLM-L6-v2."""

    pairs: Pairs
    judges: Sequence[Example]
    start: Mapping[str, Any]


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of :func:`load_material`, and those that say where the reader goes."""
    parser.add_argument("--sets", type=Path, required=True, help="folder of question sets")
    parser.add_argument("--more", type=Path, required=True, help="folder of further SQuAD files")
    parser.add_argument("--start", type=Path, required=True, help="all-MiniLM-L6-v2's model.safetensors")
    parser.add_argument("--out", type=Path, required=True, help="where the weights go (.npz)")
    parser.add_argument("--state", type=Path, help="where the state goes (.pt), every ten minutes and at the end")
    parser.add_argument(
        "--public", type=float, default=0.5, help="share of the public examples that an epoch draws (default: 0.5)"
    )
    parser.add_argument(
        "--invented", type=float, default=1.0, help="share of the invented examples that an epoch draws (default: 1)"
    )
    parser.add_argument("--mined", type=Path, help="pairs that evals.training.mining wrote, all drawn in each epoch")
    parser.add_argument("--seed", type=int, default=7, help="of what is drawn (default: 7)")
    parser.add_argument("--threads", type=int, default=1)


def load_material(given: argparse.Namespace) -> Material:
    """Reads what the options name."""
    examples = [*load(given.sets, given.more), *load_policy()]
    start = load_file(given.start)
    learned = [e for e in examples if not e.held_out]
    pairs = Pairs(
        learned,
        Sisters.among(words_of(t for e in learned for t in (e.question, *e.sentences)), _word_vectors(start)),
        given.public,
        given.invented,
        load_mined(given.mined) if given.mined else (),
        given.seed,
    )
    judges = [e for e in examples if e.held_out]
    random.Random(1).shuffle(judges)
    return Material(pairs, judges, start)


def _word_vectors(start: Mapping[str, Any]) -> dict[str, NDArray[np.float32]]:
    """The word vector of each word that is one piece."""
    vectors = start["embeddings.word_embeddings.weight"].float().numpy()
    return {word: vectors[i] for i, word in enumerate(minilm.vocabulary()) if word.isalpha()}
