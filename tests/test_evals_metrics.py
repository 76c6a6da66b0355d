"""Every formula against arithmetic done by hand, and against an independent oracle where there is one."""

from __future__ import annotations

import re
from fractions import Fraction
from math import comb, log2

import ir_measures
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.schema import Citation
from evals.metrics import abstention, bounds, latency, ranking, sentences, spans
from evals.metrics.bootstrap import draws, enough, mean_with_interval, percentile_interval
from evals.metrics.citations import (
    Span,
    citation_precision,
    citation_recall,
    citation_validity,
    covered,
    holds,
    is_right,
    places,
)

# --- ranked lists -------------------------------------------------------------------------------------------------

MISS_HIT_HIT = [False, True, True]


def test_hit_looks_at_the_first_k_only() -> None:
    assert ranking.hit_at(MISS_HIT_HIT, 1) == 0.0
    assert ranking.hit_at(MISS_HIT_HIT, 2) == 1.0


def test_recall_divides_by_all_that_is_relevant() -> None:
    assert ranking.recall_at(MISS_HIT_HIT, 2, total=4) == 1 / 4
    assert ranking.recall_at([], 5, total=0) is None


def test_reciprocal_rank_is_one_over_the_first_hit() -> None:
    assert ranking.reciprocal_rank(MISS_HIT_HIT) == 1 / 2
    assert ranking.reciprocal_rank(MISS_HIT_HIT, k=1) == 0.0


def test_ndcg_discounts_by_the_logarithm_of_the_rank() -> None:
    gain = 1 / log2(2 + 1) + 1 / log2(3 + 1)
    best = 1 / log2(1 + 1) + 1 / log2(2 + 1)
    assert ranking.ndcg_at(MISS_HIT_HIT, 10, total=2) == pytest.approx(gain / best)
    assert ranking.ndcg_at(MISS_HIT_HIT, 10, total=0) is None


@given(
    st.lists(st.booleans(), min_size=1, max_size=25).filter(any),
    st.integers(min_value=0, max_value=3),
    st.integers(min_value=1, max_value=12),
)
def test_ranking_agrees_with_trec_eval(relevant: list[bool], missed: int, k: int) -> None:
    qrels = [ir_measures.Qrel("q", f"d{i:02}", 1) for i, hit in enumerate(relevant) if hit]
    qrels += [ir_measures.Qrel("q", f"missed{i}", 1) for i in range(missed)]
    run = [ir_measures.ScoredDoc("q", f"d{i:02}", 100.0 - i) for i in range(len(relevant))]
    names = ("nDCG", "R", "Success", "RR")
    oracle = ir_measures.calc_aggregate([ir_measures.parse_measure(f"{n}@{k}") for n in names], qrels, run)
    expected = {str(measure): value for measure, value in oracle.items()}
    total = len(qrels)
    assert ranking.ndcg_at(relevant, k, total) == pytest.approx(expected[f"nDCG@{k}"])
    assert ranking.recall_at(relevant, k, total) == pytest.approx(expected[f"R@{k}"])
    assert ranking.hit_at(relevant, k) == pytest.approx(expected[f"Success@{k}"])
    assert ranking.reciprocal_rank(relevant, k) == pytest.approx(expected[f"RR@{k}"])


# --- short answers ------------------------------------------------------------------------------------------------


def test_squad_tokens_lose_case_punctuation_and_articles_but_not_the_pound_sign() -> None:
    assert spans.squad_tokens("The £23.6m, an “extra” A-team!") == ["£236m", "“extra”", "ateam"]


def test_exact_match_takes_the_best_gold_answer() -> None:
    assert spans.exact_match("the Lucy Faithfull Foundation", ["Childline", "Lucy Faithfull foundation"]) == 1.0
    assert spans.exact_match("Lucy", ["Lucy Faithfull"]) == 0.0
    assert spans.exact_match("Lucy", []) is None


def test_f1_counts_tokens_with_their_multiplicity() -> None:
    # prediction "x x y", gold "x y y": common is {x: 1, y: 1} = 2, so precision 2/3, recall 2/3, F1 2/3;
    # sets instead of multisets would say 1.0
    assert spans.token_f1("x x y", ["x y y"]) == pytest.approx(2 / 3)


