"""The language of vectors, matrices and tensors: how texts are read, and what is refused."""

from __future__ import annotations

import numpy
import pytest
from parts import in_parts

from symdiff import ParseError, SymdiffError, UnknownName, WrongArity, WrongShape, derive, parse, tensors
from symdiff.graph.shapes import declared
from symdiff.parser.arrays.inferred import shapes_of, texts

VALUES = {
    "A": numpy.array([[1.0, 2.0, 0.5], [-0.5, 3.0, 1.0]]),
    "B": numpy.array([[1.0, -2.0], [0.5, 3.0]]),
    "x": numpy.array([1.0, -2.0, 3.0]),
    "y": numpy.array([0.5, 1.5, -1.0]),
    "b": numpy.array([2.0, -1.0]),
    "t": 1.5,
}
SHAPES = "A[n,m] B[n,n] x[m] y[m] b[n] t"
A, B, x, y, b, t = VALUES.values()
inv = numpy.linalg.inv

# What is written → its value by NumPy. A row for each notation that is read.
READ = {
    "A @ x": A @ x,
    "A.T @ b": A.T @ b,
    "A' @ b": A.T @ b,
    "A^T @ b": A.T @ b,
    "Aᵀ @ b": A.T @ b,
    "(A x)' @ b": (A @ x) @ b,
    "x.T @ y": x @ y,
    "x @ y": x @ y,
    "x @ y.T": numpy.outer(x, y),
    "x' @ y": x @ y,
    "b.T @ A": b @ A,
    "A x": A @ x,
    "2 A x": 2 * A @ x,
    "A @ A.T": A @ A.T,
    "x .* y": x * y,
    "x ⊙ y": x * y,
    "x ∘ y": x * y,
    "x ./ y": x / y,
    "A .^ 2": A**2,
    "x*y": x * y,
    "t*A": t * A,
    "A/t": A / t,
    "exp(A)": numpy.exp(A),
    "sin(x) + 1": numpy.sin(x) + 1,
    "x^2": x**2,
    "B^-1": inv(B),
    "B⁻¹": inv(B),
    "inv(B)": inv(B),
    "solve(B, b)": inv(B) @ b,
    "B \\ b": inv(B) @ b,
    "sum(A)": A.sum(),
    "sum(A, 1)": A.sum(1),
    "sum(A, 0)": A.sum(0),
    "mean(A)": A.mean(),
    "mean(A, 0)": A.mean(0),
    "prod(x)": x.prod(),
    "max(x)": x.max(),
    "min(x)": x.min(),
    "max(x, y)": numpy.maximum(x, y),
    "max(A)": A.max(),
    "norm(x)": numpy.linalg.norm(x),
    "norm(A)": numpy.linalg.norm(A),
    "norm(x, 1)": abs(x).sum(),
    "norm(x, oo)": abs(x).max(),
    "np.linalg.norm(x)": numpy.linalg.norm(x),
    "torch.sum(x**2)": (x**2).sum(),
    "np.log(np.sum(np.exp(x)))": numpy.log(numpy.exp(x).sum()),
    "np.linalg.inv(B) @ b": inv(B) @ b,
    "np.maximum(x, 0)": numpy.maximum(x, 0),
    "jnp.minimum(x, y)": numpy.minimum(x, y),
    "torch.nn.functional.leaky_relu(A @ x)": numpy.where(A @ x > 0, A @ x, 0.01 * (A @ x)),
    "‖x‖": numpy.linalg.norm(x),
    "||x||": numpy.linalg.norm(x),
    "|x|": abs(x),
    "tr(B)": numpy.trace(B),
    "det(B)": numpy.linalg.det(B),
    "logdet(B)": numpy.log(abs(numpy.linalg.det(B))),
    "diag(x)": numpy.diag(x),
    "diag(B)": numpy.diag(B),
    "kron(x @ y.T, B)": numpy.kron(numpy.outer(x, y), B),
    "A ⊗ B": numpy.kron(A, B),
    "kron(x, b)": numpy.kron(x, b),
    "b ⊗ x": numpy.kron(b, x),
    "tr(B^2)": numpy.trace(B @ B),
    "trace((B @ B)³)": numpy.trace(numpy.linalg.matrix_power(B, 6)),
    "outer(x, b)": numpy.outer(x, b),
    "dot(x, y)": x @ y,
    "eye(n)": numpy.eye(2),
    "ones(n,m)": numpy.ones((2, 3)),
    "zeros(m)": numpy.zeros(3),
    "sym(B)": (B + B.T) / 2,
    "softmax(x)": numpy.exp(x) / numpy.exp(x).sum(),
    "logsumexp(x)": numpy.log(numpy.exp(x).sum()),
    "logsumexp(A, 1)": numpy.log(numpy.exp(A).sum(1)),
    "logsumexp(A)": numpy.log(numpy.exp(A).sum()),
    "softmax(A)": numpy.exp(A) / numpy.exp(A).sum(1, keepdims=True),
    "softmax(A, 0)": numpy.exp(A) / numpy.exp(A).sum(0),
    "var(x)": x.var(),
    "svdvals(A)": numpy.linalg.svd(A)[1],
    "spectral(A)": numpy.linalg.norm(A, 2),
    "nuclear(A)": numpy.linalg.norm(A, "nuc"),
    "pinv(A)": numpy.linalg.pinv(A),
    "tril(B)": numpy.tril(B),
    "eigvalsh(B + B.T)[0]": numpy.linalg.eigvalsh(B + B.T)[0],
    "A[0,1]": A[0, 1],
    "x[m - 1]": x[-1],
    "eigvalsh(B + B.T)[n - 1]": numpy.linalg.eigvalsh(B + B.T)[1],
    "A[1]": A[1],
    "x[0]": x[0],
    "sum[i,j](A[i,j]*x[j])": (A @ x).sum(),
    "[i]: sum[j](A[i,j]*x[j])": A @ x,
    "[j,i]: A[i,j]": A.T,
    "sum[i](B[i,i])": numpy.trace(B),
    "[i,j]: delta[i,j]*b[i]": numpy.diag(b),
    "[i]: A[i,1]": A[:, 1],
    "toeplitz(b)": numpy.array([[2.0, -1.0], [-1.0, 2.0]]),
    "sum[i](A[i,m - 1]*b[i])": A[:, -1] @ b,
    "[i<n]: delta[i,1]": numpy.array([0.0, 1.0]),
    "[i]: x[i]*delta[i,m - 1]": numpy.array([0.0, 0.0, x[2]]),
    "sum[i](x[i]*delta[i,0]*delta[i,1])": 0.0,
    "sum[t](x[t])": x.sum(),
    "var(A, 0)": A.var(0),
    "var(A, 1)": A.var(1),
    "[i]: min[j](A[i,j])": A.min(1),
    "[j]: (sum[i](b[i])*([i]: x[i]))[j]": b.sum() * x,
    "[i<n,j<n]: delta[i,j]": numpy.eye(2),
    "[i]: mean[j](A[i,j])": A.mean(1),
    "[i]: max[j](A[i,j])": A.max(1),
    "[i]: logsumexp[j](A[i,j])": numpy.log(numpy.exp(A).sum(1)),
    "[i]: prod[j](A[i,j])": A.prod(1),
    "[i<m-1]: x[i+1] - x[i]": numpy.diff(x),
    "[i<m-2]: x[i + 2] - 2*x[i + 1] + x[i]": numpy.diff(x, 2),
    "[i<m]: x[m - 1 - i]": x[::-1],
    "sum[i<m-1]((x[i+1] - x[i])^2)": (numpy.diff(x) ** 2).sum(),
    "sum[i<m-1](abs(x[1 + i] - x[i]))": abs(numpy.diff(x)).sum(),
    "sum[i<m-1,j](b[j]*x[i + j])": numpy.correlate(x, b).sum(),
    "[i<m-n+1]: sum[j](b[j]*x[i + j])": numpy.correlate(x, b),
    "[i,j<m-1]: A[i,j + 1] - A[i,j]": numpy.diff(A, axis=1),
    "[i<n-1]: A[i + 1,:] - A[i,:]": numpy.diff(A, axis=0),
    "sum[i<n-1](B[i + 1,i])": B[1, 0],
    "sum[i](i*b[i])": b[1],
    "[i,j]: (i - j)^2*B[i,j]": B * [[0, 1], [1, 0]],
    "[i<n,j<m]: (i == j)*x[j]": numpy.eye(2, 3) * x,
    "[i<n]: x[2*i]": x[::2],
    "sum[i<m](i)": 3.0,
    "A[0,:]": A[0],
    "A[:,1]": A[:, 1],
    "A[:,:]": A,
    "[i]: norm(A[i,:] - x)": numpy.linalg.norm(A - x, axis=1),
    "sum[i](b[i]*‖A[i,:]‖^2)": b @ (A**2).sum(1),
    "sum[j](norm(A[:,j], 1))": abs(A).sum(),
    "[i]: logsumexp(A[i,:])": numpy.log(numpy.exp(A).sum(1)),
    "[i]: max(A[i,:])": A.max(1),
    "[i]: mean(A[i,:])": A.mean(1),
    "[i]: var(A[i,:])": A.var(1),
    "[i]: softmax(A[i,:])": numpy.exp(A) / numpy.exp(A).sum(1)[:, None],
    "[j]: A[:,j]": A.T,
    "[i]: A[i,:] - A[0,:]": A - A[0],
    "sum[i](A[i,:])": A.sum(0),
    "sum[i](b[i]*A[i,:])": b @ A,
    "[i]: A[i,:] @ x": A @ x,
    "[i]: A[i,:]' x": A @ x,
    "[j]: B @ A[:,j]": (B @ A).T,
    "sum[j](A[:,j]' B A[:,j])": numpy.trace(A.T @ B @ A),
    "sum[i](A[i,:] @ A[i,:]')": A.T @ A,
    "sum[i,j](dot(A[i,:], A[j,:]))": (A @ A.T).sum(),
    "[i,j]: exp(-‖A[i,:] - A[j,:]‖^2/2)": numpy.exp(-((A[:, None] - A[None]) ** 2).sum(2) / 2),
    "[i]: exp(b[i])/sum[j](exp(b[j]))": numpy.exp(b) / numpy.exp(b).sum(),
    "sum[i<n](t)": 2 * t,
    "sum(x)/m": x.mean(),
    "n*m": 6.0,
    "A + t": A + t,
    "A + x": A + x,
    "where(x > 0, x, 0)": numpy.maximum(x, 0),
    "relu(x)": numpy.maximum(x, 0),
    "-x.T @ y": -x @ y,
    "1 ./ B": 1 / B,
    "norm1(x)": abs(x).sum(),
    "A ^ T @ b": A.T @ b,
    "b' A x": b @ A @ x,
    "1/2 b' B b": b @ B @ b / 2,
    "3*1/2 b' B b": 3 * b @ B @ b / 2,
    "2*3/4 B b": 1.5 * B @ b,
    "-1/2 (b - B b)' inv(B) b": -(b - B @ b) @ numpy.linalg.inv(B) @ b / 2,
    "x' y/2": x @ y / 2,
    "b x'": numpy.outer(b, x),
    "b x' y": b * (x @ y),
    "(b' A x)^2": (b @ A @ x) ** 2,
    "2 log det(B' B)": 2 * numpy.log(numpy.linalg.det(B.T @ B)),
    "tr exp(B) + t": numpy.trace(numpy.exp(B)) + t,
    "t ||x||_1": t * abs(x).sum(),
    "‖x‖_2^2 + ||x||_inf": x @ x + abs(x).max(),
    "||A||_F": numpy.linalg.norm(A),
    "t/2 n": t / 4,
}


