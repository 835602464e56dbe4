"""The graph: hash-consing, the local rules of its constructors, and passes that never recurse."""

from __future__ import annotations

import ast
import gc
import math
import pickle
import signal
import sys
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from strategies import samples, wild

from symdiff import Expr, Limits, ParseError, TooLarge, apply, derive, gradient, parse, simplify, symbols
from symdiff.arithmetic.evaluation import evaluate
from symdiff.graph.graph import Graph
from symdiff.table.functions import EXP, code_of
from symdiff.table.operators import ADD, DIV, MUL, NEG, PIECEWISE, POW, SUB

SIN = code_of("sin", 1)
COMPILED = not str(sys.modules[Graph.__module__].__file__).endswith(".py")


@pytest.fixture
def g() -> Graph:
    return Graph()


# Hash-consing --------------------------------------------------------------------------------


def test_the_same_operator_on_the_same_arguments_is_the_same_node(g):
    x, y = g.symbol("x"), g.symbol("y")
    for make in (g.add, g.sub, g.mul, g.div, g.pow):
        assert make(x, y) == make(x, y)
    assert g.call(SIN, [x]) == g.call(SIN, (x,))
    assert g.unknown("f", (0,), [x]) == g.unknown("f", (0,), (x,))
    assert g.intern(PIECEWISE, (x, y)) == g.intern(PIECEWISE, (x, y))


def test_what_differs_anywhere_is_another_node(g):
    x, y = g.symbol("x"), g.symbol("y")
    nodes = [
        x, y, g.symbol("E"), g.constant("E"), g.add(x, y), g.add(y, x), g.sub(x, y), g.mul(x, y), g.pow(x, y),
        g.unknown("f", (0,), [x]), g.unknown("f", (1,), [x]), g.unknown("g", (0,), [x]),
        g.unknown("f", (0,), [y]), g.unknown("f", (0, 0), [x, y]), g.call(SIN, [x]),
        g.call(SIN, [y]), g.symbol("sin"),
    ]  # fmt: skip
    assert len(set(nodes)) == len(nodes)


def test_asking_again_makes_no_node(g):
    def build() -> int:
        x = g.symbol("x")
        return g.mul(g.call(SIN, [g.add(x, g.number(1))]), g.number(Fraction(1, 3)))

    first, size = build(), len(g)
    assert build() == first
    assert len(g) == size


@given(sample=samples())
def test_arguments_have_smaller_numbers_than_the_node_they_belong_to(sample):
    graph = derive(sample.expr, "x").graph
    assert all(child < node for node, children in enumerate(graph.children) for child in children)


# Numbers: one, True and 1.0 are equal and hash alike to Python, as 0.0 and -0.0, -1 and -2 do --

NUMBERS = (
    0, 1, -1, -2, 2, 2**31, 2**61 - 1, 2**61, 2**64, 2**64 + 1, 10**300, 10**300 + 1, -(10**300),
    Fraction(1, 2), Fraction(-1, 2), Fraction(1, 3), Fraction(10**300, 7), 0.0, -0.0, 1.0, -1.0, 0.5, 1 / 3,
    float(2**64), 1e300, 5e-324, 0.1, 0.1 + 2**-56,
)  # fmt: skip


@pytest.mark.parametrize("value", NUMBERS, ids=repr)
def test_a_number_is_a_node_of_its_own_and_keeps_its_type_and_sign(value):
    g = Graph()
    nodes = [g.number(other) for other in NUMBERS]
    node = g.number(value)
    assert nodes.count(node) == 1
    assert type(g.value(node)) is type(value)
    assert repr(g.value(node)) == repr(value)


def test_numbers_that_hash_alike_have_digests_of_their_own(g):
    alike = [*NUMBERS, 2**61 - 1, 2**122, Fraction(1, 2**61 - 1 + 2), 2**60, -(2**61 - 1), 3, -3]
    digests = {g.digest(g.number(value)) for value in alike}
    assert len(digests) == len({g.number(value) for value in alike})


def test_a_bool_is_the_integer_it_equals_and_a_whole_fraction_too(g):
    assert g.number(True) == g.number(1)
    assert type(g.value(g.number(True))) is int
    assert g.number(Fraction(6, 3)) == g.number(2)
    assert type(g.value(g.number(Fraction(6, 3)))) is int


