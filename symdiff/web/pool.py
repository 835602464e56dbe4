"""`Pool`: processes that answer calls, kept warm; one that does not answer in time is ended and replaced."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from typing import Any, Final

from symdiff.limits import DEFAULT, Limits
from symdiff.web.replies import FAULT, Reply, late

_GRACE: Final = 0.5
"""Seconds that a process has to stop a call by itself."""
_START: Final = 60.0
"""Seconds within which a process is ready."""
_LONGEST: Final = 2**26
"""Bytes of an answer."""


class Pool:
    """Processes that answer one call each at a time.

    *seconds* is the time that one call may take. `start` begins them, `close` ends them all, both in the loop
    that calls are made in.
    """

    def __init__(self, limits: Limits = DEFAULT, seconds: float = 5.0, size: int = 2) -> None:
        self.limits, self.seconds, self.size = limits, seconds, size
        self._idle: asyncio.Queue[Process] = asyncio.Queue()
        self.processes: set[Process] = set()
        """Those that run."""
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Start the processes one after the other: the first has the machine to itself until it is ready."""
        self._later(self.size)

    async def call(self, name: str, given: Any) -> Reply:
        """Return the answer to a call. It waits for a process that is free; what takes too long, and what
        ends its process, has the answer "timeout" or "fault"."""
        line = json.dumps({"call": name, "given": given}).encode() + b"\n"
        try:
            process = await asyncio.wait_for(self._idle.get(), _START)
        except TimeoutError:
            return FAULT
        kept = False
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(line)
            read = process.stdout.readline()
            found = await asyncio.wait_for(read, self.seconds + _GRACE)
            if found.endswith(b"\n"):
                kept = True
                answer: Reply = json.loads(found)
                return answer
        except TimeoutError:
            return late(self.seconds)
        except (OSError, ValueError):
            pass
        finally:
            if kept:
                self._idle.put_nowait(process)
            else:
                self._end(process)
                self._later()
        return FAULT

    async def close(self) -> None:
        """End all processes."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        ended = list(self.processes)
        for process in ended:
            self._end(process)
        await asyncio.gather(*[process.wait() for process in ended])

    def _later(self, count: int = 1) -> None:
        task = asyncio.ensure_future(self._add(count))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _add(self, count: int) -> None:
        for _ in range(count):
            await self._one_more()

    async def _one_more(self) -> None:
        command = (sys.executable, "-m", "symdiff.web.worker")
        own = (json.dumps(self.limits._asdict()), str(self.seconds))
        process = await asyncio.create_subprocess_exec(
            *command, *own, stdin=PIPE, stdout=PIPE, limit=_LONGEST
        )
        self.processes.add(process)
        assert process.stdout is not None
        ready = await asyncio.wait_for(process.stdout.readline(), _START)
        if ready != b"ready\n":
            raise RuntimeError("a process of the page could not be started")
        self._idle.put_nowait(process)

    def _end(self, process: Process) -> None:
        self.processes.discard(process)
        with suppress(ProcessLookupError):
            process.kill()


__all__ = ["Pool"]
