"""Sizes that are sums and products of others, `n-1`, `p-k+1` and `(n-1)*m`, or the smaller of two,
`min(n,m)`: what they come to.

>>> linear("p-k+1"), linear("2*n*m"), linear("(n-1)*m")
({'p': 1, 'k': -1, '': 1}, {'n*m': 2}, None)
>>> text_of({"n": 1, "": -2}), names_in("min(n-1,m)"), number_of("(n-1)*m", {"n": 4, "m": 2})
('n-2', ['n', 'm'], 6)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

_WORD: Final = re.compile(r"\w+|[-+*(),]")
_BINDS: Final = {"+": 1, "-": 1, "*": 2}
_MIN: Final = "min"
Linear = dict[str, int]
"""A sum of names and products of names, such as n*m, times numbers; that without a name is under ""."""
T = TypeVar("T")


def worked_out(
    dim: str,
    value: Callable[[str], T],
    joined: Callable[[str, T, T], T],
    closed: Callable[[T], T] | None = None,
) -> T:
    """Return what a size is, with the *value* of each name and number in it, two of them *joined* by
    `+`, `-`, `*` or `min`; *closed* changes what stands in parentheses, and the whole.

    Cost: linear in the text.
    """
    values: list[T] = []
    signs: list[str] = []
    words = ["(", *_WORD.findall(dim), ")"]
    for place, word in enumerate(words):
        if word == "(" and place and words[place - 1] == _MIN:
            continue
        if word in ("(", _MIN):
            signs.append(word)
        elif word not in _BINDS and word not in ",)":
            values.append(value(word))
        else:
            while _BINDS.get(signs[-1], 0) >= _BINDS.get(word, 1):
                other, one = values.pop(), values.pop()
                values.append(joined(signs.pop(), one, other))
            if word in _BINDS:
                signs.append(word)
                continue
            if closed is not None:
                values.append(closed(values.pop()))
            if word == ")" and signs.pop() == _MIN:
                other, one = values.pop(), values.pop()
                values.append(joined(_MIN, one, other))
    return values[0]


def number_of(dim: str, at: Mapping[str, Any]) -> int:
    """Return the number that a size is, with names *at* numbers; 0 for one below that."""

    def value(word: str) -> int:
        return int(word if word.isdigit() else at[word])

    return worked_out(dim, value, _joined, _not_negative)


def _not_negative(number: int) -> int:
    return number if number > 0 else 0


def _joined(sign: str, one: int, other: int) -> int:
    if sign == _MIN:
        return min(one, other)
    return one * other if sign == "*" else one + other if sign == "+" else one - other


def names_in(dim: str) -> list[str]:
    """Return the names that a size is made of, in their order."""
    words = [word for word in _WORD.findall(dim) if word not in _BINDS and word not in "(),"]
    return list(dict.fromkeys([word for word in words if not word.isdigit() and word != _MIN]))


def linear(dim: int | str) -> Linear | None:
    """Return a size as a sum of names and products of names times numbers; None where it is none."""
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
        name = "*".join(names)
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


__all__ = ["Linear", "added", "linear", "names_in", "number_of", "sign_of", "text_of", "worked_out"]
