"""Reads what a figure counts: 640 mentors, 400 people who were arrested, eight drivers who left."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.composing.values import Value
from assistant.quantities import Quantity
from assistant.questions import QuestionForm
from assistant.text import content_terms, fold, stem, words

_LONGEST = 4  # content words of a noun phrase
_MORE = frozenset("more other further new of the".split())
_PEOPLE = frozenset("people person individu child kid youngster pupil student teenag".split())
_ALSO = {stem(word): "home" for word in ("homes", "households", "families", "dwellings", "houses")}
"""What homes are called when they are counted."""
_TIMES = frozenset("hour day night week month term year".split())
_PLURAL = re.compile(r"\w+[^s'’]s|people|children|men|women|staff|police", re.IGNORECASE)
_HOW_MANY = re.compile(r"\b(?:how many|number of)\b", re.IGNORECASE)
_HOW_MANY_ARE = re.compile(
    r"\bhow many\b.*\b(?:are|were|is|was) there\b|\bhow many\b.*\b(?:does|do|did|has|have) .{2,60}\b(?:have|got|employ)\b",
    re.IGNORECASE,
)
"""What asks for how many there are at one time."""
_LEFT = re.compile(
    r"^[\w’' -]{0,40}\b(?:(?:have|has|had|having) (?:since )?)?(?:left|joined|quit|resigned|retired|departed|dropped out|gave up|been (?:lost|recruited))\b",
    re.IGNORECASE,
)
_GAINED = re.compile(
    r"\b(?:lost|lose|gained|gain|recruited|appointed|added|another|further|extra|more)\s+(?:[\w-]+\s+)?$", re.IGNORECASE
)
_GOING = re.compile(
    r"\b(?:left|leav(?:e|es|ing)|quit|resign\w*|retir\w*|depart\w*|drop(?:ped)? out|g[ai]ve up|given up|los[te]\w*|clos(?:ed?|ing|ures?)|shut|gone|ended|"
    r"join\w*|recruit\w*|gain\w*|appoint\w*|c[ao]me)\b",
    re.IGNORECASE,
)


def may_count(value: Value, form: QuestionForm) -> bool:
    """Whether a count may be of what the question asks the number of: not 8 forces, where it asks how many drivers."""
    if not _HOW_MANY.search(form.text) or value.quantity is None or value.quantity.kind != "count":
        return True
    counted = _counted(value, value.quantity)
    if not counted or counts_what_is_asked(value, form):
        return True
    asked = _asked_number_of(form)
    return _done_to(value.sentence.text, counted, asked) or _done_to(form.text, asked, counted)


def counts_what_is_asked(value: Value, form: QuestionForm) -> bool:
    """Whether a figure surely counts what the question asks the number of: 640 mentors, where it asks how many mentors."""
    return value.quantity is not None and _counted(value, value.quantity).alike(_asked_number_of(form))


def counted_alike(a: Value, b: Value, one: Quantity, other: Quantity) -> bool | None:
    """Whether two figures count things of one kind, or people and what is done to them; None where one counts nothing named."""
    mine, theirs = _counted(a, one), _counted(b, other)
    if not (mine and theirs):
        return None
    done = _done_to(a.sentence.text, mine, theirs) or _done_to(b.sentence.text, theirs, mine)
    return mine.alike(theirs) or done


def of_other_kinds(form: QuestionForm, a: Value, b: Value) -> bool:
    """Whether only one of two figures counts those who came or went, or only one sentence tells of that, which is asked about."""
    if _HOW_MANY_ARE.search(form.text) or not (_HOW_MANY.search(form.text) or _GOING.search(form.text)):
        return _comes_or_goes(a) != _comes_or_goes(b)
    told = [bool(_GOING.search(value.sentence.text)) for value in (a, b)]
    return bool(_HOW_MANY.search(form.text) and _GOING.search(form.text)) and told[0] != told[1]


def _comes_or_goes(value: Value) -> bool:
    """Whether a figure counts those who came or went: "eight drivers had left" is no number of drivers."""
    text = value.sentence.text
    at = text.find(value.text)
    return bool(_LEFT.match(text[at + len(value.text) :]) or _GAINED.search(text[:at]))


def _asked_number_of(form: QuestionForm) -> _Counted:
    """What the question asks the number of; nothing where it asks for none."""
    asked = _HOW_MANY.search(form.text)
    return _noun_phrase(form.text[asked.end() :] if asked else "")


def _counted(value: Value, quantity: Quantity) -> _Counted:
    """What a figure counts; nothing where it ends its clause ("1,164 on 31 March")."""
    return _noun_phrase(value.sentence.text[quantity.end :])


def _done_to(text: str, people: _Counted, deeds: _Counted) -> bool:
    """Whether a text tells of people to whom that is done which is counted elsewhere: "arrest 400 people" and "4,760 arrests"."""
    return people.head in _PEOPLE and deeds.head not in _TIMES and deeds.head in content_terms(text)


@dataclass(frozen=True, slots=True)
class _Counted:
    """What is counted: the content terms of a noun phrase, and the one that it ends with where that is a plural."""

    terms: frozenset[str]
    head: str | None

    def __bool__(self) -> bool:
        return bool(self.terms)

    def alike(self, other: _Counted) -> bool:
        """Whether both can be of one thing; "school counsellors" and "schools" are not."""
        if self.head and other.head:
            return _ALSO.get(self.head, self.head) == _ALSO.get(other.head, other.head)
        return bool(self.terms & other.terms)


def _noun_phrase(text: str) -> _Counted:
    """What a text opens with, up to the first plural, small word or mark."""
    found: list[str] = []
    head = None
    last = 0
    for word in words(text):
        if text[last : word.start].strip(" -") or len(found) == _LONGEST:
            break
        last = word.end
        term = ["people" if t in _PEOPLE else t for t in content_terms(word.text)]
        if term:
            found.extend(term)
            if _PLURAL.fullmatch(word.text):
                head = term[-1]
                break
        elif found or fold(word.text) not in _MORE:
            break
    return _Counted(frozenset(found), head)
