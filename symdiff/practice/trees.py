"""Random trees of operators with one or two arguments, each as likely as any other of its size.

Choosing a kind for each node in turn makes deep and small trees likelier than they are. Here the number of
trees that are left for each choice is its weight (Lample and Charton, Deep Learning for Symbolic Mathematics,
2020, appendix C).

>>> from random import Random
>>> drawn(Random(1), 3)
(1, 2, 1, 0, 0)
"""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Final

Tree = tuple[int, ...]
"""The numbers of arguments of the nodes, each before those of its arguments; 0 is a leaf."""
_MOST: Final = 60


@cache
def count(empty: int, operators: int, ones: int = 1, twos: int = 1) -> int:
    """Return the number of ways to fill *empty* places with trees that have so many *operators* together,
    where an operator of one argument is one of *ones*, of two one of *twos*.

    Cost: quadratic in the operators, once.
    """
    if operators == 0:
        return 1
    if empty == 0:
        return 0
    return (
        count(empty - 1, operators, ones, twos)
        + ones * count(empty, operators - 1, ones, twos)
        + twos * count(empty + 1, operators - 1, ones, twos)
    )


def drawn(chance: Random, operators: int, ones: int = 1, twos: int = 1) -> Tree:
    """Return a tree of so many *operators*, all with equal chances where operators of one argument are one of
    *ones*, and those of two one of *twos*.

    Cost: linear in the operators. Raises ValueError for more than 60.
    """
    if operators > _MOST:
        raise ValueError(f"trees of {operators} operators (at most {_MOST})")
    found: list[int] = []
    empty = 1
    for left in range(operators, 0, -1):
        while True:
            pick = chance.randrange(count(empty, left, ones, twos))
            one = ones * count(empty, left - 1, ones, twos)
            two = twos * count(empty + 1, left - 1, ones, twos)
            if pick < one + two:
                break
            found.append(0)
            empty -= 1
        is_one = pick < one
        found.append(1 if is_one else 2)
        empty += 0 if is_one else 1
    return (*found, *[0] * empty)


__all__ = ["Tree", "count", "drawn"]
