"""Activation functions of neural networks that are made of rows of the table.

>>> sorted(ACTIVATIONS)[:3]
['celu', 'elu', 'hard_sigmoid']
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from symdiff.graph.graph import Graph
from symdiff.table.functions import ABS, EXP, MAX, MIN, SQRT, code_of
from symdiff.table.operators import GT, PIECEWISE

Maker = Callable[[Graph, list[int]], int]

ONE_OR_TWO: Final = -2
"""One argument, or two."""

_SCALE: Final = 1.0507009873554805
_ALPHA: Final = 1.6732632423543772
"""Of SELU, as PyTorch and JAX have them."""


def _positive(g: Graph, x: int, above: int, below: int) -> int:
    """Return what is *above* where x > 0, and *below* elsewhere."""
    return g.intern(PIECEWISE, (above, g.intern(GT, (x, g.number(0))), below, g.constant("True")))


def _call(g: Graph, name: str, x: int) -> int:
    return g.call(code_of(name, 1), (x,))


def _mish(g: Graph, a: list[int]) -> int:
    return g.mul(a[0], _call(g, "tanh", _call(g, "softplus", a[0])))


def _elu(g: Graph, a: list[int]) -> int:
    return _positive(g, a[0], a[0], _times(g, a[1:], g.sub(g.call(EXP, (a[0],)), g.number(1))))


def _times(g: Graph, factor: list[int], x: int) -> int:
    return g.mul(factor[0], x) if factor else x


def _celu(g: Graph, a: list[int]) -> int:
    inside = g.div(a[0], a[1]) if a[1:] else a[0]
    return _positive(g, a[0], a[0], _times(g, a[1:], g.sub(g.call(EXP, (inside,)), g.number(1))))


def _selu(g: Graph, a: list[int]) -> int:
    return g.mul(g.number(_SCALE), _elu(g, [a[0], g.number(_ALPHA)]))


def _leaky(g: Graph, a: list[int]) -> int:
    slope = a[1] if a[1:] else g.number(0.01)
    return _positive(g, a[0], a[0], g.mul(slope, a[0]))


def _clipped(g: Graph, x: int, low: int, high: int) -> int:
    return g.call(MIN, (g.call(MAX, (x, g.number(low))), g.number(high)))


def _relu6(g: Graph, a: list[int]) -> int:
    return _clipped(g, a[0], 0, 6)


def _hard_tanh(g: Graph, a: list[int]) -> int:
    return _clipped(g, a[0], -1, 1)


def _hard_sigmoid(g: Graph, a: list[int]) -> int:
    return g.div(_relu6(g, [g.add(a[0], g.number(3))]), g.number(6))


def _hard_swish(g: Graph, a: list[int]) -> int:
    return g.mul(a[0], _hard_sigmoid(g, a))


def _softsign(g: Graph, a: list[int]) -> int:
    return g.div(a[0], g.add(g.number(1), g.call(ABS, (a[0],))))


def _log_sigmoid(g: Graph, a: list[int]) -> int:
    return g.neg(_call(g, "softplus", g.neg(a[0])))


def _tanhshrink(g: Graph, a: list[int]) -> int:
    return g.sub(a[0], _call(g, "tanh", a[0]))


def _squareplus(g: Graph, a: list[int]) -> int:
    root = g.call(SQRT, (g.add(g.pow(a[0], g.number(2)), g.number(4)),))
    return g.div(g.add(a[0], root), g.number(2))


def _quick_gelu(g: Graph, a: list[int]) -> int:
    return g.mul(a[0], _call(g, "sigmoid", g.mul(g.number(1.702), a[0])))


_LEAKY: Final = (ONE_OR_TWO, _leaky, "x where x > 0, and a*x elsewhere, with a = 0.01 if it is not given")
_HARD_SIGMOID: Final = (1, _hard_sigmoid, "relu6(x + 3)/6")
_HARD_SWISH: Final = (1, _hard_swish, "x*relu6(x + 3)/6")
_HARD_TANH: Final = (1, _hard_tanh, "min(max(x, -1), 1)")
_LOG_SIGMOID: Final = (1, _log_sigmoid, "-softplus(-x)")

ACTIVATIONS: Final[dict[str, tuple[int, Maker, str]]] = {
    "mish": (1, _mish, "x*tanh(softplus(x))"),
    "elu": (ONE_OR_TWO, _elu, "x where x > 0, and a*(exp(x) - 1) elsewhere, with a = 1 if it is not given"),
    "celu": (ONE_OR_TWO, _celu, "x where x > 0, and a*(exp(x/a) - 1) elsewhere; a is 1 if it is not given"),
    "selu": (1, _selu, f"{_SCALE}*elu(x, {_ALPHA})"),
    "leaky_relu": _LEAKY, "leakyrelu": _LEAKY, "prelu": (2, _leaky, "x where x > 0, and a*x elsewhere"),
    "relu6": (1, _relu6, "min(max(x, 0), 6)"),
    "hardtanh": _HARD_TANH, "hard_tanh": _HARD_TANH,
    "hardsigmoid": _HARD_SIGMOID, "hard_sigmoid": _HARD_SIGMOID,
    "hardswish": _HARD_SWISH, "hard_swish": _HARD_SWISH, "hard_silu": _HARD_SWISH,
    "softsign": (1, _softsign, "x/(1 + |x|)"), "soft_sign": (1, _softsign, "x/(1 + |x|)"),
    "logsigmoid": _LOG_SIGMOID, "log_sigmoid": _LOG_SIGMOID,
    "tanhshrink": (1, _tanhshrink, "x - tanh(x)"),
    "squareplus": (1, _squareplus, "(x + sqrt(x^2 + 4))/2"),
    "quick_gelu": (1, _quick_gelu, "x*sigmoid(1.702*x)"),
}  # fmt: skip
"""Name → number of arguments, what makes the function of them, and that in symdiff's own notation."""


__all__ = ["ACTIVATIONS", "ONE_OR_TWO"]
