"""The command line: what goes to stdout and stderr, the exit status, and how little it takes to say --help."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
import typer

from assistant import __version__, cli
from assistant.cli import answering, checks, options, plugins, terminal
from assistant.cli.batch import answer_lines, encode
from assistant.schema import (
    Citation,
    Completeness,
    Coverage,
    Document,
    DocumentInfo,
    FailedFile,
    FailureReason,
    IndexMissingError,
    IndexReport,
    Message,
    Metadata,
    Progress,
    Query,
    Reason,
    Reply,
    ReplyStatus,
    Role,
    Statement,
    UsageError,
)
from assistant.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[1]


class EchoAssistant:
    """Answers "<question>!" from one document; a question with "secret" in it is not answered."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[Message, ...], date | None, tuple[str, ...]]] = []

    def ask(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        as_of: date | None = None,
        documents: Sequence[str] = (),
    ) -> Reply:
        self.asked.append((question, tuple(history), as_of, tuple(documents)))
        query = Query(question, question, as_of or date(2020, 1, 1))
        if "secret" in question:
            return Reply(query, ReplyStatus.ABSTAINED, reason=Reason.NOT_FOUND, message="Nothing on that.")
        if "crash" in question:
            raise ZeroDivisionError("by zero")
        quote = f"{question}!"
        return Reply(
            query,
            ReplyStatus.ANSWERED,
            Completeness.FULL,
            statements=(Statement(quote, (1,)),),
            citations=(Citation(1, "notes/a", "A note", quote, 0, len(quote)),),
        )

    def documents(self) -> tuple[DocumentInfo, ...]:
        about = Metadata("A note\x1b[31m", published="2018-09", inferred=frozenset({"title"}))
        return (DocumentInfo("notes/a", "notes/a.txt", about, passages=1, characters=9),)

    def failed(self) -> tuple[FailedFile, ...]:
        return (FailedFile("bad.pdf", FailureReason.ENCRYPTED, "it needs a password"),)

    def document(self, key: str) -> Document:
        return Document(key, f"{key}.txt", "Zoë said\nno.", Metadata("A note"), (), "0")

    def coverage(self) -> Coverage:
        return Coverage(documents=1)


@pytest.fixture
def assistant(monkeypatch: pytest.MonkeyPatch) -> EchoAssistant:
    """Stands where the engine stands, for whole command lines."""
    echo = EchoAssistant()
    monkeypatch.setattr("assistant.pipeline.Assistant", lambda settings: echo)
    return echo


# --- quick and quiet ----------------------------------------------------------------------------------------------

HEAVY = ("llama_index", "chromadb", "gradio", "numpy", "onnxruntime", "pydantic_settings", "bm25s", "fastapi")


def test_help_imports_nothing_heavy() -> None:
    code = f"""
import sys
from assistant import cli
assert cli.run(["--help"]) == 0 and cli.run(["ask", "--help"]) == 0
sys.exit(", ".join(name for name in {HEAVY!r} if name in sys.modules) or 0)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Usage: assistant ask" in done.stdout


def test_names_every_command_in_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--help"]) == 0
    shown = capsys.readouterr().out
    for name in ("index", "ask", "chat", "serve", "documents", "doctor"):
        assert f" {name} " in shown


def test_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out == f"assistant {__version__}\n"


# --- exit status and where things are written -----------------------------------------------------------------------


def test_exits_0_when_answered(assistant: EchoAssistant, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["ask", "Who runs it?"]) == 0
    out, err = capsys.readouterr()
    assert "Who runs it?! [1]" in out
    assert err == ""


def test_exits_3_when_it_abstains(assistant: EchoAssistant, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["ask", "the secret"]) == 3
    assert "Nothing on that." in capsys.readouterr().out


def test_writes_the_reply_as_one_json_object(assistant: EchoAssistant, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["ask", "Wer ist Zoë?", "--json"]) == 0
    reply = json.loads(capsys.readouterr().out)
    assert reply["answer"] == "Wer ist Zoë?! [1]"
    assert reply["citations"][0]["quote"] == "Wer ist Zoë?!"


def test_hands_on_the_date_and_the_documents(assistant: EchoAssistant) -> None:
    assert cli.run(["ask", "When?", "--as-of", "2018-02", "--document", "notes/a"]) == 0
    assert assistant.asked == [("When?", (), date(2018, 2, 28), ("notes/a",))]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask"], "found neither"),
        (["ask", "What?", "--batch", "q.jsonl"], "found both"),
        (["ask", "What?", "--output", "a.jsonl"], "--output goes with --batch"),
        (["ask", "What?", "--as-of", "soon"], "'soon', expected a date"),
        (["ask", "What?", "--document", "notes/b"], "Did you mean notes/a?"),
        (["documents", "--text", "zzz"], "no indexed document is called 'zzz'"),
        (["ask", "--batch", "/no/such/file"], "cannot be read"),
        (["ask", "--nonsense"], "No such option"),
        (["serve", "--port", "70000"], "port"),
        ([], "Usage"),
    ],
)
def test_wrong_usage_exits_2_with_one_message(
    assistant: EchoAssistant, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert cli.run(arguments) == 2
    out, err = capsys.readouterr()
    assert words in err or (not arguments and words in out)
    assert "Traceback" not in err


def test_without_an_index_exits_1_and_names_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(self: EchoAssistant) -> tuple[DocumentInfo, ...]:
        raise IndexMissingError("there is no index yet; run `assistant index`.")

    monkeypatch.setattr(EchoAssistant, "documents", missing)
    monkeypatch.setattr("assistant.pipeline.Assistant", lambda settings: EchoAssistant())
    for command in (["documents"], ["ask", "--batch", os.devnull], ["chat"]):
        assert cli.run(command) == 1
        out, err = capsys.readouterr()
        assert (out, err) == ("", "assistant: there is no index yet; run `assistant index`.\n")


def test_an_interrupt_ends_it_quietly_with_130(
    assistant: EchoAssistant, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*arguments: Any, **named: Any) -> Reply:
        raise KeyboardInterrupt

    monkeypatch.setattr(assistant, "ask", interrupted)
    assert cli.run(["ask", "What?"]) == 130
    assert capsys.readouterr() == ("", "")


def test_a_reader_who_leaves_is_no_error() -> None:
    code = """
