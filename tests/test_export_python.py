"""Python source: every row and random formulas are run, and compared with 30 digits."""

from __future__ import annotations

import ast
import cmath
import math
import subprocess
import sys

import mpmath
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
)  # fmt: skip

from symdiff import SymdiffError, TooLarge, Unsupported
from symdiff.arithmetic.evaluation import evaluate
from symdiff.export.python import python
from symdiff.graph.by_name import symbols
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import Limits
from symdiff.parser.formula import parse
from symdiff.table.operators import DIV, GT, PIECEWISE
from symdiff.verbs.derivatives import derive, gradient

REFUSALS = (ValueError, ZeroDivisionError, OverflowError)


def check(expr, point):
    true = truth(expr, point)
    function = run(python(expr))
    at = {name: as_float(value) for name, value in point.items() if name in expr.graph.symbols([expr.node])}
    with strict():
        try:
            value = function(**at)
        except REFUSALS:
            with pytest.raises(SymdiffError):
                evaluate(expr, at)
            return
    assert true is not None, (str(expr), at, value)
    assert agrees(value, expr, point, true), (str(expr), at, value, true)


@pytest.mark.parametrize("name", ROWS)
def test_every_row_and_its_derivative_have_their_values(name):
    for expr, point in formulas(name):
        check(expr, point)


@pytest.mark.parametrize("seed", range(40))
def test_random_formulas_and_their_derivatives_have_their_values(seed):
    for expr, point in random_formulas(seed):
        check(expr, point)


@pytest.mark.parametrize("name", EDGES)
def test_a_branch_that_is_not_taken_is_not_computed(name):
    for expr, x, true in edge_values(name):
        function = run(python(expr, order=["x"]))
        if true is None:
            with pytest.raises((ValueError, ZeroDivisionError)):
                function(x)
        else:
            assert agrees(function(x), expr, {"x": x}, true), (str(expr), x)


def test_what_two_of_three_branches_share_is_written_once_and_computed_by_need():
    source = python(parse(EDGES["shared by two of three"]))
    assert source.count("math.exp(") == 1
    assert run(source)(-1) == 1.0


def test_what_all_branches_need_is_computed_before_them():
    x, c = symbols("x c")
    expr = x
    for _ in range(60):  # as a tree, 2**60 nodes; as blocks, 60 levels
        value, otherwise = expr * expr + c, expr.subs({}) * 2 + 1
        condition = c > 0
        graph = value.graph
        nodes = [graph.copy(e.graph, [e.node])[e.node] if e.graph is not graph else e.node
                 for e in (value, condition, otherwise)]  # fmt: skip
        expr = Expr(graph, graph.intern(PIECEWISE, (*nodes, graph.constant("True"))))
    source = python(expr)
    assert len(source) < 60 * 400
    assert run(source)(-1.0, 0.5) == evaluate(expr, {"x": 0.5, "c": -1.0})


def test_a_large_shared_graph_is_written_in_linear_time_and_space(at_most):
    x, y = symbols("x y")
    expr = x
    for _ in range(3000):
        expr = expr * y + expr
    with at_most(20):
        source = python(expr)
    assert len(source) < 3000 * 60
    assert run(source)(1.0, 1e-4) == pytest.approx(1.0001**3000)


def test_a_long_sum_does_not_nest_beyond_what_python_reads():
    x = symbols("x")
    expr = x
    for k in range(2, 2000):
        expr = expr + x / k
    assert run(python(expr))(1.0) == pytest.approx(sum(1 / k for k in range(1, 2000)))
    deep = x
    for _ in range(2000):
        deep = 1 / (1 + deep)
    assert run(python(deep))(1.0) == pytest.approx((math.sqrt(5) - 1) / 2)


def test_branches_too_deep_for_python_are_refused():
    graph = Graph()
    node = x = graph.symbol("x")
    for k in range(200):
        condition = graph.intern(GT, (x, graph.number(k)))
        node = graph.intern(
            PIECEWISE, (graph.add(node, x), condition, graph.number(k), graph.constant("True"))
        )
    with pytest.raises(TooLarge, match="nest"):
        python(Expr(graph, node))


def test_no_branch_is_a_value_error():
    f = run(python(parse("Piecewise((x, x > 0))")))
    assert f(2) == 2
    with pytest.raises(ValueError, match="no branch"):
        f(-1)


