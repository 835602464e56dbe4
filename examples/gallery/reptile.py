"""Reptile, three steps

Three steps of gradient descent on three batches of a task; the update is the way that was gone, over the
size of the step: the sum of the gradients along it, here seen along v. Expanded in the step a, it is
their sum less a times the sum of F_i'' F_j' over j before i. Averaged over batches that is k times the
mean gradient less k (k - 1)/2 a times the mean of F_1'' F_2', which also stands in the gradient of MAML,
and makes steps on one batch help on another.
"""

SHAPES = "t[n] v[n] a"
FUNCTIONS = "F1 F2 F3"
FORMULA = "u = t - a*F1'(t); w = u - a*F2'(u); v @ (F1'(t) + F2'(u) + F3'(w))"
DERIVATIVES = {
    "a": (
        "v.T @ (F3''(t - a*(F1'(t) + F2'(t - a*F1'(t)))) @ (a*F2''(t - a*F1'(t)) @ F1'(t) - F1'(t) - "
        "F2'(t - a*F1'(t))) - F2''(t - a*F1'(t)) @ F1'(t))"
    ),
}
SOURCE = (
    "A. Nichol, J. Achiam, J. Schulman, On First-Order Meta-Learning Algorithms, arXiv "
    "1803.02999, 2018, equations 36 to 41"
)
SAMPLE = {
    "F1(p)": ("sum(log(1 + exp(X @ p)))", "p[n] X[m,n]"),
    "F2(p)": ("sum(log(1 + exp(Y @ p)))", "p[n] Y[m,n]"),
    "F3(p)": ("sum(log(1 + exp(Z @ p)))", "p[n] Z[k,n]"),
}
SLIPS = (
    ("u - a*F2'(u)", "u - a*F2'(t)"),
    ("t - a*F1'(t)", "t + a*F1'(t)"),
)


def objective(jax, np, t, v, a, X, Y, Z):
    def grad(A):
        return jax.grad(lambda p: np.sum(np.log(1 + np.exp(A @ p))))

    u = t - a * grad(X)(t)
    w = u - a * grad(Y)(u)
    return v @ (grad(X)(t) + grad(Y)(u) + grad(Z)(w))
