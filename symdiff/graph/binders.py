"""Definite integrals, sums and products: nodes that hold what is integrated, summed or multiplied, with a
letter of its own.

Such a node, a binder, is one of an unknown function. What is integrated or summed is written into the name of
the function, as a list in which the letter that is bound and the free symbols are numbered; its arguments are
the lower bound, the upper bound, and the free symbols. So the sweeps see what an integral depends on, nothing
that is put for a symbol can be taken for its letter, and two integrals that differ by the letter alone are
one node.

The entries x_1, x_2, … of a list that is summed over are an unknown function x[] of the letter. With a number
for the letter they are symbols.

>>> from symdiff.graph.graph import Graph
>>> g = Graph()
>>> x, t, s = (g.symbol(name) for name in "xts")
>>> one = integral(g, g.mul(x, t), t, g.number(0), x)
>>> one == integral(g, g.mul(x, s), s, g.number(0), x), g.children[one] == (g.number(0), x, x)
(True, True)
>>> opened(g, g.operators[one][0], s, (x,)) == g.mul(x, s)
True
>>> total(g, g.mul(x, g.symbol("y_t")), t, g.number(1), g.number(2)) == g.add(
...     g.mul(x, g.symbol("y_1")), g.mul(x, g.symbol("y_2"))
... )
True
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Final

from symdiff.errors import Unsupported
from symdiff.graph.bound import (
    HEAD,
    NAMES,
    binders_below,
    is_binder,
    is_over_letter,
    parts,
    refuse_arrays,
    written,
)
from symdiff.graph.graph import Graph
from symdiff.graph.leaves import BINDERS, ENTRY, INTEGRAL, PRODUCT, SUM, UNNAMED
from symdiff.graph.places import at_number, entry, is_entry, places_in, refuse_several
from symdiff.records import NamedTuple
from symdiff.table.operators import CONSTANT, NEG, NUMBER, SYMBOL, UNKNOWN, is_arithmetic

_SPELLED: Final = {kind: f"{UNNAMED}{name}" for kind, name in NAMES.items()}
"""The name of the unknown function of f, t, a and b that stands for one where it is written."""
BY_SPELLING: Final = {spelling: kind for kind, spelling in _SPELLED.items()}
_WRITTEN_OUT: Final = 200_000
"""Nodes that a sum with entries of a list is written out to, at most;"""
_FEW: Final = 20
"""the terms of any other."""
_LETTERS: Final = {INTEGRAL: tuple("tsuvwrqp"), SUM: tuple("kjilmnpq"), PRODUCT: tuple("kjilmnpq")}
"""What the letter is called where its own has another meaning."""
LETTER: Final = "t"
"""What the letter is called in `inside_of`."""


class Inside(NamedTuple):
    """What a binder is of, in a graph of its own, in which its letter is `LETTER`."""

    graph: Graph
    root: int
    names: tuple[str, ...]
    """Its free symbols, in the order of the arguments."""


@lru_cache(maxsize=500)
def inside_of(text: str) -> Inside:
    """Return what a binder that is called *text* is of. Nothing is to be added to its graph."""
    graph = Graph()
    held = [part.held for part in parts(text) if part.op == SYMBOL]
    count = 1 + max([number for number in held if isinstance(number, int)], default=-1)
    names = tuple([f"p{number}" for number in range(count)])
    given = [graph.symbol(name) for name in names]
    return Inside(graph, opened(graph, text, graph.symbol(LETTER), given), names)


def integral(graph: Graph, inside: int, variable: int, lower: int, upper: int) -> int:
    """Return the integral of *inside* by the symbol *variable* between two bounds; 0 where they are the same.

    Cost: linear in the nodes below *inside*. Raises Unsupported for what has arrays in it.
    """
    if lower == upper:
        return graph.number(0)
    return _binder(graph, INTEGRAL, inside, variable, lower, upper)


def total(graph: Graph, inside: int, variable: int, lower: int, upper: int) -> int:
    """Return the sum of *inside* for each whole number *variable* between two bounds; its terms where these
    are numbers and the terms few. What is called x_t in it, with the letter for t, are entries of a list.

    Cost: linear in the nodes below *inside*, and in the terms that are written out. Raises Unsupported for
    what has arrays in it, and for numbers as bounds that are not whole.
    """
    return over_letter(graph, SUM, inside, variable, lower, upper)


def over_letter(graph: Graph, kind: str, inside: int, variable: int, lower: int, upper: int) -> int:
    """Return the sum or the product, as *kind* says, of *inside*, as `total` does."""
    if graph.ops[lower] == graph.ops[upper] == NUMBER:
        found = _written_out(graph, kind, inside, variable, lower, upper)
        if found >= 0:
            return found
    return _binder(graph, kind, _with_entries(graph, inside, variable), variable, lower, upper)


def _with_entries(graph: Graph, inside: int, variable: int) -> int:
    """Return *inside* with each symbol x_t, t being the letter, as an entry of a list."""
    end = f"_{graph.name(variable)}"
    order = graph.below([inside])
    names = {
        node: graph.names[node].removesuffix(end) + ENTRY
        for node in order
        if graph.ops[node] == SYMBOL and graph.names[node].endswith(end)
    }
    refuse_several(graph, order, graph.name(variable))
    if not names:
        return inside

    def put(node: int, _: tuple[int, ...]) -> int:
        return graph.unknown(names[node], (0,), (variable,)) if node in names else -1

    return graph.mapped(graph, order, put)[inside]


def _anew(graph: Graph, kind: str, inside: int, variable: int, lower: int, upper: int) -> int:
    """Return a binder of that *kind* of what has its entries."""
    if kind == INTEGRAL:
        return integral(graph, inside, variable, lower, upper)
    if graph.ops[lower] == graph.ops[upper] == NUMBER:
        found = _written_out(graph, kind, inside, variable, lower, upper)
        if found >= 0:
            return found
    return _binder(graph, kind, inside, variable, lower, upper)


def _written_out(graph: Graph, kind: str, inside: int, variable: int, lower: int, upper: int) -> int:
    """Return the sum or product between two numbers as its terms, -1 where these are too many."""
    ends = [Fraction(graph.value(end)) for end in (lower, upper)]
    if any(end.denominator != 1 for end in ends):
        name = NAMES[kind]
        raise Unsupported(f"a {name} is over whole numbers", hint=f"as in {name}(k*x^k, k, 1, n)")
    first, last = [int(end) for end in ends]
    below = graph.below([inside])
    name = graph.name(variable)
    has_entries = any(is_entry(graph, node) or name in places_in(graph, node) for node in below)
    if (last - first + 1) * (len(below) if has_entries else 1) > (_WRITTEN_OUT if has_entries else _FEW):
        return -1
    whole = -1
    for value in range(first, last + 1):
        term = graph.mapped(graph, below, at_number(graph, variable, value), build=True)[inside]
        if whole < 0:
            whole = term
        else:
            whole = graph.add(whole, term) if kind == SUM else graph.mul(whole, term)
    return whole if whole >= 0 else graph.number(0 if kind == SUM else 1)


def _binder(graph: Graph, kind: str, inside: int, variable: int, lower: int, upper: int) -> int:
    if graph.may_use_arrays() and any(graph.uses_arrays(node) for node in (inside, lower, upper)):
        refuse_arrays(kind)
    ends = [_infinite(graph, bound) for bound in (lower, upper)]
    text, symbols = written(graph, inside, variable, kind + "".join([end or "." for end in ends]))
    lower, upper = [
        graph.number(0) if end else bound for end, bound in zip(ends, (lower, upper), strict=True)
    ]
    graph.bound.setdefault(text, graph.name(variable))
    return graph.unknown(text, (0,) * (2 + len(symbols)), (lower, upper, *symbols))


def rebuilt(graph: Graph, source: Graph, text: str, children: tuple[int, ...]) -> int:
    """Return an integral of *source*, which is called *text* there, on other arguments in *graph*: what is
    put for its free symbols becomes part of what is integrated."""
    if source is not graph:  # those of what stands inside of it, too
        for name, letter in source.bound.items():
            graph.bound.setdefault(name, letter)
    given = children[2:]
    lower, upper = [_bound(graph, text, place, child) for place, child in enumerate(children[:2])]
    is_plain = lower != upper and not any(_infinite(graph, node) for node in children[:2])
    if is_over_letter(text):
        is_plain = is_plain and graph.ops[lower] != NUMBER
    if is_plain and all(graph.ops[node] == SYMBOL for node in given) and len(set(given)) == len(given):
        return graph.unknown(text, (0,) * len(children), children)
    variable = letter_for(graph, text, given)
    inside = opened(graph, text, variable, given, True)
    return _anew(graph, text[0], inside, variable, lower, upper)


def letter_for(graph: Graph, text: str, given: Sequence[int], taken: Iterable[str] = ()) -> int:
    """Return a symbol for the letter that is bound, which is none of what is below *given*, nor *taken*."""
    used = {*graph.symbols(given), *taken} if given else set(taken)
    letters = _LETTERS[text[0]]
    first = graph.bound.get(text, letters[0])
    numbered = (f"{first}_{number}" for number in range(1, len(used) + 2))
    if is_over_letter(text):  # x_k would be read as an entry
        used |= {name[name.rfind("_") + 1 :] for name in used if "_" in name}
    return graph.symbol(next(name for name in (first, *letters, *numbered) if name not in used))


def opened(graph: Graph, text: str, variable: int, given: Sequence[int], build: bool = False) -> int:
    """Return what is bound by a binder that is called *text*, at a node for its variable and nodes
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
            if name.startswith(BINDERS):
                made.append(rebuilt(graph, graph, name, children))
            elif name.endswith(ENTRY):
                made.append(entry(graph, name, children[0]))
            else:
                made.append(graph.unknown(name, orders, children))
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
    """Return of both bounds of a binder that is called *text* the sign where it is infinite: its argument
    does not count then."""
    return text[1].strip("."), text[2].strip(".")


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


