"""The penalty of a Wasserstein autoencoder

The squared distance of the codes Z from points Y of the prior, in the sense of the kernel c/(c + d^2):
the maximum mean discrepancy. The part that does not depend on Z is left out.
"""

SHAPES = "Z[n,d] Y[m,d] c"
FORMULA = (
    "sum[i,j]((1 - delta[i,j])*c/(c + sum[p]((Z[i,p] - Z[j,p])^2)))/(n*(n - 1)) - "
    "2*sum[i,j](c/(c + sum[p]((Z[i,p] - Y[j,p])^2)))/(n*m)"
)
DERIVATIVES = {
    "Z": (
        "[i,j]: 2*(c*(2*(sum[k]((Z[i,j] - Y[k,j])/(c + sum[l]((Z[i,l] - Y[k,l])^2))^2)/m) + "
        "sum[p]((1 - delta[i,p])*((Z[p,j] - Z[i,j])/(sum[q]((Z[p,q] - Z[i,q])^2) + c)^2 - (Z[i,j] - "
        "Z[p,j])/(sum[q]((Z[i,q] - Z[p,q])^2) + c)^2))/(n - 1))/n)"
    ),
}
WHERE = {
    "Z": (
        "n != 1 and [i,j]: sum[k]((Z[i,k] - Z[j,k])^2) + c != 0 in each entry and [i,j]: "
        "sum[k]((Z[i,k] - Y[j,k])^2) + c != 0 in each entry"
    ),
}
SOURCE = (
    "I. Tolstikhin, O. Bousquet, S. Gelly, B. Schoelkopf, Wasserstein Auto-Encoders, ICLR 2018, "
    "arXiv 1711.01558"
)
KINDS = {"c": "positive"}
SLIPS = (
    ("- 2*sum", "+ 2*sum"),
    ("(1 - delta[i,j])*c/(c + sum[p]((Z[i,p] - Z[j,p])^2))", "c/(c + sum[p]((Z[i,p] - Z[j,p])^2))^2"),
)


def objective(jax, np, Z, Y, c):
    n, m = len(Z), len(Y)
    within = c / (c + np.sum((Z[:, None] - Z[None]) ** 2, axis=2)) * (1 - np.eye(n))
    between = c / (c + np.sum((Z[:, None] - Y[None]) ** 2, axis=2))
    return np.sum(within) / (n * (n - 1)) - 2 * np.sum(between) / (n * m)
