"""Puts a generated text into a page that people write: between two marks, where the page has them, else as the whole file."""

from __future__ import annotations

import re
from pathlib import Path


def put(text: str, file: Path, name: str) -> None:
    """Replace what stands between ``<!-- name: generated -->`` and ``<!-- name: end -->``; everything else stays."""
    begin, end = f"<!-- {name}: generated -->", f"<!-- {name}: end -->"
    before = file.read_text(encoding="utf-8") if file.is_file() else ""
    marked = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    section = f"{begin}\n\n{text.strip()}\n\n{end}"
    found = marked.search(before)
    whole = text if found is None else before[: found.start()] + section + before[found.end() :]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(whole, encoding="utf-8", newline="\n")
