"""The table of proximal operators, each row judged by what does not use its proximal operator.

The witness of a point p of v with the step t is the inequality f(y) >= f(p) + g.(y - p) for every y, with
g = (v - p)/t: g is a subgradient at p, so p is the proximal point. The functions are written a second time
here, in NumPy, and so are random members of the sets.
"""

from __future__ import annotations

import math
import re
import runpy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from parts import in_parts
from scipy.optimize import LinearConstraint, minimize, minimize_scalar

import symdiff.proximal
from symdiff import SymdiffError, Unsupported, evaluate, symbols
from symdiff.at.directions import directional_at
from symdiff.proximal import TABLE, Proximable, recognise
from symdiff.proximal.elementwise import SCALARS

EPS = 2.0**-52
STEPS = (1e-8, 0.3, 1.0, 2.5, 1e8)


@dataclass(frozen=True)
class Sample:
    """A row with parameters: the project's function, and ours."""

    label: str
    function: Proximable
    value: Callable[[np.ndarray], float]
    sizes: tuple[int, ...] = (1, 2, 3, 7)
    members: Callable[[np.random.Generator, int], np.ndarray] | None = None
    """A random member of the set; None for functions that are no sets."""
    rules: Callable[[int], list[Any]] | None = None
    """The constraints of the set for SciPy."""
    edges: tuple[tuple[float, ...], ...] = ()
    """Points where a threshold or a tie is hit."""
    terms: Callable[[np.ndarray], float] = lambda p: 0.0
    """Where f is curved: the size of what its slope at p is the sum of, so what its rounding goes by."""


def summed(part: Callable[[np.ndarray], Any]) -> Callable[[np.ndarray], float]:
    return lambda x: float(np.sum(part(x)))


def where_positive(part: Callable[[np.ndarray], Any]) -> Callable[[np.ndarray], float]:
    def value(x: np.ndarray) -> float:
        with np.errstate(all="ignore"):
            return float(np.sum(part(x))) if np.all(x >= 0) else math.inf

    return value


def length(x: np.ndarray) -> float:
    return math.hypot(*x.tolist())


def of_set(x: np.ndarray) -> float:
    """A set is 0 at its members; that p is one is judged by itself."""
    return 0.0


def inside_box(low: Any, high: Any) -> Callable[[np.random.Generator, int], np.ndarray]:
    def member(random: np.random.Generator, n: int) -> np.ndarray:
        y = random.normal(0, 3, n) * random.integers(0, 2, n) + random.choice([-5.0, 0.0, 5.0], n)
        return np.minimum(np.maximum(y, low), high)

    return member


def in_ball(radius: float) -> Callable[[np.random.Generator, int], np.ndarray]:
    def member(random: np.random.Generator, n: int) -> np.ndarray:
        d = random.normal(size=n)
        return d / length(d) * radius * random.choice([1.0, random.random()])

    return member


def in_simplex(total: float, signs: bool = False) -> Callable[[np.random.Generator, int], np.ndarray]:
    def member(random: np.random.Generator, n: int) -> np.ndarray:
        weights = random.exponential(size=n) * random.integers(0, 2, n)
        weights[random.integers(n)] += 0.1
        y = total * weights / weights.sum()
        return y * random.choice([-1.0, 1.0], n) * random.choice([1.0, random.random()]) if signs else y

    return member


def in_cone(random: np.random.Generator, n: int) -> np.ndarray:
    d = random.normal(size=n - 1)
    return np.append(d, length(d) + random.choice([0.0, random.exponential()])) * random.choice([0, 0.1, 3])


def solving(matrix: np.ndarray, right: np.ndarray) -> Callable[[np.random.Generator, int], np.ndarray]:
    """Members of an affine set: one solution and anything that the matrix sends to 0, by its SVD."""
    _, sizes, axes = np.linalg.svd(matrix)
    rank = int(np.sum(sizes > 1e-12))
    one = np.linalg.lstsq(matrix, right, rcond=None)[0]
    return lambda random, n: one + axes[rank:].T @ random.normal(0, 3, n - rank)


def below(normal: np.ndarray, bound: float) -> Callable[[np.random.Generator, int], np.ndarray]:
    def member(random: np.random.Generator, n: int) -> np.ndarray:
        y = random.normal(0, 3, n)
        excess = normal @ y - bound
        return y - normal * (max(excess, 0) + random.choice([0.0, random.exponential()])) / (normal @ normal)

    return member


def rule(matrix: Any, low: Any, high: Any) -> Callable[[int], list[Any]]:
    return lambda n: [LinearConstraint(np.broadcast_to(matrix, (np.shape(matrix)[0], n)), low, high)]


Q = np.array([[2.0, 1.0, 0.0], [1.0, 2.0, -1.0], [0.0, -1.0, 3.0]])
FLAT = np.array([[1.0, 1.0], [1.0, 1.0]])
A = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, -1.0]])
DOUBLE = np.array([[1.0, 2.0, 2.0], [2.0, 4.0, 4.0]])
NORMAL = np.array([1.0, -2.0, 2.0])
W = np.array([0.5, 0.0, 2.0])
GROUPS = [[0, 2], [1]]


def huber_value(delta: float) -> Callable[[np.ndarray], float]:
    return summed(
        lambda x: np.where(np.abs(x) <= delta, x * x / 2, delta * np.abs(x) - delta * delta / 2),
    )


def entropy_value(x: np.ndarray) -> float:
    with np.errstate(all="ignore"):
        return float(np.sum(np.where(x > 0, x * np.log(x), 0.0))) if np.all(x >= 0) else math.inf


