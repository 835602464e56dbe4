"""Expressions in the functions that a target has: the others are replaced by their definitions.

>>> from symdiff.table.functions import row_of
>>> from symdiff.parser.formula import parse
>>> graph, [node] = lowered([parse("sech(x)")], lambda code: row_of(code).math != "")
>>> str(Expr(graph, node))
'1/cosh(x)'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache

from symdiff.arithmetic.growth import steady
from symdiff.errors import SymdiffError, Unsupported
from symdiff.graph.binders import NAMES
from symdiff.graph.bound import is_binder, is_over_letter
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.nodes import NodeMap
from symdiff.graph.places import is_entry, without_value
from symdiff.graph.unknowns import decoded
from symdiff.parser.templates import Template, condition, definition, put, template
from symdiff.table.functions import ROWS, row_of
from symdiff.table.operators import PIECEWISE, SYMBOL, UNKNOWN, is_function


def listed(expr: Expr | Sequence[Expr]) -> list[Expr]:
    """Return one expression or several as a list. Raises SymdiffError for an empty one."""
    exprs = [expr] if isinstance(expr, Expr) else list(expr)
    if not exprs:
        raise SymdiffError("no expression to write", hint="give at least one")
    return exprs


def joined(exprs: Sequence[Expr]) -> tuple[Graph, list[int]]:
    """Return the expressions on one graph: a new one, unless they are on one already."""
    if all(expr.graph is exprs[0].graph for expr in exprs):
        return exprs[0].graph, [expr.node for expr in exprs]
    graph = Graph(exprs[0].graph.limits)
    copies: dict[int, NodeMap] = {}
    for expr in exprs:
        if id(expr.graph) not in copies:
            nodes = [other.node for other in exprs if other.graph is expr.graph]
            copies[id(expr.graph)] = graph.copy(expr.graph, nodes)
    return graph, [copies[id(expr.graph)][expr.node] for expr in exprs]


def lowered(
    exprs: Sequence[Expr],
    has: Callable[[int], bool],
    in_floats: Callable[[int], bool] | None = None,
    is_real: bool = False,
    is_guarded: bool = False,
) -> tuple[Graph, list[int]]:
    """Return the expressions on one graph, with each function that the target does not *have* replaced
    by its definition, where the table gives one: by the one for floats of those that *in_floats* names.
    Where all *is_real*, exponentials that would overflow on the way are put into functions that do not, and
    derivatives with a name of their own, which are found by differences, have no value outside of their
    domain; if *is_guarded*, nor have functions whose row says that floats have one there.

    Cost: linear in nodes, for each level of definitions. Raises Unsupported for an unknown function.
    """
    graph, roots = joined(exprs)
    if is_real:
        graph, roots = _guarded(*steady(graph, roots), is_guarded)
    for _ in ROWS:
        order = graph.below(roots)
        rules = {}
        for op in {graph.ops[node] for node in order}:
            if is_function(op) and not has(op):
                rule = by_floats(op) if in_floats is not None and in_floats(op) else definition(op)
                if rule is not None:
                    rules[op] = rule
        if not rules:
            break
        target, mapping = Graph(graph.limits), dict[int, int]()
        for node in order:
            children = tuple([mapping[child] for child in graph.children[node]])
            if graph.ops[node] in rules:
                mapping[node] = put(target, rules[graph.ops[node]], children)
            else:
                mapping[node] = target.rebuild(graph, node, children)
        graph, roots = target, [mapping[root] for root in roots]
    else:
        raise AssertionError("the definitions of the table go round in a circle")
    return graph, roots


def _guarded(graph: Graph, roots: list[int], by_rows: bool) -> tuple[Graph, list[int]]:
    """Return *roots* with derivatives that have a name of their own, and with *by_rows* functions that are
    `wider` than their domain, as the only branch of a Piecewise, where they depend on symbols."""
    order = graph.below(roots)
    guards = {}
    for op in {graph.ops[node] for node in order}:
        if is_function(op) and (row_of(op).derived >= 0 or (by_rows and row_of(op).wider)):
            rule = condition(op, "domain")
            if rule is not None:
                guards[op] = rule
    if not guards:
        return graph, roots
    target, mapping = Graph(graph.limits), dict[int, int]()
    moving: set[int] = set()
    for node in order:
        below = graph.children[node]
        children = tuple([mapping[child] for child in below])
        made = mapping[node] = target.rebuild(graph, node, children)
        if graph.ops[node] == SYMBOL or not moving.isdisjoint(below):
            moving.add(node)
            if graph.ops[node] in guards:
                allowed = put(target, guards[graph.ops[node]], children)
                mapping[node] = target.make(PIECEWISE, (made, allowed))
    return target, [mapping[root] for root in roots]


@cache
def by_floats(code: int) -> Template | None:
    """Return the definition of a row for real floats: its own one where steps of the other overflow."""
    row = row_of(code)
    return template(row.floats, row.parameters) if row.floats else definition(code)


def refuse_unknown(graph: Graph, order: Iterable[int], but_binders: bool = False) -> None:
    """Raise Unsupported where an unknown function is to be computed; an integral or a sum, too, without
    *but_binders*."""
    for node in order:
        if is_binder(graph, node):
            if but_binders:
                continue
            what, by = "an integral", " (scipy.integrate)"
            text = graph.operator(node)[0]
            if is_over_letter(text):
                what, by = f"a {NAMES[text[0]]} over a letter", ""
            raise Unsupported(
                f"{what} is not written in this language",
                hint=f"Python and NumPy have it{by}, and evaluate computes it at a point",
            )
        if is_entry(graph, node):
            raise without_value(graph.operator(node)[0])
        if graph.ops[node] == UNKNOWN:
            raise Unsupported(
                f"the unknown function {decoded(graph.operator(node)[0])[0]} cannot be computed",
                hint='put a formula in its place first: f.subs({"g(t)": formula})',
            )


def arguments_of(exprs: Sequence[Expr], order: Sequence[str]) -> list[str]:
    """Return the symbols in *order*, or in alphabetical order where that is empty.

    *order* may name more symbols than occur, so that a function and its derivative can take the same
    arguments. Raises SymdiffError where it repeats a symbol or leaves one out.
    """
    graph, roots = joined(exprs)
    names = graph.symbols(roots)
    if not order:
        return names
    missing = [name for name in names if name not in order]
    if missing:
        raise SymdiffError(f"the order of arguments {', '.join(order)} leaves out {', '.join(missing)}")
    if len(set(order)) < len(order):
        raise SymdiffError(f"the order of arguments {', '.join(order)} names one twice")
    return list(order)
