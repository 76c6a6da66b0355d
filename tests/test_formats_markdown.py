"""Markdown becomes the text a reader would read, with headings, items and table rows as blocks."""

from __future__ import annotations

from assistant.formats import Limits, Parsed
from assistant.formats.worker import parse_bytes

LIMITS = Limits(seconds=30, memory_mb=1024, file_mb=50, text_chars=1_000_000)


def read(text: str) -> Parsed:
    return parse_bytes(text.encode(), ".md", "page", LIMITS)


def blocks(text: str) -> list[tuple[str, str]]:
    parsed = read(text)
    return [(b.kind.value, parsed.text[b.start : b.end]) for b in parsed.blocks]


def test_marks_of_emphasis_links_and_code_are_gone_and_their_words_stay() -> None:
    text = 'The *old* **pier** is `open` [all day](https://pier.example "Pier"), see <https://pier.example/map>.\n'
    assert blocks(text) == [("paragraph", "The old pier is open all day, see https://pier.example/map.")]


def test_pictures_comments_and_struck_words_are_left_out() -> None:
    assert blocks("Now ~~£5~~ £6.\n\n![The pier](pier.png)\n\n<!-- a note to self -->\n") == [("paragraph", "Now £6.")]


def test_a_heading_is_the_trail_of_what_stands_under_it() -> None:
    parsed = read(
        "# Plan\n\n## Costs {#costs}\n\nThey rise.\n\nTimes\n-----\n\nIt is late.\n\n### Detail\n\nVery late.\n"
    )
    assert [b.headings for b in parsed.blocks] == [
        (), ("Plan",), ("Plan", "Costs"), ("Plan",), ("Plan", "Times"), ("Plan", "Times"), ("Plan", "Times", "Detail")
    ]  # fmt: skip


def test_items_stand_on_lines_of_their_own_with_their_mark_outside_the_block() -> None:
    text = "Three things:\n\n3. a wall\n4. a crane\n   - that lifts\n\n     and turns\n5. a hut\n"
    parsed = read(text)
    assert parsed.text == "Three things:\n\n3. a wall\n4. a crane\n• that lifts\nand turns\n5. a hut"
    assert [b.kind.value for b in parsed.blocks] == ["paragraph"] + ["list_item"] * 5
    assert blocks(text)[1] == ("list_item", "a wall")


def test_a_table_reads_row_by_row_with_its_headers() -> None:
    text = "| Port | 2018 | 2019 |\n|---|--:|--:|\n| Wend | 12 | **15** |\n| Skerry |  | 4 |\n"
    assert blocks(text) == [("table_row", "Port: Wend; 2018: 12; 2019: 15"), ("table_row", "Port: Skerry; 2019: 4")]


def test_soft_line_breaks_are_spaces_and_quotations_are_paragraphs() -> None:
    assert blocks("> The pier\n> is open.\n\nIt is\\\nlong.\n") == [
        ("paragraph", "The pier is open."),
        ("paragraph", "It is long."),
    ]


def test_listings_keep_their_lines() -> None:
    assert blocks("```\nport = 1\n  wind = 2\n```\n") == [("paragraph", "port = 1\n  wind = 2")]


def test_html_inside_is_read_as_html() -> None:
    text = "<div><p>A <b>bold</b> claim.</p><p hidden>Ignore this.</p></div>\n\nTwo<br>lines <span>here</span>.\n"
    assert blocks(text) == [("paragraph", "A bold claim."), ("paragraph", "Two lines here.")]


def test_footnotes_lose_their_marks_and_keep_their_text() -> None:
    assert blocks("It cost £3m.[^1]\n\n[^1]: Without tax on it.\n") == [
        ("paragraph", "It cost £3m."), ("paragraph", "Without tax on it.")
    ]  # fmt: skip


def test_deeply_nested_lists_lose_nothing() -> None:
    text = "".join(f"{'  ' * depth}- item {depth}\n" for depth in range(30))
    assert [words for _, words in blocks(text)] == [f"item {depth}" for depth in range(30)]


def test_label_lines_of_one_paragraph_stand_alone() -> None:
    found = blocks(
        "# Report\n\nOverall effectiveness: Good\nPersonal development: Outstanding\n\nIt was a: good day\nfor all of us.\n"
    )
    assert [words for kind, words in found if kind == "paragraph"] == [
        "Overall effectiveness: Good",
        "Personal development: Outstanding",
        "It was a: good day for all of us.",
    ]