@in_parts
@pytest.mark.parametrize("text", list(READ))
def test_a_notation_means_what_numpy_computes(text):
    found = parse(text, shapes=SHAPES)(**VALUES)
    assert numpy.shape(found) == numpy.shape(READ[text])
    assert found == pytest.approx(numpy.asarray(READ[text]), rel=1e-12)


@in_parts
@pytest.mark.parametrize("text", list(READ))
def test_what_is_printed_reads_back_with_its_shape_and_value(text):
    first = parse(text, shapes=SHAPES)
    second = parse(str(first), shapes=SHAPES)
    assert second.shape == first.shape
    assert second(**VALUES) == pytest.approx(numpy.asarray(first(**VALUES)), rel=1e-12)


@pytest.mark.parametrize("text", ["cross(u, v)", "skew(u) @ v"])
def test_products_of_three_entries(text):
    found = parse(text, shapes="u[3] v[3]")
    assert found(u=x, v=y) == pytest.approx(numpy.cross(x, y))
    assert parse(str(found), shapes="u[3] v[3]") == found


# What is written → the class of the error, the column of the caret, words of the message, words of the hint.
REFUSALS = [
    ("A @ b", WrongShape, 2, "A[n,m] and b[n]", "m and n"),
    ("A + B", WrongShape, 2, "A[n,m] and B[n,n]", "same shape"),
    ("A @ t", WrongShape, 2, "t (a scalar)", "write * for a scalar"),
    ("x y", ParseError, 2, "x[m] and y[m]", "x.T @ y, x .* y or x @ y.T"),
    ("A*x", ParseError, 1, "A[n,m] and x[m]", "A @ x for the matrix product"),
    ("x'*A", ParseError, 2, "several readings", "x' @ A"),
    ("B^2", ParseError, 1, "B[n,n]", "B @ B, or B .^ 2"),
    ("|A|", ParseError, 0, "[n,m]", "det(A), norm(A) or abs(A)"),
    ("1/B", ParseError, 1, "[n,n]", "inv(A)"),
    ("tr(B^2 @ B)", ParseError, 4, "two readings", "B @ B"),
    ("tr(B^t)", ParseError, 4, "two readings", "B .^ t"),
    ("kron(x, B)", WrongShape, 0, "kron takes kron(A[n,m], B[p,q])", ""),
    ("sum[i](x[i]*x[i+1])", ParseError, 15, "x[i+1] is outside: i+1 is m at last, of m entries", "[i<m-1]"),
    ("sum[i](x[i - 1]*x[i])", ParseError, 11, "x[i - 1] is outside: i - 1 is -1 at first", "from 0"),
    ("sum[i<m-1](x[i + 2])", ParseError, 15, "is outside: i + 2 is m at last", "[i<m-2]"),
    ("sum[i<n](x[i])", ParseError, 11, "x[i] has m entries there, and i goes to n", "another range"),
    ("sum[i<m](x[i*i])", ParseError, 12, "i*i is no subscript", "x[2*i]"),
    ("sum[i<m](x[i/2])", ParseError, 12, "i/2 is no subscript", ""),
    ("sum[i<q-1](x[i+1])", ParseError, 6, "q is no dimension here", "m, n"),
    ("sum[i<m-](x[i])", ParseError, 8, "a size is expected here", "[i<n-1]"),
    ("sum[i<m*n](x[i])", ParseError, 13, "x[i] has m entries there, and i goes to m*n", "another range"),
    ("sum[i<(m-1](x[i])", ParseError, 10, "a parenthesis is not closed", "[i<(n-1)*m]"),
    ("x[i + 1]", ParseError, 2, "i is an index", "[i<n]"),
    ("A[i,:]", ParseError, 0, "the index i is not bound", "sum[i](...)"),
    ("sum[i](inv(A[i,:]))", ParseError, 7, "inv(A[i,:]) of rows with an index is not read", "norm"),
    ("sum[i](A[i,:] @ b)", WrongShape, 14, "the inner sizes m and n", "first of the right"),
    ("sum[i](A[i,:] x)", ParseError, 14, "several readings", ""),
    ("[i]: A[i,:] + B", ParseError, 12, "has no indices", ""),
    ("A[:]", ParseError, 0, "2 axes, and 1 subscripts", ""),
    ("A[0:1,0]", ParseError, 3, "unexpected ':'", ""),
    ("B + b", WrongShape, 2, "B[n,n] and b[n]", "[i,j]: X[i,j] + b[j]"),
    ("A + b", WrongShape, 2, "A[n,m] and b[n]", "write the entries out"),
    ("A @ B @", ParseError, 7, "ends where a number, a name or a function", ""),
    ("A @ c", UnknownName, 4, "c is not declared", "c[n]"),
    ("I @ x", UnknownName, 0, "I is not declared", ""),
    ("foo(x)", UnknownName, 0, "unknown function 'foo'", ""),
    ("sofmax(x)", UnknownName, 0, "softmax", ""),
    ("A[i,j]*x[j]", ParseError, 6, "the index i, j is not bound", "sum[i, j]"),
    ("sum[i](A[i,j])", ParseError, 0, "the index j is not bound", ""),
    ("sum[i](A)", ParseError, 0, "has no indices", "write its subscripts"),
    ("sum[i,i](B[i,i])", ParseError, 6, "stands twice", ""),
    ("sum[i](b[i]*x[i])", WrongShape, 11, "two sizes: n and m", "two letters"),
    ("sum[k](t)", ParseError, 0, "how many values has k?", "[k<n]"),
    ("[i]: x[i + 1]", ParseError, 7, "i is an index", "single letters"),
    ("x[t]", ParseError, 2, "declared and can be no index", ""),
    ("A[0]", None, 0, "", ""),
    ("A[0,1,2]", ParseError, 0, "2 axes, and 3 subscripts", ""),
    ("inv(A)", WrongShape, 0, "inv takes inv(A[n,n])", ""),
    ("tr(A)", WrongShape, 3, "no square matrix", ""),
    ("solve(B)", WrongArity, 0, "solve does not take 1", ""),
    ("eye(t)", ParseError, 4, "no dimension", "n"),
    ("cross(x, b)", WrongShape, 0, "cross takes", ""),
    ("max(A, 1)", ParseError, 0, "two readings", "max[j](A[i,j])"),
    ("x[i]*A[0,j]", ParseError, 4, "the index i, j is not bound", "sum[i, j]"),
    ("sum[t](x[t]*t)", ParseError, 9, "a scalar and an index", "another letter"),
    ("sum[i](delta[i,0])", ParseError, 7, "how many values has i?", "[i<n]"),
    ("delta[0,1]", ParseError, 0, "delta of two numbers", ""),
    ("sum[n](b[n])", ParseError, 9, "n is declared", ""),
    ("x^y", ParseError, 1, "the exponent has a shape", "a scalar"),
    ("x' + ", ParseError, 4, "ends where", ""),
    ("(A", ParseError, 2, "before everything is closed", "')'"),
    ("A)", ParseError, 1, "closes nothing", ""),
    ("x $ y", ParseError, 2, "unexpected character", ""),
    ("", ParseError, None, "empty", ""),
    ("x 2", ParseError, 2, "unexpected number", "write *"),
    ("sum(A, 2)", ParseError, 7, "no such axis", ""),
    ("norm(A, 1)", ParseError, 0, "two readings", "Frobenius"),
    ("delta[i,j]", ParseError, 0, "how many values", ""),
    ("A^t", ParseError, 1, "two readings", "A .^ t"),
    ("x' y'", ParseError, 3, "x'[m] and y'[m]", ""),
    ("torch.matmul(A, x)", UnknownName, 6, "unknown function 'matmul'", "write A @ x"),
    ("x'Ax", UnknownName, 2, "Ax is not declared", "write A x for the product"),
    ("sum_i x_i^2", UnknownName, 6, "x_i is not declared", "write x[i] for an entry"),
    ("∑ᵢ xᵢ²", ParseError, 0, "unexpected character '∑'", "sum[i](x[i]^2)"),
    ("sum(log x)", UnknownName, 4, "log is a function", "write log(x)"),
    ("log det(B)^2", ParseError, 10, "a power of log det(B) has two readings", "log(det(B))^..."),
    ("log det(B)²", ParseError, 10, "two readings", "log((det(B))^...)"),
    ("||A||_2", ParseError, 0, "two readings: (||A||_2)[n,m]", "spectral(X)"),
    ("||x||_p", ParseError, 5, "no norm is called _p", "norm(x, p)"),
    ("B(x + y)", UnknownName, 0, "unknown function 'B'", "B @ (...)"),
]


