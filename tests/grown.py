"""Formulas by family, grown as trees of calls in calls: kinks in kinks, roots in powers, waves of their
inverses, functions with special parameters, products of many roots.

>>> grown("compositions", 3) == grown("compositions", 3)
True
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random


def _kernels(text: str) -> tuple[str, ...]:
    """Return what stands between semicolons."""
    return tuple([" ".join(part.split()) for part in text.split(";")])


_POWERS_OF = ("", "", "", "", "", "**2", "**(1/2)", "**(-1)", "**(-2)", "**(3/2)", "**3", "**(-1/2)")
_ENDS = ("0", "1", "-1", "y", "1/2", "2")
_ORDERS = ("<", "<=", ">", ">=")
_HALVES = ("0", "1", "2", "-1", "-2", "1/2", "-1/2", "3/2", "-3/2")
_ORDERED = ("besselj", "besselj", "bessely", "besseli", "besselk", "uppergamma", "expint", "polylog")
_WHOLE_ORDERED = ("legendre", "hermite", "chebyshevt", "chebyshevu", "laguerre", "polygamma")
_INSIDE = ("x", "x", "2*x", "x**2", "sqrt(x)", "x + 1", "x/2", "-x", "x*y", "1/x", "1 - x")
_PARAMETERS = _kernels(
    """
    gamma({}); gamma({} + 1/2); gamma(1/2 - {}); gamma({} - 2); loggamma({}); digamma({} + 1/2); beta({}, 2);
    beta({}, 1/2); beta(1/2, {}); beta({}, {}); binomial({}, 2); binomial({}, 0); binomial(3, {}); zeta({});
    binomial({}, 1/2); binomial({}, {}); polygamma(1, {}); lowergamma(1, {}); lowergamma(1/2, {}); zeta(2)*{};
    lowergamma(2, {}); elliptic_k({}); elliptic_e({}); erf({}); erfc({}); Ei({}); Si({}); Ci({}); li({});
    LambertW({}); dilog({}); airyai({}); airybi({}); dirichlet_eta({}); factorial({}); fresnels({}); erfi({});
    sinc({}); besselj(a, {}); besseli(-a, {}); uppergamma(a, {}); polylog(a, {}); besselk(a, {}); exp({})
    """
)
_TREES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "compositions": (
        _kernels("x; x; x; y; x - 1; 2; 1; 1/2; -1; x + y; 2*x; x**2"),
        _kernels(
            """
            abs; abs; sign; floor; ceiling; cbrt; sqrt; relu; Heaviside; log; exp; sin; atan; asin; -; cos;
            1/; acos; tanh; abs; sign
            """
        ),
        _kernels(
            """
            max; min; mod; atan2; log; hypot; +; -; *; /; *; +; where; where; max; min; power; mod
            """
        ),
    ),
    "parted": (
        _kernels("x; x; y; I; I*x; x + I*y; x - I; x + I; 2; -1; I*y"),
        _kernels("re; im; conjugate; abs; arg; sign; exp; sqrt; log; -; 1/; sin; re; im; conjugate; abs"),
        _kernels("+; -; *; /; *; power; +"),
    ),
    "nested": (
        _kernels("x; x; y; a; x + 1; 2; x*y; x**2; -x; 1/x"),
        _kernels(
            """
            **2; **(1/2); **(-1); **(-1/2); **(2/3); **a; **(-a); **(a/2); **y; **(1/3); **(3/2); **(-2);
            **0.5; **(-3/2); exp; log; sqrt; cbrt; abs; **(a + 1); **(1/a); **x; exp; log
            """
        ),
        _kernels("*; *; /; +; -; power"),
    ),
    "turned": (
        _kernels("x; x; x; 2*x; y; -x; 1/x; x**2; x/2; x + pi; pi/3; 1/2; sqrt(x)"),
        _kernels(
            """
            sin; cos; tan; asin; acos; atan; acot; asec; acsc; sinh; cosh; tanh; asinh; acosh; atanh; sec;
            log; exp; coth; acoth; asech; sqrt; abs; cot; csch; acsch
            """
        ),
        _kernels("+; -; *; /; atan2; hypot"),
    ),
    "mixed numbers": (
        _kernels(
            """
            x; x; y; 1/3; 0.5; 1e-9; 1e12; 0.1; 3; -2; 2**70; 1e-30; 0.333333; x + 0.1; 1.0; 1e5*x; -0.25; pi;
            sqrt(2); 1/7; 1e300; 0.1*x
            """
        ),
        _kernels(
            "sqrt; exp; log; sin; abs; cbrt; **2; **0.5; **1.5; **(1/3); -; 1/; atan; floor; **(-2); tanh"
        ),
        _kernels("+; -; *; /; *; +; max; power"),
    ),
}
"""Name of a family → the leaves, the calls of one and of two parts of its trees."""


class _Tree:
    """One formula, a tree of calls in calls."""

    def __init__(self, family: str, random: Random) -> None:
        self.random, self.pick = random, random.choice
        self.leaves, self.calls, self.pairs = _TREES[family]

    def whole(self) -> str:
        return self.tree(self.pick((2, 3, 3, 4)))

    def tree(self, depth: int) -> str:
        chance = self.random.random()
        if depth == 0 or chance < 0.08:
            return f"({self.pick(self.leaves)})"
        if chance < 0.55:
            call = self.pick(self.calls)
            inside = self.tree(depth - 1)
            return f"({inside}){call}" if call.startswith("**") else f"({call}({inside}))"
        pair, left, right = self.pick(self.pairs), self.tree(depth - 1), self.tree(depth - 1)
        if pair == "where":
            order = f"{self.tree(depth - 2 if depth > 1 else 0)} {self.pick(_ORDERS)} {self.pick(_ENDS)}"
            return f"Piecewise(({left}, {order}), ({right}, True))"
        if pair == "power":
            return f"{left}**{right}"
        return f"({left} {pair} {right})" if pair in "+-*/" else f"{pair}({left}, {right})"


def _roots(random: Random) -> str:
    """Return a product of many roots, or a sum of two."""
    bases = _kernels("x; y; x + 1; x*y; 2; 3; x - 1; 1 - x; 6; x**2; x/y; a; 2*x; x**3; 1/x; x**2 - 1; 12*x")
    few = [random.choice(bases) for _ in range(random.choice((2, 3, 4, 5)))]

    def product() -> str:
        text = "1"
        for _ in range(random.randint(3, 7)):
            power = random.choice(
                ("1/2", "-1/2", "1/3", "3/2", "-1", "2/3", "-2/3", "1/4", "5/2", "1/6", "-5/6")
            )
            text += f"{random.choice('**/')}({random.choice(few)})**({power})"
        return text

    return product() if random.random() < 0.5 else f"{product()} {random.choice('+-')} {product()}"


def _ordered(random: Random) -> str:
    """Return functions with special parameters."""
    pick = random.choice

    def call() -> str:
        inside, chance = pick(_INSIDE), random.random()
        if chance < 0.4:
            return f"{pick(_ORDERED)}({pick(_HALVES)}, {inside})"
        if chance < 0.55:
            return f"{pick(_WHOLE_ORDERED)}({pick('012345')}, {inside})"
        return pick(_PARAMETERS).format(*[inside, pick(_INSIDE)])

    few = [call() for _ in range(pick((1, 2, 2)))]
    factor = lambda: f"({pick((*few, *few, 'x', 'y', '2'))}){pick(_POWERS_OF)}"  # noqa: E731
    text = factor()
    for _ in range(pick((0, 1, 1, 2))):
        text += f" {pick('+-*/')} {factor()}"
    return text if random.random() < 0.7 else f"{pick(('log', 'exp', 'sqrt', 'abs', 'sin', '1/'))}({text})"


def _units(random: Random) -> str:
    """Return powers of sums of roots and of their conjugates, above and below the line."""
    pairs = (
        ("sqrt(2) - 1", "sqrt(2) + 1"), ("sqrt(3) - sqrt(2)", "sqrt(3) + sqrt(2)"),
        ("2 - sqrt(3)", "2 + sqrt(3)"), ("1 - sqrt(2)", "2*sqrt(2) - 2"), ("sqrt(5) - 2", "sqrt(5) + 1"),
        ("sqrt(3) - 1", "sqrt(3) + 1"), ("2*sqrt(2) + 2", "sqrt(2) - 2"), ("sqrt(x) + 1", "sqrt(x) - 1"),
        ("1 + I", "1 - I"), ("sqrt(2)", "-2"),
    )  # fmt: skip
    few = [base for pair in random.sample(pairs, random.choice((1, 2, 2))) for base in pair]

    def product() -> str:
        text = random.choice("1x")
        for _ in range(random.randint(2, 6)):
            unit = random.choice(few)
            unit = f"(1/({unit}))" if random.random() < 0.4 else f"({unit})"
            text += (
                random.choice("**/") + unit + random.choice(("", "", "", "**2", "**(-1)", "**(-2)", "**3"))
            )
        return text

    return product() if random.random() < 0.7 else f"{product()} {random.choice('+-')} {product()}"


_DRAWN: dict[str, Callable[[Random], str]] = {
    "products of roots": _roots,
    "parameters": _ordered,
    "units": _units,
}
GROWN = (*_TREES, *_DRAWN)
"""Names of the families."""


def grown(family: str, seed: int) -> str:
    """Return the formula of a family that *seed* draws: one in which x stands."""
    random = Random(f"{family} {seed}")
    text = ""
    while not re.search(r"\bx\b", text):
        text = _DRAWN[family](random) if family in _DRAWN else _Tree(family, random).whole()
    return text
