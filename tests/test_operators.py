"""The rows of the operators: what their flags say holds of each, and nobody reads the order of the codes."""

from __future__ import annotations

import ast

import pytest
from test_layers import every, modules

from symdiff.arithmetic.scalar import COMPLEX, FLOAT
from symdiff.errors import SymdiffError
from symdiff.graph.graph import Graph
from symdiff.parser.formula import parse
from symdiff.table import derivatives, functions, operators
from symdiff.table.operators import (
    CONTRACT,
    FIRST_DERIVATIVE,
    FIRST_FUNCTION,
    OPERATORS,
    PIECEWISE,
    UNKNOWN,
)

CODES = {name: code for name, code in vars(operators).items() if name.isupper() and isinstance(code, int)}
NAMED = {
    name
    for name, code in vars(functions).items()
    if name.isupper() and isinstance(code, int) and name not in vars(derivatives)  # bounds
}
JOINING = [code for code, row in enumerate(OPERATORS) if not row.leaf and code not in (PIECEWISE, UNKNOWN)]
ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def intervals(tree: ast.AST) -> set[str]:
    """Return the comparisons by size of *tree* in which a code stands."""
    found = set()
    for node in every(tree):
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        for first, how, second in zip(sides, node.ops, sides[1:], strict=False):
            names = {getattr(side, "id", getattr(side, "attr", "")) for side in (first, second)}
            if isinstance(how, ORDER) and names & (CODES.keys() | NAMED):
                found.add(ast.unparse(node))
    return found


@pytest.mark.source
@pytest.mark.no_cover
def test_only_the_table_knows_in_which_order_the_codes_are():
    found = {name: intervals(tree) for name, tree in modules().items() if not name.startswith("table.")}
    assert {name: comparisons for name, comparisons in found.items() if comparisons} == {}


@pytest.mark.parametrize("text", ["LT <= op <= NE", "op > UNKNOWN", "f(a) <= operators.POW", "EXP < op"])
def test_the_reader_of_comparisons_sees_an_interval_of_codes(text):
    assert intervals(ast.parse(text)) == {text}


@pytest.mark.parametrize("text", ["op == ADD", "op in (LT, LE)", "values[op == DIV] < near"])
def test_the_reader_of_comparisons_lets_pass_what_is_no_interval(text):
    assert not intervals(ast.parse(text))


def test_every_code_has_its_name_and_its_row():
    firsts = {"FIRST_FUNCTION", "CONTRACT", "STOP", "EXPECT", "FIRST_DERIVATIVE"}  # of no operators
    assert sorted(CODES[name] for name in CODES.keys() - firsts) == [*range(len(OPERATORS))]
    assert len(OPERATORS) <= FIRST_FUNCTION < len(functions.ROWS) <= CONTRACT < FIRST_DERIVATIVE
    spelled = {row.name.upper() for row in OPERATORS}
    assert spelled == CODES.keys() - firsts
    assert all(OPERATORS[CODES[row.name.upper()]] is row for row in OPERATORS)


def value(arithmetic, op, *arguments):
    """Return the value of an operator, or the error that there is none."""
    try:
        return arithmetic.operate(op, arguments[: OPERATORS[op].arity])
    except (SymdiffError, ValueError) as error:
        return error


@pytest.mark.parametrize("op", JOINING, ids=lambda op: OPERATORS[op].name)
def test_a_condition_has_a_truth_for_its_value_and_arithmetic_a_number(op):
    row = OPERATORS[op]
    found = value(FLOAT, op, *((True, False) if row.connective else (2.0, 3.0)))
    assert operators.is_condition(op) == isinstance(found, bool)
    assert operators.is_arithmetic(op) == (isinstance(found, float))
    assert operators.is_comparison(op) == (row.comparison and isinstance(found, bool))


@pytest.mark.parametrize("op", JOINING, ids=lambda op: OPERATORS[op].name)
def test_complex_numbers_have_all_comparisons_but_the_orderings(op):
    if OPERATORS[op].connective:
        assert not operators.is_ordering(op)
        assert not operators.is_comparison(op)
        return
    refused = isinstance(value(COMPLEX, op, 1 + 2j, 2 + 1j), Exception)
    assert operators.is_ordering(op) == refused


@pytest.mark.parametrize("text", ["7", "x", "pi", "x + 1", "-x", "x < 1", "x < 1 and y > 2", "sin(x)"])
def test_a_leaf_has_no_arguments_and_what_is_none_has_some(text):
    expr = parse(text, functions=["f"])
    graph: Graph = expr.graph
    assert operators.is_leaf(graph.ops[expr.node]) == (not graph.children[expr.node])


def test_functions_are_the_codes_after_the_operators():
    kinds = [operators.is_function(code) for code in range(len(OPERATORS) + len(functions.FUNCTIONS))]
    assert kinds == [False] * len(OPERATORS) + [True] * len(functions.FUNCTIONS)
    for code in range(FIRST_FUNCTION, len(OPERATORS) + len(functions.FUNCTIONS)):
        asked = (operators.is_leaf, operators.is_arithmetic, operators.is_comparison, operators.is_condition)
        assert not any(question(code) for question in (*asked, operators.is_ordering))
