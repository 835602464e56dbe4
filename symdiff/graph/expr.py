"""`Expr`: the user's handle on a node of a graph.

>>> x, y = symbols("x y")
>>> (x * y + 1).free_symbols == {x, y}
True
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Union, overload

from symdiff.errors import SymdiffError, UnknownName, WrongArity
from symdiff.graph.graph import Graph, Number
from symdiff.limits import Limits
from symdiff.table.functions import ABS, NAMES, code_of
from symdiff.table.operators import ADD, DIV, GE, GT, LE, LT, MUL, NUMBER, POW, SUB, SYMBOL

if TYPE_CHECKING:
    from collections.abc import Iterable

Operand = Union["Expr", int, Fraction, float]
Conditions = tuple["Expr", ...]
Origin = tuple["Expr", tuple[str, ...]]


class Expr:
    """An immutable expression: one node of one graph.

    `==` compares structure. `<`, `<=`, `>`, `>=` build conditions. *notes* says how an ambiguous text
    was read; *conditions* are those that simplification lost: it equals what it was made of where they
    hold; *origin* is the formula that it is the derivative of, and by what. Both may be given as functions
    without arguments that find them. What is built of an expression has none of these.
    """

    __slots__ = ("__weakref__", "_conditions", "_origin", "_solved", "graph", "node", "notes")
    graph: Graph
    node: int
    notes: tuple[str, ...]
    _conditions: Conditions | Callable[[], Conditions]
    _solved: Conditions | None
    _origin: Origin | Callable[[], Origin] | None

    def __init__(
        self,
        graph: Graph,
        node: int,
        notes: tuple[str, ...] = (),
        conditions: Conditions | Callable[[], Conditions] = (),
        origin: Origin | Callable[[], Origin] | None = None,
    ) -> None:
        object.__setattr__(self, "graph", graph)
        object.__setattr__(self, "node", node)
        object.__setattr__(self, "notes", notes)
        object.__setattr__(self, "_conditions", conditions)
        object.__setattr__(self, "_origin", origin)
        object.__setattr__(self, "_solved", None)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an expression does not change; {name} cannot be set")

    @property
    def conditions(self) -> Conditions:
        """What simplification lost, or must hold for a derivative: found, and solved for the variables, when
        it is first asked for."""
        known = self._solved
        if known is None:
            known = self.unsolved
            if known:
                known = _layer("at.solved").solved(known).conditions
            object.__setattr__(self, "_solved", known)
        return known

    @property
    def unsolved(self) -> Conditions:
        """The same as they were found, before they are solved."""
        found = self._conditions
        if not isinstance(found, tuple):
            found = found()
            object.__setattr__(self, "_conditions", found)
        return found

    @property
    def where(self) -> str:
        """The conditions as a person reads them: with a letter for any integer where there are families of
        points, "" where there are none."""
        known = self.unsolved
        return str(_layer("at.solved").solved(known, self.graph.symbols([self.node])).text) if known else ""

    @property
    def origin(self) -> Origin | None:
        """What it is the derivative of, and by which variables; of a large formula a copy, made each time."""
        found = self._origin
        return found if found is None or isinstance(found, tuple) else found()

    @property
    def unasked(self) -> Conditions | Callable[[], Conditions]:
        """The conditions, or the function that finds them while nobody has asked for them."""
        return self._conditions

    # Identity -------------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Expr):
            return self.graph.same(self.node, other.graph, other.node)
        if isinstance(other, int | float | Fraction) and self.graph.ops[self.node] == NUMBER:
            return self.graph.value(self.node) == other
        return NotImplemented

    def __hash__(self) -> int:
        if self.graph.ops[self.node] == NUMBER:
            return hash(self.graph.value(self.node))
        return hash(self.graph.digest(self.node))

    def __bool__(self) -> bool:
        if self.graph.ops[self.node] == NUMBER:
            return self.graph.value(self.node) != 0
        raise TypeError(f"{_short(self)} has no truth value; evaluate it first, or use == for structure")

    def __reduce__(self) -> tuple[Callable[..., Expr], tuple[object, ...]]:
        graph = Graph(self.graph.limits)
        node = graph.take(self.graph, self.node)
        parts = (graph.ops, list(graph.children), graph.numbers, graph.names, graph.operators)
        return _rebuilt, (self.graph.limits, parts, node, self.notes, self.unsolved)

    # Reading --------------------------------------------------------------------------------

    @property
    def free_symbols(self) -> set[Expr]:
        """The symbols the expression depends on."""
        graph = self.graph
        return {Expr(graph, graph.symbol(name)) for name in graph.symbols([self.node])}

    @property
    def name(self) -> str:
        """The name of a symbol. Raises SymdiffError on any other expression."""
        if self.graph.ops[self.node] != SYMBOL:
            raise SymdiffError(f"{_short(self)} is not a symbol")
        return self.graph.name(self.node)

    @property
    def size(self) -> int:
        """Leaves + operators + calls of the expression written as a tree."""
        return self.graph.size(self.node)

    @property
    def nodes(self) -> int:
        """Distinct nodes of the graph below the expression."""
        return len(self.graph.below([self.node]))

    def subs(self, replacements: Mapping[Any, Any]) -> Expr:
        """Return the expression with symbols replaced, all at once.

        Keys are names or symbols, values are numbers, texts or expressions; the notes are those on how texts
        were read. Cost: linear in nodes. Raises ParseError for a text that is no formula.

        >>> x, y = symbols("x y")
        >>> (x**2 + y).subs({"x": y, y: 3}) == y**2 + 3
        True
        >>> str(x.subs({"x": "2*y"}))
        '2*y'
        """
        source = self.graph
        graph = Graph(source.limits)
        values: dict[str, int] = {}
        notes: tuple[str, ...] = ()
        for key, value in replacements.items():
            name = key.name if isinstance(key, Expr) else str(key)
            if isinstance(value, str):
                value = _layer("parser.formula").parse(value, limits=source.limits)
                notes += value.notes
            values[name] = _node_in(graph, value)

        def replaced(node: int, _: tuple[int, ...]) -> int:
            return values.get(source.name(node), -1) if source.ops[node] == SYMBOL else -1

        mapping = graph.mapped(source, source.below([self.node]), replaced, build=True)
        return Expr(graph, mapping[self.node], notes)

    # Arithmetic -----------------------------------------------------------------------------

    @overload
    def __add__(self, other: Operand) -> Expr: ...
    @overload
    def __add__(self, other: object) -> Any: ...
    def __add__(self, other: object) -> Any:
        return _binary(ADD, self, other)

    @overload
    def __radd__(self, other: Operand) -> Expr: ...
    @overload
    def __radd__(self, other: object) -> Any: ...
    def __radd__(self, other: object) -> Any:
        return _binary(ADD, other, self)

    @overload
    def __sub__(self, other: Operand) -> Expr: ...
    @overload
    def __sub__(self, other: object) -> Any: ...
    def __sub__(self, other: object) -> Any:
        return _binary(SUB, self, other)

    @overload
    def __rsub__(self, other: Operand) -> Expr: ...
    @overload
    def __rsub__(self, other: object) -> Any: ...
    def __rsub__(self, other: object) -> Any:
        return _binary(SUB, other, self)

    @overload
    def __mul__(self, other: Operand) -> Expr: ...
    @overload
    def __mul__(self, other: object) -> Any: ...
    def __mul__(self, other: object) -> Any:
        return _binary(MUL, self, other)

    @overload
    def __rmul__(self, other: Operand) -> Expr: ...
    @overload
    def __rmul__(self, other: object) -> Any: ...
    def __rmul__(self, other: object) -> Any:
        return _binary(MUL, other, self)

    @overload
    def __truediv__(self, other: Operand) -> Expr: ...
    @overload
    def __truediv__(self, other: object) -> Any: ...
    def __truediv__(self, other: object) -> Any:
        return _binary(DIV, self, other)

    @overload
    def __rtruediv__(self, other: Operand) -> Expr: ...
    @overload
    def __rtruediv__(self, other: object) -> Any: ...
    def __rtruediv__(self, other: object) -> Any:
        return _binary(DIV, other, self)

    @overload
    def __pow__(self, other: Operand) -> Expr: ...
    @overload
    def __pow__(self, other: object) -> Any: ...
    def __pow__(self, other: object) -> Any:
        return _binary(POW, self, other)

    @overload
    def __rpow__(self, other: Operand) -> Expr: ...
    @overload
    def __rpow__(self, other: object) -> Any: ...
    def __rpow__(self, other: object) -> Any:
        return _binary(POW, other, self)

    def __neg__(self) -> Expr:
        return Expr(self.graph, self.graph.neg(self.node))

    def __pos__(self) -> Expr:
        return self

    def __abs__(self) -> Expr:
        return Expr(self.graph, self.graph.call(ABS, (self.node,)))

    @overload
    def __lt__(self, other: Operand) -> Expr: ...
    @overload
    def __lt__(self, other: object) -> Any: ...
    def __lt__(self, other: object) -> Any:
        return _binary(LT, self, other)

    @overload
    def __le__(self, other: Operand) -> Expr: ...
    @overload
    def __le__(self, other: object) -> Any: ...
    def __le__(self, other: object) -> Any:
        return _binary(LE, self, other)

    @overload
    def __gt__(self, other: Operand) -> Expr: ...
    @overload
    def __gt__(self, other: object) -> Any: ...
    def __gt__(self, other: object) -> Any:
        return _binary(GT, self, other)

    @overload
    def __ge__(self, other: Operand) -> Expr: ...
    @overload
    def __ge__(self, other: object) -> Any: ...
    def __ge__(self, other: object) -> Any:
        return _binary(GE, self, other)

    # The verbs of the layers above. They are found by name when called, so that a handle offers
    # them while nothing below depends on them and start-up pays for none of them.

    def __str__(self) -> str:
        return str(_layer("export.text").text(self))

    def __repr__(self) -> str:
        return f"Expr({_short(self)!r})"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    def __call__(self, **at: Any) -> Any:
        """Return the value at a point, right to the digits of a float; a derivative's also where its formula
        has none."""
        return _layer("at.point").value_at(self, at)

    def latex(self) -> str:
        """Return LaTeX for a formula environment."""
        return str(_layer("export.latex").latex(self))

    def python(self, name: str = "f", **options: Any) -> str:
        """Return the source of a Python function of the symbols, on `math` alone where it can be."""
        return str(_layer("export.python").python(self, name, **options))

    def sympy(self) -> Any:
        """Return the expression as a SymPy object, with real symbols."""
        return _layer("witness.oracle").to_sympy(self)

    def numpy(self, *order: str) -> Any:
        """Return a vectorised function of arrays; arguments in *order*, default alphabetical."""
        return _layer("arithmetic.arrays").vectorised(self, order)

    def diff(self, *variables: Any, **options: Any) -> Expr:
        """Return the derivative, as `derive` does."""
        result = _layer("verbs.derivatives").derive(self, *variables, **options)
        assert isinstance(result, Expr)
        return result


def symbols(names: str | Iterable[str]) -> tuple[Expr, ...]:
    """Return one symbol for each name; a text is split at spaces and commas.

    >>> [s.name for s in symbols("x y")]
    ['x', 'y']
    """
    parts = re.split(r"[\s,]+", names.strip()) if isinstance(names, str) else list(names)
    graph = Graph()
    return tuple([Expr(graph, graph.symbol(part)) for part in parts if part])


def apply(name: str, *arguments: Operand) -> Expr:
    """Return the function of the table called *name* at *arguments*.

    Raises WrongArity where it takes another number of them, UnknownName where there is no such function.
    """
    code = code_of(name, len(arguments))
    if code < 0:
        if name not in NAMES:
            raise UnknownName(
                f"there is no function {name!r} in the table", hint="symdiff functions lists them"
            )
        raise WrongArity(f"{name} does not take {len(arguments)} arguments")
    first = arguments[0] if len(arguments) == 1 else None
    if isinstance(first, Expr):
        return Expr(first.graph, first.graph.intern(code, (first.node,)))
    graph, nodes = _joined(*arguments)
    return Expr(graph, graph.call(code, nodes))


def from_sympy(expression: Any) -> Expr:
    """Return a SymPy expression as an Expr. Raises Unsupported where symdiff has nothing of the kind."""
    converted = _layer("witness.oracle").from_sympy(expression)
    assert isinstance(converted, Expr)
    return converted


def _binary(op: int, left: object, right: object) -> Any:
    if isinstance(left, Expr) and isinstance(right, Expr) and left.graph is right.graph:
        graph = left.graph
        return Expr(graph, graph.make(op, (left.node, right.node)))
    if not (isinstance(left, _OPERANDS) and isinstance(right, _OPERANDS)):
        return NotImplemented  # so that Python asks the other operand
    graph, nodes = _joined(left, right)
    return Expr(graph, graph.make(op, nodes))


def _joined(*operands: Operand) -> tuple[Graph, list[int]]:
    """Return one graph, the largest of those given, and the node of each operand in it."""
    graph: Graph | None = None
    for operand in operands:
        if isinstance(operand, Expr) and (graph is None or len(operand.graph) > len(graph)):
            graph = operand.graph
    if graph is None:
        graph = Graph()
    return graph, [_node_in(graph, operand) for operand in operands]


def _node_in(graph: Graph, operand: Operand) -> int:
    if isinstance(operand, Expr):
        if operand.graph is graph:
            return operand.node
        return graph.take(operand.graph, operand.node)
    if isinstance(operand, bool) or not isinstance(operand, int | float | Fraction):
        raise TypeError(f"expected an expression or a number, not {type(operand).__name__}")
    if isinstance(operand, float):
        operand = float(operand)  # of NumPy's own kind of float a plain one
    if operand != operand or operand in (float("inf"), float("-inf")):
        raise SymdiffError(f"{operand} is no number to compute with", hint="use the constant oo for infinity")
    return graph.number(operand)


def _rebuilt(
    limits: Limits,
    parts: tuple[Any, ...],
    node: int,
    notes: tuple[str, ...],
    conditions: tuple[Expr, ...] = (),
) -> Expr:
    """Return the handle that `__reduce__` took apart."""
    source = Graph(limits)
    ops, children, source.numbers, source.names, source.operators = parts
    source.replace(ops, children)
    graph = Graph(limits)
    return Expr(graph, graph.take(source, node), notes, conditions)


def _short(expr: Expr) -> str:
    text = str(expr)
    return text if len(text) <= 200 else text[:197] + "..."


@cache
def _layer(name: str) -> Any:
    return import_module(f"symdiff.{name}")


_OPERANDS = (Expr, int, float, Fraction)

__all__ = ["Expr", "Number", "Operand", "apply", "from_sympy", "symbols"]
