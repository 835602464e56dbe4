"""Derivatives at many points: CPU milliseconds of symdiff, of its peers and of C, in one run.

    python benchmarks/evaluate.py [--only small sines ...] [--rounds 9]

`compile` as machine code and on NumPy, `.numpy()`, JAX (jit, value and derivatives by its own rules), CasADi,
and C that is written here, statement by statement, and built with gcc -Ofast -march=native and its vector
library. An engine that is not installed is left out. Times are CPU time of one thread, the least of some
rounds that are taken in turn; values are compared. More than 1 is slower than the machine code of symdiff.
"""

from __future__ import annotations

import argparse
import ctypes
import math
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

import symdiff
from symdiff import Expr, parse
from symdiff.programs.c import C
from symdiff.verbs.wanted import cheapest, ways, what_is_asked

MILLION = 1_000_000


class Problem(NamedTuple):
    """Formulas of *names*, at so many points."""

    exprs: list[Expr]
    names: list[str]
    wanted: tuple[str, ...]
    points: int


def small() -> Problem:
    f = parse("exp(-x**2)*sin(3*x)/(1 + x**2) + log(1 + x**2)*tanh(x)")
    return Problem([f], ["x"], ("value", "gradient"), MILLION)


def feynman_sines() -> Problem:
    """Feynman III.9.52 and its six partials."""
    f = parse("p*E_f*t/h*sin((w - v)*t/2)**2/((w - v)*t/2)**2", symbols=["E_f"])
    return Problem([f], ["p", "E_f", "t", "h", "w", "v"], ("value", "gradient"), MILLION)


def feynman_arithmetic() -> Problem:
    """Feynman I.32.17 and its six partials."""
    f = parse("(1/2*e*c*F**2)*(8*pi*r**2/3)*(w**4/(w**2 - v**2)**2)", symbols=["e", "F"])
    return Problem([f], ["e", "c", "F", "r", "w", "v"], ("value", "gradient"), MILLION)


def bundle() -> Problem:
    """The residual of bundle adjustment (2 numbers) by 15 parameters: a rotation vector, a centre, a focal
    length, a centre of the image, two distortions, a point, a weight."""
    text = """
    t2 = r1*r1 + r2*r2 + r3*r3; t = sqrt(t2); c = cos(t); s = sin(t)/t; k = (1 - c)/t2;
    a = x1 - c1; b = x2 - c2; d = x3 - c3; m = (r1*a + r2*b + r3*d)*k;
    p1 = a*c + (r2*d - r3*b)*s + r1*m; p2 = b*c + (r3*a - r1*d)*s + r2*m; p3 = d*c + (r1*b - r2*a)*s + r3*m;
    u = p1/p3; v = p2/p3; q = u*u + v*v; l = 1 + k1*q + k2*q*q;
    """
    names = ["r1", "r2", "r3", "c1", "c2", "c3", "f", "o1", "o2", "k1", "k2", "x1", "x2", "x3", "w"]
    first = parse(text + "w*(f*u*l + o1)", symbols=names)
    second = parse(text + "w*(f*v*l + o2)", symbols=names)
    return Problem([first, second], names, ("value", "jacobian"), 100_000)


def large() -> Problem:
    """4,300 terms sin(x_i*x_j)*exp(x_i + c) and their 100 partials: 50,000 operations."""
    xs = symdiff.symbols("x0:100")
    total: Any = None
    for a in xs:
        for k, b in enumerate(xs[:43]):
            term = symdiff.sin(a * b) * symdiff.exp(a + k / 100)
            total = term if total is None else total + term
    return Problem([total], [x.name for x in xs], ("value", "gradient"), 10_000)


PROBLEMS: dict[str, Callable[[], Problem]] = {
    "small": small, "sines": feynman_sines, "arithmetic": feynman_arithmetic, "bundle": bundle,
    "large": large,
}  # fmt: skip

# The engines ----------------------------------------------------------------------------------

Run = Callable[[], list[Any]]


def machine_code(problem: Problem, inputs: list[Any]) -> Run:
    return compiled(problem, inputs, "llvm")


