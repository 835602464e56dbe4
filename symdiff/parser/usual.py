"""What people write that a grammar cannot tell: the text as they type it → the text in symdiff's notation.

>>> respelled("xe^x + 1/3 x^3", Context(frozenset("x"))).text
'x e^x + (1/3) x^3'
>>> respelled("2x", Context()) is None
True
"""

from __future__ import annotations

import re
from typing import Final, NoReturn

from symdiff.errors import ParseError
from symdiff.parser.asked import asked
from symdiff.parser.brackets import refuse_units
from symdiff.parser.characters import plain
from symdiff.parser.doubts import is_factor_of_entry
from symdiff.parser.draft import Draft
from symdiff.parser.factors import read_factor
from symdiff.parser.foreign import CONSTANT_NAMES, GREEK, MADE, canonical
from symdiff.parser.glued import read_word
from symdiff.parser.instead import UNCUT
from symdiff.parser.numerals import glued_to_number, read_number, read_quotient, read_sum_below
from symdiff.parser.scanner import split
from symdiff.parser.sentences import read_word_of_sentence
from symdiff.parser.sketch import WORDS, Sketch
from symdiff.parser.stars import read_star
from symdiff.parser.statements import arranged
from symdiff.parser.tokens import (
    BANG,
    CLOSE,
    COMMA,
    DIVIDE,
    END,
    MINUS,
    NAME,
    NUMBER,
    OPEN,
    POWER,
    ROOT,
    SUPERSCRIPT,
    TIMES,
    Context,
)
from symdiff.parser.words import BARE_NAMES, INDEXED, SPELLED, greek_factors
from symdiff.table.functions import CONSTANTS, NAMES

_FACTORS: Final = {"k_BT": ("k_B", "T")}
"""Products with an index that nobody writes apart."""
_PASSES: Final = 3
"""A text is looked at again while it changes: what one reading makes may call for another."""
_HEAD: Final = re.compile(r"\s*[^\W\d]\w*'?\s*\(([^()]*,[^()]*)\)\s*:?=(?!=)")
"""f(x, y) =, with several arguments: of one, nobody doubts what it is."""
_CODE: Final = re.compile(
    r"\b(?:powf?|fabs|sqrtf|expf)\(|\b(?:np|numpy|math|Math|torch|jnp|tf|std|cmath|scipy|casadi|ca|cs)(?:\.|::)[A-Za-z]"
)
"""What programs have alone, in which each word is one name."""
_BRANCHES: Final = ("then", "else", "elseif")
"""Words of a choice, which belong to none where they are left."""
_BINDERS: Final = ("sum", "product", "integral")
_INVERSE: Final = re.compile(r"\^\(?\s*[-−]\s*1\s*\)?|\*\*\(?-1\)?|⁻¹")
_PI: Final = ("pi", "π")
_CAPITALS: Final = ("SIN", "COS", "TAN", "LN", "LOG", "EXP", "SQRT")
"""Functions that are no names of anything else, in capitals as well."""
_NO_ARGUMENT: Final = (TIMES, DIVIDE, CLOSE, COMMA, END)
"""What no argument begins with."""
_BESSEL: Final = ("besselJ", "besselY", "besselI", "besselK")
"""Functions of R, whose order comes last; others that spell them so have it first."""


def respelled(text: str, context: Context, refusal: ParseError | None = None) -> Draft | None:
    """Return *text* as it is meant, in symdiff's own notation, with the reasons; None where nothing changes.
    *refusal* is the error of the text as it stands.

    Cost: linear in the text. Raises ParseError, with the place in *text*, where two readings are possible.
    """
    refuse_units(text, context.symbols)
    whole = asked(text, context.symbols) if refusal is not None else None
    signs = plain(text if whole is None else whole.text, refusal is not None)
    if signs is not None:
        whole = signs if whole is None else signs.after(whole)
        context = context._replace(symbols=context.symbols | signs.names)
    is_code = _CODE.search(text) is not None
    for _ in range(_PASSES):
        source = text if whole is None else whole.text
        try:
            draft = _written(Sketch(split(source, context.limits), context, is_code))
        except ParseError as error:
            raise (error if whole is None else whole.moved(error)) from None
        if draft is None:
            break
        whole = draft if whole is None else draft.after(whole)
        if draft.text == source:
            break  # there was something to be said, and nothing to be written anew
    if whole is not None:
        whole.names |= _arguments(text)
    return whole


def _arguments(text: str) -> frozenset[str]:
    """Return the names of the arguments of the formula, where f(r, t) = stands before it: a parenthesis
    behind one of them is a factor."""
    found = _HEAD.match(text)
    names = re.split(r"\s*[,;|]\s*", found[1].strip()) if found else []
    return frozenset(name for name in names if name.isidentifier() and name not in NAMES)


