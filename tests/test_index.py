"""Updating: only what changed is read and embedded, what is gone disappears, and a doubtful corpus changes nothing."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from index_parts import DIMENSION, Bench, WordSum, bench, copied, text_of

from assistant.index import Index
from assistant.index.record import Record
from assistant.schema import (
    AssistantError,
    CorpusShrunkError,
    FailedFile,
    FailureReason,
    IndexDamagedError,
    IndexLockedError,
    IndexMissingError,
    ModelError,
    Progress,
    UsageError,
)
from assistant.settings import Settings


@pytest.fixture
def at(tmp_path: Path) -> Bench:
    """Five documents, nothing indexed."""
    return bench(tmp_path)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Five documents, indexed once."""
    at = bench(tmp_path_factory.mktemp("template"))
    at.update()
    return at


@pytest.fixture
def indexed(template: Bench, tmp_path: Path) -> Bench:
    """Five documents, indexed."""
    return copied(template, tmp_path)


# --- what an update does ---------------------------------------------------------------------------------------------


def test_indexes_every_document(at: Bench) -> None:
    report = at.update()
    with at.index.open() as snapshot:
        assert list(snapshot.documents) == [f"doc{i}" for i in range(5)]
        assert report.generation == snapshot.generation
        assert (report.documents, report.passages) == (5, len(snapshot.passages))
        assert report.added == tuple(f"doc{i}.md" for i in range(5))
        assert snapshot.corpus == at.corpus.folder


def test_an_unchanged_corpus_keeps_the_generation_and_reads_nothing(indexed: Bench) -> None:
    before = indexed.index.open().generation
    report = indexed.update()
    assert (report.generation, report.unchanged) == (before, tuple(f"doc{i}.md" for i in range(5)))
    assert (indexed.corpus.loaded, indexed.embedding.embedded) == ([], 0)


def test_only_changed_files_are_loaded_and_only_new_texts_embedded(indexed: Bench) -> None:
    first, _ = text_of(2).split("\n\n", 1)
    indexed.corpus.texts["doc2.md"] = f"{first}\n\nAnother second paragraph altogether."
    report = indexed.update()
    assert (report.updated, len(report.unchanged)) == (("doc2.md",), 4)
    assert indexed.corpus.loaded == ["doc2.md"]
    assert 0 < indexed.embedding.embedded <= 2


def test_a_deleted_document_is_found_no_more(indexed: Bench) -> None:
    del indexed.corpus.texts["doc3.md"]
    report = indexed.update()
    with indexed.index.open() as snapshot:
        assert report.removed == ("doc3.md",)
        assert "doc3" not in snapshot.documents
        assert all(passage.document != "doc3" for passage in snapshot.passages)
        assert snapshot.lexical(["ward3x0"], 10) == []
        with pytest.raises(KeyError):
            snapshot.document("doc3")
    assert b"ward3x0" not in indexed.settings.index_dir.joinpath("record.sqlite").read_bytes(), (
        "its text is overwritten"
    )


def test_the_same_documents_give_the_same_ids_and_content_in_another_folder(tmp_path: Path) -> None:
    contents, ids = [], []
    for name in ("here", "there"):
        folder = tmp_path / name
        folder.mkdir()
        at = bench(folder)
        at.corpus.folder = tmp_path  # the same corpus
        contents.append(at.update().generation)
        with Index(replaced(at.settings, corpus=tmp_path), at.embedding).open() as snapshot:
            ids.append([passage.id for passage in snapshot.passages])
    assert contents[0] == contents[1]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(ids[0])


def test_generations_are_numbered_in_order(indexed: Bench) -> None:
    names = [indexed.index.open().generation]
    for i in range(3):
        indexed.corpus.texts["doc0.md"] = text_of(50 + i)
        names.append(indexed.update().generation)
    assert [name.partition("-")[0] for name in names] == ["000001", "000002", "000003", "000004"]


def test_a_text_that_stands_in_several_documents_is_embedded_once(at: Bench) -> None:
    at.corpus.texts = {"a.md": "Same words here.", "b/a.md": "Same words here."}
    at.corpus.sources()
    loaded = at.corpus.load
    at.corpus.load = lambda source: replace(loaded(source), metadata=replace(loaded(source).metadata, title="T"))  # type: ignore[method-assign]
    report = at.update()
    assert (report.passages, at.embedding.embedded) == (2, 1)


def test_progress_names_each_stage_and_reaches_its_total(at: Bench) -> None:
    seen: list[Progress] = []
    at.update(progress=seen.append)
    stages = list(dict.fromkeys(step.stage for step in seen))
    assert stages == ["reading", "embedding", "writing"]
    for stage in stages:
        steps = [step for step in seen if step.stage == stage]
        assert (steps[0].done, steps[-1].done) == (0, steps[-1].total)


