"""`generate`: exercises of a level, from random trees that are kept where a person can derive them.

>>> [found] = generate("medium", "product", count=1, seed=3)
>>> found.judge(found.answer).verdict
'equal'
>>> "product" in found.rules
True
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from random import Random
from typing import Final

from symdiff.arithmetic.sample import sample
from symdiff.errors import SymdiffError
from symdiff.explain.teacher import Teacher
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.parser.inputs import name_of
from symdiff.practice.levels import FUNCTIONS, SILENT, Level, level_of, needed, rule_name, rules_of
from symdiff.practice.trees import Tree, drawn
from symdiff.simplifier.levels import simplify
from symdiff.sweeps.sweep import tangents
from symdiff.table.functions import ABS, SIGN, code_of, row_of
from symdiff.table.operators import CONSTANT, NUMBER, POW, SYMBOL, is_function
from symdiff.verbs.derivatives import derive
from symdiff.verbs.steps import Steps, steps
from symdiff.verdict.judging import judge
from symdiff.verdict.verdict import Verdict

_TRIES: Final = 4000
"""Trees drawn for one exercise."""
_POWERS: Final = (2, 3, 4, 5)
_NUMBERS: Final = (1, 2, 3, 4, 5, 6, 7, 8, 9)
_LARGE: Final = 60
"""A number larger than this stands in no formula."""
_HIGH: Final = 12
"""Nor has a power a larger exponent."""
_LONGER: Final = 2
"""Operators and leaves that a question may have more than its shortest form."""
_POINTS: Final = 3
"""Points that must be found at which question and derivative have values."""
_ONES: Final = 3
"""Operators of one argument for each two of two, so that formulas are no mere sums."""


@dataclass(frozen=True)
class Exercise:
    """A formula to be derived, with its answer and the steps to it.

    >>> [exercise] = generate("easy", "product", count=1, seed=3)
    >>> str(exercise.question), exercise.judge("6 - 2x").verdict
    ('x*(6 - x)', 'equal')
    """

    question: Expr
    variable: str
    rules: tuple[str, ...]
    """Which rules it needs, by the names that `generate` knows."""

    @cached_property
    def answer(self) -> Expr:
        """The derivative, as `derive` has it."""
        return derive(self.question, self.variable)

    @cached_property
    def steps(self) -> Steps:
        """The derivative with the steps of a teacher."""
        return steps(self.question, self.variable)

    def judge(self, answer: str | Expr) -> Verdict:
        """Return the verdict on an answer; see `symdiff.judge`."""
        return judge(self.question, self.variable, answer)


def generate(
    level: str = "easy",
    rules: str | Sequence[str] = (),
    *,
    count: int = 10,
    seed: int = 0,
    variable: str = "x",
) -> list[Exercise]:
    """Return *count* exercises, the same for the same *seed*: formulas in *variable*, no two alike.

    *level* is "easy", "medium" or "hard". *rules*, a sequence or a text with commas, names what is to be
    practised: "power", "product", "quotient", "chain", "exponential", "logarithm", "trigonometric", "root",
    "inverse", "hyperbolic". Each exercise needs one of these at least, all come up in turn, and none needs
    another; sums and constant factors are everywhere, and where only products, quotients and chains are
    named the powers and functions of the level come along. Each formula has real values and a derivative.

    Cost: some hundredths of a second for each, some tenths for hard ones. Raises SymdiffError for a name
    that is none, and where no such formulas are found.

    >>> [str(exercise.question) for exercise in generate("easy", "product", count=2, seed=3)]
    ['x*(6 - x)', '(x - 4)*log(x)']
    """
    if not isinstance(count, int) or count < 0:
        raise SymdiffError(f"{count!r} exercises", hint="give a whole number, 0 or more")
    variable = name_of(variable)
    kind = level_of(level)
    wanted = rules_of(rules, kind)
    maker = _Maker(kind, wanted, variable, Random(f"{level} {' '.join(wanted)} {seed}"))
    found: dict[str, Exercise] = {}
    for place in range(count):
        made = maker.next(wanted[place % len(wanted)], found)
        found[str(made.question)] = made
    return list(found.values())


class _Maker:
    """Draws formulas of a level until one will do."""

    def __init__(self, level: Level, wanted: Sequence[str], variable: str, chance: Random) -> None:
        self.level = level
        self.allowed = needed(wanted, level)
        self.variable = variable
        self.chance = chance
        self.functions = [
            code_of(function, 1)
            for name, codes in FUNCTIONS.items()
            if name in self.allowed
            for function in codes
        ]

    def next(self, rule: str, known: dict[str, Exercise]) -> Exercise:
        """Return an exercise that needs *rule* and is none of the *known* ones."""
        for _ in range(_TRIES):
            tree = drawn(self.chance, self.chance.randint(*self.level.operators), _ONES, 2)
            made = self._made(tree)
            if made is not None and rule in made.rules and str(made.question) not in known:
                return made
        raise SymdiffError(
            f"no more formulas of this level were found that need the rule {rule!r} and no other than "
            f"{', '.join(sorted(self.allowed))}",
            hint="ask for fewer, for another level, or add rules",
        )

    def _made(self, tree: Tree) -> Exercise | None:
        """Return a tree as an exercise; None where it is too simple, too hard, or needs other rules."""
        graph = Graph()
        node = self._filled(graph, tree)
        if node < 0:
            return None
        short = simplify(Expr(graph, node), level="basic")
        question = Expr(short.graph, short.node)  # without what was asked of the tree: 4*x^3/x is 4*x^2 here
        if question.size < 3 or not self._is_plain(question):
            return None
        names = self._needs(question)
        if names is None or not self._is_doable(question):
            return None
        return Exercise(question, self.variable, names)

    def _filled(self, graph: Graph, tree: Tree) -> int:
        """Return a tree with operators and leaves, read from its end; -1 where a function of numbers is in
        it."""
        chance = self.chance
        variable = graph.symbol(self.variable)
        stack: list[int] = []
        for arity in reversed(tree):
            if arity == 0:
                is_variable = chance.random() < 0.65
                stack.append(variable if is_variable else graph.number(chance.choice(_NUMBERS)))
            elif arity == 1:
                inside = stack.pop()
                if graph.ops[inside] == NUMBER:
                    return -1
                place = chance.randrange(len(self.functions) + 2)
                if place < len(self.functions):
                    stack.append(graph.call(self.functions[place], (inside,)))
                else:
                    stack.append(graph.pow(inside, graph.number(chance.choice(_POWERS))))
            else:
                left, right = stack.pop(), stack.pop()
                join = chance.choice((graph.add, graph.sub, graph.mul, graph.mul, graph.div))
                if join == graph.div and graph.is_zero(right):
                    return -1
                stack.append(join(left, right))
        return stack[0]

    def _is_plain(self, question: Expr) -> bool:
        """Return whether functions do not stand deep inside of each other, or in themselves, and numbers are
        small."""
        graph = question.graph
        depth: dict[int, int] = {}  # -1 where the variable is not
        inside: dict[int, frozenset[int]] = {}
        for node in graph.below([question.node]):
            op, children = graph.ops[node], graph.children[node]
            if op == NUMBER:
                value = graph.value(node)
                if isinstance(value, float) or abs(value.numerator) > _LARGE or value.denominator > 9:
                    return False
            if op == CONSTANT or (is_function(op) and not any(depth[child] >= 0 for child in children)):
                return False  # atan(1), from atan(x/x)
            own = is_function(op) or op == POW
            if op == POW and not self._is_small(graph, children[1]):
                return False
            deepest = max([depth[child] for child in children], default=0 if op == SYMBOL else -1)
            depth[node] = deepest + own if deepest >= 0 else deepest
            found = frozenset[int]().union(*[inside[child] for child in children])
            if depth[node] > self.level.depth or (is_function(op) and op in found):
                return False
            inside[node] = found | {op} if own else found
        return True

    @staticmethod
    def _is_small(graph: Graph, exponent: int) -> bool:
        """Return whether an exponent is a number that people write."""
        value = graph.numbers.get(exponent)
        return isinstance(value, int | Fraction) and -_HIGH <= value <= _HIGH

    def _needs(self, question: Expr) -> tuple[str, ...] | None:
        """Return the rules that are needed; None where there are others, none, or too many."""
        graph = Graph()
        root = graph.take(question.graph, question.node)
        teacher = Teacher(graph, root, self.variable)
        names: dict[str, None] = {}
        used = 0
        for node in teacher.order:
            view = teacher.views[node]
            if view.rule in SILENT:
                continue
            op = graph.ops[node]
            name = rule_name(view.rule, row_of(op).name if is_function(op) else "")
            if name not in self.allowed and not (name == "power" and view.arguments[0] != teacher.variable):
                return None
            used += 1
            names[name] = None
            if name not in ("product", "quotient") and view.moving != (teacher.variable,):
                if "chain" not in self.allowed:
                    return None
                names["chain"] = None
        return tuple(names) if names and used <= self.level.named else None

    def _is_doable(self, question: Expr) -> bool:
        """Return whether a derivative of moderate length comes out, there are points to compute it at, and
        the question is not merely another formula written at length."""
        graph = Graph()
        node = graph.take(question.graph, question.node)
        [slope] = tangents(graph, [node], graph.symbol(self.variable))
        if not graph.symbols([slope]):
            return False
        if simplify(Expr(graph, slope), level="basic").size > 2 * self.level.answer:
            return False
        answer = derive(question, self.variable)
        if answer.size > self.level.answer or answer.graph.has_any((ABS, SIGN)):
            return False
        if simplify(question).size < question.size - _LONGER:
            return False
        try:
            return len(sample(question, _POINTS)) == len(sample(answer, _POINTS)) == _POINTS
        except SymdiffError:
            return False


__all__ = ["Exercise", "generate"]
