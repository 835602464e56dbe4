"""Where a formula has no derivative, and of what kind the points are."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from parts import in_parts

from symdiff import NotDifferentiable, SymdiffError, derivative_at, parse, special_points
from symdiff.cli import cli

POINTS: list[tuple[str, list[str]]] = [
    ("x**3*sin(x)", []),
    ("x*Abs(x)", []),
    ("sqrt(x**2 + 1)", []),
    ("Abs(x**2 - 2)/x", ["x = -sqrt(2): corner", "x = 0: pole", "x = sqrt(2): corner"]),
    ("1/(x**2 - x - 1)", ["x = (1 - sqrt(5))/2: pole", "x = (sqrt(5) + 1)/2: pole"]),
    ("tan(2*x)", ["x = pi/4 + k*pi/2: pole"]),
    ("Abs(sin(x))", ["x = k*pi: corner"]),
    ("1/(2*sin(x) - 1)", ["x = 5*pi/6 + 2*k*pi: pole", "x = pi/6 + 2*k*pi: pole"]),
    ("log(cos(x))", ["x = pi/2 + k*pi: end of the domain"]),
    ("Abs(log2(x) - 3)", ["x = 0: end of the domain", "x = exp2(3): corner"]),
    ("Abs(exp2(x) - 5)", ["x = log2(5): corner"]),
    ("Abs(sigmoid(x) - 1/3)", ["x = logit(1/3): corner"]),
    ("Abs(logit(x) - 1)", ["x = 0: end of the domain", "x = sigmoid(1): corner", "x = 1: end of the domain"]),
    ("1/(cosh(x) - 3)", ["x = -acosh(3): pole", "x = acosh(3): pole"]),
    ("1/(cosh(x) - 1)", ["x = 0: pole"]),
    ("1/(cosh(x) + 1)", []),
    ("Abs(cos(x))/(x**2 + 1)", ["x = pi/2 + k*pi: corner"]),
    ("1/(cos(x) + 1)", ["x = pi + 2*k*pi: pole"]),
    ("Abs(cot(x) - 1)", ["x = k*pi: pole", "x = pi/4 + k*pi: corner"]),
    ("Abs(cot(x))", ["x = k*pi: pole", "x = pi/2 + k*pi: corner"]),
    ("Abs(erf(x) - 1/2)", ["x = erfinv(1/2): corner"]),
    ("Abs(erf(x) - 2)", []),
    ("1/(asin(x) - 1)", ["x = -1: end of the domain", "x = sin(1): pole", "x = 1: end of the domain"]),
    ("1/(asin(x) - 2)", ["x = -1: end of the domain", "x = 1: end of the domain"]),
    ("floor(2*x + 1)", ["x = -1/2 + k/2: jump"]),
    ("gamma(x)", ["x = 0: pole", "x = k: pole for some k"]),
    ("sqrt(x)", ["x = 0: end of the domain"]),
    ("cbrt(x - 1)", ["x = 1: vertical tangent"]),
    ("sqrt(Abs(x))", ["x = 0: cusp"]),
    ("sin(x)/x", ["x = 0: removable"]),
    ("atan(1/x)", ["x = 0: jump"]),
    ("sign(x) + Heaviside(x - 2)", ["x = 0: jump", "x = 2: jump"]),
    ("Piecewise((x**2, x <= 1), (2*x + 5, True))", ["x = 1: jump"]),
    ("Piecewise((x**2, x <= 1), (2*x - 1, True))", []),
    ("asin(x/3)", ["x = -3: end of the domain", "x = 3: end of the domain"]),
    ("1/(exp(2*x) - 3*exp(x) + 2)", ["x = 0: pole", "x = log(2): pole"]),
    ("1/(x - cos(x))", ["x - cos(x) = 0: not solved"]),
    ("a*Abs(x - b)", ["x - b = 0: not solved"]),
    ("Max(x, 1)", ["x = 1: corner"]),
]  # fmt: skip


@in_parts
@pytest.mark.parametrize(("formula", "expected"), POINTS, ids=[row[0] for row in POINTS])
def test_the_points_and_their_kind(formula: str, expected: list[str]) -> None:
    assert [str(point) for point in special_points(formula, "x")] == expected


def test_a_point_has_its_slopes() -> None:
    [point] = special_points("Max(x, 2*x)", "x")
    assert (point.kind, point.left, point.right) == ("corner", 1.0, 2.0)


@pytest.mark.parametrize("formula", ["Abs(x**2 - 2)", "1/(2*sin(x) - 1)", "cbrt(x**2 - 4*x + 1)"])
def test_at_a_point_there_is_no_derivative(formula: str) -> None:
    expr = parse(formula)
    found = special_points(expr, "x")
    assert found
    for point in found:
        with pytest.raises((NotDifferentiable, SymdiffError)):
            derivative_at(expr, "x", {"x": point.where})


def test_json_lists_the_points() -> None:
    done = CliRunner().invoke(cli, ["diff", "abs(x^2 - 2) + log(x)", "x", "--json", "--special-points"])
    data = json.loads(done.stdout)
    assert [point["text"] for point in data["special_points"]] == [
        "x = 0: end of the domain",
        "x = sqrt(2): corner",
    ]
    assert data["conditions"] == ["x > 0", "x != sqrt(2)"]
    assert special_points("x**2", "x") == []
