"""Sums that come to nothing: numbers, none of them negative, by which polynomials add up to zero.

>>> from flint import Ordering, fmpq_mpoly_ctx
>>> x, y = fmpq_mpoly_ctx.get(["x", "y"], Ordering.lex).gens()
>>> vanishes([x - y, y - x, x + 1], [True, False, False]), vanishes([x - y, x + y], [True, True])
(True, False)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from symdiff.simplifier.ring.polynomials import Polynomial, terms_of

_STEPS: Final = 300
"""Exchanges after which it is given up."""
_ENTRIES: Final = 20_000
"""Entries of the table beyond which it is not begun."""
_WORK: Final = 40_000
"""Entries that are changed, after which it is given up: where there was a solution it took a third."""
_Row = dict[int, Any]
"""Column → rational number; what stands to the right of the equation is in the column -1."""


def vanishes(polynomials: Sequence[Polynomial], counted: Sequence[bool]) -> bool:
    """Return whether numbers, none negative, times *polynomials* add up to zero, at least one of those that
    are *counted* with a number that is positive. False, too, where that takes long.

    Cost: that of the simplex method with exact numbers, for a row for each monomial.
    """
    from flint import fmpq

    rows: dict[tuple[int, ...], _Row] = {}
    for column, polynomial in enumerate(polynomials):
        for monomial, number in terms_of(polynomial).items():
            rows.setdefault(monomial, {})[column] = number
    left = _possible(rows, len(polynomials))
    total = {column: fmpq(1) for column in left if counted[column]}
    if not total or len(left) * len(rows) > _ENTRIES:
        return False
    table = [{c: n for c, n in row.items() if c in left} for row in rows.values()]
    return _has_solution([*[row for row in table if row], {**total, -1: fmpq(1)}])


def _possible(rows: dict[tuple[int, ...], _Row], count: int) -> set[int]:
    """Return the columns whose numbers may be positive: where a monomial has one sign alone, none is."""
    left = set(range(count))
    changed = True
    while changed:
        changed = False
        for row in rows.values():
            signs = {number > 0 for column, number in row.items() if column in left}
            if len(signs) == 1:
                left -= row.keys()
                changed = True
    return left


def _has_solution(table: list[_Row]) -> bool:
    """Return whether equations have a solution that is nowhere negative: the simplex method by Bland's rule,
    which ends, from one unknown more for each equation, whose sum is made zero."""
    basis = [10**9 + i for i in range(len(table))]
    cost: _Row = {}
    for row in table:
        for column, number in row.items():
            cost[column] = cost[column] + number if column in cost else number
    work = 0
    for _ in range(_STEPS):
        if work > _WORK:
            return False
        if cost.get(-1, 0) == 0:
            return True
        entering = min([column for column, number in cost.items() if column >= 0 and number > 0], default=-1)
        if entering < 0:
            return False
        ratios = [
            (row.get(-1, 0) / row[entering], basis[i], i)
            for i, row in enumerate(table)
            if row.get(entering, 0) > 0
        ]
        place = min(ratios)[2]
        pivot = table[place][entering]
        table[place] = chosen = {column: number / pivot for column, number in table[place].items()}
        basis[place] = entering
        for row in [*table[:place], *table[place + 1 :], cost]:
            times = row.get(entering)
            if times is not None:
                _subtract(row, chosen, times)
                work += len(chosen)
    return False


def _subtract(row: _Row, other: _Row, times: Any) -> None:
    for column, number in other.items():
        known = row.get(column)
        found = -times * number if known is None else known - times * number
        if found == 0:
            row.pop(column, None)
        else:
            row[column] = found


__all__ = ["vanishes"]
