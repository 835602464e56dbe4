"""What commands of LaTeX mean: functions, names, signs, and those that only move things about.

>>> FUNCTIONS["arctan"], SIGNS["cdot"], NAMES_OF["varphi"]
('atan', '*', 'phi')
"""

from __future__ import annotations

from typing import Final

FUNCTIONS: Final = {
    **{name: name for name in (
        "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch", "exp",
        "log", "arg",
    )},
    "ln": "log", "lg": "log10", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arccot": "acot",
    "arcsec": "asec", "arccsc": "acsc", "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh",
    "tg": "tan", "ctg": "cot", "cotg": "cot", "arctg": "atan", "arcctg": "acot", "sh": "sinh", "ch": "cosh",
    "th": "tanh", "cth": "coth", "cosec": "csc", "Re": "re", "Im": "im",
}  # fmt: skip
"""Commands of functions that are written before their argument, with or without parentheses."""
SEVERAL: Final = {"max": "Max", "min": "Min"}
"""Commands of functions of a list."""
INVERSES: Final = {
    **{
        name: f"a{name}"
        for name in (
            "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch",
        )
    },
    "erf": "erfinv", "erfc": "erfcinv",
}  # fmt: skip
"""Functions to which an exponent -1 gives the inverse, and that one."""
ON_GREEK: Final = {"Gamma": "gamma", "zeta": "zeta", "psi": "digamma"}
"""Letters that are functions where parentheses follow."""
ON_LETTERS: Final = {
    "J": "besselj", "Y": "bessely", "I": "besseli", "K": "besselk", "T": "chebyshevt", "U": "chebyshevu",
    "P": "legendre", "H": "hermite", "L": "laguerre",
}  # fmt: skip
"""Letters that, with an index and parentheses behind them, are functions of both."""
WITH_BAR: Final = {"E": "elliptic_e", "F": "elliptic_f", "Pi": "elliptic_pi"}
"""Letters that are functions where the parentheses behind them have a bar."""
OR_FACTORS: Final = {"Phi": "", "sigma": "sigmoid", "theta": "Heaviside", "eta": "dirichlet_eta"}
"""Letters that, where parentheses follow, are functions or factors: nobody can tell. Which function of the
table, if there is one."""
TWO_ARGUMENTS: Final = {
    "Gamma": "uppergamma", "gamma": "lowergamma", "zeta": "zeta", "B": "beta", "beta": "beta",
}  # fmt: skip
"""Letters that are functions where the parentheses behind them have a comma."""
ON_WORDS: Final = {
    "B": "beta", "Ai": "airyai", "Bi": "airybi", "Li": "polylog", "ReLU": "relu", "SiLU": "silu",
    "GELU": "gelu", "W": "LambertW", "K": "elliptic_k", "E": "elliptic_e", "S": "fresnels", "C": "fresnelc",
    "F": "dawson", "H": "Heaviside", "eta": "dirichlet_eta", "theta": "Heaviside", "sigma": "sigmoid",
    "psi": "digamma", "sn": "jacobi_sn", "cn": "jacobi_cn", "dn": "jacobi_dn", "am": "jacobi_am",
}  # fmt: skip
"""Words of several letters that are functions where parentheses follow."""

NAMES_OF: Final = {
    **{name: name for name in (
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu",
        "nu", "xi", "omicron", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma",
        "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega", "ell", "hbar",
    )},
    "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho", "varsigma": "sigma",
    "varkappa": "kappa", "varpi": "varpi", "imath": "i", "jmath": "j",
}  # fmt: skip
CONSTANTS: Final = {"pi": "pi", "infty": "oo", "exponentialE": "E", "imaginaryI": "I", "imaginaryJ": "I"}
SIGNS: Final = {
    "cdot": "*", "cdotp": "*", "centerdot": "*", "times": "*", "ast": "*", "bullet": "*",
    "div": "/", "le": " <= ", "leq": " <= ",
    "leqslant": " <= ", "ge": " >= ", "geq": " >= ", "geqslant": " >= ", "ne": " != ", "neq": " != ",
    "lt": " < ", "gt": " > ", "land": " and ", "wedge": " and ", "lor": " or ", "vee": " or ",
    "lnot": " not ", "neg": " not ", "bmod": " % ",
}  # fmt: skip
INFIX: Final = {"over": ("((", ")/(", "))"), "choose": ("binomial(", ",", ")")}
"""Commands between what they join, with the text around and between both."""
WORDS: Final = ("operatorname", "operatorname*", "mathrm", "rm", "mathit", "mathsf")
"""Commands of names and functions of several letters."""
FRACTIONS: Final = ("frac", "dfrac", "tfrac", "cfrac")
TEXTS: Final = ("text", "textrm", "textit", "textnormal", "mbox", "hbox")
"""Commands of words."""
AS_NAMES: Final = {"hat": "hat", "widehat": "hat", "tilde": "tilde", "widetilde": "tilde"}
"""Accents that make another name of a letter."""
IN_INDICES: Final = frozenset(
    (*FUNCTIONS, *SEVERAL, "inf", "sup", "lim", "infty", "star", "perp", "parallel", "odot")
)
"""Commands that are words in an index."""
RELATIONS: Final = frozenset((" <= ", " >= ", " != ", " < ", " > ", " == "))
MOVED: Final = frozenset((
    "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits", "quad", "qquad",
    "big", "Big", "bigg", "Bigg", "bigl", "Bigl", "biggl", "Biggl", "bigr", "Bigr", "biggr", "Biggr", "bigm",
    "Bigm", "biggm", "Biggm", "large", "Large", "LARGE", "huge", "Huge", "small", "normalsize", "tiny",
    "nonumber", "notag", "mathstrut", "strut", "null", "nobreak", "allowbreak", "relax", "hfill", "thinspace",
    "medspace", "thickspace", "negthinspace", ",", ";", ":", "!", ">", " ", "/", "-",
))  # fmt: skip
"""Commands that change nothing of what is meant."""
DROPPED: Final = frozenset((
    "vphantom", "phantom", "hphantom", "label", "tag", "hspace", "vspace", "mspace", "kern", "color",
    "textcolor", "tag*", "leftroot", "uproot", "nocite", "footnote", "index",
))  # fmt: skip
"""Commands that go with their argument."""
WRAPPERS: Final = frozenset((
    "mathrm", "mathit", "mathbf", "mathsf", "mathtt", "mathnormal", "boldsymbol", "bm", "text", "textrm",
    "textit", "textbf", "mbox", "hbox", "operatorname", "rm", "boxed", "mathop", "mathord", "mathbin",
    "mathrel", "ensuremath", "mathopen", "mathclose", "mathinner", "fbox", "left", "right", "middle",
))  # fmt: skip
ENVIRONMENTS: Final = frozenset((
    "align", "align*", "aligned", "equation", "equation*", "gather", "gather*", "gathered", "split",
    "displaymath", "math", "multline", "multline*", "eqnarray", "eqnarray*", "flalign", "flalign*", "alignat",
))  # fmt: skip
"""Environments that hold one formula."""
CLOSED_BY: Final = {"(": ")", "[": "]", "\\{": "\\}", "\\lbrace": "\\rbrace", "\\lparen": "\\rparen",
                    "\\lbrack": "\\rbrack"}  # fmt: skip
