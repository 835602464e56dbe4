"""A random formula keeps its value: simplified, derived, and in each named form.

One generator mixes the families whose laws the simplifier knows: trigonometric and hyperbolic functions,
roots, powers, exponentials, logarithms and kinks, in sums, products and nested fractions.
"""

from __future__ import annotations

import random
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from parts import by_day

from symdiff import (
    DomainError,
    Expr,
    collect,
    derive,
    evaluate,
    expand,
    factor,
    parse,
    simplify,
    together,
    trig,
)
from symdiff.simplifier.identities import IDENTITIES

NAMES = {identity.name for identity in IDENTITIES}
TRIGONOMETRIC = ("sin", "cos", "tan", "cot", "sec", "csc")
HYPERBOLIC = ("sinh", "cosh", "tanh", "coth", "sech", "csch")
ANGLES = ("x", "x", "-x", "2*x", "x/2", "x + pi/2", "a + b*x")
FAMILIES = (
    tuple(f"{name}({angle})" for name in TRIGONOMETRIC for angle in ANGLES),
    tuple(f"{name}({angle})" for name in HYPERBOLIC for angle in ("x", "x", "a + b*x", "log(x)")),
    ("sqrt(x)", "sqrt(x + a)", "sqrt(a*x)", "sqrt(2)", "x**(1/3)", "sqrt(1 - b**2)", "sqrt(x**2)"),
    ("exp(x)", "exp(2*x)", "exp(a)", "exp(-x/2)", "log(x)", "log(x**2)", "log(a*x)", "a**x", "x**a"),
    ("Abs(x - a)", "sign(x)", "atan(x)", "asinh(x)", "acsch(x)", "Max(x, a)", "Abs(x)"),
    ("x", "x", "x**2", "a", "b", "1 - x**2"),
)
FORMS = {"expand": expand, "factor": factor, "together": together, "collect": collect, "trig": trig}


def drawn(seed: int) -> str:
    """Return the formula that *seed* draws: kernels of one family or of two, in one of five shapes."""
    generator = random.Random(seed)
    kernels = [*generator.choice(FAMILIES), *generator.choice(FAMILIES), *FAMILIES[-1]]

    def product() -> str:
        factors = generator.sample(kernels, generator.randint(1, 2))
        powers = [f"({factor})**{generator.choice((1, 1, 2, 3))}" for factor in factors]
        return "*".join([str(generator.choice((-3, -1, 1, 2))), *powers])

    def total() -> str:
        return f"({product()} + {generator.randint(1, 5)})"

    p, q, r, s = total(), total(), total(), total()
    return generator.choice(
        [
            f"{p}*{q}/({q}*{r})",
            f"{p}/{q} + {r}/{s}",
            f"{p}**2/{q} - {p}*{r}/{q}",
            f"1/(1/{p} + 1/{q})",
            f"({product()} + {product()})/({product()} + {s})",
        ]
    )


def points(seed: int) -> list[dict[str, float]]:
    """Return four points, of which one has a negative x."""
    generator = random.Random(~seed)
    found = [{"x": generator.uniform(0.2, 2.5), "a": generator.uniform(0.2, 2), "b": 0.75} for _ in range(4)]
    found[0]["x"] *= -1
    return found


def values(expr: Expr, seed: int, digits: int = 40) -> list[tuple[dict[str, float], Any]]:
    """Return the points at which *expr* has a value, each with that."""
    found = []
    for at in points(seed):
        with suppress(DomainError):
            found.append((at, evaluate(expr, at, digits=digits)))
    return found


def has_the_value_of(after: Expr, before: Expr, seed: int, what: str) -> None:
    """Check *after* at the points where *before* has a value, of which there must be one."""
    known = values(before, seed)
    assert known, f"{what} has a value at none of the points"
    for at, expected in known:
        value = evaluate(after, at, digits=40)
        assert abs(value - expected) <= 1e-25 * max(1, abs(expected)), f"{what} at {at}: {after}"


def keeps_its_value(formula: str, seed: int) -> None:
    """Check a formula and its derivative at each level."""
    for before in (parse(formula), derive(formula, "x", level="none")):
        full, names = simplify(before, trace=True)
        assert set(names) <= NAMES
        for after in (full, simplify(before, level="basic")):
            has_the_value_of(after, before, seed, formula)
            assert parse(str(after)) == after
        assert full.size <= before.size
        assert simplify(full) == full


SEEDS = by_day(2, [*range(1, 17), 0, *range(17, 24)])
"""In this order those of each day have kernels of every family, and every shape."""


def test_the_formulas_of_each_day_have_kernels_of_every_family() -> None:
    formulas = [drawn(seed) for seed in SEEDS if isinstance(seed, int)]
    assert len(formulas) == 12
    for family in FAMILIES:
        assert any(f"({kernel})**" in formula for kernel in family for formula in formulas), family


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_formula_keeps_its_value_simplified_and_derived(seed: int) -> None:
    keeps_its_value(drawn(seed), seed)


@pytest.mark.parametrize("seed", by_day(2, range(20)))
def test_a_random_formula_keeps_its_value_in_a_named_form(seed: int) -> None:
    name = list(FORMS)[seed % len(FORMS)]
    formula = drawn(1000 + seed)
    by = ("x",) if name == "collect" else ()
    has_the_value_of(FORMS[name](formula, *by), parse(formula), seed, f"{name} of {formula}")


@pytest.mark.nightly
@given(seed=st.integers(0, 2**32))
def test_at_night_any_formula_keeps_its_value(seed: int) -> None:
    """Of a formula that has one: 1/(sin(x)*csc(x) - 1) is a large number, and another with more digits."""
    formula = drawn(seed)
    given = parse(formula)
    known, more = values(given, seed), values(given, seed, digits=60)
    assume(any(at == other and abs(a - b) <= 1e-25 * max(1, abs(b)) for at, a in known for other, b in more))
    keeps_its_value(formula, seed)
