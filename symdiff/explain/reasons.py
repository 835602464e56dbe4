"""The reasons of a line as words and formulas in turn, for whatever writes them.

>>> from symdiff.verbs.derivatives import derive
>>> from symdiff.explain.derivation import derivation
>>> answer = derive("sin(x**2)", "x")
>>> first, *_ = derivation(answer.origin[0], "x", answer).lines
>>> [part if isinstance(part, str) else part.kind for part in parts_of(first)]
['chain rule, ', 'equation', ': ', 'derivative']
"""

from __future__ import annotations

from typing import Final, NamedTuple

from symdiff.explain.lines import Line, Reason
from symdiff.explain.rules import SUM
from symdiff.explain.words import PUT_IN, told_of

EQUATION: Final = "equation"
DERIVATIVE: Final = "derivative"
CONDITION: Final = "condition"
LAW: Final = "law"
NAMES: Final = "names"


class Formula(NamedTuple):
    """A formula within a reason."""

    kind: str
    """`equation`: *left* is *right*; `derivative`: the derivative of *left* is *right*; `condition`: *left*;
    `law`: an equation as *text* in symdiff's language; `names`: the parts that have names."""
    left: int = -1
    right: int = -1
    text: str = ""


Part = str | Formula


def parts_of(line: Line) -> list[Part]:
    """Return why *line* follows from the one before: words, and formulas between them."""
    if line.words == PUT_IN:
        return [Formula(NAMES), f" {PUT_IN}"]
    if line.words:
        told = told_of(line.identities)
        return _joined([[Formula(LAW, text=one) if "=" in one else one] for one in told], ", ") or [
            line.words
        ]
    found: list[list[Part]] = []
    for reason in line.reasons:
        if reason.rule is SUM and found:
            found[-1].append(f", {reason.words}")
        else:
            found.append(_told(reason))
    return _joined(found, "; ")


def _told(reason: Reason) -> list[Part]:
    letters = [Formula(EQUATION, letter, inner) for letter, inner in dict.fromkeys(reason.inner)]
    joint = ", " if len({formula.left for formula in letters}) > 1 else " and "
    words: list[Part] = [reason.words] if reason.words else []
    if letters:
        words += [", ", *_joined([[formula] for formula in letters], joint)]
    if reason.left < 0:
        return words
    if reason.is_equation:
        return [*words, ", ", Formula(EQUATION, reason.left, reason.right)]
    statement: list[Part] = [Formula(DERIVATIVE, reason.left, reason.right)]
    if reason.condition >= 0:
        statement += [" where ", Formula(CONDITION, reason.condition)]
    return [*words, ": ", *statement] if words else statement


def _joined(lists: list[list[Part]], between: str) -> list[Part]:
    """Return the parts of all *lists*, with *between* between two of them."""
    found: list[Part] = []
    for place, parts in enumerate(lists):
        found += [between, *parts] if place else parts
    return _merged(found)


def _merged(parts: list[Part]) -> list[Part]:
    """Return *parts* with words that follow one another as one."""
    found: list[Part] = []
    for part in parts:
        last = found[-1] if found else None
        if isinstance(part, str) and isinstance(last, str):
            found[-1] = last + part
        else:
            found.append(part)
    return found
