"""Formulas drawn where engines go wrong, each with a point, and what is true of symdiff's answer there.

Decimals, scales from 1e-40 to 1e40, multiples of pi, ends of domains, joins, complex arguments and parameters
of both signs. The judge is `witness`, which shares nothing with symdiff.
"""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

import mpmath
from mpmath import mp
from witness import DIGITS, Undefined, Unknown, Verdict, read, value, verdict

from symdiff import (
    DomainError,
    Expr,
    NotDifferentiable,
    SymdiffError,
    Unsupported,
    derive,
    parse,
)
from symdiff.arithmetic.sample import sample
from symdiff.witness.proof import quick_check

SMOOTH = (
    "exp",
    "sin",
    "cos",
    "tan",
    "sinh",
    "cosh",
    "tanh",
    "atan",
    "asinh",
    "erf",
    "sigmoid",
    "softplus",
    "sech",
)
ENDED = ("log", "sqrt", "asin", "acos", "acosh", "atanh", "asec", "acsc", "acoth", "asech", "acsch", "acot",
         "sec", "csc", "cot", "coth", "csch", "gamma")  # fmt: skip
BENT = ("abs", "cbrt", "relu", "sign", "floor", "Heaviside")


class Case(NamedTuple):
    """A formula of x and parameters, and a point: texts of constants."""

    formula: str
    at: dict[str, str]


