"""Public question sets in their formats, put to an engine and measured at document level."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from evals_fake import MONEY, TEXTS, THREAT_BEFORE, abstain, answer, engine, observed

from assistant.schema import BlockKind, DocumentError, Message, Reply, Role, UsageError
from assistant.settings import Settings
from evals.bench.corpus import bench_settings, document_of
from evals.bench.measuring import Measured, cited_sentences, measure, measure_rewrites, row
from evals.bench.report import speed_table, to_json, to_markdown, to_timings
from evals.bench.sets import Question, QuestionSet, Text, read_set
from evals.scoring import Observation

# --- reading ------------------------------------------------------------------------------------------------------


def write(folder: Path, **files: Any) -> Path:
    for name, content in files.items():
        target = folder / name.replace("__", "/").replace("_DOT_", ".")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return folder


DOCS = [{"id": "d1", "title": "One", "text": "A text.", "publish_date": "2022/06/12", "url": "https://example.org"}]


def plain(folder: Path, **fields: Any) -> Question:
    record = {"id": 7, "question": "Q?", **fields}
    (question,) = read_set(write(folder, questions_DOT_json=[record], docs_DOT_json=DOCS)).questions
    return question


def test_questions_json_gives_questions_and_documents(tmp_path: Path) -> None:
    found = plain(
        tmp_path, answerable=True, answers=["a"], gold_doc_ids=["d1"], gold_sentences=[["s1", "s2"], ["s3"]],
        history=["First?", {"role": "agent", "text": "Yes."}],
    )  # fmt: skip
    assert found == Question(
        "7", "Q?", (Message(Role.USER, "First?"), Message(Role.AGENT, "Yes.")), True, ("a",), ("d1",),
        (("s1", "s2"), ("s3",)), "d1",
    )  # fmt: skip
    read = read_set(tmp_path)
    assert (read.name, read.total) == (tmp_path.name, 1)
    assert read.documents == (Text("d1", "One", "A text.", "2022-06-12", "https://example.org"),)


def test_sets_that_name_things_differently_are_understood(tmp_path: Path) -> None:
    found = plain(tmp_path, answers=["a"], all_answers=["a", "b"], answer_string_doc_ids=["d1"], article="Wiki")
    assert (found.answers, found.documents, found.cluster, found.answerable) == (("a", "b"), ("d1",), "Wiki", None)


def test_a_set_of_rewrites_needs_no_documents(tmp_path: Path) -> None:
    record = {
        "id": "talk-1_4",
        "question": "And its cost?",
        "history": ["What is it?"],
        "gold_rewrite": "The cost of it?",
    }
    found = read_set(write(tmp_path, questions_DOT_json=[record]))
    assert found.documents == ()
    assert (found.questions[0].rewrite, found.questions[0].cluster) == ("The cost of it?", "talk-1")


def test_squad_json_gives_a_document_for_each_paragraph(tmp_path: Path) -> None:
    asked = [
        {"id": "q1", "question": "Q1?", "answers": [{"text": "a"}, {"text": "a"}, {"text": "b"}]},
        {"id": "q2", "question": "Q2?", "answers": [], "is_impossible": True},
    ]
    data = [{"title": "Some_Title", "paragraphs": [{"context": "C0", "qas": []}, {"context": "C1", "qas": asked}]}]
    file = write(tmp_path, dev_DOT_json={"version": "v2.0", "data": data}) / "dev.json"
    for path in (file, tmp_path):
        found = read_set(path)
        assert [d.id for d in found.documents] == ["Some_Title#0", "Some_Title#1"]
        assert found.documents[1].title == "Some Title"
        assert found.questions == (
            Question("q1", "Q1?", (), True, ("a", "b"), ("Some_Title#1",), (), "Some_Title"),
            Question("q2", "Q2?", (), False, (), ("Some_Title#1",), (), "Some_Title"),
        )


def test_a_beir_folder_gives_the_questions_that_are_judged(tmp_path: Path) -> None:
    write(
        tmp_path,
        corpus_DOT_jsonl='{"_id": "d1", "title": "T", "text": "A"}\n\n{"_id": "d2", "title": "", "text": "B"}\n',
        queries_DOT_jsonl='{"_id": "q1", "text": "Q1?"}\n{"_id": "q2", "text": "Q2?"}\n',
        qrels__dev_DOT_tsv="query-id\tcorpus-id\tscore\nq1\td2\t1\nq1\td1\t0\n",
    )
    found = read_set(tmp_path)
    assert found.questions == (Question("q1", "Q1?", documents=("d2",), cluster="d2"),)
    assert [d.id for d in found.documents] == ["d1", "d2"]


def test_the_test_judgements_come_first(tmp_path: Path) -> None:
    write(
        tmp_path,
        corpus_DOT_jsonl='{"_id": "d1", "text": "A"}\n{"_id": "d2", "text": "B"}\n',
        queries_DOT_jsonl='{"_id": "q1", "text": "Q1?"}\n',
        qrels__dev_DOT_tsv="q1\td1\t1\n",
        qrels__test_DOT_tsv="q1\td2\t1\n",
    )
    assert read_set(tmp_path).questions[0].documents == ("d2",)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "found no question set"),
        ({"questions_DOT_json": [{"id": 1, "question": "Q?"}]}, "found 1 questions and 0 documents, expected both"),
        ({"questions_DOT_json": [], "docs_DOT_json": DOCS}, "found 0 questions and 1 documents"),
        ({"questions_DOT_json": {}, "docs_DOT_json": DOCS}, "questions.json: found no list"),
        ({"questions_DOT_json": [{"id": 1}], "docs_DOT_json": DOCS}, "record 1: found no question, expected id, question"),
        ({"questions_DOT_json": "{", "docs_DOT_json": DOCS}, "found no JSON"),
        ({"other_DOT_json": {"version": 1}}, "found no 'data' list"),
        ({"corpus_DOT_jsonl": "{}\n", "queries_DOT_jsonl": ""}, r"corpus.jsonl:1: found no _id and no text"),
        ({"corpus_DOT_jsonl": "x\n", "queries_DOT_jsonl": ""}, "expected one object a line"),
        ({"corpus_DOT_jsonl": '{"_id": "d", "text": "A"}\n', "queries_DOT_jsonl": ""}, r"test\.tsv: found no such file"),
    ],
)  # fmt: skip
def test_what_is_no_question_set_is_refused(tmp_path: Path, files: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_set(write(tmp_path, **files))


def test_a_sample_is_drawn_by_its_seed_and_keeps_the_order() -> None:
    questions = tuple(Question(str(i), "Q?") for i in range(50))
    whole = QuestionSet("s", questions, (), 50)
    ten = whole.sample(10, seed=1)
    numbers = [int(q.id) for q in ten.questions]
    assert len(numbers) == 10
    assert numbers == sorted(numbers)
    assert ten == whole.sample(10, seed=1)
    assert ten != whole.sample(10, seed=2)
    assert ten.total == 50
    assert whole.sample(None, 1) is whole.sample(99, 1) is whole


# --- documents ----------------------------------------------------------------------------------------------------


def test_a_document_keeps_its_paragraphs_as_blocks() -> None:
    found = document_of(Text("d", "", "\n One  \nline.\r\n\r\n\n  Two.\u200b \n", "2022"))
    assert [found.text[b.start : b.end] for b in found.blocks] == ["One  \nline.", "Two."]
    assert {block.kind for block in found.blocks} == {BlockKind.PARAGRAPH}
    assert (found.metadata.title, found.metadata.published) == ("d", "2022")


def test_a_document_without_text_is_refused() -> None:
    with pytest.raises(DocumentError, match="holds no text"):
        document_of(Text("d", "T", " \n\n "))


def test_each_set_has_an_index_of_its_own_in_the_cache(tmp_path: Path) -> None:
    one = QuestionSet("s", (), (Text("a", "", "x"),), 0)
    other = replace(one, documents=(Text("b", "", "x"),))
    settings = Settings()
    first, second = (bench_settings(settings, found, tmp_path) for found in (one, other))
    assert first.index_dir != second.index_dir
    assert first.index_dir.is_relative_to(tmp_path)
    assert bench_settings(settings, one, tmp_path).index_dir == first.index_dir


def test_a_cache_inside_the_repository_is_refused() -> None:
    repository = Path(__file__).resolve().parents[1]
    if not (repository / ".git").exists():
        pytest.skip("not in a checkout")
    with pytest.raises(UsageError, match="inside the repository"):
        bench_settings(Settings(), QuestionSet("s", (), (), 0), repository / "reports")


# --- measuring ----------------------------------------------------------------------------------------------------

MONEY_QUESTION = Question(
    "m", "How much?", answerable=True, answers=("2.6m", "£2.6m"), documents=("fund",), cluster="fund"
)
ABSENT = Question("w", "And in Wales?", answerable=False, documents=("fund",), cluster="fund")


def judged(question: Question, reply: Reply, *found: tuple[str, str]) -> dict[str, float | None]:
    return dict(row(question, observed(reply, found)))


def test_a_documents_rank_is_its_best_passages() -> None:
    values = judged(
        MONEY_QUESTION, answer(("fund", MONEY)), ("report", THREAT_BEFORE), ("report", TEXTS["report"]), ("fund", MONEY)
    )
    assert (values["document_hit_at_1"], values["document_hit_at_5"]) == (0.0, 1.0)
    assert values["document_mrr_at_10"] == 1 / 2
    assert values["document_ndcg_at_10"] == pytest.approx(0.6309297)  # 1 / log2(3)


def test_retrieval_is_not_asked_of_questions_without_an_answer() -> None:
    assert "document_hit_at_1" not in judged(ABSENT, abstain())
    assert "document_hit_at_1" not in judged(replace(MONEY_QUESTION, documents=()), abstain())


def test_short_answers_are_compared_and_containment_looks_at_the_whole_answer() -> None:
    values = judged(MONEY_QUESTION, answer(("fund", MONEY), short="£2.6m"))
    assert (values["exact_match"], values["f1"], values["containment"], values["containment_answered"]) == (1, 1, 1, 1)
    assert values["answer_words"] == 6.0


def test_without_a_short_answer_the_whole_answer_is_compared() -> None:
    values = judged(MONEY_QUESTION, answer(("fund", MONEY)))
    # "minister announced £26m for prevention" against "£26m": 2 · (1/5) · 1 / (1/5 + 1)
    assert values["exact_match"] == 0.0
    assert values["f1"] == pytest.approx(1 / 3)


def test_an_abstention_on_an_answerable_question_scores_nothing() -> None:
    values = judged(MONEY_QUESTION, abstain(0.3))
    assert (values["containment"], values["containment_answered"], values["f1"]) == (0.0, None, 0.0)
    assert (values["over_abstention"], values["abstention_precision"], values["right"]) == (1.0, 0.0, 0.0)
    assert values["answer_confidence"] is None


def test_cited_sentences_are_matched_with_gold_ones() -> None:
    question = replace(MONEY_QUESTION, answers=(), sentences=((MONEY, "Half goes to a helpline."), ("Nothing.",)))
    values = judged(question, answer(("fund", MONEY), ("report", THREAT_BEFORE)))
    assert (values["sentence_precision"], values["sentence_recall"], values["sentence_f1"]) == (0.5, 0.5, 0.5)
    assert values["right"] == 1.0
    held = judged(question, abstain())
    assert (held["sentence_precision"], held["sentence_recall"], held["sentence_f1"]) == (None, 0.0, 0.0)


def test_a_quote_of_two_sentences_is_two_cited_sentences() -> None:
    reply = answer(("report", TEXTS["report"]), ("report", THREAT_BEFORE))
    assert cited_sentences(reply) == ["Police recorded 82,109 images.", THREAT_BEFORE]


def test_an_answer_that_nothing_can_judge_is_neither_right_nor_wrong() -> None:
    values = judged(replace(MONEY_QUESTION, answers=()), answer(("fund", MONEY)))
    assert (values["right"], values["answer_confidence"], values["answered"]) == (None, None, 1.0)


def test_a_question_of_unknown_answerability_decides_nothing_about_abstention() -> None:
    assert not {"confidence", "answerable", "right"} & set(judged(replace(ABSENT, answerable=None), abstain()))


def test_a_reading_is_compared_with_a_persons_rewrite() -> None:
    turns = (
        Question("a_1", "How much?", rewrite="How much was announced?"),
        Question("a_2", "Who is Javid?", rewrite="who is Javid"),
        Question("b_1", "Who is Patel?", rewrite="Who is Patel?"),
    )
    found = measure_rewrites(QuestionSet("talk", turns, (), 3), lambda question, history: f"{question} was announced")
    # read "how much was announced" against itself: 1; "who is javid was announced" against 3 tokens: 2 · (3/5) · 1 / (3/5 + 1)
    assert found.figures["rewrite_f1"].value == pytest.approx((1 + 0.75 + 0.75) / 3)
    # typed "how much" against four tokens: 2 · 1 · (2/4) / (1 + 2/4)
    assert found.figures["unchanged_f1"].value == pytest.approx((2 / 3 + 1 + 1) / 3)
    assert (found.figures["left_alone"].value, found.figures["left_alone"].n) == (0.0, 2)
    assert "### Follow-ups" in to_markdown([found])


def measured() -> Measured:
    third = Question(
        "t", "How many?", answerable=True, answers=("300,000",), documents=("strategy",), cluster="strategy"
    )
    questions = QuestionSet("tiny", (MONEY_QUESTION, ABSENT, third), (Text("fund", "", "x"),), 9)
    replies: dict[str, Reply | Observation | Exception] = {
        "How much?": observed(answer(("fund", MONEY), confidence=0.8), [("fund", MONEY)]),
        "And in Wales?": abstain(0.2),
        "How many?": RuntimeError("gone"),
    }
    return measure(questions, engine(replies).ask)


def test_a_question_that_fails_keeps_its_place() -> None:
    found = measured()
    assert found.errors == {"t": "RuntimeError: gone"}
    assert len(found.seconds) == len(found.rows) == 3
    assert found.figures["document_hit_at_1"].value == 1 / 2
    assert found.figures["containment"].value == 1 / 2
    assert found.figures["auroc"].value == 1 / 2  # .8 > .2, 0 < .2
    assert found.figures["abstention_recall"].value == 1.0


def test_progress_counts_the_questions() -> None:
    seen: list[tuple[int, int]] = []
    whole = QuestionSet("s", (MONEY_QUESTION, ABSENT), (), 2)
    measure(whole, engine({}).ask, lambda *at: seen.append(at))
    assert seen == [(1, 2), (2, 2)]


def test_the_report_has_a_table_for_each_topic_that_arises_and_no_times() -> None:
    text = to_markdown([measured()])
    assert "| tiny | 3 | 9 | 1 | 1 |" in text
    assert "### Retrieval" in text
    assert "### Abstention" in text
    assert "### Cited sentences" not in text
    assert " ms" not in text
    assert to_markdown([measured()]) == text


def test_the_json_holds_every_value_of_every_question() -> None:
    stored = json.loads(to_json([measured()]))["tiny"]
    assert stored["values"]["m"]["containment"] == 1.0
    assert stored["metrics"]["containment"]["n"] == 2
    assert stored["errors"] == {"t": "RuntimeError: gone"}
    assert to_json([measured()]) == to_json([measured()])


def test_times_are_told_apart() -> None:
    timed = replace(measured(), seconds=(0.01, 0.03, 0.02))
    assert "| tiny | 20 ms | 30 ms |" in speed_table([timed])
    assert json.loads(to_timings([timed])) == {"tiny": {"p50_ms": 20.0, "p95_ms": 30.0, "total_s": 0.06}}
