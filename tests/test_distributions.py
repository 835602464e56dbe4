"""Derivatives as distributions, which are given only where they are asked for."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from symdiff import SymdiffError, Unsupported, derive, derive_distribution
from symdiff.cli import cli


@pytest.mark.parametrize(
    ("formula", "order", "printed"),
    [
        ("Abs(x)", 1, "sign(x)"),
        ("Abs(x)", 2, "2*DiracDelta(x)"),
        ("Abs(x)", 3, "2*DiracDelta'(x)"),
        ("Abs(x - 1)", 2, "2*DiracDelta(x - 1)"),
        ("Heaviside(x)", 1, "DiracDelta(x)"),
        ("Heaviside(2*x)", 1, "2*DiracDelta(2*x)"),
        ("x*Heaviside(x - 2)", 1, "x*DiracDelta(x - 2) + Heaviside(x - 2)"),
        ("x**2", 2, "2"),
    ],
)
def test_jumps_become_deltas(formula: str, order: int, printed: str) -> None:
    assert str(derive_distribution(formula, "x", order=order)) == printed


def test_no_delta_appears_unless_it_is_asked_for() -> None:
    second = derive("Abs(x)", "x", order=2)
    assert (str(second), [str(condition) for condition in second.conditions]) == ("0", ["x != 0"])
    assert str(derive("Heaviside(x)", "x")) == "0"


@pytest.mark.parametrize("formula", ["floor(x)", "Piecewise((0, x < 1), (x, True))"])
def test_what_it_cannot_do_is_said(formula: str) -> None:
    with pytest.raises(Unsupported):
        derive_distribution(formula, "x")
    with pytest.raises(SymdiffError, match="order -1"):
        derive_distribution("x", "x", order=-1)


@pytest.mark.parametrize(
    ("formula", "order"),
    [
        ("Heaviside(x)^2", 1), ("Heaviside(x)^2", 2), ("sign(x)^3", 1), ("Heaviside(x)*sign(x)", 1),
        ("Abs(x)*sign(x)", 2), ("exp(Heaviside(x))", 1), ("Heaviside(2*x - 1)*sign(1/2 - x)", 1),
        ("sign(x)/(2 + sign(x))", 1),
    ],
)  # fmt: skip
def test_a_product_that_is_no_distribution_is_refused(formula: str, order: int) -> None:
    with pytest.raises(Unsupported, match="no distribution"):
        derive_distribution(formula, "x", order=order)


def test_jumps_at_different_points_may_be_multiplied() -> None:
    found = derive_distribution("Heaviside(x)*Heaviside(x - 1)", "x")
    assert str(found) == "Heaviside(x - 1)*DiracDelta(x) + Heaviside(x)*DiracDelta(x - 1)"


def test_the_command() -> None:
    done = CliRunner().invoke(cli, ["diff", "abs(x)", "x", "--order", "2", "--distributions"])
    assert (done.exit_code, done.stdout) == (0, "2*DiracDelta(x)\n")
