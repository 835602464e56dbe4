"""`simplify(expr, trace=True)` and `symdiff simplify --explain` name the identities that were used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from symdiff import Expr, derive, parse, simplify
from symdiff.cli import cli
from symdiff.simplifier.identities import IDENTITIES
from symdiff.simplifier.levels import Level
from symdiff.simplifier.normal.given import as_given

NAMES = {identity.name for identity in IDENTITIES}

TRACES = [
    ("sin(x)**2 + cos(x)**2", {"pythagoras-sin"}),
    ("3*x + y + 2*x", {"like-terms"}),
    ("x**2*x", {"like-factors"}),
    ("sqrt(x**2)", {"root-of-square"}),
    ("log(exp(x))", {"log-of-exp"}),
    ("sin(-x)", {"parity-odd-sin"}),
    ("sin(x + pi)", {"half-turn-sin"}),
    ("sin(pi/6)", {"value-of-sin"}),
    ("sin(x)/(1 - cos(x)**2)", {"csc-by-sin"}),
    ("tan(x)*cos(x)", {"tan-by-sin"}),
    ("sin(x)*cos(y) + cos(x)*sin(y)", {"sine-of-sum"}),
    ("cos(x)*cos(y) + sin(x)*sin(y)", {"cosine-of-difference"}),
    ("cos(x)**2 - sin(x)**2", {"double-cosine"}),
    ("sin(3*x) - 3*sin(x)", {"triple-sine"}),
    ("tan(x/2) + cot(x/2)", {"half-tangent", "half-cotangent"}),
    ("exp(2*x)/(exp(2*x) + 1) - exp(x)/(2*cosh(x))", {"sum-of-exponentials"}),
    ("1/(x - 1) - 1/(x + 1)", {"common-denominator", "product-of-sums"}),
    ("sqrt(x)/(sqrt(x) - 1) - 1/(sqrt(x) - 1) - 1/(x - 1)", {"common-denominator"}),
    ("a*(x + 1)/sqrt(a*x + a)", {"root-cleared"}),
    ("a**2*(cos(x) + 1)**2/sqrt(a*cos(x) + a)", {"factor-into-root"}),
    ("a**2*(sin(x) + 1)**2/tan(x)", {"parameter-into-power"}),
    ("sqrt(x)*sqrt(1 - x) - sqrt(x - x**2)", {"product-of-roots-never-both-negative"}),
    ("1/sign(x)", {"sign-as-quotient"}),
    ("log(x**2)/2", {"log-of-even-power"}),
    ("x/(1 + sqrt(x + 1)) + 1", {"conjugate"}),
]


@pytest.mark.parametrize(("text", "expected"), TRACES, ids=[text for text, _ in TRACES])
def test_the_trace_names_what_was_used(text: str, expected: set[str]) -> None:
    short, names = simplify(parse(text), trace=True)
    assert short == simplify(parse(text))
    assert expected <= set(names), names
    assert set(names) <= NAMES


PIECEWISE = ["piecewise-and-false", "piecewise-never", "piecewise-of-equals"]
DATA = [Path(__file__).parent / "data" / f"{name}.jsonl" for name in ("formulas", "pairs", "rubi_elementary")]
ROWS = [json.loads(line) for path in DATA for line in path.read_text(encoding="utf-8").splitlines()]
FORMULAS = [
    (r["expr"], r.get("var", r["vars"][0])) for r in ROWS if "." not in r["expr"] and len(r["expr"]) < 80
]
"""Of exact numbers: that 1.0 is 1 is arithmetic, and has no name."""

EXACT = [
    ("x + y", []),
    ("3*(x + y) + z", []),
    ("sin(2*(x + y))", []),
    ("exp(2*(x + y))/2", []),
    ("(y - x)*z", []),
    ("(y - x)**3*z", []),
    ("x**2/(y*(x - 1))", []),
    ("atan(1)", ["value-of-atan"]),
    ("x - (y - x)", ["like-terms", "minus-of-sum"]),
    ("x + y - x", ["zero-difference"]),
    ("1 + x - 1", ["zero-difference"]),
    ("x*y/x", ["quotient-of-equals"]),
    ("x**3/x", ["quotient-of-powers"]),
    ("1/x*x**3", ["quotient-of-powers"]),
    ("x/(y/z)", ["division-by-quotient"]),
    ("exp(x)*exp(-x)", ["exp-sum", "value-of-exp"]),
    ("exp(x)/exp(x)", ["quotient-of-equals"]),
    ("-(x - y)*z", ["turned-difference"]),
    ("-a*(b - c)", ["turned-difference"]),
    ("c + x*(z - y)", ["turned-difference"]),
    ("(y - x)*(1 - x)", ["turned-difference"]),
    ("exp((x - y)**2)*(x - y)", []),
    ("-exp((x - 1)**2)*(x - 1)", ["turned-difference"]),
    ("1/(x + 1)**a", ["negative-power"]),
    ("(y - x)*(x - y)*z", ["like-factors", "turned-difference"]),
    ("(y - x)**2", ["even-power-of-negative"]),
    ("(x*y)**3/y", ["power-of-product", "quotient-of-powers"]),
    ("sin(x + 2*pi)", ["full-turn-sin"]),
    ("tan(x + 2*pi)", ["half-turn-tan"]),
    ("x*(a + b) - a*x", ["common-factor", "zero-difference"]),
    ("Piecewise((x, y > 1 and 2 < 1), (x, y > 2), (x, True))", PIECEWISE),
]


@pytest.mark.parametrize(("text", "expected"), EXACT, ids=[text for text, _ in EXACT])
def test_the_trace_of_the_normal_form_names_nothing_else(text: str, expected: list[str]) -> None:
    assert simplify(parse(text), level="basic", trace=True)[1] == expected


FULL = [
    ("1/2*(exp(x) + exp(-x))", []),
    ("x*(y + z) + sin(x)", []),
    ("x**2 - 1", []),
    ("(x + 1)*(x - 1)", ["product-of-sums"]),
    ("(x**2 + 3*x + 2)/(x*y + y)", ["lowest-terms"]),
    ("(1 + sqrt(x))*(1 - sqrt(x))", ["product-of-sums"]),
    ("x*y*sqrt(x*y)", ["factor-into-root"]),
    ("sqrt(x*exp(y))/sqrt(x)", ["quotient-of-equals", "root-of-product"]),
    ("tan(x/2)*(1 + cos(x))", ["half-tangent", "quotient-of-equals"]),
    ("(exp(x) + exp(-x))/cosh(x)", ["common-denominator", "sum-of-exponentials"]),
    ("(x + sqrt(2))*(x - sqrt(2))", ["multiply-out", "root-of-number-squared"]),
    ("x/(1 + sqrt(x + 1)) + 1", ["common-denominator", "conjugate", "lowest-terms"]),
    ("(x*y + log(x))/x", ["split-quotient"]),
]


@pytest.mark.parametrize(("text", "expected"), FULL, ids=[text for text, _ in FULL])
def test_the_trace_of_the_search_names_nothing_else(text: str, expected: list[str]) -> None:
    assert simplify(parse(text), trace=True)[1] == expected


def given(expr: Expr) -> tuple[Expr, set[str]]:
    """Return a formula with its terms and factors in order, and what was used for that."""
    used: set[str] = set()
    graph, [node] = as_given(expr.graph, [expr.node], used)
    return Expr(graph, node), used


@pytest.mark.parametrize("level", ["basic", "full"])
def test_nothing_changes_without_a_name_and_nothing_is_named_where_nothing_changes(level: Level) -> None:
    """For formulas from public collections and their derivatives, but for the order of terms and factors."""
    unnamed = 0
    for text, variable in FORMULAS:
        formula = parse(text)
        for expr in (formula, derive(formula, variable, level="none")):
            short, names = simplify(expr, level=level, trace=True)
            ordered, used = given(expr)
            if names:
                assert str(short) != str(expr), (str(expr), names)
            elif not used:
                assert given(short)[0] == ordered, (str(expr), str(short))
                unnamed += 1
    assert len(FORMULAS) > 100
    assert unnamed > 50


def test_what_is_short_already_uses_nothing() -> None:
    assert simplify(parse("x + y"), trace=True) == (parse("x + y"), [])
    assert simplify(parse("x + x"), level="none", trace=True) == (parse("x + x"), [])


def test_the_command_line_explains() -> None:
    done = CliRunner().invoke(cli, ["simplify", "--explain", "sin(x)^2 + cos(x)^2"])
    assert done.exit_code == 0
    assert done.output.splitlines() == ["1", "  pythagoras-sin: sin(x)**2 + cos(x)**2 == 1"]


def test_a_law_is_explained_with_its_condition() -> None:
    done = CliRunner().invoke(cli, ["simplify", "--explain", "1/sign(x)"])
    assert "  sign-as-quotient: sign(x) == x/Abs(x) where x != 0" in done.output.splitlines()


def test_a_form_is_not_explained() -> None:
    done = CliRunner().invoke(cli, ["simplify", "--explain", "--form", "expand", "(x + 1)^2"])
    assert done.exit_code != 0
    assert "exclude" in done.output
