"""The command `symdiff`.

Results go to stdout, messages to stderr; exit 0: done, 1: a check said no, 2: bad input, 3: a check could not
decide, 70: a fault of symdiff, 124: out of time, 130: interrupted.
"""

from __future__ import annotations

import atexit
import errno
import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

import click

from symdiff import __version__, is_compiled
from symdiff.cli.colours import painted
from symdiff.cli.fault import Fault
from symdiff.cli.words import plain, reworded
from symdiff.errors import SymdiffError


class _Refused(click.ClickException):
    """A user's mistake: the message, and exit 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(painted(f"error: {self.message}"), err=True)


_COMMANDS = {
    "check": "verdicts.check", "completion": "manual.completion", "diff": "derivative.diff",
    "eval": "formulas.evaluate", "functions": "reference.functions", "gradient": "matrices.gradient",
    "help": "manual.described", "hessian": "matrices.hessian", "implicit": "implicit.implicit",
    "jacobian": "matrices.jacobian",
    "judge": "verdicts.judge", "minimize": "proximal.minimize", "plot": "plot.plot",
    "points": "expansion.points", "prox": "proximal.prox", "quiz": "practice.quiz",
    "shell": "shell.command.shell", "simplify": "formulas.simplify", "study": "study.study",
    "taylor": "expansion.taylor", "web": "web.web",
}  # fmt: skip
"""The commands, and where each is: what is not called is not imported."""


_MEANT = {
    "derive": "diff FORMULA VARIABLE", "derivative": "diff FORMULA VARIABLE",
    "steps": "diff FORMULA VARIABLE --steps",
    "stable": "diff FORMULA VARIABLE --stable", "code": "diff FORMULA VARIABLE --format c",
    "compile": "diff FORMULA VARIABLE --format c", "evaluate": "eval FORMULA --at NAME=VALUE",
    **dict.fromkeys(("differentiate", "derivatives", "partial", "d", "D"), "diff FORMULA VARIABLE"),
    **dict.fromkeys(("min", "argmin", "optimize", "optimise"), "minimize FORMULA"),
    **dict.fromkeys(("max", "maximize", "maximise", "argmax"), 'minimize "-(FORMULA)"'),
    "grad": "gradient FORMULA", "value": "eval FORMULA --at NAME=VALUE", "series": "taylor FORMULA VARIABLE",
    "latex": "diff FORMULA VARIABLE --latex", "kinks": "points FORMULA",
    "explain": "diff FORMULA VARIABLE --steps",
    **dict.fromkeys(("serve", "server", "gui"), "web"), **dict.fromkeys(("repl", "interactive"), "shell"),
    **dict.fromkeys(("exercise", "exercises", "practice"), "quiz"), "grade": "judge FILE",
    **dict.fromkeys(("verify", "answer"), "check FORMULA VARIABLE --answer ANSWER"),
    "dydx": "implicit EQUATION",
    "fit": "minimize FORMULA --over NAMES --data FILE",
    "integrate": "check FORMULA VARIABLE --antiderivative --answer F, which judges an integral",
    **{form: f"simplify FORMULA --form {form}"
       for form in ("expand", "factor", "apart", "together", "collect", "trig")},
}  # fmt: skip
"""Names that are no commands, and what does what they say."""


class _Group(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].rpartition(".")
        command: click.Command = getattr(import_module(f"symdiff.cli.{module}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] in _COMMANDS or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        from difflib import get_close_matches

        near = get_close_matches(args[0], _COMMANDS)
        hint = f"did you mean {' or '.join(near)}?" if near else "symdiff help lists the commands"
        hint = f"write symdiff {_MEANT[args[0]]}" if args[0] in _MEANT else hint
        if not args[0].replace("_", "").replace("-", "").isalpha():
            hint = f'for its derivative write symdiff diff "{args[0]}" VARIABLE'
        ctx.fail(f"no command {args[0]!r}: {hint}")

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take `--debug` and `--color` wherever they stand: whoever wants them has just seen a command."""
        own = args[: args.index("--")] if "--" in args else args
        mine: list[str] = []
        kept: list[str] = []
        for arg in own:
            awaited = mine[-1:] == ["--color"]
            (mine if awaited or arg in ("--debug", "--color") or arg.startswith("--color=") else kept).append(
                arg
            )
        ctx.meta[_JSON] = "--json" in own or "--jsonl" in own
        return super().parse_args(ctx, [*mine, *kept, *args[len(own) :]])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (SymdiffError, click.UsageError) as error:
            if ctx.meta[_JSON]:
                _as_json(ctx, error)
                raise click.exceptions.Exit(2) from error
            if isinstance(error, click.UsageError):
                raise click.UsageError(plain(error.format_message()), error.ctx) from error
            raise _Refused(reworded(str(error))) from error
        except click.FileError as error:
            raise _Refused(error.format_message()) from error
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            raise click.exceptions.Exit(130) from None
        except Exception as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                raise  # who reads the output has gone
            raise Fault(error, ctx.params.get("debug", False)) from error


_JSON = "symdiff.json"
"""Where a context keeps whether JSON is asked for."""


def _as_json(ctx: click.Context, error: SymdiffError | click.UsageError) -> None:
    """Print an error that came before a formula was looked at as one object."""
    from symdiff.cli.answer import Answer, Usage

    answer = Answer(ctx.invoked_subcommand or "", None, as_json=True)
    answer.failed = error if isinstance(error, SymdiffError) else Usage(plain(error.format_message()))
    click.echo(answer.object())


def _version(ctx: click.Context, option: click.Parameter, wanted: bool) -> None:
    """Print the version, and which of the two builds it is."""
    if wanted:
        click.echo(f"symdiff {__version__} ({'compiled' if is_compiled() else 'interpreted'})")
        ctx.exit()


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="symdiff shell asks for one formula after the other, and knows what you defined.",
)
@click.option(
    "-V", "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version,
    help="Show the version and exit.",
)  # fmt: skip
@click.option("--debug", is_flag=True, help="Show the traceback of a fault of symdiff.")
@click.option(
    "--color", type=click.Choice(("auto", "always", "never")), default="auto", show_default=True,
    help="Colours of messages: on a terminal, where NO_COLOR is not set.",
)  # fmt: skip
@click.pass_context
def cli(ctx: click.Context, debug: bool, color: str) -> None:
    """Derivatives: simplified, checked, honest about where they hold, ready to ship as code.

    Example: symdiff diff "x^3 sin x" x
    """
    ctx.color = None if color == "auto" else color == "always"
    if not gc.isenabled():  # the command has been imported
        gc.freeze()
        gc.enable()


def main() -> None:
    """Run the command line.

    The garbage collector waits until the command is imported, and never looks at what was: that would be a
    fifth of the time of a short command.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        cli()
    finally:
        if collects:
            gc.enable()


def process() -> None:
    """Run the command line as a process of its own, which ends with it.

    What was imported is not taken apart then, object by object: that would be a twentieth of the time of a
    short command. What is registered for the end is done, and all output is written.
    """
    try:
        main()
    except SystemExit as end:
        _leave(end.code)
        raise


def _leave(code: Any) -> None:
    """End the process; return where the interpreter is to end by itself: for other threads, a debugger, a
    profiler."""
    threads = sys.modules.get("threading")
    if not isinstance(code, int) or sys.gettrace() or sys.getprofile():
        return
    if threads is not None and threads.active_count() > 1:
        return
    atexit._run_exitfuncs()
    with suppress(OSError, ValueError):  # who reads the output has gone
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)
