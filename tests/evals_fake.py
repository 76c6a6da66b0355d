"""A tiny corpus and an engine a person can follow: a table from questions to replies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from assistant.schema import (
    Citation,
    Conflict,
    ConflictValue,
    Evidence,
    Message,
    Passage,
    Query,
    Reading,
    Reason,
    Reply,
    ReplyStatus,
    ScoredSentence,
    Statement,
)
from evals.runner import Engine
from evals.scoring import Observation

TEXTS = {
    "fund": "The minister announced £2.6m for prevention. Half goes to a helpline.\n\nThe fund runs for 18 months.",
    "report": "Police recorded 82,109 images. An estimated 80,000 people pose a threat.",
    "strategy": "An estimated 300,000 people pose a threat. Police lead the work.",
}
MONEY = "The minister announced £2.6m for prevention."
THREAT_BEFORE = "An estimated 80,000 people pose a threat."
THREAT_AFTER = "An estimated 300,000 people pose a threat."


def query(question: str) -> Query:
    return Query(question, question, date(2026, 1, 1))


def cite(number: int, document: str, quote: str, shift: int = 0) -> Citation:
    start = TEXTS[document].index(quote) + shift
    return Citation(number, document, document.title(), quote, start, start + len(quote))


def answer(*quotes: tuple[str, str], confidence: float = 0.9, short: str | None = None, shift: int = 0) -> Reply:
    """An answer whose statements are the quotes, each cited from its document; ``shift`` makes the offsets wrong."""
    citations = tuple(cite(i, document, quote, shift) for i, (document, quote) in enumerate(quotes, start=1))
    statements = tuple(Statement(quote, (i,)) for i, (_, quote) in enumerate(quotes, start=1))
    return Reply(
        query("?"), ReplyStatus.ANSWERED, statements=statements, citations=citations, short_answer=short,
        confidence=confidence,
    )  # fmt: skip


def conflict(confidence: float = 0.9) -> Reply:
    reply = answer(("report", THREAT_BEFORE), ("strategy", THREAT_AFTER), confidence=confidence)
    values = (ConflictValue("80,000", "2018", 0, (1,)), ConflictValue("300,000", "2021", 1, (2,)))
    return Reply(
        reply.query, reply.status, statements=reply.statements, citations=reply.citations,
        conflicts=(Conflict("people who pose a threat", values),), confidence=confidence,
    )  # fmt: skip


def abstain(confidence: float = 0.1, status: ReplyStatus = ReplyStatus.ABSTAINED) -> Reply:
    reason = Reason.NOT_FOUND if status is ReplyStatus.ABSTAINED else None
    return Reply(query("?"), status, reason=reason, message="The documents do not say.", confidence=confidence)


def passage(document: str, quote: str) -> Passage:
    start = TEXTS[document].index(quote)
    end = start + len(quote)
    return Passage(f"{document}:{start}", document, start, end, quote, (), ((start, end),))


def evidence(*quotes: tuple[str, str]) -> tuple[Evidence, ...]:
    return tuple(Evidence(passage(*quote), 1 / rank, 0.5, 1.0) for rank, quote in enumerate(quotes, start=1))


def reading(*quotes: tuple[str, str]) -> Reading:
    spans = [(document, TEXTS[document].index(quote), quote) for document, quote in quotes]
    return Reading(tuple(ScoredSentence(d, s, s + len(q), q, 0.5) for d, s, q in spans), 0.5)


def observed(
    reply: Reply, found: Sequence[tuple[str, str]] = (), read: Sequence[tuple[str, str]] | None = None
) -> Observation:
    return Observation(reply, evidence(*found), None if read is None else reading(*read))


def engine(replies: Mapping[str, Reply | Observation | Exception], texts: Mapping[str, str] = TEXTS) -> Engine:
    """An engine that looks its replies up; a question it does not know is abstained on."""

    def ask(question: str, history: Sequence[Message], **options: object) -> Reply | Observation:
        reply = replies.get(question, abstain())
        if isinstance(reply, Exception):
            raise reply
        return reply

    passages = [passage(document, text) for document, text in TEXTS.items()]
    return Engine(ask, texts, passages, {"engine": "fake"})
