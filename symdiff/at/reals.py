"""Conditions with the imaginary unit as conditions of real and imaginary parts.

>>> from symdiff.parser.formula import parse
>>> str(in_reals(parse("exp(I*x) != 1")))
'cos(x) != 1'
"""

from __future__ import annotations

from typing import Final

from symdiff.arithmetic.walk import has_complex
from symdiff.graph.expr import Expr
from symdiff.graph.factors import joined_by
from symdiff.graph.graph import Graph
from symdiff.simplifier.domain.sums import real_and_imaginary
from symdiff.simplifier.normal.form import Normal
from symdiff.table.functions import COS, EXP, code_of
from symdiff.table.operators import AND, EQ, LT, NE, OR, is_comparison

_FLOOR: Final = code_of("floor", 1)
_ARCS: Final = {
    code_of("asin", 1): (True, False),
    code_of("acsc", 1): (True, True),
    code_of("acos", 1): (False, False),
    code_of("asec", 1): (False, True),
}
"""Angles: whether of a sine, and whether of one over it."""
_PLACES: Final = {
    (True, False, True): [0], (True, False, False): [],
    (True, True, True): [0], (True, True, False): [-1, 1],
    (False, False, True): [1], (False, False, False): [-1],
    (False, True, True): [-1, 1], (False, True, False): [0],
}  # fmt: skip
"""Whether of a sine, whether twice the angle, whether its turn is 1 or -1: the sine, or the cosine."""


def in_reals(condition: Expr) -> Expr:
    """Return a condition with I as one of real and imaginary parts: one of the two is not zero for u != 0,
    and u > 0 says that u is not on the real axis below it. As it is where the parts are not seen.

    >>> from symdiff.parser.formula import parse
    >>> str(in_reals(parse("x + I*y - 1 != 0"))), str(in_reals(parse("x + I*y < 1 or y + I == 0")))
    ('x - 1 != 0 or y != 0', 'x - 1 < 0 or y != 0 or y == 0 and 1 == 0')
    """
    source = condition.graph
    if not has_complex(source, [condition.node]):
        return condition
    work = Graph(source.limits)
    form = Normal(work)
    is_seen = True

    def chosen(node: int, children: tuple[int, ...]) -> int:
        nonlocal is_seen
        op = source.ops[node]
        if op == OR and children[1] in joined_by(work, OR, children[0]):
            return children[0]
        if op == OR and {work.ops[child] for child in children} == {EQ, NE}:
            if work.children[children[0]] == work.children[children[1]]:
                return work.constant("True")
        if not is_comparison(op) or not has_complex(source, [node]):
            return -1
        wave = _turn(work, form, op, children)
        if wave < 0:
            wave = _wave(work, form, op, children)
        if wave >= 0:
            return wave
        inner = _whole_part(work, op, children)
        parts = real_and_imaginary(form, form.sweep([work.sub(*children) if inner < 0 else inner])[0])
        if parts is None:
            is_seen = False
            return -1
        real, imaginary = [work.take(form.graph, part) for part in parts]
        zero = work.number(0)
        if inner >= 0:
            real = work.sub(real, work.call(_FLOOR, (real,)))
        if work.is_zero(imaginary):
            return work.intern(op, (real, zero))
        off = work.intern(EQ if op == EQ else NE, (imaginary, zero))
        if op == NE and work.is_zero(real):
            return off
        along = work.intern(op, (real, zero))
        return work.intern(AND if op == EQ else OR, (along, off))

    mapping = work.mapped(source, source.below([condition.node]), chosen)
    return Expr(work, mapping[condition.node]) if is_seen else condition


def _wave(work: Graph, form: Normal, op: int, sides: tuple[int, ...]) -> int:
    """Return cos(u) op 1 or cos(u) op -1 for what says of a real u that exp(I*u) is that number, or is not,
    and True or False for numbers of another size; -1 for another comparison."""
    terms = dict(form.terms(form.sweep([work.sub(*sides)])[0])) if op in (EQ, NE) else {}
    number = terms.pop(form.one, 0)
    if len(terms) != 1:
        return -1
    [(term, times)] = terms.items()
    if form.graph.ops[term] != EXP:
        return -1
    exponent = work.take(form.graph, form.graph.first(term))
    parts = real_and_imaginary(form, form.sweep([work.div(exponent, work.constant("I"))])[0])
    if parts is None or not form.graph.is_zero(parts[1]):
        return -1
    if number not in (times, -times):
        return work.constant("True" if op == NE else "False")
    cosine = work.call(COS, (work.take(form.graph, parts[0]),))
    return work.intern(op, (cosine, work.number(-1 if number == times else 1)))


def _turn(work: Graph, form: Normal, op: int, sides: tuple[int, ...]) -> int:
    """Return what says of u that exp(I*asin(u)), or its square, is 1 or -1, or is not; the same of acos, acsc
    and asec; -1 for another comparison.

    The number is the turn of an angle whose sine u is, by definition, for complex u as well: the turns of
    angles from -pi/2 to pi/2 are meant, and of no other angle is the turn 1 or -1. For real u it is on the
    unit circle, or I, or -I, times what is positive: beyond 1 it and its square are nowhere real.
    """
    terms = dict(form.terms(form.sweep([work.sub(*sides)])[0])) if op in (EQ, NE, LT) else {}
    number = terms.pop(form.one, 0)
    if len(terms) != 1:
        return -1
    [(term, times)] = terms.items()
    graph = form.graph
    if graph.ops[term] != EXP or number not in (times, -times):
        return -1
    turns, factors = form.factors(graph.first(term))
    arcs = [base for base in factors if graph.ops[base] in _ARCS]
    if turns not in (1, -1, 2, -2) or len(arcs) != 1 or len(factors) != 2:
        return -1
    if any(factors.get(base) != form.one for base in (arcs[0], graph.constant("I"))):
        return -1
    is_sine, is_over = _ARCS[graph.ops[arcs[0]]]
    argument = graph.first(arcs[0])
    if op == LT and not (is_sine and times > 0 and number == -times and form.is_real(argument)):
        return -1
    u = work.take(graph, argument)
    places = _PLACES[is_sine, turns in (2, -2), number == -times]
    if is_over:
        places = [place for place in places if place] or ([] if op == EQ else [0])  # 1/u is 0 nowhere
    found = -1
    for place in places:
        one = work.intern(EQ if op == EQ else NE, (u, work.number(place)))
        found = one if found < 0 else work.intern(OR if op == EQ else AND, (found, one))
    return found if found >= 0 else work.constant("False" if op == EQ else "True")


def _whole_part(work: Graph, op: int, sides: tuple[int, ...]) -> int:
    """Return u of u == floor(u) and u != floor(u), which speak of whole numbers; -1 for others."""
    for one, other in (sides, sides[::-1]):
        if op in (EQ, NE) and work.ops[other] == _FLOOR and work.children[other] == (one,):
            return one
    return -1


__all__ = ["in_reals"]
