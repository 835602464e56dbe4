"""Operators of JAX and PyTorch: forward and backward, and backward of that, in one file that tests itself.

The value, the first and the second partial derivatives are a program each. The library asks for them when it
derives, so that it derives nothing in which digits could be lost; only third derivatives are its own, of the
formulas of the second ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations_with_replacement
from typing import Any, Final, NamedTuple

from symdiff.programs.tensors import Jax, Tensors, Torch


class Point(NamedTuple):
    """Numbers that a file is tested with."""

    arguments: tuple[float, ...]
    value: float
    slopes: tuple[float, ...]


class Operator(NamedTuple):
    """An operator of some arguments, of which it has partial derivatives by the first *by* of them."""

    value: Tensors
    first: Tensors
    second: Tensors | None
    """The second ones by each pair, i <= j; None where they cannot be written."""
    by: int
    points: tuple[Point, ...]

    def places(self) -> dict[tuple[int, int], int]:
        """Return where the second derivative by each pair stands."""
        pairs = list(combinations_with_replacement(range(self.by), 2))
        found = {pair: place for place, pair in enumerate(pairs)}
        return {**found, **{(j, i): place for (i, j), place in found.items()}}


def written(operator: Operator, name: str, remarks: Sequence[str], main: bool) -> str:
    """Return the text of a file with an operator *name*; with *main*, a program that prints its value."""
    writer = operator.value
    programs = [p for p in (operator.value, operator.first, operator.second) if p is not None]
    used = list(dict.fromkeys([helper for program in programs for helper in program.used]))
    said = _TOLD[writer.language]
    lines = writer.heads([*remarks, *said, f"Run this file to test it: python {name}.py"], used)
    lines += ["", "", *writer.body("_value", writer.outputs[0])]
    for program, what in ((operator.first, "_first"), (operator.second, "_second")):
        if program is not None:
            lines += ["", "", *program.body(what, f"({', '.join(program.outputs)},)")]
    made = _jax if isinstance(writer, Jax) else _torch
    lines += ["", "", *made(operator, name)]
    lines += ["", "", 'if __name__ == "__main__":']
    if main:
        lines += ["    if len(sys.argv) < 2:", "        _test()", "        sys.exit()"]
        lines += [
            line.replace(f"_flat({name}(", f"[{name}(").replace(")):", ")]:") for line in writer.reading(name)
        ]
    else:
        lines.append("    _test()")
    return "\n".join(lines) + "\n"


_TOLD: Final = {
    Jax.language: [
        "",
        "custom_jvp: derivatives forward and backward, of any order, under vmap and jit.",
        "float16 and bfloat16 are computed in float32 and rounded once; whole numbers are refused.",
    ],
    Torch.language: [
        "",
        "The arguments are saved for the backward pass. Gradients are summed to the shapes of the arguments.",
        "float16 and bfloat16 are computed in float32 and rounded once; whole numbers are refused.",
    ],
}


def _listed(points: Sequence[Point]) -> list[str]:
    """Return the points as a constant of Python."""
    lines = [f"    ({_tuple(p.arguments)}, {p.value!r}, {_tuple(p.slopes)})," for p in points]
    return ["# arguments, the value, the partial derivatives", "_POINTS = [", *lines, "]"]


def _tuple(numbers: Sequence[Any]) -> str:
    return f"({', '.join(map(repr, numbers))},)"


# JAX ------------------------------------------------------------------------------------------------


def _jax(operator: Operator, name: str) -> list[str]:
    names = list(operator.value.names.values())
    heads, count = ", ".join(names), operator.by
    slopes = "_partials" if operator.second is None else "_slopes"
    lines = [
        "def _kind(*arguments):",
        '    """Return the type of the result, and the one to compute in."""',
        "    kind = jnp.result_type(*arguments)",
        "    if not jnp.issubdtype(kind, jnp.floating):",
        f"        raise TypeError(f'{name} takes real numbers in floating point, not {{kind}}')",
        "    return kind, jnp.promote_types(kind, jnp.float32)",
        "",
        "",
        "def _full(found, shape, kind):",
        "    return jnp.broadcast_to(jnp.asarray(found, kind), shape)",
        "",
        "",
        "def _along(partials, tangents, like):",
        '    """Return the sum of partial derivatives times those tangents that are not known to be 0."""',
        "    total = jnp.zeros(like.shape, like.dtype)",
        "    for partial, tangent in zip(partials, tangents):",
        "        if not isinstance(tangent, jax.custom_derivatives.SymbolicZero):",
        "            total = total + (partial*tangent).astype(like.dtype)",
        "    return total",
        "",
        "",
        "def _partials(*arguments):",
        "    shape, (_, kind) = jnp.broadcast_shapes(*map(jnp.shape, arguments)), _kind(*arguments)",
        "    wide = [jnp.asarray(a).astype(kind) for a in arguments]",
        "    return tuple(_full(found, shape, kind) for found in _first(*wide))",
        "",
        "",
        "@jax.custom_jvp",
        f"def {name}({heads}):",
        f"    shape, (kind, wide) = jnp.broadcast_shapes(*map(jnp.shape, ({heads},))), _kind({heads})",
        f"    found = _value(*[jnp.asarray(a).astype(wide) for a in ({heads},)])",
        "    return _full(found, shape, wide).astype(kind)",
        "",
        "",
        "def _rule(primals, tangents):",
        f"    found = {name}(*primals)",
        f"    return found, _along({slopes}(*primals), tangents, found)",
        "",
        "",
        f"{name}.defjvp(_rule, symbolic_zeros=True)",
    ]
    if operator.second is not None:
        places = operator.places()
        rows = [f"({', '.join([f'second[{places[i, j]}]' for j in range(count)])},)" for i in range(count)]
        lines += [
            "",
            "",
            "_slopes = jax.custom_jvp(_partials)",
            "",
            "",
            "def _rule_of_slopes(primals, tangents):",
            "    found = _slopes(*primals)",
            "    kind = found[0].dtype",
            "    second = _second(*[jnp.asarray(a).astype(kind) for a in primals])",
            f"    rows = [{', '.join(rows)}]",
            "    return found, tuple(_along(row, tangents, by) for row, by in zip(rows, found))",
            "",
            "",
            "_slopes.defjvp(_rule_of_slopes, symbolic_zeros=True)",
        ]
    test = f"""
