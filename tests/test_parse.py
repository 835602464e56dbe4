"""The language: what each form means, and how each text that is no formula is refused."""

from __future__ import annotations

import marshal
import pickle
import string
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from parts import in_parts
from strategies import examples

from symdiff import (
    Expr,
    Limits,
    ParseError,
    SymdiffError,
    TooLarge,
    UnknownName,
    WrongArity,
    apply,
    parse,
    symbols,
)
from symdiff.errors import caret
from symdiff.graph.expr import joined
from symdiff.graph.graph import Graph
from symdiff.parser import tables
from symdiff.parser.driver import run
from symdiff.parser.marks import scan
from symdiff.parser.meaning import ACTIONS, PASS, Meaning
from symdiff.parser.tokens import Context
from symdiff.table.functions import CONSTANTS, FUNCTIONS
from symdiff.table.operators import (  # fmt: skip
    AND,
    EQ,
    GE,
    GT,
    LE,
    LT,
    NE,
    NOT,
    OR,
    PIECEWISE,
)

x, y, z, a, b, c, d = symbols("x y z a b c d")


def node(op: int, *operands: Any) -> Expr:
    """Return *op* of *operands* as it stands."""
    graph, nodes = joined(*operands)
    return Expr(graph, graph.intern(op, tuple(nodes)))


def number(value: Any) -> Expr:
    graph = Graph()
    return Expr(graph, graph.number(value))


def constant(name: str) -> Expr:
    graph = Graph()
    return Expr(graph, graph.constant(name))


def unknown(name: str, orders: tuple[int, ...], *arguments: Expr) -> Expr:
    graph, nodes = joined(*arguments)
    return Expr(graph, graph.unknown(name, orders, nodes))


pi, euler, unit, oo, true = (constant(name) for name in ("pi", "E", "I", "oo", "True"))

# Numbers, names, constants -------------------------------------------------------------------

