"""Expressions by name: symbols, and functions of the table at arguments.

>>> x, y = symbols("x y")
>>> apply("atan2", y, x)
Expr('atan2(y, x)')
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, overload

from symdiff.errors import SymdiffError, UnknownName, WrongArity
from symdiff.graph.expr import Expr, Operand, joined
from symdiff.graph.graph import Graph
from symdiff.table.functions import NAMES, code_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symdiff.graph.unpacked import Symbols

_NUMBERED = r"([^\W\d](?:\w*[^\W\d])?)(\d*):(\d+)"
_SEVERAL = r":|,\s*$"


@overload
def symbols(names: str) -> Symbols: ...
@overload
def symbols(names: list[str] | tuple[str, ...]) -> tuple[Expr, ...]: ...
def symbols(names: str | Iterable[str]) -> Any:
    """Return a symbol for each name: of a text with one name the symbol, of any other names a tuple.

    A text is split at spaces and commas; "x0:5" stands for the five names x0 to x4, "x:5" too. A comma at
    the end of a text makes a tuple of one name. Cost: none. Raises SymdiffError for what is no name.

    >>> x = symbols("x")
    >>> x, y = symbols("x y")
    >>> symbols("x2:4")
    (Expr('x2'), Expr('x3'))
    """
    graph = Graph()
    if not isinstance(names, str):
        if not hasattr(names, "__iter__"):
            raise SymdiffError(f"{names!r} is no name", hint='for example symbols("x y")')
        given: Iterable[Any] = names
        return tuple([Expr(graph, graph.symbol(_checked_name(name))) for name in given])
    found: list[str] = []
    for part in re.split(r"[\s,]+", names.strip()):
        if ":" in part:
            found += _numbered(part)
        elif part:
            found.append(_checked_name(part))
    made = tuple([Expr(graph, graph.symbol(name)) for name in found])
    return made[0] if len(made) == 1 and not re.search(_SEVERAL, names) else made


def _checked_name(name: Any) -> str:
    """Return the name of a symbol. Raises SymdiffError for what is none."""
    if not (isinstance(name, str) and (name.rstrip("'").isidentifier() or name == "∞")):
        raise SymdiffError(
            f"{name!r} is no name", hint="a name has letters, digits and _, and begins with no digit"
        )
    return name


def _numbered(text: str) -> list[str]:
    """Return the names that "x0:5" stands for. Raises SymdiffError for anything else."""
    whole = re.fullmatch(_NUMBERED, text)
    if whole is None:
        raise SymdiffError(f"{text!r} is no range of names", hint='symbols("x0:5") makes x0 to x4')
    name, first, last = whole[1], whole[2], whole[3]
    return [f"{name}{number}" for number in range(int(first or "0"), int(last))]


def apply(name: str, *arguments: Operand) -> Expr:
    """Return the function of the table called *name* at *arguments*.

    Cost: none. Raises WrongArity where it takes another number of them, UnknownName where there is no such
    function.

    >>> apply("sin", symbols("x"))
    Expr('sin(x)')
    """
    arities = NAMES.get(name)
    code = (
        code_of(name, len(arguments)) if arities is None else arities.get(len(arguments), arities.get(-1, -1))
    )
    if code < 0:
        if arities is None:
            from difflib import get_close_matches  # of use here alone

            near = get_close_matches(name, NAMES)
            raise UnknownName(
                f"there is no function {name!r} in the table",
                hint=f"did you mean {' or '.join(near)}?"
                if near
                else "symdiff.table.functions.NAMES has them",
            )
        raise WrongArity(f"{name} does not take {len(arguments)} argument{'s' * (len(arguments) != 1)}")
    first = arguments[0] if len(arguments) == 1 else None
    if isinstance(first, Expr):
        if first.graph.arrays:
            _refuse(first.graph, code, [first.node])
        return Expr(first.graph, first.graph.intern(code, (first.node,)))
    graph, nodes = joined(*arguments)
    if graph.arrays:
        _refuse(graph, code, nodes)
    return Expr(graph, graph.call(code, nodes))


def _refuse(graph: Graph, code: int, nodes: list[int]) -> None:
    """Refuse functions of averages that have no meaning. Raises what `refuse_averages` does."""
    from symdiff.graph.tensors import refuse_averages  # of use for arrays alone

    refuse_averages(graph, code, nodes)
