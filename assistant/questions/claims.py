"""Reads what a question takes for so, and asks for it openly: "Is it still 80,000?", "Is Ann Poe still the director?".

What other documents give in its place answers such a question as well, so it is looked for by the open one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.quantities import Quantity
from assistant.questions.words import OPENS_YES_NO, PERSON_NOUN

_FEW = 12  # a smaller count may be a day, an age or a step
_NAMED = r"[A-Z][\w’'.-]*(?: (?:(?:of|for|and) (?:the )?)?[A-Z][\w’'.-]*)*"
_TWO_WORDS = r"[A-Z][\w’'.-]* [A-Z][\w’'.-]*"
_YES_NO = re.compile(OPENS_YES_NO, re.IGNORECASE)
_IN_DOUBT = re.compile(
    r"\b(?:is|was|are) (?:that|this|it|they|those) (?:figure |number |one )?(?:still |the )*(?:right|correct|true|only|latest|current|newest|accurate|up to date|the same)\b|"
    r"\b(?:or are there|are there any) others?\b",
    re.IGNORECASE,
)
_HOLDS = re.compile(
    rf"^(?:(?i:so|and|but) )?(?i:is|was) (?:(?P<said>{_NAMED}) (?:(?:still|currently|now|presently|really|the) )+|(?P<two>{_TWO_WORDS}) )"
    rf"(?P<post>(?:(?!an?\b|still\b|currently\b|now\b)[\w’'-]+ )*?(?i:{PERSON_NOUN})\b[^?]*)\??$"
)
_IT_WAS = re.compile(
    rf"^(?:(?i:so|and|but) )?(?i:is|was) it (?:(?i:in fact|really|actually|indeed|still) )?(?P<said>{_NAMED}) (?:who|that|which) (?P<did>[^?]+?)\??$"
)
_WENT_TO = re.compile(
    r"^(?:(?:so|and|but) )?(?:did|was|were|is|are|has|have|had|will|would) (?P<sum>(?:the |all (?:of )?the |that )?[£$€]?\d[^?]*?)\s+"
    r"(?:(?:all |really |actually |been )*(?:go|going|gone|given|awarded|meant|intended|spent|used|earmarked|paid|set aside|handed|for))\s*"
    r"(?:to|on|for|towards)?\s+(?P<said>[^?]+?)\??$",
    re.IGNORECASE,
)
_DID = re.compile(
    rf"^(?:(?i:so|and|but) )?(?P<aux>[Dd]id|[Dd]oes|[Hh]as|[Hh]ad) (?:the )?(?P<said>{_NAMED}) (?!not\b)(?P<verb>[a-z]+)"
    r"(?P<rest> (?:up |out |on )?(?:(?:the|a|an|any|some|that|all|his|her|its|their|more|about|for|to|in|on|with|against|most|new|extra)\b|[A-Z£$€\d“\"])[^?]*?)\??$"
)
_DONE_BY = re.compile(
    rf"^(?:(?i:so|and|but) )?(?P<be>[Ii]s|[Ww]as|[Aa]re|[Ww]ere) (?P<thing>(?i:the|a|an|this|that|its) [^?,]+?) (?P<done>(?:[a-z]+ed|run|led|paid|made|given|written|set up|held|built) (?:for )?by) (?:the )?(?P<said>{_NAMED})\??$"
)
_PAST = dict(
    pair.split("/")
    for pair in (
        "become/became begin/began bring/brought build/built buy/bought choose/chose cut/cut do/did find/found fund/funded get/got give/gave go/went have/had "
        "hold/held keep/kept lead/led leave/left let/let lose/lost make/made meet/met pay/paid put/put read/read ride/rode run/ran say/said see/saw sell/sold send/sent "
        "set/set shut/shut speak/spoke spend/spent take/took teach/taught tell/told think/thought win/won write/wrote"
    ).split()
)
_ASIDE = re.compile(r"\w (?:when|while|after|before|which|who|because|if)\b[^,;:]*$", re.IGNORECASE)
"""What a figure stands after that only says which case is meant ("Was it cautious when it put them at 80,000?")."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a question takes for so.

    Attributes:
        said: the value claimed, as typed; figure: where it is one.
        question: the open question that the value would answer.
    """

    said: str
    question: str
    figure: Quantity | None = None


def claim_of(question: str, figures: tuple[Quantity, ...]) -> Claim | None:
    """The claim of a question of yes or no, or of one that doubts a figure; None where it makes none, or several."""
    asks = bool(_YES_NO.match(question))
    holds = _HOLDS.match(question) if asks else None
    if holds:
        return Claim(holds["said"] or holds["two"], f"Who is the {holds['post'].strip()}?")
    it_was = _IT_WAS.match(question) if asks else None
    if it_was:
        return Claim(it_was["said"], f"Who {it_was['did']}?")
    went = _WENT_TO.match(question) if asks else None
    if went and any(f.kind == "money" or f.scaled for f in figures):
        return Claim(went["said"], f"Who did {went['sum']} go to?")
    deed = (_DID.match(question) or _DONE_BY.match(question)) if asks else None
    found = [f for f in figures if f.kind == "percent" or (f.kind == "count" and f.value > _FEW)]
    found = [f for f in found if not _ASIDE.search(question[: f.start])]
    if len(found) == 1 and (asks or _IN_DOUBT.search(question)):
        figure = found[0]
        return Claim(figure.text, f"{question[: figure.start].rstrip()}{question[figure.end :]}", figure)
    if deed and deed.re is _DID:
        return Claim(deed["said"], f"Who {_told(deed['aux'].lower(), deed['verb'])}{deed['rest']}?")
    if deed:
        return Claim(deed["said"], f"Who {deed['be'].lower()} {deed['thing']} {deed['done']}?")
    return None


def _told(auxiliary: str, verb: str) -> str:
    """A verb as one tells with it what is asked with an auxiliary: "did publish" is "published"."""
    if auxiliary in ("has", "had"):
        return f"{auxiliary} {verb}"
    if auxiliary == "does":
        return f"{verb}es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{verb}s"
    if verb in _PAST:
        return _PAST[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    return f"{verb[:-1]}ied" if verb.endswith("y") and verb[-2:-1] not in "aeiou" else f"{verb}ed"
