"""Texts of formulas with parentheses at other places, as they are dropped or misread.

>>> [text for text, _ in with_parentheses("x + 2*y + 1", ["x", "y"])]
['(x + 2)*y + 1', 'x + 2*(y + 1)']
>>> [text for text, _ in moved("sin(x) - 8", ["x"])]
['sin(x - 8)']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.parser.inputs import expression

_TOKEN: Final = re.compile(r"\s*(\d+\.?\d*|\w+|\*\*|.)")
_LONG: Final = 60
"""Tokens of a text beyond which nothing is tried."""
_OPENS: Final = ("*", "/", "^", "**", "-")
"""What a parenthesis may have been dropped behind; the end is behind an operand."""


def with_parentheses(text: str, names: Sequence[str]) -> Iterator[tuple[str, Expr]]:
    """Return the readings of a text with one pair of parentheses more, around a part that stands behind an
    operator or at the beginning."""
    tokens = _tokens(text)
    if len(tokens) > _LONG:
        return
    seen: set[Expr] = set(_read(text, names))
    for start, token in enumerate(tokens):
        if start and tokens[start - 1].strip() not in _OPENS:
            continue
        if start and token.strip() in ("+", "-"):
            continue
        depth = 0
        for end in range(start, len(tokens) if start else len(tokens) - 1):
            mark = tokens[end].strip()
            depth += (mark == "(") - (mark == ")")
            if depth < 0:
                break
            if depth == 0 and end > start and _is_operand(mark):
                space = re.match(r"\s*", tokens[start])
                first = space[0] if space else ""
                changed = [*tokens[:start], f"{first}(", tokens[start].lstrip(), *tokens[start + 1 : end + 1]]
                whole = "".join([*changed, ")", *tokens[end + 1 :]])
                yield from _new(whole, names, seen)


def moved(text: str, names: Sequence[str]) -> Iterator[tuple[str, Expr]]:
    """Return the readings of a text with one of its closing parentheses at another place."""
    tokens = _tokens(text)
    if len(tokens) > _LONG:
        return
    seen: set[Expr] = set(_read(text, names))
    for place, token in enumerate(tokens):
        if token.strip() != ")":
            continue
        rest = [*tokens[:place], *tokens[place + 1 :]]
        for end in range(1, len(rest) + 1):
            if end != place and _is_operand(rest[end - 1].strip()):
                yield from _new("".join([*rest[:end], ")", *rest[end:]]), names, seen)


def _tokens(text: str) -> list[str]:
    return [found[0] for found in _TOKEN.finditer(text.strip())]


def _is_operand(mark: str) -> bool:
    return mark == ")" or mark[-1:].isalnum()


def _new(text: str, names: Sequence[str], seen: set[Expr]) -> Iterator[tuple[str, Expr]]:
    for expr in _read(text, names):
        if expr not in seen:
            seen.add(expr)
            yield text, expr


def _read(text: str, names: Sequence[str]) -> list[Expr]:
    try:
        return [expression(text, list(names))]
    except SymdiffError:
        return []


__all__ = ["moved", "with_parentheses"]
