"""Keeps what a conversation has spoken of, and chooses what a pronoun means among it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.conversation.grammar import PLACE_WORDS
from assistant.conversation.phrases import Phrase, phrases
from assistant.dates import find_dates
from assistant.names import Name, names
from assistant.quantities import quantities


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question: how it was read, what was answered, what its pronouns were taken to mean, and whom "she" or "he"."""

    reading: str
    answer: str
    topics: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """A question as read, with what its pronouns were taken to mean, and whom "she" or "he"."""

    text: str
    topics: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """Something spoken of: its words, what a pronoun asks of it, and how near and central it is (higher is likelier).

    A name may be a ``person`` by how it is written; ``human`` is who was called "she" or "he"; a ``measure`` is the price or number
    that was asked for, which goes up or down.
    """

    text: str
    weight: float
    name: bool = False
    plural: bool = False
    person: bool = False
    place: bool = False
    amount: bool = False
    asked: bool = False
    human: bool = False
    measure: bool = False


# How much each trait speaks for a mention being what is talked about. Chosen on the development conversations.
_AGE, _TOPIC, _NAME, _GENERIC, _ANSWER, _INTRODUCED = 1.2, 1.5, 0.8, 1.6, 2.0, 1.0
_BESIDE_TOPIC = 0.5
"""What speaks for a body named in the answer, where its question went on about something else: "who pays for it?", "is it free?"."""
_ROLE = {"of": 0.9, "subject": 0.4, "object": 0.2, "possessor": 0.9, "place": 0.0}
_ASKS_ENTITY = re.compile(
    r"^\W*(?:and |but |so |ok |okay )*(?:who|whom|which|whose|what (?!is\b|are\b|was\b|were\b|do\b|does\b|did\b|about\b|if\b|happen)\w+|where|name)\b|"
    r"^\W*(?:(?:and|but|so|ok|okay) )*(?:is|are|was|were|has|have|had|does|do|did|will)\b.*\b(?:any|some|another) \w+",
    re.IGNORECASE,
)
# "Who was Anne Bonny?" and "Tell me about Docker." put a new topic before the talk.
_INTRODUCES = re.compile(
    r"^\W*(?:(?:and|so|ok|okay)\s+)*(?:(?:who|what)(?:\s+(?:is|are|was|were)|'s|’s)|tell me (?:more )?about|describe|explain|define)\s+(?:an?\s+|the\s+|some\s+)?$",
    re.IGNORECASE,
)
_THERE_IS = re.compile(r"\bthere (?:be |been )?(?:an?|any|some|another) $", re.IGNORECASE)
_ASKED_FOR = re.compile(r"\W*(?:(?:and|but|so|ok|okay)\s+)*(?:which|what)\s+", re.IGNORECASE)
_ASKS_AMOUNT = re.compile(r"\bhow much\b|\bwhat (?:sum|amount|budget|grant|funding)\b", re.IGNORECASE)
_COSTS = re.compile(
    r"\W*(?:and |but |so )?how much (?:will|would|do|does|did|has|have) (?P<what>.+?) cost(?:ed)?\W*$", re.IGNORECASE
)
_NUMBERS = re.compile(
    r"\W*(?:and |but |so )?how many (?P<what>[\w’'-]+(?: [\w’'-]+){0,2}?) (?:is|are|was|were) (?P<rest>(?!there\b)[^,?]+?)\W*$",
    re.IGNORECASE,
)
_MEASURE = 3.0  # weight of the price or number asked for, where a question is of its rise or fall
_ANY_DAY = date(2000, 1, 1)  # only where dates stand matters here
_MARKER = re.compile(r"\s*\[\d+\]")


def mentions(past: Sequence[Turn]) -> list[Mention]:
    """Everything spoken of in the earlier turns, the likeliest first."""
    found: list[Mention] = []
    for age, turn in enumerate(reversed(past)):
        near = -_AGE * age
        spoken = things(turn.reading, _ANY_DAY)
        for position, phrase in enumerate(spoken):
            weight = _salience(phrase, turn.topics, position, len(spoken))
            if _INTRODUCES.match(turn.reading[: phrase.start] + " ") or _INTRODUCES.match(turn.reading[: phrase.start]):
                weight += _INTRODUCED
            elif _THERE_IS.search(turn.reading[: phrase.start].rstrip() + " "):
                weight += _NAME + _INTRODUCED
            found.append(_mention(turn.reading, _to_topic(phrase, turn.topics), near + weight))
        for entity in _answer_entities(turn):
            person = _personal(entity)
            weight = _ANSWER if person or not turn.topics else _BESIDE_TOPIC
            found.append(Mention(entity.text, near + weight, name=True, person=person))
        if _ASKS_AMOUNT.search(turn.reading):
            found += [Mention(amount, near + 2.0, amount=True) for amount in _amounts(turn.answer)[:1]]
        if measure := _measure(turn.reading):
            found.append(Mention(measure, near + _MEASURE, measure=True))
    people = {name for turn in past for name in turn.people}
    found = [replace(m, human=True) if m.text in people else m for m in found]
    return sorted(found, key=lambda m: -m.weight)


