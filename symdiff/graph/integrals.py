"""Definite integrals: nodes that hold what is integrated, with a variable of its own.

An integral is a node of an unknown function. What is integrated is written into the name of the function, as
a list in which the variable of integration and the free symbols are numbered; its arguments are the lower
bound, the upper bound, and the free symbols. So the sweeps see what an integral depends on, nothing that is
put for a symbol can be taken for the variable of integration, and two integrals that differ by the letter
alone are one node.

>>> from symdiff.graph.graph import Graph
>>> g = Graph()
>>> x, t, s = (g.symbol(name) for name in "xts")
>>> one = integral(g, g.mul(x, t), t, g.number(0), x)
>>> one == integral(g, g.mul(x, s), s, g.number(0), x), g.children[one] == (g.number(0), x, x)
(True, True)
>>> opened(g, g.operators[one][0], s, (x,)) == g.mul(x, s)
True
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from symdiff.errors import SymdiffError, Unsupported
from symdiff.graph.graph import Graph
from symdiff.graph.leaves import INTEGRAL
from symdiff.graph.long import LongDecimal
from symdiff.table.functions import code_of, row_of
from symdiff.table.operators import CONSTANT, NEG, NUMBER, OPERATORS, SYMBOL, UNKNOWN, is_arithmetic, is_whole

NAME: Final = "integral"
"""How it is called: integral(f, t, a, b)."""
SPELLED: Final = "\0integral"
"""The name of the unknown function of f, t, a and b that stands for one where it is written."""
_LETTERS: Final = ("t", "s", "u", "v", "w", "r", "q", "p")
"""What the variable of integration is called where its own letter has another meaning."""
_OPERATORS: Final = {row.name: op for op, row in enumerate(OPERATORS) if not row.leaf}
_PLACES: Final = ","


class Part(NamedTuple):
    """A node of what is integrated: its operator, its arguments by their numbers, and what it holds."""

    op: int
    children: tuple[int, ...]
    held: object = None
    """A number, the name of a constant, or of an unknown function with its orders; of a free symbol its
    number, of the variable of integration -1."""


def is_integral(graph: Graph, node: int) -> bool:
    """Return whether *node* is a definite integral."""
    return graph.ops[node] == UNKNOWN and graph.operators[node][0].startswith(INTEGRAL)


def has_integrals(graph: Graph) -> bool:
    """Return whether *graph* has an integral somewhere. Cost: linear in its unknown functions."""
    return bool(graph.operators) and any(name.startswith(INTEGRAL) for name, _ in graph.operators.values())


def integrals_below(graph: Graph, roots: Iterable[int]) -> list[int]:
    """Return the integrals below *roots*, arguments first."""
    if not has_integrals(graph):
        return []
    return [node for node in graph.below(list(roots)) if is_integral(graph, node)]


def integral(graph: Graph, inside: int, variable: int, lower: int, upper: int) -> int:
    """Return the integral of *inside* by the symbol *variable* between two bounds; 0 where they are the same.

    Cost: linear in the nodes below *inside*. Raises Unsupported for what has arrays in it.
    """
    if lower == upper:
        return graph.number(0)
    if graph.may_use_arrays() and any(graph.uses_arrays(node) for node in (inside, lower, upper)):
        raise Unsupported("an integral of arrays", hint="integrals are of scalars")
    kinds = [_infinite(graph, bound) for bound in (lower, upper)]
    text, symbols = _written(graph, inside, variable, "".join([kind or "." for kind in kinds]))
    lower, upper = [
        graph.number(0) if kind else bound for kind, bound in zip(kinds, (lower, upper), strict=True)
    ]
    graph.bound.setdefault(text, graph.name(variable))
    return graph.unknown(text, (0,) * (2 + len(symbols)), (lower, upper, *symbols))


def rebuilt(graph: Graph, source: Graph, text: str, children: tuple[int, ...]) -> int:
    """Return an integral of *source*, which is called *text* there, on other arguments in *graph*: what is
    put for its free symbols becomes part of what is integrated."""
    letter = source.bound.get(text, "")
    if letter:
        graph.bound.setdefault(text, letter)
    given = children[2:]
    lower, upper = [_bound(graph, text, place, child) for place, child in enumerate(children[:2])]
    is_plain = lower != upper and not any(_infinite(graph, node) for node in children[:2])
    if is_plain and all(graph.ops[node] == SYMBOL for node in given) and len(set(given)) == len(given):
        return graph.unknown(text, (0,) * len(children), children)
    variable = letter_for(graph, text, given)
    return integral(graph, opened(graph, text, variable, given, True), variable, lower, upper)


def letter_for(graph: Graph, text: str, given: Sequence[int], taken: Iterable[str] = ()) -> int:
    """Return a symbol for the variable of integration that is none of what is below *given*, nor *taken*."""
    used = {*graph.symbols(given), *taken} if given else set(taken)
    first = graph.bound.get(text, _LETTERS[0])
    numbered = (f"{first}_{number}" for number in range(1, len(used) + 2))
    return graph.symbol(next(name for name in (first, *_LETTERS, *numbered) if name not in used))


def opened(graph: Graph, text: str, variable: int, given: Sequence[int], build: bool = False) -> int:
    """Return what is integrated by an integral that is called *text*, at a node for its variable and nodes
    for its free symbols. With *build* the arithmetic goes through its constructors, which fold numbers.

    Cost: linear in its nodes.
    """
    made: list[int] = []
    for op, places, held in parts(text):
        children = tuple([made[place] for place in places])
        if op == SYMBOL:
            assert isinstance(held, int)
            made.append(variable if held < 0 else given[held])
        elif op == NUMBER:
            assert isinstance(held, int | float | Fraction)
            made.append(graph.number(held))
        elif op == CONSTANT:
            made.append(graph.constant(str(held)))
        elif op == UNKNOWN:
            assert isinstance(held, tuple)
            name, orders = held
            is_inner = name.startswith(INTEGRAL)
            made.append(
                rebuilt(graph, graph, name, children) if is_inner else graph.unknown(name, orders, children)
            )
        elif build and is_arithmetic(op):
            made.append(graph.make(op, children))
        else:
            made.append(graph.intern(op, children))
    return made[-1]


def _infinite(graph: Graph, bound: int) -> str:
    """Return the sign of a bound that is infinite, nothing for any other."""
    sign = "+"
    if graph.ops[bound] == NEG:
        sign, bound = "-", graph.first(bound)
    return sign if graph.ops[bound] == CONSTANT and graph.names[bound] == "oo" else ""


def bounds_of(text: str) -> tuple[str, str]:
    """Return of both bounds of an integral that is called *text* the sign where it is infinite: its argument
    does not count then."""
    at = len(INTEGRAL)
    return text[at].strip("."), text[at + 1].strip(".")


def _bound(graph: Graph, text: str, place: int, node: int) -> int:
    """Return a bound as it is written."""
    sign = bounds_of(text)[place]
    if not sign:
        return node
    return graph.constant("oo") if sign == "+" else graph.neg(graph.constant("oo"))


def written_bounds(graph: Graph, node: int) -> list[int]:
    """Return the bounds of an integral as they are written, infinite ones among them."""
    text = graph.operators[node][0]
    return [_bound(graph, text, place, child) for place, child in enumerate(graph.children[node][:2])]


def _written(graph: Graph, root: int, variable: int, kinds: str) -> tuple[str, list[int]]:
    """Return what is integrated, and which bounds are infinite, as a text that depends on the structure
    alone; and the free symbols."""
    numbers: dict[int, int] = {}
    symbols: list[int] = []
    entries: list[str] = []
    pending = [root]
    while pending:
        node = pending[-1]
        if node in numbers:
            pending.pop()
            continue
        missing = [child for child in graph.children[node] if child not in numbers]
        if missing:
            pending += reversed(missing)
            continue
        pending.pop()
        if graph.ops[node] == SYMBOL:
            if node != variable:
                symbols.append(node)
            entry = f"s{-1 if node == variable else len(symbols) - 1}"
        else:
            entry = _entry(graph, node, [numbers[child] for child in graph.children[node]])
        numbers[node] = len(entries)
        entries.append(f"{len(entry)}:{entry}")
    return INTEGRAL + kinds + "".join(entries), symbols


def _entry(graph: Graph, node: int, places: list[int]) -> str:
    op = graph.ops[node]
    if op == NUMBER:
        value = graph.value(node)
        if isinstance(value, LongDecimal):
            return f"l{value.exact[0]:x}/{value.exact[1]:x}"
        if isinstance(value, float):
            return f"d{value.hex()}"
        return f"n{value.numerator:x}/{value.denominator:x}"
    if op == CONSTANT:
        return f"c{graph.name(node)}"
    below = _PLACES.join(map(str, places))
    if op == UNKNOWN:
        name, orders = graph.operators[node]
        return f"u{below} {_PLACES.join(map(str, orders))} {name}"
    if is_whole(op):
        raise Unsupported("an integral of arrays", hint="integrals are of scalars")
    return f"o{below} {row_of(op).name}"


@lru_cache(maxsize=2000)
def parts(text: str) -> tuple[Part, ...]:
    """Return the nodes of what is integrated by an integral that is called *text*, arguments first.

    Raises SymdiffError where the text is none.
    """
    found: list[Part] = []
    at = len(INTEGRAL) + 2
    while at < len(text):
        colon = text.find(":", at)
        if colon < 0:
            raise SymdiffError(f"{text!r} is no integral")
        end = colon + 1 + int(text[at:colon])
        found.append(_part(text[colon + 1 : end]))
        at = end
    return tuple(found)


def _part(entry: str) -> Part:
    kind, rest = entry[0], entry[1:]
    if kind == "s":
        return Part(SYMBOL, (), int(rest))
    if kind == "d":
        return Part(NUMBER, (), float.fromhex(rest))
    if kind in "nl":
        top, bottom = [int(digits, 16) for digits in rest.split("/")]
        if kind == "l":
            return Part(NUMBER, (), LongDecimal(top / bottom, top, bottom))
        return Part(NUMBER, (), Fraction(top, bottom))
    if kind == "c":
        return Part(CONSTANT, (), rest)
    below, _, rest = rest.partition(" ")
    children = tuple([int(place) for place in below.split(_PLACES)])
    if kind == "u":
        orders, _, name = rest.partition(" ")
        return Part(UNKNOWN, children, (name, tuple([int(order) for order in orders.split(_PLACES)])))
    code = _OPERATORS.get(rest, -1)
    return Part(code if code >= 0 else code_of(rest, len(children)), children)


def taken_out(source: Graph, node: int) -> tuple[Graph, int, int, list[str]]:
    """Return a graph of its own, what the integral *node* is of in it, its variable, and the names that stand
    for its free symbols there, in the order of the arguments."""
    text = source.operators[node][0]
    alone = Graph(source.limits)
    alone.bound.update(source.bound)
    names = [f"?{place}" for place in range(len(source.children[node]) - 2)]
    letter = alone.symbol(source.bound.get(text, _LETTERS[0]))
    return alone, opened(alone, text, letter, [alone.symbol(name) for name in names]), letter, names


def put_back(
    graph: Graph, inside: Graph, root: int, letter: int, text: str, children: tuple[int, ...]
) -> int:
    """Return the integral called *text*, on *children* in *graph*, with *root* of *inside* for what it is of;
    what stands for free symbols is named there as by `taken_out`."""
    new, symbols = _written(inside, root, letter, text[len(INTEGRAL) : len(INTEGRAL) + 2])
    inside.bound.setdefault(new, inside.names[letter])
    given = [children[2 + int(inside.names[symbol][1:])] for symbol in symbols]
    return rebuilt(graph, inside, new, (children[0], children[1], *given))


def spelled(source: Graph, roots: Sequence[int]) -> tuple[Graph, list[int]]:
    """Return *roots* with each integral as an unknown function `SPELLED` of what is integrated, the letter
    and the bounds, as it is written; the graph itself where there are none.

    Cost: linear in what is written.
    """
    if not integrals_below(source, roots):
        return source, list(roots)
    taken = source.symbols(roots)
    while True:  # an integral inside of another shows up when that is opened
        graph = Graph(source.limits)
        graph.bound.update(source.bound)

        def written(node: int, children: tuple[int, ...], old: Graph = source, new: Graph = graph) -> int:
            if not is_integral(old, node):
                return -1
            text = old.operators[node][0]
            given = children[2:]
            letter = letter_for(new, text, children, taken)
            inside = opened(new, text, letter, given)
            lower, upper = [_bound(new, text, place, child) for place, child in enumerate(children[:2])]
            return new.unknown(SPELLED, (0, 0, 0, 0), (inside, letter, lower, upper))

        mapping = graph.mapped(source, source.below(list(roots)), written)
        roots = [mapping[root] for root in roots]
        if not integrals_below(graph, roots):
            return graph, list(roots)
        source = graph


__all__ = [
    "NAME", "SPELLED", "Part", "bounds_of", "has_integrals", "integral", "integrals_below", "is_integral",
    "letter_for",
    "opened", "parts", "put_back", "rebuilt", "spelled", "taken_out", "written_bounds",
]  # fmt: skip
