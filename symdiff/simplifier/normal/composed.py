"""Trigonometric and hyperbolic functions of inverse ones: cos(asin(x)) is sqrt(1 - x**2).

Source: DLMF 4.24(iii) and 4.37(iv), by the sine and the cosine of each inverse function.

>>> text_of("cot", "atan")
'(1/sqrt(1 + x**2))/(x/sqrt(1 + x**2))'
"""

from __future__ import annotations

from functools import cache
from typing import Final

from symdiff.parser.templates import Template, template
from symdiff.simplifier.normal.families import FAMILY
from symdiff.table.functions import code_of, find, row_of

_SINES: Final = {
    # Name of g → sine and cosine of g(x), hyperbolic ones for hyperbolic functions
    "asin": ("x", "sqrt(1 - x**2)"),
    "acos": ("sqrt(1 - x**2)", "x"),
    "atan": ("x/sqrt(1 + x**2)", "1/sqrt(1 + x**2)"),
    "acot": ("1/(x*sqrt(1 + 1/x**2))", "1/sqrt(1 + 1/x**2)"),
    "asec": ("sqrt(1 - 1/x**2)", "1/x"),
    "acsc": ("1/x", "sqrt(1 - 1/x**2)"),
    "asinh": ("x", "sqrt(1 + x**2)"),
    "acosh": ("sqrt(x - 1)*sqrt(x + 1)", "x"),
    "atanh": ("x/sqrt(1 - x**2)", "1/sqrt(1 - x**2)"),
    "acoth": ("1/(x*sqrt(1 - 1/x**2))", "1/sqrt(1 - 1/x**2)"),
    "asech": ("sqrt(1/x - 1)*sqrt(1/x + 1)", "1/x"),
    "acsch": ("1/x", "sqrt(1 + 1/x**2)"),
}
INVERSES: Final = {code_of(name, 1): name for name in _SINES}
"""Code of each inverse function → its name."""
KINDS: Final = {
    **{code_of(name, 1): find(find(name).inverse).family for name in _SINES if find(name).inverse},
    **{code_of(row_of(code).inverse, 1): row_of(code).family for code in FAMILY if row_of(code).inverse},
}
"""Code of each inverse function → the family of what it is the inverse of."""


@cache
def template_of(outer: int, inner: int) -> Template | None:
    """Return what a function of an inverse one is, in x; None where they are not of one family."""
    if outer not in FAMILY or inner not in INVERSES:
        return None
    row = row_of(outer)
    return template(text_of(row.name, INVERSES[inner]), ("x",)) if row.family == KINDS[inner] else None


def text_of(outer: str, inner: str) -> str:
    """Return what a function of an inverse one is, as a text in x."""
    up = [part for part, power in zip(_SINES[inner], find(outer).powers, strict=True) if power > 0]
    down = [part for part, power in zip(_SINES[inner], find(outer).powers, strict=True) if power < 0]
    return f"({up[0] if up else 1})" + (f"/({down[0]})" if down else "")


def name_of(outer: int, inner: int) -> str:
    """Return the name of the law."""
    return f"{row_of(outer).name}-of-{INVERSES[inner]}"
