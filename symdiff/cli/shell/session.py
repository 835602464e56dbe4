"""What a line of a session means, and what is printed of it.

A line is a definition, a command, or a formula. Lines are text, so that a session can be run from a file.

>>> session = Session(plain=True)
>>> print(session.run("f(x) = x^2*sin(x)"))
        2
f(x) = x *sin(x)
>>> print(session.run("f'(pi)"))
   2
-pi
~ -9.869604401
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from symdiff.cli.answer import shown
from symdiff.cli.shell.definitions import (
    Definitions,
    Function,
    Reading,
    is_definition,
    moved,
    simplest,
)
from symdiff.errors import ParseError, SymdiffError
from symdiff.export.pretty import pretty
from symdiff.export.unicode import unicode
from symdiff.graph.expr import Expr
from symdiff.parser.formula import parse
from symdiff.parser.listed import components
from symdiff.parser.notes import Aside
from symdiff.table.operators import NUMBER

_WIDTH: Final = 78
_DIGITS: Final = 10
_WORD: Final = re.compile(r"\s*([a-z]+)(?![\w'′])")
_BY: Final = re.compile(r"\s+by\s+([^\W\d]\w*)\s*\Z")
_NAME: Final = re.compile(r"[^\W\d]\w*")
_FROM: Final = re.compile(r"\s+from\s+(\S.*?)\s+to\s+(\S.*)\Z", re.DOTALL)
_OPEN: Final = {"(": ")", "[": "]", "{": "}"}
_GOES_ON: Final = ("+", "-", "*", "/", "^", ",", "=", "<", ">", "\\", "·", "−", "⋅", "×")


class Ended(Exception):
    """The session is to end."""


class Command(NamedTuple):
    """What a session can be told to do."""

    run: Callable[[Session, str], str]
    usage: str
    what: str


class Asked(NamedTuple):
    """The formula that a command is about."""

    text: str
    reading: Reading
    name: str
    """The variable."""
    head: str
    """What its derivative is called: f'(x), or d/dx."""


