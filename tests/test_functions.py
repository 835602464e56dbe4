"""THE TABLE: each field of each row against a witness that does not read that field."""

from __future__ import annotations

import cmath
import math
import operator
import re
import string
import sys
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sympy
from rows import (
    CLAIMS,
    CLOSE_BY,
    COARSE,
    COMPLEX,
    DIGITS,
    LAST,
    NAMED,
    NEAR,
    NEARER,
    NEARLY,
    NO_VALUE,
    REAL,
    SAME,
    SEED,
    Point,
    are_whole,
    beside,
    close,
    codes_of_functions,
    complex_points,
    drawn,
    each,
    grid_points,
    holds,
    inner_points,
    interval,
    is_at,
    is_condition,
    is_function,
    is_real,
    label,
    movable,
    mp,
    neighbours,
    of_text,
    parsed,
    quotient,
    random_of,
    regular,
    shown,
    slope_said,
    value,
    varying,
    wide,
)

from symdiff.arithmetic.arrays import resolved
from symdiff.arithmetic.evaluation import evaluate
from symdiff.arithmetic.multiprecision import Multiprecision
from symdiff.arithmetic.scalar import COMPLEX as COMPLEX_FLOAT
from symdiff.arithmetic.scalar import FLOAT
from symdiff.errors import DomainError, WrongArity
from symdiff.graph.by_name import apply, symbols
from symdiff.parser.formula import parse
from symdiff.parser.templates import definition, template
from symdiff.table import functions, operators
from symdiff.table.functions import CONSTANTS, NAMES, code_of, row_of
from symdiff.table.operators import ADD, FIRST_FUNCTION
from symdiff.table.row import Function
from symdiff.table.targets import callable_of

# Derivatives --------------------------------------------------------------------------------


def is_holomorphic(row: Function) -> bool:
    """Return whether the row claims to be complex differentiable; conditions take no complex numbers."""
    return row.holomorphic and not is_condition(row)


@each(varying)
def test_partials_are_the_slopes_of_the_function(code: int) -> None:
    row = row_of(code)
    arithmetic = REAL if is_real(row) else COMPLEX
    for point in inner_points(code):
        for place in varying(row):
            slope, error = quotient(code, place, point, arithmetic)
            said = slope_said(code, place, point, arithmetic)
            assert abs(said - slope) <= error, (
                f"by {row.parameters[place]} at {shown(point)}: {said}, not {slope}"
            )


@each(lambda row: varying(row) and is_holomorphic(row))
def test_partials_are_the_slopes_in_the_complex_plane(code: int) -> None:
    row = row_of(code)
    toward = mp.mpc(1, 0.7)  # a direction of no symmetry
    for point in complex_points(code):
        for place in varying(row):
            slope, error = quotient(code, place, point, COMPLEX, toward)
            said = slope_said(code, place, point, COMPLEX)
            assert abs(said - slope) <= error, (
                f"by {row.parameters[place]} at {shown(point)}: {said}, not {slope}"
            )


def named(row: Function) -> list[int]:
    """Return the places of the parameters whose partial is made of derivatives with names."""
    return [
        place for place, text in enumerate(row.partials) if text is not None and place not in varying(row)
    ]


def at(row: Function, point: Point) -> dict[str, Any]:
    return dict(zip(row.parameters, point, strict=True))


@each(lambda row: named(row))
def test_partials_without_a_closed_form_are_the_slopes(code: int) -> None:
    row = row_of(code)
    arithmetic = REAL if is_real(row) else COMPLEX
    points = [p for p in inner_points(code) if not row.named or of_text(row.named, REAL, **at(row, p))]
    for place in named(row):
        slope, error = quotient(code, place, points[0], arithmetic)
        said = slope_said(code, place, points[0], arithmetic)
        assert abs(said - slope) <= error, (
            f"by {row.parameters[place]} at {shown(points[0])}: {said}, not {slope}"
        )


_DERIVATIVES: dict[tuple[Any, ...], Any] = {}


def sympy_number(v: Any) -> Any:
    """Return an mpmath number as SymPy's."""
    if v.imag:
        return sympy.Float(v.real, DIGITS) + sympy.I * sympy.Float(v.imag, DIGITS)
    return sympy.Integer(int(v)) if v == mp.floor(v.real) else sympy.Float(v, DIGITS)


@cache
def formula_of_sympy(
    function: str, parameters: tuple[str, ...], holomorphic: bool, place: int | None
) -> tuple[list[Any], Any]:
    """Return SymPy's formula of a function, or of its derivative, and the symbols in it."""
    names = [sympy.Dummy(name, real=None if holomorphic else True) for name in parameters]
    formula = callable_of(function, sympy)(*names)
    return names, formula if place is None else formula.diff(names[place])


def of_sympy(row: Function, point: Point, place: int | None = None) -> Any:
    """Return SymPy's value of a row, or of its derivative; None where SymPy has no number for it."""
    names, formula = formula_of_sympy(row.sympy, row.parameters, row.holomorphic, place)
    if formula.has(sympy.Derivative, sympy.Subs):
        return None
    key = (row.sympy, place, *point)
    if key not in _DERIVATIVES:
        number = formula.xreplace(dict(zip(names, map(sympy_number, point), strict=True))).evalf(35)
        _DERIVATIVES[key] = None if number.has(sympy.Function) else mp.mpmathify(number)
    return _DERIVATIVES[key]


