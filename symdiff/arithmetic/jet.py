"""Jets: the value and the derivatives up to order n at a point, as Taylor coefficients.

One coefficient after the other, for all nodes in step: a function's coefficient k needs those of its
argument up to k and those of its derivative below k, so sin and cos can feed each other. Cost: O(n**2)
an operation where repeated derivatives come back to the same functions; O(n**3) where each order
brings a new one (gamma).

Source: Griewank and Walther, Evaluating Derivatives, 2nd ed., SIAM 2008, chapter 13 (Taylor
propagation by w' = f'(u) u').

>>> from symdiff.parser.formula import parse
>>> jet(parse("exp(2*x)"), "x", {"x": 0.0}, 3).derivatives
[1.0, 2.0, 4.0, 8.0]
"""

from __future__ import annotations

from collections.abc import Mapping
from math import factorial
from typing import Any, NamedTuple

from symdiff.arithmetic.scalar import FLOAT
from symdiff.arithmetic.walk import Arithmetic, walk
from symdiff.errors import DomainError, SymdiffError, Unsupported
from symdiff.graph.bound import is_binder
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Formula, Names, Point, Variable
from symdiff.parser.inputs import expression, name_of, names_of, numbers_of
from symdiff.parser.templates import definition, put
from symdiff.sweeps.partials import partial_at
from symdiff.table.functions import MAX, MIN, row_of
from symdiff.table.operators import (
    ADD,
    DIV,
    MUL,
    NEG,
    PIECEWISE,
    POW,
    SUB,
    SYMBOL,
    UNKNOWN,
    is_comparison,
    is_condition,
    is_function,
)


class Jet(NamedTuple):
    """Taylor coefficients at a point: f(a + h) = sum of coefficients[k] * h**k.

    `derivatives` are the derivatives there, coefficients[k] times the factorial of k.

    >>> Jet([1.0, 1.0, 0.5]).derivatives
    [1.0, 1.0, 1.0]
    """

    coefficients: list[Any]

    @property
    def derivatives(self) -> list[Any]:
        """f, f', f'', … at the point."""
        return [c * factorial(k) for k, c in enumerate(self.coefficients)]


