"""Forms that keep their digits in floats: what they lose is measured here by values in many digits, which the
search for them does not use."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from flint import arb

from symdiff import Expr, SymdiffError, code, compile, derive, evaluate, parse, stable
from symdiff.accuracy.points import in_space
from symdiff.accuracy.rewrites import IDENTITIES
from symdiff.accuracy.trial import Trial, ball, exactly
from symdiff.cli import cli
from symdiff.graph.graph import Graph

DERIVATIVES = (
    "(1 - cos(x))/x**2", "(exp(x) - 1)/x", "x/(exp(x) - 1)", "log(1 + exp(x))", "log(exp(x) + exp(2*x))",
    "1/(1 + exp(-x))", "sqrt(x**2 + 1) - x", "log(x + sqrt(x**2 + 1))", "tan(x) - sin(x)", "(1 + x)**(1/x)",
    "log(1 + x)/x", "sin(x)/x", "sinh(x)/x", "1/x - cot(x)", "(sqrt(1 + x) - 1)/x", "(cosh(x) - 1)/x**2",
    "log(1 - exp(-x))", "(exp(x) - exp(-x))/(exp(x) + exp(-x))", "sqrt(x + 1) - sqrt(x)", "1/(x + 1) - 1/x",
    "exp(x**2)*erfc(x)", "x*log(x) - x", "x/tanh(x)", "x**3/(exp(x) - 1)", "atan(x)/x",
    "x**2*log(1 + 1/x**2)", "exp(-x**2)/erfc(x)",
)  # fmt: skip
VALUES = (
    "log(1 + exp(x))", "log(x + sqrt(x**2 + 1))", "1/x - cot(x)", "acos(1 - x)", "sqrt(1 + x) - sqrt(1 - x)",
    "(x - sin(x))/x**3", "atan(x + 1) - atan(x)", "(log(1 + x) - x)/x**2", "(exp(x) - 1 - x)/x**2",
    "log((1 + x)/(1 - x))", "cbrt(x + 1) - cbrt(x)", "(1 - cos(x))/sin(x)", "1 - tanh(x)", "log(cosh(x))",
    "exp(-x**2/2)/erfc(x/sqrt(2))", "(x + 1)*log(x + 1) - x*log(x)", "coth(x) - 1/x", "erf(x) - 1",
    "log(exp(x) - 1)", "exp(-x)*(exp(x) - 1)", "exp(-x)*sinh(x)", "sinh(x)/cosh(2*x)", "exp(x)/sinh(x)",
    "x**x - 1", "exp(-2*x)*cosh(x)",
)  # fmt: skip


def value(expr: Expr, at: Fraction) -> Any:
    """Return the value in 400 digits, None where there is none."""
    try:
        return evaluate(expr, {"x": at}, digits=400)
    except SymdiffError:
        return None


def lost(expr: Expr, form: Expr, x: float) -> float:
    """Return the bits that *form* loses at a float, beyond half a unit of the value or of what the rounding
    of x may do."""
    at, step = Fraction(x), Fraction(1, 10**40)
    true, moved = value(expr, at), value(expr, at * (1 + step))
    got = float(form.numpy("x")(np.float64(x)))
    if true is None or moved is None or not 1e-290 < abs(true) < 1e300:
        return 0.0
    if not math.isfinite(got):
        return 64.0
    error = abs(true - got) / max(abs(true), abs(moved - true) * 10**40)
    return max(0.0, math.log2(float(error) * 2.0**53)) if error else 0.0


def function(expr: Expr) -> Any:
    """Return the function that is written in Python."""
    space: dict[str, Any] = {}
    exec(expr.python(), space)  # noqa: S102 - what is written is to be run
    return space["f"]


def points() -> list[float]:
    draw = random.Random(11)
    sizes = [draw.uniform(-4, 5) for _ in range(12)] + [draw.uniform(-40, 40) for _ in range(6)]
    return [sign * 2.0**size for size in sizes for sign in (1, -1)]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    ("formula", "derived"), [*((each, True) for each in DERIVATIVES), *((each, False) for each in VALUES)]
)
def test_a_formula_of_the_textbooks_loses_six_bits_at_most(formula, derived):
    expr = derive(formula, "x") if derived else parse(formula)
    form = stable(expr)
    losses = {x: lost(expr, form, x) for x in points()}
    assert max(losses.values()) <= 6, (str(form), {x: bits for x, bits in losses.items() if bits > 6})


@pytest.mark.parametrize("formula", ["x*log(x) - x", "sin(x) + x", "exp(x)", "x**2 + y**2", "3"])
def test_what_loses_nothing_is_returned_as_it_is(formula):
    expr = parse(formula)
    form = stable(expr)
    assert form == expr
    assert form.notes == expr.notes


@pytest.mark.parametrize(("left", "right"), IDENTITIES)
def test_both_sides_of_an_identity_agree_where_both_have_values(left, right):
    graph = Graph()
    one, two = [graph.take(e.graph, e.node) for e in (parse(left), parse(right))]
    draw, told, apart = random.Random(3), 0, 0
    for _ in range(200):
        at = exactly({name: draw.choice((1, -1)) * draw.uniform(0.05, 4) for name in "abcd"})
        found = [ball(graph, node, {}, at, 200) for node in (one, two)]
        if all(isinstance(each, arb) for each in found):
            told += 1
            apart += not found[0].overlaps(found[1])
    assert told >= 10
    assert apart == 0


def test_a_form_that_is_another_formula_is_not_kept():
    graph = Graph()
    start, other = [graph.take(e.graph, e.node) for e in (parse("sqrt(x**2)"), parse("x"))]
    trial = Trial(graph, start, in_space(["x"]))
    assert trial.agrees(start, trial.finite())
    assert not trial.agrees(other, trial.finite())


@pytest.mark.parametrize(
    ("formula", "x"), [("log(x + 1) - log(x)", -3.0), ("sqrt(x + 1) - sqrt(x)", -2.0), ("acos(1 - x)", -1e-3)]
)
def test_a_form_has_no_value_where_the_formula_has_none(formula, x):
    with np.errstate(all="ignore"):
        assert math.isnan(stable(formula).numpy("x")(np.float64(x)))


def test_a_polynomial_does_not_stand_where_the_value_is_too_large():
    form = stable(derive("(exp(x) - 1)/x", "x"))
    with np.errstate(all="ignore"):
        assert not math.isfinite(form.numpy("x")(np.float64(800)))
        assert form.numpy("x")(np.float64(-800)) == pytest.approx(1 / 800**2)


@pytest.mark.parametrize(
    ("formula", "x"),
    [("1/(1 + exp(-x))", 800), ("1/(1 + exp(-x))", -800), ("tanh(x)", 800), ("log(1 + exp(x))", 800),
     ("log(1 + exp(x))", -800), ("asinh(x)", 1e200), ("asinh(x)", -1e200), ("dawson(x)", 30)],
)  # fmt: skip
def test_a_derivative_has_its_value_where_its_parts_overflow(formula, x):
    expr = derive(formula, "x")
    form = stable(expr)
    true = float(evaluate(expr, x=Fraction(x), digits=800))
    with np.errstate(all="ignore"):
        assert form.numpy("x")(np.float64(x)) == pytest.approx(true, rel=1e-13)
    assert evaluate(form, x=x) == pytest.approx(true, rel=1e-13)


@pytest.mark.parametrize("x", [800.0, -800.0])
@pytest.mark.parametrize(
    "formula", ["1/(1 + exp(-x))", "tanh(x)", "log(1 + exp(x))", "softplus(x)", "sigmoid(x)"]
)
def test_written_in_python_a_derivative_does_not_overflow(formula, x):
    expr = derive(formula, "x")
    true = float(evaluate(expr, x=Fraction(x), digits=800))
    assert function(stable(expr))(x) == pytest.approx(true, rel=1e-13)


@pytest.mark.parametrize(
    ("formula", "x"), [("log(1 + exp(x))", 800.0), ("exp(x**2)*erfc(x)", 50.0), ("softplus(x)", -40.0)]
)
def test_where_a_language_lacks_a_function_its_definition_is_one_for_floats(formula, x):
    made = function(stable(formula))
    assert made(x) == pytest.approx(float(evaluate(formula, x=Fraction(x), digits=60)), rel=1e-14)
    text = code(formula, "c", stable=True)
    assert "log1p(exp(x))" not in text
    assert "exp(x*x)*erfc(x);" not in text


def test_the_notes_say_what_was_used_and_what_is_lost():
    form = stable("sqrt(x + 1) - sqrt(x)")
    assert str(form) == "1/(sqrt(x + 1) + sqrt(x))"
    [note] = form.notes
    assert note.startswith("stable: sqrt(a) - sqrt(b); 53 bits lost at x = ")
    assert note.endswith("at most")
    assert "Taylor polynomial about 0" in stable("(x - sin(x))/x**3").notes[0]


def test_several_symbols_have_a_form_for_each_sign():
    form = stable("sqrt(x**2 + y**2) - x")
    at = {"x": 1e8, "y": 1.0}
    assert evaluate(form, at) == pytest.approx(5e-9, rel=1e-15)
    assert evaluate(form, {"x": 0, "y": 0}) == 0
    assert evaluate(stable("-b + sqrt(b**2 - 4*a*c)"), a=1, b=1e9, c=1) == pytest.approx(-2e-9, rel=1e-15)


@pytest.mark.parametrize("formula", ["exp(I*x) - 1", "f(x) - x"])
def test_what_has_no_real_values_is_left_with_a_note(formula):
    expr = parse(formula, functions="f")
    form = stable(expr)
    assert form == expr
    assert "left as it is" in form.notes[-1]


def test_conditions_stay():
    expr = derive("sin(x)/x", "x")
    assert [str(each) for each in stable(expr).conditions] == [str(each) for each in expr.conditions] != []


def test_code_and_compile_compute_the_stable_form():
    text = code("sqrt(x + 1) - sqrt(x)", "c", stable=True)
    assert "return 1.0/(sqrt(1.0 + x) + sqrt(x));" in text
    assert "stable: sqrt(a) - sqrt(b); 53 bits lost" in text
    made = compile("(1 - cos(x))/x**2", "x", wanted="gradient", stable=True, target="numpy")
    [slope] = made(1e-9)
    assert slope == pytest.approx(-1e-9 / 12, rel=1e-14)
    [plain] = compile("(1 - cos(x))/x**2", "x", wanted="gradient", target="numpy")(1e-9)
    assert plain != pytest.approx(-1e-9 / 12, rel=0.1)


def test_the_command_writes_the_stable_form():
    ran = CliRunner().invoke(cli, ["diff", "sqrt(x^2+1) - 1", "x", "--stable"])
    assert ran.exit_code == 0
    assert "hypot(x, 1)" in ran.stdout
    assert "note: stable: sqrt(a**2 + 1)" in ran.stderr
    refused = CliRunner().invoke(cli, ["diff", "x", "x", "--stable", "--steps"])
    assert refused.exit_code != 0