SAMPLES: dict[str, list[Sample]] = {
    "zero": [Sample("zero", TABLE["zero"](), summed(lambda x: 0 * x))],
    "l1": [
        Sample("l1", TABLE["l1"](), summed(np.abs), edges=((1.0, -1.0), (0.0, -0.0, 0.3))),
        Sample("l1-0.7", TABLE["l1"](0.7), summed(lambda x: 0.7 * np.abs(x))),
        Sample("l1-weights", TABLE["l1"](W), summed(lambda x: W * np.abs(x)), (3,)),
        Sample("l1-0", TABLE["l1"](0), summed(lambda x: 0 * x)),
    ],
    "nonnegative_l1": [
        Sample("nonnegative_l1", TABLE["nonnegative_l1"](0.7), where_positive(lambda x: 0.7 * x)),
        Sample("nonnegative_l1-0", TABLE["nonnegative_l1"](0), where_positive(lambda x: 0 * x)),
        Sample("nonnegative_l1-weights", TABLE["nonnegative_l1"](W), where_positive(lambda x: W * x), (3,)),
    ],
    "norm2": [Sample("norm2", TABLE["norm2"](), length, edges=((0.6, 0.8), (0.0, 0.0, 0.0), (3.0, 4.0)))],
    "group_norm": [
        Sample(
            "group_norm", TABLE["group_norm"](GROUPS, [1.5, 0.5]),
            lambda x: 1.5 * math.hypot(x[0], x[2]) + 0.5 * abs(x[1]), (3, 4), edges=((0.9, 0.5, 1.2),),
        ),
        Sample(
            "group_norm-0", TABLE["group_norm"]([[1, 2], [0]], [0.0, 2.0]), lambda x: 2 * abs(x[0]), (3,)
        ),
    ],
    "norm_inf": [
        Sample("norm_inf", TABLE["norm_inf"](), lambda x: float(np.max(np.abs(x))),
               edges=((2.0, -2.0), (2.0, 2.0, -2.0), (0.25, -0.75), (0.0, 0.0))),
    ],
    "max_of": [
        Sample("max_of", TABLE["max_of"](), lambda x: float(np.max(x)),
               edges=((2.0, 2.0), (-1.0, -1.0, -1.0), (1.0, 0.0), (3.0, 3.0, 0.5))),
    ],
    "squared": [
        Sample("squared", TABLE["squared"](0.7), summed(lambda x: 0.35 * x * x)),
        Sample("squared-weights", TABLE["squared"](W), summed(lambda x: W * x * x / 2), (3,)),
    ],
    "quadratic": [
        Sample("quadratic", TABLE["quadratic"](Q, [1.0, 0.0, -2.0], 3.0),
               lambda x: float(x @ Q @ x / 2 + x[0] - 2 * x[2] + 3), (3,),
               terms=lambda p: 5 * length(p) + 3),
        Sample("quadratic-flat", TABLE["quadratic"](FLAT), lambda x: float((x[0] + x[1]) ** 2 / 2), (2,),
               terms=lambda p: 2 * length(p)),
    ],
    "elastic_net": [
        Sample("elastic_net", TABLE["elastic_net"](0.7, 2.0), summed(lambda x: 0.7 * np.abs(x) + x * x),
               edges=((0.7, -0.7),)),
        Sample("elastic_net-0", TABLE["elastic_net"](0.7, 0.0), summed(lambda x: 0.7 * np.abs(x))),
    ],
    "huber": [
        Sample("huber", TABLE["huber"](), huber_value(1.0), edges=((2.0, -2.0),)),
        Sample("huber-0.25", TABLE["huber"](0.25), huber_value(0.25), edges=((0.5, -0.5),)),
    ],
    "hinge": [Sample("hinge", TABLE["hinge"](), summed(lambda x: np.maximum(0, 1 - x)), edges=((1.0, 0.0),))],
    "pinball": [
        Sample(f"pinball-{tau}", TABLE["pinball"](tau),
               summed(lambda x, tau=tau: np.where(x > 0, tau * x, (tau - 1) * x)), edges=((tau, tau - 1),))
        for tau in (0.25, 0.5, 0.0, 1.0)
    ],
    "relu": [Sample("relu", TABLE["relu"](), summed(lambda x: np.maximum(x, 0)), edges=((1.0, 0.0),))],
    "negative_log": [
        Sample("negative_log", TABLE["negative_log"](), where_positive(lambda x: -np.log(x)),
               edges=((-0.0, 0.0),)),
    ],
    "entropy": [Sample("entropy", TABLE["entropy"](), entropy_value, edges=((0.0, 1.0),),
                       terms=lambda p: 1.0 + length(np.log(p + 1e-300)))],
    "logistic": [Sample("logistic", TABLE["logistic"](), summed(lambda x: np.logaddexp(0, x)))],
    "box": [
        Sample("box", TABLE["box"](-1, 2), of_set, members=inside_box(-1, 2), edges=((-1.0, 2.0),),
               rules=lambda n: [LinearConstraint(np.eye(n), -1, 2)]),
        Sample("box-default", TABLE["box"](), of_set, members=inside_box(0, np.inf),
               rules=lambda n: [LinearConstraint(np.eye(n), 0, np.inf)]),
        Sample("box-point", TABLE["box"]([1.0, -np.inf, 0], [1.0, 0.5, np.inf]), of_set, (3,),
               members=inside_box(np.array([1, -np.inf, 0]), np.array([1, 0.5, np.inf]))),
    ],
    "half_space": [
        Sample("half_space", TABLE["half_space"](NORMAL, 0.5), of_set, (3,), members=below(NORMAL, 0.5),
               rules=rule([NORMAL], -np.inf, 0.5), edges=((0.5, 0.0, 0.0),)),
        Sample("half_space-one", TABLE["half_space"]([-2.0]), of_set, (1,),
               members=below(np.array([-2.0]), 0),
               rules=rule([[-2.0]], -np.inf, 0)),
    ],
    "hyperplane": [
        Sample("hyperplane", TABLE["hyperplane"](NORMAL, 0.5), of_set, (3,),
               members=solving(NORMAL[None], np.array([0.5])), rules=rule([NORMAL], 0.5, 0.5)),
    ],
    "affine": [
        Sample("affine", TABLE["affine"](A, [1.0, -2.0]), of_set, (3,),
               members=solving(A, np.array([1.0, -2.0])), rules=rule(A, [1.0, -2.0], [1.0, -2.0])),
        Sample("affine-twice", TABLE["affine"](DOUBLE, [1.0, 2.0]), of_set, (3,),
               members=solving(DOUBLE, np.array([1.0, 2.0])), rules=rule(DOUBLE[:1], 1, 1)),
    ],
    "ball": [
        Sample("ball", TABLE["ball"](1.5), of_set, members=in_ball(1.5), edges=((0.9, 1.2), (0.0, 0.0)),
               rules=lambda n: [{"type": "ineq", "fun": lambda x: 1.5**2 - x @ x}]),
    ],
    "l1_ball": [
        Sample("l1_ball", TABLE["l1_ball"](1.5), of_set, members=in_simplex(1.5, signs=True),
               edges=((0.5, -1.0), (2.0, -2.0), (2.0, 2.0, 2.0))),
    ],
    "simplex": [
        Sample("simplex", TABLE["simplex"](1.5), of_set, members=in_simplex(1.5),
               edges=((2.0, 2.0), (0.5, 1.0), (-1.0, -1.0, -1.0)),
               rules=lambda n: [LinearConstraint(np.eye(n), 0, np.inf),
                                LinearConstraint(np.ones((1, n)), 1.5, 1.5)]),
        Sample("simplex-0.7", TABLE["simplex"](0.7), of_set, members=in_simplex(0.7)),
    ],
    "second_order_cone": [
        Sample("second_order_cone", TABLE["second_order_cone"](), of_set, (2, 3, 7), members=in_cone,
               edges=((3.0, 4.0, 5.0), (3.0, 4.0, -5.0), (0.0, 0.0), (3.0, 4.0, 0.0)),
               rules=lambda n: [{"type": "ineq", "fun": lambda x: x[-1] ** 2 - x[:-1] @ x[:-1]},
                                {"type": "ineq", "fun": lambda x: x[-1]}]),
    ],
}  # fmt: skip
ALL = [sample for name in TABLE for sample in SAMPLES.get(name, [])]
SETS = [sample for sample in ALL if sample.members]
FINITE = [sample for sample in ALL if not sample.members]


