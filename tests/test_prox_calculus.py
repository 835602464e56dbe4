"""What the calculus of proximable functions makes of the table: nested at random, and identities by hand.

The witness is that of the table: with g = (v - p)/t, f(y) >= f(p) + g.(y - p) for every y. The functions
are composed a second time here, in NumPy, beside the project's.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from parts import in_parts

from symdiff import SymdiffError, Unsupported, evaluate, symbols
from symdiff.proximal import TABLE, Proximable, Separable, envelope, envelope_gradient

EPS = 2.0**-52


@dataclass
class Pair:
    """A function of n numbers: the project's and ours, with its operations as a text."""

    function: Proximable
    value: Callable[[np.ndarray], float]
    size: int
    text: str
    grain: float = 1.0
    """By how much the roundings of the operations outside of a function are scaled up on the way in."""


def length(x: np.ndarray) -> float:
    return math.hypot(*x.tolist())


def in_box(low: float, high: float) -> Callable[[np.ndarray], float]:
    """A box with its edges as wide as roundings: p may be outside by some ulp after maps and back."""
    return lambda x: 0.0 if np.all(x >= low - 1e-9) and np.all(x <= high + 1e-9) else math.inf


BASES: list[tuple[str, tuple[Any, ...], Callable[[np.ndarray], float]]] = [
    ("l1", (0.7,), lambda x: 0.7 * float(np.abs(x).sum())),
    ("norm2", (), length),
    ("norm_inf", (), lambda x: float(np.abs(x).max())),
    ("max_of", (), lambda x: float(x.max())),
    ("squared", (1.5,), lambda x: 0.75 * float(x @ x)),
    ("elastic_net", (0.5, 2.0), lambda x: float(0.5 * np.abs(x).sum() + x @ x)),
    ("huber", (0.5,), lambda x: float(np.where(abs(x) <= 0.5, x * x / 2, 0.5 * abs(x) - 0.125).sum())),
    ("hinge", (), lambda x: float(np.maximum(1 - x, 0).sum())),
    ("pinball", (0.25,), lambda x: float(np.where(x > 0, 0.25 * x, -0.75 * x).sum())),
    ("relu", (), lambda x: float(np.maximum(x, 0).sum())),
    ("logistic", (), lambda x: float(np.logaddexp(0, x).sum())),
    ("zero", (), lambda x: 0.0),
    ("box", (-1.0, 0.5), in_box(-1.0, 0.5)),
]


def drawn(random: np.random.Generator, n: int, depth: int) -> Pair:
    """Return a random combination of n arguments."""
    if depth == 0:
        name, parameters, value = BASES[random.integers(len(BASES))]
        return Pair(TABLE[name](*parameters), value, n, name)
    kind = random.choice(["scaled", "of", "tilted", "regularised", "separable", "along", "row", "twice"])
    a = float(random.choice([0.25, 0.5, 1.5, 3.0]))
    shift = np.round(random.normal(0, 1, n), 2)
    if kind == "separable" and n > 1:
        places = random.permutation(n)
        cut = int(random.integers(1, n))
        left = drawn(random, cut, depth - 1)
        right = drawn(random, n - cut, depth - 1)
        blocks = [(left.function, places[:cut]), (right.function, places[cut:])]
        return Pair(
            Separable(n, blocks, 0.5),
            lambda x: left.value(x[places[:cut]]) + right.value(x[places[cut:]]) + 0.5,
            n, f"({left.text} | {right.text})", max(left.grain, right.grain),
        )  # fmt: skip
    if kind == "row":
        inner = drawn(random, 1, depth - 1)
        row = np.round(random.normal(0, 1, n), 2) + 0.05
        b = float(shift[0])
        function = inner.function.along([row], b)
        size = inner.grain * max(1.0, length(row), 1 / length(row))
        return Pair(function, lambda x: inner.value(np.array([row @ x + b])), n, f"row({inner.text})", size)
    inner = drawn(random, n, depth - 1)
    f, value, text, grain = inner.function, inner.value, inner.text, inner.grain * max(a, 1 / a)
    if kind == "scaled":
        return Pair(a * f, lambda x: a * value(x), n, f"{a}*{text}", grain)
    if kind == "of":
        scale = a * float(random.choice([-1.0, 1.0]))
        return Pair(f.of(scale, shift), lambda x: value(scale * x + shift), n, f"of({text})", grain)
    if kind == "tilted":
        return Pair(f.tilted(shift, a), lambda x: value(x) + shift @ x + a, n, f"tilted({text})", grain)
    if kind == "regularised":
        return Pair(
            f.regularised(a, shift), lambda x: value(x) + a / 2 * float((x - shift) @ (x - shift)),
            n, f"regularised({text})", grain,
        )  # fmt: skip
    if kind == "along":
        turn = a * np.linalg.qr(random.normal(size=(n, n)))[0]
        return Pair(f.along(turn, shift), lambda x: value(turn @ x + shift), n, f"along({text})", grain)
    return Pair(f.conjugate().conjugate(), value, n, f"twice({text})", grain)


