"""What is asked before a search for shorter forms: no search where nothing can be shorter, none left out."""

from __future__ import annotations

import pytest
from parts import in_parts

from symdiff import derive, parse, simplify
from symdiff.graph.expr import Expr
from symdiff.simplifier import prospects
from symdiff.simplifier.normal.style import Style
from symdiff.simplifier.ordered import in_order
from symdiff.simplifier.renamed import may_rename


def _are_there(text: str) -> bool:
    expr = parse(text)
    graph, [node] = in_order(expr.graph, [expr.node])
    return prospects.are_there(graph, node, Style(expr.graph, [expr.node]))


LAWS = {
    # what makes a shorter form → a formula that has one for this reason alone
    "a common factor": "(x + 1)/(x**2 - 1)",
    "terms that vanish when multiplied out": "(r*(m + n) - m*r - n*s)/(m + n)**2",
    "a denominator inside of a denominator": "1/(x**2*(n/y + 1/x)**2)",
    "a sum with factors": "x**2 + 2*x*y + y**2",
    "two sums that are shorter as one": "(x + 1)*(x - 1)/y",
    "a difference of squares with numbers": "1/(1 - (x + 1)**2)",
    "a factor of all terms": "(2*c*x**3 + b*x)/(c*x**4 + b*x**2)",
    "a parameter into a power": "a**2*(x + 1)**2/(b + c)",
    "a parameter out of a power": "(a - a*sin(x))**3*cos(x)/a**6",
    "a factor of a root": "p/(2*r*sqrt(g*p/r))",
    "a root of a reciprocal": "z*sqrt(1/r)",
    "a number over a symbol below a root": "1/sqrt(5/r)",
    "a number that leaves a root for one that is there": "a*sqrt(25*(x + y)/49)/35",
    "a number of a root": "2*sqrt(2*x)/(x*sqrt(2))",
    "a square below a root": "y/sqrt(x**2*y)",
    "a content below a root": "sqrt(4*x + 4*y) - 2*sqrt(x + y)",
    "roots that meet": "sqrt(x**2 - 1)/sqrt(x - 1)",
    "a square below a line below a root": "Abs(b)/(x**2*y**2*sqrt(1 + a/(x**2*y**2)))",
    "an exponential over its root": "exp(b*x + a)/sqrt(exp(b*x + a))",
    "exponentials that make a hyperbolic function": "exp(y) + exp(-y) + cosh(y)",
    "a reciprocal function": "tan(y) + 1/sin(x)",
    "a quotient of sine and cosine": "sin(x)/cos(x)",
    "a square of a function in a sum": "y*(1 + tan(x)**2)",
    "a function in numerator and denominator": "a*tan(x)/(1 + b*tan(x))",
    "sine over one and cosine": "csc(x) - cot(x) + y*sin(x)/(1 + cos(x))",
    "functions that add up": "asin(x) + acos(x)",
    "an even function of a difference, turned": "erf(x - y) + erf(y - x)",
    "a logarithm beside one of another base": "log(10)*log10(2)",
    "an inverse function of another one": "y*atan(x/sqrt(1 - x**2))",
    "a logarithm that is an inverse function": "log(x + sqrt(x**2 + 1))",
    "a root over what is below it": "(x + 1 + y*sqrt(x + 1))/(x + 1)",
    "a sine and a cosine of a long angle": "sin(a*x + b*y + c)*cos(a*x + b*y + c)",
    "a divisor in each term": "(x*y + x)/x",
    "bases that are powers of one number": "4**x - 2**(2*x)",
    "functions of an even multiple": "csc(2*x) + cot(2*x)",
    "three angles": "2*sin(x)*cos(y) - sin(x - y)",
    "a multiple of an angle": "4*cos(x)**3 - 3*cos(x)",
    "a sum of angles": "sin(x)*cos(y) + cos(x)*sin(y)",
    "a double angle": "cos(2*x) + 2*sin(x)**2",
    "a half angle": "2*z*sin(x/2)**2",
    "twice an angle beside a number": "y*(1 - cos(2*x))/2",
    "a multiple of an inverse function": "sin(2*asin(x))/sqrt(1 - x**2)",
    "half angles of one argument": "sin(x/2)*cos(x/2)*cos(x)",
    "a half angle in a sum": "csc(x/2 + pi/4)**4/(4*a**2)",
    "a sum over a single term": "3*(3*m*y**2 + 2)*sinh(x)**2/y**2",
    "a product and a sum over a single term": "3*(3*m**2*r**2*cos(y) + z)/m",
    "a square below a line below a root, under a one": "1/(x*sqrt(1 + y**2/x**2))",
    "a quotient of a sum below a root": "1/(y*x**2*sqrt((r*z/y + 3)/(y*z**2)))",
    "an absolute value": "x*Abs(y)/y",
    "logarithms": "log(x**2) - 2*log(Abs(x))",
    "an imaginary power": "(1 + I)*(1 - I)*x",
    "a decimal in front of a sum": "0.3*y*(0.5*x + 0.25)/a",
    "a number in front of a sum": "2.5*a*(2*x - 1)/pi",
    "sums that are multiples of one another": "a*(0.5*x + y)/(2.5*x + 5*y)",
    "a quotient with a remainder": "x**3/(x + 1) + x**2/(x + 1) + y/(x + 1)",
    "a difference of squares with decimals": "(x + 0.5)*(x - 0.5)",
    "a square with decimals": "x**2 + x + 0.25",
    "a decimal below a root and one in front": "2*sqrt(0.5*x - 0.5*y)",
    "a decimal below a root that is an exact square": (
        "b*sqrt(1 - v**2/2.99792458e8**2)/(1 + v/2.99792458e8*cos(t))"
    ),
    "one number in front of two sums": "(1 - 0.04*v**2)/(0.04*u*v + 1)**2",
    "a number out of a sum in a sum": "0.25*exp(x)/(2 - y*(0.25*a**3*x**2 + b*y))",
    "a sum in a sum over a single term": "6*(w*(1 - 6*v*w) - 4)*cos(t)/(v*w)",
    "an exponential in two terms": "1/(a**2*exp(x) + y*exp(x) - y)",
}  # fmt: skip


