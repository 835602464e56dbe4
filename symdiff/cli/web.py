"""The command for the page: web."""

from __future__ import annotations

from pathlib import Path

import click

from symdiff.cli.options import Command, limited
from symdiff.errors import SymdiffError
from symdiff.limits import Limits


@click.command(
    cls=Command,
    short_help="Show a page in the browser, for this machine.",
    epilog="Example: symdiff web --licences",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="The port (default: one that is free)."
)
@click.option("--open/--no-open", "opens", default=True, help="Whether to open a browser there.")
@click.option("--timeout", "seconds", type=click.FloatRange(min=0.1), default=5.0, show_default=True,
              metavar="SECONDS", help="Stop what takes longer.")  # fmt: skip
@click.option(
    "--static",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write the page as files for any file server, with Python in the browser, and exit.",
)
@click.option("--licences", is_flag=True, help="Print what the page uses of others, with licences, and exit.")
@limited
def web(port: int, opens: bool, seconds: float, folder: Path | None, licences: bool, limits: Limits) -> None:
    """Show a page in the browser: type a formula, see its derivative with steps and graph, check an answer of
    your own, practise.

    It is for this machine alone, and asks no other for anything. Ctrl-C ends it.
    """
    if licences:
        from symdiff.web.locked import locked

        for package in [*locked("page"), *locked("browser")]:
            click.echo(f"{package['name']} {package['version']} ({package['licence']}): {package['what']}")
        return
    if folder is not None:
        from symdiff.web.bundle import build

        size = sum(path.stat().st_size for path in build(folder))
        click.echo(
            f"{folder}: {size / 1e6:.1f} MB; serve it, for example by: python -m http.server -d {folder}"
        )
        return
    try:
        from symdiff.web.server import serve
    except ModuleNotFoundError as error:
        raise SymdiffError(
            f"the page needs {error.name}, which is not installed", hint='pip install "symdiff-engine[web]"'
        ) from None
    try:
        serve(port, opens, limits, seconds)
    except KeyboardInterrupt:
        return
    except OSError as error:
        raise SymdiffError(f"no page at port {port}: {error.strerror}", hint="give another --port") from None
