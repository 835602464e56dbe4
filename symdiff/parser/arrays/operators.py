"""Operators between arrays, transposes and bars: which product a sign is, and what has several readings.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.graph.shapes import declared
>>> from symdiff.limits import DEFAULT
>>> from symdiff.parser.arrays.lowering import lowered
>>> g = Graph()
>>> g.shape(lowered(g, "x @ y.T", declared("x[n] y[m]"), DEFAULT)[0])
('n', 'm')
"""

from __future__ import annotations

from typing import Final

from symdiff.errors import WrongShape
from symdiff.graph.products import product, total, transposed
from symdiff.graph.shapes import Dim, joint, shown
from symdiff.parser.arrays.affine import as_number
from symdiff.parser.arrays.calls import absolute, along_last, kron, norm, solved
from symdiff.parser.arrays.labels import bound_together, multiplied
from symdiff.parser.arrays.reader import Part
from symdiff.parser.arrays.refusals import ambiguous, several, unfit
from symdiff.parser.arrays.rows import colons, has_colons, labelled, product_of_rows, reduced, turned_rows
from symdiff.parser.arrays.values import Reading, Value
from symdiff.table.arrays import code_of_array
from symdiff.table.operators import EQ, GE, GT, LE, LT, NE

_HIGHEST: Final = 32
"""The highest power of a matrix that is written as a product."""
_RELATIONS: Final = {"<": LT, "<=": LE, ">": GT, ">=": GE, "==": EQ, "!=": NE}


def bars(reading: Reading, part: Part, value: Value) -> Value:
    if part.text[0] == "‖":
        left = tuple([label for label in value.labels if label[0] != ":"])
        return Value(_norm(reading, part, value), left if has_colons(value) else ())
    if len(reading.shape(value)) > 1 and not value.labels:
        reading.refuse(part, f"bars around a matrix have several readings: {reading.shown(part, value)}",
                    "write det(A), norm(A) or abs(A)")  # fmt: skip
    return value._replace(node=absolute(reading.graph, value.node))


def _norm(reading: Reading, part: Part, value: Value) -> int:
    """Return the norm that bars mean, with what stands behind them: ‖x‖, ‖x‖_1."""
    graph, order, shape = reading.graph, part.text[1:], reading.shape(value)
    if has_colons(value):
        names = {"": "norm", "2": "norm", "F": "norm", "1": "norm1"}
        return reduced(reading, part, names.get(order, order), [value]).node
    if not shape:
        return absolute(graph, absolute(graph, value.node))
    if len(shape) > 1 and order in ("1", "2", "oo"):
        reading.refuse(part, f"this norm of a matrix has two readings: {reading.shown(part, value)}",
                       "norm(X) is Frobenius', spectral(X) the largest singular value; "
                       "sum(abs(X)) and max(abs(X)) are of the entries")  # fmt: skip
    if order == "1":
        return total(graph, absolute(graph, value.node), (0,))
    if order == "oo":
        return along_last(graph, "max", absolute(graph, value.node))
    return norm(graph, value.node)


def turned(reading: Reading, part: Part, value: Value) -> Value:
    shape = reading.shape(value)
    if value.labels:
        return turned_rows(reading, part, value)
    if part.text == "**":
        written = reading.text[part.start : part.end]
        reading.notes.append(f"{written} is {reading.text[part.start : reading.parts[part.below[0]].end]}.T")
    if len(shape) > 2:
        said = reading.shown(reading.parts[part.below[0]], value)
        reading.refuse(part, f"{said} has no transpose", "write which axis goes where: [j,i,k]: T[i,j,k]")
    if len(shape) == 1:
        return value._replace(row=not value.row)
    return Value(transposed(reading.graph, value.node))


def binary(reading: Reading, part: Part, left: Value, right: Value) -> Value:
    graph, sign = reading.graph, part.text
    one, other = reading.shape(left), reading.shape(right)
    if sign in ("**", ".^"):
        return raised(reading, part, left, right, reading.text[part.mark : part.end], sign)
    if has_colons(left) or has_colons(right):
        count = max(len(colons(left.labels)), len(colons(right.labels)))
        if sign == "@" or (sign == " " and count and _rank(reading, left) and _rank(reading, right)):
            if sign == " " and _rank(reading, left) == _rank(reading, right) == 1 and left.row == right.row:
                several(reading, part, left, right)
            return product_of_rows(reading, part, left, right)
        left, right = [labelled(reading, value, count) for value in (left, right)]
    elif sign == "@" or (reading.matlab and sign == "*" and one and other):
        return _matrix_product(reading, part, left, right)
    if sign == "⊗":
        return Value(kron(graph, left.node, right.node))
    if sign == "\\":
        return Value(solved(graph, left.node, right.node))
    if sign == " " and one and other and not (left.labels or right.labels):
        if len(one) == 1 and len(other) == 1 and left.row == right.row:
            several(reading, part, left, right)
        return _matrix_product(reading, part, left, right)
    if sign in ("*", "/") and one and other and one != other and not (left.labels or right.labels):
        several(reading, part, left, right)
    if sign == "/" and other and not one and len(other) == 2 and not right.labels:
        reading.refuse(part, f"a scalar over a matrix has two readings: {reading.shown(part, right)}",
                    "write inv(A), or 1 ./ A entry by entry")  # fmt: skip
    if sign == "*" and one and one == other and not (left.labels or right.labels):
        written = reading.text[part.start : part.end]
        reading.notes.append(f"{written} is entry by entry, as with .*; @ is the matrix product")
    behind = reading.parts[part.below[1]]
    if sign == "/" and behind.kind == "binary" and behind.text == " ":
        a, b = [reading.text[each.start : each.end] for each in (reading.parts[part.below[0]], behind)]
        reading.notes.append(f"{a}/{b} is {a}/({b}); write ({a}/...)*... for the other")
    row = left.row or right.row
    if left.labels or right.labels:
        return _labelled(reading, part, left, right)
    if joint(one, other) is None:
        unfit(reading, part, left, right)
    if one and other and one != other:
        less, more = (left, right) if len(one) < len(other) else (right, left)
        if reading.shape(more)[: len(reading.shape(less))] == reading.shape(less):
            ambiguous(reading, part, left, right)
        reading.notes.append(f"{shown('', reading.shape(less))} goes along the last axes of "
                          f"{shown('', reading.shape(more))}")  # fmt: skip
    return Value(_elementwise(reading, sign, left.node, right.node), (), row)


