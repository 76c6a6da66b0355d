"""Chooses the least confidence that is answered, on one set of cases, and says what another set supports of it.

The threshold is the lowest that keeps the share of wrong answers under the stated risk on the dev cases, counting one
wrong answer more than was seen, as conformal risk control does (Angelopoulos et al. 2024, equation 4): so it answers as
much as that risk allows. What is claimed of it comes from the test cases alone, which played no part in choosing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any

from assistant.schema import AssistantError, UsageError
from evals.cases import Expect
from evals.metrics.bounds import METHOD, answers_needed, upper_bound
from evals.scoring import Score

CONFIDENCE = 0.95


class CalibrationError(AssistantError):
    """No threshold keeps the stated risk."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the engine does with a question when no threshold holds it back.

    Attributes:
        answered: False where it abstains or signposts whatever the threshold.
    """

    confidence: float
    answered: bool
    right: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions were asked, answered, and answered wrongly."""

    asked: int
    answered: int
    wrong: int

    @property
    def coverage(self) -> float:
        """Share of the questions that were answered."""
        return self.answered / self.asked if self.asked else 0.0


@dataclass(frozen=True, slots=True)
class Claim:
    """What the test cases support: an upper bound on the share of wrong answers, and the counts behind it."""

    counts: Counts
    bound: float
    confidence: float = CONFIDENCE

    @property
    def text(self) -> str:
        """The claim in a sentence, never lower than the bound."""
        rounded = ceil(self.bound * 1000) / 10
        n, wrong = self.counts.answered, self.counts.wrong
        return (
            f"Of the questions it answers, at most {rounded:.1f} % are wrong, at {self.confidence:.0%} confidence "
            f"({METHOD}, n = {n} answered of {self.counts.asked} test questions, {wrong} wrong), for questions like these."
        )

    def refusal(self, risk: float) -> str | None:
        """Why a stated risk is not claimed; None where the sample supports it."""
        if self.bound <= risk:
            return None
        needed = answers_needed(risk, self.confidence)
        return (
            f"These {self.counts.answered} answers do not support a claim of {risk:.1%}: it takes at least {needed}, "
            "none of them wrong."
        )


@dataclass(frozen=True, slots=True)
class Calibration:
    """A chosen threshold, what it did on the cases it was chosen on, and what is claimed of it."""

    threshold: float
    risk: float
    dev: Counts
    claim: Claim


def outcome(score: Score) -> Outcome | None:
    """The outcome of a case that was run without a threshold; None where confidence decides nothing."""
    if score.case.expect is Expect.SIGNPOSTED:
        return None
    confidence, answered, right = (score.values.get(name) for name in ("confidence", "answered", "right"))
    return Outcome(confidence or 0.0, answered == 1.0, right == 1.0)


def outcomes(scores: Sequence[Score]) -> list[Outcome]:
    """The outcomes of the cases that confidence decides."""
    return [found for found in map(outcome, scores) if found is not None]


def counts(found: Sequence[Outcome], threshold: float = 0.0) -> Counts:
    """What a threshold would do with these questions."""
    answered = [o for o in found if o.answered and o.confidence >= threshold]
    return Counts(len(found), len(answered), sum(not o.right for o in answered))


def keeps(seen: Counts, risk: float) -> bool:
    """Whether (wrong + 1) / (answered + 1) does not exceed the risk, with something answered."""
    return seen.answered > 0 and (seen.wrong + 1) / (seen.answered + 1) <= risk


def choose(found: Sequence[Outcome], risk: float) -> float:
    """The lowest threshold that keeps the risk on outcomes that were seen without one.

    Thresholds lie half way between two confidences that occurred (and at 0), so that a last digit that differs on another
    machine changes nothing.

    Raises:
        UsageError: ``risk`` is not between 0 and 1.
        CalibrationError: no threshold keeps it.
    """
    if not 0 < risk < 1:
        raise UsageError(f"--risk: found {risk}, expected a share between 0 and 1 such as 0.05.")
    values = sorted({o.confidence for o in found if o.answered})
    for threshold in (0.0, *((low + high) / 2 for low, high in pairwise(values))):
        if keeps(counts(found, threshold), risk):
            return threshold
    asked = len(found)
    raise CalibrationError(
        f"No threshold keeps the share of wrong answers under {risk:.1%} on these {asked} dev cases, counting one more than "
        f"was seen. Add dev cases, improve the answers, or state a higher risk with --risk."
    )


def settle(asked: Callable[[float], Sequence[Outcome]], risk: float) -> tuple[float, Counts]:
    """The threshold to use, and what it does to the cases it is chosen on.

    An answer may hold more statements the lower the threshold is, so a case that is right without one may be wrong with
    it. What was chosen is therefore tried, and raised until the risk is kept by what the engine really answers.

    Args:
        asked: the outcomes of the dev cases with a threshold on.
    """
    threshold = choose(asked(0.0), risk)
    while True:
        found = asked(threshold)
        seen = counts(found)
        if keeps(seen, risk):
            return threshold, seen
        threshold = choose(found, risk)


def claim(held_out: Counts) -> Claim:
    """What cases that were not used to choose the threshold support of it.

    Raises:
        CalibrationError: none of them was answered, so that nothing can be claimed.
    """
    if held_out.answered == 0:
        raise CalibrationError(f"None of the {held_out.asked} test cases is answered: nothing can be claimed.")
    return Claim(held_out, upper_bound(held_out.wrong, held_out.answered, CONFIDENCE))


def write_calibration(found: Calibration, file: Path) -> None:
    """Write the threshold where the engine reads it, with how it was chosen; other keys of the file stay."""
    record: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    record |= {
        "threshold": found.threshold,
        "risk": found.risk,
        "chosen": "lowest threshold found with (wrong + 1) / (answered + 1) <= risk on the dev cases",
        "dev": _counts(found.dev),
        "test": _counts(found.claim.counts),
        "bound": {
            "method": METHOD,
            "confidence": found.claim.confidence,
            "n": found.claim.counts.answered,
            "wrong": found.claim.counts.wrong,
            "at_most": found.claim.bound,
        },
        "claim": found.claim.text,
    }
    try:
        file.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise AssistantError(
            f"{file}: cannot be written ({error.strerror}); name another file with --output."
        ) from None


def _counts(found: Counts) -> dict[str, int]:
    return {"asked": found.asked, "answered": found.answered, "wrong": found.wrong}
