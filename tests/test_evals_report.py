"""The report holds every figure and failing case, escapes what documents say and is the same in every run."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from evals_fake import MONEY, THREAT_AFTER, THREAT_BEFORE, abstain, answer, conflict, engine, observed

from evals.cases import Case, Expect, Gold
from evals.gate import compare, record
from evals.measures import MEASURES
from evals.metrics.abstention import Bin, Point
from evals.report import write_report
from evals.report.markdown import to_section
from evals.report.plots import reliability_plot, risk_coverage_plot
from evals.report.section import put
from evals.report.wording import figure, number
from evals.results import Results, results
from evals.runner import Run, run

HOSTILE = 'Is it <script>alert("x")</script> | *bold* `code`?\x07'
CASES = [
    Case("money", "How much?", Expect.ANSWERED, facts=(("£2.6m",),), evidence=(Gold("fund", MONEY),),
         short_answer=("£2.6m",), tags=("number", "lookup"), file="dev"),
    Case("threat", "How many?", Expect.CONFLICTING, facts=(("80,000",), ("300,000",)),
         evidence=(Gold("report", THREAT_BEFORE), Gold("strategy", THREAT_AFTER)), tags=("number",),
         split="test", file="test"),
    Case("wales", "And in Wales?", Expect.ABSTAINED, tags=("absent",), split="test", file="test"),
    Case("hostile", HOSTILE, Expect.ANSWERED, facts=(("<b>bold</b>",),), tags=("odd",), file="dev"),
    Case("broken", "Broken?", Expect.ABSTAINED, split="test", file="test"),
]  # fmt: skip
FILES = {"report.json", "junit.xml", "report.md", "report.html", "timings.json"}


def ran() -> Run:
    return run(
        CASES,
        engine(
            {
                "How much?": observed(answer(("fund", MONEY), short="£2.6m"), [("fund", MONEY)]),
                "How many?": observed(conflict(), [("report", THREAT_BEFORE), ("strategy", THREAT_AFTER)]),
                HOSTILE: observed(abstain(), [("fund", "Half goes to a helpline.")]),
                "Broken?": RuntimeError("out of <order>"),
            }
        ),
    )


@pytest.fixture(scope="module")
def shown() -> Results:
    scores = ran().scores
    before = {score.case.id: record(score) for score in scores}
    before["hostile"] = replace(before["hostile"], passed=True)
    before["lost"] = before["wales"]
    return results(scores, {"corpus": "fake"}, compare(scores, before))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, shown: Results) -> Path:
    target = tmp_path_factory.mktemp("report") / "deeper"
    assert {path.name for path in write_report(shown, [0.1] * len(CASES), target, {"started": "now"})} == FILES
    return target


def read(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")


def test_two_runs_give_the_same_bytes_but_for_times(tmp_path: Path, folder: Path, shown: Results) -> None:
    scores = ran().scores
    again = results(scores, {"corpus": "fake"}, shown.comparison)
    write_report(again, [0.7] * len(CASES), tmp_path)
    for name in FILES - {"timings.json", "junit.xml"}:
        assert read(tmp_path, name) == read(folder, name)
    timeless = [re.sub(r' time="[^"]*"', "", read(where, "junit.xml")) for where in (tmp_path, folder)]
    assert timeless[0] == timeless[1]


def test_no_time_stands_outside_the_timings(folder: Path) -> None:
    timings = json.loads(read(folder, "timings.json"))
    assert timings["p50_ms"] == 100.0
    assert timings["cases_ms"]["money"] == 100.0
    assert timings["started"] == "now"
    for name in ("report.json", "report.md", "report.html"):
        assert not re.search(r"p50|p95|_ms\b", read(folder, name))


def test_the_json_holds_everything_measured(folder: Path, shown: Results) -> None:
    report = json.loads(read(folder, "report.json"))
    assert (report["cases"], report["passed"]) == (5, 3)
    assert set(report["metrics"]) == {"all", "dev", "test"}
    assert set(report["metrics"]["all"]) == {measure.name for measure in MEASURES}
    assert report["metrics"]["test"]["conflicts_shown"]["value"] == 1.0
    money = next(score for score in report["scores"] if score["id"] == "money")
    assert money["reply"]["citations"] == [{"document": "fund", "start": 0, "end": 44, "quote": MONEY}]
    assert money["evidence"] == [{"document": "fund", "start": 0, "end": 44, "score": 1.0}]
    broken = next(score for score in report["scores"] if score["id"] == "broken")
    assert (broken["error"], broken["reply"], broken["evidence"]) == ("RuntimeError: out of <order>", None, None)
    assert report["baseline"]["broken"] == ["hostile"]
    assert report["baseline"]["gone"] == ["lost"]
    assert report["failures"] == list(shown.failures)


def test_junit_has_a_test_for_each_case_and_a_failure_for_each_reason(folder: Path, shown: Results) -> None:
    root = ElementTree.fromstring(read(folder, "junit.xml"))
    evals, gate = root.findall("testsuite")
    assert (evals.get("tests"), evals.get("failures")) == ("5", "2")
    assert [case.get("name") for case in evals] == [case.id for case in CASES]
    assert evals[0].get("classname") == "evals.dev.dev"
    failed = {case.get("name"): case.find("failure") for case in evals if case.find("failure") is not None}
    assert set(failed) == {"hostile", "broken"}
    hostile = failed["hostile"]
    assert hostile is not None
    assert hostile.get("type") == "wrongly abstained"
    assert "question: Is it <script>" in (hostile.text or "")
    assert [case.find("failure").get("message") for case in gate] == list(shown.failures)  # type: ignore[union-attr]


def test_markdown_shows_figures_apart_for_dev_and_test(folder: Path) -> None:
    text = read(folder, "report.md")
    assert "3 of 5 cases pass (dev 1 of 2, test 2 of 3)." in text
    assert "| Metric | all | dev | test | n |" in text
    assert "| number | dev | 1 | 1 |" in text
    assert "| number | test | 1 | 1 |" in text
    assert "No test split was run." in text  # these cases come from no file
    assert "### hostile" in text


def test_markdown_shows_what_documents_and_questions_say_as_it_is(folder: Path) -> None:
    assert r"\<script\>alert" in read(folder, "report.md")
    assert "<script>" not in read(folder, "report.md")


def test_a_section_for_a_page_names_failing_cases_and_gives_no_answers(shown: Results) -> None:
    section = to_section(shown)
    assert "- hostile: wrongly abstained" in section
    assert "| Metric | all | dev | test | n |" in section
    assert "The documents do not say" not in section


def test_a_text_without_marks_is_the_whole_file(tmp_path: Path) -> None:
    put("text\n", tmp_path / "deep" / "a.md", "cases")
    assert read(tmp_path / "deep", "a.md") == "text\n"


class Page(HTMLParser):
    """What an HTML page is made of."""

    VOID = frozenset({"meta", "br", "line", "polyline", "circle"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def page(folder: Path) -> Page:
    found = Page()
    found.feed(read(folder, "report.html"))
    return found


def test_the_page_needs_nothing_else(page: Page) -> None:
    assert page.open == []
    names = [tag for tag, _ in page.tags]
    assert not {"script", "link", "img", "iframe"} & set(names)
    links = [value for _, attributes in page.tags for name, value in attributes.items() if name in ("src", "href")]
    assert all(link and link.startswith("#") for link in links)
    assert {f"#{attributes['id']}" for _, attributes in page.tags if "id" in attributes} >= set(links)


def test_the_page_escapes_questions_and_errors(page: Page, folder: Path) -> None:
    assert "<script>" not in read(folder, "report.html")
    assert '<script>alert("x")</script>' in page.text
    assert "out of <order>" in page.text


def test_the_page_can_be_read_by_a_screen_reader(page: Page) -> None:
    attributes = dict(page.tags)
    assert attributes["html"]["lang"] == "en-GB"
    assert all("scope" in found for tag, found in page.tags if tag == "th")
    ids = {found["id"] for _, found in page.tags if "id" in found}
    assert len(ids) == sum("id" in found for _, found in page.tags)
    for tag, found in page.tags:
        if tag in ("svg", "section", "article"):
            assert found["aria-labelledby"]
            assert set((found["aria-labelledby"] or "").split()) <= ids
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_the_page_says_which_evidence_holds_the_gold_quote(shown: Results, tmp_path: Path) -> None:
    failing = run([replace(CASES[0], facts=(("£9m",),))], engine({"How much?": observed(answer(("fund", MONEY)), [
        ("report", THREAT_BEFORE), ("fund", MONEY)])}))  # fmt: skip
    write_report(results(failing.scores, {}), failing.seconds, tmp_path)
    text = " ".join(re.sub("<[^>]+>", " ", read(tmp_path, "report.html")).split())
    assert f"fund holds a gold quote {MONEY}" in text
    assert f"report {THREAT_BEFORE}" in text
    assert "read but badly composed" in text


def test_a_green_gate_is_said_in_words(tmp_path: Path) -> None:
    passing = run(CASES[:1], engine({"How much?": answer(("fund", MONEY))}))
    before = {score.case.id: record(score) for score in passing.scores}
    write_report(results(passing.scores, {}, compare(passing.scores, before)), passing.seconds, tmp_path)
    for name in ("report.md", "report.html"):
        assert "The gate is green: nothing got worse." in read(tmp_path, name)


def test_an_empty_run_still_gives_a_report(tmp_path: Path) -> None:
    write_report(results([], {}), [], tmp_path)
    assert "0 of 0 cases pass." in read(tmp_path, "report.md")
    assert ElementTree.fromstring(read(tmp_path, "junit.xml"))[0].get("tests") == "0"


def test_the_curve_is_described_in_words() -> None:
    drawing = risk_coverage_plot([Point(0.9, 0.5, 0.0), Point(0.5, 0.75, 0.04), Point(0.1, 1.0, 0.4)], 0.75)
    assert "The engine answers 75.0% of the questions; up to there the share wrong is at most 4.0%." in drawing


def test_each_bin_is_a_dot() -> None:
    drawing = reliability_plot([Bin(0.8, 0.9, 3, 0.85, 1.0), Bin(0.9, 1.0, 1, 0.95, 0.0)])
    assert drawing.count("<circle") == 2
    assert "confidence 0.95, right 0.00, 1 answers" in drawing
    assert "Nothing was answered" in reliability_plot([])


def test_figures_read_well() -> None:
    by_name = {measure.name: measure for measure in MEASURES}
    assert number(None) == "–"
    assert number(-0.0001) == "0.000"
    shown = results(ran().scores, {}).groups["all"]["answer_words"]
    assert re.fullmatch(r"\d+\.\d( \[\d+\.\d, \d+\.\d\])?", figure(shown, by_name["answer_words"]))