def _rank(reading: Reading, value: Value) -> int:
    """Return how many axes a value has beside its indices."""
    return len(colons(value.labels)) if value.labels else len(reading.shape(value))


def _elementwise(reading: Reading, sign: str, left: int, right: int) -> int:
    graph = reading.graph
    if sign in _RELATIONS:
        return graph.intern(_RELATIONS[sign], (left, right))
    left, right = as_number(graph, left), as_number(graph, right)
    if sign == "+":
        return graph.add(left, right)
    if sign == "-":
        return graph.sub(left, right)
    if sign in ("/", "./"):
        return graph.div(left, right)
    return graph.mul(left, right)


def _labelled(reading: Reading, part: Part, left: Value, right: Value) -> Value:
    graph = reading.graph
    dims: dict[str, Dim] = {}
    for place, value in zip(part.below, (left, right), strict=True):
        shape = reading.shape(value)
        if shape and not value.labels:
            said = reading.shown(reading.parts[place], value)
            reading.refuse(part, f"{said} has no indices, and others have", "write its subscripts")
        for label, dim in zip(value.labels, shape, strict=True):
            if dims.setdefault(label, dim) != dim:
                raise WrongShape(f"the index {label} has two sizes: {dims[label]} and {dim}", reading.text,
                                 part.mark, "take two letters", sizes=(dims[label], dim))  # fmt: skip
    labels = tuple(dims)
    if part.text in ("*", ".*", " ") and left.labels and right.labels:
        one, other = as_number(graph, left.node), as_number(graph, right.node)
        return Value(multiplied(graph, one, left.labels, other, right.labels), labels)
    nodes = [
        bound_together(graph, value.node, value.labels, labels, dims)[0] if value.labels else value.node
        for value in (left, right)
    ]
    return Value(_elementwise(reading, part.text, nodes[0], nodes[1]), labels)


def _matrix_product(reading: Reading, part: Part, left: Value, right: Value) -> Value:
    graph = reading.graph
    one, other = reading.shape(left), reading.shape(right)
    if left.labels or right.labels:
        reading.refuse(part, "@ between what has indices", "write the sum: sum[j](A[i,j]*x[j])")
    if not one or not other or len(one) > 2 or len(other) > 2:
        unfit(reading, part, left, right, "@ is between vectors and matrices; write * for a scalar")
    if len(one) == 1 and len(other) == 1 and right.row and not left.row:
        return Value(product(graph, "i,j->ij", left.node, right.node))
    if len(other) == 1 and right.row and len(one) == 2:
        unfit(reading, part, left, right, "a matrix times a row; leave out the transposition")
    inner, outer = one[-1], other[0]
    if inner != outer:
        unfit(reading, part, left, right, f"the inner sizes {inner} and {outer} differ")
    if len(one) == 2:
        text = "ij,jk->ik" if len(other) == 2 else "ij,j->i"
        return Value(product(graph, text, left.node, right.node))
    text = "i,ij->j" if len(other) == 2 else "i,i->"
    return Value(product(graph, text, left.node, right.node), (), len(other) == 2)


def raised(reading: Reading, part: Part, base: Value, exponent: Value, written: str, sign: str) -> Value:
    graph = reading.graph
    shape = reading.shape(base)
    if reading.shape(exponent):
        reading.refuse(
            part, f"the exponent has a shape: {shown('', reading.shape(exponent))}", "give a scalar"
        )
    value = graph.numbers.get(exponent.node)
    if len(shape) == 2 and not base.labels and sign == "**":
        if value == -1:
            return Value(graph.call(code_of_array("inv"), (reading.square(part, base),)))
        name = reading.text[part.start : reading.parts[part.below[0]].end]
        is_traced = len(reading.values) in reading.traced and shape[0] == shape[1]
        if is_traced and isinstance(value, int) and 1 < value <= _HIGHEST:
            whole = " @ ".join([name] * min(value, 3)) + (" @ ..." if value > 3 else "")
            entries = f"{name} .^ {value} is entry by entry"
            reading.notes.append(f"{name}^{value} in a trace is {whole}; {entries}")
            node = base.node
            for _ in range(value - 1):
                node = product(graph, "ij,jk->ik", node, base.node)
            return Value(node)
        said = reading.shown(reading.parts[part.below[0]], base)
        hint = f"write {name} @ {name}, or {name} .^ {written.lstrip('*^ ')} entry by entry"
        reading.refuse(part, f"a power of a matrix has two readings: {said}", hint)
    return base._replace(node=graph.pow(base.node, exponent.node))


__all__ = ["bars", "binary", "raised", "turned"]
