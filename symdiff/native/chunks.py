"""A straight program on NumPy arrays, piece by piece: what a piece computes stays in the processor's cache.

>>> from symdiff.parser.formula import parse
>>> from symdiff.programs.program import program
>>> made = program([parse("x**2 + y")], ["x", "y"], has=lambda code: True)
>>> import numpy as np
>>> out = [np.empty(3)]
>>> Chunks(made).run([np.array([1.0, 2.0, 3.0]), np.array([0.5])], out, 0, 3)
>>> out[0].tolist()
[1.5, 4.5, 9.5]
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from symdiff.arithmetic.arrays import function_on_arrays, is_native, library, resolved
from symdiff.programs.program import CALL, CONST, INPUT, POWER, SELECT, TRUTH, Program, rounded
from symdiff.table.functions import row_of

_SIZE: Final = 8192
"""Points of one piece."""
_UFUNCS: Final = {
    "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "neg": "negative", "<": "less",
    "<=": "less_equal", ">": "greater", ">=": "greater_equal", "==": "equal", "!=": "not_equal",
    "and": "logical_and", "or": "logical_or", "not": "logical_not",
}  # fmt: skip
_TRUTHS: Final = frozenset(("<", "<=", ">", ">=", "==", "!=", "and", "or", "not", TRUTH))

_Place = tuple[str, int]
"""("number", k), ("input", k), ("output", k), or ("buffer", k) and ("truths", k): arrays used again."""


class Chunks:
    """A program with a place for each value: values that no step needs any more give theirs to others."""

    def __init__(self, program: Program) -> None:
        self.numpy = library("numpy")
        self.program = program
        self._numbers: list[float | bool] = []
        self._steps: list[tuple[Any, list[_Place], _Place, str]] = []
        self._copies: list[tuple[int, _Place]] = []
        self._counts = {"buffer": 0, "truths": 0}
        self._plan()

    def _plan(self) -> None:
        operations, outputs = self.program.operations, self.program.outputs
        inputs = self.program.places()
        last = {value: len(operations) for value in outputs}
        for value, operation in enumerate(operations):
            for argument in operation.arguments:
                if argument not in last or last[argument] < value:
                    last[argument] = value
        where: dict[int, _Place] = {}
        free: dict[str, list[int]] = {"buffer": [], "truths": []}
        results = {value: place for place, value in reversed(list(enumerate(outputs)))}
        for value, operation in enumerate(operations):
            kind = operation.kind
            if kind == INPUT:
                where[value] = ("input", inputs[str(operation.data)])
            elif kind in (CONST, TRUTH):
                where[value] = ("number", len(self._numbers))
                data = operation.data
                assert data is not None
                assert not isinstance(data, str)
                self._numbers.append(rounded(data) if kind == CONST else bool(data))
            else:
                arguments = [where[argument] for argument in operation.arguments]
                store = "truths" if kind in _TRUTHS else "buffer"
                if value in results:
                    where[value] = ("output", results[value])
                else:
                    where[value] = self._taken(store, free)
                self._steps.append((self._function(kind, operation.data), arguments, where[value], kind))
                for argument in set(operation.arguments):
                    if last[argument] == value and where[argument][0] in free:
                        free[where[argument][0]].append(where[argument][1])
        for place, value in enumerate(outputs):
            if where[value] != ("output", place):
                self._copies.append((place, where[value]))

    def _taken(self, store: str, free: dict[str, list[int]]) -> _Place:
        if free[store]:
            return store, free[store].pop()
        self._counts[store] += 1
        return store, self._counts[store] - 1

    def _function(self, kind: str, data: Any) -> Any:
        np = self.numpy
        if kind in _UFUNCS:
            return getattr(np, _UFUNCS[kind])
        if kind == POWER:
            return np.power
        if kind == SELECT:
            return np.where
        assert kind == CALL
        if is_native(data, False):
            found = resolved(row_of(data).numpy)
            row = row_of(data)
            if isinstance(found, np.ufunc) and not (row.integers or row.numpy_complex or row.numpy_partly):
                return found
        function = function_on_arrays(np, data)
        return _real(np, function) if row_of(data).numpy_complex else function

    def run(self, inputs: Sequence[Any], outputs: Sequence[Any], begin: int, end: int) -> None:
        """Write the outputs at the points from *begin* to *end*. An input of one number is it everywhere."""
        np = self.numpy
        size = min(_SIZE, end - begin)
        buffers = {
            "buffer": [np.empty(size) for _ in range(self._counts["buffer"])],
            "truths": [np.empty(size, bool) for _ in range(self._counts["truths"])],
        }
        with np.errstate(all="ignore"):
            for start in range(begin, end, _SIZE):
                stop = min(start + _SIZE, end)
                table = {store: [a[: stop - start] for a in arrays] for store, arrays in buffers.items()}
                table["number"] = self._numbers
                table["input"] = [a if a.size == 1 else a[start:stop] for a in inputs]
                table["output"] = [a[start:stop] for a in outputs]
                for function, places, target, kind in self._steps:
                    arguments = [table[store][place] for store, place in places]
                    into = table[target[0]][target[1]]
                    if kind == SELECT or not isinstance(function, np.ufunc):
                        into[...] = function(*arguments)
                        continue
                    hole = None
                    if kind == POWER:  # 1**NaN and NaN**0 are 1 to NumPy
                        hole = np.isnan(arguments[0]) | np.isnan(arguments[1])
                    function(*arguments, out=into)
                    if hole is not None and hole.any():
                        into[hole] = math.nan
                for place, (store, which) in self._copies:
                    table["output"][place][...] = table[store][which]


def _real(numpy: Any, function: Any) -> Any:
    """Return a function whose complex results count as NaN."""

    def found(*arguments: Any) -> Any:
        value = function(*arguments)
        if not numpy.iscomplexobj(value):
            return value
        return numpy.where(value.imag == 0, value.real, math.nan)

    return found


__all__ = ["Chunks"]
