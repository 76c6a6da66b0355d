"""Trains the thorough reader (``assistant/data/reader/thorough.npz``) on the pairs that the quick one learns from.

    python -m evals.training.thorough --large DIR --sets DIR --more DIR --start model.safetensors --mined mined.json
        --public 0.13 --invented 0.14 --whole 500 --epochs 0.5 --threads 2 --out assistant/data/reader/thorough.npz

``--large`` is a folder with all-mpnet-base-v2's ``model.safetensors`` and ``vocab.txt``; ``--start`` still names MiniLM's
weights, whose word vectors say which words are alike. Every pair of a draw is met once at most; ``--resume`` with another
``--seed`` goes on with what the first draw taught.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file

from evals.training.judging import judge
from evals.training.large import LargeNetwork, export
from evals.training.learning import train
from evals.training.material import Material, add_options, load_material
from evals.training.pairs import LabelledPair, sentence_by_sentence
from evals.training.policy import SOURCE


def main(arguments: Sequence[str] | None = None) -> int:
    """Trains, judges, writes."""
    parser = argparse.ArgumentParser(prog="python -m evals.training.thorough", description=__doc__)
    add_options(parser)
    parser.add_argument(
        "--large", type=Path, required=True, help="folder of all-mpnet-base-v2's weights and vocabulary"
    )
    parser.add_argument(
        "--whole", type=int, default=0, help="invented documents judged sentence by sentence (default: 0)"
    )
    parser.add_argument("--epochs", type=float, default=1.0, help="share of the drawn pairs that is met (default: 1)")
    parser.add_argument("--resume", type=Path, help="state (.pt) to go on from")
    parser.add_argument("--rate", type=float, default=3e-5, help="highest learning rate (default: 3e-5)")
    given = parser.parse_args(arguments)
    torch.manual_seed(given.seed)
    torch.set_num_threads(given.threads)
    material = load_material(given)
    network = load_large(given.large)
    if given.resume:
        network.load_state_dict(torch.load(given.resume))
    drawn = _drawn(material, given.whole, given.seed)

    def report() -> None:
        judge(network, material.judges[:300])
        if given.state:
            torch.save(network.state_dict(), given.state)

    train(network, lambda: drawn, given.epochs, report, rate=given.rate)
    export(network, given.out)
    report()
    return 0


def load_large(folder: Path) -> LargeNetwork:
    """all-mpnet-base-v2 from a folder with its ``model.safetensors`` and ``vocab.txt``, with a new head."""
    vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return LargeNetwork(load_file(folder / "model.safetensors"), vocabulary)


def _drawn(material: Material, whole: int, seed: int) -> list[LabelledPair]:
    invented = [e for e in material.pairs.examples if e.source == SOURCE]
    drawn = [*material.pairs.draw(), *sentence_by_sentence(invented, whole, seed)]
    random.Random(seed).shuffle(drawn)
    return drawn


if __name__ == "__main__":
    raise SystemExit(main())
