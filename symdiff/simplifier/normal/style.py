"""The writing style of a formula (1/cos or sec, its angles, its roots), so that the answer can follow it.

>>> from symdiff.parser.formula import parse
>>> e = parse("sin(x)/cos(x)**2")
>>> Style(e.graph, [e.node]).traits.quotients
True
"""

from __future__ import annotations

from collections.abc import Container
from fractions import Fraction
from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.records import NamedTuple
from symdiff.simplifier.normal.decimals import with_fractions
from symdiff.simplifier.normal.factor import Factored
from symdiff.simplifier.normal.families import FAMILY, RELATIONS
from symdiff.table.functions import ABS, EXP, SIGN, SQRT, code_of, row_of
from symdiff.table.operators import ADD, CONSTANT, DIV, MUL, NEG, NUMBER, POW, SUB, is_leaf

_SIN, _COS = code_of("sin", 1), code_of("cos", 1)
_SINH: Final = code_of("sinh", 1)
_NEAR: Final = {
    # Code → a function that its derivative has
    code_of("sinc", 1): _SIN,
    code_of("Si", 1): _SIN,
    code_of("Ci", 1): _SIN,
    code_of("Shi", 1): _SINH,
    code_of("Chi", 1): _SINH,
}
_SINES: Final = frozenset([code for code in FAMILY if row_of(code).powers in ((1, 0), (0, 1))])
_SECANTS: Final = frozenset([code for code in FAMILY if row_of(code).powers in ((-1, 0), (0, -1))])


_FUNCTION: Final = 1
"""What a function of the twelve costs that the input does not have,"""
ANGLE: Final = 2
"""an angle,"""
_EXPONENT: Final = 5
"""an exponent,"""
_ABSOLUTE: Final = 1
"""an absolute value,"""
_RADICAND: Final = 2
"""a radicand."""


class Traits(NamedTuple):
    """The ways of writing found in a formula."""

    quotients: bool
    """1/cos(x) rather than sec(x)."""
    hyperbolic: bool
    """Hyperbolic functions, not exponentials alone."""
    absolute: bool
    """Absolute values or signs."""
    functions: frozenset[int]
    """Codes of the trigonometric and hyperbolic functions and their partners."""
    arguments: frozenset[int]
    """Digests of the arguments of trigonometric, hyperbolic and exponential functions."""
    radicands: frozenset[int]
    """Digests of what stands below roots."""
    fraction: bool = False
    """One fraction over a sum, not a sum of a polynomial and fractions."""


NO_TRAITS: Final = Traits(False, True, True, frozenset(), frozenset(), frozenset())
"""Those of nothing in particular: hyperbolic functions and absolute values are not foreign."""


class Style:
    """The traits of *roots*, as they stand and with terms and factors in order, found when they are first
    asked for."""

    def __init__(self, graph: Graph, roots: list[int]) -> None:
        self.graph, self.roots = graph, roots
        self._written: Traits | None = None
        self._traits: Traits | None = None
        self.sums: dict[int, tuple[Graph, int]] | None = None
        """What `typed_sums` has found in it, once that was asked for."""

    @property
    def written(self) -> Traits:
        """The traits, but for arguments and radicands in order. Cost: linear in nodes; once."""
        if self._written is None:
            self._written = _as_written(self.graph, self.roots)
        return self._written

    @property
    def traits(self) -> Traits:
        """Cost: linear in nodes, but for sorting; once."""
        if self._traits is None:
            self._traits = _in_order(self.graph, self.roots, self.written)
        return self._traits

    def divides(self) -> bool:
        """Return whether exponentials stand below the line, as x/exp(y) has them. Cost: linear in nodes."""
        graph = self.graph
        if not graph.has(DIV):
            return False
        below = [graph.both(node)[1] for node in graph.below(self.roots) if graph.ops[node] == DIV]
        return _divides_by(graph, below, (EXP, CONSTANT))

    def with_fractions(self) -> Style:
        """Return that of the same *roots* with the fractions that their decimals are."""
        return Style(*with_fractions(self.graph, self.roots))


def _in_order(graph: Graph, roots: list[int], traits: Traits) -> Traits:
    """Return *traits* with the arguments and radicands of *roots* in normal form, too."""
    form = Factored(graph)
    try:
        arguments = form.sweep(_arguments(graph, roots))
        radicands = form.sweep(_radicands(graph, roots))
    except (Unsettled, OverflowError, RecursionError):
        return traits
    return traits._replace(
        arguments=traits.arguments.union([form.graph.digest(node) for node in arguments]),
        radicands=traits.radicands.union([form.graph.digest(node) for node in radicands]),
    )