def test_f1_is_the_harmonic_mean() -> None:
    # common 2 of 4 predicted and of 3 gold tokens: 2 * (2/4) * (2/3) / (2/4 + 2/3) = 4/7
    assert spans.token_f1("in September 2018 exactly", ["early September 2018"]) == pytest.approx(4 / 7)
    assert spans.token_f1("red", ["blue"]) == 0.0


def test_f1_of_an_empty_answer_follows_squad_2() -> None:
    assert spans.token_f1("", [""]) == 1.0
    assert spans.token_f1("", ["something"]) == 0.0
    assert spans.token_f1("the", [""]) == 1.0


def test_containment_wants_the_gold_tokens_side_by_side() -> None:
    assert spans.containment("It was £23.6m in all.", ["£23.6M"]) == 1.0
    assert spans.containment("It was 100 in all.", ["10"]) == 0.0
    assert spans.containment("red big balloon", ["red balloon"]) == 0.0
    assert spans.containment("anything", ["the"]) == 0.0


# --- sentences ----------------------------------------------------------------------------------------------------


def test_overlap_is_twice_the_common_tokens_over_all_tokens() -> None:
    # {red, red, car} and {red, car, stops}: common {red: 1, car: 1} = 2, so 2 * 2 / (3 + 3)
    assert sentences.overlap("red red car", "the red car stops") == pytest.approx(4 / 6)
    assert sentences.overlap("", "") == 0.0


def test_agreement_takes_the_marking_that_fits_best() -> None:
    found = sentences.agreement(["red car stops", "blue sky"], [["green grass"], ["red car stops here", "dogs bark"]])
    assert found == sentences.Agreement(precision=1 / 2, recall=1 / 2, f1=1 / 2)


def test_agreement_has_no_precision_where_nothing_was_cited() -> None:
    assert sentences.agreement([], [["green grass"]]) == sentences.Agreement(None, 0.0, 0.0)
    assert sentences.agreement(["green grass"], [[], []]) is None


# --- citations ----------------------------------------------------------------------------------------------------


def test_a_quote_may_stand_in_several_places() -> None:
    assert places("d", "ab cd ab", "ab") == (Span("d", 0, 2), Span("d", 6, 8))
    assert places("d", "ab", "x") == ()
    assert places("d", "ab", "") == ()


def test_coverage_counts_each_character_once() -> None:
    gold = Span("d", 10, 20)
    assert covered(gold, [Span("d", 8, 13), Span("d", 12, 15), Span("other", 10, 20)]) == 5 / 10
    assert covered(gold, []) == 0.0


def test_a_gold_quote_is_held_by_half_of_its_characters() -> None:
    gold = [Span("d", 0, 10)]
    assert holds(gold, [Span("d", 5, 10)])
    assert not holds(gold, [Span("d", 6, 10)])
    assert holds(gold, [Span("d", 0, 3), Span("d", 8, 10)])
    assert holds([Span("d", 50, 60), Span("d", 0, 10)], [Span("d", 0, 10)])


def test_a_citation_of_part_of_a_long_gold_quote_is_right() -> None:
    gold = [[Span("d", 0, 100)]]
    assert is_right(Span("d", 10, 30), gold)
    assert not is_right(Span("d", 90, 130), gold)
    assert not is_right(Span("e", 10, 30), gold)


def test_precision_and_recall_of_citations() -> None:
    golds = [[Span("d", 0, 10)], [Span("e", 0, 10)]]
    cited = [Span("d", 0, 10), Span("d", 50, 60), Span("d", 2, 9)]
    assert citation_precision(cited, golds) == 2 / 3
    assert citation_recall(cited, golds) == 1 / 2
    assert citation_precision([], golds) is None
    assert citation_recall([], golds) == 0.0
    assert citation_recall(cited, []) is None