def _test():
    \"\"\"Compare with numbers that were computed with many digits, and derivatives with differences.\"\"\"
    from jax.test_util import check_grads

    jax.config.update("jax_enable_x64", True)
    columns = [jnp.array(column) for column in zip(*[point for point, _, _ in _POINTS])]
    values = jnp.array([value for _, value, _ in _POINTS])
    by = tuple(range({count}))
    assert jnp.allclose({name}(*columns), values, rtol=1e-9, atol=1e-12), "values"
    slopes = jax.jit(jax.vmap(jax.grad({name}, by)))(*columns)
    for place, slope in enumerate(slopes):
        expected = jnp.array([slopes[place] for _, _, slopes in _POINTS])
        assert jnp.allclose(slope, expected, rtol=1e-9, atol=1e-12), f"derivative {{place}}"
    check_grads(lambda *a: {name}(*a, *columns[{count}:]), columns[:{count}], order=2, atol=1e-3, rtol=1e-3)
    forward, backward = jax.jacfwd(jax.jacrev({name}, by), by), jax.jacrev(jax.jacfwd({name}, by), by)
    for one, other in zip(jax.tree.leaves(forward(*[c[0] for c in columns])),
                          jax.tree.leaves(backward(*[c[0] for c in columns]))):
        assert jnp.allclose(one, other, rtol=1e-9, atol=1e-12), "second derivatives"
    for kind in (jnp.float16, jnp.bfloat16):
        narrow = [c.astype(kind) for c in columns]
        wide = {name}(*[c.astype(jnp.float32) for c in narrow])
        assert {name}(*narrow).dtype == kind
        assert jnp.array_equal({name}(*narrow), wide.astype(kind), equal_nan=True), kind
    print("{name}:", len(_POINTS), "points, derivatives forward and backward, half precision: as expected")
"""
    return [*lines, "", "", *_listed(operator.points), "", *test.strip("\n").splitlines()]


# PyTorch --------------------------------------------------------------------------------------------


def _torch(operator: Operator, name: str) -> list[str]:
    names = list(operator.value.names.values())
    heads, count = ", ".join(names), operator.by
    absent = [n for n in names if not re.search(rf"\b{n}\b", _text(operator.value))]
    result = f"_value(*_wide({heads}))"
    if absent:
        shapes = ", ".join([f"{argument}.shape" for argument in names])
        result = f"{result}.broadcast_to(torch.broadcast_shapes({shapes}))"
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
        f"        return {result}.to(_kind({heads}), copy=True)",
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
        lines += [f"        return (*_Backward.apply(grad, *ctx.saved_tensors){rest},)"]
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
    test = f"""
def {name}({heads}):
    for argument in ({heads},):
        if not argument.is_floating_point():
            raise TypeError(f"{name} takes real numbers in floating point, not {{argument.dtype}}")
    return _Forward.apply({heads})
"""
    lines += ["", "", *test.strip("\n").splitlines(), "", "", *_listed(operator.points)]
    test = f"""
def _test():
    \"\"\"Compare with numbers that were computed with many digits, and derivatives with differences.\"\"\"
    columns = [torch.tensor(c, dtype=torch.float64) for c in zip(*[point for point, _, _ in _POINTS])]
    moving = [c.requires_grad_() for c in columns[:{count}]]
    values = torch.tensor([value for _, value, _ in _POINTS], dtype=torch.float64)
    found = {name}(*columns)
    torch.testing.assert_close(found.detach(), values, rtol=1e-9, atol=1e-12)
    slopes = torch.autograd.grad(found.sum(), moving)
    for place, slope in enumerate(slopes):
        expected = torch.tensor([slopes[place] for _, _, slopes in _POINTS], dtype=torch.float64)
        torch.testing.assert_close(slope, expected, rtol=1e-9, atol=1e-12)
    assert torch.autograd.gradcheck({name}, columns, check_batched_grad=True)
    assert torch.autograd.gradgradcheck({name}, columns)
    each = torch.func.vmap(torch.func.grad({name}, tuple(range({count}))))(*[c.detach() for c in columns])
    for one, other in zip(each, slopes):
        torch.testing.assert_close(one, other)
    for kind in (torch.float16, torch.bfloat16):
        narrow = [c.detach().to(kind) for c in columns]
        expected = {name}(*[c.float() for c in narrow]).to(kind)
        torch.testing.assert_close({name}(*narrow), expected, rtol=0, atol=0, equal_nan=True)
    print("{name}:", len(_POINTS), "points, gradcheck, gradgradcheck, vmap, half precision: as expected")
"""
    return [*lines, "", "", *test.strip("\n").splitlines()]


def _text(writer: Tensors) -> str:
    return " ".join([*[statement.text for statement in writer.statements], *writer.outputs])


__all__ = ["Operator", "Point", "written"]