@pytest.mark.parametrize(("text", "kind", "column", "said", "hint"), REFUSALS)
def test_what_does_not_fit_or_has_several_readings_is_refused_at_its_place(text, kind, column, said, hint):
    if kind is None:
        parse(text, shapes=SHAPES)
        return
    with pytest.raises(kind) as refused:
        parse(text, shapes=SHAPES)
    assert said in refused.value.message
    assert hint in refused.value.hint
    if text:
        assert (refused.value.text, refused.value.column) == (text, column)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("A: n m, x: m, t", "A[n,m] x[m] t"),
        ("A: n n x: n", "A[n,n] x[n]"),
        ("X: n d, w: d, y: n", "X[n,d] w[d] y[n]"),
        ("A: (n, m), x: (m,), t: ()", "A[n,m] x[m] t"),
        ("A: [n, m]; x: [m]", "A[n,m] x[m]"),
        ("A(n, m) x(m)", "A[n,m] x[m]"),
        ("A[n m] B[n×m]", "A[n,m] B[n,m]"),
        ("A: 3x4 x: 4", "A[3,4] x[4]"),
        ("T: 2x3x4", "T[2,3,4]"),
        ("A: n×n, b", "A[n,n] b"),
        ("A in R^(n x m), x in R^m", "A[n,m] x[m]"),
        ("A ∈ ℝ^{n×m}, x ∈ ℝ^m", "A[n,m] x[m]"),
        ("A: n n spd, x: n", "A[n,n]:spd x[n]"),
        ("A: (n, n) symmetric", "A[n,n]:symmetric"),
        ("A[n, n] : spd, x: n", "A[n,n]:spd x[n]"),
        ("in: n", "in[n]"),
        ("a3x4[n]", "a3x4[n]"),
        ("x in y", "x in y"),
    ],
)
def test_sizes_may_stand_as_elsewhere(written, meant):
    assert declared(written) == declared(meant)


