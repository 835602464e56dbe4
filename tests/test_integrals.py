"""Definite integrals: how they are read and printed, their derivatives and values by another quadrature."""

from __future__ import annotations

import json
import pickle
from typing import Any

import mpmath
import pytest

from symdiff import check, derive, evaluate, parse, simplify, steps, symbols
from symdiff.arithmetic.sample import concrete
from symdiff.errors import DomainError, ParseError, SymdiffError, Unsupported, WrongArity
from symdiff.export.json import from_json, json_text
from symdiff.export.numpy import numpy_source
from symdiff.export.pretty import pretty
from symdiff.export.python import python
from symdiff.export.sympy import sympy_source
from symdiff.export.unicode import unicode
from symdiff.verbs.code import code

READ = [
    ("d/dx int_0^(x^2) sin(t^2) dt", "integral(sin(t^2), t, 0, x^2)"),
    ("int_0^x t^2dt", "integral(t^2, t, 0, x)"),
    ("∫_0^x sin(t) dt + x", "integral(sin(t), t, 0, x) + x"),
    ("∫₀ˣ sin(t²) dt", "integral(sin(t^2), t, 0, x)"),
    ("∫ from 0 to x of sin(t) dt", "integral(sin(t), t, 0, x)"),
    ("integral from 0 to x^2 of sin(t^2) dt", "integral(sin(t^2), t, 0, x^2)"),
    ("integral of sin(t^2) from 0 to x^2 dt", "integral(sin(t^2), t, 0, x^2)"),
    ("integrate sin(t^2) dt from t=0 to x^2", "integral(sin(t^2), t, 0, x^2)"),
    ("integrate(sin(t^2), t, 0, x^2)", "integral(sin(t^2), t, 0, x^2)"),
    ("Integrate[Sin[t^2], {t, 0, x^2}]", "integral(sin(t^2), t, 0, x^2)"),
    ("Integral(sin(t**2), (t, 0, x**2))", "integral(sin(t^2), t, 0, x^2)"),
    ("int(sin(t^2), t=0..x^2)", "integral(sin(t^2), t, 0, x^2)"),
    ("integral(@(t) sin(t.^2), 0, x)", "integral(sin(t^2), t, 0, x)"),
    ("quad(lambda t: sin(t**2), 0, x)[0]", "integral(sin(t^2), t, 0, x)"),
    ("∫[0, x] sin(t) dt", "integral(sin(t), t, 0, x)"),
    ("∫_1^x dt/(1+t^2)", "integral(1/(1+t^2), t, 1, x)"),
    ("F(x) = ∫_1^x √(1+t^3) dt", "integral(√(1+t^3), t, 1, x)"),
    ("∫_0^x ∫_0^t s ds dt", "integral(integral(s, s, 0, t), t, 0, x)"),
    ("∫_-∞^x t dt", "integral(t, t, -oo, x)"),
    ("(∫_0^x t dt)^2", "integral(t, t, 0, x)^2"),
    ("int_0^x cos(theta) dtheta", "integral(cos(theta), theta, 0, x)"),
]


