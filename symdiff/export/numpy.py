"""A Python function of NumPy arrays.

>>> from symdiff.parser.formula import parse
>>> print(numpy_source(parse("x*exp(-x)")))
import numpy as np
<BLANKLINE>
<BLANKLINE>
def f(x):
    \"""Return x*exp(-x).
<BLANKLINE>
    Arguments: x (arrays or numbers, broadcast together).
    NaN outside the domain.
    \"""
    x = np.asarray(x)*1.0
    return x*np.exp(-x)
<BLANKLINE>
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from symdiff.arithmetic.arrays import hides_nan, is_native
from symdiff.arithmetic.lowering import arguments_of, listed, lowered, refuse_unknown
from symdiff.arithmetic.walk import is_complex
from symdiff.errors import Unsupported
from symdiff.export.notation import ATOM_LEVEL, Notation, fresh_names, program
from symdiff.export.python import PRODUCT_OF, SUM_OF, python_writer
from symdiff.export.source import documentation, function_name, identifiers
from symdiff.graph.bound import is_binder
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph, Number
from symdiff.table.derivatives import is_order
from symdiff.table.functions import MAX, MIN, row_of
from symdiff.table.operators import (
    AND,
    CONSTANT,
    DIV,
    NOT,
    NUMBER,
    OR,
    PIECEWISE,
    POW,
    SYMBOL,
    is_arithmetic,
    is_comparison,
    is_condition,
    is_function,
    is_ordering,
)
from symdiff.table.targets import is_template, written

_RESERVED: Final = (
    "np", "math", "scipy", "mpmath", "one_by_one", "filled", "at_whole", "real", "sum_of",
    "product_of",
)  # fmt: skip
_EXACT: Final = 1 << 53

_HELPERS: Final = {
    "sum_of": SUM_OF,
    "product_of": PRODUCT_OF,
    "real": '''def real(value):
    """Return numbers as real ones, NaN where they are not real."""
    return np.where(np.imag(value) == 0, np.real(value), np.nan)[()]''',
    "at_whole": '''def at_whole(function, order, *arguments):
    """Return a function whose order is whole, NaN for other orders."""
    whole = np.equal(order, np.floor(order))
    values = function(np.where(whole, order, 0).astype(int), *arguments)
    return np.where(whole, values, np.nan)[()]''',
    "power": '''def power(base, exponent):
    """Return a power, NaN where its base or its exponent is: 1**NaN and NaN**0 are 1 to NumPy."""
    return np.where(np.isnan(base) | np.isnan(exponent), np.nan, base**exponent)[()]''',
    "filled": '''def filled(values, function, *arguments):
    """Return values, and where they are NaN those of another function, one by one."""
    if not np.isnan(values).any():
        return values
    known, *arguments = np.broadcast_arrays(values, *arguments)
    result, missing = np.array(known), np.isnan(known) & np.isfinite(arguments).all(axis=0)
    if missing.any():
        result[missing] = one_by_one(function, *[each[missing] for each in arguments])
    return result[()]''',
    "one_by_one": '''def one_by_one(function, *arguments):
    """Return a function of mpmath on arrays, NaN where it has no value."""
    is_complex = any(np.iscomplexobj(argument) for argument in arguments)

    def at(*values):
        try:
            value = function(*[complex(v) if np.iscomplexobj(v) else float(v) for v in values])
        except (ArithmeticError, ValueError, TypeError, NotImplementedError):
            return np.nan
        if is_complex:
            return complex(value)
        return float(value.real) if abs(value.imag) <= 1e-14*abs(value.real) else np.nan

    return np.vectorize(at, otypes=[complex if is_complex else float])(*arguments)[()]''',
}


def numpy_source(
    expr: Expr | Sequence[Expr],
    name: str = "f",
    order: Sequence[str] = (),
    meant: Sequence[Expr] = (),
    remarks: Sequence[str] = (),
) -> str:
    """Return the source of a function of arrays of the symbols; of several expressions, one that
    returns a tuple and computes what they share once.

    Arguments are alphabetical, or in *order*. Its docstring quotes the expressions, or those that are
    *meant*, and has the *remarks*. The source imports NumPy, and SciPy or mpmath for
    functions that NumPy lacks.

    Shape: arguments broadcast together, and each result has their shape; a scalar for scalars.
    Domain: NaN where the expression is not defined, where no branch of a Piecewise holds, and where a
    condition depends on a NaN. A branch that is not taken makes neither NaN nor a warning.
    Cost: linear in nodes. Raises Unsupported for an unknown function.

    >>> from symdiff.parser.formula import parse
    >>> print(numpy_source(parse("Piecewise((1/x, y > 0), (0, True))")).splitlines()[-1].strip())
    return np.select([np.isnan(y), y > 0], [np.nan, 1/x], 0.0)[()]
    """
    exprs = listed(expr)
    if any(each.graph.uses_arrays(each.node) for each in exprs):
        from symdiff.export.einsum import source_of

        return source_of(exprs, name, order)
    complex_valued = any(is_complex(expr) for expr in exprs)
    is_real = not complex_valued
    graph, roots = lowered(
        exprs, lambda code: is_native(code, complex_valued), is_real=is_real, is_guarded=is_real
    )
    refuse_unknown(graph, graph.below(roots), but_binders=is_real)
    names = arguments_of(exprs, order)
    symbols = identifiers(names, {*_RESERVED, function_name(name)})
    notation = _NumPy(graph, symbols, complex_valued)
    fresh = fresh_names({*symbols.values(), *_RESERVED, name})
    branches = any(graph.ops[node] == PIECEWISE for node in graph.below(roots))
    assignments, texts = program(notation, roots, fresh, always=notation.compared(roots))
    complete = _complete(graph, roots, names)
    results = [
        _result(notation, root, text, root in complete) for root, text in zip(roots, texts, strict=True)
    ]
    body = [f"{target} = {value}" for target, value in assignments]
    body.append(f"return {results[0] if len(results) == 1 else '(' + ', '.join(results) + ')'}")
    if branches:
        body = ['with np.errstate(all="ignore"):', *[f"    {line}" for line in body]]
    if any(result.startswith("np.full(shape, ") for result in results):
        shapes = ", ".join([f"np.shape({argument})" for argument in symbols.values()])
        body.insert(0, f"shape = np.broadcast_shapes({shapes})")
    as_float = " + 0j" if complex_valued else "*1.0"
    body = [*[f"{argument} = np.asarray({argument}){as_float}" for argument in symbols.values()], *body]
    lines = [f"import {module}" for module in sorted({"numpy as np", *notation.modules})]
    for helper in sorted(notation.used):
        lines += ["", "", _HELPERS[helper]]
    lines += ["", "", f"def {name}({', '.join(symbols.values())}):"]
    said = ["NaN outside the domain."]
    if complex_valued:
        said.append("Powers and functions have their principal values.")
    said += remarks
    documented = documentation(meant or exprs, symbols, "arrays or numbers, broadcast together", said)
    lines += [f"    {line}" if line else "" for line in [*documented, *body]]
    return "\n".join(lines) + "\n"


def _complete(graph: Graph, roots: list[int], names: list[str]) -> set[int]:
    """Return those of *roots* that depend on all of *names*, so that they have the shape of all."""
    bits = {name: 1 << place for place, name in enumerate(names)}
    below: dict[int, int] = {}
    for node in graph.below(roots):
        below[node] = bits[graph.name(node)] if graph.ops[node] == SYMBOL else 0
        for child in graph.children[node]:
            below[node] |= below[child]
    return {root for root in roots if below[root] == (1 << len(names)) - 1}


def _result(notation: _NumPy, root: int, text: str, complete: bool) -> str:
    """Return the text of a result, of the shape that all arguments have together."""
    if not notation.symbols:
        return notation.loose(root, text)
    if not complete:
        return f"np.full(shape, {notation.loose(root, text)})[()]"
    return f"{text}[()]" if notation.graph.ops[root] == PIECEWISE and root not in notation.given else text


class _NumPy(Notation):
    """Writes nodes for NumPy; notes which modules and helpers that takes."""

    def __init__(self, graph: Graph, symbols: dict[str, str], is_complex: bool) -> None:
        super().__init__(graph)
        self.symbols = symbols
        self.is_complex = is_complex
        self.modules: set[str] = set()
        self.used: set[str] = set()
        self.bare: set[int] = set()
        """Nodes whose text is a number of Python's own."""
        self.nans: dict[int, dict[str, None]] = {}
        """Condition → the arguments of the function that it compares."""
        self.holes: dict[int, str] = {}
        """Condition → where a computed value makes it undefined."""

    def compared(self, roots: list[int]) -> set[int]:
        """Return the computed values that conditions of branches compare: each is written twice."""
        graph, order = self.graph, self.graph.below(roots)
        conditions = {c for i in order if graph.ops[i] == PIECEWISE for c in graph.children[i][1::2]}
        return {
            child
            for node in graph.below(conditions)
            if is_comparison(graph.ops[node])
            for child in graph.children[node]
            if graph.children[child]
        }

    def write(self, node: int, texts: dict[int, str]) -> str:
        graph, op = self.graph, self.graph.ops[node]
        children = graph.children[node]
        if not children:
            if op in (NUMBER, CONSTANT):
                self.bare.add(node)
            return super().write(node, texts)
        plain = self.arguments(node, texts)
        if hides_nan(graph, node):
            self.used.add("power")
            return f"power({', '.join([self.loose(c, t) for c, t in zip(children, plain, strict=True)])})"
        if op in (POW, DIV) and self._is_risky(op, children):
            sign = "**" if op == POW else "/"
            number = "np.complex128" if self.is_complex else "np.float64"
            return f"{number}({plain[0]}){sign}{self.placed(op, 1, children[1], plain[1])}"
        if is_arithmetic(op) and op != POW and self.bare.issuperset(children):
            self.bare.add(node)
        if is_binder(graph, node):
            return self._integral(node, plain)
        if is_condition(op):
            return self._condition(node, op, children, plain)
        if op == PIECEWISE:
            return self._select(children, plain)
        if is_function(op):
            return self._call(op, children, [self.loose(c, t) for c, t in zip(children, plain, strict=True)])
        return super().write(node, texts)

    def _integral(self, node: int, texts: list[str]) -> str:
        """Return the call of SciPy's quadrature, one point after the other."""
        single = python_writer(self.graph)
        names = [f"v{place}" for place in range(len(texts))]
        called = single.definite(node, names)
        self.modules |= single.modules
        self.used |= {"one_by_one", *single.used}
        return f"one_by_one(lambda {', '.join(names)}: {called}, {', '.join(texts)})"

    def _is_risky(self, op: int, children: tuple[int, ...]) -> bool:
        """Return whether Python, left to itself, raises where NumPy's numbers give NaN or infinity, or
        has another value where they are complex."""
        base, other = children
        if op == POW:
            return base in self.bare and (other in self.bare or self.is_complex)
        divisor = self.graph.ops[other]
        safe = divisor == CONSTANT or (divisor == NUMBER and self.graph.value(other) != 0)
        return base in self.bare and other in self.bare and not safe

    def loose(self, node: int, text: str) -> str:
        """Return the text of an argument or result so that it is of NumPy's kind of numbers."""
        if self.is_complex:
            return f"({text} + 0j)" if node in self.bare else text
        if self.graph.ops[node] == NUMBER and node not in self.given:
            return f"{text}.0" if text.lstrip("-").isdigit() else text
        return text

    def number(self, value: Number) -> str:
        if isinstance(value, int) and abs(value) <= _EXACT:
            return str(value)
        if isinstance(value, Fraction) and max(abs(value.numerator), value.denominator) <= _EXACT:
            return f"{value.numerator}/{value.denominator}"
        try:
            return repr(float(value))
        except OverflowError:
            return "np.inf" if value > 0 else "-np.inf"

    def symbol(self, name: str) -> str:
        return self.symbols[name]

    def constant(self, name: str) -> str:
        return {"pi": "np.pi", "E": "np.e", "oo": "np.inf", "I": "1j"}.get(name, name)

    def level(self, node: int) -> int:
        op = self.graph.ops[node]
        if op in (AND, OR, NOT) or hides_nan(self.graph, node):  # written as calls
            return ATOM_LEVEL
        return super().level(node)

    def _condition(self, node: int, op: int, children: tuple[int, ...], plain: list[str]) -> str:
        nans: dict[str, None] = {}
        if not is_comparison(op):
            for child in children:
                nans |= self.nans.get(child, {})
            holes = [self.holes.get(child, "") for child in children]
            if op != NOT and holes[1]:
                other = plain[0] if op == AND else f"np.logical_not({plain[0]})"
                holes[1] = f"np.logical_and({other}, {holes[1]})"
            self.nans[node] = nans
            self._hole(node, holes)
            if op == NOT:
                return f"np.logical_not({plain[0]})"
            return f"np.logical_{'and' if op == AND else 'or'}({plain[0]}, {plain[1]})"
        operands = []
        holes = []
        for place, (child, text) in enumerate(zip(children, plain, strict=True)):
            kind = self.graph.ops[child]
            if is_ordering(op) and self.is_complex and kind not in (NUMBER, CONSTANT):
                self.used.add("real")
                text = f"real({text})"
                holes.append(f"np.isnan({text})")
            elif kind == SYMBOL:
                nans[text] = None
            elif kind not in (NUMBER, CONSTANT):
                holes.append(f"np.isnan({text})")
            operands.append(text if text.startswith("real(") else self.placed(op, place, child, text))
        self.nans[node] = nans
        self._hole(node, holes)
        text = super().operator(op, operands)
        return f"np.bool_({text})" if self.bare.issuperset(children) else text

    def _hole(self, node: int, holes: list[str]) -> None:
        known = [hole for hole in holes if hole]
        if known:
            self.holes[node] = known[0] if len(known) == 1 else f"np.logical_or({known[0]}, {known[1]})"

    def _select(self, children: tuple[int, ...], plain: list[str]) -> str:
        conditions: list[str] = []
        values: list[str] = []
        names: dict[str, None] = {}
        default = "np.nan"
        for place in range(0, len(children), 2):
            value = self.loose(children[place], plain[place])
            condition = children[place + 1]
            for name in self.nans.get(condition, {}):
                if name not in names:
                    names[name] = None
                    conditions.append(f"np.isnan({name})")
                    values.append("np.nan")
            if condition in self.holes:
                conditions.append(self.holes[condition])
                values.append("np.nan")
            if plain[place + 1] == "True":
                default = value
                break
            conditions.append(plain[place + 1])
            values.append(value)
        if not conditions:
            number = "np.complex128" if self.is_complex else "np.float64"
            return f"{number}({default})" if children[0] in self.bare else f"({default})"
        return f"np.select([{', '.join(conditions)}], [{', '.join(values)}], {default})"

    def _call(self, code: int, children: tuple[int, ...], texts: list[str]) -> str:
        row = row_of(code)
        native = is_native(code, self.is_complex) or (row.numpy_real_only and not row.definition)
        if self.is_complex:
            for place in range(len(texts)):
                if row.numpy_real_only or is_order(row, place):
                    texts[place] = self._real(children[place], texts[place])
        arguments = ", ".join(texts)
        qualified, _, which = row.numpy.rstrip("]").partition("[")
        function = qualified.replace("numpy.", "np.")
        if native and qualified.startswith("scipy."):
            self.modules.add(qualified.rpartition(".")[0])
        if not native:
            text = self._borrowed(code, texts)
        elif code in (MAX, MIN):
            text = texts[0]
            for other in texts[1:]:
                text = f"{function}({text}, {other})"
        elif row.integers:
            if self._is_whole(children[0]):
                text = f"{function}({self.number(self.graph.value(children[0]))}, {', '.join(texts[1:])})"
            else:
                self.used.add("at_whole")
                text = f"at_whole({function}, {arguments})"
        else:
            text = f"{function}({arguments}){f'[{which}]' if which else ''}"
            if row.numpy_partly and not self.is_complex:
                self.modules.add("mpmath")
                self.used |= {"filled", "one_by_one"}
                text = f"filled({text}, {_single(row.mpmath, len(texts))}, {arguments})"
        if row.numpy_complex and not self.is_complex:
            self.used.add("real")
            return f"real({text})"
        real_valued = not row.holomorphic or row.numpy_real_only
        return f"({text} + 0j)" if self.is_complex and real_valued else text

    def _real(self, node: int, text: str) -> str:
        if self.graph.ops[node] == NUMBER and node not in self.given:
            text = self.number(self.graph.value(node))
            return f"{text}.0" if text.lstrip("-").isdigit() else text
        self.used.add("real")
        return f"real({text})"

    def _is_whole(self, node: int) -> bool:
        return self.graph.ops[node] == NUMBER and isinstance(self.graph.value(node), int)

    def _borrowed(self, code: int, texts: list[str]) -> str:
        row = row_of(code)
        if not row.mpmath:
            raise Unsupported(f"{row.name} is neither in NumPy nor in SciPy nor in mpmath")
        self.modules.add("mpmath")
        self.used.add("one_by_one")
        return f"one_by_one({_single(row.mpmath, len(texts))}, {', '.join(texts)})"


def _single(form: str, count: int) -> str:
    """Return the text of a function of mpmath that a row has in this form."""
    if not is_template(form):
        return f"mpmath.{form}"
    names = [f"v{place}" for place in range(count)]
    return f"lambda {', '.join(names)}: {written(form, names, 'mpmath.')}"


__all__ = ["numpy_source"]
