"""Everything a report shows, computed once: scores -> groups, tags, curves, provenance.

Holds no time and no path of this machine, so that two runs over the same cases give equal results.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evals.gate import Comparison
from evals.measures import MEASURES, Figure, Table, answers, figures, selective
from evals.metrics.abstention import Bin, Point, confusion, reliability, risk_coverage
from evals.provenance import Provenance, provenance
from evals.scoring import Score

SPLITS = ("dev", "test")
TAG_MEASURES = ("all_facts", "citation_recall", "hit_at_5", "over_abstention")


@dataclass(frozen=True, slots=True)
class TagRow:
    """The cases of one split that carry a tag."""

    tag: str
    split: str
    n: int
    passed: int
    means: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Results:
    """A run, ready to be shown.

    Attributes:
        groups: figures of ``all`` cases and of each split that occurs.
        curve: risk against coverage; ``working`` is the coverage at which the engine answers.
        test_files: what the test split was read from; None without one.
        limits: what ``--fail-under`` found wrong.
    """

    scores: tuple[Score, ...]
    groups: Mapping[str, Mapping[str, Figure]]
    tags: tuple[TagRow, ...]
    confusion: Mapping[tuple[str, str], int]
    curve: tuple[Point, ...]
    working: float
    bins: tuple[Bin, ...]
    test_files: Provenance | None
    about: Mapping[str, str] = field(default_factory=dict)
    comparison: Comparison | None = None
    limits: tuple[str, ...] = ()

    @property
    def shown_groups(self) -> tuple[str, ...]:
        """The groups worth a column: one split alone is all there is."""
        return tuple(self.groups) if len(self.groups) > 2 else ("all",)

    @property
    def failing(self) -> tuple[Score, ...]:
        """The cases that fail, in order."""
        return tuple(score for score in self.scores if not score.passed)

    @property
    def failures(self) -> tuple[str, ...]:
        """What turns the gate red, one line each; empty where nothing does."""
        return (*(self.comparison.failures if self.comparison else ()), *self.limits)


def table(scores: Sequence[Score]) -> Table:
    """The values of the scores, clustered by document."""
    return Table([score.values for score in scores], [score.case.cluster for score in scores])


def results(scores: Sequence[Score], about: Mapping[str, str], comparison: Comparison | None = None) -> Results:
    """Compute everything a report shows."""
    every = table(scores)
    splits = [name for name in SPLITS if any(score.case.split == name for score in scores)]
    groups = {"all": figures(every)}
    for name in splits:
        inside = [score for score in scores if score.case.split == name]
        groups[name] = figures(table(inside)) if len(inside) < len(scores) else groups["all"]
    confidence, right = selective(every.all())
    test_files = [s.case.path for s in scores if s.case.split == "test" and s.case.path is not None]
    return Results(
        scores=tuple(scores),
        groups=groups,
        tags=tuple(_tag_rows(scores, splits)),
        confusion=confusion((str(score.case.expect), score.status) for score in scores),
        curve=tuple(risk_coverage(confidence, right)),
        working=float((confidence >= 0).mean()) if confidence.size else 0.0,
        bins=tuple(reliability(*answers(every.all()))),
        test_files=provenance(_unique(test_files)) if test_files else None,
        about=about,
        comparison=comparison,
    )


def _tag_rows(scores: Sequence[Score], splits: Sequence[str]) -> list[TagRow]:
    chosen = [measure for measure in MEASURES if measure.name in TAG_MEASURES]
    rows: list[TagRow] = []
    for tag in sorted({tag for score in scores for tag in score.case.tags}):
        for split in splits:
            inside = [s for s in scores if s.case.split == split and tag in s.case.tags]
            if inside:
                columns = table(inside).all()
                means = {measure.name: measure.statistic(columns) for measure in chosen}
                rows.append(TagRow(tag, split, len(inside), sum(s.passed for s in inside), means))
    return rows


def _unique(files: Sequence[Path]) -> list[Path]:
    return list(dict.fromkeys(files))
