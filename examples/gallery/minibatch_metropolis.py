"""A minibatch test of Metropolis and Hastings

The chance to go from t to u, where the difference of the log-likelihoods of logistic regression is
estimated by b of N points, with Barker's function in the place of Metropolis'.
"""

SHAPES = "X[b,d] y[b] t[d] u[d] N"
FORMULA = "sigmoid(N/b*(sum(log(1 + exp(-y .* (X @ t)))) - sum(log(1 + exp(-y .* (X @ u))))))"
DERIVATIVES = {
    "u": (
        "N*sigmoid(N*(sum(log(exp(-X @ t .* y) + 1)) - sum(log(1 + exp(-X @ u .* "
        "y))))/b)*sigmoid(N*(sum(log(1 + exp(-X @ u .* y))) - sum(log(exp(-X @ t .* y) + 1)))/b)*X.T "
        "@ (y .* sigmoid(-X @ u .* y))/b"
    ),
}
SOURCE = (
    "D. Seita, X. Pan, H. Chen, J. Canny, An Efficient Minibatch Acceptance Test for "
    "Metropolis-Hastings, UAI 2017, arXiv 1610.06848"
)
KINDS = {"N": "positive"}
SLIPS = (
    ("N/b", "N"),
    ("- sum", "+ sum"),
)


def objective(jax, np, X, y, t, u, N):
    def loss(w):
        return np.sum(np.log(1 + np.exp(-y * (X @ w))))

    return jax.nn.sigmoid(N / len(y) * (loss(t) - loss(u)))
