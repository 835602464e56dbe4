"""SymPy as a witness: to it and back, and values and derivatives that it computes itself."""

from __future__ import annotations

import sys
from fractions import Fraction

import mpmath
import pytest
import sympy
from parts import in_parts
from strategies import ELEMENTARY, grown
from written import EDGES, POINTS, ROWS, agrees, formulas, truth

from symdiff import DomainError, SymdiffError, Unsupported, apply, symbols
from symdiff.arithmetic.lowering import lowered
from symdiff.errors import TooLarge
from symdiff.export.sympy import has
from symdiff.parser.formula import parse
from symdiff.table.functions import row_of
from symdiff.table.operators import is_function
from symdiff.verbs.derivatives import derive
from symdiff.witness.oracle import derivative, from_sympy, to_sympy, value

x, y = sympy.symbols("x y", real=True)


def lacking(expr):
    """Return whether a function occurs that SymPy has not and nothing defines."""
    graph, [root] = lowered([expr], has)
    rows = [row_of(graph.ops[node]) for node in graph.below([root]) if is_function(graph.ops[node])]
    return any(not (row.sympy or row.derived >= 0) for row in rows)


@in_parts
@pytest.mark.parametrize("name", ROWS)
def test_every_row_and_its_derivative_have_sympys_value(name):
    for expr, point in formulas(name, 1):
        at = {s: v for s, v in point.items() if s in expr.graph.symbols([expr.node])}
        text = str(expr)
        if lacking(expr):
            with pytest.raises(Unsupported, match="SymPy has no function"):
                to_sympy(expr)
            continue
        if "'" in text or "D[" in text:  # evalf does not compute Subs of Derivative
            assert to_sympy(expr).has(sympy.Derivative)
            continue
        true = truth(expr, at)
        if "erfcinv" in text:  # the one function that evalf does not know
            with pytest.raises(Unsupported, match="erfcinv"):
                value(to_sympy(expr), at, 20)
            continue
        theirs = value(to_sympy(expr), at, 20)
        assert true is not None, (str(expr), at, theirs)
        assert agrees(theirs, expr, at, true), (str(expr), at, theirs, true)


@pytest.mark.parametrize("seed", range(15))
def test_sympys_own_derivative_has_the_value_of_ours(seed):
    sample = grown(seed, 5, rows=ELEMENTARY)
    for variable in sample.point:
        ours = derive(sample.expr, variable)
        true = truth(ours, sample.point)
        try:
            theirs = value(derivative(sample.expr, variable), sample.point, 20)
        except Unsupported:
            continue
        if true is not None:
            assert agrees(theirs, ours, sample.point, true), (str(sample.expr), sample.point)


@pytest.mark.parametrize("name", EDGES)
def test_piecewise_has_sympys_value(name):
    expr = parse(EDGES[name])
    for point in POINTS:
        true = truth(expr, {"x": point})
        if true is not None:
            assert agrees(value(to_sympy(expr), {"x": point}, 20), expr, {"x": point}, true), point


BACK = [
    "x + y", "x*y/3", "x**2 - 1/x", "sqrt(x)/y", "1/sqrt(x)", "exp(x) + E*pi", "x**y", "sin(x)**2",
    "Abs(x)", "Max(x, y) + Min(x, 1)", "atan2(y, x)", "besselj(2, x)", "Heaviside(x)", "0.5*x",
    "Piecewise((sqrt(x), x > 0), (1, x < -1), (0, True))", "u(x) + u'(x)", "D[1, 2](u)(x, y)",
    "u''(x**2)", "hyp2f1(1/2, 1/3, 3/4, x)", "x + oo*i", "zeta(x) + zeta(x, y)", "sign(x)*floor(x)",
    "x**(2/3)",
]  # fmt: skip


