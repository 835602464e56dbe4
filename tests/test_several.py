"""Jacobians, Hessians and their products with vectors, against SymPy and against one another."""

from __future__ import annotations

import random
from functools import reduce
from itertools import combinations, pairwise
from operator import add, mul
from typing import Any

import numpy
import pytest
import sympy
from click.testing import CliRunner
from parts import in_parts

from symdiff import (
    Expr,
    Jacobian,
    Limits,
    Max,
    SymdiffError,
    TooLarge,
    derive,
    directional,
    exp,
    gradient,
    hessian,
    hvp,
    jacobian,
    jvp,
    log,
    parse,
    sin,
    symbols,
    vjp,
)
from symdiff.arithmetic.evaluation import evaluate_all
from symdiff.cli import cli
from symdiff.parser.listed import components
from symdiff.simplifier.sharing import simplified_together
from symdiff.sweeps.sparsity import bits, colours, pattern

SYSTEMS = [
    (("x*y", "sin(x)"), "x y"),
    (("x", "y", "x"), "x y"),
    (("x + y", "x - y", "x*y", "x/y"), "x y"),
    (("exp(x*y)*z", "log(x + y)", "z^2"), "x y z"),
    (("x^y", "y^x"), "x y"),
    (("1", "2*x"), "x y"),
    (("sqrt(x^2 + y^2)", "atan2(y, x)"), "x y"),
    (("r*cos(t)", "r*sin(t)"), "r t"),
    (("r*sin(t)*cos(p)", "r*sin(t)*sin(p)", "r*cos(t)"), "r t p"),
    (("Piecewise((x^2, x > 1), (2*x - 1, True))*y", "x"), "x y"),
    (("Max(x, y)", "Min(x^2, y, z)"), "x y z"),
    (("abs(x - y)", "abs(x)*y"), "x y"),
    (("Piecewise((x*y, y > z), (z^3, True))",), "x y z"),
    (("Max(x*y, sin(x))*Max(y, z)", "Max(x, 2)"), "x y z"),
    (("sin(cos(x*y))", "cos(x*y)", "x*y"), "x y"),
    (("tanh(a*x + b)", "tanh(c*tanh(a*x + b) + d)"), "a b c d"),
    (("x*y*z*w",), "x y z w"),
    (("(x + y)^3", "(x + y)^3*z", "(x + y)^2"), "x y z"),
    (("a*exp(-b*t)",), "a b"),
    (("k*x*(1 - x/m)",), "x k m"),
    (("exp(x)/(exp(x) + exp(y))", "exp(y)/(exp(x) + exp(y))"), "x y"),
    (("log(exp(x) + exp(y) + exp(z))",), "x y z"),
    (("s*(y - x)", "x*(p - z) - y", "x*y - b*z"), "x y z"),
    (("x - x", "y"), "x y"),
    (("erf(x*y)", "gamma(x)"), "x y"),
    (("x^3 - 3*x*y^2", "3*x^2*y - y^3"), "x y"),
    (("100*(y - x^2)^2 + (1 - x)^2",), "x y"),
    (("(x + 2*y - 7)^2 + (2*x + y - 5)^2",), "x y"),
    (("sin(x)^2 + cos(x)^2", "x*y"), "x y"),
    (("x*q + y", "q"), "x y u"),
    (("x^2 + y^2 + z^2 - 1", "x + y + z"), "x y z"),
    (("log(x)*log(y)", "log(x*y)"), "x y"),
    (("asin(x/9)", "acos(y/9)", "atan(x*y)"), "x y"),
    (("sinh(x) + cosh(y)", "x*sinh(x)"), "x y"),
    (("sqrt(x)*sqrt(y)", "1/sqrt(x*y)"), "x y"),
    (("x/(y/(z/w))", "((x - y) - z) - w"), "w x y z"),
    (("-x", "-(-y)", "2^x", "y^3"), "x y"),
    (("floor(x)*y", "sign(x)*y"), "x y"),
    (("exp(-(x^2 + y^2)/2)*cos(x - y)",), "x y"),
    (("x*y + y*z + z*w + w*x",), "x y z w"),
    (("(x*y)^5", "sin(x*y)^2", "1/(x*y)"), "x y"),
    (("if(x > y, x*sin(y), y*sin(x))", "x*y"), "x y"),
]
SIZED = pytest.mark.parametrize(("exprs", "names"), SYSTEMS, ids=[", ".join(s) for s, _ in SYSTEMS])
# SymPy leaves the derivatives of steps as they are.
SMOOTH = [(e, n) for e, n in SYSTEMS if not any("floor" in text for text in e)]


