"""A variational autoencoder on the digits of scikit-learn: 64 pixels, two layers of 64 units, a code of 8.

python examples/training/vae_digits.py [--steps 4000] [--jax] [--torch] [--plot curves.svg]

The bound of D. Kingma, M. Welling, Auto-Encoding Variational Bayes, ICLR 2014, is one formula: a code is
drawn as M + exp(S) .* E, with normal noise E that is an argument like others, and gradients go through it.
symdiff derives the gradient by the ten weights; its NumPy code is all that training needs. With --jax and
--torch the same program by these trains from the same seeds.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from time import process_time
from typing import Any

import numpy as np
from training import Arrays, Step, train, write_curves

from symdiff import Expr, parse, vjp
from symdiff.export.numpy import numpy_source

SHAPES = "X[n,p] E[n,k] A[p,h] a[h] B[h,k] b[k] C[h,k] c[k] D[k,q] d[q] F[q,p] f[p]"
BOUND = """
    H = tanh(X @ A + a); M = H @ B + b; S = H @ C + c;
    Z = M + exp(S) .* E;
    L = tanh(Z @ D + d) @ F + f;
    (sum(softplus(L) - X .* L) + sum(exp(2*S) + M .^ 2 - 1 - 2*S)/2)/n
"""
"""Minus the bound, a picture: the error of the decoder, with logits L of the pixels, and the divergence."""
NAMES = ("A", "a", "B", "b", "C", "c", "D", "d", "F", "f")
PIXELS, UNITS, CODE, BATCH = 64, 64, 8, 100


def bound() -> Expr:
    """Return minus the evidence lower bound as a formula."""
    return parse(BOUND, shapes=SHAPES)


def bound_step() -> tuple[Callable[..., Any], str]:
    """Return a function of NumPy with the bound and its gradient by the weights, and its source."""
    loss = bound()
    gradient = vjp(loss, list(NAMES), 1, simplify="none")
    source = numpy_source([loss, *gradient], "step", ["X", "E", *NAMES])
    space: dict[str, Any] = {}
    exec(source, space)  # noqa: S102  symdiff wrote it
    return space["step"], source


def digits() -> tuple[np.ndarray, np.ndarray]:
    """Return 1500 pictures to learn from and 297 to judge by, with pixels from 0 to 1."""
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        raise SystemExit("the pictures are those of scikit-learn: pip install scikit-learn") from None
    pictures = load_digits().data / 16
    order = np.random.default_rng(0).permutation(len(pictures))
    return pictures[order[:1500]], pictures[order[1500:]]


def start(seed: int) -> Arrays:
    """Return the weights at the start: normal, as wide as keeps the size of what goes through a layer."""
    generator = np.random.default_rng(seed)
    sizes = {"A": (PIXELS, UNITS), "B": (UNITS, CODE), "C": (UNITS, CODE)}
    sizes |= {"D": (CODE, UNITS), "F": (UNITS, PIXELS)}
    weights = {}
    for name, size in sizes.items():
        weights[name] = generator.normal(size=size) / np.sqrt(size[0])
        weights[name.lower()] = np.zeros(size[1])
    return weights


def batches(pictures: np.ndarray) -> Callable[[np.random.Generator], tuple[np.ndarray, ...]]:
    """Return what draws pictures, and noise for their codes."""

    def draw(generator: np.random.Generator) -> tuple[np.ndarray, ...]:
        rows = generator.integers(len(pictures), size=BATCH)
        return pictures[rows], generator.normal(size=(BATCH, CODE))

    return draw


def by_symdiff() -> Step:
    step, _ = bound_step()

    def run(weights: Mapping[str, Any], data: tuple[np.ndarray, ...]) -> tuple[float, list[np.ndarray]]:
        loss, *gradient = step(*data, **weights)
        return float(loss), gradient

    return run


def by_jax() -> Step:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def loss(w: Any, X: Any, E: Any) -> Any:
        H = jnp.tanh(X @ w["A"] + w["a"])
        M, S = H @ w["B"] + w["b"], H @ w["C"] + w["c"]
        L = jnp.tanh((M + jnp.exp(S) * E) @ w["D"] + w["d"]) @ w["F"] + w["f"]
        error = jnp.sum(jax.nn.softplus(L) - X * L)
        return (error + jnp.sum(jnp.exp(2 * S) + M**2 - 1 - 2 * S) / 2) / len(X)

    whole = jax.jit(jax.value_and_grad(loss))

    def run(weights: Mapping[str, Any], data: tuple[np.ndarray, ...]) -> tuple[float, list[np.ndarray]]:
        value, slopes = whole(dict(weights), *data)
        return float(value), [np.asarray(slopes[name]) for name in NAMES]

    return run


def by_torch() -> Step:
    import torch

    torch.set_num_threads(1)

    def run(weights: Mapping[str, Any], data: tuple[np.ndarray, ...]) -> tuple[float, list[np.ndarray]]:
        X, E = map(torch.from_numpy, data)
        w = {name: torch.from_numpy(value).requires_grad_() for name, value in weights.items()}
        H = torch.tanh(X @ w["A"] + w["a"])
        M, S = H @ w["B"] + w["b"], H @ w["C"] + w["c"]
        L = torch.tanh((M + torch.exp(S) * E) @ w["D"] + w["d"]) @ w["F"] + w["f"]
        error = torch.sum(torch.nn.functional.softplus(L) - X * L)
        loss = (error + torch.sum(torch.exp(2 * S) + M**2 - 1 - 2 * S) / 2) / len(X)
        loss.backward()
        return float(loss.detach()), [w[name].grad.numpy() for name in NAMES]

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jax", action="store_true", help="the same program by JAX, too")
    parser.add_argument("--torch", action="store_true", help="the same program by PyTorch, too")
    parser.add_argument("--plot", help="the file of a picture, such as curves.svg")
    given = parser.parse_args()
    seen, unseen = digits()
    makers = {"symdiff": by_symdiff}
    makers |= {"JAX": by_jax} if given.jax else {}
    makers |= {"PyTorch": by_torch} if given.torch else {}
    step, _ = bound_step()
    noise = np.random.default_rng(given.seed + 2).normal(size=(len(unseen), CODE))
    curves = {}
    for name, maker in makers.items():
        begun = process_time()
        curve, weights = train(maker(), start(given.seed), batches(seen), given.steps, 0.002, given.seed + 1)
        seconds = process_time() - begun
        print(
            f"{name}: {given.steps} steps in {seconds:.1f} s; minus the bound {np.mean(curve[-100:]):.3f}, "
            f"on unseen digits {step(unseen, noise, **weights)[0]:.3f}"
        )
        curves[name] = curve
    if given.plot:
        write_curves(given.plot, curves, given.steps, "minus the bound", is_logarithmic=True)


if __name__ == "__main__":
    main()
