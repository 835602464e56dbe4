"""THE TABLE: one row a function, and everything symdiff knows of it.

Parser, derivative, evaluators, simplifier, exporters, documentation and tests read these rows;
adding a function is adding a row. Rows state facts in symdiff's own language, never algorithms.
What a row can say stands in `table.row`; operators have theirs in `table.operators`.

>>> find("sin", 1).partials
('cos(x)',)
>>> find("arcsin", 1).name
'asin'
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final

from symdiff.table.derivatives import (
    MOST,
    counted,
    derivative_row,
    is_named,
    joined,
    parts_of_name,
    split,
)
from symdiff.table.operators import FIRST_DERIVATIVE, FIRST_FUNCTION, OPERATORS, is_whole
from symdiff.table.row import Function

_BY_THETA: Final = (
    "(jtheta(4, ({0})*ellipk(0)/ellipk({1}), qfrom(m={1}), 1)"
    "/jtheta(4, ({0})*ellipk(0)/ellipk({1}), qfrom(m={1}))*ellipk(0)/ellipk({1})"
    " + ({0})*ellipe({1})/ellipk({1}))"
)
"""Jacobi's epsilon function in mpmath (DLMF 22.16.30); digits are lost where m is nearer to 1 than 1e-10."""
_TURNED: Final = (
    "1j*(({0})/1j + ellipfun('dn', ({0})/1j, m=1 - ({1}))*ellipfun('sn', ({0})/1j, m=1 - ({1}))"
    "/ellipfun('cn', ({0})/1j, m=1 - ({1})) - " + _BY_THETA.format("({0})/1j", "(1 - ({1}))") + ")"
)
"""The same by that of 1 - m; digits are lost near the zeros of cn."""
_EPSILON: Final = (
    f"({_BY_THETA} if fabs(1 - ({{1}})) > 1e-10 else ({_TURNED}"
    f" if 2*fabs(ellipfun('cn', {{0}}, m={{1}})) > fabs(ellipfun('dn', {{0}}, m={{1}})) else {_BY_THETA}))"
)
"""The same, where the real part of m is 1 at most."""

_STEP: Final = "({0} + sqrt(pi)*exp(({0})**2 + log(erfc({0})))*(log(erfc({0})) - log(x))/2)"
"""A step of Newton's for log(erfc(y)) == log(x) from an approximation of y; three leave less than an ulp."""
_ERFCINV: Final = _STEP.format(_STEP.format(_STEP.format("sqrt(-log(x*sqrt(pi)*sqrt(-log(x))))")))
"""erfcinv(x) for 0 < x < 1/4, from the leading term for small x."""

