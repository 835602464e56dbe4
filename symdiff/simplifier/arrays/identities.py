"""THE LAWS of arrays that the simplifier uses beside those of products and sums: a row each.

>>> find("inverse-of-product").statement
'inv(A @ B) == inv(B) @ inv(A) where A and B are square by their shapes'
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Law(NamedTuple):
    """A row: two formulas of arrays with one value."""

    name: str
    left: str
    right: str
    condition: str
    """In words, beyond what the left side needs to have a value; empty: none."""
    module: str
    """Which module of `simplifier.arrays` applies it."""
    example: str = ""
    """A formula in which it is used; empty: `left` is one."""

    @property
    def statement(self) -> str:
        """What a reader is shown."""
        return f"{self.left} == {self.right}" + (f" where {self.condition}" if self.condition else "")


_SQUARE: Final = "A and B are square by their shapes"
_AWAY: Final = "x != 0 in each entry"
_FIT: Final = "the sizes of the factors fit one by one"
_BOTH: Final = "A and C are square by their shapes"
SHAPES: Final = "A[n,n] B[n,n] C[m,m] X[n,m] x[n] y[n] p[n] S[n,n]:symmetric P[n,n]:spd t"
"""The arrays of the rows: S is symmetric, P positive definite, A, B and C are any square matrices; the
entries of p are positive."""
LAWS: Final = (
    # factors that meet
    Law("inverse-and-matrix", "inv(A) @ A @ x", "x", "", "laws"),
    Law("softmax", "exp(x)/sum(exp(x))", "softmax(x)", "", "laws"),
    Law("sum-of-softmax", "sum(softmax(x))", "1", "", "laws"),
    Law("sigmoid", "1/(1 + exp(-x))", "sigmoid(x)", "", "laws"),
    Law("sigmoid-and-exponential", "exp(x) .* sigmoid(-x)", "sigmoid(x)", "", "laws"),
    Law("square-of-sech", "sech(x)^2", "1 - tanh(x)^2", "", "laws"),
    Law("hyperbolic-tangent", "sinh(x) ./ cosh(x)", "tanh(x)", "", "laws"),
    Law("step-and-positive-part", "heaviside(x) .* max(0, x)", "max(0, x)", "", "laws"),
    Law("sign-over-absolute-value", "sign(x) ./ abs(x)", "1/x", "", "laws"),
    Law("spectrum", "eigvecs(S) @ diag(eigvalsh(S)) @ eigvecs(S).T", "S", "", "laws"),
    Law("resolvent", "eigvecs(S) @ diag(gaps(S).T[0]) @ eigvecs(S).T", "pinv(eigvalsh(S)[0]*eye(n) - S)",
        "the eigenvalues of S are simple", "laws"),
    Law("product-of-kronecker", "kron(A, C) @ kron(B, C)", "kron(A @ B, C @ C)", _FIT, "kronecker"),
    Law("sum-of-kronecker", "sum(kron(A, C) .^ 3)", "sum(A .^ 3)*sum(C .^ 3)", "", "kronecker"),
    Law("trace-of-kronecker", "tr(kron(A, C) @ kron(A, C))", "tr(A @ A)*tr(C @ C)", _BOTH, "kronecker"),
    Law("pseudoinverse", "X @ pinv(X) @ X", "X", "", "pseudoinverses"),
    Law("sum-of-deviations", "sum(x - mean(x))", "0", "", "powers"),
    Law("powers-of-one-base", "p .* p^t", "p^(t + 1)", "", "powers"),
    Law("power-of-product", "(A @ X) .^ (-2) .* (A @ X)", "1 ./ (A @ X)", "", "powers"),
    Law("denominator-in-denominator", "1/(t*(1 + x/t))", "1/(t + x)", "", "powers"),
    Law("polar", "leftvecs(X) @ rightvecs(X).T", "polar(X)", "", "laws"),
    # terms that meet
    Law("one-minus-sigmoid", "1 - sigmoid(x)", "sigmoid(-x)", "", "laws"),
    Law("sigmoid-of-negative", "x .* sigmoid(x) + x .* sigmoid(-x)", "x", "", "matrices"),
    Law("step-of-negative", "x .* heaviside(x) + x .* heaviside(-x)", "x", _AWAY, "matrices"),
    # functions of what is known
    Law("inverse-of-inverse", "inv(inv(A))", "A", "", "matrices"),
    Law("inverse-of-product", "inv(A @ B)", "inv(B) @ inv(A)", _SQUARE, "matrices"),
    Law("inverse-of-kronecker", "inv(kron(A, C))", "kron(inv(A), inv(C))", _BOTH, "matrices"),
    Law("inverse-of-diagonal", "inv(diag(x))", "diag(1/x)", "", "matrices"),
    Law("inverse-of-scaled", "inv(diag(p) @ A)", "inv(A) @ diag(1/p)", "", "matrices"),
    Law("inverse-of-multiple", "inv(t*eye(n))", "eye(n)/t", "", "matrices"),
    Law("determinant-of-inverse", "det(inv(A))", "1/det(A)", "", "matrices"),
    Law("determinant-of-product", "det(A @ B)", "det(A)*det(B)", _SQUARE, "matrices"),
    Law("determinant-of-rank-one", "det(eye(n) + x @ y.T)", "1 + x.T @ y", "", "matrices"),
    Law("determinant-of-diagonal", "det(diag(x))", "prod(x)", "", "matrices"),
    Law("determinant-of-scaled", "det(diag(x) @ A @ diag(y))", "prod(x)*det(A)*prod(y)", "", "matrices"),
    Law("logdet-of-scaled", "logdet(diag(p) @ A) - logdet(A)", "sum(log(abs(p)))", "", "matrices"),
    Law("determinant-of-exponential", "det(expm(A))", "exp(tr(A))", "", "matrices"),
    Law("logdet-of-exponential", "logdet(expm(A))", "tr(A)", "", "matrices"),
    Law("logdet-of-inverse", "logdet(inv(A))", "-logdet(A)", "", "matrices"),
    Law("logdet-of-product", "logdet(A @ B)", "logdet(A) + logdet(B)", _SQUARE, "matrices",
         "logdet(A @ B) - logdet(A)"),
    Law("logdet-of-kronecker", "logdet(kron(A, C))", "m*logdet(A) + n*logdet(C)", _BOTH, "matrices"),
    Law("logarithm-of-determinant", "log(abs(det(A)))", "logdet(A)", "", "matrices"),
    Law("largest-eigenvalue", "max(eigvalsh(S))", "eigvalsh(S)[n - 1]", "", "matrices"),
    Law("smallest-eigenvalue", "min(eigvalsh(S))", "eigvalsh(S)[0]", "", "matrices"),
    Law("largest-singular-value", "max(svdvals(X))", "svdvals(X)[0]", "", "matrices"),
    Law("exponential-along-identity", "expm_frechet(A, eye(n))", "expm(A)", "", "matrices"),
    Law("function-of-transpose", "expm(A.T)", "expm(A).T", "", "matrices"),
    Law("sylvester-of-identity", "sylvester(A, A, eye(n))", "inv(A)/2", "", "matrices"),
    Law("logarithm-along-itself", "logm_frechet(P, P)", "eye(n)", "", "matrices"),
    Law("logarithm-along-identity", "logm_frechet(P, eye(n))", "inv(P)", "", "matrices"),
    Law("step", "where(x < 0, 0, 1)", "heaviside(x)", _AWAY, "matrices"),
)  # fmt: skip


def find(name: str) -> Law:
    """Return the row called *name*. Raises KeyError where there is none."""
    for law in LAWS:
        if law.name == name:
            return law
    raise KeyError(name)


__all__ = ["LAWS", "SHAPES", "Law", "find"]
