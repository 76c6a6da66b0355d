"""Plain text: encodings, paragraphs in their several conventions, lists and headings, with the text kept as it stands."""

from __future__ import annotations

import pytest

from assistant.formats import Limits, Parsed
from assistant.formats.encoding import decode
from assistant.formats.worker import parse_bytes
from assistant.schema import DocumentError, FailureReason

LIMITS = Limits(seconds=30, memory_mb=1024, file_mb=50, text_chars=10_000)


def read(text: str) -> Parsed:
    return parse_bytes(text.encode(), ".txt", "page", LIMITS)


def blocks(parsed: Parsed) -> list[tuple[str, str]]:
    return [(b.kind.value, parsed.text[b.start : b.end]) for b in parsed.blocks]


def test_blank_lines_separate_paragraphs_and_the_first_line_is_the_title() -> None:
    parsed = read("The pier reopens\n\nIt opened on Monday after repairs.\n\nThey cost £3m.\n")
    assert parsed.text == "The pier reopens\n\nIt opened on Monday after repairs.\n\nThey cost £3m."
    assert blocks(parsed) == [
        ("heading", "The pier reopens"),
        ("paragraph", "It opened on Monday after repairs."),
        ("paragraph", "They cost £3m."),
    ]
    assert parsed.blocks[1].headings == ("The pier reopens",)
    assert parsed.inferred["title"] == "The pier reopens"


def test_single_line_ends_separate_paragraphs_that_are_sentences() -> None:
    lines = [
        "It opened on Monday after repairs that took most of the winter and cost more than anybody had thought they would.",
        "He said: “We are glad.",
        "“We really are.”",
    ]
    assert [words for _, words in blocks(read("\n".join(lines)))] == lines


def test_hard_wrapped_lines_are_one_block_on_one_line() -> None:
    text = (
        "The harbour board met on Thursday to hear how the repairs to the old\n"
        "sea wall had gone. It was told that the work was finished in May and\n"
        "that the cost, at £3m, had stayed within what was set aside for it.\n"
        "Nobody spoke against the report.\n"
        "The next meeting is in June, when the board will choose who is to run\n"
        "the summer ferry for the five years from 2020, and on which terms it\n"
        "should run.\n"
    )
    first, second = (words for _, words in blocks(read(text)))
    assert first.startswith("The harbour board met on Thursday to hear how the repairs to the old sea wall had gone.")
    assert first.endswith("set aside for it. Nobody spoke against the report.")
    assert (first + second).count("\n") == 0
    assert second.endswith("on which terms it should run.")


@pytest.mark.parametrize(
    ("end", "beginning", "joined"),
    [
        ("Ann", "Poe", "Ann Poe"),
        ("a well-", "known harbour master", "a well-known harbour master"),
        ("2018-", "19", "2018-19"),
        ("short-", "and long-term loans", "short- and long-term loans"),
        ("the pier -", "all of it", "the pier - all of it"),
    ],
)
def test_a_word_that_was_broken_at_its_hyphen_is_put_together(end: str, beginning: str, joined: str) -> None:
    wrapped = f"It says of the old harbour and all the boats that lay in it that {end}\n{beginning} was not found.\n"
    filled = "The work on the old sea wall was finished in May of the year before, at\n" * 4
    (_, words), *_ = blocks(read(filled + wrapped))
    assert joined in words


def test_lines_longer_than_the_width_do_not_hide_it() -> None:
    wrapped = (
        "The board met on Thursday to hear how the repairs made by the Wendham\n"
        "Port Authority to the old sea wall had gone, and what Mairi\n"
        "Constantinople-Hargreaves of the trust thought of the work, and Jo\n"
        "Hart of the ferry."
    )
    item = "1. An item that nobody wrapped, since whoever typed it let the line run on for as long as it took to say it, is longer."
    for text in (f"{wrapped}\n\n{item}\n{item.replace('1.', '2.')}\n", f"{item[:104]}\n\n{wrapped}\n"):
        assert " ".join(wrapped.split()) in [words for _, words in blocks(read(text))]


def test_a_line_that_was_wrapped_early_by_hand_goes_on() -> None:
    text = (
        "The harbour board met on Thursday to hear how the repairs to the old\n"
        "sea wall had gone. It was told that the work was finished in May and\n"
        "that the town was given the ferry by the late glove maker\n"
        "Josiah Penn, who lived beside it and whose house is the library now here.\n"
        "Nobody spoke against the report.\n"
    )
    assert "glove maker Josiah Penn" in blocks(read(text))[0][1]
    assert blocks(read(text))[0][1].endswith("library now here. Nobody spoke against the report.")


def test_short_lines_stay_apart() -> None:
    lines = ["Mairi Lennox", "Harbour Board", "4 Quay Street", "Wendham"]
    assert [words for _, words in blocks(read("\n".join(lines)))] == lines


