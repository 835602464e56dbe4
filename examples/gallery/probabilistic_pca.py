"""Probabilistic principal components

N points with the covariance S come from q hidden Gaussians through W, with noise s: this is minus the
logarithm of their likelihood, but for a constant. The derivative is 0 at the principal axes, stretched.
"""

SHAPES = "W[d,q] S[d,d]:symmetric s N"
FORMULA = "N*(logdet(W @ W.T + s*eye(d)) + tr(inv(W @ W.T + s*eye(d)) @ S))/2"
DERIVATIVES = {
    "W": "N*inv(W @ W.T + s*eye(d)) @ (W - S @ inv(W @ W.T + s*eye(d)) @ W)",
    "s": "N*tr(inv(W @ W.T + s*eye(d)) - inv(W @ W.T + s*eye(d)) @ S @ inv(W @ W.T + s*eye(d)))/2",
}
WHERE = {
    "W": "det(W @ W.T + s*eye(d)) != 0",
    "s": "det(W @ W.T + s*eye(d)) != 0",
}
SOURCE = (
    "M. Tipping, C. Bishop, Probabilistic Principal Component Analysis, J. R. Statist. Soc. B 61 "
    "(1999) 611-622; C. Bishop, Pattern Recognition and Machine Learning, Springer 2006, (12.44)"
)
KINDS = {"S": "spd", "s": "positive", "N": "positive"}
SLIPS = (
    (")/2", ")"),
    ("tr(inv(W @ W.T + s*eye(d)) @ S)", "tr((W @ W.T + s*eye(d)) @ S)"),
)


def objective(jax, np, W, S, s, N):
    C = W @ W.T + s * np.eye(len(W))
    return N * (np.linalg.slogdet(C)[1] + np.trace(np.linalg.inv(C) @ S)) / 2