def variables(*names: str) -> list[Any]:
    return list(symbols(names))


def named(sample: Sample) -> str:
    return sample.label


def points(sample: Sample, seed: int = 0, count: int = 3) -> Iterator[np.ndarray]:
    """Seeded vectors of each size, and the edges of the sample."""
    random = np.random.default_rng(seed)
    for n in sample.sizes:
        yield np.zeros(n)
        yield np.full(n, 0.5)
        for _ in range(count):
            yield random.normal(0, 2, n)
            yield np.round(random.normal(0, 2, n) * 2) / 2  # ties, and thresholds hit
    yield from (np.array(edge) for edge in sample.edges if len(edge) in sample.sizes)


def others(sample: Sample, p: np.ndarray, seed: int) -> list[np.ndarray]:
    """Points that the inequality is asked of: members of a set; along axes and at random, near and far."""
    random = np.random.default_rng(seed)
    if sample.members:
        return [sample.members(random, len(p)) for _ in range(12)]
    axes = [sign * axis for axis in np.eye(len(p)) for sign in (1, -1)]
    ways = [*axes, np.ones(len(p)), -np.ones(len(p)), -p, p, *random.normal(size=(6, len(p)))]
    return [p + size * way for way in ways for size in (1e-4, 0.01, 0.5, 1.0, 10.0)]


def shortfall(sample: Sample, v: np.ndarray, p: np.ndarray, step: float, seed: int = 1) -> float:
    """Return by how much f(y) >= f(p) + g.(y - p) fails at worst, in units of what rounding explains.

    Let p be off by d = 16 ulp of what it is computed from, v, p and v - p. Then g is off by d/step, f(p) by
    |g|*d, and so the inequality by d*(|y - p|/step + |g|); its own terms are rounded to 16 ulp each, which is
    more than the n = 7 roundings of a sum.
    """
    g = (v - p) / step
    at_p = sample.value(p)
    off = 16 * EPS * (length(v) + length(p) + length(v - p))
    asked = others(sample, p, seed)
    values = np.array([sample.value(y) for y in asked])
    y, there = np.array(asked)[~np.isinf(values)], values[~np.isinf(values)]
    if not len(y):
        return -math.inf
    ways = y - p
    sizes = np.abs(there) + abs(at_p) + (np.abs(y) + np.abs(p)) @ np.abs(g)
    explained = off * (np.hypot.reduce(ways, axis=1) / step + length(g)) + 16 * EPS * sizes
    return float(np.max((at_p + ways @ g - there) / (explained + 1e-300)))


@pytest.mark.parametrize("name", TABLE)
def test_every_row_has_samples(name: str) -> None:
    assert name in SAMPLES, f"write samples for {name}"
    assert TABLE[name].formula
    assert TABLE[name].prox
    assert TABLE[name].source


@in_parts
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("sample", ALL, ids=named)
def test_the_quotient_is_a_subgradient_at_the_point(sample: Sample, step: float) -> None:
    for i, v in enumerate(points(sample)):
        p = sample.function.prox(v, step)
        assert p.shape == v.shape
        assert math.isfinite(sample.function(p)), (v, p)
        assert shortfall(sample, v, p, step, i) <= 1, (v, p)


@in_parts
@pytest.mark.parametrize("sample", ALL, ids=named)
def test_the_witness_objects_to_a_point_or_a_step_that_is_off(sample: Sample) -> None:
    random = np.random.default_rng(5)
    moved, stepped, tried = 0, 0, 0
    for i, v in enumerate(points(sample)):
        if len(v) == 1 and sample.members:
            continue  # few members: they may all be on one side
        p = sample.function.prox(v, 1.0)
        tried += 1
        # Moving p moves g the other way: f(y) - f(q) - g.(y - q) is negative at y = p, near q.
        q = p + 1e-3 * np.abs(random.normal(size=len(v)))  # up: in every domain
        moved += sample.value(q) < math.inf and shortfall(sample, v, q, 1.0, i) > 100
        stepped += shortfall(sample, v, sample.function.prox(v, 1.5), 1.0, i) > 100
    if tried:
        assert moved > tried / 2 or (sample.members and moved > 0)
    if sample.members or sample.label == "zero" or sample.label.endswith("l1-0"):
        assert stepped == 0  # the nearest point does not depend on the step
    else:
        assert stepped > 0


@in_parts
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("sample", ALL, ids=named)
def test_the_subdifferential_of_the_row_has_the_quotient(sample: Sample, step: float) -> None:
    """`subgradient` gives the nearest element; g itself where p is right.

    p is known to some ulp of v, p and v - p, so g to that over the step; where f is curved, the slope at p
    is known to as many ulp of its terms. 64 of them allow for norms of 7 components.
    """
    for v in points(sample):
        p = sample.function.prox(v, step)
        g = (v - p) / step
        if sample.label == "entropy" and np.any(p == 0):
            continue  # exp(v/step - 1) is less than the least float; at 0 there is no subgradient
        found = sample.function.subgradient(p, g)
        allowed = 64 * EPS * (length(v) + length(p) + length(v - p)) / step + 64 * EPS * length(g)
        allowed += 64 * EPS * sample.terms(p)
        assert length(found - g) <= allowed, (v, p, g, found)


@pytest.mark.parametrize("sample", [s for s in FINITE if s.label != "zero"], ids=named)
def test_a_subgradient_is_missed_where_the_point_is_off(sample: Sample) -> None:
    missed, tried = 0, 0
    for v in points(sample):
        q = np.abs(sample.function.prox(v, 1.0)) + 0.25  # away from kinks at 0, and in every domain
        g = (v - q) / 1.0
        tried += 1
        missed += length(sample.function.subgradient(q, g) - g) > 1e-3
    assert missed > tried / 2


# Directional derivatives ------------------------------------------------------------------------------

NAMES = ["x", "y", "z"]


