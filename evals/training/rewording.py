"""Rewords questions so that the reader learns what a question turns on: one word swapped, or yes or no asked instead.

A swapped word ("convicted" for "arrested") makes a question that the sentence no longer answers; a question of yes or no
about what a sentence says is answered by it. Both are made from public questions by rule, none is written for a case.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.text import STOP_WORDS, stem

_WORD = re.compile(r"(?<![\w'-])[a-z]{4,}(?![\w'-])")
_ENDINGS = ("ing", "ed", "ly", "s")
_NEAREST, _FARTHEST = 10, 60  # neighbours nearer than these mean the same too often, farther ones swap nothing of note
_KEPT = STOP_WORDS | frozenset(
    "what which when where many much long does have been were will would could year name type kind term called "
    "known used following percent percentage people person number amount".split()
)
_WH_AUXILIARY = re.compile(
    r"^(?P<wh>when|where|why|how|in what year|what year)\s+(?P<aux>did|do|does|was|were|is|are|has|have|had|will|can|could)\s+"
    r"(?P<rest>\S.*?)\??$",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    r"^how many (?P<what>[\w' -]{3,40}?) (?P<aux>did|were|are|was|is|have|had) (?P<rest>.+?)\??$", re.IGNORECASE
)
_WHO = re.compile(r"^who (?P<rest>[a-z]+(?:ed|s) .+?)\??$", re.IGNORECASE)
_OPEN_ENDED = frozenset("from in at to on of for with by located called".split())
_SHORT = re.compile(r"[\w£$%.,'’ -]{1,40}")


@dataclass(frozen=True)
class Sisters:
    """Words of the same form and a near but other meaning.

    Attributes:
        of: for each word others, nearest first.
    """

    of: Mapping[str, Sequence[str]]

    @classmethod
    def among(cls, words: Iterable[str], vectors: Mapping[str, NDArray[np.float32]]) -> Sisters:
        """From the words that questions are asked in.

        Args:
            vectors: of each word that has one, (d,).
        """
        found: dict[str, list[str]] = {}
        classes: dict[str, list[str]] = {}
        for word in sorted(set(words)):
            if word in vectors and word not in _KEPT:
                classes.setdefault(_ending(word), []).append(word)
        for several in classes.values():
            matrix = np.stack([vectors[word] for word in several])
            matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
            for word, row in zip(several, matrix @ matrix.T, strict=True):
                order = np.argsort(-row)[1 + _NEAREST : _FARTHEST]
                found[word] = [several[i] for i in order if stem(several[i]) != stem(word)]
        return cls(found)

    def swapped(self, question: str, chance: random.Random) -> str | None:
        """The question with one of its words swapped for a sister; None where it has none."""
        places = [m for m in _WORD.finditer(question) if self.of.get(m.group())]
        if not places:
            return None
        place = chance.choice(places)
        return question[: place.start()] + chance.choice(self.of[place.group()]) + question[place.end() :]


def words_of(questions: Iterable[str]) -> list[str]:
    """The words of the questions that could be swapped."""
    return [m.group() for question in questions for m in _WORD.finditer(question)]


def yes_or_no(question: str, answer: str) -> str | None:
    """A question of yes or no that whatever answers ``question`` with ``answer`` says yes to; None where no rule fits.

    "When did the tower open?" with "1889" becomes "Did the tower open in 1889?" or loses its date; "How many people were
    hurt?" with "12" becomes "Were 12 people hurt?".
    """
    answer = answer.strip(" .,;")
    if not _SHORT.fullmatch(answer) or len(answer.split()) > 5:
        return None
    counted = _HOW_MANY.match(question)
    if counted:
        if not answer[:1].isdigit():
            return None
        number = answer.split()[0]
        return _asked(f"{counted['aux']} {number} {counted['what']} {counted['rest']}")
    plain = _WH_AUXILIARY.match(question)
    if plain:
        dated = f" in {answer}" if re.fullmatch(r"(?:1[5-9]|20)\d\d", answer) and "year" not in plain["rest"] else ""
        whole = len(plain["rest"].split()) > 2 and plain["rest"].split()[-1] not in _OPEN_ENDED
        return _asked(f"{plain['aux']} {plain['rest']}{dated}") if whole or dated else None
    named = _WHO.match(question)
    if named and answer[:1].isupper():
        return _asked(f"was it {answer} that {named['rest']}")
    return None


def _asked(text: str) -> str:
    text = " ".join(text.split())
    return f"{text[:1].upper()}{text[1:]}?"


def _ending(word: str) -> str:
    return next((ending for ending in _ENDINGS if word.endswith(ending)), "")
