"""THE IDENTITIES: every law of algebra that the simplifier uses, one row each.

Rows state facts in symdiff's own language, never algorithms: wherever `left` has a value and `condition`
holds, `right` has the same value. The symbols n, m and k stand for whole numbers, all others for
real numbers, and for complex ones, too, where `complex` says so (those excepted that `condition` bounds).
Values are principal ones. What is a case of another row has none of its own.

The simplifier adds the name of each law it uses to a set, which `simplify(expr, trace=True)` returns. The
order of terms and of factors, one line of division for many, and the arithmetic of numbers have no names.

>>> find("double-sine").right
'2*sin(x)*cos(x)'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from symdiff.simplifier.normal.composed import INVERSES, name_of, template_of, text_of
from symdiff.simplifier.normal.families import FAMILY
from symdiff.simplifier.rewrite import logarithmic
from symdiff.simplifier.rewrite.completed import COMPLETIONS
from symdiff.simplifier.rewrite.defined import DEFINITIONS
from symdiff.simplifier.rewrite.logarithmic import EXPONENTIALS, REAL, SQUARES
from symdiff.table.functions import ROWS, row_of
from symdiff.table.functions import find as find_row


class Identity(NamedTuple):
    """A row: two texts with one value."""

    name: str
    left: str
    right: str
    condition: str
    """On the symbols, in symdiff's language; empty: wherever the left side has a value."""
    complex: bool
    """Whether it holds for complex numbers off branch cuts and poles, too."""
    module: str
    """Which module applies it."""
    source: str
    example: str = ""
    """A formula in which the simplifier uses it; empty: `left` is one, or left - right, 3 for n, m and k."""

    @property
    def statement(self) -> str:
        """What a reader is shown as the reason of a step.

        >>> find("sign-as-quotient").statement
        'sign(x) == x/Abs(x) where x != 0'
        """
        where = f" where {self.condition}" if self.condition else ""
        return f"{self.left} == {self.right}{where}"


