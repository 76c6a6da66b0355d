"""Reads the formats of public question sets into one: a folder or file -> questions and documents.

Three formats: ``questions.json`` with ``docs.json`` (which may be missing where each question has a gold rewrite); SQuAD JSON; BEIR (``corpus.jsonl``, ``queries.jsonl``, ``qrels/``).
Knows nothing of the engine.
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.schema import Message, Role, UsageError

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """One question with what is known about its answer.

    Attributes:
        answerable: None where the set does not say.
        answers: accepted short answers.
        documents: ids of the gold documents.
        sentences: gold sentences, a tuple for each person who marked them.
        rewrite: what the question means on its own, where a person wrote that down.
        cluster: what it shares with other questions when samples are drawn.
    """

    id: str
    question: str
    history: tuple[Message, ...] = ()
    answerable: bool | None = None
    answers: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    sentences: tuple[tuple[str, ...], ...] = ()
    cluster: str = ""
    rewrite: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """One document of a set."""

    id: str
    title: str
    text: str
    published: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A set as it is measured: its questions (all, or a sample) and all its documents."""

    name: str
    questions: tuple[Question, ...]
    documents: tuple[Text, ...]
    total: int

    def sample(self, limit: int | None, seed: int) -> QuestionSet:
        """At most ``limit`` questions, drawn with the seed and kept in their order."""
        if limit is None or limit >= len(self.questions):
            return self
        chosen = sorted(random.Random(seed).sample(range(len(self.questions)), limit))
        return replace(self, questions=tuple(self.questions[i] for i in chosen))


def read_set(path: Path) -> QuestionSet:
    """The question set in a folder or file, whichever of the formats it has.

    Raises:
        UsageError: none of the formats, or a file of it cannot be read.
    """
    for test, read in _FORMATS:
        if test(path):
            questions, documents = read(path)
            if not questions or not (documents or all(question.rewrite for question in questions)):
                raise UsageError(
                    f"{path}: found {len(questions)} questions and {len(documents)} documents, expected both."
                )
            return QuestionSet(path.resolve().stem, tuple(questions), tuple(documents), len(questions))
    raise UsageError(
        f"{path}: found no question set, expected a folder with questions.json and docs.json, a BEIR folder "
        "(corpus.jsonl, queries.jsonl, qrels/), or SQuAD JSON."
    )


# --- questions.json and docs.json ---------------------------------------------------------------------------------


def _read_plain(folder: Path) -> tuple[list[Question], list[Text]]:
    documents = [
        Text(str(d["id"]), str(d.get("title") or ""), str(d["text"]), _day(d.get("publish_date")), d.get("url") or None)
        for d in (_records(folder / "docs.json", ("id", "text")) if (folder / "docs.json").is_file() else ())
    ]
    return [_question(q) for q in _records(folder / "questions.json", ("id", "question"))], documents


def _question(record: Json) -> Question:
    gold = tuple(map(str, record.get("gold_doc_ids") or record.get("answer_string_doc_ids") or ()))
    answers = record.get("all_answers") or record.get("answers") or ()
    return Question(
        id=str(record["id"]),
        question=str(record["question"]),
        history=tuple(map(_message, record.get("history") or ())),
        answerable=record.get("answerable"),
        answers=tuple(map(str, answers)),
        documents=gold,
        sentences=tuple(tuple(map(str, marking)) for marking in record.get("gold_sentences") or ()),
        cluster=str(record.get("article") or (gold[0] if gold else _conversation(str(record["id"])))),
        rewrite=str(record.get("gold_rewrite") or ""),
    )


def _conversation(id: str) -> str:
    """The turns of a conversation are numbered at the end of their ids: ``cast19-31_4``."""
    return re.sub(r"[_#]\d+$", "", id)


def _message(item: Any) -> Message:
    return Message(Role.USER, item) if isinstance(item, str) else Message(Role(item["role"]), str(item["text"]))


def _day(text: str | None) -> str | None:
    day = (text or "").replace("/", "-")
    return day if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", day) else None


# --- SQuAD --------------------------------------------------------------------------------------------------------


