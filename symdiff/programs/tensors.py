"""JAX and PyTorch: functions of arrays, element by element.

`Jax` and `Torch` write programs; `symdiff.programs.operators` makes operators of them, which have derivatives
of their own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar, Final

from symdiff.programs.layout import Part
from symdiff.programs.program import BOTH, CALL, COMPARED, CONST, EITHER, NEITHER, POWER, SELECT, Operation
from symdiff.programs.scripts import nested
from symdiff.programs.writer import ATOM, Text, Writer, refuse
from symdiff.table.functions import code_of

_KEYWORDS = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
    "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield", "float",
    "print", "math", "sys", "jax", "jnp", "torch", "special",
]  # fmt: skip
_ORDERED: Final = frozenset(code_of(name, 2) for name in ("besselj", "bessely", "besseli", "besselk"))
_TRUTHS: Final = frozenset((BOTH, EITHER, NEITHER, *COMPARED.values()))


class Tensors(Writer):
    """A library of arrays for Python."""

    reserved = frozenset(_KEYWORDS)
    derives = True
    signs: ClassVar[dict[str, str]] = {"and": "&", "or": "|", "not": "~", "!=": "!="}
    package: ClassVar[str]
    """The name of its module of functions."""
    frame: ClassVar[str]
    """The module here that has what stands around the program of an operator."""
    imports: ClassVar[tuple[str, ...]]
    orders: ClassVar[dict[str, tuple[str, str, str]]] = {}
    """Bessel functions: those of the orders 0, 1 and 2."""

    def special(self, value: float) -> str:
        return "math.nan" if math.isnan(value) else "math.inf"

    def truth(self, value: bool) -> str:
        return str(value)

    def _written(self, operation: Operation, arguments: list[Text]) -> Text:
        if operation.kind != CALL or operation.data not in _ORDERED:
            kinds = [self.program.operations[argument].kind for argument in operation.arguments]
            arguments = [
                self.array(text) if kind == CONST and operation.kind in (CALL, POWER, SELECT) else text
                for kind, text in zip(kinds, arguments, strict=True)
            ]
        found = super()._written(operation, arguments)
        # & and | hold together more tightly than comparisons do
        return Text(f"({found.text})", ATOM) if operation.kind in _TRUTHS else found

    def array(self, number: Text) -> Text:
        """Return a number as functions of several arrays take it."""
        return number

    def call(self, name: str, arguments: list[Text]) -> Text:
        if name not in self.orders:
            return super().call(name, arguments)
        known = dict(zip(("0.0", "1.0", "2.0"), self.orders[name], strict=True))
        if arguments[0].text not in known:
            raise refuse(self.language, f"{name} of this order")
        form = known[arguments[0].text]
        self.use(form)
        return Text(f"{form}({arguments[1].text})", ATOM)

    def select(self, truth: Text, one: Text, other: Text) -> Text:
        return Text(f"{self.package}.where({truth.text}, {one.text}, {other.text})", ATOM)

    def body(self, name: str, result: str) -> list[str]:
        """Return a function of the inputs that returns a *result* made of the values."""
        lines = [f"def {name}({', '.join(self.names.values())}):"]
        lines += [f"    {line}" for line in self.assigned()]
        return [*lines, f"    return {result}"]

    def assigned(self) -> list[str]:
        """Return the statements as lines."""
        return [f"{statement.name} = {statement.text}" for statement in self.statements]

    def heads(self, remarks: Sequence[str], used: Sequence[str]) -> list[str]:
        """Return the docstring, the imports and the helpers that are *used*."""
        quoted = [line.replace("\\", "\\\\").replace('"""', "'''") for line in remarks]
        lines = ['"""' + quoted[0], "", *quoted[1:], '"""', "", *self.imports]
        for helper in used:
            lines += ["", "", self.helpers[helper]]
        return lines

    def source(self, name: str, parts: Sequence[Part], remarks: Sequence[str], main: bool) -> str:
        """Return the text of a module with a function that returns the parts."""
        lines = self.heads(remarks, list(self.used))
        for constant, numbers in self.patterns(name, parts):
            lines += ["", f"{constant} = {numbers}"]
        lines += ["", "", *self.body(name, nested(self.outputs, parts, "[", "]"))]
        if main:
            lines += ["", "", *FLAT, "", "", 'if __name__ == "__main__":', *self.reading(name)]
        return "\n".join(lines) + "\n"

    def reading(self, name: str) -> list[str]:
        """Return what prints the numbers of the function where the arguments of a program say."""
        return [
            "    given = dict(text.split('=', 1) for text in sys.argv[1:])",
            f"    names = {list(self.names.values())}",
            "    for missing in [n for n in names if n not in given]:",
            "        print(f'{missing} has no value: give {missing}=1', file=sys.stderr)",
            "        sys.exit(2)",
            *self.double(),
            f"    for number in _flat({name}(*[{self.point()} for n in names])):",
            "        print(repr(float(number)))",
        ]

    def double(self) -> list[str]:
        """Return what makes the library compute in double precision."""
        return []

    def point(self) -> str:
        """Return the argument of the name n as an array."""
        raise NotImplementedError