class Session:
    """What was said before, and the width and signs of the terminal."""

    def __init__(self, plain: bool = False, width: int = _WIDTH) -> None:
        self.known = Definitions()
        self.last = ""
        """The text of the last formula, which commands take where none is given."""
        self.plain, self.width = plain, width

    def run(self, text: str) -> str:
        """Return what a line prints. Raises SymdiffError for what cannot be understood or done, and Ended for
        the last line."""
        text = " ".join(text.replace("\\\n", "\n").split("\n")).strip()
        if not text:
            return ""
        if is_definition(text):
            return self._defined(text)
        command, rest = self._command(text)
        if command is not None:
            return command.run(self, rest)
        return self._formula(text)

    def _command(self, text: str) -> tuple[Command | None, str]:
        """Return the command that *text* begins with, and the rest. Raises ParseError for one that there is
        outside of sessions alone."""
        found = _WORD.match(text)
        if found is not None and found[1] in _ELSEWHERE and found[1] not in self.known.names:
            rest = text[found.end() :].strip()
            if rest and rest[0] not in _AFTER_NAMES:
                hint = f"{_ELSEWHERE[found[1]]}; help lists the commands"
                raise ParseError(f"{found[1]} is no command of a session", text, text.index(found[1]), hint)
        if found is None or found[1] not in COMMANDS or found[1] in self.known.names:
            return None, text
        return COMMANDS[found[1]], text[found.end() :].strip()

    def heard(self, text: str) -> str:
        """Return how the formula in *text* is read, on one line; "" where there is none. Raises SymdiffError
        with the place in *text* of what cannot be read."""
        body = " ".join(text.split("\n"))
        if not body.strip():
            return ""
        if is_definition(body):
            begin = body.index("=") + 1
            names = re.findall(_NAME, body[: begin - 1])
            return self._line(body[begin:], text, begin, names)
        command, rest = self._command(body)
        if command is None:
            return self._line(body, text, 0)
        if not rest or command.run in _WITHOUT:
            return command.what
        parts = components(_FROM.sub("", _BY.sub("", rest))) or [rest]
        part = parts[-1] if not _NAME.fullmatch(parts[-1]) else parts[0]
        return self._line(part, text, body.rindex(part))

    def _line(self, part: str, text: str, begin: int, names: list[str] | None = None) -> str:
        if part.strip() in self.known.functions:
            return self._short(self.known.functions[part.strip()].body)
        try:
            symbols = [*self.known.values, *(names or [])]
            expr = parse(part, symbols=symbols, functions=list(self.known.functions))
        except SymdiffError as error:
            raise moved(error, text, begin) from None
        return self._short(expr)

    def _short(self, expr: Expr) -> str:
        return str(expr) if self.plain else unicode(expr)

    # Formulas -------------------------------------------------------------------------------

    def _defined(self, text: str) -> str:
        head, found, notes = self.known.define(text)
        if isinstance(found, Function):
            self.last = head.partition("(")[0]
            return self._lines([self._drawn(found.body, f"{head} = "), *_said(notes)])
        return self._lines([self._drawn(found, f"{head} = "), *_said(notes)])

    def _formula(self, text: str) -> str:
        """Return a formula, its value where it is a number, else its derivative where it has one variable."""
        if text in self.known.functions:
            self.last = text
            function = self.known.functions[text]
            return self._drawn(function.body, f"{text}({', '.join(function.parameters)}) = ")
        reading = self.known.read(text)
        expr = simplest(reading.expr)
        lines = [*_said(reading.notes), self._drawn(expr)]
        names = expr.graph.symbols([expr.node])
        if not names:
            return self._lines([*lines, *self._value(expr)])
        self.last = text
        lines += self._where(reading.conditions, names)
        if len(names) == 1 and "'" not in text and "′" not in text:
            from symdiff.verbs.derivatives import derive  # the first line is awaited, not these modules

            found = derive(reading.expr, names[0])
            lines += [self._drawn(found, f"d/d{names[0]} = "), *self._where(found.unsolved, names)]
        return self._lines(lines)

    def _value(self, expr: Expr) -> list[str]:
        """Return the line of a number's digits; none where the formula shows them."""
        if expr.graph.ops[expr.node] == NUMBER and isinstance(expr.graph.value(expr.node), int | float):
            return []
        from symdiff.at.point import value_at

        value = value_at(expr, {})
        if isinstance(value, float):
            value = float(f"{value:.{_DIGITS}g}")
        return [f"{'~' if self.plain else '≈'} {shown(value)}"]

    def _drawn(self, expr: Expr, before: str = "") -> str:
        """Return an expression in two dimensions, on one line where it is too wide."""
        if not self.plain:
            before = before.replace("'", "′")
        text = pretty(expr, self.plain, before)
        if max(map(len, text.split("\n"))) > self.width:
            return before + self._short(expr)
        return text

    def _where(self, conditions: tuple[Expr, ...], names: list[str]) -> list[str]:
        if not conditions:
            return []
        from symdiff.at.solved import solved
        from symdiff.export.where import sentence

        said = sentence(solved(conditions, names).text)
        return [said] if said else []

    def _lines(self, parts: list[str]) -> str:
        return "\n".join([part for part in parts if part])

    def asked(self, rest: str) -> Asked:
        """Return what a command is about: a formula, or the last one, by a variable that is named or the only
        one. Raises SymdiffError where neither is known."""
        by = _BY.search(rest)
        name = by[1] if by else ""
        rest = rest[: by.start()] if by else rest
        parts = components(rest)
        if len(parts) == 2 and _NAME.fullmatch(parts[1]) and not name:
            rest, name = parts
        rest = rest.strip() or self.last
        if not rest:
            raise SymdiffError("which formula?", hint="for example: diff x^2 sin x")
        reading = self.known.read(rest, [name] if name else [])
        function = self.known.functions.get(rest)
        names = reading.expr.graph.symbols([reading.expr.node])
        if not name:
            own = function.parameters if function is not None else names
            if len(own) != 1:
                hint = f"by {own[0]}, for example: diff {rest} by {own[0]}" if own else "it has none"
                raise SymdiffError("by which variable?", hint=hint)
            name = own[0]
        self.last = rest
        is_named = function is not None and function.parameters == (name,)
        return Asked(rest, reading, name, f"{rest}'({name})" if is_named else f"d/d{name}")

    # Commands -------------------------------------------------------------------------------

    def diff(self, rest: str) -> str:
        """Return a derivative with its conditions."""
        from symdiff.verbs.derivatives import derive

        asked = self.asked(rest)
        found = derive(asked.reading.expr, asked.name)
        names = found.graph.symbols([found.node])
        return self._lines([
            *_said(asked.reading.notes), self._drawn(found, f"{asked.head} = "),
            *self._where((*asked.reading.conditions, *found.unsolved), [*names, asked.name]),
        ])  # fmt: skip

    def steps(self, rest: str) -> str:
        """Return the steps of a derivative."""
        from symdiff.verbs.steps import steps

        asked = self.asked(rest)
        return self._lines([
            *_said(asked.reading.notes),
            steps(asked.reading.expr, asked.name).text(self.plain, self.width),
        ])  # fmt: skip

    def judge(self, rest: str) -> str:
        """Return whether an answer is right."""
        from symdiff.verdict.judging import judge

        by = _BY.search(rest)
        parts = components(rest[: by.start()] if by else rest)
        if len(parts) not in (1, 2) or not parts[0]:
            raise SymdiffError("which answer?", hint="for example: judge x^2 sin x, 2x sin x + x^2 cos x")
        question = parts[0] if len(parts) == 2 else ""
        asked = self.asked(f"{question} by {by[1]}" if by else question)
        answer = self.known.read(parts[-1], [asked.name])
        found = judge(asked.reading.expr, asked.name, answer.expr)
        return self._lines([*_said(answer.notes), str(found)])

    def plot(self, rest: str) -> str:
        """Return a drawing of a function and its derivative."""
        from symdiff.cli.plot import in_terminal
        from symdiff.plot.curves import curves

        ends = _FROM.search(rest)
        asked = self.asked(rest[: ends.start()] if ends else f" {rest}")
        between = ends.groups() if ends else None
        drawing = curves(asked.reading.expr, asked.name, between)
        return self._lines([*_said(asked.reading.notes), in_terminal(drawing, self.plain)])

    def points(self, rest: str) -> str:
        """Return the points without a derivative."""
        from symdiff.verbs.points import special_points

        asked = self.asked(rest)
        found = special_points(asked.reading.expr, asked.name)
        return "\n".join([str(point) for point in found]) or "there is a derivative wherever it is defined"

    def simplify(self, rest: str) -> str:
        """Return a shorter form."""
        text = rest or self.last
        if not text:
            raise SymdiffError("which formula?", hint="for example: simplify sin(x)^2 + cos(x)^2")
        reading = self.known.read(text)
        self.last = text
        return self._lines([*_said(reading.notes), self._drawn(simplest(reading.expr))])

    def names(self, rest: str) -> str:
        """Return what was named."""
        lines = [
            self._drawn(function.body, f"{name}({', '.join(function.parameters)}) = ")
            for name, function in sorted(self.known.functions.items())
        ]
        lines += [self._drawn(value, f"{name} = ") for name, value in sorted(self.known.values.items())]
        return self._lines(lines) or "nothing is defined: f(x) = x^2 defines f"

    def forget(self, rest: str) -> str:
        """Forget names."""
        for name in rest.replace(",", " ").split() or self.known.names:
            self.known.forget(name)
        return ""

    def help(self, rest: str) -> str:
        """Return what can be typed."""
        rows = [("f(x) = x^2 sin x", "defines f; f'(2), f''(x) and f(a) + 1 have its derivatives and values"),
                ("x^2 sin x", "a formula: its value, or its derivative"),
                *[(command.usage, command.what) for command in COMMANDS.values()]]  # fmt: skip
        width = max(len(usage) for usage, _ in rows)
        return "\n".join([f"{usage:{width}}  {what}" for usage, what in rows])

    def quit(self, rest: str) -> str:
        """End."""
        raise Ended


