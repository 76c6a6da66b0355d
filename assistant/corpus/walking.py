"""Finds the files below a folder without opening any: links stay inside, loops end, pipes and devices are set aside."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.corpus.naming import shown
from assistant.formats.files import check_regular, unreadable
from assistant.schema import DocumentError, FailedFile, FailureReason

_DEEPEST_FOLDER = 64


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A name in the corpus: its path below the folder as the person sees it, and where the bytes are, links resolved."""

    path: str
    real: Path


def walk(root: Path, index_dir: Path, failed: list[FailedFile]) -> Iterator[FoundFile]:
    """Every file below the folder that may be opened; what may not be is added to ``failed``."""
    followed: set[tuple[int, int]] = set()  # folders behind links, each once, so that loops end
    pending: list[tuple[Path, str, int]] = [(root, "", 0)]
    while pending:
        directory, prefix, depth = pending.pop()
        try:
            with os.scandir(directory) as listing:
                entries = sorted(listing, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            path = prefix.rstrip("/")
            failed.append(FailedFile(path, FailureReason.UNREADABLE, f"{path}: {unreadable(error)}"))
            continue
        for entry in entries:
            if entry.name.startswith((".", "~$")):  # hidden; and the lock files of an open Word document
                continue
            path = prefix + shown(entry.name)
            try:
                real = resolved(root, Path(entry.path)) if entry.is_symlink() else Path(entry.path)
                status = os.lstat(real)
                if not stat.S_ISDIR(status.st_mode):
                    check_regular(status)
                    yield FoundFile(path, real)
                    continue
                if entry.is_symlink():
                    key = (status.st_dev, status.st_ino)
                    if key in followed or real in (root, directory) or real in directory.parents:
                        continue
                    followed.add(key)
                if real != index_dir:
                    if depth == _DEEPEST_FOLDER:
                        raise DocumentError(
                            FailureReason.UNREADABLE, f"folders are nested deeper than {_DEEPEST_FOLDER}; move it up"
                        )
                    pending.append((real, f"{path}/", depth + 1))
            except DocumentError as error:
                failed.append(FailedFile(path, error.reason, f"{path}: {error}"))
            except OSError as error:
                failed.append(FailedFile(path, FailureReason.UNREADABLE, f"{path}: {unreadable(error)}"))


def resolved(root: Path, path: Path) -> Path:
    """Where a path leads with all links followed.

    Raises:
        DocumentError: out of the folder, in a circle, or nowhere.
    """
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        if isinstance(error, PermissionError):
            raise unreadable(error) from None
        what = "it is a link that leads nowhere" if path.is_symlink() else "it is no longer there"
        raise DocumentError(FailureReason.UNREADABLE, f"{what}; remove it or put the file back") from None
    if not real.is_relative_to(root):
        raise DocumentError(
            FailureReason.OUTSIDE, "it is a link to something outside the folder; copy the file into the folder instead"
        )
    return real
