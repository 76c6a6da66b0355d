"""The index of one corpus: updated by one writer at a time, opened by any number of readers.

An update brings the record in step with the corpus (gathering.py), commits what counts, builds the generation that
follows from it (generation.py) and points readers to it. Killed anywhere, it leaves the generation before in place.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from secrets import token_hex

from assistant.index.collection import Collection as ChromaCollection
from assistant.index.collection import address, forget
from assistant.index.contents import Contents
from assistant.index.examination import examine
from assistant.index.faults import REBUILD, REPAIR, damaged
from assistant.index.fingerprints import chunking_of
from assistant.index.folder import Folder, number_of
from assistant.index.gathering import Embedder, cut, embed, read
from assistant.index.generation import Plan, build, content_of
from assistant.index.manifest import Manifest, collection_prefix, missing_files, read_manifest
from assistant.index.record import Listing, Record
from assistant.index.snapshot import Snapshot
from assistant.index.standing import Standing, refuse_shrunk, report_of
from assistant.schema import (
    AssistantError,
    Document,
    FailedFile,
    IndexDamagedError,
    IndexMissingError,
    IndexReport,
    Progress,
    SourceFile,
    UsageError,
)
from assistant.settings import Settings

Report = Callable[[Progress], None]


class Index:
    """The index in ``settings.index_dir``; makes and reads nothing before it is asked to."""

    def __init__(self, settings: Settings, embedding: Embedder | None = None) -> None:
        """Args:
        embedding: the model; by default the one the settings name, loaded when the first text has to be embedded.

        Raises:
            UsageError: ``chroma_url`` is not the address of a server.
        """
        if settings.chroma_url:
            address(settings.chroma_url)
        self._settings = settings
        self._embedding = embedding
        self._folder = Folder(settings.index_dir)

    def writing(self) -> AbstractContextManager[None]:
        """Keeps other writers out, so that what is read of the corpus is still so when it is indexed.

        Raises:
            IndexLockedError: another process is writing.
        """
        return self._folder.writing()

    # --- updating -------------------------------------------------------------------------------------------------

    def update(
        self,
        sources: Sequence[SourceFile],
        load: Callable[[SourceFile], Document],
        failed: Sequence[FailedFile] = (),
        *,
        corpus: Path,
        rebuild: bool = False,
        allow_shrink: bool = False,
        progress: Report | None = None,
    ) -> IndexReport:
        """Makes the index hold exactly ``sources``; whoever asks next sees the new documents and no others.

        Only files whose bytes changed are loaded, only new texts are embedded. A file that fails to load is listed as
        failed and no longer answered from. Where nothing changed, the current generation stays.

        Args:
            failed: files that were found but cannot be loaded at all.
            rebuild: forgets what was parsed and embedded before, and begins anew.
            allow_shrink: goes on although most documents have vanished.

        Raises:
            UsageError: the index belongs to another corpus.
            CorpusShrunkError: no document is left, or more than half of at least four have vanished.
            IndexLockedError: another process is writing.
            IndexDamagedError: the record cannot be read; ``rebuild`` mends it.
            AssistantError: no room, no right to write, or the Chroma server does not answer.
        """
        started = time.monotonic()
        report = progress or _silent
        sources = sorted(sources, key=lambda source: source.id)
        if len({source.id for source in sources}) < len(sources):
            raise ValueError("two documents have one id")
        with self.writing():
            before = self._standing()
            name = str(corpus.expanduser().resolve())
            self._refuse_another(name, before, rebuild)
            if not allow_shrink:
                refuse_shrunk(before.documents, {s.id for s in sources}, {s.digest for s in sources}, name)
            with Record(self._folder.record, fresh=rebuild) as record:
                record.remember("corpus", name)
                keys, broken = read(record, sources, load, report)
                if not allow_shrink:
                    good = [record.identity(key) for key in keys]
                    refuse_shrunk(before.documents, {g[0] for g in good}, {g[2] for g in good}, name, broken)
                embedding = self._embedder()
                chunking = chunking_of(self._settings, embedding.model_id)
                cut(record, keys, chunking, embedding, self._settings)
                embed(record, keys, chunking, embedding, report)
                failures = tuple(sorted((*failed, *broken), key=lambda f: f.path))
                listing = Listing(name, embedding.model_id, chunking, tuple(keys), failures)
                record.commit(listing)
                manifest = self._generation(record, listing, before.manifest, report, anew=rebuild)
                if manifest is not before.manifest:
                    record.prune((source.path, source.digest) for source in sources)
                after = {id: (path, digest) for id, path, digest in map(record.identity, keys)}
            self._folder.clean(manifest.generation)
        return report_of(manifest, before.documents, after, failures, time.monotonic() - started)

    def repair(self, progress: Report | None = None) -> IndexReport:
        """Builds the generation anew from the record if anything is wrong with it; embeds only vectors that are lost.

        Raises:
            IndexMissingError: nothing was ever indexed.
            IndexDamagedError: the record itself is damaged; the message names the way out.
        """
        started = time.monotonic()
        report = progress or _silent
        with self.writing():
            before = self._standing()
            if not self._folder.record.exists():
                raise self._nothing_recorded()
            with Record(self._folder.record) as record:
                for problem in record.problems():
                    if REBUILD in problem:
                        raise IndexDamagedError(problem)
                listing = record.listing()
                if listing is None:
                    raise self._nothing_recorded()
                if any(record.lacks_vectors(key, listing) for key in listing.documents):
                    embedding = self._embedder()
                    if embedding.model_id != listing.model:
                        raise IndexMissingError(
                            f"{self._folder.record}: vectors of {listing.model} are missing, and this model is "
                            f"{embedding.model_id}. Run `assistant index`."
                        )
                    embed(record, listing.documents, listing.chunking, embedding, report)
                anew = before.manifest is None or bool(self._examined(before.manifest))
                manifest = self._generation(record, listing, before.manifest, report, anew=anew)
                after = {id: (path, digest) for id, path, digest in map(record.identity, listing.documents)}
            self._folder.clean(manifest.generation)
        return report_of(manifest, before.documents, after, listing.failed, time.monotonic() - started)

    def _generation(
        self, record: Record, listing: Listing, current: Manifest | None, report: Report, *, anew: bool
    ) -> Manifest:
        """The generation of a listing: the current one if it is that, else a new one."""
        server = self._settings.chroma_url
        content = content_of(record, listing, server)
        if current is not None and not anew and current.content == content and self._stands(current):
            return current
        index = current.index if current else record.fact("index") or token_hex(8)
        record.remember("index", index)
        number = 1 + max(
            int(record.fact("number") or 0),
            *(number_of(name) for name in (*self._folder.generations(), current.generation if current else "0-")),
        )
        record.remember("number", str(number))  # never used twice, whatever becomes of this build
        manifest = build(self._folder, record, Plan(listing, server, content, index, number), report)
        self._forget_collections(index, {server, current.server if current else None}, manifest)
        return manifest

    def _stands(self, manifest: Manifest) -> bool:
        folder = self._folder.generation(manifest.generation)
        if any(True for _ in missing_files(folder, manifest)):
            return False
        if manifest.server is None or not manifest.passages:
            return True
        try:
            collection = ChromaCollection.open(folder, manifest.server, manifest.collection)
        except IndexDamagedError:
            return False
        try:
            return collection.count() == manifest.passages
        finally:
            collection.close()

    def _forget_collections(self, index: str, servers: set[str | None], manifest: Manifest) -> None:
        """Deletes the collections of generations that are gone; a server that is away keeps them until the next update."""
        self._folder.clean(manifest.generation)
        prefix = collection_prefix(index)
        keep = {f"{prefix}{name}" for name in self._folder.generations()}
        for server in sorted(filter(None, servers)):
            with suppress(AssistantError):
                forget(server, prefix, keep)

    # --- reading --------------------------------------------------------------------------------------------------

    def open(self) -> Snapshot:
        """The current generation, for as long as the caller keeps it.

        Raises:
            IndexMissingError: nothing was indexed yet, or with another model or store; names the command.
            IndexDamagedError: the generation does not verify.
            UsageError: the index belongs to another corpus.
        """
        name, lease = self._folder.lease()
        try:
            manifest = read_manifest(self._folder.generation(name))
            self._refuse_unfit(manifest)
        except BaseException:
            lease.release()
            raise
        return Snapshot(self._folder, manifest, lease)

    def _refuse_unfit(self, manifest: Manifest) -> None:
        if "corpus" in self._settings.model_fields_set:
            self._refuse_another(str(self._settings.corpus.expanduser().resolve()), Standing(manifest), False)
        if self._embedding is not None and self._embedding.model_id != manifest.model:
            raise IndexMissingError(
                f"{self._folder.root} was indexed with the model {manifest.model}, and questions are read with "
                f"{self._embedding.model_id}. Run `assistant index`."
            )
        if manifest.server != self._settings.chroma_url:
            here, there = (s or "local files" for s in (manifest.server, self._settings.chroma_url))
            raise IndexMissingError(
                f"{self._folder.root} keeps its vectors in {here}, and the settings name {there}. Run `assistant "
                "index`, or set ASSISTANT_CHROMA_URL as before."
            )

    # --- examining ------------------------------------------------------------------------------------------------

    def check(self) -> list[str]:
        """Everything that is wrong with the index, each with the next step; empty where all is sound. Changes nothing."""
        root = self._folder.root
        try:
            current = self._folder.current()
        except IndexDamagedError as error:
            return [str(error), *self._recorded(None)]
        if current is None:
            return [f"There is no index in {root} yet. Run `assistant index`."]
        found = []
        try:
            with self.open() as snapshot:  # holds the generation while it is examined
                manifest = read_manifest(self._folder.generation(snapshot.generation))
                found += [
                    problem if problem.endswith(".") else f"{problem}. {REPAIR}" for problem in self._examined(manifest)
                ]
                found += self._recorded(manifest)
        except AssistantError as error:
            found += [str(error), *self._recorded(None)]
        if not self._folder.busy():
            found += [
                f"{path} was left by a run that was stopped. Run `assistant index`."
                for path in self._folder.leftovers()
            ]
        if root.stat().st_mode & 0o077:
            found.append(f"Others on this machine may read {root}, which holds your documents. Run `chmod 700 {root}`.")
        return found

    def _examined(self, manifest: Manifest) -> tuple[str, ...]:
        return examine(self._folder.generation(manifest.generation), manifest).problems

    def _recorded(self, manifest: Manifest | None) -> Iterator[str]:
        path = self._folder.record
        if not path.exists():
            yield f"{path} is missing; questions are answered all the same. Run `assistant index`."
            return
        try:
            with Record(path, read_only=True) as record:
                yield from record.problems()
                listing = record.listing()
                if listing is None:
                    yield f"{path} lists no documents. Run `assistant index`."
                elif (
                    manifest
                    and not self._folder.busy()
                    and content_of(record, listing, manifest.server) != manifest.content
                ):
                    yield f"{path} is not in step with the generation that answers. Run `assistant index`."
        except sqlite3.Error as error:
            yield str(damaged(f"{path}: {error}", REBUILD))
        except AssistantError as error:
            yield str(error)

    # --- what stands ----------------------------------------------------------------------------------------------

    def _embedder(self) -> Embedder:
        if self._embedding is None:
            from assistant.embedding import load_embedding

            self._embedding = load_embedding(self._settings)
        return self._embedding

    def _standing(self) -> Standing:
        """The generation that answers now; where it cannot be read, the documents that the record lists."""
        with suppress(IndexDamagedError, IndexMissingError, sqlite3.Error):
            name = self._folder.current()
            if name is not None:
                manifest = read_manifest(self._folder.generation(name))
                contents = Contents(self._folder.generation(name) / "contents.sqlite")
                try:
                    return Standing(manifest, contents.digests())
                finally:
                    contents.close()
        with suppress(AssistantError, sqlite3.Error), Record(self._folder.record, read_only=True) as record:
            listing = record.listing()
            if listing is not None:
                identities = map(record.identity, listing.documents)
                return Standing(None, {id: (path, digest) for id, path, digest in identities})
        return Standing()

    def _refuse_another(self, corpus: str, before: Standing, rebuild: bool) -> None:
        recorded = before.manifest.corpus if before.manifest else None
        if recorded is None and not rebuild and self._folder.record.exists():
            with Record(self._folder.record) as record:
                recorded = record.fact("corpus")
        if recorded is not None and recorded != corpus:
            raise UsageError(
                f"{self._folder.root} is the index of {recorded}, not of {corpus}. Name that folder with --corpus, or "
                "another folder for the index with --index."
            )

    def _nothing_recorded(self) -> IndexMissingError:
        return IndexMissingError(f"{self._folder.record} lists no documents to repair from. Run `assistant index`.")


def _silent(_: Progress) -> None: ...
