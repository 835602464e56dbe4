"""Text → tokens: the scan, and the step after it that tells functions from variables and opening
bars from closing ones.

>>> [scan("2x", Context()).kind_name(i) for i in range(2)]
['NUMBER', 'NAME']
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple, NoReturn
from unicodedata import normalize

from symdiff.errors import ParseError, TooLarge, UnknownName
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.tables import load
from symdiff.table.functions import CONSTANTS, NAMES, nearest, row_of

_TABLES: Final = load()
_KIND: Final = {name: number for number, name in enumerate(_TABLES.terminals)}
AND, BANG, BARE, CALL = _KIND["AND"], _KIND["BANG"], _KIND["BARE"], _KIND["CALL"]
CLOSE, CLOSEBAR, COMPARE, DIVIDE = (
    _KIND["CLOSE"],
    _KIND["CLOSEBAR"],
    _KIND["COMPARE"],
    _KIND["DIVIDE"],
)
END, EQUALS, MINUS, NAME, NOT = (
    _KIND["$END"], _KIND["EQUALS"], _KIND["MINUS"], _KIND["NAME"], _KIND["NOT"],
)  # fmt: skip
NUMBER, OPEN, OPENBAR, OR = _KIND["NUMBER"], _KIND["OPEN"], _KIND["OPENBAR"], _KIND["OR"]
POWER, ROOT, SEPARATOR = _KIND["POWER"], _KIND["ROOT"], _KIND["SEPARATOR"]
SUPERSCRIPT = _KIND["SUPERSCRIPT"]

_WORDS: Final = {"and": AND, "or": OR, "not": NOT}
_ENDS_OPERAND: Final = frozenset((NUMBER, NAME, SUPERSCRIPT, BANG, CLOSE, CLOSEBAR))
_BEGINS_ARGUMENT: Final = frozenset((NUMBER, NAME, OPEN, OPENBAR, ROOT))
_LOG_BASE: Final = re.compile(r"(?:log|ln)_(\w+)")
_OPERATOR: Final = re.compile(r"D\[([0-9 ,]*)\]\((\w+)\)")
_DIGITS: Final = str.maketrans("²³¹⁰⁴⁵⁶⁷⁸⁹⁻", "2310456789-")
_SUBSCRIPTS: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_BARE: Final = tuple(
    [name for name, codes in NAMES.items() if any(row_of(code).bare for code in codes.values())]
)
"""Names of functions that may be applied without parentheses."""
_BARE_NAMES: Final = frozenset(_BARE)
_LOOKED_AT: Final = (*_BARE, "log_", "ln_", "D[")
"""What a name begins with that may be more than one name, or have a base or orders in it."""
SPECIAL_FORMS: Final = ("Piecewise", "if", "Rational")
"""Read like functions, but not rows of the table."""


class Context(NamedTuple):
    """What the caller says of the names in a text."""

    symbols: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    limits: Limits = DEFAULT


class Application(NamedTuple):
    """What stands before an argument: a function, perhaps raised to a power or with a base."""

    name: str
    orders: tuple[int, ...] = ()
    """For an unknown function, which arguments are differentiated: D[1, 2](f) has (1, 2)."""
    known: bool = True
    exponent: str = ""
    base: str = ""


class Tokens:
    """The tokens of one text, as parallel lists; `heads` holds what CALL and BARE tokens stand for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.kinds: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.heads: dict[int, Application] = {}
        self.names: dict[int, str] = {}
        self.notes: list[str] = []

    def kind_name(self, i: int) -> str:
        """Return the grammar's name of the kind of token *i*."""
        return _TABLES.terminals[self.kinds[i]]

    def string(self, i: int) -> str:
        """Return the text of token *i*."""
        return self.text[self.starts[i] : self.ends[i]]


def scan(text: str, context: Context) -> Tokens:
    """Return the tokens of *text*. Cost: linear in its length. Raises ParseError with the place."""
    if len(text) > context.limits.text:
        raise TooLarge(
            f"the text has {len(text)} characters (limit `text` is {context.limits.text})",
            hint="raise it with Limits(text=...) or --limit text=...",
        )
    return _mark(_split(text, context.limits), context)


