"""Puts the page on an address: checks every request, sends the security headers, finds a free port, ends on Ctrl-C.

Listens on this computer only, unless the settings name the hosts by which others may reach it. Serves no file but the
page's own.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import socket
import threading
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from assistant.schema import UsageError
from assistant.settings import Settings
from assistant.ui.page import build_page
from assistant.ui.session import Answering

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC = Path(__file__).parent / "static"

# Gradio compiles its templates in the browser, hence 'unsafe-eval'; inline scripts run only with the page's nonce, so
# markup that slipped through the escaping would still be inert.
_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
# All that the page asks for. Gradio has more routes (uploads, files, proxies, recordings); none of them is needed.
_OPEN = re.compile(
    r"/|/(?:assets|static|screen)(?:/[\w+-][\w.+-]*)+|/favicon\.ico|/theme\.css|/config/?|/manifest\.json"
    r"|/gradio_api/(?:queue/(?:join|data)/?|heartbeat/\w+|info/?|startup-events|app_id/?|reset/?|cancel/?)"
)
_FOREIGN = re.compile(rb'<meta\s+(?:property="og:|name="twitter:)[^>]*>')  # advertises Gradio's own pages
_PORTS = 50  # tried after the first


class Door:
    """Lets in requests for the page's own paths and names; sends the security headers with every response."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        nonce = secrets.token_urlsafe(16)
        page = scope["path"] == "/"
        if page:  # the nonce has to be written into the page, so it must not come compressed
            scope = {**scope, "headers": [h for h in scope["headers"] if h[0] != b"accept-encoding"]}
        guarded = _guarded(send, nonce, page)
        if scope["type"] != "http" or _host(scope) not in self._hosts:
            return await _refuse(guarded, 400, "This address is not served here.")
        if not _OPEN.fullmatch(scope["path"]):
            return await _refuse(guarded, 404, "There is nothing here.")
        return await self._app(scope, receive, guarded)


def _host(scope: Scope) -> str:
    value = next((v for name, v in scope["headers"] if name == b"host"), b"").decode("latin-1").lower()
    return re.sub(r":\d+$", "", value)


def _guarded(send: Send, nonce: str, page: bool) -> Send:
    start: Message = {}
    body = bytearray()

    async def guarded(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            ours = {**_HEADERS, "content-security-policy": _POLICY.format(nonce=nonce)}
            headers = [(name, value) for name, value in message["headers"] if name.decode() not in ours]
            headers += [(name.encode(), value.encode()) for name, value in ours.items()]
            start = {**message, "headers": headers}
            if not page:
                await send(start)
        elif not page:
            await send(message)
        elif message["type"] == "http.response.body":
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            marked = _FOREIGN.sub(b"", bytes(body)).replace(b"<script", b'<script nonce="%s"' % nonce.encode())
            kept = [(n, v) for n, v in start["headers"] if n not in (b"content-length", b"cache-control", b"etag")]
            kept += [(b"content-length", str(len(marked)).encode()), (b"cache-control", b"no-store")]
            await send({**start, "headers": kept})
            await send({"type": "http.response.body", "body": marked})

    return guarded


async def _refuse(send: Send, status: int, words: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})


def create_app(assistant: Answering, settings: Settings) -> FastAPI:
    """The whole web application, to be run by any ASGI server.

    Raises:
        UsageError: the settings would let in other computers without naming them.
    """
    hosts = allowed_hosts(settings)

    async def made() -> FastAPI:
        return _create_app(assistant, settings, hosts)

    return asyncio.run(made())  # where no loop runs, Gradio makes one for each of its locks and never closes it


def _create_app(assistant: Answering, settings: Settings, hosts: tuple[str, ...]) -> FastAPI:
    page = build_page(assistant, settings)
    import gradio as gr

    app = FastAPI(title="Document assistant", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Door, hosts=hosts)
    app.mount("/screen", StaticFiles(directory=STATIC))
    system = ["system-ui", "sans-serif"]
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        server_name=settings.host,
        server_port=settings.port,
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        favicon_path=str(STATIC / "favicon.svg"),
        show_error=False,
        max_file_size=1,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=gr.themes.Base(font=system, font_mono=["ui-monospace", "monospace"]),
        head='<link rel="stylesheet" href="screen/style.css"><script src="screen/app.js"></script>',
    )
    return app


def allowed_hosts(settings: Settings) -> tuple[str, ...]:
    """The names by which the page may be asked for.

    Raises:
        UsageError: the address is open to other computers and no names are given.
    """
    if _is_loopback(settings.host):
        return ("127.0.0.1", "localhost", "[::1]", *settings.allowed_hosts)
    if not settings.allowed_hosts:
        raise UsageError(
            f"host: {settings.host} lets other computers in, and the assistant asks nobody to sign in. Listen on "
            "127.0.0.1, or put a proxy with sign-in in front and name it in ASSISTANT_ALLOWED_HOSTS."
        )
    return settings.allowed_hosts


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on the first free port from ``port`` on.

    Raises:
        UsageError: the host is not an address of this computer, or no port is free.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, min(port + _PORTS, 65536)) if port else (0,):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(128)
            return listener
        except PermissionError:
            listener.close()
            raise UsageError(f"port: {candidate} needs rights this account lacks; choose one above 1023.") from None
        except OSError as error:
            listener.close()
            if not isinstance(error, socket.gaierror) and error.errno not in _UNAVAILABLE:
                continue
            raise UsageError(f"host: {host} is not an address of this computer.") from None
    raise UsageError(f"port: {port} and the {_PORTS} after it are busy; name another with ASSISTANT_PORT.")


_UNAVAILABLE = {99, 49, 10049}  # EADDRNOTAVAIL on Linux, macOS, Windows


def _warm(assistant: Answering) -> None:
    """Load the models and find the first questions while the browser opens; what fails here, the page will tell."""
    with suppress(Exception):
        assistant.starters()


def run(assistant: Answering, settings: Settings) -> None:
    """Serve until Ctrl-C, and say where.

    Raises:
        UsageError: the address is not allowed or cannot be listened on.
    """
    allowed_hosts(settings)
    with listen(settings.host, settings.port) as listener:
        port = listener.getsockname()[1]
        if settings.port not in (0, port):
            print(f"Port {settings.port} is busy, so port {port} is used.", flush=True)
        app = create_app(assistant, settings)
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, ws="none", server_header=False, timeout_graceful_shutdown=1
        )
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        threading.Thread(target=_warm, args=(assistant,), daemon=True).start()
        print(f"The assistant is at http://{host}:{port} (Ctrl-C ends it)", flush=True)
        uvicorn_server = uvicorn.Server(config)
        # Pages that are still open are cut off on Ctrl-C; what uvicorn says about that helps nobody.
        logging.getLogger("uvicorn.error").addFilter(lambda _: not uvicorn_server.should_exit)
        try:
            uvicorn_server.run(sockets=[listener])
        except KeyboardInterrupt:
            print("\nStopped.", flush=True)
