"""Every exception of symdiff, and how a message points at a place in a text.

>>> str(ParseError("unexpected ')'", "sin()", 4)).splitlines()[0]
"unexpected ')'"
"""

from __future__ import annotations

_WIDEST = 72
"""Columns of source shown around the place of an error."""


class SymdiffError(Exception):
    """Base of all errors that symdiff raises on purpose.

    *text* and *column* (from 0) say where in the user's text; *hint* says what to try.

    >>> error = SymdiffError("unexpected ')'", "sin()", 4, "remove it")
    >>> print(error)
    unexpected ')'
      sin()
          ^
    remove it
    """

    def __init__(
        self, message: str, text: str | None = None, column: int | None = None, hint: str = ""
    ) -> None:
        super().__init__(message, text, column, hint)
        self.message = message
        self.text = text
        self.column = column
        self.hint = hint

    def __str__(self) -> str:
        parts = [self.message]
        if self.text is not None and self.column is not None:
            parts.append(caret(self.text, self.column))
        if self.hint:
            parts.append(self.hint)
        return "\n".join(parts)

    def at(self, text: str, column: int) -> SymdiffError:
        """Return the same error with its place, unless it has one already."""
        if self.text is not None:
            return self
        return type(self)(self.message, text, column, self.hint)


class ParseError(SymdiffError):
    """The text is not a formula.

    >>> from symdiff.parser.formula import parse
    >>> try:
    ...     parse("x + * 2")
    ... except ParseError as error:
    ...     print(error.message, "at", error.column)
    unexpected '*' at 4
    """

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook prints in place of a traceback: the message, with its place in the text."""
        return f"{type(self).__name__}: {self}".splitlines()


class UnknownName(ParseError):
    """A name that is neither function, nor constant, nor declared.

    >>> from symdiff.parser.formula import parse
    >>> try:
    ...     parse("sine(x)")
    ... except UnknownName as error:
    ...     print(error.message)
    unknown function 'sine'; did you mean 'sin' or 'sinc' or 'sinh'?
    """


class WrongArity(ParseError):
    """A function was given another number of arguments than it takes.

    >>> from symdiff.parser.formula import parse
    >>> try:
    ...     parse("sin(x, y)")
    ... except WrongArity as error:
    ...     print(error.message)
    sin takes 1 argument, not 2
    """


class WrongShape(SymdiffError):
    """Arrays whose shapes do not fit together; *sizes* are two that differ and would have to be one.

    >>> from symdiff.parser.formula import parse
    >>> try:
    ...     parse("A @ x", shapes="A[n,m] x[n]")
    ... except WrongShape as error:
    ...     print(error.message, error.sizes)
    the shapes of A[n,m] and x[n] do not fit around @ ('m', 'n')
    """

    def __init__(
        self,
        message: str,
        text: str | None = None,
        column: int | None = None,
        hint: str = "",
        *,
        sizes: tuple[()] | tuple[int | str, int | str] = (),
    ) -> None:
        super().__init__(message, text, column, hint)
        self.sizes = sizes

    def at(self, text: str, column: int) -> WrongShape:
        if self.text is not None:
            return self
        return WrongShape(self.message, text, column, self.hint, sizes=self.sizes)


class DomainError(SymdiffError):
    """A subexpression has no value at the point asked for.

    >>> from symdiff.arithmetic.evaluation import evaluate
    >>> try:
    ...     evaluate("log(x)", {"x": -1})
    ... except DomainError as error:
    ...     print(error)
    log(x) has no value: log(x) needs x > 0, and x = -1
    """


class OutOfRange(DomainError):
    """A value is too large, or too small, for the numbers that are computed with."""


class NotDifferentiable(SymdiffError):
    """The derivative does not exist where it was asked for.

    *reason* is a word or two (`corner`, `jump`, …), *left* and *right* the one-sided derivatives where there
    are such, *subdifferential* the ends of the Clarke subdifferential at a corner.

    >>> from symdiff.at.point import derivative_at
    >>> try:
    ...     derivative_at("abs(x)", "x", {"x": 0})
    ... except NotDifferentiable as error:
    ...     print(error.reason, error.left, error.right)
    corner -1.0 1.0
    """

    def __init__(
        self,
        message: str,
        text: str | None = None,
        column: int | None = None,
        hint: str = "",
        *,
        reason: str = "",
        left: float | None = None,
        right: float | None = None,
        subdifferential: tuple[float, float] | None = None,
    ) -> None:
        super().__init__(message, text, column, hint)
        self.reason = reason
        self.left = left
        self.right = right
        self.subdifferential = subdifferential


class Unsupported(SymdiffError):
    """Well formed, but symdiff has no rule for it.

    >>> from symdiff.verbs.code import code
    >>> try:
    ...     code("besselj(2, x)", "rust")
    ... except Unsupported as error:
    ...     print(error.message)
    besselj cannot be computed here
    """


class NotOneNumber(SymdiffError):
    """An array or a list where one number is expected."""


class TooLarge(SymdiffError):
    """A limit was met; the message names it and how to raise it.

    >>> from symdiff.verbs.derivatives import derive
    >>> try:
    ...     derive("x^2", "x", order=2000)
    ... except TooLarge as error:
    ...     print(error)
    order 2000 (limit `order` is 1000)
    raise it with Limits(order=...)
    """


def caret(text: str, column: int) -> str:
    """Return the line of *text* around *column* with a caret below the place."""
    start = text.rfind("\n", 0, column) + 1
    stop = text.find("\n", column)
    line = text[start : stop if stop >= 0 else len(text)]
    place = column - start
    cut = max(0, place - _WIDEST // 2)
    shown = line[cut : cut + _WIDEST]
    head = "..." if cut else ""
    tail = "..." if cut + _WIDEST < len(line) else ""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in shown)
    return f"  {head}{shown}{tail}\n  {' ' * (len(head) + place - cut)}^"


class Short(Exception):
    """The terms that an expansion keeps do not tell: what made it makes a longer one. No error of a user."""


class Unclear(Exception):
    """Rounding hides what a number is, or whether a function is smooth there: more digits may tell."""


class AtEdge(Unclear):
    """A point is exactly where a function is not smooth: more digits would tell nothing else."""


class Oscillates(Exception):
    """There is no limit: the function goes to and fro without end. What asked for the limit says so."""


class Unsettled(ArithmeticError):
    """The expression has a constant part without a value, and is better left as written."""


class NotPieces(Exception):
    """A part of a formula is not quadratic piece by piece; what reads penalties then says which."""


class Stopped(Exception):
    """Whoever watches a run of a method has asked it to stop."""
