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
from symdiff.proximal.elementwise import BECK, PARIKH_BOYD, SCALARS, Elementwise, Scalar
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


_NUMERIC: Final = "no closed form: Newton's method to full precision"


def _row(scalar: Scalar) -> Row:
    """Return the row of a sum over the components of a function of one number."""
    return Row(
        scalar.name,
        f"sum({scalar.formula})",
        scalar.prox or _NUMERIC,
        ", ".join(scalar.domain),
        scalar.source,
        lambda **parameters: Elementwise(scalar, parameters),
        scalar.parameters,
    )


TABLE: Final = {
    row.name: row
    for row in (
        *map(_row, SCALARS.values()),
        Row(
            "norm2", "sqrt(sum(x^2))", "max(1 - t/norm(v), 0)*v", "", BECK + "example 6.19", Norm2, {},
        ),
        Row(
            "group_norm", "sum over groups of w*sqrt(sum(x^2))", "max(1 - t*w/norm(v), 0)*v in each group",
            "w >= 0, no index in two groups", PARIKH_BOYD + "section 6.5.4", GroupNorm,
            {"groups": REQUIRED, "weights": 1.0},
        ),
        Row(
            "norm_inf", "max(abs(x))", "v - (the point of the l1 ball of radius t nearest to v)", "",
            BECK + "example 6.48", NormInf, {},
        ),
        Row(
            "max_of", "max(x)", "min(v, h) where sum(max(v - h, 0)) = t", "", BECK + "example 6.49",
            MaxOf, {},
        ),
        Row(
            "quadratic", "x.Q x/2 + b.x + c", "(I + t*Q)^-1 (v - t*b)", "Q symmetric, positive semidefinite",
            PARIKH_BOYD + "section 6.1.1", Quadratic, {"matrix": REQUIRED, "slopes": 0.0, "constant": 0.0},
        ),
        Row(
            "box", "0 where low <= x <= high", "max(low, min(v, high))", "low <= high",
            BECK + "lemma 6.26, C2",
            Box, {"low": 0.0, "high": float("inf")},
        ),
        Row(
            "half_space", "0 where a.x <= b", "v - max(a.v - b, 0)/(a.a)*a", "a != 0",
            BECK + "lemma 6.26, C5",
            HalfSpace, {"normal": REQUIRED, "bound": 0.0},
        ),
        Row(
            "hyperplane", "0 where a.x = b", "v - (a.v - b)/(a.a)*a", "a != 0", PARIKH_BOYD + "section 6.2.2",
            hyperplane, {"normal": REQUIRED, "value": 0.0},
        ),
        Row(
            "affine", "0 where A x = b", "v - A^+ (A v - b)", "A x = b for some x",
            PARIKH_BOYD + "section 6.2.2", AffineSet, {"matrix": REQUIRED, "right": REQUIRED},
        ),
        Row(
            "ball", "0 where norm(x) <= r", "v/max(norm(v)/r, 1)", "r > 0", BECK + "lemma 6.26, C4", Ball,
            {"radius": 1.0},
        ),
        Row(
            "l1_ball", "0 where sum(abs(x)) <= r",
            "sign(v)*max(abs(v) - h, 0) where the sum is r, v where it is less", "r > 0",
            BECK + "example 6.33", L1Ball,
            {"radius": 1.0},
        ),
        Row(
            "simplex", "0 where all x >= 0, sum(x) = s", "max(v - h, 0) where the sum is s", "s > 0",
            BECK + "corollary 6.29", Simplex, {"total": 1.0},
        ),
        Row(
            "second_order_cone", "0 where norm(all x but the last) <= the last",
            "v, 0, or half way to the axis",
            "two components or more", BECK + "example 6.37", SecondOrderCone, {},
        ),
    )
}  # fmt: skip