@pytest.mark.parametrize("sample", FINITE, ids=named)
def test_no_direction_leads_down_from_the_point(sample: Sample) -> None:
    """f'(p; d) + (p - v).d/step >= 0 in every direction is 0 in the subdifferential of the sum.

    The one-sided derivatives are exact limits at the floats p; p is off by some ulp of v, so is the bound.
    """
    random = np.random.default_rng(3)
    for n in (2, 3):
        if n not in sample.sizes:
            continue
        expr = sample.function.formula(variables(*NAMES[:n]))
        shared = random.normal(0, 1, n)
        for v in [shared, np.full(n, 0.75), np.round(random.normal(0, 2, n)), 3 + shared]:
            p = sample.function.prox(v, 0.5)
            if np.any(p == 0) and sample.label.startswith("nonnegative"):
                continue  # infinite on one side
            at = dict(zip(NAMES[:n], p.tolist(), strict=True))
            ways = [*np.eye(n), *-np.eye(n), np.ones(n), -np.ones(n), *np.round(random.normal(0, 3, (2, n)))]
            for way in [way for way in ways if np.any(way)]:
                slope = directional_at(expr, NAMES[:n], at, way.tolist())
                gain = float((p - v) @ way) / 0.5
                # the slope of a curved f at p that is off by some ulp: slopes here are at most 1e2
                allowed = 256 * EPS * length(way) * (1 + abs(slope) + length(v) + length(p)) * 10
                assert slope + gain >= -allowed, (v, p, way)


KINKS: list[tuple[str, tuple[Any, ...], tuple[float, ...]]] = [
    ("l1", (), (0.0, 0.0)),
    ("l1", (), (0.0, -2.0)),
    ("elastic_net", (0.5, 2.0), (0.0, 3.0)),
    ("norm2", (), (0.0, 0.0)),
    ("norm2", (), (3.0, 4.0)),
    ("group_norm", (GROUPS, [1.5, 0.5]), (0.0, 0.0, 0.0)),
    ("group_norm", (GROUPS, [1.5, 0.5]), (3.0, 0.0, -4.0)),
    ("norm_inf", (), (0.0, 0.0)),
    ("norm_inf", (), (2.0, -2.0)),
    ("norm_inf", (), (2.0, -2.0, 1.0)),
    ("max_of", (), (1.0, 1.0)),
    ("max_of", (), (1.0, 1.0, 1.0)),
    ("max_of", (), (1.0, 0.0, 1.0)),
    ("hinge", (), (1.0, 0.0)),
    ("relu", (), (0.0, 0.0)),
    ("pinball", (0.25,), (0.0, 1.0)),
    ("huber", (), (1.0, -1.0)),
]


@pytest.mark.parametrize(("name", "parameters", "at"), KINKS, ids=lambda part: str(part).replace(" ", ""))
def test_the_nearest_subgradient_at_a_kink_is_nearest(
    name: str, parameters: tuple[Any, ...], at: tuple[float, ...]
) -> None:
    """h is nearest to u in a convex set S where max of s.(u - h) over S is h.(u - h), and for the
    subdifferential at x that max is f'(x; u - h)."""
    random = np.random.default_rng(11)
    function = TABLE[name](*parameters)
    x = np.array(at)
    names = NAMES[: len(at)]
    expr = function.formula(variables(*names))
    for u in [np.zeros(len(at)), *random.normal(0, 1.5, (3, len(at)))]:
        h = function.subgradient(x, u)
        slope = 0.0
        if np.any(u != h):
            slope = directional_at(expr, names, dict(zip(names, at, strict=True)), (u - h).tolist())
        assert slope == pytest.approx(float(h @ (u - h)), abs=64 * EPS * (1 + length(u)) ** 2)
    if not np.any(u := function.subgradient(x)):
        for way in np.eye(len(at)):  # 0 is one of them: nothing leads down
            assert directional_at(expr, names, dict(zip(names, at, strict=True)), way.tolist()) >= 0


LEAST: list[tuple[str, tuple[Any, ...], tuple[float, ...], tuple[float, ...]]] = [
    ("l1", (0.5,), (0.0, -0.0, 2.0, -3.0), (0.0, 0.0, 0.5, -0.5)),
    ("nonnegative_l1", (0.5,), (0.0, 1.0), (0.0, 0.5)),
    ("norm2", (), (0.0, 0.0), (0.0, 0.0)),
    ("group_norm", (GROUPS, [2.0, 1.0]), (3.0, 0.0, 4.0), (1.2, 0.0, 1.6)),
    ("norm_inf", (), (2.0, -2.0, 1.0), (0.5, -0.5, 0.0)),
    ("norm_inf", (), (0.0, 0.0), (0.0, 0.0)),
    ("max_of", (), (1.0, 1.0, 0.0, 1.0), (1 / 3, 1 / 3, 0.0, 1 / 3)),
    ("hinge", (), (1.0, 0.0, 2.0), (0.0, -1.0, 0.0)),
    ("relu", (), (0.0, -0.0, 1.0, -1.0), (0.0, 0.0, 1.0, 0.0)),
    ("pinball", (0.25,), (0.0, 2.0, -2.0), (0.0, 0.25, -0.75)),
    ("elastic_net", (0.5, 2.0), (0.0, 1.0), (0.0, 2.5)),
    ("huber", (0.5,), (0.5, -0.5, 3.0), (0.5, -0.5, 0.5)),
    ("box", (0, 1), (0.0, 1.0, 0.5), (0.0, 0.0, 0.0)),
    ("simplex", (), (1.0, 0.0), (0.0, 0.0)),
    ("second_order_cone", (), (3.0, 4.0, 5.0), (0.0, 0.0, 0.0)),
]


@pytest.mark.parametrize(
    ("name", "parameters", "at", "expected"), LEAST, ids=lambda part: str(part).replace(" ", "")
)
def test_the_least_subgradient(
    name: str, parameters: tuple[Any, ...], at: tuple[float, ...], expected: tuple[float, ...]
) -> None:
    found = TABLE[name](*parameters).subgradient(at)
    assert found == pytest.approx(expected, abs=4 * EPS)


