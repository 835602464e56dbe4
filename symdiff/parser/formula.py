"""Text → expression, with errors that point at the column.

>>> parse("2x^2").size
5
"""

from __future__ import annotations

from collections.abc import Iterable

from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.build import read
from symdiff.parser.tokens import Context


def parse(
    text: str,
    symbols: Iterable[str] = (),
    functions: Iterable[str] = (),
    limits: Limits = DEFAULT,
) -> Expr:
    """Return the expression that *text* means; `Expr.notes` says where a reading was chosen.

    Names in *symbols* are variables whatever else they could mean (`e`, `gamma`, …); names in
    *functions* are unknown functions.

    Cost: linear in the text. Raises ParseError, UnknownName or WrongArity with the place, and
    TooLarge where a limit is met.

    >>> str(parse("e*m + beta", symbols=["e", "beta"]))
    'e*m + beta'
    """
    graph = Graph(limits)
    node, notes = read(graph, text, Context(frozenset(symbols), frozenset(functions), limits))
    return Expr(graph, node, tuple(notes))
