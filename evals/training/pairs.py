"""Turns examples into pairs to learn from: right ones, and wrong ones that nearly answer.

What teaches most are pairs that nearly answer: other sentences of the passage and of the article that hold the answer,
sentences of passages written to look as if they answered, and right sentences to a question with one name, year, figure
or word swapped for another ("in 2004" for "in 2012", "convicted" for "arrested").
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.text import STOP_WORDS
from evals.training.examples import MORE, Example, overlap, plain
from evals.training.policy import SOURCE
from evals.training.rewording import Sisters, yes_or_no

_NAMED = re.compile(r"(?<=[a-z,] )(?:[A-Z][\w'’.-]+(?: (?:of |the |de )?[A-Z][\w'’.-]+)*)|\b\d[\d,.]*\b")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_KEPT_WORDS = re.compile(r"[\w£$%.,'-]+")
_ASKING = STOP_WORDS | {"what", "who", "which", "how", "many", "much"}
_WHOLE = 11  # most sentences of one document that are drawn without a look at labels
_REPEATS = 3  # how often a draw holds each right pair of the invented documents
_LEAD_INS = (
    "Hi, ",
    "Quick question: ",
    "Please can you tell me: ",
    "I'm writing a paper for our trustees. ",
    "We are updating our website. ",
    "Checking a fact for a newsletter - ",
    "For a funding bid: ",
    "Sorry if this was asked before. ",
    "Preparing for a committee: ",
    "My manager wants to know: ",
)
"""What people write before they ask."""
_WORD_SWAPS, _YES_NO, _ELSEWHERE = 0.35, 0.5, 0.35
"""How often a pair that could be made is: a word of the question swapped, a question of yes or no, a sentence from
elsewhere in the article."""


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """What the reader sees of one sentence, and whether it answers (1.0) or not (0.0)."""

    question: str
    title: str
    before: str
    sentence: str
    label: float


@dataclass
class Pairs:
    """Makes pairs out of examples, with seeded choices; each call of :meth:`draw` makes new ones.

    Attributes:
        public_share: share of the examples of public sets that a draw uses; invented_share: of the invented ones.
        mined: wrong pairs that the reader was taken in by; each draw holds them all.
    """

    examples: Sequence[Example]
    sisters: Sisters
    public_share: float = 1.0
    invented_share: float = 1.0
    mined: Sequence[LabelledPair] = ()
    seed: int = 7
    _random: random.Random = field(init=False)
    _pool: dict[str, list[str]] = field(init=False)
    _groups: dict[str, list[Example]] = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        pool: dict[str, set[str]] = {"year": set(), "figure": set(), "name": set()}
        for example in self.examples:
            for named in _NAMED.findall(example.question):
                pool[_kind(named)].add(named)
        self._pool = {kind: sorted(found) for kind, found in pool.items()}
        groups: dict[str, dict[tuple[str, ...], Example]] = {}
        for example in self.examples:
            groups.setdefault(example.group, {}).setdefault(example.sentences, example)
        self._groups = {group: list(found.values()) for group, found in groups.items()}

    def draw(self) -> list[LabelledPair]:
        """One epoch of pairs, shuffled."""
        shares = {True: self.invented_share, False: self.public_share}
        drawn = [e for e in self.examples if self._random.random() < shares[e.source == SOURCE]]
        pairs = [*self.mined, *(pair for example in drawn for pair in self._of(example))]
        self._random.shuffle(pairs)
        return pairs

    def _of(self, example: Example) -> Iterator[LabelledPair]:
        if example.source == SOURCE:
            yield from self._whole(example)
            return
        question = self._reworded(example.question)
        wrong = [i for i, label in enumerate(example.labels) if label == 0]
        wrong.sort(key=lambda i: -overlap(example.question, example.sentences[i]) - self._random.random() * 0.15)
        most = 1 if example.source in MORE else 2 if example.answerable else 3
        for i in wrong[:most]:
            yield pair_of(question, example, i, 0.0)
        for i, label in enumerate(example.labels):
            if label == 1:
                yield pair_of(question, example, i, 1.0)
                swapped = self._swapped(example, i)
                if swapped is not None:
                    yield pair_of(swapped, example, i, 0.0)
                if self._random.random() < _WORD_SWAPS:
                    reworded = self.sisters.swapped(example.question, self._random)
                    if reworded is not None:
                        yield pair_of(reworded, example, i, 0.0)
                yield from self._yes_or_no(example, i)
        if self._random.random() < _ELSEWHERE:
            yield from self._elsewhere(question, example)

    def _whole(self, example: Example) -> Iterator[LabelledPair]:
        """Every sentence that answers, and of the others those that look most as if they did."""
        question = self._reworded(example.question)
        wrong = [i for i, label in enumerate(example.labels) if label == 0]
        wrong.sort(key=lambda i: -overlap(example.question, example.sentences[i]) - self._random.random() * 0.6)
        for i in wrong[:3]:
            yield pair_of(question, example, i, 0.0)
        for i, label in enumerate(example.labels):
            if label == 1:
                for _ in range(_REPEATS):  # each time in other words, where chance has it
                    yield pair_of(self._reworded(example.question), example, i, 1.0)
                swapped = self._swapped(example, i)
                if swapped is not None:
                    yield pair_of(swapped, example, i, 0.0)

    def _yes_or_no(self, example: Example, position: int) -> Iterator[LabelledPair]:
        """The question asked for yes or no, and now and then about another thing, which the sentence does not answer."""
        fitting = [a for a in example.answers if plain(a) in plain(example.sentences[position])]
        asked = yes_or_no(example.question, fitting[0]) if fitting else None
        if asked is None or self._random.random() >= _YES_NO:
            return
        yield pair_of(asked, example, position, 1.0)
        other = self._swapped(replace(example, question=asked), position)
        if other is not None:
            yield pair_of(other, example, position, 0.0)

    def _elsewhere(self, question: str, example: Example) -> Iterator[LabelledPair]:
        """The sentence of another passage of the article that shares most words with the question and not its answer."""
        others = [e for e in self._groups[example.group] if e.sentences != example.sentences]
        if not others:
            other = self._random.choice(self.examples)
            yield pair_of(question, other, self._random.randrange(len(other.sentences)), 0.0)
            return
        wanted = [plain(a) for a in example.answers]
        drawn = self._random.sample(others, min(3, len(others)))
        places = [(e, i) for e in drawn for i, s in enumerate(e.sentences) if not any(a in plain(s) for a in wanted)]
        if places:
            other, i = max(places, key=lambda place: overlap(question, place[0].sentences[place[1]]))
            yield pair_of(question, other, i, 0.0)

    def _reworded(self, question: str) -> str:
        """The question as people type it, now and then: key words only, in lower case, with a slip or a few words before it."""
        chance = self._random.random()
        if 0.26 <= chance < 0.31:
            return self._random.choice(_LEAD_INS) + question
        if 0.2 <= chance < 0.26:
            return self._slipped(question)
        if chance < 0.08:
            return " ".join(w for w in _KEPT_WORDS.findall(question) if w.casefold() not in _ASKING)
        return question.lower().rstrip("?") if chance < 0.2 else question

    def _slipped(self, question: str) -> str:
        """The question with two letters of a word exchanged, or one left out."""
        places = list(re.finditer(r"[a-z]{5,}", question))
        if not places:
            return question
        at = self._random.choice(places).start() + self._random.randint(1, 3)
        pair = question[at + 1] + question[at] if self._random.random() < 0.5 else question[at]
        return question[:at] + pair + question[at + 2 :]

    def _swapped(self, example: Example, position: int) -> str | None:
        """The question about another name, year or figure, where the sentence or its context holds the one it names."""
        context = plain(f"{example.title} {example.leading(position)} {example.sentences[position]}")
        held = [named for named in _NAMED.findall(example.question) if plain(named) in context]
        if not held or self._random.random() >= 0.6:
            return None
        mine = self._random.choice(held)
        for _ in range(5):
            other = self._random.choice(self._pool[_kind(mine)])
            if plain(other) not in context:
                return example.question.replace(mine, other)
        return None


def sentence_by_sentence(examples: Sequence[Example], most: int, seed: int = 7) -> Iterator[LabelledPair]:
    """The sentences of some examples, as the reader meets them in use: all of a short document's, none drawn by label."""
    for example in random.Random(seed).sample(list(examples), min(most, len(examples))):
        shared = [overlap(example.question, sentence) for sentence in example.sentences]
        for i in sorted(range(len(shared)), key=lambda i: -shared[i])[:_WHOLE]:
            yield pair_of(example.question, example, i, float(example.labels[i] == 1))


def pair_of(question: str, example: Example, i: int, label: float) -> LabelledPair:
    """A question and one sentence of an example, as the reader sees them."""
    return LabelledPair(question, example.title, example.leading(i), example.sentences[i], label)


def _kind(named: str) -> str:
    if _YEAR.fullmatch(named):
        return "year"
    return "figure" if named[0].isdigit() else "name"