@each(lambda row: row.sympy and varying(row))
def test_partials_are_those_of_sympy(code: int) -> None:
    row = row_of(code)
    left = []
    for place in varying(row):
        points = [(point, REAL if is_real(row) else COMPLEX) for point in inner_points(code)[:3]]
        if row.holomorphic:
            points += [(point, COMPLEX) for point in complex_points(code)[1:3]]
        for point, arithmetic in points:
            want = of_sympy(row, point, place)
            if want is None:
                left.append(row.parameters[place])
                break
            got = slope_said(code, place, point, arithmetic)
            assert close(got, want, 1e-25), f"by {row.parameters[place]} at {shown(point)}: {got}, not {want}"
    if len(left) == len(varying(row)):
        pytest.skip(f"SymPy has no number for the derivative by {' and '.join(left)}")


# Values -------------------------------------------------------------------------------------


@each(lambda row: is_function(row) and row.sympy)
def test_values_are_those_of_sympy(code: int) -> None:
    row = row_of(code)
    cases = [(point, REAL if is_real(row) else COMPLEX) for point in inner_points(code)[:3]]
    if row.holomorphic:
        cases += [(point, COMPLEX) for point in complex_points(code)]
    for point, arithmetic in cases:
        got, want = value(code, point, arithmetic), of_sympy(row, point)
        if want is None:
            pytest.skip("SymPy has no number for it")
        assert close(got, want, 1e-25), f"at {shown(point)}: {got}, not {want}"


@each(lambda row: row.definition and row.mpmath)
def test_definitions_have_the_values_of_the_native_function(code: int) -> None:
    rule = definition(code)
    assert rule is not None
    points = inner_points(code, 5) + (complex_points(code, 2) if row_of(code).holomorphic else [])
    points += [p for p in grid_points(code) if holds(code, "domain", p) and not is_at(code, "poles", p)]
    for point in points:
        got, want = COMPLEX.at(rule, [mp.mpc(v) for v in point]), value(code, point, COMPLEX)
        assert close(got, want), f"at {shown(point)}: {got}, not {want}"


@each(is_function)
def test_floats_have_the_values_of_thirty_digits(code: int) -> None:
    row = row_of(code)
    cases = [(point, REAL, FLOAT) for point in inner_points(code)] if is_real(row) else []
    if row.holomorphic:
        cases += [(point, COMPLEX, COMPLEX_FLOAT) for point in complex_points(code)]
    for point, exact, floating in cases:
        given = [floating.number(0) + (complex(v) if floating is COMPLEX_FLOAT else float(v)) for v in point]
        got, want = floating.call(code, given), value(code, [mp.mpmathify(v) for v in given], exact)
        assert close(got, want, NAMED), f"at {shown(point)}: {got}, not {want}"


@each(lambda row: row.floats)
@pytest.mark.parametrize("x", [-800, -27.5, -3, -1e-3, 1e-9, 0.5, 2.9, 3, 3.1, 26, 28, 800, 1e200])
def test_a_definition_for_floats_is_right_where_the_other_overflows(code: int, x: float) -> None:
    name = row_of(code).name
    if name == "erfcx" and x < -26:
        pytest.skip("its value is too large for floats")
    if name == "erfcinv":  # into its domain
        x = 0.3 / (1 + abs(x))
    rule = template(row_of(code).floats, row_of(code).parameters)
    want = {
        "softplus": lambda t: t + mp.log1p(mp.exp(-t)) if t > 0 else mp.log1p(mp.exp(t)),
        "sigmoid": lambda t: 1 / (1 + mp.exp(-t)), "sech": mp.sech, "csch": mp.csch,
        "erfcx": lambda t: (
            mp.exp(t * t) * mp.erfc(t)
            if t < 100
            else (1 - 1 / (2 * t**2) + 3 / (4 * t**4)) / (mp.sqrt(mp.pi) * t)
        ),
        "erfcinv": lambda t: mp.findroot(
            lambda y: mp.log(mp.erfc(y)) - mp.log(t), mp.sqrt(mp.log(1 / t) + 0.01)
        ),
        "dawson": lambda t: (
            mp.sqrt(mp.pi) / 2 * mp.exp(-t * t) * mp.erfi(t)
            if abs(t) < 100
            else (1 + 1 / (2 * t**2) + 3 / (4 * t**4)) / (2 * t)
        ),
    }[name]  # fmt: skip
    with mp.workdps(800 if abs(x) < 100 and name != "erfcinv" else 60):
        true = want(mp.mpf(x)) if name in ("softplus", "erfcx", "dawson") or abs(x) < 1e3 else mp.mpf(x > 0)
        true = mp.mpf(0) if name in ("sech", "csch") and abs(x) > 1e3 else true
        assert FLOAT.at(rule, [float(x)]) == pytest.approx(float(true), rel=4e-16 * max(4, min(x * x, 800)))


@each(lambda row: row.special)
def test_special_values_are_exact(code: int) -> None:
    for arguments, said in row_of(code).special:
        point = [of_text(part) for part in arguments.split(",")]
        got, want = value(code, point, COMPLEX), of_text(said)
        assert close(got, want), f"at {arguments}: {got}, not {said}"


@each(lambda row: row.parity)
def test_parity_is_that_of_the_values(code: int) -> None:
    row = row_of(code)
    sign = {"even": 1, "odd": -1}[row.parity]
    cases = [(point, REAL) for point in inner_points(code)]
    if row.holomorphic:
        cases += [(point, COMPLEX) for point in complex_points(code)]
    for point, arithmetic in cases:
        opposite = (*point[:-1], -point[-1])
        got, want = value(code, opposite, arithmetic), sign * value(code, point, arithmetic)
        assert close(got, want), f"at {shown(point)}: {got}, not {want}"


