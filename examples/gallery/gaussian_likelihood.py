"""The likelihood of a Gaussian

The logarithm of the density at x, by the mean and by the covariance. By S, which is symmetric, it is the
derivative among symmetric matrices.
"""

SHAPES = "x[n] m[n] S[n,n]:spd"
FORMULA = "-((x - m).T @ inv(S) @ (x - m) + logdet(S) + n*log(2*pi))/2"
DERIVATIVES = {
    "m": "inv(S) @ (x - m)",
    "S": "(inv(S) @ (x - m) @ (x - m).T @ inv(S) - inv(S))/2",
}
SOURCE = "K. Petersen, M. Pedersen, The Matrix Cookbook, 15 November 2012"
SLIPS = (
    ("+ logdet(S)", "- logdet(S)"),
    ("@ inv(S)", "@ S"),
)


def objective(jax, np, x, m, S):
    square = (x - m) @ np.linalg.inv(S) @ (x - m)
    return -(square + np.linalg.slogdet(S)[1] + len(x) * np.log(2 * np.pi)) / 2
