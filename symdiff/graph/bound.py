"""What an integral or a sum is of as a text, which depends on its structure alone, and that text taken apart.

The text begins with three signs: the kind of what binds, and for each bound whether it is infinite. The nodes
follow, arguments first, each with its length in front. Integrals, sums and products are told apart by it. See
`graph.binders`.

>>> g = Graph()
>>> x, t = g.symbol("x"), g.symbol("t")
>>> text, symbols = written(g, g.mul(x, t), t, "∫..")
>>> text, symbols == [x]
('∫..2:s03:s-18:o0,1 mul', True)
>>> [part.children for part in parts(text)]
[(), (), (0, 1)]
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Final, NoReturn

from symdiff.errors import SymdiffError, Unsupported
from symdiff.graph.graph import Graph
from symdiff.graph.leaves import BINDERS, INTEGRAL, PRODUCT, SUM
from symdiff.graph.long import LongDecimal
from symdiff.records import NamedTuple
from symdiff.table.functions import code_of, row_of
from symdiff.table.operators import CONSTANT, NUMBER, OPERATORS, SYMBOL, UNKNOWN, is_whole

NAMES: Final = {INTEGRAL: "integral", SUM: "sum", PRODUCT: "product"}
"""How each kind is called: integral(f, t, a, b)."""
HEAD: Final = 3
"""Signs before the list of nodes."""
_OPERATORS: Final = {row.name: op for op, row in enumerate(OPERATORS) if not row.leaf}
_PLACES: Final = ","


class Part(NamedTuple):
    """A node of what is integrated: its operator, its arguments by their numbers, and what it holds."""

    op: int
    children: tuple[int, ...]
    held: object = None
    """A number, the name of a constant, or of an unknown function with its orders; of a free symbol its
    number, of the variable of integration -1."""


def written(graph: Graph, root: int, variable: int, head: str) -> tuple[str, list[int]]:
    """Return what is bound, behind *head*, its kind and which bounds are infinite, as a text that depends on
    the structure alone; and the free symbols."""
    numbers: dict[int, int] = {}
    symbols: list[int] = []
    entries: list[str] = []
    for node in graph.postorder([root]):
        if graph.ops[node] == SYMBOL:
            if node != variable:
                symbols.append(node)
            part = f"s{-1 if node == variable else len(symbols) - 1}"
        else:
            part = _part_of(graph, node, [numbers[child] for child in graph.children[node]], head[0])
        numbers[node] = len(entries)
        entries.append(f"{len(part)}:{part}")
    return head + "".join(entries), symbols


def _part_of(graph: Graph, node: int, places: list[int], kind: str) -> str:
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
        refuse_arrays(kind)
    return f"o{below} {row_of(op).name}"


@lru_cache(maxsize=2000)
def parts(text: str) -> tuple[Part, ...]:
    """Return the nodes of what is bound by a binder that is called *text*, arguments first.

    Raises SymdiffError where the text is none.
    """
    found: list[Part] = []
    at = HEAD
    while at < len(text):
        colon = text.find(":", at)
        if colon < 0:
            raise SymdiffError(f"{text!r} is no binder")
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


def refuse_arrays(kind: str) -> NoReturn:
    name = NAMES[kind]
    raise Unsupported(
        f"{'an' if name[0] in 'aeiou' else 'a'} {name} of arrays", hint=f"a {name} here is of scalars"
    )


def is_binder(graph: Graph, node: int) -> bool:
    """Return whether *node* is a definite integral, a sum or a product."""
    return graph.ops[node] == UNKNOWN and graph.operators[node][0].startswith(BINDERS)


def is_sum(text: str) -> bool:
    """Return whether a binder that is called *text* is a sum."""
    return text.startswith(SUM)


def is_product(text: str) -> bool:
    """Return whether a binder that is called *text* is a product."""
    return text.startswith(PRODUCT)


def is_over_letter(text: str) -> bool:
    """Return whether a binder that is called *text* is a sum or a product: its letter is a whole number."""
    return not text.startswith(INTEGRAL)


def has_binders(graph: Graph) -> bool:
    """Return whether *graph* has a binder somewhere. Cost: linear in its unknown functions."""
    return bool(graph.operators) and any(name.startswith(BINDERS) for name, _ in graph.operators.values())


def binders_below(graph: Graph, roots: Iterable[int]) -> list[int]:
    """Return the binders below *roots*, arguments first."""
    if not has_binders(graph):
        return []
    return [node for node in graph.below(list(roots)) if is_binder(graph, node)]


__all__ = [
    "HEAD",
    "NAMES",
    "Part",
    "binders_below",
    "has_binders",
    "is_binder",
    "is_over_letter",
    "is_product",
    "is_sum",
    "parts",
    "refuse_arrays",
    "written",
]  # fmt: skip