MEANINGS: dict[str, Any] = {
    "7": number(7),
    "007": number(7),
    "1/3": number(Fraction(1, 3)),
    "1/3 + 1/6": number(Fraction(1, 2)),
    "0.5": number(0.5),
    ".5": number(0.5),
    "5.": number(5.0),
    "1.5e3": number(1500.0),
    "1.5E-3": number(0.0015),
    "x": x,
    "  x\t": x,
    "(((x)))": x,
    "x_1": symbols("x_1"),
    "x₁": symbols("x_1"),
    "x₁₂": symbols("x_12"),
    "θ": symbols("θ"),
    "𝑥": x,  # NFKC, as Python reads names
    "pi": pi, "π": pi, "e": euler, "E": euler, "i": unit, "I": unit, "oo": oo, "∞": oo, "True": true,
    # sums and products
    "x + y": x + y,
    "x - y - z": (x - y) - z,
    "x - (y - z)": x - (y - z),
    "x*y": x * y, "x·y": x * y, "x×y": x * y, "x⋅y": x * y, "x∗y": x * y,
    "x/y": x / y, "x÷y": x / y, "x∕y": x / y,
    "x/y/z": (x / y) / z,
    "x/(y/z)": x / (y / z),
    "x*y/z": (x * y) / z,
    "x/y*z": (x / y) * z,
    # signs: a power binds tighter than a sign, a sign tighter than a product
    "-x": -x, "−x": -x, "–x": -x, "+x": x,
    "--x": x, "+-x": -x, "-+x": -x,
    "x*-y": x * -y,
    "x/-y": x / -y,
    "1 - -2x": 1 + 2 * x,
    "x − 1": x - 1,
    "-x^2": -(x**2),
    "-2^2": number(-4),
    "(-2)^2": number(4),
    # powers, to the right
    "x^y": x**y, "x**y": x**y,
    "x^y^z": x ** (y**z),
    "(x^y)^z": (x**y) ** z,
    "2^3^2": number(512),
    "2^-3": number(Fraction(1, 8)),
    "2^+3": number(8),
    "2^- -3": number(8),
    "x^-y": x ** (-y),
    "x^-y^2": x ** (-(y**2)),
    "2^(1/2)": number(2) ** Fraction(1, 2),
    "x²": x**2, "x³": x**3, "x¹": x, "x⁻¹": x ** (-1), "x¹²": x**12, "x⁴": x**4,
    "-x²": -(x**2),
    "(x + y)²": (x + y) ** 2,
    "x²y": x**2 * y,
    # side by side
    "2x": 2 * x, "2 x": 2 * x, "2(x)": 2 * x,
    "x y": x * y, "x y z": (x * y) * z,
    "2 x y": (2 * x) * y,
    "2 pi r": (2 * pi) * symbols("r"),
    "(a + b)(c + d)": (a + b) * (c + d),
    "(x + 1)x": (x + 1) * x,
    "2(x + 1)": 2 * (x + 1),
    "pi(x + 1)": pi * (x + 1),
    "2x^2": 2 * x**2,
    "x^2 y": x**2 * y,
    "x^2(y + 1)": x**2 * (y + 1),
    "-2x^2": -(2 * x**2),
    "3i": 3 * unit,
    "2|x|": 2 * abs(x),
    "|x||y|": abs(x) * abs(y),
    "x\N{NO-BREAK SPACE}y": x * y,
    # bars
    "|x|": abs(x),
    "|-x|": abs(-x),
    "||x||": abs(abs(x)),
    "||x| + 1|": abs(abs(x) + 1),
    "|x| - |y|": abs(x) - abs(y),
    "|x - |y||": abs(x - abs(y)),
    "|x y|": abs(x * y),
    "|x|^2": abs(x) ** 2,
    "(|x|)": abs(x),
    "|sin x|": abs(apply("sin", x)),
    # roots and factorials
    "√x": apply("sqrt", x),
    "√2": apply("sqrt", 2),
    "√2 x": apply("sqrt", 2) * x,
    "√(x + 1)": apply("sqrt", x + 1),
    "√|x|": apply("sqrt", abs(x)),
    "√√x": apply("sqrt", apply("sqrt", x)),
    "√sin(x)": apply("sqrt", apply("sin", x)),
    "x!": apply("factorial", x),
    "-x!": -apply("factorial", x),
    "(x + 1)!": apply("factorial", x + 1),
    "2^x!": 2 ** apply("factorial", x),
    # functions
    "sin(x)": apply("sin", x),
    "sin x": apply("sin", x),
    "sin(x)cos(x)": apply("sin", x) * apply("cos", x),
    "3 sin(x)": 3 * apply("sin", x),
    "sin(x) x": apply("sin", x) * x,
    "x sin x": x * apply("sin", x),
    "sin x + 1": apply("sin", x) + 1,
    "sin x/2": apply("sin", x) / 2,
    "sin x^2": apply("sin", x**2),
    "sin cos x": apply("sin", apply("cos", x)),
    "sin |x|": apply("sin", abs(x)),
    "sin √x": apply("sin", apply("sqrt", x)),
    "sin(x)^2": apply("sin", x) ** 2,
    "sin^2(x)": apply("sin", x) ** 2,
    "sin^2 x": apply("sin", x) ** 2,
    "sin²x": apply("sin", x) ** 2,
    "sin^n x": apply("sin", x) ** symbols("n"),
    "ln x": apply("log", x), "ln(x)": apply("log", x), "lg(x)": apply("log10", x), "lb(x)": apply("log2", x),
    "log_2(x)": apply("log2", x), "log_10(x)": apply("log10", x), "log_2 x": apply("log2", x),
    "log_3(x)": apply("log", x) / apply("log", 3),
    "log_b(x)": apply("log", x) / apply("log", b),
    "log(x, b)": apply("log", x) / apply("log", b),
    "arcsin(x)": apply("asin", x), "tg x": apply("tan", x), "sgn(x)": apply("sign", x),
    "abs(x)": abs(x),
    "atan2(y, x)": apply("atan2", y, x),
    "max(x, y, z)": apply("Max", x, y, z), "Min(x)": apply("Min", x),
    "besselj(2, x)": apply("besselj", 2, x),
    "elliptic_e(x)": apply("elliptic_e", x), "elliptic_e(x, y)": apply("elliptic_e", x, y),
    "Rational(1, 3)": number(Fraction(1, 3)),
    "sin(\n  x\n)": apply("sin", x),
    # unknown functions: a prime or D[...] declares them
    "f'(x)": unknown("f", (1,), x),
    "f''(x)": unknown("f", (2,), x),
    "f′(x)": unknown("f", (1,), x),
    "f'(x) + f(x)": unknown("f", (1,), x) + unknown("f", (0,), x),
    "D[1](f)(x, y)": unknown("f", (1, 0), x, y),
    "D[1, 2, 2](f)(x, y)": unknown("f", (1, 2), x, y),
    "D[1, 1](f)(x)": unknown("f", (2,), x),
    # conditions
    "x < y": x < y, "x <= y": x <= y, "x > y": x > y, "x >= y": x >= y,
    "x ≤ y": node(LE, x, y), "x ≥ y": node(GE, x, y),
    "x == y": node(EQ, x, y), "x != y": node(NE, x, y), "x ≠ y": node(NE, x, y),
    "x!=y": node(NE, x, y),
    "0 < x <= 1": node(AND, node(LT, 0, x), node(LE, x, 1)),
    "x < 1 and y > 2": node(AND, x < 1, y > 2),
    "x < 1 or y < 2 and z < 3": node(OR, x < 1, node(AND, y < 2, z < 3)),
    "not x < 1 and y < 2": node(AND, node(NOT, x < 1), y < 2),
    "not not x < 1": node(NOT, node(NOT, x < 1)),
    "(x < 1 or y < 2) and z < 3": node(AND, node(OR, x < 1, y < 2), z < 3),
    "Piecewise((x, x > 0), (0, True))": node(PIECEWISE, x, x > 0, 0, true),
    "Piecewise((x^2, x > 0))": node(PIECEWISE, x**2, x > 0),
    "if(x > 0, x, -x)": node(PIECEWISE, x, node(GT, x, 0), -x, true),
    # programs
    "a = x^2; a + 1": x**2 + 1,
    "a = x^2\na + 1": x**2 + 1,
    "u = 2x\nv = u y\n\nu v": (2 * x) * ((2 * x) * y),
    "u = x\nsin u": apply("sin", x),
    "f = x + 1; f(x)": (x + 1) * x,
}  # fmt: skip


