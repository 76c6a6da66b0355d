"""Turns a folder into documents: which files are in it, under which ids, and each one's text with its metadata.

``scan`` looks and counts, ``load`` reads one file. Nothing that is found stops the rest: what cannot be read is listed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath

from assistant.corpus.naming import document_ids, ending_of, shown, suffix_of, unescaped
from assistant.corpus.walking import FoundFile, resolved, walk
from assistant.formats import PARSER_VERSION, SUPPORTED, limits_of, parse_bytes, unsupported
from assistant.formats.files import check_size, read_file
from assistant.formats.stating import INFERRED, MAX_YAML_CHARS, read_fields
from assistant.schema import (
    Document,
    DocumentError,
    FailedFile,
    FailureReason,
    Metadata,
    SourceFile,
    Status,
    UsageError,
)
from assistant.settings import Settings

SIDECAR = ".yaml"


def scan(folder: Path, settings: Settings) -> tuple[list[SourceFile], list[FailedFile]]:
    """The files to index and those that cannot be, both in the order of their paths; the same folder gives the same lists.

    Hidden files and folders, the index folder and sidecars are passed over. Links are followed where they lead to
    something in the folder; pipes, sockets and devices are never opened.

    Raises:
        UsageError: ``folder`` is missing or no folder.
    """
    root = _root(folder)
    failed: list[FailedFile] = []
    walked = sorted(walk(root, settings.index_dir, failed), key=lambda f: f.path)
    names = {f.path for f in walked}
    found = [f for f in walked if not _is_sidecar(f.path, names)]
    ids = document_ids([f.path for f in found if ending_of(f.path) in SUPPORTED])
    sources: list[SourceFile] = []
    for item in found:
        try:
            if item.path not in ids:
                raise _unsupported(item.path)
            sources.append(SourceFile(ids[item.path], item.path, _digest(*_read(root, item, settings))))
        except DocumentError as error:
            failed.append(FailedFile(item.path, error.reason, f"{item.path}: {error}"))
    return sources, sorted(failed, key=lambda f: f.path)


def load(folder: Path, source: SourceFile, settings: Settings) -> Document:
    """Read one document.

    Its digest is that of the bytes read now, which may be others than those scanned.

    Raises:
        UsageError: ``folder`` is missing or no folder.
        DocumentError: the file cannot be read; the message names it, what was found and what to do.
    """
    root = _root(folder)
    try:
        real = resolved(root, root / unescaped(source.path))
        data, sidecar = _read(root, FoundFile(source.path, real), settings)
        name = PurePosixPath(unescaped(source.path))
        stated = _sidecar_fields(source.path, sidecar)
        parsed = parse_bytes(data, ending_of(source.path), shown(name.stem), limits_of(settings))
    except DocumentError as error:
        where = "" if str(error).startswith(source.path) else f"{source.path}: "
        raise DocumentError(error.reason, f"{where}{error}") from None
    return Document(
        id=source.id,
        path=source.path,
        text=parsed.text,
        metadata=_metadata(stated, parsed.metadata, parsed.inferred),
        blocks=parsed.blocks,
        digest=_digest(data, sidecar),
    )


def _metadata(sidecar: Mapping[str, str], front_matter: Mapping[str, str], inferred: Mapping[str, str]) -> Metadata:
    """Each field from the first of the three that has it. One that its own source calls inferred stays so."""
    fields: dict[str, str] = {}
    not_stated: set[str] = set()
    for source, guessed in (
        (sidecar, sidecar.get(INFERRED, "").split()),
        (front_matter, front_matter.get(INFERRED, "").split()),
        (inferred, list(inferred)),
    ):
        for name, value in source.items():
            if name not in fields and name != INFERRED:
                fields[name] = value
                not_stated |= {name} & set(guessed)
    return Metadata(
        title=fields["title"],
        publisher=fields.get("publisher"),
        author=fields.get("author"),
        published=fields.get("published"),
        url=fields.get("url"),
        licence=fields.get("licence"),
        status=Status(fields.get("status", Status.CURRENT)),
        supersedes=fields.get("supersedes"),
        inferred=frozenset(not_stated),
    )


def _root(folder: Path) -> Path:
    path = folder.expanduser()
    if not path.is_dir():
        found = "is not a folder" if path.exists() else "does not exist"
        raise UsageError(
            f"the corpus {path} {found}; make the folder and put documents in it ({', '.join(sorted(SUPPORTED))}), "
            "or name another one with --corpus"
        )
    return path.resolve()


def _is_sidecar(path: str, names: set[str]) -> bool:
    document = path.removesuffix(SIDECAR)
    return document != path and document in names and ending_of(document) in SUPPORTED


def _unsupported(path: str) -> DocumentError:
    if ending_of(path) == SIDECAR and ending_of(path.removesuffix(SIDECAR)) in SUPPORTED:
        document = PurePosixPath(path.removesuffix(SIDECAR)).name
        return DocumentError(
            FailureReason.UNSUPPORTED, f"it describes {document}, which is not beside it; put it there"
        )
    return unsupported(suffix_of(path))


# --- reading ------------------------------------------------------------------------------------------------------


def _read(root: Path, item: FoundFile, settings: Settings) -> tuple[bytes, bytes | None]:
    """The bytes of a file and of its sidecar, where it has one."""
    data = read_file(item.real, settings.max_file_mb)
    if not data:
        raise DocumentError(FailureReason.EMPTY, "it is empty; remove it or add its text")
    beside = root / (unescaped(item.path) + SIDECAR)
    if not os.path.lexists(beside):
        return data, None
    try:
        real = resolved(root, beside)
        check_size(os.lstat(real).st_size, MAX_YAML_CHARS / 1024 / 1024)
        return data, read_file(real, MAX_YAML_CHARS / 1024 / 1024)
    except DocumentError as error:
        raise DocumentError(FailureReason.METADATA, f"its sidecar {item.path}{SIDECAR}: {error}") from None


def _sidecar_fields(path: str, sidecar: bytes | None) -> dict[str, str]:
    """The fields of a sidecar.

    Raises:
        DocumentError: it is not UTF-8 or not what it should be; the message names the sidecar and the line.
    """
    if sidecar is None:
        return {}
    try:
        return read_fields(sidecar.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = sidecar[: error.start].count(b"\n") + 1
        message = f"line {line}: found bytes that are not UTF-8, expected UTF-8 text"
    except DocumentError as error:
        message = str(error)
    raise DocumentError(FailureReason.METADATA, f"{path}{SIDECAR}: {message}")


def _digest(data: bytes, sidecar: bytes | None) -> str:
    """What a document was made from; changes whenever its text or metadata may. The lengths keep the parts apart."""
    digest = sha256(f"{PARSER_VERSION}\0{len(data)}\0".encode())
    digest.update(data)
    if sidecar is not None:
        digest.update(b"sidecar\0" + sidecar)
    return digest.hexdigest()