FUNCTIONS: Final = (
    # exponentials and logarithms
    Function(
        name="exp", partials=("exp(x)",), range="y > 0", inverse="log", special=(("0", "1"), ("1", "E")),
        bare=True, math="exp", cmath="exp", mpmath="exp", numpy="numpy.exp", sympy="exp",
        latex=r"e^{{{0}}}", source="DiffRules.jl rules.jl",
    ),
    Function(
        name="expm1", partials=("exp(x)",), definition="2*exp(x/2)*sinh(x/2)", range="y > -1",
        sign="x", inverse="log1p", special=(("0", "0"), ("1", "E - 1")),
        math="expm1", mpmath="expm1", numpy="numpy.expm1", source="DiffRules.jl rules.jl",
    ),
    Function(
        name="exp2", partials=("log(2)*exp2(x)",), definition="2**x", range="y > 0", inverse="log2",
        special=(("0", "1"), ("1", "2")), math="exp2", numpy="numpy.exp2",
        source="DiffRules.jl rules.jl",
    ),
    Function(
        name="exp10", partials=("log(10)*exp10(x)",), definition="10**x", range="y > 0", inverse="log10",
        special=(("0", "1"), ("1", "10")), numpy="scipy.special.exp10", numpy_real_only=True,
        source="DiffRules.jl rules.jl",
    ),
    Function(
        name="log", partials=("1/x",), domain="x > 0", poles="x == 0", cut="re: x <= 0",
        sign="x - 1", inverse="exp",
        special=(("1", "0"), ("E", "1")), aliases=("ln",), bare=True,
        math="log", cmath="log", mpmath="log", numpy="numpy.log", sympy="log", latex=r"\log",
        source="DLMF 4.2.2",
    ),
    Function(
        name="log1p", partials=("1/(1 + x)",), definition="log(1 + x)", domain="x > -1", poles="x == -1",
        cut="re: x <= -1", sign="x", inverse="expm1", special=(("0", "0"), ("E - 1", "1")),
        math="log1p", mpmath="log1p", numpy="numpy.log1p", source="DiffRules.jl rules.jl",
    ),
    Function(
        name="log2", partials=("1/(x*log(2))",), definition="log(x)/log(2)", domain="x > 0",
        poles="x == 0", cut="re: x <= 0",
        sign="x - 1", inverse="exp2", special=(("1", "0"), ("2", "1"), ("1/2", "-1")),
        aliases=("lb",), bare=True, math="log2", numpy="numpy.log2", latex=r"\log_{2}",
        source="DiffRules.jl rules.jl",
    ),
    Function(
        name="log10", partials=("1/(x*log(10))",), definition="log(x)/log(10)", domain="x > 0",
        poles="x == 0", cut="re: x <= 0", sign="x - 1", inverse="exp10",
        special=(("1", "0"), ("10", "1"), ("1/10", "-1"), ("100", "2")), aliases=("lg",), bare=True,
        math="log10", cmath="log10", mpmath="log10", numpy="numpy.log10", latex=r"\log_{10}",
        source="DiffRules.jl rules.jl",
    ),
    # roots; cbrt is the real root, x**(1/3) the principal one (SymPy's and mpmath's cbrt are that)
    Function(
        name="sqrt", partials=("1/(2*sqrt(x))",), domain="x >= 0", smooth="x > 0", cut="re: x <= 0",
        range="y >= 0", sign="x", special=(("0", "0"), ("1", "1"), ("-1", "I")), bare=True,
        math="sqrt", cmath="sqrt", mpmath="sqrt", numpy="numpy.sqrt", sympy="sqrt",
        latex=r"\sqrt{{{0}}}", source="DiffRules.jl rules.jl",
    ),
    Function(
        name="cbrt", partials=("1/(3*cbrt(x)**2)",), definition="sign(x)*Abs(x)**(1/3)", smooth="x != 0",
        kinks="x == 0", holomorphic=False, sign="x", parity="odd",
        special=(("0", "0"), ("1", "1"), ("8", "2"), ("27", "3")),
        math="cbrt", numpy="numpy.cbrt", numpy_real_only=True, latex=r"\sqrt[3]{{{0}}}",
        source="DiffRules.jl rules.jl",
    ),
    # trigonometric
    Function(
        name="sin", family="circular", powers=(1, 0), partials=("cos(x)",), range="-1 <= y and y <= 1",
        parity="odd", period="2*pi",
        mirror="pi", inverse="asin",
        special=(
            ("0", "0"), ("pi/12", "(sqrt(6) - sqrt(2))/4"), ("pi/6", "1/2"), ("pi/4", "sqrt(2)/2"),
            ("pi/3", "sqrt(3)/2"), ("5*pi/12", "(sqrt(6) + sqrt(2))/4"), ("pi/2", "1"),
            ("2*pi/3", "sqrt(3)/2"), ("3*pi/4", "sqrt(2)/2"), ("5*pi/6", "1/2"), ("pi", "0"),
            ("3*pi/2", "-1"), ("2*pi", "0"), ("pi/10", "(sqrt(5) - 1)/4"), ("3*pi/10", "(sqrt(5) + 1)/4"),
        ),
        bare=True, math="sin", cmath="sin", mpmath="sin", numpy="numpy.sin", sympy="sin", latex=r"\sin",
        source="Abramowitz & Stegun 4.3.105",
    ),
    Function(
        name="cos", family="circular", powers=(0, 1), partials=("-sin(x)",),
        range="-1 <= y and y <= 1", parity="even", mirror="0",
        period="2*pi", inverse="acos",
        special=(
            ("0", "1"), ("pi/12", "(sqrt(6) + sqrt(2))/4"), ("pi/6", "sqrt(3)/2"), ("pi/4", "sqrt(2)/2"),
            ("pi/3", "1/2"), ("5*pi/12", "(sqrt(6) - sqrt(2))/4"), ("pi/2", "0"), ("2*pi/3", "-1/2"),
            ("3*pi/4", "-sqrt(2)/2"), ("5*pi/6", "-sqrt(3)/2"), ("pi", "-1"), ("3*pi/2", "0"),
            ("2*pi", "1"), ("pi/5", "(sqrt(5) + 1)/4"), ("2*pi/5", "(sqrt(5) - 1)/4"),
        ),
        bare=True, math="cos", cmath="cos", mpmath="cos", numpy="numpy.cos", sympy="cos", latex=r"\cos",
        source="Abramowitz & Stegun 4.3.106",
    ),
    Function(
        name="sec", family="circular", powers=(0, -1), partials=("sec(x)*tan(x)",),
        definition="1/cos(x)", domain="cos(x) != 0",
        poles="cos(x) == 0", range="y <= -1 or y >= 1", parity="even", mirror="0", period="2*pi",
        inverse="asec",
        special=(
            ("0", "1"), ("pi/6", "2*sqrt(3)/3"), ("pi/4", "sqrt(2)"), ("pi/3", "2"), ("2*pi/3", "-2"),
            ("3*pi/4", "-sqrt(2)"), ("5*pi/6", "-2*sqrt(3)/3"), ("pi", "-1"), ("2*pi", "1"),
        ),
        bare=True, mpmath="sec", sympy="sec", latex=r"\sec", source="Abramowitz & Stegun 4.3.109",
    ),
    Function(
        name="csc", family="circular", powers=(-1, 0), partials=("-csc(x)*cot(x)",),
        definition="1/sin(x)", domain="sin(x) != 0",
        poles="sin(x) == 0", range="y <= -1 or y >= 1", parity="odd", period="2*pi", mirror="pi",
        inverse="acsc",
        special=(
            ("pi/6", "2"), ("pi/4", "sqrt(2)"), ("pi/3", "2*sqrt(3)/3"), ("pi/2", "1"),
            ("2*pi/3", "2*sqrt(3)/3"), ("3*pi/4", "sqrt(2)"), ("5*pi/6", "2"), ("3*pi/2", "-1"),
        ),
        aliases=("cosec",), bare=True, mpmath="csc", sympy="csc", latex=r"\csc",
        source="Abramowitz & Stegun 4.3.108",
    ),
    Function(
        name="tan", family="circular", powers=(1, -1), partials=("sec(x)**2",),
        definition="sin(x)/cos(x)", domain="cos(x) != 0",
        poles="cos(x) == 0", zeros="sin(x) == 0", parity="odd", period="pi", inverse="atan",
        special=(
            ("0", "0"), ("pi/12", "2 - sqrt(3)"), ("pi/6", "sqrt(3)/3"), ("pi/4", "1"),
            ("pi/3", "sqrt(3)"), ("5*pi/12", "2 + sqrt(3)"), ("2*pi/3", "-sqrt(3)"), ("3*pi/4", "-1"),
            ("5*pi/6", "-sqrt(3)/3"), ("pi", "0"), ("2*pi", "0"), ("pi/8", "sqrt(2) - 1"),
            ("3*pi/8", "sqrt(2) + 1"),
        ),
        aliases=("tg",), bare=True, math="tan", cmath="tan", mpmath="tan", numpy="numpy.tan",
        sympy="tan", latex=r"\tan", source="Abramowitz & Stegun 4.3.107",
    ),
    Function(
        name="cot", family="circular", powers=(-1, 1), partials=("-csc(x)**2",),
        definition="cos(x)/sin(x)", domain="sin(x) != 0",
        poles="sin(x) == 0", zeros="cos(x) == 0", parity="odd", period="pi", inverse="acot",
        special=(
            ("pi/6", "sqrt(3)"), ("pi/4", "1"), ("pi/3", "sqrt(3)/3"), ("pi/2", "0"),
            ("2*pi/3", "-sqrt(3)/3"), ("3*pi/4", "-1"), ("5*pi/6", "-sqrt(3)"), ("3*pi/2", "0"),
        ),
        aliases=("ctg", "cotg", "cotan"), bare=True, mpmath="cot", sympy="cot", latex=r"\cot",
        source="Abramowitz & Stegun 4.3.110",
    ),
    # inverse trigonometric. No cmath names: on the cut itself cmath picks the edge by the sign of a
    # zero, so that cmath.asin(2.5) is the conjugate of mpmath.asin(2.5); likewise asinh, atanh.
    Function(
        name="asin", partials=("1/sqrt(1 - x**2)",), domain="-1 <= x and x <= 1",
        smooth="-1 < x and x < 1", cut="re: x <= -1 or x >= 1", range="-pi/2 <= y and y <= pi/2",
        sign="x", parity="odd",
        special=(
            ("0", "0"), ("1/2", "pi/6"), ("sqrt(2)/2", "pi/4"), ("sqrt(3)/2", "pi/3"), ("1", "pi/2"),
            ("1/sqrt(2)", "pi/4"),
        ),
        aliases=("arcsin",), bare=True, math="asin", mpmath="asin",
        ends=(("-1", "2*asin(sqrt((1 + x)/2)) - pi/2"), ("1", "pi/2 - 2*asin(sqrt((1 - x)/2))"),),
        numpy="numpy.arcsin", numpy_other_edge=True, sympy="asin", latex=r"\arcsin", source="DLMF 4.24.7",
    ),
    Function(
        name="acos", partials=("-1/sqrt(1 - x**2)",), domain="-1 <= x and x <= 1",
        smooth="-1 < x and x < 1", cut="re: x <= -1 or x >= 1", range="0 <= y and y <= pi",
        sign="1 - x", special=(
            ("0", "pi/2"), ("1/2", "pi/3"), ("sqrt(2)/2", "pi/4"), ("sqrt(3)/2", "pi/6"), ("1", "0"),
            ("-1/2", "2*pi/3"), ("-sqrt(2)/2", "3*pi/4"), ("-sqrt(3)/2", "5*pi/6"), ("-1", "pi"),
            ("1/sqrt(2)", "pi/4"), ("-1/sqrt(2)", "3*pi/4"),
        ),
        aliases=("arccos",), bare=True, math="acos", mpmath="acos",
        ends=(("-1", "pi - 2*asin(sqrt((1 + x)/2))"), ("1", "2*asin(sqrt((1 - x)/2))"),),
        numpy="numpy.arccos", numpy_other_edge=True, sympy="acos", latex=r"\arccos", source="DLMF 4.24.8",
    ),
    Function(
        name="atan", partials=("1/(1 + x**2)",), cut="im: x <= -1 or x >= 1",
        range="-pi/2 < y and y < pi/2", sign="x", parity="odd",
        special=(
            ("0", "0"), ("2 - sqrt(3)", "pi/12"), ("sqrt(3)/3", "pi/6"), ("1", "pi/4"),
            ("sqrt(3)", "pi/3"), ("1/sqrt(3)", "pi/6"), ("sqrt(2) - 1", "pi/8"), ("sqrt(2) + 1", "3*pi/8"),
        ),
        aliases=("arctan", "arctg", "ArcTan"), bare=True, math="atan", mpmath="atan",
        far=("-pi/2 - atan(1/x)", "pi/2 - atan(1/x)"),
        numpy="numpy.arctan", sympy="atan", latex=r"\arctan", source="DLMF 4.24.9",
    ),
    Function(
        name="acot", partials=("-1/(1 + x**2)",), definition="atan(1/x)", domain="x != 0", wider=True,
        jumps="x == 0", jump="pi", cut="im: -1 <= x and x <= 1",
        range="-pi/2 < y and y < pi/2 and y != 0", sign="x", parity="odd",
        special=(("sqrt(3)/3", "pi/3"), ("1", "pi/4"), ("sqrt(3)", "pi/6"), ("1/sqrt(3)", "pi/3")),
        aliases=("arccot", "arcctg"), bare=True, mpmath="acot", sympy="acot",
        latex=r"\operatorname{arccot}", source="DLMF 4.24.12",
    ),
    Function(
        name="asec", partials=("1/(x**2*sqrt(1 - 1/x**2))",), definition="acos(1/x)",
        domain="x <= -1 or x >= 1", smooth="x < -1 or x > 1", cut="re: -1 <= x and x <= 1",
        range="0 <= y and y <= pi and y != pi/2",
        special=(
            ("1", "0"), ("sqrt(2)", "pi/4"), ("2", "pi/3"), ("-1", "pi"), ("-2", "2*pi/3"),
            ("2/sqrt(3)", "pi/6"),
        ),
        aliases=("arcsec",), bare=True, mpmath="asec", sympy="asec", latex=r"\operatorname{arcsec}",
        source="SymPy 1.14 trigonometric.py asec.fdiff; on the real axis DLMF 4.24.11",
    ),
    Function(
        name="acsc", partials=("-1/(x**2*sqrt(1 - 1/x**2))",), definition="asin(1/x)",
        domain="x <= -1 or x >= 1", smooth="x < -1 or x > 1", cut="re: -1 <= x and x <= 1",
        range="-pi/2 <= y and y <= pi/2 and y != 0", sign="x", parity="odd",
        special=(("1", "pi/2"), ("sqrt(2)", "pi/4"), ("2", "pi/6"), ("2/sqrt(3)", "pi/3")),
        aliases=("arccsc", "arccosec", "acosec"), bare=True, mpmath="acsc", sympy="acsc",
        latex=r"\operatorname{arccsc}",
        source="SymPy 1.14 trigonometric.py acsc.fdiff; on the real axis DLMF 4.24.10",
    ),
    Function(  # the definition is for complex arguments; real targets have their own
        name="atan2", parameters=("y", "x"), partials=("x/(x**2 + y**2)", "-y/(x**2 + y**2)"),
        definition="-I*log((x + I*y)/sqrt(x**2 + y**2))", domain="x != 0 or y != 0",
        smooth="x > 0 or y != 0", alone=("", "True"), jumps="x <= 0 and y == 0", holomorphic=False,
        range="-pi < y and y <= pi",
        special=(
            ("0, 1", "0"), ("1, 1", "pi/4"), ("1, 0", "pi/2"), ("1, -1", "3*pi/4"), ("0, -1", "pi"),
            ("-1, -1", "-3*pi/4"), ("-1, 0", "-pi/2"), ("-1, 1", "-pi/4"),
        ),
        aliases=("arctan2",), math="atan2", mpmath="atan2", numpy="numpy.arctan2", numpy_real_only=True,
        sympy="atan2",
        source="SymPy 1.14 trigonometric.py atan2.fdiff; DiffRules.jl rules.jl",
    ),
    # hyperbolic
    Function(
        name="sinh", family="hyperbolic", powers=(1, 0), partials=("cosh(x)",),
        sign="x", parity="odd", inverse="asinh", special=(("0", "0"),),
        aliases=("sh",), bare=True, math="sinh", cmath="sinh", mpmath="sinh", numpy="numpy.sinh",
        sympy="sinh", latex=r"\sinh", source="DiffRules.jl rules.jl; SymPy 1.14 hyperbolic.py sinh.fdiff",
    ),
    Function(
        name="cosh", family="hyperbolic", powers=(0, 1), partials=("sinh(x)",), range="y >= 1",
        parity="even", mirror="0", inverse="acosh",
        special=(("0", "1"),), aliases=("ch",), bare=True, math="cosh", cmath="cosh", mpmath="cosh",
        numpy="numpy.cosh", sympy="cosh", latex=r"\cosh",
        source="DiffRules.jl rules.jl; SymPy 1.14 hyperbolic.py cosh.fdiff",
    ),
    Function(
        name="sech", family="hyperbolic", powers=(0, -1), partials=("-sech(x)*tanh(x)",),
        definition="1/cosh(x)", floats="2*exp(-Abs(x))/(1 + exp(-2*Abs(x)))",
        range="0 < y and y <= 1", parity="even", mirror="0", inverse="asech", special=(("0", "1"),),
        bare=True,
        mpmath="sech", sympy="sech", latex=r"\operatorname{sech}",
        source="DiffRules.jl rules.jl; SymPy 1.14 hyperbolic.py sech.fdiff",
    ),
    Function(
        name="csch", family="hyperbolic", powers=(-1, 0), partials=("-csch(x)*coth(x)",),
        definition="1/sinh(x)", floats="-2*sign(x)*exp(-Abs(x))/expm1(-2*Abs(x))", domain="x != 0",
        poles="x == 0", range="y != 0",
        sign="x", parity="odd", inverse="acsch", aliases=("cosech",), bare=True,
        mpmath="csch", sympy="csch", latex=r"\operatorname{csch}",
        source="DiffRules.jl rules.jl; SymPy 1.14 hyperbolic.py csch.fdiff",
    ),
    Function(
        name="tanh", family="hyperbolic", powers=(1, -1), partials=("sech(x)**2",),
        range="-1 < y and y < 1", sign="x", parity="odd",
        inverse="atanh", special=(("0", "0"),), aliases=("th",), bare=True,
        math="tanh", cmath="tanh", mpmath="tanh", numpy="numpy.tanh", sympy="tanh", latex=r"\tanh",
        far=("2*exp(2*x)/(exp(2*x) + 1) - 1", "1 - 2/(exp(2*x) + 1)"),
        source="DiffRules.jl rules.jl; SymPy 1.14 hyperbolic.py tanh.fdiff",
    ),
    Function(
        name="coth", family="hyperbolic", powers=(-1, 1), partials=("-csch(x)**2",),
        definition="1/tanh(x)", domain="x != 0",
        poles="x == 0", range="y < -1 or y > 1",
        sign="x", parity="odd", inverse="acoth", aliases=("cth",),
        bare=True, mpmath="coth", sympy="coth", latex=r"\coth",
        source="SymPy 1.14 hyperbolic.py coth.fdiff",
    ),
    # inverse hyperbolic; 1/sqrt(x**2 - 1) would be wrong for acosh at most complex points
    Function(
        name="asinh", partials=("1/sqrt(1 + x**2)",), cut="im: x <= -1 or x >= 1", sign="x", parity="odd",
        inverse="sinh", special=(("0", "0"), ("1", "log(1 + sqrt(2))")),
        aliases=("arsinh", "arcsinh"), bare=True, math="asinh", mpmath="asinh",
        numpy="numpy.arcsinh", sympy="asinh", latex=r"\operatorname{arsinh}", source="DLMF 4.37.1",
    ),
    Function(
        name="acosh", partials=("1/(sqrt(x - 1)*sqrt(x + 1))",), domain="x >= 1", smooth="x > 1",
        cut="re: x <= 1", range="y >= 0", sign="x - 1", special=(("1", "0"), ("2", "log(2 + sqrt(3))")),
        sample=((1, 6),), aliases=("arcosh", "arccosh"), bare=True, math="acosh", cmath="acosh",
        mpmath="acosh", numpy="numpy.arccosh", sympy="acosh", latex=r"\operatorname{arcosh}",
        ends=(("1", "2*asinh(sqrt((x - 1)/2))"),),
        source="SymPy 1.14 hyperbolic.py acosh.fdiff",
    ),
    Function(
        name="atanh", partials=("1/(1 - x**2)",), domain="-1 < x and x < 1", poles="x == -1 or x == 1",
        cut="re: x <= -1 or x >= 1", sign="x", parity="odd", inverse="tanh",
        special=(("0", "0"), ("1/2", "log(3)/2")), aliases=("artanh", "arctanh"), bare=True,
        math="atanh", mpmath="atanh", numpy="numpy.arctanh", numpy_other_edge=True, sympy="atanh",
        latex=r"\operatorname{artanh}", source="DLMF 4.37.3",
    ),
    Function(
        name="acoth", partials=("1/(1 - x**2)",), definition="atanh(1/x)", domain="x < -1 or x > 1",
        poles="x == -1 or x == 1", cut="re: -1 <= x and x <= 1", range="y != 0", sign="x", parity="odd",
        inverse="coth", special=(("2", "log(3)/2"),), sample=((-6, 6),),
        aliases=("arcoth", "arccoth"), bare=True, mpmath="acoth", sympy="acoth",
        latex=r"\operatorname{arcoth}", source="SymPy 1.14 hyperbolic.py acoth.fdiff; DLMF 4.37.6",
    ),
    Function(
        name="asech", partials=("-1/(x*sqrt(1 - x**2))",), definition="acosh(1/x)",
        domain="0 < x and x <= 1", smooth="0 < x and x < 1", poles="x == 0",
        cut="re: x <= 0 or x >= 1", range="y >= 0",
        sign="1 - x", special=(("1", "0"), ("1/2", "log(2 + sqrt(3))")),
        sample=((0, 1),), aliases=("arsech", "arcsech"), bare=True, mpmath="asech", sympy="asech",
        latex=r"\operatorname{arsech}", source="SymPy 1.14 hyperbolic.py asech.fdiff; DLMF 4.37.5",
    ),
    Function(
        name="acsch", partials=("-1/(x**2*sqrt(1 + 1/x**2))",), definition="asinh(1/x)",
        domain="x != 0", poles="x == 0", cut="im: -1 <= x and x <= 1", range="y != 0",
        sign="x", parity="odd",
        inverse="csch", special=(("1", "log(1 + sqrt(2))"),), aliases=("arcsch", "arccsch"), bare=True,
        mpmath="acsch", sympy="acsch", latex=r"\operatorname{arcsch}",
        source="SymPy 1.14 hyperbolic.py acsch.fdiff; DLMF 4.37.4",
    ),
    # steps and corners
    Function(
        name="Abs", partials=("sign(x)",), smooth="x != 0", kinks="x == 0", holomorphic=False, by_parts=True,
        range="y >= 0", zeros="x == 0", parity="even", special=(("0", "0"), ("I", "1")), aliases=("abs",),
        math="fabs", mpmath="fabs", numpy="numpy.abs", sympy="Abs", latex=r"\left|{{{0}}}\right|",
        source="SymPy 1.14 complexes.py Abs.fdiff",
    ),
    Function(
        name="sign", partials=("0",), definition="Piecewise((0, x == 0), (x/Abs(x), True))",
        smooth="x != 0", jumps="x == 0", jump="2", holomorphic=False, by_parts=True,
        range="y == -1 or y == 0 or y == 1", integer_valued=True,
        sign="x", parity="odd", special=(("0", "0"),), aliases=("sgn", "signum"), mpmath="sign",
        numpy="numpy.sign", sympy="sign", latex=r"\operatorname{sign}",
        source="SymPy 1.14 complexes.py sign (2*DiracDelta(x): 0 off the jump); ChainRules.jl base.jl",
    ),
    Function(
        name="floor", partials=("0",), smooth="x != floor(x)", jumps="x == floor(x)", jump="1",
        holomorphic=False, range="y == floor(y)", integer_valued=True,
        special=(("0", "0"), ("1/2", "0"), ("-1/2", "-1")),
        math="floor", mpmath="floor", numpy="numpy.floor", numpy_real_only=True, sympy="floor",
        latex=r"\left\lfloor{{{0}}}\right\rfloor", source="a step function: constant between its jumps",
    ),
    Function(
        name="ceiling", partials=("0",), definition="-floor(-x)", smooth="x != floor(x)",
        jumps="x == floor(x)", jump="1", holomorphic=False, range="y == floor(y)", integer_valued=True,
        special=(("0", "0"), ("1/2", "1"), ("-1/2", "0")), aliases=("ceil",), math="ceil",
        mpmath="ceil", numpy="numpy.ceil", numpy_real_only=True, sympy="ceiling",
        latex=r"\left\lceil{{{0}}}\right\rceil",
        source="a step function: constant between its jumps",
    ),
    Function(
        name="Heaviside", partials=("0",), definition="(1 + sign(x))/2", smooth="x != 0",
        jumps="x == 0", jump="1", holomorphic=False, range="y == 0 or y == 1/2 or y == 1",
        special=(("0", "1/2"),), aliases=("heaviside",), sympy="Heaviside", latex=r"\operatorname{{\theta}}",
        source="SymPy 1.14 delta_functions.py Heaviside.fdiff (DiracDelta(x): 0 off the jump)",
    ),
    Function(
        name="Max", parameters=("*",), holomorphic=False, aliases=("max",),
        numpy="numpy.maximum", numpy_real_only=True, sympy="Max", latex=r"\max",
        source="DiffRules.jl rules.jl",
    ),
    Function(
        name="Min", parameters=("*",), holomorphic=False, aliases=("min",),
        numpy="numpy.minimum", numpy_real_only=True, sympy="Min", latex=r"\min",
        source="DiffRules.jl rules.jl",
    ),
    Function(
        name="hypot", parameters=("x", "y"), partials=("x/hypot(x, y)", "y/hypot(x, y)"),
        definition="sqrt(x**2 + y**2)", smooth="x != 0 or y != 0", kinks="x == 0 and y == 0",
        holomorphic=False, range="y >= 0", zeros="x**2 + y**2 == 0", parity="even",
        special=(("0, 0", "0"), ("3, 4", "5")),
        math="hypot", mpmath="hypot", numpy="numpy.hypot", numpy_real_only=True,
        source="DiffRules.jl rules.jl",
    ),
    # signals and neural networks
    Function(
        name="sinc", partials=("Piecewise((cos(x)/x - sin(x)/x**2, x != 0), (0, True))",),
        definition="Piecewise((sin(x)/x, x != 0), (1, True))", range="-0.22 < y and y <= 1",
        parity="even", special=(("0", "1"), ("pi/2", "2/pi"), ("pi", "0")), mpmath="sinc",
        sympy="sinc", source="SymPy 1.14 trigonometric.py sinc.fdiff",
    ),
    Function(
        name="sigmoid", partials=("sigmoid(x)*sigmoid(-x)",), definition="1/(1 + exp(-x))",
        floats="exp(Min(x, 0))/(1 + exp(-Abs(x)))",
        range="0 < y and y < 1", inverse="logit", special=(("0", "1/2"),),
        aliases=("logistic", "expit"), mpmath="sigmoid", numpy="scipy.special.expit", numpy_real_only=True,
        latex=r"\operatorname{{\sigma}}",
        source="DiffRules.jl rules.jl (logistic); 1 - sigmoid(x) is sigmoid(-x)",
    ),
    Function(  # holomorphic off the half-lines where 1 + exp(x) <= 0, which no axis holds
        name="softplus", partials=("sigmoid(x)",), definition="log1p(exp(x))", range="y > 0",
        undone="log(exp(y) - 1)",
        floats="Max(x, 0) + log1p(exp(-Abs(x)))",
        special=(("0", "log(2)"),), numpy="scipy.special.softplus", numpy_real_only=True,
        source="DiffRules.jl rules.jl (log1pexp)",
    ),
    Function(
        name="relu", partials=("Piecewise((0, x < 0), (1, x > 0))",),
        definition="Piecewise((0, x < 0), (x, True))", smooth="x != 0", kinks="x == 0",
        holomorphic=False, range="y >= 0", special=(("0", "0"),), aliases=("ReLU",),
        latex=r"\operatorname{ReLU}", source="DiffRules.jl rules.jl (max)",
    ),
    Function(
        name="silu", partials=("sigmoid(x)*(1 + x*sigmoid(-x))",), definition="x*sigmoid(x)",
        range="y > -0.28", sign="x", special=(("0", "0"),), aliases=("swish", "SiLU"),
        latex=r"\operatorname{SiLU}",
        source="pytorch.org torch.nn.SiLU (definition); product rule, DiffRules.jl rules.jl (logistic)",
    ),
    Function(
        name="gelu", partials=("erfc(-x/sqrt(2))/2 + x*exp(-x**2/2)/sqrt(2*pi)",),
        definition="x*erfc(-x/sqrt(2))/2", range="y > -0.17", sign="x", special=(("0", "0"),),
        aliases=("GELU",), latex=r"\operatorname{GELU}",
        source="marian-nmt.github.io gelu (definition); product rule, SymPy 1.14 error_functions.py erfc",
    ),
    Function(
        name="logit", partials=("1/(x*(1 - x))",), definition="log(x/(1 - x))",
        domain="0 < x and x < 1", poles="x == 0 or x == 1", cut="re: x <= 0 or x >= 1",
        sign="2*x - 1", inverse="sigmoid", special=(("1/2", "0"),), sample=((0, 1),),
        numpy="scipy.special.logit", numpy_real_only=True,
        source="DiffRules.jl rules.jl",
    ),
    # error functions
    Function(
        name="erf", partials=("2*exp(-x**2)/sqrt(pi)",), range="-1 < y and y < 1", sign="x", parity="odd",
        inverse="erfinv", special=(("0", "0"),), math="erf", mpmath="erf",
        numpy="scipy.special.erf", sympy="erf",
        far=("exp(-x**2) - 1", "1 - exp(-x**2)"),
        source="SymPy 1.14 error_functions.py erf.fdiff; DiffRules.jl rules.jl",
    ),
    Function(
        name="erfc", partials=("-2*exp(-x**2)/sqrt(pi)",), range="0 < y and y < 2",
        inverse="erfcinv", special=(("0", "1"),), math="erfc", mpmath="erfc",
        numpy="scipy.special.erfc", sympy="erfc",
        far=("2 - exp(-x**2)", "exp(-x**2)"),
        source="SymPy 1.14 error_functions.py erfc.fdiff; DiffRules.jl rules.jl",
    ),
    Function(
        name="erfi", partials=("2*exp(x**2)/sqrt(pi)",), sign="x", parity="odd", special=(("0", "0"),),
        mpmath="erfi", numpy="scipy.special.erfi", sympy="erfi",
        source="SymPy 1.14 error_functions.py erfi.fdiff; DiffRules.jl rules.jl",
    ),
    Function(
        name="erfcx", partials=("2*x*erfcx(x) - 2/sqrt(pi)",), definition="exp(x**2)*erfc(x)",
        floats=(  # a continued fraction, DLMF 7.9.1
            "Piecewise((exp(x**2)*erfc(x), x < 3), (1/(sqrt(pi)*(x + (1/2)/(x + 1/(x + (3/2)/(x + 2/(x + "
            "(5/2)/(x + 3/(x + (7/2)/(x + 4/(x + (9/2)/(x + 5/(x + (11/2)/(x + 6/(x + (13/2)/(x + 7/(x + "
            "(15/2)/(x + 8/(x + (17/2)/(x + 9/(x + (19/2)/(x + 10/(x + (21/2)/(x + 11/(x + (23/2)/(x + 12"
            "/x))))))))))))))))))))))))), True))"
        ),
        range="y > 0", special=(("0", "1"),), numpy="scipy.special.erfcx",
        source="DiffRules.jl rules.jl",
    ),
    Function(
        name="dawson", partials=("1 - 2*x*dawson(x)",), definition="sqrt(pi)*exp(-x**2)*erfi(x)/2",
        floats=(  # its asymptotic series for large x, DLMF 7.12.1 by 7.5.1
            "Piecewise(((1 + (1 + 3*(1 + 5*(1 + 7*(1 + 9*(1 + 11*(1 + 13*(1 + 15*(1 + 17*(1 + 19*(1 + 21*"
            "(1 + 23*(1 + 25*(1 + 27*(1/x)**2/2)*(1/x)**2/2)*(1/x)**2/2)*(1/x)**2/2)*(1/x)**2/2)*(1/x)**2"
            "/2)*(1/x)**2/2)*(1/x)**2/2)*(1/x)**2/2)*(1/x)**2/2)*(1/x)**2/2)*(1/x)**2/2)*(1/x)**2/2)*(1/x"
            ")**2/2)/(2*x), abs(x) > 9), (sqrt(pi)*exp(-x**2)*erfi(x)/2, True))"
        ),
        range="-0.55 < y and y < 0.55", sign="x", parity="odd", special=(("0", "0"),), aliases=("dawsn",),
        mpmath="hyp1f1(1, 1.5, -({0})**2)*({0})", numpy="scipy.special.dawsn", latex=r"\operatorname{F}",
        source="DiffRules.jl rules.jl",
    ),
    Function(  # real arguments only, in every library
        name="erfinv", partials=("sqrt(pi)*exp(erfinv(x)**2)/2",), domain="-1 < x and x < 1",
        poles="x == -1 or x == 1", holomorphic=False, sign="x", parity="odd", inverse="erf",
        special=(("0", "0"),), sample=((-0.999, 0.999),), mpmath="erfinv", mpmath_slow=True,
        numpy="scipy.special.erfinv", numpy_real_only=True, sympy="erfinv",
        source="SymPy 1.14 error_functions.py erfinv.fdiff; DiffRules.jl rules.jl",
    ),
    Function(  # the definition is exact, and loses digits where x is tiny
        name="erfcinv", partials=("-sqrt(pi)*exp(erfcinv(x)**2)/2",), definition="erfinv(1 - x)",
        floats=f"Piecewise(({_ERFCINV}, 0 < x and x < 1/4), (erfinv(1 - x), True))",
        domain="0 < x and x < 2", poles="x == 0 or x == 2", holomorphic=False,
        sign="1 - x", inverse="erfc",
        special=(("1", "0"),), sample=((0.001, 1.999),), numpy="scipy.special.erfcinv", numpy_real_only=True,
        sympy="erfcinv", source="SymPy 1.14 error_functions.py erfcinv.fdiff; MathWorld InverseErfc (6)",
    ),
    Function(
        name="fresnels", partials=("sin(pi*x**2/2)",), range="-0.72 < y and y < 0.72",
        sign="x", parity="odd",
        special=(("0", "0"),), mpmath="fresnels", numpy="scipy.special.fresnel[0]", numpy_partly=True,
        sympy="fresnels", latex=r"\operatorname{S}",
        source="SymPy 1.14 error_functions.py FresnelIntegral.fdiff",
    ),
    Function(
        name="fresnelc", partials=("cos(pi*x**2/2)",), range="-0.78 < y and y < 0.78",
        sign="x", parity="odd",
        special=(("0", "0"),), mpmath="fresnelc", numpy="scipy.special.fresnel[1]", numpy_partly=True,
        sympy="fresnelc", latex=r"\operatorname{C}",
        source="SymPy 1.14 error_functions.py FresnelIntegral.fdiff",
    ),
    # gamma and its kin. math.lgamma is log(Abs(gamma(x))), real where loggamma is not.
    Function(
        name="gamma", partials=("gamma(x)*digamma(x)",), domain="x > 0 or x != floor(x)",
        poles="x <= 0 and x == floor(x)", range="y != 0",
        special=(
            ("1", "1"), ("2", "1"), ("3", "2"), ("4", "6"), ("5", "24"), ("1/2", "sqrt(pi)"),
            ("3/2", "sqrt(pi)/2"), ("5/2", "3*sqrt(pi)/4"), ("-1/2", "-2*sqrt(pi)"),
        ),
        aliases=("Gamma",), math="gamma", mpmath="gamma", mpmath_slow=True, numpy="scipy.special.gamma",
        sympy="gamma", latex=r"\Gamma",
        beside="gamma(x + 1)/x",
        source="SymPy 1.14 gamma_functions.py gamma.fdiff; DiffRules.jl rules.jl",
    ),
    Function(
        name="loggamma", partials=("digamma(x)",), domain="x > 0",
        poles="x <= 0 and x == floor(x)", cut="re: x <= 0", range="y > -0.122",
        special=(("1", "0"), ("2", "0"), ("1/2", "log(pi)/2"), ("3", "log(2)")), sample=((0, 6),),
        aliases=("lgamma", "gammaln"), mpmath="loggamma", mpmath_slow=True, numpy="scipy.special.loggamma",
        sympy="loggamma", latex=r"\operatorname{log\Gamma}",
        beside="loggamma(x + 1) - log(x)",
        source="SymPy 1.14 gamma_functions.py loggamma.fdiff; DiffRules.jl rules.jl",
    ),
    Function(
        name="digamma", partials=("trigamma(x)",), domain="x > 0 or x != floor(x)",
        poles="x <= 0 and x == floor(x)", aliases=("psi",), mpmath="digamma", mpmath_slow=True,
        numpy="scipy.special.digamma", sympy="digamma", latex=r"\psi", beside="digamma(x + 1) - 1/x",
        source="DiffRules.jl rules.jl",
    ),
    Function(
        name="trigamma", partials=("polygamma(2, x)",), definition="polygamma(1, x)",
        domain="x > 0 or x != floor(x)", poles="x <= 0 and x == floor(x)", range="y > 0",
        special=(("1", "pi**2/6"), ("1/2", "pi**2/2"), ("2", "pi**2/6 - 1")), sympy="trigamma",
        latex=r"\operatorname{{\psi}}_{1}", beside="trigamma(x + 1) + 1/x**2",
        source="DiffRules.jl rules.jl",
    ),
    Function(
        name="polygamma", parameters=("n", "x"), partials=(None, "polygamma(n + 1, x)"),
        domain="n >= 0 and (x > 0 or x != floor(x))", poles="x <= 0 and x == floor(x)",
        special=(("1, 1", "pi**2/6"), ("1, 1/2", "pi**2/2"), ("3, 1", "pi**4/15")), integers=("n",),
        sample=((0, 4), (-3, 5)), mpmath="polygamma", mpmath_slow=True,
        numpy="scipy.special.polygamma", numpy_real_only=True,
        sympy="polygamma", latex=r"\psi^{{\left({0}\right)}}\left({1}\right)",
        beside="polygamma(n, x + 1) - (-1)**n*gamma(n + 1)/x**(n + 1)",
        source="SymPy 1.14 gamma_functions.py polygamma.fdiff; DiffRules.jl rules.jl",
    ),
    Function(
        name="factorial", partials=("factorial(x)*digamma(x + 1)",), definition="gamma(x + 1)",
        domain="x >= 0 or x != floor(x)", poles="x < 0 and x == floor(x)", range="y != 0",
        special=(
            ("0", "1"), ("1", "1"), ("2", "2"), ("3", "6"), ("4", "24"), ("5", "120"),
            ("1/2", "sqrt(pi)/2"), ("-1/2", "sqrt(pi)"),
        ),
        mpmath="factorial", mpmath_slow=True, sympy="factorial", latex=r"\left({0}\right)!",
        source="SymPy 1.14 factorials.py factorial.fdiff",
    ),
    Function(  # gamma(x)*gamma(y)/gamma(x + y) is no definition here: it overflows from x = 171 on
        name="beta", parameters=("x", "y"),
        partials=(
            "beta(x, y)*(digamma(x) - digamma(x + y))", "beta(x, y)*(digamma(y) - digamma(x + y))",
        ),
        domain="(x > 0 or x != floor(x)) and (y > 0 or y != floor(y))",
        smooth="x + y > 0 or x + y != floor(x + y)",
        poles="x <= 0 and x == floor(x) or y <= 0 and y == floor(y)",
        special=(("1, 1", "1"), ("1/2, 1/2", "pi")), sample=((0, 4), (0, 4)), aliases=("Beta",),
        mpmath="beta", mpmath_slow=True, numpy="scipy.special.beta", numpy_real_only=True, sympy="beta",
        latex=r"\operatorname{B}",
        beside="gamma(x)*gamma(y)/gamma(x + y)",
        source="SymPy 1.14 beta_functions.py beta.fdiff; DiffRules.jl rules.jl",
    ),
    Function(
        name="binomial", parameters=("n", "k"),
        partials=(
            "binomial(n, k)*(digamma(n + 1) - digamma(n - k + 1))",
            "binomial(n, k)*(digamma(n - k + 1) - digamma(k + 1))",
        ),
        domain="n > -1 or n != floor(n)",
        smooth="(k > -1 or k != floor(k)) and (n - k > -1 or n - k != floor(n - k))",
        poles="n <= -1 and n == floor(n)", sample=((-0.5, 5), (-0.5, 5)), aliases=("binom",),
        special=(("0, 0", "1"), ("1, 0", "1"), ("1, 1", "1"), ("2, 1", "2"), ("4, 2", "6")),
        mpmath="binomial", mpmath_slow=True,
        numpy="scipy.special.binom", numpy_real_only=True, sympy="binomial",
        latex=r"{{\binom{{{0}}}{{{1}}}}}", beside="gamma(n + 1)/(gamma(k + 1)*gamma(n - k + 1))",
        source="SymPy 1.14 factorials.py binomial.fdiff",
    ),
    Function(
        name="uppergamma", parameters=("s", "x"), partials=("D[1](uppergamma)(s, x)", "-x**(s - 1)*exp(-x)"),
        named="x > 0", domain="x > 0 or s > 0 and (x == 0 or s == floor(s))",
        smooth="x > 0 or s > 0 and s == floor(s)", poles="x == 0 and s <= 0", cut="re: x <= 0",
        special=(("1, 0", "1"), ("1/2, 0", "sqrt(pi)")), sample=((-2, 4), (0, 5)),
        mpmath="gammainc", mpmath_slow=True, sympy="uppergamma", latex=r"\Gamma", source="DLMF 8.2.2",
    ),
    Function(  # in mpmath x**s*hyp1f1(s, s + 1, -x)/s; gammainc(s, 0, x) recurses endlessly for some x
        name="lowergamma", parameters=("s", "x"), partials=("D[1](lowergamma)(s, x)", "x**(s - 1)*exp(-x)"),
        named="x > 0 and (s > 0 or s != floor(s))",
        domain="(x > 0 and s != floor(s)) or (s > 0 and (x >= 0 or s == floor(s)))",
        smooth="x > 0 or s > 0 and s == floor(s)", poles="s <= 0 and (s == floor(s) or x == 0)",
        cut="re: x <= 0", special=(("1, 0", "0"), ("1, 1", "1 - 1/E")), sample=((0, 4), (0, 5)),
        mpmath="power({1}, {0})*hyp1f1({0}, ({0}) + 1, -({1}))/({0})",
        sympy="lowergamma", latex=r"\gamma", source="DLMF 8.2.1",
    ),
    # exponential and trigonometric integrals
    Function(
        name="Ei", partials=("exp(x)/x",), domain="x != 0", poles="x == 0", cut="re: x <= 0",
        aliases=("ei", "expi"), mpmath="ei", numpy="scipy.special.expi", sympy="Ei",
        source="DLMF 6.2.5; SymPy 1.14 error_functions.py Ei.fdiff",
    ),
    Function(
        name="li", partials=("1/log(x)",), definition="Piecewise((0, x == 0), (Ei(log(x)), True))",
        domain="x >= 0 and x != 1",
        smooth="x > 0 and x != 1", poles="x == 1", cut="re: x <= 1", special=(("0", "0"),),
        sample=((0, 5),), mpmath="li", sympy="li", source="DLMF 6.2.8",
    ),
    Function(
        name="Si", partials=("sinc(x)",), range="-1.86 < y and y < 1.86", sign="x", parity="odd",
        special=(("0", "0"),), aliases=("sinint",), mpmath="si", numpy="scipy.special.sici[0]",
        sympy="Si", source="DLMF 6.2.9",
    ),
    Function(
        name="Ci", partials=("cos(x)/x",), domain="x > 0", poles="x == 0", cut="re: x <= 0",
        range="y < 0.48", sample=((0, 6),), aliases=("cosint",), mpmath="ci",
        numpy="scipy.special.sici[1]", wider=True, sympy="Ci", source="DLMF 6.2.11",
    ),
    Function(
        name="Shi", partials=("Piecewise((sinh(x)/x, x != 0), (1, True))",), sign="x", parity="odd",
        special=(("0", "0"),), aliases=("shi",), mpmath="shi", numpy="scipy.special.shichi[0]",
        sympy="Shi", source="DLMF 6.2.15",
    ),
    Function(
        name="Chi", partials=("cosh(x)/x",), domain="x > 0", poles="x == 0", cut="re: x <= 0",
        sample=((0, 6),), mpmath="chi", numpy="scipy.special.shichi[1]", wider=True,
        sympy="Chi", source="SymPy 1.14 error_functions.py TrigonometricIntegral.fdiff; DLMF 6.2.16",
    ),
    # LambertW, polylogarithms, zeta
    Function(  # principal branch; SciPy's result is complex even where it is real
        name="LambertW", partials=("exp(-LambertW(x))/(1 + LambertW(x))",), domain="x >= -1/E",
        smooth="x > -1/E", cut="re: x <= -1/E", range="y >= -1", undone="y*exp(y)",
        sign="x", special=(
            ("0", "0"), ("E", "1"), ("-1/E", "-1"), ("2*log(2)", "log(2)"), ("-log(2)/2", "-log(2)"),
        ),
        sample=((-0.36, 5),), aliases=("lambertw", "productlog"), mpmath="lambertw",
        numpy="scipy.special.lambertw", numpy_complex=True, sympy="LambertW", latex=r"\operatorname{W}",
        source="Fungrim 8d486c",
    ),
    Function(
        name="dilog", partials=("Piecewise((log(x)/(1 - x), x != 1), (-1, True))",),
        definition="polylog(2, 1 - x)", domain="x >= 0", smooth="x > 0", cut="re: x <= 0",
        range="y <= pi**2/6",
        sign="1 - x", special=(
            ("0", "pi**2/6"), ("1", "0"), ("2", "-pi**2/12"), ("1/2", "pi**2/12 - log(2)**2/2"),
        ),
        sample=((0, 5),), aliases=("spence",), numpy="scipy.special.spence",
        source="docs.scipy.org scipy.special.spence",
    ),
    Function(
        name="polylog", parameters=("s", "x"),
        partials=("D[1](polylog)(s, x)", "Piecewise((polylog(s - 1, x)/x, x != 0), (1, True))"),
        named="x < 1", domain="x < 1 or x == 1 and s > 1 or x > 1 and s <= 0 and s == floor(s)",
        smooth="x < 1 or x > 1 and s <= 0 and s == floor(s)", poles="x == 1 and s <= 1",
        cut="re: x >= 1",
        special=(
            ("2, 1", "pi**2/6"), ("2, -1", "-pi**2/12"), ("2, 1/2", "pi**2/12 - log(2)**2/2"),
            ("4, 1", "pi**4/90"), ("1, 1/2", "log(2)"), ("1, -1", "-log(2)"), ("3, 1", "zeta(3)"),
        ),
        sample=((-2, 4), (-3, 0.95)), mpmath="polylog", mpmath_slow=True, sympy="polylog",
        latex=r"\operatorname{{Li}}_{{{0}}}\left({1}\right)",
        power_series=("1", "1", "((k - 1)/k)**s"),
        source="SymPy 1.14 zeta_functions.py polylog.fdiff",
    ),
    Function(
        name="zeta", parameters=("s",), partials=("zeta'(s)",), domain="s != 1", poles="s == 1",
        special=(
            ("0", "-1/2"), ("2", "pi**2/6"), ("4", "pi**4/90"), ("6", "pi**6/945"), ("-1", "-1/12"),
            ("-2", "0"), ("-3", "1/120"), ("-4", "0"),
        ),
        mpmath="zeta", mpmath_slow=True, numpy="scipy.special.zeta", sympy="zeta", latex=r"\zeta",
        source="SymPy 1.14 zeta_functions.py zeta.fdiff (none by s)",
    ),
    Function(  # SciPy: s > 1 only
        name="zeta", parameters=("s", "a"), partials=("D[1](zeta)(s, a)", "-s*zeta(s + 1, a)"),
        named="s != 1 and a > 0", domain="s != 1 and (a > 0 or s == floor(s) and (s <= 0 or a != floor(a)))",
        smooth="s != 0 and s != 1", poles="s == 1 or s > 0 and a <= 0 and a == floor(a)",
        cut="re: a <= 0", special=(("2, 1", "pi**2/6"), ("2, 1/2", "pi**2/2"), ("0, 1", "-1/2")),
        sample=((1.1, 5), (0.1, 5)), mpmath="zeta", mpmath_slow=True,
        numpy="scipy.special.zeta", numpy_real_only=True, numpy_partly=True,
        sympy="zeta",
        latex=r"\zeta", source="SymPy 1.14 zeta_functions.py zeta.fdiff; DiffRules.jl rules.jl",
    ),
    Function(
        name="dirichlet_eta", parameters=("s",), partials=("dirichlet_eta'(s)",),
        definition="Piecewise((log(2), s == 1), (-expm1((1 - s)*log(2))*zeta(s), True))",
        special=(("0", "1/2"), ("1", "log(2)"), ("2", "pi**2/12"), ("-1", "1/4")),
        aliases=("altzeta",), mpmath="altzeta", mpmath_slow=True,
        sympy="dirichlet_eta", latex=r"\operatorname{{\eta}}",
        source="SymPy 1.14 zeta_functions.py dirichlet_eta (no fdiff)",
    ),
    # Bessel and Airy functions
    Function(
        name="besselj", parameters=("n", "x"),
        partials=("D[1](besselj)(n, x)", "(besselj(n - 1, x) - besselj(n + 1, x))/2"),
        named="x > 0", domain="x > 0 or n == floor(n) or x == 0 and n > 0", smooth="x > 0 or n == floor(n)",
        poles="x == 0 and n < 0 and n != floor(n)", cut="re: x <= 0",
        special=(("0, 0", "1"), ("1, 0", "0"), ("2, 0", "0")), sample=((-2, 4), (0, 8)),
        mpmath="besselj", numpy="scipy.special.jv", sympy="besselj",
        latex=r"J_{{{0}}}\left({1}\right)", source="DLMF 10.6.1",
    ),
    Function(
        name="bessely", parameters=("n", "x"),
        partials=("D[1](bessely)(n, x)", "(bessely(n - 1, x) - bessely(n + 1, x))/2"),
        named="x > 0", domain="x > 0",
        poles="x == 0", cut="re: x <= 0", sample=((-2, 4), (0.1, 8)), mpmath="bessely", mpmath_slow=True,
        numpy="scipy.special.yv", sympy="bessely", latex=r"Y_{{{0}}}\left({1}\right)",
        source="DLMF 10.6.1",
    ),
    Function(
        name="besseli", parameters=("n", "x"),
        partials=("D[1](besseli)(n, x)", "(besseli(n - 1, x) + besseli(n + 1, x))/2"),
        named="x > 0", domain="x > 0 or n == floor(n) or x == 0 and n > 0", smooth="x > 0 or n == floor(n)",
        poles="x == 0 and n < 0 and n != floor(n)", cut="re: x <= 0",
        special=(("0, 0", "1"), ("1, 0", "0"), ("2, 0", "0")), sample=((-2, 4), (0, 6)),
        mpmath="besseli", mpmath_slow=True, numpy="scipy.special.iv", sympy="besseli",
        latex=r"\operatorname{{I}}_{{{0}}}\left({1}\right)", source="DLMF 10.29.1",
    ),
    Function(
        name="besselk", parameters=("n", "x"),
        partials=("D[1](besselk)(n, x)", "-(besselk(n - 1, x) + besselk(n + 1, x))/2"),
        named="x > 0", domain="x > 0",
        poles="x == 0", cut="re: x <= 0", range="y > 0", sample=((-2, 4), (0.1, 6)),
        mpmath="besselk", mpmath_slow=True, numpy="scipy.special.kv", sympy="besselk",
        latex=r"\operatorname{{K}}_{{{0}}}\left({1}\right)", source="DLMF 10.29.1",
    ),
    Function(  # complex on the real axis; the domain is where it is smooth there
        name="hankel1", parameters=("n", "x"),
        partials=(
            "D[1](besselj)(n, x) + I*D[1](bessely)(n, x)", "(hankel1(n - 1, x) - hankel1(n + 1, x))/2",
        ),
        definition="besselj(n, x) + I*bessely(n, x)", domain="False", complex_valued=True, poles="x == 0",
        cut="re: x <= 0", sample=((-2, 4), (0.1, 8)), mpmath="hankel1", mpmath_slow=True,
        numpy="scipy.special.hankel1", sympy="hankel1",
        latex=r"H^{{\left(1\right)}}_{{{0}}}\left({1}\right)", source="DLMF 10.6.1",
    ),
    Function(
        name="hankel2", parameters=("n", "x"),
        partials=(
            "D[1](besselj)(n, x) - I*D[1](bessely)(n, x)", "(hankel2(n - 1, x) - hankel2(n + 1, x))/2",
        ),
        definition="besselj(n, x) - I*bessely(n, x)", domain="False", complex_valued=True, poles="x == 0",
        cut="re: x <= 0", sample=((-2, 4), (0.1, 8)), mpmath="hankel2", mpmath_slow=True,
        numpy="scipy.special.hankel2", sympy="hankel2",
        latex=r"H^{{\left(2\right)}}_{{{0}}}\left({1}\right)", source="DLMF 10.6.1",
    ),
    Function(
        name="airyai", partials=("airyaiprime(x)",), range="-0.42 < y and y < 0.54",
        special=(("0", "3**(1/3)/(3*gamma(2/3))"),), mpmath="airyai",
        numpy="scipy.special.airy[0]", numpy_partly=True, sympy="airyai", latex=r"\operatorname{Ai}",
        source="SymPy 1.14 bessel.py airyai.fdiff; DiffRules.jl rules.jl",
    ),
    Function(  # mpmath.airyai(x, derivative=1)
        name="airyaiprime", partials=("x*airyai(x)",), special=(("0", "-3**(2/3)/(3*gamma(1/3))"),),
        numpy="scipy.special.airy[1]", numpy_partly=True,
        sympy="airyaiprime", latex=r"\operatorname{Ai}^{\prime}",
        mpmath="airyai({0}, derivative=1)",
        source="SymPy 1.14 bessel.py airyaiprime.fdiff; DiffRules.jl rules.jl",
    ),
    Function(
        name="airybi", partials=("airybiprime(x)",), range="y > -0.46",
        special=(("0", "3**(5/6)/(3*gamma(2/3))"),), mpmath="airybi",
        numpy="scipy.special.airy[2]", numpy_partly=True, sympy="airybi", latex=r"\operatorname{Bi}",
        source="SymPy 1.14 bessel.py airybi.fdiff; DiffRules.jl rules.jl",
    ),
    Function(  # mpmath.airybi(x, derivative=1)
        name="airybiprime", partials=("x*airybi(x)",), special=(("0", "3**(1/6)/gamma(1/3)"),),
        numpy="scipy.special.airy[3]", numpy_partly=True,
        sympy="airybiprime", latex=r"\operatorname{Bi}^{\prime}",
        mpmath="airybi({0}, derivative=1)",
        source="SymPy 1.14 bessel.py airybiprime.fdiff; DiffRules.jl rules.jl",
    ),
    # elliptic integrals, with the parameter m = k**2; SciPy's incomplete ones answer for m <= 1 only
    Function(
        name="elliptic_k", parameters=("m",),
        partials=(
            "Piecewise(((elliptic_e(m) - (1 - m)*elliptic_k(m))/(2*m*(1 - m)), m != 0), (pi/8, True))",
        ),
        domain="m < 1", poles="m == 1", cut="re: m >= 1", range="y > 0",
        special=(
            ("0", "pi/2"), ("1/2", "gamma(1/4)**2/(4*sqrt(pi))"), ("-1", "gamma(1/4)**2/(4*sqrt(2*pi))"),
        ),
        sample=((-3, 0.99),), aliases=("ellipk",), mpmath="ellipk",
        numpy="scipy.special.ellipk", numpy_real_only=True,
        sympy="elliptic_k", latex=r"\operatorname{K}",
        power_series=("0", "pi/2", "((2*k - 1)/(2*k))**2"),
        source="SymPy 1.14 elliptic_integrals.py elliptic_k.fdiff; DiffRules.jl rules.jl",
    ),
    Function(
        name="elliptic_e", parameters=("m",),
        partials=("Piecewise(((elliptic_e(m) - elliptic_k(m))/(2*m), m != 0), (-pi/8, True))",),
        domain="m <= 1", smooth="m < 1", cut="re: m >= 1", range="y >= 1",
        special=(("0", "pi/2"), ("1", "1")), sample=((-3, 0.99),), aliases=("ellipe",),
        mpmath="ellipe", numpy="scipy.special.ellipe", numpy_real_only=True, sympy="elliptic_e",
        latex=r"\operatorname{E}",
        power_series=("0", "pi/2", "(2*k - 1)*(2*k - 3)/(2*k)**2"),
        source="SymPy 1.14 elliptic_integrals.py elliptic_e.fdiff; DiffRules.jl rules.jl",
    ),
    Function(
        name="elliptic_e", parameters=("phi", "m"),
        partials=(
            "sqrt(1 - m*sin(phi)**2)",
            "Piecewise(((elliptic_e(phi, m) - elliptic_f(phi, m))/(2*m), m != 0),"
            " (sin(2*phi)/8 - phi/4, True))",
        ),
        domain="m <= 1 or -pi/2 < phi and phi < pi/2 and m*sin(phi)**2 <= 1",
        smooth="m < 1 or -pi/2 < phi and phi < pi/2 and m*sin(phi)**2 < 1", cut="re: m >= 1",
        special=(("0, 0", "0"), ("pi/2, 0", "pi/2"), ("pi/2, 1", "1")), sample=((-1.5, 1.5), (-3, 0.99)),
        aliases=("ellipe", "ellipeinc"), mpmath="ellipe", mpmath_slow=True,
        numpy="scipy.special.ellipeinc", numpy_partly=True,
        numpy_real_only=True,
        sympy="elliptic_e", latex=r"E\left({0}\middle| {1}\right)",
        source="SymPy 1.14 elliptic_integrals.py elliptic_e.fdiff",
    ),
    Function(
        name="elliptic_f", parameters=("phi", "m"),
        partials=(
            "1/sqrt(1 - m*sin(phi)**2)",
            "Piecewise((elliptic_e(phi, m)/(2*m*(1 - m)) - elliptic_f(phi, m)/(2*m)"
            " - sin(2*phi)/(4*(1 - m)*sqrt(1 - m*sin(phi)**2)), m != 0), (phi/4 - sin(2*phi)/8, True))",
        ),
        domain="m < 1 or -pi/2 < phi and phi < pi/2 and m*sin(phi)**2 < 1", smooth="m != 1",
        poles="m == 1 and (phi <= -pi/2 or phi >= pi/2)",
        cut="re: m >= 1", special=(("0, 0", "0"), ("pi/2, 0", "pi/2")), sample=((-1.5, 1.5), (-3, 0.99)),
        aliases=("ellipf", "ellipkinc"), mpmath="ellipf", mpmath_slow=True,
        numpy="scipy.special.ellipkinc", numpy_partly=True,
        numpy_real_only=True,
        sympy="elliptic_f", latex=r"F\left({0}\middle| {1}\right)",
        source="SymPy 1.14 elliptic_integrals.py elliptic_f.fdiff",
    ),
    Function(
        name="elliptic_pi", parameters=("n", "m"),
        partials=(
            "(elliptic_e(m) + (m - n)*elliptic_k(m)/n + (n**2 - m)*elliptic_pi(n, m)/n)"
            "/(2*(m - n)*(n - 1))",
            "(elliptic_e(m)/(m - 1) + elliptic_pi(n, m))/(2*(n - m))",
        ),
        domain="n < 1 and m < 1", smooth="n != 0 and n != m", poles="n == 1 or m == 1",
        cut="re: m >= 1", range="y > 0", special=(("0, 0", "pi/2"),), sample=((-3, 0.95), (-3, 0.95)),
        aliases=("ellippi",), mpmath="ellippi", mpmath_slow=True, sympy="elliptic_pi",
        latex=r"\Pi\left({0}\middle| {1}\right)",
        source="SymPy 1.14 elliptic_integrals.py elliptic_pi.fdiff",
    ),
    Function(
        name="elliptic_pi", parameters=("n", "phi", "m"),
        partials=(
            "(elliptic_e(phi, m) + (m - n)*elliptic_f(phi, m)/n + (n**2 - m)*elliptic_pi(n, phi, m)/n"
            " - n*sqrt(1 - m*sin(phi)**2)*sin(2*phi)/(2*(1 - n*sin(phi)**2)))/(2*(m - n)*(n - 1))",
            "1/(sqrt(1 - m*sin(phi)**2)*(1 - n*sin(phi)**2))",
            "(elliptic_e(phi, m)/(m - 1) + elliptic_pi(n, phi, m)"
            " - m*sin(2*phi)/(2*(m - 1)*sqrt(1 - m*sin(phi)**2)))/(2*(n - m))",
        ),
        domain="n < 1 and m < 1 or -pi/2 < phi and phi < pi/2 and n*sin(phi)**2 < 1"
        " and m*sin(phi)**2 < 1",
        smooth="n != 0 and n != 1 and m != 1 and n != m", cut="re: m >= 1",
        poles="(n == 1 or m == 1) and (phi <= -pi/2 or phi >= pi/2)",
        special=(("0, 0, 0", "0"),), sample=((-3, 0.95), (-1.5, 1.5), (-3, 0.95)),
        aliases=("ellippi",), mpmath="ellippi", mpmath_slow=True, sympy="elliptic_pi",
        latex=r"\Pi\left({0}; {1}\middle| {2}\right)",
        source="SymPy 1.14 elliptic_integrals.py elliptic_pi.fdiff",
    ),
    # hypergeometric function and orthogonal polynomials
    Function(
        name="hyp2f1", parameters=("a", "b", "c", "x"),
        partials=(
            "D[1](hyp2f1)(a, b, c, x)", "D[2](hyp2f1)(a, b, c, x)", "D[3](hyp2f1)(a, b, c, x)",
            "a*b/c*hyp2f1(a + 1, b + 1, c + 1, x)",
        ),
        named="(c > 0 or c != floor(c)) and x < 1",
        domain="(c > 0 or c != floor(c)) and (x < 1 or x == 1 and c > a + b)", smooth="x < 1",
        poles="c <= 0 and c == floor(c) or x == 1 and c <= a + b", cut="re: x >= 1",
        sample=((-2, 3), (-2, 3), (0.5, 4), (-3, 0.9)), aliases=("hyper2F1", "hyp2F1"),
        mpmath="hyp2f1", mpmath_slow=True, numpy="scipy.special.hyp2f1", numpy_other_edge=True,
        sympy="hyper(({0}, {1}), ({2},), {3})",
        latex=r"{{{{}}_{{2}}F_{{1}}\left({0}, {1}; {2}; {3}\right)}}", source="DLMF 16.3.1",
    ),
    Function(
        name="chebyshevt", parameters=("n", "x"), partials=(None, "n*chebyshevu(n - 1, x)"),
        integers=("n",), sample=((0, 6), (-2, 2)), aliases=("chebyt",),
        numpy="scipy.special.eval_chebyt", sympy="chebyshevt",
        mpmath="chebyt({0}, {1}, zeroprec=400)", mpmath_slow=True,
        latex=r"\operatorname{{T}}_{{{0}}}\left({1}\right)",
        source="SymPy 1.14 polynomials.py chebyshevt.fdiff",
    ),
    Function(
        name="chebyshevu", parameters=("n", "x"),
        partials=(
            None,
            "Piecewise((((n + 1)*chebyshevt(n + 1, x) - x*chebyshevu(n, x))/(x**2 - 1), x**2 != 1),"
            " (x**(n + 1)*n*(n + 1)*(n + 2)/3, True))",
        ),
        integers=("n",), sample=((0, 6), (-2, 2)), aliases=("chebyu",),
        numpy="scipy.special.eval_chebyu", sympy="chebyshevu",
        mpmath="chebyu({0}, {1}, zeroprec=400) if ({0}) != -1 else 0", mpmath_slow=True,
        latex=r"\operatorname{{U}}_{{{0}}}\left({1}\right)",
        source="SymPy 1.14 polynomials.py chebyshevu.fdiff",
    ),
    Function(
        name="legendre", parameters=("n", "x"),
        partials=(
            None,
            "Piecewise((n*(x*legendre(n, x) - legendre(n - 1, x))/(x**2 - 1), x**2 != 1),"
            " (x**(n + 1)*n*(n + 1)/2, True))",
        ),
        integers=("n",), sample=((0, 6), (-2, 2)),
        numpy="scipy.special.eval_legendre", sympy="legendre",
        latex=r"\operatorname{{P}}_{{{0}}}\left({1}\right)",
        mpmath="legendre({0}, {1}, zeroprec=400)", mpmath_slow=True,
        source="SymPy 1.14 polynomials.py legendre.fdiff",
    ),
    Function(
        name="hermite", parameters=("n", "x"), partials=(None, "2*n*hermite(n - 1, x)"),
        integers=("n",), sample=((0, 6), (-2, 2)),
        numpy="scipy.special.eval_hermite", numpy_real_only=True, sympy="hermite",
        latex=r"\operatorname{{H}}_{{{0}}}\left({1}\right)",
        mpmath="hermite({0}, {1}, zeroprec=400)", mpmath_slow=True,
        source="SymPy 1.14 polynomials.py hermite.fdiff",
    ),
    Function(  # mpmath.laguerre(n, 0, x) is slow and wrong at n = -1: a quotient of gammas at poles
        name="laguerre", parameters=("n", "x"),
        partials=(
            None,
            "Piecewise((n*(laguerre(n, x) - laguerre(n - 1, x))/x, x != 0), (-n, True))",
        ),
        integers=("n",), sample=((0, 6), (-2, 4)),
        numpy="scipy.special.eval_laguerre", sympy="laguerre",
        latex=r"\operatorname{{L}}_{{{0}}}\left({1}\right)",
        mpmath="hyp1f1(-({0}), 1, {1}, zeroprec=400)", mpmath_slow=True,
        source="SymPy 1.14 polynomials.py laguerre.fdiff with DLMF 18.9.14",
    ),
    # Jacobi's elliptic functions, with the parameter m = k**2, for every real m; SciPy's answer for
    # 0 <= m <= 1 only
    Function(
        name="jacobi_sn", parameters=("u", "m"),
        partials=(
            "jacobi_cn(u, m)*jacobi_dn(u, m)",
            "Piecewise((jacobi_cn(u, m)*(sin(2*u)/8 - u/4), m == 0),"
            " ((u - sinh(u)*cosh(u))*sech(u)**2/4, m == 1),"
            " (jacobi_cn(u, m)*(jacobi_dn(u, m)*((1 - m)*u - jacobi_epsilon(u, m))"
            " + m*jacobi_sn(u, m)*jacobi_cn(u, m))/(2*m*(1 - m)), True))",
        ),
        range="-1 <= y and y <= 1",
        special=(("0, 0", "0"), ("0, 1/2", "0"), ("elliptic_k(1/3), 1/3", "1"), ("1, 1", "tanh(1)")),
        sample=((-3, 3), (0, 0.95)),
        mpmath="ellipfun('sn', {0}, m={1}) if 1 > re({1})"
        " else ellipfun('sn', ({0})*sqrt({1}), m=1/({1}))/sqrt({1})",
        numpy="scipy.special.ellipj[0]", numpy_partly=True,
        numpy_real_only=True, latex=r"\operatorname{{sn}}\left({0}\middle| {1}\right)",
        source="DLMF 22.13.1; Byrd and Friedman, Handbook of Elliptic Integrals, 710",
    ),
    Function(
        name="jacobi_cn", parameters=("u", "m"),
        partials=(
            "-jacobi_sn(u, m)*jacobi_dn(u, m)",
            "Piecewise((jacobi_sn(u, m)*(u/4 - sin(2*u)/8), m == 0),"
            " ((sinh(u)*cosh(u) - u)*tanh(u)*sech(u)/4, m == 1),"
            " (-jacobi_sn(u, m)*(jacobi_dn(u, m)*((1 - m)*u - jacobi_epsilon(u, m))"
            " + m*jacobi_sn(u, m)*jacobi_cn(u, m))/(2*m*(1 - m)), True))",
        ),
        range="-1 <= y and y <= 1",
        special=(("0, 0", "1"), ("0, 1/2", "1"), ("elliptic_k(1/3), 1/3", "0"), ("1, 1", "sech(1)")),
        sample=((-3, 3), (0, 0.95)),
        mpmath="ellipfun('cn', {0}, m={1}) if 1 > re({1})"
        " else ellipfun('dn', ({0})*sqrt({1}), m=1/({1}))",
        numpy="scipy.special.ellipj[1]", numpy_partly=True,
        numpy_real_only=True, latex=r"\operatorname{{cn}}\left({0}\middle| {1}\right)",
        source="DLMF 22.13.1; Byrd and Friedman, Handbook of Elliptic Integrals, 710",
    ),
    Function(
        name="jacobi_dn", parameters=("u", "m"),
        partials=(
            "-m*jacobi_sn(u, m)*jacobi_cn(u, m)",
            "Piecewise((-(sinh(u)*cosh(u) + u)*tanh(u)*sech(u)/4, m == 1),"
            " (-jacobi_sn(u, m)*(jacobi_sn(u, m)*jacobi_dn(u, m)"
            " + jacobi_cn(u, m)*((1 - m)*u - jacobi_epsilon(u, m)))/(2*(1 - m)), True))",
        ),
        special=(("0, 0", "1"), ("0, 1/2", "1"), ("elliptic_k(1/3), 1/3", "sqrt(6)/3"), ("1, 1", "sech(1)")),
        sample=((-3, 3), (0, 0.95)),
        mpmath="ellipfun('dn', {0}, m={1}) if 1 > re({1})"
        " else ellipfun('cn', ({0})*sqrt({1}), m=1/({1}))",
        numpy="scipy.special.ellipj[2]", numpy_partly=True,
        numpy_real_only=True, latex=r"\operatorname{{dn}}\left({0}\middle| {1}\right)",
        source="DLMF 22.13.1; Byrd and Friedman, Handbook of Elliptic Integrals, 710",
    ),
    Function(  # the angle goes along with pi*u/(2*elliptic_k(m)), from which it is less than pi/2 away
        name="jacobi_am", parameters=("u", "m"),
        partials=(
            "jacobi_dn(u, m)",
            "Piecewise((sin(2*u)/8 - u/4, m == 0), ((u - sinh(u)*cosh(u))*sech(u)/4, m == 1),"
            " ((jacobi_dn(u, m)*((1 - m)*u - jacobi_epsilon(u, m)) + m*jacobi_sn(u, m)*jacobi_cn(u, m))"
            "/(2*m*(1 - m)), True))",
        ),
        definition="Piecewise((asin(jacobi_sn(u, m)), m > 1), (2*atan(tanh(u/2)), m == 1),"
        " (pi*u/(2*elliptic_k(m)) + atan((jacobi_sn(u, m)*cos(pi*u/(2*elliptic_k(m)))"
        " - jacobi_cn(u, m)*sin(pi*u/(2*elliptic_k(m))))/(jacobi_cn(u, m)*cos(pi*u/(2*elliptic_k(m)))"
        " + jacobi_sn(u, m)*sin(pi*u/(2*elliptic_k(m))))), True))",
        holomorphic=False,
        special=(("0, 0", "0"), ("0, 1/2", "0"), ("elliptic_k(1/3), 1/3", "pi/2"), ("1, 0", "1")),
        sample=((-3, 3), (0, 0.95)), numpy="scipy.special.ellipj[3]", numpy_real_only=True,
        latex=r"\operatorname{{am}}\left({0}\middle| {1}\right)",
        source="DLMF 22.16.3; Byrd and Friedman, Handbook of Elliptic Integrals, 710",
    ),
    Function(  # the integral of dn**2: elliptic_e(jacobi_am(u, m), m) where m <= 1; ellipk(0) is pi/2
        name="jacobi_epsilon", parameters=("u", "m"),
        partials=(
            "jacobi_dn(u, m)**2",
            "Piecewise((sin(2*u)/4 - u/2, m == 0), (tanh(u)/4 + u*sech(u)**2/4 - u/2, m == 1),"
            " ((jacobi_dn(u, m)**2*((1 - m)*u - jacobi_epsilon(u, m))"
            " + m*jacobi_sn(u, m)*jacobi_cn(u, m)*jacobi_dn(u, m) + (1 - m)*(jacobi_epsilon(u, m) - u))"
            "/(2*m*(1 - m)), True))",
        ),
        special=(
            ("0, 0", "0"), ("1, 0", "1"), ("0, 1/2", "0"), ("1, 1", "tanh(1)"),
            ("elliptic_k(1/3), 1/3", "elliptic_e(1/3)"), ("elliptic_k(-2), -2", "elliptic_e(-2)"),
        ),
        sample=((-3, 3), (0, 0.95)),
        mpmath=f"(1 - ({{1}}))*({{0}}) + sqrt({{1}})*{_EPSILON.format('({0})*sqrt({1})', '(1/({1}))')}"
        f" if re({{1}}) > 1 else {_EPSILON}",
        latex=r"\mathcal{{E}}\left({0}\middle| {1}\right)", source="DLMF 22.16.14 and 22.16.30",
    ),
    # incomplete beta functions of positive a and b; SciPy's answers for 0 <= x <= 1 only
    Function(
        name="betainc_regularized", parameters=("a", "b", "x"),
        partials=(
            "D[1](betainc_regularized)(a, b, x)", "D[2](betainc_regularized)(a, b, x)",
            "x**(a - 1)*(1 - x)**(b - 1)/beta(a, b)",
        ),
        named="a > 0 and b > 0 and 0 < x and x < 1",
        domain="a > 0 and b > 0 and (0 <= x and x <= 1 or x < 0 and a == floor(a)"
        " or x > 1 and b == floor(b))",
        smooth="(x != 0 or a == floor(a)) and (x != 1 or b == floor(b))", cut="re: x <= 0 or x >= 1",
        special=(("1, 1, 1/3", "1/3"), ("2, 1, 1/3", "1/9"), ("1/2, 1/2, 1/2", "1/2"), ("2, 3, 1", "1")),
        sample=((0.3, 4), (0.3, 4), (0, 0.98)), aliases=("beta_incomplete_regularized", "betainc"),
        mpmath="(betainc({0}, {1}, 0, {2}, regularized=True) if re({0}) > 0 else 0*ln(0))"
        " if re({1}) > 0 else 0*ln(0)",
        numpy="scipy.special.betainc", numpy_real_only=True,
        sympy="betainc_regularized({0}, {1}, 0, {2})", latex=r"I_{{{2}}}\left({0}, {1}\right)",
        source="DLMF 8.17.1, 8.17.2",
    ),
    Function(
        name="beta_incomplete", parameters=("a", "b", "x"),
        partials=(
            "D[1](beta_incomplete)(a, b, x)", "D[2](beta_incomplete)(a, b, x)", "x**(a - 1)*(1 - x)**(b - 1)",
        ),
        named="a > 0 and b > 0 and 0 < x and x < 1",
        domain="a > 0 and b > 0 and (0 <= x and x <= 1 or x < 0 and a == floor(a)"
        " or x > 1 and b == floor(b))",
        smooth="(x != 0 or a == floor(a)) and (x != 1 or b == floor(b))",
        poles="a == 0 and 0 < x and x < 1 or b == 0 and x == 1", cut="re: x <= 0 or x >= 1",
        special=(("1, 1, 1/3", "1/3"), ("2, 1, 1/3", "1/18"), ("1/2, 1/2, 1/2", "pi/2"), ("2, 3, 1", "1/12")),
        sample=((0.3, 4), (0.3, 4), (0, 0.98)),
        mpmath="(betainc({0}, {1}, 0, {2}) if re({0}) > 0 else 0*ln(0)) if re({1}) > 0 else 0*ln(0)",
        sympy="betainc({0}, {1}, 0, {2})", latex=r"\operatorname{{B}}_{{{2}}}\left({0}, {1}\right)",
        source="DLMF 8.17.1",
    ),
    Function(  # x**(n - 1)*uppergamma(1 - n, x)
        name="expint", parameters=("n", "x"),
        partials=("D[1](expint)(n, x)", "((n - 1)*expint(n, x) - exp(-x))/x"), named="x > 0",
        domain="x > 0 or x == 0 and n > 1 or x < 0 and n <= 0 and n == floor(n)", smooth="x != 0",
        poles="x == 0 and n <= 1", cut="re: x <= 0",
        special=(("2, 0", "1"), ("3, 0", "1/2"), ("0, 1", "1/E")),
        sample=((-2, 4), (0.1, 5)), mpmath="expint", sympy="expint",
        source="DLMF 8.19.13 with 8.19.12",
    ),
    # parts of complex numbers: real numbers have no imaginary part. A derivative by a real variable of one
    # of a complex argument is that of its parts (arithmetic/modulus.py).
    Function(
        name="re", partials=("1",), holomorphic=False, by_parts=True, parity="odd",
        special=(("0", "0"), ("I", "0")), aliases=("Re",), mpmath="re", numpy="numpy.real",
        sympy="re", latex=r"\operatorname{re}", source="SymPy 1.14 complexes.py re",
    ),
    Function(
        name="im", partials=("0",), holomorphic=False, by_parts=True, parity="odd", range="y == 0",
        special=(("0", "0"), ("I", "1")), aliases=("Im",), mpmath="im", numpy="numpy.imag",
        sympy="im", latex=r"\operatorname{im}", source="SymPy 1.14 complexes.py im",
    ),
    Function(
        name="conjugate", partials=("1",), holomorphic=False, by_parts=True, parity="odd",
        special=(("0", "0"), ("I", "-I")), aliases=("Conjugate",), mpmath="conj",
        numpy="numpy.conjugate", sympy="conjugate", latex=r"\operatorname{conj}",
        source="SymPy 1.14 complexes.py conjugate.fdiff",
    ),
    Function(
        name="arg", partials=("0",), definition="atan2(im(x), re(x))", domain="x != 0", jumps="x == 0",
        jump="-pi", holomorphic=False, by_parts=True, range="y == 0 or y == pi",
        special=(("1", "0"), ("-1", "pi"), ("I", "pi/2")), aliases=("Arg",),
        mpmath="arg", numpy="numpy.angle", sympy="arg", latex=r"\arg",
        source="DLMF 1.9.5; SymPy 1.14 complexes.py arg",
    ),
)  # fmt: skip

