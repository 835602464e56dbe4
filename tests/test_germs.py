"""Germs by themselves: they need no arithmetic that makes them, and control flow is no error of a user."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symdiff.arithmetic.balls import deep
from symdiff.arithmetic.expansion import Expansions, deepened
from symdiff.arithmetic.germ import ONE, Germ, Truncation, series
from symdiff.errors import Oscillates, Short, SymdiffError, Unsupported

NUMBERS = deep(60, lenient=True)
KEPT = Truncation(NUMBERS, Fraction(4))
H = Germ(KEPT, {(Fraction(1), 0): NUMBERS.number(1)})


def test_a_series_is_that_of_its_coefficients_as_far_as_is_kept():
    found = series(H + H, lambda k: k + 1)
    assert found.terms == {(Fraction(k), 0): (k + 1) * 2**k for k in range(5)}
    assert found.order == 5


@pytest.mark.parametrize("scale", [Fraction(1), Fraction(1, 10**200), Fraction(10**200)])
def test_what_cancels_but_for_rounding_is_zero_at_every_scale(scale):
    third, seventh = Fraction(1, 3), Fraction(1, 7)

    def constant(value):
        return Germ(KEPT, {ONE: NUMBERS.number(value * scale)})

    assert (constant(third) + constant(seventh) - constant(third + seventh)).is_zero()
    left = constant(third) - constant(third + Fraction(1, 10**50))
    assert not left.is_zero()
    assert float(left.constant() / NUMBERS.number(scale)) == pytest.approx(-1e-50, rel=1e-9)


def test_that_an_expansion_is_short_is_no_error_that_others_swallow():
    assert not issubclass(Short, SymdiffError)
    assert not issubclass(Oscillates, SymdiffError)
    with pytest.raises(Short):
        Germ(KEPT, {}, Fraction(2)).sign()
    with pytest.raises(Oscillates):
        Germ(KEPT, {ONE: NUMBERS.number(1)}, Fraction(0), wild=1).limit()


def test_a_longer_expansion_is_made_where_one_is_short_though_what_asks_ignores_errors():
    depths = []

    def work(germs: Expansions) -> int:
        depths.append(int(germs.depth))
        try:
            h = germs.variable(0, 1)
            return (series(h, lambda k: int(k == 6)) / h / h / h / h / h / h).sign()
        except SymdiffError:
            return 0

    assert deepened(work, (2, 4, 8)) == 1
    assert depths == [2, 4, 8]
    with pytest.raises(Unsupported, match="does not tell"):
        deepened(work, (2, 4))
