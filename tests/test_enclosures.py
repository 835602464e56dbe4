"""Enclosures: a ball contains what mpmath says with more digits, and whether there is a value is decided."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from flint import arb, ctx, fmpq
from parts import in_parts
from rows import DIGITS, label

from symdiff.arithmetic.columns import applied_by_column
from symdiff.arithmetic.enclosures import UNCLEAR, UNDEFINED, UNSUPPORTED, Fault, Program, applied
from symdiff.arithmetic.multiprecision import Multiprecision
from symdiff.arithmetic.walk import walk
from symdiff.errors import DomainError, Unsupported
from symdiff.graph.graph import Graph
from symdiff.parser.formula import parse
from symdiff.table.functions import FUNCTIONS, row_of
from symdiff.table.operators import ADD, DIV, FIRST_FUNCTION, MUL, NEG, POW, SUB
from symdiff.table.targets import callable_of

CODES = [
    FIRST_FUNCTION + place for place, row in enumerate(FUNCTIONS) if row.arity > 0 and not row.complex_valued
]


class Mpmath(Multiprecision):
    """Numbers whose functions are those of mpmath: no balls."""

    def native(self, code: int) -> Callable[..., Any] | None:
        row = row_of(code)
        return callable_of(row.mpmath, self.context) if row.mpmath_slow else super().native(code)


REAL = Mpmath(DIGITS)


def contains(ball: arb, value: mpmath.mpf) -> bool:
    """Return whether a ball meets the interval of what is known of a number with 60 digits."""
    with mpmath.workdps(80):
        text = mpmath.nstr(value, 60, min_fixed=-mpmath.inf, max_fixed=-mpmath.inf)
    before, ctx.prec = ctx.prec, 300
    try:
        near = arb(text)
        return bool(ball.overlaps(arb(near.mid(), abs(near).upper() * arb(10) ** -50)))
    finally:
        ctx.prec = before


@in_parts
@pytest.mark.parametrize("code", CODES, ids=label)
def test_balls_of_a_function_contain_its_values(code: int) -> None:
    row = FUNCTIONS[code - FIRST_FUNCTION]
    graph = Graph()
    names = [f"v{place}" for place in range(row.arity)]
    node = graph.call(code, [graph.symbol(name) for name in names])
    program = Program(graph, [node])
    chance = random.Random(row.name)
    met = 0
    for _ in range(
        8 if row.name == "polylog" else 30
    ):  # of which mpmath finds a value in a tenth of a second
        at = {}
        for place, name in enumerate(names):
            low, high = row.sample[place] if row.sample else (-3.0, 3.0)
            number = Fraction(chance.randint(int(low * 1000), int(high * 1000)), 1000)
            at[name] = Fraction(round(number)) if row.parameters[place] in row.integers else number
        [ball] = program.run(at, 160)
        if ball is UNSUPPORTED:
            return
        try:
            [value] = walk(graph, [node], {name: REAL.number(x) for name, x in at.items()}, REAL)
        except (DomainError, Unsupported):
            assert isinstance(ball, Fault)
            continue
        if ball is UNCLEAR:
            continue
        assert not isinstance(ball, Fault), (at, value)
        assert contains(ball, value), (at, ball, value)
        assert ball.rel_accuracy_bits() > 60 or ball.contains(0)
        met += 1
    assert met > 3


@pytest.mark.parametrize(
    ("text", "x", "kind"),
    [
        ("log(x)", 0, UNDEFINED), ("log(x)", -1, UNDEFINED), ("sqrt(x)", -1, UNDEFINED),
        ("1/x", 0, UNDEFINED),
        ("1/(x - x)", 1, UNDEFINED), ("asin(x)", 2, UNDEFINED), ("x^(1/3)", -8, UNDEFINED),
        ("x^(-2)", 0, UNDEFINED), ("0^x", -1, UNDEFINED), ("I*x", 1, UNDEFINED), ("tan(x)", 0, None),
        ("asin(x)", 1, None), ("x^0", 0, None), ("sqrt(x)", 0, None), ("x^(3/2)", 0, None),
        ("sign(x)", 0, None), ("Piecewise((1/x, x > 0), (x, True))", 0, None),
        ("Piecewise((x, x > 0))", -1, UNDEFINED), ("log(sin(pi*x))", 1, UNCLEAR),
        ("1/(sqrt(2)^2 - x)", 2, UNCLEAR), ("floor(x*sqrt(2)^2)", 1, UNCLEAR), ("(-2)^x", 3, None),
        ("sign(sqrt(2)^2 - x)", 2, UNCLEAR), ("f(x)", 1, UNSUPPORTED),
    ],
)  # fmt: skip
def test_it_is_decided_whether_there_is_a_value(text: str, x: int, kind: Fault | None) -> None:
    e = parse(text, functions="f")
    [found] = Program(e.graph, [e.node]).run({"x": x}, 128)
    assert found is kind if kind is not None else isinstance(found, arb)


def test_a_ball_for_a_coordinate_goes_through() -> None:
    e = parse("x^2 - 2*x")
    [found] = Program(e.graph, [e.node]).run({"x": arb(1, 0.5)}, 64)
    for number in (0.5, 1.0, 1.5):
        assert found.contains(arb(number) ** 2 - 2 * arb(number))


def test_decimals_are_what_was_written() -> None:
    e = parse("0.1*x")
    [found] = Program(e.graph, [e.node]).run({"x": 10}, 64)
    assert found.contains(1)
    assert not found.contains(arb(fmpq(10**12 + 1, 10**12)))
    assert not Program(e.graph, [e.node]).run({"x": 1}, 200)[0].contains(0.1)  # the float is another number


def test_the_precision_of_others_is_left_as_it_was() -> None:
    before = ctx.prec
    e = parse("exp(x)")
    Program(e.graph, [e.node]).run({"x": 1}, 500)
    assert ctx.prec == before


@pytest.mark.parametrize(
    ("text", "value"), [("sqrt(x)", 1j), ("log(x)", 1j * mpmath.pi), ("x^(1/2)", 1j), ("exp(I*pi*x)", -1)]
)
def test_complex_values_are_those_of_the_principal_branch(text: str, value: complex) -> None:
    e = parse(text)
    [found] = Program(e.graph, [e.node], real=False).run({"x": -1}, 64)
    assert abs(complex(found.mid()) - complex(value)) < 1e-15


PLAIN = [ADD, SUB, MUL, DIV, NEG, POW, *CODES]


@in_parts
@pytest.mark.parametrize("code", PLAIN, ids=lambda code: label(code) if code in CODES else str(code))
def test_columns_are_what_is_applied_at_each_point(code: int) -> None:
    count = row_of(code).arity if code in CODES else 1 if code == NEG else 2
    chance = random.Random(code)
    made = [arb(0), arb(1), arb(-1), arb(2), arb(-2), arb(0.5), arb(0, 1), arb(1, 2)]
    made += [UNDEFINED, UNCLEAR, UNSUPPORTED, *[arb(chance.uniform(-4, 4)) for _ in range(8)]]
    columns = [[chance.choice(made) for _ in range(60)] for _ in range(count)]
    extras = (None, Fraction(2), Fraction(-3), Fraction(1, 2), Fraction(-3, 2)) if code == POW else (None,)
    for extra in extras:
        if extra is not None:
            columns[1] = [arb(fmpq(extra.numerator, extra.denominator))] * 60
        found = applied_by_column(code, columns, extra)
        for row, value in zip(zip(*columns, strict=True), found, strict=True):
            expected = applied(code, list(row), extra, True)
            if isinstance(expected, arb):
                assert isinstance(value, arb), row
                assert value.overlaps(expected), row
            else:
                assert value is expected, row