def test_an_empty_folder_can_be_indexed_and_asked(tmp_path: Path) -> None:
    at = bench(tmp_path, documents=0)
    assert at.update().documents == 0
    with at.index.open() as snapshot:
        assert (len(snapshot.passages), dict(snapshot.documents)) == (0, {})
        assert snapshot.dense(np.ones(DIMENSION), 5) == []
        assert snapshot.lexical(["council"], 5) == []
        assert snapshot.idf("council") > 0
    assert at.index.check() == []


def test_a_document_without_passages_is_listed(at: Bench) -> None:
    at.corpus.texts["blank.md"] = "\n\n"
    at.update()
    with at.index.open() as snapshot:
        assert (snapshot.documents["blank"].passages, snapshot.documents["blank"].characters) == (0, 2)
        assert snapshot.dense(np.ones(DIMENSION), 5, ["blank"]) == []


# --- files that fail -------------------------------------------------------------------------------------------------


def test_a_file_that_fails_is_listed_and_the_rest_goes_on(at: Bench) -> None:
    at.corpus.broken["scan.pdf"] = FailureReason.SCANNED
    unreadable = FailedFile("movie.mp4", FailureReason.UNSUPPORTED, "movie.mp4: a film.")
    report = at.update(failed=[unreadable])
    assert [failed.path for failed in report.failed] == ["movie.mp4", "scan.pdf"]
    with at.index.open() as snapshot:
        assert snapshot.failed == report.failed
        assert len(snapshot.documents) == 5


def test_a_document_that_fails_after_a_change_is_answered_from_no_more(indexed: Bench) -> None:
    del indexed.corpus.texts["doc1.md"]
    indexed.corpus.broken["doc1.md"] = FailureReason.ENCRYPTED
    report = indexed.update()
    assert [failed.path for failed in report.failed] == ["doc1.md"]
    with indexed.index.open() as snapshot:
        assert "doc1" not in snapshot.documents


@pytest.mark.parametrize(("reason", "again"), [(FailureReason.SCANNED, []), (FailureReason.TOO_SLOW, ["doc9.pdf"])])
def test_only_a_failure_that_may_pass_is_tried_again(at: Bench, reason: FailureReason, again: list[str]) -> None:
    at.corpus.broken["doc9.pdf"] = reason
    first = at.update()
    at.corpus.loaded.clear()
    second = at.update()
    assert at.corpus.loaded == again
    assert second.failed == first.failed
    assert second.generation == first.generation


def test_a_mended_file_is_read_again(at: Bench) -> None:
    at.corpus.broken["doc9.md"] = FailureReason.SCANNED
    at.update()
    del at.corpus.broken["doc9.md"]
    at.corpus.texts["doc9.md"] = text_of(9)
    report = at.update()
    assert (report.added, report.failed) == (("doc9.md",), ())


def test_an_error_of_ours_stops_the_update_and_changes_nothing(indexed: Bench) -> None:
    before = indexed.index.open().generation
    indexed.corpus.texts["doc9.md"] = text_of(9)
    with pytest.raises(ZeroDivisionError):
        indexed.index.update(indexed.corpus.sources(), lambda source: 1 / 0, corpus=indexed.corpus.folder)  # type: ignore[arg-type, return-value]
    assert indexed.index.open().generation == before


def test_two_documents_of_one_id_are_refused(at: Bench) -> None:
    at.corpus.texts = {"a.md": "One.", "a.txt": "Two."}
    with pytest.raises(ValueError, match="one id"):
        at.update()


# --- stopping and going on -------------------------------------------------------------------------------------------


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    at = bench(tmp_path, documents=100)
    at.embedding.stop_after = 128
    with pytest.raises(KeyboardInterrupt):
        at.update()
    with pytest.raises(IndexMissingError, match="assistant index"):
        at.index.open()
    kept = at.embedding.embedded
    at.embedding.stop_after = None
    at.corpus.loaded.clear()
    report = at.update()
    assert at.embedding.embedded == report.passages, "nothing was embedded twice"
    assert (kept, at.corpus.loaded) == (128, [])
    assert len(report.added) == 100, "none of it was answered from before"


def test_what_a_stopped_run_left_is_cleared_away(indexed: Bench) -> None:
    (indexed.root / ".build-000007-aaaaaaaaaaaa" / "chroma").mkdir(parents=True)
    (indexed.root / ".old-000001-aaaaaaaaaaaa").mkdir()
    assert len([problem for problem in indexed.index.check() if "stopped" in problem]) == 2
    indexed.update()
    assert indexed.index.check() == []


# --- settings and models ---------------------------------------------------------------------------------------------