CONES: list[tuple[str, tuple[Any, ...], tuple[float, ...], tuple[float, ...], tuple[float, ...]]] = [
    # set, at, towards, the nearest normal
    ("box", (0, 1), (0.0, 1.0, 0.5), (-2.0, 3.0, 4.0), (-2.0, 3.0, 0.0)),
    ("box", (0, 1), (0.0, 1.0, 0.5), (2.0, -3.0, -4.0), (0.0, 0.0, 0.0)),
    ("ball", (5.0,), (3.0, 4.0), (4.0, 3.0), (2.88, 3.84)),
    ("ball", (5.0,), (3.0, 4.0), (-4.0, -3.0), (0.0, 0.0)),
    ("ball", (5.0,), (1.0, 4.0), (4.0, 3.0), (0.0, 0.0)),
    ("half_space", ([0.0, 2.0], 2.0), (7.0, 1.0), (4.0, 3.0), (0.0, 3.0)),
    ("half_space", ([0.0, 2.0], 2.0), (7.0, 0.5), (4.0, 3.0), (0.0, 0.0)),
    ("hyperplane", ([0.0, 2.0], 2.0), (7.0, 1.0), (4.0, -3.0), (0.0, -3.0)),
    ("simplex", (), (0.5, 0.5), (1.0, 3.0), (2.0, 2.0)),
    # at a corner: the normals are those with the first component greatest
    ("simplex", (), (1.0, 0.0), (1.0, 3.0), (2.0, 2.0)),
    ("simplex", (), (1.0, 0.0), (3.0, 1.0), (3.0, 1.0)),
    # at (1, 0) of the l1 ball: those with |second| <= first; by hand, on the edge (m, m), m = (1 + 3)/2
    ("l1_ball", (), (1.0, 0.0), (1.0, 3.0), (2.0, 2.0)),
    ("l1_ball", (), (1.0, 0.0), (-1.0, 0.5), (0.0, 0.0)),
    ("l1_ball", (), (0.5, -0.5), (2.0, 0.0), (1.0, -1.0)),
    # on its side the normal is (3, 4, -5); at the tip the polar cone
    ("second_order_cone", (), (3.0, 4.0, 5.0), (3.0, 4.0, 0.0), (1.5, 2.0, -2.5)),
    ("second_order_cone", (), (0.0, 0.0, 0.0), (0.0, 0.0, -2.0), (0.0, 0.0, -2.0)),
    ("second_order_cone", (), (0.0, 0.0, 0.0), (0.0, 0.0, 2.0), (0.0, 0.0, 0.0)),
]


@pytest.mark.parametrize(
    ("name", "parameters", "at", "towards", "expected"), CONES, ids=lambda part: str(part).replace(" ", "")
)
def test_the_nearest_normal_of_a_set(
    name: str, parameters: Any, at: Any, towards: Any, expected: tuple[float, ...]
) -> None:
    found = TABLE[name](*parameters).subgradient(at, towards)
    assert found == pytest.approx(expected, abs=16 * EPS)


OUTSIDE = [("box", (0, 1), [5.0]), ("half_space", ([1.0, 0.0],), [5.0, 1.0]), ("ball", (), [5.0, 1.0]),
           ("nonnegative_l1", (), [-1.0]), ("negative_log", (), [-1.0]), ("negative_log", (), [0.0]),
           ("entropy", (), [-1.0]), ("entropy", (), [0.0]), ("simplex", (), [5.0, 1.0]),
           ("hyperplane", ([1.0, 0.0],), [5.0, 1.0])]  # fmt: skip


@pytest.mark.parametrize(("name", "parameters", "at"), OUTSIDE, ids=lambda part: str(part).replace(" ", ""))
def test_there_is_no_subgradient_where_there_is_none(name: str, parameters: Any, at: Any) -> None:
    """Outside the domain the subdifferential is empty, and so it is where the slope is infinite."""
    with pytest.raises(SymdiffError):
        TABLE[name](*parameters).subgradient(at)


# A numeric minimiser -----------------------------------------------------------------------------------


def separable_minimum(value: Callable[[np.ndarray], float], v: float, step: float) -> float:
    """Return the least point of f(x) + (x - v)^2/(2 step) for one number."""

    def objective(x: float) -> float:
        found = value(np.array([x])) + (x - v) ** 2 / (2 * step)
        return found if math.isfinite(found) else 1e100 + abs(x)

    ends = (v - 12, v + 12)
    found = minimize_scalar(objective, bounds=ends, method="bounded", options={"xatol": 1e-11})
    return min([0.0, 1.0, -1.0, float(found.x)], key=objective)  # kinks themselves are tried


@pytest.mark.parametrize("sample", [s for s in FINITE if 1 in s.sizes], ids=named)
def test_one_number_is_where_a_search_finds_it(sample: Sample) -> None:
    """A search by values sees differences of ulp of the value, so points to sqrt(2*step*ulp) at best."""
    random = np.random.default_rng(9)
    for v in [0.5, -0.5, *random.normal(0, 2, 4)]:
        for step in (0.3, 2.0):
            [p] = sample.function.prox([v], step)
            reached = math.sqrt(2 * step * 64 * EPS * (4 + abs(v) + v * v))
            assert p == pytest.approx(separable_minimum(sample.value, v, step), abs=reached + 1e-10)


@pytest.mark.parametrize("sample", [s for s in FINITE if {2, 3} & set(s.sizes)], ids=named)
def test_vectors_are_where_a_search_finds_them(sample: Sample) -> None:
    """Powell's and Nelder and Mead's points do not beat p, and p is near the better of them.

    The sum is 1/step-strongly convex: a value within e of the least is a point within sqrt(2*step*e).
    """
    random = np.random.default_rng(10)
    n = 2 if 2 in sample.sizes else 3
    for v in random.normal(0, 2, (2, n)):
        p = sample.function.prox(v, 0.8)

        def objective(x: np.ndarray, v: np.ndarray = v) -> float:
            found = sample.value(x) + float((x - v) @ (x - v)) / 1.6
            return found if math.isfinite(found) else 1e6

        start = np.abs(v) + 0.5
        found = minimize(
            objective, start, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-13, "maxfev": 4000}
        )
        found = minimize(
            objective, found.x, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-13, "maxfev": 4000}
        )
        assert objective(p) <= found.fun + 64 * EPS * (1 + abs(found.fun))
        assert length(p - found.x) <= math.sqrt(1.6 * max(found.fun - objective(p), 0)) + 1e-6


@pytest.mark.parametrize("sample", [s for s in SETS if s.rules], ids=named)
def test_the_nearest_point_is_where_a_solver_finds_it(sample: Sample) -> None:
    random = np.random.default_rng(12)
    assert sample.rules is not None
    assert sample.members is not None
    n = max(size for size in sample.sizes if size <= 3)
    for v in random.normal(0, 3, (3, n)):
        p = sample.function.prox(v)
        found = minimize(
            lambda x, v=v: float((x - v) @ (x - v)), sample.members(random, n) + 0.1, method="SLSQP",
            jac=lambda x, v=v: 2 * (x - v), constraints=sample.rules(n),
            options={"ftol": 1e-15, "maxiter": 300},
        )  # fmt: skip
        # SLSQP stops where values change by 1e-15 or constraints are met to some 1e-8: points to 1e-6
        assert p == pytest.approx(found.x, abs=2e-6)


