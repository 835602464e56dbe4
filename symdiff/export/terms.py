"""Terms of sums of arrays as text: a sign, scalars above and below the line, and what has a shape.

>>> Term(True, (Piece("2", ATOM),), (), [Piece("A", ATOM), Piece("x", ATOM)]).piece().text
'-2*A @ x'
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from symdiff.export.chains import (
    ATOM,
    POWER,
    PRODUCT,
    SIGNED,
    Chain,
    Piece,
    Vector,
    flipped,
    joined,
    one_piece,
    over,
    product_of,
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

    def piece(self) -> Piece:
        """Return the term as text, with its sign."""
        above, below, array = list(self.above), list(self.below), self.array
        if isinstance(array, list) and turns(array) > turns(flipped(array)) + 3:
            array = [Piece(f"({joined(flipped(array))}).T", ATOM)]
        if isinstance(array, Vector) and array.below:
            chains = array.above
            array_below = [one_piece(chain) for chain in array.below]
            divides = array.rank == 2
            array = Vector()
            array.above = chains
            if divides:  # 1/B would be a scalar over a matrix, and A/x a product with several readings
                first = product_of(above)
                if chains:
                    shown = one_piece(array.chain()).placed(PRODUCT)
                    shown = f"({shown})" if " .* " in shown and first else shown
                    first = f"{first}*{shown}" if first else shown
                text = " ./ ".join([first or "1", *[piece.placed(POWER) for piece in array_below]])
                return Piece(f"-{over(text, below)}" if self.negative else over(text, below), PRODUCT)
            below += array_below
            if not chains:
                array = None
        text = above[0].placed(PRODUCT) if len(above) == 1 and array is None else product_of(above)
        if array is not None:
            piece = one_piece(array.chain() if isinstance(array, Vector) else array)
            if not (text or below):
                return Piece(f"-{_signed(piece)}", SIGNED) if self.negative else piece
            shown = piece.placed(PRODUCT)
            if text and piece.level == PRODUCT and " .* " in shown and not shown.startswith("("):
                shown = f"({shown})"
            text = f"{text}*{shown}" if text else shown
        elif not text:
            text = "1"
        text = over(text, below)
        if self.negative:
            return Piece(f"-{text}", SIGNED)
        is_one = len(above) == 1 and not below and array is None
        return above[0] if is_one else Piece(text, PRODUCT)


def _signed(piece: Piece) -> str:
    return piece.placed(PRODUCT)


def added(parts: list[tuple[bool, Piece]]) -> str:
    """Return the text of a sum, what is added before what is subtracted."""
    shown: list[tuple[bool, str]] = []
    for minus, piece in parts:
        if piece.text.startswith("-") and piece.level == SIGNED:
            minus, piece = not minus, Piece(piece.text[1:], PRODUCT)
        shown.append((minus, piece.placed(PRODUCT)))
    shown.sort(key=lambda item: item[0])
    text = ""
    for minus, part in shown:
        if not text:
            text = f"-{part}" if minus else part
        else:
            text += f" - {part}" if minus else f" + {part}"
    return text


def with_means(above: list[Piece], below: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Return the factors of a quotient with sum(x)/n as mean(x)."""
    left = list(below)
    found = []
    for piece in above:
        texts = [each.text for each in left]
        if piece.over and all(texts.count(size) >= piece.over.count(size) for size in piece.over):
            for size in piece.over:
                left.pop([each.text for each in left].index(size))
            piece = Piece(f"mean{piece.text[3:]}", ATOM)
        found.append(piece)
    return found, left


def number_piece(value: int | Fraction | float) -> Piece:
    if isinstance(value, Fraction):
        return Piece(f"{value.numerator}/{value.denominator}", PRODUCT if value > 0 else SIGNED)
    text = repr(value) if isinstance(value, float) else str(value)
    return Piece(text, SIGNED if text.startswith("-") else ATOM)


def place_text(place: int, dim: str) -> str:
    return str(place) if place >= 0 else f"{dim} - {-place}"


__all__ = ["Term", "added", "number_piece", "place_text", "with_means"]