def _as_written(graph: Graph, roots: list[int]) -> Traits:
    """Return the traits that *roots* show as they stand. Cost: linear in nodes."""
    absolute = False
    functions = set()
    arguments, radicands, below = set(), set(), list[int]()
    for node in graph.below(roots):
        op, children = graph.ops[node], graph.children[node]
        if op in FAMILY or op == EXP:
            arguments.add(graph.digest(children[0]))
            functions.add(op)
        elif op in _NEAR:
            arguments.add(graph.digest(children[0]))
            functions.add(_NEAR[op])
        elif op == DIV:
            below.append(children[1])
        elif op == ABS or op == SIGN:
            absolute = True
        elif is_root(graph, node):
            radicands.add(graph.digest(children[0]))
    functions.discard(EXP)
    quotients = functions.isdisjoint(_SECANTS) and _divides_by(graph, below, _SINES)
    functions |= {RELATIONS[op].second for op in functions}  # tan brings sec, sin brings cos
    return Traits(
        quotients,
        any(row_of(op).family == "hyperbolic" for op in functions),
        absolute,
        frozenset(functions),
        frozenset(arguments),
        frozenset(radicands),
        any(_is_fraction(graph, root) for root in roots),
    )


def _is_fraction(graph: Graph, root: int) -> bool:
    """Return whether *root* is a product with a sum, or a power of one, below the line."""
    pending = [(root, True)]
    while pending:
        node, above = pending.pop()
        op = graph.ops[node]
        if op == MUL or op == DIV:
            left, right = graph.both(node)
            pending += [(left, above), (right, above == (op == MUL))]
        elif op == NEG:
            pending.append((graph.first(node), above))
        elif op == POW:
            base, exponent = graph.both(node)
            value = graph.numbers.get(exponent)
            pending.append((base, above == (value is None or value > 0)))
        elif (op == ADD or op == SUB) and not above:
            return True
    return False


def _divides_by(graph: Graph, below: list[int], ops: Container[int]) -> bool:
    """Return whether a product of *below* has a factor, or a power of one, whose operator is one of *ops*; of
    constants it is E alone. Empties *below*."""
    while below:
        node = below.pop()
        op = graph.ops[node]
        if op == MUL:
            below += graph.children[node]
        elif op == POW or op == DIV:
            below.append(graph.children[node][0])
        elif op in ops and (op != CONSTANT or graph.name(node) == "E"):
            return True
    return False


def _arguments(graph: Graph, roots: list[int]) -> list[int]:
    """Return the arguments of trigonometric, hyperbolic and exponential functions."""
    calls = [node for node in graph.below(roots) if graph.ops[node] in FAMILY or graph.ops[node] == EXP]
    return list(dict.fromkeys([graph.children[call][0] for call in calls]))


def _radicands(graph: Graph, roots: list[int]) -> list[int]:
    """Return what stands below roots."""
    return list(dict.fromkeys([graph.children[n][0] for n in graph.below(roots) if is_root(graph, n)]))


def cost_of(traits: Traits, graph: Graph, root: int) -> tuple[int, int]:
    """Return what forms are compared by: size and what is foreign, then the number of sums, with one more for
    quotients by a sine or cosine where the formula has none: -csc(x) is taken before -1/sin(x)."""
    order = graph.below([root])
    sums = sum([graph.ops[node] in (ADD, SUB) for node in order])
    if not traits.quotients and (graph.has(_SIN) or graph.has(_COS)):
        below = [graph.children[node][1] for node in order if graph.ops[node] == DIV]
        sums += _divides_by(graph, below, _SINES)
    return graph.size(root) + foreign(traits, graph, root), sums


def foreign(traits: Traits, graph: Graph, root: int) -> int:
    """Return what *root* costs beside its size for what the writer of the formula did not use."""
    cost = 0
    seen, known, functions = set(), set(), set()
    for node in graph.below([root]):
        op, children = graph.ops[node], graph.children[node]
        if op in FAMILY or op == EXP:
            if children[0] in known or graph.digest(children[0]) in traits.arguments:
                known.add(children[0])
                functions.add(op)
            elif children[0] not in seen:
                seen.add(children[0])
                cost += ANGLE if op != EXP else _price_of_exponent(traits, graph, children[0])
        elif op == ABS:
            cost += 0 if traits.absolute else _ABSOLUTE
        elif is_root(graph, node) and not is_leaf(graph.ops[children[0]]):
            cost += 0 if graph.digest(children[0]) in traits.radicands else _RADICAND
    functions.discard(EXP)
    return cost + _FUNCTION * len(functions - traits.functions)


def _price_of_exponent(traits: Traits, graph: Graph, exponent: int) -> int:
    """Return what an exponent costs that the formula does not have: nothing where it has hyperbolic functions
    of its negative, as much as an angle where of a multiple, since sums of those may be exponentials."""
    if not traits.functions or not traits.hyperbolic:
        return _EXPONENT
    multiple = exponent
    if graph.ops[exponent] == NEG:
        multiple = graph.first(exponent)
        if graph.digest(multiple) in traits.arguments:
            return 0
    if graph.ops[multiple] == MUL:
        number, argument = graph.both(multiple)
        if graph.ops[number] == NUMBER and graph.digest(argument) in traits.arguments:
            return ANGLE
    return _EXPONENT


def is_root(graph: Graph, node: int) -> bool:
    """Return whether *node* is a square root or a power that is a fraction."""
    op = graph.ops[node]
    if op == POW:
        return isinstance(graph.numbers.get(graph.children[node][1]), Fraction)
    return op == SQRT
