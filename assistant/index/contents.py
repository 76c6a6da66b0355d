"""The text side of a generation: its documents and passages in a SQLite file that is written once and then only read.

A generation holds its own copy, so that readers never depend on how far the record is. Passages are read when asked
for: at 20,000 of them the texts alone are some 30 MB that most questions never touch.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, overload

from assistant.index.codec import (
    dump,
    dump_blocks,
    dump_failed,
    dump_metadata,
    dump_spans,
    load_blocks,
    load_failed,
    load_metadata,
    load_spans,
)
from assistant.schema import Document, DocumentInfo, FailedFile, Passage

KEPT_PASSAGES = 4096
"""Passages kept in memory after they were read, some 8 MB."""
KEPT_DOCUMENTS = 16

_TABLES = """
CREATE TABLE documents (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, path TEXT NOT NULL, digest TEXT NOT NULL,
    metadata TEXT NOT NULL, blocks TEXT NOT NULL, text TEXT NOT NULL, characters INTEGER NOT NULL,
    first INTEGER NOT NULL, passages INTEGER NOT NULL);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, document INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, start INTEGER NOT NULL,
    "end" INTEGER NOT NULL, headings TEXT NOT NULL, sentences TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE failed (position INTEGER PRIMARY KEY, failed TEXT NOT NULL);
"""

_PASSAGE = (
    'SELECT p.id, d.id, p.start, p."end", p.text, p.headings, p.sentences '
    "FROM passages p JOIN documents d ON d.position = p.document"
)


def write_contents(
    path: Path, documents: Iterable[tuple[Document, Sequence[Passage]]], failed: Iterable[FailedFile]
) -> None:
    """Writes the file; rows of passages count from 0 in the order given.

    No journal and no waiting for the disk: the file is worthless until its generation is complete and synced.
    """
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _TABLES)
        db.execute("BEGIN")
        row = 0
        for position, (document, passages) in enumerate(documents):
            db.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    position,
                    document.id,
                    document.path,
                    document.digest,
                    dump_metadata(document.metadata),
                    dump_blocks(document.blocks),
                    document.text,
                    len(document.text),
                    row,
                    len(passages),
                ),
            )
            db.executemany(
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (row + i, position, p.id, p.start, p.end, dump(p.headings), dump_spans(p.sentences), p.text)
                    for i, p in enumerate(passages)
                ],
            )
            row += len(passages)
        db.executemany("INSERT INTO failed VALUES (?, ?)", enumerate(map(dump_failed, failed)))
        db.execute("COMMIT")
    finally:
        db.close()


class Contents:
    """The file, open for reading from any thread, in a folder that may be read-only.

    Raises:
        sqlite3.Error: from any call, where the file is missing or damaged.
    """

    def __init__(self, path: Path) -> None:
        # immutable: no lock, no journal and no right to write is needed for a file that never changes
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._guard = threading.Lock()
        self.passage = lru_cache(KEPT_PASSAGES)(self._passage)
        self.document = lru_cache(KEPT_DOCUMENTS)(self._document)

    def close(self) -> None:
        """Closes the file; nothing can be read from then on."""
        with self._guard:
            self._db.close()

    def _rows(self, query: str, parameters: tuple[object, ...] = ()) -> list[Any]:
        with self._guard:
            return self._db.execute(query, parameters).fetchall()

    def spans(self) -> dict[str, range]:
        """The rows of each document's passages, by its id, in order."""
        found = self._rows("SELECT id, first, passages FROM documents ORDER BY position")
        return {id: range(first, first + count) for id, first, count in found}

    def infos(self) -> dict[str, DocumentInfo]:
        """Everything about each document but its text, by id, in order."""
        query = "SELECT id, path, metadata, passages, characters FROM documents ORDER BY position"
        return {
            id: DocumentInfo(id, path, load_metadata(metadata), passages, characters)
            for id, path, metadata, passages, characters in self._rows(query)
        }

    def digests(self) -> dict[str, tuple[str, str]]:
        """Path and digest of each document, by id."""
        return {id: (path, digest) for id, path, digest in self._rows("SELECT id, path, digest FROM documents")}

    def failed(self) -> tuple[FailedFile, ...]:
        """The files that could not be indexed."""
        return tuple(load_failed(value) for (value,) in self._rows("SELECT failed FROM failed ORDER BY position"))

    def ids(self) -> list[str]:
        """The ids of all passages, by row."""
        return [id for (id,) in self._rows("SELECT id FROM passages ORDER BY row")]

    def _document(self, id: str) -> Document:
        rows = self._rows("SELECT id, path, text, metadata, blocks, digest FROM documents WHERE id = ?", (id,))
        if not rows:
            raise KeyError(id)
        ((id, path, text, metadata, blocks, digest),) = rows
        return Document(id, path, text, load_metadata(metadata), load_blocks(blocks), digest)

    def _passage(self, row: int) -> Passage:
        rows = self._rows(f"{_PASSAGE} WHERE p.row = ?", (row,))
        if not rows:
            raise IndexError(row)
        return _to_passage(rows[0])

    def slice(self, start: int, stop: int) -> list[Passage]:
        """The passages of consecutive rows, read at once and not kept in memory."""
        return [
            _to_passage(row)
            for row in self._rows(f"{_PASSAGE} WHERE p.row >= ? AND p.row < ? ORDER BY p.row", (start, stop))
        ]

    def unsound(self) -> Iterator[str]:
        """What SQLite finds wrong with the file, and passages whose text is not their document's at their offsets."""
        for (found,) in self._rows("PRAGMA integrity_check(5)"):
            if found != "ok":
                yield str(found)
        for id, rows in self.spans().items():
            text = self._document(id).text
            for passage in self.slice(rows.start, rows.stop):
                inside = all(passage.start <= start <= end <= passage.end for start, end in passage.sentences)
                if text[passage.start : passage.end] != passage.text or passage.document != id or not inside:
                    yield f"passage {passage.id} is not the text of {id} at {passage.start} to {passage.end}"
                    break


def _to_passage(row: Sequence[Any]) -> Passage:
    id, document, start, end, text, headings, sentences = row
    return Passage(id, document, start, end, text, tuple(json.loads(headings)), load_spans(sentences))


class Passages(Sequence[Passage]):
    """The passages of a generation as a sequence: the row is the position; each is read when it is asked for."""

    def __init__(self, contents: Contents, size: int) -> None:
        self._contents = contents
        self._size = size

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> list[Passage]: ...

    def __getitem__(self, row: int | slice) -> Passage | list[Passage]:
        if isinstance(row, slice):
            return [self[i] for i in range(*row.indices(self._size))]
        position = int(row) + (self._size if row < 0 else 0)
        if not 0 <= position < self._size:
            raise IndexError(f"row {row} of {self._size} passages")
        return self._contents.passage(position)

    def __iter__(self) -> Iterator[Passage]:
        for start in range(0, self._size, 1000):
            yield from self._contents.slice(start, min(start + 1000, self._size))
