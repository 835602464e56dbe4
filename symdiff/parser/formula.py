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
    language: Literal["auto", "plain", "latex", "matlab"] = "auto",
    shapes: str = "",
) -> Expr:
    r"""Return the expression that *text* means; `Expr.notes` says where a reading was chosen.

    Names in *symbols* are variables whatever else they could mean (`e`, `gamma`, …); names in
    *functions* are unknown functions. Both are lists, or texts with names between commas or spaces.
    With *shapes*, `A[n,m] x[m] t`, it is a formula of vectors, matrices and tensors in the language of
    docs/tensors.md, and the names in it are those and their dimensions; *symbols* are scalars then. In the
    language "matlab" `*` is the matrix product there.

    Cost: linear in the text. Raises ParseError, UnknownName or WrongArity with the place, and
    TooLarge where a limit is met.

    >>> str(parse(r"\frac{x}{1 - x}\sin^2 x"))
    'x/(1 - x)*sin(x)**2'
    >>> str(parse("e*m + beta", symbols=["e", "beta"]))
    'e*m + beta'
    """
    if not isinstance(shapes, str):
        raise SymdiffError(
            f"shapes are read from a text, not from {type(shapes).__name__}",
            hint='for example shapes="A[n,m] x[m]"',
        )
    if language not in ("auto", "plain", "latex", "matlab") or (language == "matlab" and not shapes):
        raise SymdiffError(
            f"there is no language {language!r}", hint="auto, plain or latex; matlab with shapes"
        )
    if not isinstance(text, str):
        raise SymdiffError(f"a formula is read from a text, not from {type(text).__name__}", hint='as "x**2"')
    if shapes:
        from symdiff.parser.arrays.formula import formula_of_arrays

        return formula_of_arrays(text, shapes, symbols, limits, language == "matlab", functions)
    return formula(text, symbols, functions, limits, language)