def test_validity_is_the_share_of_quotes_that_stand_at_their_offsets() -> None:
    texts = {"d": "One fact here."}
    good = Citation(1, "d", "T", "fact", 4, 8)
    shifted = Citation(2, "d", "T", "fact", 5, 9)
    unknown = Citation(3, "e", "T", "fact", 4, 8)
    empty = Citation(4, "d", "T", "", 4, 4)
    negative = Citation(5, "d", "T", "here", -5, -1)
    assert citation_validity([good], texts) == 1.0
    assert citation_validity([good, shifted, unknown, empty, negative], texts) == 1 / 5
    assert citation_validity([], texts) is None


# --- answering or not ---------------------------------------------------------------------------------------------

CONFIDENCE = np.array([0.9, 0.8, 0.8, 0.3])
RIGHT = np.array([True, True, False, False])


def test_auroc_counts_pairs_and_half_of_the_ties() -> None:
    # positives .9 and .8, negatives .8 and .3: pairs 1 + 1 + ½ + 1 of 4
    assert abstention.auroc(CONFIDENCE, RIGHT) == 3.5 / 4
    assert abstention.auroc(CONFIDENCE, np.array([True] * 4)) is None


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30))
def test_auroc_agrees_with_counting_every_pair(rows: list[tuple[int, bool]]) -> None:
    good = [c for c, positive in rows if positive]
    bad = [c for c, positive in rows if not positive]
    found = abstention.auroc(np.array([float(c) for c, _ in rows]), np.array([p for _, p in rows]))
    if not good or not bad:
        assert found is None
    else:
        pairs = sum(1.0 if g > b else 0.5 if g == b else 0.0 for g in good for b in bad)
        assert found == pytest.approx(pairs / (len(good) * len(bad)))


def test_risk_coverage_lets_equal_confidences_enter_together() -> None:
    assert abstention.risk_coverage(CONFIDENCE, RIGHT) == [
        abstention.Point(0.9, 1 / 4, 0.0),
        abstention.Point(0.8, 3 / 4, 1 / 3),
        abstention.Point(0.3, 1.0, 2 / 4),
    ]


def test_aurc_is_the_mean_risk_with_ties_spread_evenly() -> None:
    # risks after 1, 2, 3, 4 answers: 0/1, ½/2, 1/3, 2/4
    assert abstention.aurc(CONFIDENCE, RIGHT) == pytest.approx((0 + 0.5 / 2 + 1 / 3 + 2 / 4) / 4)
    assert abstention.aurc(np.array([]), np.array([], dtype=bool)) is None


def test_coverage_at_a_precision_may_pass_a_dip() -> None:
    right = np.array([False] + [True] * 39 + [False] * 10)
    confidence = np.linspace(1.0, 0.0, 50)
    assert abstention.coverage_at_precision(confidence, right, 0.95) == 41 / 50  # 39/41 = .951, though 0/1 at first
    assert abstention.coverage_at_precision(CONFIDENCE, RIGHT, 0.95) == 1 / 4
    assert abstention.coverage_at_precision(CONFIDENCE, ~RIGHT, 0.95) == 0.0
    assert abstention.coverage_at_precision(np.array([]), np.array([], dtype=bool)) is None


def test_calibration_error_weighs_the_gap_of_each_bin() -> None:
    # bin .9: one answer, gap |.9 - 1| = .1; bin .8: two answers, gap |.8 - ½| = .3; bin .3: one, gap |.3 - 0| = .3
    assert abstention.calibration_error(CONFIDENCE, RIGHT) == pytest.approx((1 * 0.1 + 2 * 0.3 + 1 * 0.3) / 4)
    assert abstention.calibration_error(np.array([]), np.array([], dtype=bool)) is None


def test_a_confidence_of_one_falls_into_the_last_bin() -> None:
    found = abstention.reliability(np.array([1.0, 0.95]), np.array([True, False]))
    assert [(b.low, b.high, b.n, b.right) for b in found] == [(0.9, 1.0, 2, 0.5)]


def test_confusion_counts_pairs() -> None:
    assert abstention.confusion([("a", "b"), ("a", "b"), ("b", "b")]) == {("a", "b"): 2, ("b", "b"): 1}


# --- what a sample supports ---------------------------------------------------------------------------------------


