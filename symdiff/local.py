"""What a formula is like at one point: the derivative that is there, or why there is none.

The formula of a derivative says nothing where it is 0/0, where branches of a Piecewise meet, or at a kink.
There the function itself is expanded on both sides (`arithmetic.germ`), and the difference quotient has a
limit or it has not.

>>> from symdiff.parse import parse
>>> derivative_at(parse("x*Abs(x)"), "x", {"x": 0})
0.0
>>> derivative_at(parse("Max(x, exp(x) - 1, (x + 1)**2/2 - 1/2)"), "x", {"x": 0})
1.0
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any, Final, NamedTuple

from symdiff.arithmetic.germ import Germ, Germs, Oscillates, Short, nearly
from symdiff.arithmetic.lexicographic import Lexicographic, Lexicographics
from symdiff.arithmetic.multiprecision import context
from symdiff.arithmetic.scalar import FLOAT
from symdiff.arithmetic.walk import is_complex, value_of, walk
from symdiff.derive import tangents
from symdiff.errors import DomainError, NotDifferentiable, SymdiffError, Unsupported
from symdiff.evaluate import evaluate
from symdiff.expr import Expr
from symdiff.functions import DIV, LT, MAX, MIN, NE, PIECEWISE, POW, SYMBOL, UNKNOWN, row_of
from symdiff.graph import Graph
from symdiff.rules import condition
from symdiff.simplify import simplified

_DEPTHS: Final = (3, 6, 12, 20)
"""Exponents beyond the order asked for that are kept, until they tell."""
_NEAR: Final = 1e-9
"""A comparison whose sides are nearer, relatively, may be an equation at the point that was meant."""
_CURVES: Final = 20
"""Lines and parabolas along which a formula of several variables is looked at."""
_EQUAL: Final = 30
"""Digits to which two one-sided slopes agree that are one."""


class Slopes(NamedTuple):
    """One-sided derivatives: numbers, infinities, or None where there is none."""

    left: Any
    right: Any
    why: tuple[str, str]
    """For each side, why it has none."""


def derivative_at(
    expr: Expr, variable: str, at: Mapping[str, Any], order: int = 1, digits: int | None = None
) -> Any:
    """Return the derivative of *order* at a point, two-sided, where it exists.

    *at* has a number for each symbol: an int, a Fraction, a float (0.1 is 1/10, 0.3333333333333333 is 1/3),
    an mpmath number or an expression of constants, such as parse("sqrt(2)"). A float comes back, or an mpmath
    number with *digits*.

    Domain: any point. Cost: a few expansions of the formula. Raises NotDifferentiable with the reason, the
    one-sided derivatives and the Clarke subdifferential where there is one; Unsupported where the expansions
    do not tell.

    >>> from symdiff.parse import parse
    >>> derivative_at(parse("sqrt(x**4)"), "x", {"x": 0})
    0.0
    >>> derivative_at(parse("Abs(x)"), "x", {"x": 0})
    Traceback (most recent call last):
    ...
    symdiff.errors.NotDifferentiable: no derivative at x = 0, a corner: -1 on the left, 1 on the right
    """
    value = precisely(expr, variable, at, order)
    return float(value) if digits is None else context(digits).convert(value) * 1


def precisely(expr: Expr, variable: str, at: Mapping[str, Any], order: int = 1) -> Any:
    """Return what `derivative_at` returns, to 60 digits."""
    point = {name: exact(value) for name, value in at.items()}
    for name in [*expr.graph.symbols([expr.node]), variable]:
        if name not in point:
            raise SymdiffError(f"{name} has no value", hint=f"give one, as in --at {name}=1")
    return _two_sided(expr, variable, point, order)


def value_at(
    expr: Expr,
    at: Mapping[str, Any],
    digits: int | None = None,
    precisely: Mapping[str, Expr] | None = None,
) -> Any:
    """Return the value of a derivative at a point, where its formula says it or the function itself does.

    *expr* is what `derive` returned; any other expression is evaluated as it stands. *precisely* has the
    point as formulas, where it is known so. Raises as `derivative_at` and `evaluate` do.

    >>> from symdiff.verbs import derive
    >>> value_at(derive("Piecewise((sin(x)/x, x != 0), (1, True))", "x", order=2), {"x": 0})
    -0.3333333333333333
    """
    origin = expr.origin
    if origin is None:
        return evaluate(expr, at, digits=digits)
    source, names = origin
    given = {key.name if isinstance(key, Expr) else str(key): value for key, value in at.items()}
    if is_complex(source) or is_complex(expr):
        return evaluate(expr, given, digits=digits)
    real = all(_is_real(value) for value in given.values())
    sharp: Mapping[str, Any] = precisely if real and precisely else given
    if not real or not (is_special(source, sharp) or is_special(expr, sharp)):
        try:
            return evaluate(expr, given, digits=digits)
        except DomainError:
            if not real:
                raise
    if len(set(names)) > 1 or not set(source.graph.symbols([source.node])) <= given.keys():
        return evaluate(expr, given, digits=digits)
    return derivative_at(source, names[0], sharp, len(names), digits)


def directional_at(
    expr: Expr, variables: Sequence[str], at: Mapping[str, Any], along: Sequence[Any]
) -> float:
    """Return the one-sided directional derivative: the limit of (f(a + h*d) - f(a))/h for h > 0 to 0.

    *along* has a number for each of *variables*. Raises NotDifferentiable where there is none, Unsupported
    where the expansions do not tell.

    >>> from symdiff.parse import parse
    >>> directional_at(parse("sqrt(x**2 + y**2)"), ["x", "y"], {"x": 0, "y": 0}, [3, 4])
    5.0
    """
    point = {name: exact(value) for name, value in at.items()}
    value = _own_value(expr, point, _place(point))
    slope = _along(expr, point, {name: [exact(d)] for name, d in zip(variables, along, strict=True)}, value)
    if slope is None or not math.isfinite(slope):
        raise NotDifferentiable(
            f"no directional derivative at {_place(point)}", reason="no directional derivative"
        )
    return float(slope)


def gradient_at(expr: Expr, variables: Sequence[str], at: Mapping[str, Any]) -> list[float]:
    """Return the gradient at a point where the formula is differentiable as a function of all *variables*.

    Where the formula of the gradient does not hold, the partial derivatives are those of `derivative_at`, and
    the formula must agree with them along lines and parabolas in seeded directions: x**2*y/(x**2 + y**2) has
    all directional derivatives at 0 and no derivative. That search refutes; it is no proof.

    Raises NotDifferentiable, with the reason. Cost: some twenty expansions of the formula.

    >>> from symdiff.parse import parse
    >>> f = parse("Piecewise((x**3*y/(x**2 + y**2), x != 0 or y != 0), (0, True))")
    >>> gradient_at(f, ["x", "y"], {"x": 0, "y": 0})
    [0.0, 0.0]
    """
    slopes = [derivative_at(expr, name, at) for name in variables]
    if not is_special(expr, at):
        return slopes
    point = {name: exact(value) for name, value in at.items()}
    value = _own_value(expr, point, _place(point))
    for curve in _curves(len(variables)):
        along = dict(zip(variables, curve, strict=True))
        found = _along(expr, point, along, value)
        expected = sum([slope * float(d) for slope, (d, _) in zip(slopes, curve, strict=True)])
        if found is not None and abs(found - expected) <= 1e-12 * max(1, abs(expected)):
            continue
        text = ", ".join(f"{name} = {_curve_text(point[name], along[name])}" for name in variables)
        raise NotDifferentiable(
            f"no derivative at {_place(point)}: there are partial derivatives, but along {text} they do not "
            "tell the slope",
            reason="no linear approximation",
        )
    return slopes


def clarke_element(
    expr: Expr,
    variables: Sequence[str],
    at: Mapping[str, Any],
    directions: Sequence[Sequence[float]] | None = None,
) -> list[float]:
    """Return one element of the generalized gradient of a formula at a point: the gradient where it has one.

    At a kink it is the lexicographic derivative along *directions*, a regular matrix with a row for each (by
    default the axes in turn), for which the chain rule is exact: what a part does at its tie is decided by
    the first direction in which it comes loose. For a formula that is piecewise differentiable it is an
    element of Clarke's generalized gradient.

    Domain: formulas of smooth rows, Abs, Max, Min, relu, and a continuous Piecewise. Cost: a sweep with as
    many slopes as directions. Raises DomainError where a part has no slope, SymdiffError for a singular
    matrix. Source: `arithmetic.lexicographic`.

    >>> from symdiff.parse import parse
    >>> clarke_element(parse("Max(x, 0) - Max(-x, 0)"), ["x"], {"x": 0})
    [1.0]
    >>> clarke_element(parse("Abs(x) + Abs(y)"), ["x", "y"], {"x": 0, "y": 0}, [[-1, 0], [0, 1]])
    [-1.0, 1.0]
    """
    count = len(variables)
    rows = [[float(i == j) for j in range(count)] for i in range(count)] if directions is None else directions
    if len(rows) != count or any(len(row) != count for row in rows):
        raise SymdiffError(f"{count} directions of {count} numbers are needed")
    arithmetic = Lexicographics(count)
    point = {}
    for name, value in at.items():
        moves = tuple([float(row[variables.index(name)]) for row in rows]) if name in variables else ()
        point[name] = Lexicographic(_float(value), moves or arithmetic.still)
    [found] = walk(expr.graph, [expr.node], point, arithmetic)
    return _solved([list(map(float, row)) for row in rows], list(found.slopes))


def _solved(rows: list[list[float]], values: list[float]) -> list[float]:
    """Return the vector whose products with *rows* are *values*: elimination with the largest pivot."""
    count = len(rows)
    for i in range(count):
        best = max(range(i, count), key=lambda k: abs(rows[k][i]))
        if rows[best][i] == 0:
            raise SymdiffError("the directions are not independent", hint="give a regular matrix")
        rows[i], rows[best], values[i], values[best] = rows[best], rows[i], values[best], values[i]
        for k in range(count):
            if k != i and rows[k][i]:
                factor = rows[k][i] / rows[i][i]
                rows[k] = [a - factor * b for a, b in zip(rows[k], rows[i], strict=True)]
                values[k] -= factor * values[i]
    return [value / rows[i][i] for i, value in enumerate(values)]


def _along(expr: Expr, point: dict[str, Any], along: dict[str, Any], value: Any) -> Any:
    """Return the slope of a formula along a curve through a point, None where there is none."""
    last: SymdiffError | None = None
    for depth in _DEPTHS:
        germs = Germs(depth + 1)
        at = {name: germs.curve(number, along.get(name, ())) for name, number in point.items()}
        try:
            [germ] = walk(expr.graph, [expr.node], at, germs)
            limit = germ.limit()
            if not _same(limit, value):
                return None
            step = Germ(germs, {(Fraction(1), 0): germs.context.one})
            return ((germ - germs.of(limit)) / step).limit()
        except (Oscillates, DomainError, ValueError):
            return None
        except Short as error:
            last = error
    assert last is not None
    raise Unsupported(f"the expansion at this point does not tell: {last.message}") from None


def _curves(count: int) -> list[list[tuple[Fraction, Fraction]]]:
    """Return lines and parabolas through 0: for each variable its first and second coefficient."""
    generator = Random(0)
    found = []
    for number in range(_CURVES):
        curve = []
        for _ in range(count):
            d, c = (Fraction(generator.randint(-9, 9), generator.randint(1, 4)) for _ in range(2))
            curve.append((d, c if number % 2 else Fraction(0)))
        if number < 2 * count:  # nearly along an axis: the others are of second order
            axis = number // 2
            curve = [
                (d or Fraction(1), Fraction(0))
                if i == axis
                else (Fraction(0), c or Fraction(number % 2 or -1))
                for i, (d, c) in enumerate(curve)
            ]
        if any(d for d, _ in curve):
            found.append(curve)
    return found


def _curve_text(at: Any, along: tuple[Fraction, Fraction]) -> str:
    parts = [_shown(at)] if at != 0 else []
    parts += [f"{c}*{h}" for c, h in zip(along, ("h", "h**2"), strict=True) if c]
    return " + ".join(parts) or "0"


def _place(point: dict[str, Any]) -> str:
    return ", ".join(f"{name} = {_shown(value)}" for name, value in point.items())


def is_special(expr: Expr, at: Mapping[str, Any]) -> bool:
    """Return whether *expr* has a kink, a join, a hole or an end of its domain at a point, or may have one.

    Cost: one evaluation in floats. Never misses one that a comparison, a condition of a row or a failed
    evaluation shows to within 1e-9.
    """
    at = {name: _float(value) for name, value in at.items()}
    graph = expr.graph
    order = graph.below([expr.node])
    values: dict[int, Any] = {}
    for node in order:
        op, children = graph.ops[node], graph.children[node]
        known = [values[child] for child in children]
        if op == PIECEWISE:
            chosen = [i for i, condition in enumerate(known[1::2]) if condition]
            values[node] = known[2 * chosen[0]] if chosen else None
            continue
        values[node] = None
        if any(value is None for value in known):
            continue  # in a branch that is not taken, or the whole has no value
        if LT <= op <= NE or op == MAX or op == MIN:
            if _meet(known):
                return True
        elif op == DIV or op == POW:
            if abs(known[op == DIV]) < _NEAR and (op == DIV or not _is_whole(graph, children[1])):
                return True
        elif op > UNKNOWN and _conditional(op) and not _is_inside(op, known):
            return True
        try:
            values[node] = value_of(graph, node, values, at, FLOAT)
        except DomainError:
            continue
        except (SymdiffError, NotImplementedError):
            return False  # an unknown function, a symbol without a value: nothing can be told
    return values[expr.node] is None


def exact(value: Any) -> Any:
    """Return the number that a float stands for: a short fraction or a multiple of pi/24 that rounds to it.
    An expression of constants is what it is, to 60 digits.

    >>> exact(0.1), exact(1/3), exact(2)
    (Fraction(1, 10), Fraction(1, 3), 2)
    """
    if isinstance(value, Expr):
        [found] = walk(value.graph, [value.node], {}, Germs(1).numbers)
        return found
    if not isinstance(value, float) or not math.isfinite(value):
        return value
    short = Fraction(value).limit_denominator(10_000)
    if float(short) == value:
        return short
    turns = Fraction(value / math.pi).limit_denominator(24)
    if turns and abs(float(turns) * math.pi - value) <= 2 * math.ulp(value):
        numbers = Germs(1).numbers
        return numbers.number(turns) * numbers.constant("pi")
    return Fraction(value)


# Two sides ------------------------------------------------------------------------------------


def _two_sided(expr: Expr, variable: str, point: dict[str, Any], order: int) -> Any:
    """Return the derivative of *order*. Raises NotDifferentiable."""
    where = f"{variable} = {_shown(point[variable])}"
    value = _own_value(expr, point, where)
    if order == 0:
        return value
    steps: list[Expr] = []
    for k in range(1, order + 1):
        slopes, jump = _slopes(expr, variable, point, k, value, steps)
        if jump is not None:
            raise _refused(where, k, f"a jump: {jump}", slopes)
        value = _joined(slopes, where, k)
    return value


def _own_value(expr: Expr, point: dict[str, Any], where: str) -> Any:
    if is_complex(expr):
        raise Unsupported("complex formulas are not expanded on two sides")
    germs = Germs(1)  # of constants: with zeros where rounding has nearly so
    values = {name: germs.of(germs.numbers.convert(value)) for name, value in point.items()}
    try:
        [germ] = walk(expr.graph, [expr.node], values, germs)
        value = germ.limit()
    except (DomainError, ValueError) as error:
        message = getattr(error, "message", str(error))
        raise NotDifferentiable(
            f"no derivative at {where}, outside the domain: {message}", reason="outside the domain"
        ) from None
    return value


def _slopes(
    expr: Expr, variable: str, point: dict[str, Any], order: int, value: Any, steps: list[Expr]
) -> tuple[Slopes, str | None]:
    """Return the one-sided derivatives of the derivative of *order* - 1, whose value is known, and how it
    jumps, if it does."""
    found: list[Any] = []
    why: list[str] = []
    limits: list[Any] = []
    for side in (-1, 1):
        try:
            limit, slope = _one_side(expr, variable, point, order, value, side, steps)
            reason = ""
        except (DomainError, ValueError) as error:
            limit = slope = None
            reason = f"not defined there ({getattr(error, 'message', error)})"
        except Oscillates:
            limit, slope, reason = value, None, "it oscillates without end"
        found.append(slope)
        limits.append(limit)
        why.append(reason)
    if order == 1:
        jumps = [limit is not None and not _same(limit, value) for limit in limits]
        if any(jumps):
            sides = ["nothing" if limit is None else _shown(limit) for limit in limits]
            text = f"{sides[0]} on the left, {_shown(value)} there, {sides[1]} on the right"
            return Slopes(found[0], found[1], (why[0], why[1])), text
    return Slopes(found[0], found[1], (why[0], why[1])), None


def _one_side(
    expr: Expr, variable: str, point: dict[str, Any], order: int, value: Any, side: int, steps: list[Expr]
) -> tuple[Any, Any]:
    """Return the limit of the derivative of *order* - 1 on one side, and of its difference quotient."""
    last: SymdiffError | None = None
    for depth in _DEPTHS:
        germs = Germs(depth + order)
        at = {
            name: germs.variable(number, side)
            if name == variable
            else germs.of(germs.numbers.convert(number))
            for name, number in point.items()
        }
        try:
            [germ] = walk(expr.graph, [expr.node], at, germs)
            if germ.wild and order > 1:  # an error that oscillates has no slope of its size
                [germ] = walk(*_derived(expr, variable, order - 1, steps), at, germs)
            else:
                for _ in range(order - 1):
                    germ = _slope(germ, side)
            limit = germ.limit()
            # The value is that of rounded numbers: where it is the limit, the limit stands for it.
            start = limit if _same(limit, value) else value
            step = Germ(germs, {(Fraction(1), 0): germs.context.mpf(side)})
            return limit, ((germ - germs.of(start)) / step).limit()
        except Short as error:
            last = error
    assert last is not None
    raise Unsupported(f"the expansion at this point does not tell: {last.message}") from None


def _derived(expr: Expr, variable: str, order: int, steps: list[Expr]) -> tuple[Graph, list[int]]:
    """Return the formula of a derivative, those before it kept in *steps*."""
    while len(steps) <= order:
        last = steps[-1] if steps else expr
        graph = Graph(last.graph.limits)
        node = graph.copy(last.graph, [last.node])[last.node]
        if steps:
            [node] = tangents(graph, [node], graph.symbol(variable))
            graph, [node] = simplified(graph, [node], "basic")
        steps.append(Expr(graph, node))
    return steps[order].graph, [steps[order].node]


def _slope(germ: Germ, side: int) -> Germ:
    """Return the derivative of a germ by the variable, which is *side*\\*h beyond the point."""
    terms: dict[tuple[Fraction, int], Any] = {}
    germs = germ.germs
    for (e, j), c in germ.terms.items():
        for place, part in (((e - 1, j), c * e.numerator / e.denominator), ((e - 1, j - 1), c * j)):
            if part != 0:
                terms[place] = terms.get(place, germs.context.zero) + part * side
    order = germ.order if germ.order >= 10**9 else germ.order - 1
    return Germ(germs, terms, order, germ.wild, germ.flat and None, germ.huge and 0)


def _joined(slopes: Slopes, where: str, order: int) -> Any:
    """Return the derivative where both sides agree. Raises NotDifferentiable."""
    left, right = slopes.left, slopes.right
    if left is None or right is None:
        reasons = [reason for reason in slopes.why if reason]
        if all("oscillates" in reason for reason in reasons):
            raise _refused(where, order, "oscillation: the difference quotient has no limit", slopes)
        if left is None and right is None:
            raise _refused(where, order, f"an isolated point: {reasons[0]}", slopes)
        if any("oscillates" in reason for reason in reasons):
            raise _refused(
                where, order, "oscillation: the difference quotient has no limit on one side", slopes
            )
        sides = (
            f"nothing on the left, {_shown(right)} on the right"
            if left is None
            else (f"{_shown(left)} on the left, nothing on the right")
        )
        raise _refused(where, order, f"the end of the domain: {sides}", slopes)
    sides = f"{_shown(left)} on the left, {_shown(right)} on the right"
    infinite = [abs(slope) == math.inf for slope in (left, right)]
    if all(infinite):
        kind = "a vertical tangent" if left == right else "a cusp"
        raise _refused(
            where, order, f"{kind}: {_shown(left)} on the left, {_shown(right)} on the right", slopes
        )
    if any(infinite):
        raise _refused(where, order, f"a corner with a vertical tangent: {sides}", slopes)
    if not _same(left, right):
        raise _refused(where, order, f"a corner: {sides}", slopes)
    return (left + right) / 2


def _refused(where: str, order: int, why: str, slopes: Slopes) -> NotDifferentiable:
    what = "derivative" if order == 1 else f"derivative of order {order}"
    sides = [None if slope is None else float(slope) for slope in (slopes.left, slopes.right)]
    ends = [side for side in sides if side is not None]
    clarke = (min(ends), max(ends)) if why.startswith("a corner:") else None
    return NotDifferentiable(
        f"no {what} at {where}, {why}",
        reason=why.partition(":")[0].removeprefix("an ").removeprefix("a ").removeprefix("the "),
        left=sides[0],
        right=sides[1],
        subdifferential=clarke,
    )


def _same(a: Any, b: Any) -> bool:
    if abs(a) == math.inf or abs(b) == math.inf:
        return bool(a == b)
    return bool(abs(a - b) <= max(1, abs(a), abs(b)) * 10**-_EQUAL)


def _shown(value: Any) -> str:
    """Return a number short, a fraction as one."""
    if isinstance(value, int | Fraction):
        return str(value)
    number = float(value)
    if math.isinf(number):
        return "oo" if number > 0 else "-oo"
    return f"{number:.10g}"


def _is_real(value: Any) -> bool:
    """Return whether *value* is a plain real number."""
    return isinstance(value, int | float | Fraction) or hasattr(value, "_mpf_")


# What makes a point special ---------------------------------------------------------------------


def _conditional(op: int) -> bool:
    """Return whether the row of an operator or function has points where its partials do not hold."""
    if op <= POW or op == SYMBOL:
        return False
    if op <= UNKNOWN:
        return True
    row = row_of(op)
    return bool(row.smooth or row.domain or row.kinks or row.jumps or row.poles)


def _meet(sides: list[Any]) -> bool:
    scale = max(1, *[abs(side) for side in sides])
    return any(abs(a - b) <= _NEAR * scale for i, a in enumerate(sides) for b in sides[:i])


def _is_whole(graph: Graph, node: int) -> bool:
    value = graph.numbers.get(node)
    return value is not None and value % 1 == 0 and value >= 0


def _is_inside(code: int, arguments: list[Any]) -> bool:
    """Return whether a function is smooth at a point and all around it."""
    around = [[a + s * _NEAR * max(1.0, abs(a)) for a in arguments] for s in (-1, 0, 1)]
    for field in ("domain", "smooth", "poles", "kinks", "jumps"):
        template = condition(code, field)
        if template is None:
            continue
        wanted = field in ("domain", "smooth")
        if any(nearly(template, values, FLOAT, _NEAR) != wanted for values in around):
            return False
    return True


def _float(value: Any) -> float:
    if isinstance(value, Expr):
        return float(evaluate(value))
    return float(value)


__all__ = [
    "clarke_element",
    "derivative_at",
    "directional_at",
    "exact",
    "gradient_at",
    "is_special",
    "value_at",
]
