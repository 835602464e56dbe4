"""Derivatives for code that must go on at a kink: by a convention that is named.

Where a function has a corner the derivative does not exist, and a program that descends along it needs some
number all the same, or an error. `at_kinks` makes a formula that has there no value ("error" in Python, "nan"
in NumPy), the slope on the "left" or on the "right", or of the slopes between them, which are Clarke's
subdifferential, the one nearest to zero ("min-norm").

>>> d = at_kinks("Max(x, 2*x)", "x", "right")
>>> d(x=0.0), d(x=1.0), d(x=-1.0)
(2.0, 2.0, 1.0)
"""

from __future__ import annotations

from typing import Final

from symdiff.arithmetic.lowering import lowered
from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import workplace
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Formula, Names, Variable
from symdiff.parser.inputs import expression, name_of, names_of
from symdiff.parser.templates import definition
from symdiff.simplifier.cells import in_cells
from symdiff.simplifier.levels import Level, level_of, simplified
from symdiff.sweeps.sweep import push
from symdiff.table.functions import ABS, MAX, MIN, SIGN, code_of, row_of
from symdiff.table.kinks import KINKS, Kink
from symdiff.table.operators import (
    AND,
    EQ,
    GE,
    GT,
    LE,
    LT,
    NE,
    NOT,
    OR,
    PIECEWISE,
    is_comparison,
    is_function,
)
from symdiff.verbs.derivatives import derive

_FLOOR, _CEILING, _HEAVISIDE = code_of("floor", 1), code_of("ceiling", 1), code_of("Heaviside", 1)
_JUMPS: Final = frozenset((SIGN, _FLOOR, _CEILING, _HEAVISIDE))
"""Functions that have a value next to each of their jumps, and no slope that is not 0."""


def at_kinks(
    expr: Formula,
    variable: Variable,
    kink: Kink,
    *,
    level: Level = "full",
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
    simplify: Level | None = None,
) -> Expr:
    """Return the derivative of *expr* by *variable* with a convention for kinks: a formula that has a value,
    or none, where Abs, Max, Min, relu or the branches of a continuous Piecewise have a corner.

    "error" and "nan" are the same formula, without a value where the conditions of the derivative do not
    hold. A part that jumps has the value that it has on the side asked for, as has the branch of a jump. What
    is written of it in Python or NumPy says the convention in its docstring.

    Domain: as `derive`; where slopes tie as well, the later branch. Cost: linear in nodes. Raises
    SymdiffError for an unknown convention, and as `derive` does.

    >>> print(at_kinks("Abs(x)", "x", "nan"))
    Piecewise((sign(x), x != 0))
    >>> at_kinks("relu(x)", "x", "min-norm")(x=0.0)
    0.0
    """
    if kink not in KINKS:
        raise SymdiffError(f"unknown convention {kink!r}", hint=f"choose one of {', '.join(KINKS)}")
    level = level_of(level, simplify)
    name = name_of(variable)
    source = expression(expr, [name, *names_of(symbols)], functions, limits, by=[name])
    notes = (*source.notes, KINKS[kink])
    if kink in ("error", "nan"):
        found = derive(source, name, level=level)
        return _where(found, notes)
    graph, [root] = lowered([source], lambda code: not _has_branches(code))
    work = workplace(limits, 16)
    root = work.take(graph, root)
    if kink == "min-norm":
        left, right = (_sided(work, root, name, side) for side in (-1, 1))
        zero = work.number(0)
        node = work.intern(
            PIECEWISE,
            (
                zero, work.intern(LE, (work.mul(left, right), zero)),
                left, work.intern(LE, (work.call(ABS, (left,)), work.call(ABS, (right,)))),
                right, work.constant("True"),
            ),
        )  # fmt: skip
        if left == right:
            node = left
    else:
        node = _sided(work, root, name, 1 if kink == "right" else -1)
    short, [node] = simplified(work, [node], "none" if level == "none" else "basic")
    if level == "full":
        short, node = in_cells(short, node, set())
    return Expr(short, node, notes)


def has_corners(expr: Expr) -> bool:
    """Return whether a formula has parts at which it may have corners: then a convention may matter."""
    ops = {expr.graph.ops[node] for node in expr.graph.below([expr.node])}
    return any(op in (ABS, MAX, MIN, PIECEWISE) or (is_function(op) and _has_branches(op)) for op in ops)


def _has_branches(code: int) -> bool:
    """Return whether a function has a kink where the branches of its definition meet, as relu has."""
    rule = definition(code) if row_of(code).kinks else None
    return rule is not None and rule.graph.ops[rule.order[-1]] == PIECEWISE


def _where(found: Expr, notes: tuple[str, ...]) -> Expr:
    """Return a derivative that has no value but where its conditions hold."""
    graph = Graph(found.graph.limits)
    node = graph.take(found.graph, found.node)
    whole = -1
    for known in found.conditions:
        part = graph.take(known.graph, known.node)
        whole = part if whole < 0 else graph.intern(AND, (whole, part))
    if whole >= 0:
        node = graph.intern(PIECEWISE, (node, whole))
    return Expr(graph, node, notes)