_WORDS: Final = (
    (r"(?:, or )?declare it as a function \(functions='(\w+)'\)( or as a variable \(symbols='\w+'\))?",
     r"\ndefine it: \1(x) = ..."),
    (r"between=\((low|-2), (high|3)\)", r"from \1 to \2"),
    (r"Limits\((\w+)=\.\.\.\)", r"symdiff diff --limit \1=..."),
)  # fmt: skip


def reworded(error: SymdiffError) -> str:
    """Return what an error says, with what can be typed in a session in place of keywords of the library."""
    text = str(error)
    for pattern, written in _WORDS:
        text = re.sub(pattern, written, text)
    return text.replace("\n\n", "\n")


def _said(notes: tuple[str, ...]) -> list[str]:
    return [f"note: {note}" for note in notes if not isinstance(note, Aside)]


COMMANDS: Final = {
    "diff": Command(Session.diff, "diff FORMULA by x", "the derivative"),
    "steps": Command(Session.steps, "steps FORMULA by x", "how it is found, line by line"),
    "judge": Command(Session.judge, "judge FORMULA, ANSWER", "is this its derivative?"),
    "plot": Command(Session.plot, "plot FORMULA from a to b", "function and derivative, drawn"),
    "points": Command(Session.points, "points FORMULA", "where there is no derivative, and why"),
    "simplify": Command(Session.simplify, "simplify FORMULA", "a shorter form"),
    "names": Command(Session.names, "names", "what is defined"),
    "forget": Command(Session.forget, "forget f", "forget a definition; all of them without a name"),
    "help": Command(Session.help, "help", "this list"),
    "quit": Command(Session.quit, "quit", "end; so does Ctrl-D"),
}
"""The commands; each takes the last formula where none is given."""
_ELSEWHERE: Final = {
    "derive": "write diff FORMULA by x", "check": "write judge FORMULA, ANSWER",
    **dict.fromkeys(("by", "wrt", "order"), "write diff FORMULA by x; f''(x) for a second derivative"),
    "eval": "define the names, as in x = 2, and write the formula",
    **{name: f"write symdiff {name} ... outside of the session"
       for name in ("taylor", "gradient", "jacobian", "hessian", "implicit", "minimize", "prox", "quiz")},
}  # fmt: skip
"""Commands that sessions do not have, and what to do instead."""
_AFTER_NAMES: Final = "+*/^=,)!"
"""Signs behind a name that is no command."""
_WITHOUT: Final = (Session.names, Session.forget, Session.help, Session.quit)
"""Those that take no formula."""


def is_open(text: str) -> bool:
    """Return whether a formula goes on on the next line: a bracket is open, or it ends in an operator.

    >>> is_open("Piecewise((x, x < 1),"), is_open("x +"), is_open("x^2"), is_open("f(x) = x)")
    (True, True, False, False)
    """
    depth = 0
    for sign in text:
        depth += (sign in _OPEN) - (sign in _OPEN.values())
        if depth < 0:
            return False
    return depth > 0 or text.rstrip().endswith(_GOES_ON)


__all__ = ["COMMANDS", "Command", "Ended", "Session", "is_open", "reworded"]
