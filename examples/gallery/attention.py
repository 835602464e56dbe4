"""Attention

What queries Q take from values V at keys K. G is the derivative of a loss by the result, so these are the
adjoints of the three: softmax goes along each row.
"""

SHAPES = "Q[n,d] K[m,d] V[m,k] G[n,k]"
FORMULA = "sum(G .* (softmax(Q @ K.T/sqrt(d)) @ V))"
DERIVATIVES = {
    "Q": (
        "(softmax(Q @ K.T/sqrt(d)) .* (G @ V.T - diag(softmax(Q @ K.T/sqrt(d)) @ V @ G.T) @ "
        "ones(m).T)) @ K/sqrt(d)"
    ),
    "K": (
        "(softmax(Q @ K.T/sqrt(d)) .* (G @ V.T - diag(softmax(Q @ K.T/sqrt(d)) @ V @ G.T) @ "
        "ones(m).T)).T @ Q/sqrt(d)"
    ),
    "V": "softmax(Q @ K.T/sqrt(d)).T @ G",
}
SOURCE = "A. Vaswani et al., Attention Is All You Need, NeurIPS 2017, arXiv 1706.03762"
SLIPS = (
    ("/sqrt(d)", ""),
    ("softmax(Q", "softmax(2*Q"),
)


def objective(jax, np, Q, K, V, G):
    return np.sum(G * (jax.nn.softmax(Q @ K.T / np.sqrt(Q.shape[1]), axis=1) @ V))
