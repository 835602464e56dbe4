"""A straight program as LLVM's assembly over arrays of points, several lanes at once.

>>> from symdiff.native.operations import has
>>> from symdiff.parser.formula import parse
>>> from symdiff.programs.program import program
>>> made = program([parse("2*x + 1")], ["x"], has=has)
>>> source = over_points(made, fixed=frozenset(), width=4)
>>> source.text.count("call <4 x double> @llvm.fmuladd"), source.slots
(1, 10)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from symdiff.native.assembly import Body, Module
from symdiff.native.kernels import KERNELS, PAIRS
from symdiff.native.operations import Fused, Operations
from symdiff.native.tail import Tail
from symdiff.programs.program import BOTH, CALL, COMPARED, CONST, EITHER, INPUT, NEITHER, TRUTH, Program
from symdiff.table.functions import row_of

PIECE: Final = 1500
"""Operations of one function: what one computes and another needs is kept in memory."""
_BLOCK: Final = 200
"""Operations of one block of such a function; the code generator takes more than linear time for longer
ones."""
LARGE: Final = 1500
"""Operations from which on a program is cut into pieces."""
_INLINE: Final = 40
"""Calls of kernels up to which each is written where it is called."""

_KERNEL: Final = 20
"""Operations that a kernel is, for what it takes."""
_WIDEST: Final = 8
_SPARSE: Final = 10
"""Operations for each array up to which it is memory that takes the time."""


class Source(NamedTuple):
    """The text of a module, and what it takes to run it."""

    text: str
    slots: int = 0
    """Doubles of memory of its own that the function needs."""
    kernels: tuple[str, ...] = ()
    """The shared kernels that it calls."""


def over_points(
    program: Program,
    fixed: frozenset[int],
    width: int,
    sums: bool = False,
    special: dict[int, str] | None = None,
    attributes: str = "",
    shared: bool = False,
) -> Source:
    """Return `void points(double **inputs, double **outputs, i64 begin, i64 end, double *work)`.

    Inputs whose place is in *fixed* are the same at all points, and read once. With *sums* the first
    `width*len(outputs)` doubles of work are added to, lane by lane, in place of writing outputs. Kernels may
    be *shared*: code that calls those of all programs is sooner made, and slower where a program is small.
    """
    special = special or {}
    base = len(program.outputs) * width if sums else 0
    module = Module(shared)
    if len(program.operations) > LARGE:
        parts, prologue, lines, slots, last = _pieces(program, fixed, width, sums, base, special, module)
        first = "entry"
    else:
        body = Body(width, module)
        body.outlined = shared or _kernels(program) > _INLINE
        prologue, lines, first = _whole(program, fixed, sums, body, special)
        parts, slots, last = [], base, body.block
    varying = [place for place in range(len(program.inputs)) if place not in fixed]
    tail = Tail(varying, len(program.inputs), len(program.outputs), width, slots, sums)
    whole = "\n".join(
        [
            *tail.outside,
            "define void @points(ptr noalias %inputs, ptr noalias %outputs, i64 %begin, i64 %end, "
            "ptr noalias %work) #0 {",
            "entry:",
            *tail.entry,
            *prologue,
            "  %count = sub i64 %end, %begin",
            f"  %rest = and i64 %count, {width - 1}",
            "  %full = sub i64 %end, %rest",
            "  %some = icmp slt i64 %begin, %full",
            "  br i1 %some, label %turns, label %last",
            "turns:",
            f"  %ins = phi ptr [ %inputs, %{first} ], [ %rows, %ready ]",
            f"  %outs = phi ptr [ %outputs, %{first} ], [ %own, %ready ]",
            f"  %sums = phi ptr [ %work, %{first} ], [ %given, %ready ]",
            f"  %from = phi i64 [ %begin, %{first} ], [ 0, %ready ]",
            f"  %to = phi i64 [ %full, %{first} ], [ {width}, %ready ]",
            "  br label %loop",
            "loop:",
            f"  %i = phi i64 [ %from, %turns ], [ %next, %{last} ]",
            *lines,
            f"  %next = add i64 %i, {width}",
            "  %more = icmp slt i64 %next, %to",
            "  br i1 %more, label %loop, label %after",
            "after:",
            "  %usual = icmp eq ptr %ins, %inputs",
            "  br i1 %usual, label %last, label %back",
            *tail.lines,
            "done:",
            "  ret void",
            "}",
        ]
    )
    text = [*module.declared, *module.helpers.values(), *parts, whole, attributes, "!0 = !{}"]
    return Source("\n".join(text), tail.slots, tuple(module.kernels))


def lanes(program: Program, fixed: frozenset[int], most: int, good: bool = False) -> int:
    """Return how many lanes are best where results are arrays and a processor computes *most* at once: half
    of these where memory takes longer than computing, since shorter vectors wait for less of it; in *good*
    code twice as many where functions take the time, since two at once wait less for their steps."""
    arrays = len(program.inputs) - len(fixed) + len(program.outputs)
    kernels = _kernels(program)
    is_sparse = len(program.operations) + _KERNEL * kernels <= _SPARSE * arrays
    if most == _WIDEST:
        return most // 2 if is_sparse else most
    is_twice = good and most == _WIDEST // 2 and not is_sparse and 0 < kernels <= _INLINE
    return 2 * most if is_twice else most


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


def _input(body: Body, place: int) -> str:
    row = _row(body, "%ins", place)
    return body.new(f"load {body.type}, ptr {row}, align 8")


def _fixed_input(body: Body, place: int) -> str:
    start = body.new(f"getelementptr ptr, ptr %inputs, i64 {place}")
    row = body.new(f"load ptr, ptr {start}, !invariant.load !0")
    number = body.new(f"load double, ptr {row}, !invariant.load !0")
    one = body.new(f"insertelement {body.type} poison, double {number}, i64 0")
    return body.new(
        f"shufflevector {body.type} {one}, {body.type} poison, <{body.width} x i32> zeroinitializer"
    )


def _outputs(body: Body, values: Sequence[tuple[int, str]], sums: bool) -> None:
    """Write the values of outputs, by their places, or add them to their sums."""
    for place, value in values:
        if sums:
            at = body.raw(f"getelementptr double, ptr %sums, i64 {place * body.width}")
            old = body.raw(f"load {body.type}, ptr {at}, align 8")
            value = body.raw(f"fadd {body.type} {old}, {value}")
        else:
            at = _row(body, "%outs", place)
        body.lines.append(f"  store {body.type} {value}, ptr {at}, align 8")


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
        "(ptr noalias %inputs, ptr noalias %ins, ptr noalias %outs, i64 %i, ptr noalias %work, ptr %sums)"
    )
    parts: list[str] = []
    prologue: list[str] = []
    calls: list[str] = []
    for piece in pieces:
        body = Body(width, module)
        body.outlined = True
        writer, results = Operations(program, body, special, fused), list[tuple[int, str]]()
        for count, value in enumerate(piece):
            if count and not count % _BLOCK:
                body.cut()
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
        if is_fixed[piece[0]]:
            given = "ptr %inputs, ptr %inputs, ptr %outputs, i64 %begin, ptr %work, ptr %work"
            prologue.append(f"  call void {name}({given})")
        else:
            given = "ptr %inputs, ptr %ins, ptr %outs, i64 %i, ptr %work, ptr %sums"
            calls.append(f"  call void {name}({given})")
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
