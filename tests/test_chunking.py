"""Passages: what a person sees in small documents, and what must hold for any document."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.chunking import embedding_text, paragraphs, passages
from assistant.schema import Block, BlockKind, Document, Metadata, Passage
from assistant.settings import Settings, load_settings
from assistant.text import normalise

HEADING, PARAGRAPH, ITEM, ROW, FURNITURE = BlockKind


def count_words(text: str) -> int:
    """A tokenizer a person can follow: a word is a token."""
    return len(text.split())


def limits(tokens: int = 32, overlap: int = 0) -> Settings:
    return load_settings(passage_tokens=tokens, overlap_sentences=overlap)


def document(*parts: tuple[BlockKind, str] | tuple[BlockKind, str, tuple[str, ...]]) -> Document:
    """A document of blocks, a blank line between each two."""
    text, blocks = "", []
    for kind, content, *headings in parts:
        blocks.append(Block(kind, len(text), len(text) + len(content), *headings))
        text += content + "\n\n"
    return Document("doc", "doc.md", text, Metadata("Title"), tuple(blocks), "digest")


def texts(found: Sequence[Passage]) -> list[str]:
    return [passage.text for passage in found]


def sentence(words: int, name: str) -> str:
    return " ".join(["The", *[name] * (words - 2), "end."])


def test_short_paragraphs_under_one_heading_share_a_passage() -> None:
    doc = document((PARAGRAPH, "One is here. Two too."), (PARAGRAPH, "Three."))
    (only,) = passages(doc, count_words, limits())
    assert only.text == "One is here. Two too.\n\nThree."
    assert [doc.text[a:b] for a, b in only.sentences] == ["One is here.", "Two too.", "Three."]


def test_no_passage_crosses_a_heading_and_headings_are_only_carried() -> None:
    doc = document(
        (HEADING, "Money"), (PARAGRAPH, "Pounds.", ("Money",)), (HEADING, "People"), (PARAGRAPH, "Staff.", ("People",))
    )
    found = passages(doc, count_words, limits())
    assert [(passage.text, passage.headings) for passage in found] == [("Pounds.", ("Money",)), ("Staff.", ("People",))]


def test_equal_headings_one_after_the_other_still_divide() -> None:
    doc = document((PARAGRAPH, "One.", ("Note",)), (HEADING, "Note"), (PARAGRAPH, "Two.", ("Note",)))
    assert texts(passages(doc, count_words, limits())) == ["One.", "Two."]


def test_furniture_is_never_in_a_passage_and_divides_it() -> None:
    doc = document((PARAGRAPH, "Before it."), (FURNITURE, "Book now: 020 7946 0000"), (PARAGRAPH, "After it."))
    assert texts(passages(doc, count_words, limits())) == ["Before it.", "After it."]


def test_a_document_of_headings_alone_is_still_found() -> None:
    doc = document((HEADING, "Ten forces fail"), (FURNITURE, "Menu"), (HEADING, "Five pass"))
    assert texts(passages(doc, count_words, limits())) == ["Ten forces fail", "Five pass"]
    assert passages(document((FURNITURE, "Menu")), count_words, limits()) == []


def test_sentences_fill_a_passage_up_to_its_size() -> None:
    a, b, c = sentence(16, "a"), sentence(16, "b"), sentence(16, "c")
    found = passages(document((PARAGRAPH, f"{a} {b} {c}")), count_words, limits(32))
    assert texts(found) == [f"{a} {b}", c]


def test_the_last_sentence_is_repeated_where_it_fits() -> None:
    a, b, c, d = sentence(20, "a"), sentence(10, "b"), sentence(20, "c"), sentence(30, "d")
    found = passages(document((PARAGRAPH, f"{a} {b} {c} {d}")), count_words, limits(32, overlap=1))
    assert texts(found) == [f"{a} {b}", f"{b} {c}", d]  # 20 + 30 > 32: d stands alone


def test_a_long_sentence_stays_whole_and_a_giant_one_is_cut_between_words() -> None:
    long, giant = sentence(60, "a"), sentence(70, "b")
    found = passages(document((PARAGRAPH, f"{long} {giant}")), count_words, limits(32))
    assert [count_words(text) for text in texts(found)] == [60, 32, 32, 6]
    assert " ".join(texts(found)[1:]) == giant


def test_a_word_longer_than_a_passage_is_kept() -> None:
    found = passages(document((PARAGRAPH, "a" * 500)), len, limits(32))
    assert texts(found) == ["a" * 500]


def test_a_table_row_is_one_sentence_and_list_items_have_their_own() -> None:
    doc = document((ROW, "Force: Kent. Officers: 40"), (ITEM, "Train staff"), (ITEM, "Share data. Do it now."))
    (only,) = passages(doc, count_words, limits())
    quoted = [doc.text[a:b] for a, b in only.sentences]
    assert quoted == ["Force: Kent. Officers: 40", "Train staff", "Share data.", "Do it now."]


def test_equal_text_in_two_places_gives_two_ids_and_the_same_place_the_same_one() -> None:
    doc = document((PARAGRAPH, "Same.", ("A",)), (PARAGRAPH, "Same.", ("B",)))
    first, second = passages(doc, count_words, limits())
    assert first.id != second.id
    assert passages(doc, count_words, limits()) == [first, second]


def test_the_embedded_text_begins_with_title_and_headings() -> None:
    passage = Passage("id", "doc", 5, 10, "Text.", ("Title", "Part", "Section"), ())
    text, start = embedding_text(passage, "Title")
    assert text == "Title\nPart > Section\nText."
    assert text[start:] == passage.text
    assert embedding_text(Passage("id", "doc", 5, 10, "Text.", (), ()), "") == ("Text.", 0)


def test_long_titles_and_trails_are_capped_and_the_innermost_heading_stays() -> None:
    passage = Passage("id", "doc", 0, 5, "Text.", ("x" * 4000, "Innermost"), ())
    text, start = embedding_text(passage, "t" * 4000)
    assert start < 300
    assert text.splitlines()[1].endswith("Innermost")


def test_paragraphs_of_a_plain_text() -> None:
    text = "\n\n One.\nStill one. \n \t\nTwo.\n\n\n\n"
    assert [text[block.start : block.end] for block in paragraphs(text)] == ["One.\nStill one.", "Two."]


# --- any document --------------------------------------------------------------------------------------------------

WORD = st.sampled_from(["a", "Mr.", "£1.5m.", "end.", "No.", "10", "Is it?", "long-word", "é", "东京", "\t", "x" * 40])
CONTENT = st.lists(WORD, min_size=1, max_size=60).map(lambda words: normalise(" ".join(words)).strip() or "x")
TRAIL = st.sampled_from([(), ("A",), ("A", "B"), ("C",)])
BLOCKS = st.lists(st.tuples(st.sampled_from(list(BlockKind)), CONTENT, TRAIL), max_size=12)


@settings(deadline=None)
@given(BLOCKS, st.integers(32, 60), st.integers(0, 3))
def test_passages_cover_every_block_exactly(
    parts: list[tuple[BlockKind, str, tuple[str, ...]]], tokens: int, overlap: int
) -> None:
    doc = document(*parts)
    found = passages(doc, count_words, limits(tokens, overlap))
    body = {kind for kind, _, _ in parts} - {HEADING, FURNITURE}
    covered: set[int] = set()
    for passage in found:
        assert doc.text[passage.start : passage.end] == passage.text == passage.text.strip() != ""
        assert passage.start == passage.sentences[0][0]
        assert passage.end == passage.sentences[-1][1]
        ends = [0, *[end for _, end in passage.sentences]]
        for (start, end), before in zip(passage.sentences, ends, strict=False):
            assert before <= start < end
            assert any(block.start <= start and end <= block.end for block in doc.blocks)
        assert count_words(passage.text) <= tokens or len(passage.sentences) == 1
        covered |= set(range(passage.start, passage.end))
    for block in doc.blocks:
        characters = {i for i in range(block.start, block.end) if not doc.text[i].isspace()}
        if block.kind is FURNITURE or (block.kind is HEADING and body):
            assert not characters & covered
        else:
            assert characters <= covered
    starts = [passage.start for passage in found]
    assert starts == sorted(set(starts))
    assert len({passage.id for passage in found}) == len(found)


@given(st.text(st.sampled_from(" \n\tab."), max_size=60))
def test_paragraphs_hold_all_but_white_space(text: str) -> None:
    blocks = paragraphs(text)
    assert "".join("".join(text[b.start : b.end].split()) for b in blocks) == "".join(text.split())
    assert all(text[b.start : b.end] == text[b.start : b.end].strip() for b in blocks)


# --- LlamaIndex ----------------------------------------------------------------------------------------------------


def test_nodes_hold_everything_and_embed_the_same_text() -> None:
    from llama_index.core.schema import MetadataMode

    from assistant.chunking.llama import from_node, to_node

    doc = document((HEADING, "Part"), (PARAGRAPH, "One. Two.", ("Part",)), (PARAGRAPH, "Bare."))
    for passage, title in zip(passages(doc, count_words, limits()), ("Title", ""), strict=True):
        node = to_node(passage, title)
        assert from_node(node) == passage
        assert from_node(type(node).from_json(node.to_json())) == passage
        assert node.get_content(MetadataMode.EMBED) == embedding_text(passage, title)[0]
        assert node.ref_doc_id == "doc"


def test_the_parser_keeps_offsets_exact_where_text_repeats() -> None:
    from llama_index.core import Document as LlamaDocument

    from assistant.chunking import PassageParser

    text = "\n\n".join([sentence(20, "same")] * 6 + ["Last one."])
    source = LlamaDocument(text=text, id_="doc", metadata={"title": "Title"})
    nodes = PassageParser(count_words, limits(32)).get_nodes_from_documents([source])
    assert [(node.start_char_idx, node.end_char_idx) for node in nodes] == [  # type: ignore[attr-defined]
        (at, at + len(node.text))  # type: ignore[attr-defined]
        for at, node in zip([i * (len(sentence(20, "same")) + 2) for i in range(6)], nodes, strict=True)
    ]
    assert all(text[n.start_char_idx : n.end_char_idx] == n.text for n in nodes)  # type: ignore[attr-defined]
