"""What the reader is taught: invented documents are read as written, pairs are labelled as their making says."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.relevance import Pair
from evals.training.examples import Example
from evals.training.mining import load_mined, mine
from evals.training.pairs import LabelledPair, Pairs, sentence_by_sentence
from evals.training.policy import SOURCE, load_policy, write_held_out
from evals.training.rewording import Sisters, words_of, yes_or_no

GROUP = """# A: Bus fund opens
A1 The fund gives £2m to buses.
A2 It closes in May.
# B: Bus fund closes early
B1 The fund closed in April.
? When does the fund shut? | A2, B1
! Who runs the fund?
"""


def invented(folder: Path, text: str = GROUP) -> list[Example]:
    (folder / "buses.txt").write_text(text, encoding="utf-8")
    return list(load_policy(folder))


def test_a_question_is_asked_of_both_documents_of_its_group(tmp_path: Path) -> None:
    found = invented(tmp_path)
    assert [(e.question, e.title, e.labels, e.answerable) for e in found] == [
        ("When does the fund shut?", "Bus fund opens", (0, 1), True),
        ("When does the fund shut?", "Bus fund closes early", (1,), True),
        ("Who runs the fund?", "Bus fund opens", (0, 0), False),
        ("Who runs the fund?", "Bus fund closes early", (0,), False),
    ]


@pytest.mark.parametrize(
    ("line", "named"),
    [("? When? | A9", "A9"), ("A question without a mark", "A question"), ("! Who? | A1", "! Who")],
)
def test_a_wrong_line_is_named_with_its_file_and_group(tmp_path: Path, line: str, named: str) -> None:
    with pytest.raises(ValueError, match=r"buses\.txt, group 1") as raised:
        invented(tmp_path, GROUP + line)
    assert named in str(raised.value)


def test_the_shipped_documents_load_and_some_groups_are_held_out() -> None:
    found = list(load_policy())
    groups = {e.group for e in found}
    assert len(groups) > 100
    assert 0.1 < len({e.group for e in found if e.held_out}) / len(groups) < 0.3
    assert all(sum(e.labels) >= 1 for e in found if e.answerable)


def test_what_is_held_out_becomes_a_question_set(tmp_path: Path) -> None:
    count = write_held_out(tmp_path)
    questions = json.loads((tmp_path / "questions.json").read_text(encoding="utf-8"))
    documents = {d["id"]: d["text"] for d in json.loads((tmp_path / "docs.json").read_text(encoding="utf-8"))}
    assert len(questions) == count
    for asked in questions:
        assert asked["answerable"] == bool(asked["gold_doc_ids"])
        for (sentence,) in asked["gold_sentences"]:
            assert any(sentence in documents[id] for id in asked["gold_doc_ids"])


def test_a_pair_is_right_where_its_sentence_answers_and_the_question_is_the_one_asked(tmp_path: Path) -> None:
    text = "# A: Trains\nA1 Ann Lee, 40, opened the line in Leeds in 2012.\nA2 It was late.\n? Who opened the line in Leeds in 2012? | A1\n"
    drawn = [pair for seed in range(20) for pair in Pairs(invented(tmp_path, text), Sisters({}), seed=seed).draw()]
    right = [p for p in drawn if p.label == 1.0]
    assert right
    assert {p.sentence for p in right} == {"Ann Lee, 40, opened the line in Leeds in 2012."}
    assert any(p.question.endswith(". Who opened the line in Leeds in 2012?") for p in right)


def test_a_pair_holds_the_two_sentences_before(tmp_path: Path) -> None:
    text = "# A: Trains\nA1 Ann came.\nA2 She stayed.\nA3 It rained.\nA4 She left.\n? Who left? | A4\n"
    found = next(p for p in Pairs(invented(tmp_path, text), Sisters({})).draw() if p.label == 1.0)
    assert found.before == "She stayed. It rained."


def test_the_same_seed_draws_the_same_pairs(tmp_path: Path) -> None:
    examples = invented(tmp_path)
    assert Pairs(examples, Sisters({}), seed=3).draw() == Pairs(examples, Sisters({}), seed=3).draw()


def test_a_public_share_of_none_leaves_the_invented_documents(tmp_path: Path) -> None:
    public = Example("Who?", "T", ("Ann.", "Bo."), (1, 0), "g", True, "squad2_dev", ("Ann",))
    assert Pairs([public], Sisters({}), public_share=0.0).draw() == []
    assert public.source != SOURCE


def test_sisters_share_a_form_and_not_a_stem() -> None:
    chance = np.random.default_rng(0)
    words = [f"{a}{b}ed" for a in "abcdefgh" for b in ("olt", "ert", "ing")]
    vectors = {word: chance.normal(size=8).astype(np.float32) for word in (*words, "walk", "walks")}
    sisters = Sisters.among([*words, "walk", "walks"], vectors)
    assert all(other.endswith("ed") and other != word for word in words for other in sisters.of[word])
    swapped = sisters.swapped("Who bolted the door?", random.Random(1))
    assert swapped is not None
    assert swapped.startswith("Who ")
    assert swapped != "Who bolted the door?"
    assert sisters.swapped("Who?", random.Random(1)) is None


def test_only_words_in_small_letters_are_swapped() -> None:
    assert words_of(["When did Leeds open its 3 libraries?"]) == ["open", "libraries"]


@pytest.mark.parametrize(
    ("question", "answer", "asked"),
    [
        ("When did the tower open?", "1889", "Did the tower open in 1889?"),
        ("How many people were hurt?", "12", "Were 12 people hurt?"),
        ("Who opened the new line?", "Ann Lee", "Was it Ann Lee that opened the new line?"),
        ("Why was the old line closed down?", "storms", "Was the old line closed down?"),
        ("Where is she from?", "Leeds", None),
        ("What is it?", "A tower", None),
    ],
)
def test_a_question_becomes_one_of_yes_or_no(question: str, answer: str, asked: str | None) -> None:
    assert yes_or_no(question, answer) == asked


class Words:
    """Embeds a text as the counts of its words, told apart by the sum of their letters."""

    def embed_query(self, text: str) -> NDArray[np.float32]:
        counts = np.zeros(512, dtype=np.float32)
        for word in text.lower().split():
            counts[sum(map(ord, word)) % 512] += 1.0
        return counts / np.linalg.norm(counts)

    def embed_with_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]
    ) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        return [
            (self.embed_query(text), np.stack([self.embed_query(text[s:e]) for s, e in several]))
            for text, several in zip(texts, spans, strict=True)
        ]


def taken_in_by(words: str) -> Callable[[Sequence[Pair]], NDArray[np.float32]]:
    return lambda pairs: np.array([4.0 if words in p.sentence else -6.0 for p in pairs], dtype=np.float32)


ELSEWHERE = """# A: Pool
A1 The town pool is shut at weekends for want of guards.
# B: Baths
B1 Nobody swims there.
? Who swims? | B1
"""


def test_wrong_sentences_that_take_the_reader_in_are_kept_as_pairs(tmp_path: Path) -> None:
    examples = invented(tmp_path, GROUP + "====\n" + ELSEWHERE)
    found = list(mine(examples, 1.0, Words(), taken_in_by("shut at weekends")))
    assert {(m.question, m.title, m.sentence) for m in found} >= {
        ("Who runs the fund?", "Pool", "The town pool is shut at weekends for want of guards.")
    }
    (tmp_path / "mined.json").write_text(json.dumps([asdict(m) for m in found]), encoding="utf-8")
    assert {pair.label for pair in load_mined(tmp_path / "mined.json")} == {0.0}


def test_no_answer_is_ever_mined_as_wrong(tmp_path: Path) -> None:
    examples = invented(tmp_path, GROUP + "====\n" + ELSEWHERE)
    for mined in mine(examples, 1.0, Words(), lambda pairs: np.full(len(pairs), 5.0, dtype=np.float32)):
        right = {
            e.sentences[i]
            for e in examples
            if e.question == mined.question
            for i, label in enumerate(e.labels)
            if label
        }
        assert mined.sentence not in right


def test_every_draw_holds_what_was_mined() -> None:
    mined = [LabelledPair("Who?", "T", "", "A sentence.", 0.0)]
    assert Pairs([], Sisters({}), mined=mined).draw() == mined


def test_a_document_is_judged_sentence_by_sentence_whatever_its_labels(tmp_path: Path) -> None:
    examples = invented(tmp_path)
    pairs = list(sentence_by_sentence(examples, len(examples)))
    assert {(p.question, p.sentence) for p in pairs} == {(e.question, s) for e in examples for s in e.sentences}
    assert {p.label for p in pairs} == {0.0, 1.0}
    few = list(sentence_by_sentence(examples, 1))
    assert len({p.question for p in few}) == 1
    assert few == list(sentence_by_sentence(examples, 1))
