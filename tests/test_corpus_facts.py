"""The shipped documents hold every fact on their lists, at a readable length, with complete front matter."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = {path.stem: path for path in sorted((ROOT / "corpus").glob("*.md"))}
FACTS = {path.stem: path for path in sorted((ROOT / "evals" / "facts").glob("*.yaml"))}

KEYS = {"title", "publisher", "author", "published", "url", "licence", "status", "supersedes", "inferred"}
FIVE = {
    "child-sexual-abuse-strategy-preview-2019": {"publisher": "Press Association", "published": "2019"},
    "home-secretary-keep-children-safe-2018": {"published": "2018-09", "inferred": ["published"]},
    "home-secretary-online-abuse-funding-2018": {
        "publisher": "CYP Now",
        "author": "Gabriella Jozwiak",
        "published": "2018-09-03",
    },
    "sexual-harm-orders-treatment-2019": {"publisher": "Press Association", "published": "2019"},
    "tackling-child-sexual-abuse-strategy-2021": {"published": "2021-01", "inferred": ["title", "published"]},
}


def _split(document: str) -> tuple[dict[str, Any], str]:
    """The front matter and the body of a document."""
    _, front, body = DOCUMENTS[document].read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(front), body


def _facts(document: str) -> list[dict[str, Any]]:
    listed = yaml.safe_load(FACTS[document].read_text(encoding="utf-8"))
    assert listed["document"] == document
    facts: list[dict[str, Any]] = listed["facts"]
    return facts


def _cases() -> list[Any]:
    return [
        pytest.param(document, fact["wordings"], id=f"{document}: {fact['fact']}")
        for document in FACTS
        for fact in _facts(document)
    ]


def test_the_corpus_is_the_five_documents_and_each_has_a_list_of_facts() -> None:
    assert set(DOCUMENTS) == set(FIVE)
    assert set(FACTS) == set(FIVE)


@pytest.mark.parametrize(("document", "wordings"), _cases())
def test_one_paragraph_states_the_fact(document: str, wordings: list[str]) -> None:
    paragraphs = re.split(r"\n\s*\n", _split(document)[1])
    assert wordings
    assert any(all(wording in paragraph for wording in wordings) for paragraph in paragraphs)


@pytest.mark.parametrize("document", FIVE)
def test_at_least_twenty_facts_are_listed_once_each(document: str) -> None:
    statements = [fact["fact"] for fact in _facts(document)]
    assert len(statements) >= 20
    assert len(set(statements)) == len(statements)


@pytest.mark.parametrize("document", FIVE)
def test_every_figure_in_a_document_is_on_its_list(document: str) -> None:
    listed = " ".join(wording for fact in _facts(document) for wording in fact["wordings"])
    figures = set(re.findall(r"£?\d[\d,.]*\d|£?\d", _split(document)[1]))
    assert figures - set(re.findall(r"£?\d[\d,.]*\d|£?\d", listed)) == set()


@pytest.mark.parametrize("document", FIVE)
def test_a_document_has_250_to_600_words(document: str) -> None:
    assert 250 <= len(_split(document)[1].split()) <= 600


@pytest.mark.parametrize(("document", "known"), FIVE.items())
def test_front_matter_gives_what_is_known_and_marks_what_was_inferred(document: str, known: dict[str, Any]) -> None:
    front, _ = _split(document)
    assert set(front) <= KEYS
    assert front["title"]
    assert front["licence"] == "Apache-2.0"
    given = {key: front.get(key) for key in ("publisher", "author", "inferred")} | {
        "published": str(front["published"])
    }
    assert given == {"publisher": None, "author": None, "inferred": None} | known


def test_both_spellings_of_the_home_secretarys_name_are_findable() -> None:
    text = _split("home-secretary-keep-children-safe-2018")[1]
    assert "Sajid Javed" in text
    assert "Javid" in text
