"""Conditions in words: solved, nothing that always holds, nothing twice, and the same points as before."""

from __future__ import annotations

import random
from contextlib import suppress
from fractions import Fraction

import pytest
from parts import in_parts
from truths import Truth, all_of, hold

from symdiff import SymdiffError, derive, evaluate, parse, simplify, special_points
from symdiff.at.line import apart, place
from symdiff.at.solved import solved
from symdiff.at.truth import Condition

WHERE = (
    # linear and quadratic
    ("log(x + 4)", "x > -4"),
    ("log(1 - x)", "x < 1"),
    ("1/(2*x - 1)", "x != 1/2"),
    ("1/(x**2 - 4)", "x != -2, x != 2"),
    ("sqrt(x**2 - 4)", "x < -2 or x > 2"),
    ("sqrt(4 - x**2)", "-2 < x < 2"),
    ("sqrt(x**2 - 2)", "x < -sqrt(2) or x > sqrt(2)"),
    ("log(x**2 - 3*x + 2)", "x < 1 or x > 2"),
    ("sqrt(x**2 + 2*x)", "x < -2 or x > 0"),
    ("sqrt((x - 1)/(x + 1))", "x < -1 or x > 1"),
    ("log((1 + x)/(1 - x))", "-1 < x < 1"),
    ("log(x - 1/x)", "-1 < x < 0 or x > 1"),
    ("log(x**3 - x)", "-1 < x < 0 or x > 1"),
    ("sqrt(x) + sqrt(5 - x)", "0 < x < 5"),
    ("1/(0.5*x - 1)", "x != 2"),
    ("1/(1 + 1/x)", "x != -1, x != 0"),
    ("abs(x**2 - 2)", "x != -sqrt(2), x != sqrt(2)"),
    ("abs(x - 1) + abs(x - 2)", "x != 1, x != 2"),
    ("abs(x - 3) + log(x)", "x > 0, x != 3"),
    # functions that rise, or fall
    ("asin(x)", "-1 < x < 1"),
    ("acosh(x)", "x > 1"),
    ("asec(x)", "x < -1 or x > 1"),
    ("asin(1/x)", "x < -1 or x > 1"),
    ("asin(x/2 - 1)", "0 < x < 4"),
    ("atanh(2*x - 1)", "0 < x < 1"),
    ("acos(exp(x))", "x < 0"),
    ("x**(1/3)", "x > 0"),
    ("sqrt(x**3 - 1)", "x > 1"),
    ("log(log(x))", "x > 1"),
    ("sqrt(log(x) - 1)", "x > E"),
    ("sqrt(1 - log(x)**2)", "1/E < x < E"),
    ("1/(log(x) - 1)", "x > 0, x != E"),
    ("log(x)/(exp(x) - exp(-x))", "x > 0"),
    ("sqrt(exp(x) - 2)", "x > log(2)"),
    ("1/(exp(2*x) - 3*exp(x) + 2)", "x != 0, x != log(2)"),
    ("log(atan(x) - 1)", "x > tan(1)"),
    ("log(abs(x) - 1)", "x < -1 or x > 1"),
    ("1/(sqrt(x) - 2)", "x > 0, x != 4"),
    ("sqrt(1 - sqrt(x))", "0 < x < 1"),
    ("log(x + sqrt(x**2 - 1))", "x > 1"),
    # powers of numbers, and what rises or falls where its slope says so
    ("sqrt(2**x - 8)", "x > 3"),
    ("log(2**x - 3**x)", "x < 0"),
    ("1/(exp(x) - 3*exp(-x))", "x != log(3)/2"),
    ("log((1/2)**x - 3)", "x < -log(3)/log(2)"),
    ("sqrt(x - sin(x))", "x > 0"),
    ("log(x + sin(x))", "x > 0"),
    ("1/(exp(x) - x - 1)", "x != 0"),
    ("log(x - log(x))", "x > 0"),
    ("log(exp(x) - x)", ""),
    ("1/(7*x*exp(5*x) + 1)", ""),
    ("1/(x - cos(x))", "x != cos(x)"),
    ("log(sqrt(5)*x + x + 2)", "x > -2/(sqrt(5) + 1)"),
    ("1/(pi*x - x - 2)", "x != 2/(pi - 1)"),
    ("sqrt(2**(1/3) - (1 - x**3)**(1/3))", "-1 < x < 1"),
    # absolute values
    ("1/(abs(x) - x)", "x < 0"),
    ("log(abs(x) - x**2)", "-1 < x < 1, x != 0"),
    ("1/(abs(x - 1) - abs(x + 1))", "x != -1, x != 0, x != 1"),
    ("sqrt(abs(x - 1) - abs(x + 2))", "x < -1/2, x != -2"),
    # nothing that always holds
    ("log(x**2 + x + 1)", ""),
    ("1/(x**2 + 1)", ""),
    ("log(1 + exp(x))", ""),
    ("x*abs(x)", ""),
    # what is smooth where its parts are not
    ("abs(x**2 - 2)*(x**2 - 2)", ""),
    ("sqrt((x**2 - 2)**4)", ""),
    ("abs(x**2 - 2)*(x - 1)", "x != -sqrt(2), x != sqrt(2)"),
    ("atan2(0, x)", "x != 0"),
    ("0**(x**2)", "x != 0"),
    ("0**x", "x > 0"),
    ("Piecewise((100, x >= pi), (6/5, True))", "x != pi"),
    # families
    ("tan(x)", "x != pi/2 + k*pi (k an integer)"),
    ("1/(sin(x) + cos(x) - 1)", "x != 2*k*pi, x != pi/2 + 2*k*pi (k an integer)"),
    ("sqrt(1 - sin(x) - cos(x))", "-3*pi/2 + 2*k*pi < x < 2*k*pi (k an integer)"),
    ("log(3*sin(x) + 4*cos(x) + 6)", ""),
    ("1/(4*sin(x)*cos(x) + 2*cos(x)**2 - 5)", ""),
    ("tan(sin(x))", ""),
    ("tan(2*sin(x))", "x != asin(pi/4) + k*pi, x != pi - asin(pi/4) + k*pi (k an integer)"),
    ("tan(abs(cos(x**(4/5))))", "x > 0, x**(4/5) != pi/2 + k*pi (k an integer)"),
    ("1/(x*sin(x**2))", "x**2 != k*pi (k an integer)"),
    ("x*log(x - sec(x) + 1)/x", "x - sec(x) + 1 > 0, x != pi/2 + k*pi (k an integer)"),
    ("log(abs(cos(2*x)))", "x != pi/4 + k*pi/2 (k an integer)"),
    ("1/sin(x)", "x != k*pi (k an integer)"),
    ("1/sin(pi*x)", "x != k (k an integer)"),
    ("1/(1 - cos(x))", "x != 2*k*pi (k an integer)"),
    ("1/(sin(x) - 1/2)", "x != pi/6 + 2*k*pi, x != 5*pi/6 + 2*k*pi (k an integer)"),
    ("1/(sin(x) + cos(x))", "x != 3*pi/4 + k*pi (k an integer)"),
    ("tan(x)*cot(x)", "x != k*pi/2 (k an integer)"),
    ("asin(sin(x))", "x != pi/2 + k*pi (k an integer)"),
    ("log(sin(x))", "2*k*pi < x < pi + 2*k*pi (k an integer)"),
    ("sqrt(cos(x))", "-pi/2 + 2*k*pi < x < pi/2 + 2*k*pi (k an integer)"),
    ("log(tan(x/2))", "2*k*pi < x < pi + 2*k*pi (k an integer)"),
    ("1/(x*sin(x))", "x != k*pi (k an integer)"),
    ("log(x)*tan(x)", "x > 0, x != pi/2 + k*pi (k an integer)"),
    ("acos(x)/sin(x)", "-1 < x < 1, x != 0"),
    ("acos(x)/sin(10*x)", "-1 < x < 1, x != k*pi/10 (k an integer)"),
    ("k*tan(x)", "x != pi/2 + n*pi (n an integer)"),
    ("tan(x**2)", "x**2 != pi/2 + k*pi (k an integer)"),
    ("tan(sqrt(x))", "x > 0, sqrt(x) != pi/2 + k*pi (k an integer)"),
    ("floor(x)", "x != k (k an integer)"),
    ("x!", "x > -1 or x != k (k an integer)"),
    ("gamma(x)", "x > 0 or x != k (k an integer)"),
    ("gamma(2*x)", "x > 0 or x != k/2 (k an integer)"),
    ("gamma(1 - x)", "x < 1 or x != k (k an integer)"),
    ("gamma(x)*log(x)", "x > 0"),
    ("beta(x, 2)", "x > 0 or x != k (k an integer)"),
    ("gamma(x + 1)/gamma(x)", "x > 0 or x != k (k an integer)"),
    ("gamma(x)*gamma(1 - x)", "x != k (k an integer)"),
    ("gamma(x)*gamma(2 - x)", "x > 0 or x != k, x < 2 or x != k (k an integer)"),
    ("log(gamma(x))", "gamma(x) > 0"),
    ("log(factorial(x))", "factorial(x) > 0"),
    ("mod(x, 3)", "x != 3*k (k an integer)"),
    ("fmod(x, 2)", "x != 2*k (k an integer)"),
    ("round(x)", "x != 1/2 + k (k an integer)"),
    ("trunc(x)", "x != k (k an integer)"),
    ("floor(2*x + 1)", "x != k/2 (k an integer)"),
    ("floor(x**2)", "x**2 != k (k an integer)"),
    # what is made of a step is constant between its jumps
    ("abs(floor(x))*x", "x != k (k an integer)"),
    ("acos(floor(x))*x", "floor(x) + 1 >= 0, floor(x) <= 1, x != k (k an integer)"),
    ("asin(sign(x))*x", "x != 0"),
    ("abs(x/2 - x/2) + sign(x - 1)", "x != 1"),
    ("log(abs(sec(x) + tan(x)))", "x != pi/2 + k*pi (k an integer)"),
    ("log(abs(csc(x) - cot(x)))", "x != k*pi (k an integer)"),
    ("log(sec(x) - 1)", "-pi/2 + 2*k*pi < x < pi/2 + 2*k*pi, x != 2*k*pi (k an integer)"),
    ("LambertW(x)", "x > -1/E"),
    ("log(LambertW(x) - 1)", "x > E"),
    ("hypot(x, 3)", ""),
    ("log(max(x, 1))", "x != 1"),
    ("1/max(x, 1)", "x != 1"),
    ("max(x, 0)**1.5", ""),
    ("sqrt(max(x, 0))", "x > 0"),
    ("log(max(x, 2) - 3)", "x > 3"),
    ("sqrt(max(x, 1 - x) - 1)", "x < 0 or x > 1"),
    ("log(relu(x) - 1)", "x > 1"),
    ("asin(clip(x, -1, 1))", "-1 < x < 1"),
    ("1/(sin(x)*(2*cos(x) - 1))", "x != k*pi, x != pi/3 + 2*k*pi, x != 5*pi/3 + 2*k*pi (k an integer)"),
    ("tan(x)/sin(3*x)", "x != k*pi/3, x != pi/2 + k*pi (k an integer)"),
    ("hypot(x, y)", "(x, y) != (0, 0)"),
    # several variables
    ("tan(x*y) + log(y)", "y > 0, x*y != pi/2 + k*pi (k an integer)"),
)  # fmt: skip


