"""Every format through the child process: exact offsets, limits that hold, and failures that concern one file only."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

from assistant.formats import SUPPORTED, Limits, Parsed, Parser, parse
from assistant.formats.worker import PARSERS, parse_bytes
from assistant.schema import AssistantError, BlockKind, DocumentError, FailureReason
from assistant.settings import Settings
from assistant.text import normalise

LIMITS = Limits(seconds=30, memory_mb=1024, file_mb=50, text_chars=5_000_000)
PAGE = b"<h1>The pier</h1><p>It opens in May, the board said.</p>"


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    with Parser() as shared:
        yield shared


def reason_of(parser: Parser, data: bytes, ending: str, limits: Limits = LIMITS) -> FailureReason:
    with pytest.raises(DocumentError) as caught:
        parser.parse(data, ending, "page", limits)
    return caught.value.reason


# --- offsets ------------------------------------------------------------------------------------------------------

WORD = st.text(
    alphabet=st.sampled_from("abcdeéfgAB£1290%“”’–-.,:;*_#|<&[]()\u00a0\u200b\u202e\u0301\t"), min_size=1, max_size=8
)
PLAIN_WORD = st.text(alphabet="abcdeéfgABC£1290%’", min_size=1, max_size=8)
LINES = st.lists(st.lists(WORD, min_size=1, max_size=14).map(" ".join), min_size=1, max_size=12)
MARKS = st.sampled_from(["", "# ", "## ", "- ", "1. ", "> ", "| a | b |\n|---|---|\n| ", "    "])


def is_sound(parsed: Parsed) -> bool:
    """The contract of offsets: normalised text, blocks in order, apart, without surrounding white space, trails from headings."""
    assert normalise(parsed.text) == parsed.text
    parsed.text.encode("utf-8")
    end = 0
    headings = []
    for block in parsed.blocks:
        words = parsed.text[block.start : block.end]
        assert words
        assert words == words.strip()
        assert end <= block.start < block.end <= len(parsed.text)
        assert set(block.headings) <= set(headings)
        end = block.end
        if block.kind is BlockKind.HEADING:
            headings.append(" ".join(words.split()))
    assert parsed.inferred.get("title") or parsed.metadata.get("title")
    return True


def sound_or_empty(data: bytes, ending: str) -> bool:
    try:
        return is_sound(parse_bytes(data, ending, "page", LIMITS))
    except DocumentError as error:
        return error.reason in (FailureReason.EMPTY, FailureReason.SCANNED, FailureReason.METADATA)


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="\0"), max_size=400), st.sampled_from([".txt", ".md", ".html"]))
def test_any_text_gives_sound_offsets(text: str, ending: str) -> None:
    assert sound_or_empty(text.encode("utf-8", "replace"), ending)


@settings(deadline=None)
@given(LINES, st.sampled_from(["\n", "\n\n", "\r\n", "\n\n\n"]))
def test_plain_text_gives_sound_offsets(lines: list[str], separator: str) -> None:
    assert sound_or_empty(separator.join(lines).encode(), ".txt")


@settings(deadline=None)
@given(st.lists(st.tuples(MARKS, LINES.map(" ".join)), min_size=1, max_size=8))
def test_markdown_gives_sound_offsets(parts: list[tuple[str, str]]) -> None:
    assert sound_or_empty("\n\n".join(mark + words for mark, words in parts).encode(), ".md")


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("h1 h2 p li td th pre div q dt dd br sup table".split()), LINES.map(" ".join)),
        min_size=1,
        max_size=10,
    )
)
def test_html_gives_sound_offsets(parts: list[tuple[str, str]]) -> None:
    assert sound_or_empty("".join(f"<{tag}>{words}" for tag, words in parts).encode(), ".html")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from(["Title", "Heading 1", "Heading 3", "Normal", "List Bullet", "table"]), LINES),
        min_size=1,
        max_size=6,
    )
)
def test_word_documents_give_sound_offsets(parts: list[tuple[str, list[str]]]) -> None:
    document = docx.Document()
    for style, lines in parts:
        if style == "table":
            for row in (table := document.add_table(rows=2, cols=len(lines))).rows:
                for cell, words in zip(row.cells, lines, strict=True):
                    cell.text = words
            assert table is not None
        else:
            document.add_paragraph(" ".join(lines), style=style)
    stream = io.BytesIO()
    document.save(stream)
    assert sound_or_empty(stream.getvalue(), ".docx")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Title", "Heading1", "Normal", "Bullet"]), st.lists(PLAIN_WORD, min_size=1, max_size=60)
        ),
        min_size=1,
        max_size=6,
    )
)
def test_pdfs_give_sound_offsets(parts: list[tuple[str, list[str]]]) -> None:
    styles = getSampleStyleSheet()
    stream = io.BytesIO()
    SimpleDocTemplate(stream).build([Paragraph(" ".join(words), styles[style]) for style, words in parts])
    assert sound_or_empty(stream.getvalue(), ".pdf")


# --- the child process --------------------------------------------------------------------------------------------


def test_every_supported_ending_has_a_parser() -> None:
    assert frozenset(PARSERS) == SUPPORTED


def test_the_child_gives_what_the_parser_gives(parser: Parser) -> None:
    assert parser.parse(PAGE, ".html", "page", LIMITS) == parse_bytes(PAGE, ".html", "page", LIMITS)


def test_a_file_is_parsed_and_its_errors_name_it(tmp_path: Path) -> None:
    page, empty, sheet = tmp_path / "page.HTML", tmp_path / "empty.txt", tmp_path / "sheet.xlsx"
    page.write_bytes(PAGE)
    empty.touch()
    sheet.write_bytes(b"x")
    assert parse(page, Settings()).inferred["title"] == "The pier"
    for path, reason in (
        (empty, FailureReason.EMPTY),
        (sheet, FailureReason.UNSUPPORTED),
        (tmp_path / "gone.txt", FailureReason.UNREADABLE),
    ):
        with pytest.raises(DocumentError, match=path.name) as caught:
            parse(path, Settings())
        assert caught.value.reason is reason


def test_one_child_serves_many_files_quickly(parser: Parser) -> None:
    parser.parse(PAGE, ".html", "page", LIMITS)
    start = time.perf_counter()
    for _ in range(100):
        parser.parse(PAGE, ".html", "page", LIMITS)
    assert time.perf_counter() - start < 15


def child_of(parser: Parser) -> int:
    assert parser._child is not None
    return parser._child._process.pid


def test_a_child_that_was_killed_or_went_to_sleep_is_replaced() -> None:
    with Parser() as parser:
        parser.parse(PAGE, ".html", "page", LIMITS)
        first = child_of(parser)
        os.kill(first, signal.SIGKILL)
        time.sleep(0.1)
        assert parser.parse(PAGE, ".html", "page", LIMITS).inferred["title"] == "The pier"
        assert child_of(parser) != first


def test_a_child_of_a_large_process_is_judged_by_its_own_memory() -> None:
    code = f"""