FLAT: Final = [
    "def _flat(found):",
    "    if isinstance(found, list):",
    "        return [number for part in found for number in _flat(part)]",
    "    return [found]",
]


def _second_order(kind: str, library: str, zero: str, one: str) -> str:
    """Return the function of order 2 by those of orders 0 and 1; near 0, where they cancel, by its series."""
    sign = {"j": "-", "i": "+"}[kind]
    series = "1"
    for divisor in (48, 35, 24, 15, 8, 3):
        series = f"1 {sign} q/{divisor}*({series})" if series != "1" else f"1 {sign} q/{divisor}"
    far = f"2*{one}(x)/x - {zero}(x)" if kind == "j" else f"{zero}(x) - 2*{one}(x)/x"
    return (
        f"def bessel_{kind}2(x):\n    q = x*x/4\n    near = q/2*({series})\n"
        f"    return {library}.where({library}.abs(x) < 1, near, {far})"
    )


_BOTH: Final = {
    "exp", "expm1", "exp2", "log", "log1p", "log2", "log10", "sqrt", "sin", "cos", "tan", "sinh", "cosh",
    "tanh", "asin", "acos", "atan", "asinh", "acosh", "atanh", "atan2", "hypot", "floor", "ceil", "abs",
}  # fmt: skip


class Jax(Tensors):
    """JAX: its own functions, and those of jax.scipy."""

    language = "JAX"
    package = "jnp"
    frame = "operator_jax"
    imports = (
        "import math",
        "import sys",
        "",
        "import jax",
        "import jax.numpy as jnp",
        "from jax.scipy import special",
    )
    functions: ClassVar[dict[str, str]] = {
        **{name: f"jnp.{name}" for name in _BOTH},
        "cbrt": "jnp.cbrt", "Abs": "jnp.abs", "ceiling": "jnp.ceil",
        "erf": "special.erf", "erfc": "special.erfc", "erfinv": "special.erfinv",
        "erfcinv": "inverse_erfc", "erfcx": "special.erfcx",
        "dawson": "special.dawsn", "sigmoid": "jax.nn.sigmoid", "gamma": "special.gamma",
        "loggamma": "jnp.where({0} > 0, special.gammaln({0}), math.nan)", "digamma": "special.digamma",
        "besseli": "special.i0",
    }  # fmt: skip
    orders = {"besseli": ("special.i0", "special.i1", "bessel_i2")}  # noqa: RUF012  declared above
    helpers: ClassVar[dict[str, str]] = {
        "power": "def power(a, b):\n"
        "    return jnp.where(jnp.isnan(a) | jnp.isnan(b), math.nan, jnp.power(a, b))",
        "larger": "larger = jnp.maximum", "smaller": "smaller = jnp.minimum", "sign_of": "sign_of = jnp.sign",
        "inverse_erfc": "def inverse_erfc(a):\n    return special.ndtri(a/2)/-math.sqrt(2)",
        "bessel_i2": _second_order("i", "jnp", "special.i0", "special.i1"),
    }  # fmt: skip

    def double(self) -> list[str]:
        return ["    jax.config.update('jax_enable_x64', True)"]

    def point(self) -> str:
        return "jnp.asarray(float(given[n]))"


_SPECIAL = "torch.special"


