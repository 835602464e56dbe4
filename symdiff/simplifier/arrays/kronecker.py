"""Kronecker products: a product of two is one of products, and functions of one are of its factors.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.parser.arrays.lowering import DEFAULT, declared, lowered
>>> from symdiff.simplifier.arrays.normal import Normal
>>> g = Graph()
>>> node, _ = lowered(g, "kron(A, B) @ kron(A, B)", declared("A[n,n] B[m,m]"), DEFAULT)
>>> form = Normal(Graph())
>>> form.graph.ops[form.of(g, node)] == KRON
True
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from symdiff.graph.contraction import Contraction, letters
from symdiff.simplifier.arrays.meeting import Meeting
from symdiff.simplifier.arrays.terms import Factor
from symdiff.table.arrays import code_of_signature

if TYPE_CHECKING:
    from symdiff.simplifier.arrays.normal import Normal

KRON: Final = code_of_signature("kron(A[n,m], B[p,q]) -> [n*p,m*q]")
KRON_OF_VECTORS: Final = code_of_signature("kron(a[n], b[p]) -> [n*p]")
_BOTH: Final = (KRON, KRON_OF_VECTORS)


def kron_and_kron(state: Meeting) -> bool:
    """kron(A, B) @ kron(C, D) is kron(A @ C, B @ D), where the sizes of the factors fit one by one."""
    form, graph = state.form, state.form.graph
    known = [factor for factor in state.factors if graph.ops[factor.node] in _BOTH and factor.power == 1]
    for at, one in enumerate(known):
        for other in known[at + 1 :]:
            shared = [axis for axis in dict.fromkeys(one.axes) if axis in other.axes]
            if not shared or not all(state.is_between(axis, one, other) for axis in shared):
                continue
            halves = [graph.both(one.node), graph.both(other.node)]
            outer = [axis for axis in (*one.axes, *other.axes) if axis not in shared]
            names = dict(zip([*shared, *outer], letters(), strict=False))
            inputs = tuple(["".join([names[axis] for axis in each.axes]) for each in (one, other)])
            given = Contraction(inputs, "".join([names[axis] for axis in outer]))
            if len(outer) > 2 or any(
                graph.shape(halves[0][side])[one.axes.index(axis)]
                != graph.shape(halves[1][side])[other.axes.index(axis)]
                for side in (0, 1)
                for axis in shared
            ):
                continue
            left, right = [form.contracted(given, [half[side] for half in halves]) for side in (0, 1)]
            state.replace([one, other], _kron(form, left, right, tuple(outer)))
            return True
    return False


def _kron(form: Normal, left: int, right: int, axes: tuple[int, ...]) -> list[Factor]:
    """Return the factors that the Kronecker product of two scalars, vectors or matrices is."""
    if not axes:
        return [Factor(left, 1, ()), Factor(right, 1, ())]
    code = KRON_OF_VECTORS if len(axes) == 1 else KRON
    return [Factor(form.graph.intern(code, (left, right)), 1, axes)]


def sum_of_kron(state: Meeting) -> bool:
    """The sum of all entries of kron(A, B), and of powers of them, is the product of two such sums."""
    form, graph = state.form, state.form.graph
    for factor in state.factors:
        if graph.ops[factor.node] not in _BOTH or len(set(factor.axes)) < len(factor.axes):
            continue
        if all(state.is_between(axis, factor) for axis in factor.axes):
            names = "ab"[: len(factor.axes)]
            sums = [form.contracted(Contraction((names,), ""), [form.raised(half, factor.power)])
                    for half in graph.both(factor.node)]  # fmt: skip
            state.replace([factor], [Factor(each, 1, ()) for each in sums])
            return True
    return False


def trace_of_kron(state: Meeting) -> bool:
    """tr(kron(A, B)) is tr(A)*tr(B), for square A and B."""
    form, graph = state.form, state.form.graph
    for factor in state.factors:
        if graph.ops[factor.node] != KRON or factor.power != 1 or len(set(factor.axes)) > 1:
            continue
        [axis] = set(factor.axes)
        if not state.is_summed(axis, factor) or _squares(form, factor.node) is None:
            continue
        traces = [form.contracted(Contraction(("aa",), ""), [half]) for half in graph.both(factor.node)]
        state.replace([factor], [Factor(each, 1, ()) for each in traces])
        return True
    return False


def inverse_of_kron(form: Normal, node: int, inverse: Callable[[Normal, int], int]) -> int | None:
    """Return the inverse of a Kronecker product of square matrices, made of each *inverse*; None for anything
    else."""
    halves = _squares(form, node)
    if halves is None:
        return None
    form.used.add("inverse-of-kronecker")
    return form.graph.intern(KRON, (inverse(form, halves[0]), inverse(form, halves[1])))


def logdet_of_kron(form: Normal, node: int, logdet: Callable[[Normal, int], int]) -> int | None:
    """Return the log of the determinant of a Kronecker product of square matrices, made of each *logdet*;
    None for anything else."""
    halves = _squares(form, node)
    if halves is None:
        return None
    form.used.add("logdet-of-kronecker")
    sizes = [form.size(form.graph.shape(half)[0]) for half in halves]
    return form.added([
        (1, form.times([(sizes[1], 1), (logdet(form, halves[0]), 1)])),
        (1, form.times([(sizes[0], 1), (logdet(form, halves[1]), 1)])),
    ])  # fmt: skip


def _squares(form: Normal, node: int) -> tuple[int, int] | None:
    """Return the two factors of a Kronecker product of square matrices; None for anything else."""
    graph = form.graph
    if graph.ops[node] != KRON:
        return None
    one, other = graph.both(node)
    is_square = all(len(set(graph.shape(half))) == 1 for half in (one, other))
    return (one, other) if is_square else None


__all__ = [
    "KRON", "KRON_OF_VECTORS", "inverse_of_kron", "kron_and_kron", "logdet_of_kron", "sum_of_kron",
    "trace_of_kron",
]  # fmt: skip
