"""Results written as JSON, JUnit XML, Markdown and one HTML page; the same results give the same bytes.

Times are kept apart: in ``timings.json``, and in the time attributes of the JUnit file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from evals.report.html import to_html
from evals.report.json import to_json
from evals.report.junit import to_junit
from evals.report.markdown import to_markdown
from evals.report.timings import to_timings
from evals.results import Results


def write_report(
    results: Results, seconds: Sequence[float], folder: Path, machine: Mapping[str, str] | None = None
) -> list[Path]:
    """Write all files of the report into ``folder`` and return their paths.

    Args:
        seconds: how long each case took, in the order of the scores.
        machine: what to say in ``timings.json`` about where and when it ran.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        "report.json": to_json(results),
        "junit.xml": to_junit(results, seconds),
        "report.md": to_markdown(results),
        "report.html": to_html(results),
        "timings.json": to_timings(results, seconds, machine or {}),
    }
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8", newline="\n")
    return [folder / name for name in contents]
