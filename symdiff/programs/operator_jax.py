"""What JAX needs around the program of an operator: `custom_jvp`, twice, and a test."""

from __future__ import annotations

from typing import Final

from symdiff.programs.operators import Operator, listed

TOLD: Final = [
    "custom_jvp: derivatives forward and backward, of any order, under vmap and jit.",
    "float16 and bfloat16 are computed in float32 and rounded once; whole numbers are refused.",
]


def frame(operator: Operator, name: str) -> list[str]:
    """Return the lines of the function *name* and of what tests it."""
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
    return [*lines, "", "", *listed(operator.points), "", *test.strip("\n").splitlines()]


__all__ = ["TOLD", "frame"]
