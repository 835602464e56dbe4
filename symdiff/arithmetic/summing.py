"""Values of sums and products over a letter: term by term, between whole numbers.

>>> from symdiff.arithmetic.evaluation import evaluate
>>> evaluate("sum(k*x^k, k, 1, n)", x=2, n=3)
34.0
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from symdiff.arithmetic.dual import Dual
from symdiff.arithmetic.walk import Arithmetic, walk
from symdiff.graph.binders import LETTER, NAMES, bounds_of, inside_of
from symdiff.graph.bound import binders_below, is_over_letter, is_product
from symdiff.graph.expr import Expr
from symdiff.graph.places import is_entry, without_value

_TERMS: Final = 10_000
"""Terms that are added, at most."""
_OFTEN: Final = 500
"""Terms that are added again and again, at most."""
_SLACK: Final = 1e-9
"""How far from a whole number a bound may be that was computed."""


def summed(arithmetic: Arithmetic, text: str, values: Sequence[Any]) -> Any:
    """Return the value of the sum or the product that is called *text* at its arguments.

    Cost: that of each term. Raises ValueError where a bound is no whole number, for a sum without end and for
    too many terms, Unsupported for entries of a list.
    """
    name = NAMES[text[0]]
    if any(bounds_of(text)):
        raise ValueError(f"it is a {name} without end")
    first, last = [_whole(value, name) for value in values[:2]]
    if last - first >= _TERMS:
        raise ValueError(f"it is a {name} of {last - first + 1} terms; at most {_TERMS} are computed")
    graph, root, names = inside_of(text)
    for node in graph.below([root]):
        if is_entry(graph, node):
            raise without_value(graph.operator(node)[0])
    given = dict(zip(names, values[2:], strict=True))
    multiplies = is_product(text)
    whole = arithmetic.number(1 if multiplies else 0)
    for number in range(first, last + 1):
        at = {**given, LETTER: arithmetic.number(number)}
        term = walk(graph, [root], at, arithmetic)[0]
        whole = whole * term if multiplies else whole + term
    return whole


def why_not(expr: Expr) -> str:
    """Return why the sums of *expr* are not computed again and again, since one has no end or too many terms;
    empty where nothing is against it. Cost: linear in nodes, those inside of sums and integrals among them.
    """
    pending = [(expr.graph, expr.node)]
    while pending:
        graph, root = pending.pop()
        for node in binders_below(graph, [root]):
            text = graph.operators[node][0]
            inside = inside_of(text)
            pending.append((inside.graph, inside.root))
            if not is_over_letter(text):
                continue
            name = NAMES[text[0]]
            if any(bounds_of(text)):
                return f"a {name} without end is not computed"
            first, last = [graph.numbers.get(end) for end in graph.children[node][:2]]
            if first is not None and last is not None and last - first >= _OFTEN:
                return f"a {name} of {last - first + 1} terms takes long"
    return ""


def _whole(value: Any, name: str) -> int:
    """Return a bound as a whole number. Raises ValueError where it is none."""
    if isinstance(value, Dual):
        value = value.value
    number = getattr(value, "mid", value)
    number = getattr(number, "real", number)
    found = round(Fraction(str(number))) if not isinstance(number, float) else round(number)
    if not math.isfinite(number) or abs(number - found) > _SLACK:
        raise ValueError(f"a bound of the {name} is no whole number")
    return found


__all__ = ["summed", "why_not"]