ROWS: Final[list[Function]] = [*OPERATORS, *FUNCTIONS]
"""The row of each code."""

CONSTANTS: Final = {
    "pi": "pi", "π": "pi", "e": "E", "E": "E", "i": "I", "I": "I", "oo": "oo", "∞": "oo",
    "True": "True", "False": "False",
}  # fmt: skip
"""Spellings of the constants, and the name each is printed under."""


def _index() -> dict[str, dict[int, int]]:
    table: dict[str, dict[int, int]] = {}
    for code, row in enumerate(FUNCTIONS, FIRST_FUNCTION):
        for name in (row.name, *row.aliases):
            table.setdefault(name, {})[row.arity] = code
    return table


NAMES: Final = _index()
"""Spelling → number of arguments (-1: any) → code."""


def code_of(name: str, arity: int) -> int:
    """Return the code of the function read as *name* with *arity* arguments, or -1.

    >>> row_of(code_of("zeta'", 1)).partials
    ("zeta''(s)",)
    """
    arities = NAMES.get(name)
    if arities is None:
        parts = parts_of_name(name)
        return -1 if parts is None else code_of_derivative(parts[0], counted(parts[1], arity))
    return arities.get(arity, arities.get(-1, -1))


def code_of_derivative(name: str, orders: tuple[int, ...]) -> int:
    """Return the code of a derivative of the function *name* that has a name of its own, or -1: there is none
    by an argument with a closed form, and of too high an order."""
    code = NAMES.get(name, {}).get(len(orders), -1)
    if code < 0 or not 0 < max(orders) <= MOST:
        return -1
    row = row_of(code)
    if not all(is_named(row, place) for place, order in enumerate(orders) if order):
        return -1
    return joined(code, orders)


