"""Loads the trained readers and runs them: pairs -> log-odds."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.operators import Arithmetic, Weights
from assistant.relevance.pairs import Pair, Pieces
from assistant.schema import ModelError
from assistant.settings import Settings

QUICK, THOROUGH = "weights.npz", "thorough.npz"
_PREPARATION = "3"  # goes up with every change of the graphs that the trained weights are put into
_PROBE = Pair(
    "How much did the council promise?", "Refuges in Leeds", "It met in May.", "It promised refuges £2.6 million."
)


class Relevance:
    """A trained reader; its model loads at the first question. Safe to share between threads."""

    def __init__(
        self,
        file: str,
        graph: Callable[[Weights, Arithmetic], Any],
        cache_dir: Path,
        threads: int = 0,
    ) -> None:
        """
        Args:
            file: of its weights, in ``assistant/data/reader``. graph: makes the ``onnx.ModelProto`` of weights.
            cache_dir: where the prepared model is kept. threads: pairs read at the same time; 0 takes two.
        """
        self._file = file
        self._graph = graph
        self._cache_dir = cache_dir
        self._threads = threads or 2
        self._lock = threading.Lock()
        self._ready: _Ready | None = None

    @cached_property
    def model_id(self) -> str:
        """Names the trained weights; read once, since every reply states it."""
        return f"reader/{hashlib.sha256(self._data).hexdigest()[:8]}"

    def __call__(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """Log-odds, shape (n,), that each sentence answers its question.

        Raises:
            ModelError: the embedding model's package is missing or altered, or the weights do not fit it.
        """
        ready = self._load()
        return np.array(list(ready.pool.map(ready.score, pairs)), dtype=np.float32)

    @cached_property
    def _data(self) -> bytes:
        return weights_of(self._file)

    def _load(self) -> _Ready:
        if self._ready is None:
            with self._lock:
                if self._ready is None:
                    self._ready = self._loaded()
        return self._ready

    def _loaded(self) -> _Ready:
        from assistant.embedding import minilm
        from assistant.embedding.preparing import prepared

        trained = np.load(BytesIO(self._data))
        pieces = Pieces()
        probe = pieces.inputs(_PROBE)
        name = f"{self.model_id.replace('/', '-')}-{minilm.PREPARATION}.{_PREPARATION}"
        try:
            head, bias = trained["head.weight"], float(trained["head.bias"][0])
            session = prepared(self._cache_dir, name, probe, partial(self._graph, trained))
        except (KeyError, ValueError) as error:
            raise ModelError(
                f"The trained reader (assistant/data/reader/{self._file}) does not fit its model: {error}. "
                "Install the assistant again."
            ) from error
        return _Ready(session, pieces, head, bias, ThreadPoolExecutor(self._threads, thread_name_prefix="reading"))


@dataclass(frozen=True)
class _Ready:
    session: Any
    pieces: Pieces
    weight: NDArray[np.float32]
    bias: float
    pool: ThreadPoolExecutor

    def score(self, pair: Pair) -> float:
        states = self.session.run(None, self.pieces.inputs(pair))[0]
        return float(states[0, 0] @ self.weight + self.bias)


def weights_of(file: str) -> bytes:
    """A file of trained weights that ships with the assistant."""
    return (files("assistant") / "data" / "reader" / file).read_bytes()


def load_relevance(settings: Settings) -> Relevance:
    """The quick reader: six layers of MiniLM on the word vectors of its package."""
    return Relevance(QUICK, _on_minilm, settings.cache_dir.expanduser(), settings.threads)


def load_thorough(settings: Settings) -> Relevance:
    """The thorough reader: twelve layers of MPNet."""
    return Relevance(THOROUGH, _on_mpnet, settings.cache_dir.expanduser(), settings.threads)


def _on_minilm(weights: Weights, arithmetic: Arithmetic) -> Any:
    from assistant.embedding import minilm

    return minilm.graph_of(arithmetic, weights)


def _on_mpnet(weights: Weights, arithmetic: Arithmetic) -> Any:
    from assistant.relevance import mpnet, packing

    return mpnet.build(packing.unpacked(weights), arithmetic)
