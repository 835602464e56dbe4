"""An introspective autoencoder

The encoder tells real data from generated ones by their divergence from the prior: small for real ones
(m, s), and at least r for generated ones (u, v), by a hinge.
"""

SHAPES = "m[d] s[d] u[d] v[d] a r"
FORMULA = "sum(exp(2*s) + m .* m - 1 - 2*s)/2 + a*max(0, r - sum(exp(2*v) + u .* u - 1 - 2*v)/2)"
DERIVATIVES = {
    "u": "-a*heaviside(r - sum(exp(2*v) + u^2 - 2*v - 1)/2)*u",
    "v": "a*heaviside((2*r - sum(exp(2*v) + u^2 - 2*v - 1))/2)*(1 - exp(2*v))",
    "m": "m",
    "s": "exp(2*s) - 1",
}
WHERE = {
    "u": "sum(exp(2*v) + u^2 - 1 - 2*v) - 2*r != 0",
    "v": "sum(exp(2*v) + u^2 - 1 - 2*v) - 2*r != 0",
}
SOURCE = (
    "H. Huang, Z. Li, R. He, Z. Sun, T. Tan, IntroVAE: Introspective Variational Autoencoders "
    "for Photographic Image Synthesis, NeurIPS 2018, arXiv 1807.06358"
)
KINDS = {"r": "large"}
SLIPS = (
    ("r - sum", "r + sum"),
    ("a*max(0, r", "a*min(0, r"),
    ("u .* u", "stop(u .* u)"),
)


def objective(jax, np, m, s, u, v, a, r):
    def away(m, s):
        return np.sum(np.exp(2 * s) + m**2 - 1 - 2 * s) / 2

    return away(m, s) + a * np.maximum(0, r - away(u, v))
