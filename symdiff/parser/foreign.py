"""Names that other languages have for what symdiff has, and functions of theirs that are made of its rows.

>>> canonical("sen"), canonical("SIN"), canonical("BesselJ"), canonical("f")
('sin', 'sin', 'besselj', '')
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from symdiff.errors import TooLarge, Unsupported, WrongArity
from symdiff.graph.binders import integral, over_letter, total
from symdiff.graph.graph import Graph
from symdiff.graph.leaves import PRODUCT
from symdiff.graph.places import at_number
from symdiff.parser.activations import ACTIVATIONS
from symdiff.parser.libraries import ANY, LIBRARY
from symdiff.table.functions import ABS, CBRT, EXP, LOG, MAX, MIN, NAMES, SIGN, SQRT, code_of
from symdiff.table.operators import GE, GT, LE, LT, PIECEWISE, SYMBOL

_FLOOR: Final = code_of("floor", 1)

GREEK: Final = frozenset((
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu",
    "nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    "varepsilon", "vartheta", "varphi", "varrho", "varsigma", "varpi", "varkappa",
))  # fmt: skip
"""Names of letters: each is one name, whatever it could be cut into."""

CONSTANT_NAMES: Final = {
    "PI": "pi", "Pi": "pi", "M_PI": "pi", "M_E": "e", "inf": "oo", "Inf": "oo",
    "infinity": "oo", "Infinity": "oo", "INFINITY": "oo",
    "M_PI_2": "(pi/2)", "M_PI_4": "(pi/4)", "M_1_PI": "(1/pi)", "M_2_PI": "(2/pi)",
    "M_2_SQRTPI": "(2/sqrt(pi))", "M_SQRT2": "sqrt(2)", "M_SQRT1_2": "(1/sqrt(2))", "M_LN2": "ln(2)",
    "M_LN10": "ln(10)", "M_LOG2E": "(1/ln(2))", "M_LOG10E": "(1/ln(10))",
    "EulerGamma": "(-digamma(1))", "GoldenRatio": "((1 + sqrt(5))/2)",
}  # fmt: skip
"""Spellings of constants that could be ordinary names."""

_RENAMED: Final = {
    # Spanish, Portuguese, Italian, French, Russian
    "sen": "sin", "seno": "sin", "cosen": "cos", "coseno": "cos", "asen": "asin", "arcsen": "asin",
    "senh": "sinh", "asenh": "asinh", "arsenh": "asinh", "arcsenh": "asinh", "tgh": "tanh", "ctgh": "coth",
    "cotgh": "coth", "atg": "atan", "arctgh": "atanh", "artgh": "atanh", "argsh": "asinh", "argch": "acosh",
    "argth": "atanh", "arsh": "asinh", "arch": "acosh", "arth": "atanh", "raiz": "sqrt",
    "ld": "log2", "tangente": "tan", "cotangente": "cot", "Wurzel": "sqrt", "wurzel": "sqrt",
    "racine": "sqrt", "корень": "sqrt", "raíz": "sqrt", "radice": "sqrt", "cuberoot": "cbrt",
    "sinus": "sin", "cosinus": "cos", "tangens": "tan", "kosinus": "cos", "cotangens": "cot", "tang": "tan",
    "arctang": "atan", "arcsinus": "asin", "arccosinus": "acos", "arctangens": "atan", "betrag": "abs",
    "Betrag": "abs", "argsinh": "asinh", "argcosh": "acosh", "argtanh": "atanh",
    "cossec": "csc", "arccossec": "acsc", "arccotg": "acot", "argsenh": "asinh", "argtgh": "atanh",
    "pierwiastek": "sqrt", "cosecante": "csc", "secante": "sec",
    # C, Fortran, Julia, R, Stan, NumPy, SciPy, PyTorch
    "fabs": "abs", "fmax": "max", "fmin": "min", "maximum": "max", "minimum": "min", "pmax": "max",
    "pmin": "min", "dexp": "exp", "dlog": "log", "dlog10": "log10", "dsqrt": "sqrt", "dsin": "sin",
    "dcos": "cos", "dtan": "tan", "dabs": "abs", "alog": "log", "alog10": "log10", "ln1p": "log1p",
    "tgamma": "gamma", "Γ": "gamma", "lnGamma": "loggamma", "lngamma": "loggamma", "logGamma": "loggamma",
    "log_gamma": "loggamma", "inv_logit": "sigmoid", "ilogit": "sigmoid", "invlogit": "sigmoid",
    "erf_inv": "erfinv", "erf_c": "erfc", "inverf": "erfinv", "InverseErf": "erfinv",
    "InverseErfc": "erfcinv", "jv": "besselj", "yv": "bessely", "iv": "besseli", "kv": "besselk",
    "jn": "besselj", "yn": "bessely", "bessel_j": "besselj", "bessel_y": "bessely", "bessel_i": "besseli",
    "bessel_k": "besselk", "airy_ai": "airyai", "airy_bi": "airybi", "airy_dai": "airyaiprime",
    "airy_dbi": "airybiprime", "lambert_w": "LambertW", "choose": "binomial", "nCr": "binomial",
    "comb": "binomial", "nchoosek": "binomial", "step": "Heaviside", "unit_step": "Heaviside",
    "conj": "conjugate", "real": "re", "imag": "im", "creal": "re", "cimag": "im", "carg": "arg",
    "hankelh1": "hankel1", "hankelh2": "hankel2", "hurwitz_zeta": "zeta", "expn": "expint",
    "incgam": "uppergamma", "gamma_incomplete": "uppergamma", "gamma_incomplete_lower": "lowergamma",
    "expintegral_e": "expint", "expintegral_ei": "Ei", "expintegral_li": "li", "expintegral_si": "Si",
    "expintegral_ci": "Ci", "expintegral_shi": "Shi", "expintegral_chi": "Chi", "elliptic_kc": "elliptic_k",
    "elliptic_ec": "elliptic_e",
    "fresnel_s": "fresnels", "fresnel_c": "fresnelc", "expint_ei": "Ei", "chebyshev_t": "chebyshevt",
    "chebyshev_u": "chebyshevu", "legendre_p": "legendre",
    **{f"{name}f": name for name in (
        "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "log", "log2", "log10",
        "log1p", "expm1", "sqrt", "cbrt", "hypot", "floor", "ceil", "erf", "erfc", "atan2",
    )},
    "fabsf": "abs", "fminf": "min", "fmaxf": "max", "amax1": "max", "amin1": "min", "dmax1": "max",
    "dmin1": "min", "realsqrt": "sqrt", "reallog": "log", "plogis": "sigmoid", "qlogis": "logit",
    # Mathematica and Maple, where putting the name in small letters does not do
    "ProductLog": "LambertW", "CubeRoot": "cbrt", "UnitStep": "Heaviside", "HeavisideTheta": "Heaviside",
    "EllipticK": "elliptic_k", "EllipticE": "elliptic_e", "EllipticF": "elliptic_f",
    "EllipticPi": "elliptic_pi", "LegendreP": "legendre", "HermiteH": "hermite", "LaguerreL": "laguerre",
    "ChebyshevT": "chebyshevt", "ChebyshevU": "chebyshevu", "SinIntegral": "Si", "CosIntegral": "Ci",
    "SinhIntegral": "Shi", "CoshIntegral": "Chi", "ExpIntegralEi": "Ei", "LogIntegral": "li",
    "ellipticK": "elliptic_k", "ellipticE": "elliptic_e", "ellipticF": "elliptic_f",
    "ellipticPi": "elliptic_pi", "JacobiSN": "jacobi_sn", "JacobiCN": "jacobi_cn", "JacobiDN": "jacobi_dn",
    "JacobiAmplitude": "jacobi_am", "JacobiAM": "jacobi_am", "JacobiEpsilon": "jacobi_epsilon",
    "ExpIntegralE": "expint", "HurwitzZeta": "zeta", "DirichletEta": "dirichlet_eta", "HankelH1": "hankel1",
    "HankelH2": "hankel2",
    "DawsonF": "dawson", "Hypergeometric2F1": "hyp2f1", "IncompleteGamma": "uppergamma",
}  # fmt: skip


def canonical(name: str) -> str:
    """Return symdiff's name of the function that other languages call *name*; empty where there is none."""
    found = _RENAMED.get(name, "")
    if found in NAMES:
        return found
    small = name.lower()
    if small == name or len(name) == 1 or name in MADE:
        return ""
    if small in NAMES or small in MADE:
        return small
    return _RENAMED[small] if _RENAMED.get(small, "") in NAMES else ""


