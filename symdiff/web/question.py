"""`Question`: what a page asks about one formula, read from JSON.

>>> asked = question_of({"formula": "a t^2", "order": 2, "symbols": "a, b"})
>>> asked.order, asked.names, asked.with_variable().by
(2, ('a', 'b'), 't')
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.inputs import expression, name_of, names_of
from symdiff.verdict.implicit import dependent, relation

_USUAL: Final = ("x", "t")
"""The variables that a formula of several names is derived by, unless another is asked for."""


class Question(NamedTuple):
    """A formula, or an equation between variables, and what is said of its names."""

    formula: str
    by: str = ""
    """The variable; "" where it is to be found in the formula."""
    order: int = 1
    symbols: tuple[str, ...] = ()
    """Variables, whatever else their names could mean."""
    functions: tuple[str, ...] = ()
    """Unknown functions."""
    limits: Limits = DEFAULT

    @property
    def names(self) -> tuple[str, ...]:
        """Names that are variables."""
        return (self.by, *self.symbols) if self.by else self.symbols

    @property
    def sides(self) -> tuple[str, str] | None:
        """The sides of an equation between variables; None for a formula."""
        return relation(self.formula)

    def read(self, text: str | None = None) -> Expr:
        """Return the formula, or another *text*, as an expression. Raises as `parse` does."""
        by = [self.by] if self.by else []
        return expression(
            self.formula if text is None else text, self.names, self.functions, self.limits, by=by
        )

    def free(self) -> list[str]:
        """Return the names of variables in what is asked, sorted. Raises as `parse` does."""
        found: set[str] = set()
        for side in self.sides or (self.formula,):
            read = self.read(side)
            found.update(read.graph.symbols([read.node]))
        return sorted(found)

    def with_variable(self) -> Question:
        """Return the same with a variable: that of the question, the only one that the formula has, else x or
        t or the first."""
        if self.by:
            return self
        free = self.free()
        usual = [name for name in _USUAL if name in free]
        return self._replace(by=(usual or free or ["x"])[0])

    def function(self) -> str:
        """Return the name that an equation makes a function of the variable. Raises SymdiffError where it is
        not told which."""
        return dependent(self.free(), self.by)


def question_of(given: Mapping[str, Any], limits: Limits = DEFAULT) -> Question:
    """Return the question that the members of an object of JSON ask; others are not looked at. Raises
    SymdiffError for members of other types than they have, and for a name that is none."""
    formula, by, order = given.get("formula", ""), given.get("by", ""), given.get("order", 1)
    if not isinstance(formula, str) or not isinstance(by, str):
        raise SymdiffError("a formula and a variable are texts")
    if not isinstance(order, int) or isinstance(order, bool) or order < 1:
        raise SymdiffError(f"a derivative of order {order}", hint="give a whole number, 1 or more")
    lists = [given.get(name, "") for name in ("symbols", "functions")]
    if not all(isinstance(one, str) for one in lists):
        raise SymdiffError("names are a text, with commas or spaces between them")
    symbols, functions = [tuple(names_of(one)) for one in lists]
    return Question(formula, name_of(by.strip()) if by.strip() else "", order, symbols, functions, limits)


__all__ = ["Question", "question_of"]
