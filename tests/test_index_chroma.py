"""Chroma: what LlamaIndex opens is what was indexed, and none of its known traps is ours."""

from __future__ import annotations

import multiprocessing
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from index_parts import Bench, bench, copied, text_of
from llama_index.core.schema import TextNode

import assistant.index.snapshot
from assistant.chunking.llama import from_node
from assistant.index.collection import Collection, address
from assistant.index.manifest import read_manifest, write_manifest
from assistant.schema import AssistantError, IndexDamagedError, IndexLockedError, IndexMissingError, UsageError

# A process that is forked from one that has imported everything starts at once.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(
    ["index_parts", "llama_index.vector_stores.chroma", "assistant.chunking.llama", "bm25s"]
)


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


@pytest.fixture(autouse=True)
def always_chroma(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few passages there are, Chroma is asked."""
    monkeypatch.setattr(assistant.index.snapshot, "EXACT_ROWS", 0)


def generation(at: Bench) -> Path:
    """The folder of the current generation."""
    return at.root / f"gen-{(at.root / 'CURRENT').read_text().strip()}"


# --- LlamaIndex ------------------------------------------------------------------------------------------------------


def test_llama_index_opens_the_collection_and_gets_the_same_passages(at: Bench) -> None:
    from llama_index.core.vector_stores.types import MetadataFilter, MetadataFilters, VectorStoreQuery
    from llama_index.vector_stores.chroma import ChromaVectorStore

    with at.index.open() as snapshot:
        passages = list(snapshot.passages)
        vector = at.embedding.embed_query("ward7x1 centre")
        expected = snapshot.dense(vector, 5)
    collection = Collection.open(generation(at) / "chroma", None, "")
    store = ChromaVectorStore(chroma_collection=collection._collection)
    nodes: Any = store.get_nodes([passage.id for passage in passages])
    assert sorted(map(from_node, nodes), key=lambda p: p.id) == sorted(passages, key=lambda p: p.id)
    found = store.query(VectorStoreQuery(query_embedding=vector.tolist(), similarity_top_k=5))
    assert [from_node(node) for node in found.nodes or []] == [passages[row] for row, _ in expected]  # type: ignore[arg-type]
    only = MetadataFilters(filters=[MetadataFilter(key="document", value="doc9")])
    within = store.query(VectorStoreQuery(query_embedding=vector.tolist(), similarity_top_k=5, filters=only))
    assert {node.metadata["document"] for node in within.nodes or []} == {"doc9"}
    collection.close()


# --- traps -----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_more_passages_than_chroma_takes_at_once(tmp_path: Path) -> None:
    size = 5462
    vectors = np.random.default_rng(0).normal(size=(size, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    nodes = [TextNode(id_=f"p{i}", text="x", embedding=vector.tolist()) for i, vector in enumerate(vectors)]
    collection = Collection.create(tmp_path / "chroma", None, "", size)
    with pytest.raises(AssistantError, match="greater than max batch size"):
        collection.add(nodes)
    for start in range(0, size, collection.batch):
        collection.add(nodes[start : start + collection.batch])
    collection.close()
    collection = Collection.open(tmp_path / "chroma", None, "")
    found = {id: vector for ids, theirs in collection.vectors() for id, vector in zip(ids, theirs, strict=True)}
    collection.close()
    assert len(found) == size
    assert np.allclose([found[f"p{i}"] for i in range(size)], vectors, atol=1e-6)


def test_no_model_is_asked_for_or_downloaded(at: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    from chromadb.utils.embedding_functions import DefaultEmbeddingFunction

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("Chroma wanted to embed by itself")

    monkeypatch.setattr(DefaultEmbeddingFunction, "__call__", refuse)
    at.corpus.texts["doc0.md"] = text_of(100)
    at.update()
    with at.index.open() as snapshot:
        assert snapshot.dense(at.embedding.embed_query("council"), 3)


def test_settings_of_another_chroma_do_not_reach_ours(
    at: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("IS_PERSISTENT=FALSE\nCHROMA_SERVER_HOST=example.org\nANONYMIZED_TELEMETRY=TRUE\n")
    monkeypatch.chdir(tmp_path)
    with at.index.open() as snapshot:
        assert len(snapshot.dense(at.embedding.embed_query("council"), 3)) == 3


def segments(at: Bench) -> dict[str, str]:
    """Hashes of Chroma's vector files."""
    files = [path for path in (generation(at) / "chroma").rglob("*") if path.is_file() and path.suffix != ".sqlite3"]
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("documents", [1, 2, 60])
def test_reading_leaves_the_vector_files_as_they_were_written(tmp_path: Path, documents: int) -> None:
    at = bench(tmp_path, documents=documents)
    at.update()
    before = segments(at)
    assert len(before) == 5, "everything was written out, nothing waits in a log for each reader to replay"
    for _ in range(2):
        with at.index.open() as snapshot:
            snapshot.dense(at.embedding.embed_query("council"), 1)
    assert segments(at) == before
    assert at.index.check() == []


def assert_same(found: list[tuple[int, float]], expected: list[tuple[int, float]]) -> None:
    """The same rows with the same cosines, but for the last digits."""
    assert [row for row, _ in found] == [row for row, _ in expected]
    assert [cosine for _, cosine in found] == pytest.approx([cosine for _, cosine in expected], abs=1e-6)


def test_what_chroma_does_not_find_is_found_by_comparing(at: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    vector = at.embedding.embed_query("ward7x1 centre")
    with at.index.open() as snapshot:
        expected = snapshot.dense(vector, 7)
        snapshot._chroma.search = lambda vectors, k: [["nobody"] * (k - 1)]  # type: ignore[method-assign]
        with pytest.raises(IndexDamagedError, match="does not have"):
            snapshot.dense(vector, 7)
        snapshot._chroma.search = lambda vectors, k: [[snapshot.passages[0].id]]  # type: ignore[method-assign]
        assert_same(snapshot.dense(vector, 7), expected)


def test_chroma_is_not_asked_where_it_found_too_little_when_it_was_built(at: Bench) -> None:
    vector = at.embedding.embed_query("ward7x1 centre")
    with at.index.open() as snapshot:
        expected = snapshot.dense(vector, 7)
    write_manifest(generation(at), replace(read_manifest(generation(at)), recall=0.5))
    (generation(at) / "chroma" / "chroma.sqlite3").write_bytes(b"not read")
    with at.index.open() as snapshot:
        assert_same(snapshot.dense(vector, 7), expected)


def test_the_manifest_says_what_there_is(at: Bench) -> None:
    manifest = read_manifest(generation(at))
    fields = asdict(manifest)
    with at.index.open() as snapshot:
        assert fields["passages"] == len(snapshot.passages)
        assert fields["sentences"] == sum(len(passage.sentences) for passage in snapshot.passages)
    assert (fields["documents"], fields["dimension"], fields["model"]) == (60, 32, "word-sum")
    assert manifest.recall >= 0.99
    assert not any("sqlite3" in name for name in manifest.files)


# --- several processes -----------------------------------------------------------------------------------------------


def answer(at: Bench, connection: Connection) -> None:
    """A reader in a process of its own: for each question, the documents found and the generation that answered."""
    assistant.index.snapshot.EXACT_ROWS = 0
    snapshot = at.index.open()
    while (question := connection.recv()) is not None:
        if not snapshot.is_current():
            snapshot.close()
            snapshot = at.index.open()
        rows = snapshot.dense(at.embedding.embed_query(question), 200)
        found = [snapshot.passages[row] for row, _ in rows]
        texts = [snapshot.document(passage.document).text[passage.start : passage.end] for passage in found]
        assert texts == [passage.text for passage in found]
        connection.send((snapshot.generation, {passage.document for passage in found}))
    snapshot.close()


@pytest.mark.slow
def test_a_reader_in_another_process_sees_the_new_documents_at_its_next_question(at: Bench) -> None:
    ours, theirs = processes.Pipe()
    reader = processes.Process(target=answer, args=(at, theirs))
    reader.start()
    try:
        for i in range(4):
            ours.send("council opened centre")
            generation, documents = ours.recv()
            assert generation == at.index.open().generation
            assert documents == {path.removesuffix(".md") for path in at.corpus.texts}
            at.corpus.texts.pop(f"doc{i}.md")
            at.corpus.texts[f"new{i}.md"] = text_of(200 + i)
            at.update()
        ours.send(None)
    finally:
        reader.join(30)
        reader.kill()
    assert reader.exitcode == 0


def write(at: Bench, connection: Connection) -> None:
    """A writer in a process of its own: holds the index until it is told to stop."""
    with at.index.writing():
        connection.send("writing")
        connection.recv()


@pytest.mark.slow
def test_a_writer_in_another_process_is_not_disturbed(at: Bench) -> None:
    ours, theirs = processes.Pipe()
    writer = processes.Process(target=write, args=(at, theirs))
    writer.start()
    try:
        assert ours.recv() == "writing"
        with pytest.raises(IndexLockedError, match=f"process {writer.pid}"):
            at.update()
        ours.send("stop")
    finally:
        writer.join(30)
        writer.kill()
    assert at.update().documents == 60


# --- a server --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Chroma server on this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(folder), "--host", "127.0.0.1"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([*command, "--port", str(port)], stdout=log, stderr=log, cwd=folder)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def collections(url: str) -> list[str]:
    """The names of all collections on a server."""
    client = Collection._connect(Path(), url)
    names = [found.name for found in client._client.list_collections()]
    client.close()
    return names


@pytest.mark.slow
def test_a_server_keeps_the_collection_of_each_generation(tmp_path: Path, server: str) -> None:
    at = bench(tmp_path, documents=20, chroma_url=server)
    vector = at.embedding.embed_query("ward7x1 centre")
    at.update()
    assert not (generation(at) / "chroma").exists()
    old = at.index.open()
    before = old.dense(vector, 5)
    del at.corpus.texts["doc7.md"]
    at.update()
    assert sorted(collections(server)) == sorted(read_manifest(path).collection for path in at.root.glob("gen-*"))
    assert old.dense(vector, 5) == before, "somebody still reads the old one"
    old.close()
    at.corpus.texts["doc0.md"] = text_of(100)
    at.update()
    assert collections(server) == [read_manifest(generation(at)).collection]
    with at.index.open() as snapshot:
        rows = snapshot.dense(vector, 200)
        assert {snapshot.passages[row].document for row, _ in rows} == set(snapshot.documents)
    assert at.index.check() == []


@pytest.mark.slow
def test_a_server_that_lost_the_index_is_filled_again(tmp_path: Path, server: str) -> None:
    at = bench(tmp_path, chroma_url=server)
    at.update()
    client = Collection._connect(Path(), server)
    client._client.delete_collection(read_manifest(generation(at)).collection)
    client.close()
    with at.index.open() as snapshot, pytest.raises(IndexDamagedError, match=r"has lost this index.*--repair"):
        snapshot.dense(at.embedding.embed_query("council"), 3)
    assert any("has lost this index" in problem for problem in at.index.check())
    at.update()
    assert at.index.check() == []


@pytest.mark.slow
def test_moving_to_a_server_and_back_keeps_what_was_embedded(at: Bench, tmp_path: Path, server: str) -> None:
    there = Bench(at.corpus, at.settings.model_copy(update={"chroma_url": server}), at.embedding)
    with pytest.raises(IndexMissingError, match=r"local files.*127\.0\.0\.1.*assistant index"):
        there.index.open()
    there.update()
    assert there.index.check() == []
    mine = read_manifest(generation(there)).collection
    at.update()
    assert at.index.check() == []
    assert mine not in collections(server)
    assert at.embedding.embedded == 0


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    at = bench(tmp_path, chroma_url="http://127.0.0.1:9")
    with pytest.raises(AssistantError, match=r"http://127\.0\.0\.1:9 failed.*chroma run.*ASSISTANT_CHROMA_URL"):
        at.update()
    with pytest.raises(IndexMissingError):
        at.index.open()


@pytest.mark.parametrize(
    "url", ["localhost:8000", "ftp://x", "http://", "http://u:p@x", "http://x/api", "http://x:99999"]
)
def test_what_is_no_address_of_a_server_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(UsageError, match="expected http://host:port"):
        _ = bench(tmp_path, chroma_url=url).index


def test_addresses_of_servers() -> None:
    assert address("http://localhost") == ("localhost", 8000, False)
    assert address("https://chroma.example.org/") == ("chroma.example.org", 443, True)
    assert address("http://[::1]:81") == ("::1", 81, False)


def test_no_server_code_of_chroma_is_imported(at: Bench) -> None:
    at.corpus.texts["doc0.md"] = text_of(100)
    at.update()
    with at.index.open() as snapshot:
        assert len(snapshot.dense(np.ones(32), 3)) == 3
    assert not [name for name in sys.modules if name.startswith("chromadb.server")]
