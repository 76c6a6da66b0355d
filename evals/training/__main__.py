"""Trains the reader and prints how it does on held-out articles; see the package's docstring for the call."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from evals.training.judging import judge
from evals.training.learning import train
from evals.training.material import add_options, load_material
from evals.training.network import Network, export, mean_of

_RATE = 1.5e-4


def main(arguments: Sequence[str] | None = None) -> int:
    """Trains, judges, writes."""
    parser = argparse.ArgumentParser(prog="python -m evals.training", description=__doc__)
    add_options(parser)
    parser.add_argument("--resume", type=Path, help="state of an earlier training (.pt) to go on from")
    parser.add_argument(
        "--epochs", type=float, default=2.0, help="how often each example is drawn; may be a part of once"
    )
    parser.add_argument(
        "--keep",
        type=float,
        default=0.0,
        help="share of the resumed weights in the mean that is written (Wortsman et al. 2022); default: none",
    )
    parser.add_argument("--rate", type=float, default=_RATE, help=f"highest learning rate (default: {_RATE})")
    given = parser.parse_args(arguments)
    torch.manual_seed(7)
    torch.set_num_threads(given.threads)
    material = load_material(given)
    network = Network(material.start)
    if given.resume:
        network.load_state_dict(torch.load(given.resume))

    def report() -> None:
        judge(network, material.judges[:500])
        if given.state:
            torch.save(network.state_dict(), given.state)

    train(network, material.pairs.draw, given.epochs, report, rate=given.rate)
    report()
    if given.resume and given.keep:
        network.load_state_dict(mean_of(torch.load(given.resume), network.state_dict(), given.keep))
    export(network, given.out)
    judge(network, material.judges)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
