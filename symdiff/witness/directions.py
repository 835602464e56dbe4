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

import math
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from symdiff.arithmetic.lowering import refuse_unknown
from symdiff.arithmetic.plain import NotPlain, plain_values
from symdiff.errors import DomainError, SymdiffError
from symdiff.graph.contraction import Contraction, contraction, letters
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.products import ones
from symdiff.graph.replacing import names_in, noises_in, solutions_in
from symdiff.graph.shapes import NOISE, SYMMETRIC, Array, Solution, size_of
from symdiff.graph.sizes import names_in as names_of
from symdiff.sweeps.arrays import pushed
from symdiff.table.arrays import CONTRACT, code_of_array
from symdiff.witness.standing import concrete

DRAWS: Final = 2
_TRIES: Final = 12
"""Times that arrays are drawn until the formula has a value there."""
_DIRECTION: Final = "a direction"
_MATPOW: Final = code_of_array("matpow")
_VALUES: Final = 40
"""Values by which Newton's method is to find a solution; else other arrays are drawn."""
_PLACES: Final = code_of_array("places")
_ROOM: Final = 3
_STEP: Final = 1e-3
"""That of differences, where a solution moves."""
_SAMPLES: Final = 500
_POINTS: Final = 5
"""Points of a quadrature that is exact up to the degree 9; closed forms have no more than 8."""
_ERRORS: Final = 6
"""Standard errors of an average over draws of noise that are rounding to it."""
_WHOLE: Final = 1e-6
"""How much two values may differ, relative to the largest entry: rounding explains less at arrays that are
drawn so, and a wrong term is far more."""


def checked(expr: Expr, name: str, answer: Expr, entries: bool = False) -> int:
    """Return at how many draws *answer*, the derivative of *expr* by *name*, was compared with tangents; with
    *entries* it is that by the free entries of a matrix, those below the diagonal and on it. Where something
    in *expr* is solved, differences stand in the place of tangents.

    Raises SymdiffError where it differs.
    """
    same: dict[Solution, Solution] = {}
    formula, shown = concrete(expr, same), concrete(answer, same)
    graph, node = _copied(formula)
    array = graph.arrays.get(name, Array())
    direction = graph.array(_DIRECTION, tangent_of(array))
    tangent = pushed(graph, node, {graph.array(name, array): direction})
    found = graph.take(shown.graph, shown.node)
    if entries and array.kind in SYMMETRIC:
        found = graph.mul(found, graph.call(code_of_array("tril"), (ones(graph, array.shape),)))
    product = _along(graph, found, direction)
    if solutions_in(formula.graph, formula.node):
        return _compared(graph, tangent, product, answer,
                         lambda both, at: _moved(formula, name, both[1], dict(at)), node)  # fmt: skip
    lost = sorted(set(noises_in(formula.graph, formula.node)) - set(noises_in(shown.graph, shown.node)))
    if lost:
        return _compared(graph, tangent, product, answer, lambda both, at: _averaged(both, lost, dict(at)))
    return _compared(graph, tangent, product, answer)


def checked_value(wanted: Expr, found: Expr) -> int:
    """Return at how many draws two formulas of one shape had the same value. Raises SymdiffError where they
    had not."""
    graph, node = _copied(concrete(wanted))
    return _compared(graph, node, _added(graph, found), found)


def checked_vjp(expr: Expr, names: Sequence[str], seed: Expr, answers: Sequence[Expr]) -> int:
    """Return at how many draws *answers*, the adjoints of *names* for that of *expr*, were compared: their
    products with a direction are those of the *seed* with its tangent. Raises SymdiffError."""
    compared = DRAWS
    for name, answer in zip(names, answers, strict=True):
        graph, node = _copied(concrete(expr))
        array = graph.arrays.get(name, Array())
        direction = graph.array(_DIRECTION, tangent_of(array))
        tangent = pushed(graph, node, {graph.array(name, array): direction})
        weight, found = _added(graph, seed), _added(graph, answer)
        one, other = _along(graph, weight, tangent), _along(graph, found, direction)
        compared = min(compared, _compared(graph, one, other, answer))
    return compared


def checked_jvp(expr: Expr, seeds: Mapping[str, Expr], answer: Expr) -> int:
    """Return at how many draws *answer*, the tangent of *expr* for *seeds*, was compared with the one that is
    simplified by nothing. Raises SymdiffError."""
    graph, node = _copied(concrete(expr))
    tangent = pushed(graph, node, _taken(graph, seeds))
    return _compared(graph, tangent, _added(graph, answer), answer)


