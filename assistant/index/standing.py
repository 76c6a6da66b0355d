"""What an index holds before an update and after it: refused where a corpus looks unmounted, reported where it is not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from assistant.index.manifest import Manifest
from assistant.schema import CorpusShrunkError, FailedFile, IndexReport


@dataclass(frozen=True, slots=True)
class Standing:
    """The generation that answers when an update begins: its manifest if it can be read, path and digest by id."""

    manifest: Manifest | None = None
    documents: dict[str, tuple[str, str]] = field(default_factory=dict)


def refuse_shrunk(
    before: dict[str, tuple[str, str]],
    ids: Collection[str],
    digests: Collection[str],
    corpus: str,
    broken: Sequence[FailedFile] = (),
) -> None:
    """Stops where a corpus looks emptied or unmounted rather than edited.

    A document has vanished when neither its id nor its bytes are there any more, so a renamed folder takes nothing away.

    Raises:
        CorpusShrunkError: nothing is left of an index that had documents, or more than half of at least four vanished.
    """
    vanished = [id for id, (_, digest) in before.items() if id not in ids and digest not in digests]
    if not before or (ids and not (len(before) >= 4 and 2 * len(vanished) > len(before))):
        return
    reasons = "".join(f" {failed.path}: {failed.message}" for failed in broken[:3])
    raise CorpusShrunkError(
        f"{corpus}: {len(vanished)} of {len(before)} indexed documents are gone or unreadable, so the index was left as "
        f"it is.{reasons} If the folder is really meant to look like this, run `assistant index --allow-shrink`; "
        "otherwise make it available again."
    )


def report_of(
    manifest: Manifest,
    before: dict[str, tuple[str, str]],
    after: dict[str, tuple[str, str]],
    failed: tuple[FailedFile, ...],
    seconds: float,
) -> IndexReport:
    """What an update did: documents before and after by id, each with its path and digest."""

    def paths(of: dict[str, tuple[str, str]], ids: Collection[str]) -> tuple[str, ...]:
        return tuple(sorted(of[id][0] for id in ids))

    both = before.keys() & after.keys()
    return IndexReport(
        generation=manifest.generation,
        documents=manifest.documents,
        passages=manifest.passages,
        added=paths(after, after.keys() - before.keys()),
        updated=paths(after, [id for id in both if before[id] != after[id]]),
        removed=paths(before, before.keys() - after.keys()),
        unchanged=paths(after, [id for id in both if before[id] == after[id]]),
        failed=failed,
        seconds=seconds,
    )
