"""Which mistake an answer came from: the derivation of a teacher with one rule broken at one place.

Each rule of `explain` has rows that say what is taken for it by mistake. The derivation is made with one of
them at one node, and compared with the answer at a few points, with balls of 38 digits; so are variants of
the answer itself, such as one with parentheses, compared with the right derivative.

>>> from symdiff.parser.formula import parse
>>> named(parse("sin(x**2)"), "x", parse("cos(x**2)"))
('inner derivative forgotten',)
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import islice
from typing import Any, Final, NamedTuple

from symdiff.arithmetic.enclosures import Fault, Program
from symdiff.arithmetic.evaluation import exactly
from symdiff.arithmetic.sample import candidates
from symdiff.errors import SymdiffError
from symdiff.explain import rules
from symdiff.explain.rules import Rule
from symdiff.explain.teacher import Derived, Slip, Teacher
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.parser.templates import put, template
from symdiff.sweeps.partials import NONE, partial_at
from symdiff.sweeps.sweep import tangents
from symdiff.table.functions import COS, SIN, SQRT, code_of, row_of
from symdiff.table.operators import NUMBER, POW, is_function
from symdiff.verdict.texts import moved, with_parentheses

_BITS: Final = 128
_POINTS: Final = 4
"""Points at which a mistake must give the answer."""
_LEAST: Final = 14
"""Points tried at least: of several ranges, and of both signs."""
_TRIED: Final = 80
"""Points tried, at most."""
_MOST: Final = 3
"""Mistakes that are named."""
_LARGE: Final = 120
"""Size of a formula, or of an answer, beyond which no mistake is looked for."""

_INNER: Final = "inner derivative forgotten"
_INSIDE: Final = "the argument was differentiated inside"


class Broken(NamedTuple):
    """What is taken for a rule by mistake, in the letters of the rule."""

    rule: Rule
    words: str
    right: str


BROKEN: Final = (
    Broken(rules.PRODUCT, "product rule as product of derivatives", "du*dv"),
    Broken(rules.PRODUCT, "product rule: a term is missing", "du*v"),
    Broken(rules.PRODUCT, "product rule: a term is missing", "u*dv"),
    Broken(rules.PRODUCT, "product rule with a minus", "du*v - u*dv"),
    Broken(rules.PRODUCT, "product rule with a minus", "u*dv - du*v"),
    Broken(rules.PRODUCT_OF_THREE, "product rule as product of derivatives", "du*dv*dw"),
    Broken(rules.PRODUCT_OF_THREE, "product rule: a term is missing", "u*dv*w + u*v*dw"),
    Broken(rules.PRODUCT_OF_THREE, "product rule: a term is missing", "du*v*w + u*v*dw"),
    Broken(rules.PRODUCT_OF_THREE, "product rule: a term is missing", "du*v*w + u*dv*w"),
    Broken(rules.QUOTIENT, "quotient rule reversed", "(u*dv - du*v)/v**2"),
    Broken(rules.QUOTIENT, "quotient rule with a plus", "(du*v + u*dv)/v**2"),
    Broken(rules.QUOTIENT, "quotient rule: v^2 forgotten below", "du*v - u*dv"),
    Broken(rules.QUOTIENT, "quotient rule: v^2 forgotten below", "(du*v - u*dv)/v"),
    Broken(rules.QUOTIENT, "quotient of derivatives", "du/dv"),
    Broken(rules.RECIPROCAL, "sign of (1/v)'", "du/u**2"),
    Broken(rules.RECIPROCAL, _INNER, "-(1/u**2)"),
    Broken(rules.RECIPROCAL, "one over the derivative", "1/du"),
    Broken(rules.POWER, _INNER, "n*u**(n - 1)"),
    Broken(rules.POWER, "exponent not lowered", "n*u**n*du"),
    Broken(rules.POWER, "exponent in front forgotten", "u**(n - 1)*du"),
    Broken(rules.POWER, "exponent raised instead of lowered", "n*u**(n + 1)*du"),
    Broken(rules.POWER, "coefficient after lowering the exponent", "(n - 1)*u**(n - 1)*du"),
    Broken(rules.POWER, _INSIDE, "n*du**(n - 1)"),
    Broken(rules.POWER_BELOW, "sign of (1/v)'", "n/u**(n + 1)*du"),
    Broken(rules.POWER_BELOW, _INNER, "-(n/u**(n + 1))"),
    Broken(rules.POWER_BELOW, "exponent not lowered", "-(n/u**n*du)"),
    Broken(rules.POWER_BELOW, "exponent raised instead of lowered", "-(n/u**(n - 1)*du)"),
    Broken(rules.POWER_BELOW, "exponent in front forgotten", "-(du/u**(n + 1))"),
    Broken(rules.POWER_BELOW, "one over the derivative", "1/(n*u**(n - 1)*du)"),
    Broken(rules.EXPONENTIAL, "power rule on an exponential", "u*c**(u - 1)*du"),
    Broken(rules.EXPONENTIAL, "power rule on an exponential", "u*c**(u - 1)"),
    Broken(rules.EXPONENTIAL, "logarithm of the base forgotten", "c**u*du"),
    Broken(rules.EXPONENTIAL, "divided by the logarithm of the base", "c**u/log(c)*du"),
    Broken(rules.EXPONENTIAL, _INNER, "c**u*log(c)"),
    Broken(rules.NATURAL, "power rule on an exponential", "u*E**(u - 1)*du"),
    Broken(rules.NATURAL, "power rule on an exponential", "u*E**(u - 1)"),
    Broken(rules.NATURAL, _INNER, "E**u"),
    Broken(rules.NATURAL, _INSIDE, "E**du"),
    Broken(rules.ABSOLUTE, "absolute value lost", "du"),
    Broken(rules.ABSOLUTE, _INNER, "sign(u)"),
    Broken(rules.MULTIPLE, "constant factor dropped", "du"),
    Broken(rules.MULTIPLE, "sign in front lost", "-c*du"),
    Broken(rules.MULTIPLE, "constant factor dropped", "-du"),
)
"""The rows: what stands for the derivative of the left side of a rule."""
_TAKEN: Final = (
    "sin cos tan cot sec csc", "sinh cosh tanh coth sech csch", "asin acos atan acot", "sin sinh asin asinh",
    "cos cosh acos acosh", "tan tanh atan atanh",
)  # fmt: skip
_FAMILIES: Final = tuple([tuple([code_of(name, 1) for name in names.split()]) for names in _TAKEN])
"""Functions that are taken for one another."""


class _Suspect(NamedTuple):
    """A mistake, and what it gives: a node that is to be the answer, or, of a variant of the answer, the
    right derivative."""

    words: str
    node: int
    is_answer: bool = False
    place: int = -1
    """The node at which a rule is broken."""


def named(asked: Expr, name: str, given: Expr, question: str = "", answer: str = "") -> tuple[str, ...]:
    """Return the mistakes by which a derivative by *name* becomes the answer *given*, at most three, those at
    outer parts first; () where there are none, or more.

    *question* and *answer* are their texts, if they were texts. Cost: some milliseconds to some tenths of a
    second.
    """
    if asked.size > _LARGE or given.size > _LARGE or given == 0:
        return ()
    try:
        case = _Case(exactly(asked), name, exactly(given))
        ways = (case.of_degrees(), case.of_rules(), case.of_the_whole(), case.of_texts(question, answer))
        for suspects in ways:
            found = case.fitting(suspects)
            if found:
                return found
    except (SymdiffError, ArithmeticError, ValueError):
        pass
    return ()


class _Case:
    """A formula, its derivative, and a wrong answer."""

    def __init__(self, asked: Expr, name: str, given: Expr) -> None:
        self.graph = Graph(asked.graph.limits._replace(nodes=16 * asked.graph.limits.nodes))
        self.name = name
        self.root = self.graph.take(asked.graph, asked.node)
        self.answer = self.graph.take(given.graph, given.node)
        self.teacher = Teacher(self.graph, self.root, name)
        self.variable = self.graph.symbol(name)
        self.right = self.teacher.full()[self.root]

    # What is tried --------------------------------------------------------------------------

    def of_rules(self) -> Iterator[_Suspect]:
        """Return what the derivation gives with one rule broken at one node, outer nodes first."""
        for node in reversed(self.teacher.order):
            for words, slip in self._slips(node):
                try:
                    yield _Suspect(words, self.teacher.full({node: slip})[self.root], False, node)
                except (SymdiffError, ArithmeticError, KeyError):
                    continue

    def _slips(self, node: int) -> Iterator[tuple[str, Slip]]:
        view = self.teacher.views[node]
        rule = view.rule
        where = "" if node == self.root else f", of {Expr(self.graph, node)}"
        inner = view.moving[0] if view.moving else -1
        for broken in BROKEN:
            if broken.rule is rule and not (broken.words == _INNER and inner == self.variable):
                yield broken.words + where, self._by_row(node, broken)
        if rule is rules.LOGARITHMIC:
            base, exponent, _ = view.arguments
            power = self._put("v*u**(v - 1)*du", ("u", "v", "du"))
            alone = self._put("u**v*log(u)*dv", ("u", "v", "dv"))
            yield "power rule on an exponential" + where, lambda d: power(base, exponent, d(base))
            yield "exponential rule alone" + where, lambda d: alone(base, exponent, d(exponent))
        elif rule is rules.SUM:
            yield from self._of_sum(node)
        elif rule in (rules.ROW, rules.CHAIN) and len(self.graph.children[node]) == 1:
            yield from self._of_function(node, where)

    def _put(self, text: str, letters: tuple[str, ...]) -> Any:
        rule = template(text, letters)
        return lambda *nodes: put(self.graph, rule, nodes)

    def _by_row(self, node: int, broken: Broken) -> Slip:
        arguments = self.teacher.views[node].arguments
        letters = broken.rule.letters
        moving = [letter for letter in letters if f"d{letter}" in broken.right]
        rule = template(broken.right, (*letters, *[f"d{letter}" for letter in moving]))
        places = [arguments[letters.index(letter)] for letter in moving]

        def slip(derived: Derived) -> int:
            return put(self.graph, rule, (*arguments, *[derived(place) for place in places]))

        return slip

    def _of_sum(self, node: int) -> Iterator[tuple[str, Slip]]:
        view = self.teacher.views[node]
        for place, term in enumerate(view.arguments):
            shown = Expr(self.graph, term)
            if term in view.moving:
                yield f"the term {shown} was not differentiated", partial(self._total, node, place, -1, -1)
                yield f"the derivative of {shown} is missing", partial(self._total, node, -1, -1, place)
                yield f"sign of the derivative of {shown}", partial(self._total, node, -1, place, -1)
            else:
                yield "a constant term was not differentiated", partial(self._total, node, place, -1, -1)

    def _total(self, node: int, kept: int, sign: int, lost: int, derived: Derived) -> int:
        """Return the derivative of a sum with the term number *kept* as it stands, that number *sign* with
        the other sign, and without that number *lost*."""
        view = self.teacher.views[node]
        found = self.graph.number(0)
        for place, (term, own) in enumerate(zip(view.arguments, view.signs, strict=True)):
            part = term if place == kept else derived(term) if term in view.moving else NONE
            if part != NONE and place != lost:
                is_added = (own > 0) != (place == sign)
                found = self.graph.add(found, part) if is_added else self.graph.sub(found, part)
        return found

    def _of_function(self, node: int, where: str) -> Iterator[tuple[str, Slip]]:
        graph, op = self.graph, self.graph.ops[node]
        [inner] = graph.children[node]
        slope = partial_at(graph, node, 0)
        if slope == NONE or not is_function(op):
            return
        name = row_of(op).name
        if inner != self.variable:
            yield _INNER + where, lambda _: slope
            yield f"{_INSIDE}{where}", lambda d: graph.call(op, (d(inner),))
            yield f"{_INSIDE}{where}", partial(self._inside, op, inner)
        yield f"sign of {name}'{where}", partial(self._times, graph.neg(slope), inner)
        yield f"{name} was not differentiated{where}", partial(self._times, node, inner)
        if op == SQRT:
            twice = graph.mul(graph.number(2), slope)
            yield f"factor 1/2 of the root forgotten{where}", partial(self._times, twice, inner)
        for code in dict.fromkeys([code for family in _FAMILIES if op in family for code in family]):
            if code != op:
                other = graph.call(code, (inner,))
                row = f"wrong row of the table: {row_of(code).name}"
                yield f"{row} for {name}'{where}", partial(self._times, other, inner)
                its = partial_at(graph, other, 0)
                yield f"{row}' for {name}'{where}", partial(self._times, its, inner)

    def _times(self, factor: int, inner: int, derived: Derived) -> int:
        return self.graph.mul(factor, derived(inner))

    def _inside(self, op: int, inner: int, derived: Derived) -> int:
        """Return the slope of a function at the derivative of its argument."""
        return partial_at(self.graph, self.graph.call(op, (derived(inner),)), 0)

    def of_degrees(self) -> Iterator[_Suspect]:
        """Return what is off by the size of a degree."""
        graph = self.graph
        turn = graph.div(graph.constant("pi"), graph.number(180))
        yield _Suspect("degrees: factor pi/180 forgotten", graph.div(self.right, turn))
        yield _Suspect("degrees: factor pi/180 too much", graph.mul(self.right, turn))

    def of_the_whole(self) -> Iterator[_Suspect]:
        """Return what concerns the answer as a whole."""
        graph = self.graph
        yield _Suspect("not differentiated", self.root)
        yield _Suspect("sign of the whole", graph.neg(self.right))
        [slope] = tangents(graph, [self.answer], self.variable)
        gap = graph.sub(slope, self.root)
        yield _Suspect("integrated instead", graph.add(self.right, gap), True)
        for node in graph.below([self.answer]):
            for words, other in self._typed(node):
                yield _Suspect(words, self._with(node, other), True)
        yield _Suspect("sine for cosine", self._exchanged(), True)

    def _typed(self, node: int) -> Iterator[tuple[str, int]]:
        """Return what may have been meant by a part of the answer: cos(x**2) by cos(x)**2."""
        graph = self.graph
        op, children = graph.ops[node], graph.children[node]
        if op == POW and is_function(graph.ops[children[0]]) and graph.ops[children[1]] == NUMBER:
            function, power = children
            argument = graph.children[function]
            if len(argument) == 1:
                inside = graph.call(graph.ops[function], (graph.pow(argument[0], power),))
                times = graph.call(graph.ops[function], (graph.mul(power, argument[0]),))
                yield f"{Expr(graph, node)} for {Expr(graph, inside)}", inside
                yield f"{Expr(graph, node)} for {Expr(graph, times)}", times
        elif is_function(op) and len(children) == 1 and graph.ops[children[0]] == POW:
            base, power = graph.children[children[0]]
            if graph.ops[power] == NUMBER:
                outside = graph.pow(graph.call(op, (base,)), power)
                yield f"{Expr(graph, node)} for {Expr(graph, outside)}", outside

    def _with(self, old: int, new: int) -> int:
        """Return the answer with another node in the place of one of its own."""
        graph = self.graph
        order = graph.below([self.answer])
        mapping: dict[int, int] = {}
        for node in order:
            children = tuple([mapping[child] for child in graph.children[node]])
            mapping[node] = new if node == old else graph.rebuild(graph, node, children)
        return mapping[self.answer]

    def _exchanged(self) -> int:
        """Return the answer with sines for cosines and the reverse."""
        graph = self.graph
        mapping: dict[int, int] = {}
        for node in graph.below([self.answer]):
            op = graph.ops[node]
            children = tuple([mapping[child] for child in graph.children[node]])
            other = COS if op == SIN else SIN if op == COS else NONE
            found = graph.call(other, children) if other != NONE else graph.rebuild(graph, node, children)
            mapping[node] = found
        return mapping[self.answer]

    def of_texts(self, question: str, answer: str) -> Iterator[_Suspect]:
        """Return what the texts would say with their parentheses at other places."""
        names = self.graph.symbols([self.root, self.answer])
        for _text, expr in with_parentheses(answer, names):
            yield _Suspect("parentheses dropped", self.graph.take(expr.graph, expr.node), True)
        for text, expr in moved(question, names):
            node = self.graph.take(expr.graph, expr.node)
            [slope] = tangents(self.graph, [node], self.variable)
            yield _Suspect(f"bracket: the question was read as {text}", slope)

    # Whether it is one --------------------------------------------------------------------------

    def fitting(self, suspects: Iterator[_Suspect]) -> tuple[str, ...]:
        """Return the words of those that give the answer, or whose variant of the answer is right, at most
        three, all at the outermost place."""
        found = list(suspects)
        if not found:
            return ()
        program = Program(self.graph, [self.answer, self.right, *[one.node for one in found]])
        left = dict(enumerate(found))
        met = 0
        for values in self._values(program):
            given, right = values[:2]
            met += not given.overlaps(right)
            for place, one in list(left.items()):
                value = values[place + 2]
                wanted = right if one.is_answer else given
                if isinstance(value, Fault) or not value.overlaps(wanted) or value.rel_accuracy_bits() < 30:
                    del left[place]
            if not left:
                return ()
        first = next(iter(left.values())).place
        words = tuple(dict.fromkeys([one.words for one in left.values() if one.place == first]))
        return words[:_MOST] if met >= self._wanted() else ()

    def _wanted(self) -> int:
        return _POINTS if self.graph.symbols([self.answer, self.right]) else 1

    def _values(self, program: Program) -> Iterator[list[Any]]:
        """Return the values at points at which answer and derivative are known well, until they differ at
        some of them, and both signs of the variable were there or were looked for."""
        whole = Expr(self.graph, self.graph.add(self.answer, self.right))
        met = 0
        for tried, at in enumerate(islice(candidates(whole, 11, {}), _TRIED)):
            values = program.run({name: Fraction(repr(value)) for name, value in at.items()}, _BITS)
            if any(isinstance(value, Fault) for value in values[:2]):
                continue
            if all(value.rel_accuracy_bits() > _BITS // 2 or value.is_zero() for value in values[:2]):
                yield values
                met += not values[0].overlaps(values[1])
                if met >= _POINTS and tried >= _LEAST:
                    return


__all__ = ["BROKEN", "Broken", "named"]