def checked_hvp(expr: Expr, seeds: Mapping[str, Expr], answers: Sequence[Expr]) -> int:
    """Return at how many draws *answers*, the products of the Hessian with *seeds*, were compared with the
    tangent of a tangent. Raises SymdiffError."""
    compared = DRAWS
    for name, answer in zip(seeds, answers, strict=True):
        graph, node = _copied(concrete(expr))
        array = graph.arrays.get(name, Array())
        direction = graph.array(_DIRECTION, tangent_of(array))
        once = pushed(graph, node, {graph.array(name, array): direction})
        twice = pushed(graph, once, _taken(graph, seeds))
        product = _along(graph, _added(graph, answer), direction)
        compared = min(compared, _compared(graph, twice, product, answer))
    return compared


def tangent_of(array: Array) -> Array:
    """Return what is declared of a direction in which an array of a kind can go."""
    return Array(array.shape, "symmetric" if array.kind == "spd" else array.kind)


def _copied(expr: Expr) -> tuple[Graph, int]:
    graph = Graph(expr.graph.limits)
    graph.arrays.update(expr.graph.arrays)
    return graph, graph.take(expr.graph, expr.node)


def _added(graph: Graph, expr: Expr) -> int:
    expr = concrete(expr)
    return graph.take(expr.graph, expr.node)


def _taken(graph: Graph, seeds: Mapping[str, Expr]) -> dict[int, int]:
    return {graph.array(name, graph.arrays.get(name, Array())): _added(graph, seed)
            for name, seed in seeds.items()}  # fmt: skip


def _along(graph: Graph, node: int, direction: int) -> int:
    """Return *node* times a direction, summed over its last axes."""
    axes = "".join([letter for letter, _ in zip(letters(), graph.shape(node), strict=False)])
    behind = axes[len(axes) - len(graph.shape(direction)) :]
    return graph.contract(Contraction((axes, behind), axes[: len(axes) - len(behind)]), (node, direction))


def _compared(
    graph: Graph,
    wanted: int,
    found: int,
    answer: Expr,
    evaluate: Callable[[Sequence[Expr], Mapping[str, Any]], Sequence[Any]] | None = None,
    formula: int | None = None,
) -> int:
    """Return at how many draws two nodes had the same value. Raises SymdiffError where they had not.

    They are computed in plain floats, with NumPy where that does not do; or by *evaluate*, with NumPy's
    arrays. What stands in the node *formula* is drawn, too.
    """
    both = [Expr(graph, wanted), Expr(graph, found)]
    named = both if formula is None else [*both, Expr(graph, formula)]
    generator = random.Random(20)
    compared = 0
    for draw in range(DRAWS):
        for attempt in range(_TRIES):
            drawn = _drawn(graph, named, draw, attempt, generator)
            try:
                one, other, error = _entries_of(both, drawn, evaluate)
            except (DomainError, OverflowError, ValueError, FloatingPointError):
                continue
            size = max([1.0, *[abs(entry) for entry in one]])
            if max([abs(a - b) for a, b in zip(one, other, strict=True)]) > _WHOLE * size + error:
                raise SymdiffError(
                    f"the derivative found does not stand up to a check and is not printed: {answer}\n"
                    f"in a random direction it is {other}, and the tangent is {one}",
                    hint="please report this formula: it is a bug in symdiff",
                )
            compared += 1
            break
    return compared


def _entries_of(
    both: Sequence[Expr],
    drawn: _Draw,
    evaluate: Callable[[Sequence[Expr], Mapping[str, Any]], Sequence[Any]] | None,
) -> tuple[list[float], list[float], float]:
    """Return the entries of two formulas, and by how much they may differ."""
    if evaluate is not None:
        return _with(evaluate, both, drawn)
    one, other = _entries_at(both, drawn)
    return one, other, 0.0


def _entries_at(exprs: Sequence[Expr], drawn: _Draw) -> list[list[float]]:
    """Return the entries of formulas on one graph, in plain floats where that can be done."""
    try:
        return plain_values(exprs[0].graph, [each.node for each in exprs], drawn.entries, drawn.sizes)
    except NotPlain:
        from symdiff.arithmetic.tensors import values  # with NumPy, which takes long to load

        numpy, at = _arrays_of(drawn)
        return [numpy.ravel(found).tolist() for found in values(exprs, at)]


def _with(
    evaluate: Callable[[Sequence[Expr], Mapping[str, Any]], Sequence[Any]], both: Sequence[Expr], drawn: _Draw
) -> tuple[list[float], list[float], float]:
    """Return the entries of two formulas, and by how much they may differ, by a function of arrays."""
    numpy, at = _arrays_of(drawn)
    one, other, *error = evaluate(both, at)
    return numpy.ravel(one).tolist(), numpy.ravel(other).tolist(), float(sum(error))


def _arrays_of(drawn: _Draw) -> tuple[Any, dict[str, Any]]:
    """Return NumPy, and what is drawn as its arrays."""
    from symdiff.arithmetic.arrays import library  # of no use for most formulas

    numpy = library("numpy")
    return numpy, {
        name: numpy.array(entries).reshape(drawn.shapes[name]) if drawn.shapes[name] else entries[0]
        for name, entries in drawn.entries.items()
    }


