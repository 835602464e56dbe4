"""Arrays for results, taken again when nobody has them any more.

The system clears each page of new memory when it is first written to, which takes longer than computing
what is written there. An array is free when only the list of them refers to it: what is given away is a
view, and all that is made of a view, slices and buffers too, refers to the array.

>>> spare = Spare()
>>> [first] = spare.take(1 << 16, 1)
>>> place = first.ctypes.data
>>> [second] = spare.take(1 << 16, 1)
>>> part = first[5:]
>>> del first
>>> [third] = spare.take(1 << 16, 1)
>>> del part
>>> [fourth] = spare.take(1 << 16, 1)
>>> [array.ctypes.data == place for array in (second, third, fourth)]
[False, False, True]
"""

from __future__ import annotations

import sys
from threading import Lock
from typing import Any, Final

from symdiff.arithmetic.arrays import library

_LARGE: Final = 1 << 15
"""Numbers from which on an array is kept; for smaller ones there is memory that was used before."""
_BYTES: Final = 1 << 27
"""What all arrays that are kept may take."""


class Spare:
    """Arrays of one size that were results, as many as two calls have: the results of one are mostly there
    until those of the next are."""

    def __init__(self) -> None:
        self._arrays: list[Any] = []
        self._lock = Lock()

    def take(self, count: int, number: int) -> list[Any]:
        """Return *number* arrays of *count* numbers, whatever these are."""
        np = library("numpy")
        if count < _LARGE or not _NOBODY:
            return [np.empty(count) for _ in range(number)]
        found: list[Any] = []
        with self._lock:
            kept = self._arrays
            if kept and kept[0].size != count:
                kept.clear()
            for place in range(len(kept)):
                if len(found) < number and _holders(kept, place) == _NOBODY:
                    found.append(kept[place][:])
            while len(found) < number:
                new = np.empty(count)
                if len(kept) < 2 * number and 8 * count * (len(kept) + 1) <= _BYTES:
                    kept.append(new)
                    new = new[:]
                found.append(new)
        return found


def _holders(arrays: list[Any], place: int) -> int:
    """Return how many refer to an array; what the call itself adds depends on the version of Python."""
    return sys.getrefcount(arrays[place])


def _nobody() -> int:
    """Return the number for an array to which only the list refers, 0 where such numbers tell nothing."""
    if not hasattr(sys, "getrefcount") or not getattr(sys, "_is_gil_enabled", lambda: True)():
        return 0
    return _holders([bytearray(1)], 0)


_NOBODY: Final = _nobody()

__all__ = ["Spare"]