def on_numpy(problem: Problem, inputs: list[Any]) -> Run:
    return compiled(problem, inputs, "numpy")


def compiled(problem: Problem, inputs: list[Any], target: Any) -> Run:
    f = symdiff.compile(problem.exprs, problem.names, wanted=problem.wanted, target=target, threads=1)
    out = [np.empty(problem.points) for _ in f.program.outputs]

    def run() -> list[Any]:
        f(*inputs, out=out)
        return out

    return run


def flat(problem: Problem) -> list[Expr]:
    derived = [d for e in problem.exprs for d in symdiff.gradient(e, problem.names, level="none")]
    return [*problem.exprs, *derived]


def vectorised(problem: Problem, inputs: list[Any]) -> Run:
    from symdiff.arithmetic.arrays import vectorised as made

    f = made(flat(problem), problem.names)
    return lambda: list(f(*inputs))


def value_of(text: str, space: dict[str, Any]) -> Any:
    """Return the value of a formula as symdiff writes it: lines with names for parts, then an expression."""
    *lines, last = text.splitlines()
    for line in lines:
        exec(line, space)  # noqa: S102  symdiff wrote it
    return eval(last, space)  # noqa: S307


def jax(problem: Problem, inputs: list[Any]) -> Run:
    import jax as lib

    lib.config.update("jax_enable_x64", True)
    space = {name: getattr(lib.numpy, name) for name in ("sin", "cos", "exp", "log", "sqrt", "tanh")} | {
        "pi": math.pi
    }
    source = [e.source("text") for e in problem.exprs]

    def values(*point: Any) -> Any:
        return [value_of(text, {**space, **dict(zip(problem.names, point, strict=True))}) for text in source]

    if len(problem.exprs) == 1:
        single = lib.value_and_grad(lambda *p: values(*p)[0], argnums=tuple(range(len(problem.names))))
        whole = lib.jit(lib.vmap(single))
    else:
        derived = lib.jacrev(lambda *p: lib.numpy.stack(values(*p)), argnums=tuple(range(len(problem.names))))
        whole = lib.jit(lib.vmap(lambda *p: (values(*p), derived(*p))))
    arrays = [lib.numpy.asarray(a) for a in inputs]

    def run() -> list[Any]:
        found = lib.block_until_ready(whole(*arrays))
        if len(problem.exprs) == 1:
            return [found[0], *found[1]]
        return [*found[0], *[column[:, row] for row in range(len(problem.exprs)) for column in found[1]]]

    return run


def casadi(problem: Problem, inputs: list[Any]) -> Run:
    import casadi as lib

    xs = [lib.SX.sym(name) for name in problem.names]
    space = {name: getattr(lib, name) for name in ("sin", "cos", "exp", "log", "sqrt", "tanh")} | {
        "pi": math.pi
    }
    space |= dict(zip(problem.names, xs, strict=True))
    fs = [value_of(e.source("text"), space) for e in problem.exprs]
    jacobian = lib.jacobian(lib.vertcat(*fs), lib.vertcat(*xs))
    f = lib.Function("f", [lib.vertcat(*xs)], [lib.vertcat(*fs), jacobian])
    mapped = f.map(min(problem.points, 10_000))
    block = np.stack([a[: min(problem.points, 10_000)] for a in inputs])
    return lambda: [mapped(block)]


