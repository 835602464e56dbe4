"""The step between scan and grammar: which names are functions, words or variables, which bars close.

>>> tokens = scan("|sin x|", Context())
>>> [tokens.kind_name(i) for i in range(4)]
['OPENBAR', 'BARE', 'NAME', 'CLOSEBAR']
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.errors import TooLarge
from symdiff.parser.beside import look_at_number, refuse_number_above
from symdiff.parser.doubts import (
    DOUBTED,
    SPECIAL_FORMS,
    bars_note,
    constant_note,
    divided_notes,
    exponent_notes,
    group_notes,
    is_applied,
    names_a_function,
    power_of_root_notes,
    root_notes,
    signed_argument,
)
from symdiff.parser.foreign import GREEK, MADE, canonical
from symdiff.parser.powers import (
    INVERSES,
    inverse_of,
    outside_notes,
    parted_notes,
    power_before,
    refuse_base,
    refuse_inverse,
    refuse_turn,
)
from symdiff.parser.scanner import split, too_deep
from symdiff.parser.sighted import look_at_name
from symdiff.parser.tokens import (
    AND,
    BANG,
    BARE,
    BEGINS_FACTOR,
    BEGINS_OPERAND,
    CALL,
    CLOSE,
    CLOSEBAR,
    DIVIDE,
    ENDS_OPERAND,
    EQUALS,
    GONE,
    MINUS,
    NAME,
    NOT,
    NUMBER,
    OPEN,
    OPENBAR,
    OR,
    POWER,
    ROOT,
    SUPERSCRIPT,
    TIMES,
    Application,
    Context,
    Tokens,
)
from symdiff.parser.unknown import unknown
from symdiff.parser.words import BARE_NAMES
from symdiff.table.derivatives import parts_of_name
from symdiff.table.functions import CONSTANTS, NAMES

_WORDS: Final = {"and": AND, "or": OR, "not": NOT}
_IN_ARGUMENT: Final = frozenset((NUMBER, NAME, SUPERSCRIPT, POWER, BANG))
_LOG_BASE: Final = rf"(?:log|ln)_([0-9]+|[^\W\d_][0-9]*|{'|'.join(sorted(GREEK))})"
_LOOKED_AT: Final = ("log_", "ln_", "D[")
"""What a name begins with that has a base or orders in it."""
_LOOKED_AT_FIRST: Final = frozenset([text[:2] for text in _LOOKED_AT])
_ASKED: Final = frozenset(("d", "e", "E", "i", "I", "f", "g", "h", "T", "°"))
"""Single letters of which there may be something to say."""
_ODD: Final = re.compile(r"\* ?\+|\* [-−] |^\s*[A-Za-z]\w*\s+<- ")
"""x* + 1, in which the star may belong to the name, and y <- x^2, which R has for y = x^2."""
_TWO_MINUS: Final = re.compile(r"[\w)\]] ?--(?!>)")
"""x -- 1, which may be one long sign."""
_NEAR: Final = 16
"""Tokens behind a function within which a parenthesis may belong to its argument."""
_CALLED: Final = ("f", "g", "h")
"""Names that are rather functions than variables where a derivative could be meant."""
_FACTORS: Final = bytes([kind in BEGINS_FACTOR for kind in range(256)])
"""Whether a factor can begin with a token of the kind."""
_PLAIN_HEADS: Final = {name: Application(name) for name in (*NAMES, *SPECIAL_FORMS)}

_EVERYWHERE: Final = 2
_NOT_CALLED: Final = 1
_UNSURE: Final = 0
"""Where a name, once looked at, is a variable: everywhere, but before a parenthesis, not at every place."""


def scan(text: str, context: Context) -> Tokens:
    """Return the tokens of *text*. Cost: linear in its length. Raises ParseError with the place."""
    limits = context.limits
    if len(text) > limits.text:
        raise TooLarge(
            f"the text has {len(text)} characters (limit `text` is {limits.text})",
            hint="raise it with Limits(text=...)",
        )
    tokens = split(text, limits)
    if tokens.kinds[-2] == NUMBER and text[tokens.ends[-2] - 1] == "." and len(tokens.kinds) > 2:
        if tokens.string(-2)[:-1].isdigit():
            tokens.ends[-2] -= 1  # the end of a sentence
    if "--" in text and _TWO_MINUS.search(text):
        tokens.notes.append("-- is two signs, which come to +; write - for one")
    if "^(" in text and ")^" in text:
        tokens.notes += group_notes(text)
    if "√" in text:
        tokens.notes += power_of_root_notes(text)
    if ("*+" in text or "* +" in text or "* -" in text or " <- " in text) and _ODD.search(text):
        tokens.doubtful = True
    return _Marks(tokens, context).run()


class _Marks:
    """Replaces NAME by CALL, BARE, AND, OR, NOT, and OPENBAR by CLOSEBAR, where that is what they are."""

    def __init__(self, tokens: Tokens, context: Context) -> None:
        self.tokens = tokens
        self.context = context
        self.functions = context.functions
        """Names that are unknown functions."""
        self.variables: set[str] | None = None
        """What `_variables` has found."""
        self.told: set[str] = set()
        """Constants of which it was said that they are, in a power apart."""
        if "'" in tokens.text or "\N{PRIME}" in tokens.text:
            primed = [name.rstrip("'") for name in tokens.names if name and name[-1] == "'"]
            own = [name for name in primed if name not in NAMES]
            foreign = [name for name in own if name not in self.functions and canonical(name)]
            tokens.doubtful |= bool(foreign)  # Sin'[x]
            self.functions = self.functions.union(own)

    def run(self) -> Tokens:
        """Return the tokens with their marks, without those that others took."""
        tokens, context, functions = self.tokens, self.context, self.functions
        kinds, names = tokens.kinds, tokens.names
        symbols = context.symbols
        defined: set[str] = set()
        if "=" in tokens.text:
            for i, name in enumerate(names):
                if name and name[-1] != "'" and kinds[i + 1] == EQUALS:
                    defined.add(name)
        places: dict[str, int] = {}
        barred = "|" in tokens.text
        bars: list[list[int]] = [[]]
        closed = [0]  # where the last bar ends that closes, at each depth of parentheses
        skip_to, gone = 0, False
        for i in range(len(kinds)):
            if i < skip_to:
                kinds[i], gone = GONE, True
                continue
            kind = kinds[i]
            if kind == NAME:
                name = names[i]
                place = places.get(name, -1)
                if place < 0:
                    if name in symbols or name in defined:
                        place = _EVERYWHERE
                    else:
                        place = _NOT_CALLED if _is_symbol(name, functions) else _UNSURE
                        look_at_name(tokens, i, functions, symbols, place == _NOT_CALLED)
                    places[name] = place
                if place == _UNSURE or (place == _NOT_CALLED and kinds[i + 1] == OPEN):
                    skip_to = self._name(i, name)
            elif kind == NUMBER:
                if _FACTORS[kinds[i + 1]]:
                    look_at_number(tokens, symbols, i)
                elif kinds[i + 1] == DIVIDE and i > 0:
                    if kinds[i - 1] == POWER or (kinds[i - 1] == MINUS and i > 1 and kinds[i - 2] == POWER):
                        tokens.notes += root_notes(tokens, i)
                    elif kinds[i - 1] == BARE:
                        refuse_number_above(tokens, i)
            elif kind == BANG:
                if kinds[i + 1] == NAME and _is_remark(tokens, i):
                    tokens.doubtful = True
            elif barred:
                if kind == OPEN:
                    bars.append([])
                    closed.append(0)
                elif kind == CLOSE:
                    if len(bars) > 1:
                        bars.pop()
                        closed.pop()
                elif kind == OPENBAR:
                    before = tokens.before(i)
                    if before >= 0 and kinds[before] in ENDS_OPERAND and bars[-1]:
                        kinds[i] = CLOSEBAR
                        bars[-1].pop()
                        closed[-1] = tokens.ends[i]
                    else:
                        said = bars_note(tokens.text, closed[-1], tokens.starts[i])
                        if said:
                            tokens.notes.append(said)
                        bars[-1].append(i)
                        if len(bars) + len(bars[-1]) > context.limits.depth:
                            raise too_deep("bars", tokens.text, tokens.starts[i], context.limits)
        return _left(tokens) if gone else tokens

    def _variables(self) -> set[str]:
        """Return the names that stand somewhere without a parenthesis after them, and those declared."""
        if self.variables is not None:
            return self.variables
        tokens = self.tokens
        self.variables = found = set(self.context.symbols)
        for i, name in enumerate(tokens.names):
            if name and name[-1] != "'" and tokens.kinds[i + 1] not in (EQUALS, OPEN):
                found.add(name)
        return found

    def _name(self, i: int, name: str) -> int:
        """Decide what the undeclared name at *i* is; return the first token after those it took."""
        tokens, context, functions = self.tokens, self.context, self.functions
        kinds = tokens.kinds
        following = kinds[i + 1]
        if name in NAMES and name not in functions:
            return self._function(i, name)
        if name in _WORDS:
            kinds[i] = _WORDS[name]
            return i + 1
        if name[-1] == "'" or name[-1] == ")":
            derivative = parts_of_name(name)
            assert derivative is not None
            self._differentiated(i, name, derivative[0], derivative[1])
            return i + 1
        if name in functions:
            if following != OPEN:
                tokens.refuse(i, f"{name} is an unknown function here: write {name}(...)")
            kinds[i], tokens.heads[i] = CALL, Application(name, known=False)
            return i + 1
        base_of_log = re.fullmatch(_LOG_BASE, name) if "_" in name else None
        if base_of_log and following in BEGINS_OPERAND:
            kinds[i] = CALL if following == OPEN else BARE
            tokens.heads[i] = Application("log", base=base_of_log[1])
            return i + 1
        if name in SPECIAL_FORMS:
            return self._function(i, name)
        if following == OPEN:
            if name in DOUBTED and name not in context.symbols:
                self._constant(i, name)
                return i + 1
            if name in CONSTANTS or name in context.symbols:
                return i + 1
            if name in self._variables():
                tokens.notes.append(f"{name}(...) is {name}*(...), since {name} is a variable here")
                return i + 1
            if name in MADE:
                kinds[i], tokens.heads[i] = CALL, Application(name)
                if MADE[name][2]:
                    tokens.notes.append(f"{name} is {MADE[name][2]}")
                return i + 1
            raise unknown(tokens, i, functions)
        if name in DOUBTED:
            self._constant(i, name)
            return i + 1
        if name == "°":
            tokens.notes.append("° is pi/180")
            tokens.doubtful |= tokens.names[i + 1] in ("C", "F", "K")
            return i + 1
        vector = i > 1 and (tokens.names[i - 2].isupper() or (tokens.names[i - 2] and following == NAME))
        if name == "T" and vector and kinds[i - 1] == POWER:
            tokens.notes.append(f"{tokens.names[i - 2]}^T is a power, no transpose")
            return i + 1
        if name in _CALLED and i > 0 and kinds[i - 1] == OPEN and names_a_function(tokens, i):
            tokens.refuse(i - 1, "a sum or a product of functions that are not known", "write f(x) + g(x)")
        if name in _CALLED and (following == POWER or following == SUPERSCRIPT):
            tokens.doubtful = tokens.doubtful or kinds[i + 2] in (OPEN, MINUS)  # f^(n)(x), f^-1(x)
        if name == "d" and following == DIVIDE and kinds[i + 2] == NAME:
            if tokens.names[i + 2].startswith("d") and "d" not in context.symbols:
                tokens.refuse(
                    i,
                    f"d/{tokens.names[i + 2]} is not part of a formula",
                    'give the formula and the variable apart, as in: diff "x^2" x',
                )
        return i + 1

    def _constant(self, i: int, name: str) -> None:
        """Say once of a constant that may be a variable which of both it is."""
        following = self.tokens.kinds[i + 1]
        if following == POWER and self.tokens.kinds[i + 2] == MINUS:
            self.tokens.notes += exponent_notes(self.tokens, self.context.symbols, i)
        place = f"{name}^" if following == POWER or following == SUPERSCRIPT else name
        if place not in self.told:
            self.told.add(place)
            said = constant_note(self.tokens, i)
            if said:
                self.tokens.notes.append(said)

    def _differentiated(self, i: int, name: str, base: str, orders: tuple[int, ...]) -> None:
        """Mark the derivative of a function, f' or D[1](f)."""
        tokens = self.tokens
        if base in self.context.symbols:
            tokens.refuse(
                i,
                f"{base} is declared as a symbol, so {name} means nothing",
                f'for the transpose of an array say the shapes, as in shapes="{base}[n]"',
            )
        if tokens.kinds[i + 1] != OPEN:
            tokens.refuse(i, f"{name} needs its arguments: write {name}(...)")
        known = base in NAMES and base not in self.functions
        tokens.kinds[i], tokens.heads[i] = CALL, Application(base, orders, known=known)

    def _function(self, i: int, name: str) -> int:
        """Mark a name of the table as CALL or BARE, or leave it a symbol; take a power such as sin^2."""
        tokens = self.tokens
        kinds = tokens.kinds
        if kinds[i + 1] == OPEN:
            kinds[i], tokens.heads[i] = CALL, _PLAIN_HEADS.get(name) or Application(name)
            if tokens.ends[i] < tokens.starts[i + 1] and name in BARE_NAMES:
                tokens.notes += parted_notes(tokens, i)
            if name == "log" and kinds[i + 2 : i + 5] == [NUMBER, CLOSE, OPEN]:
                base, of = tokens.string(i + 2), tokens.group(i + 4)
                tokens.notes.append(
                    f"log({base}){of} is log({base})*{of}; write log_{base}{of} for the base {base}"
                )
            return i + 1
        if name == "if" and (kinds[i + 1] in BEGINS_OPERAND or (i > 0 and kinds[i - 1] in ENDS_OPERAND)):
            tokens.refuse(i, "this 'if' has no value for otherwise", "write if(condition, value, otherwise)")
        bare = name in BARE_NAMES
        j, exponent = i + 1, ""
        powered = kinds[j] == POWER or kinds[j] == SUPERSCRIPT
        if powered and not bare and self._is_power_of_call(i, name):
            bare = True
        if bare and powered:
            if name == "exp" and kinds[j] == POWER and kinds[j + 1] not in (NUMBER, MINUS):
                tokens.refuse(i, "exp^... has no argument", "write e^... or exp(...)")
            j, exponent = power_before(tokens, self.context.symbols, i, name)
            if name in INVERSES and exponent != "" and exponent[0] != "-":
                refuse_inverse(tokens, i, name, exponent, j)
        if exponent[:1] == "-":
            name, exponent = inverse_of(tokens, i, name, exponent), ""
        following = kinds[j]
        if following == OPEN:
            kinds[i], tokens.heads[i] = CALL, Application(name, exponent=exponent)
        elif bare and following in BEGINS_OPERAND:
            kinds[i], tokens.heads[i] = BARE, Application(name, exponent=exponent)
            k = j + 1
            while kinds[k] in _IN_ARGUMENT and k < j + _NEAR:
                k += 1
            if kinds[k] == OPEN or k == j + _NEAR:
                tokens.doubtful = True
                if name == "log" and k == j + 1 and kinds[j] == NUMBER and kinds[k] == OPEN:
                    refuse_base(tokens, i, j)
            elif kinds[k] == TIMES:
                tokens.notes += outside_notes(tokens, self.context.symbols, i, j, k)
            elif kinds[k] == DIVIDE:
                refuse_turn(tokens, self.context.symbols, i, name, j, k)
                tokens.notes += divided_notes(tokens, self.context.symbols, i, j, k)
        elif bare:
            of_number = name.strip("0123456789")
            tokens.refuse(
                i,
                f"the function {name} needs an argument: write {name}(...)",
                (
                    f"write {of_number}({name[len(of_number) :]}) for that of a number; "
                    if of_number != name
                    else ""
                )
                + f"{signed_argument(tokens, name, j)}if {name} is a variable, declare it (symbols={name!r})",
            )
        elif is_applied(name) and following in BEGINS_OPERAND and tokens.names[j] not in _WORDS:
            tokens.notes.append(f"{name} is the function {name}(...)")
            kinds[i], tokens.heads[i] = BARE, Application(name)
        else:  # gamma, beta, zeta, … without an argument are symbols
            before = tokens.before(i)
            if is_applied(name) and before >= 0 and kinds[before] in ENDS_OPERAND:  # x factorial
                tokens.refuse(i, f"the function {name} needs an argument: write {name}(...)")
            if following in (NUMBER, NAME, ROOT) and name not in SPECIAL_FORMS:
                argument = tokens.string(j)
                tokens.notes.append(
                    f"{name} {argument} is {name}*{argument}; write {name}({argument}) for the function"
                )
            return i + 1
        return j

    def _is_power_of_call(self, i: int, name: str) -> bool:
        """Return whether sinc^2(x) stands at *i*, the power of a function that needs its parentheses. That of
        gamma is a letter to a power, and a note says so."""
        tokens = self.tokens
        end = i + 2 if tokens.kinds[i + 1] == SUPERSCRIPT else i + 3
        if end == i + 3 and tokens.kinds[i + 2] == MINUS:
            end = i + 4
        elif tokens.kinds[i + 1 : i + 6] == [POWER, OPEN, MINUS, NUMBER, CLOSE]:
            end = i + 6
        if end >= len(tokens.kinds) or tokens.kinds[end] != OPEN or tokens.kinds[end - 1] == OPEN:
            return False
        if is_applied(name):
            return True
        group = tokens.group(end)
        if name not in self.context.symbols and group[1:-1] in self._variables():
            power = tokens.text[tokens.starts[i + 1] : tokens.ends[end - 1]]
            other = f"write {name}{group}{power} for the function"
            tokens.notes.append(f"{name}{power}{group} is {name}{power}*{group}; {other}")
        return False


