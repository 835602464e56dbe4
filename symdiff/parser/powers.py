"""What stands between a function and its argument: a power, the -1 of an inverse, a turn that is divided.

>>> from symdiff.parser.marks import scan
>>> scan("sin^-1(x)", Context()).notes
['sin^-1 is the inverse, asin; write 1/sin(x) for the reciprocal']
"""

from __future__ import annotations

from typing import Final

from symdiff.errors import ParseError
from symdiff.parser.tokens import CLOSE, DIGITS, MINUS, NAME, NUMBER, OPEN, SUPERSCRIPT, Context, Tokens
from symdiff.table.functions import NAMES, row_of

__all__ = ["Context", "inverse_of", "power_before", "refuse_turn"]

_CIRCULAR: Final = frozenset(("sin", "cos", "tan", "cot", "sec", "csc", "tg", "ctg"))
_TURNS: Final = frozenset(("pi", "π"))


def power_before(tokens: Tokens, symbols: frozenset[str], i: int, name: str) -> tuple[int, str]:
    """Return the token after the power of the function *name* before its argument, and that power."""
    kinds = tokens.kinds
    j = i + 1
    if kinds[j] == SUPERSCRIPT:
        return j + 1, tokens.string(j).translate(DIGITS)
    if kinds[j + 1 : j + 5] == [OPEN, MINUS, NUMBER, CLOSE]:
        return j + 5, "-" + tokens.string(j + 3)
    sign = kinds[j + 1] == MINUS
    at = j + 2 if sign else j + 1
    if tokens.names[at] in NAMES and tokens.names[at] not in symbols:
        tokens.refuse(at, f"{name}^{tokens.names[at]} has no single reading; write ({name}(x))^(...)")
    if kinds[at] in (NUMBER, NAME):
        return at + 1, ("-" if sign else "") + tokens.string(at)
    if kinds[at] == OPEN and kinds[at + 1] in (NUMBER, MINUS):
        tokens.refuse(i, f"{name}^(...) has no single reading; write ({name}(x))^(...)")
    return j, ""


def inverse_of(tokens: Tokens, i: int, name: str, exponent: str) -> str:
    """Return the inverse of the function *name*, which ^-1 means. Refuse other negative powers."""
    row = row_of(NAMES[name][1])
    if exponent != "-1" or not row.family:
        raise ParseError(
            f"{name}^{exponent} has two readings",
            tokens.text,
            tokens.starts[i],
            f"write {row.inverse}(x) for the inverse function or 1/{name}(x) for the reciprocal"
            if exponent == "-1" and row.inverse
            else f"write {name}(x)^({exponent})",
        )
    tokens.notes.append(f"{name}^-1 is the inverse, {row.inverse}; write 1/{name}(x) for the reciprocal")
    return row.inverse


def refuse_turn(tokens: Tokens, symbols: frozenset[str], i: int, name: str, first: int, divide: int) -> None:
    """Refuse sin pi/6 and cos 2pi/3, token *i* with an argument from *first* to *divide*: nobody asks for
    (sin pi)/6."""
    argument = [tokens.string(k) for k in range(first, divide)]
    if name not in _CIRCULAR or not _TURNS.issuperset(argument[-1:]) or "pi" in symbols:
        return
    if all(each in _TURNS or tokens.kinds[first + k] == NUMBER for k, each in enumerate(argument)):
        shown = tokens.text[tokens.starts[first] : tokens.ends[divide - 1]]
        below = tokens.string(divide + 1) if tokens.kinds[divide + 1] != OPEN else tokens.group(divide + 1)
        one, other = f"{name}({shown}/{below})", f"{name}({shown})/{below}"
        tokens.refuse(
            i, f"{name} {shown}/{below} has two readings: {one} or {other}", f"write {one} or {other}"
        )
