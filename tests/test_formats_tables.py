"""Rows of a table as lines in which each figure stands with its row and column."""

from __future__ import annotations

import pytest

from assistant.formats.tables import rows_as_text


def test_each_value_has_its_header_and_the_label_comes_first() -> None:
    grid = [["Port", "2018", "2019"], ["Wend", "12", "15"]]
    assert rows_as_text(grid, 1) == ["Port: Wend; 2018: 12; 2019: 15"]


def test_a_label_without_a_header_stands_alone() -> None:
    assert rows_as_text([["", "2018", "2019"], ["Wend", "12", "15"]], 1) == ["Wend; 2018: 12; 2019: 15"]


def test_empty_cells_are_left_out_and_merged_ones_said_for_each_column() -> None:
    grid = [["Port", "2018", "2019"], ["Wend", "", "15"], ["Skerry", "closed", "closed"]]
    assert rows_as_text(grid, 1) == ["Port: Wend; 2019: 15", "Port: Skerry; 2018: closed; 2019: closed"]


def test_headers_that_stack_up_are_read_from_the_top() -> None:
    grid = [["", "Boats", "Boats"], ["", "2018", "2019"], ["Wend", "12", "15"]]
    assert rows_as_text(grid, 2) == ["Wend; Boats 2018: 12; Boats 2019: 15"]


def test_a_row_across_the_table_is_the_name_of_a_group() -> None:
    grid = [["Port", "2018", "2019"], ["North", "North", "North"], ["Wend", "12", "15"]]
    assert rows_as_text(grid, 1) == ["North", "Port: Wend; 2018: 12; 2019: 15"]


def test_a_row_longer_than_the_header_keeps_its_values() -> None:
    assert rows_as_text([["Port", "2018"], ["Wend", "12", "15"]], 1) == ["Port: Wend; 2018: 12; 15"]


def test_pairs_without_a_header_are_name_and_value() -> None:
    assert rows_as_text([["Chair:", "Ann Lee"], ["Clerk", "Bo Ray"]]) == ["Chair: Ann Lee", "Clerk: Bo Ray"]


@pytest.mark.parametrize(
    ("grid", "first"),
    [
        ([["Port", "Boats"], ["Wend", "12"], ["Skerry", "4"]], "Port: Wend; Boats: 12"),
        ([["Name", "Role", "Since"], ["Ann", "Chair", "2018"]], "Name: Ann; Role: Chair; Since: 2018"),
        ([["Opened", "1902"], ["Length", "300 m"]], "Opened: 1902"),
        ([["12", "15", "18"], ["1", "2", "3"]], "12; 15; 18"),
    ],
)
def test_a_header_that_is_not_marked_is_told_by_its_look(grid: list[list[str]], first: str) -> None:
    assert rows_as_text(grid)[0] == first


def test_an_empty_table_has_no_rows() -> None:
    assert rows_as_text([["", " "], []]) == []
