"""Code of formulas of arrays in JAX and PyTorch, held to the values that symdiff computes, and to what the
libraries derive themselves, where they are installed; and its files, which test themselves."""

import ast
import json
import math
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy
import pytest
from arrays import SIZES as BOTH
from arrays import drawn

from symdiff import code, derive, parse
from symdiff.errors import SymdiffError, Unsupported
from symdiff.export.einsum import source_of
from symdiff.graph.shapes import declared
from symdiff.programs.array_libraries import LIBRARIES
from symdiff.simplifier.arrays.blocks import blocks_of
from symdiff.table.arrays import ARRAY_FUNCTIONS

ROWS = [
    json.loads(line) for line in (Path(__file__).parent / "data" / "arrays.jsonl").read_text().splitlines()
]
SIZES = BOTH[1]
INSTALLED = [name for name in ("numpy", "jax", "torch") if find_spec(name)]
F = parse("norm(A @ x - b)^2/2 + t*logdet(S)", shapes="A[n,m] x[m] b[n] S[n,n]:spd t")


def library(name):
    if name not in INSTALLED:
        pytest.skip(f"{name} is not installed")
    if name == "jax":
        import jax

        jax.config.update("jax_enable_x64", True)
        return lambda a: jax.numpy.asarray(a, float)
    if name == "torch":
        import torch

        return lambda a: torch.as_tensor(a, dtype=torch.float64)
    return numpy.asarray


@cache
def answer(formula, shapes, by, order):
    return derive(parse(formula, shapes=shapes), by, order=order)


@pytest.mark.parametrize("language", ["jax", "torch"])
@pytest.mark.parametrize("row", [row for row in ROWS if row["order"] < 3], ids=lambda row: row["formula"])
def test_code_has_the_values_that_numpy_has(row, language):
    array = library(language)
    names = list(declared(row["shapes"]))
    exprs = [parse(row["formula"], shapes=row["shapes"])]
    exprs.append(answer(row["formula"], row["shapes"], row["by"], row["order"]))
    try:
        text = source_of(exprs, order=names, kind=LIBRARIES[language])
    except Unsupported:
        assert any(word in row["formula"] for word in ("logm", "sqrtm", "sylvester"))
        return
    at = drawn(row["shapes"], SIZES, 7, row.get("sample"))
    space = {}
    exec(text, space)  # noqa: S102
    found = space["f"](*[array(at[name]) for name in names])
    for expr, one in zip(exprs, found, strict=True):
        wanted = numpy.asarray(expr(**at))
        scale = 1 + numpy.max(numpy.abs(wanted))
        assert numpy.max(numpy.abs(numpy.asarray(one, float) - wanted)) < 1e-10 * scale


@pytest.mark.parametrize("language", ["jax", "torch"])
def test_what_the_library_derives_is_what_symdiff_derives(language):
    array = library(language)
    space = {}
    exec(code(F, language, "x S", wanted=("value", "gradient")), space)  # noqa: S102
    at = drawn("A[n,m] x[m] b[n] S[n,n]:spd t", SIZES, 3)
    given = [array(at[name]) for name in ("x", "S", "A", "b", "t")]
    value, by_x, by_s = space["f"](*given)
    assert float(value) == pytest.approx(F(**at))
    if language == "jax":
        import jax

        wanted = jax.grad(lambda *each: space["f"](*each)[0], (0, 1))(*given)
    else:
        import torch

        wanted = torch.autograd.functional.jacobian(
            lambda *each: space["f"](*each)[0], tuple(given[:2] + given[2:])
        )[:2]
    for one, two in zip((by_x, by_s), wanted, strict=True):
        assert numpy.asarray(one) == pytest.approx(numpy.asarray(two), abs=1e-10)


@pytest.mark.parametrize("language", ["jax", "torch"])
def test_what_is_stopped_has_no_derivative_in_the_library_either(language):
    array = library(language)
    space = {}
    exec(code(parse("sum(x .* stop(x .* x))", shapes="x[n]"), language), space)  # noqa: S102
    at = array(numpy.array([1.0, 2.0, -3.0]))
    if language == "jax":
        import jax

        found = jax.grad(space["f"])(at)
    else:
        import torch

        found = torch.func.grad(space["f"])(at)
    assert numpy.asarray(found).tolist() == [1.0, 4.0, 9.0]


@pytest.mark.parametrize("language", list(LIBRARIES))
def test_a_file_tests_itself_and_sees_a_slip(language, tmp_path):
    library(language)
    text = code(F, language, "x t", wanted=("value", "gradient"))
    right, wrong = tmp_path / "right.py", tmp_path / "wrong.py"
    right.write_text(text)
    wrong.write_text(text.replace("A.T @ t1", "A.T @ (2*t1)"))
    assert right.read_text() != wrong.read_text()
    ran = [subprocess.run([sys.executable, path], capture_output=True, text=True) for path in (right, wrong)]
    assert [each.returncode for each in ran] == [0, 1], ran[0].stderr
    assert ran[0].stdout == "f has the values of 2 draws\n"
    assert "and should be" in ran[1].stderr


