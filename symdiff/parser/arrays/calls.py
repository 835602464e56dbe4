"""What a function is of arrays: entry by entry, a contraction, or a row of the table of whole arrays.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.parser.arrays.lowering import declared, lowered
>>> from symdiff.limits import DEFAULT
>>> g = Graph()
>>> g.shape(lowered(g, "tr(A @ inv(A))", declared("A[n,n]"), DEFAULT)[0])
()
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from symdiff.errors import UnknownName, WrongArity, WrongShape
from symdiff.graph.contraction import Contraction, letters
from symdiff.graph.graph import Graph
from symdiff.graph.inference import called as shape_of_call
from symdiff.graph.products import entry, identity, ones, product, size, total, transposed, zeros
from symdiff.graph.shapes import Dim, Shape, shown
from symdiff.graph.sizes import linear, names_in, text_of
from symdiff.parser.arrays.labels import bound_together
from symdiff.parser.arrays.reader import Part
from symdiff.parser.arrays.rows import REDUCED, has_colons, reduced
from symdiff.parser.arrays.unknown import unknown
from symdiff.parser.arrays.values import Reading, Value
from symdiff.parser.calls import applied
from symdiff.parser.foreign import MADE
from symdiff.parser.tokens import Application
from symdiff.table.arrays import ARRAY_NAMES, code_of_array, codes_of_array
from symdiff.table.functions import ABS, NAMES, SQRT, nearest
from symdiff.table.operators import NUMBER, STOP

_SIZE: Final = r"[\w+*(),-]+"
_ALONG: Final = ("softmax", "logsumexp", "max", "min", "prod")
"""Functions along an axis."""
_REDUCED: Final = frozenset(("logsumexp", "max", "min", "prod"))
"""Those that leave nothing of it; without an axis they take all of them in turn."""
_COLUMNS: Final = {"eigvec": "eigvecs", "leftvec": "leftvecs", "rightvec": "rightvecs"}
"""A vector by its number → the matrix that has them all as columns."""
_SPELLINGS: Final = {
    "trace": "tr", "cholesky": "chol", "logabsdet": "logdet", "eigvals_sym": "eigvalsh", "svd": "svdvals",
    "amax": "max", "amin": "min", "transpose": "T", "identity": "eye", "average": "mean",
    "maximum": "max", "minimum": "min",
}  # fmt: skip


def absolute(graph: Graph, node: int) -> int:
    return graph.call(ABS, (node,))


def norm(graph: Graph, node: int) -> int:
    """Return the Euclidean norm of a vector, the Frobenius norm of a matrix."""
    square = graph.pow(node, graph.number(2))
    return graph.call(SQRT, (total(graph, square, range(len(graph.shape(node)))),))


def solved(graph: Graph, matrix: int, right: int) -> int:
    """Return the solution of a linear system. Raises WrongShape where the shapes do not fit."""
    return _row(graph, "solve", (matrix, right))


def kron(graph: Graph, one: int, other: int) -> int:
    """Return the Kronecker product of two vectors or two matrices. Raises WrongShape."""
    return _row(graph, "kron", (one, other))


def along_last(graph: Graph, name: str, node: int) -> int:
    """Return a function along the last axis of *node*."""
    return graph.call(code_of_array(name), (node,))


def called(reading: Reading, part: Part, below: list[Value]) -> Value:
    """Return what the function that *part* names is of *below*.

    Raises UnknownName, WrongArity and WrongShape.
    """
    graph = reading.graph
    of_unknown = unknown(reading, part, below)
    if of_unknown is not None:
        return of_unknown
    name = _SPELLINGS.get(part.text, part.text)
    shapes = [graph.shape(value.node) for value in below]
    if name == "stop":
        if len(below) != 1:
            raise WrongArity(f"{name} takes 1 argument, not {len(below)}")
        return below[0]._replace(node=graph.call(STOP, (below[0].node,)))
    if name == "expect":
        reading.refuse(part, "an expectation over what?", "write expect[e](...), with e declared")
    if any(has_colons(value) for value in below) and (name in REDUCED or name not in NAMES):
        return reduced(reading, part, name, below)
    is_whole = any(shapes) and not any(value.labels for value in below)
    if name in _MADE and (is_whole or name in _ALONE):
        least, most, make = _MADE[name]
        if not least <= len(below) <= most:
            wanted = str(least) if least == most else f"{least} or {most}"
            raise WrongArity(
                f"{name} takes {wanted} argument{'' if wanted == '1' else 's'}, not {len(below)}"
            )
        return make(reading, part, below)
    if part.text in ("max", "min") and is_whole and _is_axis(reading, part):
        shown = reading.text[part.start : part.end]
        reading.refuse(
            part,
            f"{shown} has two readings: along an axis, or the {name} of each entry and a number",
            f"write {name}[j](A[i,j]), or where(A > 1, A, 1)",
        )
    if name in _ALONG and is_whole and (name not in ("max", "min") or len(below) == 1):
        return Value(_along(reading, part, name, below))
    if name in _COLUMNS and is_whole:
        return Value(_column(reading, part, _COLUMNS[name], below))
    if name in ARRAY_NAMES and is_whole and name not in _ALONG:
        return Value(_row(graph, name, tuple([value.node for value in below])))
    if part.text in ("maximum", "minimum") and is_whole and _is_axis(reading, part):
        below = below[::-1]  # max(x, 0) is written max(0, x)
        part = part._replace(below=part.below[::-1])
    if name in NAMES or name in MADE:
        return _entry_by_entry(reading, part, name, below)
    if name in ARRAY_NAMES or name in _MADE or name in _COLUMNS:
        given = ", ".join([reading.shown(reading.parts[place], value)
                           for place, value in zip(part.below, below, strict=True)])  # fmt: skip
        raise WrongShape(f"{part.text} is of arrays, and is given {given}")
    known = (*ARRAY_NAMES, *_MADE, *_COLUMNS)
    near = [each for each in nearest(name, known) if each in NAMES or each in known]
    meant = f"; did you mean {' or '.join(near)}?" if near else ""
    hint = f"{part.text} is no function: write {part.text} @ (...)" if part.text in reading.arrays else ""
    if part.text in ("matmul", "mm", "mv", "bmm", "tensordot"):
        hint = "write A @ x for the product of A and x"
    raise UnknownName(f"unknown function {part.text!r}{meant}", reading.text, part.start, hint)


def _row(graph: Graph, name: str, nodes: tuple[int, ...]) -> int:
    """Return the row called *name* that takes arrays of these shapes. Raises WrongArity, WrongShape."""
    shapes = [graph.shape(node) for node in nodes]
    refusal: WrongShape | WrongArity | None = None
    for code in codes_of_array(name):
        try:
            shape_of_call(code, shapes)
        except WrongShape as error:
            refusal = refusal or error
        except ValueError:
            refusal = WrongArity(f"{name} does not take {len(nodes)} argument{'s' * (len(nodes) != 1)}")
        else:
            return graph.call(code, nodes)
    assert refusal is not None
    raise refusal


def _entry_by_entry(reading: Reading, part: Part, name: str, below: list[Value]) -> Value:
    graph = reading.graph
    labels: dict[str, Dim] = {}
    shape: Shape = ()
    for place, value in zip(part.below, below, strict=True):
        own = graph.shape(value.node)
        labels.update(zip(value.labels, own, strict=False))
        if own and not value.labels:
            if shape and own != shape:
                said = f"{shown('', shape)} and {shown('', own)}"
                raise WrongShape(f"{part.text} works entry by entry, and is given {said}")
            shape = own
            if any(other.labels for other in below):
                reading.refuse(
                    reading.parts[place], "no indices beside what has some", "write its subscripts"
                )
    nodes = [value.node for value in below]
    if labels:
        order = tuple(labels)
        nodes = [
            bound_together(graph, value.node, value.labels, order, labels)[0] if value.labels else value.node
            for value in below
        ]
    node = applied(graph, Application(name), nodes, part.text, reading.limits)
    return Value(node, tuple(labels), any(value.row for value in below))


# Along an axis -------------------------------------------------------------------------------


def _is_axis(reading: Reading, part: Part) -> bool:
    return len(part.below) == 2 and reading.graph.ops[reading.values[part.below[1]].node] == NUMBER


def _axis(reading: Reading, part: Part, count: int) -> int:
    """Return the axis that the second argument is, counted from 0."""
    found = reading.graph.numbers.get(reading.values[part.below[1]].node)
    if not isinstance(found, int) or not -count <= found < count:
        reading.refuse(reading.parts[part.below[1]], f"there is no such axis among {count}", "the first is 0")
    return found % count


def _along(reading: Reading, part: Part, name: str, below: list[Value]) -> int:
    graph, node = reading.graph, below[0].node
    count = len(graph.shape(node))
    if len(below) > 2:
        raise WrongArity(f"{name} takes an array and perhaps an axis, not {len(below)} arguments")
    if len(below) == 2:
        axis = _axis(reading, part, count)
        node = along_last(graph, name, _moved(graph, node, axis, count - 1))
        return node if name in _REDUCED else _moved(graph, node, count - 1, axis)
    if name in _REDUCED:
        for _ in range(count):
            node = along_last(graph, name, node)
        return node
    return along_last(graph, name, node)


def _moved(graph: Graph, node: int, axis: int, to: int) -> int:
    """Return *node* with one axis moved to another place."""
    names = "abcdefghijklmnopqrstuvwxyz"[: len(graph.shape(node))]
    left = names.replace(names[axis], "")
    return product(graph, f"{names}->{left[:to]}{names[axis]}{left[to:]}", node)


def _column(reading: Reading, part: Part, name: str, below: list[Value]) -> int:
    graph = reading.graph
    if len(below) != 2:
        raise WrongArity(f"{part.text} takes a matrix and a number, not {len(below)} arguments")
    matrix = _row(graph, name, (below[0].node,))
    place = reading.place(reading.parts[part.below[1]], graph.shape(matrix)[1])
    if place is None:
        reading.refuse(reading.parts[part.below[1]], "which of them?", "a number, counted from 0, or n - 1")
    return entry(graph, product(graph, "ij->ji", matrix), [place])


# Contractions --------------------------------------------------------------------------------


def _sum(reading: Reading, part: Part, below: list[Value]) -> Value:
    graph, node = reading.graph, below[0].node
    count = len(graph.shape(node))
    axes = [_axis(reading, part, count)] if len(below) == 2 else range(count)
    return Value(total(graph, node, axes))


def _mean(reading: Reading, part: Part, below: list[Value]) -> Value:
    graph, node = reading.graph, below[0].node
    shape = graph.shape(node)
    axes = [_axis(reading, part, len(shape))] if len(below) == 2 else range(len(shape))
    found = total(graph, node, axes)
    for axis in axes:
        found = graph.div(found, size(graph, shape[axis]))
    return Value(found)


def _variance(reading: Reading, part: Part, below: list[Value]) -> Value:
    """Return the mean of the squares of what is left of an array without its mean, along one axis or all."""
    graph, node = reading.graph, below[0].node
    shape = graph.shape(node)
    mean = _mean(reading, part, below).node
    if len(below) == 2:
        axis = _axis(reading, part, len(shape))
        names = "".join([letter for letter, _ in zip(letters(), shape, strict=False)])
        sizes = tuple(zip(names, shape, strict=True))
        mean = graph.contract(Contraction((names[:axis] + names[axis + 1 :],), names, sizes), (mean,))
    away = Value(graph.pow(graph.sub(node, mean), graph.number(2)))
    return _mean(reading, part, [away, *below[1:]])


def _norm(reading: Reading, part: Part, below: list[Value]) -> Value:
    graph, node = reading.graph, below[0].node
    if len(below) == 1:
        return Value(norm(graph, node))
    order = below[1].node
    count = len(graph.shape(node))
    if count == 2 and graph.numbers.get(order) != 2:
        reading.refuse(part, "this norm of a matrix has two readings",
                        "norm(X) is Frobenius'; sum(abs(X)) and max(abs(X)) are of the entries")  # fmt: skip
    if graph.names.get(order) == "oo":
        return Value(along_last(graph, "max", absolute(graph, node)))
    if graph.numbers.get(order) == 2:
        return Value(norm(graph, node))
    powers = graph.pow(absolute(graph, node), order)
    whole = total(graph, powers, range(count))
    return Value(graph.pow(whole, graph.div(graph.number(1), order)))


def _norm1(reading: Reading, part: Part, below: list[Value]) -> Value:
    graph, node = reading.graph, below[0].node
    return Value(total(graph, absolute(graph, node), range(len(graph.shape(node)))))


def _trace(reading: Reading, part: Part, below: list[Value]) -> Value:
    graph = reading.graph
    node = reading.square(reading.parts[part.below[0]], below[0])
    if graph.ops[node] == code_of_array("kron"):  # of two square matrices the product of their traces
        one, other = graph.both(node)
        if len(set(graph.shape(one))) == len(set(graph.shape(other))) == 1:
            return Value(graph.mul(product(graph, "ii->", one), product(graph, "ii->", other)))
    return Value(product(graph, "ii->", node))


def _diag(reading: Reading, part: Part, below: list[Value]) -> Value:
    graph, node = reading.graph, below[0].node
    if len(graph.shape(node)) == 1:
        return Value(product(graph, "i->ii", node))
    return Value(product(graph, "ii->i", reading.square(reading.parts[part.below[0]], below[0])))


def _dot(reading: Reading, part: Part, below: list[Value]) -> Value:
    graph, (one, other) = reading.graph, [value.node for value in below]
    if graph.shape(one) != graph.shape(other):
        raise WrongShape(f"dot is of arrays of one shape, not {_both(graph, one, other)}")
    names = "abcdefghijklmnopqrstuvwxyz"[: len(graph.shape(one))]
    return Value(product(graph, f"{names},{names}->", one, other))


def _both(graph: Graph, one: int, other: int) -> str:
    return f"{shown('', graph.shape(one))} and {shown('', graph.shape(other))}"


def _outer(reading: Reading, part: Part, below: list[Value]) -> Value:
    graph, (one, other) = reading.graph, [value.node for value in below]
    names = "abcdefghijklmnopqrstuvwxyz"
    count, more = len(graph.shape(one)), len(graph.shape(other))
    left, right = names[:count], names[count : count + more]
    return Value(product(graph, f"{left},{right}->{left}{right}", one, other))


def _sym(reading: Reading, part: Part, below: list[Value]) -> Value:
    graph, node = reading.graph, reading.square(reading.parts[part.below[0]], below[0])
    return Value(graph.div(graph.add(node, transposed(graph, node)), graph.number(2)))


def _flip(reading: Reading, part: Part, below: list[Value]) -> Value:
    return Value(transposed(reading.graph, below[0].node))


def _nuclear(reading: Reading, part: Part, below: list[Value]) -> Value:
    values = _row(reading.graph, "svdvals", (below[0].node,))
    return Value(total(reading.graph, values, (0,)))


def _spectral(reading: Reading, part: Part, below: list[Value]) -> Value:
    return Value(entry(reading.graph, _row(reading.graph, "svdvals", (below[0].node,)), [0]))


def _dims(reading: Reading, part: Part) -> Shape:
    found: list[Dim] = []
    for place in part.below:
        word = reading.parts[place]
        written = reading.text[word.start : word.end]
        text = re.sub(r"\s", "", written)
        sums = linear(text) if re.fullmatch(_SIZE, text) else None
        if text.isdigit() and int(text) > 0:
            found.append(int(text))
        elif re.fullmatch(_SIZE, text) and names_in(text) and reading.dims.issuperset(names_in(text)):
            found.append(text if sums is None else text_of(sums))
        else:
            reading.refuse(word, f"{written} is no dimension here",
                            f"those that are declared are {', '.join(sorted(reading.dims))}")  # fmt: skip
    return tuple(found)


def _eye(reading: Reading, part: Part, below: list[Value]) -> Value:
    return Value(identity(reading.graph, _dims(reading, part)[0]))


def _ones(reading: Reading, part: Part, below: list[Value]) -> Value:
    return Value(ones(reading.graph, _dims(reading, part)))


def _zeros(reading: Reading, part: Part, below: list[Value]) -> Value:
    return Value(zeros(reading.graph, _dims(reading, part)))


Maker = Callable[[Reading, Part, list[Value]], Value]
_MADE: Final[dict[str, tuple[int, int, Maker]]] = {
    "sum": (1, 2, _sum), "mean": (1, 2, _mean), "var": (1, 2, _variance), "norm": (1, 2, _norm),
    "norm1": (1, 1, _norm1), "tr": (1, 1, _trace), "diag": (1, 1, _diag), "dot": (2, 2, _dot),
    "outer": (2, 2, _outer), "sym": (1, 1, _sym),
    "T": (1, 1, _flip), "nuclear": (1, 1, _nuclear), "spectral": (1, 1, _spectral), "eye": (1, 1, _eye),
    "ones": (1, 9, _ones), "zeros": (1, 9, _zeros),
}  # fmt: skip
"""Name → how many arguments it takes, and what makes a value of them."""
_ALONE: Final = frozenset(("eye", "ones", "zeros"))
"""Those that are of dimensions."""

__all__ = ["absolute", "along_last", "called", "kron", "norm", "solved"]
