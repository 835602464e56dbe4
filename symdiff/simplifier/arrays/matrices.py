"""Functions in the normal form: inverses and determinants of products, and what else is known of arguments.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.parser.arrays.lowering import DEFAULT, declared, lowered
>>> from symdiff.simplifier.arrays.normal import Normal
>>> g = Graph()
>>> node, _ = lowered(g, "inv(A @ B) @ A", declared("A[n,n] B[n,n]"), DEFAULT)
>>> form = Normal(Graph())
>>> form.graph.ops[form.of(g, node)] == code_of_array("inv")
True
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from symdiff.graph.contraction import Contraction, contraction
from symdiff.graph.graph import Graph
from symdiff.simplifier.arrays.kronecker import KRON, inverse_of_kron, logdet_of_kron
from symdiff.simplifier.arrays.terms import Factor, Product
from symdiff.table.arrays import code_of_array
from symdiff.table.functions import ABS, EXP, LOG, code_of
from symdiff.table.operators import GE, GT, LE, LT, PIECEWISE

if TYPE_CHECKING:
    from symdiff.simplifier.arrays.normal import Normal

HEAVISIDE: Final = code_of("Heaviside", 1)
_TURNED: Final = {LT: GT, GT: LT, LE: GE, GE: LE}
"""A comparison → the one that says the same with its sides changed."""
_FRECHET: Final = code_of_array("expm_frechet")
_EXPM: Final = code_of_array("expm")
_INV: Final = code_of_array("inv")
_DET: Final = code_of_array("det")
_LOGDET: Final = code_of_array("logdet")
_MAX: Final = code_of_array("max")
_MIN: Final = code_of_array("min")
_PROD: Final = code_of_array("prod")
_VALUES: Final = frozenset((code_of_array("eigvalsh"),))
_SINGULAR: Final = code_of_array("svdvals")
SIGMOID: Final = code_of("sigmoid", 1)
_ODD: Final = (SIGMOID, HEAVISIDE)
"""What is 1 less its value at the negative argument."""
_TURNING: Final = frozenset(code_of_array(name) for name in ("expm", "logm", "sqrtm", "expm_frechet"))
"""Functions of matrices that have the transpose for transposed arguments."""


def function(form: Normal, op: int, below: Sequence[int], source: Graph, node: int) -> int:
    """Return the operator *op* on arguments of the form; *node* of *source* is what it was."""
    if op == PIECEWISE:
        found = _step(form, below)
        if found is not None:
            form.used.add("step")
            return found
    if op == _FRECHET and _is_identity(form, below[1]):
        form.used.add("exponential-along-identity")
        op, below = _EXPM, below[:1]
    if op == _DET or op == _LOGDET:
        form.has_determinants = True
    rule = _RULES.get(op)
    if op == _DET or op == _LOGDET:
        found = _plain_determinant(form, op, below[0])
        if found is not None:
            return found
    elif op in _ODD:
        return odd(form, op, below[0])
    elif op in _TURNING and _is_turned(form, below[0]):
        turned = tuple([form.transposed(each) for each in below])
        form.used.add("function-of-transpose")
        return form.transposed(form.graph.intern(op, turned))
    if rule is not None and (op not in (_DET, _LOGDET) or form.splitting):
        found = rule(form, below[0])
        if found is not None:
            return found
    of_several = _OF_SEVERAL.get(op)
    if of_several is not None:
        found = of_several(form, below)
        if found is not None:
            return found
    if op == source.ops[node]:
        return form.graph.rebuild(source, node, tuple(below))
    return form.graph.intern(op, tuple(below))


def _plain_determinant(form: Normal, op: int, inside: int) -> int | None:
    """Return a determinant, or the log of one, that is simpler without it: of an exponential, of the identity
    and a matrix of the rank 1, of a Kronecker product."""
    graph = form.graph
    if graph.ops[inside] == _EXPM:
        return _RULES[op](form, inside)
    if op == _LOGDET and graph.ops[inside] == KRON:
        return logdet_of_kron(form, inside, logdet_of)
    found = _of_rank_one(form, inside)
    if found is None:
        return None
    form.used.add("determinant-of-rank-one")
    return found if op == _DET else graph.intern(LOG, (graph.intern(ABS, (found,)),))


def _of_rank_one(form: Normal, inside: int) -> int | None:
    """Return 1 + v.T @ u where *inside* is eye(n) + u @ v.T, a number or a scalar times the latter included;
    None for anything else."""
    terms = form.terms(inside)
    units = [part for number, part in terms if number == 1 and _is_identity(form, part)]
    if len(terms) != 2 or len(units) != 1:
        return None
    [(number, part)] = [term for term in terms if term[1] != units[0]]
    if not _is_outer(form, part):
        return None
    return form.added([(1, form.graph.number(1)), (number, _trace(form, part))])


def _is_outer(form: Normal, node: int) -> bool:
    """Return whether a matrix is a column times a row: nothing runs from one of its axes to the other."""
    found = form.product(node)
    if len(set(found.output)) != 2 or found.fixed:
        return False
    reached, front = {found.output[0]}, [found.output[0]]
    while front:
        axis = front.pop()
        for factor in found.factors:
            if axis in factor.axes:
                more = set(factor.axes) - reached
                reached |= more
                front += more
    return found.output[1] not in reached and any(found.output[1] in each.axes for each in found.factors)


def _is_against(form: Normal, node: int) -> bool:
    """Return whether a node is written with a minus in front: of a sum, before its first part."""
    if form.is_sum(node):
        return min([(part, number < 0) for number, part in form.terms(node)])[1]
    return form.product(node).number < 0


def odd(form: Normal, op: int, inside: int) -> int:
    """Return a sigmoid or a step; where products are multiplied out, that of -u as 1 less that of u."""
    plain = form.added([(1, inside)])
    if not _is_against(form, plain):
        return form.graph.intern(op, (plain if form.expanding else inside,))
    form.has_reflections = True
    if not form.expanding:
        return form.graph.intern(op, (inside,))
    form.used.add("sigmoid-of-negative" if op == SIGMOID else "step-of-negative")
    form.has_reflected = True
    value = form.graph.intern(op, (form.added([(-1, inside)]),))
    return form.added([(1, form.graph.number(1)), (-1, value)], form.graph.shape(inside))


def _is_turned(form: Normal, node: int) -> bool:
    """Return whether more of the factors of a matrix are transposed than are not."""
    count = 0
    for _, part in form.terms(node):
        for factor in chain_of(form, part) or ():
            if not form.is_symmetric(factor.node):
                count += 1 if factor.power < 0 else -1
    return count > 0


def _sylvester(form: Normal, below: Sequence[int]) -> int | None:
    """The solution Y of A @ Y + Y @ A = eye(n) is inv(A)/2."""
    if below[0] != below[1] or not _is_identity(form, below[2]):
        return None
    form.used.add("sylvester-of-identity")
    return form.scaled(Fraction(1, 2), inverse_of(form, below[0]))


def _along_itself(form: Normal, below: Sequence[int]) -> int | None:
    """The derivative of logm at A in the direction A is the identity, and in that of the identity inv(A)."""
    if _is_identity(form, below[1]):
        form.used.add("logarithm-along-identity")
        return inverse_of(form, below[0])
    if below[0] != below[1]:
        return None
    form.used.add("logarithm-along-itself")
    dim = form.graph.shape(below[0])[0]
    return form.contracted(Contraction((), "aa", (("a", dim),)), [])


def _is_identity(form: Normal, node: int) -> bool:
    found = form.product(node)
    return found.number == 1 and not found.factors and len(found.output) == 2 and len(set(found.output)) == 1


def _step(form: Normal, below: Sequence[int]) -> int | None:
    """0 where u < 0, and 1 where u > 0, is Heaviside(u), which has no more of a value at 0 than that."""
    graph = form.graph
    if len(below) != 4 or [graph.numbers.get(value) for value in below[::2]] not in ([0, 1], [1, 0]):
        return None
    one, other = below[1], below[3]
    first, second = graph.ops[one], graph.ops[other]
    if first not in _TURNED or second not in _TURNED:
        return None
    left, right = graph.both(one)
    if graph.both(other) == (right, left) and left != right:
        second = _TURNED[second]
    elif graph.both(other) != (left, right):
        return None
    if (first, second) not in ((LT, GT), (GT, LT), (LT, GE), (GT, LE)):
        return None
    is_rising = (first == GT) == (graph.numbers.get(below[0]) == 1)
    away = form.added([(1, left), (-1, right)]) if is_rising else form.added([(1, right), (-1, left)])
    return odd(form, HEAVISIDE, away)


def chain_of(form: Normal, node: int) -> list[Factor] | None:
    """Return the matrices whose product *node* is, from the left, each of them square by its shape, with the
    axes turned where it is transposed; None where *node* is no such product of two or more."""
    found = form.product(node)
    if len(found.output) != 2 or len(set(found.output)) != 2 or found.fixed:
        return None
    left = [factor for factor in found.factors if factor.axes]
    if any(len(factor.axes) != 2 or factor.power != 1 for factor in left):
        return None
    if any(len(set(form.graph.shape(factor.node))) != 1 for factor in left):
        return None
    chain: list[Factor] = []
    at, end = found.output
    while left:
        here = [factor for factor in left if at in factor.axes]
        if len(here) != 1 or here[0].axes[0] == here[0].axes[1]:
            return None
        [factor] = here
        left.remove(factor)
        chain.append(factor if factor.axes[0] == at else factor._replace(axes=factor.axes[::-1], power=-1))
        at = factor.axes[1] if factor.axes[0] == at else factor.axes[0]
    return chain if at == end and chain else None


def _scale_of(form: Normal, node: int) -> Product:
    """Return the number and the scalars that a product is multiplied with."""
    found = form.product(node)
    return Product(found.number, tuple(found.scalars()), (), found.dims)


def _is_bare(form: Normal, node: int) -> bool:
    scale = _scale_of(form, node)
    return scale.number == 1 and not scale.factors


def _inverse(form: Normal, inside: int) -> int | None:
    graph = form.graph
    if graph.ops[inside] == _INV:
        form.used.add("inverse-of-inverse")
        return graph.first(inside)
    of_kron = inverse_of_kron(form, inside, inverse_of)
    if of_kron is not None:
        return of_kron
    found = form.product(inside)
    vector = _diagonal(form, inside)
    if vector is not None:
        form.used.add("inverse-of-diagonal")
        return form.contracted(contraction("a->aa"), [form.raised(vector, -1)])
    if (
        found.number
        and len(found.output) == 2
        and not list(found.arrays())
        and found.output[0] == found.output[1]
    ):
        form.used.add("inverse-of-multiple")
        scale = form.written(_scale_of(form, inside))
        return form.times([(inside, 1), (scale, -2)])
    scaled = _scaled(form, inside)
    if scaled is not None:
        form.used.add("inverse-of-scaled")
        rows, matrix, columns = scaled
        ends = [form.raised(columns, -1), inverse_of(form, matrix), form.raised(rows, -1)]
        return form.contracted(contraction("a,ab,b->ab"), ends)
    chain = chain_of(form, inside)
    if chain is None or (len(chain) == 1 and chain[0].power == 1 and _is_bare(form, inside)):
        return None
    form.used.add("inverse-of-product")
    parts = []
    for factor in reversed(chain):
        inverse = inverse_of(form, factor.node)
        parts.append(inverse if factor.power == 1 else form.transposed(inverse))
    whole = parts[0]
    for part in parts[1:]:
        whole = form.contracted(contraction("ab,bc->ac"), [whole, part])
    scale = form.written(_scale_of(form, inside))
    return form.times([(whole, 1), (scale, -1)])


def inverse_of(form: Normal, node: int) -> int:
    """Return the inverse of a square matrix of the form."""
    found = _inverse(form, node)
    return form.graph.intern(_INV, (node,)) if found is None else found


def _diagonal(form: Normal, node: int) -> int | None:
    """Return the vector that a diagonal matrix is made of; None for any other, and for a multiple of the
    identity."""
    found = form.product(node)
    if len(found.output) != 2 or found.output[0] != found.output[1] or not list(found.arrays()):
        return None
    return form.contracted(contraction("aa->a"), [node])


def _determinant(form: Normal, inside: int) -> int | None:
    graph = form.graph
    if graph.ops[inside] == _INV:
        form.used.add("determinant-of-inverse")
        return form.raised(_determinant_of(form, graph.first(inside)), -1)
    if graph.ops[inside] == _EXPM:
        form.used.add("determinant-of-exponential")
        return graph.intern(EXP, (_trace(form, graph.first(inside)),))
    vector = _diagonal(form, inside)
    if vector is not None:
        form.used.add("determinant-of-diagonal")
        return graph.intern(_PROD, (vector,))
    scaled = _scaled(form, inside)
    if scaled is not None:
        form.used.add("determinant-of-scaled")
        rows, matrix, columns = scaled
        products = [
            graph.intern(_PROD, (vector,)) for vector in (rows, columns) if not _is_ones(form, vector)
        ]
        return form.times([(each, 1) for each in (_determinant_of(form, matrix), *products)])
    chain = chain_of(form, inside)
    if chain is None or not _is_bare(form, inside) or (len(chain) == 1 and chain[0].power == 1):
        return None
    form.used.add("determinant-of-product")
    return form.times([(_determinant_of(form, factor.node), 1) for factor in chain])


def _determinant_of(form: Normal, node: int) -> int:
    found = _determinant(form, node)
    return form.graph.intern(_DET, (node,)) if found is None else found


def _scaled(form: Normal, node: int) -> tuple[int, int, int] | None:
    """Return the vectors u and v and the matrix A of diag(u) @ A @ diag(v), with ones where there is but one
    vector; None for any other matrix."""
    found = form.product(node)
    if len(set(found.output)) != 2 or found.fixed:
        return None
    first, second = found.output
    dim = found.dims[first]
    rows = tuple([factor for factor in found.factors if factor.axes == (first,)])
    columns = tuple([factor for factor in found.factors if factor.axes == (second,)])
    rest = tuple([factor for factor in found.factors if factor not in rows and factor not in columns])
    if not (rows or columns) or dim != found.dims[second]:
        return None
    if not any(factor.axes for factor in rest):  # a column times a row
        return None
    matrix = form.written(found._replace(factors=rest))
    if len(form.graph.shape(matrix)) != 2 or _is_outer(form, matrix):
        return None
    vectors = [
        form.written(Product(1, own, (axis,), found.dims)) for own, axis in ((rows, first), (columns, second))
    ]
    return vectors[0], matrix, vectors[1]


def _is_ones(form: Normal, vector: int) -> bool:
    found = form.product(vector)
    return found.number == 1 and not found.factors and not found.fixed


def _logdet(form: Normal, inside: int) -> int | None:
    graph = form.graph
    scaled = _scaled(form, inside)
    if scaled is not None:
        form.used.add("logdet-of-scaled")
        vectors = [vector for vector in (scaled[0], scaled[2]) if not _is_ones(form, vector)]
        logs = [graph.intern(LOG, (graph.intern(ABS, (vector,)),)) for vector in vectors]
        sums = [form.contracted(contraction("a->"), [each]) for each in logs]
        return form.added([(1, each) for each in (logdet_of(form, scaled[1]), *sums)])
    if graph.ops[inside] == _INV:
        form.used.add("logdet-of-inverse")
        return form.scaled(-1, logdet_of(form, graph.first(inside)))
    if graph.ops[inside] == _EXPM:
        form.used.add("logdet-of-exponential")
        return _trace(form, graph.first(inside))
    chain = chain_of(form, inside)
    if chain is None or not _is_bare(form, inside) or (len(chain) == 1 and chain[0].power == 1):
        return None
    form.used.add("logdet-of-product")
    return form.added([(1, logdet_of(form, factor.node)) for factor in chain])


def logdet_of(form: Normal, node: int) -> int:
    found = _logdet(form, node)
    return form.graph.intern(_LOGDET, (node,)) if found is None else found


def _trace(form: Normal, node: int) -> int:
    return form.contracted(contraction("aa->"), [node])


def _log(form: Normal, inside: int) -> int | None:
    """log(abs(det(A))) is logdet(A)."""
    graph = form.graph
    if graph.ops[inside] == ABS and graph.ops[graph.first(inside)] == _DET:
        form.used.add("logarithm-of-determinant")
        return logdet_of(form, graph.first(graph.first(inside)))
    return None


def _largest(form: Normal, inside: int) -> int | None:
    """The last eigenvalue is the largest, the first singular value is."""
    op = form.graph.ops[inside]
    if op not in _VALUES and op != _SINGULAR:
        return None
    form.used.add("largest-singular-value" if op == _SINGULAR else "largest-eigenvalue")
    given = contraction("a->")._replace(fixed=(("a", 0 if op == _SINGULAR else -1),))
    return form.contracted(given, [inside])


def _smallest(form: Normal, inside: int) -> int | None:
    if form.graph.ops[inside] not in _VALUES:
        return None
    form.used.add("smallest-eigenvalue")
    return form.contracted(contraction("a->")._replace(fixed=(("a", 0),)), [inside])


_RULES: Final[dict[int, Callable[[Normal, int], int | None]]] = {
    _INV: _inverse, _DET: _determinant, _LOGDET: _logdet, LOG: _log, _MAX: _largest, _MIN: _smallest,
}  # fmt: skip

_OF_SEVERAL: Final[dict[int, Callable[[Normal, Sequence[int]], int | None]]] = {
    code_of_array("sylvester"): _sylvester, code_of_array("logm_frechet"): _along_itself,
}  # fmt: skip

__all__ = ["chain_of", "function", "inverse_of", "logdet_of", "odd"]
