"""Functions of small matrices and vectors in lists of floats, by the textbook.

Each takes the entries of its arguments, those of the last axis next to one another, and their shapes.

>>> [round(entry, 9) for entry in FUNCTIONS["inv"]([[2.0, 0.0, 0.0, 4.0]], [[2, 2]])]
[0.5, 0.0, 0.0, 0.25]
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from symdiff.errors import DomainError

List = list[float]
Shapes = Sequence[Sequence[int]]
_SINGULAR: Final = 2.0**52
"""The condition from which no digit of an inverse is known."""


def _eliminated(a: List, n: int, b: List) -> tuple[float, List]:
    """Return the determinant of the matrix *a* with n rows, and a\\b, by elimination with pivots. Raises
    DomainError for a singular one."""
    width = len(b) // n
    rows = [a[n * i : n * i + n] + b[width * i : width * i + width] for i in range(n)]
    found = 1.0
    for column in range(n):
        sizes = [abs(rows[i][column]) for i in range(column, n)]
        pivot = column + sizes.index(max(sizes))
        if rows[pivot][column] == 0.0:
            raise DomainError("a singular matrix has no inverse")
        if pivot != column:
            rows[pivot], rows[column] = rows[column], rows[pivot]
            found = -found
        top = rows[column]
        found *= top[column]
        for i in range(n):
            if i != column:
                factor = rows[i][column] / top[column]
                rows[i] = [entry - factor * above for entry, above in zip(rows[i], top, strict=True)]
    return found, [rows[i][n + k] / rows[i][i] for i in range(n) for k in range(width)]


def _identity(n: int) -> List:
    return [1.0 if i == j else 0.0 for i in range(n) for j in range(n)]


def _norm(a: List) -> float:
    return math.sqrt(sum([entry * entry for entry in a]))


def _inverse(given: Sequence[List], shapes: Shapes) -> List:
    a, n = given[0], shapes[0][0]
    found = _eliminated(a, n, _identity(n))[1]
    if _norm(a) * _norm(found) > _SINGULAR:
        raise DomainError("inv has no value here that can be trusted: the matrix is singular to rounding")
    return found


def _solved(given: Sequence[List], shapes: Shapes) -> List:
    _inverse(given, shapes)  # which is refused where it cannot be trusted
    return _eliminated(given[0], shapes[0][0], given[1])[1]


def _det(given: Sequence[List], shapes: Shapes) -> List:
    try:
        return [_eliminated(given[0], shapes[0][0], [])[0]]
    except DomainError:
        return [0.0]


def _logdet(given: Sequence[List], shapes: Shapes) -> List:
    return [math.log(abs(_eliminated(given[0], shapes[0][0], [])[0]))]


def _cholesky(given: Sequence[List], shapes: Shapes) -> List:
    a, n = given[0], shapes[0][0]
    largest = max([abs(entry) for entry in a])
    if any(abs(a[n * i + j] - a[n * j + i]) > 1e-8 * (1 + largest) for i in range(n) for j in range(i)):
        raise DomainError("chol is of a symmetric matrix, and this one is none")
    found = [0.0] * (n * n)
    for i in range(n):
        for j in range(i + 1):
            rest = a[n * i + j] - sum([found[n * i + k] * found[n * j + k] for k in range(j)])
            if i == j and rest <= 0.0:
                raise DomainError("chol has no value here: the matrix is not positive definite")
            found[n * i + j] = math.sqrt(rest) if i == j else rest / found[n * j + j]
    return found


def _rows(x: List, shape: Sequence[int]) -> list[List]:
    """Return the entries along the last axis together."""
    n = shape[-1]
    return [x[n * i : n * i + n] for i in range(len(x) // n)]


def _softmax(given: Sequence[List], shapes: Shapes) -> List:
    found: List = []
    for row in _rows(given[0], shapes[0]):
        most = max(row)
        powers = [math.exp(entry - most) for entry in row]
        total = sum(powers)
        found += [power / total for power in powers]
    return found


def _logsumexp(given: Sequence[List], shapes: Shapes) -> List:
    found: List = []
    for row in _rows(given[0], shapes[0]):
        most = max(row)
        found.append(most + math.log(sum([math.exp(entry - most) for entry in row])))
    return found


def _largest(given: Sequence[List], shapes: Shapes) -> List:
    found: List = []
    for row in _rows(given[0], shapes[0]):
        place = row.index(max(row))
        found += [1.0 if i == place else 0.0 for i in range(len(row))]
    return found


def _lower(given: Sequence[List], shapes: Shapes) -> List:
    n, m = shapes[0]
    return [given[0][m * i + j] if j <= i else 0.0 for i in range(n) for j in range(m)]


def _times(a: List, b: List, n: int) -> List:
    return [sum([a[n * i + k] * b[n * k + j] for k in range(n)]) for i in range(n) for j in range(n)]


def _matrix_power(given: Sequence[List], shapes: Shapes) -> List:
    a, n, exponent = given[0], shapes[0][0], given[1][0]
    if exponent != math.floor(exponent):
        raise DomainError(f"matpow is to a whole power, and is given {exponent:g}")
    if exponent < 0:
        a = _inverse(given, shapes)
    found = _identity(n)
    for _ in range(abs(int(exponent))):
        found = _times(found, a, n)
    return found


def _toeplitz(given: Sequence[List], shapes: Shapes) -> List:
    n = shapes[0][0]
    return [given[0][abs(i - j)] for i in range(n) for j in range(n)]


def _offsets(given: Sequence[List], shapes: Shapes) -> List:
    b, n = given[0], shapes[0][0]
    found = [0.0] * n
    for i in range(n):
        for j in range(n):
            found[abs(i - j)] += b[n * i + j]
    return found


def _cross(given: Sequence[List], shapes: Shapes) -> List:
    (a, b, c), (x, y, z) = given
    return [b * z - c * y, c * x - a * z, a * y - b * x]


def _skew(given: Sequence[List], shapes: Shapes) -> List:
    a, b, c = given[0]
    return [0.0, -c, b, c, 0.0, -a, -b, a, 0.0]


def _axial(given: Sequence[List], shapes: Shapes) -> List:
    b = given[0]
    return [b[7] - b[5], b[2] - b[6], b[3] - b[1]]


def _by_columns(shape: Sequence[int]) -> list[int]:
    """Return the places of the entries of a matrix, column by column."""
    return [shape[1] * row + column for column in range(shape[1]) for row in range(shape[0])]


def _commutation(given: Sequence[List], shapes: Shapes) -> List:
    places = _by_columns(shapes[0][::-1])
    return [float(at == place) for place in places for at in range(len(places))]


def _matrix(shape: Sequence[int]) -> tuple[int, int]:
    """Return the numbers of rows and columns, a vector as one column."""
    return shape[0], shape[1] if len(shape) > 1 else 1


def _kron(given: Sequence[List], shapes: Shapes) -> List:
    (a, b), (n, m), (p, q) = given, _matrix(shapes[0]), _matrix(shapes[1])
    return [
        a[m * i + j] * b[q * k + h] for i in range(n) for k in range(p) for j in range(m) for h in range(q)
    ]


def _kron_left(given: Sequence[List], shapes: Shapes) -> List:
    c, b = given[0], given[2]
    (n, m), (p, q) = _matrix(shapes[1]), _matrix(shapes[2])
    return [sum([c[(p * i + k) * m * q + q * j + h] * b[q * k + h] for k in range(p) for h in range(q)])
            for i in range(n) for j in range(m)]  # fmt: skip


def _kron_right(given: Sequence[List], shapes: Shapes) -> List:
    c, a = given[0], given[1]
    (n, m), (p, q) = _matrix(shapes[1]), _matrix(shapes[2])
    return [sum([c[(p * i + k) * m * q + q * j + h] * a[m * i + j] for i in range(n) for j in range(m)])
            for k in range(p) for h in range(q)]  # fmt: skip


FUNCTIONS: Final[dict[str, Callable[[Sequence[List], Shapes], List]]] = {
    "stop": lambda given, shapes: given[0], "expect": lambda given, shapes: given[0],
    "inv": _inverse, "solve": _solved, "det": _det, "logdet": _logdet, "chol": _cholesky, "tril": _lower,
    "softmax": _softmax, "logsumexp": _logsumexp, "largest": _largest,
    "max": lambda given, shapes: [max(row) for row in _rows(given[0], shapes[0])],
    "min": lambda given, shapes: [min(row) for row in _rows(given[0], shapes[0])],
    "prod": lambda given, shapes: [math.prod(row) for row in _rows(given[0], shapes[0])],
    "matpow": _matrix_power, "toeplitz": _toeplitz, "offsets": _offsets,
    "vec": lambda given, shapes: [given[0][at] for at in _by_columns(shapes[0])],
    "unvec": lambda given, shapes: [given[0][at] for at in _by_columns(shapes[1][::-1])],
    "commutation": _commutation,
    "places": lambda given, shapes: [float(place) for place in range(len(given[0]))],
    "cross": _cross, "skew": _skew, "axial": _axial,
    "kron": _kron, "kron_left": _kron_left, "kron_right": _kron_right,
}  # fmt: skip
"""Each function of whole arrays by its name, but for those of eigenvalues and functions of matrices."""

__all__ = ["FUNCTIONS", "List", "Shapes"]