def replaced(settings: Settings, **fields: object) -> Settings:
    """Settings with some fields changed."""
    given = {name: getattr(settings, name) for name in settings.model_fields_set}
    return Settings(**{**given, **fields})  # type: ignore[arg-type]


def test_another_passage_size_cuts_again_without_reading_the_files(indexed: Bench) -> None:
    small = Bench(indexed.corpus, replaced(indexed.settings, passage_tokens=64), indexed.embedding)
    report = small.update()
    assert indexed.corpus.loaded == []
    assert report.passages < 10
    assert len(report.unchanged) == 5


def test_another_model_embeds_again_without_reading_the_files(indexed: Bench) -> None:
    other = Bench(indexed.corpus, indexed.settings, WordSum(model_id="another"))
    with pytest.raises(IndexMissingError, match=r"word-sum.*another.*assistant index"):
        other.index.open()
    report = other.update()
    assert (indexed.corpus.loaded, other.embedding.embedded) == ([], report.passages)
    other.index.open().close()


def test_rebuilding_reads_and_embeds_everything_again(indexed: Bench) -> None:
    before = indexed.index.open()
    report = indexed.update(rebuild=True)
    assert (len(indexed.corpus.loaded), indexed.embedding.embedded) == (5, report.passages)
    assert report.generation > before.generation
    assert report.unchanged == tuple(f"doc{i}.md" for i in range(5))
    assert indexed.index.check() == []


@pytest.mark.parametrize("spoil", [lambda v: v[:, :-1], lambda v: v * np.nan])
def test_a_model_that_gives_nonsense_is_refused(at: Bench, spoil: object) -> None:
    honest = at.embedding.embed_with_spans
    at.embedding.embed_with_spans = lambda texts, spans: [(v, spoil(s)) for v, s in honest(texts, spans)]  # type: ignore[method-assign, operator]
    with pytest.raises(ModelError, match="word-sum"):
        at.update()


# --- which corpus ----------------------------------------------------------------------------------------------------


