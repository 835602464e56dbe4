"""The functions that Arb (python-flint) has, and how each is called: a function of a row of balls.

>>> by_method("exp", [arb(0)], True), by_complex("zeta", [arb(0)], True), by_complex("exp", [arb(0)], True)
(1.00000000000000, -0.500000000000000, None)
"""

from __future__ import annotations

from collections.abc import Callable
from operator import methodcaller
from typing import Any, Final

from flint import acb, arb, ctx

_NATIVE: Final[dict[str, tuple[str, bool]]] = {
    **{
        name: (name, True)
        for name in (
            "exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos",
            "atan", "sinh", "cosh", "tanh", "coth", "sech", "csch", "asinh", "acosh", "atanh", "sinc",
            "erf", "erfc", "erfi", "gamma", "digamma",
        )
    },
    "loggamma": ("lgamma", True), "fresnels": ("fresnel_s", True), "fresnelc": ("fresnel_c", True),
    "Si": ("si", True), "Shi": ("shi", True), "Ci": ("ci", False), "Chi": ("chi", False), "Ei": ("ei", False),
    "LambertW": ("lambertw", False), "erfinv": ("erfinv", False), "airyai": ("airy_ai", True),
    "airybi": ("airy_bi", True),
}  # fmt: skip
"""Functions of one argument: the method of Arb, and whether it is the same function of complex numbers."""
_SWAPPED: Final = {
    "besselj": "bessel_j", "bessely": "bessel_y", "besseli": "bessel_i", "besselk": "bessel_k",
}  # fmt: skip
"""Functions of an order and an argument, which are methods of the argument."""
_BY_COMPLEX: Final[dict[tuple[str, int], Callable[..., Any]]] = {
    ("elliptic_k", 1): lambda m: m.elliptic_k(), ("elliptic_e", 1): lambda m: m.elliptic_e(),
    ("elliptic_f", 2): lambda phi, m: acb.elliptic_f(phi, m),
    ("elliptic_e", 2): lambda phi, m: acb.elliptic_e_inc(phi, m),
    ("elliptic_pi", 2): lambda n, m: _complete_pi(n, m),
    ("elliptic_pi", 3): lambda n, phi, m: acb.elliptic_pi_inc(n, phi, m),
    ("zeta", 1): lambda s: s.zeta(), ("zeta", 2): lambda s, a: s.zeta(a),
    ("polylog", 2): lambda s, x: x.polylog(s), ("polygamma", 2): lambda n, x: x.polygamma(n),
    ("beta", 2): lambda x, y: x.gamma() * y.gamma() * (x + y).rgamma(),
    ("binomial", 2): lambda n, k: (n + 1).gamma() * (k + 1).rgamma() * (n - k + 1).rgamma(),
    ("airyaiprime", 1): lambda x: x.airy_ai(1), ("airybiprime", 1): lambda x: x.airy_bi(1),
    ("hermite", 2): lambda n, x: x.hermite_h(n), ("laguerre", 2): lambda n, x: x.laguerre_l(n),
    ("legendre", 2): lambda n, x: x.legendre_p(n),
    ("chebyshevt", 2): lambda n, x: x.chebyshev_t(n), ("chebyshevu", 2): lambda n, x: x.chebyshev_u(n),
    ("uppergamma", 2): lambda s, x: x.gamma_upper(s), ("lowergamma", 2): lambda s, x: x.gamma_lower(s),
    ("hyp2f1", 4): lambda a, b, c, x: _hypergeometric(a, b, c, x),
}  # fmt: skip
"""Functions that Arb has of complex numbers, real where their domain says so."""


_WHOLE: Final = arb(2) ** 40
"""Size up to which it is asked."""
_TERMS: Final = 30_000
"""Terms of a series that are added, at most."""


def by_method(name: str, values: list[Any], real: bool) -> Any:
    """Return a function of balls that is a method of theirs; None where there is none."""
    method, holomorphic = _NATIVE.get(name, ("", False))
    if method and len(values) == 1 and (real or holomorphic):
        return getattr(values[0], method)()
    if name in _SWAPPED:
        return getattr(values[1], _SWAPPED[name])(values[0])
    if name == "atan2" and real:
        return arb.atan2(values[0], values[1])
    return None


def method_of(name: str, count: int) -> Callable[..., Any] | None:
    """Return what calls the method of real balls that is a function of one argument; None where there is
    none. (Called as a function, the method does not look whether it is given a ball.)"""
    method, _ = _NATIVE.get(name, ("", False))
    return methodcaller(method) if method and count == 1 else None


def is_of_arb(name: str, count: int) -> bool:
    """Return whether `by_method` has a function of *count* real arguments."""
    return method_of(name, count) is not None or name in _SWAPPED or name == "atan2"


def by_complex(name: str, values: list[Any], real: bool) -> Any:
    """Return a function of balls that Arb has of complex numbers; None where there is none."""
    function = _BY_COMPLEX.get((name, len(values)))
    if function is None:
        return None
    found = function(*[acb(value) for value in values])
    return found.real if real else found


def is_unbounded(name: str, count: int) -> bool:
    """Return whether a value of a function of *count* arguments may take for ever where they are large."""
    return count > 1 and (name, count) in _BY_COMPLEX


def _hypergeometric(a: Any, b: Any, c: Any, x: Any) -> Any:
    """Return hyp2f1(a, b, c, x).

    Where c - a - b is next to an integer and is none, as where it is rounded, Arb joins two values at 1 - x
    that are nearly opposite, then goes step by step, which takes seconds and loses most digits. The series at
    x has them all: it is summed with a parameter more above and below, since of two and one Arb does not sum
    it.
    """
    bits, beside = ctx.prec, c - a - b
    beside -= round(float(beside.real.mid())) if abs(beside) < _WHOLE else 0
    if beside == 0 or not abs(beside) < arb(2) ** -(bits // 2):
        return x.hypgeom_2f1(a, b, c)
    if abs(x) < 1 and bits < _TERMS * -abs(x).log().mid():
        ctx.prec = 2 * bits
        try:
            found = x.hypgeom([a, b, acb(1)], [c, acb(1)])
        finally:
            ctx.prec = bits
        if found.is_finite():
            return found
    return x.hypgeom_2f1(a, b, c)


def _complete_pi(n: Any, m: Any) -> Any:
    """Return elliptic_pi(n, m), by Carlson's integrals.

    Next to the cut Arb integrates, which takes seconds; turned so that all points lie to the right of zero,
    its algorithm for these converges. The integral of points times t is that of the points by t**(3/2),
    where no point crosses the cut as it is turned.
    """
    points = [1 - m, acb(1), 1 - n]
    if all(point.real > 0 for point in points) or not all(
        point.real > 0 or not point.imag.contains(0) for point in points
    ):
        return acb.elliptic_pi(n, m)
    angles = [point.arg() for point in points]
    low, high = angles[0].min(angles[1]).min(angles[2]), angles[0].max(angles[1]).max(angles[2])
    if not high - low < arb.pi():
        return acb.elliptic_pi(n, m)
    turn = acb(0, -((low + high) / 2).mid()).exp()
    y, z, p = [point * turn for point in points]
    return m.elliptic_k() + n / 3 * acb.elliptic_rj(acb(0), y, z, p) * turn.sqrt() ** 3


__all__ = ["by_complex", "by_method", "is_of_arb", "is_unbounded", "method_of"]
