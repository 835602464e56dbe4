"""Formulas in the place of symbols, and of unknown functions, with their derivatives in that of theirs.

>>> from symdiff.parser.formula import parse
>>> f = parse("L(t - a*g'(t))", shapes="t[n] a", functions="L g")
>>> str(with_functions(f, {"g(p)": parse("p @ p", shapes="p[n]")}))
'L(t - 2*a*t)'
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from symdiff.errors import SymdiffError, Unsupported, WrongShape
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.replacing import carried, noises_in, replaced, solutions_in
from symdiff.graph.shapes import Array, Shape, Solution, shown
from symdiff.graph.unknowns import decoded
from symdiff.parser.inputs import expression, name_of
from symdiff.simplifier.arrays.forms import normal
from symdiff.sweeps.arrays import derivative
from symdiff.table.operators import SYMBOL, UNKNOWN
from symdiff.witness.directions import samples

_CALL: Final = re.compile(r"\s*([^\W\d]\w*)\s*\(([^()]*)\)\s*")


def with_functions(expr: Expr, formulas: Mapping[Any, Any]) -> Expr:
    """Return *expr* with unknown functions replaced: {"g(p)": formula in p}, and g'(u) by the derivative of
    the formula by p, at u. A formula of arrays is an Expr, which says the shapes.

    Cost: that of each derivative, and linear in nodes. Raises SymdiffError for a key that is no call,
    WrongArity and WrongShape where a formula does not fit, and as `derive` does.
    """
    known = {}
    for key, value in formulas.items():
        found = _CALL.fullmatch(key) if isinstance(key, str) else None
        if found is None:
            raise SymdiffError(f"{key!r} is no function of names", hint='such as {"g(p)": formula}')
        parameters = [name.strip() for name in found[2].split(",")]
        formula = expression(value, parameters, arrays=True)
        if noises_in(formula.graph, formula.node):
            raise SymdiffError(f"the formula of {found[1]} is an expectation, which no function is made of")
        known[found[1]] = _Formula(found[1], parameters, formula)
    return _put(expr, known, {})


def with_symbols(expr: Expr, formulas: Mapping[Any, Any]) -> Expr:
    """Return a formula of arrays with symbols replaced, all at once, each by a formula of its shape.

    Cost: linear in nodes. Raises WrongShape for another shape, Unsupported where something is solved in the
    formula, SymdiffError for the noise of an expectation, and for a formula without the property that the
    symbol was declared with: what was derived may rest on it.
    """
    if solutions_in(expr.graph, expr.node):
        raise Unsupported(
            "subs puts values for symbols of formulas in which nothing is solved",
            hint="put them into the text, or give them when it is evaluated",
        )
    arrays, names = expr.graph.arrays, expr.graph.symbols([expr.node])
    noises = noises_in(expr.graph, expr.node)
    values: dict[str, Expr] = {}
    notes: tuple[str, ...] = ()
    for key, value in formulas.items():
        name, formula = name_of(key), expression(value, limits=expr.graph.limits, arrays=True)
        if name not in names:
            continue
        wanted = arrays.get(name, Array()).shape
        if formula.shape != wanted:
            given = shown("", formula.shape) if formula.shape else "a scalar"
            raise WrongShape(f"{shown(name, wanted)} is to be replaced by {formula}, which is {given}")
        if name in noises or noises_in(formula.graph, formula.node):
            raise SymdiffError(f"{name} is not replaced, since the noise of an expectation is in it")
        if solutions_in(formula.graph, formula.node):
            raise Unsupported(f"{name} is not replaced by what solves something")
        values[name] = formula
        notes += (*formula.notes, *_kept_property(name, arrays.get(name, Array()).kind, formula))
    put = replaced(expr, values)
    return Expr(put.graph, put.node, notes)


def _kept_property(name: str, kind: str, formula: Expr) -> list[str]:
    """Return a note where it is not known whether *formula* has the property *kind*, tried at random arrays.
    Raises SymdiffError where it has not."""
    if not kind or (formula.graph.ops[formula.node] == SYMBOL and _kind_of(formula) == kind):
        return []
    from symdiff.arithmetic.tensors import is_of_kind  # with NumPy, of no use for most symbols

    try:
        found = samples([formula])
    except Unsupported:
        found = []
    for sample in found:
        if not is_of_kind(kind, sample.values[0]):
            raise SymdiffError(
                f"{name} is said to be {kind}, and {formula} is not", hint=f"declare {name} without {kind}"
            )
    return [] if found else [f"{name} is {kind}, and it is not known whether {formula} is"]


def _kind_of(formula: Expr) -> str:
    return formula.graph.arrays.get(formula.graph.names[formula.node], Array()).kind


def _put(expr: Expr, known: Mapping[str, _Formula], solved: dict[Solution, Solution]) -> Expr:
    """Return *expr*, and what is solved in it, with *known* functions replaced."""
    names = solutions_in(expr.graph, expr.node)
    if names:
        graph = Graph(expr.graph.limits)
        carried(expr.graph, names, graph, lambda inside: _put(inside, known, solved), solved)
        graph.arrays |= {**expr.graph.arrays, **graph.arrays}
        own = {name: graph.symbol(name) for name in names}
        source, order = expr.graph, expr.graph.below([expr.node])
        mapping = graph.mapped(source, order, lambda node, _: own.get(source.names.get(node, ""), -1))
        expr = Expr(graph, mapping[expr.node], expr.notes)
    for _ in range(len(known) + 1):  # one may be made of others
        order = expr.graph.below([expr.node])
        if not _unknown_in(expr.graph, order) & known.keys():
            return expr
        expr = _once(expr, order, known)
    raise SymdiffError(f"{', '.join(known)} are defined by one another", hint="give one of them by a formula")


def _unknown_in(graph: Graph, order: Sequence[int]) -> set[str]:
    return {decoded(graph.operators[node][0])[0] for node in order if graph.ops[node] == UNKNOWN}


def _once(expr: Expr, order: Sequence[int], known: Mapping[str, _Formula]) -> Expr:
    source, graph = expr.graph, Graph(expr.graph.limits)
    graph.arrays.update(source.arrays)

    def made(node: int, below: tuple[int, ...]) -> int:
        if source.ops[node] != UNKNOWN:
            return -1
        text, orders = source.operators[node]
        name, value = decoded(text)
        if name not in known:
            return -1
        shapes = [graph.shape(child) for child in below]
        body = known[name].derived(orders, shapes, value)
        put = replaced(body, {parameter: Expr(graph, child) for parameter, child
                              in zip(known[name].parameters, below, strict=True)})  # fmt: skip
        return graph.take(put.graph, put.node)

    mapping = graph.mapped(source, order, made)
    return Expr(graph, mapping[expr.node], expr.notes)


class _Formula:
    """The formula of a function, and its derivatives as they are asked for."""

    def __init__(self, name: str, parameters: list[str], formula: Expr) -> None:
        self.name = name
        self.parameters = parameters
        self.found: dict[tuple[int, ...], Expr] = {(0,) * len(parameters): formula}

    def derived(self, orders: tuple[int, ...], shapes: Sequence[Shape], value: Shape) -> Expr:
        """Return a derivative, where the arguments have *shapes* and the function a *value* of that shape."""
        if len(orders) != len(self.parameters):
            raise SymdiffError(f"{self.name} has {len(orders)} arguments, not {len(self.parameters)}")
        plain = self.found[(0,) * len(orders)]
        arrays = plain.graph.arrays
        for name, shape in zip(self.parameters, shapes, strict=True):
            own = arrays.get(name, Array()).shape
            if own != shape:
                given = shown("", shape) if shape else "a scalar"
                raise WrongShape(f"{self.name} is of {shown(name, own)}, and is given {given}")
        if plain.shape != value:
            wanted = shown("", value) if value else "a scalar"
            raise WrongShape(
                f"the formula of {self.name} has the shape {shown('', plain.shape)}, not {wanted}"
            )
        at: tuple[int, ...] = (0,) * len(orders)
        for place, order in enumerate(orders):  # the axes of the first argument come first
            for _ in range(order):
                before = self.found[at]
                at = (*at[:place], at[place] + 1, *at[place + 1 :])
                if at not in self.found:
                    self.found[at] = self._by(before, self.parameters[place])
        return self.found[orders]

    def _by(self, before: Expr, name: str) -> Expr:
        graph = Graph(before.graph.limits)
        graph.arrays.update(before.graph.arrays)
        node = graph.take(before.graph, before.node)
        found = derivative(graph, node, graph.array(name, graph.arrays.get(name, Array())))
        return Expr(*normal(graph, found))


__all__ = ["with_functions", "with_symbols"]
