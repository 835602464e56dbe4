"""What is true of every formula: random ones, drawn from THE TABLE."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import (
    COMPLEX_VALUED,
    EDGES,
    SMOOTH,
    Sample,
    dense,
    edge_points,
    examples,
    label,
    samples,
    samples_of,
    symbol_names,
    wild,
)

from symdiff import DomainError, Expr, SymdiffError, apply, derive, gradient, parse, simplify, symbols
from symdiff.arithmetic.evaluation import evaluate
from symdiff.simplifier.levels import LEVELS
from symdiff.simplifier.normal.known_forms import MORE, constants_of, in_known_forms

DIGITS = 50
SLOPE = 36
"""Digits of a difference quotient, six more than are compared."""
# mpmath.diff of order 1 takes a central difference with the step 2**-(prec + 10) in twice the
# precision; what it calls must have that many digits, or the difference is noise.
FINE = 2 * SLOPE + 25


def slope(expr: Expr, name: str, point: dict[str, Any]) -> Any:
    """Return the difference quotient of *expr* at *point*: it reads no row's derivative."""

    def value(t: Any) -> Any:
        return evaluate(expr, {**point, name: t}, digits=FINE)

    with mpmath.workdps(SLOPE):
        return mpmath.diff(value, mpmath.mpf(point[name].numerator) / point[name].denominator)


def agree(left: Any, right: Any, digits: int = 30) -> bool:
    """Return whether two values agree to *digits* digits: relative above 1, absolute below."""
    with mpmath.workdps(2 * DIGITS):
        return bool(abs(left - right) <= mpmath.mpf(10) ** -digits * max(1, abs(right)))


def value_or_none(expr: Expr, point: dict[str, Any], digits: int = DIGITS) -> Any:
    """Return the value of *expr*, or None where it has none."""
    try:
        return evaluate(expr, point, digits=digits)
    except DomainError:
        return None


# Derivatives ---------------------------------------------------------------------------------


@pytest.mark.parametrize("row", SMOOTH, ids=label)
@examples(6)
@given(data=st.data())
def test_each_row_chained_with_others_agrees_with_its_difference_quotient(row, data):
    check_derivatives(data.draw(samples_of(row)))


@given(sample=samples())
def test_derivatives_agree_with_difference_quotients_to_30_digits(sample):
    check_derivatives(sample)


def check_derivatives(sample: Sample) -> None:
    for name in sample.point:
        derivative = derive(sample.expr, name, level="none")
        assert agree(
            evaluate(derivative, sample.point, digits=DIGITS), slope(sample.expr, name, sample.point)
        ), f"d/d{name} of {sample} is not {derivative}"


@pytest.mark.parametrize("row", COMPLEX_VALUED, ids=label)
@pytest.mark.parametrize("at", ["1.5", "0.25 + 2j", "3 - 0.5j"])
@pytest.mark.parametrize("order", [-1, 0, Fraction(3, 2)])
def test_complex_valued_rows_agree_with_their_difference_quotients(row, order, at):
    x = symbols("x")
    expr = apply(row.name, order, x**2 + 1)
    with mpmath.workdps(FINE):
        point = mpmath.mpc(complex(at.replace(" ", "")))
    derivative = derive(expr, "x", level="none")
    at_point = evaluate_complex(derivative, point)
    with mpmath.workdps(SLOPE):
        assert agree(at_point, mpmath.diff(lambda t: evaluate_complex(expr, t), point))


def evaluate_complex(expr: Expr, at: Any) -> Any:
    """Return the value at a complex point, which keeps its digits."""
    return evaluate(expr, {"x": mpmath.mpc(at)}, digits=FINE)


@given(sample=samples())
def test_forward_and_reverse_agree(sample):
    names = list(sample.point)
    reverse = gradient(sample.expr, names, level="none")
    for name, backward in zip(names, reverse, strict=True):
        forward = derive(sample.expr, name, level="none")
        assert agree(
            evaluate(backward, sample.point, digits=DIGITS), evaluate(forward, sample.point, digits=DIGITS)
        )


