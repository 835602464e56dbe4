"""`Expr`, the user's handle: operators, identity, conditions, substitution, and travelling."""

from __future__ import annotations

import copy
import operator
import pickle
from fractions import Fraction

import numpy
import pytest
from hypothesis import given
from strategies import samples, wild

import symdiff
from symdiff import Expr, Limits, SymdiffError, WrongArity, apply, derive, parse, symbols
from symdiff.arithmetic.evaluation import evaluate

x, y, z = symbols("x y z")

# Operators -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (x + y, "x + y"), (x + 1, "x + 1"), (1 + x, "1 + x"), (x - y, "x - y"), (1 - x, "1 - x"),
        (x * y, "x*y"), (2 * x, "2*x"), (x * 2, "x*2"), (x / y, "x/y"), (1 / x, "1/x"), (x / 2, "x/2"),
        (x**y, "x**y"), (x**2, "x**2"), (2**x, "2**x"), (-x, "-x"), (+x, "x"), (abs(x), "Abs(x)"),
        (x + Fraction(1, 3), "x + 1/3"), (x * Fraction(2, 3), "x*(2/3)"), (Fraction(2, 3) * x, "2/3*x"),
        (x**Fraction(-1, 2), "x**(-1/2)"), (x + 0.5, "x + 0.5"), ((x + y) * z, "(x + y)*z"),
        ((x**y) ** z, "(x**y)**z"),
        (x ** (y**z), "x**y**z"), (-(x**2), "-x**2"), ((-x) ** 2, "(-x)**2"), (x - (y - z), "x - (y - z)"),
        (x / (y / z), "x/(y/z)"), (x / (y * z), "x/(y*z)"), (x < y, "x < y"), (x <= 1, "x <= 1"),
        (x > y, "x > y"),
        (x >= y, "x >= y"), (x > 1, "x > 1"), (apply("sin", x), "sin(x)"),
        (apply("atan2", y, 2), "atan2(y, 2)"),
    ],
    ids=str,
)  # fmt: skip
def test_python_operators_build_what_they_say(expr, text):
    assert str(expr) == text
    assert parse(text) == expr


OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow]


@pytest.mark.parametrize("other", ["1", None, 1j, [x], {x}], ids=repr)
@pytest.mark.parametrize("apply_operator", OPERATORS, ids=lambda op: op.__name__)
def test_operators_refuse_what_is_no_number_and_no_expression(apply_operator, other):
    with pytest.raises(TypeError):
        apply_operator(x, other)
    with pytest.raises(TypeError):
        apply_operator(other, x)


@pytest.mark.parametrize("apply_operator", OPERATORS, ids=lambda op: op.__name__)
def test_a_bool_is_no_operand(apply_operator):
    with pytest.raises(TypeError, match="bool"):
        apply_operator(x, True)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")], ids=repr)
def test_a_float_that_is_no_number_is_refused_with_a_remedy(value):
    with pytest.raises(SymdiffError, match="oo"):
        x + value


def test_floats_stay_floats_and_fractions_stay_exact():
    assert str(x + 0.1) == "x + 0.1"
    assert x + 0.5 != x + Fraction(1, 2)
    assert str(x + Fraction(4, 2)) == "x + 2"


def test_operators_in_place_leave_the_old_handle_alone():
    e = x
    e += 1
    e *= y
    assert str(x) == "x"
    assert str(e) == "(x + 1)*y"


# Functions -----------------------------------------------------------------------------------


def test_functions_of_the_table_are_attributes_of_the_package():
    assert symdiff.sin(x) == apply("sin", x)
    assert symdiff.atan2(y, x) == apply("atan2", y, x)
    assert symdiff.arcsin(x) == apply("asin", x)
    with pytest.raises(AttributeError, match="sine"):
        symdiff.sine  # noqa: B018


@pytest.mark.parametrize("arguments", [(), (x, y)], ids=len)
def test_a_wrong_number_of_arguments_is_refused(arguments):
    with pytest.raises(WrongArity, match="sin"):
        apply("sin", *arguments)


def test_arguments_of_several_graphs_and_numbers_come_together():
    assert apply("Max", parse("a"), parse("b"), 3, 0.5) == parse("Max(a, b, 3, 0.5)")


def test_symbols_are_split_at_spaces_and_commas():
    assert [s.name for s in symbols("x, y  z")] == ["x", "y", "z"]
    assert [s.name for s in symbols(["a", "b"])] == ["a", "b"]
    assert symbols("") == ()