def plain_c(problem: Problem, inputs: list[Any]) -> Run:
    """Statements of the program in one loop that gcc turns into vectors."""
    level_parts = ("value", "gradient" if len(problem.exprs) == 1 else "jacobian")
    asked = what_is_asked(problem.exprs, problem.names, (), level_parts)
    made = cheapest(ways(asked, None), asked.inputs, C.has)
    written = C(made)
    names = list(written.names.values())
    heads = [f"const double *restrict {n}_" for n in names] + [
        f"double *restrict y{k}" for k in range(len(written.outputs))
    ]
    body = [f"const double {n} = {n}_[i];" for n in names]
    body += [f"const {'int' if s.is_truth else 'double'} {s.name} = {s.text};" for s in written.statements]
    body += [f"y{k}[i] = {text};" for k, text in enumerate(written.outputs)]
    text = (
        "#include <math.h>\n"
        f"void points(long n, {', '.join(heads)})\n"
        f"{{ for (long i = 0; i < n; i++) {{ {' '.join(body)} }} }}\n"
    )
    place = Path(tempfile.mkdtemp())
    (place / "f.c").write_text(text)
    flags = (
        ["-Ofast", "-march=native", "-fPIC", "-shared"]
        if len(made.operations) < 5000
        else ["-O1", "-fPIC", "-shared"]
    )
    subprocess.run(["gcc", *flags, "f.c", "-o", "f.so", "-lmvec", "-lm"], cwd=place, check=True)
    points = ctypes.CDLL(str(place / "f.so")).points
    out = [np.empty(problem.points) for _ in written.outputs]
    arguments = [ctypes.c_void_p(a.ctypes.data) for a in [*inputs, *out]]

    def run() -> list[Any]:
        points(ctypes.c_long(problem.points), *arguments)
        return out

    return run


# A sum over rows with many parameters -------------------------------------------------------------

_DIMENSION, _COMPONENTS = 10, 25


def mixture() -> tuple[Expr, list[str], list[str]]:
    """The logarithm of the density of a Gaussian mixture, its parameters and the coordinates of a point: a
    component has a weight, a centre, the logarithms of a diagonal and what is below it."""
    xs = symdiff.symbols(f"x0:{_DIMENSION}")
    names: list[str] = []
    total: Any = None
    for k in range(_COMPONENTS):
        own = symdiff.symbols(f"p{k}_0:{1 + 2 * _DIMENSION + _DIMENSION * (_DIMENSION - 1) // 2}")
        names += [symbol.name for symbol in own]
        weight, *rest = own
        centre, diagonal, below = (
            rest[:_DIMENSION],
            rest[_DIMENSION : 2 * _DIMENSION],
            iter(rest[2 * _DIMENSION :]),
        )
        apart = [x - m for x, m in zip(xs, centre, strict=True)]
        squares: Any = None
        for i in range(_DIMENSION):
            entry = symdiff.exp(diagonal[i]) * apart[i]
            for j in range(i):
                entry = entry + next(below) * apart[j]
            squares = entry * entry if squares is None else squares + entry * entry
        height = weight
        for entry in diagonal:
            height = height + entry
        term = symdiff.exp(height - squares / 2)
        total = term if total is None else total + term
    return symdiff.log(total), names, [x.name for x in xs]


def mixture_by_jax(parameters: Any, rows: Any) -> Run:
    """The same as one writes it for JAX, with its derivative by the parameters."""
    import jax as lib

    lib.config.update("jax_enable_x64", True)
    jnp, d = lib.numpy, _DIMENSION
    places = np.tril_indices(d, -1)

    def objective(parameters: Any, rows: Any) -> Any:
        table = parameters.reshape(_COMPONENTS, -1)
        weight, centre, diagonal = table[:, 0], table[:, 1 : 1 + d], table[:, 1 + d : 1 + 2 * d]
        lower = jnp.zeros((_COMPONENTS, d, d)).at[:, places[0], places[1]].set(table[:, 1 + 2 * d :])
        apart = rows[:, None, :] - centre
        turned = jnp.einsum("kij,nkj->nki", lower, apart) + jnp.exp(diagonal) * apart
        heights = weight + diagonal.sum(1) - (turned**2).sum(2) / 2
        return lib.scipy.special.logsumexp(heights, axis=1).sum()

    whole = lib.jit(lib.value_and_grad(objective))
    given, table = jnp.asarray(parameters), jnp.asarray(rows.T)
    return lambda: list(lib.block_until_ready(whole(given, table)))


