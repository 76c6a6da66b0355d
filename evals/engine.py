"""Settings -> the engine behind the UI and the command line, opened for judging."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from typing import Any

from assistant.conversation import interpret
from assistant.embedding import load_embedding
from assistant.index import Index
from assistant.pipeline import Assistant
from assistant.reading import calibrated_threshold
from assistant.schema import Message
from assistant.settings import Settings
from evals.runner import Engine
from evals.scoring import Observation

TODAY = date(2026, 1, 1)
"""The day evals are asked on, so that "last year" means the same in every run."""


def open_engine(settings: Settings) -> Engine:
    """The engine on the current index, with every document's text and every passage.

    Raises:
        IndexMissingError: nothing is indexed yet.
    """
    embedding = load_embedding(settings)
    assistant = Assistant(settings, embedding=embedding, today=TODAY)

    def ask(question: str, history: Sequence[Message], **options: Any) -> Observation:
        trace = assistant.trace(question, history, **options)
        return Observation(trace.reply, trace.evidence, trace.reading)

    with closing(Index(settings, embedding).open()) as snapshot:
        texts = {id: snapshot.document(id).text for id in snapshot.documents}
        passages = tuple(snapshot.passages)
    about = {
        "corpus": settings.corpus.resolve().name,
        "documents": str(len(texts)),
        "passages": str(len(passages)),
        "embedding": embedding.model_id,
        "threshold": f"{calibrated_threshold() if settings.threshold is None else settings.threshold:.4f}",
    }
    return Engine(ask, texts, passages, about)


def read_alone(question: str, history: Sequence[Message]) -> str:
    """How the engine reads a question that follows others, without any documents."""
    return interpret(question, history, as_of=TODAY, as_of_given=False, documents=()).text