def test_none_wrong_gives_one_minus_the_nth_root_of_five_per_cent() -> None:
    assert bounds.upper_bound(0, 100) == pytest.approx(1 - 0.05 ** (1 / 100))
    assert bounds.upper_bound(0, 1) == pytest.approx(0.95)


def test_the_bound_on_one_wrong_of_ten_is_the_published_one() -> None:
    # 10 p (1-p)^9 + (1-p)^10 = 0.05 at p = 0.3942
    assert bounds.upper_bound(1, 10) == pytest.approx(0.3942, abs=5e-5)


@given(st.integers(1, 60), st.data())
def test_at_the_bound_so_few_mistakes_have_five_per_cent(n: int, data: st.DataObject) -> None:
    wrong = data.draw(st.integers(0, n - 1))
    rate = Fraction(bounds.upper_bound(wrong, n))
    seen = sum(comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(wrong + 1))
    assert float(seen) == pytest.approx(0.05, abs=1e-6)


def test_nothing_can_be_said_without_answers_or_when_all_are_wrong() -> None:
    assert bounds.upper_bound(0, 0) == 1.0
    assert bounds.upper_bound(7, 7) == 1.0


def test_large_samples_do_not_overflow() -> None:
    assert 0.05 < bounds.upper_bound(500, 10_000) < 0.0545


@pytest.mark.parametrize(("wrong", "n"), [(-1, 5), (6, 5)])
def test_impossible_counts_are_refused(wrong: int, n: int) -> None:
    with pytest.raises(ValueError, match="wrong <= n"):
        bounds.upper_bound(wrong, n)


@pytest.mark.parametrize("claim", [0.05, 0.01, 0.2])
def test_answers_needed_is_the_first_number_that_supports_the_claim(claim: float) -> None:
    n = bounds.answers_needed(claim)
    assert bounds.upper_bound(0, n) <= claim < bounds.upper_bound(0, n - 1)


def test_a_claim_must_be_a_share() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        bounds.answers_needed(0.0)


# --- intervals ----------------------------------------------------------------------------------------------------


def test_samples_hold_whole_clusters() -> None:
    clusters = ["b", "a", "b", "c"]
    for rows in draws(clusters, number=50, seed=1):
        counts = np.bincount(rows, minlength=4)
        assert counts[0] == counts[2]
        assert counts[1] + counts[0] + counts[3] == 3


def test_the_same_seed_gives_the_same_samples_and_another_others() -> None:
    clusters = [str(i) for i in range(20)]
    once, again, other = ([rows.tolist() for rows in draws(clusters, 5, seed)] for seed in (1, 1, 2))
    assert once == again
    assert once != other


def test_too_few_clusters_give_no_interval() -> None:
    # with three, one sample in 27 holds a single given cluster alone, more than the 2.5 % left out on each side
    assert not enough(["a", "b", "c", "c"])
    assert enough(["a", "b", "c", "d"])
    assert not enough([])
    assert list(draws([], number=5)) == []


def test_the_interval_runs_between_percentiles_of_what_exists() -> None:
    assert percentile_interval([float(i) for i in range(101)], level=0.9) == pytest.approx((5.0, 95.0))
    assert percentile_interval([1.0, None, None]) is None
    assert percentile_interval([]) is None


# --- latency ------------------------------------------------------------------------------------------------------


def test_percentiles_are_values_that_occurred() -> None:
    values = [5.0, 1.0, 3.0, 2.0, 4.0]
    assert latency.percentile(values, 0.5) == 3.0
    assert latency.percentile(values, 0.95) == 5.0
    assert latency.percentile([], 0.5) is None


def test_a_difference_comes_with_its_interval_where_there_are_clusters_enough() -> None:
    values = np.array([0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0])
    shown = mean_with_interval(values, [f"d{i}" for i in range(10)])
    assert re.fullmatch(r"\+0\.700 \(\+0\.\d{3} to \+(?:0\.\d{3}|1\.000)\)", shown)
    assert mean_with_interval(values, ["a"] * 5 + ["b"] * 5) == "+0.700"
    assert mean_with_interval(-values, [f"d{i}" for i in range(10)]).startswith("-0.700 (-")