def compare_mixture(rounds: int) -> None:
    """Print the times of the objective with its 1,650 derivatives, summed over 1,000 and 100,000 rows."""
    formula, names, coordinates = mixture()
    begun = time.process_time()
    f = symdiff.compile(
        formula, names, params=coordinates, wanted=("value", "gradient"), sum=True, target="llvm", threads=1,
        cache=False,
    )  # fmt: skip
    random = np.random.default_rng(1)
    parameters = 0.3 * random.normal(size=len(names))
    for count in (1_000, 100_000):
        rows = random.normal(size=(_DIMENSION, count))
        runs: dict[str, Run] = {"machine code": lambda rows=rows: f(*parameters, *rows)}
        value, slopes = runs["machine code"]()
        if count == 1_000:
            print(f"mixture: machine code ready in {time.process_time() - begun:.3f} s")
        try:
            runs["JAX"] = mixture_by_jax(parameters, rows)
            same_value, same_slopes = runs["JAX"]()
            assert math.isclose(value, same_value, rel_tol=1e-10)
            assert np.allclose(slopes, same_slopes, rtol=1e-8, atol=1e-8 * count)
        except ImportError:
            pass
        best = least(runs, rounds)
        cells = [f"{engine} {1e3 * t:.2f} ({t / best['machine code']:.2f})" for engine, t in best.items()]
        print(f"mixture, {count} rows, ms (times the first): {', '.join(cells)}\n")


def rest() -> None:
    """Wait until no thread of this process computes."""
    while True:
        before = time.process_time()
        time.sleep(0.02)
        if time.process_time() - before < 0.001:
            return


def least(runs: dict[str, Run], rounds: int) -> dict[str, float]:
    """Return the least CPU time of each run, taken in turn, each when the threads of the one before rest:
    those of JAX work on for a while, which would be counted as the next one's."""
    best = dict.fromkeys(runs, math.inf)
    for _ in range(rounds):
        for engine, run in runs.items():
            rest()
            begun = time.process_time()
            run()
            best[engine] = min(best[engine], time.process_time() - begun)
    return best


ENGINES: dict[str, Callable[[Problem, list[Any]], Run]] = {
    "machine code": machine_code, "on NumPy": on_numpy, ".numpy()": vectorised, "JAX": jax,
    "CasADi": casadi, "C": plain_c,
}  # fmt: skip
UNFIT = {("C", "large"), ("JAX", "large")}
"""What takes minutes to build."""


def main() -> None:
    parser = argparse.ArgumentParser(description="CPU time of derivatives at many points")
    parser.add_argument("--only", nargs="*", default=[*PROBLEMS, "mixture"])
    parser.add_argument("--engines", nargs="*", default=list(ENGINES))
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    for name in options.only:
        if name == "mixture":
            compare_mixture(options.rounds)
            continue
        problem = PROBLEMS[name]()
        random = np.random.default_rng(1)
        inputs = [random.uniform(0.5, 1, problem.points) + k % 3 for k in range(len(problem.names))]
        runs: dict[str, Run] = {}
        for engine in options.engines:
            if (engine, name) in UNFIT or (engine == "C" and shutil.which("gcc") is None):
                continue
            try:
                begun = time.process_time()
                runs[engine] = ENGINES[engine](problem, inputs)
                first = runs[engine]()
                print(f"{name}: {engine} ready in {time.process_time() - begun:.3f} s")
            except ImportError:
                continue
            if engine == options.engines[0]:
                truth = [np.array(a) for a in first]
            elif engine != "CasADi":
                apart = max(
                    float(np.max(np.abs(np.asarray(a) - b) / (np.abs(b) + 1e-9)))
                    for a, b in zip(first, truth, strict=True)
                )
                if apart > 1e-7:
                    print(f"{name}: {engine} differs by {apart:.1e}")
        best = least(runs, options.rounds)
        if "CasADi" in best:
            best["CasADi"] *= problem.points / min(problem.points, 10_000)
        ours = best[next(iter(best))]
        cells = [f"{engine} {1e3 * seconds:.2f} ({seconds / ours:.2f})" for engine, seconds in best.items()]
        print(f"{name}, {problem.points} points, ms (times the first): {', '.join(cells)}\n")
    f = symdiff.compile("exp(-x**2)*sin(3*x)", "x", target="llvm").call
    count = 200_000
    begun = time.process_time()
    for _ in range(count):
        f(0.7)
    call = time.process_time() - begun
    begun = time.process_time()
    for _ in range(count):
        pass
    print(f"one point: {1e9 * (call - (time.process_time() - begun)) / count:.0f} ns")


if __name__ == "__main__":
    main()
