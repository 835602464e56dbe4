"""Numbers as other languages write them, and quotients of numbers that are a coefficient.

>>> from symdiff.parser.tokens import Context
>>> from symdiff.parser.usual import respelled
>>> respelled("2.5D-3*x - 1/3 x", Context(frozenset("x"))).text
'2.5e-3*x - (1/3) x'
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.errors import ParseError
from symdiff.parser.foreign import CONSTANT_NAMES
from symdiff.parser.sketch import WORDS, Sketch
from symdiff.parser.tokens import (
    BANG,
    BEGINS_FACTOR,
    CLOSE,
    COMMA,
    DIVIDE,
    END,
    EQUALS,
    MINUS,
    NAME,
    NUMBER,
    OPEN,
    PLUS,
    POWER,
    ROOT,
    SUPERSCRIPT,
)
from symdiff.table.functions import CONSTANTS, NAMES

_FACTOR: Final = frozenset((NAME, NUMBER, ROOT, SUPERSCRIPT, BANG, POWER))
_DEGREES: Final = ("deg", "degree", "degrees", "Degree")
_POWER_OF_TEN: Final = re.compile("[eE][0-9]")
_TENS: Final = re.compile(r"([eE][0-9]+)_\w+")
_FORTRAN: Final = re.compile(r"[dD]([0-9]+)")
_KIND: Final = re.compile(r"_(?:[A-Za-z]\w*|4|8|16)")


_OF_TURNS: Final = ("1/2", "1/4", "1/8")
"""Quotients before π, which is above the line in ½πr² and below it in 1/(2π)."""
_LARGE: Final = re.compile("[3-9]|[1-9][0-9]")
"""Powers of ten that stand in a number: 6.02 x 10^23."""
_ONES: Final = ("1", "1.", "1.0")
"""Nobody writes a factor 1 before a letter: 1j is a number of Python."""


def read_number(sketch: Sketch, i: int) -> None:
    """Look at the number *i*: the numerals of Fortran, degrees, coefficients such as 1/3 before x."""
    tokens, kinds = sketch.tokens, sketch.tokens.kinds
    glued = kinds[i + 1] == NAME and tokens.ends[i] == tokens.starts[i + 1]
    if glued and _numeral(sketch, i):
        return
    if kinds[i + 1] == NAME and tokens.names[i + 1] in _DEGREES and tokens.names[i + 1] not in sketch.alone:
        if tokens.names[i + 1] not in sketch.variables:
            sketch.instead[i + 1] = [("°", tokens.starts[i + 1])]
    _refuse_times(sketch, i)
    before = kinds[i - 1] if i else END
    if before == CLOSE or _ends_power(sketch, i - 1):
        if kinds[i + 1] in (POWER, SUPERSCRIPT) or kinds[i + 1] in BEGINS_FACTOR:
            sketch.before[i] = "*"
            sketch.asides.append(f"a product is meant before {tokens.string(i)}")
    elif before == NAME and kinds[i + 1] in (POWER, SUPERSCRIPT) and tokens.names[i - 1] not in WORDS:
        if not sketch.is_function(i - 1):  # x 2^x
            sketch.before[i] = "*"
            sketch.asides.append(f"a product is meant before {tokens.string(i)}")


def _numeral(sketch: Sketch, i: int) -> bool:
    """Read 1.0d0, 2.5D-3, 2.0_wp and return True, or return False."""
    tokens, kinds = sketch.tokens, sketch.tokens.kinds
    mantissa, name = tokens.string(i), tokens.names[i + 1]
    if name in sketch.variables or name in sketch.defined:
        return False
    start = tokens.starts[i + 1]
    point = "." in mantissa
    if name == "j" and (sketch.is_code or mantissa in _ONES):
        sketch.put(i + 1, "i", f"{mantissa}j is {mantissa}*i")
        return True
    power = _FORTRAN.fullmatch(name)
    if power and (point or name not in sketch.free):
        sketch.instead[i + 1] = [(f"e{power[1]}", start)]
        sketch.reasons.append(f"{mantissa}{name} is the number {mantissa}e{power[1]}")
        return True
    if name in ("d", "D") and point and kinds[i + 2] in (MINUS, PLUS) and kinds[i + 3] == NUMBER:
        together = tokens.ends[i + 1] == tokens.starts[i + 2] and tokens.ends[i + 2] == tokens.starts[i + 3]
        if together and tokens.string(i + 3).isdigit() and name not in sketch.free:
            sketch.instead[i + 1] = [("e", start)]
            shown = mantissa + tokens.text[start : tokens.ends[i + 3]]
            sketch.reasons.append(
                f"{shown} is the number {mantissa}e{tokens.string(i + 2)}{tokens.string(i + 3)}"
            )
            return True
    if name in ("f", "F") and point and name not in sketch.free:
        sketch.refuse_both(i + 1, f"{mantissa}{name}", mantissa, f"{mantissa}*{name}")
    if name == "x10" and kinds[i + 2] in (POWER, SUPERSCRIPT) and name not in sketch.free:
        sketch.refuse_both(i + 1, f"{mantissa}{name}", f"{mantissa}*10^...", f"{mantissa}*{name}^...")
    tens = _TENS.fullmatch(name)
    if tens and point:
        sketch.instead[i + 1] = [(tens[1], start)]
        sketch.asides.append(f"{mantissa}{name} is the number {mantissa}{tens[1]}")
        return True
    if _KIND.fullmatch(name) and (point or not name[1:].isdigit()):
        sketch.instead[i + 1] = []
        sketch.asides.append(f"{mantissa}{name} is the number {mantissa}")
        return True
    return False


def _refuse_times(sketch: Sketch, i: int) -> None:
    """Refuse 3 x 10^8, where x is a variable or the sign of a product."""
    tokens, kinds = sketch.tokens, sketch.tokens.kinds
    if i < 2 or tokens.string(i) != "10" or tokens.names[i - 1] != "x" or kinds[i - 2] != NUMBER:
        return
    large = kinds[i + 1] == POWER and _LARGE.fullmatch(tokens.string(i + 2)) is not None
    if kinds[i + 1] in (POWER, SUPERSCRIPT) and (large or tokens.names.count("x") == 1):
        number = tokens.string(i - 2)
        sketch.refuse_both(i - 1, f"{number} x 10", f"{number}*10^...", f"{number}*x*10^...")


def _ends_power(sketch: Sketch, i: int) -> bool:
    """Return whether token *i* ends a power that is no power of a function before its argument."""
    kinds = sketch.tokens.kinds
    if i > 0 and kinds[i] == SUPERSCRIPT:
        return not sketch.is_function(i - 1)
    if i < 2 or kinds[i] not in (NUMBER, NAME) or sketch.is_function(i):
        return False
    before = i - 1
    while before > 0 and kinds[before] in (MINUS, PLUS):
        before -= 1
    return before > 0 and kinds[before] == POWER and not sketch.is_function(before - 1)


def glued_to_number(sketch: Sketch, i: int) -> bool:
    """Return whether the name *i* may be the power of ten of the number before it, which is refused: 1e5x."""
    tokens = sketch.tokens
    glued = i > 0 and tokens.kinds[i - 1] == NUMBER and tokens.ends[i - 1] == tokens.starts[i]
    return glued and _POWER_OF_TEN.match(tokens.names[i]) is not None


def read_quotient(sketch: Sketch, i: int) -> None:
    """Put a quotient of numbers in parentheses that is the coefficient of what follows: 1/3 x^3.

    *i* is the sign of division; the divisor is a number, a root of one, a constant function or parenthesis.
    """
    tokens, kinds = sketch.tokens, sketch.tokens.kinds
    _refuse_differentials(sketch, i)
    divide, i = i, _divisor(sketch, i + 1)
    known = i >= 0 and kinds[i + 1] in BEGINS_FACTOR and tokens.names[i + 1] not in WORDS
    first = _constants_before(sketch, divide) if known else -1
    if first < 0:
        first, i = _before_function(sketch, divide)
    if first < 0:
        _refuse_glued_function(sketch, divide)
        return
    quotient = tokens.text[tokens.starts[first] : tokens.ends[i]]
    turn = tokens.names[i + 1]
    if quotient in _OF_TURNS and turn in ("pi", "π") and tokens.ends[i] == tokens.starts[i + 1]:
        one, other = f"({quotient})*{turn}", f"1/({quotient[2:]}*{turn})"
        sketch.refuse_both(first, f"{quotient}{turn}", one, other)
    if sketch.is_bare(first - 1):
        name, numerator = tokens.names[first - 1], tokens.text[tokens.starts[first] : tokens.starts[divide]]
        rest, below = tokens.string(i + 1), tokens.text[tokens.ends[divide] : tokens.ends[i]]
        one, other = f"{name}(({quotient})*{rest}", f"{name}({numerator})/{below}*{rest}"
        sketch.refuse_both(first - 1, f"{name} {quotient}{rest}", f"{one}...)", f"{other}...")
    sketch.before[first] = "(" + sketch.before.get(first, "")
    sketch.behind[i] = ")"
    sketch.reasons.append(f"{quotient} is the coefficient of what follows")


def _before_function(sketch: Sketch, divide: int) -> tuple[int, int]:
    """Return the first and the last token of a quotient of parameters that stands, with a blank between,
    before a function, as in n/2 ln(x) and 1/sqrt(2πσ²) exp(-x²): it is the coefficient. Else -1 twice."""
    tokens, kinds = sketch.tokens, sketch.tokens.kinds
    none = (-1, -1)
    if not sketch.variables or tokens.ends[divide] != tokens.starts[divide + 1]:
        return none
    last = divide + 1
    while kinds[last] == ROOT:
        last += 1
    if _is_call(sketch, last):
        last += 1
    elif kinds[last] == NAME and (sketch.is_function(last) or kinds[last + 1] == OPEN):
        return none
    if kinds[last] not in (NAME, NUMBER, OPEN):
        return none
    last = sketch.closing(last)
    if kinds[last] == END:
        return none  # nothing closes it
    following = sketch.after_powers(last + 1)
    last = following - 1
    applied = sketch.is_bare(following) or _is_call(sketch, following) or sketch.is_exponential(following)
    if not applied or tokens.ends[last] == tokens.starts[following]:
        return none
    first = divide
    while first > 0 and (kinds[first - 1] in (NUMBER, SUPERSCRIPT, CLOSE) or kinds[first - 1] == NAME):
        if sketch.is_bare(first - 1) or tokens.names[first - 1] in WORDS:
            return none
        first = sketch.opening(first - 1) if kinds[first - 1] == CLOSE else first - 1
        if kinds[first] == NUMBER and first > 1 and kinds[first - 1] == POWER and kinds[first - 2] == NAME:
            first -= 2  # a^2/2 ln(x)
    before = kinds[first - 1] if first > 0 else END
    if first == divide or before in (POWER, DIVIDE, BANG, ROOT) or kinds[first] == SUPERSCRIPT:
        return none
    names = tokens.names[first : last + 1]
    if sketch.variables.isdisjoint(names):
        return first, last
    if kinds[divide + 1] == NUMBER and last == divide + 1:  # x/2 sqrt(x + 1)
        quotient, function = tokens.text[tokens.starts[first] : tokens.ends[last]], tokens.names[following]
        one = f"({quotient})*{function}..."
        above = tokens.text[tokens.starts[first] : tokens.starts[divide]]
        other = f"{above}/({tokens.string(last)}*{function}...)"
        sketch.refuse_both(first, f"{quotient} {function}...", one, other)
    return none


def _refuse_glued_function(sketch: Sketch, divide: int) -> None:
    """Refuse n/2ln(x): a quotient of a parameter and a number, right before a function that may be above the
    line as in 1/2ln(x), or below it as in a/bc."""
    tokens, kinds = sketch.tokens, sketch.tokens.kinds
    i, above = divide + 1, divide - 1
    if kinds[i] != NUMBER or above < 0 or kinds[above] != NAME or not sketch.variables:
        return
    applied = sketch.is_bare(i + 1) or _is_call(sketch, i + 1)
    if not applied or tokens.ends[i] < tokens.starts[i + 1] or tokens.names[above] in sketch.variables:
        return
    if above > 0 and kinds[above - 1] not in (PLUS, MINUS, OPEN, COMMA, EQUALS):
        return
    name, number, function = tokens.names[above], tokens.string(i), tokens.names[i + 1]
    one, other = f"({name}/{number})*{function}(...)", f"{name}/({number}*{function}(...))"
    sketch.refuse_both(above, f"{name}/{number}{function}(...)", one, other)


def read_sum_below(sketch: Sketch, i: int) -> None:
    """Put a sign before the sum, product or integral *i* that follows a quotient: nobody has one below the
    line in 1/n ∑ x^k."""
    tokens, kinds = sketch.tokens, sketch.tokens.kinds
    first = i
    while first > 0 and (kinds[first - 1] in _FACTOR or kinds[first - 1] == CLOSE):
        first = sketch.opening(first - 1) if kinds[first - 1] == CLOSE else first - 1
    if first < i - 1 and kinds[first] == NUMBER and tokens.ends[first] == tokens.starts[first + 1]:
        _refuse_number_below(sketch, first, i)
    if first == i or first < 2 or kinds[first - 1] != DIVIDE or i - 1 in sketch.behind:
        return  # where parentheses are closed, it is a coefficient already
    sketch.before[i] = "*" + sketch.before.get(i, "")
    divisor = tokens.text[tokens.starts[first] : tokens.ends[i - 1]]
    sketch.reasons.append(f".../{divisor} is the coefficient of the {tokens.names[i]} behind it")


def _refuse_number_below(sketch: Sketch, first: int, i: int) -> None:
    """Refuse 1/2n ∑ x^k: a number and a letter that are written together, of which the letter may be above
    the line as in 1/2x, or below as in 1/(2n). Token *first* is the number, *i* the sum."""
    tokens = sketch.tokens
    if first < 2 or tokens.kinds[first - 1] != DIVIDE or tokens.kinds[first - 2] != NUMBER:
        return
    above, below = tokens.string(first - 2), tokens.text[tokens.starts[first] : tokens.ends[i - 1]].strip()
    number = tokens.string(first)
    one, other = f"{above}/({below})", f"{above}/{number}*{below.removeprefix(number)}"
    sketch.refuse_both(first - 2, f"{above}/{below}", f"{one}*{tokens.names[i]}(...)", f"{other}*...")


def _refuse_differentials(sketch: Sketch, i: int) -> None:
    """Refuse d y/d x and d x^2/dx, of which token *i* is the sign of division: they are no quotients."""
    tokens, kinds = sketch.tokens, sketch.tokens.kinds
    below = tokens.names[i + 1]
    is_one = (below == "d" and kinds[i + 2] == NAME) or (len(below) == 2 and below[0] == "d")
    if not is_one or "d" in sketch.variables or below in sketch.variables or "d" not in tokens.names[:i]:
        return
    first = i
    while first > 0:
        kind = kinds[first - 1]
        if kind == CLOSE:
            first = sketch.opening(first - 1)
        elif kind in (NAME, NUMBER, SUPERSCRIPT, POWER, BANG, ROOT):
            first -= 1
        else:
            break
    if "d" in tokens.names[first : i - 1]:
        start = tokens.names.index("d", first)
        shown = tokens.text[tokens.starts[start] : tokens.ends[i + 2 if below == "d" else i + 1]]
        raise ParseError(
            f"{shown} looks like a derivative, which is not part of a formula",
            tokens.text,
            tokens.starts[start],
            "give the formula and the variable apart; or declare d as a variable (symbols='d')",
        )


def _divisor(sketch: Sketch, i: int) -> int:
    """Return the last token of the constant that begins with token *i*, -1 where none does. A parenthesis in
    which no variable stands is one."""
    kinds = sketch.tokens.kinds
    while kinds[i] == ROOT:
        i += 1
    if kinds[i] == NUMBER:
        return i
    if kinds[i] == NAME and _is_constant(sketch, i) and kinds[i + 1] != OPEN:
        return i if sketch.tokens.names[i] not in ("e", "E") else -1
    called = _is_call(sketch, i)
    if called:
        i += 1
    if kinds[i] != OPEN:
        return -1
    end = sketch.closing(i)
    if kinds[end] != CLOSE:
        return -1
    fixed = _is_constant_part(sketch, i, end)
    if not fixed and not called and sketch.variables:  # 1/(2a) x
        fixed = sketch.variables.isdisjoint(sketch.tokens.names[i:end])
    return end if fixed else -1


def _is_constant_part(sketch: Sketch, start: int, end: int) -> bool:
    """Return whether nothing varies in the tokens from *start* to *end*."""
    kinds = sketch.tokens.kinds
    names = [k for k in range(start, end) if kinds[k] == NAME]
    return all(_is_constant(sketch, k) or _is_call(sketch, k) for k in names)


def _constants_before(sketch: Sketch, divide: int) -> int:
    """Return where the numerator begins that ends before *divide* if it is made of numbers alone, else -1."""
    kinds = sketch.tokens.kinds
    first = divide
    while first > 0:
        i = first - 1
        kind = kinds[i]
        if kind == NUMBER or (kind == NAME and _is_constant(sketch, i)):
            first = i
        elif kind == CLOSE:
            opening = sketch.opening(i)
            if not _is_constant_part(sketch, opening, i):
                return -1
            first = opening - 1 if opening > 0 and _is_call(sketch, opening - 1) else opening
        elif kind == ROOT and first < divide:
            first = i
        else:
            break
    if first == divide:
        return -1
    before = kinds[first - 1] if first else END
    if before in (NAME, SUPERSCRIPT, BANG, POWER, DIVIDE) and not sketch.is_bare(first - 1):
        return -1
    sign = first - 1
    while sign >= 0 and kinds[sign] in (MINUS, PLUS):
        sign -= 1
    return -1 if sign >= 0 and kinds[sign] in (POWER, DIVIDE) else first


def _is_constant(sketch: Sketch, i: int) -> bool:
    name = sketch.tokens.names[i]
    return (name in CONSTANTS or name in CONSTANT_NAMES) and name not in sketch.variables


def _is_call(sketch: Sketch, i: int) -> bool:
    """Return whether token *i* is a function of the table with parentheses."""
    tokens = sketch.tokens
    return tokens.kinds[i] == NAME and tokens.names[i] in NAMES and tokens.kinds[i + 1] == OPEN
