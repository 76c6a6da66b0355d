"""Turns YAML files into eval cases, refusing any that is not what it should be.

A file is ``{split: dev | test, corpus: a note, cases: [...]}``; a case is described in ``docs/evaluation.md``.
Every problem of every file is named at once, with its file, line, what was found and what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from yaml.nodes import ScalarNode

from assistant.schema import Message, Role, UsageError
from assistant.text import normalise
from evals.marked_yaml import Problem, Section, compose
from evals.metrics.citations import Span, places

SHIPPED = Path(__file__).parent / "cases"
_ID = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
_FILE_KEYS = ("split", "corpus", "cases")
_CASE_KEYS = (
    "id", "question", "history", "expect", "facts", "evidence", "forbid", "short_answer", "tags", "as_of", "documents",
)  # fmt: skip
_EVIDENCE_KEYS = ("document", "quote")
_TURN_KEYS = ("role", "text")


class Expect(StrEnum):
    """What kind of reply a case wants."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"
    CONFLICTING = "conflicting"
    SIGNPOSTED = "signposted"

    @property
    def answerable(self) -> bool:
        """Whether the documents hold the answer."""
        return self in (Expect.ANSWERED, Expect.CONFLICTING)


@dataclass(frozen=True, slots=True)
class Gold:
    """Words that answer the question, as they stand in a document; ``line`` is where the case file says so."""

    document: str
    quote: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what is known about its answer.

    Attributes:
        facts: each a tuple of accepted wordings, one of which must be stated.
        evidence: where the answer stands; empty where the case does not say.
        forbid: wordings that no answer may state.
        short_answer: accepted short answers; empty where there is none.
        as_of, documents: passed on with the question where given.
        split: ``dev`` or ``test``, from the case's file.
        file: the file's name without its ending, for reports.
    """

    id: str
    question: str
    expect: Expect
    history: tuple[Message, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    evidence: tuple[Gold, ...] = ()
    forbid: tuple[str, ...] = ()
    short_answer: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    as_of: date | None = None
    documents: tuple[str, ...] = ()
    split: str = "dev"
    file: str = ""
    path: Path | None = field(default=None, compare=False)
    line: int = field(default=0, compare=False)

    @property
    def cluster(self) -> str:
        """What a case shares with others when samples are drawn: its first gold document, else only itself."""
        return self.evidence[0].document if self.evidence else f"case {self.id}"

    @property
    def digest(self) -> str:
        """Changes when anything changes that decides whether the case passes."""
        golds = [(gold.document, gold.quote) for gold in self.evidence]
        parts = (self.question, self.history, self.expect, self.facts, golds, self.forbid, self.as_of, self.documents)
        return sha256(repr(parts).encode()).hexdigest()[:16]


class CaseError(UsageError):
    """Case files that cannot be used; ``problems`` lists everything that is wrong."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        number = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__("\n".join([f"{number} in the eval cases:", *(f"  {problem}" for problem in problems)]))


def case_files(paths: Sequence[Path] = ()) -> list[Path]:
    """The files that ``paths`` name, in order of name: a folder stands for the ``.yaml`` files directly in it.

    Without paths, the cases that ship with the project; cases over another corpus lie in folders below and are
    run only when named.

    Raises:
        UsageError: a path does not exist, or a folder holds no case file.
    """
    found: dict[Path, None] = {}
    for path in paths or [SHIPPED]:
        if path.is_dir():
            inside = sorted(path.glob("*.yaml"))
            if not inside:
                raise UsageError(f"{path}: found no .yaml file in this folder, expected eval cases.")
            found |= dict.fromkeys(inside)
        elif path.is_file():
            found[path] = None
        else:
            raise UsageError(f"{path}: found no such file or folder, expected eval cases (.yaml).")
    return list(found)


def load_cases(files: Sequence[Path]) -> list[Case]:
    """The cases of all files, in order.

    Raises:
        CaseError: a file or case is not valid, or two cases have the same id.
    """
    problems: list[Problem] = []
    cases: list[Case] = []
    for file in files:
        cases += _read_file(file, problems)
    first: dict[str, Case] = {}
    for case in cases:
        other = first.setdefault(case.id, case)
        if other is not case and case.path is not None:
            what = f"found the id {case.id!r} a second time (first in {other.path}:{other.line}), expected it once"
            problems.append(Problem(case.path, case.line, what))
    if problems:
        raise CaseError(problems)
    return cases


def _read_file(file: Path, problems: list[Problem]) -> list[Case]:
    root = compose(file, problems)
    if root is None:
        return []
    before = len(problems)
    section = Section(root, file, problems, "file", _FILE_KEYS)
    split = section.choice("split", ("dev", "test"), default="dev")
    section.text("corpus")
    found = section.sections("cases", _CASE_KEYS, "a list of cases")
    if not found and len(problems) == before:
        section.complain_at("cases", "cases: found none, expected at least one case")
    return [_read_case(part, split) for part in found]


