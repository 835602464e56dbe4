"""Multiple angles, half angles and exponentials of one argument, written by the functions of one of them.

sin(2*x) and cos(x) are polynomials in sin(x) and cos(x); tan(x/2) is a quotient of sin(x) and
1 + cos(x); cosh(x) beside exp(x) is a polynomial in exp(x) and its reciprocal. Which way is shorter
depends on the formula, so each is a candidate.

Sources: DLMF 4.21(iii) and 4.35(iii) (multiple and half arguments), 4.28 (hyperbolic functions).

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("tan(x/2) + cos(x)")
>>> [(graph, node, _)] = [found[:3] for found in in_double_angle(e.graph, e.node)]
>>> str(Expr(graph, node))
'sin(x)/(1 + cos(x)) + cos(x)'
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.simplifier.normal.composed import KINDS
from symdiff.simplifier.normal.families import FAMILY, name_of
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.rewrite.trig import outside
from symdiff.simplifier.ring.related import Square
from symdiff.table.functions import EXP, row_of
from symdiff.table.operators import NUMBER, POW
from symdiff.table.row import Function

_TIMES: Final = {2: "double", 3: "triple"}
"""What a multiple is called that has identities of its own; hyperbolic functions have none of the triple."""
_FULL: Final = {
    "sin": "sine",
    "cos": "cosine",
    "tan": "tangent",
    "cot": "cotangent",
    "sec": "secant",
    "csc": "cosecant",
}
_HALF: Final = "\0half"
"""Begin of the names of symbols that stand for the cosine of a half angle; no text can contain it."""
_MOST: Final = 8
"""Multiple of an angle up to which it is written by the single one."""


class _Angles:
    """The arguments of trigonometric, hyperbolic and exponential functions outside of others."""

    def __init__(self, source: Graph, root: int) -> None:
        self.source, self.root = source, root
        self.form = Normal(source)
        self.outside = outside(source, root)
        calls = [n for n in sorted(self.outside) if source.ops[n] in FAMILY or source.ops[n] == EXP]
        self.calls: dict[int, tuple[int, Fraction, str]] = {}
        """Node → primitive argument in the form's graph, its multiple, kind of function."""
        try:
            arguments = self.form.sweep([source.children[c][0] for c in calls])
        except (Unsettled, OverflowError, RecursionError):
            calls, arguments = [], []  # sin(1/(x - x)) stays as it is
        for call, argument in zip(calls, arguments, strict=True):
            terms = self.form.terms(argument)
            content = self.form.content(terms)
            if isinstance(content, float) or content == 0:
                continue
            primitive = self.form.scaled(argument, 1 / Fraction(content))
            self.calls[call] = (primitive, Fraction(content), _kind(source.ops[call]))

    def multiples(self, kind: str) -> dict[int, set[Fraction]]:
        """Return the multiples of each primitive argument in functions of one kind."""
        found: dict[int, set[Fraction]] = {}
        for primitive, multiple, other in self.calls.values():
            if other == kind:
                found.setdefault(primitive, set()).add(abs(multiple))
        return found

    def rewritten(self, put: Callable[[Graph, int, int], int | None]) -> tuple[Graph, int]:
        """Return the root with *put*(graph, call, power) in place of the calls outside of functions.

        *put* returns None for a call it leaves; the power is 1 but for a call that is raised to a
        whole number.
        """
        source, graph = self.source, Graph(self.source.limits)
        mapping: dict[int, int] = {}
        for node in source.below([self.root]):
            found = None
            if node in self.outside:
                if node in self.calls:
                    found = put(graph, node, 1)
                elif source.ops[node] == POW and source.children[node][0] in self.calls:
                    base, exponent = source.children[node]
                    if source.ops[exponent] == NUMBER and isinstance(source.value(exponent), int):
                        found = put(graph, base, int(source.value(exponent)))
            if found is None:
                children = tuple([mapping[c] for c in source.children[node]])
                found = graph.rebuild(source, node, children)
            mapping[node] = found
        return graph, mapping[self.root]

    def argument(self, graph: Graph, primitive: int, multiple: Fraction) -> int:
        """Return multiple*primitive as a node of *graph*."""
        node = self.form.scaled(primitive, _plain(multiple))
        return graph.copy(self.form.graph, [node])[node]


