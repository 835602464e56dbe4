"""What is true of factors that meet in a product, and of terms that meet in a sum.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.parser.arrays.lowering import DEFAULT, declared, lowered
>>> from symdiff.simplifier.arrays.normal import Normal
>>> g = Graph()
>>> node, _ = lowered(g, "sum(softmax(z))", declared("z[n]"), DEFAULT)
>>> form = Normal(Graph())
>>> form.graph.numbers[form.of(g, node)]
1
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from symdiff.graph.contraction import Contraction
from symdiff.graph.flattening import Axes
from symdiff.simplifier.arrays.kronecker import (
    KRON,
    KRON_OF_VECTORS,
    kron_and_kron,
    sum_of_kron,
    trace_of_kron,
)
from symdiff.simplifier.arrays.matrices import odd
from symdiff.simplifier.arrays.meeting import Meeting
from symdiff.simplifier.arrays.powers import cleared, of_one_base, of_product, sum_of_deviations
from symdiff.simplifier.arrays.pseudoinverses import PINV, penrose
from symdiff.simplifier.arrays.terms import Factor, Number
from symdiff.table.arrays import code_of_array
from symdiff.table.functions import ABS, EXP, LOG, MAX, SIGN, code_of
from symdiff.table.operators import POW

if TYPE_CHECKING:
    from symdiff.simplifier.arrays.normal import Normal

_INV: Final = code_of_array("inv")
_SOFTMAX: Final = code_of_array("softmax")
_EIGENVALUES: Final = code_of_array("eigvalsh")
_EIGENVECTORS: Final = code_of_array("eigvecs")
_GAPS: Final = code_of_array("gaps")
_PINV: Final = code_of_array("pinv")
_LEFT: Final = code_of_array("leftvecs")
_RIGHT: Final = code_of_array("rightvecs")
_POLAR: Final = code_of_array("polar")
_SIGMOID: Final = code_of("sigmoid", 1)
_SECH: Final = code_of("sech", 1)
_TANH: Final = code_of("tanh", 1)
_SINH: Final = code_of("sinh", 1)
_COSH: Final = code_of("cosh", 1)
_STEP: Final = code_of("Heaviside", 1)
_RELU: Final = code_of("relu", 1)
_OF_EIGENVALUES: Final = {EXP: code_of_array("expm"), LOG: code_of_array("logm")}
_POWERS: Final[dict[Number, int]] = {1: -1, -1: _INV, Fraction(1, 2): code_of_array("sqrtm")}
"""Powers of eigenvalues, and which function of the matrix they make; -1 for the matrix itself."""


def meeting(
    form: Normal, factors: list[Factor], output: Sequence[int], kept: Sequence[tuple[int, int]], axes: Axes,
    number: Number,
) -> tuple[list[Factor], list[int], list[tuple[int, int]], Number]:  # fmt: skip
    """Return the factors of a product, and what is left of it, with every law used that they allow."""
    state = Meeting(form, factors, output, kept, axes, number)
    is_new = True
    while is_new:
        state.factors = form.cancelled(state.factors, state.output, state.kept, axes)
        name = ""
        if state.factors and state.number:
            ops = {form.graph.ops[factor.node] for factor in state.factors}
            for each, law in _LAWS.items():
                if _NEEDED.get(each, ops).isdisjoint(ops):
                    continue
                if law(state):
                    name = each
                    break
        is_new = bool(name)
        if is_new:
            form.used.add(name)
    return state.factors, state.output, state.kept, state.number


def _pairs(state: Meeting, op: int) -> list[Factor]:
    return [factor for factor in state.factors if state.form.graph.ops[factor.node] == op]


def _inverse(state: Meeting) -> bool:
    """A @ inv(A) is the identity."""
    graph = state.form.graph
    for inverse in _pairs(state, _INV):
        if inverse.power != 1:
            continue
        inside = graph.first(inverse.node)
        for other in state.factors:
            if other.node != inside or other.power != 1:
                continue
            for here, there in ((0, 1), (1, 0)):
                if inverse.axes[here] == other.axes[there] and state.is_between(
                    inverse.axes[here], inverse, other
                ):
                    one, two = inverse.axes[1 - here], other.axes[1 - there]
                    state.replace([inverse, other])
                    state.join(one, two)
                    return True
            if state.form.is_symmetric(inside):
                for axis in set(inverse.axes) & set(other.axes):
                    if state.is_between(axis, inverse, other):
                        one = next(each for each in inverse.axes if each != axis)
                        two = next(each for each in other.axes if each != axis)
                        state.replace([inverse, other])
                        state.join(one, two)
                        return True
    return False


def _sum_of_softmax(state: Meeting) -> bool:
    """The entries of a softmax add up to 1."""
    for factor in _pairs(state, _SOFTMAX):
        if factor.power == 1 and state.is_between(factor.axes[-1], factor):
            rest = set(factor.axes[:-1])
            have = {axis for other in state.factors if other is not factor for axis in other.axes}
            if rest <= have | set(state.output):
                state.replace([factor])
                return True
    return False


def _softmax(state: Meeting) -> bool:
    """exp(z) over its sum along the last axis is a softmax."""
    graph = state.form.graph
    for factor in _pairs(state, EXP):
        if factor.power != 1 or not factor.axes:
            continue
        for other in state.factors:
            is_below = other.power < 0 and other.axes == factor.axes[:-1]
            if is_below and _is_total(state.form, other.node, factor.node):
                softmax = graph.intern(_SOFTMAX, (graph.first(factor.node),))
                rest = [] if other.power == -1 else [other._replace(power=other.power + 1)]
                state.replace([factor, other], [Factor(softmax, 1, factor.axes), *rest])
                return True
    return False


def _is_total(form: Normal, node: int, inside: int) -> bool:
    """Return whether *node* is the sum of *inside* along its last axis."""
    found = form.product(node)
    if found.number != 1 or len(found.factors) != 1 or found.fixed:
        return False
    [factor] = found.factors
    is_whole = factor.node == inside and factor.power == 1 and len(set(factor.axes)) == len(factor.axes)
    return is_whole and found.output == factor.axes[:-1]


def _sigmoid(state: Meeting) -> bool:
    """1/(1 + exp(-u)) is sigmoid(u), and exp(u)/(1 + exp(u)) as well."""
    form = state.form
    for factor in state.factors:
        if factor.power >= 0 or factor.power % 1 or not form.is_sum(factor.node):
            continue
        inside = _one_and_exp(form, factor.node)
        if inside is None:
            continue
        rest = [] if factor.power == -1 else [factor._replace(power=factor.power + 1)]
        for other in state.factors:
            if other.node == inside and other.power == 1 and other.axes == factor.axes:
                sigmoid = odd(form, _SIGMOID, form.graph.first(inside))
                state.replace([factor, other], [Factor(sigmoid, 1, factor.axes), *rest])
                return True
        against = form.scaled(-1, form.graph.first(inside))
        sigmoid = odd(form, _SIGMOID, against)
        state.replace([factor], [Factor(sigmoid, 1, factor.axes), *rest])
        return True
    return False


def _sigmoid_and_exp(state: Meeting) -> bool:
    """exp(u)*sigmoid(-u) is sigmoid(u)."""
    form, graph = state.form, state.form.graph
    for factor in _pairs(state, EXP):
        against = form.scaled(-1, graph.first(factor.node))
        for other in _pairs(state, _SIGMOID):
            if other.axes == factor.axes and factor.power == 1 and other.power >= 1:
                if graph.first(other.node) == against:
                    sigmoid = odd(form, _SIGMOID, graph.first(factor.node))
                    rest = [] if other.power == 1 else [other._replace(power=other.power - 1)]
                    state.replace([factor, other], [Factor(sigmoid, 1, factor.axes), *rest])
                    return True
    return False


def _sech(state: Meeting) -> bool:
    """sech(u)^2 is 1 - tanh(u)^2, which books write."""
    form, graph = state.form, state.form.graph
    for factor in _pairs(state, _SECH):
        if factor.power == 2:
            tanh = form.raised(graph.intern(_TANH, (graph.first(factor.node),)), 2)
            shape = graph.shape(factor.node)
            node = form.added([(1, graph.number(1)), (-1, tanh)], shape)
            state.replace([factor], [Factor(node, 1, factor.axes)])
            return True
    return False


def _hyperbolic_tangent(state: Meeting) -> bool:
    """sinh(u)/cosh(u) is tanh(u)."""
    graph = state.form.graph
    for factor in _pairs(state, _SINH):
        for other in _pairs(state, _COSH):
            same = graph.first(factor.node) == graph.first(other.node) and factor.axes == other.axes
            if same and factor.power == 1 and other.power == -1:
                tanh = graph.intern(_TANH, (graph.first(factor.node),))
                state.replace([factor, other], [Factor(tanh, 1, factor.axes)])
                return True
    return False


def _step(state: Meeting) -> bool:
    """heaviside(u)*max(0, u) is max(0, u): where the step is 0 or has no value, the maximum is 0."""
    graph = state.form.graph
    for step in _pairs(state, _STEP):
        inside = graph.first(step.node)
        for other in [*_pairs(state, MAX), *_pairs(state, _RELU)]:
            below = graph.children[other.node]
            rest = [node for node in below if not graph.is_zero(node)]
            is_positive_part = rest == [inside] and len(below) == (1 if graph.ops[other.node] == _RELU else 2)
            if is_positive_part and step.axes == other.axes and step.power == 1 and other.power >= 1:
                state.replace([step])
                return True
    return False


def _one_and_exp(form: Normal, node: int) -> int | None:
    """Return exp(u) where *node* is 1 + exp(u)."""
    terms = form.terms(node)
    if len(terms) != 2 or any(number != 1 for number, _ in terms):
        return None
    parts = [part for _, part in terms]
    exps = [part for part in parts if form.graph.ops[part] == EXP]
    plain = [part for part in parts if _is_one(form, part)]
    return exps[0] if len(exps) == len(plain) == 1 else None


def _is_one(form: Normal, node: int) -> bool:
    """Return whether every entry of *node* is 1."""
    found = form.product(node)
    return (
        found.number == 1
        and not found.factors
        and len(set(found.output)) == len(found.output)
        and not found.fixed
    )


def _sign(state: Meeting) -> bool:
    """sign(u)/abs(u) is 1/u, and sign(u)*abs(u) is u."""
    graph = state.form.graph
    for factor in _pairs(state, SIGN):
        inside = graph.first(factor.node)
        for other in _pairs(state, ABS):
            if graph.first(other.node) == inside and other.axes == factor.axes and factor.power == 1:
                if other.power in (1, -1):
                    state.replace([factor, other], [Factor(inside, other.power, factor.axes)])
                    return True
    return False


def _spectrum(state: Meeting) -> bool:
    """The eigenvectors of S with powers of its eigenvalues between them are powers of S."""
    graph = state.form.graph
    vectors = [factor for factor in _pairs(state, _EIGENVECTORS) if factor.power == 1]
    for place, one in enumerate(vectors):
        for other in vectors[place + 1 :]:
            axis = one.axes[1]
            if one.node != other.node or other.axes[1] != axis:
                continue
            matrix = graph.first(one.node)
            between = [each for each in state.factors if each.axes == (axis,)]
            if len(between) > 1 or not state.is_between(axis, one, other, *between):
                continue
            ends = (one.axes[0], other.axes[0])
            if not between:
                state.replace([one, other])
                state.join(*ends)
                return True
            node = _of_spectrum(state.form, matrix, between[0])
            if node >= 0:
                state.replace([one, other, *between], [Factor(node, 1, ends)])
                return True
    return False


def _of_spectrum(form: Normal, matrix: int, between: Factor) -> int:
    """Return the function of a symmetric matrix that what stands between its eigenvectors says, -1 where
    there is no such function."""
    graph, inside = form.graph, between.node
    op = graph.ops[inside]
    if op == _EIGENVALUES and graph.first(inside) == matrix and between.power in _POWERS:
        code = _POWERS[between.power]
        return matrix if code < 0 else graph.intern(code, (matrix,))
    if op not in _OF_EIGENVALUES or between.power != 1:
        return -1
    values = graph.first(inside)
    is_of_it = graph.ops[values] == _EIGENVALUES and graph.first(values) == matrix
    return graph.intern(_OF_EIGENVALUES[op], (matrix,)) if is_of_it else -1


def _resolvent(state: Meeting) -> bool:
    """The eigenvectors of S with 1/(w - w[l]) between them, for its eigenvalue w, are pinv(w*I - S)."""
    form, graph = state.form, state.form.graph
    for gaps in _pairs(state, _GAPS):
        row, column = gaps.axes
        taken = [place for axis, place in state.kept if axis == column]
        vectors = [each for each in _pairs(state, _EIGENVECTORS)
                   if each.axes[1] == row and graph.first(each.node) == graph.first(gaps.node)]  # fmt: skip
        if len(taken) != 1 or len(vectors) != 2 or not state.is_between(row, gaps, *vectors):
            continue
        matrix = graph.first(gaps.node)
        dim = graph.shape(matrix)[0]
        value = form.contracted(Contraction(("a",), "", (), (("a", taken[0]),)),
                                [graph.intern(_EIGENVALUES, (matrix,))])  # fmt: skip
        unit = form.contracted(Contraction((), "aa", (("a", dim),)), [])
        away = form.added([(1, form.contracted(Contraction(("", "ab"), "ab"), [value, unit])), (-1, matrix)])
        node = graph.intern(_PINV, (away,))
        state.replace([gaps, *vectors], [Factor(node, 1, (vectors[0].axes[0], vectors[1].axes[0]))])
        return True
    return False


def _polar(state: Meeting) -> bool:
    """The left singular vectors times the right ones are the orthogonal factor of the polar decomposition."""
    graph = state.form.graph
    for left in _pairs(state, _LEFT):
        for right in _pairs(state, _RIGHT):
            axis = left.axes[1]
            same = graph.first(left.node) == graph.first(right.node) and right.axes[1] == axis
            if same and left.power == right.power == 1 and state.is_between(axis, left, right):
                node = graph.intern(_POLAR, (graph.first(left.node),))
                state.replace([left, right], [Factor(node, 1, (left.axes[0], right.axes[0]))])
                return True
    return False


_LAWS: Final[dict[str, Callable[[Meeting], bool]]] = {
    "inverse-and-matrix": _inverse,
    "softmax": _softmax,
    "sum-of-softmax": _sum_of_softmax,
    "sigmoid": _sigmoid,
    "sigmoid-and-exponential": _sigmoid_and_exp,
    "square-of-sech": _sech,
    "hyperbolic-tangent": _hyperbolic_tangent,
    "step-and-positive-part": _step,
    "sign-over-absolute-value": _sign,
    "spectrum": _spectrum,
    "resolvent": _resolvent,
    "polar": _polar,
    "product-of-kronecker": kron_and_kron,
    "sum-of-kronecker": sum_of_kron,
    "trace-of-kronecker": trace_of_kron,
    "pseudoinverse": penrose,
    "sum-of-deviations": sum_of_deviations,
    "powers-of-one-base": of_one_base,
    "power-of-product": of_product,
    "denominator-in-denominator": cleared,
}


_NEEDED: Final[dict[str, set[int]]] = {
    "inverse-and-matrix": {_INV},
    "softmax": {EXP},
    "sum-of-softmax": {_SOFTMAX},
    "sigmoid-and-exponential": {EXP},
    "square-of-sech": {_SECH},
    "hyperbolic-tangent": {_SINH},
    "step-and-positive-part": {_STEP},
    "sign-over-absolute-value": {SIGN},
    "spectrum": {_EIGENVECTORS},
    "resolvent": {_GAPS},
    "polar": {_LEFT},
    "product-of-kronecker": {KRON, KRON_OF_VECTORS},
    "sum-of-kronecker": {KRON, KRON_OF_VECTORS},
    "trace-of-kronecker": {KRON},
    "pseudoinverse": {PINV},
    "powers-of-one-base": {POW},
}
"""The operators of which one must be among the factors for a law; one that is not here looks at all."""


def together(form: Normal, terms: Mapping[int, Number]) -> dict[int, Number]:
    """Return the terms of a sum with the laws of sums used on them: 1 - sigmoid(u) is sigmoid(-u)."""
    found = dict(terms)
    if form.expanding:
        return found
    ones = [node for node, number in found.items() if number == 1 and _is_one(form, node)]
    if len(found) != 2 or not ones:
        return found
    [other] = [node for node in found if node != ones[0]]
    if found[other] == -1 and form.graph.ops[other] == _SIGMOID:
        form.used.add("one-minus-sigmoid")
        against = odd(form, _SIGMOID, form.scaled(-1, form.graph.first(other)))
        return {against: 1}
    return found


__all__ = ["meeting", "together"]