@pytest.mark.parametrize(
    ("formula", "at", "error"),
    [
        ("x**(1/3)", -8.0, ValueError),
        ("(-8)**(1/3) + x", 1.0, ValueError),
        ("x**x", -0.5, ValueError),
        ("log(x)", 0.0, ValueError),
        ("1/x", 0.0, ZeroDivisionError),
        ("x**(-2)", 0.0, ZeroDivisionError),
        ("exp(x)", 1000.0, OverflowError),
        ("gamma(x)", -1.0, ValueError),
        ("loggamma(x)", -0.5, ValueError),
        ("x*10**400", 1.0, OverflowError),
    ],
)
def test_outside_the_domain_is_an_error(formula, at, error):
    with pytest.raises(error):
        run(python(parse(formula)))(at)


def test_complex_expressions_use_principal_values():
    f = run(python(parse("exp(i*x) + (-8)**(1/3)")))
    assert f(1.0) == pytest.approx(cmath.exp(1j) + 2 * cmath.exp(1j * math.pi / 3))
    assert run(python(parse("Piecewise((sqrt(x), x*i*i < 0), (i, True))")))(4.0) == 2
    assert run(python(parse("Max(x, 2) + floor(x) + i")))(3.5) == 6.5 + 1j


def test_names_that_python_needs_get_an_underscore():
    expr = parse("lambda + math + f + t1*t1 + def + max + abs*t1", symbols=["lambda", "def", "max", "abs"])
    source = python(expr)
    assert "lambda_ stands for lambda" in source
    values = {"lambda_": 1, "math_": 2, "f_": 3, "t1": 4, "def_": 5, "max_": 6, "abs_": 7}
    assert run(source)(**values) == 1 + 2 + 3 + 16 + 5 + 6 + 28


@pytest.mark.parametrize("name", ["x y", "α'", 'a"""b', "a\\", "1st", "é{", ""])
def test_any_name_of_a_symbol_gives_valid_source(name):
    graph = Graph()
    expr = Expr(graph, graph.pow(graph.symbol(name), graph.number(2)))
    assert run(python(expr))(3) == 9


def test_several_expressions_share_their_subterms():
    source = python(gradient("sin(x*y)*exp(x*y)/z", ["x", "y", "z"]), "grad")
    assert source.count("math.sin") == source.count("math.exp") == 1
    at = {"x": 0.3, "y": 0.7, "z": 2.0}
    expected = tuple(evaluate(e, at) for e in gradient("sin(x*y)*exp(x*y)/z", ["x", "y", "z"]))
    assert run(source, "grad")(**at) == pytest.approx(expected)


def test_expressions_of_several_graphs_are_joined():
    assert run(python([parse("x + y"), parse("y*x"), parse("2")]))(3, 4) == (7, 12, 2)


def test_arguments_come_in_the_order_asked_for():
    assert run(python(parse("x - y"), order=["y", "x", "z"]))(1, 5, 0) == 4
    with pytest.raises(SymdiffError, match="leaves out y"):
        python(parse("x - y"), order=["x"])
    with pytest.raises(SymdiffError, match="twice"):
        python(parse("x"), order=["x", "x"])


def test_numbers_are_written_exactly():
    graph = Graph(Limits(bits=100_000))
    huge = graph.number(7**10_000)
    expr = Expr(graph, graph.div(graph.mul(huge, graph.symbol("x")), graph.number(3)))
    with pytest.raises(OverflowError):
        run(python(expr))(1.0)
    ratio = Expr(graph, graph.intern(DIV, (huge, graph.number(7**9_999))))
    assert run(python(ratio))() == 7
    third = parse("1/3 + x")
    assert run(python(third))(0) == 1 / 3
    assert run(python(parse("0.1*x")))(3) == 0.1 * 3
    assert run(python(parse("-x**2 + (-x)**2 - (-2)**x")))(2) == -4


def test_an_unknown_function_is_refused():
    with pytest.raises(Unsupported, match="unknown function f"):
        python(parse("f(x) + 1", functions=["f"]))


def test_a_name_that_is_none_is_refused():
    for name in ("1f", "class", "a b"):
        with pytest.raises(SymdiffError):
            python(parse("x"), name)
    with pytest.raises(SymdiffError):
        python([])


@pytest.mark.parametrize("name", ROWS)
def test_math_is_all_that_is_imported_where_it_suffices(name):
    for expr, _ in formulas(name, 1):
        tree = ast.parse(python(expr))
        imported = {
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        }
        assert imported <= {"math", "cmath", "mpmath"}


def test_the_source_runs_where_symdiff_is_not_installed():
    source = python(derive("x^3*sin(x)", "x")) + "print(f(1.0))\n"
    done = subprocess.run([sys.executable, "-I", "-c", source], capture_output=True, text=True, check=True)
    assert float(done.stdout) == pytest.approx(3 * math.sin(1) + math.cos(1))


