"""The threshold is chosen on dev cases, the claim comes from test cases alone and never says more than they support."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from evals_fake import MONEY, abstain, answer, engine

from assistant.schema import Reply, UsageError
from evals.calibration import (
    Calibration,
    CalibrationError,
    Claim,
    Counts,
    Outcome,
    choose,
    claim,
    counts,
    outcomes,
    settle,
    write_calibration,
)
from evals.cases import Case, Expect
from evals.runner import run


def series(*groups: tuple[float, int, bool]) -> list[Outcome]:
    """Outcomes in groups of (confidence, how many, right)."""
    return [Outcome(confidence, True, right) for confidence, number, right in groups for _ in range(number)]


def test_the_lowest_threshold_that_keeps_the_risk_is_chosen() -> None:
    # at .3: (2 + 1) / (42 + 1) = .070; at .5 and above: (0 + 1) / (40 + 1) = .024
    found = series((0.9, 20, True), (0.5, 20, True), (0.3, 2, False))
    assert choose(found, 0.05) == pytest.approx(0.4)
    assert choose(found, 0.08) == 0.0


def test_one_wrong_answer_more_than_was_seen_is_counted() -> None:
    found = series((0.9, 18, True))
    with pytest.raises(CalibrationError):
        choose(found, 0.05)  # (0 + 1) / (18 + 1) = .053
    assert choose(series((0.9, 19, True)), 0.05) == 0.0  # (0 + 1) / (19 + 1) = .05


def test_equal_confidences_are_never_set_apart() -> None:
    found = series((0.9, 40, True), (0.5, 10, True), (0.5, 10, False))
    assert choose(found, 0.05) == pytest.approx(0.7)


def test_what_is_never_answered_does_not_count() -> None:
    found = [*series((0.9, 30, True)), *(Outcome(0.95, False, False) for _ in range(50))]
    assert choose(found, 0.05) == 0.0
    assert counts(found) == Counts(asked=80, answered=30, wrong=0)


def test_a_risk_that_no_threshold_keeps_is_an_error_with_a_remedy() -> None:
    with pytest.raises(CalibrationError, match=r"No threshold keeps .* under 1\.0% on these 20 dev cases"):
        choose(series((0.9, 20, True)), 0.01)


@pytest.mark.parametrize("risk", [0.0, 1.0, -1.0])
def test_a_risk_must_be_a_share(risk: float) -> None:
    with pytest.raises(UsageError, match="--risk"):
        choose([], risk)


def test_a_threshold_is_raised_until_the_engine_keeps_the_risk_with_it() -> None:
    tried: list[float] = []

    def asked(threshold: float) -> list[Outcome]:
        # without a threshold all is right; with one, the answers at .5 lose what made them right
        tried.append(threshold)
        found = series((0.9, 40, True), (0.7, 5, True), (0.5, 10, threshold == 0.0), (0.3, 10, False))
        return [replace(o, answered=o.confidence >= threshold) for o in found]

    threshold, seen = settle(asked, 0.05)
    assert tried == pytest.approx([0.0, 0.4, 0.6])
    assert threshold == pytest.approx(0.6)
    assert seen == Counts(asked=65, answered=45, wrong=0)


def test_a_risk_that_is_never_kept_ends_the_raising() -> None:
    with pytest.raises(CalibrationError):
        settle(lambda threshold: series((0.9, 40, threshold == 0.0), (0.3, 10, False)), 0.05)


def test_none_wrong_claims_what_the_rule_gives() -> None:
    found = claim(Counts(asked=90, answered=60, wrong=0))
    assert found.bound == pytest.approx(1 - 0.05 ** (1 / 60))  # .0487
    assert found.text == (
        "Of the questions it answers, at most 4.9 % are wrong, at 95% confidence (one-sided Clopper-Pearson bound, "
        "n = 60 answered of 90 test questions, 0 wrong), for questions like these."
    )
    assert found.refusal(0.05) is None


def test_a_claim_is_rounded_up_never_down() -> None:
    assert "at most 4.9 % are wrong" in Claim(Counts(90, 60, 0), 0.04801).text


def test_more_than_the_sample_supports_is_refused() -> None:
    refusal = claim(Counts(asked=40, answered=30, wrong=0)).refusal(0.05)
    assert refusal == "These 30 answers do not support a claim of 5.0%: it takes at least 59, none of them wrong."
    assert claim(Counts(asked=90, answered=60, wrong=1)).refusal(0.05) is not None


def test_nothing_answered_supports_nothing() -> None:
    with pytest.raises(CalibrationError, match="nothing can be claimed"):
        claim(Counts(asked=40, answered=0, wrong=0))


def test_outcomes_come_from_scores_and_leave_signposts_out() -> None:
    cases = [
        Case("right", "Right?", Expect.ANSWERED, facts=(("£2.6m",),)),
        Case("wrong", "Wrong?", Expect.ABSTAINED),
        Case("held", "Held?", Expect.ABSTAINED),
        Case("raised", "Raised?", Expect.ANSWERED, facts=(("x",),)),
        Case("help", "Help?", Expect.SIGNPOSTED),
    ]
    replies: dict[str, Reply | Exception] = {
        "Right?": answer(("fund", MONEY), confidence=0.8),
        "Wrong?": answer(("fund", MONEY), confidence=0.6),
        "Held?": abstain(0.7),
        "Raised?": ValueError("x"),
    }
    assert outcomes(run(cases, engine(replies)).scores) == [
        Outcome(0.8, True, True),
        Outcome(0.6, True, False),
        Outcome(0.7, False, False),
        Outcome(0.0, False, False),
    ]


def test_a_lower_threshold_lets_wrong_answers_through() -> None:
    found = series((0.9, 20, True), (0.3, 5, False))
    assert counts(found, 0.4) == Counts(25, 20, 0)
    assert counts(found, 0.2) == Counts(25, 25, 5)


def test_the_file_holds_the_threshold_and_how_it_was_chosen_and_keeps_other_keys(tmp_path: Path) -> None:
    file = tmp_path / "calibration.json"
    file.write_text('{"threshold": 0.5, "slope": 2.0}', encoding="utf-8")
    calibration = Calibration(0.42, 0.05, Counts(120, 80, 3), claim(Counts(60, 50, 1)))
    write_calibration(calibration, file)
    stored = json.loads(file.read_text(encoding="utf-8"))
    assert (stored["threshold"], stored["slope"], stored["risk"]) == (0.42, 2.0, 0.05)
    assert stored["dev"] == {"asked": 120, "answered": 80, "wrong": 3}
    assert stored["test"] == {"asked": 60, "answered": 50, "wrong": 1}
    assert stored["bound"]["n"] == 50
    assert stored["bound"]["at_most"] == pytest.approx(calibration.claim.bound)
    assert stored["claim"] == calibration.claim.text
    write_calibration(replace(calibration, threshold=0.43), file)
    assert json.loads(file.read_text(encoding="utf-8"))["threshold"] == 0.43
