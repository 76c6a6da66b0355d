"""Reads what a question asks about posts: whose post, who holds one, and which."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.posts.roles import LEADS, NOUN, POST, Named, alone, named, passing

_WHO = r"([A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*)+)"
_ASKED = re.compile(
    rf"\b(?:[Ww]ho(?:['’]s| is| was) {_WHO}|[Ww]hat(?:['’]s| is| was) {_WHO}['’]s? (?:current |present )?(?:job|role|position|post|title|job title)|"
    rf"(?:[Ww]hat|[Ww]hich) (?:job|role|position|post|office|title) (?:does|did|has|is) {_WHO} (?:have|hold|held|in)|"
    rf"[Ww]hat does {_WHO} do(?: for a living)?|"
    rf"(?:[Ww]hat|[Ww]hich) (?:\w+ ){{1,2}}(?:does|did|is|was) {_WHO} (?:lead|run|head|chair|direct|work for|speak for|represent|from|in charge of|leading|running|heading)|"
    rf"{_WHO}[,:]? (?:job|role|position|post|job title))(?: (?:at|in|with|within) (?:the )?[A-Z][^?]*)?\s*\??$"
)
_DONE_ALONE = r"(?:wrote|written by|founded|set up|created|commissioned|published|produced|released|compiled|conducted|carried out|owns?|owned|won|designed|appointed|hosted|organised|held)"
_ASKS_HOLDER = re.compile(
    rf"\bwho (?:{LEADS}\b|(?:first )?{_DONE_ALONE}\b|(?:is|was|are|were|became|becomes)\b.*\b{NOUN}\b)|\b(?:what|which) \w+ (?:first )?(?:{LEADS}|{_DONE_ALONE})\b|\b{NOUN}(?:['’]s)? name\b|\bname of the (?:\w+ ){{0,3}}{NOUN}\b|\b(?:written|run|led|founded|owned|chaired|headed|published|produced) by (?:who|whom|which|what)\b|\bby whom\b",
    re.IGNORECASE,
)
_POST_ASKED = re.compile(
    rf"\bwho(?:['’]s| is| was| are| were| became| becomes| will be| has been) (?:(?:currently|now|still|then) )?(?:(?:the|its|our|a|an) )?(?:[\w’'-]+['’]s? )?"
    rf"(?P<post>(?:[\w’'-]+ ){{0,4}}?{NOUN}\b(?: (?:of|for|at) [^?,]+?)?)(?: (?:now|currently|today|at present|at the moment|these days))?\s*\??$",
    re.IGNORECASE,
)


_BARE = re.compile(
    rf"^(?:(?!(?:the|a|an|of|and|is|was|who|what|which|how|when|where|why)\b)[\w’'.&-]+ ){{1,4}}{NOUN}\??$",
    re.IGNORECASE,
)
"""A body and a post, with nothing else: "Vale House chief executive"."""


@dataclass(frozen=True, slots=True)
class PostAsked:
    """What a question asks about posts.

    Attributes:
        person: whose post it asks for ("Who is Ann Poe?", "What is Ann Poe's job?"), if it does.
        holder: whether it asks for what one alone holds or does ("Who chairs the board?", "Who wrote the report?").
        bare: whether it only names a body and a post ("Vale House ceo"), which asks for who holds it now.
        post: the post of several words whose holder it asks for ("National Attendance Adviser"), if it does.
        named: the posts in bodies that it names in full.
        words: the words for posts in it, folded; passing: whether it asks for a former, acting or deputy one.
    """

    person: str | None
    holder: bool
    bare: bool
    post: str | None
    named: tuple[Named, ...]
    words: frozenset[str]
    passing: bool


def asked(question: str) -> PostAsked:
    """What the question asks about posts; pure, never raises."""
    post = _POST_ASKED.search(question)
    bare = bool(_BARE.match(question))
    whole = post["post"].strip() if post else ""
    return PostAsked(
        person=_whose(question),
        holder=bare or bool(_ASKS_HOLDER.search(question)),
        bare=bare,
        post=whole if " " in whole else None,
        named=tuple(named(question)),
        words=frozenset(found.group().casefold() for found in POST.finditer(question)),
        passing=passing(question),
    )


def _whose(question: str) -> str | None:
    found = _ASKED.search(question)
    person = next((group for group in found.groups() if group), None) if found else None
    if person is None or alone(person):
        return None
    return re.sub(r"^(\S+ \S.*) [A-Z]{2,}$", r"\1", person)