def _is_remark(tokens: Tokens, i: int) -> bool:
    """Return whether blanks part the sign of a factorial from what stands on both sides: in Fortran a remark
    begins so."""
    return tokens.ends[i - 1] < tokens.starts[i] and tokens.ends[i] < tokens.starts[i + 1]


def _is_symbol(name: str, functions: frozenset[str]) -> bool:
    """Return whether `_Marks._name` has nothing to say of *name* where no parenthesis follows."""
    if name in _WORDS or name in functions or name in NAMES or name in SPECIAL_FORMS or name in _ASKED:
        return False
    if name[-1] in "']" or name[-1] == ")":
        return False
    return len(name) < 2 or name[:2] not in _LOOKED_AT_FIRST or not name.startswith(_LOOKED_AT)


def _left(tokens: Tokens) -> Tokens:
    """Return the tokens that are not gone."""
    kinds = tokens.kinds
    kept = [i for i in range(len(kinds)) if kinds[i] != GONE]
    result = Tokens(tokens.text)
    result.notes, result.asides, result.doubtful = tokens.notes, tokens.asides, tokens.doubtful
    result.kinds = [kinds[i] for i in kept]
    result.starts = [tokens.starts[i] for i in kept]
    result.ends = [tokens.ends[i] for i in kept]
    result.names = [tokens.names[i] for i in kept]
    result.heads = {new: tokens.heads[old] for new, old in enumerate(kept) if old in tokens.heads}
    return result
