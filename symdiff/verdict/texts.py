"""Texts of formulas with parentheses at other places, as they are dropped or misread.

>>> [part for part, expr in with_parentheses("2*x + 1", ["x"])]
['x + 1']
>>> [text for text, expr in moved("sin(x) - 8", ["x"])]
['sin(x - 8)']
>>> [(part, str(expr)) for part, expr in off_by_one("3*x^2", ["x"])]
[('2', '3*x**3'), ('2', '3*x')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.parser.inputs import expression

_TOKEN: Final = re.compile(r"\s*(\d+\.?\d*|\w+|\*\*|.)")
_LONG: Final = 60
"""Tokens of a text beyond which nothing is tried."""
_MANY: Final = 150
"""Texts that are read, at most."""
_BINDING: Final = ("*", "/", "^", "**")
_SIGNS: Final = ("+", "-")
_LOOSE: Final = ("", ")", ",", *_SIGNS)
"""What stands behind a part without binding it: not a factor."""
_BEFORE: Final = ("", "(", ",", *_SIGNS, *_BINDING)
"""What a parenthesis may have been dropped behind; the end is behind an operand."""


def with_parentheses(text: str, names: Sequence[str]) -> Iterator[tuple[str, Expr]]:
    """Return the readings of a text with one pair of parentheses more, and what is between them."""
    tokens = _tokens(text)
    if len(tokens) > _LONG:
        return
    seen = set(_read(text, names))
    for start, end in islice(_parts(tokens), _MANY):
        part = "".join(tokens[start : end + 1]).strip()
        whole = "".join([*tokens[:start], "(", part, ")", *tokens[end + 1 :]])
        for expr in _new(whole, names, seen):
            yield part, expr


def _parts(tokens: list[str]) -> Iterator[tuple[int, int]]:
    """Return the first and the last token of parts of several tokens, beside an operator that binds."""
    marks = ["", *[token.strip() for token in tokens], ""]
    for start in range(1, len(marks) - 1):
        before = marks[start - 1]
        if before not in _BEFORE or marks[start] in ("+", *_BINDING):
            continue
        depth = 0
        for end in range(start, len(marks) - 1):
            mark, after = marks[end], marks[end + 1]
            depth += (mark == "(") - (mark == ")")
            if depth < 0:
                break
            is_bound = before in (*_BINDING, "-") or after not in _LOOSE
            if end > start and depth == 0 and is_bound and _is_operand(mark) and after != "(":
                yield start - 1, end - 1


def moved(text: str, names: Sequence[str]) -> Iterator[tuple[str, Expr]]:
    """Return the readings of a text with one of its closing parentheses at another place."""
    tokens = _tokens(text)
    if len(tokens) > _LONG:
        return
    seen = set(_read(text, names))
    tried = 0
    for place, token in enumerate(tokens):
        if token.strip() != ")":
            continue
        rest = [*tokens[:place], *tokens[place + 1 :]]
        for end in range(1, len(rest) + 1):
            tried += 1
            if tried > _MANY:
                return
            if end != place and _is_operand(rest[end - 1].strip()):
                whole = "".join([*rest[:end], ")", *rest[end:]])
                for expr in _new(whole, names, seen):
                    yield whole, expr


def off_by_one(text: str, names: Sequence[str]) -> Iterator[tuple[str, Expr]]:
    """Return the readings of a text with one of its exponents one more, or one less, and that exponent."""
    tokens = _tokens(text)
    if len(tokens) > _LONG:
        return
    seen = set(_read(text, names))
    for place, token in enumerate(tokens):
        number = token.strip()
        if place and number.isdecimal() and tokens[place - 1].strip() in ("^", "**"):
            for step in (1, -1):
                whole = "".join([*tokens[:place], str(int(number) + step), *tokens[place + 1 :]])
                for expr in _new(whole, names, seen):
                    yield number, expr


def _tokens(text: str) -> list[str]:
    return [found[0] for found in _TOKEN.finditer(text.strip())]


def _is_operand(mark: str) -> bool:
    return mark == ")" or mark[-1:].isalnum()


def _new(text: str, names: Sequence[str], seen: set[Expr]) -> Iterator[Expr]:
    for expr in _read(text, names):
        if expr not in seen:
            seen.add(expr)
            yield expr


def _read(text: str, names: Sequence[str]) -> list[Expr]:
    try:
        return [expression(text, list(names))]
    except SymdiffError:
        return []


__all__ = ["moved", "off_by_one", "with_parentheses"]
