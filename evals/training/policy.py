"""Reads the invented policy documents of this folder's ``policy/``: text files -> examples.

Each group holds two look-alike documents, their sentences numbered, with questions and the sentences that answer them
(``? question | A3,B2``) and questions that neither document answers (``! question``). All of it was made up for
training: no council, charity, minister or sum in it exists.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from evals.training.examples import Example

FOLDER = Path(__file__).parent / "policy"
SOURCE = "policy"
_SENTENCE = re.compile(r"(?P<document>[AB])(?P<number>\d+) (?P<text>.+)")
_ANSWERED = re.compile(r"\? (?P<question>.+?) \| (?P<places>[AB]\d+(?:, ?[AB]\d+)*)")


def load_policy(folder: Path = FOLDER) -> Iterator[Example]:
    """Each question once for each document of its group, answerable where a sentence of that document answers.

    Raises:
        ValueError: a line is of none of the forms, or names a sentence that is not there; says file, group and line.
    """
    for path in sorted(folder.glob("*.txt")):
        groups = path.read_text(encoding="utf-8").split("\n====")
        for number, group in enumerate(groups):
            if group.strip("=\n "):
                yield from _group(group, f"{path.stem}{number}", f"{path.name}, group {number + 1}")


def _group(text: str, name: str, where: str) -> Iterator[Example]:
    titles: dict[str, str] = {}
    found: dict[str, dict[str, str]] = {"A": {}, "B": {}}
    asked: list[tuple[str, frozenset[str]]] = []
    for line in (line.strip() for line in text.splitlines() if line.strip("= ")):
        sentence, answered = _SENTENCE.fullmatch(line), _ANSWERED.fullmatch(line)
        if line.startswith(("# A: ", "# B: ")):
            titles[line[2]] = line[5:]
        elif sentence:
            found[sentence["document"]][sentence["document"] + sentence["number"]] = sentence["text"]
        elif answered:
            asked.append((answered["question"], frozenset(re.split(r", ?", answered["places"]))))
        elif line.startswith("! ") and "|" not in line:
            asked.append((line[2:], frozenset()))
        else:
            raise ValueError(f"{where}: found {line!r}, expected a title, a sentence (A1 ...), '? ... | A1' or '! ...'")
    known = {*found["A"], *found["B"]}
    for question, places in asked:
        if not places <= known:
            raise ValueError(f"{where}: {question!r} names {', '.join(sorted(places - known))}, which are not there")
        for document, sentences in found.items():
            labels = tuple(int(place in places) for place in sentences)
            if sentences:
                yield Example(question, titles[document], tuple(sentences.values()), labels, name, 1 in labels, SOURCE)


def write_held_out(target: Path, folder: Path = FOLDER) -> int:
    """Writes the groups that are never trained on as a question set that ``assistant eval --bench`` reads.

    Returns:
        The number of questions.
    """
    documents: dict[str, dict[str, str]] = {}
    questions: dict[tuple[str, str], dict[str, object]] = {}
    for example in (e for e in load_policy(folder) if e.held_out):
        id = f"{example.group}-{hashlib.sha1(example.title.encode()).hexdigest()[:6]}"
        documents[id] = {"id": id, "title": example.title, "text": example.text}
        asked = questions.setdefault(
            (example.group, example.question),
            {
                "id": f"{example.group}-{len(questions)}",
                "question": example.question,
                "answerable": False,
                "gold_doc_ids": [],
                "gold_sentences": [],
                "answers": [],
                "article": example.group,
            },
        )
        if example.answerable:
            right = [s for s, label in zip(example.sentences, example.labels, strict=True) if label == 1]
            asked["answerable"] = True
            asked["gold_doc_ids"] = [*asked["gold_doc_ids"], id]  # type: ignore[misc]
            asked["gold_sentences"] = [*asked["gold_sentences"], *([s] for s in right)]  # type: ignore[misc]
    target.mkdir(parents=True, exist_ok=True)
    (target / "docs.json").write_text(json.dumps(list(documents.values()), indent=0), encoding="utf-8")
    (target / "questions.json").write_text(json.dumps(list(questions.values()), indent=0), encoding="utf-8")
    return len(questions)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m evals.training.policy FOLDER")
    print(f"{write_held_out(Path(sys.argv[1]))} questions written to {sys.argv[1]}")
