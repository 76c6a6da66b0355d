"""Puts the questions of a set to the engine and measures what comes back: question set + engine -> figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from assistant.schema import AssistantError, Evidence, Message, Reply, ReplyStatus
from assistant.text import sentences
from evals.bench.sets import Question, QuestionSet
from evals.measures import BENCH, Figure, Table, figures
from evals.metrics import ranking, spans
from evals.metrics.sentences import agreement
from evals.runner import Ask
from evals.scoring import Observation, answer_text

Row = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Measured:
    """A set, measured; ``rows`` and ``seconds`` in the order of its questions, ``errors`` by question id."""

    questions: QuestionSet
    rows: tuple[Row, ...]
    figures: Mapping[str, Figure]
    seconds: tuple[float, ...]
    errors: Mapping[str, str]


def measure(questions: QuestionSet, ask: Ask, progress: Callable[[int, int], None] | None = None) -> Measured:
    """Ask every question of the set; one that fails keeps its place with nothing found."""
    rows: list[Row] = []
    seconds: list[float] = []
    errors: dict[str, str] = {}
    for done, question in enumerate(questions.questions, start=1):
        begun = perf_counter()
        try:
            given = ask(question.question, question.history)
            observation = Observation(given, ()) if isinstance(given, Reply) else given
        except Exception as error:  # one question must not lose the others
            message = str(error) if isinstance(error, AssistantError) else f"{type(error).__name__}: {error}"
            errors[question.id], observation = message, None
        seconds.append(perf_counter() - begun)
        rows.append(row(question, observation))
        if progress is not None:
            progress(done, len(questions.questions))
    table = Table(rows, [question.cluster or question.id for question in questions.questions])
    return Measured(questions, tuple(rows), figures(table, BENCH), tuple(seconds), errors)


def measure_rewrites(questions: QuestionSet, rewrite: Callable[[str, Sequence[Message]], str]) -> Measured:
    """Let every question of a set without documents be read on its own, and compare with what people wrote."""
    rows: list[Row] = []
    seconds: list[float] = []
    for question in questions.questions:
        begun = perf_counter()
        text = rewrite(question.question, question.history)
        seconds.append(perf_counter() - begun)
        rows.append(rewrite_row(question, text))
    table = Table(rows, [question.cluster or question.id for question in questions.questions])
    return Measured(questions, tuple(rows), figures(table, BENCH), tuple(seconds), {})


def rewrite_row(question: Question, text: str) -> Row:
    """How close a reading comes to the gold one, how close the bare question does, and whether it was left alone."""
    gold, asked, read = (spans.squad_tokens(t) for t in (question.rewrite, question.question, text))
    return {
        "rewrite_f1": spans.token_f1(text, [question.rewrite]),
        "unchanged_f1": spans.token_f1(question.question, [question.rewrite]),
        "left_alone": float(read == asked) if gold == asked else None,
    }


def row(question: Question, observation: Observation | None) -> Row:
    """What one question scores; None where the set does not say enough, or the question does not arise."""
    reply = None if observation is None else observation.reply
    evidence = () if observation is None else observation.evidence or ()
    return {
        **_retrieval(question, evidence),
        **_answer(question, reply),
        **_decision(question, reply),
    }


def _retrieval(question: Question, evidence: Sequence[Evidence]) -> dict[str, float | None]:
    if not question.documents or question.answerable is False:
        return {}
    order = list(dict.fromkeys(e.passage.document for e in evidence))
    relevant = [document in question.documents for document in order]
    return {
        "document_hit_at_1": ranking.hit_at(relevant, 1),
        "document_hit_at_5": ranking.hit_at(relevant, 5),
        "document_mrr_at_10": ranking.reciprocal_rank(relevant, 10),
        "document_ndcg_at_10": ranking.ndcg_at(relevant, 10, len(set(question.documents))),
    }


def _answer(question: Question, reply: Reply | None) -> dict[str, float | None]:
    answered = reply is not None and reply.status is ReplyStatus.ANSWERED
    text = answer_text(reply) if reply is not None and answered else ""
    values: dict[str, float | None] = {"answer_words": float(len(text.split())) if answered else None}
    if question.answerable is False:
        return values
    if question.answers:
        short = (reply.short_answer if reply is not None and answered else None) or text
        contained = spans.containment(text, question.answers)
        values |= {
            "containment": contained,
            "containment_answered": contained if answered else None,
            "exact_match": spans.exact_match(short, question.answers),
            "f1": spans.token_f1(short, question.answers),
        }
    cited = cited_sentences(reply) if reply is not None and answered else []
    agreed = agreement(cited, question.sentences)
    if agreed is not None:
        values |= {
            "sentence_precision": agreed.precision,
            "sentence_recall": agreed.recall,
            "sentence_f1": agreed.f1,
        }
    return values


def cited_sentences(reply: Reply) -> list[str]:
    """The sentences of the quotes that a reply cites, each once."""
    quotes = [citation.quote for citation in reply.citations]
    return list(dict.fromkeys(quote[start:end] for quote in quotes for start, end in sentences(quote)))


def _decision(question: Question, reply: Reply | None) -> dict[str, float | None]:
    if question.answerable is None:
        return {}
    status = None if reply is None else reply.status
    answered, abstained = status is ReplyStatus.ANSWERED, status is ReplyStatus.ABSTAINED
    confidence = 0.0 if reply is None else reply.confidence
    values: dict[str, float | None] = {
        "abstention_precision": float(not question.answerable) if abstained else None,
        "abstention_recall": None if question.answerable else float(abstained),
        "over_abstention": float(not answered) if question.answerable else None,
        "confidence": confidence,
        "answerable": float(question.answerable),
        "answered": float(answered),
    }
    right = _right(question, reply) if answered and reply is not None else 0.0
    return values | {"right": right, "answer_confidence": confidence if answered and right is not None else None}


def _right(question: Question, reply: Reply) -> float | None:
    """Whether an answer is right: by gold sentences where there are some, else by containment; None where neither."""
    if not question.answerable:
        return 0.0
    agreed = agreement(cited_sentences(reply), question.sentences)
    if agreed is not None:
        return float(agreed.recall > 0)
    return spans.containment(answer_text(reply), question.answers)
