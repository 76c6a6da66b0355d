"""Put eval cases or public question sets to the assistant, report, and fail when something got worse.

Adds ``assistant eval`` to the command line. Exit status: 0 done (and the gate, where one was asked for, is green),
1 the gate is red or something failed, 2 wrong usage. Everything heavy is imported inside the command that needs it.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import CorpusOption, IndexOption, Places, settings_for
from assistant.schema import Message, Role, UsageError

if TYPE_CHECKING:
    from assistant.settings import Settings
    from evals.bench.measuring import Measured
    from evals.calibration import Outcome
    from evals.cases import Case
    from evals.results import Results
    from evals.runner import Run

SEVERAL = ("--bench", "--cases", "--also")
"""Options that take several words: ``--bench ONE TWO`` means ``--bench ONE --bench TWO``."""
SHOWN_FAILURES = 25

commands = typer.Typer(
    help="Put eval cases or public question sets to the assistant, report, and fail when something got worse.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def app(arguments: Sequence[str], prog_name: str = "assistant eval") -> None:
    """Run one command line; exits by ``SystemExit``, errors for people are ``AssistantError``."""
    commands(spread(arguments), prog_name=prog_name)


def spread(arguments: Sequence[str]) -> list[str]:
    """The words with each option of ``SEVERAL`` repeated before every value that follows it."""
    words: list[str] = []
    option: str | None = None
    for word in arguments:
        if word in SEVERAL:
            option = word
        elif word.startswith("-") or option is None:
            option = None
            words.append(word)
        else:
            words += [option, word]
    return words


CasesOption = Annotated[
    list[Path] | None,
    typer.Option("--cases", metavar="PATH...", help="Case files or folders.", show_default="the shipped cases"),
]


@commands.callback(invoke_without_command=True)
def judge(
    ctx: typer.Context,
    cases: CasesOption = None,
    split: Annotated[str | None, typer.Option(help="Only dev or only test cases.", show_default=False)] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Only cases with this tag; repeatable.")] = None,
    output: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the report.")] = Path("reports/eval"),
    baseline: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Fail where something is worse than here.", show_default=False),
    ] = None,
    fail_under: Annotated[
        list[str] | None,
        typer.Option("--fail-under", metavar="METRIC=VALUE", help="Fail under this figure, as in test:all_facts=0.95."),
    ] = None,
    bench: Annotated[
        list[Path] | None, typer.Option("--bench", metavar="DIR...", help="Public question sets instead of cases.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="With --bench: at most so many questions.", show_default=False)
    ] = None,
    seed: Annotated[int, typer.Option(help="With --bench: draws the questions.")] = 0,
    cache: Annotated[
        Path | None, typer.Option(metavar="DIR", help="With --bench: where their indexes are kept.", show_default=False)
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Put the figures into this page as well.", show_default=False)
    ] = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Run the eval cases (or, with --bench, public question sets) and report."""
    before = ctx.obj if isinstance(ctx.obj, Places) else Places()
    ctx.obj = Places(corpus or before.corpus, index or before.index)
    if ctx.invoked_subcommand is not None:
        return
    from evals.jobs import choose_cases, indexed_engine, measure_sets, run_cases

    settings = settings_for(ctx)
    if bench:
        _bench(measure_sets(settings, bench, limit, seed, cache), output, markdown)
        return
    from evals.gate import compare, read_baseline, read_limit
    from evals.report import write_report
    from evals.results import results

    limits = [read_limit(text) for text in fail_under or ()]
    stored = read_baseline(baseline) if baseline is not None else None
    chosen, engine = choose_cases(cases or (), split, tag or ()), indexed_engine(settings)
    started = datetime.now().astimezone()
    ran = run_cases(chosen, engine)
    whole = split is None and not tag
    comparison = None if stored is None else compare(ran.scores, stored, whole=whole)
    found = results(ran.scores, engine.about, comparison)
    found = replace(found, limits=tuple(filter(None, (limit.failure(found.groups) for limit in limits))))
    written = write_report(found, ran.seconds, output, _machine(started))
    if markdown is not None:
        from evals.report.markdown import to_section
        from evals.report.section import put

        put(to_section(found), markdown, "cases")
    _show(found, ran, written)
    if found.failures:
        raise typer.Exit(1)


