"""Measuring retrieval: the figures of a ranking worked out by hand, and a small set through the real index."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import log2
from pathlib import Path

import numpy as np

from assistant.settings import load_settings
from evals.bench.sets import Question, QuestionSet
from evals.retrieval import SHIPPED, WORDS, Found, Scores, evaluate, gains, measure


class Fixed:
    """Five passages of three documents, and one ranking for every question."""

    documents = ("a", "a", "b", "c", "c")

    def search(self, question: str) -> Mapping[str, Scores]:
        return {"way": np.array([0.9, 0.8, 0.7, 0.95, -np.inf])}


def test_a_document_stands_where_its_best_passage_does() -> None:
    questions = tuple(Question(gold, "?", documents=tuple(gold)) for gold in ("c", "b", "ab"))
    (found,) = evaluate(QuestionSet("set", questions, (), 3), Fixed())
    # documents in order: c, a, b
    np.testing.assert_allclose(found.values[0], [1, 1, 1, 1])
    np.testing.assert_allclose(found.values[1], [0, 1, 1 / 3, 1 / log2(4)])
    np.testing.assert_allclose(found.values[2], [0, 1, 1 / 2, (1 / log2(3) + 1 / log2(4)) / (1 + 1 / log2(3))])


def test_the_gain_is_over_the_better_of_words_and_meaning() -> None:
    def way(name: str, *hits: float) -> Found:
        return Found(name, np.repeat(np.array(hits)[:, np.newaxis], 4, axis=1))

    found = [way(WORDS, 1, 0, 0, 0), way("MiniLM", 1, 1, 0, 0), way(SHIPPED, 1, 1, 1, 0)]
    assert gains(found, ["q1", "q2", "q3", "q4"])[0].startswith("+0.250 (")


def test_a_set_is_measured_through_the_real_index(tmp_path: Path) -> None:
    folder = tmp_path / "birds"
    folder.mkdir()
    docs = {"swift": "Swifts nest under roofs.", "heron": "Herons fish in shallow water.", "owl": "Owls hunt at night."}
    (folder / "docs.json").write_text(json.dumps([{"id": id, "title": id, "text": text} for id, text in docs.items()]))
    asked = [("1", "Where do swifts nest?", "swift"), ("2", "Which bird hunts in the dark?", "owl")]
    questions = [{"id": id, "question": text, "gold_doc_ids": [gold]} for id, text, gold in asked]
    (folder / "questions.json").write_text(json.dumps(questions))
    lines = measure(folder, load_settings(), tmp_path / "cache", None, 0).splitlines()
    assert lines[0] == "### birds: 2 questions, 3 documents, 3 passages"
    assert lines[-2] == "| shipped | 1.000 | 1.000 | 1.000 | 1.000 |"
    assert [line.split("|")[1].strip() for line in lines[4:]][:2] == ["BM25", "MiniLM"]
