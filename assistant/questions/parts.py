"""Splits a question into the questions inside it, each readable alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.quantities import NUMBER_WORDS
from assistant.questions.words import AUXILIARY, COMPARATIVE, POINTS_BACK, PREPOSITION, QUESTION_WORD, asked_terms
from assistant.text import STOP_WORDS, fold

_SPLIT = re.compile(
    rf"(?:\s*[,;?]\s*(?:and|or|but)?\s*|\s+and\s+)(?=(?:{PREPOSITION}\s+)?{QUESTION_WORD}\b)"
    rf"|\s*[,;?]\s*(?:and|or|but)\s+(?={AUXILIARY} (?:it|they|he|she|this|that|there|any|anyone|anybody|these|those|the)\b)",
    re.IGNORECASE,
)
_ASKED_FIRST = re.compile(
    rf"^(?:{PREPOSITION} )?(?:how (?:many|much|long|often)|{QUESTION_WORD})\b(?: {AUXILIARY}\b)?\s*",
    re.IGNORECASE,
)
"""What a question's topic stands after: another part of the question asks something else of it."""
_OPENS = re.compile(rf"(?:\w+\s+)?{QUESTION_WORD}\b", re.IGNORECASE)
_TOLD_FIRST = re.compile(
    rf"^(?!(?:{PREPOSITION}\s+)?{QUESTION_WORD}\b)(?P<topic>[^?:–—]{{4,}}?)\s*(?::|\s[-–—]|[.,])\s+(?={QUESTION_WORD}\b)",
    re.IGNORECASE,
)
"""What is told before the first question: the topic of all that follow."""
_TOPIC_WORDS = 3  # least content words of a topic that stands without its own question word
_EITHER = re.compile(
    rf"^(?:so |and )?(?:which|what)\b[^,:?]*\b{COMPARATIVE}\b[^,:?]*[,:]\s*(?P<one>[^?]+?),?\s+or\s+(?P<other>[^?]+?)\?*$",
    re.IGNORECASE,
)
_NUMBER = "(?:" + "|".join([*NUMBER_WORDS, "half", "a"]) + ")"
_THAN = re.compile(
    rf"^(?:so |and )?{AUXILIARY} (?:there )?(?P<one>[^?]*?)\s*\b(?:{COMPARATIVE}|as (?:many|much|high|large|big|long|old))\b"
    rf"(?P<of>[^?]*?)\s+(?:than|as)\s+(?![£$€\d]|{_NUMBER}\b)(?:(?:there|it|they) {AUXILIARY} )?(?P<other>[^?]+?)\?*$",
    re.IGNORECASE,
)
_TELLING, _TELLING_BACK = 2, 4  # least telling words of a clause that stands alone; of one that points back
_VERB_AT_END = re.compile(
    r"\b(?:rise|fall|grow|increase|drop|decline|change|cost|get|receive|spend|last|raise|earn|pay|go up|go down|come to)$",
    re.IGNORECASE,
)
_FOR_BOTH = re.compile(
    r"^(?P<asked>(?:and |so )?how (?:much|many)\b[^?]*?)\s(?P<to>for|to|from|on|by)\s(?P<one>[^?]+?),?\s+and\s+(?P=to)\s(?P<other>[^?,]+)\?*$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r",\s+(?:which|who|whom|whose|where)\s+(?:the|an?|it|they|he|she|we|its|their|this|is|are|was|were|has|have|had)\b(?![^?]*(?:;|\band\b|\bor\b|\?\s*\w))",
    re.IGNORECASE,
)
"""A clause that says more of the noun before it ("the helpline, which the council funds") and asks nothing."""
_CHANGES = re.compile(
    r"\b(?:rose|risen|grew|grown|increased|fell|fallen|dropped|declined|changed) (?:by )?(?:the )?(?:more|most|less|least|faster)\b",
    re.IGNORECASE,
)
_NAMED = r"(?:[Tt]he )?[A-Z][\w&.’'-]*(?: (?:[A-Z][\w&.’'-]*|of|for|the))*"
_OF_TWO = re.compile(
    rf"^(?P<asked>[^?]*\b(?:of|for|at|by|from|in|to|with|{AUXILIARY}) )(?P<one>{_NAMED}) and (?P<other>{_NAMED})(?P<rest>(?: [^?]*)?)\?*$"
)
_HOLDERS = re.compile(r"\b(?P<who>who|what) (?:are|were) the (?P<post>[\w’' -]+?)s of $", re.IGNORECASE)
_ONE = re.compile(rf"^(?P<before>(?:{PREPOSITION} )?)which ones?\b", re.IGNORECASE)
_WHICH = re.compile(
    rf"^(?:so |and )?(?:{PREPOSITION} )?(?:which|what) (?P<noun>[\w’'-]+(?: [\w’'-]+){{0,3}}?) (?:{AUXILIARY}|\w+ed|said|gave|made|took|led|runs?|ran|wrote|pays?|paid)\b",
    re.IGNORECASE,
)
_ASKED_WHAT = re.compile(
    r"^(?i:(?:so |and )?(?:what|who)(?:['’]s| is| are| was| were)) (?P<thing>(?:[Tt]he |an? |[A-Z])[\w’'-]*(?: [\w’'-]+){0,5}?)(?: for| about| of)?$"
)
_PRONOUN = re.compile(r"\b(?P<pronoun>it|they|them|he|she|him)\b(?!['’])", re.IGNORECASE)
_OWNS = re.compile(r"\b(?:its|their|his)\b", re.IGNORECASE)
_SIDE_WORDS = 2  # least content words of a thing that is compared


