"""The vectors of a generation, mapped from its files: what a question does not touch stays on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np


class Arrays:
    """Vectors of passages and of their sentences.

    Attributes:
        vectors: (passages, dimension) float32, by row.
        sentences: (sentences, dimension) float16, all passages' one after the other.
        sentence_rows: (passages + 1,) int64; those of row ``r`` are ``sentences[sentence_rows[r]:sentence_rows[r + 1]]``.

    Raises:
        OSError, ValueError: a file is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.vectors = _mapped(folder / "vectors.npy")
        self.sentences = _mapped(folder / "sentences.npy")
        self.sentence_rows = np.load(folder / "sentence_rows.npy", allow_pickle=False)


def _mapped(path: Path) -> np.ndarray:
    try:
        return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except ValueError:
        # nothing can be mapped of an empty array; a damaged file fails here as well
        return np.asarray(np.load(path, allow_pickle=False))