def points(exprs, names: str, count: int = 2) -> list[dict[str, float]]:
    """Return seeded points where all that is needed is defined."""
    chance = random.Random(str(exprs))
    free = {name for text in exprs for name in map(str, parse(text).free_symbols)} | set(names.split())
    return [{name: chance.uniform(0.6, 2.4) for name in sorted(free)} for _ in range(count)]


def theirs(exprs, names: str):
    """Return SymPy's own formulas, without what symdiff makes of them, and its symbols."""
    variables = [sympy.Symbol(name, real=True) for name in names.split()]
    return sympy.Matrix([parse(text, symbols=names.split()).sympy() for text in exprs]), variables


def numbers(matrix, at) -> numpy.ndarray:
    """Return a SymPy matrix at a point."""
    places = {sympy.Symbol(name, real=True): value for name, value in at.items()}
    found = matrix.subs(places).doit()
    return numpy.array(found.evalf(20).tolist(), dtype=float)


# Values ---------------------------------------------------------------------------------------


@in_parts
@pytest.mark.parametrize(("exprs", "names"), SMOOTH, ids=[", ".join(s) for s, _ in SMOOTH])
@pytest.mark.parametrize("level", ["none", "basic", "full"])
def test_a_jacobian_is_that_of_sympy(exprs, names, level):
    J = jacobian(list(exprs), names.split(), simplify=level)
    assert J.shape == (len(exprs), len(names.split()))
    matrix, variables = theirs(exprs, names)
    expected = matrix.jacobian(variables)
    for at in points(exprs, names):
        numpy.testing.assert_allclose(J.to_numpy(at), numbers(expected, at), rtol=1e-9, atol=1e-9)
        values = numpy.array(evaluate_all(list(J.outputs), at))
        numpy.testing.assert_allclose(values, numbers(matrix, at)[:, 0], rtol=1e-9, atol=1e-9)
    for i, j in numpy.ndindex(*J.shape):
        assert level == "none" or expected[i, j] != 0 or J[i, j] == 0


@in_parts
@pytest.mark.parametrize(("exprs", "names"), SMOOTH, ids=[", ".join(s) for s, _ in SMOOTH])
@pytest.mark.parametrize("level", ["none", "basic"])
def test_a_hessian_is_that_of_sympy(exprs, names, level):
    for text in exprs:
        H = hessian(text, names.split(), simplify=level)
        [f], variables = theirs([text], names)
        expected = sympy.hessian(f, variables)
        for at in points(exprs, names):
            numpy.testing.assert_allclose(H.to_numpy(at), numbers(expected, at), rtol=1e-9, atol=1e-9)
        for i, j in numpy.ndindex(*H.shape):
            assert H[i, j].node == H[j, i].node
            assert level == "none" or expected[i, j] != 0 or H[i, j] == 0


@in_parts
@SIZED
def test_a_sparse_matrix_has_what_the_dense_one_has(exprs, names):
    J, S = jacobian(exprs, names), jacobian(exprs, names, sparse=True)
    assert dict(S.items()) == dict(J.items())
    assert list(zip(S.rows, S.columns, strict=True)) == sorted(zip(S.rows, S.columns, strict=True))
    assert not any(value == 0 for value in S.values)
    for at in points(exprs, names):
        numpy.testing.assert_array_equal(S.to_scipy(at).toarray(), J.to_numpy(at))
        numpy.testing.assert_array_equal(S.to_numpy(at), J.to_numpy(at))
    for text in exprs:
        H, K = hessian(text, names), hessian(text, names, sparse=True)
        assert dict(K.items()) == dict(H.items())