def in_base_angle(source: Graph, root: int) -> Iterator[tuple[Graph, int, set[str]]]:
    """Return *root* with multiple angles written by the sine and cosine of the greatest angle they
    are all multiples of, those of an inverse function by the functions of that, then by those of half that
    angle, if it is an even multiple; nothing where every other angle is alone and no even multiple."""
    angles = _Angles(source, root)
    bases, halves = dict[tuple[str, int], Fraction](), dict[tuple[str, int], Fraction]()
    for kind in ("", "h"):
        for primitive, multiples in angles.multiples(kind).items():
            base = _gcd(multiples)
            if base.denominator == 1 and _is_inverse(angles.form.graph, primitive, kind):
                base = Fraction(1)
            if 1 < max(multiples) / base <= _MOST:
                bases[kind, primitive] = base
            if base % 2 == 0 and 2 * max(multiples) / base <= _MOST:
                halves[kind, primitive] = base / 2
    if bases:
        yield _by(angles, bases)
    if halves:
        yield _by(angles, {**bases, **halves})


def _by(angles: _Angles, bases: dict[tuple[str, int], Fraction]) -> tuple[Graph, int, set[str]]:
    """Return the root with each angle by the functions of its base, and the names of the laws."""
    source, names = angles.source, set[str]()

    def put(graph: Graph, call: int, power: int) -> int | None:
        primitive, multiple, kind = angles.calls[call]
        base = bases.get((kind, primitive))
        if base is None:
            return None
        argument = angles.argument(graph, primitive, base)
        times = int(abs(multiple) / base)
        pair = _multiple(graph, argument, kind, times)
        row = row_of(source.ops[call])
        names.update(_by_sine_and_cosine(row, kind))
        for function, exponent in zip(("sine", "cosine"), row.powers, strict=True):
            if exponent and times > 1:
                names.add(
                    _name(
                        _TIMES.get(times, "multiple") if times == 2 or not kind else "multiple",
                        kind,
                        function,
                    )
                )
        if multiple < 0 and row.parity:
            names.add(f"parity-{row.parity}-{row.name}")
        node = _product(graph, row.powers, *pair)
        if multiple < 0 and row.parity == "odd":
            node = graph.neg(node)
        return node if power == 1 else graph.pow(node, graph.number(power))

    return *angles.rewritten(put), names


def in_double_angle(source: Graph, root: int) -> Iterator[tuple[Graph, int, dict[int, Square], set[str]]]:
    """Return *root* with half angles written by whole ones, where the whole angle is there too or the
    half one is written as a half; and the symbols that stand for the cosine of a half angle, with
    their squares.

    With t = tan(u), sin(u)**i*cos(u)**j is t**i*cos(u)**(i + j), where t is sin(2*u)/(1 + cos(2*u)) and
    cos(u)**2 is (1 + cos(2*u))/2. Of cos(u) itself the sign is not known: a form in which an odd power
    of it is left is none.
    """
    angles = _Angles(source, root)
    halves = {}
    for kind in ("", "h"):
        for primitive, multiples in angles.multiples(kind).items():
            base = _gcd(multiples)
            if base in multiples and (2 * base in multiples or base.denominator % 2 == 0):
                halves[kind, primitive] = base
    if not halves:
        return
    squares: dict[int, Square] = {}
    names: set[str] = set()

    def put(graph: Graph, call: int, power: int) -> int | None:
        primitive, multiple, kind = angles.calls[call]
        if halves.get((kind, primitive)) != abs(multiple):
            return None
        row = row_of(source.ops[call])
        argument = angles.argument(graph, primitive, 2 * abs(multiple))
        sine = graph.call(_code("sin", kind), (argument,))
        cosine = graph.call(_code("cos", kind), (argument,))
        more = graph.add(graph.number(1), cosine)
        tangent = graph.div(sine, more)
        half = graph.symbol(f"{_HALF}{primitive}{kind}")
        squares[half] = Square(graph.div(more, graph.number(2)), _name("half", kind, "cosine-squared"))
        node = _product(graph, row.powers, graph.mul(tangent, half), half)
        full = _FULL[row.name.removesuffix("h")]
        if sum(row.powers) == 0:
            node = tangent if row.powers[0] > 0 else graph.div(graph.number(1), tangent)
            names.add(_name("half", kind, full))
        elif power % 2 == 0:
            names.add(_name("half", kind, f"{full}-squared"))
        else:
            names.update(_by_sine_and_cosine(row, kind))
            if row.powers[0]:  # sin(u) is tan(u)*cos(u)
                names.update((_name("half", kind, "tangent"), f"tan{kind}-by-sin{kind}"))
        if multiple < 0 and row.parity:
            names.add(f"parity-{row.parity}-{row.name}")
        if multiple < 0 and row.parity == "odd":
            node = graph.neg(node)
        return node if power == 1 else graph.pow(node, graph.number(power))

    graph, node = angles.rewritten(put)
    yield graph, node, squares, names


