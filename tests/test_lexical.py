"""The word index: scores against the formula and bm25s, what it finds, ranking, and its files."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.lexical import K1, PAIR_WEIGHT, B, LexicalIndex
from assistant.text import terms

PASSAGES = [
    "The fund is worth £2.6m, the minister said.",
    "Each MASH must share what it knows under section 47.",
    "In all, 2.6 million children use the service.",
    "Children are safe at home. Children play.",
    "",
]


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return LexicalIndex.build([terms(text) for text in PASSAGES])


def rows(index: LexicalIndex, question: str) -> list[int]:
    return [row for row, _ in index.search(terms(question), 10)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("MASH", [1]),
        ("mash", [1]),
        ("section 47", [1]),
        ("47", [1]),
        ("£2.6m", [2, 0]),
        ("2.6 million", [2, 0]),
        ("2,600,000", [2, 0]),
        ("a minister's", [0]),
    ],
)
def test_exact_terms_are_found_as_words(index: LexicalIndex, question: str, expected: list[int]) -> None:
    assert rows(index, question) == expected


def test_the_passage_with_the_phrase_comes_before_one_with_its_words() -> None:
    scattered, phrase = (
        "Policing is local. The head spoke of unrelated matters.",
        "She is the head of policing, it says here.",
    )
    index = LexicalIndex.build([terms(scattered), terms(phrase)])
    assert rows(index, "Who is the head of policing?") == [1, 0]
    assert index.scores(terms("head of policing"))[1] > index.scores(terms("policing: head"))[1]


def test_one_letter_words_are_not_lost() -> None:
    index = LexicalIndex.build([terms("Section 5 applies."), terms("Section 6 applies."), terms("Vitamin C helps.")])
    assert rows(index, "section 5")[0] == 0
    assert rows(index, "C") == [2]


def test_a_passage_without_a_term_of_the_question_is_never_found(index: LexicalIndex) -> None:
    assert index.search(terms("otters"), 10) == []
    assert index.search([], 10) == []
    assert rows(index, "children") == [3, 2]


def test_scores_follow_the_formula(index: LexicalIndex) -> None:
    lengths = [len(terms(text)) for text in PASSAGES]
    # "child" stands in 2 of 5 passages, twice in passage 3
    idf = math.log(1 + (5 - 2 + 0.5) / (2 + 0.5))
    expected = idf * 2 / (2 + K1 * (1 - B + B * lengths[3] / (sum(lengths) / 5)))
    assert index.idf("child") == pytest.approx(idf)
    ((row, score),) = index.search(["child"], 1)
    assert row == 3
    assert score == pytest.approx(expected, rel=1e-6)
    assert index.idf("otter") == pytest.approx(math.log(1 + 5.5 / 0.5))


def test_repeating_a_word_in_the_question_changes_nothing(index: LexicalIndex) -> None:
    assert index.search(["child", "child", "safe"], 5) == index.search(["child", "safe"], 5)


def test_a_mapping_weighs_the_words_and_only_full_weights_make_pairs() -> None:
    index = LexicalIndex.build([["x", "b"], ["c", "d"]])
    whole, half = index.scores({"x": 1.0, "b": 1.0}), index.scores({"x": 0.5, "b": 0.5})
    words = index.scores(["x"]) + index.scores(["b"])
    np.testing.assert_allclose(whole, words + PAIR_WEIGHT * bm25s_scores([["x b"], ["c d"]], ["x b"]), rtol=1e-6)
    np.testing.assert_allclose(half, words / 2, rtol=1e-6)


def test_only_allowed_rows_are_ranked(index: LexicalIndex) -> None:
    assert [row for row, _ in index.search(["child"], 5, [2, 4, 2])] == [2]
    assert index.search(["child"], 5, []) == []


def test_ties_are_ordered_by_row() -> None:
    index = LexicalIndex.build([["y"], ["x"], ["x"], ["x"], ["x"]])
    assert [row for row, _ in index.search(["x"], 3)] == [1, 2, 3]


def test_nothing_can_be_indexed() -> None:
    empty: list[list[list[str]]] = [[], [[], []]]
    for passages in empty:
        index = LexicalIndex.build(passages)
        assert index.search(["a"], 5) == []
        assert index.idf("a") >= 0


WORDS = st.lists(st.lists(st.sampled_from(["x", "b", "c", "5", "é", "long"]), max_size=8), min_size=1, max_size=12)


def bm25s_scores(passages: list[list[str]], question: list[str]) -> NDArray[np.float32]:
    import bm25s

    if not any(passages):
        return np.zeros(len(passages), dtype=np.float32)
    oracle = bm25s.BM25(method="lucene", k1=K1, b=B)
    oracle.index(passages, show_progress=False)
    known = [term for term in dict.fromkeys(question) if term in oracle.vocab_dict]
    return np.asarray(oracle.get_scores(known) if known else np.zeros(len(passages)), dtype=np.float32)


def pairs(terms: list[str]) -> list[str]:
    return [f"{a} {b}" for a, b in zip(terms, terms[1:], strict=False)]


@settings(deadline=None)
@given(WORDS, st.lists(st.sampled_from(["x", "b", "5", "é", "unknown"]), max_size=4))
def test_scores_are_those_of_bm25s_over_words_and_over_pairs(passages: list[list[str]], question: list[str]) -> None:
    expected = bm25s_scores(passages, question)
    expected += PAIR_WEIGHT * bm25s_scores([pairs(terms) for terms in passages], pairs(question))
    np.testing.assert_allclose(LexicalIndex.build(passages).scores(question), expected, rtol=1e-5)


def test_stop_words_count_only_where_a_question_has_nothing_else() -> None:
    index = LexicalIndex.build([["the", "who"], ["fund"]])
    assert [row for row, _ in index.search(["who", "the", "fund"], 5)] == [1]
    assert [row for row, _ in index.search(["the", "who"], 5)] == [0]


def test_what_is_saved_loads_here_and_in_bm25s(index: LexicalIndex, tmp_path: Path) -> None:
    import bm25s

    index.save(tmp_path / "words")
    loaded = LexicalIndex.load(tmp_path / "words")
    question = terms("children 2.6 million section")
    assert loaded.search(question, 5) == index.search(question, 5) != []
    assert loaded.idf("child") == index.idf("child")
    theirs = bm25s.BM25.load(tmp_path / "words")
    np.testing.assert_allclose(theirs.get_scores(["child"]), loaded.scores(["child"]), rtol=1e-5)


def test_the_same_passages_give_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from assistant.lexical import LexicalIndex
LexicalIndex.build([["b", "x"], ["c", "x", "d"]]).save(Path({str(tmp_path)!r}) / "PART")
"""
    for part in ("one", "two"):
        subprocess.run([sys.executable, "-c", code.replace("PART", part)], check=True)
    for path in [path for path in (tmp_path / "one").rglob("*") if path.is_file()]:
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "data.csc.index.npy",
        "indptr.csc.index.npy",
        "vocab.index.json",
        "pairs/hashes.npy",
        "pairs/indices.csc.index.npy",
    ],
)
def test_damaged_files_are_noticed(index: LexicalIndex, tmp_path: Path, name: str) -> None:
    index.save(tmp_path)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:-40])
    with pytest.raises((ValueError, OSError)):
        LexicalIndex.load(tmp_path)


def test_asking_does_not_import_bm25s(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path)
    code = f"""
import sys
from pathlib import Path
from assistant.lexical import LexicalIndex
assert LexicalIndex.load(Path({str(tmp_path)!r})).search(["child"], 3)
assert not {{"bm25s", "scipy"}} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