import os
large = bytearray(700 << 20)
large[:: os.sysconf("SC_PAGE_SIZE")] = b"x" * len(large[:: os.sysconf("SC_PAGE_SIZE")])
from assistant.formats import Limits, Parser
limits, page = {LIMITS!r}, {PAGE!r}
with Parser() as parser:
    for _ in range(3):
        parser.parse(page, ".html", "page", limits)
    assert parser._child.files == 3, "the child was replaced"
    status, memory_kib = parser._end(20)
    assert status == 0 and memory_kib < 300 << 10, (status, memory_kib)
"""
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_child_that_hangs_is_given_up_and_replaced() -> None:
    with Parser() as parser:
        parser.parse(PAGE, ".html", "page", LIMITS)
        os.kill(child_of(parser), signal.SIGSTOP)
        assert reason_of(parser, PAGE, ".html", replace(LIMITS, seconds=0.1)) is FailureReason.TOO_SLOW
        assert parser.parse(PAGE, ".html", "page", LIMITS).text


def test_a_child_that_does_not_start_is_no_documents_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.formats.sandbox.sys.executable", "/bin/false")
    with Parser() as parser, pytest.raises(AssistantError, match="does not start") as caught:
        parser.parse(PAGE, ".html", "page", LIMITS)
    assert not isinstance(caught.value, DocumentError)


def test_threads_wait_for_each_other(parser: Parser) -> None:
    results: list[str] = []
    titles = [f"Pier {n}" for n in range(12)]

    def work(title: str) -> None:
        results.append(
            parser.parse(f"<h1>{title}</h1><p>Open.</p>".encode(), ".html", "page", LIMITS).inferred["title"]
        )

    threads = [threading.Thread(target=work, args=(title,)) for title in titles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == sorted(titles)


def test_the_child_is_gone_when_the_parser_is_closed() -> None:
    with Parser() as parser:
        parser.parse(PAGE, ".html", "page", LIMITS)
        pid = child_of(parser)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_child_knows_nothing_of_the_heavy_libraries_and_of_secrets(
    parser: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_API_KEY", "not for children")
    with Parser() as fresh:
        fresh.parse(PAGE, ".html", "page", LIMITS)
        process = Path(f"/proc/{child_of(fresh)}")
        if not process.exists():
            pytest.skip("this system has no /proc to look into")
        assert "not for children" not in (process / "environ").read_text()
        loaded = (process / "maps").read_text()
    assert "lexbor" in loaded
    assert not any(name in loaded for name in ("chromadb", "onnxruntime", "numpy", "pydantic"))


def test_a_working_folder_with_modules_of_its_own_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('hijacked')")
    monkeypatch.chdir(tmp_path)
    with Parser() as parser:
        assert parser.parse(PAGE, ".html", "page", LIMITS).text


# --- bombs --------------------------------------------------------------------------------------------------------


MEASURED = """
import resource, sys
from dataclasses import replace
from pathlib import Path
from assistant.formats import Limits, Parser
from assistant.schema import DocumentError

