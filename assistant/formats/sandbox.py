"""Parses files in one child process after the other: whatever a file does there, it does to itself alone.

The child is started when the first file comes, serves many files, and is replaced when it dies, takes too long or has
served enough. Knows nothing of formats.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from assistant.formats.parsed import Limits, Parsed
from assistant.formats.worker import LENGTH_BYTES, out_of_memory, request_payload, write_frame
from assistant.schema import AssistantError, Block, BlockKind, DocumentError, FailureReason

_START_SECONDS = 120.0
# The limit is one of processor time, which the system keeps: what a busy machine takes longer for must not fail. By the
# clock a file has this many times as long, in case something waits for ever.
_PATIENCE = 4
_MOST_FILES = 500  # then a fresh child: libraries leak a little with every damaged file
_BYTES_PER_CHARACTER = 16  # of an answer: a character takes at most 12 in JSON, blocks the rest
_ANSWER_ROOM = 1 << 20
_READ_BYTES = 1 << 20
_FAREWELL_SECONDS = 20.0  # for a child that has closed its pipes to be gone; a busy machine takes its time over that
_SAMPLE_SECONDS = 0.02  # between looks at a busy child's memory, which nobody can ask a dead one for
_NEAR_LIMIT = 0.5  # a child that dies with this much of its memory used has very likely died of it
_START = "import sys; sys.path[:0] = sys.argv[1:]; from assistant.formats.worker import main; main()"
_ENVIRONMENT = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "PYTHONHOME",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "SYSTEMROOT",
)


class _Child:
    """One process and its two pipes."""

    def __init__(self) -> None:
        root = str(Path(__file__).resolve().parents[2])
        self._process = subprocess.Popen(
            # -P keeps the working folder off the module path: a corpus may hold a file called json.py.
            [sys.executable, "-P", "-c", _START, *([] if root.endswith("site-packages") else [root])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests = self._process.stdin
        self._answers = self._process.stdout.fileno()
        self.files = 0
        self._inherited_kib = 0
        self._peak_kib = 0
        try:
            greeting = self.receive(_START_SECONDS, _ANSWER_ROOM)
        except TimeoutError:
            greeting = None
        if greeting is None:
            status, _ = self.end()
            raise AssistantError(
                f"the process that reads documents does not start (exit status {status}); run 'assistant doctor'"
            )
        self._inherited_kib = greeting["inherited_kib"]

    def send(self, payload: bytes, data: bytes) -> bool:
        """Put a request to it; False when it has gone."""
        self.files += 1
        try:
            write_frame(self._requests, payload, data)
            self._requests.flush()
        except BrokenPipeError:
            return False
        return True

    def receive(self, seconds: float, most_bytes: int) -> dict[str, Any] | None:
        """Its next message; None when it has gone.

        Raises:
            TimeoutError: nothing complete came in time.
            OverflowError: the message is longer than ``most_bytes``.
        """
        deadline = time.monotonic() + seconds
        header = self._read(LENGTH_BYTES, deadline)
        if header is None:
            return None
        length = int.from_bytes(header, "big")
        if length > most_bytes:
            raise OverflowError
        body = self._read(length, deadline)
        if body is None:
            return None
        message = json.loads(body)
        return message if isinstance(message, dict) else None

    def _read(self, size: int, deadline: float) -> bytes | None:
        parts = bytearray()
        while len(parts) < size:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            if not select.select([self._answers], [], [], min(left, _SAMPLE_SECONDS))[0]:
                self._peak_kib = max(self._peak_kib, _peak_kib(self._process.pid))
                continue
            read = os.read(self._answers, min(_READ_BYTES, size - len(parts)))
            if not read:
                return None
            parts += read
        return bytes(parts)

    def end(self, patience: float = 0.1) -> tuple[int, int]:
        """Stop it, if it does not end by itself within so many seconds. Exit status as ``subprocess`` gives it (a negative number is a signal) and the most memory it had, in KiB."""
        for stream in (self._requests, self._process.stdout):
            try:
                if stream is not None:
                    stream.close()
            except BrokenPipeError:
                pass
        pid = self._process.pid
        try:
            # It ends by itself at the end of its input, unless it is busy.
            deadline = time.monotonic() + patience
            found, status, usage = os.wait4(pid, os.WNOHANG)
            while not found and time.monotonic() < deadline:
                time.sleep(0.005)
                found, status, usage = os.wait4(pid, os.WNOHANG)
            if not found:
                os.kill(pid, signal.SIGKILL)
                _, status, usage = os.wait4(pid, 0)
        except ChildProcessError:
            self._process.returncode = 0
            return 0, 0
        self._process.returncode = os.waitstatus_to_exitcode(status)
        # A process starts with the ru_maxrss of the one that made it; only what lies above is its own.
        own = usage.ru_maxrss if usage.ru_maxrss > self._inherited_kib else 0
        return self._process.returncode, max(own, self._peak_kib)


class Parser:
    """Parses files one at a time in a child process; threads wait for each other. Use it with ``with``, or ``close`` it."""

    def __init__(self) -> None:
        self._child: _Child | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Parser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child, if there is one."""
        with self._lock:
            self._end()

    def _end(self, patience: float = 0.1) -> tuple[int, int]:
        child, self._child = self._child, None
        return child.end(patience) if child is not None else (0, 0)

    def parse(self, data: bytes, ending: str, stem: str, limits: Limits) -> Parsed:
        """Parse the bytes of a file.

        Args:
            ending: one of the supported endings, in lower case.
            stem: the file's name without its ending.

        Raises:
            DocumentError: it cannot be read within the limits; the message does not name the file.
        """
        payload = request_payload(ending, stem, limits, len(data))
        with self._lock:
            try:
                message = self._ask(payload, data, limits)
            except TimeoutError:
                self._end()
                raise _too_slow(limits) from None
            except OverflowError:
                self._end()
                raise DocumentError(FailureReason.TOO_LARGE, "its text is too long; split the file") from None
            except BaseException:
                self._end()  # interrupted between question and answer: the next answer would be this one's
                raise
        if "reason" in message:
            raise DocumentError(FailureReason(message["reason"]), str(message["message"]))
        return _as_parsed(message)

    def _ask(self, payload: bytes, data: bytes, limits: Limits) -> dict[str, Any]:
        for _ in range(2):
            if self._child is not None and self._child.files >= _MOST_FILES:
                self._end()
            fresh = self._child is None
            if self._child is None:
                self._child = _Child()
            is_sent = self._child.send(payload, data)
            if is_sent:
                message = self._child.receive(
                    _PATIENCE * limits.seconds, _BYTES_PER_CHARACTER * limits.text_chars + _ANSWER_ROOM
                )
                if message is not None:
                    return message
            # A child that had nothing to do for a while ends by itself, perhaps at this very moment: ask another one.
            status, memory = self._end(_FAREWELL_SECONDS)
            if fresh or (is_sent and status != 0):
                raise _cause_of_death(status, memory, limits)
        raise _cause_of_death(0, 0, limits)


