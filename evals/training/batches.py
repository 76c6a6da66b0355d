"""Pairs as the networks take them: pieces of words, in batches of about equal length."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from assistant.relevance import Pair, Pieces
from evals.training.pairs import LabelledPair

_TOKENS = 4096  # tokens of one batch, padding included

Encoded = tuple[list[int], list[int]]
"""The ids of a pair's pieces, and the text that each belongs to."""


def encode(pairs: Sequence[Pair | LabelledPair]) -> list[Encoded]:
    """What the networks see of each pair."""
    pieces = Pieces()
    return [pieces(Pair(p.question, p.title, p.before, p.sentence)) for p in pairs]


def log_odds(network: Any, encoded: Sequence[Encoded]) -> NDArray[np.float32]:
    """What a network makes of pairs, (n,), in bfloat16; it is left as it was found."""
    scores: NDArray[np.float32] = np.zeros(len(encoded), dtype=np.float32)
    learning = network.training
    network.eval()
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for rows in batches(encoded, None):
            scores[rows] = network(*tensors(encoded, rows)).float().numpy()
    network.train(learning)
    return scores


def batches(encoded: Sequence[Encoded], chance: random.Random | None) -> Iterator[list[int]]:
    """Rows of about equal length together, shuffled where ``chance`` is given."""
    lengths = [len(ids) + (chance.random() * 6 if chance else 0.0) for ids, _ in encoded]
    found: list[list[int]] = [[]]
    for row in sorted(range(len(encoded)), key=lengths.__getitem__):
        if found[-1] and len(encoded[row][0]) * (len(found[-1]) + 1) > _TOKENS:
            found.append([])
        found[-1].append(row)
    if chance:
        chance.shuffle(found)
    return iter(found)


def tensors(encoded: Sequence[Encoded], rows: Sequence[int]) -> tuple[Any, Any, Any]:
    """Ids, kinds and mask of some rows, each (rows, tokens)."""
    length = max(len(encoded[row][0]) for row in rows)
    ids = torch.zeros(len(rows), length, dtype=torch.long)
    types, mask = ids.clone(), torch.zeros(len(rows), length, dtype=torch.bool)
    for place, row in enumerate(rows):
        tokens, kinds = encoded[row]
        ids[place, : len(tokens)] = torch.tensor(tokens)
        types[place, : len(kinds)] = torch.tensor(kinds)
        mask[place, : len(tokens)] = True
    return ids, types, mask
