"""Whether a formula has a value, and whether conditions hold, at rational points: proved by balls.

What balls of so many bits cannot tell is asked of fractions, such as 1/3 + 2/3 != 1, and where there are none
of numbers with thirty digits.

>>> from symdiff import parse
>>> at_hand = Truth(parse("log(x) < 1"))
>>> [at_hand.holds({"x": Fraction(x)}) for x in (-1, 2, 3)], at_hand.has_value({"x": Fraction(-1)})
([False, True, False], False)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from symdiff import Expr, SymdiffError, evaluate
from symdiff.arithmetic.enclosures import UNCLEAR, UNDEFINED, UNSUPPORTED, Program

BITS = 120


class Truth:
    """A formula or a condition, ready to be asked at many points."""

    def __init__(self, expr: Expr) -> None:
        self.expr = expr
        self.program = Program(expr.graph, [expr.node])

    def value(self, at: Mapping[str, Fraction]) -> Any:
        """Return a value, a ball around it, or True or False; None where there is none."""
        [found] = self.program.run(at, BITS)
        if found is UNDEFINED:
            return None
        if found is not UNCLEAR and found is not UNSUPPORTED:
            return found
        for kind in ({"exact": True}, {"digits": 30}):
            try:
                return evaluate(self.expr, at, **kind)
            except (SymdiffError, ArithmeticError):  # no value, or none that is rational
                pass
        return None

    def has_value(self, at: Mapping[str, Fraction]) -> bool:
        """Return whether there is a real value."""
        value = self.value(at)
        return value is not None and not isinstance(value, complex)

    def holds(self, at: Mapping[str, Fraction]) -> bool:
        """Return whether the condition holds; what has no value does not."""
        return self.value(at) is True


def all_of(conditions: Iterable[Expr]) -> list[Truth]:
    """Return conditions, ready to be asked at many points."""
    return [Truth(condition) for condition in conditions]


def hold(conditions: Iterable[Truth], at: Mapping[str, Fraction]) -> bool:
    """Return whether all conditions hold at a point."""
    return all(condition.holds(at) for condition in conditions)
