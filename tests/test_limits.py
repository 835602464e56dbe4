"""Every limit is met by something that it refuses, says its name and how to raise it, and can be raised."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from symdiff import Limits, TooLarge, derive, evaluate, expand, factor, jacobian, parse, stable, steps

MET: dict[str, tuple[int, Callable[[Limits], Any]]] = {
    "text": (10, lambda limits: parse("x + x + x + x", limits=limits)),
    "depth": (3, lambda limits: parse("((((x))))", limits=limits)),
    "bits": (100, lambda limits: parse("2**200", limits=limits)),
    "digits": (50, lambda limits: evaluate("pi", digits=60, limits=limits)),
    "order": (5, lambda limits: derive("x**9", "x", order=6, limits=limits)),
    "derived": (
        1000,
        lambda limits: derive("sin(x)*exp(2*x)", "x", order=17, level="none", limits=limits),
    ),
    "nodes": (3, lambda limits: parse("x + 1 + y", limits=limits)),
    "terms": (20, lambda limits: expand("(x + y)**20", limits=limits)),
    "entries": (3, lambda limits: jacobian("x*y, x + y", "x y", limits=limits)),
    "degree": (10, lambda limits: factor("x**30 - 1", limits=limits)),
    "steps": (2, lambda limits: steps("x*sin(x)", "x", limits=limits)),
    "trials": (100, lambda limits: stable("x - sin(x)", limits=limits)),
}
"""A value of each limit, and what is too large for it."""


def test_every_limit_is_tried() -> None:
    assert list(MET) == list(Limits._fields)


@pytest.mark.parametrize("field", MET)
def test_a_limit_refuses_by_its_name_and_can_be_raised(field: str) -> None:
    most, work = MET[field]
    with pytest.raises(TooLarge) as caught:
        work(Limits(**{field: most}))
    assert f"`{field}`" in caught.value.message
    assert f"Limits({field}=" in caught.value.hint
    work(Limits())
