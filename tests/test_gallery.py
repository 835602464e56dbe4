"""The gallery: each derivative is printed as its file says, and has the values of differences and of JAX."""

from __future__ import annotations

import importlib.util
import math
import re
import sys
from functools import cache
from pathlib import Path

import numpy
import pytest
from gallery import NAMES, Entry, direction, slope
from scipy.integrate import quad
from scipy.special import iv

from symdiff import SymdiffError, derive, parse
from symdiff.arithmetic.tensors import solutions_at
from symdiff.export.numpy import numpy_source
from symdiff.graph.replacing import noises_in

ENTRIES = {name: Entry(name) for name in NAMES}
CASES = [(name, by) for name, entry in ENTRIES.items() for by in entry.derivatives]
SLIPS = [(name, slip) for name, entry in ENTRIES.items() for slip in entry.slips]
ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(("name", "by"), CASES)
def test_it_is_printed_as_the_file_says(name, by):
    entry = ENTRIES[name]
    found = derive(entry.formula(), by)
    assert str(found) == entry.derivatives[by]
    assert found.where == entry.where.get(by, "")
    read = entry.formula(entry.derivatives[by])
    assert read.shape == found.shape


def away(entry, by, text, seed):
    """Return how far the derivative that the file has is from that of a *text* by differences."""
    at = entry.point(seed)
    along = direction(entry, by, at, seed + 9)
    value = entry.put(entry.formula(entry.derivatives[by]))(**at)
    wanted = slope(entry, text, by, at, along)
    product = numpy.sum(value * along)
    return abs(product - wanted) / (1 + abs(wanted))


@pytest.mark.parametrize(("name", "by"), CASES)
def test_it_is_what_differences_say(name, by):
    entry = ENTRIES[name]
    assert max(away(entry, by, entry.text, seed) for seed in (1, 2)) < 1e-7


@pytest.mark.parametrize(("name", "slip"), SLIPS)
def test_a_slip_in_the_objective_changes_what_comes_out(name, slip):
    entry = ENTRIES[name]
    old, new = slip
    assert old in entry.text
    text = entry.text.replace(old, new, 1)
    try:
        found = {by: str(derive(entry.formula(text), by)) for by in entry.derivatives}
    except SymdiffError:
        return  # shapes no longer fit
    assert found != entry.derivatives
    assert max(away(entry, by, text, 1) for by in entry.derivatives) > 1e-5


def mutations(text):
    """Return the text with a sign turned, a transposition or a stop left out, at each place."""
    for found in re.finditer(r" ([+-]) ", text):
        other = " - " if found[1] == "+" else " + "
        yield "sign", text[: found.start()] + other + text[found.end() :]
    for found in re.finditer(r"\.T\b", text):
        yield "transposition", text[: found.start()] + text[found.end() :]
    for found in re.finditer(r"\bstop\(", text):
        yield "stop", text[: found.start()] + text[found.end() - 1 :]


@pytest.mark.parametrize("name", NAMES)
def test_each_mutation_of_the_objective_changes_what_comes_out(name):
    """Left alone is what is another constant, or the same: x.T @ y of vectors, and the sign of noise."""
    entry = ENTRIES[name]
    for kind, text in mutations(entry.text):
        try:
            f = entry.formula(text)
            if any(str(derive(f, by)) != wanted for by, wanted in entry.derivatives.items()):
                continue
        except SymdiffError:
            continue  # shapes no longer fit
        assert kind != "stop", text
        f, given = entry.put(f), entry.put(entry.formula())
        at, other = entry.point(3), entry.point(3)
        other |= {by: entry.point(4)[by] for by in entry.derivatives}
        assert f(**at) - given(**at) == pytest.approx(f(**other) - given(**other), rel=1e-7, abs=1e-7), text


@cache
def of_jax(name, seed):
    """Return what JAX says of an objective at a point: its value, and its slopes by all that is asked."""
    import jax

    jax.config.update("jax_enable_x64", True)
    entry, at = ENTRIES[name], ENTRIES[name].point(seed)

    def objective(moved):
        return entry.objective(jax, jax.numpy, **{**at, **moved})

    return jax.value_and_grad(objective)({by: jax.numpy.asarray(at[by]) for by in entry.derivatives})


