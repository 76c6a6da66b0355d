"""Lines of questions as JSON turned into lines of replies as JSON, one at a time.

A line that cannot be answered becomes a line with its ``id`` and an ``error``; the others go on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, BinaryIO

from assistant.schema import AssistantError, Message, Reply, Role

Ask = Callable[[str, Sequence[Message]], Reply]


class LineError(AssistantError):
    """A line of the batch is not a question; the message says what was found and what was expected."""


def answer_lines(lines: Iterable[bytes], output: BinaryIO, ask: Ask, to_dict: Callable[[Reply], dict[str, Any]]) -> int:
    """Answer each line and write its reply at once; blank lines are skipped.

    Args:
        lines: UTF-8 JSON objects: ``id`` (by default the number of the line), ``question``, ``history``.
        output: takes one JSON object a line, ``id`` first.

    Returns:
        How many lines failed.
    """
    failures = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        key: Any = number
        try:
            record = read_record(line)
            key = record.get("id", number)
            result = to_dict(ask(read_question(record), read_history(record.get("history"))))
        except Exception as error:  # one question must not lose the others, whatever went wrong with it
            failures += 1
            kind = "" if isinstance(error, AssistantError) else f"{type(error).__name__}: "
            result = {"error": f"line {number}: {kind}{error}"}
        output.write(encode({"id": key, **result}))
        output.flush()
    return failures


def encode(record: dict[str, Any], indent: int | None = None) -> bytes:
    """JSON as UTF-8 with a line end; an unpaired surrogate, which UTF-8 cannot hold, is written as an escape."""
    try:
        return f"{json.dumps(record, ensure_ascii=False, indent=indent)}\n".encode()
    except UnicodeEncodeError:
        return f"{json.dumps(record, indent=indent)}\n".encode()


def read_record(line: bytes) -> dict[str, Any]:
    """The JSON object of one line.

    Raises:
        LineError: the line holds no such object.
    """
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise LineError("found bytes that are not UTF-8, expected a JSON object in UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise LineError(f"found no JSON ({error}), expected one JSON object on a line") from None
    if not isinstance(record, dict):
        raise LineError(f"found {_kind(record)}, expected an object with id, question and history")
    return record


def read_question(record: dict[str, Any]) -> str:
    """The question of one line.

    Raises:
        LineError: it is missing or not text.
    """
    question = record.get("question")
    if not isinstance(question, str):
        raise LineError(f"question: found {_kind(question)}, expected text")
    return question


def read_history(items: Any) -> list[Message]:
    """Earlier lines of the conversation: a text is a question, an object says who spoke.

    Raises:
        LineError: an item is neither.
    """
    if items is None:
        return []
    if not isinstance(items, list):
        raise LineError(f"history: found {_kind(items)}, expected a list")
    return [_message(item, position) for position, item in enumerate(items, start=1)]


def _message(item: Any, position: int) -> Message:
    if isinstance(item, str):
        return Message(Role.USER, item)
    if isinstance(item, dict) and item.get("role") in list(Role) and isinstance(item.get("text"), str):
        return Message(Role(item["role"]), item["text"])
    raise LineError(
        f"history, item {position}: found {_kind(item)}, expected a question or "
        '{"role": "user" or "agent", "text": "..."}'
    )


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", type(None): "nothing", bool: "true or false"}
    if isinstance(value, dict):
        return f"an object with {', '.join(sorted(map(str, value))) or 'nothing in it'}"
    return names.get(type(value), "a number")
