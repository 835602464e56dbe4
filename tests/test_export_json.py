"""JSON: an expression comes back node by node, and what is no expression is refused."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from parts import in_parts
from strategies import wild
from written import EDGES, ROWS

from symdiff import SymdiffError, apply, symbols
from symdiff.export.json import from_json, json_text
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import Limits
from symdiff.parser.formula import parse


@given(wild())
def test_a_formula_comes_back(expr):
    back = from_json(json_text(expr))
    assert back == expr
    assert json_text(back) == json_text(expr)


@in_parts
@pytest.mark.parametrize("name", ROWS)
def test_every_row_comes_back(name):
    row = ROWS[name]
    expr = apply(row.name, *symbols("a b c x")[-(row.arity if row.arity > 0 else 2) :])
    assert from_json(json_text(expr)) == expr


@pytest.mark.parametrize("name", EDGES)
def test_branches_come_back(name):
    expr = parse(EDGES[name])
    assert from_json(json.loads(json_text(expr))) == expr


@pytest.mark.parametrize(
    "formula", ["u''(x) + D[1, 2](u)(x, y)", "2.5", "1e300", "0.1 + 1/3", "pi + E*i", "x < oo and True", "-7"]
)
def test_leaves_and_unknown_functions_come_back(formula):
    expr = parse(formula, functions=["u"])
    assert from_json(json_text(expr)) == expr


def test_numbers_are_kept_to_the_last_bit():
    graph = Graph(Limits(bits=10**6))
    huge = Expr(graph, graph.number(7**20_000))
    back = from_json(json_text(huge), Limits(bits=10**6))
    assert back.graph.value(back.node) == 7**20_000
    negative_zero = Expr(graph, graph.number(-0.0))
    value = from_json(json_text(negative_zero))
    assert math.copysign(1, value.graph.value(value.node)) == -1


def test_the_members_are_those_documented():
    data = json.loads(json_text(parse("x*y + 1"), derivative=parse("y"), order=1))
    assert data["expression"] == "x*y + 1"
    assert data["latex"] == "x y + 1"
    assert data["variables"] == ["x", "y"]
    assert data["size"] == 5
    assert (data["derivative"], data["order"]) == ("y", 1)
    assert data["nodes"][-1] == ["add", 2, 3]


def test_the_text_depends_on_structure_alone():
    graph = Graph()
    y, x = graph.symbol("y"), graph.symbol("x")
    assert json_text(Expr(graph, graph.add(x, y))) == json_text(parse("x + y"))


def test_a_long_chain_is_no_recursion():
    x = symbols("x")
    expr = x
    for _ in range(50_000):
        expr = expr * x + 1
    assert from_json(json_text(expr)) == expr


NODES = [
    "[]", "[1]", "[[]]", '[["sin", 0]]', '[["symbol", 1]]', '[["integer", "x"]]', '[["integer", "1_0"]]',
    '[["integer", 1]]', '[["integer", "١"]]',
    '[["rational", "1", "0"]]', '[["constant", "tau"]]', '[["Piecewise"]]', '[["Max"]]',
    '[["array", "A", [0], ""]]', '[["array", "A", [""], ""]]', '[["array", "A", [true], ""]]',
    '[["float", NaN]]', '[["float", Infinity]]', '[["float", "a"]]',
    *[f'[["symbol", "x"], {node}]' for node in (
        '["sin", 1]', '["sin", -1]', '["sin", true]', '["sin", "0"]', '["sin", 0.0]', '["sine", 0]',
        '["sin", 0, 0]', '["add", 0]', '["Piecewise", 0]', '["unknown", "f", [], 0]',
        '["unknown", "f", [-1], 0]', '["unknown", 0]', '["unknown", "f", [1.5], 0]',
        '["unknown", "f", [true], 0]', '["unknown", "f", "1", 0]', '["unknown", "f", [1, 0], 0]',
    )],
]  # fmt: skip
BROKEN = [
    "{", "[]", "{}", '{"format": "symdiff", "version": 2}', '{"format": "symdiff", "version": 1}',
    *['{"format": "symdiff", "version": 1, "nodes": ' + nodes + "}" for nodes in NODES],
]  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_no_expression_is_refused(text):
    with pytest.raises(SymdiffError):
        from_json(text)


def test_what_json_cannot_hold_is_refused():
    with pytest.raises(TypeError):
        json_text(parse("x"), extra=object())
