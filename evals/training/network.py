"""The reader as PyTorch sees it: MiniLM's six layers on its own frozen word vectors, with one number read off [CLS].

The engine runs the same network on ONNX Runtime with int8 weights (``assistant.embedding.graph``); :func:`export` writes
the file that it reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from assistant.embedding.graph import DIMENSION, HEADS, LAYERS, parameters

_LINEAR = {
    "attention.output.dense": "self_attn.out_proj",
    "attention.output.LayerNorm": "norm1",
    "intermediate.dense": "linear1",
    "output.dense": "linear2",
    "output.LayerNorm": "norm2",
}


class Network(nn.Module):  # type: ignore[misc,unused-ignore]
    """ids, types, mask, all (n, tokens) -> log-odds (n,)."""

    head_rate = 1.0

    def __init__(self, start: Mapping[str, Any]) -> None:
        """
        Args:
            start: BERT's state dictionary; ``encoder.layer.0.attention.self.query.weight`` and so on.
        """
        super().__init__()
        self.words = nn.Embedding(30522, DIMENSION)
        self.places = nn.Embedding(512, DIMENSION)
        self.types = nn.Embedding(2, DIMENSION)
        self.norm = nn.LayerNorm(DIMENSION, eps=1e-12)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(
                DIMENSION, HEADS, 4 * DIMENSION, 0.0, "gelu", layer_norm_eps=1e-12, batch_first=True
            )
            for _ in range(LAYERS)
        )
        self.head = nn.Linear(DIMENSION, 1)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        with torch.no_grad():
            self.words.weight.copy_(start["embeddings.word_embeddings.weight"])
            self.places.weight.copy_(start["embeddings.position_embeddings.weight"])
            for _, theirs in parameters():
                self.tensor(theirs).copy_(start[theirs])
        self.words.weight.requires_grad_(False)
        self.places.weight.requires_grad_(False)

    def tensor(self, theirs: str) -> Any:
        """The trained tensor behind a name of BERT's state dictionary."""
        kind = theirs.rsplit(".", 1)[1]
        if theirs.startswith("embeddings.token_type"):
            return self.types.weight
        if theirs.startswith("embeddings.LayerNorm"):
            return getattr(self.norm, kind)
        _, _, number, rest = theirs.split(".", 3)
        layer = self.layers[int(number)]
        for place, name in enumerate(("query", "key", "value")):
            if rest.startswith(f"attention.self.{name}"):
                packed = layer.self_attn.in_proj_weight if kind == "weight" else layer.self_attn.in_proj_bias
                return packed[DIMENSION * place : DIMENSION * (place + 1)]
        module: Any = layer
        for part in _LINEAR[rest.rsplit(".", 1)[0]].split("."):
            module = getattr(module, part)
        return getattr(module, kind)

    def forward(self, ids: Any, types: Any, mask: Any) -> Any:
        """Log-odds that the second text answers the first."""
        x = self.norm(self.words(ids) + self.places(torch.arange(ids.shape[1]))[None] + self.types(types))
        unseen = torch.where(mask, 0.0, -1e4)[:, None, None, :]
        for layer in self.layers[:-1]:
            x = _through(layer, x, x, unseen)
        return self.head(_through(self.layers[-1], x[:, :1], x, unseen)[:, 0]).squeeze(-1)


def _through(layer: Any, asking: Any, x: Any, unseen: Any) -> Any:
    """What one layer makes of ``asking``, some of the tokens of ``x``; the last layer is asked for [CLS] only.

    Plain products and a softmax: on a processor, PyTorch's fused attention takes eight times as long backwards.
    """
    count, length, size = x.shape
    weight, bias = layer.self_attn.in_proj_weight, layer.self_attn.in_proj_bias
    query = functional.linear(asking, weight[:size], bias[:size])
    both = functional.linear(x, weight[size:], bias[size:])
    query = query.view(count, -1, HEADS, size // HEADS).transpose(1, 2) * (size // HEADS) ** -0.5
    key, value = both.view(count, length, 2, HEADS, size // HEADS).permute(2, 0, 3, 1, 4)
    weights = functional.softmax(query @ key.transpose(-1, -2) + unseen, dim=-1)
    mixed = (weights.to(value.dtype) @ value).transpose(1, 2).reshape(asking.shape)
    asking = layer.norm1(asking + layer.self_attn.out_proj(mixed))
    return layer.norm2(asking + layer.linear2(functional.gelu(layer.linear1(asking))))


def mean_of(earlier: Mapping[str, Any], later: Mapping[str, Any], keep: float) -> dict[str, Any]:
    """The mean of two states of one network, ``keep`` of it the earlier (Wortsman et al. 2022, "Model soups")."""
    return {
        name: keep * earlier[name] + (1 - keep) * now if now.is_floating_point() else now for name, now in later.items()
    }


def export(network: Network, path: Path) -> None:
    """Writes the trained weights as the engine reads them: matrices int8 with a scale for each output column."""
    arrays: dict[str, Any] = {}
    for name, theirs in parameters():
        weight = network.tensor(theirs).detach().float().numpy()
        if name.endswith("linear"):
            columns = weight.T
            scale = np.abs(columns).max(axis=0, keepdims=True) / 127
            arrays[f"{name}.q"] = np.clip(np.rint(columns / scale), -127, 127).astype(np.int8)
            arrays[f"{name}.scale"] = scale.astype(np.float32)
        else:
            arrays[name] = weight
    arrays["head.weight"] = network.head.weight.detach().float().numpy()[0]
    arrays["head.bias"] = network.head.bias.detach().float().numpy()
    np.savez(path, **arrays)
