"""Weighs the earlier lines of a conversation by how much a question leans on them, for retrieval.

A line's weight falls by turns; the first question, which usually names the topic, and the last lines keep most. What
the earlier lines may weigh together is capped in words, so that a long answer never drowns the question: lower where
the question brings its own subject, higher where the agent has asked back. Constants were chosen on the development
halves of two public sets of conversations (``python -m evals.conversation``), once for both.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.conversation.phrases import tokens
from assistant.schema import Message, Role
from assistant.text import content_terms

_DECAY, _AGENT_DECAY = 0.7, 0.6
_AGENT = 0.65
"""Weight of what the agent said against what the person said; it is also sooner forgotten."""
_FIRST = 0.8
_MOST = 0.8
"""The weight of the nearest line; words of the question itself weigh 1."""
_CAP, _CAP_FRESH = 6.0, 4.0
"""Words, at full weight, that the earlier lines may add to a question that leans on them, and to one that does not."""
_CAP_TASK, _CAP_TASK_FRESH, _MOST_TASK = 14.0, 10.0, 1.0
"""The same where the agent has asked back: such a talk works through one matter, and "Yes, I have" is nothing alone."""
_FRESH_TERMS, _FRESH_SHARE = 4, 0.6
_LINES, _CHARACTERS = 8, 600

_POINTING = frozenset(
    "it its they them their he him his she her this that these those there one ones other same so such yes no too also either neither else both".split()
)
_JOINING = frozenset("and but or so".split())


def context(question: str, history: Sequence[Message]) -> tuple[tuple[str, float], ...]:
    """The earlier lines with the weight of their words, the heaviest first; empty where there is nothing to lean on."""
    lines = sorted(_lines(history), key=lambda line: -line[1])[:_LINES]
    weights: dict[str, float] = {}
    for text, weight in lines:
        for term in content_terms(text):
            weights[term] = max(weights.get(term, 0.0), weight)
    own = set(content_terms(question))
    mass = sum(weight for term, weight in weights.items() if term not in own)
    if mass == 0:
        return ()
    fresh = _is_fresh(question, own, weights.keys() & own)
    if any(message.role is Role.AGENT and message.text.rstrip().endswith("?") for message in history):
        scale = min(_MOST_TASK, (_CAP_TASK_FRESH if fresh else _CAP_TASK) / mass)
    else:
        scale = min(_MOST, (_CAP_FRESH if fresh else _CAP) / mass)
    return tuple((text, round(weight * scale, 4)) for text, weight in lines)


def _lines(history: Sequence[Message]) -> list[tuple[str, float]]:
    questions = sum(message.role is Role.USER for message in history)
    found: list[tuple[str, float]] = []
    age = 0
    for message in reversed(history):
        if message.role is Role.USER:
            weight = _DECAY**age
            age += 1
            weight = max(weight, _FIRST) if age == questions else weight
        else:
            weight = _AGENT * _AGENT_DECAY**age
        if message.text.strip():
            found.append((message.text[:_CHARACTERS], weight))
    return found


def _is_fresh(question: str, own: set[str], shared: set[str]) -> bool:
    """Whether a question brings its own subject: several words, most of them new, and none that points back."""
    words = [token.low for token in tokens(question)]
    if _POINTING & set(words) or (words and words[0] in _JOINING):
        return False
    return len(own) >= _FRESH_TERMS and len(own - shared) >= _FRESH_SHARE * len(own)
