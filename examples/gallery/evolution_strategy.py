"""Evolution strategies and evolved policy gradients

The parameters p of a search distribution, and its width s, are moved along the gradient of the expected
return F. Here the derivative goes through the return.
"""

SHAPES = "p[k] e[k] s"
FUNCTIONS = "F"
FORMULA = "expect[e](F(p + s*e))"
DERIVATIVES = {
    "p": "expect[e](F'(p + s*e))",
    "s": "expect[e](e.T @ F'(p + s*e))",
}
SOURCE = "R. Houthooft et al., Evolved Policy Gradients, NeurIPS 2018, arXiv 1802.04821"
SAMPLE = {
    "F(u)": ("(c @ u)^3/3 + u @ u", "u[k] c[k]"),
}
SLIPS = (
    ("s*e", "s*e/2"),
    ("p + s*e", "p + stop(s)*e"),
)


def objective(jax, np, p, s, c):
    mean = c @ p  # of (c @ u)^3/3 + u @ u with a normal u
    return (mean**3 + 3 * mean * s**2 * (c @ c)) / 3 + p @ p + s**2 * len(p)