@commands.command()
def baseline(
    ctx: typer.Context,
    cases: CasesOption = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The baseline to write.", show_default="evals/baseline.json")
    ] = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Run the cases, show what changed against the stored baseline, and make this run the baseline."""
    from evals.gate import SHIPPED, compare, read_baseline, write_baseline
    from evals.jobs import choose_cases, indexed_engine, run_cases
    from evals.report.markdown import baseline_section
    from evals.results import results

    file = output or SHIPPED
    stored = read_baseline(file) if file.is_file() else None
    chosen, engine = choose_cases(cases or ()), indexed_engine(settings_for(ctx, corpus, index))
    ran = run_cases(chosen, engine)
    comparison = None if stored is None else compare(ran.scores, stored)
    _print(baseline_section(results(ran.scores, engine.about, comparison)) or "There was no baseline before.")
    write_baseline(ran.scores, file)
    _print(f"{file} now holds {len(ran.scores)} cases, {sum(score.passed for score in ran.scores)} of which pass.")


@commands.command()
def calibrate(
    ctx: typer.Context,
    risk: Annotated[float, typer.Option(help="Largest share of answers that may be wrong on the dev cases.")] = 0.05,
    cases: CasesOption = None,
    also: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="DIR",
            help="Folder of further dev cases, about the documents in its documents/; repeatable.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where the threshold is written.", show_default="where the engine reads it"),
    ] = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Choose the abstention threshold on the dev cases and say what the test cases support of it."""
    from evals.calibration import Calibration, claim, counts, outcomes, settle, write_calibration
    from evals.jobs import choose_cases, indexed_engine, run_cases

    settings = settings_for(ctx, corpus, index)
    chosen = choose_cases(cases or ())
    dev, test = ([case for case in chosen if case.split == split] for split in ("dev", "test"))
    if not dev or not test:
        raise UsageError(
            f"--cases: found {len(dev)} dev and {len(test)} test cases, expected both: the threshold is chosen on "
            "the first, and only the second, which played no part in it, can support a claim."
        )
    elsewhere = [
        (settings.model_copy(update={"corpus": folder / "documents", "index": None}), choose_cases([folder], "dev"))
        for folder in also or ()
    ]

    def asked(some: Sequence[tuple[Settings, Sequence[Case]]], threshold: float) -> list[Outcome]:
        found: list[Outcome] = []
        for of, its in some:
            engine = indexed_engine(of.model_copy(update={"threshold": threshold}))
            found += outcomes(run_cases(its, engine).scores)
        return found

    threshold, on_dev = settle(lambda tried: asked([(settings, dev), *elsewhere], tried), risk)
    found = Calibration(threshold, risk, on_dev, claim(counts(asked([(settings, test)], threshold))))
    file = output or _calibration_file()
    write_calibration(found, file)
    for name, seen in (("dev", found.dev), ("test", found.claim.counts)):
        _print(f"{name}: {seen.answered} of {seen.asked} answered ({seen.coverage:.1%}), {seen.wrong} wrongly.")
    _print(f"Threshold {threshold:.4f}, written to {file}.")
    _print(found.claim.text)
    refusal = found.claim.refusal(risk)
    if refusal:
        _print(refusal)