def worst(pair: Pair, v: np.ndarray, p: np.ndarray, step: float) -> float:
    """Return by how much the inequality fails at worst, in units of what rounding explains.

    p is off by some 16 ulp for each operation, of numbers of the size of v, p, the shifts (some units) and
    grain; a box has edges of 1e-9, which a slope g sees as 1e-9*|g|.
    """
    random = np.random.default_rng(2)
    g = (v - p) / step
    at_p = pair.value(p)
    assert math.isfinite(at_p), (pair.text, v, p)
    off = 64 * EPS * pair.grain * (length(v) + length(p) + 4 * (1 + step))
    edges = 1e-8 * pair.grain if "box" in pair.text else 0.0
    found = -math.inf
    ways = [*np.eye(len(p)), *-np.eye(len(p)), *random.normal(size=(10, len(p)))]
    for size in (1e-3, 0.1, 1.0, 10.0):
        for way in ways:
            y = p + size * way
            there = pair.value(y)
            if math.isinf(there):
                continue
            slack = off * (length(y - p) / step + length(g)) + edges * (length(g) + pair.grain)
            slack += 64 * EPS * (abs(there) + abs(at_p) + pair.grain * 4 * (1 + length(y)) ** 2)
            found = max(found, (at_p + g @ (y - p) - there) / slack)
    return found


@in_parts
@pytest.mark.parametrize("seed", range(40))
def test_random_combinations_have_the_quotient_as_a_subgradient(seed: int) -> None:
    random = np.random.default_rng(seed)
    for _ in range(6):
        pair = drawn(random, int(random.integers(1, 5)), int(random.integers(1, 4)))
        for _ in range(3):
            v = random.normal(0, 2, pair.size)
            step = float(random.choice([0.1, 1.0, 4.0]))
            p = pair.function.prox(v, step)
            assert worst(pair, v, p, step) <= 1, (pair.text, v, step)
            assert pair.function(p) == pytest.approx(pair.value(p), rel=1e-12, abs=1e-12 * pair.grain)


@pytest.mark.parametrize("seed", range(20))
def test_random_combinations_have_the_slopes_of_difference_quotients(seed: int) -> None:
    """Away from kinks, f is quadratic piece by piece or logistic: a central quotient of width h is off by
    h^2 times a third derivative, by cubes of the grain at most, and by the rounding of f over h."""
    random = np.random.default_rng(1000 + seed)
    h, judged = 1e-5, 0
    for _ in range(6):
        pair = drawn(random, 3, 2)
        x = random.normal(0, 1, 3)
        if "twice" in pair.text or not math.isfinite(pair.value(x)):
            continue
        found = pair.function.subgradient(x)
        for axis, slope in zip(np.eye(3), found, strict=True):
            quotients = [(pair.value(x + k * h * axis) - pair.value(x)) / (k * h) for k in (-1, 1)]
            allowed = 1e-9 * pair.grain**3 + 64 * EPS * (abs(pair.value(x)) + 10) * pair.grain**2 / h
            if abs(quotients[0] - quotients[1]) > 10 * h * pair.grain**3:
                continue  # a kink is between
            judged += 1
            assert sum(quotients) / 2 == pytest.approx(slope, abs=allowed), (pair.text, x)
    assert judged >= 3


