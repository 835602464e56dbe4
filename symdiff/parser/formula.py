"""Text → expression, with errors that point at the column.

>>> parse("2x^2").size
5
"""

from __future__ import annotations

from typing import Literal

from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.build import formula
from symdiff.parser.given import Names


def parse(
    text: str,
    *,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
    language: Literal["auto", "plain", "latex"] = "auto",
) -> Expr:
    r"""Return the expression that *text* means; `Expr.notes` says where a reading was chosen.

    Names in *symbols* are variables whatever else they could mean (`e`, `gamma`, …); names in
    *functions* are unknown functions. Both are lists, or texts with names between commas or spaces.

    Cost: linear in the text. Raises ParseError, UnknownName or WrongArity with the place, and
    TooLarge where a limit is met.

    >>> str(parse(r"\frac{x}{1 - x}\sin^2 x"))
    'x/(1 - x)*sin(x)**2'
    >>> str(parse("e*m + beta", symbols=["e", "beta"]))
    'e*m + beta'
    """
    if language not in ("auto", "plain", "latex"):
        raise SymdiffError(f"there is no language {language!r}", hint="auto, plain or latex")
    return formula(text, symbols, functions, limits, language)
