"""The laws of |u| and sign u: what they are where the sign is known, and what they are together.

>>> from symdiff.graph.graph import Graph
>>> form = Signs(Graph())
>>> x = form.graph.symbol("x")
>>> sign, size = form.graph.call(SIGN, (x,)), form.graph.call(ABS, (x,))
>>> form.factors(form.product(1, {sign: form.one, size: form.graph.number(-1)})) == (
...     1, {x: form.graph.number(-1)}
... )
True
"""

from __future__ import annotations

from symdiff.graph.graph import Number
from symdiff.simplifier.normal.numbers import times
from symdiff.simplifier.normal.powers import Powers
from symdiff.simplifier.normal.written import Factors
from symdiff.table.functions import ABS, SIGN, row_of
from symdiff.table.operators import is_function


class Signs(Powers):
    """Products in which signs meet what they are signs of."""

    def join_signs(self, number: Number, factors: Factors) -> tuple[Number, Factors]:
        """Return a product with each sign joined with |u|, u or an odd function of |u| beside it."""
        graph = self.graph
        for base in [base for base in factors if graph.ops[base] == SIGN]:
            if base not in factors:  # it was the argument of a sign before it
                continue
            power = graph.numbers.get(factors[base])
            argument = graph.first(base)
            if not isinstance(power, int) or not self.is_real(argument):
                continue
            size = graph.call(ABS, (argument,))
            beside = graph.numbers.get(factors.get(size, -1), 0)
            if power % 2 == 0:
                if isinstance(beside, int) and beside < 0:
                    self.used.add("square-of-sign")
                    del factors[base]
                continue
            if isinstance(beside, int) and beside % 2:
                self.used.add("sign-and-abs")
                del factors[base], factors[size]
                number = times(number, self.raised(factors, argument, graph.number(beside)))
            elif power > 0:
                self._join_one(factors, base, argument, size)
        return number, factors

    def _join_one(self, factors: Factors, sign: int, argument: int, size: int) -> None:
        """Join an odd power of the sign of an argument with the argument, or with an odd function of its
        absolute value."""
        graph = self.graph
        own = graph.numbers.get(factors.get(argument, -1), 0)
        if isinstance(own, int) and own % 2:
            self.used.add("times-own-sign")
            del factors[sign]
            step = 1 if own > 0 else -1
            self._multiply(factors, argument, graph.number(-step))
            self._multiply(factors, size, graph.number(step))
            return
        for base, exponent in list(factors.items()):
            op, power = graph.ops[base], graph.numbers.get(exponent)
            if not is_function(op) or len(graph.children[base]) != 1 or graph.first(base) != size:
                continue
            row = row_of(op)
            if row.parity == "odd" and not row.jumps and isinstance(power, int) and power % 2:
                self.used.add("odd-of-abs")
                del factors[sign], factors[base]
                self._multiply(factors, graph.call(op, (argument,)), exponent)
                return

    def of_known_sign(self, code: int, argument: int) -> int | None:
        """Return the absolute value or the sign of what never changes its sign, None for anything else."""
        if not self.is_real(argument):
            return None
        known = self.ranges.of(argument)
        if known.low < 0 and known.high > 0:
            return None
        is_positive = known.low >= 0
        if code == ABS:
            self.used.add("abs-of-positive" if is_positive else "abs-of-negative")
            return self.scaled(argument, 1 if is_positive else -1)
        if known.has(0):
            return None
        self.used.add("sign-of-positive" if is_positive else "sign-of-negative")
        return self.graph.number(1 if is_positive else -1)
