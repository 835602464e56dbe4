"""What may still be spent on looking for forms, counted in steps: the same on every machine.

>>> budget = Budget(100)
>>> budget.spend(60)
>>> budget.left, budget.is_over()
(40, False)
"""

from __future__ import annotations

from functools import cache
from typing import Final

from symdiff.table.functions import row_of
from symdiff.table.operators import is_arithmetic, is_function

BITS: Final = 160
"""Bits of a ball, of which an operation is a step."""
_USUAL: Final = 3
"""Steps of a function that Python's `math` has."""
_SPECIAL: Final = 40
"""Steps of any other."""


class Budget:
    """Work that may still be done. A step is an operation on balls of a few digits: about a microsecond."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        """Count work that was done, or is about to be."""
        self.left -= steps

    def is_over(self) -> bool:
        """Return whether no new work is to be begun."""
        return self.left <= 0

    def part(self, parts: int) -> Budget:
        """Return a budget of one of so many parts; what is spent of it is to be spent here as well."""
        return Budget(max(0, self.left) // parts)


@cache
def steps_of(op: int) -> int:
    """Return the steps that an operator or a function takes, of a few digits."""
    if not is_function(op) or is_arithmetic(op):
        return 1
    return _USUAL if row_of(op).math else _SPECIAL
