"""MAML on sinusoids: parameters from which one step of gradient descent learns a new sine from ten points.

python examples/training/maml_sinusoid.py [--steps 20000] [--jax] [--plot curves.svg]

The network and the loss of one task are formulas. symdiff derives the gradient of the task's loss, puts a
step along it in the place of the parameters, and derives the loss after the step: the meta-gradient. Its
NumPy code is all that training needs. With --jax the same program by JAX trains from the same seeds.

The constants are those of C. Finn, P. Abbeel, S. Levine, Model-Agnostic Meta-Learning for Fast Adaptation of
Deep Networks, ICML 2017, section 5.1, and of their code: amplitudes from 0.1 to 5, phases from 0 to pi, ten
points from -5 to 5, two layers of 40 rectified units, a step of 0.01, 25 tasks a step, Adam at 0.001. They
took 70,000 steps.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from time import process_time
from typing import Any

import numpy as np
from training import Arrays, Step, train, write_curves

from symdiff import Expr, parse, tensors, vjp
from symdiff.export.numpy import numpy_source

PARAMETERS = "A[t,h] B[t,h] V[t,h,g] C[t,g] W[t,g] D[t]"
"""Each of t tasks has its own, so that a step on its loss moves them alone."""
LOSS = """
    H = [i,j,l]: relu(X[i,j]*A[i,l] + B[i,l]);
    G = [i,j,p]: relu(sum[l](H[i,j,l]*V[i,l,p]) + C[i,p]);
    F = [i,j]: sum[p](G[i,j,p]*W[i,p]) + D[i];
    sum((F - Y) .^ 2)/k
"""
START = {
    "A": ("[i<t,l]: a[l]", "a[h] A[t,h]"),
    "B": ("[i<t,l]: b[l]", "b[h] B[t,h]"),
    "V": ("[i<t,l,p]: v[l,p]", "v[h,g] V[t,h,g]"),
    "C": ("[i<t,p]: c[p]", "c[g] C[t,g]"),
    "W": ("[i<t,p]: w[p]", "w[g] W[t,g]"),
    "D": ("[i<t]: d", "d D[t]"),
}
"""Where all of them start: at parameters that the tasks share, which training looks for."""
NAMES = ("a", "b", "v", "c", "w", "d")
UNITS, TASKS, POINTS, RATE = 40, 25, 10, 0.01


def loss_after(steps: int) -> Expr:
    """Return the losses of t tasks at points P, Q, after steps of the size r along the gradient at X, Y."""
    shapes = f"X[t,k] Y[t,k] {PARAMETERS}"
    loss = parse(LOSS, shapes=shapes)
    own = dict(zip(START, tensors(PARAMETERS), strict=True))
    r = parse("r", shapes="r")
    slopes = dict(zip(own, vjp(loss, list(own), 1, simplify="none"), strict=True))
    P, Q = tensors("P[t,k] Q[t,k]")
    after = loss.subs({"X": P, "Y": Q})
    for _ in range(steps):  # the last step is put first
        after = after.subs({name: own[name] - r * slopes[name] for name in own})
    return after.subs({name: parse(text, shapes=shapes) for name, (text, shapes) in START.items()})


def meta_step(steps: int = 1) -> tuple[Callable[..., Any], str]:
    """Return a function of NumPy with the loss and its gradient by the shared parameters, and its source."""
    loss = loss_after(steps)
    gradient = vjp(loss, list(NAMES), 1, simplify="none")
    source = numpy_source([loss, *gradient], "step", ["X", "Y", "P", "Q", "r", *NAMES])
    space: dict[str, Any] = {}
    exec(source, space)  # noqa: S102  symdiff wrote it
    return space["step"], source


def tasks(generator: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Return points and values of as many sines as a step takes: those to learn from, those to judge by."""
    amplitude = generator.uniform(0.1, 5.0, (TASKS, 1))
    phase = generator.uniform(0.0, np.pi, (TASKS, 1))
    X, P = generator.uniform(-5.0, 5.0, (2, TASKS, POINTS))
    return X, amplitude * np.sin(X - phase), P, amplitude * np.sin(P - phase)


def start(seed: int) -> Arrays:
    """Return the parameters at the start: normal, so wide that layers keep the size of what goes through."""
    draw = np.random.default_rng(seed).normal
    wide = np.sqrt(2 / UNITS)
    return {
        "a": draw(size=UNITS),
        "b": 0.1 * draw(size=UNITS),
        "v": wide * draw(size=(UNITS, UNITS)),
        "c": 0.1 * draw(size=UNITS),
        "w": 0.1 * draw(size=UNITS),
        "d": np.zeros(()),
    }


def by_symdiff() -> Step:
    step, _ = meta_step()

    def run(weights: Mapping[str, Any], data: tuple[np.ndarray, ...]) -> tuple[float, list[np.ndarray]]:
        loss, *gradient = step(*data, RATE, **weights)
        return loss / TASKS, [slope / TASKS for slope in gradient]

    return run


def by_jax() -> Step:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def loss(p: Any, x: Any, y: Any) -> Any:
        H = jax.nn.relu(x[:, None] * p["a"] + p["b"])
        G = jax.nn.relu(H @ p["v"] + p["c"])
        return jnp.mean((G @ p["w"] + p["d"] - y) ** 2)

    def after(p: Any, x: Any, y: Any, u: Any, v: Any) -> Any:
        slopes = jax.grad(loss)(p, x, y)
        return loss({name: p[name] - RATE * slopes[name] for name in p}, u, v)

    def mean(p: Any, data: Any) -> Any:
        return jnp.mean(jax.vmap(lambda *each: after(p, *each))(*data))

    whole = jax.jit(jax.value_and_grad(mean))

    def run(weights: Mapping[str, Any], data: tuple[np.ndarray, ...]) -> tuple[float, list[np.ndarray]]:
        value, slopes = whole(dict(weights), data)
        return float(value), [np.asarray(slopes[name]) for name in NAMES]

    return run


def judged(weights: Arrays, seed: int) -> tuple[float, float]:
    """Return the mean losses on 40 batches of new tasks: before a step, and after it."""
    step, _ = meta_step()
    generator = np.random.default_rng(seed)
    batches = [tasks(generator) for _ in range(40)]
    before, after = [
        float(np.mean([step(*data, rate, **weights)[0] / TASKS for data in batches])) for rate in (0.0, RATE)
    ]
    return before, after


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jax", action="store_true", help="the same program by JAX, too")
    parser.add_argument("--plot", help="the file of a picture, such as curves.svg")
    given = parser.parse_args()
    makers = {"symdiff": by_symdiff, **({"JAX": by_jax} if given.jax else {})}
    curves = {}
    for name, maker in makers.items():
        step = maker()
        begun = process_time()
        curve, weights = train(step, start(given.seed), tasks, given.steps, 0.001, given.seed + 1)
        seconds = process_time() - begun
        before, after = judged(weights, given.seed + 2)
        print(
            f"{name}: {given.steps} steps in {seconds:.1f} s; loss on new tasks {before:.3f}, "
            f"after one step of gradient descent {after:.3f}"
        )
        curves[name] = curve
    if given.plot:
        write_curves(given.plot, curves, given.steps, "loss after one step", is_logarithmic=True)


if __name__ == "__main__":
    main()