def test_a_bool_that_comes_first_leaves_no_bool_behind():
    g = Graph()
    assert type(g.value(g.number(False))) is int


def test_an_exact_number_beyond_the_limit_is_refused():
    g = Graph(Limits(bits=100))
    g.number(2**99)
    for value in (2**100, -(2**100), Fraction(1, 2**100)):
        with pytest.raises(TooLarge, match="`bits`"):
            g.number(value)


# The local rules, one by one -----------------------------------------------------------------

Build = Callable[[Graph, int, int], int]


def n(g: Graph, value: Any) -> int:
    return g.number(value)


RULES: dict[str, tuple[Build, Build]] = {
    "x + 0 is x": (lambda g, x, y: g.add(x, n(g, 0)), lambda g, x, y: x),
    "0 + x is x": (lambda g, x, y: g.add(n(g, 0), x), lambda g, x, y: x),
    "x + x is 2*x": (lambda g, x, y: g.add(x, x), lambda g, x, y: g.intern(MUL, (n(g, 2), x))),
    "x + (-y) is x - y": (lambda g, x, y: g.add(x, g.neg(y)), lambda g, x, y: g.intern(SUB, (x, y))),
    "x + (-2) is x - 2": (lambda g, x, y: g.add(x, n(g, -2)), lambda g, x, y: g.intern(SUB, (x, n(g, 2)))),
    "1/2 + 1/3 is 5/6": (
        lambda g, x, y: g.add(n(g, Fraction(1, 2)), n(g, Fraction(1, 3))),
        lambda g, x, y: n(g, Fraction(5, 6)),
    ),
    "1/2 + 1/2 is 1": (lambda g, x, y: g.add(*[n(g, Fraction(1, 2))] * 2), lambda g, x, y: n(g, 1)),
    "0.1 + 0.2 is 0.3": (lambda g, x, y: g.add(n(g, 0.1), n(g, 0.2)), lambda g, x, y: n(g, 0.3)),
    "x - 0 is x": (lambda g, x, y: g.sub(x, n(g, 0)), lambda g, x, y: x),
    "0 - x is -x": (lambda g, x, y: g.sub(n(g, 0), x), lambda g, x, y: g.intern(NEG, (x,))),
    "x - (-y) is x + y": (lambda g, x, y: g.sub(x, g.neg(y)), lambda g, x, y: g.intern(ADD, (x, y))),
    "x - (-2) is x + 2": (lambda g, x, y: g.sub(x, n(g, -2)), lambda g, x, y: g.intern(ADD, (x, n(g, 2)))),
    "2 - 5 is -3": (lambda g, x, y: g.sub(n(g, 2), n(g, 5)), lambda g, x, y: n(g, -3)),
    "1*x is x": (lambda g, x, y: g.mul(n(g, 1), x), lambda g, x, y: x),
    "x*1 is x": (lambda g, x, y: g.mul(x, n(g, 1)), lambda g, x, y: x),
    "x*x is x**2": (lambda g, x, y: g.mul(x, x), lambda g, x, y: g.intern(POW, (x, n(g, 2)))),
    "-1*x is -x": (lambda g, x, y: g.mul(n(g, -1), x), lambda g, x, y: g.intern(NEG, (x,))),
    "-2*x is -(2*x)": (
        lambda g, x, y: g.mul(n(g, -2), x),
        lambda g, x, y: g.intern(NEG, (g.intern(MUL, (n(g, 2), x)),)),
    ),
    "x*(-2) is -(x*2)": (
        lambda g, x, y: g.mul(x, n(g, -2)),
        lambda g, x, y: g.intern(NEG, (g.intern(MUL, (x, n(g, 2))),)),
    ),
    "(-x)*y is -(x*y)": (
        lambda g, x, y: g.mul(g.neg(x), y),
        lambda g, x, y: g.intern(NEG, (g.intern(MUL, (x, y)),)),
    ),
    "x*(-y) is -(x*y)": (
        lambda g, x, y: g.mul(x, g.neg(y)),
        lambda g, x, y: g.intern(NEG, (g.intern(MUL, (x, y)),)),
    ),
    "(-x)*(-y) is x*y": (lambda g, x, y: g.mul(g.neg(x), g.neg(y)), lambda g, x, y: g.intern(MUL, (x, y))),
    "2*3 is 6": (lambda g, x, y: g.mul(n(g, 2), n(g, 3)), lambda g, x, y: n(g, 6)),
    "x/1 is x": (lambda g, x, y: g.div(x, n(g, 1)), lambda g, x, y: x),
    "1/3 is exact": (lambda g, x, y: g.div(n(g, 1), n(g, 3)), lambda g, x, y: n(g, Fraction(1, 3))),
    "6/3 is 2": (lambda g, x, y: g.div(n(g, 6), n(g, 3)), lambda g, x, y: n(g, 2)),
    "(-x)/y is -(x/y)": (
        lambda g, x, y: g.div(g.neg(x), y),
        lambda g, x, y: g.intern(NEG, (g.intern(DIV, (x, y)),)),
    ),
    "x/(-y) is -(x/y)": (
        lambda g, x, y: g.div(x, g.neg(y)),
        lambda g, x, y: g.intern(NEG, (g.intern(DIV, (x, y)),)),
    ),
    "x/(-2) is -(x/2)": (
        lambda g, x, y: g.div(x, n(g, -2)),
        lambda g, x, y: g.intern(NEG, (g.intern(DIV, (x, n(g, 2))),)),
    ),
    "-1/x is -(1/x)": (
        lambda g, x, y: g.div(n(g, -1), x),
        lambda g, x, y: g.intern(NEG, (g.intern(DIV, (n(g, 1), x)),)),
    ),
    "-(-x) is x": (lambda g, x, y: g.neg(g.neg(x)), lambda g, x, y: x),
    "-(3) is -3": (lambda g, x, y: g.neg(n(g, 3)), lambda g, x, y: n(g, -3)),
    "x**1 is x": (lambda g, x, y: g.pow(x, n(g, 1)), lambda g, x, y: x),
    "2**10 is 1024": (lambda g, x, y: g.pow(n(g, 2), n(g, 10)), lambda g, x, y: n(g, 1024)),
    "2**-3 is 1/8": (lambda g, x, y: g.pow(n(g, 2), n(g, -3)), lambda g, x, y: n(g, Fraction(1, 8))),
    "(2/3)**-2 is 9/4": (
        lambda g, x, y: g.pow(n(g, Fraction(2, 3)), n(g, -2)),
        lambda g, x, y: n(g, Fraction(9, 4)),
    ),
    "(-1)**(10**9) is 1": (lambda g, x, y: g.pow(n(g, -1), n(g, 10**9)), lambda g, x, y: n(g, 1)),
    "(-1)**(10**9 + 1) is -1": (lambda g, x, y: g.pow(n(g, -1), n(g, 10**9 + 1)), lambda g, x, y: n(g, -1)),
    "1**-7 is 1": (lambda g, x, y: g.pow(n(g, 1), n(g, -7)), lambda g, x, y: n(g, 1)),
    "0**7 is 0": (lambda g, x, y: g.pow(n(g, 0), n(g, 7)), lambda g, x, y: n(g, 0)),
    "7**0 is 1": (lambda g, x, y: g.pow(n(g, 7), n(g, 0)), lambda g, x, y: n(g, 1)),
    "4.0**0.5 is 2": (lambda g, x, y: g.pow(n(g, 4.0), n(g, 0.5)), lambda g, x, y: n(g, 2)),
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_each_local_rule_of_the_constructors(rule):
    left, right = RULES[rule]
    g = Graph()
    x, y = g.symbol("x"), g.symbol("y")
    assert left(g, x, y) == right(g, x, y)


KEPT: dict[str, tuple[int, Any, Any]] = {
    "x + 0.0": (ADD, "x", 0.0),
    "x - 0.0": (SUB, "x", 0.0),
    "1.0*x": (MUL, 1.0, "x"),
    "x/1.0": (DIV, "x", 1.0),
    "x**1.0": (POW, "x", 1.0),
    "x - x": (SUB, "x", "x"),
    "x/x": (DIV, "x", "x"),
    "x**0": (POW, "x", 0),
    "0*x": (MUL, 0, "x"),
    "0/x": (DIV, 0, "x"),
    "1/0": (DIV, 1, 0),
    "0/0": (DIV, 0, 0),
    "x/0": (DIV, "x", 0),
    "0**0": (POW, 0, 0),
    "0**-1": (POW, 0, -1),
    "4**(1/2)": (POW, 4, Fraction(1, 2)),
    "(-8)**(1/3)": (POW, -8, Fraction(1, 3)),
    "(-1.0)**0.5": (POW, -1.0, 0.5),
    "2**1000": (POW, 2, 1000),
    "1e300*1e300": (MUL, 1e300, 1e300),
    "1e300**2": (POW, 1e300, 2),
    "y + x": (ADD, "y", "x"),
}


@pytest.mark.parametrize("text", KEPT)
def test_what_would_change_a_domain_a_rounding_or_an_order_is_kept_as_written(text):
    op, *operands = KEPT[text]
    g = Graph()
    left, right = [g.symbol(v) if isinstance(v, str) else g.number(v) for v in operands]
    node = g.make(op, (left, right))
    assert (g.ops[node], g.children[node]) == (op, (left, right))


@pytest.mark.parametrize("text", ["0*(-x)", "0/(-x)", "(-x)*0", "-(0*x)", "0*x*(-1)"])
def test_a_sign_before_an_exact_zero_prints_as_it_reads_back(text):
    expr = parse(text)
    assert parse(str(expr)) == expr


def test_a_power_beyond_the_limit_is_refused_before_it_is_computed(g, at_most):
    with at_most(0.5), pytest.raises(TooLarge, match="`bits`"):
        g.pow(g.number(10), g.number(10**12))


def test_n_operations_make_a_number_of_nodes_linear_in_n(g):
    node = x = g.symbol("x")
    for i in range(1, 1001):
        node = g.mul(g.add(node, g.number(i)), x)
    assert len(g) <= 3 * 1000 + 2


# Size: leaves, operators and calls of the printed formula ------------------------------------


def printed_size(text: str) -> int:
    """Return the size of Python text: each leaf, operator and call counts 1, a signed number too."""
    pending: list[ast.AST] = [ast.parse(text, mode="eval").body]
    total = 0
    while pending:
        node = pending.pop()
        total += 1
        if isinstance(node, ast.BinOp):
            pending += [node.left, node.right]
        elif isinstance(node, ast.UnaryOp) and not isinstance(node.operand, ast.Constant):
            pending.append(node.operand)
        elif isinstance(node, ast.Call):
            pending += node.args
    return total


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("x", 1), ("-3", 1), ("1/3", 3), ("-1/3", 3), ("x + 1", 3), ("-x", 2), ("x**(-2)", 3), ("sin(x)", 2),
        ("3*x**2*sin(x) + x**3*cos(x)", 15), ("Max(x, y, 1)", 4), ("sqrt(x/2)", 4), ("atan2(y, x)", 3),
        ("x**(-1/2)", 5), ("f'(x)", 2),
    ],
)  # fmt: skip
def test_the_size_counts_leaves_operators_and_calls(text, size):
    assert parse(text).size == size