@pytest.mark.parametrize("bullet", ["•", "-", "*", "–"])
def test_bullets_are_list_items_without_their_mark(bullet: str) -> None:
    parsed = read(f"The plan has parts:\n{bullet} a new wall\n{bullet} a crane that can lift\n  40 tonnes\n")
    assert blocks(parsed)[1:] == [("list_item", "a new wall"), ("list_item", "a crane that can lift 40 tonnes")]


def test_numbers_make_a_list_only_beside_each_other() -> None:
    parsed = read(
        "The rules\n\n1. Wear a helmet.\n2. Stay on the path.\n\n3. May was wet and everyone stayed at home.\n\nThe end came in 2019.\n"
    )
    kinds = [kind for kind, _ in blocks(parsed)]
    assert kinds == ["heading", "list_item", "list_item", "list_item", "paragraph"]
    assert blocks(read("It was warm that year.\n\n7. September was cold, however, they said.\n"))[1][0] == "paragraph"


def test_headings_are_recognised_by_underlines_marks_and_form() -> None:
    text = (
        "Annual review\n=============\n\nIt was a good year for the yard.\n\n# Costs\n\nThey rose a little in the spring.\n\n"
        "What comes next\n\nThe board will meet in June to decide.\n"
    )
    parsed = read(text)
    assert [words for kind, words in blocks(parsed) if kind == "heading"] == [
        "Annual review",
        "Costs",
        "What comes next",
    ]


@pytest.mark.parametrize("line", ["Number of staff: 12", "Total 14%", "Staff at the yard number 12", "Ends."])
def test_a_fact_on_a_line_of_its_own_is_no_heading(line: str) -> None:
    parsed = read(f"Facts about the yard\n\nThe yard is old and famous.\n\n{line}\n\nBuilt in 1902\n\n")
    assert ("paragraph", line) in blocks(parsed)


def test_a_label_with_its_value_is_no_heading_but_a_numbered_part_is() -> None:
    text = "The yard\n\nOverall judgement: Requires improvement\n\nWe saw the yard in the last two weeks of April.\n\nPart two: Money\n\nThe yard has spent a good deal of money on boats.\n"
    found = blocks(read(text))
    assert ("paragraph", "Overall judgement: Requires improvement") in found
    assert ("heading", "Part two: Money") in found


def test_a_rule_is_no_block() -> None:
    assert len(read("First paragraph here.\n\n-----\n\nSecond paragraph here.\n").blocks) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings_are_recognised(encoding: str) -> None:
    text = "The café’s rent rose to £1,200 – “far too much”, said Zoë.\n"
    marks = {"utf-16-le": b"", "utf-16-be": b""}
    assert decode(marks.get(encoding, b"") + text.encode(encoding)) == text


@pytest.mark.parametrize("text", ["Cost: £5m.", "It’s done.", "“Yes,” he said.", "A naïve plan – and a costly one…"])
def test_short_windows_texts_are_read_right(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


def test_a_file_of_two_encodings_is_read_in_both() -> None:
    data = "The café’s rent rose, ".encode() + "to £1,200.".encode("cp1252") + b" Or \x9d so."
    assert decode(data) == "The café’s rent rose, to £1,200. Or \ufffd so."


def test_another_alphabet_is_not_taken_for_western() -> None:
    text = "Гавань снова открыта для всех судов, сообщил в понедельник начальник порта. " * 8
    assert decode(text.encode("cp1251")) == text


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 8, b"\x7fELF\x02\x01\x01\x00\x00\x00" * 50, b"PK\x03\x04\x00\x00\x00\x00zip"]
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="binary") as caught:
        decode(data)
    assert caught.value.reason is FailureReason.UNREADABLE


def test_a_mark_that_lies_is_refused_with_the_place() -> None:
    with pytest.raises(DocumentError, match="marked as utf-8 but byte 5 is not"):
        decode(b"\xef\xbb\xbfab\xff\xfe".replace(b"\xff\xfe", b"\xff"))


def test_invisible_and_reordering_characters_are_gone_from_the_text() -> None:
    parsed = read("The\u200b pier\u202e opens \U000e0041today.\r\nIt is\u00a0open.\r\n")
    assert parsed.text == "The pier opens today.\nIt is open."


def test_a_text_beyond_the_limit_is_refused() -> None:
    with pytest.raises(DocumentError, match="10,000 characters") as caught:
        read("word " * 3_000)
    assert caught.value.reason is FailureReason.TOO_LARGE


@pytest.mark.parametrize("text", [" \n\t\n", "\ufeff", "\u200b\u200b", "-----\n"])
def test_a_file_without_words_is_empty(text: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(text)
    assert caught.value.reason is FailureReason.EMPTY
