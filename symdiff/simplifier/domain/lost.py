"""The natural real domain of an expression as conditions, and what a simplification lost of it.

x/x is 1, but for x == 0 alone: the conditions of the one that do not follow from those of the other are
said beside the answer.

>>> from symdiff.parser.formula import parse
>>> e, f = parse("sqrt(x)*x/sqrt(x - 1) - x/(2*x - 6)"), parse("x*y")
>>> sorted(map(str, conditions_of(e.graph, e.node)))
['x != 3', 'x > 1']
>>> [str(condition) for condition in lost(e.graph, e.node, f.graph, f.node)]
['x > 1', 'x != 3']
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from symdiff.arithmetic.scalar import FLOAT
from symdiff.arithmetic.walk import walk
from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.noughts import is_nought
from symdiff.graph.workplace import workplace
from symdiff.parser.templates import Template, condition, put, template
from symdiff.simplifier.domain.asked import Asked, asked_by, asks, has_unit, take, take_known
from symdiff.simplifier.domain.facts import unimplied
from symdiff.simplifier.domain.same_values import has_value_at, keeps_values
from symdiff.simplifier.domain.taken import only_taken
from symdiff.simplifier.domain.untaken import NOWHERE, Untaken
from symdiff.simplifier.normal.conditions import certain
from symdiff.sweeps.sweep import push
from symdiff.table.functions import row_of
from symdiff.table.operators import DIV, GE, GT, LE, MUL, NE, NEG, NUMBER, PIECEWISE, POW, is_function

_POLES: Final = 800
"""Nodes up to which a form is asked whether it has poles that the first did not have."""


def conditions_of(graph: Graph, root: int) -> set[Expr]:
    """Return the conditions of the natural real domain of *root*, each as simple as it comes.

    Denominators and bases of negative powers are not zero; bases of other powers that are not whole are
    not negative, and positive below a symbolic exponent; the arguments of a function are where its row says.
    What has no symbol is no condition. What stands inside a Piecewise, but for its first condition, counts
    only where its branch is taken, and is left out. Where the imaginary unit occurs nothing is ordered, and
    what remains are the zeros of denominators.

    Cost: linear in nodes, but for the normal form of what is compared and a bounded number of factorings.

    >>> from symdiff.parser.formula import parse
    >>> e = parse("log(-2*x) + 1/(x**2*y) + 1/(x**2 + 1)")
    >>> sorted(map(str, conditions_of(e.graph, e.node)))
    ['x < 0', 'y != 0']
    """
    if not asks(graph, root):
        return set()
    work = workplace(graph.limits)
    return set(unimplied(work, _asked_by(work, work.copy(graph, [root])[root]), {}, {}))


def lost(
    graph: Graph,
    root: int,
    other: Graph,
    other_root: int,
    carried: Iterable[Expr] = (),
    source: int = -1,
) -> tuple[Expr, ...]:
    """Return the conditions of *root*, and those *carried*, that the domain of *other_root* lacks.

    *source* is the node of *graph* that *root* is the derivative of. Where something is lost that follows
    from a stronger condition of its own, that one is said: the derivative of log(x) - log(x) is 0 where
    x > 0, not where x != 0. A pole that the second form alone has, and which is removable, is said too.

    Cost: that of `conditions_of`; one look at each node where there is nothing to lose.
    """
    carried = tuple(carried)
    if not carried and not asks(graph, root) and not asks(other, other_root):
        return ()
    work = workplace(graph.limits)
    mapping = work.copy(graph, [root] if source < 0 else [root, source])
    first = _asked_by(work, mapping[root])
    take_known(work, first, carried)
    copy = work.copy(other, [other_root])[other_root]
    second = asked_by(work, copy)
    has_powers = any(op == GT for op, _ in second)
    plain = asked_by(work, copy, with_powers=False) if has_powers else second
    fresh = {raw: None for raw in first if raw not in second}
    for raw, power in _zeros_of_powers(work, mapping[root], plain, second) if has_powers else ():
        fresh[raw] = None
        second.pop((GT, power), None)
    if fresh and has_powers:
        for base in _zeros_of_constant_powers(work, copy, plain):
            second.pop((GT, base), None)
            second[GE, base] = None
    given = _asked_by(work, mapping[source]) if source >= 0 and fresh else {}
    said = unimplied(work, fresh, second, given) if fresh else []
    poles = {raw: None for raw in fresh if raw[0] == NE}
    if poles and any(op == GT and (op, node) not in plain for op, node in second):
        # x**a has values for x < 0, too, where a is whole
        said += [one for one in unimplied(work, poles, plain, {}) if one not in said]
    if len(graph.below([root])) <= _POLES:
        if not keeps_values(graph, root, other, other_root):
            said += _dropped(work, mapping[root], second, first)
    return tuple(said)


def _asked_by(work: Graph, root: int) -> dict[Asked, None]:
    """Return what is asked for as `asked_by` does, and what a branch asks for that is always taken."""
    found, taken = asked_by(work, root), only_taken(work, root)
    return found if taken == root else {**found, **asked_by(work, taken)}


def simplest(conditions: Iterable[Expr]) -> tuple[Expr, ...]:
    """Return *conditions* as simple as they come, without those that always hold or follow from others."""
    carried = tuple(conditions)
    if not carried:
        return ()
    work = workplace(carried[0].graph.limits)
    asked: dict[Asked, None] = {}
    take_known(work, asked, carried)
    return tuple(unimplied(work, asked, {}, {}))


def _zeros_of_powers(
    work: Graph, root: int, plain: dict[Asked, None], second: dict[Asked, None]
) -> list[tuple[Asked, int]]:
    """Return the conditions u > 0 and u != 0 that *root* asks for and another form, which asks for *second*,
    and but for its powers for what is *plain*, only says by a power that is 0 where u is, each with the base
    of that: exp(a*log(x)) and x**a/x have no value at 0, where x**a and x**(a - 1) may have."""
    powers = {raw for raw in second if raw[0] == GT}
    asked = asked_by(work, root, with_powers=False)
    found = [
        (op, base)
        for op, node in asked
        if op in (GT, NE)
        for base in (_factors(work, node) if op == NE else [node])
    ]
    bases = {factor: node for _, node in powers for factor in _factors(work, node)}
    bases.update({node: node for _, node in powers})
    return [(raw, bases[raw[1]]) for raw in dict.fromkeys(found) if raw[1] in bases and raw not in plain]


def _zeros_of_constant_powers(work: Graph, root: int, plain: dict[Asked, None]) -> list[int]:
    """Return what may be 0 below *root* though it is asked to be positive, since it has an exponent such as
    pi: x**pi is 0 where x is. But for its powers *root* asks for what is *plain*."""
    found = []
    for node in certain(work, root):
        if work.ops[node] != POW or (NE, node) in plain:
            continue
        base, exponent = work.children[node]
        if exponent in work.numbers or work.symbols([exponent]):
            continue
        try:
            [value] = walk(work, [exponent], {}, FLOAT)
        except (SymdiffError, ArithmeticError, ValueError):
            continue
        if value > 0 and (GT, base) not in plain and (NE, base) not in plain:
            found.append(base)
    return found


def _factors(work: Graph, node: int) -> list[int]:
    """Return what is zero where a product of powers is: each of these, and products of them."""
    found, pending = [], [node]
    while pending:
        node = pending.pop()
        op, children = work.ops[node], work.children[node]
        if op == MUL:
            found.append(node)
            pending += reversed(children)
        elif op in (NEG, DIV) or (op == POW and work.numbers.get(children[1], 0) > 0):
            pending.append(children[0])
        elif op != NUMBER:
            found.append(node)
    return found


def holding(
    graph: Graph,
    root: int,
    source: int,
    name: str,
    other: Graph,
    other_root: int,
    carried: Iterable[Expr] = (),
) -> tuple[Expr, ...]:
    """Return the conditions under which *root*, a node of *graph*, is the derivative of *source* by the
    symbol *name*, and *other_root* of *other* is what it came to: the domains of both, those points left out
    at which a function that depends on *name* is not smooth, and those *carried*.

    Cost: that of `conditions_of`.

    >>> from symdiff.sweeps.sweep import tangents
    >>> from symdiff.parser.formula import parse
    >>> e = parse("Abs(x) + sqrt(y) + log(x + y)")
    >>> [d] = tangents(e.graph, [e.node], e.graph.symbol("x"))
    >>> [str(c) for c in holding(e.graph, d, e.node, "x", e.graph, d)]
    ['y >= 0', 'x != 0', 'x + y > 0']
    """
    carried = tuple(carried)
    work = workplace(graph.limits)
    mapping = work.copy(graph, [root, source])
    said: list[Expr] = []
    first: dict[Asked, None] = {}
    for closely in (False, True):
        first = asked_by_derivative(work, mapping[root], mapping[source], name, closely)
        take_known(work, first, carried)
        if not first and not asks(other, other_root):
            return ()
        said = unimplied(work, first, {}, {}, name)
        if [known.graph.names.get(known.node) for known in said] != ["False"]:
            break
    if any(map(_is_met_by_a_square, said)) and not has_unit(other):
        of_form = asked_by(work, work.copy(other, [other_root])[other_root])
        more = {(GE, node): None for op, node in of_form if op in (GE, GT)}
        said = unimplied(work, {**first, **more}, {}, {}, name)
    if len(graph.below([root])) <= _POLES and not keeps_values(graph, root, other, other_root):
        second = asked_by(work, work.copy(other, [other_root])[other_root])
        said += _dropped(work, mapping[root], second, first)
    return tuple(said)


def _is_met_by_a_square(condition: Expr) -> bool:
    """Return whether a condition holds where a square is 0, as x*y**2 >= 0 does: there a formula such as
    x**(3/2)*abs(y)**3 may have no value."""
    graph = condition.graph
    if graph.ops[condition.node] not in (GE, LE):
        return False
    pending = [graph.children[condition.node][0]]
    while pending:
        node = pending.pop()
        if graph.ops[node] in (MUL, NEG):
            pending += graph.children[node]
        elif graph.ops[node] == POW and graph.numbers.get(graph.children[node][1], 1) % 2 == 0:
            return True
    return False


def asked_by_derivative(
    work: Graph, root: int, source: int, name: str, closely: bool = False
) -> dict[Asked, None]:
    """Return what is asked for *root* to be the derivative of *source* by the symbol *name*: what both ask
    for, and that functions of what depends on *name* are smooth there; *closely*, of what has a slope that is
    not 0, as x - x has."""
    found = {**_asked_by(work, source), **_asked_by(work, root)}
    source = only_taken(work, source)
    always = set(certain(work, source))
    order = work.below([source])
    moving = _moving(work, order, work.symbol(name))
    if closely:
        tangent = push(work, order, {work.symbol(name): work.number(1)})
        moving = {node for node in moving if node in tangent}
    untaken = Untaken(work, source, moving) if work.has(PIECEWISE) else None
    for node in sorted(order):
        op, children = work.ops[node], work.children[node]
        if not any(child in moving for child in children):
            continue
        if op == POW and is_nought(work, children[0]):
            found[GT, children[1]] = None  # 0**u is 1 for u == 0
        if op == POW and children[1] in moving and node in always and not has_unit(work):
            base = work.numbers.get(children[0], 1)
            if base < 0:
                found[GT, children[0]] = None  # (-1)**x is real at whole numbers alone
        # In a branch the formula has a value at a kink, and no slope, where the branch is taken.
        if is_function(op) and (node in always or row_of(op).kinks or row_of(op).jumps):
            places = [place for place, child in enumerate(children) if child in moving]
            rule = _smooth(op, places[0]) if len(places) == 1 else condition(op, "smooth")
            if rule is not None:
                smooth = put(work, rule, children)
                smooth = smooth if untaken is None else untaken.beside(node, smooth)
                if smooth != NOWHERE:
                    take(work, found, smooth)
    return found


def _moving(work: Graph, order: list[int], symbol: int) -> set[int]:
    """Return the nodes of *order* that depend on *symbol*, but not by steps alone: floor(x) does not move
    where it does not jump, and what is made of it is smooth there."""
    steps = not has_unit(work)  # sign(x + I*y) is no step
    moving = {symbol}
    for node in order:
        row = row_of(work.ops[node])
        if not (steps and row.jump and row.smooth and row.partials == ("0",)):
            if any(child in moving for child in work.children[node]):
                moving.add(node)
    return moving


def _smooth(op: int, place: int) -> Template | None:
    """Return the condition of a row for a derivative by its parameter number *place* alone."""
    row = row_of(op)
    text = row.alone[place] if row.alone else ""
    return template(text, row.parameters) if text else condition(op, "smooth")


def _dropped(work: Graph, root: int, second: dict[Asked, None], first: dict[Asked, None]) -> list[Expr]:
    """Return those conditions of a new form (*second*, not *first*) at whose edge the old form, *root* of
    *work*, has a value: removable poles that the new form has and the old one has not.

    The search, 3 starts of 12 steps, may miss some.
    """
    found = []
    for known in unimplied(work, {raw: None for raw in second if raw not in first}, first, {}):
        if known.graph.ops[known.node] == NE:
            zero = Graph(work.limits)
            sides = known.graph.children[known.node]
            mapping = zero.copy(known.graph, sides)
            if has_value_at(work, root, zero, zero.sub(*[mapping[side] for side in sides])):
                found.append(known)
    return found


__all__ = ["asked_by_derivative", "conditions_of", "holding", "lost", "simplest"]
