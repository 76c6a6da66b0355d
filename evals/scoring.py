"""Judges one reply against one case: eval case + what came back -> score.

A score holds a number for each thing that can be measured on this case (None where the question does not arise), the checks
that decide whether the case passes, and the stage that went wrong where it does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.schema import Evidence, Passage, Reading, Reply, ReplyStatus
from evals.cases import Case, Expect, gold_places
from evals.metrics import ranking, spans
from evals.metrics.citations import Places, Span, citation_precision, citation_recall, citation_validity, holds, span
from evals.metrics.facts import fact_recall, stated_wording, states

READ_DEPTH = 3
"""A gold sentence among so many best sentences was read; the length of an answer that is not a list."""


class Stage(StrEnum):
    """Where a failing case went wrong."""

    NOT_RETRIEVED = "not retrieved"
    NOT_READ = "retrieved but not read"
    BADLY_COMPOSED = "read but badly composed"
    WRONGLY_ABSTAINED = "wrongly abstained"
    WRONGLY_ANSWERED = "wrongly answered"
    WRONGLY_SIGNPOSTED = "wrongly signposted"
    ENGINE_FAILED = "the engine failed"


@dataclass(frozen=True, slots=True)
class Observation:
    """What the engine gave back for one question; evidence and reading are None where the engine does not show them."""

    reply: Reply
    evidence: tuple[Evidence, ...] | None = None
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One condition of passing, whether it holds and why."""

    name: str
    passed: bool
    why: str


@dataclass(frozen=True, slots=True)
class Score:
    """One case, judged.

    Attributes:
        values: by the names of ``evals.measures``; None where the question does not arise.
        observation: None where the engine raised; then ``error`` says what.
    """

    case: Case
    checks: tuple[Check, ...]
    values: Mapping[str, float | None]
    stage: Stage | None = None
    observation: Observation | None = None
    error: str | None = None
    golds: tuple[Places, ...] = field(default=(), repr=False)

    @property
    def passed(self) -> bool:
        """Whether every check holds."""
        return all(check.passed for check in self.checks)

    @property
    def status(self) -> str:
        """What kind of reply came, or ``failed`` where none did."""
        return "failed" if self.observation is None else str(self.observation.reply.status)

    @property
    def complaints(self) -> tuple[str, ...]:
        """Why the case fails, one line for each check that does not hold."""
        return tuple(check.why for check in self.checks if not check.passed)


def score(
    case: Case, observation: Observation, texts: Mapping[str, str], passages: Sequence[Passage] | None = None
) -> Score:
    """Judge what came back.

    Args:
        texts: stored text of each document, by id.
        passages: all passages of the index; without them nDCG does not arise.
    """
    reply = observation.reply
    golds = gold_places(case, texts)
    checks = _checks(case, reply, golds, texts)
    values = {
        "pass_rate": float(all(c.passed for c in checks)),
        **_answer_values(case, reply),
        **_citation_values(case, reply, golds, texts),
        **_evidence_values(case, observation.evidence, golds, passages),
        **_decision_values(case, reply, checks),
    }
    stage = None if all(c.passed for c in checks) else _stage(case, observation, golds)
    return Score(case, checks, values, stage, observation, golds=golds)


def failed_score(case: Case, error: str) -> Score:
    """The score of a case on which the engine raised: it keeps its place in every denominator it belongs to."""
    answerable = case.expect.answerable
    values: dict[str, float | None] = {
        "pass_rate": 0.0,
        "fact_recall": 0.0 if case.facts else None,
        "all_facts": 0.0 if case.facts else None,
        "citation_recall": 0.0 if case.evidence else None,
        **dict.fromkeys(("hit_at_1", "hit_at_5", "recall_at_5", "mrr", "ndcg_at_10"), 0.0 if case.evidence else None),
        **dict.fromkeys(("exact_match", "f1"), 0.0 if case.short_answer else None),
        "abstention_recall": 0.0 if case.expect is Expect.ABSTAINED else None,
        "over_abstention": 1.0 if answerable else None,
        "conflicts_shown": 0.0 if case.expect is Expect.CONFLICTING else None,
    }
    if case.expect is not Expect.SIGNPOSTED:
        values |= {"confidence": 0.0, "answerable": float(answerable), "answered": 0.0, "right": 0.0}
    return Score(case, (Check("reply", False, error),), values, Stage.ENGINE_FAILED, None, error)


