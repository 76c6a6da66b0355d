"""Turns a question's slips and acronyms into readings in the documents' own words.

Built from the documents alone: acronyms as they define them, words as they write them. A word that the documents or
the language know is never touched, so a question about something absent stays a question about something absent; the
question as typed always stays the first reading. Knows nothing of retrieval.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.acronyms import definitions, spelled_out
from assistant.text import Word, fold, terms, words


@dataclass(frozen=True, slots=True)
class Expansion:
    """A question in the documents' words.

    Attributes:
        text: the question with its slips corrected; as typed where there are none.
        corrections: each word as typed with the word it was taken for.
        acronyms: each acronym of the question, and of the names in it, with what it stands for, the commonest first.
        readings: the question as typed first, then corrected, then with its acronyms spelled out; no repeats.
    """

    text: str
    corrections: tuple[tuple[str, str], ...]
    acronyms: Mapping[str, tuple[str, ...]]
    readings: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """The words and acronyms of a set of documents.

    Attributes:
        acronyms: what each stands for in the documents, the commonest first.
        frequencies: how often each folded word of letters occurs.
        plain: words that the documents write in small letters somewhere.
        known: further words, folded, that are no slips though no document has them.
        terms: the search terms of all those words of the documents.
        names: each two words with capitals that stand together in the documents, folded: "lucy faithfull".
        spelled: the names that the documents write in full only, by the acronym each would have, the commonest one.
    """

    acronyms: Mapping[str, tuple[str, ...]]
    frequencies: Mapping[str, int]
    plain: frozenset[str]
    known: frozenset[str]
    terms: frozenset[str]
    names: frozenset[str] = frozenset()
    spelled: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_texts(cls, texts: Iterable[str], known: Iterable[str] = ()) -> Vocabulary:
        """The vocabulary of the texts; ``known`` are words of the language, such as an embedding model's."""
        written: Counter[str] = Counter()
        defined: dict[str, Counter[str]] = {}
        named: set[str] = set()
        spelled: Counter[tuple[str, str]] = Counter()
        for text in texts:
            spelled.update(spelled_out(text))
            named.update(fold(f"{match[1]} {match[2]}") for match in _NAMED.finditer(text))
            written.update(bare for word in words(text) if (bare := _POSSESSIVE.sub("", word.text)).isalpha())
            for acronym, meaning in definitions(text):
                defined.setdefault(acronym, Counter())[meaning] += 1
        acronyms = {
            acronym: tuple(meaning for meaning, _ in sorted(found.items(), key=lambda item: (-item[1], item[0])))
            for acronym, found in sorted(defined.items())
        }
        frequencies: Counter[str] = Counter()
        for word, count in written.items():
            frequencies[fold(word)] += count
        language = frozenset(word for item in known if (word := fold(item)).isalpha())
        stems = frozenset(term for word in frequencies for term in terms(word))
        plain = frozenset(word for word in written if word.islower())
        in_full = {acronym: name for (acronym, name), _ in sorted(spelled.items(), key=lambda item: (item[1], item[0]))}
        unwritten = {acronym: name for acronym, name in in_full.items() if fold(acronym) not in frequencies}
        return cls(acronyms, dict(frequencies), plain, language, stems, frozenset(named), unwritten)

    def expand(self, question: str) -> Expansion:
        """The question in the documents' words; equal to what was typed where nothing is to be done."""
        corrections: list[tuple[str, str]] = []
        text, shift = question, 0
        typed = words(question)
        for at, word in enumerate(typed):
            # A capital within a sentence marks a name, and a name that the documents lack must stay lacking.
            letters = word.text.upper()
            if sum(c.isupper() for c in word.text) > 1 and letters in self.spelled and letters not in self.acronyms:
                better: str | None = self.spelled[letters]
            elif word.text[:1].isupper() and word.start > 0:
                better = self._month(word.text) or self._in_name(word.text, typed[at - 1].text, typed[at + 1 : at + 2])
            else:
                better = self.correct(word.text, opens=word.start == 0)
            if better is not None:
                text = f"{text[: word.start + shift]}{better}{text[word.end + shift :]}"
                shift += len(better) - len(word.text)
                corrections.append((word.text, better))
        found = self._acronyms_in(text)
        spelled = text
        for acronym, meanings in found.items():
            if meanings[0].lower() not in text.lower():
                spelled = re.sub(rf"\b{re.escape(acronym)}\b", meanings[0], spelled, flags=re.IGNORECASE)
            else:
                spelled = f"{spelled} {acronym}"
        return Expansion(text, tuple(corrections), found, tuple(dict.fromkeys((question, text, spelled))))

    def correct(self, word: str, *, opens: bool = False) -> str | None:
        """The documents' word that a slip was meant for, in the case it was typed; None for a word that is no slip.

        Args:
            opens: whether the word opens a question, and so may be meant for one that asks, whatever the documents say.
        """
        low = fold(word)
        if low in _CONTRACTED:
            return _CONTRACTED[low].capitalize() if word[0].isupper() else _CONTRACTED[low]
        if not low.isalpha() or len(low) < _SHORTEST or word.isupper() or self._is_word(low):
            return None
        asking = next((w for w in _ASKING if OSA.distance(low, w, score_cutoff=1) == 1), None) if opens else None
        if asking is not None:
            return asking.capitalize() if word[0].isupper() else asking
        slips = 1 if len(low) < _LONG else 2
        near = process.extract(
            low,
            [w for w in self.frequencies if abs(len(w) - len(low)) <= slips and len(w) >= _SHORTEST],
            scorer=OSA.distance,
            score_cutoff=slips,
            limit=20,
        )
        likely = [
            (distance, w[-1] != low[-1], -self.frequencies[w], w) for w, distance, _ in near if _same_start(low, w)
        ]
        if not likely:
            return None
        better = min(likely)[-1]
        return better.capitalize() if word[0].isupper() else better

    def _in_name(self, word: str, before: str, after: Sequence[Word]) -> str | None:
        """The word that a slip in a name was meant for, where the documents have that name: "Safe Stpes"."""
        better = self.correct(word)
        beside = [f"{before} {better}", *(f"{better} {following.text}" for following in after)]
        return better if better and any(fold(name) in self.names for name in beside) else None

    def _month(self, word: str) -> str | None:
        """The month that a slip was meant for: a name, but of nothing that the documents could lack."""
        low = fold(word)
        if not low.isalpha() or word.isupper() or self._has(low):
            return None
        near = process.extractOne(low, _MONTHS, scorer=OSA.distance, score_cutoff=1 if len(low) < _LONG else 2)
        same_ends = near is not None and (near[0][0], near[0][-1]) == (low[0], low[-1])
        return near[0].capitalize() if near and same_ends else None

    def _is_word(self, low: str) -> bool:
        """Whether the documents or the language have it, or it is a form or a compound of words they have."""
        if self._has(low):
            return True
        if self._misspells_a_form(low):
            return False
        if any(term in self.terms for term in terms(low)):
            return True
        if any(self._has(low.replace(british, american)) for british, american in _SPELLINGS if british in low):
            return True
        if low[-1] == "s" and self._has(low[:-1]):
            return True
        stems = [low.removesuffix(ending) for ending in _ENDINGS if low.endswith(ending)]
        if any(len(stem) >= _SHORTEST and (self._has(stem) or self._has(stem + "e")) for stem in stems):
            return True
        return any(self._has(low[:at]) and self._has(low[at:]) for at in range(_SHORTEST, len(low) - _SHORTEST + 2))

    def _misspells_a_form(self, low: str) -> bool:
        """Whether a word is a letter away from one of the documents with the same stem, and not by its ending: "websits"."""
        mine = terms(low)
        return any(
            OSA.distance(low, word, score_cutoff=1) == 1 and low[-1] == word[-1]
            for word in self.frequencies
            if abs(len(word) - len(low)) <= 1 and word[:_SHORTEST] == low[:_SHORTEST] and terms(word) == mine
        )

    def _has(self, low: str) -> bool:
        return low in self.frequencies or low in self.known

    def _acronyms_in(self, text: str) -> dict[str, tuple[str, ...]]:
        """Acronyms that stand in the text, and those of the long forms that do."""
        found: dict[str, tuple[str, ...]] = {}
        for word in words(text):
            upper = word.text.upper()
            # "it" is a word before it is an acronym: small letters count only where the documents never use them.
            if upper in self.acronyms and (word.text == upper or fold(word.text) not in self.plain):
                found[upper] = self.acronyms[upper]
        low = fold(text)
        for acronym, meanings in self.acronyms.items():
            if any(re.search(rf"\b{re.escape(fold(meaning))}\b", low) for meaning in meanings):
                found.setdefault(acronym, meanings)
        return found