@pytest.mark.parametrize(
    ("shapes", "column", "said"),
    [
        ("A: n, n", 3, "a dimension of A"),
        ("x: n-1", 4, "unexpected"),
        ("x in R^n-1", 8, "unexpected"),
        ("S: spd", 3, "no square matrix"),
        ("A: (n, 0)", 7, "no dimension"),
        ("A: (n,,m)", 5, "no dimension"),
        ("A[n,m] A[k]", 7, "twice"),
        ("A[n,m] A[m,n]", 7, "twice: A[n,m] and A[m,n]"),
        ("A[n,m] A", 7, "twice: A[n,m] and A (a scalar)"),
        ("A[n,0]", 4, "no dimension"),
        ("A[n,m] n", 2, "a dimension of A"),
        ("S[n,m]:spd", 7, "no square matrix"),
        ("S[n,n]:round", 7, "no property"),
        ("A[n,", 1, "unexpected"),
        ("2A", 0, "unexpected"),
    ],
)
def test_shapes_that_are_none_are_refused_at_their_place(shapes, column, said):
    with pytest.raises(ParseError) as refused:
        parse("1", shapes=shapes)
    assert said in refused.value.message
    assert refused.value.column == column


def test_a_function_without_parentheses_whose_name_is_declared_is_refused():
    with pytest.raises(ParseError, match="log is declared, and a function"):
        parse("log det(B)", shapes="B[n,n] log")


