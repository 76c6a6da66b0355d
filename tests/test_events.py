"""What happens at a date: starts, ends and deadlines."""

import pytest

from assistant.events import BEGIN, END, at_odds, deadline_in, events_at, events_in


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("When does the fund open?", {BEGIN}),
        ("When do bids close?", {END}),
        ("What is the closing date to open an account?", {END}),
        ("How long do we have to apply?", {END}),
        ("Until when can groups apply?", {END}),
        ("By what date must forms be in?", {END}),
        ("By when will the hub open?", {BEGIN}),
        ("Work is under way.", {BEGIN}),
        ("When did Ann Poe speak?", set()),
    ],
)
def test_events_of_a_text(text: str, events: set[int]) -> None:
    assert events_in(text) == events


def test_events_beside_a_date_are_those_of_its_clause() -> None:
    text = "The fund opens on 1 April 2022, and closes on 30 June 2022."
    first, last = text.index("1 April"), text.index("30 June")
    assert events_at(text, first, first + 12) == {BEGIN}
    assert events_at(text, last, last + 12) == {END}
    assert at_odds(events_in("When does it close?"), events_at(text, first, first + 12))
    assert not at_odds(events_in("When was it announced?"), events_at(text, first, first + 12))


def test_a_deadline_is_told_by_its_words() -> None:
    assert deadline_in("the last day to apply")
    assert not deadline_in("the latest figures")
