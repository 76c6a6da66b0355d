"""Turns public question sets into pairs to learn from: a question, a sentence in its context, and whether it answers.

What teaches most are pairs that nearly answer: other sentences of the passage and of the article that hold the answer,
sentences of passages written to look as if they answered, and right sentences to a question with one name, year, figure
or word swapped for another ("in 2004" for "in 2012", "convicted" for "arrested").
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from assistant.text import STOP_WORDS, content_terms, fold, sentences
from evals.training.rewording import Sisters, yes_or_no

_SETS = ("squad2_dev", "squad1_dev", "squadshifts_newwiki")
_MORE = ("squadshifts_amazon_reviews", "squadshifts_reddit")
_NAMED = re.compile(r"(?<=[a-z,] )(?:[A-Z][\w'’.-]+(?: (?:of |the |de )?[A-Z][\w'’.-]+)*)|\b\d[\d,.]*\b")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_KEPT_WORDS = re.compile(r"[\w£$%.,'-]+")
_ASKING = STOP_WORDS | {"what", "who", "which", "how", "many", "much"}
_HELD_OUT = 5  # one article in so many is never trained on
_DATED, _ASKED_DATE = 0.35, 0.3  # share of pairs with a dated title; share of those whose question names a year of it
_REPEATS = 3  # how often a draw holds each right pair of the invented documents
_MONTHS = "January February March April May June July August September October November December".split()
_WORD_SWAPS, _YES_NO, _ELSEWHERE = 0.35, 0.5, 0.35
"""How often a pair that could be made is: a word of the question swapped, a question of yes or no, a sentence from
elsewhere in the article."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question on one passage.

    Attributes:
        labels: for each sentence 1 where it answers, 0 where not, -1 where it holds the answer's words by chance.
        answers: accepted wordings of the answer, where the set gives short ones.
        group: the article, or what stands for it; a group is trained on whole or held out whole.
    """

    question: str
    title: str
    sentences: tuple[str, ...]
    labels: tuple[int, ...]
    group: str
    answerable: bool
    source: str
    answers: tuple[str, ...] = ()

    @property
    def held_out(self) -> bool:
        """Whether the example is for judging only."""
        return int(hashlib.sha1(self.group.encode()).hexdigest(), 16) % _HELD_OUT == 0


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
        public_share: share of the examples of public sets that a draw uses; of the invented ones it uses all.
    """

    examples: Sequence[Example]
    sisters: Sisters
    public_share: float = 1.0
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
        drawn = [e for e in self.examples if e.source == "policy" or self._random.random() < self.public_share]
        pairs = [self._dated(pair) for example in drawn for pair in self._of(example)]
        self._random.shuffle(pairs)
        return pairs

    def _of(self, example: Example) -> Iterator[LabelledPair]:
        if example.source == "policy":
            yield from self._whole(example)
            return
        question = self._reworded(example.question)
        wrong = [i for i, label in enumerate(example.labels) if label == 0]
        wrong.sort(key=lambda i: -overlap(example.question, example.sentences[i]) - self._random.random() * 0.15)
        most = 1 if example.source in _MORE else 2 if example.answerable else 3
        for i in wrong[:most]:
            yield _pair(question, example, i, 0.0)
        for i, label in enumerate(example.labels):
            if label == 1:
                yield _pair(question, example, i, 1.0)
                swapped = self._swapped(example, i)
                if swapped is not None:
                    yield _pair(swapped, example, i, 0.0)
                if self._random.random() < _WORD_SWAPS:
                    reworded = self.sisters.swapped(example.question, self._random)
                    if reworded is not None:
                        yield _pair(reworded, example, i, 0.0)
                yield from self._yes_or_no(example, i)
        if self._random.random() < _ELSEWHERE:
            yield from self._elsewhere(question, example)

    def _whole(self, example: Example) -> Iterator[LabelledPair]:
        """Every sentence that answers, and of the others those that look most as if they did."""
        question = self._reworded(example.question)
        wrong = [i for i, label in enumerate(example.labels) if label == 0]
        wrong.sort(key=lambda i: -overlap(example.question, example.sentences[i]) - self._random.random() * 0.6)
        for i in wrong[:3]:
            yield _pair(question, example, i, 0.0)
        for i, label in enumerate(example.labels):
            if label == 1:
                for _ in range(_REPEATS):  # each time in other words, where chance has it
                    yield _pair(self._reworded(example.question), example, i, 1.0)
                swapped = self._swapped(example, i)
                if swapped is not None:
                    yield _pair(swapped, example, i, 0.0)

    def _dated(self, pair: LabelledPair) -> LabelledPair:
        """The pair with a date before its title, as documents have one, which a question may name."""
        chance = self._random.random()
        if chance >= _DATED:
            return pair
        year = self._random.randint(1995, 2026)
        day, month = f"{self._random.randint(1, 28)} ", f"{self._random.choice(_MONTHS)} "
        title = f"{self._random.choice(('', month, day + month))}{year}: {pair.title}"
        if chance >= _ASKED_DATE * _DATED or re.search(r"\d{4}", pair.question):
            return replace(pair, title=title)
        asked = year if self._random.random() < 0.6 else self._random.randint(1995, 2026)
        mark = "?" if pair.question.endswith("?") else ""
        question = f"{pair.question.rstrip('?')} in {asked}{mark}"
        return replace(pair, title=title, question=question, label=pair.label if asked == year else 0.0)

    def _yes_or_no(self, example: Example, position: int) -> Iterator[LabelledPair]:
        """The question asked for yes or no, and now and then about another thing, which the sentence does not answer."""
        fitting = [a for a in example.answers if _plain(a) in _plain(example.sentences[position])]
        asked = yes_or_no(example.question, fitting[0]) if fitting else None
        if asked is None or self._random.random() >= _YES_NO:
            return
        yield _pair(asked, example, position, 1.0)
        other = self._swapped(replace(example, question=asked), position)
        if other is not None:
            yield _pair(other, example, position, 0.0)

    def _elsewhere(self, question: str, example: Example) -> Iterator[LabelledPair]:
        """The sentence of another passage of the article that shares most words with the question and not its answer."""
        others = [e for e in self._groups[example.group] if e.sentences != example.sentences]
        if not others:
            other = self._random.choice(self.examples)
            yield _pair(question, other, self._random.randrange(len(other.sentences)), 0.0)
            return
        wanted = [_plain(a) for a in example.answers]
        drawn = self._random.sample(others, min(3, len(others)))
        places = [(e, i) for e in drawn for i, s in enumerate(e.sentences) if not any(a in _plain(s) for a in wanted)]
        if places:
            other, i = max(places, key=lambda place: overlap(question, place[0].sentences[place[1]]))
            yield _pair(question, other, i, 0.0)

    def _reworded(self, question: str) -> str:
        """The question as typed in haste, now and then: key words only, or lower case without its mark."""
        chance = self._random.random()
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
        before = example.sentences[position - 1] if position else ""
        context = _plain(f"{example.title} {before} {example.sentences[position]}")
        held = [named for named in _NAMED.findall(example.question) if _plain(named) in context]
        if not held or self._random.random() >= 0.6:
            return None
        mine = self._random.choice(held)
        for _ in range(5):
            other = self._random.choice(self._pool[_kind(mine)])
            if _plain(other) not in context:
                return example.question.replace(mine, other)
        return None