@each(lambda row: row.range and is_real(row))
def test_values_lie_in_the_range(code: int) -> None:
    """An end that belongs to the range is met at a special value or on the grid."""
    row = row_of(code)
    special = [
        tuple([of_text(part, REAL) for part in pair[0].split(",")])
        for pair in row.special
        if "I" not in pair[0]
    ]
    for point in [*real_points(code, "range"), *special]:
        if holds(code, "domain", point) and not is_at(code, "poles", point):
            y = value(code, point)
            assert of_text(row.range, NEARLY, y=y), f"at {shown(point)}: {y}"


def real_points(code: int, purpose: str) -> list[Point]:
    """Return points in the domain, off the poles: drawn ones, and those of the grid."""
    row = row_of(code)
    random = random_of(code, purpose)
    points = [drawn(row, random) for _ in range(60)] + grid_points(code)
    return [point for point in points if holds(code, "domain", point) and not is_at(code, "poles", point)]


@each(lambda row: row.sign)
def test_the_sign_is_that_of_the_values(code: int) -> None:
    row = row_of(code)
    for point in real_points(code, "sign"):
        y, said = value(code, point), of_text(row.sign, REAL, **dict(zip(row.parameters, point, strict=True)))
        agrees = y * said > 0 if said else abs(y) < SAME
        assert agrees, f"at {shown(point)}: {y}, which has not the sign of {said}"


@each(lambda row: row.zeros)
def test_the_zeros_are_those_of_the_values(code: int) -> None:
    assert not row_of(code).sign
    for point in real_points(code, "zeros"):
        y = value(code, point)
        assert is_at(code, "zeros", point) == (abs(y) < SAME), f"at {shown(point)}: {y}"


@each(lambda row: row.inverse)
def test_a_function_of_its_inverse_is_the_argument(code: int) -> None:
    inner = code_of(row_of(code).inverse, 1)
    for point in inner_points(inner, 6):
        got = value(code, [value(inner, point)])
        assert close(got, point[0]), f"at {shown(point)}: {got}"


@each(lambda row: row.undone)
def test_the_argument_is_what_the_row_makes_of_the_value(code: int) -> None:
    assert not row_of(code).inverse
    for point in inner_points(code, 6):
        got = evaluate(row_of(code).undone, y=value(code, point), digits=30)
        assert close(got, point[0]), f"at {shown(point)}: {got}"


@pytest.mark.parametrize("name", ["Max", "Min"])
def test_the_largest_and_smallest_of_any_number(name: str) -> None:
    random = random_of(code_of(name, -1), "any")
    for count in (1, 2, 3, 5):
        given = [random.randint(-3072, 3072) / 1024 for _ in range(count)]  # as decimals they are the floats
        want = {"Max": max, "Min": min}[name](given)
        assert evaluate(apply(name, *given)) == want
        assert evaluate(apply(name, *given), digits=30) == want
        row = functions.find(name, -1)
        assert callable_of(row.sympy, sympy)(*given) == want
        assert resolved(row.numpy)(given[0], given[-1]) == {"Max": max, "Min": min}[name](given[0], given[-1])


# Where it is defined, smooth, infinite ------------------------------------------------------


def everywhere(code: int) -> list[Point]:
    """Return points inside and outside the domain, the ends of it among them."""
    row = row_of(code)
    random = random_of(code, "everywhere")
    far = [wide(row, random) for _ in range(12 if row.arity < 3 else 0)]
    return grid_points(code) + far + [drawn(row, random) for _ in range(6)]


def has_value(code: int, point: Sequence[Any]) -> bool:
    """Return whether a row has a real value at *point*."""
    try:
        value(code, point, COARSE[0])
    except NO_VALUE:
        return False
    return True


def beyond(code: int, point: Point) -> Any:
    """Return the value at *point* if complex numbers, who know no domain, find a real one there."""
    try:
        found = value(code, point, COARSE[1])
    except NO_VALUE:
        return None
    return found.real if abs(found.imag) <= NAMED * max(1, abs(found)) else None


def is_lone(code: int, point: Point) -> bool:
    """Return whether the value at *point*, outside the domain, is not the limit of those in the domain."""
    here = beyond(code, point)
    places = movable(row_of(code))
    ways = [{place: 1.0} for place in places]
    if len(places) > 1:
        ways += [{place: sign**place * math.sqrt(1 + place) for place in places} for sign in (1, -1)]
        ways += [dict.fromkeys(places, 1.0) | {place: CLOSE_BY} for place in places]
    for way in ways:
        for side in (CLOSE_BY, -CLOSE_BY):
            other = tuple([v + side * way.get(place, 0) for place, v in enumerate(point)])
            if holds(code, "domain", other) and has_value(code, other):
                if not close(value(code, other, COARSE[0]), here, CLOSE_BY ** (1 / 3)):
                    return True
    return False


@each(is_function)
def test_real_values_exist_in_the_domain_and_outside_at_lone_points_only(code: int) -> None:
    """Limits along lines are met outside: beta(-2, 1) is -1/2, and infinite beside it."""
    row = row_of(code)
    points = everywhere(code)
    for point in points:
        if holds(code, "domain", point):
            assert has_value(code, point), f"no value inside, at {shown(point)}"
    outside = [p for p in points if not holds(code, "domain", p) and are_whole(row, p)]
    random_of(code, "outside").shuffle(outside)
    for point in outside[: 20 if row.arity < 3 else 2]:
        found = beyond(code, point) if is_real(row) else None
        assert found is None or abs(found) > 1 / CLOSE_BY or is_lone(code, point), (
            f"the value {found} outside of {row.domain}, at {shown(point)}"
        )


