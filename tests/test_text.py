"""The stored form, sentences and terms."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text import content_terms, fold, follows_from, normalise, sentences, terms, words


@given(st.text())
def test_normalising_twice_changes_nothing_more(raw: str) -> None:
    once = normalise(raw)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode("utf-8")


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("pay\u200bload\u202e \ufeffin\U000e0041visible", "payload invisible"),
        ("10\u00a0per\u202fcent", "10 per cent"),
        ("cafe\u0301", "café"),
        ("tab\tstays\x00", "tab\tstays"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
    ],
)
def test_stored_form_drops_what_cannot_be_seen(raw: str, stored: str) -> None:
    assert normalise(raw) == stored


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "whole",
    [
        "The Rt. Hon. Amber Field spoke on 3 Sept. 2018 in Leeds.",
        "Mr. Okafor met Dr. J. Lindqvist of the U.K. branch.",
        "The grant was £1.5m. was the headline.",
        "Duties under s. 47 of the Act and para. 3 of Sch. 2 apply.",
        "Officials at No. 10 agreed to 18.4 million checks.",
        "“Will it last?” she asked.",
        "Copyright Example Ltd. 2019 and others.",
        "Checks, e.g. Disclosure checks, and others etc. were listed.",
    ],
)
def test_a_sentence_is_not_cut_at_an_abbreviation(whole: str) -> None:
    assert split(whole) == [whole]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It cost £5m. The rest came later.", ["It cost £5m.", "The rest came later."]),
        ("It stood at £3.9m. Elmet opened in July.", ["It stood at £3.9m.", "Elmet opened in July."]),
        ("4.1. Grants are paid. They end.", ["4.1. Grants are paid.", "They end."]),
        ("He left. “Never again.” She stayed.", ["He left.", "“Never again.”", "She stayed."]),
        ("The Senate of the U.S. They voted.", ["The Senate of the U.S.", "They voted."]),
        ("One line without a stop\n\nAnother block", ["One line without a stop", "Another block"]),
        ("Three demands:\n- block images\n- report users", ["Three demands:", "- block images", "- report users"]),
        ("Was it so? Yes! In 2018. 40 people came.", ["Was it so?", "Yes!", "In 2018.", "40 people came."]),
    ],
)
def test_sentences_end_where_they_end(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@given(st.text(alphabet=st.sampled_from('ab Z.?!\n"”’£1-•) '), max_size=120))
def test_sentence_spans_are_exact_and_hold_every_word(text: str) -> None:
    spans = sentences(text)
    assert all(text[s:e] == text[s:e].strip() and s < e for s, e in spans)
    assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
    assert "".join("".join(text[s:e] for s, e in spans).split()) == "".join(text.split())


@given(st.text(max_size=200))
def test_words_stand_at_their_offsets(text: str) -> None:
    assert all(text[w.start : w.end] == w.text for w in words(text))


def test_amounts_written_differently_share_a_term() -> None:
    assert set(terms("£2.6m")) == set(terms("2.6 million")) and "2600000" in terms("£2,600,000")
    assert terms("82,109") == ["82109"]
    assert terms("five areas") == terms("5 areas")
    assert terms("24%") == ["24", "percent"]
    assert "percent" in terms("24 per cent")


def test_short_references_and_acronyms_are_terms() -> None:
    assert terms("section 5") == ["section", "5"]
    assert terms("MASH") == terms("mash")
    assert terms("U.K.") == terms("UK")


def test_variants_of_a_word_share_a_term() -> None:
    assert terms("children’s charity") == terms("child charities")
    assert set(terms("livestreamed")) <= set(terms("live-streamed"))
    assert terms("Sept. 2018") == terms("September 2018")


def test_content_terms_leave_out_stop_words() -> None:
    assert content_terms("Who was the head of it?") == ["head"]


def test_folding_makes_quotation_marks_and_dashes_alike() -> None:
    assert fold("“It’s–here”") == '"it\'s-here"'


def test_irregular_verbs_are_found_in_any_form() -> None:
    assert terms("money spent, numbers rose, given and taken") == terms("money spend, numbers rise, give and take")


def test_a_bare_yes_or_no_belongs_to_what_explains_it() -> None:
    text = "No. Passes are not valid. They cost £2."
    assert [text[s:e] for s, e in sentences(text)] == ["No. Passes are not valid.", "They cost £2."]


def test_what_follows_from_the_sentence_before_says_so_early_on() -> None:
    assert follows_from("Our workers in Leeds therefore stopped.")
    assert follows_from("For this reason they stopped.")
    assert not follows_from("He said, at length and with many pauses, that they had therefore stopped.")
