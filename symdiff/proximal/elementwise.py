"""Functions of single numbers, summed over the components of a vector: one row of text each.

A row has the formula of the function in x, of its proximal point in v and the step t, both in symdiff's
own language, its parameters and its source. Its values on arrays, its slopes on both sides (by the derivative
that is one-sided at kinks), its symbolic forms, its line in the table of the manual and how it is found in a
penalty are read off the row: a function of one number is added by adding a row.

>>> Elementwise(SCALARS["huber"], {"delta": 1.0}).near(np.array([0.5, 5.0]), 1.0).tolist()
[0.25, 4.0]
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import numpy as np

from symdiff.arithmetic.arrays import resolved
from symdiff.errors import SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.parser.formula import parse
from symdiff.proximal.arguments import chosen, numbers, one_size, size_of, spread
from symdiff.proximal.calculus import Proximable, Symbolic
from symdiff.proximal.projections import Array, Places
from symdiff.verbs.kinks import at_kinks


@dataclass(frozen=True, eq=False)
class Scalar:
    """A convex function of one number x, with parameters: its row."""

    name: str
    formula: str
    """Of x; without a value, or infinite, outside of the domain."""
    prox: str
    """Of v with the step t; empty where there is no closed form."""
    source: str
    parameters: Mapping[str, float] = field(default_factory=dict)
    """What the parameters are if they are not given."""
    domain: tuple[str, ...] = ()
    """What the parameters must be, as conditions."""
    low: float = -math.inf
    """Where what f is finite on begins; it belongs to it if f has a value there."""
    near: Callable[..., Array] | None = None
    """The proximal point on arrays, where the text would lose digits or there is none: of v, t and the
    parameters."""
    written: tuple[str, ...] = ()
    """How a term of a penalty is written that is this function, or minus this function where a minus stands
    in front, with the usual parameters."""
    with_square: str = ""
    """The row of this function plus r*x^2/2; r comes after the parameters of this one."""


def _entropy(v: Array, t: Any) -> Array:
    """Return t*W(exp(v/t - 1)/t) by the Wright omega function, so that no exponential overflows."""
    wrightomega = resolved("scipy.special.wrightomega")
    with np.errstate(over="ignore"):
        z = v / t - 1 - np.log(t)
    # Beyond the floats the logarithm does not count beside v/t.
    return np.where(np.isfinite(z), t * wrightomega(np.where(np.isfinite(z), z, 0.0)), np.maximum(v, 0.0))


def _softplus(v: Array, t: Any) -> Array:
    """Return the root of p - v + t/(1 + exp(-p)), which is between v - t and v, by guarded Newton steps.

    Where a step leaves the bracket, or is not half of the one before, the bracket is halved instead.
    """
    expit = resolved("scipy.special.expit")
    low, high = v - t, v.copy()
    p, before = v - t * expit(v), np.broadcast_to(np.asarray(t, dtype=float), v.shape)
    for _ in range(3000):  # halving from the greatest floats to the least takes 2100
        sigma = expit(p)
        excess = p - v + t * sigma
        low, high = np.where(excess < 0, p, low), np.where(excess > 0, p, high)
        new = p - excess / (1 + t * sigma * (1 - sigma))
        slow = (new < low) | (new > high) | (np.abs(new - p) > np.abs(before) / 2)
        new = np.where(slow & (excess != 0), low + (high - low) / 2, new)
        before, p = new - p, new
        if np.all(np.abs(before) <= 4e-16 * (np.abs(p) + np.finfo(float).tiny)):
            break
    return np.asarray(p)


PARIKH_BOYD: Final = "Parikh and Boyd (2014), "
"""Proximal Algorithms, Foundations and Trends in Optimization 1(3)."""
BECK: Final = "Beck (2017), "
"""First-Order Methods in Optimization, SIAM."""

SCALARS: Final = {
    row.name: row
    for row in (
        Scalar("zero", "0", "v", BECK + "section 6.2.1", with_square="squared"),
        Scalar(
            "l1", "w*abs(x)", "sign(v)*max(abs(v) - t*w, 0)", BECK + "example 6.8",
            {"w": 1.0}, ("w >= 0",), written=("abs(x)",), with_square="elastic_net",
        ),
        Scalar(
            "nonnegative_l1", "Piecewise((w*x, x >= 0), (oo, True))", "max(v - t*w, 0)",
            BECK + "lemma 6.5, g1", {"w": 1.0}, ("w >= 0",), low=0,
        ),
        Scalar("squared", "w*x^2/2", "v/(1 + t*w)", PARIKH_BOYD + "section 6.1.1", {"w": 1.0}, ("w >= 0",)),
        Scalar(
            "elastic_net", "w*abs(x) + r*x^2/2", "sign(v)*max(abs(v) - t*w, 0)/(1 + t*r)",
            PARIKH_BOYD + "section 6.5.3", {"w": 1.0, "r": 1.0}, ("w >= 0", "r >= 0"),
        ),
        Scalar(
            "huber", "Piecewise((x^2/2, abs(x) <= delta), (delta*(abs(x) - delta/2), True))",
            "sign(v)*max(abs(v)/(1 + t), abs(v) - t*delta)", BECK + "example 6.66, scaled by delta",
            {"delta": 1.0}, ("delta > 0",),
        ),
        Scalar("hinge", "max(0, 1 - x)", "max(v, min(v + t, 1))", BECK + "theorem 6.11 on relu"),
        Scalar(
            "pinball", "max(tau*x, (tau - 1)*x)", "max(v - t*tau, min(v + t*(1 - tau), 0))",
            BECK + "theorem 6.46 with C = [tau - 1, tau]", {"tau": 0.5}, ("tau >= 0", "tau <= 1"),
        ),
        Scalar(
            "relu", "max(x, 0)", "max(v - t, min(v, 0))", BECK + "theorem 6.46 with C = [0, 1]",
            written=("relu(x)", "max(x, 0)"),
        ),
        Scalar(
            "negative_log", "-log(x)",
            "Piecewise((2*t/(hypot(v, 2*sqrt(t)) - v), v < 0), ((v + hypot(v, 2*sqrt(t)))/2, True))",
            BECK + "lemma 6.5, g4, without a difference that loses digits", low=0, written=("-log(x)",),
        ),
        Scalar(
            "entropy", "Piecewise((x*log(x), x > 0), (0, x == 0))", "t*LambertW(exp(v/t - 1)/t)",
            "the equation log(p) + 1 = (v - p)/t, solved by Corless et al. (1996), Lambert W",
            low=0, near=_entropy,
        ),
        Scalar(
            "logistic", "softplus(x)", "", PARIKH_BOYD + "section 6.1.4", near=_softplus,
            written=("softplus(x)", "log(1 + exp(x))", "log1p(exp(x))"),
        ),
    )
}  # fmt: skip


class Elementwise(Proximable):
    """The sum over the components of a vector of a row's function; parameters are numbers or one for each."""

    separable = True

    def __init__(self, row: Scalar, parameters: Mapping[str, Any]) -> None:
        self.row = row
        self.parameters: dict[str, Any] = {
            name: value
            if isinstance(value, Expr)
            else np.asarray(numbers(row.name, name, value), dtype=float)
            for name, value in parameters.items()
        }
        self.size = one_size(row.name, *[size_of(value) for value in self.parameters.values()])
        shown = ", ".join([f"{name}={value}" for name, value in parameters.items()])
        self.name = f"{row.name}({shown})"
        if not any(isinstance(value, Expr) for value in self.parameters.values()):
            for condition in row.domain:
                if not np.all(_function(condition)(self.parameters)):
                    raise SymdiffError(f"{self.name}: not convex, or empty", hint=f"{condition} is to hold")

    def part(self, places: Places) -> Proximable:
        return Elementwise(self.row, {n: chosen(value, places) for n, value in self.parameters.items()})

    def value(self, x: Array) -> float:
        with np.errstate(all="ignore"):
            values = _function(self.row.formula)({"x": x, **self.parameters})
        return float(np.sum(np.where(np.isnan(values), np.inf, np.broadcast_to(values, x.shape))))

    def near(self, v: Array, step: float) -> Array:
        if self.row.near is not None:
            return self.row.near(v, step, **self.parameters)
        found = _function(self.row.prox)({"v": v, "t": np.asarray(step), **self.parameters})
        return np.array(np.broadcast_to(found, v.shape))

    def slope(self, x: Array, towards: Array) -> Array:
        with np.errstate(all="ignore"):
            left, right = [function({"x": x, **self.parameters}) for function in _slopes(self.row)]
        left = np.where(x <= self.row.low, -np.inf, np.broadcast_to(left, x.shape))
        return np.clip(towards, left, right)

    def formula(self, x: Sequence[Expr]) -> Expr:
        result = x[0] * 0
        for part, values in zip(x, self._each(len(x)), strict=True):
            result = result + parse(self.row.formula, symbols=("x", *values)).subs({"x": part, **values})
        return result

    def near_formula(self, v: Sequence[Expr], step: Symbolic) -> list[Expr]:
        if not self.row.prox:
            raise Unsupported(
                f"{self.row.name}: its proximal point has no closed form",
                hint="its numbers are found by Newton's method: give v and the step as numbers",
            )
        return [
            parse(self.row.prox, symbols=("v", "t", *values)).subs({"v": part, "t": step, **values})
            for part, values in zip(v, self._each(len(v)), strict=True)
        ]

    def _each(self, size: int) -> list[dict[str, Any]]:
        """Return the parameters of each component."""
        columns = {name: spread(value, size) for name, value in self.parameters.items()}
        return [{name: column[i] for name, column in columns.items()} for i in range(size)]


@cache
def _function(text: str) -> Callable[[Mapping[str, Any]], Any]:
    """Return a function of arrays, given by name, that computes a text."""
    return _compiled(parse(text, symbols=("v", "t", "x")))


@cache
def _slopes(row: Scalar) -> tuple[Callable[[Mapping[str, Any]], Any], ...]:
    """Return the functions of the slopes on the left and on the right."""
    source = parse(row.formula, symbols=("x", *row.parameters))
    return tuple([_compiled(at_kinks(source, "x", side)) for side in ("left", "right")])


def _compiled(expr: Expr) -> Callable[[Mapping[str, Any]], Any]:
    names = sorted(symbol.name for symbol in expr.free_symbols)
    function = expr.numpy(*names)
    return lambda values: function(*[values[name] for name in names])