@each(lambda row: varying(row) and is_function(row) and is_real(row))
def test_partials_have_a_value_where_the_row_is_smooth(code: int) -> None:
    row = row_of(code)
    for point in everywhere(code):
        if regular(code, point):
            for place in varying(row):
                assert slope_said(code, place, point, REAL) is not None, shown(point)


@each(lambda row: varying(row) and is_function(row) and is_real(row))
def test_partials_are_the_slopes_of_both_sides_on_the_grid(code: int) -> None:
    row = row_of(code)
    for point in grid_points(code):
        if regular(code, point) and not is_at(code, "poles", point):
            here = value(code, point)
            for place in varying(row):
                said = slope_said(code, place, point, REAL)
                for side in (mp.mpf(NEARER), -mp.mpf(NEARER)):
                    there = beside(code, place, point, side)
                    slope = None if there is None else (there - here) / side
                    assert slope is None or close(slope, said, NAMED), (
                        f"at {shown(point)}: {said}, not {slope}"
                    )


@each(lambda row: any(row.alone))
def test_a_parameter_moves_alone_where_the_row_says(code: int) -> None:
    """The partial is the slope on both sides there, and nowhere else."""
    row = row_of(code)
    assert len(row.alone) == row.arity
    weaker = False
    for point in grid_points(code):
        if not holds(code, "domain", point) or is_at(code, "poles", point):
            continue
        here = value(code, point)
        for place, text in enumerate(row.alone):
            if not text:
                continue
            expected = bool(evaluate(parse(text), dict(zip(row.parameters, point, strict=True))))
            sides = [(d, beside(code, place, point, d)) for d in (mp.mpf(NEARER), -mp.mpf(NEARER))]
            try:
                said = slope_said(code, place, point, REAL)
            except NO_VALUE:
                said = None
            found = said is not None and all(
                v is not None and close((v - here) / d, said, NAMED) for d, v in sides
            )
            assert found == expected, shown(point)
            weaker = weaker or (found and not holds(code, "smooth", point))
    assert weaker


@each(lambda row: row.smooth and varying(row))
def test_partials_fail_where_the_row_is_not_smooth(code: int) -> None:
    row = row_of(code)
    for point in grid_points(code):
        if not holds(code, "domain", point) or holds(code, "smooth", point):
            continue
        agree = []
        for place in varying(row):
            try:
                said = slope_said(code, place, point, REAL)
            except NO_VALUE:
                agree.append(False)
                continue
            here = value(code, point)
            sides = [(d, beside(code, place, point, d)) for d in (mp.mpf(NEAR), -mp.mpf(NEAR))]
            agree.append(all(v is not None and close((v - here) / d, said, NAMED) for d, v in sides))
        assert not all(agree), f"the partials hold at {shown(point)}"


def is_approached(code: int, point: Point) -> bool:
    """Return whether points of the domain lie beside *point*."""
    return any(
        holds(code, "domain", (*point[:place], point[place] + side, *point[place + 1 :]))
        for place in movable(row_of(code))
        for side in (CLOSE_BY, -CLOSE_BY)
    )


def is_infinite(code: int, point: Point, arithmetic: Multiprecision) -> bool:
    """Return whether the values grow without end beside *point*; real ones inside the domain."""
    for place in movable(row_of(code)):
        for side in (1, -1):
            near, nearer = [
                (*point[:place], point[place] + side * mp.mpf(d), *point[place + 1 :])
                for d in (CLOSE_BY, CLOSE_BY**2)
            ]
            if arithmetic.real and not (holds(code, "domain", near) and holds(code, "domain", nearer)):
                continue
            try:
                size = abs(value(code, near, arithmetic))
                if size > 1 and abs(value(code, nearer, arithmetic)) > 1.3 * size:
                    return True  # of the slowest, erfinv at 1: √2 times
            except NO_VALUE:
                continue
    return False


@each(lambda row: is_function(row) and varying(row))
def test_poles_are_where_the_values_are_infinite(code: int) -> None:
    """Where two poles meet a limit may depend on the way; beside the meeting it is infinite."""
    row = row_of(code)
    for point in grid_points(code):
        if row.arity > 1 and is_real(row) and not is_approached(code, point):
            continue
        if not is_at(code, "poles", point):
            assert not is_infinite(code, point, COARSE[0]), f"a pole at {shown(point)}"
            continue
        assert not holds(code, "domain", point, NEARLY), f"in the domain: {shown(point)}"
        beside_it = [other for other in neighbours(code, point) if is_at(code, "poles", other)]
        assert any(
            is_infinite(code, other, COARSE[0]) or (row.holomorphic and is_infinite(code, other, COARSE[1]))
            for other in (point, *beside_it)
        ), f"no pole at {shown(point)}"
        found = beyond(code, point) if is_real(row) else None
        if found is not None and abs(found) < 1 / CLOSE_BY:
            assert is_lone(code, point), f"a value at the pole {shown(point)}"


def sides(code: int, point: Point, distance: float) -> list[tuple[Any, Any]]:
    """Return the values at both sides of *point* along each argument, where there are both."""
    limits = []
    for place in movable(row_of(code)):
        left, right = [beside(code, place, point, side * mp.mpf(distance)) for side in (-1, 1)]
        if left is not None and right is not None:
            limits.append((left, right))
    return limits


