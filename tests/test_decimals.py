"""Decimals are the numbers that they say: exact until printed, and written as decimals."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from random import Random

import mpmath
import pytest

from symdiff import (
    Expr,
    NotDifferentiable,
    ParseError,
    SymdiffError,
    TooLarge,
    Unsupported,
    apart,
    check,
    derive,
    evaluate,
    expand,
    factor,
    parse,
    simplify,
    symbols,
    together,
)
from symdiff.graph.folding import fold, power, ratio, rounded
from symdiff.table.operators import ADD, DIV, MUL, SUB


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.3*x**2", "0.6*x"),
        ("6*exp(-0.2*x)", "-1.2*exp(-0.2*x)"),
        ("0.1*x**3", "0.3*x**2"),
        ("0.1*x + 0.2*x", "0.3"),
        ("0.7*0.1*x", "0.07"),
        ("(0.1*x)**2", "0.02*x"),
        ("1.1*1.1*x", "1.21"),
        ("x**0.3", "0.3/x**0.7"),
        ("4.35*100*x", "435"),
        ("1.0*x", "1"),
        ("x**1.0", "1"),
    ],
)
@pytest.mark.parametrize("level", ["basic", "full"])
def test_a_derivative_has_the_digits_that_are_meant(text: str, expected: str, level: str) -> None:
    assert str(derive(text, "x", level=level)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1 + 0.2 - 0.3", "0"),
        ("0.1*x + 0.2*x - 0.3*x", "0"),
        ("0.1*3*x - 0.3*x", "0"),
        ("1.1**2*x - 1.21*x", "0"),
        ("x/4.9*3 - 3*x/4.9", "0"),
        # what is printed as a whole number, and is none
        ("x - (1 - 1e-25)*x", "1e-25*x"),
        ("(1 - 1e-25)**(-2)*x - x", "2e-25*x"),
        ("(1 - 1e-25)*x + (1e-25 - 1)*x", "0"),
        ("x**(2 + 1e-25)/x**2", "x**1e-25"),
        ("(1e-40*x/(123456789.123456789*x) - 1)*123456789.123456789*x + 123456789.123456789*x", "1e-40*x"),
        ("(1 - 1e-25)*x", "1.0*x"),
        ("(3 - 1e-25)*x - 2*x - x", "-1e-25*x"),
    ],
)
def test_what_vanishes_vanishes(text: str, expected: str) -> None:
    assert str(simplify(text)) == expected


@pytest.mark.parametrize(
    ("text", "basic", "full"),
    [
        ("27.0*x", "27*x", "27*x"),
        ("x**2.0", "x**2", "x**2"),
        ("2.5*4*x", "10*x", "10*x"),
        ("1e20*x", "1e+20*x", "1e+20*x"),
        ("exp(0.1*x)/0.1", "10*exp(0.1*x)", "10*exp(0.1*x)"),
        ("0.1*x/3", "x/30", "x/30"),
        ("x/0.3 + x", "13*x/3", "13*x/3"),
        ("x/0.3", "x/0.3", "x/0.3"),
        ("x**(1/3)*x**0.1", "x**(13/30)", "x**(13/30)"),
        ("(x**2 - 0.25)/(x - 0.5)", "(x**2 - 0.25)/(x - 0.5)", "x + 0.5"),
        ("(x + 0.5)*(x - 0.5) - x**2", "(x + 0.5)*(x - 0.5) - x**2", "-0.25"),
        ("(0.2*x + 0.3)**2 - 0.04*x**2", "(0.2*x + 0.3)**2 - 0.04*x**2", "0.12*x + 0.09"),
        ("(2.5*x + 5)/(x + 2)", "(2.5*x + 5)/(x + 2)", "2.5"),
        ("(exp(0.2*x) - 1)/(exp(0.1*x) - 1)", "(exp(0.2*x) - 1)/(exp(0.1*x) - 1)", "exp(0.1*x) + 1"),
        ("(x**1.5 - x**0.5)/x**0.5", "(x**1.5 - x**0.5)/x**0.5", "x - 1"),
        ("y*exp(x/2)*(x**2 - 0.01)/(x - 0.1)", None, "y*(x + 0.1)*exp(x/2)"),
        ("((x*x - 27.0)*x - 54.0)*x", "x*(x*(x**2 - 27) - 54)", "x*(x*(x**2 - 27) - 54)"),
    ],
)
def test_a_form_is_that_of_fractions_with_decimals(text: str, basic: str | None, full: str) -> None:
    if basic is not None:
        assert str(simplify(text, level="basic")) == basic
    assert str(simplify(text, level="full")) == full


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x**1.5/1.5", "x**0.5"),
        ("((x*x - 27.0)*x - 54.0)*x", "4*x**3 - 54*x - 54"),
        ("((x*x - 27.3)*x - 54.1)*x", "4*x**3 - 54.6*x - 54.1"),
        ("y*x*(0.3*x + 0.5)", "y*(0.6*x + 0.5)"),
        ("(x**2 - 0.25)/(x - 0.5)", "1"),
        ("x/0.3", "10/3"),
        ("log(x, 0.7)", "1/(x*log(0.7))"),
    ],
)
def test_a_derivative_is_exact(text: str, expected: str) -> None:
    assert str(derive(text, "x", level="full")) == expected


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        (factor, "x**2 - 0.25", "(x + 0.5)*(x - 0.5)"),
        (factor, "0.1*x**2 + 0.3*x + 0.2", "0.1*(x + 1)*(x + 2)"),
        (factor, "(0.5*x + 1.5)**2", "0.25*(x + 3)**2"),
        (expand, "(0.5*x + 1.5)**2", "0.25*x**2 + 1.5*x + 2.25"),
        (expand, "0.1*(x + y/3)", "0.1*x + y/30"),
        (apart, "1/(x**2 - 0.25)", "1/(x - 0.5) - 1/(x + 0.5)"),
        (together, "1/(x - 0.5) - 1/(x + 0.5)", "1/(x**2 - 0.25)"),
    ],
)
def test_forms_asked_for_by_name_have_decimals(form: Callable[[str], Expr], text: str, expected: str) -> None:
    assert str(form(text)) == expected


@pytest.mark.parametrize("level", ["basic", "full"])
def test_the_answer_has_the_value_of_the_formula_with_fractions(level: str) -> None:
    """Judged by exact rational arithmetic, which reads nothing of how decimals are written."""
    random = Random("decimals")
    for _ in range(25):
        text = _random_formula(random, 3)
        answer = simplify(text, level=level)
        for x in (Fraction(3, 7), Fraction(-11, 5), Fraction(29, 13)):
            assert _value(str(answer), x, x + 2) == _value(text, x, x + 2), (text, str(answer))


def _value(text: str, x: Fraction, y: Fraction) -> Fraction:
    """Return the value of a Python text in rational arithmetic."""
    exact = re.sub(r"[\d.]+", r"Fraction('\g<0>')", text)
    value: Fraction = eval(exact, {"Fraction": Fraction, "x": x, "y": y})  # noqa: S307 - our own text
    return value


def _random_formula(random: Random, depth: int) -> str:
    if not depth:
        return random.choice(["x", "y", "0.1", "2.5", "3", "0.04", "x", "1.2", "4.0", "0.5"])
    left, right = _random_formula(random, depth - 1), _random_formula(random, random.randrange(depth))
    op = random.choice(["+", "-", "*", "*"])
    if op == "*" and random.random() < 0.3:
        return f"({left})/{random.choice(['4', '0.5', '0.3', '7'])}"
    return f"({left}){op}({right})"


@pytest.mark.parametrize(
    ("text", "at", "left", "right"),
    [
        ("max(x, 0.1)", 0.1, 0, 1),
        ("abs(x - 0.1)", 0.1, -1, 1),
        ("abs(x - 0.1)", Decimal("0.1"), -1, 1),
        ("max(x, 0.1/3)", Fraction(1, 30), 0, 1),
        ("abs(x - 0.1 - 0.2)", 0.3, -1, 1),
    ],
)
def test_a_kink_at_a_decimal_is_one(text: str, at: object, left: int, right: int) -> None:
    with pytest.raises(NotDifferentiable) as caught:
        derive(text, "x")(x=at)
    assert (caught.value.left, caught.value.right) == (left, right)


def test_branches_meet_at_a_decimal() -> None:
    assert derive("Piecewise((x^2, x < 1.1), (2.2*x - 1.21, True))", "x")(x=1.1) == 2.2
    assert [str(c) for c in derive("1/(x - 0.1)", "x").conditions] == ["x != 0.1"]


@pytest.mark.parametrize(
    ("text", "answer"),
    [("0.2*x", "1/5"), ("0.2*x", "0.2"), ("1000*E**(0.3*x)", "300*E**(0.3*x)"), ("x**1.5/1.5", "sqrt(x)")],
)
def test_check_agrees_with_fractions_for_decimals(text: str, answer: str) -> None:
    assert check(text, "x", answer=answer)


def test_a_float_of_a_program_is_its_shortest_decimal() -> None:
    x = symbols("x")
    assert str(simplify(x * 0.1 + x * 0.2)) == "0.3*x"
    assert str((x * 0.1 * x).diff(x)) == "0.2*x"


def test_a_decimal_number_of_python_is_one() -> None:
    x = symbols("x")
    assert str(Decimal("0.1") * x**2) == "0.1*x**2"
    assert x * Decimal("0.10") == x * 0.1
    assert str(x.subs(x, Decimal("2.50"))) == "2.5"
    assert str(x / Decimal(3)) == "x/3"
    long, near = Decimal("0.12345678901234567890123"), Decimal("0.1234567890123456789012")
    assert str(simplify(x * long - x * near)) == "3e-23*x"
    with pytest.raises(SymdiffError):
        x * Decimal("nan")


def test_what_is_long_is_rounded_once() -> None:
    assert str(simplify("x/9.80665*1.380649")) == f"{float(Fraction(1380649, 9806650))!r}*x"
    assert str(simplify("1.1**100*x")) == f"{float(Fraction(11, 10) ** 100)!r}*x"
    assert rounded(2, 3) == Fraction(2, 3)
    assert rounded(1, 10**40) == 1e-40
    assert rounded(10**20 + 1, 1) == 1e20
    assert rounded(1, 10**400) is None


def test_what_is_rounded_is_exact_until_it_is_printed() -> None:
    scaled = simplify("x/9.80665*1.380649")
    assert str(simplify(scaled * 9.80665)) == "1.380649*x"
    assert str(simplify(9.80665**2 * scaled**2)) != "1.906191661201*x**2"  # Python has rounded 9.80665**2
    assert str(simplify(parse("9.80665^2*s^2").subs({"s": scaled}))) == "1.906191661201*x**2"
    assert str(simplify(-scaled + scaled)) == "0"
    assert str(simplify(pickle.loads(pickle.dumps(scaled)) * -9.80665)) == "-1.380649*x"
    assert parse(str(scaled)) == scaled


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("1/3/z*4.9*(x + y/z) - 5.41", "4.9/z*(y/z + x)/3 - 5.41"),
        ("(1.054571817e-34*2.99792458e8*x/(4*y))**2", "(2.99792458e8*x*1.054571817e-34/4/y)**2"),
        ("(1.054571817e-34*2.99792458e8*x)**2", "x**2*2.99792458e8**2*1.054571817e-34**2"),
        ("x/(1 + x/(9.10938356e-31*2.99792458e8**2))", "x/(1 + x/9.10938356e-31/2.99792458e8/2.99792458e8)"),
    ],
)
def test_no_order_of_writing_rounds_differently(text: str, other: str) -> None:
    assert str(simplify(text, level="basic")) == str(simplify(other, level="basic"))


def test_many_digits_of_a_value_are_those_of_the_decimals() -> None:
    assert mpmath.nstr(evaluate("0.1*x", {"x": 3}, digits=40), 40) == "0.3"
    angle = Fraction("2.99792458e8") / Fraction("2.2")
    with mpmath.workdps(60):
        exact = mpmath.sin(mpmath.mpf(angle.numerator) / angle.denominator)
    for level in ("none", "basic"):
        value = evaluate(simplify("x + sin(2.99792458e8/2.2)", level=level), {"x": 0}, digits=30)
        assert abs(value - exact) < 1e-29


def test_what_is_printed_is_read_back() -> None:
    for text in ["0.1/3*x", "x/0.3", "x**(0.1/3)", "0.1 + 1/3", "2.0*x**1.0", "1e+20 + 0.1", "0.3**(-1)*x"]:
        for level in ("none", "basic", "full"):
            expr = simplify(parse(text), level=level)
            assert parse(str(expr)) == expr


def test_a_float_is_its_shortest_decimal() -> None:
    assert ratio(0.1) == (1, 10)
    assert ratio(1e22) == (10**22, 1)
    assert ratio(6.6743e-11) == Fraction("6.6743e-11").as_integer_ratio()
    assert ratio(Fraction(1, 3)) == (1, 3)
    assert fold(ADD, 0.1, 0.2) == 0.3
    assert fold(SUB, 0.3, 0.1) == 0.2
    assert fold(MUL, 0.1, 3) == 0.3
    assert fold(DIV, 0.3, 3) == 0.1
    assert power(0.1, 2, 1000) == 0.01
    assert power(0.1, -2, 1000) == 100


def test_what_no_float_is_written_as_stays_as_written() -> None:
    assert fold(DIV, 0.1, 3) is None
    assert fold(ADD, 1e20, 0.1) is None
    assert fold(MUL, 0.5, 4) == 2
    assert isinstance(fold(MUL, 0.5, 4), int)


def test_floats_out_of_range_stay_as_written() -> None:
    assert fold(MUL, 1e200, 1e200) is None
    assert fold(MUL, 1e-200, 1e-200) is None
    assert fold(DIV, 1.5, 0) is None
    assert power(1e200, 2, 1000) is None
    assert power(0.0, -1, 1000) is None
    assert fold(ADD, float("inf"), 1) is None


def test_an_edge_beyond_all_floats_is_a_fraction() -> None:
    for edge in ("2**70*(0.5 + 1e300)", "1e300*1e300"):
        found = derive(f"Max(x + 0.1, {edge})", "x")
        assert (found(x=0), str(found).split(" ")[0]) == (0, "Piecewise((0,")


def test_a_large_power_has_all_its_digits() -> None:
    exact = float("1.000046052762255780625500859615585574372e+100")  # by mpmath
    assert str(simplify("x*1e-60**(-1.666667)")) == f"{exact}*x"
    assert str(simplify("x*1e90**1.7")) == "1e+153*x"
    assert str(simplify("x*1e300**1.5")) == "1e+300**1.5*x"
    assert str(simplify("x*3**1e300 + 3**(-1e300)")) == "3**1e+300*x + 3**(-1e+300)"


def test_a_power_that_no_machine_holds_is_not_computed() -> None:
    assert "3**1e+300" in str(derive("Max(x, 3**1e300*(x + 0.1)**0.5)", "x", level="basic"))
    for text in ("3**(10**300)*x", "3**(-10**300)*x"):
        with pytest.raises(Unsupported, match="too large"):
            evaluate(text, {"x": 2}, exact=True)
    assert evaluate("1**(10**300)*x + 2**100", {"x": 2}, exact=True) == 2 + 2**100


def test_an_underflow_stays_as_written() -> None:
    assert power(3e-20, 200, 1000) is None
    assert power(0.0, 200, 1000) == 0


def test_a_quotient_of_negative_numbers_is_the_number_that_the_positive_ones_are() -> None:
    top, bottom = 62500000000000000000000000000000000000, 5116941031031267610333749
    plain, turned = rounded(top, bottom), rounded(-top, -bottom)
    assert (turned, getattr(turned, "exact", None)) == (plain, getattr(plain, "exact", None))
    assert getattr(plain, "exact", None) == (top, bottom)


# More digits than a float has -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.00000000000000000001*x - x", "1e-20"),
        ("0.12345678901234567890*x - 0.123456789012345678*x", "9e-19"),
        ("123456789012345678901.5*x - 123456789012345678901*x", "0.5"),
        ("9007199254740993.0*x - 9007199254740992*x", "1"),
        ("0.50000000000000000000*x", "0.5"),
        ("0.12345678901234567890*x", "0.12345678901234568"),
    ],
)
def test_a_text_of_many_digits_is_exact(text: str, expected: str) -> None:
    assert str(derive(text, "x")) == expected


def test_a_value_has_all_digits_of_a_long_decimal() -> None:
    value = evaluate("0.12345678901234567890123*x", x=1, digits=25)
    assert mpmath.nstr(value, 25) == "0.12345678901234567890123"
    sine = evaluate("sin(3.14159265358979323846264338327950288)", digits=20)
    with mpmath.workdps(60):
        expected = mpmath.sin(mpmath.mpf("3.14159265358979323846264338327950288"))
    assert abs(sine - expected) < 1e-19 * abs(expected)


def test_a_long_decimal_has_a_bound() -> None:
    with pytest.raises(TooLarge, match="limit `bits`"):
        parse("0." + "3" * 5000)


@pytest.mark.parametrize("text", ["1e-400", "0." + "0" * 400 + "1"])
def test_what_is_too_small_for_a_float_is_not_zero(text: str) -> None:
    with pytest.raises(ParseError, match="is too small for a float"):
        parse(f"{text}*x")
    assert str(parse("0e-400 + x")) == "0.0 + x"


@pytest.mark.parametrize("text", ["1.0001^1000000*x", "x*(1.0001)^(-1000000)"])
def test_a_power_that_is_rounded_is_said(text: str) -> None:
    [note] = parse(text).notes
    assert "is rounded, having over a million bits" in note
    assert parse("2.5^1000*x").notes == ()
    assert parse("1.0001^70000*x").notes == ()


@pytest.mark.parametrize(
    ("text", "where", "place"),
    [
        ("1/(x - 0.12345678901234567891)", "x != 0.12345678901234568", "0.12345678901234567891"),
        ("abs(x - 0.10000000000000000001)", "x != 0.1", "0.10000000000000000001"),
        ("abs(x/9.80665*1.380649 - 1)", "x != 7.102927681112289", Fraction(9806650, 1380649)),
        ("log(0.97*x - 1)", "x > 100/97", Fraction(100, 97)),
    ],
)
def test_a_condition_has_the_exact_number(text: str, where: str, place: str | Fraction) -> None:
    answer = derive(text, "x")
    assert answer.where == where
    with pytest.raises(NotDifferentiable):
        answer(x=place)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("log((9e-22*x - 7)**200)", "1.8e-19/(9e-22*x - 7)"),
        ("(1.0001*x)**1100", "1227.8991244912002*x**1099"),
        ("2.5**20000*x", "2.5**20000"),
    ],
)
def test_powers_whose_fractions_are_too_long_have_an_answer(text: str, expected: str) -> None:
    assert str(derive(text, "x", level="full")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1**(3/2)*0.1**(1/2)/0.1**2", "1"),
        ("x*0.1**(3/2)*y*0.1**(1/2)", "0.01*x*y"),
        ("sqrt(0.1)*x*sqrt(0.1)*0.3", "0.03*x"),
        ("-sqrt(0.1)*x*sqrt(0.4)", "-0.2*x"),
        ("10**(-0.5)*x*10**0.5", "x"),
        ("0.5**0.5*x*0.5**1.5", "0.25*x"),
        ("x/0.027**(1/3)", "x/0.3"),
        ("0.1**(3/2)*x", "0.03162277660168379*x"),
    ],
)
@pytest.mark.parametrize("level", ["basic", "full"])
def test_products_of_roots_of_decimals_are_exact(text: str, expected: str, level: str) -> None:
    assert str(simplify(text, level=level)) == expected
    at = {"x": 3, "y": 5}
    given, found = parse(text), parse(expected)
    value, other = [e(**{name: at[name] for name in e.graph.symbols([e.node])}) for e in (given, found)]
    assert abs(value - other) < 1e-14 * abs(value)


@pytest.mark.parametrize("level", ["basic", "full"])
def test_sums_of_roots_of_decimals_are_rounded_once(level: str) -> None:
    assert str(simplify("sqrt(0.1)*x + y + sqrt(0.1)*x - sqrt(0.4)*x", level=level)) == "y"
    random = Random(level)
    for _ in range(60):
        roots = [
            (random.randint(-9, 9), random.choice(["0.1", "0.4", "0.9", "0.3", "1.2"]), random.choice([2, 3]))
            for _ in range(random.randint(1, 5))
        ]
        plain = random.choice(["0", "0.3", "-1.25"])
        text = " + ".join([f"({n})*{number}**(1/{degree})" for n, number, degree in roots] + [plain])
        with mpmath.workdps(40):
            parts = [n * mpmath.mpf(number) ** (mpmath.mpf(1) / degree) for n, number, degree in roots]
            value = mpmath.fsum([*parts, mpmath.mpf(plain)])
            expected = 0.0 if abs(value) < 1e-35 else float(value)
        assert float(str(simplify(text, level=level))) == expected, text


def test_a_root_of_a_decimal_knows_what_it_is_exactly() -> None:
    root: float = power(0.1, Fraction(1, 2), 1000)
    for copied in (root, pickle.loads(pickle.dumps(root))):
        assert fold(MUL, copied, copied) == 0.1
        assert fold(MUL, -copied, copied) == -0.1
        assert fold(DIV, 1, fold(MUL, abs(-copied), copied)) == 10
        assert power(copied, 4, 1000) == 0.01
    assert power(0.04, Fraction(-1, 2), 1000) == 5
    assert power(1e-300, Fraction(3, 2), 1000) is None


@pytest.mark.parametrize("level", ["basic", "full"])
def test_steps_and_maxima_of_decimals_are_numbers(level: str) -> None:
    for text, value in {
        "floor(2.5)": "2", "ceil(2.5)*x": "3*x", "floor(-0.5)*x": "-x", "round(2.4)": "2", "sign(-2.5)": "-1",
        "x**floor(1 - 1e-25)": "1", "floor(1e300)": "1e+300", "max(2.5, 3)": "3", "min(0.1, 1/3)": "0.1",
        "frac(2.75)": "0.75", "factorial(2.5)": "factorial(2.5)", "max(2.5, x)": "Max(2.5, x)",
    }.items():  # fmt: skip
        assert str(parse(text).simplify(level)) == value, text


def test_a_power_by_the_root_of_a_decimal_has_all_digits_of_a_float():
    with mpmath.workdps(40):
        cases = {
            "(2**70)**0.5**(-1.5)": mpmath.mpf(2) ** (140 * mpmath.sqrt(2)),
            "7.0**(-12*sqrt(0.3))": mpmath.mpf(7) ** (-12 * mpmath.sqrt(mpmath.mpf("0.3"))),
        }
        for text, expected in cases.items():
            found = mpmath.mpf(str(simplify(text, level="basic")))
            assert abs(found - expected) <= abs(expected) * mpmath.mpf(2) ** -53


def test_a_whole_number_may_be_larger_than_floats_beside_decimals() -> None:
    for text, expected in (
        ("sqrt(0.1)/10**400", "0.31622776601683794/10**400"),
        ("max(x, sqrt(0.1**0.5)/abs(1e300**1.5))", "Max(x, 0.5623413251903491/1e+300**1.5)"),
        ("2.5**0.5*10**400/10**400", "1.5811388300841898"),
    ):
        assert str(simplify(text, level="basic")) == expected
        assert simplify(text)(x=1) == pytest.approx(parse(text)(x=1), rel=1e-12)


def test_a_sum_with_a_root_whose_square_is_too_large_has_no_bounds() -> None:
    largest = "Max(1e+30, 1e+300*sqrt(2))"
    assert str(derive(f"x/(x - {largest})", "x", level="basic")) == f"-{largest}/(x - {largest})**2"


@pytest.mark.parametrize("level", ["basic", "full"])
def test_roots_that_are_one_float_are_told_apart(level: str) -> None:
    for text, value in (
        ("1e30*((1 - 1e-25)**2*(1 - 1e-25)**(3/2) - 1)", -350000.0),
        ("1e30*((1 - 1e-25)/(1 - 1e-25)**(-1) - (1 - 1e-25)**(-2)/(1 - 1e-25)**(3/2))", -550000.0),
        ("1e30*((1 - 1e-25)**(1/2) - (1 - 1e-25)**(1/3))", -50000 / 3),
    ):
        assert float(str(simplify(text, level=level))) == value
