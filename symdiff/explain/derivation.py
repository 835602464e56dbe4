"""A derivation: a formula, the lines from it to its derivative, and the tree of steps they are read from.

>>> from symdiff.verbs.derivatives import derive
>>> answer = derive("x**3*sin(x)", "x")
>>> found = derivation(answer.origin[0], "x", answer)
>>> [str(Expr(found.graph, line.node)) for line in found.lines][1:]
['3*x**2*sin(x) + x**3*cos(x)', 'x**2*(x*cos(x) + 3*sin(x))']
>>> [step.rule for step in found.tree.parts], found.checked.proved
(['product', 'simplification'], 3)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Final, NamedTuple

from symdiff.explain.lines import Line, lines_of
from symdiff.explain.named import names_for
from symdiff.explain.proof import Checked, check
from symdiff.explain.rules import (
    ABSOLUTE,
    CHAIN,
    EXPONENTIAL,
    NATURAL,
    POWER,
    POWER_BELOW,
    UNKNOWN,
)
from symdiff.explain.teacher import Teacher
from symdiff.explain.waypoints import way
from symdiff.explain.words import IN_ORDER, PIECES_MEET, WORKED_OUT, said
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.table.functions import EXP
from symdiff.table.operators import NUMBER, POW, is_condition

_WITH_INNER: Final = frozenset((CHAIN, POWER, POWER_BELOW, EXPONENTIAL, NATURAL, ABSOLUTE, UNKNOWN))
"""Rules that differentiate what is inside of a function."""


_MANY: Final = 8
"""Lines of rules that are too many for parts to have names and lines of their own."""


class Step(NamedTuple):
    """One rule at one place, and the steps for what it leaves to be derived."""

    rule: str
    """Its name in `symdiff.explain.rules`; "derivative" for the whole, "simplification" for a line of one."""
    before: Expr
    """What is derived, or simplified."""
    after: Expr
    """What that comes to, derivatives of parts pending."""
    inner: Expr | None = None
    """What stands inside of a function, for the chain rule."""
    parts: tuple[Step, ...] = ()
    identities: tuple[str, ...] = ()
    """Names of the identities that a simplification used."""
    condition: str = ""
    """Under which the rule holds, in its letters."""


class Derivation:
    """How *answer*, the derivative of *source* by *variable*, is found with rules that have names.

    Every line has been compared with the engine's derivative; see `symdiff.explain.proof`.
    """

    def __init__(
        self, source: Expr, variable: str, answer: Expr, identities: Iterable[str] = (), function: str = ""
    ) -> None:
        self.source = source
        self.function = function
        """The unknown function that is written without its argument, y for y(x), if there is one."""
        self.variable = variable
        self.answer = answer
        self.graph = Graph(source.graph.limits)
        """The graph of the lines."""
        self.root = self.graph.take(source.graph, source.node)
        self.teacher = Teacher(self.graph, self.root, variable)
        lines = lines_of(self.teacher)
        self.names = names_for(self.teacher, lines)
        """Parts of the lines that have names → the letter of each, a symbol."""
        while self.names:
            named = lines_of(self.teacher, tuple(self.names))
            if sum([bool(line.reasons) for line in named]) <= max(_MANY, len(lines)):
                lines = named
                break
            self.names.popitem()
        end = self.graph.take(answer.graph, answer.node)
        if lines[-1].node != end == _with_exp(self.graph, lines[-1].node):  # the two are written alike
            lines[-1] = lines[-1]._replace(node=end)
        last = Expr(self.graph, lines[-1].node)
        self._forms = len(lines)
        for form in way(last, answer, sorted(identities)):
            node = self.graph.take(form.expr.graph, form.expr.node)
            words = said(form.names)
            if words == IN_ORDER and _cases(self.graph, node) != _cases(self.graph, lines[-1].node):
                words = PIECES_MEET
            elif words == IN_ORDER and _numbers(self.graph, node) != _numbers(self.graph, lines[-1].node):
                words = WORKED_OUT
            lines.append(Line(node, (), form.names, words))
        self.lines = tuple(lines)
        self.checked: Checked = check(self.teacher, [(line.node, line.of) for line in lines])

    def spelled(self) -> dict[int, str]:
        """Return what is written for the calls of the function, and of its derivatives."""
        graph = self.graph
        return {
            node: name + "'" * sum(orders)
            for node, (name, orders) in graph.operators.items()
            if name == self.function
        }

    @property
    def rule_lines(self) -> tuple[Line, ...]:
        """The lines that rules of differentiation made."""
        return tuple([line for line in self.lines if line.reasons])

    @property
    def forms(self) -> tuple[Line, ...]:
        """The lines of simplification, from the last of the rules to the answer."""
        return self.lines[self._forms :]

    @cached_property
    def tree(self) -> Step:
        """The whole as a tree of steps. Cost: linear in the nodes that are derived."""
        steps: dict[int, Step] = {}
        for node in self.teacher.order:
            steps[node] = self._step(node, steps)
        parts = [steps[self.root]]
        last = self.lines[self._forms - 1].node
        for line in self.forms:
            before, after = Expr(self.graph, last), Expr(self.graph, line.node)
            parts.append(Step("simplification", before, after, None, (), line.identities))
            last = line.node
        return Step("derivative", self.source, self.answer, None, tuple(parts))

    def _step(self, node: int, steps: dict[int, Step]) -> Step:
        graph, teacher = self.graph, self.teacher
        view = teacher.views[node]
        [part, *others] = view.moving or (teacher.variable,)
        has_inner = view.rule in _WITH_INNER and part != teacher.variable and not others
        return Step(
            view.rule.name,
            Expr(graph, node),
            Expr(graph, teacher.after[node]),
            Expr(graph, part) if has_inner else None,
            tuple([steps[each] for each in view.moving]),
            (),
            view.rule.condition,
        )


def _cases(graph: Graph, node: int) -> set[int]:
    """Return the conditions of the pieces that *node* is made of."""
    return {below for below in graph.below([node]) if is_condition(graph.ops[below])}


def _with_exp(graph: Graph, node: int) -> int:
    """Return *node* with E**u as exp(u)."""
    base = graph.constant("E")

    def named(below: int, children: tuple[int, ...]) -> int:
        is_power = graph.ops[below] == POW and children[0] == base
        return graph.call(EXP, children[1:]) if is_power else -1

    return graph.mapped(graph, graph.below([node]), named)[node]


def _numbers(graph: Graph, node: int) -> Counter[object]:
    """Return the numbers in *node*, signs apart, with how many operators have each."""
    children = [child for below in graph.below([node]) for child in graph.children[below]]
    return Counter([abs(graph.value(child)) for child in children if graph.ops[child] == NUMBER])


def derivation(
    source: Expr, variable: str, answer: Expr, identities: Iterable[str] = (), function: str = ""
) -> Derivation:
    """Return the derivation of *answer*, the derivative of *source* by *variable*, which was simplified by
    *identities*, as far as that is known. An unknown *function* is written without its argument.

    Cost: the lines, normal forms of all that is derived, values at a few points. Raises NotShown where a line
    does not stand up to its check.
    """
    return Derivation(source, variable, answer, identities, function)
