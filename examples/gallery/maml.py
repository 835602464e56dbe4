"""MAML, one step

Model-agnostic meta-learning looks for parameters t from which one step of gradient descent on a task goes
far. The loss L after the step is what is to fall, so its gradient goes through the step: the Hessian g''
of the task's loss stands in it. The gradient by the size of the step comes for nothing.
"""

SHAPES = "t[n] a"
FUNCTIONS = "L g"
FORMULA = "L(t - a*g'(t))"
DERIVATIVES = {
    "t": "L'(t - a*g'(t)) - a*g''(t) @ L'(t - a*g'(t))",
    "a": "-g'(t).T @ L'(t - a*g'(t))",
}
SOURCE = (
    "C. Finn, P. Abbeel, S. Levine, Model-Agnostic Meta-Learning for Fast Adaptation of Deep "
    "Networks, ICML 2017, section 2.2"
)
SAMPLE = {
    "g(p)": ("norm(X @ p - y)^4/4", "p[n] X[m,n] y[m]"),
    "L(p)": ("sum(log(1 + exp(Z @ p)))", "p[n] Z[k,n]"),
}
SLIPS = (
    ("t - a*g'(t)", "t + a*g'(t)"),
    ("g'(t)", "stop(g'(t))"),
)


def objective(jax, np, t, a, X, y, Z):
    def g(p):
        return np.sum((X @ p - y) ** 2) ** 2 / 4

    def L(p):
        return np.sum(np.log(1 + np.exp(Z @ p)))

    return L(t - a * jax.grad(g)(t))
