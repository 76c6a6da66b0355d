"""A folder of documents written for one test, indexed with the shipped models, and the assistant on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from assistant.embedding import load_embedding
from assistant.indexing import update_index
from assistant.pipeline import Assistant
from assistant.settings import Settings


def front(text: str, **fields: str) -> str:
    """A Markdown file with front matter."""
    return "\n".join(["---", *(f'{name}: "{value}"' for name, value in fields.items()), "---", "", text, ""])


def planted(folder: Path, files: Mapping[str, str], *, today: date = date(2021, 3, 1)) -> Assistant:
    """Writes ``files`` (name to content) into ``folder/corpus``, indexes them into ``folder/index``, and opens them."""
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, content in files.items():
        (corpus / name).write_text(content, encoding="utf-8")
    settings = Settings(corpus=corpus, index=folder / "index", threads=1)
    embedding = load_embedding(settings)
    update_index(settings, embedding=embedding)
    return Assistant(settings, embedding=embedding, today=today)