class Draw:
    """One formula and its point, from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.names = ["x"]

    # Numbers --------------------------------------------------------------------------------

    def decimal(self) -> str:
        pick = self.random.choice
        return pick(
            [
                f"{self.random.randint(1, 99) / 10}",
                f"{self.random.randint(1, 999) / 100}",
                f"{self.random.randint(1, 9)}e{self.random.randint(-40, 40)}",
                f"{self.random.uniform(0.1, 9):.{self.random.randint(2, 6)}f}",
            ]
        )

    def whole(self) -> str:
        return str(self.random.choice((1, 2, 2, 3, 4, 5, 7, 10)))

    def number(self) -> str:
        return self.random.choice((self.decimal, self.whole, self.whole, lambda: "pi"))()

    def point(self) -> str:
        """Return a coordinate: where formulas like these are special more often than not."""
        kind = self.random.randrange(7)
        sign = self.random.choice(("", "-"))
        if kind == 0:
            return self.random.choice(("0", "1", "-1", "2", "1/2", "-1/2", "3"))
        if kind == 1:
            top, bottom = self.random.randint(1, 8), self.random.choice((1, 1, 2, 3, 4, 6))
            return f"{sign}{top}*pi/{bottom}"
        if kind == 2:
            return f"{sign}{self.random.randint(1, 9)}e{self.random.randint(-40, 40)}"
        if kind == 3:
            return f"{sign}{self.random.randint(1, 99) / 10}"
        if kind == 4:
            return f"{sign}{self.random.randint(1, 9)}e-{self.random.randint(1, 12)}"
        return f"{sign}{self.random.uniform(0.01, 5):.{self.random.randint(1, 8)}f}"

    def parameter(self) -> str:
        if len(self.names) < 2 or self.random.random() < 0.5:
            return self.number()
        return self.names[1]

    # Formulas -------------------------------------------------------------------------------

    def leaf(self) -> str:
        kind = self.random.randrange(8)
        if kind == 0:
            return self.number()
        if kind == 1 and len(self.names) < 3:
            self.names.append("abc"[len(self.names) - 1])
        return "x" if kind < 6 else self.random.choice(self.names)

    def linear(self) -> str:
        return self.random.choice(
            (
                "x", "x", f"{self.number()}*x", f"(x - {self.number()})", f"(x + {self.number()})",
                f"({self.number()}*x - {self.number()})", f"x/{self.number()}", f"(x - {self.parameter()})",
            )
        )  # fmt: skip

    def formula(self, depth: int) -> str:
        if depth == 0:
            return self.leaf() if self.random.random() < 0.4 else self.linear()
        pick, below = self.random.random(), depth - 1
        if pick < 0.3:
            mark = self.random.choice("+-*/*-")
            return f"({self.formula(below)} {mark} {self.formula(self.random.randrange(depth))})"
        if pick < 0.42:
            power = self.random.choice(
                ("2", "3", "-1", "-2", "(1/2)", "(3/2)", "(2/3)", "1.5", "0.1", "20", "200")
            )
            return f"({self.formula(below)})**{power}"
        if pick < 0.62:
            return f"{self.random.choice(SMOOTH)}({self.formula(below)})"
        if pick < 0.78:
            return f"{self.random.choice(ENDED)}({self.formula(below)})"
        if pick < 0.9:
            return f"{self.random.choice(BENT)}({self.formula(below)})"
        if pick < 0.95:
            return f"{self.random.choice(('max', 'min'))}({self.formula(below)}, {self.formula(0)})"
        edge = self.random.choice(("<", "<=", ">", ">=", "==", "!="))
        condition = f"{self.linear()} {edge} {self.number()}"
        return f"Piecewise(({self.formula(below)}, {condition}), ({self.formula(0)}, True))"

    def removable(self) -> str:
        """Return a quotient that is 0/0 somewhere, or nearly so."""
        u = self.linear()
        return self.random.choice(
            (
                f"(1 - cos({u}))/{u}**2", f"sin({u})/{u}", f"(exp({u}) - 1)/{u}", f"({u} - sin({u}))/{u}**3",
                f"(tan({u}) - {u})/{u}**3", f"log(1 + {u})/{u}", f"(sqrt(1 + {u}) - 1)/{u}", f"sinc({u})",
                f"log(exp({u}))", f"log(sigmoid({u}))", f"log({u}**200)", f"exp({u})*exp(-{u})",
                f"log(exp(-{u}**2/2))", f"sqrt(1 - sin({u}))", f"sqrt(1 + cos({u}))",
                f"(1 + cos({u}))**(3/4)", f"acos(cos({u}))", f"asin(sin({u}))", f"sin(asin({u}))",
                f"atan(tan({u}))", f"cosh({u}) - sinh({u})",
                f"{self.decimal()}*abs({u})", f"{self.decimal()}*max({u}, 2*{u})", f"1 - tanh({u})",
            )
        )  # fmt: skip

    def modulus(self) -> str:
        """Return a real formula with a complex number in it."""
        u, v = self.linear(), self.formula(1)
        return self.random.choice(
            (
                f"abs({u} + i*{v})", f"abs(exp(i*{u}))", f"abs({u} + i*{u}**2)", f"abs(1/(1 + i*{u}))",
                f"abs(({u} + i)**2)*{v}", f"log(abs({u} + i*{self.number()}))",
                f"abs(sin({u} + i*{self.number()}))",
            )
        )  # fmt: skip

    def case(self) -> Case:
        kind = self.random.random()
        if kind < 0.3:
            text = self.removable()
            if self.random.random() < 0.4:
                text = f"({text} {self.random.choice('+-*/')} {self.formula(1)})"
        elif kind < 0.38:
            text = self.modulus()
        else:
            text = self.formula(self.random.randint(1, 3))
        at = {name: self.point() for name in self.names}
        if self.random.random() < 0.25:  # at a number that is written in it: ends and joins are there
            words = [word.strip("()*-,+/ ") for word in text.split()]
            numbers = [
                word for word in words if word.replace(".", "").replace("e-", "").replace("e", "").isdigit()
            ]
            if numbers:
                at["x"] = self.random.choice(numbers)
        return Case(text, at)


def drawn(seed: int) -> Case:
    """Return the formula and the point of one seed."""
    return Draw(seed).case()


# Verdicts -----------------------------------------------------------------------------------------

RIGHT = 1e-12
"""How far a number may be from the truth, relatively."""


def number(text: str) -> Any:
    """Return a constant as a program has it: a whole number, or a float."""
    found = value(read(text), {})
    return int(found) if found == int(found) and "e" not in text else float(found)


class Judged(NamedTuple):
    """What an answer is, and what is wrong of it."""

    kind: str
    """right, wrong, cannot tell (which symdiff says), or not judged (the witness cannot tell)."""
    words: str = ""


def wrong(case: Case) -> str:
    """Return what is wrong of symdiff's answer, "" where nothing is."""
    return judged(case).words


