"""From a folder of real files to an index, with the shipped parsers and, once, the shipped model."""

from __future__ import annotations

from pathlib import Path

import pytest
from index_parts import WordSum

from assistant import corpus
from assistant.index import Index
from assistant.indexing import update_index
from assistant.schema import (
    CorpusShrunkError,
    FailedFile,
    IndexLockedError,
    Progress,
    SourceFile,
    UsageError,
)
from assistant.settings import Settings
from assistant.text import terms


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Three files, one of them unreadable, and a folder for the index."""
    folder = tmp_path / "corpus"
    (folder / "reports").mkdir(parents=True)
    (folder / "funding.md").write_text(
        "---\ntitle: Funding\n---\n\n# Money\n\nThe council gave £2.6m to youth centres.\n"
    )
    (folder / "reports" / "centres.txt").write_text("Twelve centres closed in 2018.\n\nFour opened again in 2019.\n")
    (folder / "empty.md").write_text("")
    return Settings(corpus=folder, index=tmp_path / "index")


def test_indexes_a_folder_and_lists_what_cannot_be_read(settings: Settings) -> None:
    report = update_index(settings, embedding=WordSum())
    assert report.added == ("funding.md", "reports/centres.txt")
    assert [failed.path for failed in report.failed] == ["empty.md"]
    with Index(settings).open() as snapshot:
        assert list(snapshot.documents) == ["funding", "reports/centres"]
        assert [failed.path for failed in snapshot.failed] == ["empty.md"]
        ((row, _),) = snapshot.lexical(terms("£2.6 million"), 1)
        assert snapshot.passages[row].text == "The council gave £2.6m to youth centres."


def test_a_second_run_parses_nothing_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    first = update_index(settings, embedding=WordSum())
    monkeypatch.setattr(corpus, "load", lambda *_: pytest.fail("it was parsed before"))
    assert update_index(settings, embedding=WordSum()).generation == first.generation


def test_edits_additions_and_deletions_are_taken_up(settings: Settings) -> None:
    update_index(settings, embedding=WordSum())
    (settings.corpus / "funding.md").write_text("# Money\n\nThe council gave £3m.\n")
    (settings.corpus / "reports" / "centres.txt").unlink()
    (settings.corpus / "new.txt").write_text("A new centre.")
    report = update_index(settings, embedding=WordSum())
    assert (report.added, report.updated, report.removed) == (("new.txt",), ("funding.md",), ("reports/centres.txt",))
    with Index(settings).open() as snapshot:
        assert "£3m" in snapshot.document("funding").text
        assert Index(settings).check() == []


def test_an_emptied_folder_leaves_the_index_alone(settings: Settings) -> None:
    update_index(settings, embedding=WordSum())
    for path in settings.corpus.rglob("*.*"):
        path.unlink()
    with pytest.raises(CorpusShrunkError, match="--allow-shrink"):
        update_index(settings, embedding=WordSum())
    assert update_index(settings, embedding=WordSum(), allow_shrink=True).documents == 0


def test_a_folder_that_is_not_there_makes_no_index(settings: Settings, tmp_path: Path) -> None:
    nowhere = settings.model_copy(update={"corpus": tmp_path / "nowhere"})
    with pytest.raises(UsageError, match="nowhere"):
        update_index(nowhere, embedding=WordSum())
    assert not nowhere.index_dir.exists()


def test_the_folder_is_read_while_other_writers_are_kept_out(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = corpus.scan

    def scan_and_be_interrupted(folder: Path, given: Settings) -> tuple[list[SourceFile], list[FailedFile]]:
        with pytest.raises(IndexLockedError):
            Index(settings, WordSum()).update([], lambda source: pytest.fail("loaded"), corpus=folder)
        return scan(folder, given)

    monkeypatch.setattr(corpus, "scan", scan_and_be_interrupted)
    assert update_index(settings, embedding=WordSum()).documents == 2


def test_a_file_that_goes_away_while_it_is_indexed_is_listed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = corpus.load

    def load_too_late(folder: Path, source: SourceFile, given: Settings) -> object:
        if source.id == "funding":
            (folder / source.path).unlink()
        return load(folder, source, given)

    monkeypatch.setattr(corpus, "load", load_too_late)
    report = update_index(settings, embedding=WordSum())
    assert (report.documents, sorted(failed.path for failed in report.failed)) == (1, ["empty.md", "funding.md"])


def test_an_index_inside_its_corpus_is_not_indexed(settings: Settings) -> None:
    inside = settings.model_copy(update={"index": settings.corpus / "index"})
    first = update_index(inside, embedding=WordSum())
    (settings.corpus / "new.txt").write_text("A new centre.")
    assert update_index(inside, embedding=WordSum()).documents == first.documents + 1


@pytest.mark.slow
def test_the_shipped_model_finds_a_sentence_by_its_meaning(settings: Settings) -> None:
    from assistant.embedding import load_embedding

    seen: list[Progress] = []
    update_index(settings, progress=seen.append)
    embedding = load_embedding(settings)
    with Index(settings, embedding).open() as snapshot:
        row, cosine = snapshot.dense(embedding.embed_query("How much money did young people's clubs get?"), 1)[0]
        assert snapshot.passages[row].document == "funding"
        assert 0.2 < cosine < 1
        assert snapshot.sentence_vectors(row).shape == (len(snapshot.passages[row].sentences), 384)
    assert {step.stage for step in seen} == {"reading", "embedding", "writing"}
