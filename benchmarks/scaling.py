"""How time and memory grow with the nodes of a formula: slopes in log-log, and bytes a node.

    python benchmarks/scaling.py [--largest 1000000] [--traced 100000] [--plot docs/scaling.svg]

The formula is a sum of terms sin(a*b)*exp(-k*c) - a/(b**2 + k), k = 1, 2, …, its variables drawn from one for
every hundred nodes; sizes are powers of ten from 1,000. Times are processor time of this process, the best of
up to five. Memory is what `tracemalloc` sees at most during the work, and what is left of it with the result;
it makes everything three times slower, so it has sizes and runs of its own. "graph" has the bytes of a graph
alone, by what they are for, each object counted once, where it is met first.

Exits 1 where the slope over all sizes is above 1.1, for time or for memory, or a graph takes more than
120 bytes a node.
"""

from __future__ import annotations

import argparse
import gc
import math
import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import GetSetDescriptorType
from typing import Any

from symdiff import Expr, Limits, parse
from symdiff.graph.graph import Graph
from symdiff.simplifier.levels import simplified
from symdiff.studies.picture import picture
from symdiff.sweeps.sweep import pull, push
from symdiff.table.functions import code_of

SLOPE = 1.1
BYTES = 120
LIMITS = Limits(text=10**9, depth=10**7, nodes=10**8)
SIN, EXP = code_of("sin", 1), code_of("exp", 1)


@dataclass
class Formula:
    """A formula of some size, and what is made of it beforehand."""

    graph: Graph
    root: int
    variables: list[int]
    text: str = ""

    @property
    def expr(self) -> Expr:
        return Expr(self.graph, self.root)


