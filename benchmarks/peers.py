"""symdiff beside its peers: seconds for seven kinds of work, from a text or symbols to derivatives.

    python benchmarks/peers.py
    python benchmarks/peers.py --python OTHER/bin/python --limit 20 --only text product

Columns are symdiff and those of SymPy, SymEngine, Symbolica, Alkahest and CasADi that are installed; an
engine runs in the first interpreter that has it, this one and then those named with --python. Each work of
each engine is a process of its own; the time is that of the fastest of at most seven passes, with parsing
or building, without imports. An engine is used by the calls below, those that suit it best; no peer is
asked to simplify. Derivatives are evaluated at a point and compared with symdiff's; what differs is printed
below, as is what an engine refused. "–" is what an engine cannot do, "fails" an exception. In the second
table more than 1 is slower than symdiff. With other work on the machine all times are longer.
"""

from __future__ import annotations

import argparse
import gc
import json
import operator
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache, partial, reduce
from itertools import pairwise
from typing import Any, NamedTuple

from corpora import feynman

PASSES = 7
SECONDS = 3.0
"""No pass begins that would end later, but for the first."""
TOLERANCE = 1e-9
"""Relative difference of a value to symdiff's."""
LIBRARIES = {
    "symdiff": ("symdiff.graph.graph", "symdiff-engine"), "SymPy": ("sympy", "sympy"),
    "SymEngine": ("symengine", "symengine"), "Symbolica": ("symbolica", "symbolica"),
    "Alkahest": ("alkahest", "alkahest"), "CasADi": ("casadi", "casadi"),
}  # fmt: skip
"""The module and the distribution of each engine."""
UNFIT = {
    ("formulas", "CasADi"), ("text", "CasADi"),  # no parser
    ("deep", "SymPy"), ("deep", "Symbolica"),  # no shared graph
}  # fmt: skip
Point = dict[str, float]


# The engines ----------------------------------------------------------------------------------


class Engine(NamedTuple):
    """How an engine does what the works ask for."""

    symbols: Callable[[list[str]], Sequence[Any]]
    function: Callable[[str], Callable[[Any], Any]]
    parse: Callable[[str, list[str]], Any]
    value: Callable[[Any, Point], Any]
    add: Callable[[list[Any]], Any] = partial(reduce, operator.add)
    mul: Callable[[Sequence[Any]], Any] = partial(reduce, operator.mul)
    diff: Callable[[Any, Any], Any] = lambda e, x: e.diff(x)
    repeated: Callable[[Any, Any, int], Any] | None = None  # where it is more than `diff` several times
    gradient: Callable[[Any, Sequence[Any]], Any] | None = None
    hessian: Callable[[Any, Sequence[Any]], Any] | None = None


def symdiff(level: Any) -> Engine:
    import symdiff as lib

    def value(e: Any, at: Point) -> complex | None:
        """Return nothing where floats do not give the value."""
        try:
            found, sure = complex(lib.evaluate(e, at)), complex(lib.evaluate(e, at, digits=60))
        except lib.SymdiffError:
            return None
        return found if close(found, sure, TOLERANCE / 10) else None

    return Engine(
        symbols=lib.symbols,
        function=partial(getattr, lib),
        parse=lambda text, names: lib.parse(text, symbols=names),
        value=value,
        diff=lambda e, x: lib.derive(e, x, level=level),
        repeated=lambda e, x, order: lib.derive(e, x, order=order, level=level),
        gradient=lambda e, xs: lib.gradient(e, xs, level=level),
        hessian=lambda e, xs: dict(lib.hessian(e, xs, sparse=True, level=level).items()),
    )


def sympy(_: str) -> Engine:
    import sympy as lib

    lib.core.cache.clear_cache()
    return Engine(
        symbols=lib.symbols,
        function=partial(getattr, lib),
        parse=lambda text, names: lib.sympify(text, locals={name: lib.Symbol(name) for name in names}),
        value=lambda e, at: lib.lambdify(list(at), e, "math")(*at.values()),
        add=lambda terms: lib.Add(*terms),
        mul=lambda factors: lib.Mul(*factors),
        repeated=lambda e, x, order: e.diff(x, order),
    )


