"""Derivatives without a closed form have names of their own: read, printed, derived, evaluated, exported."""

from __future__ import annotations

import inspect
import math
from random import Random
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from click.testing import CliRunner
from rows import SEED, label

from symdiff import (
    ParseError,
    TooLarge,
    Unsupported,
    WrongArity,
    check,
    derive,
    evaluate,
    gradient,
    parse,
)
from symdiff.arithmetic.multiprecision import Multiprecision
from symdiff.cli import cli
from symdiff.errors import DomainError
from symdiff.export.json import from_json, json_text
from symdiff.export.numpy import numpy_source
from symdiff.export.python import python
from symdiff.export.sympy import sympy_source
from symdiff.graph.by_name import apply, symbols
from symdiff.parser.templates import condition, partial
from symdiff.table.derivatives import is_named
from symdiff.table.functions import FUNCTIONS, code_of, code_of_derivative, row_of
from symdiff.table.row import Function
from symdiff.witness.oracle import from_sympy, to_sympy

mp = mpmath.MPContext()
mp.dps = 50
REAL, COMPLEX = Multiprecision(40), Multiprecision(30, real=False)
FIRST = [(row, place) for row in FUNCTIONS for place in range(max(row.arity, 0)) if is_named(row, place)]
"""Every row and parameter whose derivative has a name."""
IDS = [f"{row.name}/{row.arity} by {row.parameters[place]}" for row, place in FIRST]
each = pytest.mark.parametrize(("row", "place"), FIRST, ids=IDS)


def code(row: Function, place: int, times: int = 1) -> int:
    return code_of_derivative(row.name, tuple([times * (place == other) for other in range(row.arity)]))


def points(row: Function, place: int, count: int = 3) -> list[tuple[Any, ...]]:
    """Return points of the row's sample where the derivative is stated to exist."""
    random = Random(f"{SEED} {row.name} {place} named")
    found: list[tuple[Any, ...]] = []
    domain = condition(code(row, place), "domain")
    while len(found) < count:
        point = tuple([mp.mpf(random.uniform(*bounds)) for bounds in row.sample or ((-3, 3),) * row.arity])
        away = all(abs(v - mp.nint(v)) > 0.05 for v in point)
        if away and (domain is None or REAL.at(domain, [REAL.convert(v) for v in point])):
            found.append(point)
    return found


def by_circle(row: Function, place: int, point: tuple[Any, ...], order: int = 1) -> Any:
    """Return a derivative by Cauchy's integral over a small circle: no differences, and complex values."""
    numbers = Multiprecision(40, real=False)
    c, count, radius = numbers.context, 16, mp.mpf(1) / 1000
    total = c.mpc(0)
    for k in range(count):
        turn = c.expjpi(c.mpf(2 * k) / count)
        moved = [c.convert(v) + radius * turn if p == place else c.convert(v) for p, v in enumerate(point)]
        total += numbers.call(code_of(row.name, row.arity), moved) * turn**-order
    return c.factorial(order) * total / count / radius**order


@each
def test_the_value_is_that_of_cauchys_integral(row: Function, place: int) -> None:
    for point in points(row, place, 2):
        got = REAL.call(code(row, place), [REAL.convert(v) for v in point])
        want = by_circle(row, place, point)
        assert abs(want.imag) < 1e-25 * abs(want)
        assert abs(got - want.real) < 1e-25 * max(abs(want.real), mp.mpf(10) ** -3), point


@each
def test_the_second_derivative_is_that_of_cauchys_integral(row: Function, place: int) -> None:
    [point] = points(row, place, 1)
    got = REAL.call(code(row, place, 2), [REAL.convert(v) for v in point])
    want = by_circle(row, place, point, 2)
    assert abs(got - want.real) < 1e-24 * max(abs(want.real), mp.mpf(10) ** -3), point


@each
def test_at_a_complex_place_it_is_that_of_cauchys_integral(row: Function, place: int) -> None:
    [point] = points(row, place, 1)
    at = tuple([v + mp.mpc(0, 0.3) if p == place else v for p, v in enumerate(point)])
    got = COMPLEX.call(code(row, place), [COMPLEX.convert(v) for v in at])
    want = by_circle(row, place, at)
    assert abs(got - want) < 1e-22 * max(abs(want), mp.mpf(10) ** -3), at


@each
def test_closed_partials_of_it_are_its_slopes(row: Function, place: int) -> None:
    """Where the function has a closed derivative by another argument, so does its named one."""
    own = code(row, place)
    for other in range(row.arity):
        if is_named(row, other) or row.partials[other] is None:
            continue
        rule = partial(own, other)
        assert rule is not None
        for point in points(row, place, 2):
            given = [REAL.convert(v) for v in point]
            step = REAL.context.mpf(10) ** -9
            ends = [
                REAL.call(own, [v + side * step if p == other else v for p, v in enumerate(given)])
                for side in (-1, 1)
            ]
            want = (ends[1] - ends[0]) / (2 * step)
            assert abs(REAL.at(rule, given) - want) < 1e-10 * max(1, abs(want)), point


