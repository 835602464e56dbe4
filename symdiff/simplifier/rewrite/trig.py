"""Trigonometric and hyperbolic functions of one argument, written in one pair of them.

In each pair every other function of the argument is a quotient or a product, and one relation joins
the two: sin and cos, tan and sec, cot and csc, and their hyperbolic namesakes. Which pair is shortest
depends on the formula, so each is a candidate.

Source: the definitions and squares of Abramowitz & Stegun 4.3.3-4.3.8 and 4.5.3-4.5.6.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("tan(x)*cos(x)")
>>> graph, node, names = in_pair(e.graph, e.node, "sin")
>>> str(Expr(graph, node)), names
('sin(x)/cos(x)*cos(x)', {'tan-by-sin'})
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Final, NamedTuple

from symdiff.graph.graph import Graph
from symdiff.table.functions import ROWS, SQRT, code_of, find, row_of
from symdiff.table.operators import ADD, DIV, MUL, NEG, NUMBER, POW, SUB, is_arithmetic

PAIRS: Final = ("sin", "tan", "cot")
"""The pairs by their first function; hyperbolic functions follow their namesakes."""

_PARTNERS: Final = {"sin": "cos", "tan": "sec", "cot": "csc"}
_MEMBERS: Final = {(row.family, row.powers): code for code, row in enumerate(ROWS) if row.family}
"""Family and powers of its sine and cosine → code."""
FAMILY: Final = frozenset(_MEMBERS.values())
"""Codes of all twelve functions."""
_FAMILIES: Final = ("circular", "hyperbolic")


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


def _in_powers(code: int, first: int, second: int) -> tuple[int, int]:
    """Return a function as powers of two others: the powers of sine and cosine say which."""
    (a, b), (c, d), (m, n) = row_of(first).powers, row_of(second).powers, row_of(code).powers
    area = a * d - b * c  # 1 or -1 for each pair
    return (m * d - n * c) * area, (a * n - b * m) * area


def _rewrites(pair: str) -> dict[int, tuple[int, int, int, int]]:
    """Return for each function the two functions of the pair and their exponents."""
    table = {}
    for family in _FAMILIES:
        first, second = (_MEMBERS[family, find(name).powers] for name in (pair, _PARTNERS[pair]))
        for (of, _), code in _MEMBERS.items():
            if of == family:
                table[code] = (first, second, *_in_powers(code, first, second))
    return table


_REWRITES: Final = {pair: _rewrites(pair) for pair in PAIRS}
FIRST: Final = {
    _MEMBERS[family, find(pair).powers]: family == "hyperbolic" for pair in PAIRS for family in _FAMILIES
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
    family = _FAMILIES[hyperbolic]
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
                names.append(Name(_MEMBERS[family, chosen], exponent, part))
            else:
                above = sum([n.power > 0 for n in names])
                found = sum([n.size + 1 for n in names]) + (above == 0)
                # Of equal ones, the one with fewer letters: tan before cot, sin before csc.
                if cost is None or found < cost:
                    best, cost = names, found
    return best


def kinds(graph: Graph, root: int) -> dict[int, set[int]]:
    """Return for each argument the trigonometric and hyperbolic functions taken of it, outside of
    other functions."""
    found: dict[int, set[int]] = {}
    for node in sorted(outside(graph, root)):
        if graph.ops[node] in FAMILY:
            found.setdefault(graph.children[node][0], set()).add(graph.ops[node])
    return found


def outside(graph: Graph, root: int) -> set[int]:
    """Return the nodes that sums, products, roots and powers of numbers alone lead to."""
    pending, seen = [root], {root}
    while pending:
        node = pending.pop()
        op, children = graph.ops[node], graph.children[node]
        if op in _ALGEBRA and not (op == POW and graph.ops[children[1]] != NUMBER):
            for child in children:
                if child not in seen:
                    seen.add(child)
                    pending.append(child)
    return seen


_ALGEBRA: Final = frozenset((ADD, SUB, MUL, DIV, NEG, POW, SQRT))


def is_one_pair(codes: set[int]) -> bool:
    """Return whether *codes* are functions of one pair."""
    first = min(codes)
    return codes <= {first, RELATIONS[first].second}


def in_pair(source: Graph, root: int, pair: str) -> tuple[Graph, int, set[str]]:
    """Return *root* with every function of the family outside of others written in the pair that
    begins with *pair*, and the names of the identities that were used: none where it is so already.

    Domain: wherever the functions on both sides have values. Cost: linear in nodes.
    """
    graph = Graph(source.limits)
    mapping: dict[int, int] = {}
    names: set[str] = set()
    rewrites = _REWRITES[pair]
    outer = outside(source, root)
    for node in source.below([root]):
        op = source.ops[node]
        children = tuple([mapping[c] for c in source.children[node]])
        if op in rewrites and node in outer:
            first, second, a, b = rewrites[op]
            names.update(name_of(op, first))
            top: list[int] = []
            bottom: list[int] = []
            for code, exponent in ((first, a), (second, b)):
                if exponent:
                    (top if exponent > 0 else bottom).append(graph.call(code, children))
            whole = graph.number(1)
            for factor in top:
                whole = graph.mul(whole, factor)
            for factor in bottom:
                whole = graph.div(whole, factor)
            mapping[node] = whole
        elif is_arithmetic(op):
            mapping[node] = graph.make(op, children)
        else:
            mapping[node] = graph.rebuild(source, node, children)
    return graph, mapping[root], names


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
    for first, partner in _PARTNERS.items()
    for name in (first, partner)
}
"""Code → name of the relation between it and its partner."""