# Functions made of rows ----------------------------------------------------------------------

Maker = Callable[[Graph, list[int]], int]


def _power(g: Graph, a: list[int]) -> int:
    return g.pow(a[0], a[1])


def _square(g: Graph, a: list[int]) -> int:
    return g.pow(a[0], g.number(2))


def _cube(g: Graph, a: list[int]) -> int:
    return g.pow(a[0], g.number(3))


def _root(g: Graph, a: list[int]) -> int:
    """The real root of an odd degree, the principal one otherwise. Raises WrongArity for root(3, x), whose
    degree stands in front in some languages."""
    if g.is_exact(a[0]) and not g.is_exact(a[1]) and g.value(a[0]) in _DEGREES:
        degree = g.value(a[0])
        raise WrongArity(
            f"a root of {degree} has two readings: the degree of a root is its second argument here",
            hint=f"write root(x, {degree}) for that root of x, {degree}^(1/x) for a power",
        )
    if g.is_exact(a[1]):
        degree = g.value(a[1])
        if degree == 2:
            return g.call(SQRT, (a[0],))
        if degree == 3:
            return g.call(CBRT, (a[0],))
        if degree % 2 == 1:
            size = g.pow(g.call(ABS, (a[0],)), g.div(g.number(1), a[1]))
            return g.mul(g.call(SIGN, (a[0],)), size)
    return g.pow(a[0], g.div(g.number(1), a[1]))


