"""NumPy source for formulas of arrays: products as `@` where they are one, systems solved and not inverted.

>>> from symdiff.graph.tensors import tensors
>>> A, x = tensors("A[n,m] x[m]")
>>> print(source_of([A.T @ (A @ x)]).splitlines()[-1].strip())
return A.T @ (A @ x)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from symdiff.arithmetic.lowering import lowered, refuse_unknown
from symdiff.arithmetic.tensors import inputs_of
from symdiff.errors import Unsupported
from symdiff.export.einsum_products import ATOM, Operand, product
from symdiff.export.einsum_shared import sharing, squared
from symdiff.export.source import documentation, function_name, identifiers
from symdiff.graph.contraction import contraction, dims_of, unused
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph, Number
from symdiff.graph.shapes import Dim
from symdiff.table.arrays import CONTRACT, code_of_array, is_array_function
from symdiff.table.functions import MAX, MIN, row_of
from symdiff.table.operators import (
    ADD,
    AND,
    CONSTANT,
    DIV,
    EQ,
    GE,
    GT,
    LE,
    LT,
    MUL,
    NE,
    NEG,
    NOT,
    NUMBER,
    OR,
    PIECEWISE,
    POW,
    SUB,
    SYMBOL,
)

_SIGNS: Final = {
    ADD: " + ", SUB: " - ", MUL: "*", DIV: "/", POW: "**", LT: " < ", LE: " <= ", GT: " > ", GE: " >= ",
    EQ: " == ", NE: " != ", AND: " & ", OR: " | ",
}  # fmt: skip
_LEVELS: Final = {ADD: 1, SUB: 1, MUL: 2, DIV: 2, NEG: 3, POW: 4}
_INV: Final = code_of_array("inv")
_HELPERS: Final = {
    "_eigenvectors": '''def _eigenvectors(matrix):
    """Return the eigenvectors as columns, each with a positive entry where it is largest."""
    vectors = np.linalg.eigh(matrix)[1]
    return vectors*np.sign(np.take_along_axis(vectors, np.argmax(np.abs(vectors), axis=0)[None], axis=0))''',
    "_gaps": '''def _gaps(matrix):
    """Return 1/(w[j] - w[i]) for the eigenvalues w, and 0 where i is j."""
    values = np.linalg.eigvalsh(matrix)
    away = values[None, :] - values[:, None] + np.eye(len(values))
    return 1/away - np.eye(len(values))''',
    "_softmax": '''def _softmax(x):
    """Return exp(x) over its sum along the last axis."""
    found = np.exp(x - np.max(x, axis=-1, keepdims=True))
    found /= np.sum(found, axis=-1, keepdims=True)
    return found''',
    "_logsumexp": '''def _logsumexp(x):
    """Return the logarithm of the sum of exp(x) along the last axis."""
    most = np.max(x, axis=-1, keepdims=True)
    return np.log(np.sum(np.exp(x - most), axis=-1)) + most[..., 0]''',
    "_offsets": '''def _offsets(matrix):
    """Return the sums of the entries at each distance from the diagonal."""
    above = [np.trace(matrix, place) for place in range(len(matrix))]
    below = [np.trace(matrix, -place) for place in range(1, len(matrix))]
    return np.array(above) + np.array([0.0, *below])''',
    "_logm_frechet": '''def _logm_frechet(matrix, direction):
    """Return the derivative of the logarithm of a matrix in a direction."""
    size = len(matrix)
    whole = np.block([[matrix, direction], [np.zeros_like(matrix), matrix]])
    return scipy.linalg.logm(whole)[:size, size:]''',
    "_largest": '''def _largest(x):
    """Return 1 at the largest entry along the last axis, and 0 elsewhere."""
    found = np.zeros(np.shape(x))
    np.put_along_axis(found, np.argmax(x, axis=-1)[..., None], 1.0, axis=-1)
    return found''',
    "_polar": '''def _polar(matrix):
    """Return the left singular vectors times the right ones."""
    left, _, right = np.linalg.svd(matrix, full_matrices=False)
    return left @ right''',
    "_skew": '''def _skew(a):
    """Return the matrix whose product with b is cross(a, b)."""
    return np.array([[0, -a[2], a[1]], [a[2], 0, -a[0]], [-a[1], a[0], 0]])''',
}  # fmt: skip


_NAMED: Final = {"Heaviside": "np.heaviside({}, 0.5)", "relu": "np.maximum({}, 0)"}
"""Functions that NumPy has by another name."""


def _is_written(op: int) -> bool:
    """Return whether a function has a source here without its definition."""
    row = row_of(op)
    return is_array_function(op) or row.name in _NAMED or (bool(row.numpy) and not row.integers)


def source_of(exprs: Sequence[Expr], name: str = "f", order: Sequence[str] = ()) -> str:
    """Return the source of a function of arrays, alphabetical or in *order*; of several expressions, one that
    returns a tuple and computes what they share once. Dimensions are read off the arguments.

    Cost: linear in nodes. Raises Unsupported for what NumPy and SciPy lack.
    """
    graph, roots = lowered(squared(exprs), _is_written, lambda op: True)
    if len(roots) > 1:
        graph, roots = sharing(graph, roots)
    refuse_unknown(graph, graph.below(roots))
    names = list(order) or sorted({name for expr in exprs for name in inputs_of(expr.graph, expr.node)})
    needed = sorted({name for root in roots for name in graph.symbols([root])})
    writer = _Writer(graph, identifiers([*names, *[n for n in needed if n not in names]], ["np", "scipy"]))
    results = writer.run(roots)
    lines = ["import numpy as np"]
    body = [*writer.sizes(names), *writer.lines]
    body.append(f"return {results[0] if len(results) == 1 else '(' + ', '.join(results) + ')'}")
    text = "\n".join(body)
    helpers = [written for helper, written in _HELPERS.items() if helper in text]
    for module in ("scipy.linalg", "scipy.special"):
        if any(module in part for part in (text, *helpers)):
            lines.append(f"import {module}")
    for written in helpers:
        lines += ["", "", written]
    arguments = {each: writer.names[each] for each in names}
    lines += ["", "", f"def {function_name(name)}({', '.join(arguments.values())}):"]
    documented = documentation(exprs, arguments, "arrays of their shapes", [])
    return "\n".join([*lines, *[f"    {line}" if line else "" for line in (*documented, *body)]]) + "\n"


class _Writer:
    def __init__(self, graph: Graph, names: dict[str, str]) -> None:
        self.graph = graph
        self.names = names
        self.texts: dict[int, tuple[str, int]] = {}
        self.lines: list[str] = []
        self.dims: set[str] = set()
        self.broadcast: set[int] = set()
        """Arrays along further axes that stand beside what has those axes: NumPy spreads them."""

    def run(self, roots: Sequence[int]) -> list[str]:
        """Write the lines of what is used more than once; return the texts of *roots*."""
        graph = self.graph
        order = graph.below(roots)
        uses: dict[int, int] = {}
        for node in order:
            for child in graph.children[node]:
                uses[child] = uses.get(child, 0) + 1
        self._note_broadcast(order, roots, uses)
        for node in order:
            text, level = self._written(node)
            if uses.get(node, 0) > 1 and graph.children[node]:
                self.lines.append(f"t{len(self.lines) + 1} = {text}")
                text, level = f"t{len(self.lines)}", ATOM
            self.texts[node] = text, level
        return [self.texts[root][0] for root in roots]

    def _note_broadcast(self, order: Sequence[int], roots: Sequence[int], uses: Mapping[int, int]) -> None:
        """Note what goes along further axes and is used only beside arrays that have them."""
        graph = self.graph
        along: set[int] = set()
        """Arrays along further axes, with a sign or a factor or without."""
        for node in order:
            inside = [child for child in graph.children[node] if graph.shape(child)]
            if graph.ops[node] in (NEG, MUL) and len(inside) == 1:
                is_one = inside[0] in along
            else:
                is_one = _is_along(graph, node)
            if is_one:
                along.add(node)
        fit: dict[int, int] = {}
        """For each node how many of its uses are beside what has its axes."""
        for node in reversed(order):  # what uses a node is seen before it
            narrow = node in fit and fit[node] == uses[node] and node not in roots
            if narrow:
                self.broadcast.add(node)
            op = graph.ops[node]
            if op == NEG and narrow:
                fit[graph.first(node)] = fit.get(graph.first(node), 0) + 1
            if op not in (ADD, SUB, MUL):
                continue
            one, other = graph.both(node)
            for child, partner in ((one, other), (other, one)):
                if (narrow and not graph.shape(partner)) or (
                    graph.shape(partner) == graph.shape(child) and partner not in along
                ):
                    fit[child] = fit.get(child, 0) + (child in along)

    def sizes(self, arguments: Sequence[str]) -> list[str]:
        """Return the lines that read sizes off the arguments."""
        lines = []
        known: set[str] = set()
        wanted = self.dims | {name for name in self.names if name not in arguments}
        for name in arguments:
            for axis, dim in enumerate(self.graph.arrays[name].shape if name in self.graph.arrays else ()):
                if isinstance(dim, str) and dim in wanted and dim not in known:
                    known.add(dim)
                    lines.append(f"{self.names.get(dim, dim)} = np.shape({self.names[name]})[{axis}]")
        missing = sorted(wanted - known)
        if missing:
            raise Unsupported(
                f"the size {', '.join(missing)} is not that of an argument",
                hint="name the arrays that have it: order",
            )
        return lines

    def _size(self, dim: Dim) -> str:
        if isinstance(dim, int):
            return str(dim)
        if not dim.isidentifier():
            raise Unsupported(f"ones of the size {dim} have no source here")
        self.dims.add(dim)
        return self.names.get(dim, dim)

    def _placed(self, node: int, level: int) -> str:
        text, own = self.texts[node]
        return text if own >= level else f"({text})"

    def _written(self, node: int) -> tuple[str, int]:
        graph = self.graph
        op, children = graph.ops[node], graph.children[node]
        if op == NUMBER:
            return _number(graph.value(node))
        if op == SYMBOL:
            return self.names[graph.names[node]], ATOM
        if op == CONSTANT:
            return {"pi": "np.pi", "E": "np.e", "oo": "np.inf"}.get(
                graph.names[node], graph.names[node]
            ), ATOM
        if op == CONTRACT:
            return self._contracted(node)
        if op == NEG:
            return f"-{self._placed(children[0], 2)}", 3
        if op in _LEVELS:
            ones = [child for child in children if op == MUL and self.texts[child][0] == "1"]
            if ones:  # those that NumPy spreads
                return self.texts[children[children[0] == ones[0]]]
            level = _LEVELS[op]
            left = self._placed(children[0], level if op != POW else ATOM)
            right = self._placed(children[1], level + 1 if op != POW else ATOM)
            return f"{left}{_SIGNS[op]}{right}", level
        if op in _SIGNS:
            return f"{self._placed(children[0], 1)}{_SIGNS[op]}{self._placed(children[1], 1)}", 0
        if op == NOT:
            return f"~({self.texts[children[0]][0]})", 0
        inside = [self.texts[child][0] for child in children]
        step = self._step(node) if op == PIECEWISE else ""
        if step:
            return f"np.heaviside({step}, np.nan)", ATOM
        if op == PIECEWISE:
            conditions = ", ".join([text if text != "True" else "np.True_" for text in inside[1::2]])
            return f"np.select([{conditions}], [{', '.join(inside[::2])}], np.nan)", ATOM
        row = row_of(op)
        if is_array_function(op):
            if not row.numpy:
                raise Unsupported(f"{row.name} has no source in NumPy here")
            return row.numpy.format(*inside), ATOM
        if op in (MAX, MIN) and len(inside) > 2:
            raise Unsupported("the largest of more than two has no source here")
        if row.name in _NAMED:
            return _NAMED[row.name].format(*inside), ATOM
        if not row.numpy or row.integers:
            raise Unsupported(f"{row.name} has no source in NumPy here")
        return f"{row.numpy.replace('numpy.', 'np.')}({', '.join(inside)})", ATOM

    def _step(self, node: int) -> str:
        """Return what a step, 0 below 0 and 1 above it, is of, and "" for another choice."""
        graph = self.graph
        if [graph.numbers.get(value) for value in graph.children[node][::2]] != [0, 1]:
            return ""
        below, above = graph.children[node][1::2]
        if (graph.ops[below], graph.ops[above]) != (LT, GT):
            return ""
        (one, zero), (other, nothing) = graph.both(below), graph.both(above)
        is_step = one == other and graph.numbers.get(zero) == 0 == graph.numbers.get(nothing)
        return self.texts[one][0] if is_step else ""

    # Products -------------------------------------------------------------------------------

    def _contracted(self, node: int) -> tuple[str, int]:
        graph = self.graph
        given = contraction(graph.operators[node][0])
        children = graph.children[node]
        dims = dims_of(given, [graph.shape(child) for child in children])
        fixed = dict(given.fixed)
        if len(fixed) < len(given.fixed):
            raise Unsupported("an array with two entries and zeros elsewhere has no source here")
        operands = [
            self._operand(child, axes, fixed) for child, axes in zip(children, given.inputs, strict=True)
        ]
        output = list(given.output)
        if node in self.broadcast:
            if not operands:
                return "1", ATOM
            have = set("".join(given.inputs))
            found = product(operands, "".join([letter for letter in output if letter in have]))
            places = ", ".join([":" if letter in have else "None" for letter in output])
            return (
                f"{found.placed()}[{places}]" if found.axes else found.text,
                ATOM if found.axes else found.level,
            )
        fresh = unused(dims)
        for place, letter in enumerate(output):
            if letter in fixed:
                output[place] = next(fresh)
                operands.append(
                    Operand(f"np.eye({self._size(dims[letter])})[{fixed[letter]}]", ATOM, output[place])
                )
            elif letter in output[:place]:  # a delta
                output[place] = next(fresh)
                operands.append(Operand(f"np.eye({self._size(dims[letter])})", ATOM, letter + output[place]))
        have = {letter for operand in operands for letter in operand.axes}
        alone = "".join([letter for letter in output if letter not in have])
        if alone:
            sizes = ", ".join([self._size(dims[letter]) for letter in alone])
            operands.append(Operand(f"np.ones({sizes if len(alone) == 1 else f'({sizes})'})", ATOM, alone))
        found = product(operands, "".join(output))
        return found.text, found.level

    def _operand(self, child: int, axes: str, fixed: dict[str, int]) -> Operand:
        graph = self.graph
        text, level = self.texts[child]
        if any(letter in fixed for letter in axes):
            places = ", ".join([str(fixed[letter]) if letter in fixed else ":" for letter in axes])
            left = "".join([letter for letter in axes if letter not in fixed])
            return Operand(f"{self._placed(child, ATOM)}[{places}]", ATOM, left)
        inverted = self._placed(graph.first(child), ATOM) if graph.ops[child] == _INV else ""
        if len(set(axes)) != len(axes):
            own = "".join(dict.fromkeys(axes))
            if len(axes) == 2:
                return Operand(f"np.diagonal({text})", ATOM, own)
            names = dict(zip(own, "abcdefgh", strict=False))
            inside = "".join([names[letter] for letter in axes])
            return Operand(f'np.einsum("{inside}->{"".join(names.values())}", {text})', ATOM, own)
        return Operand(text, level, axes, inverted)


def _is_along(graph: Graph, node: int) -> bool:
    """Return whether a node is an array, or ones, along further axes."""
    if graph.ops[node] != CONTRACT:
        return False
    given = contraction(graph.operators[node][0])
    once = len(set(given.output)) == len(given.output) and not given.fixed
    return once and bool(given.sizes)


def _number(value: Number) -> tuple[str, int]:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}", 2 if value > 0 else 1
    return (repr(value), ATOM) if value >= 0 else (repr(value), 1)


__all__ = ["source_of"]
