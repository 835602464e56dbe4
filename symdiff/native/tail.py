"""The last turn of a loop over points, which may have fewer of them than others: these are copied into memory
where there is room for a whole turn, and their results from there.

What reads and writes some of the lanes takes LLVM longer to compile than all else in a small formula. What
copies is the same for all formulas, and compiled once.

>>> Tail([0, 2], 3, 1, 4, 0, False).slots
16
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final


class Tail:
    """The blocks of a function that run one turn more on copies; its memory `work` has room for them."""

    def __init__(
        self, varying: Sequence[int], inputs: int, outputs: int, width: int, slots: int, sums: bool
    ) -> None:
        """*varying* are the places of the *inputs* that are arrays; *slots* doubles of work are taken."""
        taken = slots
        given = taken + len(varying) * width
        rows = given + outputs * width
        self.slots = rows + inputs + outputs
        """The doubles of work that are needed in all."""
        self.outside = list(_DECLARED)
        """What stands outside of the function."""
        listed = "null"
        if len(varying) < inputs:
            listed = "@varying"
            places = ", ".join([f"i64 {place}" for place in varying])
            self.outside.append(f"@varying = private constant [{len(varying)} x i64] [ {places} ]")
        self.entry = [
            f"  %{name} = getelementptr double, ptr %work, i64 {place}"
            for name, place in (("taken", taken), ("given", given), ("rows", rows), ("own", rows + inputs))
        ]
        """What stands in the first block: where the copies of inputs are, and those of outputs, and the rows
        that say so."""
        back = (
            f"@symdiff_add(ptr %given, ptr %work, i64 {outputs}, i64 %rest, i64 {width})"
            if sums
            else f"@symdiff_back(ptr %given, ptr %outputs, i64 {outputs}, i64 %full, i64 %rest, i64 {width})"
        )
        self.lines = [
            "last:",
            "  %none = icmp eq i64 %rest, 0",
            "  br i1 %none, label %done, label %ready",
            "ready:",
            f"  call void @symdiff_take(ptr %inputs, ptr {listed}, i64 {len(varying)}, i64 %full, i64 %rest, "
            f"i64 {width}, ptr %taken, ptr %rows)",
            f"  call void @symdiff_give(ptr %given, ptr %own, i64 {outputs}, i64 {width})",
            "  br label %turns",
            "back:",
            f"  call void {back}",
            "  br label %done",
        ]
        """The block `last`, where whole turns are done, to `ready`, after which a turn is to be run on `rows`
        and `own`, and `back`, after that turn. They end at `done`."""


HELPERS: Final = ("symdiff_take", "symdiff_give", "symdiff_back", "symdiff_add")
"""The functions that these blocks call."""
_DECLARED: Final = (
    "declare void @symdiff_take(ptr, ptr, i64, i64, i64, i64, ptr, ptr)",
    "declare void @symdiff_give(ptr, ptr, i64, i64)",
    "declare void @symdiff_back(ptr, ptr, i64, i64, i64, i64)",
    "declare void @symdiff_add(ptr, ptr, i64, i64, i64)",
)


def helpers() -> str:
    """Return a module with `HELPERS`."""
    take = _function(
        "symdiff_take",
        "ptr %inputs, ptr %listed, i64 %count, i64 %full, i64 %rest, i64 %width, ptr %taken, ptr %rows",
        [
            "  %all = icmp eq ptr %listed, null",
            "  br i1 %all, label %found, label %look",
            "look:",
            "  %at = getelementptr i64, ptr %listed, i64 %k",
            "  %place = load i64, ptr %at",
            "  br label %found",
            "found:",
            "  %input = phi i64 [ %k, %outer ], [ %place, %look ]",
            *_row("source", "inputs", "input"),
            "  %from = getelementptr double, ptr %source, i64 %full",
            "  %to = getelementptr double, ptr %taken, i64 %shift",
            "  %own = getelementptr ptr, ptr %rows, i64 %input",
            "  store ptr %to, ptr %own",
        ],
        [  # what is past the end has the value of the last point, where nothing odd happens
            "  %last = sub i64 %rest, 1",
            "  %is = icmp ult i64 %l, %rest",
            "  %lane = select i1 %is, i64 %l, i64 %last",
            "  %x = getelementptr double, ptr %from, i64 %lane",
            "  %new = load double, ptr %x",
            "  %y = getelementptr double, ptr %to, i64 %l",
            "  store double %new, ptr %y",
        ],
        "width",
        "found",
    )
    give = _function(
        "symdiff_give",
        "ptr %given, ptr %rows, i64 %count, i64 %width",
        [
            "  %to = getelementptr double, ptr %given, i64 %shift",
            "  %own = getelementptr ptr, ptr %rows, i64 %k",
            "  store ptr %to, ptr %own",
        ],
        ["  %y = getelementptr double, ptr %to, i64 %l", "  store double 0.0, ptr %y"],
        "width",
    )
    moved = [
        "  %x = getelementptr double, ptr %from, i64 %l",
        "  %new = load double, ptr %x",
        "  %y = getelementptr double, ptr %to, i64 %l",
    ]
    back = _function(
        "symdiff_back",
        "ptr %given, ptr %outputs, i64 %count, i64 %full, i64 %rest, i64 %width",
        [
            *_row("target", "outputs", "k"),
            "  %from = getelementptr double, ptr %given, i64 %shift",
            "  %to = getelementptr double, ptr %target, i64 %full",
        ],
        [*moved, "  store double %new, ptr %y"],
        "rest",
    )
    add = _function(
        "symdiff_add",
        "ptr %given, ptr %sums, i64 %count, i64 %rest, i64 %width",
        [
            "  %from = getelementptr double, ptr %given, i64 %shift",
            "  %to = getelementptr double, ptr %sums, i64 %shift",
        ],
        [
            *moved,
            "  %old = load double, ptr %y",
            "  %sum = fadd double %old, %new",
            "  store double %sum, ptr %y",
        ],
        "rest",
    )
    return "\n".join([*take, *give, *back, *add])


def _row(name: str, rows: str, place: str) -> list[str]:
    return [
        f"  %{name}.at = getelementptr ptr, ptr %{rows}, i64 %{place}",
        f"  %{name} = load ptr, ptr %{name}.at",
    ]


def _function(
    name: str, taken: str, outer: Sequence[str], inner: Sequence[str], lanes: str, last: str = "outer"
) -> list[str]:
    """Return a function that runs *outer* for each k below `count`, and after it, from its block *last*,
    *inner* for each lane l; `shift` is k times the width."""
    return [
        f"define void @{name}({taken}) {{",
        "entry:",
        "  %some = icmp ne i64 %count, 0",
        "  br i1 %some, label %outer, label %done",
        "outer:",
        "  %k = phi i64 [ 0, %entry ], [ %k.next, %next ]",
        "  %shift = mul i64 %k, %width",
        *outer,
        "  br label %inner",
        "inner:",
        f"  %l = phi i64 [ 0, %{last} ], [ %l.next, %inner ]",
        *inner,
        "  %l.next = add i64 %l, 1",
        f"  %l.more = icmp ult i64 %l.next, %{lanes}",
        "  br i1 %l.more, label %inner, label %next",
        "next:",
        "  %k.next = add i64 %k, 1",
        "  %k.more = icmp ult i64 %k.next, %count",
        "  br i1 %k.more, label %outer, label %done",
        "done:",
        "  ret void",
        "}",
    ]


__all__ = ["HELPERS", "Tail", "helpers"]
