"""`stop(u)`: the value of u, and no derivative; of scalars and of arrays, in every verb that takes it."""

from __future__ import annotations

import json
import math
import subprocess
import sys

import numpy
import pytest

from symdiff import (
    Expr,
    SymdiffError,
    Unsupported,
    WrongArity,
    check,
    code,
    derive,
    evaluate,
    gradient,
    hessian,
    hvp,
    jacobian,
    jvp,
    parse,
    simplify,
    taylor,
    vjp,
)
from symdiff.export.json import from_json, json_text
from symdiff.verbs.derivatives import derivatives

VQ = "norm(x - D @ (z + stop(e - z)))^2 + norm(stop(z) - e)^2 + b*norm(z - stop(e))^2"
SHAPES = "x[n] D[n,m] z[m] e[m] b"

# formula, variables, derivative, what must hold
OF_SCALARS = [
    ("x*stop(x)", "x", "x", ""),
    ("x*stop(x)", "x x", "0", ""),
    ("stop(x)", "x", "0", ""),
    ("x^3*stop(x^2)", "x", "3*x**4", ""),
    ("x^3*stop(x^2)", "x x", "6*x**3", ""),
    ("log(x)*stop(x)", "x", "1", "x > 0"),
    ("exp(x)*stop(log(x))", "x", "exp(x)*log(x)", ""),
    ("x*stop(stop(x)*x + y)", "x", "x**2 + y", ""),
    ("max(0, r - stop(x))*x", "x", "max(0, r - x)", ""),
]


@pytest.mark.parametrize(("text", "by", "wanted", "where"), OF_SCALARS)
def test_what_is_stopped_has_no_derivative(text, by, wanted, where):
    found = derive(text, by)
    assert str(simplify(f"({found}) - ({wanted})")) == "0"
    assert found.where == where


@pytest.mark.parametrize(("text", "by"), [row[:2] for row in OF_SCALARS])
def test_the_derivative_is_that_with_what_is_stopped_held_where_it_is(text, by):
    """What stands in stop is a number, and the rest is derived by differences."""
    at = {"x": 0.7, "y": 0.3, "r": 1.9}
    names = by.split()
    before = derivatives_kept(text, names[:-1])
    step = 1e-6
    values = [held(before, at, {names[-1]: at[names[-1]] + sign * step}) for sign in (1, -1)]
    assert derive(text, by)(**{k: v for k, v in at.items() if k in text}) == pytest.approx(
        (values[0] - values[1]) / (2 * step), abs=1e-7
    )


def derivatives_kept(text, names):
    """Return a derivative of a text by its parts: each stop(u) as a function with the derivative 0."""
    from symdiff.graph.graph import Graph
    from symdiff.sweeps.arrays import derivative

    read = parse(text)
    graph = Graph()
    node = graph.take(read.graph, read.node)
    for name in names:
        node = derivative(graph, node, graph.symbol(name))
    return Expr(graph, node)


def held(expr, at, moved):
    """Return the value at a point that has moved, what is stopped being where it was."""
    from symdiff.table.operators import STOP

    graph = expr.graph

    def value(node, point):
        op, children = graph.ops[node], graph.children[node]
        if op == STOP:
            return value(children[0], at)
        if not children:
            return Expr(graph, node)(**{name: point[name] for name in graph.symbols([node])})
        parts = [graph.number(value(child, point)) for child in children]
        return Expr(graph, graph.make(op, parts))()

    return value(expr.node, {**at, **moved})


def test_the_terms_of_a_quantised_autoencoder():
    f = parse(VQ, shapes=SHAPES)
    assert str(derive(f, "z")) == "2*b*(z - e) - 2*D.T @ (x - D @ e)"
    assert str(derive(f, "e")) == "2*(e - z)"
    assert str(derive(f, "b")) == "norm(z - e)^2"


@pytest.mark.parametrize("variable", ["z", "e", "D", "b"])
def test_without_a_stop_each_is_another(variable):
    generator = numpy.random.default_rng(1)
    at = {"x": generator.normal(size=4), "D": generator.normal(size=(4, 3)), "z": generator.normal(size=3),
          "e": generator.normal(size=3), "b": 0.25}  # fmt: skip
    right = derive(parse(VQ, shapes=SHAPES), variable)(**at)
    slips = [VQ.replace(text, text[4:], 1) for text in ("stop(e - z)", "stop(z)", "stop(e))")]
    away = [
        numpy.max(numpy.abs(derive(parse(slip, shapes=SHAPES), variable)(**at) - right)) for slip in slips
    ]
    assert max(away) > 1e-3 if variable in "ze" else max(away) < 1e-12


