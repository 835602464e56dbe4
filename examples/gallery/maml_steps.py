"""MAML, two steps

The same after two steps of gradient descent. Each step has its Hessian where the step begins, and the
gradient is their product: (I - a g''(t)) (I - a g''(u)) L'(v), which is printed multiplied out. More
steps are more definitions.
"""

SHAPES = "t[n] a"
FUNCTIONS = "L g"
FORMULA = "u = t - a*g'(t); v = u - a*g'(u); L(v)"
DERIVATIVES = {
    "t": (
        "L'(t - a*(g'(t) + g'(t - a*g'(t)))) + a*(a*g''(t) @ g''(t - a*g'(t)) - g''(t - a*g'(t)) - "
        "g''(t)) @ L'(t - a*(g'(t) + g'(t - a*g'(t))))"
    ),
    "a": ("L'(t - a*(g'(t) + g'(t - a*g'(t)))).T @ (a*g''(t - a*g'(t)) @ g'(t) - g'(t) - g'(t - a*g'(t)))"),
}
SOURCE = (
    "A. Nichol, J. Achiam, J. Schulman, On First-Order Meta-Learning Algorithms, arXiv "
    "1803.02999, 2018, equation 17"
)
SAMPLE = {
    "g(p)": ("norm(X @ p - y)^4/4", "p[n] X[m,n] y[m]"),
    "L(p)": ("sum(log(1 + exp(Z @ p)))", "p[n] Z[k,n]"),
}
SLIPS = (
    ("u - a*g'(u)", "u - a*g'(t)"),
    ("a*g'(u)", "a*stop(g'(u))"),
)


def objective(jax, np, t, a, X, y, Z):
    def g(p):
        return np.sum((X @ p - y) ** 2) ** 2 / 4

    def L(p):
        return np.sum(np.log(1 + np.exp(Z @ p)))

    for _ in range(2):
        t = t - a * jax.grad(g)(t)
    return L(t)
