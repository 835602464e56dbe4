"""Text → tokens, by one look at each character; what is not plain ASCII is asked of the grammar's pattern.

>>> tokens = split("2*xy", DEFAULT)
>>> [tokens.string(i) for i in range(len(tokens.kinds) - 1)]
['2', '*', 'xy']
"""

from __future__ import annotations

import re
from typing import Final
from unicodedata import category, decomposition, normalize
from unicodedata import name as character_name

from mypy_extensions import i64

from symdiff.errors import ParseError, TooLarge
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.tables import load
from symdiff.parser.tokens import CLOSE, END, NAME, NUMBER, OPEN, SEPARATOR, Tokens
from symdiff.table.functions import NAMES

__all__ = ["DEFAULT", "plain_name", "split", "too_deep", "unexpected"]

_TABLES: Final = load()
_BLANK: Final = 255
_LETTER: Final = 254
_DIGIT: Final = 253
_ASK: Final = 252
"""The pattern knows which token begins here, if one does."""
LATIN: Final = dict(zip("АВЕКМНОРСТХаеорсухісј", "ABEKMHOPCTXaeopcyxicj", strict=True))
"""Cyrillic letters that look like Latin ones."""
_LOWERED: Final = "₀₁₂₃₄₅₆₇₈₉"
_PARTNERS: Final = {"[": "]", "]": "[", "{": "}", "}": "{"}
_SUBSCRIPTS: Final = str.maketrans(_LOWERED, "0123456789")


def _look(code: int) -> int:
    """Return the kind of token that begins with the character *code* alone, or one of the four above."""
    if code >= 128:
        return _ASK
    kind = _TABLES.alone[code]
    if kind == NAME:
        return _LETTER
    if kind == NUMBER:
        return _DIGIT
    if kind == -1:
        return _BLANK
    return _ASK if kind < 0 or kind == SEPARATOR else kind


_LOOK: Final = bytes([_look(code) for code in range(256)])
_PAIRS: Final = {
    ord(pair[0]) << 8 | ord(pair[1]): kind
    for pair, kind in _TABLES.pairs.items()
    if _LOOK[ord(pair[0])] < _ASK and _LOOK[ord(pair[1])] < _ASK
}
"""Kinds of the tokens of two signs, such as `**` and `<=`, by both."""
_BEGINS_PAIR: Final = bytes([any(pair >> 8 == code for pair in _PAIRS) for code in range(256)])


def split(text: str, limits: Limits) -> Tokens:
    """Return the tokens of *text*, in which every name is a NAME and every bar an OPENBAR.

    Cost: linear in its length. Raises ParseError with the place, TooLarge beyond `limits.depth`.
    """
    tokens = Tokens(text)
    kinds, starts, ends, names = tokens.kinds, tokens.starts, tokens.ends, tokens.names
    data = text.encode("latin-1", "replace")  # a byte for each character; "?" is none of the language
    look, pairs = _LOOK, _PAIRS
    opens: i64 = OPEN
    closes: i64 = CLOSE
    separates: i64 = SEPARATOR
    length: i64 = len(text.rstrip())
    depth: i64 = 0
    at: i64 = 0
    while at < length:
        first: i64 = data[at]
        start: i64 = at
        kind: i64 = look[first]
        name = ""
        if kind < _ASK:
            at += 1
            if at < length and _BEGINS_PAIR[first]:
                longer = pairs.get(int(first << 8 | i64(data[at])), -1)
                if longer >= 0:
                    kind = longer
                    at += 1
        elif kind == _BLANK:
            at += 1
            continue
        elif kind == _LETTER:
            at = _after_name(data, at, length)
            if at == start:
                kind = _ASK
            else:
                kind = NAME
                name = text[start:at]
        elif kind == _DIGIT:
            at = _after_number(data, at, length)
            kind = NUMBER
        if kind == _ASK:
            found = _TABLES.pattern.match(text, start, length)
            assert found is not None  # its last group takes any character
            at = found.end()
            kind = _TABLES.kinds[found.lastindex or 0]
            if kind == -1:
                continue
            if kind == -2:
                raise unexpected(text, start)
            if kind == NAME:
                name = text[start:at]
        if kind == opens:
            depth += 1
            if depth > limits.depth:
                raise too_deep("parentheses", text, start, limits)
        elif kind == closes:
            depth -= 1
        elif kind == separates and (depth > 0 or not kinds):
            if text[start] == ";":
                hint = "write , between arguments, and a point in decimal numbers" if kinds else ""
                raise ParseError("unexpected ';'", text, start, hint)
            continue  # a line break inside parentheses, or before the first line
        kinds.append(int(kind))
        starts.append(int(start))
        ends.append(int(at))
        names.append(name)
    if not kinds:
        raise ParseError("the formula is empty", hint='give one, for example "x**2*sin(x)"')
    kinds.append(END)
    starts.append(int(length))
    ends.append(int(length))
    names.append("")
    if not text.isascii():
        _make_plain(tokens)
    return tokens


