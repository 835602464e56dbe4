"""The divergence of a hyperspherical autoencoder

Codes on the sphere in m dimensions have a von Mises-Fisher distribution with the concentration k. This is
its divergence from the uniform one; with A for the quotient of the Bessel functions, its derivative is k
(1 - A^2) - (m - 1) A. Codes are drawn by rejection, and a gradient through what is drawn alone lacks a part:
with log p for the density of the noise that is accepted, f + stop(f) log p has the whole (Naesseth et al.,
2017); at m = 5 and k = 3 a sixth is missing of that of the mean height.
"""

SHAPES = "k m"
FORMULA = (
    "k*besseli(m/2, k)/besseli(m/2 - 1, k) + (m/2 - 1)*log(k) - m/2*log(2) - log(besseli(m/2 - "
    "1, k)) + log(2) - loggamma(m/2)"
)
DERIVATIVES = {
    "k": "k - k*besseli(m/2, k)**2/besseli(m/2 - 1, k)**2 - (m - 1)*besseli(m/2, k)/besseli(m/2 - 1, k)",
}
WHERE = {
    "k": "k > 0, m > 0, besseli(m/2 - 1, k) > 0",
}
SOURCE = (
    "T. Davidson, L. Falorsi, N. De Cao, T. Kipf, J. Tomczak, Hyperspherical Variational "
    "Auto-Encoders, UAI 2018, arXiv 1804.00891"
)
KINDS = {"k": "positive", "m": "positive"}
SLIPS = (
    ("(m/2 - 1)*log(k)", "m/2*log(k)"),
    ("- log(besseli(m/2 - 1, k))", "+ log(besseli(m/2 - 1, k))"),
)