@in_parts
@pytest.mark.parametrize(("formula", "where"), WHERE, ids=[row[0] for row in WHERE])
def test_where_a_derivative_holds_is_said_as_a_person_says_it(formula: str, where: str) -> None:
    assert derive(formula, "x").where == where


def test_conditions_are_solved_once_for_each_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    derivative = derive("log(1 - x**2)", "x")
    assert derivative.where == "-1 < x < 1"
    monkeypatch.setattr("symdiff.at.solved.solved", None)
    assert derivative.where == "-1 < x < 1"
    with pytest.raises(TypeError):
        derive("log(1 - x**2)", "x").where  # noqa: B018


def test_what_is_lost_is_said_in_the_same_words() -> None:
    assert simplify(parse("asin(x) - asin(x)")).where == "-1 <= x <= 1"
    assert simplify(parse("tan(x)/tan(x)")).where == "x != k*pi/2 (k an integer)"


def test_what_cannot_be_solved_stays() -> None:
    given = [parse("x + sin(x) > 1"), parse("f(x) != 0", functions=["f"]), parse("x > 0")]
    found = solved(given)
    assert set(map(str, found.conditions)) == {"x + sin(x) > 1", "f(x) != 0", "x > 0"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["sin(1) >= 1", "x != 0"], "nowhere"),
        (["asin(tan(1)) < 0"], "nowhere"),
        (["2**tan(1/2) > 1", "x > 0"], "x > 0"),
        (["(1/2 - x**2)**(1/2) != 1", "sinh(x) > 0"], "x > 0, (1/2 - x**2)**(1/2) != 1"),
        (["sqrt(atan(3)) - cbrt(x)/tan(pi) > 0"], "cbrt(x)/tan(pi) < sqrt(atan(3))"),
    ],
)
def test_what_has_no_value_does_not_hold_and_is_no_fault(given: list[str], expected: str) -> None:
    assert solved([parse(text) for text in given]).text == expected


