"""`symdiff help` and `symdiff completion`."""

from __future__ import annotations

import click


@click.command("help", epilog="Example: symdiff help diff")
@click.argument("command", required=False)
@click.pass_context
def described(ctx: click.Context, command: str | None) -> None:
    """Describe symdiff, or one COMMAND."""
    root = ctx.find_root()
    if command is None:
        click.echo(root.get_help())
        return
    group = root.command
    assert isinstance(group, click.Group)
    _, found, _ = group.resolve_command(root, [command])
    assert found is not None
    with click.Context(found, info_name=command, parent=root) as inner:
        click.echo(found.get_help(inner))


@click.command(
    short_help="Print what lets a shell complete commands and options.",
    epilog="Example: symdiff completion bash >> ~/.bashrc",
)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what makes SHELL complete commands, options, choices and names of functions.

    bash: add it to ~/.bashrc. zsh: add it to ~/.zshrc. fish: write it to
    ~/.config/fish/completions/symdiff.fish.
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(ctx.find_root().command, {}, "symdiff", "_SYMDIFF_COMPLETE").source())
