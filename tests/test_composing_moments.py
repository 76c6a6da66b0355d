"""Dates, times of day, ages, places and gifts that differ, and those that only seem to."""

from dataclasses import replace

import pytest
from answering import TODAY, document, scored

from assistant.composing.differing import differing
from assistant.questions import analyse


def values(question: str, *said: str, features: dict[str, float] | None = None) -> list[str]:
    """What sentences of as many documents, each almost certain to answer, give as differing values."""
    documents = {f"d{n}": document(f"d{n}", text, published=f"{2018 + n}-05-01") for n, text in enumerate(said)}
    held = features or {"own_coverage": 0.8, "near_coverage": 0.9}
    accepted = [
        replace(scored(question, source, source.text[:12], 0.98), features=held) for source in documents.values()
    ]
    return [value.text for value in differing(analyse(question), accepted, documents, TODAY)]


@pytest.mark.parametrize(
    ("question", "said", "found"),
    [
        ("By when will the Hill Lane hub open?",
         ("The Hill Lane hub will open by March 2024.", "The Hill Lane hub is to open by autumn 2026."),
         ["by March 2024", "by autumn 2026"]),
        ("By when will the Hill Lane hub open?",
         ("The Hill Lane hub will open by 31 March 2024.", "The Hill Lane hub is to open by March 2024."), []),
        ("When did the Hill Lane project start?",
         ("The Hill Lane project will start in January 2020.", "With shops shut, the Hill Lane project did not start until May 2020."),
         ["January 2020", "until May 2020"]),
        ("In what year was the Hill Lane Trust founded?",
         ("The Hill Lane Trust was founded in 2009.", "The Hill Lane Trust has its party on 7 February."), []),
        ("What time does the Hill Lane club open on Saturdays?",
         ("The Hill Lane club opens at 9.30am on Saturdays.", "On Saturday the Hill Lane club opens at 10am."),
         ["9.30am", "10am"]),
        ("What time does the Hill Lane club open on Saturdays?",
         ("The Hill Lane club opens at 9.30am on Saturdays.", "From Monday to Friday the Hill Lane club opens at 8am."), []),
        ("What time does the Hill Lane club close?",
         ("The Hill Lane club is open from 9am to 5pm.", "The Hill Lane club shuts at 17.00 to callers, at 5pm."), []),
        ("What ages is the Hill Lane club for?",
         ("The Hill Lane club is for those aged 11 to 18.", "The Hill Lane club is for those between 13 and 19."),
         ["11 to 18", "13 and 19"]),
        ("What ages is the Hill Lane club for?",
         ("The Hill Lane club is for those aged 11 to 18.", "The Hill Lane club is for anyone under 19."), []),
        ("What are the opening hours of the Hill Lane helpline?",
         ("The Hill Lane helpline is open from 9am to 5pm.", "The Hill Lane helpline is open from 9am to 6pm."),
         ["9am to 5pm", "9am to 6pm"]),
        ("What are the opening hours of the Hill Lane helpline?",
         ("The Hill Lane helpline is open from 9am to 5pm.", "The Hill Lane helpline opens at 9am."), []),
        ("When is the Hill Lane library open on Fridays?",
         ("The Hill Lane library is open from 9am to 5pm on weekdays.", "The Hill Lane library is open from 8am to 6pm on weekdays."),
         ["9am to 5pm", "8am to 6pm"]),
        ("When does the Hill Lane library close?",
         ("The Hill Lane library is open from 9am to 5pm.", "The Hill Lane library is open from 10am to 5pm."), []),
        ("Until when can groups apply to the Hill Lane fund?",
         ("Groups have until 30 June 2022 to apply to the Hill Lane fund.", "Bids for the Hill Lane fund close on 15 July 2022."),
         ["until 30 June 2022", "15 July 2022"]),
        ("What is the deadline for the Hill Lane fund?",
         ("Groups have until 30 June 2022 to apply to the Hill Lane fund.", "Bids for the Hill Lane fund close on 15 July 2022."),
         ["until 30 June 2022", "15 July 2022"]),
        ("When is the deadline for the Hill Lane fund?",
         ("Groups have until 30 June 2022 to apply to the Hill Lane fund.", "Bids for the Hill Lane fund close on 15 July 2022."),
         ["until 30 June 2022", "15 July 2022"]),
        ("When is the deadline for the Hill Lane fund?",
         ("Groups have until June 2022 to apply to the Hill Lane fund.", "Bids for the Hill Lane fund close on 15 June 2022."), []),
        ("When is the deadline for the Hill Lane fund?",
         ("The Hill Lane fund opens on 1 April 2022.", "Bids for the Hill Lane fund close on 15 July 2022."), []),
        ("Who is the director of the Hill Lane Trust?",
         ("Anne Poee is the director of the Hill Lane Trust.", "Anne Poe is the director of the Hill Lane Trust.",
          "Bo Cole is the director of the Hill Lane Trust.", "The director of the Hill Lane Trust, Anne Poe, spoke."),
         ["Anne Poe", "Bo Cole"]),
        ("Where is the Hill Lane kitchen?",
         ("The Hill Lane kitchen is on Cobb Street.", "The Hill Lane kitchen stands in Marsh Road."),
         ["Cobb Street", "Marsh Road"]),
        ("Where is the Hill Lane kitchen?",
         ("The Hill Lane kitchen is on Cobb Street.", "The Hill Lane kitchen is in Leeds, on Cobb Street."), []),
        ("What did the £150,000 from the Hill Fund pay for?",
         ("The Hill Fund gave £150,000, which will employ two youth workers.",
          "The club spent the £150,000 that the Hill Fund gave it on a new roof."),
         ["two youth workers", "a new roof"]),
    ],
)  # fmt: skip
def test_differing_moments_and_places(question: str, said: tuple[str, ...], found: list[str]) -> None:
    assert values(question, *said) == found


