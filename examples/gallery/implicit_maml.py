"""MAML by implicit gradients

The parameters p of a task are the minimum of its loss g near the shared ones t, where r says how near.
The gradient by t does not ask how the minimum was found: it needs the Hessian of g there, and no steps.
"""

SHAPES = "p[n] t[n] r"
FUNCTIONS = "L g"
FORMULA = "p = argmin[p](g(p) + r*norm(p - t)^2/2); L(p)"
DERIVATIVES = {
    "t": "p = argmin[p](g(p) + r*norm(p - t)^2/2); r*inv(g''(p) + r*eye(n)) @ L'(p)",
    "r": "p = argmin[p](g(p) + r*norm(p - t)^2/2); (t - p).T @ inv(g''(p) + r*eye(n)) @ L'(p)",
}
WHERE = {
    "t": "det(g''(p) + r*eye(n)) != 0",
    "r": "det(g''(p) + r*eye(n)) != 0",
}
SOURCE = (
    "A. Rajeswaran, C. Finn, S. Kakade, S. Levine, Meta-Learning with Implicit Gradients, "
    "NeurIPS 2019, arXiv 1909.04630"
)
SAMPLE = {
    "g(p)": ("sum(log(1 + exp(X @ p - y)))", "p[n] X[m,n] y[m]"),
    "L(p)": ("sum(log(1 + exp(Z @ p)))", "p[n] Z[k,n]"),
}
KINDS = {"r": "positive"}
SLIPS = (
    ("g(p) + r", "g(p) + 2*r"),
    ("(p - t)", "(p + t)"),
)


def objective(jax, np, t, r, X, y, Z):
    def inner(p, t, r):
        return np.sum(np.log(1 + np.exp(X @ p - y))) + r * np.sum((p - t) ** 2) / 2

    def step(p, t, r):
        return p - np.linalg.solve(jax.hessian(inner)(p, t, r), jax.grad(inner)(p, t, r))

    stop = jax.lax.stop_gradient
    p = stop(t)
    for _ in range(50):
        p = step(p, stop(t), stop(r))
    p = step(stop(p), t, r)  # one step of Newton's method has the derivative of the minimum
    return np.sum(np.log(1 + np.exp(Z @ p)))
