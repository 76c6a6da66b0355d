"""The guardrails' model is fitted from phrases and measured on phrases it never saw."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.guardrails.meaning import CLASSES, Model
from assistant.schema import UsageError
from evals.guarding.__main__ import fit, plain_questions, read_phrases


def test_the_fit_separates_what_can_be_separated() -> None:
    rows = np.array([[3.0, 0, 0, 1], [0, 3, 0, 1], [0, 0, 3, 1], [-3, -3, -3, 1]])
    classes = np.array([0, 1, 2, 3])
    model = Model("m", 0.5, fit(rows, classes, np.ones(4)))
    assert model.probabilities(rows).argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_the_fit_is_where_the_gradient_vanishes() -> None:
    generator = np.random.default_rng(1)
    rows = np.hstack([generator.normal(size=(60, 5)), np.ones((60, 1))])
    classes = generator.integers(len(CLASSES), size=60)
    weights = fit(rows, classes, np.ones(60))
    errors = Model("m", 0.5, weights).probabilities(rows) - np.eye(len(CLASSES))[classes]
    gradient = errors.T @ rows + weights * np.array([1, 1, 1, 1, 1, 0])
    assert np.abs(gradient).max() < 0.02  # weights are rounded to four places


def test_phrases_are_read_by_class(tmp_path: Path) -> None:
    path = tmp_path / "phrases.yaml"
    path.write_text("at_risk: [help me]\nnone: ['what is CSE?']\n")
    assert read_phrases(path) == [("help me", 1), ("what is CSE?", 0)]
    path.write_text("danger: [help me]\n")
    with pytest.raises(UsageError, match=r"expected lists under none, at_risk"):
        read_phrases(path)


def test_everything_people_asked_is_plain(tmp_path: Path) -> None:
    question = {
        "id": "a",
        "question": "and then?",
        "history": ["how?", {"role": "agent", "text": "so"}],
        "gold_rewrite": "x",
    }
    (tmp_path / "questions.json").write_text(json.dumps([question, question]))
    assert plain_questions([tmp_path]) == ["how?", "and then?"]