# Identity ------------------------------------------------------------------------------------


def test_equality_is_structural_and_never_algebraic():
    assert x + y == parse("x + y")
    assert x + y != y + x
    assert x * (y + z) != x * y + x * z
    assert x - x != 0


def test_equality_with_other_things_is_false_and_does_not_raise():
    assert x != "x"
    assert x != None  # noqa: E711
    assert x != 1
    assert parse("1") != "1"


@pytest.mark.parametrize("value", [0, 1, -1, Fraction(1, 3), 0.5, 2**100], ids=repr)
def test_a_number_equals_the_python_number_and_hashes_like_it(value):
    number = parse("0") + value
    assert number == value
    assert hash(number) == hash(value)
    assert {value: "found"}[number] == "found"


def test_expressions_are_keys_of_dictionaries_whatever_their_graph():
    table = {parse("x + 1"): "a", parse("x"): "b", parse("sin(x)"): "c"}
    assert table[x + 1] == "a"
    assert table[apply("sin", x)] == "c"
    assert (x + 2) not in table
    assert len({parse("x*y"), parse("x*y"), x * y}) == 1


@given(left=wild(), right=wild())
def test_equal_expressions_have_equal_hashes_and_equal_texts(left, right):
    again = parse(str(left))
    assert again == left
    assert hash(again) == hash(left)
    assert (left == right) == (str(left) == str(right))


@pytest.mark.parametrize("expr", [x, x + 1, x < 1, apply("sin", x)], ids=str)
def test_an_expression_has_no_truth_value(expr):
    with pytest.raises(TypeError, match="no truth value"):
        bool(expr)


def test_a_number_has_the_truth_value_of_the_number():
    assert bool(parse("2"))
    assert not bool(parse("0"))


@pytest.mark.parametrize("attribute", ["graph", "node", "notes", "other"])
def test_an_expression_is_immutable(attribute):
    e = parse("x + 1")
    with pytest.raises(AttributeError):
        setattr(e, attribute, 3)


# Reading -------------------------------------------------------------------------------------


def test_free_symbols_are_those_it_depends_on():
    e = parse("a*sin(b) + pi + E*f'(c)")
    assert e.free_symbols == set(symbols("a b c"))
    assert parse("pi + 1").free_symbols == set()


def test_the_name_of_what_is_no_symbol_is_refused():
    assert x.name == "x"
    for e in (x + 1, parse("pi"), parse("2")):
        with pytest.raises(SymdiffError, match="is not a symbol"):
            e.name  # noqa: B018


def test_nodes_counts_what_is_shared_once():
    e = apply("sin", x) * apply("sin", x)
    assert str(e) == "sin(x)**2"
    shared = (x + y) * apply("cos", x + y)
    assert shared.nodes == 5
    assert shared.size == 8


def test_the_representation_is_short_and_tells_the_type():
    assert repr(x + 1) == "Expr('x + 1')"
    assert len(repr(parse(" + ".join(["x*y"] * 3000)))) < 300


def test_notes_say_how_a_text_was_read_and_go_with_the_derivative():
    e = parse("1/2x")
    assert len(e.notes) == 1
    assert derive("1/2x", "x").notes == e.notes
    assert parse("1/(2x)").notes == ()


# Substitution --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "replacements", "result"),
    [
        ("x + y", {"x": 1}, "1 + y"),
        ("x + y", {"x": y, "y": x}, "y + x"),  # all at once
        ("x**2", {"x": y + 1}, "(y + 1)**2"),
        ("x*y", {x: 2, y: 3}, "6"),
        ("sin(x)/x", {"x": Fraction(1, 2)}, "sin(1/2)/(1/2)"),
        ("x - y", {"y": -z}, "x + z"),
        ("f'(x)*f(x, y)", {"x": 0}, "f'(0)*f(0, y)"),
        ("Piecewise((x, x > y), (y, True))", {"x": z}, "Piecewise((z, z > y), (y, True))"),
        ("x + 1", {"w": 5}, "x + 1"),
        ("x*E", {"E": 5}, "x*E"),  # the constant is no symbol
        ("x*0.5", {"x": 0.5}, "0.25"),
    ],
    ids=str,
)
def test_symbols_are_replaced_all_at_once(text, replacements, result):
    source = parse(text, functions=["f"])
    assert source.subs(replacements) == parse(result, functions=["f"])
    assert str(source) == text


