"""What stands between a function and its argument: a power, the -1 of an inverse, a turn that is divided.

>>> from symdiff.parser.marks import scan
>>> scan("sin^-1(x)", Context()).notes
['sin^-1 is the inverse, asin; write 1/sin(x) for the reciprocal']
"""

from __future__ import annotations

from typing import Final

from symdiff.errors import ParseError
from symdiff.parser.beside import OF_NUMBERS
from symdiff.parser.tokens import (
    CLOSE,
    DIGITS,
    DIVIDE,
    END,
    MINUS,
    NAME,
    NUMBER,
    OPEN,
    POWER,
    SUPERSCRIPT,
    TIMES,
    Context,
    Tokens,
)
from symdiff.table.functions import CONSTANTS, NAMES, row_of

__all__ = [
    "INVERSES", "Context", "inverse_of", "outside_notes", "parted_notes", "power_before", "refuse_base",
    "refuse_inverse", "refuse_turn",
]  # fmt: skip

INVERSES: Final = frozenset(("asin", "acos", "atan", "acot", "asec", "acsc"))
"""Names that are a letter and a function as well."""
_CIRCULAR: Final = frozenset(("sin", "cos", "tan", "cot", "sec", "csc", "tg", "ctg"))
_NEAR: Final = 32
"""Tokens of a parenthesis that are looked at."""
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


def outside_notes(tokens: Tokens, symbols: frozenset[str], i: int, first: int, times: int) -> list[str]:
    """Return what is to be said of sin a*x, where token *i* is the function, *first* begins its argument, in
    which nothing varies, and *times* is the sign before the variable: it is (sin a)*x.

    Raises ParseError for sin 3*x and cos 2*pi*x: nobody asks for (sin 3)*x. ln 2*x may well be (ln 2)*x.
    """
    kinds, names = tokens.kinds, tokens.names
    argument = names[first:times]
    end = times
    if kinds[times + 1] == OPEN:
        end = times + 2
        while kinds[end] not in (CLOSE, END) and end < times + _NEAR:
            end += 1
        end += 1
    else:
        while kinds[end] in (TIMES, DIVIDE) and (kinds[end + 1] == NUMBER or _is_name(tokens, end + 1)):
            end += 2
    factors = names[times:end]
    if not symbols or symbols.isdisjoint(factors) or not symbols.isdisjoint(argument):
        return []
    if any(name in NAMES and name not in symbols and name not in CONSTANTS for name in factors):
        return []
    text = tokens.text
    shown = text[tokens.starts[first] : tokens.ends[times - 1]]
    rest = text[tokens.starts[times] : tokens.ends[min(end, len(kinds)) - 1]]
    name = text[tokens.starts[i] : tokens.starts[first]].strip()
    one, other = f"{name}({shown}{rest})", f"{name}({shown}){rest}"
    whole = f"{name} {shown}{rest}"
    if all(name in _TURNS for name in argument if name) and tokens.heads[i].name not in OF_NUMBERS:
        tokens.refuse(i, f"{whole} has two readings: {one} or {other}", f"write {one} or {other}")
    return [f"{whole} is {other}; write {one} for the other"]


def _is_name(tokens: Tokens, i: int) -> bool:
    return tokens.kinds[i] == NAME and tokens.kinds[i + 1] != OPEN


def refuse_inverse(tokens: Tokens, i: int, name: str, exponent: str, argument: int) -> None:
    """Refuse acos^3 t, which is rather a*cos^3 t; token *argument* begins what it is of."""
    of = tokens.group(argument)[1:-1] if tokens.kinds[argument] == OPEN else tokens.string(argument)
    one, other = f"{name}({of})^{exponent}", f"a*{name[1:]}({of})^{exponent}"
    tokens.refuse(i, f"{name}^{exponent} has two readings: {one} or {other}", f"write {one} or {other}")


def refuse_base(tokens: Tokens, i: int, number: int) -> None:
    """Refuse log 2(x), in which token *number* is a factor of the argument or the base."""
    base, group = tokens.string(number), tokens.group(number + 1)
    one, other = f"log({group[1:-1]}, {base})", f"log({base}*{group})"
    tokens.refuse(i, f"log {base}{group} has two readings: {one} or {other}", f"write {one} or {other}")


def parted_notes(tokens: Tokens, i: int) -> list[str]:
    """Return what is to be said of ln (x + 1)^2, in which a blank parts the function, token *i*, from its
    parenthesis: the power is that of the function."""
    kinds, depth = tokens.kinds, 0
    for k in range(i + 1, min(len(kinds) - 1, i + _NEAR)):
        depth += (kinds[k] == OPEN) - (kinds[k] == CLOSE)
        if depth == 0:
            break
    if k < i + 4:
        return []  # cos (x)^2
    if kinds[k + 1] == SUPERSCRIPT:
        end = k + 1
    elif kinds[k + 1 : k + 3] == [POWER, NUMBER]:
        end = k + 2
    else:
        return []
    name, group = tokens.string(i), tokens.text[tokens.starts[i + 1] : tokens.ends[k]]
    power = tokens.text[tokens.ends[k] : tokens.ends[end]]
    return [f"{name} {group}{power} is ({name}{group}){power}; write {name}({group}{power}) for the other"]


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
