"""Times kept from one version to the next; needs `pip install -e ".[bench]"`.

    pytest benchmarks/test_history.py --benchmark-autosave
    pytest-benchmark compare --group-by=name

An installed wheel is measured from another folder, with --rootdir and the path of this file.
"""

from __future__ import annotations

from functools import reduce
from operator import add, mul
from typing import Any

import pytest

from symdiff import Expr, apply, derive, gradient, hessian, parse, simplify, symbols

SMALL = (
    ("exp(-(theta/sigma)**2/2)/(sqrt(2*pi)*sigma)", "theta"),
    ("G*m1*m2/((x2 - x1)**2 + (y2 - y1)**2)", "x1"),
    ("q1*q2/(4*pi*epsilon*r**2)", "r"),
    ("m*(u**2 + v**2 + w**2)/2", "u"),
    ("h*omega/(exp(h*omega/(k*T)) - 1)", "omega"),
    ("x1 + x2 + 2*sqrt(x1*x2)*cos(delta)", "x2"),
)
NAMES = [f"x{i}" for i in range(100)]
TEXT = " + ".join(f"sin(x{7 * k % 100}*x{(13 * k + 5) % 100})*exp(x{3 * k % 100} + {k})" for k in range(1000))


@pytest.mark.parametrize("level", ["none", "basic", "full"])
def test_small_formulas_from_text_to_text(benchmark: Any, level: Any) -> None:
    def work() -> list[str]:
        return [str(derive(text, variable, simplify=level)) for text, variable in SMALL]

    assert all(benchmark(work))


def test_a_long_text(benchmark: Any) -> None:
    assert benchmark(parse, TEXT).nodes > 4000


def test_a_program_by_operators(benchmark: Any) -> None:
    def build() -> Expr:
        x = symbols(NAMES)
        terms = [
            apply("sin", x[7 * k % 100] * x[(13 * k + 5) % 100]) * apply("exp", x[3 * k % 100] + k)
            for k in range(1000)
        ]
        return reduce(add, terms)

    assert benchmark(build).nodes > 4000


@pytest.mark.parametrize("level", ["none", "basic"])
def test_the_gradient_of_a_long_sum(benchmark: Any, level: Any) -> None:
    expr = parse(TEXT)
    assert len(benchmark(gradient, expr, NAMES, simplify=level)) == 100


def test_the_gradient_of_a_product(benchmark: Any) -> None:
    expr = reduce(mul, symbols(NAMES))
    assert len(benchmark(gradient, expr, NAMES, simplify="basic")) == 100


def test_a_sparse_hessian(benchmark: Any) -> None:
    text = " + ".join(f"100*(x{i + 1} - x{i}**2)**2 + (1 - x{i})**2" for i in range(99))
    assert benchmark(hessian, text, NAMES, sparse=True, simplify="basic").shape == (100, 100)


def test_a_deep_nest(benchmark: Any) -> None:
    expr = symbols("x")
    for _ in range(1000):
        expr = apply("sin", expr) * apply("exp", expr)
    assert benchmark(derive, expr, "x", simplify="none").nodes > 6000


@pytest.mark.parametrize("level", ["none", "basic"])
def test_the_tenth_derivative(benchmark: Any, level: Any) -> None:
    expr = parse("exp(sin(x)*cos(x))")
    assert benchmark(derive, expr, "x", order=10, simplify=level).nodes > 100


def test_a_trigonometric_identity(benchmark: Any) -> None:
    expr = parse("(1 - cos(2*x))/sin(2*x) + sin(x)**4 + cos(x)**4")
    assert benchmark(simplify, expr).nodes > 3