def test_the_l1_ball_is_where_a_solver_finds_it() -> None:
    """With x = a - b, a and b >= 0, the ball has straight sides."""
    random = np.random.default_rng(13)
    for v in random.normal(0, 2, (4, 3)):
        found = minimize(
            lambda ab, v=v: float(np.sum((ab[:3] - ab[3:] - v) ** 2)), np.full(6, 0.1), method="SLSQP",
            bounds=[(0, None)] * 6, constraints=[{"type": "ineq", "fun": lambda ab: 1.5 - ab.sum()}],
            options={"ftol": 1e-15, "maxiter": 300},
        )  # fmt: skip
        assert TABLE["l1_ball"](1.5).prox(v) == pytest.approx(found.x[:3] - found.x[3:], abs=2e-6)


# Formulas ----------------------------------------------------------------------------------------------


@in_parts
@pytest.mark.parametrize("sample", [s for s in ALL if s.label != "logistic"], ids=named)
def test_the_formula_has_the_numbers_of_the_array(sample: Sample) -> None:
    for n in sample.sizes:
        if n > 4:
            continue
        names = [f"v{i}" for i in range(n)]
        formulas = sample.function.near_formula(variables(*names), *variables("t"))
        assert len(formulas) == n
        for v in [v for v in points(sample, seed=4, count=3) if len(v) == n]:
            for t in (0.25, 1.0, 3.0):
                numbers = {**dict(zip(names, v.tolist(), strict=True)), "t": t}
                found = [float(evaluate(formula, numbers)) for formula in formulas]
                # both are some 20 operations on numbers of the size of v, t and the parameters
                allowed = 128 * EPS * (1 + length(v) + t)
                assert found == pytest.approx(sample.function.prox(v, t).tolist(), abs=allowed), (v, t)


def test_what_has_no_closed_form_says_so() -> None:
    with pytest.raises(Unsupported, match=r"logistic.*closed form"):
        TABLE["logistic"]().near_formula(variables("v"), *variables("t"))
    with pytest.raises(Unsupported, match="9 components"):
        TABLE["max_of"]().near_formula(variables(*"abcdfghkl"), *variables("t"))


@in_parts
@pytest.mark.parametrize("sample", ALL, ids=named)
def test_the_value_is_that_of_the_formula_and_ours(sample: Sample) -> None:
    for p in points(sample, seed=6, count=2):
        if len(p) > 3 or sample.members:
            continue
        names = NAMES[: len(p)]
        expr = sample.function.formula(variables(*names))
        ours = sample.value(p)
        assert sample.function(p) == pytest.approx(ours, rel=64 * EPS, abs=64 * EPS * (1 + p @ p))
        if math.isfinite(ours):
            found = float(evaluate(expr, dict(zip(names, p.tolist(), strict=True))))
            assert found == pytest.approx(ours, rel=64 * EPS, abs=64 * EPS * (1 + p @ p))


@pytest.mark.parametrize("sample", SETS, ids=named)
def test_members_are_inside_and_what_is_moved_out_is_not(sample: Sample) -> None:
    random = np.random.default_rng(14)
    assert sample.members is not None
    for n in sample.sizes:
        for _ in range(10):
            y = sample.members(random, n)
            assert sample.function(y) == 0
            out = y + random.normal(0, 3, n)
            p = sample.function.prox(out)
            if length(p - out) > 1e-6:
                assert sample.function(out) == math.inf
            assert length(sample.function.prox(y) - y) <= 64 * EPS * (1 + length(y))


# Geometry ----------------------------------------------------------------------------------------------


@in_parts
@pytest.mark.parametrize("sample", ALL, ids=named)
def test_the_operator_is_firmly_nonexpansive(sample: Sample) -> None:
    for n in sample.sizes:
        random = np.random.default_rng(n)
        for _ in range(20):
            v, w = random.normal(0, 2, (2, n))
            w = v + (w - v) * random.choice([1.0, 1e-3])
            step = float(10 ** random.uniform(-2, 2))
            p, q = sample.function.prox(v, step), sample.function.prox(w, step)
            # each of p, q is off by 16 ulp or so of what it is made of
            size = length(v) + length(w) + length(p) + length(q)
            allowed = 64 * EPS * size * (length(v - w) + length(p - q)) + (64 * EPS * size) ** 2
            assert (p - q) @ (p - q) <= (p - q) @ (v - w) + allowed


@pytest.mark.parametrize("sample", SETS, ids=named)
def test_the_nearest_point_of_the_nearest_point_is_itself(sample: Sample) -> None:
    for v in points(sample, seed=8):
        p = sample.function.prox(v, 0.1)
        assert p.tolist() == sample.function.prox(v, 1e8).tolist()
        assert length(sample.function.prox(p) - p) <= 16 * EPS * (length(p) + 1)


@in_parts
@pytest.mark.parametrize("sample", SETS, ids=named)
@pytest.mark.parametrize("size", [1e150, 1e10, 1e-150])
def test_huge_and_tiny_vectors_have_nearest_points(sample: Sample, size: float) -> None:
    """The point is a member, and no member is on the side of v: (v - p).(y - p) <= 0."""
    random = np.random.default_rng(15)
    for n in sample.sizes:
        v = size * random.normal(size=n)
        p = sample.function.prox(v)
        assert np.all(np.isfinite(p))
        assert sample.function(p) == 0, (v, p)
        assert sample.members is not None
        for _ in range(10):
            y = sample.members(random, n)
            assert (v - p) @ (y - p) <= 64 * EPS * (length(v) + length(p)) * (length(y) + length(p)), (
                v,
                p,
                y,
            )


@in_parts
@pytest.mark.parametrize("sample", FINITE, ids=named)
@pytest.mark.parametrize("size", [1e150, 1e-150])
@pytest.mark.parametrize("step", [1e-8, 1.0, 1e8])
def test_huge_and_tiny_vectors_have_proximal_points(sample: Sample, size: float, step: float) -> None:
    """p + step*g is v, with g the subgradient at p that is nearest to (v - p)/step."""
    random = np.random.default_rng(16)
    for n in sample.sizes:
        v = size * random.normal(size=n)
        p = sample.function.prox(v, step)
        assert np.all(np.isfinite(p))
        if sample.label not in ("entropy", "negative_log"):  # their slopes at the least floats are infinite
            g = sample.function.subgradient(p, (v - p) / step)
            size_of_all = length(v) + length(p) + step * (length(g) + sample.terms(p))
            assert length(p + step * g - v) <= 64 * EPS * size_of_all, (v, p, g)


# Kinks, exactly ----------------------------------------------------------------------------------------