def symengine(_: str) -> Engine:
    import symengine as lib

    return Engine(
        symbols=lib.symbols,
        function=partial(getattr, lib),
        parse=lambda text, names: lib.sympify(text),
        value=lambda e, at: e.subs(at).n(),
        add=lambda terms: lib.Add(*terms),
        mul=lambda factors: lib.Mul(*factors),
    )


def symbolica(_: str) -> Engine:
    import symbolica as lib

    def in_pairs(terms: list[Any]) -> Any:
        """Add; each sum is a copy, so that one term after another takes 80 times as long."""
        while len(terms) > 1:
            terms = [*map(operator.add, terms[::2], terms[1::2]), *terms[len(terms) & ~1 :]]
        return terms[0]

    return Engine(
        symbols=lambda names: [lib.S(name) for name in names],
        function=partial(getattr, lib.Expression),
        parse=lambda text, names: lib.E(text.replace("**", "^")),
        value=lambda e, at: e.evaluate({lib.S(name): value for name, value in at.items()}),
        add=in_pairs,
        diff=lambda e, x: e.derivative(x),
    )


def alkahest(_: str) -> Engine:
    import alkahest as lib

    pool = lib.ExprPool()
    return Engine(
        symbols=lambda names: [pool.symbol(name) for name in names],
        function=partial(getattr, lib),
        parse=lambda text, names: lib.parse(text, pool),
        value=lambda e, at: lib.eval_expr(e, {pool.symbol(name): value for name, value in at.items()}),
        add=pool.add,
        mul=pool.mul,
        diff=lambda e, x: lib.diff(e, x).value,
        gradient=lib.symbolic_grad,
    )


def casadi(_: str) -> Engine:
    import casadi as lib

    def value(e: Any, at: Point) -> float:
        known = lib.symvar(e)
        return float(lib.Function("f", known, [e])(*[at[x.name()] for x in known]))

    return Engine(
        symbols=lambda names: [lib.SX.sym(name) for name in names],
        function=partial(getattr, lib),
        parse=lambda text, names: None,
        value=value,
        diff=lib.gradient,
        gradient=lambda e, xs: lib.gradient(e, lib.vertcat(*xs)),
        hessian=lambda e, xs: lib.hessian(e, lib.vertcat(*xs))[0],
    )


ENGINES = {name: globals()[name.lower()] for name in LIBRARIES}


# The works ------------------------------------------------------------------------------------

Result = tuple[Any, list[tuple[Any, Point]]]
"""Everything derived, and the derivatives to evaluate, with points; None where one was refused."""
NAMES = [f"x{i}" for i in range(300)]
POINT = {name: 0.5 + i / 500 for i, name in enumerate(NAMES)}
HUNDRED = NAMES[:100]
TEXT = " + ".join([f"sin({x}*{y})*exp({x}+{k})" for x in HUNDRED for k, y in enumerate(HUNDRED)])


@cache
def feynman_rows() -> list[tuple[str, list[str], Point]]:
    """Return texts, variables and points; names that are not free in every engine have an m more."""
    texts = [json.dumps([row["expr"], row["vars"], row.get("point", {})]) for row in feynman()]
    return [json.loads(re.sub(r"\b(I|lambda|g_)\b", r"\1m", text)) for text in texts]


def formulas(engine: Engine) -> Result:
    """Derive each Feynman formula by its first variable, text to text."""
    found = []
    for text, names, point in feynman_rows():
        try:
            derivative = engine.diff(engine.parse(text, names), engine.symbols(names[:1])[0])
            str(derivative)
        except Exception:  # each engine has its own
            derivative = None
        found.append((derivative, point))
    return None, found


def gradient(engine: Engine, e: Any, xs: Sequence[Any]) -> Result:
    found = engine.gradient(e, xs) if engine.gradient else [engine.diff(e, x) for x in xs]
    return found, [(found[7], POINT)]


def from_text(engine: Engine) -> Result:
    """Derive a text of 10^4 terms, 266 KB, by its 100 variables."""
    return gradient(engine, engine.parse(TEXT, HUNDRED), engine.symbols(HUNDRED))