_WRITTEN: Final = (
    # normal: sums, terms of one monomial collected
    Identity("like-terms", "a*x + b*x", "(a + b)*x", "", True, "normal", "arithmetic", "2*x + 3*x"),
    Identity("zero-sum", "x + 0", "x", "", True, "normal", "arithmetic", "x + sin(0)"),
    Identity("zero-difference", "x - x", "0", "", True, "normal", "arithmetic"),
    Identity("zero-product", "0*x", "0", "", True, "normal", "arithmetic"),
    Identity("unit-product", "1*x", "x", "", True, "normal", "arithmetic", "x*sign(cosh(y))"),
    Identity(
        "distribute-number", "3*(x + y)", "3*x + 3*y", "", True, "normal", "arithmetic", "3*(x + y) - y"
    ),
    Identity("minus-of-sum", "x - (y - z)", "x - y + z", "", True, "normal", "arithmetic"),
    Identity("double-negation", "-(-x)", "x", "", True, "normal", "arithmetic", "-sin(-x)"),
    Identity("sign-of-product", "(-x)*y", "-(x*y)", "", True, "normal", "arithmetic", "x*sin(-y)"),
    Identity("sign-of-quotient", "x/(-y)", "-(x/y)", "", True, "normal", "arithmetic", "x/sin(-y)"),
    Identity("turned-difference", "-(x - y)*z", "(y - x)*z", "", True, "normal", "arithmetic"),
    # normal: products, powers of one base collected
    Identity("like-factors", "u**a*u**b", "u**(a + b)", "", True, "normal", "DLMF 4.8.14"),
    Identity("quotient-of-equals", "u/u", "1", "", True, "normal", "arithmetic"),
    Identity("quotient-of-powers", "u**a/u**b", "u**(a - b)", "", True, "normal", "DLMF 4.8.14"),
    Identity("division-by-quotient", "x/(y/z)", "x*z/y", "", True, "normal", "arithmetic"),
    Identity(
        "negative-power", "u**(-a)", "1/u**a", "u != 0", True, "normal", "definition of a power", "x*u**(-3)"
    ),
    Identity("power-of-product", "(u*v)**n", "u**n*v**n", "", True, "normal", "DLMF 4.8.15", "(u*v)**3*u"),
    Identity("power-of-quotient", "(u/v)**n", "u**n/v**n", "", True, "normal", "arithmetic", "(u/v)**3*v"),
    Identity("whole-power-of-power", "(u**a)**n", "u**(a*n)", "", True, "normal", "DLMF 4.8.17"),
    Identity(
        "power-of-power",
        "(u**a)**b",
        "u**(a*b)",
        "-1 < a and a <= 1",
        True,
        "normal",
        "DLMF 4.8.17",
        "(u**(2/3))**(3/5)",
    ),
    Identity("power-zero", "u**0", "1", "", True, "normal", "definition of a power"),
    Identity("power-of-one", "1**u", "1", "", True, "normal", "definition of a power"),
    Identity("power-of-zero", "0**(1/2)", "0", "", True, "normal", "definition of a power"),
    Identity("power-one", "u**1", "u", "", True, "normal", "definition of a power", "u**cos(0)"),
    Identity("square-of-root", "sqrt(u)**2", "u", "", True, "normal", "definition of sqrt"),
    Identity(
        "root-of-root", "sqrt(sqrt(u))", "u**(1/4)", "", True, "normal", "DLMF 4.8.17", "u*sqrt(sqrt(u))"
    ),
    Identity("half-power", "u**(1/2)", "sqrt(u)", "", True, "normal", "definition of sqrt"),
    Identity("even-power-of-negative", "(-u)**(2*n)", "u**(2*n)", "", True, "normal", "arithmetic"),
    Identity("odd-power-of-negative", "(-u)**(2*n + 1)", "-u**(2*n + 1)", "", True, "normal", "arithmetic"),
    Identity(
        "power-of-turned-difference",
        "(x - y)**3*(y - x)**a",
        "-(y - x)**(a + 3)",
        "",
        True,
        "normal",
        "arithmetic",
        "(x - y)**3*sqrt(y - x)",
    ),
    Identity("power-of-primitive", "(2*x + 4*y)**n", "2**n*(x + 2*y)**n", "", True, "normal", "arithmetic"),
    Identity("root-of-minus-one", "sqrt(-1)", "I", "", True, "normal", "definition of sqrt", "x*sqrt(-1)"),
    Identity("root-of-square-number", "sqrt(9/4)", "3/2", "", True, "normal", "arithmetic"),
    Identity("root-of-power-number", "8**(2/3)", "4", "", True, "normal", "arithmetic"),
    Identity(
        "whole-part-of-power", "12**(5/3)", "12*12**(2/3)", "", True, "normal", "arithmetic", "12**(5/3)/6"
    ),
    # normal: roots, logarithms and powers of numbers, and of I
    Identity("square-out-of-root", "sqrt(12)", "2*sqrt(3)", "", True, "normal", "DLMF 4.8.15"),
    Identity("root-in-quotient", "6/sqrt(3)", "2*sqrt(3)", "", True, "normal", "definition of sqrt"),
    Identity(
        "root-of-negative",
        "sqrt(-u)",
        "I*sqrt(u)",
        "u >= 0",
        True,
        "normal",
        "definition of sqrt",
        "sqrt(-4)",
    ),
    Identity(
        "root-of-sum-with-root",
        "sqrt(3 + 2*sqrt(2))",
        "1 + sqrt(2)",
        "",
        True,
        "normal",
        "definition of sqrt",
    ),
    Identity("unit-divisor", "1/(sqrt(2) + 1)", "sqrt(2) - 1", "", True, "normal", "arithmetic"),
    Identity("powers-of-numbers", "2**x*3**x", "6**x", "", True, "normal", "DLMF 4.8.15"),
    Identity("power-of-i", "I**3", "-I", "", True, "normal", "definition of I"),
    Identity("exp-of-i-pi", "exp(I*pi)", "-1", "", True, "normal", "DLMF 4.14.1"),
    Identity("sum-of-logs", "log(2) + log(5)", "log(10)", "", True, "normal", "DLMF 4.8.1"),
    Identity(
        "sum-of-logs-of-powers", "2*log(9) - log(3)", "3*log(3)", "", True, "normal", "DLMF 4.8.1, 4.8.5"
    ),
    Identity("quotient-of-logs", "log(8)/log(2)", "3", "", True, "normal", "DLMF 4.8.5"),
    # normal: exponentials and logarithms
    Identity("exp-sum", "exp(u)*exp(v)", "exp(u + v)", "", True, "normal", "DLMF 4.8.16"),
    Identity("exp-difference", "exp(u)/exp(v)", "exp(u - v)", "", True, "normal", "DLMF 4.8.16"),
    Identity("exp-power", "exp(u)**n", "exp(n*u)", "", True, "normal", "DLMF 4.8.17"),
    Identity("exp-name", "E**u", "exp(u)", "", True, "normal", "definition of exp"),
    Identity("exp-of-log-times", "exp(a*log(u))", "u**a", "", True, "normal", "definition of a power"),
    Identity(
        "exp-of-log-and-more", "exp(v + a*log(u))", "u**a*exp(v)", "", True, "normal", "definition of a power"
    ),
    Identity("log-of-reciprocal", "log(1/7)", "-log(7)", "", True, "normal", "DLMF 4.8.4"),
    # normal: squares of sine and cosine that lie beside one another
    Identity("pythagoras-sin", "sin(x)**2 + cos(x)**2", "1", "", True, "normal", "DLMF 4.21.12"),
    Identity("pythagoras-sin-missing", "1 - sin(x)**2", "cos(x)**2", "", True, "normal", "DLMF 4.21.12"),
    Identity("pythagoras-cos-missing", "cos(x)**2 - 1", "-sin(x)**2", "", True, "normal", "DLMF 4.21.12"),
    Identity("pythagoras-cosh", "cosh(x)**2 - sinh(x)**2", "1", "", True, "normal", "DLMF 4.35.11"),
    Identity("pythagoras-cosh-missing", "cosh(x)**2 - 1", "sinh(x)**2", "", True, "normal", "DLMF 4.35.11"),
    Identity("pythagoras-sinh-missing", "1 + sinh(x)**2", "cosh(x)**2", "", True, "normal", "DLMF 4.35.11"),
    # normal: quarter turns (trig names the function, normal puts it)
    Identity("quarter-turn-sin", "sin(x + pi/2)", "cos(x)", "", True, "normal", "DLMF table 4.16.3"),
    Identity("half-turn-sin", "sin(x + pi)", "-sin(x)", "", True, "normal", "DLMF table 4.16.3"),
    Identity("full-turn-sin", "sin(x + 2*pi)", "sin(x)", "", True, "normal", "DLMF table 4.16.3"),
    Identity("three-quarter-turn-sin", "sin(x + 3*pi/2)", "-cos(x)", "", True, "normal", "DLMF table 4.16.3"),
    Identity("quarter-turn-cos", "cos(x + pi/2)", "-sin(x)", "", True, "normal", "DLMF table 4.16.3"),
    Identity("half-turn-cos", "cos(x + pi)", "-cos(x)", "", True, "normal", "DLMF table 4.16.3"),
    Identity("full-turn-cos", "cos(x + 2*pi)", "cos(x)", "", True, "normal", "DLMF table 4.16.3"),
    Identity("three-quarter-turn-cos", "cos(x + 3*pi/2)", "sin(x)", "", True, "normal", "DLMF table 4.16.3"),
    Identity("quarter-turn-tan", "tan(x + pi/2)", "-cot(x)", "", True, "normal", "DLMF table 4.16.3"),
    Identity("half-turn-tan", "tan(x + pi)", "tan(x)", "", True, "normal", "DLMF table 4.16.3"),
    Identity("three-quarter-turn-tan", "tan(x + 3*pi/2)", "-cot(x)", "", True, "normal", "DLMF table 4.16.3"),
    Identity("quarter-turn-cot", "cot(x + pi/2)", "-tan(x)", "", True, "normal", "DLMF table 4.16.3"),
    Identity("half-turn-cot", "cot(x + pi)", "cot(x)", "", True, "normal", "DLMF table 4.16.3"),
    Identity("three-quarter-turn-cot", "cot(x + 3*pi/2)", "-tan(x)", "", True, "normal", "DLMF table 4.16.3"),
    Identity("quarter-turn-sec", "sec(x + pi/2)", "-csc(x)", "", True, "normal", "DLMF table 4.16.3"),
    Identity("half-turn-sec", "sec(x + pi)", "-sec(x)", "", True, "normal", "DLMF table 4.16.3"),
    Identity("full-turn-sec", "sec(x + 2*pi)", "sec(x)", "", True, "normal", "DLMF table 4.16.3"),
    Identity("three-quarter-turn-sec", "sec(x + 3*pi/2)", "csc(x)", "", True, "normal", "DLMF table 4.16.3"),
    Identity("quarter-turn-csc", "csc(x + pi/2)", "sec(x)", "", True, "normal", "DLMF table 4.16.3"),
    Identity("half-turn-csc", "csc(x + pi)", "-csc(x)", "", True, "normal", "DLMF table 4.16.3"),
    Identity("full-turn-csc", "csc(x + 2*pi)", "csc(x)", "", True, "normal", "DLMF table 4.16.3"),
    Identity("three-quarter-turn-csc", "csc(x + 3*pi/2)", "-sec(x)", "", True, "normal", "DLMF table 4.16.3"),
    # factor: what all terms of a sum have in common
    Identity("content", "2*x + 4*y", "2*(x + 2*y)", "", True, "factor", "arithmetic", "(2*x + 4*y)*z"),
    Identity("common-factor", "x**3*u + 3*x**2*v", "x**2*(x*u + 3*v)", "", True, "factor", "arithmetic"),
    Identity(
        "multiply-out",
        "x*(y + z) + x*y",
        "2*x*y + x*z",
        "",
        True,
        "factor",
        "arithmetic",
        "x*y*(a + b) - x*y*a + x",
    ),
    Identity("common-denominator-power", "u/x**2 + v/x", "(u + v*x)/x**2", "", True, "factor", "arithmetic"),
    Identity("common-exponential", "x*exp(y) - exp(y)", "(x - 1)*exp(y)", "", True, "factor", "arithmetic"),
    Identity(
        "common-symbolic-power", "x**(a + 1) + y*x**a", "x**a*(x + y)", "", True, "factor", "DLMF 4.8.14"
    ),
    # trig: the six functions as powers of sine and cosine, and of the other pairs
    Identity("tan-by-sin", "tan(x)", "sin(x)/cos(x)", "", True, "trig", "DLMF 4.14.4"),
    Identity("cot-by-sin", "cot(x)", "cos(x)/sin(x)", "", True, "trig", "DLMF 4.14.7"),
    Identity("sec-by-cos", "sec(x)", "1/cos(x)", "", True, "trig", "DLMF 4.14.6"),
    Identity("csc-by-sin", "csc(x)", "1/sin(x)", "", True, "trig", "DLMF 4.14.5"),
    Identity("sin-by-tan", "sin(x)", "tan(x)/sec(x)", "", True, "trig", "Abramowitz & Stegun 4.3.3-4.3.8"),
    Identity("cos-by-sec", "cos(x)", "1/sec(x)", "", True, "trig", "Abramowitz & Stegun 4.3.3-4.3.8"),
    Identity("cot-by-tan", "cot(x)", "1/tan(x)", "", True, "trig", "DLMF 4.14.7"),
    Identity("csc-by-tan", "csc(x)", "sec(x)/tan(x)", "", True, "trig", "Abramowitz & Stegun 4.3.3-4.3.8"),
    Identity(
        "sin-by-csc", "sin(x)", "1/csc(x)", "sin(x) != 0", True, "trig", "Abramowitz & Stegun 4.3.3-4.3.8"
    ),
    Identity(
        "cos-by-cot",
        "cos(x)",
        "cot(x)/csc(x)",
        "sin(x) != 0",
        True,
        "trig",
        "Abramowitz & Stegun 4.3.3-4.3.8",
    ),
    Identity(
        "tan-by-cot", "tan(x)", "1/cot(x)", "sin(x) != 0", True, "trig", "Abramowitz & Stegun 4.3.3-4.3.8"
    ),
    Identity(
        "sec-by-cot",
        "sec(x)",
        "csc(x)/cot(x)",
        "sin(x) != 0",
        True,
        "trig",
        "Abramowitz & Stegun 4.3.3-4.3.8",
    ),
    Identity("tanh-by-sinh", "tanh(x)", "sinh(x)/cosh(x)", "", True, "trig", "DLMF 4.28.4"),
    Identity("coth-by-sinh", "coth(x)", "cosh(x)/sinh(x)", "", True, "trig", "DLMF 4.28.7"),
    Identity("sech-by-cosh", "sech(x)", "1/cosh(x)", "", True, "trig", "DLMF 4.28.6"),
    Identity("csch-by-sinh", "csch(x)", "1/sinh(x)", "", True, "trig", "DLMF 4.28.5"),
    Identity(
        "sinh-by-tanh", "sinh(x)", "tanh(x)/sech(x)", "", True, "trig", "Abramowitz & Stegun 4.5.3-4.5.6"
    ),
    Identity("cosh-by-sech", "cosh(x)", "1/sech(x)", "", True, "trig", "Abramowitz & Stegun 4.5.3-4.5.6"),
    Identity("coth-by-tanh", "coth(x)", "1/tanh(x)", "", True, "trig", "DLMF 4.28.7"),
    Identity(
        "csch-by-tanh", "csch(x)", "sech(x)/tanh(x)", "", True, "trig", "Abramowitz & Stegun 4.5.3-4.5.6"
    ),
    Identity(
        "sinh-by-csch", "sinh(x)", "1/csch(x)", "x != 0", True, "trig", "Abramowitz & Stegun 4.5.3-4.5.6"
    ),
    Identity(
        "cosh-by-coth",
        "cosh(x)",
        "coth(x)/csch(x)",
        "x != 0",
        True,
        "trig",
        "Abramowitz & Stegun 4.5.3-4.5.6",
    ),
    Identity(
        "tanh-by-coth", "tanh(x)", "1/coth(x)", "x != 0", True, "trig", "Abramowitz & Stegun 4.5.3-4.5.6"
    ),
    Identity(
        "sech-by-coth",
        "sech(x)",
        "csch(x)/coth(x)",
        "x != 0",
        True,
        "trig",
        "Abramowitz & Stegun 4.5.3-4.5.6",
    ),
    # trig: the relation of each pair
    Identity("pythagoras-tan", "sec(x)**2 - tan(x)**2", "1", "", True, "trig", "DLMF 4.21.13"),
    Identity("pythagoras-cot", "csc(x)**2 - cot(x)**2", "1", "", True, "trig", "DLMF 4.21.14"),
    Identity(
        "pythagoras-tanh", "tanh(x)**2 + sech(x)**2", "1", "", True, "trig", "Abramowitz & Stegun 4.5.3-4.5.6"
    ),
    Identity(
        "pythagoras-coth", "coth(x)**2 - csch(x)**2", "1", "", True, "trig", "Abramowitz & Stegun 4.5.3-4.5.6"
    ),
    # ring: polynomials in kernels and what holds between these
    Identity(
        "common-denominator",
        "u/x + v/y",
        "(u*y + v*x)/(x*y)",
        "",
        True,
        "ring",
        "arithmetic",
        "1/(x - 1) - 1/(x + 1)",
    ),
    Identity("lowest-terms", "(x**2 - y**2)/(x - y)", "x + y", "", True, "ring", "arithmetic"),
    Identity("factors-of-a-sum", "x**2 + 3*x + 2", "(x + 1)*(x + 2)", "", True, "ring", "arithmetic"),
    Identity("split-quotient", "(x + y)/z", "x/z + y/z", "", True, "ring", "arithmetic", "(x*y + log(x))/x"),
    Identity(
        "division-with-remainder",
        "(x**3 + x**2 + y)/(x + 1)",
        "x**2 + y/(x + 1)",
        "",
        True,
        "ring",
        "arithmetic",
        "18*x**4 + y/(x + 1) + x*(72*x**3 - y/(x + 1)**2)",
    ),
    Identity(
        "power-of-root",
        "(u**(2/3))**3",
        "u**2",
        "",
        True,
        "ring",
        "definition of a power",
        "1/(x + sqrt(x**2 + 1))*(1 + x/sqrt(x**2 + 1))",
    ),
    Identity(
        "root-of-number-squared",
        "sqrt(2)*sqrt(2)",
        "2",
        "",
        True,
        "ring",
        "definition of sqrt",
        "(x + sqrt(2))*(x - sqrt(2))",
    ),
    Identity("imaginary-power", "I**3", "-I", "", True, "ring", "definition of I", "(x + I**3)*(x + I)"),
    Identity("abs-squared", "Abs(x)**2", "x**2", "", False, "ring", "definition of Abs"),
    Identity(
        "root-cleared",
        "(u + x*sqrt(u))/sqrt(u)",
        "sqrt(u) + x",
        "",
        True,
        "ring",
        "definition of sqrt",
        "a*(x + 1)/sqrt(a*x + a)",
    ),
    Identity(
        "conjugate",
        "1/(x + sqrt(y))",
        "(x - sqrt(y))/(x**2 - y)",
        "x**2 != y",
        False,
        "ring",
        "arithmetic",
        "x/(1 + sqrt(x + 1)) + 1",
    ),
    Identity(
        "surd-by-conjugate",
        "(x - sqrt(y))/(x**2 - y)",
        "1/(x + sqrt(y))",
        "",
        True,
        "ring",
        "arithmetic",
        "(x - sqrt(x + 1) + 4)/(x**2 + 7*x + 15)",
    ),
    Identity(
        "conjugate-cos",
        "1/(1 + cos(x))",
        "(1 - cos(x))/sin(x)**2",
        "sin(x) != 0",
        False,
        "ring",
        "DLMF 4.21.12",
        "(1 + sin(x) - cos(x))/(1 + sin(x) + cos(x))",
    ),
    Identity(
        "conjugate-cosh",
        "1/(1 + cosh(x))",
        "(cosh(x) - 1)/sinh(x)**2",
        "x != 0",
        False,
        "ring",
        "DLMF 4.35.11",
        "(1 + sinh(x) - cosh(x))/(1 + sinh(x) + cosh(x))",
    ),
    Identity(
        "conjugate-imaginary", "1/(x + I*y)", "(x - I*y)/(x**2 + y**2)", "", True, "ring", "definition of I"
    ),
    Identity(
        "half-angle-tangent-sin",
        "sin(x)",
        "2*tan(x/2)/(1 + tan(x/2)**2)",
        "",
        True,
        "ring",
        "DLMF 4.21(iii)",
        "(3*cos(x) - 4*sin(x) + 6)/(25*cos(x)**2 + 36*cos(x) + 20)",
    ),
    Identity(
        "half-angle-tangent-cos",
        "cos(x)",
        "(1 - tan(x/2)**2)/(1 + tan(x/2)**2)",
        "",
        True,
        "ring",
        "DLMF 4.21(iii)",
        "(3*cos(x) - 4*sin(x) + 6)/(25*cos(x)**2 + 36*cos(x) + 20)",
    ),
    Identity(
        "half-angle-tangent-sinh",
        "sinh(x)",
        "2*tanh(x/2)/(1 - tanh(x/2)**2)",
        "",
        True,
        "ring",
        "DLMF 4.35(iii)",
        "(3*cosh(x) - 4*sinh(x) + 6)/(52 + 36*cosh(x) - 7*cosh(x)**2)",
    ),
    Identity(
        "half-angle-tangent-cosh",
        "cosh(x)",
        "(1 + tanh(x/2)**2)/(1 - tanh(x/2)**2)",
        "",
        True,
        "ring",
        "DLMF 4.35(iii)",
        "(3*cosh(x) - 4*sinh(x) + 6)/(52 + 36*cosh(x) - 7*cosh(x)**2)",
    ),
    # written: one fraction, as short as it goes
    Identity(
        "factor-into-root",
        "a*(x + 1)/sqrt(a*(x + 1))",
        "sqrt(a*(x + 1))",
        "",
        True,
        "shortest",
        "DLMF 4.8.14",
        "x*y*sqrt(x*y)",
    ),
    Identity(
        "parameter-into-power",
        "a**2*(x + 1)**2",
        "(a*x + a)**2",
        "",
        True,
        "shortest",
        "arithmetic",
        "a**2*(sin(x) + 1)**2/tan(x)",
    ),
    Identity(
        "exponential-into-sum",
        "exp(x)*(y*exp(-x) + 1)",
        "y + exp(x)",
        "",
        True,
        "shortest",
        "DLMF 4.8.16",
        "(y*exp(x) + z)/exp(x) + 1",
    ),
    Identity("product-of-sums", "(x + 1)*(x - 1)", "x**2 - 1", "", True, "shortest", "arithmetic"),
    Identity("square-over-abs", "x**2/Abs(x)", "Abs(x)", "", False, "shortest", "definition of Abs"),
    Identity("abs-over-itself", "Abs(x)/x", "sign(x)", "", False, "by_sign", "definition of sign"),
    Identity("itself-over-abs", "x/Abs(x)", "sign(x)", "", True, "by_sign", "definition of sign"),
    Identity("square-into-abs", "x**2*Abs(x)", "Abs(x)**3", "", False, "shortest", "definition of Abs"),
    # contract: sums of two products of functions
    Identity(
        "sine-of-sum", "sin(x)*cos(y) + cos(x)*sin(y)", "sin(x + y)", "", True, "contractions", "DLMF 4.21.2"
    ),
    Identity(
        "sine-of-difference",
        "sin(x)*cos(y) - cos(x)*sin(y)",
        "sin(x - y)",
        "",
        True,
        "contractions",
        "DLMF 4.21.2",
    ),
    Identity(
        "cosine-of-sum",
        "cos(x)*cos(y) - sin(x)*sin(y)",
        "cos(x + y)",
        "",
        True,
        "contractions",
        "DLMF 4.21.3",
    ),
    Identity(
        "cosine-of-difference",
        "cos(x)*cos(y) + sin(x)*sin(y)",
        "cos(x - y)",
        "",
        True,
        "contractions",
        "DLMF 4.21.3",
    ),
    Identity(
        "sinh-of-sum",
        "sinh(x)*cosh(y) + cosh(x)*sinh(y)",
        "sinh(x + y)",
        "",
        True,
        "contractions",
        "Abramowitz & Stegun 4.5.24",
    ),
    Identity(
        "sinh-of-difference",
        "sinh(x)*cosh(y) - cosh(x)*sinh(y)",
        "sinh(x - y)",
        "",
        True,
        "contractions",
        "Abramowitz & Stegun 4.5.24",
    ),
    Identity(
        "cosh-of-sum",
        "cosh(x)*cosh(y) + sinh(x)*sinh(y)",
        "cosh(x + y)",
        "",
        True,
        "contractions",
        "DLMF 4.35.3-4.35.10",
    ),
    Identity(
        "cosh-of-difference",
        "cosh(x)*cosh(y) - sinh(x)*sinh(y)",
        "cosh(x - y)",
        "",
        True,
        "contractions",
        "DLMF 4.35.3-4.35.10",
    ),
    Identity(
        "sum-of-sines",
        "sin(x) + sin(y)",
        "2*sin((x + y)/2)*cos((x - y)/2)",
        "",
        True,
        "contractions",
        "DLMF 4.21.6",
        "sin(x)*cos(y)*(sin(x + y) + sin(x - y))",
    ),
    Identity(
        "difference-of-sines",
        "sin(x) - sin(y)",
        "2*sin((x - y)/2)*cos((x + y)/2)",
        "",
        True,
        "contractions",
        "DLMF 4.21.7",
        "sin(x)*cos(y)*(sin(x + y) - sin(x - y))",
    ),
    Identity(
        "sum-of-cosines",
        "cos(x) + cos(y)",
        "2*cos((x + y)/2)*cos((x - y)/2)",
        "",
        True,
        "contractions",
        "DLMF 4.21.8",
        "sin(x)*cos(y)*(cos(x + y) + cos(x - y))",
    ),
    Identity(
        "difference-of-cosines",
        "cos(x) - cos(y)",
        "-2*sin((x + y)/2)*sin((x - y)/2)",
        "",
        True,
        "contractions",
        "DLMF 4.21.9",
        "sin(x)*cos(y)*(cos(x + y) - cos(x - y))",
    ),
    Identity(
        "sum-of-hyperbolic-sines",
        "sinh(x) + sinh(y)",
        "2*sinh((x + y)/2)*cosh((x - y)/2)",
        "",
        True,
        "contractions",
        "DLMF 4.35.3-4.35.10",
        "sinh(x)*cosh(y)*(sinh(x + y) + sinh(x - y))",
    ),
    Identity(
        "difference-of-hyperbolic-sines",
        "sinh(x) - sinh(y)",
        "2*sinh((x - y)/2)*cosh((x + y)/2)",
        "",
        True,
        "contractions",
        "DLMF 4.35.3-4.35.10",
        "sinh(x)*cosh(y)*(sinh(x + y) - sinh(x - y))",
    ),
    Identity(
        "sum-of-hyperbolic-cosines",
        "cosh(x) + cosh(y)",
        "2*cosh((x + y)/2)*cosh((x - y)/2)",
        "",
        True,
        "contractions",
        "DLMF 4.35.3-4.35.10",
        "sinh(x)*cosh(y)*(cosh(x + y) + cosh(x - y))",
    ),
    Identity(
        "difference-of-hyperbolic-cosines",
        "cosh(x) - cosh(y)",
        "2*sinh((x + y)/2)*sinh((x - y)/2)",
        "",
        True,
        "contractions",
        "DLMF 4.35.3-4.35.10",
        "sinh(x)*cosh(y)*(cosh(x + y) - cosh(x - y))",
    ),
    Identity(
        "sum-of-exponentials",
        "exp(x) + exp(y)",
        "2*exp((x + y)/2)*cosh((x - y)/2)",
        "",
        True,
        "contractions",
        "DLMF 4.28.2",
        "(exp(x) + exp(-x))/(exp(x) - exp(-x))*tanh(x)",
    ),
    Identity(
        "difference-of-exponentials",
        "exp(x) - exp(y)",
        "2*exp((x + y)/2)*sinh((x - y)/2)",
        "",
        True,
        "contractions",
        "DLMF 4.28.1",
        "(exp(x) + exp(-x))/(exp(x) - exp(-x))*tanh(x)",
    ),
    # linear: products of sines and cosines as sums
    Identity(
        "product-of-sines",
        "sin(x)*sin(y)",
        "(cos(x - y) - cos(x + y))/2",
        "",
        True,
        "linear",
        "DLMF 4.21.15",
        "2*sin(x)*sin(y) + cos(x + y)",
    ),
    Identity(
        "product-of-cosines",
        "cos(x)*cos(y)",
        "(cos(x - y) + cos(x + y))/2",
        "",
        True,
        "linear",
        "DLMF 4.21.16",
        "2*cos(x)*cos(y) - cos(x - y)",
    ),
    Identity(
        "product-of-sine-and-cosine",
        "sin(x)*cos(y)",
        "(sin(x + y) + sin(x - y))/2",
        "",
        True,
        "linear",
        "DLMF 4.21.17",
        "2*sin(x)*cos(y) - sin(x - y)",
    ),
    Identity(
        "product-of-hyperbolic-sines",
        "sinh(x)*sinh(y)",
        "(cosh(x + y) - cosh(x - y))/2",
        "",
        True,
        "linear",
        "DLMF 4.35.11",
        "2*sinh(x)*sinh(y) - cosh(x + y)",
    ),
    Identity(
        "product-of-hyperbolic-cosines",
        "cosh(x)*cosh(y)",
        "(cosh(x - y) + cosh(x + y))/2",
        "",
        True,
        "linear",
        "DLMF 4.35.12",
        "2*cosh(x)*cosh(y) - cosh(x - y)",
    ),
    Identity(
        "product-of-hyperbolic-sine-and-cosine",
        "sinh(x)*cosh(y)",
        "(sinh(x + y) + sinh(x - y))/2",
        "",
        True,
        "linear",
        "DLMF 4.35.13",
        "2*sinh(x)*cosh(y) - sinh(x - y)",
    ),
    # angles: multiple angles by the single one, s(n + 1) = 2*c*s(n) - s(n - 1), whole n
    Identity(
        "double-sine",
        "sin(2*x)",
        "2*sin(x)*cos(x)",
        "",
        True,
        "angles",
        "DLMF 4.21(iii)",
        "sin(3*x) - sin(2*x)*cos(x)",
    ),
    Identity(
        "double-cosine",
        "cos(2*x)",
        "2*cos(x)**2 - 1",
        "",
        True,
        "angles",
        "DLMF 4.21(iii)",
        "cos(x)**2 - sin(x)**2",
    ),
    Identity("triple-sine", "sin(3*x)", "3*sin(x) - 4*sin(x)**3", "", True, "angles", "DLMF 4.21(iii)"),
    Identity("triple-cosine", "cos(3*x)", "4*cos(x)**3 - 3*cos(x)", "", True, "angles", "DLMF 4.21(iii)"),
    Identity(
        "multiple-sine",
        "sin((n + 1)*x) + sin((n - 1)*x)",
        "2*cos(x)*sin(n*x)",
        "",
        True,
        "angles",
        "DLMF 4.21.6",
        "sin(4*x) - 4*sin(x)*cos(x)*cos(2*x)",
    ),
    Identity(
        "multiple-cosine",
        "cos((n + 1)*x) + cos((n - 1)*x)",
        "2*cos(x)*cos(n*x)",
        "",
        True,
        "angles",
        "DLMF 4.21.8",
        "cos(4*x) - 8*cos(x)**4 + 8*cos(x)**2",
    ),
    Identity(
        "multiple-hyperbolic-sine",
        "sinh((n + 1)*x) + sinh((n - 1)*x)",
        "2*cosh(x)*sinh(n*x)",
        "",
        True,
        "angles",
        "DLMF 4.35.3-4.35.10",
        "sinh(3*x) - sinh(2*x)*cosh(x)",
    ),
    Identity(
        "multiple-hyperbolic-cosine",
        "cosh((n + 1)*x) + cosh((n - 1)*x)",
        "2*cosh(x)*cosh(n*x)",
        "",
        True,
        "angles",
        "DLMF 4.35.3-4.35.10",
        "cosh(4*x) - 8*cosh(x)**4 + 8*cosh(x)**2",
    ),
    Identity(
        "double-hyperbolic-sine",
        "sinh(2*x)",
        "2*sinh(x)*cosh(x)",
        "",
        True,
        "angles",
        "DLMF 4.35(iii)",
        "sinh(3*x) - sinh(2*x)*cosh(x)",
    ),
    Identity(
        "double-hyperbolic-cosine",
        "cosh(2*x)",
        "2*cosh(x)**2 - 1",
        "",
        True,
        "angles",
        "DLMF 4.35(iii)",
        "cosh(x)**2 + sinh(x)**2",
    ),
    # angles: half angles by the whole one
    Identity("half-tangent", "tan(x/2)", "sin(x)/(1 + cos(x))", "", True, "angles", "DLMF 4.21(iii)"),
    Identity("half-cotangent", "cot(x/2)", "sin(x)/(1 - cos(x))", "", True, "angles", "DLMF 4.21(iii)"),
    Identity("half-sine-squared", "sin(x/2)**2", "(1 - cos(x))/2", "", True, "angles", "DLMF 4.21(iii)"),
    Identity("half-cosine-squared", "cos(x/2)**2", "(1 + cos(x))/2", "", True, "angles", "DLMF 4.21(iii)"),
    Identity("half-secant-squared", "sec(x/2)**2", "2/(1 + cos(x))", "", True, "angles", "DLMF 4.21(iii)"),
    Identity("half-cosecant-squared", "csc(x/2)**2", "2/(1 - cos(x))", "", True, "angles", "DLMF 4.21(iii)"),
    Identity(
        "half-hyperbolic-tangent", "tanh(x/2)", "sinh(x)/(1 + cosh(x))", "", True, "angles", "DLMF 4.35(iii)"
    ),
    Identity(
        "half-hyperbolic-cotangent",
        "coth(x/2)",
        "sinh(x)/(cosh(x) - 1)",
        "",
        True,
        "angles",
        "DLMF 4.35(iii)",
    ),
    Identity(
        "half-hyperbolic-sine-squared",
        "sinh(x/2)**2",
        "(cosh(x) - 1)/2",
        "",
        True,
        "angles",
        "DLMF 4.35(iii)",
    ),
    Identity(
        "half-hyperbolic-cosine-squared",
        "cosh(x/2)**2",
        "(1 + cosh(x))/2",
        "",
        True,
        "angles",
        "DLMF 4.35(iii)",
    ),
    Identity(
        "half-hyperbolic-secant-squared",
        "sech(x/2)**2",
        "2/(1 + cosh(x))",
        "",
        True,
        "angles",
        "DLMF 4.35(iii)",
    ),
    Identity(
        "half-hyperbolic-cosecant-squared",
        "csch(x/2)**2",
        "2/(cosh(x) - 1)",
        "",
        True,
        "angles",
        "DLMF 4.35(iii)",
    ),
    # angles: hyperbolic functions by exponentials
    Identity("sinh-by-exp", "sinh(x)", "(exp(x) - exp(-x))/2", "", True, "angles", "DLMF 4.28.1"),
    Identity("cosh-by-exp", "cosh(x)", "(exp(x) + exp(-x))/2", "", True, "angles", "DLMF 4.28.2"),
    Identity(
        "tanh-by-exp", "tanh(x)", "(exp(x) - exp(-x))/(exp(x) + exp(-x))", "", True, "angles", "DLMF 4.28.4"
    ),
    Identity(
        "coth-by-exp", "coth(x)", "(exp(x) + exp(-x))/(exp(x) - exp(-x))", "", True, "angles", "DLMF 4.28.7"
    ),
    Identity(
        "sech-by-exp",
        "sech(x)",
        "2/(exp(x) + exp(-x))",
        "",
        True,
        "angles",
        "DLMF 4.28.6",
        "(exp(x) + exp(-x))*sech(x) + y",
    ),
    Identity(
        "csch-by-exp",
        "csch(x)",
        "2/(exp(x) - exp(-x))",
        "",
        True,
        "angles",
        "DLMF 4.28.5",
        "(exp(x) - exp(-x))*csch(x) + y",
    ),
    # roots: what leaves a square root
    Identity("root-of-square", "sqrt(x**2)", "Abs(x)", "", False, "roots", "definition of sqrt"),
    Identity("root-of-square-times", "sqrt(x**2*y)", "Abs(x)*sqrt(y)", "", False, "roots", "DLMF 4.8.15"),
    Identity("root-of-quotient", "sqrt(x/y)", "sqrt(x*y)/Abs(y)", "", False, "roots", "DLMF 4.8.15"),
    Identity(
        "root-of-product",
        "sqrt(x*y)",
        "sqrt(x)*sqrt(y)",
        "x >= 0",
        True,
        "roots",
        "DLMF 4.8.15",
        "sqrt(x*exp(y))/sqrt(x)",
    ),
    Identity(
        "root-of-number",
        "sqrt(12)",
        "2*sqrt(3)",
        "",
        True,
        "roots",
        "DLMF 4.8.15",
        "y*sqrt(12*x) + z*sqrt(3*x)",
    ),
    Identity(
        "root-of-product-of-numbers",
        "sqrt(6)",
        "sqrt(2)*sqrt(3)",
        "",
        True,
        "roots",
        "DLMF 4.8.15",
        "y*sqrt(6*x) - z*sqrt(2*x)*sqrt(3)",
    ),
    Identity("root-of-multiple", "sqrt(12*x)", "2*sqrt(3)*sqrt(x)", "", True, "roots", "DLMF 4.8.15"),
    Identity("root-of-fraction", "sqrt(x/2)", "sqrt(2)*sqrt(x)/2", "", True, "roots", "DLMF 4.8.15"),
    Identity(
        "product-of-roots-never-both-negative",
        "sqrt(1 - x)*sqrt(1 + x)",
        "sqrt(1 - x**2)",
        "",
        True,
        "roots",
        "DLMF 4.8.15",
    ),
    Identity("inverse-roots", "sqrt(sqrt(5) - 1)", "2/sqrt(sqrt(5) + 1)", "", True, "roots", "DLMF 4.8.15"),
    Identity("common-factor-of-some", "a*x + b*x + c", "(a + b)*x + c", "", True, "grouped", "arithmetic"),
    Identity(
        "joined-roots",
        "sqrt(x**2 + 1)*sqrt(x**2 - 1)",
        "sqrt(x**4 - 1)",
        "",
        False,
        "joined",
        "DLMF 4.8.15",
    ),
    Identity(
        "joined-absolute-values",
        "Abs(x - 1)*Abs(x + 1)",
        "Abs(x**2 - 1)",
        "",
        True,
        "joined",
        "DLMF 1.9.10",
    ),
    # positive: signs that a domain tells; cube_roots; exponentials
    Identity(
        "abs-beside-log",
        "Abs(x)*log(x)",
        "x*log(x)",
        "x > 0",
        False,
        "positive",
        "definition of Abs",
        "log(x) - log(Abs(x))",
    ),
    Identity(
        "abs-beside-root",
        "Abs(x + 1)*sqrt(x)",
        "(x + 1)*sqrt(x)",
        "x >= 0",
        False,
        "positive",
        "definition of Abs",
    ),
    Identity(
        "log-of-product-beside-log",
        "log(2*x**3)",
        "log(2) + 3*log(x)",
        "x > 0",
        False,
        "positive",
        "DLMF 4.8(i)",
        "log(2*x**3) - 3*log(x)",
    ),
    Identity(
        "root-of-odd-power",
        "(x**3)**(2/3)",
        "x**2",
        "x >= 0",
        False,
        "positive",
        "DLMF 4.8.17",
        "x**2/(x**3)**(2/3)",
    ),
    Identity(
        "cbrt-of-power",
        "cbrt(x**5)",
        "x*cbrt(x)**2",
        "",
        False,
        "cube_roots",
        "definition of cbrt",
        "x**4/cbrt(x**5)**2",
    ),
    Identity(
        "power-of-power-number", "4**x", "2**(2*x)", "", True, "bases", "DLMF 4.8.17", "(4**x - 1)/(2**x - 1)"
    ),
    Identity("sinh-and-cosh", "sinh(x) + cosh(x)", "exp(x)", "", True, "exponentials", "DLMF 4.28.3"),
    # recurrences: functions at neighbouring arguments and orders
    Identity(
        "quotient-of-roots",
        "(1 - x)**(3/2)/(1 + x)**(3/2)",
        "((1 - x)/(1 + x))**(3/2)",
        "-1 < x and x <= 1",
        True,
        "joined",
        "DLMF 4.8.15",
    ),
    Identity(
        "root-over-absolute-value",
        "sqrt(x**2 - y**2)/Abs(x + y)",
        "sqrt((x - y)/(x + y))",
        "",
        False,
        "joined",
        "DLMF 4.8.15",
    ),
    Identity(
        "root-over-root-of-multiple",
        "sqrt(x)/sqrt(x*y)",
        "1/sqrt(y)",
        "x > 0 or y > 0",
        True,
        "joined",
        "DLMF 4.8.15",
        "sqrt(4*a*c - b**2)/sqrt((a*x**2 + b*x + c)*(4*a*c - b**2))",
    ),
    Identity("recurrence-of-gamma", "gamma(x + 1)/gamma(x)", "x", "", True, "recurrences", "DLMF 5.5.1"),
    Identity(
        "recurrence-of-factorial", "factorial(x)/factorial(x - 1)", "x", "", True, "recurrences", "DLMF 5.5.1"
    ),
    Identity(
        "recurrence-of-digamma", "digamma(x + 1) - digamma(x)", "1/x", "", True, "recurrences", "DLMF 5.5.2"
    ),
    Identity(
        "binomial-as-product",
        "binomial(x, 3)",
        "x*(x - 1)*(x - 2)/6",
        "",
        True,
        "recurrences",
        "DLMF 1.2.6",
        "(digamma(x + 1) - digamma(x - 2))*binomial(x, 3)",
    ),
    Identity(
        "recurrence-of-besselj",
        "besselj(v - 1, x) + besselj(v + 1, x)",
        "2*v*besselj(v, x)/x",
        "x != 0",
        True,
        "recurrences",
        "DLMF 10.6.1",
        "x*besselj(v - 1, x) + x*besselj(v + 1, x) - 2*v*besselj(v, x)",
    ),
    Identity(
        "recurrence-of-bessely",
        "bessely(v - 1, x) + bessely(v + 1, x)",
        "2*v*bessely(v, x)/x",
        "",
        True,
        "recurrences",
        "DLMF 10.6.1",
        "x*bessely(v - 1, x) + x*bessely(v + 1, x) - 2*v*bessely(v, x)",
    ),
    Identity(
        "recurrence-of-hankel1",
        "hankel1(v - 1, x) + hankel1(v + 1, x)",
        "2*v*hankel1(v, x)/x",
        "",
        True,
        "recurrences",
        "DLMF 10.6.1",
        "x*hankel1(v - 1, x) + x*hankel1(v + 1, x) - 2*v*hankel1(v, x)",
    ),
    Identity(
        "recurrence-of-hankel2",
        "hankel2(v - 1, x) + hankel2(v + 1, x)",
        "2*v*hankel2(v, x)/x",
        "",
        True,
        "recurrences",
        "DLMF 10.6.1",
        "x*hankel2(v - 1, x) + x*hankel2(v + 1, x) - 2*v*hankel2(v, x)",
    ),
    Identity(
        "recurrence-of-besseli",
        "besseli(v - 1, x) - besseli(v + 1, x)",
        "2*v*besseli(v, x)/x",
        "x != 0",
        True,
        "recurrences",
        "DLMF 10.29.1",
        "x*besseli(v - 1, x) - x*besseli(v + 1, x) - 2*v*besseli(v, x)",
    ),
    Identity(
        "recurrence-of-besselk",
        "besselk(v - 1, x) - besselk(v + 1, x)",
        "-2*v*besselk(v, x)/x",
        "",
        True,
        "recurrences",
        "DLMF 10.29.1",
        "x*besselk(v - 1, x) - x*besselk(v + 1, x) + 2*v*besselk(v, x)",
    ),
    # contiguous: hypergeometric functions beside their derivatives
    Identity(
        "hyp2f1-beside-its-derivative",
        "hyp2f1(a + 1, b + 1, b + 2, x)",
        "(b + 1)*((1 - x)**(-a) - hyp2f1(a, b, b + 1, x))/(a*x)",
        "a != 0 and x != 0 and b != -1",
        True,
        "contiguous",
        "DLMF 15.5.21, 15.4.6",
        "a*x*hyp2f1(a + 1, b + 1, b + 2, x) + (b + 1)*hyp2f1(a, b, b + 1, x)",
    ),
    # filled: what fills the hole of a quotient
    Identity(
        "sinc-as-quotient", "sinc(x)", "sin(x)/x", "x != 0", True, "filled", "functions.py sinc", "x*sinc(x)"
    ),
    Identity(
        "exponential-of-lambertw",
        "exp(LambertW(x))",
        "x/LambertW(x)",
        "x != 0",
        True,
        "filled",
        "DLMF 4.13.1",
        "x*exp(-LambertW(x))",
    ),
    Identity(
        "filled-quotient",
        "Piecewise((y, x != 0), (z, True))",
        "y",
        "x != 0",
        True,
        "filled",
        "logic",
        "x*Piecewise((sinh(x)/x, x != 0), (1, True))",
    ),
    # known forms: orders at which a polylogarithm is an elementary function
    Identity(
        "polylog-of-order-one", "polylog(1, x)", "-log(1 - x)", "", True, "known_forms", "DLMF 25.12.10"
    ),
    Identity(
        "polylog-of-order-zero", "polylog(0, x)", "x/(1 - x)", "x != 1", True, "known_forms", "DLMF 25.12.10"
    ),
    # absolute: signs as quotients, |u| and sign(u) together
    Identity("log-of-even-power", "log(x**2)", "2*log(Abs(x))", "", False, "absolute", "DLMF 4.8(i)"),
    Identity(
        "sign-as-quotient",
        "sign(x)",
        "x/Abs(x)",
        "x != 0",
        False,
        "absolute",
        "definition of sign",
        "1/sign(x)",
    ),
    Identity(
        "abs-of-reciprocal",
        "1/Abs(csc(x))",
        "Abs(sin(x))",
        "",
        True,
        "absolute",
        "Abramowitz & Stegun 4.3.4",
    ),
    # normal: functions of an order
    Identity(
        "bessel-of-negative-order",
        "besselj(-n, x)",
        "(-1)**n*besselj(n, x)",
        "",
        True,
        "normal",
        "DLMF 10.4.1",
    ),
    Identity(
        "besselk-of-negative-order", "besselk(-v, x)", "besselk(v, x)", "", True, "normal", "DLMF 10.27.3"
    ),
    Identity("binomial-of-none", "binomial(x, 0)", "1", "", True, "normal", "DLMF 1.2.6"),
    Identity("binomial-of-one", "binomial(x, 1)", "x", "", True, "normal", "DLMF 1.2.6"),
    Identity("binomial-of-all", "binomial(x, x)", "1", "", True, "normal", "DLMF 1.2.6"),
    # normal: signs and absolute values beside one another
    Identity("sign-and-abs", "sign(x)/Abs(x)", "1/x", "", False, "normal", "definition of sign"),
    Identity(
        "square-of-sign", "sign(x)**2/Abs(x)**3", "1/Abs(x)**3", "", False, "normal", "definition of sign"
    ),
    Identity("sign-beside-base", "x*sign(x**2*y)", "x*sign(y)", "", False, "normal", "definition of sign"),
    Identity("times-own-sign", "x*sign(x)", "Abs(x)", "", False, "normal", "definition of sign"),
    Identity("odd-of-abs", "sign(x)*sinh(Abs(x))", "sinh(x)", "", False, "normal", "parity of sinh"),
    Identity("even-of-abs", "cosh(Abs(x))", "cosh(x)", "", False, "normal", "parity of cosh"),
    # normal: absolute values of absolute values, and of what never changes its sign
    Identity("abs-of-abs", "Abs(Abs(x))", "Abs(x)", "", True, "normal", "definition of Abs"),
    Identity(
        "abs-of-positive", "Abs(exp(x) + y**2)", "exp(x) + y**2", "", False, "normal", "definition of Abs"
    ),
    Identity("abs-of-negative", "Abs(sin(x) - 2)", "2 - sin(x)", "", False, "normal", "definition of Abs"),
    Identity("sign-of-positive", "sign(cosh(x))", "1", "", False, "normal", "definition of sign"),
    Identity("sign-of-negative", "sign(tanh(x) - 1)", "-1", "", False, "normal", "definition of sign"),
    Identity("abs-of-factors", "Abs(2*x**2*y)", "2*x**2*Abs(y)", "", False, "normal", "definition of Abs"),
    Identity("power-of-complex-number", "(1 + I)**3", "2*I - 2", "", True, "normal", "arithmetic"),
    Identity("cbrt-of-cubes", "cbrt(16*x**3*y)", "2*x*cbrt(2*y)", "", False, "normal", "definition of cbrt"),
    Identity("sign-of-factors", "sign(2*x**3*exp(y))", "sign(x)", "", False, "normal", "definition of sign"),
    # conditions: what is always or never true
    Identity(
        "piecewise-always",
        "Piecewise((x, 1 < 2), (y, True))",
        "x",
        "",
        True,
        "conditions",
        "definition of Piecewise",
    ),
    Identity(
        "comparison-turned",
        "Piecewise((u, 1 > x), (y, True))",
        "Piecewise((u, x < 1), (y, True))",
        "",
        False,
        "conditions",
        "definition of >",
    ),
    Identity(
        "piecewise-never",
        "Piecewise((x, 2 < 1), (y, True))",
        "y",
        "",
        True,
        "conditions",
        "definition of Piecewise",
    ),
    Identity(
        "piecewise-of-equals",
        "Piecewise((u, x > 0), (u, True))",
        "u",
        "",
        False,
        "conditions",
        "definition of Piecewise",
    ),
    Identity(
        "piecewise-last-of-equals",
        "Piecewise((y, x > 1), (u, x > 0), (u, True))",
        "Piecewise((y, x > 1), (u, True))",
        "",
        False,
        "conditions",
        "definition of Piecewise",
    ),
    Identity(
        "piecewise-and-true",
        "Piecewise((u, x > 0 and 1 < 2), (v, True))",
        "Piecewise((u, x > 0), (v, True))",
        "",
        False,
        "conditions",
        "logic",
    ),
    Identity(
        "piecewise-or-false",
        "Piecewise((u, x > 0 or 2 < 1), (v, True))",
        "Piecewise((u, x > 0), (v, True))",
        "",
        False,
        "conditions",
        "logic",
    ),
    Identity(
        "piecewise-and-itself",
        "Piecewise((u, x > 0 and x > 0), (v, True))",
        "Piecewise((u, x > 0), (v, True))",
        "",
        False,
        "conditions",
        "logic",
    ),
    Identity(
        "piecewise-or-itself",
        "Piecewise((u, x > 0 or x > 0), (v, True))",
        "Piecewise((u, x > 0), (v, True))",
        "",
        False,
        "conditions",
        "logic",
    ),
    Identity(
        "piecewise-not-false", "Piecewise((u, not 2 < 1), (v, True))", "u", "", True, "conditions", "logic"
    ),
    Identity(
        "piecewise-not-true", "Piecewise((u, not 1 < 2), (v, True))", "v", "", True, "conditions", "logic"
    ),
    Identity(
        "piecewise-and-false",
        "Piecewise((u, x > 0 and 2 < 1), (v, True))",
        "v",
        "",
        False,
        "conditions",
        "logic",
    ),
    Identity(
        "piecewise-or-true",
        "Piecewise((u, x > 0 or 1 < 2), (v, True))",
        "u",
        "",
        False,
        "conditions",
        "logic",
    ),
    # cells: a Piecewise by the places where its conditions change
    Identity(
        "piecewise-by-cells",
        "Piecewise((x, x > 0), (y, x > 1), (u, True))",
        "Piecewise((x, x > 0), (u, True))",
        "",
        False,
        "cells",
        "definition of Piecewise",
    ),
    # guarded: a Piecewise that is 0 on one side
    Identity(
        "max-for-guard",
        "Piecewise((0, x <= 0), (2*x, True))",
        "2*Max(0, x)",
        "",
        False,
        "guarded",
        "definition of Max",
    ),
    # largest: maxima and minima whose arguments have a known order
    Identity("max-of-known-order", "Max(x, x + 1)", "x + 1", "", False, "largest", "definition of Max"),
    Identity("min-of-known-order", "Min(x, x**2 + x)", "x", "", False, "largest", "definition of Min"),
    Identity("max-of-negative", "Max(x, -x)", "Abs(x)", "", False, "largest", "definition of Max"),
    Identity("min-of-negative", "Min(x, -x)", "-Abs(x)", "", False, "largest", "definition of Min"),
    Identity("max-of-max", "Max(x, Max(y, z))", "Max(x, y, z)", "", False, "largest", "definition of Max"),
    Identity("min-of-min", "Min(x, Min(y, z))", "Min(x, y, z)", "", False, "largest", "definition of Min"),
    # inverse: inverse functions and logarithms by other inverse functions
    Identity("asin-by-atan", "atan(x/sqrt(1 - x**2))", "asin(x)", "x**2 < 1", False, "inverse", "DLMF 4.24"),
    Identity("atan-by-asin", "asin(x/sqrt(1 + x**2))", "atan(x)", "", True, "inverse", "DLMF 4.24"),
    Identity(
        "atanh-by-asinh", "asinh(x/sqrt(1 - x**2))", "atanh(x)", "x**2 < 1", False, "inverse", "DLMF 4.37"
    ),
    Identity("asinh-by-atanh", "atanh(x/sqrt(1 + x**2))", "asinh(x)", "", True, "inverse", "DLMF 4.37"),
    Identity(
        "acos-by-atan", "atan(sqrt((1 - x)/(1 + x)))", "acos(x)/2", "x**2 < 1", False, "inverse", "DLMF 4.24"
    ),
    Identity("asinh-by-log", "log(x + sqrt(x**2 + 1))", "asinh(x)", "", True, "inverse", "DLMF 4.37.16"),
    Identity(
        "acosh-by-log",
        "log(x**2 + 1 + sqrt((x**2 + 1)**2 - 1))",
        "acosh(x**2 + 1)",
        "",
        False,
        "inverse",
        "DLMF 4.37.19",
        "log(x + sqrt(x**2 - 1))",
    ),
    Identity(
        "minus-acosh-by-log",
        "log(x**2 + 1 - sqrt((x**2 + 1)**2 - 1))",
        "-acosh(x**2 + 1)",
        "",
        False,
        "inverse",
        "DLMF 4.37.19",
        "log(x - sqrt(x**2 - 1))",
    ),
    # exact: functions of exact numbers
    Identity("exact-abs", "Abs(-3/2)", "3/2", "", True, "exact", "definition of Abs"),
    Identity("exact-sign", "sign(-5)", "-1", "", True, "exact", "definition of sign"),
    Identity("exact-floor", "floor(-7/2)", "-4", "", True, "exact", "definition of floor"),
    Identity("exact-ceiling", "ceiling(-7/2)", "-3", "", True, "exact", "definition of ceiling"),
    Identity("exact-cbrt", "cbrt(-27)", "-3", "", True, "exact", "definition of cbrt"),
    Identity("exact-factorial", "factorial(6)", "720", "", True, "exact", "definition of factorial"),
    Identity("exact-gamma", "gamma(7)", "720", "", True, "exact", "definition of gamma"),
    Identity("exact-max", "Max(1, 5/2, 2)", "5/2", "", True, "exact", "definition of Max"),
    Identity("exact-min", "Min(1, -5/2, 2)", "-5/2", "", True, "exact", "definition of Min"),
)

