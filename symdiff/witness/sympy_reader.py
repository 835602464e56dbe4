"""SymPy's objects read as a formula, part by part. It is given SymPy and does not import it.

>>> import sympy
>>> print(read(sympy, sympy.sin(sympy.Symbol("x"))**2))
sin(x)**2
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any, Final

from symdiff.errors import Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.table.functions import ROWS, SQRT, code_of_derivative, row_of
from symdiff.table.operators import (
    AND,
    DIV,
    EQ,
    GE,
    GT,
    LE,
    LT,
    NE,
    NOT,
    NUMBER,
    OR,
    PIECEWISE,
)
from symdiff.table.targets import head

RELATIONS: Final = {
    LT: "StrictLessThan", LE: "LessThan", GT: "StrictGreaterThan", GE: "GreaterThan", EQ: "Equality",
    NE: "Unequality", AND: "And", OR: "Or", NOT: "Not",
}  # fmt: skip
"""Operator → the name of its class in SymPy."""

_FROM_ZERO: Final = ("betainc", "betainc_regularized")
"""Integrals between two bounds, of which symdiff has those from 0."""


def read(sympy: Any, expression: Any) -> Expr:
    """Return a SymPy object as an Expr; see `oracle.from_sympy` for what is read and what is refused."""
    graph = Graph()
    reader = _Reader(sympy, graph)
    root = sympy.sympify(expression)
    nodes: dict[Any, int] = {}
    pending = [root]
    while pending:
        top = pending[-1]
        if top in nodes:
            pending.pop()
            continue
        parts = reader.parts(top)
        missing = [part for part in parts if part not in nodes]
        if missing:
            pending += reversed(missing)
            continue
        nodes[top] = reader.node(top, [nodes[part] for part in parts])
        pending.pop()
    return Expr(graph, nodes[root])


@cache
def _codes() -> dict[tuple[str, int], int]:
    """Return name in SymPy and number of arguments (-1: any) → code."""
    table = {(name, 2): op for op, name in RELATIONS.items()}
    for code, row in enumerate(ROWS):
        if row.sympy:
            table[head(row.sympy), row.arity] = code
    return table


class _Reader:
    """Reads SymPy objects into one graph: which parts an object has, and its node given theirs."""

    def __init__(self, sympy: Any, graph: Graph) -> None:
        self.sympy = sympy
        self.graph = graph
        self.symbols: dict[str, Any] = {}
        self.constants = {
            sympy.pi: "pi", sympy.E: "E", sympy.I: "I", sympy.oo: "oo", sympy.true: "True",
            sympy.false: "False",
        }  # fmt: skip

    def parts(self, top: Any) -> list[Any]:
        """Return what *top* is made of, without what says how."""
        sympy = self.sympy
        if isinstance(top, sympy.Piecewise):
            return [part for pair in top.args for part in pair.args]
        if isinstance(top, sympy.Derivative):
            return self.parts(self._differentiated(top))
        if isinstance(top, sympy.Subs):
            return list(self._substituted(top)[2])
        if isinstance(top, sympy.hyper) and len(top.ap) == 2 and len(top.bq) == 1:
            return [*top.ap, *top.bq, top.argument]
        if isinstance(top, sympy.Heaviside):
            if top.args[1] != sympy.Rational(1, 2):
                raise Unsupported(f"Heaviside is 1/2 at 0 in symdiff, and {top.args[1]} here")
            return list(top.args[:1])
        if type(top).__name__ in _FROM_ZERO and top.args[2] == 0:
            return [*top.args[:2], top.args[3]]
        if isinstance(top, sympy.Pow) and top.exp.is_Rational and top.exp.q == 2 and abs(top.exp.p) == 1:
            return [top.base]
        if top.is_Atom:
            return []
        if isinstance(top, sympy.core.function.AppliedUndef | sympy.Add | sympy.Mul | sympy.Pow):
            return list(top.args)
        self._code(top)
        return list(top.args)

    def node(self, top: Any, nodes: list[int]) -> int:
        """Return the node of *top* on the *nodes* of its parts."""
        sympy, graph = self.sympy, self.graph
        if top.is_Atom:
            return self._leaf(top)
        if isinstance(top, sympy.Add):
            return self._sum(top, nodes)
        if isinstance(top, sympy.Mul):
            return self._product(top, nodes)
        if isinstance(top, sympy.Pow):
            return self._power(top, nodes)
        if isinstance(top, sympy.Piecewise):
            return graph.intern(PIECEWISE, tuple(nodes))
        if isinstance(top, sympy.Derivative):
            return self._derivative(top, self._differentiated(top), nodes)
        if isinstance(top, sympy.Subs):
            inner, function, _ = self._substituted(top)
            return self._derivative(inner, function, nodes)
        if isinstance(top, sympy.core.function.AppliedUndef):
            return graph.unknown(top.func.__name__, (0,) * len(nodes), nodes)
        code = self._code(top)
        if code in (AND, OR):
            result = nodes[0]
            for node in nodes[1:]:
                result = graph.intern(code, (result, node))
            return result
        return graph.intern(code, tuple(nodes))

    def _leaf(self, top: Any) -> int:
        sympy, graph = self.sympy, self.graph
        if top in self.constants:
            return graph.constant(self.constants[top])
        if top is sympy.S.NegativeInfinity:
            return graph.neg(graph.constant("oo"))
        if top.is_Symbol:
            return self._symbol(top)
        if top.is_Integer:
            return graph.number(int(top))
        if top.is_Rational:
            return graph.number(Fraction(int(top.p), int(top.q)))
        if top.is_Float and top.is_finite:
            return graph.number(float(top))
        raise _unsupported(top)

    def _symbol(self, top: Any) -> int:
        if type(top) is not self.sympy.Symbol:
            raise Unsupported(
                f"a SymPy {type(top).__name__} ({top}) is told apart by more than its name",
                hint="replace it by a Symbol first",
            )
        if self.symbols.setdefault(top.name, top) != top:
            raise Unsupported(
                f"two SymPy symbols with different assumptions are both called {top.name}",
                hint="rename one of them",
            )
        return self.graph.symbol(top.name)

    def _sum(self, top: Any, nodes: list[int]) -> int:
        graph = self.graph
        total = nodes[0]
        for node in nodes[1:]:
            total = graph.add(total, node)
        return total

    def _product(self, top: Any, nodes: list[int]) -> int:
        """Return a product as a quotient where factors have negative powers."""
        graph = self.graph
        above, below = -1, -1
        for factor, node in zip(top.args, nodes, strict=True):
            ops, children = graph.ops[node], graph.children[node]
            if factor.is_Pow and ops == DIV and graph.ops[children[0]] == NUMBER:
                below = children[1] if below < 0 else graph.mul(below, children[1])
            elif factor.is_Rational and not factor.is_Integer:
                part = graph.number(int(factor.p))
                above = part if above < 0 else graph.mul(above, part)
                part = graph.number(int(factor.q))
                below = part if below < 0 else graph.mul(below, part)
            else:
                above = node if above < 0 else graph.mul(above, node)
        if below < 0:
            return above
        return graph.div(above if above >= 0 else graph.number(1), below)

    def _power(self, top: Any, nodes: list[int]) -> int:
        graph = self.graph
        if len(nodes) == 1:
            root = graph.call(SQRT, tuple(nodes))
            return root if top.exp.p > 0 else graph.div(graph.number(1), root)
        base, exponent = nodes
        if graph.is_exact(exponent) and graph.value(exponent) < 0:
            positive = graph.pow(base, graph.number(-graph.value(exponent)))
            return graph.div(graph.number(1), positive)
        return graph.pow(base, exponent)

    def _differentiated(self, top: Any) -> Any:
        """Return the function in a Derivative at distinct symbols, whose derivative must have a name."""
        function = top.expr
        if (
            not isinstance(function, self.sympy.Function)
            or len(set(function.args)) < len(function.args)
            or any(variable not in function.args for variable, _ in top.variable_count)
            or any(not count.is_Integer for _, count in top.variable_count)
        ):
            raise _undone(function)
        return function

    def _substituted(self, top: Any) -> tuple[Any, Any, list[Any]]:
        """Return the Derivative in a Subs, its function, and the arguments put in."""
        if not isinstance(top.expr, self.sympy.Derivative):
            raise _unsupported(top)
        function = self._differentiated(top.expr)
        places = dict(zip(top.variables, top.point, strict=True))
        return top.expr, function, [places.get(argument, argument) for argument in self.parts(function)]

    def _derivative(self, top: Any, function: Any, nodes: list[int]) -> int:
        counts = {variable: int(count) for variable, count in top.variable_count}
        orders = tuple([counts.get(argument, 0) for argument in self.parts(function)])
        if isinstance(function, self.sympy.core.function.AppliedUndef):
            return self.graph.unknown(function.func.__name__, orders, nodes)
        row = row_of(self._code(function))
        code = code_of_derivative(row.name, orders) if row.arity == len(nodes) else -1
        if code < 0:
            raise _undone(function)
        return self.graph.call(code, nodes)

    def _code(self, top: Any) -> int:
        """Return the code of a function or relation. Raises Unsupported where there is none."""
        name = type(top).__name__
        arity = 1 if name == "Heaviside" else 4 if name == "hyper" else len(top.args)
        if name in ("And", "Or", "Not"):
            arity = 2
        if name in _FROM_ZERO and top.args[2] == 0:
            arity = 3
        table = _codes()
        code = table.get((name, arity), table.get((name, -1), -1))
        if code < 0:
            raise _unsupported(top)
        return code


def _undone(function: Any) -> Unsupported:
    return Unsupported(
        f"SymPy Derivative of {str(function)[:80]} (only of an unknown function by its arguments, and where "
        "there is no closed form)",
        hint="evaluate it with doit() first",
    )


def _unsupported(top: Any) -> Unsupported:
    return Unsupported(f"symdiff has nothing for SymPy's {type(top).__name__}: {str(top)[:80]}")


__all__ = ["RELATIONS", "read"]
