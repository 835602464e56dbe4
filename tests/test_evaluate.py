"""Values at a point: floats, complex numbers, many digits, exact rationals, and where there are none."""

from __future__ import annotations

import cmath
import math
from fractions import Fraction
from math import ceil, floor
from random import Random
from typing import Any

import flint
import mpmath
import numpy as np
import pytest
from hypothesis import given
from parts import in_parts
from strategies import SMOOTH, examples, grown, holds, interval, label, rational, samples

from symdiff import (
    DomainError,
    Expr,
    NotDifferentiable,
    SymdiffError,
    TooLarge,
    Unsupported,
    apply,
    derive,
    parse,
    symbols,
)
from symdiff.arithmetic.evaluation import evaluate
from symdiff.errors import OutOfRange

x, y = symbols("x y")


def value(text: str, at: Any = None, **options: Any) -> Any:
    return evaluate(parse(text), at, **options)


# Floats --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/3", 1 / 3), ("2**0.5", math.sqrt(2)), ("pi", math.pi), ("E", math.e), ("sin(1)", math.sin(1)),
        ("exp(-2)", math.exp(-2)), ("log(2)", math.log(2)),
        ("atan2(1, -1)", 3 * math.pi / 4), ("cbrt(-8)", -2.0),
        ("Max(1, 3, 2)", 3.0), ("Min(1, 3, 2)", 1.0), ("floor(-1.5)", -2.0), ("ceiling(-1.5)", -1.0),
        ("sign(-3)", -1.0), ("Abs(-3)", 3.0), ("5!", 120.0), ("gamma(1/2)", math.sqrt(math.pi)),
        ("erf(1)", math.erf(1)), ("2**-1074", 5e-324), ("(-8)**(1/3)*0 + 1", None), ("x - x", 0.0),
    ],
)  # fmt: skip
def test_a_float_value(text, expected):
    if expected is None:
        with pytest.raises(DomainError):
            value(text)
        return
    result = value(text, {"x": 0.1})
    assert isinstance(result, float)
    assert result == pytest.approx(expected, rel=1e-15)


def test_exact_numbers_are_rounded_once():
    assert value("1/3") == 1 / 3
    assert value("12345678901234567890123/7") == float(Fraction(12345678901234567890123, 7))


def test_points_may_be_given_by_name_by_symbol_and_by_keyword():
    e = x * y
    for result in (
        evaluate(e, {"x": 2, "y": 3}),
        evaluate(e, {x: 2, y: 3}),
        evaluate(e, x=2, y=3),
        evaluate(e, {"x": 2}, y=3),
        e(x=2, y=3),
    ):
        assert result == 6.0
        assert isinstance(result, float)


def test_names_that_do_not_occur_are_ignored():
    assert evaluate(x, {"x": 1, "unused": 5}) == 1.0


@pytest.mark.parametrize("given_value", [Fraction(1, 4), 0.25, mpmath.mpf("0.25")], ids=repr)
def test_a_point_may_be_any_real_number(given_value):
    assert evaluate(x + 1, {"x": given_value}) == 1.25


def test_an_infinite_argument_is_taken_where_the_function_has_a_limit():
    assert value("atan(x)", {"x": math.inf}) == pytest.approx(math.pi / 2)
    assert value("oo") == math.inf


@pytest.mark.parametrize("zero", [0.0, -0.0], ids=repr)
def test_the_sign_of_a_zero_is_kept(zero):
    assert math.copysign(1, value("x", {"x": zero})) == math.copysign(1, zero)
    assert math.copysign(1, value("atan2(x, 1)", {"x": zero})) == math.copysign(1, zero)


# Complex numbers -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I", 1j), ("I**2", -1), ("2 + 3*I", 2 + 3j), ("exp(I*pi)", cmath.exp(1j * math.pi)),
        ("sqrt(-1 + 0*I)", 1j),
        ("(-8 + 0*I)**(1/3)", 2 * cmath.exp(1j * math.pi / 3)), ("log(-1 + 0*I)", 1j * math.pi),
        ("I**I", math.exp(-math.pi / 2)), ("Abs(3 + 4*I)", 5), ("1/I", -1j),
    ],
)  # fmt: skip
def test_an_expression_with_the_unit_is_complex_on_principal_branches(text, expected):
    result = value(text)
    assert isinstance(result, complex)
    assert result == pytest.approx(expected, rel=1e-14, abs=1e-15)


