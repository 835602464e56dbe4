"""What PyTorch needs around the program of an operator: two `autograd.Function`, and a test."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from symdiff.programs.operators import Operator, listed
from symdiff.programs.tensors import Tensors

TOLD: Final = [
    "The arguments are saved for the backward pass. Gradients are summed to the shapes of the arguments.",
    "float16 and bfloat16 are computed in float32 and rounded once; whole numbers are refused.",
]


def frame(operator: Operator, name: str) -> list[str]:
    """Return the lines of the function *name* and of what tests it."""
    names = list(operator.value.names.values())
    heads, count = ", ".join(names), operator.by
    absent = [n for n in names if not re.search(rf"\b{n}\b", _text(operator.value))]
    result = f"_value(*_wide({heads}))"
    if absent:
        shapes = ", ".join([f"{argument}.shape" for argument in names])
        result = f"{result}.broadcast_to(torch.broadcast_shapes({shapes}))"
    is_new = not absent and not set(operator.value.outputs).intersection(names)
    copied = "" if is_new else ", copy=True"
    lines = [
        "def _kind(*arguments):",
        '    """Return the type of the result."""',
        "    kind = arguments[0].dtype",
        "    for other in arguments[1:]:",
        "        kind = torch.promote_types(kind, other.dtype)",
        "    return kind",
        "",
        "",
        "def _wide(*arguments):",
        '    """Return arguments of one type, which is not narrower than float32."""',
        "    kind = torch.promote_types(_kind(*arguments), torch.float32)",
        "    return [argument.to(kind) for argument in arguments]",
        "",
        "",
        "class _Forward(torch.autograd.Function):",
        "    generate_vmap_rule = True",
        "",
        "    @staticmethod",
        f"    def forward({heads}):",
        f"        return {result}.to(_kind({heads}){copied})",
        "",
        "    @staticmethod",
        "    def setup_context(ctx, inputs, output):",
        "        ctx.save_for_backward(*inputs)",
        "",
        "    @staticmethod",
        "    def backward(ctx, grad):",
    ]
    rest = "".join([", None"] * (len(names) - count))
    if operator.second is None:
        lines += [f"        return (*_slopes(grad, *ctx.saved_tensors){rest})"]
    else:
        lines += [
            "        slopes = _Backward.apply if torch.is_grad_enabled() else _slopes",
            f"        return (*slopes(grad, *ctx.saved_tensors){rest},)",
        ]
    lines += [
        "",
        "",
        f"def _slopes(grad, {heads}):",
        f"    wide = _wide({heads})",
        "    wide_grad = grad.to(wide[0].dtype)",
        f"    shapes = [{', '.join([f'({n}.shape, {n}.dtype)' for n in names[:count]])}]",
        "    return tuple(",
        "        (wide_grad*by).sum_to_size(shape).to(kind)",
        "        for by, (shape, kind) in zip(_first(*wide), shapes)",
        "    )",
    ]
    if operator.second is not None:
        places = operator.places()
        flows = [
            " + ".join([f"flow[{i}]*second[{places[i, j]}]" for i in range(count)]) for j in range(count)
        ]
        sums = [
            f"            (grad*({flow})).sum_to_size(saved[{j + 1}].shape).to(saved[{j + 1}].dtype),"
            for j, flow in enumerate(flows)
        ]
        lines += [
            "",
            "",
            "class _Backward(torch.autograd.Function):",
            "    generate_vmap_rule = True",
            "",
            "    @staticmethod",
            f"    def forward(grad, {heads}):",
            f"        return _slopes(grad, {heads})",
            "",
            "    @staticmethod",
            "    def setup_context(ctx, inputs, output):",
            "        ctx.save_for_backward(*inputs)",
            "",
            "    @staticmethod",
            "    def backward(ctx, *flow):",
            "        saved = ctx.saved_tensors",
            "        wide = _wide(*saved[1:])",
            "        grad, first, second = saved[0].to(wide[0].dtype), _first(*wide), _second(*wide)",
            f"        along = {' + '.join([f'flow[{i}]*first[{i}]' for i in range(count)])}",
            "        return (",
            "            along.sum_to_size(saved[0].shape).to(saved[0].dtype),",
            *sums,
            *["            None,"] * (len(names) - count),
            "        )",
        ]
    lines += ["", "", *entry(name, heads), "", "", *listed(operator.points)]
    return [*lines, "", "", *tests(name, count, Tried())]


def entry(name: str, heads: str) -> list[str]:
    """Return the function *name*, which refuses what is not in floating point."""
    text = f"""
def {name}({heads}):
    for argument in ({heads},):
        if not argument.is_floating_point():
            raise TypeError(f"{name} takes real numbers in floating point, not {{argument.dtype}}")
    return _Forward.apply({heads})
"""
    return text.strip("\n").splitlines()


class Tried(NamedTuple):
    """How a file is tested."""

    device: str = ""
    """Arguments that say where tensors are."""
    batched: str = ", check_batched_grad=True"
    """Arguments of gradcheck."""
    rounding: str = "0"
    """What half precision may differ by."""


def tests(name: str, count: int, tried: Tried) -> list[str]:
    """Return the function that tests the function *name*, which has derivatives by its first *count*
    arguments."""
    device = tried.device
    text = f"""
def _test():
    \"\"\"Compare with numbers that were computed with many digits, and derivatives with differences.\"\"\"
    columns = [torch.tensor(c, dtype=torch.float64{device}) for c in zip(*[point for point, _, _ in _POINTS])]
    moving = [c.requires_grad_() for c in columns[:{count}]]
    values = torch.tensor([value for _, value, _ in _POINTS], dtype=torch.float64{device})
    found = {name}(*columns)
    torch.testing.assert_close(found.detach(), values, rtol=1e-9, atol=1e-12)
    slopes = torch.autograd.grad(found.sum(), moving)
    for place, slope in enumerate(slopes):
        expected = torch.tensor([slopes[place] for _, _, slopes in _POINTS], dtype=torch.float64{device})
        torch.testing.assert_close(slope, expected, rtol=1e-9, atol=1e-12)
    assert torch.autograd.gradcheck({name}, columns{tried.batched})
    assert torch.autograd.gradgradcheck({name}, columns)
    each = torch.func.vmap(torch.func.grad({name}, tuple(range({count}))))(*[c.detach() for c in columns])
    for one, other in zip(each, slopes):
        torch.testing.assert_close(one, other)
    for kind in (torch.float16, torch.bfloat16):
        narrow = [c.detach().to(kind) for c in columns]
        expected = {name}(*[c.float() for c in narrow]).to(kind)
        torch.testing.assert_close({name}(*narrow), expected, rtol={tried.rounding}, atol=0, equal_nan=True)
    print("{name}:", len(_POINTS), "points, gradcheck, gradgradcheck, vmap, half precision: as expected")
"""
    return text.strip("\n").splitlines()


def _text(writer: Tensors) -> str:
    return " ".join([*[statement.text for statement in writer.statements], *writer.outputs])


__all__ = ["TOLD", "Tried", "entry", "frame", "tests"]
