"""``assistant eval`` and its sub-commands, over a fake engine: what is written, what is said, how it exits."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from evals_fake import MONEY, abstain, answer, engine

from assistant.cli.options import Places
from assistant.schema import AssistantError, Reply, UsageError
from assistant.settings import Settings
from evals import cli, jobs
from evals.cases import load_cases
from evals.gate import read_baseline
from evals.runner import Engine

CASES = """\
split: {split}
cases:
  - id: {split}-money
    question: How much?
    expect: answered
    facts: [[£2.6m]]
    evidence: [{{document: fund, quote: The minister announced £2.6m for prevention.}}]
    tags: [number]
  - id: {split}-wales
    question: And in Wales?
    expect: abstained
    tags: [place]
"""


@dataclass
class World:
    """A folder with case files, an engine that can be changed, and the settings it was opened with."""

    folder: Path
    replies: dict[str, Reply]
    opened: list[Settings] = field(default_factory=list)

    def run(self, *words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            cli.app(list(words))
        return int(ended.value.code or 0)

    def cases(self, *splits: str) -> list[str]:
        return ["--cases", *(str(self.folder / f"{split}.yaml") for split in splits)]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(tmp_path, {"How much?": answer(("fund", MONEY), short="£2.6m"), "And in Wales?": abstain()})

    def opened(settings: Settings) -> Engine:
        made.opened.append(settings)
        least = settings.threshold or 0.0
        return engine({q: abstain() if r.confidence < least else r for q, r in made.replies.items()})

    for split in ("dev", "test"):
        (tmp_path / f"{split}.yaml").write_text(CASES.format(split=split), encoding="utf-8")
    monkeypatch.setattr(jobs, "indexed_engine", opened)
    monkeypatch.chdir(tmp_path)
    return made


def test_several_paths_may_follow_one_option() -> None:
    assert cli.spread(["--bench", "a", "b", "--limit", "3"]) == ["--bench", "a", "--bench", "b", "--limit", "3"]
    assert cli.spread(["new", "--cases", "a", "-h", "b"]) == ["new", "--cases", "a", "-h", "b"]


def test_a_run_writes_every_report_and_says_where(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert world.run(*world.cases("dev", "test")) == 0
    written = {path.name for path in (world.folder / "reports" / "eval").iterdir()}
    assert written == {"report.json", "report.md", "report.html", "junit.xml", "timings.json"}
    said = capsys.readouterr().out
    assert "4 of 4 cases pass (dev 2 of 2, test 2 of 2)." in said
    assert "a question takes" in said
    timings = json.loads((world.folder / "reports/eval/timings.json").read_text(encoding="utf-8"))
    assert {"started", "python", "machine", "cores", "p50_ms"} <= set(timings)


def test_failing_cases_are_named_and_only_a_gate_makes_them_an_error(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.replies["How much?"] = abstain()
    assert world.run(*world.cases("dev")) == 0
    assert "dev-money: wrongly abstained; expected answered, got abstained (not found)" in capsys.readouterr().out


def test_cases_are_chosen_by_split_and_tag(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert world.run(*world.cases("dev", "test"), "--split", "test", "--tag", "place") == 0
    assert "1 of 1 cases pass." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--split", "train"], "--split: found 'train'"),
        (["--tag", "none"], "found none among 2 cases with --tag none"),
        (["--cases", "missing.yaml"], "missing.yaml: found no such file"),
        (["--baseline", "missing.json"], "missing.json: found no baseline"),
        (["--fail-under", "nothing=1"], "found the metric 'nothing'"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_indexed(world: World, words: list[str], message: str) -> None:
    paths = [] if "--cases" in words else world.cases("dev")
    with pytest.raises(UsageError, match=message):
        cli.app([*paths, *words])
    assert world.opened == []


def test_the_gate_is_red_when_a_passing_case_fails(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    baseline = str(world.folder / "baseline.json")
    assert world.run("baseline", *world.cases("dev"), "--output", baseline) == 0
    assert world.run(*world.cases("dev"), "--baseline", baseline) == 0
    assert "The gate is green" in capsys.readouterr().out
    world.replies["And in Wales?"] = answer(("fund", MONEY))
    assert world.run(*world.cases("dev"), "--baseline", baseline) == 1
    said = capsys.readouterr().out
    assert "The gate is red" in said
    assert "dev-wales passed before and fails now" in said


def test_part_of_the_cases_can_be_compared_without_missing_the_others(world: World) -> None:
    baseline = str(world.folder / "baseline.json")
    assert world.run("baseline", *world.cases("dev", "test"), "--output", baseline) == 0
    assert world.run(*world.cases("dev", "test"), "--split", "dev", "--baseline", baseline) == 0
    assert world.run(*world.cases("dev"), "--baseline", baseline) == 1


def test_a_figure_under_its_limit_is_red(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.replies["How much?"] = abstain()
    assert world.run(*world.cases("dev", "test"), "--fail-under", "pass_rate=0.5") == 0
    assert world.run(*world.cases("dev", "test"), "--fail-under", "test:all_facts=0.95") == 1
    assert "All facts stated (test) is 0.0000, expected at least 0.95" in capsys.readouterr().out


def test_a_new_baseline_shows_what_changes(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    file = world.folder / "baseline.json"
    words = ["baseline", *world.cases("dev"), "--output", str(file)]
    assert world.run(*words) == 0
    assert "There was no baseline before." in capsys.readouterr().out
    world.replies["How much?"] = abstain()
    assert world.run(*words) == 0
    said = capsys.readouterr().out
    assert "Passed before, fail now: dev-money." in said
    assert "now holds 2 cases, 1 of which pass" in said
    assert not read_baseline(file)["dev-money"].passed


def test_the_figures_can_be_put_into_a_page(world: World) -> None:
    page = world.folder / "deep" / "page.md"
    page.parent.mkdir()
    page.write_text("Above\n<!-- cases: generated -->\nold\n<!-- cases: end -->\nBelow\n", encoding="utf-8")
    assert world.run(*world.cases("dev", "test"), "--markdown", str(page)) == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith("Above\n<!-- cases: generated -->\n\n4 of 4 cases pass (dev 2 of 2, test 2 of 2).")
    assert text.endswith("No case fails.\n\n<!-- cases: end -->\nBelow\n")
    assert "old" not in text
    assert world.run(*world.cases("dev", "test"), "--markdown", str(page)) == 0
    assert page.read_text(encoding="utf-8") == text


def test_folders_named_before_the_command_are_used(world: World) -> None:
    assert world.run("--corpus", "some", "--index", "where", *world.cases("dev")) == 0
    assert world.run("--corpus", "some", "baseline", "--index", "where", *world.cases("dev"), "--output", "b.json") == 0
    assert [(s.corpus, s.index) for s in world.opened] == [(Path("some"), Path("where"))] * 2
    assert Places(Path("some")).arguments() == ["--corpus", "some"]


# --- calibrate ----------------------------------------------------------------------------------------------------


def many(split: str, number: int) -> str:
    items = [f"  - {{id: {split}-{i}, question: How much, expect: answered, facts: [[£2.6m]]}}" for i in range(number)]
    items += [f"  - {{id: {split}-no-{i}, question: And in Wales, expect: abstained}}" for i in range(5)]
    return "\n".join([f"split: {split}", "cases:", *items, ""])


def test_calibration_chooses_on_dev_and_claims_on_test(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    for split, number in (("dev", 60), ("test", 30)):
        (world.folder / f"{split}.yaml").write_text(many(split, number), encoding="utf-8")
    world.replies |= {
        "How much": answer(("fund", MONEY), confidence=0.8), "And in Wales": answer(("fund", MONEY), confidence=0.3)
    }  # fmt: skip
    assert world.run("calibrate", *world.cases("dev", "test"), "--output", "calibration.json") == 0
    stored = json.loads((world.folder / "calibration.json").read_text(encoding="utf-8"))
    assert stored["threshold"] == pytest.approx(0.55)
    assert stored["dev"] == {"asked": 65, "answered": 60, "wrong": 0}
    assert stored["test"] == {"asked": 35, "answered": 30, "wrong": 0}
    assert [settings.threshold for settings in world.opened] == pytest.approx([0.0, 0.55, 0.55])
    said = capsys.readouterr().out
    assert "n = 30 answered of 35 test questions, 0 wrong" in said
    assert "do not support a claim of 5.0%" in said


def test_calibration_chooses_on_cases_about_other_documents_too(world: World) -> None:
    for split, number in (("dev", 60), ("test", 30)):
        (world.folder / f"{split}.yaml").write_text(many(split, number), encoding="utf-8")
    other = world.folder / "other"
    other.mkdir()
    (other / "dev.yaml").write_text(many("dev", 40).replace("dev-", "other-"), encoding="utf-8")
    (other / "test.yaml").write_text(many("test", 3).replace("test-", "sealed-"), encoding="utf-8")
    world.replies |= {
        "How much": answer(("fund", MONEY), confidence=0.8), "And in Wales": answer(("fund", MONEY), confidence=0.3)
    }  # fmt: skip
    words = ["calibrate", *world.cases("dev", "test"), "--also", str(other), "--output", "calibration.json"]
    assert world.run(*words) == 0
    stored = json.loads((world.folder / "calibration.json").read_text(encoding="utf-8"))
    assert stored["dev"] == {"asked": 110, "answered": 100, "wrong": 0}
    assert stored["test"] == {"asked": 35, "answered": 30, "wrong": 0}
    ours, theirs = world.opened[0].corpus, other / "documents"
    assert [settings.corpus for settings in world.opened] == [ours, theirs, ours, theirs, ours]


def test_calibration_needs_both_splits(world: World) -> None:
    with pytest.raises(UsageError, match="found 2 dev and 0 test cases"):
        cli.app(["calibrate", *world.cases("dev")])


# --- new ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def alone(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """No shipped cases whose ids could be in use."""
    monkeypatch.setattr("evals.cases.SHIPPED", world.folder / "none")
    return world


def added(world: World) -> list[str]:
    file = world.folder / "evals" / "cases" / "added.yaml"
    return [case.id for case in load_cases([file])] if file.is_file() else []


def test_a_reply_is_kept_only_when_it_is_accepted(alone: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert alone.run("new", "How much?") == 0
    assert added(alone) == []
    assert "Not kept. Add --accept" in capsys.readouterr().out
    assert alone.run("new", "How much?", "--accept", "--tag", "number") == 0
    assert alone.run("new", "How much?", "--accept") == 0
    assert added(alone) == ["how-much", "how-much-2"]


def test_a_corrected_answer_is_added(alone: World) -> None:
    words = ["--quote", MONEY, "--fact", "£2.6m | 2.6 million pounds", "--after", "Who spoke?", "--id", "money"]
    assert alone.run("new", "How much was it?", *words, "--file", "mine.yaml") == 0
    (case,) = load_cases([alone.folder / "mine.yaml"])
    assert (case.id, case.facts) == ("money", (("£2.6m", "2.6 million pounds"),))
    assert [gold.document for gold in case.evidence] == ["fund"]
    assert [message.text for message in case.history] == ["Who spoke?"]


def test_a_refusal_is_added(alone: World) -> None:
    assert alone.run("new", "And in Scotland?", "--expect", "abstained") == 0
    assert added(alone) == ["and-in-scotland"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--quote", "The minister announced £9m.", "--fact", "£9m"], "does not stand in"),
        (["--expect", "maybe"], "--expect: found 'maybe'"),
        (["--quote", MONEY], "found no fact"),
    ],
)
def test_a_case_that_would_not_hold_is_refused(alone: World, words: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        cli.app(["new", "How much?", *words])
    assert added(alone) == []


def test_an_id_in_use_is_refused(alone: World) -> None:
    assert alone.run("new", "And in Scotland?", "--expect", "abstained", "--id", "mine") == 0
    with pytest.raises(UsageError, match="--id: found 'mine', which is in use"):
        cli.app(["new", "Else?", "--expect", "abstained", "--id", "mine"])


# --- bench --------------------------------------------------------------------------------------------------------


def test_question_sets_are_reported(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(jobs, "indexed", lambda questions, settings, cache: made.append(questions.name))
    monkeypatch.setattr(jobs, "open_engine", lambda settings: engine(world.replies))
    for name in ("one", "two"):
        folder = world.folder / name
        folder.mkdir()
        asked = [{"id": i, "question": "How much?", "answerable": True, "answers": ["£2.6m"]} for i in range(3)]
        (folder / "questions.json").write_text(json.dumps(asked), encoding="utf-8")
        (folder / "docs.json").write_text(json.dumps([{"id": "fund", "text": MONEY}]), encoding="utf-8")
    cache = str(world.folder / "cache")
    assert world.run("--bench", "one", "two", "--limit", "2", "--cache", cache, "--markdown", "bench.md") == 0
    assert made == ["one", "two"]
    said = capsys.readouterr().out
    assert "| one | 2 | 3 | 1 | 0 |" in said
    assert "| Set | p50 | p95 |" in said
    reports = world.folder / "reports" / "eval"
    assert {p.name for p in reports.iterdir()} == {"bench.json", "bench.md", "bench-timings.json"}
    assert (world.folder / "bench.md").read_text(encoding="utf-8") == (reports / "bench.md").read_text(encoding="utf-8")


# --- the jobs themselves ------------------------------------------------------------------------------------------


def test_an_empty_folder_is_nothing_to_judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass
    class Empty:
        documents: int = 0

    update: Callable[..., Empty] = lambda settings, progress: Empty()  # noqa: E731
    monkeypatch.setattr(jobs, "update_index", update)
    with pytest.raises(AssistantError, match="there is nothing to judge"):
        jobs.indexed_engine(Settings(corpus=tmp_path))