def test_scalar_formulas_read_as_they_did():
    assert str(parse("x^2*T + A^T")) == "x**2*T + A**T"
    with pytest.raises(ParseError):
        parse("A @ x")


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("A^T @ b", "A^T is A.T"),
        ("x*y", "x*y is entry by entry, as with .*; @ is the matrix product"),
        ("log det(B)", "log det(B) is log(det(B))"),
        ("sum[i<n,j<n](b[j]*x[i + j])", "x[i + j] is 0 where i + j is no place of the m entries"),
        ("tr(B^4)", "B^4 in a trace is B @ B @ B @ ...; B .^ 4 is entry by entry"),
        ("t/2 n", "t/2 n is t/(2 n); write (t/...)*... for the other"),
        ("A + x", "[m] goes along the last axes of [n,m]"),
    ],
)
def test_a_reading_that_was_chosen_is_a_note(text, note):
    assert note in parse(text, shapes=SHAPES).notes


def test_a_power_that_stands_elsewhere_as_a_name_is_no_transposition():
    with pytest.raises(ParseError, match="two readings"):
        parse("A^T + T", shapes="A[n,n] T")


def test_matlab_reads_products_as_it_does():
    found = parse("x'*A*x + sum(x.*x)", shapes="A[n,n] x[n]", language="matlab")
    assert str(found) == str(parse("x' @ A @ x + sum(x .* x)", shapes="A[n,n] x[n]"))
    with pytest.raises(SymdiffError, match="no language"):
        parse("x", language="matlab")


