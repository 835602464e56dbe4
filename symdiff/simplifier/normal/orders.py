"""Functions of an order at orders that have a form of their own: besselj(-1, x) is -besselj(1, x).

>>> from symdiff.graph.graph import Graph
>>> form = Orders(Graph())
>>> x = form.graph.symbol("x")
>>> code = code_of("besselj", 2)
>>> form.factors(form.of_order(code, (form.graph.number(-1), x)))[0]
-1
"""

from __future__ import annotations

from typing import Final

from symdiff.simplifier.normal.signs import Signs
from symdiff.table.functions import code_of

_REFLECTED: Final = {
    # Code → the sign of f(-n, x)/f(n, x) for odd n (DLMF 10.4.1, 10.27.1, 10.27.3)
    code_of("besselj", 2): -1,
    code_of("bessely", 2): -1,
    code_of("hankel1", 2): -1,
    code_of("hankel2", 2): -1,
    code_of("besseli", 2): 1,
    code_of("besselk", 2): 1,
}
_OF_ANY_ORDER: Final = code_of("besselk", 2)
"""Which is the same for v and -v, whole or not (DLMF 10.27.3)."""
_BINOMIAL: Final = code_of("binomial", 2)


class Orders(Signs):
    """Calls with an order."""

    def of_order(self, code: int, arguments: tuple[int, ...]) -> int:
        """Return a call of two arguments by its order, -1 where no law is known for it."""
        graph = self.graph
        order, other = arguments
        value = graph.numbers.get(order)
        if code in _REFLECTED:
            whole = isinstance(value, int) and value < 0
            if not whole and not (code == _OF_ANY_ORDER and all(n < 0 for n in self.terms(order).values())):
                return -1
            self.used.add(
                "bessel-of-negative-order" if code != _OF_ANY_ORDER else "besselk-of-negative-order"
            )
            odd = isinstance(value, int) and value % 2 == 1
            turned = graph.call(code, (self.shortest(self.scaled(order, -1)), self.shortest(other)))
            return self.scaled(turned, _REFLECTED[code] if odd else 1)
        if code == _BINOMIAL:
            if graph.is_zero(other) or order == other:
                self.used.add("binomial-of-all" if order == other else "binomial-of-none")
                return self.one
            if other == self.one:
                self.used.add("binomial-of-one")
                return order
        return -1