def test_the_witness_objects_to_a_wrong_point_and_a_wrong_step() -> None:
    objected, tried = 0, 0
    for seed in range(20):
        random = np.random.default_rng(seed)
        pair = drawn(random, 3, 2)
        if "box" in pair.text or "zero" in pair.text:
            continue
        v = random.normal(0, 2, 3)
        p = pair.function.prox(v, 1.0)
        tried += 2
        objected += worst(pair, v, p + 1e-3 * random.normal(size=3), 1.0) > 100
        objected += worst(pair, v, pair.function.prox(v, 1.3), 1.0) > 100
    assert tried >= 12
    assert objected >= tried - 2


@pytest.mark.parametrize("seed", range(12))
def test_formulas_of_combinations_have_the_numbers_of_arrays(seed: int) -> None:
    random = np.random.default_rng(100 + seed)
    n = int(random.integers(1, 4))
    names = ["x", "y", "z"][:n]
    pair = drawn(random, n, 2)
    v = random.normal(0, 2, n)
    at = {**dict(zip(names, v.tolist(), strict=True)), "t": 0.75}
    if "twice" not in pair.text and "box" not in pair.text:
        value = pair.function.formula(list(symbols(names)))
        assert float(evaluate(value, at)) == pytest.approx(pair.value(v), rel=1e-12, abs=1e-12 * pair.grain)
    if "logistic" in pair.text:
        with pytest.raises(Unsupported, match="closed form"):
            pair.function.near_formula(list(symbols(names)), symbols("t"))
        return
    formulas = pair.function.near_formula(list(symbols(names)), symbols("t"))
    found = [float(evaluate(formula, at)) for formula in formulas]
    # some 100 operations, whose roundings are scaled by the grain twice, there and back
    allowed = 1024 * EPS * pair.grain**2 * (4 + length(v))
    assert found == pytest.approx(pair.function.prox(v, 0.75).tolist(), abs=allowed), pair.text


# Conjugates --------------------------------------------------------------------------------------------

CONJUGATES: list[tuple[str, Proximable, Proximable, int]] = [
    ("l1 and box", TABLE["l1"](0.7), TABLE["box"](-0.7, 0.7), 3),
    ("box and l1", TABLE["box"](-0.7, 0.7), TABLE["l1"](0.7), 3),
    ("nonnegative_l1 and box", TABLE["nonnegative_l1"](0.7), TABLE["box"](-np.inf, 0.7), 3),
    ("norm2 and ball", TABLE["norm2"](), TABLE["ball"](), 3),
    ("ball and norm2", TABLE["ball"](1.5), 1.5 * TABLE["norm2"](), 3),
    ("norm_inf and l1_ball", TABLE["norm_inf"](), TABLE["l1_ball"](), 3),
    ("l1_ball and norm_inf", TABLE["l1_ball"](2.0), 2 * TABLE["norm_inf"](), 3),
    ("max_of and simplex", TABLE["max_of"](), TABLE["simplex"](), 3),
    ("simplex and max_of", TABLE["simplex"](2.0), 2 * TABLE["max_of"](), 3),
    ("squared and squared", TABLE["squared"](4.0), TABLE["squared"](0.25), 3),
    ("zero and a point", TABLE["zero"](), TABLE["box"](0.0, 0.0), 3),
    ("a point and a line", TABLE["box"](2.0, 2.0), TABLE["zero"]().tilted(2.0), 3),
    ("relu and box", TABLE["relu"](), TABLE["box"](0, 1), 3),
    ("hinge and a tilted box", TABLE["hinge"](), TABLE["box"](-1, 0).tilted(1.0), 3),
    ("pinball and box", TABLE["pinball"](0.25), TABLE["box"](-0.75, 0.25), 3),
    ("huber and a box with a square", TABLE["huber"](0.5), TABLE["box"](-0.5, 0.5).regularised(1.0), 3),
    ("half_space and a ray", TABLE["half_space"]([1.0], 2.0), TABLE["nonnegative_l1"](2.0), 1),
    ("nonnegative numbers and the others", TABLE["box"](), TABLE["box"](-np.inf, 0), 3),
    ("cone and its polar", TABLE["second_order_cone"](), TABLE["second_order_cone"]().of(-1), 3),
    ("hyperplane and its normals", TABLE["hyperplane"]([1.0, 1.0]), TABLE["hyperplane"]([1.0, -1.0]), 2),
]


