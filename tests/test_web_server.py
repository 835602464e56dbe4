"""The server of the page: who may ask, what is refused, and that nothing hangs."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from web_server import Served, served

from symdiff.limits import Limits

pytest.importorskip("uvicorn", reason='the page is not installed (pip install "symdiff-engine[web]")')
pytest.importorskip("starlette")

pytestmark = pytest.mark.xdist_group("web")
LONG = {"formula": "exp(sin(x))", "order": 400}
ENDLESS = f"derived={10**12}"
"""What lets LONG run until it is stopped."""


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served("--timeout", "1", "--limit", ENDLESS, "--limit", "text=2000") as one:
        yield one


def asked(
    server: Served, path: str, body: object = None, method: str = "", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Return the status, the headers and the body of a reply."""
    host, _, port = server.address.removeprefix("http://").rstrip("/").partition(":")
    connection = HTTPConnection(host, int(port), timeout=120)
    own = {"content-type": "application/json"} if body is not None else {}
    sent = body if isinstance(body, bytes | None) else json.dumps(body)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method or ("GET" if body is None else "POST"), path, sent, {**own, **given})
    reply = connection.getresponse()
    found = reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()
    connection.close()
    return found


def call(server: Served, name: str, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(asked(server, f"/api/{name}", given)[2])
    return found


def test_the_page_and_its_calls_are_served_with_a_strict_policy(server: Served) -> None:
    for path, kind in (
        ("/", "text/html"),
        ("/page.js", "javascript"),
        ("/vendor/katex/katex.min.css", "css"),
    ):
        status, headers, body = asked(server, path)
        assert (status, kind in headers["content-type"], bool(body)) == (200, True, True)
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "unsafe-eval" not in policy
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
    assert call(server, "derive", formula="x^2")["result"]["text"] == "2*x"


@pytest.mark.parametrize(
    "headers",
    [{"host": "example.org"}, {"host": "127.0.0.1"}, {"host": "127.0.0.1.example.org"},
     {"origin": "http://example.org"}, {"origin": "null"}],
    ids=str,
)  # fmt: skip
def test_another_page_cannot_ask_through_the_readers_browser(server: Served, headers: dict[str, str]) -> None:
    for path, body in (("/", None), ("/api/derive", {"formula": "x"})):
        status, _, said = asked(server, path, body, **headers)
        assert (status, said) == (403, b"This page is for the machine that it runs on.")


def test_its_own_page_may_ask_by_both_names(server: Served) -> None:
    port = server.address.rstrip("/").rpartition(":")[2]
    for host in (f"127.0.0.1:{port}", f"localhost:{port}"):
        body = {"formula": "x"}
        assert asked(server, "/api/read", body, host=host, origin=f"http://{host}")[0] == 200


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere 127.0.0.2 is no address of the machine")
def test_it_listens_on_this_machine_alone(server: Served) -> None:
    port = int(server.address.rstrip("/").rpartition(":")[2])
    with socket.create_server(("127.0.0.2", port)):
        pass  # free: not all addresses of the machine are taken


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("/api/nothing", {}, {}, 404),
        ("/api/derive", b"{", {}, 400),
        ("/api/derive", [1], {}, 400),
        ("/api/derive", b"[" * 9000, {}, 400),
        ("/api/derive", {"formula": "x"}, {"content_type": "text/plain"}, 415),
        ("/api/derive", b"x" * 20_000, {}, 413),
        ("/nothing", None, {}, 404),
        ("/../server.py", None, {}, 404),
        ("/..%2fserver.py", None, {}, 404),
    ],
)
def test_what_is_no_call_is_refused(
    server: Served, path: str, body: Any, headers: dict[str, str], status: int
) -> None:
    assert asked(server, path, body, **headers)[0] == status


def test_a_call_cannot_be_a_get(server: Served) -> None:
    assert asked(server, "/api/derive")[0] == 404


def test_limits_of_the_command_hold(server: Served) -> None:
    found = call(server, "derive", formula="+".join(["x"] * 1500))
    assert found["error"]["code"] == "too_large"


def test_what_takes_too_long_is_stopped_and_others_are_answered_meanwhile(server: Served) -> None:
    found = call(server, "derive", **LONG)
    assert found["error"]["code"] == "timeout"
    assert call(server, "derive", formula="x^3")["result"]["text"] == "3*x**2"


def children(process: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True)
    return [int(line) for line in found.stdout.split()]


@pytest.mark.skipif(not Path("/proc").exists(), reason="processes are looked up by ps --ppid")
def test_nothing_is_left_where_the_server_ends() -> None:
    with served() as one:
        call(one, "read", formula="x")
        own = children(one.process.pid)
        assert own
    assert [pid for pid in own if Path(f"/proc/{pid}").exists()] == []


def test_a_process_that_does_not_answer_is_replaced() -> None:
    from symdiff.web.pool import Pool

    async def run(seconds: float) -> list[dict[str, Any]]:
        pool = Pool(Limits(), seconds, 1)
        pool.start()
        found = [await pool.call("read", {"formula": "x"})]
        [process] = pool.processes
        os.kill(process.pid, signal.SIGSTOP)
        found.append(await pool.call("read", {"formula": "x"}))
        found.append(await pool.call("read", {"formula": "y"}))
        [process] = pool.processes
        process.kill()
        found.append(await pool.call("read", {"formula": "x"}))
        found.append(await pool.call("read", {"formula": "z"}))
        await pool.close()
        return found

    for seconds in (0.5, 10):  # on a busy machine any call may take longer than half a second
        first, late, second, lost, third = asyncio.run(run(seconds))
        assert (late["error"]["code"], lost["error"]["code"]) == ("timeout", "fault")
        if "text" in first and "text" in second and "text" in third:
            break
    assert (first["text"], second["text"], third["text"]) == ("x", "y", "z")


def test_what_is_missing_and_a_port_that_is_taken_are_said() -> None:
    hidden = "import sys; sys.modules['uvicorn'] = None; from symdiff.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", hidden, "web"], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == (
        'error: the page needs uvicorn, which is not installed\npip install "symdiff-engine[web]"\n'
    )
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "symdiff", "web", "--no-open", "--port", port]
        done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: no page at port {port}: ")
