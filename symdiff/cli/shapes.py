"""Options that say which names of a formula are arrays, for all commands that take such formulas.

What is done with them is in `cli.arrays`, which is imported only where one is given.

>>> Shapes(("A[n,m] x[m]",)).given
True
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from symdiff.errors import SymdiffError
from symdiff.parser.inputs import names_of
from symdiff.records import NamedTuple

F = TypeVar("F", bound=Callable[..., Any])
NAMES: Final = ("--shape", "--vector", "--matrix")
"""The options that make a formula one of arrays."""
OF_ARRAYS: Final = "check, diff, eval, gradient, hessian, jacobian and simplify"
"""The commands that have them."""
LAYOUTS: Final = ("mixed", "numerator", "denominator", "vec")
"""Which axes come first, where the derivative is a matrix; vec stacks the columns of matrices."""
FORMS: Final = ("matrix", "index")
"""What is written of arrays alone."""


class Shapes(NamedTuple):
    """What the options say of the arrays of a formula, and of derivatives by them."""

    shapes: tuple[str, ...] = ()
    vectors: tuple[str, ...] = ()
    matrices: tuple[str, ...] = ()
    matlab: bool = False
    layout: str = "mixed"
    entries: bool = False

    @property
    def given(self) -> bool:
        """Whether there are arrays."""
        return bool(self.shapes or self.vectors or self.matrices)

    def refuse_alone(self, form: str = "text") -> None:
        """Raise SymdiffError where options for arrays, or a *form* for them, are given without shapes."""
        if self.layout != "mixed" or self.entries or self.matlab or form in FORMS:
            said = "--layout, --entries, --syntax and the formats matrix and index are for arrays"
            raise SymdiffError(said, hint='say the shapes: --shape "A[n,m] x[m]"')

    def only(self, command: str, **others: Any) -> None:
        """Raise SymdiffError where one of *others*, options of a *command*, is given beside shapes."""
        taken = [f"--{name.replace('_', '-')}" for name, value in others.items() if value]
        if taken:
            raise SymdiffError(f"{command} with --shape is without {', '.join(taken)}")


def shaped(command: F) -> F:
    """Add the options that say shapes; the command gets them as one argument, *shapes*."""
    return _packed(command, _shaping())


def laid_out(command: F) -> F:
    """Add the same options, and those that say what a derivative by arrays is."""
    return _packed(command, (
        *_shaping(),
        click.option("--entries", is_flag=True,
                     help="By the free entries of a symmetric matrix, not its projection."),
        click.option("--layout", type=click.Choice(LAYOUTS), default="mixed",
                     help="Which axes come first where the derivative is a matrix; vec: of stacked columns."),
    ))  # fmt: skip


def _shaping() -> tuple[Callable[[Any], Any], ...]:
    return (
        click.option("--syntax", type=click.Choice(("symdiff", "matlab")), default="symdiff",
                     help="matlab: * is the matrix product, .* entry by entry."),
        click.option("--matrix", "matrices", multiple=True, metavar="NAMES",
                     help="Matrices whose sizes the formula tells; may be repeated."),
        click.option("--vector", "vectors", multiple=True, metavar="NAMES",
                     help="Vectors whose sizes the formula tells; may be repeated."),
        click.option("--shape", "shapes", multiple=True, metavar="SHAPES",
                     help='Vectors and matrices: "A[n,m] x[m] t"; with a property, "S[n,n]:spd".'),
    )  # fmt: skip


def _packed(command: F, options: tuple[Callable[[Any], Any], ...]) -> F:
    @functools.wraps(command)
    def run(
        *arguments: Any,
        shapes: tuple[str, ...],
        vectors: tuple[str, ...],
        matrices: tuple[str, ...],
        syntax: str,
        layout: str = "mixed",
        entries: bool = False,
        **others: Any,
    ) -> Any:
        named = tuple(names_of(list(vectors))), tuple(names_of(list(matrices)))
        return command(
            *arguments, shapes=Shapes(shapes, *named, syntax == "matlab", layout, entries), **others
        )

    found: Any = run
    for option in options:
        found = option(found)
    return found  # type: ignore[no-any-return]


__all__ = ["FORMS", "LAYOUTS", "NAMES", "OF_ARRAYS", "Shapes", "laid_out", "shaped"]
