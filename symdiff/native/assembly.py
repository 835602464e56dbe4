"""The body of a function in LLVM's assembly, on doubles or on vectors of them.

Equal instructions are one value. What a kernel or a program adds is appended in order; a fork, which only
lanes with unusual arguments need, opens blocks of its own.

>>> body = Body(1, Module())
>>> x = body.add("%x", "%x")
>>> body.mul(x, x) == body.mul(x, x), body.lines
(True, ['  %v0 = fadd double %x, %x', '  %v1 = fmul double %v0, %v0'])
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from typing import Final

_NAN: Final = 0x7FF8000000000000


class Module:
    """What the functions of one module share: declarations, and helpers that are written once."""

    def __init__(self, shared: bool = False) -> None:
        """*shared*: kernels that are functions of their own are those of a module that all programs share."""
        self.declared: dict[str, None] = {}
        self.helpers: dict[str, str] = {}
        self.shared = shared
        self.kernels: dict[str, None] = {}
        """The kernels of that module which are called here, each with its width: `exp:4`."""


class Body:
    """A straight line of instructions on values of one type: double, or a vector of *width* doubles."""

    def __init__(self, width: int, module: Module, first: int = 0) -> None:
        self.width = width
        self.module = module
        self.type = f"<{width} x double>" if width > 1 else "double"
        self.bits = f"<{width} x i64>" if width > 1 else "i64"
        self.truth = f"<{width} x i1>" if width > 1 else "i1"
        self.suffix = f"v{width}f64" if width > 1 else "f64"
        self.lines: list[str] = []
        self.block = "entry"
        self.outlined = False
        """Whether kernels are functions of their own, called here: for programs with many of them."""
        self.memory: dict[tuple[str, ...], tuple[str, ...]] = {}
        """(kernel, argument) → its values."""
        self._count = first
        self._known: dict[str, str] = {}
        self._heads: dict[str, str] = {}
        """An intrinsic function → its call up to the arguments."""
        self._between = f", {self.type} "

    def new(self, text: str) -> str:
        """Return the value of an instruction."""
        name = self._known.get(text)
        if name is None:
            name = self._known[text] = self.raw(text)
        return name

    def raw(self, text: str) -> str:
        """Return the value of an instruction that is written even if there is an equal one."""
        name = f"%v{self._count}"
        self._count += 1
        self.lines.append(f"  {name} = {text}")
        return name

    def label(self) -> str:
        """Return a name for a block."""
        self._count += 1
        return f"b{self._count}"

    def open(self, block: str) -> None:
        """Begin a block; what is known stays known, as all blocks but forks follow one another."""
        self.lines.append(f"{block}:")
        self.block = block

    def cut(self) -> None:
        """End the block and go on in another one."""
        label = self.label()
        self.lines.append(f"  br label %{label}")
        self.open(label)

    # Constants ------------------------------------------------------------------------------

    def number(self, value: float) -> str:
        text = f"0x{_bits_of(value):016X}"
        return f"splat (double {text})" if self.width > 1 else text

    def integer(self, value: int) -> str:
        return f"splat (i64 {value})" if self.width > 1 else str(value)

    def constant_truth(self, value: bool) -> str:
        text = "true" if value else "false"
        return f"splat (i1 {text})" if self.width > 1 else text

    # Arithmetic -----------------------------------------------------------------------------

    def _arithmetic(self, name: str, a: str, b: str) -> str:
        if name in ("fadd", "fmul") and b < a:
            a, b = b, a  # a + b is b + a to the last bit
        return self.new(f"{name} {self.type} {a}, {b}")

    def add(self, a: str, b: str) -> str:
        return self._arithmetic("fadd", a, b)

    def sub(self, a: str, b: str) -> str:
        return self._arithmetic("fsub", a, b)

    def mul(self, a: str, b: str) -> str:
        return self._arithmetic("fmul", a, b)

    def div(self, a: str, b: str) -> str:
        return self._arithmetic("fdiv", a, b)

    def neg(self, a: str) -> str:
        return self.new(f"fneg {self.type} {a}")

    def fma(self, a: str, b: str, c: str) -> str:
        """Return a*b + c, rounded once."""
        return self.intrinsic("fma", a, b, c)

    def intrinsic(self, name: str, *arguments: str) -> str:
        head = self._heads.get(name)
        if head is None:
            full = f"@llvm.{name}.{self.suffix}"
            types = ", ".join([self.type] * len(arguments))
            self.module.declared[f"declare {self.type} {full}({types})"] = None
            head = self._heads[name] = f"call {self.type} {full}"
        return self.new(f"{head}({self.typed(arguments)})")

    def typed(self, arguments: Sequence[str]) -> str:
        """Return values of this type as arguments of a call."""
        return f"{self.type} {self._between.join(arguments)}"

    def polynomial(self, x: str, coefficients: tuple[float, ...]) -> str:
        """Return the value of a polynomial, the constant coefficient first, by pairs (Estrin's scheme)."""
        values = [self.number(c) for c in coefficients]
        power = x
        while len(values) > 1:
            pairs = [self.fma(values[k + 1], power, values[k]) for k in range(0, len(values) - 1, 2)]
            if len(values) % 2:
                pairs.append(values[-1])
            values = pairs
            if len(values) > 1:
                power = self.mul(power, power)
        return values[0]

    # Truths and bits --------------------------------------------------------------------------

    def compare(self, predicate: str, a: str, b: str) -> str:
        return self.new(f"fcmp {predicate} {self.type} {a}, {b}")

    def select(self, truth: str, a: str, b: str) -> str:
        return self.new(f"select {self.truth} {truth}, {self.type} {a}, {self.type} {b}")

    def logic(self, name: str, a: str, b: str) -> str:
        return self.new(f"{name} {self.truth} {a}, {b}")

    def to_bits(self, a: str) -> str:
        return self.new(f"bitcast {self.type} {a} to {self.bits}")

    def from_bits(self, a: str) -> str:
        return self.new(f"bitcast {self.bits} {a} to {self.type}")

    def on_bits(self, name: str, a: str, b: str) -> str:
        return self.new(f"{name} {self.bits} {a}, {b}")

    def absolute(self, a: str) -> str:
        return self.intrinsic("fabs", a)

    # Calls ----------------------------------------------------------------------------------

    def outside(self, name: str, *arguments: str, extra: str = "") -> str:
        """Return a function of the library of C, or of SciPy, of each lane; *extra* follows its arguments."""
        count = len(arguments)
        more = ", i32" if extra else ""
        self.module.declared[f"declare double @{name}({', '.join(['double'] * count)}{more}) nounwind"] = None
        if self.width == 1:
            return self.new(f"call double @{name}({self.typed(arguments)}{extra})")
        helper = f"@each_{name}"
        if helper not in self.module.helpers:
            self.module.helpers[helper] = _each(self.width, name, count, extra)
        return self.new(f"call {self.type} {helper}({self.typed(arguments)})")

    def mended(self, rare: str, usual: tuple[str, ...], names: tuple[str, ...], x: str) -> tuple[str, ...]:
        """Return the *usual* values but where *rare* holds, there those of functions of the library."""
        if self.width == 1:
            return tuple(
                [self.select(rare, self.outside(n, x), u) for n, u in zip(names, usual, strict=True)]
            )
        full = f"@llvm.vector.reduce.or.v{self.width}i1"
        self.module.declared[f"declare i1 {full}({self.truth})"] = None
        some = self.new(f"call i1 {full}({self.truth} {rare})")
        before, slow, after = self.block, self.label(), self.label()
        self.lines.append(f"  br i1 {some}, label %{slow}, label %{after}")
        self.lines.append(f"{slow}:")
        known, self._known = self._known, dict(self._known)
        found = [self.select(rare, self.outside(n, x), u) for n, u in zip(names, usual, strict=True)]
        self._known = known  # what is written in the fork is known nowhere else
        self.lines.append(f"  br label %{after}")
        self.open(after)
        return tuple(
            [
                self.raw(f"phi {self.type} [ {u}, %{before} ], [ {f}, %{slow} ]")
                for u, f in zip(usual, found, strict=True)
            ]
        )


def _each(width: int, name: str, count: int, extra: str) -> str:
    """Return a helper that calls a function of doubles on each lane: a loop, which is soon compiled."""
    vector, places = f"<{width} x double>", range(count)
    lines = [
        f"define internal {vector} @each_{name}({', '.join([f'{vector} %a{k}' for k in places])}) "
        "noinline cold nounwind #0 {",
        "entry:",
        *[f"  %p{k} = alloca {vector}" for k in places],
        *[f"  store {vector} %a{k}, ptr %p{k}" for k in places],
        "  br label %loop",
        "loop:",
        "  %lane = phi i64 [ 0, %entry ], [ %next, %loop ]",
    ]
    for k in places:
        lines.append(f"  %q{k} = getelementptr double, ptr %p{k}, i64 %lane")
        lines.append(f"  %x{k} = load double, ptr %q{k}")
    return "\n".join(
        [
            *lines,
            f"  %y = call double @{name}({', '.join([f'double %x{k}' for k in places])}{extra})",
            "  store double %y, ptr %q0",
            "  %next = add i64 %lane, 1",
            f"  %more = icmp ult i64 %next, {width}",
            "  br i1 %more, label %loop, label %done",
            "done:",
            f"  %result = load {vector}, ptr %p0",
            f"  ret {vector} %result",
            "}",
        ]
    )


def _bits_of(value: float) -> int:
    if math.isnan(value):
        return _NAN
    bits: int = struct.unpack("<Q", struct.pack("<d", value))[0]
    return bits


__all__ = ["Body", "Module"]
