"""A vector-quantised autoencoder

The code z of an encoder is replaced by the nearest entry e of a codebook. The decoder sees e, but its
gradient is handed on to z; the codebook is drawn to the codes, and the codes to the codebook.
"""

SHAPES = "x[p] z[d] e[d] b"
FUNCTIONS = "D[d] -> [p]"
FORMULA = "norm(x - D(z + stop(e - z)))^2 + norm(stop(z) - e)^2 + b*norm(z - stop(e))^2"
DERIVATIVES = {
    "z": "2*b*(z - e) - 2*D'(e).T @ (x - D(e))",
    "e": "2*(e - z)",
    "b": "norm(z - e)^2",
}
SOURCE = (
    "A. van den Oord, O. Vinyals, K. Kavukcuoglu, Neural Discrete Representation Learning, "
    "NeurIPS 2017, arXiv 1711.00937"
)
SAMPLE = {
    "D(u)": ("tanh(K @ u)", "u[d] K[p,d]"),
}
SLIPS = (
    ("stop(e - z)", "(e - z)"),
    ("stop(z) - e", "z - e"),
    ("z - stop(e)", "z - e"),
)


def objective(jax, np, x, z, e, b, K):
    stop = jax.lax.stop_gradient
    error = np.sum((x - np.tanh(K @ (z + stop(e - z)))) ** 2)
    return error + np.sum((stop(z) - e) ** 2) + b * np.sum((z - stop(e)) ** 2)
