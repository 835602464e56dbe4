"""What Python, NumPy and SymPy ask of a number or a symbol, answered by an expression."""

from __future__ import annotations

import inspect
import math
from fractions import Fraction

import numpy
import pytest
import scipy.special
import sympy

from symdiff import DomainError, Expr, NotDifferentiable, SymdiffError, apply, derive, parse, symbols
from symdiff.export.formats import FORMATS

x, y = symbols("x y")
nan = math.nan

# Symbols -------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["x", " x ", "x_1", "θ"])
def test_one_name_is_one_symbol(text):
    assert isinstance(symbols(text), Expr)
    assert symbols(text) == parse(text)


@pytest.mark.parametrize(
    ("names", "made"),
    [("x y", "x y"), ("x, y", "x y"), ("x,y", "x y"), ("x0:3", "x0 x1 x2"), ("x:2", "x0 x1"),
     ("x9:11, y", "x9 x10 y"), ("a_1:3", "a_1 a_2"), ("x,", "x"), ("x0:1", "x0"), (["x"], "x"),
     ("x3:3", ""), ("", "")],
)  # fmt: skip
def test_any_other_names_are_a_tuple(names, made):
    assert symbols(names) == tuple(parse(name) for name in made.split())


@pytest.mark.parametrize("text", ["x:", "0:5", "a:d", "x:2:3", "x(1:2)"])
def test_what_is_no_range_of_names_is_refused(text):
    with pytest.raises(SymdiffError, match="is no range of names"):
        symbols(text)


# Substitution and derivatives ----------------------------------------------------------------


@pytest.mark.parametrize(
    "value", [3, 3.5, Fraction(1, 3), "2*y", y + 1, sympy.Symbol("y") + 1, numpy.int64(3)]
)
@pytest.mark.parametrize("key", [x, "x", sympy.Symbol("x")], ids=["Expr", "name", "SymPy"])
def test_one_symbol_is_replaced_by_a_value(key, value):
    assert (x**2 + y).subs(key, value) == (x**2 + y).subs({"x": value})
    assert "x" not in {symbol.name for symbol in (x**2 + y).subs(key, value).free_symbols}


@pytest.mark.parametrize("arguments", [("x",), (3, 4), ("x y", 2), ("x", [1])], ids=repr)
def test_a_replacement_that_is_none_is_refused(arguments):
    with pytest.raises(SymdiffError):
        (x + y).subs(*arguments)


@pytest.mark.parametrize(
    "by", [("x", 2, "y"), (x, 2, y), ("x", "x", "y"), ("x x", "y"), ("x", 1, "x", 1, "y", 1)]
)
def test_a_number_after_a_variable_says_how_often(by):
    f = parse("x**3*y**2")
    assert f.diff(*by) == derive(f, *by) == derive(derive(f, "x", order=2), "y")


@pytest.mark.parametrize("by", [(2,), ("x", -1), ("x", 1.5), ("x", True), ("x", 2000)], ids=repr)
def test_a_number_that_does_not_say_how_often_is_refused(by):
    with pytest.raises(SymdiffError):
        parse("x**3").diff(*by)


# Numbers -------------------------------------------------------------------------------------


def test_a_formula_without_symbols_is_one_of_pythons_numbers():
    assert float(parse("sqrt(2)")) == math.sqrt(2)
    assert float(parse("1/3")) == 1 / 3
    assert complex(parse("exp(I)")) == pytest.approx(complex(math.cos(1), math.sin(1)), rel=1e-15)
    assert complex(parse("2")) == 2
    assert int(parse("10^30")) == 10**30
    assert int(parse("-7/2")) == -3
    assert math.sin(parse("pi/6")) == pytest.approx(0.5)
    assert numpy.array([parse("pi"), 1], dtype=float).tolist() == [math.pi, 1]


@pytest.mark.parametrize("kind", [float, complex, int])
def test_what_depends_on_a_symbol_is_no_number(kind):
    with pytest.raises(TypeError, match="depends on x"):
        kind(x + 1)