@each(is_function)
def test_jumps_are_where_the_limits_of_the_sides_differ(code: int) -> None:
    for point in grid_points(code):
        if not is_at(code, "poles", point):
            apart = any(abs(right - left) > NAMED for left, right in sides(code, point, NEARER))
            said = is_at(code, "jumps", point)
            assert apart == said, f"{'no jump' if said else 'a jump'} at {shown(point)}"


@each(lambda row: is_function(row) and is_real(row))
def test_kinks_are_continuous_and_have_two_slopes_or_an_infinite_one(code: int) -> None:
    for point in grid_points(code):
        if any(is_at(code, field, point) for field in ("poles", "jumps")) or not holds(code, "domain", point):
            continue
        limits = sides(code, point, NEARER)
        here = beside(code, 0, point, 0)
        bent = any(
            abs((right - here) - (here - left)) > NAMED * NEARER * max(1, abs(here))
            or abs(right - here) > NEARER / NAMED
            for left, right in limits
        )
        said = is_at(code, "kinks", point)
        assert bent == said, f"{'no kink' if said else 'a kink'} at {shown(point)}"


def crosses(cut: str, last: str, along: str, t: Any) -> bool:
    """Return whether *cut* says that the point t (or t*I) is on it."""
    axis, _, where = cut.partition(": ")
    return axis == along and bool(of_text(where, REAL, **{last: t}))


@each(lambda row: is_function(row) and row.holomorphic and varying(row))
def test_the_cut_is_where_the_values_jump_in_the_complex_plane(code: int) -> None:
    """On the cut they jump for some values of the other arguments; off it for none."""
    row = row_of(code)
    random = random_of(code, "cut")
    along_axis = (-2.7, -1.3, -0.8, -0.4, -0.2, 0.15, 0.35, 0.7, 1.2, 2.4)
    for t in along_axis if row.arity == 1 else along_axis[::3]:
        for along, unit, across in (("re", 1, mp.mpc(0, 1)), ("im", mp.mpc(0, 1), 1)):
            said = crosses(row.cut, row.parameters[-1], along, mp.mpf(t))
            for _ in range(1 if row.arity == 1 else 12 if said else 8):
                point = drawn(row, random)[:-1]
                ends = [(*point, mp.mpf(t) * unit + side * across * mp.mpf(CLOSE_BY)) for side in (-1, 1)]
                left, right = [value(code, end, COARSE[1]) for end in ends]
                jumps = not close(right, left, math.sqrt(CLOSE_BY), 0.1)
                if jumps:
                    break
            assert jumps == said, f"{'no cut' if said else 'a cut'} at {along} {t}, {shown(point)}"


# atan2 and hypot are continued to complex numbers by their definitions, which are analytic.
@each(lambda row: varying(row) and not row.holomorphic and row.arity == 1 and row.partials[0] != "0")
def test_what_is_not_holomorphic_has_no_complex_slope(code: int) -> None:
    for point in complex_points(code):
        try:
            along, error = quotient(code, 0, point, COMPLEX)
            across, _ = quotient(code, 0, point, COMPLEX, mp.mpc(0, 1))
        except NO_VALUE:
            continue  # it takes no complex numbers
        assert abs(along - across) > error, shown(point)


# Names in the libraries ---------------------------------------------------------------------


@each(lambda row: row.math)
def test_the_name_in_math_is_this_function(code: int) -> None:
    for point in inner_points(code):
        got = getattr(math, row_of(code).math)(*map(float, point))
        assert close(got, value(code, point), NAMED), shown(point)


@each(lambda row: row.cmath)
def test_the_name_in_cmath_is_this_function_and_branch(code: int) -> None:
    on_the_axis = [(mp.mpc(v),) for v in (-2.5, -0.5, 0.5, 2.5)]
    for point in complex_points(code) + on_the_axis:
        got = getattr(cmath, row_of(code).cmath)(*map(complex, point))
        assert close(got, value(code, point, COMPLEX), NAMED), shown(point)


@each(lambda row: row.mpmath)
def test_the_name_in_mpmath_is_this_function(code: int) -> None:
    """The values mostly come from that name; so there is another library to compare them with."""
    row = row_of(code)
    for point in inner_points(code):
        got = callable_of(row.mpmath, mp)(*point)
        assert close(got, value(code, point, REAL if is_real(row) else COMPLEX)), shown(point)
    witnesses = (row.math, row.sympy, row.numpy, row.definition, row.special)
    assert any(witnesses), "nothing to compare with"


@each(lambda row: row.numpy and is_function(row))
def test_the_name_in_numpy_or_scipy_is_this_function(code: int) -> None:
    row = row_of(code)
    pytest.importorskip(row.numpy.partition(".")[0], reason="NumPy and SciPy are optional")
    function = resolved(row.numpy)
    points = [(point, float) for point in inner_points(code) if in_sample(row, point)]
    if row.holomorphic and not row.numpy_real_only:
        points += [(point, complex) for point in complex_points(code)]
    for point, kind in points:
        exact = REAL if kind is float and is_real(row) else COMPLEX
        given = [
            kind(v) if place in varying(row) or row.arity == 1 else float(v) for place, v in enumerate(point)
        ]
        whole = [
            int(v.real) if name in row.integers else v for name, v in zip(row.parameters, given, strict=True)
        ]
        got = function(*whole)
        want = value(code, [mp.mpmathify(v) for v in given], exact)
        assert close(complex(got), want, NAMED), f"at {shown(point)}: {got}, not {want}"


