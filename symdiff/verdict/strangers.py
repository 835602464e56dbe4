"""Names in an answer that the question does not have: asked about, or a constant of integration.

>>> meant("xe", ["x"])
'x*e'
>>> meant("X", ["x"])
'x'
"""

from __future__ import annotations

from typing import Final

from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.table.functions import CONSTANTS
from symdiff.verdict.sides import Side, of_derivative

_SHORT: Final = {"e": "e", "E": "e", "pi": "pi"}
"""Constants as they are written in products without signs."""


def asked_about(graph: Graph, second: Side, known: list[str], strict: bool) -> str:
    """Return a question about the names of the second formula that the first lacks, "" where there are none.

    Without *strict* only names that look like products are asked about: two formulas may be equal whatever
    names they have.
    """
    names = [name for name in graph.symbols([second.node, *second.sources]) if name not in known]
    if not names:
        return ""
    questions = []
    for name in names:
        guess = meant(name, known)
        if guess:
            questions.append(f"{name} is no name of the question: did you mean {guess}?")
        elif strict and name in graph.symbols([second.node]):
            questions.append(f"{name} is no name of the question: what is it?")
    return " ".join(questions)


def without_constants(answer: Expr, known: list[str], by: list[str]) -> Expr:
    """Return an antiderivative with 1 for each name that neither the question nor its own derivative has: a
    constant of integration."""
    names = [name for name in answer.graph.symbols([answer.node]) if name not in known]
    if not names:
        return answer
    derived = of_derivative(Graph(answer.graph.limits), answer, by)
    left = derived.graph.symbols([derived.node])
    return answer.subs({name: 1 for name in names if name not in left})


def constants_of(answer: Expr, known: list[str], word: str) -> tuple[str, ...]:
    """Return a note where an antiderivative has no constant of integration."""
    if word not in ("equal", "equal on"):
        return ()
    if any(name not in known for name in answer.graph.symbols([answer.node])):
        return ()
    return ("a constant of integration may be added",)


def meant(name: str, known: list[str]) -> str:
    """Return what a name may have been meant to be: a name in other letters, or a product of names and
    constants without signs; "" where there is none."""
    for one in known:
        if one.lower() == name.lower():
            return one
    parts = {**_SHORT, **{one: one for one in known}, **{one: one for one in CONSTANTS if len(one) > 1}}
    ways: list[list[str]] = [[] for _ in range(len(name) + 1)]
    reached = [True] + [False] * len(name)
    for end in range(1, len(name) + 1):
        for part, said in parts.items():
            start = end - len(part)
            if start >= 0 and reached[start] and name[start:end] == part and not reached[end]:
                ways[end] = [*ways[start], said]
                reached[end] = True
    found = ways[len(name)]
    return "*".join(found) if len(found) > 1 else ""


__all__ = ["asked_about", "constants_of", "meant", "without_constants"]
