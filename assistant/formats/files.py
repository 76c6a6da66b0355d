"""Reads the bytes of a file that may be anything: links, pipes and devices are never opened, large files never read."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from assistant.schema import DocumentError, FailureReason

_MB = 1024 * 1024


def read_file(path: Path, max_mb: float) -> bytes:
    """The bytes of a regular file of at most ``max_mb`` MiB. ``path`` itself must not be a link.

    Raises:
        DocumentError: it is none, is too large, or may not be read; the message does not name the file.
    """
    try:
        # Looked at before it is opened: opening a device can do things. Opened without waiting: it may have changed since.
        check_regular(os.lstat(path))
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise unreadable(error) from None
    try:
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            check_regular(status)
            check_size(status.st_size, max_mb)
            data = file.read(int(max_mb * _MB) + 1)
    except OSError as error:
        raise unreadable(error) from None
    check_size(len(data), max_mb)  # it may have grown
    return data


def check_regular(status: os.stat_result) -> None:
    """Raise ``DocumentError`` unless it is the status of a regular file."""
    if stat.S_ISREG(status.st_mode):
        return
    kinds = {stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket", stat.S_IFDIR: "a folder", stat.S_IFLNK: "a link"}
    kind = kinds.get(stat.S_IFMT(status.st_mode), "a device")
    raise DocumentError(FailureReason.NOT_A_FILE, f"it is {kind}, not a file; it was not opened")


def check_size(size: int, max_mb: float) -> None:
    """Raise ``DocumentError`` when ``size`` bytes are too many."""
    if size > max_mb * _MB:
        raise DocumentError(
            FailureReason.TOO_LARGE,
            f"it has {size / _MB:,.1f} MiB; at most {max_mb:g} are read; split it or raise ASSISTANT_MAX_FILE_MB",
        )


def unreadable(error: OSError) -> DocumentError:
    """The error for a file that the system does not let us read."""
    if error.errno in (errno.EACCES, errno.EPERM):
        return DocumentError(FailureReason.UNREADABLE, "permission to read it is denied; change its permissions")
    if error.errno == errno.ELOOP:
        return DocumentError(FailureReason.NOT_A_FILE, "it has become a link; it was not opened")
    if error.errno in (errno.ENXIO, errno.ENODEV):
        return DocumentError(FailureReason.NOT_A_FILE, "it is a socket or device, not a file; it was not opened")
    what = os.strerror(error.errno) if error.errno else "unknown error"
    return DocumentError(FailureReason.UNREADABLE, f"it cannot be read ({what.lower()})")
