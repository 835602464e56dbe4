"""`Expr`: the user's handle on a node of a graph.

>>> from symdiff.graph.by_name import symbols
>>> x, y = symbols("x y")
>>> (x * y + 1).free_symbols == {x, y}
True
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, Union, cast, overload

from symdiff.errors import NotOneNumber, SymdiffError, WrongShape
from symdiff.graph.folding import of_decimal
from symdiff.graph.graph import Graph, Number
from symdiff.graph.shapes import Shape
from symdiff.limits import Limits
from symdiff.table.operators import ADD, DIV, GE, GT, LE, LT, MUL, NUMBER, POW, SUB, SYMBOL

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy
    import sympy
    from numpy.typing import ArrayLike, NDArray

    from symdiff.graph.naming import Variables

    Arrays = NDArray[numpy.generic]
    Objects = NDArray[numpy.object_]
    Floats = NDArray[numpy.float64]
    Scalar = float | Fraction | Decimal | str | numpy.generic

Operand = Union["Expr", int, Fraction, float, Decimal]
Conditions = tuple["Expr", ...]
Origin = tuple["Expr", tuple[str, ...]]


class Expr:
    """An immutable expression: one node of one graph. `parse`, `symbols` and all verbs make them.

    `==` compares structure. `<`, `<=`, `>`, `>=` build conditions. *notes* says how an ambiguous text
    was read; *conditions* are those that simplification lost: it equals what it was made of where they
    hold; *origin* is the formula that it is the derivative of, and by what. Both may be given as functions
    without arguments that find them. What is built of an expression has none of these.

    >>> from symdiff.graph.by_name import symbols
    >>> x = symbols("x")
    >>> (x**2 + 1).diff(x), (x**2 + 1)(x=3)
    (Expr('2*x'), 10.0)
    """

    __slots__ = ("__weakref__", "_conditions", "_origin", "_solved", "_where", "graph", "node", "notes")
    graph: Graph
    node: int
    notes: tuple[str, ...]
    _conditions: Conditions | Callable[[], Conditions]
    _solved: Conditions | None
    _where: str | None
    _origin: Origin | Callable[[], Origin] | None

    def __init__(
        self,
        graph: Graph | str,
        node: int = -1,
        notes: tuple[str, ...] = (),
        conditions: Conditions | Callable[[], Conditions] = (),
        origin: Origin | Callable[[], Origin] | None = None,
    ) -> None:
        if node < 0:
            raise TypeError(f"an expression is made of a text by parse: write parse({graph!r})")
        object.__setattr__(self, "graph", graph)
        object.__setattr__(self, "node", node)
        object.__setattr__(self, "notes", notes)
        object.__setattr__(self, "_conditions", conditions)
        object.__setattr__(self, "_origin", origin)
        object.__setattr__(self, "_solved", None)
        object.__setattr__(self, "_where", None)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an expression does not change; {name} cannot be set")

    @property
    def conditions(self) -> Conditions:
        """What simplification lost, or must hold for a derivative: found, and solved for the variables, when
        it is first asked for."""
        known = self._solved
        if known is None:
            known = self.unsolved
            if known and not _are_of_arrays(known):
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
        points, "" where there are none. They are solved when it is first asked for."""
        text = self._where
        if text is None:
            known = self.unsolved
            if _are_of_arrays(known):
                text = str(_layer("export.arrays").where_text(known))
            elif known:
                text = str(_layer("at.solved").solved(known, self.graph.symbols([self.node])).text)
            else:
                text = ""
            object.__setattr__(self, "_where", text)
        return text

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
        parts = (graph.ops, list(graph.children), graph.numbers, graph.names, graph.operators, graph.arrays)
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
    def shape(self) -> Shape:
        """The sizes of the axes, each a name or a number: () for a scalar."""
        return self.graph.shape(self.node)

    @property
    def T(self) -> Expr:
        """The transpose of a matrix; a scalar is its own. Raises WrongShape for any other array."""
        return Expr(self.graph, _layer("graph.tensors").transpose(self.graph, self.node))

    @property
    def size(self) -> int:
        """Leaves + operators + calls of the expression written as a tree."""
        return self.graph.size(self.node)

    @property
    def nodes(self) -> int:
        """Distinct nodes of the graph below the expression."""
        return len(self.graph.below([self.node]))

    def subs(self, replacements: object, value: object = None) -> Expr:
        """Return the expression with symbols replaced, all at once: those of a mapping, or one by *value*.

        Symbols are names or symbols, values are numbers, texts, expressions or SymPy expressions; the notes
        are those on how texts were read. {"g(p)": formula} replaces an unknown function, and its derivatives
        by those of the formula; an array is replaced by a formula of its shape. Cost: linear in nodes. Raises
        ParseError for a text that is no formula, SymdiffError for what is no symbol.

        >>> from symdiff.graph.by_name import symbols
        >>> x, y = symbols("x y")
        >>> (x**2 + y).subs({"x": y, y: 3}) == y**2 + 3
        True
        >>> str((x + y).subs(x, "2*y"))
        '2*y + y'
        """
        if value is not None:
            replacements = {replacements: value}
        elif not isinstance(replacements, Mapping):
            raise SymdiffError(
                f"{replacements!r} is to be replaced by what?", hint='for example f.subs({"x": 3})'
            )
        if any(isinstance(key, str) and "(" in key for key in cast("Mapping[Any, Any]", replacements)):
            whole: Expr = _layer("verbs.unknowns").with_functions(self, replacements)
            return whole
        source = self.graph
        if source.arrays:
            put: Expr = _layer("verbs.unknowns").with_symbols(self, replacements)
            return put
        graph = Graph(source.limits)
        inputs = _layer("parser.inputs")
        values: dict[str, int] = {}
        notes: tuple[str, ...] = ()
        for key, new in cast("Mapping[Any, Any]", replacements).items():
            found: Expr = inputs.expression(new, (), (), source.limits, True)
            notes += found.notes
            values[inputs.name_of(key)] = _node_in(graph, found)

        def replaced(node: int, _: tuple[int, ...]) -> int:
            return values.get(source.name(node), -1) if source.ops[node] == SYMBOL else -1

        mapping = graph.mapped(source, source.below([self.node]), replaced, build=True)
        return Expr(graph, mapping[self.node], notes)

    # Arithmetic -----------------------------------------------------------------------------

    @overload
    def __add__(self, other: Operand) -> Expr: ...
    @overload
    def __add__(self, other: Arrays) -> Objects: ...
    def __add__(self, other: object) -> Any:
        return _binary(ADD, self, other)

    @overload
    def __radd__(self, other: Operand) -> Expr: ...
    @overload
    def __radd__(self, other: Arrays) -> Objects: ...
    def __radd__(self, other: object) -> Any:
        return _binary(ADD, other, self)

    @overload
    def __sub__(self, other: Operand) -> Expr: ...
    @overload
    def __sub__(self, other: Arrays) -> Objects: ...
    def __sub__(self, other: object) -> Any:
        return _binary(SUB, self, other)

    @overload
    def __rsub__(self, other: Operand) -> Expr: ...
    @overload
    def __rsub__(self, other: Arrays) -> Objects: ...
    def __rsub__(self, other: object) -> Any:
        return _binary(SUB, other, self)

    @overload
    def __mul__(self, other: Operand) -> Expr: ...
    @overload
    def __mul__(self, other: Arrays) -> Objects: ...
    def __mul__(self, other: object) -> Any:
        return _binary(MUL, self, other)

    @overload
    def __rmul__(self, other: Operand) -> Expr: ...
    @overload
    def __rmul__(self, other: Arrays) -> Objects: ...
    def __rmul__(self, other: object) -> Any:
        return _binary(MUL, other, self)

    @overload
    def __truediv__(self, other: Operand) -> Expr: ...
    @overload
    def __truediv__(self, other: Arrays) -> Objects: ...
    def __truediv__(self, other: object) -> Any:
        return _binary(DIV, self, other)

    @overload
    def __rtruediv__(self, other: Operand) -> Expr: ...
    @overload
    def __rtruediv__(self, other: Arrays) -> Objects: ...
    def __rtruediv__(self, other: object) -> Any:
        return _binary(DIV, other, self)

    @overload
    def __pow__(self, other: Operand) -> Expr: ...
    @overload
    def __pow__(self, other: Arrays) -> Objects: ...
    def __pow__(self, other: object) -> Any:
        return _binary(POW, self, other)

    @overload
    def __rpow__(self, other: Operand) -> Expr: ...
    @overload
    def __rpow__(self, other: Arrays) -> Objects: ...
    def __rpow__(self, other: object) -> Any:
        return _binary(POW, other, self)

    def __matmul__(self, other: object) -> Any:
        """Return the matrix product; of two vectors the inner product. Raises WrongShape."""
        if not isinstance(other, Expr):
            return NotImplemented
        graph, (left, right) = joined(self, other)
        return Expr(graph, _layer("graph.tensors").matrix_product(graph, left, right))

    def __getitem__(self, where: object) -> Expr:
        """Return an entry of an array, counted from 0: `A[0, 1]`, `x[-1]`. Raises TypeError for a scalar."""
        return Expr(self.graph, _layer("graph.tensors").at(self.graph, self.node, where))

    def __neg__(self) -> Expr:
        return Expr(self.graph, self.graph.neg(self.node))

    def __pos__(self) -> Expr:
        return self

    def __abs__(self) -> Expr:
        found: Expr = _layer("graph.by_name").apply("Abs", self)
        return found

    @overload
    def __lt__(self, other: Operand) -> Expr: ...
    @overload
    def __lt__(self, other: Arrays) -> Objects: ...
    def __lt__(self, other: object) -> Any:
        return _binary(LT, self, other)

    @overload
    def __le__(self, other: Operand) -> Expr: ...
    @overload
    def __le__(self, other: Arrays) -> Objects: ...
    def __le__(self, other: object) -> Any:
        return _binary(LE, self, other)

    @overload
    def __gt__(self, other: Operand) -> Expr: ...
    @overload
    def __gt__(self, other: Arrays) -> Objects: ...
    def __gt__(self, other: object) -> Any:
        return _binary(GT, self, other)

    @overload
    def __ge__(self, other: Operand) -> Expr: ...
    @overload
    def __ge__(self, other: Arrays) -> Objects: ...
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

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        found: dict[str, str] = _layer("export.notebook").expression(self)
        return found

    # What fits one of the first two is no array, though numbers are array-like, too.
    @overload
    def __call__(self, **at: Scalar | Expr) -> float: ...  # type: ignore[overload-overlap]
    @overload
    def __call__(self, **at: complex) -> complex: ...  # type: ignore[overload-overlap]
    @overload
    def __call__(self, **at: ArrayLike | Scalar | Expr) -> Floats: ...
    def __call__(self, *values: Any, **at: Any) -> Any:
        """Return the value at a point, right to the digits of a float; a derivative's also where its formula
        has none. With an array among the values an array, NaN where there is no value (`symdiff.at.many`).

        Raises DomainError or NotDifferentiable where there is no value at one point."""
        if values:
            raise TypeError(_by_name(self.graph.symbols([self.node]), values[0]))
        arrays = self.graph.arrays
        if self.graph.uses_arrays(self.node) or (arrays and any(name in arrays for name in at)):
            return _layer("arithmetic.tensors").value(self, at)
        try:
            return _layer("at.point").value_at(self, at)
        except NotOneNumber:
            pass
        return _layer("at.many").values_at(self, at, _layer("verbs.python_code").steadied)

    def __float__(self) -> float:
        return float(_layer("at.many").number(self, "float"))

    def __complex__(self) -> complex:
        return complex(_layer("at.many").number(self, "complex"))

    def __int__(self) -> int:
        return int(_layer("at.many").number(self, "int"))

    def __array_ufunc__(self, ufunc: object, method: str, *inputs: object, **options: object) -> Any:
        return _layer("arithmetic.ufuncs").applied(ufunc, method, inputs, options)

    def _sympy_(self) -> sympy.Basic:
        return self.sympy()

    def source(self, target: str = "text") -> str:
        """Return the expression written in a language: "text" (symdiff's own), "latex", "python", "numpy",
        "sympy" or "json". Raises SymdiffError for another, Unsupported for what a language cannot say.
        Code keeps its digits, as that of `python` and `numpy` does."""
        return str(_layer("verbs.python_code").source(self, target))

    def code(self, language: str, **options: object) -> str:
        """Return a file of code in a language (c, cpp, rust, fortran, javascript, julia, octave): what the
        function `code` returns, with its options."""
        return str(_layer("verbs.code").code(self, language, **options))

    def latex(self) -> str:
        """Return LaTeX for a formula environment: a text, as `source("latex")` does."""
        return str(_layer("export.latex").latex(self))

    def stacked(self) -> Expr:
        """Return a derivative of arrays as a matrix, with Kronecker products: d vec(F) by d vec(X).T, where
        vec puts the columns of a matrix one below the other. Raises Unsupported where it has no such form."""
        found: Expr = _layer("verbs.tensors").stacked_derivative(self)
        return found

    def python(self, name: str = "f", order: Sequence[str] = (), *, stable: bool = True) -> str:
        """Return the source of a Python function of the symbols, on `math` alone where it can be: a text.
        What loses digits in floats is written in its stable form, without stable=False."""
        found = _layer("verbs.python_code").source(self, "python", name=name, order=order, stable=stable)
        return str(found)

    def sympy(self) -> sympy.Basic:
        """Return the expression as a SymPy object, with real symbols; `source("sympy")` is its text."""
        return _layer("witness.oracle").to_sympy(self)

    def numpy(self, *order: str, stable: bool = True) -> Callable[..., Floats]:
        """Return a function of arrays; arguments in *order*, default alphabetical, or by name;
        `source("numpy")` is its text. Of real arrays, what loses digits is computed in its stable form,
        without stable=False."""
        if self.graph.uses_arrays(self.node):
            whole: Callable[..., Floats] = _layer("arithmetic.tensors").function(self, order)
            return whole
        made: Callable[..., Floats] = _layer("verbs.python_code").function(self, order, stable=stable)
        return made

    def plot(
        self,
        variable: Variables | None = None,
        between: Sequence[float | str | Expr | None] | None = None,
        *,
        at: Mapping[str, object] | None = None,
        derivative: bool = True,
        axes: object = None,
    ) -> object:
        """Draw the formula and its derivative with their special points, and return the Matplotlib axes: new
        ones, or those given. *between* are the ends; without it, what is worth seeing is drawn. *at* has the
        values of the other symbols. See `symdiff.plot.curves`."""
        drawn: object = _layer("plot.axes").plot(
            self, variable, between, at=at, derivative=derivative, axes=axes
        )
        return drawn

    def simplify(self, level: Literal["none", "basic", "full"] = "full") -> Expr:
        """Return a shorter form, as `symdiff.simplify` does.

        >>> from symdiff import parse
        >>> parse("sin(x)^2 + cos(x)^2").simplify()
        Expr('1')
        """
        found: Expr = _layer("verbs.derivatives").simplify(self, level=level)
        return found

    def diff(
        self,
        *variables: Variables | int,
        order: int = 1,
        level: Literal["none", "basic", "full"] = "full",
        simplify: Literal["none", "basic", "full"] | None = None,
    ) -> Expr:
        """Return the derivative, as `derive` does: `f.diff("x")`, `f.diff("x", 2)`, `f.diff("x", order=2)`,
        `f.diff("x", "y")`."""
        result = _layer("verbs.derivatives").derive(
            self, *variables, order=order, level=level, simplify=simplify
        )
        assert isinstance(result, Expr)
        return result


