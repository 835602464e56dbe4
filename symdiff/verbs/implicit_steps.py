"""The steps of a derivative that an equation gives: both sides derived, y' collected, the equation solved.

>>> print(implicit_steps("x^2 + y^2 == 1", "y", "x"))
x² + y² = 1,  y = y(x)
d/dx x² + y²
  = 2x + 2y·y'     term by term; power rule; chain rule, u = y: (u^n)' = n·u^(n − 1)·u'
  = 2(x + y·y')    common factor taken out
  2(x + y·y') = 0    both sides derived
  2y·y' = −2x        y' collected
  y' = −x/y          divided by 2y
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from symdiff.errors import SymdiffError
from symdiff.explain.derivation import Derivation, derivation
from symdiff.explain.latex import latex
from symdiff.explain.proof import NotShown
from symdiff.explain.text import WIDTH, conditions, in_columns, text
from symdiff.export.latex import notation, symbol_latex
from symdiff.export.notation import Notation
from symdiff.export.unicode import Plain, Unicode
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Formula, Names, Variables
from symdiff.parser.inputs import name_of
from symdiff.simplifier.levels import simplify
from symdiff.simplifier.vanishing import vanishes
from symdiff.sweeps.partials import NONE
from symdiff.sweeps.sweep import tangents
from symdiff.verbs.chain import chain
from symdiff.verbs.high_orders import HIGH
from symdiff.verbs.implicit import Relation, Stage, path
from symdiff.verbs.steps import refuse_large

BOTH: Final = "both sides derived"


class Statement(NamedTuple):
    """An equation that follows from the one before."""

    left: int
    right: int
    words: str
    divisor: int = NONE
    """What both sides were divided by."""


class ImplicitSteps:
    """A derivative of a function that an equation gives, and the way to it.

    Each stage has derivations and then statements about the derivative, nodes of `graph`.

    >>> implicit_steps("x*y == 1", "y", "x").answer
    Expr('-y/x')
    """

    def __init__(self, relation: Relation, stages: Sequence[Stage]) -> None:
        self.relation = relation
        self.function, self.variable = relation.function, stages[0].by
        self.answer = stages[-1].found
        self.graph = Graph(relation.zero.graph.limits)
        self.stages = [self._first(stages[0])]
        for place in range(1, len(stages)):
            self.stages.append(self._next(stages[place - 1], stages[place], place + 1, stages[0]))

    def derivative(self, order: int) -> int:
        """Return the node that stands for a derivative of the function."""
        return self.graph.unknown(self.function, (order,), (self.graph.symbol(self.variable),))

    def _first(self, stage: Stage) -> tuple[list[Derivation], list[Statement]]:
        """Return the derivations of both sides, and how the equation of their derivatives is solved."""
        graph = self.graph
        found, sides = [], list[int]()
        for side in self.relation.sides:
            if side.graph.symbols([side.node]):
                found.append(self._derivation(side))
                sides.append(self._taken(found[-1].answer))
            else:
                sides.append(graph.number(0))
        zero = graph.take(self.relation.zero.graph, self.relation.zero.node)
        names = (self.variable, self.function)
        along, across = [
            self._taken(simplify(Expr(graph, tangents(graph, [zero], graph.symbol(name))[0])))
            for name in names
        ]
        prime = self.derivative(1)
        collected = simplify(Expr(graph, graph.neg(along)))
        statements = [
            Statement(sides[0], sides[1], BOTH),
            Statement(graph.mul(across, prime), self._taken(collected), f"{self.function}' collected"),
            Statement(prime, self._taken(stage.derived), "divided by", across),
        ]
        self._held(graph.sub(graph.sub(*sides), graph.add(along, graph.mul(across, prime))))
        return found, self._told([*statements, *self._with_value(prime, stage)])

    def _next(
        self, before: Stage, stage: Stage, order: int, first: Stage
    ) -> tuple[list[Derivation], list[Statement]]:
        """Return the derivation of the derivative *before*, and what comes of it with y' put in."""
        graph = self.graph
        found = self._derivation(before.found)
        derived, prime = self._taken(found.answer), self.derivative(1)
        slope = self._taken(first.found)
        put_in = graph.mapped(graph, graph.below([derived]), lambda node, _: slope if node == prime else -1)
        self._held(graph.sub(put_in[derived], self._taken(stage.derived)))
        whole, primes = self.derivative(order), "'" * (order - 1)
        statements = [
            Statement(whole, derived, f"{self.function}{primes} derived"),
            Statement(whole, self._taken(stage.derived), f"{self.function}' put in"),
        ]
        return [found], self._told([*statements, *self._with_value(whole, stage)])

    def _told(self, statements: list[Statement]) -> list[Statement]:
        """Return *statements* without those that say what the one before says."""
        pairs = [(NONE, NONE), *[(each.left, each.right) for each in statements]]
        return [each for place, each in enumerate(statements) if pairs[place] != pairs[place + 1]]

    def _with_value(self, prime: int, stage: Stage) -> list[Statement]:
        """Return the statement that a sum has the value that the equation gives it, if it was used."""
        if stage.found == stage.derived:
            return []
        return [Statement(prime, self._taken(stage.found), "by the equation")]

    def _derivation(self, expr: Expr) -> Derivation:
        """Return the derivation of *expr* by the variable, the function being an unknown one of it."""
        graph = Graph(expr.graph.limits)
        call = graph.unknown(self.function, (0,), (graph.symbol(self.variable),))
        order = expr.graph.below([expr.node])
        name = expr.graph.symbol(self.function)
        node = graph.mapped(expr.graph, order, lambda node, _: call if node == name else -1)[expr.node]
        trails: list[set[str]] = []
        given = Expr(graph, node)
        [(_, source), (_, answer)] = chain(given, (self.variable,), 1, "full", every=True, trails=trails)
        return derivation(source, self.variable, answer, trails[0], self.function)

    def _taken(self, expr: Expr) -> int:
        """Return *expr* as a node of the graph, the function by its name alone."""
        plain, source = self.graph.symbol(self.function), expr.graph
        called = (self.function, (0,))

        def change(node: int, _: tuple[int, ...]) -> int:
            return plain if source.operators.get(node) == called else -1

        return self.graph.mapped(source, source.below([expr.node]), change)[expr.node]

    def _held(self, difference: int) -> None:
        if not vanishes(self.graph, difference):
            raise NotShown("the steps do not stand up to their check")

    def text(self, ascii: bool = False, width: int = WIDTH) -> str:
        """Return all lines with their reasons, no wider than *width*; with *ascii* as `str` writes them."""
        names = frozenset((self.variable, self.function, *self.graph.symbols(range(len(self.graph)))))
        writer: Notation = Plain(self.graph) if ascii else Unicode(self.graph, names)
        writer.given = self._primes(self.function)
        found = [self._equation(writer)]
        for derivations, statements in self.stages:
            found += [text(each, ascii, width) for each in derivations]
            rows = [
                (f"  {writer.line(each.left)} = ", writer.line(each.right), self._words(each, writer))
                for each in statements
            ]
            found += in_columns(rows, width)
        return "\n".join([*found, *conditions(self.answer, names, ascii, width)])

    def latex(self) -> str:
        """Return all lines with their reasons in LaTeX, an `align*` for each derivation and for what follows
        from it."""
        found = []
        for derivations, statements in self.stages:
            found += [latex(each) for each in derivations]
            rows = []
            for left, right, said, divisor in self.told(statements):
                words = rf"\text{{{said} }} {divisor}" if divisor else rf"\text{{{said}}}"
                rows.append(f"{left} &= {right} && {words}")
            body = " \\\\\n".join(rows)
            found.append(f"\\begin{{align*}}\n{body}\n\\end{{align*}}")
        return "\n".join(found)

    def told(self, statements: Sequence[Statement]) -> list[tuple[str, str, str, str]]:
        """Return statements in LaTeX: both sides, words, and what was divided by, "" for nothing."""
        writer = notation(self.graph, range(len(self.graph)))
        writer.given = self._primes(symbol_latex(self.function))
        return [
            (
                writer.line(each.left),
                writer.line(each.right),
                each.words,
                "" if each.divisor == NONE else writer.line(each.divisor),
            )
            for each in statements
        ]

    def _words(self, statement: Statement, writer: Notation) -> str:
        if statement.divisor == NONE:
            return statement.words
        return f"{statement.words} {writer.line(statement.divisor)}"

    def _primes(self, name: str) -> dict[int, str]:
        return {
            node: name + "'" * orders[0]
            for node, (called, orders) in self.graph.operators.items()
            if called == self.function
        }

    def _equation(self, writer: Notation) -> str:
        left, right = [writer.line(self._taken(side)) for side in self.relation.sides]
        return f"{left} = {right},  {self.function} = {self.function}({self.variable})"

    def __str__(self) -> str:
        return self.text()


