"""A time after which a computation is given up.

>>> with stopped_after(10):
...     sum(range(10))
45
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

#: Seconds after which TooLate is raised again, where the first was lost: Python drops what is raised while it
#: frees objects or collects garbage, as the signal may be.
AGAIN = 0.25


class TooLate(BaseException):
    """The time is over. No Exception, so that nothing on the way takes it for a failure of its own."""


def _stop(_number: int, _frame: object) -> None:
    raise TooLate


@contextmanager
def stopped_after(seconds: float) -> Iterator[None]:
    """Raise TooLate inside the block after so many seconds, where signals can be had: not on Windows, and in
    the main thread alone."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    try:
        before = signal.signal(signal.SIGALRM, _stop)
    except ValueError:  # not in the main thread
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:  # once more: the signal may have come just before the line above
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


__all__ = ["TooLate", "stopped_after"]
