"""Taylor polynomials against those of books, SymPy's series and numbers."""

from __future__ import annotations

from fractions import Fraction
from math import comb, factorial
from typing import Any

import mpmath
import pytest
import sympy
from click.testing import CliRunner
from parts import in_parts

from symdiff import (
    NotDifferentiable,
    SymdiffError,
    TooLarge,
    Unsupported,
    derive,
    evaluate,
    parse,
    taylor,
)
from symdiff.cli import cli

BERNOULLI = (
    "1 - x/2 + x**2/12 - x**4/720 + x**6/30240 - x**8/1209600 + x**10/47900160"
    " - 691*x**12/1307674368000 + O(x**13)"
)
TANGENT = "1/(pi/2 - x)**(3/2) - sqrt(pi/2 - x)/2 + O((pi/2 - x)**(5/2))"

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
    ("x/(exp(x) - 1)", {"order": 12}, BERNOULLI),
    ("Si(x)", {}, "x - x**3/18 + x**5/600 + O(x**7)"),
    ("Shi(x)", {}, "x + x**3/18 + x**5/600 + O(x**7)"),
    ("sinc(x)", {}, "1 - x**2/6 + x**4/120 - x**6/5040 + O(x**7)"),
    ("dilog(x)", {"about": 1, "order": 3}, "-(x - 1) + (x - 1)**2/4 - (x - 1)**3/9 + O((x - 1)**4)"),
    ("polylog(2, x)", {"order": 4}, "x + x**2/4 + x**3/9 + x**4/16 + O(x**5)"),
    ("polylog(1/2, x)", {"order": 3}, "x + x**2/sqrt(2) + x**3/sqrt(3) + O(x**4)"),
    ("besselj(0, x)", {}, "1 - x**2/4 + x**4/64 - x**6/2304 + O(x**7)"),
    ("besselj(2, x)", {}, "x**2/8 - x**4/96 + x**6/3072 + O(x**7)"),
    ("binomial(x, 3)", {"order": 4}, "x/3 - x**2/2 + x**3/6 + O(x**5)"),
    ("elliptic_e(x)", {"order": 3}, "pi/2 - pi*x/8 - 3*pi*x**2/128 - 5*pi*x**3/512 + O(x**4)"),
    ("airyai(x)", {"order": 3}, "airyai(0) + airyaiprime(0)*x + airyai(0)*x**3/6 + O(x**4)"),
    ("fresnels(x)", {"order": 7}, "pi*x**3/6 - pi**3*x**7/336 + O(x**8)"),
    ("erfcx(1000) + x/7", {}, "erfcx(1000) + x/7 + O(x**7)"),
    ("100**atanh(x)/(1 + x)", {"order": 1}, "1 + (log(100) - 1)*x + O(x**2)"),
    ("0.5*sin(0.2*x)", {"order": 1}, "0.1*x + O(x**2)"),
    ("exp(x)", {"about": "1/2", "order": 1}, "exp(1/2) + exp(1/2)*(x - 1/2) + O((x - 1/2)**2)"),
    # poles
    ("1/x", {}, "1/x + O(x**7)"),
    ("cot(x)", {"order": 5}, "1/x - x/3 - x**3/45 - 2*x**5/945 + O(x**6)"),
    ("1/sin(x)**2", {"order": 2}, "1/x**2 + 1/3 + x**2/15 + O(x**3)"),
    ("gamma(x)", {"order": 0}, "1/x + digamma(1) + O(x)"),
    ("gamma(x)", {"about": -1, "order": 0}, "-1/(x + 1) - 1 - digamma(1) + O(x + 1)"),
    ("digamma(x)", {"order": 1}, "-1/x + digamma(1) + pi**2*x/6 + O(x**2)"),
    ("1/(x**2 - 2)", {"about": "sqrt(2)", "order": 0}, "1/(2*sqrt(2)*(x - sqrt(2))) - 1/8 + O(x - sqrt(2))"),
    # letters
    ("sin(a*x)/x", {"order": 4}, "a - a**3*x**2/6 + a**5*x**4/120 + O(x**5)"),
    ("x/(exp(a*x) - 1)", {"order": 2}, "1/a - x/2 + a*x**2/12 + O(x**3)"),
    ("sin(x - a)/(x - a)", {"about": "a", "order": 2}, "1 - (x - a)**2/6 + O((x - a)**3)"),
    ("sqrt(a**2 + x)", {"order": 1}, "Abs(a) + x/(2*Abs(a)) + O(x**2)"),
    ("log(a + x)", {"order": 2}, "log(a) + x/a - x**2/(2*a**2) + O(x**3)"),
    ("Abs(x)", {"about": "a", "order": 1}, "Abs(a) + sign(a)*(x - a) + O((x - a)**2)"),
    ("(x + a)**50", {"order": 1}, "a**50 + 50*a**49*x + O(x**2)"),
    # one side
    ("log(x)*sin(x)", {"order": 2, "side": "right"}, "x*log(x) + O(x**3*log(x))"),
    ("tan(x)**(3/2)", {"about": "pi/2", "order": 2, "side": "left"}, TANGENT),
    ("acos(x)", {"about": 1, "order": 1, "side": "left"}, "sqrt(2)*sqrt(1 - x) + O((1 - x)**(3/2))"),
    ("sqrt(x)*exp(x)", {"order": 1, "side": "right"}, "sqrt(x) + O(x**(3/2))"),
    ("x**3*sin(1/x)", {"order": 2}, "O(x**3)"),
    ("atan(1/x)", {"order": 3, "side": "right"}, "pi/2 - x + x**3/3 + O(x**4)"),
    ("cos(x)*sqrt(x**2)", {"order": 3, "side": "left"}, "-x + x**3/2 + O(x**4)"),
    ("sqrt(x)*cos(x)", {"order": 3, "side": "right"}, "sqrt(x) - x**(5/2)/2 + O(x**4)"),
    ("x*log(x)", {"order": 2, "side": "right"}, "x*log(x) + O(x**3)"),
    ("1/sin(x)", {"order": 3, "side": "right"}, "1/x + x/6 + 7*x**3/360 + O(x**4)"),
    ("Abs(x)", {"order": 2, "side": "left"}, "-x + O(x**3)"),
]  # fmt: skip


