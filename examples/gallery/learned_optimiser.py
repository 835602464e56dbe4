"""A learned optimiser, two updates

An optimiser with its own parameters, here a rate w and a momentum b, makes two updates on a loss f; what
counts is the loss along the way. As in the paper, gradients that go into the optimiser are taken as
constant.
"""

SHAPES = "t[n] w b"
FUNCTIONS = "f"
FORMULA = "m = stop(f'(t)); u = t - w*m; v = b*m + stop(f'(u)); f(u) + f(u - w*v)"
DERIVATIVES = {
    "w": (
        "-(((1 + b)*f'(t) + f'(t - w*f'(t))).T @ f'(t - w*((1 + b)*f'(t) + f'(t - w*f'(t)))) + "
        "f'(t).T @ f'(t - w*f'(t)))"
    ),
    "t": "f'(t - w*f'(t)) + f'(t - w*(f'(t - w*f'(t)) + (1 + b)*f'(t)))",
    "b": "-w*f'(t).T @ f'(t - w*(f'(t - w*f'(t)) + (1 + b)*f'(t)))",
}
SOURCE = "M. Andrychowicz et al., Learning to learn by gradient descent by gradient descent, NeurIPS 2016"
SAMPLE = {
    "f(p)": ("sum(log(1 + exp(X @ p - y)))", "p[n] X[m,n] y[m]"),
}
SLIPS = (
    ("stop(f'(u))", "f'(u)"),
    ("stop(f'(t))", "f'(t)"),
    ("t - w*m", "t + w*m"),
)


def objective(jax, np, t, w, b, X, y):
    def f(p):
        return np.sum(np.log(1 + np.exp(X @ p - y)))

    m = jax.lax.stop_gradient(jax.grad(f)(t))
    u = t - w * m
    v = b * m + jax.lax.stop_gradient(jax.grad(f)(u))
    return f(u) + f(u - w * v)
