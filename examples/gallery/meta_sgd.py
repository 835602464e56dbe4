"""Meta-SGD

Each parameter has a step of its own, s, and these steps are learned beside the parameters.
"""

SHAPES = "t[n] s[n]"
FUNCTIONS = "L g"
FORMULA = "L(t - s .* g'(t))"
DERIVATIVES = {
    "t": "L'(t - s .* g'(t)) - g''(t) @ (s .* L'(t - s .* g'(t)))",
    "s": "-g'(t) .* L'(t - s .* g'(t))",
}
SOURCE = (
    "Z. Li, F. Zhou, F. Chen, H. Li, Meta-SGD: Learning to Learn Quickly for Few-Shot Learning, "
    "arXiv 1707.09835, 2017"
)
SAMPLE = {
    "g(p)": ("norm(X @ p - y)^4/4", "p[n] X[m,n] y[m]"),
    "L(p)": ("sum(log(1 + exp(Z @ p)))", "p[n] Z[k,n]"),
}
SLIPS = (
    ("t - s", "t + s"),
    ("s .* g'(t)", "s .* stop(g'(t))"),
)


def objective(jax, np, t, s, X, y, Z):
    def g(p):
        return np.sum((X @ p - y) ** 2) ** 2 / 4

    def L(p):
        return np.sum(np.log(1 + np.exp(Z @ p)))

    return L(t - s * jax.grad(g)(t))
