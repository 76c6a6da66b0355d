"""Turns the help card's file, ``assistant/data/help_card.yaml``, into a ``Card``."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml

from assistant.schema import AssistantError, Card, Contact

_FILE = "help_card.yaml"


@cache
def help_card() -> Card:
    """The card, read once.

    Raises:
        AssistantError: the file is not a card; the message names the file, what was found and what was expected.
    """
    return parse_card(resources.files("assistant").joinpath("data", _FILE).read_text(encoding="utf-8"))


def parse_card(text: str) -> Card:
    """A card from YAML: ``title``, ``last_checked`` (a day), ``contacts`` with ``name``, ``detail`` and maybe ``url``.

    Raises:
        AssistantError: as ``help_card``.
    """
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise _wrong(f"no YAML ({' '.join(str(error).split())})", "a YAML file") from None
    fields = {"title", "last_checked", "contacts"}
    if not isinstance(content, dict) or set(content) != fields:
        found = ", ".join(sorted(map(str, content))) if isinstance(content, dict) else type(content).__name__
        raise _wrong(found or "nothing", "the fields title, last_checked and contacts")
    checked = content["last_checked"]
    if not isinstance(checked, date):
        raise _wrong(f"last_checked: {checked!r}", "a day such as 2026-11-22")
    if not isinstance(content["contacts"], list) or not content["contacts"]:
        raise _wrong("no contacts", "a list of them")
    contacts = tuple(_contact(number, item) for number, item in enumerate(content["contacts"], start=1))
    return Card(_words(content["title"], "title"), contacts, checked.isoformat())


def _contact(number: int, item: Any) -> Contact:
    where = f"contact {number}"
    if not isinstance(item, dict) or not {"name", "detail"} <= set(item) <= {"name", "detail", "url"}:
        raise _wrong(f"{where}: {item!r}", "name, detail and, if there is one, url")
    url = item.get("url")
    if url is not None and not str(url).startswith("https://"):
        raise _wrong(f"{where}, url: {url!r}", "an address that begins with https://")
    return Contact(_words(item["name"], f"{where}, name"), _words(item["detail"], f"{where}, detail"), url)


def _words(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(f"{where}: {value!r}", "text (put a number on its own in quotation marks)")
    return value.strip()


def _wrong(found: str, expected: str) -> AssistantError:
    return AssistantError(f"{_FILE}: found {found}; expected {expected}. Correct the file in assistant/data.")
