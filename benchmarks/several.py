"""Many outputs and variables: seconds and nodes, symdiff beside SymPy at smaller sizes.

    python benchmarks/several.py

Best of three. Formulas are built beforehand, for SymPy in its own symbols; its cache is cleared each time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import reduce
from itertools import pairwise
from operator import add, mul
from typing import Any

import sympy

from symdiff import Expr, hessian, jacobian, symbols

Build = Callable[[list[Any], Callable[[Any], Any]], list[Any]]


def product(x: list[Any], sin: Callable[[Any], Any]) -> list[Any]:
    """Return the product of all variables."""
    return [reduce(mul, x)]


def rosenbrock(x: list[Any], sin: Callable[[Any], Any]) -> list[Any]:
    """Return Rosenbrock's function as a chain."""
    pairs = pairwise(x)
    return [reduce(add, [100 * (b - a**2) ** 2 + (1 - a) ** 2 for a, b in pairs])]


def banded(x: list[Any], sin: Callable[[Any], Any]) -> list[Any]:
    """Return a system with three variables in each equation."""
    padded = [0, *x, 0]
    triples = zip(padded, x, padded[2:], strict=False)
    return [(3 - 2 * b) * b - a - 2 * c + sin(b * b) for a, b, c in triples]


def best(work: Callable[[], Any], passes: int = 3) -> tuple[float, Any]:
    """Return the seconds of the fastest of *passes*, and what it returned."""
    times = []
    for _ in range(passes):
        sympy.core.cache.clear_cache()
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
    return min(times), result


def nodes(exprs: Any) -> int:
    """Return the nodes of expressions on one graph."""
    listed = list(exprs)
    return len(listed[0].graph.below([expr.node for expr in listed])) if listed else 0


def main() -> None:
    from symdiff import sin

    cases: list[tuple[str, Build, Any, Any, tuple[int, ...], tuple[int, ...]]] = [
        ("product, gradient", product, jacobian, jac, (100, 200, 400, 800), (25, 50)),
        ("Rosenbrock, sparse Hessian", rosenbrock, hessian, hess, (150, 300, 600), (10, 20, 40)),
        ("band of 3, sparse Jacobian", banded, jacobian, jac, (250, 500, 1000), (25, 50)),
    ]
    for name, build, verb, theirs, sizes, smaller in cases:
        print(name)
        for n in sizes:
            x = list(symbols([f"x{i}" for i in range(n)]))
            f = build(x, sin)
            f = [e if isinstance(e, Expr) else x[0] * 0 + e for e in f]
            for level in ("none", "basic"):
                what = f if verb is jacobian else f[0]
                taken, found = best(lambda w=what, v=verb, x=x, s=level: v(w, x, sparse=True, simplify=s))
                entries, all_of_it = len(found.values), nodes([*found.outputs, *found.values])
                print(f"  symdiff n={n:<5}{level:6}{taken:9.3f} s {entries:7} entries {all_of_it:7} nodes"
                      f" (formulas alone {nodes(one(f))})")  # fmt: skip
        for n in smaller:
            x = [sympy.Symbol(f"x{i}", real=True) for i in range(n)]
            f = build(x, sympy.sin)
            taken, _ = best(lambda f=f, x=x, t=theirs: t(f, x), 1)
            print(f"  SymPy   n={n:<5}      {taken:9.3f} s")


def one(exprs: list[Expr]) -> list[Expr]:
    """Return *exprs* on one graph, as given."""
    return list(jacobian(exprs, ["x0"], sparse=True, simplify="none").outputs)


def jac(f: list[Any], x: list[Any]) -> Any:
    """Return SymPy's Jacobian."""
    return sympy.Matrix(f).jacobian(x)


def hess(f: list[Any], x: list[Any]) -> Any:
    """Return SymPy's Hessian."""
    return sympy.hessian(f[0], x)


if __name__ == "__main__":
    main()