@pytest.mark.parametrize(("function", "conjugate", "n"), [row[1:] for row in CONJUGATES],
                         ids=[row[0] for row in CONJUGATES])  # fmt: skip
def test_conjugates_by_hand(function: Proximable, conjugate: Proximable, n: int) -> None:
    random = np.random.default_rng(21)
    for v in [np.zeros(n), *random.normal(0, 2, (5, n)), *np.round(random.normal(0, 2, (5, n)))]:
        for step in (1e-3, 0.5, 1.0, 3.0, 1e3):
            found = function.conjugate().prox(v, step)
            # v - t*prox(v/t) is off by ulp of v and of t*prox
            allowed = 64 * EPS * (length(v) + length(found) + step * 4)
            assert found == pytest.approx(conjugate.prox(v, step).tolist(), abs=allowed), (v, step)


@pytest.mark.parametrize(("function", "conjugate", "n"), [row[1:] for row in CONJUGATES],
                         ids=[row[0] for row in CONJUGATES])  # fmt: skip
def test_the_two_points_of_moreau_add_up(function: Proximable, conjugate: Proximable, n: int) -> None:
    """prox of t*f at v plus t times prox of f*/t at v/t is v, with the conjugate that is written by hand."""
    random = np.random.default_rng(22)
    for v in random.normal(0, 2, (5, n)):
        for step in (0.1, 1.0, 10.0):
            parts = (step * function).prox(v) + step * conjugate.prox(v / step, 1 / step)
            assert parts == pytest.approx(v.tolist(), abs=64 * EPS * (length(v) + 4 * step))


def test_a_wrong_conjugate_does_not_add_up() -> None:
    v = np.array([0.3, -2.0, 1.1])
    parts = TABLE["l1"](0.7).prox(v, 0.5) + 0.5 * TABLE["box"](-0.8, 0.8).prox(v / 0.5, 2.0)
    assert length(parts - v) > 1e-3


def test_conjugates_of_smooth_functions_solve_their_equations() -> None:
    for v in (-2.0, 0.0, 0.5, 3.0):
        for step in (0.2, 1.0, 5.0):
            [p] = TABLE["entropy"]().conjugate().prox([v], step)  # exp(p - 1)
            assert p + step * math.exp(p - 1) == pytest.approx(v, abs=64 * EPS * (abs(v) + step + 1))
            [p] = TABLE["negative_log"]().conjugate().prox([v], step)  # -1 - log(-p)
            assert p < 0
            assert p - step / p == pytest.approx(v, abs=1e-13 * (1 + step) * (1 + abs(v) + 1 / abs(p)))
            [p] = TABLE["logistic"]().conjugate().prox([v], step)  # p*log(p) + (1 - p)*log(1 - p)
            assert 0 < p < 1
            expected = p + step * (math.log(p) - math.log1p(-p))
            assert expected == pytest.approx(v, abs=1e-12 * (1 + step) / min(p, 1 - p))


def test_the_conjugate_of_the_conjugate_is_the_function_itself() -> None:
    f = TABLE["huber"](2.0)
    assert f.conjugate().conjugate() is f
    with pytest.raises(Unsupported, match="conjugate of huber"):
        f.conjugate()([1.0])
    with pytest.raises(Unsupported, match="conjugate of huber"):
        f.conjugate().subgradient([1.0])