def _measure(question: str) -> str | None:
    """What a question asks the price or number of, as a thing: "the cost of the hubs", "the number of children in care"."""
    cost, number = _COSTS.match(question), _NUMBERS.match(question)
    if cost:
        return f"the cost of {cost['what']}"
    return f"the number of {number['what']} {number['rest']}" if number else None


def things(text: str, today: date) -> list[Phrase]:
    """The phrases of a text that are no dates, in order."""
    dates = find_dates(text, today)
    return [p for p in phrases(text) if not any(d.start < p.end and p.start < d.end for d in dates)]


def _salience(phrase: Phrase, topics: tuple[str, ...], position: int, count: int) -> float:
    weight = _ROLE[phrase.role] + (_NAME if phrase.name else 0) - (_GENERIC if phrase.generic else 0)
    if any(_same(phrase.text, topic) for topic in topics):
        weight += _TOPIC
    if " " not in phrase.text and (phrase.head.endswith("ing") or _DEMONYM.fullmatch(phrase.text)):
        weight -= 1.0
    return weight + 0.05 * position / count


# A people's name on its own is more often the adjective of something than the topic.
_DEMONYM = re.compile(r"[A-Z]\w+(?:ish|ese|ian|ians|ean|can|cans|erman|utch|ench)")


def _to_topic(phrase: Phrase, topics: tuple[str, ...]) -> Phrase:
    """The phrase without what stands behind the name put into it: "Norwegian easier" in "Is Norwegian easier?"."""
    for topic in topics:
        rest = phrase.text[len(topic) :]
        if phrase.text.lower().startswith(topic.lower()) and rest.startswith(" ") and rest.islower():
            return replace(phrase, text=phrase.text[: len(topic)], head=topic.split()[-1].lower())
    return phrase


def _same(a: str, b: str) -> bool:
    one, other = (text.lower().removeprefix("the ") for text in (a, b))
    return one == other or one.rstrip("s") == other.rstrip("s")


def _mention(reading: str, phrase: Phrase, weight: float) -> Mention:
    place = (phrase.role == "place" and phrase.name) or phrase.head in PLACE_WORDS
    words = phrase.text
    written = phrase.definite and reading[phrase.start : phrase.start + 4].lower() == "the "
    if written or (phrase.generic and not phrase.name and not phrase.plural):
        words = f"the {words}"
    asked = _ASKED_FOR.fullmatch(reading[: phrase.start]) is not None
    person = phrase.person and phrase.head not in PLACE_WORDS  # "Penn Street" is nobody
    amount = words[:1] in "£$€"
    return Mention(words, weight, phrase.name and not amount, phrase.plural, person, place, amount, asked)


def _personal(name: Name) -> bool:
    words = name.text.split()
    written = len(words) in (2, 3) and all(w[:1].isupper() and w[1:].islower() for w in words)
    return name.kind in ("person", "role") or (not name.kind and written)


def _answer_entities(turn: Turn) -> list[Name]:
    """The new name in the answer to "who", "which" or "where": what the next "it" or "she" is likeliest to mean."""
    if not turn.answer or not _ASKS_ENTITY.search(turn.reading):
        return []
    first = _MARKER.sub("", turn.answer)[:300]
    asked = turn.reading.lower()
    new = [_without_known(name, turn.reading) for name in names(first) if name.text.lower() not in asked]
    return [name for name in new if name.kind != "body" or " " in name.text][:1]  # "the Trust" is no name of its own


def _without_known(name: Name, asked: str) -> Name:
    """The owner alone where what it owns was in the question: "Lantern Trust" of "Lantern Trust's Safe Walks"."""
    for owner in re.finditer(r"['’]s?\s+", name.text):
        known = [word in asked for word in name.text[owner.end() :].split()]
        if known and all(known):
            return replace(name, text=name.text[: owner.start()], end=name.start + owner.start(), kind="body")
    return name


def _amounts(answer: str) -> list[str]:
    return [q.text for q in quantities(_MARKER.sub("", answer)[:300]) if q.kind == "money"]
