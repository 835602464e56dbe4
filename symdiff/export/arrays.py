"""`str` of a formula of arrays: in vectors and matrices, or in index notation where there is no such form.

>>> from symdiff.graph.tensors import tensors
>>> A, x = tensors("A[n,m] x[m]")
>>> text(A @ x)
'A @ x'
"""

from __future__ import annotations

from collections.abc import Sequence

from symdiff.errors import Unsupported
from symdiff.export.chains import NoMatrixForm, tokens
from symdiff.export.matrix import matrix_text
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.products import squared
from symdiff.graph.replacing import noises_in
from symdiff.simplifier.arrays.forms import normals
from symdiff.simplifier.arrays.normal import Normal
from symdiff.simplifier.level_names import Level
from symdiff.table.functions import SQRT
from symdiff.table.operators import ADD, NE, NEG, SUB, is_condition


def text(expr: Expr) -> str:
    """Return *expr* as text that reads back with the same shapes, what solves something defined first.

    Raises Unsupported where it has none.
    """
    return _definitions(expr) + _plain(expr)


def _plain(expr: Expr) -> str:
    """Return the text of a formula, its expectation around what there is noise in."""
    noises = noises_in(expr.graph, expr.node)
    if not noises or is_condition(expr.graph.ops[expr.node]):
        return bare(expr)
    without, within = parted(expr)
    averaged = f"expect[{','.join(noises)}]({bare(within)})"
    return averaged if without is None else f"{bare(without)} + {averaged}"


def parted(expr: Expr) -> tuple[Expr | None, Expr]:
    """Return the terms of a sum without noise, and those with it."""
    graph = expr.graph.clone()
    totals: dict[bool, int] = {}
    pending = [(expr.node, False)]
    while pending:
        node, minus = pending.pop()
        op = graph.ops[node]
        if op in (ADD, SUB) and graph.shape(graph.both(node)[0]) == graph.shape(graph.both(node)[1]):
            left, right = graph.both(node)
            pending += [(right, minus != (op == SUB)), (left, minus)]
        elif op == NEG:
            pending.append((graph.first(node), not minus))
        else:
            has_noise = bool(noises_in(graph, node))
            part = graph.neg(node) if minus else node
            totals[has_noise] = graph.add(totals[has_noise], part) if has_noise in totals else part
    within = Expr(graph, totals[True])
    return (Expr(graph, totals[False]) if False in totals else None), within


def bare(expr: Expr) -> str:
    """Return the text of a formula without the definitions in front of it, and without the expectation around
    what there is noise in."""
    try:
        return matrix_text(expr)
    except NoMatrixForm:
        from symdiff.export.index import index_text  # of no use for most formulas

        return index_text(expr)


def _definitions(expr: Expr) -> str:
    """Return `p = argmin[p](...); ` for each name that solves something, in the order of need."""
    found: dict[str, str] = {}
    pending = [] if is_condition(expr.graph.ops[expr.node]) else [expr]
    while pending:
        graph, node = pending[-1].graph, pending[-1].node
        pending.pop()
        for name in graph.symbols([node]):
            solves = graph.arrays[name].solves if name in graph.arrays else None
            if solves is not None:
                inside = Expr(solves.graph, solves.node)
                found.pop(name, None)  # those that it needs come before it
                found[name] = f"{name} = {solves.kind}[{name}]({_plain(inside)}); "
                pending.append(inside)
    return "".join(reversed(found.values()))


def only_matrix(expr: Expr) -> str:
    """Return *expr* in vectors and matrices. Raises Unsupported where it has no such form."""
    try:
        return matrix_text(expr)
    except NoMatrixForm:
        order = len(expr.shape)
        why = f"it has {order} axes" if order > 2 else "an index of it stands in more than two places"
        raise Unsupported(f"there is no form in matrices: {why}", hint="index notation has one") from None


def _shortest(forms: Sequence[tuple[Normal | None, Expr]]) -> Expr:
    """Return the one of several forms of a formula whose text is shortest, one in matrices before others; of
    two that are as short, the one with fewer products of matrices. What made a form stands before it."""
    if len(forms) == 1:
        return forms[0][1]
    best: tuple[tuple[bool, int, int], Expr] | None = None
    for form, expr in forms:
        try:
            written = matrix_text(expr, form)
            key = (False, tokens(written), written.count("@"))
        except NoMatrixForm:
            from symdiff.export.index import index_text  # of no use for most formulas

            try:
                key = (True, tokens(index_text(expr, form)), 0)
            except Unsupported:
                continue
        if best is None or key < best[0]:
            best = key, expr
    return forms[0][1] if best is None else best[1]


def shortest_form(
    graph: Graph, node: int, level: Level, given: Sequence[Expr] = (), used: set[str] | None = None
) -> Expr:
    """Return *node* in the form of a *level*, the shortest of those of "full" and of what is *given*; add the
    names of the laws that were used to *used*."""
    if level == "none":
        return Expr(graph, node)
    made = normals(graph, node, level)
    found: list[tuple[Normal | None, Expr]] = [(form, Expr(form.graph, root)) for form, root in made]
    best = found[0][1] if level != "full" else _shortest([*found, *[(None, each) for each in given]])
    if used is not None:
        used |= {name for form, _ in made if form.graph is best.graph for name in form.used}
    return best


def where_text(conditions: Sequence[Expr]) -> str:
    """Return what is said of conditions on arrays: that a norm is not 0 as that the array is not, and that no
    entry is 0 in words."""
    return " and ".join([_condition(each) for each in conditions])


def _condition(found: Expr) -> str:
    graph, node = found.graph, found.node
    if graph.ops[node] != NE:
        return str(found)
    left, right = graph.both(node)
    if graph.ops[left] == SQRT and graph.is_zero(right):
        inside = graph.first(left)
        array = squared(graph, inside)
        return f"{bare(Expr(graph, inside if array is None else array))} != 0"
    return f"{found} in each entry" if found.shape else str(found)


__all__ = ["bare", "only_matrix", "parted", "shortest_form", "text", "where_text"]
