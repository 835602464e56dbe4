"""NumPy source, and the same without source: every row and random formulas, against 30 digits."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest
from written import (
    EDGES,
    POINTS,
    ROWS,
    agrees,
    as_float,
    branchy,
    edge_values,
    formulas,
    random_formulas,
    run,
    strict,
    truth,
)

from symdiff import SymdiffError, Unsupported, apply, compile, symbols
from symdiff.arithmetic.arrays import library, vectorised
from symdiff.arithmetic.evaluation import evaluate
from symdiff.export.numpy import numpy_source
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.parser.formula import parse
from symdiff.table.derivatives import is_order
from symdiff.table.operators import AND, LT, OR, PIECEWISE
from symdiff.verbs.derivatives import derive, gradient

WRITERS = {"written": lambda expr: run(numpy_source(expr)), "walked": vectorised}


@pytest.fixture(params=WRITERS)
def compiled(request):
    """One of the two ways to a function of arrays."""
    return WRITERS[request.param]


def check(compiled, expr, point):
    names = expr.graph.symbols([expr.node])
    at = {name: as_float(point[name]) for name in names}
    true = truth(expr, at)
    with np.errstate(all="ignore"):
        value = compiled(expr)(*[np.array([x, x]) for x in at.values()])
    if not names:
        value = np.array([value, value])
    assert value.shape == (2,)
    assert value[0] == value[1] or np.isnan(value).all()
    if true is None:
        assert not np.isfinite(value).any(), (str(expr), at, value)
    elif np.isfinite(value).all():
        assert agrees(value[0], expr, at, true), (str(expr), at, value, true)
    else:  # too large on the way
        with pytest.raises(SymdiffError):
            evaluate(expr, at)


@pytest.mark.parametrize("name", ROWS)
def test_every_row_and_its_derivative_have_their_values(compiled, name):
    for expr, point in formulas(name):
        check(compiled, expr, point)


@pytest.mark.parametrize("seed", range(40))
def test_random_formulas_and_their_derivatives_have_their_values(compiled, seed):
    for expr, point in random_formulas(seed):
        check(compiled, expr, point)


@pytest.mark.parametrize("name", EDGES)
def test_a_branch_that_is_not_taken_makes_neither_nan_nor_a_warning(compiled, name):
    for expr in {parse(EDGES[name]), derive(EDGES[name], "x")}:
        known = [(x, truth(expr, {"x": x})) for x in POINTS]
        inside = [x for x, true in known if true is not None]
        if not expr.free_symbols:
            continue
        with strict(), np.errstate(all="raise"):
            together = compiled(expr)(np.array(inside))
            each = [compiled(expr)(x) for x in inside]
        for x, value, alone in zip(inside, together, each, strict=True):
            assert agrees(value, expr, {"x": x}, truth(expr, {"x": x})), (str(expr), x)
            assert value == alone
        with np.errstate(all="ignore"):
            for x, true in known:
                assert (true is None) == (not np.isfinite(compiled(expr)(x))), (str(expr), x)


def test_edges_are_in_the_list_with_their_values():
    assert any(true is not None for name in EDGES for _, _, true in edge_values(name))


def test_the_example_of_the_brief(compiled):
    f = compiled(parse("Piecewise((log(x)*sqrt(x), x > 0), (log(-x)*sqrt(-x), x < 0), (0, True))"))
    with strict(), np.errstate(all="raise"):
        assert f(np.array([-1, 0, 1])).tolist() == [0, 0, 0]


def test_what_depends_on_nan_is_nan(compiled):
    f = compiled(parse("Piecewise((1, x > 0), (2, True))"))
    assert np.array_equal(f(np.array([1.0, -1.0, np.nan])), [1, 2, np.nan], equal_nan=True)
    with strict():
        f = compiled(parse("Piecewise((1, log(x) > 0), (2, x > -5 or log(x) > 1), (3, True))"))
        assert np.isnan(f(-1.0))
        assert f(0.5) == 2
        text = "Piecewise((1, x > 0 and log(x) > 0), (2, not (x > 0 and log(x) > -1)), (3, True))"
        f = compiled(parse(text))
        assert [f(-1.0), f(0.5), f(2.0), f(0.01)] == [2, 3, 1, 2]


def test_no_branch_is_nan(compiled):
    assert np.isnan(compiled(parse("Piecewise((x, x > 0))"))(-1.0))


def test_arguments_broadcast(compiled):
    f = compiled(parse("x*y + 1"))
    assert f(np.arange(3)[:, None], np.arange(4)).shape == (3, 4)
    assert f([1, 2], 3).tolist() == [4, 7]


@pytest.mark.parametrize("formula", ["Piecewise((1, x > y), (0, True))", "x + y", "x*0 + y", "Max(x, y)"])
def test_scalars_give_scalars(compiled, formula):
    value = compiled(parse(formula))(1, 2)
    assert np.isscalar(value)
    assert isinstance(value, np.float64)


def test_whole_numbers_are_taken_as_floats(compiled):
    with strict():
        assert compiled(parse("x**(-2) + floor(x)**(-1)"))(np.array([1, 2])).tolist() == [2, 0.75]
        assert compiled(parse("Abs(x - 5)**(-1) + sign(2)**(-1) + Max(2, 1)**(-1)"))(1) == 1.75


def test_a_constant_has_the_shape_of_the_arguments():
    source = numpy_source(parse("3"), order=["x"])
    assert run(source)(np.zeros((2, 2))).tolist() == [[3, 3], [3, 3]]
    assert run(source)(1) == 3
    pair = run(numpy_source([parse("x"), parse("y"), parse("2")]))(np.zeros((2, 1)), np.zeros(3))
    assert [part.shape for part in pair] == [(2, 3)] * 3


def test_constants_have_numpys_values():
    cases = {"(-8)**(1/3)": np.nan, "1/(0*1)": np.inf, "(pi - 4)**(1/2)": np.nan,
             "2**(1/2)": 2**0.5, "sqrt(-2)": np.nan, "Piecewise((1, 2 > pi), (3, pi > 2))": 3}  # fmt: skip
    for formula, expected in cases.items():
        with np.errstate(all="ignore"):
            for value in (run(numpy_source(parse(formula)))(), vectorised(parse(formula))()):
                np.testing.assert_allclose(value, expected, rtol=1e-14)


def test_a_negative_base_gives_nan_as_in_numpy(compiled):
    with np.errstate(invalid="ignore"):
        assert np.isnan(compiled(parse("x**(1/3)"))(-8.0))
        assert compiled(parse("cbrt(x)"))(-8.0) == -2


COMPLEX = {
    "exp(i*x)": 1.5, "sqrt(x) + i": -4.0, "i*x**(1/3)": -8.0, "sqrt(pi - 4)*i*x": 1.0,
    "i*(pi-4)**(1/2) + x": 1.0, "Abs(x) + i": -2.0, "sqrt(Abs(x) - 5)*i": 1.0,
    "i + besselj(1/2, x)": 2.0, "floor(x) + i*Max(x, 1)": 2.5, "hankel1(2, x)": 1.5,
    "Piecewise((sqrt(x), i*i*x > 0), (i, True))": -4.0, "asin(x) + i": 2.5, "acos(x) + i": 2.5,
    "atanh(x) + i": 2.5, "hyp2f1(1/2, 1/3, 3/4, x)*i": 1.5, "erfinv(x) + i": 0.5,
    "loggamma(x) + i": -1.5, "cbrt(x) + i": -8.0, "hermite(3, x) + i": 0.5,
    "uppergamma(1/2, x) + i": -1.5,
}  # fmt: skip


@pytest.mark.parametrize("formula", COMPLEX)
def test_complex_expressions_use_principal_values(compiled, formula):
    expr = parse(formula)
    expected = evaluate(expr, {"x": complex(COMPLEX[formula])})
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(compiled(expr)(COMPLEX[formula]), expected, rtol=1e-9, atol=1e-12)


def test_complex_arrays_are_taken():
    assert vectorised(parse("log(x)"))(np.array([-1 + 0j])) == pytest.approx(1j * np.pi)
    assert np.isnan(vectorised(parse("LambertW(x)"))(-5.0))
    assert vectorised(parse("LambertW(x)"))(-5.0 + 0j).imag != 0


@pytest.mark.parametrize("name", [row for row in ROWS if ROWS[row].numpy])
def test_the_lists_of_what_numpy_lacks_are_exact(name):
    row = ROWS[name]
    qualified, _, which = row.numpy.rstrip("]").partition("[")
    module, _, attribute = qualified.rpartition(".")
    function = getattr(import_module(module), attribute)
    real = [1.5, 0.5, 0.25, 0.3][: max(row.arity, 2 if row.arity < 0 else 1)]
    if row.integers:
        real[0] = 2
    with np.errstate(all="ignore"):
        value = function(*real)
        value = value[int(which)] if which else value
        assert np.iscomplexobj(value) == (row.numpy_complex or row.complex_valued)
        orders = [x if is_order(row, i) else np.array([x + 0j]) for i, x in enumerate(real)]
        if row.arity < 0:
            assert row.numpy_real_only  # NumPy compares complex numbers like words
        elif row.numpy_real_only:
            with pytest.raises(TypeError):
                function(*orders)
        else:
            function(*orders)
            self_consistent_on_the_cut(row, function, which)


def self_consistent_on_the_cut(row, function, which):
    if row.arity > 1 and not is_order(row, 0):
        return
    before = (0.5, 0.25, 0.75)[: row.arity - 1]
    other = False
    x = symbols("x")
    for point in (-3.5, -1.5, -0.5, 0.5, 1.5, 3.5):
        true = truth(apply(row.name, *before, x), {"x": complex(point)})
        if true is None or not row.cut:
            continue
        value = function(*before, np.complex128(point))
        value = value[int(which)] if which else value
        other = other or abs(complex(value) - complex(true)) > 1e-6 * (1 + abs(complex(true)))
    assert other == (row.numpy_other_edge)


def test_several_expressions_share_their_subterms():
    partials = gradient("sin(x*y)*exp(x*y)/z", ["x", "y", "z"])
    source = numpy_source(partials, "grad")
    assert source.count("np.sin(") == source.count("np.exp(") == 1
    at = {"x": 0.3, "y": 0.7, "z": 2.0}
    values = run(source, "grad")(*[np.array([v]) for v in at.values()])
    assert [v[0] for v in values] == pytest.approx([evaluate(e, at) for e in partials])


def test_a_long_chain_is_walked_and_not_recursed():
    x = symbols("x")
    expr = x
    for _ in range(100_000):
        expr = expr * x + 1
    assert vectorised(expr)(np.array([0.0, 0.5])) == pytest.approx([1, 2])
    short = x
    for _ in range(2000):
        short = 1 / (1 + short)
    assert run(numpy_source(short))(1.0) == pytest.approx((np.sqrt(5) - 1) / 2)


def test_a_condition_shared_many_times_is_written_in_linear_space():
    graph = Graph()
    x = graph.symbol("x")
    condition = graph.intern(LT, (x, graph.number(1)))
    for k in range(60):
        left = graph.intern(AND, (condition, graph.intern(LT, (x, graph.number(k)))))
        condition = graph.intern(OR, (left, condition))
    expr = Expr(graph, graph.intern(PIECEWISE, (x, condition, graph.number(0), graph.constant("True"))))
    assert len(numpy_source(expr)) < 60 * 400
    assert run(numpy_source(expr))(np.array([0.5, 2.0])).tolist() == [0.5, 0]


def test_names_that_numpy_needs_get_an_underscore():
    assert run(numpy_source(parse("np + scipy*t1")))(np_=1, scipy_=2, t1=3) == 7


def test_the_order_of_arguments():
    f = vectorised(parse("x - y"), ("y", "x"))
    assert f(1, 5) == 4
    with pytest.raises(SymdiffError, match="q does not occur"):
        vectorised(parse("x"), ("x", "q"))
    with pytest.raises(SymdiffError, match="leaves out y"):
        vectorised(parse("x + y"), ("x",))
    with pytest.raises(SymdiffError, match="2 arguments given, 1 expected: x"):
        vectorised(parse("x"))(1, 2)
    with pytest.raises(SymdiffError, match="numbers"):
        vectorised(parse("x"))("a")
    assert vectorised(parse("2"))() == 2


def test_an_unknown_function_is_refused(compiled):
    with pytest.raises(Unsupported, match="unknown function f"):
        compiled(parse("f(x) + 1", functions=["f"]))


def test_without_numpy_the_message_says_how_to_install_it(monkeypatch):
    def missing(name, *rest):
        raise ImportError(name)

    library.cache_clear()
    monkeypatch.setattr("symdiff.arithmetic.arrays.import_module", missing)
    try:
        with pytest.raises(SymdiffError, match="NumPy is not installed"):
            vectorised(parse("x"))
    finally:
        library.cache_clear()
    assert numpy_source(parse("x")).startswith("import numpy as np")


@pytest.mark.parametrize("seed", range(80))
def test_random_branches_have_the_values_of_the_walk_by_need(compiled, seed):
    expr = branchy(seed, 10 + seed % 20)
    names = expr.graph.symbols([expr.node])
    points = [{"x": x, "y": y} for x in (-1.5, -1.0, 0.0, 0.5, 2.0) for y in (-1.0, 0.0, 0.25)]
    with strict(), np.errstate(all="ignore"):
        arrays = [np.array([point[name] for point in points]) for name in names]
        values = np.broadcast_to(compiled(expr)(*arrays), len(points))
    for point, value in zip(points, values, strict=True):
        try:
            expected = evaluate(expr, {name: point[name] for name in names})
        except SymdiffError:
            continue  # NumPy goes on with an infinity
        assert value == pytest.approx(expected, rel=1e-9), point


@pytest.mark.parametrize(
    ("text", "x"), [("Ci(x)", -2.0), ("Chi(x)", -2.0), ("acot(x)", 0.0), ("Ci(x)*x", -1e-300)]
)
def test_no_value_is_found_where_a_library_has_one_outside_of_the_domain(text, x):
    """SciPy has log(abs(x)) in Ci(x), and atan(1/0) is pi/2."""
    expr = parse(text)
    assert np.isnan(expr.numpy()(x))
    assert np.isnan(compile(text, target="numpy").call(x))
    assert np.isfinite(expr.numpy()(0.5))
    assert "np.select" in expr.source("numpy")


@pytest.mark.parametrize(("formula", "at"), [
    ("zeta(s, x)", {"s": [-1.0, 0.5, 3.0], "x": [0.5, 2.5, 1.0]}),
    ("jacobi_sn(x, y)", {"x": [0.5, 0.5], "y": [-0.3, 0.4]}),
    ("elliptic_f(x, y)", {"x": [-0.3, 0.2], "y": [2.5, 0.5]}), ("airyai(x)", {"x": [-1e8, 1.0]}),
    ("fresnels(x)", {"x": [1e160, 1.0]}),
])  # fmt: skip
def test_values_that_scipy_lacks_are_those_of_mpmath(formula, at):
    expr, space = parse(formula), {}
    exec(numpy_source(expr), space)  # noqa: S102 - what is written is to be run
    names = sorted(at)
    arrays = [np.array(at[name]) for name in names]
    points = [{name: at[name][k] for name in names} for k in range(len(arrays[0]))]
    true = [float(evaluate(expr, point, digits=30).real) for point in points]
    for found in (space["f"](*arrays), expr.numpy(*names)(*arrays)):
        assert found.tolist() == pytest.approx(true, rel=1e-9)
    assert np.isnan(space["f"](*[array + np.nan for array in arrays])).all()
