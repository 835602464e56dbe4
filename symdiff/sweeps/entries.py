"""The entries of a Jacobian or a Hessian, by sweeps in the direction that visits fewer nodes.

>>> from symdiff.parser.formula import parse
>>> from symdiff.sweeps.sparsity import pattern
>>> e = parse("x*y**2")
>>> g, variables = e.graph, [e.graph.symbol("x"), e.graph.symbol("y")]
>>> found = jacobian_entries(g, [e.node], variables, pattern(g, [e.node], variables))
>>> sorted(found), found[0, 0] == g.pow(variables[1], g.number(2))
([(0, 0), (0, 1)], True)

**The mode.** Going up with one variable visits the nodes that depend on it; going down from one output
visits those it depends on. Both are counted on the graph before anything is derived (of what stands below a
Piecewise, Max or Min, which goes up even then, the branch alone), for outputs that share nothing separately:
each such part goes the way that visits fewer nodes. An output that shares nothing always goes down, since
its nodes depend on one variable at least; what pays to go up is a common part of many outputs.

**Colours.** Several variables can go up at once where no output depends on two of them. This is what
compressed Jacobians are computed by, and it is sound for formulas as it is for numbers: a node below an
output depends on no more of the variables of a group than the output does, so on one at most. Its tangent
is then that of this one variable, no two variables ever meet in a sum, and an entry is read off as it is.
With two variables of one row in a group the entry would be a sum of two derivatives, and formulas cannot be
told apart again as numbers cannot. But what numbers gain by it, formulas have already: a sweep visits only
the nodes above its variables, so a group visits together what its members visit one by one. Colouring saves
the sweeps, not the visits.
"""

from __future__ import annotations

from symdiff.graph.graph import Graph
from symdiff.sweeps.partials import Slopes
from symdiff.sweeps.sparsity import Links, Pattern, colours, cone
from symdiff.sweeps.sweep import pull, push

Entries = dict[tuple[int, int], int]
"""(output, variable) → the node of the derivative, where it is not zero."""


def jacobian_entries(graph: Graph, roots: list[int], variables: list[int], found: Pattern) -> Entries:
    """Return the derivatives of *roots* by *variables*, nodes of *graph*, each part of them in the mode that
    visits fewer nodes. *found* is their `pattern`.

    Cost: linear in the nodes visited. Raises Unsupported where a row has no such partial.
    """
    up = [place for part in found.parts if part.forward < part.reverse for place in part.outputs]
    down = [place for part in found.parts if part.forward >= part.reverse for place in part.outputs]
    slopes: Slopes = {}
    entries: Entries = {}
    rows = [found.rows[place] for place in up]
    inside = set(graph.below([roots[place] for place in up]))
    for group in colours(rows, len(variables)):
        members = set(group)
        seeds = {variables[column]: graph.number(1) for column in group}
        tangent = push(graph, cone(found.links, seeds, inside), seeds, slopes)
        for place, row in zip(up, rows, strict=True):
            for column in row:
                if column in members and roots[place] in tangent:
                    entries[place, column] = tangent[roots[place]]
    for place in down:
        root, row = roots[place], found.rows[place]
        chosen = [variables[column] for column in row]
        parts = pull(graph, graph.below([root]), {root: graph.number(1)}, chosen, slopes)
        for column, variable in zip(row, chosen, strict=True):
            if variable in parts:
                entries[place, column] = parts[variable]
    return {place: node for place, node in entries.items() if not graph.is_zero(node)}


def hessian_entries(graph: Graph, gradient: list[int], variables: list[int], found: Pattern) -> Entries:
    """Return the derivatives of *gradient* by *variables*, one for each pair, by sweeps up.

    The variables get ranks, those with the longest rows first, and a pair is found in the sweep of the one
    that ranks before the other: a long row is then never asked for by others, and the nodes that only it is
    made of are left out of their sweeps. *found* is the `pattern` of *gradient*; cost and errors are those of
    `jacobian_entries`.
    """
    ranked = sorted(range(len(variables)), key=lambda v: -len(found.rows[v]))
    rank = {v: place for place, v in enumerate(ranked)}
    last: dict[int, int] = {}
    for column in ranked:  # the last rank of a row that needs a node, later ones written over
        last[gradient[column]] = rank[column]
    for node in reversed(graph.below(gradient)):
        top = last.get(node, -1)
        for child in graph.children[node]:
            if last.get(child, -1) < top:
                last[child] = top
    rows = [[column for column in row if rank[column] <= rank[v]] for v, row in enumerate(found.rows)]
    asked: list[list[int]] = [[] for _ in variables]
    for v, row in enumerate(rows):
        for column in row:
            asked[column].append(v)
    slopes: Slopes = {}
    entries: Entries = {}
    for group in colours(rows, len(variables)):
        nodes: set[int] = set()
        for column in group:
            nodes.update(_needed(found.links, variables[column], last, rank[column]))
        seeds = {variables[column]: graph.number(1) for column in group}
        tangent = push(graph, sorted(nodes), seeds, slopes)
        for column in group:
            for v in asked[column]:
                node = tangent.get(gradient[v], -1)
                if node >= 0 and not graph.is_zero(node):
                    entries[v, column] = entries[column, v] = node
    return entries


def _needed(links: Links, seed: int, last: dict[int, int], rank: int) -> set[int]:
    """Return the nodes above *seed* that a row of this *rank* or a later one needs."""
    pending = [seed]
    seen: set[int] = set()
    while pending:
        for user in links.get(pending.pop(), ()):
            if user not in seen and last.get(user, -1) >= rank:
                seen.add(user)
                pending.append(user)
    return seen


__all__ = ["Entries", "hessian_entries", "jacobian_entries"]
