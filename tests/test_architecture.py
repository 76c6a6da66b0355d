"""The shape of the project: who imports whom, what an import does, how long a module is, and that the README is true."""

from __future__ import annotations

import json
import os
import pkgutil
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONGEST_MODULE = 350
LONGER = {"assistant/schema.py": 550}  # one list of nouns, which reads best in one place
PACKAGES = ("assistant", "evals")
TRAINING = "evals.training."  # needs PyTorch, which is not installed to use the assistant or to work on the rest


def modules() -> list[str]:
    """Every module of the project but the training of the reader, by its dotted name, the screens last."""
    found = [
        name
        for package in PACKAGES
        for _, name, _ in pkgutil.walk_packages([str(ROOT / package)], f"{package}.")
        if not name.endswith(".__main__") and not name.startswith(TRAINING)
    ]
    return sorted([*PACKAGES, *found], key=lambda name: (is_screen(name), name))


def is_screen(name: str) -> bool:
    """Whether a module may import Gradio."""
    return name == "assistant.ui" or name.startswith("assistant.ui.")


def sources() -> list[Path]:
    """Every source file of the project but its tests."""
    return [*ROOT.glob("*.py"), *(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))]


def project() -> dict[str, Any]:
    """The project's configuration."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_import_contract_holds() -> None:
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


# Runs in a process of its own. What our own lines make, write, remove, start or connect to while they are imported is
# reported by the interpreter itself; a library may try the machine out, but must leave it as it was.
WATCH = """
import importlib, json, logging, os, signal, sys, threading
names, effects, current = json.loads(sys.argv[1]), [], "start"
OURS = tuple(os.path.join(os.getcwd(), package) + os.sep for package in ("assistant", "evals"))
DEEDS = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.putenv", "os.unsetenv", "os.system", "os.fork",
         "os.exec", "os.posix_spawn", "subprocess.Popen", "socket.connect", "socket.bind", "socket.getaddrinfo",
         "shutil.rmtree", "tempfile.mkstemp", "tempfile.mkdtemp"}

def ours():
    frame = sys._getframe(2)
    while frame and (frame.f_code.co_filename.startswith(("<frozen", os.path.dirname(os.__file__)))
                     and "site-packages" not in frame.f_code.co_filename):
        frame = frame.f_back
    return frame is not None and frame.f_code.co_filename.startswith(OURS)

def watch(event, arguments):
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if (event in DEEDS or writes) and ours():
        effects.append([current, event, repr(arguments)[:200]])

def state():
    return {"folder": os.getcwd(), "environment": dict(os.environ), "threads": threading.active_count(),
            "logging": len(logging.getLogger().handlers), "interrupt": repr(signal.getsignal(signal.SIGINT))}

sys.addaudithook(watch)
for current in names:
    before = state()
    importlib.import_module(current)
    effects += [[current, key, repr(value)[:200]] for key, value in state().items() if value != before[key]]
    if "gradio" in sys.modules and not current.startswith("assistant.ui"):
        effects.append([current, "imports", "gradio"])