def _written(sketch: Sketch) -> Draft | None:
    """Return the new text, None where it is the old one."""
    tokens = sketch.tokens
    order = arranged(tokens, sketch.reasons, sketch.variables)
    kinds, names = tokens.kinds, tokens.names
    for i in order if order is not None else range(len(kinds)):
        if kinds[i] == NAME:
            if names[i] in _BINDERS and kinds[i + 1] == OPEN:
                read_sum_below(sketch, i)
            read = i in sketch.instead  # with what stands before it
            if not read and names[i] not in sketch.variables and names[i] not in sketch.defined:
                _name(sketch, i)
        elif kinds[i] == NUMBER:
            read_number(sketch, i)
        elif kinds[i] == DIVIDE:
            read_quotient(sketch, i)
        elif kinds[i] == TIMES:
            read_star(sketch, i)
    if order is None and not (sketch.instead or sketch.before or sketch.behind or sketch.reasons):
        return None
    return sketch.draft(order)


def _name(sketch: Sketch, i: int) -> None:
    """Look at the name *i*, which is neither declared nor defined."""
    tokens = sketch.tokens
    kinds, name = tokens.kinds, tokens.names[i]
    following = kinds[i + 1]
    if name in _BRANCHES and read_word_of_sentence(sketch, i):
        return
    if name in sketch.functions or name in WORDS or name[-1] in "')":
        meant = canonical(name.rstrip("'")) if name[-1] == "'" and name not in sketch.functions else ""
        if meant and name.rstrip("'") not in sketch.functions:  # Sin'[x]
            sketch.put(i, meant + name[len(name.rstrip("'")) :], f"{name} is {meant}'")
        return
    if name in NAMES:
        if name in BARE_NAMES and following != OPEN and not sketch.is_bare(i - 1):
            _application(sketch, i)
        return
    if name in ("f", "g", "h") and following in (POWER, SUPERSCRIPT):
        end = sketch.closing(i + 2) if following == POWER else i + 1
        if following == POWER and kinds[i + 2] == MINUS and kinds[i + 3] == NUMBER:
            end = i + 3  # f^-1(x)
        given = tokens.text[tokens.starts[i + 1] : tokens.ends[end]]
        if kinds[end + 1] == OPEN and _INVERSE.fullmatch(given):
            _refuse_inverse(sketch, i, given)
        if kinds[end] == CLOSE and kinds[end + 1] == OPEN:
            _refuse_derivative(sketch, i, end)
    if len(name) == 1 and name != "Γ":
        if following == OPEN and name not in CONSTANTS and name not in sketch.alone:
            read_factor(sketch, i)
        return
    if read_word_of_sentence(sketch, i):
        return
    if name in CONSTANT_NAMES and following != OPEN:
        sketch.put(i, CONSTANT_NAMES[name], f"{name} is the constant {CONSTANT_NAMES[name]}")
        return
    if name == "piecewise" and following == OPEN:
        if kinds[i + 2] == OPEN:
            meant = "Piecewise"
        elif not sketch.is_condition(i + 2) and sketch.is_condition_behind(i + 2):
            meant = "pieces"
        else:
            meant = "where" if sketch.arguments(i + 1) == 3 else "ifs"
        sketch.put(i, meant, f"piecewise is {meant}")
        return
    if name in _BESSEL and following == OPEN and sketch.arguments(i + 1) == 2:
        _order_first(sketch, i, name)
        return
    function = canonical(name)
    if function and name[0] == "A" and name[1:] in BARE_NAMES:
        sketch.refuse_both(i, name, f"{function}(...)", f"A*{name[1:]}(...)")
    is_bare = function in BARE_NAMES and name.lower() not in SPELLED
    if function and (following == OPEN or (is_bare and sketch.begins_argument(i + 1))):
        sketch.put(i, function, f"{name} is {function}")
        return
    if function and name.lower() in SPELLED and sketch.begins_argument(i + 1):
        argument = tokens.string(i + 1)
        raise ParseError(
            f"the function {name} needs parentheses",
            tokens.text,
            tokens.starts[i],
            f"write {function}({argument}); or declare the name (symbols={name!r})",
        )
    if name in _CAPITALS and kinds[i + 1] in _NO_ARGUMENT:
        raise ParseError(
            f"the function {name} needs an argument: write {function}(...)",
            tokens.text,
            tokens.starts[i],
            f"if {name} is a variable, declare it (symbols={name!r})",
        )
    if following == OPEN and (name in MADE or name in UNCUT):
        return
    if name == name.capitalize() and name.lower() in GREEK:
        return
    if glued_to_number(sketch, i):
        return
    factors = greek_factors(name) if name[0] > "\x7f" and "_" in name else []
    if factors or name == "k_BT":
        parts = [part for factor in factors or [name] for part in _FACTORS.get(factor, (factor,))]
        sketch.put(i, " ".join(parts), f"{name} is {'*'.join(parts)}")
        return
    if following == OPEN and not canonical(name) and name not in sketch.tokens.names[i + 1 :]:
        if read_factor(sketch, i):
            return
    if is_factor_of_entry(name, sketch.tokens):
        sketch.put(i, f"{name[0]}*{name[1:]}", f"{name} is {name[0]}*{name[1:]}")
        return
    if "_" not in name or re.search(INDEXED, name):
        read_word(sketch, i, name)