def _mod(g: Graph, a: list[int]) -> int:
    """What is left of a division whose quotient is rounded down."""
    return g.sub(a[0], g.mul(a[1], g.call(_FLOOR, (g.div(a[0], a[1]),))))


def _fmod(g: Graph, a: list[int]) -> int:
    """What is left of a division whose quotient is rounded towards zero."""
    return g.sub(a[0], g.mul(a[1], _trunc(g, [g.div(a[0], a[1])])))


def _round(g: Graph, a: list[int]) -> int:
    return g.call(_FLOOR, (g.add(a[0], g.div(g.number(1), g.number(2))),))


def _trunc(g: Graph, a: list[int]) -> int:
    return g.mul(g.call(SIGN, (a[0],)), g.call(_FLOOR, (g.call(ABS, (a[0],)),)))


def _frac(g: Graph, a: list[int]) -> int:
    return g.sub(a[0], g.call(_FLOOR, (a[0],)))


def _clip(g: Graph, a: list[int]) -> int:
    return g.call(MIN, (g.call(MAX, (a[0], a[1])), a[2]))


def _where(g: Graph, a: list[int]) -> int:
    return g.intern(PIECEWISE, (a[1], a[0], a[2], g.constant("True")))


def _merge(g: Graph, a: list[int]) -> int:
    return _where(g, [a[2], a[0], a[1]])


def _inverse(g: Graph, a: list[int]) -> int:
    return g.div(g.number(1), a[0])


def _negative(g: Graph, a: list[int]) -> int:
    return g.neg(a[0])


def _root_below(g: Graph, a: list[int]) -> int:
    return g.div(g.number(1), g.call(SQRT, (a[0],)))


def _radians(g: Graph, a: list[int]) -> int:
    return g.div(g.mul(a[0], g.constant("pi")), g.number(180))


def _degrees(g: Graph, a: list[int]) -> int:
    return g.div(g.mul(a[0], g.number(180)), g.constant("pi"))


def _of_degrees(name: str) -> Maker:
    """Return what makes the function *name* of an angle in degrees."""
    return lambda g, a: g.call(code_of(name, 1), (_radians(g, a),))


def _of_pi(name: str) -> Maker:
    """Return what makes the function *name* of pi times its argument."""
    return lambda g, a: g.call(code_of(name, 1), (g.mul(g.constant("pi"), a[0]),))


