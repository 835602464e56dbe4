"""Sums with a quotient stay as typed in powers and functions, where their normal form is no shorter."""

from __future__ import annotations

import pytest

from symdiff import derive, parse, simplify
from symdiff.simplifier.typed import typed_sums

# formula, variable → derivative; each right one by hand
DERIVATIVES = (
    ("P*(1 + r/n)**(n*t)", "r", "P*t*(1 + r/n)**(n*t - 1)"),
    ("P*(1 + r/n)**(n*t)", "t", "P*n*(1 + r/n)**(n*t)*log(1 + r/n)"),
    ("(1 + 1/x)**x", "x", "(log(1 + 1/x) - 1/(x + 1))*(1 + 1/x)**x"),
    ("sqrt(1 + x/a)", "x", "1/(2*a*sqrt(1 + x/a))"),
    ("A*exp(1 - x/b)", "x", "-A*exp(1 - x/b)/b"),
    ("sin(x/a - 1)", "x", "cos(x/a - 1)/a"),
    # what is typed as one fraction stays one, and what is a factor is no argument
    ("log((n + r)/n)*x", "x", "log((n + r)/n)"),
    ("r*x*(1 - x/K)", "x", "r*(K - 2*x)/K"),
    ("log(1 + r/n)", "r", "1/(n + r)"),
    # a longer sum is not kept
    ("sin(2*x/(2*a) + 1)", "x", "cos((a + x)/a)/a"),
)


@pytest.mark.parametrize(("text", "variable", "expected"), DERIVATIVES)
def test_a_sum_in_a_derivative_is_as_it_was_typed(text: str, variable: str, expected: str) -> None:
    found = derive(text, variable)
    assert str(found) == expected
    at = {name: 0.3 + 0.17 * place for place, name in enumerate("APKabnrtx")}
    names = {symbol.name for symbol in found.free_symbols}
    step = 1e-6

    def value(shift: float) -> float:
        return parse(text)(
            **{
                name: at[name] + shift * (name == variable)
                for name in {s.name for s in parse(text).free_symbols}
            }
        )

    slope = (value(step) - value(-step)) / (2 * step)
    assert found(**{name: at[name] for name in names}) == pytest.approx(slope, rel=1e-6)


@pytest.mark.parametrize(
    "text", ["(1 + r/n)**(n*t)", "x*log(1 + 1/x)", "sqrt(x/a - 1)", "exp(1 - x/b)*(1 - x/b)"]
)
def test_a_form_that_is_simplified_again_stays(text: str) -> None:
    once = simplify(parse(text))
    assert simplify(once) == once
    assert once.size <= parse(text).size


def test_nothing_is_looked_for_without_a_quotient_in_a_sum() -> None:
    for text in ("(1 + x)**n", "sin(x/a)", "(1 + x/a)*x", "log((a + x)/a)"):
        expr = parse(text)
        assert typed_sums(expr.graph, [expr.node]) == {}
