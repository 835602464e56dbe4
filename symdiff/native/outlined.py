"""Kernels as functions of their own: in the module that calls them, or in one that all modules share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from symdiff.native.assembly import Body


class Kernel(NamedTuple):
    """What gives several functions of the same arguments at once."""

    names: tuple[str, ...]
    """Names of rows, of the values in order."""
    emit: Callable[..., tuple[str, ...]]
    """What writes it: of a body, and of the arguments."""
    ulp: tuple[float, ...]
    """Largest error of each, in units in the last place."""


def outlined(body: Body, kernel: Kernel, arguments: Sequence[str]) -> tuple[str, ...]:
    """Return the values of a kernel that is a function of its own, in this module or in a shared one."""
    name, module = kernel.names[0], body.module
    helper = f"@{symbol_of(name, body.width)}" if module.shared else f"@kernel_{name}"
    result = f"{{ {', '.join([body.type] * len(kernel.names))} }}"
    if module.shared:
        module.kernels[f"{name}:{body.width}"] = None
        module.declared[f"declare {result} {helper}({', '.join([body.type] * len(arguments))})"] = None
    elif helper not in module.helpers:
        inner = Body(body.width, module)
        inner.outlined = True
        module.helpers[helper] = function(inner, kernel, len(arguments), f"internal {result} {helper}")
    given = ", ".join([f"{body.type} {each}" for each in arguments])
    whole = body.new(f"call {result} {helper}({given})")
    return tuple([body.new(f"extractvalue {result} {whole}, {place}") for place in range(len(kernel.names))])


def symbol_of(name: str, width: int) -> str:
    """Return what a kernel, by the first of its names, is called outside of its module."""
    return f"symdiff_{name}_{width}"


def function(body: Body, kernel: Kernel, count: int, head: str) -> str:
    """Return a kernel as a function of so many arguments, in an empty body."""
    result = f"{{ {', '.join([body.type] * len(kernel.names))} }}"
    names = ["%x", "%y"][:count]
    found = kernel.emit(body, *names)
    last = "poison"
    for place, value in enumerate(found):
        last = body.raw(f"insertvalue {result} {last}, {body.type} {value}, {place}")
    taken = ", ".join([f"{body.type} {each}" for each in names])
    opened = f"define {head}({taken}) noinline nounwind #0 {{\nentry:"
    return "\n".join([opened, *body.lines, f"  ret {result} {last}", "}"])


__all__ = ["Kernel", "function", "outlined", "symbol_of"]
