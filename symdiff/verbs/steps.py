"""The verb `steps`: a derivative with the way to it, as a teacher writes it.

>>> print(steps("sin(x^2)", "x"))
d/dx sin(x²)
  = cos(x²)·(x²)'    chain rule, u = x²: (sin(u))' = cos(u)·u'
  = cos(x²)·2x       power rule
  = 2x·cos(x²)       in order
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from symdiff.errors import SymdiffError, TooLarge
from symdiff.explain.derivation import Derivation, Step, derivation
from symdiff.explain.json import json_of
from symdiff.explain.latex import latex
from symdiff.explain.pages import html, markdown
from symdiff.explain.text import WIDTH, text
from symdiff.graph.expr import Expr
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.given import Formula, Names, Variables
from symdiff.simplifier.levels import Level, level_of
from symdiff.verbs.chain import chain
from symdiff.verbs.high_orders import HIGH


class Steps:
    """A derivative, and a `Derivation` for each variable it was taken by, in turn.

    >>> print(steps("x^3", "x").text(ascii=True))
    d/dx x**3
      = 3*x**2    power rule
    """

    def __init__(self, source: Expr, answer: Expr, derivations: Sequence[Derivation]) -> None:
        self.source = source
        self.answer = answer
        """What `derive` returns."""
        self.derivations = tuple(derivations)

    def __iter__(self) -> Iterator[Derivation]:
        return iter(self.derivations)

    def __len__(self) -> int:
        return len(self.derivations)

    @property
    def trees(self) -> tuple[Step, ...]:
        """The derivations as trees of steps."""
        return tuple([each.tree for each in self.derivations])

    def text(self, ascii: bool = False, width: int = WIDTH) -> str:
        """Return all lines with their reasons, no wider than *width*; with *ascii* as `str` writes them."""
        return "\n\n".join([text(each, ascii, width) for each in self.derivations]) or str(self.answer)

    def latex(self) -> str:
        """Return all lines with their reasons in LaTeX, an `align*` for each derivation."""
        return "\n".join([latex(each) for each in self.derivations]) or self.answer.latex()

    def html(self) -> str:
        """Return all lines with their reasons as HTML without a script, to be opened and closed."""
        return "\n".join([html(each) for each in self.derivations]) or f"<code>{self.answer}</code>"

    def markdown(self) -> str:
        """Return all lines with their reasons as Markdown, formulas in LaTeX between dollars."""
        return "\n\n".join([markdown(each) for each in self.derivations]) or f"`{self.answer}`"

    def json(self) -> str:
        """Return lines, steps and nodes as JSON; `symdiff.explain.json.replayed` computes the lines again."""
        return json_of(self.derivations, self.answer)

    def __str__(self) -> str:
        return self.text()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {
            "text/plain": self.text(),
            "text/latex": self.latex(),
            "text/markdown": self.markdown(),
            "text/html": self.html(),
        }


def steps(
    expr: Formula,
    *variables: Variables | int,
    order: int = 1,
    level: Level = "full",
    symbols: Names = (),
    functions: Names = (),
    limits: Limits = DEFAULT,
) -> Steps:
    """Return the derivative that `derive` returns, with the steps of a teacher's derivation.

    Each rule is named, with what it was applied to; the last line is the answer. Every node is compared with
    the engine's own derivative, every line with the next by value.

    Arguments and errors are those of `derive`. Cost: about that of `derive` once more. Raises TooLarge for a
    formula of more than `limits.steps` nodes, SymdiffError for high orders, and where a line does not stand
    up to its check.

    >>> steps("x^2 y^3", "x", "y").answer
    Expr('6*x*y**2')
    """
    trails: list[set[str]] = []
    found = chain(expr, variables, order, level_of(level), symbols, functions, limits, True, trails)
    return steps_of(found, trails, limits)


def steps_of(
    found: Sequence[tuple[str, Expr]], trails: Sequence[Iterable[str]], limits: Limits = DEFAULT
) -> Steps:
    """Return the steps from each expression of *found* to the next; *trails* are the identities that
    simplified each derivative, as `chain` gives both."""
    if len(found) > HIGH + 1:
        raise SymdiffError(
            f"steps of a derivative of order {len(found) - 1}", hint=f"ask for order {HIGH} at most"
        )
    made = []
    for place, (name, after) in enumerate(found[1:]):
        before = found[place][1]
        trail = trails[place] if place < len(trails) else ()
        refuse_large(before, limits)
        made.append(derivation(before, name, after, trail))
    return Steps(found[0][1], found[-1][1], made)


def refuse_large(expr: Expr, limits: Limits) -> None:
    """Raise TooLarge for a formula of more than `limits.steps` nodes."""
    count = len(expr.graph.below([expr.node]))
    if count > limits.steps:
        raise TooLarge(
            f"steps for a formula of {count} nodes (limit `steps` is {limits.steps})",
            hint="raise it with Limits(steps=...)",
        )