def _averaged(both: Sequence[Expr], lost: Sequence[str], at: dict[str, Any]) -> tuple[Any, Any, float]:
    """Return a tangent averaged over the noise that is *lost* in a closed form, that form, and by how much
    they may differ: by nothing of a quadrature, which few numbers of noise have, and which is exact for the
    polynomials that have closed forms; by some standard errors of an average over draws."""
    from symdiff.arithmetic.arrays import library  # of no use for most formulas
    from symdiff.arithmetic.expectations import MOST, by_rule, sampled
    from symdiff.arithmetic.tensors import values

    numpy = library("numpy")
    shapes = {name: numpy.shape(at[name]) for name in lost}
    rest = {name: value for name, value in at.items() if name not in shapes}
    closed = values(both[1:], rest)[0]

    def drawn(noise: Mapping[str, Any]) -> Any:
        return values(both[:1], {**rest, **noise})[0]

    if sum(int(numpy.prod(shape)) for shape in shapes.values()) <= MOST:
        return by_rule(numpy, lambda noise: [drawn(noise)], shapes, _POINTS)[0], closed, 0.0
    mean, error = sampled(numpy, drawn, shapes, _SAMPLES, 7)
    return mean, closed, _ERRORS * float(numpy.max(error))


def _moved(expr: Expr, name: str, product: Expr, at: dict[str, Any]) -> tuple[Any, Any]:
    """Return the derivative in a direction by differences, what solves something being solved anew at each,
    and the product with that direction."""
    from symdiff.arithmetic.tensors import solutions_at, values  # of no use for most formulas

    along = at[_DIRECTION]
    names = solutions_in(expr.graph, expr.node)
    starts = {each: at[each] for each in names}  # as they were drawn
    declared = {**expr.graph.arrays, **product.graph.arrays}
    at = {each: value for each, value in at.items() if declared.get(each, Array()).solves is None}
    here = solutions_at(expr, at, starts, _VALUES)

    def f(step: float) -> Any:
        there = {**at, name: at[name] + step * along}
        found = solutions_at(expr, there, here)  # near by
        return values([expr], {**there, **found})[0]

    step = _STEP
    slope = (8 * (f(step) - f(-step)) - f(2 * step) + f(-2 * step)) / (12 * step)
    return slope, values([product], {**at, **here})[0]


class Sample(NamedTuple):
    """Arrays as nested lists, by name, and the values of formulas at them."""

    at: dict[str, Any]
    values: list[Any]


def samples(exprs: Sequence[Expr]) -> list[Sample]:
    """Return values of formulas at arrays that are drawn as those of a check are, of each draw where such
    were found. Raises as `values` does for formulas that cannot be computed at all."""
    graph = Graph(exprs[0].graph.limits)
    for expr in exprs:
        graph.arrays.update(expr.graph.arrays)
    together = [Expr(graph, graph.take(expr.graph, expr.node)) for expr in exprs]
    refuse_unknown(graph, graph.below([each.node for each in together]))
    generator = random.Random(20)
    found = []
    for draw in range(DRAWS):
        for attempt in range(_TRIES):
            drawn = _drawn(graph, together, draw, attempt, generator)
            for name in drawn.entries:  # so that they can be written
                if graph.arrays.get(name, Array()).kind != "orthogonal":
                    drawn.entries[name] = [round(entry, 3) for entry in drawn.entries[name]]
            try:
                entries = _entries_at(together, drawn)
            except (DomainError, OverflowError, ValueError, FloatingPointError):
                continue
            shapes = [[size_of(dim, drawn.sizes) for dim in graph.shape(each.node)] for each in together]
            at = {name: _nested(given, drawn.shapes[name]) for name, given in drawn.entries.items()}
            values = [_nested(each, shape) for each, shape in zip(entries, shapes, strict=True)]
            found.append(Sample(at, values))
            break
    return found


def _nested(entries: Sequence[float], shape: Sequence[int]) -> Any:
    """Return the entries of an array as lists of lists."""
    found: list[Any] = list(entries)
    for size in reversed(shape):
        found = [found[place : place + size] for place in range(0, len(found), size)]
    return found[0]


class _Draw(NamedTuple):
    """Entries for each symbol, with their shape, and sizes for dimensions."""

    entries: dict[str, list[float]]
    shapes: dict[str, list[int]]
    sizes: dict[str, int]