EXACT: list[tuple[str, tuple[Any, ...], tuple[float, ...], float, tuple[float, ...]]] = [
    ("l1", (), (1.0, -1.0, 0.5, -0.0, 1e-150), 1.0, (0.0, 0.0, 0.0, 0.0, 0.0)),
    ("l1", (), (1.5, -1.5, 1e150), 1.0, (0.5, -0.5, 1e150)),
    ("nonnegative_l1", (1.0,), (1.0, -3.0, 0.1, 1.25), 1.0, (0.0, 0.0, 0.0, 0.25)),
    ("elastic_net", (1.0, 1.0), (1.0, -0.3, 3.0), 1.0, (0.0, 0.0, 1.0)),
    ("norm2", (), (0.6, -0.6), 1.0, (0.0, 0.0)),
    ("norm2", (), (3.0, 4.0), 5.0, (0.0, 0.0)),
    ("group_norm", (GROUPS,), (3.0, 1.0, 4.0), 5.0, (0.0, 0.0, 0.0)),
    ("norm_inf", (), (0.25, -0.75), 1.0, (0.0, 0.0)),
    ("hinge", (), (0.0, 0.5, 1.0, 1.5, -0.5), 1.0, (1.0, 1.0, 1.0, 1.5, 0.5)),
    ("relu", (), (0.0, 0.5, 1.0, -1.5, 1.5), 1.0, (0.0, 0.0, 0.0, -1.5, 0.5)),
    ("pinball", (0.25,), (0.25, -0.75, 0.1, -0.1), 1.0, (0.0, 0.0, 0.0, 0.0)),
    ("huber", (), (2.0, -2.0, 0.0), 1.0, (1.0, -1.0, 0.0)),
    ("box", (-0.1, 0.3), (5.0, -5.0, 0.2), 1.0, (0.3, -0.1, 0.2)),
    ("simplex", (), (5.0, 0.0, -1e150), 1.0, (1.0, 0.0, 0.0)),
    ("l1_ball", (), (5.0, 0.5, -0.25), 1.0, (1.0, 0.0, 0.0)),
    ("second_order_cone", (), (3.0, 4.0, -5.0), 1.0, (0.0, 0.0, 0.0)),
    ("second_order_cone", (), (3.0, 4.0, 5.0), 1.0, (3.0, 4.0, 5.0)),
    ("entropy", (), (-1e150,), 1.0, (0.0,)),
]


@pytest.mark.parametrize(
    ("name", "parameters", "v", "step", "expected"), EXACT, ids=lambda part: str(part).replace(" ", "")
)
def test_kinks_and_ends_are_hit_exactly(
    name: str, parameters: Any, v: Any, step: float, expected: Any
) -> None:
    assert TABLE[name](*parameters).prox(v, step).tolist() == list(expected)  # -0.0 == 0.0


@pytest.mark.parametrize("n", [2, 3, 7, 1000])
@pytest.mark.parametrize("name", ["max_of", "norm_inf"])
def test_ties_are_exact(name: str, n: int) -> None:
    random = np.random.default_rng(n)
    for step in (0.1, 1.0, n / 2):
        v = random.normal(0, 1, n) + 3
        if name == "norm_inf":
            v *= random.choice([-1, 1], n)
        p = np.abs(TABLE[name]().prox(v, step)) if name == "norm_inf" else TABLE[name]().prox(v, step)
        cut = p != (np.abs(v) if name == "norm_inf" else v)
        assert len(set(p[cut].tolist())) == 1
        assert set(p[cut].tolist()) == {p.max()}
        assert np.sum((np.abs(v) - p) if name == "norm_inf" else v - p) == pytest.approx(step, rel=1e-12)


ACCURATE: list[tuple[str, tuple[Any, ...], float, float, float]] = [
    # the proximal points by formulas that do not cancel, to all digits
    ("huber", (1.0,), 1.0, 1e8, 1 / (1 + 1e8)),
    ("huber", (1.0,), 0.5, 1e3, 0.5 / (1 + 1e3)),
    ("huber", (1.0,), 1.0, 1e-8, 1 / (1 + 1e-8)),
    ("squared", (1.0,), 1.0, 1e8, 1 / (1 + 1e8)),
    ("negative_log", (), -1e8, 1.0, 1e-8),
    ("negative_log", (), 1e8, 1.0, 1e8),
    ("negative_log", (), -1e8, 1e-8, 1e-16),
    # the root of p = exp((v - p)/t - 1): 1/e for v = p/1, whatever the step
    ("entropy", (), math.exp(-1), 1e8, math.exp(-1)),
    ("entropy", (), math.exp(-1), 1e-8, math.exp(-1)),
    ("entropy", (), -50.0, 1.0, math.exp(-51)),
    ("logistic", (), 1000.0, 1.0, 999.0),
    ("logistic", (), -1000.0, 1.0, -1000.0),
    ("logistic", (), 0.5, 1.0, 0.0),
]


@pytest.mark.parametrize(("name", "parameters", "v", "step", "expected"), ACCURATE)
def test_points_have_all_their_digits(
    name: str, parameters: Any, v: float, step: float, expected: float
) -> None:
    assert TABLE[name](*parameters).prox([v], step)[0] == pytest.approx(expected, rel=1e-12, abs=1e-16)


# Errors ------------------------------------------------------------------------------------------------

