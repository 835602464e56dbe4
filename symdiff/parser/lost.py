"""Words whose numbers stood above or below the line where a text was copied: ax2, e2x, log3x, 5nCr2.

>>> from symdiff.parser.tokens import Context
>>> from symdiff.parser.usual import respelled
>>> respelled("ax2", Context(frozenset("x")))
Traceback (most recent call last):
    ...
symdiff.errors.UnknownName: 'ax2' has two readings: a*x^2 or a*x_2
  ax2
  ^
write a*x^2 or a*x_2, or declare the variable (symbols='ax2')
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.parser.sketch import Sketch

_ARRANGED: Final = re.compile("([nN])([CP])r([0-9]+)")
"""nCr2, as calculators have it."""
_TERM: Final = re.compile(r"([^\W\d_][0-9]?)([^\W\d_])([2-9])")
"""a2x2, where the raised numbers of a_2 x^2 are lost."""
_BASED: Final = re.compile(r"log([3-9])([^\W\d_])")
"""log3x, where 3 may have stood below the line."""
_EXPONENT: Final = re.compile(r"e([0-9]+)([^\W\d_])")
"""e2x, where those of e^(2x) are."""


def refuse_lost(sketch: Sketch, i: int, word: str) -> None:
    """Refuse a word whose numbers stood above or below the line where it was copied: a2x2, e2x, nCr2."""
    arranged = _ARRANGED.fullmatch(word)
    if arranged:
        glued = i > 0 and sketch.tokens.ends[i - 1] == sketch.tokens.starts[i]
        n, k = sketch.tokens.string(i - 1) if glued else arranged[1], arranged[3]
        meant = f"binomial({n}, {k})" if arranged[2] == "C" else f"factorial({n})/factorial({n} - {k})"
        sketch.refuse_both(i, word, meant, f"{n}*{word}" if glued else f"{n}*Cr{k}")
    based = _BASED.fullmatch(word)
    if based and based[2] in sketch.variables:
        base, letter = based.groups()
        sketch.refuse_both(i, word, f"log_{base}({letter})", f"log({base}*{letter})")
    term = _TERM.fullmatch(word)
    if term and term[2] in sketch.variables and sketch.alone.isdisjoint((word, term[2] + term[3])):
        factor, letter, digit = term.groups()
        sketch.refuse_both(i, word, f"{factor}*{letter}^{digit}", f"{factor}*{letter}_{digit}")
    if len(word) == 2 and word[0] == "e" and word[1] in sketch.variables and "e" not in sketch.variables:
        sketch.refuse_both(i, word, f"e^{word[1]}", f"e*{word[1]}")
    exponent = _EXPONENT.fullmatch(word)
    if exponent and exponent[2] in sketch.variables and f"e{exponent[1]}" not in sketch.alone:
        number, letter = exponent.groups()
        sketch.refuse_both(i, word, f"e^({number}*{letter})", f"e{number}*{letter}")


__all__ = ["refuse_lost"]
