"""Whether other trigonometric or hyperbolic functions, or other angles, might make a formula shorter.

>>> from symdiff.parser.formula import parse
>>> from symdiff.simplifier.normal.style import Style
>>> def asked(text):
...     e = parse(text)
...     return may_rename(e.graph, e.node, Style(e.graph, [e.node]))
>>> asked("a*sin(x) + b"), asked("a*sin(x)/cos(x)")
(False, True)
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.composed import INVERSES
from symdiff.simplifier.normal.families import FAMILY, RELATIONS
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.style import Style
from symdiff.simplifier.outline import HasFloat, Outline, Product, Rational
from symdiff.simplifier.reciprocals import SINES, is_linear_in_one_function, may_be_conjugate
from symdiff.simplifier.rewrite.doubled import LONG
from symdiff.table.functions import EXP, row_of
from symdiff.table.operators import ADD, SUB

_HYPERBOLIC: Final = frozenset([code for code in FAMILY if row_of(code).family == "hyperbolic"])


class Perhaps(Exception):
    """Something shorter cannot be ruled out."""


def may_rename(graph: Graph, root: int, style: Style) -> bool:
    """Return whether *root* might be shorter by other trigonometric or hyperbolic functions, or other angles,
    than it has. False is certain for a normal form whose functions are no powers; anything else may.

    Cost: that of `may_shrink`.
    """
    try:
        outline = Outline(graph, root)
        if outline.nested or not outline.in_order:
            return True
        if is_linear_in_one_function(outline):
            return False
        look_at_functions(outline, style)
    except (HasFloat, Perhaps):
        return True
    return any(
        product.powers[base] != 1
        for base, places in outline.places.items()
        if graph.ops[base] in FAMILY
        for product in places
    )


def look_at_functions(outline: Outline, style: Style) -> None:
    """Raise `Perhaps` where trigonometric and hyperbolic functions might be replaced by others."""
    graph = outline.graph
    taken: dict[int, dict[int, list[Product]]] = {}
    # argument → the functions of it → where they stand
    for base, places in outline.places.items():
        if graph.ops[base] in FAMILY:
            taken.setdefault(graph.children[base][0], {})[base] = places
            for product in places:
                exponent = product.powers[base]
                if exponent < 0 and not (graph.ops[base] in SINES and style.written.quotients):
                    raise Perhaps
                if exponent.denominator > 1 or (product.owner >= 0 and not -1 <= exponent <= 1):
                    raise Perhaps
            if len(places) > 1:
                raise Perhaps
    if not taken:
        return
    for functions in taken.values():
        if len(functions) > 1:
            _pair(outline, functions)
    if any(graph.ops[base] == EXP for base in outline.places):
        if any(graph.ops[f] in _HYPERBOLIC for functions in taken.values() for f in functions):
            raise Perhaps
    _angles(outline, style, taken)


def _pair(outline: Outline, functions: dict[int, list[Product]]) -> None:
    """Look at functions of one argument: sin and cos once each, where neither can meet the other's square
    nor make a quotient with it, are as short as they can be."""
    first, *others = functions
    if len(others) > 1 or RELATIONS[outline.graph.ops[first]].second != outline.graph.ops[others[0]]:
        raise Perhaps
    [[one], [other]] = functions.values()
    if one is other and outline.graph.size(outline.graph.first(first)) >= LONG:
        raise Perhaps  # sin(u)*cos(u) is sin(2*u)/2
    if one.owner >= 0 and one.owner == other.owner and outline.graph.ops[first] in _HYPERBOLIC:
        if abs(one.number) == abs(other.number):
            raise Perhaps  # exp(u)
    if one.powers[first] != 1 or other.powers[others[0]] != 1:
        raise Perhaps
    for product, function in ((one, first), (other, others[0])):
        if one.owner != other.owner and not may_be_conjugate(outline, product, function):
            continue
        if product.owner >= 0 and any(
            place.powers[product.owner] < 0 and place.powers[product.owner].denominator == 1
            for place in outline.places[product.owner]
        ):
            raise Perhaps


def _angles(outline: Outline, style: Style, taken: dict[int, dict[int, list[Product]]]) -> None:
    """Look for arguments that are multiples of one another, and for halves of angles."""
    graph = outline.graph
    known: set[tuple[str, ...]] = set()
    halves: list[tuple[int, Rational]] = []
    for argument in taken:
        try:
            angle = outline.factors(argument)
            base = next(iter(angle.powers), -1)
            is_sum = len(angle.powers) == 1 and graph.ops[base] in (ADD, SUB)
            if is_sum and outline.has_halves(base):
                halves.append((argument, 0))
        except HasFloat:
            continue
        if graph.ops[base] in INVERSES and angle.number > 1:
            raise Perhaps  # 3*asin(x)
        if is_sum:
            key = tuple(sorted(graph.symbols([argument])))
        else:
            key = tuple(sorted([f"{base}^{exponent}" for base, exponent in angle.powers.items()]))
        if key in known:
            raise Perhaps
        known.add(key)
        pair = taken[argument]
        if angle.number % 2 == 0 and len(pair) > 1 and any(graph.ops[f] not in SINES for f in pair):
            raise Perhaps  # csc(2*x) + cot(2*x) is cot(x)
        if angle.number.denominator % 2 == 0:
            halves.append((argument, angle.number))
    if halves:
        _halves(outline, style, taken, halves)


def _halves(
    outline: Outline,
    style: Style,
    taken: dict[int, dict[int, list[Product]]],
    halves: list[tuple[int, Rational]],
) -> None:
    """Compare sin(u)**2 and (1 - cos(2*u))/2 where every half angle is in an even power.

    *halves* are arguments and their numbers, 0 for sums.
    """
    graph, digits = outline.graph, outline.digits
    gain, number = 0, Fraction(1)
    whole = outline.products[0].number
    for argument, multiple in halves:
        if len(taken[argument]) > 1:
            raise Perhaps
        for function, [product] in taken[argument].items():
            exponent = product.powers[function]
            if graph.ops[function] not in SINES and not -1 <= exponent <= 1:
                raise Perhaps
            if exponent % 2:
                return  # a form with an odd power of a half angle is none
            if not multiple:
                raise Perhaps
            gain += digits(multiple) - digits(2 * multiple) - 2 * (not -2 <= exponent <= 2)
            number *= Fraction(2) ** (-int(exponent) // 2)
    form = Normal(graph)
    for argument in form.sweep([argument for argument, _ in halves]):
        if form.graph.digest(form.scaled(argument, 2)) not in style.traits.arguments:
            gain -= 2  # the cost of a new angle
    if gain + digits(whole) - digits(whole * number) > 0:
        raise Perhaps