@in_parts
@SIZED
def test_the_pattern_misses_nothing(exprs, names):
    J = jacobian(exprs, names, simplify="none")
    graph = J.outputs[0].graph
    variables = [graph.symbol(name) for name in names.split()]
    found = pattern(graph, [output.node for output in J.outputs], variables)
    for (i, j), _ in J.items():
        assert j in found.rows[i]
    alone = [[derive(text, name, simplify="none") for name in names.split()] for text in exprs]
    for i, j in numpy.ndindex(*J.shape):
        assert alone[i][j] == 0 or j in found.rows[i]


@in_parts
@SIZED
def test_products_with_vectors_are_those_of_the_matrices(exprs, names):
    variables = names.split()
    J = jacobian(exprs, variables)
    chance = random.Random(1)
    v = [chance.uniform(-1, 1) for _ in variables]
    w = [chance.uniform(-1, 1) for _ in exprs]
    for at in points(exprs, names):
        matrix = J.to_numpy(at)
        close = lambda found, expected, at=at: numpy.testing.assert_allclose(  # noqa: E731
            evaluate_all(found, at), expected, rtol=1e-9, atol=1e-9
        )
        close(jvp(exprs, variables, v), matrix @ v)
        close(vjp(exprs, variables, w), w @ matrix)
        close([directional(exprs[0], variables, v)], matrix[:1] @ v)
        close(hvp(exprs[0], variables, v), hessian(exprs[0], variables).to_numpy(at) @ v)
        by_name = {**at, **{f"v_{name}": value for name, value in zip(variables, v, strict=True)}}
        close(jvp(exprs, variables), matrix @ v, by_name)
        close(vjp(exprs, variables), w @ matrix, {**at, **{f"w_{i}": x for i, x in enumerate(w, 1)}})


def test_a_vector_of_formulas_counts_as_constant():
    assert [str(e) for e in jvp("x^2", "x", ["x"])] == ["2*x**2"]
    assert [str(e) for e in hvp("x^3", "x", ["x"])] == ["6*x**2"]
    assert vjp(["x^2", "x^2"], "x", ["x", 1])[0](x=3.0) == 24


def test_an_output_above_another_passes_on_what_comes_from_there():
    [found] = vjp(["sin(x)", "sin(x)^2", "x"], "x", ["a", "b", "c"])
    x, a, b, c = 0.3, 2.0, 3.0, 5.0
    expected = a * numpy.cos(x) + 2 * b * numpy.sin(x) * numpy.cos(x) + c
    assert found(x=x, a=a, b=b, c=c) == pytest.approx(expected)


# Sharing --------------------------------------------------------------------------------------


@in_parts
@SIZED
@pytest.mark.parametrize("level", ["none", "basic", "full"])
def test_all_is_on_one_graph(exprs, names, level):
    J = jacobian(exprs, names, simplify=level)
    S = jacobian(exprs, names, sparse=True, simplify=level)
    H = hessian(exprs[0], names, simplify=level)
    for exprs_of in ([*J.outputs, *[e for row in J.rows for e in row]], [*S.outputs, *S.values]):
        assert len({id(e.graph) for e in exprs_of}) == 1
    assert len({id(e.graph) for e in [*H.outputs, *[e for row in H.rows for e in row]]}) == 1
    assert len({id(e.graph) for e in hvp(exprs[0], names, simplify=level)}) == 1


def operations(exprs: list[Expr]) -> int:
    graph = exprs[0].graph
    return sum(bool(graph.children[node]) for node in graph.below([e.node for e in exprs]))


def variables(n: int) -> list[Expr]:
    return list(symbols([f"x{i}" for i in range(n)]))


CHEAP = {
    "product": lambda x: reduce(mul, x),
    "product from the right": lambda x: reduce(lambda p, f: f * p, x[::-1]),
    "product of sines": lambda x: reduce(mul, [sin(e) for e in x]),
    "nested products": lambda x: reduce(lambda p, f: sin(p * f), x),
    "rosenbrock": lambda x: reduce(add, [100 * (b - a**2) ** 2 + (1 - a) ** 2 for a, b in pairwise(x)]),
    "sum of exponentials": lambda x: log(reduce(add, [exp(e) for e in x])),
    "norm": lambda x: reduce(add, [e * e for e in x]),
    "ratio": lambda x: reduce(mul, x) / reduce(add, x),
    "product of sums": lambda x: reduce(mul, [a + b for a, b in pairwise(x)]),
    "pairs": lambda x: reduce(add, [a * b for a, b in combinations(x[:9], 2)]),
    "continued": lambda x: reduce(lambda p, f: 1 / (p + f), x),
    "greatest": lambda x: reduce(add, [Max(a, b) for a, b in pairwise(x)]),
    "distances": lambda x: reduce(add, [abs(a - b) for a, b in pairwise(x)]),
    "branches": lambda x: reduce(add, [a * parse(f"if({b} > 0, {b}^2, {b})") for a, b in pairwise(x)]),
}  # fmt: skip


