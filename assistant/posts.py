"""Reads who holds which post, and tells the holder of a post in one body from the holder of the same post in another.

"Who is the chief executive of the NSPCC?" is not answered by "Javed Khan, chief executive of Barnardo's", however much the
two have in common, nor by a sentence in which the head of one body speaks of the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.names import Name, initials, names
from assistant.text import content_terms, fold, is_stop, words

_ROLE = (
    r"(?:chief executive(?: officer)?|chief|chair(?:man|woman|person)?|director(?:[ -]general)?|head|president|commissioner|"
    r"general secretary|leader|boss|founder|spokes(?:man|woman|person))"
)
_OF = re.compile(rf"\b(?P<role>{_ROLE}) (?:of|at|for) (?:the )?$", re.IGNORECASE)
_BODY_FIRST = re.compile(rf"^(?:['’]s?)? (?P<role>{_ROLE})\b", re.IGNORECASE)
_ASKED = re.compile(
    r"^(?:.*[:,] )?(?:who(?:['’]s| is| was) (?!the\b|an?\b|in\b)|what (?:does|did) .{3,40} do\b|(?:what|which)\b.*\b(?:job|jobs|role|position|post|title|office|work)\b)",
    re.IGNORECASE,
)
_LEADS = r"(?:runs?|heads?|leads?|chairs?|ran|headed|led|chaired)"
_NOUN = (
    r"(?:secretary|minister|director|chief|executive|officer|head|chair(?:man|woman|person)?|president|commissioner|spokes(?:man|woman|person)|lead|"
    r"leader|manager|professor|doctor|founder|inspector|superintendent|constable|trustee|auditor|adviser|ombudsman|regulator|lecturer|researcher|"
    r"mayor|councillor|mp|judge|chancellor|campaigner|author|editor|boss|nurse|teacher|headteacher|detective|economist|coordinator)"
)
_ASKS_HOLDER = re.compile(rf"\bwho (?:{_LEADS}\b|(?:is|was|are|were|became|becomes)\b.*\b{_NOUN}\b)", re.IGNORECASE)
_AFTER_NAME = re.compile(
    rf"^, (?:aged \d+, |\d+, )?(?P<post>(?:the |an? |its |their |who (?:is|was|{_LEADS}) )?[^,;.]{{0,50}}?(?:\b{_NOUN}\b|(?<=who ){_LEADS})[^,;.]{{0,60}})(?=[,;.]|$)",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(
    rf"(?:^|[,;] |\b[Tt]he )(?P<post>[^,;.]{{0,60}}?\b{_NOUN}\b[^,;.]{{0,50}}?),? (?:(?:Mr|Mrs|Ms|Dr|Sir|Dame|Lord|Lady) )?$",
    re.IGNORECASE,
)
_SAME_POST = 0.5  # share of the shorter one's content terms


def whose(question: str) -> str | None:
    """The person whose post the question asks for ("Who is Ann Poe?", "What is her job?"); None where it asks for none."""
    if not _ASKED.match(question):
        return None
    return next((n.text for n in names(question) if n.kind in ("person", "") and " " in n.text), None)


def asks_holder(question: str) -> bool:
    """Whether the question asks who holds a post ("Who chairs the board?", "Who is the adviser?")."""
    return bool(_ASKS_HOLDER.search(question))


def post_of(person: str, sentence: str) -> str | None:
    """The post that a sentence gives to a person, as written beside the name; None where it gives none."""
    last = person.split()[-1]
    for found in re.finditer(rf"(?:\b[A-Z][\w’'-]+ )*{re.escape(last)}\b", sentence):
        post = _AFTER_NAME.match(sentence[found.end() :]) or _BEFORE_NAME.search(sentence[: found.start()])
        if post:
            return re.sub(r"^[Tt]he ", "", post["post"].strip())
    return None


def same_post(one: str, other: str) -> bool:
    """Whether two descriptions can be of one post: the same body where both name one, else words in common."""
    mine, theirs = _bodies(one), _bodies(other)
    if mine and theirs:
        return any(_same(a, b) for a in mine for b in theirs)
    a, b = (set(content_terms(text)) for text in (one, other))
    return not a or not b or len(a & b) / min(len(a), len(b)) > _SAME_POST


def _bodies(post: str) -> list[str]:
    """The bodies that a description of a post names."""
    found = names(f"a {post}")
    return [n.text for n in found if n.kind == "acronym" or (n.kind in ("body", "") and " " in n.text)]


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
