"""Says which version of the test cases was run: files -> their hash and the commit that last changed them."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

NO_CHECKOUT = "not in a checkout"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Some files as they were run.

    Attributes:
        sha256: of all files in order of name, each its name, its length and its bytes.
        commit: the last commit that changed one of them, with its day; or ``not in a checkout``.
        uncommitted: whether they differ from that commit.
    """

    files: tuple[str, ...]
    sha256: str
    commit: str
    uncommitted: bool = False


def provenance(files: Sequence[Path]) -> Provenance:
    """Hash and last commit of the files."""
    ordered = sorted(set(files), key=lambda file: (file.name, str(file)))
    digest = sha256()
    for file in ordered:
        content = file.read_bytes()
        digest.update(f"{file.name}\0{len(content)}\0".encode() + content)
    names = tuple(file.name for file in ordered)
    commit = _git("log", "-1", "--format=%H %cs", files=ordered)
    if not commit:
        return Provenance(names, digest.hexdigest(), NO_CHECKOUT)
    return Provenance(names, digest.hexdigest(), commit, bool(_git("status", "--porcelain", files=ordered)))


def _git(*words: str, files: Sequence[Path]) -> str:
    if not files:
        return ""
    command = ["git", "--no-optional-locks", *words, "--", *(str(file.resolve()) for file in files)]
    try:
        done = subprocess.run(
            command, cwd=files[0].resolve().parent, capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