@pytest.mark.parametrize("name", CHEAP)
def test_a_function_and_its_gradient_are_at_most_four_times_the_function(name):
    """The cheap gradient principle, on the shared graph."""
    x = variables(100)
    f = CHEAP[name](x)
    J = jacobian([f], x)
    [given] = jacobian([f], x, simplify="none").outputs
    ratio = operations([*J.outputs, *J.rows[0]]) / operations([given])
    assert ratio <= 4


@pytest.mark.parametrize("name", CHEAP)
def test_a_gradient_at_full_is_as_cheap_as_that(name):
    x = variables(100)
    f = CHEAP[name](x)
    alone = operations([f])
    assert alone + operations(gradient(f, x)) <= 4 * alone


def test_the_gradient_of_a_long_product_stays_linear(at_most):
    x = variables(800)
    with at_most(4):
        J = jacobian([reduce(mul, x)], x)
    assert operations([*J.outputs, *J.rows[0]]) < 3 * 800
    at = {f"x{i}": 1 + i / 1e6 for i in range(800)}
    whole = J.outputs[0](**at)
    for i in (0, 400, 799):
        assert J[0, i](**at) == pytest.approx(whole / at[f"x{i}"])


def test_a_gradient_keeps_what_is_shared_at_every_level():
    x = variables(300)
    for level in ("none", "basic", "full"):
        found = gradient(reduce(mul, x), x, simplify=level)
        assert operations(found) < 3 * 300


def test_pieces_are_put_together_again():
    """Sums of sums, with a chain that is used inside itself and as a result."""
    x = variables(60)
    sums = [x[0]]
    for e in x[1:]:
        sums.append(sums[-1] + e)
    products = [a * b for a, b in pairwise(sums)]
    J = jacobian([reduce(mul, products), *products], x, simplify="none")
    values = [*J.outputs, *[e for row in J.rows for e in row]]
    graph = values[0].graph
    short, nodes = simplified_together(graph, [e.node for e in values], "basic")
    assert len(short.below(nodes)) <= 1.25 * len(graph.below([e.node for e in values]))
    at = {f"x{i}": 1 / (i + 2) for i in range(60)}
    again = evaluate_all([Expr(short, node) for node in nodes], at)
    numpy.testing.assert_allclose(again, evaluate_all(values, at), rtol=1e-12)


def count_modes(exprs: list[Expr], names: list[Any]) -> tuple[int, int]:
    """Return for how many outputs variables go up, and for how many outputs go down."""
    outputs = jacobian(exprs, names, sparse=True, simplify="none").outputs
    graph = outputs[0].graph
    nodes = [graph.symbol(getattr(name, "name", name)) for name in names]
    parts = pattern(graph, [output.node for output in outputs], nodes).parts
    up = sum(len(part.outputs) for part in parts if part.forward < part.reverse)
    return up, sum(len(part.outputs) for part in parts) - up


def test_a_small_matrix_is_searched_for_short_entries():
    assert [str(entry) for entry in hessian("atan(y/x)", "x y").rows[0]] == [
        "2*x*y/(x**2 + y**2)**2",
        "(y**2 - x**2)/(x**2 + y**2)**2",
    ]
    assert hessian("sin(a*b)**2", "a b", level="full") == hessian("sin(a*b)**2", "a b")


