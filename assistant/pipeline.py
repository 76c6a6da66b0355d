"""The whole story of a question: guard, interpret, retrieve, read, compose, verify.

Open this file first. Each line of :meth:`Assistant._trace` is one stage; each stage lives in the module of its name.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter

from assistant import conversation, guardrails
from assistant.citations import problems
from assistant.composing import EMPTY, NOTHING_INDEXED, OUTSIDE, too_long
from assistant.embedding import Encoder, load_embedding
from assistant.engine import Engine
from assistant.guardrails import Guard
from assistant.index import Index
from assistant.questions import analyse, core, of_each
from assistant.reading import Scorer
from assistant.relevance import load_relevance, load_thorough
from assistant.schema import (
    AssistantError,
    Coverage,
    Document,
    DocumentInfo,
    Evidence,
    FailedFile,
    Message,
    Query,
    Reading,
    Reason,
    Reply,
    ReplyStatus,
    Role,
)
from assistant.settings import Settings
from assistant.text import normalise


@dataclass(frozen=True, slots=True)
class Trace:
    """A reply with what it was made from, for evals and for looking into an answer."""

    query: Query
    reply: Reply
    evidence: tuple[Evidence, ...] = ()
    reading: Reading | None = None


class Assistant:
    """Answers questions from one index. Safe to share between threads; keeps nothing of any question."""

    def __init__(
        self,
        settings: Settings,
        *,
        embedding: Encoder | None = None,
        scorer: Scorer | None = None,
        thorough: Scorer | None = None,
        today: date | None = None,
    ) -> None:
        """
        Args:
            embedding, scorer, thorough: stand-ins for the shipped models; with a ``scorer`` of one's own and no
                ``thorough`` one, nothing is looked at again.
            today: the day questions are asked on; by default the day they are.
        """
        self._settings = settings
        self._today = today
        self._embedding = embedding or load_embedding(settings)
        self._scorer = scorer or load_relevance(settings)
        self._thorough = thorough or (load_thorough(settings) if scorer is None and settings.thorough else None)
        self._index = Index(settings, self._embedding)
        self._lock = threading.Lock()
        self._engine: Engine | None = None

    def ask(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        as_of: date | None = None,
        documents: Sequence[str] = (),
    ) -> Reply:
        """The reply to a question.

        Args:
            history: earlier lines of the conversation, oldest first; questions without an answer are answered first.
            as_of: leaves out what was published after this day; by default today, and undated documents stay in.
            documents: ids to answer from; empty means all.

        Raises:
            IndexMissingError: nothing is indexed yet.
            UsageError: ``documents`` names one that is not indexed.
        """
        return self.trace(question, history, as_of=as_of, documents=documents).reply

    def trace(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        as_of: date | None = None,
        documents: Sequence[str] = (),
    ) -> Trace:
        """As :meth:`ask`, with the evidence and the reading behind the reply."""
        found = self._trace(question, history, as_of, documents)
        # Those that are tried suggest nothing themselves: a suggestion may be as bare as the question.
        tried = (s for s in found.reply.suggestions if self._answers(s, as_of, documents))
        return replace(found, reply=replace(found.reply, suggestions=tuple(tried)))

    def _trace(self, question: str, history: Sequence[Message], as_of: date | None, documents: Sequence[str]) -> Trace:
        """As :meth:`trace`, with suggestions that nobody has tried yet."""
        started = perf_counter()
        typed = " ".join(normalise(question).split())
        today = as_of or self._today or date.today()
        guard = guardrails.check(typed, self._settings, self._embedding)
        asked = typed if guard.reason is Reason.TOO_LONG else guard.redacted  # a reply is kept: in exports, in batches
        plain = Query(asked, asked, today, as_of_given=as_of is not None, documents=tuple(documents))
        try:
            engine = self._current()
        except AssistantError:
            if guard.kind is None:
                raise
            return Trace(plain, _signpost(plain, guard))  # help does not wait for an index
        covered = engine.covers(plain)
        refusal = self._refuse(plain, guard, covered)
        if refusal is not None:
            refusal = replace(refusal, warnings=engine.left_out(plain) if refusal.card is None else ())
            return Trace(plain, self._finish(refusal, engine, covered, {}, started))

        clock = _Clock()
        told = self._answered(history, as_of, documents)
        query = conversation.interpret(
            core(guard.impersonal),
            told,
            as_of=today,
            as_of_given=as_of is not None,
            documents=tuple(documents),
        )
        query = engine.in_their_words(replace(query, question=asked))
        clock.lap("interpret")
        evidence = engine.search(query)
        query = engine.dated(query, evidence)
        clock.lap("retrieve")
        form = analyse(query.text)
        reading = engine.read(query, evidence)
        parts = engine.parts(query, form)
        unclaimed = engine.part(query, form.claim.question) if form.claim else None
        clock.lap("read")
        reply = engine.composer.compose(query, form, reading, parts, covered, unclaimed)
        if reply.status is ReplyStatus.ABSTAINED and not parts:
            parts = [(text, engine.part(query, text)) for text in of_each(query.text)]
            reply = engine.composer.compose(query, form, reading, parts, covered) if parts else reply
        reply = replace(reply, warnings=(*guard.cautions, *engine.left_out(query), *reply.warnings))
        found = problems(reply, engine.document)
        if found:  # never shown: a wrong citation is a fault of ours, not an answer
            raise AssistantError(f"The answer did not pass its own check and is not shown: {'; '.join(found)}.")
        clock.lap("compose")
        return Trace(query, self._finish(reply, engine, covered, clock.laps, started), tuple(evidence), reading)

    def documents(self) -> tuple[DocumentInfo, ...]:
        """The indexed documents, by id."""
        return tuple(sorted(self._current().snapshot.documents.values(), key=lambda d: d.id))

    def failed(self) -> tuple[FailedFile, ...]:
        """The files that were found but not indexed."""
        return self._current().snapshot.failed

    def document(self, id: str) -> Document:
        """One document with its text.

        Raises:
            KeyError: it is not indexed.
        """
        return self._current().document(id)

    def coverage(self) -> Coverage:
        """What the indexed documents cover."""
        return self._current().coverage

    def starters(self) -> tuple[str, ...]:
        """Up to four questions that the documents answer, each tried before it is offered."""
        engine = self._current()
        return engine.starters(lambda question: self.ask(question).status is ReplyStatus.ANSWERED)

    def _current(self) -> Engine:
        """The engine on the newest generation; the one before stays whole for questions that are under way."""
        engine = self._engine
        if engine is not None and engine.snapshot.is_current():
            return engine
        with self._lock:
            if self._engine is None or not self._engine.snapshot.is_current():
                self._engine = Engine(self._settings, self._index.open(), self._embedding, self._scorer, self._thorough)
            return self._engine

    def _answers(self, question: str, as_of: date | None, documents: Sequence[str]) -> bool:
        """Whether a question that we would suggest is answered, and not with another question."""
        return self._trace(question, (), as_of, documents).reply.status is ReplyStatus.ANSWERED

    def _refuse(self, query: Query, guard: Guard, covered: Coverage) -> Reply | None:
        """The reply to what is not for the documents: a call for help, an empty or endless question, an empty index."""
        if guard.kind is not None:
            return _signpost(query, guard)
        if guard.reason is Reason.TOO_LONG:
            message = too_long(len(query.question), self._settings.max_question_chars)
            return Reply(query, ReplyStatus.ABSTAINED, reason=Reason.TOO_LONG, message=message)
        if guard.reason is not None or not any(c.isalnum() for c in query.question):
            return Reply(query, ReplyStatus.ABSTAINED, reason=Reason.EMPTY, message=EMPTY)
        if not covered.documents:
            message = OUTSIDE if query.documents or query.as_of_given else NOTHING_INDEXED
            return Reply(query, ReplyStatus.ABSTAINED, reason=Reason.NOT_FOUND, message=message)
        return None

    def _answered(
        self, history: Sequence[Message], as_of: date | None, documents: Sequence[str]
    ) -> tuple[Message, ...]:
        """The history with an agent's turn after each question: those that are missing are answered now.

        Of a call for help nothing is handed on, nor is personal data.
        """
        told: list[Message] = []
        heard = False
        for position, message in enumerate(history):
            if message.role is Role.USER:
                guard = guardrails.check(message.text, self._settings, self._embedding)
                heard = guard.kind is not None
                if guard.cautions:
                    message = replace(message, text=guard.impersonal)
            if heard:
                continue
            told.append(message)
            following = history[position + 1] if position + 1 < len(history) else None
            if message.role is Role.USER and (following is None or following.role is Role.USER):
                reply = self.ask(message.text, tuple(told[:-1]), as_of=as_of, documents=documents)
                told.append(Message(Role.AGENT, reply.answer or reply.message or ""))
                if reply.card is not None:
                    del told[-2:]
        return tuple(told)

    def _finish(
        self, reply: Reply, engine: Engine, covered: Coverage, laps: Mapping[str, float], started: float
    ) -> Reply:
        total = {"total": round((perf_counter() - started) * 1000, 3)}
        models = {"embedding": self._embedding.model_id}
        for name, scorer in (("reader", self._scorer), ("thorough", self._thorough)):
            if model := getattr(scorer, "model_id", None):
                models[name] = model
        return replace(
            reply,
            coverage=covered,
            generation=engine.snapshot.generation,
            models=models,
            timings_ms={**laps, **total},
        )


def _signpost(query: Query, guard: Guard) -> Reply:
    return Reply(query, ReplyStatus.SIGNPOSTED, reason=guard.reason, message=guard.message, card=guard.card)


class _Clock:
    """Milliseconds of each stage."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, stage: str) -> None:
        """Ends a stage."""
        now = perf_counter()
        self.laps[stage] = round((now - self._last) * 1000, 3)
        self._last = now