def _split(text: str, limits: Limits) -> Tokens:
    tokens = Tokens(text)
    kinds, starts, ends = tokens.kinds, tokens.starts, tokens.ends
    depth, length = 0, len(text.rstrip())
    for found in _TABLES.pattern.finditer(text, 0, length):
        kind = _TABLES.kinds[found.lastindex or 0]
        if kind == -1:
            continue
        start = found.start()
        if kind == -2:
            raise _unexpected(text, start)
        if kind == OPEN:
            depth += 1
            if depth > limits.depth:
                raise _too_deep("parentheses", text, start, limits)
        elif kind == CLOSE:
            depth -= 1
        elif kind == SEPARATOR and (depth > 0 or not kinds):
            if text[start] == ";":
                raise ParseError("unexpected ';'", text, start)
            continue  # a line break inside parentheses, or before the first line
        kinds.append(kind)
        starts.append(start)
        ends.append(found.end())
    if not kinds:
        raise ParseError("the formula is empty", hint='give one, for example "x**2*sin(x)"')
    kinds.append(END)
    starts.append(length)
    ends.append(length)
    return tokens


def _too_deep(what: str, text: str, position: int, limits: Limits) -> TooLarge:
    return TooLarge(
        f"more than {limits.depth} {what} are open (limit `depth`)",
        text,
        position,
        "raise it with Limits(depth=...) or --limit depth=...",
    )


def _unexpected(text: str, position: int) -> ParseError:
    character = text[position]
    code = f"U+{ord(character):04X}"
    shown = f"{character!r} ({code})" if character.isprintable() else code
    return ParseError(f"unexpected character {shown}", text, position)


def _mark(tokens: Tokens, context: Context) -> Tokens:
    """Replace NAME by CALL, BARE, AND, OR, NOT, and OPENBAR by CLOSEBAR, where that is what they are."""
    kinds, text = tokens.kinds, tokens.text
    for i, kind in enumerate(kinds):
        if kind == NAME:
            name = text[tokens.starts[i] : tokens.ends[i]]
            if not name.isascii():
                name = _plain(name)
                if not (name.rstrip("'").isidentifier() or name == "∞"):
                    raise _unexpected(text, tokens.starts[i])
            tokens.names[i] = name
    functions = set(context.functions)
    defined = set()
    variables = set(context.symbols)
    for i, name in tokens.names.items():
        if name[-1] == "'":
            functions.add(name.rstrip("'"))
        elif kinds[i + 1] == EQUALS:
            defined.add(name)
        elif kinds[i + 1] != OPEN:
            variables.add(name)
    places: dict[str, int] = {}
    """Where a name, once looked at, is a variable: everywhere (2), but before a parenthesis (1), or not at
    every place (0)."""
    kept: list[int] = []
    barred = OPENBAR in kinds
    bars: list[list[int]] = [[]]
    skip_to = 0
    for i, kind in enumerate(kinds):
        if i < skip_to:
            continue
        if kind == NAME:
            name = tokens.names[i]
            place = places.get(name, -1)
            if place < 0:
                declared = name in context.symbols or name in defined
                place = places[name] = 2 if declared else 1 if _is_symbol(name, functions) else 0
            if place == 0 or (place == 1 and kinds[i + 1] == OPEN):
                skip_to = _mark_name(tokens, i, name, functions, variables, context)
        elif kind == NUMBER:
            if kinds[i + 1] == NAME and tokens.ends[i] == tokens.starts[i + 1]:
                _check_number(tokens, i)
                _note_exponent(tokens, i, kept)
        elif barred and kind == OPEN:
            bars.append([])
        elif barred and kind == CLOSE:
            if len(bars) > 1:
                bars.pop()
        elif kind == OPENBAR:
            if kept and kinds[kept[-1]] in _ENDS_OPERAND and bars[-1]:
                kinds[i] = CLOSEBAR
                bars[-1].pop()
            else:
                bars[-1].append(i)
                if len(bars) + len(bars[-1]) > context.limits.depth:
                    raise _too_deep("bars", text, tokens.starts[i], context.limits)
        kept.append(i)
    return _only(tokens, kept)


