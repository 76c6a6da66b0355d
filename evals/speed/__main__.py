"""The speed table of this machine, written to stdout as Markdown."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from pathlib import Path

from evals.speed import Row, apart, table
from evals.speed.large import large
from evals.speed.parts import Options, ask, cold, embedding, index

PARTS = {"ask": ask, "cold": cold, "embedding": embedding, "index": index, "large": large}


def main() -> None:
    """Measure the parts asked for, one after another."""
    parser = argparse.ArgumentParser(prog="python -m evals.speed", description=__doc__)
    parser.add_argument("--only", default=",".join(PARTS), help=f"parts to measure, of {', '.join(PARTS)}")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"), help="folder of documents (default: corpus)")
    parser.add_argument("--passages", type=int, default=20_000, help="size of the large index (default: 20000)")
    parser.add_argument("--files", type=int, default=100, help="text files that are indexed (default: 100)")
    parser.add_argument("--repeats", type=int, default=5, help="rounds of questions and cold starts (default: 5)")
    given = parser.parse_args()
    wanted = given.only.split(",")
    unknown = sorted(set(wanted) - set(PARTS))
    if unknown:
        parser.error(f"--only: found {', '.join(unknown)}, expected some of {', '.join(PARTS)}")
    options = Options(given.corpus.resolve(), given.passages, given.files, given.repeats)
    print(machine(), end="\n\n", flush=True)
    rows: list[Row] = []
    for name in wanted:
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        # The large index has processes of its own for each thing it measures.
        rows += large(options) if name == "large" else apart(PARTS[name], options)
    print(table(rows))


def machine() -> str:
    """What the figures were measured on, and how busy it was."""
    processors = Path("/proc/cpuinfo")
    lines = processors.read_text(encoding="utf-8").splitlines() if processors.exists() else []
    name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
    load = f"; load at the start {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}{load}."


if __name__ == "__main__":
    main()
