"""Puts every case to the engine, in process and in order: cases + engine -> scores and how long each took.

Knows nothing of files, figures or reports. The engine is a callable, so a fake is a function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from assistant.schema import AssistantError, Passage, Reply
from evals.cases import Case
from evals.scoring import Observation, Score, failed_score, score

Ask = Callable[..., Reply | Observation]
"""``ask(question, history)``, which answers earlier questions that lack an answer itself; with ``as_of`` and ``documents`` by name where the case gives them."""


@dataclass(frozen=True, slots=True)
class Engine:
    """What is judged.

    Attributes:
        texts: stored text of each document, by id.
        passages: all passages of the index, where they can be had.
        about: what the report says of it: models, mode, generation.
    """

    ask: Ask
    texts: Mapping[str, str]
    passages: Sequence[Passage] | None = None
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """Scores in the order of the cases; ``seconds`` each took, in the same order."""

    scores: tuple[Score, ...]
    seconds: tuple[float, ...]


def run(cases: Sequence[Case], engine: Engine, progress: Callable[[int, int], None] | None = None) -> Run:
    """Ask every case and judge what comes back.

    An engine that raises fails the case, which keeps its place. The first question is asked once before, unmeasured, so
    that loading a model is not counted as answering.
    """
    scores: list[Score] = []
    seconds: list[float] = []
    if cases:
        observe(cases[0], engine)
    for done, case in enumerate(cases, start=1):
        begun = perf_counter()
        observation = observe(case, engine)
        seconds.append(perf_counter() - begun)
        scores.append(judged(case, observation, engine))
        if progress is not None:
            progress(done, len(cases))
    return Run(tuple(scores), tuple(seconds))


def judged(case: Case, observation: Observation | str, engine: Engine) -> Score:
    """The score of what came back, or of what was raised."""
    if isinstance(observation, str):
        return failed_score(case, observation)
    return score(case, observation, engine.texts, engine.passages)


def observe(case: Case, engine: Engine) -> Observation | str:
    """What the engine gives back for a case, or in words what it raised."""
    options: dict[str, object] = {}
    if case.as_of is not None:
        options["as_of"] = case.as_of
    if case.documents:
        options["documents"] = case.documents
    try:
        given = engine.ask(case.question, case.history, **options)
    except Exception as error:  # whatever went wrong with one case, the others still count
        return str(error) if isinstance(error, AssistantError) else f"{type(error).__name__}: {error}"
    return Observation(given) if isinstance(given, Reply) else given


def reply_of(given: Reply | Observation) -> Reply:
    """The reply alone, whichever of the two an engine gives."""
    return given if isinstance(given, Reply) else given.reply
