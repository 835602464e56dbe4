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
    name, module, result = kernel.names[0], body.module, _result(body, kernel)
    helper = f"@{symbol_of(name, body.width)}" if module.shared else f"@kernel_{name}"
    if module.shared:
        module.kernels[f"{name}:{body.width}"] = None
        module.declared[f"declare {result} {helper}({', '.join([body.type] * len(arguments))})"] = None
    elif helper not in module.helpers:
        inner = Body(body.width, module)
        inner.outlined = True
        module.helpers[helper] = function(inner, kernel, len(arguments), f"internal {result} {helper}")
    whole = body.new(f"call {result} {helper}({body.typed(arguments)})")
    if len(kernel.names) == 1:
        return (whole,)
    return tuple([body.new(f"extractvalue {result} {whole}, {place}") for place in range(len(kernel.names))])


def symbol_of(name: str, width: int) -> str:
    """Return what a kernel, by the first of its names, is called outside of its module."""
    return f"symdiff_{name}_{width}"


def shared(body: Body, kernel: Kernel, count: int) -> str:
    """Return a kernel as a function of so many arguments that all modules may call, in an empty body."""
    return function(body, kernel, count, f"{_result(body, kernel)} @{symbol_of(kernel.names[0], body.width)}")


def function(body: Body, kernel: Kernel, count: int, head: str) -> str:
    """Return a kernel as a function of so many arguments, in an empty body; *head* has its type and name."""
    result, names = _result(body, kernel), ["%x", "%y"][:count]
    found = kernel.emit(body, *names)
    last = found[0]
    if len(found) > 1:
        last = "poison"
        for place, value in enumerate(found):
            last = body.raw(f"insertvalue {result} {last}, {body.type} {value}, {place}")
    opened = f"define {head}({body.typed(names)}) noinline nounwind #0 {{\nentry:"
    return "\n".join([opened, *body.lines, f"  ret {result} {last}", "}"])


def _result(body: Body, kernel: Kernel) -> str:
    """Return the type of what a kernel gives: a number or, of several, a structure."""
    count = len(kernel.names)
    return body.type if count == 1 else f"{{ {', '.join([body.type] * count)} }}"


__all__ = ["Kernel", "function", "outlined", "shared", "symbol_of"]
