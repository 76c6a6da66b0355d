"""Metrics over a set: means leave out what does not arise, intervals and differences use the same rows."""

from __future__ import annotations

import pytest

from evals.measures import (
    BENCH,
    DECISIONS,
    MEASURES,
    Figure,
    Measure,
    Table,
    answers,
    differences,
    figures,
    mean,
    selective,
)

ROWS: list[dict[str, float | None]] = [
    {"confidence": 0.9, "answerable": 1.0, "answered": 1.0, "right": 1.0, "answer_confidence": 0.9, "all_facts": 1.0},
    {"confidence": 0.7, "answerable": 1.0, "answered": 1.0, "right": 0.0, "answer_confidence": 0.7, "all_facts": 0.0},
    {"confidence": 0.8, "answerable": 0.0, "answered": 0.0, "right": 0.0},
    {"confidence": 0.2, "answerable": 0.0, "answered": 0.0, "right": 0.0, "all_facts": None},
    {"hit_at_1": 1.0},
]
TABLE = Table(ROWS, ["a", "a", "b", "c", "d"])
BY_NAME = {measure.name: measure for measure in MEASURES}


def value(name: str, table: Table = TABLE) -> float | None:
    return BY_NAME[name].statistic(table.all())


def test_a_mean_leaves_out_cases_on_which_the_question_does_not_arise() -> None:
    assert value("all_facts") == 1 / 2
    assert value("hit_at_1") == 1.0
    assert value("exact_match") is None


def test_auroc_compares_answerable_with_other_cases() -> None:
    # pairs (.9, .8) (.9, .2) (.7, .8) (.7, .2): three of four in order
    assert value("auroc") == 3 / 4


def test_what_was_not_answered_comes_last_however_sure_the_engine_was() -> None:
    confidence, right = selective(TABLE.all())
    assert right.tolist() == [True, False, False, False]
    assert (confidence[:2] > confidence[2:].max()).all()
    # risks in the order answered .9, answered .7, then the two abstentions: 0/1, 1/2, 2/3, 3/4
    assert value("aurc") == pytest.approx((0 + 1 / 2 + 2 / 3 + 3 / 4) / 4)
    assert value("coverage_at_95") == 1 / 4


def test_calibration_looks_at_answers_only() -> None:
    confidence, right = answers(TABLE.all())
    assert (confidence.tolist(), right.tolist()) == ([0.9, 0.7], [True, False])
    assert value("calibration_error") == pytest.approx((0.1 + 0.7) / 2)


def test_figures_count_the_cases_on_which_the_question_arises() -> None:
    found = figures(TABLE, number=20)
    assert found["all_facts"].n == 2
    assert found["auroc"].n == 4
    assert found["calibration_error"].n == 2
    assert found["exact_match"] == Figure(None, 0, None)


def test_an_interval_holds_the_figure_of_a_typical_sample() -> None:
    table = Table([{"all_facts": float(i % 2)} for i in range(100)], [str(i) for i in range(100)])
    figure = figures(table, [BY_NAME["all_facts"]])["all_facts"]
    assert figure.interval is not None
    low, high = figure.interval
    # the standard error of a share of one half among 100 is .05, so the interval is about ½ ± 1.96 · .05
    assert low == pytest.approx(0.4, abs=0.03)
    assert high == pytest.approx(0.6, abs=0.03)


def test_few_clusters_give_figures_without_intervals() -> None:
    table = Table([{"all_facts": float(i % 2)} for i in range(6)] + [{"f1": 1.0}], ["a", "b", "c"] * 2 + ["d"])
    assert figures(table, [BY_NAME["all_facts"]])["all_facts"] == Figure(0.5, 6, None)
    assert differences(table, table, [BY_NAME["all_facts"]])["all_facts"] == Figure(0.0, 6, None)


def test_clusters_widen_the_interval() -> None:
    def width(clusters: list[str]) -> float:
        table = Table([{"all_facts": float(i < 50)} for i in range(100)], clusters)
        found = figures(table, [BY_NAME["all_facts"]])["all_facts"].interval
        assert found is not None
        return found[1] - found[0]

    assert width([str(i // 10) for i in range(100)]) > 2 * width([str(i) for i in range(100)])


def test_differences_are_paired() -> None:
    before = Table([{"f1": i / 50} for i in range(50)], [str(i) for i in range(50)])
    now = Table([{"f1": i / 50 - 0.1} for i in range(50)], [str(i) for i in range(50)])
    found = differences(now, before, [BY_NAME["f1"]])["f1"]
    assert found.value == pytest.approx(-0.1)
    assert found.interval == pytest.approx((-0.1, -0.1))


def test_a_figure_that_one_side_lacks_has_no_difference() -> None:
    now, before = Table([{"f1": 1.0}, {}], ["a", "b"]), Table([{}, {}], ["a", "b"])
    assert differences(now, before, [BY_NAME["f1"]])["f1"] == Figure(None, 1, None)


def test_an_empty_table_has_no_figures() -> None:
    assert all(figure.value is None for figure in figures(Table([], [])).values())


def test_a_column_that_no_case_has_is_empty() -> None:
    assert mean("none")(TABLE.all()) is None


@pytest.mark.parametrize("measures", [MEASURES, BENCH])
def test_every_measure_has_its_own_name_and_a_meaning(measures: tuple[Measure, ...]) -> None:
    names = [measure.name for measure in measures]
    assert len(set(names)) == len(names)
    assert all(measure.meaning.endswith(".") for measure in measures)


def test_what_rests_on_scores_is_compared_no_closer_than_a_hundredth() -> None:
    resting = {"auroc", "aurc", "coverage_at_95", "calibration_error"}
    assert {measure.name for measure in DECISIONS if measure.tolerance == 0.01} == resting
