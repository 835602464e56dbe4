"""Small formulas: text in, derivative text out; microseconds a formula by stage, symdiff against others.

    python benchmarks/small.py

symdiff: parse, derive by the first variable, simplify "basic", print. SymEngine and SymPy, where they are
installed: sympify, diff, str. Each figure is the least of many runs of each of the Feynman rows, and the mean
over the rows; all in this process.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from time import perf_counter_ns
from typing import Any

from corpora import feynman

from symdiff import derive, parse
from symdiff.graph.graph import Graph
from symdiff.parser.build import read
from symdiff.parser.marks import scan
from symdiff.parser.tokens import Context
from symdiff.simplifier.levels import simplified
from symdiff.sweeps.sweep import tangents

RUNS = 25
"""Of each formula and stage."""

Row = dict[str, Any]


def least(
    work: Callable[[Row], Any], ready: Callable[[Row], Any], rows: list[Row], runs: int = RUNS
) -> float:
    """Return the mean over *rows* of the least microseconds that *work* takes on what *ready* makes."""
    total = 0.0
    for row in rows:
        best = 1 << 62
        for _ in range(runs):
            made = ready(row)
            start = perf_counter_ns()
            work(made)
            best = min(best, perf_counter_ns() - start)
        total += best
    return total / len(rows) / 1000


def same(row: Row) -> Row:
    return row


def context(row: Row) -> tuple[str, Context]:
    return row["expr"], Context(frozenset(row["vars"]))


def parsed(row: Row) -> tuple[Graph, int, int]:
    expr = parse(row["expr"], symbols=row["vars"])
    return expr.graph, expr.node, expr.graph.symbol(row["vars"][0])


def derived(row: Row) -> tuple[Graph, int]:
    graph, node, variable = parsed(row)
    [raw] = tangents(graph, [node], variable)
    return graph, raw


def answer(row: Row) -> Any:
    return derive(row["expr"], row["vars"][0], symbols=row["vars"], level="basic")


def whole(row: Row) -> str:
    return str(answer(row))


def stages(rows: list[Row]) -> dict[str, float]:
    """Return microseconds a formula of each stage, and of the whole."""
    found = {
        "scan": least(lambda given: scan(*given), context, rows),
        "read": least(lambda given: read(Graph(), *given), context, rows),
        "sweep": least(lambda given: tangents(given[0], [given[1]], given[2]), parsed, rows),
        "normal form": least(lambda given: simplified(given[0], [given[1]], "basic"), derived, rows),
        "print": least(str, answer, rows),
        "whole": least(whole, same, rows),
    }
    found["read"] -= found["scan"]
    found["verbs"] = 2 * found["whole"] - sum(found.values())
    found["whole"] = found.pop("whole")
    return found


def symengine(row: Row) -> str:
    engine = import_module("symengine")
    text = row["expr"].replace("lambda", "lambda_")
    return str(engine.sympify(text).diff(engine.Symbol(row["vars"][0])))


def sympy(row: Row) -> str:
    engine = import_module("sympy")
    names = {name: engine.Symbol(name) for name in row["vars"]}
    engine.core.cache.clear_cache()
    text = row["expr"].replace("lambda", "lambda_")
    return str(engine.sympify(text, locals=names).diff(names[row["vars"][0]]))


def main() -> None:
    rows = feynman()
    print(f"{len(rows)} formulas, microseconds each")
    for name, time in stages(rows).items():
        print(f"  {name:12} {time:8.1f}")
    for name, work, runs in (("symengine", symengine, RUNS), ("sympy", sympy, 2)):
        if find_spec(name):
            print(f"{name:14} {least(work, same, rows, runs):8.1f}")
        else:
            print(f"{name:14} is not installed")


if __name__ == "__main__":
    main()
