"""A Piecewise by the places where its conditions change: branches that are never taken, nested ones and
equal neighbours are gone.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("Piecewise((x, x > 0), (0, x > 1), (x, x > -1), (1, True))")
>>> graph, node = in_cells(e.graph, e.node, set())
>>> str(Expr(graph, node))
'Piecewise((x, x > -1), (1, True))'
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, NamedTuple

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.conditions import compare
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.numbers import finite
from symdiff.simplifier.ordered import in_order
from symdiff.table.operators import EQ, GE, GT, PIECEWISE, SYMBOL, is_comparison

_SIZE: Final = 400
"""Size of a formula, at most."""
_PLACES: Final = 6
"""Places where conditions change, at most."""


class _Cell(NamedTuple):
    """A place or an open interval, and what the formula is there."""

    low: Fraction | None
    """Its lower end, or the place itself; None for the lowest."""
    is_place: bool
    graph: Graph
    node: int


class _Line(NamedTuple):
    """What is compared with 0: slope*x + level."""

    slope: Fraction
    level: Fraction

    @property
    def zero(self) -> Fraction:
        """The place where it is 0."""
        return -self.level / self.slope


def in_cells(graph: Graph, root: int, used: set[str]) -> tuple[Graph, int]:
    """Return *root* as one Piecewise by the cells of its symbol, where that is shorter; *used* takes up the
    name of the law.

    Its conditions compare what is linear in one symbol, or are decided by those that do. Cost: that of a
    normal form for each cell.
    """
    if not graph.has(PIECEWISE) or graph.size(root) > _SIZE:
        return graph, root
    found = _simple(graph, root)
    if found is None:
        return graph, root
    symbol, simple = found
    cells = _cells(graph, root, simple)
    if cells is None:
        return graph, root
    runs = _runs(_merged(cells, graph.name(symbol)))
    new = Graph(graph.limits)
    x = new.symbol(graph.name(symbol))
    parts: list[int] = []
    for place, (highest, lowest) in enumerate(runs):
        parts.append(new.copy(lowest.graph, [lowest.node])[lowest.node])
        if place == len(runs) - 1 or lowest.low is None:
            parts.append(new.constant("True"))
        else:
            op = GT if not lowest.is_place else EQ if highest is lowest else GE
            parts.append(new.intern(op, (x, new.number(finite(lowest.low)))))
    node = parts[0] if len(runs) == 1 else new.intern(PIECEWISE, tuple(parts))
    if new.size(node) >= graph.size(root):
        return graph, root
    used.add("piecewise-by-cells")
    return new, node


def _simple(graph: Graph, root: int) -> tuple[int, dict[int, _Line]] | None:
    """Return the symbol that is compared with numbers, and each comparison as its line; None where there are
    several symbols, no comparison, or too many numbers."""
    form = Normal(graph)
    nodes = [node for node in graph.below([root]) if is_comparison(graph.ops[node])]
    try:
        sides = form.sweep([child for node in nodes for child in graph.both(node)])
    except (Unsettled, OverflowError, RecursionError):
        return None
    simple: dict[int, _Line] = {}
    symbols: set[str] = set()
    for place, node in enumerate(nodes):
        left, right = sides[2 * place : 2 * place + 2]
        terms = dict(form.terms(form.added(left, form.scaled(right, -1))))
        level = terms.pop(form.one, 0)
        if len(terms) != 1 or isinstance(level, float):
            continue
        [(monomial, slope)] = terms.items()
        if form.graph.ops[monomial] == SYMBOL and not isinstance(slope, float):
            symbols.add(form.graph.name(monomial))
            simple[node] = _Line(Fraction(slope), Fraction(level))
    if len(symbols) != 1 or len({line.zero for line in simple.values()}) > _PLACES:
        return None
    return graph.symbol(symbols.pop()), simple


def _cells(graph: Graph, root: int, simple: dict[int, _Line]) -> list[_Cell] | None:
    """Return the cells from the highest to the lowest, None where a condition is not decided in one."""
    places = sorted({line.zero for line in simple.values()})
    samples: list[tuple[Fraction | None, bool, Fraction]] = [(None, False, places[0] - 1)]
    for i, place in enumerate(places):
        above = (place + places[i + 1]) / 2 if i + 1 < len(places) else place + 1
        samples += [(place, True, place), (place, False, above)]
    cells = []
    for low, is_place, sample in reversed(samples):
        decided = Graph(graph.limits)
        mapping: dict[int, int] = {}
        for node in graph.below([root]):
            children = tuple([mapping[child] for child in graph.children[node]])
            if node in simple:
                value = decided.number(finite(simple[node].slope * sample + simple[node].level))
                mapping[node] = compare(decided, graph.ops[node], [value, decided.number(0)])
            else:
                mapping[node] = decided.rebuild(graph, node, children)
        ordered, [found] = in_order(decided, [mapping[root]])
        if any(
            ordered.ops[node] == PIECEWISE or is_comparison(ordered.ops[node])
            for node in ordered.below([found])
        ):
            return None
        cells.append(_Cell(low, is_place, ordered, found))
    return cells


def _same(a: _Cell, b: _Cell) -> bool:
    return a.graph.same(a.node, b.graph, b.node)


def _merged(cells: list[_Cell], name: str) -> list[_Cell]:
    """Return the cells with the value at a place replaced by the formula of a neighbour that has it there."""
    found = list(cells)
    for i, cell in enumerate(cells):
        if not cell.is_place or cell.low is None:
            continue
        for other in (cells[i - 1], cells[i + 1]):
            if not _same(cell, other) and _is_at(other, name, cell):
                found[i] = cell._replace(graph=other.graph, node=other.node)
                break
    return found


def _is_at(formula: _Cell, name: str, cell: _Cell) -> bool:
    """Return whether a formula is a number at a place, and that of the cell there."""
    assert cell.low is not None
    values = []
    for part in (formula, cell):
        graph = Graph(part.graph.limits)
        mapping: dict[int, int] = {}
        for node in part.graph.below([part.node]):
            if part.graph.ops[node] == SYMBOL and part.graph.name(node) == name:
                mapping[node] = graph.number(finite(cell.low))
            else:
                children = tuple([mapping[child] for child in part.graph.children[node]])
                mapping[node] = graph.rebuild(part.graph, node, children)
        ordered, [node] = in_order(graph, [mapping[part.node]])
        values.append(ordered.numbers.get(node))
    return values[0] is not None and values[0] == values[1]


def _runs(cells: list[_Cell]) -> list[tuple[_Cell, _Cell]]:
    """Return neighbours with one formula, the highest first, each as its highest and lowest cell."""
    runs: list[tuple[_Cell, _Cell]] = []
    for cell in cells:
        if runs and _same(runs[-1][1], cell):
            runs[-1] = (runs[-1][0], cell)
        else:
            runs.append((cell, cell))
    return runs
