"""What a function is of its arguments: a row of the table, an unknown function, or a special form.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.limits import DEFAULT
>>> g = Graph()
>>> x = g.symbol("x")
>>> applied(g, Application("ln"), [x], "ln", DEFAULT) == g.call(LOG, (x,))
True
"""

from __future__ import annotations

import math
from typing import Final

from symdiff.errors import ParseError, TooLarge, WrongArity
from symdiff.graph.graph import Graph
from symdiff.limits import Limits
from symdiff.parser.activations import ONE_OR_TWO
from symdiff.parser.foreign import MADE
from symdiff.parser.libraries import ANY, LIBRARY, ONE_TO_THREE
from symdiff.parser.tokens import Application
from symdiff.table.derivatives import MOST, counted
from symdiff.table.functions import FACTORIAL, LOG, NAMES, code_of, code_of_derivative
from symdiff.table.operators import PIECEWISE

_NUMBERS: Final = {
    ANY: "conditions and values",
    ONE_OR_TWO: "1 or 2 arguments",
    ONE_TO_THREE: "1 to 3 arguments",
}


def applied(graph: Graph, head: Application, arguments: list[int], written: str, limits: Limits) -> int:
    """Return the function of *head*, *written* so, at *arguments*; its exponent and base do not count.

    Raises WrongArity where it does not take so many, TooLarge for the factorial of a large number.
    """
    name, count = head.name, len(arguments)
    if not head.known:
        return graph.unknown(name, _orders(head, count, written), arguments)
    if head.orders:
        return _derivative(graph, head, arguments, written)
    code = code_of(name, count)
    if code == FACTORIAL:
        check_factorial(graph, arguments[0], limits)
    if code >= 0:
        return graph.call(code, arguments)
    if name == "if":
        if count != 3:
            raise WrongArity(f"if takes 3 arguments (condition, value, otherwise), not {count}")
        condition, value, otherwise = arguments
        return graph.intern(PIECEWISE, (value, condition, otherwise, graph.constant("True")))
    if name in MADE:
        wanted, make, _ = MADE[name]
        is_right = (
            count == wanted
            or (wanted == ANY and count > 1)
            or (wanted == ONE_OR_TWO and count < 3)
            or (wanted == ONE_TO_THREE and count < 4)
        )
        if not is_right:
            plural = "" if wanted == 1 else "s"
            number = _NUMBERS.get(wanted, f"{wanted} argument{plural}")
            if wanted == ANY and name in LIBRARY:
                number = "2 arguments or more"
            hint = ""
            if name.lower() in ("sum", "product"):
                hint = f"as in {name}(k*x^k, k, 1, n)"
                if count == 1:
                    hint += '; for a sum over an array say its shape, as in shapes="x[n]"'
            raise WrongArity(f"{name} takes {number}, not {count}", hint=hint)
        return make(graph, arguments)
    if name == "Rational" and count == 2:
        return graph.div(arguments[0], arguments[1])
    if name in ("log", "ln") and count == 2:
        return graph.div(graph.call(LOG, arguments[:1]), graph.call(LOG, arguments[1:]))
    takes = " or ".join(str(n) for n in sorted(NAMES.get(name, {2: 0})))
    plural = "" if takes == "1" else "s"
    hint = ""
    if count == 2 and name == "sqrt":
        hint = "write root(x, 3) for a root of another degree"
    elif count == 2 and takes == "1" and graph.is_exact(arguments[0]):
        hint = "a decimal number has a point, as 0.5"
    raise WrongArity(f"{name} takes {takes} argument{plural}, not {count}", hint=hint)


def piecewise(graph: Graph, arguments: list[int], pairs: int) -> int:
    """Return the Piecewise of *arguments*, of which so many *pairs* stood in parentheses."""
    if pairs * 2 != len(arguments):
        raise WrongArity(
            "Piecewise takes pairs (value, condition)",
            hint="for example Piecewise((x, x > 0), (0, True))",
        )
    return graph.intern(PIECEWISE, tuple(arguments))


def check_factorial(graph: Graph, node: int, limits: Limits) -> None:
    """Refuse the factorial of an exact number whose value is beyond the limit."""
    if graph.is_exact(node):
        n = float(graph.value(node))
        if n > 20 and n * math.log2(n / 2.7183) > limits.bits:
            raise TooLarge(
                f"this factorial has more than {limits.bits} bits (limit `bits`)",
                hint="raise it with Limits(bits=...), or write gamma of a float",
            )


def integer(digits: str) -> int:
    """Return the integer written as *digits*, of any length (Python refuses beyond 4300 at once)."""
    value = 0
    for start in range(0, len(digits), 4000):
        part = digits[start : start + 4000]
        value = value * 10 ** len(part) + int(part)
    return value


def _derivative(graph: Graph, head: Application, arguments: list[int], written: str) -> int:
    """Return a derivative of a function of the table that has a name of its own."""
    name = head.name
    if len(arguments) not in NAMES[name]:
        takes = " or ".join([str(n) for n in sorted(NAMES[name])])
        raise WrongArity(f"{name} takes {takes} argument{'' if takes == '1' else 's'}, not {len(arguments)}")
    orders = _orders(head, len(arguments), written)
    if max(orders) > MOST:
        raise TooLarge(f"derivatives of {name} have an order of {MOST} by one argument at most")
    code = code_of_derivative(name, orders)
    if code < 0:
        raise ParseError(
            f"{written}: write the derivative of {name} out, or declare {name} as unknown",
            hint="what has no closed form has a name: zeta'(x), D[1](besselj)(n, x)",
        )
    return graph.call(code, arguments)


def _orders(head: Application, count: int, written: str) -> tuple[int, ...]:
    """Return how often a function is differentiated by each of its arguments. Raises WrongArity."""
    name = head.name
    if len(head.orders) == 1 and count > 1 and "[" not in written:
        raise WrongArity(
            f"{name}' of {count} arguments: say which one is meant",
            hint=f"for example D[1]({name})(...) for the derivative by the first",
        )
    orders = counted(head.orders, count)
    if not orders:
        wrong = next(place for place in head.orders if not 1 <= place <= count)
        raise WrongArity(f"{name} has no argument number {wrong} here")
    return orders
