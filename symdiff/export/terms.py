"""Terms of sums of arrays as text: a sign, scalars above and below the line, and what has a shape.

>>> Term(True, (Piece("2", ATOM),), (), [Piece("A", ATOM), Piece("x", ATOM)]).piece().text
'-2*A @ x'
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from symdiff.export.chains import (
    ATOM,
    POWER,
    PRODUCT,
    SIGNED,
    SUM,
    Chain,
    Piece,
    Vector,
    flipped,
    joined,
    one_piece,
    turns,
)


class Term(NamedTuple):
    """A product: its sign, scalars above and below, and what has a shape."""

    negative: bool
    above: tuple[Piece, ...]
    below: tuple[Piece, ...]
    array: Chain | Vector | None
    is_ones: bool = False
    """Whether the array is ones."""

    def turned(self) -> Term:
        """Return the transpose of a term that is a matrix."""
        return self._replace(array=flipped(self.array)) if isinstance(self.array, list) else self

    def positive(self) -> Term:
        """Return a term with a minus and a sum among its factors without it: -A @ (x - y) as A @ (y - x)."""
        if not self.negative:
            return self
        chains = self.array.above if isinstance(self.array, Vector) else [self.array or []]
        for place, chain in enumerate(chains):
            for at, piece in enumerate(chain):
                if piece.minus and self._count(piece.text) == 1:
                    new = [*chain[:at], piece.against(), *chain[at + 1 :]]
                    if not isinstance(self.array, Vector):
                        return self._replace(negative=False, array=new)
                    changed = self.array.copied()
                    changed.above[place] = new
                    return self._replace(negative=False, array=changed)
        for at, piece in enumerate(self.above):
            if piece.minus and self._count(piece.text) == 1:
                above = (*self.above[:at], piece.against(), *self.above[at + 1 :])
                return self._replace(negative=False, above=above)
        return self

    def _count(self, text: str) -> int:
        """Return how often a factor stands in the term."""
        array = self.array
        chains = [*array.above, *array.below] if isinstance(array, Vector) else [array or []]
        texts = [piece.text for chain in chains for piece in chain]
        return [*texts, *[piece.text for piece in (*self.above, *self.below)]].count(text)

    def piece(self) -> Piece:
        """Return the term as text, with its sign."""
        above, below, array = list(self.above), list(self.below), self.array
        if isinstance(array, list) and turns(array) > turns(flipped(array)) + 3:
            array = [Piece(f"({joined(flipped(array))}).T", ATOM)]
        if isinstance(array, Vector) and array.below:
            chains = array.above
            array_below = [one_piece(chain) for chain in array.below]
            divides = array.rank >= 2
            array = Vector()
            array.above = chains
            if divides:  # 1/B would be a scalar over a matrix, and A/x a product with several readings
                first = product_of(above)
                if chains:
                    shown = one_piece(array.chain()).placed(PRODUCT)
                    first = f"{first}*{shown}" if first else shown
                text = " ./ ".join([first or "1", *[piece.placed(POWER) for piece in array_below]])
                return Piece(f"-{over(text, below)}" if self.negative else over(text, below), PRODUCT)
            below += array_below
            if not chains:
                array = None
        is_alone = array is None
        text = above[0].placed(PRODUCT) if len(above) == 1 and is_alone else product_of(above, is_alone)
        if array is not None:
            piece = one_piece(array.chain() if isinstance(array, Vector) else array)
            if not (text or below):
                return Piece(f"-{_signed(piece)}", SIGNED) if self.negative else piece
            if below and len([each for each in above if " @ " in each.text]) == 1:  # x.T @ y/t*A
                text = f"{over(product_of(above, True), below)}*{piece.placed(PRODUCT)}"
                return Piece(f"-{text}" if self.negative else text, SIGNED if self.negative else PRODUCT)
            text = f"{text}*{piece.placed(PRODUCT)}" if text else piece.placed(PRODUCT)
        elif not text:
            text = "1"
        text = over(text, below)
        if self.negative:
            return Piece(f"-{text}", SIGNED)
        is_one = len(above) == 1 and not below and array is None
        return above[0] if is_one else Piece(text, PRODUCT)


def _signed(piece: Piece) -> str:
    return piece.placed(PRODUCT)


def with_positive(terms: list[tuple[bool, Term]]) -> list[tuple[bool, Term]]:
    """Return the terms of a sum, all of which have a minus, with one that needs none in front."""
    for place, (_, term) in enumerate(terms):
        changed = term._replace(negative=True).positive()
        if not changed.negative:
            return [(False, changed), *terms[:place], *terms[place + 1 :]]
    return terms


def product_of(pieces: Iterable[Piece], is_last: bool = False) -> str:
    """Return the text of a product of scalars, equal ones as a power. If it *is_last* in what is written, a
    product of arrays among them stands at its end, without parentheses."""
    counts: dict[Piece, int] = {}
    for piece in pieces:
        counts[piece] = counts.get(piece, 0) + 1
    at_end = (
        [piece for piece, count in counts.items() if " @ " in piece.text and count == 1] if is_last else []
    )
    texts = [_raised(piece, count) for piece, count in counts.items() if not (at_end and piece is at_end[-1])]
    return "*".join([*texts, *[piece.placed(PRODUCT) for piece in at_end[-1:]]])


def _raised(piece: Piece, count: int) -> str:
    if count > 1:
        return f"{piece.placed(ATOM)}^{count}"
    return piece.placed(SIGNED) if " @ " in piece.text else piece.placed(PRODUCT)


def over(text: str, below: Sequence[Piece]) -> str:
    """Return *text* over a product."""
    if not below:
        return text
    if len(below) == 1:
        return f"{text}/{below[0].placed(POWER)}"
    whole = product_of(below)
    return f"{text}/{whole}" if len(set(below)) == 1 else f"{text}/({whole})"


def added(parts: list[tuple[bool, Piece]]) -> str:
    """Return the text of a sum, what is added before what is subtracted."""
    shown: list[tuple[bool, str]] = []
    for minus, piece in parts:
        if piece.text.startswith("-") and piece.level == SIGNED:
            minus, piece = not minus, Piece(piece.text[1:], PRODUCT)
        shown.append((minus, piece.placed(PRODUCT if minus else SUM)))
    shown.sort(key=lambda item: item[0])
    text = ""
    for minus, part in shown:
        if not text:
            text = f"-{part}" if minus else part
        else:
            text += f" - {part}" if minus else f" + {part}"
    return text


def with_means(above: list[Piece], below: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Return the factors of a quotient with sum(x)/n as mean(x), and n/sum(x) as the inverse of that; a sum
    of squares is n*var(x) or the square of a norm."""
    above, below = _cancelled(_with_variances(above), _with_variances(below))
    above, below = _averaged(above, below)
    below, above = _averaged(below, above)
    return [_named(piece) for piece in above], [_named(piece) for piece in below]


