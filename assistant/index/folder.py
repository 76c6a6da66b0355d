"""Turns an index folder into its parts: who may write, which generation is current, which one may be removed.

::

    record.sqlite                what is known; only the writer opens it (record.py)
    gen-000007-3f9c0a1b2d4e/     one generation, complete and never changed (generation.py)
    .build-000008-...            one being built; worthless after a crash
    CURRENT                      one line, the generation that answers; replaced by a rename
    .lock  .writer               held while somebody writes; who that is

Everything is private to the person (0700): it holds the text of their documents.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.index.faults import REBUILD, damaged, writing_explained
from assistant.schema import IndexLockedError, IndexMissingError, UsageError

GENERATION = re.compile(r"(\d{6,})-[0-9a-f]{12}")
_OURS = (".lock", "record.sqlite", "CURRENT")


class Folder:
    """The index folder at ``root``; makes nothing until it is written to."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.record = root / "record.sqlite"
        self._current = root / "CURRENT"
        self._writer = root / ".writer"
        self._lock = FileLock(root / ".lock", timeout=0)

    # --- writing --------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Makes the folder where there is none and keeps every other writer out; may be entered again inside.

        Raises:
            IndexLockedError: another process is writing; the message says which and since when, where known.
            UsageError: the folder holds something, but no index.
            AssistantError: no room, or no right to write.
        """
        with writing_explained(self.root):
            self._make()
            try:
                self._lock.acquire()
            except Timeout:
                raise IndexLockedError(
                    f"{self.root}: {self._who()} is writing this index. Wait until it has finished, then try again."
                ) from None
            try:
                if self._lock.lock_counter == 1:
                    self._writer.write_text(f"process {os.getpid()}, since {datetime.now():%H:%M on %Y-%m-%d}\n")
                yield
            finally:
                if self._lock.lock_counter == 1:
                    self._writer.unlink(missing_ok=True)
                self._lock.release()

    def busy(self) -> bool:
        """Whether somebody is writing at this moment."""
        if not (self.root / ".lock").exists():
            return False
        with (self.root / ".lock").open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return True
        return False

    def _make(self) -> None:
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise UsageError(f"{self.root} is not a folder. Name the folder of the index with --index.") from None
        if not any((self.root / name).exists() for name in _OURS):
            if any(self.root.iterdir()):
                raise UsageError(
                    f"{self.root} is not empty and holds no index. Name an empty or a new folder with --index."
                )
            self.root.chmod(0o700)

    def _who(self) -> str:
        try:
            return self._writer.read_text().strip() or "another process"
        except OSError:
            return "another process"

    # --- generations ----------------------------------------------------------------------------------------------

    def generation(self, name: str) -> Path:
        """Where the generation of this name stands."""
        return self.root / f"gen-{name}"

    def building(self, name: str) -> Path:
        """Where it stands while it is being built."""
        return self.root / f".build-{name}"

    def generations(self) -> list[str]:
        """The names of all generations in the folder, oldest first."""
        if not self.root.is_dir():
            return []
        names = (path.name.removeprefix("gen-") for path in self.root.glob("gen-*"))
        return sorted((name for name in names if GENERATION.fullmatch(name)), key=number_of)

    def current(self) -> str | None:
        """The name of the generation that answers, or None where none was published yet.

        Raises:
            IndexDamagedError: the pointer is not a name.
        """
        try:
            name = self._current.read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            return None
        if not GENERATION.fullmatch(name):
            raise damaged(f"{self._current} names no generation (found {name[:40]!r})")
        return name

    def is_current(self, name: str) -> bool:
        """Whether this generation still answers; one small read, made at every question."""
        try:
            return self._current.read_bytes() == f"{name}\n".encode()
        except OSError:
            return False

    def publish(self, name: str) -> None:
        """Turns the finished build into a generation and points readers to it, in two steps that cannot be halved."""
        sync_tree(self.building(name))
        self.building(name).rename(self.generation(name))
        sync(self.root)
        draft = self.root / ".CURRENT"
        with draft.open("w", encoding="ascii") as file:
            file.write(f"{name}\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._current)
        sync(self.root)

    def lease(self) -> tuple[str, Lease]:
        """The current generation, held so that no writer removes it.

        Raises:
            IndexMissingError: nothing was indexed yet.
            IndexDamagedError: the current generation is not there.
        """
        for _ in range(100):  # a writer may switch and remove between our reading the pointer and taking hold
            name = self.current()
            if name is None:
                raise IndexMissingError(f"There is no index in {self.root} yet. Run `assistant index` first.")
            try:
                lease = Lease(self.generation(name))
            except BlockingIOError:
                continue
            except FileNotFoundError:
                if self.current() == name:
                    raise damaged(f"{self.generation(name)} is missing or incomplete") from None
                continue
            if lease.holds():
                return name, lease
            lease.release()
        raise damaged(f"{self._current} changes faster than it can be read", REBUILD)

    def leftovers(self) -> list[Path]:
        """What a crash left behind: unfinished builds and half-removed generations."""
        return sorted(path for pattern in (".build-*", ".old-*") for path in self.root.glob(pattern))

    def clean(self, keep: str | None) -> None:
        """Removes leftovers, and every generation but ``keep`` that no reader holds. For the writer only."""
        for name in self.generations():
            if name != keep:
                self._retire(name)
        for path in self.leftovers():
            shutil.rmtree(path, ignore_errors=True)

    def _retire(self, name: str) -> None:
        """Renames a generation that nobody holds to a leftover, so that it is there or gone, never half."""
        generation = self.generation(name)
        try:
            descriptor = os.open(generation / ".lease", os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            generation.rename(self.root / f".old-{name}")
            return
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # kept until it has gone: no reader slips in between
            generation.rename(self.root / f".old-{name}")
        except BlockingIOError:
            pass
        finally:
            os.close(descriptor)


class Lease:
    """A shared hold on a generation, from when it is made until ``release`` or the end of the process, however it ends.

    ``flock`` belongs to the open file, so several readers in one process count one by one. It needs no right to write.
    """

    def __init__(self, generation: Path) -> None:
        """Takes hold.

        Raises:
            FileNotFoundError: the generation is not there.
            BlockingIOError: a writer is about to remove it.
        """
        self._path = generation / ".lease"
        self._descriptor = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BaseException:
            os.close(self._descriptor)
            raise

    def holds(self) -> bool:
        """Whether the folder is still the one we took hold of."""
        try:
            return os.path.samestat(os.fstat(self._descriptor), self._path.stat())
        except OSError:
            return False

    def release(self) -> None:
        """Lets go; harmless the second time."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


def number_of(name: str) -> int:
    """The running number in the name of a generation."""
    return int(name.partition("-")[0])


def sync(path: Path) -> None:
    """Makes a file's bytes, or a folder's entries, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """``sync`` for a folder and everything in it, the folder itself last."""
    for parent, _, files in os.walk(folder, topdown=False):
        for name in files:
            sync(Path(parent, name))
        sync(Path(parent))
