"""What was read of a penalty, sorted into groups of variables that have terms in common.

Groups share no variable, so each is a function of its own, and the penalty is their sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from symdiff.graph.expr import Expr
from symdiff.proximal.read.matching import Atom, shown
from symdiff.proximal.read.terms import Coefficients


class Found(NamedTuple):
    """A term or a condition with its variables."""

    names: set[str]
    kind: Literal["atom", "other", "condition", "polynomial"]
    what: Any
    """The atom; a factor and a term; a condition; or coefficients, a factor and a term."""


@dataclass
class Group:
    """What is known of variables that have terms in common."""

    variables: list[str] = field(default_factory=list)
    polynomials: Coefficients = field(default_factory=dict)
    atoms: list[Atom] = field(default_factory=list)
    others: list[tuple[Expr, Expr]] = field(default_factory=list)
    conditions: list[Expr] = field(default_factory=list)
    smooth: list[tuple[Expr, Expr]] = field(default_factory=list)
    """The terms of `polynomials`."""

    def said(self) -> str:
        """Return the terms and conditions as a text."""
        texts = [str(atom) for atom in self.atoms]
        texts += [shown(factor, term) for factor, term in (*self.smooth, *self.others)]
        return ", ".join([*texts, *map(str, self.conditions)])


def grouped(over: Sequence[str], found: Sequence[Found]) -> tuple[list[Group], list[Expr]]:
    """Return what was read, sorted into groups that share no variable, and the constants among it.

    A polynomial joins variables by its products alone: x^2 + y^2 is two groups. Cost: nearly linear.
    """
    leader = {name: name for name in over}
    constants: list[Expr] = []

    def top(name: str) -> str:
        while leader[name] != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    for names, kind, _ in found:
        if kind == "polynomial":
            continue  # a polynomial joins what its products join, below
        first, *others = sorted(names)
        for name in others:
            leader[top(name)] = top(first)
    for _, kind, what in found:
        if kind == "polynomial":
            for monomial in what[0]:
                if len(set(monomial)) == 2:
                    leader[top(monomial[1])] = top(monomial[0])
    groups: dict[str, Group] = {}
    for name in over:
        groups.setdefault(top(name), Group()).variables.append(name)
    for names, kind, what in found:
        group = groups[top(min(names))] if names else None
        if kind == "atom":
            assert group is not None
            group.atoms.append(what)
        elif kind == "other":
            assert group is not None
            group.others.append(what)
        elif kind == "condition":
            assert group is not None
            group.conditions.append(what)
        else:
            terms, factor, term = what
            for monomial, c in terms.items():
                if not monomial:
                    constants.append(c)
                    continue
                joined = groups[top(monomial[0])]
                before = joined.polynomials.get(monomial)
                joined.polynomials[monomial] = c if before is None else before + c
                if not joined.smooth or joined.smooth[-1][1] is not term:
                    joined.smooth.append((factor, term))
    known = [
        group for group in groups.values()
        if group.atoms or group.others or group.conditions or group.polynomials
    ]  # fmt: skip
    return known, constants