def test_results_that_differ_by_symbols_alone_are_simplified_as_one():
    x = variables(150)
    terms = [100 * (b - a**2) ** 2 + (1 - a) ** 2 + sin(a * b) ** 2 for a, b in pairwise(x)]
    f = reduce(add, terms)
    H, raw = hessian(f, x, sparse=True), hessian(f, x, sparse=True, simplify="none")
    at = {f"x{i}": 0.3 + i / 100 for i in range(150)}
    numpy.testing.assert_allclose(H.to_numpy(at), raw.to_numpy(at), rtol=1e-9, atol=1e-9)
    numpy.testing.assert_allclose(
        evaluate_all(list(H.outputs), at), evaluate_all(list(raw.outputs), at), rtol=1e-9, atol=1e-9
    )
    assert len(H.values[0].graph) < len(raw.values[0].graph)
    alone = hessian("100*(b - a**2)**2 + (1 - a)**2 + sin(a*b)**2", "a b", level="basic")
    renamed = H.values[0].subs({"x0": symbols("a"), "x1": symbols("b")})
    assert renamed == alone[0, 0]


# The modes ------------------------------------------------------------------------------------


def test_the_mode_that_visits_fewer_nodes_is_taken():
    x = variables(20)
    inner = reduce(lambda p, _: sin(p), range(30), x[0])
    many = [inner * e for e in x]  # one long part of twenty outputs
    assert count_modes(many, x) == (20, 0)
    assert count_modes([reduce(mul, x)], x) == (0, 1)
    other = variables(3)
    assert count_modes([*many, parse("a*b"), parse("a + b^2")], [*x, "a", "b"]) == (20, 2)
    assert count_modes(other, other) == (0, 3)
    J = jacobian([*many, parse("a*b")], [*x, "a", "b"], sparse=True)
    at = {f"x{i}": 0.5 + i / 9 for i in range(20)} | {"a": 2.0, "b": 3.0}
    D = jacobian([*many, parse("a*b")], [*x, "a", "b"])
    assert dict(J.items()) == dict(D.items())
    value = many[0].subs({"x0": 0.5})(**at) / 0.5
    assert J.to_numpy(at)[5, 5] == pytest.approx(value)


@pytest.mark.parametrize("seed", range(30))
def test_both_modes_find_the_same(seed):
    """Random graphs with common parts, branches among them, each entry against one derivative alone."""
    chance = random.Random(seed)
    x = variables(chance.randint(2, 6))
    pool: list[Expr] = list(x)
    for _ in range(chance.randint(4, 14)):
        a, b = chance.choice(pool), chance.choice(pool)
        made = (a + b, a - b, a * b, sin(a), Max(a, b + 0.1), a / (2 + sin(b)), exp(-a * a), abs(a - 0.3))
        pool.append(chance.choice(made))
    outputs = [chance.choice(pool) for _ in range(chance.randint(1, 9))]
    at = {e.name: chance.uniform(0.5, 1.5) for e in x}
    found = jacobian(outputs, x, simplify=chance.choice(["none", "basic"]))
    alone = [[derive(f, e, simplify="none")(**at) for e in x] for f in outputs]
    numpy.testing.assert_allclose(found.to_numpy(at), alone, rtol=1e-9, atol=1e-9)
    f = reduce(add, outputs)
    twice = [[derive(f, e, d, simplify="none")(**at) for e in x] for d in x]
    numpy.testing.assert_allclose(hessian(f, x).to_numpy(at), twice, rtol=1e-8, atol=1e-8)


def test_columns_of_one_colour_meet_in_no_row():
    chance = random.Random(3)
    for _ in range(50):
        width = chance.randint(1, 30)
        rows = [
            tuple(sorted(chance.sample(range(width), chance.randint(0, min(4, width))))) for _ in range(20)
        ]
        groups = colours(rows, width)
        found = sorted(column for group in groups for column in group)
        assert found == sorted({column for row in rows for column in row})
        for group in groups:
            for row in rows:
                assert len(set(group) & set(row)) <= 1


def test_a_band_has_as_many_colours_as_it_is_wide():
    rows = [tuple(j for j in (i - 1, i, i + 1) if 0 <= j < 500) for i in range(500)]
    assert len(colours(rows, 500)) == 3


@pytest.mark.parametrize("number", [0, 1, 2, 1 << 300, (1 << 300) - 1, 3 << 64, 0b1011 << 60], ids=hex)
def test_bits_are_the_places_of_ones(number):
    assert sum(1 << place for place in bits(number)) == number
    assert list(bits(number)) == sorted(bits(number))


