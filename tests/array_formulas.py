"""Random formulas of vectors, matrices and tensors, each with its value by NumPy and nothing of symdiff.

A formula is made by its shape from the leaves up, as its text in one of the notations of the language and as
a function of arrays at once. `tests/test_arrays_fuzzed.py` derives some, and `benchmarks/arrays.py` many.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import scipy.linalg
import scipy.special

DECLARED = (
    "x[n] y[n] z[m] w[d] A[n,m] B[m,n] C[n,n] S[n,n]:symmetric P[n,n]:spd D[n,n]:diagonal L[n,n]:lower "
    "Q[n,n]:orthogonal u[3] v[3] T[n,m,d] s t"
)
SIZES = ({"n": 3, "m": 4, "d": 2}, {"n": 4, "m": 2, "d": 3})
SHAPES: dict[str, tuple[str, ...]] = {
    "x": ("n",), "y": ("n",), "z": ("m",), "w": ("d",), "u": ("3",), "v": ("3",), "A": ("n", "m"),
    "B": ("m", "n"), "T": ("n", "m", "d"), "s": (), "t": (), **dict.fromkeys("CSPDLQ", ("n", "n")),
}  # fmt: skip
ATOM, POWER, PRODUCT, SUM = 4, 3, 2, 1
At = dict[str, Any]
Value = Callable[[At], Any]


class Made(NamedTuple):
    """A formula: its text, how tightly that binds, its shape, and its value."""

    text: str
    level: int
    shape: tuple[str, ...]
    value: Value

    def placed(self, level: int) -> str:
        return self.text if self.level >= level else f"({self.text})"


def arrays(seed: int, sizes: dict[str, int]) -> At:
    """Return an array for each name, of its kind, and the sizes."""
    generator = np.random.default_rng(seed)
    found: At = dict(sizes)
    for name, shape in SHAPES.items():
        a = generator.uniform(0.3, 1.2, [sizes.get(dim) or int(dim) for dim in shape])
        a = a * np.where(generator.uniform(size=a.shape) < 0.35, -1.0, 1.0)
        found[name] = of_kind(name, a) if name in "SPDLQ" else a if shape else float(a)
    return found


def of_kind(name: str, a: Any) -> Any:
    if name == "S":
        return (a + a.T) / 2
    if name == "P":
        return a @ a.T / len(a) + np.eye(len(a))
    if name == "D":
        return np.diag(np.diag(a))
    return np.tril(a) if name == "L" else np.linalg.qr(a)[0]


def along(name: str, shape: tuple[int, ...], seed: int) -> Any:
    """Return a direction in which an array may go and stay of its kind."""
    a = np.random.default_rng(seed).normal(size=shape)
    return of_kind("S" if name == "P" else name, a) if name in "SPDL" else a


ENTRYWISE: dict[str, Callable[[Any], Any]] = {
    "sin": np.sin, "cos": np.cos, "tanh": np.tanh, "exp": np.exp, "atan": np.arctan, "asinh": np.arcsinh,
    "erf": scipy.special.erf, "sigmoid": scipy.special.expit, "abs": np.abs, "sinh": np.sinh,
    "relu": lambda a: np.maximum(a, 0), "cosh": np.cosh, "sech": lambda a: 1 / np.cosh(a), "log": np.log,
    "sqrt": np.sqrt, "cbrt": np.cbrt, "expm1": np.expm1, "tan": np.tan,
    "softplus": lambda a: np.logaddexp(0, a),
    "sign": np.sign, "gamma": scipy.special.gamma, "lgamma": scipy.special.gammaln,
}  # fmt: skip
OVER_AXES: dict[str, Callable[..., Any]] = {
    "sum": np.sum, "mean": np.mean, "max": np.max, "min": np.min, "prod": np.prod, "var": np.var,
    "logsumexp": scipy.special.logsumexp,
}  # fmt: skip


class Maker:
    """Makes formulas with the random numbers of one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def formula(self, shape: tuple[str, ...], depth: int) -> Made:
        """Return a formula of a *shape* that is about so deep."""
        kinds = {0: self._scalar, 1: self._vector, 2: self._matrix, 3: self._tensor}
        if depth <= 0 or self.random.random() < 0.12:
            return self._leaf(shape)
        return kinds[len(shape)](shape, depth - 1)

    def _one(self, *choices: Callable[[], Made]) -> Made:
        return self.random.choice(choices)()

    def _leaf(self, shape: tuple[str, ...]) -> Made:
        names = [name for name, own in SHAPES.items() if own == shape]
        if not shape and self.random.random() < 0.4:
            number = self.random.choice((2, 3, 0.5, "n", "m"))
            return Made(str(number), ATOM, (), lambda at: float(at.get(number, number)))
        if names:
            name = self.random.choice(names)
            return Made(name, ATOM, shape, lambda at: at[name])
        if len(shape) == 2:
            one, other = self._leaf(shape[:1]), self._leaf(shape[1:])
            return Made(f"{one.text} @ {other.text}.T", PRODUCT, shape,
                        lambda at: np.outer(one.value(at), other.value(at)))  # fmt: skip
        raise AssertionError(shape)

    def _dim(self) -> str:
        return self.random.choice(("n", "n", "m", "d"))

    # Entry by entry -------------------------------------------------------------------------

    def _entrywise(self, shape: tuple[str, ...], depth: int) -> Made:
        a = self.formula(shape, depth)
        name = self.random.choice(list(ENTRYWISE))
        if name in ("log", "sqrt", "gamma", "lgamma"):
            inside = f"1 + {a.placed(PRODUCT)}{'.' if len(shape) == 2 else ''}^2"
            inside = inside.replace(".^2", " .^ 2")
            if a.level < ATOM:
                inside = f"1 + ({a.text}){' .^ 2' if len(shape) == 2 else '^2'}"
            return Made(f"{name}({inside})", ATOM, shape, lambda at: ENTRYWISE[name](1 + a.value(at) ** 2))
        return Made(f"{name}({a.text})", ATOM, shape, lambda at: ENTRYWISE[name](a.value(at)))

    def _added(self, shape: tuple[str, ...], depth: int) -> Made:
        a, b = self.formula(shape, depth), self._smaller(shape, depth)
        if self.random.random() < 0.5:
            return Made(f"{a.text} + {b.placed(PRODUCT)}", SUM, shape, lambda at: a.value(at) + b.value(at))
        return Made(f"{a.text} - {b.placed(PRODUCT)}", SUM, shape, lambda at: a.value(at) - b.value(at))

    def _smaller(self, shape: tuple[str, ...], depth: int) -> Made:
        """Return what goes with an array of a *shape*: one like it, a scalar, or one of the last axes."""
        drawn = self.random.random()
        if drawn < 0.15:
            return self.formula((), depth)
        if drawn < 0.3 and len(shape) > 1 and shape[: len(shape) - 1] != shape[1:]:
            return self.formula(shape[1:], depth)
        return self.formula(shape, depth)

    def _times(self, shape: tuple[str, ...], depth: int) -> Made:
        a, b = self.formula(shape, depth), self._smaller(shape, depth)
        sign = "*" if not a.shape or not b.shape else self.random.choice((" .* ", " ⊙ "))
        return Made(f"{a.placed(PRODUCT)}{sign}{b.placed(POWER)}", PRODUCT, shape,
                    lambda at: a.value(at) * b.value(at))  # fmt: skip

    def _over(self, shape: tuple[str, ...], depth: int) -> Made:
        a, b = self.formula(shape, depth), self._smaller(shape, depth)
        square = f"({b.text}){' .^ 2' if len(b.shape) > 1 else '^2'}"
        return Made(f"{a.placed(PRODUCT)} ./ (1 + {square})", PRODUCT, shape,
                    lambda at: a.value(at) / (1 + b.value(at) ** 2))  # fmt: skip

    def _power(self, shape: tuple[str, ...], depth: int) -> Made:
        a = self.formula(shape, depth)
        power = self.random.choice((2, 3, -1, -2))
        sign = " .^ " if len(shape) > 1 else "^"
        return Made(f"({a.text}){sign}{power}" if power > 0 else f"({a.text}){sign}({power})", POWER, shape,
                    lambda at: np.asarray(a.value(at), float) ** power)  # fmt: skip

    def _negative(self, shape: tuple[str, ...], depth: int) -> Made:
        a = self.formula(shape, depth)
        return Made(f"-{a.placed(PRODUCT)}", SUM, shape, lambda at: -a.value(at))

    def _chosen(self, shape: tuple[str, ...], depth: int) -> Made:
        a, b, c = (self.formula(shape, depth) for _ in range(3))
        return Made(f"where({a.text} > 0.1, {b.text}, {c.text})", ATOM, shape,
                    lambda at: np.where(a.value(at) > 0.1, b.value(at), c.value(at)))  # fmt: skip

    def _any(self, shape: tuple[str, ...], depth: int) -> Made:
        return self._one(*[
            lambda make=make: make(shape, depth)
            for make in (self._entrywise, self._added, self._times, self._over, self._power, self._negative,
                         self._added, self._times, self._entrywise, self._chosen)
        ])  # fmt: skip

    # Of one shape ---------------------------------------------------------------------------

    def _scalar(self, shape: tuple[str, ...], depth: int) -> Made:
        return self._one(
            lambda: self._any((), depth), lambda: self._reduced(depth), lambda: self._reduced(depth),
            lambda: self._inner(depth), lambda: self._inner(depth), lambda: self._form(depth),
            lambda: self._trace(depth), lambda: self._spectrum(depth), lambda: self._norm(depth),
            lambda: self._indexed_scalar(depth), lambda: self._entry(depth),
        )  # fmt: skip

    def _shape(self) -> tuple[str, ...]:
        return self.random.choice(
            (("n",), ("m",), ("n", "m"), ("m", "n"), ("n", "n"), ("n", "m", "d"), ("3",))
        )

    def _reduced(self, depth: int) -> Made:
        a = self.formula(self._shape(), depth)
        name = self.random.choice(list(OVER_AXES))
        return Made(f"{name}({a.text})", ATOM, (), lambda at: OVER_AXES[name](a.value(at)))

    def _norm(self, depth: int) -> Made:
        a = self.formula(self._shape(), depth)
        kind = self.random.choice(("", "", "^2", ", 1", ", oo", ", 3")) if len(a.shape) == 1 else "^2"
        if kind.startswith(","):
            order = {", 1": 1, ", oo": np.inf, ", 3": 3}[kind]
            return Made(f"norm({a.text}{kind})", ATOM, (), lambda at: np.linalg.norm(a.value(at), order))
        written = f"norm({a.text})" if len(a.shape) > 2 or self.random.random() < 0.7 else f"‖{a.text}‖"
        power = 2 if kind else 1
        return Made(f"{written}{kind}", POWER, (), lambda at: np.sqrt(np.sum(a.value(at) ** 2)) ** power)

    def _inner(self, depth: int) -> Made:
        dim = self._dim()
        a, b = self.formula((dim,), depth), self.formula((dim,), depth)
        text = self.random.choice(("{0}.T @ {1}", "{0} @ {1}", "{0}' @ {1}", "dot({2}, {3})"))
        is_call = text.startswith("dot")
        written = text.format(a.placed(ATOM), b.placed(POWER), a.text, b.text)
        return Made(written, ATOM if is_call else PRODUCT, (), lambda at: a.value(at) @ b.value(at))

    def _form(self, depth: int) -> Made:
        one, other = self._dim(), self._dim()
        a, b = self.formula((one,), depth - 1), self.formula((other,), depth - 1)
        m = self.formula((one, other), depth)
        return Made(f"{a.placed(ATOM)}.T @ {m.placed(POWER)} @ {b.placed(POWER)}", PRODUCT, (),
                    lambda at: a.value(at) @ m.value(at) @ b.value(at))  # fmt: skip

    def _trace(self, depth: int) -> Made:
        a, b = self.formula(("n", "m"), depth), self.formula(("m", "n"), depth)
        square = self._square(depth)
        return self._one(
            lambda: Made(f"tr({a.placed(POWER)} @ {b.placed(POWER)})", ATOM, (),
                         lambda at: np.trace(a.value(at) @ b.value(at))),
            lambda: Made(f"tr({square.text})", ATOM, (), lambda at: np.trace(square.value(at))),
            lambda: Made(f"tr(kron({square.text}, C))", ATOM, (),
                         lambda at: np.trace(np.kron(square.value(at), at["C"]))),
            lambda: Made(f"sum(sin({a.placed(POWER)} ⊗ {b.placed(POWER)}))", ATOM, (),
                         lambda at: np.sum(np.sin(np.kron(a.value(at), b.value(at))))),
        )  # fmt: skip

    def _spectrum(self, depth: int) -> Made:
        square, positive = self._square(depth), self._positive(depth)
        a = self.formula(("n", "m"), depth)
        return self._one(
            lambda: Made(f"det({square.text})", ATOM, (), lambda at: np.linalg.det(square.value(at))),
            lambda: Made(f"logdet({square.text})", ATOM, (),
                         lambda at: np.linalg.slogdet(square.value(at))[1]),
            lambda: Made(f"log(det({positive.text}))", ATOM, (),
                         lambda at: np.log(np.linalg.det(positive.value(at)))),
            lambda: Made(f"eigvalsh({positive.text})[0]", ATOM, (),
                         lambda at: np.linalg.eigvalsh(positive.value(at))[0]),
            lambda: Made(f"max(eigvalsh(sym({square.text})))", ATOM, (), lambda at: np.linalg.eigvalsh(
                (square.value(at) + square.value(at).T) / 2)[-1]),
            lambda: Made(f"nuclear({a.text})", ATOM, (), lambda at: np.linalg.norm(a.value(at), "nuc")),
            lambda: Made(f"spectral({a.text})", ATOM, (), lambda at: np.linalg.norm(a.value(at), 2)),
            lambda: Made(f"sum(log(svdvals({a.text}) + 1))", ATOM, (), lambda at: np.sum(np.log(
                np.linalg.svd(a.value(at), compute_uv=False) + 1))),
        )  # fmt: skip

    def _entry(self, depth: int) -> Made:
        shape = self.random.choice((("n",), ("n", "m"), ("3",)))
        a = self.formula(shape, depth)
        if len(shape) == 1:
            return Made(f"{a.placed(ATOM)}[1]", ATOM, (), lambda at: a.value(at)[1])
        return self._one(
            lambda: Made(f"{a.placed(ATOM)}[0,1]", ATOM, (), lambda at: a.value(at)[0, 1]),
            lambda: Made(f"{a.placed(ATOM)}[n - 1,0]", ATOM, (), lambda at: a.value(at)[-1, 0]),
        )

    def _indexed_scalar(self, depth: int) -> Made:
        x, z = self.formula(("n",), depth - 1), self.formula(("m",), depth - 1)
        a, c = self.formula(("n", "m"), depth - 1), self._square(depth - 1)
        return self._one(
            lambda: Made(f"sum[i,j]({x.placed(ATOM)}[i]*{a.placed(ATOM)}[i,j]*{z.placed(ATOM)}[j])", ATOM, (),
                         lambda at: x.value(at) @ a.value(at) @ z.value(at)),
            lambda: Made(f"sum[i](exp(sin({x.placed(ATOM)}[i])*{c.placed(ATOM)}[i,i]))", ATOM, (),
                         lambda at: np.sum(np.exp(np.sin(x.value(at)) * np.diag(c.value(at))))),
            lambda: Made(f"sum[i,j,k](T[i,j,k]*{x.placed(ATOM)}[i]*{z.placed(ATOM)}[j]*w[k])", ATOM, (),
                         lambda at: np.einsum("ijk,i,j,k->", at["T"], x.value(at), z.value(at), at["w"])),
            lambda: Made(f"sum[i,j]((1 - delta[i,j])/(1 + ({x.placed(ATOM)}[i] - {x.placed(ATOM)}[j])^2))",
                         ATOM, (), lambda at: np.sum((1 - np.eye(len(x.value(at)))) / (
                             1 + (x.value(at)[:, None] - x.value(at)[None]) ** 2))),
            lambda: Made(f"mean[i](max[j]({a.placed(ATOM)}[i,j]))", ATOM, (),
                         lambda at: np.mean(np.max(a.value(at), 1))),
        )  # fmt: skip

    def _vector(self, shape: tuple[str, ...], depth: int) -> Made:
        [dim] = shape
        if dim == "3":
            a, b = self.formula(("3",), depth), self.formula(("3",), depth)
            return self._one(
                lambda: Made(f"cross({a.text}, {b.text})", ATOM, shape,
                             lambda at: np.cross(a.value(at), b.value(at))),
                lambda: Made(f"skew({a.text}) @ {b.placed(POWER)}", PRODUCT, shape,
                             lambda at: np.cross(a.value(at), b.value(at))),
                lambda: self._any(shape, depth),
            )  # fmt: skip
        other = self._dim()
        m, turned = self.formula((dim, other), depth), self.formula((other, dim), depth)
        b = self.formula((other,), depth)
        name = self.random.choice([name for name in OVER_AXES if name not in ("max", "min")])
        over = OVER_AXES[name]
        made = [
            lambda: self._any(shape, depth), lambda: self._any(shape, depth),
            lambda: Made(f"{m.placed(POWER)} @ {b.placed(POWER)}", PRODUCT, shape,
                         lambda at: m.value(at) @ b.value(at)),
            lambda: Made(f"{turned.placed(ATOM)}.T @ {b.placed(POWER)}", PRODUCT, shape,
                         lambda at: turned.value(at).T @ b.value(at)),
            lambda: Made(f"{name}({m.text}, 1)", ATOM, shape, lambda at: over(m.value(at), axis=1)),
            lambda: Made(f"{name}({turned.text}, 0)", ATOM, shape, lambda at: over(turned.value(at), axis=0)),
            lambda: Made(f"([i]: sum[j]({m.placed(ATOM)}[i,j]*{b.placed(ATOM)}[j]^2))", ATOM, shape,
                         lambda at: m.value(at) @ b.value(at) ** 2),
            lambda: Made(f"([i]: logsumexp[j]({m.placed(ATOM)}[i,j] + {b.placed(ATOM)}[j]))", ATOM, shape,
                         lambda at: scipy.special.logsumexp(m.value(at) + b.value(at), axis=1)),
            lambda: self._softmax(shape, depth),
        ]  # fmt: skip
        if dim == "n":
            square, positive, v = self._square(depth), self._positive(depth), self.formula(("n",), depth)
            made += [
                lambda: Made(f"diag({square.text})", ATOM, shape, lambda at: np.diag(square.value(at))),
                lambda: Made(f"solve({positive.text}, {v.text})", ATOM, shape,
                             lambda at: np.linalg.solve(positive.value(at), v.value(at))),
                lambda: Made(f"inv({positive.text}) @ {v.placed(POWER)}", PRODUCT, shape,
                             lambda at: np.linalg.solve(positive.value(at), v.value(at))),
                lambda: Made(f"{positive.placed(ATOM)} \\ {v.placed(POWER)}", PRODUCT, shape,
                             lambda at: np.linalg.solve(positive.value(at), v.value(at))),
                lambda: Made(f"eigvalsh({positive.text})", ATOM, shape,
                             lambda at: np.linalg.eigvalsh(positive.value(at))),
            ]  # fmt: skip
        return self._one(*made)

    def _softmax(self, shape: tuple[str, ...], depth: int) -> Made:
        a = self.formula(shape, depth)
        return Made(f"softmax({a.text})", ATOM, shape, lambda at: scipy.special.softmax(a.value(at), axis=-1))

    def _square(self, depth: int) -> Made:
        return self.formula(("n", "n"), depth)

    def _positive(self, depth: int) -> Made:
        """Return a matrix that is positive definite."""
        a = self.formula(("n", self._dim()), depth - 1)
        return self._one(
            lambda: Made("P", ATOM, ("n", "n"), lambda at: at["P"]),
            lambda: Made(f"{a.placed(POWER)} @ {a.placed(ATOM)}.T + P", SUM, ("n", "n"),
                         lambda at: a.value(at) @ a.value(at).T + at["P"]),
            lambda: Made(f"eye(n) + {a.placed(POWER)} @ {a.placed(ATOM)}.T", SUM, ("n", "n"),
                         lambda at: a.value(at) @ a.value(at).T + np.eye(at["n"])),
        )  # fmt: skip

    def _matrix(self, shape: tuple[str, ...], depth: int) -> Made:
        one, other = shape
        middle = self._dim()
        a, b = self.formula((one, middle), depth), self.formula((middle, other), depth)
        turned = self.formula((other, one), depth)
        x, z = self.formula((one,), depth), self.formula((other,), depth)
        made = [
            lambda: self._any(shape, depth), lambda: self._any(shape, depth),
            lambda: Made(f"{a.placed(PRODUCT)} @ {b.placed(POWER)}", PRODUCT, shape,
                         lambda at: a.value(at) @ b.value(at)),
            lambda: Made(f"{turned.placed(ATOM)}{self.random.choice(('.T', 'ᵀ', chr(39)))}", POWER, shape,
                         lambda at: turned.value(at).T),
            lambda: Made(f"outer({x.text}, {z.text})", ATOM, shape,
                         lambda at: np.outer(x.value(at), z.value(at))),
            lambda: Made(f"{x.placed(ATOM)} @ {z.placed(ATOM)}.T", PRODUCT, shape,
                         lambda at: np.outer(x.value(at), z.value(at))),
            lambda: self._softmax(shape, depth),
            lambda: Made(f"([i,j]: {x.placed(ATOM)}[i]*sin({turned.placed(ATOM)}[j,i])"
                         f" + {z.placed(ATOM)}[j])",
                         ATOM, shape, lambda at: x.value(at)[:, None] * np.sin(turned.value(at).T)
                         + z.value(at)[None]),
        ]  # fmt: skip
        if shape == ("n", "m"):
            cube = self.formula(("n", "m", "d"), depth)
            made.append(
                lambda: Made(f"sum({cube.text}, 2)", ATOM, shape, lambda at: np.sum(cube.value(at), 2))
            )
            made.append(lambda: Made(f"pinv({turned.text})", ATOM, shape,
                                     lambda at: np.linalg.pinv(turned.value(at))))  # fmt: skip
        if one == other == "n":
            square, positive = self._square(depth), self._positive(depth)
            made += [
                lambda: Made(f"diag({x.text})", ATOM, shape, lambda at: np.diag(x.value(at))),
                lambda: Made(f"eye(n) + {square.placed(PRODUCT)}", SUM, shape,
                             lambda at: np.eye(at["n"]) + square.value(at)),
                lambda: Made(f"inv({positive.text})", ATOM, shape,
                             lambda at: np.linalg.inv(positive.value(at))),
                lambda: Made(f"{positive.placed(ATOM)}^-1", POWER, shape,
                             lambda at: np.linalg.inv(positive.value(at))),
                lambda: Made(f"chol({positive.text})", ATOM, shape,
                             lambda at: np.linalg.cholesky(positive.value(at))),
                lambda: Made(f"expm(0.3*{square.placed(POWER)})", ATOM, shape,
                             lambda at: scipy.linalg.expm(0.3 * square.value(at))),
                lambda: Made(f"sym({square.text})", ATOM, shape,
                             lambda at: (square.value(at) + square.value(at).T) / 2),
                lambda: Made(f"tril({square.text})", ATOM, shape, lambda at: np.tril(square.value(at))),
                lambda: Made(f"solve({positive.text}, {square.text})", ATOM, shape,
                             lambda at: np.linalg.solve(positive.value(at), square.value(at))),
                lambda: Made(f"P @ {square.placed(POWER)} @ inv(P)", PRODUCT, shape,
                             lambda at: at["P"] @ square.value(at) @ np.linalg.inv(at["P"])),
            ]  # fmt: skip
        return self._one(*made)

    def _tensor(self, shape: tuple[str, ...], depth: int) -> Made:
        x, a, w = self.formula(("n",), depth), self.formula(("n", "m"), depth), self.formula(("d",), depth)
        return self._one(
            lambda: self._any(shape, depth), lambda: self._any(shape, depth),
            lambda: Made(f"([i,j,k]: {x.placed(ATOM)}[i]*{a.placed(ATOM)}[i,j]*{w.placed(ATOM)}[k])",
                         ATOM, shape,
                         lambda at: np.einsum("i,ij,k->ijk", x.value(at), a.value(at), w.value(at))),
            lambda: Made(f"outer({a.text}, {w.text})", ATOM, shape,
                         lambda at: np.multiply.outer(a.value(at), w.value(at))),
            lambda: Made(f"([i,j,k]: T[i,j,k] - {a.placed(ATOM)}[i,j])", ATOM, shape,
                         lambda at: at["T"] - a.value(at)[:, :, None]),
            lambda: self._softmax(shape, depth),
        )  # fmt: skip


def names_in(made: Made, at: At) -> list[str]:
    """Return the names whose values move that of a formula."""
    found = []
    for name in SHAPES:
        moved = np.asarray(at[name]) * 1.01
        with np.errstate(all="ignore"):
            try:
                if not np.array_equal(made.value({**at, name: moved}), made.value(at)):
                    found.append(name)
            except np.linalg.LinAlgError:
                found.append(name)
    return found


def slope(f: Callable[[Any], Any], at: Any, direction: Any) -> tuple[Any, float]:
    """Return the derivative of *f* in a direction by differences, and how far two steps differ."""
    found = []
    for h in (2e-3, 1e-3):
        one = (np.asarray(f(at + h * direction)) - np.asarray(f(at - h * direction))) / (2 * h)
        two = (np.asarray(f(at + h / 2 * direction)) - np.asarray(f(at - h / 2 * direction))) / h
        found.append((4 * two - one) / 3)
    return found[1], float(np.max(np.abs(found[0] - found[1]), initial=0.0))
