"""The real engine and index behind the evals: what is opened for judging, and question sets in a cache."""

from __future__ import annotations

import pytest

from assistant.schema import Message, Role
from assistant.settings import Settings, load_settings
from evals.bench.corpus import bench_settings, index_set
from evals.bench.measuring import measure
from evals.bench.sets import Question, QuestionSet, Text
from evals.engine import open_engine, read_alone
from evals.scoring import Observation

DOCUMENTS = (
    Text(
        "wiki/Tower Bridge #1",
        "Tower Bridge",
        "Tower Bridge in London was opened in 1894.\n\nIt has two towers.",
        "2019-05",
    ),
    Text(
        "kew", "Kew Gardens", "Kew Gardens holds more than 50,000 living plants. Decimus Burton built the Palm House."
    ),
    Text("empty", "Nothing", "  \n "),
)
SET = QuestionSet(
    "tiny",
    (
        Question("q1", "When was Tower Bridge opened?", (), True, ("1894",), ("wiki/Tower Bridge #1",), (), "bridge"),
        Question("q2", "Who built the Palm House at Kew Gardens?", (), True, ("Decimus Burton",), ("kew",), (), "kew"),
        Question("q3", "What is the boiling point of lead?", (), False),
    ),
    DOCUMENTS,
    3,
)  # fmt: skip


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made = bench_settings(load_settings(), SET, tmp_path_factory.mktemp("cache"))
    report = index_set(made, SET)
    assert (report.documents, len(report.failed)) == (2, 1)
    return made


def test_what_is_indexed_already_is_not_indexed_again(placed: Settings) -> None:
    again = index_set(placed, SET)
    assert (again.added, again.updated, again.removed) == ((), (), ())
    assert again.documents == 2


def test_the_engine_comes_with_every_text_and_passage(placed: Settings) -> None:
    engine = open_engine(placed)
    assert set(engine.texts) == {"wiki/Tower Bridge #1", "kew"}
    assert engine.passages
    for passage in engine.passages:
        assert engine.texts[passage.document][passage.start : passage.end] == passage.text
    assert engine.about["documents"] == "2"


def test_questions_of_a_set_are_answered_from_its_documents(placed: Settings) -> None:
    engine = open_engine(placed)
    found = measure(SET, engine.ask)
    assert found.errors == {}
    assert found.figures["document_hit_at_1"].value == 1.0
    assert found.figures["containment"].value == 1.0
    given = engine.ask("When was Tower Bridge opened?", ())
    assert isinstance(given, Observation)
    for citation in given.reply.citations:
        assert engine.texts[citation.document][citation.start : citation.end] == citation.quote


def test_a_follow_up_is_read_without_documents() -> None:
    history = [Message(Role.USER, "Who is the chief executive of the NSPCC?"), Message(Role.AGENT, "Peter Wanless.")]
    assert read_alone("How old is Sajid Javid?", history) == "How old is Sajid Javid?"
