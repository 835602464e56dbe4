"""Derivatives as a good calculus textbook prints them, as text and as LaTeX.

The forms: one fraction instead of fractions in fractions, negative powers as denominators, polynomials
in descending order, signs in front, no factor that cancels, and the functions of the formula rather than
others (tan gives sec, sin/cos gives 1/cos). The order of terms and factors is symdiff's own. The table
itself is judged by difference quotients, which no rule of derivation takes part in.

"Schaum" is the list of derivatives of elementary functions, 1 to 30, in Schaum's Outline of Advanced
Calculus; symbols are real, so its two signs for asec, acsc and acsch are one absolute value here.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb
from typing import Any

import pytest
from parts import in_parts

from symdiff import DomainError, Expr, derive, evaluate, parse
from symdiff.arithmetic.sample import sample

# Source → (formula, variables, derivative, its LaTeX)
TABLE = {
    "the power rule": (
        ("x**2", "x", "2*x", "2 x"),
        ("5*x**4", "x", "20*x**3", "20 x^{3}"),
        ("x**n", "x", "n*x**(n - 1)", "n x^{n - 1}"),
        ("x**3 + x**2 + x", "x", "3*x**2 + 2*x + 1", "3 x^{2} + 2 x + 1"),
        ("x**4 - 3*x**2 + 2*x - 7", "x", "4*x**3 - 6*x + 2", "4 x^{3} - 6 x + 2"),
        ("a*x**2 + b*x + c", "x", "2*a*x + b", "2 a x + b"),
        ("x**(n + 1)/(n + 1)", "x", "x**n", "x^{n}"),
        ("1/x", "x", "-1/x**2", r"-\frac{1}{x^{2}}"),
        ("1/x**2", "x", "-2/x**3", r"-\frac{2}{x^{3}}"),
        ("1/x**n", "x", "-n*x**(-1 - n)", "-n x^{-1 - n}"),
        ("x + 1/x", "x", "1 - 1/x**2", r"1 - \frac{1}{x^{2}}"),
        ("sqrt(x)", "x", "1/(2*sqrt(x))", r"\frac{1}{2 \sqrt{x}}"),
        ("1/sqrt(x)", "x", "-1/(2*x**(3/2))", r"-\frac{1}{2 x^{3/2}}"),
        ("x**(3/2)", "x", "3*sqrt(x)/2", r"\frac{3 \sqrt{x}}{2}"),
        ("x**(1/3)", "x", "1/(3*x**(2/3))", r"\frac{1}{3 x^{2/3}}"),
        ("x*sqrt(x)", "x", "3*sqrt(x)/2", r"\frac{3 \sqrt{x}}{2}"),
        ("sqrt(x) + 1/sqrt(x)", "x", "(x - 1)/(2*x**(3/2))", r"\frac{x - 1}{2 x^{3/2}}"),
    ),
    "the product and quotient rules": (
        ("x*(x - 1)", "x", "2*x - 1", "2 x - 1"),
        ("(x + 1)*(x + 2)", "x", "2*x + 3", "2 x + 3"),
        ("x/(x + 1)", "x", "1/(x + 1)**2", r"\frac{1}{\left(x + 1\right)^{2}}"),
        ("x/(x**2 + 1)", "x", "(1 - x**2)/(x**2 + 1)**2", r"\frac{1 - x^{2}}{\left(x^{2} + 1\right)^{2}}"),
        ("x**2/(x + 1)", "x", "x*(x + 2)/(x + 1)**2", r"\frac{x \left(x + 2\right)}{\left(x + 1\right)^{2}}"),
        ("(x - 1)/(x + 1)", "x", "2/(x + 1)**2", r"\frac{2}{\left(x + 1\right)^{2}}"),
        ("(x**2 - 1)/(x**2 + 1)", "x", "4*x/(x**2 + 1)**2", r"\frac{4 x}{\left(x^{2} + 1\right)^{2}}"),
        ("(a*x + b)/(c*x + d)", "x", "(a*d - b*c)/(c*x + d)**2",
         r"\frac{a d - b c}{\left(c x + d\right)^{2}}"),
        ("x/(x**2 + a**2)", "x", "(a**2 - x**2)/(a**2 + x**2)**2",
         r"\frac{a^{2} - x^{2}}{\left(a^{2} + x^{2}\right)^{2}}"),
        ("sqrt(x)/(x + 1)", "x", "(1 - x)/(2*sqrt(x)*(x + 1)**2)",
         r"\frac{1 - x}{2 \sqrt{x} \left(x + 1\right)^{2}}"),
        ("x*sqrt(x + 1)", "x", "(3*x + 2)/(2*sqrt(x + 1))", r"\frac{3 x + 2}{2 \sqrt{x + 1}}"),
        ("x*sqrt(1 - x**2)", "x", "(1 - 2*x**2)/sqrt(1 - x**2)", r"\frac{1 - 2 x^{2}}{\sqrt{1 - x^{2}}}"),
        ("x/sqrt(x**2 + 1)", "x", "1/(x**2 + 1)**(3/2)", r"\frac{1}{\left(x^{2} + 1\right)^{3/2}}"),
        ("x/sqrt(a**2 - x**2)", "x", "a**2/(a**2 - x**2)**(3/2)",
         r"\frac{a^{2}}{\left(a^{2} - x^{2}\right)^{3/2}}"),
        ("1/x - 1/x**2", "x", "(2 - x)/x**3", r"\frac{2 - x}{x^{3}}"),
    ),
    "the chain rule": (
        ("1/(x + 1)", "x", "-1/(x + 1)**2", r"-\frac{1}{\left(x + 1\right)^{2}}"),
        ("1/(x**2 + 1)", "x", "-2*x/(x**2 + 1)**2", r"-\frac{2 x}{\left(x^{2} + 1\right)^{2}}"),
        ("(2*x + 1)**3", "x", "6*(2*x + 1)**2", r"6 \left(2 x + 1\right)^{2}"),
        ("(x**3 - 1)**100", "x", "300*x**2*(x**3 - 1)**99", r"300 x^{2} \left(x^{3} - 1\right)^{99}"),
        ("(a*x + b)**n", "x", "a*n*(a*x + b)**(n - 1)", r"a n \left(a x + b\right)^{n - 1}"),
        ("sqrt(2*x + 1)", "x", "1/sqrt(2*x + 1)", r"\frac{1}{\sqrt{2 x + 1}}"),
        ("sqrt(x**2 + a**2)", "x", "x/sqrt(a**2 + x**2)", r"\frac{x}{\sqrt{a^{2} + x^{2}}}"),
        ("sqrt(a**2 - x**2)", "x", "-x/sqrt(a**2 - x**2)", r"-\frac{x}{\sqrt{a^{2} - x^{2}}}"),
        ("1/sqrt(1 - x**2)", "x", "x/(1 - x**2)**(3/2)", r"\frac{x}{\left(1 - x^{2}\right)^{3/2}}"),
        ("(x**2 + 1)**(3/2)", "x", "3*x*sqrt(x**2 + 1)", r"3 x \sqrt{x^{2} + 1}"),
        ("sin(x**2)", "x", "2*x*cos(x**2)", r"2 x \cos\left(x^{2}\right)"),
        ("sin(cos(x))", "x", "-sin(x)*cos(cos(x))",
         r"-\sin\left(x\right) \cos\left(\cos\left(x\right)\right)"),
        ("sin(1/x)", "x", "-cos(1/x)/x**2", r"-\frac{\cos\left(\frac{1}{x}\right)}{x^{2}}"),
        ("sin(a*x + b)", "x", "a*cos(a*x + b)", r"a \cos\left(a x + b\right)"),
        ("sqrt(sin(x))", "x", "cos(x)/(2*sqrt(sin(x)))",
         r"\frac{\cos\left(x\right)}{2 \sqrt{\sin\left(x\right)}}"),
    ),
    "Schaum, elementary functions 11-12, and the product and chain rules": (
        ("exp(x)", "x", "exp(x)", "e^{x}"),
        ("exp(-x)", "x", "-exp(-x)", "-e^{-x}"),
        ("exp(a*x)", "x", "a*exp(a*x)", "a e^{a x}"),
        ("exp(-x**2/2)", "x", "-x*exp(-x**2/2)", "-x e^{-x^{2}/2}"),
        ("exp(sqrt(x))", "x", "exp(sqrt(x))/(2*sqrt(x))", r"\frac{e^{\sqrt{x}}}{2 \sqrt{x}}"),
        ("exp(sin(x))", "x", "exp(sin(x))*cos(x)", r"e^{\sin\left(x\right)} \cos\left(x\right)"),
        ("2**x", "x", "2**x*log(2)", r"2^{x} \log\left(2\right)"),
        ("a**x", "x", "a**x*log(a)", r"a^{x} \log\left(a\right)"),
        ("x*exp(x)", "x", "(x + 1)*exp(x)", r"\left(x + 1\right) e^{x}"),
        ("x*exp(-x)", "x", "(1 - x)*exp(-x)", r"\left(1 - x\right) e^{-x}"),
        ("x**2*exp(x)", "x", "x*(x + 2)*exp(x)", r"x \left(x + 2\right) e^{x}"),
        ("(x**2 - 2*x + 2)*exp(x)", "x", "x**2*exp(x)", "x^{2} e^{x}"),
        ("exp(x)/x", "x", "(x - 1)*exp(x)/x**2", r"\frac{\left(x - 1\right) e^{x}}{x^{2}}"),
        ("exp(x)*sin(x)", "x", "(sin(x) + cos(x))*exp(x)",
         r"\left(\sin\left(x\right) + \cos\left(x\right)\right) e^{x}"),
        ("exp(a*x)*cos(b*x)", "x", "(a*cos(b*x) - b*sin(b*x))*exp(a*x)",
         r"\left(a \cos\left(b x\right) - b \sin\left(b x\right)\right) e^{a x}"),
        ("1/(1 + exp(-x))", "x", "exp(-x)/(exp(-x) + 1)**2", r"\frac{e^{-x}}{\left(e^{-x} + 1\right)^{2}}"),
        ("log(1 + exp(x))", "x", "exp(x)/(exp(x) + 1)", r"\frac{e^{x}}{e^{x} + 1}"),
        ("(exp(x) + exp(-x))/2", "x", "(exp(x) - exp(-x))/2", r"\frac{e^{x} - e^{-x}}{2}"),
        ("(exp(x) - exp(-x))/(exp(x) + exp(-x))", "x", "4/(exp(x) + exp(-x))**2",
         r"\frac{4}{\left(e^{x} + e^{-x}\right)^{2}}"),
    ),
    "Schaum, elementary functions 9-10, and the product and chain rules": (
        ("log(x)", "x", "1/x", r"\frac{1}{x}"),
        ("log(x, b)", "x", "1/(x*log(b))", r"\frac{1}{x \log\left(b\right)}"),
        ("log(a*x)", "x", "1/x", r"\frac{1}{x}"),
        ("log|x|", "x", "1/x", r"\frac{1}{x}"),
        ("log(x**2 + 1)", "x", "2*x/(x**2 + 1)", r"\frac{2 x}{x^{2} + 1}"),
        ("log(log(x))", "x", "1/(x*log(x))", r"\frac{1}{x \log\left(x\right)}"),
        ("log(x)**2", "x", "2*log(x)/x", r"\frac{2 \log\left(x\right)}{x}"),
        ("x*log(x)", "x", "log(x) + 1", r"\log\left(x\right) + 1"),
        ("x*log(x) - x", "x", "log(x)", r"\log\left(x\right)"),
        ("log(x)/x", "x", "(1 - log(x))/x**2", r"\frac{1 - \log\left(x\right)}{x^{2}}"),
        ("1/log(x)", "x", "-1/(x*log(x)**2)", r"-\frac{1}{x \log^{2}\left(x\right)}"),
        ("x/log(x)", "x", "(log(x) - 1)/log(x)**2", r"\frac{\log\left(x\right) - 1}{\log^{2}\left(x\right)}"),
        ("x**n*log(x)", "x", "x**(n - 1)*(n*log(x) + 1)", r"x^{n - 1} \left(n \log\left(x\right) + 1\right)"),
        ("log((1 + x)/(1 - x))", "x", "2/(1 - x**2)", r"\frac{2}{1 - x^{2}}"),
        ("log((x - a)/(x + a))", "x", "2*a/(x**2 - a**2)", r"\frac{2 a}{x^{2} - a^{2}}"),
        ("log(x/(a + b*x))", "x", "a/(x*(b*x + a))", r"\frac{a}{x \left(b x + a\right)}"),
        ("log(x + sqrt(x**2 + 1))", "x", "1/sqrt(x**2 + 1)", r"\frac{1}{\sqrt{x^{2} + 1}}"),
        ("log(x + sqrt(x**2 + a**2))", "x", "1/sqrt(a**2 + x**2)", r"\frac{1}{\sqrt{a^{2} + x^{2}}}"),
    ),
    "logarithmic differentiation": (
        ("x**x", "x", "x**x*(log(x) + 1)", r"x^{x} \left(\log\left(x\right) + 1\right)"),
        ("x**sqrt(x)", "x", "x**(sqrt(x) - 1/2)*(log(x) + 2)/2",
         r"\frac{x^{\sqrt{x} - \frac{1}{2}} \left(\log\left(x\right) + 2\right)}{2}"),
        ("x**sin(x)", "x", "x**sin(x)*(log(x)*cos(x) + sin(x)/x)",
         r"x^{\sin\left(x\right)} "
         r"\left(\log\left(x\right) \cos\left(x\right) + \frac{\sin\left(x\right)}{x}\right)"),
        ("sin(x)**x", "x", "(x*cot(x) + log(sin(x)))*sin(x)**x",
         r"\left(x \cot\left(x\right) + \log\left(\sin\left(x\right)\right)\right) \sin^{x}\left(x\right)"),
        ("log(x)**x", "x", "(log(log(x)) + 1/log(x))*log(x)**x",
         r"\left(\log\left(\log\left(x\right)\right) + \frac{1}{\log\left(x\right)}\right) "
         r"\log^{x}\left(x\right)"),
        ("(1 + 1/x)**x", "x", "(log(1 + 1/x) - 1/(x + 1))*(1 + 1/x)**x",
         r"\left(\log\left(1 + \frac{1}{x}\right) - \frac{1}{x + 1}\right) "
         r"\left(1 + \frac{1}{x}\right)^{x}"),
    ),
    "Abramowitz & Stegun 4.3.105-110": (
        ("sin(x)", "x", "cos(x)", r"\cos\left(x\right)"),
        ("cos(x)", "x", "-sin(x)", r"-\sin\left(x\right)"),
        ("tan(x)", "x", "sec(x)**2", r"\sec^{2}\left(x\right)"),
        ("cot(x)", "x", "-csc(x)**2", r"-\csc^{2}\left(x\right)"),
        ("sec(x)", "x", "sec(x)*tan(x)", r"\sec\left(x\right) \tan\left(x\right)"),
        ("csc(x)", "x", "-csc(x)*cot(x)", r"-\csc\left(x\right) \cot\left(x\right)"),
    ),
    "trigonometric functions, with the rules": (
        ("1/cos(x)", "x", "sin(x)/cos(x)**2", r"\frac{\sin\left(x\right)}{\cos^{2}\left(x\right)}"),
        ("sin(x)/cos(x)", "x", "1/cos(x)**2", r"\frac{1}{\cos^{2}\left(x\right)}"),
        ("sin(x)**2", "x", "2*sin(x)*cos(x)", r"2 \sin\left(x\right) \cos\left(x\right)"),
        ("cos(x)**3", "x", "-3*sin(x)*cos(x)**2", r"-3 \sin\left(x\right) \cos^{2}\left(x\right)"),
        ("tan(x)**2", "x", "2*sec(x)**2*tan(x)", r"2 \sec^{2}\left(x\right) \tan\left(x\right)"),
        ("tan(x)**3/3", "x", "sec(x)**2*tan(x)**2", r"\sec^{2}\left(x\right) \tan^{2}\left(x\right)"),
        ("tan(2*x)", "x", "2*sec(2*x)**2", r"2 \sec^{2}\left(2 x\right)"),
        ("sec(x)**2", "x", "2*sec(x)**2*tan(x)", r"2 \sec^{2}\left(x\right) \tan\left(x\right)"),
        ("cot(x)**2", "x", "-2*csc(x)**2*cot(x)", r"-2 \csc^{2}\left(x\right) \cot\left(x\right)"),
        ("sec(x)*tan(x)", "x", "2*sec(x)**3 - sec(x)", r"2 \sec^{3}\left(x\right) - \sec\left(x\right)"),
        ("sin(x)*cos(x)", "x", "cos(2*x)", r"\cos\left(2 x\right)"),
        ("sin(x)*tan(x)", "x", "(cos(x) + sec(x))*tan(x)",
         r"\left(\cos\left(x\right) + \sec\left(x\right)\right) \tan\left(x\right)"),
        ("x*sin(x)", "x", "x*cos(x) + sin(x)", r"x \cos\left(x\right) + \sin\left(x\right)"),
        ("x*cos(x)", "x", "cos(x) - x*sin(x)", r"\cos\left(x\right) - x \sin\left(x\right)"),
        ("x*tan(x)", "x", "x*sec(x)**2 + tan(x)", r"x \sec^{2}\left(x\right) + \tan\left(x\right)"),
        ("sin(x)/x", "x", "(x*cos(x) - sin(x))/x**2",
         r"\frac{x \cos\left(x\right) - \sin\left(x\right)}{x^{2}}"),
        ("sin(x)/(1 + cos(x))", "x", "1/(cos(x) + 1)", r"\frac{1}{\cos\left(x\right) + 1}"),
        ("cos(x)/(1 + sin(x))", "x", "-1/(sin(x) + 1)", r"-\frac{1}{\sin\left(x\right) + 1}"),
        ("(sin(x) - cos(x))/(sin(x) + cos(x))", "x", "2/(sin(x) + cos(x))**2",
         r"\frac{2}{\left(\sin\left(x\right) + \cos\left(x\right)\right)^{2}}"),
        ("sqrt(tan(x))", "x", "sec(x)**2/(2*sqrt(tan(x)))",
         r"\frac{\sec^{2}\left(x\right)}{2 \sqrt{\tan\left(x\right)}}"),
        ("exp(tan(x))", "x", "exp(tan(x))*sec(x)**2", r"e^{\tan\left(x\right)} \sec^{2}\left(x\right)"),
    ),
    "tables of integrals, read backwards": (
        ("sin(x) - x*cos(x)", "x", "x*sin(x)", r"x \sin\left(x\right)"),
        ("x*sin(x) + cos(x)", "x", "x*cos(x)", r"x \cos\left(x\right)"),
        ("x/2 - sin(x)*cos(x)/2", "x", "sin(x)**2", r"\sin^{2}\left(x\right)"),
        ("x/2 - sin(2*x)/4", "x", "sin(x)**2", r"\sin^{2}\left(x\right)"),
        ("tan(x) - x", "x", "tan(x)**2", r"\tan^{2}\left(x\right)"),
        ("-cot(x) - x", "x", "cot(x)**2", r"\cot^{2}\left(x\right)"),
        ("log(sin(x))", "x", "cot(x)", r"\cot\left(x\right)"),
        ("log(cos(x))", "x", "-tan(x)", r"-\tan\left(x\right)"),
        ("log|sin(x)|", "x", "cot(x)", r"\cot\left(x\right)"),
        ("log(sec(x))", "x", "tan(x)", r"\tan\left(x\right)"),
        ("log(sec(x) + tan(x))", "x", "sec(x)", r"\sec\left(x\right)"),
        ("log(csc(x) - cot(x))", "x", "csc(x)", r"\csc\left(x\right)"),
        ("(sec(x)*tan(x) + log(sec(x) + tan(x)))/2", "x", "sec(x)**3", r"\sec^{3}\left(x\right)"),
        ("x*asin(x) + sqrt(1 - x**2)", "x", "asin(x)", r"\arcsin\left(x\right)"),
        ("x*atan(x) - log(1 + x**2)/2", "x", "atan(x)", r"\arctan\left(x\right)"),
        ("x*sqrt(1 - x**2)/2 + asin(x)/2", "x", "sqrt(1 - x**2)", r"\sqrt{1 - x^{2}}"),
        ("x*sqrt(x**2 + 1)/2 + asinh(x)/2", "x", "sqrt(x**2 + 1)", r"\sqrt{x^{2} + 1}"),
        ("exp(a*x)*(a*x - 1)/a**2", "x", "x*exp(a*x)", "x e^{a x}"),
        ("x*(sin(log(x)) - cos(log(x)))/2", "x", "sin(log(x))", r"\sin\left(\log\left(x\right)\right)"),
    ),
    "DLMF 4.24.7-12": (
        ("asin(x)", "x", "1/sqrt(1 - x**2)", r"\frac{1}{\sqrt{1 - x^{2}}}"),
        ("acos(x)", "x", "-1/sqrt(1 - x**2)", r"-\frac{1}{\sqrt{1 - x^{2}}}"),
        ("atan(x)", "x", "1/(x**2 + 1)", r"\frac{1}{x^{2} + 1}"),
        ("acot(x)", "x", "-1/(x**2 + 1)", r"-\frac{1}{x^{2} + 1}"),
        ("asec(x)", "x", "1/(sqrt(x**2 - 1)*Abs(x))", r"\frac{1}{\sqrt{x^{2} - 1} \left|{x}\right|}"),
        ("acsc(x)", "x", "-1/(sqrt(x**2 - 1)*Abs(x))", r"-\frac{1}{\sqrt{x^{2} - 1} \left|{x}\right|}"),
    ),
    "inverse trigonometric functions, with the rules": (
        ("asin(2*x)", "x", "2/sqrt(1 - 4*x**2)", r"\frac{2}{\sqrt{1 - 4 x^{2}}}"),
        ("acos(x/2)", "x", "-1/sqrt(4 - x**2)", r"-\frac{1}{\sqrt{4 - x^{2}}}"),
        ("asin(x/a)", "x", "sign(a)/sqrt(a**2 - x**2)",
         r"\frac{\operatorname{sign}\left(a\right)}{\sqrt{a^{2} - x^{2}}}"),
        ("atan(x/a)", "x", "a/(a**2 + x**2)", r"\frac{a}{a^{2} + x^{2}}"),
        ("atan(x/a)/a", "x", "1/(a**2 + x**2)", r"\frac{1}{a^{2} + x^{2}}"),
        ("atan(1/x)", "x", "-1/(x**2 + 1)", r"-\frac{1}{x^{2} + 1}"),
        ("atan(x**2)", "x", "2*x/(x**4 + 1)", r"\frac{2 x}{x^{4} + 1}"),
        ("atan(sqrt(x))", "x", "1/(2*sqrt(x)*(x + 1))", r"\frac{1}{2 \sqrt{x} \left(x + 1\right)}"),
        ("asin(sqrt(x))", "x", "1/(2*sqrt(x)*sqrt(1 - x))", r"\frac{1}{2 \sqrt{x} \sqrt{1 - x}}"),
        ("x*atan(x)", "x", "x/(x**2 + 1) + atan(x)", r"\frac{x}{x^{2} + 1} + \arctan\left(x\right)"),
        ("asin(x)**2", "x", "2*asin(x)/sqrt(1 - x**2)", r"\frac{2 \arcsin\left(x\right)}{\sqrt{1 - x^{2}}}"),
        ("exp(atan(x))", "x", "exp(atan(x))/(x**2 + 1)", r"\frac{e^{\arctan\left(x\right)}}{x^{2} + 1}"),
    ),
    "Schaum, elementary functions 19-24": (
        ("sinh(x)", "x", "cosh(x)", r"\cosh\left(x\right)"),
        ("cosh(x)", "x", "sinh(x)", r"\sinh\left(x\right)"),
        ("tanh(x)", "x", "sech(x)**2", r"\operatorname{sech}^{2}\left(x\right)"),
        ("coth(x)", "x", "-csch(x)**2", r"-\operatorname{csch}^{2}\left(x\right)"),
        ("sech(x)", "x", "-sech(x)*tanh(x)", r"-\operatorname{sech}\left(x\right) \tanh\left(x\right)"),
        ("csch(x)", "x", "-csch(x)*coth(x)", r"-\operatorname{csch}\left(x\right) \coth\left(x\right)"),
    ),
    "hyperbolic functions, with the rules": (
        ("sinh(x)*cosh(x)", "x", "cosh(2*x)", r"\cosh\left(2 x\right)"),
        ("sinh(x)/cosh(x)", "x", "1/cosh(x)**2", r"\frac{1}{\cosh^{2}\left(x\right)}"),
        ("tanh(x)**2", "x", "2*sech(x)**2*tanh(x)",
         r"2 \operatorname{sech}^{2}\left(x\right) \tanh\left(x\right)"),
        ("tanh(x/2)", "x", "sech(x/2)**2/2", r"\frac{\operatorname{sech}^{2}\left(\frac{x}{2}\right)}{2}"),
        ("x*cosh(x) - sinh(x)", "x", "x*sinh(x)", r"x \sinh\left(x\right)"),
        ("log(cosh(x))", "x", "tanh(x)", r"\tanh\left(x\right)"),
        ("log(sinh(x))", "x", "coth(x)", r"\coth\left(x\right)"),
        ("atan(sinh(x))", "x", "sech(x)", r"\operatorname{sech}\left(x\right)"),
        ("asin(tanh(x))", "x", "sech(x)", r"\operatorname{sech}\left(x\right)"),
        ("sqrt(tanh(x))", "x", "sech(x)**2/(2*sqrt(tanh(x)))",
         r"\frac{\operatorname{sech}^{2}\left(x\right)}{2 \sqrt{\tanh\left(x\right)}}"),
    ),
    "Schaum, elementary functions 25-30": (
        ("asinh(x)", "x", "1/sqrt(x**2 + 1)", r"\frac{1}{\sqrt{x^{2} + 1}}"),
        # not 1/sqrt(x**2 - 1), which is the derivative above 1 alone and has a value below -1
        ("acosh(x)", "x", "1/sqrt(x**2 - 1)", r"\frac{1}{\sqrt{x^{2} - 1}}"),
        ("atanh(x)", "x", "1/(1 - x**2)", r"\frac{1}{1 - x^{2}}"),
        ("acoth(x)", "x", "1/(1 - x**2)", r"\frac{1}{1 - x^{2}}"),
        ("asech(x)", "x", "-1/(x*sqrt(1 - x**2))", r"-\frac{1}{x \sqrt{1 - x^{2}}}"),
        ("acsch(x)", "x", "-1/(sqrt(x**2 + 1)*Abs(x))", r"-\frac{1}{\sqrt{x^{2} + 1} \left|{x}\right|}"),
    ),
    "inverse hyperbolic functions, with the rules": (
        ("atanh(x/a)", "x", "a/(a**2 - x**2)", r"\frac{a}{a^{2} - x^{2}}"),
        ("atanh(cos(x))", "x", "-csc(x)", r"-\csc\left(x\right)"),
        ("asinh(2*x)", "x", "2/sqrt(4*x**2 + 1)", r"\frac{2}{\sqrt{4 x^{2} + 1}}"),
    ),
    "the absolute value, beside its corner": (
        ("|x|", "x", "sign(x)", r"\operatorname{sign}\left(x\right)"),
        ("x*|x|", "x", "2*Abs(x)", r"2 \left|{x}\right|"),
        ("|x|**3", "x", "3*x*Abs(x)", r"3 x \left|{x}\right|"),
        ("|x - 1|", "x", "sign(x - 1)", r"\operatorname{sign}\left(x - 1\right)"),
        ("x/|x|", "x", "0", "0"),
        ("log|x**2 - 1|", "x", "2*x/(x**2 - 1)", r"\frac{2 x}{x^{2} - 1}"),
    ),
    "higher and mixed derivatives": (
        ("x**4", "x x", "12*x**2", "12 x^{2}"),
        ("1/x", "x x", "2/x**3", r"\frac{2}{x^{3}}"),
        ("sqrt(x)", "x x", "-1/(4*x**(3/2))", r"-\frac{1}{4 x^{3/2}}"),
        ("log(x)", "x x", "-1/x**2", r"-\frac{1}{x^{2}}"),
        ("x*exp(x)", "x x", "(x + 2)*exp(x)", r"\left(x + 2\right) e^{x}"),
        ("exp(-x**2/2)", "x x", "(x**2 - 1)*exp(-x**2/2)", r"\left(x^{2} - 1\right) e^{-x^{2}/2}"),
        ("x*sin(x)", "x x", "2*cos(x) - x*sin(x)", r"2 \cos\left(x\right) - x \sin\left(x\right)"),
        ("exp(x)*sin(x)", "x x", "2*exp(x)*cos(x)", r"2 e^{x} \cos\left(x\right)"),
        ("tan(x)", "x x", "2*sec(x)**2*tan(x)", r"2 \sec^{2}\left(x\right) \tan\left(x\right)"),
        ("sec(x)", "x x", "2*sec(x)**3 - sec(x)", r"2 \sec^{3}\left(x\right) - \sec\left(x\right)"),
        ("tanh(x)", "x x", "-2*sech(x)**2*tanh(x)",
         r"-2 \operatorname{sech}^{2}\left(x\right) \tanh\left(x\right)"),
        ("1/(1 + x**2)", "x x", "(6*x**2 - 2)/(x**2 + 1)**3",
         r"\frac{6 x^{2} - 2}{\left(x^{2} + 1\right)^{3}}"),
        ("sqrt(1 - x**2)", "x x", "-1/(1 - x**2)**(3/2)", r"-\frac{1}{\left(1 - x^{2}\right)^{3/2}}"),
        ("atan(x)", "x x", "-2*x/(x**2 + 1)**2", r"-\frac{2 x}{\left(x^{2} + 1\right)^{2}}"),
        ("x*log(x)", "x x", "1/x", r"\frac{1}{x}"),
        ("x**5", "x x x", "60*x**2", "60 x^{2}"),
        ("x**2*y**3", "x y", "6*x*y**2", "6 x y^{2}"),
        ("exp(x*y)", "x y", "(x*y + 1)*exp(x*y)", r"\left(x y + 1\right) e^{x y}"),
    ),
    "formulas of physics, chemistry and biology": (
        ("A*exp(-k*t)", "t", "-A*k*exp(-k*t)", "-A k e^{-k t}"),
        ("N0*(1/2)**(t/tau)", "t", "-(1/2)**(t/tau)*N0*log(2)/tau",
         r"-\frac{\left(\frac{1}{2}\right)^{t/\tau} N_{0} \log\left(2\right)}{\tau}"),
        ("V0*(1 - exp(-t/(R*C)))", "t", "V0*exp(-t/(C*R))/(C*R)",
         r"\frac{V_{0} e^{-t/\left(C R\right)}}{C R}"),
        ("A*cos(omega*t + phi)", "t", "-A*omega*sin(omega*t + phi)",
         r"-A \omega \sin\left(\omega t + \phi\right)"),
        ("A*cos(omega*t + phi)", "t t", "-A*omega**2*cos(omega*t + phi)",
         r"-A \omega^{2} \cos\left(\omega t + \phi\right)"),
        ("s0 + v0*t - g*t**2/2", "t", "v0 - g*t", "v_{0} - g t"),
        ("v0**2*sin(2*theta)/g", "theta", "2*v0**2*cos(2*theta)/g",
         r"\frac{2 v_{0}^{2} \cos\left(2 \theta\right)}{g}"),
        ("1/sqrt(1 - v**2/c**2)", "v", "v/(c**2*(1 - v**2/c**2)**(3/2))",
         r"\frac{v}{c^{2} \left(1 - \frac{v^{2}}{c^{2}}\right)^{3/2}}"),
        ("m*v/sqrt(1 - v**2/c**2)", "v", "m/(1 - v**2/c**2)**(3/2)",
         r"\frac{m}{\left(1 - \frac{v^{2}}{c^{2}}\right)^{3/2}}"),
        ("m*c**2/sqrt(1 - v**2/c**2)", "v", "m*v/(1 - v**2/c**2)**(3/2)",
         r"\frac{m v}{\left(1 - \frac{v^{2}}{c^{2}}\right)^{3/2}}"),
        ("-G*m*M/r", "r", "G*M*m/r**2", r"\frac{G M m}{r^{2}}"),
        ("R1*R2/(R1 + R2)", "R1", "R2**2/(R1 + R2)**2", r"\frac{R_{2}^{2}}{\left(R_{1} + R_{2}\right)^{2}}"),
        ("V*x/(K + x)", "x", "K*V/(K + x)**2", r"\frac{K V}{\left(K + x\right)^{2}}"),
        ("K/(1 + A*exp(-r*t))", "t", "A*K*r*exp(-r*t)/(A*exp(-r*t) + 1)**2",
         r"\frac{A K r e^{-r t}}{\left(A e^{-r t} + 1\right)^{2}}"),
        ("4*epsilon*((sigma/r)**12 - (sigma/r)**6)", "r", "24*epsilon*sigma**6*(r**6 - 2*sigma**6)/r**13",
         r"\frac{24 \epsilon \sigma^{6} \left(r^{6} - 2 \sigma^{6}\right)}{r^{13}}"),
        ("E0**2*R/(R + r)**2", "R", "E0**2*(r - R)/(R + r)**3",
         r"\frac{E_{0}^{2} \left(r - R\right)}{\left(R + r\right)^{3}}"),
        ("x**3/(exp(x) - 1)", "x", "x**2*((3 - x)*exp(x) - 3)/(exp(x) - 1)**2",
         r"\frac{x^{2} \left(\left(3 - x\right) e^{x} - 3\right)}{\left(e^{x} - 1\right)^{2}}"),
        ("exp(-(x - mu)**2/(2*sigma**2))", "x", "(mu - x)*exp(-(mu - x)**2/(2*sigma**2))/sigma**2",
         r"\frac{\left(\mu - x\right) e^{-\frac{\left(\mu - x\right)^{2}}{2 \sigma^{2}}}}{\sigma^{2}}"),
        ("erf(x)", "x", "2*exp(-x**2)/sqrt(pi)", r"\frac{2 e^{-x^{2}}}{\sqrt{\pi}}"),
    ),
    "numbers in sums, exponentials below the line, a polynomial and a fraction": (
        ("3*x*(18*x**4 + 13/(x + 1))", "x", "270*x**4 + 39/(x + 1)**2",
         r"270 x^{4} + \frac{39}{\left(x + 1\right)^{2}}"),
        ("2*x/b - x**2/2 - 2*(1 + a)*log(1 + a + b*x)/b**2", "x", "x*(2/(b*x + a + 1) - 1)",
         r"x \left(\frac{2}{b x + a + 1} - 1\right)"),
        ("(x**2 + 1)/(x - 1)", "x", "(x**2 - 2*x - 1)/(x - 1)**2",
         r"\frac{x^{2} - 2 x - 1}{\left(x - 1\right)^{2}}"),
        ("(-4*x**2 + 60*x - 215)/(x**2 - 14*x + 48)", "x x",
         "(8*x**3 - 138*x**2 + 780*x - 1432)/((x - 6)**3*(x - 8)**3)",
         r"\frac{8 x^{3} - 138 x^{2} + 780 x - 1432}{\left(x - 6\right)^{3} \left(x - 8\right)^{3}}"),
        ("(2*x + 1)**5*(x**3 - 2)**4", "x", "2*(2*x + 1)**4*(17*x**3 + 6*x**2 - 10)*(x**3 - 2)**3",
         r"2 \left(2 x + 1\right)^{4} \left(17 x^{3} + 6 x^{2} - 10\right) \left(x^{3} - 2\right)^{3}"),
        ("3*x**4 - 9*x**2", "x", "12*x**3 - 18*x", "12 x^{3} - 18 x"),
        ("2*log(1 - sqrt(x))", "x", "1/(x - sqrt(x))", r"\frac{1}{x - \sqrt{x}}"),
        ("log(1 + sqrt(1 + x**3))", "x", "3*x**2/(2*(x**3 + sqrt(x**3 + 1) + 1))",
         r"\frac{3 x^{2}}{2 \left(x^{3} + \sqrt{x^{3} + 1} + 1\right)}"),
        ("x**3/exp(x)", "x", "x**2*(3 - x)/exp(x)", r"\frac{x^{2} \left(3 - x\right)}{e^{x}}"),
        ("(sin(t) - cos(t))/exp(t)", "t", "2*cos(t)/exp(t)", r"\frac{2 \cos\left(t\right)}{e^{t}}"),
        ("exp(-t)*(sin(t) - cos(t))", "t", "2*exp(-t)*cos(t)", r"2 e^{-t} \cos\left(t\right)"),
        ("atanh(sin(x))", "x", "sec(x)", r"\sec\left(x\right)"),
        ("-atanh(cos(x))", "x", "csc(x)", r"\csc\left(x\right)"),
    ),
}  # fmt: skip
ROWS = [row for rows in TABLE.values() for row in rows]
IDS = [f"{formula} by {variables}" for formula, variables, _, _ in ROWS]

STEPS = 10**8
"""Steps in a unit: a central quotient is off by about its inverse squared."""
DIGITS = 60
"""Of each value; a quotient loses eight for each variable."""


@in_parts
@pytest.mark.parametrize(("formula", "variables", "text", "latex"), ROWS, ids=IDS)
def test_a_derivative_is_printed_as_in_a_textbook(
    formula: str, variables: str, text: str, latex: str
) -> None:
    answer = derive(formula, *variables.split())
    assert str(answer) == text
    assert answer.latex() == latex


@in_parts
@pytest.mark.parametrize(("formula", "variables", "text", "latex"), ROWS, ids=IDS)
def test_the_table_is_right(formula: str, variables: str, text: str, latex: str) -> None:
    expected = parse(text)
    assert (str(expected), expected.latex()) == (text, latex)
    source, names = parse(formula), variables.split()
    judged = 0
    for sign, point in product((1, -1), sample(source, 6)):
        at = {name: sign * Fraction(value).limit_denominator(10**6) for name, value in point.items()}
        try:
            quotient = difference(source, names, at)
        except DomainError:
            continue
        value = evaluate(expected, at, digits=DIGITS)
        assert abs(value - quotient) < 1e-10 * max(1, abs(value)), at
        judged += 1
    assert judged > 1


def difference(expr: Expr, names: list[str], at: dict[str, Fraction]) -> Any:
    """Return the central difference quotient of *expr* by each of *names* in turn."""
    if not names:
        return evaluate(expr, at, digits=DIGITS)
    name, order = names[0], names.count(names[0])
    others = [other for other in names if other != name]
    total: Any = 0
    for k in range(order + 1):
        shifted = {**at, name: at[name] + (Fraction(order, 2) - k) / STEPS}
        total += (-1) ** k * comb(order, k) * difference(expr, others, shifted)
    return total * STEPS**order


def test_the_judge_of_the_table_sees_a_wrong_sign() -> None:
    at = {"x": Fraction(1, 3)}
    quotient = difference(parse("cos(x)"), ["x"], at)
    assert abs(evaluate(parse("sin(x)"), at, digits=DIGITS) - quotient) > 0.1


def test_a_formula_stands_in_the_table_once() -> None:
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ln|sec(x)|", "tan(x)"), ("ln|sec(x) + tan(x)|", "sec(x)"), ("ln|csc(x) - cot(x)|", "csc(x)"),
        ("ln|x + sqrt(x^2 + 1)|", "1/sqrt(x**2 + 1)"), ("ln|tan(x/2)|", "csc(x)"), ("ln|cos(x)|", "-tan(x)"),
        ("ln|gamma(x)|", "digamma(x)"),
        ("cosh(|x|)", "sinh(x)"), ("x|x|", "2*Abs(x)"), ("|x|^3", "3*x*Abs(x)"),
        ("sin(asin(x))", "1"), ("cot(atan(x))", "-1/x**2"), ("cos(acot(x))", "sign(x)/(x**2 + 1)**(3/2)"),
        ("sec(atan(x))", "x/sqrt(x**2 + 1)"), ("tan(acos(x))", "-1/(x**2*sqrt(1 - x**2))"),
        ("erf(x/sqrt(2))", "sqrt(2/pi)*exp(-x**2/2)"), ("x*exp(I*pi)", "-1"), ("sqrt(12)*x", "2*sqrt(3)"),
        ("6t^2*x/sqrt(2)", "3*sqrt(2)*t**2"), ("4^x/3^x", "(4/3)**x*log(4/3)"),
        ("besselj(0, x)", "-besselj(1, x)"), ("bessely(0, x)", "-bessely(1, x)"),
        ("besseli(0, x)", "besseli(1, x)"), ("besselk(0, x)", "-besselk(1, x)"), ("binomial(x, 1)", "1"),
        ("gamma(x + 1)/gamma(x)", "1"), ("x^n*besselj(n, x)", "x**n*besselj(n - 1, x)"),
        ("x*besselj(1, x)", "x*besselj(0, x)"), ("x*besselk(1, x)", "-x*besselk(0, x)"),
        ("acosh(2x^2)", "4*x/sqrt(4*x**4 - 1)"),
        (
            "(sin(x) - cos(x))/(10*(cos(x) + sin(x))^5) + (sin(x) - cos(x))/(15*(cos(x) + sin(x))^3)"
            " + 2*sin(x)/(15*(cos(x) + sin(x)))",
            "1/(sin(x) + cos(x))**6",
        ),
    ],
)  # fmt: skip
def test_signs_inverse_functions_and_constants_are_gone_where_a_book_has_none(
    text: str, expected: str
) -> None:
    found = derive(text, "x")
    assert str(found) == expected
    assert judged(found, text)


def judged(found: Expr, text: str) -> bool:
    """Return whether a derivative by x agrees with difference quotients where both have a value."""
    formula = parse(text)
    agreed = 0
    for place in (0.31, 0.62, -0.47, 1.4, 2.3):
        at = {name: place if name == "x" else 0.7 for name in formula.graph.symbols([formula.node])}
        try:
            low, high = [evaluate(formula, {**at, "x": place + h}, digits=40) for h in (-1e-8, 1e-8)]
            value = evaluate(found, {name: at.get(name, 0.7) for name in found.graph.symbols([found.node])})
        except DomainError:
            continue
        assert abs((high - low) / 2e-8 - value) <= 1e-6 * max(1, abs(value)), place
        agreed += 1
    return agreed >= 2
