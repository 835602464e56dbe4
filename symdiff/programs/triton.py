"""Triton: functions of blocks of numbers, in kernels for graphics cards.

`Triton` writes programs; `symdiff.programs.operators` puts kernels around them. The language has few
functions of its own. The helpers here are written from those: with polynomials where exp or log would lose
digits, so that it does no harm that a card rounds those roughly in single precision.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import ClassVar, Final

from symdiff.programs.coefficients import ARC, INVERSE_SINE, LOGARITHM, RAISED, TAIL
from symdiff.programs.layout import Part
from symdiff.programs.pieces import slices
from symdiff.programs.scripts import nested
from symdiff.programs.tensors import FLAT, Tensors
from symdiff.programs.writer import ATOM, Statement, Text, refuse

_OWN: Final = ("exp", "exp2", "log", "log2", "sqrt", "sin", "cos", "erf", "floor", "ceil", "abs")


def _jit(text: str) -> str:
    return f"@triton.jit\n{text}"


def _sum(coefficients: Sequence[float], by: str) -> str:
    """Return lines that compute `found`, a polynomial in *by*, the lowest coefficient first."""
    lines = [f"    found = {coefficients[-1]!r} + 0*{by}\n"]
    lines += [f"    found = {coefficient!r} + {by}*found\n" for coefficient in coefficients[-2::-1]]
    return "".join(lines)


_STATEMENTS: Final = 200
"""Statements of a kernel that computes several numbers, at most."""
LAUNCHED: Final = '''
_BLOCK = 1024
"""Numbers that one program of a kernel computes."""
_DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
_ROUNDING = {("cpu", torch.bfloat16): 2**-7}  # there Triton's interpreter cuts off, and a card rounds


def _kind(arguments):
    """Return the type of the result."""
    kind = arguments[0].dtype
    for other in arguments[1:]:
        kind = torch.promote_types(kind, other.dtype)
    return kind


def _launched(kernel, arguments, kinds):
    """Return what a kernel makes of arguments, one array of the common shape for each of the kinds.

    Of an argument that is one number everywhere, such as the gradient of a sum, the kernel reads that number.
    """
    shape = arguments[0].shape
    if any(argument.shape != shape for argument in arguments):
        shape = torch.broadcast_shapes(*[argument.shape for argument in arguments])
    steps = [0 if argument.numel() == 1 or not any(argument.stride()) else 1 for argument in arguments]
    flat = [a.expand(shape).contiguous() if step else a for a, step in zip(arguments, steps)]
    found = [torch.empty(shape, dtype=kind, device=flat[0].device) for kind in kinds]
    count = shape.numel()
    if count:
        wide = tl.float64 if _kind(arguments) == torch.float64 else tl.float32
        kernel[(triton.cdiv(count, _BLOCK),)](*flat, *found, count, *steps, wide, _BLOCK)
    return found


def _reduced(gradients, arguments):
    """Return gradients summed to the shapes of the arguments, and in their types."""
    return [
        g if g.shape == a.shape and g.dtype == a.dtype else g.sum_to_size(a.shape).to(a.dtype)
        for g, a in zip(gradients, arguments)
    ]


def _together(dims, arguments):
    """Return arguments of vmap with what it goes along as their first axis, so that they broadcast."""
    rank = max(a.dim() - (dim is not None) for a, dim in zip(arguments, dims))
    found = []
    for argument, dim in zip(arguments, dims):
        if dim is not None:
            argument = argument.movedim(dim, 0)
            ones = (1,)*(rank + 1 - argument.dim())
            argument = argument.reshape(argument.shape[:1] + ones + argument.shape[1:])
        found.append(argument)
    return found
'''.strip("\n").splitlines()
"""What launches kernels: `_launched`, of arrays of any shapes and types."""


def kernel(
    name: str, arguments: Sequence[str], found: Sequence[str], texts: Sequence[str], *before: str
) -> list[str]:
    """Return a kernel that reads blocks of *arguments* and writes those that *texts* say."""
    places = [f"{each.lstrip('_')}_at" for each in (*arguments, *found)]
    steps = [f"_{each.lstrip('_')}_STEP" for each in arguments]
    loaded = [
        f"    {each} = tl.load({place} + _at*{step}, mask=_inside, other=0).to(_WIDE)"
        for each, place, step in zip(arguments, places, steps, strict=False)
    ]
    constants = ", ".join([f"{each}: tl.constexpr" for each in (*steps, "_WIDE", "_BLOCK")])
    stored = [
        f"    tl.store({place} + _at, {text} + _zero, mask=_inside)"
        for place, text in zip(places[len(arguments) :], texts, strict=True)
    ]
    return [
        "@triton.jit",
        f"def {name}_kernel({', '.join(places)}, _count, {constants}):",
        "    _at = tl.program_id(0).to(tl.int64)*_BLOCK + tl.arange(0, _BLOCK)",
        "    _inside = _at < _count",
        "    _zero = tl.zeros((_BLOCK,), _WIDE)",
        *loaded,
        *[f"    {line}" for line in before],
        *stored,
    ]


class Triton(Tensors):
    """Triton: its own functions, and helpers that are written from them."""

    language = "Triton"
    package = "tl"
    frame = "operator_triton"
    imports = (
        "import math",
        "import os",
        "import sys",
        "",
        "import torch",
        "",
        'if __name__ == "__main__" and not torch.cuda.is_available():',
        '    os.environ["TRITON_INTERPRET"] = "1"  # slowly, but anywhere',
        "",
        "import triton",
        "import triton.language as tl",
    )
    reserved = Tensors.reserved | {"os", "tl", "triton"}
    functions: ClassVar[dict[str, str]] = {
        **{name: f"tl.{name}" for name in _OWN}, "Abs": "tl.abs", "ceiling": "tl.ceil",
        "expm1": "exp_minus_1", "log1p": "log_of_1_plus", "sigmoid": "logistic", "tan": "tangent",
        "sinh": "sine_h", "cosh": "cosine_h", "tanh": "tangent_h", "asinh": "arsinh", "acosh": "arcosh",
        "atanh": "artanh", "cbrt": "cube_root", "hypot": "hypotenuse", "asin": "arcsine",
        "acos": "arccosine", "atan": "arctangent", "erfc": "complement", "erfcx": "scaled",
    }  # fmt: skip
    helpers: ClassVar[dict[str, str]] = {
        "constant": _jit("def constant(value, like):\n    return tl.full((), value, like.dtype)"),
        "exp_minus_1": _jit(
            f"def exp_minus_1(a):\n{_sum(RAISED, 'a')}"
            "    return tl.where(tl.abs(a) < 0.3465, a + a*a*found, tl.exp(a) - 1)"
        ),
        "log_of_1_plus": _jit(
            f"def log_of_1_plus(a):\n    s = a/(2 + a)\n    q = s*s\n{_sum(LOGARITHM, 'q')}"
            "    half = a*a/2\n    small = a - (half - s*(half + q*found))\n"
            "    return tl.where(tl.abs(a) < 0.29, small, tl.log(1 + a))"
        ),
        "logistic": _jit(
            "def logistic(a):\n    e = tl.exp(-tl.abs(a))\n    return tl.where(a < 0, e, 1.0)/(1 + e)"
        ),
        "tangent": _jit("def tangent(a):\n    return tl.sin(a)/tl.cos(a)"),
        "sine_h": _jit(
            "def sine_h(a):\n    near = exp_minus_1(a)\n    half = tl.exp(tl.abs(a)/2)\n"
            "    far = tl.where(a < 0, -half, half)/2*half\n"
            "    return tl.where(tl.abs(a) < 20, near/2*(1 + 1/(1 + near)), far)"
        ),
        "cosine_h": _jit(
            "def cosine_h(a):\n    half = tl.exp(tl.abs(a)/2)\n    return half/2*half + 1/(2*half)/half"
        ),
        "tangent_h": _jit(
            "def tangent_h(a):\n    e = exp_minus_1(-2*tl.abs(a))\n    size = -e/(2 + e)\n"
            "    return tl.where(a < 0, -size, size)"
        ),
        "arsinh": _jit(
            "def arsinh(a):\n    size = tl.abs(a)\n    near = tl.minimum(size, 1e8)\n"
            "    small = log_of_1_plus(near + near*near/(1 + tl.sqrt(1 + near*near)))\n"
            "    found = tl.where(size < 1e8, small, tl.log(size) + 0.6931471805599453)\n"
            "    return tl.where(a != a, a, tl.where(a < 0, -found, found))"
        ),
        "arcosh": _jit(
            "def arcosh(a):\n    above = tl.minimum(a, 1e8) - 1\n"
            "    small = log_of_1_plus(above + tl.sqrt(above*(above + 2)))\n"
            "    found = tl.where(a < 1e8, small, tl.log(a) + 0.6931471805599453)\n"
            '    return tl.where(a >= 1, found, float("nan"))'
        ),
        "artanh": _jit(
            "def artanh(a):\n    size = tl.abs(a)\n    found = log_of_1_plus(2*size/(1 - size))/2\n"
            '    found = tl.where(size <= 1, found, float("nan"))\n    return tl.where(a < 0, -found, found)'
        ),
        "arctangent": _jit(
            "def arctangent(a):\n    size = tl.abs(a)\n    outer = size > 2.414213562373095\n"
            "    middle = (size > 0.41421356237309503) & (size <= 2.414213562373095)\n"
            "    t = tl.where(outer, -1.0, tl.where(middle, size - 1, size))\n"
            "    t = t/tl.where(outer, size, tl.where(middle, size + 1, 1.0))\n"
            f"    q = t*t\n{_sum(ARC, 'q')}    t = t + t*q*found\n"
            f"    t = tl.where(outer, {math.pi / 2!r} + t, tl.where(middle, {math.pi / 4!r} + t, t))\n"
            "    return tl.where(a < 0, -t, t)"
        ),
        "arcsine": _jit(
            "def arcsine(a):\n    size = tl.abs(a)\n    beyond = size > 0.5\n"
            "    q = tl.where(beyond, (1 - size)/2, a*a)\n"
            f"    t = tl.where(beyond, tl.sqrt(q), size)\n{_sum(INVERSE_SINE, 'q')}"
            f"    t = t + t*q*found\n    t = tl.where(beyond, {math.pi / 2!r} - 2*t, t)\n"
            "    return tl.where(a < 0, -t, t)"
        ),
        "arccosine": _jit(
            f"def arccosine(a):\n    near = 2*arcsine(tl.sqrt((1 - tl.abs(a))/2))\n"
            f"    near = tl.where(a < 0, {math.pi!r} - near, near)\n"
            f"    return tl.where(tl.abs(a) > 0.5, near, {math.pi / 2!r} - arcsine(a))"
        ),
        "tail": _jit(
            "def tail(a):\n    t = 1 - 6/(a + 3)\n"
            f"{_sum(TAIL, 't')}    return found/2/(0.5 + a)"
        ),
        "complement": _jit(
            "def complement(a):\n    size = tl.minimum(tl.abs(a), 30.0)\n    y = tl.floor(size*16)/16\n"
            "    found = tl.exp(-y*y)*tl.exp((y - size)*(y + size))*tail(size)\n"
            "    return tl.where(a != a, a, tl.where(a < 0, 2 - found, found))"
        ),
        "scaled": _jit(
            "def scaled(a):\n    size = tl.abs(a)\n    y = tl.floor(size*16)/16\n"
            "    rest = tl.where(size < 30, (size - y)*(size + y), 0)\n"
            "    return tl.where(a < 0, 2*tl.exp(y*y)*tl.exp(rest) - tail(size), tail(size))"
        ),
        "cube_root": _jit(
            "def cube_root(a):\n    y = tl.exp(tl.log(tl.abs(a))/3)\n    y = tl.where(a < 0, -y, y)\n"
            "    finer = y - (y*y*y - a)/(3*y*y)\n"
            '    return tl.where((a != 0) & (tl.abs(a) != float("inf")), finer, a)'
        ),
        "hypotenuse": _jit(
            "def hypotenuse(a, b):\n    more = tl.maximum(tl.abs(a), tl.abs(b))\n"
            "    less = tl.minimum(tl.abs(a), tl.abs(b))\n"
            "    part = less/tl.where(more > 0, more, 1)\n"
            '    found = tl.where(more == float("inf"), more, more*tl.sqrt(1 + part*part))\n'
            "    both = tl.abs(a) + tl.abs(b)\n    return tl.where(both != both, both, found)"
        ),
        "power": _jit(
            "def power(a, b):\n"
            "    size = tl.exp(b.to(tl.float64)*tl.log(tl.abs(a).to(tl.float64))).to((a + b).dtype)\n"
            "    is_odd = tl.floor(b/2)*2 != b\n"
            '    below = tl.where(tl.floor(b) != b, float("nan"), tl.where(is_odd, -size, size))\n'
            "    found = tl.where(b == 0, 1, tl.where(a < 0, below, size))\n"
            "    both = tl.abs(a) + tl.abs(b)\n    return tl.where(both != both, both, found)"
        ),
        "larger": _jit(
            "def larger(a, b):\n    return tl.maximum(a, b, propagate_nan=tl.PropagateNan.ALL)"
        ),
        "smaller": _jit(
            "def smaller(a, b):\n    return tl.minimum(a, b, propagate_nan=tl.PropagateNan.ALL)"
        ),
        "sign_of": _jit(
            "def sign_of(a):\n    return tl.where(a > 0, 1.0, tl.where(a < 0, -1.0, a))"
        ),
    }  # fmt: skip
    within: ClassVar[dict[str, tuple[str, ...]]] = {
        "sine_h": ("exp_minus_1",), "tangent_h": ("exp_minus_1",), "arsinh": ("log_of_1_plus",),
        "arcosh": ("log_of_1_plus",), "artanh": ("log_of_1_plus",), "arccosine": ("arcsine",),
        "complement": ("tail",), "scaled": ("tail",),
    }  # fmt: skip
    """The helpers that helpers call."""

    def use(self, helper: str) -> None:
        for other in self.within.get(helper, ()):
            super().use(other)
        super().use(helper)

    def special(self, value: float) -> str:
        return 'float("nan")' if value != value else 'float("inf")'

    def array(self, number: Text) -> Text:
        self.use("constant")
        return Text(f"constant({number.text}, {next(iter(self.names.values()))})", ATOM)

    def assigned(self, statements: Sequence[Statement] | None = None) -> list[str]:
        """Return all statements, or those given, as lines. A number without a tensor in it is a constant of
        the compiler, or it would become one of single precision."""
        constants: set[str] = set()
        lines = []
        for statement in self.statements if statements is None else statements:
            if constants.issuperset(re.findall(r"[A-Za-z_]\w*", statement.text)):
                constants.add(statement.name)
                lines.append(f"{statement.name}: tl.constexpr = {statement.text}")
            else:
                lines.append(f"{statement.name} = {statement.text}")
        return lines

    def body(self, name: str, result: str) -> list[str]:
        return ["@triton.jit", *super().body(name, result)]

    def source(self, name: str, parts: Sequence[Part], remarks: Sequence[str], main: bool) -> str:
        """Return the text of a module with a function that returns the parts, computed by kernels.

        Compilers take more than linear time for a long kernel: one has so many outputs as need no more than
        `_STATEMENTS` statements, and computes what others compute as well.
        """
        names = list(self.names.values())
        if not names:
            raise refuse(self.language, "array without an argument that says its shape")
        lines = self.heads(remarks, list(self.used))
        for constant, numbers in self.patterns(name, parts):
            lines += ["", f"{constant} = {numbers}"]
        lines += ["", "", *LAUNCHED]
        result = nested([f"found[{place}]" for place in range(len(self.outputs))], parts, "[", "]")
        given = f"({', '.join(names)},)"
        launched = []
        for number, group in enumerate(slices(self.statements, self.outputs, _STATEMENTS)):
            called = f"_part{number}"
            texts = [self.outputs[place] for place in group.outputs]
            found = [f"_found{place}" for place in range(len(texts))]
            lines += ["", "", *kernel(called, names, found, texts, *self.assigned(group.statements))]
            launched.append(f"    found += _launched({called}_kernel, given, [kind]*{len(texts)})")
        lines += [
            "",
            "",
            f"def {name}({', '.join(names)}):",
            f"    given = {given}",
            "    kind, found = _kind(given), []",
            *launched,
            f"    return {result}",
        ]
        if main:
            lines += ["", "", *FLAT, "", "", 'if __name__ == "__main__":', *self.reading(name)]
        return "\n".join(lines) + "\n"

    def point(self) -> str:
        return "torch.tensor(float(given[n]), dtype=torch.float64, device=_DEVICE)"


__all__ = ["LAUNCHED", "Triton", "kernel"]