print(json.dumps(effects))
"""


def watched(names: list[str], folder: Path, temporary: Path) -> list[list[str]]:
    """What importing these modules of a folder did: module, deed, details."""
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCH, json.dumps(names)],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    effects: list[list[str]] = json.loads(done.stdout.splitlines()[-1])
    return effects


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_importing_does_nothing(isolated_home: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    assert watched(modules(), ROOT, temporary) == []
    assert list(isolated_home.iterdir()) == []
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("line", "deed"),
    [
        ("import os; os.mkdir('made')", "os.mkdir"),
        ("import pathlib; pathlib.Path('written').write_text('')", "open"),
        ("import os; os.environ['SET'] = '1'", "environment"),
        ("import subprocess; subprocess.run(['true'])", "subprocess.Popen"),
        ("import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()", "threads"),
    ],
)
def test_an_import_that_does_something_would_be_seen(tmp_path: Path, line: str, deed: str) -> None:
    (tmp_path / "assistant").mkdir()
    (tmp_path / "assistant" / "__init__.py").write_text(f"{line}\n", encoding="utf-8")
    assert deed in [found for _, found, _ in watched(["assistant"], tmp_path, tmp_path)]


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_one_idea_long(path: Path) -> None:
    name, lines = path.relative_to(ROOT).as_posix(), len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGER.get(name, LONGEST_MODULE), f"{name} has {lines} lines: split it where a second noun appears"


# --- the README -----------------------------------------------------------------------------------------------------


def drawn() -> set[str]:
    """The paths in the README's file tree; a folder ends in a slash."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    tree = re.search(r"^## Where things are$.*?^```\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    assert tree, "README.md: expected a section `Where things are` with the file tree in a code block"
    paths: set[str] = set()
    folders: list[str] = []
    for line in tree[1].splitlines():
        indent = len(line) - len(line.lstrip())
        assert indent % 2 == 0, f"README.md: {line!r}: two spaces a level"
        del folders[indent // 2 :]
        name = line.split()[0]
        paths.add("".join(folders) + name)
        if name.endswith("/"):
            folders.append(name)
    return paths


def kept() -> list[str]:
    """The files under version control, or those there are where there is no repository."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode == 0:
        return [name for name in listing.stdout.split("\0") if name and (ROOT / name).exists()]
    return [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file()]


def test_every_path_drawn_in_the_readme_is_there() -> None:
    for path in sorted(drawn()):
        found = ROOT / path
        assert found.is_dir() if path.endswith("/") else found.is_file(), f"README.md draws {path}, which is not there"


def test_the_readme_draws_every_top_level_entry_and_every_module_of_the_engine() -> None:
    expected = set()
    for name in kept():
        parts = Path(name).parts
        if parts[0].startswith("."):
            continue
        expected.add(parts[0] if len(parts) == 1 else f"{parts[0]}/")
        if parts[0] == "assistant" and len(parts) > 1 and parts[1] != "__init__.py":
            expected.add(f"assistant/{parts[1]}" if len(parts) == 2 else f"assistant/{parts[1]}/")
    assert sorted(expected - drawn()) == []


def test_every_command_in_the_readme_is_one_that_exists() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)\b", readme, re.MULTILINE)) <= targets
    source = (ROOT / "assistant/cli/__init__.py").read_text(encoding="utf-8")
    commands = set(re.findall(r"^@app\.command\(\)\ndef (\w+)", source, re.MULTILINE))
    commands |= set(project()["project"]["entry-points"]["assistant.commands"])
    assert set(re.findall(r"^\$ assistant (\w+)", readme, re.MULTILINE)) <= commands


# --- configuration --------------------------------------------------------------------------------------------------


def test_make_help_names_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    declared = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert declared
    assert sorted(declared[1].split()) == sorted(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))


def test_the_lock_file_belongs_to_this_pyproject() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    [locked] = [package for package in lock["package"] if package["name"] == project()["project"]["name"]]

    def names(requirements: list[str]) -> set[tuple[str, str]]:
        return {split(requirement) for requirement in requirements}

    def split(requirement: str) -> tuple[str, str]:
        match = re.match(r"([\w.-]+)(.*)", requirement)
        assert match
        return match[1].lower(), ",".join(sorted(match[2].replace(" ", "").split(",")))

    def written(entries: list[dict[str, str]]) -> set[tuple[str, str]]:
        return {(entry["name"], ",".join(sorted(entry.get("specifier", "").split(",")))) for entry in entries}

    advice = "run `uv lock` and commit uv.lock"
    assert written(locked["metadata"]["requires-dist"]) == names(project()["project"]["dependencies"]), advice
    assert written(locked["metadata"]["requires-dev"]["dev"]) == names(project()["dependency-groups"]["dev"]), advice


def test_the_lock_file_names_only_the_public_index() -> None:
    text = (ROOT / "uv.lock").read_text(encoding="utf-8")
    indexes = set(re.findall(r'registry = "([^"]+)"', text))
    hosts = set(re.findall(r'url = "https://([^/"]+)/', text))
    assert len(indexes) == len(hosts) == 1
    assert not re.search(r"https?://[^/]*(?:localhost|mirror|proxy|internal|:\d)|file:|path = ", text)
    assert all(host.endswith(".org") for host in hosts)


def test_the_version_is_stated_alike_everywhere() -> None:
    from assistant import __version__

    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert project()["project"]["version"] == __version__
    assert f"## {__version__}" in changes


def test_an_entry_of_the_changelog_is_under_25_words() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    entries = re.findall(r"^- (.*(?:\n  .*)*)", changes, re.MULTILINE)
    assert entries
    assert [entry for entry in entries if len(entry.split()) >= 25] == []