def _pair(question: str, example: Example, i: int, label: float) -> LabelledPair:
    before = example.sentences[i - 1] if i else ""
    return LabelledPair(question, example.title, before, example.sentences[i], label)


def load(sets: Path, more: Path) -> list[Example]:
    """Every usable example of the sets.

    Raises:
        FileNotFoundError: a set is missing.
    """
    chance = random.Random(7)
    found = [
        *_paragraphs(sets, chance),
        *_open_questions(sets),
        *_long_answers(sets),
        *_squad_files(more, chance),
        *_claims(sets),
        *_dialogues(sets),
    ]
    return [example for example in found if example is not None]


def _paragraphs(sets: Path, chance: random.Random) -> Iterator[Example | None]:
    for name in _SETS:
        documents, questions = _read(sets / name)
        for asked in questions:
            if name == "squad1_dev" and chance.random() < 0.25:
                continue
            document = documents[asked["gold_doc_ids"][0]]
            title = document["title"].replace("_", " ")
            answers = asked["answers"] if asked["answerable"] else None
            yield _example(asked["question"], title, document["text"], answers, asked["article"], name)


def _open_questions(sets: Path) -> Iterator[Example | None]:
    documents, questions = _read(sets / "nq_open_gold")
    for asked in questions:
        document = documents[asked["gold_doc_ids"][0]]
        group = f"nq{document['id']}"
        yield _example(asked["question"], document["title"], document["text"], asked["answers"], group, "nq_open_gold")


