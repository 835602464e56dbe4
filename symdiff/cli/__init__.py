"""The command `symdiff`.

Results go to stdout, messages to stderr; exit 0: done, 1: a check said no, 2: bad input.
"""

from __future__ import annotations

from typing import Any

import click

from symdiff import __version__, graph
from symdiff.cli.expansion import points, taylor
from symdiff.cli.formulas import check, diff, evaluate, simplify
from symdiff.cli.matrices import hessian, jacobian
from symdiff.cli.proximal import minimize, prox
from symdiff.cli.reference import functions
from symdiff.cli.study import study
from symdiff.errors import SymdiffError


class _Refused(click.ClickException):
    """A user's mistake: the message, and exit 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(f"error: {self.message}", err=True)


class _Group(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SymdiffError as error:
            raise _Refused(str(error)) from error


_BUILT = "interpreted" if graph.__file__.endswith(".py") else "compiled"


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="symdiff", message=f"%(prog)s %(version)s ({_BUILT})")
def cli() -> None:
    """Derivatives: simplified, checked, honest about where they hold, ready to ship as code."""


for command in (
    *(diff, jacobian, hessian, taylor, points, check, evaluate, simplify),
    *(prox, minimize, functions, study),
):
    cli.add_command(command)


def main() -> None:
    """Run the command line."""
    cli()