def _read_case(section: Section, split: str) -> Case:
    section.name = "case"
    identity = section.text("id", required=True)
    section.name = f"case {identity}".rstrip()
    if identity and not _ID.fullmatch(identity):
        section.complain_at("id", f"id: found {identity!r}, expected small letters, digits and hyphens")
    expect = section.choice("expect", list(Expect))
    case = Case(
        id=identity,
        question=section.text("question", required=True),
        expect=Expect(expect or Expect.ANSWERED),
        history=_history(section),
        facts=section.lists_of_texts("facts"),
        evidence=tuple(
            Gold(s.text("document", required=True), normalise(s.text("quote", required=True)), s.line)
            for s in section.sections("evidence", _EVIDENCE_KEYS, "a list of mappings with document and quote")
        ),
        forbid=section.texts("forbid"),
        short_answer=section.text_or_texts("short_answer"),
        tags=section.texts("tags"),
        as_of=_day(section),
        documents=section.texts("documents"),
        split=split,
        file=section.file.stem,
        path=section.file,
        line=section.line,
    )
    if expect:
        _check_expectation(case, section)
    return case


def _check_expectation(case: Case, section: Section) -> None:
    least = {Expect.ANSWERED: 1, Expect.CONFLICTING: 2}.get(case.expect, 0)
    if len(case.facts) < least and not section.has("facts"):
        section.complain_at("expect", f"found no facts, expected at least {least} where {case.expect} is expected")
    elif len(case.facts) < least:
        section.complain_at("facts", f"facts: found {len(case.facts)}, expected at least {least} for {case.expect}")
    if not case.expect.answerable:
        for key in ("facts", "evidence", "short_answer"):
            if section.has(key):
                section.complain_at(key, f"found {key}, expected none where {case.expect} is expected")


def _history(section: Section) -> tuple[Message, ...]:
    messages: list[Message] = []
    for node in section.items("history", "a list of earlier questions, or of mappings with role and text"):
        if isinstance(node, ScalarNode) and node.value.strip():
            messages.append(Message(Role.USER, str(node.value)))
            continue
        turn = section.section(node, "history", _TURN_KEYS)
        messages.append(Message(Role(turn.choice("role", list(Role)) or Role.USER), turn.text("text", required=True)))
    return tuple(messages)


def _day(section: Section) -> date | None:
    text = section.text("as_of")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        section.complain_at("as_of", f"as_of: found {text!r}, expected a day such as 2018-09-30")
        return None


# --- gold quotes against the documents ----------------------------------------------------------------------------


def check_quotes(cases: Sequence[Case], texts: Mapping[str, str]) -> None:
    """See that every gold quote stands in its document.

    Args:
        texts: stored text of each document, by id.

    Raises:
        CaseError: a document is unknown or does not hold the quote; names the closest id or text.
    """
    problems = [
        Problem(case.path or Path(case.file), gold.line, f"{case.id}: {what}")
        for case in cases
        for gold in case.evidence
        if (what := quote_problem(gold.document, gold.quote, texts))
    ]
    if problems:
        raise CaseError(problems)


def quote_problem(document: str, quote: str, texts: Mapping[str, str]) -> str | None:
    """What is wrong with a gold quote, in words; None where it stands in its document."""
    text = texts.get(document)
    if text is None:
        near = get_close_matches(document, list(texts), 1, cutoff=0.3)
        hint = f"did you mean {near[0]!r}?" if near else "see the ids with `assistant documents`"
        return f"found the document {document!r}, which is not in the corpus; {hint}"
    if quote in text:
        return None
    return f"found a quote that does not stand in {document!r}: {quote!r}; the closest text there is {closest(quote, text)!r}"


def closest(quote: str, text: str) -> str:
    """The stretch of ``text`` that resembles the quote most, widened to whole words."""
    from rapidfuzz.fuzz import partial_ratio_alignment

    found = partial_ratio_alignment(quote, text)
    if found is None or not text:
        return ""
    start, end = found.dest_start, found.dest_end
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return text[start:end].strip()


def resemblance(quote: str, text: str) -> float:
    """How much of the quote some stretch of the text resembles, in [0, 100]."""
    from rapidfuzz.fuzz import partial_ratio

    return float(partial_ratio(quote, text))


def gold_places(case: Case, texts: Mapping[str, str]) -> tuple[tuple[Span, ...], ...]:
    """Where each gold quote of a case stands; a quote that stands nowhere has no place and is never found."""
    return tuple(places(gold.document, texts.get(gold.document, ""), gold.quote) for gold in case.evidence)