@in_parts
@pytest.mark.parametrize("text", MEANINGS)
def test_each_form_means_the_tree_that_operators_build(text):
    assert parse(text) == MEANINGS[text]


@pytest.mark.parametrize("spelling", CONSTANTS)
def test_each_spelling_of_a_constant_is_read_and_a_declared_symbol_wins(spelling):
    assert parse(spelling) == constant(CONSTANTS[spelling])
    assert parse(spelling, symbols=[spelling]) == symbols([spelling])[0]


SPELLINGS = [(row, spelling) for row in FUNCTIONS for spelling in (row.name, *row.aliases)]


@in_parts
@pytest.mark.parametrize(
    ("row", "spelling"), SPELLINGS, ids=[f"{spelling}/{row.arity}" for row, spelling in SPELLINGS]
)
def test_each_spelling_of_each_row_is_its_function(row, spelling):
    names = list(string.ascii_lowercase[: row.arity if row.arity > 0 else 3])
    arguments = symbols([f"v_{name}" for name in names])
    text = ", ".join(str(argument) for argument in arguments)
    assert parse(f"{spelling}({text})") == apply(row.name, *arguments)


@in_parts
@pytest.mark.parametrize(
    ("row", "spelling"),
    [(row, spelling) for row, spelling in SPELLINGS if row.bare],
    ids=[f"{spelling}" for row, spelling in SPELLINGS if row.bare],
)
def test_each_bare_row_is_applied_without_parentheses(row, spelling):
    assert parse(f"{spelling} x") == apply(row.name, x)
    assert parse(f"2 {spelling} x y + 1") == 2 * apply(row.name, x * y) + 1


@pytest.mark.parametrize("digit", range(10))
def test_every_digit_may_be_raised_or_lowered(digit):
    assert parse(f"x{'⁰¹²³⁴⁵⁶⁷⁸⁹'[digit]}") == x**digit
    assert parse(f"x⁻{'⁰¹²³⁴⁵⁶⁷⁸⁹'[digit]}") == x ** (-digit)
    assert parse(f"x{'₀₁₂₃₄₅₆₇₈₉'[digit]}") == symbols(f"x_{digit}")


def test_integers_and_fractions_are_exact_and_decimals_are_floats():
    exact, rounded = parse("1/10"), parse("0.1")
    assert exact.graph.value(exact.node) == Fraction(1, 10)
    assert isinstance(rounded.graph.value(rounded.node), float)
    assert exact != rounded


def test_an_integer_of_five_thousand_digits_is_exact_where_the_limit_allows_it():
    digits = "123456789" * 556
    read = parse(digits, limits=Limits(bits=20_000))
    assert read.graph.value(read.node) == sum(
        int(digit) * 10**place for place, digit in enumerate(reversed(digits))
    )


