"""The languages that an expression can be written in, each by its module.

>>> from symdiff.parser.formula import parse
>>> written(parse("x/2"), "latex")
'\\\\frac{x}{2}'
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr

FORMATS: Final = {
    "text": "text", "pretty": "pretty", "latex": "latex", "python": "python", "numpy": "numpy_source",
    "sympy": "sympy_source", "json": "json_text",
}  # fmt: skip
"""The name of a language, which is that of a module of `symdiff.export` → its function that writes."""


def written(expr: Expr | Sequence[Expr], target: str, **extra: Any) -> str:
    """Return *expr*, or several for Python and NumPy, in the language *target*; *extra* is what the function
    that writes it takes besides.

    Raises SymdiffError where there is no such language, Unsupported for what it cannot say.
    """
    if target not in FORMATS:
        raise SymdiffError(f"unknown language {target!r}", hint=f"one of {', '.join(FORMATS)}")
    write = getattr(import_module(f"symdiff.export.{target}"), FORMATS[target])
    return str(write(expr, **extra))


__all__ = ["FORMATS", "written"]
