"""The verb `implicit`: the derivative of a function that an equation gives.

>>> str(implicit("x^2 + x*y + y^2 == 7", "y", "x"))
'(-2*x - y)/(x + 2*y)'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Final, NamedTuple

from symdiff.errors import SymdiffError, TooLarge, Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Formula, Names, Variables
from symdiff.parser.inputs import expression, name_of, names_of
from symdiff.parser.tex.tokens import is_latex
from symdiff.simplifier.forms import factor
from symdiff.simplifier.levels import Level, level_of, simplified
from symdiff.simplifier.levels import simplify as simplest
from symdiff.simplifier.vanishing import vanishes
from symdiff.sweeps.sweep import tangents
from symdiff.table.operators import ADD, EQ, SUB, UNKNOWN, is_condition
from symdiff.verbs.chain import check_order, repeated

_SIGN: Final = re.compile(r"(?<![<>=!:])=(?!=)")
_SMALL: Final = 400
"""Nodes up to which sums that the equation gives a value are looked for."""


class Relation(NamedTuple):
    """An equation between names."""

    equation: Expr
    sides: tuple[Expr, Expr]
    zero: Expr
    """The difference of its sides."""
    function: str
    """The name that is a function of the others."""


class Stage(NamedTuple):
    """A derivative of the function that a relation gives, and where it comes from."""

    by: str
    before: Expr
    """What was derived: the difference of the sides, then the derivative before."""
    derived: Expr
    """The derivative, whatever value the difference of the sides has."""
    found: Expr
    """The same on the curve, where a sum that the equation knows has its value."""


def implicit(
    equation: Formula,
    function: Variables = (),
    *variables: Variables | int,
    order: int = 1,
    level: Level = "full",
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> Expr:
    """Return the derivative of *function*, which *equation* gives, by each of *variables* in turn, *order*
    times by the last.

    *equation* is a text with = or ==, a comparison with == as an Expr, or SymPy's Eq; anything else is taken
    to be 0. *function* is the name of a variable in it, which may be written y(x) there. All other names but
    *variables* are constants. By the implicit function theorem the derivative is -F_x/F_y, F being the
    difference of the sides; higher ones are derivatives of it along the curve. A sum that the equation knows
    is replaced by its value: on x^2 + y^2 == 1 the second derivative is -1/y^3.

    Domain: points of the curve where the derivative of the equation by *function* is not 0.
    Cost: that of `derive` for each derivative. Raises as `derive` does, and SymdiffError for what is no
    equation, or does not depend on *function*.

    >>> str(implicit("x^2 + y^2 = 1", "y", "x", order=2))
    '-1/y**3'
    >>> str(implicit("x^2 + y^2 + z^2 == r^2", "z", "x", "y"))
    '-x*y/z**3'
    """
    stages = path(
        equation, function, variables, order=order, level=level_of(level), symbols=symbols,
        functions=functions, limits=limits,
    )[1]  # fmt: skip
    return stages[-1].found


def path(
    equation: Formula,
    function: Variables,
    variables: Sequence[Variables | int],
    *,
    order: int = 1,
    level: Level = "full",
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> tuple[Relation, list[Stage]]:
    """Return what `implicit` reads, and a stage for each derivative on the way to what it returns."""
    if not isinstance(function, Expr) and not function:
        raise SymdiffError("which name is the function?", hint='for example implicit(f, "y", "x")')
    name = name_of(_without_argument(function))
    by = repeated(tuple(variables), limits)
    if not by:
        raise SymdiffError(f"derive {name} by which variable?", hint='for example implicit(f, "y", "x")')
    if name in by:
        raise SymdiffError(f"{name} is both the function and a variable", hint="give two names")
    check_order(order, limits)
    if order < 1:
        raise SymdiffError(f"order {order} of a derivative", hint="give a whole number, 1 or more")
    by += [by[-1]] * (order - 1)
    relation = read(equation, name, by, names_of(symbols), functions, limits)
    stages: list[Stage] = []
    before = relation.zero
    for place, variable in enumerate(by):
        derived = _along(relation, before, variable, level, is_first=not place)
        stages.append(Stage(variable, before, derived, _with_values(relation, derived, by, level)))
        before = stages[-1].found
    return relation, stages


def read(
    equation: Any,
    function: str,
    by: Sequence[str],
    symbols: Sequence[str] = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> Relation:
    """Return an equation between *function*, *by* and constants. Raises SymdiffError for what is none."""
    names = [*dict.fromkeys([*by, *symbols])]
    unknown = names_of(functions)
    if isinstance(equation, str) and is_latex(equation):
        names.append(function)
        equation = _from_latex(equation, names, unknown, limits)
    elif isinstance(equation, str):
        equation = _SIGN.sub("==", equation)
        arguments = "|".join(map(re.escape, by))
        if re.search(rf"(?<!\w){re.escape(function)}\s*\(\s*({arguments})\s*[,)]", equation):
            unknown = [*unknown, function]  # written y(x)
        else:
            names.append(function)
    given = _with_name(expression(equation, names, unknown, limits, conditions=True), function)
    graph, node = given.graph, given.node
    if graph.ops[node] == EQ:
        left, right = graph.both(node)
    elif is_condition(graph.ops[node]) or graph.names.get(node) in ("True", "False"):
        raise SymdiffError(
            f"{equation} gives no function {function}: it is no equation, or one that always or never holds",
            hint=f"give two sides that depend on {function}, such as x^2 + {function}^2 == 1",
        )
    else:
        left, right, said = node, graph.number(0), f"read as {given} == 0"
        given = Expr(graph, graph.intern(EQ, (left, right)), (*given.notes, said))
    zero = Expr(graph, graph.sub(left, right))
    return Relation(given, (Expr(graph, left), Expr(graph, right)), zero, function)


def _from_latex(text: str, names: list[str], functions: list[str], limits: Limits) -> Expr:
    """Return an equation, or a formula, that is written in LaTeX; each side is read by itself."""
    sides = _SIGN.split(text.strip().strip("$"))
    left, *others = [expression(f"${side}$", names, functions, limits) for side in sides]
    if len(others) != 1:
        return left if not others else expression(text, names, functions, limits)
    graph = left.graph
    node = graph.intern(EQ, (left.node, graph.take(others[0].graph, others[0].node)))
    return Expr(graph, node, (f"read as {Expr(graph, node)}: LaTeX",))


def slope(graph: Graph, zero: int, variable: str, function: str) -> int:
    """Return -F_x/F_y, the derivative of a function for which *zero* is 0.

    Raises SymdiffError where that does not depend on the function.
    """
    [by_x] = tangents(graph, [zero], graph.symbol(variable))
    [by_y] = tangents(graph, [zero], graph.symbol(function))
    if vanishes(graph, by_y):
        raise SymdiffError(f"the equation does not depend on {function}", hint="give another name")
    return graph.neg(graph.div(by_x, by_y))


def total(graph: Graph, node: int, variable: str, function: str, slope: int) -> int:
    """Return the derivative of *node* by *variable*, *function* having the derivative *slope*."""
    [along] = tangents(graph, [node], graph.symbol(variable))
    [across] = tangents(graph, [node], graph.symbol(function))
    return graph.add(along, graph.mul(across, slope))


def _along(relation: Relation, before: Expr, variable: str, level: Level, is_first: bool) -> Expr:
    """Return the derivative of the function, or of its derivative *before*, by *variable*."""
    graph = Graph(before.graph.limits)
    node = slope(graph, graph.take(relation.zero.graph, relation.zero.node), variable, relation.function)
    if not is_first:
        node = total(graph, graph.take(before.graph, before.node), variable, relation.function, node)
    return simplest(Expr(graph, node, relation.equation.notes, () if is_first else before.unasked), level)


def _with_values(relation: Relation, found: Expr, by: Sequence[str], level: Level) -> Expr:
    """Return *found* with the values of the sums in it that the equation knows, where that is shorter; such
    sums may be seen only where it is one quotient of products.

    Cost: a simplification for each sum.
    """
    if level == "none" or found.size > _SMALL or relation.zero.size > _SMALL:
        return found
    forms = [found]
    with suppress(TooLarge, Unsupported):
        forms.append(factor(found))
    names = {*by, relation.function}
    known = [
        simplest(form, level) for form in map(partial(_put_in, relation, names), forms) if form is not None
    ]
    return min([found, *known], key=lambda expr: expr.size)


def _put_in(relation: Relation, names: set[str], form: Expr) -> Expr | None:
    """Return *form* with a constant for each sum that is one on the curve; None where none is."""
    graph = Graph(form.graph.limits)
    root = graph.take(form.graph, form.node)
    zero = graph.take(relation.zero.graph, relation.zero.node)
    values: dict[int, int] = {}
    for node in graph.below([root]):
        if graph.ops[node] == ADD or graph.ops[node] == SUB:
            value = _constant(graph, node, zero, names)
            if value is not None:
                values[node] = value
    if not values:
        return None
    mapping = graph.mapped(graph, graph.below([root]), lambda node, _: values.get(node, -1))
    return Expr(graph, mapping[root], form.notes, form.unasked)


def _constant(graph: Graph, node: int, zero: int, names: set[str]) -> int | None:
    """Return d where a sum is c*F + d, *zero* being F, and *names* are in neither c nor d; else None."""
    for name in sorted(names.intersection(graph.symbols([node]))):
        symbol = graph.symbol(name)
        [of_sum], [of_zero] = tangents(graph, [node], symbol), tangents(graph, [zero], symbol)
        if vanishes(graph, of_zero):
            return None
        short, [times] = simplified(graph, [graph.div(of_sum, of_zero)], "full")
        if not names.isdisjoint(short.symbols([times])):
            return None
        rest = graph.sub(node, graph.mul(graph.take(short, times), zero))
        short, [rest] = simplified(graph, [rest], "full")
        return graph.take(short, rest) if names.isdisjoint(short.symbols([rest])) else None
    return None


def _without_argument(function: Any) -> Any:
    """Return y for the text y(x), and the name of what SymPy calls y(x)."""
    if isinstance(function, str):
        return re.sub(r"\(.*\)\s*$", "", function).strip()
    name = getattr(getattr(function, "func", None), "name", None)
    return name if isinstance(name, str) else function


def _with_name(given: Expr, function: str) -> Expr:
    """Return *given* with the name *function* for its calls, as y for y(x)."""
    graph = given.graph
    order = graph.below([given.node])
    calls = {node for node in order if graph.ops[node] == UNKNOWN and graph.operator(node)[0] == function}
    if not calls:
        return given
    plain = Graph(graph.limits)
    mapping = plain.mapped(graph, order, lambda node, _: plain.symbol(function) if node in calls else -1)
    return Expr(plain, mapping[given.node], given.notes)


__all__ = ["Relation", "Stage", "implicit", "path", "read", "slope", "total"]
