"""Words of a sentence inside a formula: operators that are spelled out, and words that belong to no formula.

>>> from symdiff.parser.usual import respelled
>>> respelled("2 times x squared", Context()).text
'2 * x ^2'
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.errors import ParseError
from symdiff.parser.foreign import GREEK, canonical
from symdiff.parser.sketch import Sketch
from symdiff.parser.tokens import (
    BANG,
    BEGINS_OPERAND,
    CLOSE,
    COMPARE,
    DIVIDE,
    END,
    ENDS_OPERAND,
    MINUS,
    NAME,
    NUMBER,
    OPEN,
    PLUS,
    POWER,
    ROOT,
    SUPERSCRIPT,
    TIMES,
    Context,
)
from symdiff.parser.vocabulary import ASKING, DERIVATIVE, GIVEN
from symdiff.parser.words import SPELLED, holds_function
from symdiff.table.functions import NAMES

__all__ = ["LEAST", "SENTENCE", "Context", "is_phrase", "read_word_of_sentence"]

_BETWEEN: Final = {
    "times": "*", "cdot": "*", "plus": "+", "minus": "-", "over": "/", "mal": "*", "por": "*", "mod": "%",
    "modulo": "%", "hoch": "^", "durch": "/", "fois": "*", "sur": "/", "moins": "-", "menos": "-",
    "meno": "-", "más": "+", "più": "+",
}  # fmt: skip
_ADDS: Final = ("plus", "minus")
_NUMBERS: Final = {
    word: str(number)
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1
    )
}
_BEHIND: Final = {"squared": "^2", "cubed": "^3", "quadrat": "^2"}
_CHOICES: Final = ("choose", "ncr")
_NO_NUMBERS: Final = frozenset(("nan", "none", "null", "undefined", "nil"))
_TURNS: Final = frozenset(("degree", "degrees", "radians"))
_NAMES_AS_WELL: Final = frozenset(("work", "take", "get", "show", "data", "let", "function", "functions"))
"""Words of questions that are names of programs, too."""
_FOREIGN: Final = frozenset((
    "derivative", "derive", "differentiate", "find", "of", "the", "for", "when", "with", "respect", "wrt",
    "solve", "simplify", "integrate", "integral", "lim", "limit", "what", "is", "please", "calculate",
    "compute", "evaluate", "inverse", "half", "int", "frac", "dfrac", "where", "provided",
    "assuming", "given", "such",
    "subject", "whenever", "on", "unless", "falls", "wenn", "für", "pour", "avec", "para", "quando", "cuando",
    "donde", "onde", "où", "all", "whole", "quantity", "metres", "meters", "seconds", "minutes",
    "hours", "feet", "in", "per", "ableitung", "ableiten", "dérivée", "derivee", "dériver",
    "diff", "deriv", "thanks", "thx", "pls", "root", "then", "else", "elseif", "otherwise", "plot", "graph",
    "sketch", "draw", "factor", "factorise", "factorize", "expand", "grad",
    "minimise", "minimize", "maximise", "maximize", "optimise", "optimize",
    "sei", "sea", "soit", "leite", "bilde", "bestimme", "berechne", "zeichne", "calcular", "calcula",
    "calcule", "calculer", "calcola", "hallar", "halla", "trouver", "trouvez", "gegeben", "sonst", "sinon",
    "elevado", "elevada", "elevato", "ise", "equals", "twice", *DERIVATIVE,
    *((ASKING | GIVEN) - _NAMES_AS_WELL),
))  # fmt: skip
_LINKS: Final = frozenset((
    "von", "vom", "aus", "nach", "mit", "und", "oder", "der", "die", "das", "del", "des", "di", "de", "du",
    "si", "se", "la", "le", "el", "dalla", "della", "con", "sobre", "dans", "sur",
))  # fmt: skip
"""Words of other languages that join those of a sentence, and may be products of letters as well."""
_BEFORE_CONDITION: Final = frozenset((
    "for", "when", "with", "where", "provided", "assuming", "given", "such", "subject", "whenever", "on",
    "unless", "falls", "wenn", "für", "pour", "avec", "para", "quando", "cuando", "donde", "onde", "où",
))  # fmt: skip
"""Words behind a formula that say where it holds, or what a name in it is."""
SENTENCE: Final = frozenset((
    *_BETWEEN, *_BEHIND, *_FOREIGN, *_LINKS, *_NUMBERS, "ncr", "npr", "and", "or", "not", "xor",
    "negative", "root", "natural", "twice",
    "arc", "ar", "argmin", "argmax", "return", "let", "const", "var", "choose", "divided",
    "multiplied", "to", "raised", *_NO_NUMBERS, *_TURNS, "double", "float",
))  # fmt: skip
"""Words that `read_word_of_sentence` looks at, in small letters."""
LEAST: Final = frozenset(("argmin", "argmax", "min", "max", "sup"))
"""Words that, with a name below them, stand before a formula: argmin_x x^2."""
_SHORT: Final = 3
"""Letters up to which a word with the variable in it is rather a product."""
_TWO_WORDS: Final = 6
"""Letters of two names from which on they are rather words."""
_SHOWN: Final = 60
"""Characters of a formula that a message repeats."""
_TIGHT: Final = frozenset((TIMES, DIVIDE, POWER, ROOT))
_BESIDE: Final = _TIGHT | {PLUS, MINUS, SUPERSCRIPT, BANG}
"""Signs beside `n choose k` of which nobody knows what they join."""
_BEGINS: Final = BEGINS_OPERAND | {MINUS, PLUS}
_HYPERBOLIC: Final = frozenset((
    "sinh", "cosh", "tanh", "coth", "sech", "csch", "sh", "ch", "th", "cth", "tgh",
))  # fmt: skip
_LOGARITHM: Final = r"(log|ln)_([0-9]+)([^\W\d_])"


def read_word_of_sentence(sketch: Sketch, i: int) -> bool:
    """Read the name *i* as an operator or part of one, and return whether it is; refuse words of a sentence.

    A word between operators is a name. Raises ParseError.
    """
    tokens, kinds = sketch.tokens, sketch.tokens.kinds
    name = tokens.names[i]
    word = name.lower()
    before = i > 0 and kinds[i - 1] in ENDS_OPERAND
    following = kinds[i + 1]
    is_call = word in ("mod", "modulo") and following == OPEN
    if word.partition("_")[0] in LEAST and following in (NUMBER, NAME):
        raise ParseError(
            f"{name} asks for where something is least or greatest",
            tokens.text,
            tokens.starts[i],
            "give the formula alone, without it; minimize finds where a formula is least",
        )
    is_exponent = word == "hoch" and following == NAME and len(tokens.names[i + 1]) > 1  # hoch drei
    if word in _BETWEEN and before and following in _BEGINS and not (is_call or is_exponent):
        if word == "over":
            _refuse_sum_below(sketch, i)
        sketch.put(i, _BETWEEN[word], f"{name} is {_BETWEEN[word]}")
        return True
    is_call = following == OPEN and sketch.arguments(i + 1) > 1  # minus(x, 1)
    if word in ("minus", "negative") and not before and following in BEGINS_OPERAND and not is_call:
        sketch.put(i, "-", f"{name} is -")
        return True
    if word in _NUMBERS and following != OPEN and len(kinds) > 2:
        sketch.put(i, _NUMBERS[word], f"{name} is {_NUMBERS[word]}")
        return True
    if word in _BEHIND and before:
        sketch.put(i, _BEHIND[word], f"{name} is {_BEHIND[word]}")
        return True
    if word in _CHOICES and before and following in BEGINS_OPERAND:
        _combinations(sketch, i)
        return True
    if word in ("arc", "ar") and following == NAME:
        direct = tokens.names[i + 1]
        ways = (f"a{direct}", f"{word}{direct}")
        inverse = next(
            (way for way in ways if way in NAMES), next((way for way in ways if canonical(way)), "")
        )
        if word == "ar" and (canonical(direct) or direct) not in _HYPERBOLIC:
            inverse = ""
        if inverse:
            sketch.put(i, inverse, f"{name} {direct} is {inverse}")
            sketch.instead[i + 1] = []
            return True
    if word in ("and", "or", "not") and name != word:
        sketch.put(i, word, f"{name} is {word}")
        return True
    if word == "xor" and before:
        raise ParseError(
            f"{name} joins conditions or bits, and a formula here is a number",
            tokens.text,
            tokens.starts[i],
            "write if(condition, value, otherwise)",
        )
    if word == "npr" and before and following in BEGINS_OPERAND:
        n, k = tokens.string(i - 1), tokens.string(i + 1)
        raise ParseError(
            "the number of arrangements has no function here",
            tokens.text,
            tokens.starts[i],
            f"write factorial({n})/factorial({n} - {k})",
        )
    if word in _NO_NUMBERS and following != OPEN:
        raise ParseError(
            f"{name} is no number",
            tokens.text,
            tokens.starts[i],
            f"give a formula; or declare the name (symbols={name!r})",
        )
    if word in _TURNS and before and following in (CLOSE, END, PLUS, MINUS):
        if word == "radians":
            sketch.instead[i] = []
            sketch.reasons.append("angles are in radians")
        else:
            sketch.put(i, "°", f"{name} is pi/180")
        return True
    if is_foreign(name) and (before or following in (NUMBER, NAME)):
        raise ParseError(
            f"{name!r} is a word of a sentence",
            tokens.text,
            tokens.starts[i],
            f"give the formula alone, and the variable apart; or declare the name (symbols={name!r})",
        )
    if word in _LINKS and _is_link(sketch, i, before):
        raise ParseError(
            f"{name!r} is a word of a sentence",
            tokens.text,
            tokens.starts[i],
            f"give the formula alone, and the variable apart; or declare the name (symbols={name!r})",
        )
    is_choice = word in ("where", "integral", "in") and following == OPEN
    if word in _FOREIGN and (before or following in (NUMBER, NAME)) and not is_choice:
        formula = tokens.text[: tokens.starts[i]].strip(" ,;")
        shown = word in _BEFORE_CONDITION and before and len(formula) <= _SHOWN
        alone = f": {formula}" if shown else ", and the variable apart"
        raise ParseError(
            f"{name!r} is a word of a sentence",
            tokens.text,
            tokens.starts[i],
            f"give the formula alone{alone}; or declare the name (symbols={name!r})",
        )
    if following == NAME and is_phrase(name, tokens.names[i + 1]):
        other = tokens.names[i + 1]
        is_short = any(
            len(word) <= _SHORT and not sketch.variables.isdisjoint(word) for word in (name, other)
        )
        known = other in sketch.variables or other in sketch.defined or other in sketch.functions
        if not known and not is_short:  # a product such as abx cdx
            raise ParseError(
                f"'{name} {other}' has two readings: words of a sentence, or a product",
                tokens.text,
                tokens.starts[i],
                f"give the formula alone; or write {name}*{other}",
            )
    glued = re.fullmatch(_LOGARITHM, name)
    if glued and following not in (OPEN, END):
        glued = None
    if glued:
        sketch.refuse_both(
            i, name, f"{glued[1]}_{glued[2]}({glued[3]})", f"{glued[1]}({glued[2]}*{glued[3]})"
        )
    return False


def _refuse_sum_below(sketch: Sketch, i: int) -> None:
    """Refuse x over x + 1, where the sum may stand below the line as a whole."""
    tokens, kinds = sketch.tokens, sketch.tokens.kinds
    k = i + 1
    if kinds[k] == OPEN:
        return
    while kinds[k] in (NUMBER, NAME, SUPERSCRIPT, POWER, ROOT) and tokens.names[k].lower() not in _ADDS:
        k += 1
    if k == i + 1 or not (kinds[k] in (PLUS, MINUS) or tokens.names[k].lower() in _ADDS):
        return
    end = k + 1
    while kinds[end] in (NUMBER, NAME, SUPERSCRIPT, POWER, ROOT, TIMES):
        end += 1
    if not any(tokens.names[i + 1 : end]):
        return  # x over 2 + 1
    below = tokens.text[tokens.starts[i + 1] : tokens.ends[k - 1]]
    rest = tokens.text[tokens.starts[k + 1] : tokens.ends[end - 1]]
    sign = "-" if kinds[k] == MINUS or tokens.names[k].lower() == "minus" else "+"
    raise ParseError(
        f"what stands below the line ends before the {sign} or goes on behind it",
        tokens.text,
        tokens.starts[k],
        f"write over ({below} {sign} {rest}) or over ({below}) {sign} {rest}",
    )


def _is_link(sketch: Sketch, i: int, before: bool) -> bool:
    """Return whether the name *i* is of a sentence, and no product of letters: blanks stand around it, an
    operand behind it, and a function or a longer word beside it, or a condition behind."""
    tokens, kinds = sketch.tokens, sketch.tokens.kinds
    if kinds[i + 1] not in BEGINS_OPERAND or tokens.ends[i] == tokens.starts[i + 1]:
        return False
    if before and tokens.ends[i - 1] == tokens.starts[i]:
        return False
    beside = [tokens.names[k] for k in (i - 1, i + 1) if k >= 0 and len(tokens.names[k]) > 1]
    if any(word in NAMES or canonical(word) or (len(word) > _SHORT and word.isalpha()) for word in beside):
        return True
    return before and (len(tokens.names[i]) > _SHORT - 1 or COMPARE in kinds[i:])


def is_foreign(name: str) -> bool:
    """Return whether *name* is a word in letters that formulas have not, neither Latin nor Greek.

    >>> is_foreign("производная"), is_foreign("т"), is_foreign("été"), is_foreign("ωτ")
    (True, False, False, False)
    """
    first = name[0]
    if first < "\u0370" or len(name) < 2 or not name.isalpha():
        return False
    return not ("\u0370" <= first <= "\u03ff" or "\u1d00" <= first <= "\u1fff" or first > "\U0001d3ff")


def is_phrase(name: str, following: str) -> bool:
    """Return whether two names side by side are rather words: hoch drei, au carré.

    >>> is_phrase("hoch", "drei"), is_phrase("theta", "phi"), is_phrase("mass", "g")
    (True, False, False)
    """
    words = (name, following)
    if min(map(len, words)) < 2 or len(name) + len(following) < _TWO_WORDS:
        return False
    return not any(
        word.lower() not in SPELLED
        and (word in NAMES or word in GREEK or not word.isalpha() or canonical(word) or holds_function(word))
        for word in words
    )


def _combinations(sketch: Sketch, i: int) -> None:
    """Write `n choose k` as a function; a product without signs before it belongs to it.

    Raises ParseError where a sign stands beside it: n + 1 choose k has two readings.
    """
    kinds = sketch.tokens.kinds
    first = sketch.operand(i - 1)
    while first > 0 and kinds[first - 1] in (NUMBER, NAME) and not sketch.is_function(first - 1):
        first -= 1
    last = sketch.closing(i + 1) if kinds[i + 1] == OPEN else i + 1
    if (
        kinds[last] == NUMBER
        and kinds[last + 1] == NAME
        and sketch.tokens.ends[last] == sketch.tokens.starts[last + 1]
    ):
        last += 1
    if kinds[last] == END:
        return
    signs = _TIGHT if kinds[first] == OPEN else _BESIDE
    is_beside = first > 0 and (kinds[first - 1] in signs or sketch.is_function(first - 1))
    if is_beside or (kinds[i + 1] != OPEN and kinds[last + 1] in _BESIDE):
        tokens = sketch.tokens
        before = tokens.text[tokens.starts[first] : tokens.ends[i - 1]]
        after = tokens.text[tokens.starts[i + 1] : tokens.ends[last]]
        raise ParseError(
            "what stands beside this choose may belong to it, or not",
            tokens.text,
            tokens.starts[i],
            f"write binomial({before}, {after}) for this alone, or put parentheses around what it joins",
        )
    sketch.before[first] = sketch.before.get(first, "") + "binomial("
    sketch.put(i, ",", f"{sketch.tokens.names[i]} is binomial(n, k)")
    sketch.behind[last] = sketch.behind.get(last, "") + ")"