@pytest.mark.parametrize(
    "formula",
    [
        "x/0", "x + 0/0", "x*log(-1)", "x*asin(2)", "log(-x^2)", "sqrt(-x^2)", "sqrt(-1 - x^2)",
        "acos(2 + x^2)",
        "log(sin(x) - 2)", "sqrt(sin(x) - 1)", "sqrt(x - 2) + sqrt(1 - x)", "log(x - exp(x))", "1/(x - x)",
        "1/sqrt(x - abs(x))", "log(cos(x) - 1)", "tan(x)/sqrt(cos(x) - 1)", "sqrt(x)*log(-x)*y",
        "sqrt(-1 - (x*y)^2)", "sqrt(x*y - 1)*log(-x*y)", "log(log(x) - x + 1)",
    ],
)  # fmt: skip
def test_what_has_no_real_value_anywhere_is_said_to_have_none(formula: str) -> None:
    derivative = derive(formula, "x")
    assert [str(condition) for condition in derivative.conditions] == ["False"]
    assert derivative.where == "nowhere"
    for x in [Fraction(n, 4) for n in range(-9, 10)]:
        with pytest.raises(SymdiffError):
            derivative(x=x, **({"y": 2} if "y" in formula else {}))


def test_what_does_not_move_has_no_slope() -> None:
    """x - x is 0, and so is what is made of it, where that has a value: no slope of a root at 0 counts."""
    for formula in (
        "sqrt(x - x)",
        "cbrt(x - x)",
        "abs(x - x)",
        "acos(1 + x - x)",
        "sqrt((x - x)*y)",
        "1/(2 + x - x)",
    ):
        found = derive(formula, "x")
        assert (str(found), found.conditions) == ("0", ()), formula
    assert derive("(x - x)**(1/3) + sqrt(x)", "x").where == "x > 0"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["x >= 0", "x != 0"], ["x > 0"]),
        (["x >= 0", "x <= 0"], ["x == 0"]),
        (["x < 1 or x > 2", "x > 0"], ["0 < x < 1 or x > 2"]),
        (["x != 1", "x > 3"], ["x > 3"]),
        (["x**2 > 2", "x**2 != 3"], ["x < -sqrt(2) or x > sqrt(2)", "x != -sqrt(3)", "x != sqrt(3)"]),
        (["x <= 0 or x >= 0"], []),
        (["x**2 <= 0"], ["x == 0"]),
        (["x**2 >= 1 and x != 5"], ["x <= -1 or x >= 1", "x != 5"]),
        (["not x > 1"], ["x <= 1"]),
        (["x > 0", "y > 0", "x < 1"], ["0 < x < 1", "y > 0"]),
    ],
)
def test_sets_are_brought_together(given: list[str], expected: list[str]) -> None:
    found = solved([parse(text) for text in given])
    assert list(map(str, found.conditions)) == expected
    assert list(map(str, solved(found.conditions).conditions)) == expected


