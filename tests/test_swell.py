"""Expression swell: counts against closed forms, against texts written out, and against SymPy."""

from __future__ import annotations

import ast
import json
import time
from functools import reduce
from itertools import pairwise
from pathlib import Path

import pytest
import sympy
from click.testing import CliRunner

from symdiff import Expr, SymdiffError, derive, jacobian, parse, simplify, symbols
from symdiff.cli import cli
from symdiff.studies.swell import MOST, QUICK, Swell, swell

ROOT = Path(__file__).parents[1]


def logistic(n: int, x: Expr) -> Expr:
    return reduce(lambda last, _: 4 * last * (1 - last), range(n - 1), x)


def operations(text: str) -> int:
    """Return the operations of a text as Python reads it."""
    return sum(isinstance(node, ast.BinOp | ast.UnaryOp | ast.Call) for node in ast.walk(ast.parse(text)))


@pytest.fixture(scope="module")
def counted() -> Swell:
    return swell(40)


def test_the_counts_have_closed_forms(counted):
    for row in counted.rows[1:]:
        n, twice = row.n, 2 ** (row.n - 1)
        assert row.function == 3 * twice - 3
        assert row.tree == (3 * n - 4) * twice
        assert (row.shared, row.both) == (7 * n - 10, 7 * n - 9)
        if n <= QUICK:
            assert row.polynomial == 3 * twice - 4
        else:
            assert row.polynomial is None


def test_there_is_a_row_for_each_n_and_nothing_to_count_in_the_first(counted):
    assert [row.n for row in counted.rows] == list(range(1, 41))
    assert set(counted.rows[0][1:6]) == {0}


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6, 7])
def test_a_tree_is_counted_as_its_text_has_it(n, counted):
    x = symbols("x")
    row = counted.rows[n - 1]
    assert row.function == operations(str(logistic(n, x)))
    assert row.tree == operations(str(derive(logistic(n, x), x, simplify="none")))


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6, 7])
def test_a_polynomial_has_the_operations_that_sympy_counts(n, counted):
    x = sympy.Symbol("x")
    f = reduce(lambda last, _: 4 * last * (1 - last), range(n - 1), x)
    expanded = sympy.Poly(f, x).diff(x).as_expr()  # `sympy.expand` takes seconds for it
    assert counted.rows[n - 1].polynomial == sympy.count_ops(expanded)


def test_sympy_has_2096_operations_where_sharing_leaves_93_and_ours_39():
    *_, before, last = swell(7, sympy=True).rows
    assert (before.sympy_tree, before.sympy_shared) == (768, 67)
    assert (last.sympy_tree, last.sympy_shared, last.tree, last.shared) == (2096, 93, 1088, 39)


def test_what_is_shared_grows_by_the_same_at_each_step_and_trees_double(counted):
    for before, after in pairwise(counted.rows[1:]):
        assert after.both - before.both == 7
        assert after.tree > 2 * before.tree


def test_a_jacobian_keeps_what_is_shared_where_it_is_much():
    x = symbols("x")
    J = jacobian([logistic(40, x)], [x])
    assert J.outputs[0].graph.operations([J.outputs[0].node, J[0, 0].node]) <= 7 * 40 - 9


def test_the_largest_n_is_counted_and_drawn(tmp_path, at_most):
    with at_most(20):
        largest = swell(MOST)
    assert largest.rows[-1].tree == (3 * MOST - 4) * 2 ** (MOST - 1)
    pytest.importorskip("matplotlib")
    largest.plot(str(tmp_path / "large.png"))


@pytest.mark.parametrize("to", [0, -1, MOST + 1])
def test_an_n_out_of_bounds_is_refused(to):
    with pytest.raises(SymdiffError, match=str(MOST)):
        swell(to)


# The command ----------------------------------------------------------------------------------


def run(*arguments: str):
    return CliRunner().invoke(cli, ["study", "swell", *arguments])


def test_the_command_prints_the_table():
    done = run("--to", "4", "--no-sympy")
    assert done.exit_code == 0
    assert done.stdout == swell(4).table() + "\n"
    assert "SymPy" not in done.stdout
    assert "SymPy" in run("--to", "2").stdout


def test_large_counts_stay_in_their_columns():
    lines = swell(MOST).table().splitlines()
    assert len({len(line) for line in lines}) == 1
    assert lines[-1].split()[:3] == ["500", "4.91e+150", "2.45e+153"]


def test_the_command_prints_whole_numbers_as_json():
    done = run("--to", "60", "--no-sympy", "--json")
    rows = json.loads(done.stdout)["study"]
    assert [row["n"] for row in rows] == list(range(1, 61))
    assert rows[-1] == swell(60).rows[-1]._asdict()
    assert rows[-1]["tree"] == (3 * 60 - 4) * 2**59


def test_the_same_counts_make_the_same_picture(tmp_path):
    pytest.importorskip("matplotlib")
    paths = [tmp_path / "one.svg", tmp_path / "two.svg"]
    for path in paths:
        done = run("--to", "5", "--plot", str(path))
        assert done.exit_code == 0
        assert str(path) in done.stderr
    first, second = [path.read_bytes() for path in paths]
    assert first == second
    assert len(first) < 40_000


@pytest.mark.parametrize("name", ["absent/x.svg", "x.nothing"])
def test_a_picture_that_cannot_be_written_is_said(name, tmp_path):
    pytest.importorskip("matplotlib")
    done = run("--to", "2", "--no-sympy", "--plot", str(tmp_path / name))
    assert done.exit_code == 2
    assert "is not written" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_tower_of_powers_costs_in_proportion():
    seconds = []
    for levels in (300, 1200):
        tower = parse("e^" * levels + "x")
        start = time.process_time()
        found = derive(tower, "x", level="basic")
        seconds.append(time.process_time() - start)
        assert len(str(found)) < 60 * levels
    assert seconds[1] < 8 * seconds[0] + 0.3


def test_exponents_that_cancel_are_collected_as_before():
    assert str(simplify("x^a*x^b*x^(-a)*x^(-b)*x", level="basic")) == "x"
    assert str(simplify("exp(x)*exp(y)*exp(-x)*y^a*y^(2*a)/y^(3*a)", level="basic")) == "exp(y)"
    assert str(simplify("2^x*2^y*2^3/2^(x + y)*z^(a*b)*z^(a*b)", level="basic")) == "8*z**(2*a*b)"
