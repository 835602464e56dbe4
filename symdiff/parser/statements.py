"""The statements of a text, in the order that the language wants: definitions first, the formula last.

>>> from symdiff.limits import DEFAULT
>>> from symdiff.parser.scanner import split
>>> reasons = []
>>> arranged(split("y = x^2", DEFAULT), reasons), reasons
([2, 3, 4], ['y = is the name of the formula'])
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final, NoReturn

from symdiff.errors import ParseError
from symdiff.parser.sentences import SENTENCE, is_foreign
from symdiff.parser.tokens import (
    CLOSE,
    COMMA,
    COMPARE,
    DIVIDE,
    END,
    EQUALS,
    NAME,
    NUMBER,
    OPEN,
    SEPARATOR,
    Tokens,
)
from symdiff.table.functions import NAMES

_DEPENDENT: Final = frozenset("yz")
"""What stands for the function in an equation such as y^2 = 4*x."""


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
        _refuse_point(tokens, statements[1:], variables)
        _refuse_unused(tokens, statements[1:], statements[0])
        statements = _by_need(tokens, statements[1:]) + statements[:1]
        reasons.append("the definitions behind the formula belong to it")
        changed = True
    elif defined[-1]:
        changed = True
        if len(statements) > 1 and all(defined):
            _refuse_point(tokens, statements, variables)
            statements = _formula_last(tokens, statements)
        statements[-1] = _without_name(tokens, statements[-1], reasons, variables)
    elif len(statements) > 1 and all(defined[:-1]):
        if any(tokens.kinds[i] == COMPARE for i in statements[-1]):
            _refuse_condition(tokens, statements[-1])
        if len(statements[-1]) == 1:
            _refuse_unused(tokens, statements[:-1], statements[-1])
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
        left = _without_log(tokens, left)
        is_known = _is_name(tokens, left) and not _is_product(tokens, left, right, variables)
        if (
            is_variable
            or not left
            or not right
            or any(tokens.names[i] == tokens.names[left[0]].rstrip("'") for i in right if is_known)
            or not (is_known and _is_defined(tokens, left, right))
            or _is_differential(tokens, left, right, variables)
        ):
            if not is_variable and _is_one_side(tokens, left, right, variables):
                reasons.append(f"the formula is that of {shown}, and its derivative, too")
                statement = right
                continue
            if not is_variable and _is_named_behind(tokens, left, right, variables):
                reasons.append(f"= {text[tokens.starts[right[0]] : tokens.ends[right[-1]]]} is its name")
                statement = left
                continue
            _refuse_words(tokens, left)
            _refuse_standard(tokens, left, right)
            sides = ""
            if left and right and tokens.kinds[right[0]] != EQUALS:
                sides = f": {shown} - ({text[tokens.starts[right[0]] : tokens.ends[right[-1]]]})"
            raise ParseError(
                "unexpected '=': an equation is no formula",
                text,
                tokens.starts[statement[at]],
                f"{_implicit(tokens, statement, variables)}give one side, or the difference of both{sides}; "
                "a comparison is written ==",
            )
        reasons.append(f"{shown} = is the name of the formula")
        statement = right
    return statement


def _refuse_words(tokens: Tokens, left: list[int]) -> None:
    """Refuse a word of a sentence before an equation: graph y = x^2."""
    for i in left:
        name = tokens.names[i]
        if len(name) > 2 and tokens.kinds[i + 1] == NAME and (name.lower() in SENTENCE or is_foreign(name)):
            raise ParseError(
                f"{name!r} is a word of a sentence",
                tokens.text,
                tokens.starts[i],
                "give the formula alone, and the variable apart",
            )


def _refuse_standard(tokens: Tokens, left: list[int], right: list[int]) -> None:
    """Refuse E = E° - ..., in which E° is the standard value."""
    for i in right:
        if left and tokens.names[i] == tokens.names[left[0]] and tokens.names[i + 1] == "°":
            name = tokens.names[i]
            raise ParseError(
                f"{name}° has two readings: a standard value, or an angle in degrees",
                tokens.text,
                tokens.starts[i],
                f"write {name}0 for the standard value",
            )


def _is_defined(tokens: Tokens, left: list[int], right: list[int]) -> bool:
    """Return whether f(x, y) on the *left* names the formula, for a function that symdiff knows: where its
    arguments stand on the right. cos(xy) = 1 + sin y is an equation."""
    if len(left) == 1 or tokens.kinds[left[1]] != OPEN or tokens.names[left[0]] not in NAMES:
        return True
    arguments = [tokens.names[i] for i in left[2:-1] if tokens.kinds[i] == NAME]
    return all(any(name in tokens.names[i] for i in right) for name in arguments)


def _is_differential(tokens: Tokens, left: list[int], right: list[int], variables: Container[str]) -> bool:
    """Return whether dy/dx = x^2 y is an equation for y: what depends on the variable stands on the right."""
    if len(left) != 3 or tokens.kinds[left[1]] != DIVIDE:
        return False
    above, below = tokens.names[left[0]], tokens.names[left[2]]
    if above[:1] != "d" or below[:1] != "d" or below[1:] not in variables:
        return False
    return any(tokens.names[i] == above[1:] for i in right)


def _is_product(tokens: Tokens, left: list[int], right: list[int], variables: Container[str]) -> bool:
    """Return whether the *left* is rather a product than a name, as in PV = nRT by V: two or three letters,
    one of them the variable, which does not stand on the right."""
    name = tokens.names[left[0]]
    if len(left) != 1 or not 1 < len(name) < 4 or not name.isalpha() or name[0] in "dΔδ":
        return False
    held = [letter for letter in name if letter in variables]
    return bool(held) and not any(letter in tokens.names[i] for letter in held for i in right)


def _is_one_side(tokens: Tokens, left: list[int], right: list[int], variables: Container[str]) -> bool:
    """Return whether an equation says what its left side is: log(P) = A - B/T, where nothing of the left
    stands on the right, and neither the variable nor y on the left."""
    names = {tokens.names[i] for i in left if tokens.names[i] and tokens.names[i] not in NAMES}
    if not names or not variables or any(tokens.kinds[i] in (EQUALS, COMMA, COMPARE) for i in right):
        return False
    letters = {letter for name in names for letter in re.findall(r"[^\W\d_]", name)}
    if any(name in variables for name in names) or any(letter in variables for letter in letters):
        return False
    others = {tokens.names[i] for i in right}
    return _DEPENDENT.isdisjoint(letters) and names.isdisjoint(others) and names.isdisjoint(SENTENCE)


def _is_named_behind(tokens: Tokens, left: list[int], right: list[int], variables: Container[str]) -> bool:
    """Return whether the name of the formula stands behind it: x^2 = y, x^2 = f(x), where the variable stands
    on the left and the name does not."""
    if not left or not right or not _is_name(tokens, right):
        return False
    name = tokens.names[right[0]].rstrip("'")
    others = [tokens.names[i] for i in left]
    if name in variables or name in NAMES or (len(right) == 1 and name not in _DEPENDENT):
        return False
    return any(other in variables for other in others) and not any(name in other for other in others)


def _implicit(tokens: Tokens, statement: list[int], variables: Container[str]) -> str:
    """Return how to ask for dy/dx of an equation, where y and the variable stand in it."""
    names = {tokens.names[i] for i in statement}
    letters = {letter for name in names for letter in name if name not in NAMES}
    others = [letter for letter in "xt" if letter in variables]
    if _DEPENDENT.isdisjoint(letters) or not others:
        return ""
    function = "z" if "z" in letters else "y"
    text = tokens.text
    shown = text[tokens.starts[statement[0]] : tokens.ends[statement[-1]]]
    return f'for d{function}/d{others[0]} write implicit "{shown}" {function} {others[0]}; else '


def _uses(tokens: Tokens, statement: list[int], name: str) -> bool:
    """Return whether *name* stands in a statement, by itself or as part of a word."""
    equals = _equals(tokens, statement)
    others = [tokens.names[i] for i in statement[equals + 1 :]]
    return any(name == other or (name in other and "_" not in other) for other in others)


def _refuse_unused(tokens: Tokens, definitions: list[list[int]], formula: list[int]) -> None:
    """Refuse definitions none of which is used in the formula: nobody knows what is to be derived."""
    names = [tokens.names[definition[0]] for definition in definitions]
    if not all(names) or any(_uses(tokens, formula, name) for name in names):
        return
    first = definitions[0]
    if _equals(tokens, first) + 1 >= len(first):
        return  # nothing is defined
    text = tokens.text
    shown = text[tokens.starts[formula[0]] : tokens.ends[formula[-1]]]
    other = text[tokens.starts[first[_equals(tokens, first) + 1]] : tokens.ends[first[-1]]]
    raise ParseError(
        f"{names[0]} = ... is not used in {shown}: which of both is the formula?",
        text,
        tokens.starts[first[0]],
        f"give one of them: {other} or {shown}",
    )


def _refuse_point(tokens: Tokens, definitions: list[list[int]], variables: Container[str]) -> None:
    """Refuse a number for the variable itself, behind the formula: that is where the derivative is wanted."""
    for definition in definitions:
        name = tokens.names[definition[0]]
        if name in variables and len(definition) > 1 and tokens.kinds[definition[1]] == EQUALS:
            shown = tokens.text[tokens.starts[definition[2]] : tokens.ends[definition[-1]]]
            raise ParseError(
                f"{name} = {shown} is a place, and {name} is the variable",
                tokens.text,
                tokens.starts[definition[0]],
                f"give the formula alone, and the place apart: at={{'{name}': {shown}}}",
            )


def _refuse_condition(tokens: Tokens, condition: list[int]) -> NoReturn:
    raise ParseError(
        "a condition stands behind the formula",
        tokens.text,
        tokens.starts[condition[0]],
        "give the formula alone",
    )


def _formula_last(tokens: Tokens, statements: list[list[int]]) -> list[list[int]]:
    """Return definitions with the one last that no other uses: that is the formula.

    Raises ParseError where none uses another: x = t^2; y = t^3 are two formulas.
    """
    names = [tokens.names[statement[0]] for statement in statements]
    is_empty = any(_equals(tokens, statement) + 1 >= len(statement) for statement in statements)
    if is_empty or not all(names) or len(set(names)) < len(names):
        return statements
    used = [
        any(_uses(tokens, other, name) for other in statements if other is not statement)
        for name, statement in zip(names, statements, strict=True)
    ]
    if not any(used):
        second = statements[-1]
        both = [
            tokens.text[tokens.starts[each[_equals(tokens, each) + 1]] : tokens.ends[each[-1]]]
            for each in (statements[0], second)
        ]
        raise ParseError(
            f"{' and '.join(names)} are {len(names)} formulas",
            tokens.text,
            tokens.starts[second[0]],
            f"give one of them: {both[0]} or {both[1]}; with a parameter, dy/dx is the quotient of both "
            "derivatives",
        )
    if not used[-1]:
        return statements
    free = [statement for statement, is_used in zip(statements, used, strict=True) if not is_used]
    if len(free) != 1:
        return statements
    rest = [statement for statement in statements if statement is not free[0]]
    return [*_by_need(tokens, rest), free[0]]


def _without_log(tokens: Tokens, left: list[int]) -> list[int]:
    """Return what the logarithm is of that is the name of a formula, as in ln L(t) =; other sides as they
    are."""
    if len(left) < 2 or tokens.names[left[0]] not in ("log", "ln") or tokens.kinds[left[1]] != NAME:
        return left
    name = tokens.names[left[1]]
    return left if name in NAMES or name[0] in _DEPENDENT or not _is_name(tokens, left[1:]) else left[1:]


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