@in_parts
@pytest.mark.parametrize("law", LAWS)
def test_what_can_be_shorter_is_searched(law: str) -> None:
    text = LAWS[law]
    basic, full = simplify(text, level="basic"), simplify(text)
    assert full.graph.size(full.node) < basic.graph.size(basic.node)
    assert _are_there(text)


@pytest.mark.parametrize(
    "text",
    [
        "r*v*sin(theta)",
        "9*n/(a*n - 3)**2",
        "(x1 - x2)/sqrt((x1 - x2)**2 + (y1 - y2)**2)",
        "-d*q*r*sin(a)/(4*pi*e*(d**2 - 2*d*r*cos(a) + r**2)**(3/2))",
        "((t - s)**2 - c**2)*exp(-(t - s)**2/(2*c**2))/(c**4*sqrt(2*pi))",
        "sin(n*t/2)**2/sin(t/2)**2",
        "b*cos(d)/sqrt(a*b) + 1",
        "cos(s - t)/(k*sqrt(2*u*v**2/(k**2*m) + 1))",
        "a**2*b**2/(c**2*d**2*m*q**4*sqrt(1 + 2*u*a**2*b**2/(c**2*d**2*m*q**4)))",
        "1/(m*sqrt((2*e - 2*u - l**2/(m*r**2))/m))",
        "m/sqrt(1 - v**2)",
        "m/sqrt(1 - 1.5*v**2)",
        "0.5*x*y/(a + 1)**2",
        "x**0.5*y**1.23456",
        "(0.3*x**2 - 1)*exp(-0.5*x**2)",
        "0.2*(x + 1)*(y - 5)**2",
        "a*exp(u)/(exp(u) - 1)",
        "sqrt(9 - v**2)/(v*cos(t) + 3)",
        "(v**2 - 9)*sin(t)/(v*cos(t) - 3)**2",
        "y*cosh(u)/(a + b*sinh(u))",
        "1/(a*(cos(t) - 1) + b)**2",
        "y*(1 - cos(2*t))/3",
        "y*(1 - cos(t))/2",
        "1/(0.5*a*(cos(t) - 1) - 1)**2",
        "3*a*b*(p - q)/(7*c*p*q)",
        "a/sqrt(4*(x + y)/9)",
        "3*pi*sqrt(d)/sqrt(66743*(m + n)/1000000000000000)",
        "a*sqrt(3*(x + y)/5)",
        "c/(6*(x + y))**(3/2)",
    ],
)
def test_what_cannot_be_shorter_is_not_searched(text: str) -> None:
    assert not _are_there(text)
    assert str(simplify(text)) == str(simplify(text, level="basic"))


def test_the_style_decides_on_reciprocals() -> None:
    source = parse("x/(n*sin(t))")
    reciprocal = derive(source, "x", level="basic")
    assert not prospects.may_shrink(reciprocal.graph, reciprocal.node, Style(source.graph, [source.node]))
    other = parse("csc(t)*x")
    assert prospects.may_shrink(reciprocal.graph, reciprocal.node, Style(other.graph, [other.node]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("y*cos(t)/(a + b)", False),
        ("sqrt(1 - v**2)/(v*cos(t) + 1)", False),
        ("y/cos(t)", True),
        ("sin(t/2)*cos(t/2)*cos(t)/y", True),
        ("y*(1 + tan(x)**2)", True),
        ("y*sin(t)/(1 + cos(t))", True),
        ("d*(2*a + b*cos(t))/(a*cos(t) + 1)**2", False),
        ("(a + b*cosh(t))/(c*cosh(t) + y)", False),
        ("(a*cos(t) + 1)/(b*cos(t) + 1)", True),
        ("(a + b)*cosh(t)/((y*cosh(t) + b)*(a*cosh(t) - c)**2)", True),
        ("(a*cos(t) + b)*(1 - cos(t))", True),
        ("(a*cos(t/2) + b)/(c + cos(t/2))", True),
        ("(a*cosh(t) + b)*exp(t)/(c + cosh(t))", True),
    ],
)
def test_other_functions_are_tried_where_there_can_be_some(text: str, expected: bool) -> None:
    expr = parse(text)
    graph, [node] = in_order(expr.graph, [expr.node])
    assert may_rename(graph, node, Style(expr.graph, [expr.node])) is expected


def test_a_function_is_looked_into() -> None:
    inner: Expr = parse("exp((x + 1)/(x**2 - 1))")
    style = Style(inner.graph, [inner.node])
    assert not prospects.may_shrink(inner.graph, inner.node, style)
    assert prospects.are_there(inner.graph, inner.node, style)


def test_a_negative_exponential_above_and_below_the_line_is_turned() -> None:
    assert str(derive("log(1 + exp(-x*y))", "x", "x")) == "y**2*exp(x*y)/(exp(x*y) + 1)**2"