def in_sample(row: Function, point: Sequence[Any]) -> bool:
    """Return whether *point* is in the row's sample intervals."""
    return all(interval(row, place)[0] <= v <= interval(row, place)[1] for place, v in enumerate(point))


# Texts, names, codes ------------------------------------------------------------------------

CONDITIONS = ("domain", "smooth", "poles", "kinks", "jumps", "zeros")


def texts(row: Function) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return every text of a row in symdiff's language: field, text, the names it may use."""
    found = [(f"partials[{place}]", row.partials[place] or "", row.parameters) for place in varying(row)]
    fields = ("definition", "floats", "sign", *CONDITIONS)
    found += [(field, getattr(row, field), row.parameters) for field in fields]
    found += [("cut", row.cut.partition(": ")[2], row.parameters[-1:]), ("range", row.range, ("y",))]
    found += [("beside", row.beside, row.parameters)]
    return [part for part in found if part[1]]


@each(lambda row: row.arity > 0)
def test_every_text_uses_the_parameters_of_its_row_and_no_other_name(code: int) -> None:
    row = row_of(code)
    for field, text, names in texts(row):
        used = parsed(text, names)
        assert used <= set(names), f"{field}: {text}"
        if used:
            with pytest.raises(ValueError, match="not in tuple"):
                template(text, tuple([name for name in names if name not in used]))
    for pair in row.special:
        assert not any(parsed(text, ()) for part in pair for text in part.split(",")), pair
        assert len(pair[0].split(",")) == row.arity, pair


@each(lambda row: row.arity > 0)
def test_the_fields_of_a_row_fit_its_parameters(code: int) -> None:
    row = row_of(code)
    assert len(row.partials) == len(set(row.parameters)) == row.arity
    assert set(row.integers) <= set(row.parameters)
    assert all(row.partials[row.parameters.index(name)] is None for name in row.integers)
    assert not row.sample or len(row.sample) == row.arity
    assert all(low < high for low, high in row.sample)
    assert row.parity in ("", "odd", "even")
    assert row.cut == "" or row.cut.startswith(("re: ", "im: "))
    assert not row.inverse or code_of(row.inverse, 1) > 0
    assert not row.bare or row.arity == 1


@each(lambda row: row.definition)
def test_a_definition_ends(code: int) -> None:
    seen, pending = set(), [code]
    while pending:
        rule = definition(pending.pop())
        for node in rule.order if rule else ():
            op = rule.graph.ops[node]
            assert op != code, "it is defined by itself"
            if operators.is_function(op) and op not in seen:
                seen.add(op)
                pending.append(op)


@each(lambda row: row not in operators.OPERATORS or row.arity > 0)
def test_every_row_says_where_its_derivative_was_looked_up(code: int) -> None:
    assert len(row_of(code).source) > 5


@each(is_function)
def test_the_latex_takes_the_arguments_of_the_row(code: int) -> None:
    row = row_of(code)
    names = [f"u_{{{place}}}" for place in range(row.arity)]
    if "{0}" in row.latex:
        places = {name for _, name, _, _ in string.Formatter().parse(row.latex) if name is not None}
        assert places == {str(place) for place in range(row.arity)}
    else:
        assert not re.search(r"[({]\{?\{\d\}", row.latex), "a template without {0}"
    written = row.latex.format(*names) if "{0}" in row.latex else row.latex
    whole = apply(row.name, *symbols([f"u{place}" for place in range(row.arity)])).latex()
    assert all(name in whole for name in names), whole
    for text in (written, whole):
        assert text.count("{") == text.count("}")
        assert text.count(r"\left") == text.count(r"\right")
    others = [row_of(c) for c in codes_of_functions() if c != code and row_of(c).arity == row.arity]
    assert not row.latex or row.latex not in [other.latex for other in others], "another row looks the same"


@each(lambda row: row not in operators.OPERATORS)
def test_a_spelling_means_one_function(code: int) -> None:
    row = row_of(code)
    spellings = (row.name, *row.aliases)
    assert len(set(spellings)) == len(spellings)
    for other in codes_of_functions():
        if row_of(other).name != row.name:
            shared = {row_of(other).name, *row_of(other).aliases} & set(spellings)
            assert not shared, f"{row_of(other).name} is read as {shared} too"
        elif other != code:
            assert row_of(other).arity != row.arity
    for spelling in spellings:
        assert spelling not in CONSTANTS, "it is a constant"
        assert NAMES[spelling][row.arity] == code
        arguments = ["x", "y", "z", "t"][: row.arity] if row.arity > 0 else ["x", "y"]
        read = parse(f"{spelling}({', '.join(arguments)})")
        assert read.graph.ops[read.node] == code


@each(lambda row: row.integers)
def test_a_parameter_that_must_be_an_integer_is_refused_otherwise(code: int) -> None:
    row = row_of(code)
    names = [f"x{place}" for place in range(row.arity)]
    point = [0.5 if name in row.integers else 1.25 for name in row.parameters]
    with pytest.raises(DomainError, match="integer"):
        evaluate(apply(row.name, *symbols(names)), dict(zip(names, point, strict=True)))


@each(is_function)
def test_a_function_is_refused_another_number_of_arguments(code: int) -> None:
    name = row_of(code).name
    count = next(n for n in range(1, 9) if code_of(name, n) < 0)
    with pytest.raises(WrongArity):
        apply(name, *symbols([f"x{place}" for place in range(count)]))


