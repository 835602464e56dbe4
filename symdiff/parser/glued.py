"""Words in which several names are glued: read as a product or a function of a name, or refused with both.

>>> from symdiff.parser.tokens import Context
>>> from symdiff.parser.usual import respelled
>>> respelled("2xcosx", Context(frozenset("x"))).text
'2x cos(x)'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NoReturn

from symdiff.errors import ParseError, UnknownName
from symdiff.parser.doubts import NUMBERED_BASE, REPEATED, is_loose, is_raised, is_unclear
from symdiff.parser.foreign import GREEK
from symdiff.parser.lost import refuse_lost
from symdiff.parser.sketch import Sketch
from symdiff.parser.tokens import (
    BANG,
    CLOSE,
    DIVIDE,
    MINUS,
    NAME,
    NUMBER,
    OPEN,
    POWER,
    SUPERSCRIPT,
    TIMES,
)
from symdiff.parser.words import (
    BARE_NAMES,
    CONVENTIONAL,
    NUMBERED,
    Known,
    Part,
    holds_function,
    letters_of_variables,
    own_name,
    readings,
    spelled,
    sure,
)

_VOWELS: Final = frozenset("aeiouAEIOU")
_FUNCTIONS: Final = "|".join(sorted(BARE_NAMES, key=len, reverse=True))
_GLUED: Final = re.compile(f"(?:(?:{_FUNCTIONS})(?:[0-9]*[a-zA-Zθπ]|[0-9]+))+")
_OF_NUMBERS: Final = ("sqrt", "cbrt", "ln", "log", "lg")
"""Functions that are often of a number, such as sqrt2 and ln2."""
_ROOTS: Final = ("sqrt", "cbrt")
_DIFFERENTIALS: Final = ("d", "Δ", "δ")
"""Letters that make one name with the letter behind them: dx, Δx."""
_ENGLISH: Final = frozenset((
    "tax", "max", "wax", "fax", "lax", "hex", "sex", "vex", "box", "fox", "mix", "fix", "six", "pix", "lux",
    "tux", "axe", "aux", "idx", "day", "way", "key", "any", "may", "say", "ray", "try", "dry", "sky", "buy",
    "joy", "boy", "toy", "pay", "lay", "yes", "yet", "you", "zip", "zoo", "zap", "eye",
))  # fmt: skip
"""Short words with x, y or z in them."""
_COMBINATIONS: Final = re.compile("([nNmM])C([krx]|[0-9]+)")
_OF_NUMBER: Final = re.compile(f"({_FUNCTIONS})([0-9]+)")
_LOST_POWER: Final = re.compile(f"({_FUNCTIONS})([2-9])")
"""sin2 before x, where the power of sin²x is lost."""
_SHORT: Final = 3
"""Letters up to which a word that has a variable in it may well be a product."""


def read_word(sketch: Sketch, i: int, word: str) -> None:
    """Cut a word into a product, or refuse it where that is one of two readings."""
    tokens = sketch.tokens
    if sketch.is_code and TIMES in tokens.kinds:
        return
    following = tokens.kinds[i + 1]
    variables = letters_of_variables(sketch.variables)
    known = Known(sketch.variables, sketch.known, following == POWER, following == OPEN)
    if word[0] == "d" and i > 1 and tokens.kinds[i - 1] == DIVIDE:
        if tokens.names[i - 2][:1] == "d":
            if word[1:] in sketch.variables and tokens.names[i - 2][1:].isalpha():
                _refuse_quotient(sketch, i, word)
            return  # d/dx, dy/dt
        _refuse_derivative(sketch, i, word)
    if following == OPEN and word[0] == "D" and word[1:] in sketch.variables and "D" not in sketch.alone:
        raise ParseError(
            f"a derivative, {word}, is not part of a formula",
            tokens.text,
            tokens.starts[i],
            f'give the formula and the variable apart, as in: diff "x^2" x; or write D*{word[1:]}*(...)',
        )
    if following in (POWER, SUPERSCRIPT) and len(word) <= _SHORT and word.isalpha():
        base = sketch.base_of_power(i)
        if base and word not in GREEK:  # K^aL^b
            one, rest = f"{base}^{word[0]}*{'*'.join(word[1:])}^...", f"{base}^({word}^...)"
            sketch.refuse_both(i, word, one, rest)
    counted = _COMBINATIONS.fullmatch(word)
    if counted:
        top, low = counted.groups()
        if word[0] not in sketch.variables or tokens.kinds[i + 1] != OPEN:
            sketch.refuse_both(i, word, f"binomial({top}, {low})", f"{top}*{word[1:]}")
    refuse_lost(sketch, i, word)
    if following == POWER and re.fullmatch(NUMBERED_BASE, word):  # c1e^x
        _product(sketch, i, word, [Part(word[:-1], "name", 0), Part("e", "constant", len(word) - 1)])
        return
    numbered = re.fullmatch(NUMBERED, word)
    if numbered:
        if word[0] in sketch.variables and "_" not in word:
            _numbered(sketch, i, word)
        return
    if re.fullmatch(REPEATED, word):
        found = re.finditer(f"{NUMBERED}|.", word)
        parts = [Part(part[0], "name", part.start()) for part in found]
        if len({part.text for part in parts}) == len(parts):
            _product(sketch, i, word, parts)
            return
    ways = readings(word, known)
    if not ways and holds_function(word) and not sketch.variables.isdisjoint(word):
        ways = readings(word, known, 2)
    if following == OPEN:
        ways = [way for way in ways if way[-1].kind == "function"] or ways
        if sketch.arguments(i + 1) < 2:  # Vmax(s) is no maximum of one number
            ways = [way for way in ways if way[-1].text not in ("max", "min")]
    if not ways and following != OPEN and len(set(word)) == len(word) and word not in GREEK:
        if sketch.variables.isdisjoint(word) and _loose_product(sketch, i, word):
            return
    if not ways:
        if _GLUED.fullmatch(word) and following != OPEN and word not in GREEK:
            _refuse_glued(sketch, i, word, _pairs(word))
        _keep_word(sketch, i, word)
        return
    if ways[0][0].kind == "function" and not _has_argument(sketch, ways[0]):
        if following != OPEN and sum(part.kind == "name" for part in ways[0]) > 1:
            _glued(sketch, i, word, ways[0])
        if following != OPEN:
            _refuse_glued(sketch, i, word, spelled(ways[0]))
        return
    best = [way for way in ways if sure(way) == sure(ways[0])]
    if len(best) == 1 and word[0] == "a" and len(ways) > 1 and ways[0][0].kind == "function":
        best = [way for way in ways if way[0].kind == "function" or way[0].text == "a"]
    if len({spelled(way) for way in best}) > 1:
        sketch.refuse_both(i, word, *[spelled(way) for way in best[:2]])
    parts = best[0]
    if any(part.kind == "function" for part in parts):
        _glued(sketch, i, word, parts)
        return
    letters = [part.text for part in parts]
    holds = not variables.isdisjoint(letters)
    if following == OPEN and letters[-1] not in sketch.known:
        return
    if parts[-1] == ("e", "constant", len(word) - 1, True) and not sure(parts):
        holds = holds or tokens.kinds[i + 2] != NUMBER  # A*e^x, but not time^2 nor Re^2
    differential = letters[0] in _DIFFERENTIALS and letters[0] not in sketch.alone
    apart = len(set(letters)) == len(letters) and not differential
    begins = _begins_with_variable(sketch, word) and not _is_behind_pi(sketch, i)
    if apart and not sure(parts) and begins:
        _refuse_name(sketch, i, word, letters)
    if apart and (sure(parts) or holds):
        _product(sketch, i, word, parts)
    elif not (apart and _loose_product(sketch, i, word)):
        _keep_word(sketch, i, word)


def _refuse_derivative(sketch: Sketch, i: int, word: str) -> None:
    """Refuse d(x^2)/dx and d^2/dx^2, d^2y/dx^2, of which token *i* is the dx."""
    tokens, kinds = sketch.tokens, sketch.tokens.kinds
    j = i - 2
    if kinds[j] == NAME and j > 1:
        j -= 1
    if kinds[j] == CLOSE:
        j = sketch.opening(j) - 1
    elif kinds[j] == SUPERSCRIPT:
        j -= 1
    elif kinds[j] == NUMBER and j > 1 and kinds[j - 1] == POWER:
        j -= 2
    if j >= 0 and tokens.names[j] == "d" and "d" not in sketch.variables:
        raise ParseError(
            f"a derivative, d.../{word}, is not part of a formula",
            tokens.text,
            tokens.starts[j],
            'give the formula and the variable apart, as in: diff "x^2" x',
        )


def _refuse_quotient(sketch: Sketch, i: int, word: str) -> NoReturn:
    """Refuse dQ/dP by P, which is a derivative, of which token *i* is the dP."""
    tokens = sketch.tokens
    name = tokens.names[i - 2]
    raise ParseError(
        f"{name}/{word} is a derivative, which is not part of a formula",
        tokens.text,
        tokens.starts[i - 2],
        f"write {name[1:]}'({word[1:]}) for that of an unknown function; or declare the name "
        f"(symbols={word!r})",
    )


def _numbered(sketch: Sketch, i: int, word: str) -> None:
    """Say that x2 is one name where it may be a product, or a power; refuse 2x3."""
    tokens = sketch.tokens
    letter, digits = word[0], word[1:]
    if is_unclear(tokens, tokens.kinds[i + 1]):
        sketch.reasons.append(f"{word} is one name; for a product write {letter}*{digits}")
    elif is_raised(tokens, word):
        if i and tokens.kinds[i - 1] == NUMBER and tokens.ends[i - 1] == tokens.starts[i]:
            number = tokens.string(i - 1)
            sketch.refuse_both(i, word, f"{number}*{letter}^{digits}", f"{number}*{letter}_{digits}")
        sketch.reasons.append(f"{word} is one name; for a power write {letter}^{digits}")


def _has_argument(sketch: Sketch, parts: list[Part]) -> bool:
    """Return whether what stands in a word that begins with a function is surely an argument."""
    names = [part.text for part in parts if part.kind == "name"]
    if not names and parts[-1].kind == "digits":
        return own_name(parts[0]) in _OF_NUMBERS
    return all(name in sketch.alone for name in names)


def _keep_word(sketch: Sketch, i: int, word: str) -> None:
    """Leave a word one name, unless the variable is in it and it is as short as a product."""
    if word in GREEK or sketch.tokens.kinds[i + 1] == OPEN or not word.isalpha():
        return
    letters = list(word)
    variables = letters_of_variables(sketch.variables)
    if not sketch.variables or variables.isdisjoint(letters):
        return
    if _is_greek(word) and len(set(letters)) == len(letters):
        _product(sketch, i, word, [Part(letter, "name", place) for place, letter in enumerate(letters)])
        return
    if len(word) > _SHORT:
        if word[-1] in sketch.variables and word[-1].isupper() and word[-2].islower():
            _refuse_name(sketch, i, word, [word[:-1], word[-1]])  # VmaxS
        return
    if CONVENTIONAL.isdisjoint(variables.intersection(letters)):
        english = not _VOWELS.isdisjoint(letters)
    else:
        english = word in _ENGLISH
    is_product = len(set(letters)) == len(letters) and word[0] not in _DIFFERENTIALS and not english
    if is_product and (_is_behind_pi(sketch, i) or not _begins_with_variable(sketch, word)):
        _product(sketch, i, word, [Part(letter, "name", place) for place, letter in enumerate(letters)])
    else:
        _refuse_name(sketch, i, word, letters)


def _is_greek(word: str) -> bool:
    """Return whether a Greek letter stands in *word*, which begins with no sign of a difference or of a
    millionth: nobody writes a name so, and all letters are factors."""
    return word[0] not in "Δδμ" and any("α" <= letter <= "ω" for letter in word)


def _is_behind_pi(sketch: Sketch, i: int) -> bool:
    """Return whether pi stands right before token *i*, as in 2πrh: what follows is a product."""
    tokens = sketch.tokens
    return i > 0 and tokens.names[i - 1] in ("pi", "π") and tokens.ends[i - 1] == tokens.starts[i]


def _begins_with_variable(sketch: Sketch, word: str) -> bool:
    """Return whether a *word* begins with the variable, which stands alone elsewhere, and goes on with a
    letter that does not, as in T/Tc and x - xm: such a word is rather one name."""
    is_one = word.isalpha() and word[0] in sketch.variables and word[0] in sketch.tokens.names
    return is_one and word[1] not in sketch.known and word[1] != "e"


def _refuse_name(sketch: Sketch, i: int, word: str, letters: list[str]) -> NoReturn:
    raise UnknownName(
        f"{word!r} has two readings: one name, or {'*'.join(letters)}",
        sketch.tokens.text,
        sketch.tokens.starts[i],
        ("leave it out if it is a differential; or " if word[0] == "d" and len(word) == 2 else "")
        + f"write {'*'.join(letters)}, or declare the variable (symbols={word!r})",
    )


def _loose_product(sketch: Sketch, i: int, word: str) -> bool:
    """Read a short word of parameters as a product where products are written without a sign, and return
    whether it is one; say that a word is one name where that is unclear."""
    loose = is_loose(sketch.tokens) and not any(
        len(name) > 1 and name.isalpha() and name not in GREEK for name in sketch.variables
    )  # by VGS, VT is a name as well
    if word[0] in _DIFFERENTIALS and word[0] not in sketch.alone:
        return False
    if not (word.isalpha() and (word.islower() or word.isupper())):
        return False
    if loose and len(word) <= _SHORT:
        _product(sketch, i, word, [Part(letter, "name", place) for place, letter in enumerate(word)])
        return True
    if len(word) <= _SHORT and is_unclear(sketch.tokens, sketch.tokens.kinds[i + 1]):
        sketch.reasons.append(f"{word} is one name; for a product write {'*'.join(word)}")
    return False


def _product(sketch: Sketch, i: int, word: str, parts: list[Part]) -> None:
    base = sketch.base_of_power(i)
    if base:
        names = [own_name(part) for part in parts]
        sign = "-" if sketch.tokens.kinds[i - 1] == MINUS else ""
        one = f"{base}^({sign}{'*'.join(names)})"
        sketch.refuse_both(i, word, one, f"{base}^{sign}{names[0]}*{'*'.join(names[1:])}")
    _write(sketch, i, word, parts, [])


def _glued(sketch: Sketch, i: int, word: str, parts: list[Part]) -> None:
    """Write a word with functions in it: letters, then one function or a nest of them, then one name."""
    tokens = sketch.tokens
    kinds = [part.kind for part in parts]
    first = kinds.index("function")
    end = first
    while end < len(parts) and kinds[end] == "function":
        end += 1
    argument, behind = parts[end:], parts[len(parts) :]
    if len(argument) > 1 and argument[-1].text == "e" and argument[-1].kind == "constant":
        argument, behind = argument[:-1], argument[-1:]  # sinxe^x
    if "function" in kinds[end:]:
        _refuse_glued(sketch, i, word, spelled(parts))
    names = [part for part in argument if part.kind == "name"]
    digits = argument and argument[0].kind == "digits" and parts[end - 1].text in _ROOTS
    if len(names) > 1 or (names and digits):
        at = end + 1 if digits else parts.index(names[0]) + 1
        one = f"{spelled(parts[:at])}*{'*'.join(own_name(part) for part in parts[at:])}"
        sketch.refuse_both(i, word, spelled(parts), one)
    if first > 1 and sketch.base_of_power(i):
        sketch.refuse_both(i, word, f"...^({spelled(parts)})", spelled(parts))
    if not argument and not sketch.begins_argument(i + 1):
        _refuse_glued(sketch, i, word, spelled(parts))
    if argument and tokens.kinds[i + 1] == OPEN and not (names and sure(argument)):
        return
    _write(sketch, i, word, parts[:end], argument, behind)


def _write(
    sketch: Sketch, i: int, word: str, parts: list[Part], argument: list[Part], behind: Sequence[Part] = ()
) -> None:
    """Write *parts* beside each other, the last of them, functions, applied to *argument*, and what is
    *behind*."""
    start = sketch.tokens.starts[i]
    bare = not behind and sketch.tokens.kinds[i + 1] in (POWER, SUPERSCRIPT, BANG)
    pieces: list[tuple[str, int]] = []
    opened = 0
    for part in parts:
        if pieces and not opened:
            pieces.append((" ", start + part.start))
        pieces.append((own_name(part), start + part.start))
        if argument and part.kind == "function":
            pieces.append((" " if bare else "(", start + part.start))
            opened += 1
    for part in argument:
        pieces.append((own_name(part), start + part.start))
        if part is not argument[-1] and part.kind != "digits":
            pieces.append((" ", start + part.start))
    if not bare:
        pieces.append((")" * opened, start + len(word) - 1))
    for part in behind:
        pieces += [(" ", start + part.start), (own_name(part), start + part.start)]
    sketch.instead[i] = pieces
    rest = "".join([f"*{own_name(part)}" for part in behind])
    sketch.reasons.append(f"{word} is {spelled(parts + argument)}{rest}")


def _refuse_glued(sketch: Sketch, i: int, word: str, meant: str) -> NoReturn:
    lost = _LOST_POWER.fullmatch(word)
    kinds = sketch.tokens.kinds
    number = _OF_NUMBER.fullmatch(word)
    if number and kinds[i + 1] == TIMES and kinds[i + 2] == NAME:  # sin2*x
        meant = f"{number[1]}({number[2]}*{sketch.tokens.names[i + 2]})"
    if lost and kinds[i + 1] == NAME and not sketch.is_function(i + 1):
        name, digit, argument = lost[1], lost[2], sketch.tokens.names[i + 1]
        meant = f"{name}({argument})^{digit} or {name}({digit}*{argument})"
    raise UnknownName(
        f"{word!r} is one name, and looks like {meant}",
        sketch.tokens.text,
        sketch.tokens.starts[i],
        f"write {meant}, or declare the variable (symbols={word!r})",
    )


def _pairs(word: str) -> str:
    """Return a word made of functions and letters in turn as a product of their values."""
    found = re.findall(f"({_FUNCTIONS})([0-9]*[a-zA-Zθπ]|[0-9]+)", word)
    return "*".join(f"{function}({variable})" for function, variable in found)