@pytest.mark.skipif(importlib.util.find_spec("jax") is None, reason="JAX is not installed")
@pytest.mark.parametrize(("name", "by"), [case for case in CASES if ENTRIES[case[0]].objective])
def test_it_is_what_jax_says(name, by):
    entry = ENTRIES[name]
    for seed in (1, 2, 3):
        at = entry.point(seed)
        f = entry.put(entry.formula())
        found = entry.put(derive(entry.formula(), by))(**at)
        value, slopes = of_jax(name, seed)
        assert float(value) == pytest.approx(float(f(**at)), rel=1e-10, abs=1e-12)
        wanted = numpy.asarray(slopes[by])
        if entry.formula().graph.arrays.get(by) is not None and entry.formula().graph.arrays[by].kind:
            wanted = (wanted + wanted.T) / 2
        assert numpy.max(numpy.abs(found - wanted)) <= 1e-10 * max(1.0, float(numpy.max(numpy.abs(wanted))))


def test_each_file_says_what_it_is_for_and_where_it_comes_from():
    for entry in ENTRIES.values():
        assert entry.title
        assert len(entry.about) > 80
        assert len(entry.slips) >= 2
        assert any(character.isdigit() for character in entry.source)


def test_the_page_is_made_of_the_files():
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        import write_gallery
    finally:
        sys.path.pop(0)
    assert (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8") == write_gallery.page(), (
        "run python docs/write_gallery.py"
    )


@pytest.mark.parametrize(("name", "by"), CASES)
def test_its_code_has_its_values(name, by):
    entry = ENTRIES[name]
    found = entry.put(derive(entry.formula(), by))
    at = entry.point(4)
    at |= {noise: numpy.array([0.3, -1.2]) for noise in noises_in(found.graph, found.node)}
    wanted = found(**at)
    at |= solutions_at(found, at)
    space = {}
    exec(numpy_source(found, order=sorted(at)), space)  # noqa: S102
    assert space["f"](**at) == pytest.approx(wanted, rel=1e-9, abs=1e-9)


REJECTION = (
    "b = (sqrt(4*k^2 + (m - 1)^2) - 2*k)/(m - 1); w = (1 - (1 + b)*e)/(1 - (1 - b)*e);"
    "w + {}*(k*w + (m - 3)/2*log(1 - w^2) + log(2*b/(1 - (1 - b)*e)^2) + (m/2 - 1)*log(k)"
    " - log(besseli(m/2 - 1, k)))"
)
"""The height w of a point that a rejection sampler draws on the sphere, and the logarithm of the density of
the noise that is accepted, with the height held in front of it: its derivative is the correction."""


def test_the_correction_for_rejection_is_what_is_missing_of_the_gradient():
    """C. Naesseth et al., Reparameterization Gradients through Acceptance-Rejection Sampling, 2017."""
    m, k = 5.0, 3.0
    whole = derive(parse(REJECTION.format("stop(w)"), shapes="k m e"), "k", level="none")
    plain = derive(parse(REJECTION.format("0"), shapes="k m e"), "k", level="none")
    b = (math.sqrt(4 * k * k + (m - 1) ** 2) - 2 * k) / (m - 1)

    def accepted(e):
        w = (1 - (1 + b) * e) / (1 - (1 - b) * e)
        return math.exp(k * w) * (1 - w * w) ** ((m - 3) / 2) * 2 * b / (1 - (1 - b) * e) ** 2

    total = quad(accepted, 0, 1, epsabs=1e-13)[0]

    def mean(f):
        return quad(lambda e: accepted(e) * f(k=k, m=m, e=e), 0, 1, epsabs=1e-12)[0] / total

    ratio = iv(m / 2, k) / iv(m / 2 - 1, k)  # the mean of w, whose derivative by k is known
    wanted = 1 - ratio**2 - (m - 1) / k * ratio
    assert mean(whole) == pytest.approx(wanted, rel=1e-9)
    assert abs(mean(plain) - wanted) > 0.1 * abs(wanted)