_TWO_AT_ZERO: Final = "acoth"
"""The odd function that has a value at 0, a complex one, which is not 0: of two that meet there."""


def _of_functions() -> Iterator[Identity]:
    """Return what the rows of functions state: parity, a right inverse, and one exact value of each."""
    seen: set[str] = set()
    for row in ROWS:
        at = f"the row of {row.name}"
        if row.parity:
            before = "".join([f"{name}, " for name in row.parameters[:-1]])
            last = row.parameters[-1]
            yield Identity(
                f"parity-{row.parity}-{_plain(row.name)}",
                f"{row.name}({before}-{last})",
                f"{'-' if row.parity == 'odd' else ''}{row.name}({before}{last})",
                f"{last} != 0" if row.name == _TWO_AT_ZERO else "",
                row.holomorphic or not row.domain,
                "normal",
                f"{at}: {row.parity}",
            )
        if row.inverse:
            right = find_row(row.inverse)
            yield Identity(
                f"{_plain(row.name)}-of-{_plain(row.inverse)}",
                f"{row.name}({row.inverse}(x))",
                "x",
                "",
                row.holomorphic and right.holomorphic and not row.cut,
                "normal",
                f"{at}: inverse",
            )
        if row.special and row.name != "sqrt" and row.name not in seen:
            seen.add(row.name)
            arguments, value = row.special[min(3, len(row.special) - 1)]
            left = f"{row.name}({arguments})"
            example = left if value in ("0", "1") else f"{left} - ({value})"
            name = f"value-of-{_plain(row.name)}"
            yield Identity(name, left, value, "", True, "normal", at, example)


