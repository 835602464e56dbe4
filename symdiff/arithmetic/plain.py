"""The value of a formula of small arrays in lists of floats, without NumPy: what a check needs, which would
otherwise take longer to load NumPy than to compute.

An array is the list of its entries, those of the last axis next to one another; a scalar is a list of one.

>>> from symdiff.graph.tensors import tensors
>>> A, x = tensors("A[n,m] x[m]")
>>> f = A @ x
>>> plain_values(f.graph, [f.node], {"A": [1.0, 2.0, 3.0, 4.0], "x": [1.0, 1.0]}, {"n": 2, "m": 2})
[[3.0, 7.0]]
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from symdiff.arithmetic.linear import FUNCTIONS, List
from symdiff.arithmetic.scalar import FLOAT
from symdiff.errors import DomainError, SymdiffError
from symdiff.graph.contraction import Contraction, contraction
from symdiff.graph.graph import Graph
from symdiff.graph.shapes import size_of
from symdiff.table.arrays import CONTRACT, is_array_function
from symdiff.table.functions import row_of
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
    is_function,
)

_MOST: Final = 100_000
"""Products of numbers in one contraction; beyond, NumPy is faster, loaded or not."""
_NAN: Final = math.nan


class NotPlain(Exception):
    """A formula has something that is not computed here, or is too large."""


def plain_values(
    graph: Graph, roots: Sequence[int], given: Mapping[str, List], sizes: Mapping[str, int]
) -> list[List]:
    """Return the entries of *roots*, with the entries of each symbol *given* and the *sizes* of dimensions.

    Raises NotPlain for what is not computed here, DomainError where something has no value.
    Cost: linear in nodes, each on whole arrays.
    """
    values: dict[int, List] = {}
    for node in graph.below(roots):
        op = graph.ops[node]
        if op == SYMBOL:
            name = graph.names[node]
            if name not in given and name not in sizes:
                raise NotPlain
            values[node] = given[name] if name in given else [float(sizes[name])]
        else:
            shapes = [[size_of(dim, sizes) for dim in graph.shape(child)] for child in graph.children[node]]
            below = [values[child] for child in graph.children[node]]
            values[node] = _value(graph, node, op, below, shapes, sizes)
    found = [values[root] for root in roots]
    if not all(math.isfinite(entry) for entries in found for entry in entries):
        raise DomainError("the formula has no value here")
    return found


def _value(
    graph: Graph, node: int, op: int, below: list[List], shapes: list[list[int]], sizes: Mapping[str, int]
) -> List:
    if op == NUMBER:
        return [float(graph.value(node))]
    if op == CONSTANT:
        name = graph.names[node]
        if name in ("True", "False"):
            return [1.0 if name == "True" else 0.0]
        if name == "I":
            raise NotPlain
        return [FLOAT.constant(name)]
    if op == CONTRACT:
        return contracted(contraction(graph.operators[node][0]), below, shapes, sizes)
    if is_array_function(op):
        function = FUNCTIONS.get(row_of(op).name)
        if function is None:
            raise NotPlain
        return function(below, shapes)
    if op == NEG:
        return [-entry for entry in below[0]]
    if op == PIECEWISE:
        return _entries(_chosen, below)
    if op == NOT:
        return [1.0 - entry for entry in below[0]]
    if op in _OPERATIONS:
        return _entry_by_entry(_OPERATIONS[op], below[0], below[1])
    if is_function(op):
        return _called(op, below)
    raise NotPlain


def _entry_by_entry(operation: Callable[[float, float], float], one: List, other: List) -> List:
    """Return an operation of two arrays, the smaller one along the last axes of the larger."""
    if len(other) == 1:
        b = other[0]
        return [operation(a, b) for a in one]
    if len(one) == 1:
        a = one[0]
        return [operation(a, b) for b in other]
    if len(one) != len(other):
        longest = max(len(one), len(other))
        one, other = one * (longest // len(one)), other * (longest // len(other))
    return [operation(a, b) for a, b in zip(one, other, strict=True)]


def _entries(function: Callable[[Sequence[float]], float], below: list[List]) -> List:
    """Return a function of the entries of several arrays, smaller ones along the last axes of the largest."""
    longest = max([len(entries) for entries in below])
    if not all(below):
        return []
    spread = [entries * (longest // len(entries)) for entries in below]
    return [function(each) for each in zip(*spread, strict=True)]


def _called(code: int, below: list[List]) -> List:
    """Return a function of the table, entry by entry; NaN where it has no value."""
    row = row_of(code)
    if not row.math and not row.definition and row.mpmath:
        raise NotPlain  # loading mpmath takes longer than NumPy

    def at(values: Sequence[float]) -> float:
        try:
            return float(FLOAT.check(FLOAT.call(code, values)))
        except (SymdiffError, ArithmeticError, ValueError, TypeError):
            return _NAN

    return _entries(at, below)


def _chosen(values: Sequence[float]) -> float:
    """Return the value before the first condition that holds; NaN where one before it is not defined."""
    for place in range(0, len(values), 2):
        holds = values[place + 1]
        if holds != 0.0:
            return values[place] if holds == 1.0 else _NAN
    return _NAN


def _divided(a: float, b: float) -> float:
    return a / b if b != 0.0 else _NAN


def _power(a: float, b: float) -> float:
    if a != a or b != b:
        return _NAN
    try:
        found: Any = a**b
    except (ZeroDivisionError, OverflowError):
        return _NAN
    return _NAN if isinstance(found, complex) else float(found)


def _and(a: float, b: float) -> float:
    return b if a == 1.0 else a


def _or(a: float, b: float) -> float:
    return b if a == 0.0 else a


def _compared(holds: Callable[[float, float], bool]) -> Callable[[float, float], float]:
    def at(a: float, b: float) -> float:
        return _NAN if a != a or b != b else 1.0 if holds(a, b) else 0.0

    return at


_OPERATIONS: Final[dict[int, Callable[[float, float], float]]] = {
    ADD: lambda a, b: a + b, SUB: lambda a, b: a - b, MUL: lambda a, b: a * b, DIV: _divided, POW: _power,
    AND: _and, OR: _or,
    LT: _compared(lambda a, b: a < b), LE: _compared(lambda a, b: a <= b),
    GT: _compared(lambda a, b: a > b), GE: _compared(lambda a, b: a >= b),
    EQ: _compared(lambda a, b: a == b), NE: _compared(lambda a, b: a != b),
}  # fmt: skip


# Contractions -------------------------------------------------------------------------------


def contracted(
    given: Contraction, operands: Sequence[List], shapes: Sequence[Sequence[int]], sizes: Mapping[str, int]
) -> List:
    """Return a contraction of arrays, two at a time: those first whose product is smallest.

    Raises DomainError for an entry that there is not, NotPlain for what is too large.
    """
    size = {letter: size_of(dim, sizes) for letter, dim in given.sizes}
    for axes, shape in zip(given.inputs, shapes, strict=True):
        size.update(zip(axes, shape, strict=True))
    at: dict[str, int] = {}
    for letter, place in given.fixed:
        if not -size[letter] <= place < size[letter]:
            raise DomainError(f"there is no entry {place} of {size[letter]}")
        if at.setdefault(letter, place % size[letter]) != place % size[letter]:
            return [0.0] * math.prod([size[other] for other in given.output])
    left = [(axes, entries) for axes, entries in zip(given.inputs, operands, strict=True)]
    while len(left) > 2:
        best: tuple[int, int, int, str] | None = None
        for place, (axes, _) in enumerate(left):
            for further in range(place + 1, len(left)):
                rest = given.output + "".join([e[0] for k, e in enumerate(left) if k not in (place, further)])
                kept = "".join([letter for letter in dict.fromkeys(axes + left[further][0])
                                if letter in rest or letter in at])  # fmt: skip
                key = math.prod([size[letter] for letter in kept])
                if best is None or key < best[0]:
                    best = key, place, further, kept
        assert best is not None
        _, place, further, kept = best
        pair = kept, _summed([left[place], left[further]], kept, size, {})
        left = [pair, *[each for k, each in enumerate(left) if k not in (place, further)]]
    return _summed(left, given.output, size, at)


def _summed(
    operands: Sequence[tuple[str, List]], output: str, size: Mapping[str, int], at: Mapping[str, int]
) -> List:
    """Return the product of at most two arrays with the axes *output*, summed over the others. A letter that
    stands twice is a diagonal, or a delta; those *at* a place are there alone."""
    letters = dict.fromkeys("".join([axes for axes, _ in operands]) + output)
    free = [letter for letter in letters if letter in output]
    summed = [letter for letter in letters if letter not in output]
    whole = math.prod([size[letter] for letter in output])
    work = math.prod([size[letter] for letter in letters])
    if max(work, whole) > _MOST:
        raise NotPlain
    places = _offsets(output, free, size, at)
    result = [0.0] * whole
    if not operands:
        for to in places:
            result[to] = 1.0
        return result
    axes, one = operands[0]
    first, first_in = _offsets(axes, free, size, at), _offsets(axes, summed, size, at)
    if len(operands) == 1:
        for to, a in zip(places, first, strict=True):
            result[to] = sum([one[a + i] for i in first_in])
        return result
    axes, two = operands[1]
    second, second_in = _offsets(axes, free, size, at), _offsets(axes, summed, size, at)
    pairs = list(zip(first_in, second_in, strict=True))
    for place, to in enumerate(places):
        a, b = first[place], second[place]
        result[to] = sum([one[a + i] * two[b + j] for i, j in pairs])
    return result


def _offsets(axes: str, letters: Sequence[str], size: Mapping[str, int], at: Mapping[str, int]) -> list[int]:
    """Return where entries stand in an array with *axes*, for all values of *letters*, the last fastest."""
    stride: dict[str, int] = {}
    step = 1
    for letter in axes[::-1]:
        stride[letter] = stride.get(letter, 0) + step
        step *= size[letter]
    found = [0]
    for letter in letters:
        each = stride.get(letter, 0)
        steps = [at[letter] * each] if letter in at else [each * place for place in range(size[letter])]
        found = [start + more for start in found for more in steps]
    return found


__all__ = ["NotPlain", "contracted", "plain_values"]