@pytest.mark.parametrize(("text", "kind"), [("exp(I)", float), ("pi", int), ("1 < pi", float)])
def test_what_is_another_kind_of_number_is_refused(text, kind):
    with pytest.raises(TypeError):
        kind(parse(text))


def test_a_number_that_is_none_is_refused_with_the_reason():
    with pytest.raises(DomainError):
        float(parse("log(0)"))


# NumPy ---------------------------------------------------------------------------------------

PAIRS = [
    (numpy.sin, "sin(x)"), (numpy.arctan, "atan(x)"), (numpy.log1p, "log1p(x)"), (numpy.sqrt, "sqrt(x)"),
    (numpy.abs, "Abs(x)"), (numpy.negative, "-x"), (numpy.square, "x**2"), (numpy.reciprocal, "1/x"),
    (numpy.ceil, "ceiling(x)"), (scipy.special.erf, "erf(x)"), (scipy.special.expit, "sigmoid(x)"),
    (scipy.special.gamma, "gamma(x)"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "text"), PAIRS, ids=[text for _, text in PAIRS])
def test_a_function_of_numpy_is_one_of_symdiff(function, text):
    assert function(x) == parse(text)


def test_functions_of_several_arguments_and_numbers_of_numpy_are_read():
    assert numpy.arctan2(y, x) == apply("atan2", y, x)
    assert numpy.maximum(x, numpy.float64(2.5)) == parse("Max(x, 2.5)")
    assert numpy.hypot(numpy.int64(3), x) == parse("hypot(3, x)")
    assert numpy.add(x, y) == x + y
    assert scipy.special.jv(2, x) == parse("besselj(2, x)")
    assert numpy.less(x, 1) == (x < 1)


@pytest.mark.parametrize(
    "array", [numpy.array([1, 2]), numpy.array([[0.5], [1.5]]), numpy.array([y, 2])], ids=str
)
def test_an_array_with_an_expression_is_an_array_of_expressions(array):
    for found, expected in [
        (array * x, lambda entry: entry * x), (x - array, lambda entry: x - entry),
        (array**x, lambda entry: entry**x), (numpy.arctan2(x, array), lambda entry: apply("atan2", x, entry)),
    ]:  # fmt: skip
        assert found.shape == array.shape
        assert found.dtype == object
        assert found.ravel().tolist() == [expected(entry) for entry in array.ravel().tolist()]
    assert (array == x).dtype == bool
    array = array.astype(object)
    array += x
    assert array.ravel()[0].free_symbols >= {x}


@pytest.mark.parametrize(
    "call", [lambda: numpy.frexp(x), lambda: numpy.logaddexp(x, 1), lambda: numpy.sin(x, dtype=float)]
)
def test_what_symdiff_does_not_do_is_a_type_error(call):
    with pytest.raises(TypeError):
        call()


def test_a_function_of_arrays_takes_its_arguments_by_name():
    f = parse("a*exp(-b*t)").numpy()
    assert list(inspect.signature(f).parameters) == ["a", "b", "t"]
    times = numpy.linspace(0, 1, 5)
    assert f(1, 2, times).tolist() == f(t=times, b=2, a=1).tolist() == f(1, t=times, b=2).tolist()
    for wrong, what in [
        ({"a": 2, "b": 2, "t": 1}, "twice"),
        ({"b": 2, "t": 1, "c": 3}, "c is no argument"),
        ({"t": 1}, "b has no"),
    ]:
        with pytest.raises(SymdiffError, match=what):
            f(1, **wrong)
    assert list(inspect.signature(parse("x*lambda").numpy()).parameters) == ["args"]


@pytest.mark.parametrize("kind", ["float16", "float32", "float64", "complex64", "complex128"])
def test_a_function_of_arrays_keeps_the_kind_of_numbers(kind):
    f = parse("x*y + 1").numpy()
    array = numpy.array([[1, 2, 3]], dtype=kind)
    assert f(array, 2).dtype == kind
    assert f(array, 2).shape == (1, 3)
    assert f(array, array.astype("complex128")).dtype == "complex128"
    assert f(numpy.array([1, 2]), 3).dtype == "float64"


