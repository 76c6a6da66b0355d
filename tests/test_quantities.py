"""Figures and their values."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.quantities import Quantity, quantities


def only(text: str) -> Quantity:
    (found,) = quantities(text)
    return found


@pytest.mark.parametrize("text", ["£21.5m", "£21.5 million", "£21,500,000", "21,500,000 pounds", "21.5m pounds"])
def test_the_same_sum_in_any_spelling(text: str) -> None:
    found = only(text)
    assert (found.kind, found.value, found.unit) == ("money", Decimal(21_500_000), "GBP")


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("700 per cent", "percent", "700", "%"),
        ("24%", "percent", "24", "%"),
        ("3 percentage points", "percent", "3", "point"),
        ("two in five", "ratio", "0.4", ""),
        ("2 out of 25", "ratio", "0.08", ""),
        ("a quarter", "ratio", "0.25", ""),
        ("three quarters", "ratio", "0.75", ""),
        ("half a million", "count", "500000", ""),
        ("18 months", "duration", "18", "month"),
        ("five-year", "duration", "5", "year"),
        ("twenty-five", "count", "25", ""),
        ("three hundred", "count", "300", ""),
        ("18.4 million", "count", "18400000", ""),
        ("2018", "year", "2018", ""),
        ("10th", "ordinal", "10", ""),
    ],
)
def test_kinds_of_figure(text: str, kind: str, value: str, unit: str) -> None:
    found = only(text)
    assert (found.kind, found.value, found.unit) == (kind, Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("five hundred and twenty people", "520"),
        ("two thousand five hundred homes", "2500"),
        ("a hundred and one", "101"),
        ("an estimated six million two hundred thousand", "6200000"),
        ("half a million", "500000"),
        ("twenty-five", "25"),
        ("two hundred and fifty thousand pounds", "250000"),
    ],
)
def test_numbers_in_words_are_read_whole(text: str, value: str) -> None:
    assert only(text).value == Decimal(value)


def test_and_between_two_numbers_does_not_add_them() -> None:
    assert [q.value for q in quantities("two and three year olds")] == [2, 3]


def test_a_year_after_in_is_not_a_ratio() -> None:
    assert [q.kind for q in quantities("It sent 45 in 2018")] == ["count", "year"]


def test_a_day_of_a_month_is_not_a_count() -> None:
    assert [q.kind for q in quantities("3 September 2018 and September 3, 2018")] == ["day", "year", "day", "year"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("One library in eight is run by volunteers.", [("ratio", "One library in eight")]),
        ("Only one victim in six reports it.", [("ratio", "one victim in six")]),
        ("Two young children in five wait.", [("ratio", "Two young children in five")]),
        ("Five officers in 12 months left.", [("count", "Five"), ("duration", "12 months")]),
        ("Five boys in three schools left.", [("count", "Five"), ("count", "three")]),
        ("Twenty-one pupils in five schools", [("count", "Twenty-one"), ("count", "five")]),
        ("One school in 12 areas closed.", [("count", "One"), ("count", "12")]),
        ("One voter in twenty-five", [("ratio", "One voter in twenty-five")]),
        ("Two people in 2016 left.", [("count", "Two"), ("year", "2016")]),
    ],
)
def test_a_share_may_have_what_is_shared_in_its_middle(text: str, kinds: list[tuple[str, str]]) -> None:
    assert [(q.kind, q.text) for q in quantities(text)] == kinds


def test_letters_and_parts_of_longer_numbers_are_not_figures() -> None:
    assert quantities("COVID19 and G7") == []
    assert [q.text for q in quantities("0808 800 5000")] == ["0808", "800", "5000"]


@pytest.mark.parametrize(
    ("rough", "exact", "agree"),
    [
        ("more than 82,000", "82,109", True),
        ("over 82,000", "81,900", False),
        ("nearly 500", "498", True),
        ("about 400", "700", False),
        ("110,000", "18.4 million", False),
        ("£600,000", "£600,000", True),
        ("24 per cent", "40 per cent", False),
        ("about 300,000", "400,000", False),
        ("about £1m", "£2m", False),
        ("more than 1,000", "2,000", False),
        ("almost £2m", "£1.9m", True),
    ],
)
def test_a_rounded_figure_agrees_with_what_it_may_stand_for(rough: str, exact: str, agree: bool) -> None:
    assert only(rough).agrees_with(only(exact)) is agree
    assert only(exact).agrees_with(only(rough)) is agree


def test_a_sum_of_money_never_agrees_with_a_count() -> None:
    assert not only("£82,000").agrees_with(only("82,000"))


@given(st.text(alphabet=st.sampled_from("0123456789,.£% minatwohlfper-"), max_size=60))
def test_figures_stand_at_their_offsets_in_order_without_overlap(text: str) -> None:
    found = quantities(text)
    assert all(text[q.start : q.end] == q.text for q in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


def test_the_number_of_a_clause_is_no_figure() -> None:
    assert [q.text for q in quantities("8.1 Membership stood at 2,316.\n8.2 It grew.")] == ["2,316"]
    assert [q.text for q in quantities("3.5 million people")] == ["3.5 million"]


@pytest.mark.parametrize("text", ["within five school days", "within one working day", "in ten clear days"])
def test_a_kind_of_day_is_a_length_of_time(text: str) -> None:
    assert [q.kind for q in quantities(text)] == ["duration"]
    assert [q.kind for q in quantities("five working parents and two full buses")] == ["count", "count"]
    assert "duration" not in [q.kind for q in quantities("in the 2022/23 school year")]


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("lasts an hour and a half, with play", "duration", "1.5", "hour"),
        ("half an hour late", "duration", "0.5", "hour"),
        ("two and a half years", "duration", "2.5", "year"),
        ("within a fortnight", "duration", "1", "fortnight"),
        ("a dozen rooms", "count", "12", ""),
        ("two dozen eggs", "count", "24", ""),
        ("half a dozen", "count", "6.0", ""),
    ],
)
def test_halves_and_dozens_are_figures(text: str, kind: str, value: str, unit: str) -> None:
    assert [(q.kind, str(q.value), q.unit) for q in quantities(text)] == [(kind, value, unit)]


def test_a_rate_and_a_half_of_millions_are_read_as_before() -> None:
    assert [q.kind for q in quantities("£5 a week")] == ["money"]
    assert [str(q.value) for q in quantities("half a million people")] == ["500000.0"]
