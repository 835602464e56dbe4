"""Variational attention

The context that attention finds is drawn to the mean of what it looks at: this is the squared distance of
the two means, by the query q.
"""

SHAPES = "H[m,d] q[d]"
FORMULA = "norm(softmax(H @ q) @ H - mean(H, 0))^2/2"
DERIVATIVES = {
    "q": (
        "H.T @ ((H - ones(m) @ softmax(H @ q).T @ H) @ (H.T @ softmax(H @ q) - sum(H, 0)/m) .* "
        "softmax(H @ q))"
    ),
}
SOURCE = (
    "H. Bahuleyan, L. Mou, O. Vechtomova, P. Poupart, Variational Attention for "
    "Sequence-to-Sequence Models, COLING 2018, arXiv 1712.08207"
)
SLIPS = (
    ("- mean", "+ mean"),
    ("softmax(H @ q)", "softmax(2*H @ q)"),
)


def objective(jax, np, H, q):
    return np.sum((jax.nn.softmax(H @ q) @ H - np.mean(H, axis=0)) ** 2) / 2
