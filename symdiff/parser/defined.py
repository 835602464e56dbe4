"""Functions that a text defines itself: f(x) = x^2; g(x) = sin(x); f(g(x)).

>>> from symdiff.parser.formula import parse
>>> def read(text, symbols, functions):
...     return parse(text, symbols=symbols, functions=functions)
>>> found = with_definitions("f(x) = x^2; g(x) = sin(x); f(g(x))", read)
>>> str(found), found.notes
('sin(x)**2', ('read as sin(x)**2: f and g are what the text defines',))
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from symdiff.errors import ParseError, SymdiffError, TooLarge, WrongArity
from symdiff.graph.expr import Expr, derivative
from symdiff.graph.graph import Graph
from symdiff.parser.notes import notes_on
from symdiff.table.functions import CONSTANTS, NAMES
from symdiff.table.operators import SYMBOL, UNKNOWN

_NAME: Final = r"[^\W\d]\w*"
_HEAD: Final = re.compile(
    r"\s*(?:(?:[Ii]f|[Ll]et|[Gg]iven|[Ff]or|[Ww]ith|[Ss]uppose)\s+)?"
    rf"({_NAME})\s*\(\s*({_NAME}(?:\s*,\s*{_NAME})*)\s*\)\s*:?=(?!=)\s*(?=\S)"
)
_ASKED: Final = re.compile(
    r"\s*(?:[Tt]hen\s+)?(?:[Ff]ind|[Cc]ompute|[Cc]alculate)\b(?:\s+the\s+derivative\s+of\b)?|"
)
"""Words before the formula of a question."""
_HIGHER: Final = re.compile(rf"\s*{_NAME}(?:['′’]{{2,}}|[″‴])\s*\(\s*{_NAME}\s*\)[\s.?=]*")
"""f''(x) alone, which asks for another derivative than that by the variable."""
_MARK: Final = re.compile(r"[()\[\]{},;\n]|\band\b|\bwhere\b|\bwith\b|\.(?=\s+[A-Za-z])|\Z")
"""Parentheses, and what parts definitions and formula outside of them."""

_LARGEST: Final = 20_000
"""Nodes that a formula may come to."""

Read = Callable[[str, tuple[str, ...], tuple[str, ...]], Expr]
"""What reads a text, with further symbols and functions."""


class _Defined(NamedTuple):
    """A function that the text defines."""

    name: str
    parameters: tuple[str, ...]
    begin: int
    end: int
    """Where its formula stands in the text."""


def with_definitions(text: str, read: Read, derived: bool = False) -> Expr | None:
    """Return the formula of *text* with the functions put in that it defines; None where it defines none
    that the formula calls, or calls them of numbers alone. Semicolons, commas, ends of lines or words part
    the definitions; their order does not matter, and the formula may be what no other part calls. Where the
    formula is *derived*, f''(x) alone is none: it asks for that derivative itself.

    Raises ParseError for a function that is defined by itself or twice, WrongArity for one with another
    number of arguments, TooLarge for a formula of over 20,000 nodes, and what *read* raises, with the place
    in *text*. Cost: that of reading each part, and of putting the functions in.
    """
    defined, formulas = _parts(text)
    if not formulas and len(defined) > 1:
        defined, formulas = _by_need(text, defined)
    if not defined or len(formulas) != 1:
        return None
    if derived and _HIGHER.fullmatch(text, *formulas[0]):
        return None
    names = tuple([one.name for one in defined])
    for place, one in enumerate(defined):
        if one.name in names[:place]:
            raise ParseError(f"{one.name} is defined twice", text, one.begin, "give another name")
    counts = {one.name: len(one.parameters) for one in defined}
    found = _part(text, *formulas[0], (), names, read)
    called = _called(found, counts, text, formulas[0][0])
    if not called or not found.graph.symbols([found.node]):  # f'(2) is a value, and no formula
        return None
    bodies = {one.name: _part(text, one.begin, one.end, one.parameters, names, read) for one in defined}
    within = {one.name: _called(bodies[one.name], counts, text, one.begin) for one in defined}
    notes = [*found.notes, *[note for body in bodies.values() for note in body.notes]]
    used: dict[str, None] = {}
    reasons: list[str] = []
    for _ in defined:  # what is put in calls what is put in next
        used |= dict.fromkeys(called)
        for one in defined:
            if one.name in called and one.name in within[one.name]:
                raise _by_itself(one, text)
        taken = [one for one in defined if one.name in called]
        size = found.nodes + sum([bodies[name].nodes for name, _ in _calls(found) if name in bodies])
        if size > _LARGEST:
            raise TooLarge(
                f"a formula of {size} nodes, by the functions that the text defines; at most {_LARGEST}",
                hint="put fewer functions in",
            )
        found = _put_in(found, taken, bodies, reasons)
        called = _called(found, counts, text, 0)
        if not called:
            break
    if called:
        raise _by_itself(next(one for one in defined if one.name in called), text)
    what = [name for name in names if name in used]
    said = what[0] if len(what) == 1 else f"{', '.join(what[:-1])} and {what[-1]}"
    reasons.insert(0, f"{said} {'is' if len(what) == 1 else 'are'} what the text defines")
    plain = Expr(found.graph, found.node)
    return Expr(found.graph, found.node, (*notes_on(plain, plain.size, reasons, []), *notes))


def _parts(text: str) -> tuple[list[_Defined], list[tuple[int, int]]]:
    """Return the definitions of a text, and where the formulas stand that are none."""
    defined: list[_Defined] = []
    formulas: list[tuple[int, int]] = []
    begin = depth = 0
    for mark in _MARK.finditer(text):
        depth += (mark[0] in ("(", "[", "{")) - (mark[0] in (")", "]", "}"))
        if mark[0] and (depth > 0 or mark[0] in (")", "]", "}")):
            continue
        head = _HEAD.match(text, begin, mark.start())
        if head and head[1] not in NAMES and head[1] not in CONSTANTS:
            parameters = tuple(re.split(r"\s*,\s*", head[2]))
            defined.append(_Defined(head[1], parameters, head.end(), mark.start()))
        elif text[begin : mark.start()].strip():
            asked = _ASKED.match(text, begin, mark.start())
            formulas.append((asked.end() if asked else begin, mark.start()))
        begin = mark.end()
    return defined, formulas


def _by_need(text: str, defined: list[_Defined]) -> tuple[list[_Defined], list[tuple[int, int]]]:
    """Return the definitions, and as the formula the one of them that no other calls, if there is one."""
    free = [
        one
        for one in defined
        if not any(re.search(rf"\b{one.name}\b", text[other.begin : other.end]) for other in defined)
    ]
    if len(free) != 1:
        return defined, []
    return [one for one in defined if one is not free[0]], [(free[0].begin, free[0].end)]


def _part(
    text: str, begin: int, end: int, symbols: tuple[str, ...], functions: tuple[str, ...], read: Read
) -> Expr:
    """Return what a part of a text means; the rest is blank, so that errors have their place."""
    alone = " " * begin + text[begin:end]
    try:
        return read(alone, symbols, functions)
    except SymdiffError as error:
        if error.text != alone or error.column is None:
            raise
        raise type(error)(error.message, text, error.column, error.hint) from None


def _called(expr: Expr, counts: Mapping[str, int], text: str, begin: int) -> list[str]:
    """Return those functions that *expr*, which begins somewhere in *text*, calls. *counts* says how many
    arguments each takes. Raises WrongArity for another number."""
    called = set()
    for name, given in _calls(expr):
        if name in counts:
            takes = counts[name]
            if given != takes:
                many = "argument" if takes == 1 else "arguments"
                raise WrongArity(f"{name} takes {takes} {many} here, not {given}", text, begin)
            called.add(name)
    return [name for name in counts if name in called]


def _put_in(expr: Expr, taken: list[_Defined], bodies: Mapping[str, Expr], reasons: list[str]) -> Expr:
    """Return *expr* with the functions *taken* put in, and their derivatives; *reasons* takes up where these
    are true."""
    source, graph = expr.graph, Graph(expr.graph.limits)
    parameters = {one.name: one.parameters for one in taken}

    def put(node: int, arguments: tuple[int, ...]) -> int:
        name, orders = source.operator(node) if source.ops[node] == UNKNOWN else ("", ())
        if name not in parameters:
            return -1
        names = parameters[name]
        by = [one for one, times in zip(names, orders, strict=True) for _ in range(times)]
        function = derivative(bodies[name], by) if by else bodies[name]
        if by and function.where:
            reasons.append(f"the derivative of {name}({', '.join(names)}) is true where {function.where}")
        return applied(graph, function, names, arguments)

    return Expr(graph, graph.mapped(source, source.below([expr.node]), put)[expr.node])


def applied(graph: Graph, function: Expr, parameters: tuple[str, ...], arguments: tuple[int, ...]) -> int:
    """Return a formula with *arguments*, nodes of *graph*, for its parameters, as a node of it. Cost: linear
    in the formula."""
    source = function.graph
    given = dict(zip(parameters, arguments, strict=True))

    def put(node: int, _: tuple[int, ...]) -> int:
        return given.get(source.name(node), -1) if source.ops[node] == SYMBOL else -1

    return graph.mapped(source, source.below([function.node]), put)[function.node]


def _calls(expr: Expr) -> list[tuple[str, int]]:
    """Return the name and the number of arguments of each unknown function that *expr* calls."""
    graph = expr.graph
    calls = [node for node in graph.below([expr.node]) if graph.ops[node] == UNKNOWN]
    return [(graph.operator(node)[0], len(graph.children[node])) for node in calls]


def _by_itself(one: _Defined, text: str) -> ParseError:
    return ParseError(f"{one.name} is defined by itself", text, one.begin, "give another name")


__all__ = ["applied", "with_definitions"]
