"""The jobs behind the commands: choosing cases, indexing, running them, measuring question sets; with progress shown.

Knows nothing of options or reports.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.cli.terminal import progress_display, say
from assistant.indexing import update_index
from assistant.schema import AssistantError, Progress, UsageError
from assistant.settings import Settings
from evals.bench.corpus import default_cache, described, indexed
from evals.bench.measuring import Measured, measure, measure_rewrites
from evals.bench.sets import read_set
from evals.cases import Case, case_files, check_quotes, load_cases
from evals.engine import open_engine, read_alone
from evals.runner import Engine, Run, run


def choose_cases(paths: Sequence[Path] = (), split: str | None = None, tags: Sequence[str] = ()) -> list[Case]:
    """The cases of the files, only those of a split or with one of the tags where given.

    Raises:
        UsageError: there are none, or there is no such split.
    """
    if split not in (None, "dev", "test"):
        raise UsageError(f"--split: found {split!r}, expected dev or test.")
    cases = load_cases(case_files(paths))
    chosen = [c for c in cases if split in (None, c.split) and (not tags or set(tags) & set(c.tags))]
    if not chosen:
        wanted = " and ".join(
            [*([f"--split {split}"] if split else []), *([f"--tag {', '.join(tags)}"] if tags else [])]
        )
        raise UsageError(f"found none among {len(cases)} cases with {wanted}.")
    return chosen


def indexed_engine(settings: Settings) -> Engine:
    """The engine on an index that is in step with the folder.

    Raises:
        AssistantError: no document could be read.
    """
    with progress_display() as show:
        report = update_index(settings, progress=show)
    if report.documents == 0:
        raise AssistantError(f"no document could be read in {settings.corpus.resolve()}; there is nothing to judge.")
    return open_engine(settings)


def run_cases(cases: Sequence[Case], engine: Engine) -> Run:
    """Check every gold quote against the documents, then ask every case.

    Raises:
        CaseError: a gold quote does not stand in its document.
    """
    check_quotes(cases, engine.texts)
    with progress_display() as show:
        return run(cases, engine, lambda done, total: show(Progress("asking the cases", done, total)))


def measure_sets(
    settings: Settings, folders: Sequence[Path], limit: int | None = None, seed: int = 0, cache: Path | None = None
) -> list[Measured]:
    """Index the documents of each question set into the cache, then ask its questions.

    Raises:
        UsageError: a folder holds no question set, or the cache lies in the repository.
    """
    found: list[Measured] = []
    for questions in [read_set(folder).sample(limit, seed) for folder in folders]:
        if not questions.documents:
            say(described(questions))
            found.append(measure_rewrites(questions, read_alone))
            continue
        engine = open_engine(indexed(questions, settings, cache or default_cache()))
        with progress_display() as show:
            found.append(
                measure(questions, engine.ask, lambda done, total: show(Progress("asking the questions", done, total)))
            )
    return found
