"""The divergence of two Gaussians

How far the Gaussian with the mean m and the covariance A is from that with u and B. By a symmetric matrix
the derivative is the gradient among the symmetric ones.
"""

SHAPES = "A[n,n]:spd B[n,n]:spd m[n] u[n]"
FORMULA = "(tr(inv(B) @ A) + (m - u).T @ inv(B) @ (m - u) - n + logdet(B) - logdet(A))/2"
DERIVATIVES = {
    "A": "(inv(B) - inv(A))/2",
    "B": "(inv(B) - inv(B) @ ((m - u) @ (m - u).T + A) @ inv(B))/2",
    "m": "inv(B) @ (m - u)",
}
SOURCE = "C. Bishop, Pattern Recognition and Machine Learning, Springer 2006"
SLIPS = (
    ("+ logdet(B)", "- logdet(B)"),
    ("inv(B) @ A", "B @ A"),
)


def objective(jax, np, A, B, m, u):
    inverse = np.linalg.inv(B)
    away = np.trace(inverse @ A) + (m - u) @ inverse @ (m - u) - len(m)
    return (away + np.linalg.slogdet(B)[1] - np.linalg.slogdet(A)[1]) / 2