def test_a_complex_point_makes_the_value_complex():
    at = 0.5 + 2j
    assert value("x**2 + sin(x)", {"x": at}) == pytest.approx(at**2 + cmath.sin(at), rel=1e-14)
    assert value("sqrt(x)", {"x": -1 + 0j}) == pytest.approx(1j)
    assert value("acosh(x)", {"x": at}) == pytest.approx(cmath.acosh(at), rel=1e-14)


def test_complex_numbers_have_no_order():
    with pytest.raises(DomainError):
        value("Piecewise((1, x > 0), (2, True))", {"x": 1j})


# Many digits ---------------------------------------------------------------------------------


@pytest.mark.parametrize("digits", [1, 15, 50, 200, 500])
def test_digits_are_right_to_the_last_but_one(digits):
    text = "exp(sin(x)/3)*gamma(x + 1/7) - 2**(1/3)"
    with mpmath.workdps(digits + 30):
        at = mpmath.mpf(3) / 11
        want = mpmath.exp(mpmath.sin(at) / 3) * mpmath.gamma(at + mpmath.mpf(1) / 7) - mpmath.cbrt(2)
        got = value(text, {"x": Fraction(3, 11)}, digits=digits)
        assert abs(got - want) <= mpmath.mpf(10) ** (1 - digits) * abs(want)


def test_laguerre_functions_of_negative_degree_have_their_values_at_once(at_most):
    """They are exp(x)*laguerre(-n - 1, -x), by Kummer's transformation; that of degree -1 is asked of in the
    derivative of that of degree 0, which took half a minute, and was 0 in many digits."""
    with at_most(2):
        assert str(derive("laguerre(0, x)", "x")) == "0"
        for degree, factor in ((-1, 1), (-2, 1 + mpmath.mpf(0.75))):
            with mpmath.workdps(40):
                want = mpmath.exp(mpmath.mpf(0.75)) * factor
                got = value(f"laguerre({degree}, x)", {"x": 0.75}, digits=30)
                assert abs(got - want) < mpmath.mpf(10) ** -29 * want
            assert value(f"laguerre({degree}, x)", {"x": 0.75}) == pytest.approx(float(want), rel=1e-13)


@in_parts
@pytest.mark.parametrize("row", SMOOTH, ids=label)
def test_each_row_has_the_same_first_digits_at_any_precision(row):
    for seed in range(3):
        sample = grown(seed, 0, row)
        low, high = (evaluate(sample.expr, sample.point, digits=digits) for digits in (25, 60))
        with mpmath.workdps(80):
            # 25 digits and 8 guard digits; a formula of two steps magnifies them by less than 1e5
            assert abs(low - high) <= mpmath.mpf(10) ** -20 * max(1, abs(high))


@in_parts
@pytest.mark.parametrize("row", [row for row in SMOOTH if row.arity > 0], ids=label)
@pytest.mark.parametrize("options", [{}, {"digits": 30}], ids=["float", "digits"])
def test_a_row_has_a_value_all_over_its_domain(row, options):
    random = Random(20261122)
    met = 0
    for _ in range(60):
        point = []
        for place, name in enumerate(row.parameters):
            low, high = interval(row, place)
            whole = name in row.integers or random.random() < 0.3
            point.append(
                Fraction(random.randint(ceil(low), floor(high))) if whole else rational(random, low, high)
            )
        if holds(row.domain, row, point):
            met += 1
            names = [f"v{place}" for place in range(row.arity)]
            evaluate(apply(row.name, *symbols(names)), dict(zip(names, point, strict=True)), **options)
    assert met > 5


@examples(200)
@given(sample=samples(most=5))
def test_a_float_agrees_with_many_digits(sample):
    try:
        quick = evaluate(sample.expr, sample.point)
    except DomainError:
        return  # beyond a float on the way; the next test says that this is what it means
    exact = evaluate(sample.expr, sample.point, digits=30)
    shifted = {name: point * (1 + Fraction(1, 10**9)) for name, point in sample.point.items()}
    try:
        moved = abs(evaluate(sample.expr, shifted, digits=30) - exact)
    except DomainError:
        return  # within 1e-9 of the end of its domain
    # What a relative change of 1e-9 of the point does, a rounding of 1e-16 does a ten-millionth of;
    # each of the few steps adds its own.
    assert abs(quick - exact) <= 1e-5 * moved + 1e-12 * max(1, abs(exact))