def implicit_steps(
    equation: Formula,
    function: Variables,
    variable: Variables,
    *,
    order: int = 1,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> ImplicitSteps:
    """Return the derivative that `implicit` returns, with the steps of a teacher's derivation.

    Both sides are derived, rule by rule, the equation is solved for y', and each line is checked. Arguments
    and errors are those of `implicit`; the variable is one. Cost: some milliseconds a line. Raises TooLarge
    for sides of more than `limits.steps` nodes, SymdiffError where a line does not stand up to its check.

    >>> implicit_steps("x^2 + y^2 == 1", "y", "x").answer
    Expr('-x/y')
    """
    name = name_of(variable)
    relation, stages = path(
        equation, function, [name], order=order, symbols=symbols, functions=functions, limits=limits
    )
    return explained(relation, stages, limits)


def explained(relation: Relation, stages: Sequence[Stage], limits: Limits = DEFAULT) -> ImplicitSteps:
    """Return the steps of a derivative as `verbs.implicit.path` gives it, by one variable.

    Cost: that of the derivations of both sides. Raises NotShown where a line does not stand up to its check,
    SymdiffError where there are several variables.
    """
    if len({stage.by for stage in stages}) > 1:
        raise SymdiffError("steps of a derivative by several variables", hint="ask for one variable")
    if len(stages) > HIGH:
        raise SymdiffError(
            f"steps of a derivative of order {len(stages)}", hint=f"ask for order {HIGH} at most"
        )
    for stage in stages:
        refuse_large(stage.before, limits)
    return ImplicitSteps(relation, stages)