def _with_variances(pieces: list[Piece]) -> list[Piece]:
    """Return factors with the sum of the squares of x - mean(x) as the sizes of x times var(x)."""
    found = []
    for piece in pieces:
        array = _with_mean(piece.root) if piece.over else ""
        sizes = [Piece(size, ATOM) for size in piece.over] if array else []
        found += [*sizes, Piece(f"var({array})", ATOM)] if array else [piece]
    return found


def _cancelled(above: list[Piece], below: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Return the factors of a quotient without those that stand on both sides."""
    left = list(below)
    found = []
    for piece in above:
        if piece in left:
            left.remove(piece)
        else:
            found.append(piece)
    return found, left


def _averaged(pieces: list[Piece], others: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Return *pieces* with the sums among *others*' sizes as means, and what is left of the others."""
    left = list(others)
    found = []
    for piece in pieces:
        texts = [each.text for each in left]
        if piece.over and all(texts.count(size) >= piece.over.count(size) for size in piece.over):
            for size in piece.over:
                left.pop([each.text for each in left].index(size))
            piece = Piece(f"mean{piece.text[3:]}", ATOM)
        found.append(piece)
    return found, left


def _with_mean(root: str) -> str:
    """Return x where *root* is x - mean(x), or its negative; nothing for anything else."""
    at = root.find("mean(")
    if at < 0:
        return ""
    inside = root[at + 5 :].partition(") - ")[2] if at == 0 else root[at + 5 : -1]
    return inside if inside and root in (f"{inside} - mean({inside})", f"mean({inside}) - {inside}") else ""


def _named(piece: Piece) -> Piece:
    """Return a sum of squares as the square of a norm."""
    return Piece(f"norm({piece.root})^2", POWER) if piece.root and piece.over else piece


def number_piece(value: int | Fraction | float) -> Piece:
    if isinstance(value, Fraction):
        return Piece(f"{value.numerator}/{value.denominator}", PRODUCT if value > 0 else SIGNED)
    text = repr(value) if isinstance(value, float) else str(value)
    return Piece(text, SIGNED if text.startswith("-") else ATOM)


def place_text(place: int, dim: str) -> str:
    return str(place) if place >= 0 else f"{dim} - {-place}"


__all__ = [
    "Term", "added", "number_piece", "over", "place_text", "product_of", "with_means", "with_positive",
]  # fmt: skip
