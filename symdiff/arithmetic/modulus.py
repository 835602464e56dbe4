"""Absolute values, signs, angles and parts of complex numbers by real and imaginary parts, to be derived.

|u| is not complex differentiable: its derivative by a real variable is that of sqrt(re(u)**2 + im(u)**2), and
the parts are known where u is made of what has them.

>>> from symdiff.parser.formula import parse
>>> e = parse("abs(x + i*y)")
>>> [node] = by_parts(e.graph, [e.node])
>>> str(Expr(e.graph, node))
'sqrt(x**2 + y**2)'
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from symdiff.arithmetic.walk import has_complex
from symdiff.errors import Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.records import NamedTuple
from symdiff.table.functions import ABS, BY_PARTS, COS, COSH, EXP, LOG, SIGN, SIN, SINH, SQRT, code_of, row_of
from symdiff.table.operators import (
    ADD,
    CONSTANT,
    DIV,
    MUL,
    NEG,
    POW,
    SUB,
    is_condition,
    is_function,
    is_leaf,
)

_ATAN2: Final = code_of("atan2", 2)
_RE: Final = code_of("re", 1)
_IM: Final = code_of("im", 1)
_CONJUGATE: Final = code_of("conjugate", 1)
_POWER: Final = 12
"""Whole powers of complex numbers up to it are multiplied out."""
_NONE: Final = -1


class Parts(NamedTuple):
    """The real part of a node, and its imaginary part, -1 where that is zero."""

    real: int
    imaginary: int = _NONE


def by_parts(graph: Graph, roots: Sequence[int], real: list[int] | None = None) -> list[int]:
    """Return *roots* with each function whose row says `by_parts` of a complex argument by the parts of that,
    new nodes in *graph*; *roots* themselves where there is none. *real* takes up the nodes in such arguments,
    complex or not, that are taken for their own real parts.

    Symbols are real. Cost: linear in nodes. Raises Unsupported naming what has no known parts.
    """
    order = graph.below(roots)
    inside = [graph.children[node][0] for node in order if graph.ops[node] in BY_PARTS]
    turned = _turns(graph, order) if inside and has_complex(graph, roots) else frozenset[int]()

    def is_complex(nodes: Sequence[int]) -> bool:
        return has_complex(graph, nodes) or (bool(turned) and not turned.isdisjoint(graph.below(nodes)))

    if not inside or not is_complex(inside):
        if real is not None:
            real += inside
        return list(roots)
    made: dict[int, int] = {}
    """What each node comes to."""
    parts: dict[int, Parts] = {}
    """The parts of what stands in the place of a node, of those that are asked for."""
    for node in order:
        children = tuple([made[child] for child in graph.children[node]])
        op = graph.ops[node]
        if is_leaf(op):
            made[node] = node
            continue
        made[node] = node if children == graph.children[node] else graph.rebuild(graph, node, children)
        if op in BY_PARTS and is_complex(graph.children[node]):
            made[node] = _taken(graph, op, children[0], parts)
        elif op in BY_PARTS and real is not None:
            real += children
    if real is not None:
        real += [node for node, found in parts.items() if found == Parts(node)]
    return [made[root] for root in roots]


def _turns(graph: Graph, order: Sequence[int]) -> frozenset[int]:
    """Return the powers of negative numbers, and their roots and logarithms: beside the imaginary unit
    (-1)**x is a complex number, and |(-1)**x| is 1."""
    found = set[int]()
    for node in order:
        op = graph.ops[node]
        if op == POW or op == SQRT or op == LOG:
            children = graph.children[node]
            value = graph.numbers.get(children[0])
            if value is not None and value < 0:
                exponent = graph.numbers.get(children[1]) if op == POW else None
                if exponent is None or exponent % 1:
                    found.add(node)
    return frozenset(found)


def _taken(graph: Graph, op: int, argument: int, known: dict[int, Parts]) -> int:
    """Return what a function of *op*, which says `by_parts`, is of a complex argument."""
    if op == ABS or op == SIGN:
        size = _absolute(graph, argument, known)
        return size if op == ABS else graph.div(argument, size)
    real, imaginary = _of(graph, argument, known)
    if imaginary == _NONE:
        imaginary = graph.number(0)
    if op == _RE:
        return real
    if op == _IM:
        return imaginary
    if op == _CONJUGATE:
        return graph.sub(real, graph.mul(graph.constant("I"), imaginary))
    return graph.call(_ATAN2, (imaginary, real))


def _absolute(graph: Graph, node: int, known: dict[int, Parts]) -> int:
    """Return the absolute value of a node: of a root that of what is below it, which has parts more often."""
    if graph.ops[node] == SQRT and graph.numbers.get(graph.children[node][0]) != -1:
        return graph.call(SQRT, (_size(graph, _of(graph, graph.children[node][0], known)),))
    return _size(graph, _of(graph, node, known))


def _of(graph: Graph, root: int, known: dict[int, Parts]) -> Parts:
    """Return the parts of *root*. Raises Unsupported."""
    for node in graph.below([root]):
        if node not in known:
            given = [known.get(child, Parts(child)) for child in graph.children[node]]
            known[node] = _made(graph, node, given)
    return known[root]


def _made(graph: Graph, node: int, given: list[Parts]) -> Parts:
    op = graph.ops[node]
    if op == CONSTANT and graph.name(node) == "I":
        return Parts(graph.number(0), graph.number(1))
    if node in _turns(graph, [node]):
        return _of_negative(graph, node, given[-1])
    if all(part.imaginary == _NONE for part in given):
        if is_function(op) and row_of(op).complex_valued:
            raise _unknown(graph, node)
        return Parts(node)
    if op in (ADD, SUB):
        (a, b), (c, d) = given
        imaginary = b if d == _NONE else _signed(graph, op, d) if b == _NONE else graph.join(op, b, d)
        return Parts(graph.join(op, a, c), imaginary)
    if op == NEG:
        return Parts(graph.neg(given[0].real), graph.neg(given[0].imaginary))
    if op == MUL:
        return _product(graph, *given)
    if op == DIV:
        return _product(graph, given[0], _inverse(graph, given[1]))
    if op == POW:
        return _power(graph, node, *given)
    if is_condition(op) or not is_function(op) or len(given) != 1:
        raise _unknown(graph, node)
    [(a, b)] = given
    if op == EXP:
        return _turned(graph, graph.call(EXP, (a,)), b)
    if op in (SIN, COS, SINH, COSH):
        return _wave(graph, op, a, b)
    if op == LOG:
        return Parts(graph.call(LOG, (_size(graph, given[0]),)), graph.call(_ATAN2, (b, a)))
    if op == ABS:
        return Parts(_size(graph, given[0]))
    raise _unknown(graph, node)


def _of_negative(graph: Graph, node: int, exponent: Parts) -> Parts:
    """Return the parts of a root, a logarithm or a power of a negative number, which is (-c)**(a + i*b), that
    is c**a*exp(-pi*b) turned by pi*a + b*log(c). Source: DLMF 4.2.26."""
    op, children = graph.ops[node], graph.children[node]
    size = graph.number(-graph.value(children[0]))
    if op == SQRT:
        return Parts(
            graph.number(0), graph.number(1) if graph.value(size) == 1 else graph.call(SQRT, (size,))
        )
    pi = graph.constant("pi")
    if op == LOG:
        return Parts(graph.number(0) if graph.value(size) == 1 else graph.call(LOG, (size,)), pi)
    real, imaginary = exponent
    is_one = graph.value(size) == 1
    front = size if is_one else graph.pow(size, real)
    turn = graph.mul(pi, real)
    if imaginary != _NONE:
        front = graph.mul(front, graph.call(EXP, (graph.neg(graph.mul(pi, imaginary)),)))
        if not is_one:
            turn = graph.add(turn, graph.mul(imaginary, graph.call(LOG, (size,))))
    return _turned(graph, front, turn)


def _signed(graph: Graph, op: int, node: int) -> int:
    return graph.neg(node) if op == SUB else node


def _product(graph: Graph, left: Parts, right: Parts) -> Parts:
    (a, b), (c, d) = left, right
    if b == _NONE and d == _NONE:
        return Parts(_times(graph, a, c))
    if b == _NONE:
        return Parts(_times(graph, a, c), _times(graph, a, d))
    if d == _NONE:
        return Parts(_times(graph, a, c), _times(graph, b, c))
    real = graph.sub(_times(graph, a, c), _times(graph, b, d))
    return Parts(real, graph.add(_times(graph, a, d), _times(graph, b, c)))


def _times(graph: Graph, a: int, b: int) -> int:
    """Return a product, 0 where a part is: it has no other domain, since the whole has both parts."""
    return graph.number(0) if graph.is_zero(a) or graph.is_zero(b) else graph.mul(a, b)


def _inverse(graph: Graph, parts: Parts) -> Parts:
    a, b = parts
    if b == _NONE:
        return Parts(graph.div(graph.number(1), a))
    square = _square(graph, parts)
    return Parts(graph.div(a, square), graph.neg(graph.div(b, square)))


def _power(graph: Graph, node: int, base: Parts, exponent: Parts) -> Parts:
    """Return a power: a whole one of a complex number, or any of a positive constant."""
    number = graph.numbers.get(exponent.real) if exponent.imaginary == _NONE else None
    if number is not None and number % 1 == 0 and -_POWER <= number <= _POWER:
        found = Parts(graph.number(1))
        for _ in range(abs(int(number))):
            found = _product(graph, found, base)
        return found if number >= 0 else _inverse(graph, found)
    value = graph.numbers.get(base.real)
    positive = graph.names.get(base.real) in ("E", "pi") or (value is not None and value > 0)
    if base.imaginary != _NONE or not positive:
        raise _unknown(graph, node)
    turn = graph.mul(exponent.imaginary, graph.call(LOG, (base.real,)))
    return _turned(graph, graph.pow(base.real, exponent.real), turn)


def _turned(graph: Graph, size: int, angle: int) -> Parts:
    return Parts(graph.mul(size, graph.call(COS, (angle,))), graph.mul(size, graph.call(SIN, (angle,))))


def _wave(graph: Graph, op: int, a: int, b: int) -> Parts:
    """Return the parts of a sine or cosine, circular or hyperbolic. Source: DLMF 4.21.37, 4.35.34."""
    if op in (SIN, COS):
        sine, cosine, other, more = SIN, COS, SINH, COSH
    else:
        sine, cosine, other, more = SINH, COSH, SIN, COS
    first, second = (sine, cosine) if op == sine else (cosine, sine)
    real = graph.mul(graph.call(first, (a,)), graph.call(more, (b,)))
    imaginary = graph.mul(graph.call(second, (a,)), graph.call(other, (b,)))
    return Parts(real, graph.neg(imaginary) if op == COS else imaginary)


def _square(graph: Graph, parts: Parts) -> int:
    two = graph.number(2)
    real = graph.pow(parts.real, two)
    return real if parts.imaginary == _NONE else graph.add(real, graph.pow(parts.imaginary, two))


def _size(graph: Graph, parts: Parts) -> int:
    if parts.imaginary == _NONE:
        return graph.call(ABS, (parts.real,))
    if graph.is_zero(parts.real):
        return graph.call(ABS, (parts.imaginary,))
    return graph.call(SQRT, (_square(graph, parts),))


def _unknown(graph: Graph, node: int) -> Unsupported:
    return Unsupported(
        f"a function that is not complex differentiable is derived by the real and imaginary part of its "
        f"argument, and those of {Expr(graph, node)} are not known",
        hint="write it by real formulas",
    )


__all__ = ["by_parts"]
