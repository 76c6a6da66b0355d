"""Turns public question sets into examples to learn from: a question, the sentences of a passage, and which of them answer."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from assistant.relevance import LEADING
from assistant.text import content_terms, fold, sentences

_SETS = ("squad2_dev", "squad1_dev", "squadshifts_newwiki")
MORE = ("squadshifts_amazon_reviews", "squadshifts_reddit")
_PREFIXES = {"nq_open_gold": "nq", "clapnq_dev": "cl", "scifact_beir": "sf", "doc2dial_val": "dd"}
_HELD_OUT = 5  # one article in so many is never trained on


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
        return _is_held_out(self.group)

    @property
    def text(self) -> str:
        """The sentences as one text."""
        return " ".join(self.sentences)

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Where each sentence stands in the text."""
        ends = accumulate(len(sentence) + 1 for sentence in self.sentences)
        return tuple((end - 1 - len(sentence), end - 1) for end, sentence in zip(ends, self.sentences, strict=True))

    def leading(self, i: int) -> str:
        """The sentences before sentence ``i`` that the reader sees with it."""
        return " ".join(self.sentences[max(0, i - LEADING) : i])


def held_out(name: str, article: str) -> bool:
    """Whether an article (or document) of the set ``name`` was never trained on."""
    if name in _SETS:
        return _is_held_out(article)
    prefix = _PREFIXES.get(name)
    return prefix is None or _is_held_out(prefix + article)


def _is_held_out(group: str) -> bool:
    return int(hashlib.sha1(group.encode()).hexdigest(), 16) % _HELD_OUT == 0


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
        group = _PREFIXES["nq_open_gold"] + document["id"]
        yield _example(asked["question"], document["title"], document["text"], asked["answers"], group, "nq_open_gold")


def _long_answers(sets: Path) -> Iterator[Example | None]:
    """Questions whose gold is whole sentences."""
    documents, questions = _read(sets / "clapnq_dev")
    for asked in questions:
        document = documents[asked["gold_doc_ids"][0]]
        found = _split(document["text"])
        gold = [plain(g) for several in asked.get("gold_sentences") or [] for g in several]
        labels = [int(any(g in plain(s) or plain(s) in g for g in gold)) for s in found]
        if found and (1 in labels or not asked["answerable"]):
            group = _PREFIXES["clapnq_dev"] + document["id"]
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
                group = _PREFIXES["scifact_beir"] + document["id"]
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
            group = _PREFIXES["doc2dial_val"] + document["id"]
            yield Example(question, document["title"], found, labels, group, True, "doc2dial_val")


def _squad_files(more: Path, chance: random.Random) -> Iterator[Example | None]:
    for name in MORE:
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
        wanted = [plain(a) for a in answers if a]
        labels = [int(any(a in plain(s) for a in wanted)) for s in found]
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


def plain(text: str) -> str:
    """The text in small letters with single spaces, for finding one wording in another."""
    return " ".join(fold(text).split())
