"""What is to be said of a name where it stands for the first time, and nothing declares it.

>>> from symdiff.limits import DEFAULT
>>> from symdiff.parser.scanner import split
>>> tokens = split("l n x", DEFAULT)
>>> look_at_name(tokens, 0, frozenset(), frozenset("x"), True); tokens.notes
['l n is l*n; write ln(...) for the function']
"""

from __future__ import annotations

from typing import Final

from symdiff.parser.doubts import may_be_several, word_notes
from symdiff.parser.tokens import NAME, Tokens

_CASES: Final = "xyzXYZ"
"""Letters that are rather one and the same in small and in capitals."""
_PARTED: Final = frozenset(("ln", "lg", "sin", "cos", "tan", "log", "exp"))
"""Functions that a blank has cut where the text was copied."""
_SIGNS: Final = frozenset(("hat", "bar", "vec", "tilde", "dot", "ddot"))
"""Words for signs above a letter, which AsciiMath writes before it."""
_WORD: Final = 3
"""Letters from which on a name beside another may be a word."""


def look_at_name(
    tokens: Tokens, i: int, functions: frozenset[str], symbols: frozenset[str], is_symbol: bool
) -> None:
    """Note what the name *i* may be meant for, and mark the text as doubtful where it may be several names.

    *functions* and *symbols* are declared, *is_symbol* says that the name is no function of ours. Cost: that
    of its neighbours.
    """
    name, following = tokens.names[i], tokens.kinds[i + 1]
    if len(name) > 1:
        if not tokens.doubtful:
            tokens.doubtful = may_be_several(name, following, functions, symbols, tokens)
        if len(name) > _WORD and is_symbol and " " in tokens.text:
            tokens.notes += word_notes(tokens, i)
    elif name in _CASES and name.swapcase() in symbols and name.swapcase() in tokens.names:
        tokens.notes.append(f"{name} is another name than {name.swapcase()}")
    if following == NAME and len(name) <= _WORD + 1 and tokens.ends[i] < tokens.starts[i + 1]:
        other = tokens.names[i + 1]
        if name + other in _PARTED and other not in symbols:
            tokens.notes.append(
                f"{name} {other} is {name}*{other}; write {name}{other}(...) for the function"
            )
        elif name in _SIGNS and len(other) == 1:
            tokens.notes.append(
                f"{name} {other} is {name}*{other}; write {other}_{name} for {other} with that sign"
            )


__all__ = ["look_at_name"]
