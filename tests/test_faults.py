"""Whatever happens to the process or the disk, the index opens as before or after, or says what to do.

Processes are killed for real, files really are damaged, and limits are the kernel's. ``KILL_ROUNDS=100 pytest
tests/test_faults.py -k kill`` runs more rounds than the suite does.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from pkgutil import resolve_name

import numpy as np
import pytest
from index_parts import Bench, bench, copied, text_of

import assistant.index.snapshot
from assistant.index import Index, Snapshot
from assistant.schema import AssistantError, IndexDamagedError, IndexMissingError, UsageError
from assistant.settings import Settings

ROUNDS = int(os.environ.get("KILL_ROUNDS", "8"))
DOCUMENTS = 80

# Forked from a process that has imported everything, so that a round takes as long as the update and no longer.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(
    ["index_parts", "llama_index.vector_stores.chroma", "assistant.chunking.llama", "bm25s"]
)


@pytest.fixture(autouse=True)
def always_chroma(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few passages there are, Chroma is asked."""
    monkeypatch.setattr(assistant.index.snapshot, "EXACT_ROWS", 0)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Documents of some 200 passages, indexed once."""
    at = bench(tmp_path_factory.mktemp("template"), documents=DOCUMENTS)
    at.update()
    return at


@pytest.fixture
def at(template: Bench, tmp_path: Path) -> Bench:
    """Documents of some 200 passages, indexed."""
    return copied(template, tmp_path)


def generation(at: Bench) -> Path:
    """The folder of the current generation."""
    return at.root / f"gen-{(at.root / 'CURRENT').read_text().strip()}"


def edit(texts: dict[str, str], round_number: int) -> dict[str, str]:
    """The documents after somebody worked on them: some changed, some gone, some new."""
    chance = random.Random(round_number)
    kept = {path: text for path, text in texts.items() if chance.random() > 0.1}
    for path in chance.sample(sorted(kept), 5):
        kept[path] = text_of(1000 + round_number)
    return kept | {
        f"new{round_number}x{i}.md": text_of(2000 + 10 * round_number + i) for i in range(len(texts) - len(kept))
    }


def assert_answers_from(snapshot: Snapshot, at: Bench, texts: dict[str, str]) -> None:
    """Every way of asking gives these documents and no others."""
    assert {info.path: snapshot.document(id).text for id, info in snapshot.documents.items()} == texts
    ids = set(snapshot.documents)
    size = len(snapshot.passages)
    assert {passage.document for passage in snapshot.passages} == ids
    everything = snapshot.dense(at.embedding.embed_query("council opened centre"), size)
    assert {snapshot.passages[row].document for row, _ in everything} == ids
    assert len(snapshot.lexical(["council"], size)) > len(ids) / 2
    row = size // 2
    assert snapshot.dense(snapshot.vector(row), 1)[0][1] == pytest.approx(1.0, abs=1e-4)
    assert len(snapshot.sentence_vectors(row)) == len(snapshot.passages[row].sentences)


# --- killed ----------------------------------------------------------------------------------------------------------


def update(at: Bench, connection: Connection) -> None:
    """An update in a process of its own; says when it begins and, if it is left alone, when it has ended."""
    connection.send("begun")
    at.update()
    connection.send("ended")


def run_and_kill(at: Bench, after: float) -> bool:
    """Starts an update and kills it ``after`` so many seconds, so that nothing of it can be tidied up; whether it ended."""
    ours, theirs = processes.Pipe()
    writer = processes.Process(target=update, args=(at, theirs))
    writer.start()
    theirs.close()
    assert ours.recv() == "begun"
    ended = ours.poll(after)
    writer.kill()
    writer.join()
    return ended


@pytest.mark.slow
@pytest.mark.timeout(120 + 30 * ROUNDS)
def test_a_killed_update_leaves_the_documents_as_before_or_after(at: Bench) -> None:
    before = at.corpus.texts
    started = time.monotonic()
    at.corpus.texts = edit(before, 0)
    assert run_and_kill(at, 60), "an update that is left alone ends"
    longest = time.monotonic() - started
    outcomes = []
    for i in range(1, ROUNDS + 1):
        before, at.corpus.texts = at.corpus.texts, edit(at.corpus.texts, i)
        # The first is killed as it begins: how long an update takes varies too much to be sure of catching one by chance.
        run_and_kill(at, 0.0 if i == 1 else random.Random(i).uniform(0, longest))
        with at.index.open() as snapshot:
            after = "new" if any(path.startswith(f"new{i}x") for path in _paths(snapshot)) else "old"
            assert_answers_from(snapshot, at, at.corpus.texts if after == "new" else before)
        outcomes.append(after)
        wrong = [p for p in at.index.check() if not ("was stopped" in p or "not in step" in p)]
        assert wrong == []
        at.update()
        assert at.index.check() == []
        ask(at)
        assert len(list(at.root.glob("gen-*"))) == 1
    assert "old" in outcomes, "at least one of them was killed in time"


def _paths(snapshot: Snapshot) -> list[str]:
    return [info.path for info in snapshot.documents.values()]


@pytest.mark.slow
@pytest.mark.timeout(120 + 30 * ROUNDS)
def test_a_killed_first_run_leaves_no_index_or_a_whole_one(tmp_path: Path) -> None:
    for i in range(max(2, ROUNDS // 4)):
        (tmp_path / str(i)).mkdir()
        at = bench(tmp_path / str(i), documents=20)
        run_and_kill(at, random.Random(i).uniform(0.05, 1.0))
        with suppress(IndexMissingError):
            ask(at)
        at.update()
        ask(at)
        assert at.index.check() == []


STEPS = [
    "assistant.index.store.read",
    "assistant.index.store.cut",
    "assistant.index.store.embed",
    "assistant.index.record.Record.commit",
    "assistant.index.generation.write_contents",
    "assistant.index.generation._write_collection",
    "assistant.index.generation.examine",
    "assistant.index.generation.write_manifest",
    "assistant.index.folder.sync_tree",
    "assistant.index.folder.sync",
    "assistant.index.record.Record.prune",
    "assistant.index.folder.Folder.clean",
]


@pytest.mark.parametrize("step", STEPS)
def test_failing_at_any_step_leaves_the_documents_as_before_or_after(
    at: Bench, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = at.corpus.texts
    at.corpus.texts = edit(before, 1)
    module, _, name = step.rpartition(".")

    def fail(*_: object, **__: object) -> None:
        raise MemoryError(step)

    with monkeypatch.context() as patch:
        patch.setattr(resolve_name(module), name, fail)
        with pytest.raises(MemoryError):
            at.update()
    with at.index.open() as snapshot:
        published = any(path.startswith("new1x") for path in _paths(snapshot))
        assert_answers_from(snapshot, at, at.corpus.texts if published else before)
    at.update()
    ask(at)
    assert at.index.check() == []


# --- damaged ---------------------------------------------------------------------------------------------------------


def find(at: Bench, pattern: str) -> Path:
    """The one file of an index that a pattern names."""
    (path,) = (*at.root.glob(pattern), *generation(at).glob(pattern))
    return path


HARM: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "cut short": lambda path: os.truncate(path, path.stat().st_size // 2),
    "garbage": lambda path: path.write_bytes(np.random.default_rng(0).bytes(path.stat().st_size)),
}
FILES = [
    "CURRENT",
    "manifest.json",
    "contents.sqlite",
    "vectors.npy",
    "sentences.npy",
    "sentence_rows.npy",
    "bm25/data.csc.index.npy",
    "bm25/vocab.index.json",
    "chroma/chroma.sqlite3",
    "chroma/*/data_level0.bin",
    "chroma/*/length.bin",
    "chroma/*/index_metadata.pickle",
]


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_an_error_that_names_the_next_step(at: Bench, name: str) -> None:
    path = find(at, name)
    whole = path.read_bytes()
    for damage in HARM.values():
        damage(path)
        with pytest.raises((IndexDamagedError, IndexMissingError), match=r"assistant (doctor --repair|index)"):
            ask(at)
        assert at.index.check(), "the doctor notices"
        path.write_bytes(whole)
        ask(at)


@pytest.mark.parametrize(
    "name", ["CURRENT", "manifest.json", "contents.sqlite", "vectors.npy", "chroma/chroma.sqlite3"]
)
def test_a_damaged_file_is_mended_without_reading_or_embedding(at: Bench, name: str) -> None:
    find(at, name).write_bytes(b"garbage")
    at.index.repair()
    assert at.index.check() == []
    ask(at)
    assert (at.corpus.loaded, at.embedding.embedded) == ([], 0)


def ask(at: Bench) -> None:
    """Opens the index and asks everything of it."""
    with at.index.open() as snapshot:
        assert_answers_from(snapshot, at, at.corpus.texts)


@pytest.mark.parametrize("what", ["chroma", "chroma/*-*-*", "bm25", ".lease", ""])
def test_whatever_is_gone_of_a_generation_an_update_brings_it_back(at: Bench, what: str) -> None:
    path = find(at, what) if what else generation(at)
    path.unlink() if path.is_file() else shutil.rmtree(path)
    with pytest.raises(IndexDamagedError, match="assistant doctor --repair"):
        _ = at.index.open().dense(np.ones(32), 3)
    at.update()
    assert at.index.check() == []
    assert at.embedding.embedded == 0


@pytest.mark.parametrize("harm", HARM)
def test_a_damaged_record_does_not_stop_questions(at: Bench, harm: str) -> None:
    HARM[harm](at.root / "record.sqlite")
    ask(at)
    if harm in ("missing", "empty"):
        at.update()
    else:
        with pytest.raises(IndexDamagedError, match="assistant index --rebuild"):
            at.update()
        at.update(rebuild=True)
    assert at.index.check() == []


# --- no room, no right -----------------------------------------------------------------------------------------------


def limited(at: Bench, limit: int, connection: Connection) -> None:
    """An update in a process that may not make any file longer than ``limit`` bytes; the error, if any."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        at.update()
    except AssistantError as error:
        connection.send(str(error))
    else:
        connection.send(None)