limits = Limits(seconds=30, memory_mb=512, file_mb=50, text_chars=1_000_000)
with Parser() as parser:
    try:
        parser.parse(Path(sys.argv[1]).read_bytes(), ".pdf", "page", limits)
    except DocumentError as error:
        print(error.reason)
    parser.parse(b"<p>The board met in May.</p>", ".html", "page", limits)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""
"""Parses a file in a process of its own, where no other child counts; prints the reason and the most MiB of a child."""


def pdf_with(stream: bytes) -> bytes:
    """A PDF of one page whose content is the given deflated stream."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s endobj\n" % (n, o) for n, o in enumerate(objects, start=1))
    return body + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF"


def deflated(part: bytes, times: int) -> bytes:
    """``part``, ``times`` over, deflated. After a full flush a part packs to the same bytes again, which saves the work."""
    packer = zlib.compressobj(9)
    first = packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 1
    for _ in range(times):
        checksum = zlib.adler32(part, checksum)
    return first + again * (times - 1) + b"\x03\x00" + checksum.to_bytes(4, "big")


def word_bomb(megabytes: int) -> bytes:
    document = docx.Document()
    document.add_paragraph("The board met.")
    plain = io.BytesIO()
    document.save(plain)
    bomb = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                part = part.replace(b"The board met.", b"A" * (megabytes << 20))
            new.writestr(name, part)
    return bomb.getvalue()


def test_a_small_pdf_that_unpacks_to_a_gigabyte_takes_no_more_than_its_memory(tmp_path: Path) -> None:
    data = pdf_with(deflated(b" " * (1 << 20), 1_000))
    assert len(data) < 1.2 * (1 << 20)
    bomb = tmp_path / "bomb.pdf"
    bomb.write_bytes(data)
    start = time.monotonic()
    done = subprocess.run([sys.executable, "-c", MEASURED, str(bomb)], capture_output=True, text=True, check=True)
    assert time.monotonic() - start < 60
    reason, most = done.stdout.split()
    assert reason in (FailureReason.TOO_LARGE, FailureReason.SCANNED, FailureReason.UNREADABLE)
    assert int(most) < 600


def test_a_pdf_of_endless_text_is_stopped_by_memory_or_time() -> None:
    text = deflated(b"BT /F1 9 Tf 50 50 Td (the board met in May and June) Tj ET\n" * 1_000, 400)
    limits = replace(LIMITS, memory_mb=300, seconds=5)
    with Parser() as parser:
        start = time.monotonic()
        assert reason_of(parser, pdf_with(text), ".pdf", limits) in (FailureReason.TOO_LARGE, FailureReason.TOO_SLOW)
        assert time.monotonic() - start < 60


def test_a_word_bomb_is_refused_before_it_is_unpacked(parser: Parser) -> None:
    data = word_bomb(80)
    assert len(data) < 1 << 20
    start = time.monotonic()
    assert reason_of(parser, data, ".docx") is FailureReason.TOO_LARGE
    assert time.monotonic() - start < 20


def test_a_text_longer_than_the_limit_is_refused(parser: Parser) -> None:
    small = replace(LIMITS, text_chars=10_000)
    assert reason_of(parser, b"<p>word " * 5_000, ".html", small) is FailureReason.TOO_LARGE
    assert reason_of(parser, b"word word\n\n" * 5_000, ".md", small) is FailureReason.TOO_LARGE


def test_two_hundred_thousand_nested_elements_are_refused_in_no_time(parser: Parser) -> None:
    start = time.monotonic()
    assert reason_of(parser, b"<div>" * 200_000, ".html") is FailureReason.UNREADABLE
    assert time.monotonic() - start < 20


def test_a_file_that_takes_too_long_is_stopped_and_the_next_one_read() -> None:
    limits = replace(LIMITS, seconds=0.5)
    with Parser() as parser:
        parser.parse(PAGE, ".html", "page", LIMITS)
        start = time.monotonic()
        assert reason_of(parser, b"<div>" * 29_000 + b"<p>word <div>" * 900, ".html", limits) is FailureReason.TOO_SLOW
        assert time.monotonic() - start < 20
        assert parser.parse(PAGE, ".html", "page", LIMITS).text


def test_a_file_that_needs_too_much_memory_says_so() -> None:
    with Parser() as parser:
        limits = replace(LIMITS, memory_mb=96, text_chars=100_000_000)
        assert reason_of(parser, b"<p>word</p>" * 1_500_000, ".html", limits) is FailureReason.TOO_LARGE
        assert parser.parse(PAGE, ".html", "page", LIMITS).text


@pytest.mark.parametrize("ending", sorted(SUPPORTED))
def test_random_bytes_harm_nobody(parser: Parser, ending: str) -> None:
    noise = bytes((n * 7919 + 31) % 251 for n in range(20_000))
    for data in (noise, b"%PDF-1.7\n" + noise, b"PK\x03\x04" + noise):
        try:
            is_sound(parser.parse(data, ending, "page", LIMITS))
        except DocumentError:
            continue