@in_parts
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


@pytest.mark.parametrize(
    ("formula", "about"),
    [
        ("exp(sin(x))", 0),
        ("tan(x)", "pi/5"),
        ("log(1 + x)*sqrt(2 + x)", "1/3"),
        ("erf(x)*besselj(1, x)", 1),
        ("x**x", 2),
        ("gamma(x)", "5/2"),
        ("asin(x)/(1 + x**2)", "-1/2"),
        ("lambertw(x)**2", "E"),
        ("elliptic_k(x)", "1/4"),
        ("dilog(x)", "1/2"),
        ("sinc(x)", 1),
        ("legendre(4, x)*cosh(x)", 0),
        ("airyai(x)", "-1"),
        ("cbrt(x)", -2),
        ("polylog(3, x)", 0),
        ("sqrt(1 + sqrt(2)*x)/(sqrt(3) + x)", 0),
        ("exp(2*x)*cos(3*x)", "log(2)"),
    ],
)
def test_coefficients_are_those_of_mpmath(formula: str, about: Any) -> None:
    polynomial = taylor(formula, "x", about=about, order=8).polynomial
    expr, (at,) = parse(formula), [evaluate(parse(str(about)), digits=60)]

    def function(x: Any) -> Any:  # asked for with more digits than the differences lose
        return mpmath.mpf(str(evaluate(expr, {"x": x}, digits=mpmath.mp.dps + 20)))

    with mpmath.workdps(30):
        witness = mpmath.taylor(function, mpmath.mpf(str(at)), 8)
    derivative = polynomial
    for k, coefficient in enumerate(witness):
        value = evaluate(derivative, {"x": at}, digits=50) / factorial(k)
        assert abs(value - coefficient) <= 1e-20 * max(1, abs(coefficient)), k
        derivative = derive(derivative, "x", level="none")


def test_high_orders_are_exact_and_fast(at_most: Any) -> None:
    found = taylor("exp(sin(x))", "x", order=100)
    # a(n+1) = sum of binomial(n, k) a(k) cos^(n-k)(0): from the differential equation, in whole numbers
    numbers = [1]
    for n in range(100):
        cosines = [(1, 0, -1, 0)[(n - k) % 4] for k in range(n + 1)]
        numbers.append(sum(comb(n, k) * numbers[k] * cosines[k] for k in range(n + 1)))
    value = evaluate(found.polynomial, {"x": Fraction(1, 7)}, exact=True)
    assert value == sum(Fraction(c, factorial(k) * 7**k) for k, c in enumerate(numbers))
    with at_most(1):
        taylor("exp(sin(x))", "x", order=100)
    bernoulli = taylor("x/(exp(x) - 1)", "x", order=30).polynomial
    assert evaluate(bernoulli, {"x": 1}, exact=True) == sum(
        Fraction(int(b.p), int(b.q)) / factorial(k)
        for k, b in ((k, sympy.bernoulli(k) if k != 1 else sympy.Rational(-1, 2)) for k in range(31))
    )


def test_what_takes_too_long_is_stopped() -> None:
    with pytest.raises(TooLarge, match="lower order"):
        taylor(
            "(sin(a*x) + cos(b*x) + exp(c*x) + log(2 + x) + a + b)**3/(a + b + c + x)",
            "x",
            about="d",
            order=60,
        )


def test_where_a_letter_decides_it_is_said() -> None:
    with pytest.raises(Unsupported, match="sign of a"):
        taylor("Abs(a*x)/x", "x", side="right")
    with pytest.raises(Unsupported, match="unknown functions"):
        taylor("f(x)/x", "x", side="right", functions=["f"])
    with pytest.raises(Unsupported, match="no value"):
        taylor("f(x)/x", "x", functions=["f"])


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
