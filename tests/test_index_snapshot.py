"""Reading: a snapshot gives exactly what was indexed, ranks as an exhaustive search would, and holds its generation."""

from __future__ import annotations

import gc
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_parts import DIMENSION, Bench, bench, copied, text_of

import assistant.index.snapshot
from assistant.chunking import embedding_text
from assistant.index import Snapshot, codec
from assistant.index.contents import Contents, write_contents
from assistant.lexical import LexicalIndex
from assistant.schema import Block, BlockKind, Document, Evidence, FailedFile, FailureReason, Metadata, Passage, Status
from assistant.text import terms


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Sixty documents, indexed once."""
    at = bench(tmp_path_factory.mktemp("template"), documents=60)
    at.update()
    return at


@pytest.fixture
def at(template: Bench, tmp_path: Path) -> Bench:
    """Sixty documents, indexed."""
    return copied(template, tmp_path)


@pytest.fixture(scope="module")
def snapshot(template: Bench) -> Snapshot:
    """The documents, open."""
    return template.index.open()


@pytest.fixture(params=["Chroma", "every vector"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Searches once through Chroma and once by comparing every vector."""
    monkeypatch.setattr(assistant.index.snapshot, "EXACT_ROWS", 0 if request.param == "Chroma" else 10**9)


# --- texts -----------------------------------------------------------------------------------------------------------


def test_every_passage_is_its_documents_text_at_its_offsets(snapshot: Snapshot) -> None:
    for passage in snapshot.passages:
        document = snapshot.document(passage.document)
        assert document.text[passage.start : passage.end] == passage.text
        assert all(passage.start <= start < end <= passage.end for start, end in passage.sentences)


def test_a_document_comes_back_as_it_was_loaded(snapshot: Snapshot, template: Bench) -> None:
    for source in template.corpus.sources():
        assert snapshot.document(source.id) == template.corpus.load(source)


def test_passages_are_a_sequence(snapshot: Snapshot) -> None:
    passages = list(snapshot.passages)
    assert len(passages) == len(snapshot.passages) > 100
    assert [snapshot.passages[row] for row in range(len(passages))] == passages
    assert snapshot.passages[-1] == passages[-1]
    assert snapshot.passages[3:9:2] == passages[3:9:2]
    assert passages[5] in snapshot.passages
    for row in (len(passages), -len(passages) - 1):
        with pytest.raises(IndexError):
            snapshot.passages[row]


def test_document_infos_count_passages_and_characters(snapshot: Snapshot) -> None:
    for id, info in snapshot.documents.items():
        assert info.passages == sum(passage.document == id for passage in snapshot.passages)
        assert info.characters == len(snapshot.document(id).text)


def test_unknown_documents_and_passages_are_key_errors(snapshot: Snapshot) -> None:
    with pytest.raises(KeyError):
        snapshot.document("nothing")
    with pytest.raises(KeyError):
        snapshot.row("nothing")


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
maybe = st.none() | words
metadata = st.builds(
    Metadata, words, maybe, maybe, maybe, maybe, maybe, st.sampled_from(Status), maybe, st.frozensets(words, max_size=3)
)
blocks = st.lists(
    st.builds(
        Block, st.sampled_from(BlockKind), st.integers(0), st.integers(0), st.lists(words, max_size=3).map(tuple)
    ),
    max_size=3,
).map(tuple)


@given(metadata, blocks, st.lists(st.tuples(st.integers(0), st.integers(0))).map(tuple))
def test_what_is_stored_comes_back_unchanged(
    known: Metadata, stretches: tuple[Block, ...], spans: tuple[tuple[int, int], ...]
) -> None:
    assert codec.load_metadata(codec.dump_metadata(known)) == known
    assert codec.load_blocks(codec.dump_blocks(stretches)) == stretches
    assert codec.load_spans(codec.dump_spans(spans)) == spans


@pytest.mark.parametrize("path", ["a\udc80b.pdf", "new\nline.pdf", "‮gpj.exe", "${x}.md"])
def test_odd_file_names_survive(path: str, tmp_path: Path) -> None:
    failed = FailedFile(path, FailureReason.UNREADABLE, f"{path}: no")
    assert codec.load_failed(codec.dump_failed(failed)) == failed
    write_contents(tmp_path / "contents.sqlite", [], [failed])
    contents = Contents(tmp_path / "contents.sqlite")
    assert contents.failed() == (failed,)
    contents.close()


@pytest.mark.parametrize("place", ["a b", "50%", "what?", "#1", "ünïcode"])
def test_any_folder_name_will_do(place: str, tmp_path: Path) -> None:
    (tmp_path / place).mkdir()
    at = bench(tmp_path / place, documents=1)
    at.update()
    with at.index.open() as snapshot:
        assert snapshot.document("doc0").text == text_of(0)
    assert at.index.check() == []


