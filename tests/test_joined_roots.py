"""Roots of two sums as one: the forms, their values at points of every sign, and what is left as it is."""

from __future__ import annotations

from itertools import product

import pytest

from symdiff import Expr, SymdiffError, derive, evaluate, parse, simplify
from symdiff.simplifier.rewrite.joined import with_joined_roots

JOINED = {
    "sqrt(1 + a*x)*sqrt(1 - a*x)*x": "x*sqrt(1 - a**2*x**2)",
    "x**3*(sqrt(c*x + 1)*sqrt(1 - c*x) + 1)": "x**3*(sqrt(1 - c**2*x**2) + 1)",
    "(1 - x)**(3/2)/(1 + x)**(3/2)": "((1 - x)/(x + 1))**(3/2)",
    "sqrt(x**2 - y**2)/abs(x + y)": "sqrt((x - y)/(x + y))",
    "asin(sqrt(x**2 - y**2)/abs(x + y))": "asin(sqrt((x - y)/(x + y)))",
    "(x**2 - 1)**(3/2)/abs(x - 1)**3": "((x + 1)/(x - 1))**(3/2)",
    "x*sqrt(1/sqrt(x) + 1)*sqrt(1/sqrt(x) - 1)": "sqrt(x - x**2)",
}
LEFT = (
    # both sums may be negative
    "sqrt(x + 1)*sqrt(x - 1)",
    "(x + 1)**(3/2)/(x - 1)**(3/2)",
    "sqrt(x + y)*sqrt(x - y)",
    # where y < 0 and x*y < -1, imaginary roots make a real value of the other sign
    "sqrt(y*(1 - x*y))*(1 - x*y)**(3/2)/(x*y + 1)**(3/2)",
    # nothing cancels
    "sqrt(x**2 + y)/abs(x + 1)",
)
PLACES = (-2.3, -0.7, 0.4, 1.9)


def values(text: str) -> list[complex | None]:
    """Return the values of a formula at points of every sign, complex on the way where they must be."""
    expr = parse(text)
    names = sorted(symbol.name for symbol in expr.free_symbols)
    found: list[complex | None] = []
    for point in product(PLACES, repeat=len(names)):
        at = {name: complex(value) for name, value in zip(names, point, strict=True)}
        try:
            found.append(complex(evaluate(expr, at)))
        except SymdiffError:
            found.append(None)
    return found


def is_real(value: complex | None) -> bool:
    return value is not None and abs(value.imag) < 1e-12


def is_near(old: complex | None, new: complex | None) -> bool:
    return old is not None and new is not None and abs(old - new) < 1e-9 * max(1, abs(old))


@pytest.mark.parametrize("text", JOINED)
def test_roots_are_joined_where_that_is_shorter(text: str) -> None:
    assert str(simplify(text)) == JOINED[text]
    compared = 0
    for old, new in zip(values(text), values(JOINED[text]), strict=True):
        if is_real(old):
            assert is_near(old, new)
            compared += 1
    assert compared


def test_what_holds_for_any_parts_needs_no_real_value() -> None:
    text, joined = "asin(z**2 + 2)*sqrt(x**2 - y**2)/abs(x + y)", "sqrt((x - y)/(x + y))*asin(z**2 + 2)"
    assert str(simplify(text)) == joined
    pairs = [(old, new) for old, new in zip(values(text), values(joined), strict=True) if old]
    assert len(pairs) > 40
    assert all(is_near(old, new) and not is_real(old) for old, new in pairs)


@pytest.mark.parametrize("text", LEFT)
def test_roots_stay_apart_where_they_are_not_one(text: str) -> None:
    found = simplify(text)
    for old, new in zip(values(text), values(str(found)), strict=True):
        if is_real(old):
            assert is_near(old, new)
    assert str(found).count("sqrt") + str(found).count("/2)") >= text.count("sqrt") + text.count("/2)")


@pytest.mark.parametrize(
    "text",
    [
        "2/sqrt(2*sin(x)**2/(2*cos(x)**2 - 1))",
        "abs(2*x - 1)/(sqrt(2*x - 1)*abs(x))",
        "sqrt(2*x - 1)/(abs(2*x - 1)*abs(2*x + 1))",
        "sec(x)**2/(sqrt(tan(x)*tan(2*x))*(1 - tan(x)/tan(2*x)))",
    ],
)
def test_a_sum_beside_its_own_absolute_value_is_one_factor(text: str) -> None:
    expr = parse(text)
    forms = [str(Expr(found.graph, found.node)) for found in with_joined_roots(expr.graph, expr.node)]
    for form in (*forms, str(simplify(text))):
        pairs = [(old, new) for old, new in zip(values(text), values(form), strict=True) if is_real(old)]
        assert pairs
        assert all(is_near(old, new) for old, new in pairs)


def test_the_slope_of_a_root_of_two_tangents() -> None:
    slope = str(derive("-atanh(tan(x)/sqrt(tan(x)*tan(2*x)))", "x"))
    pairs = zip(values("sqrt(tan(x)*tan(2*x))"), values(slope), strict=True)
    assert [is_near(old, new) for old, new in pairs if is_real(old)] == [True] * 2


def test_a_root_that_has_gone_leaves_the_inverse_function_alone() -> None:
    formula = "-sqrt(2)*a*sqrt((x - a)/(x + a))/sqrt(a/(x + a)) + (x + a)*asin(sqrt((x - a)/(x + a)))"
    assert str(derive(formula, "x")) == "asin(sqrt((x - a)/(a + x)))"


def test_roots_of_a_root_cancel() -> None:
    formula = (
        "x**4*asech(sqrt(x))/4 + (x - 1)/(4*sqrt(x)*sqrt(1/sqrt(x) - 1)*sqrt(1/sqrt(x) + 1))"
        " + (1 - x)**2/(4*sqrt(x)*sqrt(1/sqrt(x) - 1)*sqrt(1/sqrt(x) + 1))"
        " - 3*(1 - x)**3/(20*sqrt(x)*sqrt(1/sqrt(x) - 1)*sqrt(1/sqrt(x) + 1))"
        " + (1 - x)**4/(28*sqrt(x)*sqrt(1/sqrt(x) - 1)*sqrt(1/sqrt(x) + 1))"
    )
    assert str(derive(formula, "x")) == "x**3*asech(sqrt(x))"
