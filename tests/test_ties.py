"""Maxima of one formula in two spellings, and comparisons of such, are decided before they are derived."""

from __future__ import annotations

import pytest

from symdiff import derive, gradient, hessian, jacobian

TIED = [
    ("max(x**2 - x**2, 0)*x + x**2", "2*x", ""),
    ("max(x*(x + 1), x**2 + x)*y", "y*(2*x + 1)", ""),
    ("min(y*x, x*y + 0*y)", "y", ""),
    ("max(x, 2*x - x, y)", "Piecewise((1, x > y), (0, y > x))", "x != y"),
    ("max(sin(x)**2 + cos(x)**2, 1)*x*y", "y", ""),
    ("Piecewise((x**2, 2*x - x > x), (3*x, True))", "3", ""),
    ("Piecewise((x**2, 2*x - x >= x), (3*x, True))", "2*x", ""),
    # each argument has a domain, which is not lost
    ("max(x, sqrt(x)**2)*y", "y", "x > 0"),
    ("min(exp(log(x)), x)", "1", "x > 0"),
    ("max(abs(x), sqrt(x**2))", "sign(x)", "x != 0"),
    # one argument is never below another
    ("max(x, abs(x))", "sign(x)", "x != 0"),
    ("min(abs(x), x)", "1", ""),
    ("min(x - 1, abs(1 - x))", "1", ""),
    ("min(-abs(x), x)", "-sign(x)", "x != 0"),
    ("max(sqrt(x**2), x)", "sign(x)", "x != 0"),
    ("min(abs(abs(x)), min(x, x)/abs(1))", "1", ""),
    ("min(sqrt(x**2), x)", "1", ""),
    ("max(2*abs(x), 2*x)", "2*sign(x)", "x != 0"),
    ("min(-3*abs(x*y), 3*x*y)", "-3*y*sign(x*y)", "x != 0"),
    ("min(max(x, y), x)", "1", ""),
    ("max(max(x, y), x)", "Piecewise((1, x > y), (0, y > x))", "x != y"),
    ("max(abs(x), x, y)", "Piecewise((sign(x), Abs(x) > y), (0, y > Abs(x)))", "x != 0, y != Abs(x)"),
]
APART = [
    "max(x*y, x*y + (x - 0.37)*(x - 1.83)*(x + 0.71))",  # the same at points that are looked at
    "max(x, x**2)",
    "max(abs(x), x + 1)",
    "min(abs(x), 2*x)",
]


@pytest.mark.parametrize(("formula", "slope", "where"), TIED)
def test_what_is_the_same_is_said_once(formula: str, slope: str, where: str) -> None:
    found = derive(formula, "x")
    assert (str(found), found.where) == (slope, where)


@pytest.mark.parametrize("formula", APART)
def test_what_differs_somewhere_stays(formula: str) -> None:
    assert str(derive(formula, "x")).startswith("Piecewise")


def test_a_constant_whose_digits_are_not_known_is_no_fault() -> None:
    assert str(derive("max(cbrt(floor(sin(1e-30))), log(x))", "x")) != ""


def test_so_it_is_in_gradients_and_matrices() -> None:
    formula = "max(x*y, x*y + x - x)"
    assert list(map(str, gradient(formula, ["x", "y"]))) == ["y", "x"]
    assert [list(map(str, row)) for row in jacobian([formula], ["x", "y"]).rows] == [["y", "x"]]
    assert [list(map(str, row)) for row in hessian(formula, ["x", "y"]).rows] == [["0", "1"], ["1", "0"]]