# Arrays of points ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "points", "values"),
    [
        ("x^2", [1, 2, 3], [2, 4, 6]),
        ("2*x", [[1], [2]], [[2], [2]]),
        ("abs(x)", [-1.0, 0, 1], [-1, nan, 1]),
        ("x*abs(x)", [-1, 0, 1], [2, 0, 2]),
        ("max(x, 0.1)", [0, 0.1, 1], [0, nan, 1]),
        ("log(x)", [-1, 0, 2], [nan, nan, 0.5]),
        ("sqrt(x)", [0, 4], [nan, 0.25]),
        ("1/x", [-1, 0, 1], [-1, nan, -1]),
        ("Piecewise((sin(x)/x, x != 0), (1, True))", [0, math.pi], [0, -1 / math.pi]),
        ("Piecewise((x^2, x < 1), (2*x - 1, True))", [0, 1, 2], [0, 2, 2]),
        ("log(exp(x))", [-1000, 1000], [1, 1]),
    ],
)
def test_a_derivative_is_called_with_an_array(formula, points, values):
    d = derive(formula, "x")
    for given in (points, tuple(points), numpy.array(points)):
        found = d(x=given)
        assert isinstance(found, numpy.ndarray)
        numpy.testing.assert_allclose(found, values, rtol=1e-12)


def test_arrays_are_broadcast_and_numbers_of_all_kinds_go_with_them():
    d = derive("a*x^2 + b", "x")
    assert d(a=Fraction(1, 2), x=numpy.ones((3, 1)), b=0).shape == (3, 1)
    assert d(a=[1, 2], x=[[1], [2]]).tolist() == [[2, 4], [4, 8]]
    assert d(a=parse("pi"), x=[1])[0] == 2 * math.pi
    assert derive("x^2", "x")(x=numpy.array([1j, 2])).tolist() == [2j, 4]
    with pytest.raises(SymdiffError, match="do not broadcast"):
        d(a=[1, 2], x=[1, 2, 3])
    with pytest.raises(SymdiffError, match="a has no value"):
        d(x=[1, 2])
    with pytest.raises(SymdiffError, match="array of numbers"):
        d(a=["one"], x=[1, 2])


@pytest.mark.parametrize(
    "text", ["abs(x - 1)*x", "sqrt(x^2)", "floor(x)*x", "max(x, 2 - x, x^2)", "tan(x)*sign(x)", "x^x"]
)
def test_an_array_has_what_calls_at_its_points_have(text):
    d = derive(text, "x")
    points = [-2, -1, -0.5, 0, 0.25, 1, 1.5, 2]
    for point, found in zip(points, d(x=points), strict=True):
        try:
            expected = d(x=point)
        except (NotDifferentiable, DomainError):
            expected = nan
        assert found == pytest.approx(expected, rel=1e-12, nan_ok=True)


# SymPy ---------------------------------------------------------------------------------------


def test_sympy_takes_an_expression_for_one_of_its_own():
    found = sympy.sympify(x**2 + 1)
    assert found == (x**2 + 1).sympy()
    assert sympy.Symbol("z") + x == sympy.Symbol("z") + x.sympy() == x + sympy.Symbol("z")


# Text or object ------------------------------------------------------------------------------


@pytest.mark.parametrize("target", FORMATS)
def test_a_source_is_text_in_any_language(target):
    assert isinstance((x / y).source(target), str)


def test_a_method_named_after_a_language_is_its_text_and_after_a_library_an_object():
    e = x / y
    assert (e.source(), e.source("latex"), e.source("python")) == (str(e), e.latex(), e.python())
    assert callable(e.numpy())
    assert isinstance(e.sympy(), sympy.Expr)
    with pytest.raises(SymdiffError, match="unknown language 'cobol'"):
        e.source("cobol")
