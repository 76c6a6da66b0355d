"""Planted regressions in the shipped documents and the real engine turn the gate red, and name what broke.

Each plants one fault: a changed figure in a document, wrong offsets, a lower threshold.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.indexing import update_index
from assistant.schema import Message
from assistant.settings import Settings, load_settings
from evals.cases import Case, CaseError, Expect, Gold, check_quotes
from evals.engine import open_engine
from evals.gate import Baseline, Comparison, compare, read_baseline, write_baseline
from evals.jobs import run_cases
from evals.report import write_report
from evals.results import results
from evals.runner import Engine, run
from evals.scoring import Observation

pytestmark = pytest.mark.slow

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
CHANGED = "home-secretary-online-abuse-funding-2018"
QUOTE = "The IWF counted 1,572 disguised websites in 2016 and 2,909 in 2017, a rise of 86 per cent."


def answered(id: str, question: str, fact: str) -> Case:
    return Case(id, question, Expect.ANSWERED, facts=((fact,),))


CASES = [
    answered("websites", "How many disguised websites did the IWF find in 2017?", "2,909"),
    answered("reports", "How many reports of online CSAE material were made worldwide in 2004?", "110,000"),
    answered("referrals", "How many individual industry referrals did the NCA count in 2017?", "82,109"),
    answered("project", "How much did the NSPCC's project receive?", "£163,000"),
    Case("age", "How old is Sajid Javid?", Expect.ABSTAINED),
    Case("staff", "How many people work for the National Crime Agency?", Expect.ABSTAINED),
    Case("reoffending", "What is the reoffending rate among people who have had treatment?", Expect.ABSTAINED),
]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The shipped documents, indexed in a folder of their own."""
    folder = tmp_path_factory.mktemp("regressions")
    shutil.copytree(CORPUS, folder / "corpus")
    made = load_settings(corpus=folder / "corpus", index=folder / "index")
    update_index(made)
    return made


@pytest.fixture(scope="module")
def engine(settings: Settings) -> Engine:
    return open_engine(settings)


@pytest.fixture(scope="module")
def baseline(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Baseline:
    """A stored run in which every case passes."""
    scores = run(CASES, engine).scores
    assert {score.case.id: score.complaints for score in scores if not score.passed} == {}
    file = tmp_path_factory.mktemp("baseline") / "baseline.json"
    write_baseline(scores, file)
    return read_baseline(file)


def against(baseline: Baseline, engine: Engine) -> Comparison:
    return compare(run(CASES, engine).scores, baseline)


def test_nothing_planted_is_green_and_gives_the_same_files(
    engine: Engine, baseline: Baseline, settings: Settings, tmp_path: Path
) -> None:
    for name, judged in (("one", engine), ("two", open_engine(settings))):
        ran = run(CASES, judged)
        comparison = compare(ran.scores, baseline)
        assert comparison.failures == ()
        write_report(results(ran.scores, judged.about, comparison), ran.seconds, tmp_path / name)
    for file in ("report.json", "report.md", "report.html"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_a_changed_figure_in_a_document_is_red(settings: Settings, baseline: Baseline, tmp_path: Path) -> None:
    shutil.copytree(settings.corpus, tmp_path / "corpus")
    file = tmp_path / "corpus" / f"{CHANGED}.md"
    text = file.read_text(encoding="utf-8")
    assert text.count("2,909") == 1
    file.write_text(text.replace("2,909", "3,909"), encoding="utf-8")
    changed = load_settings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    update_index(changed)
    judged = open_engine(changed)
    comparison = against(baseline, judged)
    assert comparison.broken == ("websites",)
    assert comparison.failures[0] == "websites passed before and fails now"
    with pytest.raises(CaseError, match="3,909 in 2017"):
        run_cases([replace(CASES[0], evidence=(Gold(CHANGED, QUOTE),))], judged)


def test_the_gold_quote_stands_in_the_shipped_document(engine: Engine) -> None:
    check_quotes([replace(CASES[0], evidence=(Gold(CHANGED, QUOTE),))], engine.texts)


def test_wrong_offsets_are_red(engine: Engine, baseline: Baseline) -> None:
    def shifted(question: str, history: Sequence[Message], **options: object) -> Observation:
        found = engine.ask(question, history, **options)
        assert isinstance(found, Observation)
        citations = tuple(replace(c, start=c.start + 1, end=c.end + 1) for c in found.reply.citations)
        return replace(found, reply=replace(found.reply, citations=citations))

    comparison = against(baseline, replace(engine, ask=shifted))
    assert comparison.broken == ("websites", "reports", "referrals", "project")
    assert "Citation validity" in {measure.label for measure in comparison.worse}


def test_a_lower_threshold_is_red(settings: Settings, baseline: Baseline) -> None:
    lowered = open_engine(settings.model_copy(update={"threshold": 0.0}))
    comparison = against(baseline, lowered)
    assert set(comparison.broken) & {"age", "staff", "reoffending"}
    assert comparison.differences["abstention_recall"].value is not None
    assert comparison.differences["abstention_recall"].value < 0
