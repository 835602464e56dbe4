"""Names before a parenthesis that are factors, as what stands around and inside of it shows.

>>> from symdiff.parser.tokens import Context
>>> from symdiff.parser.usual import respelled
>>> respelled("V_0(1 - e^(-t/RC))", Context(frozenset("t"))).text
'V_0*(1 - e^(-t/RC))'
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.parser.instead import what_to_do
from symdiff.parser.sketch import Sketch
from symdiff.parser.tokens import (
    CLOSE,
    COMMA,
    COMPARE,
    EQUALS,
    MINUS,
    NAME,
    NUMBER,
    OPEN,
    PLUS,
    POWER,
    SUPERSCRIPT,
)

_CALLED: Final = frozenset((*"fghFGHuvwyzφψΦΨD", "phi", "psi"))
"""Letters that are rather functions where a parenthesis follows."""
_CONSTANT: Final = frozenset("abckmnrαβγκλμ")
"""Letters that are factors of the variable less a value of it, as in a(r - r_e)."""
_MULTIPLIERS: Final = ("λ", "lambda")
"""The factor of a condition, as in x*y + λ(10 - x - y), and of no function of a sum."""
_WITH_INDEX: Final = frozenset("fghFGHuφψΦΨ")
"""The same of letters with an index."""
_INDEXED: Final = re.compile(r"[^\W\d_](?:_?[0-9]+|_[^\W_]{1,3})")
"""V0, V_0, D_e."""
_SHORT: Final = re.compile(r"[^\W\d_]|[A-Z][a-z]")
_BESIDE: Final = (NAME, NUMBER, SUPERSCRIPT, CLOSE)


def read_factor(sketch: Sketch, i: int) -> bool:
    """Read the unknown name *i* as a factor of the parenthesis behind it, and return whether it is one.

    A sum stands in the parenthesis, and one of these tells: the sum begins with a number, as in P(1 + r/n);
    the name has an index, as in V_0(...); a blank stands on both sides of it and a factor before, as in
    h A (T - T_0); the sum is the variable less a value of it, as in k(x - x_0); a number stands right before
    a Greek letter, as in 4ε(...); the name is an exponent, with a blank behind it; it is λ. Letters that are
    functions in books, and names of which a book has a function, are left alone.
    """
    tokens, kinds = sketch.tokens, sketch.tokens.kinds
    name = tokens.names[i]
    is_indexed = _INDEXED.fullmatch(name) is not None
    if sketch.is_code or name in _CALLED or not (is_indexed or _SHORT.fullmatch(name)):
        return False
    meant = what_to_do(name)
    if (is_indexed and (meant or name[0] in _WITH_INDEX)) or (meant and "," not in meant):
        return False  # J_0(x - 1), W(1 + x)
    is_exponent = sketch.base_of_power(i) != ""
    if is_exponent and (tokens.ends[i] == tokens.starts[i + 1] or kinds[i - 1] != POWER):
        return False  # x^n(1 + x), but not (a x + b)^n (c x + d)
    end = sketch.closing(i + 1)
    if kinds[end] != CLOSE or not _is_sum(sketch, i + 1, end):
        return False
    own = name in _CONSTANT and _is_shift(sketch, i + 2, end)
    before = i > 0 and kinds[i - 1] in _BESIDE and not sketch.is_function(i - 1)
    parted = before and tokens.ends[i - 1] < tokens.starts[i] and tokens.ends[i] < tokens.starts[i + 1]
    numbered = before and kinds[i - 1] == NUMBER and tokens.ends[i - 1] == tokens.starts[i] and name > "\x7f"
    told = kinds[i + 2] == NUMBER or is_indexed or parted or numbered or own
    if not (told or is_exponent or name in _MULTIPLIERS):
        return False
    sketch.behind[i] = sketch.behind.get(i, "") + "*"
    sketch.reasons.append(f"{name}(...) is {name}*(...)")
    return True


def _is_shift(sketch: Sketch, start: int, end: int) -> bool:
    """Return whether the tokens before *end* are the variable less itself with an index: x - x_0."""
    tokens = sketch.tokens
    name = tokens.names[start]
    if end != start + 3 or tokens.kinds[start + 1] != MINUS or name not in sketch.variables:
        return False
    return re.fullmatch(rf"{re.escape(name)}_?\w{{1,3}}", tokens.names[start + 2]) is not None


def _is_sum(sketch: Sketch, start: int, end: int) -> bool:
    """Return whether one sum stands between the parentheses *start* and *end*."""
    kinds = sketch.tokens.kinds
    found, depth = False, 0
    for k in range(start + 1, end):
        kind = kinds[k]
        depth += (kind == OPEN) - (kind == CLOSE)
        if depth == 0:
            if kind in (COMMA, COMPARE, EQUALS):
                return False
            found |= kind in (PLUS, MINUS) and k > start + 1
    return found


__all__ = ["read_factor"]
