"""The error of a function that is not known, with what may have been meant.

>>> from symdiff.parser.scanner import DEFAULT, split
>>> error = unknown(split("J_0(x)", DEFAULT), 0, frozenset())
>>> error.message, error.hint[:23]
("unknown function 'J_0'", 'write besselj(0, x); or')
"""

from __future__ import annotations

import re

from symdiff.errors import UnknownName
from symdiff.parser.instead import what_to_do
from symdiff.parser.tokens import Context, Tokens
from symdiff.parser.words import NUMBERED
from symdiff.table.functions import nearest

__all__ = ["Context", "unknown"]


def unknown(tokens: Tokens, i: int, functions: frozenset[str]) -> UnknownName:
    """Return the error of the name *i* before a parenthesis, which is none of the declared *functions*."""
    name = tokens.names[i]
    instead, group = what_to_do(name), tokens.group(i + 1)
    if name in ("log_", "ln_"):
        instead = f"write log(x, {group[1:-1]}) for a logarithm with that base; or "
    elif name[-1] == "_":
        instead = f"an index that is computed is not read: write another name for {name}{group}; or "
    elif name != "In" and (len(name) < 3 or re.fullmatch(NUMBERED, name) or "_" in name) and "," not in group:
        product = f"{name}*{group} for a product, or "
        if group[1:-1].isalnum():  # J_0(x) is rather a function than U_0(1 - e^(-t))
            instead += f"write {product}"
        else:
            instead = f"write {product}{instead.removeprefix('write ')}"
    near = nearest(name, tuple(functions))
    meant = f"; did you mean {' or '.join(repr(n) for n in near)}?" if near else ""
    return UnknownName(
        f"unknown function {name!r}{meant}",
        tokens.text,
        tokens.starts[i],
        f"{instead}declare it as a function (functions={name!r}) or as a variable (symbols={name!r})",
    )
