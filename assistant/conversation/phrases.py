"""Finds the noun phrases of a question, with what a pronoun needs to know of them. Knows no grammar beyond closed classes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.conversation.grammar import (
    AMBIGUOUS_FORMS,
    AUXILIARIES,
    DEGREES,
    DETERMINERS,
    FUNCTION,
    GENERIC,
    PERSON_WORDS,
    PREPOSITIONS,
    PRONOUNS,
    VERBS,
    WH,
    is_plural,
)

_TOKEN = re.compile(
    r"[£$€]?\d[\d,.]*\d(?:%|[a-z]{1,2}\b)?|[£$€]?\d+%?|(?:[^\W\d_]\.){2,}|[^\W_]+(?:[-.&/][^\W_]+)*(?:['’](?!s\b)[^\W\d_]+)*|['’]s\b|['’](?=\s|$)|[^\w\s]"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark with its offsets; ``tag`` is one letter: Det Prep Wh aUx proN Verb noun-like(X) . for a mark, F other."""

    text: str
    start: int
    end: int
    tag: str

    @property
    def low(self) -> str:
        """Lower case."""
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: ``text[start:end]`` of its question.

    Attributes:
        text: without its determiner; ``head`` is its last noun, lower case.
        name: whether it is written as a proper name.
        plural, person, generic: what its head says.
        definite: whether it begins with "the" or a demonstrative.
        role: ``subject``, ``of`` (after of, about, for), ``place`` (after in, at, to), ``possessor`` or ``object``.
    """

    text: str
    start: int
    end: int
    head: str
    name: bool
    plural: bool
    person: bool
    generic: bool
    definite: bool
    role: str


def tokens(text: str) -> list[Token]:
    """The words and marks of a question, each tagged by its class and neighbours."""
    found: list[Token] = []
    clause = _Clause()
    matches = list(_TOKEN.finditer(text))
    for match, following in zip(matches, [*(m[0].lower() for m in matches[1:]), ""], strict=False):
        word, low = match[0], match[0].lower().replace("’", "'")
        before = found[-1] if found else None
        tag = _closed_class(word, low, before) or ("V" if _is_verb(word, low, found, clause, following) else "X")
        if tag == ".":
            clause = _Clause()
        elif tag == "U":
            clause.auxiliary = low
        elif tag == "V":
            clause.verb = True
        elif tag == "W" and clause.first is None:
            clause.asks = True
        clause.first = clause.first or low
        found.append(Token(word, match.start(), match.end(), tag))
    return found


@dataclass(slots=True)
class _Clause:
    """What has been read since the last mark: its first word, its auxiliary, whether it has a verb and asks."""

    first: str | None = None
    auxiliary: str = ""
    verb: bool = False
    asks: bool = False


def _closed_class(word: str, low: str, before: Token | None) -> str | None:
    """The tag of a mark or function word; None for a word of the open classes."""
    if low in ("'s", "'"):
        return "U" if before and before.tag in "WN" else "S"
    if not re.search(r"\w", word):
        return "."
    if before and _continues_name(word, before):
        return "X"
    if before and before.low == "how" and low in DEGREES:
        return "F"
    return next((tag for tag, members in _CLASSES if low in members), None)


_CLASSES = (("W", WH), ("U", AUXILIARIES), ("D", DETERMINERS), ("P", PREPOSITIONS), ("N", PRONOUNS), ("F", FUNCTION))
_BEING = frozenset("is are was were".split())  # after these a bare verb is a noun: "What are modern uses?"
_PARTICIPLES = frozenset("cost cut read run set split spread".split())
_COUNTING = frozenset("many much more most any few several both all some other such".split())


def _continues_name(word: str, before: Token) -> bool:
    """ "It" and "Now" in "Stop It Now": a capital in mid-sentence after a capital."""
    return word[:1].isupper() and word != "I" and before.start > 0 and before.tag in "XV" and before.text[:1].isupper()


def _is_verb(word: str, low: str, found: list[Token], clause: _Clause, following: str) -> bool:
    if not found:
        return low in VERBS and (low not in AMBIGUOUS_FORMS or low in {"name", "show", "list"})
    before = found[-1]
    if word[0].isupper() or before.low in _COUNTING:
        return False
    if clause.auxiliary in ("do", "does", "did") and not clause.verb and _is_subject_name(found):
        return word.isalpha()  # "regret" in "Did Anne Bonny regret it?": a verb is due after the name
    if before.low in ("this", "that", "these", "those") and low in VERBS and low not in AMBIGUOUS_FORMS:
        return not low.endswith("ing")  # "how much of that goes to ..."
    if low not in VERBS:
        return low.endswith("ed") and len(low) > 4 and bool(clause.auxiliary) and before.tag in "UNX"
    if before.tag in "DSP" and before.low != "to":
        return low.endswith("ing") and before.tag == "P"
    if low not in AMBIGUOUS_FORMS:
        return not (before.tag == "X" and low.endswith("ing") and clause.verb)
    if before.low in ("which", "what", "whose") and following in AUXILIARIES:
        return False  # "Which permits do they issue?"
    if clause.auxiliary in _BEING and low not in _PARTICIPLES:
        ends = not following[:1].isalpha() or following in PREPOSITIONS
        return low == "open" and ends  # "When is the helpline open?", not "What was the Bronze Age collapse?"
    opens_predicate = before.tag == "X" and clause.asks and not clause.auxiliary and not clause.verb
    if opens_predicate and low.endswith("s") and not low.endswith("ss"):
        return True  # "Which charity runs the helpline?"
    if before.low == "to" or before.tag == "N":
        return True
    if opens_predicate and is_plural(before.low):
        return True  # "What foods cause it?"
    return before.tag in "XFW" and not clause.verb and (bool(clause.auxiliary) or before.tag == "W")


def _is_subject_name(found: list[Token]) -> bool:
    """Whether what was read last is a name right after the auxiliary."""
    at = len(found)
    while at and found[at - 1].tag == "X" and found[at - 1].text[:1].isupper():
        at -= 1
    return 0 < at < len(found) and found[at - 1].tag == "U"


def phrases(text: str) -> list[Phrase]:
    """The noun phrases of a question, in order; those joined by "of" are given whole and in their parts."""
    words = tokens(text)
    found: list[Phrase] = []
    at = 0
    while at < len(words):
        if words[at].tag != "X":
            at += 1
            continue
        end = at
        while end + 1 < len(words) and (
            words[end + 1].tag == "X"
            or (words[end + 1].low in ("of", "for", "and", "&", "the") and _inside_name(words, end + 1))
        ):
            end += 1
        if not all(re.fullmatch(r"[^\w£$€]*\d[\W\d]*", w.text) for w in words[at : end + 1]):
            found.append(_phrase(text, words, at, end))
        at = end + 1
    return found


def _inside_name(words: list[Token], at: int) -> bool:
    """ "of" inside "Bank of England", "for" inside "Transport for Wales", "and" inside "Marks and Spencer": capitals on both sides."""
    if at + 1 >= len(words):
        return False
    before, after = words[at - 1], words[at + 1]
    if before.low in PERSON_WORDS:  # "Chief Executive of The Children's Society": a person, not the body
        return False
    if words[at].low == "the":
        return before.low == "of" and after.text[:1].isupper()
    if after.low == "the" and at + 2 < len(words):
        after = words[at + 2]
    return before.tag == "X" and before.text[:1].isupper() and after.tag == "X" and after.text[:1].isupper()


def _phrase(text: str, words: list[Token], first: int, last: int) -> Phrase:
    start, end = words[first].start, words[last].end
    head = words[last].low
    before = words[first - 1] if first else None
    after = words[last + 1] if last + 1 < len(words) else None
    determiner = before if before and before.tag == "D" else None
    prior = words[first - 2] if determiner and first > 1 else (None if determiner else before)
    capitals = [w for w in words[first : last + 1] if w.text[:1].isupper() or any(c.isdigit() for c in w.text)]
    written = any((w.text[:1].isupper() and (w.start > 0 or w.text.isupper())) or w.text[:1] in "£$€" for w in capitals)
    name = written and len(capitals) * 2 > last - first
    if after and after.tag == "S":
        role = "possessor"
    elif prior and prior.low in ("of", "about", "for"):
        role = "of"
    elif prior and prior.low in ("in", "at", "to", "from", "near"):
        role = "place"
    elif after and after.tag in "VU":
        role = "subject"
    else:
        role = "object"
    return Phrase(
        text=text[start:end],
        start=determiner.start if determiner else start,
        end=end,
        head=head,
        name=name,
        plural=is_plural(head) or " and " in text[start:end],
        person=head in PERSON_WORDS
        or (
            name
            and last - first == 1
            and all(w.text[:1].isupper() and w.text[1:].islower() for w in words[first : last + 1])
        ),
        generic=head in GENERIC,
        definite=determiner is not None and determiner.low in ("the", "this", "that", "these", "those"),
        role=role,
    )
