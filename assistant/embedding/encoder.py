"""Turns texts into unit vectors, and passages into one vector for the whole and one for each sentence.

A sentence's vector is the mean of its tokens' states inside the passage's own run ("late pooling"): it costs nothing and
the sentence keeps its context. Equal texts give equal bytes, whatever stands beside them. Knows nothing of LlamaIndex.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.model import Model

Vector = NDArray[np.float32]
_In = TypeVar("_In")
_Out = TypeVar("_Out")


class Encoder:
    """A sentence-transformer behind four methods; the model loads at the first text. Safe to share between threads.

    Attributes:
        model_id: names the model and everything else that changes its vectors; vectors of two ids never mix.
    """

    def __init__(self, model_id: str, load: Callable[[], Model], threads: int = 0) -> None:
        """Args:
        load: makes the model, once.
        threads: texts embedded at the same time; 0 takes a thread for each core this process may use.
        """
        self.model_id = model_id
        self._load = load
        self._threads = threads or _cores()
        self._model: Model | None = None
        self._pool: ThreadPoolExecutor | None = None
        self._lock = threading.Lock()

    @property
    def model(self) -> Model:
        """The model, loaded on first use."""
        if self._model is None:
            with self._lock:
                if self._model is None:
                    self._model = self._load()
        return self._model

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        return self.model.dimension

    def count_tokens(self, text: str) -> int:
        """Word pieces of a text, the special ones around it not counted."""
        return len(self.model.tokenizer.encode(text, add_special_tokens=False).ids)

    def embed_query(self, text: str) -> Vector:
        """The unit vector (dimension,) of a question."""
        return self._embed(text, ())[0]

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """The unit vectors (n, dimension) of the texts; a text longer than the window is read in several windows."""
        vectors = self._map(lambda text: self._embed(text, ())[0], texts)
        return np.stack(vectors) if vectors else np.zeros((0, self.dimension), dtype=np.float32)

    def embed_with_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]
    ) -> list[tuple[Vector, Vector]]:
        """For each text its unit vector (dimension,) and the unit vectors (n_spans, dimension) of its spans.

        A span is a pair of offsets into its text, end exclusive. One without any token has the vector of its text.
        """
        return self._map(lambda job: self._embed(*job), list(zip(texts, spans, strict=True)))

    def _embed(self, text: str, spans: Sequence[tuple[int, int]]) -> tuple[Vector, Vector]:
        model = self.model
        encoding = model.tokenizer.encode(text, add_special_tokens=False)
        around = len(model.prefix) + len(model.suffix)
        states, total, count = [], np.zeros(model.dimension, dtype=np.float32), 0
        for start, end in _windows(encoding.word_ids, model.window - around):
            ids = np.array([*model.prefix, *encoding.ids[start:end], *model.suffix], dtype=np.int64)
            window = model.run(ids)
            total += window.sum(axis=0)
            count += len(ids)
            states.append(window[len(model.prefix) : len(ids) - len(model.suffix)])
        whole = _unit(total / np.float32(count))
        if not spans:
            return whole, np.zeros((0, model.dimension), dtype=np.float32)
        token_states = np.concatenate(states)
        starts = np.array([start for start, _ in encoding.offsets], dtype=np.int64)
        vectors = []
        for start, end in spans:
            first, last = np.searchsorted(starts, (start, end))
            vectors.append(_unit(token_states[first:last].mean(axis=0)) if first < last else whole)
        return whole, np.stack(vectors)

    def _map(self, work: Callable[[_In], _Out], items: Sequence[_In]) -> list[_Out]:
        if self._threads == 1 or len(items) < 2:
            return [work(item) for item in items]
        _ = self.model  # loaded here, so that an error comes out once and not from every thread
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="embedding")
        return list(self._pool.map(work, items))


def _windows(word_ids: Sequence[int | None], size: int) -> list[tuple[int, int]]:
    """Stretches of about equal length, none longer than ``size`` tokens, cut between words where that is possible."""
    length = len(word_ids)
    if length <= size:
        return [(0, length)]
    even = -(-length // -(-length // size))
    windows, start = [], 0
    while start < length:
        end = min(start + even, length)
        cut = end
        while end < length and cut > start and word_ids[cut] == word_ids[cut - 1]:
            cut -= 1
        end = cut if cut > start else end
        windows.append((start, end))
        start = end
    return windows


def _unit(vector: Vector) -> Vector:
    length = float(np.linalg.norm(vector))
    return (vector / length if length > 0 else vector).astype(np.float32)


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1
