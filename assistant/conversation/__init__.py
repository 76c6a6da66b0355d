"""Turns a question and the conversation before it into a query that stands alone, without a language model.

Deterministic. A question that stands alone is left as it is, to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.conversation.events import bound
from assistant.conversation.fragments import complete
from assistant.conversation.leaning import context
from assistant.conversation.mentions import Read, Turn, mentions
from assistant.conversation.phrases import phrases
from assistant.conversation.pronouns import name_pronouns
from assistant.conversation.returns import name_in_full
from assistant.conversation.titles import Titles
from assistant.dates import find_dates
from assistant.schema import Message, Query, Role

_BARE = re.compile(r"^(?:(?:and|but|so) )?(?:who|what|when|where|why|how)(?: [a-z]+){1,3} ?\?*$", re.IGNORECASE)
"""A question of a verb and nothing that it is about ("who pays?")."""

__all__ = ["Titles", "bound", "continued", "interpret"]

_TURNS = 8
"""Earlier questions that are read; what lies further back is not meant by a pronoun."""


def interpret(
    question: str, history: Sequence[Message], *, as_of: date, as_of_given: bool, documents: Sequence[str]
) -> Query:
    """The stand-alone reading of a question, with its dates counted from ``as_of``."""
    past: list[Turn] = []
    for asked, answered in _turns(history)[-_TURNS:]:
        earlier = _read(asked, past, as_of)
        past.append(Turn(earlier.text, answered, earlier.topics, earlier.people))
    reading = _read(question, past, as_of).text
    return Query(
        question=question,
        text=reading,
        as_of=as_of,
        as_of_given=as_of_given,
        rewritten=reading != question,
        dates=tuple(mention.range for mention in find_dates(reading, as_of)),
        documents=tuple(documents),
        context=context(reading, history),
    )


def continued(clause: str, first: str, today: date) -> str:
    """A later clause of a question ("what was it sold for?") with what it leaves to the first one filled in."""
    return _read(clause, [Turn(first, "")], today).text


def _turns(history: Sequence[Message]) -> list[tuple[str, str]]:
    """The earlier questions, each with what the agent said before the next one."""
    turns: list[tuple[str, str]] = []
    for message in history:
        text = " ".join(message.text.split())
        if message.role is Role.USER:
            turns.append((text, ""))
        elif turns:
            turns[-1] = (turns[-1][0], f"{turns[-1][1]} {text}".strip())
    return turns


def _read(question: str, past: Sequence[Turn], today: date) -> Read:
    """The question with what it leaves to the earlier turns filled in; itself where it leaves nothing."""
    if not past:
        return Read(question)
    fragment = complete(question, past, today)
    if fragment is not None:
        return fragment
    spoken = mentions(past)
    full = name_in_full(question, past, spoken, today)
    named = name_pronouns(full.text, spoken)
    if not full.topics and not named.topics and spoken and _BARE.match(question) and not phrases(question):
        return Read(f"{spoken[0].text[:1].upper()}{spoken[0].text[1:]}: {question}", (spoken[0].text,))
    return Read(named.text, (*full.topics, *named.topics), named.people)