@pytest.mark.parametrize(("text", "plain"), READ)
def test_an_integral_is_read_as_people_type_it(text: str, plain: str) -> None:
    assert parse(text) == parse(plain)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("∫ x^2 dx", "without bounds"), ("int x^2 dx", "without bounds"), ("int(x^2, x)", "without bounds"),
        ("int_0^x^2 sin(t) dt", "has two readings"), ("int_0^sin(x) t dt", "has two readings"),
        ("∫_0^x dt sin(t)", "may be integrated, or a factor"), ("∫_0^x sin(t)", "by which letter"),
        ("∫_0 sin(t) dt", "with one bound"),
    ],
)  # fmt: skip
def test_what_is_no_definite_integral_is_refused(text: str, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        parse(text)


def test_names_that_look_like_integrals_are_names() -> None:
    assert str(parse("3*integral + point*int_x")) == "3*integral + point*int_x"
    with pytest.raises(WrongArity):
        parse("integral(x, 3, 0, x)")


FORMULAS = [
    "integral(sin(t^2), t, 0, x^2)",
    "integral(sin(x*t), t, 0, x)",
    "x*integral(t*exp(-x*t), t, x, x^2)",
    "integral(integral(x*s*t, s, 0, t), t, 0, x)",
    "integral(exp(-u^2), u, -oo, x)",
    "integral(sqrt(1 + t^2*y), t, y, x) + t",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_an_integral_reads_back_from_all_that_is_printed(text: str) -> None:
    expr = parse(text)
    for shown in (str(expr), expr.latex()):
        assert parse(shown) == expr, shown
    assert simplify(parse(unicode(expr))) == simplify(expr)
    assert from_json(json_text(expr)) == expr
    assert json.loads(json_text(expr))["variables"] == sorted(map(str, expr.free_symbols))
    assert pickle.loads(pickle.dumps(expr)) == expr
    assert "integral" in pretty(expr)


def test_the_letter_is_no_part_of_an_integral_and_is_never_caught() -> None:
    assert parse("integral(sin(t), t, 0, x)") == parse("integral(sin(u), u, 0, x)")
    t, x = symbols("t x")
    moved = parse("integral(x*u, u, 0, x)").subs({"x": t})
    assert moved == parse("integral(t*s, s, 0, t)")
    assert moved.free_symbols == {t}
    assert parse(str(parse("integral(x*t, t, 0, x)").subs({"x": t}))) == moved
    assert parse("integral(x^2, x, 0, x)").free_symbols == {x}
    assert parse("integral(1/t, t, x, x)") == 0
    assert evaluate(parse("integral(x*t, t, 0, y)").subs({"x": parse("y^2")}), y=2) == 8.0


def by_mpmath(text: str, x: Any, y: Any) -> Any:
    """The same formulas by mpmath's own quadrature."""
    m = mpmath
    return {
        FORMULAS[0]: lambda: m.quad(lambda t: m.sin(t**2), [0, x**2]),
        FORMULAS[1]: lambda: m.quad(lambda t: m.sin(x * t), [0, x]),
        FORMULAS[2]: lambda: x * m.quad(lambda t: t * m.exp(-x * t), [x, x**2]),
        FORMULAS[3]: lambda: x**5 / 8,
        FORMULAS[4]: lambda: m.sqrt(m.pi) / 2 * (1 + m.erf(x)),
        FORMULAS[5]: lambda: m.quad(lambda t: m.sqrt(1 + t**2 * y), [y, x]) + m.mpf(3) / 2,
    }[text]()


@pytest.mark.parametrize("text", FORMULAS)
def test_derivatives_and_values_are_those_of_another_quadrature(text: str) -> None:
    at = {"x": 1.25, "y": 0.5, "t": 1.5}
    with mpmath.workdps(40):
        for order in (1, 2):
            found = derive(text, "x", order)
            expected = mpmath.diff(lambda x: by_mpmath(text, x, mpmath.mpf(0.5)), 1.25, order)
            assert abs(evaluate(found, at) - expected) < 1e-9, found
        assert abs(evaluate(text, at) - by_mpmath(text, mpmath.mpf(1.25), mpmath.mpf(0.5))) < 1e-12


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("integral(sin(t^2), t, 0, x^2)", "2*x*sin(x**4)"),
        ("integral(sqrt(1 + t^3), t, 1, x)", "sqrt(x**3 + 1)"),
        ("integral(sin(x*t), t, 0, 1)", "integral(t*cos(t*x), t, 0, 1)"),
        ("integral(f(t), t, 0, x)", "f(x)"),
        ("integral(f(x, t), t, a, b)", "integral(D[1](f)(x, t), t, a, b)"),
        ("integral(x*sin(t), t, 0, 1)", "integral(sin(t), t, 0, 1)"),
        ("integral(t, t, x, x^2)", "2*x**3 - x"),
    ],
)
def test_the_rule_of_leibniz_is_applied(text: str, shown: str) -> None:
    assert str(derive(text, "x", functions="f")) == shown


