"""Turns what an index depends on (settings, model, code, documents) into short digests that change when it does.

Code that decides what passages and search terms are counts as an input like any other: its source is hashed, so nobody
has to remember to raise a version when a sentence rule changes, and no index quietly mixes old rules with new ones.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from assistant.index.codec import dump
from assistant.settings import Settings

CUTS = ("assistant.chunking", "assistant.quantities", "assistant.text")
FINDS = ("assistant.chunking", "assistant.lexical", "assistant.quantities", "assistant.text")


@cache
def source_of(module: str) -> str:
    """Digest of a module's source, or of every module of a package; nothing is imported but its parent."""
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(module)
    origin = Path(spec.origin)
    files = sorted(origin.parent.rglob("*.py")) if spec.submodule_search_locations else [origin]
    return digest(sha256(file.read_bytes()).hexdigest() for file in files)


def chunking_of(settings: Settings, model: str) -> str:
    """Digest of everything that decides where a document's passages begin and end and what is embedded of them."""
    return digest([model, settings.passage_tokens, settings.overlap_sentences, *map(source_of, CUTS)])[:16]


def words_of() -> str:
    """Digest of everything that decides which terms a passage is found by."""
    return digest(map(source_of, FINDS))[:16]


def vector_key(text: str, spans: Sequence[tuple[int, int]]) -> bytes:
    """The key (32 bytes) that vectors are kept under: the sha256 of the embedded text and of its sentences' spans."""
    return sha256(dump([text, spans]).encode()).digest()


def digest(values: Iterable[object]) -> str:
    """sha256 (hex) of some values, told apart by their places."""
    hashed = sha256()
    for value in values:
        hashed.update(dump(value).encode() + b"\n")
    return hashed.hexdigest()