def _after_name(data: bytes, at: i64, length: i64) -> i64:
    """Return where the name ends that begins at *at*; *at* itself where only the pattern can tell."""
    start = at
    look = _LOOK
    while at < length and (look[data[at]] == _LETTER or look[data[at]] == _DIGIT):
        at += 1
    while at < length and data[at] == 0x27:  # primes
        at += 1
    if at < length:
        following: i64 = data[at]
        if following >= 128 or following == 0x3F or following == 0x5B:  # beyond ASCII; D[1](f)
            return start
    return at


def _after_number(data: bytes, at: i64, length: i64) -> i64:
    """Return where the number ends that begins with the digit at *at*."""
    look = _LOOK
    while at < length and look[data[at]] == _DIGIT:
        at += 1
    if at < length and data[at] == 0x2E:  # a point
        at += 1
        while at < length and look[data[at]] == _DIGIT:
            at += 1
    if at < length and (data[at] == 0x65 or data[at] == 0x45):  # an exponent, if no name goes on there
        power = at + 1
        signed = power < length and (data[power] == 0x2B or data[power] == 0x2D)
        if signed:
            power += 1
        end = power
        while end < length and look[data[end]] == _DIGIT:
            end += 1
        if end > power and (signed or end == length or look[data[end]] != _LETTER):
            return end
    return at


def _make_plain(tokens: Tokens) -> None:
    """Write the names as Python would read them. Raises ParseError where one is no name."""
    for i, name in enumerate(tokens.names):
        if not name.isascii():
            if any(_is_doubtful(letter) for letter in name.rstrip(_LOWERED)):
                tokens.doubtful = True
            if name == "∞" and i > 0 and tokens.names[i - 1] and tokens.ends[i - 1] == tokens.starts[i]:
                tokens.doubtful = True  # T∞
            tokens.names[i] = name = plain_name(name)
            if name in LATIN and LATIN[name] in tokens.names:
                other = character_name(name).lower()
                tokens.notes.append(f"{name} is not the Latin letter, but {other}: another name")
            if not (name.rstrip("'").isidentifier() or name in "∞°"):
                raise unexpected(tokens.text, _strange(tokens, i))


def _strange(tokens: Tokens, i: int) -> int:
    """Return the place of the first character of token *i* that no name has."""
    start, end = tokens.starts[i], tokens.ends[i]
    written = tokens.text[start:end]
    return next((start + k for k in range(end - start) if not _is_name(written[: k + 1])), start)


def _is_name(written: str) -> bool:
    return plain_name(written).rstrip("'").isidentifier()


def _is_doubtful(letter: str) -> bool:
    """Return whether *letter* is raised or lowered, as in eˣ, or only looks like a sign."""
    if letter <= "\x7f":
        return False
    return category(letter) == "Lm" or letter in "ᴇ\u141f" or decomposition(letter)[:4] in ("<sup", "<sub")


def plain_name(name: str) -> str:
    """Return *name* as Python would read it, with subscripts as `_1` and primes as `'`."""
    name = name.replace("\N{PRIME}", "'")
    head = name.rstrip(_LOWERED)
    if head != name:
        name = f"{head}_{name[len(head) :].translate(_SUBSCRIPTS)}"
    return normalize("NFKC", name)


def too_deep(what: str, text: str, position: int, limits: Limits) -> TooLarge:
    """Return the error of more *what* open at once than `limits.depth`."""
    return TooLarge(
        f"more than {limits.depth} {what} are open (limit `depth`)",
        text,
        position,
        "raise it with Limits(depth=...)",
    )


