"""Questions to begin with."""

from answering import document

from assistant.starters import MOST, propose

ONE = document(
    "one",
    "Refuges will get £2m, said Amber Field, chief executive of the Harbour Foundation.\nThe Safe Homes Bill follows.",
)
TWO = document("two", "The National Refuge Board (NRB) met.\nIt has £3m.")


def test_questions_are_of_different_kinds_and_documents() -> None:
    assert propose([ONE, TWO], lambda _: True) == (
        "What is the £2m for?",
        "Who is the chief executive of the Harbour Foundation?",
        "What is the Safe Homes Bill?",
        "What does NRB stand for?",
    )


def test_only_questions_that_are_answered_are_offered() -> None:
    asked: list[str] = []

    def answered(question: str) -> bool:
        asked.append(question)
        return "£" in question

    assert propose([ONE, TWO], answered) == ("What is the £2m for?", "What is the £3m for?")
    assert set(propose([ONE, TWO], answered)) <= set(asked)


def test_documents_without_names_and_figures_offer_nothing() -> None:
    assert propose([document("plain", "It rained.")], lambda _: True) == ()
    assert propose([], lambda _: True) == ()


def test_no_more_than_a_few_are_offered() -> None:
    assert len(propose([ONE, TWO, ONE, TWO], lambda _: True)) <= MOST


def test_a_name_keeps_its_own_s() -> None:
    own = document("own", "Ben Amos, chair of Marlow's, spoke.")
    assert propose([own], lambda _: True) == ("Who is the chair of Marlow's?",)
    before = document("before", "The QRB chief executive Ben Amos spoke.")
    assert propose([before], lambda _: True) == ("Who is the chief executive of the QRB?",)
