"""Coordinates and orders as programs give them: NumPy's, SymPy's, decimal, texts; and what is no number."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy
import pytest
import sympy

from symdiff import SymdiffError, check, derive, evaluate, jet, parse, taylor
from symdiff.at.point import derivative_at

THIRDS = [
    3,
    3.0,
    Fraction(3),
    Decimal(3),
    numpy.int64(3),
    numpy.float32(3),
    numpy.array(3),
    sympy.Integer(3),
    sympy.Rational(9, 3),
    "3",
    parse("3"),
    parse("sqrt(9)"),
]


@pytest.mark.parametrize("three", THIRDS, ids=lambda value: f"{type(value).__name__} {value}")
def test_a_number_of_any_kind_is_a_coordinate(three: Any) -> None:
    assert derive("x**2", "x")(x=three) == 6
    assert parse("x**2")(x=three) == 9
    assert evaluate("x**2", {"x": three}, digits=20) == 9


def test_constants_are_what_they_are() -> None:
    assert parse("x**2")(x=parse("sqrt(2)")) == pytest.approx(2, rel=1e-15)
    assert evaluate("sin(x)", {"x": sympy.pi}, digits=30) == pytest.approx(0, abs=1e-29)
    assert parse("x**2")(x=sympy.I) == -1
    assert parse("x")(x=Decimal("Infinity")) == math.inf


NO_NUMBERS = [None, parse("x"), parse("y + 1"), sympy.Symbol("y"), "abc", "x <"]


@pytest.mark.parametrize("value", NO_NUMBERS, ids=lambda value: f"{type(value).__name__} {value}")
def test_what_is_no_number_is_refused_by_name(value: Any) -> None:
    for call in (derive("x**2", "x"), parse("x**2")):
        with pytest.raises(SymdiffError):
            call(x=value)


@pytest.mark.parametrize("values", [[1], numpy.array([1.0, 2.0])], ids=["list", "array"])
def test_a_call_takes_many_numbers_and_evaluate_one(values: Any) -> None:
    assert list(parse("x**2")(x=values)) == [number**2 for number in values]
    for digits in (None, 20):
        with pytest.raises(SymdiffError, match="x is to be a number"):
            evaluate("x**2", x=values, digits=digits)


def test_a_point_is_a_mapping() -> None:
    with pytest.raises(SymdiffError, match="no point"):
        evaluate("x", "x")  # type: ignore[arg-type]


@pytest.mark.parametrize("order", [1.5, "2", None, -1])
def test_an_order_is_a_whole_number(order: Any) -> None:
    for verb in (
        lambda: derive("x**3", "x", order=order),
        lambda: derivative_at("x**3", "x", {"x": 1}, order=order),
        lambda: jet("x**3", "x", {"x": 1}, order),
        lambda: taylor("x**3", "x", order=order),
        lambda: check("x**3", "x", order=order),
    ):
        with pytest.raises(SymdiffError):
            verb()


def test_an_unknown_function_of_sympy_is_a_formula() -> None:
    x, y = sympy.symbols("x y")
    found = derive(sympy.Function("F")(x, y), "x")
    assert found.sympy() == sympy.Function("F")(*sympy.symbols("x y", real=True)).diff(
        sympy.Symbol("x", real=True)
    )