@given(expr=wild())
def test_the_size_is_that_of_the_printed_text(expr):
    assert expr.size == printed_size(str(expr))


def test_the_size_of_a_shared_tree_counts_every_copy_and_saturates():
    x = symbols("x")
    e = x
    for _ in range(10):
        e = apply("sin", e) * apply("cos", e)
    assert e.size == 4 * 2**10 - 3
    for _ in range(200):
        e = apply("sin", e) * apply("cos", e)
    assert e.size == 2**62
    assert e.nodes == 1 + 3 * 210


# Two graphs ----------------------------------------------------------------------------------


@given(sample=samples(), other=wild())
def test_equality_and_hash_do_not_depend_on_the_graph(sample, other):
    expr = sample.expr
    moved = Expr(other.graph, other.graph.copy(expr.graph, [expr.node])[expr.node])
    assert moved == expr
    assert hash(moved) == hash(expr)
    assert (other == expr) == (str(other) == str(expr))


def test_mixing_two_graphs_copies_the_smaller_side_once():
    big = parse(" + ".join(f"sin(x{i})" for i in range(100)))
    small = parse("y**2 + cos(y)")
    before, there = len(big.graph), len(small.graph)
    total = big + small
    assert total.graph is big.graph
    assert len(total.graph) - before <= small.nodes + 1
    assert len(small.graph) == there
    grown = len(total.graph)
    assert big + small == total
    assert len(total.graph) == grown  # found again, not copied again