import sys
from assistant import cli
cli.app.command("flood")(lambda: print("line\\n" * 100_000))
sys.exit(cli.run(["flood"]))
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


def test_folders_may_be_named_before_or_after_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Settings] = []

    def remember(settings: Settings) -> EchoAssistant:
        seen.append(settings)
        return EchoAssistant()

    monkeypatch.setattr("assistant.pipeline.Assistant", remember)
    assert cli.run(["--corpus", str(tmp_path), "--index", str(tmp_path / "i"), "documents"]) == 0
    assert cli.run(["documents", "--corpus", str(tmp_path), "--index", str(tmp_path / "i")]) == 0
    assert cli.run(["--corpus", "/elsewhere", "documents", "--corpus", str(tmp_path)]) == 0
    assert {s.corpus for s in seen} == {tmp_path}
    assert [s.index for s in seen] == [tmp_path / "i", tmp_path / "i", None]


def test_takes_the_documents_that_ship_where_no_corpus_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert options.settings_for(None).corpus == ROOT / "corpus"
    assert "corpus" not in options.settings_for(None).model_fields_set
    (tmp_path / "corpus").mkdir()
    assert options.settings_for(None).corpus == Path("corpus")
    monkeypatch.setenv("ASSISTANT_CORPUS", "/named/but/missing")
    assert options.settings_for(None).corpus == Path("/named/but/missing")


# --- batch ----------------------------------------------------------------------------------------------------------


def batch(*lines: bytes) -> tuple[int, list[dict[str, Any]], EchoAssistant]:
    """The failures, the lines written and the assistant asked."""
    assistant, out = EchoAssistant(), io.BytesIO()
    failures = answer_lines(lines, out, assistant.ask, lambda reply: {"answer": reply.answer})
    return failures, [json.loads(line) for line in out.getvalue().splitlines()], assistant


def test_a_batch_answers_each_line_under_its_id() -> None:
    failures, replies, assistant = batch(
        b'{"id": "a", "question": "One?", "history": ["Zero?", {"role": "agent", "text": "0"}]}\n',
        b"\n",
        b'\xef\xbb\xbf{"question": "Two?", "more": 1}\r\n',
    )
    assert failures == 0
    assert replies == [{"id": "a", "answer": "One?! [1]"}, {"id": 3, "answer": "Two?! [1]"}]
    assert assistant.asked[0][1] == (Message(Role.USER, "Zero?"), Message(Role.AGENT, "0"))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"{nonsense", "found no JSON"),
        (b'{"id": "x", "question": "\xff"}', "not UTF-8"),
        (b"[1, 2]", "found a list, expected an object"),
        (b"[" * 100_000, "found no JSON"),
        (b'{"id": "x"}', "question: found nothing, expected text"),
        (b'{"id": "x", "question": 7}', "question: found a number"),
        (b'{"id": "x", "question": "?", "history": "before"}', "history: found text, expected a list"),
        (b'{"id": "x", "question": "?", "history": [{"role": "bot", "text": ""}]}', "history, item 1: found an object"),
        (b'{"id": "x", "question": "?", "history": [{"role": [], "text": ""}]}', "history, item 1: found an object"),
        (b'{"id": "x", "question": "crash"}', "ZeroDivisionError: by zero"),
    ],
)
def test_a_bad_line_says_what_is_wrong_and_the_rest_goes_on(line: bytes, words: str) -> None:
    failures, replies, _ = batch(b'{"id": 1, "question": "One?"}', line, b'{"id": 3, "question": "Three?"}')
    assert failures == 1
    assert [r["id"] for r in (replies[0], replies[2])] == [1, 3]
    assert list(replies[1]) == ["id", "error"]
    assert replies[1]["error"].startswith("line 2: ")
    assert words in replies[1]["error"]
    if b'"x"' in line and b"\xff" not in line:
        assert replies[1]["id"] == "x"