def test_a_third_value_is_shown_beside_two() -> None:
    asked = "How much did the Hill Lane house cost?"
    said = ("The Hill Lane house will cost £3m.", "It cost £4m.", "In the end the bill came to £5m.")
    assert values(asked, *said) == ["£3m", "£4m", "£5m"]


def test_what_each_has_is_not_set_against_what_all_have() -> None:
    asked = "How many schools does the Hill Lane scheme cover?"
    said = ("The Hill Lane scheme covers 212 schools.", "In the Hill Lane scheme each nurse covers 5 schools.")
    assert values(asked, *said) == []


def test_one_document_can_give_two_figures_for_one_thing() -> None:
    between = "The rest of the report tells of the work. " * 12
    text = f"In 2023 the teams helped 1,940 families. {between}Of the 2,110 families whom the teams helped in 2023, most wrote."
    asked = "How many families did the teams help in 2023?"
    source = document("d", text)
    held = {"own_coverage": 0.9, "near_coverage": 0.9}
    accepted = [replace(scored(asked, source, words, 0.99), features=held) for words in ("1,940", "2,110")]
    found = differing(analyse(asked), accepted, {"d": source}, TODAY)
    assert [value.text for value in found] == ["1,940", "2,110"]


def test_two_counts_alike_in_one_document_differ_though_the_question_is_worded_otherwise() -> None:
    between = "The rest of the report tells of the work. " * 12
    asked = "How many people replied to the consultation?"
    text = (
        f"The public consultation in 2020 drew 614 responses. {between}We received 641 responses to the consultation."
    )
    assert _in_one(asked, text, "614", "641") == ["614", "641"]
    fund = f"The public consultation drew 614 responses. {between}Vale House spent 641 responses' worth of time on the consultation."
    assert _in_one(asked, fund, "614", "641") == []


def _in_one(asked: str, text: str, *wordings: str) -> list[str]:
    source = document("d", text)
    held = {"own_coverage": 0.3, "near_coverage": 0.9}
    accepted = [replace(scored(asked, source, words, 0.99), features=held) for words in wordings]
    return [value.text for value in differing(analyse(asked), accepted, {"d": source}, TODAY)]


def test_what_a_document_gives_beside_another_value_is_no_rival_of_that() -> None:
    asked = "How much more goes to the fight against abuse?"
    whole, part = (
        "Ministers will spend £23m more to fight abuse.",
        "The government will spend £21m more on how police fight abuse.",
    )
    assert values(asked, whole, part) == ["£23m", "£21m"]
    both = document("a", f"{whole} {part}", published="2018-01-01")
    one = document("b", "The government will spend £21m on how the police fight abuse.", published="2019-01-01")
    held = {"own_coverage": 0.8, "near_coverage": 0.9}
    accepted = [
        replace(scored(asked, source, words, 0.98), features=held)
        for source, words in ((both, "£23m"), (both, "£21m"), (one, "£21m"))
    ]
    assert differing(analyse(asked), accepted, {"a": both, "b": one}, TODAY) == ()


