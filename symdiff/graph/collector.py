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
from typing import Final

_LARGE: Final = 2_000
"""Nodes, or characters, from which on it is worth it."""


class waiting:
    """Holds the garbage collector off for the time of a block, where *size* is large and it was on."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._held = False

    def __enter__(self) -> None:
        if self._size >= _LARGE and gc.isenabled():
            self._held = True
            gc.disable()

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self._held:
            gc.enable()
