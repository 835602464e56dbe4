"""Sizes that are sums and products of others, `n-1` and `p-k+1`: what they come to.

>>> linear("p-k+1")
{'p': 1, 'k': -1, '': 1}
>>> text_of({"n": 1, "": -2}), worked_out("(n-1)*m", {"n": 4, "m": 2}.__getitem__)
('n-2', 6)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

_WORD: Final = re.compile(r"\w+|[-+*()]")
_BINDS: Final = {"(": 0, "+": 1, "-": 1, "*": 2}
Linear = dict[str, int]
"""A sum of names times numbers, with the number itself under the empty name."""


def worked_out(dim: str, value: Callable[[str], int]) -> int:
    """Return the number that a size is, with the *value* of each name. Cost: linear in the text."""
    numbers: list[int] = []
    signs: list[str] = []
    for word in [*_WORD.findall(dim), ")"]:
        if word == "(":
            signs.append(word)
        elif word not in _BINDS and word != ")":
            numbers.append(int(word) if word.isdigit() else value(word))
        else:
            while signs and _BINDS[signs[-1]] >= max(_BINDS.get(word, 0), 1):
                other = numbers.pop()
                sign = signs.pop()
                one = numbers.pop()
                numbers.append(one + other if sign == "+" else one - other if sign == "-" else one * other)
            if word == ")" and signs:
                signs.pop()
            elif word != ")":
                signs.append(word)
    return numbers[0]


def linear(dim: int | str) -> Linear | None:
    """Return a size as a sum of names times numbers; None where it is none."""
    if isinstance(dim, int):
        return {"": dim}
    found: Linear = {}
    sign = 1
    if "(" in dim:
        return None
    for word in re.findall(r"[-+]|[^-+]+", dim.replace(" ", "")):
        if word in "+-":
            sign = 1 if word == "+" else -1
            continue
        number, names = sign, []
        for part in word.split("*"):
            if part.isdigit():
                number *= int(part)
            else:
                names.append(part)
        if len(names) > 1:
            return None
        name = names[0] if names else ""
        found[name] = found.get(name, 0) + number
    return found


def added(one: Mapping[str, int], other: Mapping[str, int], times: int = 1) -> Linear:
    """Return one sum and a multiple of another."""
    found = dict(one)
    for name, number in other.items():
        found[name] = found.get(name, 0) + times * number
    return {name: number for name, number in found.items() if number}


def text_of(given: Mapping[str, int]) -> str:
    """Return a sum as text: names in their order, what is added first, the number last."""
    names = [name for name in given if name and given[name]]
    names.sort(key=lambda name: given[name] < 0)
    text = ""
    for name in names:
        count = abs(given[name])
        shown = name if count == 1 else f"{count}*{name}"
        text += ("-" if given[name] < 0 else "+" if text else "") + shown
    number = given.get("", 0)
    if number or not text:
        text += f"{'+' if number > 0 and text else ''}{number}"
    return text


def sign_of(given: Mapping[str, int]) -> int:
    """Return 1 for a sum that is not negative whatever positive numbers its names are, -1 for one that is
    negative for all of them, 0 where that depends on them."""
    least = sum(given.values())
    counts = [number for name, number in given.items() if name]
    if least >= 0 and all(number >= 0 for number in counts):
        return 1
    return -1 if least < 0 and all(number <= 0 for number in counts) else 0


__all__ = ["Linear", "added", "linear", "sign_of", "text_of", "worked_out"]
