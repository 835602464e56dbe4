"""Derivatives in the layout of vec: how they are printed, and that they have the same entries."""

from __future__ import annotations

import numpy
import pytest
from arrays import SIZES, drawn

from symdiff import Unsupported, WrongShape, derive, parse
from symdiff.export.index import index_text
from symdiff.graph.shapes import declared

# What is derived: the formula, the shapes, the variable, the order → its matrix.
STACKED = {
    ("A @ X @ B", "A[n,m] X[m,k] B[k,p]", "X", 1): "kron(B.T, A)",
    ("X", "X[n,m]", "X", 1): "kron(eye(m), eye(n))",
    ("X.T", "X[n,m]", "X", 1): "kron(eye(n), eye(m)) @ commutation(ones(n,m))",
    ("inv(X)", "X[n,n]", "X", 1): "-kron(inv(X).T, inv(X))",
    ("X.T @ X", "X[n,m]", "X", 1): "kron(X.T, eye(m)) @ commutation(ones(n,m)) + kron(eye(m), X.T)",
    ("norm(X @ b)^2", "X[n,m] b[m]", "X", 2): "2*kron(b @ b.T, eye(n))",
    ("norm(A - U @ V.T)^2", "A[n,m] U[n,k] V[m,k]", "U", 2): "2*kron(V.T @ V, eye(n))",
    ("logdet(X)", "X[n,n]", "X", 2): "-kron(inv(X), inv(X).T) @ commutation(ones(n,n))",
    ("X*tr(A @ X)", "X[n,m] A[m,n]", "X", 1): "tr(A @ X)*kron(eye(m), eye(n)) + vec(X) @ vec(A.T).T",
    ("sin(X)", "X[n,m]", "X", 1): "diag(vec(cos(X)))",
    ("X .* B", "X[n,m] B[n,m]", "X", 1): "diag(vec(B))",
    ("A @ x", "A[n,m] x[m]", "A", 1): "kron(ones(1) @ x.T, eye(n))",
    ("A.T @ x", "A[n,m] x[n]", "A", 1): "kron(ones(1) @ x.T, eye(m)) @ commutation(ones(n,m))",
    ("x @ y.T", "x[n] y[m]", "x", 1): "kron(y @ ones(1).T, eye(n))",
    ("tr(A @ X)", "A[m,n] X[n,m]", "X", 1): "vec(A.T)",
    ("t*A", "A[n,m] t", "t", 1): "vec(A)",
    ("A @ x", "A[n,m] x[m]", "x", 1): "A",
    ("x.T @ A @ x", "A[n,n] x[n]", "x", 1): "(A + A.T) @ x",
    ("u.T @ X @ v*X", "X[n,m] u[n] v[m]", "X", 1):
        "(u.T @ X @ v)*kron(eye(m), eye(n)) + vec(X) @ vec(u @ v.T).T",
}  # fmt: skip


@pytest.mark.parametrize("case", STACKED, ids=lambda case: f"{case[0]} by {case[2]}")
def test_the_columns_of_a_derivative_are_stacked(case):
    text, shapes, name, order = case
    derivative = derive(parse(text, shapes=shapes), name, order=order)
    found = derivative.stacked()
    assert str(found) == STACKED[case]
    assert (found.where, found.notes) == (derivative.where, derivative.notes)
    again = parse(str(found), shapes=shapes)
    for seed, sizes in enumerate(SIZES):
        at = drawn(shapes, sizes, seed)
        whole = numpy.asarray(derivative(**at))
        front = whole.ndim - len(declared(shapes)[name].shape)
        turned = whole.transpose(*range(front)[::-1], *range(front, whole.ndim)[::-1])
        wanted = turned.reshape(numpy.prod(whole.shape[:front], dtype=int), -1)
        for each in (found, again):
            value = numpy.asarray(each(**at))
            assert value.ndim == min(whole.ndim, 2 if front and front < whole.ndim else 1)
            assert value.reshape(wanted.shape) == pytest.approx(wanted)


WRITTEN_OUT = {
    ("A .* X", "A[n,m] X[n,m]"): "[i,j<m*n]: delta[i,j]*vec(A)[i]",
    ("exp(X)", "X[n,m]"): "[i,j<m*n]: delta[i,j]*vec(exp(X))[i]",
}


@pytest.mark.parametrize("case", WRITTEN_OUT, ids=lambda case: case[0])
def test_entries_of_a_stacked_derivative_are_read_back(case):
    text, shapes = case
    found = derive(parse(text, shapes=shapes), "X").stacked()
    assert index_text(found) == WRITTEN_OUT[case]
    again = parse(index_text(found), shapes=shapes)
    at = drawn(shapes, SIZES[0], 0)
    assert numpy.asarray(again(**at)) == pytest.approx(numpy.asarray(found(**at)))
    zero = derive(parse("(A @ x) ./ (A @ x)", shapes="A[n,m] x[m]"), "A").stacked()
    assert parse(str(zero), shapes="A[n,m] x[m]").shape == ("n", "m*n")


def test_what_has_no_such_form_is_refused():
    with pytest.raises(Unsupported, match="Kronecker"):
        derive(parse("softmax(X)", shapes="X[n,m]"), "X").stacked()
    with pytest.raises(Unsupported, match="vectors and matrices"):
        derive(parse("sum(T)*T", shapes="T[n,m,k]"), "T").stacked()
    with pytest.raises(WrongShape, match="of derivatives"):
        parse("A @ x", shapes="A[n,m] x[m]").stacked()
    with pytest.raises(WrongShape, match="of derivatives"):
        derive("x^2", "x").stacked()