@commands.command()
def new(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    accept: Annotated[bool, typer.Option("--accept", help="Keep the reply that the assistant gives now.")] = False,
    quote: Annotated[
        list[str] | None, typer.Option(help="Words of a document that answer it; repeatable.", show_default=False)
    ] = None,
    document: Annotated[
        str | None, typer.Option(metavar="ID", help="Where the quotes stand.", show_default="wherever they stand")
    ] = None,
    fact: Annotated[
        list[str] | None,
        typer.Option(metavar="A|B", help="What the answer must state, wordings set apart by |; repeatable."),
    ] = None,
    forbid: Annotated[list[str] | None, typer.Option(help="What no answer may state; repeatable.")] = None,
    short_answer: Annotated[
        str | None, typer.Option(help="The figure, name or date alone.", show_default=False)
    ] = None,
    expect: Annotated[
        str | None, typer.Option(help="answered, abstained, conflicting or signposted.", show_default=False)
    ] = None,
    after: Annotated[list[str] | None, typer.Option(help="An earlier question; repeatable.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="A tag; repeatable.")] = None,
    id: Annotated[str | None, typer.Option("--id", help="Its id.", show_default="made from the question")] = None,
    file: Annotated[Path, typer.Option(metavar="FILE", help="The case file to add to.")] = Path(
        "evals/cases/added.yaml"
    ),
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Make an eval case of a question: with its right answer (--quote, --fact, --expect), or with the reply of now."""
    from evals.cases import SHIPPED, Expect, case_files, load_cases
    from evals.jobs import indexed_engine
    from evals.making import append_case, case_from_reply, find_quotes, new_case, to_yaml

    known = [
        *(case_files() if SHIPPED.is_dir() and any(SHIPPED.glob("*.yaml")) else ()),
        *([file] if file.is_file() else ()),
    ]
    taken = {case.id for case in load_cases(sorted({path.resolve() for path in known}))}
    if id in taken:
        raise UsageError(f"--id: found {id!r}, which is in use, expected a new one.")
    engine = indexed_engine(settings_for(ctx, corpus, index))
    history = tuple(Message(Role.USER, text) for text in after or ())
    facts = [tuple(part.strip() for part in text.split("|")) for text in fact or ()]
    corrected = bool(quote or expect)
    if corrected:
        kind = expect or "answered"
        if kind not in set(Expect):
            raise UsageError(f"--expect: found {kind!r}, expected {' or '.join(Expect)}.")
        case = new_case(
            question, Expect(kind), texts=engine.texts, taken=taken, id=id, history=history, facts=facts,
            evidence=find_quotes(quote or (), engine.texts, document), forbid=forbid or (),
            short_answer=short_answer, tags=tag or (),
        )  # fmt: skip
    else:
        from evals.runner import reply_of

        reply = reply_of(engine.ask(question, history))
        _print(f"{reply.status}: {reply.answer or reply.message}")
        case = case_from_reply(
            question, reply, texts=engine.texts, taken=taken, id=id, history=history, facts=facts,
            forbid=forbid or (), tags=tag or (),
        )  # fmt: skip
    _print(to_yaml(case, 0).rstrip())
    if not corrected and not accept:
        _print("Not kept. Add --accept to keep it, or correct it with --quote and --fact, or with --expect abstained.")
        return
    append_case(case, file)
    _print(f"Added to {file}.")


# --- what people see ------------------------------------------------------------------------------------------------


def _show(found: Results, ran: Run, written: Sequence[Path]) -> None:
    from evals.metrics.latency import percentile
    from evals.report import wording
    from evals.report.markdown import figures_table

    lines = [figures_table(found), "", wording.headline(found)]
    failing = [f"  {s.case.id}: {s.stage}; {s.complaints[0]}" for s in found.failing]
    lines += failing[:SHOWN_FAILURES]
    if len(failing) > SHOWN_FAILURES:
        lines.append(f"  and {len(failing) - SHOWN_FAILURES} more in the report.")
    p50, p95 = ((percentile(ran.seconds, share) or 0.0) * 1000 for share in (0.5, 0.95))
    lines.append(f"{sum(ran.seconds):.1f} s in all; a question takes {p50:.0f} ms (median), {p95:.0f} ms (95 %).")
    lines.append(f"Report: {', '.join(str(path) for path in written)}")
    if wording.verdict(found):
        lines += [wording.verdict(found), *(f"  {line}" for line in found.failures)]
    _print("\n".join(lines))


def _machine(started: datetime) -> dict[str, str]:
    return {
        "started": started.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": str(os.cpu_count()),
    }


def _bench(found: Sequence[Measured], output: Path, markdown: Path | None) -> None:
    from evals.bench.report import speed_table, to_json, to_markdown, to_timings
    from evals.report.section import put

    _write(output / "bench.json", to_json(found))
    _write(output / "bench.md", to_markdown(found))
    _write(output / "bench-timings.json", to_timings(found))
    if markdown is not None:
        put(to_markdown(found), markdown, "question sets")
    _print(to_markdown(found))
    _print(speed_table(found))


def _calibration_file() -> Path:
    import assistant

    return Path(assistant.__file__).parent / "data" / "calibration.json"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


def _print(text: str) -> None:
    from assistant.cli.terminal import printable

    print(printable(text))