def test_conditions_are_values_too():
    assert run(python(parse("x > 1 and not x > 3 or x == 0")))(2) is True


def test_points_of_the_edges_meet_both_sides():
    assert {-1.0, 0.0, 1.0} <= {*POINTS}


@pytest.mark.parametrize("small", [24, 3])
@pytest.mark.parametrize("seed", range(80))
def test_random_branches_have_the_values_of_the_walk_by_need(monkeypatch, seed, small):
    monkeypatch.setattr("symdiff.export.blocks._SMALL", small)  # so that little functions are made too
    expr = branchy(seed, 10 + seed % 20)
    function = run(python(expr, order=["x", "y"]))
    for x in (-1.5, -1.0, 0.0, 0.5, 2.0):
        for y in (-1.0, 0.0, 0.25):
            try:
                expected = evaluate(expr, {"x": x, "y": y})
            except SymdiffError:
                with pytest.raises(REFUSALS):
                    function(x, y)
            else:
                assert function(x, y) == pytest.approx(expected, rel=1e-9), (x, y)


@pytest.mark.parametrize(
    "formula",
    ["chebyshevt(3, x)", "chebyshevu(3, x)", "legendre(3, x)", "hermite(3, x)", "laguerre(1, x + 1)"],
)
def test_a_polynomial_is_zero_at_its_root(formula):
    assert run(python(parse(formula)))(0) == 0


@pytest.mark.parametrize(("count", "dots"), [(1, False), (5, False), (6, True), (9, True)])
def test_a_docstring_names_five_results_and_says_whether_there_are_more(count, dots):
    docstring = run(python([parse(f"x + {i}") for i in range(1, count + 1)])).__doc__
    assert all(f"x + {i}" in docstring for i in range(1, min(count, 5) + 1))
    assert ("..." in docstring) == dots
    assert "x + 6" not in docstring


@pytest.mark.parametrize(("formula", "x", "expected"), [
    ("1/(1 + x**2)", 1e200, 0.0), ("exp(-x**2)", -1e200, 0.0), ("exp(-(x - 1)**2/2)", 1e160, 0.0),
    ("cos(x)/x - sin(x)/x**2", 1e160, math.cos(1e160)/1e160), ("atan(x)/(x**2 + 1)", 1e200, 0.0),
    ("1/(1 - x**2)**2", 1e100, 0.0), ("tanh(x**3)", -1e200, -1.0), ("1/(x**4 + x**2 + 1)", 1e154, 0.0),
    ("2/sqrt(pi)*exp(-x**2)", 1e308, 0.0), ("1/(1 + x**2)", 3.0, 0.1), ("1/(1 + x**3)", 2.0, 1 / 9),
])  # fmt: skip
def test_a_power_that_is_too_large_on_the_way_hides_no_value(formula, x, expected):
    assert function_of(formula)(x) == expected


@pytest.mark.parametrize(("formula", "x"), [
    ("sqrt(x**2 + x)", 1e200), ("x/(x**2 + 1)", 1e200), ("x**2", 1e200), ("1/(1e-300*x**2 + 1)", 1e160),
    ("x*(1/x**2)", 1e160), ("sqrt(x)/x*(1/(x**2 + 1))", 1e160), ("sqrt(1/(x**2 + 1))", 1e160),
    ("log(x**2)", 1e200), ("1/(1 + x**2) + x**2", 1e200), ("(x**2 + 1)/(x**2 + 2)", 1e200),
])  # fmt: skip
def test_a_power_whose_infinity_would_lead_elsewhere_is_an_error_still(formula, x):
    with pytest.raises(OverflowError):
        function_of(formula, stable=False)(x)


@pytest.mark.parametrize(("formula", "x", "expected"), [
    ("1/cosh(x)", 1e200, 0.0), ("1/cosh(x)", -800.0, 0.0), ("1/cosh(x)", 1.0, 1 / math.cosh(1.0)),
    ("x**3/(exp(x) - 1)", 800.0, 0.0), ("x/cosh(2*x)", -4e5, 0.0), ("x*(1/cosh(x))", 800.0, 0.0),
    ("exp(-exp(x))", 1e200, 0.0), ("exp(-exp(-x)) - 1", -1e200, -1.0), ("1/(exp(x) - 1)", 800.0, 0.0),
    ("x*(1/x**2)", 1e160, 1e-160),
    ("sech(x)**2", 800.0, 0.0), ("atan(exp(x))", 800.0, math.pi / 2), ("1/(expm1(x) + 3)", 800.0, 0.0),
])  # fmt: skip
def test_a_function_that_is_too_large_on_the_way_hides_no_value(formula, x, expected):
    assert function_of(formula)(x) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    "formula",
    ["exp(x)", "cosh(x)", "x**9/cosh(x)", "exp(x) - exp(2*x)", "log(exp(x) + 2)"],
)
def test_a_function_whose_infinity_would_lead_elsewhere_is_an_error_still(formula):
    with pytest.raises(OverflowError):
        function_of(formula, stable=False)(800.0)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x**9/cosh(x)", 2 * 800.0**9 * math.exp(-400) ** 2),
        ("log(exp(x) + 2)", 800.0),
        ("log1p(3*exp(x))", 800 + math.log(3)),
    ],
)
def test_the_stable_form_has_the_value_there(formula, expected):
    assert function_of(formula)(800.0) == pytest.approx(expected, rel=1e-12, abs=1e-300)


