"""What is compared: a formula, and the formulas that must have a value, or be smooth, for it to count.

>>> side = of_derivative(Graph(), read("sqrt(x)"), ["x"])
>>> str(Expr(side.graph, side.node)), [str(Expr(side.graph, node)) for node in side.sources]
('1/(2*sqrt(x))', ['sqrt(x)'])
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from symdiff.arithmetic.evaluation import exactly
from symdiff.arithmetic.modulus import by_parts
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.inputs import expression
from symdiff.simplifier.domain.asked import Asked, asked_by
from symdiff.simplifier.domain.facts import unimplied
from symdiff.simplifier.domain.lost import asked_by_derivative
from symdiff.sweeps.sweep import tangents
from symdiff.table.functions import BY_PARTS


class Side(NamedTuple):
    """A formula on the graph of a comparison."""

    graph: Graph
    node: int
    source: Expr
    """What was read, decimals as fractions."""
    by: tuple[str, ...]
    """The variables by which it was derived."""
    sources: list[int]
    """The formula that was derived, and its derivatives but for the last."""

    def asked(self) -> dict[Asked, None]:
        """Return what must hold for it to have a value: of a derivative, also that there is one."""
        found: dict[Asked, None] = {}
        steps = [*self.sources, self.node]
        for name, before, after in zip(self.by, steps, steps[1:], strict=False):
            found.update(asked_by_derivative(self.graph, after, before, name))
        return found if self.by else asked_by(self.graph, self.node)


def missing(first: Side, second: Side) -> list[Expr]:
    """Return the conditions of the domain of the second formula that do not follow from those of the first.

    Cost: that of a normal form of what is compared.
    """
    asked = second.asked()
    if not asked:
        return []
    known = first.asked()
    wanted = {raw: None for raw in asked if raw not in known}
    return unimplied(first.graph, wanted, known, {}) if wanted else []


def read(
    text: Any,
    symbols: Iterable[str] = (),
    functions: Any = (),
    limits: Limits = DEFAULT,
) -> Expr:
    """Return a formula as it was read, with the notes on that. Raises as `expression` does."""
    return expression(text, list(symbols), functions, limits)


def as_it_stands(graph: Graph, source: Expr) -> Side:
    """Return a formula itself."""
    whole, node = _taken(graph, source)
    return Side(graph, node, whole, (), [])


def of_derivative(graph: Graph, source: Expr, names: Sequence[str]) -> Side:
    """Return the derivative of a formula by *names* in turn, as it is before it is simplified.

    Raises Unsupported where a function has no closed partial.
    """
    whole, node = _taken(graph, source)
    sources = []
    for name in names:
        sources.append(node)
        [node] = tangents(graph, [node], graph.symbol(name))
    return Side(graph, node, whole, tuple(names), sources)


def _taken(graph: Graph, source: Expr) -> tuple[Expr, int]:
    """Return a formula with fractions for decimals, and its node on *graph*, absolute values of what is
    complex by real and imaginary parts."""
    whole = exactly(source)
    node = graph.take(whole.graph, whole.node)
    if graph.has_any(BY_PARTS):
        [node] = by_parts(graph, [node])
    return whole, node


__all__ = ["Side", "as_it_stands", "missing", "of_derivative", "read"]