def operators(engine: Engine) -> Result:
    """Derive the same, built by operators."""
    xs = engine.symbols(HUNDRED)
    sin, exp = map(engine.function, ("sin", "exp"))
    terms = [sin(a * b) * exp(a + k) for a in xs for k, b in enumerate(xs)]
    return gradient(engine, engine.add(terms), xs)


def product(engine: Engine) -> Result:
    """Derive the product of 200 variables by each."""
    xs = engine.symbols(NAMES[:200])
    return gradient(engine, engine.mul(xs), xs)


def rosenbrock(engine: Engine) -> Result:
    """Make the Hessian of Rosenbrock's function; engines without one are told where it is not zero."""
    xs = engine.symbols(NAMES)
    e = engine.add([100 * (b - a**2) ** 2 + (1 - a) ** 2 for a, b in pairwise(xs)])
    if engine.hessian:
        found = engine.hessian(e, xs)
    else:
        slopes, _ = gradient(engine, e, xs)
        places = [(i, j) for i in range(len(xs)) for j in range(i, min(i + 2, len(xs)))]
        found = {(i, j): engine.diff(slopes[i], xs[j]) for i, j in places}
    return found, [(found[7, 7], POINT), (found[7, 8], POINT)]


def nested(engine: Engine, depth: int) -> Result:
    """Derive what e = sin(e)*exp(e) makes of x in *depth* steps."""
    [x] = engine.symbols(["x"])
    sin, exp = map(engine.function, ("sin", "exp"))
    e = x
    for _ in range(depth):
        e = sin(e) * exp(e)
    return None, [(engine.diff(e, x), {"x": -0.5})]


def tenth(engine: Engine) -> Result:
    """Derive exp(sin(x)*cos(x)) ten times."""
    [x] = engine.symbols(["x"])
    sin, cos, exp = map(engine.function, ("sin", "cos", "exp"))
    e = exp(sin(x) * cos(x))
    if engine.repeated:
        e = engine.repeated(e, x, 10)
    else:
        for _ in range(10):
            e = engine.diff(e, x)
    return None, [(e, {"x": 0.4})]


WORKS: dict[str, tuple[str, Callable[[Engine], Result], tuple[str, ...]]] = {
    "formulas": ("a formula, text to text", formulas, ("none", "basic", "full")),
    "text": ("text of 10^4 terms, 100 partials", from_text, ("none", "full")),
    "operators": ("10^4 terms by operators, 100 partials", operators, ("none", "basic")),
    "product": ("product of 200, 200 partials", product, ("none", "basic")),
    "rosenbrock": ("Rosenbrock of 300, Hessian", rosenbrock, ("none", "basic")),
    "nested": ("e = sin(e)*exp(e), 10 times", partial(nested, depth=10), ("none",)),
    "deep": ("e = sin(e)*exp(e), 1000 times", partial(nested, depth=1000), ("none", "full")),
    "tenth": ("exp(sin(x)*cos(x)), 10th derivative", tenth, ("none", "basic")),
}
"""What is printed, what is done, and the levels of symdiff, each a line; "full" is the level by default."""


def one(work: str, name: str, level: str) -> dict[str, Any]:
    """Return the seconds of a work in this process, and values of derivatives."""
    sys.setrecursionlimit(100_000)
    times: list[float] = []
    end = time.perf_counter() + SECONDS
    while not times or (len(times) < PASSES and time.perf_counter() + times[-1] < end):
        found: Result = None, []  # the last is freed before the clock runs
        engine = ENGINES[name](level)
        gc.collect()
        start = time.perf_counter()
        found = WORKS[work][1](engine)
        times.append(time.perf_counter() - start)
    _, chosen = found
    values = [engine.value(d, at) if d is not None and at else None for d, at in chosen]
    return {
        "seconds": min(times) / len(chosen) if work == "formulas" else min(times),
        "values": [None if v is None else [complex(v).real, complex(v).imag] for v in values],
        "refused": sum(d is None for d, _ in chosen),
    }


# All of them ----------------------------------------------------------------------------------


class Cell(NamedTuple):
    """What is printed of a work of an engine; seconds and values, where there are any."""

    text: str
    seconds: float | None = None
    values: tuple[complex | None, ...] = ()
    note: str = ""


