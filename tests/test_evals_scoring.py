"""One reply against one case: what passes, what it scores and which stage is named where it fails."""

from __future__ import annotations

from dataclasses import replace

import pytest
from evals_fake import MONEY, TEXTS, THREAT_AFTER, THREAT_BEFORE, abstain, answer, conflict, observed, passage

from assistant.schema import Related, Reply, ReplyStatus
from evals.cases import Case, Expect, Gold
from evals.scoring import Observation, Score, Stage, failed_score, score

MONEY_CASE = Case(
    "money", "How much?", Expect.ANSWERED, facts=(("£2.6 million",),), evidence=(Gold("fund", MONEY),),
    forbid=("£600,000",), short_answer=("£2.6m",),
)  # fmt: skip
WALES_CASE = Case("wales", "And in Wales?", Expect.ABSTAINED, forbid=("£2.6m",))
THREAT_CASE = Case(
    "threat", "How many people pose a threat?", Expect.CONFLICTING, facts=(("80,000",), ("300,000",)),
    evidence=(Gold("report", THREAT_BEFORE), Gold("strategy", THREAT_AFTER)),
)  # fmt: skip
HELP_CASE = Case("help", "I am worried about a child", Expect.SIGNPOSTED)


def judge(case: Case, reply: Reply | Observation) -> Score:
    return score(case, reply if isinstance(reply, Observation) else Observation(reply), TEXTS)


def signpost() -> Reply:
    return abstain(status=ReplyStatus.SIGNPOSTED)


@pytest.mark.parametrize(
    ("case", "reply"),
    [
        (MONEY_CASE, answer(("fund", MONEY))),
        (replace(MONEY_CASE, evidence=()), answer(("fund", MONEY))),
        (WALES_CASE, abstain()),
        (THREAT_CASE, conflict()),
        (HELP_CASE, signpost()),
    ],
)
def test_a_case_passes_when_every_check_holds(case: Case, reply: Reply) -> None:
    found = judge(case, reply)
    assert found.passed
    assert found.stage is None
    assert found.complaints == ()
    assert found.values["pass_rate"] == 1.0


@pytest.mark.parametrize(
    ("case", "reply", "complaint"),
    [
        (MONEY_CASE, abstain(), "expected answered, got abstained (not found)"),
        (MONEY_CASE, answer(("fund", "The fund runs for 18 months.")), "not stated: '£2.6 million'"),
        (MONEY_CASE, answer(("fund", MONEY), short="£600,000"), "stated although forbidden: '£600,000'"),
        (MONEY_CASE, answer(("fund", MONEY), shift=1), "a cited quote does not stand at its offsets"),
        (replace(MONEY_CASE, evidence=(Gold("fund", "Half goes to a helpline."),)), answer(("fund", MONEY)),
         "no citation covers half of a gold quote"),
        (replace(THREAT_CASE, expect=Expect.ANSWERED), conflict(), "expected no differing figures, got some"),
        (THREAT_CASE, answer(("report", THREAT_BEFORE), ("strategy", THREAT_AFTER)),
         "expected differing figures, got none"),
        (WALES_CASE, answer(("fund", MONEY)), "expected abstained, got answered"),
        (WALES_CASE, answer(("fund", MONEY)), "stated although forbidden: '£2.6m'"),
        (WALES_CASE, signpost(), "expected abstained, got signposted"),
        (HELP_CASE, abstain(), "expected signposted, got abstained (not found)"),
    ],
)  # fmt: skip
def test_a_case_fails_and_says_why(case: Case, reply: Reply, complaint: str) -> None:
    found = judge(case, reply)
    assert not found.passed
    assert complaint in found.complaints
    assert found.values["pass_rate"] == 0.0


def test_a_related_passage_must_stand_at_its_offsets_too() -> None:
    good = replace(abstain(), related=(Related("fund", "Fund", "Half", 45, 49),))
    bad = replace(abstain(), related=(Related("fund", "Fund", "Half", 0, 4),))
    assert judge(WALES_CASE, good).passed
    assert judge(WALES_CASE, bad).values["citation_validity"] == 0.0
    assert not judge(WALES_CASE, bad).passed


def test_a_fact_must_stand_in_a_statement_not_in_a_message() -> None:
    reply = replace(answer(("fund", "Half goes to a helpline.")), message="Reading this as: £2.6 million?")
    assert judge(MONEY_CASE, reply).values["all_facts"] == 0.0


