"""The trained reader: question and sentence read together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.relevance import Pair, Pieces, Relevance, load_relevance, load_thorough, mpnet, packing, scoring
from assistant.schema import ModelError
from assistant.settings import load_settings

PAIR = Pair(
    "How much did the council promise refuges?",
    "Refuges in Leeds",
    "The council met on Monday.",
    "The council promised refuges £2.6 million over two years.",
)


@pytest.fixture(scope="module", params=[load_relevance, load_thorough])
def reader(request: pytest.FixtureRequest) -> Relevance:
    found: Relevance = request.param(load_settings())
    return found


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
    monkeypatch.setattr(scoring, "weights_of", lambda file: empty.read_bytes())
    for load in (load_relevance, load_thorough):
        with pytest.raises(ModelError, match=r"\.npz.*Install the assistant again"):
            load(load_settings(cache_dir=tmp_path))([PAIR])


# --- the thorough reader's weights ----------------------------------------------------------------------------------


def test_packed_matrices_come_back_within_half_a_step() -> None:
    matrix = np.random.default_rng(7).normal(size=(128, 5)).astype(np.float32)
    matrix[3, 2] = 40.0  # spoils the steps of its own 32 weights only
    arrays = packing.packed("m", matrix)
    assert arrays["m.packed"].shape == (64, 5)
    assert arrays["m.packed"].dtype == np.uint8
    found = packing.unpacked({**arrays, "other": matrix})
    assert set(found) == {"m.q", "m.scale", "other"}
    assert found["m.q"].dtype == np.int8
    back = found["m.q"] * found["m.scale"]
    step = np.repeat(arrays["m.step"].astype(np.float32), packing.GROUP, axis=0)
    rounding = np.abs(matrix).max(axis=0) / 127 / 2  # int8's own
    assert (np.abs(back - matrix) <= step * 0.51 + rounding + 0.01).all()
    assert np.abs(back - matrix)[32:, :2].max() < 0.2


def test_a_matrix_of_one_value_survives_packing() -> None:
    found = packing.unpacked(packing.packed("m", np.full((64, 2), 0.25, np.float32)))
    np.testing.assert_allclose(found["m.q"] * found["m.scale"], 0.25, rtol=1e-2)


def test_distances_between_tokens_fall_in_t5s_buckets() -> None:
    found = mpnet.buckets(200)
    assert found[5].tolist()[:10] == [5, 4, 3, 2, 1, 0, 17, 18, 19, 20]
    assert (found[0, 8], found[0, 199], found[199, 0]) == (16 + 8, 31, 15)
    assert (np.diff(found[0, 1:]) >= 0).all()
