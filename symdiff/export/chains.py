"""A contraction as products of matrices: chains of factors, each with whether it is transposed.

A summed letter between two matrices joins two chains; with a vector on it, `diag(v)` goes between; two
vectors make `a.T @ b`; a closed chain is a trace; a letter with three ends or more is a product entry by
entry, or there is no such form. A chain is transposed by reading it backwards.

>>> one = [Piece("A", ATOM), Piece("x", ATOM)]
>>> joined(one), joined(flipped(one))
('A @ x', 'x.T @ A.T')
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from symdiff.graph.shapes import Dim

_TOKEN: Final = re.compile(r"\w+|\.[T*^]|[^\s\w]")
_INVERSE: Final = "1 ./ "
"""How what is inverted entry by entry begins."""
SUM: Final = 1
PRODUCT: Final = 2
SIGNED: Final = 3
POWER: Final = 4
ATOM: Final = 5


class NoMatrixForm(Exception):
    """A formula has no form in vectors and matrices alone."""


class Piece(NamedTuple):
    """A factor of a chain: its text and how tightly that binds."""

    text: str
    level: int
    turned: bool = False
    symmetric: bool = False
    over: tuple[str, ...] = ()
    """Of the sum of all entries of an array, the sizes of what it is over."""
    root: str = ""
    """Of a square entry by entry, and of a sum of squares, the text of what is squared."""
    minus: str = ""
    """Of a sum with terms of both signs, the text of its negative."""
    flip: str = ""
    """Of a sum of matrices, the text of its transpose, where that is no longer than with .T."""

    def placed(self, level: int) -> str:
        """Return the text, in parentheses where it binds less tightly than *level*."""
        text = self.text
        if self.is_turned():
            return f"{text if self.level == ATOM else f'({text})'}.T"
        if self.turned and not self.symmetric:
            text = self.flip
        return text if self.level >= level else f"({text})"

    def is_turned(self) -> bool:
        """Return whether it is written with a transposition."""
        return self.turned and not self.symmetric and not self.flip

    def against(self) -> Piece:
        """Return the negative of a sum with terms of both signs."""
        return Piece(self.minus, self.level, self.turned, self.symmetric, minus=self.text)


Chain = list[Piece]


def flipped(chain: Chain) -> Chain:
    """Return the transpose of a chain."""
    return [piece._replace(turned=not piece.turned) for piece in reversed(chain)]


def turns(chain: Chain) -> int:
    """Return how many factors of a chain are written with a transposition."""
    return sum([piece.is_turned() for piece in chain])


def nicer(chain: Chain) -> Chain:
    """Return a chain or its transpose, whichever has fewer transpositions: where both mean the same."""
    other = flipped(chain)
    return other if turns(other) < turns(chain) else chain


def tokens(text: str) -> int:
    """Return the length of a text as a reader sees it: words and signs."""
    return len(_TOKEN.findall(text))


def joined(chain: Chain) -> str:
    """Return the text of a chain."""
    if len(chain) == 1:
        return chain[0].placed(SUM)
    first = chain[0]
    is_plain = first.level == PRODUCT and not first.turned and " .* " not in first.text
    return " @ ".join([first.text if is_plain else _factor(first), *[_factor(piece) for piece in chain[1:]]])


def _factor(piece: Piece) -> str:
    """Return a factor between `@`: a product entry by entry has parentheses there."""
    is_product = piece.level == PRODUCT and not piece.turned
    return f"({piece.text})" if is_product else piece.placed(POWER)


def one_piece(chain: Chain) -> Piece:
    """Return a chain as one piece."""
    if len(chain) == 1:
        piece = chain[0]
        if piece.is_turned():
            return Piece(piece.placed(SUM), ATOM)
        if piece.turned and not piece.symmetric:
            return Piece(piece.flip, piece.level)
        return piece._replace(turned=False)
    return Piece(joined(chain), PRODUCT)


class Vector:
    """What stands on one letter: chains that are multiplied and divided entry by entry."""

    def __init__(self) -> None:
        self.above: list[Chain] = []
        self.below: list[Chain] = []
        self.rank = 1
        """2 where it stands for a matrix, entry by entry."""
        self.diagonal = ""
        """The matrix whose diagonal it is, and nothing else."""

    def copied(self) -> Vector:
        found = Vector()
        found.above, found.below, found.rank = list(self.above), list(self.below), self.rank
        return found

    def chain(self) -> Chain:
        """Return it as one chain."""
        if len(self.above) == 1 and not self.below:
            return self.above[0]
        first = [chain for chain in self.above if len(chain) > 1][:1]  # needs no parentheses there
        rest = [chain for chain in self.above if not (first and chain is first[0])]
        below = "".join([f"/{one_piece(chain).placed(POWER)}" for chain in self.below])
        text = " .* ".join([*map(joined, first), *map(_between, rest)]) or "1"
        turned = _against(rest)
        minus = " .* ".join([*map(joined, first), *map(_between, turned)]) + below if turned else ""
        return [Piece(text + below, PRODUCT, minus=minus)]


def _between(chain: Chain) -> str:
    """Return the text of a chain between `.*`."""
    piece = one_piece(chain)
    return f"({piece.text})" if piece.level < SIGNED else piece.text


def _against(chains: Sequence[Chain]) -> list[Chain]:
    """Return chains with the one sum among them negated; nothing where there is not one."""
    places = [place for place, chain in enumerate(chains) if len(chain) == 1 and chain[0].minus]
    if len(places) != 1:
        return []
    [place] = places
    return [*chains[:place], [chains[place][0].against()], *chains[place + 1 :]]


def _entry_by_entry(one: Chain, other: Chain) -> str:
    """Return the text of the product of two matrices entry by entry: A ./ B where one is 1 ./ B."""
    if one_piece(one).text.startswith(_INVERSE) and not one_piece(other).text.startswith(_INVERSE):
        one, other = other, one
    behind = one_piece(other).text
    if behind.startswith(_INVERSE) and not one_piece(one).text.startswith(_INVERSE):
        return f"{_between(one)}{behind[1:]}"
    return f"{_between(one)} .* {_between(other)}"


class Matrix(NamedTuple):
    """A chain between two letters."""

    rows: str
    columns: str
    chain: Chain

    def turned(self) -> Matrix:
        return Matrix(self.columns, self.rows, flipped(self.chain))

    def ends(self) -> tuple[str, str]:
        return self.rows, self.columns


class Chains:
    """The operands of a contraction while they are joined, letter by letter, the cheapest first."""

    def __init__(self, output: str, sizes: dict[str, Dim]) -> None:
        self.output = output
        self.sizes = sizes
        self.vectors: dict[str, Vector] = {}
        self.matrices: list[Matrix] = []
        self.scalars: list[Piece] = []
        self.is_ones = False
        """Whether what is left is ones."""

    def vector(self, letter: str) -> Vector:
        return self.vectors.setdefault(letter, Vector())

    def joined(self) -> Chain | Vector | None:
        """Return what is left when all summed letters are gone: None for a scalar; what else they made is in
        `scalars`. Raises NoMatrixForm."""
        while True:
            letters = dict.fromkeys([*self.vectors, *[end for each in self.matrices for end in each.ends()]])
            summed = [letter for letter in letters if letter not in self.output]
            if not summed:
                break
            self._sum(min(summed, key=self._cost))
        self._merge()
        return self._result()

    def _with(self, letter: str) -> list[Matrix]:
        return [each for each in self.matrices if letter in each.ends()]

    def _cost(self, letter: str) -> tuple[bool, int, bool, str]:
        count = len(self._with(letter))
        return count > 2, count, letter not in self.vectors, letter

    def _sum(self, letter: str) -> None:
        matrices = self._with(letter)
        if not matrices:
            self._sum_of_vector(letter)
        elif len(matrices) == 1:
            self._times_vector(letter, matrices[0])
        elif len(matrices) == 2:
            self._between_matrices(letter, matrices[0], matrices[1])
        else:
            count = len(self.matrices)
            self._merge()
            if len(self.matrices) == count:
                raise NoMatrixForm

    def _sum_of_vector(self, letter: str) -> None:
        vector = self.vectors.pop(letter)
        if vector.diagonal and len(vector.above) == 1 and not vector.below:
            self.scalars.append(Piece(f"tr({vector.diagonal})", ATOM))
            return
        if len(vector.above) == 2 and not vector.below:
            one, other = vector.above
            if len(one) > 1 and len(other) == 1:
                one, other = other, one
            self.scalars.append(scalar_product([*flipped(one), *other]))
            return
        chain = vector.chain()
        over = (str(self.sizes[letter]),)
        self.scalars.append(Piece(f"sum({joined(chain)})", ATOM, over=over, root=_root(chain)))

    def _times_vector(self, letter: str, matrix: Matrix) -> None:
        self.matrices.remove(matrix)
        if matrix.rows == matrix.columns:
            text = joined(nicer(matrix.chain))
            if letter not in self.vectors:
                self.scalars.append(Piece(f"tr({text})", ATOM))
                return
            self.vectors[letter].above.insert(0, [Piece(f"diag({text})", ATOM)])
            self._sum_of_vector(letter)
            return
        if matrix.columns != letter:
            matrix = matrix.turned()
        other = matrix.rows
        vector = self.vectors.pop(letter, None)
        if vector is not None:
            self.vector(other).above.append([*matrix.chain, *vector.chain()])
        elif other not in self.output and not self._with(other) and other not in self.vectors:
            sizes = (str(self.sizes[letter]), str(self.sizes[other]))
            text = f"sum({joined(nicer(matrix.chain))})"
            self.scalars.append(Piece(text, ATOM, over=sizes, root=_root(matrix.chain)))
        else:
            *before, last = matrix.chain
            axis = 0 if last.is_turned() else 1
            text = last.text if last.is_turned() else last.placed(SUM)
            self.vector(other).above.append([*before, Piece(f"sum({text}, {axis})", ATOM)])

    def _between_matrices(self, letter: str, one: Matrix, other: Matrix) -> None:
        left = one if one.columns == letter else one.turned()
        right = other if other.rows == letter else other.turned()
        output = self.output
        if right.columns in output and (
            left.rows not in output or output.index(right.columns) < output.index(left.rows)
        ):
            left, right = right.turned(), left.turned()
        self.matrices.remove(one)
        self.matrices.remove(other)
        middle: Chain = []
        vector = self.vectors.pop(letter, None)
        if vector is not None:
            middle = [Piece(f"diag({joined(vector.chain())})", ATOM, False, True)]
        chain = [*left.chain, *middle, *right.chain]
        if left.rows != right.columns:
            self.matrices.append(Matrix(left.rows, right.columns, chain))
            return
        end = left.rows
        if end not in output and not self._with(end) and end not in self.vectors:
            self.scalars.append(_halved(chain) or Piece(f"tr({joined(nicer(chain))})", ATOM))
            return
        vector = self.vector(end)
        vector.diagonal = joined(nicer(chain))
        vector.above.append([Piece(f"diag({vector.diagonal})", ATOM)])

    def _merge(self) -> None:
        """Draw matrices between the same two letters together, entry by entry."""
        found: list[Matrix] = []
        for matrix in self.matrices:
            for place, known in enumerate(found):
                if matrix.rows != matrix.columns and set(known.ends()) == set(matrix.ends()):
                    other = matrix if matrix.ends() == known.ends() else matrix.turned()
                    text = _entry_by_entry(known.chain, other.chain)
                    turned = _against([known.chain, other.chain])
                    minus = _entry_by_entry(*turned) if turned else ""
                    found[place] = known._replace(chain=[Piece(text, PRODUCT, minus=minus)])
                    break
            else:
                found.append(matrix)
        self.matrices = found

    def _result(self) -> Chain | Vector | None:
        output, once = self.output, "".join(dict.fromkeys(self.output))
        if not output:
            return None
        if len(output) > 2 or len(self.matrices) > 1:
            raise NoMatrixForm
        if len(output) == 1:
            if self.matrices:
                raise NoMatrixForm
            self.is_ones = output not in self.vectors
            return self.vectors.get(output) or [Piece(f"ones({self.sizes[output]})", ATOM)]
        if len(once) == 1:
            if self.matrices:
                raise NoMatrixForm
            if once in self.vectors:
                return [Piece(f"diag({joined(self.vectors[once].chain())})", ATOM, False, True)]
            return [Piece(f"eye({self.sizes[once]})", ATOM, False, True)]
        return self._outer(output[0], output[1])

    def _outer(self, rows: str, columns: str) -> Chain:
        left, right = self.vectors.get(rows), self.vectors.get(columns)
        if self.matrices:
            matrix = self.matrices[0] if self.matrices[0].rows == rows else self.matrices[0].turned()
            if matrix.rows == matrix.columns:
                raise NoMatrixForm
            chain = list(matrix.chain)
            if left is not None and right is not None:
                outer = joined([*left.chain(), *flipped(right.chain())])
                return [Piece(f"{outer} .* {_between(chain)}", PRODUCT)]
            if left is not None:
                chain = [Piece(f"diag({joined(left.chain())})", ATOM, False, True), *chain]
            if right is not None:
                chain = [*chain, Piece(f"diag({joined(right.chain())})", ATOM, False, True)]
            return chain
        if left is None and right is None:
            self.is_ones = True
            return [Piece(f"ones({self.sizes[rows]},{self.sizes[columns]})", ATOM)]
        one = left.chain() if left is not None else [Piece(f"ones({self.sizes[rows]})", ATOM)]
        other = right.chain() if right is not None else [Piece(f"ones({self.sizes[columns]})", ATOM)]
        return [*one, *flipped(other)]


def scalar_product(chain: Chain) -> Piece:
    """Return a row times what it meets: the square of a norm where that is shorter."""
    return _halved(chain) or Piece(joined(nicer(chain)), PRODUCT)


def _halved(chain: Chain) -> Piece | None:
    """Return the product of an array with its own transpose, or the trace of one, as the square of a norm;
    None where it is none, or is shorter as it stands."""
    half = chain[len(chain) // 2 :]
    if len(chain) % 2 or len(half) < 2:
        return None
    other = [(piece.text, piece.is_turned()) for piece in flipped(chain[: len(chain) // 2])]
    if other != [(piece.text, piece.is_turned()) for piece in half]:
        return None
    return Piece(f"norm({joined(half)})^2", POWER)


def _root(chain: Chain) -> str:
    """Return the text of what is squared entry by entry in a chain of one piece, if it is."""
    return chain[0].root if len(chain) == 1 else ""


__all__ = [
    "ATOM", "POWER", "PRODUCT", "SIGNED", "SUM", "Chain", "Chains", "Matrix", "NoMatrixForm", "Piece",
    "Vector", "flipped", "joined", "nicer", "one_piece", "scalar_product", "tokens", "turns",
]  # fmt: skip
