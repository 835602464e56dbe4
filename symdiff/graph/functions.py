"""The functions of the table as functions of Python, with a name, a signature and help.

>>> sin = function("sin")
>>> from symdiff.graph.by_name import symbols
>>> sin(symbols("x")), sin.__name__
(Expr('sin(x)'), 'sin')
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature

from symdiff.graph.by_name import apply
from symdiff.graph.expr import Expr, Operand
from symdiff.table.functions import NAMES, row_of
from symdiff.table.row import Function


def function(name: str) -> Callable[..., Expr]:
    """Return the function of the table called *name*, which makes an Expr of expressions and numbers."""
    rows = [row_of(code) for code in sorted(NAMES[name].values())]

    def made(*arguments: Operand) -> Expr:
        return apply(name, *arguments)

    made.__name__ = made.__qualname__ = name
    made.__module__ = "symdiff"
    made.__doc__ = "\n\n".join(_described(row) for row in rows)
    made.__signature__ = _signature(rows)  # type: ignore[attr-defined]
    return made


def _described(row: Function) -> str:
    """Return what a docstring says of a row: how it is called, and the facts that a caller needs."""
    inside = "..." if row.arity < 0 else ", ".join(row.parameters)
    lines = [f"Return {row.name}({inside}) as an expression."]
    facts = [("Domain", row.domain), ("Poles", row.poles), ("Definition", row.definition)]
    slopes = zip(row.parameters, row.partials, strict=False) if row.arity > 0 else ()
    facts += [(f"Derivative by {parameter}", slope or "no closed form") for parameter, slope in slopes]
    said = [f"{title}: {fact}" for title, fact in facts if fact]
    return "\n".join([*lines, "", *said] if said else lines)


def _signature(rows: list[Function]) -> Signature:
    """Return the parameters of the row that takes most, those that not all rows take left out at will."""
    if any(row.arity < 0 for row in rows):
        return Signature([Parameter("arguments", Parameter.VAR_POSITIONAL)], return_annotation=Expr)
    least = min(row.arity for row in rows)
    most = max(rows, key=lambda row: row.arity)
    parameters = [
        Parameter(name, Parameter.POSITIONAL_ONLY, default=Parameter.empty if place < least else ...)
        for place, name in enumerate(most.parameters[: most.arity])
    ]
    return Signature(parameters, return_annotation=Expr)


__all__ = ["function"]
