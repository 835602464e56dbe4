"""A word of letters, cut into what people write side by side: functions, Greek letters, variables.

>>> known = Known(frozenset("x"), frozenset("x"))
>>> [part.text for part in readings("xlnx", known)[0]]
['x', 'ln', 'x']
>>> readings("mass", known)
[]
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from symdiff.parser.foreign import CONSTANT_NAMES, GREEK, canonical
from symdiff.records import NamedTuple
from symdiff.table.functions import NAMES, row_of

_LONGEST: Final = 24
"""Letters of a word that is looked at."""
_MOST: Final = 200
"""Cuts that are tried."""
SPELLED: Final = frozenset((
    "tangente", "cotangente", "Wurzel", "wurzel", "racine", "корень", "raíz", "radice", "cuberoot", "sinus",
    "cosinus", "kosinus", "tangens", "cotangens", "arcsinus", "arccosinus", "arctangens", "betrag", "Betrag",
    "pierwiastek", "cosecante", "secante",
))  # fmt: skip
"""Functions whose names are words of a sentence, too: they need parentheses."""
_NOT_GLUED: Final = frozenset(("sh", "ch", "th", "lb", "arch", "arsh", "arth", *SPELLED))
"""Functions whose names stand in too many words."""
BARE_NAMES: Final = frozenset(
    name for name, codes in NAMES.items() if any(row_of(code).bare for code in codes.values())
)
"""Names of functions that may be applied without parentheses."""
CONVENTIONAL: Final = frozenset("xyz")
"""Letters that are variables where nobody says which are."""


def letters_of_variables(symbols: frozenset[str]) -> frozenset[str]:
    """Return what makes a word a product where it stands in it: the variables, and x, y, z beside one of them
    or where no variable is known.

    >>> sorted(letters_of_variables(frozenset("ty"))), sorted(letters_of_variables(frozenset("t")))
    (['t', 'x', 'y', 'z'], ['t'])
    """
    return symbols if symbols and symbols.isdisjoint(CONVENTIONAL) else symbols | CONVENTIONAL


_DIGITS: Final = r"[0-9]+"
NUMBERED: Final = r"[^\W\d_]_?[0-9]+"
"""A letter with an index."""
INDEXED: Final = r"[^\W\d_]_[0-9]+[^\W\d_]|^[^\W\d_]{1,2}(?:log|ln)_"
"""What tells that a name with an underscore may be several."""
_LOGARITHM: Final = r"(?:log|ln)_\w+"
_DIFFERENCE: Final = "Δδ"
"""Letters that make one name with the letter behind them: TΔS is T*ΔS."""


_GREEK_FACTORS: Final = re.compile(r"([α-ωϑϕϖϱϵ]+)([^\W\d_]_\w+)")


def greek_factors(name: str) -> list[str]:
    """Return the factors of a name with an index in which Greek letters stand before its letter: none but a
    product is written so. Nothing for other names, and for those that begin with δ.

    >>> greek_factors("ζω_n"), greek_factors("λk_BT"), greek_factors("ω_n")
    (['ζ', 'ω_n'], ['λ', 'k_BT'], [])
    """
    found = _GREEK_FACTORS.fullmatch(name)
    return [*found[1], found[2]] if found and found[1][-1] != "δ" else []


class Known(NamedTuple):
    """What is known of the letters in a formula."""

    variables: frozenset[str]
    """Names that the formula is derived by, or that are declared."""
    alone: frozenset[str]
    """Letters that are names by themselves somewhere, or are variables."""
    base: bool = False
    """Whether a power follows the word: an e at its end is the constant."""
    called: bool = False
    """Whether a parenthesis follows the word: any function may stand at its end."""


class Part(NamedTuple):
    """A part of a word."""

    text: str
    kind: str
    """`function`, `digits`, `constant` or `name`."""
    start: int
    known: bool = True
    """Whether something says that the letter is a name."""


@lru_cache(4096)
def _function_at(text: str) -> str:
    """Return the bare function that is spelled *text*, empty where none is."""
    name = text if text in NAMES else canonical(text)
    if name in BARE_NAMES and text not in _NOT_GLUED and (text.islower() or text.istitle() or text.isupper()):
        return name
    return ""


@lru_cache(4096)
def holds_function(word: str) -> bool:
    """Return whether the name of a bare function stands somewhere in *word*."""
    return len(word) <= _LONGEST and any(
        _function_at(word[start:end])
        for start in range(len(word) - 1)
        for end in range(start + 2, min(len(word), start + 8) + 1)
    )


def readings(word: str, known: Known, unknown: int = 1) -> list[list[Part]]:
    """Return the ways to cut *word* wholly with at most so many *unknown* letters, those with none first; no
    list for a word that is a name by itself.

    Cost: bounded; words beyond it have no reading.
    """
    if len(word) > _LONGEST or word in GREEK:
        return []
    found: list[tuple[int, list[Part]]] = []
    pending: list[tuple[int, frozenset[str], list[Part]]] = [(0, frozenset(), [])]
    tried = 0
    while pending:
        start, strange, parts = pending.pop()
        if start == len(word):
            found.append((len(strange), parts))
            continue
        tried += 1
        if tried > _MOST:
            return []
        for part in _parts_at(word, start, parts, known):
            now = strange if part.known else strange | {part.text}
            if len(now) <= unknown:
                pending.append((start + len(part.text), now, [*parts, part]))
    found.sort(key=lambda way: (way[0], len(way[1])))
    return [parts for _, parts in found if len(parts) > 1]


def sure(parts: list[Part]) -> bool:
    """Return whether every letter among *parts* is known."""
    return all(part.known for part in parts)


def _parts_at(word: str, start: int, before: list[Part], known: Known) -> list[Part]:
    """Return the parts that *word* may go on with at *start*."""
    digits = re.compile(_DIGITS).match(word, start)
    if digits:
        after_function = before and before[-1].kind == "function"
        return [Part(digits[0], "digits", start)] if after_function else []
    parts = []
    for end in range(start + 2, min(len(word), start + 10) + 1):
        text = word[start:end]
        if _function_at(text):
            parts.append(Part(text, "function", start))
        elif text in known.variables and text != word:
            parts.append(Part(text, "name", start))
        elif text == "pi" or CONSTANT_NAMES.get(text) == "pi":
            parts.append(Part(text, "constant", start))
        elif text in GREEK:
            parts.append(Part(text, "name", start, text in known.alone))
    if known.called and start:
        rest = word[start:]
        if (rest in NAMES and rest not in BARE_NAMES) or re.fullmatch(_LOGARITHM, rest):
            parts.append(Part(rest, "function", start))
    numbered = re.compile(NUMBERED).match(word, start)
    if numbered:
        parts.append(Part(numbered[0], "name", start, numbered[0] in known.alone))
        return parts
    letter = word[start]
    if not letter.isalpha():
        return parts
    if letter in _DIFFERENCE and word[start + 1 : start + 2].isalpha():
        return [Part(word[start : start + 2], "name", start)]
    if (
        (letter == "i" and start == 0)
        or letter == "π"
        or (letter == "e" and known.base and start == len(word) - 1)
    ):
        parts.append(Part(letter, "constant", start))
    else:
        parts.append(Part(letter, "name", start, letter in known.alone))
    return parts


def own_name(part: Part) -> str:
    """Return a part as symdiff spells it."""
    if part.kind == "function":
        return _function_at(part.text) or part.text
    return CONSTANT_NAMES.get(part.text, part.text) if part.kind == "constant" else part.text


def spelled(parts: list[Part]) -> str:
    """Return *parts* in symdiff's own notation: factors with *, the last function at what follows it.

    >>> spelled(readings("xlnx", Known(frozenset("x"), frozenset("x")))[0])
    'x*ln(x)'
    """
    factors: list[str] = []
    opened = 0
    inside: list[str] = []
    for part in parts:
        if part.kind == "function":
            if inside:
                factors[-1] += "*".join(inside) + ")" * opened
                opened, inside = 0, []
            if opened:
                factors[-1] += f"{own_name(part)}("
            else:
                factors.append(f"{own_name(part)}(")
            opened += 1
        elif opened:
            inside.append(own_name(part))
        else:
            factors.append(own_name(part))
    if opened:
        factors[-1] += ("*".join(inside) or "...") + ")" * opened
    return "*".join(factors)
