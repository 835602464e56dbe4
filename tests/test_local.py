"""Derivatives at points where a formula says nothing, or says it wrongly: kinks, joins, holes, ends."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import mpmath
import pytest
import sympy

from symdiff import DomainError, Expr, NotDifferentiable, SymdiffError, Unsupported, derive, evaluate, parse
from symdiff.arithmetic.multiprecision import Multiprecision
from symdiff.arithmetic.walk import walk
from symdiff.at.directions import clarke_element, directional_at, gradient_at
from symdiff.at.numbers import exact
from symdiff.at.point import derivative_at
from symdiff.at.special import is_special

SINC = "Piecewise((sin(x)/x, x != 0), (1, True))"
FLAT = "Piecewise((exp(-1/x**2), x != 0), (0, True))"

DERIVATIVES: list[tuple[str, Any, int, float]] = [
    (SINC, 0, 1, 0.0),
    (SINC, 0, 2, -1 / 3),
    (SINC, 0, 3, 0.0),
    (SINC, 0, 4, 1 / 5),
    (SINC, 0, 5, 0.0),
    (SINC, 0, 6, -1 / 7),
    ("sinc(x)", 0, 2, -1 / 3),
    ("Piecewise((0, x == 0), (x, True))", 0, 1, 1.0),
    ("Max(x, exp(x) - 1, (x + 1)**2/2 - 1/2)", 0, 1, 1.0),
    ("relu(x) - relu(-x)", 0, 1, 1.0),
    ("cbrt(x)", -8, 1, 1 / 12),
    ("sqrt(x**4)", 0, 1, 0.0),
    ("sqrt(x**2)", -3, 1, -1.0),
    ("x*Abs(x)", 0, 1, 0.0),
    ("Abs(x)**3", 0, 2, 0.0),
    ("Piecewise((x**2*sin(1/x), x != 0), (0, True))", 0, 1, 0.0),
    ("Piecewise((x**4*sin(1/x), x != 0), (0, True))", 0, 2, 0.0),
    ("log(x**2)", -3, 1, -2 / 3),
    *[(FLAT, 0, order, 0.0) for order in range(1, 7)],
    ("lambertw(x)", 0, 1, 1.0),
    ("elliptic_k(x)", 0, 1, math.pi / 8),
    ("polylog(2, x)", 0, 1, 1.0),
    ("Si(x)", 0, 1, 1.0),
    ("Piecewise(((1 + x)**(1/x), x != 0), (E, True))", 0, 1, -math.e / 2),
    ("sqrt(Max(0, x**2 - 4))", 1, 1, 0.0),
    ("Piecewise((x**2, x <= 1), (2*x - 1, True))", 1, 1, 2.0),
    ("Piecewise((sin(x), x < pi/2), (1, True))", math.pi / 2, 1, 0.0),
    ("Max(x, 0)**2", 0, 1, 0.0),
    ("Piecewise(((exp(x) - 1)/x, x != 0), (1, True))", 0, 3, 1 / 4),
    ("Piecewise((x/(exp(x) - 1), x != 0), (1, True))", 0, 2, 1 / 6),
    ("Piecewise((x**2*log(x**2), x != 0), (0, True))", 0, 1, 0.0),
    ("Piecewise((x**3*atan(1/x), x != 0), (0, True))", 0, 2, 0.0),
    # what oscillates is bounded in a function that is nowhere infinite
    ("Piecewise((x**2*exp(sin(1/x)), x != 0), (0, True))", 0, 1, 0.0),
    ("Piecewise((x**2*Abs(sin(1/x)), x != 0), (0, True))", 0, 1, 0.0),
    ("Piecewise((x**2*Max(sin(1/x), 0), x != 0), (0, True))", 0, 1, 0.0),
    ("Piecewise((x**2*floor(sin(1/x)), x != 0), (0, True))", 0, 1, 0.0),
    ("Piecewise((x**2*tanh(sin(1/x)/x), x != 0), (0, True))", 0, 1, 0.0),
]
REFUSED: list[tuple[str, Any, int, str, tuple[float, float] | None]] = [
    ("Piecewise((x**2, x <= 1), (2*x + 5, True))", 1, 1, "jump", None),
    ("Piecewise((sin(x), x < 0), (1/2, True))", 0, 1, "jump", None),
    ("cbrt(x)", 0, 1, "vertical tangent", None),
    ("x**(1/3)", -8, 1, "outside the domain", None),
    ("sqrt(x**2)", 0, 1, "corner", (-1, 1)),
    ("Abs(x)**3", 0, 3, "corner", (-6, 6)),
    ("Piecewise((x*sin(1/x), x != 0), (0, True))", 0, 1, "oscillation", None),
    ("Piecewise((x**4*sin(1/x), x != 0), (0, True))", 0, 3, "oscillation", None),
    ("sqrt(1 - cos(x))", 0, 1, "corner", (-math.sqrt(0.5), math.sqrt(0.5))),
    ("sqrt(Abs(x))", 0, 1, "cusp", None),
    ("floor(x)", 1, 1, "jump", None),
    ("hypot(x, 0)", 0, 1, "corner", (-1, 1)),
    ("Max(x, 2*x)", 0, 1, "corner", (1, 2)),
    ("Abs(sin(x))", math.pi, 1, "corner", (-1, 1)),
    ("Abs(3*x - 1)", 1 / 3, 1, "corner", (-3, 3)),
    ("sqrt(x)", 0, 1, "end of the domain", None),
    ("acos(x)", -1, 1, "end of the domain", None),
    ("log(x)", 0, 1, "outside the domain", None),
    ("sign(x)", 0, 1, "jump", None),
    # what is smaller than every power has a sign, beside terms that cancel
    ("Piecewise((sign(1 - tanh(1/x)), x > 0), (0, True))", 0, 1, "jump", None),
    ("Piecewise((sign(tanh(1/x) - 1), x > 0), (0, True))", 0, 1, "jump", None),
    ("Piecewise((1/(1 + exp(-1/x) - 1), x > 0), (0, True))", 0, 1, "jump", None),
    ("Piecewise((1/(1 + exp(1/x)), x != 0), (0, True))", 0, 1, "jump", None),
]


@pytest.mark.parametrize(("formula", "at", "order", "expected"), DERIVATIVES)
def test_the_derivative_that_is_there(
    formula: str, at: Any, order: int, expected: float, at_most: Callable[[float], Any]
) -> None:
    expr = parse(formula)
    with at_most(0.5):
        assert derivative_at(expr, "x", {"x": at}, order=order) == pytest.approx(
            expected, abs=1e-15, rel=1e-14
        )
    assert derive(expr, "x", order=order)(x=at) == pytest.approx(expected, abs=1e-15, rel=1e-14)


@pytest.mark.parametrize(("formula", "at", "order", "reason", "clarke"), REFUSED)
def test_why_there_is_none(
    formula: str, at: Any, order: int, reason: str, clarke: tuple[float, float] | None
) -> None:
    with pytest.raises(NotDifferentiable) as caught:
        derivative_at(parse(formula), "x", {"x": at}, order=order)
    assert caught.value.reason == reason
    if clarke is None:
        assert caught.value.subdifferential is None
    else:
        assert caught.value.subdifferential == pytest.approx(clarke, rel=1e-14)
    with pytest.raises(NotDifferentiable):
        derive(formula, "x", order=order)(x=at)


@pytest.mark.parametrize(
    ("formula", "at"),
    [("x**3*sin(x)", 0.7), ("exp(x)/x", 2.0), ("Abs(x)", 3.0), ("Max(x, 1)", 4), ("log(x)*sqrt(x)", 0.2)],
)
def test_elsewhere_it_is_the_formula(formula: str, at: float) -> None:
    expr = parse(formula)
    assert not is_special(expr, {"x": at})
    derivative = derive(expr, "x")
    assert derivative(x=at) == evaluate(derivative, {"x": at})
    assert derivative_at(expr, "x", {"x": at}) == pytest.approx(derivative(x=at), rel=1e-14)


@pytest.mark.parametrize(
    ("formula", "at", "variable", "truth"),
    [
        ("atan2(y, x)", {"x": -1, "y": 0}, "x", 0.0),
        ("atan2(y, x)", {"x": 1, "y": 0}, "y", 1.0),
        ("atan2(y, x)", {"x": 0, "y": -1}, "x", 1.0),
        ("atan2(0, x)", {"x": -1}, "x", 0.0),
        ("atan2(x**2, -1)", {"x": 0}, "x", 0.0),
        ("atan2(x**2, x - 1)", {"x": 0}, "x", 0.0),
    ],
)
def test_an_angle_is_continued_along_its_jump(formula, at, variable, truth) -> None:
    assert derive(formula, variable)(**at) == pytest.approx(truth, abs=1e-15)
    assert derivative_at(formula, variable, at) == pytest.approx(truth, abs=1e-15)


@pytest.mark.parametrize(
    ("formula", "at", "variable", "reason"),
    [
        ("atan2(y, x)", {"x": -1, "y": 0}, "y", "jump"),
        ("atan2(y, x)", {"x": 0, "y": 0}, "x", "outside the domain"),
        ("atan2(Abs(x), -1)", {"x": 0}, "x", "corner"),
        ("x*atan2(x, -1)", {"x": 0}, "x", "corner"),
    ],
)
def test_an_angle_jumps_where_it_is_left(formula, at, variable, reason) -> None:
    with pytest.raises(NotDifferentiable) as caught:
        derive(formula, variable)(**at)
    assert caught.value.reason == reason


def test_a_float_is_the_number_it_stands_for() -> None:
    assert exact(0.1) == Fraction(1, 10)
    assert exact(2 / 3) == Fraction(2, 3)
    assert (str(exact(math.pi)), str(exact(-math.pi / 2)), str(exact(2 * math.pi))) == ("pi", "-pi/2", "2*pi")
    assert exact(0.1 + 0.2) == Fraction("0.30000000000000004")
    assert exact(1e-41) == Fraction(1, 10**41)
    assert exact(1.25e300) == 125 * 10**298


def test_a_parameter_is_held() -> None:
    expr = parse("Abs(a*x)/b")
    with pytest.raises(NotDifferentiable) as caught:
        derivative_at(expr, "x", {"x": 0, "a": -2, "b": 4})
    assert caught.value.subdifferential == (-0.5, 0.5)
    assert derivative_at(expr, "a", {"x": 0, "a": -2, "b": 4}) == 0.0


BOWL = "Piecewise((x**3*y/(x**2 + y**2), x != 0 or y != 0), (0, True))"
SADDLE = "Piecewise((x**2*y/(x**2 + y**2), x != 0 or y != 0), (0, True))"
BENT = "Piecewise((x**2*y/(x**4 + y**2), x != 0 or y != 0), (0, True))"
ORIGIN = {"x": 0, "y": 0}


def test_a_gradient_at_a_hole() -> None:
    assert gradient_at(parse(BOWL), ["x", "y"], ORIGIN) == [0.0, 0.0]
    assert gradient_at(parse("Abs(x*y)"), ["x", "y"], ORIGIN) == [0.0, 0.0]
    assert derivative_at(parse("x**y"), "x", {"x": 0, "y": 2}) == 0.0
    assert derivative_at(parse("x**y"), "y", {"x": 0, "y": 2}) == 0.0
    assert gradient_at(parse("sqrt(x**2 + y**2)"), ["x", "y"], {"x": 3, "y": 4}) == pytest.approx([0.6, 0.8])


@pytest.mark.parametrize("formula", [SADDLE, BENT])
def test_directional_derivatives_are_not_a_derivative(formula: str) -> None:
    expr = parse(formula)
    assert directional_at(expr, ["x", "y"], ORIGIN, [1, 0]) == 0.0
    if formula == SADDLE:
        assert directional_at(expr, ["x", "y"], ORIGIN, [1, 1]) == 0.5
    with pytest.raises(NotDifferentiable) as caught:
        gradient_at(expr, ["x", "y"], ORIGIN)
    assert caught.value.reason == "no linear approximation"


def test_a_norm_has_directional_derivatives() -> None:
    expr = parse("sqrt(x**2 + y**2)")
    assert directional_at(expr, ["x", "y"], ORIGIN, [3, -4]) == 5.0
    with pytest.raises(NotDifferentiable) as caught:
        gradient_at(expr, ["x", "y"], ORIGIN)
    assert caught.value.subdifferential == (-1, 1)


def test_what_the_expansions_do_not_tell_is_said() -> None:
    with pytest.raises((Unsupported, NotDifferentiable, DomainError)):
        derivative_at(parse("Piecewise((x/log(x**2), x != 0), (0, True))"), "x", {"x": 0})
    for formula in ("x**3*cosh(sin(1/x)/x)", "x*Abs(sin(1/x))", "x**2/(2 + sin(1/x))", "x**2*log(sin(1/x))"):
        with pytest.raises(Unsupported):
            derivative_at(parse(f"Piecewise(({formula}, x != 0), (0, True))"), "x", {"x": 0})


def test_a_symbol_without_a_value_is_an_error() -> None:
    with pytest.raises(Exception, match="a has no value"):
        derivative_at(parse("a*Abs(x)"), "x", {"x": 0})


def test_one_element_of_the_generalized_gradient() -> None:
    assert clarke_element(parse("Abs(x)"), ["x"], {"x": 0}) == [1.0]
    assert clarke_element(parse("Abs(x)"), ["x"], {"x": 0}, [[-1]]) == [-1.0]
    # the chain rule is exact: x = max(x, 0) - max(-x, 0) has slope 1, whatever each part says
    for direction in ([[1]], [[-1]], [[-2.5]]):
        assert clarke_element(parse("Max(x, 0) - Max(-x, 0)"), ["x"], {"x": 0}, direction) == [1.0]
    ridge = parse("Max(x + y, x - y)")  # x + |y|
    assert clarke_element(ridge, ["x", "y"], ORIGIN) == [1.0, 1.0]
    assert clarke_element(ridge, ["x", "y"], ORIGIN, [[1, 0], [0, -1]]) == [1.0, -1.0]
    assert clarke_element(ridge, ["x", "y"], ORIGIN, [[2, -3], [1, 1]]) == pytest.approx([1.0, -1.0])
    assert clarke_element(parse("Piecewise((-x, x < 0), (2*x, True))"), ["x"], {"x": 0}, [[-1]]) == [-1.0]
    smooth = clarke_element(parse("x**2*sin(y)/z"), ["x", "y"], {"x": 2, "y": 1, "z": 4}, [[1, 2], [3, 4]])
    assert smooth == pytest.approx([math.sin(1), math.cos(1)])
    with pytest.raises(SymdiffError, match="independent"):
        clarke_element(ridge, ["x", "y"], ORIGIN, [[1, 1], [2, 2]])
    with pytest.raises(SymdiffError, match="2 directions"):
        clarke_element(ridge, ["x", "y"], ORIGIN, [[1, 1]])


# Random formulas with kinks, joins and holes at 0, against difference quotients of 120 digits ---------

UNARY = (
    "Abs({})", "sqrt(Abs({}))", "relu({})", "sign({})", "sin({})", "cos({})", "exp({})", "log(1 + Abs({}))",
    "cbrt({})", "({})**2", "({})**3", "floor({})", "atan({})", "tanh({})", "sqrt(({})**2)", "1/({})",
    "exp(-1/({})**2)", "sin(1/({}))", "asin({}/4)", "erf({})", "atan(1/({}))", "sinc({})",
    "sqrt(1 - cos({}))", "Abs({})**(3/2)",
)  # fmt: skip
BINARY = (
    "{} + {}", "{} - {}", "({})*({})", "Max({}, {})", "Min({}, {})", "({})/({})",
    "Piecewise(({}, x < 0), ({}, True))", "Piecewise(({}, x <= 0), ({}, True))",
    "Piecewise(({}, x != 0), ({}, True))",
)  # fmt: skip
LEAVES = ("x", "x", "2*x", "-x", "x + 1", "x**2", "1", "0", "x - x**2", "1/2")


def grown(random: Random, depth: int) -> str:
    if depth == 0:
        return random.choice(LEAVES)
    if random.random() < 0.55:
        return random.choice(UNARY).format(grown(random, depth - 1))
    return random.choice(BINARY).format(grown(random, depth - 1), grown(random, random.randint(0, depth - 1)))


def quotients(expr: Expr, side: int) -> list[Any] | None:
    """Return difference quotients at 0 for three steps, None where a value is missing."""
    numbers = Multiprecision(120)
    found = []
    for digits in (20, 24, 28):
        step = side * numbers.context.mpf(10) ** -digits
        try:
            [start] = walk(expr.graph, [expr.node], {"x": step * 0}, numbers)
            [value] = walk(expr.graph, [expr.node], {"x": step}, numbers)
        except SymdiffError:
            return None
        found.append((value - start) / step)
    return found


def spread(expr: Expr) -> float:
    """Return how far apart difference quotients at 0 are, relatively, for many steps of one size."""
    numbers = Multiprecision(120)
    [start] = walk(expr.graph, [expr.node], {"x": numbers.context.mpf(0)}, numbers)
    worst = 0.0
    for side in (-1, 1):
        found = []
        for k in range(40):
            step = side * numbers.context.mpf(100 + k) / 10**8
            try:
                [value] = walk(expr.graph, [expr.node], {"x": step}, numbers)
            except SymdiffError:
                continue
            found.append(float((value - start) / step))
        if found:
            worst = max(worst, (max(found) - min(found)) / max(1.0, *map(abs, found)))
    return worst


def agrees(found: list[Any] | None, slope: Any) -> bool:
    if found is None or slope is None:
        return found is None or slope is None
    if math.isinf(slope):
        return bool(abs(found[2]) > 1e3 and (found[2] > 0) == (slope > 0))
    return bool(abs(found[2] - slope) < 1e-5 * max(1, abs(slope)))


@pytest.mark.parametrize("seed", range(12))
def test_random_formulas_have_the_slopes_that_quotients_go_to(seed: int) -> None:
    random = Random(seed)
    told = 0
    for _ in range(25):
        expr = parse(grown(random, random.randint(1, 4)))
        sides = quotients(expr, -1), quotients(expr, 1)
        refused = None
        slope = math.nan
        try:
            slope = derivative_at(expr, "x", {"x": 0})
        except NotDifferentiable as error:
            refused = error
        except Unsupported:
            continue
        told += 1
        wrong = (str(expr), slope, refused, sides)
        if refused is None:
            assert None not in sides, wrong
            assert agrees(sides[0], slope), wrong
            assert agrees(sides[1], slope), wrong
        elif refused.reason.startswith(("corner", "cusp", "vertical", "end")):
            assert agrees(sides[0], refused.left), wrong
            assert agrees(sides[1], refused.right), wrong
        elif refused.reason == "jump":
            assert any(side is None or abs(side[2]) > 1e5 for side in sides), wrong
        elif refused.reason == "oscillation":
            assert spread(expr) > 1e-3, wrong
    assert told > 15


@pytest.mark.parametrize("seed", range(6))
def test_where_its_conditions_hold_a_formula_is_the_derivative(seed: int) -> None:
    random = Random(100 + seed)
    held = 0
    for _ in range(20):
        expr = parse(grown(random, random.randint(1, 3)))
        try:
            derivative = derive(expr, "x")
            conditions = derivative.conditions
        except SymdiffError:
            continue
        for at in (0, 1, -1, 0.5, random.uniform(-2, 2)):
            try:
                value = evaluate(derivative, {"x": at})
                start = evaluate(expr, {"x": at})
            except SymdiffError:
                continue
            if isinstance(value, complex) or isinstance(start, complex):
                continue
            if not all(holds_at(condition, at) for condition in conditions):
                continue
            try:
                true = derivative_at(expr, "x", {"x": at})
            except Unsupported:
                continue
            assert value == pytest.approx(true, rel=1e-7, abs=1e-7), (str(expr), str(derivative), at)
            held += 1
    assert held > 30


def holds_at(condition: Expr, at: float) -> bool:
    try:
        return bool(evaluate(condition, {"x": at}))
    except SymdiffError:
        return False


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("Piecewise((x*sin(1/x), x != 0), (0, True))", "the difference quotient has no limit"),
        ("Piecewise((x*sin(1/x), x > 0), (0, True))", "the difference quotient has no limit on one side"),
        ("Piecewise((x*sin(1/x), x < 0), (x, True))", "the difference quotient has no limit on one side"),
    ],
)
def test_an_oscillation_is_said_to_be_on_one_side_where_it_is(formula: str, said: str) -> None:
    with pytest.raises(NotDifferentiable) as caught:
        derivative_at(parse(formula), "x", {"x": 0})
    assert str(caught.value).endswith(said)


@pytest.mark.parametrize("digits", [3, 9, 20])
def test_slopes_that_differ_in_a_late_digit_are_a_corner(digits: int) -> None:
    with pytest.raises(NotDifferentiable) as caught:
        derivative_at(parse(f"Max(x, (1 + 1/10**{digits})*x)"), "x", {"x": 0})
    assert caught.value.reason == "corner"


@pytest.mark.parametrize("pair", [("x", "y"), ("y", "x")])
def test_a_function_that_only_curves_close_to_an_axis_tell_from_a_plane_has_no_gradient(
    pair: tuple[str, str],
) -> None:
    """Along every line through 0 its slope is 0; along y = x**2 it goes like x/2."""
    u, v = pair
    formula = f"Piecewise(({u}**5*{v}/({u}**8 + {v}**4), {u} != 0 or {v} != 0), (0, True))"
    with pytest.raises(NotDifferentiable, match="they do not tell the slope"):
        gradient_at(parse(formula), ["x", "y"], {"x": 0, "y": 0})


@pytest.mark.parametrize(
    "place", [math.inf, math.nan, mpmath.inf, mpmath.nan, 1 + 2j, mpmath.mpc(1, 2), "oo", "i"]
)
@pytest.mark.parametrize("verb", [
    lambda place: derivative_at("x**3 + Abs(x)", "x", {"x": place}),
    lambda place: gradient_at("x**3*y", "x y", {"x": place, "y": 1}),
    lambda place: directional_at("x**3*y", "x y", {"x": place, "y": 1}, [1, 0]),
    lambda place: directional_at("x**3*y", "x y", {"x": 1, "y": 1}, [place, 0]),
    lambda place: clarke_element("Abs(x) + y", "x y", {"x": place, "y": 1}),
])  # fmt: skip
def test_slopes_are_at_real_numbers_alone(verb: Callable[[Any], Any], place: Any) -> None:
    with pytest.raises(SymdiffError):  # some were OverflowErrors, and some 0 or a corner
        verb(place)


def test_a_direction_has_numbers_of_any_kind() -> None:
    along = [sympy.sqrt(2), Fraction(1, 3)]
    assert directional_at("x*y", "x y", {"x": 1, "y": 1}, along) == pytest.approx(
        math.sqrt(2) + 1 / 3, rel=1e-15
    )
    with pytest.raises(SymdiffError, match="too large for a float"):
        directional_at("x**3", "x", {"x": "1e200"}, [1])