# The envelope ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [0.25, 1.0, 4.0])
def test_the_envelope_of_the_absolute_value_is_huber(step: float) -> None:
    f = TABLE["l1"]()
    for x in (-7.0, -step, -0.1, 0.0, 0.2, step, 3.0, 1e6):
        huber = x * x / 2 if abs(x) <= step else step * (abs(x) - step / 2)
        assert envelope(f, [x], step) == pytest.approx(huber / step, rel=16 * EPS)
        slope = max(-1.0, min(1.0, x / step))
        # (x - p)/step has the roundings of p
        allowed = 4 * EPS * (1 + abs(x) / step)
        assert envelope_gradient(f, [x], step)[0] == pytest.approx(slope, abs=allowed)


@pytest.mark.parametrize(("name", "parameters", "value"), BASES, ids=[row[0] for row in BASES])
def test_the_gradient_of_the_envelope_is_its_difference_quotient(
    name: str, parameters: Any, value: Any
) -> None:
    """The gradient has the Lipschitz constant 1/t, so a central quotient of width h is within h/t of it, and
    its rounding is ulp of the envelope over h."""
    random = np.random.default_rng(23)
    f = TABLE[name](*parameters)
    h, step = 1e-5, 0.8
    for x in random.normal(0, 2, (3, 3)):
        gradient = envelope_gradient(f, x, step)
        for axis, slope in zip(np.eye(3), gradient, strict=True):
            quotient = (envelope(f, x + h * axis, step) - envelope(f, x - h * axis, step)) / (2 * h)
            assert quotient == pytest.approx(slope, abs=h / step + 64 * EPS * (1 + x @ x) / h)
        if name not in ("zero", "box"):
            assert envelope(f, x, step) <= value(x) + 16 * EPS * (1 + abs(value(x)))
            assert envelope(f, x, step) == pytest.approx(
                value(f.prox(x, step)) + length(f.prox(x, step) - x) ** 2 / (2 * step), rel=64 * EPS
            )


@pytest.mark.parametrize("step", [0, -1.0, math.nan, math.inf])
def test_an_envelope_needs_a_step(step: float) -> None:
    with pytest.raises(SymdiffError, match="step"):
        envelope(TABLE["l1"](), [1.0], step)
    with pytest.raises(SymdiffError, match="step"):
        envelope_gradient(TABLE["l1"](), [1.0], step)


# By hand -----------------------------------------------------------------------------------------------


def test_operations_by_hand() -> None:
    l1 = TABLE["l1"]()
    assert (3 * l1).prox([5.0, -1.0], 0.5).tolist() == [3.5, 0.0]
    assert (l1 * 3).prox([5.0, -1.0], 0.5).tolist() == [3.5, 0.0]
    # |2x - 1|: the kink at 1/2, slopes of 2
    assert l1.of(2, -1).prox([0.75, 3.0, 0.0], 0.25).tolist() == [0.5, 2.5, 0.5]
    assert l1.of(-2, 1).prox([0.75, 3.0, 0.0], 0.25).tolist() == [0.5, 2.5, 0.5]
    assert l1.tilted([1.0, -1.0]).prox([3.0, 3.0], 1.0).tolist() == [1.0, 3.0]
    assert l1.regularised(1.0, 2.0).prox([4.0, -1.0], 1.0).tolist() == [2.5, 0.0]
    # |x + y|: half of the way that the sum is to go for each
    assert l1.along([[1.0, 1.0]]).prox([3.0, 1.0], 1.0).tolist() == [2.0, 0.0]
    assert l1.along([1.0, 1.0]).prox([0.5, 0.25], 1.0).tolist() == [0.125, -0.125]