def test_each_reply_is_written_before_the_next_line_is_read() -> None:
    out = io.BytesIO()

    def lines() -> Iterator[bytes]:
        for number in range(3):
            assert out.getvalue().count(b"\n") == number
            yield f'{{"id": {number}, "question": "?"}}'.encode()

    assert answer_lines(lines(), out, EchoAssistant().ask, lambda reply: {}) == 0


def test_a_batch_file_is_answered_into_another(
    assistant: EchoAssistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions, answers = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    questions.write_text('{"id": "q1", "question": "One?"}\n{"id": "q2"}\n', encoding="utf-8")
    assert cli.run(["ask", "--batch", str(questions), "--output", str(answers)]) == 1
    records = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
    assert [next(iter(record)) for record in records] == ["id", "id"]
    assert records[0]["status"] == "answered"
    assert records[1] == {"id": "q2", "error": "line 2: question: found nothing, expected text"}
    assert capsys.readouterr().out == ""
    assert cli.run(["ask", "--batch", str(questions), "--output", str(questions)]) == 2
    assert "is the file of questions itself" in capsys.readouterr().err
    assert "One?" in questions.read_text(encoding="utf-8")


def test_an_unpaired_surrogate_is_written_as_an_escape() -> None:
    assert encode({"id": "\ud800é"}) == b'{"id": "\\ud800\\u00e9"}\n'
    assert encode({"id": "é"}) == '{"id": "é"}\n'.encode()


# --- chat and documents ---------------------------------------------------------------------------------------------


def test_a_chat_keeps_the_earlier_turns(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assistant = EchoAssistant()
    monkeypatch.setattr("sys.stdin", io.StringIO("One?\n\nthe secret\nThree?\n"))
    answering.converse(assistant)
    assert [question for question, *_ in assistant.asked] == ["One?", "the secret", "Three?"]
    assert [m.text for m in assistant.asked[2][1]] == ["One?", "One?! [1]", "the secret", "Nothing on that."]
    out = capsys.readouterr().out
    assert "\n\nNothing on that." in out
    assert "\n\nThree?! [1]" in out


def test_lists_documents_and_failed_files_without_control_codes(
    assistant: EchoAssistant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["documents"]) == 0
    out = capsys.readouterr().out
    assert "notes/a" in out
    assert "September 2018" in out
    assert "bad.pdf: it needs a password" in out
    assert "\x1b" not in out


def test_lists_documents_as_json(assistant: EchoAssistant, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["documents", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed["documents"][0]["id"] == "notes/a"
    assert listed["documents"][0]["inferred"] == ["title"]
    assert listed["failed"] == [{"path": "bad.pdf", "reason": "encrypted", "message": "it needs a password"}]


def test_writes_exactly_the_stored_text(assistant: EchoAssistant, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert cli.run(["documents", "--text", "notes/a"]) == 0
    assert capfdbinary.readouterr() == ("Zoë said\nno.".encode(), b"")


# --- commands of other packages -------------------------------------------------------------------------------------


def test_another_package_adds_a_command_that_is_imported_only_when_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "visitor.py").write_text(
        '"""Greets whoever is named.\n\nMore about it."""\n'
        "import sys\n"
        "def app(arguments, prog_name):\n    print(prog_name, arguments)\n    sys.exit(5)\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(cli, "app", typer.Typer(callback=cli._start))
    points = [EntryPoint("greet", "visitor:app", plugins.GROUP), EntryPoint("gone", "no_such_thing:app", plugins.GROUP)]
    plugins.add_commands(cli.app, points)
    plugins.add_commands(cli.app, points)  # a second time changes nothing
    assert cli.run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.count("Greets whoever is named.") == 1
    assert "Added by no_such_thing." in shown
    assert "visitor" not in sys.modules
    assert cli.run(["--corpus", "docs", "greet", "--loud", "--help"]) == 5
    assert capsys.readouterr().out == "assistant greet ['--corpus', 'docs', '--loud', '--help']\n"


# --- terminal -------------------------------------------------------------------------------------------------------


def test_hidden_characters_are_shown_as_replacement_characters() -> None:
    assert terminal.printable("a\x1b[31m\u202eb\x07\tc\nd\udc80") == "a\ufffd[31m\ufffdb\ufffd\tc\nd\ufffd"
    assert terminal.printable("£23.6m – “so”, Zoë") == "£23.6m – “so”, Zoë"


def test_progress_is_one_line_for_each_stage_where_stderr_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.progress_display() as show:
        for done in range(3):
            show(Progress("reading", done, 2))
        show(Progress("embedding", 1, 9))
    assert capsys.readouterr() == ("", "Reading documents (2)\nEmbedding passages (9)\n")


def test_progress_of_a_long_stage_is_a_line_for_each_tenth_where_stderr_is_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with terminal.progress_display() as show:
        for done in range(0, 2001, 7):
            show(Progress("embedding", done, 2000))
        show(Progress("writing", 0, 0))
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "Embedding passages (2,000)",
        *(f"Embedding passages: {n} %" for n in range(10, 100, 10)),
        "Writing the index (0)",
    ]


def test_progress_is_a_bar_in_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with terminal.progress_display() as show:
        show(Progress("writing", 3, 4))
    out, err = capsys.readouterr()
    assert out == ""
    assert "Writing the index" in err
    assert "3/4" in err


def test_the_index_summary_counts_what_changed_and_lists_what_failed() -> None:
    report = IndexReport(
        "g1",
        documents=2,
        passages=2000,
        added=("a.txt",),
        unchanged=("b.txt",),
        failed=(FailedFile("c\x1b.pdf", FailureReason.SCANNED, "it holds pictures only"),),
        seconds=1.24,
    )
    assert terminal.index_summary(report) == (
        "2 documents, 2,000 passages (1 new, 1 unchanged) in 1.2 s.\n"
        "1 file not indexed:\n  c\ufffd.pdf: it holds pictures only"
    )


# --- doctor ---------------------------------------------------------------------------------------------------------


def findings(check: Any, settings: Settings) -> list[tuple[str, str]]:
    """Verdicts and texts of one check."""
    return [(str(f.verdict), f.text) for f in check(settings)]


def test_the_doctor_goes_on_when_a_check_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    def _broken(settings: Settings) -> Iterator[checks.Finding]:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(checks, "CHECKS", (_broken, checks._disk))
    found = list(checks.examine(load_settings()))
    assert (found[0].verdict, found[0].text) == ("problem", "broken: ZeroDivisionError: by zero")
    assert len(found) == 3


def test_the_doctor_finds_what_would_call_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "True")
    assert findings(checks._offline, load_settings())[0][0] == "problem"
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
    assert findings(checks._offline, load_settings()) == [("ok", "offline: nothing asks for the network")]
    [(verdict, text)] = findings(checks._offline, load_settings(chroma_url="http://db.example.org:8000"))
    assert (verdict, "db.example.org" in text) == ("note", True)
    assert findings(checks._offline, load_settings(chroma_url="http://127.0.0.1:8000"))[0][0] == "ok"


def test_the_doctor_names_a_missing_corpus_and_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(corpus=tmp_path / "none", index=tmp_path / "i", cache_dir=tmp_path / "c")
    assert findings(checks._corpus, settings)[0][0] == "problem"
    monkeypatch.setattr(checks, "LEAST_FREE_MB", 10**9)
    assert [verdict for verdict, _ in findings(checks._disk, settings)] == ["problem", "problem"]


def test_the_doctor_lists_settings_that_are_not_the_default(tmp_path: Path) -> None:
    assert findings(checks._settings, load_settings(corpus=tmp_path)) == [("ok", "settings: all at their defaults")]
    assert findings(checks._settings, load_settings(top_k=3)) == [("note", "setting top_k = 3")]


def test_an_unknown_day_is_wrong_usage() -> None:
    assert options.day(None) is None
    assert options.day(" 2019 ") == date(2019, 12, 31)
    with pytest.raises(UsageError, match="expected a date such as 2018-09-30"):
        options.day("30/09/2018")


# --- the whole thing ------------------------------------------------------------------------------------------------

REPLY_KEYS = (
    "question query status reason completeness message answer short_answer statements missing suggestions citations "
    "conflicts related coverage warnings card confidence generation models mode timings_ms"
).split()


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The options that name a small corpus and its index, which the command line has made."""
    folder = tmp_path_factory.mktemp("whole")
    corpus = folder / "papers"
    (corpus / "harbour").mkdir(parents=True)
    (corpus / "harbour" / "report.md").write_text(
        "---\ntitle: Harbour report\npublisher: The Board\npublished: 2019-05\n---\n\n"
        "## Money\n\nThe Board spent £4.2 million on the north pier in 2018. Zoë Marsh chairs the Board.\n",
        encoding="utf-8",
    )
    (corpus / "tides.txt").write_text("Tides of the bay\n\nThe bay has two tides a day.\n", encoding="utf-8")
    (corpus / "empty.txt").write_text("", encoding="utf-8")
    where = ["--corpus", str(corpus), "--index", str(folder / "index")]
    assert cli.run(["index", *where]) == 0
    return where


def test_a_real_answer_has_the_contract_s_fields_and_quotes_that_stand(
    indexed: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert cli.run(["ask", "How much did the Board spend on the north pier?", "--json", *indexed]) == 0
    out, err = capfdbinary.readouterr()
    reply = json.loads(out)
    assert err == b""
    assert list(reply) == REPLY_KEYS
    assert reply["status"] == "answered"
    assert "£4.2 million" in reply["answer"]
    for citation in reply["citations"]:
        assert cli.run(["documents", "--text", citation["document"], *indexed]) == 0
        text = capfdbinary.readouterr().out.decode()
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_real_abstention_exits_3_and_a_second_index_changes_nothing(
    indexed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["ask", "Who won the chess tournament in Peru?", *indexed]) == 3
    capsys.readouterr()
    assert cli.run(["index", *indexed]) == 0
    out = capsys.readouterr().out
    assert "(2 unchanged)" in out
    assert "empty.txt: " in out


def test_a_real_batch_answers_a_follow_up(indexed: list[str], tmp_path: Path) -> None:
    questions, answers = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    question = {"id": 7, "question": "Who chairs it?", "history": ["How much did the Board spend on the north pier?"]}
    questions.write_text(json.dumps(question) + "\nnonsense\n", encoding="utf-8")
    assert cli.run(["ask", "--batch", str(questions), "--output", str(answers), *indexed]) == 1
    first, second = (json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines())
    assert list(first) == ["id", *REPLY_KEYS]
    assert first["id"] == 7
    assert list(second) == ["id", "error"]


def test_the_doctor_finds_a_sound_index_sound_and_a_missing_one_missing(
    indexed: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["doctor", *indexed]) == 0
    assert "everything stored verifies" in capsys.readouterr().out
    assert cli.run(["doctor", "--repair", *indexed]) == 0
    assert "repaired: generation" in capsys.readouterr().err
    assert cli.run(["doctor", "--repair", indexed[0], indexed[1], "--index", str(tmp_path / "none")]) == 1
    out, err = capsys.readouterr()
    assert "problem" in out
    assert "Run `assistant index`." in err


def test_an_index_of_another_corpus_is_wrong_usage(
    indexed: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["index"], ["ask", "What?"], ["documents"]):
        assert cli.run([*command, "--corpus", str(tmp_path), *indexed[2:]]) == 2
        assert "is the index of" in capsys.readouterr().err


def test_a_corpus_without_documents_exits_1_and_says_what_to_put_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "corpus").mkdir()
    assert cli.run(["index", "--corpus", str(tmp_path / "corpus"), "--index", str(tmp_path / "index")]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("0 documents, 0 passages")
    assert "Put .md, .txt, .html, .pdf or .docx files there" in err


def test_the_installed_command_answers_from_a_shell(indexed: list[str]) -> None:
    code = "from assistant.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "ask", "Who chairs the Board?", *indexed],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert "Zoë Marsh chairs the Board." in done.stdout.decode()
    assert done.stderr == b""


def test_the_answer_shown_in_the_readme_is_the_one_it_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r'^```\n\$ assistant ask "([^"\n]*)"\n(.*?)^```$', readme, re.MULTILINE | re.DOTALL)
    assert shown
    where = ["--corpus", str(ROOT / "corpus"), "--index", str(tmp_path)]
    assert cli.run(["index", *where]) == 0
    capsys.readouterr()
    monkeypatch.setenv("COLUMNS", "80")
    assert cli.run(["ask", shown[1], *where]) == 0
    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == shown[2].splitlines()
