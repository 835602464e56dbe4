"""Taylor polynomials, and what takes their place where there is none: powers with fractions, and logarithms.

>>> print(taylor("sin(x)*exp(x)", "x", order=4))
x + x**2 + x**3/3 + O(x**5)
>>> print(taylor("sqrt(1 - cos(x))", "x", order=3, side="right").polynomial)
sqrt(2)*x/2 - sqrt(2)*x**3/48
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import factorial
from typing import Any, Final, Literal, NamedTuple

from symdiff.arithmetic.balls import Ball
from symdiff.arithmetic.evaluation import evaluate
from symdiff.arithmetic.expansion import Expansions, deepened
from symdiff.arithmetic.germ import Place
from symdiff.arithmetic.sample import sample
from symdiff.arithmetic.walk import walk
from symdiff.at.numbers import exact, written
from symdiff.at.special import is_special
from symdiff.errors import (
    DomainError,
    NotDifferentiable,
    Oscillates,
    Short,
    SymdiffError,
    TooLarge,
    Unsupported,
)
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.inputs import expression, name_of, names_of
from symdiff.simplifier.levels import simplify
from symdiff.table.functions import LOG, SQRT
from symdiff.table.operators import DIV, NEG, PIECEWISE, UNKNOWN
from symdiff.verbs.derivatives import derivatives

Side = Literal["both", "left", "right"]
SIDES: Final = ("both", "left", "right")


class Taylor(NamedTuple):
    """A polynomial in powers of (variable - about), and the exponent of the first that is left out."""

    polynomial: Expr
    variable: str
    about: Expr
    remainder: Fraction

    def __str__(self) -> str:
        graph = Graph()
        step = _step(graph, self.variable, self.about)
        power = Expr(graph, graph.pow(step, graph.number(self.remainder)))
        text = f"O({power})"
        return text if self.polynomial == 0 else f"{self.polynomial} + {text}"


def taylor(
    expr: Any,
    variable: str | Expr,
    *,
    about: Any = 0,
    order: int = 6,
    side: Side = "both",
    symbols: str | Iterable[str] = (),
    functions: str | Iterable[str] = (),
    limits: Limits = DEFAULT,
) -> Taylor:
    """Return the Taylor polynomial of *expr* about a point, exact, up to the power *order*.

    *about* is a number, or an expression without *variable*. Where the formula is 0/0, has a kink or an end
    of its domain there, and has no other symbols, it is expanded on each side; with *side* on one of them,
    where exponents may be fractions and logarithms occur. Coefficients are then recognised from 100 digits.

    Cost: that of the derivatives up to *order*. Raises NotDifferentiable where the two sides differ,
    Unsupported where there is no expansion, SymdiffError for a negative order, and as `derive` does.

    >>> print(taylor("exp(a*x)", "x", order=2))
    1 + a*x + a**2*x**2/2 + O(x**3)
    >>> print(taylor("x*log(x)", "x", order=2, side="right").polynomial)
    x*log(x)
    """
    name = name_of(variable)
    if side not in SIDES:
        raise SymdiffError(f"unknown side {side!r}", hint=f"choose one of {', '.join(SIDES)}")
    if not isinstance(order, int) or order < 0:
        raise SymdiffError(f"a Taylor polynomial of order {order!r}", hint="give a whole number, 0 or more")
    if order > limits.order:
        raise TooLarge(
            f"order {order} (limit `order` is {limits.order})",
            hint="raise it with Limits(order=...) or --limit order=...",
        )
    source = expression(expr, [name, *names_of(symbols)], functions, limits, by=[name])
    centre = expression(about if isinstance(about, Expr | str) else exact(about), symbols, functions, limits)
    notes = (*source.notes, *centre.notes)
    if name in centre.graph.symbols([centre.node]):
        raise SymdiffError(f"the point {centre} depends on {name}", hint="give a number or other symbols")
    if "oo" in centre.graph.names.values() and not centre.graph.symbols([centre.node]):
        raise SymdiffError(
            "there is no Taylor polynomial about infinity",
            hint=f"put 1/{name} for {name}, and expand about 0",
        )
    others = set(source.graph.symbols([source.node])) - {name}
    numeric = not others and not centre.graph.symbols([centre.node])
    if side == "both" and not (numeric and is_special(source, {name: centre})):
        found = _ordinary(source, name, centre, order, limits)
        if found is not None:
            return _with_notes(found, notes)
    if not numeric:
        raise Unsupported(
            f"{source} is expanded at a special point only where it has no other symbols",
            hint="give numbers for them",
        )
    return _with_notes(_expanded(source, name, centre, order, side), notes)


def _with_notes(found: Taylor, notes: tuple[str, ...]) -> Taylor:
    polynomial = found.polynomial
    return found._replace(polynomial=Expr(polynomial.graph, polynomial.node, notes)) if notes else found


def _ordinary(source: Expr, name: str, centre: Expr, order: int, limits: Limits) -> Taylor | None:
    """Return the polynomial by derivatives at the point, None where one of them has no value."""
    graph = Graph(limits)
    total = -1
    step = _step(graph, name, centre)
    for k, (_, derivative) in enumerate(derivatives(source, name, order=order, level="basic", limits=limits)):
        value = simplify(derivative.subs({name: centre}))
        if not _has_value(value) or (value.graph.has(PIECEWISE) and not value.graph.symbols([value.node])):
            return None  # of branches that are numbers the expansion tells which holds
        node = graph.take(value.graph, value.node)
        if graph.is_zero(node):
            continue
        part = _term(graph, node, factorial(k), graph.pow(step, graph.number(k)), k)
        total = part if total < 0 else graph.add(total, part)
    polynomial = Expr(graph, total if total >= 0 else graph.number(0))
    return Taylor(polynomial, name, centre, Fraction(order + 1))


def _term(graph: Graph, node: int, below: int, power: int, k: Any) -> int:
    """Return node/below * power, its fraction in one piece."""
    coefficient = simplify(Expr(graph, graph.div(node, graph.number(below))))
    mapping = graph.copy(coefficient.graph, [coefficient.node])
    node = mapping[coefficient.node]
    if k == 0:
        return node
    minus = graph.ops[node] == NEG or (node in graph.numbers and graph.value(node) < 0)
    if minus:
        node = graph.neg(node)
    number = graph.numbers.get(node)
    if isinstance(number, Fraction):
        above, under = graph.number(number.numerator), graph.number(number.denominator)
    elif graph.ops[node] == DIV:
        above, under = graph.children[node]
    else:
        above, under = node, graph.number(1)
    if graph.ops[power] == DIV and graph.children[power][0] == graph.number(1):
        part = graph.div(above, graph.mul(under, graph.children[power][1]))
    else:
        part = graph.div(graph.mul(above, power), under)
    return graph.neg(part) if minus else part


def _has_value(value: Expr) -> bool:
    """Return whether a coefficient has a value, for some values of its symbols."""
    if any(op == UNKNOWN for op in value.graph.ops):
        return True
    if not value.graph.symbols([value.node]):
        try:
            evaluate(value, {}, digits=20)
        except (SymdiffError, NotImplementedError):
            return False
        return True
    return bool(sample(value, 1))


def _step(graph: Graph, name: str, centre: Expr) -> int:
    """Return the node of variable - centre."""
    node = graph.take(centre.graph, centre.node)
    return graph.sub(graph.symbol(name), node)


# Special points -----------------------------------------------------------------------------------


def _expanded(source: Expr, name: str, centre: Expr, order: int, side: Side) -> Taylor:
    """Return the expansion on one side, or that of both where they are the same."""
    at = exact(centre)
    wanted = {"both": (-1, 1), "left": (-1,), "right": (1,)}[side]
    found: list[dict[Place, Any]] = []
    why: list[str] = []
    for sign in wanted:
        try:
            found.append(_terms(source, name, at, order, sign))
        except (DomainError, ValueError, Oscillates) as error:
            why.append(getattr(error, "message", str(error)))
    if not found:
        raise Unsupported(f"{source} has no expansion about {name} = {centre}: {why[0]}")
    if side == "both":
        mirrored = len(found) == 2 and _mirrored(found[0]) == _rounded(found[1])
        if not mirrored:
            what = "is defined on one side only" if len(found) < 2 else "is another on each side"
            raise NotDifferentiable(
                f"the expansion of {source} about {name} = {centre} {what}",
                hint="ask for one side: side='right' or side='left'",
                reason="two sides",
            )
    return _written(found[-1], name, centre, order, -1 if side == "left" else 1)


def _terms(source: Expr, name: str, at: Any, order: int, side: int) -> dict[Place, Any]:
    """Return the terms of the germ on one side, up to an exponent."""

    def terms(germs: Expansions) -> dict[Place, Any]:
        [germ] = walk(source.graph, [source.node], {name: germs.variable(at, side)}, germs)
        if germ.huge:
            raise Unsupported(f"{source} grows faster than every power there")
        if germ.order <= order:
            if germ.wild:
                raise Oscillates("it oscillates without end")
            raise Short("no term is known")
        return {place: c for place, c in germ.terms.items() if place[0] <= order}

    return deepened(terms, (order + 2, 2 * order + 6, 3 * order + 16))


def _rounded(terms: dict[Place, Any]) -> dict[Place, float]:
    return {place: float(f"{float(c):.13e}") for place, c in terms.items()}


def _mirrored(terms: dict[Place, Any]) -> dict[Place, float] | None:
    """Return the terms of the other side, None where exponents are not whole or logarithms occur."""
    if any(e.denominator != 1 or e < 0 or j for e, j in terms):
        return None
    return _rounded({(e, j): -c if e % 2 else c for (e, j), c in terms.items()})


def _written(terms: dict[Place, Any], name: str, centre: Expr, order: int, sign: int) -> Taylor:
    """Return terms as a polynomial in h, which is *sign* times variable - centre."""
    graph = Graph()
    step = _step(graph, name, centre)
    h = step if sign > 0 else graph.neg(step)
    total = -1
    for (e, j), c in sorted(terms.items(), key=lambda item: (item[0][0], -item[0][1])):
        root = graph.call(SQRT, (h,)) if abs(e) == Fraction(1, 2) else graph.pow(h, graph.number(abs(e)))
        power = root if e else graph.number(1)
        if e < 0:
            power = graph.div(graph.number(1), power)
        for _ in range(j):
            power = (
                graph.mul(power, graph.call(LOG, (h,))) if power != graph.number(1) else graph.call(LOG, (h,))
            )
        part = _term(graph, _constant(graph, c), 1, power, e or j)
        total = part if total < 0 else graph.add(total, part)
    polynomial = Expr(graph, total if total >= 0 else graph.number(0))
    return Taylor(polynomial, name, centre, Fraction(order + 1))


def _constant(graph: Graph, value: Ball) -> int:
    """Return a number of many digits as the constant that it is, or as a float."""
    node = written(graph, value)
    return node if node >= 0 else graph.number(float(value))


__all__ = ["SIDES", "Side", "Taylor", "taylor"]
