"""Case files are read strictly: a good one gives its cases, a bad one says file, line, found and expected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from evals_fake import MONEY, TEXTS

from assistant.corpus import load, scan
from assistant.schema import Message, Role, UsageError
from assistant.settings import Settings
from evals.cases import Case, CaseError, Expect, Gold, case_files, check_quotes, closest, gold_places, load_cases
from evals.metrics.citations import Span

GOOD = """\
split: test
corpus: the shipped documents
cases:
  - id: how-much
    question: How much was announced?
    history:
      - Who spoke?
      - {role: agent, text: The minister.}
    expect: answered
    facts: [[£2.6m, 2.6 million pounds], [2018]]
    evidence:
      - document: fund
        quote: The minister announced £2.6m for prevention.
    forbid: [£600000]
    short_answer: £2.6m
    tags: [number]
    as_of: 2019-01-31
    documents: [fund]
  - id: wales
    question: And in Wales?
    expect: abstained
"""


def write(folder: Path, text: str, name: str = "some.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def problems(folder: Path, text: str) -> list[str]:
    file = write(folder, text)
    with pytest.raises(CaseError) as caught:
        load_cases([file])
    return [str(problem).removeprefix(str(file) + ":") for problem in caught.value.problems]


def one(fields: str) -> str:
    return f"cases:\n  - id: a\n    question: Q?\n{fields}"


def test_a_good_file_gives_its_cases(tmp_path: Path) -> None:
    first, second = load_cases([write(tmp_path, GOOD)])
    assert first == Case(
        id="how-much",
        question="How much was announced?",
        history=(Message(Role.USER, "Who spoke?"), Message(Role.AGENT, "The minister.")),
        expect=Expect.ANSWERED,
        facts=(("£2.6m", "2.6 million pounds"), ("2018",)),
        evidence=(Gold("fund", MONEY),),
        forbid=("£600000",),
        short_answer=("£2.6m",),
        tags=("number",),
        as_of=date(2019, 1, 31),
        documents=("fund",),
        split="test",
        file="some",
    )
    assert (second.expect, second.split, second.line) == (Expect.ABSTAINED, "test", 19)


def test_values_stay_as_they_are_written(tmp_path: Path) -> None:
    (case,) = load_cases(
        [write(tmp_path, one("    expect: answered\n    facts: [[no, '80,000', 010, 1.50, 2018-01]]\n"))]
    )
    assert case.facts == (("no", "80,000", "010", "1.50", "2018-01"),)
    assert case.split == "dev"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["1: found nothing, expected a mapping with 'cases'"]),
        ("- a\n", ["1: file: found a list, expected a mapping with split, corpus, cases"]),
        ("cases: []\n", ["1: file: cases: found none, expected at least one case"]),
        ("cases: {a: b}\n", ["1: file: cases: found a mapping, expected a list of cases"]),
        ("spilt: dev\ncases:\n  - {id: a, question: Q, expect: abstained}\n",
         ["1: file: found the unknown key 'spilt', did you mean 'split'?"]),
        ("split: train\ncases:\n  - {id: a, question: Q, expect: abstained}\n",
         ["1: file: split: found 'train', expected dev or test"]),
        ("cases:\n  - {id: a, question: Q, expect: abstained, id: b}\n",
         ["2: file, cases: found 'id' a second time, expected it once"]),
        ("cases:\n  - question: Q?\n    expect: abstained\n", ["2: case: found no 'id', expected a text"]),
        ("cases:\n  - {id: A b, question: Q, expect: abstained}\n",
         ["2: case A b: id: found 'A b', expected small letters, digits and hyphens"]),
        (one("    expect: anserwed\n    facts: [[a]]\n"),
         ["4: case a: expect: found 'anserwed', expected answered or abstained or conflicting or signposted; "
          "did you mean 'answered'?"]),
        (one("    expect: answered\n"),
         ["4: case a: found no facts, expected at least 1 where answered is expected"]),
        (one("    expect: conflicting\n    facts: [[a]]\n"),
         ["5: case a: facts: found 1, expected at least 2 for conflicting"]),
        (one("    expect: abstained\n    facts: [[a]]\n"),
         ["5: case a: found facts, expected none where abstained is expected"]),
        (one("    expect: answered\n    facts: [a, [b]]\n"),
         ["5: case a: facts: found 'a', expected a list of texts such as [a, b]"]),
        (one("    expect: abstained\n    tags: [a, {b: c}]\n"),
         ["5: case a: tags: found a mapping, expected a text"]),
        (one("    expect: abstained\n    tags: a\n"),
         ["5: case a: tags: found 'a', expected a list of texts"]),
        (one("    expect: answered\n    facts: [[80,000]]\n"),
         ["5: case a: facts: found 80 and 000, expected quotes: '80,000'"]),
        (one("    expect: abstained\n    forbid: [£1,300,000 a year, x]\n"),
         ["5: case a: forbid: found £1 and 300, expected quotes: '£1,300'",
          "5: case a: forbid: found 300 and 000 a year, expected quotes: '300,000 a year'"]),
        (one("    expect: abstained\n    as_of: 2019\n"),
         ["5: case a: as_of: found '2019', expected a day such as 2018-09-30"]),
        (one("    expect: abstained\n    history: [{role: bot, text: t}, '', [x]]\n"),
         ["5: case a, history: role: found 'bot', expected user or agent",
          "5: case a, history: found an empty text, expected a mapping with role, text",
          "5: case a, history: found a list, expected a mapping with role, text"]),
        (one("    expect: answered\n    facts: [[a]]\n    evidence:\n      - document: fund\n        qoute: x\n"),
         ["8: case a, evidence: found the unknown key 'qoute', did you mean 'quote'?",
          "7: case a, evidence: found no 'quote', expected a text"]),
        ("cases: [a: b: c]\n", ["1: found no valid YAML (expected ',' or ']', but got ':')"]),
    ],
)  # fmt: skip
def test_a_bad_file_says_what_is_wrong_and_where(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert problems(tmp_path, text) == expected


def test_bytes_that_are_not_utf8_are_named(tmp_path: Path) -> None:
    file = tmp_path / "latin.yaml"
    file.write_bytes(b"cases: \xa3\n")
    with pytest.raises(CaseError, match=r"latin.yaml:1: found bytes that are not UTF-8"):
        load_cases([file])


def test_every_problem_of_every_file_is_named_at_once(tmp_path: Path) -> None:
    files = [write(tmp_path, one("    expect: maybe\n"), name) for name in ("one.yaml", "two.yaml")]
    with pytest.raises(CaseError) as caught:
        load_cases(files)
    assert [problem.file.name for problem in caught.value.problems] == ["one.yaml", "two.yaml", "two.yaml"]
    assert "3 problems in the eval cases" in str(caught.value)


def test_an_id_may_stand_once_over_all_files(tmp_path: Path) -> None:
    files = [write(tmp_path, one("    expect: abstained\n"), name) for name in ("one.yaml", "two.yaml")]
    with pytest.raises(CaseError, match=r"two.yaml:2: found the id 'a' a second time \(first in .*one.yaml:2\)"):
        load_cases(files)


def test_a_folder_stands_for_the_files_directly_in_it(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "b.yaml")
    write(tmp_path, GOOD, "a.yaml")
    (tmp_path / "originals").mkdir()
    deeper = write(tmp_path / "originals", GOOD)
    assert [file.name for file in case_files([tmp_path])] == ["a.yaml", "b.yaml"]
    assert case_files([deeper]) == [deeper]


def test_a_missing_or_empty_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="found no such file or folder"):
        case_files([tmp_path / "none"])
    with pytest.raises(UsageError, match=r"found no \.yaml file"):
        case_files([tmp_path])


def gold_case(document: str, quote: str) -> Case:
    return Case("a", "Q?", Expect.ANSWERED, facts=(("x",),), evidence=(Gold(document, quote, 7),), path=Path("f.yaml"))


def test_a_quote_that_stands_in_its_document_is_accepted() -> None:
    case = gold_case("fund", MONEY)
    check_quotes([case], TEXTS)
    assert gold_places(case, TEXTS) == ((Span("fund", 0, len(MONEY)),),)


def test_a_quote_that_does_not_stand_there_is_refused_with_the_closest_text() -> None:
    with pytest.raises(CaseError) as caught:
        check_quotes([gold_case("fund", "The minister announced £2.7m for prevention.")], TEXTS)
    (problem,) = caught.value.problems
    assert str(problem).startswith("f.yaml:7: a: found a quote that does not stand in 'fund'")
    assert "'The minister announced £2.6m for prevention.'" in str(problem)


def test_an_unknown_document_is_refused_with_the_closest_id() -> None:
    with pytest.raises(CaseError, match="did you mean 'report'"):
        check_quotes([gold_case("reprot", MONEY)], TEXTS)
    with pytest.raises(CaseError, match="see the ids with `assistant documents`"):
        check_quotes([gold_case("zzz", MONEY)], TEXTS)


def test_the_closest_text_of_an_empty_document_is_empty() -> None:
    assert closest("anything", "") == ""


def test_a_case_is_another_one_when_what_it_wants_changes() -> None:
    case = gold_case("fund", MONEY)
    assert case.digest == replace(case, tags=("new",), line=99).digest
    assert case.digest != replace(case, facts=(("y",),)).digest


def test_cases_share_a_cluster_when_they_share_a_document() -> None:
    assert gold_case("fund", MONEY).cluster == "fund"
    assert Case("b", "Q?", Expect.ABSTAINED).cluster == "case b"


def test_the_cases_that_ship_load_and_their_quotes_stand_in_the_documents() -> None:
    settings, folder = Settings(), Path(__file__).resolve().parents[1] / "corpus"
    texts = {source.id: load(folder, source, settings).text for source in scan(folder, settings)[0]}
    cases = load_cases(case_files())
    check_quotes(cases, texts)
    assert {id for case in cases for id in case.documents} <= set(texts)


def test_a_third_of_the_cases_that_ship_are_for_testing_alone() -> None:
    cases = load_cases(case_files())
    kept = [case for case in cases if case.split == "test"]
    assert len(kept) >= len(cases) / 3
    assert sum(not case.expect.answerable for case in kept) >= len(kept) / 3
