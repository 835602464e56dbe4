"""What the page asks: `answered` takes a call by its name with an object of JSON, and returns one.

>>> answered("derive", {"formula": "x^2", "by": "x"})["result"]
{'text': '2*x', 'latex': '2 x'}
>>> answered("read", {"formula": "x^2 +* 3"})["error"]["span"]
[5, 6]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from fractions import Fraction
from typing import Any, Final

from symdiff.cli.answer import plain
from symdiff.errors import SymdiffError
from symdiff.explain.proof import NotShown
from symdiff.export.formats import FORMATS
from symdiff.export.latex import symbol_latex
from symdiff.graph.expr import Expr
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.inputs import expression
from symdiff.parser.tex.tokens import is_latex
from symdiff.plot import svg
from symdiff.plot.curves import Drawing, curves
from symdiff.practice.exercises import generate
from symdiff.practice.levels import LEVELS
from symdiff.programs.languages import LANGUAGES
from symdiff.verbs.chain import chain
from symdiff.verbs.derivatives import derivatives
from symdiff.verbs.implicit import path
from symdiff.verbs.implicit_steps import explained
from symdiff.verbs.points import special_points
from symdiff.verbs.steps import steps_of
from symdiff.verdict.judging import judge
from symdiff.web import told
from symdiff.web.question import Question, question_of
from symdiff.witness.proof import curve_check, quick_check

_APART: Final = 0.15
"""Part of the height of a drawing that points which are shown are apart at least,"""
_CLOSER: Final = 5
"""as far as an interval so often halved has them so."""

Object = dict[str, Any]
Given = Mapping[str, Any]


def answered(call: str, given: Given, limits: Limits = DEFAULT) -> Object:
    """Return what a call says of what is *given*, as JSON can hold it; of bad input the member "error" alone.

    Cost: that of what is asked. Raises SymdiffError for a call that there is none of, and what is a fault of
    symdiff itself.
    """
    if call not in CALLS:
        raise SymdiffError(f"no call {call!r}", hint=f"one of {', '.join(CALLS)}")
    try:
        found: Object = plain(CALLS[call](given, limits))
    except SymdiffError as error:
        return {"error": told.error(error)}
    return found


def _read(given: Given, limits: Limits) -> Object:
    """How the formula is read, and which variables it has."""
    question = question_of(given, limits)
    sides = question.sides
    if sides is None:
        read = question.read()
        names = read.graph.symbols([read.node])
        return {**told.expression(read), "notes": told.notes(read), "names": sorted(names),
                "by": question.with_variable().by, "is_latex": is_latex(question.formula)}  # fmt: skip
    question = question.with_variable()
    left, right = [question.read(side) for side in sides]
    function = question.function()
    return {
        "text": f"{left} = {right}", "latex": f"{told.latex(left)} = {told.latex(right)}",
        "notes": [*told.notes(left), *told.notes(right), f"{function} is a function of {question.by} here"],
        "names": question.free(), "by": question.by, "is_latex": is_latex(question.formula),
    }  # fmt: skip


def _derive(given: Given, limits: Limits) -> Object:
    """The derivative, where it is one, and whether it was checked."""
    question = question_of(given, limits).with_variable()
    if question.sides is not None:
        return _implicit(question)
    found = _chain(question)
    source, answer = found[0][1], found[-1][1]
    doubt = quick_check(found)
    by = told.symbol_latex(question.by)
    power = f"^{{{question.order}}}" if question.order > 1 else ""
    return {
        "asked": rf"\frac{{d{power}}}{{d{by}{power}}}\left({told.latex(source)}\right)",
        "result": told.expression(answer), "by": question.by, "order": question.order,
        "where": _where(answer), "notes": [*told.notes(source), *([doubt] if doubt else [])],
        "checked": not doubt,
    }  # fmt: skip


def _implicit(question: Question) -> Object:
    function = question.function()
    relation, stages = _path(question, function)
    answer = stages[-1].found
    doubt = curve_check(stages, relation.zero, relation.function)
    power = f"^{{{question.order}}}" if question.order > 1 else ""
    above, below = told.symbol_latex(function), told.symbol_latex(question.by)
    return {
        "asked": rf"\frac{{d{power} {above}}}{{d{below}{power}}}",
        "result": told.expression(answer), "by": question.by, "order": question.order,
        "where": _where(answer), "notes": [doubt] if doubt else [], "checked": not doubt,
    }  # fmt: skip


def _steps(given: Given, limits: Limits) -> Object:
    """The steps of a teacher, as blocks of lines; none where they fail their check."""
    question = question_of(given, limits).with_variable()
    try:
        if question.sides is not None:
            relation, stages = _path(question, question.function())
            return {"blocks": told.implicit(explained(relation, stages, limits)), "where": []}
        trails: list[set[str]] = []
        found = _chain(question, trails)
        blocks = [told.derivation(each) for each in steps_of(found, trails, limits)]
    except NotShown:
        return {"blocks": [], "where": []}
    return {"blocks": blocks, "where": _where(found[-1][1])}


def _points(given: Given, limits: Limits) -> Object:
    """Where there is no derivative."""
    question = question_of(given, limits).with_variable()
    if question.sides is not None:
        return {"points": []}
    found = special_points(question.read(), question.by, limits=limits)
    return {"points": [told.point(each) for each in found]}


def _judge(given: Given, limits: Limits) -> Object:
    """The verdict on an answer; the right one only where it is to be revealed."""
    question = question_of(given, limits).with_variable()
    answer = given.get("answer", "")
    if not isinstance(answer, str) or not answer.strip():
        raise SymdiffError("there is no answer yet", hint="type the derivative as you have it")
    verdict = judge(
        question.formula, question.by, answer, order=question.order, symbols=question.symbols,
        functions=question.functions, limits=limits,
    )  # fmt: skip
    found: Object = {
        "verdict": verdict.verdict, "reason": told.reworded(verdict.reason), "proof": verdict.proof,
        "notes": told.in_doubt(verdict.notes), "slips": list(verdict.slips),
        "where": _where_of(verdict.conditions), "witness": None, "by": question.by,
    }  # fmt: skip
    if verdict.witness is not None:
        found["witness"] = {
            "at": {name: _number(value) for name, value in verdict.witness.at.items()},
            "names": _written(verdict.witness.at),
            "expected": verdict.witness.expected,
            "given": verdict.witness.given,
        }
    if given.get("reveal"):
        found["right"] = verdict.revealed()
    return found


def _write(given: Given, limits: Limits) -> Object:
    """The derivative in a language of formulas or of code."""
    question = question_of(given, limits).with_variable()
    form = given.get("form")
    if question.sides is not None:
        answer = _path(question, question.function())[1][-1].found
    else:
        answer = _chain(question)[-1][1]
    if form in LANGUAGES:
        from symdiff.verbs.code import code  # not needed for an answer

        return {"text": code(answer, str(form)).rstrip()}
    if form not in FORMATS:
        raise SymdiffError(f"no language {form!r}", hint=f"one of {', '.join([*FORMATS, *LANGUAGES])}")
    from symdiff.verbs.python_code import source  # nor is this

    return {"text": source(answer, str(form)).rstrip()}


def _draw(given: Given, limits: Limits) -> Object:
    """A drawing of the formula and its first derivative, between two ends or where it is worth seeing; other
    letters have the values that are given for them, else 1, points are shown besides, and the formula of the
    derivative is not told where an answer is still to be found."""
    question = question_of(given, limits).with_variable()
    body = None if question.sides is not None else question.read()
    if body is None or body.graph.operators:  # an equation, or functions that are not known
        return {"svg": None, "letters": [], "names": {}}
    letters = [name for name in body.graph.symbols([body.node]) if name != question.by]
    values = {name: _end(given.get("values", {}).get(name) or "1") for name in letters}
    marked = [svg.Extra(float(x), float(y), str(text)) for x, y, text in given.get("marked", ())]
    ends = [_end(given.get(name)) for name in ("low", "high")]
    found = curves(body, question.by, ends, at=values)
    if marked and ends == [None, None]:
        found = _around(found, marked, lambda low, high: curves(body, question.by, (low, high), at=values))
    if given.get("hides"):
        function, slope = found.curves
        found = found._replace(curves=(function, slope._replace(label=f"f′({question.by})")))
    width = min(max(float(given.get("width", 640)), 280.0), 1200.0)
    text = svg.svg(found, width=width, height=0.4 * width + 120, extra=marked, with_style=False)
    return {"svg": text, "low": found.low, "high": found.high, "letters": letters, "names": _written(letters)}


def _around(found: Drawing, marked: list[svg.Extra], drawn: Callable[[float, float], Drawing]) -> Drawing:
    """Return a drawing in which all points are to be seen, and apart from one another: another one, *drawn*
    between two ends, where that is not so in the one that was *found*."""
    places, heights = [one.x for one in marked], [one.y for one in marked]
    middle = (min(places) + max(places)) / 2
    half = (found.high - found.low) / 2
    if not found.low <= min(places) <= max(places) <= found.high:
        half += max(abs(place - (found.low + found.high) / 2) for place in places)
        found = drawn(middle - half, middle + half)
    for _ in range(_CLOSER):
        if len(marked) < 2 or max(heights) - min(heights) >= _APART * (found.top - found.bottom):
            break
        half /= 2
        found = drawn(middle - half, middle + half)
    return found


def _end(text: Any) -> Expr | None:
    """Return a number that a text says, None for an empty one."""
    if not isinstance(text, str):
        return None if text is None else expression(text)
    return expression(text) if text.strip() else None


def _exercise(given: Given, limits: Limits) -> Object:
    """An exercise of a level, the one of a number."""
    level, rules = given.get("level", "easy"), given.get("rules", "")
    number = given.get("number", 0)
    if not isinstance(rules, str) or level not in LEVELS or not isinstance(number, int):
        raise SymdiffError("an exercise has a level, rules as a text and a number")
    [found] = generate(level, rules, count=1, seed=number)
    return {**told.expression(found.question), "by": found.variable, "rules": list(found.rules)}


def _chain(question: Question, trails: list[set[str]] | None = None) -> list[tuple[str, Expr]]:
    """Return the formula and its derivatives in turn; with *trails* as steps need them."""
    names, functions, limits = question.symbols, question.functions, question.limits
    if trails is not None:
        by = (question.by,)
        return chain(question.formula, by, question.order, "full", names, functions, limits, True, trails)
    return derivatives(
        question.formula, question.by, order=question.order, symbols=names, functions=functions, limits=limits
    )


def _path(question: Question, function: str) -> Any:
    return path(
        question.formula, function, [question.by], order=question.order, symbols=question.symbols,
        functions=question.functions, limits=question.limits,
    )  # fmt: skip


def _where(answer: Expr) -> list[str]:
    return told.where(answer.unsolved, answer.graph.symbols([answer.node]))


def _written(names: Iterable[str]) -> dict[str, str]:
    """Return each of *names* with how it is written in LaTeX."""
    return {name: symbol_latex(name) for name in names}


def _where_of(conditions: tuple[Expr, ...]) -> list[str]:
    return told.where(conditions, {name for one in conditions for name in one.graph.symbols([one.node])})


def _number(value: Fraction) -> float | None:
    with suppress(OverflowError):
        return float(value)
    return None


CALLS: Final[dict[str, Callable[[Given, Limits], Object]]] = {
    "read": _read, "derive": _derive, "steps": _steps, "points": _points, "judge": _judge, "write": _write,
    "draw": _draw, "exercise": _exercise,
}  # fmt: skip
"""The calls by their names."""

__all__ = ["CALLS", "answered"]