def answer_text(reply: Reply) -> str:
    """The words of an answer: its statements without their markers."""
    return "\n".join(statement.text for statement in reply.statements)


# --- checks -------------------------------------------------------------------------------------------------------

Checker = Callable[[Case, Reply, Sequence[Places], Mapping[str, str]], Check | None]


def _checks(case: Case, reply: Reply, golds: Sequence[Places], texts: Mapping[str, str]) -> tuple[Check, ...]:
    found = (checker(case, reply, golds, texts) for checker in _CHECKERS[case.expect])
    return tuple(check for check in found if check is not None)


def _status(case: Case, reply: Reply, golds: Sequence[Places], texts: Mapping[str, str]) -> Check:
    wanted = ReplyStatus.ANSWERED if case.expect.answerable else ReplyStatus(case.expect.value)
    reason = f" ({reply.reason.replace('_', ' ')})" if reply.reason else ""
    return Check("status", reply.status is wanted, f"expected {wanted}, got {reply.status}{reason}")


def _facts(case: Case, reply: Reply, golds: Sequence[Places], texts: Mapping[str, str]) -> Check:
    answer = answer_text(reply)
    missing = [fact for fact in case.facts if stated_wording(answer, fact) is None]
    what = "; ".join(" or ".join(map(repr, fact)) for fact in missing)
    return Check("facts", not missing, f"not stated: {what}" if missing else "every fact is stated")


def _forbidden(case: Case, reply: Reply, golds: Sequence[Places], texts: Mapping[str, str]) -> Check | None:
    if not case.forbid:
        return None
    stated = _forbidden_wordings(case, reply)
    what = f"stated although forbidden: {', '.join(map(repr, stated))}" if stated else "nothing forbidden is stated"
    return Check("forbidden", not stated, what)


def _valid(case: Case, reply: Reply, golds: Sequence[Places], texts: Mapping[str, str]) -> Check:
    share = citation_validity([*reply.citations, *reply.related], texts)
    return Check(
        "validity", share in (None, 1.0), "a cited quote does not stand at its offsets" if share != 1.0 else ""
    )


def _cited(case: Case, reply: Reply, golds: Sequence[Places], texts: Mapping[str, str]) -> Check | None:
    if not golds:
        return None
    cited = [span(citation) for citation in reply.citations]
    good = any(holds(gold, cited) for gold in golds)
    return Check("evidence", good, "a gold quote is cited" if good else "no citation covers half of a gold quote")


def _conflicts(case: Case, reply: Reply, golds: Sequence[Places], texts: Mapping[str, str]) -> Check:
    wanted = case.expect is Expect.CONFLICTING
    expected, got = ("no ", "some") if not wanted else ("", "none")
    return Check("conflicts", bool(reply.conflicts) == wanted, f"expected {expected}differing figures, got {got}")


_ANSWER_CHECKS: tuple[Checker, ...] = (_status, _facts, _forbidden, _valid, _cited, _conflicts)
_CHECKERS: Mapping[Expect, tuple[Checker, ...]] = {
    Expect.ANSWERED: _ANSWER_CHECKS,
    Expect.CONFLICTING: _ANSWER_CHECKS,
    Expect.ABSTAINED: (_status, _forbidden, _valid),
    Expect.SIGNPOSTED: (_status, _forbidden, _valid),
}


def _forbidden_wordings(case: Case, reply: Reply) -> list[str]:
    answer = f"{answer_text(reply)}\n{reply.short_answer or ''}"
    return [wording for wording in case.forbid if states(answer, wording)]


# --- values -------------------------------------------------------------------------------------------------------


def _answer_values(case: Case, reply: Reply) -> dict[str, float | None]:
    answer, short = answer_text(reply), reply.short_answer or ""
    recall = fact_recall(answer, case.facts)
    return {
        "fact_recall": recall,
        "all_facts": None if recall is None else float(recall == 1.0),
        "forbidden_rate": float(bool(_forbidden_wordings(case, reply))) if case.forbid else None,
        "exact_match": spans.exact_match(short, case.short_answer),
        "f1": spans.token_f1(short, case.short_answer),
        "answer_words": float(len(answer.split())) if reply.status is ReplyStatus.ANSWERED else None,
    }