def _long_answers(sets: Path) -> Iterator[Example | None]:
    """Questions whose gold is whole sentences."""
    documents, questions = _read(sets / "clapnq_dev")
    for asked in questions:
        document = documents[asked["gold_doc_ids"][0]]
        found = _split(document["text"])
        gold = [_plain(g) for several in asked.get("gold_sentences") or [] for g in several]
        labels = [int(any(g in _plain(s) or _plain(s) in g for g in gold)) for s in found]
        if found and (1 in labels or not asked["answerable"]):
            group = f"cl{document['id']}"
            yield Example(
                asked["question"], document["title"], found, tuple(labels), group, asked["answerable"], "clapnq_dev"
            )


def _claims(sets: Path) -> Iterator[Example | None]:
    """Claims as questions of yes or no: what supports a claim and what contradicts it both answer."""
    documents, questions = _read(sets / "scifact_beir")
    for asked in questions:
        for evidence in asked["evidence"]:
            document = documents.get(evidence["doc_id"])
            if document is None:
                continue
            found = tuple(s.strip() for s in document["sentences"])
            labels = tuple(int(i in evidence["sentences"]) for i in range(len(found)))
            claim = asked["question"].rstrip(". ")
            lowered = claim if claim[:2].isupper() else claim[:1].lower() + claim[1:]
            for question in (f"{claim}?", f"Is it true that {lowered}?"):
                group = f"sf{document['id']}"
                yield Example(question, document["title"], found, labels, group, True, "scifact_beir")


def _dialogues(sets: Path) -> Iterator[Example | None]:
    """Questions people put to a service, with the stretch of its page that the reply was taken from."""
    documents, questions = _read(sets / "doc2dial_val")
    for asked in questions:
        question = asked["question"].strip()
        if not question.endswith("?") or len(content_terms(question)) < 3:
            continue
        document = documents[asked["gold_doc_ids"][0]]
        text, start = document["text"], asked["answer_start"]
        end = start + len(asked["answers"][0])
        spans = sentences(text)
        labels = tuple(int(2 * (min(e, end) - max(s, start)) >= min(e - s, end - start)) for s, e in spans)
        if 1 in labels:
            found = tuple(" ".join(text[s:e].split()) for s, e in spans)
            group = f"dd{document['id']}"
            yield Example(question, document["title"], found, labels, group, True, "doc2dial_val")


def _squad_files(more: Path, chance: random.Random) -> Iterator[Example | None]:
    for name in _MORE:
        data = json.loads((more / f"{name}.json").read_text(encoding="utf-8"))["data"]
        for paragraph in (p for article in data for p in article["paragraphs"]):
            for asked in paragraph["qas"]:
                if chance.random() <= 0.45:
                    answers = [a["text"] for a in asked["answers"]]
                    group = f"{name}{paragraph['context'][:40]}"
                    yield _example(asked["question"], "", paragraph["context"], answers, group, name)


def _example(
    question: str, title: str, text: str, answers: Sequence[str] | None, group: str, source: str
) -> Example | None:
    """One example; None where no sentence holds the answer. Of several that hold its words, the likeliest is gold."""
    found = _split(text)
    labels = [0] * len(found)
    if answers is not None:
        wanted = [_plain(a) for a in answers if a]
        labels = [int(any(a in _plain(s) for a in wanted)) for s in found]
        if sum(labels) > 1:
            likeliest = max(
                (i for i, label in enumerate(labels) if label),
                key=lambda i: (overlap(question, found[i] + " " + (found[i - 1] if i else "")), -i),
            )
            labels = [1 if i == likeliest else -label for i, label in enumerate(labels)]
    if not found or (answers is not None and 1 not in labels):
        return None
    return Example(question, title, found, tuple(labels), group, answers is not None, source, tuple(answers or ()))


def overlap(question: str, sentence: str) -> float:
    """Share of the question's content terms that the sentence holds."""
    asked = set(content_terms(question))
    return len(asked & set(content_terms(sentence))) / (len(asked) or 1)


def _read(folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    documents = json.loads((folder / "docs.json").read_text(encoding="utf-8"))
    questions = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
    return {d["id"]: d for d in documents}, questions


def _split(text: str) -> tuple[str, ...]:
    return tuple(text[start:end] for start, end in sentences(text))


def _plain(text: str) -> str:
    return " ".join(fold(text).split())


def _kind(named: str) -> str:
    if _YEAR.fullmatch(named):
        return "year"
    return "figure" if named[0].isdigit() else "name"
