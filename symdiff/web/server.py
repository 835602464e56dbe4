"""The page over HTTP, on this machine alone.

Every reply has a Content-Security-Policy by which a browser asks no other host for anything. A request whose
Host is another name than this machine's, or whose Origin is another page, is refused: a page of somebody else
cannot ask through the reader's browser.
"""

from __future__ import annotations

import json
import socket
import threading
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from symdiff.limits import DEFAULT, Limits
from symdiff.web.pool import Pool
from symdiff.web.replies import fault

STATIC: Final = Path(__file__).parent / "static"
"""The files of the page."""
LOOPBACK: Final = "127.0.0.1"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "font-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What a browser may do here. The keyboard places its signs by style attributes; no other style, and no
script, can stand in a page."""
_HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
}


class _Guard:
    """Refuses requests that are not of the page itself, and puts the headers on each reply."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        origin = headers.get(b"origin", b"").decode("latin-1")

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
                message["headers"] = [*message["headers"], *own]
            await send(message)

        app = self.app
        if host not in self.hosts or (origin and origin != f"http://{host}"):
            app = PlainTextResponse("This page is for the machine that it runs on.", 403)
        await app(scope, receive, with_headers)


def page(hosts: frozenset[str], pool: Pool) -> ASGIApp:
    """Return the application: the files of the page, and the calls under /api/. *hosts* are what requests
    may have as their Host."""

    @asynccontextmanager
    async def with_pool(app: Starlette) -> AsyncIterator[None]:
        pool.start()
        try:
            yield
        finally:
            await pool.close()

    async def call(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return JSONResponse(fault("request", "a call is an object of JSON"), 415)
        longest = 8 * pool.limits.text
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > longest:
                return JSONResponse(fault("too_large", f"more than {longest} bytes in one request"), 413)
        try:
            given = json.loads(body)
        except (ValueError, RecursionError):
            given = None
        if not isinstance(given, dict):
            return JSONResponse(fault("request", "a call is an object of JSON"), 400)
        reply = await pool.call(request.path_params["name"], given)
        is_none = reply.get("error", {}).get("code") == "request"
        return JSONResponse(reply, 404 if is_none else 200)

    routes = [
        Route("/api/{name}", call, methods=["POST"]),
        Mount("/", StaticFiles(directory=STATIC, html=True)),
    ]
    return _Guard(Starlette(routes=routes, lifespan=with_pool), hosts)


def serve(port: int = 0, opens: bool = True, limits: Limits = DEFAULT, seconds: float = 5.0) -> None:
    """Serve the page until Ctrl-C; say where on stdout, and open a browser there with *opens*.

    *port* 0 is any that is free. A call takes *seconds* at most. Raises OSError for a port that is taken.
    """
    with socket.create_server((LOOPBACK, port)) as listening:
        own = listening.getsockname()[1]
        address = f"http://{LOOPBACK}:{own}/"
        app = page(frozenset((f"{LOOPBACK}:{own}", f"localhost:{own}")), Pool(limits, seconds))
        print(f"symdiff is at {address} (Ctrl-C ends it)", flush=True)
        if opens:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, ws="none", lifespan="on",
            timeout_graceful_shutdown=1,
        )  # fmt: skip
        uvicorn.Server(config).run(sockets=[listening])


__all__ = ["LOOPBACK", "POLICY", "STATIC", "page", "serve"]
