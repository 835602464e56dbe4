"""Values by proved balls are those of integrals and sums that mpmath computes, on both sides of cuts, too."""

from __future__ import annotations

import math
import random
from itertools import pairwise
from typing import Any

import mpmath
import pytest
from flint import ctx
from strategies import label

from symdiff import DomainError, evaluate
from symdiff.arithmetic.multiprecision import Multiprecision, context
from symdiff.arithmetic.proved import proved
from symdiff.table.functions import FUNCTIONS, code_of
from symdiff.table.row import Function
from symdiff.table.targets import callable_of

NUMBERS = context(30)
PI, LI = code_of("elliptic_pi", 2), code_of("polylog", 2)
HYPERGEOMETRIC = code_of("hyp2f1", 4)
CHANCE = random.Random(11)
BESIDE = [
    (complex(n, a), complex(m, b))
    for n, m, a, b in [
        (-2.4, 2.4, 0, 1e-3), (-2.4, 2.4, 0, -1e-3), (0.3, 1.5, 0.2, 1e-2), (3.1, 2.2, 0.5, -0.01),
        (2.5, 3.5, -0.01, 0.2), (-1.0, -2.0, 0.5, 0.25), (1.5, -3.0, 0.05, 0), (0.25, 0.5, 0, 0),
        (2, 2.5, 0.1, 0.1),
    ]
]  # fmt: skip


def integral(n: Any, m: Any) -> Any:
    """Return the complete elliptic integral, by the sine: the path is cut where the integrand is large."""
    with mpmath.workdps(40):
        n, m = mpmath.mpmathify(n), mpmath.mpmathify(m)
        special = [1 / abs(mpmath.sqrt(v)) for v in (n, m) if v.real > 1]
        ends = [0, *sorted([mpmath.asin(s) for s in special if s < 1]), mpmath.pi / 2]
        cuts = [ends[0]]
        for low, high in pairwise(ends):
            cuts += [(low + high) / 2, high]

        def integrand(t: Any) -> Any:
            s = mpmath.sin(t) ** 2
            return 1 / ((1 - n * s) * mpmath.sqrt(1 - m * s))

        return mpmath.quad(integrand, cuts, maxdegree=12)


@pytest.mark.parametrize(("n", "m"), BESIDE)
def test_the_complete_integral_is_that_of_its_integrand(n: complex, m: complex) -> None:
    got = proved(PI, [NUMBERS.mpmathify(n), NUMBERS.mpmathify(m)], NUMBERS, False)
    assert abs(got - integral(n, m)) < 1e-20 * abs(got)


@pytest.mark.parametrize("s", [-1.5, 0.5, 2, 2 + 3j, 40])
def test_a_polylogarithm_is_its_series(s: complex) -> None:
    for _ in range(3):
        z = complex(CHANCE.uniform(-0.6, 0.6), CHANCE.uniform(-0.6, 0.6))
        got = proved(LI, [NUMBERS.mpmathify(s), NUMBERS.mpmathify(z)], NUMBERS, False)
        with mpmath.workdps(40):
            want = mpmath.fsum(
                [mpmath.mpmathify(z) ** k / mpmath.mpf(k) ** mpmath.mpmathify(s) for k in range(1, 900)]
            )
        assert abs(got - want) < 1e-28 * abs(want)


def hypergeometric(a: Any, b: Any, c: Any, x: Any) -> Any:
    """Return the sum of the series, of numbers inside the circle, to some forty digits. What is left where a
    term is small is less than hundred times that term here, where abs(x) is below 0.98."""
    with mpmath.workdps(50):
        a, b, c, x = map(mpmath.mpmathify, (a, b, c, x))
        term = total = mpmath.mpf(1)
        small = mpmath.mpf(10) ** -38
        for k in range(9000):
            term *= (a + k) * (b + k) * x / ((c + k) * (k + 1))
            total += term
            if k % 16 == 0 and abs(term) < small:
                return total
    raise AssertionError("the series is too long")


@pytest.mark.parametrize("shift", [0, -1e-35, 1e-25, -1e-9, 0.3])
@pytest.mark.parametrize(
    ("a", "b", "n"), [(1, 1.4815, 0), (2, 2.4815, -1), (0.5, -0.75, 2), (-0.3, 1.25, -3)]
)
def test_a_hypergeometric_function_has_all_digits_where_parameters_differ_by_almost_an_integer(
    a: float, b: float, n: int, shift: float
) -> None:
    c = NUMBERS.mpf(a) + b + n + NUMBERS.mpf(shift)
    for x in (0.25, -0.8, 0.977, 0.3 + 0.9j):
        real = not isinstance(x, complex)
        got = proved(HYPERGEOMETRIC, [*map(NUMBERS.mpmathify, (a, b, c, x))], NUMBERS, real)
        want = hypergeometric(a, b, c, x)
        assert abs(got - want) < 1e-29 * abs(want)