def _peak_kib(pid: int) -> int:
    """The most memory a living process has had, in KiB; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


def _cause_of_death(status: int, memory_kib: int, limits: Limits) -> DocumentError:
    if status == -signal.SIGXCPU:
        return _too_slow(limits)
    if memory_kib > _NEAR_LIMIT * limits.memory_mb * 1024:
        return DocumentError(FailureReason.TOO_LARGE, out_of_memory(limits))
    how = f"signal {-status}" if status < 0 else f"exit status {status}"
    return DocumentError(
        FailureReason.UNREADABLE, f"it makes the reader crash ({how}); open it in its own program and save it again"
    )


def _too_slow(limits: Limits) -> DocumentError:
    return DocumentError(
        FailureReason.TOO_SLOW,
        f"it takes longer than {limits.seconds:g} s to read; split it or raise ASSISTANT_PARSE_TIMEOUT_S",
    )


def _as_parsed(message: dict[str, Any]) -> Parsed:
    trails = [tuple(trail) for trail in message["trails"]]
    blocks = tuple(Block(BlockKind(kind), start, end, trails[trail]) for kind, start, end, trail in message["blocks"])
    return Parsed(message["text"], blocks, message["metadata"], message["inferred"])


_shared_lock = threading.Lock()
_shared: Parser | None = None


def shared_parser() -> Parser:
    """The parser that the whole process uses; its child ends with the process, or after a while without work."""
    global _shared
    with _shared_lock:
        if _shared is None:
            _shared = Parser()
            atexit.register(_shared.close)
        return _shared