def jet(
    expr: Formula,
    variable: Variable,
    at: Point,
    order: int,
    *,
    arithmetic: Arithmetic = FLOAT,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> Jet:
    """Return the jet of *expr* in *variable* at the point *at*, up to *order*.

    *expr* is a text, an Expr or a SymPy expression; *at* has a number for each name or symbol.
    Domain: points where the expression is analytic; a Piecewise takes the branch that holds there.
    Cost: linear in nodes, quadratic in the order. Raises DomainError where a value or a derivative does not
    exist, Unsupported for an unknown function.

    >>> jet("exp(x)", "x", {"x": 0}, 3).derivatives
    [1.0, 1.0, 1.0, 1.0]
    """
    if not isinstance(order, int) or order < 0:
        raise SymdiffError(f"a jet of order {order!r}", hint="give a whole number, 0 or more")
    name, point = name_of(variable), numbers_of(at)
    if name not in point:
        raise SymdiffError(f"{name} has no value", hint=f"give one, such as {{{name!r}: 1}}")
    source = expression(expr, [name, *point, *names_of(symbols)], functions, limits)
    return Jet(coefficients(source, name, point, order, arithmetic))


def coefficients(
    source: Expr, name: str, point: Mapping[str, Any], order: int, arithmetic: Arithmetic
) -> list[Any]:
    """Return the Taylor coefficients of `jet`, for a point whose coordinates are numbers of *arithmetic*."""
    graph = Graph(source.graph.limits)
    root = _resolved(graph, graph.take(source.graph, source.node), point, arithmetic)
    if not arithmetic.real:
        _look(graph, root, name)
    partials = _closure(graph, root, graph.symbol(name), order)
    levels = _levels(graph, root, partials, order)
    nodes = sorted(levels)
    tables: dict[int, list[Any]] = {node: [] for node in nodes}
    live: _Places = {node: [] for node in nodes}
    moving = graph.depending(nodes, [graph.symbol(name)])
    values = dict(zip(nodes, walk(graph, nodes, point, arithmetic), strict=True))
    zero = arithmetic.number(0)
    for k in range(order + 1):
        for node in nodes:
            if levels[node] > order - k:
                continue
            found = zero
            if k == 0:
                found = values[node]
            elif graph.ops[node] == SYMBOL:
                found = arithmetic.number(1) if k == 1 and node in moving else zero
            elif node in moving:
                try:
                    found = _coefficient(graph, node, k, tables, live, partials, zero)
                except (ZeroDivisionError, ArithmeticError, ValueError):
                    raise DomainError(f"derivative {k} of {Expr(graph, node)} does not exist here") from None
            tables[node].append(found)
            if found is not zero:
                live[node].append(k)
    return tables[root]


def _look(graph: Graph, root: int, name: str) -> None:
    """Refuse a part that moves and is not complex differentiable."""
    for node in graph.depending(graph.below([root]), [graph.symbol(name)]):
        if is_function(graph.ops[node]) and not row_of(graph.ops[node]).holomorphic:
            raise Unsupported(f"{row_of(graph.ops[node]).name} is not complex differentiable")


_Partials = dict[int, list[tuple[int, int]]]
"""Node → (argument, partial derivative by it), for those arguments that move."""
_Places = dict[int, list[int]]
"""Node → the places of its coefficients that are not the zero which stands where there is none."""


def _resolved(graph: Graph, root: int, at: Mapping[str, Any], arithmetic: Arithmetic) -> int:
    """Return *root* with each Piecewise, Max and Min replaced by the argument that holds at *at*,
    and each function without partials by its definition."""
    mapping: dict[int, int] = {}
    for node in graph.below([root]):
        op = graph.ops[node]
        children = tuple([mapping[c] for c in graph.children[node]])
        if op == PIECEWISE:
            chosen = -1
            for value, condition in zip(children[::2], children[1::2], strict=True):
                if walk(graph, [condition], at, arithmetic)[0]:
                    chosen = value
                    break
            if chosen < 0:
                raise DomainError(f"no branch holds in {Expr(graph, node)}")
            mapping[node] = chosen
        elif op == MAX or op == MIN:
            keys = [arithmetic.key(v) for v in walk(graph, children, at, arithmetic)]
            best = max(keys) if op == MAX else min(keys)
            winners = {c for c, k in zip(children, keys, strict=True) if k == best}
            if len(winners) > 1:
                raise DomainError(f"{Expr(graph, node)} has a tie here, and may have a corner")
            mapping[node] = winners.pop()
        elif is_function(op) and not row_of(op).partials and definition(op) is not None:
            rule = definition(op)
            assert rule is not None
            mapping[node] = _resolved(graph, put(graph, rule, children), at, arithmetic)
        elif op <= 2:
            mapping[node] = node
        else:
            mapping[node] = graph.rebuild(graph, node, children)
    return mapping[root]


def _closure(graph: Graph, root: int, variable: int, order: int) -> _Partials:
    """Add the partials that a jet of *order* needs, order by order, until nothing new comes."""
    partials: _Partials = {}
    front = graph.below([root])
    for _ in range(order):
        moving = graph.depending(graph.below(front), [variable])
        fresh = []
        for node in front:
            if node not in moving or node in partials or not _by_rule(graph, node, moving):
                continue
            partials[node] = []
            for place, child in enumerate(graph.children[node]):
                if child in moving:
                    slope = partial_at(graph, node, place)
                    if slope >= 0:
                        partials[node].append((child, slope))
                        fresh.append(slope)
        front = [node for node in graph.below(fresh) if node not in partials]
        if not front:
            break
    return partials


def _levels(graph: Graph, root: int, partials: _Partials, order: int) -> dict[int, int]:
    """Return for each node needed how many orders below the root it may stop."""
    levels: dict[int, int] = {}
    roots = [root]
    for level in range(order + 1):
        found = [node for node in graph.below(roots) if node not in levels]
        for node in found:
            levels[node] = level
        roots = [slope for node in found for _, slope in partials.get(node, ())]
        if not roots:
            break
    return levels


def _by_rule(graph: Graph, node: int, moving: set[int]) -> bool:
    """Return whether *node* takes its coefficients from its partials."""
    op = graph.ops[node]
    if is_binder(graph, node):
        return True
    if op == UNKNOWN:
        raise Unsupported(f"the unknown function {graph.operator(node)[0]} has no value")
    if op == POW:
        return graph.children[node][1] in moving
    return is_function(op)


def _coefficient(
    graph: Graph,
    node: int,
    k: int,
    tables: dict[int, list[Any]],
    live: _Places,
    partials: _Partials,
    zero: Any,
) -> Any:
    """Return Taylor coefficient *k* >= 1 of *node*, *zero* itself where no term has another."""
    op = graph.ops[node]
    children = graph.children[node]
    if op == ADD or op == SUB:
        left, right = tables[children[0]][k], tables[children[1]][k]
        if right is zero:
            return left
        return left + right if op == ADD else left - right
    if op == NEG:
        value = tables[children[0]][k]
        return value if value is zero else -value
    if op == MUL:
        one, other = children
        if len(live[other]) < len(live[one]):
            one, other = other, one
        a, b = tables[one], tables[other]
        return sum([a[j] * b[k - j] for j in live[one] if b[k - j] is not zero], zero)
    if op == DIV:
        a, b, w = tables[children[0]], tables[children[1]], tables[node]
        rest = sum([w[k - j] * b[j] for j in live[children[1]] if j and w[k - j] is not zero], zero)
        return zero if a[k] is zero and rest is zero else (a[k] - rest) / b[0]
    if is_condition(op):
        return zero
    if op == PIECEWISE:
        return tables[_branch(graph, node, tables)][k]
    if node in partials:
        total = zero
        for child, slope in partials[node]:
            u, p = tables[child], tables[slope]
            total = sum([(j * u[j]) * p[k - j] for j in live[child] if j and p[k - j] is not zero], total)
        return total if total is zero else total / k
    return _power(tables[children[0]], live[children[0]], tables[children[1]][0], k, tables[node], zero)


def _branch(graph: Graph, node: int, tables: dict[int, list[Any]]) -> int:
    """Return the branch of a Piecewise of a row that holds about a point.

    Raises DomainError where a condition is at its edge: what holds at the point alone has no coefficients.
    """
    children = graph.children[node]
    for value, condition in zip(children[::2], children[1::2], strict=True):
        if is_comparison(graph.ops[condition]):
            left, right = [tables[child][0] for child in graph.children[condition]]
            if left == right:
                raise DomainError(f"{Expr(graph, condition)} is at its edge")
        if tables[condition][0]:
            return value
    raise DomainError(f"no branch holds in {Expr(graph, node)}")


def _power(u: list[Any], live: list[int], exponent: Any, k: int, w: list[Any], zero: Any) -> Any:
    """Return coefficient *k* of u**exponent: u w' = exponent u' w, or by products at a zero of u."""
    if u[0] != 0:
        terms = [(exponent * j - (k - j)) * u[j] * w[k - j] for j in live if j and w[k - j] is not zero]
        return sum(terms, zero) / (k * u[0]) if terms else zero
    whole = int(getattr(exponent, "real", exponent))
    if exponent != whole or whole < 0:
        raise DomainError("a power of zero that is not a whole number has no Taylor series")
    # u = h**m v with v(0) != 0, so u**n = h**(m n) v**n.
    low = next((j for j, c in enumerate(u) if c != 0), len(u))
    if whole == 0 or low * whole > k:
        return zero
    v = u[low:]
    power = [v[0] ** whole]
    for i in range(1, k - low * whole + 1):
        terms = [(whole * j - (i - j)) * v[j] * power[i - j] for j in range(1, min(i, len(v) - 1) + 1)]
        power.append(sum(terms, zero) / (i * v[0]))
    return power[k - low * whole]