def test_decimal_texts_and_fractions_are_exact_points():
    assert str(value("x", {"x": "0.1"}, digits=30)) == "0.1"
    third = value("x*3 - 1", {"x": Fraction(1, 3)}, digits=30)
    assert abs(third) < 1e-35


def test_a_float_is_a_binary_fraction_for_many_digits():
    assert value("0.1 - 1/10", digits=30) == pytest.approx(float(Fraction(0.1) - Fraction(1, 10)), rel=1e-10)


def test_digits_have_no_exponent_range():
    assert value("exp(1000)", digits=20) > mpmath.mpf(10) ** 434
    for text, x, inverse in (
        ("log(1 + exp(x))", -700, "exp(-x)"), ("1 - tanh(x)", 300, "exp(2*x)/2"),
        ("sqrt(1 + exp(x)) - 1", -900, "2*exp(-x)"),
    ):  # fmt: skip
        assert abs(value(text, {"x": x}, digits=30) * value(inverse, {"x": x}, digits=30) - 1) < 1e-29, text
    with pytest.raises(DomainError, match="digits"):
        value("exp(1000)")


@pytest.mark.parametrize("digits", [0, -1, 10_001])
def test_a_number_of_digits_beyond_the_limit_is_refused(digits):
    with pytest.raises(TooLarge, match="`digits`"):
        value("pi", digits=digits)


def test_the_precision_of_mpmath_is_left_alone():
    before = mpmath.mp.dps
    value("sin(x)", {"x": 1}, digits=100)
    assert mpmath.mp.dps == before


@pytest.mark.parametrize(
    "text",
    ["cosh(1e300**0.1**x)", "tan(1e300**1e300)", "18446744073709551616**(1/65536)**x**18446744073709551616"],
)
def test_a_tower_of_powers_is_refused_in_time(text, at_most):
    with at_most(10), pytest.raises(SymdiffError):
        value(text, {"x": Fraction(1, 2)}, digits=50)


# Exact values --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x**2/3", Fraction(3, 4)), ("(x + 1)**-2", Fraction(4, 25)), ("sqrt(x - 5/4)", Fraction(1, 2)),
        ("cbrt(-x*18)", Fraction(-3)), ("floor(x)", Fraction(1)), ("Abs(-x)", Fraction(3, 2)),
        ("Max(x, 2)", Fraction(2)), ("(9/4)**(1/2)", Fraction(3, 2)), ("8**(-2/3)", Fraction(1, 4)),
        ("Piecewise((x, x > 1), (0, True))", Fraction(3, 2)), ("sin(0)", Fraction(0)), ("5!", Fraction(120)),
        ("2**1000", Fraction(2**1000)), ("0**0", Fraction(1)),
    ],
)  # fmt: skip
def test_an_exact_value_is_a_fraction(text, expected):
    result = value(text, {"x": Fraction(3, 2)}, exact=True)
    assert isinstance(result, Fraction)
    assert result == expected


@pytest.mark.parametrize("text", ["pi", "sqrt(2)", "sin(1)", "2**(1/2)", "E*0", "cbrt(2)"])
def test_what_is_not_rational_is_refused_exactly(text):
    with pytest.raises(Unsupported):
        value(text, exact=True)


def test_a_complex_expression_has_no_exact_value():
    with pytest.raises(SymdiffError, match="complex"):
        value("I*x", {"x": 1}, exact=True)


