"""Random sums over indices with subscripts that are sums: values by loops of Python, derivatives by
differences, and what is printed, which is to say the same."""

from __future__ import annotations

import itertools
import math
import random
import re

import numpy
import pytest

from symdiff import derive, parse
from symdiff.export.numpy import numpy_source

SHAPES = "x[n] y[n] U[n,n] a"
N = 6
SEEDS = range(30)


def subscript(draw: random.Random, indices: list[str]) -> str:
    index, more = draw.choice(indices), draw.choice((0, 0, 1, 1, 2))
    if draw.random() < 0.15:
        return f"n - 1 - {index}"
    return f"{index} + {more}" if more else index


def body(draw: random.Random, indices: list[str], depth: int) -> str:
    """Return a random formula of entries of arrays and of the indices themselves."""
    if depth == 0:
        name = draw.choice(("x", "y", "U", "a", draw.choice(indices)))
        if name == "U":
            return f"U[{subscript(draw, indices)},{subscript(draw, indices)}]"
        return f"{name}[{subscript(draw, indices)}]" if name in "xy" else name
    one, other = body(draw, indices, depth - 1), body(draw, indices, depth - 1)
    return draw.choice((
        f"({one} + {other})", f"({one} - {other})", f"{one}*{other}", f"sin({one})", f"({one})^2",
        f"{one}*({indices[0]} == {indices[-1]} + 1)",
    ))  # fmt: skip


def formula(seed: int) -> str:
    draw = random.Random(seed)
    indices = ["i"] if draw.random() < 0.5 else ["i", "j"]
    head = ",".join([f"{index}<n-2" for index in indices])
    return f"sum[{head}]({body(draw, indices, draw.choice((1, 2, 3)))})"


def looped(text: str, at: dict[str, object]) -> float:
    """Return the value of a sum by loops."""
    names, inside = re.fullmatch(r"sum\[(.*?)\]\((.*)\)", text).groups()
    indices = [name.partition("<")[0] for name in names.split(",")]
    code = compile(inside.replace("^", "**"), text, "eval")
    found = 0.0
    for places in itertools.product(range(N - 2), repeat=len(indices)):
        names = {**at, "n": N, "sin": math.sin, **dict(zip(indices, places, strict=True))}
        found += eval(code, {}, names)  # noqa: S307
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sum_over_indices_has_the_values_of_loops_and_derivatives_of_differences(seed):
    text = formula(seed)
    generator = numpy.random.default_rng(seed)
    at = {
        "x": generator.normal(size=N),
        "y": generator.normal(size=N),
        "U": generator.normal(size=(N, N)),
        "a": 0.7,
    }
    read = parse(text, shapes=SHAPES)
    assert read(**at) == pytest.approx(looped(text, at))
    assert parse(str(read), shapes=SHAPES)(**at) == pytest.approx(looped(text, at))
    name = random.Random(seed).choice(("x", "y", "U"))
    found = derive(read, name)
    value = numpy.asarray(found(**at))
    again = parse(str(found), shapes=SHAPES)
    assert again.shape == found.shape
    assert again(**at) == pytest.approx(value)
    space: dict[str, object] = {}
    exec(numpy_source(found, order=list(at)), space)  # noqa: S102
    assert space["f"](*at.values()) == pytest.approx(value)
    along = generator.normal(size=numpy.shape(at[name]))
    h = 1e-5
    one, other = [looped(text, {**at, name: at[name] + step * along}) for step in (h, -h)]
    assert numpy.sum(value * along) == pytest.approx((one - other) / (2 * h), rel=1e-5, abs=1e-5)


X, Y = numpy.array([1.0, 2.0, 4.0, 7.0]), numpy.array([1.0, -2.0, 0.5])
COUNTED = {
    "mean(kron([i<n-1]: x[i + 1] - x[i], y))": numpy.mean(numpy.kron(numpy.diff(X), Y)),
    "mean(kron(y, [i<n-1]: x[i]))": numpy.mean(numpy.kron(Y, X[:-1])),
    "mean(kron(x, [i<2*m-1]: i*y[0]))": numpy.mean(numpy.kron(X, numpy.arange(5))),
    "mean(vec([i<n-1,j<m]: x[i]*y[j]))": numpy.mean(numpy.outer(X[:-1], Y)),
    "var(vec([i<n-1,j<m-1]: x[i]*y[j]))": numpy.var(numpy.outer(X[:-1], Y[:-1])),
    "mean(svdvals([i<n-1,j<m]: x[i]*y[j]))": numpy.linalg.norm(X[:-1]) * numpy.linalg.norm(Y) / 3,
    "sum[i<(n-1)*m](1) + sum[i<min(n,m-1)](1) + sum[i<n*m](1)": 9 + 2 + 12,
    "sum(eye((n-1)*m)) + sum(ones(n*m,n-1)) + sum(eye(min(n,m)))": 9 + 36 + 3,
}
"""Formulas of sizes that are products of sums, or the smaller of two, and their values."""


@pytest.mark.parametrize("text", COUNTED)
def test_sizes_are_products_of_sums(text):
    read = parse(text, shapes="x[n] y[m]")
    assert read(x=X, y=Y) == pytest.approx(COUNTED[text])
    assert parse(str(read), shapes="x[n] y[m]")(x=X, y=Y) == pytest.approx(COUNTED[text])


def test_a_size_that_no_array_has_is_given_by_name():
    found = derive(parse("[t<m]: sum[s](w[s]*x[2*t + s])", shapes="x[n] w[k]"), "w")
    assert str(found) == "[i<m,j<k]: x[2*i + j]"
    at = {"x": numpy.arange(7.0), "w": [1.0, 2.0], "m": 3}
    assert found(**at).tolist() == [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]
