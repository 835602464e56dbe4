"""Which mistake an answer came from: the derivation of a teacher with one rule broken at one place.

The derivation is made with one mistake at one node, and compared with the answer at a few points, by balls of
38 digits. So are variants of the answer, such as one with parentheses more, compared with what is right. A
mistake is named only where it gives the answer.

>>> from symdiff.parser.formula import parse
>>> slips(Wrong(parse("3*sin(x**2)"), parse("3*cos(x**2)"), ("x",)))
('the inner derivative was forgotten (chain rule), in sin(x**2)',)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import Any, Final, NamedTuple

from flint import arb, ctx

from symdiff.arithmetic.enclosures import Fault, Program
from symdiff.arithmetic.evaluation import exactly
from symdiff.arithmetic.sample import all_concrete, candidates
from symdiff.arithmetic.walk import has_complex
from symdiff.errors import SymdiffError
from symdiff.explain.rules import SUM
from symdiff.explain.teacher import Teacher
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import workplace
from symdiff.simplifier.levels import simplified
from symdiff.simplifier.vanishing import vanishes
from symdiff.sweeps.sweep import tangents
from symdiff.table.functions import LOG
from symdiff.verdict.mistakes import INNER, mistakes
from symdiff.verdict.texts import moved, off_by_one, with_parentheses
from symdiff.verdict.typed import exchanged, typed
from symdiff.verdict.verdict import Wrong

_BITS: Final = 128
_LEAST: Final = 100
"""Bits that must be known of a value: 30 digits."""
_POINTS: Final = 4
"""Points at which a mistake must give the answer."""
_SIGNS: Final = 14
"""Points tried, at least: both signs of the names are among them."""
_TRIED: Final = 80
"""Points tried, at most."""
_MOST: Final = 3
"""Mistakes that are named."""
_LARGE: Final = 120
"""Size of a formula, or of an answer, beyond which no mistake is looked for."""


class _Suspect(NamedTuple):
    """A mistake, and what it gives: a node that is to be the answer, or, of a variant of the answer, to be
    right."""

    words: str
    node: int
    is_variant: bool = False
    place: int = -1
    """The node at which a rule is broken."""


def slips(wrong: Wrong) -> tuple[str, ...]:
    """Return the mistakes, any of which gives the answer, at most three, those at outer parts first; () where
    none does.

    Cost: some milliseconds to some tenths of a second; nothing is looked for in long formulas.
    """
    if wrong.asked.size > _LARGE or wrong.given.size > _LARGE or wrong.given == 0:
        return ()  # an answer 0 is given for many reasons
    try:
        case = _Case(wrong)
        for suspects in case.groups():
            found = case.fitting(suspects)
            if found:
                return found
    except (SymdiffError, ArithmeticError, ValueError):
        pass  # no mistake can be named where values or derivatives are not to be had
    return ()


class _Case:
    """A formula, what is right, and a wrong answer, on one graph."""

    def __init__(self, wrong: Wrong) -> None:
        limits = wrong.asked.graph.limits
        self.wrong = wrong
        self.graph = graph = workplace(limits, 16)
        self.root = self._taken(wrong.asked)
        self.answer = self._taken(wrong.given)
        self.right = self.root
        self.teacher: Teacher | None = None
        if wrong.is_antiderivative:
            self.name = wrong.by[0]
            [self.answer] = tangents(graph, [self.answer], graph.symbol(self.name))
        elif wrong.by:
            *before, self.name = wrong.by
            for name in before:
                self.root = self._simplified(self._slope(self.root, name))
            self.teacher = Teacher(graph, self.root, self.name)
            self.right = self.teacher.full()[self.root]

    def _slope(self, node: int, name: str) -> int:
        [found] = tangents(self.graph, [node], self.graph.symbol(name))
        return found

    def _simplified(self, node: int) -> int:
        graph, [found] = simplified(self.graph, [node], "basic")
        return self.graph.take(graph, found)

    # What is tried --------------------------------------------------------------------------

    def groups(self) -> Iterator[list[_Suspect]]:
        """Return what is tried; a group only where nothing of those before fits."""
        if self.wrong.is_antiderivative:
            yield list(self._of_antiderivative())
            return
        yield [*self._of_rules(), *self._of_degrees()]
        yield list(self._of_the_whole())
        yield list(self._of_texts())
        if self.teacher is not None and self.name not in self.graph.symbols([self.root]):
            yield [_Suspect("the derivative of a constant is 0", self.answer)]

    def _of_rules(self) -> Iterator[_Suspect]:
        """Return what the derivation gives with one rule broken at one node, outer nodes first."""
        teacher = self.teacher
        if teacher is None:
            return
        for node in reversed(teacher.order):
            where = "" if node == self.root else f", in {Expr(self.graph, node)}"
            for words, slip in mistakes(teacher, node):
                try:
                    made = teacher.full({node: slip})[self.root]
                except (SymdiffError, ArithmeticError):
                    continue
                if teacher.views[node].rule is SUM or not (self._is_bare(made) or self._is_bare(self.answer)):
                    yield _Suspect(words + where, made, place=node)

    def _is_bare(self, node: int) -> bool:
        """Return whether a number is left of a derivative that has names in it: such an answer is given for
        many reasons."""
        return not self.graph.symbols([node]) and bool(self.graph.symbols([self.right]))

    def _of_degrees(self) -> Iterator[_Suspect]:
        if self.teacher is not None:
            turn = self.graph.div(self.graph.constant("pi"), self.graph.number(180))
            too_much = "the factor pi/180 is too much: angles are in radians"
            yield _Suspect("the factor pi/180 of degrees is missing", self.graph.div(self.right, turn))
            yield _Suspect(too_much, self.graph.mul(self.right, turn))
            if LOG in (self.graph.ops[node] for node in self.graph.below([self.root])):
                ten = self.graph.call(LOG, (self.graph.number(10),))
                words = (
                    "the factor 1/ln(10) is too much: log is the natural logarithm, and log10 has the base 10"
                )
                yield _Suspect(words, self.graph.div(self.right, ten))

    def _of_the_whole(self) -> Iterator[_Suspect]:
        """Return what concerns the answer as a whole, and what may have been meant by it."""
        graph = self.graph
        yield _Suspect("the sign of the whole is wrong", graph.neg(self.right))
        if self.teacher is not None:
            is_last = len(self.wrong.by) > 1
            words = "the last derivative was not taken" if is_last else "the formula was not differentiated"
            yield _Suspect(words, self.root)
            twice = self._slope(self.right, self.name)
            if not self._is_bare(twice):
                yield _Suspect("the derivative was taken once too often", twice)
            if not vanishes(graph, graph.sub(self._slope(self.right, self.name), self.root)):  # not sinh
                gap = graph.sub(self._slope(self.answer, self.name), self.root)
                words = "the formula was integrated, not differentiated"
                yield _Suspect(words, graph.add(self.right, gap), True)
        for words, node in typed(graph, self.answer):
            yield _Suspect(words, node, True)
        yield _Suspect("sines and cosines are mixed up in the answer", exchanged(graph, self.answer), True)

    def _of_texts(self) -> Iterator[_Suspect]:
        """Return what the texts would say with their parentheses at other places."""
        names = self.graph.symbols([self.root, self.answer])
        for part, expr in with_parentheses(self.wrong.answer, names):
            node = self._taken(expr)
            if self.teacher is None or self.graph.symbols([node]):
                yield _Suspect(f"parentheses are missing around {part} in the answer", node, True)
        if self.teacher is None:
            for part, expr in off_by_one(self.wrong.answer, names):
                yield _Suspect(f"the exponent {part} is off by one in the answer", self._taken(expr), True)
            return
        for text, expr in moved(self.wrong.question, names):
            node = self._slope(self._taken(expr), self.name)
            if not self._is_bare(node):
                yield _Suspect(f"the question was read as {text}", node)

    def _taken(self, expr: Expr) -> int:
        whole = exactly(expr)
        return self.graph.take(whole.graph, whole.node)

    def _of_antiderivative(self) -> Iterator[_Suspect]:
        graph = self.graph
        yield _Suspect("the sign of the whole is wrong", graph.neg(self.right))
        itself = self._taken(self.wrong.given)
        gap = graph.sub(itself, self._slope(self.root, self.name))
        yield _Suspect("the formula was differentiated, not integrated", graph.add(self.right, gap), True)
        left = graph.sub(itself, self.root)
        yield _Suspect("the formula was not integrated", graph.add(self.right, left), True)
        for number in (2, 3, 4, 5):
            for factor in (graph.number(number), graph.div(graph.number(1), graph.number(number))):
                for sign, word in ((factor, ""), (graph.neg(factor), "-")):
                    times = f"{word}{Expr(graph, factor)} times"
                    words = f"a constant factor is wrong: it is {times} what it should be"
                    yield _Suspect(words, graph.mul(sign, self.right))

    # Whether it is one --------------------------------------------------------------------------

    def fitting(self, suspects: Sequence[_Suspect]) -> tuple[str, ...]:
        """Return the words of those that give the answer, or whose variant of the answer is right."""
        roots = [self.answer, self.right, *[one.node for one in suspects]]
        graph, nodes = self.graph, roots
        if graph.operators:
            graph, nodes = all_concrete(graph, roots)
        if not suspects or has_complex(graph, nodes):
            return ()
        program = Program(graph, nodes)
        left = dict(enumerate(suspects))
        met = 0
        for values in self._values(graph, program, nodes):
            given, right = values[:2]
            met += 1
            for place, one in list(left.items()):
                value = values[place + 2]
                wanted = right if one.is_variant else given
                if isinstance(value, Fault) or not _is_same(value, wanted):
                    del left[place]
            if not left:
                return ()
        if met < (_POINTS if graph.symbols(nodes[:2]) else 1):
            return ()
        return tuple(dict.fromkeys([one.words for one in self._told(list(left.values()))]))[:_MOST]

    def _told(self, found: list[_Suspect]) -> list[_Suspect]:
        """Return the mistakes without those inside of a function whose inner derivative is forgotten: that
        (2*x)' was left out and that it was taken for 1 are one mistake."""
        graph = self.graph
        inside: set[int] = set()
        for one in found:
            if one.words.startswith(INNER):
                inside |= {node for node in graph.below([one.place]) if node != one.place}
        return [one for one in found if one.place not in inside]

    def _values(self, graph: Graph, program: Program, nodes: list[int]) -> Iterator[list[Any]]:
        """Return the values at points at which answer and derivative differ, and are known well."""
        whole = Expr(graph, graph.add(nodes[0], nodes[1]))
        met = 0
        for tried, at in enumerate(islice(candidates(whole, 11, {}), _TRIED)):
            values = program.run({name: Fraction(repr(value)) for name, value in at.items()}, _BITS)
            if not any(isinstance(value, Fault) for value in values[:2]) and _are_known(*values[:2]):
                yield values
                met += 1
                if met >= _POINTS and tried >= _SIGNS:
                    return


def _is_same(value: Any, wanted: Any) -> bool:
    """Return whether two balls overlap, and are so small that 30 digits agree."""
    if not value.overlaps(wanted):
        return False
    return bool(value.is_zero() and wanted.is_zero()) or value.rel_accuracy_bits() > _LEAST


def _are_known(one: Any, two: Any) -> bool:
    before, ctx.prec = ctx.prec, 64
    try:
        return not one.overlaps(two) and all(
            bool(value.is_zero()) or value.rel_accuracy_bits() > _LEAST for value in (one, two)
        ) and bool(abs(one - two) > arb(2) ** -60 * (abs(one) + abs(two)))  # fmt: skip
    finally:
        ctx.prec = before


__all__ = ["slips"]
