"""Forms that keep their digits in floats: what they lose is measured here by values in many digits, which the
search for them does not use."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from flint import arb, ctx
from parts import in_parts

from symdiff import Expr, Limits, SymdiffError, accuracy, code, compile, derive, evaluate, parse, stable
from symdiff.accuracy.balls import STEP, Balls, Space
from symdiff.accuracy.budget import Budget
from symdiff.accuracy.centres import centres
from symdiff.accuracy.floats import Floats
from symdiff.accuracy.patterns import Short
from symdiff.accuracy.points import in_space
from symdiff.accuracy.rewrites import IDENTITIES, forms
from symdiff.accuracy.series import far, polynomials
from symdiff.accuracy.stable import improved
from symdiff.accuracy.symmetries import reduced
from symdiff.accuracy.trial import Trial
from symdiff.arithmetic.enclosures import UNDEFINED
from symdiff.cli import cli
from symdiff.graph.graph import Graph
from symdiff.verbs.wanted import Improved

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


@cache
def value(expr: Expr, at: Fraction) -> Any:
    """Return the value in 400 digits, None where there is none."""
    try:
        return evaluate(expr, {"x": at}, digits=400)
    except SymdiffError:
        return None


def losses(expr: Expr, form: Expr, points: Sequence[float]) -> dict[float, float]:
    """Return the bits that *form*, computed as it stands, loses at each of some floats."""
    function = form.numpy("x", stable=False)
    return {x: lost(expr, float(function(np.float64(x))), x) for x in points}


def lost(expr: Expr, got: float, x: float) -> float:
    """Return the bits that a value at a float has lost, beyond half a unit of the value or of what the
    rounding of x may do."""
    at, step = Fraction(x), Fraction(1, 10**40)
    true, moved = value(expr, at), value(expr, at * (1 + step))
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
    [thrifty] = Improved()([expr])  # as in code
    for form in dict.fromkeys([stable(expr), thrifty]):
        found = losses(expr, form, points())
        assert max(found.values()) <= 6, (str(form), {x: bits for x, bits in found.items() if bits > 6})


@pytest.mark.parametrize("formula", ["x*log(x) - x", "sin(x) + x", "exp(x)", "x**2 + y**2", "3"])
def test_what_loses_nothing_is_returned_as_it_is(formula):
    expr = parse(formula)
    form = stable(expr)
    assert form == expr
    assert form.notes == expr.notes


@in_parts
@pytest.mark.parametrize(("left", "right"), IDENTITIES)
def test_both_sides_of_an_identity_agree_where_both_have_values(left, right):
    graph = Graph()
    one, two = [graph.take(e.graph, e.node) for e in (parse(left), parse(right))]
    draw, told, apart = random.Random(3), 0, 0
    at = [{name: arb(draw.choice((1, -1)) * draw.uniform(0.05, 4)) for name in "abcd"} for _ in range(200)]
    balls = Balls(graph, {name: [point[name] for point in at] for name in "abcd"}, 200)
    for found in zip(*[balls.values(node, range(200)) for node in (one, two)], strict=True):
        if all(isinstance(each, arb) for each in found):
            told += 1
            apart += not found[0].overlaps(found[1])
    assert told >= 10
    assert apart == 0


def test_a_form_that_is_another_formula_is_not_kept():
    graph = Graph()
    start, other = [graph.take(e.graph, e.node) for e in (parse("sqrt(x**2)"), parse("x"))]
    trial = Trial(graph, start, in_space(["x"]), Budget(10**6))
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
    other = stable("-b - sqrt(b**2 - 4*c)")
    assert evaluate(other, b=-1e9, c=1) == pytest.approx(2e-9, rel=1e-15)
    assert evaluate(other, b=1e9, c=1) == pytest.approx(-2e9, rel=1e-15)
    assert evaluate(other, b=0, c=0) == 0


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
    text = code("sqrt(x + 1) - sqrt(x)", "c")
    assert "return 1.0/(sqrt(1.0 + x) + sqrt(x));" in text
    assert "stable: sqrt(a) - sqrt(b); 53 bits lost" in text
    made = compile("(1 - cos(x))/x**2", "x", wanted="gradient", target="numpy")
    [slope] = made(1e-9)
    assert slope == pytest.approx(-1e-9 / 12, rel=1e-14)
    [plain] = compile("(1 - cos(x))/x**2", "x", wanted="gradient", target="numpy", stable=False)(1e-9)
    assert plain != pytest.approx(-1e-9 / 12, rel=0.1)


@pytest.mark.parametrize("language", ["c", "rust", "torch"])
def test_code_of_what_loses_nothing_is_the_same(language):
    for formula in ("x*sin(x)", "exp(-x)*cos(x)", "x/y + atan(y)"):
        assert code(formula, language) == code(formula, language, stable=False)


def test_the_work_is_counted_and_ends():
    hard = [parse("log((x + sin(x))/x)*exp(x)/(x - sin(x))*(sqrt(x + 1) - sqrt(x - 1))"), parse("x - sin(x)")]
    texts = set()
    for _ in range(2):
        budget = Budget(100_000)
        forms = improved(hard, budget)
        assert budget.left > -100_000
        texts.add(tuple([(str(form.expr), *form.expr.notes) for form in forms]))
    assert len(texts) == 1
    assert not any("time" in file.read_text().split() for file in Path(accuracy.__path__[0]).glob("*.py"))


def test_code_stays_as_it_is_where_digits_are_lost_far_out_alone():
    for formula in ("exp(-x)*x**3", "x**2/(x**4 + 1)"):
        assert code(formula, "c") == code(formula, "c", stable=False)
        assert stable(formula) != parse(formula)
    assert "hypot" in code(derive("asinh(x)", "x"), "c")


def test_what_is_too_large_to_be_measured_is_left_and_said():
    few = Limits(trials=100)
    text = code(parse("x - sin(x)", limits=few), "c")
    assert "return x - sin(x);" in text
    assert "limit `trials`" in text
    long = "+".join([f"sin({k}*x)" for k in range(1, 1100)])
    assert "over 2000 operations" in code(long, "c")


def test_several_formulas_share_what_may_be_spent():
    budget = Budget(60_000)
    forms = improved([parse(f"x - sin(x)*(1 + {k}*x**2)") for k in range(20)], budget)
    assert budget.left > -60_000
    assert any("limit `trials`" in note for form in forms for note in form.expr.notes)


@pytest.mark.parametrize("formula", [
    "(x**2 + 1)*exp(-x)*sin(x)", "sqrt(x**2 + 1) - x", "log(1 + x)/x", "1/(1 + exp(x))",
    "Piecewise((x, x > 1), (sin(x), True))", "x**0.3 - x", "tan(x)/(1 + x**4)", "asin(x)*abs(x)",
    "1 - x + x**3",
])  # fmt: skip
def test_what_floats_do_not_doubt_keeps_its_digits(formula):
    expr = parse(formula)
    points = in_space(["x"], 0.2)
    doubtful = Floats(expr.graph, points).doubtful(expr.node)
    sure = [point for place, point in enumerate(points) if place not in doubtful]
    assert len(sure) > 20
    trial = Trial(expr.graph, expr.node, sure, Budget(10**7))
    assert max(trial.losses(expr.node, strictly=False)) <= 6


@pytest.mark.parametrize(("formula", "expected"), [
    ("sin(x)/x", "1 + x**2*(-1/6 + x**2*(1/120))"), ("exp(x)", "1 + x*(1 + x*(1/2 + x*(1/6 + x*(1/24))))"),
    ("(x - sin(x))/x**3", "1/6 + x**2*(-1/120 + x**2*(1/5040))"), ("abs(x)", ""), ("log(x)", ""), ("1/x", ""),
    ("x*abs(x)", ""), ("exp(-1/x**2)", ""), ("gamma(1 + x)", "1 + x*(-0.5772156649015329 + x*"),
])  # fmt: skip
def test_coefficients_are_those_of_taylor(formula, expected):
    expr = parse(formula)
    found = polynomials(expr, "x", Budget(10**6))
    assert bool(found) == bool(expected)
    assert not found or str(Expr(expr.graph, found[0])).startswith(expected)


def test_coefficients_about_other_numbers_and_far_away():
    for formula, number, value in (("log(x)/(x - 1)", 1.0, 1.0), ("(pi/2 - x)*tan(x)", math.pi / 2, 1.0)):
        expr = parse(formula)
        [centre, *_] = centres(expr.graph, expr.node, "x")
        assert centre.parts()[0] == number
        [node, *_] = polynomials(expr, "x", Budget(10**6), about=centre)
        assert evaluate(Expr(expr.graph, node), x=number) == pytest.approx(value, rel=1e-15)
    expr = parse("coth(x) - 1/x")
    assert {str(Expr(expr.graph, node)) for node in far(expr, "x", Budget(10**6))} == {"1 - 1/x", "-1 - 1/x"}


@pytest.mark.parametrize(("formula", "x"), [
    ("log(x)/(x - 1)", 1 + 2.0**-33), ("(pi/2 - x)*tan(x)", 1.5707963), ("1/cos(x) - tan(x)", 1.57079),
    ("1 - sin(x)", 1.5708), ("log(gamma(x))", 500.0),
])  # fmt: skip
def test_digits_are_kept_next_to_other_numbers(formula, x):
    expr = parse(formula)
    for each in (expr, derive(expr, "x")):
        assert losses(each, stable(each), [x])[x] <= 6


def test_explain_says_what_was_used_and_lost():
    run = CliRunner().invoke
    ran = run(cli, ["diff", "x*tan(x) - x*sin(x)", "x", "--order", "0", "--stable", "--explain"])
    assert "used: tan(a) - sin(a) = 2*tan(a)*sin(a/2)**2" in ran.stderr
    assert "bits lost at x = " in ran.stderr
    ran = run(cli, ["diff", "(1 - cos(x))/x^2", "x", "--format", "c", "--explain"])
    assert "note: stable: where Abs(x) < " in ran.stderr
    assert "Taylor polynomial about 0; 53 bits lost" in ran.stdout
    ran = run(cli, ["diff", "(1 - cos(x))/x^2", "x", "--format", "c", "--no-stable"])
    assert "stable" not in ran.output
    for wrong in (["--explain"], ["--format", "c", "--no-stable", "--explain"]):
        assert run(cli, ["diff", "x", "x", *wrong]).exit_code != 0
    assert run(cli, ["jacobian", "x", "x", "--stable"]).exit_code != 0


def test_the_command_writes_the_stable_form():
    ran = CliRunner().invoke(cli, ["diff", "sqrt(x^2+1) - 1", "x", "--stable"])
    assert ran.exit_code == 0
    assert "hypot(x, 1)" in ran.stdout
    assert "note: stable: sqrt(a**2 + 1)" in ran.stderr
    refused = CliRunner().invoke(cli, ["diff", "x", "x", "--stable", "--steps"])
    assert refused.exit_code != 0


def test_a_branch_without_real_values_leaves_the_others_their_digits():
    short = stable("Piecewise((sqrt(x + 1) - sqrt(x), x > 0), (x - (-1)**(-1/2), True))")
    assert evaluate(short, x=1e16) == pytest.approx(5e-9, rel=1e-14)


@pytest.mark.parametrize(
    "text", ["10**400*x", "exp(1000)*x - y", "10**400*(x - sin(x))", "x**(10**400)", "log(1 + x/10**400)"]
)
def test_numbers_that_no_float_is_near_to_are_measured_and_written(text: str) -> None:
    assert "stable: " in " ".join(stable(text).notes)
    assert "double f(" in code(text, "c")


def test_a_form_beside_a_number_that_no_float_is_near_to_keeps_its_digits() -> None:
    assert compile("10**400*x + 1")(x=0.5) == math.inf
    assert compile("where(x < 10**400, x - sin(x), 1)")(x=1e-5) == pytest.approx(1e-15 / 6, rel=1e-9)


@pytest.mark.parametrize("text", ["sinh(2) + sin(expm1(x))", "sin(expm1(1 - x))", "cos(exp(x**2))"])
def test_no_polynomial_is_taken_for_what_swings_or_is_not_told(text: str) -> None:
    """Where rounding x changes the value by more than itself, a constant loses no more digits than a formula
    does; it is another function all the same."""
    short = stable(text)
    assert "Taylor" not in " ".join(short.notes)
    computed = compile(text)
    assert math.isnan(computed(x=1.1e13)) or math.isnan(computed(x=-1.1e13))
    for x in (3.0, -2.5):
        assert computed(x=x) == pytest.approx(evaluate(text, x=x), rel=1e-11)


def test_a_polynomial_is_for_more_than_one_number_and_its_negative() -> None:
    computed = compile("asin(cos(acos(1 - x)))")
    assert math.isnan(computed(x=-1.0000000000000164))
    assert computed(x=0.25) == pytest.approx(math.asin(0.75), rel=1e-13)


OUTSIDE = [
    "sqrt(x)", "log(x)", "log1p(x - 3)", "asin(x)", "acos(x/7)", "acosh(x)", "atanh(x)", "x**(1/3)",
    "x**(-2)", "(x - 1)**(-1/2)", "1/x", "1/(x - 1)", "exp(-1/(x - 2))", "sin(x)/x", "x/(x - x)",
    "sqrt(x - 1)*log(2 - x)", "sqrt(sin(x))", "log(x**2 - 1)/x", "sqrt(x - 1/3) + y",
    "sqrt(x*y)*log(x/y)", "(x*y)**(3/2)/(x - y)",
    "sqrt(1e-300*x)", "1/(x*1e-300*1e-300)", "log(cos(x))", "if(x < 1, log(x), sqrt(x - 2))",
]  # fmt: skip


@pytest.mark.parametrize("formula", OUTSIDE)
def test_what_floats_know_to_be_undefined_has_no_value(formula):
    expr = parse(formula)
    points = in_space(expr.graph.symbols([expr.node]))
    floats = Floats(expr.graph, points)
    known = floats.undefined(expr.node)
    balls = Space(expr.graph, points).balls(400).values(expr.node, range(len(points)))
    if known:
        outside = floats._outside[expr.node]
        assert int(outside.sum()) == known
        assert all(balls[place] is UNDEFINED for place in np.flatnonzero(outside))
    values, told = floats.values(expr.node), set(floats.doubtful(expr.node))
    for place, (value, ball) in enumerate(zip(values, balls, strict=True)):
        if place not in told:
            assert (ball is UNDEFINED) != np.isfinite(value)


def test_most_of_what_is_undefined_is_known_to_be():
    points = in_space(["x"])
    least = {"sqrt(x)": 50, "log(x - 1/3)": 50, "1/x": 1, "acosh(x)": 70, "x**(1/3)": 50}
    for formula, count in least.items():
        expr = parse(formula)
        floats = Floats(expr.graph, points)
        assert floats.undefined(expr.node) >= count
        assert len(floats.doubtful(expr.node)) <= 3


def test_beside_a_point_only_what_moves_is_computed_anew():
    expr = parse("sin(x*y)*exp(y) + log(y)/x")
    points = in_space(["x", "y"])
    space, places = Space(expr.graph, points), range(len(points))
    for name in ("x", "y"):
        at = {each: [arb(point[each]) for point in points] for each in ("x", "y")}
        with ctx.workprec(160):
            at[name] = [x + x * STEP for x in at[name]]
        alone = Balls(expr.graph, at, 160).values(expr.node, places)
        found = space.beside(160, name).values(expr.node, places)
        assert [str(ball) for ball in found] == [str(ball) for ball in alone]
        assert found != space.balls(160).values(expr.node, places)


@pytest.mark.parametrize("text", [
    "(1 + x)**n - 1", "x**n*exp(-x)", "x**(n - 1)*exp(-x)", "n*exp(-x)*x**n", "x**n/(1 + x**n)",
    "(1 + x)**(-n) - 1", "(2*x/3)**n/(1 + (2*x/3)**n)", "x**x*exp(-x*n)",
])  # fmt: skip
def test_powers_of_negative_numbers_keep_their_values_at_whole_exponents(text: str) -> None:
    """exp(n*log(x)) has none there, and no point that is measured is such a one."""
    computed = compile(text, "x n", target="numpy")
    for x, n in [(-3.0, 3.0), (-2.5, 4.0), (-2.0, -3.0), (-2.0, 2.0), (2.0, 0.3)]:
        if text == "x**x*exp(-x*n)" and x == -2.5:
            continue
        assert computed.call(x, n) == pytest.approx(evaluate(text, x=x, n=n), rel=1e-13)


def test_a_form_by_logarithms_keeps_its_digits_where_bases_are_positive() -> None:
    assert compile("((1 + r)**n - 1)/r", "r n").call(1e-12, 12.0) == pytest.approx(12 + 66e-12, rel=1e-15)
    assert compile("x**(s - 1)*exp(-x)", "x s").call(200.0, 150.0) == pytest.approx(
        float(evaluate("x**(s - 1)*exp(-x)", x=200, s=150, digits=30)), rel=1e-11
    )


@pytest.mark.parametrize(("text", "x"), [
    ("sqrt(x + 1) - sqrt(x)", 1e20), ("(1 - cos(x))/x**2", 1e-9), ("2*x*erfcx(x) - 2/sqrt(pi)", 1e7),
    ("1 - 2*x*dawson(x)", 1e8), ("cos(x)/x - sin(x)/x**2", 1e-20), ("log(1 + x)", 1e-20),
    ("sqrt(x**2 + 1)", 1e200),
])  # fmt: skip
def test_functions_of_python_and_numpy_keep_their_digits(text: str, x: float) -> None:
    expr, space = parse(text), {}
    exec(expr.python(), space)  # noqa: S102 - what is written is to be run
    exec(expr.source("numpy").replace("def f", "def g"), space)  # noqa: S102 - what is written is to be run
    expected = pytest.approx(float(evaluate(text, x=x, digits=30)), rel=1e-13)
    assert space["f"](x) == expected
    assert space["g"](np.array([x, 0.5]))[0] == expected
    assert expr.numpy()([x, 0.5])[0] == expected
    assert "Stable: " in expr.python()
    assert "Stable: " not in expr.python(stable=False)


def test_functions_of_complex_arrays_are_as_the_formula_is_written() -> None:
    f = parse("(1 - cos(x))/x**2").numpy()
    z = 0.3 + 0.4j
    assert f(z) == pytest.approx((1 - np.cos(z)) / z**2, rel=1e-14)
    assert f(1e-9) == pytest.approx(0.5, rel=1e-15)
    assert parse("sqrt(x + 1) - sqrt(x)").numpy(stable=False)(1e20) == 0


def test_python_of_what_loses_nothing_is_as_the_formula_is_written() -> None:
    for text in ("x*sin(x)/y", "exp(-x**2/2)/sqrt(2*pi)", "I*x + 1", "polygamma(2, x)"):
        expr = parse(text)
        assert expr.python().splitlines()[-1] == expr.python(stable=False).splitlines()[-1]


def test_python_of_a_matrix_keeps_its_digits_on_the_command_line() -> None:
    given = ["jacobian", "sqrt(x + 1) - sqrt(x)", "x", "--format", "python"]
    text = CliRunner().invoke(cli, given).stdout
    assert "Stable: " in text
    assert "Stable: " not in CliRunner().invoke(cli, [*given, "--no-stable"]).stdout


def test_a_value_of_0_is_held_to_what_the_variables_change_it_by():
    e = parse("x*sin(pi*x)")
    trial = Trial(e.graph, e.node, [{"x": 2.0}, {"x": 1e10}], Budget(10**6))
    assert trial.floats(e.node)[0] != 0
    assert trial.losses(e.node).max() == 0


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(("formula", "name"), [
    ("x**3/(T*(exp(x/T) - 1))", "x"), ("1/(exp((x - m)/T) + 1)", "x"),
    ("(x/T)**2*exp(x/T)/(exp(x/T) - 1)**2", "T"),
    ("m*(coth(m*B/T) - T/(m*B))", "B"), ("V*(exp(-t/a) - exp(-t/b))", ""),
    ("exp(-(x - y)**2) - exp(-(x + y)**2)", ""),
    ("(a + b + k - sqrt((a + b + k)**2 - 4*a*b))/(2*a)", ""), ("sigmoid(x + y) - sigmoid(x)", ""),
    ("atan2(y, x) - atan2(y, x + 1)", ""), ("log1p(c*exp(k*x))/k", ""), ("log(a + b*exp(x))", "x"),
    ("-T*log(exp(-a/T) + exp(-b/T))", ""),
    ("(1 - exp(-s))/(1 - exp(-n*s))", ""),
    # roots against what has either sign, exponentials of which any may be the largest, powers near 1
    ("2*c/(-b - sqrt(b**2 - 4*a*c))", "b"), ("(a + b + k - sqrt((a + b + k)**2 - 4*a*b))/(2*a)", "a"),
    ("(1 - exp(-2*s))/(1 - exp(-4*n*s))", "n"), ("(exp(a*x) - exp(b*x))/(a - b)", ""),
    ("exp(a*x/t) - exp(-(1 - a)*x/t)", "x"), ("1/(1 + x**2/n)**((n + 1)/2)", "x"),
    ("1/cbrt(x)**5 - 1/cbrt(x + y)**5", ""), ("1/x**(3/2) - 1/(x + y)**(3/2)", ""),
    # a sum that is one of fewer variables, or of one part alone
    ("sqrt(g/k)*tanh(t*sqrt(g*k))", "k"), ("z + y*(sin(x) - x)", "y"), ("(x**n - 1)/n", "n"),
    ("y + log(1 + r/n) - r/(n + r)", "n"),
])  # fmt: skip
def test_a_formula_of_several_variables_loses_six_bits_at_most(formula: str, name: str) -> None:
    expr = derive(formula, name) if name else parse(formula)
    names = expr.graph.symbols([expr.node])
    form, draw, told = stable(expr).numpy(*names, stable=False), random.Random(5), 0
    for _ in range(40):
        at = {each: draw.choice((1, 1, -1)) * 2.0 ** draw.uniform(-12, 10) for each in names}
        true = exactly(expr, at)
        if true is None or not 1e-290 < abs(true) < 1e300:
            continue
        told += 1
        moved = [
            exactly(expr, {**at, each: Fraction(x) * (1 + Fraction(1, 10**40))}) for each, x in at.items()
        ]
        changes = [abs(each - true) * 10**40 for each in moved if each is not None]
        error = abs(true - float(form(*[np.float64(at[each]) for each in names])))
        assert error <= 2.0**-47 * max(abs(true), *changes), (str(stable(expr)), at)
    assert told >= 15


def test_two_branches_are_for_what_one_form_loses_at_twice_as_many_points() -> None:
    expr = derive("1/(1 + x**2/n)**((n + 1)/2)", "n")
    [form] = improved([expr], Budget(10**6))
    assert form.after is not None
    assert form.branches == []  # the sign of x tells nothing: its square stands there alone


@pytest.mark.parametrize(("formula", "unlike"), [
    ("(x**2 - 1)/(x - 1)", "x + 1"), ("(x - 1)*x/((x - 1)*(x + 2))", "x/(x + 2)"),
])  # fmt: skip
def test_a_factor_is_cancelled_where_it_stays_below_the_line(formula: str, unlike: str) -> None:
    expr = parse(formula)
    assert unlike not in [str(Expr(expr.graph, new)) for new in cancelled(expr)]
    again = parse(f"({formula})/(x - 1)")
    assert unlike not in [str(Expr(again.graph, new)) for new in cancelled(again)]
    once = parse("(x + 1)*(x - 1)/(x - 1)**2")
    assert [str(Expr(once.graph, new)) for new in cancelled(once)] == ["(x + 1)/(x - 1)"]


def cancelled(expr: Expr) -> list[int]:
    found = forms(expr.graph, expr.node, Short(expr.graph, Budget(10**6)))
    return [new for name, new in found if name == "(a*b)/(a*c)"]


def exactly(expr: Expr, at: dict[str, Any]) -> Any:
    """Return the value in 400 digits, None where there is none."""
    try:
        return evaluate(expr, {name: Fraction(x) for name, x in at.items()}, digits=400)
    except SymdiffError:
        return None


@pytest.mark.parametrize(("formula", "names", "less"), [
    ("x**2/(exp(x/T) - 1)", ["T", "x"], ["x"]), ("sqrt(r**2 - x**2)", ["r", "x"], ["x"]),
    ("exp(x)/(exp(x) + exp(m))", ["m", "x"], ["x"]), ("x*y", ["x", "y"], None),
    ("x + y*sin(x)", ["x", "y"], None),
])  # fmt: skip
def test_laws_of_scales_and_shifts_are_found(formula: str, names: list[str], less: list[str] | None) -> None:
    expr = parse(formula)
    law = reduced(expr.graph, expr.node, names, Budget(10**6))
    if less is None:
        assert law is None
    else:
        assert law is not None
        assert len(law.names) == len(less)
        whole = Expr(expr.graph, law.restored(law.node))
        at = {"x": 0.3, "r": 2.5, "T": 1.25, "m": -0.75, "y": 0.5}
        there = {name: at[name] for name in names}
        assert abs(evaluate(whole, there) - evaluate(expr, there)) < 1e-14


@pytest.mark.parametrize("formula", ["x**2*exp(-x**2)*(1 - cos(x))", "x - sin(x)", "x + cos(x)"])
def test_parity_is_told_by_values(formula: str) -> None:
    graph, expr = Graph(), parse(formula)
    trial = Trial(graph, graph.take(expr.graph, expr.node), in_space(["x"]), Budget(10**6))
    assert trial.parity() == {"x - sin(x)": -1, "x + cos(x)": 0}.get(formula, 1)


def test_a_logarithm_of_large_exponentials_is_written_by_branches() -> None:
    for text in ("log1p(3*exp(x))", "log(1 + exp(x)/3)", "log(2 + 5*exp(x))"):
        form = stable(text).numpy("x", stable=False)
        for x in (-800.0, -30.0, 0.5, 590.0, 610.0, 1e5):
            assert lost(parse(text), float(form(np.float64(x))), x) <= 6, (text, x)


def test_slopes_that_no_float_holds_tell_of_no_law() -> None:
    slope = derive("n/(exp(m*B/(1.380649e-23*T)) + exp(-m*B/(1.380649e-23*T)))", "m")
    at = {"n": 2.0, "m": 1e-23, "B": 1.5, "T": 3.0}
    true = float(evaluate(slope, at, digits=30))
    assert stable(slope)(**at) == pytest.approx(true, rel=1e-12)