def _citation_values(
    case: Case, reply: Reply, golds: Sequence[Places], texts: Mapping[str, str]
) -> dict[str, float | None]:
    cited = [span(citation) for citation in reply.citations]
    return {
        "citation_validity": citation_validity([*reply.citations, *reply.related], texts),
        "citation_precision": citation_precision(cited, golds),
        "citation_recall": citation_recall(cited, golds),
    }


def _evidence_values(
    case: Case, evidence: Sequence[Evidence] | None, golds: Sequence[Places], passages: Sequence[Passage] | None
) -> dict[str, float | None]:
    if evidence is None or not golds:
        return {}
    found = [passage_span(e.passage) for e in evidence]
    relevant = [any(holds(gold, [s]) for gold in golds) for s in found]
    held = sum(any(holds(gold, [s]) for s in found[:5]) for gold in golds)
    return {
        "hit_at_1": ranking.hit_at(relevant, 1),
        "hit_at_5": ranking.hit_at(relevant, 5),
        "recall_at_5": held / len(golds),
        "mrr": ranking.reciprocal_rank(relevant),
        "ndcg_at_10": None if passages is None else ranking.ndcg_at(relevant, 10, _relevant_passages(golds, passages)),
    }


def _relevant_passages(golds: Sequence[Places], passages: Sequence[Passage]) -> int:
    documents = {place.document for gold in golds for place in gold}
    return sum(any(holds(g, [passage_span(p)]) for g in golds) for p in passages if p.document in documents)


def passage_span(passage: Passage) -> Span:
    """Where a passage stands."""
    return Span(passage.document, passage.start, passage.end)


def _decision_values(case: Case, reply: Reply, checks: Sequence[Check]) -> dict[str, float | None]:
    answered, abstained = reply.status is ReplyStatus.ANSWERED, reply.status is ReplyStatus.ABSTAINED
    conflicting = case.expect is Expect.CONFLICTING
    values: dict[str, float | None] = {
        "conflicts_shown": float(bool(reply.conflicts)) if conflicting else None,
        "false_conflicts": float(bool(reply.conflicts)) if case.expect is Expect.ANSWERED and answered else None,
    }
    if case.expect is Expect.SIGNPOSTED:
        return values
    deciding = {"status", "facts", "forbidden", "validity"} | ({"conflicts"} if conflicting else set())
    right = case.expect.answerable and all(check.passed for check in checks if check.name in deciding)
    return values | {
        "abstention_precision": float(case.expect is Expect.ABSTAINED) if abstained else None,
        "abstention_recall": float(abstained) if case.expect is Expect.ABSTAINED else None,
        "over_abstention": float(not answered) if case.expect.answerable else None,
        "confidence": reply.confidence,
        "answer_confidence": reply.confidence if answered else None,
        "answerable": float(case.expect.answerable),
        "answered": float(answered),
        "right": float(right),
    }


# --- where it went wrong ------------------------------------------------------------------------------------------


def _stage(case: Case, observation: Observation, golds: Sequence[Places]) -> Stage:
    status = observation.reply.status
    if status is ReplyStatus.SIGNPOSTED:
        return Stage.BADLY_COMPOSED if case.expect is Expect.SIGNPOSTED else Stage.WRONGLY_SIGNPOSTED
    if not case.expect.answerable:
        if status is ReplyStatus.ANSWERED:
            return Stage.WRONGLY_ANSWERED
        return Stage.BADLY_COMPOSED if case.expect is Expect.ABSTAINED else Stage.WRONGLY_ABSTAINED
    if golds and observation.evidence is not None:
        found = [passage_span(e.passage) for e in observation.evidence]
        if not any(holds(gold, found) for gold in golds):
            return Stage.NOT_RETRIEVED
    if status is ReplyStatus.ABSTAINED:
        return Stage.WRONGLY_ABSTAINED
    return Stage.BADLY_COMPOSED if _was_read(observation, golds) else Stage.NOT_READ


def _was_read(observation: Observation, golds: Sequence[Places]) -> bool:
    cited = [span(citation) for citation in observation.reply.citations]
    best = () if observation.reading is None else observation.reading.sentences[:READ_DEPTH]
    read = [*cited, *(Span(s.document, s.start, s.end) for s in best)]
    return not golds or any(holds(gold, read) for gold in golds)
