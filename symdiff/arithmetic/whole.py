"""Contractions and functions of whole arrays on NumPy's arrays.

>>> import numpy
>>> from symdiff.graph.contraction import contraction
>>> contracted(numpy, contraction("ij,j->i"), [numpy.eye(2), numpy.array([1.0, 2.0])], {}).tolist()
[1.0, 2.0]
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from symdiff.errors import DomainError, SymdiffError
from symdiff.graph.contraction import Contraction, letters
from symdiff.graph.shapes import size_of

_SMALL: Final = 4000
"""Products of numbers up to which an order for them is not worth looking for."""
_ALIKE: Final = 1e-14
"""How far apart eigenvalues are that are the same to rounding, relative to the largest and their number."""


def contracted(numpy: Any, given: Contraction, operands: Sequence[Any], at: Mapping[str, Any]) -> Any:
    """Return a contraction of arrays. A product of two is one product of matrices, deltas are put in last."""
    text = _plain(given)
    if text and math.prod(map(numpy.size, operands)) <= _SMALL:
        return numpy.einsum(text, *operands)
    sizes = {letter: size_of(dim, at) for letter, dim in given.sizes}
    for axes, operand in zip(given.inputs, operands, strict=True):
        sizes.update(zip(axes, numpy.shape(operand), strict=True))
    for letter, place in given.fixed:
        if not -sizes[letter] <= place < sizes[letter]:
            raise DomainError(f"there is no entry {place} of {sizes[letter]}")
    taken = {letter: place % sizes[letter] for letter, place in given.fixed}
    arrays, inputs = [], []
    for axes, operand in zip(given.inputs, operands, strict=True):
        where = tuple([taken[letter] if letter in taken else slice(None) for letter in axes])
        arrays.append(numpy.asarray(operand)[where])
        inputs.append("".join([letter for letter in axes if letter not in taken]))
    have = set("".join(inputs))
    output = "".join([letter for letter in dict.fromkeys(given.output) if letter in have])
    result = _summed(numpy, inputs, arrays, output, sizes)
    if any(_clash(given.fixed, sizes, letter) for letter in taken):
        result = 0 * result
    return _filled(numpy, result, output, given.output, sizes, taken)


@lru_cache(maxsize=4096)
def _plain(given: Contraction) -> str:
    """Return what einsum is asked for a contraction that is nothing but sums of products, else nothing."""
    output = set(given.output)
    if given.fixed or len(output) < len(given.output) or not output.issubset("".join(given.inputs)):
        return ""
    is_as_it_stands = not given.inputs or given.inputs == (given.output,)
    return "" if is_as_it_stands else _asked(given.inputs, given.output)


def _asked(inputs: Sequence[str], output: str) -> str:
    """Return axes as einsum takes them, in letters of its own."""
    names = dict(zip(dict.fromkeys("".join(inputs)), letters(), strict=False))
    short = ["".join([names[letter] for letter in axes]) for axes in inputs]
    return f"{','.join(short)}->{''.join([names[letter] for letter in output])}"


def _clash(fixed: Sequence[tuple[str, int]], sizes: Mapping[str, int], letter: str) -> bool:
    """Return whether two different entries of one axis are asked for: their product is 0."""
    return len({place % sizes[letter] for other, place in fixed if other == letter}) > 1


def _summed(
    numpy: Any, inputs: Sequence[str], arrays: Sequence[Any], output: str, sizes: Mapping[str, int]
) -> Any:
    if not arrays:
        return numpy.float64(1)
    if inputs[0] == output and len(arrays) == 1:
        return arrays[0]
    work = math.prod([sizes[letter] for letter in set("".join(inputs))])
    return numpy.einsum(_asked(inputs, output), *arrays, optimize=len(arrays) > 1 and work > _SMALL)


def _filled(
    numpy: Any, result: Any, have: str, output: str, sizes: Mapping[str, int], taken: Mapping[str, int]
) -> Any:
    """Return *result*, which has the axes *have*, with those of *output*: ones, deltas and single entries."""
    if have == output:
        return result
    once = "".join(dict.fromkeys(output))
    for letter in once:
        if letter not in have:
            column = numpy.ones(sizes[letter])
            if letter in taken:
                column = numpy.zeros(sizes[letter])
                column[taken[letter]] = 1.0
            result = numpy.multiply.outer(result, column)
            have += letter
    result = numpy.transpose(result, [have.index(letter) for letter in once])
    if once == output:
        return result
    full = numpy.zeros([sizes[letter] for letter in output], result.dtype)
    places = numpy.indices(result.shape)
    full[tuple([places[once.index(letter)] for letter in output])] = result
    return full


def function_of_arrays(numpy: Any, name: str) -> Callable[..., Any]:
    """Return the function of whole arrays called *name*.

    Called, it raises DomainError where NumPy says that there is no value: of a singular matrix, of one that
    is not positive definite.
    """
    function = _FUNCTIONS[name]

    def at(*arguments: Any) -> Any:
        try:
            return function(numpy, *arguments)
        except numpy.linalg.LinAlgError as error:
            raise DomainError(f"{name} has no value here: {str(error).lower()}") from None

    return at


def _scipy(name: str) -> Any:
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError:
        raise SymdiffError("SciPy is not installed, and this needs it", hint="pip install scipy") from None


def _inverse(np: Any, a: Any) -> Any:
    found = np.linalg.inv(a)
    _check_condition(np, "inv", a, found)
    return found


def _check_condition(np: Any, name: str, a: Any, inverse: Any) -> None:
    """Refuse a matrix so near to a singular one that no digit of its inverse is known."""
    if np.linalg.norm(a) * np.linalg.norm(inverse) > 1 / np.finfo(float).eps:
        raise DomainError(f"{name} has no value here that can be trusted: the matrix is singular to rounding")


def _solved(np: Any, a: Any, b: Any) -> Any:
    found = np.linalg.solve(a, b)
    if np.linalg.cond(a) > 1 / np.finfo(float).eps:
        raise DomainError("solve has no value here that can be trusted: the matrix is singular to rounding")
    return found


def _logdet(np: Any, a: Any) -> Any:
    sign, found = np.linalg.slogdet(a)
    if sign == 0:
        raise DomainError("logdet has no value here: the matrix is singular")
    return found


def _softmax(np: Any, x: Any) -> Any:
    shifted = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return shifted / np.sum(shifted, axis=-1, keepdims=True)


def _logsumexp(np: Any, x: Any) -> Any:
    most = np.max(x, axis=-1, keepdims=True)
    return np.log(np.sum(np.exp(x - most), axis=-1)) + most[..., 0]


def _largest(np: Any, x: Any) -> Any:
    found = np.zeros_like(x, dtype=float)
    np.put_along_axis(found, np.argmax(x, axis=-1)[..., None], 1.0, axis=-1)
    return found


def _symmetric(np: Any, name: str, s: Any) -> Any:
    """Return the symmetric part of *s*; refuse what is far from symmetric."""
    if np.max(np.abs(s - s.T)) > 1e-8 * (1 + np.max(np.abs(s))):
        raise DomainError(f"{name} is of a symmetric matrix, and this one is none")
    return (s + s.T) / 2


def _eigenvectors(np: Any, s: Any) -> Any:
    """Return the eigenvectors as columns, each with a positive entry where it is largest."""
    vectors = np.linalg.eigh(_symmetric(np, "eigvecs", s))[1]
    return vectors * np.sign(np.take_along_axis(vectors, np.argmax(np.abs(vectors), axis=0)[None], axis=0))


def _gaps(np: Any, s: Any) -> Any:
    values = np.linalg.eigvalsh(_symmetric(np, "gaps", s))
    away = values[None, :] - values[:, None]
    np.fill_diagonal(away, 1.0)
    if np.any(np.abs(away) <= _ALIKE * len(values) * np.max(np.abs(values))):
        raise DomainError("eigenvectors have no derivative where two eigenvalues are the same")
    found = 1 / away
    np.fill_diagonal(found, 0.0)
    return found


def _cholesky(np: Any, s: Any) -> Any:
    return np.linalg.cholesky(_symmetric(np, "chol", s))


def _blocks(np: Any, c: Any, a: Any, b: Any) -> Any:
    """Return *c* in blocks: axes of *a*, and within them those of *b*; vectors as columns."""
    (n, m), (p, q) = [(len(each), each.size // len(each)) for each in (a, b)]
    return np.reshape(c, (n, p, m, q))


def _turned(shape: Sequence[int]) -> list[int]:
    """Return for each entry of a transposed matrix, column by column, its place among those of the matrix."""
    rows, columns = shape
    return [rows * column + row for row in range(rows) for column in range(columns)]


def _kron_left(np: Any, c: Any, a: Any, b: Any) -> Any:
    blocks = _blocks(np, c, a, b)
    return np.reshape(np.einsum("ikjl,kl->ij", blocks, np.reshape(b, blocks.shape[1::2])), a.shape)


def _kron_right(np: Any, c: Any, a: Any, b: Any) -> Any:
    blocks = _blocks(np, c, a, b)
    return np.reshape(np.einsum("ikjl,ij->kl", blocks, np.reshape(a, blocks.shape[::2])), b.shape)


def _expm(np: Any, a: Any) -> Any:
    return _scipy("scipy.linalg").expm(a)


def _frechet(np: Any, a: Any, e: Any) -> Any:
    return _scipy("scipy.linalg").expm_frechet(a, e, compute_expm=False)


def _logm(np: Any, a: Any) -> Any:
    return _real(np, "logm", _scipy("scipy.linalg").logm(a))


def _logm_frechet(np: Any, a: Any, e: Any) -> Any:
    """Return the derivative of logm at *a* along *e*: a block of the logarithm of [[a, e], [0, a]]."""
    size = len(a)
    whole = np.block([[a, e], [np.zeros_like(a), a]])
    return _real(np, "logm", _scipy("scipy.linalg").logm(whole))[:size, size:]


def _sqrtm(np: Any, a: Any) -> Any:
    return _real(np, "sqrtm", _scipy("scipy.linalg").sqrtm(a))


def _real(np: Any, name: str, found: Any) -> Any:
    """Refuse what is no matrix of real numbers: of a matrix with an eigenvalue that is not positive."""
    if np.iscomplexobj(found) and np.max(np.abs(np.imag(found))) > 1e-10 * np.max(np.abs(found)):
        raise DomainError(f"{name} has no real value here: an eigenvalue is negative")
    return np.real(found)


def _sylvester(np: Any, a: Any, b: Any, c: Any) -> Any:
    return _scipy("scipy.linalg").solve_sylvester(a, b, c)


def _matrix_power(np: Any, a: Any, k: Any) -> Any:
    if k != np.floor(k):
        raise DomainError(f"matpow is to a whole power, and is given {float(k):g}")
    return np.linalg.matrix_power(a, int(k))


def _offsets(np: Any, b: Any) -> Any:
    sums = [np.trace(b, place) + (np.trace(b, -place) if place else 0.0) for place in range(len(b))]
    return np.array(sums)


def _svd(np: Any, a: Any) -> Any:
    return np.linalg.svd(a, full_matrices=False)


_FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "stop": lambda np, x: x,
    "expect": lambda np, x: x,
    "inv": _inverse,
    "solve": _solved,
    "pinv": lambda np, a: np.linalg.pinv(a),
    "det": lambda np, a: np.linalg.det(a),
    "logdet": _logdet,
    "softmax": _softmax,
    "logsumexp": _logsumexp,
    "max": lambda np, x: np.max(x, axis=-1),
    "min": lambda np, x: np.min(x, axis=-1),
    "largest": _largest,
    "prod": lambda np, x: np.prod(x, axis=-1),
    "eigvalsh": lambda np, s: np.linalg.eigvalsh(_symmetric(np, "eigvalsh", s)),
    "eigvecs": _eigenvectors,
    "gaps": _gaps,
    "svdvals": lambda np, a: _svd(np, a)[1],
    "leftvecs": lambda np, a: _svd(np, a)[0],
    "rightvecs": lambda np, a: _svd(np, a)[2].T,
    "polar": lambda np, a: _svd(np, a)[0] @ _svd(np, a)[2],
    "chol": _cholesky,
    "tril": lambda np, a: np.tril(a),
    "expm": _expm,
    "expm_frechet": _frechet,
    "toeplitz": lambda np, x: x[np.abs(np.arange(len(x))[:, None] - np.arange(len(x)))],
    "offsets": _offsets,
    "logm": _logm,
    "logm_frechet": _logm_frechet,
    "sqrtm": _sqrtm,
    "sylvester": _sylvester,
    "matpow": _matrix_power,
    "cross": lambda np, a, b: np.cross(a, b),
    "skew": lambda np, a: np.array([[0, -a[2], a[1]], [a[2], 0, -a[0]], [-a[1], a[0], 0]]),
    "axial": lambda np, b: np.array([b[2, 1] - b[1, 2], b[0, 2] - b[2, 0], b[1, 0] - b[0, 1]]),
    "vec": lambda np, a: np.ravel(np.transpose(a)),
    "unvec": lambda np, v, a: np.transpose(np.reshape(v, a.shape[::-1])),
    "commutation": lambda np, a: np.eye(a.size)[_turned(a.shape)],
    "places": lambda np, x: np.arange(len(x), dtype=float),
    "kron": lambda np, a, b: np.kron(a, b),
    "kron_left": _kron_left,
    "kron_right": _kron_right,
}
"""Each function by its name, called with NumPy and its arguments."""

__all__ = ["contracted", "function_of_arrays"]
