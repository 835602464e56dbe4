"""What follows from other conditions is seen where a sum shows it, and nothing else is said to follow."""

from __future__ import annotations

import cmath
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import flint
import pytest

from symdiff import Expr, SymdiffError, derive, evaluate, parse
from symdiff.at import absurd
from symdiff.at.chosen import chosen
from symdiff.at.implied import follows, unproved
from symdiff.at.reals import in_reals
from symdiff.at.solved import solved

FORM = "2*a*f**2 - b*f*h - 2*c*d*f + b**2*c + f*h*sqrt(b**2 - 4*d*f) - b*c*sqrt(b**2 - 4*d*f)"
"""(4*a*u**2 + 2*h*u*v + c*v**2)/2 at u = f, v = sqrt(b**2 - 4*d*f) - b."""
WAVE = "sqrt(a**2 - 2*a*c + b**2 + c**2)"
HALF = "c*h*sqrt(h**2 - 4*d*f)"
FORM_OF_TAN = "a + b*tan(z) + c*tan(z)**2"
LONG = f"sqrt({FORM_OF_TAN})*sqrt({WAVE}*(a + b - c))*({WAVE})**(1/2) + {WAVE}*(a - c + b*tan(z)) > 0"
"""It has more kernels than are looked at, and asks for a + b*tan(z) + c*tan(z)**2 >= 0."""
FOLLOWS = (
    ("a > 0", ["b < 0", "b*x**2 + a > 0"]),
    ("a > 0", ["b > 0", "a > b*x**4"]),
    ("a > 0", ["b < 0", "a + b*cosh(x)**3 > 0"]),
    ("b != 0", ["-1 < a and a < 1", "b*x + a > 1"]),
    ("a != 0 or b != 0", ["a*sin(x) + b*cos(x) > 0"]),
    ("c*x**2 + b*x + a > 0", ["c > 0", "4*a*c > b**2"]),
    ("b**2 > 4*a*c", ["c*(c*x**2 + b*x + a) < 0"]),
    ("v*cos(u) != -c", ["c**2 - v**2 > 0"]),
    ("a*tanh(x)**2 + b - b*tanh(x)**2 != 0", ["a != 0", "b > 0", "a > b"]),
    ("a + b - b*tanh(x)**2 > 0", ["a > 0", "a + b > 0"]),
    ("a + b != 0", ["a > 0", "a + b*csc(x)**2 > 0"]),
    ("a + b*coth(x)**4 > 0", ["a + b > 0", "a*b > 0", "x != 0"]),
    ("b**(2/3)*x**2 - a**(1/3)*b**(1/3)*x + a**(2/3) > 0", ["a > 0", "x > 0", "b > 0"]),
    ("b + sqrt(b**2 - 4*a*c) > 0", ["b > sqrt(b**2 - 4*a*c)", "b**2 > 4*a*c"]),
    ("cos(x) != 1", ["a > a*cos(x)"]),
    ("cos(z) != 0", ["b*(a*tan(z) + b) > 0"]),
    ("a > 0", ["0.3*a - 0.1*b > 0", "b >= 0"]),
    ("m*sin(z)**2 <= 1", ["m < 1 or (z < 1 and m*sin(z)**2 < 1)"]),
    ("not a <= 0", ["a*b > 0", "b > 0"]),
    # what is zero says what a symbol is; three facts at once; what is zero divides what is not
    ("g*x + h != 0", ["d*x < 1", "d*x > -1", "d**2*h**2 > g**2"]),
    ("c**2*d + g > 0", ["c*x > 0", "1 - c*x > 0", "g > 0", "g*x**2 + d > 0"]),
    ("c > 0", ["b >= 0", "a > 0", "b*c >= a*d", "d*x**2 + c > 0"]),
    ("a*x*sin(a*x) + cos(a*x) != 0", ["a**2*x**2*sin(a*x)**2 != cos(a*x)**2"]),
    # a product is positive beside what is not negative; a variable between two equal bounds is a number
    ("d*x**2 + c > 0", ["d > 0", "a*sqrt(d*x**2 + c) + b > 0", "a*sqrt(d*x**2 + c) - b > 0"]),
    ("d*x + c > 0", ["d > 0", "b*x + a > 0", "b**(1/3)*(d*x + c)**(1/3) > d**(1/3)*(b*x + a)**(1/3)"]),
    ("a < b or -1 < sin(u) < 1 and a*sin(u)**2 < b", ["a*cos(u)**2 + b > a"]),
    # roots are variables of their own: with y for sqrt(b**2 - 4*a*c), the squares of b + y are seen
    ("b**2 > 4*a*c", ["c < 0", "a + b*sin(x) + c*sin(x)**2 > 0"]),
    ("a > 0", ["b**2 >= 4*d*f", "4*a*c > h**2", f"{FORM} > 0"]),
    ("c*x**2 + a > 0", ["a*c > 0", "2*a*f**2 - 2*c*d*f + b**2*c + b*c*sqrt(b**2 - 4*d*f) > 0"]),
    # of two whose product is positive, both are, or neither; what is left of a product without squares
    ("c*x**2 + b*x + a > 0", ["4*a*c > b**2", "a*g**2 + b*g*h + c*h**2 > 0"]),
    ("a*x**2 + b > 0", ["a*b*(x - y)**2 > 0", "a + b > 0"]),
    # powers count once; three of the facts that were given; what is no smaller than 1
    ("b*x**4 + a != 0", ["a > 0", "d*x**4 + c > 0", "b*c > a*d"]),
    ("d > 0", ["c*x > 1", "g*x**2 + d < 0", "c**2*d + g > 0"]),
    ("c + d*sec(x) > 0", ["d > 0", "sec(x) + 1 > 0", "c + d > 0"]),
    # what is zero is made of factors that are not, or divides what is positive; functions of two pairs
    (f"2*a*c - b**2 - 2*c**2 - 2*c*{WAVE} != 0", ["c > 0", "4*a*c > b**2", "b != 0"]),
    ("2*a*c*d*f - a*c*h**2 - a**2*f**2 - c**2*d**2 != 0",
     ["h**2 > 4*d*f",
      f"2*a*f**2 - 2*c*d*f + c*h**2 - {HALF} > 0", f"2*a*f**2 - 2*c*d*f + c*h**2 + {HALF} > 0"]),
    ("c*cos(u) + d*sin(u) != 0", ["c + d*tan(u) != 0"]),
    ("a*sin(u) + b > 0", ["sin(u) > 0", "a + b*csc(u) > 0"]),
    # what a long condition asks for; the same functions beside many others
    ("c > 0", ["4*a*c > b**2", LONG]),
    ("2*a*sin(d*x/2 + c/2)**2/(a + b) <= 1",
     ["a*sin(d*x/2 + c/2)**2/(a + b) < 1/2", "a + b*sec(d*x + c) > 0", "(a*cos(d*x + c) + b)*(a + b) > 0",
      "d*x + c < pi/2"]),
    # beside others that do not help
    (
        "a + b*sech(x) != 0",
        ["a > b", "a + b > 0", "a + a*tanh(x/2)**2 + b - b*tanh(x/2)**2 != 0", "d*x != 0"],
    ),
)  # fmt: skip
OPEN = (
    ("a > 0", ["b*x**2 + a > 0"]),
    ("a >= 1", ["a*b > 1", "b > 1"]),
    ("c*x**2 + b*x + a > 0", ["c > 0", "4*a*c >= b**2"]),
    ("c*x**2 + b*x + a > 0", ["4*a*c > b**2"]),
    ("v*cos(u) != -c", ["c**2 - v**2 >= 0"]),
    ("a + b != 0", ["a > 0", "a + b*csc(x)**2 != 0"]),
    ("b + log(a) > 0", ["b > 1 - log(a)/2"]),
    ("b + sqrt(a) > 0", ["b > 0"]),
    ("cos(x) != 1", ["a > cos(x)"]),
    ("a > 0 or b > 0", ["a + b >= 0"]),
    ("a < 0", ["a > b", "b > a"][:1]),
    ("g*x + h != 0", ["d*x < 1", "d*x > -1", "d**2*h**2 >= g**2"]),
    ("c**2*d + g > 0", ["c*x > 0", "g > 0", "g*x**2 + d > 0"]),
    ("c > 0", ["a > 0", "b*c >= a*d", "d*x**2 + c > 0"]),
    ("a*x*sin(a*x) + cos(a*x) != 0", ["a**2*x**2*cos(a*x)**2 != sin(a*x)**2"]),
    ("d*x**2 + c > 0", ["d > 0", "a*sqrt(d*x**2 + c) + b > 0", "2*b - a*sqrt(d*x**2 + c) > 0"]),
    ("d*x + c > 0", ["d > 0", "b*x + a > 0", "b**(1/3)*(d*x + c)**(1/3) >= d**(1/3)*(b*x + a)**(1/3)"]),
    ("a < b or -1 < sin(u) < 1 and a*sin(u)**2 < b", ["a*cos(u)**2 + b >= a"]),
    ("b**2 > 4*a*c", ["c < 0", "a + b*sin(x) + c*sin(x)**2 >= 0"]),
    ("a > 0", ["b**2 >= 4*d*f", f"{FORM} > 0"]),
    ("c*x**2 + a > 0", ["a*c >= 0", "2*a*f**2 - 2*c*d*f + b**2*c + b*c*sqrt(b**2 - 4*d*f) > 0"]),
    ("c*x**2 + b*x + a > 0", ["4*a*c > b**2", "a*g**2 + b*g*h + c*h**2 >= 0"]),
    ("a*x**2 + b > 0", ["a*b*(x - y) > 0", "a + b > 0"]),
    ("b*x**4 + a != 0", ["a > 0", "d*x**4 + c > 0", "b*c < a*d"]),
    ("d > 0", ["c*x > -1", "g*x**2 + d < 0", "c**2*d + g >= 0"]),
    ("c + d*sec(x) > 0", ["d > 0", "sec(x) - 1 < 0", "c + d > 0"]),
    (f"2*a*c - b**2 - 2*c**2 - 2*c*{WAVE} != 0", ["c > 0", "4*a*c > b**2"]),
    ("2*a*c*d*f - a*c*h**2 - a**2*f**2 - c**2*d**2 != 0",
     ["h**2 > 4*d*f", f"2*a*f**2 - 2*c*d*f + c*h**2 - {HALF} > 0"]),
    ("c*cos(u) + d*sin(u) != 0", ["c - d*tan(u) != 0"]),
    ("a*sin(u) + b > 0", ["a + b*csc(u) > 0"]),
    ("c > 0", [LONG]),
    ("2*a*sin(d*x/2 + c/2)**2/(a + b) <= 1",
     ["a*sin(d*x/2 + c/2)**2/(a + b) < 2/3", "a + b*sec(d*x + c) > 0", "d*x + c < pi/2"]),
)  # fmt: skip