# The same points ------------------------------------------------------------------------------

FORMULAS = [formula for formula, where in WHERE if "y" not in formula and not formula.startswith("k")]


@in_parts
@pytest.mark.parametrize("formula", FORMULAS)
def test_the_same_points_are_left_out(formula: str) -> None:
    derivative = derive(formula, "x")
    given, found = all_of(derivative.unsolved), all_of(derivative.conditions)
    generator = random.Random(formula)
    points = [Fraction(n, 2) for n in range(-24, 25)]
    points += [Fraction(generator.randint(-(10**6), 10**6), 10**5) for _ in range(150)]
    for x in points:
        at = {"x": x, "k": Fraction(0)}
        assert hold(found, at) == hold(given, at), x


@pytest.mark.parametrize(
    ("formula", "places"),
    [
        ("acot(cot(x))", ["pi/2", "pi", "-pi/2", "1", "-2"]),
        ("0**(x**2)", ["0", "1", "-1/2"]),
        ("atan2(0, x)", ["0", "1", "-1"]),
        ("Piecewise((100, x >= pi), (6/5, True))", ["pi", "3", "4"]),
        ("abs(x**2 - 2)*(x**2 - 2)", ["sqrt(2)", "-sqrt(2)", "0"]),
    ],
)
def test_conditions_calls_and_special_points_agree(formula: str, places: list[str]) -> None:
    derivative = derive(formula, "x")
    special = special_points(formula, "x")
    for text in places:
        at = place(parse(text))
        expected = all(Condition(known, "x").holds(at) for known in derivative.unsolved)
        try:
            derivative(x=parse(text))
            found = True
        except SymdiffError:
            found = False
        assert found == expected, text
        members = [
            point.where + k * point.period if point.period is not None else point.where
            for point in special
            for k in range(-3, 4)
        ]
        listed = any(apart(at.number, place(member).number) == 0 for member in members)
        assert listed or expected, text


