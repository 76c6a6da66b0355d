"""What every test gets: no way out of this machine, no settings from outside, no trace in the person's own folders."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

# Set before anything imports gradio, chromadb or a hub client: each of them reports home unless told not to.
os.environ.update(
    GRADIO_ANALYTICS_ENABLED="False", ANONYMIZED_TELEMETRY="False", HF_HUB_OFFLINE="1", DO_NOT_TRACK="1", NO_PROXY="*"
)


class OutboundConnectionError(AssertionError):
    """The code under test tried to leave this machine."""


def _is_local(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    try:
        return ip_address(text.partition("%")[0]).is_loopback or text in ("0.0.0.0", "::")
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def no_outbound_network() -> Iterator[None]:
    """Connections and look-ups that would leave this machine fail the test that makes them."""
    originals = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex", "sendto")}
    resolve = socket.getaddrinfo

    def guarded(name: str) -> Any:
        def call(self: socket.socket, *args: Any) -> Any:
            address = args[-1]
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address[0]):
                raise OutboundConnectionError(f"a test tried to reach {address!r}")
            return originals[name](self, *args)

        return call

    def guarded_resolve(host: Any, *args: Any, **options: Any) -> Any:
        if not _is_local(host):
            raise OutboundConnectionError(f"a test tried to look up {host!r}")
        return resolve(host, *args, **options)

    patch = pytest.MonkeyPatch()
    for name in originals:
        patch.setattr(socket.socket, name, guarded(name))
    patch.setattr(socket, "getaddrinfo", guarded_resolve)
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No ``ASSISTANT_*`` variable leaks in; indexes go to a temporary folder. Prepared models stay shared, for speed."""
    patch = pytest.MonkeyPatch()
    for name in [n for n in os.environ if n.startswith("ASSISTANT_")]:
        patch.delenv(name)
    patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
    yield
    patch.undo()


@pytest.fixture
def isolated_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder, with nothing cached, for this test and the processes it starts."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    return home
