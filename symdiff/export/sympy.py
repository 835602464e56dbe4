"""A snippet that makes the expression in SymPy; SymPy is not needed to write it.

>>> from symdiff.parser.formula import parse
>>> print(sympy_source(parse("x/3 + sin(x)^2")))
from sympy import sin, symbols
x = symbols('x', real=True)
result = x/3 + sin(x)**2
<BLANKLINE>
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from symdiff.arithmetic.lowering import lowered
from symdiff.errors import Unsupported
from symdiff.export.notation import ATOM_LEVEL, Notation, fresh_names, program
from symdiff.export.source import identifiers, integer_source
from symdiff.graph.binders import BY_SPELLING, spelled
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph, Number
from symdiff.graph.leaves import ENTRY, INTEGRAL, SUM
from symdiff.graph.tensors import refuse_arrays
from symdiff.table.functions import row_of
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
    POW,
    SYMBOL,
    UNKNOWN,
    is_function,
)
from symdiff.table.targets import head, is_template, written

_RELATIONS: Final = {
    LT: "Lt", LE: "Le", GT: "Gt", GE: "Ge", EQ: "Eq", NE: "Ne", AND: "And", OR: "Or", NOT: "Not",
}  # fmt: skip
_LONG: Final = 300
"""Size beyond which what is shared gets a name."""


def sympy_source(expr: Expr) -> str:
    """Return Python source that leaves the expression as a SymPy object in `result`.

    Numbers are exact (a float stays a float), symbols real. Cost: linear in nodes. Raises
    Unsupported for a function that SymPy lacks.

    >>> from symdiff.parser.formula import parse
    >>> print(sympy_source(parse("cbrt(a)")).splitlines()[-1])
    result = sign(a)*Abs(a)**Rational(1, 3)
    """
    refuse_arrays(expr, "SymPy's form")
    graph, [root] = lowered([expr], has)
    graph, [root] = spelled(graph, [root])
    below = graph.below([root])
    unknown = {graph.operator(node)[0] for node in below if graph.ops[node] == UNKNOWN}
    functions = sorted(unknown - BY_SPELLING.keys())
    notation = _SymPy(graph)
    # What is imported is known once all is written, and a symbol must not hide it: write twice.
    for _ in range(2):
        reserved = {"result", "symbols", "Symbol", "S", *notation.imported}
        notation.symbols = identifiers(graph.symbols([root]), reserved)
        notation.functions = identifiers(functions, {*reserved, *notation.symbols.values()})
        taken = {*reserved, *notation.symbols.values(), *notation.functions.values()}
        notation.given.clear()
        shared = graph.size(root) > _LONG
        assignments, [last] = program(notation, [root], fresh_names(taken), shared)
    if graph.ops[root] == NUMBER:
        last = notation.exact(last)
    lines = []
    for name, variable in notation.symbols.items():
        maker = "symbols" if name.isidentifier() else "Symbol"
        notation.imported.add(maker)
        lines.append(f"{variable} = {maker}({name!r}, real=True)")
    for name, variable in notation.functions.items():
        maker = "IndexedBase" if name.endswith(ENTRY) else "Function"
        notation.imported.add(maker)
        lines.append(f"{variable} = {maker}({name.removesuffix(ENTRY)!r})")
    lines += [f"{name} = {value}" for name, value in assignments]
    lines.append(f"result = {last}")
    imported = sorted(notation.imported)
    return "\n".join([f"from sympy import {', '.join(imported)}"] * bool(imported) + lines) + "\n"


def has(code: int) -> bool:
    """Return whether SymPy has the function of *code*."""
    return row_of(code).sympy != ""


class _SymPy(Notation):
    """Writes nodes as calls of SymPy; notes which names that takes."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph)
        self.imported: set[str] = set()
        self.symbols: dict[str, str] = {}
        self.functions: dict[str, str] = {}
        self.numbers = frozenset(node for node, op in enumerate(graph.ops) if op == NUMBER)

    def write(self, node: int, texts: dict[int, str]) -> str:
        graph, op = self.graph, self.graph.ops[node]
        children = graph.children[node]
        if op in (POW, DIV) and self.numbers.issuperset(children):
            first, second = self.arguments(node, texts)  # Python would compute this in floats
            return f"{self.exact(first)}{'**' if op == POW else '/'}{self.placed(op, 1, children[1], second)}"
        if op == UNKNOWN and any(graph.operator(node)[1]):
            name, orders = graph.operator(node)
            return self._derivative(f"{self.functions[name]}({{}})", orders, node, texts)
        if is_function(op) and row_of(op).derived >= 0:
            row = row_of(op)
            function = row_of(row.derived).sympy
            if not function:
                raise Unsupported(f"SymPy has no function {row_of(row.derived).name}")
            self.imported.add(head(function))
            called = function if is_template(function) else f"{function}({{}})"
            return self._derivative(called, row.orders, node, texts)
        return super().write(node, texts)

    def binder(self, kind: str, texts: list[str]) -> str:
        name = {INTEGRAL: "Integral", SUM: "Sum"}.get(kind, "Product")
        self.imported.add(name)
        return f"{name}({texts[0]}, ({', '.join(texts[1:])}))"

    def entry(self, name: str, place: str) -> str:
        return f"{self.functions[name + ENTRY]}[{place}]"

    def exact(self, text: str) -> str:
        """Return a number as SymPy's own."""
        self.imported.add("S")
        return f"S({text})"

    def level(self, node: int) -> int:
        op = self.graph.ops[node]
        if op in _RELATIONS or (op == NUMBER and isinstance(self.graph.value(node), Fraction)):
            return ATOM_LEVEL
        return super().level(node)

    def number(self, value: Number) -> str:
        if isinstance(value, Fraction):
            self.imported.add("Rational")
            return f"Rational({integer_source(value.numerator)}, {integer_source(value.denominator)})"
        return integer_source(value) if isinstance(value, int) else repr(value)

    def symbol(self, name: str) -> str:
        return self.symbols[name]

    def constant(self, name: str) -> str:
        if name not in ("True", "False"):
            self.imported.add(name)
        return name

    def operator(self, op: int, texts: list[str]) -> str:
        if op in _RELATIONS:
            self.imported.add(_RELATIONS[op])
            return f"{_RELATIONS[op]}({', '.join(texts)})"
        return super().operator(op, texts)

    def call(self, code: int, texts: list[str]) -> str:
        row = row_of(code)
        if not row.sympy:
            raise Unsupported(f"SymPy has no function {row.name}")
        self.imported.add(head(row.sympy))
        return written(row.sympy, texts)

    def piecewise(self, texts: list[str]) -> str:
        self.imported.add("Piecewise")
        return super().piecewise(texts)

    def unknown(self, name: str, orders: tuple[int, ...], texts: list[str]) -> str:
        return f"{self.functions[name]}({', '.join(texts)})"

    def _derivative(self, called: str, orders: tuple[int, ...], node: int, texts: dict[int, str]) -> str:
        """Write Derivative at symbols, and Subs of one at other arguments, of a function that is *called* so:
        with braces for all arguments, or numbers in braces for each."""
        graph, children = self.graph, self.graph.children[node]
        given = self.arguments(node, texts)
        self.imported.add("Derivative")
        plain = len(set(children)) == len(children) and all(graph.ops[c] == SYMBOL for c in children)
        if not plain:
            self.imported |= {"Dummy", "Subs"}
        places = range(len(given))
        names = given if plain else [f"Dummy('xi_{i}', real=True, dummy_index={i})" for i in places]
        by = [f"({variable}, {count})" for variable, count in zip(names, orders, strict=True) if count]
        function = called.format(*names) if "{0}" in called else called.format(", ".join(names))
        inner = f"Derivative({function}, {', '.join(by)})"
        if plain:
            return inner
        return f"Subs({inner}, ({', '.join(names)},), ({', '.join(given)},))"


__all__ = ["has", "sympy_source"]
