"""Compares a run with a stored baseline and says what got worse: scores + baseline -> comparison.

What fails the gate: a case that passed and now fails, a case that is gone, and a metric whose paired 95 % interval of the
difference lies on the wrong side of zero. Latency is never compared.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.schema import UsageError
from evals.measures import MEASURES, Figure, Measure, Table, differences
from evals.scoring import Score

FORMAT = 1
SHIPPED = Path(__file__).parent / "baseline.json"
_DIGITS = 6
"""Values are stored with so many digits; both sides of a comparison are rounded alike."""


@dataclass(frozen=True, slots=True)
class Record:
    """One case as a baseline keeps it."""

    digest: str
    passed: bool
    status: str
    cluster: str
    values: Mapping[str, float | None]


Baseline = Mapping[str, Record]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run against a baseline, by case id.

    Attributes:
        broken: passed before, fail now. fixed: the other way round.
        added: not in the baseline. gone: in the baseline, not run. edited: the case itself is another one now.
        differences: ``now - before`` of every metric over the cases in both.
        worse: metrics whose interval lies on the wrong side of zero.
    """

    broken: tuple[str, ...]
    fixed: tuple[str, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]
    edited: tuple[str, ...]
    differences: Mapping[str, Figure]
    worse: tuple[Measure, ...]
    gone_counts: bool = True

    @property
    def failures(self) -> tuple[str, ...]:
        """What fails the gate, one line each."""
        edited = set(self.edited)
        lines = [
            f"{id} passed before and fails now{' (the case was edited since)' if id in edited else ''}"
            for id in self.broken
        ]
        if self.gone_counts:
            lines += [f"{id} is in the baseline and was not run" for id in self.gone]
        for measure in self.worse:
            figure = self.differences[measure.name]
            low, high = figure.interval or (0.0, 0.0)
            lines.append(f"{measure.label} got worse by {figure.value:+.3f} (95 % interval {low:+.3f} to {high:+.3f})")
        return tuple(lines)


def record(score: Score) -> Record:
    """A score as a baseline keeps it."""
    values = {name: None if v is None else round(v, _DIGITS) for name, v in sorted(score.values.items())}
    return Record(score.case.digest, score.passed, score.status, score.case.cluster, values)


def write_baseline(scores: Sequence[Score], file: Path) -> None:
    """Write the scores as the baseline, one case a line, so that a change shows as a change of lines."""
    lines = []
    for score in sorted(scores, key=lambda s: s.case.id):
        kept = record(score)
        values = {name: value for name, value in kept.values.items() if value is not None}
        fields = {"digest": kept.digest, "passed": kept.passed, "status": kept.status, "cluster": kept.cluster}
        lines.append(f"  {json.dumps(score.case.id)}: {json.dumps({**fields, 'values': values}, ensure_ascii=False)}")
    body = ",\n".join(lines)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'{{"format": {FORMAT}, "cases": {{\n{body}\n}}}}\n', encoding="utf-8")


def read_baseline(file: Path) -> Baseline:
    """The baseline in a file.

    Raises:
        UsageError: there is no such file, or it is none.
    """
    remedy = "make one with `assistant eval baseline`"
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
    except OSError:
        raise UsageError(f"{file}: found no baseline; {remedy}.") from None
    except ValueError as error:
        raise UsageError(f"{file}: found no JSON ({error}), expected a baseline; {remedy}.") from None
    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        found = stored.get("format") if isinstance(stored, dict) else "another kind of JSON"
        raise UsageError(f"{file}: found format {found!r}, expected a baseline of format {FORMAT}; {remedy}.")
    try:
        return {id: Record(**fields) for id, fields in stored["cases"].items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{file}: found a damaged baseline ({error}); {remedy}.") from None


def compare(scores: Sequence[Score], baseline: Baseline, *, whole: bool = True) -> Comparison:
    """Compare case by case and metric by metric.

    Args:
        whole: whether all cases were run, so that one that is missing counts as gone.
    """
    now = {score.case.id: record(score) for score in scores}
    common = [id for id in now if id in baseline]
    clusters = [now[id].cluster for id in common]
    changes = differences(
        Table([now[id].values for id in common], clusters), Table([baseline[id].values for id in common], clusters)
    )
    return Comparison(
        broken=tuple(id for id in common if baseline[id].passed and not now[id].passed),
        fixed=tuple(id for id in common if now[id].passed and not baseline[id].passed),
        added=tuple(id for id in now if id not in baseline),
        gone=tuple(id for id in baseline if id not in now),
        edited=tuple(id for id in common if now[id].digest != baseline[id].digest),
        differences=changes,
        worse=tuple(measure for measure in MEASURES if _is_worse(measure, changes[measure.name])),
        gone_counts=whole,
    )


def _is_worse(measure: Measure, difference: Figure) -> bool:
    if measure.better == 0 or difference.interval is None:
        return False
    low, high = difference.interval
    nearest = high if measure.better > 0 else -low
    return nearest < -measure.tolerance


# --- limits -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Limit:
    """A figure that must be reached (or, where lower is better, not exceeded) in a group of cases."""

    group: str
    measure: Measure
    value: float

    def failure(self, groups: Mapping[str, Mapping[str, Figure]]) -> str | None:
        """What is wrong, in words; None where the limit is kept. A figure that does not exist does not keep it."""
        figure = groups.get(self.group, {}).get(self.measure.name)
        found = None if figure is None else figure.value
        name = f"{self.measure.label} ({self.group})"
        if found is None:
            return f"{name} cannot be computed on these cases, expected {self._wanted()}"
        kept = found <= self.value if self.measure.better < 0 else found >= self.value
        return None if kept else f"{name} is {found:.4f}, expected {self._wanted()}"

    def _wanted(self) -> str:
        return f"at {'most' if self.measure.better < 0 else 'least'} {self.value}"


def read_limit(text: str) -> Limit:
    """``metric=value``, or ``dev:metric=value`` or ``test:metric=value`` for one split.

    Raises:
        UsageError: it is not written so, or there is no such metric.
    """
    before, _, value = text.partition("=")
    group, _, name = before.rpartition(":")
    measures = {measure.name: measure for measure in MEASURES}
    try:
        number = float(value)
    except ValueError:
        raise UsageError(f"--fail-under: found {text!r}, expected metric=value such as all_facts=0.95.") from None
    if group not in ("", "dev", "test"):
        raise UsageError(f"--fail-under: found the split {group!r}, expected dev or test.")
    if name not in measures:
        raise UsageError(f"--fail-under: found the metric {name!r}, expected one of {', '.join(measures)}.")
    return Limit(group or "all", measures[name], number)