def test_by_order_what_is_stopped_stays_stopped():
    f = parse("(x.T @ stop(x))*(x.T @ x)", shapes="x[n]")
    x = numpy.array([1.0, -2.0, 0.5])
    wanted = 4 * numpy.outer(x, x) + 2 * (x @ x) * numpy.eye(3)
    assert derive(f, "x", "x")(x=x) == pytest.approx(wanted)
    free = derive(derive(f, "x"), "x")(x=x)
    assert not numpy.allclose(free, wanted)


@pytest.mark.parametrize("text", ["x*stop(x)", "stop(x*stop(y))^2"])
def test_it_is_written_and_read_back(text):
    f = parse(text)
    assert parse(str(f)) == f
    assert from_json(json_text(f)) == f
    assert evaluate(f, x=1.5, y=0.5) == evaluate(text.replace("stop", ""), x=1.5, y=0.5)
    assert r"\operatorname{stop}" in f.latex()


def test_in_arrays_it_is_written_and_read_back():
    f = parse("[i]: stop(x[i])*x[i] + sum[j](A[i,j]*stop(x[j]))", shapes="A[n,n] x[n]")
    assert parse(str(f), shapes="A[n,n] x[n]") == simplify(f, level="none")
    at = {"A": numpy.arange(9.0).reshape(3, 3), "x": numpy.array([1.0, 2, 4])}
    space = {}
    exec(f.source("numpy"), space)  # noqa: S102
    assert space["f"](**at) == pytest.approx(f(**at))
    assert derive(f, "x")(**at) == pytest.approx(numpy.diag(at["x"]))


def test_verbs_that_take_it():
    assert str(gradient("x*y*stop(x)", "x y")) == "[Expr('x*y'), Expr('x**2')]"
    assert str(jvp("x*stop(x)", "x")[0]) == "x*v_x"
    assert str(vjp("x*stop(x)", "x")[0]) == "w_1*x"
    assert str(hvp("x^2*stop(x)", "x")[0]) == "2*(x*v_x)"
    assert str(hessian("x^2*stop(x)", "x")) == "2*x"
    assert [str(step) for _, step in derivatives("x^2*stop(x)", "x", order=2)][1:] == ["2*x**2", "2*x"]
    report = check("x*stop(x)", "x")
    assert report.ok
    assert not check("x*stop(x)", "x", answer="2*x").ok


@pytest.mark.parametrize(
    "verb", [lambda f: taylor(f, "x"), lambda f: jacobian([f], ["x"]), lambda f: code(f, "c")]
)
def test_verbs_that_would_be_wrong_refuse_it(verb):
    with pytest.raises(Unsupported, match="stop"):
        verb(parse("x*stop(x)"))


def test_in_python_it_can_be_computed_with():
    assert str(derive(parse("x*stop(x)") + parse("x"), "x")) == "x + 1"


def test_it_takes_one_argument_and_can_be_a_name():
    with pytest.raises(WrongArity):
        parse("stop(x, y)")
    assert str(derive("stop(x)*x", "x", functions="stop")) == "x*stop'(x) + stop(x)"
    with pytest.raises(SymdiffError):
        parse("stop(x")


def test_the_command():
    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "symdiff", "diff", *arguments], capture_output=True, text=True, check=False
        )

    found = run("log(x)*stop(x)", "x")
    assert (found.stdout, found.stderr) == ("1\n", "where x > 0\n")
    found = json.loads(run("x*stop(x)", "x", "--json").stdout)
    assert found["checked"]["witnesses"] == [{"name": "tangents", "agrees": True}]
    assert run("x*stop(x)", "x", "--at", "x=3").stdout == "x\n3\n"
    found = run("x*stop(x)", "x", "--steps")
    assert found.returncode != 0
    assert "stop" in found.stderr


def test_values_are_those_of_the_argument():
    assert evaluate("stop(sin(x))", x=1.0) == math.sin(1.0)


def test_its_code_is_that_of_its_row():
    from symdiff.table.functions import row_of
    from symdiff.table.operators import STOP

    assert row_of(STOP).name == "stop"