def from_sympy(expression: Any) -> Expr:
    """Return a SymPy expression as an Expr. Raises Unsupported where symdiff has nothing of the kind."""
    converted = _layer("witness.oracle").from_sympy(expression)
    assert isinstance(converted, Expr)
    return converted


def _binary(op: int, left: object, right: object) -> Any:
    if isinstance(left, Expr) and (isinstance(right, Expr) or type(right) is int):
        graph = left.graph
        if isinstance(right, Expr):
            node = right.node if right.graph is graph else -1
        else:
            node = graph.number(right)
        if node >= 0:
            if graph.arrays or graph.operators:
                _check_shapes(graph, op, left.node, node)
            return Expr(graph, graph.join(op, left.node, node))
    if not (isinstance(left, _OPERANDS) and isinstance(right, _OPERANDS)):
        return NotImplemented  # so that Python asks the other operand
    graph, nodes = joined(left, right)
    if graph.arrays or graph.operators:
        _check_shapes(graph, op, nodes[0], nodes[1])
    return Expr(graph, graph.make(op, nodes))


def _check_shapes(graph: Graph, op: int, left: int, right: int) -> None:
    """Refuse an operator between arrays that do not fit, and a power of a matrix. Raises WrongShape."""
    _layer("graph.tensors").refuse_averages(graph, op, (left, right))
    one, other = graph.shape(left), graph.shape(right)
    if one or other:
        _layer("graph.inference").elementwise(op, (one, other))
        if op == POW and len(one) == 2:
            raise WrongShape(
                "a power of a matrix has two readings", hint="write A @ A, or A*A entry by entry"
            )


