"""The families of trigonometric and hyperbolic functions: what each is by others, and what joins them.

Six functions of a family are products of powers of its sine and its cosine. They come in pairs (sin and cos,
tan and sec, cot and csc), and one relation joins the two of a pair.

Source: the definitions and squares of Abramowitz & Stegun 4.3.3-4.3.8 and 4.5.3-4.5.6.

>>> relation = RELATIONS[code_of("tan", 1)]  # tan(u)**2 == -1 + sec(u)**2
>>> row_of(relation.second).name, relation.one, relation.sign
('sec', -1, 1)
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Final

from symdiff.records import NamedTuple
from symdiff.table.functions import ROWS, code_of, find, row_of

PAIRS: Final = ("sin", "tan", "cot")
"""The pairs by their first function; hyperbolic functions follow their namesakes."""

PARTNERS: Final = {"sin": "cos", "tan": "sec", "cot": "csc"}
"""First function of a pair → the second."""
MEMBERS: Final = {(row.family, row.powers): code for code, row in enumerate(ROWS) if row.family}
"""Family and powers of its sine and cosine → code."""
FAMILY: Final = frozenset(MEMBERS.values())
"""Codes of all twelve functions."""
FAMILIES: Final = ("circular", "hyperbolic")
"""As rows name them; the place says whether a family is hyperbolic."""


class Relation(NamedTuple):
    """first**2 == one + sign*second**2."""

    second: int
    one: int
    sign: int


def _relations() -> dict[int, Relation]:
    """Return the relation of each function that can be eliminated by squaring it."""
    table = {
        ("sin", "cos"): (1, -1), ("tan", "sec"): (-1, 1), ("cot", "csc"): (-1, 1),
        ("sinh", "cosh"): (-1, 1), ("tanh", "sech"): (1, -1), ("coth", "csch"): (1, 1),
    }  # fmt: skip
    found = {}
    for (first, second), (one, sign) in table.items():
        f, s = code_of(first, 1), code_of(second, 1)
        found[f] = Relation(s, one, sign)
        # second**2 == sign*first**2 - sign*one, since sign is 1 or -1
        found[s] = Relation(f, -sign * one, sign)
    return found


RELATIONS: Final = _relations()


FIRST: Final = {
    MEMBERS[family, find(pair).powers]: family == "hyperbolic" for pair in PAIRS for family in FAMILIES
}
"""Code of the first function of each pair: whether it is hyperbolic."""


class Name(NamedTuple):
    """A power of a function, and the size of its text."""

    code: int
    power: int
    size: int


def sine_and_cosine(first: int, i: int, j: int) -> tuple[int, int]:
    """Return the powers of sine and cosine that are first**i * partner**j."""
    (a, b), (c, d) = row_of(first).powers, row_of(RELATIONS[first].second).powers
    return i * a + j * c, i * b + j * d


@cache
def names_of(sine: int, cosine: int, hyperbolic: bool, size: int, quotients: bool) -> list[Name]:
    """Return sin**sine * cos**cosine as the fewest powers of functions of the six.

    *size* is that of one function with its argument. Where *quotients* holds, there are sines and
    cosines alone, but for a power of their quotient.
    """
    family = FAMILIES[hyperbolic]
    choices = [(((1, 0), sine), ((0, 1), cosine))]
    if not quotients or sine + cosine == 0:
        # sin(u)**3/cos(u)**4 is 0 at 0, where tan(u)**4/sin(u) has no value
        if sine < 0 or sine + cosine >= 0:
            choices.append((((1, -1), -cosine), ((1, 0), sine + cosine)))
        if cosine < 0 or sine + cosine >= 0 or hyperbolic:
            choices.append((((1, -1), sine), ((0, 1), sine + cosine)))
    best: list[Name] = []
    cost = None
    for choice in choices:
        written = [(member, power) for member, power in choice if power]
        for turned in product((False, True), repeat=len(written)):
            names = []
            for ((a, b), power), turn in zip(written, turned, strict=True):
                if turn and power > 0:
                    break  # sin(u) has a value where 1/csc(u) has none
                chosen, exponent = ((-a, -b), -power) if turn else ((a, b), power)
                if quotients and chosen in ((0, -1), (-1, 0)):
                    break
                part = size + 2 * (abs(power) > 1)
                names.append(Name(MEMBERS[family, chosen], exponent, part))
            else:
                above = sum([n.power > 0 for n in names])
                found = sum([n.size + 1 for n in names]) + (above == 0)
                # Of equal ones, the one with fewer letters: tan before cot, sin before csc.
                if cost is None or found < cost:
                    best, cost = names, found
    return best


def _shifts() -> dict[int, tuple[tuple[int, int], ...]]:
    """Return sign and function of f(u + k*pi/2) for k = 0, 1, 2, 3."""
    table = {
        "sin": ((1, "sin"), (1, "cos"), (-1, "sin"), (-1, "cos")),
        "cos": ((1, "cos"), (-1, "sin"), (-1, "cos"), (1, "sin")),
        "tan": ((1, "tan"), (-1, "cot"), (1, "tan"), (-1, "cot")),
        "cot": ((1, "cot"), (-1, "tan"), (1, "cot"), (-1, "tan")),
        "sec": ((1, "sec"), (-1, "csc"), (-1, "sec"), (1, "csc")),
        "csc": ((1, "csc"), (1, "sec"), (-1, "csc"), (-1, "sec")),
    }
    return {code_of(f, 1): tuple([(s, code_of(g, 1)) for s, g in row]) for f, row in table.items()}


SHIFTED: Final = _shifts()
"""Code → sign and code of the function a quarter turn further, and so on (DLMF 4.21(i), table 4.16.3)."""


def name_of(code: int, first: int) -> tuple[str, ...]:
    """Return the name of the identity that writes a function in the pair that begins with *first*;
    nothing where it is one of the two."""
    second = RELATIONS[first].second
    if code in (first, second):
        return ()
    function = row_of(code).name
    by_second = function.removesuffix("h") in _BY_SECOND[row_of(first).name.removesuffix("h")]
    return (f"{function}-by-{row_of(second if by_second else first).name}",)


_BY_SECOND: Final = {"sin": ("sec",), "tan": ("cos",), "cot": ("sin",)}
"""What is named by the second function of a pair: sec(u) is 1/cos(u)."""
PYTHAGORAS: Final = {
    code_of(name + suffix, 1): f"pythagoras-{'cosh' if first + suffix == 'sinh' else first + suffix}"
    for suffix in ("", "h")
    for first, partner in PARTNERS.items()
    for name in (first, partner)
}
"""Code → name of the relation between it and its partner."""