def test_kinks_stay_exact_behind_scalings_and_shifts() -> None:
    l1 = TABLE["l1"]()
    for scale in (2.0, 0.5, -4.0, 1e150, 1e-150):  # slopes of |scale|, so v is within the threshold
        assert l1.of(scale).prox([0.25 / abs(scale)], 1 / scale**2).tolist() == [0.0]
    assert l1.of(3, 0).prox([0.1]).tolist() == [0.0]
    assert (1e-150 * l1).prox([1e-150], 1.0).tolist() == [0.0]
    assert (1e150 * l1).prox([1e150], 1.0).tolist() == [0.0]
    assert TABLE["max_of"]().of(2, 1).prox([1.0, 1.0]).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("seed", range(4))
def test_the_quotient_is_a_subgradient_at_kinks_behind_shifts_and_rows(seed: int) -> None:
    """v - p over the step is in the subdifferential at p, also where the float p is next to the kink.

    The slopes of |a*x + b| are of the size of a, so being on one side of the kink is being off by that.
    """
    random = np.random.default_rng(seed)
    for _ in range(20):
        a, b = np.round(random.normal(0, 1, 2), 2) + 0.005
        row = np.round(random.normal(0, 1, 2), 2) + 0.005
        for function, v in (
            (TABLE["l1"]().of(a, b), np.array([-b / a + 0.1 * a])),
            (TABLE["l1"]().along([row], b), -b * row / (row @ row) + 0.1 * row),
            (TABLE["norm2"]().of(a, [b, 0.1]), np.array([-b / a + 0.1 * a, -0.1 / a])),
        ):
            g = v - function.prox(v, 1.0)
            found = function.subgradient(function.prox(v, 1.0), g)
            assert length(found - g) <= 1e-9, (function.name, v)


def test_what_a_separable_sum_does_not_have_stays() -> None:
    f = Separable(4, [(TABLE["l1"](), [3]), (TABLE["norm2"](), [0, 2])])
    v = np.array([3.0, -7.0, 4.0, 0.5])
    assert f.prox(v, 1.0) == pytest.approx([2.4, -7.0, 3.2, 0.0], abs=4 * EPS)
    assert f.subgradient(np.array([3.0, 1.0, 4.0, -2.0])) == pytest.approx([0.6, 0, 0.8, -1], abs=4 * EPS)
    assert f(v) == 5.5
    assert v.tolist() == [3.0, -7.0, 4.0, 0.5]


# Errors ------------------------------------------------------------------------------------------------