REPEATED = [formula for formula, where in WHERE if "k*pi" in where and "y" not in formula]


@pytest.mark.parametrize("formula", REPEATED)
def test_the_letter_stands_for_any_integer(formula: str) -> None:
    """A number is in some stretch, and is none of the places left out, where the conditions hold."""
    derivative = derive(formula, "x")
    given = all_of(derivative.unsolved)
    texts = [(Truth(parse(text)), "<" in text and "k" in text) for text in solved(derivative.unsolved).texts]
    generator = random.Random(formula)
    for _ in range(30):
        x = Fraction(generator.randint(-(10**6), 10**6), 10**5)
        said = [
            (any if is_stretch else all)(text.holds({"x": x, "k": Fraction(k)}) for k in range(-40, 41))
            for text, is_stretch in texts
        ]
        assert all(said) == hold(given, {"x": x}), x


@pytest.mark.parametrize("formula", REPEATED)
def test_each_member_of_a_family_is_left_out(formula: str) -> None:
    derivative = derive(formula, "x")
    for text in solved(derivative.unsolved).texts:
        left, _, right = text.partition(" != ")
        for k in (-3, -1, 0, 1, 2) if left == "x" and "k" in right else ():
            at = parse(right).subs({"k": k})
            assert not all(Condition(known, "x").holds(place(at)) for known in derivative.unsolved)


# Several variables ----------------------------------------------------------------------------