def build(nodes: int) -> Formula:
    """Return the formula with *nodes* nodes or a few more."""
    chance = random.Random(nodes)
    graph = Graph(LIMITS)
    variables = [graph.symbol(f"x{i}") for i in range(nodes // 100)]
    total, two, k = graph.number(0), graph.number(2), 0
    while len(graph) < nodes:
        k += 1
        a, b, c = chance.choice(variables), chance.choice(variables), chance.choice(variables)
        wave = graph.call(SIN, (graph.mul(a, b),))
        decay = graph.call(EXP, (graph.neg(graph.mul(graph.number(k), c)),))
        ratio = graph.div(a, graph.add(graph.pow(b, two), graph.number(k)))
        total = graph.add(total, graph.sub(graph.mul(wave, decay), ratio))
    return Formula(graph, total, variables)


def with_text(nodes: int) -> Formula:
    """Return the formula and its text."""
    formula = build(nodes)
    formula.text = str(formula.expr)
    return formula


def forward(formula: Formula) -> Any:
    """Derive along a vector: every node that depends on a variable has a tangent."""
    graph = formula.graph
    seeds = {variable: graph.number(1) for variable in formula.variables}
    return push(graph, graph.below([formula.root]), seeds, {})


def reverse(formula: Formula) -> Any:
    """Derive by every variable."""
    graph, root = formula.graph, formula.root
    return pull(graph, graph.below([root]), {root: graph.number(1)}, formula.variables, {})


WORK: dict[str, tuple[Callable[[int], Any], Callable[[Any], Any]]] = {
    # what is made before, and what is measured
    "build": (int, build),
    "parse": (with_text, lambda formula: parse(formula.text, limits=LIMITS)),
    "derive forward": (build, forward),
    "derive reverse": (build, reverse),
    "simplify basic": (build, lambda formula: simplified(formula.graph, [formula.root], "basic")),
    "write text": (build, lambda formula: str(formula.expr)),
    "write Python": (build, lambda formula: formula.expr.python()),
}


@dataclass
class Curve:
    """What one kind of work took, by nodes."""

    seconds: dict[int, float] = field(default_factory=dict)
    peak: dict[int, float] = field(default_factory=dict)
    """Bytes at most."""
    kept: dict[int, float] = field(default_factory=dict)
    """Bytes of the result, and of what was added to the graph."""


def timed(prepare: Callable[[int], Any], work: Callable[[Any], Any], nodes: int) -> float:
    """Return the seconds of the best of up to five runs, fewer where they are long."""
    best, spent = math.inf, 0.0
    for _ in range(5):
        given = prepare(nodes)
        gc.collect()
        start = time.process_time()
        result = work(given)
        taken = time.process_time() - start
        del result, given
        best, spent = min(best, taken), spent + taken
        if spent > 2:
            break
    return best


def traced(prepare: Callable[[int], Any], work: Callable[[Any], Any], nodes: int) -> tuple[float, float]:
    """Return the bytes at most while at work, and those that are left."""
    given = prepare(nodes)
    gc.collect()
    tracemalloc.start()
    result = work(given)
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del result, given
    return peak, kept


def slope(points: dict[int, float], last: int = 0) -> float:
    """Return the slope of a line through *points* in log-log by least squares, of the *last* ones alone."""
    pairs = [(math.log(n), math.log(value)) for n, value in sorted(points.items())][-last:]
    x = sum(a for a, _ in pairs) / len(pairs)
    y = sum(b for _, b in pairs) / len(pairs)
    return sum((a - x) * (b - y) for a, b in pairs) / sum((a - x) ** 2 for a, _ in pairs)


def arena(graph: Graph) -> dict[str, dict[str, int]]:
    """Return the bytes of each attribute of *graph* by the types of what it holds for the first time."""
    seen = {id(graph.limits)}
    return {name: _held(value, seen) for name, value in _attributes(graph).items()}


def _attributes(item: object) -> dict[str, object]:
    if hasattr(item, "__dict__"):
        return vars(item)
    return {  # compiled: attributes are descriptors of the class
        name: getattr(item, name)
        for kind in type(item).__mro__[:-1]
        for name, descriptor in vars(kind).items()
        if isinstance(descriptor, GetSetDescriptorType)
    }


def _held(value: object, seen: set[int]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    pending = [value]
    while pending:
        item = pending.pop()
        if id(item) in seen or (isinstance(item, int) and -5 <= item <= 256):
            continue  # Python keeps small numbers once for all
        seen.add(id(item))
        kind = type(item).__name__
        sizes[kind] = sizes.get(kind, 0) + sys.getsizeof(item)
        if kind.startswith("vec["):  # of machine numbers, beside itself
            sizes[kind] += memoryview(item).nbytes
        parts: Iterable[object] = ()
        if isinstance(item, dict):
            parts = [*item.keys(), *item.values()]
        elif isinstance(item, list | tuple):
            parts = item
        elif kind == "Children":  # packed
            parts = _attributes(item).values()
        pending += parts
    return sizes


def shown(found: dict[str, dict[str, int]], nodes: int, note: str = "") -> None:
    """Print what takes a tenth of a byte a node or more, the most first."""
    for name, sizes in sorted(found.items(), key=lambda pair: -sum(pair[1].values())):
        parts = [(size / nodes, kind) for kind, size in sizes.items() if size >= nodes / 10]
        if parts:
            listed = ", ".join([f"{kind} {size:.1f}" for size, kind in sorted(parts, reverse=True)])
            print(f"  {name:<12}{sum(sizes.values()) / nodes:8.1f}   {listed}{note}")


def draw(curves: dict[str, Curve], path: str) -> None:
    """Write seconds against nodes to *path*."""
    colours = ("#111111", "#8a4fa3", "#d95f02", "#1b7fb8", "#c0392b", "#1b9e57", "#888888")
    with picture(path) as axes:
        for (name, curve), colour in zip(curves.items(), colours, strict=True):
            points = sorted(curve.seconds.items())
            label = f"{name}: slope {slope(curve.seconds):.2f}"
            axes.plot(*zip(*points, strict=True), "o-", color=colour, markersize=4, label=label)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.minorticks_off()
        axes.set_title("Seconds against nodes", pad=10)
        axes.set_xlabel("nodes")
        axes.set_ylabel("seconds")
        below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.13), "ncols": 2}
        axes.legend(**below, frameon=False, fontsize=9)


def main() -> None:
    options = argparse.ArgumentParser(description="Slopes of time and memory against nodes.")
    options.add_argument("--largest", type=int, default=10**6, help="nodes of the largest formula")
    options.add_argument("--traced", type=int, default=10**5, help="the largest whose memory is traced")
    options.add_argument("--plot", metavar="FILE", help="draw the times into FILE")
    chosen = options.parse_args()
    sizes = [10**k for k in range(3, 10) if 10**k <= chosen.largest]
    if len(sizes) < 2:
        options.error("two sizes are needed for a slope: --largest 10000 or more")
    few = [size for size in sizes if size <= chosen.traced]
    faults = []

    for prepare, work in WORK.values():
        work(prepare(1000))  # what is imported and stored at first use
    print(f"{'seconds':<16}{''.join(f'{size:>12,}' for size in sizes)}     slope  last decade")
    curves = {}
    for name, (prepare, work) in WORK.items():
        curve = curves[name] = Curve()
        for size in sizes:
            curve.seconds[size] = timed(prepare, work, size)
        cells = "".join([f"{curve.seconds[size]:12.4f}" for size in sizes])
        steep = slope(curve.seconds)
        print(f"{name:<16}{cells}{steep:10.2f}{slope(curve.seconds, 2):13.2f}", flush=True)
        if steep > SLOPE:
            faults.append(f"{name}: time grows with slope {steep:.2f}, {SLOPE} allowed")

    if len(few) > 1:
        print(f"\n{'bytes a node':<16}{''.join(f'{size:>12,}' for size in few)}     slope         kept")
        for name, (prepare, work) in WORK.items():
            curve = curves[name]
            for size in few:
                curve.peak[size], curve.kept[size] = traced(prepare, work, size)
            cells = "".join([f"{curve.peak[size] / size:12.0f}" for size in few])
            steep, kept = slope(curve.peak), curve.kept[few[-1]] / few[-1]
            print(f"{name:<16}{cells}{steep:10.2f}{kept:13.0f}", flush=True)
            if steep > SLOPE:
                faults.append(f"{name}: memory grows with slope {steep:.2f}, {SLOPE} allowed")

    formula = build(sizes[-1])
    graph = formula.graph
    built = arena(graph)
    total = sum([sum(sizes.values()) for sizes in built.values()]) / len(graph)
    print(f"\ngraph of {len(graph):,} nodes: {total:.1f} bytes a node")
    shown(built, len(graph))
    graph.digest(formula.root)
    graph.size(formula.root)
    more = {
        name: {kind: size - built.get(name, {}).get(kind, 0) for kind, size in sizes.items()}
        for name, sizes in arena(graph).items()
    }
    shown(more, len(graph), ", once it is asked for")
    if total > BYTES:
        faults.append(f"graph: {total:.1f} bytes a node, {BYTES} allowed")

    if chosen.plot:
        draw(curves, chosen.plot)
        print(f"\nthe picture is in {chosen.plot}")
    for fault in faults:
        print(f"ABOVE THE BOUND  {fault}")
    if faults:
        sys.exit(1)


if __name__ == "__main__":
    main()
