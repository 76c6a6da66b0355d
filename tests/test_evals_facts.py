"""Facts are found whichever way their figures and words are written, and never inside other figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics.facts import fact_recall, stated_wording, states, tokens


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("A further £23.6m was announced.", "£23.6 million"),
        ("It pledged £21,500,000.", "£21.5m"),
        ("Some 700 per cent more than before", "700%"),
        ("Two in five victims", "40 per cent"),
        ("Three organisations share it.", "3 organisations"),
        ("over an 18-month period", "18 months"),
        ("They said ‘never again’ – twice", "'never again' - twice"),
        ("The Home Secretary, Sajid   Javid's plan", "sajid javid"),
        ("the charities’ plan", "charities plan"),
        ("on 3 September 2018", "3rd September 2018"),
    ],
)
def test_a_fact_is_stated_in_any_spelling(text: str, wording: str) -> None:
    assert states(text, wording)


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("100 police officers", "10"),
        ("10 per cent of cases", "10"),
        ("£10 a head", "10"),
        ("10.5 hours", "10"),
        ("£23.6m", "£23.5m"),
        ("$5m", "£5m"),
        ("a rise of 5 percentage points", "5 per cent"),
        ("Javidson", "Javid"),
        ("Javid, Sajid", "Sajid Javid"),
        ("anything", ""),
    ],
)
def test_a_fact_is_not_stated_by_something_else(text: str, wording: str) -> None:
    assert not states(text, wording)


def test_the_first_wording_that_is_stated_is_named() -> None:
    assert stated_wording("It was £600,000.", ["£0.7m", "£600,000", "£0.6 million"]) == "£600,000"
    assert stated_wording("It was £600,000.", ["£700,000"]) is None


def test_recall_is_stated_facts_over_expected_facts() -> None:
    facts = [["£23.6m"], ["Sajid Javid", "Home Secretary"], ["2019"]]
    assert fact_recall("The Home Secretary announced £23.6 million.", facts) == pytest.approx(2 / 3)


def test_recall_does_not_arise_without_facts() -> None:
    assert fact_recall("Anything.", []) is None


@given(st.integers(min_value=2, max_value=10**9), st.integers(min_value=2, max_value=10**9))
def test_a_count_states_itself_and_no_other(one: int, other: int) -> None:
    assert states(f"There were {one:,} reports.", f"{other:,}") == (one == other)


@given(st.text(max_size=60))
def test_a_text_states_itself_where_it_has_words_at_all(text: str) -> None:
    assert states(text, text) == bool(tokens(text))
