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
from assistant.text import sentences
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
FIGURES = {
    "websites": ("home-secretary-online-abuse-funding-2018", "2,909", "3,909"),
    "referrals": ("home-secretary-online-abuse-funding-2018", "82,109", "72,109"),
    "reports": ("sexual-harm-orders-treatment-2019", "110,000", "120,000"),
    "project": ("sexual-harm-orders-treatment-2019", "£163,000", "£153,000"),
    "arrests": ("tackling-child-sexual-abuse-strategy-2021", "4,760", "5,760"),
}
"""A figure that answers a case: the document it stands in, once, and another figure in its place."""


def answered(id: str, question: str) -> Case:
    return Case(id, question, Expect.ANSWERED, facts=((FIGURES[id][1],),))


CASES = [
    answered("websites", "How many disguised websites did the IWF find in 2017?"),
    answered("referrals", "What was the exact number of individual industry referrals the NCA counted in 2017?"),
    answered("reports", "How many reports of online CSAE material were made worldwide in 2004?"),
    answered("project", "How much did the NSPCC's project receive?"),
    answered("arrests", "How many arrests came out of the joint work of the NCA and the police?"),
    Case("age", "How old is Sajid Javid?", Expect.ABSTAINED),
    Case("staff", "How many people work for the National Crime Agency?", Expect.ABSTAINED),
    Case("reoffending", "What is the reoffending rate among people who have had treatment?", Expect.ABSTAINED),
    Case("chief", "Who is the chief executive of the NSPCC?", Expect.ABSTAINED),
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
    """A stored run. Not every case has to pass, but enough of both kinds for a fault to show."""
    scores = run(CASES, engine).scores
    file = tmp_path_factory.mktemp("baseline") / "baseline.json"
    write_baseline(scores, file)
    stored = read_baseline(file)
    assert len(passing(stored, answerable=True)) >= 3
    assert len(passing(stored, answerable=False)) >= 2
    return stored


def passing(baseline: Baseline, *, answerable: bool) -> list[str]:
    return [case.id for case in CASES if case.expect.answerable == answerable and baseline[case.id].passed]


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


def test_a_changed_figure_in_a_document_is_red(
    settings: Settings, engine: Engine, baseline: Baseline, tmp_path: Path
) -> None:
    planted = passing(baseline, answerable=True)[0]
    document, figure, other = FIGURES[planted]
    shutil.copytree(settings.corpus, tmp_path / "corpus")
    file = tmp_path / "corpus" / f"{document}.md"
    text = file.read_text(encoding="utf-8")
    assert text.count(figure) == 1
    file.write_text(text.replace(figure, other), encoding="utf-8")
    changed = load_settings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    update_index(changed)
    judged = open_engine(changed)
    comparison = against(baseline, judged)
    assert planted in comparison.broken
    assert f"{planted} passed before and fails now" in comparison.failures

    start, end = next(s for s in sentences(engine.texts[document]) if figure in engine.texts[document][slice(*s)])
    quoting = replace(CASES[0], evidence=(Gold(document, engine.texts[document][start:end]),))
    check_quotes([quoting], engine.texts)
    with pytest.raises(CaseError, match=other):
        run_cases([quoting], judged)


def test_wrong_offsets_are_red(engine: Engine, baseline: Baseline) -> None:
    def shifted(question: str, history: Sequence[Message], **options: object) -> Observation:
        found = engine.ask(question, history, **options)
        assert isinstance(found, Observation)
        citations = tuple(replace(c, start=c.start + 1, end=c.end + 1) for c in found.reply.citations)
        return replace(found, reply=replace(found.reply, citations=citations))

    comparison = against(baseline, replace(engine, ask=shifted))
    assert set(comparison.broken) >= set(passing(baseline, answerable=True))
    assert "Citation validity" in {measure.label for measure in comparison.worse}


def test_a_lower_threshold_is_red(settings: Settings, baseline: Baseline) -> None:
    lowered = open_engine(settings.model_copy(update={"threshold": 0.0}))
    comparison = against(baseline, lowered)
    broken = set(comparison.broken) & set(passing(baseline, answerable=False))
    assert broken
    assert comparison.failures[: len(comparison.broken)] == tuple(
        f"{id} passed before and fails now" for id in comparison.broken
    )