def test_simplification_takes_constants_out_and_loses_no_domain() -> None:
    assert str(simplify("integral(2*t*x, t, 0, y)")) == "2*x*integral(t, t, 0, y)"
    assert str(simplify("integral(x, t, 0, y)")) == "x*y"
    assert str(simplify("integral(sqrt(t)^2, t, 0, y)")) == "integral(sqrt(t)**2, t, 0, y)"
    assert str(simplify("integral(sin(t)^2 + cos(t)^2 + t, t, 0, y)")) == "integral(t + 1, t, 0, y)"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("integral(1/t, t, 1, 3)", mpmath.log(3)), ("integral(sqrt(t), t, 0, 2)", 4 * mpmath.sqrt(2) / 3),
        ("integral(1/sqrt(t), t, 0, 4)", 4.0), ("integral(log(t), t, 0, 1)", -1.0),
        ("integral(exp(-t^2), t, -oo, oo)", mpmath.sqrt(mpmath.pi)), ("integral(1/t^2, t, 1, oo)", 1.0),
        ("integral(exp(t), t, -oo, 1)", mpmath.e), ("integral(exp(-t), t, oo, 0)", -1.0),
        ("integral(abs(t - 1/3), t, 0, 1)", 5 / 18), ("integral(if(t < 1, t, t^2), t, 0, 2)", 17 / 6),
        ("integral(t^2, t, 2, 0)", -8 / 3),
    ],
)  # fmt: skip
def test_a_value_is_right_to_the_digits_of_a_float(text: str, value: Any) -> None:
    assert abs(evaluate(text) - float(value)) < 1e-12


@pytest.mark.parametrize(
    "text", ["integral(1/t, t, -1, 3)", "integral(1/t, t, -1, 1)", "integral(1/t^2, t, -1, 1)",
             "integral(sqrt(t), t, -1, 1)", "integral(1/t, t, 1, oo)", "integral(tan(t), t, 0, 2)"],
)  # fmt: skip
def test_what_has_no_value_is_refused(text: str) -> None:
    with pytest.raises(DomainError):
        evaluate(text)


def test_many_digits_are_proved() -> None:
    with mpmath.workdps(45):
        expected = mpmath.quad(lambda t: mpmath.sin(t**2), [0, 2])
        assert abs(evaluate("integral(sin(t^2), t, 0, x)", x=2, digits=40) - expected) < 1e-39
    with pytest.raises((Unsupported, DomainError)):
        evaluate("integral(abs(sin(t)), t, 0, 4)", digits=60)


def test_independent_witnesses_judge_a_derivative() -> None:
    names = ["dual numbers", "Richardson"]
    assert check("integral(sin(x*t), t, 0, x)", "x", points=2, witnesses=names)
    wrong = check("integral(sin(x*t), t, 0, x)", "x", answer="sin(x^2)", points=2, witnesses=names)
    assert not wrong
    assert [witness.agrees for witness in wrong.witnesses] == [False, False]


def test_python_and_numpy_integrate_and_others_refuse_by_name() -> None:
    derived = derive("integral(sin(x*t), t, 0, x)", "x")
    space: dict[str, Any] = {}
    exec(python(derived), space)  # noqa: S102
    assert abs(space["f"](0.7) - evaluate(derived, x=0.7)) < 1e-12
    exec(numpy_source(derived), space)  # noqa: S102
    assert abs(space["f"]([0.7, 0.2])[1] - evaluate(derived, x=0.2)) < 1e-12
    largest = parse("integral(max(t, x, 1/4) - min(t, x), t, 0, 1)")
    text = python(largest)
    exec(text, space)  # noqa: S102
    assert "lambda t, p0: max(" in text
    assert abs(space["f"](0.5) - evaluate(largest, x=0.5)) < 1e-9
    with pytest.raises(SymdiffError, match="an integral is not written in this language"):
        code(derived, "c")
    assert "Integral(t*cos(t*x), (t, 0, x))" in sympy_source(derived)


def test_what_is_not_decided_is_said() -> None:
    assert any(
        "continuous between the bounds" in note for note in derive("integral(1/t, t, 1, x)", "x").notes
    )
    assert derive("integral(sin(t), t, 0, x)", "x").notes == ()


def test_unknown_functions_inside_are_replaced_for_checks() -> None:
    assert "f(" not in str(concrete(parse("integral(f(t)*x, t, 0, x)", functions="f")))


def test_steps_name_the_rule() -> None:
    lines = str(steps("x*integral(sin(t), t, 0, x^2)", "x"))
    assert "Leibniz's rule" in lines
    assert "sin(x²)" in lines
