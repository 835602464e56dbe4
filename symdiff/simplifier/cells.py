"""A Piecewise by the places where its conditions change: branches that are never taken, nested ones and
equal neighbours are gone.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> def by_cells(text):
...     e = parse(text)
...     graph, node = in_cells(e.graph, e.node, set())
...     return str(Expr(graph, node))
>>> by_cells("Piecewise((x, x > 0), (0, x > 1), (x, x > -1), (1, True))")
'Piecewise((x, x > -1), (1, True))'
>>> by_cells("Piecewise((Piecewise((1, x > 0), (0, x < 0)), Max(x, 0) < 1), (0, Max(x, 0) > 1))")
'Piecewise((0, x < 0 or x > 1), (1, x > 0 and x < 1))'
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from symdiff.arithmetic.scalar import COMPLEX, FLOAT
from symdiff.arithmetic.walk import has_complex, walk
from symdiff.errors import SymdiffError
from symdiff.graph.folding import as_decimal
from symdiff.graph.graph import Graph
from symdiff.records import NamedTuple
from symdiff.simplifier.domain.lost import conditions_of
from symdiff.simplifier.normal.conditions import certain, compare, logic, piecewise
from symdiff.simplifier.normal.decimals import has_decimals
from symdiff.simplifier.normal.numbers import finite
from symdiff.simplifier.ordered import in_order
from symdiff.simplifier.pieces import RELU, Pieces, zero_of
from symdiff.table.functions import ABS, MAX, MIN
from symdiff.table.operators import (
    AND,
    DIV,
    EQ,
    GE,
    GT,
    LE,
    LT,
    NOT,
    OR,
    PIECEWISE,
    SYMBOL,
    is_arithmetic,
    is_comparison,
)

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
    is_hole: bool
    """Whether the formula has no value there."""


class _Split(NamedTuple):
    """A formula with what decides its conditions."""

    symbol: int
    pieces: Pieces
    comparisons: list[int]
    """Those that are decided where the symbol has a value."""
    places: list[Fraction]
    """Where one of them changes, in order."""


def in_cells(graph: Graph, root: int, used: set[str]) -> tuple[Graph, int]:
    """Return *root* as one Piecewise by the cells of its symbol, where that is shorter, or as long and a
    condition was not solved, such as x > 1 - x; *used* takes up the name of the law.

    Its conditions compare what is piecewise linear in one symbol, or are decided by those that do. Cost: that
    of a normal form for each cell.
    """
    if not graph.has(PIECEWISE) or graph.size(root) > _SIZE:
        return graph, root
    split = _split(graph, root)
    cells = None if split is None else _cells(graph, root, split)
    if split is None or cells is None or all(cell.is_hole for cell in cells):
        return graph, root
    merged = _merged(cells, graph.name(split.symbol))
    new = Graph(graph.limits)
    x = new.symbol(graph.name(split.symbol))
    places = _Places(new, has_decimals(graph, [root]))
    if any(cell.is_hole for cell in merged):
        node = _with_holes(places, x, merged)
    else:
        node = _everywhere(places, x, merged)
    longer = new.size(node) - graph.size(root)
    if longer > 0 or (longer == 0 and all(_is_solved(graph, condition) for condition in split.comparisons)):
        return graph, root
    used.add("piecewise-by-cells")
    return new, node


def _is_solved(graph: Graph, comparison: int) -> bool:
    """Return whether a comparison is of a symbol with a number."""
    left, right = graph.both(comparison)
    return graph.ops[left] == SYMBOL and right in graph.numbers


class _Places(NamedTuple):
    """Writes the places where cells end."""

    graph: Graph
    is_decimal: bool
    """Whether the formula has decimals: places are written as such then, where they are."""

    def compared(self, op: int, x: int, place: Fraction) -> int:
        """Return a comparison of *x* with a place."""
        found = as_decimal(place.numerator, place.denominator) if self.is_decimal else None
        return self.graph.intern(op, (x, self.graph.number(finite(place) if found is None else found)))


def _everywhere(places: _Places, x: int, cells: list[_Cell]) -> int:
    """Return the Piecewise that goes through *cells* from the highest down."""
    new, runs = places.graph, _runs(cells)
    parts: list[int] = []
    for place, (highest, lowest) in enumerate(runs):
        parts.append(new.copy(lowest.graph, [lowest.node])[lowest.node])
        if place == len(runs) - 1 or lowest.low is None:
            parts.append(new.constant("True"))
        else:
            op = GT if not lowest.is_place else EQ if highest is lowest else GE
            parts.append(places.compared(op, x, lowest.low))
    return parts[0] if len(runs) == 1 else new.intern(PIECEWISE, tuple(parts))


def _with_holes(places: _Places, x: int, cells: list[_Cell]) -> int:
    """Return the Piecewise with a branch for each formula, on the intervals on which it is the formula; where
    there is none, no condition holds."""
    new, runs = places.graph, _runs(cells)
    ends = [None, *[lowest.low for _, lowest in runs]]  # the upper end of each run
    found: dict[int, int] = {}
    for (highest, lowest), end in reversed(list(zip(runs, ends, strict=False))):
        if highest.is_hole:
            continue
        node = new.copy(lowest.graph, [lowest.node])[lowest.node]
        condition = _interval(places, x, highest, lowest, end)
        found[node] = new.intern(OR, (found[node], condition)) if node in found else condition
    return new.intern(PIECEWISE, tuple([part for branch in found.items() for part in branch]))


def _interval(places: _Places, x: int, highest: _Cell, lowest: _Cell, end: Fraction | None) -> int:
    """Return the condition that *x* is in one of the cells from *lowest* to *highest*, below *end*."""
    sides = []
    if lowest.low is not None:
        op = EQ if highest is lowest and lowest.is_place else GE if lowest.is_place else GT
        sides.append(places.compared(op, x, lowest.low))
    if highest.is_place and highest is not lowest and highest.low is not None:
        sides.append(places.compared(LE, x, highest.low))
    elif not highest.is_place and end is not None:
        sides.append(places.compared(LT, x, end))
    return sides[0] if len(sides) == 1 else places.graph.intern(AND, (sides[0], sides[1]))


def _split(graph: Graph, root: int) -> _Split | None:
    """Return what decides the conditions of *root*; None where there are several symbols, no comparison, or
    too many places."""
    order = graph.below([root])
    nodes = [node for node in order if is_comparison(graph.ops[node])]
    symbols = {name for node in nodes if len(names := graph.symbols([node])) == 1 for name in names}
    if len(symbols) != 1:
        return None
    symbol = graph.symbol(symbols.pop())
    pieces = Pieces(graph, order, symbol)
    comparisons, places = [], set[Fraction]()
    for node in nodes:
        left, right = [pieces.lines.get(child) for child in graph.both(node)]
        if left is None or right is None:
            continue
        comparisons.append(node)
        places |= {place for one in left for other in right if (place := zero_of(one, other)) is not None}
    if any(
        graph.ops[node] in (MAX, MIN, ABS, RELU) and len(lines) > 1 for node, lines in pieces.lines.items()
    ):
        places |= pieces.meets
    return _Split(symbol, pieces, comparisons, sorted(places)) if 0 < len(places) <= _PLACES else None


def _cells(graph: Graph, root: int, split: _Split) -> list[_Cell] | None:
    """Return the cells from the highest to the lowest, None where a condition is not decided in one."""
    places = split.places
    samples: list[tuple[Fraction | None, bool, Fraction]] = [(None, False, places[0] - 1)]
    for i, place in enumerate(places):
        above = (place + places[i + 1]) / 2 if i + 1 < len(places) else place + 1
        samples += [(place, True, place), (place, False, above)]
    cells = []
    for low, is_place, sample in reversed(samples):
        decided, node = _decided(graph, root, split, sample)
        ordered, [found] = in_order(decided, [node])
        below = ordered.below([found])
        false = ordered.constant("False")
        is_hole = any(
            (ordered.ops[n] == PIECEWISE and ordered.children[n][1] == false)
            or (ordered.ops[n] == DIV and ordered.is_zero(ordered.children[n][1]))
            for n in below
        )
        if not is_hole and any(ordered.ops[n] == PIECEWISE or is_comparison(ordered.ops[n]) for n in below):
            return None
        cells.append(_Cell(low, is_place, ordered, found, is_hole))
    return cells


def _decided(graph: Graph, root: int, split: _Split, sample: Fraction) -> tuple[Graph, int]:
    """Return *root* as it is in the cell of *sample*: comparisons decided, and which argument is taken."""
    values = split.pieces.values(sample)
    decided = Graph(graph.limits)
    mapping: dict[int, int] = {}
    for node in graph.below([root]):
        op, arguments = graph.ops[node], graph.children[node]
        children = tuple([mapping[child] for child in arguments])
        if is_comparison(op) and node in split.comparisons:
            sides = [decided.number(finite(values[child])) for child in arguments]
            mapping[node] = compare(decided, op, sides)
        elif op == AND or op == OR or op == NOT:
            mapping[node] = logic(decided, op, list(children))
        elif op == PIECEWISE:  # a branch that is not taken may have a part without a value there
            mapping[node] = piecewise(decided, list(children))
        elif (op == MAX or op == MIN) and node in values:
            taken = [child for child in arguments if values[child] == values[node]]
            mapping[node] = mapping[taken[0]]
        elif op == RELU and node in values:
            mapping[node] = children[0] if values[arguments[0]] >= 0 else decided.number(0)
        elif op == ABS and node in values:
            mapping[node] = children[0] if values[arguments[0]] >= 0 else decided.neg(children[0])
        else:
            as_made = is_arithmetic(op)  # 0**3 is 0, by which nothing is divided
            mapping[node] = decided.make(op, children) if as_made else decided.rebuild(graph, node, children)
    return decided, mapping[root]


def _same(a: _Cell, b: _Cell) -> bool:
    if a.is_hole or b.is_hole:
        return a.is_hole and b.is_hole
    return a.graph.same(a.node, b.graph, b.node)


def _merged(cells: list[_Cell], name: str) -> list[_Cell]:
    """Return the cells with the value at a place replaced by the formula of a neighbour that has it there."""
    found = list(cells)
    for i, cell in enumerate(cells):
        if not cell.is_place or cell.low is None or cell.is_hole:
            continue
        for other in (cells[i - 1], cells[i + 1]):
            if not other.is_hole and not _same(cell, other) and _is_at(other, name, cell):
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
        root = mapping[part.node]
        if not _has_value(graph, root):
            return False
        ordered, [node] = in_order(graph, [root])
        values.append(ordered.numbers.get(node))
    return values[0] is not None and values[0] == values[1]


def _has_value(graph: Graph, root: int) -> bool:
    """Return whether a formula has a value at all values of its symbols: 0*log(0) and 0*log(y) may have none,
    though their normal form is 0. It is a real one, unless I stands in it: 0*sqrt(-1) has none."""
    order = certain(graph, root)
    moving = graph.depending(order, [node for node in order if graph.ops[node] == SYMBOL])
    if moving and conditions_of(graph, root):
        return False
    fixed = [node for node in order if node not in moving]
    try:
        walk(graph, fixed, {}, COMPLEX if has_complex(graph, [root]) else FLOAT)
    except (SymdiffError, ArithmeticError, ValueError):
        return False
    return True


def _runs(cells: list[_Cell]) -> list[tuple[_Cell, _Cell]]:
    """Return neighbours with one formula, the highest first, each as its highest and lowest cell."""
    runs: list[tuple[_Cell, _Cell]] = []
    for cell in cells:
        if runs and _same(runs[-1][1], cell):
            runs[-1] = (runs[-1][0], cell)
        else:
            runs.append((cell, cell))
    return runs
