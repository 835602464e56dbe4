"""The check of a hand-written gradient: what it passes, what it catches, and what it says."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from symdiff.errors import SymdiffError, Unsupported
from symdiff.numeric.gradient_check import gradcheck

POINT = [0.7, -1.3, 2.1]


def f(p: Sequence[float]) -> float:
    x, y, z = p
    return math.exp(x * y) + z**3 * math.sin(x)


def grad(p: Sequence[float]) -> list[float]:
    x, y, z = p
    return [
        y * math.exp(x * y) + z**3 * math.cos(x),
        x * math.exp(x * y),
        3 * z * z * math.sin(x),
    ]


def spoiled(index: int, change: Callable[[float], float]) -> Callable[[Any], list[float]]:
    """Return the gradient with one component changed."""

    def wrong(p: Sequence[float]) -> list[float]:
        values = grad(p)
        values[index] = change(values[index])
        return values

    return wrong


def test_a_right_gradient_passes() -> None:
    report = gradcheck(f, grad, POINT, names=["x", "y", "z"])
    assert report
    assert report.ok is True
    assert [c.ok for c in report.components] == [True] * 3
    assert str(report) == "gradient right in all 3 components"
    assert report.worst is not None
    assert report.worst.excess <= 1


def test_a_right_gradient_passes_at_seeded_points() -> None:
    draw = random.Random(11)
    for _ in range(30):
        point = [draw.uniform(-3, 3) for _ in range(3)]
        assert gradcheck(f, grad, point), point


@pytest.mark.parametrize("index", [0, 1, 2])
@pytest.mark.parametrize(
    ("change", "hint"),
    [
        (lambda g: -g, "the sign is flipped"),
        (lambda g: 2 * g, "a factor 2 too much"),
        (lambda g: g / 2, "a factor 2 is missing"),
        (lambda g: -3 * g, "the sign is flipped, with a factor 3 too much"),
        (lambda g: 1.5 * g, "a factor 3/2 too much"),
        (lambda g: g * math.pi, "a factor pi too much"),
        (lambda g: g / (2 * math.pi), "a factor 2 pi is missing"),
        (lambda g: g * math.log(10), "a factor log(10) too much"),
        (lambda g: g * math.pi / 180, "a factor 180/pi (degrees for radians) is missing"),
        (lambda g: 0.0, "zero"),
        (lambda g: math.nan, "not a finite number"),
        (lambda g: math.inf, "not a finite number"),
    ],
)
def test_a_common_slip_is_named(index: int, change: Callable[[float], float], hint: str) -> None:
    report = gradcheck(f, spoiled(index, change), POINT, names=["x", "y", "z"])
    assert not report
    assert [c.ok for c in report.components] == [i != index for i in range(3)]
    assert report.worst is not None
    assert report.worst.index == index
    text = str(report)
    assert f"d/d{'xyz'[index]} (index {index})" in text
    assert hint in text
    assert repr(report.components[index].given) in text


def test_an_error_without_a_pattern_is_caught_without_a_guess() -> None:
    report = gradcheck(f, spoiled(1, lambda g: g + 0.123), POINT)
    assert not report
    assert report.components[1].why == ""
    assert str(report).splitlines()[1].startswith("index 1: given")


@pytest.mark.parametrize("relative", [1e-8, -1e-8, 1e-6, 1e-3])
def test_an_error_just_above_the_tolerance_is_caught(relative: float) -> None:
    for index in range(3):
        assert not gradcheck(f, spoiled(index, lambda g: g * (1 + relative)), POINT)


def test_an_error_below_rtol_passes_and_rtol_is_obeyed() -> None:
    assert gradcheck(f, spoiled(0, lambda g: g * (1 + 1e-10)), POINT)
    assert gradcheck(f, spoiled(0, lambda g: g * (1 + 1e-4)), POINT, rtol=1e-3)
    assert not gradcheck(f, spoiled(0, lambda g: g * (1 + 1e-10)), POINT, rtol=0.0)


def test_a_ratio_that_holds_at_one_point_only_is_not_called_a_factor() -> None:
    # d/dx x^2 written as x^2: a factor 2 at x = 4, and nothing of the kind elsewhere.
    report = gradcheck(lambda p: p[0] ** 2, lambda p: [p[0] ** 2], [4.0])
    assert not report
    assert report.components[0].why == ""


def test_swapped_components_are_named() -> None:
    def swapped(p: Sequence[float]) -> list[float]:
        a, b, c = grad(p)
        return [b, a, c]

    text = str(gradcheck(f, swapped, POINT, names=["x", "y", "z"]))
    assert "swapped with component 1 (y)" in text
    assert "swapped with component 0 (x)" in text


def test_a_component_used_twice_is_named() -> None:
    def twice(p: Sequence[float]) -> list[float]:
        a, b, _ = grad(p)
        return [a, b, a]

    assert "this is component 0" in str(gradcheck(f, twice, POINT))


def test_arrays_come_as_arrays() -> None:
    matrix = np.array([[2.0, 1.0], [0.0, 3.0]])

    def quadratic(p: Any) -> Any:
        return p @ matrix @ p

    def right(p: Any) -> Any:
        return (matrix + matrix.T) @ p

    assert gradcheck(quadratic, right, np.array([1.0, 2.0]))
    assert gradcheck(quadratic, right, np.array([1, 2]))
    assert not gradcheck(quadratic, lambda p: 2 * matrix @ p, np.array([1.0, 2.0]))


def test_single_precision_has_its_own_tolerance() -> None:
    def right(p: Any) -> Any:
        return np.array(grad(p), dtype=np.float32)

    assert gradcheck(f, right, np.array(POINT))
    assert not gradcheck(f, lambda p: 1.001 * right(p), np.array(POINT))
    assert gradcheck(lambda p: np.float32(f(p)), right, np.array(POINT))


def test_functions_that_write_into_their_argument_do_no_harm() -> None:
    def rude(p: list[float]) -> float:
        value = f(p)
        p[:] = [0.0] * 3
        return value

    point = list(POINT)
    assert gradcheck(rude, grad, point)
    assert point == POINT


def test_a_kink_is_not_passed() -> None:
    report = gradcheck(lambda p: abs(p[0]) + p[1], lambda p: [0.0, 1.0], [0.0, 1.0])
    assert not report
    assert report.components[1].ok
    assert "not judged: f has a kink at 0" in str(report)
    assert str(report).startswith("gradient not judged in 1 of 2 components")


def test_a_bound_too_vague_to_judge_by_is_not_passed() -> None:
    draw = random.Random(2)
    report = gradcheck(lambda p: p[0] + draw.uniform(-0.01, 0.01), lambda p: [1.05], [1.0])
    assert not report
    assert "not judged" in str(report)


def test_a_true_zero_passes_and_a_false_one_does_not() -> None:
    assert gradcheck(lambda p: p[0] ** 2, lambda p: [2 * p[0]], [0.0])
    assert gradcheck(lambda p: p[0] ** 2 * p[1], lambda p: [0.0, 0.0], [0.0, 5.0])
    assert gradcheck(lambda p: 3.0, lambda p: [0.0], [1.0])
    assert not gradcheck(lambda p: p[0] ** 2, lambda p: [1e-6], [0.0])
    assert not gradcheck(lambda p: math.cos(p[0]), lambda p: [1e-9], [0.0])


@pytest.mark.parametrize("scale", [1e-200, 1e-12, 1e12, 1e200])
def test_the_units_of_f_do_not_matter(scale: float) -> None:
    assert gradcheck(lambda p: scale * f(p), lambda p: [scale * g for g in grad(p)], POINT)
    assert not gradcheck(lambda p: scale * f(p), lambda p: [-scale * g for g in grad(p)], POINT)


def test_the_rosenbrock_gradient_passes_in_many_variables() -> None:
    def rosenbrock(p: Sequence[float]) -> float:
        return sum(100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in pairwise(p))

    def right(p: Sequence[float]) -> list[float]:
        g = [0.0] * len(p)
        for i in range(len(p) - 1):
            g[i] += -400 * p[i] * (p[i + 1] - p[i] ** 2) - 2 * (1 - p[i])
            g[i + 1] += 200 * (p[i + 1] - p[i] ** 2)
        return g

    draw = random.Random(4)
    assert gradcheck(rosenbrock, right, [draw.uniform(-2, 2) for _ in range(20)])
    assert gradcheck(rosenbrock, right, [1.0] * 5)  # the minimum: every component is zero


@pytest.mark.parametrize(
    ("g", "message"),
    [
        (lambda p: [1.0, 2.0], "2 components for 3 coordinates"),
        (lambda p: [1.0] * 4, "4 components for 3 coordinates"),
        (lambda p: 1.0, "the gradient is a float"),
        (lambda p: np.ones((3, 1)), r"of shape \(3, 1\)"),
        (lambda p: np.float64(1), r"of shape \(\)"),
        (lambda p: [1.0, "a", 2.0], "not a number at index 1"),
        (lambda p: [1.0, None, 2.0], "not a number at index 1"),
    ],
)
def test_another_shape_is_a_clear_error(g: Callable[[Any], Any], message: str) -> None:
    with pytest.raises(SymdiffError, match=message):
        gradcheck(f, g, POINT)


def test_a_value_that_is_not_one_number_is_a_clear_error() -> None:
    values: list[Any] = [[1.0, 2.0], np.ones(2), np.ones(1), "x", None]
    for value in values:
        with pytest.raises(SymdiffError, match="expected one number"):
            gradcheck(lambda p: value, grad, POINT)  # noqa: B023


def test_a_point_that_is_not_a_vector_is_a_clear_error() -> None:
    for point in (1.0, np.ones((2, 2))):
        with pytest.raises(SymdiffError, match="flat sequence of numbers\nsuch as"):
            gradcheck(f, grad, point)  # type: ignore[arg-type]


def test_names_must_match() -> None:
    with pytest.raises(SymdiffError, match="2 names for 3 coordinates"):
        gradcheck(f, grad, POINT, names=["x", "y"])


def test_complex_numbers_are_refused_wherever_they_come() -> None:
    with pytest.raises(Unsupported, match="point is complex at index 1"):
        gradcheck(f, grad, [1.0, 2j, 3.0])
    with pytest.raises(Unsupported, match="point is complex"):
        gradcheck(f, grad, np.array([1.0, 2j, 3.0]))
    with pytest.raises(Unsupported, match="f is complex"):
        gradcheck(lambda p: 1j, grad, POINT)
    with pytest.raises(Unsupported, match="gradient is complex at index 0"):
        gradcheck(f, lambda p: [1j, 0.0, 0.0], POINT)


def test_a_point_with_no_coordinates_has_nothing_wrong() -> None:
    report = gradcheck(lambda p: 1.0, lambda p: [], [])
    assert report
    assert report.worst is None


def test_the_report_is_the_same_for_the_same_seed() -> None:
    wrong = spoiled(2, lambda g: 2 * g)
    assert gradcheck(f, wrong, POINT, seed=7) == gradcheck(f, wrong, POINT, seed=7)


def test_the_error_of_the_differences_alone_is_room_enough_for_a_right_gradient() -> None:
    assert gradcheck(f, grad, POINT, rtol=0.0)
    assert gradcheck(lambda p: 1e6 + math.sin(p[0]), lambda p: [math.cos(p[0])], [1.0], rtol=0.0)
