"""What is seen of a sum without factoring it: symbols that all its terms share, and that it is never zero.

>>> from symdiff.parser.formula import parse
>>> e = parse("x + I*cos(x) + 2*I")
>>> form = Normal(e.graph)
>>> is_never_zero(form, form.sweep([e.node])[0])
True
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from symdiff.graph.graph import Number
from symdiff.parser.templates import condition
from symdiff.simplifier.normal.form import Normal
from symdiff.table.functions import SQRT
from symdiff.table.operators import CONSTANT, NE, POW, SYMBOL, is_condition, is_function

Powers = list[tuple[int, Number | None]]
"""Bases and exponents, None for a symbolic one."""


def common(form: Normal, terms: Mapping[int, Number]) -> tuple[Fraction, Powers] | None:
    """Return a sum as a product of the symbols that all its *terms* have for factors and what is left; None
    where there are none. Decimals stay as they are."""
    graph = form.graph
    products = [dict(form.factors(monomial)[1]) for monomial in terms]
    shared: dict[int, Number] = {}
    for base in products[0]:
        exponents = [graph.numbers.get(product[base]) for product in products if base in product]
        known = [exponent for exponent in exponents if exponent is not None and exponent % 1 == 0]
        if graph.ops[base] == SYMBOL and len(known) == len(products) and min(known) > 0:
            shared[base] = min(known)
    if not shared:
        return None
    left: dict[int, Number] = {}
    for product, number in zip(products, terms.values(), strict=True):
        for base, exponent in shared.items():
            rest = graph.value(product.pop(base)) - exponent
            if rest:
                product[base] = graph.number(rest)
        left[form.product(1, product)] = number
    return Fraction(1), [*shared.items(), (form.plain(left), 1)]


def is_never_zero(form: Normal, node: int) -> bool:
    """Return whether the real or the imaginary part of a sum is not zero wherever its symbols are real."""
    parts = real_and_imaginary(form, node)
    return parts is not None and not all(form.ranges.of(part).has(0) for part in parts)


def real_and_imaginary(form: Normal, node: int) -> tuple[int, int] | None:
    """Return the parts of a sum whose symbols are real; None where its terms do not show them."""
    ops, names = form.graph.ops, form.graph.names
    parts: list[dict[int, Number]] = [{}, {}]
    for monomial, number in form.terms(node).items():
        factors = dict(form.factors(monomial)[1])
        units = [base for base in factors if ops[base] == CONSTANT and names[base] == "I"]
        is_imaginary = bool(units) and factors.pop(units[0]) == form.one
        rest = form.product(1, factors)
        if len(units) > is_imaginary or not _is_real(form, rest):
            return None
        parts[is_imaginary][rest] = number
    return form.plain(parts[0]), form.plain(parts[1])


def _is_real(form: Normal, node: int) -> bool:
    """Return whether *node* is real where its symbols are, but for its poles."""
    graph = form.graph
    for part in graph.below([node]):
        op = graph.ops[part]
        if op == CONSTANT and graph.name(part) == "I":
            return False
        if op == POW or op == SQRT:
            exponent = graph.numbers.get(graph.children[part][1]) if op == POW else None
            if (exponent is None or exponent % 1) and form.ranges.of(graph.children[part][0]).low < 0:
                return False
            continue
        rule = condition(op, "domain") if is_function(op) else None
        asks = [] if rule is None else [rule.graph.ops[i] for i in rule.order]
        if any(is_condition(one) and one != NE for one in asks):
            return False
    return True


__all__ = ["common", "is_never_zero", "real_and_imaginary"]
