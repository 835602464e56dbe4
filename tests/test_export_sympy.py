"""SymPy source is run, and is the object that the oracle makes without text."""

from __future__ import annotations

import sys

import pytest
import sympy
from strategies import ELEMENTARY, FUNCTIONS, grown, label
from written import EDGES, ROWS

from symdiff import Unsupported, apply, symbols
from symdiff.errors import SymdiffError
from symdiff.export.sympy import has, sympy_source
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.parser.formula import parse
from symdiff.table.functions import code_of
from symdiff.table.operators import DIV, POW
from symdiff.verbs.derivatives import derive
from symdiff.witness.oracle import to_sympy


def run(source):
    """Return what *source* leaves in `result`."""
    space = {}
    exec(compile(source, "<written>", "exec"), space)  # noqa: S102 - to run it is the test
    return space["result"]


def same(one, two):
    """Return whether two objects are equal: `-a*b` is (-a)*b for Python and -(a*b) for symdiff."""
    return one == two or sympy.expand(one - two) == 0


@pytest.mark.parametrize("name", ROWS)
def test_every_row_and_its_derivative(name):
    row = ROWS[name]
    variables = symbols("a b c x")[-(row.arity if row.arity > 0 else 2) :]
    exprs = [apply(row.name, *variables)]
    if row.arity > 0 and row.partials and row.partials[-1] is not None:
        exprs.append(derive(exprs[0], "x"))
    for expr in exprs:
        try:
            expected = to_sympy(expr)
        except SymdiffError:
            with pytest.raises(SymdiffError):
                sympy_source(expr)
            continue
        assert run(sympy_source(expr)) == expected, sympy_source(expr)


@pytest.mark.parametrize("seed", range(25))
def test_random_formulas(seed):
    expr = grown(seed, 6, rows=ELEMENTARY).expr
    assert same(run(sympy_source(expr)), to_sympy(expr))


@pytest.mark.parametrize("name", EDGES)
def test_piecewise(name):
    assert run(sympy_source(parse(EDGES[name]))) == to_sympy(parse(EDGES[name]))


def test_numbers_are_exact():
    assert run(sympy_source(parse("1/3"))) == sympy.Rational(1, 3)
    assert isinstance(run(sympy_source(parse("2"))), sympy.Integer)
    assert run(sympy_source(parse("0.1 + x"))).has(sympy.Float)
    graph = Graph()
    two, power = graph.number(2), graph.number(-3000)
    assert run(sympy_source(Expr(graph, graph.intern(POW, (two, power))))) == sympy.Integer(2) ** -3000
    assert run(sympy_source(Expr(graph, graph.intern(DIV, (two, graph.number(3)))))) == sympy.Rational(2, 3)


def test_symbols_are_real_and_may_have_any_name():
    assert run(sympy_source(parse("gamma(x) + gamma*S + lambda", symbols=["gamma", "S", "lambda"]))).has(
        sympy.Symbol("gamma", real=True)
    )
    graph = Graph()
    expr = Expr(graph, graph.mul(graph.symbol("a b"), graph.symbol("1st")))
    assert run(sympy_source(expr)) == to_sympy(expr)


@pytest.mark.parametrize("formula", ["u(x) + 1", "u'(x)", "u''(x^2)", "D[1, 2, 2](u)(x, y)", "D[2](u)(x, x)"])
def test_unknown_functions(formula):
    expr = parse(formula, functions=["u"])
    ours, theirs = run(sympy_source(expr)), to_sympy(expr)
    assert ours == theirs


def test_what_is_shared_is_written_once_where_it_is_large():
    x, y = symbols("x y")
    expr = x
    for _ in range(50):
        expr = expr * y + expr
    assert len(sympy_source(expr)) < 50 * 60


def test_sympy_is_not_imported_to_write_it():
    import subprocess

    code = "import sys; from symdiff import parse; from symdiff.export.sympy import sympy_source\n"
    code += "sympy_source(parse('sin(x)/3')); sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_what_sympy_lacks_is_refused(monkeypatch):
    lacking = [row for row in FUNCTIONS if not has(code_of(row.name, row.arity)) and not row.definition]
    for row in lacking:
        variables = symbols("a b c x")[-row.arity :]
        with pytest.raises(Unsupported, match=row.name):
            sympy_source(apply(row.name, *variables))
        with pytest.raises(Unsupported, match=row.name):
            to_sympy(apply(row.name, *variables))
    assert len({label(row) for row in lacking}) == len(lacking)
