"""Who holds which post: what a question asks about posts, and what a sentence tells of them."""

import pytest

from assistant import posts
from assistant.posts import (
    asked,
    followed,
    gives_holder,
    held_by,
    held_elsewhere,
    left,
    of_another_kind,
    passing,
    post_of,
    same_post,
)
from assistant.text import content_terms


def test_whose_post_is_asked_for() -> None:
    for question in (
        "Who is Ann Poe?",
        "What is Ann Poe's job?",
        "What is Ann Poe's job at the Harbour Trust?",
        "Ann Poe NFB job title",
        "For a programme: which post does Ann Poe hold?",
    ):
        assert asked(question).person == "Ann Poe"
    for question in (
        "Who was Ann Poe meeting?",
        "Who is Ann Poe's deputy?",
        "Which office did Ann Poe visit?",
        "Who is it?",
    ):
        assert asked(question).person is None


@pytest.mark.parametrize(
    ("question", "sentence", "gives"),
    [
        ("Who is the chief executive of the Harbour Trust?", "Ann Poe, chief executive of the Harbour Trust, warned of floods.", True),
        ("Who is the Harbour Trust's director?", "Ann Poe, director of the Harbour Trust, warned of floods.", True),
        ("Who is the chief executive of the Harbour Trust?", "Ann Poe, director of the Harbour Trust, warned of floods.", False),
        ("Who is the director of the Harbour Trust?", "Ann Poe, director of the Flood Forum, warned of floods.", False),
        ("Who is the director of the Harbour Trust?", "Ann Poe, former director of the Harbour Trust, warned of floods.", False),
        ("What did the director of the Harbour Trust say?", "Ann Poe, director of the Harbour Trust, warned of floods.", False),
    ],
)  # fmt: skip
def test_the_holder_of_a_post_stands_beside_it(question: str, sentence: str, gives: bool) -> None:
    assert gives_holder(asked(question), sentence) is gives


def test_posts_in_different_bodies_differ_and_passing_ones_are_told() -> None:
    assert not same_post("head of care at Eastmere Council", "chair of the Fostering Alliance")
    assert same_post("head of the National Flood Board", "chief executive of the NFB")
    assert same_post("who leads the evaluation team", "who led the study")
    assert passing("former chief executive") and not passing("chief executive")
    assert not passing("Gareth Plumley, a former teacher, becomes adviser.", ["advis"])


@pytest.mark.parametrize(
    ("person", "sentence", "post"),
    [
        ("Ruth Lane", "Ruth Lane, 51, head of care at Eastmere Council, agreed.", "head of care at Eastmere Council"),
        ("Ruth Lane", "The Care Minister, Ruth Lane, has promised more.", "Care Minister"),
        ("Owen Tranter", "Chief Superintendent Owen Tranter, who leads the violence unit, said so.", "who leads the violence unit"),
        ("Ruth Lane", "Ruth Lane said that the head of care had left.", None),
        ("Ruth Lane", "Omar Tate, the head of care, agreed.", None),
        ("Ruth Lane", "Omar Lane, the head of care, agreed.", None),
        ("Sajid Javid", "Home Secretary Sajid Javid has announced it.", "Home Secretary"),
        ("Ann Poe", "Ann Poe is chair of the board.", "chair of the board"),
        ("Ann Poe", "The head of the trust and Ann Poe met ministers.", None),
    ],
)  # fmt: skip
def test_a_post_is_read_beside_the_name_of_its_holder(person: str, sentence: str, post: str | None) -> None:
    assert post_of(person, sentence) == post


@pytest.mark.parametrize(
    ("question", "sentence", "missing"),
    [
        ("Who is the head of the NFB?", "Ann Field, head of Hill Trust, spoke.", ["head of the NFB"]),
        (
            "Who is the head of Vale House?",
            "Ann Field, head of Hill Trust, praised Vale House.",
            ["head of Vale House"],
        ),
        ("Who is Vale House's director?", "Bo Lund, director of Hill Trust, left.", ["Vale House's director"]),
        ("Who is the head of the NFB?", "Ann Field, head of the National Flood Board, spoke.", []),
        ("Who is the head of Vale House?", "Ann Field is Vale House's head and Bo Lund the head of Hill Trust.", []),
        ("Who is the head of Vale House?", "Ann Field leads Vale House.", []),
        ("Who spoke for Vale House?", "Ann Field, head of Hill Trust, praised Vale House.", []),
    ],
)
def test_a_post_in_one_body_is_not_the_post_in_another(question: str, sentence: str, missing: list[str]) -> None:
    assert held_elsewhere(asked(question), sentence) == missing


@pytest.mark.parametrize(
    ("question", "post"),
    [
        ("Who is the city's Chief Bus Adviser?", "Chief Bus Adviser"),
        ("who's the tram safety manager", "tram safety manager"),
        ("Who is the director?", None),
        ("Who is Ann Poe?", None),
        ("Who pays the tram safety manager?", None),
    ],
)
def test_the_post_of_several_words_that_is_asked_about(question: str, post: str | None) -> None:
    assert asked(question).post == post