def _in_degrees(name: str) -> Maker:
    """Return what makes the angle of the function *name*, in degrees."""
    return lambda g, a: _degrees(g, [g.call(code_of(name, 1), a)])


def _sum_of_product(g: Graph, a: list[int]) -> int:
    return g.add(g.mul(a[0], a[1]), a[2])


def _branches(g: Graph, a: list[int]) -> int:
    """Pairs (condition, value), then what holds otherwise, if that is given."""
    parts = [part for i in range(0, len(a) - 1, 2) for part in (a[i + 1], a[i])]
    return g.intern(PIECEWISE, (*parts, *((a[-1], g.constant("True")) if len(a) % 2 else ())))


def _branches_behind(g: Graph, a: list[int]) -> int:
    """Pairs (value, condition), then what holds otherwise, if that is given."""
    return g.intern(PIECEWISE, (*a, *((g.constant("True"),) if len(a) % 2 else ())))


def _comparison(operator: int) -> Maker:
    return lambda g, a: g.intern(operator, (a[0], a[1]))


def _log_to_base(g: Graph, a: list[int]) -> int:
    return g.div(g.call(LOG, (a[0],)), g.call(LOG, (a[1],)))


def _log_of_base_first(g: Graph, a: list[int]) -> int:
    return g.div(g.call(LOG, (a[1],)), g.call(LOG, (a[0],)))


def _angle(g: Graph, a: list[int]) -> int:
    return g.call(code_of("atan2", 2), a)


def _itself(g: Graph, a: list[int]) -> int:
    return a[0]


def _second(g: Graph, a: list[int]) -> int:
    return a[1]


def _exponential(g: Graph, a: list[int]) -> int:
    """exp(i*x)."""
    return g.call(EXP, (g.mul(g.constant("I"), a[0]),))


def _cartesian_angle(g: Graph, a: list[int]) -> int:
    """Mathematica's ArcTan[x, y], with the horizontal part first."""
    return g.call(code_of("atan2", 2), [a[1], a[0]])


def _fractional(g: Graph, a: list[int]) -> int:
    return g.sub(a[0], _trunc(g, a))


def _polygamma(g: Graph, a: list[int]) -> int:
    return g.call(code_of("polygamma", 2), a)


def _first_integral(g: Graph, a: list[int]) -> int:
    return g.call(code_of("expint", 2), [g.number(1), a[0]])


def _dilogarithm(g: Graph, a: list[int]) -> int:
    return g.call(code_of("polylog", 2), [g.number(2), a[0]])


def _lower_part(g: Graph, a: list[int]) -> int:
    return g.div(g.call(code_of("lowergamma", 2), a), g.call(code_of("gamma", 1), a[:1]))


def _upper_part(g: Graph, a: list[int]) -> int:
    return g.div(g.call(code_of("uppergamma", 2), a), g.call(code_of("gamma", 1), a[:1]))


def _upper(g: Graph, a: list[int]) -> int:
    return g.call(code_of("uppergamma", 2), a)


def _rising(g: Graph, a: list[int]) -> int:
    gamma = code_of("gamma", 1)
    return g.div(g.call(gamma, (g.add(a[0], a[1]),)), g.call(gamma, (a[0],)))


def _between(name: str) -> Maker:
    """Return what makes an incomplete beta function of a, b between two bounds."""

    def make(g: Graph, a: list[int]) -> int:
        code = code_of(name, 3)
        upper = g.call(code, [a[0], a[1], a[3]])
        return upper if g.is_zero(a[2]) else g.sub(upper, g.call(code, a[:3]))

    return make


def _place_first(name: str) -> Maker:
    """Return what makes an incomplete beta function of x, a, b."""
    return lambda g, a: g.call(code_of(name, 3), [a[1], a[2], a[0]])


def _integral(g: Graph, a: list[int]) -> int:
    """integral(f, t, a, b), in which t is the letter of the integral alone."""
    inside, letter, lower, upper = a
    if g.ops[letter] != SYMBOL:
        raise WrongArity(
            "the second argument of an integral is its variable",
            hint="as in integral(sin(t), t, 0, x); a letter that is a constant is declared (symbols='e')",
        )
    return integral(g, inside, letter, lower, upper)


