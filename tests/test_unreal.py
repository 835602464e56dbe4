"""A condition with the imaginary unit is left out only where no real number breaks it."""

from __future__ import annotations

import cmath

import pytest

from symdiff import Expr, derive, parse
from symdiff.at.solved import solved
from symdiff.at.unreal import is_certain
from symdiff.errors import SymdiffError

HOLD = (
    "x != sqrt(1 + I)",
    "x**2 + 2*I*x != 2",
    "sqrt(x) != -I",
    "x + sqrt(x) + I != 0",
    "2*sqrt(x - 1) + I != 0",
    "x**2 + I*sqrt(x) + 1 != 0",
    "x**3 + x + I != 0",
    "(1 + I*x)**(1/3) + (1 - I*x)**(1/3) != 0",
    "sqrt(3)*(1 + I*x)**(1/6)*(1 - I*x)**(1/6) + (1 + I*x)**(1/3) + (1 - I*x)**(1/3) != 0",
    "-sqrt(2 + I*x) - sqrt(2 - I*x)*(x**2 + 1) != 0",
)
BROKEN = (
    ("x**2 + I*x != 0", 0),
    ("x + I*sqrt(x - 1) - 1 != 0", 1),
    ("sqrt(x) != I", -1),
    ("I*sqrt(x) + 1 != 0", -1),
    ("(x - 2)*(x + I) != 0", 2),
    ("x**2*(x + I) != 0", 0),
    ("(1 + I*x)**2 + (1 - I*x)**2 != 0", 1),
    ("sqrt(I*x) + sqrt(-I*x) != 0", 0),
    ("sqrt(1 + I*x) - sqrt(1 - I*x) != 0", 0),
)
POINTS = (-1e9, -1000.0, -8.25, -2.0, -1.0, -0.5, -1e-6, 0.0, 1e-6, 0.3, 1.0, 1.5, 2.0, 7.0, 250.0, 1e9)


def gap(condition: Expr, at: float) -> complex:
    """Return the left side minus the right one, by Python's complex numbers."""
    names = {"x": complex(at), "I": 1j, "sqrt": cmath.sqrt}
    left, right = str(condition).split("!=")
    return complex(eval(f"({left}) - ({right})", {"__builtins__": {}}, names))  # noqa: S307 - texts of ours


@pytest.mark.parametrize("text", HOLD)
def test_what_holds_for_all_real_numbers_is_seen(text: str) -> None:
    condition = parse(text)
    assert is_certain(condition)
    assert min(abs(gap(condition, at)) for at in POINTS) > 0.1


@pytest.mark.parametrize(("text", "at"), BROKEN)
def test_what_a_real_number_breaks_is_kept(text: str, at: int) -> None:
    condition = parse(text)
    assert not is_certain(condition)
    assert gap(condition, at) == 0


@pytest.mark.parametrize("text", ["x != 1", "x*y + I != 0", "exp(x) + I != 0", "x > 0", "x**25 + I != 0"])
def test_what_is_no_polynomial_with_the_imaginary_unit_in_one_variable_is_kept(text: str) -> None:
    assert not is_certain(parse(text))


def test_a_derivative_has_no_condition_that_all_real_numbers_meet() -> None:
    assert derive("1/(x + I)", "x").where == ""
    with pytest.raises(SymdiffError):
        derive("1/(x**2 + I*x)", "x")(x=0)


IN_REALS = [
    # what is compared is off the real axis, where it is not ordered: it is off the cut
    ("1/2 - I*a*x/2 < 1 or 1/2 - I*a*x/2 == 1 and I/2 + 7/2 > I + 1", ""),
    ("1 + I*a < 1", "a != 0"),
    ("x + I*y < 1", "x < 1 or y != 0"),
    # a whole number is none off the axis
    ("5/2 + I/(2*b*n) > 0 or 5/2 + I/(2*b*n) != floor(5/2 + I/(2*b*n))", ""),
    ("I*n/2 - 1 > 0 or I*n/2 - 1 != floor(I*n/2 - 1)", "n != 0"),
    ("x + I*y != floor(x + I*y)", "x != floor(x) or y != 0"),
    # a real angle turns exp(I*u) round the circle
    ("exp(I*(a*x + b)) != 1", "a*x + b != 2*k*pi (k an integer)"),
    ("2 + 2*exp(2*I*x) != 0", "x != pi/2 + k*pi (k an integer)"),
    ("exp(I*x) != 2", ""),
    ("exp(I*asin(x)) != 1", "x != 0"),  # it is sqrt(1 - x**2) + I*x, for x > 1 as well
    # the parts are not seen
    ("I*exp(I*x) < 1", "I*exp(I*x) < 1"),
]


@pytest.mark.parametrize(("text", "where"), IN_REALS)
def test_what_is_ordered_is_on_the_real_axis(text: str, where: str) -> None:
    assert solved([parse(text)]).text == where


def test_a_bound_letter_is_no_letter_for_an_integer() -> None:
    assert derive("log(product(x + k, k, 1, n))", "x").where == "product(x + k, k, 1, n) > 0"
