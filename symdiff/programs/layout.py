"""What a file of code returns: its parts, and which values of a program each of them has.

>>> parts(("value", "gradient"), 1, 2)
[Part(name='value', size=1), Part(name='gradient', size=2)]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Part(NamedTuple):
    """A value, a gradient, a Jacobian or a Hessian; *size* numbers, row by row."""

    name: str
    size: int


def parts(wanted: Sequence[str], formulas: int, variables: int) -> list[Part]:
    """Return the parts of a function of so many formulas and variables."""
    sizes = {"value": 1, "gradient": variables, "jacobian": variables, "hessian": variables * variables}
    return [Part(name, formulas * sizes[name]) for name in wanted]


__all__ = ["Part", "parts"]