def test_handles_stay_valid_when_their_graph_grows():
    x, y = symbols("x y")
    e = x * y
    text = str(e)
    for i in range(100):
        e + apply("sin", x + i)
    assert str(e) == text


class Watched(dict[int, str]):
    pass


def test_a_graph_is_freed_with_its_last_expression():
    gc.disable()  # by counting alone: there is no cycle to collect
    try:
        e = parse("sin(x)*y")
        e.graph.names = Watched(e.graph.names)  # a graph that is compiled has no weak references
        names = weakref.ref(e.graph.names)
        other = parse("a + b + c + d + f + g + h")
        mixed = other + e
        derivative = derive(e, "x")
        assert mixed.graph is not e.graph
        del e
        assert names() is None
        assert str(derivative) == "y*cos(x)"
    finally:
        gc.enable()


def test_deriving_does_not_grow_the_graph_of_the_formula():
    e = parse("x**3*sin(x)/y")
    before = len(e.graph)
    derive(e, "x", order=3)
    gradient(e, ["x", "y"])
    simplify(e)
    evaluate(e, {"x": 1, "y": 2})
    str(e)
    assert len(e.graph) == before


@pytest.mark.no_cover
def test_thousands_of_derivatives_leave_nothing_behind():
    many = 20_000 if COMPILED else 8_000

    def work(count: int, start: int) -> None:
        for i in range(start, start + count):  # new names each time, so that no cache may keep them
            derive(f"sin(x_{i})*{i}", f"x_{i}")

    work(500, 0)
    gc.collect()
    before = sys.getallocatedblocks()
    work(many, 500)
    gc.collect()
    # One block left behind by each derivative would be so many.
    assert sys.getallocatedblocks() - before < 5_000


