"""Turns front matter and sidecar files into checked metadata fields; errors name the line, what stands there and what should.

Reads the YAML as nodes, never as objects: a value stays the text it was written as, and aliases cannot multiply.
"""

from __future__ import annotations

import difflib
import re
from datetime import date
from typing import TYPE_CHECKING

from assistant.schema import DocumentError, FailureReason, Status
from assistant.text import normalise

if TYPE_CHECKING:
    import yaml

FIELDS = ("title", "publisher", "author", "published", "url", "licence", "status", "supersedes")
INFERRED = "inferred"
"""A list of fields that whoever wrote them had to infer; read as one text, the names separated by spaces."""
MAX_YAML_CHARS = 65_536
_MAX_VALUE_CHARS = 500
_MAX_FRONT_MATTER_LINES = 200
_PUBLISHED = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_FENCE = re.compile(r"---[ \t]*")
_SLIP = 0.75  # how alike a mistyped field is to the one meant: "authr" to "author", but not "name" to "licence"
_CLOSING = re.compile(r"(?:---|\.\.\.)[ \t]*")


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """The fields stated at the top of a text file, and the text after them.

    Front matter is what stands between a first line ``---`` and the next one, when it is a list of ``name: value``; a
    rule at the top of ordinary text is left alone.

    Raises:
        DocumentError: a field is unknown or has a wrong value; the message gives its line.
    """
    lines = text.split("\n", _MAX_FRONT_MATTER_LINES + 1)
    if not _FENCE.fullmatch(lines[0]):
        return {}, text
    end = next((i for i, line in enumerate(lines[1:], start=1) if _CLOSING.fullmatch(line)), None)
    if end is None:
        return {}, text
    inner = lines[1:end]
    if not any(re.match(r"[\w-]+[ \t]*:(?:\s|$)", line) for line in inner):
        return ({}, text) if any(line.strip() for line in inner) else ({}, "\n".join(lines[end + 1 :]))
    return read_fields("\n".join(inner), first_line=2, others=True), "\n".join(lines[end + 1 :])


def read_fields(yaml_text: str, first_line: int = 1, *, others: bool = False) -> dict[str, str]:
    """The fields of a YAML mapping, checked. Fields without a value are left out.

    Args:
        first_line: line of the file on which ``yaml_text`` begins.
        others: passes over the fields of other programs ("layout", "tags"), but not what looks like a slip.

    Raises:
        DocumentError: not a mapping, an unknown or repeated field, or a wrong value.
    """
    import yaml

    if len(yaml_text) > MAX_YAML_CHARS:
        raise _wrong(first_line, f"{len(yaml_text):,} characters of metadata", f"at most {MAX_YAML_CHARS:,}")
    try:
        root = yaml.compose(yaml_text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise _wrong(line, error.problem or "a mistake", "valid YAML, one 'name: value' a line") from None
    except (yaml.YAMLError, RecursionError):
        raise _wrong(first_line, "text that is not YAML", "one 'name: value' a line") from None
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        raise _wrong(first_line + root.start_mark.line, "no 'name: value' pairs", "one 'name: value' a line")
    fields: dict[str, str] = {}
    seen: set[str] = set()
    for key, value in root.value:
        line = first_line + key.start_mark.line
        name = key.value if isinstance(key, yaml.ScalarNode) else "a nested value"
        if name not in (*FIELDS, INFERRED):
            close = difflib.get_close_matches(name, FIELDS, n=1, cutoff=_SLIP)
            if others and not close:
                continue
            hint = f"; did you mean '{close[0]}'?" if close else ""
            raise _wrong(line, f"the unknown field '{_short(name)}'", f"one of {', '.join((*FIELDS, INFERRED))}{hint}")
        if name in seen:
            raise _wrong(line, f"'{name}' a second time", "each field once")
        seen.add(name)
        if name == INFERRED:
            fields[name] = " ".join(_field_names(value, line))
            continue
        if not isinstance(value, yaml.ScalarNode):
            raise _wrong(line, f"a list or nested value for '{name}'", "text")
        text = " ".join(normalise(value.value).split())
        if text and not value.tag.endswith(":null"):
            fields[name] = _checked(name, text, line)
    return fields


def _field_names(value: yaml.Node, line: int) -> list[str]:
    """The names in a list of fields, or in a single text."""
    nodes = value.value if isinstance(value.value, list) else [value]
    names = [node.value for node in nodes if not isinstance(node, tuple)]
    for name in names or [""]:
        if name not in FIELDS:
            raise _wrong(line, f"inferred: '{_short(str(name))}'", f"a list of some of {', '.join(FIELDS)}")
    return names


def _checked(name: str, value: str, line: int) -> str:
    if len(value) > _MAX_VALUE_CHARS:
        raise _wrong(line, f"{len(value):,} characters for '{name}'", f"at most {_MAX_VALUE_CHARS}")
    if name == "published" and not is_published(value):
        raise _wrong(line, f"published: '{_short(value)}'", "a day (2018-09-03), a month (2018-09) or a year (2018)")
    if name == "status" and value not in list(Status):
        raise _wrong(line, f"status: '{_short(value)}'", " or ".join(Status))
    if name == "url" and not is_web_address(value):
        raise _wrong(line, f"url: '{_short(value)}'", "an address that begins with https:// or http://")
    return value


def is_published(value: str) -> bool:
    """Whether ``value`` is an ISO day, year-month or year that exists."""
    match = _PUBLISHED.fullmatch(value)
    if not match:
        return False
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def is_web_address(value: str) -> bool:
    """Whether ``value`` is an http address; anything else (``javascript:``) must not become a link."""
    return re.fullmatch(r"https?://[^\s<>\"'`\\]+", value, re.IGNORECASE) is not None


def _short(text: str) -> str:
    text = " ".join(normalise(text).split())
    return text if len(text) <= 60 else text[:59] + "…"


def _wrong(line: int, found: str, expected: str) -> DocumentError:
    return DocumentError(FailureReason.METADATA, f"line {line}: found {found}, expected {expected}")
