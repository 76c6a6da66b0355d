"""The larger reader that teaches the small one: all-mpnet-base-v2's twelve layers, with one number read off the first token.

MPNet (Song et al. 2020) adds to attention a learned weight for the distance between two tokens, in buckets as in T5
(Raffel et al. 2020). It reads the same pieces as the small reader: its vocabulary is BERT's with other numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from assistant.embedding import minilm

_DIMENSION, _HEADS, _LAYERS = 768, 12, 12
_BUCKETS, _FARTHEST, _TOKENS = 32, 128, 256
_FROZEN = 2  # lowest layers, which stay as they are
_FIRST_PLACE = 2  # MPNet counts places from there
_SPECIAL = {"[PAD]": "<pad>", "[CLS]": "<s>", "[SEP]": "</s>", "[MASK]": "<mask>"}
_PARTS = {
    "query": "attention.attn.q",
    "key": "attention.attn.k",
    "value": "attention.attn.v",
    "out": "attention.attn.o",
    "norm1": "attention.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "norm2": "output.LayerNorm",
}


class LargeNetwork(nn.Module):  # type: ignore[misc,unused-ignore]
    """ids, types, mask, all (n, tokens), ids as the small reader has them -> log-odds (n,)."""

    head_rate = 20.0

    def __init__(self, start: Mapping[str, Any], vocabulary: Sequence[str]) -> None:
        """
        Args:
            start: all-mpnet-base-v2's state dictionary. vocabulary: its pieces, in order.
        """
        super().__init__()
        start = {name.removeprefix("mpnet."): tensor for name, tensor in start.items()}
        self.words = nn.Embedding(len(start["embeddings.word_embeddings.weight"]), _DIMENSION)
        self.places = nn.Embedding(len(start["embeddings.position_embeddings.weight"]), _DIMENSION)
        self.types = nn.Embedding(2, _DIMENSION)
        self.norm = nn.LayerNorm(_DIMENSION, eps=1e-5)
        self.distances = nn.Embedding(_BUCKETS, _HEADS)
        self.layers = nn.ModuleList(_Layer() for _ in range(_LAYERS))
        self.head = nn.Linear(_DIMENSION, 1)
        nn.init.zeros_(self.types.weight)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        with torch.no_grad():
            self.words.weight.copy_(start["embeddings.word_embeddings.weight"])
            self.places.weight.copy_(start["embeddings.position_embeddings.weight"])
            self.distances.weight.copy_(start["encoder.relative_attention_bias.weight"])
            for kind in ("weight", "bias"):
                getattr(self.norm, kind).copy_(start[f"embeddings.LayerNorm.{kind}"])
                for number, layer in enumerate(self.layers):
                    for ours, theirs in _PARTS.items():
                        getattr(getattr(layer, ours), kind).copy_(start[f"encoder.layer.{number}.{theirs}.{kind}"])
        for frozen in (self.words, self.places, self.norm, *self.layers[:_FROZEN]):
            frozen.requires_grad_(False)
        numbers = {piece: number for number, piece in enumerate(vocabulary)}
        unknown = numbers["[UNK]"]
        theirs_of = [numbers.get(_SPECIAL.get(piece, piece), unknown) for piece in minilm.vocabulary()]
        self.register_buffer("numbers", torch.tensor(theirs_of))
        places = torch.arange(_TOKENS)
        self.register_buffer("buckets", _bucket(places[None] - places[:, None]))

    def forward(self, ids: Any, types: Any, mask: Any) -> Any:
        """Log-odds that the second text answers the first."""
        length = ids.shape[1]
        places = self.places(torch.arange(_FIRST_PLACE, length + _FIRST_PLACE))[None]
        x = self.norm(self.words(self.numbers[ids]) + places + self.types(types))
        bias = self.distances(self.buckets[:length, :length]).permute(2, 0, 1)[None]
        bias = bias + torch.where(mask, 0.0, -1e4)[:, None, None, :].to(x.dtype)
        for layer in self.layers[:-1]:
            x = layer(x, x, bias)
        return self.head(self.layers[-1](x[:, :1], x, bias)[:, 0]).squeeze(-1)


class _Layer(nn.Module):  # type: ignore[misc,unused-ignore]
    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(_DIMENSION, _DIMENSION) for _ in range(4))
        self.up, self.down = nn.Linear(_DIMENSION, 4 * _DIMENSION), nn.Linear(4 * _DIMENSION, _DIMENSION)
        self.norm1, self.norm2 = (nn.LayerNorm(_DIMENSION, eps=1e-5) for _ in range(2))

    def forward(self, asking: Any, x: Any, bias: Any) -> Any:
        count, length, _ = x.shape
        size = _DIMENSION // _HEADS
        query = self.query(asking).view(count, -1, _HEADS, size).transpose(1, 2) * size**-0.5
        key = self.key(x).view(count, length, _HEADS, size).transpose(1, 2)
        value = self.value(x).view(count, length, _HEADS, size).transpose(1, 2)
        weights = functional.softmax(query @ key.transpose(-1, -2) + bias[:, :, : asking.shape[1]], dim=-1)
        mixed = (weights.to(value.dtype) @ value).transpose(1, 2).reshape(asking.shape)
        asking = self.norm1(asking + self.out(mixed))
        return self.norm2(asking + self.down(functional.gelu(self.up(asking))))


def _bucket(distance: Any) -> Any:
    """T5's bucket of each distance between two places: near ones one each, far ones together by their logarithm."""
    half = _BUCKETS // 2
    exact = half // 2
    far = distance.abs()
    logs = torch.log(far.float().clamp(min=1) / exact) / math.log(_FARTHEST / exact) * (half - exact)
    large = (exact + logs.long()).clamp(max=half - 1)
    return (distance > 0).long() * half + torch.where(far < exact, far, large)
