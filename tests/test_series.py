"""Taylor polynomials against those of books, SymPy's series and numbers."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

from symdiff import NotDifferentiable, SymdiffError, Unsupported, evaluate, parse, taylor
from symdiff.cli import cli

POLYNOMIALS: list[tuple[str, dict[str, Any], str]] = [
    ("sin(x)", {}, "x - x**3/6 + x**5/120 + O(x**7)"),
    ("exp(x)*cos(x)", {"order": 4}, "1 + x - x**3/3 - x**4/6 + O(x**5)"),
    ("1/(1 - x)", {"order": 3}, "1 + x + x**2 + x**3 + O(x**4)"),
    ("log(x)", {"about": 1, "order": 3}, "x - 1 - (x - 1)**2/2 + (x - 1)**3/3 + O((x - 1)**4)"),
    ("sqrt(x)", {"about": 4, "order": 2}, "2 + (x - 4)/4 - (x - 4)**2/64 + O((x - 4)**3)"),
    ("tan(x)", {"about": "pi/4", "order": 2}, "1 + 2*(x - pi/4) + 2*(x - pi/4)**2 + O((x - pi/4)**3)"),
    ("cos(x)", {"about": "pi/2", "order": 3}, "-(x - pi/2) + (x - pi/2)**3/6 + O((x - pi/2)**4)"),
    ("exp(a*x)", {"order": 2}, "1 + a*x + a**2*x**2/2 + O(x**3)"),
    ("x**a", {"about": 1, "order": 2}, "1 + a*(x - 1) + a*(a - 1)*(x - 1)**2/2 + O((x - 1)**3)"),
    ("sin(x)", {"about": "a", "order": 2}, "sin(a) + cos(a)*(x - a) - sin(a)*(x - a)**2/2 + O((x - a)**3)"),
    ("f(x)", {"order": 2, "functions": ["f"]}, "f(0) + f'(0)*x + f''(0)*x**2/2 + O(x**3)"),
    ("x**5", {"order": 3}, "O(x**4)"),
    # the formula is 0/0 there
    ("sin(x)/x", {"order": 4}, "1 - x**2/6 + x**4/120 + O(x**5)"),
    ("x/(exp(x) - 1)", {"order": 4}, "1 - x/2 + x**2/12 - x**4/720 + O(x**5)"),
    ("(1 + x)**(1/x)", {"order": 2}, "E - E*x/2 + 11*E*x**2/24 + O(x**3)"),
    ("lambertw(x)", {"order": 4}, "x - x**2 + 3*x**3/2 - 8*x**4/3 + O(x**5)"),
    ("elliptic_k(x)", {"order": 2}, "pi/2 + pi*x/8 + 9*pi*x**2/128 + O(x**3)"),
    ("exp(-1/x**2)", {"order": 3}, "O(x**4)"),
    # one side
    ("sqrt(x)*cos(x)", {"order": 3, "side": "right"}, "sqrt(x) - x**(5/2)/2 + O(x**4)"),
    ("x*log(x)", {"order": 2, "side": "right"}, "x*log(x) + O(x**3)"),
    ("1/sin(x)", {"order": 3, "side": "right"}, "1/x + x/6 + 7*x**3/360 + O(x**4)"),
    ("Abs(x)", {"order": 2, "side": "left"}, "-x + O(x**3)"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "options", "printed"), POLYNOMIALS)
def test_a_polynomial_is_printed_as_in_a_book(formula: str, options: dict[str, Any], printed: str) -> None:
    assert str(taylor(formula, "x", **options)) == printed


@pytest.mark.parametrize(
    ("formula", "about"),
    [("sin(x)/x", 0), ("exp(sin(x))", 0.5), ("gamma(x)", 1), ("atan(x)/(1 + x**2)", 1), ("x/log(1 + x)", 0)],
)
def test_the_error_falls_with_the_order(formula: str, about: float) -> None:
    expr = parse(formula)
    for order in (2, 4):
        polynomial = taylor(expr, "x", about=about, order=order).polynomial
        errors = [
            abs(float(evaluate(polynomial, {"x": about + h}) - evaluate(expr, {"x": about + h})))
            for h in (0.1, 0.05)
        ]
        assert errors[0] < 20 * 0.1 ** (order + 1)
        assert errors[1] < errors[0] / 2**order


def test_sides_that_differ_are_not_one_polynomial() -> None:
    for formula in ("Abs(x)", "sqrt(x)", "exp(-1/x)"):
        with pytest.raises((NotDifferentiable, Unsupported)):
            taylor(formula, "x", order=2)


def test_bad_requests() -> None:
    with pytest.raises(SymdiffError, match="depends on x"):
        taylor("sin(x)", "x", about="x + 1")
    with pytest.raises(SymdiffError, match="order -1"):
        taylor("sin(x)", "x", order=-1)
    with pytest.raises(SymdiffError, match="unknown side"):
        taylor("sin(x)", "x", side="up")  # type: ignore[arg-type]
    with pytest.raises(Unsupported):
        taylor("sin(1/x)", "x")
    with pytest.raises(Unsupported, match="grows faster"):
        taylor("exp(1/x)", "x", side="right")


def test_the_command() -> None:
    done = CliRunner().invoke(cli, ["taylor", "cos(x)", "x", "--order", "4"])
    assert (done.exit_code, done.stdout) == (0, "1 - x**2/2 + x**4/24 + O(x**5)\n")
    done = CliRunner().invoke(cli, ["taylor", "sqrt(x)", "x"])
    assert done.exit_code == 1
    assert "--side" in done.stderr or "side=" in done.stderr
    done = CliRunner().invoke(cli, ["taylor", "x^2/2", "x", "--about", "1", "--order", "1", "--latex"])
    assert done.stdout == "\\frac{1}{2} + \\left(x - 1\\right)\n"


@pytest.mark.parametrize("about", ["oo", "-oo", "1 + oo"])
def test_about_infinity_there_is_none(about):
    with pytest.raises(SymdiffError, match="about infinity"):
        taylor("atan(x)", "x", about=about)
