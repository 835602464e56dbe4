"""Ranges: no value of a formula lies outside of what is said of it, and what is said is worth saying."""

from __future__ import annotations

import math
from fractions import Fraction
from random import Random

import pytest

from symdiff import SymdiffError, evaluate, parse
from symdiff.arithmetic.ranges import ANY, NONZERO, POSITIVE, Range, Ranges
from symdiff.table.functions import ROWS
from symdiff.table.operators import FIRST_FUNCTION

INSIDE = (
    "{0}", "-{0}", "{0} + {1}", "{0} - {1}", "{0}*{1}", "{0}/{1}", "{0}**2", "{0}**3", "{0}**(-1)",
    "{0}**(-2)", "{0}**(1/3)", "{0}**(-1/2)", "{0} - 2", "3 - {0}", "-2*{0}", "{0}/3", "2**{0}",
    "(1 + {0}**2)**{1}", "Max({0}, {1})", "Min({0}, 1, {1})",
)  # fmt: skip
UNARY = [row.name for row in ROWS[FIRST_FUNCTION:] if row and row.arity == 1 and (row.range or row.sign)]


def said(text: str) -> Range:
    expr = parse(text)
    return Ranges(expr.graph).of(expr.node)


def formulas(count: int) -> list[str]:
    random = Random(7)

    def made(depth: int) -> str:
        if not depth:
            return random.choice(("x", "y", "1", "2", "pi", "E", "1/2", "0.25"))
        if random.random() < 0.4:
            return f"{random.choice(UNARY)}({made(depth - 1)})"
        return "(" + random.choice(INSIDE).format(made(depth - 1), made(depth - 1)) + ")"

    return [made(1 + place % 4) for place in range(count)]


def test_no_value_lies_outside() -> None:
    """A range speaks of points at which every part has a real value; there, floats may miss an end."""
    random = Random(8)
    inside = narrow = 0
    for text in formulas(600):
        try:
            expr = parse(text)
        except SymdiffError:
            continue  # 1/0
        graph, ranges = expr.graph, Ranges(expr.graph)
        found = ranges.of(expr.node)
        for _ in range(6):
            point = {name: random.choice((random.uniform(-3, 3), -1.0, 0.0, 1.0)) for name in ("x", "y")}
            try:
                values = {node: evaluate(type(expr)(graph, node), point) for node in graph.below([expr.node])}
            except (SymdiffError, ArithmeticError):
                continue
            if any(isinstance(value, complex) or not abs(value) < 1e6 for value in values.values()):
                continue
            for node, value in values.items():
                allowed, slack = ranges.of(node), 1e-9 * max(1.0, abs(value))
                where = f"{type(expr)(graph, node)} is {value} at {point}, not in {allowed}"
                assert allowed.low - slack <= value <= allowed.high + slack, where
            inside += 1
            narrow += found != ANY
    assert inside > 600
    assert narrow > 400


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x", ANY),
        ("x**2", Range(0)),
        ("x**2 + 1", Range(1)),
        ("1/(x**2 + 1)", Range(0, 1, above=True)),
        ("exp(x)", POSITIVE),
        ("-exp(x)", Range(high=0, below=True)),
        ("2 - exp(x)", Range(high=2, below=True)),
        ("1/(2 - exp(x))", NONZERO),
        ("exp(x)*y**2", Range(0)),
        ("Abs(exp(x))", POSITIVE),
        ("sinh(x**2)", Range(0)),
        ("sinh(exp(x))", POSITIVE),
        ("log(cosh(x))", Range(0)),
        ("log(1/(2 + x**2))", Range(high=0, below=True)),
        ("tan(x)", ANY),
        ("tanh(x) - 1", Range(-2, 0, above=True, below=True)),
        ("sqrt(x**2 + 4) - 2", Range(0)),
        ("sin(x)*cos(y)", Range(-1, 1)),
        ("sin(x)**3 - 2", Range(-3, -1)),
        ("(2*x**2 + 1)**100", POSITIVE),
        ("(-2 - x**2)**101", POSITIVE.negated()),
        ("(8 + x**2)**(2/3)", Range(4)),
        ("I*x", ANY),
        ("(I*x)**2", ANY),
        ("(-2)**x", ANY),
        ("2**x", POSITIVE),
        ("Piecewise((1, x > 0), (-1, True))", ANY),
        ("f(x)**2", Range(0)),
    ],
    ids=str,
)
def test_what_is_said(text: str, expected: Range) -> None:
    expr = parse(text, functions=["f"])
    found = Ranges(expr.graph).of(expr.node)
    assert found == expected


def test_pi_is_one_number() -> None:
    found = said("atan(x) - pi/2")
    assert (found.high, found.below) == (0, True)


def test_a_number_next_to_pi_is_on_its_side() -> None:
    """A float of pi is 1.2e-16 too small: bounds in floats would say zero, or the wrong sign."""
    assert said("pi - 31415926535897932/10**16").low > 0
    assert said("pi - 31415926535897933/10**16").high < 0
    assert said("E - 27182818284590452/10**16").low > 0
    assert said("pi - 314159265358979323846264338327950288419716939937510582/10**53").low == -math.inf


def test_a_root_is_between_two_numbers() -> None:
    found = said("sqrt(5) - 2")
    assert 0.236067977 < found.low < math.sqrt(5) - 2 < found.high < 0.236067978
    assert said("2**(1/2) - 707/500").low > 0
    assert said("2**(1/2) - 708/500").high < 0


def test_bounds_stay_short() -> None:
    """A power of a power of 2 + x**2 would have a bound of 2**24 digits, and a product a longer one."""
    powers = said("(" * 6 + "2 + x**2" + ")**64" * 6 + " + sin(y)")
    assert 2**100 < powers.low < 2**500
    product = said("*".join([f"(2 + 1/3*x{k}**2 + 1/{k + 7})" for k in range(300)]))
    assert 2**300 < product.low < 2**500
    small = said("*".join([f"1/(2 + x{k}**2)" for k in range(600)]))
    assert (small.low, small.above) == (0, True)
    assert 0 < small.high < Fraction(1, 2**100)


@pytest.mark.parametrize("end", [0, 1, -1, Fraction(1, 2)], ids=str)
def test_an_open_end_and_a_hole_are_no_values(end: int) -> None:
    assert Range(end).has(end)
    assert not Range(end, above=True).has(end)
    assert Range(high=end).has(end)
    assert not Range(high=end, below=True).has(end)
    assert not Range(holes=frozenset({end})).has(end)
    assert not Range(end, above=True).negated().has(-end)
    assert not Range(end, above=True).plus(Range(2, 5)).has(end + 2)
    assert not Range(high=end, below=True).plus(Range(2, 5)).has(end + 5)
    assert not Range(high=end, below=True).times(3).has(3 * end)
    assert not Range(end, above=True).meet(Range(end)).has(end)
    assert not Range(high=end, below=True).meet(Range(high=end)).has(end)
