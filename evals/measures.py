"""The metrics over a set of scores: scores -> named figures with intervals.

A set is a table with one row a case and one column a value, NaN where the question does not arise. A measure is a
function of some of its rows, so the same code gives the figure, its interval and its paired difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from evals.metrics import abstention
from evals.metrics.abstention import Flags, Floats
from evals.metrics.bootstrap import DRAWS, SEED, Rows, draws, enough, percentile_interval

Statistic = Callable[[Mapping[str, Floats]], float | None]


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric.

    Attributes:
        label: what a table calls it.
        better: 1 where higher is better, -1 where lower is, 0 where neither (then it is never gated).
        meaning: its definition in a line, for the report.
        tolerance: how far the interval of a difference must lie below zero; scores may differ in their last digits
            between machines, so what is computed from them is compared no closer than 0.01.
        digits: decimals a table shows.
    """

    name: str
    label: str
    better: int
    statistic: Statistic
    meaning: str
    column: str
    tolerance: float = 0.0
    digits: int = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric over a set: its value, over how many cases, and its 95 % interval (None where there is none)."""

    value: float | None
    n: int
    interval: tuple[float, float] | None = None


class Table:
    """Values of many cases by column, and the cluster of each row."""

    def __init__(self, rows: Sequence[Mapping[str, float | None]], clusters: Sequence[str]) -> None:
        names = dict.fromkeys(name for row in rows for name in row)
        self.columns: dict[str, Floats] = {
            name: np.array([_number(row.get(name)) for row in rows], dtype=np.float64) for name in names
        }
        self.clusters = tuple(clusters)

    def __len__(self) -> int:
        return len(self.clusters)

    def count(self, column: str) -> int:
        """How many rows have a value in a column."""
        return int((~np.isnan(self.all()[column])).sum())

    def clusters_with(self, column: str) -> set[str]:
        """The clusters of the rows that have a value in a column."""
        return {self.clusters[row] for row in np.flatnonzero(~np.isnan(self.all()[column]))}

    def rows(self, rows: Rows) -> Mapping[str, Floats]:
        """The columns of some rows, in the order given."""
        return _Columns({name: column[rows] for name, column in self.columns.items()}, len(rows))

    def all(self) -> Mapping[str, Floats]:
        """The columns of every row."""
        return _Columns(self.columns, len(self))


class _Columns(dict[str, Floats]):
    """Columns by name; one that no row has is NaN throughout."""

    def __init__(self, columns: Mapping[str, Floats], size: int) -> None:
        super().__init__(columns)
        self._size = size

    def __missing__(self, name: str) -> Floats:
        return np.full(self._size, np.nan)


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


# --- statistics ---------------------------------------------------------------------------------------------------


def mean(column: str) -> Statistic:
    """The mean of a column over the rows that have it; None where none has."""

    def statistic(table: Mapping[str, Floats]) -> float | None:
        values = table[column]
        present = values[values == values]  # drops NaN; called for every drawn sample, so kept to three steps
        return float(present.sum()) / present.size if present.size else None

    return statistic


def _auroc(table: Mapping[str, Floats]) -> float | None:
    known = ~np.isnan(table["answerable"]) & ~np.isnan(table["confidence"])
    return abstention.auroc(table["confidence"][known], table["answerable"][known] == 1)


def selective(table: Mapping[str, Floats]) -> tuple[Floats, Flags]:
    """What risk-coverage is computed from: the order in which questions would be answered, and whether rightly.

    Questions the engine did not answer come after all it did, whatever their confidence, and count as wrong: there is
    no answer to judge. Up to the coverage at which the engine works the curve is therefore exact, beyond it an
    upper limit of the risk.
    """
    known = ~np.isnan(table["right"]) & ~np.isnan(table["confidence"])
    answered = table["answered"][known] == 1
    return np.where(answered, table["confidence"][known], table["confidence"][known] - 2), table["right"][known] == 1


def answers(table: Mapping[str, Floats]) -> tuple[Floats, Flags]:
    """Confidence and rightness of what was answered: what reliability is computed from."""
    answered = ~np.isnan(table["answer_confidence"])
    return table["answer_confidence"][answered], table["right"][answered] == 1


def _selective(function: Callable[[Floats, Flags], float | None], table: Mapping[str, Floats]) -> float | None:
    return function(*selective(table))


def _calibration_error(table: Mapping[str, Floats]) -> float | None:
    return abstention.calibration_error(*answers(table))


def _mean(name: str, label: str, better: int, meaning: str) -> Measure:
    return Measure(name, label, better, mean(name), meaning, name)


# --- the list -----------------------------------------------------------------------------------------------------

DECISIONS: tuple[Measure, ...] = (
    _mean("abstention_precision", "Abstention precision", 1, "Abstentions where the documents have no answer / abstentions."),
    _mean("abstention_recall", "Abstention recall", 1, "Abstentions where one was expected / cases that expect one."),
    _mean("over_abstention", "Over-abstention", -1, "Answerable cases without an answer / answerable cases."),
    Measure(
        "auroc", "AUROC of the confidence", 1, _auroc,
        "P(confidence of an answerable case > confidence of one that is not), ties a half.", "answerable", 0.01,
    ),
    Measure(
        "aurc", "AURC", -1, partial(_selective, abstention.aurc),
        "Mean risk over all coverages; cases not answered come last and count as wrong.", "right", 0.01,
    ),
    Measure(
        "coverage_at_95", "Coverage at 95 % precision", 1, partial(_selective, abstention.coverage_at_precision),
        "Largest share of all cases that can be answered, surest first, with 95 % of the answers right.", "right", 0.01,
    ),
    Measure(
        "calibration_error", "Calibration error", -1, _calibration_error,
        "Mean of |confidence - share right| over ten bins of the answers.", "answer_confidence", 0.01,
    ),
)  # fmt: skip

WORDS = replace(_mean("answer_words", "Words an answer", 0, "Mean length of an answer, in words."), digits=1)

MEASURES: tuple[Measure, ...] = (
    _mean("pass_rate", "Cases passed", 1, "Cases of which every check holds / cases."),
    _mean("all_facts", "All facts stated", 1, "Cases of which every fact is stated / cases with facts."),
    _mean("fact_recall", "Fact recall", 1, "Mean share of a case's facts that the answer states."),
    _mean("forbidden_rate", "Forbidden statements", -1, "Cases that state something forbidden / cases that forbid something."),
    _mean("citation_validity", "Citation validity", 1, "Quotes that stand at their offsets / quotes, mean over cases."),
    _mean("citation_precision", "Citation precision", 1, "Citations that overlap a gold quote / citations, mean over cases."),
    _mean("citation_recall", "Citation recall", 1, "Gold quotes half of which is cited / gold quotes, mean over cases."),
    _mean("hit_at_1", "Passage hit@1", 1, "Cases whose first passage holds half of a gold quote."),
    _mean("hit_at_5", "Passage hit@5", 1, "Cases with such a passage among the first five."),
    _mean("recall_at_5", "Gold quotes in the first 5", 1, "Gold quotes held by the first five passages / gold quotes."),
    _mean("mrr", "Passage MRR", 1, "Mean of 1 / rank of the first relevant passage."),
    _mean("ndcg_at_10", "Passage nDCG@10", 1, "Binary gains, log2 discount, over all relevant passages of the index."),
    _mean("exact_match", "Short answer EM", 1, "SQuAD exact match of the short answer."),
    _mean("f1", "Short answer F1", 1, "SQuAD token F1 of the short answer."),
    _mean("conflicts_shown", "Differing figures shown", 1, "Replies that name a conflict / cases that expect one."),
    _mean("false_conflicts", "Differences claimed wrongly", -1, "Answers that name a conflict / answers where none is expected."),
    *DECISIONS,
    WORDS,
)  # fmt: skip

BENCH: tuple[Measure, ...] = (
    _mean("document_hit_at_1", "Document hit@1", 1, "Questions whose first document is a gold one."),
    _mean("document_hit_at_5", "Document hit@5", 1, "Questions with a gold document among the first five."),
    _mean("document_mrr_at_10", "Document MRR@10", 1, "Mean of 1 / rank of the first gold document among ten."),
    _mean("document_ndcg_at_10", "Document nDCG@10", 1, "Binary gains over the gold documents."),
    _mean("containment", "Containment", 1, "Answerable questions whose answer holds a gold answer, token for token."),
    _mean("containment_answered", "Containment, answered", 1, "The same over the questions that were answered."),
    WORDS,
    _mean("exact_match", "Short answer EM", 1, "SQuAD exact match of the short answer, answerable questions."),
    _mean("f1", "Short answer F1", 1, "SQuAD token F1 of the short answer, answerable questions."),
    _mean("sentence_precision", "Cited sentence precision", 1, "Cited sentences that match a gold one / cited sentences."),
    _mean("sentence_recall", "Cited sentence recall", 1, "Gold sentences that match a cited one / gold sentences."),
    _mean("sentence_f1", "Cited sentence F1", 1, "Harmonic mean of the two, 0 where nothing was cited."),
    _mean("rewrite_f1", "Reading F1", 1, "SQuAD token F1 of how a question was read, against a person's rewrite."),
    _mean("unchanged_f1", "Question as typed F1", 0, "The same of the question as it was typed."),
    _mean("left_alone", "Left alone", 1, "Questions read as typed / questions that need no rewriting."),
    *DECISIONS,
)  # fmt: skip


def figures(
    table: Table, measures: Iterable[Measure] = MEASURES, number: int = DRAWS, seed: int = SEED
) -> dict[str, Figure]:
    """Every measure over the table, with its interval; all measures share the drawn samples."""
    chosen = list(measures)
    drawn = _nothing_drawn(table, chosen)
    for rows in draws(table.clusters, number if drawn else 0, seed):
        sample = table.rows(rows)
        for measure, values in drawn.items():
            values.append(measure.statistic(sample))
    every = table.all()
    return {
        m.name: Figure(m.statistic(every), table.count(m.column), percentile_interval(drawn.get(m, ()))) for m in chosen
    }


def differences(
    now: Table, before: Table, measures: Iterable[Measure] = MEASURES, number: int = DRAWS, seed: int = SEED
) -> dict[str, Figure]:
    """``now - before`` of every measure, with its paired interval; row i of both tables is the same case."""
    chosen = list(measures)
    drawn = _nothing_drawn(now, chosen)
    for rows in draws(now.clusters, number if drawn else 0, seed):
        one, other = now.rows(rows), before.rows(rows)
        for measure, values in drawn.items():
            values.append(_minus(measure.statistic(one), measure.statistic(other)))
    one, other = now.all(), before.all()
    return {
        m.name: Figure(
            _minus(m.statistic(one), m.statistic(other)), now.count(m.column), percentile_interval(drawn.get(m, ()))
        )
        for m in chosen
    }


def _nothing_drawn(table: Table, measures: Iterable[Measure]) -> dict[Measure, list[float | None]]:
    """A place for the drawn figures of each measure in which enough clusters have a say."""
    return {measure: [] for measure in measures if enough(table.clusters_with(measure.column))}


def _minus(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other
