"""The table's pullbacks as graphs, and what they are on the arguments of a node.

A pullback is written for one adjoint. That of an array by an array has axes of its own in front, and a
function along the last axis has others before it: both run along in every contraction.

>>> from symdiff.table.arrays import code_of_array
>>> rule = pullback(code_of_array("inv"), 0)
>>> rule.graph.shape(rule.order[-1])
('n', 'n')
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from symdiff.errors import Unsupported
from symdiff.graph.contraction import Contraction, contraction, unused
from symdiff.graph.graph import Graph
from symdiff.graph.products import size
from symdiff.graph.shapes import Array, Dim, Shape
from symdiff.limits import DEFAULT
from symdiff.parser.arrays.lowering import lowered
from symdiff.table.arrays import CONTRACT, is_array_function, row_of_array, signature_of
from symdiff.table.operators import MUL, SYMBOL, is_leaf

ADJOINT: Final = "G"
VALUE: Final = "Y"


class Pullback(NamedTuple):
    """A pullback as a graph. Read only: it is shared."""

    graph: Graph
    order: tuple[int, ...]
    """Its nodes, arguments first; the last is the adjoint of the argument."""
    starred: frozenset[str]
    """The names in it that have further axes in front."""


class _Put(NamedTuple):
    """A node of a pullback in the graph it is put into, and which axes it has in front of its own."""

    node: int
    leads: bool = False
    starred: bool = False


@cache
def pullback(code: int, place: int) -> Pullback | None:
    """Return the pullback of a row by its argument number *place*; None where that does not move the value.

    Raises Unsupported where the row has none.
    """
    row, signature = row_of_array(code), signature_of(code)
    text = row.pullbacks[place] if place < len(row.pullbacks) else None
    if text is None:
        raise Unsupported(
            f"the derivative of {row.name} by its argument {row.parameters[place]} is not known",
            hint="keep that argument constant",
        )
    if not text:
        return None
    arrays = {name: Array(_own(axes)) for name, axes in signature.parameters}
    arrays[VALUE] = arrays[ADJOINT] = Array(_own(signature.value))
    starred = {name for name, axes in signature.parameters if "*" in axes}
    if "*" in signature.value:
        starred |= {VALUE, ADJOINT}
    graph = Graph()
    node, _ = lowered(graph, text, arrays, DEFAULT)
    return Pullback(graph, tuple(graph.below([node])), frozenset(starred))


def _own(axes: Sequence[str]) -> Shape:
    return tuple([int(axis) if axis.isdigit() else axis for axis in axes if axis != "*"])


def put(graph: Graph, rule: Pullback, code: int, node: int, adjoint: int, leading: int) -> int:
    """Return what *rule* says of the arguments of *node*, a function with *code*, and of its *adjoint*, which
    has so many axes *leading* those of the value.

    Cost: linear in the rule. Raises Unsupported where the adjoint goes through a function of whole arrays
    and has axes in front.
    """
    signature = signature_of(code)
    children = graph.children[node]
    given = {name: child for (name, _), child in zip(signature.parameters, children, strict=True)}
    given |= {VALUE: node, ADJOINT: adjoint}
    return _Putting(graph, rule, given, _sizes(graph, code, node), leading).run(code)


def _sizes(graph: Graph, code: int, node: int) -> dict[str, Dim]:
    """Return the sizes of the axes in the signature of *code*."""
    signature = signature_of(code)
    found: dict[str, Dim] = {}
    shapes = [graph.shape(child) for child in graph.children[node]]
    axes = [axes for _, axes in signature.parameters]
    for own, shape in zip((*axes, signature.value), (*shapes, graph.shape(node)), strict=True):
        plain = _own(own)
        found.update(zip(map(str, plain), shape[len(shape) - len(plain) :], strict=True))
    return found


class _Putting:
    def __init__(
        self, graph: Graph, rule: Pullback, given: Mapping[str, int], sizes: Mapping[str, Dim], leading: int
    ) -> None:
        self.graph = graph
        self.rule = rule
        self.given = given
        self.sizes = sizes
        shape = graph.shape(given[ADJOINT])
        self.lead = shape[:leading]
        self.star: Shape = ()
        if ADJOINT in rule.starred:
            self.star = shape[leading : len(shape) - len(rule.graph.shape(rule.graph.symbol(ADJOINT)))]

    def run(self, code: int) -> int:
        source = self.rule.graph
        made: dict[int, _Put] = {}
        for node in self.rule.order:
            below = [made[child] for child in source.children[node]]
            op = source.ops[node]
            if op == SYMBOL:
                made[node] = self._symbol(source.names[node])
            elif is_leaf(op):
                made[node] = _Put(self.graph.rebuild(source, node, ()))
            elif op == CONTRACT:
                given = contraction(source.operators[node][0])
                made[node] = self._contracted(given, below)
            elif is_array_function(op) or len(below) == 1:
                if is_array_function(op) and any(each.leads for each in below) and self.lead:
                    raise Unsupported(
                        f"the derivative of an array by way of {row_of_array(code).name} is not known",
                        hint="that of a scalar is: multiply with the direction that is asked for, and sum",
                    )
                nodes = tuple([each.node for each in below])
                made[node] = self._like(self.graph.make(op, nodes), below)
            else:
                made[node] = self._elementwise(node, below)
        return made[self.rule.order[-1]].node

    def _symbol(self, name: str) -> _Put:
        if name in self.given:
            return _Put(self.given[name], name == ADJOINT, name in self.rule.starred)
        return _Put(size(self.graph, self.sizes[name]))

    def _like(self, node: int, below: Sequence[_Put]) -> _Put:
        return _Put(node, any(each.leads for each in below), any(each.starred for each in below))

    def _front(self, each: _Put, taken: str) -> str:
        """Return letters for the axes that a node has in front of its own."""
        fresh = unused(taken)
        lead = "".join([next(fresh) for _ in self.lead])
        star = "".join([next(fresh) for _ in self.star])
        return (lead if each.leads else "") + (star if each.starred else "")

    def _contracted(self, given: Contraction, below: Sequence[_Put]) -> _Put:
        taken = "".join(given.inputs) + given.output
        inputs = tuple(
            [self._front(each, taken) + own for each, own in zip(below, given.inputs, strict=True)]
        )
        whole = self._like(-1, below)
        sizes = tuple([(letter, self.sizes.get(str(dim), dim)) for letter, dim in given.sizes])
        found = Contraction(inputs, self._front(whole, taken) + given.output, sizes, given.fixed)
        node = self.graph.contract(found, [each.node for each in below])
        return whole._replace(node=node)

    def _elementwise(self, node: int, below: Sequence[_Put]) -> _Put:
        """Return an operator between two nodes, which may have different axes in front."""
        source, op = self.rule.graph, self.rule.graph.ops[node]
        own = [source.shape(child) for child in source.children[node]]
        names = "abcd"[: max(map(len, own))]
        parts = [names[len(names) - len(shape) :] for shape in own]
        whole = self._like(-1, below)
        if op == MUL:
            return self._contracted(Contraction((parts[0], parts[1]), names), below)
        front = self._front(whole, names)
        dims = (*(self.lead if whole.leads else ()), *(self.star if whole.starred else ()))
        shape = source.shape(node)
        sizes = (*zip(front, dims, strict=True),
                 *zip(names, [self.sizes.get(str(dim), dim) for dim in shape], strict=True))  # fmt: skip
        nodes = []
        for each, part in zip(below, parts, strict=True):
            given = Contraction((self._front(each, names) + part,), front + names, sizes)
            plain = not (each.leads or each.starred or part)
            nodes.append(each.node if plain else self.graph.contract(given, (each.node,)))
        return whole._replace(node=self.graph.make(op, nodes))


__all__ = ["Pullback", "pullback", "put"]
