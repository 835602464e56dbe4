"""The bound of a variational autoencoder

The code of x is Gaussian with the mean m and the deviations exp(s). The first term is its divergence from
the standard Gaussian, the second the error of a decoder D at one drawn code, m + exp(s) e, through which
gradients go.
"""

SHAPES = "m[d] s[d] x[p] e[d]"
FUNCTIONS = "D[d] -> [p]"
FORMULA = "sum(exp(2*s) + m .* m - 1 - 2*s)/2 + norm(x - D(m + exp(s) .* e))^2/2"
DERIVATIVES = {
    "m": "m - D'(m + exp(s) .* e).T @ (x - D(m + exp(s) .* e))",
    "s": "exp(2*s) - D'(m + exp(s) .* e).T @ (x - D(m + exp(s) .* e)) .* exp(s) .* e - 1",
}
SOURCE = "D. Kingma, M. Welling, Auto-Encoding Variational Bayes, ICLR 2014, arXiv 1312.6114"
SAMPLE = {
    "D(z)": ("tanh(K @ z)", "z[d] K[p,d]"),
}
SLIPS = (
    ("- 2*s", "+ 2*s"),
    ("m + exp(s)", "m + exp(2*s)"),
    ("exp(s) .* e", "stop(exp(s)) .* e"),
)


def objective(jax, np, m, s, x, e, K):
    z = m + np.exp(s) * e
    return np.sum(np.exp(2 * s) + m**2 - 1 - 2 * s) / 2 + np.sum((x - np.tanh(K @ z)) ** 2) / 2
