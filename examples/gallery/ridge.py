"""Ridge regression

Least squares with a penalty on large weights; the gradient is 0 where the normal equations hold.
"""

SHAPES = "X[n,d] w[d] y[n] r"
FORMULA = "norm(X @ w - y)^2/2 + r*norm(w)^2/2"
DERIVATIVES = {
    "w": "r*w + X.T @ (X @ w - y)",
    "r": "norm(w)^2/2",
    "X": "(X @ w - y) @ w.T",
}
SOURCE = "T. Hastie, R. Tibshirani, J. Friedman, The Elements of Statistical Learning, Springer 2009"
SLIPS = (
    ("- y", "+ y"),
    ("+ r", "- r"),
)


def objective(jax, np, X, w, y, r):
    return np.sum((X @ w - y) ** 2) / 2 + r * np.sum(w**2) / 2