@given(sample=samples(most=4))
def test_a_derivative_of_each_level_has_one_value_is_no_larger_and_reads_back(sample):
    for name in sample.point:
        plain = derive(sample.expr, name, level="none")
        reads_back(plain)
        value = value_or_none(plain, sample.point)
        for level in LEVELS[1:]:
            shorter = derive(sample.expr, name, level=level)
            assert value is None or agree(evaluate(shorter, sample.point, digits=DIGITS), value), (
                f"d/d{name} of {sample} at level {level} is not {shorter}"
            )
            reads_back(shorter)
            assert simplify(shorter, level=level) == shorter
        assert shorter.size <= plain.size


# Print and parse -----------------------------------------------------------------------------


def reads_back(expr: Expr) -> None:
    text = str(expr)
    assert parse(text, symbols=symbol_names(expr)) == expr, f"{text} reads back as another formula"


@given(sample=samples())
def test_what_is_printed_reads_back_to_the_same_node(sample):
    reads_back(sample.expr)


@examples(200)
@given(expr=wild() | dense())
def test_what_is_printed_reads_back_to_the_same_node_outside_every_domain(expr):
    reads_back(expr)


@pytest.mark.parametrize("level", LEVELS)
@given(expr=wild(most=6) | dense())
def test_printed_derivatives_of_wild_formulas_read_back_to_the_same_node(level, expr):
    reads_back(derive(expr, "x", level=level))


FLOATS = ("0.1", "1.0", "0.0", "-0.0", "2.5", "1e300", "1e-5")


@examples(300)
@given(expr=dense(most=7, more=FLOATS))
def test_formulas_with_floats_read_back_to_the_same_node(expr):
    reads_back(expr)
    reads_back(simplify(expr))
    reads_back(derive(expr, "x", level="none"))
    reads_back(derive(expr, "x"))


# Simplification ------------------------------------------------------------------------------


@given(sample=samples())
def test_simplification_keeps_the_value_inside_the_domain(sample):
    value = value_or_none(sample.expr, sample.point)
    shorter = simplify(sample.expr)
    assert value is None or agree(evaluate(shorter, sample.point, digits=DIGITS), value), f"not {shorter}"


@pytest.mark.parametrize("formulas", [wild(), dense()], ids=["wild", "dense"])
@examples(400)
@given(data=st.data())
def test_simplification_keeps_the_value_at_kinks_zeros_and_ends_of_domains(formulas, data):
    expr, point = data.draw(formulas), data.draw(edge_points())
    value = value_or_none(expr, point)
    assume(value is not None)
    assume(agree(value, evaluate(expr, point, digits=2 * DIGITS)))  # its digits are not mere rounding
    shorter = simplify(expr)
    assert agree(evaluate(shorter, point, digits=DIGITS), value), f"{expr} is not {shorter} at {point}"


def granted(expr: Expr, once: Expr) -> int:
    """Return the size that *once*, made of *expr*, may have: that of *expr*, or of it with constants and
    functions of inverse functions in the forms by which they are known, and what constants add that come of
    cancelling, such as asinh(1) of asinh(x/x)."""
    known, [node] = in_known_forms(expr.graph, [expr.node], set())
    there = {known.digest(top) for top in constants_of(known, [node])}
    tops = [top for top in constants_of(once.graph, [once.node]) if once.graph.digest(top) not in there]
    more = sum([min(MORE, once.graph.size(top) - 1) for top in tops])
    return max(expr.size, known.size(node)) + more


def test_what_is_granted_is_for_constants_and_inverse_functions_alone():
    for text, more in (("x**2 + x/y", 0), ("x*sqrt(12)", 2), ("cos(asin(x))", 3), ("asinh(1)", 3)):
        expr = parse(text)
        assert granted(expr, simplify(expr)) == expr.size + more


@examples(400)
@given(expr=wild() | dense())
def test_a_simplified_formula_is_no_larger_is_its_own_and_reads_back(expr):
    once = simplify(expr)
    assert once.size <= granted(expr, once)
    assert simplify(once) == once
    reads_back(once)


@given(expr=wild(), other=wild())
def test_simplification_does_not_depend_on_what_the_graph_held_before(expr, other):
    text = str(expr)
    mixed = other.graph.copy(expr.graph, [expr.node])[expr.node]
    assert str(simplify(Expr(other.graph, mixed))) == str(simplify(parse(text)))