OPERATIONS = {
    "ADD": operator.add, "SUB": operator.sub, "MUL": operator.mul, "DIV": operator.truediv,
    "POW": operator.pow, "LT": operator.lt, "LE": operator.le, "GT": operator.gt, "GE": operator.ge,
    "EQ": operator.eq, "NE": operator.ne,
}  # fmt: skip


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_code_of_an_operator_is_its_row_and_its_operation(name: str) -> None:
    code = getattr(operators, name)
    assert row_of(code).name == name.lower()
    for pair in ((5.0, 3.0), (3.0, 5.0), (3.0, 3.0)):
        assert close(value(code, [mp.mpf(v) for v in pair]), OPERATIONS[name](*pair), NAMED)


@pytest.mark.parametrize(
    ("constant", "name", "arity"),
    [
        ("NEG", "neg", 1), ("AND", "and", 2), ("OR", "or", 2), ("NOT", "not", 1),
        ("PIECEWISE", "Piecewise", -1), ("UNKNOWN", "unknown", -1), ("EXP", "exp", 1), ("LOG", "log", 1),
        ("SQRT", "sqrt", 1), ("CBRT", "cbrt", 1), ("ABS", "Abs", 1), ("SIGN", "sign", 1),
        ("MAX", "Max", -1), ("MIN", "Min", -1), ("FACTORIAL", "factorial", 1), ("HURWITZ", "zeta", 2),
    ],
)  # fmt: skip
def test_a_code_points_at_its_row(constant: str, name: str, arity: int) -> None:
    row = row_of(getattr(functions, constant, None) or getattr(operators, constant))
    assert (row.name, row.arity) == (name, arity)


def test_leaves_come_first_and_functions_follow_the_operators() -> None:
    assert all(row.leaf for row in operators.OPERATORS[:ADD])
    assert functions.ROWS[:LAST] == [*operators.OPERATORS, *functions.FUNCTIONS]
    assert operators.UNKNOWN == FIRST_FUNCTION - 1


# Ends, infinity, periods, jumps ---------------------------------------------------------------


def expression(text: str, row: Function, *at: Any) -> Any:
    """Return the real value of a text of the row at numbers."""
    return of_text(text, REAL, **dict(zip(row.parameters, at, strict=True)))


@each(lambda row: row.ends)
def test_next_to_an_end_a_function_is_what_its_row_says_and_has_no_derivative(code: int) -> None:
    row = row_of(code)
    for end, text in row.ends:
        place = of_text(end, REAL)
        inward = 1 if holds(code, "domain", (place + CLOSE_BY,)) else -1
        assert holds(code, "domain", (place,))
        assert not holds(code, "domain", (place - inward * mp.mpf(CLOSE_BY),)), "no end"
        for distance in (0, 1e-12, 1e-6, 1e-3):
            x = place + inward * mp.mpf(distance)
            assert close(expression(text, row, x), value(code, (x,)), SAME, 1), f"at {x}"
        slopes = [
            abs(value(code, (place + inward * mp.mpf(h),)) - value(code, (place,))) / h for h in (1e-6, 1e-12)
        ]
        assert slopes[1] > 100 * slopes[0], "the slope is finite"


@each(lambda row: any(row.far))
def test_far_away_a_function_is_what_its_row_says(code: int) -> None:
    row = row_of(code)
    for side, text in zip((-1, 1), row.far, strict=True):
        far = [expression(text, row, side * mp.mpf(x)) for x in (8, 9, 1000)]
        true = [value(code, (side * mp.mpf(x),)) for x in (8, 9, 1000)]
        limit = true[2] if abs(true[2] - true[1]) < mp.mpf(10) ** -20 else None
        for x, said, got in zip((8, 9), far, true, strict=False):
            assert abs(said - got) < mp.exp(-x), f"at {side * x}"  # faster than powers: as exp(-x) at most
            if limit is not None:
                assert mp.sign(said - limit) == mp.sign(got - limit), f"the side at {side * x}"
        assert close(far[2], true[2])


@each(lambda row: row.beside)
def test_beside_a_pole_or_a_gap_a_function_is_what_its_row_says(code: int) -> None:
    row = row_of(code)
    random = random_of(code, "beside")
    tried = 0
    for _ in range(60):
        at = [mp.mpf(random.uniform(-2.5, 3.5)) for _ in row.parameters]
        for place, parameter in enumerate(row.parameters):
            at[place] = mp.mpf(random.randint(0, 4)) if parameter in row.integers else at[place]
        if not holds(code, "domain", tuple(at)):
            continue
        try:
            said = expression(row.beside, row, *at)
        except NO_VALUE:
            continue
        tried += 1
        assert close(said, value(code, tuple(at))), f"at {at}"
    assert tried > 10


@each(lambda row: row.power_series)
def test_the_power_series_is_that_of_the_function(code: int) -> None:
    row = row_of(code)
    start, first, ratio = row.power_series
    for s in (2, 3, 1.5) if row.arity == 2 else (0,):
        at = [mp.mpf(s)] * (row.arity - 1)
        coefficient = expression(first, row, *at, mp.mpf(0))
        x, total = mp.mpf("0.03"), mp.mpf(0)
        for k in range(int(start), 60):
            if k > int(start):
                named = dict(zip(row.parameters, [*at, mp.mpf(0)], strict=True))
                coefficient *= of_text(ratio, REAL, **named, k=mp.mpf(k))
            total += coefficient * x**k
        assert close(total, value(code, (*at, x)))


