"""Derivatives with a convention for corners: their values there, elsewhere, and in generated code."""

from __future__ import annotations

import math
import pickle
from typing import Any

import pytest
from click import Context
from click.testing import CliRunner
from parts import in_parts

from symdiff import DomainError, SymdiffError, at_kinks, derive, evaluate, parse
from symdiff.cli import cli
from symdiff.export.numpy import numpy_source
from symdiff.export.python import python
from symdiff.table.kinks import KINKS

CORNERS: list[tuple[str, float, float, float]] = [
    # formula, point, slope on the left, on the right
    ("Abs(x)", 0.0, -1.0, 1.0),
    ("Max(x, 2*x)", 0.0, 1.0, 2.0),
    ("Min(x, 1)", 1.0, 1.0, 0.0),
    ("relu(x)", 0.0, 0.0, 1.0),
    ("Max(x, x**2, 0)", 0.0, 0.0, 1.0),
    ("Abs(sin(x))*exp(x)", 0.0, -1.0, 1.0),
    ("Abs(2 - 3*x)", 2 / 3, -3.0, 3.0),
    ("Piecewise((x, x < 1), (x**2, True))", 1.0, 1.0, 2.0),
    ("Piecewise((x, x <= 1), (x**2, True))", 1.0, 1.0, 2.0),
    ("Abs(x - Abs(x))", 0.0, -2.0, 0.0),
    ("Max(x, -x, x/2)", 0.0, -1.0, 1.0),
    # a part jumps where another is 0
    ("x*sign(x)", 0.0, -1.0, 1.0),
    ("x*sign(sin(-x))", 0.0, 1.0, -1.0),
    ("x*Heaviside(x)", 0.0, 0.0, 1.0),
    ("x*Heaviside(-x)*exp(x)", 0.0, 1.0, 0.0),
    ("x*Piecewise((1, x < 0), (2, True))", 0.0, 1.0, 2.0),
    ("x*floor(x)", 0.0, -1.0, 0.0),
    ("(x - 1)*floor(3 - 2*x)", 1.0, 1.0, 0.0),
    ("(x - 1)*ceiling(x)", 1.0, 1.0, 2.0),
    ("(x - 1)*Piecewise((2, 2*floor(x) < 1), (5, True))", 1.0, 2.0, 5.0),
    ("(x - 1)*Abs(floor(x) - 1)*3", 1.0, 3.0, 0.0),
    ("(x - 1)*Max(2, 3*ceiling(x))", 1.0, 3.0, 6.0),
]  # fmt: skip
SMOOTH = ["x**2", "Abs(x)*x", "relu(x) - relu(-x)", "Max(x, 0)**2"]


@pytest.mark.parametrize(("formula", "at", "left", "right"), CORNERS)
def test_the_value_at_a_corner_is_that_of_the_convention(
    formula: str, at: float, left: float, right: float
) -> None:
    nearest = 0.0 if left * right <= 0 else min(left, right, key=abs)
    for kink, expected in (("left", left), ("right", right), ("min-norm", nearest)):
        found = evaluate(at_kinks(formula, "x", kink), {"x": at})  # type: ignore[arg-type]
        assert found == pytest.approx(expected, abs=1e-15), kink
    with pytest.raises(DomainError):
        evaluate(at_kinks(formula, "x", "error"), {"x": at if at != 2 / 3 else parse("2/3")(x=0)})


ELSEWHERE = [
    (formula, kink)
    for formula in [row[0] for row in CORNERS] + SMOOTH
    for kink in ("error", "nan", "left", "right", "min-norm")
    if (formula, kink) not in (("Abs(x - Abs(x))", "error"), ("Abs(x - Abs(x))", "nan"))
]
"""Without those whose conditions leave out all of x > 0, where a part is at its kink and the whole is 0."""


@in_parts
@pytest.mark.parametrize(("formula", "kink"), ELSEWHERE)
def test_elsewhere_it_is_the_derivative(formula: str, kink: Any) -> None:
    derivative = derive(formula, "x")
    for at in (-1.7, -0.3, 0.4, 1.9):
        found = evaluate(at_kinks(formula, "x", kink), {"x": at})
        assert found == pytest.approx(derivative(x=at), rel=1e-13, abs=1e-13)


@pytest.mark.parametrize("formula", SMOOTH)
def test_where_it_is_smooth_all_conventions_agree(formula: str) -> None:
    values = [evaluate(at_kinks(formula, "x", kink), {"x": 0.0}) for kink in ("left", "right", "min-norm")]
    assert values == [derive(formula, "x")(x=0.0)] * 3


def test_the_generated_code_says_its_convention() -> None:
    text = at_kinks("Abs(x)", "x", "right").python()
    assert "At a corner this is the slope on the right." in text
    space: dict[str, Any] = {}
    exec(text, space)  # noqa: S102
    assert [space["f"](x) for x in (-1.0, 0.0, 1.0)] == [-1, 1, 1]