# --- vectors ---------------------------------------------------------------------------------------------------------


def test_vectors_are_those_of_the_embedded_texts(snapshot: Snapshot, template: Bench) -> None:
    for row in (0, 7, len(snapshot.passages) - 1):
        passage = snapshot.passages[row]
        text, begin = embedding_text(passage, snapshot.documents[passage.document].metadata.title)
        assert snapshot.vector(row) == pytest.approx(template.embedding.embed_query(text))
        expected = [
            template.embedding.embed_query(passage.text[start - passage.start : end - passage.start])
            for start, end in passage.sentences
        ]
        assert text[begin:] == passage.text
        assert snapshot.sentence_vectors(row) == pytest.approx(np.array(expected), abs=1e-3)
        assert snapshot.sentence_vectors(row).dtype == np.float32
        evidence = Evidence(passage, 1.0, 1.0, 0.0)
        assert np.array_equal(snapshot.sentence_vectors_of(evidence), snapshot.sentence_vectors(row))


def test_rows_that_are_not_there_are_index_errors(snapshot: Snapshot) -> None:
    for row in (-1, len(snapshot.passages)):
        with pytest.raises(IndexError):
            snapshot.vector(row)
        with pytest.raises(IndexError):
            snapshot.sentence_vectors(row)


def exhaustive(snapshot: Snapshot, vector: np.ndarray, rows: list[int]) -> list[tuple[int, float]]:
    """Every row with its cosine, best first, ties by row."""
    scored = [(row, float(snapshot.vector(row) @ vector / np.linalg.norm(vector))) for row in rows]
    return sorted(scored, key=lambda item: (-item[1], item[0]))


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize("question", ["council opened centre 4201", "families", "ward12x2 help"])
@pytest.mark.parametrize("k", [1, 10, 100])
def test_dense_search_ranks_by_cosine(snapshot: Snapshot, template: Bench, question: str, k: int) -> None:
    vector = template.embedding.embed_query(question)
    expected = exhaustive(snapshot, vector, list(range(len(snapshot.passages))))[:k]
    found = snapshot.dense(3 * vector, k)
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=1e-5)
    assert found[0][0] == expected[0][0]


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize("chosen", [["doc3"], ["doc41", "doc7", "unknown"], [f"doc{i}" for i in range(50)], []])
def test_a_search_among_some_documents_finds_no_others(snapshot: Snapshot, template: Bench, chosen: list[str]) -> None:
    vector = template.embedding.embed_query("council opened centre")
    rows = [row for row, passage in enumerate(snapshot.passages) if passage.document in chosen]
    expected = exhaustive(snapshot, vector, rows)[:9]
    found = snapshot.dense(vector, 9, chosen)
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=1e-6)
    assert {row for row, _ in found} <= set(rows)
    words = snapshot.lexical(["council", "centre"], 1000, chosen)
    assert {row for row, _ in words} <= set(rows)


def test_more_than_there_are_gives_all(snapshot: Snapshot) -> None:
    assert len(snapshot.dense(np.ones(DIMENSION), 10**6)) == len(snapshot.passages)
    assert snapshot.dense(np.ones(DIMENSION), 0) == []


def test_a_vector_of_nothing_has_no_direction(snapshot: Snapshot) -> None:
    assert {score for _, score in snapshot.dense(np.zeros(DIMENSION), 3)} == {0.0}


def test_a_vector_of_another_length_is_refused(snapshot: Snapshot) -> None:
    with pytest.raises(ValueError, match="length 7, expected 32"):
        snapshot.dense(np.ones(7), 3)


# --- words -----------------------------------------------------------------------------------------------------------


def test_word_search_covers_title_headings_and_text(snapshot: Snapshot) -> None:
    titles = {id: info.metadata.title for id, info in snapshot.documents.items()}
    rows = [terms(embedding_text(passage, titles[passage.document])[0]) for passage in snapshot.passages]
    words = LexicalIndex.build(rows)
    question = terms("Which centre did Doc33 open in ward33x1?")
    assert snapshot.lexical(question, 20) == words.search(question, 20)
    assert snapshot.passages[snapshot.lexical(question, 1)[0][0]].document == "doc33"
    assert snapshot.idf("council") == words.idf("council")


def test_word_scores_of_chosen_rows_are_those_of_the_search(snapshot: Snapshot) -> None:
    question = terms("Which centre did Doc33 open in ward33x1?")
    ranked = dict(snapshot.lexical(question, len(snapshot.passages)))
    rows = [0, 3, *list(ranked)[:3]]
    assert snapshot.word_scores(question, rows) == [ranked.get(row, 0.0) for row in rows]


