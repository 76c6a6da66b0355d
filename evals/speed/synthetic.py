"""Writes documents of any number from a seed, questions that they answer, and vectors that cost no model run.

The text is made of templates: enough different words and figures that searching them is real work, no more.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.schema import Block, BlockKind, Document, Metadata, SourceFile

PARAGRAPHS = 10
CLUSTERS = 200
_SYLLABLES = "bar den for ham ley mer nor ridge sel thorpe wick ton stead bourne hurst over lang hal kes mar".split()
_SUBJECTS = (
    "school transport, foster care, youth centres, road repairs, flood defences, libraries, adult learning, "
    "social housing, waste collection, street lighting, sports grounds, mental health services, nurseries, "
    "family courts, bus routes, broadband, museums, food inspection, apprenticeships, river cleaning"
).split(", ")
_VERBS = ("spent", "set aside", "was granted", "saved", "returned", "lent", "raised", "promised")
_SENTENCES = (
    "{place} Council {verb} £{amount} million on {subject} in {year}.",
    "The decision was taken by {person}, who chairs the committee for {subject} in {place}.",
    "Some {count} people took part, {percent} per cent more than in the year before.",
    "{person} said that {subject} in {place} had been neglected since {year}.",
    "A review of {subject} is to report to {place} Council by {month} {year}.",
    "Residents of {place} had asked for {count} places, and the council found {percent} per cent of them.",
    "Work on {subject} began in {month} and is expected to take {months} months.",
    "The grant of £{amount} million came from the fund for {subject}, according to {person}.",
)
_MONTHS = "January February March April May June July August September October November December".split()


def document(seed: int) -> Document:
    """The document of a seed: a title and ten paragraphs about one place."""
    source = random.Random(seed)
    place = _name(source)
    title = f"{place} Council: report {seed}"
    paragraphs = [" ".join(_sentence(source, place) for _ in range(source.randint(6, 8))) for _ in range(PARAGRAPHS)]
    text, blocks = f"{title}\n", [Block(BlockKind.HEADING, 0, len(title))]
    for paragraph in paragraphs:
        text += "\n"
        blocks.append(Block(BlockKind.PARAGRAPH, len(text), len(text) + len(paragraph), (title,)))
        text += f"{paragraph}\n"
    name = f"report-{seed:05d}"
    published = str(2000 + seed % 25)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(name, f"{name}.txt", text, Metadata(title, published=published), tuple(blocks), digest)


def source_of(made: Document) -> SourceFile:
    """What stands for the document's file."""
    return SourceFile(made.id, made.path, made.digest)


def questions(seeds: Sequence[int]) -> list[str]:
    """A question for each document, asking for an amount that it states."""
    asked = []
    for seed in seeds:
        source = random.Random(seed)
        place = _name(source)
        asked.append(f"How much did {place} Council spend on {random.Random(-seed).choice(_SUBJECTS)}?")
    return asked


def vectors(texts: Sequence[str], dimension: int) -> NDArray[np.float32]:
    """A unit vector for each text, drawn around one of 200 centres; the same text has the same vector."""
    centres = _centres(dimension)
    rows = []
    for text in texts:
        key = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
        noise = np.random.default_rng(key).standard_normal(dimension, dtype=np.float32)
        row = centres[key % CLUSTERS] + 0.8 * noise / np.float32(np.sqrt(dimension))
        rows.append(row / np.linalg.norm(row))
    return np.stack(rows).astype(np.float32) if rows else np.zeros((0, dimension), dtype=np.float32)


_CENTRES: dict[int, NDArray[np.float32]] = {}


def _centres(dimension: int) -> NDArray[np.float32]:
    if dimension not in _CENTRES:
        drawn = np.random.default_rng(7).standard_normal((CLUSTERS, dimension), dtype=np.float32)
        _CENTRES[dimension] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return _CENTRES[dimension]


class QuickEncoder:
    """The real model for questions, drawn vectors for passages: what is stored has the real size at no cost."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self.model_id = f"{real.model_id}/drawn"

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        return int(self._real.dimension)

    def count_tokens(self, text: str) -> int:
        """Word pieces of a text, by the real tokenizer."""
        return int(self._real.count_tokens(text))

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """The real vector of a question."""
        vector: NDArray[np.float32] = self._real.embed_query(text)
        return vector

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Drawn vectors."""
        return vectors(texts, self.dimension)

    def embed_with_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]
    ) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """Drawn vectors, of each text and of its spans."""
        return [
            (vectors([text], self.dimension)[0], vectors([text[a:b] for a, b in parts], self.dimension))
            for text, parts in zip(texts, spans, strict=True)
        ]


def _name(source: random.Random) -> str:
    return "".join(source.sample(_SYLLABLES, 3)).capitalize()


def _sentence(source: random.Random, place: str) -> str:
    return source.choice(_SENTENCES).format(
        place=place,
        verb=source.choice(_VERBS),
        subject=source.choice(_SUBJECTS),
        person=f"{_name(source)} {_name(source)}",
        amount=f"{source.randint(10, 999) / 10}",
        count=f"{source.randint(20, 90_000):,}",
        percent=source.randint(2, 95),
        year=source.randint(1990, 2024),
        month=source.choice(_MONTHS),
        months=source.randint(3, 60),
    )