def _of_inverses() -> Iterator[Identity]:
    """Return what trigonometric and hyperbolic functions of inverse functions are."""
    for inner, name in INVERSES.items():
        for outer in sorted(FAMILY):
            if template_of(outer, inner) is None or row_of(outer).inverse == name:
                continue
            yield Identity(
                name_of(outer, inner),
                f"{row_of(outer).name}({name}(x))",
                text_of(row_of(outer).name, name),
                "x != 0" if name == _TWO_AT_ZERO and row_of(outer).powers[1] >= 0 else "",
                True,
                "normal",
                "DLMF 4.24(iii)" if row_of(outer).family == "circular" else "DLMF 4.37(iv)",
            )


def _of_definitions() -> Iterator[Identity]:
    """Return the rows of functions that are written by what stands beside them."""
    for name, text in DEFINITIONS.items():
        yield Identity(
            f"definition-of-{name}",
            f"{name}(x)",
            text,
            "",
            True,
            "defined",
            f"functions.py {name}: definition",
        )


def _of_exponentials() -> Iterator[Identity]:
    """Return the rows of exponentials of inverse hyperbolic functions."""
    for times, texts in (("", EXPONENTIALS), ("2*", SQUARES), ("", REAL)):
        for name, pair in texts.items():
            for text, sign in zip(pair, ("", "-"), strict=True):
                left = f"exp({sign}{times}{name}(x))"
                difference = f"{left} - ({text})"
                yield Identity(
                    logarithmic.name_of(name, bool(sign), texts is REAL),
                    left,
                    text,
                    "x >= 1" if texts is REAL else "",
                    texts is not REAL,
                    "logarithmic",
                    "DLMF 4.37(iv)",
                    f"{name}(x)*({difference})" if texts is REAL else difference,
                )


def _of_completions() -> Iterator[Identity]:
    """Return the rows of functions that add up to something plain with another one."""
    for law in COMPLETIONS:
        parameters = ("x", "y") if law.other == "Max" else find_row(law.other).parameters
        arguments = ", ".join((*parameters[:-1], law.at.replace("x", parameters[-1])))
        yield Identity(
            law.name,
            f"{law.function}({arguments})",
            law.text,
            law.condition,
            not law.real,
            "completed",
            law.source,
            f"{law.function}({arguments}) - ({law.text})",
        )


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")


IDENTITIES: Final = (
    *_WRITTEN,
    *_of_completions(),
    *_of_definitions(),
    *_of_exponentials(),
    *_of_functions(),
    *_of_inverses(),
)
"""All of them, also those that the rows of functions state."""

_BY_NAME: Final = {identity.name: identity for identity in IDENTITIES}


def find(name: str) -> Identity:
    """Return the identity of that name. Raises KeyError where there is none."""
    return _BY_NAME[name]