L1 = TABLE["l1"]()
REFUSED: list[tuple[str, Callable[[], Any], str]] = [
    ("a negative factor", lambda: -2 * L1, "l1.*-2.*not convex"),
    ("a factor of 0", lambda: 0 * L1, "l1.* times 0"),
    ("a factor of nan", lambda: math.nan * L1, "l1.*factor is nan"),
    ("an infinite factor", lambda: L1 * math.inf, "l1.*factor is inf"),
    ("a scale of 0", lambda: L1.of(0), "l1.*scaled by 0"),
    ("a scale of nan", lambda: L1.of(math.nan), "l1.*scale is nan"),
    ("an infinite scale", lambda: L1.of(math.inf), "l1.*scale is inf"),
    ("a shift of nan", lambda: L1.of(1, math.nan).prox([1.0]), "l1.*nan"),
    ("an infinite shift", lambda: L1.of(1, math.inf).prox([1.0]), "l1.*inf"),
    ("a slope of nan", lambda: L1.tilted(math.nan).prox([1.0]), "l1.*nan"),
    ("an infinite slope", lambda: L1.tilted([1.0, math.inf]).prox([1.0, 1.0]), "l1.*inf"),
    ("a negative weight", lambda: L1.regularised(-1), "l1.*weight -1.*not convex"),
    ("a weight of nan", lambda: L1.regularised(math.nan), "l1.*weight is nan"),
    ("a centre of nan", lambda: L1.regularised(1, math.nan).prox([1.0]), "l1.*nan"),
    ("rows that are not orthogonal", lambda: L1.along([[1, 1], [0, 1]]), "l1.*not orthogonal"),
    ("rows of two lengths", lambda: L1.along([[1, 0], [0, 2]]), "l1.*one length"),
    ("more rows than columns", lambda: L1.along([[1], [1]]), "l1.*not orthogonal"),
    ("a matrix of 0", lambda: L1.along([[0, 0]]), "l1.*zero"),
    ("a matrix of nan", lambda: L1.along([[math.nan, 0]]), "l1"),
    ("an infinite matrix", lambda: L1.along([[math.inf, 0]]).prox([1.0, 2.0]), "l1"),
    ("a map with a shift of nan", lambda: L1.along([[1, 0]], math.nan).prox([1.0, 2.0]), "l1"),
    ("overlapping blocks", lambda: Separable(2, [(L1, [0, 1]), (L1, [1])]), "l1.*another part"),
    ("a block with an index twice", lambda: Separable(2, [(L1, [0, 0])]), "l1.*another part"),
    ("an index that is not there", lambda: Separable(2, [(L1, [2])]), r"l1.*0\.\.1"),
    ("a negative index", lambda: Separable(2, [(L1, [-1])]), r"l1.*0\.\.1"),
    ("a block of another size", lambda: Separable(3, [(TABLE["l1"]([1, 2]), [0])]).prox([1, 2, 3]), "l1"),
    ("shifts of another number", lambda: L1.of(1, [1, 2, 3]).prox([1.0, 2.0]), "l1"),
    ("shifts for one number", lambda: L1.of(1, [1, 2, 3]).prox([1.0]), "l1"),
    ("slopes of another number", lambda: L1.tilted([1, 2]).prox([1.0, 2.0, 3.0]), "l1"),
    ("slopes for one number", lambda: L1.tilted([1, 2]).prox([1.0]), "l1"),
    ("centres for one number", lambda: L1.regularised(1, [1, 2]).prox([1.0]), "l1"),
    ("a map into another size", lambda: TABLE["quadratic"](np.eye(3)).along(np.eye(2)).prox([1, 2]),
     "quadratic"),
    ("a vector for a map of another size", lambda: L1.along(np.eye(2)).prox([1.0, 2.0, 3.0]), "2 numbers"),
    ("a cone of one number", lambda: TABLE["second_order_cone"]().of(2).prox([1.0]), "second_order_cone"),
    ("a group that is not there", lambda: TABLE["group_norm"]([[0, 2]]).of(2).prox([1.0, 2.0]), "group_norm"),
    ("a text as factor", lambda: L1 * "a", "l1"),
    ("a text as scale", lambda: L1.of("a"), "l1"),
    ("a text as slopes", lambda: L1.tilted("a").prox([1.0]), "l1"),
    ("a text as matrix", lambda: L1.along("a"), "l1"),
]  # fmt: skip


@in_parts
@pytest.mark.parametrize(("make", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_makes_no_function_is_refused(make: Callable[[], Any], message: str) -> None:
    with pytest.raises(SymdiffError, match=message):
        make()


OPERATIONS: list[Proximable] = [2 * L1, L1.of(2, 1), L1.tilted(1.0), L1.regularised(1.0), L1.along(np.eye(2)),
                                L1.conjugate(), Separable(2, [(L1, [0, 1])])]  # fmt: skip


@pytest.mark.parametrize("function", OPERATIONS, ids=lambda f: type(f).__name__)
def test_bad_vectors_and_steps_are_refused_behind_operations(function: Proximable) -> None:
    for vector in ("a", ["a", "b"], [[1.0, 2.0]], None, 1.0):
        with pytest.raises(SymdiffError, match=r"l1.*expected a vector"):
            function.prox(vector)
    with pytest.raises(SymdiffError, match=r"l1.*component 1.*nan"):
        function.prox([1.0, math.nan])
    for step in (0, -1.0, math.nan, math.inf, "a"):
        with pytest.raises(SymdiffError, match="step"):
            function.prox([1.0, 2.0], step)  # type: ignore[arg-type]


def test_a_sum_of_two_functions_is_not_an_operation() -> None:
    with pytest.raises(TypeError):
        L1 + TABLE["norm2"]()  # type: ignore[operator]
