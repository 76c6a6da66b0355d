"""A corpus in memory and a model a person can compute, for everything that is tested of the index."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import numpy as np

from assistant.chunking import paragraphs
from assistant.index import Index
from assistant.schema import Document, DocumentError, FailedFile, FailureReason, IndexReport, Metadata, SourceFile
from assistant.settings import Settings

DIMENSION = 32


def word_vector(word: str) -> np.ndarray:
    """A word's direction, from its hash: the same everywhere, and nearly at right angles to any other word's."""
    raw = np.frombuffer(sha256(word.encode()).digest(), dtype=np.uint8).astype(np.float32)
    return raw - raw.mean()


@dataclass
class WordSum:
    """An embedding that adds up the words' directions; counts the texts it was given."""

    model_id: str = "word-sum"
    embedded: int = 0
    stop_after: int | None = None

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def embed_query(self, text: str) -> np.ndarray:
        total = np.sum([word_vector(w) for w in re.findall(r"\w+", text.lower())] or [np.ones(DIMENSION)], axis=0)
        return (total / np.linalg.norm(total)).astype(np.float32)

    def embed_with_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]
    ) -> list[tuple[np.ndarray, np.ndarray]]:
        if self.stop_after is not None and self.embedded >= self.stop_after:
            raise KeyboardInterrupt
        self.embedded += len(texts)
        return [
            (
                self.embed_query(text),
                np.array([self.embed_query(text[a:b]) for a, b in inside]).reshape(-1, DIMENSION),
            )
            for text, inside in zip(texts, spans, strict=True)
        ]


@dataclass
class Corpus:
    """Documents by path, as a person would edit them; ``broken`` are files that cannot be read."""

    folder: Path
    texts: dict[str, str] = field(default_factory=dict)
    broken: dict[str, FailureReason] = field(default_factory=dict)
    loaded: list[str] = field(default_factory=list)

    def sources(self) -> list[SourceFile]:
        texts = {**self.texts, **{path: reason.value for path, reason in self.broken.items()}}
        return [
            SourceFile(path.rpartition(".")[0], path, sha256(text.encode()).hexdigest()) for path, text in texts.items()
        ]

    def load(self, source: SourceFile) -> Document:
        self.loaded.append(source.path)
        if source.path in self.broken:
            raise DocumentError(self.broken[source.path], f"{source.path} cannot be read.")
        text = self.texts[source.path]
        title = source.id.capitalize()
        return Document(source.id, source.path, text, Metadata(title), paragraphs(text), source.digest)


def small_corpus(folder: Path, documents: int = 5) -> Corpus:
    """Documents of three paragraphs each, no two alike."""
    return Corpus(folder, {f"doc{i}.md": text_of(i) for i in range(documents)})


def text_of(number: int, paragraphs: int = 3) -> str:
    """The text of a made-up document."""
    return "\n\n".join(
        f"Council {number} opened centre {number * 100 + i} in ward{number}x{i}. It helps {number + 7 * i} families."
        for i in range(paragraphs)
    )


@dataclass
class Bench:
    """An index folder with its corpus and model."""

    corpus: Corpus
    settings: Settings
    embedding: WordSum = field(default_factory=WordSum)

    @property
    def index(self) -> Index:
        return Index(self.settings, self.embedding)

    @property
    def root(self) -> Path:
        return self.settings.index_dir

    def update(self, failed: Iterable[FailedFile] = (), **options: object) -> IndexReport:
        return self.index.update(
            self.corpus.sources(),
            self.corpus.load,
            tuple(failed),
            corpus=self.corpus.folder,
            **options,  # type: ignore[arg-type]
        )


def bench(tmp_path: Path, documents: int = 5, **settings: object) -> Bench:
    """A bench on a new folder, nothing indexed yet."""
    folder = tmp_path / "corpus"
    folder.mkdir(exist_ok=True)
    values = {"index": tmp_path / "index", "corpus": folder, "passage_tokens": 32, "overlap_sentences": 0} | settings
    return Bench(small_corpus(folder, documents), Settings(**values))  # type: ignore[arg-type]


def copied(template: Bench, tmp_path: Path, **settings: object) -> Bench:
    """A bench on a copy of another's index, of the same corpus: quicker than indexing again."""
    shutil.copytree(template.root, tmp_path / "index")
    given = {name: getattr(template.settings, name) for name in template.settings.model_fields_set}
    values = given | {"index": tmp_path / "index"} | settings
    corpus = Corpus(template.corpus.folder, dict(template.corpus.texts))
    return Bench(corpus, Settings(**values))  # type: ignore[arg-type]
