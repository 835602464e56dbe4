"""A straight program as LLVM's assembly over arrays of points, several lanes at once.

>>> from symdiff.native.operations import has
>>> from symdiff.parser.formula import parse
>>> from symdiff.programs.program import program
>>> made = program([parse("2*x + 1")], ["x"], has=has)
>>> source = over_points(made, fixed=frozenset(), width=4)
>>> source.text.count("call <4 x double> @llvm.fmuladd"), source.slots
(1, 0)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from symdiff.native.assembly import Body, Module
from symdiff.native.kernels import KERNELS, PAIRS
from symdiff.native.operations import Fused, Operations
from symdiff.programs.program import BOTH, CALL, COMPARED, CONST, EITHER, INPUT, NEITHER, TRUTH, Program
from symdiff.table.functions import row_of

PIECE: Final = 500
"""Operations of one function; the code generator takes more than linear time for longer ones."""
LARGE: Final = 1500
"""Operations from which on a program is cut into pieces."""
_INLINE: Final = 40
"""Calls of kernels up to which each is written where it is called."""

_KERNEL: Final = 20
"""Operations that a kernel is, for what it takes."""
_READ: Final = 8
"""Arrays up to which all are read when a turn begins, without a mask."""
_WIDEST: Final = 8
_SPARSE: Final = 10
"""Operations for each array up to which it is memory that takes the time."""


class Source(NamedTuple):
    """The text of a module, and what it takes to run it."""

    text: str
    slots: int = 0
    """Doubles of memory of its own that the function needs."""


def over_points(
    program: Program,
    fixed: frozenset[int],
    width: int,
    sums: bool = False,
    special: dict[int, str] | None = None,
    attributes: str = "",
) -> Source:
    """Return `void points(double **inputs, double **outputs, i64 begin, i64 end, double *work)`.

    Inputs whose place is in *fixed* are the same at all points, and read once. With *sums* the first
    `width*len(outputs)` doubles of work are added to, lane by lane, in place of writing outputs.
    """
    special = special or {}
    base = len(program.outputs) * width if sums else 0
    module = Module()
    if len(program.operations) > LARGE:
        parts, prologue, lines, slots, last = _pieces(program, fixed, width, sums, base, special, module)
        first = "entry"
    else:
        body = Body(width, module)
        body.outlined = _kernels(program) > _INLINE
        prologue, lines, first = _whole(program, fixed, sums, body, special)
        parts, slots, last = [], base, body.block
    lanes = ", ".join([f"i64 {lane}" for lane in range(width)])
    whole = "\n".join(
        [
            "define void @points(ptr noalias %inputs, ptr noalias %outputs, i64 %begin, i64 %end, "
            "ptr noalias %work) #0 {",
            "entry:",
            *prologue,
            "  %some = icmp slt i64 %begin, %end",
            "  br i1 %some, label %loop, label %done",
            "loop:",
            f"  %i = phi i64 [ %begin, %{first} ], [ %next, %{last} ]",
            "  %left = sub i64 %end, %i",
            f"  %l0 = insertelement <{width} x i64> poison, i64 %left, i64 0",
            f"  %ls = shufflevector <{width} x i64> %l0, <{width} x i64> poison, "
            f"<{width} x i32> zeroinitializer",
            f"  %mask = icmp slt <{width} x i64> <{lanes}>, %ls",
            *lines,
            f"  %next = add i64 %i, {width}",
            "  %more = icmp slt i64 %next, %end",
            "  br i1 %more, label %loop, label %done",
            "done:",
            "  ret void",
            "}",
        ]
    )
    text = [*module.declared, *module.helpers.values(), *parts, whole, attributes, "!0 = !{}"]
    return Source("\n".join(text), slots)


def lanes(program: Program, fixed: frozenset[int], most: int) -> int:
    """Return how many lanes are best where results are arrays: half of the *most* where memory takes longer
    than computing, since shorter vectors wait for less of it."""
    arrays = len(program.inputs) - len(fixed) + len(program.outputs)
    work = len(program.operations) + _KERNEL * _kernels(program)
    return most // 2 if most == _WIDEST and work <= _SPARSE * arrays else most


def _kernels(program: Program) -> int:
    """Return how many calls of a program are of kernels."""
    names = [
        row_of(operation.data).name
        for operation in program.operations
        if operation.kind == CALL and isinstance(operation.data, int)
    ]
    return sum([name in KERNELS or name in PAIRS for name in names])


def _whole(
    program: Program, fixed: frozenset[int], sums: bool, body: Body, special: dict[int, str]
) -> tuple[list[str], list[str], str]:
    """Return what stands before the loop, what in it, and the block that the loop is entered from."""
    fused, places = Fused(program), program.places()
    writer = Operations(program, body, special, fused)
    is_fixed = _fixed_values(program, fixed)
    inside = [value for value, known in enumerate(is_fixed) if not known]
    for value, operation in enumerate(program.operations):
        if value in fused.products:
            continue
        if is_fixed[value] and operation.kind == INPUT:
            writer.found[value] = _fixed_input(body, places[str(operation.data)])
        elif is_fixed[value]:
            writer.write(value)
    prologue, body.lines, first = body.lines, [], body.block
    body.block = "loop"
    read = [value for value in inside if program.operations[value].kind == INPUT]
    if len(read) <= _READ:
        rows = [_row(body, "%inputs", places[str(program.operations[value].data)]) for value in read]
        writer.found.update(zip(read, _read_at_once(body, rows), strict=True))
    for value in inside:
        operation = program.operations[value]
        if value in writer.found:
            continue
        if operation.kind == INPUT:
            writer.found[value] = _input(body, places[str(operation.data)])
        elif value not in fused.products:
            writer.write(value)
    _outputs(body, [(place, writer.found[value]) for place, value in enumerate(program.outputs)], sums)
    return prologue, body.lines, first


def _row(body: Body, arrays: str, place: int) -> str:
    """Return where the numbers of an input or an output are for this turn."""
    start = body.new(f"getelementptr ptr, ptr {arrays}, i64 {place}")
    row = body.new(f"load ptr, ptr {start}, !invariant.load !0")
    return body.new(f"getelementptr double, ptr {row}, i64 %i")


def _masked(body: Body, row: str) -> str:
    """Return the instruction that loads the lanes of a row; what is past the end is 1."""
    full = f"@llvm.masked.load.{body.suffix}.p0"
    body.module.declared[f"declare {body.type} {full}(ptr, i32, {body.truth}, {body.type})"] = None
    one = f"{body.type} {body.number(1.0)}"
    return f"call {body.type} {full}(ptr {row}, i32 8, {body.truth} %mask, {one})"


def _input(body: Body, place: int) -> str:
    return body.new(_masked(body, _row(body, "%inputs", place)))


def _all_lanes(body: Body) -> tuple[str, str, str]:
    """Branch: to a block for all lanes, which is returned first, and to one for the last turn, where there
    may be fewer; return also what shall follow both."""
    least = f"@llvm.vector.reduce.and.v{body.width}i1"
    body.module.declared[f"declare i1 {least}({body.truth})"] = None
    is_whole = body.new(f"call i1 {least}({body.truth} %mask)")
    whole, part, after = body.label(), body.label(), body.label()
    body.lines.append(f"  br i1 {is_whole}, label %{whole}, label %{part}")
    return whole, part, after


def _read_at_once(body: Body, rows: Sequence[str]) -> list[str]:
    """Return the lanes of several inputs, which are loaded without a mask but in the last turn."""
    whole, part, after = _all_lanes(body)
    body.lines.append(f"{whole}:")
    usual = [body.raw(f"load {body.type}, ptr {row}, align 8") for row in rows]
    body.lines += [f"  br label %{after}", f"{part}:"]
    last = [body.raw(_masked(body, row)) for row in rows]
    body.lines.append(f"  br label %{after}")
    body.open(after)
    return [
        body.raw(f"phi {body.type} [ {u}, %{whole} ], [ {p}, %{part} ]")
        for u, p in zip(usual, last, strict=True)
    ]


def _fixed_input(body: Body, place: int) -> str:
    start = body.new(f"getelementptr ptr, ptr %inputs, i64 {place}")
    row = body.new(f"load ptr, ptr {start}, !invariant.load !0")
    number = body.new(f"load double, ptr {row}, !invariant.load !0")
    one = body.new(f"insertelement {body.type} poison, double {number}, i64 0")
    return body.new(
        f"shufflevector {body.type} {one}, {body.type} poison, <{body.width} x i32> zeroinitializer"
    )


def _outputs(body: Body, values: Sequence[tuple[int, str]], sums: bool) -> None:
    """Write the values of outputs, by their places, or add them to their sums. All lanes are stored at once
    but in the last turn: to store some of them is slow on many processors."""
    width = body.width
    if sums:
        for place, value in values:
            taken = body.select("%mask", value, body.number(0.0))
            at = body.raw(f"getelementptr double, ptr %work, i64 {place * width}")
            old = body.raw(f"load {body.type}, ptr {at}, align 8")
            total = body.raw(f"fadd {body.type} {old}, {taken}")
            body.lines.append(f"  store {body.type} {total}, ptr {at}, align 8")
        return
    if not values:
        return
    rows = [(_row(body, "%outputs", place), value) for place, value in values]
    full = f"@llvm.masked.store.{body.suffix}.p0"
    body.module.declared[f"declare void {full}({body.type}, ptr, i32, {body.truth})"] = None
    whole, part, after = _all_lanes(body)
    body.lines.append(f"{whole}:")
    body.lines += [f"  store {body.type} {value}, ptr {at}, align 8" for at, value in rows]
    body.lines += [f"  br label %{after}", f"{part}:"]
    body.lines += [
        f"  call void {full}({body.type} {value}, ptr {at}, i32 8, {body.truth} %mask)" for at, value in rows
    ]
    body.lines.append(f"  br label %{after}")
    body.open(after)


def _pieces(
    program: Program,
    fixed: frozenset[int],
    width: int,
    sums: bool,
    base: int,
    special: dict[int, str],
    module: Module,
) -> tuple[list[str], list[str], list[str], int, str]:
    """Return the functions that a large program is cut into, the calls of those that are the same at all
    points and of the others, the doubles of work, where it is kept what one piece computes and a later one
    needs, and the last block of the loop."""
    operations, places, fused = program.operations, program.places(), Fused(program)
    wanted: dict[int, list[int]] = {}
    for place, value in enumerate(program.outputs):
        wanted.setdefault(value, []).append(place)
    is_fixed = _fixed_values(program, fixed)
    inner = [
        value
        for value, operation in enumerate(operations)
        if operation.kind not in (INPUT, CONST, TRUTH) and value not in fused.products
    ]
    once, each = [v for v in inner if is_fixed[v]], [v for v in inner if not is_fixed[v]]
    pieces = [group[start : start + PIECE] for group in (once, each) for start in range(0, len(group), PIECE)]
    piece_of = {value: place for place, piece in enumerate(pieces) for value in piece}
    crossing = {value: base + place * width for place, value in enumerate(v for v in once if v in wanted)}
    for value in inner:
        for argument in fused.arguments[value]:
            if argument in piece_of and piece_of[argument] != piece_of[value]:
                crossing.setdefault(argument, base + len(crossing) * width)
    signature = (
        f"(ptr noalias %inputs, ptr noalias %outputs, i64 %i, ptr noalias %work, <{width} x i1> %mask)"
    )
    parts: list[str] = []
    prologue: list[str] = []
    calls: list[str] = []
    for piece in pieces:
        body = Body(width, module)
        body.outlined = True
        writer, results = Operations(program, body, special, fused), list[tuple[int, str]]()
        for value in piece:
            for argument in fused.arguments[value]:
                if argument not in writer.found:
                    writer.found[argument] = _brought(writer, argument, places, fixed, crossing)
            found = writer.write(value)
            if value in crossing:
                _keep(body, operations[value].kind, found, crossing[value])
            results += [(place, found) for place in wanted.get(value, ()) if not is_fixed[value]]
            if sums:  # at once, so that values need not be kept
                _outputs(body, results, sums)
                results = []
        _outputs(body, results, sums)
        name = f"@piece{len(parts)}"
        parts.append(
            "\n".join(
                [
                    f"define internal void {name}{signature} noinline #0 {{\nentry:",
                    *body.lines,
                    "  ret void",
                    "}",
                ]
            )
        )
        arguments = "ptr %inputs, ptr %outputs, i64 {}, ptr %work, <{} x i1> {}"
        if is_fixed[piece[0]]:
            prologue.append(f"  call void {name}({arguments.format('%begin', width, 'splat (i1 true)')})")
        else:
            calls.append(f"  call void {name}({arguments.format('%i', width, '%mask')})")
    last = "loop"
    lone = [v for v in wanted if is_fixed[v] or operations[v].kind == INPUT]
    if lone:
        body = Body(width, module)
        writer, results = Operations(program, body, special, fused), []
        for value in lone:
            found = _brought(writer, value, places, fixed, crossing)
            results += [(place, found) for place in wanted[value]]
        body.block = last
        _outputs(body, results, sums)
        calls, last = calls + body.lines, body.block
    return parts, prologue, calls, base + len(crossing) * width, last


def _fixed_values(program: Program, fixed: frozenset[int]) -> list[bool]:
    """Return of each value whether it is the same at all points."""
    places, found = program.places(), [False] * len(program.operations)
    for value, operation in enumerate(program.operations):
        if operation.kind == INPUT:
            found[value] = places[str(operation.data)] in fixed
        else:
            found[value] = all(found[argument] for argument in operation.arguments)
    return found


def _brought(
    writer: Operations, value: int, places: dict[str, int], fixed: frozenset[int], crossing: dict[int, int]
) -> str:
    """Return a value that another piece, or none, computes."""
    body, operation = writer.body, writer.program.operations[value]
    if operation.kind == INPUT:
        place = places[str(operation.data)]
        return _fixed_input(body, place) if place in fixed else _input(body, place)
    if value not in crossing:
        return writer.write(value)
    at = body.new(f"getelementptr double, ptr %work, i64 {crossing[value]}")
    if not _is_truth(operation.kind):
        return body.raw(f"load {body.type}, ptr {at}, align 8")
    bits = body.raw(f"load {body.bits}, ptr {at}, align 8")
    return body.raw(f"icmp ne {body.bits} {bits}, {body.integer(0)}")


def _keep(body: Body, kind: str, value: str, slot: int) -> None:
    at = body.new(f"getelementptr double, ptr %work, i64 {slot}")
    if _is_truth(kind):
        bits = body.raw(f"zext {body.truth} {value} to {body.bits}")
        body.lines.append(f"  store {body.bits} {bits}, ptr {at}, align 8")
    else:
        body.lines.append(f"  store {body.type} {value}, ptr {at}, align 8")


def _is_truth(kind: str) -> bool:
    return kind in (BOTH, EITHER, NEITHER, TRUTH) or kind in COMPARED.values()


__all__ = ["LARGE", "Source", "lanes", "over_points"]
