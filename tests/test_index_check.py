"""Examining and mending: what is wrong is named with the next step, and mended without reading or embedding again."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from index_parts import Bench, bench, copied, text_of

from assistant.index.manifest import read_manifest, write_manifest
from assistant.schema import IndexDamagedError, IndexMissingError


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Twenty documents, indexed once."""
    at = bench(tmp_path_factory.mktemp("template"), documents=20)
    at.update()
    return at


@pytest.fixture
def at(template: Bench, tmp_path: Path) -> Bench:
    """Twenty documents, indexed."""
    return copied(template, tmp_path)


def generation(at: Bench) -> Path:
    """The folder of the current generation."""
    return at.root / f"gen-{(at.root / 'CURRENT').read_text().strip()}"


def execute(path: Path, statement: str) -> None:
    """Changes a database behind everyone's back."""
    db = sqlite3.connect(path)
    db.execute(statement)
    db.commit()
    db.close()


def trust(at: Bench, name: str) -> None:
    """Takes a file off the manifest's list, so that only its meaning can give it away."""
    manifest = read_manifest(generation(at))
    files = {file: stated for file, stated in manifest.files.items() if not file.startswith(name)}
    write_manifest(
        generation(at), type(manifest)(**{**{f: getattr(manifest, f) for f in manifest.__slots__}, "files": files})
    )


def test_a_sound_index_has_no_problems(at: Bench) -> None:
    assert at.index.check() == []


def test_without_an_index_there_is_one_thing_to_do(tmp_path: Path) -> None:
    at = bench(tmp_path)
    (problem,) = at.index.check()
    assert "Run `assistant index`" in problem
    assert not at.root.exists(), "looking makes nothing"
    with pytest.raises(IndexMissingError, match="assistant index"):
        at.index.repair()


def lose_a_vector(at: Bench) -> None:
    """Chroma forgets a passage."""
    import chromadb

    client = chromadb.PersistentClient(str(generation(at) / "chroma"))
    collection = client.get_collection("passages", embedding_function=None)
    collection.delete(collection.get(limit=1)["ids"])
    client.close()


def exchange_two_vectors(at: Bench) -> None:
    """vectors.npy is in another order than the passages."""
    path = generation(at) / "vectors.npy"
    np.save(path, np.load(path)[::-1])


def drop_word_rows(at: Bench) -> None:
    """The word index is of fewer passages."""
    path = generation(at) / "bm25" / "params.index.json"
    path.write_text(path.read_text().replace('"num_docs": ', '"num_docs": 1'))


DAMAGE: list[tuple[str, Callable[[Bench], None], str]] = [
    ("chroma", lose_a_vector, "passages can be reached"),
    ("vectors.npy", exchange_two_vectors, "other vectors than"),
    ("bm25", drop_word_rows, "bm25 holds"),
    (
        "contents.sqlite",
        lambda at: execute(generation(at) / "contents.sqlite", "UPDATE passages SET start = start + 1 WHERE row = 3"),
        "is not the text of",
    ),
    (
        "contents.sqlite",
        lambda at: execute(generation(at) / "contents.sqlite", "DELETE FROM passages WHERE row = 39"),
        "passages, expected",
    ),
    ("sentences.npy", lambda at: np.save(generation(at) / "sentences.npy", np.zeros((3, 32), np.float16)), "shapes"),
]


@pytest.mark.parametrize(("name", "damage", "found"), DAMAGE, ids=[found for _, _, found in DAMAGE])
def test_what_does_not_fit_together_is_found_and_mended(
    at: Bench, name: str, damage: Callable[[Bench], None], found: str
) -> None:
    trust(at, name)
    damage(at)
    problems = at.index.check()
    assert any(found in problem and problem.endswith("Run `assistant doctor --repair`.") for problem in problems)
    report = at.index.repair()
    assert at.index.check() == []
    assert (at.corpus.loaded, at.embedding.embedded) == ([], 0)
    assert report.unchanged == tuple(sorted(at.corpus.texts))


def test_a_flipped_bit_is_found(at: Bench) -> None:
    path = generation(at) / "vectors.npy"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert any("vectors.npy has changed" in problem for problem in at.index.check())


def test_repairing_a_sound_index_changes_nothing(at: Bench) -> None:
    before = at.index.open().generation
    assert at.index.repair().generation == before


def test_repairing_clears_away_what_a_crash_left(at: Bench) -> None:
    (at.root / ".build-000009-aaaaaaaaaaaa").mkdir()
    assert ".build-000009" in at.index.check()[0]
    at.index.repair()
    assert at.index.check() == []


def test_a_build_under_way_is_no_leftover(at: Bench) -> None:
    with at.index.writing():
        (at.root / ".build-000009-aaaaaaaaaaaa").mkdir()
        assert at.index.check() == []


def test_vectors_the_record_lost_are_embedded_again(at: Bench) -> None:
    execute(at.root / "record.sqlite", "DELETE FROM vectors WHERE rowid IN (SELECT rowid FROM vectors LIMIT 2)")
    shutil.rmtree(generation(at) / "chroma")
    assert any("vectors of" in problem for problem in at.index.check())
    at.index.repair()
    assert at.embedding.embedded == 2
    assert at.index.check() == []


def test_vectors_of_another_model_are_not_mixed_in(at: Bench) -> None:
    execute(at.root / "record.sqlite", "DELETE FROM vectors WHERE rowid IN (SELECT rowid FROM vectors LIMIT 2)")
    at.embedding.model_id = "another"
    with pytest.raises(IndexMissingError, match=r"word-sum.*another.*assistant index"):
        at.index.repair()


def test_a_damaged_record_is_named_with_the_way_out(at: Bench) -> None:
    path = at.root / "record.sqlite"
    path.write_bytes(b"\0" * path.stat().st_size)
    problems = at.index.check()
    assert any("record.sqlite" in problem and "assistant index --rebuild" in problem for problem in problems)
    for mend in (at.index.repair, at.update):
        with pytest.raises(IndexDamagedError, match="assistant index --rebuild"):
            mend()
    with at.index.open() as snapshot:
        assert len(snapshot.documents) == 20, "questions are answered all the same"
    at.update(rebuild=True)
    assert at.index.check() == []


def test_a_missing_record_is_made_anew_from_the_corpus(at: Bench) -> None:
    (at.root / "record.sqlite").unlink()
    assert any("record.sqlite is missing" in problem for problem in at.index.check())
    with pytest.raises(IndexMissingError, match="assistant index"):
        at.index.repair()
    at.update()
    assert at.index.check() == []


def test_an_interrupted_update_is_noticed_and_finished_by_repairing(at: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    at.corpus.texts["doc0.md"] = text_of(100)
    with monkeypatch.context() as patch:
        patch.setattr("assistant.index.folder.Folder.publish", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            at.update()
    with at.index.open() as snapshot:
        assert snapshot.document("doc0").text == text_of(0)
    assert any("not in step" in problem for problem in at.index.check())
    assert at.index.repair().updated == ("doc0.md",)
    with at.index.open() as snapshot:
        assert snapshot.document("doc0").text == text_of(100)
    assert at.index.check() == []


def test_nothing_is_recorded_of_a_first_run_that_was_stopped(tmp_path: Path) -> None:
    at = bench(tmp_path)
    at.embedding.stop_after = 0
    with pytest.raises(KeyboardInterrupt):
        at.update()
    with pytest.raises(IndexMissingError, match="assistant index"):
        at.index.repair()
