"""A straight program as a function of Python made by LLVM: floats in, a float or a tuple of floats out."""

from __future__ import annotations

from collections.abc import Sequence

from symdiff.native.assembly import Body, Module
from symdiff.native.emit import Source
from symdiff.native.operations import Fused, Operations
from symdiff.programs.program import INPUT, Program


def one_point(program: Program, special: dict[int, str] | None = None) -> Source:
    """Return `call`, a function of Python with floats for arguments: a float, or a tuple of them.

    It follows the protocol METH_FASTCALL: (self, array of arguments, how many).
    """
    module = Module()
    body = Body(1, module)
    count = len(program.inputs)
    lines = [
        "define ptr @call(ptr %self, ptr %arguments, i64 %count) #0 {",
        "entry:",
        f"  %right = icmp eq i64 %count, {count}",
        "  br i1 %right, label %read, label %wrong",
        "wrong:",
        "  %type = load ptr, ptr @PyExc_TypeError",
        "  call void @PyErr_SetString(ptr %type, ptr @message)",
        "  ret ptr null",
        "read:",
    ]
    odd = "false"
    for place in range(count):
        lines += [
            f"  %p{place} = getelementptr ptr, ptr %arguments, i64 {place}",
            f"  %o{place} = load ptr, ptr %p{place}",
            f"  %x{place} = call double @PyFloat_AsDouble(ptr %o{place})",
            f"  %e{place} = fcmp oeq double %x{place}, {body.number(-1.0)}",
            f"  %d{place} = or i1 {odd}, %e{place}",
        ]
        odd = f"%d{place}"
    lines += [
        f"  br i1 {odd}, label %doubt, label %run",
        "doubt:",
        "  %error = call ptr @PyErr_Occurred()",
        "  %fine = icmp eq ptr %error, null",
        "  br i1 %fine, label %run, label %failed",
        "failed:",
        "  ret ptr null",
        "run:",
    ]
    fused, places = Fused(program), program.places()
    writer = Operations(program, body, special or {}, fused)
    for value, operation in enumerate(program.operations):
        if operation.kind == INPUT:
            writer.found[value] = f"%x{places[str(operation.data)]}"
        elif value not in fused.products:
            writer.write(value)
    lines += [*body.lines, *_returned([writer.found[value] for value in program.outputs]), "}"]
    message = f"{count} number{'s' if count != 1 else ''} expected: {', '.join(program.inputs) or 'none'}"
    data = message.encode() + b"\0"
    text = "".join([f"\\{byte:02x}" for byte in data])
    heads = [
        "declare double @PyFloat_AsDouble(ptr)",
        "declare ptr @PyFloat_FromDouble(double)",
        "declare ptr @PyErr_Occurred()",
        "declare void @PyErr_SetString(ptr, ptr)",
        "declare ptr @PyTuple_New(i64)",
        "declare i32 @PyTuple_SetItem(ptr, i64, ptr)",
        "@PyExc_TypeError = external global ptr",
        f'@message = private constant [{len(data)} x i8] c"{text}"',
    ]
    return Source("\n".join([*heads, *module.declared, *lines, "attributes #0 = { nounwind }"]))


def _returned(found: Sequence[str]) -> list[str]:
    if len(found) == 1:
        return [f"  %result = call ptr @PyFloat_FromDouble(double {found[0]})", "  ret ptr %result"]
    lines = [f"  %result = call ptr @PyTuple_New(i64 {len(found)})"]
    for place, value in enumerate(found):
        lines += [
            f"  %f{place} = call ptr @PyFloat_FromDouble(double {value})",
            f"  %s{place} = call i32 @PyTuple_SetItem(ptr %result, i64 {place}, ptr %f{place})",
        ]
    return [*lines, "  ret ptr %result"]


__all__ = ["one_point"]
