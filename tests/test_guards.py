"""Each guard of a rewriting has a formula that needs it: without it, a value or a condition is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from symdiff import derive, evaluate, gradient, hvp, parse, simplify

VALUES = (
    # guard, formula, point
    ("sqrt(u**2) is |u| for a real u alone", "cos(sqrt(log(x)**2))", -1),
    ("(u**2)**r is |u|**(2*r) for a real u alone", "(log(x)**2)**(1/3)*(log(x)**2)**(2/3)", -1),
    ("a square is positive where it is one of a real number", "Abs(log(x)**2)", -1),
    ("so is its sign", "sign(log(x)**2)", -1),
    ("sqrt(u) is real where u is not negative", "Abs(sqrt(x))", -1),
    ("sqrt(u) is real where u is not negative", "log(exp(7*sqrt(x)*I))", 1),
    ("u**(1/3) is real where u is not negative", "Abs(x**(1/3))", -8),
    ("2**u is positive for a real u alone", "Abs(2**sqrt(x))", -1),
    ("u**n is positive for a positive u alone", "Abs((-x)**n)", 3),
    ("the sign of what may vanish is zero there", "sign(x**2)", 0),
    ("the sign of what may vanish is zero there", "sign(-y**2 - x**4)", 0),
    ("an end that belongs to a range is a value", "sign(1 - sin(x)**2*y**2)", 0),
    ("a branch has no range of its own", "Abs(Piecewise((1, x > 0), (-1, True)))", -1),
    ("I has no sign", "Abs(I*x**2)", 2),
    ("I*u has none either", "sign(1 + (I*x)**2)", 2),
    ("sqrt(u*v) is sqrt(u)*sqrt(v) unless both are negative", "sqrt(x*y) + x*sqrt(x) + sqrt(y)", -1),
    ("sqrt(u*v) is sqrt(u)*sqrt(v) unless both are negative", "sqrt(x**2 - 1)/(sqrt(x - 1)*sqrt(x + 1))", -2),
    ("(1 - x)*(1 + x) has never two negative factors", "sqrt(1 - x**2)/sqrt(1 - x)", -2),
    ("what is below a root is real where its symbols are", "sqrt(log(x)**2*(1 - x))*sqrt(x - 1)", -1),
    ("a root of a square is not negative", "sqrt(x**2*(1 - x))/sqrt(1 - x)", -2),
    ("the sign of a radicand stays below its root", "sqrt(-x**2*y)*sqrt(y)", -1),
    ("the number outside of a root is positive", "sqrt(8*(x + 1)**2) + sqrt(2)*x", -3),
)  # fmt: skip
CONDITIONS = (
    ("the upper end of a range that is open", "0/(tanh(x) - 1)", []),
    ("the lower end of a range that is open", "0/(tanh(x) + 1)", []),
    ("an upper end that belongs to the range", "0/(1 - sin(x))", ["sin(x) - 1 != 0"]),
    ("a lower end that belongs to the range", "0/(cosh(x) - 1)", ["x != 0"]),
    ("the first of the removable poles of a new form", "x*tanh(x)/(tanh(x) + 1)", ["x != 0"]),
    ("no pole of a form that has none", "x*(sinh(x)*cosh(x) + sinh(x)**2)", []),
    ("a root less than what it stands beside", "0/(x + sqrt(x**2 - 1))", ["x <= -1 or x >= 1"]),
    (
        "it does not make the sum positive",
        "0*log(x + sqrt(x**2 - 1))",
        ["x >= 1"],
    ),
    ("a root more than that does", "0*log(x + sqrt(x**2 + 1))", []),
    ("a power with a symbolic exponent is positive by its own condition", "0*log(x**n)", ["x > 0"]),
    ("that of a number has no condition", "0*log((-1)**n)", ["(-1)**n > 0"]),
    ("what is never negative does not matter to a sign", "0*log(x*y**2)", ["x > 0", "y != 0"]),
    ("what is always negative turns it", "0*log(x*(sin(y) - 2))", ["x < 0"]),
)  # fmt: skip


def value(text: str, at: dict[str, Any]) -> Any:
    expr = parse(text)
    names = expr.graph.symbols([expr.node])
    return evaluate(expr, {name: complex(at[name]) for name in names})


@pytest.mark.parametrize(("guard", "formula", "x"), VALUES, ids=[f"{row[0]}: {row[1]}" for row in VALUES])
def test_a_value_stays(guard: str, formula: str, x: int) -> None:
    at = {"x": x, "y": x, "n": 3}
    before = value(formula, at)
    for level in ("basic", "full"):
        after = value(str(simplify(parse(formula), level=level)), at)
        assert abs(after - before) <= 1e-9 * max(1, abs(before)), f"{guard}: {before} becomes {after}"


@pytest.mark.parametrize(("guard", "formula", "said"), CONDITIONS, ids=[row[1] for row in CONDITIONS])
def test_a_condition_is_said_where_it_is_needed(guard: str, formula: str, said: list[str]) -> None:
    shorter = simplify(parse(formula))
    assert [str(condition) for condition in shorter.conditions] == said, guard


def test_one_over_what_is_zero_stays() -> None:
    formula = "y/(y + 1/(x*(x + 1) - x**2 - x))"
    assert str(simplify(parse(formula))) == "y/(y - 1/(x**2 + x - x*(x + 1)))"


def test_where_no_value_is_real_two_forms_need_not_agree() -> None:
    """At negative x and y the one is I/sqrt(-y), the other -I/sqrt(-y)."""
    assert str(simplify(parse("sqrt(x)/sqrt(x*y)"))) == "1/sqrt(y)"


@pytest.mark.parametrize(
    ("text", "slope"),
    [
        ("Piecewise((3*x, y <= y), (x, True))", "3"),
        ("Piecewise((3*x, x > x), (x**2, True))", "2*x"),
        (
            "Piecewise((3*x, x != x), (x**2, x == x and x < 2), (1, True))",
            "Piecewise((2*x, x < 2), (0, x > 2))",
        ),
        ("Piecewise((3*x, 2*x >= x + x), (x**2, True))", "3"),
    ],
)
def test_a_comparison_of_equal_sides_is_decided_before_its_edges_are_opened(text, slope):
    assert str(derive(text, "x")) == slope
    assert str(gradient(text, "x y")[0]) == slope
    plain = derive(text, "x", level="none")
    assert evaluate(plain, x=0.7, y=1) == evaluate(slope, x=0.7, y=1)
    assert evaluate(hvp(text, "x", [1])[0], x=0.7, y=1) == evaluate(derive(slope, "x"), x=0.7, y=1)


def test_what_is_decided_keeps_the_domain_of_its_sides():
    text = "Piecewise((3, log(x) <= log(x)), (x, True))"
    for found in (simplify(text), derive(text, "x")):
        assert [str(condition) for condition in found.conditions] == ["x > 0"]
