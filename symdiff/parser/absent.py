"""What is said where a formula is to be derived by a variable that does not occur in it.

>>> missing("X", ["x"])
'X does not occur in the formula; did you mean x?'
>>> missing("x", ["sin_t", "t"])
'x does not occur in the formula, whose names are sin_t, t'
"""

from __future__ import annotations

from typing import Final
from unicodedata import name as name_of_character

from symdiff.parser.scanner import LATIN
from symdiff.table.functions import distance

_SHOWN: Final = 6
"""Names that are listed."""


def missing(variable: str, names: list[str]) -> str:
    """Return a note that *variable* is none of *names*, with those that may have been meant."""
    said = f"{variable} does not occur in the formula"
    near = [name for name in names if _near(variable, name)]
    foreign = next((name for name in near if name != variable and LATIN.get(name) == variable), "")
    if foreign:
        return f"{said}; its {foreign} is not the Latin letter, but {name_of_character(foreign).lower()}"
    if near:
        return f"{said}; did you mean {' or '.join(near[:3])}?"
    raised = [name for name in names if name[:-1] == variable and name[-1] in "23456789"]
    if raised:
        power = f"{variable}^{raised[0][-1]}"
        return f"{said}, in which {raised[0]} is one name; for a power write {power}"
    inside = [name for name in names if variable in name and name.isalpha()]
    if inside:
        rest = " or ".join(inside[:3])
        return f"{said}, in which {rest} is one name; write * between the factors of a product"
    if not names:
        return f"{said}, which has no variables"
    listed = ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
    return f"{said}, whose names are {listed}"


def _near(variable: str, name: str) -> bool:
    """Return whether *variable* may stand for *name*: another case, a Greek letter and its name, a slip."""
    one, other = _plain(variable), _plain(name)
    if one == other or one == f"d{other}":
        return True
    return min(len(one), len(other)) > 2 and distance(one, other, 1) <= 1


def _plain(name: str) -> str:
    """Return *name* in small letters, a Greek letter by its name, without underscores."""
    parts = []
    for character in name:
        if "\N{GREEK CAPITAL LETTER ALPHA}" <= character <= "\N{GREEK LUNATE EPSILON SYMBOL}":
            parts.append(name_of_character(character, character).split()[-1])
        else:
            parts.append(LATIN.get(character, character))
    plain = "".join(parts).lower().replace("_", "")
    return {"lamda": "lambda"}.get(plain, plain)