def python_of(name: str, pythons: list[str]) -> str | None:
    """Return the first of *pythons* that has an engine; print which, and what it has."""
    probe = (
        "import sys; from importlib import import_module, metadata; "
        "print(metadata.version(sys.argv[2]), import_module(sys.argv[1]).__file__)"
    )
    for python in pythons:
        command = [python, "-P", "-c", probe, *LIBRARIES[name]]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode == 0:
            version, _, file = done.stdout.strip().splitlines()[-1].partition(" ")
            how = "compiled" if file.endswith((".so", ".pyd")) else "interpreted"
            print(f"{name} {version}" + (f", {how}" if name == "symdiff" else ""))
            return python
    print(f"{name} is left out: not installed")
    return None


def measured(python: str, work: str, name: str, level: str, limit: float) -> Cell:
    """Return what an engine does in a process of its own."""
    if (work, name) in UNFIT:
        return Cell("–")
    command = [python, __file__, "--one", work, name, level]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return Cell(f"> {limit:g} s")
    if done.returncode:
        return Cell("fails", note=(done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1])
    found = json.loads(done.stdout.splitlines()[-1])
    seconds, values = found["seconds"], tuple([None if v is None else complex(*v) for v in found["values"]])
    unit, size = next((u, s) for u, s in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)) if seconds >= s or u == "µs")
    note = f"{found['refused']} of {len(values)} refused" if found["refused"] else ""
    return Cell(f"{seconds / size:.3g} {unit}", seconds, values, note)


def close(a: complex, b: complex, tolerance: float) -> bool:
    return abs(a - b) <= tolerance * max(abs(a), abs(b))


def difference(cell: Cell, ours: Cell) -> str:
    """Return how many values are not symdiff's, and the first; nothing where all are."""
    both = zip(cell.values, ours.values, strict=bool(cell.values and ours.values))
    wrong = [(a, b) for a, b in both if a is not None and b is not None and not close(a, b, TOLERANCE)]
    return (
        f"{len(wrong)} values are not symdiff's, {wrong[0][0]:.12g} for {wrong[0][1]:.12g}" if wrong else ""
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description="symdiff beside its peers")
    arguments.add_argument("--python", action="append", default=[], help="another interpreter, for peers")
    arguments.add_argument("--limit", type=float, default=60.0, help="seconds of a process")
    arguments.add_argument("--only", nargs="+", choices=WORKS, default=list(WORKS), metavar="WORK")
    arguments.add_argument("--one", nargs=3, metavar=("WORK", "ENGINE", "LEVEL"), help="in this process")
    options = arguments.parse_args()
    if options.one:
        print(json.dumps(one(*options.one)))
        return
    found = {name: python_of(name, [sys.executable, *options.python]) for name in LIBRARIES}
    pythons = {name: python for name, python in found.items() if python}
    if "symdiff" not in pythons:
        raise SystemExit("symdiff is what the peers are compared with: pip install .")
    run = cache(partial(measured, limit=options.limit))
    table, notes = [], dict[str, None]()
    for work in options.only:
        title, _, levels = WORKS[work]
        for level in levels:
            ours = run(pythons["symdiff"], work, "symdiff", level)
            judge = run(pythons["symdiff"], work, "symdiff", levels[0])  # derived as by the peers
            line = [ours, *[run(pythons[name], work, name, "") for name in pythons if name != "symdiff"]]
            table.append((f"{title} ({level})", line))
            for name, cell in zip(pythons, line, strict=True):
                notes |= {
                    f"{work}, {name}: {note}": None for note in (cell.note, difference(cell, judge)) if note
                }
    for head, ratio in (("seconds (level of symdiff)", False), ("times symdiff", True)):
        print(f"\n{head:<44}" + "".join(f"{name:>10}" for name in pythons))
        for title, line in table:
            divisor = line[0].seconds if ratio else None
            cells = [f"{c.seconds / divisor:.3g}" if c.seconds and divisor else c.text for c in line]
            print(f"{title:<44}" + "".join(f"{cell:>10}" for cell in cells))
    print("\n".join(["", *notes]))


if __name__ == "__main__":
    main()
