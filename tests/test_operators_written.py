"""Operators of JAX, PyTorch and Triton: the files test themselves; the libraries take them as they should."""

from __future__ import annotations

import importlib.util
import io
import os
import runpy
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from symdiff import code

OPERATORS = {
    "mish": ("x*tanh(softplus(x))", "x", ""),
    "soft": ("Piecewise((x, b*x > t), (softplus(b*x)/b, True))", "x", "b t"),
    "gelu": ("gelu(x)", "x", ""),
    "gelu_by_tanh": ("0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))", "x", ""),
    "logcosh": ("log(cosh(x))", "x", ""),
    "smooth": ("Piecewise((x**2/(2*b), abs(x) < b), (abs(x) - b/2, True))", "x", "b"),
    "clipped": ("Min(Max(x, 0), 6)", "x", ""),
    "by_erf": ("x*erf(y) + exp(-x*y)", "x y", ""),
    "bessel": ("y*besseli(0, x)", "x y", ""),
    "line": ("x + 3*y", "x y z", ""),
    "same": ("x", "x", ""),
}
QUICK = {"torch": set(OPERATORS), "jax": {"logcosh"}, "triton": {"by_erf", "soft"}}
"""JAX compiles each function that it calls, and Triton's interpreter is slow: the others run by night."""
CASES = [
    pytest.param(language, name, marks=[] if name in QUICK[language] else [pytest.mark.nightly])
    for language in QUICK
    for name in OPERATORS
    if (language, name) != ("triton", "bessel")
]
OF_TENSORS = ("torch", "triton")
pytestmark = pytest.mark.filterwarnings("ignore:.*encountered in:RuntimeWarning")  # Triton's interpreter
os.environ.setdefault("TRITON_INTERPRET", "1")  # which Triton reads when it is imported


def file(language: str, name: str, place: Path, **options: Any) -> Path:
    if importlib.util.find_spec(language) is None:
        pytest.skip(f"{language} is not installed")
    formula, order, params = OPERATORS[name]
    path = place / f"{name}.py"
    path.write_text(code(formula, language, order, params=params, name=name, **options))
    return path


