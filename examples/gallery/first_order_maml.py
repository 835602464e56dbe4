"""MAML of first order

The step is taken as constant, so no Hessian stands in the gradient: it is that of the loss where the step
ends. It costs what a plain gradient costs, and often learns nearly as well.
"""

SHAPES = "t[n] a"
FUNCTIONS = "L g"
FORMULA = "L(t - a*stop(g'(t)))"
DERIVATIVES = {
    "t": "L'(t - a*g'(t))",
    "a": "-g'(t).T @ L'(t - a*g'(t))",
}
SOURCE = (
    "C. Finn, P. Abbeel, S. Levine, Model-Agnostic Meta-Learning for Fast Adaptation of Deep "
    "Networks, ICML 2017, section 5.2"
)
SAMPLE = {
    "g(p)": ("norm(X @ p - y)^4/4", "p[n] X[m,n] y[m]"),
    "L(p)": ("sum(log(1 + exp(Z @ p)))", "p[n] Z[k,n]"),
}
SLIPS = (
    ("stop(g'(t))", "g'(t)"),
    ("- a*", "+ a*"),
)


def objective(jax, np, t, a, X, y, Z):
    def g(p):
        return np.sum((X @ p - y) ** 2) ** 2 / 4

    def L(p):
        return np.sum(np.log(1 + np.exp(Z @ p)))

    return L(t - a * jax.lax.stop_gradient(jax.grad(g)(t)))