@pytest.mark.parametrize(
    ("sentence", "person"),
    [
        ("Ann Poe, a former driver from Hull, becomes Chief Bus Adviser in May.", "Ann Poe"),
        ("The Chief Bus Adviser, Ann Poe, rode home.", "Ann Poe"),
        ("Present: Jo Hart (clerk), Ann Poe (Chief Bus Adviser), Lee Marsh (driver).", "Ann Poe"),
        ("Ann Poe took over from Jo Hart as Chief Bus Adviser.", "Ann Poe"),
        ("Ann Poe told the Chief Bus Adviser that fares were high.", None),
        ("Ann Poe, the former Chief Bus Adviser, rode home.", None),
    ],
)
def test_a_post_is_given_to_a_person_by_the_words_between_them(sentence: str, person: str | None) -> None:
    assert held_by(asked("Who is the city's Chief Bus Adviser?"), sentence) == person


def test_a_post_without_its_body_is_of_the_body_that_the_document_is_about() -> None:
    question, sentence = asked("Who is the director of the Tram Trust?"), "Ann Poe took over as director on 2 May."
    assert gives_holder(question, sentence, around=content_terms("Tram Trust: the year"))
    assert not gives_holder(question, sentence, around=content_terms("Bus Trust: the year"))


@pytest.mark.parametrize(
    ("sentence", "pairs"),
    [
        ("Ann Poe, who succeeded Jo Hart as director, spoke.", [("Ann Poe", "Jo Hart")]),
        ("Ann Poe will replace Mr Jo Hart.", [("Ann Poe", "Jo Hart")]),
        (
            "Ann Poe stepped down in July and has been succeeded by the former teacher Jo Hart.",
            [("Jo Hart", "Ann Poe")],
        ),
        ("Ann Poe thanked Jo Hart.", []),
    ],
)
def test_who_followed_whom_in_a_post(sentence: str, pairs: list[tuple[str, str]]) -> None:
    assert followed(sentence) == pairs


@pytest.mark.parametrize(
    ("question", "sentence", "missing"),
    [
        ("Who is the prime minister?", "The Minister for Buses (Ann Poe) spoke.", ["prime minister"]),
        ("Who is the buses minister?", "The Minister for Buses (Ann Poe) spoke.", []),
        ("Who is the new minister?", "The Minister for Buses (Ann Poe) spoke.", []),
        ("Who is the head teacher?", "Ann Poe is the principal.", []),
        ("Who is the chair?", "Go to the chair, or to the vice-chair, Ann Poe.", ["chair"]),
        ("Who is the vice-chair?", "Go to the chair, or to the vice-chair, Ann Poe.", []),
        ("Who is the director of buses?", "Report of the Director of Finance, Ann Poe", ["director of buses"]),
        ("Who is the director of the trust?", "Report of the Director of Hill Homes, Ann Poe", []),
        ("Who is the head of the NFB?", "Report of the Head of the National Flood Board, Ann Poe", []),
        ("Who is the director of finance?", "Report of the Director of Finance, Ann Poe", []),
        ("Who is the chair?", "Ann Poe, the chair, thanked Bo Lund, deputy chair.", []),
    ],
)
def test_a_minister_is_no_prime_minister_and_a_deputy_not_the_chair(
    question: str, sentence: str, missing: list[str]
) -> None:
    assert of_another_kind(asked(question), sentence, content_terms(sentence)) == missing


def test_who_gave_up_a_post() -> None:
    assert left("Ann Poe, who founded the trust, stepped down as director in March.") == ["Ann Poe"]
    assert left("Ann Poe left the meeting early.") == []
    assert left("We said goodbye to our chair, Ann Poe, in May.") == ["Ann Poe"]


def test_a_signature_gives_a_post_to_the_name_above_it() -> None:
    assert posts.signed("Ann Poe Director") == "Ann Poe"
    assert posts.signed("Professor Ian Dace\nChair of the board since 2020") == "Professor Ian Dace"
    assert posts.signed("Ann Poe said that the director left.") is None
    assert posts.signed("Ann Poe, director") is None
    wanted = asked("Who is the director of Safe Harbour?")
    assert posts.held_by(wanted, "Ann Poe Director") == "Ann Poe"
    assert posts.gives_holder(wanted, "Ann Poe Director", {"safe", "harbour"})
    assert not posts.gives_holder(wanted, "Ann Poe Director", {"harbour"})


def test_a_post_may_go_by_another_word() -> None:
    head = asked("Who is the head of Millbrook?")
    assert gives_holder(head, "The headteacher, Ann Poe, took up her post in 2021.", {"millbrook"})
    assert not gives_holder(head, "The caretaker, Ann Poe, took up her post in 2021.", {"millbrook"})
