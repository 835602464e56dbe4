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
from importlib import import_module
from typing import Any, Final

from symdiff.arithmetic.lowering import lowered
from symdiff.arithmetic.multiprecision import context
from symdiff.errors import DomainError, TooLarge, Unsupported
from symdiff.export.sympy import has
from symdiff.graph.binders import BY_SPELLING, spelled
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph, Number
from symdiff.graph.leaves import INTEGRAL, SUM
from symdiff.graph.tensors import refuse_arrays
from symdiff.table.functions import row_of
from symdiff.table.operators import (
    ADD,
    CONSTANT,
    DIV,
    MUL,
    NEG,
    NUMBER,
    PIECEWISE,
    POW,
    SUB,
    SYMBOL,
    UNKNOWN,
)
from symdiff.table.targets import callable_of
from symdiff.witness.sympy_reader import RELATIONS, read

_EXACT: Final = 10**6
"""Denominators up to this are substituted exactly, others to the digits asked for."""
_GUARD: Final = 15


def to_sympy(expr: Expr) -> Any:
    """Return *expr* as a SymPy object, symbols real, numbers exact unless they are floats.

    A function that SymPy lacks goes by its definition: cbrt(x) is sign(x)*Abs(x)**(1/3).
    Cost: linear in nodes, and what SymPy's constructors cost. Raises Unsupported for what SymPy cannot
    express, TooLarge where it nests deeper than SymPy recurses.
    """
    refuse_arrays(expr, "SymPy's form")
    sympy = _sympy()
    graph, [root] = lowered([expr], has)
    graph, [root] = spelled(graph, [root])
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


def is_open(found: Any) -> bool:
    """Return whether a derivative of SymPy has a part that was not carried out: its values take minutes."""
    return bool(found.has(_sympy().Derivative))


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
        result = sympy.sympify(expression)
        if result.has(sympy.Product):  # of floats it has but 15 digits
            result = result.subs({name: each for name, each in places.items() if each.is_Integer}).doit()
        result = result.subs(places).doit()
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
    return read(_sympy(), expression)


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
    if op in RELATIONS:
        return getattr(sympy, RELATIONS[op])(*arguments)
    if op == PIECEWISE:
        return sympy.Piecewise(*zip(arguments[::2], arguments[1::2], strict=True))
    if op == UNKNOWN:
        return _unknown(sympy, *graph.operator(node), arguments)
    row = row_of(op)
    function = row_of(row.derived).sympy if row.derived >= 0 else row.sympy
    if function and row.derived >= 0:
        return _derivative(sympy, callable_of(function, sympy), row.orders, arguments)
    if function:
        return callable_of(function, sympy)(*arguments)
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
    if name in BY_SPELLING:
        inside, letter, lower, upper = arguments
        kind = {INTEGRAL: sympy.Integral, SUM: sympy.Sum}.get(BY_SPELLING[name], sympy.Product)
        return kind(inside, (letter, lower, upper))
    function = sympy.Function(name)
    return _derivative(sympy, function, orders, arguments) if any(orders) else function(*arguments)


def _derivative(sympy: Any, function: Any, orders: tuple[int, ...], arguments: list[Any]) -> Any:
    """Return Derivative at distinct symbols, and Subs of one at other arguments."""
    plain = all(argument.is_Symbol for argument in arguments) and len(set(arguments)) == len(arguments)
    names = arguments if plain else [
        sympy.Dummy(f"xi_{place}", real=True, dummy_index=place) for place in range(len(arguments))
    ]  # fmt: skip
    by = [(variable, count) for variable, count in zip(names, orders, strict=True) if count]
    inner = sympy.Derivative(function(*names), *by)
    return inner if plain else sympy.Subs(inner, tuple(names), tuple(arguments))


__all__ = ["derivative", "from_sympy", "is_open", "operations", "to_matrix", "to_sympy", "value"]