# Where there is no value ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "at", "names"),
    [
        ("y + 1/x", {"x": 0, "y": 1}, "1/x"),
        ("y*log(x - 2)", {"x": 1, "y": 1}, "log(x - 2)"),
        ("sqrt(x) + 1", {"x": -1}, "sqrt(x)"),
        ("asin(2*x)*3", {"x": 1}, "asin(2*x)"),
        ("x**(1/3)", {"x": -8}, "x**(1/3)"),
        ("x**y", {"x": 0, "y": -1}, "x**y"),
        ("tan(0) + (x - 1)/(x - 1)", {"x": 1}, "(x - 1)/(x - 1)"),
        ("gamma(-x)", {"x": 2}, "gamma(-x)"),
        ("acosh(x)", {"x": 0.5}, "acosh(x)"),
        ("Piecewise((x, x > 0), (1, x < -5))", {"x": -1}, "Piecewise"),
        ("atanh(x)", {"x": 1}, "atanh(x)"),
        ("I*log(x*0)", {"x": 1}, "log(x*0)"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("options", [{}, {"digits": 30}], ids=["float", "digits"])
def test_a_point_outside_the_domain_is_refused_and_the_subexpression_named(text, at, names, options):
    with pytest.raises(DomainError) as caught:
        value(text, at, **options)
    assert names in caught.value.message


@pytest.mark.parametrize("options", [{}, {"digits": 30}, {"exact": True}], ids=["float", "digits", "exact"])
def test_division_by_an_exact_zero_is_refused_in_every_arithmetic(options):
    with pytest.raises(DomainError, match="division by zero"):
        value("1/(x - x)", {"x": 3}, **options)


@pytest.mark.parametrize("options", [{}, {"digits": 30}], ids=["float", "digits"])
def test_nan_is_refused_by_the_name_of_its_symbol(options):
    with pytest.raises(DomainError, match="y is not a number"):
        value("x + y", {"x": 1, "y": math.nan}, **options)


@pytest.mark.parametrize("text", ["oo - oo", "oo*0", "oo/oo"])
def test_an_indeterminate_form_has_no_value(text):
    with pytest.raises(DomainError):
        value(text)


@pytest.mark.parametrize("options", [{}, {"digits": 30}, {"exact": True}], ids=["float", "digits", "exact"])
def test_a_missing_symbol_is_named_with_a_remedy(options):
    with pytest.raises(SymdiffError, match="y has no value") as caught:
        value("x + y", {"x": 1}, **options)
    assert "y=1" in caught.value.hint


def test_an_unknown_function_has_no_value():
    with pytest.raises(Unsupported, match="unknown function f"):
        value("f'(x) + 1", {"x": 1})


@pytest.mark.parametrize("text", ["zeta(9/4, -2)", "zeta(9/4, x)"])
@pytest.mark.parametrize("options", [{}, {"digits": 30}], ids=["float", "digits"])
def test_what_mpmath_cannot_compute_is_an_error_of_ours(text, options):
    with pytest.raises(SymdiffError):
        value(text, {"x": Fraction(-5, 2)}, **options)


def test_a_long_subexpression_is_not_quoted_whole():
    with pytest.raises(DomainError) as caught:
        value("1/(" + " + ".join(f"0*x{i}" for i in range(200)) + ")", {f"x{i}": 1 for i in range(200)})
    assert len(str(caught.value)) < 400


# Branches ------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [{}, {"digits": 30}, {"exact": True}], ids=["float", "digits", "exact"])
def test_a_branch_that_is_not_taken_is_not_evaluated(options):
    text = "Piecewise((1/x, x != 0), (7, True)) + Piecewise((5, x == 0), (1/x, True))"
    assert value(text, {"x": 0}, **options) == 12


def test_a_condition_after_the_one_that_holds_is_not_evaluated():
    assert value("Piecewise((1, x == 0), (2, 1/x > 0))", {"x": 0}) == 1.0


def test_and_and_or_stop_at_the_first_that_decides():
    assert value("Piecewise((1, x != 0 and 1/x > 0), (2, True))", {"x": 0}) == 2.0
    assert value("Piecewise((1, x == 0 or 1/x > 0), (2, True))", {"x": 0}) == 1.0


def test_a_branch_shared_with_the_formula_is_evaluated_where_the_formula_needs_it():
    assert value("Piecewise((log(x), x > 0), (0, True)) + log(x)", {"x": 1}) == 0.0
    with pytest.raises(DomainError):
        value("Piecewise((log(x), x > 0), (0, True)) + log(x)", {"x": -1})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x < 2", True), ("x <= 1", True), ("x > 1", False), ("x >= 1", True), ("x == 1", True),
        ("x != 1", False),
        ("not x < 2", False), ("0 < x < 2", True), ("x < 0 or x == 1", True), ("x < 0 and x == 1", False),
        ("True", True),
    ],
)  # fmt: skip
def test_a_condition_is_true_or_false(text, expected):
    for options in ({}, {"digits": 30}, {"exact": True}):
        result = value(text, {"x": 1}, **options)
        assert result is expected