@dataclass(frozen=True, slots=True)
class Part:
    """A question inside a question.

    Attributes:
        text: readable alone; clause: as typed, where it is one.
    """

    text: str
    clause: str


def parts(text: str) -> tuple[Part, ...]:
    """The questions inside a question: its clauses that ask, or the two things it compares; itself where it is one.

    A clause that tells too little alone, or points back, takes the topic of the first along.
    """
    made = _compared(text) or _targets(text)
    return tuple(Part(part, part) for part in made) if made else _clauses(text)


def of_each(text: str) -> tuple[str, ...]:
    """The question for each of two names that it asks about at once ("the chief executives of A and B"); none for another.

    "And" may also stand inside one name, so these are for a question that is not answered as a whole.
    """
    found = _OF_TWO.match(text)
    if not found:
        return ()
    asked = _HOLDERS.sub(r"\g<who> is the \g<post> of ", found["asked"])
    return tuple(f"{asked}{found[side]}{found['rest']}?" for side in ("one", "other"))


def _compared(text: str) -> tuple[str, ...]:
    """A question for the figure of each thing compared ("Which is larger, the grant or the loan?"); none for another question."""
    found = _EITHER.match(text)
    sides = [found["one"], found["other"]] if found else []
    if not found and (found := _THAN.match(text)):
        sides = [f"{found['one']} {found['of']}", found["other"]]
    if not sides or any(len(asked_terms(side)) < _SIDE_WORDS for side in sides):
        return ()
    asked = "by how much, the rise or fall in" if _CHANGES.search(text) else "how many or how much,"
    return tuple(f"{asked} {' '.join(side.split())}?" for side in sides)


def _targets(text: str) -> tuple[str, ...]:
    """A question for each of two that something is for ("how much for A and for B?"); none for another question."""
    found = _FOR_BOTH.match(text)
    return tuple(f"{found['asked']} {found['to']} {found[side]}?" for side in ("one", "other")) if found else ()


def _pieces(text: str) -> list[str]:
    """The clauses of a question, split where one that asks begins."""
    cuts = [cut.span() for cut in _SPLIT.finditer(text) if not _RELATIVE.match(text, cut.start())]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)]
    pieces = (text[s:e].strip(" ,;?") for s, e in zip(starts, ends, strict=True))
    return [piece for piece in pieces if piece]


def _clauses(text: str) -> tuple[Part, ...]:
    told = _TOLD_FIRST.match(text)
    pieces = _pieces(text[told.end() :] if told else text)
    if len(pieces) < 2 or not _OPENS.match(pieces[0]):
        return (Part(text, text),)
    first = pieces[0]
    bare = _ASKED_FIRST.sub("", first)
    about = bare if len(asked_terms(bare)) >= _TOPIC_WORDS else first
    before, after = "", f", {about}"
    if told:
        before, after = f"{told['topic']}, ", "" if POINTS_BACK.search(first) else after
    found = [Part(f"{before}{first}?", f"{first}?")]
    for piece in pieces[1:]:
        piece = _with_thing(_with_verb(_with_noun(piece, first), first), first)
        telling = len([w for w in fold(piece).split() if w not in STOP_WORDS])
        alone = telling >= (_TELLING_BACK if POINTS_BACK.search(piece) else _TELLING)
        found.append(Part(f"{before}{piece}{'' if alone else after}?", f"{piece}?"))
    return tuple(found)


def _with_noun(piece: str, first: str) -> str:
    """A later clause with what its "which one" is one of: "which minister said it, and which one paid?"."""
    which = _WHICH.match(first)
    return _ONE.sub(rf"\g<before>which {which['noun']}", piece) if which else piece


def _with_thing(piece: str, first: str) -> str:
    """A later clause with the thing in place of its pronoun, where the first asks what that is: "what is the fund and who runs it?"."""
    asked = _ASKED_WHAT.match(first)
    if not asked:
        return piece
    thing = asked["thing"]
    return _OWNS.sub(f"{thing}'s", _PRONOUN.sub(thing, piece))


def _with_verb(piece: str, first: str) -> str:
    """A later clause with the verb that it leaves to the first: "by how much did calls rise, and by how much did visits?"."""
    verb = _VERB_AT_END.search(first)
    asked, again = _ASKED_FIRST.match(first), _ASKED_FIRST.match(piece)
    if not verb or not asked or not again or fold(asked[0]) != fold(again[0]) or _VERB_AT_END.search(piece):
        return piece
    return f"{piece} {verb[0]}"