def test_arrays_have_the_value_of_the_convention() -> None:
    numpy = pytest.importorskip("numpy")
    x = numpy.array([-1.0, 0.0, 1.0])
    assert at_kinks("Max(x, 2*x)", "x", "min-norm").numpy()(x).tolist() == [1.0, 1.0, 2.0]
    values = at_kinks("Abs(x)", "x", "nan").numpy()(x)
    assert (values[0], math.isnan(values[1]), values[2]) == (-1.0, True, 1.0)
    assert "Where the function has no derivative" in numpy_source(at_kinks("Abs(x)", "x", "nan"))


def test_bad_requests() -> None:
    with pytest.raises(SymdiffError, match="unknown convention"):
        at_kinks("Abs(x)", "x", "middle")  # type: ignore[arg-type]
    done = CliRunner().invoke(cli, ["diff", "abs(x)", "x", "--order", "2", "--kink", "left"])
    assert done.exit_code == 2
    assert "--kink" in done.stderr


def test_the_command_line_offers_every_convention() -> None:
    [option] = [option for option in cli.get_command(Context(cli), "diff").params if option.name == "kink"]
    assert tuple(option.type.choices) == tuple(KINKS)  # type: ignore[attr-defined]


def test_the_command() -> None:
    done = CliRunner().invoke(cli, ["diff", "max(x, 2*x)", "x", "--kink", "right", "--at", "x=0"])
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "2")


def test_the_convention_outlives_a_pickle_and_is_all_that_code_says_of_notes():
    slope = at_kinks("Abs(1/2x)", "x", "left")
    assert len(slope.notes) > 1, "how the text was read, and the convention"
    for each in (slope, pickle.loads(pickle.dumps(slope))):
        source = python(each)
        assert [note for note in each.notes if " ".join(source.split()).count(note)] == [KINKS["left"]]


def test_a_comparison_that_looks_linear_at_three_points_is_not_linear() -> None:
    # At 1, 2 and 4 the left side is 1, 2 and 4; it is 10 elsewhere, where the branches do not meet.
    derived = derive("Piecewise((x**2, x + (x - 1)*(x - 2)*(x - 4) < 10), (x, True))", "x")
    assert derived.conditions
    assert str(derived).endswith("(1, x + (x - 1)*(x - 2)*(x - 4) > 10))")


def test_an_edge_without_a_value_is_none() -> None:
    assert derive("max(atanh(3), x + 0.7)", "x") is not None
    assert not derive("Piecewise((x, tanh(x) < 3), (2*x, True))", "x").conditions


@pytest.mark.parametrize(
    ("text", "variable", "shown"),
    [
        ("max(0, x)^2", "x", "2*Max(0, x)"),
        ("max(0, x)^3", "x", "3*Max(0, x)**2"),
        ("max(0, 1 - x)^2", "x", "-2*Max(0, 1 - x)"),
        ("min(0, x)^2", "x", "2*Min(0, x)"),
        ("max(0, 1 - y*f)^2", "f", "-2*y*Max(0, 1 - f*y)"),
        ("max(0, a*x + b)^3", "x", "3*a*Max(0, a*x + b)**2"),
        ("y*d^2 + (1 - y)*max(0, m - d)^2", "d", "2*(d*y + (y - 1)*Max(0, m - d))"),
        ("max(x, 0)^2*sin(x)", "x", "(x*cos(x) + 2*sin(x))*Max(0, x)"),
        # what has no value somewhere stays in its branch
        ("max(0, x)^3/(x + 1)", "x", None),
        ("Piecewise((0, x < 0), (x^3/(x - 1), True))", "x", None),
    ],
)
def test_a_power_of_a_maximum_is_derived_as_one(text: str, variable: str, shown: str | None) -> None:
    found = derive(text, variable)
    if shown is not None:
        assert str(found) == shown
    raw = derive(text, variable, level="none")
    for value in (-1.7, -0.4, 0.3, 1.6, 2.5):
        at = dict.fromkeys("abfymdx", 0.7) | {variable: value}
        wanted, given = [
            evaluate(each, {s.name: at[s.name] for s in each.free_symbols}) for each in (raw, found)
        ]
        assert given == pytest.approx(wanted, rel=1e-12, abs=1e-14)


def test_the_floor_of_a_number_of_many_digits_takes_no_memory() -> None:
    """exp(1e12) has half a million million digits."""
    found = derive("max(x, 1)/floor(exp(1e12))", "x")
    assert str(found) == "Piecewise((1/floor(exp(1000000000000.0)), x > 1), (0, x < 1))"
    assert found.where == "x != 1"
