"""Results -> JUnit XML, one test case an eval case, as build servers show it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from evals.report.wording import expected, given
from evals.results import Results
from evals.scoring import Score

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(results: Results, seconds: Sequence[float]) -> str:
    """The suite ``evals`` with a class for each split and file; what the gate says is a suite of its own."""
    root = ElementTree.Element("testsuites")
    failed = len(results.failing)
    suite = ElementTree.SubElement(
        root, "testsuite", name="evals", tests=str(len(results.scores)), failures=str(failed), errors="0",
        skipped="0", time=f"{sum(seconds):.3f}",
    )  # fmt: skip
    for score, took in zip(results.scores, seconds, strict=True):
        _case(suite, score, took)
    if results.failures:
        count = str(len(results.failures))
        gate = ElementTree.SubElement(
            root, "testsuite", name="gate", tests=count, failures=count, errors="0", skipped="0", time="0.000"
        )
        for position, line in enumerate(results.failures, start=1):
            item = ElementTree.SubElement(gate, "testcase", classname="gate", name=f"{position}", time="0.000")
            ElementTree.SubElement(item, "failure", message=_clean(line), type="gate")
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _case(suite: ElementTree.Element, score: Score, took: float) -> None:
    case = score.case
    item = ElementTree.SubElement(
        suite, "testcase", classname=_clean(f"evals.{case.split}.{case.file}"), name=case.id, time=f"{took:.3f}"
    )
    if score.passed:
        return
    failure = ElementTree.SubElement(
        item, "failure", message=_clean("; ".join(score.complaints)), type=str(score.stage or "failed")
    )
    lines = (f"question: {case.question}", f"expected: {expected(score)}", f"got: {given(score)}")
    failure.text = _clean("\n".join(lines))


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
