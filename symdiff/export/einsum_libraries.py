"""The libraries that code of arrays is written for: how each spells what the writer of code asks for.

>>> NumPy().eye("n"), NumPy().summed("A", [0])
('np.eye(n)', 'np.sum(A, axis=0)')
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from symdiff.errors import Unsupported
from symdiff.table.arrays import is_array_function
from symdiff.table.functions import row_of
from symdiff.table.row import Function

_NAMED: Final = {
    "Heaviside": "np.heaviside({0}, 0.5)", "relu": "np.maximum({0}, 0)", "softplus": "np.logaddexp({0}, 0)",
}  # fmt: skip
"""Functions that NumPy has by another name."""
_NUMPY: Final = {
    "_eigenvectors": '''def _eigenvectors(matrix):
    """Return the eigenvectors as columns, each with a positive entry where it is largest."""
    vectors = np.linalg.eigh(matrix)[1]
    return vectors*np.sign(np.take_along_axis(vectors, np.argmax(np.abs(vectors), axis=0)[None], axis=0))''',
    "_gaps": '''def _gaps(matrix):
    """Return 1/(w[j] - w[i]) for the eigenvalues w, and 0 where i is j."""
    values = np.linalg.eigvalsh(matrix)
    away = values[None, :] - values[:, None] + np.eye(len(values))
    return 1/away - np.eye(len(values))''',
    "_softmax": '''def _softmax(x):
    """Return exp(x) over its sum along the last axis."""
    found = np.exp(x - np.max(x, axis=-1, keepdims=True))
    found /= np.sum(found, axis=-1, keepdims=True)
    return found''',
    "_normalized": '''def _normalized(x):
    """Return exp(x) over its sum along the last axis, and the logarithm of that sum."""
    most = np.max(x, axis=-1, keepdims=True)
    found = np.exp(x - most)
    sums = np.sum(found, axis=-1, keepdims=True)
    found /= sums
    return found, np.log(sums[..., 0]) + most[..., 0]''',
    "_logsumexp": '''def _logsumexp(x):
    """Return the logarithm of the sum of exp(x) along the last axis."""
    most = np.max(x, axis=-1, keepdims=True)
    return np.log(np.sum(np.exp(x - most), axis=-1)) + most[..., 0]''',
    "_offsets": '''def _offsets(matrix):
    """Return the sums of the entries at each distance from the diagonal."""
    above = [np.trace(matrix, place) for place in range(len(matrix))]
    below = [np.trace(matrix, -place) for place in range(1, len(matrix))]
    return np.array(above) + np.array([0.0, *below])''',
    "_logm_frechet": '''def _logm_frechet(matrix, direction):
    """Return the derivative of the logarithm of a matrix in a direction."""
    size = len(matrix)
    whole = np.block([[matrix, direction], [np.zeros_like(matrix), matrix]])
    return scipy.linalg.logm(whole)[:size, size:]''',
    "_largest": '''def _largest(x):
    """Return 1 at the largest entry along the last axis, and 0 elsewhere."""
    found = np.zeros(np.shape(x))
    np.put_along_axis(found, np.argmax(x, axis=-1)[..., None], 1.0, axis=-1)
    return found''',
    "_polar": '''def _polar(matrix):
    """Return the left singular vectors times the right ones."""
    left, _, right = np.linalg.svd(matrix, full_matrices=False)
    return left @ right''',
    "_skew": '''def _skew(a):
    """Return the matrix whose product with b is cross(a, b)."""
    return np.array([[0, -a[2], a[1]], [a[2], 0, -a[0]], [-a[1], a[0], 0]])''',
}  # fmt: skip


class Library:
    """A library of arrays. *like* is an argument that says of which type new arrays are."""

    name: ClassVar[str]
    alias: ClassVar[str]
    """The name of its module of functions."""
    kind: ClassVar[str] = "arrays"
    modules: ClassVar[tuple[str, ...]]
    """Lines that import what is always used."""
    parts: ClassVar[tuple[str, ...]] = ()
    """Modules that are imported where they are used."""
    helpers: ClassVar[dict[str, str]]
    reserved: ClassVar[tuple[str, ...]]
    moving: ClassVar[str] = "transpose"
    """The method of an array that changes the order of its axes."""
    normalized: ClassVar[str] = ""
    """The helper that returns softmax and logsumexp of an array, where it pays to compute both at once."""

    def __init__(self, like: str = "") -> None:
        self.like = like

    def has(self, code: int) -> bool:
        """Return whether it has the function of *code*; others are written by their definitions."""
        return True

    def new(self) -> str:
        """Return the arguments that say of which type a new array is."""
        return f", dtype={self.like}.dtype" if self.like else ""

    def eye(self, size: str) -> str:
        return f"{self.alias}.eye({size}{self.new()})"

    def ones(self, sizes: Sequence[str]) -> str:
        shape = sizes[0] if len(sizes) == 1 else f"({', '.join(sizes)})"
        return f"{self.alias}.ones({shape}{self.new()})"

    def size(self, text: str, axis: int) -> str:
        return f"{self.alias}.shape({text})[{axis}]"

    def diagonal(self, text: str) -> str:
        return f"{self.alias}.diagonal({text})"

    def outer(self, one: str, other: str) -> str:
        return f"{self.alias}.outer({one}, {other})"

    def solve(self, matrix: str, right: str) -> str:
        return f"{self.alias}.linalg.solve({matrix}, {right})"

    def einsum(self, axes: Sequence[str], output: str, operands: Sequence[str]) -> str:
        return f'{self.alias}.einsum("{",".join(axes)}->{output}", {", ".join(operands)})'

    def summed(self, text: str, axes: Sequence[int]) -> str:
        """Return a sum over *axes*, over all of them where none is said."""
        along = f", axis={tuple(axes) if len(axes) > 1 else axes[0]}" if axes else ""
        return f"{self.alias}.sum({text}{along})"

    def inner(self, one: str, other: str) -> str:
        """Return the sum of the products of all entries, "" where it is written as a sum."""
        return ""

    def chosen(self, conditions: Sequence[str], values: Sequence[str]) -> str:
        """Return the value of the first condition that holds, NaN where none does."""
        text = f"{self.alias}.nan"
        for condition, value in zip(reversed(conditions), reversed(values), strict=True):
            text = value if condition == "True" else f"{self.alias}.where({condition}, {value}, {text})"
        return text

    def step(self, text: str) -> str:
        """Return 0 below 0, 1 above it, and NaN there."""
        return f"{self.alias}.heaviside({text}, {self.alias}.nan)"

    def number(self, text: str) -> str:
        """Return a number as functions of the library take it."""
        return text

    def called(self, code: int, arguments: Sequence[str]) -> str:
        """Return the call of a function of the table. Raises Unsupported where there is none."""
        row = row_of(code)
        text = self.template(row) if is_array_function(code) else self.entries(row, arguments)
        if not text:
            raise Unsupported(f"{row.name} has no source in {self.name} here")
        return text.format(*arguments)

    def template(self, row: Function) -> str:
        """Return the call of a function of whole arrays, "" where it has none."""
        raise NotImplementedError

    def entries(self, row: Function, arguments: Sequence[str]) -> str:
        """Return the call of a function that works entry by entry, "" where it has none."""
        raise NotImplementedError


class NumPy(Library):
    """NumPy, with SciPy where a function needs it."""

    name = "NumPy"
    alias = "np"
    modules = ("import numpy as np",)
    parts = ("scipy.linalg", "scipy.special")
    helpers = _NUMPY
    normalized = "_normalized"
    reserved = ("np", "scipy")

    def has(self, code: int) -> bool:
        row = row_of(code)
        return is_array_function(code) or row.name in _NAMED or bool(row.numpy and not row.integers)

    def new(self) -> str:
        return ""

    def inner(self, one: str, other: str) -> str:
        return f"np.vdot({one}, {other})"

    def chosen(self, conditions: Sequence[str], values: Sequence[str]) -> str:
        spelled = ", ".join([text if text != "True" else "np.True_" for text in conditions])
        return f"np.select([{spelled}], [{', '.join(values)}], np.nan)"

    def template(self, row: Function) -> str:
        return row.numpy

    def entries(self, row: Function, arguments: Sequence[str]) -> str:
        if row.name in ("Max", "Min") and len(arguments) > 2:
            raise Unsupported("the largest of more than two has no source here")
        if row.name in _NAMED:
            return _NAMED[row.name]
        if not row.numpy or row.integers:
            return ""
        places = ", ".join([f"{{{place}}}" for place in range(len(arguments))])
        return f"{row.numpy.replace('numpy.', 'np.')}({places})"


__all__ = ["Library", "NumPy"]
