"""Slips and acronyms are read in the documents' own words; words that mean something else are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.acronyms import definitions, spelled_out
from assistant.vocabulary import Vocabulary

TEXTS = [
    "The National Crime Agency (NCA) received 82,109 referrals. The NCA makes 400 arrests a month.",
    "The Internet Watch Foundation (IWF) found disguised websites in 2017; helplines and strategies were funded.",
    "Child sexual exploitation (CSE) is a crime. Information technology (IT) helps: it finds websites.",
    "The Government published a strategy on exploitation and a helpline. Barnardo's helped.",
]
KNOWN = ["convicted", "fireworks", "scotland", "cat", "nationalize"]


@pytest.fixture
def vocabulary() -> Vocabulary:
    return Vocabulary.from_texts(TEXTS, KNOWN)


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("disgised pages", "disguised pages"),
        ("how many refferals", "how many referrals"),
        ("exploitaton stratgy", "exploitation strategy"),
        ("Goverment plans", "Government plans"),
        ("a hlepline?", "a helpline?"),
        ("whos the head of barnado", "who's the head of barnardo"),
        ("Isnt it closed", "Isn't it closed"),
        ("websits", "websites"),
    ],
)
def test_slips_are_read_as_the_documents_word(vocabulary: Vocabulary, typed: str, corrected: str) -> None:
    expansion = vocabulary.expand(typed)
    assert expansion.text == corrected
    assert expansion.readings[:2] == (typed, corrected)


@pytest.mark.parametrize(
    "question",
    [
        "How many were convicted in Scotland?",  # words of the language that no document has
        "fireworks",
        "Who is Javeed?",  # a name that the documents lack must stay lacking
        "websites in 2017",
        "nationalise",  # the British spelling of a known word
        "cats",  # a plural of a short word
        "helplined",  # a form of a word that is there
        "crimewebsites",  # two known words in one
        "82109 £2.6m s47 co-op",
        "cta",  # too short to tell
        "",
    ],
)
def test_words_that_are_no_slips_are_left_alone(vocabulary: Vocabulary, question: str) -> None:
    expansion = vocabulary.expand(question)
    assert expansion.text == question
    assert expansion.corrections == ()


def test_an_acronym_is_spelled_out_as_the_documents_do(vocabulary: Vocabulary) -> None:
    expansion = vocabulary.expand("nca refferals")
    assert expansion.acronyms == {"NCA": ("National Crime Agency",)}
    assert expansion.readings == ("nca refferals", "nca referrals", "National Crime Agency referrals")


def test_a_long_form_brings_its_acronym(vocabulary: Vocabulary) -> None:
    assert vocabulary.expand("the National Crime Agency").readings[-1] == "the National Crime Agency NCA"


def test_small_letters_are_a_word_before_they_are_an_acronym(vocabulary: Vocabulary) -> None:
    assert vocabulary.expand("what is it").acronyms == {}
    assert vocabulary.expand("what is IT").acronyms == {"IT": ("Information technology",)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the National Crime Agency (NCA)", [("NCA", "National Crime Agency")]),
        ("child sexual exploitation (CSE),", [("CSE", "child sexual exploitation")]),
        ("victims of child sexual exploitation ('CSE')", [("CSE", "child sexual exploitation")]),
        ("Local Safeguarding Children Boards (LSCBs)", [("LSCB", "Local Safeguarding Children Boards")]),
        ("the American Academy of Pediatrics (AAP)", [("AAP", "American Academy of Pediatrics")]),
        ("Office for National Statistics (ONS)", [("ONS", "Office for National Statistics")]),
        ("NSPCC (National Society for the Prevention of Cruelty to Children)",
         [("NSPCC", "National Society for the Prevention of Cruelty to Children")]),
        ("heat shock protein (HSP)", [("HSP", "heat shock protein")]),
        ("as he said (USA) in 2018", []),
        ("a year (2018)", []),
        ("Unrelated words here (XYZ)", []),
    ],
)  # fmt: skip
def test_acronyms_are_taken_from_where_they_are_defined(text: str, found: list[tuple[str, str]]) -> None:
    assert definitions(text) == found


def test_the_commonest_meaning_comes_first() -> None:
    texts = ["Care Act (CA).", "Crime Agency (CA).", "Crime Agency (CA)."]
    assert Vocabulary.from_texts(texts).acronyms == {"CA": ("Crime Agency", "Care Act")}


def test_no_documents_change_nothing() -> None:
    expansion = Vocabulary.from_texts([]).expand("refferals to the NCA")
    assert expansion.readings == ("refferals to the NCA",)


@given(st.text(max_size=80))
def test_the_question_as_typed_is_always_the_first_reading(question: str) -> None:
    expansion = Vocabulary.from_texts(TEXTS).expand(question)
    assert expansion.readings[0] == question


@given(st.sampled_from(["referrals", "exploitation", "disguised", "foundation"]), st.data())
def test_a_lost_letter_is_found_again(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(min_value=2, max_value=len(word) - 3))
    corrected = Vocabulary.from_texts(TEXTS).expand(word[:at] + word[at + 1 :]).text
    assert corrected in (word, word[:at] + word[at + 1 :])


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("wich depot burns", "which depot burns"),
        ("Waht burns?", "What burns?"),
        ("burns with wich", "burns with with"),
        ("what burnt in Septmeber", "what burnt in September"),
        ("what burnt in Febuary 2019", "what burnt in February 2019"),
        ("who is Decembra", "who is Decembra"),
    ],
)
def test_words_that_ask_and_months_are_mended_whatever_the_documents_say(typed: str, read: str) -> None:
    words = Vocabulary.from_texts(["The depot burnt with all that it held.", "It burns."])
    assert words.expand(typed).text == read


def test_an_acronym_may_be_defined_by_what_it_means() -> None:
    assert definitions('"TSL" means the tram safety lead. TSL is new.') == [("TSL", "tram safety lead")]
    assert definitions("What does TSL means nobody knows here.") == []


def test_a_slip_in_a_name_is_mended_only_where_the_documents_have_the_whole_name() -> None:
    vocabulary = Vocabulary.from_texts(
        ["The Safe Steps fund and the Lucy Faithfull Foundation. Sarah Jonas took steps."], known=["jones", "sarah"]
    )
    assert vocabulary.expand("Who runs Safe Stpes?").text == "Who runs Safe Steps?"
    assert vocabulary.expand("What does the Lucy Fathfull Foundation do?").text.endswith(
        "Lucy Faithfull Foundation do?"
    )
    for absent in ("Who is Sarah Jones?", "What does Childlin do?", "Who runs Big Stpes?"):
        assert vocabulary.expand(absent).text == absent


def test_names_in_full_have_the_acronyms_of_their_words() -> None:
    found = dict(
        spelled_out(
            "The UK's Child Abuse Image Database grew. The Child Exploitation Online Protection Command did not."
        )
    )
    assert found["CAID"] == "Child Abuse Image Database"
    assert found["CEOP"] == "Child Exploitation Online Protection"
    assert spelled_out("Ann Poe met Bo Cole in the Town Hall.") == []


def test_an_acronym_that_the_documents_never_write_is_read_as_their_name_in_full() -> None:
    vocabulary = Vocabulary.from_texts(
        ["The Child Abuse Image Database grew. The Old Town Trust (OTT) and the OTT met."]
    )
    assert vocabulary.expand("What is CAID for?").text == "What is Child Abuse Image Database for?"
    assert vocabulary.expand("What is caid for?").text == "What is caid for?"
    assert vocabulary.expand("What is the OTT for?").text == "What is the OTT for?"
    written = Vocabulary.from_texts(["The Child Abuse Image Database grew. CAID shrank."])
    assert written.expand("What is CAID for?").text == "What is CAID for?"


def test_small_words_count_in_a_short_acronym() -> None:
    found = dict(spelled_out("A grant from the Department for Education. A Freedom of Information request."))
    assert (found["DFE"], found["FOI"]) == ("Department for Education", "Freedom of Information")
    vocabulary = Vocabulary.from_texts(["A grant from the Department for Education."])
    assert vocabulary.expand("How much is the DfE grant?").text == "How much is the Department for Education grant?"
    assert vocabulary.expand("Dfe").text == "Dfe"
