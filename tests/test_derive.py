"""Derivatives: each partial of each row, powers, branches, unknown functions, orders, gradients."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy
from hypothesis import given
from parts import in_parts
from strategies import FUNCTIONS, examples, label, samples

from symdiff import (
    DomainError,
    Limits,
    SymdiffError,
    TooLarge,
    Unsupported,
    apply,
    derive,
    gradient,
    parse,
    simplify,
    symbols,
)
from symdiff.arithmetic.evaluation import evaluate
from symdiff.graph.graph import Graph
from symdiff.simplifier.levels import Level
from symdiff.table.row import Function
from symdiff.verbs.derivatives import derivatives

x, y, z = symbols("x y z")


def same_value(left: Any, right: Any, digits: int = 25) -> bool:
    return bool(abs(left - right) <= 10.0**-digits * max(1, abs(right)))


# Every row -----------------------------------------------------------------------------------

PARTIALS = [
    (row, place)
    for row in FUNCTIONS
    if row.arity > 0
    for place in range(row.arity)
    if place < len(row.partials)
]


def id_of(value: Any) -> str:
    return label(value) if isinstance(value, Function) else str(value)


@in_parts
@pytest.mark.parametrize(("row", "place"), PARTIALS, ids=id_of)
def test_each_partial_of_a_row_comes_out_of_derive_or_is_refused_by_its_name(row, place):
    names = [f"v{i}" for i in range(row.arity)]
    call = apply(row.name, *symbols(names))
    text = row.partials[place]
    if text is None:
        with pytest.raises(Unsupported) as caught:
            derive(call, names[place])
        assert row.name in caught.value.message
        assert row.parameters[place] in caught.value.message
        with pytest.raises(Unsupported):
            gradient(call, names)
        return
    expected = parse(text, symbols=row.parameters).subs(
        dict(zip(row.parameters, symbols(names), strict=True))
    )
    derivative = derive(call, names[place], simplify="none")
    assert derivative == expected
    assert derive(call, names[place], simplify="basic").size <= expected.size


@pytest.mark.parametrize(("row", "place"), [(r, p) for r, p in PARTIALS if r.partials[p] is None], ids=id_of)
def test_an_argument_without_a_partial_may_be_a_constant(row, place):
    names = [f"v{i}" for i in range(row.arity)]
    others = [name for i, name in enumerate(names) if row.partials[i] is not None]
    if not others:
        return
    derivative = derive(apply(row.name, *symbols(names)), others[-1])
    assert {s.name for s in derivative.free_symbols} <= set(names)


@in_parts
@pytest.mark.parametrize("row", [row for row in FUNCTIONS if row.arity > 0], ids=label)
def test_a_function_of_constants_has_the_derivative_zero(row):
    names = [f"v{i}" for i in range(row.arity)]
    assert derive(apply(row.name, *symbols(names)), "t") == 0
    assert gradient(apply(row.name, *symbols(names)), ["t"]) == [parse("0")]


# The text that is printed --------------------------------------------------------------------

DERIVATIVES = {
    "7": "0", "x": "1", "y": "0", "pi*x": "pi", "x + y": "1", "x - x": "0",
    "-x": "-1", "x*y": "y", "x/y": "1/y", "y/x": "-y/x**2", "x**3": "3*x**2", "x**y": "x**(y - 1)*y",
    "2**x": "log(2)*2**x", "exp(x)": "exp(x)", "log(x)": "1/x", "sqrt(x)": "1/(2*sqrt(x))",
    "sin(x)": "cos(x)", "cos(x)": "-sin(x)", "x**3*sin(x)": "x**2*(x*cos(x) + 3*sin(x))",
    "Abs(x)": "sign(x)", "sin(y)": "0", "f'(y)": "0", "E**x": "exp(x)", "x**n": "n*x**(n - 1)",
}  # fmt: skip


@pytest.mark.parametrize("text", DERIVATIVES)
def test_simple_derivatives_have_the_value_and_size_of_the_textbook(text):
    derivative = derive(text, "x")
    expected = parse(DERIVATIVES[text])
    assert derivative.size <= expected.size
    at = {"x": Fraction(7, 5), "y": Fraction(13, 7), "n": Fraction(5, 2)}
    assert same_value(evaluate(derivative, at, digits=30), evaluate(expected, at, digits=30))


@pytest.mark.parametrize("text", ["7", "y", "pi", "E", "I", "sin(y)", "x - x", "f(y)", "floor(x)"])
def test_what_does_not_move_has_the_derivative_zero(text):
    assert derive(parse(text, functions=["f"]), "x") == 0


NAMES = ("e", "pi", "i", "E", "I", "oo", "gamma", "beta", "lambda", "S", "N", "d", "D")


@pytest.mark.parametrize("name", NAMES)
def test_a_constant_or_function_name_is_a_variable_where_it_is_the_variable(name):
    derivative = derive(f"{name}**2*a", name)
    assert {symbol.name for symbol in derivative.free_symbols} == {name, "a"}
    assert evaluate(derivative, {name: 3.0, "a": 7.0}) == 42


def test_declared_symbols_are_variables_and_not_constants():
    assert derive("e*x", "x", symbols=["e"]) == symbols("e")
    assert derive("e*x", "x") == parse("E")


# Powers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("x**5", 1.5), ("x**-3", -0.7), ("x**(1/3)", 2.0), ("x**(-5/2)", 0.3), ("x**2.5", 0.4), ("x**a", 1.7),
        ("a**x", 0.9), ("x**x", 1.3), ("x**sin(x)", 0.8), ("(x**2 + 1)**(a*x)", -0.6), ("2**x**2", 0.5),
        ("x**x**x", 1.2), ("(1/2)**x", 0.3), ("(x - 3)**3", 1.0), ("(-2)**3*x**2", 1.0),
        ("x**0", 2.0), ("1**x", 2.0),
    ],
)  # fmt: skip
def test_powers_with_constant_variable_and_general_exponents(text, at):
    point = {"x": mpmath.mpf(at), "a": mpmath.mpf("1.25")}
    with mpmath.workdps(20):
        slope = mpmath.diff(lambda t: evaluate(parse(text), {**point, "x": t}, digits=60), point["x"])
    for level in ("none", "full"):
        assert same_value(evaluate(derive(text, "x", simplify=level), point, digits=30), slope, 15)


@pytest.mark.parametrize("base", [-2, -1.5])
@pytest.mark.parametrize("power", [2, 3, -1, -2])
def test_a_whole_power_has_a_derivative_at_negative_points(base, power):
    assert evaluate(derive(f"x**({power})", "x"), {"x": base}) == pytest.approx(
        power * base ** (power - 1), rel=1e-14
    )


@pytest.mark.parametrize(
    ("text", "value"), [("x**2", 0), ("x**3", 0), ("x", 1), ("x**1", 1), ("x**0", 0), ("x*y**2", 0)]
)
@pytest.mark.parametrize("level", ["none", "full"])
def test_a_polynomial_has_a_derivative_at_zero(text, value, level):
    assert evaluate(derive(text, "x", simplify=level), {"x": 0.0, "y": 0.0}) == value


# Unknown functions ---------------------------------------------------------------------------

UNKNOWNS = [
    ("f(x)", ["x"], "f'(x)"),
    ("f(x)", ["x", "x"], "f''(x)"),
    ("f(x)", ["x"] * 5, "D[1,1,1,1,1](f)(x)"),
    ("f(y)", ["x"], "0"),
    ("f(g(x))", ["x"], "f'(g(x))*g'(x)"),
    ("f(x**2)", ["x"], "2*x*f'(x**2)"),
    ("f(x, y)", ["x"], "D[1](f)(x, y)"),
    ("f(x, y)", ["y"], "D[2](f)(x, y)"),
    ("f(x, y)", ["x", "y"], "D[1, 2](f)(x, y)"),
    ("f(x, y)", ["y", "x", "y"], "D[1, 2, 2](f)(x, y)"),
    ("f(x, x)", ["x"], "D[1](f)(x, x) + D[2](f)(x, x)"),
    ("f(2*x, y, z)", ["x"], "2*D[1](f)(2*x, y, z)"),
    ("f'(x*y)", ["x"], "y*f''(x*y)"),
    ("D[2](f)(x, y)", ["x"], "D[1, 2](f)(x, y)"),
    ("f(a, b, c, d, x)", ["x"], "D[5](f)(a, b, c, d, x)"),
]  # fmt: skip


@pytest.mark.parametrize("level", ["none", "full"])
@pytest.mark.parametrize(("text", "variables", "expected"), UNKNOWNS)
def test_unknown_functions_follow_the_chain_rule(text, variables, expected, level):
    functions = ["f", "g"]
    derivative = derive(text, *variables, functions=functions, simplify=level)
    assert simplify(derivative) == simplify(parse(expected, functions=functions))


def test_the_chain_rule_of_two_unknown_functions_in_second_order():
    derivative = derive("f(g(x))", "x", order=2, functions=["f", "g"])
    expected = parse("f''(g(x))*g'(x)^2 + f'(g(x))*g''(x)", functions=["f", "g"])
    assert simplify(derivative) == simplify(expected)


# Orders and mixed partials -------------------------------------------------------------------


@pytest.mark.parametrize("order", [0, 1, 2, 3, 4, 10])
def test_the_order_is_the_number_of_derivatives_by_the_last_variable(order):
    once = parse("x**3*exp(2*x)*y**20")
    by_hand = once
    for _ in range(order):
        by_hand = derive(by_hand, "x")
    at = {"x": Fraction(3, 7), "y": Fraction(9, 8)}
    assert same_value(
        evaluate(derive(once, "x", order=order), at, digits=40), evaluate(by_hand, at, digits=40)
    )


def test_the_order_counts_for_the_last_variable_alone():
    assert derive("x**5*y**5", "x", "y", order=3) == derive(derive("x**5*y**5", "x"), "y", order=3)
    assert derive("x**5*y**5", "x", "y", order=1) == derive("x**5*y**5", "x", "y")


def test_an_order_of_twenty_five_of_sin_is_cos():
    assert str(derive("sin(x)", "x", order=25)) == "cos(x)"


@examples(40)
@given(sample=samples(most=4))
def test_mixed_partials_are_symmetric(sample):
    names = sorted(sample.point)
    if len(names) < 2:
        return
    one, two = names[:2]
    try:
        left, right = (derive(sample.expr, *pair, simplify="none") for pair in ((one, two), (two, one)))
    except Unsupported:
        return  # some partials have none themselves: polygamma by its order
    values = [evaluate(e, sample.point, digits=40) for e in (left, right)]
    assert same_value(*values)


def test_the_level_changes_the_form_and_never_the_value():
    values = [
        evaluate(derive("sin(x)**2*exp(-x)/x", "x", order=3, simplify=level), {"x": 1.5}, digits=40)
        for level in ("none", "basic", "full")
    ]
    assert same_value(values[1], values[0])
    assert same_value(values[2], values[0])


# Branches ------------------------------------------------------------------------------------


def test_a_piecewise_keeps_its_conditions_without_their_edges():
    derivative = derive("Piecewise((x**2, x > 0), (sin(x), x < -1), (5, True))", "x", simplify="none")
    assert derivative == parse("Piecewise((2*x, x > 0), (cos(x), x < -1), (0, x < 0 and x > -1))")
    assert [str(condition) for condition in derivative.conditions] == ["x != -1", "x != 0"]


def test_conditions_on_parameters_keep_their_edges():
    derivative = derive("Piecewise((x**2, a <= 0), (sin(x), True))", "x")
    assert derivative == parse("Piecewise((2*x, a <= 0), (cos(x), True))")
    assert derivative.conditions == ()


JOINS = [
    # branches that meet smoothly: the derivative is there
    ("Piecewise((x**2, x <= 1), (2*x - 1, True))", "Piecewise((2*x, x <= 1), (2, True))", []),
    ("Piecewise((x**2, Abs(x) <= 1), (2*Abs(x) - 1, True))",
     "Piecewise((2*x, Abs(x) <= 1), (2*sign(x), True))", []),
    ("Piecewise((0, x**2 > 2), ((x**2 - 2)**2, True))",
     "Piecewise((0, x**2 >= 2), (4*x*(x**2 - 2), True))", []),
    ("Piecewise((x**2, x**2 > 2), (2*sqrt(2)*Abs(x) - 2, True))",
     "Piecewise((2*x, x**2 >= 2), (2*sqrt(2)*sign(x), True))", ["x != 0"]),
    (  # at one of the two edges there is another slope
        "Piecewise((x**2, Abs(x) < 1), (2*x - 1, x > 0), (0, True))",
        "Piecewise((0, x < -1), (2*x, x > -1 and x <= 1), (2, x > 1))",
        ["x != -1"],
    ),
    ("Piecewise((0, x == 0), (x, True))", "1", []),
    ("Piecewise((0, x < 0), (x**3, True))", "3*Max(0, x)**2", []),
    ("sinc(x)", "Piecewise(((x*cos(x) - sin(x))/x**2, x != 0), (0, True))", []),
    ("Piecewise((x**2*sin(1/x), x != 0), (0, True))",
     "Piecewise((2*x*sin(1/x) - cos(1/x), x != 0), (0, True))", []),
    # a jump, a corner
    ("Piecewise((x**2, x <= 1), (2*x + 5, True))", "Piecewise((2*x, x < 1), (2, x > 1))", ["x != 1"]),
    ("Piecewise((x, x < 1/2), (1 - x, True))", "Piecewise((1, x < 1/2), (-1, x > 1/2))", ["x != 1/2"]),
    ("Piecewise((x, x < 0), (x**2, x < 1), (2*x - 1, True))",
     "Piecewise((1, x < 0), (2*x, x <= 1 and x > 0), (2, x > 1))", ["x != 0"]),
    ("Max(x, 0)", "Piecewise((1, x > 0), (0, x < 0))", ["x != 0"]),
    # what is equal on a whole side
    ("Piecewise((x**2, Abs(x) == x), (0, True))", "2*Max(0, x)", []),
    ("Piecewise((x, Abs(x - 1) == 1 - x), (2, True))",
     "Piecewise((1, x < 1), (0, x > 1))", ["x != 1"]),
    ("Piecewise((x, x != Max(x, 2)), (x**2, True))", "Piecewise((1, x < 2), (2*x, x > 2))", ["x != 2"]),
    ("Piecewise((x**2, 3 == Min(3, x)), (6*x - 9, True))", "Piecewise((2*x, x >= 3), (6, True))", []),
    # an edge that moves with a parameter is not looked at
    ("Piecewise((x, x < a), (x**2, True))", "Piecewise((1, x < a), (2*x, x > a))", ["x != a"]),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "printed", "conditions"), JOINS, ids=[row[0] for row in JOINS])
def test_branches_meet_where_the_function_is_smooth(formula, printed, conditions):
    derivative = derive(formula, "x")
    assert (str(derivative), [str(condition) for condition in derivative.conditions]) == (printed, conditions)


def test_a_branch_that_does_not_move_has_no_slope_of_what_is_outside():
    # 0 times the slope of a root at 0 would be no number
    text = "sqrt(Max(0, x**2 - z**2))"
    at = {"x": 1.0, "z": 2.0}
    assert evaluate(derive(text, "x"), at) == 0
    assert [evaluate(partial, at) for partial in gradient(text, ["x", "z"])] == [0, 0]
    assert derive(text, "x").numpy()(1.0, 2.0) == 0
    assert evaluate(derive(text, "x"), {"x": 3.0, "z": 2.0}) == pytest.approx(3 / 5**0.5)
    assert evaluate(derive("log(relu(x))", "x"), {"x": 4.0}) == 0.25


def test_joins_of_higher_derivatives():
    assert str(derive("sinc(x)", "x", order=2)) == (
        "Piecewise((-2*(x*cos(x) - sin(x))/x**3 - sin(x)/x, x != 0), (-1/3, True))"
    )
    second = derive("Piecewise((x**2, x <= 1), (2*x - 1, True))", "x", order=2)
    assert str(second) == "Piecewise((2, x < 1), (0, x > 1))"
    assert [str(condition) for condition in second.conditions] == ["x != 1"]


def test_a_condition_has_no_derivative():
    assert derive("Piecewise((1, x > 0), (2, True))", "x") == 0
    assert derive("Piecewise((y, x**2 > 0))", "x") == 0


@pytest.mark.parametrize("point", [-2.0, -0.5, 0.5, 3.0])
@pytest.mark.parametrize("level", ["none", "full"])
def test_a_branch_that_is_not_taken_takes_no_part(point, level):
    # log and sqrt have no value on the other branch
    text = "Piecewise((log(x)*sqrt(x), x > 0), (x**2/(1 - x), True))"
    expected = (
        1 / point * point**0.5 + 0.5 * math.log(point) / point**0.5
        if point > 0
        else (2 * point * (1 - point) + point**2) / (1 - point) ** 2
    )
    assert evaluate(derive(text, "x", simplify=level), {"x": point}) == pytest.approx(expected, rel=1e-12)
    [slope] = gradient(text, ["x"], simplify=level)
    assert evaluate(slope, {"x": point}) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("name", ["Max", "Min"])
@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_the_largest_and_smallest_of_any_number_of_arguments(name, count):
    powers = [f"(x - {k})*{k + 1}" for k in range(count)]
    text = f"{name}({', '.join(powers)})"
    for point in (-1.3, 0.4, 2.7, 11.0):
        values = [(point - k) * (k + 1) for k in range(count)]
        chosen = values.index(max(values) if name == "Max" else min(values))
        for level in ("none", "full"):
            assert evaluate(derive(text, "x", simplify=level), {"x": point}) == chosen + 1
            assert evaluate(gradient(text, ["x"], simplify=level)[0], {"x": point}) == chosen + 1


def test_at_a_tie_of_different_slopes_there_is_no_derivative():
    for text in ("Max(x, 2*x)", "Min(x, -2*x)", "Max(x, 0)"):
        with pytest.raises(DomainError):
            evaluate(derive(text, "x"), {"x": 0.0})


def test_the_same_argument_twice_is_no_tie():
    assert evaluate(derive("Max(x, x)", "x"), {"x": 2.0}) == 1


@pytest.mark.parametrize("text", ["Min(cbrt(y**x), x)", "Max(x, log(y))*2", "x + Min(x, sqrt(y))"])
def test_the_gradient_needs_no_value_of_the_argument_that_loses(text):
    point = {"x": -2.0, "y": 0.25} if "cbrt" in text else {"x": 3.0 if "Max" in text else -3.0, "y": 4.0}
    names = ["x", "y"]
    for name, partial in zip(names, gradient(text, names), strict=True):
        assert evaluate(partial, point) == pytest.approx(evaluate(derive(text, name), point), rel=1e-14)


@pytest.mark.parametrize(
    "text", ["Max(f(x), 0)", "Abs(f(x))", "floor(f(x))*f(x)", "Piecewise((f(x), f(x) > 0), (0, True))"]
)
def test_branches_of_unknown_functions_derive(text):
    assert "f'(x)" in str(derive(text, "x", functions=["f"]))


# Gradients -----------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["none", "basic", "full"])
@pytest.mark.parametrize(
    "text",
    ["x*y*z", "sin(x*y)/z", "atan2(y, x)", "hypot(x, y) + z", "x**y**z", "Max(x, y)*z",
     "Piecewise((x*y, z > 0), (z, True))", "7"],
)  # fmt: skip
def test_a_gradient_has_the_values_of_the_derivatives(text, level):
    at = {"x": 1.25, "y": 0.75, "z": 1.5}
    for name, partial in zip("xyz", gradient(text, ["x", "y", "z"], simplify=level), strict=True):
        assert evaluate(partial, at) == pytest.approx(evaluate(derive(text, name), at), rel=1e-13, abs=1e-13)


def test_a_gradient_lives_on_one_graph_and_in_the_order_asked_for():
    partials = gradient("x*y**2", ["y", "x", "w"])
    assert [str(p) for p in partials] == ["2*x*y", "y**2", "0"]
    assert len({id(p.graph) for p in partials}) == 1
    assert gradient("x", []) == []


def test_a_variable_may_be_asked_for_twice():
    assert [str(p) for p in gradient("x**2", ["x", "x"])] == ["2*x", "2*x"]


# What may be given, and what is refused ------------------------------------------------------


def test_texts_expressions_numbers_and_sympy_objects_are_formulas():
    t = sympy.Symbol("x")
    for given_formula in ("x**2", x**2, t**2):
        assert str(derive(given_formula, "x")) == "2*x"
    assert derive(5, "x") == 0
    assert derive(0.5, "x") == 0
    assert str(derive("x**2", x)) == "2*x"
    assert str(derive(t**2, t)) == "2*x"


def test_names_may_have_spaces_around_them():
    assert str(derive("x**2", " x ")) == "2*x"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: derive("x"), "by which variable"),
        (lambda: derive("x", "x + 1"), "is not a variable"),
        (lambda: derive("x*y", ["x", "y=4"]), "at={'y': 4}"),
        (lambda: derive("x", ""), "by which variable"),
        (lambda: derive("x", x + 1), "is not a symbol"),
        (lambda: derive("x", 3), "is not a variable"),
        (lambda: derive("x", "x", order=-1), "order -1"),
        (lambda: derive("x", "x", simplify="most"), "unknown level 'most'"),
        (lambda: gradient("x", ["2"]), "is not a variable"),
        (lambda: derive(True, "x"), "expected a formula, not bool"),
        (lambda: derive(None, "x"), "expected a formula, not NoneType"),
        (lambda: derive([1], "x"), "expected a formula, not list"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_makes_no_sense_is_refused_in_words(call, message):
    with pytest.raises(SymdiffError, match=message):
        call()


def test_an_order_beyond_the_limit_is_refused():
    with pytest.raises(TooLarge, match="`order`"):
        derive("x", "x", order=1001)
    assert derive("x", "x", order=1001, limits=Limits(order=2000)) == 0


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(value):
    with pytest.raises(SymdiffError):
        derive(value, "x")


def test_the_formula_given_is_left_alone():
    e = parse("x**3*sin(x)")
    before, length = str(e), len(e.graph)
    derive(e, "x", order=3)
    gradient(e, ["x"])
    assert (str(e), len(e.graph)) == (before, length)
    assert isinstance(e.graph, Graph)


HIGH = [
    "exp(sin(x)*cos(x))",
    "x/(1 + x^2)",
    "sqrt(1 + x^2)",
    "sin(x)/x",
    "x^3*(a + a/x)^4",
    "log(log(x))",
    "Abs(x)*exp(x)",
]


@pytest.mark.parametrize("text", HIGH)
def test_a_high_order_is_what_was_derived_and_no_step_is_longer_than_step_by_step(text):
    at = {"x": 2.25, "a": 1.5}
    one = parse(text)
    steps = derivatives(text, "x", order=6, level="basic")
    for order, (_, step) in enumerate(steps[1:], 1):
        one = derive(one, "x", level="basic")
        assert step.size <= one.size
        raw = evaluate(derive(text, "x", order=order, level="none"), at, digits=30)
        assert abs(evaluate(step, at, digits=30) - raw) <= 1e-25 * abs(raw)
    last = derive(text, "x", order=6, level="basic")
    assert last == steps[-1][1]


def test_a_high_order_has_the_conditions_of_its_steps():
    found = derive("log(x)*exp(sin(x)*cos(x))", "x", order=6, level="basic")
    assert [str(condition) for condition in found.conditions] == ["x > 0"]


def test_the_tenth_derivative_is_short():
    assert derive("exp(sin(x)*cos(x))", "x", order=10, level="basic").size < 200


@pytest.mark.parametrize("condition", ["x**3 < 1000", "x**2 + x < 1000"])
def test_a_last_branch_is_for_all_the_rest_only_where_that_is_known(condition: str) -> None:
    """No branch holds far out, which the edges of the linear comparisons alone do not show."""
    found = derive(f"Piecewise((x, x < 0), (sin(x), {condition}))", "x")
    assert evaluate(found, {"x": 0}) == 1
    with pytest.raises(DomainError, match="no branch holds"):
        evaluate(found, {"x": 200})


@pytest.mark.parametrize(
    ("formula", "derivative"),
    [
        ("Piecewise((5, x == 1), (x**2, x > 1), (x, True))", "Piecewise((2*x, x > 1), (1, x < 1))"),
        ("Piecewise((5, x == 1), (x**2, x < 1), (x, True))", "Piecewise((2*x, x < 1), (1, x > 1))"),
        (
            "Piecewise((5, x == 1), (x**2, x > 2), (x, True))",
            "Piecewise((2*x, x > 2), (1, x != 1 and x < 2))",
        ),
        (
            "Piecewise((5, x == 2), (x**2, x > 1), (x, True))",
            "Piecewise((2*x, x > 1 and x != 2), (1, x < 1))",
        ),
    ],
)
def test_a_condition_of_a_branch_says_nothing_that_the_rest_of_it_implies(formula, derivative):
    assert str(derive(formula, "x", level="none")) == derivative


@pytest.mark.parametrize("outer", ["sqrt", "log", "asec", "acosh"])
def test_what_does_not_move_has_derivative_zero_though_the_slope_of_what_is_outside_has_no_value(outer):
    assert evaluate(derive(f"{outer}(Max(0, x))", "x", level="none"), x=-1) == 0


def test_a_power_of_nothing_stays_nothing():
    """Its general rule would ask for the logarithm of 0."""
    assert derive("0**x", "x", level="none") == derive("0**x", "x") == 0
    assert derive("x**0", "x", level="none") == 0
    assert derive("0**(x*y)", "y", level="none") == 0


EDGES = {
    # written in decimals, and joined where both sides meet in value and slope
    "Piecewise((x^2, x < 1.1), (2.2x - 1.21, True))": ("Piecewise((2*x, x <= 1.1), (2.2, True))", []),
    "Piecewise((x, x <= 0.1), (0.2*x + 0.08, True))": (
        "Piecewise((1, x < 0.1), (0.2, x > 0.1))", ["x != 0.1"],
    ),
    "Max(x, 0.1)": ("Piecewise((1, x > 0.1), (0, x < 0.1))", ["x != 0.1"]),
    # constants, squares and inverses
    "Piecewise((100, x >= pi), (6/5, True))": ("0", ["x != pi"]),
    "Piecewise((sin(x), x < pi/2), (1, True))": ("Piecewise((cos(x), x <= pi/2), (0, True))", []),
    "Piecewise((x, x^2 < 2), (0, True))": (
        "Piecewise((1, x**2 < 2), (0, x**2 > 2))", ["x != -sqrt(2)", "x != sqrt(2)"],
    ),
    "Piecewise(((x^2 - 2)^2, x^2 < 2), (0, True))": ("Piecewise((4*x*(x**2 - 2), x**2 < 2), (0, True))", []),
    "if(exp(x) > 2, 1, x)": ("Piecewise((0, exp(x) > 2), (1, exp(x) < 2))", ["x != log(2)"]),
    # families, and what is not solved, are left out
    "Piecewise((sin(x), sin(x) > 0), (0, True))": (
        "Piecewise((cos(x), sin(x) > 0), (0, sin(x) < 0))", ["sin(x) != 0"],
    ),
    "Piecewise((1, cos(x) > x), (2, True))": ("0", ["cos(x) != x"]),
}  # fmt: skip


@pytest.mark.parametrize("formula", EDGES)
def test_edges_are_joined_or_left_out_wherever_they_are(formula):
    found = derive(formula, "x")
    assert (str(found), [str(condition) for condition in found.conditions]) == EDGES[formula]


@pytest.mark.parametrize(
    ("formula", "at", "truth"),
    [
        ("sinc(x)", 0, Fraction(-1, 3)),
        ("sinc(2*x)", 0, Fraction(-4, 3)),
        ("sinc(pi*x)", 0, "-pi**2/3"),
        ("elliptic_k(x)", 0, "9*pi/64"),
    ],
)
def test_a_second_derivative_has_its_value_where_a_row_has_a_gap(formula, at, truth):
    found = derive(formula, "x", order=2)
    expected = evaluate(truth if isinstance(truth, str) else parse(str(truth)), {})
    assert evaluate(found, {"x": at}) == pytest.approx(expected, rel=1e-14)
    assert found(x=at) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("formula", "condition"),
    [("legendre(n, x)", "x != -1"), ("legendre(n, x)", "x != 1"), ("laguerre(n, x)", "x != 0")],
)
def test_with_parameters_such_a_gap_is_a_condition(formula, condition):
    assert condition in [str(found) for found in derive(formula, "x", order=2).conditions]


@pytest.mark.parametrize("level", ["none", "basic", "full"])
def test_where_a_branch_that_holds_has_no_value_the_slope_stands_before_it(level: Level) -> None:
    """At 0 the last branch is taken, and the derivative of that has an edge there."""
    text = "Piecewise((3, x > 1), (Piecewise((1, 2*x < 0), (max(x, 1), True)), True))"
    found = derive(text, "x", level=level)
    assert evaluate(found, {"x": 0}) == 0
    text = "Piecewise((3, x > 1), (Piecewise((x + 1, 2*x < 0), (exp(x), True)), True))"
    assert evaluate(derive(text, "x", level=level), {"x": 0}) == 1


@pytest.mark.parametrize("level", ["none", "basic", "full"])
def test_arguments_that_do_not_move_may_tie(level: Level) -> None:
    at = {"x": 3, "y": 2, "z": 2}
    assert evaluate(derive("x + Min(x, y, z)", "x", level=level), at) == 1
    assert evaluate(derive("x + Max(x, y, z)**2", "x", level=level), at) == 7
    assert evaluate(gradient("x + Min(x, y, z)", "x")[0], at) == 1
    with pytest.raises(DomainError):
        evaluate(derive("x + Min(x, y, z)", "y", level=level), at)
    assert str(derive("Max(x, y, 1)", "x", level=level)).endswith(
        "(0, y > x), (0, 1 > x))" if level == "none" else "(0, x < 1))"
    )
