"""The functions and values that were named in a session, and formulas with them put in.

>>> known = Definitions()
>>> _ = known.define("f(x) = x^2*sin(x)")
>>> str(simplest(known.read("f'(x)/x + f(pi/2)").expr))
'x*cos(x) + pi**2/4 + 2*sin(x)'
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from symdiff.errors import ParseError, SymdiffError, Unsupported, WrongArity
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.parser.defined import applied
from symdiff.parser.formula import parse
from symdiff.table.functions import CONSTANTS, NAMES
from symdiff.table.operators import UNKNOWN

_DEFINITION: Final = re.compile(r"\s*([^\W\d]\w*)\s*(?:\(([^()]*)\))?\s*=(?!=)\s*(?=\S)")
_NAME: Final = re.compile(r"[^\W\d]\w*")


class Function(NamedTuple):
    """A function of a session."""

    parameters: tuple[str, ...]
    body: Expr


class Reading(NamedTuple):
    """A formula, with what was named put in."""

    expr: Expr
    notes: tuple[str, ...]
    conditions: tuple[Expr, ...]
    """Under which the derivatives in it are there."""


class Definitions:
    """What was named."""

    def __init__(self) -> None:
        self.functions: dict[str, Function] = {}
        self.values: dict[str, Expr] = {}

    @property
    def names(self) -> list[str]:
        """All names, in order."""
        return sorted([*self.functions, *self.values])

    def forget(self, name: str) -> None:
        """Forget a name. Raises SymdiffError where there is none such."""
        if name not in self.functions and name not in self.values:
            said = f"known are {', '.join(self.names)}" if self.names else "nothing is defined"
            raise SymdiffError(f"{name} is not defined", hint=said)
        self.functions.pop(name, None)
        self.values.pop(name, None)

    def define(self, text: str) -> tuple[str, Function | Expr, tuple[str, ...]]:
        """Take in a definition: return its head, what it is, and notes.

        Raises SymdiffError for a name that the table has, and as `read` does.
        """
        name, parameters, begin = self._head(text)
        rest = text[begin:]
        if name not in self.functions and re.search(rf"\b{name}\s*\(", rest):
            raise ParseError(f"{name} is defined by itself", text, begin, "give another name")
        if rest.strip() and _DEFINITION.match(rest):
            raise ParseError("one name at a time", text, begin, "for example f(x) = x^2")
        kept = self.values
        self.values = {known: value for known, value in kept.items() if known not in parameters}
        try:
            reading = self.read(rest, parameters)
        except SymdiffError as error:
            raise moved(error, text, begin) from None
        finally:
            self.values = kept
        used = reading.expr.graph.symbols([reading.expr.node])
        if name in used:
            raise ParseError(f"{name} is defined by itself", text, 0, "give another name")
        self.functions.pop(name, None)
        self.values.pop(name, None)
        if parameters:
            function = Function(tuple(parameters), reading.expr)
            self.functions[name] = function
            return f"{name}({', '.join(parameters)})", function, reading.notes
        self.values[name] = reading.expr
        return name, reading.expr, reading.notes

    def _head(self, text: str) -> tuple[str, list[str], int]:
        """Return the name and the parameters that *text* defines, and where what they are begins."""
        found = _DEFINITION.match(text)
        assert found is not None
        name = found[1]
        parameters = [] if found[2] is None else [part.strip() for part in found[2].split(",")]
        if name in NAMES or name in CONSTANTS:
            what = "function of the table" if name in NAMES else "constant"
            raise ParseError(f"{name} is a {what}", text, found.start(1), "give another name")
        for parameter in parameters:
            if not _NAME.fullmatch(parameter) or parameters.count(parameter) > 1 or parameter in CONSTANTS:
                raise ParseError(
                    f"{parameter or 'nothing'} is no variable of a function", text, found.start(2),
                    "for example f(x) = x^2, g(x, y) = x*y",
                )  # fmt: skip
        return name, parameters, found.end()

    def read(self, text: str, symbols: Iterable[str] = ()) -> Reading:
        """Return the formula that *text* means. Raises SymdiffError as `parse` does, WrongArity where a
        function of the session has other arguments, NotDifferentiable where it has no derivative at a
        number."""
        name = text.strip()
        if name in self.functions:
            return Reading(self.functions[name].body, (), ())
        symbols = [*symbols, *self.values]
        expr = parse(text, symbols=symbols, functions=list(self.functions))
        notes = expr.notes
        used = set(expr.graph.symbols([expr.node])) & set(self.values)
        if used:
            expr = expr.subs({one: self.values[one] for one in used})
        return self._called(expr, notes)

    def _called(self, expr: Expr, notes: tuple[str, ...]) -> Reading:
        """Return a formula with the functions of the session put in."""
        source = expr.graph
        order = source.below([expr.node])
        if not any(source.ops[node] == UNKNOWN for node in order):
            return Reading(expr, notes, ())
        from symdiff.verbs.derivatives import derive  # of use where a function is called alone

        graph = Graph(source.limits)
        conditions: dict[Expr, None] = {}

        def put(node: int, arguments: tuple[int, ...]) -> int:
            if source.ops[node] != UNKNOWN:
                return -1
            name, orders = source.operator(node)
            known = self.functions.get(name)
            if known is None:
                return -1
            if len(arguments) != len(known.parameters):
                count = len(known.parameters)
                raise WrongArity(
                    f"{name} takes {count} argument{'s' if count > 1 else ''}, {len(arguments)} given",
                    hint=f"it is {name}({', '.join(known.parameters)})",
                )
            by = [one for one, times in zip(known.parameters, orders, strict=True) for _ in range(times)]
            function = derive(known.body, *by) if by else known.body
            given = [Expr(graph, argument) for argument in arguments]
            if by and not any(graph.symbols([argument]) for argument in arguments):
                _refuse_corners(known, by, given)
            elif by:
                for condition in function.conditions:
                    conditions[Expr(graph, applied(graph, condition, known.parameters, arguments))] = None
            return applied(graph, function, known.parameters, arguments)

        root = graph.mapped(source, order, put)[expr.node]
        return Reading(Expr(graph, root), notes, tuple(conditions))


def _refuse_corners(known: Function, by: list[str], given: list[Expr]) -> None:
    """Raise NotDifferentiable where a function has no derivative at numbers, though its formula may have a
    value there."""
    if len(set(by)) > 1:
        return  # partial derivatives by several variables are what the formula says
    [name] = set(by)
    at = dict(zip(known.parameters, given, strict=True))
    free = set(known.body.graph.symbols([known.body.node]))
    if not free <= set(at):
        return  # other letters have no value
    from symdiff.at.point import derivative_at

    try:
        derivative_at(known.body, name, {one: at[one] for one in free | {name}}, order=len(by))
    except Unsupported:
        return


def moved(error: SymdiffError, text: str, begin: int) -> SymdiffError:
    """Return an error in a part of *text* that begins at *begin* as one in the whole."""
    if error.column is None or error.text is None or error.text != text[begin : begin + len(error.text)]:
        return error
    found = type(error)(error.message, text, error.column + begin, error.hint)
    return found


def is_definition(text: str) -> bool:
    """Return whether *text* names something: f(x) = …, a = …"""
    return _DEFINITION.match(text) is not None


def simplest(expr: Expr) -> Expr:
    """Return an expression simplified, or as it is where that is refused."""
    from symdiff.simplifier.levels import simplify

    try:
        return simplify(expr)
    except SymdiffError:
        return expr


__all__ = ["Definitions", "Function", "Reading", "is_definition", "moved", "simplest"]
