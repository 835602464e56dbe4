"""THE TABLE of functions of whole arrays: one row each, with the shapes that they take and their pullbacks.

What works entry by entry has its row in `table.functions`; products, transposition, traces, sums, diagonals,
the identity and ones are contractions and need none. In a pullback G is the adjoint of the value, Y the
value, and the other names are those of the signature; `*` in a signature stands for any further axes, to
which the function is applied each by itself.

>>> row_of_array(code_of_array("inv")).pullbacks
('-Y.T @ G @ Y.T',)
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from symdiff.table.operators import CONTRACT, is_whole
from symdiff.table.row import Function

_COOKBOOK: Final = "Petersen & Pedersen, The Matrix Cookbook, 15 November 2012"
_EXPONENTIAL: Final = "Al-Mohy & Higham, SIAM J. Matrix Anal. Appl. 30 (2009) 1639"
_LOGARITHM: Final = "Al-Mohy, Higham & Relton, SIAM J. Sci. Comput. 35 (2013) C394"
_GILES: Final = "Giles, An extended collection of matrix derivative results, 2008"


def _row(signature: str, *pullbacks: str | None, **more: str) -> Function:
    given = _Signature.read(signature)
    return Function(
        name=given.name, parameters=tuple([name for name, _ in given.parameters]), signature=signature,
        pullbacks=pullbacks, **more,  # type: ignore[arg-type]
    )  # fmt: skip


class _Signature(NamedTuple):
    """The name of a function, its parameters with their axes, and the axes of its value."""

    name: str
    parameters: tuple[tuple[str, tuple[str, ...]], ...]
    value: tuple[str, ...]

    @staticmethod
    def read(text: str) -> _Signature:
        """Return what `inv(A[n,n]) -> [n,n]` says."""
        head, _, value = text.partition(" -> ")
        name, _, inside = head.partition("(")
        parameters = tuple([(each[1], _axes(each[2])) for each in _PARAMETER.finditer(inside)])
        return _Signature(name, parameters, _axes(value.strip("[]")))


_PARAMETER: Final = re.compile(r"(\w+)(?:\[([^\]]*)\])?")
_COMMA: Final = re.compile(r",(?![^(]*\))")


def _axes(text: str | None) -> tuple[str, ...]:
    return tuple(_COMMA.split(text)) if text else ()


ARRAY_FUNCTIONS: Final = (
    # what is kept constant: it has the value of its argument, and no derivative
    _row("stop(x[*]) -> [*]", "", numpy="({0})",
         jax="jax.lax.stop_gradient({0})", torch="({0}).detach()",
         source="by definition; jax.lax.stop_gradient"),
    # an expectation, until it is known that nothing is around it but what is linear
    _row("expect(x[*]) -> [*]", "G", source="linear"),
    # inverses and determinants
    _row("inv(A[n,n]) -> [n,n]", "-Y.T @ G @ Y.T", domain="det(A) != 0", numpy="np.linalg.inv({0})",
         jax="jnp.linalg.inv({0})", torch="torch.linalg.inv({0})",
         source=_COOKBOOK + ", 59"),
    _row("solve(A[n,n], b[n]) -> [n]", "-inv(A).T @ G @ Y.T", "inv(A).T @ G", domain="det(A) != 0",
         numpy="np.linalg.solve({0}, {1})",
         jax="jnp.linalg.solve({0}, {1})", torch="torch.linalg.solve({0}, {1})", source=_GILES),
    _row("solve(A[n,n], B[n,k]) -> [n,k]", "-inv(A).T @ G @ Y.T", "inv(A).T @ G", domain="det(A) != 0",
         numpy="np.linalg.solve({0}, {1})",
         jax="jnp.linalg.solve({0}, {1})", torch="torch.linalg.solve({0}, {1})", source=_GILES),
    _row("pinv(A[n,m]) -> [m,n]", "-Y.T @ G @ Y.T + (eye(n) - A @ Y) @ G.T @ Y @ Y.T"
         " + Y.T @ Y @ G.T @ (eye(m) - Y @ A)", numpy="np.linalg.pinv({0})",
         jax="jnp.linalg.pinv({0})", torch="torch.linalg.pinv({0})",
         source="Golub & Pereyra, SIAM J. Numer. Anal. 10 (1973) 413; the rank does not change"),
    _row("det(A[n,n]) -> []", "G*Y*inv(A).T", numpy="np.linalg.det({0})",
         jax="jnp.linalg.det({0})", torch="torch.linalg.det({0})", source=_COOKBOOK + ", 49"),
    _row("logdet(A[n,n]) -> []", "G*inv(A).T", domain="det(A) != 0", numpy="np.linalg.slogdet({0})[1]",
         jax="jnp.linalg.slogdet({0})[1]", torch="torch.linalg.slogdet({0})[1]",
         source=_COOKBOOK + ", 57"),
    # along the last axis
    _row("softmax(x[*,n]) -> [*,n]", "Y .* (G - Y.T @ G)", numpy="_softmax({0})",
         jax="jax.nn.softmax({0}, axis=-1)", torch="torch.softmax({0}, -1)",
         source="from its definition"),
    _row("logsumexp(x[*,n]) -> [*]", "G*softmax(x)", numpy="_logsumexp({0})",
         jax="jax.nn.logsumexp({0}, axis=-1)", torch="torch.logsumexp({0}, -1)",
         source="from its definition"),
    _row("max(x[*,n]) -> [*]", "G*largest(x)", numpy="np.max({0}, axis=-1)",
         jax="jnp.max({0}, axis=-1)", torch="torch.amax({0}, -1)",
         source="from its definition, where one entry is the largest"),
    _row("min(x[*,n]) -> [*]", "G*largest(-x)", numpy="np.min({0}, axis=-1)",
         jax="jnp.min({0}, axis=-1)", torch="torch.amin({0}, -1)",
         source="from its definition, where one entry is the smallest"),
    _row("largest(x[*,n]) -> [*,n]", "", source="1 at the largest entry, and 0 elsewhere",
         jumps="two entries are the largest", numpy="_largest({0})",
         jax="_largest({0})", torch="_largest({0})"),
    _row("prod(x[*,n]) -> [*]", "G*Y/x", numpy="np.prod({0}, axis=-1)",
         jax="jnp.prod({0}, axis=-1)", torch="torch.prod({0}, -1)",
         source="from its definition, where no entry is 0"),
    # eigenvalues and singular values
    _row("eigvalsh(S[n,n]) -> [n]", "eigvecs(S) @ diag(G) @ eigvecs(S).T", numpy="np.linalg.eigvalsh({0})",
         jax="jnp.linalg.eigvalsh({0})", torch="torch.linalg.eigvalsh({0})",
         source=_GILES + ", 3.1; the eigenvalues are simple"),
    _row("eigvecs(S[n,n]) -> [n,n]", "sym(Y @ (gaps(S) .* (Y.T @ G)) @ Y.T)", numpy="_eigenvectors({0})",
         jax="_eigenvectors({0})", torch="_eigenvectors({0})",
         source=_GILES + ", 3.1; the eigenvalues are simple"),
    _row("gaps(S[n,n]) -> [n,n]", numpy="_gaps({0})",
         jax="_gaps({0})", torch="_gaps({0})",
         source="1/(w[j] - w[i]) for the eigenvalues w, and 0 where i is j"),
    _row("svdvals(A[n,m]) -> [min(n,m)]", "leftvecs(A) @ diag(G) @ rightvecs(A).T",
         numpy="np.linalg.svd({0}, compute_uv=False)",
         jax="jnp.linalg.svd({0}, compute_uv=False)", torch="torch.linalg.svdvals({0})",
         source=_GILES + ", 3.2; the singular values are simple"),
    _row("leftvecs(A[n,m]) -> [n,min(n,m)]", numpy="np.linalg.svd({0}, full_matrices=False)[0]",
         jax="jnp.linalg.svd({0}, full_matrices=False)[0]",
         torch="torch.linalg.svd({0}, full_matrices=False)[0]"),
    _row("rightvecs(A[n,m]) -> [m,min(n,m)]", numpy="np.linalg.svd({0}, full_matrices=False)[2].T",
         jax="jnp.linalg.svd({0}, full_matrices=False)[2].T",
         torch="torch.linalg.svd({0}, full_matrices=False)[2].T"),
    _row("polar(A[n,m]) -> [n,m]", numpy="_polar({0})",
         jax="_polar({0})", torch="_polar({0})", source="leftvecs(A) @ rightvecs(A).T"),
    # factors and functions of matrices
    _row("chol(S[n,n]) -> [n,n]", "sym(inv(Y).T @ (tril(Y.T @ G) - diag(diag(Y.T @ G))/2) @ inv(Y))",
         numpy="np.linalg.cholesky({0})",
         jax="jnp.linalg.cholesky({0})", torch="torch.linalg.cholesky({0})",
         source="Murray, arXiv 1602.07527"),
    _row("tril(A[n,m]) -> [n,m]", "tril(G)", numpy="np.tril({0})",
         jax="jnp.tril({0})", torch="torch.tril({0})", source="linear"),
    _row("expm(A[n,n]) -> [n,n]", "expm_frechet(A.T, G)", numpy="scipy.linalg.expm({0})",
         jax="jax.scipy.linalg.expm({0})", torch="torch.linalg.matrix_exp({0})",
         source=_EXPONENTIAL),
    _row("expm_frechet(A[n,n], E[n,n]) -> [n,n]", None, "expm_frechet(A.T, G)",
         numpy="scipy.linalg.expm_frechet({0}, {1}, compute_expm=False)",
         jax="jax.scipy.linalg.expm_frechet({0}, {1}, compute_expm=False)",
         torch="_expm_frechet({0}, {1})", source=_EXPONENTIAL),
    _row("logm(A[n,n]) -> [n,n]", "logm_frechet(A.T, G)", numpy="scipy.linalg.logm({0})",
         source=_LOGARITHM + "; no eigenvalue is negative or 0"),
    _row("logm_frechet(A[n,n], E[n,n]) -> [n,n]", None, "logm_frechet(A.T, G)",
         numpy="_logm_frechet({0}, {1})", source=_LOGARITHM),
    _row("sqrtm(A[n,n]) -> [n,n]", "sylvester(Y.T, Y.T, G)", numpy="scipy.linalg.sqrtm({0})",
         source="Y @ Y is A, so that Y @ dY + dY @ Y = dA; no eigenvalue is negative or 0"),
    _row("sylvester(A[n,n], B[m,m], C[n,m]) -> [n,m]", "-sylvester(A.T, B.T, G) @ Y.T",
         "-Y.T @ sylvester(A.T, B.T, G)", "sylvester(A.T, B.T, G)",
         numpy="scipy.linalg.solve_sylvester({0}, {1}, {2})", source="the solution Y of A @ Y + Y @ B = C"),
    _row("matpow(A[n,n], k) -> [n,n]", None, None, numpy="np.linalg.matrix_power({0}, int({1}))",
         jax="jnp.linalg.matrix_power({0}, int({1}))",
         torch="torch.linalg.matrix_power({0}, int({1}))",
         source="from its definition, for a whole k"),
    _row("toeplitz(x[n]) -> [n,n]", "offsets(G)", numpy="scipy.linalg.toeplitz({0})",
         jax="jax.scipy.linalg.toeplitz({0})", torch="_toeplitz({0})",
         source="the entry at i, j is x[|i - j|]"),
    _row("offsets(B[n,n]) -> [n]", "toeplitz(G)", numpy="_offsets({0})",
         jax="_offsets({0})", torch="_offsets({0})",
         source="the adjoint of toeplitz: sums of the entries at each distance from the diagonal"),
    _row("places(x[n]) -> [n]", "", numpy="np.arange(len({0}), dtype=float)",
         jax="jnp.arange({0}.shape[0], dtype={0}.dtype)", torch="torch.arange({0}.shape[0], dtype={0}.dtype)",
         source="0, 1, ... to n - 1: the indices of x, which is here for its shape alone"),
    _row("cross(a[3], b[3]) -> [3]", "skew(b) @ G", "skew(a).T @ G", numpy="np.cross({0}, {1})",
         jax="jnp.cross({0}, {1})", torch="torch.linalg.cross({0}, {1})",
         source="linear in both"),
    _row("skew(a[3]) -> [3,3]", "axial(G)", numpy="_skew({0})",
         jax="_skew({0})", torch="_skew({0})", source="skew(a) @ b is cross(a, b)"),
    _row("axial(B[3,3]) -> [3]", "skew(G)", source="the adjoint of skew"),
    _row("kron(A[n,m], B[p,q]) -> [n*p,m*q]", "kron_left(G, A, B)", "kron_right(G, A, B)",
         numpy="np.kron({0}, {1})",
         jax="jnp.kron({0}, {1})", torch="torch.kron({0}, {1})", source="linear in both"),
    _row("vec(A[n,k]) -> [k*n]", "unvec(G, A)", numpy="np.ravel({0}, order='F')",
         jax="jnp.ravel({0}.T)", torch="torch.ravel({0}.T)",
         source="the columns one below the other; linear"),
    _row("unvec(v[r], A[n,k]) -> [n,k]", "vec(G)", "", numpy="np.reshape({0}, np.shape({1}), order='F')",
         jax="jnp.reshape({0}, {1}.T.shape).T", torch="torch.reshape({0}, {1}.T.shape).T",
         source="the adjoint of vec; A is here for its shape alone"),
    _row("commutation(A[n,m]) -> [n*m,m*n]", "", source="commutation(A) @ vec(A) is vec(A.T)"),
    _row("kron(a[n], b[p]) -> [n*p]", "kron_left(G, a, b)", "kron_right(G, a, b)",
         numpy="np.kron({0}, {1})",
         jax="jnp.kron({0}, {1})", torch="torch.kron({0}, {1})", source="linear in both"),
    _row("kron_left(c[r], a[n], b[p]) -> [n]", "kron(G, b)", "", "kron_right(c, G, b)",
         source="the adjoint of kron by a, which is here for its shape alone"),
    _row("kron_right(c[r], a[n], b[p]) -> [p]", "kron(a, G)", "kron_left(c, a, G)", "",
         source="the adjoint of kron by b, which is here for its shape alone"),
    _row("kron_left(C[r,s], A[n,m], B[p,q]) -> [n,m]", "kron(G, B)", "", "kron_right(C, G, B)",
         source="the adjoint of kron by A, which is here for its shape alone"),
    _row("kron_right(C[r,s], A[n,m], B[p,q]) -> [p,q]", "kron(A, G)", "kron_left(C, A, G)", "",
         source="the adjoint of kron by B, which is here for its shape alone"),
)  # fmt: skip
"""In the order of their codes."""
_CONTRACTION: Final = Function(name="contract", parameters=("*",))

_BY_NAME: Final = {
    (row.name, row.signature): CONTRACT + 1 + place for place, row in enumerate(ARRAY_FUNCTIONS)
}
_BY_SIGNATURE: Final = {signature: code for (_, signature), code in _BY_NAME.items()}
ARRAY_NAMES: Final = frozenset(row.name for row in ARRAY_FUNCTIONS)
"""What can be called on arrays and has a row here."""


def is_array_function(code: int) -> bool:
    """Return whether *code* is that of a function of whole arrays."""
    return code != CONTRACT and is_whole(code)


def row_of_array(code: int) -> Function:
    """Return the row of a function of whole arrays, or that of contractions, which says nothing."""
    return _CONTRACTION if code == CONTRACT else ARRAY_FUNCTIONS[code - CONTRACT - 1]


def codes_of_array(name: str) -> list[int]:
    """Return the codes of the rows called *name*, which differ in their signatures."""
    return [code for (known, _), code in _BY_NAME.items() if known == name]


def code_of_array(name: str) -> int:
    """Return the code of the first row called *name*."""
    return codes_of_array(name)[0]


def code_of_signature(signature: str) -> int:
    """Return the code of the row with a *signature*. Raises KeyError where there is none."""
    return _BY_SIGNATURE[signature]


@cache
def signature_of(code: int) -> _Signature:
    """Return the signature of a row, read."""
    return _Signature.read(row_of_array(code).signature)


__all__ = [
    "ARRAY_FUNCTIONS", "ARRAY_NAMES", "CONTRACT", "code_of_array", "code_of_signature", "codes_of_array",
    "is_array_function", "is_whole", "row_of_array", "signature_of",
]  # fmt: skip
