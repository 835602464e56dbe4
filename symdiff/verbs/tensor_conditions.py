"""Where a derivative of arrays holds: what its formulas ask for entry by entry, that matrices have an
inverse, and in words what no formula says.

Whatever is no operator entry by entry is a letter here, so that the conditions are found as those of scalars
are. One that has a shape is meant of each entry.

>>> from symdiff.parser.formula import parse
>>> f = parse("log(det(X)) + norm(x)", shapes="X[n,n] x[n]")
>>> sorted(map(str, conditions(f, ["x"], f)))
['det(X) > 0', 'norm(x) != 0']
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations
from typing import Final

from symdiff.export.arrays import bare
from symdiff.graph.contraction import Contraction, contraction
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.leaves import UNNAMED
from symdiff.graph.products import squared
from symdiff.graph.replacing import noises_in
from symdiff.parser.templates import condition, put
from symdiff.simplifier.arrays.normal import Normal
from symdiff.simplifier.domain.asked import Asked, asked_by, take
from symdiff.simplifier.normal.numbers import magnitude, quotient
from symdiff.table.arrays import code_of_array, codes_of_array
from symdiff.table.functions import ABS, EXP, LOG, MAX, MIN, SQRT, code_of
from symdiff.table.operators import (
    ADD,
    CONTRACT,
    DIV,
    MUL,
    NE,
    NUMBER,
    POW,
    STOP,
    SYMBOL,
    UNKNOWN,
    is_comparison,
    is_function,
    is_whole,
)
from symdiff.verbs.solutions import notes_on, regular

_DET: Final = code_of_array("det")
_INVERTED: Final = frozenset(code for name in ("inv", "logdet", "solve") for code in codes_of_array(name))
_REGULAR: Final = frozenset(("spd", "orthogonal"))
"""The kinds that always have an inverse."""
_SAID: Final = {
    code_of_array("eigvalsh"): "the eigenvalues of {} are simple",
    code_of_array("svdvals"): "the singular values of {} are simple",
    code_of_array("chol"): "{} is positive definite",
    code_of_array("logm"): "no eigenvalue of {} is negative or 0",
    code_of_array("sqrtm"): "no eigenvalue of {} is negative or 0",
    code_of_array("max"): "one entry of {} is the largest",
    code_of_array("min"): "one entry of {} is the smallest",
    code_of_array("pinv"): "the rank of {} does not change",
}
INSIDE: Final = "where the derivative may be taken inside of the expectation"
_STEP: Final = code_of("Heaviside", 1)
_AT_STEPS: Final = frozenset(("step", "step-of-negative"))
"""Laws that do not hold where a step is."""
_POSITIVE: Final = frozenset(
    (code_of_array("softmax"), EXP, *[code_of(name, 1) for name in ("cosh", "sigmoid")])
)
_NOT_NEGATIVE: Final = frozenset((code_of_array("svdvals"), ABS, SQRT))


def notes(expr: Expr) -> tuple[str, ...]:
    """Return the notes on how a text was read, and what is assumed where no formula says it."""
    graph = expr.graph
    said = list(notes_on(expr))
    if noises_in(expr.graph, expr.node):
        said.append(INSIDE)
    for node in graph.below([expr.node]):
        text = _SAID.get(graph.ops[node])
        if text is not None:
            said.append(f"where {text.format(bare(Expr(graph, graph.first(node))))}")
    kept = [note for note in expr.notes if note not in said]
    return (*kept, *dict.fromkeys(said))


def conditions(expr: Expr, names: Sequence[str], result: Expr) -> tuple[Expr, ...]:
    """Return what must hold for *result* to be the derivative of *expr* by *names*.

    Cost: that of the conditions of a scalar formula for each part that works entry by entry.
    """
    graph = Graph(expr.graph.limits)
    graph.arrays.update(result.graph.arrays)
    graph.arrays.update(expr.graph.arrays)
    source, found = _without_roots(graph, expr), graph.take(result.graph, result.node)
    entries = _Entries(graph, graph.below([source, found]))
    asked = _asked(entries, [source, found])
    moving = graph.depending(graph.below([source]), [graph.symbol(name) for name in names])
    for node in sorted(moving):
        _ask_smooth(entries, node, asked)
    for each in regular(expr):
        node = graph.take(each.graph, each.graph.first(each.node))
        is_matrix = graph.ops[node] == _DET
        asked[NE, entries.determinant(graph.first(node)) if is_matrix else entries.add(node)] = None
    if not asked:
        return ()
    return _said(entries, asked, {})


def lost(expr: Expr, result: Expr, used: Collection[str]) -> tuple[Expr, ...]:
    """Return what must hold for *expr* to have a value, and not for *result*, which is a form of it that laws
    with the names *used* made.

    Cost: that of the conditions of a scalar formula for each part that works entry by entry.
    """
    graph = Graph(expr.graph.limits)
    graph.arrays.update(result.graph.arrays)
    graph.arrays.update(expr.graph.arrays)
    source, found = graph.take(expr.graph, expr.node), graph.take(result.graph, result.node)
    entries = _Entries(graph, graph.below([source, found]))
    wanted = _asked(entries, [source])
    if not _AT_STEPS.isdisjoint(used):
        for node in graph.below([source]):
            if graph.ops[node] == _STEP:
                wanted[NE, entries.made[graph.first(node)]] = None
    return _said(entries, wanted, _asked(entries, [found])) if wanted else ()


def _asked(entries: _Entries, roots: list[int]) -> dict[Asked, None]:
    """Return what must hold for nodes to have a value."""
    graph = entries.graph
    order = graph.below(roots)
    asked: dict[Asked, None] = {}
    tops = list(roots)
    for node in order:
        if is_whole(graph.ops[node]):
            tops += graph.children[node]
    for node in dict.fromkeys(tops):
        asked |= asked_by(entries.work, entries.made[node])
    for node in order:
        if graph.ops[node] in _INVERTED:
            matrix = graph.children[node][0]
            if graph.ops[matrix] == SYMBOL and graph.arrays[graph.names[matrix]].kind in _REGULAR:
                continue
            asked[NE, entries.determinant(matrix)] = None
    return asked


def _said(entries: _Entries, wanted: dict[Asked, None], known: dict[Asked, None]) -> tuple[Expr, ...]:
    """Return conditions that do not follow from those that are *known*, as a person writes them."""
    from symdiff.at.solved import solved  # of no use for most formulas
    from symdiff.simplifier.domain.facts import unimplied

    said = solved(tuple(unimplied(entries.work, wanted, known, {}))).conditions
    return tuple([entries.back(each) for each in said])


def _without_roots(graph: Graph, expr: Expr) -> int:
    """Return *expr* in *graph*, with even powers of norms as powers of what they are the roots of, so that
    norm(x)^2 has a derivative at 0."""

    def changed(node: int, below: tuple[int, ...]) -> int:
        if expr.graph.ops[node] != POW or graph.ops[below[0]] != SQRT:
            return -1
        exponent = graph.numbers.get(below[1])
        if exponent is None or exponent <= 0 or exponent % 2:
            return -1
        if not _is_of_squares(graph, graph.first(below[0])):
            return -1
        return graph.pow(graph.first(below[0]), graph.number(exponent / 2))

    return graph.mapped(expr.graph, expr.graph.below([expr.node]), changed)[expr.node]


def _is_of_squares(graph: Graph, node: int) -> bool:
    """Return whether a node is a sum of squares, along all axes or some: it is not negative, and smooth."""
    if squared(graph, node) is not None:
        return True
    if graph.ops[node] != CONTRACT or len(graph.children[node]) != 1:
        return False
    inside = graph.first(node)
    exponent = graph.numbers.get(graph.children[inside][1]) if graph.ops[inside] == POW else None
    return isinstance(exponent, int) and exponent > 0 and exponent % 2 == 0


def _ask_smooth(entries: _Entries, node: int, asked: dict[Asked, None]) -> None:
    """Add what is asked for a node that moves to have a derivative: that its function is smooth there, and
    that nothing which it compares is the same."""
    graph, work = entries.graph, entries.work
    op = graph.ops[node]
    if is_whole(op) or not (is_function(op) or is_comparison(op)):
        return
    below = tuple([entries.made[child] for child in graph.children[node]])
    if op in (MAX, MIN) or is_comparison(op):
        for one, other in combinations(below, 2):
            asked[NE, work.sub(one, other)] = None
        return
    rule = condition(op, "smooth")
    if rule is not None:
        take(work, asked, put(work, rule, below))


class _Entries:
    """Nodes of a graph of arrays in one of scalars, with a letter for each that is no operator entry by
    entry: the square of one for what is not negative, and the exponential of one for what is positive."""

    def __init__(self, graph: Graph, order: Sequence[int]) -> None:
        self.graph = graph
        self.work = Graph(graph.limits)
        self.made: dict[int, int] = {}
        self._form = Normal(Graph(graph.limits), splitting=False)
        self._letters: dict[str, int] = {}
        """What each letter stands for."""
        self._names: dict[tuple[int, int], str] = {}
        """The letter of what is the same in the normal form, or of a function of that."""
        self._dims = {dim for array in graph.arrays.values() for dim in array.shape}
        self._signs: dict[int, int] = {}
        """2 for what is positive, 1 for what is not negative."""
        self._add(order)

    def _add(self, order: Sequence[int]) -> None:
        for node in order:
            if node not in self.made:
                self._signs[node] = self._sign(node)
                self.made[node] = self._scalar(node)

    def add(self, node: int) -> int:
        """Return a node as one of scalars."""
        self._add(self.graph.below([node]))
        return self.made[node]

    def determinant(self, matrix: int) -> int:
        """Return the determinant of a matrix, of a product of square ones as a product, without the number
        that divides the matrix."""
        graph = self.graph
        split = Normal(Graph(graph.limits))
        terms = split.terms(split.of(graph, matrix))
        content = magnitude({node: number for number, node in terms})
        if content not in (0, 1):
            whole = split.added([(quotient(number, content), node) for number, node in terms])
            matrix = graph.take(split.graph, whole)
        node = graph.take(split.graph, split.of(graph, graph.call(_DET, (matrix,))))
        return self.add(node)

    def _scalar(self, node: int) -> int:
        graph, work = self.graph, self.work
        op = graph.ops[node]
        if op == STOP:
            return self.made[graph.first(node)]
        if op == CONTRACT and _goes_along(contraction(graph.operator(node)[0])):
            below = graph.children[node]
            return self.made[below[0]] if below else work.number(1)
        name = graph.names[node] if op == SYMBOL else ""
        if is_whole(op) or op == UNKNOWN or name in self._dims or name in graph.arrays:
            if self._signs[node] == 2:
                return work.call(EXP, (self._letter(node, LOG),))
            if self._signs[node] == 1:
                return work.pow(self._letter(node, SQRT), work.number(2))
            return self._letter(node)
        return work.rebuild(graph, node, tuple([self.made[child] for child in graph.children[node]]))

    def _sign(self, node: int) -> int:
        """Return what is known of the sign of a node, from what is known of its arguments."""
        graph = self.graph
        op, below = graph.ops[node], [self._signs[child] for child in graph.children[node]]
        if op == NUMBER:
            return 2 if graph.value(node) > 0 else 0
        if op == SYMBOL:
            return 2 if graph.names[node] in self._dims else 0
        if op in _POSITIVE:
            return 2
        if op == POW:
            exponent = graph.numbers.get(graph.children[node][1])
            return below[0] if below[0] == 2 or exponent is None or exponent % 2 else 1
        if op == CONTRACT:
            given = contraction(graph.operator(node)[0])
            if squared(graph, node) is not None:
                return 1
            least = min(below, default=2)
            has_zeros = len(set(given.output)) < len(given.output) or bool(given.fixed)
            return min(least, 1) if has_zeros else least
        if op == ADD:
            return max(below) if min(below) else 0
        if op in (MUL, DIV):
            return min(below)
        if op in _NOT_NEGATIVE:
            return max(1, below[0]) if op == SQRT else 1
        return 0

    def _letter(self, node: int, of: int = -1) -> int:
        """Return a letter for a node, or for the function *of* it."""
        key = self._form.of(self.graph, node), of
        if key not in self._names:
            self._names[key] = f"{UNNAMED}{node:09d}"
            self._letters[self._names[key]] = node if of < 0 else self.graph.call(of, (node,))
        return self.work.symbol(self._names[key])

    def back(self, found: Expr) -> Expr:
        """Return a condition on scalars as one on arrays."""
        made: dict[int, int] = {}
        for node in found.graph.below([found.node]):
            name = found.graph.names.get(node, "")
            if name in self._letters:
                made[node] = self._letters[name]
            else:
                below = tuple([made[child] for child in found.graph.children[node]])
                made[node] = self._rebuilt(found.graph, node, below)
        return Expr(self.graph, made[found.node])

    def _rebuilt(self, source: Graph, node: int, below: tuple[int, ...]) -> int:
        """Return a node of a condition, what stands for something by its logarithm or its root as that."""
        graph, op = self.graph, source.ops[node]
        if op == EXP and graph.ops[below[0]] == LOG:
            return graph.first(below[0])
        if op == POW and graph.ops[below[0]] == SQRT and graph.numbers.get(below[1]) == 2:
            return graph.first(below[0])
        return graph.rebuild(source, node, below)


def _goes_along(given: Contraction) -> bool:
    """Return whether a contraction is ones, or its one operand along further axes."""
    once = len(set(given.output)) == len(given.output) and not given.fixed
    return once and (not given.inputs or (len(given.inputs) == 1 and given.output.endswith(given.inputs[0])))


__all__ = ["INSIDE", "conditions", "lost", "notes"]