def _sum(g: Graph, a: list[int]) -> int:
    """sum(f, k, a, b), in which k is the letter of the sum alone."""
    inside, letter, lower, upper = a
    if g.ops[letter] != SYMBOL:
        raise WrongArity(
            "the second argument of a sum is its letter",
            hint="as in sum(k*x^k, k, 1, n); a letter that is a constant is declared (symbols='e')",
        )
    try:
        return total(g, inside, letter, lower, upper)
    except Unsupported as error:
        raise WrongArity(error.message, hint=error.hint) from None


def _product(g: Graph, a: list[int]) -> int:
    """product(f, k, first, last), in which k is the letter of the product alone; its factors, written out,
    between numbers."""
    inside, letter, *ends = a
    if g.ops[letter] != SYMBOL:
        raise WrongArity(
            "the second argument of a product is its letter",
            hint="as in product(x + k, k, 1, n); a letter that is a constant is declared (symbols='e')",
        )
    if not all(g.is_exact(end) and Fraction(g.value(end)).denominator == 1 for end in ends):
        try:
            return over_letter(g, PRODUCT, inside, letter, *ends)
        except Unsupported as error:
            raise WrongArity(error.message, hint=error.hint) from None
    first, last = [int(g.value(end)) for end in ends]
    below = g.below([inside])
    if (last - first + 1) * len(below) > _WRITTEN:
        raise TooLarge(
            f"a product of {last - first + 1} factors is too long; at most {_WRITTEN} nodes are written out"
        )
    whole = -1
    for value in range(first, last + 1):
        term = g.mapped(g, below, at_number(g, letter, value), build=True)[inside]
        whole = term if whole < 0 else g.mul(whole, term)
    return whole if whole >= 0 else g.number(1)


def _jacobi(name: str) -> Maker:
    return lambda g, a: g.call(code_of(name, 2), a)


