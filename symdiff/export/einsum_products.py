"""Products of arrays as code: `@` and `tensordot`, which use BLAS, `*` entry by entry, else einsum.

>>> from symdiff.export.einsum_libraries import NumPy
>>> A, B = Operand("A", ATOM, "ij"), Operand("B", ATOM, "jk")
>>> product([A, B], "ik", NumPy()).text, product([A, B], "ki", NumPy()).text
('A @ B', 'B.T @ A.T')
>>> product([Operand("T", ATOM, "tij"), Operand("w", ATOM, "ti")], "tij", NumPy()).text
'T*w[:, :, None]'
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from symdiff.export.einsum_libraries import Library

ATOM: Final = 5
"""How tightly a name or a call binds; a sum binds by 1, a product by 2."""
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


class Operand(NamedTuple):
    """An array in a product: its text, how tightly that binds, its axes, and what it is the inverse of."""

    text: str
    level: int
    axes: str
    inverted: str = ""
    moving: str = "transpose"
    """The method of an array that changes the order of its axes."""

    def placed(self, level: int = ATOM) -> str:
        return self.text if self.level >= level else f"({self.text})"

    def turned(self) -> Operand:
        """Return the transpose of a vector or a matrix."""
        if len(self.axes) < 2:
            return self
        inverted = _turned(self.inverted) if self.inverted else ""
        return self._replace(text=_turned(self.placed()), level=ATOM, axes=self.axes[::-1], inverted=inverted)

    def ordered(self, axes: str) -> Operand:
        """Return the same array with its axes in the order of *axes*."""
        if axes == self.axes:
            return self
        if len(axes) == 2:
            return self.turned()
        places = ", ".join([str(self.axes.index(letter)) for letter in axes])
        text = f"{self.placed()}.{self.moving}({places})"
        return self._replace(text=text, level=ATOM, axes=axes, inverted="")

    def along(self, axes: str) -> Operand:
        """Return the array as it stands beside one that has *axes*: those that it lacks are of size 1."""
        own = self.ordered("".join([letter for letter in axes if letter in self.axes]))
        if axes.endswith(own.axes):
            return own
        places = ", ".join([":" if letter in own.axes else "None" for letter in axes])
        return self._replace(text=f"{own.placed()}[{places}]", level=ATOM, axes=axes, inverted="")


def _turned(text: str) -> str:
    """Return the transpose of what stands in *text*."""
    return text[:-2] if text.endswith(".T") else f"{text}.T"


def product(
    operands: list[Operand],
    output: str,
    library: Library,
    kept: Callable[[Operand], Operand] = lambda inner: inner,
) -> Operand:
    """Return a product with the axes *output*: the two first whose product is smallest. A product of some of
    the operands is what *kept* makes of it."""
    left = [each._replace(moving=library.moving) for each in operands]
    while len(left) > 1:
        place, further, axes = _next_pair([each.axes for each in left], output)
        pair = _pair(library, left[place], left[further], axes)._replace(moving=library.moving)
        if len(left) > 2:
            pair = kept(pair)
        left = [each for at, each in enumerate(left) if at not in (place, further)]
        left.insert(place, pair)
    return _summed(library, left[0], output).ordered(output)


def _summed(library: Library, operand: Operand, kept: str) -> Operand:
    """Return an array summed along the axes that are not *kept*."""
    gone = [place for place, letter in enumerate(operand.axes) if letter not in kept]
    if not gone:
        return operand
    left = "".join([letter for letter in operand.axes if letter in kept])
    text = library.summed(operand.text, gone if left else ())
    return operand._replace(text=text, level=ATOM, axes=left, inverted="")


def _next_pair(axes: list[str], output: str) -> tuple[int, int, str]:
    """Return the places of the two operands to be multiplied first, and the axes of their product."""
    best: tuple[tuple[int, int, int], int, int, str] | None = None
    for place, one in enumerate(axes):
        for further, other in enumerate(axes[place + 1 :], place + 1):
            rest = {letter for at, each in enumerate(axes) if at not in (place, further) for letter in each}
            kept = "".join(
                [letter for letter in dict.fromkeys(one + other) if letter in rest or letter in output]
            )
            key = (len(kept), -len(set(one) & set(other)), place)
            if best is None or key < best[0]:
                best = key, place, further, kept
    assert best is not None
    return best[1], best[2], output if len(axes) == 2 else best[3]


def _pair(library: Library, one: Operand, other: Operand, kept: str) -> Operand:
    """Return the product of two arrays with the axes *kept*, or with them in an order of its own."""
    one, other = _summed(library, one, kept + other.axes), _summed(library, other, kept + one.axes)
    if not one.axes or not other.axes:
        return Operand(f"{one.placed(2)}*{other.placed(3)}", 2, one.axes + other.axes)
    shared = [letter for letter in one.axes if letter in other.axes]
    summed = "".join([letter for letter in shared if letter not in kept])
    batch = "".join([letter for letter in kept if letter in shared])
    free = ["".join([letter for letter in each.axes if letter not in shared]) for each in (one, other)]
    if not summed and set(kept) == {*one.axes, *other.axes}:
        if not shared and len(one.axes) == len(other.axes) == 1:
            first, second = (one, other) if kept == one.axes + other.axes else (other, one)
            return Operand(library.outer(first.text, second.text), ATOM, first.axes + second.axes)
        return Operand(f"{one.along(kept).placed(2)}*{other.along(kept).placed(3)}", 2, kept)
    if len(summed) == 1:
        found = _matrices(library, one, other, kept, summed, batch, free)
        if found is not None:
            return found
    if summed and not batch and all(free):
        places = [tuple([each.axes.index(letter) for letter in summed]) for each in (one, other)]
        axes = "".join(free)
        return Operand(f"{library.alias}.tensordot({one.text}, {other.text}, {tuple(places)})", ATOM, axes)
    names = dict(zip(dict.fromkeys(one.axes + other.axes), _LETTERS, strict=False))
    short = ["".join([names[letter] for letter in axes]) for axes in (one.axes, other.axes, kept)]
    return Operand(library.einsum(short[:2], short[2], [one.text, other.text]), ATOM, kept)


def _matrices(
    library: Library, one: Operand, other: Operand, kept: str, summed: str, batch: str, free: list[str]
) -> Operand | None:
    """Return a product of matrices, of vectors, or of many matrices; None where it is none."""
    if not batch and max(len(one.axes), len(other.axes)) <= 2:
        is_turned = all(free) and kept == free[1] + free[0]
        if len(one.axes) < len(other.axes) or is_turned:  # a matrix stands before a vector
            one, other = other, one
        return _solved_or_multiplied(library, one, other, summed)
    if not all(free):
        return None
    if not batch:
        for left, right, rest in ((one, other, free[1]), (other, one, free[0])):
            if left.axes.endswith(summed) and len(right.axes) == 2:
                inner = right if right.axes[0] == summed else right.turned()
                return Operand(f"{left.placed(2)} @ {inner.placed(3)}", 2, left.axes[:-1] + rest)
        return None
    if len(free[0]) != 1 or len(free[1]) != 1:
        return None
    if kept.index(free[1]) < kept.index(free[0]):
        one, other, free = other, one, free[::-1]
    left = one.ordered(batch + free[0] + summed)
    right = other.ordered(batch + summed + free[1])
    return Operand(f"{left.placed(2)} @ {right.placed(3)}", 2, batch + free[0] + free[1])


def _solved_or_multiplied(library: Library, one: Operand, other: Operand, summed: str) -> Operand:
    """Return a product of two vectors or matrices along one axis, an inverse as the solution of a system."""
    left = one if one.axes[-1] == summed else one.turned()
    right = other if other.axes[0] == summed else other.turned()
    axes = left.axes[:-1] + right.axes[1:]
    if left.inverted and len(left.axes) == 2:
        return Operand(library.solve(left.inverted, right.text), ATOM, axes)
    if right.inverted and len(right.axes) == 2:
        solved = library.solve(_turned(right.inverted), left.turned().text)
        return Operand(solved, ATOM, axes[::-1]).ordered(axes)
    return Operand(f"{left.placed(2)} @ {right.placed(3)}", 2, axes)


__all__ = ["ATOM", "Operand", "product"]
