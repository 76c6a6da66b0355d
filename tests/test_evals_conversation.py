"""Follow-ups are measured against plain ways to make a query of a conversation."""

from __future__ import annotations

import json
from pathlib import Path

from assistant.settings import Settings
from evals.bench.sets import read_set
from evals.conversation import WAYS, finding, report, rewriting


def _set(folder: Path, questions: list[dict[str, object]], docs: list[dict[str, str]] | None) -> Path:
    folder.mkdir()
    (folder / "questions.json").write_text(json.dumps(questions))
    if docs is not None:
        (folder / "docs.json").write_text(json.dumps(docs))
    return folder


_HISTORY = [{"role": "user", "text": "What is the IWF?"}, {"role": "agent", "text": "A charity for safer internet."}]


def test_a_rewrite_that_is_found_scores_more_than_the_question_left_alone(tmp_path: Path) -> None:
    asked = {"id": "a_1", "question": "who is its chief executive?", "history": _HISTORY}
    plain = {"id": "a_2", "question": "How many children live in Leeds?", "history": _HISTORY}
    questions = [
        asked | {"gold_rewrite": "who is the IWF's chief executive?"},
        plain | {"gold_rewrite": "How many children live in Leeds?"},
    ]
    lines = rewriting(read_set(_set(tmp_path / "rewrites", questions, None)))
    row = next(line for line in lines if line.startswith("| as read"))
    assert row == "| as read | 1.000 | 1.000 | 1.000 |"
    # The question before adds "what is iwf" to six words that all stand in the rewrite: only the two asked are compared.
    alone = next(line for line in lines if line.startswith("| left alone"))
    assert alone.endswith("| 1.000 |")
    assert alone != row


def test_a_follow_up_finds_the_document_that_only_the_conversation_names(tmp_path: Path) -> None:
    questions = [
        {"id": "a_1", "question": "who leads it?", "history": _HISTORY, "answerable": True, "gold_doc_ids": ["iwf"]}
    ]
    docs = [
        {"id": "iwf", "title": "IWF", "text": "The IWF is a charity. A chief executive leads the staff."},
        *({"id": f"d{n}", "title": "Other", "text": f"Paper {n} says who leads council number {n}."} for n in range(9)),
    ]
    questions_set = read_set(_set(tmp_path / "found", questions, docs))
    lines = finding(questions_set, Settings(), meaning=False)
    rows = {name: next(line for line in lines if line.startswith(f"| {name} ")) for name in WAYS}
    assert rows["last turn"] == "| last turn | 0.000 |"
    assert rows["as read"] == "| as read | 1.000 |"
    assert report([tmp_path / "found"], Settings(), meaning=False) == "\n".join(lines)