def _note_exponent(tokens: Tokens, i: int, kept: list[int]) -> None:
    """Note that `e^2x` and `e^-2x` are read as (e^2)*x: a name runs into the number of a power."""
    sign = bool(kept) and tokens.kinds[kept[-1]] == MINUS
    before = kept[: len(kept) - sign]
    if len(before) > 1 and tokens.kinds[before[-1]] == POWER:
        power = tokens.text[tokens.starts[before[-2]] : tokens.ends[i]]
        name = tokens.string(i + 1)
        tokens.notes.append(f"read as ({power})*{name}: {power}{name}")


def _only(tokens: Tokens, kept: list[int]) -> Tokens:
    """Return *tokens* with those alone that are *kept*."""
    if len(kept) == len(tokens.kinds):
        return tokens
    result = Tokens(tokens.text)
    result.notes = tokens.notes
    result.kinds = [tokens.kinds[i] for i in kept]
    result.starts = [tokens.starts[i] for i in kept]
    result.ends = [tokens.ends[i] for i in kept]
    for new, old in enumerate(kept):
        if old in tokens.names:
            result.names[new] = tokens.names[old]
        if old in tokens.heads:
            result.heads[new] = tokens.heads[old]
    return result


def _plain(name: str) -> str:
    """Return *name* as Python would read it, with subscripts as `_1` and primes as `'`."""
    name = name.replace("\N{PRIME}", "'")
    head = name.rstrip("₀₁₂₃₄₅₆₇₈₉")
    if head != name:
        name = f"{head}_{name[len(head) :].translate(_SUBSCRIPTS)}"
    return normalize("NFKC", name)


def _mark_name(
    tokens: Tokens,
    i: int,
    name: str,
    functions: set[str],
    variables: set[str],
    context: Context,
) -> int:
    """Decide what the undeclared name at *i* is; return the first token after those it took."""
    kinds = tokens.kinds
    following = kinds[i + 1]
    if name in NAMES and name not in functions:
        return _mark_function(tokens, i, name)
    if name in _WORDS:
        kinds[i] = _WORDS[name]
        return i + 1
    operator = _OPERATOR.fullmatch(name)
    if operator or name[-1] == "'":
        if operator:
            orders = tuple([int(part) for part in operator[1].split(",") if part.strip()])
            base = operator[2]
        else:
            base = name.rstrip("'")
            orders = (1,) * (len(name) - len(base))
        if base in context.symbols:
            _refuse(tokens, i, f"{base} is declared as a symbol, so {name} means nothing")
        if following != OPEN:
            _refuse(tokens, i, f"{name} needs its arguments: write {name}(...)")
        if base in NAMES:
            _refuse(tokens, i, f"{name}: write the derivative of {base} out, or declare {base} as unknown")
        kinds[i], tokens.heads[i] = CALL, Application(base, orders, known=False)
        return i + 1
    if name in functions:
        if following != OPEN:
            _refuse(tokens, i, f"{name} is an unknown function here: write {name}(...)")
        kinds[i], tokens.heads[i] = CALL, Application(name, known=False)
        return i + 1
    base_of_log = _LOG_BASE.fullmatch(name)
    if base_of_log and following in _BEGINS_ARGUMENT:
        kinds[i] = CALL if following == OPEN else BARE
        tokens.heads[i] = Application("log", base=base_of_log[1])
        return i + 1
    if name in SPECIAL_FORMS:
        return _mark_function(tokens, i, name)
    if following == OPEN:
        if name in CONSTANTS or name in context.symbols:
            return i + 1
        if name in variables:
            tokens.notes.append(f"read as {name}*(...): {name}(...), since {name} is a variable here")
            return i + 1
        near = nearest(name, tuple(functions))
        meant = f"; did you mean {' or '.join(repr(n) for n in near)}?" if near else ""
        raise UnknownName(
            f"unknown function {name!r}{meant}",
            tokens.text,
            tokens.starts[i],
            f"declare it as a function (--function {name}) or as a variable (--symbol {name})",
        )
    _refuse_glued(tokens, i, name)
    if name == "d" and following == DIVIDE and kinds[i + 2] == NAME:
        if tokens.names[i + 2].startswith("d") and "d" not in context.symbols:
            _refuse(
                tokens,
                i,
                f"d/{tokens.names[i + 2]} is not part of a formula",
                'give the formula and the variable apart, as in: diff "x^2" x',
            )
    return i + 1


