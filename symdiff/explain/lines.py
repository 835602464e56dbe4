"""The lines of a derivation: one level of rules a line, with the reasons for it.

All derivatives that are pending in a line are taken together in the next one, so that there are as many
lines as a formula is deep, not as many as it has nodes.

>>> from symdiff.graph.expr import Expr
>>> from symdiff.parser.formula import parse
>>> e = parse("sin(x**2)")
>>> found = lines_of(Teacher(e.graph, e.node, "x"))
>>> [str(Expr(e.graph, line.node)) for line in found]
["cos(x**2)*(x**2)'", 'cos(x**2)*2*x']
>>> [reason.words for line in found for reason in line.reasons]
['chain rule', 'power rule']
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from symdiff.explain.rules import (
    ABSOLUTE,
    CHAIN,
    CHAIN_OF_SEVERAL,
    CONSTANT,
    EXPONENTIAL,
    LOGARITHMIC,
    MULTIPLE,
    NATURAL,
    NO_SLOPE,
    POWER,
    POWER_BELOW,
    ROW,
    SUM,
    UNKNOWN,
    VARIABLE,
    Rule,
)
from symdiff.explain.teacher import BY_SLOPES, Teacher
from symdiff.explain.words import PUT_IN, said
from symdiff.explain.writing import is_pending, joined, pending, put, put_in
from symdiff.graph.graph import Graph
from symdiff.parser.templates import template
from symdiff.simplifier.ordered import in_order
from symdiff.sweeps.partials import NONE, partial_at
from symdiff.table.operators import DIV, MUL, SYMBOL

_SILENT: Final = frozenset((SUM, MULTIPLE, VARIABLE, CONSTANT, NO_SLOPE))
"""Rules that are told where a line has no other."""
_LARGEST: Final = 200
"""Size up to which a line with names is written anew."""
_MUCH: Final = 0.7
"""Part of its length that a line with names has left, at most, for it to be written anew."""
_LETTERS: Final = {
    "u": "uvwpqrst", "v": "vwpqrstu", "w": "wpqrstuv", "z": "zpqrstuv", "c": "abcdk", "n": "nmkpqr",
}  # fmt: skip
"""Letter of a rule → those that stand for it, the first that the formula does not have."""


class Reason(NamedTuple):
    """Why a line follows from the one before."""

    rule: Rule
    words: str
    left: int = NONE
    """A node whose derivative is *right*: the rule in letters, or a row of the table at the variable."""
    right: int = NONE
    inner: tuple[tuple[int, int], ...] = ()
    """Letters of the rule, and what they stand for here."""
    condition: int = NONE
    is_equation: bool = False
    """Whether *left* is *right*, itself and not its derivative."""


class Line(NamedTuple):
    """A form of a derivative, and why it is one."""

    node: int
    reasons: tuple[Reason, ...] = ()
    """The rules by which it follows; none where it is another form of the line before."""
    identities: tuple[str, ...] = ()
    """Names of the identities by which it is that."""
    words: str = ""
    """What a reader is told of them."""
    of: int = NONE
    """The part with a name whose derivative it is, -1 for the whole formula."""
    is_named: bool = False
    """Whether parts with names are written by them."""


def lines_of(teacher: Teacher, held: Sequence[int] = ()) -> list[Line]:
    """Return the lines up to the one that has no derivative pending.

    The parts *held* have names: their derivatives stay pending to the end, have lines of their own then, and
    are put in. Cost: the nodes of each line, as many times as there are lines.
    """
    told = _Reasons(teacher)
    found = _levels(teacher, told, teacher.root, held)
    if not held:
        return found
    graph = teacher.graph
    found += _shorter(teacher, found[-1], held)
    whole = found[-1].node
    ends: dict[int, int] = {}
    waiting = [graph.first(mark) for mark in pending_in(teacher, whole)]
    while waiting:
        part = waiting.pop(0)
        if part not in ends:
            block = _levels(teacher, told, part, held)
            block += _shorter(teacher, block[-1], held)
            ends[part] = block[-1].node
            found += block
            waiting += [graph.first(mark) for mark in pending_in(teacher, ends[part])]
    for part in sorted(ends, key=teacher.order.index):  # inner ones first
        ends[part] = resolved(teacher, ends[part], ends)
    return [*found, Line(resolved(teacher, whole, ends), (), (), PUT_IN)]


def _levels(teacher: Teacher, told: _Reasons, start: int, held: Sequence[int]) -> list[Line]:
    """Return the lines for the derivative of *start*, until only derivatives of *held* parts are pending."""
    graph = teacher.graph
    of, is_named = (NONE if start == teacher.root else start), bool(held)
    open_ones = {node: end for node, end in teacher.after.items() if node not in held}
    node = teacher.after[start]
    found = [Line(node, told.of([start], start == teacher.root), (), "", of, is_named)]
    while waiting := [graph.first(mark) for mark in pending_in(teacher, node)]:
        taken = [part for part in waiting if part in open_ones]
        if not taken:
            break
        node = resolved(teacher, node, open_ones)
        found.append(Line(node, told.of(taken, False), (), "", of, is_named))
    return found


def _shorter(teacher: Teacher, line: Line, held: Sequence[int]) -> list[Line]:
    """Return *line* with like terms and powers collected, the parts *held* and their derivatives being
    letters, where that is much shorter."""
    source = teacher.graph
    if source.size(line.node) > _LARGEST:
        return []
    graph = Graph(source.limits)
    marks = [*held, *[pending(source, part) for part in held]]
    letters = {mark: graph.fresh(place) for place, mark in enumerate(marks)}
    back = {graph.name(letter): mark for mark, letter in letters.items()}
    copy = graph.mapped(source, source.below([line.node]), lambda node, _: letters.get(node, NONE))
    used: set[str] = set()
    short, [node] = in_order(graph, [copy[line.node]], used)
    if short.size(node) > _MUCH * graph.size(copy[line.node]):
        return []

    def spelled(node: int, _: tuple[int, ...]) -> int:
        return back.get(short.name(node), NONE) if short.ops[node] == SYMBOL else NONE

    end = source.mapped(short, short.below([node]), spelled)[node]
    names = tuple(sorted(used))
    return [Line(end, (), names, said(names), line.of, line.is_named)]


def pending_in(teacher: Teacher, node: int) -> list[int]:
    """Return the derivatives that are still to be taken in *node*."""
    graph = teacher.graph
    return [below for below in graph.below([node]) if is_pending(graph, below)]


def resolved(teacher: Teacher, node: int, derivatives: Mapping[int, int]) -> int:
    """Return *node* with its pending derivatives replaced by those of *derivatives*."""
    graph = teacher.graph
    marks = {mark: graph.first(mark) for mark in pending_in(teacher, node)}
    return put_in(graph, node, {mark: derivatives[of] for mark, of in marks.items() if of in derivatives})


class _Reasons:
    """Finds the reasons for lines, and letters for the rules that the formula does not use itself."""

    def __init__(self, teacher: Teacher) -> None:
        self.teacher = teacher
        self.graph = teacher.graph
        taken = set(self.graph.symbols([teacher.root]))
        self.letters = {
            letter: next((name for name in names if name not in taken), f"{letter}_0")
            for letter, names in _LETTERS.items()
        }

    def of(self, nodes: Iterable[int], is_first: bool) -> tuple[Reason, ...]:
        """Return the reasons for deriving *nodes* in one line; several of one rule are brought together."""
        views = self.teacher.views
        taken: list[int] = []
        for node in nodes:
            taken += self._taken_along(node)
        taken = list(dict.fromkeys(taken))
        rules = {views[node].rule for node in taken}
        told = [node for node in taken if views[node].rule not in _SILENT]
        if is_first and views[taken[0]].rule is MULTIPLE and len(taken) == 1:
            told = taken
        if not told:
            silent = VARIABLE if rules <= {VARIABLE, CONSTANT} else SUM if SUM in rules else MULTIPLE
            told = [node for node in taken if views[node].rule is silent][:1] or taken[:1]
        found: dict[tuple[str, int], Reason] = {}
        for node in told:
            reason = self._of(node)
            key = (reason.words, reason.left)
            if key in found:
                inner = tuple(dict.fromkeys((*found[key].inner, *reason.inner)))
                reason = found[key]._replace(inner=inner)
            found[key] = reason
        reasons = list(found.values())
        if SUM in rules and all(reason.words == POWER.words for reason in reasons):
            reasons.append(Reason(SUM, SUM.words))
        elif is_first and views[taken[0]].rule is SUM and reasons[0].rule is not SUM:
            reasons.insert(0, Reason(SUM, SUM.words))
        return tuple(reasons)

    def _taken_along(self, node: int) -> list[int]:
        """Return *node*, and what is derived in one go with it."""
        teacher = self.teacher
        found = [node]
        for part in found:
            found += [inner for inner in teacher.views[part].moving if teacher.is_immediate(part, inner)]
        return found

    def _of(self, node: int) -> Reason:
        teacher, graph = self.teacher, self.graph
        view = teacher.views[node]
        rule = view.rule
        is_bare = view.moving == (teacher.variable,)
        if rule in (POWER, POWER_BELOW) and is_bare:
            if rule is POWER_BELOW and view.arguments[1] == graph.number(1):
                power = graph.pow(view.arguments[0], graph.number(-1))
                return Reason(rule, rule.words, node, power, is_equation=True)
            return Reason(rule, rule.words)
        if rule is VARIABLE or (is_bare and rule in (ROW, NATURAL, EXPONENTIAL, ABSOLUTE, UNKNOWN, CHAIN)):
            return Reason(rule, "", node, teacher.after[node])
        if rule in BY_SLOPES:
            return self._chain(node, rule)
        if not rule.left or rule in _SILENT:
            return Reason(rule, rule.words)
        inner: tuple[tuple[int, int], ...] = ()
        words = rule.words
        if rule in (POWER, POWER_BELOW, NATURAL, EXPONENTIAL):
            words = CHAIN.words
            inner = ((self._letter("u"), view.moving[0]),)
        elif rule is ABSOLUTE:
            inner = ((self._letter("u"), view.moving[0]),)
        return self._in_letters(rule, words, inner)

    def _letter(self, letter: str) -> int:
        return self.graph.symbol(self.letters[letter])

    def _in_letters(self, rule: Rule, words: str, inner: tuple[tuple[int, int], ...]) -> Reason:
        """Return the row itself as a reason."""
        graph = self.graph
        own = [letter for letter in rule.letters if letter != rule.where[0]]
        nodes = [self._letter(letter) for letter in own]
        derivatives = {letter: pending(graph, self._letter(letter), True) for letter in own}
        left = put(graph, template(rule.left, tuple(own)), tuple(nodes))
        if rule is LOGARITHMIC:
            inside = put(graph, template(rule.where[1], tuple(own)), tuple(nodes))
            nodes.append(inside)
            derivatives[rule.where[0]] = pending(graph, inside)
        names = (*rule.letters, *[f"d{letter}" for letter in rule.moving])
        right = put(graph, template(rule.right, names), (*nodes, *[derivatives[m] for m in rule.moving]))
        condition = NONE
        if rule.is_told:
            condition = put(graph, template(rule.condition, rule.letters), tuple(nodes))
        return Reason(rule, words, left, right, inner, condition)

    def _chain(self, node: int, rule: Rule) -> Reason:
        """Return the chain rule for the function at *node*, in letters."""
        graph = self.graph
        moving = self.teacher.views[node].moving
        letters = dict(zip(dict.fromkeys(moving), ("u", "v", "w", "z"), strict=False))
        if len(letters) < len(set(moving)):
            return Reason(rule, CHAIN_OF_SEVERAL.words)
        marks = {part: self._letter(letter) for part, letter in letters.items()}
        children = tuple([marks.get(child, child) for child in graph.children[node]])
        left = graph.rebuild(graph, node, children)
        right = NONE
        for place, child in enumerate(graph.children[node]):
            slope = partial_at(graph, left, place) if child in marks else NONE
            if slope != NONE:
                moved = pending(graph, marks[child], True)
                if graph.ops[slope] == DIV and graph.both(slope)[0] == graph.number(1):
                    part = graph.div(moved, graph.both(slope)[1])
                else:
                    part = joined(graph, MUL, slope, moved)
                right = part if right == NONE else graph.add(right, part)
        if right == NONE:
            right = graph.number(0)
        return Reason(rule, rule.words, left, right, tuple((mark, part) for part, mark in marks.items()))