@contextmanager
def registered(*rows: Function) -> Iterator[list[int]]:
    """Let the table have more rows while the block runs; yield their codes.

    Rows may speak of each other. After the block their names are unknown again; their codes are not given
    to others, so what was made of them keeps its meaning. Not for several threads at once. Raises ValueError
    where a spelling with so many arguments is taken.

    >>> with registered(Function(name="double", partials=("2",), definition="2*x")) as [code]:
    ...     find("double") is row_of(code)
    True
    >>> code_of("double", 1)
    -1
    """
    spellings = [(name, row.arity) for row in rows for name in (row.name, *row.aliases)]
    for name, arity in spellings:
        if arity in NAMES.get(name, {}):
            raise ValueError(f"the table has a function {name} of {arity} arguments")
    codes = list(range(len(ROWS), len(ROWS) + len(rows)))
    ROWS.extend(rows)
    for code, row in zip(codes, rows, strict=True):
        for name in (row.name, *row.aliases):
            NAMES.setdefault(name, {})[row.arity] = code
    try:
        yield codes
    finally:
        for name, arity in spellings:
            del NAMES[name][arity]
            if not NAMES[name]:
                del NAMES[name]


def row_of(code: int) -> Function:
    """Return the row of a code."""
    try:
        return ROWS[code]
    except IndexError:
        return _of_arrays(code) if is_whole(code) else _derivative(code)


