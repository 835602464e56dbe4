"""Functions of libraries and of other languages that are made of rows of the table.

>>> sorted(LIBRARY)[:3]
['GAMMA', 'NORMSDIST', 'Quotient']
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Final

from symdiff.graph.graph import Graph
from symdiff.parser.activations import ONE_OR_TWO
from symdiff.table.functions import ABS, EXP, LOG, MAX, MIN, SIGN, SQRT, code_of
from symdiff.table.operators import LE, PIECEWISE

Maker = Callable[[Graph, list[int]], int]

ONE_TO_THREE: Final = -3
"""One to three arguments: a value, a mean, a standard deviation."""
ANY: Final = -1
"""Any number of arguments, two or more."""


def _call(g: Graph, name: str, *arguments: int) -> int:
    return g.call(code_of(name, len(arguments)), arguments)


def _half(g: Graph, x: int) -> int:
    return g.div(x, g.number(2))


def _square(g: Graph, x: int) -> int:
    return g.pow(x, g.number(2))


def _of_order(name: str, order: int) -> Maker:
    """Return what makes the function *name* of a fixed order."""
    return lambda g, a: _call(g, name, g.number(order), a[0])


def _sinc(g: Graph, a: list[int]) -> int:
    return _call(g, "sinc", g.mul(g.constant("pi"), a[0]))


def _standard(g: Graph, a: list[int]) -> int:
    """Return (x - m)/s of x, m and s, of which the last two may be absent."""
    x = g.sub(a[0], a[1]) if a[1:] else a[0]
    return g.div(x, a[2]) if a[2:] else x


def _normal(g: Graph, a: list[int]) -> int:
    below = _call(g, "erf", g.div(_standard(g, a), g.call(SQRT, (g.number(2),))))
    return _half(g, g.add(g.number(1), below))


def _normal_above(g: Graph, a: list[int]) -> int:
    return _half(g, _call(g, "erfc", g.div(_standard(g, a), g.call(SQRT, (g.number(2),)))))


def _log_normal(g: Graph, a: list[int]) -> int:
    return g.call(LOG, (_normal(g, a),))


def _density(g: Graph, a: list[int]) -> int:
    power = g.neg(_half(g, _square(g, _standard(g, a))))
    scale = g.call(SQRT, (g.mul(g.number(2), g.constant("pi")),))
    return g.div(g.call(EXP, (power,)), g.mul(scale, a[2]) if a[2:] else scale)


def _log_density(g: Graph, a: list[int]) -> int:
    root = g.call(SQRT, (g.mul(g.number(2), g.constant("pi")),))
    scale = g.call(LOG, (g.mul(root, a[2]) if a[2:] else root,))
    return g.sub(g.neg(_half(g, _square(g, _standard(g, a)))), scale)


def _quantile(g: Graph, a: list[int]) -> int:
    inside = _call(g, "erfinv", g.sub(g.mul(g.number(2), a[0]), g.number(1)))
    value = g.mul(g.call(SQRT, (g.number(2),)), inside)
    if a[2:]:
        value = g.mul(a[2], value)
    return g.add(a[1], value) if a[1:] else value


def _log_of_sum(g: Graph, a: list[int]) -> int:
    if len(a) == 2 and g.is_zero(a[0]):
        return _call(g, "softplus", a[1])
    if len(a) == 2 and g.is_zero(a[1]):
        return _call(g, "softplus", a[0])
    return g.call(LOG, (reduce(g.add, [g.call(EXP, (each,)) for each in a]),))


def _times_log(g: Graph, a: list[int]) -> int:
    return g.mul(a[0], g.call(LOG, (a[1],)))


def _times_log1p(g: Graph, a: list[int]) -> int:
    return g.mul(a[0], _call(g, "log1p", a[1]))


def _entropy(g: Graph, a: list[int]) -> int:
    return g.neg(g.mul(a[0], g.call(LOG, (a[0],))))


def _relative_entropy(g: Graph, a: list[int]) -> int:
    return g.mul(a[0], g.call(LOG, (g.div(a[0], a[1]),)))


def _divergence(g: Graph, a: list[int]) -> int:
    return g.add(g.sub(_relative_entropy(g, a), a[0]), a[1])


def _exprel(g: Graph, a: list[int]) -> int:
    return g.div(_call(g, "expm1", a[0]), a[0])


def _huber(g: Graph, a: list[int]) -> int:
    size = g.call(ABS, (a[1],))
    far = g.mul(a[0], g.sub(size, _half(g, a[0])))
    near = _half(g, _square(g, a[1]))
    return g.intern(PIECEWISE, (near, g.intern(LE, (size, a[0])), far, g.constant("True")))


def _smooth_huber(g: Graph, a: list[int]) -> int:
    root = g.call(SQRT, (g.add(g.number(1), _square(g, g.div(a[1], a[0]))),))
    return g.mul(_square(g, a[0]), g.sub(root, g.number(1)))


def _with_sign(g: Graph, a: list[int]) -> int:
    return g.mul(g.call(ABS, (a[0],)), g.call(SIGN, (a[1],)))


def _between(g: Graph, a: list[int]) -> int:
    return g.add(a[0], g.mul(g.sub(a[1], a[0]), a[2]))


def _smooth_step(g: Graph, a: list[int]) -> int:
    part = g.div(g.sub(a[2], a[0]), g.sub(a[1], a[0]))
    t = g.call(MIN, (g.call(MAX, (part, g.number(0))), g.number(1)))
    return g.mul(_square(g, t), g.sub(g.number(3), g.mul(g.number(2), t)))


def _excess(g: Graph, a: list[int]) -> int:
    return g.call(MAX, (g.sub(a[0], a[1]), g.number(0)))


def _scaled(g: Graph, a: list[int]) -> int:
    return g.mul(a[0], g.pow(g.number(2), a[1]))


def _root_below(g: Graph, a: list[int]) -> int:
    return g.div(g.number(1), g.call(SQRT, (a[0],)))


def _log_beta(g: Graph, a: list[int]) -> int:
    return g.call(LOG, (_call(g, "beta", *a),))


def _whole_quotient(g: Graph, a: list[int]) -> int:
    return _call(g, "floor", g.div(a[0], a[1]))


def _versine(g: Graph, a: list[int]) -> int:
    return g.sub(g.number(1), _call(g, "cos", a[0]))


def _coversine(g: Graph, a: list[int]) -> int:
    return g.sub(g.number(1), _call(g, "sin", a[0]))


def _haversine(g: Graph, a: list[int]) -> int:
    return _half(g, _versine(g, a))


def _gudermann(g: Graph, a: list[int]) -> int:
    return g.mul(g.number(2), _call(g, "atan", _call(g, "tanh", _half(g, a[0]))))


def _itself(g: Graph, a: list[int]) -> int:
    return a[0]


def _softplus(g: Graph, a: list[int]) -> int:
    return _call(g, "softplus", a[0])


def _log_of_less(g: Graph, a: list[int]) -> int:
    return _call(g, "log1p", g.neg(a[0]))


def _squared(g: Graph, a: list[int]) -> int:
    return _square(g, a[0])


def _sum_of_squares(g: Graph, a: list[int]) -> int:
    return reduce(g.add, [_square(g, each) for each in a])


def _of_product(g: Graph, a: list[int]) -> int:
    return g.add(g.mul(a[0], a[1]), a[2])


def _root_of_pi(g: Graph, a: list[int]) -> int:
    return g.call(SQRT, (g.mul(g.constant("pi"), a[0]),))


def _total(g: Graph, a: list[int]) -> int:
    return reduce(g.add, a)


def _product(g: Graph, a: list[int]) -> int:
    return reduce(g.mul, a)


def _mean(g: Graph, a: list[int]) -> int:
    return g.div(reduce(g.add, a), g.number(len(a)))


def _gamma(g: Graph, a: list[int]) -> int:
    return _call(g, "uppergamma" if a[1:] else "gamma", *a)


_NORMAL: Final = (ONE_TO_THREE, _normal, "(1 + erf((x - m)/(s*sqrt(2))))/2, with m = 0 and s = 1")
_DENSITY: Final = (ONE_TO_THREE, _density, "exp(-((x - m)/s)^2/2)/(s*sqrt(2*pi)), with m = 0 and s = 1")
_QUANTILE: Final = (ONE_TO_THREE, _quantile, "m + s*sqrt(2)*erfinv(2*p - 1), with m = 0 and s = 1")
_LOG_OF_SUM: Final = (ANY, _log_of_sum, "log(exp(x) + exp(y))")
_LERP: Final = (3, _between, "a + (b - a)*t")
_LOG_BETA: Final = (2, _log_beta, "log(beta(a, b))")
_HAVERSINE: Final = (1, _haversine, "(1 - cos(x))/2")

LIBRARY: Final[dict[str, tuple[int, Maker, str]]] = {
    "sincpi": (1, _sinc, ""),
    **{
        f"bessel_{letter}{order}": (1, _of_order(f"bessel{letter}", order), f"bessel{letter}({order}, x)")
        for letter in "jyik"
        for order in (0, 1)
    },
    "normcdf": _NORMAL, "norm_cdf": _NORMAL, "pnorm": _NORMAL, "ndtr": _NORMAL, "NORMSDIST": _NORMAL,
    "normpdf": _DENSITY, "norm_pdf": _DENSITY, "dnorm": _DENSITY,
    "norminv": _QUANTILE, "norm_ppf": _QUANTILE, "qnorm": _QUANTILE, "ndtri": _QUANTILE, "probit": _QUANTILE,
    "log_ndtr": (1, _log_normal, "log((1 + erf(x/sqrt(2)))/2)"),
    "norm_logcdf": (ONE_TO_THREE, _log_normal, "the logarithm of normcdf(x, m, s)"),
    "norm_logpdf": (ONE_TO_THREE, _log_density, "the logarithm of normpdf(x, m, s)"),
    "norm_sf": (ONE_TO_THREE, _normal_above, "erfc((x - m)/(s*sqrt(2)))/2, with m = 0 and s = 1"),
    "logaddexp": _LOG_OF_SUM, "logsumexp": _LOG_OF_SUM, "log_sum_exp": _LOG_OF_SUM,
    "xlogy": (2, _times_log, "x*log(y)"), "xlog1py": (2, _times_log1p, "x*log1p(y)"),
    "entr": (1, _entropy, "-x*log(x)"), "rel_entr": (2, _relative_entropy, "x*log(x/y)"),
    "kl_div": (2, _divergence, "x*log(x/y) - x + y"), "exprel": (1, _exprel, "(exp(x) - 1)/x"),
    "huber": (2, _huber, "x^2/2 where |x| <= d, and d*(|x| - d/2) elsewhere, of d and x"),
    "pseudo_huber": (2, _smooth_huber, "d^2*(sqrt(1 + (x/d)^2) - 1), of d and x"),
    "copysign": (2, _with_sign, "|x|*sign(y)"),
    "mix": _LERP, "lerp": _LERP, "smoothstep": (3, _smooth_step, "t^2*(3 - 2*t), t = (x - a)/(b - a)"),
    "dim": (2, _excess, "max(x - y, 0)"), "fdim": (2, _excess, "max(x - y, 0)"),
    "ldexp": (2, _scaled, "x*2^n"), "inversesqrt": (1, _root_below, "1/sqrt(x)"),
    "lbeta": _LOG_BETA, "betaln": _LOG_BETA,
    "Quotient": (2, _whole_quotient, "floor(x/y)"),
    "versin": (1, _versine, "1 - cos(x)"), "coversin": (1, _coversine, "1 - sin(x)"),
    "haversin": _HAVERSINE, "haversine": _HAVERSINE, "hav": _HAVERSINE,
    "gudermannian": (1, _gudermann, "2*atan(tanh(x/2))"),
    "dble": (1, _itself, "its argument"), "sngl": (1, _itself, "its argument"),
    "cell_sqrtpi": (1, _root_of_pi, "sqrt(pi*x)"), "cell_sum": (ANY, _total, ""),
    "cell_product": (ANY, _product, ""), "cell_mean": (ANY, _mean, ""),
    "log1m": (1, _log_of_less, "log(1 - x)"), "inv_sqrt": (1, _root_below, "1/sqrt(x)"),
    "log1p_exp": (1, _softplus, "log(1 + exp(x))"), "log1pexp": (1, _softplus, "log(1 + exp(x))"),
    "abs2": (1, _squared, "x^2 of a real x"),
    "muladd": (3, _of_product, "x*y + z"), "SUMSQ": (ANY, _sum_of_squares, "x^2 + y^2"),
    "GAMMA": (ONE_OR_TWO, _gamma, "gamma(x), or uppergamma(a, x)"),
}  # fmt: skip
"""Name → number of arguments, what makes the function of them, and that in symdiff's own notation."""


__all__ = ["ANY", "LIBRARY", "ONE_TO_THREE"]