def test_stopped_formulas_are_written_with_what_stops_in_each_library():
    f = parse("x.T @ stop(A @ x)", shapes="A[n,n] x[n]")
    assert "jax.lax.stop_gradient(A @ x)" in code(f, "jax")
    assert "(A @ x).detach()" in code(f, "torch")
    assert "jax.lax.stop_gradient(" in code("x*stop(sin(x))", "jax")


def test_numbers_and_sizes_are_arrays_where_torch_wants_them():
    text = code(parse("softmax(Q @ K.T/sqrt(d))", shapes="Q[n,d] K[m,d]"), "torch")
    assert "torch.sqrt(torch.as_tensor(d, dtype=K.dtype, device=K.device))" in text
    assert "d = K.shape[1]" in text


def test_systems_are_solved():
    for language in ("jax", "torch"):
        text = code(parse("x.T @ inv(A @ diag(x)) @ x", shapes="A[n,n] x[n]"), language)
        assert "linalg.solve(" in text
        assert "inv(" not in text.partition('"""')[2].partition('"""')[2].partition("__main__")[0]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: code(F, "c"), "not written in c"),
        (lambda: code(F, "jax", "y"), "y is no name of the formula"),
        (lambda: code(F, "jax", "x x"), "x is given twice"),
        (lambda: code(F, "jax", wanted="hessian"), "'hessian' of arrays has no code"),
        (lambda: code(F, "torch", wanted=()), "nothing is wanted"),
        (lambda: code(F, "torch", main=True), "no main"),
        (lambda: code(parse("A @ x", shapes="A[n,m] x[m]"), "jax", "x", wanted="gradient"), "is of scalars"),
        (lambda: code(parse("logm(A)", shapes="A[n,n]"), "jax"), "logm has no source in JAX"),
        (lambda: code(parse("L(x)", shapes="x[n]", functions="L"), "jax"), "unknown function L"),
    ],
)
def test_what_cannot_be_written_is_refused_by_name(call, said):
    with pytest.raises(SymdiffError, match=said):
        call()


def test_rows_have_a_call_in_both_libraries_or_in_none_but_a_few():
    lacking = {row.name for row in ARRAY_FUNCTIONS if row.numpy and not (row.jax and row.torch)}
    assert lacking == {"logm", "logm_frechet", "sqrtm", "sylvester"}
    assert all(row.numpy for row in ARRAY_FUNCTIONS if row.jax or row.torch)


def test_several_formulas_share_what_they_have_in_common():
    f = parse("norm(A @ x - b)^2", shapes="A[n,m] x[m] b[n]")
    text = code([f, derive(f, "x")], "jax")
    assert "    t1 = A @ x - b\n    return (jnp.sum(t1**2), 2*(A.T @ t1))\n" in text
    assert "def f(A, b, x):" in text


COMPUTED = (
    ("sum(log(1 + exp(-y .* (X @ w))))", "X[n,m] w[m] y[n]", "w", "-(X.T @ ("),
    ("norm(A @ x - b)^2", "A[n,m] x[m] b[n]", "x", "(np.vdot(t1, t1), "),
    ("sum(G .* (softmax(Q @ K.T) @ V))", "Q[n,d] K[m,d] V[m,k] G[n,k]", "Q", "t2 = G @ V.T"),
    (
        "sum(logsumexp(X @ W.T, 1)) - sum(Y .* (X @ W.T))",
        "X[n,d] W[k,d] Y[n,k]",
        "W",
        "t2, t3 = _normalized(t1)",
    ),
)
"""A formula, its shapes, its variable, and what its NumPy code with the gradient has: a minus that is that of
a product and not of its large matrix, a sum of squares without its root, a product that two others have, and
exponentials that softmax and logsumexp have."""


@pytest.mark.parametrize(("text", "shapes", "by", "wanted"), COMPUTED)
def test_nothing_large_is_computed_twice(text, shapes, by, wanted):
    f = parse(text, shapes=shapes)
    found = code([f, derive(f, by)], "numpy", list(declared(shapes)))
    assert wanted in found
    lines = found.split("def f(")[1].split("def _test")[0]
    inside = lines.rpartition('"""')[2]
    assert all(inside.count(product) <= 1 for product in ("X @ w", "A @ x", "G @ V.T", "X @ W.T"))
    space = {"__name__": "written"}
    exec(found, space)  # noqa: S102 -- our own code
    space["_test"](space["f"])


