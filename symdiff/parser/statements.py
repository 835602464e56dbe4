"""The statements of a text, in the order that the language wants: definitions first, the formula last.

>>> from symdiff.limits import DEFAULT
>>> from symdiff.parser.scanner import split
>>> reasons = []
>>> arranged(split("y = x^2", DEFAULT), reasons), reasons
([2, 3, 4], ['y = is the name of the formula'])
"""

from __future__ import annotations

from collections.abc import Container

from symdiff.errors import ParseError
from symdiff.parser.tokens import CLOSE, COMMA, DIVIDE, END, EQUALS, NAME, NUMBER, OPEN, SEPARATOR, Tokens


def arranged(tokens: Tokens, reasons: list[str], variables: Container[str] = frozenset()) -> list[int] | None:
    """Return the tokens in the order in which they are to stand, without the name of the formula, which is
    none of the *variables*; None where they stand so. What was done is added to *reasons*.

    Raises ParseError for an equation.
    """
    kinds = tokens.kinds
    if EQUALS not in kinds and SEPARATOR not in kinds:
        return None
    statements = _statements(tokens)
    if not statements:
        return None
    defined = [_equals(tokens, statement) >= 0 for statement in statements]
    changed = kinds[-2] == SEPARATOR
    if not all(defined) and not defined[0] and len(statements) > 1 and all(defined[1:]):
        statements = _by_need(tokens, statements[1:]) + statements[:1]
        reasons.append("the definitions behind the formula belong to it")
        changed = True
    elif defined[-1]:
        changed = True
        statements[-1] = _without_name(tokens, statements[-1], reasons, variables)
    if not changed:
        return None
    order: list[int] = []
    for place, statement in enumerate(statements):
        order += statement
        if place < len(statements) - 1:
            order.append(kinds.index(SEPARATOR))
    return order


def _statements(tokens: Tokens) -> list[list[int]]:
    """Return the tokens of each statement, without what separates them."""
    found: list[list[int]] = [[]]
    for i, kind in enumerate(tokens.kinds):
        if kind == SEPARATOR:
            found.append([])
        elif kind != END:
            found[-1].append(i)
    return [statement for statement in found if statement]


def _equals(tokens: Tokens, statement: list[int]) -> int:
    """Return the place in *statement* of its first = outside of parentheses, -1 where it has none."""
    depth = 0
    for place, i in enumerate(statement):
        kind = tokens.kinds[i]
        depth += (kind == OPEN) - (kind == CLOSE)
        if kind == EQUALS and depth == 0:
            return place
    return -1


def _without_name(
    tokens: Tokens, statement: list[int], reasons: list[str], variables: Container[str]
) -> list[int]:
    """Return a statement without the names before it, as in `y = f(x) = x^2`."""
    while (at := _equals(tokens, statement)) >= 0:
        left, right = statement[:at], statement[at + 1 :]
        text = tokens.text
        shown = text[tokens.starts[left[0]] : tokens.ends[left[-1]]] if left else ""
        is_variable = len(left) == 1 and tokens.names[left[0]] in variables
        if (
            is_variable
            or not _is_name(tokens, left)
            or any(tokens.names[i] == tokens.names[left[0]] for i in right)
        ):
            sides = ""
            if left and right and tokens.kinds[right[0]] != EQUALS:
                sides = f": {shown} - ({text[tokens.starts[right[0]] : tokens.ends[right[-1]]]})"
            raise ParseError(
                "unexpected '=': an equation is no formula",
                text,
                tokens.starts[statement[at]],
                f"give one side, or the difference of both{sides}; a comparison is written ==",
            )
        reasons.append(f"{shown} = is the name of the formula")
        statement = right
    return statement


def _is_name(tokens: Tokens, left: list[int]) -> bool:
    """Return whether *left* can be the name of a formula: y, f(x, y), dy/dx."""
    kinds = [tokens.kinds[i] for i in left]
    if not kinds or kinds[0] != NAME:
        return False
    if len(kinds) == 1:
        return True
    if len(kinds) == 3 and kinds[1:] == [DIVIDE, NAME]:
        return all(tokens.names[left[place]].startswith("d") for place in (0, 2))
    inside = kinds[2:-1]
    if len(inside) == 3 and inside[:2] == [NAME, EQUALS] and inside[2] in (NAME, NUMBER):
        return kinds[1] == OPEN and kinds[-1] == CLOSE  # P(X=k)
    wanted = [COMMA if place % 2 else NAME for place in range(len(inside))]
    return kinds[1] == OPEN and kinds[-1] == CLOSE and len(inside) % 2 == 1 and inside == wanted


def _by_need(tokens: Tokens, statements: list[list[int]]) -> list[list[int]]:
    """Return definitions in an order in which each uses only those before it, as far as there is one."""
    waiting = {tokens.names[statement[0]]: statement for statement in statements}
    if len(waiting) < len(statements):
        return statements
    ordered: list[list[int]] = []
    while waiting:
        ready = [
            name
            for name, statement in waiting.items()
            if not any(tokens.names[i] in waiting for i in statement[2:])
        ]
        if not ready:
            return ordered + list(waiting.values())
        ordered += [waiting.pop(name) for name in ready]
    return ordered