@pytest.mark.parametrize(
    ("case", "given", "stage"),
    [
        (MONEY_CASE, observed(abstain(), [("report", THREAT_BEFORE)]), Stage.NOT_RETRIEVED),
        (MONEY_CASE, observed(answer(("report", THREAT_BEFORE)), []), Stage.NOT_RETRIEVED),
        (MONEY_CASE, observed(abstain(), [("fund", MONEY)]), Stage.WRONGLY_ABSTAINED),
        (MONEY_CASE, Observation(abstain()), Stage.WRONGLY_ABSTAINED),
        (MONEY_CASE, observed(answer(("report", THREAT_BEFORE)), [("fund", MONEY)], [("report", THREAT_BEFORE)]),
         Stage.NOT_READ),
        (MONEY_CASE, observed(answer(("report", THREAT_BEFORE)), [("fund", MONEY)], [("fund", MONEY)]),
         Stage.BADLY_COMPOSED),
        (MONEY_CASE, observed(answer(("fund", MONEY), short="£600,000"), [("fund", MONEY)]), Stage.BADLY_COMPOSED),
        (MONEY_CASE, signpost(), Stage.WRONGLY_SIGNPOSTED),
        (WALES_CASE, answer(("fund", MONEY)), Stage.WRONGLY_ANSWERED),
        (WALES_CASE, signpost(), Stage.WRONGLY_SIGNPOSTED),
        (HELP_CASE, answer(("fund", MONEY)), Stage.WRONGLY_ANSWERED),
        (HELP_CASE, abstain(), Stage.WRONGLY_ABSTAINED),
    ],
)  # fmt: skip
def test_the_stage_that_failed_is_named(case: Case, given: Reply | Observation, stage: Stage) -> None:
    assert judge(case, given).stage is stage


def test_only_the_best_sentences_count_as_read() -> None:
    deep = [("report", THREAT_BEFORE)] * 3 + [("fund", MONEY)]
    given = observed(answer(("report", THREAT_BEFORE)), [("fund", MONEY)], deep)
    assert judge(MONEY_CASE, given).stage is Stage.NOT_READ


def test_values_of_a_good_answer() -> None:
    given = observed(
        answer(("fund", MONEY), short="£2.6m", confidence=0.8), [("report", THREAT_BEFORE), ("fund", MONEY)]
    )
    values = score(MONEY_CASE, given, TEXTS, [passage("fund", MONEY), passage("fund", TEXTS["fund"])]).values
    assert values["fact_recall"] == values["all_facts"] == values["exact_match"] == values["f1"] == 1.0
    assert values["forbidden_rate"] == 0.0
    assert values["answer_words"] == 6.0
    assert (values["hit_at_1"], values["hit_at_5"], values["recall_at_5"], values["mrr"]) == (0.0, 1.0, 1.0, 1 / 2)
    # relevant passage at rank 2, two relevant passages in the index: (1/log2 3) / (1/log2 2 + 1/log2 3)
    assert values["ndcg_at_10"] == pytest.approx(0.6309297 / 1.6309297)
    assert (values["citation_precision"], values["citation_recall"], values["citation_validity"]) == (1.0, 1.0, 1.0)
    assert (values["over_abstention"], values["abstention_recall"], values["abstention_precision"]) == (0.0, None, None)
    assert (values["confidence"], values["answerable"], values["answered"], values["right"]) == (0.8, 1.0, 1.0, 1.0)
    assert values["false_conflicts"] == 0.0
    assert values["conflicts_shown"] is None


def test_values_of_an_abstention() -> None:
    wrong, right = judge(MONEY_CASE, abstain(0.2)).values, judge(WALES_CASE, abstain(0.2)).values
    assert (wrong["over_abstention"], wrong["abstention_precision"], wrong["all_facts"]) == (1.0, 0.0, 0.0)
    assert (right["abstention_recall"], right["abstention_precision"], right["all_facts"]) == (1.0, 1.0, None)
    assert (right["confidence"], right["answerable"], right["right"]) == (0.2, 0.0, 0.0)
    assert wrong["citation_recall"] == 0.0
    assert wrong["citation_precision"] is wrong["answer_words"] is wrong["answer_confidence"] is None
    assert wrong["exact_match"] == 0.0


def test_an_answer_is_right_by_its_words_wherever_they_are_cited_from() -> None:
    case = replace(MONEY_CASE, evidence=(Gold("fund", "Half goes to a helpline."),))
    found = judge(case, answer(("fund", MONEY)))
    assert not found.passed
    assert found.values["right"] == 1.0


def test_a_signposted_case_says_nothing_about_confidence() -> None:
    assert not {"confidence", "right", "answerable"} & set(judge(HELP_CASE, signpost()).values)


@pytest.mark.parametrize("case", [MONEY_CASE, WALES_CASE, THREAT_CASE, HELP_CASE])
def test_a_case_on_which_the_engine_fails_keeps_its_place_in_every_denominator(case: Case) -> None:
    found = failed_score(case, "boom")
    usual = judge(case, observed(abstain(), [])).values
    ignored = {"citation_validity", "citation_precision", "forbidden_rate", "abstention_precision", "answer_words"}
    expected = {name for name, value in usual.items() if value is not None} - ignored
    assert expected - {name for name, value in found.values.items() if value is not None} == set()
    assert found.stage is Stage.ENGINE_FAILED
    assert (found.passed, found.status, found.complaints) == (False, "failed", ("boom",))
