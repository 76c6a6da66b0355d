"""Results -> Markdown, as it stands in a build log, a pull request or ``docs/evaluation.md``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from evals.measures import MEASURES
from evals.report import wording
from evals.results import Results
from evals.scoring import Score


def to_markdown(results: Results) -> str:
    """The whole report in Markdown."""
    parts = ["# Evaluation", wording.headline(results), wording.verdict(results)]
    if results.failures:
        parts.append("\n".join(f"- {_escape(line)}" for line in results.failures))
    parts += [
        wording.test_split(results),
        *(["; ".join(f"{name}: {value}" for name, value in results.about.items()) + "."] if results.about else []),
        "## Figures",
        figures_table(results),
        "Square brackets: 95 % bootstrap intervals over cases, clustered by document.",
        "## Tags",
        tags_table(results),
        "## What was expected and what came",
        confusion_table(results),
    ]
    if results.comparison is not None:
        parts += ["## Against the baseline", baseline_section(results)]
    parts.append("## Failing cases")
    parts += [_failing(score) for score in results.failing] or ["None."]
    return "\n\n".join(part for part in parts if part) + "\n"


def to_section(results: Results) -> str:
    """The part of the report that a page about the figures shows: no answers, failing cases by name only."""
    failing = [f"- {score.case.id}: {score.stage}" for score in results.failing]
    parts = [
        f"{wording.headline(results)} {wording.test_split(results)}",
        figures_table(results),
        "Square brackets: 95 % bootstrap intervals over cases, clustered by document.",
        tags_table(results),
        confusion_table(results),
        "Failing cases:" if failing else "No case fails.",
        "\n".join(failing),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def figures_table(results: Results) -> str:
    """Every metric, its figure with interval in each group, and over how many cases."""
    shown = results.shown_groups
    rows = [
        [
            measure.label,
            *(wording.figure(results.groups[group][measure.name], measure) for group in shown),
            str(results.groups["all"][measure.name].n),
        ]
        for measure in MEASURES
        if results.groups["all"][measure.name].value is not None
    ]
    return table(["Metric", *shown, "n"], rows)


def tags_table(results: Results) -> str:
    """Cases, passes and the main figures of each tag, the splits apart."""
    rows = [
        [row.tag, row.split, str(row.n), str(row.passed), *(wording.number(value) for value in row.means.values())]
        for row in results.tags
    ]
    labels = [wording.MEASURE_BY_NAME[name].label for name in (results.tags[0].means if results.tags else ())]
    return table(["Tag", "Split", "Cases", "Passed", *labels], rows) if rows else "No case carries a tag."


def confusion_table(results: Results) -> str:
    """Expected kinds of reply against the kinds that came."""
    given = sorted({g for _, g in results.confusion})
    rows = [
        [expect, *(str(results.confusion.get((expect, g), 0)) for g in given)]
        for expect in sorted({e for e, _ in results.confusion})
    ]
    return table(["Expected", *given], rows)


def baseline_section(results: Results) -> str:
    """The difference from the baseline: metrics, then case by case."""
    comparison = results.comparison
    if comparison is None:
        return ""
    rows = [
        [measure.label, wording.change(comparison.differences[measure.name], measure)]
        for measure in MEASURES
        if comparison.differences[measure.name].value is not None
    ]
    groups = {
        "Passed before, fail now": comparison.broken,
        "Failed before, pass now": comparison.fixed,
        "New": comparison.added,
        "Not run": comparison.gone,
        "Edited": comparison.edited,
    }
    lists = [f"{name}: {', '.join(ids) if ids else 'none'}." for name, ids in groups.items()]
    return "\n\n".join([table(["Metric", "Difference"], rows), *lists])


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the first column is text, the others are set to the right."""
    lines = [_row(header), _row([":--", *("--:" for _ in header[1:])])]
    return "\n".join([*lines, *(_row(row) for row in rows)])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_escape(cell) for cell in cells)} |"


def _failing(score: Score) -> str:
    case = score.case
    lines = [f"### {case.id}", f"- Stage: {score.stage}", f"- Question: {_escape(case.question)}"]
    if case.history:
        lines.append(f"- After: {_escape(' / '.join(message.text for message in case.history))}")
    lines += [
        f"- Expected: {_escape(wording.expected(score))}",
        f"- Got: {_escape(wording.given(score))}",
        *(f"- Why: {_escape(why)}" for why in score.complaints),
    ]
    return "\n".join(lines).replace("\n-", "\n\n-", 1)


def _escape(text: str) -> str:
    """Text on one line that Markdown shows as it is: answers and documents are data."""
    return re.sub(r"([\\`*_|<>~])", r"\\\1", " ".join(text.split()))
