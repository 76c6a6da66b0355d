"""Turns a file of any supported type into text, blocks with exact offsets, and metadata; every parse in a child process.

Knows nothing of the corpus: ids, digests and sidecars are ``assistant.corpus``'s.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.formats.files import read_file
from assistant.formats.parsed import Limits, Parsed
from assistant.formats.sandbox import Parser, shared_parser
from assistant.schema import DocumentError, FailureReason

if TYPE_CHECKING:
    from assistant.settings import Settings  # costs the child process a third of its start

__all__ = ["PARSER_VERSION", "SUPPORTED", "Limits", "Parsed", "Parser", "limits_of", "parse", "parse_bytes"]

SUPPORTED = frozenset({".md", ".txt", ".html", ".htm", ".pdf", ".docx"})
"""Endings that are read, in lower case."""

PARSER_VERSION = "7"
"""Part of every document's digest; raised whenever the same bytes may give another text, other blocks or metadata."""


def limits_of(settings: Settings) -> Limits:
    """What one parse may take."""
    return Limits(
        seconds=settings.parse_timeout_s,
        memory_mb=settings.parse_memory_mb,
        file_mb=settings.max_file_mb,
        text_chars=settings.max_text_chars,
    )


def parse(path: Path, settings: Settings) -> Parsed:
    """Parse a file.

    Raises:
        DocumentError: it cannot be read; the message names it, what was found and what to do.
    """
    limits = limits_of(settings)
    try:
        ending = path.suffix.lower()
        if ending not in SUPPORTED:
            raise unsupported(ending)
        return parse_bytes(read_file(path.resolve(), limits.file_mb), ending, path.stem, limits)
    except DocumentError as error:
        raise DocumentError(error.reason, f"{path}: {error}") from None


def parse_bytes(data: bytes, ending: str, stem: str, limits: Limits) -> Parsed:
    """Parse the bytes of a file in the process's own child.

    Raises:
        DocumentError: it cannot be read; the message does not name it.
    """
    if not data:
        raise DocumentError(FailureReason.EMPTY, "it is empty; remove it or add its text")
    return shared_parser().parse(data, ending, stem, limits)


def unsupported(ending: str) -> DocumentError:
    """The error for a file whose ending is not read."""
    what = f"files ending in {ending} are" if ending else "files without an ending are"
    return DocumentError(FailureReason.UNSUPPORTED, f"{what} not read; supported are {', '.join(sorted(SUPPORTED))}")