@pytest.mark.slow
@pytest.mark.parametrize("kilobytes", [1, 30, 100, 180, 250, 400])
def test_a_full_disk_is_a_clear_error_and_leaves_the_old_documents(at: Bench, kilobytes: int) -> None:
    before = at.corpus.texts
    at.corpus.texts = edit(before, 1)
    ours, theirs = processes.Pipe()
    writer = processes.Process(target=limited, args=(at, kilobytes * 1024, theirs))
    writer.start()
    message = ours.recv()
    writer.join(60)
    assert message is not None
    assert "could not be written" in message
    assert "Make room" in message
    with at.index.open() as snapshot:
        assert_answers_from(snapshot, at, before)
    at.update()
    ask(at)
    assert at.index.check() == []


def test_a_build_does_not_start_where_there_is_no_room_for_it(at: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    before = at.corpus.texts
    at.corpus.texts = edit(before, 1)
    nearly_full = shutil._ntuple_diskusage(10**12, 10**12 - 10**6, 10**6)  # type: ignore[attr-defined]
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: nearly_full)
        with pytest.raises(AssistantError, match=r"0 MiB free, about \d+ MiB needed.*Make room"):
            at.update()
    with at.index.open() as snapshot:
        assert_answers_from(snapshot, at, before)


def test_no_file_of_a_build_may_grow_without_end(at: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = []
    honest = assistant.index.generation._write_collection

    def watch(*args: object) -> None:
        limits.append(resource.getrlimit(resource.RLIMIT_FSIZE)[0])
        honest(*args)  # type: ignore[arg-type]

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    monkeypatch.setattr("assistant.index.generation._write_collection", watch)
    at.corpus.texts = edit(at.corpus.texts, 1)
    at.update()
    assert 10**6 < limits[0] < 10**9
    assert resource.getrlimit(resource.RLIMIT_FSIZE) == before


@pytest.fixture
def anywhere() -> Iterator[Path]:
    """A folder that other users of the machine may enter, as pytest's own may not be."""
    folder = Path(tempfile.mkdtemp(prefix="assistant-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def read_only(at: Bench, connection: Connection) -> None:
    """Asks, then updates, as a user who may only read the index."""
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    assistant.index.snapshot.EXACT_ROWS = 0
    texts = at.corpus.texts
    with at.index.open() as snapshot:
        assert_answers_from(snapshot, at, texts)
    connection.send([problem for problem in at.index.check() if "chmod" not in problem])
    at.corpus.texts = edit(texts, 1)
    try:
        at.update()
    except AssistantError as error:
        connection.send(str(error))


@pytest.mark.slow
def test_a_read_only_index_answers_and_says_why_it_cannot_be_updated(template: Bench, anywhere: Path) -> None:
    at = copied(template, anywhere)
    paths = [at.root, *at.root.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    leftovers = set(Path(tempfile.gettempdir()).glob("assistant-chroma-*"))
    ours, theirs = processes.Pipe()
    reader = processes.Process(target=read_only, args=(at, theirs))
    reader.start()
    theirs.close()
    try:
        assert ours.recv() == []
        assert "Make the folder writable" in ours.recv()
    finally:
        reader.join(30)
        for path in paths:
            path.chmod(0o755)
    assert set(Path(tempfile.gettempdir()).glob("assistant-chroma-*")) <= leftovers, "the copy for Chroma is gone"


def test_an_index_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    index = Index(Settings(index=tmp_path / "file" / "index"), bench(tmp_path).embedding)
    with pytest.raises(UsageError, match="file/index is not a folder"):
        index.update([], lambda source: 1 / 0, corpus=tmp_path)  # type: ignore[arg-type, return-value]
