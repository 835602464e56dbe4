"""JAX and PyTorch as libraries for code of arrays, with the functions of their scalar code.

>>> Torch("A").eye("n")
'torch.eye(n, dtype=A.dtype, device=A.device)'
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from symdiff.export.einsum_libraries import Library, NumPy
from symdiff.programs import tensors
from symdiff.table.arrays import is_array_function
from symdiff.table.functions import row_of
from symdiff.table.row import Function

_JAX: Final = {
    "_eigenvectors": '''def _eigenvectors(matrix):
    """Return the eigenvectors as columns, each with a positive entry where it is largest."""
    vectors = jnp.linalg.eigh(matrix)[1]
    largest = jnp.argmax(jnp.abs(vectors), axis=0)[None]
    return vectors*jnp.sign(jnp.take_along_axis(vectors, largest, axis=0))''',
    "_gaps": '''def _gaps(matrix):
    """Return 1/(w[j] - w[i]) for the eigenvalues w, and 0 where i is j."""
    values = jnp.linalg.eigvalsh(matrix)
    one = jnp.eye(len(values), dtype=values.dtype)
    return 1/(values[None, :] - values[:, None] + one) - one''',
    "_offsets": '''def _offsets(matrix):
    """Return the sums of the entries at each distance from the diagonal."""
    place = jnp.arange(len(matrix))
    return jnp.zeros(len(matrix), matrix.dtype).at[jnp.abs(place[:, None] - place)].add(matrix)''',
    "_largest": '''def _largest(x):
    """Return 1 at the largest entry along the last axis, and 0 elsewhere."""
    return jax.nn.one_hot(jnp.argmax(x, axis=-1), x.shape[-1], dtype=x.dtype)''',
    "_polar": '''def _polar(matrix):
    """Return the left singular vectors times the right ones."""
    left, _, right = jnp.linalg.svd(matrix, full_matrices=False)
    return left @ right''',
    "_skew": '''def _skew(a):
    """Return the matrix whose product with b is cross(a, b)."""
    zero = jnp.zeros_like(a[0])
    return jnp.array([[zero, -a[2], a[1]], [a[2], zero, -a[0]], [-a[1], a[0], zero]])''',
}  # fmt: skip
_TORCH: Final = {
    "_eigenvectors": '''def _eigenvectors(matrix):
    """Return the eigenvectors as columns, each with a positive entry where it is largest."""
    vectors = torch.linalg.eigh(matrix)[1]
    return vectors*torch.sign(torch.gather(vectors, 0, torch.argmax(torch.abs(vectors), 0)[None]))''',
    "_gaps": '''def _gaps(matrix):
    """Return 1/(w[j] - w[i]) for the eigenvalues w, and 0 where i is j."""
    values = torch.linalg.eigvalsh(matrix)
    one = torch.eye(len(values), dtype=values.dtype, device=values.device)
    return 1/(values[None, :] - values[:, None] + one) - one''',
    "_offsets": '''def _offsets(matrix):
    """Return the sums of the entries at each distance from the diagonal."""
    place = torch.arange(len(matrix), device=matrix.device)
    away = torch.abs(place[:, None] - place).ravel()
    return torch.zeros_like(matrix[0]).index_add(0, away, matrix.ravel())''',
    "_toeplitz": '''def _toeplitz(x):
    """Return the matrix with the entry x[|i - j|] at i, j."""
    place = torch.arange(len(x), device=x.device)
    return x[torch.abs(place[:, None] - place)]''',
    "_expm_frechet": '''def _expm_frechet(matrix, direction):
    """Return the derivative of the exponential of a matrix in a direction."""
    size = len(matrix)
    below = torch.cat([torch.zeros_like(matrix), matrix], 1)
    whole = torch.cat([torch.cat([matrix, direction], 1), below])
    return torch.linalg.matrix_exp(whole)[:size, size:]''',
    "_largest": '''def _largest(x):
    """Return 1 at the largest entry along the last axis, and 0 elsewhere."""
    return torch.nn.functional.one_hot(torch.argmax(x, -1), x.shape[-1]).to(x.dtype)''',
    "_polar": '''def _polar(matrix):
    """Return the left singular vectors times the right ones."""
    left, _, right = torch.linalg.svd(matrix, full_matrices=False)
    return left @ right''',
    "_skew": '''def _skew(a):
    """Return the matrix whose product with b is cross(a, b)."""
    zero = torch.zeros_like(a[0])
    rows = [[zero, -a[2], a[1]], [a[2], zero, -a[0]], [-a[1], a[0], zero]]
    return torch.stack([torch.stack(row) for row in rows])''',
}  # fmt: skip


class _Derived(Library):
    """A library that derives functions, with the functions of its scalar code."""

    scalars: ClassVar[type[tensors.Tensors]]
    own: ClassVar[dict[str, str]]
    """Functions of the table that its scalar code has no names of functions for."""

    def has(self, code: int) -> bool:
        name = row_of(code).name
        return is_array_function(code) or name in self.own or self._plain(name)

    def _plain(self, name: str) -> bool:
        return name in self.scalars.functions and name not in self.scalars.orders

    def entries(self, row: Function, arguments: Sequence[str]) -> str:
        text = self.own.get(row.name) or (self.scalars.functions[row.name] if self._plain(row.name) else "")
        if not text or "{0}" in text:
            return text
        if text in ("maximum", "minimum"):
            whole = "{0}"
            for place in range(1, len(arguments)):
                whole = f"{self.alias}.{text}({whole}, {{{place}}})"
            return whole
        return f"{text}({', '.join([f'{{{place}}}' for place in range(len(arguments))])})"


class Jax(_Derived):
    """JAX: with jit, vmap and derivatives of its own."""

    name = "JAX"
    alias = "jnp"
    modules = ("import math", "", "import jax", "import jax.numpy as jnp")
    parts = ("jax.scipy.linalg", "special")
    helpers = {**tensors.Jax.helpers, **_JAX}  # noqa: RUF012  declared above
    reserved = ("math", "jax", "jnp", "special")
    scalars = tensors.Jax
    own: ClassVar[dict[str, str]] = {
        "sign": "jnp.sign", "Max": "maximum", "Min": "minimum", "Heaviside": "jnp.heaviside({0}, 0.5)",
        "softplus": "jax.nn.softplus", "relu": "jnp.maximum({0}, 0)",
    }  # fmt: skip

    def template(self, row: Function) -> str:
        return row.jax


class Torch(_Derived):
    """PyTorch: with derivatives of its own, on any device."""

    name = "PyTorch"
    alias = "torch"
    kind = "tensors"
    modules = ("import math", "", "import torch")
    helpers = {**tensors.Torch.helpers, **_TORCH}  # noqa: RUF012  declared above
    reserved = ("math", "torch")
    moving = "permute"
    scalars = tensors.Torch
    own: ClassVar[dict[str, str]] = {
        "sign": "torch.sign", "Max": "maximum", "Min": "minimum", "Heaviside": "((torch.sign({0}) + 1)/2)",
        "relu": "torch.clamp({0}, min=0)",
        "softplus": "torch.logaddexp({0}, torch.zeros_like({0}))",
    }  # fmt: skip

    def new(self) -> str:
        return f", dtype={self.like}.dtype, device={self.like}.device" if self.like else ""

    def size(self, text: str, axis: int) -> str:
        return f"{text}.shape[{axis}]"

    def step(self, text: str) -> str:
        return f"torch.where({text} == 0, torch.nan, (torch.sign({text}) + 1)/2)"

    def summed(self, text: str, axes: Sequence[int]) -> str:
        along = f", dim={tuple(axes) if len(axes) > 1 else axes[0]}" if axes else ""
        return f"torch.sum({text}{along})"

    def number(self, text: str) -> str:
        return f"torch.as_tensor({text}{self.new()})"

    def template(self, row: Function) -> str:
        return row.torch


LIBRARIES: Final[dict[str, type[Library]]] = {"numpy": NumPy, "jax": Jax, "torch": Torch}
"""Each by the name of its language."""

__all__ = ["LIBRARIES", "Jax", "Torch"]
