"""What a file of code returns: its parts, and which values of a program each of them has.

>>> parts(("value", "gradient"), 1, 2)
[Part(name='value', size=1, pattern=None), Part(name='gradient', size=2, pattern=None)]
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Pattern(NamedTuple):
    """Where the entries of a sparse matrix stand, compressed: rows and columns count from 0.

    >>> pattern([(0, 0), (0, 2), (1, 1)], (2, 3), by_columns=False)
    Pattern(rows=(0, 0, 1), columns=(0, 2, 1), starts=(0, 2, 3), line='row')
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    starts: tuple[int, ...]
    """The first entry of each line, then how many entries there are."""
    line: str
    """Whether a line is a "row" or a "column"."""

    def constants(self, name: str, first: int) -> list[tuple[str, list[int]]]:
        """Return names and numbers of the constants beside a function *name*, counted from *first*."""
        return [
            (f"{name}_{kind}", [number + first for number in numbers])
            for kind, numbers in (("rows", self.rows), ("columns", self.columns), ("starts", self.starts))
        ]


def pattern(places: Iterable[tuple[int, int]], shape: tuple[int, int], by_columns: bool) -> Pattern:
    """Return the pattern of entries at *places*, which are in order: row by row, or column by column."""
    rows, columns = zip(*places, strict=True)
    lines = columns if by_columns else rows
    counts = [0] * (shape[by_columns] + 1)
    for line in lines:
        counts[line + 1] += 1
    for line in range(shape[by_columns]):
        counts[line + 1] += counts[line]
    return Pattern(rows, columns, tuple(counts), "column" if by_columns else "row")


class Part(NamedTuple):
    """A value, a gradient, a Jacobian, a Hessian, entries of a matrix; *size* numbers, row by row."""

    name: str
    size: int
    pattern: Pattern | None = None
    """Where they stand, if they are the entries of a sparse matrix."""


def parts(wanted: Sequence[str], formulas: int, variables: int) -> list[Part]:
    """Return the parts of a function of so many formulas and variables."""
    sizes = {"value": 1, "gradient": variables, "jacobian": variables, "hessian": variables * variables}
    return [Part(name, formulas * sizes[name]) for name in wanted]


__all__ = ["Part", "Pattern", "parts", "pattern"]