class Torch(Tensors):
    """PyTorch: its own functions, and those of torch.special."""

    language = "PyTorch"
    package = "torch"
    frame = "operator_torch"
    imports = ("import math", "import sys", "", "import torch")
    functions: ClassVar[dict[str, str]] = {
        **{name: f"torch.{name}" for name in _BOTH}, "cbrt": "cube_root", "Abs": "torch.abs",
        "ceiling": "torch.ceil", "erf": "torch.erf", "erfc": "torch.erfc", "erfinv": "torch.erfinv",
        "erfcinv": "inverse_erfc", "erfcx": "torch.special.erfcx", "sigmoid": "torch.sigmoid",
        "gamma": "gamma_of", "softplus": "soft_plus",
        "loggamma": "log_gamma", "digamma": "torch.digamma",
        "besselj": "torch.special.bessel_j0", "bessely": "torch.special.bessel_y0",
        "besseli": "torch.special.i0", "besselk": "torch.special.modified_bessel_k0",
    }  # fmt: skip
    orders = {  # noqa: RUF012  declared above
        "besselj": (f"{_SPECIAL}.bessel_j0", f"{_SPECIAL}.bessel_j1", "bessel_j2"),
        "bessely": (f"{_SPECIAL}.bessel_y0", f"{_SPECIAL}.bessel_y1", "bessel_y2"),
        "besseli": (f"{_SPECIAL}.i0", f"{_SPECIAL}.i1", "bessel_i2"),
        "besselk": (f"{_SPECIAL}.modified_bessel_k0", f"{_SPECIAL}.modified_bessel_k1", "bessel_k2"),
    }
    helpers: ClassVar[dict[str, str]] = {
        "constant": "def constant(value, x):\n"
        "    return torch.full((), value, dtype=x.dtype, device=x.device)",
        "power": "def power(a, b):\n    found = torch.pow(a, b)\n"
        "    return torch.where(torch.isnan(a) | torch.isnan(b), a + b, found)",
        "larger": "larger = torch.maximum", "smaller": "smaller = torch.minimum",
        "sign_of": "def sign_of(a):\n    return torch.where(torch.isnan(a), a, torch.sign(a))",
        "cube_root": "def cube_root(a):\n    y = torch.sign(a)*torch.pow(torch.abs(a), 1/3)\n"
        "    finer = y - (y*y*y - a)/(3*y*y)\n"
        "    return torch.where((a != 0) & torch.isfinite(a), finer, a)",
        "gamma_of": "def gamma_of(a):\n    size = torch.exp(torch.lgamma(a))\n"
        "    is_odd = (a < 0) & (torch.remainder(torch.floor(a), 2) == 1)\n"
        "    return torch.where(is_odd, -size, size)",
        "soft_plus": "def soft_plus(a):\n    return torch.nn.functional.softplus(a, threshold=40.0)",
        "inverse_erfc": "def inverse_erfc(a):\n    return torch.special.ndtri(a/2)/-math.sqrt(2)",
        "log_gamma": "def log_gamma(a):\n    return torch.where(a > 0, torch.lgamma(a), math.nan)",
        "bessel_j2": _second_order("j", "torch", f"{_SPECIAL}.bessel_j0", f"{_SPECIAL}.bessel_j1"),
        "bessel_i2": _second_order("i", "torch", f"{_SPECIAL}.i0", f"{_SPECIAL}.i1"),
        "bessel_y2": f"def bessel_y2(x):\n    return 2*{_SPECIAL}.bessel_y1(x)/x - {_SPECIAL}.bessel_y0(x)",
        "bessel_k2": f"def bessel_k2(x):\n    k0 = {_SPECIAL}.modified_bessel_k0(x)\n"
        f"    return k0 + 2*{_SPECIAL}.modified_bessel_k1(x)/x",
    }  # fmt: skip

    def array(self, number: Text) -> Text:
        self.use("constant")
        if not self.names:
            raise refuse(self.language, "number without an argument that says its type")
        return Text(f"constant({number.text}, {next(iter(self.names.values()))})", ATOM)

    def point(self) -> str:
        return "torch.tensor(float(given[n]), dtype=torch.float64)"


__all__ = ["FLAT", "Jax", "Tensors", "Torch"]
