"""The speed measurements: figures that a person can check, and synthetic documents whose offsets are exact."""

from __future__ import annotations

import numpy as np
import pytest

from evals.speed import Row, percentile, table
from evals.speed.beside import sentence_pieces
from evals.speed.parts import in_turns
from evals.speed.synthetic import document, questions, vectors


def test_an_advantage_is_above_one_when_we_are_better() -> None:
    assert Row("took", 2.0, "s", baseline=6.0).advantage == 3.0
    assert Row("rate", 30.0, "/s", baseline=20.0, more_is_better=True).advantage == 1.5
    assert Row("alone", 2.0, "s").advantage is None


def test_the_table_shows_each_figure_with_its_unit_and_what_stands_beside_it() -> None:
    lines = table([Row("ask", 12.345, "ms", "under 100 ms", 24.69), Row("store", 1234.5, "s")]).splitlines()
    assert lines[2:] == [
        "| ask | 12.3 ms | under 100 ms | LlamaIndex 24.7 ms | 2.00 |",
        "| store | 1,234 s |  |  |  |",
    ]


def test_a_percentile_lies_between_its_neighbours() -> None:
    assert percentile([10, 20, 30, 40], 50) == 25
    assert percentile([10, 20, 30, 40], 95) == pytest.approx(30 + 0.85 * 10)


def test_both_are_asked_in_turns_and_the_first_round_does_not_count() -> None:
    asked: list[str] = []

    def ours(question: str) -> str:
        asked.append(f"a{question}")
        return question

    here, there, answers = in_turns(ours, lambda q: asked.append(f"b{q}"), ["1", "2"], repeats=2)
    assert asked == ["a1", "b1", "a2", "b2"] * 3
    assert (len(here), len(there), answers) == (4, 4, ["1", "2"] * 2)


def test_a_synthetic_document_has_exact_blocks_and_is_the_same_each_time() -> None:
    one = document(3)
    assert one == document(3)
    assert one.id != document(4).id
    for block in one.blocks:
        text = one.text[block.start : block.end]
        assert text
        assert text == text.strip()
    assert questions([3])[0].split(" Council ")[0].removeprefix("How much did ") in one.text


def test_drawn_vectors_are_unit_vectors_and_the_same_for_the_same_text() -> None:
    drawn = vectors(["a", "b", "a"], 384)
    assert drawn.dtype == np.float32
    assert np.linalg.norm(drawn, axis=1) == pytest.approx(1, abs=1e-5)
    assert (drawn[0] == drawn[2]).all()
    assert float(drawn[0] @ drawn[1]) < 0.99


def test_the_pieces_given_to_the_default_splitter_are_the_text() -> None:
    for text in ("One. Two?  Three!\nFour", "no end", "", "A.\n\nB. "):
        assert "".join(sentence_pieces(text)) == text
    assert sentence_pieces("One. Two? Three") == ["One. ", "Two? ", "Three"]
