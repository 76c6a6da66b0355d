"""Knowing and choosing are measured beside baselines taken from the same evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from answering import document, query, reading, scored

from assistant.pipeline import Trace
from assistant.schema import Evidence, Passage, Reading, Reply, ReplyStatus, ScoredSentence
from evals.answerability import Measured, measured, report
from evals.bench.sets import Question
from evals.training.examples import held_out

SOURCE = document("one", "Buses cost £2m.\nTrains are late.")


def question(id: str, *, answerable: bool) -> Question:
    return Question(id, "How much do buses cost?", (), answerable, ("£2m",) if answerable else (), ("one",), cluster=id)


def trace(found: Reading, cosine: float, bm25: float) -> Trace:
    passage = Passage("p", "one", 0, len(SOURCE.text), SOURCE.text, (), ())
    asked = query("How much do buses cost?")
    reply = Reply(asked, ReplyStatus.ABSTAINED)
    return Trace(asked, reply, (Evidence(passage, 0.5, cosine, bm25),), found)


def sentence(wording: str, score: float, cosine: float) -> ScoredSentence:
    found = scored("How much do buses cost?", SOURCE, wording, score)
    return replace(found, features={"cosine": cosine, "near_coverage": 0.0})


def test_baselines_come_from_the_evidence_and_the_engine_from_its_reading() -> None:
    found = reading(sentence("£2m", 0.9, 0.2), sentence("late", 0.1, 0.6))
    row = measured(question("a", answerable=True), trace(found, 0.4, 1.0), lambda _: 1.0)
    # two terms of idf 1 (bus, cost): 1.0 of 2.0
    assert row.confidence == pytest.approx(
        {"top cosine": 0.4, "BM25 / idf sum": 0.5, "mean of both": 0.45, "engine": 0.9}
    )
    assert row.contained == {"engine": 1.0, "mean of cosine and coverage": 0.0}


def test_the_table_gives_each_way_and_the_gain_on_the_best_baseline() -> None:
    rows = []
    for n in range(8):
        answerable = n % 2 == 0
        said = {"top cosine": 0.5, "engine": 0.9 if answerable else 0.1}
        rows.append(Measured(question(str(n), answerable=answerable), said, {}, {}))
    text = report("buses", rows)
    assert "AUROC (4 answerable, 4 not)" in text
    assert "| 0.500 | 1.000 | +0.500 (+0.500 to +0.500) |" in text


def test_nothing_is_said_of_what_a_set_does_not_tell() -> None:
    rows = [Measured(question("a", answerable=True), {"top cosine": 0.1, "engine": 0.2}, {}, {})]
    assert report("buses", rows).strip() == "### buses: 1 questions"


def test_sets_never_trained_on_are_unseen_whole() -> None:
    assert held_out("mtrag", "anything")
    assert 0 < sum(held_out("squad2_dev", f"article {n}") for n in range(50)) < 25