SEVERAL = (
    ("1/(exp(a*x/y) - 1)", "a != 0, x != 0, y != 0"),
    ("log(exp(x) - exp(y))", "x > y"),
    ("sqrt(2**(x*y) - 8)", "x*y > 3"),
    ("sqrt(log(x*y) - 1)", "x*y > E"),
    ("sqrt(cosh(x*y) - 1)", "x != 0, y != 0"),
    ("1/(a**x - 1)", "a > 0, a != 1, x != 0"),
    ("a*x/(1 - (1 + x)**(-y))", "x > -1, x != 0, y != 0"),
    ("log(x + sqrt(x**2 + a**2))", "x > 0 or a != 0"),
    ("log(x + sqrt(x**2 - a**2))", "x > 0, Abs(x) > Abs(a)"),
    ("log(y + sqrt(x**2 + y**2))", "y > 0 or x != 0"),
    ("sqrt(1 - x**2/a**2 - y**2/4)", "x**2/a**2 + y**2/4 < 1"),
    ("log(a**2 - x**2 - y**2)", "x**2 + y**2 < a**2"),
    ("atan2(x - a, y - 1)", "y > 1 or x != a"),
    ("1/(x - y)", "x != y"),
    ("x*y/(x*y - 1)", "x*y != 1"),
    ("log(1 - x*y)", "x*y < 1"),
    ("sqrt(x*y)/sqrt(y)", "y > 0, x > 0"),
    ("sqrt(a)*sqrt(x/a)", "a > 0, x > 0"),
    ("log(x*y)", "x*y > 0"),
    ("sqrt(a**2 - x**2)", "Abs(x) < Abs(a)"),
    ("asin(x/a)", "Abs(x) < Abs(a)"),
    ("asin(x/y)", "Abs(x) < Abs(y)"),
    ("acos(a*x)", "-1 < a*x < 1"),
    ("acosh(a*x)", "a*x > 1"),
    ("acosh(x/a)", "x/a > 1"),
    ("atanh(x/a)", "Abs(x) < Abs(a)"),
    ("atanh(2*x/(3*a))", "2*Abs(x) < 3*Abs(a)"),
    ("atanh((x - a)/b)", "Abs(a - x) < Abs(b)"),
    ("acos(x - y)", "-1 < x - y < 1"),
    ("1/(x**2 - a**2)", "x != a, x != -a"),
    ("max(a*x, b)", "a*x != b"),
    ("log(x + a + b)", "x > -a - b"),
    ("sqrt(a - exp(x))", "exp(x) < a"),
    ("sqrt(x**2 + a*x)", "x*(a + x) > 0"),
    ("log((a*x + 1)*(a*x - 1))", "Abs(a*x) > 1"),
    ("asec(a*x)/x", "Abs(a*x) > 1"),  # which a = 0 and x = 0 are not
    ("log(a*x - 1)/a", "a*x > 1"),
    ("sqrt(a**2*x**2*y)", "a != 0, x != 0, y > 0"),
    ("log(a*x)/x", "a*x > 0"),
    ("sqrt(x**2 + y**2)", "(x, y) != (0, 0)"),
    ("atan2(y, x)", "(x, y) != (0, 0)"),
    ("sqrt(x + log(y))", "x + log(y) > 0"),  # which has no value for y <= 0
    ("log(x)*y", "x > 0"),
    ("sqrt(c*(a*x + 1)*(a*x - 1))*asin(a*x)", "-1 < a*x < 1, c < 0"),
    ("elliptic_f(asin(x), m)", "-1 < x < 1, m != 1, m*x**2 < 1"),
    ("elliptic_f(2*atan(x), m)", "m != 1, m*sin(2*atan(x))**2 < 1, m < 1 or -1 < x < 1"),
    ("x*sqrt(c)*sqrt(a - b + c)/sqrt(4*a*c - b**2)", "c >= 0, 4*a*c > b**2"),
    ("beta(x, y)", "x > 0 or x != k, y > 0 or y != k, x + y > 0 or x + y != k (k an integer)"),
)


PARTS = (
    ("sec(c + d*x) + tan(c + d*x)", "d*x + c != pi/2 + k*pi (k an integer)"),
    ("1/sin(2*c + 2*d*x) + 1/cos(c + d*x)", "d*x + c != k*pi/2 (k an integer)"),
    ("1/(1 + sin(c + d*x)) + tan(c + d*x)", "d*x + c != pi/2 + k*pi (k an integer)"),
    ("1/sqrt((x - a)**2 + (y - b)**2)", "(x, y) != (a, b)"),
    ("log((x - a)**2 + b**2) + 1/(a - x)", "x != a"),
    ("besselj(n, x)", "x > 0 or n == floor(n)"),
    ("atanh(sqrt(a + b*x**2)/sqrt(a))", "b < 0, x != 0, b*x**2 + a > 0"),
    ("sqrt(1 - x**2/8.987551787368176e16)", "-299792458.0 < x < 299792458.0"),
    ("1/(x**2 - sqrt(7)*x + 1)", "x != (sqrt(7) - sqrt(3))/2, x != (sqrt(3) + sqrt(7))/2"),
    ("1/(x**2 - sqrt(3)*x + 1)", ""),
)


@pytest.mark.parametrize(("formula", "where"), PARTS, ids=[row[0] for row in PARTS])
def test_what_is_said_of_one_part_is_said_together(formula: str, where: str) -> None:
    assert derive(formula, "x").where == where


