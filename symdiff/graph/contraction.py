"""Contractions: the one product of arrays, as a text in the manner of Einstein's sums.

`ij,jk->ik` is the matrix product. A letter that stands twice in the output is a delta: `i->ii` is a diagonal
matrix. One that stands in the output alone is ones, and its size is said: `->ij;i=n j=m`. One with a number
is that entry alone: `i->;i@0` is the first of a vector. So transposition, products, traces, diagonals, sums,
the identity, ones and entries are one operator.

>>> c = contraction("kj,ik->ij")
>>> c.inputs, c.output
(('kj', 'ik'), 'ij')
>>> str(canonical(c))
'ab,ca->cb'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

from symdiff.graph.shapes import Dim, Shape

SCALAR: Final = "."
"""How an operand without axes is written."""


class Contraction(NamedTuple):
    """Which axes of the operands run together, and what is left of them."""

    inputs: tuple[str, ...]
    """For each operand a letter for each axis."""
    output: str
    sizes: tuple[tuple[str, Dim], ...] = ()
    """Sizes of the letters that no operand has, in their order in the output."""
    fixed: tuple[tuple[str, int], ...] = ()
    """Letters of which one entry is taken, counted from 0, or from the end by a negative number."""

    def __str__(self) -> str:
        sizes = " ".join([f"{letter}={dim}" for letter, dim in self.sizes])
        fixed = " ".join([f"{letter}@{place}" for letter, place in self.fixed])
        inputs = ",".join([axes or SCALAR for axes in self.inputs])
        return f"{inputs}->{self.output};{sizes};{fixed}".rstrip(";")

    def is_copy(self) -> bool:
        """Return whether the one operand is the result as it stands."""
        if len(self.inputs) != 1 or self.fixed:
            return False
        return self.inputs[0] == self.output and len(set(self.output)) == len(self.output)


@cache
def contraction(text: str) -> Contraction:
    """Return the contraction that *text* means."""
    main, _, rest = text.partition(";")
    inputs, _, output = main.partition("->")
    sizes, _, fixed = rest.partition(";")
    known: list[tuple[str, Dim]] = []
    for part in sizes.split():
        letter, _, dim = part.partition("=")
        known.append((letter, int(dim) if dim.isdigit() else dim))
    taken = [(part[0], int(part[2:])) for part in fixed.split()]
    operands = tuple([axes.strip(SCALAR) for axes in inputs.split(",")]) if inputs else ()
    return Contraction(operands, output, tuple(known), tuple(taken))


def letters() -> Iterator[str]:
    """Return letters for axes, without an end: none of them has a meaning in a text."""
    for code in range(ord("a"), ord("z") + 1):
        yield chr(code)
    for code in range(ord("A"), ord("Z") + 1):
        yield chr(code)
    code = 0x100
    while True:
        yield chr(code)
        code += 1


def unused(taken: Iterable[str]) -> Iterator[str]:
    """Return letters that are not among *taken*."""
    known = set(taken)
    for letter in letters():  # no generator expression: compiled, that is a list, and this has no end
        if letter not in known:
            yield letter


def renamed(text: str, names: Mapping[str, str]) -> str:
    """Return the letters of *text* under other names."""
    return "".join([names.get(letter, letter) for letter in text])


def canonical(given: Contraction) -> Contraction:
    """Return the same contraction with letters in the order in which they first stand."""
    fresh = letters()
    names: dict[str, str] = {}
    for letter in "".join(given.inputs) + given.output:
        if letter not in names:
            names[letter] = next(fresh)
    have = set("".join(given.inputs))
    sizes = dict(given.sizes)
    alone = [letter for letter in dict.fromkeys(given.output) if letter not in have]
    fixed = sorted({(names[letter], place) for letter, place in given.fixed})
    return Contraction(
        tuple([renamed(part, names) for part in given.inputs]),
        renamed(given.output, names),
        tuple([(names[letter], sizes[letter]) for letter in alone]),
        tuple(fixed),
    )


def dims_of(given: Contraction, shapes: Iterable[Shape]) -> dict[str, Dim]:
    """Return the size of each letter; of one that stands for several axes, that of the first."""
    dims: dict[str, Dim] = {}
    for axes, shape in zip(given.inputs, shapes, strict=True):
        for letter, dim in zip(axes, shape, strict=True):
            dims.setdefault(letter, dim)
    for letter, dim in given.sizes:
        dims.setdefault(letter, dim)
    return dims


__all__ = ["Contraction", "canonical", "contraction", "dims_of", "letters", "renamed", "unused"]