FENCES: Final = {
    "|": ("Abs(", "|"), "\\vert": ("Abs(", "\\vert"), "\\lvert": ("Abs(", "\\rvert"),
    "\\lfloor": ("floor(", "\\rfloor"), "\\lceil": ("ceiling(", "\\rceil"),
}  # fmt: skip
"""What opens a function that stands around its argument: how it begins, and what closes it."""
REFUSED: Final = {
    "mod": "no sign of a formula: write \\bmod for the remainder",
    "pm": "two formulas, one for each sign: give one of them",
    "mp": "two formulas, one for each sign: give one of them",
    "iint": "an integral, which symdiff does not compute",
    "oint": "an integral, which symdiff does not compute",
    "lim": "a limit, which symdiff does not compute",
    "nabla": "a gradient: give symdiff the formula alone, and the variables",
    "Vert": "a norm: write it out, as sqrt(x^2 + y^2)",
    "|": "a norm: write it out, as sqrt(x^2 + y^2)",
    "lVert": "a norm: write it out, as sqrt(x^2 + y^2)",
    "ldots": "dots, which leave open what stands there: write it out",
    "cdots": "dots, which leave open what stands there: write it out",
    "dots": "dots, which leave open what stands there: write it out",
    "in": "a set, which is not part of a formula",
    "to": "an arrow, which is not part of a formula",
    "approx": "nearly equal, which is not part of a formula",
    "sim": "nearly equal, which is not part of a formula",
    "equiv": "an identity, which is not part of a formula",
    "propto": "a proportion, which is not part of a formula",
    "circ": "a composition of functions, f(g(x)), or a standard value, which is a name: write E_0",
    "matrix": "a matrix, which is not read here",
    "placeholder": "an empty place: fill it in",
    "error": "a mistake of what wrote the formula: write the part anew",
    "mathbb": "a set, which is not part of a formula",
    "vec": "a vector: give its components",
    "dot": "a derivative by time: give the formula of the function",
    "ddot": "a derivative by time: give the formula of the function",
    "norm": "a norm: write it out, as sqrt(x^2 + y^2)",
    "top": "a transpose: write the products out",
    "intercal": "a transpose: write the products out",
    "dagger": "a conjugate transpose: write the products out",
    "dd": "a differential, which is not part of a formula",
    "%": "a percent sign: write x/100",
    "cancel": "a part that is crossed out: leave it out",
    "newcommand": "a definition of a command: write out what it stands for",
    "def": "a definition of a command: write out what it stands for",
    "mapsto": "an arrow, which is not part of a formula",
    "rightarrow": "an arrow, which is not part of a formula",
    "Rightarrow": "an arrow, which is not part of a formula",
    "implies": "an arrow, which is not part of a formula",
}
"""Commands that are refused by name, and why."""

__all__ = [
    "AS_NAMES", "CLOSED_BY", "CONSTANTS", "DROPPED", "ENVIRONMENTS", "FENCES", "FRACTIONS", "FUNCTIONS",
    "INFIX", "INVERSES", "IN_INDICES", "MOVED", "NAMES_OF", "ON_GREEK", "ON_LETTERS", "ON_WORDS",
    "OR_FACTORS", "REFUSED", "RELATIONS", "SEVERAL", "SIGNS", "TEXTS", "TWO_ARGUMENTS", "WITH_BAR", "WORDS",
    "WRAPPERS",
]  # fmt: skip
