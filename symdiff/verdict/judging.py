"""`judge`: is an answer right, by proof where there is one.

>>> judge("tan(x)", "x", "1 + tan(x)^2").verdict
'equal'
>>> found = judge("sqrt(x^2)", "x", "1")
>>> found.verdict, found.where, found.outside["x"] < 0
('equal on', 'x > 0', True)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.workplace import workplace
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Formula, Names, Variables
from symdiff.parser.inputs import names_of
from symdiff.parser.notes import Aside
from symdiff.simplifier.vanishing import vanishes
from symdiff.verbs.implicit import slope, total
from symdiff.verdict.deciding import EVIDENCE, Found, compared, values
from symdiff.verdict.implicit import Curve, dependent, on_curve, relation
from symdiff.verdict.rounding import within_rounding
from symdiff.verdict.sides import Side, as_it_stands, of_derivative, read
from symdiff.verdict.strangers import asked_about, constants_of, without_constants
from symdiff.verdict.verdict import Verdict, Wrong


def judge(
    question: Formula,
    variables: Variables,
    answer: Formula,
    *,
    order: int = 1,
    antiderivative: bool = False,
    up_to_constant: bool = False,
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> Verdict:
    """Return whether *answer* is the derivative of *question* by *variables*, and where.

    With several variables, or *order*, it is the derivative by each in turn. With no variable ("") the
    answer is compared with the question itself. *antiderivative*: the derivative of the answer is compared
    with the question, a constant of integration is free on each interval. *up_to_constant*: the answer may
    differ by a constant from what was asked for.

    Question and answer are texts, Exprs, SymPy expressions or numbers; in texts *symbols* are ordinary names
    and *functions* unknown functions. A name in the answer that the question lacks is asked about: the
    verdict is "undecided".

    Domain: symbols are real. Where what was asked for has no value nothing is asked of the answer.
    Cost: some milliseconds to some tenths of a second. Raises as `derive` does.

    >>> judge("1/x", "x", "log(x)", antiderivative=True).where
    'x > 0'
    >>> str(judge("(x^2 - 1)/(x - 1)", "", "x + 1").verdict)
    'equal'
    """
    names = names_of(variables) if variables else []
    if not isinstance(order, int) or order < 1:
        raise SymdiffError(f"order {order!r} of a derivative", hint="give a whole number, 1 or more")
    task = _Task(names, order, antiderivative, up_to_constant, names_of(symbols), functions, limits)
    equation = relation(question) if names and not antiderivative else None
    return task.of_formula(question, answer) if equation is None else task.of_relation(equation, answer)


class _Task:
    """What an answer is asked to be."""

    def __init__(
        self,
        names: list[str],
        order: int,
        antiderivative: bool,
        up_to_constant: bool,
        symbols: list[str],
        functions: Any,
        limits: Limits,
    ) -> None:
        self.names = names
        self.by = [*names, *[names[-1]] * (order - 1)] if names else []
        self.antiderivative = antiderivative
        self.up_to_constant = up_to_constant and not antiderivative
        self.symbols, self.functions, self.limits = symbols, functions, limits
        if antiderivative and not names:
            raise SymdiffError("an antiderivative by which variable?", hint="give one, such as x")

    def read(self, text: Any, more: Sequence[str] = ()) -> Expr:
        return read(text, dict.fromkeys([*self.names, *more, *self.symbols]), self.functions, self.limits)

    def graph(self) -> Graph:
        return workplace(self.limits)

    def of_formula(self, question: Any, answer: Any) -> Verdict:
        """Return the verdict on an answer about a formula."""
        asked = self.read(question)
        known = [*self.names, *asked.graph.symbols([asked.node])]
        given = self.read(answer, known)
        graph = self.graph()
        first, second = self.sides(graph, asked, given, known)
        strangers = asked_about(graph, second, known, bool(self.by) and not self.antiderivative)
        name = self.names[0] if self.names else ""
        if strangers:
            found = Found("undecided", strangers, False)
        else:
            found = compared(graph, first, second, name)
            if found.word == "different":
                found = self._rounded(found, asked, given, known)
            if self.antiderivative:
                found = found._replace(notes=(*found.notes, *constants_of(given, known, found.word)))
        verdict = _verdict(found, asked, given, Expr(graph, first.node))
        if found.word != "different" or self.up_to_constant:
            return verdict
        texts = [text if isinstance(text, str) else "" for text in (question, answer)]
        return replace(verdict, wrong=Wrong(asked, given, tuple(self.by), self.antiderivative, *texts))

    def sides(self, graph: Graph, asked: Expr, given: Expr, known: list[str]) -> tuple[Side, Side]:
        """Return what is compared."""
        if self.antiderivative:
            alone = without_constants(given, known, self.by)
            return as_it_stands(graph, asked), of_derivative(graph, alone, self.by)
        free = [*self.by[-1:], *known][:1] if self.up_to_constant else []
        if self.up_to_constant and not free:
            raise SymdiffError("up to a constant by which variable?", hint="give one, such as x")
        return of_derivative(graph, asked, [*self.by, *free]), of_derivative(graph, given, free)

    def _rounded(self, found: Found, asked: Expr, given: Expr, known: list[str]) -> Found:
        """Return the verdict on formulas that differ, where decimals in them may be rounded numbers."""

        def sides(graph: Graph, one: Expr, two: Expr) -> tuple[Side, Side]:
            return self.sides(graph, one, two, known)

        whose = within_rounding(asked, given, sides, found.looks)
        if not whose:
            return found
        reason = f"both have the same values within the rounding of the decimals of the {whose} (no proof)"
        return Found("equal", reason, False, notes=found.notes)

    def of_relation(self, equation: tuple[str, str], answer: Any) -> Verdict:
        """Return the verdict on a derivative of a function that an equation gives."""
        left, right = [self.read(side) for side in equation]
        asked = left - right
        known = [*self.names, *asked.graph.symbols([asked.node])]
        function = dependent(known, self.names[0])
        given = self.read(answer, known)
        graph = self.graph()
        one, two = [as_it_stands(graph, side).node for side in (left, right)]
        zero = graph.sub(one, two)
        node = first_one = slope(graph, zero, self.names[0], function)
        for _ in self.by[1:]:
            node = total(graph, node, self.names[0], function, first_one)
        first, second = Side(graph, node, asked, (), []), as_it_stands(graph, given)
        strangers = asked_about(graph, second, known, True)
        if strangers:
            return _verdict(Found("undecided", strangers, False), asked, given, Expr(graph, node))
        note = f"{function} is a function of {self.names[0]} with {equation[0]} = {equation[1]}"
        found = _on_curve(Curve(graph, zero, (one, two), function), first, second)
        return _verdict(found._replace(notes=(note, *found.notes)), left, given, Expr(graph, node))


def _verdict(found: Found, asked: Expr, given: Expr, right: Expr) -> Verdict:
    notes = [note for note in (*asked.notes, *given.notes) if not isinstance(note, Aside)]
    return Verdict(
        found.word, found.reason, found.proof, str(given), found.conditions, found.outside or {},
        found.witness, tuple(dict.fromkeys([*notes, *found.notes])), right,
    )  # fmt: skip


def _on_curve(curve: Curve, first: Side, second: Side) -> Found:
    graph = first.graph
    if vanishes(graph, graph.sub(first.node, second.node)):
        return Found("equal", "the difference simplifies to 0 (proof)", True)
    seen = on_curve(curve, first, second)
    witness, met = seen.witness, len(seen.same)
    if witness is not None:
        side = seen.side()
        if side is not None and met > 1:
            name, sign = side
            symbol = Expr(graph, graph.symbol(name))
            reason = f"at {met} points of it both have the same values (evidence, no proof)"
            half = symbol > 0 if sign > 0 else symbol < 0
            return Found("equal on", reason, False, (curve.condition, half), dict(witness.at))
        has_value = witness.given != "no value"
        how = " (proof: bounds that do not overlap)" if has_value else ""
        reason = f"at {witness}, on the curve, {values(witness)}{how}"
        return Found("different", reason, has_value, witness=witness)
    if met < EVIDENCE:
        return Found("undecided", "too few points of the curve were found", False)
    reason = f"at {met} points of the curve both have the same values (evidence, no proof)"
    return Found("equal on", reason, False, (curve.condition,))


__all__ = ["judge"]
