"""The gate turns red when a passing case fails, a case vanishes or a metric is surely worse, and names what did."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from evals_fake import MONEY, abstain, answer, engine

from assistant.schema import Reply, UsageError
from evals.cases import Case, Expect, Gold
from evals.gate import compare, read_baseline, read_limit, record, write_baseline
from evals.measures import Figure
from evals.runner import run
from evals.scoring import Score

CASES = [
    Case(f"case-{i}", f"Question {i}?", Expect.ANSWERED, facts=(("£2.6m",),), evidence=(Gold("fund", MONEY),))
    for i in range(4)
] + [Case(f"absent-{i}", f"Absent {i}?", Expect.ABSTAINED) for i in range(30)]  # fmt: skip
GOOD: dict[str, Reply] = {case.question: answer(("fund", MONEY)) for case in CASES[:4]}


def scores(changes: dict[str, Reply] | None = None, cases: list[Case] = CASES) -> list[Score]:
    return list(run(cases, engine({**GOOD, **(changes or {})})).scores)


def stored(folder: Path, before: list[Score]) -> Path:
    file = folder / "deep" / "baseline.json"
    write_baseline(before, file)
    return file


def test_nothing_worse_is_green(tmp_path: Path) -> None:
    comparison = compare(scores(), read_baseline(stored(tmp_path, scores())))
    assert comparison.failures == ()
    assert (comparison.broken, comparison.fixed, comparison.added, comparison.gone) == ((), (), (), ())
    assert comparison.differences["pass_rate"] == Figure(0.0, 34, (0.0, 0.0))


def test_a_baseline_comes_back_as_it_was_written(tmp_path: Path) -> None:
    before = scores()
    found = read_baseline(stored(tmp_path, before))
    for score in before:
        kept = record(score)
        present = {name: value for name, value in kept.values.items() if value is not None}
        assert found[score.case.id] == replace(kept, values=present)


def test_a_baseline_has_one_case_a_line_in_order_of_id(tmp_path: Path) -> None:
    lines = stored(tmp_path, list(reversed(scores()))).read_text(encoding="utf-8").splitlines()
    assert [json.loads("{" + line.rstrip(",") + "}").popitem()[0] for line in lines[1:-1]] == sorted(
        case.id for case in CASES
    )


def test_a_case_that_passed_and_now_fails_is_named(tmp_path: Path) -> None:
    baseline = read_baseline(stored(tmp_path, scores()))
    comparison = compare(scores({"Question 2?": abstain()}), baseline)
    assert comparison.broken == ("case-2",)
    assert "case-2 passed before and fails now" in comparison.failures


def test_a_case_that_was_edited_says_so(tmp_path: Path) -> None:
    baseline = read_baseline(stored(tmp_path, scores()))
    edited = [replace(case, facts=(("£9m",),)) if case.id == "case-1" else case for case in CASES]
    comparison = compare(scores(cases=edited), baseline)
    assert comparison.edited == ("case-1",)
    assert "case-1 passed before and fails now (the case was edited since)" in comparison.failures


def test_a_case_that_failed_and_now_passes_is_no_reason(tmp_path: Path) -> None:
    baseline = read_baseline(stored(tmp_path, scores({"Question 2?": abstain()})))
    comparison = compare(scores(), baseline)
    assert comparison.fixed == ("case-2",)
    assert comparison.failures == ()


def test_a_new_case_is_no_reason_and_a_vanished_one_is(tmp_path: Path) -> None:
    baseline = read_baseline(stored(tmp_path, scores(cases=CASES[:-1])))
    comparison = compare(scores(cases=CASES[1:]), baseline)
    assert comparison.added == ("absent-29",)
    assert comparison.failures == ("case-0 is in the baseline and was not run",)
    assert compare(scores(cases=CASES[1:]), baseline, whole=False).failures == ()


def test_a_metric_that_is_surely_worse_is_named_even_where_no_case_breaks(tmp_path: Path) -> None:
    lower = {f"Absent {i}?": abstain(confidence=0.95) for i in range(30)}
    baseline = read_baseline(stored(tmp_path, scores()))
    comparison = compare(scores(lower), baseline)
    assert comparison.broken == ()
    assert [measure.name for measure in comparison.worse] == ["auroc"]
    assert comparison.failures[0].startswith("AUROC of the confidence got worse by -1.000 (95 % interval -1.000")


def test_a_metric_of_which_less_is_better_is_worse_when_it_rises(tmp_path: Path) -> None:
    cases = [replace(case, id=f"a{i}", evidence=()) for i in range(12) for case in CASES[:1]]
    baseline = read_baseline(stored(tmp_path, scores(cases=cases)))
    comparison = compare(scores({"Question 0?": abstain()}, cases), baseline)
    assert "over_abstention" in {measure.name for measure in comparison.worse}


def test_length_is_shown_and_never_gated(tmp_path: Path) -> None:
    wordy = {q: answer(("fund", MONEY), ("fund", MONEY)) for q in GOOD}
    comparison = compare(scores(wordy), read_baseline(stored(tmp_path, scores())))
    assert comparison.differences["answer_words"].value == 6.0
    assert comparison.failures == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "found no baseline"),
        ("{", "found no JSON"),
        ("[]", "found format 'another kind of JSON'"),
        ('{"format": 99}', "found format 99"),
        ('{"format": 1}', "damaged baseline"),
        ('{"format": 1, "cases": {"a": {"passed": true}}}', "damaged baseline"),
    ],
)
def test_a_file_that_is_no_baseline_is_refused_with_the_remedy(
    tmp_path: Path, content: str | None, message: str
) -> None:
    file = tmp_path / "baseline.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=message) as caught:
        read_baseline(file)
    assert "`assistant eval baseline`" in str(caught.value)


GROUPS = {"all": {"all_facts": Figure(0.9, 10), "over_abstention": Figure(0.1, 10)}, "test": {"f1": Figure(None, 0)}}


@pytest.mark.parametrize(
    ("limit", "failure"),
    [
        ("all_facts=0.9", None),
        ("all_facts=0.95", "All facts stated (all) is 0.9000, expected at least 0.95"),
        ("over_abstention=0.1", None),
        ("over_abstention=0.05", "Over-abstention (all) is 0.1000, expected at most 0.05"),
        ("test:f1=0.5", "Short answer F1 (test) cannot be computed on these cases, expected at least 0.5"),
        ("dev:f1=0.5", "Short answer F1 (dev) cannot be computed on these cases, expected at least 0.5"),
    ],
)
def test_a_limit_is_kept_or_says_why_not(limit: str, failure: str | None) -> None:
    assert read_limit(limit).failure(GROUPS) == failure


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("all_facts", "expected metric=value"),
        ("none=1", "found the metric 'none'"),
        ("train:f1=1", "the split 'train'"),
    ],
)
def test_a_limit_that_cannot_be_read_is_refused(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_limit(text)
