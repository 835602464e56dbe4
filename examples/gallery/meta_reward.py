"""Learned rewards

A policy with the parameters t takes a step along the gradient of a reward R that is itself learned, by
its parameters c. What counts is the true return J after the step; its gradient by c goes through the
step.
"""

SHAPES = "t[n] c[k] b"
FUNCTIONS = "J R"
FORMULA = "J(t + b*D[1](R)(t, c))"
DERIVATIVES = {
    "c": "b*D[1,2](R)(t, c).T @ J'(t + b*D[1](R)(t, c))",
    "t": "J'(t + b*D[1](R)(t, c)) + b*D[1,1](R)(t, c) @ J'(t + b*D[1](R)(t, c))",
}
SOURCE = (
    "Z. Zheng, J. Oh, S. Singh, On Learning Intrinsic Rewards for Policy Gradient Methods, "
    "NeurIPS 2018, arXiv 1804.06459"
)
SAMPLE = {
    "R(t, c)": ("sum(sin(H @ t) .* c) + (t @ t)*sum(c)", "t[n] c[k] H[k,n]"),
    "J(t)": ("sum(exp(t/3))", "t[n]"),
}
SLIPS = (
    ("D[1](R)(t, c)", "stop(D[1](R)(t, c))"),
    ("t + b", "t - b"),
)


def objective(jax, np, t, c, b, H):
    def R(t, c):
        return np.sum(np.sin(H @ t) * c) + np.sum(t**2) * np.sum(c)

    def J(t):
        return np.sum(np.exp(t / 3))

    return J(t + b * jax.grad(R)(t, c))
