"""Taylor polynomials of random formulas: what is left out vanishes as fast as is said, by values alone."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from hypothesis import assume, given
from parts import in_parts
from strategies import Sample, examples, samples

from symdiff import Expr, SymdiffError, evaluate, parse, taylor

DIGITS = 60
SLOW = re.compile("polylog|zeta|eta|elliptic|jacobi|bessel|hankel|hyp2f1|polygamma")
"""Functions of which so many digits take seconds at some points."""


def ratios(expr: Expr, found: Any, at: dict[str, Fraction], name: str, side: int) -> list[Any]:
    """Return what is left out, beside the power that is said, at two distances."""
    logs = []
    with mpmath.workdps(DIGITS):
        for text in ("1e-4", "1e-6"):
            step = Fraction(text)
            there = {**at, name: at[name] + side * step}
            true = evaluate(expr, there, digits=DIGITS)
            apart = abs(
                mpmath.mpf(str(true)) - mpmath.mpf(str(evaluate(found.polynomial, there, digits=DIGITS)))
            )
            h = mpmath.mpf(text)
            power = mpmath.mpf(found.remainder.numerator) / found.remainder.denominator
            logs.append(apart / h**power / abs(mpmath.log(h)) ** found.logs)
    return logs


@examples(25)
@given(sample=samples(most=4))
def test_what_is_left_out_is_of_the_order_that_is_said(sample: Sample) -> None:
    name = min(sample.point)
    assume(not SLOW.search(str(sample.expr)))
    try:
        found = taylor(sample.expr, name, about=sample.point[name], order=3)
        near, nearer = ratios(sample.expr, found, sample.point, name, 1)
    except SymdiffError:
        assume(False)
    assert nearer <= 100 * near + 1, str(found)


ONE_SIDED = [
    "sqrt(x)*exp(x)/(1 + sqrt(x))",
    "log(x)*sin(x)/(1 + x)",
    "(1 - cos(x))**(1/2)*log(x)**2",
    "x**(1/3)/(exp(x) - 1)",
    "tan(sqrt(x))/x",
    "gamma(x)*sin(x)**2",
    "acos(1 - x)*cot(x)",
    "atan(1/x)**2",
    "exp(sqrt(x))/(x - sqrt(x))",
    "polylog(2, x)/log(1 + x)**2",
    "x**x",
    "log(sin(x))**2*x",
    "besselj(1, x)/x**(5/2)",
    "a*sin(a*x)/x**2 + log(x)",
    "(a + sqrt(x))**3/x",
    "digamma(x)*x",
    "csch(x)**3*(x - sinh(x))",
    "erf(x)/sqrt(x)",
    "asin(sqrt(x))/sqrt(x)",
    "elliptic_k(x)/x - pi/(2*x)",
]


@in_parts
@pytest.mark.parametrize("order", [0, 3])
@pytest.mark.parametrize("formula", ONE_SIDED)
def test_what_is_left_out_on_the_right_is_of_the_order_that_is_said(formula: str, order: int) -> None:
    expr = parse(formula, symbols="a x")
    found = taylor(expr, "x", order=order, side="right")
    near, nearer = ratios(expr, found, {"x": Fraction(0), "a": Fraction(13, 7)}, "x", 1)
    assert nearer <= 100 * near + 1, str(found)


@pytest.mark.parametrize("formula", ["tan(x)**(3/2)", "log(cos(x))*x", "sec(x)**(1/3)", "asin(sin(x))**2"])
def test_what_is_left_out_on_the_left_is_of_the_order_that_is_said(formula: str) -> None:
    expr = parse(formula)
    found = taylor(expr, "x", about="pi/2", order=2, side="left")
    shifted = parse(str(expr).replace("x", "(pi/2 + x)"))
    polynomial = parse(str(found.polynomial).replace("x", "(pi/2 + x)"))
    moved = found._replace(polynomial=polynomial)
    near, nearer = ratios(shifted, moved, {"x": Fraction(0)}, "x", -1)
    assert nearer <= 100 * near + 1, str(found)
