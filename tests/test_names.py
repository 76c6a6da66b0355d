"""Proper names, told by how they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.names import alike, initials, names


def found(text: str) -> list[tuple[str, str]]:
    return [(n.text, n.kind) for n in names(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Today Amber Field met staff.", [("Amber Field", "person")]),
        ("He joined the National Bureau of Fairness in York.", [("National Bureau of Fairness", ""), ("York", "")]),
        ("It funds the Harbour Foundation and the NSPCC.", [("Harbour Foundation", "body"), ("NSPCC", "acronym")]),
        ("It was Amber Field of the NCA.", [("Amber Field", "person"), ("NCA", "acronym")]),
        ("According to Mr Okafor’s report, it fell.", [("Okafor", "person")]),
        ("A fund called Second Street opens.", [("Second Street", "")]),
        ("Second Street opened, but New York did not.", [("Street", ""), ("New York", "")]),
        ("They wrote to Dr. J. Lindqvist. At noon it rained.", [("Dr. J. Lindqvist", "person")]),
        ("The Home Secretary spoke on Monday in May.", [("Home Secretary", "role")]),
        ("how many people in Wales", [("Wales", "")]),
        ("the sum for Sept 2018 and 3 Oct", []),
        ("it was Jan Field", [("Jan Field", "person")]),
        ("The Safe Steps fund opens.", [("Safe Steps", "body")]),
        ("Everyone likes the Warm Rooms idea.", [("Warm Rooms", "")]),
        ("Bids for the Safe Steps fund close.", [("Safe Steps", "body")]),
        ("Friends of the Old Mill met.", [("Friends of the Old Mill", "")]),
        ("It opens on Fridays and Sundays.", []),
        ("Referrals rose. Charities asked why.", []),
        ("", []),
    ],
)
def test_names_in_a_sentence(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_an_acronym_stands_for_its_initials() -> None:
    assert initials("National Crime Agency") == "NCA"
    assert initials("Department for Education") == "DE"


@given(st.text(alphabet=st.sampled_from("Ab Cd. &’'(\n) of and"), max_size=60))
def test_names_stand_at_their_offsets_in_order(text: str) -> None:
    spans = [(n.start, n.end) for n in names(text)]
    assert all(text[n.start : n.end] == n.text for n in names(text))
    assert spans == sorted(spans)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Sajid Javid", "Mr Javid", True),
        ("Sajid Javed", "Home Secretary Sajid Javid", True),
        ("Ann Poe", "Omar Poe", False),
        ("Norton Council", "Sutton Council", False),
        ("the National Flood Board", "NFB", True),
        ("", "Ann Poe", False),
    ],
)
def test_names_that_can_be_of_one_person_or_body(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same
    assert alike(other, one) is same


def test_an_initial_may_stand_for_the_first_name() -> None:
    assert alike("Mr S Varley", "Simon Varley")
    assert alike("S. Varley", "Simon Varley")
    assert not alike("T Varley", "Simon Varley")
    assert not alike("Sue Varley", "Simon Varley")


def test_a_post_in_capitals_is_no_part_of_the_body_after_it() -> None:
    assert [n.text for n in names("Who is the CEO of Elmsworth Academy Trust?")] == ["CEO", "Elmsworth Academy Trust"]
    assert [n.text for n in names("the Department of Health")] == ["Department of Health"]