def taken_out(source: Graph, node: int, with_names: bool = False) -> tuple[Graph, int, int, list[str]]:
    """Return a graph of its own, what the binder *node* is of in it, its letter, and the names that stand for
    its free symbols there, in the order of the arguments: `?0`, `?1`, …, or *with_names* the name of what is
    a symbol, so that it stands in the same place among others."""
    text = source.operators[node][0]
    alone = Graph(source.limits)
    alone.bound.update(source.bound)
    first = source.bound.get(text, _LETTERS[text[0]][0])
    names: list[str] = []
    for place, child in enumerate(source.children[node][2:]):
        name = source.names.get(child, "") if with_names and source.ops[child] == SYMBOL else ""
        names.append(name if name and name != first and name not in names else f"?{place}")
    letter = alone.symbol(first)
    return alone, opened(alone, text, letter, [alone.symbol(name) for name in names]), letter, names


def put_back(
    graph: Graph,
    inside: Graph,
    root: int,
    letter: int,
    text: str,
    children: tuple[int, ...],
    names: Sequence[str] = (),
) -> int:
    """Return the binder called *text*, on *children* in *graph*, with *root* of *inside* for what it is of;
    what stands for free symbols has the *names* there that `taken_out` gave."""
    new, symbols = written(inside, root, letter, text[:HEAD])
    inside.bound.setdefault(new, inside.names[letter])
    places = {name: place for place, name in enumerate(names)}
    given = []
    for symbol in symbols:
        name = inside.names[symbol]
        given.append(children[2 + (places[name] if names else int(name[1:]))])
    return rebuilt(graph, inside, new, (children[0], children[1], *given))


