"""Each eval case as a test: ``pytest evals``, ``pytest evals -k follow-up``."""

from __future__ import annotations

import pytest

from evals.cases import Case, check_quotes
from evals.report.wording import expected, given
from evals.runner import Engine, judged, observe


def test_case(case: Case, engine: Engine) -> None:
    """The case passes, or the message says what was asked, expected and given, and which stage failed."""
    check_quotes([case], engine.texts)
    score = judged(case, observe(case, engine), engine)
    if score.passed:
        return
    lines = [
        f"{case.path}:{case.line}",
        f"question: {case.question}",
        f"expected: {expected(score)}",
        f"got: {given(score)}",
        *(f"why: {why}" for why in score.complaints),
        f"stage: {score.stage}",
    ]
    pytest.fail("\n".join(lines), pytrace=False)
