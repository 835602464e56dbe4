"""Formulas of arrays in lists of floats, held to NumPy's values of the same."""

import random
import subprocess
import sys

import numpy
import pytest

from symdiff import parse
from symdiff.arithmetic import whole
from symdiff.arithmetic.linear import FUNCTIONS
from symdiff.arithmetic.plain import NotPlain, contracted, plain_values
from symdiff.arithmetic.tensors import values
from symdiff.errors import DomainError
from symdiff.graph.contraction import Contraction, contraction
from symdiff.graph.shapes import declared

SHAPES = {
    "A": [3, 3],
    "B": [3, 3],
    "S": [3, 3],
    "x": [3],
    "y": [3],
    "X": [2, 4],
    "Y": [4, 3],
    "k": [],
    "C": [6, 12],
    "x12": [12],
}
ARGUMENTS = {
    "stop": "A", "expect": "A", "inv": "A", "solve": "A B", "det": "A", "logdet": "A", "chol": "S",
    "tril": "X", "softmax": "X", "logsumexp": "X", "largest": "X", "max": "X", "min": "X", "prod": "X",
    "matpow": "A k",
    "toeplitz": "x", "offsets": "A", "cross": "x y", "skew": "x", "axial": "A", "kron": "X Y", "places": "x",
    "vec": "X", "unvec": "x12 Y", "commutation": "X",
    "kron_left": "C A B", "kron_right": "C A B",
}  # fmt: skip


def drawn(seed: int) -> dict[str, numpy.ndarray]:
    generator = numpy.random.default_rng(seed)
    found = {name: generator.normal(size=shape) for name, shape in SHAPES.items()}
    found["S"] = found["A"] @ found["A"].T + numpy.eye(3)
    found["k"] = numpy.float64(seed - 2)
    found["C"] = generator.normal(size=(9, 9))
    return found


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_functions_have_the_values_that_numpy_finds(name: str) -> None:
    for seed in (1, 2, 4):
        at = drawn(seed)
        arguments = [at[each] for each in ARGUMENTS[name].split()]
        given = [numpy.ravel(argument).tolist() for argument in arguments]
        found = FUNCTIONS[name](given, [list(numpy.shape(argument)) for argument in arguments])
        wanted = whole.function_of_arrays(numpy, name)(*arguments)
        assert found == pytest.approx(numpy.ravel(wanted).tolist(), rel=1e-9, abs=1e-12)


def test_a_vector_is_solved_for() -> None:
    at = drawn(3)
    found = FUNCTIONS["solve"]([at["A"].ravel().tolist(), at["x"].tolist()], [[3, 3], [3]])
    assert found == pytest.approx(numpy.linalg.solve(at["A"], at["x"]).tolist())


@pytest.mark.parametrize("name", ["inv", "solve", "logdet", "chol"])
def test_what_numpy_refuses_is_refused(name: str) -> None:
    singular = [1.0, 2.0, 2.0, 4.0]
    with pytest.raises(DomainError):
        FUNCTIONS[name]([singular, singular], [[2, 2], [2, 2]])
    assert FUNCTIONS["det"]([[0.0] * 4], [[2, 2]]) == [0.0]


def test_what_is_nearly_singular_is_refused_as_it_is_with_numpy() -> None:
    nearly = [1.0, 1.0, 1.0, 1.0 + 2e-16]
    for name in ("inv", "solve"):
        with pytest.raises(DomainError, match="trusted"):
            FUNCTIONS[name]([nearly, [1.0, 2.0]], [[2, 2], [2]])


def test_contractions_have_the_values_that_numpy_finds() -> None:
    generator, numbers = random.Random(3), numpy.random.default_rng(3)
    sizes = {"a": 2, "b": 3, "c": 4, "d": 3}
    for _ in range(300):
        inputs = tuple(["".join(generator.choices("abcd", k=generator.randrange(4)))
                        for _ in range(generator.randrange(5))])  # fmt: skip
        letters = sorted(set("".join(inputs)) | {"a"})
        output = "".join(generator.choices(letters, k=generator.randrange(4)))
        alone = tuple(
            [(letter, sizes[letter]) for letter in dict.fromkeys(output) if letter not in "".join(inputs)]
        )
        fixed = tuple([(letter, generator.randrange(-2, 2)) for letter in letters
                       if letter in "".join(inputs) + output and generator.random() < 0.2])  # fmt: skip
        given = Contraction(inputs, output, alone, fixed)
        shapes = [[sizes[letter] for letter in axes] for axes in inputs]
        arrays = [numbers.normal(size=shape) for shape in shapes]
        found = contracted(given, [array.ravel().tolist() for array in arrays], shapes, {})
        wanted = whole.contracted(numpy, given, arrays, {})
        assert found == pytest.approx(numpy.ravel(wanted).tolist(), rel=1e-12, abs=1e-12), given