# Declared names ------------------------------------------------------------------------------


def test_declared_functions_take_any_number_of_arguments():
    assert parse("f(x)", functions=["f"]) == unknown("f", (0,), x)
    assert parse("f(x, y, g(z))", functions=["f", "g"]) == unknown(
        "f", (0, 0, 0), x, y, unknown("g", (0,), z)
    )


def test_a_declared_function_hides_the_row_of_its_name():
    assert parse("gamma(x)", functions=["gamma"]) == unknown("gamma", (0,), x)


def test_a_declared_symbol_hides_the_row_of_its_name():
    gamma = symbols("gamma")
    sin = symbols("sin")
    assert parse("gamma(x + 1)", symbols=["gamma"]) == gamma * (x + 1)
    assert parse("sin x", symbols=["sin"]) == sin * x


def test_a_definition_hides_the_row_of_its_name():
    assert parse("gamma = 2x; gamma(x + 1)") == 2 * x * (x + 1)


def test_a_declared_function_without_arguments_is_refused():
    with pytest.raises(ParseError, match=r"f is an unknown function here: write f\(...\)"):
        parse("f + 1", functions=["f"])


# What is refused -----------------------------------------------------------------------------

# text: class, column of the caret (None where there is no place), a part of the message, one of the hint
REFUSED: dict[str, tuple[type[SymdiffError], int | None, str, str]] = {
    "": (ParseError, None, "the formula is empty", "for example"),
    " \t\n ": (ParseError, None, "the formula is empty", "for example"),
    "(": (ParseError, 1, "ends where a number, a name or a function is expected", ""),
    "()": (ParseError, 1, "unexpected ')'", ""),
    "(x": (ParseError, 2, "ends before everything is closed", "')' or '|' is missing"),
    "x)": (ParseError, 1, "')' closes nothing", "remove it"),
    "(x))": (ParseError, 3, "')' closes nothing", "remove it"),
    "sin(x": (ParseError, 5, "ends before everything is closed", "')'"),
    "sin()": (ParseError, 4, "unexpected ')'", "expected here"),
    "Piecewise()": (ParseError, 10, "unexpected ')'", ""),
    "|x": (ParseError, 2, "ends before everything is closed", "'|' is missing"),
    "a|b": (ParseError, 3, "ends before everything is closed", "'|' is missing"),
    "||": (ParseError, 2, "ends where a number, a name or a function is expected", ""),
    "x +": (ParseError, 3, "ends where a number, a name or a function is expected", ""),
    "x^": (ParseError, 2, "ends where a number, a name or a function is expected", ""),
    "√": (ParseError, 1, "ends where a number, a name or a function is expected", ""),
    "not": (ParseError, 3, "ends where a number, a name or a function is expected", ""),
    "x +* 2": (ParseError, 3, "unexpected '*'", "a number, a name, a function or '('"),
    "x + * 2": (ParseError, 4, "unexpected '*'", "expected here"),
    "* x": (ParseError, 0, "unexpected '*'", "expected here"),
    "x//y": (ParseError, 2, "unexpected '/'", "expected here"),
    "!x": (ParseError, 0, "unexpected '!'", "expected here"),
    "²": (ParseError, 0, "unexpected '²'", ""),
    "x^²": (ParseError, 2, "unexpected '²'", ""),
    "x,y": (ParseError, 1, "unexpected ','", "expected an operator"),
    "(x, y)": (ParseError, 2, "unexpected ','", ""),
    "1,000": (ParseError, 1, "unexpected ','", ""),
    "x;y": (ParseError, 1, "unexpected ';'", ""),
    "(a = 2; a)": (ParseError, 6, "unexpected ';'", ""),
    "x 2": (ParseError, 2, "unexpected number 2", "write * for a product"),
    "(x + 1)2": (ParseError, 7, "unexpected number 2", "write * for a product"),
    "1.2.3": (ParseError, 3, "unexpected number .3", ""),
    "x === y": (ParseError, 4, "unexpected '='", "=="),
    "x < y < z < w": (ParseError, 10, "unexpected '<'", ""),
    "x - > y": (ParseError, 4, "unexpected '>'", ""),
    "a = 1; a = 2; a": (ParseError, 7, "a is defined twice", ""),
    "1e400": (ParseError, 0, "too large for a float", "10**400"),
    "1e-400": (ParseError, 0, "too small for a float", "10**(-400)"),
    "1e5x": (ParseError, 0, "a number runs into a name", "put * or a space"),
    "x $ y": (ParseError, 2, "unexpected character '$' (U+0024)", ""),
    "x%": (ParseError, 2, "ends where a number, a name or a function is expected", ""),
    "x[1:2]": (ParseError, 3, "unexpected character ':'", ""),
    "{x)": (ParseError, 2, "'{' is open", "'}'"),
    "{x": (ParseError, 0, "'{' is not closed", "a '}' is missing"),
    "x]": (ParseError, 1, "']' closes nothing", "remove it"),
    "[1, 2, 3]": (ParseError, 2, "unexpected ','", "has no lists"),
    "A @ x": (ParseError, 2, "unexpected character '@'", "say the shapes, as in shapes="),
    "\\foo x": (ParseError, 0, "not read", ""),
    "x.real": (ParseError, 1, "unexpected character '.'", ""),
    "lambda: x": (ParseError, 6, "unexpected character ':'", ""),
    "x \x07": (ParseError, 2, "unexpected character U+0007", ""),
    "x\x00y": (ParseError, 1, "unexpected character U+0000", ""),
    "x\u200by": (ParseError, 1, "unexpected character U+200B", ""),
    "x\u2028y": (ParseError, 1, "unexpected character U+2028", ""),
    "\ud800": (ParseError, 0, "unexpected character U+D800", ""),
    "x + \udfff": (ParseError, 4, "unexpected character U+DFFF", ""),
    "x٣ + ٣": (ParseError, 5, "unexpected character", ""),
    "__import__('os')": (ParseError, 11, "unexpected character", ""),
    "__import__(os)": (UnknownName, 0, "unknown function '__import__'", "declare it"),
    "sine(x)": (UnknownName, 0, "unknown function 'sine'; did you mean 'sin'", "functions='sine'"),
    "x + atan3(x)": (UnknownName, 4, "'atan2'", "declare it"),
    "f(x)": (UnknownName, 0, "unknown function 'f'", "symbols='f'"),
    "diff(x^2, x)": (UnknownName, 0, "unknown function 'diff'", "declare it"),
    "sinx": (UnknownName, 0, "looks like sin(x)", "write sin(x)"),
    "1 + sinxcosx": (UnknownName, 4, "looks like sin(x)*cos(x)", "write sin(x)*cos(x)"),
    "sin": (ParseError, 0, "sin needs an argument", "symbols='sin'"),
    "2 + cos": (ParseError, 4, "cos needs an argument", "symbols='cos'"),
    "sin -x": (ParseError, 0, "sin needs an argument", ""),
    "sin^2": (ParseError, 0, "sin needs an argument", ""),
    "ln^-1(x)": (ParseError, 0, "two readings", "exp(x) for the inverse function or 1/ln(x)"),
    "exp^-1(x)": (ParseError, 0, "two readings", "log(x) for the inverse function or 1/exp(x)"),
    "sin^-2(x)": (ParseError, 0, "two readings", "sin(x)^(-2)"),
    "ln⁻¹ x": (ParseError, 0, "two readings", "exp(x)"),
    "sin^(2)(x)": (ParseError, 0, "no single reading", ""),
    "sin(x, y)": (WrongArity, 0, "sin takes 1 argument, not 2", ""),
    "1 + atan2(x)": (WrongArity, 4, "atan2 takes 2 arguments, not 1", ""),
    "log(x, y, z)": (WrongArity, 0, "log takes 1 argument", ""),
    "zeta(1, 2, 3)": (WrongArity, 0, "zeta takes 1 or 2 arguments, not 3", ""),
    "if(x > 0, x)": (WrongArity, 0, "if takes 3 arguments", ""),
    "Rational(1)": (WrongArity, 0, "Rational takes 2 arguments, not 1", ""),
    "Piecewise(x, y)": (WrongArity, 0, "takes pairs", "for example"),
    "Piecewise((x, x > 0), 0)": (WrongArity, 0, "takes pairs", "for example"),
    "sin((x, y))": (ParseError, 0, "takes no pairs", ""),
    "f'": (ParseError, 0, "f' needs its arguments", ""),
    "f'(x, y)": (WrongArity, 0, "say which one is meant", "D[1](f)"),
    "D[3](f)(x, y)": (WrongArity, 0, "no argument number 3", ""),
    "D[0](f)(x)": (WrongArity, 0, "no argument number 0", ""),
    "sin'(x)": (ParseError, 0, "write the derivative of sin out", ""),
    "d/dx x^2": (ParseError, 0, "d/dx is not part of a formula", "apart"),
    "1 + d/dt(t^2)": (ParseError, 4, "d/dt is not part of a formula", "apart"),
}


