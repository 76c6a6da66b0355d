"""Tells the holder of a post in one body from the holder of the same post in another.

"Who is the chief executive of the NSPCC?" is not answered by "Javed Khan, chief executive of Barnardo's", however much the
two have in common, nor by a sentence in which the head of one body speaks of the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.names import Name, initials, names
from assistant.text import fold, is_stop, words

_ROLE = (
    r"(?:chief executive(?: officer)?|chief|chair(?:man|woman|person)?|director(?:[ -]general)?|head|president|commissioner|"
    r"general secretary|leader|boss|founder|spokes(?:man|woman|person))"
)
_OF = re.compile(rf"\b(?P<role>{_ROLE}) (?:of|at|for) (?:the )?$", re.IGNORECASE)
_BODY_FIRST = re.compile(rf"^(?:['’]s?)? (?P<role>{_ROLE})\b", re.IGNORECASE)


def held_elsewhere(question: str, sentence: str) -> list[str]:
    """The post that the question asks about, as typed, where the sentence names its like in other bodies only."""
    found = []
    for written, body in _posts(question):
        held = [other for _, other in _posts(sentence)]
        if held and not any(_same(body, other) for other in held):
            found.append(written)
    return found


def _posts(text: str) -> Iterator[tuple[str, str]]:
    """Each post of a body that is named in full: its words and the body's name."""
    for name in names(text):
        opening = _OF.search(text[: name.start])
        following = _BODY_FIRST.match(text[name.end :])
        if opening:
            yield text[opening.start() : name.end], name.text
        elif following and not _is_person(name):
            yield text[name.start : name.end + following.end()], name.text


def _is_person(name: Name) -> bool:
    return name.kind in ("person", "role")


def _same(one: str, other: str) -> bool:
    a, b = ({w for word in words(name) if not is_stop(w := fold(word.text))} for name in (one, other))
    return a <= b or b <= a or initials(one).casefold() in b or initials(other).casefold() in a