def judged(case: Case) -> Judged:
    """Judge symdiff's answer.

    A number must be the truth to 1e-12, and there must be none where there is no derivative. One that
    is there must not be denied; that one cannot tell may be said.
    """
    with mp.workdps(60):
        at = {name: number(text) for name, text in case.at.items()}
    try:
        source = parse(case.formula)
        derivative = derive(source, "x")
    except Unsupported:
        return Judged("cannot tell")
    truth = verdict(read(case.formula), "x", case.at)
    if truth.kind == "unknown":
        return Judged("not judged")
    found: Any = None
    said = ""
    try:
        found = derivative(**at)
    except (NotDifferentiable, DomainError) as error:
        said = f"{type(error).__name__}: {error.message}"
    except Unsupported:
        return Judged("cannot tell")
    words = _objection(case, derivative, truth, found, said)
    return Judged("wrong" if words else "right", words)


def _objection(case: Case, derivative: Expr, truth: Verdict, found: Any, said: str) -> str:
    """Return what is wrong of the number *found*, or where there is none of what was *said*."""
    if truth.kind != "smooth":
        return "" if found is None else f"{found}, and there is none ({truth.kind}); {derivative}"
    if found is None:
        if abs(truth.slope) <= truth.noise:
            return ""  # the witness sees no difference from a jump of that size
        large = abs(truth.slope) > mp.mpf("1.79e308")
        return (
            "" if large and "too large" in said else f"denied: {said}; it is {mpmath.nstr(truth.slope, 15)}"
        )
    if not _near(found, truth.slope, truth.noise):
        return f"{found}, and it is {mpmath.nstr(truth.slope, 17)}; {derivative}"
    return _formula_wrong(case, derivative, truth.slope, truth.noise)


def _near(found: Any, truth: Any, noise: Any) -> bool:
    with mp.workdps(60):
        apart = abs(mp.mpmathify(found) - truth)
        return bool(apart <= max(RIGHT * abs(truth), noise) or max(abs(found), abs(truth)) < mp.mpf("1e-300"))


def _formula_wrong(case: Case, derivative: Expr, slope: Any, noise: Any) -> str:
    """Return what is wrong of the formula itself, by the witness, where its conditions hold."""
    if any(isinstance(n, float) for e in (parse(case.formula), derivative) for n in e.graph.numbers.values()):
        return ""  # the decimals of an answer are rounded
    there: Any = None
    for digits in (DIGITS, 20_000):  # where it is another number, as many digits may cancel
        with mp.workdps(digits):
            point = {name: value(read(text), {}) for name, text in case.at.items()}
            try:
                if not all(value(read(str(condition)), point) for condition in derivative.conditions):
                    return ""
                there = value(read(str(derivative)), point)
            except (Undefined, Unknown, KeyError):
                return ""
            if abs(there - slope) <= 1e-30 * abs(slope) + noise:
                return ""
    return f"the formula {derivative} is {mpmath.nstr(there, 15)}, not {mpmath.nstr(slope, 15)}"


def misjudged(case: Case) -> str:
    """Return what is wrong of the check before printing: it must pass the answer, and no other."""
    try:
        source = parse(case.formula)
        derivative = derive(source, "x")
        quick_check([("", source), ("x", derivative)])
    except Unsupported:
        return ""
    except SymdiffError as error:
        return f"refused: {error.message}"
    if any(isinstance(number, float) for number in derivative.graph.numbers.values()):
        return ""  # rounded coefficients may be off by as much
    if all(_value_at(derivative, point) == 0 for point in sample(source, 3)):
        return ""  # any multiple of it is the same there
    try:
        note = quick_check([("", source), ("x", derivative * parse("1 + 1/10^6"))])
    except SymdiffError:
        return ""
    return "" if "not checked" in note else f"an answer off by 1e-6 is passed: {derivative}"


def _value_at(derivative: Expr, point: dict[str, float]) -> Any:
    try:
        return derivative(**point)
    except SymdiffError:
        return 0


__all__ = ["Case", "Judged", "drawn", "judged", "misjudged", "wrong"]