BAD: list[tuple[str, tuple[Any, ...], str]] = [
    ("l1", (-1.0,), "w >= 0"), ("l1", (math.nan,), "w is nan"), ("l1", ([1.0, -1.0],), "w >= 0"),
    ("nonnegative_l1", (-1.0,), "w >= 0"), ("squared", (-1.0,), "w >= 0"),
    ("elastic_net", (1.0, -1.0), "r >= 0"), ("elastic_net", (-1.0, 1.0), "w >= 0"),
    ("elastic_net", ([1.0, 2.0], [1.0, 2.0, 3.0]), "2 and 3 components"),
    ("huber", (0.0,), "delta > 0"), ("huber", (math.nan,), "delta is nan"), ("pinball", (1.5,), "tau <= 1"),
    ("pinball", (-0.5,), "tau >= 0"), ("quadratic", ([[1.0, 2.0], [2.0, 1.0]],), "eigenvalue -1"),
    ("quadratic", ([[1.0, 2.0], [0.0, 1.0]],), "symmetric"), ("quadratic", ([[1.0, 2.0]],), "square"),
    ("quadratic", ([[math.nan]],), "finite"), ("quadratic", (np.eye(2), [1.0, 2.0, 3.0]), "quadratic"),
    ("quadratic", (np.eye(2), [1.0, math.nan]), "quadratic"),
    ("box", (1.0, 0.0), "nothing"), ("box", (math.nan, 1.0), "lower end is nan"),
    ("box", (math.inf,), "nothing"),
    ("box", ([0.0, 0.0], [1.0, 1.0, 1.0]), "2 and 3 components"),
    ("half_space", ([0.0, 0.0],), "normal"), ("half_space", ([math.nan, 1.0],), "normal"),
    ("half_space", ([1.0, 0.0], math.nan), "half_space"),
    ("half_space", ([1.0, 0.0], -math.inf), "half_space"),
    ("hyperplane", ([0.0, 0.0], 0.0), "normal"), ("hyperplane", ([1.0, 0.0], math.nan), "affine|hyperplane"),
    ("affine", ([[1.0, 1.0], [1.0, 1.0]], [1.0, 2.0]), "empty"),
    ("affine", ([[1.0, 1.0]], [1.0, 2.0]), "shape"),
    ("affine", ([[math.nan, 1.0]], [1.0]), "affine"),
    ("ball", (0.0,), "radius"), ("ball", (-1.0,), "radius"), ("ball", (math.nan,), "radius"),
    ("l1_ball", (math.inf,), "radius"), ("simplex", (0.0,), "radius|total"),
    ("group_norm", ([[0, 1], [1]],), "overlap"), ("group_norm", ([[0], []],), "none of them empty"),
    ("group_norm", ([[-1]],), "from 0"), ("group_norm", ([[0], [1]], [1.0, -1.0]), "negative"),
    ("group_norm", ([[0], [1]], [1.0, 2.0, 3.0]), "group_norm"), ("group_norm", ([],), "group_norm"),
    ("ball", ("a",), "ball"), ("l1", ("a",), "l1"),
]  # fmt: skip


@in_parts
@pytest.mark.parametrize(("name", "parameters", "message"), BAD, ids=lambda part: str(part).replace(" ", ""))
def test_parameters_outside_the_domain_are_refused(name: str, parameters: Any, message: str) -> None:
    with pytest.raises(SymdiffError, match=message):
        TABLE[name](*parameters)


@in_parts
@pytest.mark.parametrize("sample", ALL, ids=named)
def test_bad_vectors_and_steps_are_refused(sample: Sample) -> None:
    n = sample.sizes[-1]
    good = np.full(n, 0.5)
    bad = np.append(good[1:], math.nan)
    with pytest.raises(SymdiffError, match=f"component {n - 1}.*nan"):
        sample.function.prox(bad)
    for step in (0, -1.0, math.nan, math.inf, -math.inf):
        with pytest.raises(SymdiffError, match=f"step of {step}"):
            sample.function.prox(good, step)
    for step in ("a", None, [1.0, 2.0]):
        with pytest.raises(SymdiffError, match="step is to be a number"):
            sample.function.prox(good, step)  # type: ignore[arg-type]
    for vector in ("a", ["a"], [[1.0], [2.0]], 1.0, None, [1j]):
        with pytest.raises(SymdiffError, match="expected a vector"):
            sample.function.prox(vector)
    if sample.function.size is not None:
        with pytest.raises(SymdiffError, match=f"a vector of {n} numbers"):
            sample.function.prox(np.append(good, 1.0))


@pytest.mark.parametrize("towards", [[1.0, 2.0, 3.0], [math.nan, 1.0], "a"], ids=str)
def test_a_bad_direction_of_a_subgradient_is_refused(towards: Any) -> None:
    with pytest.raises(SymdiffError):
        TABLE["l1"]().subgradient([1.0, 0.0], towards)


@pytest.mark.parametrize("name", ["max_of", "simplex", "second_order_cone", "group_norm"])
def test_a_vector_without_components_is_refused(name: str) -> None:
    function = TABLE[name]([[0]]) if name == "group_norm" else TABLE[name]()
    with pytest.raises(SymdiffError):
        function.prox([])


def test_rows_say_what_they_take() -> None:
    with pytest.raises(TypeError, match="l1 takes w"):
        TABLE["l1"](1.0, 2.0)
    with pytest.raises(TypeError, match="affine takes matrix, right"):
        TABLE["affine"]([[1.0]])
    with pytest.raises(TypeError, match="zero takes no parameters"):
        TABLE["zero"](w=1)
    with pytest.raises(TypeError, match="box takes low, high"):
        TABLE["box"](1.0, low=0.0)


def test_the_vector_given_is_not_changed() -> None:
    for sample in ALL:
        v = np.linspace(-1.0, 2.0, sample.sizes[-1])
        kept = v.copy()
        p = sample.function.prox(v, 1.0)
        p += 1
        assert v.tolist() == kept.tolist(), sample.label


# One row a function ------------------------------------------------------------------------------------

WRITTEN = [(row.name, text) for row in SCALARS.values() for text in row.written]


@pytest.mark.parametrize(("name", "text"), WRITTEN, ids=[text for _, text in WRITTEN])
def test_a_term_is_found_as_the_row_says_it_is_written(name: str, text: str) -> None:
    found = recognise(f"3*({text})", ["x"]).function
    for v in (-1.3, 0.2, 2.5):
        assert found.prox([v], 0.7).tolist() == (3 * TABLE[name]()).prox([v], 0.7).tolist()
    moved = recognise(re.sub(r"\bx\b", "(2*x - 1)", text), ["x"]).function
    assert moved.prox([0.9], 0.7).tolist() == TABLE[name]().of(2.0, -1.0).prox([0.9], 0.7).tolist()


@pytest.mark.parametrize("row", SCALARS.values(), ids=SCALARS)
def test_the_row_with_a_square_added_is_the_sum(row: Any) -> None:
    if not row.with_square:
        assert row.name not in ("zero", "l1")
        return
    x = np.array([-1.5, 0.25, 3.0])
    summed_up = TABLE[row.with_square](*row.parameters.values(), 0.6)
    assert summed_up(x) == pytest.approx(TABLE[row.name]()(x) + 0.3 * float(x @ x), rel=1e-15)


def test_every_row_is_a_name_of_the_package() -> None:
    names: dict[str, Any] = {}
    exec("from symdiff.proximal import *", names)  # noqa: S102 - the statement is what is tested
    assert {name: names[name] for name in TABLE} == TABLE
    assert set(TABLE) <= set(dir(symdiff.proximal))


def test_the_page_of_the_table_is_in_step_with_it() -> None:
    """`python docs/write_prox_table.py` writes it."""
    docs = Path(__file__).parents[1] / "docs"
    written = runpy.run_path(str(docs / "write_prox_table.py"))["document"]()
    assert (docs / "prox_table.md").read_text(encoding="utf-8") == written
