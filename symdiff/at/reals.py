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
from symdiff.table.operators import AND, EQ, NE, OR, is_comparison

_FLOOR: Final = code_of("floor", 1)


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
        if not is_comparison(op) or not has_complex(source, [node]):
            return -1
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


def _whole_part(work: Graph, op: int, sides: tuple[int, ...]) -> int:
    """Return u of u == floor(u) and u != floor(u), which speak of whole numbers; -1 for others."""
    for one, other in (sides, sides[::-1]):
        if op in (EQ, NE) and work.ops[other] == _FLOOR and work.children[other] == (one,):
            return one
    return -1


__all__ = ["in_reals"]
