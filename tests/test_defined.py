"""A text that defines functions and calls them is the formula with these put in."""

from __future__ import annotations

import pytest

from symdiff import ParseError, SymdiffError, TooLarge, UnknownName, WrongArity, derive, parse

READ = {
    "f(x) = x^2; g(x) = sin(x); f(g(x))": "sin(x)**2",
    "f(x)=x^2, g(x)=x+1, f(g(x))": "(x + 1)**2",
    "f(x)=x^2\ng(x)=1/x\nf(g(x))": "(1/x)**2",
    "f(g(x)); f(u)=u^3; g(x)=cos(x)": "cos(x)**3",
    "f(t)=a*t^2; x*f(x)": "x*(a*x**2)",
    "f(x,y)=x*y; f(x, x + 1)": "x*(x + 1)",
    "f(x)=x^3; f'(x)": "3*x**2",
    "f(x)=x^2; g(x)=f(x)+1; 3g(2x)": "3*((2*x)**2 + 1)",
    r"f(x)=\frac{1}{x}; g(x)=x^2; f(g(x))": "1/x**2",
    "f(x)=|x|; f(x-1)": "Abs(x - 1)",
    "f(g(x)) where f(u)=u^2, g(x)=sin(x)": "sin(x)**2",
    "Let f(x) = x^2 and g(x) = x+1. Find f(g(x)).": "(x + 1)**2",
    "If f(x)=x^2 and g(x)=sin x, find the derivative of f(g(x))": "sin(x)**2",
    "h(x) = f(g(x)); f(x)=x^2; g(x)=x+1": "(x + 1)**2",
    "f(x) := x^2; y = f(3x)": "(3*x)**2",
}
ENDS = "the formula ends where a number, a name or a function is expected"
REFUSED = {
    "f(x)=f(x)+1; f(x)": (ParseError, "f is defined by itself", 5),
    "f(x)=g(x); g(x)=f(x); f(x)": (ParseError, "f is defined by itself", 5),
    "f(x)=x^2; f(x)=x; f(x)": (ParseError, "f is defined twice", 15),
    "f(x)=x^2; f(x, 2)": (WrongArity, "f takes 1 argument here, not 2", 9),
    "f(x)=x^; f(x)": (ParseError, ENDS, 7),
    "f(x)=x^2; f(x) + y +": (
        ParseError,
        "the formula ends where a number, a name or a function is expected",
        20,
    ),
    "f(x)=x^2; f(g(x))": (UnknownName, "unknown function 'g'", 12),
    "f(x)=x^2 and g(x)=x": (ParseError, "f and g are 2 formulas", 13),
    "sin(x)=x; sin(x)": (ParseError, "unexpected '='", 6),
}


def test_functions_are_put_in() -> None:
    for text, formula in READ.items():
        found = parse(text)
        assert str(found) == formula, text
        assert any("what the text defines" in note for note in found.notes), text
    assert str(derive("f(x) = x^2; g(x) = sin(x); f(g(x))", "x")) == "2*sin(x)*cos(x)"


def test_what_is_defined_wrong_is_refused_at_its_place() -> None:
    for text, (kind, message, column) in REFUSED.items():
        with pytest.raises(SymdiffError) as refused:
            parse(text)
        error = refused.value
        assert (type(error), error.message, error.column) == (kind, message, column), text
        assert error.text == text


def test_a_definition_alone_is_the_formula() -> None:
    assert str(parse("f(x) = x^2")) == "x**2"
    assert str(parse("f(x) = x^2; 2f(x)", functions=["f"])) == "2*x**2"


def test_functions_that_double_a_formula_again_and_again_are_refused_soon() -> None:
    parts = [f"a{i}(x) = a{i + 1}(x) + a{i + 1}(2x + {i})" for i in range(60)]
    with pytest.raises(TooLarge, match="at most 20000"):
        parse("; ".join([*parts, "a60(x) = x", "a0(x)"]))


def test_it_is_said_where_a_derivative_that_is_put_in_is_true() -> None:
    [note] = parse("f(x) = log(x); f'(2x)").notes
    assert note == "read as 1/(2*x): f is what the text defines; the derivative of f(x) is true where x > 0"