_SHORTEST, _LONG = 4, 7
_NAMED = re.compile(r"\b([A-Z][\w’'-]+)(?=[ \n]([A-Z][\w-]+))")
_POSSESSIVE = re.compile(r"['’]s?$")
_CONTRACTED = {
    word.replace("'", ""): word
    for word in (
        "who's what's where's when's how's that's there's isn't aren't wasn't weren't doesn't don't didn't hasn't haven't hadn't can't "
        "couldn't wouldn't shouldn't"
    ).split()
}
"""Contractions by how they are typed in haste."""
_ASKING = ("which", "what", "where", "when", "whose", "does")
_MONTHS = ("january", "february", "august", "september", "october", "november", "december")
_ENDINGS = (
    "s",
    "es",
    "ed",
    "d",
    "ing",
    "er",
    "ers",
    "or",
    "ors",
    "ly",
    "ment",
    "ness",
    "ity",
    "ion",
    "ions",
    "al",
    "able",
    "ive",
    "less",
)
_SPELLINGS = (("is", "iz"), ("our", "or"), ("ll", "l"), ("ae", "e"), ("tre", "ter"), ("ogue", "og"), ("ence", "ense"))


def _same_start(one: str, other: str) -> bool:
    """Slips of the first letter are rare; it may be swapped with the second."""
    return one[0] == other[0] or one[:2] == other[1::-1]
