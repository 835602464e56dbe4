"""`Verdict`: what is said of an answer, one word first, then why.

>>> from symdiff.verdict.judging import judge
>>> print(judge("x**2", "x", "3*x"))
different
at x = 1 the right value is 2, and the answer has 3 (proof: bounds that do not overlap)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple

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


class Wrong(NamedTuple):
    """An answer that is wrong, and what was asked."""

    asked: Expr
    given: Expr
    by: tuple[str, ...]
    """The variables it was to be derived by; none: the formula itself was asked for."""
    is_antiderivative: bool = False
    question: str = ""
    """The texts, where they were texts."""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of an answer. True where it is equal, or equal on a set.

    >>> from symdiff.verdict.judging import judge
    >>> verdict = judge("x^2", "x", "2*x")
    >>> verdict.verdict, verdict.proof, bool(verdict)
    ('equal', True, True)
    """

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
    hidden: Expr | None = None
    """What was asked for, as it was found; see `revealed`."""
    wrong: Wrong | None = None
    """Of "different": question and answer; see `slips`."""

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

    @property
    def slips(self) -> tuple[str, ...]:
        """Of "different": mistakes in words, any of which gives the answer, at most three; () where no single
        one does. They are looked for when they are asked for, in some milliseconds to tenths of a second."""
        if self.wrong is None:
            return ()
        from symdiff.verdict.slips import slips

        return slips(self.wrong)

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
        slips = self.slips
        if slips:
            lines.append(f"slip: {slips[0]}" if len(slips) == 1 else f"slip: one of: {'; '.join(slips)}")
        return "\n".join([*lines, *self.notes])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        from symdiff.export import notebook

        return notebook.verdict(self)

    def as_json(self, reveal: bool = False, slips: bool = True) -> dict[str, object]:
        """Return the verdict as what JSON can hold. The right answer is there only where it is to be
        revealed, mistakes are looked for only with *slips*."""
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
        if self.wrong is not None and slips:
            found["slips"] = list(self.slips)
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


__all__ = ["SCHEMA", "Verdict", "Witness", "Word", "Wrong", "number"]