_DEGREES: Final = (2, 3, 4, 5, 6)
"""Degrees of roots that people write."""
_WRITTEN: Final = 200_000
"""Nodes that a product is written out to, at most."""
_PRODUCT: Final = (4, _product, "")
MADE: Final[dict[str, tuple[int, Maker, str]]] = {
    "pow": (2, _power, "x^y"), "power": (2, _power, "x^y"), "square": (1, _square, "x^2"),
    "cube": (1, _cube, "x^3"), "root": (2, _root, "x^(1/n)"), "nthRoot": (2, _root, "x^(1/n)"),
    "nthroot": (2, _root, "x^(1/n)"), "surd": (2, _root, "x^(1/n)"), "Surd": (2, _root, "x^(1/n)"),
    "mod": (2, _mod, "x - y*floor(x/y)"), "modulo": (2, _mod, "x - y*floor(x/y)"),
    "Mod": (2, _mod, "x - y*floor(x/y)"), "fmod": (2, _fmod, "x - y*trunc(x/y)"),
    "round": (1, _round, "floor(x + 1/2)"), "rint": (1, _round, "floor(x + 1/2)"),
    "nint": (1, _round, "floor(x + 1/2)"), "trunc": (1, _trunc, "sign(x)*floor(|x|)"),
    "fix": (1, _trunc, "sign(x)*floor(|x|)"), "frac": (1, _frac, "x - floor(x)"),
    "fract": (1, _frac, "x - floor(x)"), "clip": (3, _clip, "min(max(x, a), b)"),
    "clamp": (3, _clip, "min(max(x, a), b)"), "where": (3, _where, "if(condition, a, b)"),
    "ifelse": (3, _where, "if(condition, a, b)"), "if_else": (3, _where, "if(condition, a, b)"),
    "select": (3, _where, "if(condition, a, b)"), "IF": (3, _where, "if(condition, a, b)"),
    "If": (3, _where, "if(condition, a, b)"), "iif": (3, _where, "if(condition, a, b)"),
    "merge": (3, _merge, "if(condition, a, b)"),
    "inv": (1, _inverse, "1/x"), "reciprocal": (1, _inverse, "1/x"), "neg": (1, _negative, "-x"),
    "negative": (1, _negative, "-x"), "rsqrt": (1, _root_below, "1/sqrt(x)"),
    "radians": (1, _radians, "pi*x/180"), "deg2rad": (1, _radians, "pi*x/180"),
    "degrees": (1, _degrees, "180*x/pi"), "rad2deg": (1, _degrees, "180*x/pi"),
    "atan": (2, _angle, ""), "arctan": (2, _angle, ""),
    "noEvent": (1, _itself, "its argument"), "smooth": (2, _second, "its argument"),
    "ArcTan": (2, _cartesian_angle, "atan2(y, x)"), "IntegerPart": (1, _trunc, "trunc(x)"),
    "FractionalPart": (1, _fractional, "x - trunc(x)"),
    "psi": (2, _polygamma, "polygamma(n, x)"), "exp1": (1, _first_integral, "expint(1, x)"),
    "E1": (1, _first_integral, "expint(1, x)"), "li2": (1, _dilogarithm, "polylog(2, x)"),
    "Li2": (1, _dilogarithm, "polylog(2, x)"), "gammainc": (2, _lower_part, "lowergamma(a, x)/gamma(a)"),
    "gammaincc": (2, _upper_part, "uppergamma(a, x)/gamma(a)"), "Gamma": (2, _upper, "uppergamma(a, x)"),
    "Pochhammer": (2, _rising, "gamma(x + n)/gamma(x)"),
    "pochhammer": (2, _rising, "gamma(x + n)/gamma(x)"), "poch": (2, _rising, "gamma(x + n)/gamma(x)"),
    "betainc": (4, _between("beta_incomplete"), "beta_incomplete between two bounds"),
    "betainc_regularized": (4, _between("betainc_regularized"), "betainc_regularized between two bounds"),
    "Beta": (3, _place_first("beta_incomplete"), "beta_incomplete(a, b, x)"),
    "BetaRegularized": (3, _place_first("betainc_regularized"), "betainc_regularized(a, b, x)"),
    "sn": (2, _jacobi("jacobi_sn"), "jacobi_sn(u, m)"), "cn": (2, _jacobi("jacobi_cn"), "jacobi_cn(u, m)"),
    "dn": (2, _jacobi("jacobi_dn"), "jacobi_dn(u, m)"),
    **{f"{name}d": (1, _of_degrees(name), f"{name} of degrees") for name in ("sin", "cos", "tan", "cot")},
    **{f"a{name}d": (1, _in_degrees(f"a{name}"), f"a{name} in degrees") for name in ("sin", "cos", "tan")},
    **{f"{name}pi": (1, _of_pi(name), f"{name}(pi*x)") for name in ("sin", "cos", "tan")},
    "powf": (2, _power, "x^y"), "fma": (3, _sum_of_product, "x*y + z"),
    "ifs": (ANY, _branches, "Piecewise((value, condition), ...)"),
    "IFS": (ANY, _branches, "Piecewise((value, condition), ...)"),
    "sum": (4, _sum, ""), "Sum": (4, _sum, ""), "product": _PRODUCT, "Product": _PRODUCT,
    "integral": (4, _integral, ""), "Which": (ANY, _branches, "Piecewise((value, condition), ...)"),
    "cis": (1, _exponential, "exp(i*x)"),
    **ACTIVATIONS, **LIBRARY, "when": (3, _where, "if(condition, a, b)"),
    "iPart": (1, _trunc, "trunc(x)"), "fPart": (1, _fractional, "x - trunc(x)"),
    "logBASE": (2, _log_to_base, "log(x, b)"),
    "pieces": (ANY, _branches_behind, "Piecewise((value, condition), ...)"),
    "lt": (2, _comparison(LT), "x < y"), "gt": (2, _comparison(GT), "x > y"),
    "leq": (2, _comparison(LE), "x <= y"), "geq": (2, _comparison(GE), "x >= y"),
    "logbase": (2, _log_of_base_first, "log(x)/log(b)"),
}  # fmt: skip
"""Name → number of arguments (or `ANY`), what makes it of them, and that in symdiff's own notation; empty
where nobody would doubt it."""
