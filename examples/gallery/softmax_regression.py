"""Softmax regression

The loss of a linear classifier of many classes: Y has a 1 in each row, at the right class. The gradient
is what the classifier says less what is right, times the data.
"""

SHAPES = "X[n,d] W[d,k] Y[n,k]"
FORMULA = "sum(logsumexp(X @ W, 1)) - sum(Y .* (X @ W))"
DERIVATIVES = {
    "W": "X.T @ (softmax(X @ W) - Y)",
    "X": "(softmax(X @ W) - Y) @ W.T",
}
SOURCE = "C. Bishop, Pattern Recognition and Machine Learning, Springer 2006"
SLIPS = (
    ("- sum", "+ sum"),
    ("X @ W, 1", "X @ W, 0"),
)


def objective(jax, np, X, W, Y):
    return np.sum(np.log(np.sum(np.exp(X @ W), axis=1))) - np.sum(Y * (X @ W))
