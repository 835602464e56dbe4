"""THE TABLE: each field of each row against a witness that does not read that field."""

from __future__ import annotations

import cmath
import math
import operator
import string
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import mpmath
import pytest
import sympy
from rows import (
    COMPLEX,
    DIGITS,
    NAMED,
    NEAR,
    NEARER,
    NO_VALUE,
    REAL,
    SAME,
    SEED,
    Point,
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

from symdiff import functions
from symdiff.arithmetic.arrays import REAL_ONLY, resolved
from symdiff.arithmetic.multiprecision import _METHODS
from symdiff.arithmetic.scalar import COMPLEX as COMPLEX_FLOAT
from symdiff.arithmetic.scalar import FLOAT
from symdiff.errors import SymdiffError, WrongArity
from symdiff.evaluate import evaluate
from symdiff.expr import apply, symbols
from symdiff.functions import ADD, CONSTANTS, FIRST_FUNCTION, NAMES, Function, code_of, row_of
from symdiff.parse import parse
from symdiff.rules import _template, definition

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


_DERIVATIVES: dict[tuple[Any, ...], Any] = {}


def sympy_number(v: Any) -> Any:
    """Return an mpmath number as SymPy's."""
    if v.imag:
        return sympy.Float(v.real, DIGITS) + sympy.I * sympy.Float(v.imag, DIGITS)
    return sympy.Integer(int(v)) if v == mp.floor(v.real) else sympy.Float(v, DIGITS)


def of_sympy(row: Function, point: Point, place: int | None = None) -> Any:
    """Return SymPy's value of a row, or of its derivative; None where SymPy leaves it as it is."""
    key = (row.sympy, place, *point)
    if key not in _DERIVATIVES:
        names = [sympy.Dummy(name, real=None if row.holomorphic else True) for name in row.parameters]
        formula = getattr(sympy, row.sympy)(*names)
        if place is not None:
            formula = formula.diff(names[place])
            if formula.has(sympy.Derivative, sympy.Subs):
                return None
        number = formula.xreplace(dict(zip(names, map(sympy_number, point), strict=True))).evalf(35)
        _DERIVATIVES[key] = mp.mpmathify(number) if number.is_number else number
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
        pytest.skip(f"SymPy leaves the derivative by {' and '.join(left)} as it is")


# Values -------------------------------------------------------------------------------------


@each(lambda row: is_function(row) and row.sympy)
def test_values_are_those_of_sympy(code: int) -> None:
    row = row_of(code)
    for point in inner_points(code)[:3]:
        got = value(code, point, REAL if is_real(row) else COMPLEX)
        assert close(got, of_sympy(row, point), 1e-25), shown(point)
    if row.holomorphic:
        for point in complex_points(code):
            got, want = value(code, point, COMPLEX), of_sympy(row, point)
            assert close(got, want, 1e-25), f"at {shown(point)}: {got}, not {want}"


@each(lambda row: row.definition and (row.mpmath or row.name in _METHODS))
def test_definitions_have_the_values_of_the_native_function(code: int) -> None:
    rule = definition(code)
    assert rule is not None
    points = inner_points(code, 5) + (complex_points(code, 2) if row_of(code).holomorphic else [])
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
    row = row_of(code)
    random = random_of(code, "range")
    points = [drawn(row, random) for _ in range(60)] + grid_points(code)
    for point in points:
        if holds(code, "domain", point) and not is_at(code, "poles", point):
            y = value(code, point)
            assert any(of_text(row.range, REAL, y=y + d) for d in (-SAME, 0, SAME)), f"at {shown(point)}: {y}"


@each(lambda row: row.inverse)
def test_a_function_of_its_inverse_is_the_argument(code: int) -> None:
    inner = code_of(row_of(code).inverse, 1)
    for point in inner_points(inner, 6):
        got = value(code, [value(inner, point)])
        assert close(got, point[0]), f"at {shown(point)}: {got}"


@pytest.mark.parametrize("name", ["Max", "Min"])
def test_the_largest_and_smallest_of_any_number(name: str) -> None:
    random = random_of(code_of(name, -1), "any")
    for count in (1, 2, 3, 5):
        given = [random.uniform(-3, 3) for _ in range(count)]
        want = {"Max": max, "Min": min}[name](given)
        assert evaluate(apply(name, *given)) == want
        assert evaluate(apply(name, *given), digits=30) == want
        row = functions.find(name, -1)
        assert getattr(sympy, row.sympy)(*given) == want
        assert resolved(row.numpy)(given[0], given[-1]) == {"Max": max, "Min": min}[name](given[0], given[-1])


# Where it is defined, smooth, infinite ------------------------------------------------------


def everywhere(code: int) -> list[Point]:
    """Return points inside and outside the domain, the ends of it among them."""
    row = row_of(code)
    random = random_of(code, "everywhere")
    return (
        grid_points(code) + [wide(row, random) for _ in range(30)] + [drawn(row, random) for _ in range(10)]
    )


@each(is_function)
def test_real_values_exist_in_the_domain_only(code: int) -> None:
    row = row_of(code)
    for point in everywhere(code):
        inside = holds(code, "domain", point)
        try:
            found = value(code, point)
        except NO_VALUE:
            found = None
        if inside:
            assert found is not None, f"no value inside, at {shown(point)}"
        elif found is not None:  # a pole at a multiple of π is met nearly
            assert abs(found) > 1 / NEARER, f"the value {found} outside of {row.domain}, at {shown(point)}"


@each(lambda row: varying(row) and is_function(row) and is_real(row))
def test_partials_have_a_value_where_the_row_is_smooth(code: int) -> None:
    row = row_of(code)
    for point in everywhere(code):
        if regular(code, point):
            for place in varying(row):
                assert slope_said(code, place, point, REAL) is not None, shown(point)


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


def is_infinite(code: int, point: Point) -> bool:
    """Return whether the values grow without end beside *point*."""
    row = row_of(code)
    arithmetic = COMPLEX if row.holomorphic else REAL
    for place in movable(row):
        for side in (1, -1):
            try:
                moved = [
                    (*point[:place], point[place] + side * mp.mpf(d), *point[place + 1 :])
                    for d in (NEAR, NEARER)
                ]
                near, nearer = [abs(value(code, other, arithmetic)) for other in moved]
            except NO_VALUE:
                continue
            if nearer > 1.3 * near > 3.9:  # of the slowest, erfinv at 1: √2 times
                return True
    return False


@each(lambda row: is_function(row) and varying(row))
def test_poles_are_where_the_values_are_infinite(code: int) -> None:
    for point in grid_points(code):
        said = is_at(code, "poles", point)
        assert is_infinite(code, point) == said, f"{'no pole' if said else 'a pole'} at {shown(point)}"
        if said:
            try:
                found = value(code, point)
            except NO_VALUE:
                continue
            assert abs(found) > 1 / NEAR, f"at the pole {shown(point)}: {found}"


def sides(code: int, point: Point) -> list[tuple[Any, Any]]:
    """Return the two limits at *point* along each argument, where there are two."""
    limits = []
    for place in movable(row_of(code)):
        left, right = [beside(code, place, point, side * mp.mpf(NEAR)) for side in (-1, 1)]
        if left is not None and right is not None:
            limits.append((left, right))
    return limits


@each(is_function)
def test_jumps_are_where_the_limits_of_the_sides_differ(code: int) -> None:
    for point in grid_points(code):
        if not is_at(code, "poles", point):
            apart = any(abs(right - left) > NAMED for left, right in sides(code, point))
            said = is_at(code, "jumps", point)
            assert apart == said, f"{'no jump' if said else 'a jump'} at {shown(point)}"


@each(lambda row: is_function(row) and is_real(row))
def test_kinks_are_continuous_and_have_two_slopes_or_an_infinite_one(code: int) -> None:
    for point in grid_points(code):
        if not holds(code, "domain", point) or is_at(code, "jumps", point):
            continue
        here = value(code, point)
        bent = any(
            abs((right - here) - (here - left)) > NAMED * NEAR * max(1, abs(here))
            or abs(right - here) > NEAR / NAMED
            for left, right in sides(code, point)
        )
        said = is_at(code, "kinks", point)
        assert bent == said, f"{'no kink' if said else 'a kink'} at {shown(point)}"


def crosses(cut: str, last: str, along: str, t: Any) -> bool:
    """Return whether *cut* says that the point t (or t*I) is on it."""
    axis, _, where = cut.partition(": ")
    return axis == along and bool(of_text(where, REAL, **{last: t}))


@each(lambda row: is_function(row) and row.holomorphic and varying(row))
def test_the_cut_is_where_the_values_jump_in_the_complex_plane(code: int) -> None:
    row = row_of(code)
    random = random_of(code, "cut")
    for t in (-2.7, -1.3, -0.8, -0.4, -0.2, 0.15, 0.35, 0.7, 1.2, 2.4):
        for along, unit, across in (("re", 1, mp.mpc(0, 1)), ("im", mp.mpc(0, 1), 1)):
            point = drawn(row, random)
            ends = [(*point[:-1], mp.mpf(t) * unit + side * across * mp.mpf(NEAR)) for side in (-1, 1)]
            left, right = [value(code, end, COMPLEX) for end in ends]
            said = crosses(row.cut, row.parameters[-1], along, mp.mpf(t))
            jumps = abs(right - left) > NAMED * abs(left)
            assert jumps == said, f"{'no cut' if said else 'a cut'} at {along} {t}, {shown(point)}"


@each(lambda row: varying(row) and not row.holomorphic and row.partials[0] != "0")
def test_what_is_not_holomorphic_has_no_complex_slope(code: int) -> None:
    for point in complex_points(code):
        if len(point) > 1:
            point = tuple([mp.mpc(v, 0.3) for v in point])
        try:
            along, error = quotient(code, 0, point, COMPLEX)
            across, _ = quotient(code, 0, point, COMPLEX, mp.mpc(0, 1))
        except (*NO_VALUE, TypeError, ValueError):
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
    """Against floats, SymPy or SciPy: the values themselves come from that name."""
    row = row_of(code)
    assert callable(getattr(mpmath, row.mpmath))
    assert row.math or row.sympy or row.numpy, "no other library to compare with"


@each(lambda row: row.numpy and is_function(row))
def test_the_name_in_numpy_or_scipy_is_this_function(code: int) -> None:
    row = row_of(code)
    pytest.importorskip(row.numpy.partition(".")[0], reason="NumPy and SciPy are optional")
    function = resolved(row.numpy)
    points = [(point, float) for point in inner_points(code) if in_sample(row, point)]
    if row.holomorphic and not {row.numpy, f"{row.numpy}/{row.arity}"} & REAL_ONLY:
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
    return all(
        low <= v <= high for v, (low, high) in zip(point, map(interval, [row] * row.arity, range(row.arity)))
    )


# Texts, names, codes ------------------------------------------------------------------------

CONDITIONS = ("domain", "smooth", "poles", "kinks", "jumps")


def texts(row: Function) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return every text of a row in symdiff's language: field, text, the names it may use."""
    found = [(f"partials[{place}]", row.partials[place] or "", row.parameters) for place in varying(row)]
    found += [(field, getattr(row, field), row.parameters) for field in ("definition", *CONDITIONS)]
    found += [("cut", row.cut.partition(": ")[2], row.parameters[-1:]), ("range", row.range, ("y",))]
    return [part for part in found if part[1]]


@each(lambda row: row.arity > 0)
def test_every_text_uses_the_parameters_of_its_row_and_no_other_name(code: int) -> None:
    row = row_of(code)
    for field, text, names in texts(row):
        assert parsed(text, names) <= set(names), f"{field}: {text}"
        with pytest.raises(SymdiffError):
            parsed(f"({text}) + unheard_of", names)
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
            if op >= FIRST_FUNCTION and op not in seen:
                seen.add(op)
                pending.append(op)


@each(lambda row: row not in functions.OPERATORS or row.arity > 0)
def test_every_row_says_where_its_derivative_was_looked_up(code: int) -> None:
    assert len(row_of(code).source) > 5


@each(is_function)
def test_the_latex_takes_the_arguments_of_the_row(code: int) -> None:
    row = row_of(code)
    places = (
        {name for _, name, _, _ in string.Formatter().parse(row.latex) if name is not None}
        if "{0}" in row.latex
        else set()
    )
    assert places in (set(), {str(place) for place in range(row.arity)})
    text = apply(row.name, *symbols([f"u{place}" for place in range(row.arity)])).latex()
    assert all(f"u_{{{place}}}" in text for place in range(row.arity)), text
    assert text.count("{") == text.count("}")
    assert text.count(r"\left") == text.count(r"\right")
    others = [
        row_of(other) for other in codes_of_functions() if other != code and row_of(other).arity == row.arity
    ]
    assert not row.latex or row.latex not in [other.latex for other in others], "another row looks the same"


@each(lambda row: row not in functions.OPERATORS)
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
    point = [0.5 if name in row.integers else 1.25 for name in row.parameters]
    names = [f"x{place}" for place in range(row.arity)]
    with pytest.raises(SymdiffError):
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
    code = getattr(functions, name)
    assert row_of(code).name == name.lower()
    for pair in ((5.0, 3.0), (3.0, 5.0), (3.0, 3.0)):
        assert value(code, [mp.mpf(v) for v in pair]) == OPERATIONS[name](*pair)


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
    row = row_of(getattr(functions, constant))
    assert (row.name, row.arity) == (name, arity)


def test_leaves_have_no_row_and_functions_follow_the_operators() -> None:
    assert functions.ROWS[:ADD] == (None, None, None)
    assert functions.ROWS[FIRST_FUNCTION:] == functions.FUNCTIONS
    assert functions.UNKNOWN == FIRST_FUNCTION - 1
