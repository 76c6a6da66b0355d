"""Figures and counts as people read them; shared by every form of the report."""

from __future__ import annotations

from evals.measures import MEASURES, Figure, Measure
from evals.results import Results
from evals.scoring import Score

NOTHING = "–"


def number(value: float | None, digits: int = 3) -> str:
    """A share with three decimals, without a superfluous minus; a dash where there is none."""
    if value is None:
        return NOTHING
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if float(text) == 0 else text


def figure(value: Figure | None, measure: Measure) -> str:
    """``0.950 [0.910, 0.981]``; with the decimals of the measure."""
    if value is None or value.value is None:
        return NOTHING
    text = number(value.value, measure.digits)
    if value.interval is None:
        return text
    return f"{text} [{number(value.interval[0], measure.digits)}, {number(value.interval[1], measure.digits)}]"


def change(value: Figure, measure: Measure) -> str:
    """``+0.012 [-0.004, +0.031]``."""
    if value.value is None:
        return NOTHING
    parts = [f"{v:+.{measure.digits}f}" for v in (value.value, *(value.interval or ()))]
    return parts[0] if len(parts) == 1 else f"{parts[0]} [{parts[1]}, {parts[2]}]"


def direction(measure: Measure) -> str:
    """Which way is better, in a word."""
    return {1: "higher", -1: "lower", 0: NOTHING}[measure.better]


def headline(results: Results) -> str:
    """One sentence: how many cases were run, how many passed."""
    total, passed = len(results.scores), len(results.scores) - len(results.failing)
    parts = []
    for split in results.shown_groups[1:]:
        inside = [score for score in results.scores if score.case.split == split]
        parts.append(f"{split} {sum(s.passed for s in inside)} of {len(inside)}")
    splits = f" ({', '.join(parts)})" if parts else ""
    return f"{passed} of {total} cases pass{splits}."


def verdict(results: Results) -> str:
    """Whether the gate holds, in a sentence; empty where nothing was compared."""
    if results.failures:
        return f"The gate is red: {len(results.failures)} {'reason' if len(results.failures) == 1 else 'reasons'}."
    return "The gate is green: nothing got worse." if results.comparison else ""


def test_split(results: Results) -> str:
    """Which version of the test cases was run, in a sentence."""
    files = results.test_files
    if files is None:
        return "No test split was run."
    changed = ", with changes not committed since" if files.uncommitted else ""
    return (
        f"Test split: {', '.join(files.files)}; sha256 {files.sha256}; last changed in commit {files.commit}{changed}."
    )


def expected(score: Score) -> str:
    """What the case wants, in a line."""
    facts = "; ".join(" / ".join(fact) for fact in score.case.facts)
    return f"{score.case.expect}{f': {facts}' if facts else ''}"


def given(score: Score) -> str:
    """What came back, in a line."""
    if score.observation is None:
        return f"the engine failed: {score.error}"
    reply = score.observation.reply
    reason = f" ({reply.reason.replace('_', ' ')})" if reply.reason else ""
    return f"{reply.status}{reason}: {reply.answer or reply.message or 'nothing'}"


MEASURE_BY_NAME = {measure.name: measure for measure in MEASURES}
