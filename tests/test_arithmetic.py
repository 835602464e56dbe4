"""Dual numbers and jets: exact in rationals, right in every arithmetic."""

from __future__ import annotations

from fractions import Fraction
from math import factorial

import mpmath
import pytest
from numpy import int64

from symdiff import DomainError, Dual, SymdiffError, Unsupported, derive, evaluate, jet, parse
from symdiff.arithmetic.ball import exactly
from symdiff.arithmetic.multiprecision import Multiprecision
from symdiff.arithmetic.scalar import RATIONAL

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("a", "b"),
    [(Dual(Fraction(3), Fraction(1)), Dual(Fraction(-2), HALF)), (Dual(2.0, 1.0), Dual(0.25, -3.0))],
)
def test_d_squared_is_zero_in_every_operation(a: Dual, b: Dual) -> None:
    assert a + b == Dual(a.value + b.value, a.derivative + b.derivative)
    assert a - b == Dual(a.value - b.value, a.derivative - b.derivative)
    assert a * b == Dual(a.value * b.value, a.value * b.derivative + a.derivative * b.value)
    assert (a / b) * b == a
    assert 1 + a == a + 1
    assert 1 - a == -(a - 1)
    assert 2 * a == a + a
    assert (1 / a) * a == Dual(a.value / a.value)
    assert a**2 == a * a


def test_a_polynomial_at_a_dual_in_rationals_is_exact() -> None:
    f = parse("x**5/7 - 3*x**2 + x/2 - 1")
    for a in (Fraction(0), Fraction(2), Fraction(-7, 3)):
        value = evaluate(f, {"x": Dual(a, Fraction(1))})
        assert value == Dual(
            evaluate(f, {"x": a}, exact=True), evaluate(derive(f, "x"), {"x": a}, exact=True)
        )


def test_duals_print_and_hash_like_their_parts() -> None:
    assert repr(Dual(1, 2)) == "Dual(1, 2)"
    assert hash(Dual(1.5)) == hash(1.5)
    assert len({Dual(1, 2), Dual(1, 2), Dual(1, 3)}) == 2


@pytest.mark.parametrize(
    "formula",
    ["sin(x)*exp(x**2)", "x**x", "gamma(x)", "1/(1 + x**2)", "erf(x)/x", "besselj(1, x)*log(x)", "sqrt(x)**3",
     "atan(x)**2", "softplus(x)*x", "Abs(x)*tan(x)", "Max(x, -x)**3", "Piecewise((x**3, x > 0), (0, True))"],
)  # fmt: skip
def test_a_jet_has_the_derivatives_of_every_order(formula: str) -> None:
    numbers = Multiprecision(30)
    at = {"x": numbers.convert("1.3")}
    found = jet(parse(formula), "x", at, 6, arithmetic=numbers).derivatives
    for order, value in enumerate(found):
        expected = evaluate(derive(formula, "x", order=order), at, digits=30)
        assert abs(value - expected) <= 1e-25 * max(1, abs(expected)), order


def test_a_jet_in_rationals_is_exact() -> None:
    coefficients = jet(parse("x/(1 - x)"), "x", {"x": Fraction(0)}, 8, arithmetic=RATIONAL).coefficients
    assert coefficients == [0] + [1] * 8
    cubed = jet(parse("(x - 1)**3*x"), "x", {"x": Fraction(1)}, 5, arithmetic=RATIONAL).coefficients
    assert cubed == [0, 0, 0, 1, 1, 0]


def test_a_jet_of_exp_is_the_exponential_series() -> None:
    found = jet(parse("exp(x)"), "x", {"x": 0.0}, 20).coefficients
    assert all(abs(c * factorial(k) - 1) < 1e-14 for k, c in enumerate(found))


def test_a_jet_exists_only_where_the_function_is_analytic() -> None:
    with pytest.raises(DomainError):
        jet(parse("sqrt(x)"), "x", {"x": 0.0}, 2)
    with pytest.raises(DomainError, match="tie"):
        jet(parse("Max(x, -x)"), "x", {"x": 0.0}, 2)
    with pytest.raises(DomainError, match="no branch"):
        jet(parse("Piecewise((x, x > 1))"), "x", {"x": 0.0}, 2)
    with pytest.raises(SymdiffError, match="no value"):
        jet(parse("x"), "x", {}, 2)
    with pytest.raises(Unsupported, match="unknown function f"):
        jet(parse("f(x)", functions=["f"]), "x", {"x": 0.0}, 2)


def test_a_dual_outside_the_domain_is_refused() -> None:
    with pytest.raises(DomainError):
        evaluate(parse("log(x)"), {"x": Dual(-1.0, 1.0)})
    with pytest.raises(Unsupported, match="argument n"):
        evaluate(parse("legendre(n, 0.5)"), {"n": Dual(1.0, 1.0)})


def test_mpmaths_own_precision_is_not_touched() -> None:
    mpmath = pytest.importorskip("mpmath")
    before = mpmath.mp.dps
    assert str(evaluate(parse("pi"), digits=50)).startswith(
        "3.14159265358979323846264338327950288419716939937"
    )
    assert mpmath.mp.dps == before


def test_whole_numbers_inside_of_mpmath_become_our_own() -> None:
    """With gmpy2 they are of its type, as here of NumPy's: a Fraction keeps it, and a graph refuses it."""
    numbers = mpmath.mp
    for mantissa, sign, value in ((int64(3), 0, Fraction(3, 2)), (int64(5), 1, Fraction(-5, 2))):
        found = exactly(numbers.make_mpf((sign, mantissa, -1, 3)))
        assert found == value
        assert type(found.numerator) is type(found.denominator) is int