def test_a_value_of_another_graph_can_be_put_in():
    assert parse("x + y").subs({"x": parse("sin(q)"), "y": parse("cos(q)")}) == parse("sin(q) + cos(q)")


@given(sample=samples())
def test_substituting_the_point_and_evaluating_agree(sample):
    there = evaluate(sample.expr, sample.point, digits=30)
    put = evaluate(sample.expr.subs(sample.point), {}, digits=30)
    # Both compute with 8 guard digits; the formula is at most some thousand times ill-conditioned.
    assert abs(there - put) <= 1e-25 * max(1, abs(there))


# Travelling ----------------------------------------------------------------------------------


@given(expr=wild())
def test_a_pickle_holds_the_expression_and_nothing_else_of_its_graph(expr):
    again = pickle.loads(pickle.dumps(expr))
    assert again == expr
    assert hash(again) == hash(expr)
    assert len(again.graph) == expr.nodes


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_keeps_everything_a_node_can_hold(protocol):
    text = "Piecewise((f'(x), x < 0.5 and y != 2), (besselj(1/3, x)*pi + 2**(1/2), True)) + D[1, 2](g)(x, y)"
    e = parse(text)
    assert pickle.loads(pickle.dumps(e, protocol)) == e


def test_a_pickle_keeps_notes_and_zeros_with_a_sign():
    assert pickle.loads(pickle.dumps(parse("1/2x"))).notes == parse("1/2x").notes
    zero = x * -0.0
    assert str(pickle.loads(pickle.dumps(zero))) == str(zero)


def test_a_pickle_keeps_the_limits_under_which_the_expression_was_made():
    e = parse("7" * 10_000, limits=Limits(bits=40_000))
    again = pickle.loads(pickle.dumps(e))
    assert again == e
    assert again.graph.limits == e.graph.limits


def test_copies_are_equal():
    e = parse("sin(x)*y")
    assert copy.copy(e) == e
    assert copy.deepcopy(e) == e


# The verbs on the handle ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda f: f(3), r"f\(x=3\)"),
        (lambda f: f([1.0, 2.0]), r"f\(x=\.\.\.\)"),
        (lambda f: f(1, x=2), r"f\(x=1\)"),
    ],
)
def test_a_value_without_a_name_is_refused_with_what_to_write(call, said):
    with pytest.raises(TypeError, match=f"by name: {said}"):
        call(parse("2*x"))


def test_the_handle_offers_the_verbs():
    e = x**3 * apply("sin", x)
    assert e.diff("x") == derive(e, "x") == e.diff(x)
    assert e.diff(x, order=2) == derive(e, "x", order=2)
    assert e.diff(x, simplify="none") == derive(e, "x", simplify="none")
    assert e(x=2.0) == evaluate(e, {"x": 2.0})
    assert isinstance(e.diff(x), Expr)


@pytest.mark.parametrize(
    ("order", "printed"),
    [(1, "f'(x)"), (2, "f''(x)"), (3, "f'''(x)"), (4, "D[1, 1, 1, 1](f)(x)")],
)
def test_a_derivative_of_an_unknown_function_has_up_to_three_primes(order, printed):
    assert str(derive("f(x)", "x", order=order, functions=["f"])) == printed


OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow, operator.lt]


@pytest.mark.parametrize("operate", OPERATORS, ids=lambda operate: operate.__name__)
@pytest.mark.parametrize("foreign", [None, "a", 1j, [1]], ids=repr)
def test_a_foreign_operand_is_refused_as_python_does(operate, foreign):
    x = symbols("x")
    for pair in ((x, foreign), (foreign, x)):
        with pytest.raises(TypeError) as caught:
            operate(*pair)
        assert "expected; got" not in str(caught.value)  # the words of compiled code


class _Asked:
    """An operand that answers for itself."""

    def __radd__(self, other):
        return "asked"

    __rsub__ = __rmul__ = __rtruediv__ = __rpow__ = __gt__ = __radd__


@pytest.mark.parametrize("operate", OPERATORS, ids=lambda operate: operate.__name__)
def test_an_operand_that_knows_expressions_is_asked(operate):
    x = symbols("x")
    assert operate(x, _Asked()) == "asked"


def test_numbers_of_numpy_are_numbers():
    x = symbols("x")
    assert str(x + numpy.float64(2)) == str(x + 2.0)
    assert [str(part) for part in x * numpy.array([2, 3])] == ["x*2", "x*3"]
    assert str(numpy.int64(3) * x) == "3*x"