@in_parts
@pytest.mark.parametrize("text", REFUSED, ids=[ascii(text) for text in REFUSED])
def test_each_text_that_is_no_formula_is_refused_at_its_place(text):
    kind, column, message, hint = REFUSED[text]
    with pytest.raises(SymdiffError) as caught:
        parse(text)
    error = caught.value
    assert type(error) is kind
    assert message in error.message
    assert hint in error.hint
    assert error.column == column
    if column is not None:
        assert error.text == text
        pointed, line = str(error).splitlines()[2], str(error).splitlines()[1]
        assert pointed.strip() == "^"
        place = pointed.index("^")
        shown = line[place : place + 1]
        expected = text[column : column + 1]
        assert shown == (expected if expected.isprintable() else "\N{REPLACEMENT CHARACTER}")


@in_parts
@pytest.mark.parametrize("text", REFUSED, ids=[ascii(text) for text in REFUSED])
def test_each_refusal_travels_to_another_process_and_prints_anywhere(text):
    with pytest.raises(SymdiffError) as caught:
        parse(text)
    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is type(caught.value)
    assert str(again) == str(caught.value)
    str(again).encode()  # no lone surrogate is left in what is shown


@pytest.mark.parametrize("pair", [("sinh(x", 1), ("1/(x + (y", 2)], ids=str)
def test_what_is_missing_at_the_end_repairs_the_formula(pair):
    text, count = pair
    with pytest.raises(ParseError):
        parse(text)
    parse(text + ")" * count)