EXISTS = (
    "log(sqrt(x + 2) - sqrt(y + 1))", "atanh(x/sqrt(x**2 + y))",
    "atanh((y + 2*a*x)/(2*sqrt(a)*sqrt(x*y + a*x**2 + 1)))",
    "log(2*sqrt(x*y) - x + y)*log(2*sqrt(x*y) + x - y)", "sqrt(a*x**2*y/(x + 1))", "log(a*x - 1)/a + 1/x",
    "1/(x**2 - 2*x*y + y**2 + (a - 1)**2)", "log(x**2 + x*y + y**2 - 3*x - 3*y + 3)",
    "log(y + 3 - sqrt(a*x/(y + 1)))", "log(y - sqrt(a*x))*log(a*x*(y - 2))",
    "asec(a*x - y)/(a*x - y - 2)", "1/(0.5*x**2 + 0.25*x*y)", "log(1 - a**2*x**2)/x",
)  # fmt: skip


@pytest.mark.parametrize("formula", EXISTS)
@pytest.mark.parametrize("solve", [False, True])
def test_conditions_hold_where_the_function_and_its_derivative_have_values(formula: str, solve: bool) -> None:
    """As rules give it, before anything is made simpler."""
    both_of = all_of([parse(formula), derive(formula, "x", simplify="none")])
    derivative = derive(formula, "x")
    said = all_of(derivative.conditions if solve else derivative.unsolved)
    generator = random.Random(formula)
    both = set()
    for _ in range(400):
        at = {name: Fraction(generator.randint(-6, 6), generator.choice((1, 2))) for name in "axy"}
        expected = all(one.has_value(at) for one in both_of)
        assert hold(said, at) == expected, at
        both.add(expected)
    assert both == {True, False}


@in_parts
@pytest.mark.parametrize(("formula", "where"), SEVERAL, ids=[row[0] for row in SEVERAL])
def test_several_variables_are_told_at_most_what_is_needed(formula: str, where: str) -> None:
    assert derive(formula, "x").where == where


@in_parts
@pytest.mark.parametrize("formula", [formula for formula, where in SEVERAL if "k" not in where])
def test_what_is_said_of_several_variables_is_what_was_asked(formula: str) -> None:
    derivative = derive(formula, "x")
    texts = [text for text in solved(derivative.unsolved).texts if not text.startswith("(")]
    said, given = all_of(map(parse, texts)), all_of(derivative.unsolved)
    is_about_both = derivative.where.startswith("(")
    generator = random.Random(formula)
    used = {symbol.name for symbol in parse(formula).free_symbols}
    drawn = [
        {name: Fraction(generator.randint(-3, 3), generator.choice((1, 2))) for name in "axy"}
        for _ in range(300)
    ]
    distinct = {tuple(at[name] for name in sorted(used & set(at))): at for at in drawn}
    for at in distinct.values():
        if is_about_both:
            expected = at["x"] != 0 or at["y"] != 0
        else:
            expected = hold(said, at)
        assert expected == hold(given, at), at


@pytest.mark.parametrize(
    ("formula", "where"),
    [("log(x**4 + x + 1)", ""), ("1/(x**4 - x**2 + 1)", ""), ("1/(x**4 + x - 1)", "x**4 + x != 1")],
)
def test_a_polynomial_without_a_real_zero_asks_for_nothing(formula: str, where: str) -> None:
    assert derive(formula, "x").where == where


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["y <= 1 or x*y < 2", "y < 1 or x*y < 2"], "y < 1 or x*y < 2"),
        (["x > 0", "log(x) > y"], "log(x) > y"),
        (["1 - 2*sin(asin(a*x)/2)**2 > 0"], "-1 < a*x < 1"),
        (["sqrt(x) - sqrt(x + 1) + 1 > 0"], "x > 0"),
        (["sqrt(x + 1) != sqrt(1 - sqrt(x + 1))"], "-1 <= x <= 0, x != (1 - sqrt(5))/2"),
        (["x**4 + x**2 != 1"], "x != -sqrt((sqrt(5) - 1)/2), x != sqrt((sqrt(5) - 1)/2)"),
        (["x**6 - 5*x**3 > 0 or x**4 + 3*x**2 + 1 < 0"], "x < 0 or x > 5**(1/3)"),
        (["x**2 + sqrt(1 - x**2) != 0"], "-1 <= x <= 1"),
        (["x < 1", "2*2**(1/3)*(x**2 - 3*x + 2)**(2/3) - 2**(2/3)*(x**2 - 3*x + 2)**(1/3) + 1 > 0"], "x < 1"),
        (["x >= 0", "y + sqrt(x) > 0", "x != 1"], "x != 1, y + sqrt(x) > 0"),
        (["cos(1.5*x) > 0", "y > 0"], "-pi/3 + 4*k*pi/3 < x < pi/3 + 4*k*pi/3, y > 0 (k an integer)"),
    ],
)
def test_what_another_condition_brings_with_it_is_not_said(given: list[str], expected: str) -> None:
    assert solved([parse(text) for text in given]).text == expected


