"""The machine code of one program, made when it is first needed: of arrays, for each choice of arguments that
are single numbers, and of one point."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final

from symdiff.native.emit import Source, lanes, over_points
from symdiff.native.finished import made_by, packed
from symdiff.native.machine import (
    GOOD,
    POINTS,
    QUICK,
    Code,
    attributes,
    is_allowed,
    processor,
    python_function,
)
from symdiff.native.operations import refuse_missing
from symdiff.native.point import one_point
from symdiff.native.special import addresses
from symdiff.native.store import Store
from symdiff.programs.program import Program

_FAST: Final = 2000
"""Operations up to which code is made that is good, not only soon there."""
_MANY: Final = 1 << 19
"""Points from which on making good code takes less time than it saves, about 10 ms of 10 to 20 ns each."""


class Entry:
    """Machine code, what to call of it, and how many points it has computed."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self.function = POINTS(code.address("points"))
        self.points = 0


class Codes:
    """Machine code of a program; what is made is kept on disk, in *kept*, where there is such a place."""

    def __init__(self, program: Program, sums: bool, kept: Store | None) -> None:
        """Raises Missing where no machine code can be made, Unsupported for a function that is not there."""
        self.program = program
        self.sums = sums
        self._kept = kept
        self._special = addresses(program)
        refuse_missing(program, self._special)
        is_allowed()
        self._entries: dict[frozenset[int], Entry] = {}
        self._level = GOOD if len(program.operations) <= _FAST else QUICK
        """The best that is made."""
        self._name = ""
        """What tells the program from all others."""

    def points(self, fixed: frozenset[int], count: int) -> Entry:
        """Return the code for inputs of which those *fixed* are single numbers, for *count* points more. It
        is made soon at first, and made anew when so many points have been computed that good code is worth
        it; all codes compute the same values."""
        entry = self._entries.get(fixed)
        done = count + (entry.points if entry is not None else 0)
        wanted = min(GOOD if done >= _MANY else QUICK, self._level)
        if entry is None or entry.code.level < wanted:
            most = processor()[2]
            width = most if self.sums else lanes(self.program, fixed, most, wanted == GOOD)
            code = self._made(
                f"points {sorted(fixed)} {self.sums}",
                lambda: over_points(
                    self.program, fixed, width, self.sums, self._symbols(), attributes(), wanted == QUICK
                ),
                wanted,
            )
            entry = self._entries[fixed] = Entry(code)
        entry.points = done
        return entry

    def one_point(self) -> Any:
        """Return a function of Python that takes the numbers of a point."""
        code = self._made("call", lambda: one_point(self.program, self._symbols()), self._level)
        return python_function(code, "call")

    def _made(self, name: str, source: Callable[[], Source], level: int) -> Code:
        if self._kept is not None and not self._name:
            self._name = f"{made_by()} {sha256(packed(self.program, ())).hexdigest()}"
        shared = QUICK if self._level == GOOD else GOOD  # a small program will soon have kernels of its own
        return Code(f"{self._name} {name}", source, level, self._special.values(), self._kept, shared)

    def _symbols(self) -> dict[int, str]:
        """Return the names by which functions of SciPy are called."""
        return {code: symbol for code, (symbol, _) in self._special.items()}


__all__ = ["Codes", "Entry"]