def test_the_caret_points_into_the_line_of_the_error():
    with pytest.raises(ParseError) as caught:
        parse("a = x^2\nb = a +* 2\na b")
    assert str(caught.value).splitlines()[1:3] == ["  b = a +* 2", "         ^"]


@pytest.mark.parametrize("column", [0, 10, 36, 37, 500, 963, 999])
def test_the_caret_stands_below_its_character_in_a_long_line(column):
    text = "".join(chr(ord("a") + i % 26) for i in range(1000))
    line, pointer = caret(text, column).splitlines()
    assert line[pointer.index("^")] == text[column]
    assert len(line) < 100


# Limits --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("(" * 10**6, "depth"),
        ("(" * 900_000 + "x" + ")" * 900_000, "depth"),
        ("sin(" * 30_000 + "x" + ")" * 30_000, "depth"),
        ("x + " * 2_500_000 + "x", "text"),
        ("9**9**9**9", "bits"),
        ("2**(10**9)", "bits"),
        ("2**(-10**9)", "bits"),
        ("(1/3)**(10**9)", "bits"),
        ("factorial(10**9)", "bits"),
        ("(10**9)!", "bits"),
        ("7" * 10_000, "bits"),
    ],
    ids=lambda value: value[:18] if isinstance(value, str) else None,
)
def test_a_text_that_asks_for_too_much_is_refused_at_once_and_names_the_limit(text, field, at_most):
    with at_most(1), pytest.raises(TooLarge) as caught:
        parse(text)
    assert f"`{field}`" in caught.value.message
    assert f"Limits({field}=" in caught.value.hint


@pytest.mark.no_cover
@pytest.mark.parametrize("text", ["|" * 10**6, "|" * 25_000 + "x" + "|" * 25_000], ids=["open", "closed"])
def test_bars_open_at_once_are_limited_as_parentheses_are(text, at_most):
    with at_most(5), pytest.raises(TooLarge, match="`depth`"):
        parse(text)


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("(" * 100_000 + "x" + ")" * 100_000, Limits(depth=100_000)),
        ("sin(" * 30_000 + "x" + ")" * 30_000, Limits(depth=30_000)),
        ("7" * 10_000, Limits(bits=40_000)),
        ("2**100000", Limits(bits=200_000)),
        ("factorial(10**4)", Limits(bits=10**6)),
        ("x" + " " * 2_000_000 + "+ x", Limits(text=3 * 10**6)),
    ],
    ids=lambda value: value[:18] if isinstance(value, str) else None,
)
def test_a_higher_limit_lets_it_through(text, limits, at_most):
    with pytest.raises(TooLarge):
        parse(text)
    with at_most(30):
        parse(text, limits=limits)


