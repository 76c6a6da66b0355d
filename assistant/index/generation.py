"""Turns what the record lists into a generation: texts, vectors, words and a Chroma collection, verified and published.

A generation is built in a folder of its own and never changed. Nothing reads it before ``Folder.publish``; whatever
stops the build before that leaves the current generation as it was.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from assistant.index.collection import Collection
from assistant.index.contents import Contents, write_contents
from assistant.index.examination import examine
from assistant.index.faults import damaged, room_for, room_needed
from assistant.index.fingerprints import digest, words_of
from assistant.index.folder import Folder
from assistant.index.manifest import FORMAT, Manifest, files_of, write_manifest
from assistant.index.record import Listing, Record
from assistant.schema import Document, Passage, Progress

Report = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a generation is made of, where its collection goes, and what it will be called.

    Attributes:
        content: ``content_of`` the listing.
        index: random id of the index folder.
    """

    listing: Listing
    server: str | None
    content: str
    index: str
    number: int

    @property
    def name(self) -> str:
        """A running number, so that generations have an order, and the beginning of the content's digest."""
        return f"{self.number:06d}-{self.content[:12]}"


def content_of(record: Record, listing: Listing, server: str | None) -> str:
    """Digest of everything that makes a generation what it is; equal content need not be built again."""

    def parts() -> Iterator[object]:
        yield [FORMAT, listing.corpus, listing.model, listing.chunking, words_of(), server]
        for key in listing.documents:
            yield record.identity(key)
            yield [[id, vector.hex()] for id, vector in record.passage_keys(key, listing.chunking)]
        for failed in listing.failed:
            yield [failed.path, failed.reason]

    return digest(parts())


@dataclass(slots=True)
class _Rows:
    """What is collected of the passages while their texts are written, by row."""

    keys: list[bytes] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    characters: int = 0
    dimension: int = 0
    terms: list[list[str]] = field(default_factory=list)


def build(folder: Folder, record: Record, plan: Plan, progress: Report) -> Manifest:
    """Builds, verifies and publishes the generation that a plan describes.

    Raises:
        AssistantError: no room, or the Chroma server does not answer.
        IndexDamagedError: the record lacks vectors, or what was built does not verify.
    """
    target = folder.building(plan.name)
    if target.exists():
        shutil.rmtree(target)
    try:
        target.mkdir(mode=0o700)
        rows = _write_texts(target, record, plan.listing)
        if rows.keys:
            rows.dimension = record.vectors(plan.listing.model, rows.keys[0]).passage.size
        draft = _draft(plan, rows)
        needed = room_needed(draft.passages, draft.sentences, draft.dimension, rows.characters)
        with room_for(folder.root, needed):
            _write_vectors(target, record, plan, rows)
            _write_words(target, rows)
            if rows.keys:
                _write_collection(target, draft, progress)
        (target / ".lease").touch(mode=0o600)
        manifest = _verified(target, draft)
        write_manifest(target, manifest)
        folder.publish(plan.name)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    return manifest


def _draft(plan: Plan, rows: _Rows) -> Manifest:
    listing = plan.listing
    return Manifest(
        format=FORMAT,
        generation=plan.name,
        content=plan.content,
        index=plan.index,
        corpus=listing.corpus,
        model=listing.model,
        dimension=rows.dimension,
        server=plan.server,
        documents=len(listing.documents),
        passages=len(rows.keys),
        sentences=sum(rows.sentences),
        recall=0.0,
        files={},
    )


def _write_texts(target: Path, record: Record, listing: Listing) -> _Rows:
    from assistant.chunking import embedding_text
    from assistant.text import terms

    rows = _Rows()
    pool: dict[str, str] = {}  # a term is kept once, however often it occurs

    def documents() -> Iterator[tuple[Document, Sequence[Passage]]]:
        for key in listing.documents:
            document = record.document(key)
            passages = []
            for passage, vector in record.passages(key, listing.chunking, document):
                text, _ = embedding_text(passage, document.metadata.title)
                rows.keys.append(vector)
                rows.sentences.append(len(passage.sentences))
                rows.characters += len(passage.text)
                rows.terms.append([pool.setdefault(term, term) for term in terms(text)])
                passages.append(passage)
            yield document, passages

    write_contents(target / "contents.sqlite", documents(), listing.failed)
    return rows


def _write_vectors(target: Path, record: Record, plan: Plan, rows: _Rows) -> None:
    model, size, dimension = plan.listing.model, len(rows.keys), rows.dimension

    def checked() -> Iterator[tuple[np.ndarray, np.ndarray]]:
        for key, sentences in zip(rows.keys, rows.sentences, strict=True):
            found = record.vectors(model, key)
            if found.passage.shape != (dimension,) or found.sentences.shape != (sentences, dimension):
                raise damaged(f"{record.path} holds vectors of another shape than their passage")
            yield found.passage, found.sentences

    _write_array(target / "vectors.npy", (size, dimension), np.float32, (passage for passage, _ in checked()))
    shape = (sum(rows.sentences), dimension)
    _write_array(target / "sentences.npy", shape, np.float16, (sentences for _, sentences in checked()))
    first = np.concatenate([[0], np.cumsum(rows.sentences, dtype=np.int64)]).astype(np.int64)
    _write_array(target / "sentence_rows.npy", first.shape, np.int64, [first])


def _write_array(path: Path, shape: tuple[int, ...], dtype: type[np.generic], parts: Iterable[np.ndarray]) -> None:
    # Written as a file rather than through a memory map: a full disk is then an error, not a dead process.
    header = {"descr": np.lib.format.dtype_to_descr(np.dtype(dtype)), "fortran_order": False, "shape": shape}
    with path.open("wb") as file:
        np.lib.format.write_array_header_2_0(file, header)
        for part in parts:
            file.write(np.ascontiguousarray(part, dtype=dtype).tobytes())


def _write_words(target: Path, rows: _Rows) -> None:
    from assistant.lexical import LexicalIndex

    LexicalIndex.build(rows.terms).save(target / "bm25")
    rows.terms.clear()


def _write_collection(target: Path, manifest: Manifest, progress: Report) -> None:
    from assistant.chunking.llama import to_node

    contents, vectors = Contents(target / "contents.sqlite"), np.load(target / "vectors.npy", mmap_mode="r")
    size, titles = manifest.passages, {id: info.metadata.title for id, info in contents.infos().items()}
    collection = Collection.create(target / "chroma", manifest.server, manifest.collection, size)
    try:
        progress(Progress("writing", 0, size))
        for start in range(0, size, collection.batch):
            nodes = [
                to_node(passage, titles[passage.document])
                for passage in contents.slice(start, start + collection.batch)
            ]
            for node, vector in zip(nodes, vectors[start : start + collection.batch], strict=True):
                node.embedding = vector.tolist()
            collection.add(nodes)
            progress(Progress("writing", start + len(nodes), size))
    finally:
        collection.close()
        contents.close()


def _verified(target: Path, draft: Manifest) -> Manifest:
    """The manifest with files and recall filled in, once everything has been read back from the disk."""
    files = files_of(target)
    found = examine(target, replace(draft, files=files))
    for problem in found.problems:
        raise damaged(
            f"the generation just built does not verify: {problem.rstrip('.')}", "Run `assistant index` again."
        )
    after = files_of(target)
    # A file that opening and searching has altered would look damaged to every reader.
    steady = {name: file for name, file in files.items() if after.get(name) == file}
    return replace(draft, files=steady, recall=found.recall)
