"""What the tests of written code share: running it, a true value to compare with, and formulas."""

from __future__ import annotations

import math
import random
import warnings
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from strategies import ELEMENTARY, FUNCTIONS, Sample, grown, has_partial, label

from symdiff import Expr, SymdiffError
from symdiff.arithmetic.evaluation import evaluate
from symdiff.graph.graph import Graph
from symdiff.parser.formula import parse
from symdiff.table.functions import code_of
from symdiff.table.operators import ADD, AND, DIV, GE, LT, MUL, NE, NOT, OR, PIECEWISE, SUB
from symdiff.verbs.derivatives import derive

ROWS = {label(row): row for row in FUNCTIONS}
EDGES = {
    "sinc": "Piecewise((sin(x)/x, x != 0), (1, True))",
    "mirrored": "Piecewise((log(x)*sqrt(x), x > 0), (log(-x)*sqrt(-x), x < 0), (0, True))",
    "shared by two of three": (
        "Piecewise((sin(log(x) + 1/x + exp(1/x) + sqrt(x) + x**(1/3) + log(x + 1)) + 1, x > 1),"
        " (sin(log(x) + 1/x + exp(1/x) + sqrt(x) + x**(1/3) + log(x + 1)) - 1, x > 0), (-x, True))"
    ),
    "nested": (
        "Piecewise((Piecewise((1/(x - 1), x != 1), (5, True)) + log(x), x > 0),"
        " (Piecewise((1/(x + 1), x != -1), (7, True)) + log(1 - x)/(1 + x*x), x < 0), (3, True))"
    ),
    "nested and shared": (
        "Piecewise((Piecewise((log(x)/(x - 1) + 1/(x - 1)**2, x != 1), (log(x) + 5, True)) + log(x),"
        " x > 0), (0, True)) + Piecewise((log(x)*exp(log(x)), x > 0), (-1, True))"
    ),
    "guarded condition": "Piecewise((1, x > 0 and log(x) > -1), (2, x == 0 or 1/x < -1), (3, True))",
    "power": "Piecewise((x**(1/2), x >= 0), (-(-x)**(1/2), True))",
    "steps": "sign(x) + Heaviside(x) + floor(x) + ceiling(x) + Max(x, 0, x/2) + Min(x, 1) + relu(x)",
    "cbrt": "cbrt(x) + cbrt(x - 1)**2",
    "not": "Piecewise((1/x, not x == 0), (0, True))",
    "no else": "Piecewise((log(x), x > 1), (x, x < 1))",
}
POINTS = (-2.0, -1.0, -0.5, -0.25, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0)


def run(source: str, name: str = "f") -> Callable[..., Any]:
    """Return the function that *source* defines."""
    space: dict[str, Any] = {}
    exec(compile(source, "<written>", "exec"), space)  # noqa: S102 - to run it is the test
    function: Callable[..., Any] = space[name]
    return function


_TRUTHS: dict[tuple[Any, ...], Any] = {}
"""Values by formula and point, which all that is written is held to."""


def truth(expr: Expr, at: Mapping[str, Any]) -> Any:
    """Return the value to 30 digits, or None where there is none."""
    key = (expr, *[(name, repr(value)) for name, value in at.items()])
    if key not in _TRUTHS:
        try:
            _TRUTHS[key] = evaluate(expr, at, digits=30)
        except SymdiffError:
            _TRUTHS[key] = None
    return _TRUTHS[key]


def tolerance(expr: Expr, at: Mapping[str, Any], true: Any) -> float:
    """Return how far a value in floats may be from the true one.

    64 times what symdiff's own float evaluation is off, which measures how the formula magnifies
    rounding, and 1e-9 of the value, which SciPy and mpmath stay well within on their own.
    """
    try:
        measured = abs(complex(evaluate(expr, {k: as_float(v) for k, v in at.items()})) - complex(true))
    except SymdiffError:
        measured = math.inf
    return 64 * measured + 1e-9 * abs(complex(true)) + 1e-12


def as_float(value: Any) -> Any:
    """Return a coordinate as a float, or as the complex number that it is."""
    return value if isinstance(value, complex) else float(value)


def agrees(value: Any, expr: Expr, at: Mapping[str, Any], true: Any) -> bool:
    return abs(complex(value) - complex(true)) <= tolerance(expr, at, true)


@cache
def formulas(name: str, count: int = 3) -> list[tuple[Expr, dict[str, Any]]]:
    """Return formulas that begin with a row, and their derivatives, each with a point."""
    if ROWS[name].definition.find("I*") >= 0 and not ROWS[name].math:  # complex on the real axis
        expr = parse(f"{name.partition('/')[0]}(1/2, x)")
        return [(e, {"x": 2.5 + 0j}) for e in (expr, derive(expr, "x"))]
    found = []
    for seed in range(count):
        sample: Sample = grown(seed, 0 if seed < 2 else 2, ROWS[name], ELEMENTARY)
        found.append((sample.expr, sample.point))
        row = ROWS[name]
        if row.arity < 0 or any(has_partial(row, place) for place in range(row.arity)):
            for variable in sorted(sample.point):
                found.append((derive(sample.expr, variable), sample.point))
    return found


@cache
def random_formulas(seed: int, steps: int = 7) -> list[tuple[Expr, dict[str, Fraction]]]:
    """Return a formula that *seed* grows, and its derivatives."""
    sample = grown(seed, steps, rows=ELEMENTARY)
    return [(sample.expr, sample.point)] + [
        (derive(sample.expr, variable), sample.point) for variable in sorted(sample.point)
    ]


def edge_values(name: str) -> list[tuple[Expr, float, Any]]:
    """Return an expression of EDGES and its derivative at the edges, with the true values."""
    expr = parse(EDGES[name])
    return [(e, x, truth(e, {"x": x})) for e in (expr, derive(expr, "x")) for x in POINTS]


class strict(warnings.catch_warnings):
    """Every warning is an error."""

    def __enter__(self) -> Any:
        result = super().__enter__()
        warnings.simplefilter("error")
        return result


def branchy(seed: int, steps: int = 14) -> Expr:
    """Return a random graph full of branches, and/or and shared terms, most defined on one side only."""
    generator = random.Random(seed)
    graph = Graph()
    x, y = graph.symbol("x"), graph.symbol("y")
    numbers = [graph.number(k) for k in (-1, 0, 1, 2)]
    values, conditions = [x, y, *numbers], [graph.constant("True")]
    for _ in range(steps):
        recent = [*values[-5:], x, y]
        kind = generator.random()
        if kind < 0.3:
            relation = generator.choice((LT, GE, NE))
            test = graph.intern(relation, (generator.choice(recent), generator.choice([*numbers, y])))
            other = generator.choice(conditions[-3:])
            conditions += [test, graph.intern(generator.choice((AND, OR)), (test, other))]
            conditions.append(graph.intern(NOT, (conditions[-1],)))
        elif kind < 0.6:
            pairs = []
            for _ in range(generator.randint(1, 3)):
                pairs += [generator.choice(recent), generator.choice(conditions)]
            if generator.random() < 0.6:
                pairs += [generator.choice(recent), conditions[0]]
            values.append(graph.intern(PIECEWISE, tuple(pairs)))
        elif kind < 0.8:
            name = generator.choice(("log", "sqrt", "asin", "exp", "sin"))
            values.append(graph.call(code_of(name, 1), (generator.choice(recent),)))
        else:
            op = generator.choice((ADD, MUL, DIV, SUB))
            values.append(graph.intern(op, (generator.choice(recent), generator.choice(recent))))
    return Expr(graph, graph.add(values[-1], graph.mul(values[-2], values[-3])))
