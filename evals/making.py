"""Turns a question, and the answer a person accepted or corrected, into an eval case in a file.

A gold quote that does not stand in its document is refused, so is a case that the loader would not read back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, SequenceNode

from assistant.schema import Message, Reply, ReplyStatus, UsageError
from assistant.text import normalise, words
from evals.cases import Case, Expect, Gold, load_cases, quote_problem, resemblance

_LINE = 110


def new_case(
    question: str,
    expect: Expect,
    *,
    texts: Mapping[str, str],
    taken: Collection[str] = (),
    id: str | None = None,
    history: Sequence[Message] = (),
    facts: Sequence[Sequence[str]] = (),
    evidence: Sequence[tuple[str, str]] = (),
    forbid: Sequence[str] = (),
    short_answer: str | None = None,
    tags: Sequence[str] = (),
) -> Case:
    """A case for a question.

    Args:
        texts: stored text of each document, by id.
        taken: ids that are in use; a made-up id avoids them.
        evidence: (document, quote) pairs.

    Raises:
        UsageError: a quote does not stand in its document, or an answerable case has no fact.
    """
    golds = tuple(Gold(document, normalise(quote)) for document, quote in evidence)
    problems = [what for gold in golds if (what := quote_problem(gold.document, gold.quote, texts))]
    if problems:
        raise UsageError("; ".join(problems) + ".")
    if expect.answerable and not facts:
        raise UsageError("found no fact, expected at least one: what must the answer state? (--fact)")
    return Case(
        id=id or unused_id(question, taken),
        question=question,
        expect=expect,
        history=tuple(history),
        facts=tuple(map(tuple, facts)),
        evidence=golds if expect.answerable else (),
        forbid=tuple(forbid),
        short_answer=(short_answer,) if short_answer and expect.answerable else (),
        tags=tuple(tags),
    )


def case_from_reply(
    question: str,
    reply: Reply,
    *,
    texts: Mapping[str, str],
    taken: Collection[str] = (),
    id: str | None = None,
    history: Sequence[Message] = (),
    facts: Sequence[Sequence[str]] = (),
    forbid: Sequence[str] = (),
    tags: Sequence[str] = (),
) -> Case:
    """A case that keeps a reply a person accepted: what it answered, or that it did not.

    The facts are those given, else the values that differ, else the short answer.

    Raises:
        UsageError: the reply is an answer without a short answer, and no fact is given.
    """
    if reply.status is not ReplyStatus.ANSWERED:
        return new_case(
            question,
            Expect(reply.status.value),
            texts=texts,
            taken=taken,
            id=id,
            history=history,
            forbid=forbid,
            tags=tags,
        )
    differing = [[value.value] for conflict in reply.conflicts for value in conflict.values]
    short = [[reply.short_answer]] if reply.short_answer else []
    return new_case(
        question,
        Expect.CONFLICTING if reply.conflicts else Expect.ANSWERED,
        texts=texts,
        taken=taken,
        id=id,
        history=history,
        facts=facts or differing or short,
        evidence=list(dict.fromkeys((citation.document, citation.quote) for citation in reply.citations)),
        forbid=forbid,
        short_answer=None if reply.conflicts else reply.short_answer,
        tags=tags,
    )


def find_quotes(quotes: Sequence[str], texts: Mapping[str, str], document: str | None = None) -> list[tuple[str, str]]:
    """Each quote with the documents it stands in; only with ``document`` where that is given.

    Raises:
        UsageError: a quote stands in none; names the closest text.
    """
    found: list[tuple[str, str]] = []
    for quote in map(normalise, quotes):
        holding = [document] if document is not None else [id for id in sorted(texts) if quote in texts[id]]
        if not holding:
            near = max(texts, key=lambda id: resemblance(quote, texts[id]))
            raise UsageError(f"{quote_problem(near, quote, texts)}.")
        found += [(id, quote) for id in holding]
    return found


def unused_id(question: str, taken: Collection[str]) -> str:
    """The first words of the question as an id, numbered where that is in use."""
    parts = [re.sub(r"[^a-z0-9]", "", word.text.casefold()) for word in words(question)]
    stem = "-".join(part for part in parts if part)[:48].strip("-") or "case"
    found, number = stem, 2
    while found in taken:
        found, number = f"{stem}-{number}", number + 1
    return found


# --- writing ------------------------------------------------------------------------------------------------------


def append_case(case: Case, file: Path) -> None:
    """Add the case at the end of a case file, which is made where there is none; comments and order stay.

    Raises:
        UsageError: the file does not end with its list of cases, or the result would not be read back.
    """
    before = file.read_text(encoding="utf-8") if file.is_file() else None
    text = "cases:\n" if before is None else before.rstrip("\n") + "\n"
    indent = 2 if before is None else _indent(file, before)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text + to_yaml(case, indent), encoding="utf-8")
    try:
        load_cases([file])
    except UsageError:
        if before is None:
            file.unlink()
        else:
            file.write_text(before, encoding="utf-8")
        raise


def to_yaml(case: Case, indent: int = 2) -> str:
    """The case as an item of a YAML list."""
    record: dict[str, Any] = {"id": case.id, "question": case.question}
    if case.history:
        record["history"] = [{"role": str(m.role), "text": m.text} for m in case.history]
    record["expect"] = str(case.expect)
    if case.facts:
        record["facts"] = [list(fact) for fact in case.facts]
    if case.evidence:
        record["evidence"] = [{"document": gold.document, "quote": gold.quote} for gold in case.evidence]
    for key, values in (("forbid", case.forbid), ("short_answer", case.short_answer), ("tags", case.tags)):
        if values:
            record[key] = list(values)
    dumped = yaml.safe_dump([record], allow_unicode=True, sort_keys=False, width=_LINE)
    return "".join(f"{' ' * indent}{line}\n" for line in dumped.splitlines())


def _indent(file: Path, text: str) -> int:
    """How far the items of the list at the end of a case file are set in."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    last = root.value[-1] if isinstance(root, MappingNode) and root.value else None
    if last is None or last[0].value != "cases" or not isinstance(last[1], SequenceNode) or last[1].flow_style:
        raise UsageError(f"{file}: found no block list of cases at the end, expected one to add to.")
    return int(last[1].start_mark.column)