@each
def test_the_domain_is_where_the_function_is_analytic_in_the_argument(row: Function, place: int) -> None:
    """Outside of it a value is refused; inside, near the ends that random points meet, there is one."""
    own = code(row, place)
    domain = condition(own, "domain")
    random = Random(f"{SEED} {row.name} {place} domain")
    inside = 0
    for _ in range(40):
        wide = [random.choice((random.uniform(-3, 3), random.randint(-2, 3))) for _ in row.parameters]
        near = [random.uniform(*bounds) for bounds in row.sample or ((-3, 3),) * row.arity]
        drawn = random.choice((wide, near))
        point = [REAL.context.mpf(v) for v in drawn]
        if domain is None or REAL.at(domain, point):
            inside += drawn is near  # of whole numbers it may be constant, which differences cannot prove
            if drawn is near and inside < 4:
                assert REAL.check(REAL.call(own, point)) is not None
        else:
            with pytest.raises(ValueError, match="outside the domain"):
                REAL.call(own, point)
    assert inside


def texts(row: Function, place: int) -> list[str]:
    names = ", ".join(row.parameters)
    return [f"{row_of(code(row, place, times)).name}({names})" for times in (1, 2, 5)]


@each
def test_it_is_printed_read_back_and_derived_again(row: Function, place: int) -> None:
    first, second, fifth = texts(row, place)
    function = parse(f"{row.name}({', '.join(row.parameters)})")
    name = row.parameters[place]
    assert str(derive(function, name)) == first
    assert str(derive(first, name)) == second
    assert str(derive(function, name, order=5)) == fifth
    for text in (first, second, fifth):
        read = parse(text)
        assert str(read) == text
        assert from_json(json_text(read)) == read
        assert read.latex().count("{") == read.latex().count("}")
        assert read.latex().count(r"\left") == read.latex().count(r"\right")


@each
def test_code_computes_it(row: Function, place: int) -> None:
    text = texts(row, place)[0]
    expr = parse(text)
    [point] = points(row, place, 1)
    at = dict(zip(row.parameters, map(float, point), strict=True))
    want = evaluate(expr, at)
    for source in (python(expr), numpy_source(expr)):
        names: dict[str, Any] = {}
        exec(source, names)  # noqa: S102 - the code is symdiff's
        order = inspect.signature(names["f"]).parameters
        assert names["f"](*[at[name] for name in order]) == pytest.approx(want, rel=1e-11, abs=1e-13)
    assert expr.numpy()(*[np.array([at[name]]) for name in sorted(at)])[0] == pytest.approx(want, rel=1e-11)


@each
def test_sympy_has_it_as_a_derivative(row: Function, place: int) -> None:
    expr = parse(texts(row, place)[0])
    if not row.sympy:
        with pytest.raises(Unsupported, match=row.name):
            sympy_source(expr)
        return
    given = symbols(list(row.parameters))
    moved = apply(row_of(code(row, place)).name, *given[:-1], given[-1] ** 2)
    for written in (expr, moved):
        made = to_sympy(written)
        names: dict[str, Any] = {}
        exec(sympy_source(written), names)  # noqa: S102 - the code is symdiff's
        assert names["result"] == made
        assert made.has(sympy.Derivative)
        if not row.sympy.startswith("hyper("):
            assert from_sympy(made) == written