def test_words_nobody_uses_find_nothing(snapshot: Snapshot) -> None:
    assert snapshot.lexical(["xylophone"], 10) == []


def test_any_passage_has_a_score_by_words(snapshot: Snapshot) -> None:
    found = dict(snapshot.lexical(["council", "centre"], 1000))
    rows = list(range(len(snapshot.passages)))[::-1]
    assert snapshot.word_scores(["council", "centre"], rows) == [found.get(row, 0.0) for row in rows]
    assert snapshot.word_scores(["council"], []) == []


# --- holding a generation --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("either_way")
def test_a_snapshot_answers_from_its_generation_whatever_follows(at: Bench) -> None:
    vector = at.embedding.embed_query("council opened centre")
    old = at.index.open()
    before = old.dense(vector, 50), old.lexical(["council"], 50), list(old.passages)
    for i in range(2):
        at.corpus.texts = {"doc0.md": text_of(100 + i), "doc1.md": text_of(1), **at.corpus.texts}
        at.corpus.texts.pop(f"doc{30 + i}.md")
        at.update()
    assert not old.is_current()
    assert (old.dense(vector, 50), old.lexical(["council"], 50), list(old.passages)) == before
    assert old.document("doc30").text == text_of(30)
    with at.index.open() as new:
        assert new.is_current()
        assert "doc30" not in new.documents
    old.close()


def folders(at: Bench) -> list[str]:
    """The generations on disk."""
    return sorted(path.name for path in at.root.glob("gen-*"))


def test_an_old_generation_goes_when_nobody_reads_it(at: Bench) -> None:
    old = at.index.open()
    at.corpus.texts["doc0.md"] = text_of(100)
    at.update()
    assert len(folders(at)) == 2, "somebody still reads it"
    old.close()
    old.close()
    assert at.update().updated == ()
    assert folders(at) == [f"gen-{at.index.open().generation}"]


def test_a_forgotten_snapshot_lets_go(at: Bench) -> None:
    snapshot = at.index.open()
    at.corpus.texts["doc0.md"] = text_of(100)
    at.update()
    del snapshot
    gc.collect()
    at.update()
    assert len(folders(at)) == 1


def test_a_closed_snapshot_says_so(at: Bench) -> None:
    snapshot = at.index.open()
    snapshot.close()
    for use in (
        lambda: snapshot.document("doc0"),
        lambda: snapshot.dense(np.ones(DIMENSION), 1),
        lambda: snapshot.documents,
    ):
        with pytest.raises(ValueError, match="closed"):
            use()


@pytest.mark.usefixtures("either_way")
def test_many_threads_get_the_same_answers(at: Bench) -> None:
    vectors = [at.embedding.embed_query(f"ward{i}x1 centre") for i in range(20)]
    with at.index.open() as snapshot:

        def ask(i: int) -> object:
            rows = snapshot.dense(vectors[i % 20], 5)
            return rows, snapshot.lexical([f"ward{i % 20}x1"], 5), [snapshot.passages[row].text for row, _ in rows]

        alone = [ask(i) for i in range(20)]
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(ask, range(200)))
    assert together == [alone[i % 20] for i in range(200)]


def test_the_newest_generation_is_noticed_without_reading_it(at: Bench) -> None:
    with at.index.open() as snapshot:
        assert snapshot.is_current()
        (at.root / "CURRENT").write_text("000099-aaaaaaaaaaaa\n")
        assert not snapshot.is_current()
        (at.root / "CURRENT").unlink()
        assert not snapshot.is_current()


def test_reading_imports_neither_llama_index_nor_chroma(template: Bench) -> None:
    code = (
        "import sys; from pathlib import Path; from assistant.settings import Settings; from assistant.index import Index\n"
        f"snapshot = Index(Settings(index=Path({str(template.root)!r}))).open()\n"
        "assert snapshot.lexical(['council'], 3) and snapshot.dense(snapshot.vector(0), 3)[0][0] == 0\n"
        "sys.exit(any(name in sys.modules for name in ('chromadb', 'llama_index', 'onnxruntime')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_passages_whose_text_is_elsewhere_are_reported(tmp_path: Path) -> None:
    document = Document("a", "a.md", "One. Two.", Metadata("A"), (), "x")
    wrong = Passage("p", "a", 0, 4, "Two.", (), ((0, 4),))
    write_contents(tmp_path / "contents.sqlite", [(document, [wrong])], [])
    contents = Contents(tmp_path / "contents.sqlite")
    assert list(contents.unsound()) == ["passage p is not the text of a at 0 to 4"]
    contents.close()