def _is_symbol(name: str, functions: set[str]) -> bool:
    """Return whether `_mark_name` has nothing to say of *name* where no parenthesis follows."""
    return not (
        name in _WORDS
        or name in functions
        or name in NAMES
        or name in SPECIAL_FORMS
        or name == "d"
        or name[-1] in "']"
        or name[-1] == ")"
        or name.startswith(_LOOKED_AT)
    )


def _mark_function(tokens: Tokens, i: int, name: str) -> int:
    """Mark a name of the table as CALL or BARE, or leave it a symbol; take a power such as sin^2."""
    kinds = tokens.kinds
    if kinds[i + 1] == OPEN:
        kinds[i], tokens.heads[i] = CALL, _application(name)
        return i + 1
    bare = name in _BARE_NAMES
    j, exponent = i + 1, ""
    if bare and kinds[j] == SUPERSCRIPT:
        exponent = tokens.string(j).translate(_DIGITS)
        j += 1
    elif bare and kinds[j] == POWER:
        sign = kinds[j + 1] == MINUS
        at = j + 2 if sign else j + 1
        if kinds[at] in (NUMBER, NAME):
            exponent = ("-" if sign else "") + tokens.string(at)
            j = at + 1
        elif kinds[at] == OPEN and kinds[at + 1] in (NUMBER, MINUS):
            _refuse(tokens, i, f"{name}^(...) has no single reading; write ({name}(x))^(...)")
    if exponent.startswith("-"):
        raise ParseError(
            f"{name}^{exponent} has two readings",
            tokens.text,
            tokens.starts[i],
            f"write a{name}(x) for the inverse function or 1/{name}(x) for the reciprocal"
            if exponent == "-1"
            else f"write {name}(x)^({exponent})",
        )
    following = kinds[j]
    if following == OPEN:
        kinds[i], tokens.heads[i] = CALL, Application(name, exponent=exponent)
    elif bare and following in _BEGINS_ARGUMENT:
        kinds[i], tokens.heads[i] = BARE, Application(name, exponent=exponent)
    elif bare:
        _refuse(
            tokens,
            i,
            f"the function {name} needs an argument: write {name}(...)",
            f"if {name} is a variable, declare it (--symbol {name})",
        )
    else:  # gamma, beta, zeta, … without an argument are symbols
        if following in (NUMBER, NAME, ROOT) and name not in SPECIAL_FORMS:
            argument = tokens.string(j)
            tokens.notes.append(
                f"read as {name}*{argument}: {name} {argument}; write {name}({argument}) for the function"
            )
        return i + 1
    return j


@cache
def _application(name: str) -> Application:
    """Return the plain application of a function of the table."""
    return Application(name)


def _check_number(tokens: Tokens, i: int) -> None:
    """Refuse `1e5x`, `1_000` and `0x10`, which would silently be 1*e5x, 1*_000 and 0*x10."""
    name = tokens.names[i + 1]
    if re.match(r"[eE]\d|_", name) or tokens.string(i) == "0":
        _refuse(tokens, i, "a number runs into a name here", "put * or a space between them")


def _refuse_glued(tokens: Tokens, i: int, name: str) -> None:
    """Refuse names such as sinx and sinxcosx, which are a slip far more often than a variable."""
    if len(name) < 3 or not name.startswith(_BARE):
        return
    parts = re.findall(f"({'|'.join(sorted(_BARE, key=len, reverse=True))})(\\d*[a-zA-Zθπ]|\\d+)", name)
    if "".join(function + variable for function, variable in parts) == name:
        meant = "*".join(f"{function}({variable})" for function, variable in parts)
        raise UnknownName(
            f"{name!r} is one name, and looks like {meant}",
            tokens.text,
            tokens.starts[i],
            f"write {meant}, or declare the variable (--symbol {name})",
        )


def _refuse(tokens: Tokens, i: int, message: str, hint: str = "") -> NoReturn:
    raise ParseError(message, tokens.text, tokens.starts[i], hint)
