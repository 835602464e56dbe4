"""`prox`: the proximal point of a formula or of a row of the table, as a formula or as numbers.

>>> print(prox("abs(x)", "v", "t"))
sign(v)*Max(Abs(v) - t, 0)
>>> prox("abs(x)", 3.0, 0.5)
2.5
>>> prox("sqrt(x^2 + y^2)", [3.0, 4.0], 1.0)
[2.4000000000000004, 3.2]
>>> soft = prox("k*abs(x)", {"x": "v"}, "t")["x"].numpy("v", "k", "t")
>>> soft([3.0, -1.0], 2.0, 1.0).tolist()
[1.0, -0.0]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Variables
from symdiff.parser.inputs import expression, names_of, point_of
from symdiff.proximal.arguments import checked_step, floats
from symdiff.proximal.calculus import Proximable
from symdiff.proximal.read.recognise import recognise
from symdiff.simplifier.levels import simplify
from symdiff.table.operators import is_comparison


def prox(
    f: Any,
    v: Any,
    step: Any = 1.0,
    over: Variables | None = None,
    *,
    symbols: Iterable[str] = (),
    functions: Iterable[str] = (),
    limits: Limits = DEFAULT,
) -> Any:
    """Return the proximal point: where `f(x) + |x - v|**2/(2*step)` is least.

    *f* is a row of the table with its parameters, or a formula, or a list of formulas and conditions that are
    added. *over* are its variables: names in a text, or a list of names and symbols (by default all, in the
    order of the alphabet). *v* has a number, a name or an expression for each: a mapping from names or
    symbols, a list in the order of *over*, or one alone for one variable. For an array and one variable the
    point is taken number by number.

    The result is of the kind of *v*, with numbers where all of *v* and the step are numbers and formulas
    otherwise; symbols of *f* that are not variables are parameters then, and the conditions of the result say
    what must hold of them.

    Domain: step > 0, f convex. Cost: linear in nodes. Raises Unsupported naming the terms that are not in the
    table or have no closed form, SymdiffError for a step that is not positive and for NaN.

    >>> prox("abs(x)", 3.0, 1.0), prox("abs(x)", "v", "t")
    (2.0, Expr('sign(v)*Max(Abs(v) - t, 0)'))
    """
    if isinstance(f, Proximable):
        if _numeric(v) and _numeric(step):
            return f.prox(v, step)
        return _formulas(f, _list(v), step, ())
    by_name = point_of(v) if isinstance(v, Mapping) else None
    names = (
        names_of(over) if over is not None else list(by_name) if by_name is not None else _names(f, limits)
    )
    if by_name is not None:
        missing = [name for name in names if name not in by_name]
        if missing:
            raise SymdiffError(f"{', '.join(missing)} has no place in the point {{{', '.join(by_name)}}}")
    points = [by_name[name] for name in names] if by_name is not None else v
    single = not isinstance(points, list | tuple | np.ndarray)
    array = len(names) == 1 and isinstance(points, np.ndarray)
    if not array:
        points = [points] if single else list(points)
        if len(points) != len(names):
            raise SymdiffError(
                f"{len(points)} components for {len(names)} variables: {', '.join(names)}",
                hint='name the variables with over=[...], or give {"x": ...}',
            )
    numeric = _numeric(points) and _numeric(step)
    found = recognise(f, names, not numeric, symbols=symbols, functions=functions, limits=limits)
    if not numeric:
        result: Any = _formulas(found.function, points, step, found.needs)
    elif array:
        result = _each(found.function, points, checked_step(step))
    else:
        result = found.function.prox(points, step).tolist()
    if by_name is not None:
        return dict(zip(names, result, strict=True))
    return result[0] if single else result


def _names(f: Any, limits: Limits) -> list[str]:
    """Return the symbols of a formula or of several."""
    parts = f if isinstance(f, list | tuple) else [f]
    found: set[str] = set()
    for part in parts:
        expr = expression(part, (), (), limits, conditions=True)
        found |= set(expr.graph.symbols([expr.node]))
    if not found:
        raise SymdiffError("a formula without variables", hint="name them with over=[...]")
    return sorted(found)


def _each(f: Proximable, points: Any, step: float) -> Any:
    """Return the proximal points of an array, each of its numbers by itself."""
    try:
        flat = np.ravel(floats(points))
    except (TypeError, ValueError):
        raise SymdiffError("the points are to be real numbers") from None
    [(inner, _)] = getattr(f, "blocks", None) or [(None, ())]
    if inner is None:
        result = flat
    elif inner.size is None:
        result = inner.prox(flat, step)
    else:
        result = np.array([inner.prox([point], step)[0] for point in flat])
    return result.reshape(np.shape(points))


def _formulas(f: Proximable, points: Sequence[Any], step: Any, needs: Sequence[Expr]) -> list[Expr]:
    """Return simplified formulas on symbols, names and numbers, with the conditions under which they hold."""
    graph = Graph()
    at = [_symbolic(graph, point) for point in points]
    length = _symbolic(graph, step)
    if not length.free_symbols:
        checked_step(float(length()))
    results = f.near_formula(at, length)
    conditions = [*needs, *([length > 0] if length.free_symbols else [])]
    kept = tuple([c for c in conditions if c.free_symbols and is_comparison(c.graph.ops[c.node])])
    return [
        Expr(short.graph, short.node, conditions=(*kept, *short.unsolved))
        for short in [simplify(result) for result in results]
    ]


def _symbolic(graph: Graph, value: Any) -> Expr:
    if isinstance(value, str):
        return Expr(graph, graph.symbol(value)) if value.isidentifier() else expression(value)
    if isinstance(value, Expr):
        return value
    return expression(value.item() if hasattr(value, "item") else value)


def _list(v: Any) -> list[Any]:
    return [v] if isinstance(v, str | Expr) else list(v)


def _numeric(value: Any) -> bool:
    """Return whether a value, or each of a list, is a number."""
    if isinstance(value, Mapping):
        return all(_numeric(part) for part in value.values())
    if isinstance(value, np.ndarray):
        return bool(value.dtype != object)
    if isinstance(value, list | tuple):
        return all(_numeric(part) for part in value)
    return not isinstance(value, str | Expr)
