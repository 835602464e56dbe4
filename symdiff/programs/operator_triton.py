"""What Triton needs around the program of an operator: kernels, what launches them for PyTorch, a test."""

from __future__ import annotations

from typing import Final

from symdiff.programs.operator_torch import Tried, entry, tests
from symdiff.programs.operators import Operator, listed
from symdiff.programs.triton import LAUNCHED, kernel

TOLD: Final = [
    "Kernels of Triton for the value, the first and the second derivatives, as an operator of PyTorch. The",
    "arguments are saved for the backward pass, and gradients are summed to the shapes of the arguments.",
    "float16 and bfloat16 are computed in float32 and rounded once; whole numbers are refused.",
]
_TRIED: Final = Tried(", device=_DEVICE", "", "_ROUNDING.get((_DEVICE, kind), 0)")
"""gradcheck batches in a way of its own, which no kernel can follow; torch.func.vmap is tried instead."""


def frame(operator: Operator, name: str) -> list[str]:
    """Return the lines of the function *name*, of its kernels, and of what tests it."""
    names = list(operator.value.names.values())
    heads, by = ", ".join(names), operator.by
    places = operator.places()
    flow = [f"_flow{place}" for place in range(by)]
    slopes = [f"_grad*_slope[{place}]" for place in range(by)]
    lines = [*LAUNCHED]
    lines += ["", "", *kernel("_forward", names, ["_found"], [f"_value({heads})"])]
    first = f"_slope = _first({heads})"
    lines += ["", "", *kernel("_backward", ["_grad", *names], _numbered(by), slopes, first)]
    lines += ["", "", *_operator("_Forward", "_forward", "[_kind(_arguments)]", first_only=True)]
    lines += [
        "    @staticmethod",
        "    def backward(ctx, grad):",
        "        saved = ctx.saved_tensors",
        "        if torch.is_grad_enabled():  # the slopes will be derived, too",
        "            slopes = _Slopes.apply(grad, *saved)",
        "        else:  # what needs no sum is written in its own type",
        "            wide = torch.promote_types(_kind((grad, *saved)), torch.float32)",
        f"            kinds = [a.dtype if a.shape == grad.shape else wide for a in saved[:{by}]]",
        "            slopes = _launched(_backward_kernel, (grad, *saved), kinds)",
        "        found = _reduced(slopes, saved)",
        f"        return {', '.join([*[f'found[{k}]' for k in range(by)], *['None'] * (len(names) - by)])}"
        + ("," if len(names) == 1 else ""),
    ]
    wide = f"[torch.promote_types(_kind(_arguments), torch.float32)]*{by}"
    lines += ["", "", *_operator("_Slopes", "_backward", wide)]
    lines += ["    @staticmethod", "    def backward(ctx, *flow):"]
    if operator.second is None:
        lines += [f'        raise NotImplementedError("{name} has no second derivatives")']
        return [*lines, *_rest(operator, name, heads)]
    lines += [
        "        saved = ctx.saved_tensors",
        "        found = _Curves.apply(*flow, *saved)",
        "        found = _reduced(found, saved)",
        f"        return {', '.join([f'found[{k}]' for k in range(by + 1)])}" + ", None" * (len(names) - by),
    ]
    curves = [" + ".join([f"{flow[place]}*_slope[{place}]" for place in range(by)])]
    for j in range(by):
        terms = " + ".join([f"{flow[i]}*_curve[{places[i, j]}]" for i in range(by)])
        curves.append(f"_grad*({terms})")
    both = [f"_slope, _curve = _first({heads}), _second({heads})"]
    lines += ["", "", *kernel("_curves", [*flow, "_grad", *names], _numbered(by + 1), curves, *both)]
    wide = f"[torch.promote_types(_kind(_arguments), torch.float32)]*{by + 1}"
    lines += ["", "", *_operator("_Curves", "_curves", wide)]
    lines += [
        "    @staticmethod",
        "    def backward(ctx, *flow):",
        f'        raise NotImplementedError("{name} has no third derivatives")',
    ]
    return [*lines, *_rest(operator, name, heads)]


def _rest(operator: Operator, name: str, heads: str) -> list[str]:
    tested = tests(name, operator.by, _TRIED)
    return ["", "", *entry(name, heads), "", "", *listed(operator.points), "", "", *tested]


def _numbered(count: int) -> list[str]:
    return [f"_found{place}" for place in range(count)]


def _operator(name: str, called: str, kinds: str, first_only: bool = False) -> list[str]:
    """Return the head of an `autograd.Function` that launches a kernel."""
    found = f"_launched({called}_kernel, _arguments, {kinds})"
    return [
        f"class {name}(torch.autograd.Function):",
        "    @staticmethod",
        "    def forward(*_arguments):",
        f"        return {found}[0]" if first_only else f"        return tuple({found})",
        "",
        "    @staticmethod",
        "    def setup_context(ctx, inputs, output):",
        "        ctx.save_for_backward(*inputs)",
        "",
        "    @staticmethod",
        "    def vmap(info, dims, *_arguments):",
        f"        found = {name}.apply(*_together(dims, _arguments))",
        "        return found, 0" if first_only else "        return found, (0,)*len(found)",
        "",
    ]


__all__ = ["TOLD", "frame"]
