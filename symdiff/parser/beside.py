"""Numbers before a factor or a sign of division, as the marks see them: what is refused, or to be said.

>>> from symdiff.parser.marks import scan
>>> scan("1.5e-3x", Context()).notes
['1.5e-3x is 1.5e-3*x']
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.parser.doubts import double_notes
from symdiff.parser.tokens import (
    CALL,
    CLOSE,
    COMMA,
    DIVIDE,
    MINUS,
    NAME,
    NUMBER,
    OPEN,
    POWER,
    ROOT,
    Context,
    Tokens,
)
from symdiff.table.functions import CONSTANTS

__all__ = ["OF_NUMBERS", "Context", "look_at_number", "refuse_number_above"]

_POWER_OF_TEN: Final = "[eE][+-]"
_DEGREES: Final = ("3", "4")
"""Degrees of roots that have a sign of their own."""
_CHOSEN: Final = ("2", "3", "4", "5", "6")
"""How many are chosen in 5C2."""
_COUNTS: Final = ("n", "k", "m")
"""Letters of whole numbers, which rather belong to the power before them."""
OF_NUMBERS: Final = frozenset(("log", "ln", "lg", "lb", "log2", "log10", "sqrt", "cbrt"))
"""Functions of which a number without parentheses is the argument, whatever follows."""


def look_at_number(tokens: Tokens, symbols: frozenset[str], i: int) -> None:
    """Look at the number *i*, after which a factor begins."""
    kinds = tokens.kinds
    name = tokens.names[i + 1]
    if i == 0 and tokens.ends[0] < tokens.starts[1] and tokens.text[tokens.ends[0] - 1] == ".":
        tokens.notes.append(f"{tokens.string(0)} is a factor; leave the number of an exercise out")
    if name == "n" and tokens.string(i) == "1" and tokens.ends[i] == tokens.starts[i + 1]:
        if kinds[i + 2] in (NAME, OPEN):  # 1n x, with a one for the small L
            of = tokens.group(i + 2)[1:-1] if kinds[i + 2] == OPEN else tokens.string(i + 2)
            tokens.refuse(i, f"1n has two readings: ln({of}) or 1*n*({of})", f"write ln({of}) or n*({of})")
    if (i > 0 and kinds[i - 1] == DIVIDE) or name[1:3] == "eg":
        tokens.doubtful = True
    elif kinds[i + 1] == OPEN and kinds[i + 2] == NAME and kinds[i + 3] in (CLOSE, DIVIDE):
        tokens.doubtful = True  # 18(mV)
    elif kinds[i + 2] == NUMBER and name == "x" and tokens.string(i + 2) == "10":
        tokens.doubtful = True  # 3 x 10^8
    if kinds[i + 1] == ROOT and tokens.ends[i] == tokens.starts[i + 1] and tokens.string(i) in _DEGREES:
        tokens.notes += degree_notes(tokens, i)
    number = tokens.string(i)
    glued = tokens.ends[i] == tokens.starts[i + 1]
    if glued and name[:1] == "C" and name[1:] in _CHOSEN and number.isdigit() and "C1" not in tokens.names:
        tokens.notes.append(
            f"{number}{name} is {number}*{name}; write binomial({number}, {name[1:]}) for that"
        )
    if kinds[i + 1] == NAME and tokens.ends[i] == tokens.starts[i + 1]:
        _check_number(tokens, symbols, i)
        _note_exponent(tokens, i)
        if i > 0 and kinds[i - 1] == ROOT:
            root = tokens.string(i - 1) + tokens.string(i)
            tokens.notes.append(f"{root}{name} is ({root})*{name}")


def degree_notes(tokens: Tokens, i: int) -> list[str]:
    """Return what is to be said of 3√x, where the number *i* may have stood above the line."""
    root, degree = tokens.string(i + 1), tokens.string(i)
    if root != "√" or (i > 0 and (tokens.kinds[i - 1] == DIVIDE or tokens.kinds[i - 1] == POWER)):
        return []
    return [f"{degree}√ is {degree}*√; write {'∛' if degree == '3' else '∜'} for the root of that degree"]


def _note_exponent(tokens: Tokens, i: int) -> None:
    """Note that `e^2x` and `e^-2x` are read as (e^2)*x: a name runs into the number of a power."""
    kinds = tokens.kinds
    before = tokens.before(i)
    negative = before >= 0 and kinds[before] == MINUS
    if negative:
        before = tokens.before(before)
    if before < 1 or kinds[before] != POWER:
        return
    base = tokens.before(before)
    closed = kinds[base] == CLOSE
    depth = 0
    while closed and base > 0:
        depth += (kinds[base] == CLOSE) - (kinds[base] == OPEN)
        if depth == 0:
            break
        base -= 1
    constant = not closed and (kinds[base] == NUMBER or tokens.names[base] in CONSTANTS)
    if closed and base > 0 and kinds[base - 1] == CALL:
        base -= 1
    power = tokens.text[tokens.starts[base] : tokens.ends[i]]
    name = tokens.string(i + 1)
    above = not closed and not negative and (name in _COUNTS or name == tokens.names[base])  # x^2n, x^2x
    other = (
        f"; write {power[: -len(tokens.string(i))]}({tokens.string(i)}{name}) for the other" if above else ""
    )
    notes = tokens.notes if negative or constant or above else tokens.asides
    notes.append(f"{power}{name} is ({power})*{name}{other}")


def _check_number(tokens: Tokens, symbols: frozenset[str], i: int) -> None:
    """Refuse `1e5x`, `1_000` and `0x10`, which would silently be 1*e5x, 1*_000 and 0*x10."""
    name, digits = tokens.names[i + 1], tokens.string(i)
    if name[0] in "dD_" or name in ("f", "F", "j", "x10"):
        tokens.doubtful = True  # 1.0d0, 2.0_wp, 30deg, 1.0f, 3x10^8
    if digits[-1] != "." and not digits.isdigit() and re.search(_POWER_OF_TEN, digits):
        tokens.notes.append(f"{digits}{name} is {digits}*{name}")
    if name in ("d", "D") and name not in symbols:
        tokens.notes += double_notes(tokens, i)
    if re.match(r"[eE]\d|_", name) or tokens.string(i) == "0":
        hint = "write the number without _" if name[0] == "_" else "put * or a space between them"
        if i > 1 and tokens.kinds[i - 1] == COMMA and tokens.kinds[i - 2] == NUMBER:
            hint = f"for a decimal number write {tokens.string(i - 2)}.{digits}"
        tokens.refuse(i, "a number runs into a name here", hint)


def refuse_number_above(tokens: Tokens, i: int) -> None:
    """Refuse sin 1/x, where the number *i* may be divided in the argument. ln 2/x is (ln 2)/x."""
    name, number = tokens.names[i - 1], tokens.string(i)
    if number != "1" and name in OF_NUMBERS:
        return
    below = tokens.string(i + 2) if tokens.kinds[i + 2] != OPEN else tokens.group(i + 2)
    one, other = f"{name}({number}/{below})", f"{name}({number})/{below}"
    tokens.refuse(
        i - 1, f"{name} {number}/{below} has two readings: {one} or {other}", f"write {one} or {other}"
    )
