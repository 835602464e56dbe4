"""The value of an expression on NumPy arrays, without writing code.

>>> from symdiff.parser.formula import parse
>>> f = vectorised(parse("Piecewise((sin(x)/x, x != 0), (1, True))"))
>>> [float(y) for y in f([0.0, 1e-9])]
[1.0, 1.0]
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import cache, partial
from importlib import import_module
from inspect import Parameter, Signature
from keyword import iskeyword
from typing import Any, Final

from symdiff.arithmetic.lowering import arguments_of, listed, lowered, refuse_unknown
from symdiff.arithmetic.scalar import COMPLEX, FLOAT
from symdiff.arithmetic.walk import is_complex
from symdiff.arithmetic.whole import contracted, function_of_arrays
from symdiff.errors import SymdiffError
from symdiff.graph.contraction import contraction
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph, Number
from symdiff.table.arrays import CONTRACT, is_array_function
from symdiff.table.derivatives import is_order
from symdiff.table.functions import MAX, MIN, row_of
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
    PIECEWISE,
    POW,
    SUB,
    SYMBOL,
    UNKNOWN,
    is_comparison,
    is_condition,
    is_function,
    is_ordering,
)


def vectorised(
    expr: Expr | Sequence[Expr],
    order: Sequence[str] = (),
    steadier: Callable[[], list[Expr] | None] | None = None,
) -> Callable[..., Any]:
    """Return a function of arrays that computes *expr*, arguments in *order* or alphabetical; of several
    expressions, one that returns a tuple and computes what they share once. Of real arrays it computes the
    forms that *steadier* returns when they are first asked for, if it does.

    The function's arguments may be given by name. Shape: arguments broadcast together, and each result has
    their shape; a scalar for scalars. Computed in double precision; float32 comes back for float32 alone.
    Domain: NaN where the expression is not defined, where no branch of a Piecewise holds, and where a
    condition depends on a NaN. A branch that is not taken makes neither NaN nor a warning.
    Cost: linear in nodes, each on the whole arrays. Raises SymdiffError where NumPy (or SciPy, where a
    function needs it) is missing, where *order* names a symbol that does not occur or leaves one out,
    and, when called, for another number of arguments.
    """
    numpy = library("numpy")
    exprs = listed(expr)
    names = arguments_of(exprs, order)
    occurring = {name for each in exprs for name in each.graph.symbols([each.node])}
    extra = [name for name in names if name not in occurring]
    if extra:
        raise SymdiffError(
            f"{', '.join(extra)} does not occur in the expression",
            hint=f"its symbols are {', '.join(sorted(occurring)) or 'none'}",
        )
    always_complex = any(is_complex(each) for each in exprs)
    for each in exprs:
        refuse_unknown(each.graph, each.graph.below([each.node]), but_binders=not always_complex)
    prepared = {} if steadier is not None else {always_complex: Arrays(numpy, exprs, always_complex)}

    def function(*arguments: Any, **more: Any) -> Any:
        if more:
            arguments = _in_order(names, arguments, more)
        if len(arguments) != len(names):
            raise SymdiffError(
                f"{len(arguments)} arguments given, {len(names)} expected: {', '.join(names) or 'none'}"
            )
        arrays = [numpy.asarray(argument) for argument in arguments]
        if any(array.dtype.kind not in "biufc" for array in arrays):
            raise SymdiffError("expected arrays of numbers")
        wanted = always_complex or any(array.dtype.kind == "c" for array in arrays)
        if wanted not in prepared:
            others = steadier() if steadier is not None and not wanted else None
            prepared[wanted] = Arrays(numpy, others or exprs, wanted)
        kind = numpy.complex128 if wanted else numpy.float64
        found = prepared[wanted].at(dict(zip(names, [array.astype(kind) for array in arrays], strict=True)))
        shapes = [array.shape for array in arrays]
        shape = shapes[0] if len(set(shapes)) == 1 else numpy.broadcast_shapes(*shapes)
        results = [
            (result if numpy.shape(result) == shape else numpy.full(shape, result))[()] for result in found
        ]
        if any(array.dtype.char in _SMALL for array in arrays):
            given = zip(arguments, arrays, strict=True)
            small = numpy.result_type(*[a if isinstance(a, int | float | complex) else b for a, b in given])
            if small.char in _SMALL:
                results = [result.astype(small) if result.dtype == kind else result for result in results]
        return results[0] if isinstance(expr, Expr) else tuple(results)

    function.__name__ = "f"
    function.__qualname__ = "f"
    function.__signature__ = signature_of(names)  # type: ignore[attr-defined]
    function.__doc__ = f"Arguments: {', '.join(names) or 'none'}; arrays or numbers, broadcast together."
    return function


def signature_of(names: Sequence[str]) -> Signature:
    """Return the signature of a function of *names*; *args where Python cannot write one of them."""
    if any(iskeyword(name) or not name.isidentifier() for name in names):
        return Signature([Parameter("args", Parameter.VAR_POSITIONAL)])
    return Signature([Parameter(name, Parameter.POSITIONAL_OR_KEYWORD) for name in names])


def _in_order(names: Sequence[str], arguments: tuple[Any, ...], more: dict[str, Any]) -> tuple[Any, ...]:
    """Return the arguments given by place and by name in the order of *names*. Raises SymdiffError for a
    name that is none of them, or given twice."""
    rest = names[len(arguments) :]
    for name in more:
        if name not in rest:
            what = "is given twice" if name in names else "is no argument"
            raise SymdiffError(f"{name} {what}; the arguments are {', '.join(names) or 'none'}")
    missing = [name for name in rest if name not in more]
    if missing:
        raise SymdiffError(f"{', '.join(missing)} has no value")
    return (*arguments, *[more[name] for name in rest])


def is_native(code: int, complex_valued: bool) -> bool:
    """Return whether NumPy or SciPy has the function of *code*, on complex arrays where asked for."""
    row = row_of(code)
    return row.numpy != "" and not (complex_valued and (row.numpy_real_only or row.numpy_other_edge))


def resolved(name: str) -> Callable[..., Any]:
    """Return the function of a qualified *name* of NumPy or SciPy, as rows give it.

    Raises SymdiffError where the library is missing.
    """
    qualified, _, which = name.rstrip("]").partition("[")
    module, _, attribute = qualified.rpartition(".")
    function: Callable[..., Any] = getattr(library(module), attribute)
    if not which:
        return function
    return lambda *arguments: function(*arguments)[int(which)]


@cache
def library(name: str) -> Any:
    """Return a module of NumPy or SciPy. Raises SymdiffError where the library is missing."""
    try:
        return import_module(name)
    except ImportError:
        library = {"numpy": "NumPy", "scipy": "SciPy"}[name.partition(".")[0]]
        raise SymdiffError(
            f"{library} is not installed, and arrays need it", hint="pip install numpy scipy"
        ) from None


def hides_nan(graph: Graph, node: int) -> bool:
    """Return whether *node* is a power that NumPy may give a value where an argument is NaN: 1**NaN."""
    if graph.ops[node] != POW:
        return False
    base, exponent = graph.children[node]
    if graph.ops[exponent] in (NUMBER, CONSTANT) or graph.ops[base] == CONSTANT:
        return False
    return graph.ops[base] != NUMBER or graph.value(base) == 1


class Arrays:
    """Expressions, ready to be computed on real or on complex arrays, or on what NumPy takes for such."""

    def __init__(self, numpy: Any, exprs: Sequence[Expr], is_complex: bool = False) -> None:
        self.numpy = numpy
        self.is_complex = is_complex
        is_real = not is_complex
        graph, self.roots = lowered(
            exprs, lambda code: is_native(code, is_complex), is_real=is_real, is_guarded=is_real
        )
        self.graph = graph
        self.order = graph.below(self.roots)
        last = {child: node for node in self.order for child in graph.children[node]}
        kept = set(self.roots)
        done: dict[int, list[int]] = {}
        for child, node in last.items():
            if child not in kept:
                done.setdefault(node, []).append(child)
        self.functions = {
            op: function_on_arrays(numpy, op, is_complex)
            for op in {graph.ops[i] for i in self.order}
            if is_function(op) and op != CONTRACT
        }
        self.constants = {
            node: self._number(graph.value(node))
            if graph.ops[node] == NUMBER
            else self._constant(graph.name(node))
            for node in self.order
            if graph.ops[node] in (NUMBER, CONSTANT)
        }
        self.symbols = [(node, graph.name(node)) for node in self.order if graph.ops[node] == SYMBOL]
        self.steps = [
            (node, graph.ops[node], *self._operations(node), graph.children[node], done.get(node, ()))
            for node in self.order
            if graph.ops[node] not in (NUMBER, CONSTANT, SYMBOL)
        ]
        """Nodes, the operator of each and what it does with two arguments or with one, if no more is to be
        known for it; its arguments, and those not needed after it."""
        self.quiet = any(graph.ops[node] == PIECEWISE for node in self.order)

    def at(self, values: dict[str, Any]) -> list[Any]:
        """Return the value of each expression with the symbols at *values*, of whatever shape it has."""
        if not self.quiet:
            return self._walk(values)
        with self.numpy.errstate(all="ignore"):  # branches are computed everywhere, then chosen from
            return self._walk(values)

    def _walk(self, at: dict[str, Any]) -> list[Any]:
        """Return the values by one loop; an array is dropped after its last use."""
        np, graph, values = self.numpy, self.graph, dict(self.constants)
        for node, name in self.symbols:
            values[node] = at[name]
        holes: dict[int, Any] = {}
        for node, op, of_two, of_one, children, done in self.steps:
            if of_two is not None:
                values[node] = of_two(values[children[0]], values[children[1]])
            elif of_one is not None:
                values[node] = of_one(values[children[0]])
            elif op == CONTRACT:
                given = contraction(graph.operators[node][0])
                values[node] = contracted(np, given, [values[child] for child in children], at)
            elif op == PIECEWISE:
                values[node] = self._select(children, values, holes)
            elif is_condition(op):
                values[node], hole = self._condition(op, children, values, holes)
                if hole is not None:
                    holes[node] = hole
            elif op == UNKNOWN:
                bound = _one_at_a_time(np, partial(FLOAT.binder, graph.operators[node][0]), float)
                values[node] = bound(*[values[child] for child in children])
            else:
                values[node] = self._call(op, [values[child] for child in children])
            for child in done:
                del values[child]
                holes.pop(child, None)
        return [values[root] for root in self.roots]

    def _operations(self, node: int) -> tuple[Callable[[Any, Any], Any] | None, Callable[[Any], Any] | None]:
        """Return what a node does with two arguments, and with one: None where there is more to do."""
        op, children = self.graph.ops[node], self.graph.children[node]
        if hides_nan(self.graph, node):
            return self._power, None
        if op in _OPERATIONS:
            return _OPERATIONS[op], None
        if op == NEG:
            return None, operator.neg
        plain = op in self.functions and not self.is_complex and not row_of(op).numpy_complex
        return None, self.functions[op] if plain and len(children) == 1 else None

    def _power(self, base: Any, exponent: Any) -> Any:
        """Return a power that has no value where an argument has none."""
        np = self.numpy
        value = base**exponent
        return np.where(np.isnan(base) | np.isnan(exponent), np.nan, value)[()]

    def _number(self, value: Number) -> Any:
        try:
            number = float(value)
        except OverflowError:
            number = float("inf") if value > 0 else float("-inf")
        return self.numpy.complex128(number) if self.is_complex else self.numpy.float64(number)

    def _constant(self, name: str) -> Any:
        if name in ("True", "False"):
            return self.numpy.bool_(name == "True")
        if name == "I":
            return self.numpy.complex128(1j)
        return self._number(FLOAT.constant(name))

    def _select(self, children: tuple[int, ...], values: dict[int, Any], holes: dict[int, Any]) -> Any:
        conditions, chosen = [], []
        for place in range(0, len(children), 2):
            hole = holes.get(children[place + 1])
            if hole is not None:
                conditions.append(hole)
                chosen.append(self.numpy.nan)
            conditions.append(values[children[place + 1]])
            chosen.append(values[children[place]])
        return self.numpy.select(conditions, chosen, self.numpy.nan)[()]

    def _condition(
        self, op: int, children: tuple[int, ...], values: dict[int, Any], holes: dict[int, Any]
    ) -> tuple[Any, Any]:
        """Return where a condition holds, and where it is not defined (None: nowhere)."""
        np = self.numpy
        arguments = [values[child] for child in children]
        if not is_comparison(op):
            first, second = holes.get(children[0]), holes.get(children[-1])
            if op == NOT:
                return np.logical_not(arguments[0]), first
            if second is not None:  # looked at only where the left side does not decide
                second = second & (arguments[0] if op == AND else np.logical_not(arguments[0]))
            whole = second if first is None else first if second is None else first | second
            join = np.logical_and if op == AND else np.logical_or
            return join(*arguments), whole
        if is_ordering(op):
            arguments = [self._real(argument) for argument in arguments]
        missing = [np.isnan(a) for a, child in zip(arguments, children, strict=True) if self._varies(child)]
        hole = None if not missing else missing[0] if len(missing) == 1 else missing[0] | missing[1]
        return _COMPARISONS[op](*arguments), hole

    def _varies(self, node: int) -> bool:
        return self.graph.ops[node] not in (NUMBER, CONSTANT)

    def _real(self, value: Any) -> Any:
        """Return *value* as real numbers, NaN where it is not real."""
        if not self.numpy.iscomplexobj(value):
            return value
        return self.numpy.where(value.imag == 0, value.real, self.numpy.nan)[()]

    def _call(self, code: int, arguments: list[Any]) -> Any:
        row = row_of(code)
        if self.is_complex:
            for place in range(len(row.partials)):
                if row.numpy_real_only or is_order(row, place):
                    arguments[place] = self._real(arguments[place])
            if row.numpy_real_only and not row.partials:
                arguments = [self._real(argument) for argument in arguments]
        result = self.functions[code](*arguments)
        if self.is_complex:
            return result + 0j
        return self._real(result) if row.numpy_complex else result


def function_on_arrays(numpy: Any, code: int, is_complex: bool = False) -> Callable[..., Any]:
    """Return the function of *code* on arrays: NumPy's, SciPy's, or value by value symdiff's own.

    Raises SymdiffError where SciPy is needed and missing.
    """
    row, np = row_of(code), numpy
    if is_array_function(code):
        return function_of_arrays(np, row.name)
    if not is_native(code, is_complex) and (not row.numpy_real_only or row.definition):
        return _one_by_one(np, code, is_complex)
    native = resolved(row.numpy)
    if code in (MAX, MIN):
        return lambda first, *others: _folded(native, first, others)
    if row.numpy_partly and not is_complex:
        return _filled(np, native, _one_by_one(np, code, False))
    if not row.integers:
        return native

    def at_whole(order: Any, *others: Any) -> Any:
        whole = order == np.floor(order)
        value = native(np.where(whole, order, 0).astype(np.int64), *others)
        return np.where(whole, value, np.nan)[()]

    return at_whole


def _filled(numpy: Any, native: Callable[..., Any], slow: Callable[..., Any]) -> Callable[..., Any]:
    """Return a *native* function whose values are those of a *slow* one where it has none."""

    def filled(*arguments: Any) -> Any:
        values = native(*arguments)
        if not numpy.isnan(values).any():
            return values
        known, *others = numpy.broadcast_arrays(values, *arguments)
        result, missing = numpy.array(known), numpy.isnan(known) & numpy.isfinite(others).all(axis=0)
        if missing.any():
            result[missing] = slow(*[each[missing] for each in others])
        return result[()]

    return filled


def _one_by_one(numpy: Any, code: int, is_complex: bool) -> Callable[..., Any]:
    arithmetic = COMPLEX if is_complex else FLOAT
    return _one_at_a_time(numpy, partial(arithmetic.call, code), complex if is_complex else float)


def _one_at_a_time(numpy: Any, function: Callable[[Sequence[Any]], Any], kind: type) -> Callable[..., Any]:
    """Return what computes a function of numbers for each entry of arrays, NaN where it has no value."""
    check = (COMPLEX if kind is complex else FLOAT).check

    def at(*values: Any) -> Any:
        try:
            return check(function([kind(value) for value in values]))
        except (SymdiffError, ArithmeticError, ValueError, TypeError, NotImplementedError):
            return numpy.nan

    spread = numpy.vectorize(at, otypes=[kind])
    return lambda *values: spread(*values)[()]


def _folded(function: Callable[..., Any], result: Any, others: Sequence[Any]) -> Any:
    for other in others:
        result = function(result, other)
    return result


_OPERATIONS: Final[dict[int, Callable[[Any, Any], Any]]] = {
    ADD: operator.add, SUB: operator.sub, MUL: operator.mul, DIV: operator.truediv, POW: operator.pow,
}  # fmt: skip
_COMPARISONS: Final[dict[int, Callable[[Any, Any], Any]]] = {
    LT: lambda a, b: a < b,
    LE: lambda a, b: a <= b,
    GT: lambda a, b: a > b,
    GE: lambda a, b: a >= b,
    EQ: lambda a, b: a == b,
    NE: lambda a, b: a != b,
}

_SMALL: Final = "efF"
"""Letters of NumPy's float16, float32 and complex64: given back where no argument has more digits."""

__all__ = ["Arrays", "function_on_arrays", "library", "resolved", "vectorised"]
