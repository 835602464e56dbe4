"""The gain of a Kalman filter

The trace of the covariance after a measurement, for any gain K. Its derivative is 0 at Kalman's gain, P
H'(H P H' + R)^-1.
"""

SHAPES = "K[n,m] H[m,n] P[n,n]:symmetric R[m,m]:symmetric"
FORMULA = "tr((eye(n) - K @ H) @ P @ (eye(n) - K @ H).T + K @ R @ K.T)"
DERIVATIVES = {
    "K": "2*(K @ (R + H @ P @ H.T) - P @ H.T)",
    "R": "K.T @ K",
}
SOURCE = "A. Gelb (ed.), Applied Optimal Estimation, MIT Press 1974"
SLIPS = (
    ("+ K @ R", "- K @ R"),
    ("(eye(n) - K @ H).T", "(eye(n) - K @ H)"),
)


def objective(jax, np, K, H, P, R):
    left = np.eye(len(P)) - K @ H
    return np.trace(left @ P @ left.T + K @ R @ K.T)