@pytest.mark.parametrize(
    ("text", "vectors", "matrices", "found"),
    [
        ("norm(A @ x - y)^2", ["x", "y"], ["A"], "A[m,n] x[n] y[m]"),
        ("x.T @ A @ x", ["x"], ["A"], "A[n,n] x[n]"),
        ("tr(A @ B)", [], ["A", "B"], "A[n,m] B[m,n]"),
        ("logdet(X)*t", [], ["X"], "X[n,n] t"),
        ("sum[i](x[i]*y[i])", ["x", "y"], [], "x[n] y[n]"),
    ],
)
def test_sizes_are_found_from_what_must_fit(text, vectors, matrices, found):
    shapes = shapes_of(text, vectors, matrices)
    renamed = {
        dim: place for place, dim in enumerate(dict.fromkeys(d for a in shapes.values() for d in a.shape))
    }
    wanted = declared(found)
    other = {
        dim: place for place, dim in enumerate(dict.fromkeys(d for a in wanted.values() for d in a.shape))
    }
    assert {n: [renamed[d] for d in a.shape] for n, a in shapes.items()} == {
        n: [other[d] for d in a.shape] for n, a in wanted.items()
    }
    parse(text, shapes=texts(shapes))


def test_sizes_are_found_where_a_star_is_the_matrix_product():
    assert texts(shapes_of("x'*A*x", ["x"], ["A"], matlab=True)) == "A[n,n] x[n]"
    assert texts(shapes_of("A*B.*C", [], ["A", "B", "C"], matlab=True)) == "A[n,m] B[m,k] C[n,k]"
    with pytest.raises(SymdiffError, match="several readings"):
        shapes_of("x'*A*x", ["x"], ["A"])