def in_exponentials(source: Graph, root: int) -> Iterator[tuple[Graph, int, set[str]]]:
    """Return *root* with hyperbolic functions written by the exponentials that are there too."""
    angles = _Angles(source, root)
    shared = angles.multiples("h").keys() & angles.multiples("exp").keys()
    if not shared:
        return
    names: set[str] = set()

    def put(graph: Graph, call: int, power: int) -> int | None:
        primitive, multiple, kind = angles.calls[call]
        if kind != "h" or primitive not in shared:
            return None
        argument = angles.argument(graph, primitive, multiple)
        names.add(f"{row_of(source.ops[call]).name}-by-exp")
        up, down = graph.call(EXP, (argument,)), graph.call(EXP, (graph.neg(argument),))
        two = graph.number(2)
        sine, cosine = graph.div(graph.sub(up, down), two), graph.div(graph.add(up, down), two)
        node = _product(graph, row_of(source.ops[call]).powers, sine, cosine)
        return node if power == 1 else graph.pow(node, graph.number(power))

    yield *angles.rewritten(put), names


def _is_inverse(graph: Graph, argument: int, kind: str) -> bool:
    """Return whether *argument* is an inverse function of the functions of one kind."""
    return KINDS.get(graph.ops[argument]) == ("hyperbolic" if kind else "circular")


def _kind(op: int) -> str:
    if op == EXP:
        return "exp"
    return "h" if row_of(op).family == "hyperbolic" else ""


def _name(kind: str, hyperbolic: str, function: str) -> str:
    """Return the name of the identity for a multiple or a part of an angle."""
    return f"{kind}-hyperbolic-{function}" if hyperbolic else f"{kind}-{function}"


def _by_sine_and_cosine(row: Function, kind: str) -> tuple[str, ...]:
    """Return the name of the identity by which a function is one of sines and cosines."""
    return name_of(_CODES[row.name], _CODES[f"sin{kind}"])


def _gcd(values: set[Fraction]) -> Fraction:
    denominator = math.lcm(*[value.denominator for value in values])
    return Fraction(math.gcd(*[int(value * denominator) for value in values]), denominator)


def _code(name: str, kind: str) -> int:
    return _CODES[name + kind]


def _multiple(graph: Graph, argument: int, kind: str, times: int) -> tuple[int, int]:
    """Return sine and cosine of times*argument: s(n+1) = 2*c*s(n) - s(n-1), and so for c."""
    sine = graph.call(_code("sin", kind), (argument,))
    cosine = graph.call(_code("cos", kind), (argument,))
    twice = graph.mul(graph.number(2), cosine)
    before, now = (graph.number(0), graph.number(1)), (sine, cosine)
    for _ in range(times - 1):
        after = tuple([graph.sub(graph.mul(twice, n), b) for n, b in zip(now, before, strict=True)])
        before, now = now, (after[0], after[1])
    return now


def _product(graph: Graph, powers: tuple[int, int], sine: int, cosine: int) -> int:
    """Return the function of these powers of a sine and a cosine."""
    parts = [graph.number(1), graph.number(1)]
    for part, power in zip((sine, cosine), powers, strict=True):
        if power:
            parts[power < 0] = part
    return graph.div(*parts)


def _plain(value: Fraction) -> int | Fraction:
    return value.numerator if value.denominator == 1 else value


_CODES: Final = {row_of(code).name: code for code in FAMILY}
