"""Reads the date and the title of a document off the name of its file."""

from __future__ import annotations

import re

from assistant.formats.stating import is_published

_YEAR = r"(?:19|20)\d{2}"
_NAME_DAY = re.compile(rf"(?<![0-9A-Za-z])({_YEAR})([-_.]?)(\d{{2}})\2(\d{{2}})(?![0-9A-Za-z])")
_NAME_MONTH = re.compile(rf"(?<![0-9A-Za-z])({_YEAR})([-_.])(\d{{2}})(?![-_.]?[0-9])(?![A-Za-z])")


def named_date(stem: str) -> str | None:
    """The date in a file name such as ``2018-09-03-name``; 2010-11 may be a financial year and gives the year alone."""
    for match in _NAME_DAY.finditer(stem):
        iso = f"{match[1]}-{match[3]}-{match[4]}"
        if is_published(iso):
            return iso
    for match in _NAME_MONTH.finditer(stem):
        iso = f"{match[1]}-{match[3]}"
        if is_published(iso):
            return match[1] if int(match[3]) == int(match[1]) % 100 + 1 else iso
    return None


def named_title(stem: str) -> str | None:
    """A readable title from a file name, without its date; None where it holds no words (numbers, hashes)."""
    rest = _NAME_DAY.sub(lambda m: " " if is_published(f"{m[1]}-{m[3]}-{m[4]}") else m[0], stem)
    rest = _NAME_MONTH.sub(lambda m: " " if is_published(f"{m[1]}-{m[3]}") else m[0], rest)
    parts = [p for p in re.split(r"[\s_.+-]+", rest) if p]
    if not any(re.fullmatch(r"[^\W\d_]{3,}", p) for p in parts):
        return None
    while len(parts) > 1 and re.fullmatch(r"\d+|[0-9a-f]{8,}", parts[0]):
        parts = parts[1:]
    title = " ".join(parts)
    return title[0].upper() + title[1:]
