"""Derivatives of functions that an equation gives: known answers, points solved for, and the check."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import sympy

from symdiff import SymdiffError, evaluate, implicit, implicit_steps, parse
from symdiff.errors import ParseError, TooLarge
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import Limits
from symdiff.verbs.implicit import path
from symdiff.witness.proof import curve_check

ANSWERS = [
    # equation, order → the derivative of y by x as a textbook has it
    ("x^2 + y^2 = 1", 1, "-x/y"),
    ("x^2 + y^2 = 1", 2, "-1/y^3"),
    ("x^2 + y^2 = 1", 3, "-3*x/y^5"),
    ("x^2 + x*y + y^2 == 7", 1, "-(2*x + y)/(x + 2*y)"),
    ("x^2 + x*y + y^2 == 7", 2, "-42/(x + 2*y)^3"),
    ("x^3 + y^3 = 6 x y", 1, "(2*y - x^2)/(y^2 - 2*x)"),
    ("x^3 + y^3 = 6 x y", 2, "-16*x*y/(y^2 - 2*x)^3"),
    ("x^4 + y^4 = 16", 2, "-48*x^2/y^7"),
    ("sin(x + y) = y^2 cos(x)", 1, "(y^2*sin(x) + cos(x + y))/(2*y*cos(x) - cos(x + y))"),
    ("sqrt(x) + sqrt(y) = 1", 2, "1/(2*x^(3/2))"),
    ("e^y = x", 2, "-exp(-2*y)"),
    ("x*y = 1", 1, "-y/x"),
    ("2x^2 + 3y^2 = 6", 2, "-4/(3*y^3)"),
    ("x^2 + y^2", 1, "-x/y"),
    ("y = x^2", 1, "2*x"),
    ("y(x)^2 = x", 1, "1/(2*y)"),
]  # fmt: skip


@pytest.mark.parametrize(("equation", "order", "answer"), ANSWERS)
def test_the_answer_is_that_of_a_textbook(equation: str, order: int, answer: str) -> None:
    found = implicit(equation, "y", "x", order=order)
    wanted = parse(answer, symbols="x y")
    assert found.size <= wanted.size
    for at in ({"x": 0.41, "y": 0.83}, {"x": 1.7, "y": 0.29}):
        assert evaluate(found, at) == pytest.approx(evaluate(wanted, at), rel=1e-12)


CURVES: list[tuple[str, Callable[[float], float], float]] = [
    # equation, y as a function of x, and an x
    ("x^2 + y^2 = 1", lambda x: math.sqrt(1 - x * x), 0.3),
    ("x^2 + y^2 = 1", lambda x: -math.sqrt(1 - x * x), -0.7),
    ("x*y^2 + log(y) = x", lambda x: 1.0, 0.4),
    ("y^3 = x^2", lambda x: x ** (2 / 3), 0.9),
    ("tan(y) = x", math.atan, 2.5),
    ("cosh(y) = x", math.acosh, 1.8),
    ("exp(x*y) = 2", lambda x: math.log(2) / x, 1.3),
]  # fmt: skip


@pytest.mark.parametrize(("equation", "solved", "x"), CURVES)
def test_derivatives_are_difference_quotients_of_the_solved_equation(
    equation: str, solved: Callable[[float], float], x: float
) -> None:
    h = 1e-3
    ys = [solved(x + k * h) for k in (-2, -1, 0, 1, 2)]
    first = (ys[0] - 8 * ys[1] + 8 * ys[3] - ys[4]) / (12 * h)
    second = (-ys[0] + 16 * ys[1] - 30 * ys[2] + 16 * ys[3] - ys[4]) / (12 * h * h)
    at = {"x": x, "y": ys[2]}
    assert evaluate(implicit(equation, "y", "x"), at) == pytest.approx(first, rel=1e-8, abs=1e-9)
    assert evaluate(implicit(equation, "y", "x", 2), at) == pytest.approx(second, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("equation", ["x^3 + y^3 = 6*x*y", "sin(x*y) = x + y", "y*exp(y) = x", "x^y = y^x"])
def test_sympy_finds_the_same(equation: str, order: int) -> None:
    """Its partials, that is: what its own `idiff` makes of them it also simplifies, for seconds."""
    x, y = sympy.symbols("x y", positive=True)
    left, right = [sympy.sympify(side.replace("^", "**")) for side in equation.split("=")]
    zero = (left - right).subs({sympy.Symbol("x"): x, sympy.Symbol("y"): y})
    wanted = slope = -zero.diff(x) / zero.diff(y)
    for _ in range(order - 1):
        wanted = wanted.diff(x) + wanted.diff(y) * slope
    at = {"x": 0.7, "y": 0.4}
    derived = path(equation, "y", ["x"], order=order, level="none")[1][-1].derived
    assert evaluate(derived, at) == pytest.approx(float(wanted.subs({x: 0.7, y: 0.4})), rel=1e-9)


def test_several_variables_and_constants() -> None:
    assert str(implicit("x^2 + y^2 + z^2 == r^2", "z", "x", "y")) == "-x*y/z**3"
    assert str(implicit("P V = n R T", "V", "T")) == "R*n/P"
    assert implicit("x*z + y*z^3 = 1", "z", "x y") == implicit("x*z + y*z^3 = 1", "z", ["x", "y"])


def test_an_equation_is_given_in_every_way() -> None:
    x, y = sympy.symbols("x y")
    f = sympy.Function("f")
    for equation in ("x^2 + y^2 = 1", "x^2 + y^2 == 1", parse("x^2 + y^2 == 1"), sympy.Eq(x**2 + y**2, 1)):
        for function in ("y", y, parse("y"), "y(x)"):
            assert str(implicit(equation, function, "x", order=2)) == "-1/y**3"
    assert str(implicit(sympy.Eq(x**2 + f(x) ** 2, 1), f(x), x)) == "-x/f"
    assert implicit("x^2 + y^2", "y", "x").notes == ("read as x**2 + y**2 == 0",)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("x = z", "y", "x"), "does not depend on y"),
        (("x = x", "y", "x"), "does not depend on y"),
        (("x < y", "y", "x"), "no equation"),
        (("1 = 2", "y", "x"), "does not depend on y"),
        (("True", "y", "x"), "no equation"),
        (("x + y = 1", "y", "y"), "both the function and a variable"),
        (("x + y = 1", "y"), "by which variable"),
        (("x + y = 1", "y z", "x"), "where one variable is expected"),
        (("x + y = 1", "y", "x", 0), "by which variable"),
    ],
)
def test_what_is_refused(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(SymdiffError, match=message):
        implicit(*arguments)


def test_a_text_is_refused_at_its_place() -> None:
    with pytest.raises(ParseError) as caught:
        implicit("x^2 + y^2) = 1", "y", "x")
    assert caught.value.column == 9
    with pytest.raises(SymdiffError, match="order 0"):
        implicit("x + y = 1", "y", "x", order=0)
    with pytest.raises(TooLarge, match="limit `order`"):
        implicit("x + y = 1", "y", "x", order=10**6)


@pytest.mark.parametrize("equation", ["x^3 + y^3 = 6 x y", "e^y = x", "sin(x*y) = x + y", "x*y = 1"])
def test_a_wrong_derivative_is_caught(equation: str) -> None:
    relation, stages = path(equation, "y", ["x"], order=2)
    assert curve_check(stages, relation.zero, "y") == ""
    for place in range(2):
        for wrong in (lambda d: 2 * d, lambda d: -d, lambda d: d + parse("x")):
            altered = list(stages)
            altered[place] = stages[place]._replace(derived=wrong(stages[place].derived))
            with pytest.raises(SymdiffError, match="dual numbers along the curve"):
                curve_check(altered, relation.zero, "y")


def test_a_sum_that_the_equation_knows_has_its_value_on_the_curve_alone() -> None:
    [_, last] = path("x^2 + y^2 = 1", "y", ["x"], order=2)[1]
    off, on = {"x": 0.5, "y": 0.5}, {"x": 0.6, "y": 0.8}
    assert evaluate(last.derived, on) == pytest.approx(evaluate(last.found, on))
    assert evaluate(last.derived, off) != pytest.approx(evaluate(last.found, off))
    # the circle of another radius has another value
    assert str(implicit("x^2 + y^2 = r^2", "y", "x", 2)) == "-r**2/y**3"


STEPS = """\
x² + y² = 1,  y = y(x)
d/dx x² + y²
  = 2x + 2y·y'     term by term; power rule; chain rule, u = y: (u^n)' = n·u^(n − 1)·u'
  = 2(x + y·y')    common factor taken out
  2(x + y·y') = 0    both sides derived
  2y·y' = −2x        y' collected
  y' = −x/y          divided by 2y
d/dx −x/y
  = −(x/y)'                constant factor
  = −((x)'·y − x·y')/y²    quotient rule: (u/v)' = (u'·v − u·v')/v²
  = −(y − x·y')/y²         (y)' = y'
  = (x·y' − y)/y²          signs brought together
    where y ≠ 0
  y'' = (x·y' − y)/y²    y' derived
  y'' = −1/y − x²/y³     y' put in
  y'' = −1/y³            by the equation"""


def test_the_steps_are_those_of_a_teacher() -> None:
    assert implicit_steps("x^2 + y^2 = 1", "y", "x", order=2).text() == STEPS
    ascii = implicit_steps("x^2 + y^2 = 1", "y", "x").text(ascii=True)
    assert ascii.isascii()
    assert [line.split() for line in ascii.splitlines()[-2:]] == [
        ["2*y*y'", "=", "-2*x", "y'", "collected"],
        ["y'", "=", "-x/y", "divided", "by", "2*y"],
    ]
    latex = implicit_steps("theta^2 + x^2 = 1", "theta", "x").latex()
    assert r"\theta' &= -\frac{x}{\theta} && \text{divided by } 2 \theta" in latex
    assert latex.count(r"\begin{align*}") == latex.count(r"\end{align*}") == 2


@pytest.mark.parametrize(("equation", "solved", "x"), CURVES)
def test_every_statement_holds_for_the_solved_equation(
    equation: str, solved: Callable[[float], float], x: float
) -> None:
    h = 1e-3
    ys = [solved(x + k * h) for k in (-2, -1, 0, 1, 2)]
    first = (ys[0] - 8 * ys[1] + 8 * ys[3] - ys[4]) / (12 * h)
    second = (-ys[0] + 16 * ys[1] - 30 * ys[2] + 16 * ys[3] - ys[4]) / (12 * h * h)
    at = {"x": x, "y": ys[2], "y1": first, "y2": second}
    told = implicit_steps(equation, "y", "x", order=2)
    plain = Graph()
    primes = {node: f"y{orders[0]}" for node, (_, orders) in told.graph.operators.items()}
    mapping = plain.mapped(
        told.graph,
        range(len(told.graph)),
        lambda node, _: plain.symbol(primes[node]) if node in primes else -1,
    )
    count = 0
    for _, statements in told.stages:
        for statement in statements:
            left, right = [Expr(plain, mapping[node]) for node in (statement.left, statement.right)]
            assert evaluate(left, at) == pytest.approx(evaluate(right, at), rel=1e-6, abs=1e-7)
            count += 1
    assert count >= 4
    [*_, last] = told.stages[-1][1]
    assert str(Expr(told.graph, last.right)) == str(told.answer) == str(implicit(equation, "y", "x", 2))


@pytest.mark.parametrize(("equation", "order"), [(equation, order) for equation, order, _ in ANSWERS])
def test_steps_end_in_the_answer_and_keep_to_the_page(equation: str, order: int) -> None:
    told = implicit_steps(equation, "y", "x", order=order)
    lines = told.text().splitlines()
    assert max(map(len, lines)) <= 100
    assert str(told.answer) == str(implicit(equation, "y", "x", order=order))
    assert "y(x)" not in "".join(lines[1:])


def test_steps_that_are_refused() -> None:
    with pytest.raises(TooLarge, match="limit `steps`"):
        implicit_steps("x^2 + y^2 = 1", "y", "x", limits=Limits(steps=3))
    with pytest.raises(SymdiffError, match="order 17"):
        implicit_steps("x*y = 1", "y", "x", order=17)
    with pytest.raises(SymdiffError, match="one variable"):
        implicit_steps("x*y*z = 1", "y", "x z")
