"""THE TABLE of functions with a proximal operator: one row each, with its domain and source.

>>> TABLE["l1"](0.5).prox([3.0, -0.25], 1.0).tolist()
[2.5, -0.0]
>>> print(TABLE["pinball"].formula)
sum(max(tau*x, (tau - 1)*x))

A row is called with the parameters it names and gives a `Proximable`. The witness of each is its own
subdifferential, which is written without its proximal operator: p is the proximal point of v where
(v - p)/step is in the subdifferential at p.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from symdiff.proximal.calculus import Proximable
from symdiff.proximal.elementwise import ROWS, Elementwise
from symdiff.proximal.norms import GroupNorm, MaxOf, Norm2, NormInf, Quadratic
from symdiff.proximal.sets import (
    AffineSet,
    Ball,
    Box,
    HalfSpace,
    L1Ball,
    SecondOrderCone,
    Simplex,
    hyperplane,
)


@dataclass(frozen=True)
class Row:
    """A function f of vectors: its formula, the proximal point p of v with step t, and where both hold."""

    name: str
    formula: str
    prox: str
    domain: str
    source: str
    make: Callable[..., Proximable]
    defaults: Mapping[str, Any]
    """The parameters and what they are if they are not given; REQUIRED where they must be."""

    def __call__(self, *values: Any, **named: Any) -> Proximable:
        """Return the function with these parameters. Raises SymdiffError where it is not convex then."""
        names = list(self.defaults)
        given = {**dict(zip(names, values, strict=False)), **named}
        missing = [n for n, value in self.defaults.items() if value is REQUIRED and n not in given]
        unknown = [n for n in named if n not in names]
        if len(values) > len(names) or missing or unknown or any(n in named for n in names[: len(values)]):
            raise TypeError(f"{self.name} takes {', '.join(names) or 'no parameters'}")
        return self.make(**{**self.defaults, **given})


REQUIRED: Final = object()


def _elementwise(name: str) -> Callable[..., Proximable]:
    return lambda **parameters: Elementwise(ROWS[name], parameters)


_PB: Final = "Parikh and Boyd (2014), "
"""Proximal Algorithms, Foundations and Trends in Optimization 1(3)."""
_BECK: Final = "Beck (2017), "
"""First-Order Methods in Optimization, SIAM."""

TABLE: Final = {
    row.name: row
    for row in (
        Row("zero", "0", "v", "", _BECK + "section 6.2.1", _elementwise("zero"), {}),
        Row(
            "l1", "sum(w*abs(x))", "sign(v)*max(abs(v) - t*w, 0)", "w >= 0", _BECK + "example 6.8",
            _elementwise("l1"), {"w": 1.0},
        ),
        Row(
            "nonnegative_l1", "sum(w*x) where all x >= 0", "max(v - t*w, 0)", "w >= 0",
            _BECK + "lemma 6.5, g1",
            _elementwise("nonnegative_l1"), {"w": 1.0},
        ),
        Row(
            "norm2", "sqrt(sum(x^2))", "max(1 - t/norm(v), 0)*v", "", _BECK + "example 6.19", Norm2, {},
        ),
        Row(
            "group_norm", "sum over groups of w*sqrt(sum(x^2))", "max(1 - t*w/norm(v), 0)*v in each group",
            "w >= 0, no index in two groups", _PB + "section 6.5.4", GroupNorm,
            {"groups": REQUIRED, "weights": 1.0},
        ),
        Row(
            "norm_inf", "max(abs(x))", "v - (the point of the l1 ball of radius t nearest to v)", "",
            _BECK + "example 6.48", NormInf, {},
        ),
        Row(
            "max_of", "max(x)", "min(v, h) where sum(max(v - h, 0)) = t", "", _BECK + "example 6.49",
            MaxOf, {},
        ),
        Row(
            "squared", "sum(w*x^2/2)", "v/(1 + t*w)", "w >= 0", _PB + "section 6.1.1",
            _elementwise("squared"), {"w": 1.0},
        ),
        Row(
            "quadratic", "x.Q x/2 + b.x + c", "(I + t*Q)^-1 (v - t*b)", "Q symmetric, positive semidefinite",
            _PB + "section 6.1.1", Quadratic, {"matrix": REQUIRED, "slopes": 0.0, "constant": 0.0},
        ),
        Row(
            "elastic_net", "sum(w*abs(x) + r*x^2/2)", "sign(v)*max(abs(v) - t*w, 0)/(1 + t*r)",
            "w >= 0, r >= 0", _PB + "section 6.5.3", _elementwise("elastic_net"), {"w": 1.0, "r": 1.0},
        ),
        Row(
            "huber", "sum(x^2/2 if abs(x) <= delta, else delta*(abs(x) - delta/2))",
            "sign(v)*max(abs(v)/(1 + t), abs(v) - t*delta)", "delta > 0",
            _BECK + "example 6.66, scaled by delta",
            _elementwise("huber"), {"delta": 1.0},
        ),
        Row("hinge", "sum(max(0, 1 - x))", "max(v, min(v + t, 1))", "", _BECK + "theorem 6.11 on relu",
        _elementwise("hinge"), {}),
        Row(
            "pinball", "sum(max(tau*x, (tau - 1)*x))", "max(v - t*tau, min(v + t*(1 - tau), 0))",
            "0 <= tau <= 1", _BECK + "theorem 6.46 with C = [tau - 1, tau]", _elementwise("pinball"),
            {"tau": 0.5},
        ),
        Row("relu", "sum(max(x, 0))", "max(v - t, min(v, 0))", "", _BECK + "theorem 6.46 with C = [0, 1]",
        _elementwise("relu"), {}),
        Row(
            "negative_log", "sum(-log(x))", "(v + sqrt(v^2 + 4*t))/2", "x > 0", _BECK + "lemma 6.5, g4",
            _elementwise("negative_log"), {},
        ),
        Row(
            "entropy", "sum(x*log(x))", "t*LambertW(exp(v/t - 1)/t)", "x >= 0",
            "the equation log(p) + 1 = (v - p)/t, solved by Corless et al. (1996), Lambert W",
            _elementwise("entropy"), {},
        ),
        Row(
            "logistic", "sum(log(1 + exp(x)))", "no closed form: Newton's method to full precision", "",
            _PB + "section 6.1.4", _elementwise("logistic"), {},
        ),
        Row(
            "box", "0 where low <= x <= high", "max(low, min(v, high))", "low <= high",
            _BECK + "lemma 6.26, C2",
            Box, {"low": 0.0, "high": float("inf")},
        ),
        Row(
            "half_space", "0 where a.x <= b", "v - max(a.v - b, 0)/(a.a)*a", "a != 0",
            _BECK + "lemma 6.26, C5",
            HalfSpace, {"normal": REQUIRED, "bound": 0.0},
        ),
        Row(
            "hyperplane", "0 where a.x = b", "v - (a.v - b)/(a.a)*a", "a != 0", _PB + "section 6.2.2",
            hyperplane, {"normal": REQUIRED, "value": 0.0},
        ),
        Row(
            "affine", "0 where A x = b", "v - A^+ (A v - b)", "A x = b for some x", _PB + "section 6.2.2",
            AffineSet, {"matrix": REQUIRED, "right": REQUIRED},
        ),
        Row(
            "ball", "0 where norm(x) <= r", "v/max(norm(v)/r, 1)", "r > 0", _BECK + "lemma 6.26, C4", Ball,
            {"radius": 1.0},
        ),
        Row(
            "l1_ball", "0 where sum(abs(x)) <= r",
            "sign(v)*max(abs(v) - h, 0) where the sum is r, v where it is less", "r > 0",
            _BECK + "example 6.33", L1Ball,
            {"radius": 1.0},
        ),
        Row(
            "simplex", "0 where all x >= 0, sum(x) = s", "max(v - h, 0) where the sum is s", "s > 0",
            _BECK + "corollary 6.29", Simplex, {"total": 1.0},
        ),
        Row(
            "second_order_cone", "0 where norm(all x but the last) <= the last",
            "v, 0, or half way to the axis",
            "two components or more", _BECK + "example 6.37", SecondOrderCone, {},
        ),
    )
}  # fmt: skip
