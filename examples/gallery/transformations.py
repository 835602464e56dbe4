"""Autoencoding transformations

A network sees an image before and after a transformation and estimates its parameters s as t; the error
is that of the matrices of both.
"""

SHAPES = "t[n] s[n]"
FUNCTIONS = "M[n] -> [2,3]"
FORMULA = "norm(M(t) - M(s))^2/2"
DERIVATIVES = {
    "t": "[i]: sum[j,k]((M(t)[j,k] - M(s)[j,k])*M'(t)[j,k,i])",
}
SOURCE = (
    "L. Zhang, G. Qi, L. Wang, J. Luo, AET vs. AED: Unsupervised Representation Learning by "
    "Auto-Encoding Transformations rather than Data, CVPR 2019, arXiv 1901.04596"
)
SAMPLE = {
    "M(u)": ("[i,j]: sin(sum[l](T[i,j,l]*u[l]))", "u[n] T[2,3,n]"),
}
SLIPS = (
    ("- M(s)", "+ M(s)"),
    ("M(t)", "stop(M(t))"),
)


def objective(jax, np, t, s, T):
    return np.sum((np.sin(T @ t) - np.sin(T @ s)) ** 2) / 2
