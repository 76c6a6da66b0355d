"""``docs/evaluation.md`` says what the code does: every metric, every option, and a case that loads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from evals import cli
from evals.cases import Expect, load_cases
from evals.measures import MEASURES
from evals.scoring import Stage

PAGE = Path(__file__).resolve().parents[1] / "docs" / "evaluation.md"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_every_metric_is_defined_by_the_name_that_the_command_takes(page: str) -> None:
    assert {measure.name for measure in MEASURES} <= set(re.findall(r"`(\w+)`", page))


def test_every_stage_and_expectation_is_explained(page: str) -> None:
    flat = " ".join(page.split())
    assert [stage for stage in Stage if f"*{stage}*" not in flat] == []
    assert [expect for expect in Expect if f"| {expect} |" not in flat] == []


def test_the_example_case_loads(page: str, tmp_path: Path) -> None:
    file = tmp_path / "example.yaml"
    file.write_text(page.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    (case,) = load_cases([file])
    assert (case.id, case.split, case.facts) == ("helpline-rise", "dev", (("24 per cent",),))


def test_every_command_and_option_that_is_named_exists(page: str) -> None:
    group = typer.main.get_command(cli.commands)
    assert isinstance(group, typer.core.TyperGroup)
    known = {option for command in [group, *group.commands.values()] for p in command.params for option in p.opts}
    named = set(re.findall(r"(?<![\w-])--[a-z-]+", page)) - {"--text"}
    assert named <= known
    assert set(re.findall(r"assistant eval (new|calibrate|baseline)", page)) == set(group.commands)


def test_both_generated_sections_can_be_found(page: str) -> None:
    for name in ("cases", "question sets"):
        assert page.index(f"<!-- {name}: generated -->") < page.index(f"<!-- {name}: end -->")
