"""Values with gradients, and Hessians, of formulas of arrays: NumPy code beside JAX jit, in one thread.

    python benchmarks/tensors.py            all problems, CPU time
    python benchmarks/tensors.py attention  those with the word in their name

Both are asked to agree first. The ratio is the time of JAX over ours: above 1 ours is faster.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
if hasattr(os, "sched_setaffinity"):  # JAX takes all cores that it sees, whatever the flags say
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import jax  # noqa: E402 -- the number of threads is read when it is imported
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

from symdiff import derive, parse  # noqa: E402
from symdiff.errors import Unsupported  # noqa: E402
from symdiff.export.einsum import source_of  # noqa: E402

jax.config.update("jax_enable_x64", True)
SECONDS = 0.1
PASSES = 7


class Problem(NamedTuple):
    """A scalar formula, its variable, the sizes, and the same in JAX with arguments in alphabetical order."""

    name: str
    shapes: str
    formula: str
    by: str
    sizes: dict[str, int]
    jax: Callable[..., Any]
    order: int = 1
    kinds: tuple[tuple[str, str], ...] = ()


def _logistic(X: Any, w: Any, y: Any) -> Any:
    return jnp.sum(jnp.log1p(jnp.exp(-y * (X @ w))))


def _factors(A: Any, U: Any, V: Any) -> Any:
    return jnp.sum((A - U @ V.T) ** 2)


def _softmax(W: Any, X: Any, Y: Any) -> Any:
    Z = X @ W.T
    return jnp.sum(jax.nn.logsumexp(Z, axis=1)) - jnp.sum(Y * Z)


def _layers(V: Any, W: Any, X: Any, Y: Any) -> Any:
    return jnp.sum((jnp.tanh(X @ W.T) @ V.T - Y) ** 2)


def _components(S: Any, W: Any, t: Any) -> Any:
    C = W @ W.T + t * jnp.eye(len(W))
    return jnp.linalg.slogdet(C)[1] + jnp.trace(jnp.linalg.solve(C, S))


def _attention(G: Any, K: Any, Q: Any, V: Any) -> Any:
    return jnp.sum(G * (jax.nn.softmax(Q @ K.T / np.sqrt(Q.shape[1]), axis=1) @ V))


_LOGISTIC = ("X[n,m] w[m] y[n]", "sum(log(1 + exp(-y .* (X @ w))))", "w")
_SIGNS = (("y", "signs"),)
_FACTORS = ("A[n,m] U[n,k] V[m,k]", "norm(A - U @ V.T)^2", "U")
PROBLEMS = (
    Problem("logistic 10000x300", *_LOGISTIC, {"n": 10000, "m": 300}, _logistic, kinds=_SIGNS),
    Problem("logistic 1000x100", *_LOGISTIC, {"n": 1000, "m": 100}, _logistic, kinds=_SIGNS),
    Problem("factorisation 500x400", *_FACTORS, {"n": 500, "m": 400, "k": 10}, _factors),
    Problem("softmax regression", "X[n,d] W[k,d] Y[n,k]",
            "sum(logsumexp(X @ W.T, 1)) - sum(Y .* (X @ W.T))", "W",
            {"n": 2000, "d": 100, "k": 10}, _softmax),
    Problem("two layers", "X[n,d] W[h,d] V[k,h] Y[n,k]", "norm(tanh(X @ W.T) @ V.T - Y)^2", "W",
            {"n": 512, "d": 64, "h": 128, "k": 10}, _layers),
    Problem("PPCA", "S[n,n] W[n,k] t",
            "logdet(W @ W.T + t*eye(n)) + tr(inv(W @ W.T + t*eye(n)) @ S)", "W",
            {"n": 200, "k": 10}, _components, kinds=(("S", "spd"),)),
    Problem("attention", "Q[n,d] K[m,d] V[m,k] G[n,k]", "sum(G .* (softmax(Q @ K.T/sqrt(d)) @ V))", "Q",
            {"n": 256, "m": 256, "d": 64, "k": 64}, _attention),
    Problem("Hessian of logistic 1000x100", *_LOGISTIC, {"n": 1000, "m": 100}, _logistic, 2, _SIGNS),
    Problem("Hessian of factorisation 100", *_FACTORS, {"n": 100, "m": 100, "k": 5}, _factors, 2),
    Problem("Hessian of x'Ax 300", "A[n,n] x[n]", "x.T @ A @ x", "x", {"n": 300}, lambda A, x: x @ A @ x, 2),
)  # fmt: skip


def arrays(problem: Problem) -> dict[str, Any]:
    """Return the arguments of a problem, in alphabetical order."""
    from symdiff.graph.shapes import declared

    generator = np.random.default_rng(0)
    found = {}
    for name, array in declared(problem.shapes).items():
        shape = [problem.sizes[dim] if isinstance(dim, str) else dim for dim in array.shape]
        a = generator.normal(size=shape) / (shape[-1] ** 0.5 if len(shape) > 1 else 1)
        kind = dict(problem.kinds).get(name, "")
        a = np.sign(a) if kind == "signs" else a @ a.T + np.eye(len(a)) if kind == "spd" else a
        found[name] = a if shape else 0.7
    return dict(sorted(found.items()))


def seconds(function: Callable[[], Any]) -> float:
    """Return the CPU time of a call: the mean of a pass, and the least of some passes.

    A single call cannot be timed so: what another thread has used is added later.
    """
    best = float("inf")
    for _ in range(PASSES):
        start, count = time.process_time(), 0
        while (spent := time.process_time() - start) < SECONDS:
            function()
            count += 1
        best = min(best, spent / count)
    return best


def run(problem: Problem) -> float:
    """Print a line for a problem; return JAX's time over ours."""
    at = arrays(problem)
    f = parse(problem.formula, shapes=problem.shapes)
    start = time.process_time()
    found = derive(f, *[problem.by] * problem.order)
    derived = time.process_time() - start
    wanted = [f, found] if problem.order == 1 else [found]
    space: dict[str, Any] = {}
    exec(source_of(wanted, order=list(at)), space)  # noqa: S102 -- the code is what is measured
    place = list(at).index(problem.by)
    theirs = jax.jit(
        jax.value_and_grad(problem.jax, place) if problem.order == 1 else jax.hessian(problem.jax, place)
    )
    moved = [jnp.asarray(a) for a in at.values()]
    mine, other = space["f"](*at.values()), jax.block_until_ready(theirs(*moved))
    pairs = zip(mine, other, strict=True) if problem.order == 1 else [(mine, other)]
    if not all(np.allclose(one, two, rtol=1e-7, atol=1e-8) for one, two in pairs):
        raise SystemExit(f"{problem.name}: the results differ")
    ours = seconds(lambda: space["f"](*at.values()))
    jaxs = seconds(lambda: jax.block_until_ready(theirs(*moved)))
    if problem.order == 2:
        compressed(problem, found, at, jaxs)
    print(f"{problem.name:30}{derived * 1e3:9.1f} ms derived{ours * 1e3:10.3f} ms{jaxs * 1e3:10.3f} ms JAX"
          f"{jaxs / ours:9.2f}", flush=True)  # fmt: skip
    return jaxs / ours


def compressed(problem: Problem, found: Any, at: dict[str, Any], jaxs: float) -> None:
    """Print a line for the blocks of a Hessian, where it has such."""
    try:
        text = found.code("numpy", order=list(at), wanted="blocks")
    except Unsupported:
        return
    space: dict[str, Any] = {}
    exec(text, space)  # noqa: S102 -- the code is what is measured
    ours = seconds(lambda: space["f"](*at.values()))
    name = f"{problem.name}, blocks"
    print(f"{name:42}{ours * 1e3:10.4f} ms{jaxs * 1e3:10.3f} ms JAX{jaxs / ours:9.2f}", flush=True)


def main() -> None:
    """Run the problems that were asked for."""
    chosen = [each for each in PROBLEMS if all(word in each.name for word in sys.argv[1:])]
    ratios = [(problem.order, run(problem)) for problem in chosen]
    first = [ratio for order, ratio in ratios if order == 1]
    if first:
        print(f"gradients: median {median(first):.2f}, least {min(first):.2f}")


if __name__ == "__main__":
    main()