def _order_first(sketch: Sketch, i: int, name: str) -> None:
    """Read besselJ(0, x), and refuse besselJ(x, 0) and besselJ(n, x): R has the order last."""
    tokens, kinds = sketch.tokens, sketch.tokens.kinds
    meant = name.lower()
    if not (kinds[i + 2] == NUMBER and kinds[i + 3] == COMMA):
        end = sketch.closing(i + 1)
        inside = tokens.text[tokens.starts[i + 2] : tokens.starts[end]]
        first, last = inside.split(",", 1)
        one, other = f"{meant}({first.strip()}, {last.strip()})", f"{meant}({last.strip()}, {first.strip()})"
        sketch.refuse_both(i, f"{name}({inside})", one, other)
    sketch.put(i, meant, f"{name} is {meant}")


def _application(sketch: Sketch, i: int) -> None:
    """Put parentheses around a function and its argument where what follows is not part of it."""
    tokens, kinds = sketch.tokens, sketch.tokens.kinds
    j = sketch.after_powers(i + 1)
    while sketch.is_bare(j) and kinds[j + 1] != OPEN:
        j = sketch.after_powers(j + 1)
    k = j
    varies = False
    while True:
        kind = kinds[k]
        if kind == NAME and not sketch.is_function(k) and tokens.names[k] not in WORDS:
            name = tokens.names[k]
            if k > j and sketch.is_exponential(k) and not _is_number(sketch, j, k):
                break
            varies |= name in sketch.variables or (not sketch.variables and name not in CONSTANTS)
            k += 1
        elif (kind == NUMBER and k == j) or kind in (SUPERSCRIPT, BANG, ROOT):
            k += 1
        elif kind == POWER and k > j:
            k = sketch.after_powers(k)
        else:
            break
    if k == j:
        return
    base = sketch.base_of_power(i)
    if base in NAMES:
        return  # sin^cos x, which has no reading
    in_root = i > 0 and kinds[i - 1] == ROOT
    in_exponent = base != "" or in_root
    if kinds[k] == OPEN and not varies and in_exponent:
        k = sketch.closing(k) + 1
        if k == len(kinds):
            return  # nothing closes it
    whole = tokens.text[tokens.starts[i] : tokens.ends[k - 1]]
    if not in_exponent and kinds[k] == NAME:
        sketch.applied[k] = i
        if sketch.is_exponential(k):
            _close(sketch, i, k)
            sketch.reasons.append(f"{whole} {tokens.names[k]}^... is ({whole})*{tokens.names[k]}^...")
        return
    if in_exponent:
        sketch.before[i] = "("
        sketch.behind[k - 1] = sketch.behind.get(k - 1, "") + ")"
        sketch.reasons.append(f"√{whole} is √({whole})" if in_root else f"the exponent is ({whole})")
    elif kinds[k] == OPEN and varies:
        _close(sketch, i, k)
        shown = tokens.text[tokens.starts[i] : tokens.ends[sketch.closing(k)]]
        sketch.reasons.append(f"{shown} is ({whole})*{shown[len(whole) :].strip()}")


def _is_number(sketch: Sketch, first: int, end: int) -> bool:
    """Return whether the tokens from *first* to *end* are a number, perhaps times pi."""
    return all(sketch.tokens.kinds[k] == NUMBER or sketch.tokens.names[k] in _PI for k in range(first, end))


def _close(sketch: Sketch, i: int, end: int) -> None:
    """Put parentheses around the argument of the function *i*, which ends before token *end*, and around
    those of the functions before it in a product such as sin x cos x e^x."""
    while True:
        opened, k = 0, i
        while sketch.is_bare(k):
            k = sketch.after_powers(k + 1)
            sketch.before[k] = "(" + sketch.before.get(k, "")
            opened += 1
        sketch.behind[end - 1] = sketch.behind.get(end - 1, "") + ")" * opened
        if i not in sketch.applied:
            return
        end, i = i, sketch.applied.pop(i)


def _refuse_inverse(sketch: Sketch, i: int, power: str) -> NoReturn:
    """Refuse f^-1(x), the inverse of a function that is not known."""
    name = sketch.tokens.names[i]
    raise ParseError(
        f"{name}{power}(...) is the inverse of a function, whose formula is not there",
        sketch.tokens.text,
        sketch.tokens.starts[i],
        f"give the formula of the inverse; or write 1/{name}*(...) for a product",
    )


def _refuse_derivative(sketch: Sketch, i: int, end: int) -> NoReturn:
    """Refuse f^(n)(x), which is a derivative or a product."""
    tokens = sketch.tokens
    power = tokens.text[tokens.starts[i] : tokens.ends[end]]
    name = tokens.names[i]
    sketch.refuse_both(i, f"{power}(...)", f"{power}*(...)", f"{name}''(...) for a derivative of {name}")
