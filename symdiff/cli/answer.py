"""`Answer`: what a command has to say of one formula, printed as text or as one object of JSON.

Every command with `--json` prints this object; `docs/schema.json` says what each member is.

>>> answer = Answer("diff", "x^2", as_json=True)
>>> answer.order = 1
>>> import json
>>> sorted(json.loads(answer.object()))[:4]
['checked', 'command', 'conditions', 'error']
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from symdiff.cli.words import reworded
from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.parser.listed import components
from symdiff.parser.notes import Aside

VERSION: Final = 1
"""The number of the form of the object."""
CODES: Final = {
    "SymdiffError": "refused", "ParseError": "syntax", "UnknownName": "unknown_name",
    "WrongArity": "wrong_arity", "WrongShape": "wrong_shape", "DomainError": "domain",
    "OutOfRange": "out_of_range",
    "NotDifferentiable": "not_differentiable", "Unsupported": "unsupported",
    "NotOneNumber": "not_one_number", "TooLarge": "too_large", "Late": "timeout", "BadRequest": "request",
    "Usage": "usage",
}  # fmt: skip
"""The class of an error → its code."""
_WORD: Final = r"\w+|(?s:.)"


class Late(SymdiffError):
    """The time that `--timeout` gives is over."""


class BadRequest(SymdiffError):
    """A line of a batch that is no request."""


class Usage(SymdiffError):
    """A command line that cannot be read."""


class Answer:
    """What is known of one formula. A command fills it; where it fails, what is known by then is printed."""

    def __init__(self, command: str, input: str | None, line: int = 0, as_json: bool = False) -> None:
        self.command = command
        self.input = input
        self.line = line
        """The line of stdin, 0 where the formula was an argument."""
        self.is_latex = False
        """Whether `--latex-input` says that formulas are LaTeX."""
        self.as_json = as_json
        self.asked: Mapping[str, Any] = {}
        """What the line of a batch asks for in the place of the options."""
        self.read: Expr | str | None = None
        self.notes: list[str] = []
        self.variables: list[str] = []
        self.order: int | None = None
        self.result: Expr | None = None
        self.code = ""
        """The result in the language of `--format`, where that is no text."""
        self.value: Any = None
        self.checked: dict[str, Any] | None = None
        self.more: dict[str, Any] = {}
        """Members of single commands."""
        self.printed: list[str] = []
        """What goes to stdout as text."""
        self.status = 0
        """What a check said: 1 no, 3 it could not decide."""
        self.failed: SymdiffError | None = None
        """Why there is no answer, or not all of it."""
        self.fault = ""
        """The message where symdiff itself failed."""
        self.conditions: list[str] = []
        self.where = ""

    @property
    def formula(self) -> str:
        """The text to be read."""
        return self.text_of(self.input or "")

    def text_of(self, given: str) -> str:
        """Return a text as it is to be read: LaTeX has dollars around each formula, which say that it is."""
        if not self.is_latex or not given.strip() or "$" in given:
            return given
        return ", ".join([f"${part}$" for part in components(given)])

    def note(self, notes: Iterable[str]) -> None:
        """Add notes, each once."""
        for note in notes:
            if note and note not in self.notes:
                self.notes.append(note)

    def agrees(self, witness: str, points: int) -> None:
        """Say that a *witness* agrees with the answer at so many points."""
        self.checked = {"witnesses": [{"name": witness, "agrees": True}], "points": points}

    def holds(self, conditions: tuple[Expr, ...], taken: Iterable[str]) -> None:
        """Solve the conditions under which the answer is one; what stands for any integer in them is none of
        the names *taken*."""
        if conditions:
            from symdiff.at.solved import solved

            found = solved(conditions, taken)
            self.where, self.conditions = found.text, [str(one) for one in found.conditions]

    def print(self, text: str) -> None:
        """Add lines of stdout."""
        self.printed.append(text)

    def write(self, result: str) -> None:
        """Add the result in the language of `--format`: a member of JSON, or lines of stdout."""
        if self.as_json:
            self.code = result
        else:
            self.print(result)

    def text(self) -> tuple[str, str]:
        """Return what goes to stdout and what to stderr, there with the line of the batch."""
        said = [f"note: {reworded(note)}" for note in self.notes if not isinstance(note, Aside)]
        if self.where:
            from symdiff.export.where import sentence

            said.append(sentence(self.where))
        if self.fault:
            said.append(self.fault)
        elif self.failed is not None:
            said.append(("" if self.line else "error: ") + reworded(str(self.failed)))
        place = f"line {self.line}: " if self.line else ""
        return "".join(f"{text}\n" for text in self.printed), "".join(f"{place}{text}\n" for text in said)

    def object(self) -> str:
        """Return everything as one line of JSON, in ASCII."""
        import json  # a text needs none

        members = {
            "version": VERSION,
            "command": self.command,
            "input": self.input,
            "line": self.line or None,
            "read": None if self.read is None else str(self.read),
            "notes": [reworded(note) for note in self.notes],
            "variables": self.variables,
            "order": self.order,
            "result": None if self.result is None else member(self.result, self.code),
            "conditions": self.conditions,
            "where": self.where,
            "value": None if self.value is None else number(self.value),
            "checked": self.checked,
            **self.more,
            "error": self._error(),
        }
        return json.dumps(plain(members), allow_nan=False)

    def _error(self) -> dict[str, Any] | None:
        if self.fault:
            return {"code": "fault", "message": self.fault, "text": None, "span": None, "hint": None}
        return None if self.failed is None else error(self.failed)


def error(failed: SymdiffError, words: Callable[[str], str] = reworded) -> dict[str, Any]:
    """Return the member "error" of what was refused: its code, where in which text it is, and what is said of
    it in the *words* of whoever shows it."""
    text, column = failed.text, failed.column
    span = None
    if text is not None and column is not None:
        word = re.compile(_WORD).match(text, column)
        span = [column, word.end() if word else column]
    found: dict[str, Any] = {
        "code": CODES.get(type(failed).__name__, "refused"),
        "message": words(failed.message),
        "text": None if span is None else text,
        "span": span,
        "hint": words(failed.hint) or None,
    }
    if reason := getattr(failed, "reason", ""):
        found |= {"reason": reason, "left": getattr(failed, "left", None)}
        found["right"] = getattr(failed, "right", None)
    return found


def member(expr: Expr, code: str = "") -> dict[str, Any]:
    """Return an expression as a member of JSON: text, LaTeX, and a tree that `from_json` reads."""
    from symdiff.export.json import tree
    from symdiff.export.latex import latex

    found = {"text": str(expr), "latex": latex(expr), "tree": tree(expr)}
    return {**found, "code": code} if code else found


def number(value: Any) -> dict[str, Any]:
    """Return a value as a member of JSON: a text that symdiff reads back, and the nearest floats."""
    if isinstance(value, bool | list):
        return {"text": shown(value), "real": None, "imaginary": None}
    real, imaginary = getattr(value, "real", value), getattr(value, "imag", 0)
    return {"text": shown(value), "real": _double(real), "imaginary": _double(imaginary)}


def witness(one: Any) -> dict[str, Any]:
    """Return what a witness says of a derivative as a member of JSON."""
    return {
        "name": one.name, "agrees": one.agrees, "points": one.points, "worst": one.worst, "note": one.note
    }  # fmt: skip


def _double(value: Any) -> float | None:
    try:
        found = float(value)
    except (OverflowError, TypeError, ValueError):
        return None
    return found if math.isfinite(found) else None


def plain(value: Any) -> Any:
    """Return *value* with infinities and NaN, which JSON lacks, as the texts oo, -oo and nan."""
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        return "nan" if value != value else "oo" if value > 0 else "-oo"
    if isinstance(value, dict):
        return {key: entry if key == "tree" else plain(entry) for key, entry in value.items()}
    return [plain(entry) for entry in value] if isinstance(value, list | tuple) else value


def shown(value: Any) -> str:
    """Return a value as text that symdiff reads back: a whole float as an integer, I for 1j."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join([shown(each) for each in value])}]"
    imaginary = getattr(value, "imag", 0)
    if imaginary:
        sign = "-" if imaginary < 0 else "+"
        return f"{shown(value.real)} {sign} {shown(abs(imaginary))}*I"
    real = getattr(value, "real", value)
    if isinstance(real, float) and abs(real) < 1e15 and real == int(real):
        return str(int(real))
    return str(real)


__all__ = [
    "CODES",
    "VERSION",
    "Answer",
    "BadRequest",
    "Late",
    "Usage",
    "error",
    "member",
    "number",
    "plain",
    "shown",
    "witness",
]