_HINTS: Final = {
    "∂": 'give the formula and the variable apart, as in: diff "x^2" x',
    "∇": "give the formula alone, and ask for its gradient",
    "∫": "write integral(f, t, a, b) for the integral of f dt from a to b",
    "∑": "write sum(k*x^k, k, 1, n), or sum(x_k, k, 1, n) for that of a list",
    "∏": "write product(x + k, k, 1, n)",
    ".": "write * for a product; a number has its point beside its digits: 0.5",
    "…": "write the terms out, or sum(x^k/k, k, 1, 5)",
    "⋯": "write the terms out, or sum(x^k/k, k, 1, 5)",
    "∈": "give the formula alone, without where its variable is from",
    "↑": "write ^ for a power",
    "~": "a formula is no comparison: give what stands behind it",
    "∝": "a formula is no comparison",
    "≡": "a formula is no comparison",
    "⇒": "give one formula",
    "⇔": "give one formula",
    "±": "give one formula for each sign",
    "∓": "give one formula for each sign",
    "≈": "a formula is no comparison",
    "'": 'for a derivative give the formula and the variable apart, as in: diff "x^2" x',
    ":": "write / for a quotient",
    **dict.fromkeys("€£¥$", "leave the sign of the money out"),
    **dict.fromkeys("‡†", "write another name, without the sign"),
    "‖": 'for the norm of a vector say the shapes, as in shapes="x[n]"',
    "∘": "write f(g(x)) for one function of another",
    "∥": "write 1/(1/a + 1/b) for resistors side by side",
}
"""Signs that ask for something to be done, and what to do instead."""


_METHOD: Final = re.compile(
    r"\.(cdf|pdf|ppf|sum|mean|dot|norm|prod|T|diff|doit|simplify|subs|evalf|expand|grad|item|detach|pow|square"
    r"|series|integrate|limit|rewrite|factor|collect|lambdify|numpy|forward|backward|jacobian|sample|log_prob)(?:\(|(?=\s*@))"
)
"""x.sum(, which is of a language of programs."""
_IN_THOUSANDS: Final = re.compile("[0-9]'[0-9]{3}")
_OF_VALUE: Final = re.compile(r"\.(?:([a-z]\w*)\(\s*\)|(pow[if])\()")
"""x.sin(, which is sin(x) in others."""


def unexpected(text: str, position: int) -> ParseError:
    """Return the error of a character that is no part of the language."""
    character = text[position]
    code = f"U+{ord(character):04X}"
    shown = f"{character!r} ({code})" if character.isprintable() else code
    hint = ""
    if character in _PARTNERS:
        opens = character in "[{"
        hint = f"a {_PARTNERS[character]!r} is missing" if opens else "remove it, or open one before"
        return ParseError(
            f"{character!r} {'is not closed' if opens else 'closes nothing'}", text, position, hint
        )
    called = _METHOD.match(text, position)
    if called:
        name = called[1]
        hint = f"{called[0]}...) is no part of a formula here: give the formula alone"
        if name in ("cdf", "pdf", "ppf"):
            value = {"cdf": "(1 + erf(x/sqrt(2)))/2", "pdf": "exp(-x^2/2)/sqrt(2*pi)"}.get(name, "")
            hint = f"write {value or 'sqrt(2)*erfinv(2*p - 1)'} for that of the normal distribution"
        elif name in ("sum", "mean", "dot", "norm", "T", "prod"):
            hint = 'of arrays say the shapes, as in shapes="A[n,m] x[m]"'
        return ParseError(f"unexpected {called[0]}", text, position, hint)
    called = _OF_VALUE.match(text, position)
    if called and called[2]:
        return ParseError(f"unexpected {called[0]}", text, position, "write x^2 for a power")
    if called and called[1] in NAMES:
        return ParseError(f"unexpected {called[0]}", text, position, f"write {called[1]}(x)")
    if character == "@":
        hint = 'for vectors and matrices say the shapes, as in shapes="A[n,m] x[m]"'
    if character == "\\" or (character == "$" and text.count("$") > 1):
        hint = "this looks like LaTeX, and is not read as such here"
    elif character == ":" and ("if " in text or "if(" in text):
        hint = "write if(condition, value, otherwise)"
    elif character == ":" and position > 0 and text[position + 1 : position + 2] == " ":
        hint = "write = behind the name of a formula"
    elif text[position : position + 3] == "...":
        hint = _HINTS["…"]
    elif character == "'" and _IN_THOUSANDS.match(text, max(0, position - 1)):
        hint = "write the number without ' between its digits"
    elif character == "." and text[position - 1 : position] == "/":
        hint = "give the formula alone, and the place apart, as in at={'x': 3}"
    elif character in _HINTS:
        hint = _HINTS[character]
    elif decomposition(character).startswith("<fraction>"):
        hint = f"write *{character} for a product, ^{character} for a power"
        found = re.search(r"[0-9]+(?=\s*$)", text[:position])
        if found:
            whole = found[0]
            hint = f"write ({whole} + {character}) for a mixed number, {whole}*{character} for a product"
    elif category(character) == "Mn":
        hint = "a name has no accent: write another, such as x_bar"
    return ParseError(f"unexpected character {shown}", text, position, hint)
