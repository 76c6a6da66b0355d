"""Turns what the disk and SQLite complain about into errors a person can act on, and stops a build that runs away."""

from __future__ import annotations

import errno
import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.schema import AssistantError, IndexDamagedError, IndexLockedError

REPAIR = "Run `assistant doctor --repair`."
REBUILD = "Run `assistant index --rebuild`: it reads and embeds every document again."

BYTES_AT_LEAST = 32 * 2**20

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_RIGHT = {errno.EACCES, errno.EPERM, errno.EROFS}


def damaged(what: str, remedy: str = REPAIR) -> IndexDamagedError:
    """The error for something stored that does not verify."""
    return IndexDamagedError(f"The index is damaged: {what}. {remedy}")


@contextmanager
def writing_explained(root: Path) -> Iterator[None]:
    """Gives failures of the disk and of the record, while an index is written, a message with the next step.

    Raises:
        AssistantError: no room, or no right to write in ``root``.
        IndexDamagedError: the record is not a database any more.
        IndexLockedError: another process keeps the record busy.
    """
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # a mistake of ours, which no next step of theirs mends
    except sqlite3.Error as error:
        raise _of_sqlite(error, root) from error
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise no_room(root, error.strerror or "no room") from error
        if error.errno in _NO_RIGHT:
            raise no_right(root, error.strerror or "not allowed") from error
        raise


def no_room(root: Path, found: str) -> AssistantError:
    """The error for a full disk, a quota or a file size limit."""
    return AssistantError(
        f"{root}: the index could not be written ({found.rstrip('.')}). Make room, or name another folder with "
        "--index, and run `assistant index` again. What was indexed before still answers."
    )


def no_right(root: Path, found: str) -> AssistantError:
    """The error for a folder that must not be written to."""
    return AssistantError(
        f"{root}: the index could not be written ({found.rstrip('.')}). Make the folder writable, or name another "
        "with --index. What was indexed before still answers."
    )


def _of_sqlite(error: sqlite3.Error, root: Path) -> AssistantError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return no_room(root, str(error))
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN):
        return no_right(root, str(error))
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return IndexLockedError(f"{root}: another process keeps the record busy. Try again when it has finished.")
    return damaged(f"{root / 'record.sqlite'}: {error}", REBUILD)


def room_needed(passages: int, sentences: int, dimension: int, characters: int) -> int:
    """Bytes that a generation may take, with a margin; ``characters`` are those of its passages.

    A vector stands in our file, in Chroma's index and, until that is written out, in its log; a text in ours, in Chroma's
    table and, in pieces, in its search index. Of 20,000 passages of 110 words this expects 450 MB; they took 305.
    """
    vectors = passages * 12 * dimension + sentences * 2 * dimension
    return BYTES_AT_LEAST + vectors + passages * 4000 + 12 * characters


@contextmanager
def room_for(root: Path, needed: int) -> Iterator[None]:
    """Refuses to start where the disk has less than ``needed`` bytes, and keeps any one file from outgrowing that.

    The second half is a fuse: after a crash, a Chroma folder has been seen to grow one file until the disk was full
    (chroma issue 7510). The limit is the process's own soft limit, put back afterwards.

    Raises:
        AssistantError: there is not enough room.
    """
    free = shutil.disk_usage(root).free
    if free < needed:
        found = f"{free // 2**20:,} MiB free, about {max(1, needed // 2**20):,} MiB needed"
        raise no_room(root, found)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    if soft != resource.RLIM_INFINITY and soft <= needed:
        yield
        return
    resource.setrlimit(resource.RLIMIT_FSIZE, (needed if hard == resource.RLIM_INFINITY else min(needed, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
