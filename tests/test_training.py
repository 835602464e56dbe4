"""The programs of `examples/training`: gradients as by differences and by JAX, and a loss that falls."""

from __future__ import annotations

import importlib
import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy
import pytest

FOLDER = Path(__file__).resolve().parents[1] / "examples" / "training"
PROGRAMS = ("maml_sinusoid", "vae_digits")


@pytest.fixture(scope="module", params=PROGRAMS)
def program(request):
    sys.path.insert(0, str(FOLDER))
    try:
        yield importlib.import_module(request.param)
    finally:
        sys.path.remove(str(FOLDER))


def drawing(program):
    """Return what draws the data of a step."""
    if program.__name__ == "maml_sinusoid":
        return program.tasks
    pytest.importorskip("sklearn")
    return program.batches(program.digits()[0])


def test_its_gradient_is_that_of_differences(program):
    step, weights = program.by_symdiff(), program.start(3)
    data = drawing(program)(numpy.random.default_rng(4))
    _, slopes = step(weights, data)
    generator = numpy.random.default_rng(5)
    for name, slope in zip(program.NAMES, slopes, strict=True):
        assert numpy.shape(slope) == weights[name].shape
        along = generator.normal(size=weights[name].shape)
        values = [
            step({**weights, name: weights[name] + t * 1e-7 * along}, data)[0] for t in (-2.0, -1.0, 1.0, 2.0)
        ]
        wanted = (8 * (values[2] - values[1]) - values[3] + values[0]) / 12e-7
        assert numpy.sum(slope * along) == pytest.approx(wanted, rel=1e-5)


@pytest.mark.parametrize("peer", ["jax", "torch"])
def test_its_gradient_is_that_of_others(program, peer):
    if importlib.util.find_spec(peer) is None or not hasattr(program, f"by_{peer}"):
        pytest.skip(f"{peer} is not installed, or not asked")
    data = drawing(program)(numpy.random.default_rng(4))
    ours, theirs = program.by_symdiff(), getattr(program, f"by_{peer}")()
    for seed in (1, 2, 3):
        weights = program.start(seed)
        (value, slopes), (other, wanted) = ours(weights, data), theirs(weights, data)
        assert value == pytest.approx(other, rel=1e-12)
        for name, slope, right in zip(program.NAMES, slopes, wanted, strict=True):
            assert numpy.max(numpy.abs(slope - right)) <= 1e-10 * max(1.0, numpy.max(numpy.abs(right))), name


def test_steps_lower_the_loss_and_stand_in_the_gradient():
    sys.path.insert(0, str(FOLDER))
    try:
        program = importlib.import_module("maml_sinusoid")
    finally:
        sys.path.remove(str(FOLDER))
    X, Y, P, Q = program.tasks(numpy.random.default_rng(4))
    weights = program.start(3)
    one, two = program.meta_step(1)[0], program.meta_step(2)[0]
    flat = one(X, Y, P, Q, 0.0, **weights)
    assert two(X, Y, P, Q, 0.0, **weights)[0] == pytest.approx(flat[0])
    losses = [step(X, Y, X, Y, rate, **weights)[0] for step, rate in ((two, 3e-4), (one, 3e-4), (one, 0.0))]
    assert losses[0] < losses[1] < losses[2]
    assert numpy.max(numpy.abs(one(X, Y, P, Q, 0.01, **weights)[3] - flat[3])) > 1e-2


def test_the_loss_falls(program):
    from training import train

    curve, _ = train(program.by_symdiff(), program.start(1), drawing(program), 150, 0.003, 2)
    again, _ = train(program.by_symdiff(), program.start(1), drawing(program), 20, 0.003, 2)
    assert again == curve[:20]
    assert numpy.mean(curve[-30:]) < 0.9 * numpy.mean(curve[:30])


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_runs(name, tmp_path):
    if name == "vae_digits":
        pytest.importorskip("sklearn")
    picture = tmp_path / "curves.svg"
    command = [sys.executable, str(FOLDER / f"{name}.py"), "--steps", "20", "--plot", str(picture)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("symdiff: 20 steps in ")
    assert picture.read_text(encoding="utf-8").count("<polyline") == 1