def test_conditions_on_exact_numbers_are_exact_in_exact_arithmetic():
    at = {"x": Fraction(1, 3)}
    assert value("x*3 == 1", at, exact=True) is True
    assert value("x == 0.3333333333333333", at, exact=True) is False


def test_evaluation_leaves_the_graph_alone():
    e = parse("sin(x)*y + 1/x")
    before = len(e.graph)
    evaluate(e, {"x": 1, "y": 2})
    evaluate(e, {"x": 1, "y": 2}, digits=30)
    assert len(e.graph) == before
    assert isinstance(e, Expr)


@pytest.mark.parametrize(
    ("text", "value"), [("sech(x)", 0.0), ("sigmoid(-x)", 0.0), ("csch(x)", 0.0), ("coth(x)", 1.0)]
)
def test_a_step_that_is_too_large_is_no_value_that_is(text: str, value: float) -> None:
    assert evaluate(text, {"x": 1000}) == value


@pytest.mark.parametrize(
    ("text", "at", "right"),
    [
        ("erfinv(erf(x))", 8.66, Fraction(8.66)),
        ("erfinv(erf(x))", 5, 5),
        ("atanh(tanh(x))", 30, 30),
        ("acosh(cosh(x))", Fraction(1, 2**60), Fraction(1, 2**60)),
        ("log(exp(x)) - x + x/10**30", 3, Fraction(3, 10**30)),
    ],
)
@pytest.mark.parametrize("digits", [15, 30, 50])
def test_digits_asked_for_are_right_where_rounding_loses_some(
    text: str, at: Any, right: Any, digits: int
) -> None:
    with mpmath.workdps(80):
        exact = mpmath.mpf(Fraction(right).numerator) / Fraction(right).denominator
        assert abs(value(text, {"x": at}, digits=digits) - exact) <= exact * mpmath.mpf(10) ** (1 - digits)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("1/(1 + exp(x))", 0.0),
        ("exp(x)/exp(x - 1)", math.e),
        ("log(exp(x) + exp(x))", 1000 + math.log(2)),
        ("(x**200/x**199)**1", 1000.0),
    ],
)
def test_a_step_that_is_too_large_does_not_refuse_a_value_that_is_not(text: str, right: float) -> None:
    assert value(text, {"x": 1000}) == pytest.approx(right, rel=1e-15)


@pytest.mark.parametrize("text", ["exp(x)", "1 + exp(x)", "exp(exp(exp(x)))", "-exp(x)/2"])
def test_a_value_that_is_too_large_is_refused(text: str) -> None:
    with pytest.raises(OutOfRange):
        value(text, {"x": 1000})


# Multiples of pi, and the place between the sides of a jump --------------------------------------


@pytest.mark.parametrize("name", ["sin", "cos", "tan", "cot", "sec", "csc"])
@pytest.mark.parametrize("quarters", range(-5, 6))
def test_a_circular_function_of_a_multiple_of_half_a_pi_is_exact_or_at_a_pole(name, quarters):
    sine, cosine = round(math.sin(quarters * math.pi / 2)), round(math.cos(quarters * math.pi / 2))
    tops = {"sin": sine, "cos": cosine, "tan": sine, "cot": cosine, "sec": 1, "csc": 1}
    bottoms = {"sin": 1, "cos": 1, "tan": cosine, "cot": sine, "sec": cosine, "csc": sine}
    place = parse(f"{quarters}*pi/2")
    ways = [
        lambda **more: evaluate(f"{name}({quarters}*pi/2)", **more),
        lambda **more: evaluate(f"{name}(pi - x)", x=(2 - parse(str(quarters))) * parse("pi") / 2, **more),
        lambda **more: evaluate(f"{name}(n*pi/2)", n=quarters, **more),
        lambda **more: evaluate(f"{name}(x)", x=place, **more),
        lambda **more: evaluate(f"{name}(x)", x=place, digits=30, **more),
        lambda **more: parse(f"{name}(x)")(x=place, **more),
    ]
    for way in ways:
        if bottoms[name] == 0:
            with pytest.raises(DomainError, match=rf"{name}\(x\) needs (sin|cos)\(x\) != 0"):
                way()
        else:
            assert way() == tops[name] / bottoms[name]


