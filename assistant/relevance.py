"""Turns a question and a sentence, read together, into the log-odds that the sentence answers the question.

A cross-encoder: all-MiniLM-L6-v2's word vectors, from its package, under six layers trained here on public question sets
(how, and how well, stands in docs/decisions). It reads the document's title and the two sentences before as context.
Deterministic; each pair runs alone, so a score never depends on the pairs beside it.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.schema import ModelError
from assistant.settings import Settings

_PREPARATION = "2"  # goes up with every change of the graph that the trained weights are put into
_CLS, _SEP = 101, 102
LEADING = 2
"""How many sentences before a sentence the reader sees with it."""
_QUESTION, _TITLE, _BEFORE, _SENTENCE = 40, 18, 56, 96
"""Most word pieces kept of each; the same as in training."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What is read: a question and a sentence, with its document's title and the sentences before it, as one text."""

    question: str
    title: str
    before: str
    sentence: str


_PROBE = Pair(
    "How much did the council promise?", "Refuges in Leeds", "It met in May.", "It promised refuges £2.6 million."
)


class Pieces:
    """Turns a pair into the ids and types of its word pieces, as the reader was trained on them."""

    def __init__(self) -> None:
        from assistant.embedding import minilm

        self._tokenizer = minilm.load_tokenizer()

    def __call__(self, pair: Pair) -> tuple[list[int], list[int]]:
        """Ids and types, each (tokens,); each part is kept to its most word pieces, what stands before to its last."""
        question, title = self._of(pair.question)[:_QUESTION], self._of(pair.title)[:_TITLE]
        before, sentence = self._of(pair.before)[-_BEFORE:], self._of(pair.sentence)[:_SENTENCE]
        first = [_CLS, *question, _SEP, *title, _SEP, *before, _SEP]
        second = [*sentence, _SEP]
        return first + second, [0] * len(first) + [1] * len(second)

    def _of(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids) if text else []


class Relevance:
    """The trained reader; its model loads at the first question. Safe to share between threads."""

    def __init__(self, cache_dir: Path, threads: int = 0) -> None:
        """
        Args:
            cache_dir: where the prepared model is kept.
            threads: pairs read at the same time; 0 takes two.
        """
        self._cache_dir = cache_dir
        self._threads = threads or 2
        self._lock = threading.Lock()
        self._ready: _Ready | None = None

    @cached_property
    def model_id(self) -> str:
        """Names the trained weights; read once, since every reply states it."""
        return f"reader/{_digest(_weights())}"

    def __call__(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """Log-odds, shape (n,), that each sentence answers its question.

        Raises:
            ModelError: the embedding model's package is missing or altered, or the weights do not fit it.
        """
        ready = self._load()
        return np.array(list(ready.pool.map(ready.score, pairs)), dtype=np.float32)

    def _load(self) -> _Ready:
        if self._ready is None:
            with self._lock:
                if self._ready is None:
                    self._ready = _load(self._cache_dir, self._threads)
        return self._ready


@dataclass(frozen=True)
class _Ready:
    session: Any
    pieces: Pieces
    weight: NDArray[np.float32]
    bias: float
    pool: ThreadPoolExecutor

    def score(self, pair: Pair) -> float:
        ids, types = self.pieces(pair)
        given = {"ids": np.array([ids], dtype=np.int64), "types": np.array([types], dtype=np.int64)}
        states = self.session.run(None, given)[0]
        return float(states[0, 0] @ self.weight + self.bias)


@cache
def _weights() -> bytes:
    return (files("assistant") / "data" / "reader" / "weights.npz").read_bytes()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8]


def _load(cache_dir: Path, threads: int) -> _Ready:
    from assistant.embedding import minilm

    data = _weights()
    trained = dict(np.load(BytesIO(data)))
    pieces = Pieces()
    ids, types = pieces(_PROBE)
    probe = {"ids": np.array([ids], dtype=np.int64), "types": np.array([types], dtype=np.int64)}
    try:
        session = minilm.prepared(
            cache_dir, f"reader-{_digest(data)}-{minilm.PREPARATION}.{_PREPARATION}", probe, trained
        )
    except (KeyError, ValueError) as error:
        raise ModelError(
            f"The trained reader (assistant/data/reader/weights.npz) does not fit the embedding model: {error}. "
            "Install the assistant again."
        ) from error
    pool = ThreadPoolExecutor(threads, thread_name_prefix="reading")
    return _Ready(session, pieces, trained["head.weight"], float(trained["head.bias"][0]), pool)


def load_relevance(settings: Settings) -> Relevance:
    """The reader that ships with the assistant."""
    return Relevance(settings.cache_dir.expanduser(), settings.threads)
