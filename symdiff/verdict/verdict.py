"""`Verdict`: what is said of an answer, one word first, then why.

>>> from symdiff.verdict.judging import judge
>>> print(judge("x**2", "x", "3*x"))
different
at x = 1 the right value is 2, and the answer has 3 (proof: balls that are disjoint)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, Literal

from symdiff.graph.expr import Expr

Word = Literal["equal", "equal on", "different", "undecided"]
SCHEMA: Final = 1
"""The number of the form of the JSON."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A point at which question and answer differ, and both values as decimal numbers."""

    at: dict[str, Fraction]
    expected: str
    """What was asked for."""
    given: str
    """The answer; "no value" where it has none."""

    def __str__(self) -> str:
        return ", ".join(f"{name} = {number(value)}" for name, value in self.at.items())


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of an answer. True where it is equal, or equal on a set."""

    verdict: Word
    reason: str
    """What decided, as a sentence."""
    proof: bool
    """Whether it is proved; otherwise points were looked at."""
    read: str
    """The answer as it was read."""
    conditions: tuple[Expr, ...] = ()
    """Of "equal on": the set, as conditions that can be evaluated."""
    outside: dict[str, object] = field(default_factory=dict)
    """A point outside of the set, at which what was asked for has a value, and the answer not that value."""
    witness: Witness | None = None
    """Of "different": a point with both values."""
    notes: tuple[str, ...] = ()
    """How texts were read, and what else there is to say."""
    slip: tuple[str, ...] = ()
    """Mistakes by name, any of which the answer may have come from."""
    hidden: Expr | None = None
    """What was asked for, as it was found; see `revealed`."""

    def __bool__(self) -> bool:
        return self.verdict in ("equal", "equal on")

    @property
    def where(self) -> str:
        """Of "equal on": the set, as a person reads it, found when it is asked for."""
        if not self.conditions:
            return ""
        from symdiff.at.solved import solved

        names = {name for one in self.conditions for name in one.graph.symbols([one.node])}
        return solved(self.conditions, names).text or ", ".join(map(str, self.conditions))

    def revealed(self) -> str:
        """Return the right answer, as short as `derive` has it."""
        if self.hidden is None:
            return ""
        from symdiff.simplifier.levels import simplify

        return str(simplify(self.hidden))

    def __str__(self) -> str:
        word = f"equal on {self.where}" if self.verdict == "equal on" else self.verdict
        lines = [word, self.reason] if self.reason else [word]
        if self.outside:
            at = ", ".join(f"{name} = {number(value)}" for name, value in self.outside.items())
            lines.append(f"not at {at}")
        if self.slip:
            lines.append("it looks like: " + "; or ".join(self.slip))
        return "\n".join([*lines, *self.notes])

    def as_json(self, reveal: bool = False) -> dict[str, object]:
        """Return the verdict as what JSON can hold. The right answer is there only where it is to be
        revealed."""
        found: dict[str, object] = {
            "schema": SCHEMA,
            "verdict": self.verdict,
            "reason": self.reason,
            "proof": self.proof,
            "read": self.read,
        }
        if self.verdict == "equal on":
            found["where"] = self.where
            found["conditions"] = [str(condition) for condition in self.conditions]
            found["outside"] = {name: number(value) for name, value in self.outside.items()}
        if self.witness is not None:
            found["witness"] = {
                "at": {name: number(value) for name, value in self.witness.at.items()},
                "expected": self.witness.expected,
                "given": self.witness.given,
            }
        if self.slip:
            found["slip"] = list(self.slip)
        found["notes"] = list(self.notes)
        if reveal:
            found["right"] = self.revealed()
        return found


def number(value: Any) -> str:
    """Return a coordinate as it is read back: a fraction with a denominator of tens as a decimal number."""
    if isinstance(value, Fraction) and value.denominator != 1:
        rest = value.denominator
        for prime in (2, 5):
            while rest % prime == 0:
                rest //= prime
        if rest == 1 and len(str(float(value))) < 18:
            return str(float(value))
    return str(value)


__all__ = ["SCHEMA", "Verdict", "Witness", "Word", "number"]
