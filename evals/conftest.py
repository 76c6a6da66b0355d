"""For ``pytest evals``: one engine for all cases, on an index of its own in a temporary folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evals.cases import case_files, load_cases

if TYPE_CHECKING:
    from evals.runner import Engine


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--cases`` names other case files, ``--corpus`` the documents they are about."""
    group = parser.getgroup("evals")
    group.addoption("--cases", action="append", type=Path, metavar="PATH", help="eval cases to run; repeatable")
    group.addoption("--corpus", type=Path, metavar="DIR", help="documents the cases are about")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test for each case, named ``split/file/id``."""
    if "case" in metafunc.fixturenames:
        cases = load_cases(case_files(metafunc.config.getoption("--cases") or ()))
        metafunc.parametrize("case", cases, ids=[f"{case.split}/{case.file}/{case.id}" for case in cases])


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The engine behind the UI and the command line."""
    from assistant.cli.options import settings_for
    from assistant.indexing import update_index
    from evals.engine import open_engine

    settings = settings_for(None, request.config.getoption("--corpus"), tmp_path_factory.mktemp("evals") / "index")
    update_index(settings)
    return open_engine(settings)