@pytest.mark.no_cover
def test_threads_share_no_state():
    formulas = [f"sin(x**{k})*exp({k}*x)/(x + {k})" for k in range(2, 22)]
    alone = [str(derive(text, "x")) for text in formulas]
    results: dict[int, list[str]] = {}

    def work(number: int) -> None:
        results[number] = [str(derive(text, "x")) for text in formulas]

    threads = [Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(results[number] == alone for number in range(4))


# No recursion --------------------------------------------------------------------------------


@contextmanager
def little_stack(frames: int = 150) -> Iterator[None]:
    """Allow so many frames more than there are."""
    depth, frame = 0, sys._getframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back  # type: ignore[assignment]
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(depth + frames)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def chain(links: int) -> Expr:
    """Return sin(sin(... + x) + x) of so many *links*, of two nodes each."""
    x = symbols("x")
    e = x
    for _ in range(links):
        e = apply("sin", e) + x
    return e


PASSES: dict[str, Callable[[Expr], Any]] = {
    "evaluate": lambda e: evaluate(e, {"x": 0.5}),
    "evaluate exactly enough": lambda e: evaluate(e, {"x": 0.5}, digits=20),
    "derive": lambda e: derive(e, "x", simplify="none"),
    "derive and simplify": lambda e: derive(e, "x"),
    "gradient": lambda e: gradient(e, ["x"], simplify="none"),
    "simplify": simplify,
    "print": str,
    "read": lambda e: parse(str(e)),
    "substitute": lambda e: e.subs({"x": 2}),
    "size": lambda e: e.size,
    "hash": hash,
    "symbols": lambda e: e.free_symbols,
    "pickle": lambda e: pickle.loads(pickle.dumps(e)),
    "compare": lambda e: e == chain(5_000),
    "piecewise": lambda e: evaluate(parse("Piecewise((y, y > 0), (0, True))").subs({"y": e}), {"x": 0.5}),
}


@pytest.mark.no_cover
@pytest.mark.parametrize("name", PASSES)
def test_no_pass_recurses_over_the_graph(name):
    e = chain(5_000)
    parse("sin(x) + 1")  # what is imported or made on first use may use the stack
    PASSES[name](chain(3))
    with little_stack():
        PASSES[name](e)


@pytest.mark.long
@pytest.mark.no_cover
@pytest.mark.parametrize("links", [50_000, pytest.param(500_000, marks=pytest.mark.nightly)])
def test_a_chain_of_a_million_nodes_builds_derives_evaluates_prints_and_travels(links, at_most):
    with at_most(60):
        e = chain(links)
        assert e.nodes == 2 * links + 1
        value = evaluate(e, {"x": 0.5})
        derivative = derive(e, "x", simplify="none")
        slope = evaluate(derivative, {"x": 0.5})
        # value = sin(value) + x and slope = cos(value)*slope + 1 at the fixed point of the chain
        assert math.isclose(value, math.sin(value) + 0.5, rel_tol=1e-12)
        assert math.isclose(slope, 1 / (1 - math.cos(value)), rel_tol=1e-12)
        assert len(str(e).splitlines()) > 1000
        assert pickle.loads(pickle.dumps(e)) == e


def test_the_derivative_of_a_shared_graph_has_at_most_three_new_nodes_for_each_old_one():
    x = symbols("x")
    e = x
    for _ in range(1000):
        e = apply("sin", e) * apply("exp", e)
    derivative = derive(e, "x", simplify="none")
    old = e.nodes
    assert old == 3001
    assert derivative.nodes - old <= 3 * old
    assert len(derivative.graph) - old <= 3 * old


def test_the_gradient_costs_the_same_for_one_variable_and_for_a_thousand():
    names = [f"x{i}" for i in range(1000)]
    e = parse(" * ".join(f"sin({name})" for name in names))
    partials = gradient(e, names, simplify="none")
    assert len(partials[0].graph) <= 6 * e.nodes


def test_take_copies_from_another_graph_and_leaves_what_is_here():
    source, target = Graph(), Graph()
    node = source.mul(source.symbol("x"), source.symbol("y"))
    taken = target.take(source, node)
    assert target.same(taken, source, node)
    assert target.take(target, taken) == taken


def test_mapped_changes_what_it_is_told_and_rebuilds_the_rest():
    source, target = Graph(), Graph()
    x, y = source.symbol("x"), source.symbol("y")
    node = source.add(source.mul(x, x), source.call(code_of("sin", 1), (y,)))

    def doubled(old: int, children: tuple[int, ...]) -> int:
        return target.mul(target.number(2), target.symbol("x")) if old == x else -1

    plain = target.mapped(source, source.below([node]), doubled)
    assert str(Expr(target, plain[node])) == "(2*x)**2 + sin(y)"
    assert target.ops[plain[node]] == source.ops[node]


def test_mapped_folds_numbers_only_where_it_builds():
    source = Graph()
    x = source.symbol("x")
    node = source.mul(x, source.symbol("y"))

    def three(old: int, children: tuple[int, ...]) -> int:
        return target.number(3) if not children else -1

    target = Graph()
    assert str(Expr(target, target.mapped(source, source.below([node]), three)[node])) == "3*3"
    target = Graph()
    assert str(Expr(target, target.mapped(source, source.below([node]), three, build=True)[node])) == "9"


def test_symbols_without_a_name_are_told_apart_by_number_and_are_no_variables():
    graph, other = Graph(), Graph()
    first, second = graph.fresh(0), graph.fresh(1)
    assert first != second
    assert first == graph.fresh(0)
    node = graph.add(first, graph.symbol("x"))
    assert graph.symbols([node]) == ["x"]
    assert graph.fresh_number(second) == 1
    assert graph.fresh_number(graph.symbol("x")) == graph.fresh_number(node) == -1
    assert other.take(graph, second) == other.fresh(1)
    with pytest.raises(ParseError):
        parse("\0000000001")


class Stopped(Exception):
    """What the signal of the next test raises."""


def digested(graph: Graph, node: int, seconds: float) -> None:
    """Ask for the digest of *node*, and then wait for a signal that comes after so many seconds."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    graph.digest(node)
    while True:
        pass


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no timers of that kind")
def test_a_signal_in_a_product_of_long_numbers_raises_its_own_error():
    def stop(*_: object) -> None:
        raise Stopped

    before = signal.signal(signal.SIGALRM, stop)
    try:
        for step in range(1, 60):
            graph = Graph()
            node = graph.symbol("x")
            for number in range(400):
                node = graph.add(graph.mul(node, graph.number(number + 2)), graph.call(EXP, (node,)))
            with pytest.raises(Stopped):
                digested(graph, node, step * 2e-5)
            assert 0 <= graph.digest(node) < 1 << 64
    finally:
        signal.signal(signal.SIGALRM, before)