@pytest.mark.parametrize(
    ("text", "at", "want"),
    [
        ("zeta'(0)", {}, "-log(2*pi)/2"),
        ("D[1](besselj)(0, x)", {"x": 2}, "pi*bessely(0, 2)/2"),
        ("D[1](besselk)(n, x)", {"n": 0, "x": 2}, "0"),
        ("D[1](besselj)(1/2, x)", {"x": 3}, "sqrt(2/(pi*3))*(Ci(6)*sin(3) - Si(6)*cos(3))"),
        ("D[1](uppergamma)(1, x)", {"x": 2}, "exp(-2)*log(2) - Ei(-2)"),
        ("D[1](zeta)(0, a)", {"a": 3}, "loggamma(3) - log(2*pi)/2"),
        ("dirichlet_eta'(1)", {}, "-digamma(1)*log(2) - log(2)^2/2"),
        ("D[1](hyp2f1)(a, 2, 2, x)", {"a": 3, "x": 1 / 4}, "-(3/4)^(-3)*log(3/4)"),
        ("D[1](betainc_regularized)(a, 1, x)", {"a": 2, "x": 1 / 4}, "log(1/4)/16"),
        ("D[2](betainc_regularized)(1, b, x)", {"b": 2, "x": 1 / 4}, "-(3/4)^2*log(3/4)"),
        ("D[1](beta_incomplete)(a, 1, x)", {"a": 2, "x": 1 / 4}, "log(1/4)/32 - 1/64"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("digits", [15, 40])
def test_known_values(text: str, at: dict[str, float], want: str, digits: int) -> None:
    got, truth = evaluate(parse(text), at, digits=digits), evaluate(parse(want), digits=digits)
    assert abs(got - truth) <= mp.mpf(10) ** (1 - digits) * max(1, abs(truth))


def test_zeta_has_the_derivatives_that_mpmath_computes() -> None:
    for order in (1, 2, 3, 5):
        name = row_of(code_of_derivative("zeta", (order,))).name
        for s in ("5/2", "-3", "1/2", "1000001/1000000", "30"):
            number = mp.mpf(int(s.partition("/")[0])) / int(s.partition("/")[2] or 1)
            want = mp.zeta(number, 1, order)
            got = evaluate(parse(f"{name}({s})"), digits=35)
            assert abs(got - want) <= abs(want) * mp.mpf(10) ** -33, (order, s)


def test_what_is_far_smaller_than_the_function_has_its_digits_all_the_same() -> None:
    got = evaluate(parse("zeta'(1000)"), digits=20)
    assert abs(got / (-mp.log(2) * mp.mpf(2) ** -1000) - 1) < mp.mpf(10) ** -19


def test_what_is_too_small_beside_the_function_is_refused_and_not_zero() -> None:
    with pytest.raises(DomainError, match="so many digits"):
        evaluate(parse("zeta'(10000)"))


def test_a_derivative_by_two_arguments_is_the_same_in_either_order() -> None:
    for text in (
        "besselj(n, x)",
        "uppergamma(n, x)",
        "betainc_regularized(n, 2, x)",
        "hyp2f1(n, 1/3, x, 1/2)",
    ):
        one, two = derive(derive(text, "n"), "x"), derive(derive(text, "x"), "n")
        at = {"n": 1.3, "x": 0.6}
        assert evaluate(one, at) == pytest.approx(evaluate(two, at), rel=1e-12)


def test_conditions_are_those_of_the_derivative() -> None:
    assert [str(part) for part in derive("besselj(n, x)", "n").conditions] == ["x > 0"]
    assert [str(part) for part in derive("zeta(x)", "x").conditions] == ["x != 1"]
    derived = derive("besselj(n, x)", "n")
    with pytest.raises(Unsupported, match="besselj"):
        derived(n=1, x=-2)
    with pytest.raises(DomainError, match="x > 0"):
        evaluate(derived, {"n": 1, "x": -2})
    assert derived(n=1, x=2) == pytest.approx(float(mp.diff(lambda n: mp.besselj(n, 2), 1)), rel=1e-12)


def test_rules_and_gradients_go_on() -> None:
    assert str(derive("zeta(x^2)", "x")) == "2*x*zeta'(x**2)"
    by_order, _ = gradient("besselj(n, x)", "n x")
    assert str(by_order) == "D[1](besselj)(n, x)"
    assert str(derive("D[1](uppergamma)(s, x)", "x")) == "-x**(s - 1)*exp(-x)*log(x)"
    assert str(derive(by_order, "x")) == "(D[1](besselj)(n - 1, x) - D[1](besselj)(n + 1, x))/2"
    assert check("zeta(x)*x", "x", answer="zeta(x) + x*zeta'(x)").ok


def test_what_is_known_keeps_its_meaning_beside_its_derivative() -> None:
    assert str(derive("zeta(x) + zeta'(x)", "x")) == "zeta''(x) + zeta'(x)"
    assert evaluate(parse("zeta(x) + 0*zeta'(x)"), {"x": 2}) == pytest.approx(math.pi**2 / 6)
    unknown = parse("zeta'(x)", functions="zeta")
    with pytest.raises(Unsupported, match="unknown function zeta"):
        evaluate(unknown, {"x": 2})


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("sin'(x)", ParseError, "write the derivative of sin out"),
        ("D[2](besselj)(n, x)", ParseError, "write the derivative of besselj out"),
        ("besselj'(n, x)", WrongArity, "say which one is meant"),
        ("D[3](besselj)(n, x)", WrongArity, "no argument number 3"),
        ("D[1](besselj)(x)", WrongArity, "takes 2 arguments"),
        ("zeta'", ParseError, "needs its arguments"),
        ("D[" + "1, " * 255 + "1](zeta)(x)", TooLarge, "order of 255"),
        ("D[1](legendre)(n, x)", ParseError, "write the derivative of legendre out"),
    ],
)
def test_what_has_no_name_is_refused(text: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        parse(text)


def test_the_command_describes_them() -> None:
    told = {name: CliRunner().invoke(cli, ["functions", name]).output for name in ("zeta'", "D[1](besselj)")}
    assert "d/ds: zeta''(s)" in told["zeta'"]
    assert "D[1](besselj)(n, x)" in told["D[1](besselj)"]
    assert "domain: x > 0" in told["D[1](besselj)"]
    assert CliRunner().invoke(cli, ["functions", "sin'"]).exit_code


def test_names_do_not_depend_on_what_was_read_before() -> None:
    text = "D[1](besselk)(n, x) + D[1](besselj)(n, x) + zeta''(x) + zeta'(x)"
    first = str(derive(text, "x"))
    parse("D[1, 1, 1](besselj)(n, x) + zeta'''(x) + dirichlet_eta'(x)")
    assert str(derive(text, "x")) == first
    assert code_of("zeta'", 1) == code_of("zeta'", 1) != code_of("zeta''", 1)
    assert label(code_of("zeta'", 1)) == "zeta'/1"
    assert apply("zeta'", *symbols(["x"])) == parse("zeta'(x)")
