"""Whether a name of which nothing is said may be several, or foreign: plain texts pay for no more.

>>> from symdiff.limits import DEFAULT
>>> from symdiff.parser.scanner import split
>>> tokens = split("mass*x + ax", DEFAULT)
>>> [may_be_several(name, -1, frozenset(), frozenset("x"), tokens) for name in ("mass", "ax")]
[False, True]
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.parser.foreign import CONSTANT_NAMES, GREEK, canonical
from symdiff.parser.sentences import LEAST, SENTENCE, is_foreign, is_phrase
from symdiff.parser.tokens import (
    BANG,
    BARE,
    BEGINS_FACTOR,
    CALL,
    CLOSE,
    DIVIDE,
    END,
    ENDS_OPERAND,
    MINUS,
    NAME,
    NUMBER,
    OPEN,
    OPENBAR,
    PLUS,
    POWER,
    ROOT,
    SUPERSCRIPT,
    TIMES,
    Tokens,
)
from symdiff.parser.words import CONVENTIONAL, greek_factors, holds_function, letters_of_variables
from symdiff.table.functions import CONSTANTS, NAMES

SPECIAL_FORMS: Final = ("Piecewise", "if", "Rational", "integral")
"""Read like functions, but not rows of the table."""
_ONE: Final = frozenset((*GREEK, *CONSTANTS, *SPECIAL_FORMS, "and", "or", "not"))
"""Names that are one name, whatever stands around them; with those of functions."""
_CHOICES: Final = ("then", "else", "elseif", "elsif", "elif")
DOUBTED: Final = frozenset(("e", "E", "i", "I"))
"""Constants that may well be variables."""
_BEGINS_EXPONENT: Final = frozenset((NAME, BARE, CALL, MINUS, OPEN, OPENBAR, ROOT))
_WORDS: Final = ("and", "or", "if", "then", "else")
_SHORT: Final = 3
"""Letters up to which a word of parameters may well be a product."""
REPEATED: Final = r"[^\W\d_]{0,2}([^\W\d_])_?[0-9]+(?:\1_?[0-9]+)+"
"""A letter with several indices, perhaps with factors before it: kq1q2."""
_POWER_OF_GROUP: Final = re.compile(r"(?<![\w^])(\w+)\^\(([^()]*)\)\^(\w+)")
"""A power whose exponent stands in parentheses and is raised again."""
_POWER_OF_ROOT: Final = re.compile(r"([√∛∜])([^\W\d]\w*)((?:\^|\*\*)[0-9]+)")
_CALLED: Final = ("f", "g", "h")
_NUMBERED: Final = r"(?:[^\W\d_](?:_?[0-9]+)?){2,}"
NUMBERED_BASE: Final = r"[^\W\d_]_?[0-9]+e"
"""c1e, of which e is the base of the power that follows."""


def bars_note(text: str, closed: int, opened: int) -> str:
    """Return what is to be said of |a|b|c|, where the bar that ends before *closed* is taken for one that
    closes, and that at *opened* for one that opens; nothing where a space or a sign parts the factors."""
    between = text[closed:opened]
    if closed <= 0 or not between or re.search(r"[\s+\-*/^=<>,;&\\]", between):
        return ""
    if between.count("(") != between.count(")") or between.count("{") != between.count("}"):
        return ""
    return f"{between} stands between two absolute values: |...|*{between}*|...|"


def root_notes(tokens: Tokens, i: int) -> list[str]:
    """Return what is to be said of x^1/2, whose exponent is token *i*: it is (x^1)/2."""
    if tokens.string(i) != "1" or tokens.kinds[i + 2] not in (NUMBER, NAME):
        return []
    sign = "-" if tokens.kinds[i - 1] == MINUS else ""
    at = i - 3 if sign else i - 2
    base, below = tokens.string(at), tokens.string(i + 2)
    if tokens.kinds[at] == CLOSE:
        base = "(...)"
        opened = tokens.opening(at)
        if opened >= 0 and tokens.group(opened) != base:
            base = tokens.group(opened)
    return [
        f"{base}^{sign}1/{below} is ({base}^{sign}1)/{below}; write {base}^({sign}1/{below}) for the power"
    ]


def power_of_root_notes(text: str) -> list[str]:
    """Return what is to be said of √x^2, which is (√x)^2."""
    found = _POWER_OF_ROOT.search(text)
    if found is None:
        return []
    root, name, power = found.groups()
    return [f"{found[0]} is ({root}{name}){power}; write {root}({name}{power}) for the other"]


def exponent_notes(tokens: Tokens, symbols: frozenset[str], i: int) -> list[str]:
    """Return what is to be said of e^-t/RC and e^-x^2/2, in which token *i* is the base: it is
    (e^-t)/RC."""
    kinds, names, starts, ends = tokens.kinds, tokens.names, tokens.starts, tokens.ends
    if kinds[i + 3] != NAME:
        return []
    last = i + 3
    if kinds[i + 4] == SUPERSCRIPT:
        last = i + 4
    elif kinds[i + 4 : i + 6] == [POWER, NUMBER]:
        last = i + 5
    divide = last + 1
    if kinds[divide] != DIVIDE or ends[last] != starts[divide] or ends[divide] != starts[divide + 1]:
        return []
    following = names[divide + 1]
    if kinds[divide + 1] != NUMBER and (not following or following in symbols or following in NAMES):
        return []
    power, below = tokens.text[starts[i] : ends[last]], tokens.string(divide + 1)
    base, above = tokens.string(i), tokens.text[starts[i + 2] : ends[last]]
    return [f"{power}/{below} is ({power})/{below}; write {base}^({above}/{below}) for the other"]


def names_a_function(tokens: Tokens, i: int) -> bool:
    """Return whether (f+g)(x) begins with token *i*: names of functions, and an argument behind."""
    pair = (
        tokens.names[i] in _CALLED and tokens.names[i + 2] in _CALLED if i + 4 < len(tokens.kinds) else False
    )
    return pair and tokens.kinds[i + 3] == CLOSE and tokens.kinds[i + 4] == OPEN


def group_notes(text: str) -> list[str]:
    """Return what is to be said of e^(x)^2, where calculators take the first power first."""
    found = _POWER_OF_GROUP.search(text)
    if found is None:
        return []
    base, group, above = found.groups()
    return [f"{found[0]} is {base}^(({group})^{above}); write ({base}^({group}))^{above} for the other"]


def word_notes(tokens: Tokens, i: int) -> list[str]:
    """Return what is to be said of a word, token *i*, that stands beside an operand with a blank and no sign
    between, as in x^2 thanks: it is a factor. Nobody doubts 2 mass."""
    kinds, name = tokens.kinds, tokens.names[i]
    if not name.isalpha() or name[0] > "\u024f" or name.lower() in GREEK:
        return []
    behind = i + 2 if kinds[i + 1] == BANG else i + 1
    beside = kinds[behind] in BEGINS_FACTOR and tokens.ends[behind - 1] < tokens.starts[behind]
    if not beside and i > 0 and tokens.ends[i - 1] < tokens.starts[i]:
        beside = kinds[i - 1] in ENDS_OPERAND and (
            kinds[i - 1] != NUMBER or (i > 1 and kinds[i - 2] == POWER)
        )
        beside = beside and tokens.names[i - 1] not in NAMES
    return [f"{name} is a name, times what stands beside it"] if beside else []


def double_notes(tokens: Tokens, i: int) -> list[str]:
    """Return what is to be said of 3d-2*x, which begins with token *i*: 3*d - 2*x here, 3e-2*x in Fortran."""
    if tokens.kinds[i + 2] not in (MINUS, PLUS) or tokens.kinds[i + 3] != NUMBER:
        return []
    name, shown = tokens.names[i + 1], tokens.text[tokens.starts[i] : tokens.ends[i + 3]]
    if (
        tokens.kinds[i + 4] in BEGINS_FACTOR
        or " " in shown
        or "." in shown
        or name in tokens.names[:i] + tokens.names[i + 2 :]
    ):
        return []
    product = f"{tokens.string(i)}*{shown[len(tokens.string(i)) :]}"
    return [f"{shown} is {product}; write {shown.replace(name, 'e')} for the number"]


def divided_notes(tokens: Tokens, symbols: frozenset[str], i: int, first: int, divide: int) -> list[str]:
    """Return what is to be said of sin x/2, where token *i* is the function, *first* begins its argument and
    *divide* is the sign: it is (sin x)/2. Nobody doubts ln x/x and sin x / 2."""
    argument, below = tokens.names[first:divide], tokens.names[divide + 1]
    is_parameter = below != "" and bool(symbols) and below not in symbols
    fixed = tokens.kinds[divide + 1] == NUMBER or is_parameter
    together = tokens.ends[divide - 1] == tokens.starts[divide] == tokens.starts[divide + 1] - 1
    if not (fixed and together and any(argument)) or below in argument or below in NAMES:
        return []
    text = tokens.text
    name, shown = (
        text[tokens.starts[i] : tokens.starts[first]],
        text[tokens.starts[first] : tokens.ends[divide - 1]],
    )
    divisor = tokens.string(divide + 1)
    other = f"{name.strip()}({shown}/{divisor})"
    return [f"{name}{shown}/{divisor} is ({name}{shown})/{divisor}; write {other} for the other"]


def signed_argument(tokens: Tokens, name: str, i: int) -> str:
    """Return how a function is applied to what begins with a sign, token *i*; empty where none does.

    Where an operand stands behind -1, that was an exponent, and asks for the inverse.
    """
    if tokens.kinds[i] not in (MINUS, PLUS) or tokens.kinds[i + 1] not in (NUMBER, NAME):
        return ""
    if tokens.string(i + 1) == "1" and tokens.kinds[i + 2] in (OPEN, NAME) and f"a{name}" in NAMES:
        return f"write a{name}(x) for the inverse; "
    return f"for example {name}({tokens.string(i)}{tokens.string(i + 1)}); "


def may_be_several(
    name: str, following: int, functions: frozenset[str], symbols: frozenset[str], tokens: Tokens
) -> bool:
    """Return whether *name* may be several written together, or be of another language; it may be so more
    often than it is.

    *following* is the kind of the next token, *functions* and *symbols* are declared, *tokens* are those of
    the text.
    """
    if name in NAMES or name in _ONE or name in functions:
        return False
    if name in CONSTANT_NAMES or name.lower() in SENTENCE or name[:4] == "log_" or name[:3] == "ln_":
        return True
    if name[1:2] in ("C", "P") and name[0] in "nNmM" and len(name) > 2:
        return True  # nC2, nPr2
    if name[0] > "\u036f" and (is_foreign(name) or (not name.isalpha() and greek_factors(name))):
        return True  # words of other scripts, ζω_n
    if name == "k_BT":
        return True
    if not name.isalpha():
        if re.fullmatch(_NUMBERED, name) and any(variable in name for variable in symbols):
            return True  # v_0t, x1x2
        if name[-1] == "e" and following == POWER and re.fullmatch(NUMBERED_BASE, name):
            return True  # c1e^x
        if name[0] in symbols and name[1:].isdigit():
            return is_unclear(tokens, following) or is_raised(tokens, name)  # x2^x
        if re.fullmatch(REPEATED, name):
            return True  # kq1q2
        if not name.isalnum():
            if name[0] == "_" or (following in (NUMBER, NAME) and name.partition("_")[0] in LEAST):
                return True  # 2.0_wp, argmin_x x^2
            return is_factor_of_entry(name, tokens)  # mx_i
    if following == NAME and is_phrase(name, tokens.names[tokens.names.index(name) + 1]):
        return True
    if name in _CHOICES or canonical(name) or holds_function(name) or "pi" in name:
        return True
    variables = letters_of_variables(symbols)
    return name.isalpha() and (
        (name[-1] == "e" and following == POWER)
        or not variables.isdisjoint(name)
        or any(len(variable) > 1 and variable in name for variable in symbols)
        or all(letter in CONVENTIONAL or letter in tokens.names for letter in name)
        or (len(name) <= _SHORT and (is_loose(tokens) or is_unclear(tokens, following)))
        or ((following == POWER or following == SUPERSCRIPT) and _is_raised_to(tokens, name))
    )


def _is_raised_to(tokens: Tokens, name: str) -> bool:
    """Return whether something is raised to *name*, as in K^aL^b."""
    i = tokens.names.index(name)
    return i > 1 and tokens.kinds[i - 1] == POWER


def is_factor_of_entry(name: str, tokens: Tokens) -> bool:
    """Return whether *name* is m*x_i, i being the letter of a sum or a product in the text."""
    found = re.fullmatch(r"[^\W\d_]{2}_([^\W\d_])", name)
    if found is None or "(" not in tokens.text:
        return False
    return re.search(rf"\b(?:[sS]um|[pP]roduct)\(.*,\s*{found[1]}\s*,", tokens.text, re.DOTALL) is not None


def is_loose(tokens: Tokens) -> bool:
    """Return whether a product is written without a sign, as in 3ak and in no programming language.

    Cost: linear in the tokens once.
    """
    if tokens.loose < 0:
        kinds = tokens.kinds
        tokens.loose = 0
        for i in range(len(kinds) - 1):
            if kinds[i] == NUMBER and kinds[i + 1] == NAME and tokens.names[i + 1] not in _WORDS:
                tokens.loose = 1
                break
    return tokens.loose == 1


def is_unclear(tokens: Tokens, following: int) -> bool:
    """Return whether a power follows a word, of which only its last letter may be the base, and products are
    written without a sign, as far as can be seen."""
    powered = following == POWER or following == SUPERSCRIPT
    return powered and (TIMES not in tokens.kinds or is_loose(tokens))


def is_raised(tokens: Tokens, name: str) -> bool:
    """Return whether *name*, such as x3, may be meant for a power: no other name of that letter has a number,
    and the letter stands alone, too, or a number right before it."""
    if len(name) > 2 or name[1] in "01":
        return False
    if name not in tokens.raised:
        tokens.raised[name] = _is_raised(tokens, name)
    return tokens.raised[name]


def _is_raised(tokens: Tokens, name: str) -> bool:
    names = tokens.names
    others = [other for other in names if other[:1] == name[0] and other != name and other[1:].isdigit()]
    i = names.index(name)
    glued = i > 0 and tokens.kinds[i - 1] == NUMBER and tokens.ends[i - 1] == tokens.starts[i]
    if name[0] in names and TIMES not in tokens.kinds:  # x3 - 2x2 + x
        return all(len(other) == len(name) and other[1] not in "01" for other in others)
    return glued and not others


def is_applied(name: str) -> bool:
    """Return whether the function *name* is no name of a letter, so that it is surely a function."""
    return name in NAMES and 1 in NAMES[name] and name.islower() and len(name) > 2 and name not in GREEK


def constant_note(tokens: Tokens, i: int) -> str:
    """Return what is to be said of the constant e or i, which is token *i*; empty where nobody would take it
    for a variable: e is the base of a power that varies, i stands beside one, or nothing varies."""
    kinds, names = tokens.kinds, tokens.names
    name = names[i]
    if not any(other and other not in CONSTANTS and other not in NAMES for other in names):
        return ""
    declare = f"if it is a variable, declare it (symbols={name!r})"
    if name in ("i", "I"):
        surely = "exp" in names or _has_exponential(kinds, names)
        return "" if surely else f"{name} is the imaginary unit; {declare}"
    if kinds[i + 1] == POWER or kinds[i + 1] == SUPERSCRIPT:
        if _has_exponential(kinds, names):
            return ""
    return f"{name} is the number 2.718...; {declare}"


def _has_exponential(kinds: list[int], names: list[str]) -> bool:
    """Return whether e has an exponent somewhere that varies."""
    for i, name in enumerate(names):
        if (name == "e" or name == "E") and kinds[i + 1] == POWER:
            k, depth = i + 2, 0
            while kinds[k] != END and (depth > 0 or kinds[k] in _BEGINS_EXPONENT):
                depth += (kinds[k] == OPEN) - (kinds[k] == CLOSE)
                if names[k] and names[k] not in CONSTANTS and names[k] not in NAMES:
                    return True
                k += 1
    return False
