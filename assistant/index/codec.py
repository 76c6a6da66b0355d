"""Turns the nouns a store keeps (metadata, blocks, spans, failed files) into JSON text and back, unchanged.

JSON is written in ASCII, so that a file name that is not valid Unicode survives as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from assistant.schema import Block, BlockKind, FailedFile, FailureReason, Metadata, Status


def dump(value: object) -> str:
    """Compact JSON in ASCII, with keys in order: equal values give equal bytes."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


def dump_metadata(metadata: Metadata) -> str:
    """Metadata as a JSON object; fields that are not known are left out."""
    fields = {name: getattr(metadata, name) for name in Metadata.__slots__}
    fields["inferred"] = sorted(metadata.inferred)
    return dump({name: value for name, value in fields.items() if value is not None})


def load_metadata(text: str) -> Metadata:
    """The metadata that ``dump_metadata`` wrote."""
    fields: dict[str, Any] = json.loads(text)
    fields["inferred"] = frozenset(fields.get("inferred", ()))
    fields["status"] = Status(fields.get("status", Status.CURRENT))
    return Metadata(**fields)


def dump_blocks(blocks: Iterable[Block]) -> str:
    """Blocks as a JSON list of ``[kind, start, end, headings]``."""
    return dump([[block.kind, block.start, block.end, block.headings] for block in blocks])


def load_blocks(text: str) -> tuple[Block, ...]:
    """The blocks that ``dump_blocks`` wrote."""
    return tuple(Block(BlockKind(kind), start, end, tuple(headings)) for kind, start, end, headings in json.loads(text))


def dump_spans(spans: Sequence[tuple[int, int]]) -> str:
    """Spans as a JSON list of pairs."""
    return dump(spans)


def load_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The spans that ``dump_spans`` wrote."""
    return tuple((start, end) for start, end in json.loads(text))


def dump_failed(failed: FailedFile) -> str:
    """A failed file as a JSON list."""
    return dump([failed.path, failed.reason, failed.message])


def load_failed(text: str) -> FailedFile:
    """The failed file that ``dump_failed`` wrote."""
    path, reason, message = json.loads(text)
    return FailedFile(path, FailureReason(reason), message)