@pytest.mark.parametrize("formula", BACK)
def test_there_and_back_is_the_same_for_sympy(formula):
    expr = parse(formula, functions=["u"] if "u" in formula else [])
    there = to_sympy(expr)
    assert to_sympy(from_sympy(there)) == there


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (x / 3, "x/3"),
        (2 * x / (3 * y), "2*x/(3*y)"),
        (1 / x, "1/x"),
        (x**-2, "1/x**2"),
        (sympy.sqrt(x), "sqrt(x)"),
        (sympy.cbrt(x), "x**(1/3)"),
        (sympy.exp(-x), "exp(-x)"),
        (sympy.E**x, "exp(x)"),
        (sympy.And(x > 0, x < 1, y > 2), None),
        (sympy.Not(sympy.And(x > 0, y > 0)), None),
        (sympy.true, "True"),
        (-sympy.oo, "-oo"),
        (sympy.Rational(-7, 2), "-7/2"),
        (sympy.Float("0.1"), "0.1"),
    ],
)
def test_from_sympy(theirs, ours):
    expr = from_sympy(theirs)
    assert to_sympy(expr) == theirs or expr.name
    if ours is not None:
        assert str(expr) == ours


def test_cbrt_is_the_real_root():
    there = to_sympy(parse("cbrt(x)"))
    assert value(there, {"x": -8}, 20) == -2
    assert there == sympy.sign(x) * sympy.Abs(x) ** sympy.Rational(1, 3)


REFUSED = [
    sympy.Integral(x, x), sympy.Sum(x, (x, 1, 3)), sympy.Dummy("x"), sympy.zoo, sympy.nan, sympy.EulerGamma,
    sympy.DiracDelta(x), sympy.Derivative(sympy.Function("f")(x, x), x), sympy.LambertW(x, -1),
    sympy.Symbol("x") + sympy.Symbol("x", positive=True), sympy.Mod(x, 3), sympy.Heaviside(x, 0),
    sympy.Subs(x**2, x, 1).func(sympy.Function("f")(x), x, y), sympy.MatrixSymbol("M", 2, 2),
    sympy.Derivative(sympy.Function("f")(x**2), x), sympy.hyper((1,), (2,), x), sympy.Xor(x > 0, y > 0),
]  # fmt: skip


@pytest.mark.parametrize("theirs", REFUSED, ids=lambda e: f"{type(e).__name__}: {e}")
def test_what_symdiff_lacks_is_refused_by_name(theirs):
    with pytest.raises(Unsupported, match=r"[A-Z]"):
        from_sympy(theirs)


def test_the_message_names_the_class():
    with pytest.raises(Unsupported, match="Integral"):
        from_sympy(x + sympy.Integral(x, x))
    with pytest.raises(Unsupported, match="Dummy"):
        from_sympy(sympy.sin(sympy.Dummy("t")))
    with pytest.raises(Unsupported, match="both called x"):
        from_sympy(sympy.Symbol("x") + x)


def test_values():
    assert abs(value(sympy.sin(x), {"x": Fraction(1, 3)}, 40) - mpmath.mp.sin(mpmath.mpf(1) / 3)) < 1e-15
    assert value(sympy.sqrt(x), {"x": -4}, 20) == mpmath.mpc(0, 2)
    assert value(x > 0, {"x": 1}) is True
    assert value(sympy.Piecewise((1 / x, x > 0), (7, True)), {"x": 0.0}, 20) == 7
    assert value(x**2, {"x": 1 + 2j}, 20) == mpmath.mpc(-3, 4)
    assert abs(value(x, {"x": 0.1}, 20) - Fraction(0.1)) < 1e-17
    for bad in (1 / x, sympy.log(x)):
        with pytest.raises(DomainError):
            value(bad, {"x": 0})
    with pytest.raises(SymdiffError):
        value(x + y, {"x": 1})


def test_a_derivative_of_a_sympy_object_and_of_an_expression():
    assert derivative(parse("x^3"), "x") == 3 * x**2 == derivative(x**3, "x")


@pytest.mark.long
def test_a_long_sum_is_linear_and_a_deep_nest_is_refused():
    variable = symbols("x")
    total = variable
    terms = sys.getrecursionlimit() + 200
    for k in range(2, terms + 1):
        total = total + apply("sin", variable * k)
    written = to_sympy(total)
    assert len(written.args) == terms
    assert from_sympy(written).nodes > terms
    deep = variable
    for _ in range(5000):
        deep = apply("sin", deep)
    with pytest.raises(TooLarge):
        derivative(deep, "x")


def test_sympy_is_imported_by_nothing_else():
    import subprocess
    import sys

    modules = "symdiff.witness.oracle, symdiff.verbs.derivatives, symdiff.export.sympy"
    code = f"import sys, {modules}; sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