@each(lambda row: row.arity == 1 and is_real(row))
def test_a_period_is_the_smallest_and_stands_in_the_row(code: int) -> None:
    row = row_of(code)
    points = inner_points(code)

    def repeats(step: Any) -> bool:
        try:
            return all(close(value(code, (x + step,)), value(code, (x,)), NAMED) for (x,) in points)
        except NO_VALUE:
            return False

    if not row.period:
        assert row.partials == ("0",) or not any(repeats(k * mp.pi) for k in (1, 2, 4))
        return
    period = of_text(row.period, REAL)
    assert repeats(period)
    assert not any(repeats(period / k) for k in (2, 3, 5))


@each(lambda row: row.inverse)
def test_no_points_but_those_of_period_and_mirror_share_a_value(code: int) -> None:
    """Between neighbours of a fine grid, over one half of the axis of symmetry, values go one way."""
    row = row_of(code)
    if row.mirror:
        mirror = of_text(row.mirror, REAL)
        for (x,) in inner_points(code):
            assert close(value(code, (mirror - x,)), value(code, (x,)), NAMED)
    low, high = (mp.mpf(bound) for bound in interval(row, 0))
    if row.period:
        period = of_text(row.period, REAL)
        start = of_text(row.mirror, REAL) / 2 if row.mirror else mp.mpf(0)
        low, high = start, start + (period / 2 if row.mirror else period)
    elif row.mirror:
        low = of_text(row.mirror, REAL) / 2
    known = []
    for k in range(1, 200):
        try:
            known.append(value(code, (low + (high - low) * k / 200,)))
        except NO_VALUE:
            continue
    assert len(known) > 20
    ordered = sorted(known)
    assert all(b > a for a, b in pairwise(ordered)), "a value is taken twice"
    turns = sum((b - a) * (c - b) < 0 for a, b, c in zip(known, known[1:], known[2:], strict=False))
    assert turns <= 2 * bool(row.poles or row.jumps), "it turns"


@each(lambda row: row.jumps and row.arity == 1)
def test_a_function_rises_by_its_jump(code: int) -> None:
    row = row_of(code)
    assert row.jump
    seen = 0
    for point in grid_points(code):
        if is_at(code, "jumps", point):
            (left, right), *_ = sides(code, point, CLOSE_BY**2)
            assert close(right - left, of_text(row.jump, REAL), CLOSE_BY)
            seen += 1
    assert seen


@each(is_function)
def test_a_function_that_has_integers_alone_for_values_says_so(code: int) -> None:
    row = row_of(code)
    if not is_real(row):
        assert not row.integer_valued
        return
    points = inner_points(code, 5)
    points += [(mp.mpf(0),)] * (row.arity == 1 and holds(code, "domain", (mp.mpf(0),)))
    values = [value(code, point) for point in points]
    if row.by_parts:  # real values of complex arguments, which those of real ones say nothing of
        found = [mp.mpmathify(value(code, point, COMPLEX)) for point in complex_points(code)]
        values += [v.real for v in found if v.imag == 0]
    assert row.integer_valued == all(v == mp.floor(v) for v in values)


@each(is_function)
def test_a_function_with_complex_values_says_so(code: int) -> None:
    row = row_of(code)
    random = random_of(code, "complex")
    found = []
    while len(found) < 5:
        point = drawn(row, random)
        if are_whole(row, point):
            try:
                found.append(value(code, point, COMPLEX))
            except NO_VALUE:
                continue
    if row.complex_valued:
        assert all(abs(mp.im(v)) > SAME for v in found)
    else:
        assert any(abs(mp.im(v)) <= NAMED * abs(v) for v in found)


@each(is_function)
def test_the_functions_of_a_family_are_products_of_its_sine_and_cosine(code: int) -> None:
    """And no other function of one argument is, on the real axis and off zero."""
    row = row_of(code)
    pairs = {"circular": (mp.sin, mp.cos), "hyperbolic": (mp.sinh, mp.cosh)}
    small = [(m, n) for m in (-1, 0, 1) for n in (-1, 0, 1) if (m, n) != (0, 0)]
    found = []
    if row.arity == 1 and is_real(row):
        points = [point for point in inner_points(code) if point[0]]
        for family, (sine, cosine) in pairs.items():
            for m, n in small:
                said = [sine(x) ** m * cosine(x) ** n for (x,) in points]
                if all(close(v, value(code, x), SAME) for v, x in zip(said, points, strict=True)):
                    found.append((family, (m, n)))
    assert found == ([(row.family, row.powers)] if row.family else [])


# Mutants ------------------------------------------------------------------------------------

sys.path.append(str(Path(__file__).resolve().parent.parent / "benchmarks"))
from mutate_table import changed, is_same, objections, of_partials  # noqa: E402 - a script, not a package

DERIVATIVE = [pair for pair in CLAIMS if "partials" in pair[1].__name__]


@pytest.mark.parametrize("code", [c for c in range(ADD, LAST) if varying(row_of(c))], ids=label)
def test_a_changed_derivative_is_caught(code: int) -> None:
    """One mutant of each row; benchmarks/mutate_table.py makes them all."""
    mutants = list(of_partials(row_of(code)))
    Random(f"{SEED} {label(code)}").shuffle(mutants)
    what, mutant = next(pair for pair in mutants if not is_same(code, pair[1]))
    with changed(code, mutant):
        assert objections(code, DERIVATIVE), what
