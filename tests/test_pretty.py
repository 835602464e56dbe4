"""Formulas in two dimensions: drawings that were looked at, and what must hold of all of them."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction

import pytest
from click.testing import CliRunner
from hypothesis import given
from strategies import examples, wild

from symdiff import Expr, parse
from symdiff.cli import cli
from symdiff.export.pretty import pretty
from symdiff.table.operators import DIV

DRAWN = [
    ("2x + 1", ["2·x + 1"]),
    ("x/y", ["x", "─", "y"]),
    ("-x/2", ["  x", "− ─", "  2"]),
    ("(x^2 + 1)/(2*sqrt(x))", [" 2", "x  + 1", "──────", " 2·√x"]),
    ("a^(b + c)", [" b + c", "a"]),
    ("2^3^x", ["  x", " 3", "2"]),
    ("(x^2)^y", ["    y", "⎛ 2⎞", "⎝x ⎠"]),
    ("(a/b)^2", ["   2", "⎛a⎞", "⎜─⎟", "⎝b⎠"]),
    ("a/b/c", [" a", " ─", " b", "───", " c"]),
    ("a/(b/c)", [" a", "───", " b", " ─", " c"]),
    ("(x + 1)/y*z", ["x + 1", "─────·z", "  y"]),
    ("(x + y)*z", ["(x + y)·z"]),
    ("x*(y/z)", ["  y", "x·─", "  z"]),
    ("-(x + y)", ["−(x + y)"]),
    ("(-x)^2", ["    2", "(−x)"]),
    ("(1/2)^n", ["   n", "⎛1⎞", "⎜─⎟", "⎝2⎠"]),
    ("sqrt(x + 1)", [" _____", "√x + 1"]),
    ("sqrt(x/y)", [" _", "│x", "│─", "√y"]),
    ("sqrt(2)*x", ["√2·x"]),
    ("abs(x/y)", ["│x│", "│─│", "│y│"]),
    ("exp(-x/2)", ["   x", " − ─", "   2", "e"]),
    ("e^x", [" x", "e"]),
    ("log(x/y)", ["  ⎛x⎞", "ln⎜─⎟", "  ⎝y⎠"]),
    ("besselj(n, x/2)", ["       ⎛   x⎞", "besselj⎜n, ─⎟", "       ⎝   2⎠"]),
    ("x <= y and not z == 2", ["x ≤ y and not z = 2"]),
    ("Piecewise((x, x < 0), (2, True))", ["⎧ x  if x < 0", "⎩ 2  otherwise"]),
    ("Piecewise((1/x, x > 2), (0, True))", ["⎧ 1", "⎪ ─  if x > 2", "⎨ x", "⎩ 0  otherwise"]),
    ("pi*oo", ["π·∞"]),
]
ON_LINES = [
    ("(x^2 + 1)/sqrt(x)", [" 2", "x  + 1", "------", "   _", " \\/x"]),
    ("-x/2*abs(y)", ["  x", "- -*|y|", "  2"]),
    ("(x/y)^n", ["   n", "/x\\", "|-|", "\\y/"]),
    ("x >= pi", ["x >= pi"]),
]


@pytest.mark.parametrize(("text", "lines"), DRAWN, ids=[text for text, _ in DRAWN])
def test_a_formula_is_drawn(text: str, lines: list[str]) -> None:
    assert pretty(parse(text)).splitlines() == lines


@pytest.mark.parametrize(("text", "lines"), ON_LINES, ids=[text for text, _ in ON_LINES])
def test_ascii_has_no_other_signs(text: str, lines: list[str]) -> None:
    found = pretty(parse(text), ascii=True)
    assert found.isascii()
    assert found.splitlines() == lines


def test_constants_are_told_from_symbols_of_their_names() -> None:
    assert pretty(parse("e*E", symbols=["e"])) == "e·exp(1)"
    assert pretty(parse("i + I", symbols=["i"])) == "i + sqrt(-1)"


def test_what_is_too_large_stays_on_one_line() -> None:
    sum_ = parse("+".join([f"x{k}/y{k}" for k in range(200)]))
    assert "\n" not in pretty(sum_)
    assert pretty(sum_, ascii=True) == str(sum_)


@examples(200)
@given(wild())
def test_each_part_is_drawn_as_often_as_it_stands_in_the_formula(expr: Expr) -> None:
    found = pretty(expr)
    letters = re.compile(r"(?<![^\W\d_])[xyz](?![\w(])")
    assert Counter(letters.findall(found)) == Counter(letters.findall(str(expr)))
    assert Counter(letters.findall(pretty(expr, ascii=True))) == Counter(letters.findall(str(expr)))
    for open_, close in ("()", "⎛⎞", "⎝⎠", "⎜⎟"):
        assert found.count(open_) == found.count(close)
    graph, nodes = expr.graph, expr.graph.below([expr.node])
    if len(nodes) == graph.size(expr.node):  # no part stands twice
        fractions = [node for node in nodes if graph.ops[node] == DIV]
        fractions += [node for node in nodes if isinstance(graph.numbers.get(node), Fraction)]
        assert len(re.findall("─+", found)) == len(fractions)


def test_the_command_draws() -> None:
    for arguments in (["--pretty"], ["--format", "pretty"]):
        result = CliRunner().invoke(cli, ["diff", "log(x)/x", "x", *arguments])
        assert result.stdout.splitlines() == ["1 − ln(x)", "─────────", "     2", "    x"]
    result = CliRunner().invoke(cli, ["simplify", "x/(x*y)", "--pretty"])
    assert result.stdout.splitlines() == ["1", "─", "y"]
    result = CliRunner(charset="ascii").invoke(cli, ["diff", "log(x)/x", "x", "--pretty"])
    assert result.stdout.splitlines()[1] == "---------"


@pytest.mark.parametrize("other", [["--latex"], ["--format", "c"], ["--steps"]])
def test_it_is_one_form_of_several(other: list[str]) -> None:
    assert CliRunner().invoke(cli, ["diff", "x^2", "x", "--pretty", *other]).exit_code == 2