@pytest.mark.parametrize("last", [False, True])
def test_an_arrow_is_linear(at_most, last):
    """One variable that meets all others, first or last."""
    x = variables(1200)
    hub = x[-1 if last else 0]
    f = reduce(add, [hub * e**2 for e in x])
    with at_most(6):
        H = hessian(f, x, sparse=True, simplify="none")
    assert len(H.values) == 3 * 1200 - 2
    assert len(H.values[0].graph) < 40 * 1200


def test_a_band_is_linear(at_most):
    x = variables(1000)
    system = [sin(a) * b + c for a, b, c in zip(x, x[1:], x[2:], strict=False)]
    with at_most(8):
        J = jacobian(system, x, sparse=True)
    assert len(J.values) == 3 * 998
    assert len(J.values[0].graph) < 10 * 1000


# Input ----------------------------------------------------------------------------------------


def test_steps_are_flat():
    J = jacobian(["floor(x)*y", "sign(x)*y"], "x y", sparse=True)
    assert [str(value) for value in J.values] == ["floor(x)", "sign(x)"]
    assert J.columns == (1, 1)


def test_what_is_taken_for_a_list_of_formulas():
    expected = [["y", "x"], ["cos(x)", "0"]]
    x, y = symbols("x y")
    a, b = sympy.symbols("x y")
    for exprs in (
        "x*y, sin(x)", "[x*y, sin(x)]", "(x*y, sin(x))", ["x*y", sin(x)], (x * y, "sin(x)"), "[x*y, sin(x),]",
        sympy.Matrix([a * b, sympy.sin(a)]), sympy.Matrix([[a * b, sympy.sin(a)]]), [a * b, "sin(x)"],
        numpy.array([x * y, sin(x)], dtype=object),
    ):  # fmt: skip
        for names in (["x", "y"], "x y", "x, y", [x, y], [a, b]):
            J = jacobian(exprs, names)
            assert [[str(e) for e in row] for row in J.rows] == expected
    assert jacobian(x * y, x).shape == (1, 1)
    assert jacobian([3, 4.5], "x").rows[1][0] == 0
    assert jvp("x*y, y", "x y", numpy.array([2, 3]))[1] == 3
    assert components("(x + y)*(x - y)") == ["(x + y)*(x - y)"]
    assert components("(x + y)") == ["(x + y)"]
    assert jacobian("e*x, e", ["x", "e"])[1, 1] == 1


def test_results_in_other_forms():
    J = jacobian("x*y, sin(x)", "x y z")
    x, y = (sympy.Symbol(name, real=True) for name in "xy")
    assert J.sympy() == sympy.Matrix([[y, x, 0], [sympy.cos(x), 0, 0]])
    assert jacobian("x*y, sin(x)", "x y z", sparse=True).sympy() == J.sympy()
    assert J.latex() == r"\begin{pmatrix} y & x & 0 \\ \cos\left(x\right) & 0 & 0 \end{pmatrix}"
    assert J.to_numpy({"x": 0, "y": 2}).tolist() == [[2, 0, 0], [1, 0, 0]]
    found = jacobian("x*y, sin(x)", "x y z", sparse=True).to_scipy({"x": 0, "y": 2})
    assert (found.nnz, found.shape) == (3, (2, 3))
    assert jacobian("I*x", "x", sparse=True).to_scipy({"x": 1}).toarray().tolist() == [[1j]]
    assert jacobian("1", "x", sparse=True).to_scipy({}).toarray().tolist() == [[0]]
    assert jacobian("1", "x").to_numpy({}).tolist() == [[0]]
    assert isinstance(J, Jacobian)
    assert J.variables == ("x", "y", "z")


@pytest.mark.parametrize("level", ["none", "basic", "full"])
@pytest.mark.parametrize(
    "text", ["x*y/y", "log(x)*Abs(y)", "x*Abs(x)", "tan(x)/y", "x**2 + exp(y)", "sqrt(x) + y"]
)
def test_entries_have_the_conditions_that_a_derivative_has(text, level):
    j, h = jacobian(text, "x y", level=level), hessian(text, "x y", level=level)
    for i, one in enumerate("xy"):
        assert str(j[0, i]) == "0" or j[0, i].conditions == derive(text, one, level=level).conditions
        assert set(h.outputs[i].conditions) == set(derive(text, one, level=level).conditions)
        for k, two in enumerate("xy"):
            expected = derive(text, *sorted((one, two)), level=level).conditions
            assert str(h[i, k]) == "0" or set(h[i, k].conditions) == set(expected)