def _squad_file(path: Path) -> Path | None:
    files = [path] if path.is_file() else sorted(path.glob("*.json"))
    return next((f for f in files if f.suffix == ".json" and f.name not in ("questions.json", "docs.json")), None)


def _read_squad(path: Path) -> tuple[list[Question], list[Text]]:
    file = _squad_file(path)
    stored = _load(file) if file is not None else None
    if not isinstance(stored, dict) or not isinstance(stored.get("data"), list):
        raise UsageError(f"{file}: found no 'data' list, expected SQuAD JSON.")
    questions: list[Question] = []
    documents: list[Text] = []
    for article in stored["data"]:
        title = str(article.get("title") or "")
        for position, paragraph in enumerate(article["paragraphs"]):
            document = Text(f"{title}#{position}", title.replace("_", " "), str(paragraph["context"]))
            documents.append(document)
            for asked in paragraph["qas"]:
                answers = tuple(dict.fromkeys(str(a["text"]) for a in asked.get("answers") or ()))
                answerable = not asked.get("is_impossible", False)
                question = Question(str(asked["id"]), str(asked["question"]), (), answerable, answers, (document.id,))
                questions.append(replace(question, cluster=title))
    return questions, documents


# --- BEIR ---------------------------------------------------------------------------------------------------------


def _read_beir(folder: Path) -> tuple[list[Question], list[Text]]:
    documents = [
        Text(str(d["_id"]), str(d.get("title") or ""), str(d["text"]))
        for d in _lines(folder / "corpus.jsonl", ("_id", "text"))
    ]
    gold: dict[str, list[str]] = {}
    for query, document in _judgements(_qrels(folder)):
        gold.setdefault(query, []).append(document)
    questions = [
        Question(str(q["_id"]), str(q["text"]), documents=tuple(gold[str(q["_id"])]), cluster=gold[str(q["_id"])][0])
        for q in _lines(folder / "queries.jsonl", ("_id", "text"))
        if str(q["_id"]) in gold
    ]
    return questions, documents


def _qrels(folder: Path) -> Path:
    files = [folder / "qrels" / f"{split}.tsv" for split in ("test", "dev", "train")]
    return next((file for file in files if file.is_file()), files[0])


def _judgements(file: Path) -> Iterable[tuple[str, str]]:
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream, delimiter="\t"):
                if len(row) == 3 and row[2].lstrip("-").isdigit() and int(row[2]) > 0:
                    yield row[0], row[1]
    except OSError:
        raise UsageError(f"{file}: found no such file, expected relevance judgements.") from None


# --- files --------------------------------------------------------------------------------------------------------


def _load(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror}).") from None
    except ValueError as error:
        raise UsageError(f"{file}: found no JSON ({error}).") from None


def _records(file: Path, needed: Sequence[str]) -> list[Json]:
    stored = _load(file)
    if not isinstance(stored, list):
        raise UsageError(f"{file}: found no list, expected a JSON array of records.")
    return [_checked(record, f"{file}, record {i}", needed) for i, record in enumerate(stored, start=1)]


def _lines(file: Path, needed: Sequence[str]) -> list[Json]:
    found: list[Json] = []
    try:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                found.append(_checked(json.loads(line), f"{file}:{number}", needed))
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror}).") from None
    except ValueError as error:
        raise UsageError(f"{file}: found no JSON ({error}), expected one object a line.") from None
    return found


def _checked(record: Any, where: str, needed: Sequence[str]) -> Json:
    missing = [key for key in needed if not isinstance(record, dict) or record.get(key) is None]
    if missing:
        raise UsageError(f"{where}: found no {' and no '.join(missing)}, expected {', '.join(needed)}.")
    checked: Json = record
    return checked


_FORMATS: tuple[tuple[Callable[[Path], bool], Callable[[Path], tuple[list[Question], list[Text]]]], ...] = (
    (lambda path: (path / "questions.json").is_file(), _read_plain),
    (lambda path: (path / "corpus.jsonl").is_file() and (path / "queries.jsonl").is_file(), _read_beir),
    (lambda path: _squad_file(path) is not None, _read_squad),
)
