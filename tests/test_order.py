"""The order of large programs: the same values, and few that wait to be used."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from symdiff import gradient, parse
from symdiff.native.chunks import Chunks
from symdiff.programs.order import ordered, waiting
from symdiff.programs.program import program


@pytest.mark.parametrize("seed", range(12))
def test_a_program_in_another_order_has_the_same_values(seed):
    random = Random(seed)
    names = ["x", "y", "z"]
    forms = ["sin({0}*{1})*exp({2}/5)", "{0}/(2 + {1}**2)", "-{0}*{1}", "{0}", "3", "Max({0}, {1}*{2})"]
    terms = [random.choice(forms).format(*random.choices(names, k=3)) for _ in range(30)]
    text = "".join(f" {random.choice('+-')} {term}" for term in terms)
    f = parse(f"0{text}")
    exprs = [f, *gradient(f, names, level="none"), parse("x + y + z + x*y"), f]
    plain = program(exprs, names, has=lambda code: True)
    numbers = np.random.default_rng(seed).uniform(0.5, 2, (3, 50))
    found = []
    for made in (plain, ordered(plain, random.choice([2, 3, 8]))):
        outputs = [np.empty(50) for _ in exprs]
        Chunks(made).run(list(numbers), outputs, 0, 50)
        found.append(np.array(outputs))
        assert all(a < value for value, each in enumerate(made.operations) for a in each.arguments)
    np.testing.assert_allclose(found[1], found[0], rtol=1e-12, atol=1e-12)


def test_few_values_wait_in_a_gradient_of_a_long_sum():
    names = [f"{letter}{k}" for letter in "xy" for k in range(20)]
    f = parse(
        " + ".join(f"sin({a}*{b})*exp({a} + {k}/7)" for a in names[:20] for k, b in enumerate(names[20:]))
    )
    plain = program([f, *gradient(f, names, level="none")], names, has=lambda code: True)
    assert waiting(plain) > 500
    assert waiting(ordered(plain)) < 100
