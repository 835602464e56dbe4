"""Taylor polynomials, and what takes their place where there is none: powers with fractions, and logarithms.

>>> print(taylor("sin(x)*exp(x)", "x", order=4))
x + x**2 + x**3/3 + O(x**5)
>>> print(taylor("sqrt(1 - cos(x))", "x", order=3, side="right").polynomial)
x/sqrt(2) - x**3/(24*sqrt(2))
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial
from typing import Any, Final, Literal, NamedTuple

from symdiff.arithmetic.evaluation import evaluate
from symdiff.arithmetic.expansion import Expansions, deepened
from symdiff.arithmetic.germ import Place, rank
from symdiff.arithmetic.jet import coefficients
from symdiff.arithmetic.sample import concrete, sample
from symdiff.arithmetic.walk import is_complex, walk
from symdiff.at.closed import Closed
from symdiff.at.closed_forms import ClosedForms
from symdiff.at.numbers import exact
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
from symdiff.parser.given import Formula, Names, Variable
from symdiff.parser.inputs import expression, name_of, names_of
from symdiff.simplifier.levels import simplify
from symdiff.table.functions import LOG, SQRT
from symdiff.table.operators import ADD, DIV, NEG, SUB, UNKNOWN
from symdiff.verbs.derivatives import derivatives

Side = Literal["both", "left", "right"]
SIDES: Final = ("both", "left", "right")
_LETTER: Final = 0.731
"""The value of a letter that the formula does not depend on."""


class Taylor(NamedTuple):
    """A polynomial in powers of (variable - about), and the exponent of what is left out; with it come *logs*
    powers of the logarithm. On the left, fractions and logarithms are those of (about - variable)."""

    polynomial: Expr
    variable: str
    about: Expr
    remainder: Fraction
    logs: int = 0
    side: Side = "both"

    @property
    def rest(self) -> Expr:
        """What is left out is of the order of this."""
        graph = Graph()
        plain = self.remainder.denominator == 1 and not self.logs
        step = _step(graph, self.variable, self.about, self.side == "left" and not plain)
        node = graph.pow(step, graph.number(self.remainder))
        if self.logs:
            log = graph.call(LOG, (step,))
            node = graph.mul(node, graph.pow(log, graph.number(self.logs)))
        return Expr(graph, node)

    def __str__(self) -> str:
        text = f"O({self.rest})"
        return text if self.polynomial == 0 else f"{self.polynomial} + {text}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        from symdiff.export import notebook

        return notebook.taylor(self)


def taylor(
    expr: Formula,
    variable: Variable,
    *,
    about: Formula = 0,
    order: int = 6,
    side: Side = "both",
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> Taylor:
    """Return the Taylor polynomial of *expr* about a point, exact, up to the power *order*.

    *about* is a number, or an expression without *variable*. Where the formula is 0/0 or has a pole, a kink
    or an end of its domain there, it is expanded on both sides, which must agree, or on the *side* asked for:
    powers may be negative, and on one side fractions, and logarithms occur. Numbers are in closed form where
    they have one, and letters may be any.

    A formula of arrays is expanded in a scalar, about a number where it is smooth.

    Cost: the square of *order* for each operation; at special points its cube. Raises NotDifferentiable where
    the two sides differ, Unsupported where there is no expansion or it depends on the sign of a letter,
    TooLarge where coefficients become too long, SymdiffError for a negative order, and as `derive` does.

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
            hint="raise it with Limits(order=...)",
        )
    source = expression(expr, [name, *names_of(symbols)], functions, limits, by=[name], arrays=True)
    centre = expression(about if isinstance(about, Expr | str) else exact(about), symbols, functions, limits)
    notes = (*source.notes, *centre.notes)
    if name in centre.graph.symbols([centre.node]):
        raise SymdiffError(f"the point {centre} depends on {name}", hint="give a number or other symbols")
    if "oo" in centre.graph.names.values() and not centre.graph.symbols([centre.node]):
        raise SymdiffError(
            "there is no Taylor polynomial about infinity",
            hint=f"put 1/{name} for {name}, and expand about 0",
        )
    if source.graph.uses_arrays(source.node):
        from symdiff.verbs.tensor_taylor import polynomial

        return Taylor(polynomial(source, name, centre, order), name, centre, Fraction(order + 1))
    at = _drawn(source, name, centre)
    if at is None:
        if side != "both":
            raise Unsupported(
                f"{source} is expanded on one side only where it has no unknown functions",
                hint="give formulas for them",
            )
        return _with_notes(_by_derivatives(source, name, centre, order, limits), notes)
    numbers = ClosedForms(at)
    [about_it] = walk(centre.graph, [centre.node], numbers.letters, numbers)
    here = {letter: value.near().mid for letter, value in numbers.letters.items()}
    here[name] = about_it.near().mid if about_it.has_letters() else centre
    if not is_special(source, here):
        try:
            found = _ordinary(source, name, about_it, order, numbers)
        except Unsupported:
            if not numbers.letters:
                raise
            return _with_notes(_by_derivatives(source, name, centre, order, limits), notes)
        if found is not None:
            written = _written(found, name, centre, 1, numbers)
            return _with_notes(Taylor(written, name, centre, Fraction(order + 1)), notes)
    return _with_notes(_expanded(source, name, centre, about_it, order, side, numbers), notes)