def joined(*operands: Operand) -> tuple[Graph, list[int]]:
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
    if isinstance(operand, bool) or not isinstance(operand, int | float | Fraction | Decimal):
        raise TypeError(f"expected an expression or a number, not {type(operand).__name__}")
    if isinstance(operand, Decimal):
        operand = of_decimal(operand)
    elif isinstance(operand, float):
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
    ops, children, source.numbers, source.names, source.operators, source.arrays = parts
    source.replace(ops, children)
    graph = Graph(limits)
    return Expr(graph, graph.take(source, node), notes, conditions)


def _are_of_arrays(conditions: Conditions) -> bool:
    """Return whether conditions are on arrays, which are not solved for variables."""
    return any(condition.graph.uses_arrays(condition.node) for condition in conditions)


def _by_name(names: list[str], value: object) -> str:
    """Return what to say where a value is given without the name of its symbol."""
    name, shown = names[0] if names else "x", value if isinstance(value, int | float | Expr) else "..."
    return f"values are given by name: f({name}={shown})"


def _short(expr: Expr) -> str:
    text = str(expr)
    return text if len(text) <= 200 else text[:197] + "..."


def derivative(expr: Expr, names: Sequence[str]) -> Expr:
    """Return the derivative by each of *names*, as the verb `derive` does at "basic", for what stands below
    the verbs; without names the formula in the form of that level."""
    if not names:
        simple: Expr = _layer("simplifier.levels").simplify(expr, "basic")
        return simple
    found: Expr = _layer("verbs.derivatives").derive(expr, *names, level="basic")
    return found


@cache
def _layer(name: str) -> Any:
    return import_module(f"symdiff.{name}")


_OPERANDS = (Expr, int, float, Fraction, Decimal)

__all__ = ["Expr", "Number", "Operand", "derivative", "from_sympy"]