def test_a_pole_in_a_branch_that_is_not_taken_is_not_met():
    text = "Piecewise((tan(pi/2), x > 0), (sin(pi) + x, True))"
    assert evaluate(text, x=-1) == -1
    with pytest.raises(DomainError, match=r"tan\(pi/2\) has no value"):
        evaluate(text, x=1)


@pytest.mark.parametrize("text", ["acot(x)", "atan2(x, x)", "atan2(0, x)", "arg(x)", "acot(cot(x + pi/2))"])
def test_between_the_sides_of_a_jump_outside_the_domain_there_is_no_value(text):
    for zero in (0, 0.0, Fraction(0), "0", "pi - pi"):
        for digits in (None, 30):
            with pytest.raises(DomainError, match="needs x != 0"):
                evaluate(text, x=zero, digits=digits)
        with pytest.raises(DomainError, match="needs x != 0"):
            parse(text)(x=zero)
    with pytest.raises(DomainError, match="needs x != 0"):
        evaluate(text, x=0j)


def test_a_point_beyond_the_floats_is_looked_at_with_more_digits() -> None:
    large = 10**400
    assert derive("1/x", "x")(x=large) == 0
    assert evaluate("1/x", x=large) == parse("1/x")(x=large) == 0
    assert derive("abs(x - 0.1)", "x")(x=large) == derive("3*x", "x")(x=-large) / 3 == 1
    assert abs(evaluate("sin(x)", x=large) - float(evaluate("sin(x)", x=large, digits=30))) < 1e-15
    for refused in (lambda: evaluate("x", x=large), lambda: derive("x^2", "x")(x=large)):
        with pytest.raises(OutOfRange, match="too large for a float"):
            refused()
    with pytest.raises(NotDifferentiable, match=r"at x = 1.0e\+400, a corner"):
        derive("abs(x - 10^400)", "x")(x=large)


@pytest.mark.parametrize("text", [5, None, b"x"])
def test_a_formula_is_read_from_a_text(text: object) -> None:
    with pytest.raises((SymdiffError, TypeError), match=r"a formula is read from a text|str"):
        parse(text)


@pytest.mark.parametrize("x", ["1e10", "-1e200", "30", "0.3"])
def test_dawson_has_its_digits_at_every_size(x):
    found = evaluate(parse("dawson(x)"), {"x": Fraction(x)}, digits=30)
    with flint.ctx.workdps(60):
        z = flint.arb(x)
        expected = z * (-z * z).hypgeom_1f1(1, flint.arb(3) / 2)
        assert abs(flint.arb(mpmath.nstr(found, 32)) / expected - 1) < 1e-28


@pytest.mark.parametrize("formula", ["exp(-x**2)", "exp(-x**3)*x", "1/gamma(x)", "erfc(x**2)"])
def test_what_is_next_to_nothing_is_0_although_a_step_on_the_way_is_too_large(formula):
    assert evaluate(formula, x=1e200) == 0.0


@pytest.mark.parametrize("function", ["digamma(x)", "trigamma(x)", "polygamma(2, x)", "gamma(x)"])
def test_a_pole_far_away_is_told_at_once(function):
    for digits in (None, 20):
        with pytest.raises(DomainError, match="needs"):
            evaluate(function, x=-1e20, digits=digits)


@pytest.mark.parametrize(
    "text",
    ["exp(exp(x))", "cosh(exp(x))", "sin(exp(x))", "gamma(exp(x))", "besselj(0, exp(x))", "Ei(exp(x))"],
)
def test_a_number_that_is_too_large_to_be_reduced_is_refused_and_not_waited_for(text):
    with pytest.raises(SymdiffError, match="too large"):
        evaluate(text, x=714489.66, digits=30)
    assert evaluate("exp(-exp(x))", x=714489.66, digits=30) == 0
    assert evaluate("tanh(exp(x))", x=714489.66, digits=30) == 1


