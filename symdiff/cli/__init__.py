"""The command `symdiff`.

Results go to stdout, messages to stderr; exit 0: done, 1: a check said no, 2: bad input, 3: a check could not
decide, 70: a fault of symdiff, 130: interrupted.
"""

from __future__ import annotations

import errno
from importlib import import_module
from typing import Any

import click

from symdiff import __version__, is_compiled
from symdiff.cli.fault import Fault
from symdiff.cli.words import reworded
from symdiff.errors import SymdiffError


class _Refused(click.ClickException):
    """A user's mistake: the message, and exit 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(f"error: {self.message}", err=True)


_COMMANDS = {
    "check": "verdicts.check", "diff": "formulas.diff", "eval": "formulas.evaluate",
    "functions": "reference.functions", "hessian": "matrices.hessian", "jacobian": "matrices.jacobian",
    "judge": "verdicts.judge",
    "minimize": "proximal.minimize", "points": "expansion.points", "prox": "proximal.prox",
    "quiz": "practice.quiz",
    "simplify": "formulas.simplify", "study": "study.study", "taylor": "expansion.taylor",
}  # fmt: skip
"""The commands, and where each is: what is not called is not imported."""


class _Group(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(".")
        command: click.Command = getattr(import_module(f"symdiff.cli.{module}"), name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take `--debug` wherever it stands: whoever wants it has just seen a command fail."""
        own = args[: args.index("--")] if "--" in args else args
        debug = [arg for arg in own if arg == "--debug"]
        kept = [arg for arg in own if arg != "--debug"] + args[len(own) :]
        return super().parse_args(ctx, [*debug[:1], *kept])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SymdiffError as error:
            raise _Refused(reworded(str(error))) from error
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            raise click.exceptions.Exit(130) from None
        except Exception as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                raise  # who reads the output has gone
            raise Fault(error, ctx.params.get("debug", False)) from error


_BUILT = "compiled" if is_compiled() else "interpreted"


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="symdiff", message=f"%(prog)s %(version)s ({_BUILT})")
@click.option("--debug", is_flag=True, help="Show the traceback of a fault of symdiff.")
def cli(debug: bool) -> None:
    """Derivatives: simplified, checked, honest about where they hold, ready to ship as code."""


def main() -> None:
    """Run the command line."""
    cli()
