"""Trains the reader and prints how it does on held-out articles; see the package's docstring for the call."""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch.nn import functional

from assistant.embedding import minilm
from assistant.relevance import Pair, Pieces
from evals.metrics.abstention import auroc
from evals.training.examples import Example, load, overlap
from evals.training.mining import load_mined
from evals.training.network import Network, export
from evals.training.pairs import Pairs
from evals.training.policy import SOURCE, load_policy
from evals.training.rewording import Sisters, words_of

_TOKENS = 4096  # tokens of one batch, padding included
_RATE = 1.5e-4
_WARM_UP = 0.06
_EVERY_S = 600


def main(arguments: Sequence[str] | None = None) -> int:
    """Trains, judges, writes."""
    parser = argparse.ArgumentParser(prog="python -m evals.training", description=__doc__)
    parser.add_argument("--sets", type=Path, required=True, help="folder of question sets")
    parser.add_argument("--more", type=Path, required=True, help="folder of further SQuAD files")
    parser.add_argument("--start", type=Path, required=True, help="all-MiniLM-L6-v2's model.safetensors")
    parser.add_argument("--out", type=Path, required=True, help="where the weights go (.npz)")
    parser.add_argument("--resume", type=Path, help="state of an earlier training (.pt) to go on from")
    parser.add_argument("--state", type=Path, help="where the state goes (.pt), every ten minutes and at the end")
    parser.add_argument(
        "--epochs", type=float, default=2.0, help="how often each example is drawn; may be a part of once"
    )
    parser.add_argument(
        "--public", type=float, default=0.5, help="share of the public examples that an epoch draws (default: 0.5)"
    )
    parser.add_argument(
        "--invented", type=float, default=1.0, help="share of the invented examples that an epoch draws (default: 1)"
    )
    parser.add_argument("--mined", type=Path, help="pairs that evals.training.mining wrote, all drawn in each epoch")
    parser.add_argument(
        "--keep",
        type=float,
        default=0.0,
        help="share of the resumed weights in the mean that is written (Wortsman et al. 2022); default: none",
    )
    parser.add_argument("--rate", type=float, default=_RATE, help=f"highest learning rate (default: {_RATE})")
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args(arguments)
    torch.manual_seed(7)
    torch.set_num_threads(given.threads)
    examples = [*load(given.sets, given.more), *load_policy()]
    start = load_file(given.start)
    learned = [e for e in examples if not e.held_out]
    pairs = Pairs(
        learned,
        Sisters.among(words_of(t for e in learned for t in (e.question, *e.sentences)), _word_vectors(start)),
        given.public,
        given.invented,
        load_mined(given.mined) if given.mined else (),
    )
    judges = [e for e in examples if e.held_out]
    random.Random(1).shuffle(judges)
    network = Network(start)
    if given.resume:
        network.load_state_dict(torch.load(given.resume))

    def report() -> None:
        judge(network, judges[:500])
        if given.state:
            torch.save(network.state_dict(), given.state)

    train(network, pairs, given.epochs, report, rate=given.rate)
    report()
    if given.resume and given.keep:
        earlier = torch.load(given.resume)
        mixed = {
            name: given.keep * earlier[name] + (1 - given.keep) * now for name, now in network.state_dict().items()
        }
        network.load_state_dict(mixed)
    export(network, given.out)
    judge(network, judges)
    return 0


def train(network: Network, pairs: Pairs, epochs: float, report: Callable[[], None], *, rate: float) -> None:
    """Binary cross-entropy with AdamW in bfloat16; the rate rises for a sixteenth of the way and falls to nothing."""
    chance, pieces = random.Random(7), Pieces()
    trainable = [p for p in network.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(trainable, lr=rate, weight_decay=0.01)
    seen, total, begun = 0, 0, monotonic()
    reported = begun
    for epoch in range(math.ceil(epochs)):
        drawn = pairs.draw()
        drawn = drawn[: math.ceil(len(drawn) * min(1.0, epochs - epoch))]
        encoded = [pieces(Pair(p.question, p.title, p.before, p.sentence)) for p in drawn]
        total = total or int(max(1.0, epochs) * sum(len(ids) for ids, _ in encoded))
        for rows in _batches(encoded, chance):
            ids, types, mask = _tensors(encoded, rows)
            seen += int(mask.sum())
            done = min(1.0, seen / total)
            for group in optimiser.param_groups:
                group["lr"] = rate * min(done / _WARM_UP, max(0.02, (1 - done) / (1 - _WARM_UP)))
            with torch.autocast("cpu", torch.bfloat16):
                logits = network(ids, types, mask)
            labels = torch.tensor([drawn[row].label for row in rows])
            loss = functional.binary_cross_entropy_with_logits(logits.float(), labels)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trainable, 1.0)
            optimiser.step()
            if monotonic() - reported > _EVERY_S:
                print(f"{done:.0%} done, {seen / (monotonic() - begun):.0f} tokens a second", file=sys.stderr)
                report()
                reported = monotonic()


def judge(network: Network, examples: Sequence[Example]) -> None:
    """Prints how often the best sentence answers, and how well the best score tells what can be answered at all."""
    pieces = Pieces()
    places = [(i, j) for i, e in enumerate(examples) for j in range(len(e.sentences))]
    encoded = [
        pieces(Pair(e.question, e.title, e.leading(j), e.sentences[j])) for i, j in places for e in [examples[i]]
    ]
    scores: NDArray[np.float32] = np.zeros(len(places), dtype=np.float32)
    network.eval()
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for rows in _batches(encoded, None):
            scores[rows] = network(*_tensors(encoded, rows)).float().numpy()
    network.train()
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


def _word_vectors(start: Mapping[str, Any]) -> dict[str, NDArray[np.float32]]:
    """The word vector of each word that is one piece."""
    vectors = start["embeddings.word_embeddings.weight"].float().numpy()
    return {word: vectors[i] for i, word in enumerate(minilm.vocabulary()) if word.isalpha()}


def _most_overlapping(example: Example) -> int:
    return max(range(len(example.sentences)), key=lambda j: overlap(example.question, example.sentences[j]))


def _batches(encoded: Sequence[tuple[list[int], list[int]]], chance: random.Random | None) -> Iterator[list[int]]:
    """Rows of about equal length together, shuffled where ``chance`` is given."""
    lengths = [len(ids) + (chance.random() * 6 if chance else 0.0) for ids, _ in encoded]
    batches: list[list[int]] = [[]]
    for row in sorted(range(len(encoded)), key=lengths.__getitem__):
        if batches[-1] and len(encoded[row][0]) * (len(batches[-1]) + 1) > _TOKENS:
            batches.append([])
        batches[-1].append(row)
    if chance:
        chance.shuffle(batches)
    return iter(batches)


def _tensors(encoded: Sequence[tuple[list[int], list[int]]], rows: Sequence[int]) -> tuple[Any, Any, Any]:
    length = max(len(encoded[row][0]) for row in rows)
    ids = torch.zeros(len(rows), length, dtype=torch.long)
    types, mask = ids.clone(), torch.zeros(len(rows), length, dtype=torch.bool)
    for place, row in enumerate(rows):
        tokens, kinds = encoded[row]
        ids[place, : len(tokens)] = torch.tensor(tokens)
        types[place, : len(kinds)] = torch.tensor(kinds)
        mask[place, : len(tokens)] = True
    return ids, types, mask


if __name__ == "__main__":
    raise SystemExit(main())
