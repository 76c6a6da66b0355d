"""One Chroma collection a generation: nodes in, nearest passages out; in a folder of its own or on a server.

The only module that imports chromadb. Vectors are always given (``embedding_function=None``: Chroma's own would
download a model), the space is cosine, and every failure of Chroma becomes an error that names the next step. Writing
goes through LlamaIndex's ``ChromaVectorStore``, in batches it can take and only into a new collection, the two places
where it would lose data; reading goes to the collection itself, because the adapter's score is not a cosine.
"""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from assistant.index.faults import damaged, no_room
from assistant.schema import AssistantError, UsageError

if TYPE_CHECKING:
    from llama_index.core.schema import BaseNode

LOCAL = "passages"
"""Name of the collection in a folder of its own."""
BATCH = 2000
CONNECT_S = 10.0
ANSWER_S = 120.0
EF_SEARCH = 400
"""Candidates HNSW keeps while it searches. Of 26,000 vectors in loose clusters it found 98.7 % of the nearest hundred with
400, 96.6 % with 200, and all of the nearest ten with either; 400 take 2 ms longer."""


class Collection:
    """An open collection; ``close`` releases the client, which several collections in one folder share."""

    def __init__(self, client: Any, folder: Path, url: str | None, copy: Path | None = None) -> None:
        self._client = client
        self._explained = partial(_explained, folder, url)
        self._copy = copy
        self._collection: Any = None
        self.batch = BATCH

    # --- opening --------------------------------------------------------------------------------------------------

    @classmethod
    def open(cls, folder: Path, url: str | None, name: str) -> Collection:
        """The collection of a finished generation, in its folder or on the server at ``url``.

        Chroma writes to its folder even to read from it, so a read-only one is copied to a temporary folder first.

        Raises:
            IndexDamagedError: Chroma cannot read what is there.
            AssistantError: the server does not answer.
        """
        self = cls._connect(folder, url)
        try:
            with self._explained():
                self._collection = self._client.get_collection(name if url else LOCAL, embedding_function=None)
        except BaseException:
            self.close()
            raise
        return self

    @classmethod
    def create(cls, folder: Path, url: str | None, name: str, size: int) -> Collection:
        """An empty collection that will take ``size`` nodes, at least one; one of the same name is replaced.

        Raises:
            AssistantError: no room, or the server does not answer.
        """
        self = cls._connect(folder, url, writing=True)
        try:
            with self._explained(writing=True):
                if url:
                    _forget(self._client, name)
                most = min(BATCH, int(self._client.get_max_batch_size()))
                self.batch = -(-size // -(-size // most))  # even batches
                # Written out in full with the last batch: what Chroma keeps back in its log, each reader would
                # replay, and write to the generation's files, at every opening.
                last = size - self.batch * ((size - 1) // self.batch)
                hnsw: Any = {
                    "space": "cosine",
                    "ef_search": EF_SEARCH,
                    "sync_threshold": last,
                    "batch_size": min(100, last),
                }
                self._collection = self._client.create_collection(
                    name if url else LOCAL, configuration={"hnsw": hnsw}, embedding_function=None
                )
        except BaseException:
            self.close()
            raise
        return self

    @classmethod
    def _connect(cls, folder: Path, url: str | None, *, writing: bool = False) -> Collection:
        import chromadb

        if url:
            host, port, ssl = address(url)
            with _explained(folder, url):
                socket.create_connection((host, port), timeout=CONNECT_S).close()  # Chroma's client would wait for ever
                client = chromadb.HttpClient(host=host, port=port, ssl=ssl, settings=_settings(host, port))
            for session in _sessions(client):
                session.timeout = ANSWER_S
            return cls(client, folder, url)
        copy = None
        if folder.exists() and not _writable(folder):
            copy = Path(tempfile.mkdtemp(prefix="assistant-chroma-"))
            folder = Path(shutil.copytree(folder, copy / "chroma", copy_function=shutil.copyfile))
            for path in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
                path.chmod(0o700)  # folders are copied with their rights
        try:
            with _explained(folder, None, writing=writing):
                client = chromadb.PersistentClient(str(folder), settings=_settings())
        except BaseException:
            _discard(copy)
            raise
        return cls(client, folder, None, copy)

    def close(self) -> None:
        """Releases the client's files, connections and memory; harmless the second time."""
        for session in _sessions(self._client):
            session.close()
        self._client.close()
        _discard(self._copy)
        self._copy = None

    # --- writing --------------------------------------------------------------------------------------------------

    def add(self, nodes: Sequence[BaseNode]) -> None:
        """Adds new nodes with their vectors, at most ``batch`` at a time."""
        from llama_index.vector_stores.chroma import ChromaVectorStore

        with self._explained(writing=True):
            ChromaVectorStore(chroma_collection=self._collection).add(list(nodes))

    # --- reading --------------------------------------------------------------------------------------------------

    def count(self) -> int:
        """How many passages Chroma says it has; it may be wrong, see ``vectors``."""
        with self._explained():
            return int(self._collection.count())

    def search(self, vectors: np.ndarray, k: int) -> list[list[str]]:
        """For each vector (n, dimension), the ids of its ``k`` nearest passages, nearest first; HNSW may find fewer."""
        with self._explained():
            found = self._collection.query(query_embeddings=vectors, n_results=k, include=["distances"])
        return [list(ids) for ids in found["ids"]]

    def vectors(self) -> Iterator[tuple[list[str], np.ndarray]]:
        """Every passage's id and vector, in batches: what is really reachable."""
        for start in range(0, self.count(), BATCH):
            with self._explained():
                found = self._collection.get(limit=BATCH, offset=start, include=["embeddings"])
            yield list(found["ids"]), np.asarray(found["embeddings"], dtype=np.float32)


def forget(url: str, prefix: str, keep: set[str]) -> None:
    """Deletes the collections on a server whose names begin with ``prefix``, but for those to keep.

    Raises:
        AssistantError: the server does not answer.
    """
    collection = Collection._connect(Path(), url)
    try:
        with collection._explained():
            names = [found.name for found in collection._client.list_collections(limit=100_000)]
            for name in names:
                if name.startswith(prefix) and name not in keep:
                    _forget(collection._client, name)
    finally:
        collection.close()


def address(url: str) -> tuple[str, int, bool]:
    """Host, port and whether TLS is used, of a server's address.

    Raises:
        UsageError: it is not ``http://host:port`` or ``https://host:port``.
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    plain = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme not in ("http", "https") or not parts.hostname or port == -1 or not plain:
        raise UsageError(
            "settings: chroma_url is not the address of a server; expected http://host:port, such as http://localhost:8000."
        )
    return parts.hostname, port or (443 if parts.scheme == "https" else 8000), parts.scheme == "https"


def _settings(host: str | None = None, port: int | None = None) -> Any:
    from chromadb.config import Settings

    # No .env file of the working folder, no variables meant for another Chroma, no telemetry.
    make: Any = Settings  # pydantic-settings takes more than its signature says
    return make(_env_file=None, anonymized_telemetry=False, chroma_server_host=host, chroma_server_http_port=port)


def _sessions(client: Any) -> Iterator[Any]:
    """The HTTP sessions of a client for a server, which it neither closes nor gives a time limit."""
    for part in (client, getattr(client, "_admin_client", None)):
        session = getattr(getattr(part, "_server", None), "_session", None)
        if session is not None:
            yield session


def _forget(client: Any, name: str) -> None:
    from chromadb.errors import NotFoundError

    with suppress(NotFoundError):
        client.delete_collection(name)


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK) and all(os.access(path, os.W_OK) for path in folder.glob("*.sqlite3"))


def _discard(copy: Path | None) -> None:
    if copy is not None:
        shutil.rmtree(copy, ignore_errors=True)


@contextmanager
def _explained(folder: Path, url: str | None, *, writing: bool = False) -> Iterator[None]:
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError, AssistantError):
        raise
    except BaseException as error:  # Chroma raises its own, ValueError, sqlite's and, from Rust, panics
        found = " ".join(str(error).split())[:300] or type(error).__name__
        if url and type(error).__name__ == "NotFoundError":
            raise damaged(f"the Chroma server at {url} has lost this index ({found})") from error
        if url:
            raise AssistantError(
                f"The Chroma server at {url} failed: {found}. Start it with `chroma run`, or unset "
                "ASSISTANT_CHROMA_URL and run `assistant index`."
            ) from error
        if writing:
            raise no_room(folder, f"Chroma: {found}") from error
        raise damaged(f"Chroma cannot use {folder} ({found})") from error
