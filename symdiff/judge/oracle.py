"""SymPy as a witness: expressions to and from SymPy, and what SymPy makes of them.

The only module that imports SymPy, and only when called. Nothing goes through text.

>>> from symdiff.parser.formula import parse
>>> e = to_sympy(parse("x/3 + sin(x)^2"))
>>> e
x/3 + sin(x)**2
>>> str(from_sympy(to_sympy(parse("x/3"))))
'x/3'
>>> derivative(parse("x^3"), "x")
3*x**2
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import Any, Final

from symdiff.arithmetic.lowering import lowered
from symdiff.arithmetic.multiprecision import context
from symdiff.errors import DomainError, TooLarge, Unsupported
from symdiff.export.sympy import has
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph, Number
from symdiff.table.functions import ROWS, SQRT, row_of
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
)
from symdiff.table.targets import callable_of, head

_RELATIONS: Final = {
    LT: "StrictLessThan", LE: "LessThan", GT: "StrictGreaterThan", GE: "GreaterThan", EQ: "Equality",
    NE: "Unequality", AND: "And", OR: "Or", NOT: "Not",
}  # fmt: skip
"""Operator → the name of its class in SymPy."""
_EXACT: Final = 10**6
"""Denominators up to this are substituted exactly, others to the digits asked for."""
_GUARD: Final = 15


def to_sympy(expr: Expr) -> Any:
    """Return *expr* as a SymPy object, symbols real, numbers exact unless they are floats.

    A function that SymPy lacks goes by its definition: cbrt(x) is sign(x)*Abs(x)**(1/3).
    Cost: linear in nodes, and what SymPy's constructors cost. Raises Unsupported for what SymPy cannot
    express, TooLarge where it nests deeper than SymPy recurses.
    """
    sympy = _sympy()
    graph, [root] = lowered([expr], has)
    order = graph.below([root])
    uses: dict[int, int] = {}
    for node in order:
        for child in graph.children[node]:
            uses[child] = uses.get(child, 0) + 1
    values: dict[int, Any] = {}
    terms: dict[int, list[Any]] = {}
    try:
        for node in order:
            op = graph.ops[node]
            children = graph.children[node]
            # A long sum is one Add: SymPy's costs n each time a term is added to n others.
            collected = terms.pop(children[0], None) if op in (ADD, SUB) else None
            for child in children:
                if child in terms:
                    values[child] = sympy.Add(*terms.pop(child))
            if op not in (ADD, SUB):
                values[node] = _made(sympy, graph, node, [values[child] for child in children])
                continue
            right = values[children[1]]
            collected = [values[children[0]]] if collected is None else collected
            collected.append(right if op == ADD else -right)
            if uses.get(node) == 1:
                terms[node] = collected
            else:
                values[node] = sympy.Add(*collected)
    except RecursionError:
        raise TooLarge("the expression nests deeper than SymPy can go") from None
    except TypeError as error:
        raise Unsupported(f"SymPy refuses this expression: {error}") from None
    return values[root]


def to_matrix(shape: tuple[int, int], entries: Mapping[tuple[int, int], Expr]) -> Any:
    """Return a SymPy matrix of *shape* with *entries* where they are given, and zeros.

    >>> from symdiff.parser.formula import parse
    >>> to_matrix((1, 2), {(0, 1): parse("x**2")})
    Matrix([[0, x**2]])
    """
    sympy = _sympy()
    return sympy.Matrix(sympy.SparseMatrix(*shape, {place: to_sympy(e) for place, e in entries.items()}))


def derivative(expr: Any, variable: str) -> Any:
    """Return SymPy's own derivative of an Expr, or of a SymPy object, by the real symbol *variable*.

    Raises TooLarge where it nests deeper than SymPy recurses.
    """
    sympy = _sympy()
    source = to_sympy(expr) if isinstance(expr, Expr) else expr
    try:
        return sympy.diff(source, sympy.Symbol(variable, real=True))
    except RecursionError:
        raise TooLarge("the expression nests deeper than SymPy can go") from None


def operations(expr: Expr, variable: str) -> tuple[int, int]:
    """Return the operations of SymPy's own derivative, as it stands and with common subexpressions once.

    Both are those of its `count_ops`, the second after its `cse`. Raises as `derivative` does.

    >>> from symdiff.parser.formula import parse
    >>> operations(parse("(x^2 + 1)*sin(x^2 + 1)"), "x")
    (14, 9)
    """
    sympy = _sympy()
    derived = derivative(expr, variable)
    replaced, rest = sympy.cse(derived)
    shared = [part for _, part in replaced] + rest
    return int(sympy.count_ops(derived)), sum([int(sympy.count_ops(part)) for part in shared])


def value(expression: Any, at: Mapping[str, Any], digits: int = 15) -> Any:
    """Return the value of a SymPy object with its real symbols *at* numbers, as an mpmath number.

    Error: SymPy's evalf claims *digits* digits. Raises DomainError where the value is not a finite
    number, Unsupported where SymPy cannot compute it.

    >>> import sympy
    >>> str(value(sympy.sin(sympy.Symbol("x", real=True)), {"x": 1}, 10))
    '0.8414709848'
    """
    sympy = _sympy()
    numbers = context(digits)
    places = {sympy.Symbol(name, real=True): _number_at(sympy, number, digits) for name, number in at.items()}
    try:
        result = sympy.sympify(expression).subs(places).doit()
        if result in (sympy.true, sympy.false):
            return bool(result)
        result = result.evalf(digits)
    except RecursionError:
        raise TooLarge("the expression nests deeper than SymPy can go") from None
    except (TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise Unsupported(f"SymPy cannot compute this value: {error}") from None
    if result.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
        raise DomainError(f"SymPy's value is {result}")
    real, imaginary = result.as_real_imag()
    if not (real.is_Float or real.is_Rational) or not (imaginary.is_Float or imaginary.is_Rational):
        raise Unsupported(f"SymPy cannot compute this value: {str(result)[:200]}")
    real, imaginary = (numbers.make_mpf(part.evalf(digits)._mpf_) if part != 0 else numbers.mpf(0)
                       for part in (real, imaginary))  # fmt: skip
    return numbers.mpc(real, imaginary) if imaginary != 0 else real


def from_sympy(expression: Any) -> Expr:
    """Return a SymPy object as an Expr.

    Symbols keep their names, whatever SymPy assumes of them. Cost: linear in the object.
    Raises Unsupported naming the class where symdiff has nothing of the kind, and for a Dummy or two
    symbols of one name, which names cannot tell apart.

    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> str(from_sympy(sympy.Piecewise((sympy.sqrt(x), x > 0), (0, True))))
    'Piecewise((sqrt(x), x > 0), (0, True))'
    """
    sympy = _sympy()
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


def _sympy() -> Any:
    return import_module("sympy")


# To SymPy -------------------------------------------------------------------------------------


def _made(sympy: Any, graph: Graph, node: int, arguments: list[Any]) -> Any:
    op = graph.ops[node]
    if op == NUMBER:
        return _number(sympy, graph.value(node))
    if op == SYMBOL:
        return sympy.Symbol(graph.name(node), real=True)
    if op == CONSTANT:
        name = graph.name(node)
        return sympy.S(name == "True") if name in ("True", "False") else getattr(sympy, name)
    if op == MUL:
        return arguments[0] * arguments[1]
    if op == DIV:
        return arguments[0] / arguments[1]
    if op == NEG:
        return -arguments[0]
    if op == POW:
        return sympy.Pow(*arguments)
    if op in _RELATIONS:
        return getattr(sympy, _RELATIONS[op])(*arguments)
    if op == PIECEWISE:
        return sympy.Piecewise(*zip(arguments[::2], arguments[1::2], strict=True))
    if op == UNKNOWN:
        return _unknown(sympy, *graph.operator(node), arguments)
    row = row_of(op)
    if row.sympy:
        return callable_of(row.sympy, sympy)(*arguments)
    raise Unsupported(f"SymPy has no function {row.name}")


def _number(sympy: Any, number: Number) -> Any:
    if isinstance(number, Fraction):
        return sympy.Rational(number.numerator, number.denominator)
    return sympy.Integer(number) if isinstance(number, int) else sympy.Float(number)


def _number_at(sympy: Any, number: Any, digits: int) -> Any:
    """Return a number to be put for a symbol."""
    if isinstance(number, float):
        number = Fraction(number)
    if isinstance(number, int | Fraction):
        if Fraction(number).denominator <= _EXACT:
            return sympy.Rational(number)
        exact = sympy.Rational(number.numerator, number.denominator)
        return exact.evalf(digits + _GUARD)
    if isinstance(number, complex):
        parts = [_number_at(sympy, part, digits) for part in (number.real, number.imag)]
        return parts[0] + sympy.I * parts[1]
    return sympy.sympify(number)


def _unknown(sympy: Any, name: str, orders: tuple[int, ...], arguments: list[Any]) -> Any:
    function = sympy.Function(name)
    if not any(orders):
        return function(*arguments)
    plain = all(argument.is_Symbol for argument in arguments) and len(set(arguments)) == len(arguments)
    names = arguments if plain else [
        sympy.Dummy(f"xi_{place}", real=True, dummy_index=place) for place in range(len(arguments))
    ]  # fmt: skip
    by = [(variable, count) for variable, count in zip(names, orders, strict=True) if count]
    inner = sympy.Derivative(function(*names), *by)
    return inner if plain else sympy.Subs(inner, tuple(names), tuple(arguments))


# From SymPy -----------------------------------------------------------------------------------


@cache
def _codes() -> dict[tuple[str, int], int]:
    """Return name in SymPy and number of arguments (-1: any) → code."""
    table = {(name, 2): op for op, name in _RELATIONS.items()}
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
            return list(self._differentiated(top).args)
        if isinstance(top, sympy.Subs):
            return list(self._substituted(top)[2])
        if isinstance(top, sympy.hyper) and len(top.ap) == 2 and len(top.bq) == 1:
            return [*top.ap, *top.bq, top.argument]
        if isinstance(top, sympy.Heaviside):
            if top.args[1] != sympy.Rational(1, 2):
                raise Unsupported(f"Heaviside is 1/2 at 0 in symdiff, and {top.args[1]} here")
            return list(top.args[:1])
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
        """Return the unknown function in a Derivative at distinct symbols."""
        function = top.expr
        if (
            not isinstance(function, self.sympy.core.function.AppliedUndef)
            or len(set(function.args)) < len(function.args)
            or any(variable not in function.args for variable, _ in top.variable_count)
            or any(not count.is_Integer for _, count in top.variable_count)
        ):
            raise Unsupported(
                f"SymPy Derivative of {str(function)[:80]} (only of an unknown function by its arguments)",
                hint="evaluate it with doit() first",
            )
        return function

    def _substituted(self, top: Any) -> tuple[Any, Any, list[Any]]:
        """Return the Derivative in a Subs, its function, and the arguments put in."""
        if not isinstance(top.expr, self.sympy.Derivative):
            raise _unsupported(top)
        function = self._differentiated(top.expr)
        places = dict(zip(top.variables, top.point, strict=True))
        return top.expr, function, [places.get(argument, argument) for argument in function.args]

    def _derivative(self, top: Any, function: Any, nodes: list[int]) -> int:
        counts = {variable: int(count) for variable, count in top.variable_count}
        orders = tuple([counts.get(argument, 0) for argument in function.args])
        return self.graph.unknown(function.func.__name__, orders, nodes)

    def _code(self, top: Any) -> int:
        """Return the code of a function or relation. Raises Unsupported where there is none."""
        name = type(top).__name__
        arity = 1 if name == "Heaviside" else 4 if name == "hyper" else len(top.args)
        if name in ("And", "Or", "Not"):
            arity = 2
        table = _codes()
        code = table.get((name, arity), table.get((name, -1), -1))
        if code < 0:
            raise _unsupported(top)
        return code


def _unsupported(top: Any) -> Unsupported:
    return Unsupported(f"symdiff has nothing for SymPy's {type(top).__name__}: {str(top)[:80]}")


__all__ = ["derivative", "from_sympy", "operations", "to_matrix", "to_sympy", "value"]
