"""Formulas and variables on one graph, and the way from nodes of it back to expressions.

>>> system = System("x*y, sin(x)", "x y", "basic")
>>> [str(expr) for expr in system.results(system.pushed(system.roots, system.seeds([1, 0])))]
['y', 'cos(x)']
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from symdiff.arithmetic.modulus import by_parts
from symdiff.errors import SymdiffError
from symdiff.graph.entries import refuse_entries
from symdiff.graph.expr import Conditions, Expr
from symdiff.graph.graph import Graph
from symdiff.graph.stored import Stored, is_large
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Variables
from symdiff.parser.inputs import expressions, names_of, no_variables, point_of, with_missing
from symdiff.simplifier.domain.asked import is_total
from symdiff.simplifier.domain.lost import lost
from symdiff.simplifier.domain.parted import where_real
from symdiff.simplifier.levels import Level
from symdiff.simplifier.sharing import simplified_together
from symdiff.sweeps.branches import GUARDED
from symdiff.sweeps.sweep import pull, push
from symdiff.table.functions import BY_PARTS


class System:
    """Outputs and variables on one graph, and the way from nodes of it back to expressions.

    `roots` are the nodes of the outputs and `places` those of the variables, in the order they were given,
    `names` the names of these. The graph is one's own: sweeps may write to it.
    """

    def __init__(
        self,
        exprs: Any,
        variables: Variables,
        level: Level,
        symbols: str | Iterable[str] = (),
        functions: str | Iterable[str] = (),
        limits: Limits = DEFAULT,
    ) -> None:
        """Read what a verb was given.

        Raises SymdiffError for no formula, no variable, or one given twice, and as `parse` does.
        """
        self.names = names_of(variables)
        if not self.names:
            raise no_variables(exprs, symbols, functions)
        seen: set[str] = set()
        for name in self.names:
            if name in seen:
                raise SymdiffError(f"the variable {name} is given twice", hint="name it once, for one column")
            seen.add(name)
        self.level = level
        self.known = [*self.names, *names_of(symbols)]
        self.functions = names_of(functions)
        self.limits = limits
        self.sources = self._read(exprs, "output")
        listed = [exprs] if isinstance(exprs, str) else exprs
        if self.sources and isinstance(listed, list | tuple) and all(isinstance(e, str) for e in listed):
            self.sources[0] = with_missing(self.sources[0], self.sources, self.names)
        for source in self.sources:
            refuse_entries(source, self.names)
        if not self.sources:
            raise SymdiffError(
                "derivatives of what?", hint="give a list of formulas, such as ['x*y', 'sin(x)']"
            )
        bounds = [source.graph.limits for source in self.sources]
        self.graph = Graph(Limits(*map(max, zip(*bounds, strict=True))))  # what could be built is taken
        self.roots = self._copied(self.sources)
        self.sources = [where_real(source, self.names) for source in self.sources]
        self.places = [self.graph.symbol(name) for name in self.names]

    def _read(self, exprs: Any, role: str) -> list[Expr]:
        """Return *exprs* as Exprs; an error says which it was, if there are several."""
        return expressions(exprs, self.known, self.functions, self.limits, role)

    def _copied(self, exprs: list[Expr]) -> list[int]:
        """Return the nodes of *exprs* in our graph, what stands on one graph copied at once."""
        groups: dict[int, list[Expr]] = {}
        for expr in exprs:
            groups.setdefault(id(expr.graph), []).append(expr)
        maps = {
            key: self.graph.copy(group[0].graph, [expr.node for expr in group])
            for key, group in groups.items()
        }
        nodes = [maps[id(expr.graph)][expr.node] for expr in exprs]
        if self.graph.has_any(GUARDED):
            from symdiff.simplifier.ties import without_ties  # with what it takes to simplify

            nodes = without_ties(self.graph, nodes)
        return by_parts(self.graph, nodes) if self.graph.has_any(BY_PARTS) else nodes

    def vector(self, entries: Any, names: list[str], each: str) -> list[int]:
        """Return the nodes of a vector with one entry for *each* of *names*, which are the default.

        Raises SymdiffError for another number of entries, and where a default name is taken.
        """
        if entries is None:
            taken = set(self.graph.symbols(self.roots)) | set(self.names)
            for name in names:
                if name in taken:
                    raise SymdiffError(
                        f"the symbol {name} of the vector occurs in the formula", hint="give the vector"
                    )
            return [self.graph.symbol(name) for name in names]
        if isinstance(entries, Mapping) and each == "variable":
            named = point_of(entries)
            if set(named) != set(self.names):
                raise SymdiffError(
                    f"a vector of {', '.join(named)} for the variables {', '.join(self.names)}",
                    hint="give one entry for each variable",
                )
            entries = [named[name] for name in self.names]
        listed = self._read(entries, "entry")
        if len(listed) != len(names):
            raise SymdiffError(
                f"a vector of {len(listed)} for {len(names)} {each}{'s' if len(names) != 1 else ''}",
                hint=f"give one entry for each {each}",
            )
        return self._copied(listed)

    def seeds(self, vector: Any) -> dict[int, int]:
        """Return the tangents of the variables that *vector* says; zeros move nothing."""
        nodes = self.vector(vector, [f"v_{name}" for name in self.names], "variable")
        pairs = zip(self.places, nodes, strict=True)
        return {place: node for place, node in pairs if not self.graph.is_zero(node)}

    def gradient(self) -> list[int]:
        """Return the derivatives of the one output."""
        return self.pulled({self.roots[0]: self.graph.number(1)})

    def pulled(self, seeds: dict[int, int]) -> list[int]:
        """Return the adjoints of the variables, by place, for those of some nodes. Cost: linear in nodes."""
        parts = pull(self.graph, self.graph.below(seeds), seeds, self.places)
        zero = self.graph.number(0)
        return [parts.get(place, zero) for place in self.places]

    def pushed(self, roots: list[int], seeds: dict[int, int], few: bool = False) -> list[int]:
        """Return the tangents of *roots* for those of some variables; *few* as in `push`. Cost: linear in
        nodes."""
        tangent = push(self.graph, self.graph.below(roots), seeds, None, few)
        zero = self.graph.number(0)
        return [tangent.get(root, zero) for root in roots]

    def results(self, nodes: list[int], times: float | None = None, functions: int = 1) -> list[Expr]:
        """Return *nodes* as expressions on one graph, at the level that was asked for.

        *times* and *functions* are those of `simplified_together`, which does it. They have the notes and the
        conditions of what was given, and the conditions that simplification lost. Cost: that of the level.
        """
        raw = self.graph
        short, shorter = simplified_together(raw, nodes, self.level, self.roots, times, functions)
        notes = tuple(dict.fromkeys([note for source in self.sources for note in source.notes]))
        carried = tuple(dict.fromkeys([known for source in self.sources for known in source.unsolved]))
        if self.level == "none":
            return [Expr(short, node, notes, carried) for node in shorter]
        if not is_large(raw):
            pairs = zip(nodes, shorter, strict=True)
            return [
                Expr(short, new, notes, partial(lost, raw, old, short, new, carried)) for old, new in pairs
            ]
        if not carried and is_total(raw) and is_total(short):
            return [Expr(short, new, notes) for new in shorter]
        stored = Stored(raw, nodes)
        return [
            Expr(short, new, notes, partial(_lost_of, stored, place, short, new, carried))
            for place, new in enumerate(shorter)
        ]


def _lost_of(stored: Stored, place: int, short: Graph, node: int, carried: Conditions) -> Conditions:
    """Return the conditions that *node* of *short* lacks, which the one at *place* came to."""
    raw, [old] = stored.opened(place)
    return lost(raw, old, short, node, carried)


__all__ = ["System"]
