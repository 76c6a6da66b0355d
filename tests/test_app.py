"""The web application as a whole: who may ask it, what it sends along, where it listens, and how it starts and ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_assistant import FakeAssistant
from starlette.testclient import TestClient

import app
from assistant.schema import IndexLockedError, IndexReport, UsageError
from assistant.settings import Settings, load_settings
from assistant.ui import server

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(server.create_app(FakeAssistant(), Settings()), base_url="http://127.0.0.1:7860") as client:
        yield client


# --- the door -----------------------------------------------------------------------------------------------------


def test_the_page_comes_with_a_policy_that_lets_nothing_in_from_elsewhere(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    policy = dict(part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["connect-src"] == "'self'"
    assert "unsafe-inline" not in policy["script-src"]
    assert not re.search(r"https?:|\*", page.headers["content-security-policy"])
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "server" not in page.headers


def test_each_page_has_a_nonce_of_its_own_on_every_script(client: TestClient) -> None:
    nonces = []
    for _ in range(2):
        page = client.get("/", headers={"accept-encoding": "br, gzip"})
        nonce = re.search(r"'nonce-([\w-]+)'", page.headers["content-security-policy"])
        assert nonce
        scripts = re.findall(r"<script\b[^>]*>", page.text)
        assert scripts
        assert all(f'nonce="{nonce[1]}"' in script for script in scripts)
        nonces.append(nonce[1])
    assert nonces[0] != nonces[1]


def test_the_page_names_no_other_host(client: TestClient) -> None:
    hosts = set(re.findall(r"https?://([\w.-]+)", client.get("/").text))
    assert hosts <= {"127.0.0.1"}


def test_the_pages_own_files_are_there(client: TestClient) -> None:
    for path in ("/screen/style.css", "/screen/app.js", "/favicon.ico", "/theme.css", "/config"):
        assert client.get(path).status_code == 200, path
        assert "content-security-policy" in client.get(path).headers


def test_no_style_or_script_of_ours_loads_anything_from_elsewhere() -> None:
    for file in server.STATIC.iterdir():
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|@import|url\(", text), file.name


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=http://evil.example/",
        "/gradio_api/proxy=http://evil.example/",
        "/gradio_api/runs",
        "/gradio_api/run-history/records",
        "/gradio_api/vibe-code",
        "/gradio_api/process_recording",
        "/monitoring",
        "/docs",
        "/openapi.json",
        "/screen/../page.py",
        "/screen/%2e%2e/page.py",
        "/screen//page.py",
        "/nothing",
    ],
)
def test_nothing_else_of_gradio_can_be_reached(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path, content=b"x").status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil.example:7860"])
def test_other_names_for_this_computer_are_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 400
    for name in ("localhost", "LOCALHOST:1234", "127.0.0.1", "[::1]:7860"):
        assert client.get("/favicon.ico", headers={"host": name}).status_code == 200


# --- where it listens ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "assistant.example"])
def test_other_computers_are_let_in_only_by_names_in_the_settings(host: str) -> None:
    with pytest.raises(UsageError, match="ASSISTANT_ALLOWED_HOSTS"):
        server.run(FakeAssistant(), Settings(host=host))
    assert server.allowed_hosts(Settings(host=host, allowed_hosts=("docs.example",))) == ("docs.example",)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.1.2.3"])
def test_this_computer_needs_no_names(host: str) -> None:
    assert "127.0.0.1" in server.allowed_hosts(Settings(host=host))


def test_the_names_are_read_with_commas_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_ALLOWED_HOSTS", "docs.example, other.example,")
    assert load_settings().allowed_hosts == ("docs.example", "other.example")


def test_a_busy_port_takes_the_next_free_one() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        with server.listen("127.0.0.1", port) as listener:
            assert port < listener.getsockname()[1] <= port + 50


def test_an_address_of_another_computer_is_refused_in_words() -> None:
    with pytest.raises(UsageError, match=r"192\.0\.2\.1 is not an address of this computer"):
        server.listen("192.0.2.1", 7860)


# --- app.py -------------------------------------------------------------------------------------------------------


def test_a_failed_update_goes_on_with_the_index_there_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def locked(*_: object, **__: object) -> IndexReport:
        raise IndexLockedError("Another process is writing this index.")

    monkeypatch.setattr("assistant.indexing.update_index", locked)
    app.update(Settings())
    assert "Another process is writing this index." in capsys.readouterr().err


def test_a_wrong_setting_ends_in_one_line_and_status_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_PORT", "many")
    assert app.main() == 2
    assert capsys.readouterr().err.startswith("assistant: settings: port:")


SERVE = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background starts with it ignored
sys.path[:0] = {path!r}
from fake_assistant import FakeAssistant
from assistant.settings import Settings
from assistant.ui.server import run
run(FakeAssistant(), Settings(port=int(sys.argv[1])))
"""


def test_it_says_where_it_is_and_that_a_port_was_busy_and_ends_on_ctrl_c() -> None:
    code = SERVE.format(path=[str(ROOT), str(ROOT / "tests")])
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        try:
            assert process.stdout
            assert process.stderr
            assert process.stdout.readline().startswith(f"Port {port} is busy, so port ")
            said = process.stdout.readline()
            address = re.search(r"http://127\.0\.0\.1:(\d+) \(Ctrl-C ends it\)", said)
            assert address, said
            wait_for(int(address[1]))
            waiting = socket.create_connection(("127.0.0.1", int(address[1])))  # an open page must not hold it up
            waiting.sendall(b"GET /gradio_api/heartbeat/abc HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert waiting.recv(12) == b"HTTP/1.1 200"
            started = time.monotonic()
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
            waiting.close()
        finally:
            process.kill()
            process.wait()
    assert time.monotonic() - started < 30
    assert out == "\nStopped.\n"
    assert "Traceback" not in err
    assert process.returncode == 0


def wait_for(port: int) -> None:
    """Until something answers on the port, at most 60 s."""
    deadline = time.monotonic() + 60
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.sendall(b"GET /favicon.ico HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                if connection.recv(12) == b"HTTP/1.1 200":
                    return
        except OSError:
            pass
        assert time.monotonic() < deadline, "nothing answered"
        time.sleep(0.1)
