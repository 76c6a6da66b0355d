"""One way to train both networks: pairs with the probability that each answers -> a network that says so."""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

import torch
from torch.nn import functional

from evals.training.batches import batches, encode, tensors
from evals.training.pairs import LabelledPair

_WARM_UP = 0.06
_EVERY_S = 600
_CERTAIN = 9.0  # log-odds beyond which a label is as good as sure
_SQUARES = 0.05  # weight of the squared distance beside the cross-entropy


def cross_entropy(logits: Any, labels: Any) -> Any:
    """Binary cross-entropy with labels, or with the probabilities that a larger network gave (Hinton et al. 2015)."""
    return functional.binary_cross_entropy_with_logits(logits, labels)


def with_distance(logits: Any, labels: Any) -> Any:
    """Cross-entropy with probabilities, and a little of the squared distance from their log-odds.

    Cross-entropy alone says next to nothing of sentences that both networks hold for wrong, and their order counts too
    (log-odds as targets: Ba and Caruana 2014).
    """
    goals = torch.logit(labels.double()).float().clamp(-_CERTAIN, _CERTAIN)
    return cross_entropy(logits, labels) + _SQUARES * functional.mse_loss(logits, goals)


def train(
    network: Any,
    draw: Callable[[], Sequence[LabelledPair]],
    epochs: float,
    report: Callable[[], None],
    *,
    rate: float,
    loss: Callable[[Any, Any], Any] = cross_entropy,
) -> None:
    """AdamW in bfloat16; the rate rises for a sixteenth of the way and falls to nothing.

    Args:
        draw: makes the pairs of one epoch. epochs: may be a part of one. report: called every ten minutes.
        rate: highest learning rate; a network's head, new at first, learns by its ``head_rate`` times it.
    """
    chance = random.Random(7)
    head = list(network.head.parameters())
    body = [p for name, p in network.named_parameters() if p.requires_grad and not name.startswith("head.")]
    groups = [{"params": body, "times": 1.0}, {"params": head, "times": network.head_rate}]
    optimiser = torch.optim.AdamW(groups, lr=rate, weight_decay=0.01)
    seen, total, begun = 0, 0, monotonic()
    reported = begun
    for epoch in range(math.ceil(epochs)):
        drawn = draw()
        drawn = drawn[: math.ceil(len(drawn) * min(1.0, epochs - epoch))]
        encoded = encode(drawn)
        total = total or int(max(1.0, epochs) * sum(len(ids) for ids, _ in encoded))
        for rows in batches(encoded, chance):
            ids, types, mask = tensors(encoded, rows)
            seen += int(mask.sum())
            done = min(1.0, seen / total)
            for group in optimiser.param_groups:
                group["lr"] = rate * group["times"] * min(done / _WARM_UP, max(0.02, (1 - done) / (1 - _WARM_UP)))
            with torch.autocast("cpu", torch.bfloat16):
                logits = network(ids, types, mask)
            distance = loss(logits.float(), torch.tensor([drawn[row].label for row in rows]))
            optimiser.zero_grad()
            distance.backward()
            torch.nn.utils.clip_grad_norm_([*body, *head], 1.0)
            optimiser.step()
            if monotonic() - reported > _EVERY_S:
                print(f"{done:.0%} done, {seen / (monotonic() - begun):.0f} tokens a second", file=sys.stderr)
                report()
                reported = monotonic()
