"""Turns YAML text into sections whose every value knows its line, collecting all problems instead of stopping at one.

Knows nothing of eval cases. Values stay as they are written: ``2018``, ``yes`` and ``80,000`` are texts, never numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

_NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file: where, what was found and what was expected."""

    file: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


class Section:
    """A YAML mapping that is read key by key.

    Problems are appended to ``problems``; a value that cannot be read is None or empty, so that reading goes on.
    """

    def __init__(
        self, node: Node | None, file: Path, problems: list[Problem], name: str, allowed: Sequence[str]
    ) -> None:
        self.file = file
        self.name = name
        self.line = 1 if node is None else node.start_mark.line + 1
        self._problems = problems
        self._values: dict[str, Node] = {}
        self._readable = isinstance(node, MappingNode)
        if not isinstance(node, MappingNode):
            self.complain(node, f"{name}: found {kind(node)}, expected a mapping with {', '.join(allowed)}")
            return
        for key, value in node.value:
            word = key.value if isinstance(key, ScalarNode) else ""
            if word not in allowed:
                near = get_close_matches(word, allowed, 1)
                hint = f"did you mean '{near[0]}'?" if near else f"expected one of {', '.join(allowed)}"
                self.complain(key, f"{name}: found the unknown key {word!r}, {hint}")
            elif word in self._values:
                self.complain(key, f"{name}: found {word!r} a second time, expected it once")
            else:
                self._values[word] = value

    def complain(self, node: Node | None, what: str) -> None:
        """Record a problem at the node's line, or at the section's where there is no node."""
        line = self.line if node is None else node.start_mark.line + 1
        self._problems.append(Problem(self.file, line, what))

    def complain_at(self, key: str, what: str) -> None:
        """Record a problem at the value of ``key``, or at the section where it is missing."""
        self.complain(self._values.get(key), f"{self.name}: {what}")

    def has(self, key: str) -> bool:
        """Whether the key stands in the section."""
        return key in self._values

    def text(self, key: str, *, required: bool = False) -> str:
        """A text that is not empty; an empty one where it is missing or wrong."""
        node = self._values.get(key)
        if node is None:
            if required and self._readable:
                self.complain(None, f"{self.name}: found no {key!r}, expected a text")
            return ""
        return self._scalar(node, key)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where it is missing."""
        return self._scalars(self.items(key, "a list of texts"), key)

    def text_or_texts(self, key: str) -> tuple[str, ...]:
        """One text or a list of them; empty where it is missing."""
        node = self._values.get(key)
        if isinstance(node, ScalarNode):
            return (self._scalar(node, key),)
        return self.texts(key)

    def lists_of_texts(self, key: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of texts, none of them empty."""
        found: list[tuple[str, ...]] = []
        for item in self.items(key, "a list of lists of texts"):
            if not isinstance(item, SequenceNode) or not item.value:
                self.complain(item, f"{self.name}: {key}: found {kind(item)}, expected a list of texts such as [a, b]")
                continue
            found.append(self._scalars(item.value, key))
        return tuple(found)

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """One of a few words; ``default`` (or, where that is None, a complaint) where it is missing."""
        if key not in self._values and default is not None:
            return default
        word = self.text(key, required=True)
        if word and word not in choices:
            near = get_close_matches(word, choices, 1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            self.complain_at(key, f"{key}: found {word!r}, expected {' or '.join(choices)}{hint}")
        return word if word in choices else ""

    def items(self, key: str, expected: str) -> list[Node]:
        """The nodes of a list; empty where it is missing or no list."""
        node = self._values.get(key)
        if node is None:
            return []
        if not isinstance(node, SequenceNode):
            self.complain(node, f"{self.name}: {key}: found {kind(node)}, expected {expected}")
            return []
        return list(node.value)

    def sections(self, key: str, allowed: Sequence[str], expected: str) -> list[Section]:
        """The mappings of a list."""
        return [self.section(item, key, allowed) for item in self.items(key, expected)]

    def section(self, node: Node, name: str, allowed: Sequence[str]) -> Section:
        """A node below this one as a section of its own, complaining to the same list."""
        return Section(node, self.file, self._problems, f"{self.name}, {name}", allowed)

    def _scalars(self, nodes: Sequence[Node], key: str) -> tuple[str, ...]:
        for first, second in pairwise(nodes):
            # YAML reads [80,000] as 80 and 000, which would make "000" an accepted wording.
            if _is_plain(first, r".*\d") and _is_plain(second, r"\d{3}(?!\d).*"):
                self.complain(first, f"{self.name}: {key}: found {first.value} and {second.value}, expected quotes: "
                                     f"'{first.value},{second.value}'")  # fmt: skip
        return tuple(filter(None, (self._scalar(node, key) for node in nodes)))

    def _scalar(self, node: Node, key: str) -> str:
        if not isinstance(node, ScalarNode) or node.tag == _NULL or not node.value.strip():
            self.complain(node, f"{self.name}: {key}: found {kind(node)}, expected a text")
            return ""
        return str(node.value)


def _is_plain(node: Node, pattern: str) -> bool:
    return isinstance(node, ScalarNode) and node.style is None and bool(re.fullmatch(pattern, node.value))


def compose(file: Path, problems: list[Problem]) -> Node | None:
    """The root node of a YAML file; None, with a problem recorded, where it cannot be read."""
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError:
        problems.append(Problem(file, 1, "found bytes that are not UTF-8, expected YAML in UTF-8"))
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = 1 if mark is None else mark.line + 1
        problems.append(Problem(file, line, f"found no valid YAML ({error.problem or error.context})"))
        return None
    except yaml.YAMLError as error:
        problems.append(Problem(file, 1, f"found no valid YAML ({error})"))
        return None
    if node is None:
        problems.append(Problem(file, 1, "found nothing, expected a mapping with 'cases'"))
    return node


def kind(node: Node | None) -> str:
    """What a node is, in words."""
    if node is None or (isinstance(node, ScalarNode) and node.tag == _NULL):
        return "nothing"
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list" if node.value else "an empty list"
    return repr(node.value) if node.value.strip() else "an empty text"