def _drawn(source: Expr, name: str, centre: Expr) -> dict[str, float] | None:
    """Return a value for each letter, at which the formula has a value if it has one anywhere; None where
    coefficients are not in closed form: those of unknown functions, and where a letter is a whole number."""
    graph = source.graph
    if any(graph.ops[node] == UNKNOWN for node in graph.below([source.node])) or is_complex(source):
        return None
    letters = set(graph.symbols([source.node])) | set(centre.graph.symbols([centre.node]))
    letters.discard(name)
    if not letters:
        return {}
    joined = source.subs({name: centre})
    points = sample(joined, 1) or sample(source, 1)
    if not points:
        return None
    found = {letter: points[0].get(letter, _LETTER) for letter in letters}
    return None if any(value == int(value) for value in found.values()) else found


def _with_notes(found: Taylor, notes: tuple[str, ...]) -> Taylor:
    polynomial = found.polynomial
    return found._replace(polynomial=Expr(polynomial.graph, polynomial.node, notes)) if notes else found


def _ordinary(
    source: Expr, name: str, centre: Closed, order: int, numbers: ClosedForms
) -> dict[Place, Any] | None:
    """Return the terms of the polynomial where the formula is smooth, None where it is not."""
    lean = numbers.lean
    point = {letter: lean.plainly(value) for letter, value in numbers.letters.items()}
    point[name] = lean.plainly(centre)
    try:
        found = coefficients(source, name, point, order, lean)
    except DomainError:
        return None
    return {(Fraction(k), 0): numbers.ball(c) for k, c in enumerate(found)}


def _by_derivatives(source: Expr, name: str, centre: Expr, order: int, limits: Limits) -> Taylor:
    """Return the polynomial by derivatives at the point."""
    graph = Graph(limits)
    total = -1
    step = _step(graph, name, centre)
    for k, (_, derivative) in enumerate(derivatives(source, name, order=order, level="basic", limits=limits)):
        value = simplify(derivative.subs({name: centre}))
        if not _has_value(value):
            raise Unsupported(
                f"a coefficient of {source} has no value at {name} = {centre}",
                hint="special points are expanded where there are no unknown functions",
            )
        node = graph.take(value.graph, value.node)
        if graph.is_zero(node):
            continue
        part = _term(graph, node, factorial(k), graph.pow(step, graph.number(k)), k)
        total = part if total < 0 else graph.add(total, part)
    polynomial = Expr(graph, total if total >= 0 else graph.number(0))
    return Taylor(polynomial, name, centre, Fraction(order + 1))


def _spread(graph: Graph, total: int, part: int) -> int:
    """Return total + part, the terms of a part that is a sum added one by one."""
    pending = [(part, 1)]
    while pending:
        node, sign = pending.pop()
        op = graph.ops[node]
        if op == ADD or op == SUB:
            left, right = graph.children[node]
            pending += [(right, sign if op == ADD else -sign), (left, sign)]
        else:
            total = graph.add(total, node) if sign > 0 else graph.sub(total, node)
    return total


def _term(graph: Graph, node: int, below: int, power: int, k: Any) -> int:
    """Return node/below * power, its fraction in one piece."""
    if below != 1:
        coefficient = simplify(Expr(graph, graph.div(node, graph.number(below))))
        node = graph.take(coefficient.graph, coefficient.node)
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
    """Return whether a coefficient has a value, for some values of its symbols and some unknown functions."""
    value = concrete(value)
    if not value.graph.symbols([value.node]):
        try:
            evaluate(value, {}, digits=20)
        except (SymdiffError, NotImplementedError):
            return is_complex(value)
        return True
    return bool(sample(value, 1))


