"""The report can say which version of the test cases was run."""

from __future__ import annotations

import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from evals.provenance import NO_CHECKOUT, provenance


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    (tmp_path / "a.yaml").write_bytes(b"one\n")
    (tmp_path / "b.yaml").write_bytes(b"two\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    return tmp_path


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=Someone", "-c", "user.email=someone@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_the_last_commit_that_changed_the_files_is_named(checkout: Path) -> None:
    first = git(checkout, "log", "-1", "--format=%H %cs")
    (checkout / "other.txt").write_text("later", encoding="utf-8")
    git(checkout, "add", ".")
    git(checkout, "commit", "-qm", "second")
    found = provenance([checkout / "b.yaml", checkout / "a.yaml"])
    assert found.files == ("a.yaml", "b.yaml")
    assert found.commit == first
    assert not found.uncommitted


def test_changes_that_are_not_committed_are_told(checkout: Path) -> None:
    (checkout / "a.yaml").write_bytes(b"three\n")
    assert provenance([checkout / "a.yaml"]).uncommitted
    assert not provenance([checkout / "b.yaml"]).uncommitted


def test_the_hash_is_of_names_lengths_and_bytes(checkout: Path) -> None:
    expected = sha256(b"a.yaml\x004\x00one\n" + b"b.yaml\x004\x00two\n").hexdigest()
    assert provenance([checkout / "b.yaml", checkout / "a.yaml"]).sha256 == expected


def test_outside_a_checkout_there_is_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "a.yaml").write_bytes(b"one\n")
    found = provenance([tmp_path / "a.yaml"])
    assert found.commit == NO_CHECKOUT
    assert not found.uncommitted


def test_without_git_there_is_no_commit(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert provenance([checkout / "a.yaml"]).commit == NO_CHECKOUT


def test_a_file_that_was_never_committed_has_no_commit(checkout: Path) -> None:
    (checkout / "new.yaml").write_bytes(b"new\n")
    assert provenance([checkout / "new.yaml"]).commit == NO_CHECKOUT
