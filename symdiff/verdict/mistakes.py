"""What is taken for a rule of differentiation by mistake: rows for the rules, and what is made of functions.

>>> from symdiff.parser.formula import parse
>>> e = parse("x*sin(x)")
>>> teacher = Teacher(e.graph, e.node, "x")
>>> [words, slip] = next(mistakes(teacher, e.node))
>>> words, str(Expr(e.graph, teacher.full({e.node: slip})[e.node]))
('the product rule was replaced by the product of the derivatives', 'cos(x)')
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from symdiff.explain import rules
from symdiff.explain.rules import Rule
from symdiff.explain.teacher import Derived, Slip, Teacher
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.parser.templates import put, template
from symdiff.sweeps.partials import NONE, partial_at
from symdiff.table.functions import EXP, SQRT, code_of, row_of
from symdiff.table.operators import NEG, NUMBER, is_function

INNER: Final = "the inner derivative was forgotten (chain rule)"
_INSIDE: Final = "the derivative of the argument was put inside of the function"
_TERM: Final = "a term of the product rule is missing"
_MINUS: Final = "the product rule has a plus, not a minus"
_PRODUCT: Final = "the product rule was replaced by the product of the derivatives"
_BELOW: Final = "the quotient rule divides by v^2, the square of the denominator"
_LOWERED: Final = "the exponent was not lowered by one"
_RAISED: Final = "the exponent was raised, not lowered"
_FRONT: Final = "the exponent was not written in front as a factor"
_SIGN_BELOW: Final = "the sign of the derivative of 1/v is minus"
_OVER: Final = "the derivative of 1/v is not one over the derivative of v"
_POWER: Final = "the power rule was used on an exponential function"
_SIGN: Final = "the sign in front was lost"
_FACTOR: Final = "a constant factor was dropped"
_DIVISOR: Final = "a constant factor was taken for a divisor, or a divisor for a factor"


class Mistake(NamedTuple):
    """What is taken for a rule, in the letters of the rule."""

    rule: Rule
    words: str
    right: str


MISTAKES: Final = (
    Mistake(rules.PRODUCT, _PRODUCT, "du*dv"),
    Mistake(rules.PRODUCT, _TERM, "du*v"),
    Mistake(rules.PRODUCT, _TERM, "u*dv"),
    Mistake(rules.PRODUCT, _MINUS, "du*v - u*dv"),
    Mistake(rules.PRODUCT, _MINUS, "u*dv - du*v"),
    Mistake(rules.PRODUCT_OF_THREE, _PRODUCT, "du*dv*dw"),
    Mistake(rules.PRODUCT_OF_THREE, _TERM, "u*dv*w + u*v*dw"),
    Mistake(rules.PRODUCT_OF_THREE, _TERM, "du*v*w + u*v*dw"),
    Mistake(rules.PRODUCT_OF_THREE, _TERM, "du*v*w + u*dv*w"),
    Mistake(rules.QUOTIENT, "the quotient rule was turned round: it is u'*v - u*v', not u*v' - u'*v",
            "(u*dv - du*v)/v**2"),
    Mistake(rules.QUOTIENT, "the quotient rule has a minus, not a plus", "(du*v + u*dv)/v**2"),
    Mistake(rules.QUOTIENT, _BELOW, "du*v - u*dv"),
    Mistake(rules.QUOTIENT, _BELOW, "(du*v - u*dv)/v"),
    Mistake(rules.QUOTIENT, "the quotient rule was replaced by the quotient of the derivatives", "du/dv"),
    Mistake(rules.QUOTIENT, "the denominator was treated as a constant", "du/v"),
    Mistake(rules.RECIPROCAL, _SIGN_BELOW, "du/u**2"),
    Mistake(rules.RECIPROCAL, INNER, "-(1/u**2)"),
    Mistake(rules.RECIPROCAL, _OVER, "1/du"),
    Mistake(rules.POWER, INNER, "n*u**(n - 1)"),
    Mistake(rules.POWER, _LOWERED, "n*u**n*du"),
    Mistake(rules.POWER, _FRONT, "u**(n - 1)*du"),
    Mistake(rules.POWER, _RAISED, "n*u**(n + 1)*du"),
    Mistake(rules.POWER, "the factor in front is the exponent before it is lowered", "(n - 1)*u**(n - 1)*du"),
    Mistake(rules.POWER, _INSIDE, "n*du**(n - 1)"),
    Mistake(rules.POWER, "only what is inside of the power was differentiated", "du**n"),
    Mistake(rules.POWER, "a power was integrated, not differentiated", "u**(n + 1)/(n + 1)"),
    Mistake(rules.POWER_BELOW, _SIGN_BELOW, "n/u**(n + 1)*du"),
    Mistake(rules.POWER_BELOW, INNER, "-(n/u**(n + 1))"),
    Mistake(rules.POWER_BELOW, _LOWERED, "-(n/u**n*du)"),
    Mistake(rules.POWER_BELOW, "a negative exponent was raised, not lowered", "-(n/u**(n - 1)*du)"),
    Mistake(rules.POWER_BELOW, _FRONT, "-(du/u**(n + 1))"),
    Mistake(rules.POWER_BELOW, _OVER, "1/(n*u**(n - 1)*du)"),
    Mistake(rules.POWER_BELOW, "1/v was integrated, not differentiated: log is the integral", "log(u)"),
    Mistake(rules.EXPONENTIAL, _POWER, "u*c**(u - 1)*du"),
    Mistake(rules.EXPONENTIAL, _POWER, "u*c**(u - 1)"),
    Mistake(rules.EXPONENTIAL, "the logarithm of the base is missing", "c**u*du"),
    Mistake(rules.EXPONENTIAL, "the logarithm of the base is a factor, no divisor", "c**u/log(c)*du"),
    Mistake(rules.EXPONENTIAL, INNER, "c**u*log(c)"),
    Mistake(rules.NATURAL, _POWER, "u*E**(u - 1)*du"),
    Mistake(rules.NATURAL, _POWER, "u*E**(u - 1)"),
    Mistake(rules.NATURAL, INNER, "E**u"),
    Mistake(rules.NATURAL, _INSIDE, "E**du"),
    Mistake(rules.ABSOLUTE, "the absolute value was dropped: its derivative has a sign", "du"),
    Mistake(rules.ABSOLUTE, INNER, "sign(u)"),
    Mistake(rules.LOGARITHMIC, _POWER, "u**v*v/u"),
    Mistake(rules.LOGARITHMIC, "the base was treated as a constant", "u**v*log(u)"),
    Mistake(rules.LOGARITHMIC, "the factor u^v itself is missing (logarithmic differentiation)", "dw"),
    Mistake(rules.MULTIPLE, _SIGN, "-c*du"),
    Mistake(rules.MULTIPLE, _FACTOR, "du"),
    Mistake(rules.MULTIPLE, _FACTOR, "-du"),
    Mistake(rules.MULTIPLE, _DIVISOR, "du/c"),
)  # fmt: skip
"""The rows: what stands for the derivative of the left side of a rule."""
_NAMES: Final = (
    "sin cos tan cot sec csc", "sinh cosh tanh coth sech csch", "asin acos atan acot", "sin sinh asin asinh",
    "cos cosh acos acosh", "tan tanh atan atanh",
)  # fmt: skip
_FAMILIES: Final = tuple([tuple([code_of(name, 1) for name in names.split()]) for names in _NAMES])
"""Functions whose rows are taken for one another."""


def mistakes(teacher: Teacher, node: int) -> Iterator[tuple[str, Slip]]:
    """Return what may be done wrong at a node that is derived, each in words."""
    rule = teacher.views[node].rule
    if rule is rules.SUM:
        yield from _of_sum(teacher, node)
    elif rule in (rules.ROW, rules.CHAIN) and len(teacher.graph.children[node]) == 1:
        yield from _of_function(teacher, node)
    for mistake in MISTAKES:
        if mistake.rule is rule and _is_one(teacher, node, mistake):
            yield mistake.words, _by_row(teacher, node, mistake)


def _is_one(teacher: Teacher, node: int, mistake: Mistake) -> bool:
    """Return whether a mistake changes anything here: no inner derivative is missing in x**2."""
    view = teacher.views[node]
    if mistake.words == INNER:
        return view.moving != (teacher.variable,)
    graph = teacher.graph
    if mistake.words in (_FACTOR, _DIVISOR):  # -1 is a sign
        return view.arguments[0] not in (graph.number(1), graph.number(-1))
    if mistake.words == _SIGN:
        factor = view.arguments[0]
        return graph.ops[factor] == NEG or (graph.ops[factor] == NUMBER and graph.value(factor) < 0)
    return True


def _by_row(teacher: Teacher, node: int, mistake: Mistake) -> Slip:
    graph, arguments = teacher.graph, teacher.views[node].arguments
    letters = mistake.rule.letters
    moving = [letter for letter in letters if f"d{letter}" in mistake.right]
    text = template(mistake.right, (*letters, *[f"d{letter}" for letter in moving]))
    places = [arguments[letters.index(letter)] for letter in moving]
    return lambda derived: put(graph, text, (*arguments, *[derived(place) for place in places]))


def _of_sum(teacher: Teacher, node: int) -> Iterator[tuple[str, Slip]]:
    graph, view = teacher.graph, teacher.views[node]

    def total(derived: Derived, kept: int, turned: int, lost: int) -> int:
        """Return the sum, the term number *kept* not derived, that of number *turned* with another sign."""
        found = graph.number(0)
        for place, (term, own) in enumerate(zip(view.arguments, view.signs, strict=True)):
            part = term if place == kept else derived(term) if term in view.moving else NONE
            if part != NONE and place != lost:
                sign = -own if place == turned else own
                found = graph.add(found, part) if sign > 0 else graph.sub(found, part)
        return found

    for place, term in enumerate(view.arguments):
        shown = Expr(graph, term)
        if term not in view.moving:
            yield f"the derivative of the constant {shown} is 0", lambda d, i=place: total(d, i, -1, -1)  # type: ignore[misc]
            continue
        yield f"the term {shown} was not differentiated", lambda d, i=place: total(d, i, -1, -1)  # type: ignore[misc]
        yield f"the derivative of the term {shown} is missing", lambda d, i=place: total(d, -1, -1, i)  # type: ignore[misc]
        yield f"the derivative of the term {shown} has the wrong sign", lambda d, i=place: total(d, -1, i, -1)  # type: ignore[misc]


def _of_function(teacher: Teacher, node: int) -> Iterator[tuple[str, Slip]]:
    graph = teacher.graph
    op = graph.ops[node]
    [inner] = graph.children[node]
    slope = partial_at(graph, node, 0)
    if slope == NONE or not is_function(op):
        return
    name = row_of(op).name
    if inner != teacher.variable:
        yield INNER, lambda _: slope
        lost = f"the argument of the derivative of {name} was lost"
        yield lost, lambda d: graph.mul(_slope_of(graph, op, teacher.variable), d(inner))
        yield _INSIDE, lambda d: graph.call(op, (d(inner),))
        yield _INSIDE, lambda d: _slope_of(graph, op, d(inner))
    yield f"the derivative of {name} has the other sign", lambda d: graph.neg(graph.mul(slope, d(inner)))
    yield f"{name} itself was not differentiated", lambda d: graph.mul(node, d(inner))
    if op == EXP:
        one = graph.number(1)
        lowered = graph.mul(inner, graph.call(op, (graph.sub(inner, one),)))
        yield _POWER, lambda d: graph.mul(lowered, d(inner))
        yield _POWER, lambda d: lowered
    if op == SQRT:
        two = graph.number(2)
        half = "the factor 1/2 of the derivative of a root is missing"
        yield half, lambda d: graph.mul(two, graph.mul(slope, d(inner)))
    for code in dict.fromkeys([code for family in _FAMILIES if op in family for code in family]):
        call = graph.call(code, (inner,))
        if code != op:
            other, rise = row_of(code).name, partial_at(graph, call, 0)
            if call not in (slope, graph.neg(slope)):
                yield f"the derivative of {name} is not {other}", _times(graph, call, inner)
            yield f"the derivative of {name} is not that of {other}", _times(graph, rise, inner)


def _times(graph: Graph, slope: int, inner: int) -> Slip:
    return lambda derived: graph.mul(slope, derived(inner))


def _slope_of(graph: Graph, code: int, inner: int) -> int:
    return partial_at(graph, graph.call(code, (inner,)), 0)


__all__ = ["INNER", "MISTAKES", "Mistake", "mistakes"]
