"""One walk over the graph, in any arithmetic.

>>> from symdiff.parser.formula import parse
>>> from symdiff.arithmetic.scalar import FLOAT
>>> e = parse("Piecewise((1/x, x != 0), (0, True))")
>>> walk(e.graph, [e.node], {"x": 0.0}, FLOAT)
[0.0]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from symdiff.arithmetic.turns import CIRCULAR, Quarters
from symdiff.errors import DomainError, OutOfRange, SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph, Number
from symdiff.graph.leaves import BINDERS, INTEGRAL
from symdiff.parser.templates import Template, condition, definition
from symdiff.table.functions import MAX, MIN, SQRT, row_of
from symdiff.table.operators import (
    ADD,
    AND,
    CONSTANT,
    DIV,
    EQ,
    GE,
    GT,
    LE,
    LT,
    MUL,
    NE,
    NEG,
    NOT,
    NUMBER,
    OR,
    PIECEWISE,
    POW,
    SUB,
    SYMBOL,
    UNKNOWN,
    is_comparison,
    is_function,
)

NOTHING_BELOW: Final = ": division by zero"
"""How what is said of a quotient without a value ends."""
HOLDS: Final = {EQ: (0,), NE: (-1, 1), LT: (-1,), LE: (-1, 0), GT: (1,), GE: (0, 1)}
"""Comparison → the signs of the difference with which it holds."""


class Outside(ValueError):
    """A point is outside the domain of a row."""


class Arithmetic:
    """Numbers of one kind. A subclass says how they are made and what a function is on them.

    Values may be of any type with Python's arithmetic operators.
    """

    name = ""
    real = True
    """Whether a complex result means that the point is outside the domain."""
    strict = False
    """Whether these are single numbers, for which a row is asked whether a jump is outside its domain."""

    def number(self, value: Number) -> Any:
        raise NotImplementedError

    def constant(self, name: str) -> Any:
        raise NotImplementedError

    def native(self, code: int) -> Callable[..., Any] | None:
        """Return the function of *code* on these numbers, or None to use the row's definition."""
        raise NotImplementedError

    def key(self, value: Any) -> Any:
        """Return what comparisons look at."""
        return value

    def power(self, base: Any, exponent: Any) -> Any:
        return base**exponent

    def check(self, value: Any) -> Any:
        """Return *value*, or raise ValueError where it is no value of this arithmetic."""
        return value

    def operate(self, op: int, values: Sequence[Any]) -> Any:
        """Return the operator *op* on *values*. Raises what Python's operators raise."""
        if op == ADD:
            return values[0] + values[1]
        if op == SUB:
            return values[0] - values[1]
        if op == MUL:
            return values[0] * values[1]
        if op == DIV:
            return values[0] / values[1]
        if op == NEG:
            return -values[0]
        if op == POW:
            return self.power(values[0], values[1])
        if op == NOT:
            return not values[0]
        if op == AND:
            return values[0] and values[1]
        if op == OR:
            return values[0] or values[1]
        left, right = self.key(values[0]), self.key(values[1])
        if op == EQ:
            return left == right
        if op == NE:
            return left != right
        if self.real is False and (left.imag or right.imag):
            raise ValueError("complex numbers have no order")
        if self.real is False:
            left, right = left.real, right.real
        if op == LT:
            return left < right
        if op == LE:
            return left <= right
        if op == GT:
            return left > right
        assert op == GE
        return left >= right

    def call(self, code: int, values: Sequence[Any]) -> Any:
        """Return the function of *code* on *values*, natively or by its definition."""
        if code == MAX or code == MIN:
            if not self.real and any(self.key(value).imag != 0 for value in values):
                raise ValueError("complex numbers have no order")
            best = values[0]
            for value in values[1:]:
                if self.operate(GT if code == MAX else LT, (value, best)):
                    best = value
            return best
        row = row_of(code)
        for parameter in row.integers if self.real else ():  # complex degrees are a continuation
            value = self.key(values[row.parameters.index(parameter)])
            if value != int(value.real):
                raise ValueError(f"{parameter} must be an integer")
        if self.strict and row.domain:
            # Whatever value a library gives a jump, or looks for at a pole far away.
            if row.jumps or (self.real and any(abs(value) >= _WHOLE for value in values)):
                rule = condition(code, "domain")
                if rule is not None and not self.at(rule, values):
                    raise Outside
        function = self.native(code)
        if function is not None:
            return function(*values)
        return self.by_definition(code, values)

    def by_definition(self, code: int, values: Sequence[Any]) -> Any:
        """Return the value of a function by its definition in other functions.

        Raises Unsupported where its row has none, ValueError outside its domain.
        """
        rule = definition(code)
        if rule is None:
            raise Unsupported(f"{row_of(code).name} has no value in {self.name} arithmetic")
        try:
            return self.at(rule, values)
        except OutOfRange:
            raise
        except DomainError as error:  # it speaks of the definition, the user of the function
            raise ValueError(error.message) from None

    def binder(self, text: str, values: Sequence[Any]) -> Any:
        """Return the value of a definite integral, a sum or a product called *text* (see `graph.binders`)."""
        if not text.startswith(INTEGRAL):
            from symdiff.arithmetic.summing import summed  # of use for sums and products alone

            return summed(self, text, values)
        from symdiff.arithmetic.quadrature import integrated  # of use for integrals alone

        return integrated(self, text, values)

    def at(self, rule: Template, values: Sequence[Any]) -> Any:
        """Return the value of a text of the table with its parameters at *values*."""
        known = {node: values[place] for node, place in rule.place.items()}
        return _lazily(rule.graph, [rule.order[-1]], known, {}, self)[0]

    def nearly(self, rule: Template, values: Sequence[Any], near: Any) -> bool:
        """Return whether a condition of the table holds at *values*, two sides that are *near* one another,
        relatively, being equal. Raises what an evaluation raises."""
        graph = rule.graph
        at = {graph.names[node]: values[place] for node, place in rule.place.items()}
        known: dict[int, bool] = {}
        for node in rule.order:
            op, children = graph.ops[node], graph.children[node]
            if is_comparison(op):
                left, right = walk(graph, children, at, self)
                equal = abs(left - right) <= near * max(1, abs(left), abs(right))
                known[node] = (op == EQ) == equal if op in (EQ, NE) else bool(self.operate(op, (left, right)))
            elif op in (AND, OR, NOT):
                known[node] = bool(self.operate(op, [known[child] for child in children]))
            elif op == CONSTANT and graph.names[node] in ("True", "False"):
                known[node] = graph.names[node] == "True"
        return known[rule.order[-1]]