def test_even_powers_of_a_norm_are_powers_of_its_square():
    text = source_of([parse("norm(x)^4 + norm(x)^3", shapes="x[n]")])
    space: dict[str, object] = {}
    exec(text, space)  # noqa: S102 -- our own code
    assert "**4" not in text
    x = numpy.array([3.0, 4.0])
    assert space["f"](x) == pytest.approx(5**4 + 5**3, rel=1e-15)


BLOCKS = (
    ("norm(A - U @ V.T)^2", "A[n,m] U[n,k] V[m,k]", "U", "abac"),
    ("sum(exp(A @ x))", "A[n,m] x[m]", "A", "abac"),
    ("norm(tanh(X @ W.T) @ V.T - Y)^2 + norm(V)^4/4", "X[n,d] W[m,d] V[k,m] Y[n,k]", "W", ""),
    ("sum(x^4) - norm(x - y)^2", "x[n] y[n]", "x", "aa"),
    ("sum(exp(X .* Y)) + sum(X .* X)", "X[n,m] Y[n,m]", "X", "abab"),
    ("logsumexp(x)", "x[n]", "x", ""),
)


@pytest.mark.parametrize(("text", "shapes", "by", "axes"), BLOCKS)
def test_a_hessian_is_its_blocks_where_it_has_deltas(text, shapes, by, axes):
    found = derive(parse(text, shapes=shapes), by, order=2)
    names = list(declared(shapes))
    if not axes:
        with pytest.raises(Unsupported, match="no two axes have a delta in all terms"):
            code(found, "numpy", names, wanted="blocks")
        return
    assert blocks_of(found).axes == axes
    space = {}
    exec(code(found, "numpy", names, wanted="blocks"), space)  # noqa: S102
    at = drawn(shapes, SIZES, 5)
    block = space["f"](*[at[name] for name in names])
    wanted = numpy.asarray(found(**at))
    assert numpy.ndim(block) == len(set(axes))
    assert space["f_full"](block) == pytest.approx(wanted, rel=1e-12, abs=1e-12)


def test_blocks_are_asked_for_by_themselves_and_of_arrays():
    f = derive(parse("sum(exp(A @ x))", shapes="A[n,m] x[m]"), "A", order=2)
    with pytest.raises(SymdiffError, match="of one formula, and by themselves"):
        code(f, "numpy", wanted=("value", "blocks"))
    with pytest.raises(SymdiffError, match="derivatives of arrays"):
        code("x*y", "c", wanted="blocks")
    assert "f_full" not in code(f, "jax", wanted="blocks")


def test_each_call_of_a_library_is_one_operand():
    templates = [row.numpy for row in ARRAY_FUNCTIONS] + [row.jax for row in ARRAY_FUNCTIONS]
    templates += [row.torch for row in ARRAY_FUNCTIONS]
    for kind in (LIBRARIES["jax"], LIBRARIES["torch"]):
        templates += [*kind.own.values(), *kind.scalars.functions.values()]
    for template in filter(None, templates):
        call = template.format("a", "b", "c") if "{0}" in template else f"{template}(a)"
        divided = ast.parse(f"z/{call}", mode="eval").body
        assert ast.dump(divided.right) == ast.dump(ast.parse(call, mode="eval").body), template


@pytest.mark.parametrize("language", INSTALLED)
def test_names_of_arguments_and_of_the_function_are_no_names_of_lines(language, tmp_path):
    f = parse(
        "sum(exp(x + t1))^2 + sum(t1)*sum(cos(t2))*exp(sum(cos(t2))) + one", shapes="x[n] t1[n] t2[n] one"
    )
    text = code(f, language, "x t1", wanted=("value", "gradient"), name="found")
    path = tmp_path / "found.py"
    path.write_text(text)
    ran = subprocess.run([sys.executable, path], capture_output=True, text=True)
    assert ran.stdout == "found has the values of 2 draws\n", ran.stderr
    path.write_text(text.replace("return (", "return (0*x + ", 1))  # of another shape, with the same number
    ran = subprocess.run([sys.executable, path], capture_output=True, text=True)
    assert "and should be" in ran.stderr
    with pytest.raises(SymdiffError, match="would hide the module"):
        code(f, language, name=LIBRARIES[language].alias)


@pytest.mark.parametrize("language", INSTALLED)
def test_a_loss_has_its_value_where_its_exponential_overflows(language):
    array = library(language)
    space = {}
    f = parse("sum(log(1 + exp(-y .* (X @ w))))", shapes="X[n,m] w[m] y[n]")
    exec(code(f, language, "w X y", wanted=("value", "gradient")), space)  # noqa: S102
    given = [array([1e3, 2.0]), array([[1.0, 0.0], [0.0, 1.0]]), array([-1.0, 1.0])]
    value, slope, *_ = space["f"](*given)
    assert float(value) == pytest.approx(1000 + math.log1p(math.exp(-2)), rel=1e-14)
    assert numpy.asarray(slope).tolist() == pytest.approx([1.0, -1 / (1 + math.exp(2))], rel=1e-14)
