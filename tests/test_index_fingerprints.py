"""Whatever decides what passages and terms are has a part in the digests that an index is known by."""

from __future__ import annotations

import ast
from importlib.util import find_spec
from pathlib import Path

import pytest

from assistant.index.fingerprints import CUTS, FINDS, chunking_of, source_of, vector_key
from assistant.settings import Settings

PLAIN = {"assistant.schema", "assistant.settings"}
"""What only names things, or is counted by its values."""


def imports_of(module: str) -> set[str]:
    """The project's modules that a module, or any module of a package, imports; its own not counted."""
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    files = Path(spec.origin).parent.rglob("*.py") if spec.submodule_search_locations else [Path(spec.origin)]
    found = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("assistant."):
                found.add(node.module)
            elif isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names if alias.name.startswith("assistant.")}
    return {name for name in found if not name.startswith(module)} - PLAIN


@pytest.mark.parametrize("modules", [CUTS, FINDS])
def test_the_code_that_is_counted_imports_no_code_that_is_not(modules: tuple[str, ...]) -> None:
    for module in modules:
        assert imports_of(module) <= set(modules), module


def test_what_decides_passages_changes_their_digest() -> None:
    first = chunking_of(Settings(), "model")
    assert chunking_of(Settings(), "model") == first
    assert chunking_of(Settings(passage_tokens=100), "model") != first
    assert chunking_of(Settings(overlap_sentences=1), "model") != first
    assert chunking_of(Settings(), "another") != first
    assert chunking_of(Settings(top_k=3), "model") == first


def test_the_source_of_a_package_is_that_of_all_its_modules() -> None:
    assert source_of("assistant.chunking") != source_of("assistant.text")
    with pytest.raises(ModuleNotFoundError):
        source_of("assistant.nothing")


def test_texts_that_are_cut_into_other_sentences_have_other_vectors() -> None:
    assert vector_key("One. Two.", [(0, 4), (5, 9)]) != vector_key("One. Two.", [(0, 9)])
    assert vector_key("One. Two.", [(0, 9)]) == vector_key("One. Two.", [(0, 9)])
    assert vector_key("a", []) != vector_key("b", [])