def test_the_age_of_something_else_in_the_same_document_is_no_rival() -> None:
    asked = "What age is the Hill Lane club for?"
    club, bus = "The Hill Lane club is for those aged 11 to 18.", "The bus is for those aged 8 to 12."
    assert values(asked, club, "The Hill Lane club is for those aged 13 to 19.") == ["11 to 18", "13 to 19"]
    first = document("a", f"{club} {bus}", published="2018-01-01")
    second = document("b", bus, published="2019-01-01")
    held = {"own_coverage": 0.8, "near_coverage": 0.9}
    accepted = [
        replace(scored(asked, source, words, 0.98), features=held)
        for source, words in ((first, "11 to 18"), (first, "8 to 12"), (second, "8 to 12"))
    ]
    assert [v.text for v in differing(analyse(asked), accepted, {"a": first, "b": second}, TODAY)] == []


@pytest.mark.parametrize(
    ("question", "said", "found"),
    [
        ("How many nights a year may a family have?",
         ("Each family may have up to 28 nights a year.", "They have looked after 63 children, some for a night."), []),
        ("How many carers left fostering in 2022?",
         ("In 2022, 27 foster carers gave up.", "In 2022 the council had 118 foster carers."), []),
        ("How many carers left fostering in 2022?",
         ("In 2022, 27 foster carers gave up.", "In 2022, 22 foster carers left."), ["27", "22"]),
        ("Who is the director of Vale House?",
         ("The director of Vale House is Simon Varley.", "Mr S Varley, director of Vale House, spoke."), []),
        ("Who chairs the Hill Lane board?",
         ("Ann Poe chairs the Hill Lane board.", "Ian Dace Chair of the Hill Lane board"), ["Ann Poe", "Ian Dace"]),
    ],
)  # fmt: skip
def test_differing_counts_and_people(question: str, said: tuple[str, ...], found: list[str]) -> None:
    assert values(question, *said) == found


def test_a_body_is_no_rival_of_somebody_of_it() -> None:
    asked = "Who runs Marsh House?"
    said = (
        "Owen Tregarth, who runs Marsh House for the charity Hearthstone, spoke.",
        "Marsh House is run by Hearthstone.",
    )
    assert values(asked, *said) == []


def test_what_several_cost_is_no_rival_of_what_one_cost() -> None:
    asked = "How much do the Hill Lane homes cost?"
    assert values(asked, "The two Hill Lane homes cost £2.2m.", "The Hill Lane home cost £1.3m.") == []
    assert values(asked, "The two Hill Lane homes cost £2.2m.", "The Hill Lane homes cost £1.3m.") == ["£2.2m", "£1.3m"]


@pytest.mark.parametrize(
    ("question", "said", "found"),
    [
        ("Is the Hill Lane bus carrying more people than the old one?",
         ("The Hill Lane bus carried 11 per cent more people than the old one.", "The Hill Lane bus carried fewer people than the old one."),
         ["11 per cent more people than", "fewer people than"]),
        ("Is the Hill Lane bus carrying more people than the old one?",
         ("The Hill Lane bus carried more people than the old one.", "The Hill Lane bus carried 11 per cent more people than the old one."), []),
        ("Is the Hill Lane bus carrying more people than the old one?",
         ("The Hill Lane bus carried more people than the old one.", "The Hill Lane bus carried fewer people than hoped."), []),
        ("What will the money from the Hill Lane appeal buy?",
         ("The £400,000 from the Hill Lane appeal is to pay for a family suite.", "The Hill Lane appeal raised £400,000, to be spent on monitors for the ward."),
         ["a family suite", "monitors for the ward"]),
        ("What will the money from the Hill Lane appeal buy?",
         ("The £400,000 from the Hill Lane appeal is to pay for a family suite.", "The Hill Lane shop raised £300, to be spent on monitors for the ward."), []),
        ("How many trees were planted above Hill Lane?",
         ("The town has a target of planting 12,000 trees above Hill Lane.", "In the end 9,400 trees were planted above Hill Lane, fewer than we had hoped."), []),
        ("How long does a first session at Hill Lane take?",
         ("A first session at Hill Lane takes 45 minutes.", "A first session at Hill Lane lasts an hour and a half."), ["45 minutes", "an hour and a half"]),
        ("How many homes does the Hill Lane wall protect?",
         ("The Hill Lane wall protects 640 homes.", "With the Hill Lane wall 590 households are protected."), ["640", "590"]),
        ("When does the Hill Lane fund close for summer 2018?",
         ("Families have until 31 May 2018 to ask the Hill Lane fund for help with the summer of 2018.", "The Hill Lane fund closes for summer 2018 on 14 June 2018."),
         ["until 31 May 2018", "14 June 2018"]),
    ],
)  # fmt: skip
def test_more_kinds_of_differing_values(question: str, said: tuple[str, ...], found: list[str]) -> None:
    assert values(question, *said) == found
