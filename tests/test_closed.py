"""Numbers in closed form: their value is that of the formula, and what is zero is seen to be so."""

from __future__ import annotations

import pytest

from symdiff import SymdiffError, evaluate, parse
from symdiff.arithmetic.walk import walk
from symdiff.at.closed import Closed
from symdiff.at.closed_forms import ClosedForms

FORMS = [
    ("sqrt(2)*sqrt(3)", "sqrt(6)"),
    ("sqrt(8)", "2*sqrt(2)"),
    ("sqrt(12)/sqrt(2)", "sqrt(6)"),
    ("2**(1/3)*4**(1/3)", "2"),
    ("(1 + sqrt(2))**2 - 3", "2*sqrt(2)"),
    ("1/(1 + sqrt(2)) - 1/(1 + sqrt(2))", "0"),
    ("sqrt(1 + sqrt(2))**2 - sqrt(2)", "1"),
    ("exp(log(3)/2)*sqrt(3)", "3"),
    ("exp(1)*exp(-1)", "1"),
    ("exp(a)*exp(-a)", "1"),
    ("exp(a)**2/exp(2*a)", "1"),
    ("sin(a)**2 + cos(a)**2", "1"),
    ("cosh(a)**2 - sinh(a)**2", "1"),
    ("sec(a)**2 - tan(a)**2", "1"),
    ("gamma(7)", "720"),
    ("gamma(7/2)", "15*sqrt(pi)/8"),
    ("besselj(3, 0)", "0"),
    ("polylog(2, 1)", "pi**2/6"),
    ("cos(pi/7)", "cos(pi/7)"),
    ("erfcx(1000)", "erfcx(1000)"),
    ("log(100)", "log(100)"),
    ("0.1 + 0.2", "0.3"),
    ("a/(2*a)", "1/2"),
    ("(a + b)**2/(a + b)", "a + b"),
]  # fmt: skip


def closed(text: str) -> Closed:
    numbers = ClosedForms({"a": 1.25, "b": -0.4})
    expr = parse(text, symbols="a b")
    [found] = walk(expr.graph, [expr.node], numbers.letters, numbers)
    return found


@pytest.mark.parametrize(("text", "form"), FORMS)
def test_a_number_is_written_in_closed_form(text: str, form: str) -> None:
    found = closed(text)
    assert str(found.of.written(found)) == form


@pytest.mark.parametrize("text", [t for t, _ in FORMS if "erfcx" not in t and "." not in t])
def test_the_form_has_the_value_of_the_formula(text: str) -> None:
    found = closed(text)
    at = {"a": found.of.letters["a"].mid, "b": found.of.letters["b"].mid}
    with_digits = evaluate(parse(text, symbols="a b"), at, digits=60)
    assert abs(with_digits - found.near().mid) < 1e-50


@pytest.mark.parametrize(
    "text",
    [
        "sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3)",
        "sin(pi/5)**2*8 - 5 + sqrt(5)",
        "log(6) - log(2) - log(3)",
        "tan(a)*cos(a) - sin(a)",
        "(a**2 - 1)/(a - 1) - a - 1",
    ],
)
def test_what_is_zero_is_told_by_its_digits(text: str) -> None:
    found = closed(text)
    assert found.vanishes()
    assert not (found + 1).vanishes()
    small = closed("1/10**60")
    assert not small.vanishes()
    assert small.sign() == 1


def test_a_small_difference_is_not_zero() -> None:
    found = closed("exp(pi*sqrt(163)/3) - 640320 - 6/10**10")
    assert not found.vanishes()
    assert found.sign() == 1


def test_what_has_no_form_is_judged_by_its_digits() -> None:
    numbers = ClosedForms({})
    two, unknown = (numbers.rounded(numbers.number(value).mid, -50) for value in (2, 0))
    assert two.form is None is unknown.form
    assert [number.has_zero() for number in (two, -two, two * two, two - two, unknown)] == [False] * 3 + [
        True
    ] * 2
    assert [number.sign() for number in (two, -two, unknown)] == [1, -1, 0]
    assert two - unknown > 1
    assert (1 / two).has_zero() is False
    with pytest.raises(ZeroDivisionError):
        _ = two / unknown


def test_signs_of_letters_are_not_decided() -> None:
    assert closed("a - a").sign() == 0
    assert closed("sqrt(2) - 3/2").sign() == -1
    with pytest.raises(SymdiffError, match="sign of a"):
        closed("a").sign()
    with pytest.raises(SymdiffError, match="sign"):
        _ = closed("a") < 2


def test_division_by_zero_and_roots_of_negative_numbers_have_no_value() -> None:
    for text in (
        "1/(sqrt(4) - 2)",
        "1/(log(6) - log(2) - log(3))",
        "sqrt(-2)",
        "sqrt(1 - sqrt(2))",
        "log(-1)",
    ):
        with pytest.raises(SymdiffError):
            closed(text)
