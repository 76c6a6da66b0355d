"""Tells which documents others have taken the place of: a newer one may say so itself, while the older file stays as it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from assistant.schema import DocumentInfo, Metadata, Status
from assistant.text import fold


def succeeded(documents: Iterable[DocumentInfo]) -> frozenset[str]:
    """Ids of the documents that a current one says it supersedes, by id, path, file name or title."""
    several = list(documents)
    said = {
        fold(d.metadata.supersedes): d.id
        for d in several
        if d.metadata.supersedes and d.metadata.status is Status.CURRENT
    }
    return frozenset(d.id for d in several for name in _names(d) if said.get(name, d.id) != d.id)


def standing(metadata: Metadata, *, succeeded: bool) -> Metadata:
    """The metadata of a document, marked superseded where another has taken its place."""
    current = metadata.status is Status.CURRENT
    return replace(metadata, status=Status.SUPERSEDED) if succeeded and current else metadata


def _names(document: DocumentInfo) -> set[str]:
    return {
        fold(name) for name in (document.id, document.path, PurePosixPath(document.path).name, document.metadata.title)
    }
