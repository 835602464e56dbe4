"""Derivatives without a closed form as functions of their own: how they are called, and their rows.

The derivative of zeta by its argument is `zeta'`, that of besselj by its first is `D[1](besselj)`: the
notation of unknown functions. A row of the table says by its text which of its derivatives have such a name;
the row of one is made here of that of its function, and its code of the code of that and the orders.

>>> named("zeta", (2,)), named("besselj", (1, 0)), named("f", (0, 5))
("zeta''", 'D[1](besselj)', 'D[2, 2, 2, 2, 2](f)')
>>> parts_of_name("D[1, 2](f)"), parts_of_name("f''"), parts_of_name("f")
(('f', (1, 2)), ('f', (1, 1)), None)
>>> split(joined(40, (0, 2)), 2)
(40, (0, 2))
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.table.operators import FIRST_DERIVATIVE
from symdiff.table.row import Function

MOST: Final = 255
"""The highest order by one argument."""
_BITS: Final = 8
_OPERATOR: Final = r"D\[([0-9 ,]*)\]\((\w+)\)"
_COMMAND: Final = r"\\[A-Za-z]+"
_PRIMES: Final = 3
"""So many primes are written at most."""


def named(name: str, orders: tuple[int, ...]) -> str:
    """Return the name of a derivative of the function *name*: primes for one argument, Maple's D[1, 2](f) for
    several."""
    if not any(orders):
        return name
    if len(orders) == 1 and orders[0] <= _PRIMES:
        return name + "'" * orders[0]
    which = [str(place) for place, count in enumerate(orders, 1) for _ in range(count)]
    return f"D[{', '.join(which)}]({name})"


def parts_of_name(name: str) -> tuple[str, tuple[int, ...]] | None:
    """Return the function in the *name* of a derivative, and by which arguments, from 1, it is derived; None
    for another name."""
    if name[-1:] == "'":
        base = name.rstrip("'")
        return base, (1,) * (len(name) - len(base))
    found = re.fullmatch(_OPERATOR, name) if name[-1:] == ")" else None
    if found is None:
        return None
    return found[2], tuple([int(part) for part in found[1].split(",") if part.strip()])


def counted(which: tuple[int, ...], arity: int) -> tuple[int, ...]:
    """Return how often each of so many arguments is in *which*, from 1; empty where one is too many."""
    orders = tuple([which.count(place) for place in range(1, arity + 1)])
    return orders if sum(orders) == len(which) else ()


def joined(code: int, orders: tuple[int, ...]) -> int:
    """Return the code of the derivative of the function of *code*; *code* where no order is above 0."""
    for place, order in enumerate(orders):
        code += order * (FIRST_DERIVATIVE << _BITS * place)
    return code


def split(code: int, arity: int) -> tuple[int, tuple[int, ...]]:
    """Return the code of the function whose derivative has *code*, and the orders."""
    rest = code // FIRST_DERIVATIVE
    return code % FIRST_DERIVATIVE, tuple([rest >> _BITS * place & MOST for place in range(arity)])


def is_named(row: Function, place: int) -> bool:
    """Return whether the derivative of *row* by its parameter *place* has a name of its own."""
    orders = tuple([int(place == other) for other in range(row.arity)])
    called = f"{named(row.name, orders)}({', '.join(row.parameters)})"
    return place < len(row.partials) and row.partials[place] == called


def is_order(row: Function, place: int) -> bool:
    """Return whether *row* has no closed derivative by one of several parameters, that at *place*: libraries
    take real numbers alone there."""
    text = row.partials[place] if place < len(row.partials) else ""
    return row.arity > 1 and (text is None or "D[" in text)


def derivative_row(row: Function, code: int, orders: tuple[int, ...]) -> Function:
    """Return the row of a derivative of *row*, which has *code*.

    Its partials are named ones, too, or empty where they are those of a closed one of the function.
    """
    partials: list[str | None] = []
    for place, text in enumerate(row.partials):
        raised = tuple([order + (place == other) for other, order in enumerate(orders)])
        called = f"{named(row.name, raised)}({', '.join(row.parameters)})"
        if text is None or raised[place] > MOST:
            partials.append(None)
        else:
            partials.append(called if is_named(row, place) else "")
    conditions = [part for part in (row.domain, row.smooth) if part]
    together = f"({') and ('.join(conditions)})" if len(conditions) > 1 else "".join(conditions)
    places = ", ".join([f"{{{place}}}" for place in range(row.arity)])
    given = ", ".join([f"v{place}" for place in range(row.arity)])
    mpmath = ""
    if row.mpmath:
        called = row.mpmath.format(*given.split(", ")) if "(" in row.mpmath else f"{row.mpmath}({given})"
        times = ", ".join(map(str, orders))
        at = f"{places}, {times}" if row.arity == 1 else f"({places}), ({times})"
        mpmath = f"diff(lambda {given}: {called}, {at})"
    upright = row.name.replace("_", r"\_")
    is_command = row.arity == 1 and re.fullmatch(_COMMAND, row.latex)
    latex = row.latex if is_command else rf"\operatorname{{{upright}}}"
    if row.arity == 1:
        latex += "'" * orders[0]  # of a power in parentheses nothing tells that it is an order
    else:
        latex += rf"^{{\left({', '.join(map(str, orders))}\right)}}"
    return Function(
        name=named(row.name, orders), parameters=row.parameters, partials=tuple(partials),
        domain=row.named or together,
        poles=row.poles, cut=row.cut, holomorphic=row.holomorphic, complex_valued=row.complex_valued,
        sample=row.sample, mpmath=mpmath, latex=latex, source=row.source, derived=code, orders=orders,
    )  # fmt: skip


__all__ = [
    "MOST", "counted", "derivative_row", "is_named", "is_order", "joined", "named", "parts_of_name",
    "split",
]  # fmt: skip
