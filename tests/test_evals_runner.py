"""Every case is put to the engine in order, with its history and options, and none can stop the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from evals_fake import MONEY, TEXTS, abstain, answer, engine

from assistant.schema import AssistantError, Message, Reply, Role
from evals.cases import Case, Expect, Gold
from evals.runner import Engine, run
from evals.scoring import Stage

ANSWERED = Case("a", "How much?", Expect.ANSWERED, facts=(("£2.6m",),), evidence=(Gold("fund", MONEY),))
ABSENT = Case("b", "And in Wales?", Expect.ABSTAINED)


def test_scores_and_times_come_in_the_order_of_the_cases() -> None:
    seen: list[tuple[int, int]] = []
    found = run([ABSENT, ANSWERED], engine({"How much?": answer(("fund", MONEY))}), lambda *at: seen.append(at))
    assert [(score.case.id, score.passed) for score in found.scores] == [("b", True), ("a", True)]
    assert len(found.seconds) == 2
    assert all(second >= 0 for second in found.seconds)
    assert seen == [(1, 2), (2, 2)]


def test_no_cases_give_an_empty_run() -> None:
    found = run([], engine({}))
    assert (found.scores, found.seconds) == ((), ())


def test_an_engine_that_raises_fails_the_case_and_not_the_run() -> None:
    raising = engine({"How much?": ZeroDivisionError("by zero"), "And in Wales?": AssistantError("index is gone")})
    found = run([ANSWERED, ABSENT, Case("c", "Else?", Expect.ABSTAINED)], raising)
    assert [score.passed for score in found.scores] == [False, False, True]
    assert found.scores[0].error == "ZeroDivisionError: by zero"
    assert found.scores[1].error == "index is gone"
    assert found.scores[0].stage is Stage.ENGINE_FAILED


class Recorder:
    """An engine that writes down how it was asked."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, list[str], dict[str, object]]] = []

    def __call__(self, question: str, history: Sequence[Message], **options: object) -> Reply:
        self.calls.append((question, [f"{m.role}: {m.text}" for m in history], options))
        return abstain()


def test_options_are_passed_on_only_where_the_case_gives_them() -> None:
    recorder = Recorder()
    dated = Case("d", "When?", Expect.ABSTAINED, as_of=date(2019, 1, 1), documents=("fund",))
    run([ABSENT, dated], Engine(recorder, TEXTS))
    assert recorder.calls[1:] == [
        ("And in Wales?", [], {}),
        ("When?", [], {"as_of": date(2019, 1, 1), "documents": ("fund",)}),
    ]


def test_the_history_is_handed_on_as_the_case_gives_it() -> None:
    recorder = Recorder()
    history = (Message(Role.USER, "First?"), Message(Role.USER, "Second?"))
    run([Case("h", "And?", Expect.ABSTAINED, history=history)], Engine(recorder, TEXTS))
    assert recorder.calls[-1] == ("And?", ["user: First?", "user: Second?"], {})
