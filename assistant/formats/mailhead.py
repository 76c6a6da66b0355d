"""Reads the head of a saved e-mail: what it is about, who sent it and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.formats.bylines import read_date

_FIELD = re.compile(r"(?P<name>from|to|cc|bcc|date|sent|subject|reply-to|importance): +(?P<value>\S.*)", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*[<\[(]?\b[\w.+-]+@[\w.-]+\b[>\])]?")
_ANSWERED = re.compile(r"^(?:(?:re|fwd?|aw)\s*:\s*)+", re.IGNORECASE)
_LINES = 8


@dataclass(frozen=True, slots=True)
class MailHead:
    """What the head of an e-mail says; None where it says nothing of it."""

    subject: str
    sender: str | None
    sent: str | None


def mail_head(lines: Sequence[str]) -> MailHead | None:
    """The head with which a text begins, of a subject and at least a sender or a date; None where it begins otherwise."""
    fields: dict[str, str] = {}
    for line in lines[:_LINES]:
        found = _FIELD.fullmatch(line.strip())
        if found is None:
            break
        fields.setdefault(found["name"].lower(), found["value"].strip())
    subject = _ANSWERED.sub("", fields.get("subject", "")).strip()
    day = fields.get("date") or fields.get("sent")
    if not subject or not (day or "from" in fields):
        return None
    sender = _ADDRESS.sub("", fields.get("from", "")).strip(" \"',;<>") or None
    return MailHead(subject, sender, read_date(day) if day else None)