@pytest.mark.parametrize(("condition", "others"), FOLLOWS, ids=[row[0] for row in FOLLOWS])
def test_what_follows_is_seen(condition: str, others: list[str]) -> None:
    assert follows(parse(condition), [parse(other) for other in others])


@pytest.mark.parametrize(("condition", "others"), OPEN, ids=[row[0] for row in OPEN])
def test_what_does_not_follow_stays(condition: str, others: list[str]) -> None:
    assert not follows(parse(condition), [parse(other) for other in others])


def test_a_point_at_which_all_holds_spares_the_proof_and_changes_no_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A sum that comes to nothing is positive at no point; asked without points, all is as before."""
    asked = [[parse(text) for text in (condition, *others)] for condition, others in (*FOLLOWS, *OPEN)]
    by_points = absurd.is_attained
    met: list[bool] = []

    def counted(*given: Any) -> bool:
        met.append(by_points(*given))
        return met[-1]

    found = []
    for way in (counted, lambda *given: False):
        monkeypatch.setattr(absurd, "is_attained", way)
        monkeypatch.setattr(absurd, "_ANSWERS", {})
        found.append([follows(condition, others) for condition, *others in asked])
    assert found[0] == found[1]
    assert True in met
    assert False in met


def test_no_point_is_found_where_there_is_none() -> None:
    x, y, r = flint.fmpq_mpoly_ctx.get(["x", "y", "r"], flint.Ordering.lex).gens()
    root = {2: (2, (x * x + y * y, 1 + 0 * x))}
    assert absurd.is_attained([(x - y, True), (y + 1, False), (r - x, True)], root)
    for impossible in ([x - y, y - x], [-x * x], [x * x - r * r], [x + y - 2 * r, r], [-r], [x, -x - 1]):
        assert not absurd.is_attained([(p, True) for p in impossible], root)


PARTS = (
    "a", "b", "x", "a + b", "a - b", "a*x + b", "a**2 - b**2", "b*x**2 + a", "4*a*x - b**2", "a*b - 1",
    "a*x**2 + b*x + 1", "a*sin(x) + b", "a - b*cos(x)", "a*b*x", "x**2 - 2*x + a", "sqrt(x) - a", "a/x - b",
    "Abs(x) - a", "b - a*tanh(x)**2", "exp(x) - a", "cos(x) - sin(x)", "a + b*sec(x)",
    "b + sqrt(b**2 - 4*a*x)", "a*b*(x - 1)**2", "a*b - x**2",
)  # fmt: skip
VALUES = (-3, -1, Fraction(-1, 2), 0, Fraction(1, 3), 1, 2)


def test_what_is_said_to_follow_does() -> None:
    """Conditions drawn at random; each that follows is tried at hundreds of points, at zeros as well."""
    random = Random("implied")
    points = [dict(zip("abx", values, strict=True)) for values in product(VALUES, repeat=3)]
    seen = 0
    for _ in range(110):
        texts = [
            f"{part} {random.choice(['> 0', '>= 0', '!= 0', '< 0', '> 1'])}"
            for part in random.sample(PARTS, 4)
        ]
        condition, *others = [parse(text) for text in texts]
        if follows(condition, others):
            seen += 1
            held = [point for point in points if all(_holds(other, point) for other in others)]
            assert all(_holds(condition, point) for point in held), texts
    assert seen > 4


def _holds(condition: Expr, point: dict[str, Fraction]) -> bool:
    try:
        return bool(evaluate(condition, point, digits=30))
    except SymdiffError:
        return False


def test_what_a_longer_condition_asks_for_is_said_in_its_place() -> None:
    given = ["4*a*c > b**2", "c > 0", "c*tan(x)**2 + b*tan(x) + a > 0"]
    assert list(map(str, unproved(map(parse, given)))) == ["4*a*c > b**2", "c > 0", "cos(x) != 0"]
    beside_i = ["a != 0", "a + b != 0", "2*a + b - 2*sqrt(a)*sqrt(a + b) != 0", "b*exp(I*x) != a"]
    assert unproved(map(parse, beside_i)) == list(map(parse, beside_i))  # sqrt(a) has a value for a < 0


CHOSEN = (
    (["m < 1 or x > 0 and y < 1 and m*y < 1", "x > 1", "0 < y and y < 1"], ["m*y < 1", "x > 1", "0 < y < 1"]),
    (["m < 1 or x > 0 and m*y < 1", "x > 1"], ["m < 1 or m*y < 1", "x > 1"]),
    (["m < 1 or x > 0 and m*y < 1", "y < 1", "y > -1"], ["m < 1 or x > 0 and m*y < 1", "y < 1", "y > -1"]),
    (["m < 1 or x > 0 and y < 2", "x > 1", "y < 1"], ["x > 1", "y < 1"]),
    (["m < 0 and x > y or m < 1 and x > y - 1", "x > 0"], ["m < 1 and x > y - 1", "x > 0"]),
    (
        ["m < 0 and x > y or m < 1 and x > y + 1", "x > 0"],
        ["m < 0 and x > y or m < 1 and x > y + 1", "x > 0"],
    ),
    (["m*x < 1 or 1/y > 0 and m < 2", "y > 0"], ["m*x < 1 or m < 2", "y > 0"]),
    (["m*x < 1 or sqrt(y) >= 0 and m < 2", "y < m"], ["m*x < 1 or sqrt(y) >= 0 and m < 2", "y < m"]),
)


@pytest.mark.parametrize(("given", "expected"), CHOSEN, ids=[row[0][0] for row in CHOSEN])
def test_alternatives_say_no_more_than_is_needed(given: list[str], expected: list[str]) -> None:
    """What is left holds at the same points, at edges and where parts have no value, too."""
    conditions = list(map(parse, given))
    found = chosen(conditions)
    assert list(map(str, found)) == expected
    for values in product((-2, -1, 0, Fraction(1, 2), 1, Fraction(3, 2), 2), repeat=3):
        point = dict(zip("mxy", values, strict=True))
        held = [all(_holds(one, point) for one in some) for some in (conditions, found, map(parse, expected))]
        assert held in ([True] * 3, [False] * 3), point


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (["x + I*y != 0", "x != 0 or y != 0"], "(x, y) != (0, 0)"),
        (["I*b != a", "b != 0"], "b != 0"),
        (["a + I*b*x != 0"], "a != 0 or b*x != 0"),
        (["x**2 > 0 or x**2 != floor(x**2)"], "x != 0"),
        (["exp(I*asin(c*x)) + 1 != 0", "exp(I*asin(c*x)) - 1 != 0"], "c*x != 0"),
        (["b**2 + c**2 + c*sqrt(b**2 + c**2) > 0", "b**2 + c**2 - c*sqrt(b**2 + c**2) > 0"], "b != 0"),
        (["exp(2*I*asin(x)) < 1 or exp(2*I*asin(x)) == 1"], ""),
        (["exp(I*acsc(a*x + b)) + 1 != 0", "abs(a*x + b) > 1"], "Abs(a*x + b) > 1"),
        (["x**2 + 2*x > 0 or x**2 + 2*x != floor(x**2 + 2*x)"], "x != -2, x != -1, x != 0"),
    ],
)
def test_conditions_are_those_of_real_numbers(given: list[str], text: str) -> None:
    assert solved(map(parse, given)).text == text


ARCS = {
    "asin": cmath.asin,
    "acos": cmath.acos,
    "acsc": lambda u: cmath.asin(1 / u),
    "asec": lambda u: cmath.acos(1 / u),
}
TURNS = {
    "!= 1": lambda turn: abs(turn - 1) > 1e-7,
    "!= -1": lambda turn: abs(turn + 1) > 1e-7,
    "== 1": lambda turn: abs(turn - 1) < 1e-7,
    "== -1": lambda turn: abs(turn + 1) < 1e-7,
    "< 1": lambda turn: abs(turn.imag) > 1e-7 or turn.real < 1 - 1e-7,
}


@pytest.mark.parametrize("times", ["I", "-I", "2*I", "-2*I"])
@pytest.mark.parametrize("arc", ARCS)
def test_turns_of_angles_are_one_where_it_is_said(arc: str, times: str) -> None:
    for sides, is_met in TURNS.items():
        found = in_reals(parse(f"exp({times}*{arc}(x)) {sides}"))
        if sides != "< 1" or arc in ("asin", "acsc"):
            assert "I" not in str(found)
            for u in (-3, -1, -0.5, 0, 0.25, 1, 1.5):
                if u or arc in ("asin", "acos"):
                    turn = cmath.exp(complex(parse(times)()) * ARCS[arc](u))
                    assert bool(found.subs({"x": u})()) == is_met(turn), (sides, u)


def test_a_long_condition_with_i_asks_for_no_real_roots() -> None:
    long = "(-1)**(1/3)*(x**2 + y**2) - 2*I*x*y*Abs(sqrt(x)) - x**2*Abs(sqrt(x)) + y**2*Abs(sqrt(x)) != 0"
    assert parse(long).size > 40
    assert "x > 0" in map(str, unproved(map(parse, ["x**2 + y**2 != 0", long, "x > 0"])))


@pytest.mark.parametrize(
    ("formula", "where"),
    [
        ("gamma(x**2)", "x != 0"),
        ("gamma(x**2 + 1)", ""),
        ("sqrt(1 - v**2)/(1 + v*cos(t))", "-1 < v < 1"),
        ("asin(x/sqrt(x**2 + y**2 + 1))", ""),
    ],
)
def test_where_a_derivative_holds(formula: str, where: str) -> None:
    variable = "v" if "v" in formula else "x"
    assert derive(formula, variable).where == where