def _of_arrays(code: int) -> Function:
    """Return the row of what works on whole arrays, whose table is not read where there are none."""
    from symdiff.table.arrays import row_of_array

    return row_of_array(code)


@cache
def _derivative(code: int) -> Function:
    """Return the row of a derivative with a name of its own."""
    row = ROWS[code % FIRST_DERIVATIVE]
    return derivative_row(row, *split(code, row.arity))


def find(name: str, arity: int | None = None) -> Function:
    """Return the row read as *name* (and *arity*, where several share a name).

    Raises KeyError where there is none.
    """
    arities = NAMES[name]
    return row_of(arities[arity] if arity is not None else min(arities.values()))


def nearest(name: str, others: tuple[str, ...] = ()) -> list[str]:
    """Return up to three names that *name* may be a slip of: one letter is wrong, missing, too much or has
    changed places with the next, or two letters of a long name."""
    most = 0 if len(name) < 3 else 1 if len(name) < 7 else 2
    found = [(distance(name, other, most), other) for other in dict.fromkeys((*NAMES, *others))]
    return [other for away, other in sorted(found) if away <= most and len(other) > 2][:3]


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters must be changed, left out, put in or swapped with the next to get from *one* to
    *other*; more than *most* where it is more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    earlier: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, row = row, [i]
        for j, right in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != right))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == right:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        earlier = last
    return row[-1]


EXP: Final = code_of("exp", 1)
LOG: Final = code_of("log", 1)
SQRT: Final = code_of("sqrt", 1)
CBRT: Final = code_of("cbrt", 1)
ABS: Final = code_of("Abs", 1)
SIGN: Final = code_of("sign", 1)
MAX: Final = code_of("Max", -1)
MIN: Final = code_of("Min", -1)
BY_PARTS: Final = tuple([code for code, row in enumerate(ROWS) if row.by_parts])
"""Functions of one argument that are derived by the parts of a complex one."""
SIN: Final = code_of("sin", 1)
COS: Final = code_of("cos", 1)
SINH: Final = code_of("sinh", 1)
COSH: Final = code_of("cosh", 1)
FACTORIAL: Final = code_of("factorial", 1)
HURWITZ: Final = code_of("zeta", 2)