def test_a_rounded_parameter_of_a_hypergeometric_function_does_not_take_seconds(at_most: Any) -> None:
    """c - a - b is zero, but for what is rounded of m/2: Arb took a second for each of several tries."""
    with at_most(1):
        found = evaluate("hyp2f1(1, m/2 + 1, m/2 + 2, x**2)", {"m": 0.963, "x": 0.9885}, digits=30)
    with mpmath.workdps(60):
        m, x = mpmath.mpf(0.963), mpmath.mpf(0.9885)
        assert abs(found - hypergeometric(1, m / 2 + 1, m / 2 + 2, x**2)) < 1e-28


BY_BALLS = [row for row in FUNCTIONS if row.mpmath_slow and row.name != "erfinv"]
"""Rows whose values are those of balls, of complex numbers, too."""
ON_CUT = {
    "loggamma": (-1.5,), "uppergamma": (0.5, -2.0), "zeta": (2.5, -1.5), "polylog": (0.5, 2.0),
    **dict.fromkeys(("bessely", "besseli", "besselk", "hankel1", "hankel2"), (0.5, -2.0)),
    **dict.fromkeys(("elliptic_e", "elliptic_f"), (0.5, 7.0)),
    "elliptic_pi": (0.5, 0.75, 2.5), "hyp2f1": (0.5, 0.75, 2.5, 2.0),
}  # fmt: skip


@pytest.mark.parametrize("row", [row for row in BY_BALLS if row.cut], ids=label)
def test_on_a_cut_they_are_the_values_of_mpmath(row: Function) -> None:
    """Which side it belongs to is a convention: that of mpmath. The point is one at which it is quick."""
    point = (0.5, 2.0) if label(row) == "elliptic_pi/2" else ON_CUT[row.name]
    numbers = context(15)
    got = proved(code_of(row.name, row.arity), [numbers.mpmathify(v) for v in point], numbers, False)
    want = callable_of(row.mpmath, numbers)(*point)
    assert abs(want.imag) > 1e-3
    assert abs(got - want) < 1e-13 * abs(got)


@pytest.mark.parametrize("row", [row for row in BY_BALLS if row.name != "elliptic_pi"], ids=label)
def test_at_complex_points_they_are_the_values_of_mpmath(row: Function) -> None:
    chance, numbers = random.Random(label(row)), context(20)
    function, found = callable_of(row.mpmath, numbers), 0
    for _ in range(12):
        point = [
            numbers.mpf(chance.randint(0, 3))
            if name in row.integers
            else numbers.mpc(chance.randint(-24, 24), chance.choice((-5, 0, 7))) / 8
            for name in row.parameters
        ]
        got = proved(code_of(row.name, row.arity), point, numbers, False)
        if got is not None:
            want = function(*[value.real if value.imag == 0 else value for value in point])
            assert abs(got - want) <= 1e-15 * abs(want) + 1e-30, point
            found += 1
    assert found > 6


def test_next_to_a_zero_and_far_from_it_a_value_of_many_digits_takes_no_seconds(at_most: Any) -> None:
    with at_most(1):
        assert evaluate("loggamma(x)", x=1.0, digits=40) == 0
        for digits in (40, 160, 700):
            evaluate("gamma(x) + loggamma(x) + digamma(x) + zeta(x)", x=2.3, digits=digits)


def test_a_derivative_by_the_order_takes_no_seconds(at_most: Any) -> None:
    with at_most(1):
        for k in range(20):
            evaluate("D[1](polylog)(s, x)", s=0.3 + k / 7, x=-1.5, digits=30)


@pytest.mark.parametrize("name", ["besseli", "besselk", "bessely", "hankel1", "hankel2"])
def test_at_a_whole_order_a_value_takes_no_seconds(name: str, at_most: Any) -> None:
    with at_most(1):
        for order in range(4):
            evaluate(f"{name}(n, x)", n=complex(order), x=complex(4), digits=30)


def test_beside_the_cut_a_value_takes_no_seconds(at_most: Any) -> None:
    with at_most(1):
        for k in range(1, 21):
            evaluate("elliptic_pi(n, m)", n=-2.375, m=complex(2.4, 10.0**-k), digits=20)


@pytest.mark.parametrize("s", [1000, 10**9, -(10**6), 1e300])
def test_a_large_order_is_left_to_mpmath(s: float) -> None:
    assert proved(LI, [NUMBERS.mpf(s), NUMBERS.mpf(0.5)], NUMBERS, True) is None


def test_outside_the_domain_there_is_no_ball_and_the_error_says_why() -> None:
    assert proved(LI, [NUMBERS.mpf(0.5), NUMBERS.mpf(2)], NUMBERS, True) is None
    with pytest.raises(DomainError, match=r"polylog\(s, x\) needs"):
        evaluate("polylog(1/2, 2)", digits=30)


def test_many_digits_are_right_to_the_last_and_the_precision_of_others_stays() -> None:
    before = ctx.prec
    got = Multiprecision(500).call(LI, [Multiprecision(500).number(2), Multiprecision(500).number(1) / 2])
    with mpmath.workdps(520):
        want = mpmath.pi**2 / 12 - mpmath.log(2) ** 2 / 2
        assert abs(got - want) < mpmath.mpf(10) ** -500
    assert ctx.prec == before
    assert math.isfinite(float(got))
