"""The cheap gradient principle as a gate: how many operations derivatives have, against the function.

    python benchmarks/cheap_gradient.py

An operation is a node with arguments, an operator or a function, counted once in the graph that is shared by
all that is asked for. Everything is at the level "basic", f as well, by which the others are divided. On each
formula with three variables or more, and on three programs:

- f and its gradient have at most 4 times the operations of f: a product has its value, a product for each of
  its two factors, and a sum where a factor is used again.
- With the product of the Hessian and a vector they have at most 10 times those of f. This is no law: a
  multiplication has 1 operation for itself, 3 for its tangent, 2 for the adjoints and 6 for their tangents,
  12 in all, where nothing can be shared. So formulas of 6 operations or fewer are listed, but not judged by
  it, and the product of all variables is allowed 12.
- For all of them the first bound holds of the derivative along the vector, whose gradient the product is: all
  three have at most 4 times the operations of f and v . grad f.

Exits 1 above a bound.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from functools import reduce
from itertools import pairwise
from operator import add, mul
from typing import NamedTuple

from corpora import rows

from symdiff import Expr, exp, parse, sin, symbols
from symdiff.graph.graph import Graph
from symdiff.simplifier.sharing import simplified_together
from symdiff.sweeps.sweep import pull, push

GRADIENT = 4
"""Times f, for f and its gradient."""
PRODUCT = 10
"""Times f, for f, its gradient and the product of its Hessian with a vector."""
MULTIPLICATION = 12
"""The same where f is multiplications alone."""
AGAIN = 4
"""Times f and its derivative along the vector, for the same."""
FEW = 6
"""Operations of a formula up to which the second bound is not asked for."""


class Count(NamedTuple):
    """Operations of one formula."""

    name: str
    f: int
    """The function."""
    along: int
    """With its derivative along a vector."""
    gradient: int
    """With its gradient."""
    product: int
    """With its gradient and the product of its Hessian and the vector."""

    def faults(self, most: float) -> list[str]:
        """Return what is above a bound; that of the product is *most* times f."""
        found = []
        if self.gradient > GRADIENT * self.f:
            found.append(f"gradient {self.gradient / self.f:.2f}")
        if self.product > most * self.f:
            found.append(f"Hessian product {self.product / self.f:.2f}")
        if self.product > AGAIN * self.along:
            found.append(f"Hessian product {self.product / self.along:.2f} of f and v . grad f")
        return found


def count(name: str, expr: Expr, variables: Sequence[str]) -> Count:
    """Return the operations of *expr* and of its derivatives by *variables*, each set on one graph."""
    graph = Graph(expr.graph.limits)
    f = graph.copy(expr.graph, [expr.node])[expr.node]
    places = [graph.symbol(variable) for variable in variables]
    zero = graph.number(0)
    parts = pull(graph, graph.below([f]), {f: graph.number(1)}, places, {})
    gradient = [parts.get(place, zero) for place in places]
    seeds = {place: graph.symbol(f"v_{variable}") for place, variable in zip(places, variables, strict=True)}
    tangent = push(graph, graph.below([f, *gradient]), seeds, {}, few=True)
    along = tangent.get(f, zero)
    product = [tangent.get(part, zero) for part in gradient]
    sets = (
        ([f], None),
        ([f, along], None),
        ([f, *gradient], GRADIENT),
        ([f, *gradient, *product], PRODUCT),
    )
    found = [simplified_together(graph, roots, "basic", times=most) for roots, most in sets]
    return Count(name, *[short.operations(nodes) for short, nodes in found])


def pairs(terms: int) -> tuple[Expr, list[str]]:
    """Return a sum of *terms* terms sin(a*b)*exp(a + k), a and b among 100 variables."""
    chance = random.Random(0)
    x = symbols([f"x{i}" for i in range(100)])
    chosen = [chance.sample(x, 2) for _ in range(terms)]
    return reduce(add, [sin(a * b) * exp(a + k) for k, (a, b) in enumerate(chosen)]), [e.name for e in x]


def product(n: int) -> tuple[Expr, list[str]]:
    """Return the product of *n* variables."""
    x = symbols([f"x{i}" for i in range(n)])
    return reduce(mul, x), [e.name for e in x]


def rosenbrock(n: int) -> tuple[Expr, list[str]]:
    """Return Rosenbrock's function of *n* variables."""
    x = symbols([f"x{i}" for i in range(n)])
    terms = [100 * (b - a**2) ** 2 + (1 - a) ** 2 for a, b in pairwise(x)]
    return reduce(add, terms), [e.name for e in x]


PROGRAMS: list[tuple[str, Callable[[int], tuple[Expr, list[str]]], int, float]] = [
    ("sum of terms", pairs, 1000, PRODUCT),
    ("product", product, 200, MULTIPLICATION),
    ("Rosenbrock", rosenbrock, 300, PRODUCT),
]


def spread(values: list[float]) -> str:
    """Return the least, the quartiles, the 95th percentile and the greatest of *values*."""
    ordered = sorted(values)
    places = (0, 0.25, 0.5, 0.75, 0.95, 1)
    return " ".join([f"{ordered[round(place * (len(ordered) - 1))]:8.2f}" for place in places])


def main() -> None:
    counts = []
    for row in rows("formulas"):
        if len(row["vars"]) >= 3:
            counts.append(count(row["id"], parse(row["expr"], symbols=row["vars"]), row["vars"]))
    print(f"{len(counts)} formulas, operations{'min':>24}{'q1':>9}{'median':>9}{'q3':>9}{'p95':>9}{'max':>9}")
    print(f"f and gradient, of f (at most {GRADIENT})       ", spread([c.gradient / c.f for c in counts]))
    print(f"and Hessian product, of f (at most {PRODUCT}) ", spread([c.product / c.f for c in counts]))
    print(f"and of f and v . grad f (at most {AGAIN})    ", spread([c.product / c.along for c in counts]))
    judged = [(c, PRODUCT if c.f > FEW else float("inf")) for c in counts]
    for name, build, n, most in PROGRAMS:
        expr, variables = build(n)
        c = count(f"{name}, {n}", expr, variables)
        judged.append((c, most))
        print(f"{c.name:<19}f {c.f:6}   gradient {c.gradient / c.f:5.2f}"
              f"   Hessian product {c.product / c.f:5.2f}, {c.product / c.along:5.2f}")  # fmt: skip
    small = [c for c in counts if c.f <= FEW and c.product > PRODUCT * c.f]
    print(f"Hessian products above {PRODUCT} in formulas of {FEW} operations or fewer: {len(small)}")
    for c in sorted(small, key=lambda c: -c.product / c.f):
        print(f"  {c.name:<28}{c.f:3} operations {c.product / c.f:8.2f}")
    failed = False
    for c, most in judged:
        for fault in c.faults(most):
            print(f"ABOVE THE BOUND  {c.name}: {fault} ({c.f} operations)")
            failed = True
    if failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
