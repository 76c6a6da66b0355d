"""Turns paths into document ids, and file names into text that is safe to show and can be turned back."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath


def document_ids(paths: Iterable[str]) -> dict[str, str]:
    """The id of each path: the path without its ending, NFC; where some would be the same, all of those keep their ending.

    Names that differ only in how their accents are coded stay apart by a number.
    """
    paths = sorted(paths)
    kept: set[str] = set()
    while True:
        ids = {path: _id(path, keep=path in kept) for path in paths}
        counts = Counter(ids.values())
        clashing = {path for path in paths if counts[ids[path]] > 1}
        if clashing <= kept:
            break
        kept |= clashing
    taken: set[str] = set()
    for path in paths:
        number, identifier = 1, ids[path]
        while ids[path] in taken:
            number += 1
            ids[path] = f"{identifier}~{number}"
        taken.add(ids[path])
    return ids


def _id(path: str, *, keep: bool) -> str:
    return unicodedata.normalize("NFC", path if keep else path[: len(path) - len(suffix_of(path))])


def suffix_of(path: str) -> str:
    """The ending of a path as it is written, with its dot; empty where there is none."""
    return PurePosixPath(path).suffix


def ending_of(path: str) -> str:
    """The ending of a path in lower case."""
    return suffix_of(path).lower()


# Control, format and unassigned characters, line separators and bytes that are no UTF-8 (surrogates) could reorder, hide
# or break what is shown; the backslash that marks them is doubled, so that a path can be turned back into its name.
_ESCAPE = re.compile(r"\\(?:\\|x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))")


def shown(name: str) -> str:
    """A file name as printable, valid text."""
    return "".join(_character(c) for c in name)


def _character(character: str) -> str:
    if character == "\\":
        return "\\\\"
    if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def unescaped(path: str) -> str:
    """The name that ``shown`` turned into this text."""
    return _ESCAPE.sub(lambda m: chr(int(m[1] or m[2] or m[3], 16)) if m[0] != "\\\\" else "\\", path)