def _step(graph: Graph, name: str, centre: Expr, left: bool = False) -> int:
    """Return the node of variable - centre, or on the *left* of centre - variable."""
    node, symbol = graph.take(centre.graph, centre.node), graph.symbol(name)
    return graph.sub(node, symbol) if left else graph.sub(symbol, node)


# Special points -----------------------------------------------------------------------------------


class _Side(NamedTuple):
    """The terms of an expansion on one side, and the place of what is left out."""

    terms: dict[Place, Any]
    rest: Place


def _expanded(
    source: Expr, name: str, centre: Expr, at: Closed, order: int, side: Side, numbers: ClosedForms
) -> Taylor:
    """Return the expansion on one side, or that of both where they are the same."""
    wanted = {"both": (-1, 1), "left": (-1,), "right": (1,)}[side]
    found: list[_Side] = []
    why: list[str] = []
    for sign in wanted:
        try:
            found.append(_side(source, name, at, order, sign, numbers))
        except (DomainError, ValueError, Oscillates) as error:
            why.append(getattr(error, "message", str(error)))
    if not found:
        raise Unsupported(f"{source} has no expansion about {name} = {centre}: {why[0]}")
    if side == "both":
        if len(found) < 2 or not _are_one(found[0], found[1]):
            what = "is defined on one side only" if len(found) < 2 else "is another on each side"
            raise NotDifferentiable(
                f"the expansion of {source} about {name} = {centre} {what}",
                hint="ask for one side: side='right' or side='left'",
                reason="two sides",
            )
    terms, (exponent, logs) = found[-1]
    polynomial = _written(terms, name, centre, -1 if side == "left" else 1, numbers)
    return Taylor(polynomial, name, centre, exponent, logs, side)


def _side(source: Expr, name: str, at: Closed, order: int, side: int, numbers: ClosedForms) -> _Side:
    """Return the expansion on one side, up to an exponent."""

    def terms(germs: Expansions) -> _Side:
        point = {letter: germs.of(value) for letter, value in numbers.letters.items()}
        point[name] = germs.variable(at, side)
        [germ] = walk(source.graph, [source.node], point, germs)
        if germ.huge:
            raise Unsupported(f"{source} grows faster than every power there")
        if germ.order <= order and germ.wild:
            raise Oscillates("it oscillates without end")
        if germ.order <= order + 1 and not germ.wild:
            raise Short("too few terms are known")
        kept = {place: c for place, c in germ.terms.items() if place[0] <= order}
        left = [place for place in germ.terms if order < place[0] <= order + 1]
        end: Place = (min(Fraction(order + 1), Fraction(germ.order)) if germ.wild else Fraction(order + 1), 0)
        return _Side(kept, min([*left, end], key=rank))

    return deepened(terms, (order + 2, 2 * order + 6, 3 * order + 16), numbers=numbers)


def _are_one(left: _Side, right: _Side) -> bool:
    """Return whether the expansions on both sides are one in whole powers."""
    places = {*left.terms, *right.terms}
    if any(e.denominator != 1 or j for e, j in (*places, left.rest, right.rest)):
        return False
    for place in places:
        a, b = left.terms.get(place), right.terms.get(place)
        if a is None or b is None or not ((-a if place[0] % 2 else a) - b).vanishes():
            return False
    return True


def _written(terms: dict[Place, Any], name: str, centre: Expr, sign: int, numbers: ClosedForms) -> Expr:
    """Return terms as a polynomial in h, which is *sign* times variable - centre."""
    graph = Graph()
    step = _step(graph, name, centre)
    total = -1
    for (e, j), c in sorted(terms.items(), key=lambda item: (item[0][0], -item[0][1])):
        value = numbers.written(c)
        if value == 0:
            continue
        node = graph.take(value.graph, value.node)
        h = step
        if sign < 0:
            if e.denominator == 1 and not j:
                node = graph.neg(node) if e % 2 else node
            else:
                h = _step(graph, name, centre, True)
        root = graph.call(SQRT, (h,)) if abs(e) == Fraction(1, 2) else graph.pow(h, graph.number(abs(e)))
        power = root if e else graph.number(1)
        if e < 0:
            power = graph.div(graph.number(1), power)
        if j:
            log = graph.pow(graph.call(LOG, (h,)), graph.number(j))
            power = graph.mul(power, log) if e else log
        part = _term(graph, node, 1, power, e or j)
        if total < 0 or e or j:
            total = part if total < 0 else graph.add(total, part)
        else:
            total = _spread(graph, total, part)
    return Expr(graph, total if total >= 0 else graph.number(0))


__all__ = ["SIDES", "Side", "Taylor", "taylor"]
