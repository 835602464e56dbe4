"""NumPy's and SciPy's universal functions of expressions: np.sin(x) is sin(x).

>>> import numpy
>>> from symdiff.graph.by_name import symbols
>>> x = symbols("x")
>>> numpy.hypot(numpy.sin(x), 2)
Expr('hypot(sin(x), 2)')
>>> numpy.array([2, 3]) * x
array([Expr('2*x'), Expr('3*x')], dtype=object)
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any, Final

from symdiff.arithmetic.arrays import library, resolved
from symdiff.errors import SymdiffError
from symdiff.graph.by_name import apply
from symdiff.graph.expr import Expr
from symdiff.parser.inputs import of_numpy
from symdiff.table.functions import FUNCTIONS

_OPERATORS: Final[dict[str, Callable[..., Any]]] = {
    "add": operator.add, "subtract": operator.sub, "multiply": operator.mul, "divide": operator.truediv,
    "power": operator.pow, "float_power": operator.pow, "negative": operator.neg, "positive": operator.pos,
    "absolute": abs, "fabs": abs, "less": operator.lt, "less_equal": operator.le, "greater": operator.gt,
    "greater_equal": operator.ge, "equal": operator.eq, "not_equal": operator.ne,
    "square": lambda value: value**2, "reciprocal": lambda value: 1 / value,
}  # fmt: skip
"""Names of NumPy's functions that are operators → the operator."""


def applied(ufunc: Any, method: str, inputs: Sequence[Any], options: dict[str, Any]) -> Any:
    """Return *ufunc* of *inputs*, an Expr among them: an Expr, or an array of objects where one is an array.

    NotImplemented, so that NumPy raises TypeError, for a function that the table lacks, and for what is no
    plain call. Cost: one node for each entry.
    """
    function = _function(ufunc)
    out = options.pop("out", None)
    if method != "__call__" or function is None or options:
        return NotImplemented
    numpy = library("numpy")
    if out is None and all(numpy.ndim(value) == 0 for value in inputs):
        return function(*[_plain(value) for value in inputs])
    arrays = [numpy.asarray(_plain(value), dtype=object) for value in inputs]
    found = numpy.frompyfunc(function, len(arrays), 1)(*arrays)
    if ufunc.__name__ in ("equal", "not_equal"):
        found = numpy.asarray(found, dtype=bool)
    if out is None:
        return found
    out[0][...] = found
    return out[0]


def _plain(value: Any) -> Any:
    """Return a scalar of NumPy as Python's own; anything else as it is."""
    return value if isinstance(value, Expr) or getattr(value, "shape", None) != () else of_numpy(value)


@cache
def _function(ufunc: Any) -> Callable[..., Any] | None:
    """Return what *ufunc* does to expressions; None where nothing here does that."""
    if ufunc.__name__ in _OPERATORS:
        return _OPERATORS[ufunc.__name__]
    for row in FUNCTIONS:
        if row.numpy.rpartition(".")[2] == ufunc.__name__:
            try:
                if resolved(row.numpy) is ufunc:
                    return partial(apply, row.name)
            except SymdiffError:  # the library is not there, and so this is none of its functions
                continue
    return None


__all__ = ["applied"]