# Reciprocals ----------------------------------------------------------------------------------

RECIPROCALS = (
    (["1/n > -1 or 1/n != floor(1/n)"], "n != 0, n > 0 or n != 1/k (k an integer)"),
    (["3/n > -2 or 3/n != floor(3/n)"], "n != 0, n < -3/2 or n > 0 or n != 3/k (k an integer)"),
    (["3/n > -2 or 3/n != floor(3/n)", "n != -3"], "n != 0, n > 0 or n != 3/k (k an integer)"),
    (["(n - 2)/n > 0 or (n - 2)/n != floor((n - 2)/n)", "n != 2"],
     "n != 0, n < 0 or n != 2/k (k an integer)"),
    (["1/n > 2 or 1/n != floor(1/n)"], "n != 0, 0 < n < 1/2 or n != 1/k (k an integer)"),
    (["1/n < -2 or 1/n != floor(1/n)"], "n != 0, -1/2 < n < 0 or n != 1/k (k an integer)"),
    (["1/n < 2 or 1/n != floor(1/n)"], "n != 0, n < 0 or n > 1/2 or n != 1/k (k an integer)"),
    (["1/2 + 1/n > 0 or 1/2 + 1/n != floor(1/2 + 1/n)", "3/2 + 1/n > 0 or 3/2 + 1/n != floor(3/2 + 1/n)"],
     "n != 0, n > 0 or n != 2/(1 + 2*k) (k an integer)"),
    (["1/2 + 1/n > 0 or 1/2 + 1/n != floor(1/2 + 1/n)", "n != 2"],
     "n != 2, n != 0, n > 0 or n != 2/(1 + 2*k) (k an integer)"),
    (["2/n > -1 or 2/n != floor(2/n)", "1/n > -3 or 1/n != floor(1/n)"],
     "n != 0, n > 0 or n != 2/k (k an integer)"),
    (["2/n > -4 or 2/n != floor(2/n)", "1/n > -1 or 1/n != floor(1/n)"],
     "n != 0, n < -1/2 or n > 0 or n != 2/k, n > 0 or n != 1/k (k an integer)"),
    (["1/n > -1 or 1/n != floor(1/n)", "n < 3"], "n < 3, n != 0, n > 0 or n != 1/k (k an integer)"),
    (["1/n > -1 or 1/n != floor(1/n)", "n < 0"], "n < 0, n > 0 or n != 1/k (k an integer)"),
    (["1/n > -1 or 1/n != floor(1/n)", "n > 0"], "n > 0"),
)  # fmt: skip


@in_parts
@pytest.mark.parametrize(("given", "where"), RECIPROCALS)
def test_numbers_with_whole_reciprocals_are_left_out_on_one_side(given: list[str], where: str) -> None:
    """What is said holds where the conditions do: at fractions, among them many with whole reciprocals."""
    conditions = [parse(text) for text in given]
    found = solved(conditions)
    assert found.text == where
    known = all_of(conditions)
    told = [[Truth(parse(side)) for side in text.split(" or ") if "k" not in side] for text in found.texts]
    left_out = [members(text.rpartition(" != ")[2]) if "k" in text else set() for text in found.texts]
    for n in {Fraction(top, bottom) for top in range(-7, 8) for bottom in range(1, 8)}:
        said = [
            (bool(out) and n not in out) or any(side.holds({"n": n}) for side in sides)
            for sides, out in zip(told, left_out, strict=True)
        ]
        assert all(said) == hold(known, {"n": n}), n


def members(text: str) -> set[Fraction]:
    """Return the values of a fraction with the letter k."""
    found = set()
    for k in range(-60, 61):
        with suppress(SymdiffError):  # 1/0 is no number
            found.add(Fraction(evaluate(parse(text), {"k": Fraction(k)}, exact=True)))
    return found
