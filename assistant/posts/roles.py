"""The words for posts, and the posts and people that a text names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from assistant.names import Name, names
from assistant.text import content_terms

_ROLE = (
    r"(?:chief executive(?: officer)?|chief (?:officer|constable|operating officer|nurse)|chief|(?:managing|finance|medical) director|chair(?:man|woman|person)?|director(?:[ -]general)?|head|president|commissioner|"
    r"general secretary|secretary|treasurer|manager|clerk|coordinator|principal|head ?teacher|chancellor|mayor|editor|patron|leader|boss|founder|spokes(?:man|woman|person))"
)
_OF = re.compile(rf"\b(?P<role>{_ROLE}) (?:of|at|for) (?:the )?$", re.IGNORECASE)
_BODY_FIRST = re.compile(rf"^(?:['’]s?)? (?P<role>{_ROLE})\b", re.IGNORECASE)
TITLE = "Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Professor"
LEADS = r"(?:runs?|heads?|leads?|chairs?|ran|headed|led|chaired)"
NOUN = (
    r"(?:secretary|minister|director|chief|executive|officer|head|chair(?:man|woman|person)?|president|commissioner|spokes(?:man|woman|person)|lead|"
    r"leader|manager|professor|doctor|founder|inspector|superintendent|constable|trustee|auditor|adviser|ombudsman|regulator|lecturer|researcher|"
    r"mayor|councillor|mp|ceo|judge|chancellor|campaigner|author|editor|boss|nurse|teacher|headteacher|detective|economist|coordinator)"
)
POST = re.compile(rf"\b{NOUN}\b", re.IGNORECASE)
_ALONE = re.compile(rf"\b{NOUN}(?: (?:of|for|at|in)\b.*)?$", re.IGNORECASE)
_PASSING = re.compile(
    r"\b(?:former\w*|ex|acting|deputy|interim|previous\w*|outgoing|vice|assistant|joint|then|until|succeed\w*|replac\w*|tak(?:es|en|ing) over)\b",
    re.IGNORECASE,
)


class Named(NamedTuple):
    """A post in a body that is named in full: "chief executive", "chief executive of the NSPCC", "NSPCC"."""

    role: str
    written: str
    body: str


def named(text: str) -> Iterator[Named]:
    """Each post of a body that a text names in full."""
    for name in names(text):
        opening = _OF.search(text[: name.start])
        following = _BODY_FIRST.match(text[name.end :])
        if opening:
            yield Named(opening["role"], text[opening.start() : name.end], name.text)
        elif following and not _is_person(name):
            yield Named(following["role"], text[name.start : name.end + following.end()], name.text)


def people(sentence: str) -> list[Name]:
    """The names of people in a sentence, in order."""
    return [name for name in names(sentence) if _is_person(name)]


def alone(name: str) -> bool:
    """Whether a name is a post without its holder: "Director of Threat Leadership", "Home Secretary"."""
    return bool(_ALONE.search(name))


def passing(text: str, post: Collection[str] | None = None) -> bool:
    """Whether a text tells of a post that is not simply held: a former, acting or deputy one.

    Args:
        post: content terms of the post, one of which must come after the word and before the next mark; None where the text is a post.
    """
    for found in _PASSING.finditer(text):
        if post is None or set(content_terms(re.split(r"[,;:.]", text[found.end() :])[0])) & set(post):
            return True
    return False


def _is_person(name: Name) -> bool:
    return name.kind in ("person", "role")