def loaded(language: str, name: str, place: Path, **options: Any) -> Any:
    path = file(language, name, place, **options)
    spec = importlib.util.spec_from_file_location(f"{language}_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(path: Path, *arguments: str) -> tuple[int, str]:
    """Run a file as a program in this process, which has loaded its library; return its status, and what it
    printed."""
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(said):
        patch.setattr(sys, "argv", [str(path), *arguments])
        try:
            runpy.run_path(str(path), run_name="__main__")
        except SystemExit as end:
            if isinstance(end.code, str):
                print(end.code)
            return (end.code if isinstance(end.code, int) else int(end.code is not None)), said.getvalue()
    return 0, said.getvalue()


@pytest.mark.parametrize(("language", "name"), CASES)
def test_a_file_passes_its_own_test(language: str, name: str, tmp_path: Path) -> None:
    loaded(language, name, tmp_path)._test()


@pytest.mark.parametrize("language", list(QUICK))
def test_a_file_is_a_program_that_tests_itself_or_prints_the_value(language: str, tmp_path: Path) -> None:
    path = file(language, "line", tmp_path, main=True)
    done = subprocess.run([sys.executable, path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "as expected" in done.stdout
    assert run(path, "x=0.1", "y=2", "z=1") == (0, "6.1\n")
    status, printed = run(path, "x=0.1", "y=2")
    assert (status, "z has no value" in printed) == (2, True)


@pytest.mark.parametrize("language", list(QUICK))
def test_a_file_with_wrong_numbers_fails_its_own_test(language: str, tmp_path: Path) -> None:
    path = file(language, "logcosh", tmp_path)
    text = path.read_text()
    assert text.count("def _first(x):") == 1
    if language == "triton":
        path.write_text(text.replace("_grad*_slope[0] +", "2*_grad*_slope[0] +"))
    else:
        path.write_text(text.replace("_first(*wide)", "[2*by for by in _first(*wide)]"))
    with pytest.raises(AssertionError):
        run(path)


@pytest.mark.parametrize("language", OF_TENSORS)
def test_gradients_are_summed_to_the_shapes_of_the_arguments(language, tmp_path):
    f = loaded(language, "by_erf", tmp_path).by_erf
    import torch

    x = torch.linspace(-1, 1, 3).reshape(3, 1).requires_grad_()
    y = torch.linspace(0.5, 2, 4, dtype=torch.float64).requires_grad_()
    found = f(x, y)
    found.sum().backward()
    assert (found.shape, found.dtype) == ((3, 4), torch.float64)
    assert (x.grad.shape, x.grad.dtype, y.grad.shape) == ((3, 1), torch.float32, (4,))
    expected = (torch.erf(y) - y * torch.exp(-x * y)).sum(1, keepdim=True)
    torch.testing.assert_close(x.grad, expected.float())


@pytest.mark.parametrize("language", OF_TENSORS)
def test_the_slope_at_a_corner_is_the_one_nearest_to_zero(language, tmp_path):
    f = loaded(language, "clipped", tmp_path).clipped
    import torch

    x = torch.tensor([-1.0, 0.0, 1.0, 6.0, 7.0], requires_grad=True)
    [slope] = torch.autograd.grad(f(x).sum(), x)
    assert slope.tolist() == [0, 0, 1, 0, 0]


@pytest.mark.parametrize("language", OF_TENSORS)
def test_there_is_no_nan_where_the_usual_formula_has_one(language, tmp_path):
    f = loaded(language, "mish", tmp_path, stable=True).mish
    import torch

    x = torch.tensor([-1e30, -800, -100, 0, 89, 100, 1e4, 1e30], requires_grad=True)
    [first] = torch.autograd.grad(f(x).sum(), x, create_graph=True)
    [second] = torch.autograd.grad(first.sum(), x)
    assert torch.isfinite(first).all()
    assert torch.isfinite(second).all()
    assert first[4:].tolist() == [1, 1, 1, 1]


@pytest.mark.filterwarnings("ignore:.*should not be instantiated:DeprecationWarning")  # its own doing
def test_torch_compiles_the_whole_graph(tmp_path):
    f = loaded("torch", "logcosh", tmp_path).logcosh
    import torch

    compiled = torch.compile(lambda x: 2 * f(x) + 1, fullgraph=True, backend="aot_eager")
    x = torch.tensor([-2.0, 0.5, 3.0], dtype=torch.float64, requires_grad=True)
    [slope] = torch.autograd.grad(compiled(x).sum(), x)
    torch.testing.assert_close(slope, 2 * torch.tanh(x.detach()))


def test_whole_numbers_are_refused(tmp_path):
    f = loaded("torch", "same", tmp_path).same
    import torch

    with pytest.raises(TypeError, match="int64"):
        f(torch.tensor([1, 2]))


def test_jax_derives_forward_and_backward_at_any_shape(tmp_path):
    f = loaded("jax", "by_erf", tmp_path).by_erf
    import jax
    import jax.numpy as jnp
    from jax.scipy.special import erf

    x, y = jnp.linspace(-1, 1, 3).reshape(3, 1), jnp.linspace(0.5, 2, 4)
    found = jax.jit(jax.grad(lambda x, y: f(x, y).sum(), (0, 1)))(x, y)
    assert [part.shape for part in found] == [(3, 1), (4,)]
    expected = (erf(y) - y * jnp.exp(-x * y)).sum(1, keepdims=True)
    assert jnp.allclose(found[0], expected, rtol=1e-5, atol=1e-6)
    with pytest.raises(TypeError, match="int"):
        f(jnp.array([1, 2]), jnp.array([1, 2]))
