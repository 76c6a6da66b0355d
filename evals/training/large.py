"""The thorough reader as PyTorch sees it: all-mpnet-base-v2's twelve layers, with one number read off the first token.

It reads the same pieces as the quick reader: MPNet's vocabulary is BERT's with other numbers. The engine runs the same
network on ONNX Runtime (``assistant.relevance.mpnet``); :func:`export` writes the file that it reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from assistant.embedding import minilm
from assistant.relevance.mpnet import DIMENSION, HEADS, LAYERS, MATRICES, NORMS, buckets
from assistant.relevance.packing import packed
from assistant.relevance.pairs import LONGEST

_BUCKETS = 32
_FROZEN = 2  # lowest layers, which stay as they are
_FIRST_PLACE = 2  # MPNet counts places from there
_SPECIAL = {"[PAD]": "<pad>", "[CLS]": "<s>", "[SEP]": "</s>", "[MASK]": "<mask>"}
_PARTS = {
    "query": "attention.attn.q",
    "key": "attention.attn.k",
    "value": "attention.attn.v",
    "output": "attention.attn.o",
    "middle": "attention.LayerNorm",
    "widen": "intermediate.dense",
    "narrow": "output.dense",
    "end": "output.LayerNorm",
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
        self.words = nn.Embedding(len(start["embeddings.word_embeddings.weight"]), DIMENSION)
        self.places = nn.Embedding(len(start["embeddings.position_embeddings.weight"]), DIMENSION)
        self.types = nn.Embedding(2, DIMENSION)
        self.norm = nn.LayerNorm(DIMENSION, eps=1e-5)
        self.distances = nn.Embedding(_BUCKETS, HEADS)
        self.layers = nn.ModuleList(_Layer() for _ in range(LAYERS))
        self.head = nn.Linear(DIMENSION, 1)
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
        self.register_buffer("buckets", torch.from_numpy(buckets(LONGEST)), persistent=False)

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
        self.query, self.key, self.value, self.output = (nn.Linear(DIMENSION, DIMENSION) for _ in range(4))
        self.widen, self.narrow = nn.Linear(DIMENSION, 4 * DIMENSION), nn.Linear(4 * DIMENSION, DIMENSION)
        self.middle, self.end = (nn.LayerNorm(DIMENSION, eps=1e-5) for _ in range(2))

    def forward(self, asking: Any, x: Any, bias: Any) -> Any:
        count, length, _ = x.shape
        size = DIMENSION // HEADS
        query = self.query(asking).view(count, -1, HEADS, size).transpose(1, 2) * size**-0.5
        key = self.key(x).view(count, length, HEADS, size).transpose(1, 2)
        value = self.value(x).view(count, length, HEADS, size).transpose(1, 2)
        weights = functional.softmax(query @ key.transpose(-1, -2) + bias[:, :, : asking.shape[1]], dim=-1)
        mixed = (weights.to(value.dtype) @ value).transpose(1, 2).reshape(asking.shape)
        asking = self.middle(asking + self.output(mixed))
        return self.end(asking + self.narrow(functional.gelu(self.widen(asking))))


def export(network: LargeNetwork, path: Path) -> None:
    """Writes the trained weights as the engine reads them: matrices in four bits a weight, the rest in float32."""
    state = {name: tensor.float().numpy() for name, tensor in network.state_dict().items()}
    arrays: dict[str, Any] = {
        **packed("words", state["words.weight"][state["numbers"].astype(np.int64)].T),
        "places": state["places.weight"][_FIRST_PLACE : _FIRST_PLACE + LONGEST],
        "types": state["types.weight"],
        "distances": state["distances.weight"],
        "head.weight": state["head.weight"][0],
        "head.bias": state["head.bias"],
    }
    for kind in ("weight", "bias"):
        arrays[f"norm.{kind}"] = state[f"norm.{kind}"]
    for number in range(LAYERS):
        for ours in (*MATRICES, *NORMS):
            at, trained = f"layer{number}.{ours}", f"layers.{number}.{ours}"
            arrays[f"{at}.bias"] = state[f"{trained}.bias"]
            if ours in NORMS:
                arrays[f"{at}.weight"] = state[f"{trained}.weight"]
            else:
                arrays.update(packed(at, state[f"{trained}.weight"].T))
    np.savez(path, **arrays)
