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


def test_the_command() -> None:
    done = CliRunner().invoke(cli, ["diff", "abs(x)", "x", "--order", "2", "--distributions"])
    assert (done.exit_code, done.stdout) == (0, "2*DiracDelta(x)\n")