def test_sizes_that_cannot_fit_are_refused():
    with pytest.raises(WrongShape):
        shapes_of("A @ x", ["x"], ["A"], dict(declared("x[3]")) | dict(declared("A[n,2]")))


def test_expressions_of_python_are_those_of_texts():
    one, two = tensors("A[n,m] x[m]")
    assert (one @ two).shape == ("n",)
    assert one.T.shape == ("m", "n")
    assert one == one.T.T
    assert str(2 * one @ two) == "2*A @ x"
    assert one[0, 1].shape == ()
    assert one[0].shape == ("m",)
    assert (two @ two).shape == ()
    assert str(derive((one @ two) @ (one @ two), two)) == "2*A.T @ A @ x"


@pytest.mark.parametrize(
    ("build", "kind"),
    [
        (lambda A, x: x @ A, WrongShape),
        (lambda A, x: A + x[0] + A.T, WrongShape),
        (lambda A, x: A**2, WrongShape),
        (lambda A, x: x.T, WrongShape),
        (lambda A, x: x**x, WrongShape),
        (lambda A, x: A[0, 1, 2], WrongShape),
        (lambda A, x: A[0.5], SymdiffError),
        (lambda A, x: A[0, 1][0], TypeError),
        (lambda A, x: A @ 2, TypeError),
    ],
)
def test_what_does_not_fit_is_refused_when_it_is_built(build, kind):
    with pytest.raises(kind):
        build(*tensors("A[n,m] x[m]"))


def test_two_symbols_with_one_name_and_two_shapes_do_not_meet():
    with pytest.raises(WrongShape, match="two symbols with one name"):
        tensors("x[n]") + tensors("x[m]")
    with pytest.raises(WrongShape, match="two symbols with one name"):
        parse("x").subs("x", "x") + tensors("x[n]")