def is_complex(expr: Expr) -> bool:
    """Return whether I or a function with complex values on the real axis occurs in *expr*."""
    return has_complex(expr.graph, [expr.node])


def is_complex_number(value: Any) -> bool:
    """Return whether a coordinate, as `numbers_of` reads it, is complex: a number of a complex type is one,
    whatever its imaginary part."""
    if isinstance(value, Expr):
        return is_complex(value)
    return isinstance(value, complex) or hasattr(value, "_mpc_")


def has_complex(graph: Graph, roots: Sequence[int]) -> bool:
    """Return whether `is_complex` holds of any of *roots*."""
    for node in graph.below(roots):
        op = graph.ops[node]
        if op == CONSTANT and graph.name(node) == "I":
            return True
        if is_function(op) and row_of(op).complex_valued:
            return True
        if op == SQRT and graph.numbers.get(graph.children[node][0]) == -1:
            return True  # how I is written beside a symbol of that name
    return False


_WHOLE: Final = 2.0**53
"""Floats from here on are whole numbers, and the poles of gamma functions."""
_LAZY: Final = frozenset((PIECEWISE, AND, OR))
_NO_SYMBOLS: Final[Mapping[str, Any]] = {}


def walk(
    graph: Graph,
    roots: Sequence[int],
    at: Mapping[str, Any],
    arithmetic: Arithmetic,
    given: Mapping[str, Any] = _NO_SYMBOLS,
) -> list[Any]:
    """Return the value of each of *roots* with the symbols at *at*, made of the coordinates *given*.

    A branch of a Piecewise that is not taken is not evaluated. Cost: linear in nodes. Raises
    DomainError naming the subexpression that has no value, SymdiffError for a symbol without one.
    """
    order = graph.below(roots)
    kinds = {graph.ops[node] for node in order}
    quarters = None
    if arithmetic.strict and not kinds.isdisjoint(CIRCULAR):
        quarters = Quarters(graph, order, given)
    if not kinds.isdisjoint(_LAZY):
        return _lazily(graph, roots, {}, at, arithmetic, quarters)
    values: dict[int, Any] = {}
    for node in order:
        values[node] = value_of(graph, node, values, at, arithmetic, quarters)
    return [values[root] for root in roots]


def _lazily(
    graph: Graph,
    roots: Sequence[int],
    values: dict[int, Any],
    at: Mapping[str, Any],
    arithmetic: Arithmetic,
    quarters: Quarters | None = None,
) -> list[Any]:
    """Walk by need, with a stack: first the conditions, then the one branch they choose."""
    pending = list(roots)
    while pending:
        node = pending[-1]
        if node in values:
            pending.pop()
            continue
        children = graph.children[node]
        op = graph.ops[node]
        if op in _LAZY:
            need, result = _choose(graph, node, values)
            if need >= 0:
                pending.append(need)
                continue
            values[node] = result
        else:
            missing = [child for child in children if child not in values]
            if missing:
                pending += missing
                continue
            values[node] = value_of(graph, node, values, at, arithmetic, quarters)
        pending.pop()
    return [values[root] for root in roots]


