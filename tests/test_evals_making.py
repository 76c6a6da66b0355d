"""A question becomes a case with its gold quote; a quote that stands nowhere is refused and files are never spoilt."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from evals_fake import MONEY, TEXTS, THREAT_AFTER, THREAT_BEFORE, abstain, answer, conflict

from assistant.schema import Message, ReplyStatus, Role, UsageError
from evals.cases import Case, Expect, Gold, check_quotes, load_cases
from evals.making import append_case, case_from_reply, find_quotes, new_case, to_yaml, unused_id

QUESTION = "How much did the minister announce?"


def test_a_corrected_answer_becomes_a_case() -> None:
    case = new_case(
        QUESTION, Expect.ANSWERED, texts=TEXTS, facts=[["£2.6m", "2.6 million pounds"]], evidence=[("fund", MONEY)],
        short_answer="£2.6m", tags=["number"],
    )  # fmt: skip
    assert case == Case(
        "how-much-did-the-minister-announce", QUESTION, Expect.ANSWERED, facts=(("£2.6m", "2.6 million pounds"),),
        evidence=(Gold("fund", MONEY),), short_answer=("£2.6m",), tags=("number",),
    )  # fmt: skip


def test_a_quote_that_does_not_stand_in_the_document_is_refused() -> None:
    with pytest.raises(UsageError, match=r"the closest text there is 'The minister announced £2\.6m for prevention\.'"):
        new_case(
            QUESTION, Expect.ANSWERED, texts=TEXTS, facts=[["£2.6m"]], evidence=[("fund", MONEY.replace("2.6", "2.7"))]
        )


def test_an_answerable_case_needs_a_fact() -> None:
    with pytest.raises(UsageError, match="found no fact"):
        new_case(QUESTION, Expect.ANSWERED, texts=TEXTS)


def test_an_accepted_answer_becomes_a_case_with_what_it_cited() -> None:
    case = case_from_reply(QUESTION, answer(("fund", MONEY), ("fund", MONEY), short="£2.6m"), texts=TEXTS)
    assert (case.expect, case.facts, case.short_answer) == (Expect.ANSWERED, (("£2.6m",),), ("£2.6m",))
    assert case.evidence == (Gold("fund", MONEY),)


def test_an_accepted_answer_without_a_short_answer_needs_a_fact() -> None:
    reply = answer(("fund", MONEY))
    with pytest.raises(UsageError, match="found no fact"):
        case_from_reply(QUESTION, reply, texts=TEXTS)
    assert case_from_reply(QUESTION, reply, texts=TEXTS, facts=[["£2.6m"]]).facts == (("£2.6m",),)


def test_accepted_differing_figures_keep_every_value() -> None:
    case = case_from_reply("How many?", conflict(), texts=TEXTS)
    assert case.expect is Expect.CONFLICTING
    assert case.facts == (("80,000",), ("300,000",))
    assert case.evidence == (Gold("report", THREAT_BEFORE), Gold("strategy", THREAT_AFTER))


@pytest.mark.parametrize("status", [ReplyStatus.ABSTAINED, ReplyStatus.SIGNPOSTED])
def test_an_accepted_refusal_becomes_a_case_without_facts(status: ReplyStatus) -> None:
    case = case_from_reply("And in Wales?", abstain(status=status), texts=TEXTS, forbid=["£2.6m"])
    assert (case.expect.value, case.facts, case.evidence) == (status.value, (), ())
    assert case.forbid == ("£2.6m",)


def test_a_quote_is_found_wherever_it_stands() -> None:
    texts = {**TEXTS, "copy": TEXTS["fund"]}
    assert find_quotes([MONEY], texts) == [("copy", MONEY), ("fund", MONEY)]
    assert find_quotes([MONEY], texts, "fund") == [("fund", MONEY)]
    with pytest.raises(UsageError, match=r"does not stand in 'report': .* 'Police recorded 82,109 images\.'"):
        find_quotes(["Police recorded 82,199 images."], TEXTS)


def test_an_id_is_made_of_the_first_words_and_is_never_taken() -> None:
    assert unused_id("What's £5m for?", []) == "whats-5m-for"
    assert unused_id("Why?", ["why", "why-2"]) == "why-3"
    assert unused_id("?!", []) == "case"
    assert len(unused_id("word " * 50, [])) <= 48


CASE = Case(
    "odd", 'Is it "no": #5, or 80,000 – £2.6m?', Expect.ANSWERED,
    history=(Message(Role.USER, "Yes"), Message(Role.AGENT, "- item: x")),
    facts=(("80,000", "no"), ("2018-09-03",)), evidence=(Gold("fund", MONEY),), forbid=("null", "~"),
    short_answer=("0x1F",), tags=("odd",),
)  # fmt: skip


@pytest.mark.parametrize("before", [None, "", "# kept\ncases:\n- id: a\n  question: Q\n  expect: abstained\n# end\n"])
def test_a_case_comes_back_as_it_was_added(tmp_path: Path, before: str | None) -> None:
    file = tmp_path / "deep" / "added.yaml"
    if before:
        file.parent.mkdir()
        file.write_text(before, encoding="utf-8")
    append_case(CASE, file)
    assert load_cases([file])[-1] == replace(CASE, file="added")
    check_quotes(load_cases([file])[-1:], TEXTS)
    if before:
        assert file.read_text(encoding="utf-8").startswith(before)


def test_cases_are_added_one_after_the_other_at_the_files_own_indent(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("split: test\ncases:\n    - id: a\n      question: Q\n      expect: abstained\n", encoding="utf-8")
    for id in ("b", "c"):
        append_case(Case(id, "Q", Expect.ABSTAINED), file)
    assert [(case.id, case.split) for case in load_cases([file])] == [("a", "test"), ("b", "test"), ("c", "test")]


@pytest.mark.parametrize(
    "before",
    [
        "cases: [{id: a, question: Q, expect: abstained}]\n",
        "cases:\n  - {id: a, question: Q, expect: abstained}\nsplit: dev\n",
        "- a\n",
    ],
)
def test_a_file_that_does_not_end_with_its_cases_is_left_alone(tmp_path: Path, before: str) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(before, encoding="utf-8")
    with pytest.raises(UsageError, match="expected one to add to"):
        append_case(CASE, file)
    assert file.read_text(encoding="utf-8") == before


def test_a_case_that_could_not_be_read_back_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    append_case(CASE, file)
    before = file.read_text(encoding="utf-8")
    with pytest.raises(UsageError, match="a second time"):
        append_case(CASE, file)
    assert file.read_text(encoding="utf-8") == before
    with pytest.raises(UsageError, match="small letters"):
        append_case(replace(CASE, id="Not An Id"), tmp_path / "new.yaml")
    assert not (tmp_path / "new.yaml").exists()


def test_a_case_reads_well() -> None:
    assert to_yaml(Case("wales", "And in Wales?", Expect.ABSTAINED, tags=("place",))) == (
        "  - id: wales\n    question: And in Wales?\n    expect: abstained\n    tags:\n    - place\n"
    )
