"""Teaches the quick reader the judgement of the thorough one (Hinton et al. 2015, "Distilling the knowledge in a neural network").

    python -m evals.training.distilling --large DIR --large-state large.pt --resume state.pt ... --out weights.npz

Both judge pairs, and the quick one learns the mean of their log-odds: two readers that err in different places are right
together more often than either. ``--large-state`` is what ``evals.training.thorough`` keeps as its ``--state``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from evals.training.batches import encode, log_odds
from evals.training.judging import judge
from evals.training.learning import train, with_distance
from evals.training.material import add_options, load_material
from evals.training.network import Network, export, mean_of
from evals.training.pairs import LabelledPair, sentence_by_sentence
from evals.training.policy import SOURCE
from evals.training.thorough import load_large

_RATE = 1e-4


def main(arguments: Sequence[str] | None = None) -> int:
    """Has both judge, teaches the quick one, judges, writes."""
    parser = argparse.ArgumentParser(prog="python -m evals.training.distilling", description=__doc__)
    add_options(parser)
    parser.add_argument(
        "--large", type=Path, required=True, help="folder of all-mpnet-base-v2's weights and vocabulary"
    )
    parser.add_argument("--large-state", type=Path, required=True, help="state of the thorough reader (.pt)")
    parser.add_argument("--resume", type=Path, required=True, help="state of the quick reader (.pt)")
    parser.add_argument(
        "--whole", type=int, default=0, help="invented documents judged sentence by sentence (default: 0)"
    )
    parser.add_argument("--epochs", type=float, default=2.0, help="how often each pair is learned (default: 2)")
    parser.add_argument("--rate", type=float, default=_RATE, help=f"highest learning rate (default: {_RATE})")
    parser.add_argument(
        "--keep", type=float, default=0.0, help="share of the resumed weights in the mean that is written"
    )
    given = parser.parse_args(arguments)
    torch.manual_seed(7)
    torch.set_num_threads(given.threads)
    material = load_material(given)
    large = load_large(given.large)
    large.load_state_dict(torch.load(given.large_state))
    network = Network(material.start)
    network.load_state_dict(torch.load(given.resume))
    invented = [e for e in material.pairs.examples if e.source == SOURCE]
    taught = [*material.pairs.draw(), *sentence_by_sentence(invented, given.whole)]
    goals = _judged(taught, large, network)

    def report() -> None:
        judge(network, material.judges[:500])
        if given.state:
            torch.save(network.state_dict(), given.state)

    train(network, lambda: goals, given.epochs, report, rate=given.rate, loss=with_distance)
    report()
    if given.keep:
        network.load_state_dict(mean_of(torch.load(given.resume), network.state_dict(), given.keep))
    export(network, given.out)
    judge(network, material.judges)
    return 0


def _judged(pairs: Sequence[LabelledPair], large: Any, small: Any) -> list[LabelledPair]:
    """The pairs, each with the probability that both readers' mean log-odds give."""
    encoded = encode(pairs)
    both = (log_odds(large, encoded) + log_odds(small, encoded)) / 2
    labels = np.array([pair.label for pair in pairs]) > 0.5
    print(
        f"{len(pairs)} pairs; both readers agree with {np.mean((both > 0) == labels):.3f} of the labels",
        file=sys.stderr,
    )
    probabilities = 1.0 / (1.0 + np.exp(-both.astype(np.float64)))
    return [replace(pair, label=float(p)) for pair, p in zip(pairs, probabilities, strict=True)]


if __name__ == "__main__":
    raise SystemExit(main())
