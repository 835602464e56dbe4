"""`symdiff web` as a process of its own, for tests of the page."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple


class Served(NamedTuple):
    """A server that runs."""

    address: str
    """Where the page is, with a slash at the end."""
    process: subprocess.Popen[str]


@contextmanager
def served(*options: str) -> Iterator[Served]:
    """Run the server; at the end Ctrl-C stops it, and it leaves with 0 and without a word."""
    command = [sys.executable, "-m", "symdiff", "web", "--no-open", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        assert first.startswith("symdiff is at http://127.0.0.1:"), process.stderr.read()
        try:
            yield Served(first.split()[3], process)
        finally:
            process.send_signal(signal.SIGINT)
            said = process.stderr.read()
            code = process.wait(timeout=20)
        assert (code, said) == (0, "")