@pytest.mark.parametrize("depth", [1, 2, 50])
def test_the_limit_of_depth_is_what_it_says(depth):
    limits = Limits(depth=depth)
    assert parse("(" * depth + "x" + ")" * depth, limits=limits) == x
    assert parse("(x)" * 3, limits=limits) == x**2 * x
    with pytest.raises(TooLarge):
        parse("(" * (depth + 1) + "x" + ")" * (depth + 1), limits=limits)


def test_the_limit_of_nodes_is_what_it_says():
    parse("x + 1", limits=Limits(nodes=3))
    with pytest.raises(TooLarge, match="`nodes`"):
        parse("x + 1 + y", limits=Limits(nodes=3))


# The grammar and its driver ------------------------------------------------------------------

GRAMMAR = Path(tables.folder(), tables.GRAMMAR).read_text(encoding="utf-8")


def test_the_grammar_is_lalr_without_a_conflict_and_its_terminals_do_not_collide():
    pytest.importorskip("interegular", reason="Lark's strict mode needs it")
    assert tables.make(GRAMMAR, strict=True)["rules"]


def test_an_ambiguous_grammar_is_refused_by_the_same_check():
    from lark.exceptions import LarkError

    ambiguous = GRAMMAR.replace("sum: sum PLUS product", "sum: sum PLUS sum", 1)
    assert ambiguous != GRAMMAR
    with pytest.raises(LarkError):
        tables.make(ambiguous, strict=True)


def canonical(data: dict[str, Any]) -> tuple[Any, ...]:
    """Return tables with their states numbered in the order in which a walk from the start meets them."""
    symbols, action = data["symbols"], data["action"]
    numbers = {data["start"]: 0}
    rows = []
    for state in numbers_grow(numbers):
        row = []
        for symbol, step in sorted((symbols[int(symbol)], step) for symbol, step in action[state].items()):
            if step < 0:
                row.append((symbol, tuple(data["rules"][~step])))
            else:
                row.append((symbol, numbers.setdefault(step, len(numbers))))
        rows.append(row)
    return rows, numbers[data["accept"]], data["pattern"], symbols


def numbers_grow(numbers: dict[int, int]) -> Iterator[int]:
    """Yield the keys of *numbers*, those too that are added on the way."""
    done = 0
    while done < len(numbers):
        yield list(numbers)[done]
        done += 1


def test_the_stored_tables_are_those_of_the_grammar(tmp_path):
    fresh = tables.make(GRAMMAR)
    tables.store(fresh, str(tmp_path))
    stored = marshal.loads((tmp_path / tables.STORED).read_bytes())
    assert canonical(stored) == canonical(fresh)
    loaded = tables.load()
    used = {
        "symbols": list(loaded.terminals),
        "pattern": loaded.pattern.pattern.removesuffix("|(?P<OTHER>(?s:.))"),
        "action": [
            {symbol: step for symbol, step in enumerate(row) if step != tables.REFUSED}
            for row in loaded.action
        ],
        "rules": loaded.rules,
        "start": loaded.start,
        "accept": loaded.accept,
    }
    assert canonical(used) == canonical(fresh)


def test_every_production_has_an_action_of_its_name():
    assert {name for name, _, _ in tables.load().rules} <= set(ACTIONS)


PIECES = (
    "x", "y", "2", "3.5", "+", "-", "*", "/", "^", "!", "²", "(", ")", "|", ",", "sin", "cos(", "√", "<",
    "%", "==", " and ", " or ", " not ", "f'(", "Max(", "=", ";", " ", "pi",
)  # fmt: skip
_REFUSALS = ("unexpected ", "the formula ends", "')' closes nothing")


def our_reductions(tokens: Any) -> list[str] | None:
    """Return what the driver reduces, in order: None for refused syntax, [] for what an action refuses."""
    names: list[str] = []
    try:
        run(Meaning(Graph(), tokens, Context()), names)
    except ParseError as error:
        refused = type(error) is ParseError and error.message.startswith(_REFUSALS)
        return None if refused else []
    except TooLarge:
        return []
    return names


