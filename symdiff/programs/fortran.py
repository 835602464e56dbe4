"""Fortran 2018: a module with one subroutine or function of real numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import ClassVar, Final

from symdiff.programs.layout import Part
from symdiff.programs.writer import ATOM, Text, Writer, rows_of

_WIDTH: Final = 100
_NAMES = [
    "exp", "log", "log10", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh",
    "tanh", "asinh", "acosh", "atanh", "hypot", "erf", "erfc",
]  # fmt: skip
_WORDS = [
    "abs", "aint", "anint", "allocate", "assign", "associate", "call", "case", "class", "close", "common",
    "contains", "continue", "cycle", "data", "deallocate", "dimension", "do", "else", "elseif", "end",
    "enddo", "endif", "entry", "exit", "external", "float", "format", "function", "gamma", "goto", "if",
    "implicit", "in", "inout", "inquire", "int", "integer", "intent", "intrinsic", "kind", "len",
    "logical", "max", "merge", "min", "mod", "module", "none", "only", "open", "out", "parameter", "pause",
    "pointer", "print", "private", "procedure", "program", "public", "pure", "real", "recursive", "result",
    "return", "save", "select", "sign", "stop", "subroutine", "target", "then", "type", "use", "value",
    "where", "while", "write", "nan", "dp", "ieee_value", "ieee_quiet_nan", "ieee_is_nan", "nint", "floor",
    "ceiling", "size",
]  # fmt: skip


def _function(name: str, arguments: str, *lines: str) -> str:
    """Return the text of an elemental function."""
    heads = [
        f"  elemental function {name}({arguments}) result(y)",
        f"    real(dp), intent(in) :: {arguments}",
        "    real(dp) :: y",
    ]
    return "\n".join([*heads, *[f"    {line}" for line in lines], f"  end function {name}"])


class Fortran(Writer):
    """Fortran 2018. Names do not tell x from X; a line has 132 characters at most."""

    language = "Fortran"
    single = True
    folds_case = True
    first = 1
    reserved = frozenset([*_NAMES, *_WORDS])
    signs: ClassVar[dict[str, str]] = {"and": ".and.", "or": ".or.", "not": ".not. ", "!=": "/="}
    functions: ClassVar[dict[str, str]] = {
        **{name: name for name in _NAMES},
        "Abs": "abs", "gamma": "gamma_of", "loggamma": "log_gamma_of", "expm1": "exp_less_1",
        "log1p": "log_1_plus",
        "cbrt": "cube_root", "floor": "whole_below", "ceiling": "whole_above",
    }  # fmt: skip
    helpers: ClassVar[dict[str, str]] = {
        "larger": _function("larger", "a, b", "y = merge(a, b, a > b .or. ieee_is_nan(a))"),
        "smaller": _function("smaller", "a, b", "y = merge(a, b, a < b .or. ieee_is_nan(a))"),
        "sign_of": _function("sign_of", "a", "y = merge(sign(1.0_dp, a), a, a > 0 .or. a < 0)"),
        "power": _function(
            "power", "a, b", "y = a + b", "if (.not. (ieee_is_nan(a) .or. ieee_is_nan(b))) y = a**b"
        ),
        "exp_less_1": _function(
            "exp_less_1", "a", "real(dp) :: u", "u = exp(a)",
            "if (abs(a) < 1e-5_dp) then", "  y = a*(1 + a/2*(1 + a/3*(1 + a/4)))",
            "else if (u - 1 <= -1 .or. u > 1e300_dp .or. .not. (abs(a) < 1)) then", "  y = u - 1",
            "else", "  y = 2*sinh(a/2)*exp(a/2)", "end if",
        ),
        "log_1_plus": _function(
            "log_1_plus", "a", "real(dp) :: u", "u = 1 + a",
            "if (.not. (abs(a) < 1) .or. abs(u - 1) > 0.5_dp) then", "  y = log(u)",
            "else", "  y = 2*atanh(a/(2 + a))", "end if",
        ),
        "cube_root": _function(
            "cube_root", "a", "y = sign(abs(a)**(1.0_dp/3), a)",
            "if (abs(a) > 0 .and. abs(a) < huge(a)) y = y - (y*y*y - a)/(3*y*y)",
        ),
        "whole_below": _function("whole_below", "a", "y = aint(a)", "if (y > a) y = y - 1"),
        "whole_above": _function("whole_above", "a", "y = aint(a)", "if (y < a) y = y + 1"),
        "gamma_of": _function(
            "gamma_of", "a", "if (a <= 0 .and. .not. (aint(a) < a .or. aint(a) > a)) then",
            "  y = ieee_value(a, ieee_quiet_nan)", "else", "  y = gamma(a)", "end if",
        ),
        "log_gamma_of": _function(
            "log_gamma_of", "a", "if (a > 0) then", "  y = log_gamma(a)", "else",
            "  y = ieee_value(a, ieee_quiet_nan)", "end if",
        ),
    }  # fmt: skip

    def number(self, value: float) -> str:
        return f"{super().number(value)}_dp"

    def special(self, value: float) -> str:
        kind = "ieee_quiet_nan" if math.isnan(value) else "ieee_positive_inf"
        return f"ieee_value(1.0_dp, {kind})"

    def truth(self, value: bool) -> str:
        return ".true." if value else ".false."

    def select(self, truth: Text, one: Text, other: Text) -> Text:
        return Text(f"merge({one.text}, {other.text}, {truth.text})", ATOM)

    def source(self, name: str, parts: Sequence[Part], remarks: Sequence[str], main: bool) -> str:
        """Return the text of a file."""
        lines = [f"! {line}".rstrip() for line in remarks]
        lines += [
            f"module {name}_module",
            "  use, intrinsic :: ieee_arithmetic, only: ieee_value, ieee_quiet_nan, "
            "ieee_positive_inf, ieee_is_nan",
            f"  use, intrinsic :: iso_fortran_env, only: dp => real{32 if self.is_single else 64}",
            "  implicit none",
            "  private",
            f"  public :: {name}, {name}_batch",
        ]
        for constant, numbers in self.patterns(name, parts):
            lines += [f"  integer, parameter, public :: {constant}({len(numbers)}) = [ &"]
            lines += [f"  {line} &" for line in rows_of(numbers)] + ["    ]"]
        lines.append("contains")
        for helper in self.used:
            lines += [self.helpers[helper]]
        arguments = list(self.names.values())
        outputs = [part.name if part.name != "value" else "value" for part in parts]
        lines += wrapped(f"  pure subroutine {name}({', '.join([*arguments, *outputs])})")
        if arguments:
            lines += wrapped(f"    real(dp), intent(in) :: {', '.join(arguments)}")
        for part in parts:
            size = "" if part.size == 1 and part.name == "value" else f"({part.size})"
            lines.append(f"    real(dp), intent(out) :: {part.name}{size}")
        for kind, wanted in (("real(dp)", False), ("logical", True)):
            names = [s.name for s in self.statements if s.is_truth == wanted]
            for start in range(0, len(names), 10):
                lines.append(f"    {kind} :: {', '.join(names[start : start + 10])}")
        text = " ".join([*[s.text for s in self.statements], *self.outputs])
        for argument in arguments:
            if not any(word == argument for word in _words(text)):
                lines += [f"    associate (unused => {argument}); end associate"]
        for statement in self.statements:
            lines += wrapped(f"    {statement.name} = {statement.text}")
        rest = iter(self.outputs)
        for part in parts:
            for place in range(part.size):
                where = part.name if part.size == 1 and part.name == "value" else f"{part.name}({place + 1})"
                lines += wrapped(f"    {where} = {next(rest)}")
        lines += [f"  end subroutine {name}", *self._batch(name, parts), f"end module {name}_module"]
        if main:
            lines += ["", *self._main(name, parts)]
        return "\n".join(lines) + "\n"

    def _batch(self, name: str, parts: Sequence[Part]) -> list[str]:
        """Return the loop over points: point k of a part of several numbers is column k of its array."""
        arguments, outputs = list(self.names.values()), [part.name for part in parts]
        lines = wrapped(f"  pure subroutine {name}_batch({', '.join(['n', *arguments, *outputs])})")
        lines.append("    integer, intent(in) :: n")
        if arguments:
            lines += wrapped(f"    real(dp), intent(in) :: {', '.join([f'{a}(n)' for a in arguments])}")
        values = [f"{argument}(k)" for argument in arguments]
        for part in parts:
            is_number = part.size == 1 and part.name == "value"
            lines.append(
                f"    real(dp), intent(out) :: {part.name}({'n' if is_number else f'{part.size}, n'})"
            )
            values.append(f"{part.name}({'k' if is_number else ':, k'})")
        lines += ["    integer :: k", "    do k = 1, n"]
        lines += wrapped(f"      call {name}({', '.join(values)})")
        return [*lines, "    end do", f"  end subroutine {name}_batch"]

    def _main(self, name: str, parts: Sequence[Part]) -> list[str]:
        arguments = list(self.names.values())
        lines = [
            f"program {name}_main",
            f"  use {name}_module, only: {name}",
            f"  use, intrinsic :: iso_fortran_env, only: dp => real{32 if self.is_single else 64}, "
            f"error_unit",
            "  implicit none",
        ]
        if arguments:
            lines += wrapped(f"  real(dp) :: {', '.join(arguments)}")
            lines += [
                f"  logical :: given({len(arguments)})",
                "  character(len=256) :: text",
                "  integer :: k, at",
            ]
        for part in parts:
            size = "" if part.size == 1 and part.name == "value" else f"({part.size})"
            lines.append(f"  real(dp) :: {part.name}{size}")
        if arguments:
            lines += ["  given = .false."]
            lines += ["  do k = 1, command_argument_count()", "    call get_command_argument(k, text)"]
            lines += [
                "    at = index(text, '=')",
                "    if (at == 0) cycle",
                "    select case (text(:at - 1))",
            ]
            for place, argument in enumerate(arguments):
                lines += [f"    case ('{argument}')", f"      read (text(at + 1:), *) {argument}"]
                lines += [f"      given({place + 1}) = .true."]
            lines += ["    end select", "  end do", "  if (.not. all(given)) then"]
            lines += ["    write (error_unit, '(a)') 'each argument needs a value, such as x=1'"]
            lines += ["    stop 2", "  end if"]
        lines += wrapped(f"  call {name}({', '.join([*arguments, *[part.name for part in parts]])})")
        for part in parts:
            lines.append(f"  write (*, '(es26.17e3)') {part.name}")
        return [*lines, f"end program {name}_main"]


def wrapped(line: str) -> list[str]:
    """Return a line as several with `&` where it is longer than Fortran takes, cut behind a sign."""
    found = []
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    while len(line) > _WIDTH:
        cut = max(line.rfind(sign, 20, _WIDTH) for sign in (" + ", " - ", ", ", "*", "/"))
        if cut < 0:
            cut = min(
                (
                    place
                    for place in (line.find(sign, _WIDTH) for sign in (" + ", " - ", ", ", "*", "/"))
                    if place >= 0
                ),
                default=-1,
            )
            if cut < 0:
                break
        if line[cut : cut + 2] in ("**", "/="):
            cut += 1
        found.append(line[: cut + 1] + " &")
        line = indent + line[cut + 1 :].lstrip()
    return [*found, line]


def _words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z_]\w*", text)


__all__ = ["Fortran", "wrapped"]
