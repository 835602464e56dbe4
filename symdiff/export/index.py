"""Formulas of arrays as text in index notation: what each entry is, for arrays of any order.

>>> from symdiff.graph.tensors import tensors
>>> A, x = tensors("A[n,m] x[m]")
>>> index_text(A @ x)
'[i]: sum[j](A[i,j]*x[j])'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from symdiff.errors import Unsupported
from symdiff.export.chains import ATOM, POWER, PRODUCT, SIGNED, SUM, NoMatrixForm
from symdiff.export.matrix import ALONG_LAST, SPELLED, Printer
from symdiff.export.terms import number_piece, place_text
from symdiff.graph.contraction import contraction, dims_of
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.shapes import Dim
from symdiff.graph.unknowns import called_as
from symdiff.simplifier.arrays.normal import Normal
from symdiff.table.arrays import CONTRACT, code_of_array, is_array_function
from symdiff.table.functions import row_of
from symdiff.table.operators import (
    ADD,
    CONSTANT,
    DIV,
    EQ,
    MUL,
    NEG,
    NUMBER,
    PIECEWISE,
    POW,
    SUB,
    SYMBOL,
    UNKNOWN,
    is_comparison,
)

_OWN: Final = 0xE000
"""The characters that stand for the axes of a node, until its indices have names."""
_BOUND: Final = 0xF0000
"""Those of the indices that are summed."""
_SUM: Final = "\0"
"""What stands before a subscript that is more than an index of the size of its axis."""
_NAMES: Final = "ijklpqrstuvabcdefghmnowxyz"
_PLACES: Final = code_of_array("places")
_SIGNS: Final = {ADD: " + ", SUB: " - ", MUL: "*", DIV: "/"}


class _Entry(NamedTuple):
    """The text of an entry, how tightly it binds, and the indices that stand plainly in subscripts."""

    text: str
    level: int
    shown: frozenset[str] = frozenset()
    below: str = ""
    """Of 1/x, the text of x."""

    def placed(self, level: int) -> str:
        return self.text if self.level >= level else f"({self.text})"

    def at(self, names: Sequence[str]) -> _Entry:
        """Return the entry at other indices, or at sums of them."""
        table = {_OWN + place: name for place, name in enumerate(names)}
        shown = frozenset([table.get(ord(letter[0]), letter) if len(letter) == 1 else letter
                           for letter in self.shown])  # fmt: skip
        if not any(name.startswith(_SUM) for name in names):
            return _Entry(self.text.translate(table), self.level, shown, self.below.translate(table))
        shown = frozenset([letter for letter in shown if not letter.startswith(_SUM)])
        return _Entry(_with_sums(self.text, table), self.level, shown, _with_sums(self.below, table))


def _with_sums(text: str, table: Mapping[int, str]) -> str:
    """Return a text with other indices, sums in parentheses but where they are a whole subscript."""
    found = []
    for at, letter in enumerate(text):
        name = table.get(ord(letter), letter)
        is_whole = text[:at].rstrip(" ")[-1:] in ("[", ",") and text[at + 1 : at + 2] in ("]", ",")
        if name.startswith(_SUM):
            name = name[1:] if is_whole else f"({name[1:]})"
        found.append(name)
    return "".join(found)


def _own(count: int) -> list[str]:
    return [chr(_OWN + place) for place in range(count)]


class _Indices:
    """Writes the entries of nodes, arguments first."""

    def __init__(self, graph: Graph, form: Normal | None = None) -> None:
        self.graph = graph
        self.entries: dict[int, _Entry] = {}
        self.matrices = Printer(graph, form)
        self.bound = 0
        dims = [dim for array in graph.arrays.values() for dim in array.shape]
        taken = {*graph.names.values(), *graph.arrays, *dims}
        self.names = [name for name in _NAMES if name not in taken]

    def text(self, root: int) -> str:
        for node in self.graph.below([root]):
            self.entries[node] = self._entry(node)
        return self._array(root)

    def _array(self, node: int) -> str:
        """Return a node with its indices in front, all of them with names."""
        entry, shape = self.entries[node], self.graph.shape(node)
        own = _own(len(shape))
        head = [
            letter if letter in entry.shown else f"{letter}<{dim}"
            for letter, dim in zip(own, shape, strict=True)
        ]
        return self._named(f"[{','.join(head)}]: {entry.text}" if shape else entry.text)

    def _named(self, text: str) -> str:
        found: dict[int, str] = {}
        for letter in text:
            code = ord(letter)
            if (code >= _BOUND or _OWN <= code < _OWN + 999) and code not in found:
                count = len(found)
                more = count - len(self.names)
                found[code] = self.names[count] if more < 0 else f"i{more + 1}"
        return text.translate(found)

    def _fresh(self) -> str:
        self.bound += 1
        return chr(_BOUND + self.bound)

    def _entry(self, node: int) -> _Entry:
        graph = self.graph
        op, children, shape = graph.ops[node], graph.children[node], graph.shape(node)
        if op == NUMBER:
            return _Entry(*number_piece(graph.value(node))[:2])
        if op in (SYMBOL, CONSTANT):
            return self._subscripted(graph.names[node], len(shape))
        if op == CONTRACT:
            return self._contracted(node)
        if op in ALONG_LAST and len(graph.shape(children[0])) > 1:
            last = self._fresh()
            along = self.entries[children[0]].at([*_own(len(shape)), last])
            return self._bound(row_of(op).name, [along], [last], {last: graph.shape(children[0])[-1]})
        if op == _PLACES:
            return _Entry(_own(1)[0], ATOM)
        if is_array_function(op) or op == UNKNOWN:
            inside = ", ".join([self._whole(child) for child in children])
            name = called_as(*graph.operators[node]) if op == UNKNOWN else row_of(op).name
            return self._subscripted(f"{name}({inside})", len(shape))
        below = [self.entries[child].at(_own(len(shape))[len(shape) - len(graph.shape(child)) :])
                 for child in children]  # fmt: skip
        shown = frozenset().union(*[entry.shown for entry in below])
        if op == NEG:
            return _Entry(f"-{below[0].placed(PRODUCT)}", SIGNED, shown)
        if op == ADD and below[0].text.isdigit() and len(below[1].text) == 1 and below[1].level == ATOM:
            return _Entry(f"{below[1].text} + {below[0].text}", SUM)  # of an index: i + 1
        if op in (ADD, SUB):
            right = below[1].placed(PRODUCT if op == SUB or below[1].text.startswith("-") else SUM)
            return _Entry(f"{below[0].placed(SUM)}{_SIGNS[op]}{right}", SUM, shown)
        if op == MUL and graph.is_zero(children[0]):
            return _Entry("0", ATOM)
        if op == MUL and "1" in (below[0].text, below[1].text):  # of ones, whose shape the indices have
            return below[0] if below[1].text == "1" else below[1]
        if op in (MUL, DIV):
            left = below[0].placed(PRODUCT if not below[0].text.startswith("-") else ATOM)
            return _Entry(f"{left}{_SIGNS[op]}{below[1].placed(POWER)}", PRODUCT, shown)
        if op == POW:
            return self._power(node, below, shown)
        if self._is_place(node):
            return self.entries[children[1]]._replace(level=0)
        if op == PIECEWISE:
            return self._choice(children, below, shown)
        if is_comparison(op):
            return _Entry(
                f"{below[0].placed(SUM)} {_RELATIONS[row_of(op).name]} {below[1].placed(SUM)}", 0, shown
            )
        name = row_of(op).name
        return _Entry(f"{SPELLED.get(name, name)}({', '.join([entry.text for entry in below])})", ATOM, shown)

    def _subscripted(self, name: str, rank: int) -> _Entry:
        own = _own(rank)
        return _Entry(f"{name}[{','.join(own)}]" if rank else name, ATOM, frozenset(own))

    def _whole(self, node: int) -> str:
        """Return an argument of a function of whole arrays: in matrices, where there is such a form."""
        try:
            return self.matrices.text(node)
        except NoMatrixForm:
            return self._array(node)

    def _power(self, node: int, below: list[_Entry], shown: frozenset[str]) -> _Entry:
        exponent = self.graph.children[node][1]
        value = self.graph.numbers.get(exponent)
        if value == Fraction(1, 2):
            return _Entry(f"sqrt({below[0].text})", ATOM, shown)
        if value is not None and value < 0:
            below_line = (
                f"{below[0].placed(ATOM)}" if value == -1 else f"{below[0].placed(ATOM)}^{_exponent(-value)}"
            )
            if value == Fraction(-1, 2):
                below_line = f"sqrt({below[0].text})"
            return _Entry(f"1/{below_line}", PRODUCT, shown, below_line)
        return _Entry(f"{below[0].placed(ATOM)}^{below[1].placed(ATOM)}", POWER, shown)

    def _is_place(self, node: int) -> bool:
        """Return whether a node is 1 where the index of its first axis is what others say, 0 elsewhere."""
        graph = self.graph
        if graph.ops[node] != PIECEWISE or len(graph.children[node]) != 4:
            return False
        one, condition, other, _ = graph.children[node]
        if (graph.numbers.get(one), graph.numbers.get(other)) != (1, 0) or graph.ops[condition] != EQ:
            return False
        left = graph.both(condition)[0]
        if graph.ops[left] == CONTRACT:
            given = contraction(graph.operators[left][0])
            if len(given.inputs) != 1 or given.fixed or given.inputs[0] != given.output[:1]:
                return False
            left = graph.first(left)
        return graph.ops[left] == _PLACES and graph.shape(node)[:1] == graph.shape(left)

    def _has_subscripts(self, node: int) -> bool:
        """Return whether a node is written with its indices as subscripts."""
        op = self.graph.ops[node]
        return op == SYMBOL or op == UNKNOWN or (is_array_function(op) and op != _PLACES)

    def _chosen(
        self, children: Sequence[int], inputs: Sequence[str], summed: Sequence[str], fixed: Mapping[str, int]
    ) -> dict[str, tuple[int, str]]:
        """Return the letters that are summed and have a value other than 0 at one place alone: which operand
        says where, and the letters that it says it by. An array must have the letter as a subscript: it is 0
        where that is outside."""
        found: dict[str, tuple[int, str]] = {}
        used: set[str] = set()
        for place, (child, axes) in enumerate(zip(children, inputs, strict=True)):
            if not self._is_place(child) or axes[0] not in summed or axes[0] in fixed:
                continue
            if axes[0] in used or axes[0] in axes[1:] or any(letter in found for letter in axes):
                continue
            if not any(axes[0] in other and self._has_subscripts(each)
                       for each, other in zip(children, inputs, strict=True)):  # fmt: skip
                continue
            found[axes[0]] = place, axes[1:]
            used.update(axes[1:])
        return found

    def _choice(self, children: tuple[int, ...], below: list[_Entry], shown: frozenset[str]) -> _Entry:
        if self.graph.names.get(children[-1]) != "True":
            raise Unsupported("a choice between cases that leaves some out has no text here")
        text = below[-2].text
        for place in range(len(below) - 4, -1, -2):
            text = f"where({below[place + 1].text}, {below[place].text}, {text})"
        return _Entry(text, ATOM, shown)

    def _contracted(self, node: int) -> _Entry:
        graph = self.graph
        given = contraction(graph.operators[node][0])
        children = graph.children[node]
        sizes = dims_of(given, [graph.shape(child) for child in children])
        names: dict[str, str] = {}
        factors: list[_Entry] = []
        fixed = dict(given.fixed)
        if len(fixed) < len(given.fixed):
            raise Unsupported("an array with two entries and zeros elsewhere has no text here")
        for place, letter in enumerate(given.output):
            own = chr(_OWN + place)
            if letter in fixed:
                names[letter] = place_text(fixed[letter], str(sizes[letter]))
                factors.append(_Entry(f"delta[{own},{names[letter]}]", ATOM))
            elif letter in names:
                factors.append(_Entry(f"delta[{names[letter]},{own}]", ATOM))
            else:
                names[letter] = own
        summed = [letter for letter in dict.fromkeys("".join(given.inputs)) if letter not in names]
        chosen = self._chosen(children, given.inputs, summed, fixed)
        for letter in summed:
            if letter in chosen:
                continue
            names[letter] = (
                place_text(fixed[letter], str(sizes[letter])) if letter in fixed else self._fresh()
            )
        for letter, (place, other) in chosen.items():
            text = self.entries[graph.both(graph.children[children[place]][1])[1]]
            names[letter] = _SUM + text.at(["", *[names[each] for each in other]]).text
        summed = [letter for letter in summed if letter not in chosen]
        gone = [place for place, _ in chosen.values()]
        inside: list[_Entry] = []
        for place, (child, axes) in enumerate(zip(children, given.inputs, strict=True)):
            if place in gone:
                continue
            entry = self.entries[child].at([names[letter] for letter in axes])
            reached = axes + "".join([chosen[letter][1] for letter in axes if letter in chosen])
            is_inside = any(letter in reached for letter in summed if letter not in fixed)
            (inside if is_inside else factors).append(entry)
        if inside:
            bound = [names[letter] for letter in summed if letter not in fixed]
            dims = {names[letter]: sizes[letter] for letter in summed}
            factors.append(self._bound("sum", inside, bound, dims))
        if not factors:
            return _Entry("1", ATOM)
        if len(factors) == 1:
            return factors[0]
        shown = frozenset().union(*[entry.shown for entry in factors])
        return _Entry(_times(factors), PRODUCT, shown)

    def _bound(self, name: str, inside: list[_Entry], letters: list[str], sizes: dict[str, Dim]) -> _Entry:
        shown = frozenset().union(*[entry.shown for entry in inside])
        head = [letter if letter in shown else f"{letter}<{sizes[letter]}" for letter in letters]
        return _Entry(f"{name}[{','.join(head)}]({_times(inside, SUM)})", ATOM, shown)


_RELATIONS: Final = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}


def _times(factors: Iterable[_Entry], alone: int = PRODUCT) -> str:
    """Return the text of a product, numbers over what is 1/x in it."""
    listed = list(factors)
    if len(listed) == 1:
        return listed[0].placed(alone)
    above = [entry.placed(POWER) for entry in listed if not entry.below]
    below = [entry.below for entry in listed if entry.below]
    text = "*".join(above) or "1"
    return text + "".join([f"/{part}" for part in below])


def _exponent(value: int | Fraction | float) -> str:
    text = number_piece(value).text
    return text if text.isdigit() else f"({text})"


def index_text(expr: Expr, form: Normal | None = None) -> str:
    """Return *expr* in index notation; *form* made it, if given. Cost: linear in nodes and in the text.

    Raises Unsupported for an array that has none.
    """
    return _Indices(expr.graph, form).text(expr.node)


__all__ = ["index_text"]
