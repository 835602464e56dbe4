"""What is to be said of the derivative of a formula with integrals, or sums and products over a letter.

>>> from symdiff.parser.formula import parse
>>> said_of(parse("integral(1/t, t, 1, x)"))
('the derivative holds where 1/t is continuous between the bounds, which is not decided',)
>>> said_of(parse("integral(sin(t), t, 0, x)"))
()
>>> said_of(parse("sum(log(x + k), k, 1, n)"))
('the derivative holds where each log(x + k) has one, which is not decided',)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from symdiff.errors import Unsupported
from symdiff.graph.binders import bounds_of, taken_out
from symdiff.graph.bound import binders_below, is_binder, is_over_letter, is_product
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.places import entry, is_entry
from symdiff.graph.replacing import replaced
from symdiff.simplifier.domain.lost import conditions_of
from symdiff.table.functions import EXP, SQRT, row_of
from symdiff.table.operators import DIV, MUL, NEG, PIECEWISE, POW, UNKNOWN, is_function

_LONGEST: Final = 60
_TRIED: Final = 4
"""Terms of a sum that are looked at."""


def said_of(expr: Expr) -> tuple[str, ...]:
    """Return what symdiff does not decide of the integrals and sums of *expr*: whether what is integrated is
    continuous between the bounds, or each term has a derivative, unless it is so everywhere; and whether what
    goes on to infinity exists."""
    found: dict[str, None] = {}
    for graph, node in _all_binders(expr):
        text = graph.operators[node][0]
        is_far = any(bounds_of(text))
        may_fail = (_may_fail_in_term if is_over_letter(text) else _may_jump)(graph, node)
        may_vanish = is_product(text) and _may_vanish(graph, node)
        if not (is_far or may_fail or may_vanish):
            continue
        alone, root, _, names = taken_out(graph, node)
        given = [Expr(graph, child) for child in graph.children[node][2:]]
        shown = str(replaced(Expr(alone, root), dict(zip(names, given, strict=True))))
        if is_over_letter(text):
            what = shown if len(shown) <= _LONGEST else "factor" if is_product(text) else "term"
            of = f"each {what} " + " and ".join(["has one"] * may_fail + ["is not 0"] * may_vanish)
            of = of if may_fail or may_vanish else f"each {what} has one"
            far = " and the products exist" if is_product(text) else " and the sums exist"
        else:
            of = shown if len(shown) <= _LONGEST else "what is integrated"
            of, far = f"{of} is continuous between the bounds", " and the integrals exist"
        found[f"the derivative holds where {of}{far if is_far else ''}, which is not decided"] = None
    return tuple(found)


def _all_binders(expr: Expr) -> Iterator[tuple[Graph, int]]:
    """Return the integrals and sums of *expr*, those inside of others among them, each with its graph."""
    pending = [(expr.graph, expr.node)]
    while pending:
        graph, root = pending.pop(0)
        for node in binders_below(graph, [root]):
            yield graph, node
            alone, inside, _, _ = taken_out(graph, node, with_names=True)
            pending.append((alone, inside))


def _may_jump(graph: Graph, node: int) -> bool:
    """Return whether what is integrated may be discontinuous somewhere."""
    alone, root, _, _ = taken_out(graph, node)
    ops = [alone.ops[part] for part in alone.below([root]) if not is_binder(alone, part)]
    for op in ops:
        if op in (PIECEWISE, UNKNOWN) or (is_function(op) and (row_of(op).jumps or row_of(op).poles)):
            return True
    return bool(conditions_of(alone, root))


def _may_fail_in_term(graph: Graph, node: int) -> bool:
    """Return whether one of the first terms of a sum has a condition that the sum itself has not, or may have
    a kink."""
    first = graph.numbers.get(graph.children[node][0], 1)
    said = {str(known) for known in conditions_of(graph, node)}
    variables = graph.symbols(graph.children[node][2:])
    for number in range(int(first), int(first) + _TRIED):
        try:
            term = _term(graph, node, number)
        except Unsupported:
            return True
        order = term.graph.below([term.node])
        for part in term.graph.depending(order, [term.graph.symbol(name) for name in variables]):
            op = term.graph.ops[part]
            if op == PIECEWISE or (is_function(op) and (row_of(op).kinks or row_of(op).jumps)):
                return True
        if any(str(known) not in said for known in conditions_of(term.graph, term.node)):
            return True
    return False


def _may_vanish(graph: Graph, node: int) -> bool:
    """Return whether a factor of a product may be 0 for some numbers: one that depends on the letter and on
    what may be derived by. What depends on one of both is not divided by, or asks for that itself."""
    alone, root, letter, _ = taken_out(graph, node)
    moving = alone.depending(alone.below([root]), [letter])
    pending, bases = [root], set[int]()
    while pending:
        part = pending.pop()
        op = alone.ops[part]
        if op in (MUL, DIV):
            pending += alone.both(part)
        elif op in (NEG, POW, SQRT):
            pending.append(alone.first(part))
        elif op != EXP and part in moving and len(alone.symbols([part])) > 1:
            bases.add(part)
    name = alone.names[letter]
    return any(
        name in known.graph.symbols([known.node])
        for base in bases
        for known in conditions_of(alone, alone.div(alone.number(1), base))
    )


def _term(graph: Graph, node: int, number: int) -> Expr:
    """Return the term of a sum at a number."""
    alone, root, letter, _ = taken_out(graph, node, with_names=True)
    at = Graph(graph.limits)
    place = at.number(number)

    def put(part: int, children: tuple[int, ...]) -> int:
        if part == letter:
            return place
        return entry(at, alone.operators[part][0], children[0]) if is_entry(alone, part) else -1

    return Expr(at, at.mapped(alone, alone.below([root]), put, build=True)[root])


__all__ = ["said_of"]