def spelled(source: Graph, roots: Sequence[int]) -> tuple[Graph, list[int]]:
    """Return *roots* with each binder as an unknown function of `BY_SPELLING` of what is bound, the letter
    and the bounds, as it is written; the graph itself where there are none.

    Cost: linear in what is written.
    """
    if not binders_below(source, roots):
        return source, list(roots)
    taken = source.symbols(roots)
    while True:  # an integral inside of another shows up when that is opened
        graph = Graph(source.limits)
        graph.bound.update(source.bound)

        def as_written(node: int, children: tuple[int, ...], old: Graph = source, new: Graph = graph) -> int:
            if not is_binder(old, node):
                return -1
            text = old.operators[node][0]
            given = children[2:]
            letter = letter_for(new, text, children, taken)
            inside = opened(new, text, letter, given)
            lower, upper = [_bound(new, text, place, child) for place, child in enumerate(children[:2])]
            return new.unknown(_SPELLED[text[0]], (0, 0, 0, 0), (inside, letter, lower, upper))

        mapping = graph.mapped(source, source.below(list(roots)), as_written)
        roots = [mapping[root] for root in roots]
        if not binders_below(graph, roots):
            return graph, list(roots)
        source = graph


__all__ = [
    "BY_SPELLING",
    "LETTER",
    "NAMES",
    "Inside",
    "bounds_of",
    "inside_of",
    "integral",
    "letter_for",
    "opened",
    "over_letter",
    "put_back",
    "rebuilt",
    "spelled",
    "taken_out",
    "total",
    "written_bounds",
]  # fmt: skip
