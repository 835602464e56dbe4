"""Reptile on a quadratic loss, any number of steps

On the loss (p - c)' A (p - c)/2 a step of gradient descent is linear, so k steps are a power of a matrix.
The update over the size of the step, here seen along v, is known for any k, and so is its derivative by
where the steps begin.
"""

SHAPES = "t[n] c[n] A[n,n]:symmetric v[n] a k"
FORMULA = "v @ (t - c - matpow(eye(n) - a*A, k) @ (t - c))/a"
DERIVATIVES = {
    "t": "v/a - matpow(eye(n) - a*A, k).T @ v/a",
    "c": "matpow(eye(n) - a*A, k).T @ v/a - v/a",
    "v": "(t - c - matpow(eye(n) - a*A, k) @ (t - c))/a",
}
WHERE = {
    "t": "a != 0",
    "c": "a != 0",
    "v": "a != 0",
}
SOURCE = (
    "A. Nichol, J. Achiam, J. Schulman, On First-Order Meta-Learning Algorithms, arXiv "
    "1803.02999, 2018; from the definition of a step"
)
KINDS = {"k": "whole"}
SLIPS = (
    ("t - c - matpow", "t - c + matpow"),
    ("eye(n) - a*A", "eye(n) + a*A"),
)


def objective(jax, np, t, c, A, v, a, k):
    p = t
    for _ in range(int(k)):
        p = p - a * A @ (p - c)
    return v @ (t - p) / a
