"""Minima and roots in formulas of arrays: `argmin[p](g(p) + r*norm(p - t)^2/2)`, `root[p](F)`.

What is found is a symbol that knows what it solves. Inside the brackets it is a free one.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.graph.shapes import declared
>>> from symdiff.limits import DEFAULT
>>> from symdiff.parser.arrays.lowering import lowered
>>> g = Graph()
>>> node, _ = lowered(g, "argmin[p](norm(p - t)^2)", declared("p[n] t[n]"), DEFAULT)
>>> g.names[node], g.arrays["p"].solves.kind
('p', 'argmin')
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.errors import WrongShape
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.replacing import noises_in, replaced, solutions_in
from symdiff.graph.shapes import NOISE, Array, Solution, shown
from symdiff.parser.arrays.reader import Part
from symdiff.parser.arrays.values import Reading, Value
from symdiff.table.operators import EXPECT, STOP

_FREE: Final = "?"
"""What stands before the name while it is free."""
_BOUND: Final = re.compile(r"\b(?:argmin|root|expect)\s*\[([\w\s,]*)\]")


def looked_for(text: str) -> set[str]:
    """Return the names that are looked for somewhere in *text*."""
    return {name.strip() for inside in _BOUND.findall(text) for name in inside.split(",")}


def bound_name(reading: Reading, part: Part) -> Value:
    """Return the name of what is looked for, where it is free; refuse it elsewhere."""
    name = part.text
    wholes = reading.bound[name]
    if not any(whole.start < part.start < whole.end for whole in wholes):
        kind = wholes[0].text
        if kind == "expect":
            reading.refuse(part, f"{name} is averaged over by expect[{name}], and stands outside of it")
        reading.refuse(part, f"{name} is what {kind}[{name}] looks for, and stands outside of it",
                       f"define it first: {name} = {kind}[{name}](...); ...")  # fmt: skip
    if name not in reading.arrays:
        reading.refuse(part, f"{name} is not declared", f"say its shape: {name}[n], or {name} for a scalar")
    if wholes[0].text == "expect":
        return Value(reading.graph.array(name, Array(reading.arrays[name].shape, NOISE)))
    return Value(reading.graph.array(_FREE + name, reading.arrays[name]))


def expected(reading: Reading, part: Part, body: Value) -> Value:
    """Return the expectation of what stands in the brackets, by names that have the standard normal
    distribution. Raises ParseError."""
    for name, bound in part.indices:
        array = reading.arrays.get(name)
        if array is None or bound >= 0:
            reading.refuse(
                part, f"{name} is not declared", f"say its shape: {name}[n], or {name} for a scalar"
            )
        if array.kind:
            reading.refuse(part, f"{name} is {array.kind}, and no noise", "leave the property out")
    node = reading.node(reading.parts[part.below[0]], body)
    return body._replace(node=reading.graph.call(EXPECT, (node,)))


def solution(reading: Reading, part: Part, body: Value) -> Value:
    """Return the symbol that solves what stands in the brackets. Raises ParseError and WrongShape."""
    graph, kind = reading.graph, part.text
    if len(part.indices) != 1 or part.indices[0][1] >= 0:
        reading.refuse(part, f"{kind} looks for one name", f"write {kind}[p](...)")
    name = part.indices[0][0]
    if name not in reading.arrays:
        reading.refuse(part, f"{name} is not declared", f"say its shape: {name}[n], or {name} for a scalar")
    array = reading.arrays[name]
    if len(array.shape) > 1:
        reading.refuse(part, f"{kind} looks for a scalar or a vector, and {shown(name, array.shape)} is none",
                       "write its entries as a vector")  # fmt: skip
    inside = reading.parts[part.below[0]]
    node = reading.node(inside, body)
    if any(graph.ops[each] == EXPECT for each in graph.below([node])):
        reading.refuse(inside, f"an expectation inside of {kind} is not taken", "put in its closed form")
    noise = noises_in(graph, node)
    if noise:
        reading.refuse(inside, f"{kind}[{name}] is not taken of what depends on the noise {noise[0]}")
    if any(graph.ops[each] == STOP for each in graph.below([node])):
        reading.refuse(inside, f"stop inside of {kind} has two readings", "write what is solved without it")
    if body.labels:
        reading.refuse(inside, "this has indices that are not bound", "sum over them, or bind them: [i]: ...")
    wanted = () if kind == "argmin" else array.shape
    if graph.shape(node) != wanted:
        said = shown("", graph.shape(node)) if graph.shape(node) else "a scalar"
        what = "a scalar is to be least" if kind == "argmin" else f"as many equations as {name} has entries"
        raise WrongShape(f"{kind}[{name}] is of {said}: {what}", reading.text, part.start)
    own = Graph(reading.limits)
    free = Expr(own, own.array(name, array))
    found = replaced(Expr(graph, node), {_FREE + name: free})
    found.graph.arrays.pop(_FREE + name, None)
    outer = [each[1:] for other in solutions_in(found.graph, found.node) for each in _free_in(found, other)]
    outer += [each[1:] for each in found.graph.symbols([found.node]) if each.startswith(_FREE)]
    if outer:
        reading.refuse(part, f"what {kind}[{name}] is of depends on {outer[0]}, which is looked for",
                       "one that is inside of another may not depend on it")  # fmt: skip
    return Value(graph.array(name, Array(array.shape, "", Solution(kind, found.graph, found.node))))


def _free_in(found: Expr, name: str) -> list[str]:
    """Return the free names in what the solution *name* solves."""
    solves = found.graph.arrays[name].solves
    assert solves is not None
    return [each for each in solves.graph.symbols([solves.node]) if each.startswith(_FREE)]


__all__ = ["bound_name", "expected", "looked_for", "solution"]
