"""Formulas as programs: values in an order of computing, each with its operator, its arguments and its place.

A program holds no text: exporters print its steps, and what runs formulas as machine code can read them.

>>> from symdiff.parser.formula import parse
>>> from symdiff.table.functions import row_of
>>> e = parse("Piecewise((log(x) + log(x)**2, x > 0))")
>>> made = structured(e.graph, [e.node])
>>> [(row_of(step.op).name, step.region) for step in made.steps if step.mode != INLINE]
[('log', 1), ('Piecewise', 0)]
>>> [row_of(step.op).name for step in straight(e.graph, [e.node]).steps if step.mode == NAMED]
['log']
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from typing import Final

from symdiff.export.blocks import INLINE, NAMED, OWN_FUNCTION, Blocks
from symdiff.graph.graph import Graph
from symdiff.graph.nodes import NodeMap
from symdiff.records import NamedTuple
from symdiff.table.operators import is_condition

_TALLEST: Final = 40
"""Nesting beyond which a part of an expression is given a name."""
_SHORT: Final = 15
"""Size up to which a condition is written again rather than given a name."""


class Step(NamedTuple):
    """One value of a program."""

    target: int
    """The value: what steps after it have among their arguments."""
    op: int
    """Code of its operator or function; numbers, symbols and constants are steps, too."""
    arguments: tuple[int, ...]
    uses: int
    """How often it is an argument of other steps."""
    mode: int = INLINE
    """INLINE: part of the expressions that use it; NAMED: assigned; OWN_FUNCTION: computed when it is first
    asked for, since not every region that uses it is run."""
    region: int = 0
    """The region in which it is assigned or defined; 0 is the whole."""
    body: int = -1
    """OWN_FUNCTION: the region that computes it."""
    branches: tuple[int, ...] = ()
    """Piecewise that is a statement: the regions of its values."""


class Program(NamedTuple):
    """What computes *outputs* from *inputs*. What numbers and names the leaves are, *graph* knows."""

    graph: Graph
    inputs: tuple[str, ...]
    steps: list[Step]
    outputs: tuple[int, ...]


def structured(graph: Graph, roots: Sequence[int]) -> Program:
    """Return the program of *roots* in a language with `if`: what only a branch needs is computed there.

    Steps stand in the order in which they are complete; one whose region is not 0 runs if that region does.
    Cost: linear in nodes. Raises TooLarge where branches nest deeper than Python's blocks can.
    """
    blocks = Blocks(graph, list(roots))
    results = Counter(roots)
    steps = [
        Step(
            node,
            graph.ops[node],
            graph.children[node],
            blocks.uses[node] - results[node],
            blocks.mode[node],
            blocks.home.get(node, 0),
            blocks.body.get(node, -1),
            tuple(blocks.values.get(node, ())),
        )
        for node in blocks.order
    ]
    return Program(graph, tuple(graph.symbols(roots)), steps, tuple(roots))


def straight(
    graph: Graph,
    roots: Sequence[int],
    order: Sequence[int] = (),
    shared: bool = True,
    always: Container[int] = (),
) -> Program:
    """Return the program of *roots* without branches: every value is computed, one after the other.

    A value gets a name where it is used more than once (with *shared*), where an expression would nest too
    deep, and where it is one of *always*; a short condition gets none. *order* holds what is to be computed,
    arguments first, where that is not all that *roots* depend on. Cost: linear in nodes.
    """
    order = order or graph.below(roots)
    uses = _uses(graph, order)
    heights = NodeMap(len(graph), len(order))
    steps = []
    for node in order:
        op, children = graph.ops[node], graph.children[node]
        height = 1
        for child in children:
            height = max(height, 1 + heights.get(child, 0))
        name_it = children and (not is_condition(op) or graph.size(node) > _SHORT)
        wanted = (shared and uses[node] > 1) or (height > _TALLEST and uses[node]) or node in always
        named = bool(name_it and wanted)
        heights[node] = 0 if named else height
        steps.append(Step(node, op, children, uses[node], NAMED if named else INLINE))
    return Program(graph, tuple(graph.symbols(roots)), steps, tuple(roots))


def _uses(graph: Graph, order: Sequence[int]) -> NodeMap:
    """Return how often each of *order* is an argument of another."""
    uses = NodeMap(len(graph), len(order))
    for node in order:
        uses[node] = 0
    for node in order:
        for child in graph.children[node]:
            if child in uses:
                uses[child] += 1
    return uses


__all__ = ["INLINE", "NAMED", "OWN_FUNCTION", "Program", "Step", "straight", "structured"]
