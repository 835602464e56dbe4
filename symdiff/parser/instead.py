"""What to write instead of a function that is unknown.

>>> what_to_do("J_0"), what_to_do("mass")
('write besselj(0, x); or ', '')
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.parser.words import BARE_NAMES

_ASKING: Final = (
    (
        ("diff", "deriv", "derivative", "d", "dt", "der", "nderiv", "derive", "differentiate"),
        'give the formula and the variable apart, as in: diff "x^2" x',
    ),
    (("int",), "write floor(x) or trunc(x) for a whole number, and integral(f, t, a, b) for an integral"),
    (("prod",), "write product(x + k, k, 1, n) for a product of factors that have an index"),
    (("lim", "limit", "lim_"), "a formula has no limits: give the function alone"),
    (("in", "1n"), "write ln(x), with a small L"),
    (("grad", "div", "laplacian", "nabla"), "give the formula alone, and ask for its gradient"),
    (("eq",), "an equation is no formula: give one side, or the difference of both"),
    (
        ("print", "evalf", "simplify", "expand", "factor", "collect", "vpa", "eval", "subs", "latex", "disp"),
        "give the formula alone",
    ),
    (("symbol", "integer", "float"), "give the name or the number alone"),
    (("function",), "give the formula alone, and the variable apart"),
    (
        ("mean", "dot", "einsum", "matmul", "trace", "norm", "softmax", "polyval"),
        'of vectors and matrices say the shapes, as in shapes="A[n,m] x[m]"',
    ),
)
"""Names that ask for something to be done, in small letters, and what to do instead."""
_SIGNS: Final = {
    "C": "binomial(n, k)", "nPr": "factorial(n)/factorial(n - k)", "quo": "floor(x/y)",
    "B": "beta(x, y)", "β": "beta(x, y)",
    "W": "LambertW(x)", "ζ": "zeta(x)", "ψ": "digamma(x)", "η": "dirichlet_eta(x)",
    "Φ": "(1 + erf(x/sqrt(2)))/2", "φ": "exp(-x^2/2)/sqrt(2*pi)", "σ": "sigmoid(x)", "sqr": "x^2 or sqrt(x)",
    "N": "(1 + erf(x/sqrt(2)))/2", "Ai": "airyai(x)", "Bi": "airybi(x)",
    **dict.fromkeys(("Phi", "normalcdf", "cnorm"), "normcdf(x)"), "phi": "normpdf(x)",
    **dict.fromkeys(("WURZEL", "RACINE", "RAIZ", "RAIZQ", "RADQ"), "sqrt(x)"),
    "cosine": "cos(x)", "tangent": "tan(x)", "cotangent": "cot(x)", "secant": "sec(x)", "cosecant": "csc(x)",
    "arcsine": "asin(x)", "arccosine": "acos(x)", "arctangent": "atan(x)",
    "POTENZ": "x^n", "WENN": "if(x > 0, x, 0)", "rem": "fmod(x, y)", "Times": "x*y", "Plus": "x + y",
    "Subtract": "x - y", "Divide": "x/y",
    "AND": "x > 0 and x < 1", "OR": "x < 0 or x > 1", "NOT": "not x > 0",
    "times": "x*y", "plus": "x + y", "minus": "x - y", "subtract": "x - y", "divide": "x/y",
    "rdivide": "x/y", "mtimes": "x*y",
    "θ": "Heaviside(x)", "Π": "elliptic_pi(n, m)", "Q": "erfc(x/sqrt(2))/2",
}  # fmt: skip
"""Names of which a book has the function, and what it is here."""
UNCUT: Final = {
    "csgn": "sign(x) for a real x", "psigamma": "polygamma(n, x)", "hzeta": "zeta(s, x)",
    "lfactorial": "loggamma(x + 1)", "lchoose": "log(binomial(n, k))", "isqrt": "floor(sqrt(x))",
    "ilog": "floor(log(x))", "ilog2": "floor(log2(x))", "exsec": "sec(x) - 1", "rgamma": "1/gamma(x)",
    "dfactorial": "2^(x/2)*gamma(x/2 + 1) for an even x", "cloglog": "log(-log(1 - x))",
    "dsign": "abs(x)*sign(y)", "isign": "abs(x)*sign(y)", "ddim": "max(x - y, 0)", "dmin": "min(x, y)",
    "dmod": "fmod(x, y)",
    **dict.fromkeys(("dgamma", "pgamma", "qgamma"), "its density or distribution out"),
    **dict.fromkeys(("dbeta", "pbeta", "qbeta", "rbeta"), "its density or distribution out"),
    **dict.fromkeys(("dbinom", "pbinom", "qbinom", "rbinom"), "its density or distribution out"),
}  # fmt: skip
"""Functions of other systems whose names look like a letter times another, and what they are here."""
_OF_ORDER: Final = {
    "J": "besselj", "Y": "bessely", "I": "besseli", "K": "besselk", "H": "hermite", "P": "legendre",
    "T": "chebyshevt", "U": "chebyshevu", "L": "laguerre", "Li": "polylog", "j": "besselj", "y": "bessely",
}  # fmt: skip
"""Letters that, with an index, are functions of both."""
_NUMBERED: Final = re.compile(r"([^\W\d_]+)_?([0-9]+|[a-z])")


def what_to_do(name: str) -> str:
    """Return what to write in place of calling *name*, with what joins it to more; else nothing."""
    said = next((said for names, said in _ASKING if name.lower() in names), "")
    if not said and name in _SIGNS:
        said = f"write {_SIGNS[name]}"
    if not said and name in UNCUT:
        said = f"write {UNCUT[name]}, or {name[0]}*{name[1:]}(...) for a product"
    found = _NUMBERED.fullmatch(name)
    if not said and found:
        base, index = found.groups()
        if base in _OF_ORDER and (index.isdigit() or "_" in name):
            said = f"write {_OF_ORDER[base]}({index}, x)"
        elif base in ("log", "ln"):
            said = f"write log(x, {index}) for the base {index}"
        elif base in BARE_NAMES and index.isdigit():
            said = f"write {base}(x)^{index} or {base}({index}*x)"
    return f"{said}; or " if said else ""