@pytest.mark.parametrize(("text", "at", "expected"), [
    ("loggamma(x)", {"x": 1.0}, 0), ("loggamma(x)", {"x": 2}, 0), ("exp(-exp(-x)) - 1", {"x": -4096}, -1),
    ("binomial(x, y)*(digamma(x + 1) - digamma(x - y + 1))", {"x": 1e160, "y": 3}, mpmath.mpf(10) ** 320 / 2),
    ("beta(x, y)*(digamma(x) - digamma(x + y))", {"x": 1e160, "y": 1e-160}, -(mpmath.mpf(10) ** -160)),
])  # fmt: skip
def test_a_zero_and_what_is_nearly_lost_take_no_seconds(text, at, expected, at_most):
    with at_most(2):  # they took 3 to 60
        assert abs(evaluate(text, at, digits=300) - expected) <= 1e-13 * abs(expected)


@pytest.mark.parametrize("text", ["uppergamma(x, 3)", "uppergamma(x, x)", "lowergamma(x, x)"])
def test_incomplete_gamma_functions_of_large_orders_are_refused_at_once(text):
    with pytest.raises(OutOfRange):
        evaluate(text, x=1e160, digits=30)
    assert np.isnan(parse(text).numpy()(1e160))


@pytest.mark.parametrize(("text", "x"), [
    ("sin(pi*x)", 10**40), ("sin(pi*x**2/2)", 1e160), ("tan(pi*x)", 1e60), ("exp(log(x)) - x", 7),
])  # fmt: skip
def test_a_zero_that_numbers_of_that_length_do_not_show_is_next_to_nothing(text, x):
    assert abs(evaluate(text, x=x, digits=30)) < 1e-60  # the sine was -0.257


@pytest.mark.parametrize(("text", "at", "expected"), [
    ("(1-cos(x))/x^2", 1e-8, 0.5), ("(1-cos(x))/x^2", 1e-200, 0.5), ("x^2/x^3", 1e-300, 1e300),
    ("(x - sin(x))/x^3", 1e-5, 0.16666666666583333),
    ("log(1+x)/x", 1e-200, 1.0), ("1/x - 1/sin(x)", 1e-5, -1.6666666666861112e-6), ("(x+1) - x", 1e300, 1.0),
    ("(1+x)^(1/x)", 1e-10, 2.718281828323131), ("li(x)", 1.451369234883381, 1.2958497702998692e-16),
    ("log(exp(x))", 1e-300, 1e-300), ("sin(pi)*x", 1, 0.0), ("sin(x)", 1e22, -0.8522008497671888),
    ("(exp(i*x)-1)/x", 1e-10, complex(-5e-11, 1)), ("log(exp(x))", complex(1e-20, 2), complex(1e-20, 2)),
])  # fmt: skip
def test_a_value_in_floats_is_right_to_their_digits(text, at, expected):
    assert abs(evaluate(text, x=at) - expected) <= 1e-13 * abs(expected)  # they were 0, 0.0, 1.0000000826…


def test_a_value_of_a_large_formula_is_what_floats_come_to():
    text = "(1-cos(x))/x^2" + "".join([f" + 0*sin({i}*x)" for i in range(1, 700)])
    for many, expected in ((40, 0.5), (700, 0.0)):
        formula = " + ".join(text.split(" + ")[:many])
        assert evaluate(formula.replace("0*", "1e-300*"), x=1e-8) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("number", "expected"), [
    (np.longdouble(0.5), 1.25), (np.array(np.longdouble(2)), 5.0), (np.clongdouble(1j), 0j),
])  # fmt: skip
def test_the_long_numbers_of_numpy_are_numbers(number, expected):
    assert value("x**2 + 1", {"x": number}) == expected  # they ended the process
    assert parse("x**2 + 1")(x=number) == expected
    if isinstance(expected, float):
        assert (x + number).subs(x, 1) == 1 + Fraction(expected - 1) ** Fraction(1, 2)


def test_a_decimal_as_a_place_is_what_it_shows():
    found = evaluate("x", {"x": parse("0.1")}, digits=25)
    assert abs(10 * mpmath.mpf(found, prec=200) - 1) < 1e-24  # it was 0.1000000000000000055


def test_an_exact_value_at_what_is_no_fraction_is_refused_or_read():
    assert evaluate("x**2", x=mpmath.mpf(0.5), exact=True) == Fraction(1, 4)
    for infinite in (math.inf, mpmath.inf):
        with pytest.raises(DomainError, match="x is infinite"):
            evaluate("x**2", x=infinite, exact=True)
