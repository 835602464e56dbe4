"""Formulas as one straight program: values, each an operation on values before it.

Equal operations are one value, `a + b` and `b + a`, too. Powers with whole exponents are products, halves
are roots. What is divided by several times is inverted once. A part without symbols is one number, rounded
once. A `Piecewise` is a choice between values: all branches are computed, and NaN is chosen where a condition
depends on a NaN or no branch holds.

>>> from symdiff.parser.formula import parse
>>> made = program([parse("x**5/(1 + y)"), parse("2/(y + 1)")], ["x", "y"], has=lambda code: True)
>>> print(made)
v0 = x
v1 = v0*v0
v2 = v1*v1
v3 = v0*v2
v4 = 1
v5 = y
v6 = v4 + v5
v7 = v4/v6
v8 = v3*v7
v9 = 2
v10 = v7*v9
return v8, v10
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from symdiff.arithmetic.lowering import lowered, refuse_unknown
from symdiff.arithmetic.multiprecision import Vast
from symdiff.arithmetic.walk import has_complex, walk
from symdiff.errors import SymdiffError, Unsupported
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph, Number
from symdiff.table.functions import EXP, MAX, MIN, SQRT, code_of, row_of
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
    is_comparison,
    is_condition,
    is_function,
)

INPUT: Final = "input"
"""A symbol; `data` is its name."""
CONST: Final = "number"
"""`data` is exact (an int, a Fraction) or a float that was rounded once."""
CALL: Final = "call"
"""A function of the table; `data` is its code."""
POWER: Final = "power"
"""A power that is no product and no root."""
SELECT: Final = "select"
"""The second argument where the first, a truth, holds; else the third."""
TRUTH: Final = "truth"
"""`data` is True or False."""
BINARY: Final = {ADD: "+", SUB: "-", MUL: "*", DIV: "/"}
COMPARED: Final = {LT: "<", LE: "<=", GT: ">", GE: ">=", EQ: "==", NE: "!="}
NEGATED: Final = "neg"
BOTH: Final = "and"
EITHER: Final = "or"
NEITHER: Final = "not"

_OVERFLOWING: Final = frozenset((code_of("softplus", 1), code_of("erfcx", 1)))
"""Functions whose value is wrong where a step of their definition is infinite; 1/(1 + oo) is right."""
_PRODUCTS: Final = 64
"""Whole exponents up to which a power is written as products."""
_HALVES: Final = 16
_DIGITS: Final = 40
"""Digits in which constants are computed before they are rounded."""


class Operation(NamedTuple):
    """How one value comes about: `kind` is a constant of this module or a sign, `arguments` are values."""

    kind: str
    arguments: tuple[int, ...] = ()
    data: Number | str | None = None


from_fields: Final = tuple.__new__
"""Makes an Operation of its three fields, in a third of the time: programs have many thousands."""


class Program(NamedTuple):
    """What computes *outputs* from *inputs*: value number k is `operations[k]`."""

    inputs: tuple[str, ...]
    operations: list[Operation]
    outputs: tuple[int, ...]

    def __str__(self) -> str:
        lines = [f"v{place} = {_shown(operation)}" for place, operation in enumerate(self.operations)]
        return "\n".join([*lines, f"return {', '.join([f'v{value}' for value in self.outputs])}"])

    def places(self) -> dict[str, int]:
        """Return the place of each input."""
        return {name: place for place, name in enumerate(self.inputs)}

    def uses(self) -> list[int]:
        """Return how often each value is an argument or an output."""
        found = [0] * len(self.operations)
        for operation in self.operations:
            for value in operation.arguments:
                found[value] += 1
        for value in self.outputs:
            found[value] += 1
        return found


def program(
    exprs: Sequence[Expr], inputs: Sequence[str], has: Callable[[int], bool], inverted: bool = True
) -> Program:
    """Return the program of *exprs* for a target that has the functions of which *has* is true.

    *inverted*: a value that is divided by several times is inverted once, and multiplied by, which rounds
    once more. Cost: linear in nodes. Raises Unsupported for an unknown function, for complex numbers, and for
    functions that the target lacks where the table has no definition.
    """
    graph, roots = lowered(exprs, has, lambda code: code in _OVERFLOWING, is_real=True, is_guarded=True)
    order = graph.below(roots)
    refuse_unknown(graph, order)
    if has_complex(graph, roots):
        raise Unsupported("complex numbers are not compiled", hint="write it in real and imaginary parts")
    for op in {graph.ops[node] for node in order}:
        if is_function(op) and not has(op):
            raise Unsupported(
                f"{row_of(op).name} cannot be computed here", hint="the target has no such function"
            )
    maker = _Maker(graph)
    maker.run(roots)
    outputs = tuple([maker.made[root] for root in roots])
    if inverted:
        maker, outputs = _with_inverses(maker, outputs)
    return _kept(tuple(inputs), maker.operations, outputs)


class _Maker:
    """Writes the nodes of a graph as operations, each once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.operations: list[Operation] = []
        self.made: dict[int, int] = {}
        """A node → its value."""
        self.holes: dict[int, int] = {}
        """A condition → the truth that it depends on a NaN."""
        self._known: dict[tuple[str, tuple[int, ...], Number | str | None], int] = {}
        self.powers: dict[int, tuple[int, int]] = {}
        """A product that is a power → its base and its exponent."""
        self._constant: dict[int, bool] = {}

    # Values ---------------------------------------------------------------------------------

    def add(self, kind: str, *arguments: int, data: Number | str | None = None) -> int:
        """Return the value of an operation, the one there is where it was met before."""
        if kind in ("+", "*", "==", "!=") and arguments[0] > arguments[1]:
            arguments = (arguments[1], arguments[0])
        # 1 and 1.0 are the same number; -0.0 is not 0.
        wanted = kind, arguments, str(data) if isinstance(data, float) and data == 0 else data
        known = self._known.get(wanted)
        if known is None:
            known = self._known[wanted] = len(self.operations)
            self.operations.append(from_fields(Operation, (kind, arguments, data)))
        return known

    def number(self, value: Number) -> int:
        return self.add(CONST, data=value)

    # The sweep ------------------------------------------------------------------------------

    def run(self, roots: Sequence[int]) -> None:
        """Make all that *roots* need, one root after the other, each argument as late as can be."""
        graph = self.graph
        order = graph.below(roots)
        for node in order:
            self._constant[node] = graph.ops[node] != SYMBOL and all(
                self._constant[child] for child in graph.children[node]
            )
        pending = list(reversed(roots))
        while pending:
            node = pending[-1]
            if node in self.made:
                pending.pop()
                continue
            missing = [] if self._is_number(node) else [c for c in graph.children[node] if c not in self.made]
            if missing:
                pending += reversed(missing)
                continue
            pending.pop()
            self.made[node] = self._made(node)

    def _is_number(self, node: int) -> bool:
        return self._constant[node] and not is_condition(self.graph.ops[node])

    def _made(self, node: int) -> int:
        graph = self.graph
        op, children = graph.ops[node], graph.children[node]
        if op == SYMBOL:
            return self.add(INPUT, data=graph.name(node))
        if op == CONSTANT and graph.name(node) in ("True", "False"):
            return self.add(TRUTH, data=int(graph.name(node) == "True"))
        if self._is_number(node):
            return self.number(_value_of(graph, node))
        values = [self.made[child] for child in children]
        if op == DIV:
            return self.quotient(*values)
        if op in BINARY:
            return self.add(BINARY[op], *values)
        if op == NEG:
            return self.add(NEGATED, values[0])
        if op == POW:
            return self._power(children, values[0], values[1])
        if op == PIECEWISE:
            return self._choice(children, values)
        if is_condition(op):
            return self._condition(node, op, children, values)
        if op == MAX or op == MIN:
            value = values[0]
            for other in values[1:]:
                value = self.add(CALL, value, other, data=op)
            return value
        return self.add(CALL, *values, data=op)

    # Powers and quotients ---------------------------------------------------------------------

    def quotient(self, above: int, below: int) -> int:
        number = self.operations[below].data
        if self.operations[below].kind == CONST and _has_exact_inverse(number):
            assert isinstance(number, int | Fraction)
            return self.add("*", above, self.number(1 / Fraction(number)))
        return self.add("/", above, below)

    def product(self, base: int, exponent: int) -> int:
        """Return a power with a positive whole exponent, by squaring."""
        result, square, rest, done, step = -1, base, exponent, 0, 1
        while True:
            if rest & 1:
                result = square if result < 0 else self.add("*", result, square)
                done += step
                self.powers.setdefault(result, (base, done))
            rest >>= 1
            if not rest:
                return result
            square = self.add("*", square, square)
            step *= 2
            self.powers.setdefault(square, (base, step))

    def _power(self, children: tuple[int, ...], base: int, exponent: int) -> int:
        value = self.graph.numbers.get(children[1])
        if isinstance(value, float) and value == int(value):
            value = int(value)
        if isinstance(value, float) and 2 * value == int(2 * value):
            value = Fraction(value)
        found = -1
        if isinstance(value, int) and 0 < abs(value) <= _PRODUCTS:
            found = self.product(base, abs(value))
        elif isinstance(value, Fraction) and value.denominator == 2 and abs(value) <= _HALVES:
            found = self.add(CALL, base, data=SQRT)
            if abs(value) > 1:
                found = self.add("*", self.product(base, abs(value.numerator) // 2), found)
        elif self.operations[base].kind == CONST and self.operations[base].data == math.e:
            return self.add(CALL, exponent, data=EXP)
        else:
            return self.add(POWER, base, exponent)
        assert value is not None
        return found if value > 0 else self.add("/", self.number(1), found)

    # Conditions -------------------------------------------------------------------------------

    def _hole(self, *holes: int) -> int:
        """Return the truth that one of *holes* is one; -1 stands for none."""
        found = -1
        for hole in holes:
            if hole >= 0:
                found = hole if found < 0 else self.add(EITHER, found, hole)
        return found

    def _condition(self, node: int, op: int, children: tuple[int, ...], values: list[int]) -> int:
        if is_comparison(op):
            holes = [
                self.add("!=", value, value)
                for child, value in zip(children, values, strict=True)
                if not self._constant[child]
            ]
            self.holes[node] = self._hole(*holes)
            return self.add(COMPARED[op], *values)
        holes = [self.holes.get(child, -1) for child in children]
        if op == NOT:
            self.holes[node] = holes[0]
            return self.add(NEITHER, values[0])
        if holes[1] >= 0:  # looked at only where the left side does not decide
            open_ = values[0] if op == AND else self.add(NEITHER, values[0])
            holes[1] = self.add(BOTH, open_, holes[1])
        self.holes[node] = self._hole(*holes)
        return self.add(BOTH if op == AND else EITHER, *values)

    def _choice(self, children: tuple[int, ...], values: list[int]) -> int:
        found = -1
        holes = [self.holes.get(condition, -1) for condition in children[1::2]]
        for place in range(len(children) - 2, -1, -2):
            value, condition = values[place], values[place + 1]
            test = self.operations[condition]
            if test.kind == TRUTH and test.data:
                found = value
                continue
            if found < 0:
                found = self.number(math.nan)
            if test.kind != TRUTH:
                found = self.add(SELECT, condition, value, found)
            hole = holes[place // 2]
            if hole >= 0 and hole not in holes[: place // 2]:  # else it is asked before
                found = self.add(SELECT, hole, self.number(math.nan), found)
        return found


def _with_inverses(maker: _Maker, outputs: tuple[int, ...]) -> tuple[_Maker, tuple[int, ...]]:
    """Return the same values, those divided by several times inverted once."""
    old = maker.operations
    bases = {
        operation.arguments[1]: maker.powers.get(operation.arguments[1], (operation.arguments[1], 1))
        for operation in old
        if operation.kind == "/"
    }
    counts = Counter(bases[operation.arguments[1]][0] for operation in old if operation.kind == "/")
    if all(count == 1 for count in counts.values()):
        return maker, outputs
    new = _Maker(maker.graph)
    places: list[int] = []
    for operation in old:
        arguments = [places[argument] for argument in operation.arguments]
        if operation.kind == "/":
            base, exponent = bases[operation.arguments[1]]
            above = old[operation.arguments[0]]
            if counts[base] > 1:
                inverse = new.product(new.add("/", new.number(1), places[base]), exponent)
                is_one = above.kind == CONST and above.data == 1
                places.append(inverse if is_one else new.add("*", arguments[0], inverse))
                continue
        places.append(new.add(operation.kind, *arguments, data=operation.data))
    return new, tuple([places[output] for output in outputs])


def _value_of(graph: Graph, node: int) -> Number:
    """Return the value of a part without symbols: exact, or a float that is rounded once; NaN where it has
    none."""
    if graph.ops[node] == NUMBER:
        return graph.value(node)
    arithmetic = Vast(_DIGITS)
    try:
        return float(walk(graph, [node], {}, arithmetic)[0])
    except OverflowError:
        return math.inf
    except SymdiffError:
        return math.inf if graph.ops[node] == CONSTANT and graph.name(node) == "oo" else math.nan


def rounded(number: Number) -> float:
    """Return the float nearest to a number, infinity for one that is too large."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def _has_exact_inverse(number: Number | str | None) -> bool:
    """Return whether 1/number is a float without rounding: powers of 2."""
    if not isinstance(number, int | Fraction) or number == 0:
        return False
    top, bottom = abs(Fraction(number).numerator), Fraction(number).denominator
    return top & (top - 1) == 0 and bottom & (bottom - 1) == 0 and max(top, bottom).bit_length() < 1000


def _kept(inputs: tuple[str, ...], operations: list[Operation], outputs: tuple[int, ...]) -> Program:
    """Return the program without the operations that no output needs."""
    needed = [False] * len(operations)
    for value in outputs:
        needed[value] = True
    for value in range(len(operations) - 1, -1, -1):
        if needed[value]:
            for argument in operations[value].arguments:
                needed[argument] = True
    if all(needed):
        return Program(inputs, operations, outputs)
    places: list[int] = []
    kept: list[Operation] = []
    for value, operation in enumerate(operations):
        places.append(len(kept))
        if needed[value]:
            kind, arguments, data = operation
            kept.append(from_fields(Operation, (kind, tuple([places[a] for a in arguments]), data)))
    return Program(inputs, kept, tuple([places[value] for value in outputs]))


def _shown(operation: Operation) -> str:
    names = [f"v{value}" for value in operation.arguments]
    if operation.kind == CALL:
        assert isinstance(operation.data, int)
        return f"{row_of(operation.data).name}({', '.join(names)})"
    if not names:
        return str(operation.data)
    if len(names) == 2 and not operation.kind.isalpha():
        sign = operation.kind if operation.kind in "*/" else f" {operation.kind} "
        return f"{names[0]}{sign}{names[1]}"
    return f"{operation.kind}({', '.join(names)})"


__all__ = [
    "BINARY", "BOTH", "CALL", "COMPARED", "CONST", "EITHER", "INPUT", "NEGATED", "NEITHER", "POWER", "SELECT",
    "TRUTH", "Operation", "Program", "from_fields", "program", "rounded",
]  # fmt: skip