def test_two_places_of_one_axis_are_0_and_a_place_that_is_not_there_is_refused() -> None:
    both = contraction("a->a;;a@0 a@1")
    assert contracted(both, [[5.0, 7.0]], [[2]], {}) == [0.0, 0.0]
    with pytest.raises(DomainError, match="no entry 4"):
        contracted(contraction("a->;;a@4"), [[5.0, 7.0]], [[2]], {})


FORMULAS = (
    ("norm(A @ x - b)^2 + x.T @ x/n", "A[n,m] x[m] b[n]"),
    ("where(x > 0.2, exp(x), where(x <= -0.5, 1/x, x))*sigmoid(t)", "x[n] t"),
    ("where(x < 0.5, x, -x) + where(x >= 0, 1, t) + abs(x) .^ 1.5 - pi", "x[n] t"),
    ("X + b + sin(X) .^ 2", "X[n,d] b[d]"),
    ("log(det(A @ A.T)) + heaviside(x[0]) + sign(x[1])*sum(x)", "A[n,n] x[n]"),
)


@pytest.mark.parametrize(("text", "shapes"), FORMULAS)
def test_formulas_have_the_values_that_numpy_finds(text: str, shapes: str) -> None:
    f = parse(text, shapes=shapes)
    generator = numpy.random.default_rng(5)
    sizes = {"n": 3, "m": 4, "d": 2}
    at = {name: generator.normal(size=[sizes[str(dim)] for dim in array.shape])
          for name, array in declared(shapes).items()}  # fmt: skip
    given = {name: numpy.ravel(array).tolist() for name, array in at.items()}
    [found] = plain_values(f.graph, [f.node], given, sizes)
    assert found == pytest.approx(numpy.ravel(values([f], {**at})[0]).tolist(), rel=1e-12)


def test_a_branch_that_is_not_taken_may_have_no_value() -> None:
    f = parse("where(x > 0, log(x) + sqrt(x) + x^t + 1/x, 0)", shapes="x[n] t")
    at = {"x": [-1.0, 1.0, 0.0], "t": [-0.5]}
    assert plain_values(f.graph, [f.node], at, {"n": 3}) == [[0.0, 3.0, 0.0]]


@pytest.mark.parametrize("text", ["log(x)", "1/(x - x)", "sqrt(x)", "exp(exp(exp(-x)))^400"])
def test_where_there_is_no_value_that_is_said(text: str) -> None:
    f = parse(text, shapes="x[n]")
    with pytest.raises(DomainError):
        plain_values(f.graph, [f.node], {"x": [-2.0, 1.0]}, {"n": 2})


@pytest.mark.parametrize("text", ["sum(eigvalsh(S))", "sum(expm(S))", "sum(gamma(1/x))*airyai(x[0])"])
def test_what_is_not_computed_here_is_left_to_numpy(text: str) -> None:
    f = parse(text, shapes="S[n,n]:symmetric x[n]")
    at = {"S": [1.0, 0.5, 0.5, 2.0], "x": [1.0, 2.0]}
    with pytest.raises(NotPlain):
        plain_values(f.graph, [f.node], at, {"n": 2})


def test_large_products_are_left_to_numpy() -> None:
    with pytest.raises(NotPlain):
        contracted(contraction("ab,bc->ac"), [[0.0] * 10_000] * 2, [[100, 100]] * 2, {})


def test_a_derivative_is_checked_without_numpy_and_what_simplifies_scalars() -> None:
    """Both take longer to load than the command takes for the rest."""
    command = [sys.executable, "-X", "importtime", "-m", "symdiff", "diff", "norm(A @ exp(x) - b)^2", "x"]
    found = subprocess.run(
        [*command, "--shape", "A[n,m] x[m] b[n]"], capture_output=True, text=True, check=True
    )
    assert found.stdout == "2*A.T @ (A @ exp(x) - b) .* exp(x)\n"
    loaded = {line.rpartition("|")[2].strip() for line in found.stderr.splitlines()}
    assert "symdiff.arithmetic.plain" in loaded
    assert not loaded & {"numpy", "scipy", "symdiff.simplifier.levels", "symdiff.at.solved"}
