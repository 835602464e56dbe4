"""The check of a derivative of arrays before it is returned: tangents in random directions.

The answer times a direction is compared with the tangent of the formula in that direction, which is swept
upward and simplified by nothing, at random arrays of two draws of distinct sizes: where two sizes are the
same, a missing transposition is not seen.

>>> from symdiff.graph.tensors import tensors
>>> A, x = tensors("A[n,m] x[m]")
>>> checked(A @ x, "x", A)
2
"""

from __future__ import annotations

import random
from typing import Any, Final

from symdiff.arithmetic.arrays import library
from symdiff.arithmetic.tensors import names_in, solutions_at, values
from symdiff.errors import DomainError, SymdiffError
from symdiff.graph.contraction import Contraction, letters
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.replacing import solutions_in
from symdiff.graph.shapes import SYMMETRIC, Array, Dim, Solution
from symdiff.sweeps.arrays import pushed
from symdiff.witness.standing import concrete

DRAWS: Final = 2
_TRIES: Final = 12
"""Times that arrays are drawn until the formula has a value there."""
_DIRECTION: Final = "\0direction"
_STEP: Final = 1e-3
"""That of differences, where a solution moves."""
_WHOLE: Final = 1e-6
"""How much two values may differ, relative to the largest entry: rounding explains less at arrays that are
drawn so, and a wrong term is far more."""


def checked(expr: Expr, name: str, answer: Expr) -> int:
    """Return at how many draws *answer*, the derivative of *expr* by *name*, was compared with tangents.

    Raises SymdiffError where it differs.
    """
    numpy = library("numpy")
    same: dict[Solution, Solution] = {}
    expr, answer = concrete(expr, same), concrete(answer, same)
    tangent, product = _both(expr, name, answer)
    generator = random.Random(20)
    compared = 0
    for draw in range(DRAWS):
        for attempt in range(_TRIES):
            at = _drawn(numpy, expr, name, draw, attempt, generator)
            try:
                if solutions_in(expr.graph, expr.node):
                    one, other = _moved(expr, name, product, at)
                else:
                    one, other = values([tangent], at)[0], values([product], at)[0]
            except (DomainError, OverflowError, ValueError, FloatingPointError):
                continue
            if not (numpy.all(numpy.isfinite(one)) and numpy.all(numpy.isfinite(other))):
                continue
            size = max(1.0, float(numpy.max(numpy.abs(one))))
            if float(numpy.max(numpy.abs(numpy.subtract(one, other)))) > _WHOLE * size:
                raise SymdiffError(
                    f"the derivative found does not stand up to a check and is not printed: {answer}\n"
                    f"in a random direction it is {other}, and the tangent is {one}",
                    hint="please report this formula: it is a bug in symdiff",
                )
            compared += 1
            break
    return compared


def _both(expr: Expr, name: str, answer: Expr) -> tuple[Expr, Expr]:
    """Return the tangent of *expr* in a direction, and *answer* times that direction."""
    graph = Graph(expr.graph.limits)
    graph.arrays.update(expr.graph.arrays)
    node = graph.take(expr.graph, expr.node)
    array = graph.arrays.get(name, Array())
    variable = graph.array(name, array)
    direction = graph.array(_DIRECTION, Array(array.shape))
    tangent = pushed(graph, node, {variable: direction})
    found = graph.take(answer.graph, answer.node)
    axes = "".join([letter for letter, _ in zip(letters(), graph.shape(found), strict=False)])
    behind = axes[len(axes) - len(array.shape) :]
    given = Contraction((axes, behind), axes[: len(axes) - len(behind)])
    return Expr(graph, tangent), Expr(graph, graph.contract(given, (found, direction)))


def _moved(expr: Expr, name: str, product: Expr, at: dict[str, Any]) -> tuple[Any, Any]:
    """Return the derivative in a direction by differences, what solves something being solved anew at each,
    and the product with that direction."""
    along = at[_DIRECTION]
    names = solutions_in(expr.graph, expr.node)
    starts = {each: at[each] for each in names}  # as they were drawn
    at = {each: value for each, value in at.items() if expr.graph.arrays.get(each, Array()).solves is None}
    here = solutions_at(expr, at, starts)

    def f(step: float) -> Any:
        there = {**at, name: at[name] + step * along}
        found = solutions_at(expr, there, here)  # near by
        return values([expr], {**there, **found})[0]

    step = _STEP
    slope = (8 * (f(step) - f(-step)) - f(2 * step) + f(-2 * step)) / (12 * step)
    return slope, values([product], {**at, **here})[0]


def _drawn(
    numpy: Any, expr: Expr, name: str, draw: int, attempt: int, generator: random.Random
) -> dict[str, Any]:
    """Return an array for each symbol, of sizes that differ from one another: on later attempts of positive
    numbers, and with square matrices that are positive definite, where a logarithm or a factor needs that."""
    graph = expr.graph
    arrays = dict(graph.arrays)
    dims: list[Dim] = []
    for array in arrays.values():
        dims += [dim for dim in array.shape if dim not in dims and not isinstance(dim, int)]
    sizes: dict[Dim, int] = {
        dim: 3 + (place * 2 + draw * 3) % (2 * len(dims) + 1) for place, dim in enumerate(dims)
    }
    at: dict[str, Any] = {}
    for symbol in {*names_in(expr), *solutions_in(graph, expr.node), name}:
        if symbol not in arrays and symbol not in sizes:
            at[symbol] = generator.uniform(0.4, 1.6)
    for symbol, array in arrays.items():
        shape = [dim if isinstance(dim, int) else sizes[dim] for dim in array.shape]
        kind = array.kind
        if not kind and attempt % 3 == 2 and len(shape) == 2 and shape[0] == shape[1]:
            kind = "spd"
        drawn = _array(numpy, shape, kind, generator)
        at[symbol] = numpy.abs(drawn) if attempt % 3 == 1 and not kind else drawn
    array = arrays.get(name, Array())
    shape = [dim if isinstance(dim, int) else sizes[dim] for dim in array.shape]
    moved = _array(numpy, shape, "symmetric" if array.kind == "spd" else array.kind, generator)
    at[_DIRECTION] = moved if shape else float(moved)
    return at


def _array(numpy: Any, shape: list[int], kind: str, generator: random.Random) -> Any:
    """Return a random array, of numbers on both sides of 0 that are not near to it; one of a *kind*."""
    count = 1
    for size in shape:
        count *= size
    drawn = [generator.uniform(0.3, 1.7) * (1 if generator.random() < 0.7 else -1) for _ in range(count)]
    found = numpy.array(drawn).reshape(shape)
    if kind == "orthogonal":
        return numpy.linalg.qr(found)[0]
    if kind == "lower":
        return numpy.tril(found)
    if kind == "diagonal":
        return numpy.diag(numpy.diag(found))
    if kind == "spd":
        return found @ found.T / len(found) + numpy.eye(len(found))
    return (found + found.T) / 2 if kind in SYMMETRIC else found


__all__ = ["DRAWS", "checked"]
