"""Functions that add up to something plain with another one: acos(x) beside asin(x) is pi/2 - asin(x), and
even and odd functions of x - y beside those of y - x.

The laws and their sources are the rows of COMPLETIONS, and the parities of functions.

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("x*acos(y) + x*asin(y)")
>>> [str(Expr(found.graph, found.node)) for found in with_completions(e.graph, e.node)]
['x*(pi/2 - asin(y)) + x*asin(y)']
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.parser.templates import Template, put, template
from symdiff.records import NamedTuple
from symdiff.simplifier.normal.form import Normal
from symdiff.table.functions import MAX, MIN, ROWS, code_of, find, row_of
from symdiff.table.operators import ADD, SUB


class Completion(NamedTuple):
    """A function at an argument, by another one that stands beside it."""

    function: str
    at: str
    """Its last argument, where that of the other one is x."""
    other: str
    text: str
    """What it is, in the parameters of *other*."""
    source: str
    condition: str = ""
    real: bool = False
    """Whether it holds for real numbers alone."""

    @property
    def name(self) -> str:
        """The name of the law."""
        place = {"x": "", "-x": "minus-", "1/x": "reciprocal-"}[self.at]
        return f"{place}{self.function.lower()}-by-{self.other.lower()}"


COMPLETIONS: Final = (
    Completion("acos", "x", "asin", "pi/2 - asin(x)", "DLMF 4.23.19"),
    Completion("acos", "-x", "acos", "pi - acos(x)", "DLMF 4.23.11"),
    Completion("acsc", "x", "asec", "pi/2 - asec(x)", "DLMF 4.23.19"),
    Completion("asec", "-x", "asec", "pi - asec(x)", "DLMF 4.23.14"),
    Completion("atan", "1/x", "atan", "pi*sign(x)/2 - atan(x)", "DLMF 4.23.18", real=True),
    Completion("acot", "x", "atan", "pi*sign(x)/2 - atan(x)", "DLMF 4.23.18", real=True),
    Completion("erfc", "x", "erf", "1 - erf(x)", "DLMF 7.2.2"),
    Completion("erfc", "-x", "erfc", "2 - erfc(x)", "DLMF 7.4.2"),
    Completion("lowergamma", "x", "uppergamma", "gamma(s) - uppergamma(s, x)", "DLMF 8.2.3"),
    Completion("softplus", "-x", "softplus", "softplus(x) - x", "definition of softplus", real=True),
    Completion("relu", "-x", "relu", "relu(x) - x", "definition of relu", real=True),
    Completion("Heaviside", "-x", "Heaviside", "1 - Heaviside(x)", "definition of Heaviside"),
    Completion("floor", "-x", "ceiling", "-ceiling(x)", "definition of ceiling"),
    Completion("Min", "x", "Max", "x + y - Max(x, y)", "definition of Max", real=True),
)
"""What adds up."""


class Completed(NamedTuple):
    """A formula with such functions by others."""

    graph: Graph
    node: int
    laws: set[str]
    is_real: bool
    """Whether it holds where the parts are real, so that it must be compared elsewhere."""


class _Rule(NamedTuple):
    """A completion by codes."""

    function: int
    other: int
    arguments: int
    """Arguments of both."""
    template: Template
    law: Completion


def _rule(law: Completion) -> _Rule:
    if law.other == "Max":
        return _Rule(MIN, MAX, 2, template(law.text, ("x", "y")), law)
    parameters = find(law.other).parameters
    count = len(parameters)
    function, other = code_of(law.function, count), code_of(law.other, count)
    return _Rule(function, other, count, template(law.text, parameters), law)


def _turned(code: int) -> _Rule:
    """Return the rule by which an even or odd function of -x is one of x."""
    row = row_of(code)
    text = f"{'-' if row.parity == 'odd' else ''}{row.name}({', '.join(row.parameters)})"
    law = Completion(row.name, "-x", row.name, text, f"the row of {row.name}")
    return _Rule(code, code, len(row.parameters), template(text, row.parameters), law)


_RULES: Final = tuple([_rule(law) for law in COMPLETIONS])
MIRRORED: Final = frozenset([code for code, row in enumerate(ROWS) if row.parity])
"""Codes of even and odd functions."""
_TURNED: Final = cache(_turned)


def _groups() -> dict[int, int]:
    """Return the code of each of these functions → one that those it can meet have, too."""
    found: dict[int, int] = {}
    for rule in _RULES:
        own = found.get(rule.other, rule.other)
        found[rule.function] = found[rule.other] = own
    return found


GROUP: Final = _groups()
COMPLETED: Final = frozenset((*GROUP, *MIRRORED))
"""Codes of all functions that may meet another one, or themselves."""
_CODES: Final = tuple(COMPLETED)


def is_mirrored(graph: Graph, node: int) -> bool:
    """Return whether a node is an even or odd function of a sum, which may be that of another one, turned."""
    return graph.ops[node] in MIRRORED and graph.ops[graph.children[node][-1]] in (ADD, SUB)


def with_completions(source: Graph, root: int) -> Iterator[Completed]:
    """Return *root* with such functions by those that stand beside them; nothing where none meet.

    Domain: wherever *root* has a value, and its parts are real where that is said. Cost: linear in nodes.
    """
    if not source.has_any(_CODES):
        return
    calls = [node for node in source.below([root]) if source.ops[node] in GROUP or is_mirrored(source, node)]
    if len(calls) < 2:
        return
    form = Normal(source)
    try:
        plain = form.sweep([child for node in calls for child in source.children[node]])
    except (Unsettled, OverflowError, RecursionError):
        return
    known: dict[tuple[int, ...], int] = {}
    """Code and arguments in normal form → call."""
    arguments: dict[int, tuple[int, ...]] = {}
    place = 0
    for node in calls:
        count = len(source.children[node])
        own = tuple(plain[place : place + count])
        place += count
        arguments[node] = tuple(sorted(own)) if source.ops[node] in (MAX, MIN) else own
        known.setdefault((source.ops[node], *arguments[node]), node)
    found: dict[int, tuple[_Rule, int]] = {}
    others: set[int] = set()
    turned = sorted({source.ops[node] for node in calls if source.ops[node] in MIRRORED})
    for rule in (*_RULES, *[_TURNED(code) for code in turned]):
        for node in calls:
            if source.ops[node] != rule.other or len(arguments[node]) != rule.arguments or node in found:
                continue
            call = known.get((rule.function, *_moved(form, arguments[node], rule.law.at)), -1)
            if call < 0 or call == node or call in found or call in others:
                continue
            found[call] = rule, node
            others.add(node)
    if not found:
        return
    graph = Graph(source.limits)

    def changed(node: int, _: tuple[int, ...]) -> int:
        if node not in found:
            return -1
        rule, other = found[node]
        inner = graph.copy(source, list(source.children[other]))
        return put(graph, rule.template, tuple([inner[c] for c in source.children[other]]))

    mapping = graph.mapped(source, source.below([root]), changed)
    laws = {_name(rule) for rule, _ in found.values()}
    yield Completed(graph, mapping[root], laws, any(rule.law.real for rule, _ in found.values()))


def _name(rule: _Rule) -> str:
    """Return the name of the law of a rule."""
    parity = row_of(rule.function).parity if rule.law.source.startswith("the row of") else ""
    return f"parity-{parity}-{rule.law.function.lower().replace('_', '-')}" if parity else rule.law.name


def _moved(form: Normal, arguments: tuple[int, ...], at: str) -> tuple[int, ...]:
    """Return the arguments of the function where those of the other one are *arguments*."""
    if at == "x":
        return arguments
    *first, last = arguments
    if at == "-x":
        return (*first, form.scaled(last, -1))
    factors = dict[int, int]()
    number = form.raised(factors, last, form.graph.number(-1))
    return (*first, form.product(number, factors))