def _sided(graph: Graph, root: int, name: str, side: int) -> int:
    """Return the one-sided derivative of *root*, for *side* 1 on the right: what is at a tie is chosen by
    the slopes of its parts, and a part that jumps has the value that it has next to the point."""
    zero = graph.number(0)
    tangent = {graph.symbol(name): graph.number(1)}
    beside: dict[int, int] = {}
    """Node → its value next to the point, where that is another node."""
    holds: dict[int, int] = {}
    """Conditions → where they hold next to the point."""
    for node in graph.postorder([root]):
        op, children = graph.ops[node], tuple([beside.get(child, child) for child in graph.children[node]])
        slopes = [tangent.get(child, zero) for child in graph.children[node]]
        total = -1
        if is_comparison(op):
            holds[node] = _compared(graph, op, children, slopes, side)
            continue
        if op in (AND, OR, NOT):
            holds[node] = graph.intern(op, tuple([holds.get(child, child) for child in children]))
            continue
        if op == PIECEWISE:
            children = tuple([holds.get(child, child) for child in children])
        here = _next_to(graph, op, children[0], slopes[0], side) if op in _JUMPS else -1
        if here < 0:
            is_other = children != tuple(graph.children[node])
            here = graph.rebuild(graph, node, children) if is_other else node
        if here != node:
            beside[node] = here
        if op in _JUMPS or (all(slope == zero for slope in slopes) and op != PIECEWISE):
            continue
        if op == ABS:
            kink = graph.call(ABS, (slopes[0],))
            total = _chosen(
                graph, children[0], zero, slopes[0], graph.neg(slopes[0]), _signed(graph, kink, side)
            )
        elif op == MAX or op == MIN:
            best, total = children[0], slopes[0]
            for child, slope in zip(children[1:], slopes[1:], strict=True):
                both = graph.call(MAX if (op == MAX) == (side > 0) else MIN, (total, slope))
                larger = (total, slope) if op == MAX else (slope, total)
                total = _chosen(graph, best, child, *larger, total if total == slope else both)
                best = graph.call(op, (best, child))
        elif op == PIECEWISE:
            pairs: list[int] = []
            for slope, condition in zip(slopes[::2], children[1::2], strict=True):
                pairs += [slope, condition]
            total = graph.intern(PIECEWISE, tuple(pairs)) if any(s != zero for s in slopes[::2]) else -1
        else:
            known = {c: slope for c, slope in zip(children, slopes, strict=True) if slope != zero}
            total = push(graph, [here], known).get(here, -1)
        if total >= 0:
            tangent[node] = total
    return tangent.get(root, zero)


def _next_to(graph: Graph, op: int, inner: int, slope: int, side: int) -> int:
    """Return the value of a function that jumps, of *inner*, next to the point on a *side*; -1 where *inner*
    does not move, and the value is that at the point."""
    zero, one = graph.number(0), graph.number(1)
    if slope == zero:
        return -1
    further = _signed(graph, slope, side)
    if op == SIGN or op == _HEAVISIDE:
        low = graph.number(-1) if op == SIGN else zero
        above, below = graph.intern(GT, (inner, zero)), graph.intern(LT, (inner, zero))
        known = graph.numbers.get(further)
        at_jump = graph.call(op, (further,)) if known is None else one if known > 0 else low
        return graph.intern(PIECEWISE, (one, above, low, below, at_jump, graph.constant("True")))
    floor, ceiling = graph.call(_FLOOR, (inner,)), graph.call(_CEILING, (inner,))
    if op == _FLOOR:
        other, value, moves = graph.sub(ceiling, one), floor, graph.intern(LT, (further, zero))
    else:
        other, value, moves = graph.add(floor, one), ceiling, graph.intern(GT, (further, zero))
    return graph.intern(PIECEWISE, (other, moves, value, graph.constant("True")))


def _signed(graph: Graph, node: int, side: int) -> int:
    return node if side > 0 else graph.neg(node)


def _chosen(graph: Graph, left: int, right: int, above: int, below: int, tie: int) -> int:
    """Return *above* where left > right, *below* where left < right, else *tie*."""
    if above == below == tie:
        return above
    greater, less = graph.intern(GT, (left, right)), graph.intern(LT, (left, right))
    return graph.intern(PIECEWISE, (above, greater, below, less, tie, graph.constant("True")))


def _compared(graph: Graph, op: int, sides: tuple[int, ...], slopes: list[int], side: int) -> int:
    """Return where a comparison holds next to the point: at a tie the slopes decide."""
    zero = graph.number(0)
    apart = graph.sub(*slopes)
    if apart == zero:
        return graph.intern(op, sides)
    tie = graph.intern(EQ, sides)
    further = _signed(graph, apart, side)
    if op in (EQ, NE):
        same = graph.intern(AND, (tie, graph.intern(EQ, (apart, zero))))
        return same if op == EQ else graph.intern(NOT, (same,))
    strict = LT if op in (LT, LE) else GT
    beyond = graph.intern(op if op in (LE, GE) else strict, (further, zero))
    return graph.intern(OR, (graph.intern(strict, sides), graph.intern(AND, (tie, beyond))))


__all__ = ["at_kinks", "has_corners"]