def test_a_matrix_says_where_its_entries_hold():
    def said(*arguments):
        return CliRunner().invoke(cli, list(arguments)).stderr

    assert (
        said("jacobian", "tan(x)*log(y), x/y", "x", "y") == "where y > 0, x != pi/2 + k*pi (k an integer)\n"
    )
    assert said("hessian", "asin(x)/y", "x", "y") == "where -1 < x < 1, y != 0\n"
    assert said("hessian", "x*abs(x)", "x") == "where x != 0\n"
    assert said("jacobian", "x*abs(x)", "x") == ""


def test_the_commands_print_entries_or_a_matrix():
    def run(*arguments: str) -> tuple[str, str, int]:
        done = CliRunner().invoke(cli, arguments)
        return done.stdout, done.stderr, done.exit_code

    lines = "d(1)/d(x): y\nd(1)/d(y): x\nd(2)/d(x): cos(x)\n"
    assert run("jacobian", "x*y, sin(x)", "x", "y") == (lines + "d(2)/d(y): 0\n", "", 0)
    assert run("jacobian", "x*y, sin(x)", "x", "y", "--sparse") == (lines, "", 0)
    matrix = r"\begin{pmatrix} y & x \end{pmatrix}" + "\n"
    assert run("jacobian", "x*y", "x", "y", "--format", "latex") == (matrix, "", 0)
    pairs = "d2/d(x)d(x): 2*y\nd2/d(x)d(y): 2*x\nd2/d(y)d(y): 0\n"
    assert run("hessian", "x^2*y", "x", "y") == (pairs, "", 0)
    assert run("hessian", "-x", "x", "--no-check", "--simplify", "none") == ("d2/d(x)d(x): 0\n", "", 0)
    assert run("jacobian", "x^2/x", "x") == ("d(1)/d(x): 1\n", "where x != 0\n", 0)
    out, message, code = run("jacobian", "x, y +", "x")
    assert (out, code) == ("", 2)
    assert "output 2" in message
    assert run("hessian", "x*y", "x", "x")[2] == 2
    assert run("jacobian", "x*y, y", "x", "y", "--limit", "entries=3")[2] == 2