def lark_reductions(parser: Any, kinds: list[str]) -> list[str] | None:
    """Return what Lark reduces, in order, but for what passes a value on; None for refused syntax."""
    from lark import Token, Tree, UnexpectedToken

    run = parser.parse_interactive()
    try:
        for kind in kinds:
            run.feed_token(Token(kind, ""))
        tree = run.feed_eof()
    except UnexpectedToken:
        return None
    names: list[str] = []
    pending = [tree]
    while pending:  # from the end: a node, then its children from the right
        node = pending.pop()
        if isinstance(node, Tree):
            names.append(str(node.data))
            pending += node.children
    return [name for name in names[::-1] if ACTIONS.get(name, PASS) != PASS]


@pytest.fixture(scope="module")
def lark_parser():
    from lark import Lark

    return Lark(GRAMMAR, parser="lalr", lexer="basic", start="start")


@examples(1500)
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=9))
def test_our_driver_reduces_what_lark_reduces_and_refuses_what_lark_refuses(lark_parser, pieces):
    check_against_lark(lark_parser, "".join(pieces))


@in_parts
@pytest.mark.parametrize("text", [*MEANINGS, *REFUSED], ids=ascii)
def test_our_driver_agrees_with_lark_on_the_texts_of_this_file(lark_parser, text):
    try:
        scan(text, Context())
    except ParseError:
        return  # refused before there are tokens
    check_against_lark(lark_parser, text)


def check_against_lark(parser: Any, text: str) -> None:
    try:
        tokens = scan(text, Context())
    except ParseError:
        assume(False)
    kinds = [tokens.kind_name(i) for i in range(len(tokens.kinds) - 1)]
    if "SEPARATOR" in kinds and kinds[-1] == "SEPARATOR":
        assume(False)
    ours, theirs = our_reductions(tokens), lark_reductions(parser, kinds)
    assert (ours is None) == (theirs is None), kinds
    if ours:
        assert ours == theirs, kinds


# Nothing but a formula or a SymdiffError comes out -------------------------------------------


@examples(1000)
@given(text=st.text(max_size=30))
def test_any_text_is_a_formula_or_a_parse_error(text):
    survives(text)


@examples(2000)
@given(
    pieces=st.lists(
        st.sampled_from([*PIECES, "e", "1e5", "d/dx", "'", "D[1](", "Piecewise((", "log_", "\n", "₂"]),
        max_size=12,
    )
)
def test_any_row_of_tokens_is_a_formula_or_a_parse_error(pieces):
    survives("".join(pieces))


TYPED = (
    *PIECES, "ax", "xe", "sinx", "xlnx", "1/2", "3e-5", "1.0d0", "[", "]", "{", "}", "^{", "_{", "?", ":",
    "%", "°", "½", "ⁿ", "ᵢ", "np.", "times ", "if ", "then ", "else ", "->", "lambda x:", "@(x)", ".^", "%e",
    "Log[", "pow(", "where(", "sen ", "30 deg", "dx", "A^T", "\\", "return ", ". ", "√", "e", "i", "E",
)  # fmt: skip


@examples(1000)
@given(pieces=st.lists(st.sampled_from(TYPED), max_size=9), by=st.sampled_from(("", "x", "xy", "t")))
def test_any_row_of_what_people_type_is_a_formula_or_a_parse_error(pieces, by):
    survives("".join(pieces), list(by))


@examples(300)
@given(text=st.text(alphabet=string.printable, max_size=40))
def test_any_ascii_text_is_a_formula_or_a_parse_error(text):
    survives(text)


def survives(text: str, by: list[str] | None = None) -> None:
    """Check that *text* is refused at a place inside it, or reads back to itself from its print."""
    try:
        expr = parse(text, symbols=by or ())
    except SymdiffError as refusal:
        error: SymdiffError | None = refusal
    else:
        error = None
    if error is not None:
        assert error.text is None or error.text == text
        assert error.column is None or 0 <= error.column <= len(text)
        assert str(error)
        return
    functions = {name for name, _ in expr.graph.operators.values()}
    names = [symbol.name for symbol in expr.free_symbols]
    assert parse(str(expr), symbols=names, functions=functions) == expr


def test_what_is_too_long_is_not_written_out() -> None:
    with pytest.raises(TooLarge, match="a product of 1000000000 factors is too long"):
        parse("product(x^k, k, 1, 10^9)")
    for text in ("sum(x^k, k, 1, 10^9)", "sum(a_k*x^k, k, 1, 10^9)"):
        assert str(parse(text)) == text.replace("^", "**").replace("10**9", "1000000000")


def test_sum_and_product_are_names_where_nothing_is_summed() -> None:
    assert {symbol.name for symbol in parse("sum*x + product").free_symbols} == {"product", "sum", "x"}
