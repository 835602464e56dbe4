"""The garbage collector waits while a large graph is made.

A graph has no cycles, so reference counts free it; but each of its nodes is a tuple that the collector goes
through again and again while it grows, for a fifth of the time.

>>> import gc
>>> with waiting(10**6):
...     gc.isenabled()
False
>>> gc.isenabled()
True
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_LARGE: Final = 20_000
"""Nodes, or characters, from which on it is worth it."""


@contextmanager
def waiting(size: int) -> Iterator[None]:
    """Hold the garbage collector off for the time of the block, where *size* is large and it was on."""
    held = size >= _LARGE and gc.isenabled()
    if held:
        gc.disable()
    try:
        yield
    finally:
        if held:
            gc.enable()