BAD = {
    "no variables": (lambda: jacobian("x*y", []), "by which variables", "['x', 'y']"),
    "no outputs": (lambda: jacobian([], "x"), "of what", "['x*y'"),
    "a variable twice": (lambda: jacobian("x", ["x", "y", "x"]), "x is given twice", "once"),
    "a variable that is none": (lambda: jacobian("x", ["x*y"]), "not a variable", "name"),
    "a formula that is none": (lambda: jacobian(["x", "x + * y"], "x"), "output 2: ", ""),
    "one that is empty": (lambda: jacobian("x,,y", "x"), "output 2: ", ""),
    "nothing": (lambda: jacobian("", "x"), "empty", ""),
    "a level": (lambda: jacobian("x", "x", simplify="best"), "unknown level", "basic"),
    "a short vector": (lambda: jvp("x*y", "x y", [1]), "a vector of 1 for 2 variables", "each variable"),
    "a long vector": (lambda: hvp("x*y", "x y", [1, 2, 3]), "a vector of 3 for 2 variables", ""),
    "of outputs": (lambda: vjp("x*y, x", "x y", [1]), "a vector of 1 for 2 outputs", "each output"),
    "a direction": (lambda: directional("x", "x", [1, 2]), "a vector of 2 for 1 variable", ""),
    "an entry": (lambda: jvp("x*y", "x y", ["1", "a +"]), "entry 2: ", ""),
    "a name that is taken": (lambda: jvp("x*v_x", "x"), "v_x of the vector occurs", "give the vector"),
    "a matrix": (lambda: jacobian(sympy.eye(2), "x"), "2 by 2", "reshape"),
    "not a formula": (lambda: jacobian([object()], "x"), "expected a formula", "text"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_with_a_hint(name):
    work, message, hint = BAD[name]
    with pytest.raises(SymdiffError) as caught:
        work()
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_sizes_are_bounded():
    x = variables(40)
    squares = [e * e for e in x]
    small = Limits(entries=100)
    exprs = [parse(str(e), limits=small) for e in squares]
    with pytest.raises(TooLarge, match="1600 entries") as caught:
        jacobian(exprs, x)
    assert "sparse=True there are 40" in caught.value.hint
    assert len(jacobian(exprs, x, sparse=True).values) == 40
    with pytest.raises(TooLarge, match="entries"):
        hessian(parse("*".join(map(str, x)), limits=small), x, sparse=True)
    with pytest.raises(TooLarge, match="entries"):
        jacobian([*map(str, squares)], x, limits=small)


def test_sparse_is_only_recommended_where_it_helps():
    names = [f"x{i}" for i in range(50)]
    with pytest.raises(TooLarge) as caught:
        hessian(f"({' + '.join(names)})**2", names, limits=Limits(entries=1000))
    assert "sparse" not in caught.value.hint


@pytest.mark.parametrize(
    ("verb", "text", "names"),
    [(hessian, "abs(x)", "x"), (hessian, "abs(x)*y", "x y"), (jacobian, "floor(x), x", "x"),
     (jacobian, "sign(x), abs(y)", "x y")],
)  # fmt: skip
def test_an_entry_that_is_0_holds_where_the_derivative_does(verb, text, names):
    """A part that is flat between jumps has the derivative 0 beside them alone."""
    found = verb(text, names)
    outputs = text.split(", ")
    for i, row in enumerate(found.rows):
        for j, entry in enumerate(row):
            name = names.split()[j]
            alone = derive(text, names.split()[i], name) if verb is hessian else derive(outputs[i], name)
            assert set(entry.conditions) == set(alone.conditions)


@pytest.mark.parametrize(
    "text",
    [
        "max(x, y)",
        "Piecewise((1, x < y), (2, True)) + x",
        "min(x*y, 1)*y",
        "Piecewise((x, y > 3), (y, True))",
    ],
)
def test_edges_of_branches_are_left_out_as_in_a_derivative(text):
    j, g = jacobian(text, "x y"), gradient(text, "x y")
    for i, name in enumerate("xy"):
        assert set(g[i].conditions) == set(derive(text, name).conditions)
        assert set(j[0, i].conditions) == set(derive(text, name).conditions)
    steps = hessian("Piecewise((x*y, x < y), (x, True))", "x y")
    assert [[entry.where for entry in row] for row in steps.rows] == [["x != y"] * 2] * 2


@pytest.mark.parametrize("form", ["python", "numpy"])
@pytest.mark.parametrize(
    ("command", "formula", "names"),
    [("jacobian", "a*x**2, sin(b*x)", ["x", "b", "a"]), ("hessian", "log(1 + exp(x*y)) + z*x", ["y", "x"])],
)
def test_the_commands_write_python_and_numpy(form, command, formula, names):
    by, at = names[:2], {"x": 0.7, "y": -1.25, "a": 2.0, "b": 1.5}
    ran = CliRunner().invoke(cli, [command, formula, *by, "--format", form])
    assert ran.exit_code == 0, ran.output
    space: dict[str, Any] = {}
    exec(ran.stdout, space)  # noqa: S102
    found = space["f"](*[at[name] for name in names])
    matrix = jacobian(formula.split(", "), by) if command == "jacobian" else hessian(formula, by)
    assert [float(each) for each in found] == pytest.approx(matrix.to_numpy(at).ravel().tolist(), rel=1e-12)
    assert CliRunner().invoke(cli, [command, formula, *by, "--format", form, "--sparse"]).exit_code == 2


def test_a_matrix_is_printed_row_by_row() -> None:
    assert str(jacobian("x*y, sin(x)", "x y")) == "[[y, x],\n [cos(x), 0]]"
    assert str(hessian("x + y", "x y", sparse=True)) == "2 x 2, 0 entries"
    assert str(hessian("x^3 + y", "x y", sparse=True)) == "2 x 2, 1 entry\n(0, 0): 6*x"
