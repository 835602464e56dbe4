"""A Python function on nothing but `math`.

>>> from symdiff.parser.formula import parse
>>> print(python(parse("x**2 + sin(x)/x")))
import math
<BLANKLINE>
<BLANKLINE>
def f(x):
    \"""Return x**2 + sin(x)/x.
<BLANKLINE>
    Arguments: x (real numbers).
    Raises ValueError outside the domain, ZeroDivisionError at a division by 0, OverflowError where
    a value is too large for a float.
    \"""
    return x**2 + math.sin(x)/x
<BLANKLINE>
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from fractions import Fraction
from typing import Final

from symdiff.arithmetic.infinite import infinite, multiplied
from symdiff.arithmetic.lowering import arguments_of, listed, lowered, refuse_unknown
from symdiff.arithmetic.walk import is_complex
from symdiff.errors import Unsupported
from symdiff.export.notation import Notation, fresh_names
from symdiff.export.program import INLINE, NAMED, Step, structured
from symdiff.export.source import documentation, function_name, identifiers, integer_source
from symdiff.graph.binders import NAMES, bounds_of, taken_out
from symdiff.graph.bound import is_binder, is_over_letter
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph, Number
from symdiff.graph.tensors import refuse_arrays
from symdiff.table.functions import MAX, MIN, row_of
from symdiff.table.operators import CONSTANT, NUMBER, PIECEWISE, POW, is_ordering
from symdiff.table.targets import written

RESERVED: Final = ("math", "cmath", "mpmath", "scipy", "functools", "real", "large", "sum_of", "product_of")
_EXACT: Final = 1 << 53
"""Integers up to this size are floats exactly."""

REAL: Final = '''def real(value):
    """Return a number as a float. Raises ValueError where it is not real, but for rounding, and finite,
    OverflowError where it is too large."""
    if abs(value.imag) > 1e-14*abs(value.real) or not abs(value.real) < math.inf:
        raise ValueError("math domain error")
    if math.isinf(float(value.real)):
        raise OverflowError("math range error")
    return float(value.real)'''
SUM_OF: Final = '''def sum_of(term, first, last, *given):
    """Return the sum of a term for the whole numbers from first to last."""
    if first != math.floor(first) or last != math.floor(last):
        raise ValueError("a sum is over whole numbers")
    return math.fsum(term(k, *given) for k in range(int(first), int(last) + 1))'''
"""A sum, in Python."""
PRODUCT_OF: Final = '''def product_of(factor, first, last, *given):
    """Return the product of a factor for the whole numbers from first to last."""
    if first != math.floor(first) or last != math.floor(last):
        raise ValueError("a product is over whole numbers")
    return math.prod(factor(k, *given) for k in range(int(first), int(last) + 1))'''
"""A product, in Python."""
_LARGE: Final = '''def large(function, argument):
    """Return a value of a function, infinity where it is too large for a float."""
    try:
        return function(argument)
    except OverflowError:
        return math.inf'''


def python(
    expr: Expr | Sequence[Expr],
    name: str = "f",
    order: Sequence[str] = (),
    meant: Sequence[Expr] = (),
    remarks: Sequence[str] = (),
) -> str:
    """Return the source of a Python function of the symbols; of several expressions, one that returns
    a tuple and computes what they share once.

    Arguments are alphabetical, or in *order*. Its docstring quotes the expressions, or those that are
    *meant*, and has the *remarks*. The source imports `math`, or `cmath` where the
    expression is complex, and mpmath for functions that these lack.

    Domain: where the expression is defined; elsewhere the function raises ValueError (also where no
    branch of a Piecewise holds), ZeroDivisionError or OverflowError. A branch that is not taken is not
    computed. Cost: linear in nodes. Raises Unsupported for an unknown function, TooLarge where
    branches nest deeper than Python can indent.

    >>> from symdiff.parser.formula import parse
    >>> print(python(parse("Piecewise((sin(x)/x, x != 0), (1, True))")).splitlines()[-1])
        return math.sin(x)/x if x != 0 else 1
    """
    exprs = listed(expr)
    for each in exprs:
        refuse_arrays(each, "Python code on floats")
    complex_valued = any(is_complex(expr) for expr in exprs)
    field = "cmath" if complex_valued else "math"
    graph, roots = lowered(
        exprs,
        lambda code: code in (MAX, MIN) or getattr(row_of(code), field) != "",
        lambda _: not complex_valued,
        is_real=not complex_valued,
    )
    refuse_unknown(graph, graph.below(roots), but_binders=not complex_valued)
    if not complex_valued:
        graph, roots = multiplied(graph, roots)
    may_be_infinite = infinite(graph, roots) if not complex_valued else set()
    symbols = identifiers(arguments_of(exprs, order), {*RESERVED, function_name(name)})
    notation = Python(graph, symbols, complex_valued, may_be_infinite)
    body = body_of(notation, roots, {*symbols.values(), *RESERVED, name})
    kind = "real or complex numbers" if complex_valued else "real numbers"
    said = [
        "Raises ValueError outside the domain, ZeroDivisionError at a division by 0, OverflowError where "
        "a value is too large for a float."
    ]
    if complex_valued:
        said.append("Powers and functions have their principal values.")
    lines = [f"import {module}" for module in sorted(notation.modules)]
    for helper, text in (("large", _LARGE), ("real", REAL), ("sum_of", SUM_OF), ("product_of", PRODUCT_OF)):
        if helper in notation.used:
            lines += ["", "", text]
    lines += ["", ""] if lines else []
    lines += [f"def {name}({', '.join(symbols.values())}):"]
    lines += indented([*documentation(meant or exprs, symbols, kind, [*said, *remarks]), *body])
    return "\n".join(lines) + "\n"


def body_of(notation: Python, roots: list[int], taken: set[str]) -> list[str]:
    """Return the statements of the function, without their indentation."""
    graph = notation.graph
    made = structured(graph, roots)
    fresh = fresh_names(taken)
    code: dict[int, list[str]] = {}
    """Region → the statements that it has so far."""
    texts: dict[int, str] = {}
    uses: dict[int, int] = {}
    kept = set(roots)
    only = roots[0] if len(roots) == 1 else -1
    for step in made.steps:
        node = step.target
        uses[node] = step.uses
        if step.mode == INLINE:
            texts[node] = notation.write(node, texts)
        elif step.mode == NAMED:
            name = "" if node == only else fresh()
            lines = _statements(notation, step, texts, code, f"{name} = " if name else "return ")
            code.setdefault(step.region, []).extend(lines)
            notation.given[node] = name
        else:
            name = fresh()
            lines = code.pop(step.body, [])
            lines += _statements(notation, step, texts, code, "return ")
            notation.modules.add("functools")
            code.setdefault(step.region, []).extend(
                ["", "@functools.cache", f"def {name}():", *indented(lines), ""]
            )
            notation.given[node] = f"{name}()"
        for child in step.arguments:
            if uses[child] == 1 and child not in kept:
                texts.pop(child, None)
    lines = code.get(0, [])
    if only in notation.given:
        return lines
    values = [notation.given.get(root) or texts[root] for root in roots]
    if len(values) == 1:
        return [*lines, f"return {_unbracketed(graph, roots[0], values[0])}"]
    return [*lines, f"return ({', '.join(values)})"]


def _statements(
    notation: Python, step: Step, texts: dict[int, str], code: dict[int, list[str]], target: str
) -> list[str]:
    """Return statements that compute *step* and begin their last line with *target*."""
    node = step.target
    if not step.branches:
        return [target + _unbracketed(notation.graph, node, notation.write(node, texts))]
    lines: list[str] = []
    arguments = notation.arguments(node, texts)
    word = "if"
    for place, region in enumerate(step.branches):
        value, condition = arguments[2 * place : 2 * place + 2]
        block = [*code.pop(region, []), target + value]
        if condition == "True":
            return lines + (["else:", *indented(block)] if lines else block)
        lines += [f"{word} {condition}:", *indented(block)]
        word = "elif"
    return [*lines, "else:", '    raise ValueError("no branch of the piecewise function holds")']


def _unbracketed(graph: Graph, node: int, text: str) -> str:
    """Return the text of a node that stands alone, a conditional expression without its parentheses."""
    return text[1:-1] if graph.ops[node] == PIECEWISE and text[0] == "(" else text


def indented(lines: list[str]) -> list[str]:
    return [f"    {line}" if line else "" for line in lines]


class Python(Notation):
    """Writes nodes in Python; notes which modules and helpers that takes."""

    def __init__(
        self, graph: Graph, symbols: dict[str, str], is_complex: bool, may_be_infinite: Set[int] = frozenset()
    ) -> None:
        super().__init__(graph)
        self.symbols = symbols
        self.is_complex = is_complex
        self.may_be_infinite = may_be_infinite
        self.modules: set[str] = set()
        self.used: set[str] = set()

    def write(self, node: int, texts: dict[int, str]) -> str:
        op = self.graph.ops[node]
        if op == POW and not self.is_complex and not self._is_plain_power(*self.graph.children[node]):
            self.modules.add("math")
            return f"math.pow({', '.join(self.arguments(node, texts))})"
        if is_binder(self.graph, node):
            return self.definite(node, self.arguments(node, texts))
        if node in self.may_be_infinite:
            self.modules.add("math")
            self.used.add("large")
            return f"large(math.{row_of(op).math}, {self.arguments(node, texts)[0]})"
        return super().write(node, texts)

    def definite(self, node: int, texts: list[str]) -> str:
        """Return the call of SciPy's quadrature for an integral whose arguments have *texts*; that of
        `SUM_OF` for a sum, of `PRODUCT_OF` for a product."""
        inside, names = self.integrand(node)
        text = self.graph.operator(node)[0]
        if is_over_letter(text):
            name = NAMES[text[0]]
            if any(bounds_of(text)):
                raise Unsupported(f"a {name} without end is not written in Python")
            self.modules.add("math")
            self.used.add(f"{name}_of")
            return f"{name}_of({', '.join([inside, *texts])})"
        self.modules.add("scipy.integrate")
        lower, upper = self.ends(node, texts)
        given = f", args=({', '.join(texts[2:])},)" if names else ""
        return f"scipy.integrate.quad({inside}, {lower}, {upper}{given})[0]"

    def ends(self, node: int, texts: list[str]) -> list[str]:
        """Return the bounds of an integral, infinite ones as Python writes them."""
        found = []
        for end, text in zip(bounds_of(self.graph.operator(node)[0]), texts[:2], strict=True):
            if end:
                self.modules.add("math")
            found.append({"+": "math.inf", "-": "-math.inf"}.get(end, text))
        return found

    def integrand(self, node: int) -> tuple[str, list[str]]:
        """Return what is integrated or summed as a lambda of its letter and of its free symbols, and their
        names there.

        Raises Unsupported where it has branches none of which may hold, or functions that it lacks.
        """
        alone, root, letter, names = taken_out(self.graph, node)
        graph, [root] = lowered(
            [Expr(alone, root)], lambda code: code in (MAX, MIN) or row_of(code).math != "", is_real=True
        )
        order = graph.below([root])
        refuse_unknown(graph, order, but_binders=True)
        for each in order:
            if graph.ops[each] == PIECEWISE and graph.names.get(graph.children[each][-1]) != "True":
                raise Unsupported(
                    "branches none of which may hold are not written in Python inside of an integral"
                )
        symbols = identifiers([alone.names[letter]], RESERVED)
        plain = [f"p{place}" for place in range(len(names))]
        inner = Python(
            graph, {**symbols, **dict(zip(names, plain, strict=True))}, False, infinite(graph, [root])
        )
        text = inner.texts(order)[root]
        self.modules |= inner.modules
        self.used |= inner.used
        return f"lambda {', '.join([*symbols.values(), *plain])}: {text}", plain

    def _is_plain_power(self, base: int, exponent: int) -> bool:
        """Return whether Python's ** raises, or returns the real value, where `math.pow` does."""
        graph = self.graph
        if graph.ops[base] == CONSTANT:
            return True
        if graph.ops[base] == NUMBER and graph.value(base) >= 0:
            return True
        return graph.ops[exponent] == NUMBER and graph.value(exponent) % 1 == 0

    def number(self, value: Number) -> str:
        if isinstance(value, float):
            return repr(value)
        if isinstance(value, Fraction):
            if max(abs(value.numerator), value.denominator) <= _EXACT:
                return f"{value.numerator}/{value.denominator}"
            try:
                return repr(float(value))
            except OverflowError:
                return f"({integer_source(value.numerator)}/{integer_source(value.denominator)})"
        return integer_source(value)

    def symbol(self, name: str) -> str:
        return self.symbols[name]

    def constant(self, name: str) -> str:
        if name == "I":
            return "1j"
        if name in ("True", "False"):
            return name
        self.modules.add("math")
        return {"pi": "math.pi", "E": "math.e", "oo": "math.inf"}[name]

    def placed(self, op: int, place: int, child: int, text: str) -> str:
        ordered = self.is_complex and is_ordering(op)
        if ordered and self.graph.ops[child] not in (NUMBER, CONSTANT):
            return self._real(text)
        return super().placed(op, place, child, text)

    def _real(self, text: str) -> str:
        self.used.add("real")
        self.modules.add("math")
        return f"real({text})"

    def call(self, code: int, texts: list[str]) -> str:
        row = row_of(code)
        arguments = ", ".join(texts)
        if code in (MAX, MIN):
            if self.is_complex:
                texts = [self._real(text) for text in texts]
            return f"{'max' if code == MAX else 'min'}({', '.join(texts)})" if len(texts) > 1 else texts[0]
        if self.is_complex and row.cmath:
            self.modules.add("cmath")
            return f"cmath.{row.cmath}({arguments})"
        if row.math and not self.is_complex:
            self.modules.add("math")
            call = f"math.{row.math}({arguments})"
            # math.floor and math.ceil return integers, whose powers know no bound
            return f"float({call})" if row.integer_valued else call
        if not row.mpmath:
            raise Unsupported(f"{row.name} is neither in Python's math nor in mpmath")
        self.modules.add("mpmath")
        call = written(row.mpmath, texts, "mpmath.")
        return f"complex({call})" if self.is_complex else self._real(call)

    def piecewise(self, texts: list[str]) -> str:
        """Write a conditional expression; a Piecewise that always has a value comes here."""
        result = texts[-2]
        for place in range(len(texts) - 4, -2, -2):
            result = f"{texts[place]} if {texts[place + 1]} else {result}"
        return f"({result})"


def python_writer(graph: Graph) -> Python:
    """Return what writes nodes of *graph* for Python's math, one number after the other."""
    return Python(graph, {}, False)


__all__ = ["REAL", "RESERVED", "Python", "body_of", "indented", "python", "python_writer"]