def _choose(graph: Graph, node: int, values: dict[int, Any]) -> tuple[int, Any]:
    """Return the argument needed next (or -1), and the value once none is."""
    children, op = graph.children[node], graph.ops[node]
    if op != PIECEWISE:
        left, right = children
        if left not in values:
            return left, None
        if bool(values[left]) == (op == OR):
            return -1, values[left]
        return (right, None) if right not in values else (-1, values[right])
    for place in range(0, len(children), 2):
        value, condition = children[place], children[place + 1]
        if condition not in values:
            return condition, None
        if values[condition]:
            return (value, None) if value not in values else (-1, values[value])
    raise DomainError(f"no branch holds in {_shown(graph, node)}")


def value_of(
    graph: Graph,
    node: int,
    values: dict[int, Any],
    at: Mapping[str, Any],
    arithmetic: Arithmetic,
    quarters: Quarters | None = None,
) -> Any:
    """Return the value of *node*, those of its arguments being known; circular functions that are *quarters*
    have exact ones. Raises as `walk` does."""
    op = graph.ops[node]
    if op == NUMBER:
        try:
            return arithmetic.number(graph.value(node))
        except OverflowError:
            raise _too_large(graph, node, arithmetic) from None
    if op == SYMBOL:
        name = graph.name(node)
        if name not in at:
            raise SymdiffError(f"{name} has no value", hint=f"give one, such as {name}=1")
        return at[name]
    if op == CONSTANT:
        name = graph.name(node)
        if name in ("True", "False"):
            return name == "True"
        try:
            return arithmetic.constant(name)
        except ValueError as error:  # I among real numbers, oo where there is none
            raise DomainError(f"{name} has no value: {error}") from None
    if op == UNKNOWN and not graph.operator(node)[0].startswith(BINDERS):
        raise Unsupported(f"the unknown function {graph.operator(node)[0]} has no value")
    arguments = [values[child] for child in graph.children[node]]
    if quarters is not None and op in CIRCULAR and quarters.has(node, arguments[0]):
        value = quarters.value(node)
        if value is None:
            raise DomainError(_why(graph, node, arguments, ZeroDivisionError()))
        return arithmetic.number(value)
    try:
        if op == UNKNOWN:
            return arithmetic.check(arithmetic.binder(graph.operator(node)[0], arguments))
        if not is_function(op):
            return arithmetic.check(arithmetic.operate(op, arguments))
        return arithmetic.check(arithmetic.call(op, arguments))
    except (SymdiffError, NotImplementedError):
        raise
    except OverflowError:
        raise _too_large(graph, node, arithmetic) from None
    except (ValueError, ZeroDivisionError, ArithmeticError, TypeError) as error:
        raise DomainError(_why(graph, node, arguments, error)) from None


def _too_large(graph: Graph, node: int, arithmetic: Arithmetic) -> OutOfRange:
    return OutOfRange(
        f"the value of {_shown(graph, node)} is too large for {arithmetic.name} arithmetic",
        hint="floats end at 1e308; with digits=30 numbers may have 300,000 digits before the point",
    )


def _why(graph: Graph, node: int, arguments: list[Any], error: Exception) -> str:
    op = graph.ops[node]
    message = f"{_shown(graph, node)} has no value"
    if op == DIV:
        return f"{message}{NOTHING_BELOW}"
    if (
        is_function(op)
        and row_of(op).domain
        and not any(word in str(error) for word in ("integer", "digits"))
    ):
        row = row_of(op)
        pairs = zip(row.parameters, arguments, strict=False)
        given = ", ".join(f"{name} = {_number(value)}" for name, value in pairs)
        return f"{message}: {row.name}({', '.join(row.parameters)}) needs {row.domain}, and {given}"
    if op == POW:
        return f"{message}: {_number(arguments[0])} to the power {_number(arguments[1])}"
    return f"{message}: {error}" if str(error) else message


def _number(value: Any) -> str:
    """Return a coordinate, short: a message is no place for thirty digits."""
    if isinstance(value, Fraction | int):
        return str(value) if len(str(value)) < 40 else f"{str(value)[:37]}..."
    try:
        z = complex(value)
    except (TypeError, OverflowError):
        return str(value)
    if z.imag == 0:
        return _digits(z.real)
    return f"{_digits(z.real)} {'-' if z.imag < 0 else '+'} {_digits(abs(z.imag))}*I"


def _digits(number: float) -> str:
    """Return a float with six digits, or with all where six look like a whole number that it is not."""
    short = f"{number:.6g}"
    return short if float(short) == number or not float(short).is_integer() else repr(number)


def _shown(graph: Graph, node: int) -> str:
    if graph.size(node) > 200:
        return "a subexpression"
    return str(Expr(graph, node))
