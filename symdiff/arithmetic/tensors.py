"""The value of a formula of arrays, with an array for each name.

>>> from symdiff.graph.tensors import tensors
>>> A, x = tensors("A[n,m] x[m]")
>>> value(A @ x, {"A": [[1, 2], [3, 4]], "x": [1, 1]}).tolist()
[3.0, 7.0]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symdiff.arithmetic.arrays import Arrays, library
from symdiff.arithmetic.expectations import averaged
from symdiff.arithmetic.lowering import refuse_unknown
from symdiff.arithmetic.solving import MOST, solved
from symdiff.errors import DomainError, SymdiffError, WrongShape
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.replacing import names_in, noises_in, solutions_in
from symdiff.graph.shapes import NOISE, Array, shown, size_of
from symdiff.parser.inputs import number_of


def value(expr: Expr, at: Mapping[str, Any]) -> Any:
    """Return the value of *expr* as an array of floats, a float for a scalar.

    Sizes of dimensions are those of the arrays *at*. Raises SymdiffError for a name without a value,
    WrongShape for an array that is not of its shape or a dimension with two sizes, DomainError where there is
    no value.
    Cost: linear in nodes, each on whole arrays.
    """
    return values([expr], at)[0]


def values(exprs: Sequence[Expr], at: Mapping[str, Any]) -> list[Any]:
    """Return the values of *exprs*, with what they share computed once."""
    numpy = library("numpy")
    for expr in exprs:
        refuse_unknown(expr.graph, expr.graph.below([expr.node]))
    given, shapes = _checked(numpy, exprs, at)
    arrays = Arrays(numpy, exprs)
    with numpy.errstate(all="ignore"):
        if shapes:
            found = averaged(numpy, lambda noise: arrays.at({**given, **noise}), shapes)
        else:
            found = arrays.at(given)
    results = []
    for expr, result in zip(exprs, found, strict=True):
        rank = len(expr.graph.shape(expr.node))
        if not numpy.all(numpy.isfinite(result)) and all(
            numpy.all(numpy.isfinite(each)) for each in given.values()
        ):
            raise DomainError(_no_value(numpy, expr, result))
        results.append(numpy.asarray(result, float) if rank else float(result))
    return results


def _no_value(numpy: Any, expr: Expr, result: Any) -> str:
    """Say where a result has no value."""
    place = numpy.argwhere(~numpy.isfinite(result))[0].tolist()
    entry = f"the entry {', '.join(map(str, place))} of it " if place else "it "
    written = str(expr)
    said = written if len(written) < 80 else "the formula"
    return f"{said} has no value here: {entry}is {numpy.asarray(result)[tuple(place)]}"


def _checked(
    numpy: Any, exprs: Sequence[Expr], at: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, tuple[int, ...]]]:
    """Return a value for each symbol and each dimension, and the shapes of what is averaged over."""
    given = _given(numpy, exprs, at)
    _solve(numpy, exprs, given)
    named = {name for expr in exprs for name in expr.graph.symbols([expr.node])}
    arrays = {name: expr.graph.arrays[name] for expr in exprs for name in noises_in(expr.graph, expr.node)}
    shapes = {
        name: tuple([size_of(dim, given) for dim in array.shape])
        for name, array in arrays.items()
        if name not in given
    }
    for name in sorted(named - given.keys() - shapes.keys()):
        raise SymdiffError(f"{name} has no value", hint=f"give one: {name}=...")
    return given, shapes


def _given(numpy: Any, exprs: Sequence[Expr], at: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is given, and the dimensions that it has."""
    given: dict[str, Any] = {}
    sizes: dict[str, tuple[int, str]] = {}
    declared = {name: array for expr in exprs for name, array in expr.graph.arrays.items()}
    named = {name for expr in exprs for name in expr.graph.symbols([expr.node])}
    for name, number in at.items():
        if name not in declared and (name in named or not numpy.ndim(number)):
            given[name] = numpy.float64(number_of(number, name))
    for name, array in declared.items():
        if name in at:
            given[name] = _array(numpy, name, array, at[name], sizes)
        elif name in named and array.solves is None and array.kind != NOISE:
            raise SymdiffError(f"{shown(name, array.shape)} has no value", hint=f"give an array: {name}=...")
    for dim, (size, name) in sizes.items():
        if dim in at and given[dim] != size:
            raise WrongShape(f"the dimension {dim} is {size} in {name}, and {at[dim]} is given for it")
        given[dim] = numpy.float64(size)
    return given