def test_another_corpus_on_the_same_index_is_wrong_usage(indexed: Bench, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    with pytest.raises(UsageError, match=r"is the index of .*corpus, not of .*elsewhere.*--index"):
        indexed.index.update(indexed.corpus.sources(), indexed.corpus.load, corpus=elsewhere)
    with pytest.raises(UsageError, match="--corpus"):
        Index(replaced(indexed.settings, corpus=elsewhere), indexed.embedding).open()


def test_an_index_named_without_a_corpus_opens(indexed: Bench) -> None:
    with Index(Settings(index=indexed.root), indexed.embedding).open() as snapshot:
        assert snapshot.corpus == indexed.corpus.folder


def test_a_folder_with_other_things_in_it_is_not_made_an_index(at: Bench) -> None:
    at.root.mkdir()
    (at.root / "letter.txt").write_text("Dear Sir")
    mode = at.root.stat().st_mode
    with pytest.raises(UsageError, match="holds no index"):
        at.update()
    assert (sorted(path.name for path in at.root.iterdir()), at.root.stat().st_mode) == (["letter.txt"], mode)


def test_a_file_is_no_index_folder(at: Bench) -> None:
    at.root.write_text("")
    with pytest.raises(UsageError, match="not a folder"):
        at.update()


def test_the_index_is_private(indexed: Bench) -> None:
    assert indexed.root.stat().st_mode & 0o077 == 0
    indexed.root.chmod(0o755)
    assert any("chmod 700" in problem for problem in indexed.index.check())


# --- an emptied corpus -----------------------------------------------------------------------------------------------


def test_an_emptied_corpus_leaves_the_index_alone(indexed: Bench) -> None:
    before = indexed.index.open().generation
    indexed.corpus.texts.clear()
    with pytest.raises(CorpusShrunkError, match=r"5 of 5 .*--allow-shrink"):
        indexed.update()
    assert indexed.index.open().generation == before
    assert indexed.update(allow_shrink=True).documents == 0


@pytest.mark.parametrize(("left", "refused"), [(3, False), (2, True)])
def test_more_than_half_vanishing_is_refused(indexed: Bench, left: int, refused: bool) -> None:
    indexed.corpus.texts = dict(list(indexed.corpus.texts.items())[:left])
    if refused:
        with pytest.raises(CorpusShrunkError, match="3 of 5"):
            indexed.update()
    else:
        assert indexed.update().documents == left


def test_two_of_three_documents_may_go(tmp_path: Path) -> None:
    at = bench(tmp_path, documents=3)
    at.update()
    at.corpus.texts = {"doc0.md": text_of(0)}
    assert at.update().documents == 1


def test_a_renamed_folder_has_not_vanished(indexed: Bench) -> None:
    indexed.corpus.texts = {f"moved/{path}": text for path, text in indexed.corpus.texts.items()}
    report = indexed.update()
    assert (len(report.added), len(report.removed)) == (5, 5)


def test_a_corpus_that_cannot_be_read_any_more_leaves_the_index_alone(indexed: Bench) -> None:
    indexed.corpus.broken = dict.fromkeys(indexed.corpus.texts, FailureReason.UNREADABLE)
    indexed.corpus.texts.clear()
    with pytest.raises(CorpusShrunkError, match=r"doc0\.md cannot be read"):
        indexed.update()
    with indexed.index.open() as snapshot:
        assert len(snapshot.documents) == 5


def test_rebuilding_does_not_get_round_the_guard(indexed: Bench) -> None:
    indexed.corpus.texts.clear()
    with pytest.raises(CorpusShrunkError):
        indexed.update(rebuild=True)
    assert indexed.index.check() == []


# --- one writer ------------------------------------------------------------------------------------------------------


def test_a_second_writer_is_told_who_is_first(indexed: Bench) -> None:
    with indexed.index.writing(), pytest.raises(IndexLockedError, match=r"process \d+, since \d\d:\d\d on \d{4}"):
        indexed.update()
    indexed.update()


def test_whoever_holds_the_index_may_update_it(indexed: Bench) -> None:
    index = indexed.index
    with index.writing():
        index.update(indexed.corpus.sources(), indexed.corpus.load, corpus=indexed.corpus.folder)
        with pytest.raises(IndexLockedError):
            indexed.update()


def test_reading_goes_on_while_somebody_writes(indexed: Bench) -> None:
    with indexed.index.writing(), indexed.index.open() as snapshot:
        assert len(snapshot.documents) == 5


# --- versions --------------------------------------------------------------------------------------------------------


def set_version(path: Path, version: int) -> None:
    """Marks a record as of another version."""
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version={version}")
    db.close()


def test_a_record_of_an_older_version_is_made_anew_and_keeps_its_vectors(indexed: Bench) -> None:
    set_version(indexed.root / "record.sqlite", -1)
    assert any("older version" in problem for problem in indexed.index.check())
    report = indexed.update()
    assert (len(indexed.corpus.loaded), indexed.embedding.embedded) == (5, 0)
    assert len(report.unchanged) == 5
    assert indexed.index.check() == []


def test_an_older_record_whose_vectors_are_kept_otherwise_is_made_anew(indexed: Bench) -> None:
    db = sqlite3.connect(indexed.root / "record.sqlite")
    db.execute("ALTER TABLE vectors RENAME COLUMN sentences TO parts")
    db.close()
    set_version(indexed.root / "record.sqlite", -1)
    indexed.update()
    assert indexed.index.check() == []


def test_a_record_of_a_newer_version_is_left_alone(indexed: Bench) -> None:
    record = indexed.root / "record.sqlite"
    set_version(record, 99)
    before = record.read_bytes()
    with pytest.raises(AssistantError, match=r"newer version .*99.*Update the assistant"):
        indexed.update()
    assert record.read_bytes() == before


@pytest.mark.parametrize(("version", "error", "word"), [(0, IndexMissingError, "older"), (99, AssistantError, "newer")])
def test_a_generation_of_another_format_says_so(
    indexed: Bench, version: int, error: type[AssistantError], word: str
) -> None:
    manifest = next(indexed.root.glob("gen-*/manifest.json"))
    manifest.write_text(manifest.read_text().replace('"format": 1', f'"format": {version}'))
    with pytest.raises(error, match=f"{word} version"):
        indexed.index.open()
    if word == "older":
        indexed.update()
        assert indexed.index.check() == []


# --- the record ------------------------------------------------------------------------------------------------------


def test_a_database_that_is_no_record_is_not_written_to(at: Bench) -> None:
    at.root.mkdir()
    db = sqlite3.connect(at.root / "record.sqlite")
    db.execute("CREATE TABLE letters (text)")
    db.close()
    with pytest.raises(IndexDamagedError, match="not a record"):
        at.update()


def fail_between(record: Record, keeping: AbstractContextManager[object]) -> None:
    """Keeps one value, then fails."""
    with keeping:
        record.remember("a", "1")
        with record.transaction():
            record.remember("b", str(1 / 0))


def test_all_or_nothing_is_kept_of_a_transaction(tmp_path: Path) -> None:
    with Record(tmp_path / "record.sqlite") as record:
        with pytest.raises(ZeroDivisionError):
            fail_between(record, record.transaction())
        assert (record.fact("a"), record.fact("b")) == (None, None)


def test_what_was_saved_stays_when_the_rest_fails(tmp_path: Path) -> None:
    with Record(tmp_path / "record.sqlite") as record:
        with pytest.raises(ZeroDivisionError):
            fail_between(record, record.saving())
        assert record.fact("a") == "1"
