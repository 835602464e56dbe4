"""Exponentials of inverse hyperbolic functions, which are logarithms: exp(-asinh(x)) is sqrt(x**2 + 1) - x.

Source: DLMF 4.37(iv).

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("exp(asinh(x)) - exp(-asinh(x)) + exp(2*atanh(y))")
>>> [str(Expr(graph, node)) for graph, node, _, _ in without_exponentials(e.graph, e.node)]
['x + sqrt(x**2 + 1) - (sqrt(x**2 + 1) - x) + (1 + y)/(1 - y)']
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from symdiff.graph.graph import Graph
from symdiff.parser.templates import Template, put, template
from symdiff.table.functions import EXP, code_of, row_of
from symdiff.table.operators import MUL, NEG

EXPONENTIALS: Final = {
    # Name of f → exp(f(x)) and exp(-f(x))
    "asinh": ("x + sqrt(x**2 + 1)", "sqrt(x**2 + 1) - x"),
    "acosh": ("x + sqrt(x - 1)*sqrt(x + 1)", "x - sqrt(x - 1)*sqrt(x + 1)"),
    "acsch": ("1/x + sqrt(1 + 1/x**2)", "sqrt(1 + 1/x**2) - 1/x"),
}
SQUARES: Final = {
    # Name of f → exp(2*f(x)) and exp(-2*f(x))
    "atanh": ("(1 + x)/(1 - x)", "(1 - x)/(1 + x)"),
    "acoth": ("(x + 1)/(x - 1)", "(x - 1)/(x + 1)"),
}
REAL: Final = {
    # The same with one root, where f(x) is real
    "acosh": ("x + sqrt(x**2 - 1)", "x - sqrt(x**2 - 1)"),
}
_TEMPLATES: Final[dict[int, tuple[Template, Template]]] = {
    code_of(name, 1): (template(texts[0], ("x",)), template(texts[1], ("x",)))
    for name, texts in {**EXPONENTIALS, **SQUARES}.items()
}
_OF_REAL: Final[dict[int, tuple[Template, Template]]] = {
    code_of(name, 1): (template(texts[0], ("x",)), template(texts[1], ("x",))) for name, texts in REAL.items()
}
_ALL: Final = frozenset((*_TEMPLATES, *_OF_REAL))
_BY_TWO: Final = frozenset([code_of(name, 1) for name in SQUARES])
_MOST: Final = 8
"""Power of such a form, at most."""


def name_of(name: str, is_negative: bool, is_real: bool = False) -> str:
    """Return the name of the law for the inverse function *name*."""
    return f"exponential-of-{'minus-' if is_negative else ''}{'real-' if is_real else ''}{name}"


def whole_multiple(graph: Graph, node: int) -> tuple[int, int]:
    """Return k and u of k*u, 1 and the node itself where it is no whole number times another."""
    inner, times = node, 1
    if graph.ops[inner] == NEG:
        inner, times = graph.first(inner), -1
    if graph.ops[inner] != MUL:
        return times, inner
    number, other = graph.both(inner)
    value = graph.numbers.get(number)
    return (times * value, other) if isinstance(value, int) else (1, node)


def power_of(graph: Graph, node: int) -> int:
    """Return k of the exponential of k times such a function, twice that of those that have squares alone;
    0 for any other node."""
    if graph.ops[node] != EXP:
        return 0
    power, argument = whole_multiple(graph, graph.first(node))
    code = graph.ops[argument]
    if code not in _ALL or abs(power) > _MOST:
        return 0
    if code in _BY_TWO:
        return power // 2 if power % 2 == 0 else 0
    return power


def without_exponentials(source: Graph, root: int) -> Iterator[tuple[Graph, int, bool, set[str]]]:
    """Return *root* with the exponentials of inverse hyperbolic functions by what these are logarithms of,
    whether that holds where these are real alone, and the names of the laws; nothing where there are none.
    Cost: linear in nodes."""
    if not source.has(EXP) or not source.has_any(tuple(_ALL)):
        return
    order = source.below([root])
    powers = {node: power for node in order if (power := power_of(source, node))}
    if not powers:
        return
    if source.has_any(tuple(_TEMPLATES)):
        yield _rewritten(source, root, order, powers, False)
    if source.has_any(tuple(_OF_REAL)):
        yield _rewritten(source, root, order, powers, True)


def _rewritten(
    source: Graph, root: int, order: list[int], powers: dict[int, int], is_real: bool
) -> tuple[Graph, int, bool, set[str]]:
    graph = Graph(source.limits)
    laws = set[str]()

    def changed(node: int, children: tuple[int, ...]) -> int:
        power = powers.get(node, 0)
        if not power:
            return -1
        code = source.ops[whole_multiple(source, source.first(node))[1]]
        if not is_real and code not in _TEMPLATES:
            return -1
        one_root = is_real and code in _OF_REAL
        laws.add(name_of(row_of(code).name, power < 0, one_root))
        base = put(
            graph,
            (_OF_REAL if one_root else _TEMPLATES)[code][power < 0],
            graph.children[whole_multiple(graph, children[0])[1]],
        )
        return base if abs(power) == 1 else graph.pow(base, graph.number(abs(power)))

    return graph, graph.mapped(source, order, changed)[root], is_real, laws
