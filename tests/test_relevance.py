"""The trained reader: question and sentence read together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant import relevance
from assistant.relevance import Pair, Pieces, Relevance, load_relevance
from assistant.schema import ModelError
from assistant.settings import load_settings

PAIR = Pair(
    "How much did the council promise refuges?",
    "Refuges in Leeds",
    "The council met on Monday.",
    "The council promised refuges £2.6 million over two years.",
)


@pytest.fixture(scope="module")
def reader() -> Relevance:
    return load_relevance(load_settings())


def test_the_sentence_that_answers_scores_above_others(reader: Relevance) -> None:
    others = [replace(PAIR, sentence=s) for s in ("The council met on Monday.", "Lunch was served at noon.")]
    right, *wrong = reader([PAIR, *others])
    assert right > 0 > max(wrong)


@pytest.mark.parametrize("question", ["How much did the council promise schools?", "Who chairs the council?"])
def test_a_question_about_something_else_is_not_answered(reader: Relevance, question: str) -> None:
    right, wrong = reader([PAIR, replace(PAIR, question=question)])
    assert right > wrong + 1


def test_a_score_does_not_depend_on_the_pairs_beside_it(reader: Relevance) -> None:
    alone = reader([PAIR])
    among = reader([replace(PAIR, sentence="x " * 90), PAIR, replace(PAIR, before="")])
    assert alone[0] == among[1]


def test_no_pairs_give_no_scores(reader: Relevance) -> None:
    assert reader([]).shape == (0,)


def test_long_texts_keep_what_the_reader_was_trained_on() -> None:
    ids, types = Pieces()(Pair("q " * 99, "t " * 99, "b " * 99 + "end", "s " * 999))
    assert len(ids) == len(types) == 1 + 40 + 1 + 18 + 1 + 56 + 1 + 96 + 1
    assert sum(types) == 97
    assert Pieces()(Pair("q", "", "end", "s"))[0][4] == ids[116]


def test_weights_that_do_not_fit_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    empty = tmp_path / "weights.npz"
    np.savez(empty, other=np.zeros(1))
    monkeypatch.setattr(relevance, "_weights", empty.read_bytes)
    with pytest.raises(ModelError, match=r"weights\.npz.*Install the assistant again"):
        Relevance(tmp_path)([PAIR])
