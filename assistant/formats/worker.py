"""The child process that parses: requests in on standard input, parsed texts or reasons out, under limits of its own.

Bytes come through the pipe, so it opens no file of the corpus and writes none at all. Each message is a frame: eight
bytes of length, then JSON (a request is followed by the file's bytes as they are).
"""

from __future__ import annotations

import importlib
import json
import math
import os
import resource
import select
import sys
from dataclasses import asdict
from typing import IO, Any

from assistant.formats.finishing import finish
from assistant.formats.parsed import Limits, Parsed
from assistant.schema import DocumentError, FailureReason

PARSERS = {
    ".md": ("markdown", "parse_markdown"),
    ".txt": ("plain", "parse_plain"),
    ".html": ("html", "parse_html"),
    ".htm": ("html", "parse_html"),
    ".pdf": ("pdf", "parse_pdf"),
    ".docx": ("docx", "parse_docx"),
}
"""Module of this package and function for each ending; a module is imported when its first file comes."""

LENGTH_BYTES = 8
_IDLE_SECONDS = 60  # nobody asks any more: the memory is better used elsewhere


def main() -> None:
    """Answer requests until the input ends or nobody asks for a while."""
    answers = os.fdopen(os.dup(1), "wb")
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)  # a library that prints must not break the protocol
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    requests = sys.stdin.buffer
    _send(answers, {"ready": True, "inherited_kib": _maxrss_kib()})
    # The buffer is empty between requests, because a request is read to its last byte.
    while select.select([requests], [], [], _IDLE_SECONDS)[0]:
        header = requests.read(LENGTH_BYTES)
        if len(header) < LENGTH_BYTES:
            return
        request = json.loads(requests.read(int.from_bytes(header, "big")))
        data = requests.read(request["size"])
        limits = Limits(**request["limits"])
        _send(answers, _answer(data, request["ending"], request["stem"], limits))
        if _most_memory_mb() > limits.memory_mb / 4:
            return  # a large file has come by: a fresh process has its memory to itself, and can tell its own use


def _answer(data: bytes, ending: str, stem: str, limits: Limits) -> dict[str, Any]:
    try:
        _limit(limits)
        return _as_message(parse_bytes(data, ending, stem, limits))
    except DocumentError as error:
        return {"reason": error.reason, "message": str(error)}
    except MemoryError:
        return {"reason": FailureReason.TOO_LARGE, "message": out_of_memory(limits)}
    except RecursionError:
        return {"reason": FailureReason.UNREADABLE, "message": "its parts are nested too deep to be read"}
    except Exception as error:  # whatever a library makes of a damaged file, it concerns this file only
        if _most_memory_mb() > limits.memory_mb / 2:  # many libraries report memory that they were refused as damage
            return {"reason": FailureReason.TOO_LARGE, "message": out_of_memory(limits)}
        return {
            "reason": FailureReason.UNREADABLE,
            "message": f"it is damaged ({type(error).__name__}); open it in its own program and save it again",
        }


def parse_bytes(data: bytes, ending: str, stem: str, limits: Limits) -> Parsed:
    """Parse one file in this process.

    Raises:
        DocumentError: it cannot be read; the message does not name the file.
    """
    module, function = PARSERS[ending]
    parse = getattr(importlib.import_module(f"assistant.formats.{module}"), function)
    return finish(parse(data, limits), stem)


def out_of_memory(limits: Limits) -> str:
    """The message for a file that needs too much memory."""
    return f"it needs more than {limits.memory_mb:,} MiB of memory to read; split it or raise ASSISTANT_PARSE_MEMORY_MB"


def _limit(limits: Limits) -> None:
    """Soft limits for the next file: memory, and processor time counted from now (the process has used some already)."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = usage.ru_utime + usage.ru_stime
    for kind, value in (
        (resource.RLIMIT_AS, limits.memory_mb * 1024 * 1024),
        (resource.RLIMIT_CPU, math.ceil(used + limits.seconds) + 1),
    ):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _most_memory_mb() -> int:
    """The most memory this process has had. Its ``ru_maxrss`` starts at what the process that made it had."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - no room for pathlib near the limit
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) // 1024
    except (OSError, StopIteration):
        return _maxrss_kib() // 1024


def _maxrss_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _as_message(parsed: Parsed) -> dict[str, Any]:
    trails: dict[tuple[str, ...], int] = {}
    blocks = [(b.kind, b.start, b.end, trails.setdefault(b.headings, len(trails))) for b in parsed.blocks]
    return {
        "text": parsed.text,
        "trails": list(trails),
        "blocks": blocks,
        "metadata": dict(parsed.metadata),
        "inferred": dict(parsed.inferred),
    }


def _send(stream: IO[bytes], message: dict[str, Any]) -> None:
    write_frame(stream, json.dumps(message).encode("ascii"))
    stream.flush()


def write_frame(stream: IO[bytes], payload: bytes, *following: bytes) -> None:
    """Write a frame, and what follows it."""
    stream.write(len(payload).to_bytes(LENGTH_BYTES, "big"))
    for part in (payload, *following):
        stream.write(part)


def request_payload(ending: str, stem: str, limits: Limits, size: int) -> bytes:
    """The JSON of a request for ``size`` bytes of a file."""
    return json.dumps({"ending": ending, "stem": stem, "limits": asdict(limits), "size": size}).encode("ascii")
