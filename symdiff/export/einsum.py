"""Source for formulas of arrays, for NumPy, JAX or PyTorch: products as `@` where they are one, systems
solved and not inverted.

>>> from symdiff.graph.tensors import tensors
>>> A, x = tensors("A[n,m] x[m]")
>>> print(source_of([A.T @ (A @ x)]).splitlines()[-1].strip())
return A.T @ (A @ x)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from fractions import Fraction
from typing import Final

from symdiff.arithmetic.lowering import lowered, refuse_unknown
from symdiff.arithmetic.tensors import inputs_of
from symdiff.errors import SymdiffError, Unsupported
from symdiff.export.einsum_libraries import Library, NumPy
from symdiff.export.einsum_products import ATOM, Operand, product
from symdiff.export.einsum_shared import cheaper, sharing
from symdiff.export.source import documentation, function_name, identifiers
from symdiff.graph.contraction import contraction, dims_of, unused
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph, Number
from symdiff.graph.shapes import Dim
from symdiff.graph.sizes import linear
from symdiff.table.arrays import CONTRACT, code_of_array
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
_SOFTMAX: Final = code_of_array("softmax")
_LOGSUMEXP: Final = code_of_array("logsumexp")
_WORD: Final = re.compile(r"\w+")
_DIMENSION: Final = re.compile(r"[^\W\d]\w*")


def source_of(
    exprs: Sequence[Expr], name: str = "f", order: Sequence[str] = (), kind: type[Library] = NumPy
) -> str:
    """Return the source of a function of arrays, alphabetical or in *order*, for a *kind* of library; of
    several expressions, one that returns a tuple and computes what they share once. Dimensions are read off
    the arguments.

    Cost: linear in nodes. Raises Unsupported for what the library lacks.
    """
    graph, roots = lowered(cheaper(exprs), kind().has, lambda op: True, is_real=True)
    if len(roots) > 1:
        graph, roots = sharing(graph, roots)
    refuse_unknown(graph, graph.below(roots))
    names = list(order) or sorted({name for expr in exprs for name in inputs_of(expr.graph, expr.node)})
    needed = sorted({name for root in roots for name in graph.symbols([root])})
    given = identifiers([*names, *[n for n in needed if n not in names]], kind.reserved)
    whole = [each for each in names if each in graph.arrays and graph.arrays[each].shape]
    library = kind(given[[*whole, *names][0]] if names else "")
    writer = _Writer(graph, given, library)
    results = writer.run(roots)
    again = writer.again()
    if again:
        writer = _Writer(graph, given, library, again)
        results = writer.run(roots)
    lines = list(library.modules)
    body = [*writer.sizes(names), *writer.lines]
    body.append(f"return {results[0] if len(results) == 1 else '(' + ', '.join(results) + ')'}")
    text = "\n".join(body)
    helpers = [written for helper, written in library.helpers.items() if re.search(rf"\b{helper}\(", text)]
    for module in library.parts:
        if any(f"{module}." in part for part in (text, *helpers)):
            lines.append("from jax.scipy import special" if module == "special" else f"import {module}")
    for written in helpers:
        lines += ["", "", written]
    arguments = {each: writer.names[each] for each in names}
    if name in library.reserved:
        raise SymdiffError(f"a function called {name} would hide the module of that name")
    lines += ["", "", f"def {function_name(name)}({', '.join(arguments.values())}):"]
    documented = documentation(exprs, arguments, f"{library.kind} of their shapes", [])
    return "\n".join([*lines, *[f"    {line}" if line else "" for line in (*documented, *body)]]) + "\n"


class _Writer:
    def __init__(
        self, graph: Graph, names: dict[str, str], library: Library, repeated: Set[str] = frozenset()
    ) -> None:
        self.graph = graph
        self.names = names
        self.target = library
        """The library that the code is for: how it spells what is asked of it."""
        self.plain: set[int] = set()
        """What is a number of Python, and no array: made of sizes and numbers alone."""
        self.texts: dict[int, tuple[str, int]] = {}
        self.lines: list[str] = []
        self.count = 0
        """The number of the last name that was given to a line."""
        self.taken = {*names.values(), *[str(dim) for array in graph.arrays.values() for dim in array.shape]}
        """Names of arguments and sizes."""
        self.dims: set[str] = set()
        self.broadcast: set[int] = set()
        """Arrays along further axes that stand beside what has those axes: NumPy spreads them."""
        self.uses: dict[int, int] = {}
        self.repeated = repeated
        """Texts of products that get a name, since several larger products have them."""
        self.products: dict[str, int] = {}
        """How often the text of a product was written, for those that stand inside larger ones."""
        self.named: dict[str, str] = {}
        """The names of what is *repeated*."""
        self.normalized: dict[int, tuple[str, str]] = {}
        """The names of softmax and logsumexp of a node of which there are both, "" until they are written."""

    def again(self) -> Set[str]:
        """Return the texts of products that were written more than once."""
        return {text for text, count in self.products.items() if count > 1}

    def run(self, roots: Sequence[int]) -> list[str]:
        """Write the lines of what is used more than once; return the texts of *roots*."""
        graph = self.graph
        order = graph.below(roots)
        uses = self.uses
        for node in order:
            for child in graph.children[node]:
                uses[child] = uses.get(child, 0) + 1
        for node in order:
            if graph.ops[node] == _INV and uses.get(node, 0) > 1:  # each solve has its argument instead
                uses[graph.first(node)] += 1
        self._note_broadcast(order, roots, uses)
        self._note_normalized(order)
        for node in order:
            text, level = self._written(node)
            if uses.get(node, 0) > 1 and graph.children[node] and not text.isidentifier():
                text, level = self._line(text), ATOM
            self.texts[node] = text, level
            if self._is_plain(node):
                self.plain.add(node)
        results = [self.texts[root][0] for root in roots]
        self._keep_needed(results)
        return results

    def _fresh(self) -> str:
        """Return a name for a line that is none of an argument or a size."""
        self.count += 1
        while f"t{self.count}" in self.taken:
            self.count += 1
        return f"t{self.count}"

    def _line(self, text: str) -> str:
        """Give *text* a line and return its name."""
        if text not in self.named:
            self.named[text] = self._fresh()
            self.lines.append(f"{self.named[text]} = {text}")
        return self.named[text]

    def _shared(self, inner: Operand) -> Operand:
        """Return a product inside a larger one, by its name if others have it, too."""
        self.products[inner.text] = self.products.get(inner.text, 0) + 1
        if inner.text not in self.repeated:
            return inner
        return inner._replace(text=self._line(inner.text), level=ATOM)

    def _note_normalized(self, order: Sequence[int]) -> None:
        """Note of what there are both softmax and logsumexp."""
        graph = self.graph
        found = [
            {graph.first(node) for node in order if graph.ops[node] == op} for op in (_SOFTMAX, _LOGSUMEXP)
        ]
        if self.target.normalized:
            self.normalized = dict.fromkeys(found[0] & found[1], ("", ""))

    def _one_of_both(self, node: int) -> str:
        """Return the name of softmax or of logsumexp where they are computed together."""
        child = self.graph.first(node)
        if not self.normalized[child][0]:
            self.normalized[child] = names = self._fresh(), self._fresh()
            self.lines.append(f"{', '.join(names)} = {self.target.normalized}({self.texts[child][0]})")
        return self.normalized[child][self.graph.ops[node] == _LOGSUMEXP]

    def _keep_needed(self, results: Sequence[str]) -> None:
        """Leave lines out that nothing uses: inverses of which there are solutions alone."""
        needed = {word for text in results for word in _WORD.findall(text)}
        kept: list[str] = []
        for line in reversed(self.lines):
            name, _, text = line.partition(" = ")
            if not needed.isdisjoint(name.split(", ")):
                needed.update(_WORD.findall(text))
                kept.append(line)
        self.lines = kept[::-1]

    def _is_plain(self, node: int) -> bool:
        graph = self.graph
        op = graph.ops[node]
        if op == SYMBOL:
            name = graph.names[node]
            return name not in graph.arrays and any(name in array.shape for array in graph.arrays.values())
        return op in (NUMBER, CONSTANT) or (
            op in _LEVELS and all(child in self.plain for child in graph.children[node])
        )

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
                    size = self.target.size(self.names[name], axis)
                    lines.append(f"{self.names.get(dim, dim)} = {size}")
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
        if linear(dim) is not None and not dim.isidentifier():
            return _DIMENSION.sub(lambda name: self._size(name[0]), dim)
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
            name = {"pi": "pi", "E": "e", "oo": "inf"}.get(graph.names[node])
            return f"{self.target.alias}.{name}" if name else graph.names[node], ATOM
        if op == CONTRACT:
            found = self._contracted(node)
            return found.text, found.level
        if op in (_SOFTMAX, _LOGSUMEXP) and children[0] in self.normalized:
            return self._one_of_both(node), ATOM
        if op == NEG:
            # a minus in front of A @ x would be that of A, and cost as much as the product
            level = 3 if _multiplies_matrices(self.texts[children[0]][0]) else 2
            return f"-{self._placed(children[0], level)}", 3
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
            return self.target.step(step), ATOM
        if op == PIECEWISE:
            return self.target.chosen(inside[1::2], inside[::2]), ATOM
        arguments = [
            self.target.number(text) if child in self.plain else text
            for child, text in zip(children, inside, strict=True)
        ]
        return self.target.called(op, arguments), ATOM

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

    def _contracted(self, node: int) -> Operand:
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
                return Operand("1", ATOM, "")
            have = set("".join(given.inputs))
            inside = "".join([letter for letter in output if letter in have])
            found = product(operands, inside, self.target, self._shared)
            places = ", ".join([":" if letter in have else "None" for letter in output])
            if found.axes:
                return found._replace(text=f"{found.placed()}[{places}]", level=ATOM)
            return found
        fresh = unused(dims)
        for place, letter in enumerate(output):
            if letter in fixed:
                output[place] = next(fresh)
                operands.append(
                    Operand(
                        f"{self.target.eye(self._size(dims[letter]))}[{fixed[letter]}]", ATOM, output[place]
                    )
                )
            elif letter in output[:place]:  # a delta
                output[place] = next(fresh)
                eye = self.target.eye(self._size(dims[letter]))
                operands.append(Operand(eye, ATOM, letter + output[place]))
        have = {letter for operand in operands for letter in operand.axes}
        alone = "".join([letter for letter in output if letter not in have])
        if alone:
            ones = self.target.ones([self._size(dims[letter]) for letter in alone])
            operands.append(Operand(ones, ATOM, alone))
        if not output and len(children) == 1:
            inner = self._inner(children[0])
            if inner:
                return Operand(inner, ATOM, "")
        found = product(operands, "".join(output), self.target, self._shared)
        return self._shared(found) if len(operands) > 1 else found

    def _inner(self, node: int) -> str:
        """Return the sum of all entries of a square or of a product, "" where it is written as a sum."""
        graph = self.graph
        if self.uses[node] > 1 or graph.ops[node] not in (MUL, POW):
            return ""
        one, other = graph.both(node)
        if graph.ops[node] == POW:
            if graph.numbers.get(other) != 2 or not self.texts[one][0].isidentifier():
                return ""
            other = one
        if graph.shape(one) != graph.shape(other) or self.broadcast & {one, other}:
            return ""
        return self.target.inner(self.texts[one][0], self.texts[other][0])

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
                return Operand(self.target.diagonal(text), ATOM, own)
            names = dict(zip(own, "abcdefgh", strict=False))
            inside = "".join([names[letter] for letter in axes])
            return Operand(self.target.einsum([inside], "".join(names.values()), [text]), ATOM, own)
        return Operand(text, level, axes, inverted)


def _multiplies_matrices(text: str) -> bool:
    """Return whether there is an @ in *text* outside of brackets."""
    depth = 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        if character == "@" and not depth:
            return True
    return False


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
