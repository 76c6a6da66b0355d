"""The SQLite file of the record: its tables, its version, and a connection that survives a crash at any commit.

Knows nothing of what is kept in it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.index.faults import REBUILD, damaged
from assistant.schema import AssistantError

VERSION = 1
"""Of the tables below. A record of an older version is made anew and keeps its vectors; a newer one is refused."""

_APPLICATION = 0x61737374  # "asst", so that `file` and we know the record from any other database

_TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL, path TEXT NOT NULL, digest TEXT NOT NULL,
    metadata TEXT NOT NULL, blocks TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (id, path, digest));
CREATE TABLE passages (
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE, chunking TEXT NOT NULL,
    position INTEGER NOT NULL, id TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    headings TEXT NOT NULL, sentences TEXT NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (document, chunking, position)) WITHOUT ROWID;
CREATE TABLE chunked (
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE, chunking TEXT NOT NULL,
    PRIMARY KEY (document, chunking)) WITHOUT ROWID;
CREATE TABLE vectors (
    model TEXT NOT NULL, key BLOB NOT NULL, passage BLOB NOT NULL, sentences BLOB NOT NULL, UNIQUE (model, key));
CREATE TABLE listed (position INTEGER PRIMARY KEY, document INTEGER NOT NULL UNIQUE REFERENCES documents (key));
CREATE TABLE failures (
    path TEXT NOT NULL, digest TEXT NOT NULL, failed TEXT NOT NULL, PRIMARY KEY (path, digest)) WITHOUT ROWID;
"""


def connect(path: Path, *, fresh: bool = False, read_only: bool = False) -> sqlite3.Connection:
    """Opens the record, or makes an empty one where there is none or ``fresh`` asks for it.

    Raises:
        IndexDamagedError: the file is not a record.
        AssistantError: it was written by a newer version, or by an older one and must not be changed.
    """
    if fresh:
        _delete(path)
    mode = "ro" if read_only and not os.access(path.parent, os.W_OK) else "rw" if read_only else "rwc"
    version = _version(path, mode) if path.exists() else VERSION
    if version > VERSION:
        raise AssistantError(
            f"{path} was written by a newer version of the assistant (record version {version}, expected {VERSION}). "
            "Update the assistant, or name another folder with --index."
        )
    if version < VERSION:
        if read_only:
            raise AssistantError(f"{path} was written by an older version of the assistant. Run `assistant index`.")
        _renew(path)
    # A rollback journal rather than a WAL: one writer, no second file to lose, and readable in a read-only folder.
    # Opened to write even to be looked at, where that is allowed: what a killed writer left half done is undone first.
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=30, isolation_level=None)
    try:
        db.executescript("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;")
        if read_only:
            db.execute("PRAGMA query_only=ON")
        elif not db.execute("PRAGMA user_version").fetchone()[0]:
            _make(db)
    except BaseException:
        db.close()
        raise
    return db


def _version(path: Path, mode: str) -> int:
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=30)
    try:
        application = db.execute("PRAGMA application_id").fetchone()[0]
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
        tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    finally:
        db.close()
    if application != _APPLICATION and tables:
        raise damaged(f"{path} is a database, but not a record", REBUILD)
    return version if tables else VERSION


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All that is done inside, or none of it; inside another transaction, part of that one."""
    if db.in_transaction:
        yield
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        _roll_back(db)
        raise


def _roll_back(db: sqlite3.Connection) -> None:
    if db.in_transaction:  # a full disk has rolled back already
        db.execute("ROLLBACK")


def _make(db: sqlite3.Connection) -> None:
    with transaction(db):
        for statement in filter(str.strip, _TABLES.split(";")):
            db.execute(statement)
        db.execute(f"PRAGMA application_id={_APPLICATION}")
        db.execute(f"PRAGMA user_version={VERSION}")


def _delete(path: Path) -> None:
    for name in (path.name, f"{path.name}-journal", f"{path.name}.new", f"{path.name}.new-journal"):
        path.with_name(name).unlink(missing_ok=True)


def _renew(path: Path) -> None:
    """Replaces a record of an older version by an empty one that keeps its vectors, the costly part, where it can."""
    draft = path.with_name(f"{path.name}.new")
    db = connect(draft, fresh=True)
    try:
        db.execute("ATTACH ? AS old", (str(path),))
        try:
            db.execute("INSERT INTO vectors SELECT model, key, passage, sentences FROM old.vectors")
            for name in ("corpus", "number", "index"):
                db.execute("INSERT INTO facts SELECT name, value FROM old.facts WHERE name = ?", (name,))
        except sqlite3.OperationalError:
            pass  # that version kept them otherwise; they are made again
        db.execute("DETACH old")
    finally:
        db.close()
    draft.replace(path)
