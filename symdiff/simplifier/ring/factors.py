"""Sums of a ring: in which ways they can be written, and what became of those that a fraction was made of.

The ring multiplies out whatever it reads, and factors what it writes. What comes back as it was given was not
changed, whatever was done on the way; only a look at both sides tells which laws a reader would see.
"""

from __future__ import annotations

from contextlib import suppress

from symdiff.simplifier.normal.families import PYTHAGORAS
from symdiff.simplifier.ring.cost import State
from symdiff.simplifier.ring.polynomials import Polynomial, TooLong, factors_of
from symdiff.simplifier.ring.ring import Ring, Shifted


def by_relations(
    ring: Ring, pairs: list[tuple[int, int, int, bool]], polynomial: Polynomial
) -> list[tuple[Polynomial, str]]:
    """Return a sum with the squares of one function of a pair written by the other, and the name of their
    relation."""
    found = []
    degrees = polynomial.degrees()
    for i, j, *_ in pairs:
        law = PYTHAGORAS[ring.graph.ops[ring.kernels[i][0]]]
        for first, second in ((i, j), (j, i)):
            if degrees[first] >= 2:
                with suppress(TooLong):
                    found.append((ring.without_square(polynomial, first, second), law))
        if degrees[i] and degrees[j]:
            whole = ring.homogeneous(polynomial, i, j)
            if whole is not None:
                found.append((whole, law))
    return found


def laws_of_factors(ring: Ring, state: State) -> set[str]:
    """Return the names of the laws by which the sums in a product came out of what the ring has read.

    Cost: that of factoring the sums that were multiplied. Asked only where a trace is wanted.
    """
    laws: set[str] = set()
    sums = [(part, power) for part, power in state.sums if not isinstance(part, Shifted)]
    left: set[str] = set()
    for part, _ in sums:
        left |= _irreducible(part)
    gone: set[str] = set()
    for part in ring.cancelled:
        gone |= _irreducible(part)
    if any(not _irreducible(part) <= left | gone for part in ring.multiplied):
        laws.add("multiply-out")
    given = {_primitive(side) for fraction in ring.known.values() for side in fraction}
    for place, (part, power) in enumerate(sums):
        if _primitive(part) in given:
            continue
        if abs(power) > 1 or any(power * other > 0 for _, other in sums[:place] + sums[place + 1 :]):
            laws.add("factors-of-a-sum")
        elif any(power * exponent > 0 for exponent in state.powers):
            laws.add("common-factor")
    return laws


def _primitive(polynomial: Polynomial) -> str:
    """Return a text that polynomials have in common that differ by a number."""
    return str(polynomial / polynomial.leading_coefficient()) if polynomial != 0 else "0"


def _irreducible(polynomial: Polynomial) -> set[str]:
    """Return texts for the irreducible sums in a polynomial."""
    return (
        {_primitive(part) for part, _ in factors_of(polynomial)[1] if len(part) > 1}
        if polynomial != 0
        else set()
    )