def test_a_function_that_may_be_infinite_is_nan_of_nan():
    assert math.isnan(function_of("1/cosh(x)")(math.nan))


def function_of(formula, stable=True):
    space = {}
    exec(parse(formula).python(stable=stable), space)  # noqa: S102 - what is written is to be run
    return space["f"]


@pytest.mark.parametrize("x", [1e-307, 1e-300, 1e-160, 1e-20, 1e-8, 0.01, 0.2, 0.25, 0.3, 1.0, 1.5, 1.999])
def test_the_inverse_of_erfc_keeps_its_digits_where_its_argument_is_tiny(x):
    """erfinv(1 - x) has no digit of x there."""
    y = function_of("erfcinv(x)")(x)
    with mpmath.workdps(400):
        exact = mpmath.mpf(y)
        for _ in range(3):
            exact += mpmath.sqrt(mpmath.pi) / 2 * mpmath.exp(exact**2) * (mpmath.erfc(exact) - mpmath.mpf(x))
        assert abs(exact - y) <= 4e-16 * abs(exact)


@pytest.mark.parametrize("x", [-1.0, 0.0, 2.0, 3.0])
def test_the_inverse_of_erfc_has_no_value_outside_of_its_domain(x):
    with pytest.raises(ValueError, match=r"domain|defined"):
        function_of("erfcinv(x)")(x)


@pytest.mark.parametrize(("text", "by", "at"), [
    ("zeta(x)", "x", (1.0,)), ("besselj(n, x)", "n", (0.5, -2.0)), ("polylog(s, x)", "s", (0.5, 2.0)),
])  # fmt: skip
def test_a_derivative_found_by_differences_has_no_value_outside_of_its_domain(text, by, at):
    """Differences gave zeta'(1) = 8.5e37."""
    found = derive(text, by)
    space = {}
    exec(found.python(), space)  # noqa: S102 - what is written is to be run
    with pytest.raises(ValueError, match="branch"):
        space["f"](*at)
    assert np.isnan(found.numpy()(*at))


def test_the_lower_gamma_function_has_its_values_where_powers_overflow():
    assert function_of("lowergamma(40, x)")(1e160) == pytest.approx(math.gamma(40), rel=1e-14)


@pytest.mark.parametrize(("formula", "at"), [
    ("beta(x, y)*(digamma(x) - digamma(x + y))", {"x": 2.5, "y": 1e-30}),
    ("beta(x, y)", {"x": 1e300, "y": 1.0}),
    ("binomial(n, k)*(digamma(n + 1) - digamma(n - k + 1))", {"k": 1e-12, "n": 4.5}),
    ("zeta(s, x)", {"s": 1e-160, "x": 2.5}), ("x**0.5*polygamma(2, x)", {"x": 3.0}),
    ("(elliptic_e(m)/(m - 1) + elliptic_pi(n, m))/(2*(n - m))", {"m": 0.3, "n": 0.3 + 1e-9}),
])  # fmt: skip
def test_what_cannot_be_measured_is_computed_with_more_digits(formula, at):
    expr, space = parse(formula), {}
    exec(expr.python(), space)  # noqa: S102 - what is written is to be run
    names = expr.graph.symbols([expr.node])
    true = evaluate(expr, at, digits=40)
    assert space["f"](*[at[name] for name in names]) == pytest.approx(float(true.real), rel=1e-15)


def test_what_is_computed_with_more_digits_raises_outside_the_domain():
    space = {}
    exec(parse("sqrt(x)*beta(x, y)").python(), space)  # noqa: S102 - what is written is to be run
    for at in ((-1.5, 2.0), (0.0, 2.0), (2.0, -1.0)):
        with pytest.raises((ValueError, ZeroDivisionError)):
            space["f"](*at)
