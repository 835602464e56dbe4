"""The bound of a linear autoencoder, averaged

The bound of a variational autoencoder with a linear decoder W, with the expectation over its noise e. The
square is a polynomial in e, so the derivatives are in closed form, with no noise left.
"""

SHAPES = "s[k] m[k] x[p] W[p,k] e[k]"
FORMULA = "sum(exp(2*s) + m .* m - 1 - 2*s)/2 + expect[e](norm(x - W @ (m + exp(s) .* e))^2)/2"
DERIVATIVES = {
    "m": "m + W.T @ (W @ m - x)",
    "s": "exp(2*s) + exp(s)^2 .* sum(W .^ 2, 0) - 1",
    "W": "W @ diag(exp(s)^2) + (W @ m - x) @ m.T",
}
SOURCE = "D. Kingma, M. Welling, Auto-Encoding Variational Bayes, ICLR 2014, arXiv 1312.6114"
SLIPS = (
    ("- 2*s", "+ 2*s"),
    ("exp(s) .* e", "exp(2*s) .* e"),
)


def objective(jax, np, s, m, x, W):
    divergence = np.sum(np.exp(2 * s) + m**2 - 1 - 2 * s) / 2
    spread = np.sum(W**2 * np.exp(2 * s))
    return divergence + (np.sum((x - W @ m) ** 2) + spread) / 2
