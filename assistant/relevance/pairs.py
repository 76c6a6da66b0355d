"""What is read, and the word pieces that the readers see of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_CLS, _SEP = 101, 102
LEADING = 2
"""How many sentences before a sentence the readers see with it."""
_QUESTION, _TITLE, _BEFORE, _SENTENCE = 40, 18, 56, 96
"""Most word pieces kept of each; the same as in training."""
LONGEST = _QUESTION + _TITLE + _BEFORE + _SENTENCE + 5
"""Most word pieces of a pair, those around its parts included."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What is read: a question and a sentence, with its document's title and the sentences before it, as one text."""

    question: str
    title: str
    before: str
    sentence: str


class Pieces:
    """Turns a pair into the ids and types of its word pieces, as the readers were trained on them."""

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

    def inputs(self, pair: Pair) -> dict[str, NDArray[np.int64]]:
        """Ids and types as a model takes them, each (1, tokens)."""
        ids, types = self(pair)
        return {"ids": np.array([ids], dtype=np.int64), "types": np.array([types], dtype=np.int64)}

    def _of(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids) if text else []