FORMULAS = (
    "x**3*sin(x)", "exp(-x**2/2)*cos(x*y)", "(x + y)**5/(x - y)", "sqrt(x**2 + y**2)", "log(x*y) - log(y)",
    "atan2(y, x)", "a*x**2 + b*x + c", "sin(x)**2 + cos(x)**2 + x", "x**x**x", "besselj(2, x*y)",
    "Max(x, y, x*y)", "Piecewise((x**2, x > 0), (y*x, True))", "gamma(x)/gamma(x + 1)", "1/(1 + exp(-a*x))",
    "tan(x)*sec(x)*cos(x)", "(x - 1)*(x - 2)*(x - 3)*(x - 4)", "x*y*z*a*b*c", "a + b + c + d + x + y + z",
    "x**(1/2)*y**(1/3)*x**(1/3)", "f(x*y, g(x))", "exp(x)*exp(y)*exp(-x)", "Abs(x)*sign(x)", "x/y/z*a/b",
    "sinh(x)*cosh(x)*tanh(x)", "erf(x) + erfc(x)", "2.5*x + 0.1*x", "x**(-2) + y**(-2)", "log(x)/x",
    "(a + b)*(c + d)*(a - b)*(c - d)", "hypot(x, y)*z",
)  # fmt: skip
PROGRAM = """
import json, sys
from symdiff import derive
for text in json.loads(sys.stdin.read()):
    levels = [str(derive(text, "x", level=level, functions=["f", "g"])) for level in ("none", "basic")]
    print(json.dumps(levels))
"""


@pytest.mark.parametrize("seed", ["0", "1", "20261122"])
def test_what_is_printed_does_not_depend_on_the_hash_seed_of_the_process(seed):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps(FORMULAS),
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    for text, line in zip(FORMULAS, done.stdout.splitlines(), strict=True):
        here = [str(derive(text, "x", simplify=s, functions={"f", "g"})) for s in ("none", "basic")]
        assert json.loads(line) == here


def test_what_is_printed_does_not_depend_on_what_was_asked_before():
    first = [str(derive(text, "x", functions={"f", "g"})) for text in FORMULAS]
    again = [str(derive(text, "x", functions={"f", "g"})) for text in reversed(FORMULAS)]
    assert first == again[::-1]


@given(expr=wild(most=5), point=edge_points())
def test_a_float_value_is_the_rounded_value_of_many_digits(expr, point):
    try:
        quick = evaluate(expr, point)
        exact = evaluate(expr, point, digits=DIGITS)
    except SymdiffError:
        assume(False)
    assume(abs(exact) < 1e6)
    # Rounding errors of the steps add up; near a zero or a pole they may be magnified, at these
    # points (halves) by far less than 1e8.
    assert abs(quick - exact) <= 1e-8 * max(1, abs(exact))


def test_the_points_that_break_formulas_are_among_those_drawn():
    assert {0, 1, -1} <= set(EDGES)


# Bugs that were ------------------------------------------------------------------------------

CORPUS = [
    line.split(" @ ")
    for line in (Path(__file__).parent / "corpus_of_bugs").read_text().splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("text", "where"), CORPUS, ids=[text for text, _ in CORPUS])
def test_a_bug_that_was_does_not_come_back(text, where):
    point = {
        name.strip(): Fraction(value.strip()) for name, value in (p.split("=") for p in where.split(","))
    }
    expr = parse(text)
    shorter = simplify(expr)
    forward = [derive(expr, "x", level=level) for level in LEVELS]
    [backward] = gradient(expr, ["x"], level="none")
    for each in (expr, shorter, *forward, backward):
        reads_back(each)
    assert simplify(shorter) == shorter
    assert shorter.size <= expr.size
    digits = 12 if "." in text or "e" in text.split("(")[0] else 30  # floats are rounded on the way
    assert agree(value_or_none(shorter, point), value_or_none(expr, point), digits)
    true = slope(expr, "x", point)
    for each in (*forward, backward):
        assert agree(value_or_none(each, point), true, digits)