def _drawn(graph: Graph, exprs: Sequence[Expr], draw: int, attempt: int, generator: random.Random) -> _Draw:
    """Return an array for each symbol, of sizes that differ from one another, those that are larger in one
    draw being smaller in the next: on later attempts of positive numbers, of small ones, and with square
    matrices that are positive definite, where a logarithm, an inverse function or a factor needs that."""
    arrays = dict(graph.arrays)
    dims: list[str] = []
    for array in arrays.values():
        dims += [dim for dim in dict.fromkeys(array.shape) if isinstance(dim, str) and dim not in dims]
    below = graph.below([expr.node for expr in exprs])
    dims += [dim for dim in _sizes_alone(graph, below) if dim not in dims]
    sizes = {dim: len(dims) + 1 - place if draw % 2 else 3 + place for place, dim in enumerate(dims)}
    if any(graph.ops[node] == _PLACES for node in below):
        sizes = _roomy(sizes, {dim for node in below for dim in graph.shape(node) if isinstance(dim, str)})
    for each in [array for array in arrays.values() if array.kind == NOISE]:  # few numbers, for a quadrature
        more = draw if len(each.shape) == 1 else 0
        sizes |= {dim: 2 + more for dim in each.shape if isinstance(dim, str)}
    scale = 0.4 if attempt % 4 == 3 else 1.0
    found = _Draw({}, {}, sizes)
    symbols = [name for expr in exprs for name in (*names_in(expr), *solutions_in(graph, expr.node))]
    for symbol in dict.fromkeys(symbols):
        if symbol not in arrays and symbol not in sizes:
            found.entries[symbol] = [generator.uniform(0.4, 1.6) * scale]
            found.shapes[symbol] = []
    for node in below:
        exponent = graph.names.get(graph.children[node][1], "") if graph.ops[node] == _MATPOW else ""
        if exponent in found.entries:
            found.entries[exponent] = [2.0 + draw]
    for symbol, array in arrays.items():
        shape = [dim if isinstance(dim, int) else sizes[dim] for dim in array.shape]
        kind = array.kind
        if not kind and attempt % 4 == 2 and len(shape) == 2 and shape[0] == shape[1]:
            kind = "spd"
        drawn = _entries(shape, kind, generator)
        if not kind:
            drawn = [scale * (abs(entry) if attempt % 2 else entry) for entry in drawn]
        found.entries[symbol], found.shapes[symbol] = drawn, shape
    return found


def _sizes_alone(graph: Graph, nodes: Iterable[int]) -> list[str]:
    """Return the names of sizes that products state, such as that of [t<m] where no array has m."""
    given = [dim for node in nodes if graph.ops[node] == CONTRACT
             for _, dim in contraction(graph.operator(node)[0]).sizes]  # fmt: skip
    return list(dict.fromkeys([name for dim in given if isinstance(dim, str) for name in names_of(dim)]))


def _roomy(sizes: Mapping[str, int], dims: Iterable[str]) -> dict[str, int]:
    """Return sizes so large that n - 1 and n - 2 are some, the other way round where p - k + 1 is none."""
    found = {name: size + _ROOM for name, size in sizes.items()}
    if all(size_of(dim, found) > 0 for dim in dims if "-" in dim):
        return found
    return dict(zip(found, list(found.values())[::-1], strict=True))


def _entries(shape: list[int], kind: str, generator: random.Random) -> list[float]:
    """Return the entries of a random array, on both sides of 0 and not near to it; of one of a *kind*."""
    drawn = [
        generator.uniform(0.3, 1.7) * (1 if generator.random() < 0.7 else -1) for _ in range(math.prod(shape))
    ]
    if not kind or kind == NOISE:
        return drawn
    n = shape[0]
    if kind == "orthogonal":
        return _orthogonal(drawn, n)
    pairs = [(i, j) for i in range(n) for j in range(n)]
    if kind == "lower":
        return [drawn[n * i + j] if j <= i else 0.0 for i, j in pairs]
    if kind == "diagonal":
        return [drawn[n * i + j] if j == i else 0.0 for i, j in pairs]
    if kind == "spd":
        return [sum([drawn[n * i + k] * drawn[n * j + k] for k in range(n)]) / n + (i == j) for i, j in pairs]
    return [(drawn[n * i + j] + drawn[n * j + i]) / 2 for i, j in pairs]


def _orthogonal(drawn: list[float], n: int) -> list[float]:
    """Return a matrix whose rows are those that are drawn, made orthogonal one after the other, twice."""
    rows: list[list[float]] = []
    for place in range(n):
        row = drawn[n * place : n * place + n]
        for other in [*rows, *rows]:
            along = sum([a * b for a, b in zip(row, other, strict=True)])
            row = [a - along * b for a, b in zip(row, other, strict=True)]
        length = math.sqrt(sum([a * a for a in row]))
        rows.append([a / length for a in row])
    return [entry for row in rows for entry in row]


__all__ = [
    "DRAWS",
    "Sample",
    "checked",
    "checked_hvp",
    "checked_jvp",
    "checked_value",
    "checked_vjp",
    "samples",
    "tangent_of",
]