def _solve(
    numpy: Any,
    exprs: Sequence[Expr],
    given: dict[str, Any],
    starts: Mapping[str, Any] | None = None,
    most: int = MOST,
) -> None:
    """Add the values of what solves something, and has none; looked for from *starts* alone, if given, by at
    *most* so many values."""
    for expr in exprs:
        for name in solutions_in(expr.graph, expr.node):
            if name not in given:
                missing = [other for other in names_in(expr) if other not in given]
                if missing:
                    raise SymdiffError(f"{missing[0]} has no value", hint=f"give one: {missing[0]}=...")
                begin = [starts[name]] if starts is not None else []
                given[name] = solved(numpy, expr.graph, name, given, begin, most)


def solutions_at(
    expr: Expr, at: Mapping[str, Any], starts: Mapping[str, Any] | None = None, most: int = MOST
) -> dict[str, Any]:
    """Return the values of what solves something in *expr*, looked for from *starts* alone, if given, by at
    *most* so many values.

    Raises as `value` does.
    """
    numpy = library("numpy")
    names = solutions_in(expr.graph, expr.node)
    given = _given(numpy, [expr], at)
    _solve(numpy, [expr], given, starts, most)
    return {name: given[name] for name in names}


def _array(numpy: Any, name: str, array: Array, given: Any, sizes: dict[str, tuple[int, str]]) -> Any:
    try:
        found = numpy.asarray(given)
    except ValueError:
        raise WrongShape(f"{name} is given rows of several lengths") from None
    if found.dtype.kind not in "biuf":
        raise SymdiffError(f"{name} is to be an array of real numbers")
    said = shown(name, array.shape)
    if found.ndim != len(array.shape):
        raise WrongShape(f"{said} is given an array of the shape {found.shape}")
    for dim, size in zip(array.shape, found.shape, strict=True):
        if isinstance(dim, int):
            if dim != size:
                raise WrongShape(f"{said} is given an array of the shape {found.shape}")
            continue
        known, other = sizes.setdefault(dim, (size, said))
        if known != size:
            raise WrongShape(f"the dimension {dim} is {known} in {other}, and {size} in {said}")
    found = found.astype(numpy.float64)
    if array.kind and not is_of_kind(array.kind, found):
        raise DomainError(f"{name} is said to be {array.kind}, and is given an array that is not")
    return found


def is_of_kind(kind: str, given: Any) -> bool:
    """Return whether a square matrix is of a kind, to rounding."""
    if kind == NOISE:
        return True
    numpy = library("numpy")
    a = numpy.asarray(given)
    if kind == "lower":
        return bool(numpy.allclose(a, numpy.tril(a)))
    if kind == "diagonal":
        return bool(numpy.allclose(a, numpy.diag(numpy.diag(a))))
    if kind == "orthogonal":
        return bool(numpy.allclose(a @ a.T, numpy.eye(len(a))))
    if not numpy.allclose(a, a.T):
        return False
    return kind != "spd" or bool(numpy.linalg.eigvalsh(a)[0] > 0)


def function(expr: Expr, order: Sequence[str] = ()) -> Callable[..., Any]:
    """Return a function of arrays that computes *expr*, with arguments in *order* or alphabetical, or by
    name. Dimensions are no arguments. Raises SymdiffError where *order* leaves one out, and as `value`
    does."""
    dims = {dim for array in expr.graph.arrays.values() for dim in array.shape}
    inputs = sorted(name for name in names_in(expr) if name not in dims)
    names = list(order) or inputs
    missing = set(inputs) - set(names)
    if missing:
        raise SymdiffError(f"{', '.join(sorted(missing))} is no argument, and occurs in the formula")

    def at(*arguments: Any, **more: Any) -> Any:
        if len(arguments) > len(names):
            raise SymdiffError(f"{len(arguments)} arguments given, {len(names)} expected: {', '.join(names)}")
        return value(expr, {**dict(zip(names, arguments, strict=False)), **more})

    at.__name__ = at.__qualname__ = "f"
    return at


def inputs_of(graph: Graph, node: int) -> list[str]:
    """Return the names of the symbols below *node* that are no dimensions."""
    dims = {dim for array in graph.arrays.values() for dim in array.shape}
    return [name for name in graph.symbols([node]) if name not in dims]


__all__ = ["function", "inputs_of", "is_of_kind", "solutions_at", "value", "values"]
